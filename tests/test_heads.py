"""What pages say of themselves to search engines, chats and social networks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support.pages import BEFORE, FIRST, LONG_AFTER, OVER, SECOND, STORY, UPGRADE, YML, Pages, soup
from support.stories import read

from sitegen.problems import ContentError
from sitegen.theme.files import load_theme


@pytest.fixture
def story(tmp_path: Path) -> Pages:
    """The login outage with its postmortem, and a maintenance the night after."""
    return Pages(tmp_path, STORY)


def said(page: BeautifulSoup, name: str) -> str:
    """What a page says in a `meta` element."""
    element = page.find("meta", {"name": name}) or page.find("meta", {"property": name})
    assert element is not None, name
    return str(element["content"])


@pytest.mark.parametrize("now", [BEFORE, SECOND, LONG_AFTER])
def test_every_page_describes_itself_and_may_be_found(story: Pages, now: str) -> None:
    """Also the month of nothing but words, and the pages for errors; no page asks search engines to forget it."""
    for path, file in story.at(now).items():
        if path.endswith(".html"):
            page = soup(file.render().decode())
            assert page.find("meta", {"name": "robots"}) is None, path
            assert said(page, "description").strip(), path


def test_a_page_that_leads_on_says_where_its_words_are(tmp_path: Path) -> None:
    """Search engines follow it, and keep the new address."""
    files = {"maintenance/upgrade.md": UPGRADE.replace("start:", "aliases: [/old/]\nstart:")}
    page = Pages(tmp_path, files).page(LONG_AFTER, "old/")

    assert page.find("meta", {"name": "robots"}) is None
    assert page.find("link", rel="canonical")["href"] == "https://status.example.com/maintenance/upgrade/"


def test_pages_for_errors_are_kept_out_of_search_engines_by_a_header(story: Pages) -> None:
    """Under their own addresses; in the place of a page of the product they must not say so, whatever its status."""
    headers = story.source(SECOND, "_headers")

    for path in ("404.html", "zh-CN/404.html", "503.html", "maintenance/*/503.html"):
        assert f"\n/{path}\n  X-Robots-Tag: noindex\n" in headers
    assert headers.count("X-Robots-Tag") == 4


@pytest.mark.parametrize(
    ("now", "path", "tone"),
    [
        (BEFORE, "", "ok"),
        (FIRST, "", "high"),
        ("2026-01-24 02:30", "", "maintenance"),
        (SECOND, "incidents/login/", "high"),
        (OVER, "incidents/login/", "ok"),
        (BEFORE, "maintenance/upgrade/", "planned"),
        (SECOND, "components/login/", "worst"),
        (SECOND, "history/", "none"),
        (SECOND, "history/2026-01/", "none"),
        (SECOND, "subscribe/", "none"),
    ],
)
def test_a_link_is_shown_with_the_picture_of_its_state(story: Pages, now: str, path: str, tone: str) -> None:
    """A whole address of a picture that is published; what has no state of its own has the neutral one."""
    page = story.page(now, path)
    site, _, picture = said(page, "og:image").partition("/assets/")
    file = story.at(now)[f"assets/{picture}"]

    assert site == "https://status.example.com"
    assert picture.startswith(f"posters/{tone}.")
    assert file.render().startswith(b"\x89PNG")
    assert (said(page, "og:site_name"), said(page, "twitter:card")) == ("Example", "summary")
    assert said(page, "og:url") == f"https://status.example.com/{path}"
    assert said(page, "og:description") == said(page, "description")


def test_the_icon_of_a_page_without_a_state_is_neutral(story: Pages) -> None:
    """A green tick beside *History* would say during an outage that all is well."""
    icons = {path: story.page(SECOND, path).find("link", rel="icon")["href"] for path in ("", "history/", "subscribe/")}

    assert icons["history/"] == icons["subscribe/"] != icons[""]
    assert story.page(BEFORE).find("link", rel="icon")["href"] != icons["history/"]


def test_a_theme_may_bring_its_own_posters_and_only_for_tones_that_there_are(tmp_path: Path) -> None:
    """A misspelt one would never be seen."""
    config = replace(read(tmp_path, {}, YML).config, theme="ours")
    ours = tmp_path / "themes/ours/posters"
    ours.mkdir(parents=True)
    (ours / "ok.png").write_bytes(b"\x89PNG ours")
    assert load_theme(tmp_path, config).assets["posters/ok.png"].data == b"\x89PNG ours"

    (ours / "okay.png").write_bytes(b"\x89PNG ours")
    with pytest.raises(ContentError) as caught:
        load_theme(tmp_path, config)
    assert str(caught.value.problems[0]).startswith(
        "themes/ours/posters/okay.png: expected a file that the default theme has, found 'posters/okay.png'"
    )
