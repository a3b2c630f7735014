"""Where everything lives."""

from __future__ import annotations

from support.tables import rows

from sitegen import urls
from sitegen.urls import Urls

ROOT = Urls("https://status.example.com", ("en", "zh-CN"))
BELOW = Urls("https://example.com/status", ("en", "zh-CN"))


@rows(
    ("address", "path"),
    [
        (urls.INDEX, "index.html"),
        (urls.incident("a-b"), "incidents/a-b/index.html"),
        (urls.postmortem("a-b"), "incidents/a-b/postmortem/index.html"),
        (urls.maintenance("a-b"), "maintenance/a-b/index.html"),
        (urls.HISTORY, "history/index.html"),
        (urls.month(2026, 1), "history/2026-01/index.html"),
        (urls.component("login"), "components/login/index.html"),
        (urls.NOT_FOUND, "404.html"),
    ],
)
def test_each_page_has_its_file_in_each_language(address: str, path: str) -> None:
    """The first language is served at the root, the others below their name."""
    assert ROOT.path(address) == ROOT.path(address, "en") == path
    assert ROOT.path(address, "zh-CN") == f"zh-CN/{path}"


def test_links_are_root_absolute_and_hold_the_path_of_the_site() -> None:
    """A site below a path has it in every link; the file does not move."""
    assert ROOT.link(urls.INDEX) == "/"
    assert ROOT.link(urls.INDEX, "zh-CN") == "/zh-CN/"
    assert BELOW.link(urls.INDEX) == "/status/"
    assert BELOW.link(urls.incident("a"), "zh-CN") == "/status/zh-CN/incidents/a/"
    assert BELOW.path(urls.incident("a")) == "incidents/a/index.html"


def test_a_full_url_has_scheme_host_and_path() -> None:
    """What is read elsewhere needs the whole address."""
    assert ROOT.full(urls.INDEX) == "https://status.example.com/"
    assert BELOW.full(urls.month(2026, 1), "zh-CN") == "https://example.com/status/zh-CN/history/2026-01/"


def test_what_must_be_escaped_in_an_address_is_escaped() -> None:
    """A space or a quote from an old address cannot end an attribute or a header line."""
    assert ROOT.link('a b"c/') == "/a%20b%22c/"


@rows(
    ("old", "path"),
    [
        ("/incidents/abc123", "incidents/abc123/index.html"),
        ("/incidents/abc123/", "incidents/abc123/index.html"),
        ("/2019/outage.html", "2019/outage.html"),
        ("/releases/v1.2", "releases/v1.2/index.html"),
    ],
)
def test_an_old_address_is_answered_where_it_was(old: str, path: str) -> None:
    """A folder answers with and without a slash; a page that was a file stays one."""
    assert ROOT.path(urls.alias(old)) == path


def test_a_page_is_edited_on_the_default_branch_of_its_repository() -> None:
    """GitHub and GitLab spell it differently."""
    path = "content/incidents/a.md"

    assert urls.edit("https://github.com/example/status", path) == f"https://github.com/example/status/edit/HEAD/{path}"
    assert urls.edit("https://gitlab.com/example/status/", path) == (
        f"https://gitlab.com/example/status/-/edit/HEAD/{path}"
    )
