"""`sitegen preview --output`: the site as it would be, which nobody takes for the site."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from support.places import SAMPLE, THEME
from support.repositories import Repository
from support.sites import Folder

from sitegen.build import AsOf, build
from sitegen.cli import run
from sitegen.cli.options import read_now
from sitegen.outputs.limits import MAX_UNAVAILABLE_PAGE, MAX_UNAVAILABLE_PROBLEM, UNAVAILABLE_MARK

NOW = "2026-01-23T14:55:00+08:00"
LIVE = "https://status.example.com"
URL = "https://preview.example.org/pull/42"
LINE = {
    "en": "This is an unpublished change, not the current status.",
    "zh-CN": "这里显示的是尚未发布的更改，并非当前状态。",
}
SITE = f"""\
name: Example
url: {LIVE}
timezone: Asia/Shanghai
locales: [en, zh-CN]
repository: https://github.com/example/status
hub: https://hub.example.com
api_id: kctbh9vrtdwd
components: [{{id: login, name: Login}}]
"""
INCIDENT = """\
---
title: Nobody can sign in
aliases: [/old/]
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

Nobody can sign in.
"""
WINDOW = """\
---
title: The database moves
components: [login]
start: 2026-02-01 02:00
end: 2026-02-01 04:00
---

## 2026-01-23 14:40 scheduled

We move the database.
"""


@pytest.fixture
def site(tmp_path: Path) -> Folder:
    """A site with something of everything that is published, before its first commit."""
    folder = Folder(tmp_path / "site")
    folder.write("site.yml", SITE)
    folder.write("content/incidents/orders.md", INCIDENT)
    folder.write("content/maintenance/move.md", WINDOW)
    Repository(folder.root).git("init", "--quiet")
    return folder


def preview(site: Folder, *more: str) -> Path:
    """Where the preview is."""
    output = site.root.parent / "preview"
    assert run(["preview", "--site", str(site.root), "--now", NOW, "--output", str(output), *more]) == 0
    return output


def texts(output: Path) -> dict[str, str]:
    """Every file but pictures, by its path."""
    files = sorted(path for path in output.rglob("*") if path.is_file() and path.suffix != ".png")
    return {path.relative_to(output).as_posix(): path.read_text(encoding="utf-8") for path in files}


def pages(output: Path) -> dict[str, BeautifulSoup]:
    """Every page, by its path."""
    found = {path: BeautifulSoup(text, "html.parser") for path, text in texts(output).items() if path.endswith(".html")}
    assert {"index.html", "503.html", "404.html", "old/index.html", "zh-CN/index.html"} <= found.keys()
    return found


def lines(page: BeautifulSoup) -> dict[str, str]:
    """The lines with which a page begins that it is a preview, by language."""
    assert page.body is not None
    found = {}
    for element in page.body.find_all(True, recursive=False):
        if element.get("class") != ["preview"]:
            break
        found[str(element["lang"])] = element.get_text(" ", strip=True)
    return found


def assert_marked(output: Path) -> None:
    """Every page begins with the line in its language, the one for the edge in all."""
    for path, page in pages(output).items():
        assert page.html is not None
        wanted = list(LINE) if path.endswith("503.html") else [str(page.html["lang"])]
        told = lines(page)
        assert (path, list(told)) == (path, wanted)
        assert all(LINE[locale] in line for locale, line in told.items()), path


def test_every_page_begins_with_a_line_that_says_so(site: Folder) -> None:
    """In the language of the page, before anything else that can be read; it leads to the live site."""
    output = preview(site, "--url", URL)

    assert_marked(output)
    for path, page in pages(output).items():
        (link,) = {str(one["href"]) for one in page.select("aside.preview a")}
        assert (path, link) == (path, LIVE)


def test_search_engines_are_kept_out(site: Folder) -> None:
    """Of every page; robots.txt lets them see that, and names no site map."""
    output = preview(site, "--url", URL)

    for path, page in pages(output).items():
        assert page.head is not None
        assert (path, [one["content"] for one in page.select("head > meta[name=robots]")][:1]) == (path, ["noindex"])
    assert (output / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    assert "\n  X-Robots-Tag: noindex\n" in (output / "_headers").read_text().partition("/assets/")[0]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("base.html", '<body>\n<a class="skip"', '<BODY class="{{ "a" if 2 > 1 }}">\n<a class="skip"'),
        ("503.html", "<body>", '<body data-theirs="{% if 2 > 1 %}a{% endif %}">'),
        ("redirect.html", "<body>", "<body >"),
    ],
)
def test_a_theme_of_ones_own_cannot_lose_the_line(name: str, old: str, new: str, site: Folder) -> None:
    """It comes into whatever template makes the page."""
    source = (THEME / name).read_text()
    assert old in source
    site.write(f"themes/mine/{name}", source.replace(old, new))
    site.write("site.yml", f"{SITE}theme: mine\n")

    assert_marked(preview(site, "--url", URL))


@pytest.mark.parametrize("name", ["base.html", "503.html", "redirect.html"])
def test_a_template_without_a_place_for_the_line_is_refused(
    name: str, site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """HTML allows a page without `<body>`: it could be taken for the live one."""
    site.write(f"themes/mine/{name}", (THEME / name).read_text().replace("<body>", ""))
    site.write("site.yml", f"{SITE}theme: mine\n")
    output = site.root.parent / "preview"

    code = run(["preview", "--site", str(site.root), "--now", NOW, "--output", str(output)])

    assert code == 1
    assert "expected <body> here or in what it extends, for the line that marks a preview" in capsys.readouterr().err
    assert not output.exists()


def test_nothing_but_the_line_leads_to_the_live_site(site: Folder) -> None:
    """Neither a link, nor a feed, nor an id."""
    for path, text in texts(preview(site, "--url", URL)).items():
        left = re.sub(r'<aside class="preview".*?</aside>', "", text)
        left = left.replace(f'"preview_of": "{LIVE}"', "")
        assert (path, LIVE.removeprefix("https://") in left) == (path, False)


def test_its_name_says_so_to_programs(site: Folder) -> None:
    """In feeds, calendars, badges and the API, in the language of each."""
    found = texts(preview(site, "--url", URL))

    assert json.loads(found["updates.json"])["title"].startswith("Preview: Example")
    assert json.loads(found["zh-CN/updates.json"])["title"].startswith("预览：Example")
    for path in ("updates.rss", "updates.atom", "history.rss", "history.atom", "components/login.rss"):
        title = next(one for one in ElementTree.fromstring(found[path]).iter() if one.tag.endswith("title"))
        assert (title.text or "").startswith("Preview: Example")
    assert Calendar.from_ical(found["maintenance.ics"])["X-WR-CALNAME"].startswith("Preview: Example")
    assert json.loads(found["api/v2/summary.json"])["page"]["name"] == "Preview: Example"
    assert json.loads(found["badge.json"])["label"] == "Preview: Example"
    assert json.loads(found["status.json"])["preview_of"] == LIVE


def test_programs_know_nothing_of_it_by_an_id_of_the_live_site(site: Folder) -> None:
    """Items and events of the preview are none of the site's; no hub is told, and no page leads to an editor."""
    live = site.root.parent / "live"
    build(site.root, live, AsOf(read_now(NOW), given=True))
    was, now = texts(live), texts(preview(site, "--url", URL))

    def ids(found: dict[str, str]) -> set[str]:
        items = {item["id"] for item in json.loads(found["updates.json"])["items"]}
        events = {str(event["UID"]) for event in Calendar.from_ical(found["maintenance.ics"]).walk("VEVENT")}
        return {*items, *events, json.loads(found["api/v2/summary.json"])["page"]["id"]}

    assert ids(was)
    assert not ids(was) & ids(now)
    for word in ("hub.example.com", "github.com/example/status", "kctbh9vrtdwd"):
        assert any(word in text for text in was.values())
        assert not any(word in text for text in now.values())


def test_no_edge_machine_takes_its_503_page(site: Folder) -> None:
    """They look for the mark of ours, which a preview does not have."""
    found = texts(preview(site, "--url", URL))

    for path in ("503.html", "maintenance/move/503.html", "503.json"):
        assert UNAVAILABLE_MARK not in found[path]
        assert "sitegen preview" in found[path]


def test_its_503_page_is_no_larger_than_any(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where an incident has as many words as fit into the live one, and the preview a long address."""

    def fits(size: int) -> bool:
        words = "".join(f"  - {'x' * 100}\n" for _ in range(size))
        site.write("content/incidents/orders.md", INCIDENT.replace("aliases", f"not_working:\n{words}aliases"))
        return run(["check", "--site", str(site.root), "--now", NOW]) == 0

    most = next(size for size in range(40, 0, -1) if fits(size))
    assert most > 10
    capsys.readouterr()

    found = preview(site, "--url", f"https://preview.example.org/{'long-' * 30}address")

    page = (found / "503.html").read_bytes()
    assert len(page) <= MAX_UNAVAILABLE_PAGE
    assert len((found / "503.json").read_bytes()) <= MAX_UNAVAILABLE_PROBLEM
    assert list(lines(BeautifulSoup(page, "html.parser"))) == list(LINE)


def test_without_an_address_it_is_for_this_machine(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said how to serve it there, and its links lead there, also of a site whose address has a path."""
    site.write("site.yml", SITE.replace(LIVE, f"{LIVE}/status"))

    output = preview(site)

    said = capsys.readouterr().err
    assert f"python3 -m http.server 8000 --bind 127.0.0.1 --directory {output}" in said
    assert "open http://localhost:8000/" in said
    page = pages(output)["index.html"]
    assert {str(one["href"]) for one in page.select("header nav a")} == {"/", "/history/", "/subscribe/", "/zh-CN/"}
    assert [one["href"] for one in page.select("link[rel=canonical]")] == ["http://localhost:8000/"]


def test_what_programs_read_is_not_mixed_with_where_the_site_is(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output is the document alone."""
    preview(site, "--format", "json")

    assert json.loads(capsys.readouterr().out)["compared"] is True


def test_one_change_is_the_same_preview_twice(site: Folder) -> None:
    """Down to the bytes."""
    first = texts(preview(site, "--url", URL))

    assert texts(preview(site, "--url", URL)) == first


def test_the_live_site_has_nothing_of_it(tmp_path: Path) -> None:
    """Neither the line, nor its style, nor a word."""
    build(SAMPLE, tmp_path / "live", AsOf(read_now(NOW), given=True))

    for path in (tmp_path / "live").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert (path.name, b"preview" in data) == (path.name, False)
