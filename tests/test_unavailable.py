"""The page that stands in for the product: one file that asks for nothing, in every language, small enough for all."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bs4 import Tag
from support.pages import LOGIN, YML, Pages, soup, words
from support.windows import STORIES

from sitegen.outputs import unavailable
from sitegen.outputs.limits import (
    MAX_UNAVAILABLE_PAGE,
    MAX_UNAVAILABLE_PROBLEM,
    UNAVAILABLE_MARK,
    UNAVAILABLE_MARK_WITHIN,
)
from sitegen.problems import ContentError
from sitegen.urls import PROBLEM, UNAVAILABLE

ON_FIRE = "2026-01-23 14:52"
WINDOW = STORIES["past its planned end"].text
IN_WINDOW = "2026-01-24 02:30"
OWN = "maintenance/w/503.html"


@pytest.fixture
def fire(tmp_path: Path) -> Pages:
    """Sign-in is failing."""
    return Pages(tmp_path, {"incidents/login.md": LOGIN.partition("## 2026-01-23 15:10")[0]})


@pytest.fixture
def window(tmp_path: Path) -> Pages:
    """A database is upgraded, and it takes longer than planned."""
    return Pages(tmp_path, {"maintenance/w.md": WINDOW})


def test_it_is_one_file_that_asks_for_nothing(window: Pages) -> None:
    """Style, script and icon stand in it, and its policy lets it ask one address alone."""
    source = window.source(IN_WINDOW, UNAVAILABLE)
    page = soup(source)

    assert not page.select("[src], [srcset], link:not([rel=icon]), iframe, object, embed, form, img")
    assert page.find("link")["href"] == "data:,"
    assert "url(" not in source
    assert "@import" not in source
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert "connect-src https://status.example.com/status.json;" in policy


def test_an_edge_machine_knows_it_again(window: Pages) -> None:
    """By a mark near its beginning; the same for programs."""
    assert (
        f'<meta name="generator" content="{UNAVAILABLE_MARK}">'
        in window.source(IN_WINDOW, UNAVAILABLE)[:UNAVAILABLE_MARK_WITHIN]
    )
    assert (
        f'<meta name="generator" content="{UNAVAILABLE_MARK}">'
        in window.source("2026-02-10 12:00", OWN)[:UNAVAILABLE_MARK_WITHIN]
    )
    assert json.loads(window.source(IN_WINDOW, PROBLEM))["generator"] == UNAVAILABLE_MARK


def test_it_says_what_readers_need_in_every_language(fire: Pages) -> None:
    """What is happening, since when, what works and what does not, what helps, when more is said, whom to ask."""
    page = fire.page(ON_FIRE, UNAVAILABLE)
    said, chinese = (words(page.find("article", lang=lang)) for lang in ("en", "zh-CN"))

    for part in (
        "Major incident",
        "Sign-in is failing for all users",
        "Since Jan 23, 14:32 UTC+8",
        "Not working Signing in",
        "Still working Browsing",
        "Workaround Stay signed in.",
        "Written on January 23, 2026, 14:52 UTC+8",
        "Try again",
        "Status page",
    ):
        assert part in said
    assert "严重故障" in chinese or "重大" in chinese
    assert "受影响功能" in chinese
    links = {link["href"] for link in page.select("a")}
    assert {"", "mailto:support@example.com", "tel:+864000000000", "https://example.com/help"} < links
    assert {f"https://status.example.com/{lang}incidents/login/" for lang in ("", "zh-CN/")} < links


def test_without_a_reason_it_gives_none(window: Pages) -> None:
    """Not even that of a window that is planned for later: that would dress an outage up as maintenance."""
    for now in ("2026-01-19 12:00", "2026-01-24 01:29:59", "2026-02-10 12:00"):
        said = window.says(now, UNAVAILABLE)
        assert "We don’t have a reason to show here yet." in said
        assert "upgrade" not in said
        assert "maintenance" not in said.lower()


def test_progress_is_the_time_that_has_passed_or_what_the_author_states(window: Pages, tmp_path: Path) -> None:
    """Called so; past the planned end there is no bar that fills up."""
    bar = window.page(IN_WINDOW, UNAVAILABLE).select_one("progress")
    assert (bar["value"], bar["max"]) == ("25", "100")
    assert words(bar.find_next("small")) == "25% of the planned time has passed"
    late = window.page("2026-01-24 04:00", UNAVAILABLE)
    assert not late.select("main progress")
    assert "running over" in words(late.main)

    text = WINDOW.replace("in_progress\n", "in_progress\n\n- progress: 70\n")
    stated = Pages(tmp_path / "stated", {"maintenance/w.md": text}).page(IN_WINDOW, UNAVAILABLE)
    assert "Progress: about 70% (our estimate)" in words(stated.main)
    assert not stated.select("progress")


def test_a_window_s_own_page_tells_of_it_from_its_announcement_on(window: Pages) -> None:
    """An operator may put it in place the evening before."""
    before = window.says("2026-01-23 20:00", OWN)

    assert before.startswith("Planned maintenance Database upgrade A new version.")
    assert "January 24, 2026, 02:00 – 04:00 UTC+8 January 23, 2026, 18:00 – 20:00 UTC" in before


BROKEN = """
---
title: Nothing works for {whom}
components: {components}
---

## 2026-01-24 02:10 investigating

We are looking into it.
"""


@pytest.mark.parametrize(
    ("components", "named"),
    [("{login: major_outage, orders: major_outage}", "Major incident"), ("{login: degraded_performance}", None)],
)
def test_a_window_does_not_hide_a_grave_incident(components: str, named: str | None, tmp_path: Path) -> None:
    """The window stays the reason, and beside it stands what it cannot excuse; while it is the reason alone."""
    text = BROKEN.strip().format(whom="anybody", components=components)
    pages = Pages(tmp_path, {"maintenance/w.md": WINDOW, "incidents/b.md": text})
    page = pages.page(IN_WINDOW, UNAVAILABLE)
    document = json.loads(pages.source(IN_WINDOW, PROBLEM))
    told = f"{named}: Nothing works for anybody"

    assert "Database upgrade" in words(page.find("article", lang="en"))
    assert (told in words(page.find("article", lang="en"))) is (named is not None)
    assert ("incident" in document, "maintenance" in document) == (named is not None, True)
    assert told not in pages.says(IN_WINDOW, OWN)
    assert told not in pages.says("2026-01-24 02:05", UNAVAILABLE)


def test_what_stands_beside_the_reason_gives_way_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the page is full by a byte, the window and what the clock will make of it stand there alone."""
    text = BROKEN.strip().format(whom="anybody", components="{login: major_outage, orders: major_outage}")
    pages = Pages(tmp_path, {"maintenance/w.md": WINDOW, "incidents/b.md": text})
    whole = pages.source(IN_WINDOW, UNAVAILABLE)
    monkeypatch.setattr(unavailable, "MAX_UNAVAILABLE_PAGE", len(whole.encode()) - 1)
    alone = pages.at(IN_WINDOW)[UNAVAILABLE].render().decode()

    assert "Nothing works" in whole
    assert "Nothing works" not in alone.partition("<template")[0]
    assert alone.count("<template") == whole.count("<template") > 0


MOVES = "- start: 2026-01-31 02:00\n- end: 2026-01-31 04:00\n"


@pytest.mark.parametrize(
    ("update", "quoted", "not_quoted"),
    [
        ("", "Tonight the database", None),
        (f"\n## 2026-01-23 09:00 update\n\n{MOVES}\nA week later.\n", "A week later.", "Tonight"),
        (f"\n## 2026-01-23 09:00 update\n\n{MOVES}", "Planned: January 31", "Tonight"),
        ("\n## 2026-01-23 09:00 update\n\n- workaround: Wait.\n", "Tonight the database", None),
    ],
)
def test_what_was_said_of_a_window_before_it_moved_is_not_quoted(
    update: str, quoted: str, not_quoted: str | None, tmp_path: Path
) -> None:
    """It would tell another day than the plan below it."""
    front = "---\ntitle: Upgrade\nstart: 2026-01-24 02:00\nend: 2026-01-24 04:00\ncomponents: [login]\n---\n"
    text = f"{front}\n## 2026-01-22 09:00 scheduled\n\nTonight the database is upgraded.\n{update}"
    pages = Pages(tmp_path, {"maintenance/w.md": text})

    said = pages.says("2026-01-23 20:00", OWN)
    described = str(pages.page("2026-01-23 20:00", "maintenance/w/").find("meta", {"name": "description"}))

    assert quoted in said
    assert not_quoted is None or (not_quoted not in said and not_quoted not in described)


def test_a_window_that_is_over_no_longer_excuses_anything(window: Pages) -> None:
    """Its own page says what became of it and gives no reason; it never changes again."""
    over = window.source("2026-01-24 04:50", OWN)

    assert words(soup(over).find("article")).startswith(
        "Temporarily unavailable We don’t have a reason to show here yet."
    )
    assert "Database upgrade: Completed" in words(soup(over).main)
    assert window.source("2026-03-01 12:00", OWN) == over


@pytest.mark.parametrize("name", ["over by the window alone", "past its planned end", "moved", "never begun"])
@pytest.mark.parametrize("path", [UNAVAILABLE, OWN])
def test_the_clock_makes_of_it_what_a_build_would(name: str, path: str, tmp_path: Path) -> None:
    """One second before, at and after each prepared moment, region by region."""
    pages = STORIES[name].pages(tmp_path)
    built = "2026-01-23 17:25Z"
    moments = [datetime.fromisoformat(one["data-at"]) for one in pages.page(built, path).select("template")]

    assert moments
    for moment in moments:
        for shift in (-1, 0, 1):
            then = moment + timedelta(seconds=shift)
            if not any("2026-01-23 17:25" < key <= f"{then:%Y-%m-%d %H:%M}" for key in _said(pages)):
                assert _prepared(pages, built, path, then) == _regions(pages, f"{then:%Y-%m-%d %H:%M:%SZ}", path)


def _said(pages: Pages) -> list[str]:
    """The moments, in UTC, at which somebody says something that no page can know before."""
    assert pages.site is not None
    return [f"{update.at:%Y-%m-%d %H:%M}" for one in pages.site.maintenances for update in one.updates]


def _prepared(pages: Pages, now: str, path: str, until: datetime) -> dict[str, str]:
    page = pages.page(now, path)
    for template in page.select("template"):
        if datetime.fromisoformat(template["data-at"]) <= until:
            for region in [child for child in template.children if isinstance(child, Tag)]:
                page.find(id=region["id"]).replace_with(region)
        template.extract()
    return _uncounted(page)


def _regions(pages: Pages, now: str, path: str) -> dict[str, str]:
    page = pages.page(now, path)
    for template in page.select("template"):
        template.extract()
    return _uncounted(page)


def _uncounted(page: Tag) -> dict[str, str]:
    """The regions, without the share of time that the script counts."""
    for counted in page.select("progress + small"):
        counted.extract()
    for bar in page.select("progress"):
        del bar["value"]
    return {str(tag["id"]): re.sub(r"\s+", " ", str(tag)) for tag in page.select("article [id]")}


# --- what fits


def long_window(title: int = 60, items: int = 3, workaround: int = 200, sign: str = "x") -> str:
    """A window whose texts are as long as somebody likes them."""
    listed = "".join(f"  - {sign * 120}\n" for _ in range(items))
    return (
        WINDOW.replace("title: Database upgrade", f"title: {sign * title}")
        .replace("reason:", f"not_working:\n{listed}workaround: {sign * workaround}\nreason:")
        .replace("[orders]", "[orders, login]")
    )


ONE = re.sub(r"\{en: ([^,]+), zh-CN: [^}]+\}", r"\1", YML.replace("[en, zh-CN]", "[en]"))


@pytest.mark.parametrize(
    ("yml", "text"),
    [
        (ONE, long_window(title=200, items=9, workaround=500)),
        (ONE, long_window(title=200, items=2, workaround=500, sign="维")),
        (YML, long_window(title=200, items=2, workaround=500)),
        (YML, long_window(title=60, items=2, workaround=60, sign="维")),
    ],
)
def test_the_longest_texts_that_are_accepted_fit(yml: str, text: str, tmp_path: Path) -> None:
    """Whole, at every stage of the window: nothing of what the author wrote is left out."""
    pages = Pages(tmp_path, {"maintenance/w.md": text}, yml)
    for now in ("2026-01-23 20:00", "2026-01-24 01:30", IN_WINDOW, "2026-01-24 04:20", "2026-01-24 04:50"):
        for path in (UNAVAILABLE, OWN):
            assert len(pages.at(now)[path].render()) <= MAX_UNAVAILABLE_PAGE
    said = pages.says(IN_WINDOW, UNAVAILABLE)
    for part in re.findall(r"(?:x|维){60,}", text):
        assert part in said


def test_what_does_not_fit_is_a_problem_with_what_takes_the_room(tmp_path: Path) -> None:
    """Before anything is published, from the announcement on, and never a page cut short."""
    pages = Pages(tmp_path, {"maintenance/w.md": long_window(title=200, items=14, workaround=500)}, YML)

    with pytest.raises(ContentError) as caught:
        pages.at("2026-01-20 10:00")

    (problem,) = caught.value.problems
    assert str(problem).startswith(
        "content/maintenance/w.md:1: not_working: expected texts that fit into a 503 page of 9,900 bytes, found "
    )
    assert problem.hint.startswith("Shorten not_working (3,360 bytes in all languages) and workaround (1,000 bytes")


def test_no_problem_appears_because_time_passes(tmp_path: Path) -> None:
    """What fits when it is announced fits when it opens, when more is planned, and past its end."""
    for items in range(8, 15):
        text = long_window(title=60, items=items, workaround=120).replace("SAID", "- next update: 2026-01-24 03:00")
        pages = Pages(tmp_path / str(items), {"maintenance/w.md": text.partition("## 2026-01-24")[0]}, YML)
        verdicts = [fits(pages, now) for now in ("2026-01-20 10:00", "2026-01-21 12:00", "2026-01-24 01:40", IN_WINDOW)]
        assert verdicts[:1] * 4 == verdicts
    assert not verdicts[0]


def fits(pages: Pages, now: str) -> bool:
    """Whether a site can be published as of a moment."""
    try:
        pages.at(now)
    except ContentError:
        return False
    return True


def test_no_day_of_the_year_is_too_long_for_a_text_that_fits_on_another(tmp_path: Path) -> None:
    """The name of a month takes more room than that of another; a site must not stop on the first of one."""

    def most(day: str) -> int:
        """Characters of a workaround that fit on a day."""
        return bisect_left(range(500), True, key=lambda length: not fits(broken(length), f"{day} 12:00"))

    def broken(length: int) -> Pages:
        listed = "".join(f"  - {'x' * 110}\n" for _ in range(13))
        told = f"not_working:\n{listed}workaround: {'y' * (length + 1)}\n---\n\n##"
        text = BROKEN.strip().replace("---\n\n##", told).format(whom="anybody", components="[login]")
        return Pages(tmp_path, {"incidents/a.md": text}, YML)

    assert 0 < most("2026-05-01") == most("2026-09-28") < 500


def test_what_is_over_may_be_as_long_as_it_was(tmp_path: Path) -> None:
    """History that was published elsewhere stays publishable: it will never be a reason again."""
    pages = Pages(tmp_path, {"maintenance/w.md": long_window(title=200, items=14, workaround=500)}, YML)

    assert len(pages.at("2026-01-24 04:50")[OWN].render()) <= MAX_UNAVAILABLE_PAGE


def test_an_incident_that_does_not_fit_is_a_problem_as_long_as_it_is_active(tmp_path: Path) -> None:
    """Whoever is locked out reads only this page."""
    many = "".join(f"  - {'x' * 110}\n" for _ in range(20))
    text = LOGIN.partition("## 2026-01-23 15:10")[0].replace("  - Signing in\n", many)
    pages = Pages(tmp_path, {"incidents/login.md": text})

    with pytest.raises(
        ContentError, match=r"incidents/login.md:1: not_working: expected texts that fit into a 503 page"
    ):
        pages.at(ON_FIRE)


def test_links_that_leave_no_room_are_a_problem_of_the_site(tmp_path: Path) -> None:
    """They stand on the page whatever the reason is."""
    links = ", ".join(
        f"{{name: Link {number}, url: 'https://example.com/{'x' * 80}/{number}'}}" for number in range(60)
    )
    pages = Pages(tmp_path, {}, f"{YML}links: [{links}]\n")

    with pytest.raises(ContentError, match=r"site.yml:20: links: expected a 503 page of at most 9,900 bytes"):
        pages.at(ON_FIRE)


def test_what_is_prepared_gives_way_to_what_is(tmp_path: Path) -> None:
    """Coming reasons stand ready as far as they fit; what does not fit waits for the next build."""
    long = long_window(title=60, items=3, workaround=200)
    files = {
        f"maintenance/w{hour}.md": long.replace("02:0", f"{hour}:0").replace("04:", "23:") for hour in ("05", "06")
    }
    files["incidents/login.md"] = LOGIN.partition("## 2026-01-23 15:10")[0]
    pages = Pages(tmp_path, {name: text.partition("## 2026-01-24")[0] for name, text in files.items()})
    page = pages.source("2026-01-24 03:00", UNAVAILABLE)

    assert 1 <= page.count("<template") < 4
    assert len(page.encode()) <= MAX_UNAVAILABLE_PAGE


# --- for programs


def test_programs_get_a_problem_document(fire: Pages, window: Pages) -> None:
    """RFC 9457, with what is known in members of our own."""
    window = Pages(window.root / "w", window.files)

    assert json.loads(window.source(IN_WINDOW, PROBLEM)) == {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "Maintenance in progress: Database upgrade",
        "generator": UNAVAILABLE_MARK,
        "written": "2026-01-23T18:30:00Z",
        "status_page": "https://status.example.com/",
        "maintenance": {
            "start": "2026-01-23T18:00:00Z",
            "end": "2026-01-23T20:00:00Z",
            "state": "in_progress",
            "url": "https://status.example.com/maintenance/w/",
        },
    }
    assert json.loads(fire.source(ON_FIRE, PROBLEM))["incident"] == {
        "started": "2026-01-23T06:32:00Z",
        "impact": "major",
        "state": "identified",
        "url": "https://status.example.com/incidents/login/",
    }


@pytest.mark.parametrize("sign", ["x", "维", "😀", '"'])
def test_the_document_for_programs_is_small_whatever_the_title(sign: str, tmp_path: Path) -> None:
    """Some places hold no more."""
    title = f"'{sign * 200}'" if sign == '"' else sign * 200
    pages = Pages(tmp_path, {"maintenance/w.md": WINDOW.replace("title: Database upgrade", f"title: {title}")}, ONE)

    data = pages.at(IN_WINDOW)[PROBLEM].render()
    assert len(data) <= MAX_UNAVAILABLE_PROBLEM
    assert sign * 200 in json.loads(data)["detail"]
