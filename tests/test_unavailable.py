"""The page that stands in for the product: one file that asks for nothing, in every language, small enough for all."""

from __future__ import annotations

import json
import re
import shutil
from bisect import bisect_left
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import Tag
from support.pages import ARABIC, LOGIN, LOGIN_CHINESE, YML, Pages, soup, words
from support.places import SAMPLE
from support.sites import Folder
from support.tables import rows
from support.windows import STORIES

from sitegen.build import AsOf, check
from sitegen.cli import run
from sitegen.derive.snapshot import derive
from sitegen.outputs import unavailable
from sitegen.outputs.limits import (
    MAX_UNAVAILABLE_PAGE,
    MAX_UNAVAILABLE_PROBLEM,
    UNAVAILABLE_END,
    UNAVAILABLE_MARK,
    UNAVAILABLE_MARK_WITHIN,
    UNAVAILABLE_PROBLEM_LAST_LINE,
)
from sitegen.outputs.unavailable.overlong import left_out
from sitegen.problems import Problem, Severity
from sitegen.read.config import read_config
from sitegen.theme.edition import load_editions
from sitegen.theme.files import load_theme
from sitegen.theme.policy import unavailable_policy
from sitegen.times import read_moment, read_zone
from sitegen.urls import PROBLEM, UNAVAILABLE

ON_FIRE = "2026-01-23 14:52"
WINDOW = STORIES["past its planned end"].text
IN_WINDOW = "2026-01-24 02:30"
OWN = "maintenance/w/503.html"
ACTIVE, ACTIVE_CHINESE = (text.partition("## 2026-01-23 15:10")[0] for text in (LOGIN, LOGIN_CHINESE))


@pytest.fixture
def fire(tmp_path: Path) -> Pages:
    """Sign-in is failing, told in both languages."""
    return Pages(tmp_path, {"incidents/login.md": ACTIVE, "incidents/login.zh-CN.md": ACTIVE_CHINESE})


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
    assert "connect-src 'self' https://status.example.com/status.json;" in policy


@rows("path", ["a;script-src *", "a,b", "a;b,c;d", "%3B", "a'b", "a=b&c"])
def test_no_address_splits_its_policy(path: str) -> None:
    """A semicolon begins a directive and a comma another policy, which a host that sends it as a header would obey."""
    address = f"https://status.example.com/{path.replace(' ', '%20')}/status.json"

    theme = load_theme(SAMPLE, read_config(SAMPLE))
    policy, plain = unavailable_policy(theme, address), unavailable_policy(theme, None)

    assert "," not in policy
    assert [one.split()[0] for one in policy.split("; ")] == [one.split()[0] for one in plain.split("; ")]
    [asked] = re.findall(r"connect-src 'self' (\S+);", policy)
    assert unquote(asked) == unquote(address)


def test_an_edge_machine_knows_it_again(window: Pages) -> None:
    """By a mark near its beginning, and whole by its end; the same for programs."""
    for page in (window.source(IN_WINDOW, UNAVAILABLE), window.source("2026-02-10 12:00", OWN)):
        assert f'<meta name="generator" content="{UNAVAILABLE_MARK}">' in page[:UNAVAILABLE_MARK_WITHIN]
        assert page.endswith(UNAVAILABLE_END)
    problem = window.source(IN_WINDOW, PROBLEM)
    assert json.loads(problem)["generator"] == UNAVAILABLE_MARK
    assert [number for number, line in enumerate(problem.splitlines(), 1) if line == UNAVAILABLE_PROBLEM_LAST_LINE] == [
        len(problem.splitlines())
    ]


def test_it_says_what_readers_need_in_every_language(fire: Pages) -> None:
    """What is happening, since when, until when, what works and what does not, what helps; in that order."""
    page = fire.page(ON_FIRE, UNAVAILABLE)
    said, chinese = (words(page.find("article", lang=lang)) for lang in ("en", "zh-CN"))

    assert said == (
        "Major incident Sign-in is failing for all users Since Jan 23, 14:32 UTC+8 "
        "Expected recovery: 15:00 UTC+8 Next update by 15:00 UTC+8 Progress: about 70% (our estimate) "
        "We have found the cause. Not working Signing in Still working Browsing Workaround Stay signed in. "
        "Try again Status page Page published January 23, 2026, 14:52 UTC+8"
    )
    assert "严重故障" in chinese or "重大" in chinese
    assert "受影响功能 登录" in chinese
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

    assert before.startswith(
        "Planned maintenance Database upgrade Planned: January 24, 2026, 02:00 – 04:00 UTC+8 "
        "(January 23, 2026, 18:00 – 20:00 UTC) A new version."
    )


def test_a_time_of_another_day_or_year_is_told_with_it(tmp_path: Path) -> None:
    """The day is said once where all of it is on one."""
    text = ACTIVE.replace("eta: 15:00", "eta: 2026-01-24 15:00").replace("started: 2026-01-23", "started: 2025-12-31")
    said = Pages(tmp_path, {"incidents/login.md": text}).says(ON_FIRE, UNAVAILABLE)

    assert "Since Dec 31, 2025, 14:32 UTC+8 Expected recovery: Jan 24, 2026, 15:00 UTC+8" in said


@rows(
    ("translated", "now", "languages"),
    [
        (True, ON_FIRE, ["en", "zh-CN"]),
        (False, ON_FIRE, ["en"]),
        (False, "2026-01-23 12:00", ["en", "zh-CN"]),
    ],
)
def test_it_offers_the_languages_in_which_something_is_said(
    tmp_path: Path, translated: bool, now: str, languages: list[str]
) -> None:
    """Of an entry without a translation no article is made up; without a reason there are all that the site has."""
    files = {"incidents/login.md": ACTIVE, "incidents/login.zh-CN.md": ACTIVE_CHINESE}
    page = Pages(tmp_path, files if translated else {"incidents/login.md": ACTIVE}).page(now, UNAVAILABLE)

    assert [article["lang"] for article in page.select("article")] == languages
    assert [link["lang"] for link in page.select("nav a")] == (languages if len(languages) > 1 else [])


def test_the_first_language_is_there_whatever_the_entry_speaks(tmp_path: Path) -> None:
    """Its readers get the words in their own language, marked."""
    page = Pages(tmp_path, {"incidents/login.md": ACTIVE.replace("title:", "lang: zh-CN\ntitle:", 1)}).page(
        ON_FIRE, UNAVAILABLE
    )

    assert [(one["lang"], one.h2.get("lang")) for one in page.select("article")] == [("en", "zh-CN"), ("zh-CN", None)]


def test_every_language_says_which_way_it_runs(tmp_path: Path) -> None:
    """The page, each article and each name of a language, so that a script can change between them."""
    page = Pages(tmp_path, {}, ARABIC).page(ON_FIRE, UNAVAILABLE)

    assert [(tag.name, tag["lang"], tag["dir"]) for tag in page.select("html, article, nav a, h1 span")] == [
        ("html", "en", "ltr"),
        ("span", "en", "ltr"),
        ("span", "ar", "ltr"),
        ("a", "en", "ltr"),
        ("a", "ar", "rtl"),
        ("article", "en", "ltr"),
        ("article", "ar", "rtl"),
    ]


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


@rows(
    ("states", "components", "in_time", "overrun"),
    [
        ("[orders]", "{login: degraded_performance}", "window", "window"),
        ("[orders]", "{login: partial_outage}", "window", "window"),
        ("[orders]", "{login: major_outage}", "window", "incident"),
        ("[orders]", "{website: major_outage, login: major_outage, orders: major_outage}", "window", "incident"),
        ("{orders: major_outage}", "{login: partial_outage}", "window", "window"),
        ("{orders: major_outage}", "{login: major_outage}", "window", "window"),
        ("{orders: major_outage}", "{login: major_outage}\nimpact: critical", "window", "incident"),
        ("{orders: degraded_performance}", "{login: major_outage}", "window", "incident"),
    ],
)
def test_a_window_that_ran_over_explains_nothing_worse_than_itself(
    tmp_path: Path, states: str, components: str, in_time: str, overrun: str
) -> None:
    """Within its plan it was announced; from its end on, by a build or by the clock, the worse of the two is told."""
    text = WINDOW.partition("## 2026-01-24 04:50")[0].replace("[orders]", states)
    incident = BROKEN.strip().format(whom="anybody", components=components)
    pages = Pages(tmp_path, {"maintenance/w.md": text, "incidents/b.md": incident})
    titles = {"window": "Database upgrade", "incident": "Nothing works for anybody"}

    def told(now: str) -> str:
        assert json.loads(pages.source(now, PROBLEM))["detail"].endswith(words(pages.page(now, UNAVAILABLE).h2))
        return words(pages.page(now, UNAVAILABLE).h2)

    assert (told("2026-01-24 03:59:59"), told("2026-01-24 04:00")) == (titles[in_time], titles[overrun])
    assert titles[overrun] in _prepared(pages, IN_WINDOW, UNAVAILABLE, at("2026-01-24 04:00"))["h-en"]


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
                was, now = _prepared(pages, built, path, then), _regions(pages, f"{then:%Y-%m-%d %H:%M:%SZ}", path)
                # A reason may be told in other languages than the one before: the next build offers those.
                both = was.keys() & now.keys()
                assert "h-en" in both
                assert [was[name] for name in sorted(both)] == [now[name] for name in sorted(both)]


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


PARTS = {
    "later states": "<template",
    "quote": "We are looking at it.",
    "still works": "Browsing",
    "workaround": "Stay signed in.",
    "incident beside": "Nothing works for anybody",
    "all that fails": "Selling",
    "second language": "维护",
    "links": "https://example.com/about",
    "support": "tel:",
    "reason": "Database upgrade",
}
"""What a page may leave out, in order, and how each is recognised."""
TOLD = """
not_working:
  - Buying
  - Selling
still_working:
  - Browsing
workaround: Stay signed in.
reason:"""


def test_parts_are_left_out_in_the_order_that_is_stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte by byte: each smaller page has a part less, until there is only the first language with its state."""
    window = WINDOW.replace("We begin.", "We are looking at it.").replace("\nreason:", TOLD)
    incident = BROKEN.strip().format(whom="anybody", components="{login: major_outage}")
    files = {
        "maintenance/w.md": window,
        "maintenance/w.zh-CN.md": "---\ntitle: 维护\n---\n",
        "incidents/b.md": incident,
    }
    pages = Pages(tmp_path, files, f"{YML}links: [{{name: About, url: 'https://example.com/about'}}]\n")
    whole = pages.at(IN_WINDOW)[UNAVAILABLE]
    seen = list(PARTS)
    order = []
    limit = len(whole.render())
    for _ in range(60):
        monkeypatch.setattr(unavailable, "MAX_UNAVAILABLE_PAGE", limit)
        source = whole.render().decode()
        present = source.partition("<template")[0] + source[source.find("<template") :][: 9 * ("<template" in source)]
        gone = [part for part in seen if PARTS[part] not in present]
        order += gone
        seen = [part for part in seen if part not in gone]
        if len(source.encode()) > limit:
            break
        limit = len(source.encode()) - 1

    assert order == list(PARTS)


EXTREME = {
    "a title of 200 characters in ten languages": {"title": "维" * 200},
    "a hundred long things that fail": {"not_working": ["维" * 120] * 100},
    "everything at its longest": {
        "title": "😀" * 200,
        "not_working": ["😀" * 120] * 30,
        "still_working": ["😀" * 120] * 30,
        "workaround": "😀" * 500,
    },
}
TEN = ["en", "zh-CN", "en-GB", "en-AU", "en-CA", "en-IE", "en-IN", "en-NZ", "en-ZA", "zh-SG"]
LINKS = ", ".join(f"{{name: Link {number}, url: 'https://example.com/{'x' * 80}/{number}'}}" for number in range(60))


def in_ten(files: dict[str, str]) -> dict[str, str]:
    """Files with a translation into each of ten languages that says the same."""
    found = dict(files)
    for name, text in files.items():
        for lang in TEN[1:]:
            front, _, rest = text.strip().removeprefix("---\n").partition("---\n")
            kept = re.sub(r"(?m)^(started|components|start|end|kind|impact|auto): .*\n", "", front)
            kept = re.sub(r"(?ms)^scope:\n  .*?\n(?=\S|\Z)", "", kept)
            bodies = re.sub(r"(?m)^- .*: .*\n", "", rest)
            found[name.replace(".md", f".{lang}.md")] = f"---\n{kept}---\n{bodies}"
    return found


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("name", EXTREME)
def test_nothing_that_anybody_writes_makes_it_too_large(name: str, linked: bool, tmp_path: Path) -> None:
    """In ten languages: it says what is wrong and since when, in the first one at least, and so does the document."""
    front = "".join(
        f"{key}: {value}\n" if isinstance(value, str) else f"{key}:\n" + "".join(f"  - {one}\n" for one in value)
        for key, value in {"title": "Down", **EXTREME[name]}.items()
    )
    text = f"---\n{front}components: [login]\n---\n\n## 2026-01-23 14:35 investigating\n\n- eta: 16:00\n\nWe look.\n"
    yml = YML.replace("[en, zh-CN]", f"[{', '.join(TEN)}]") + (f"links: [{LINKS}]\n" if linked else "")
    pages = Pages(tmp_path, in_ten({"incidents/a.md": text}), yml)
    page = pages.page(ON_FIRE, UNAVAILABLE)

    assert len(pages.at(ON_FIRE)[UNAVAILABLE].render()) <= MAX_UNAVAILABLE_PAGE
    assert len(pages.at(ON_FIRE)[PROBLEM].render()) <= MAX_UNAVAILABLE_PROBLEM
    said = words(page.find("article"))
    assert EXTREME[name].get("title", "Down") in said
    assert "Since Jan 23, 14:35 UTC+8 Expected recovery: 16:00 UTC+8" in said
    if "not_working" in EXTREME[name]:
        total = len(EXTREME[name]["not_working"])
        shown = len(page.find("article").select("ul:not(.ok) li"))
        assert 1 <= shown < total
        assert f"and {total - shown} more" in said


@pytest.mark.parametrize(
    "yml",
    [
        YML.replace("https://status.example.com", f"https://status.example.com/{'x' * 470}"),
        YML.replace("{en: Example, zh-CN: 示例}", "维" * 200) + f"links: [{LINKS}]\n",
        YML.replace("https://example.com/help", f"https://example.com/{'x' * 480}").replace("400 000 0000", "4" * 30),
    ],
)
def test_nothing_in_site_yml_makes_it_too_large(yml: str, tmp_path: Path) -> None:
    """Neither with a reason nor without one; the status page is linked whatever happens."""
    pages = Pages(tmp_path, {"incidents/login.md": ACTIVE}, yml)
    for now in ("2026-01-23 12:00", ON_FIRE):
        page = pages.page(now, UNAVAILABLE)

        assert len(pages.at(now)[UNAVAILABLE].render()) <= MAX_UNAVAILABLE_PAGE
        assert page.select_one("article a:not([href=''])")["href"].startswith("https://status.example.com/")
        assert len(pages.at(now)[PROBLEM].render()) <= MAX_UNAVAILABLE_PAGE


@pytest.mark.parametrize("count", [5, 10])
def test_it_has_room_for_many_languages(count: int, tmp_path: Path) -> None:
    """All of them where there is no reason, and those of an incident like that of the sample where there is one."""
    yml = YML.replace("[en, zh-CN]", f"[{', '.join(TEN[:count])}]")
    files = in_ten({"incidents/login.md": ACTIVE})
    quiet, fire = (
        Pages(tmp_path / "q", {}, yml),
        Pages(
            tmp_path / "f",
            {name: text for name, text in files.items() if name.split(".")[-2] in ("md", *TEN[1:5])}
            | {"incidents/login.md": ACTIVE},
            yml,
        ),
    )

    offered = [one["lang"] for one in quiet.page(ON_FIRE, UNAVAILABLE).select("article")]
    assert offered == TEN[: len(offered)]
    assert len(offered) >= min(count, 8)
    page = fire.page(ON_FIRE, UNAVAILABLE)
    assert [one["lang"] for one in page.select("article")] == TEN[:5]
    assert all("Signing in" in words(one) and "15:00" in words(one) for one in page.select("article"))


@pytest.mark.parametrize("count", [5, 10])
def test_the_incident_of_the_sample_fits_whole_on_a_site_of_many_languages(count: int, tmp_path: Path) -> None:
    """In the two that it speaks, with its newest words, and what the clock will make of it."""
    shutil.copytree(SAMPLE, tmp_path / "site")
    yml = tmp_path / "site/site.yml"
    yml.write_text(yml.read_text().replace("[en, zh-CN]", f"[{', '.join(TEN[:count])}]"))
    checked = check(tmp_path / "site", AsOf(at(ON_FIRE), given=True))
    source = next(file.render() for file in checked.files if file.path == UNAVAILABLE).decode()

    assert left_out(checked.snapshot, checked.editions) == []
    assert [one["lang"] for one in soup(source).select("article")] == ["en", "zh-CN"]
    assert all(part in source for part in ("We have found the cause.", "Browsing the website", "please stay signed in"))
    assert "<template" in source


# --- what check says of it


def warned(pages: Pages, now: str) -> list[Problem]:
    """The warnings of what is left out, as of a moment."""
    pages.at(now)
    assert pages.site is not None
    return left_out(derive(pages.site, at(now)), load_editions(pages.root, pages.site.config))


def at(text: str) -> datetime:
    """A moment of the site's clock."""
    return read_moment(text, read_zone("Asia/Shanghai"))


def test_what_is_left_out_is_a_warning_with_what_takes_the_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the announcement on, in the line that states the most; and nothing stops the publication."""
    folder = Folder(tmp_path)
    folder.write("site.yml", ONE)
    folder.write("content/maintenance/w.md", long_window(title=200, items=60, workaround=500).strip() + "\n")

    assert run(["check", "--site", str(tmp_path), "--now", "2026-01-20T10:00+08:00"]) == 0
    told = capsys.readouterr().err
    assert run(["build", "--site", str(tmp_path), "--now", "2026-01-20T10:00+08:00"]) == 0

    assert re.search(
        r"content/maintenance/w.md:6: warning: not_working: expected texts that fit into a 503 page of 9,900 bytes, "
        r"found 1\d,\d{3}; left out there: the newest words, the workaround, \d+ of 60 things that fail\n"
        r" +Shorten not_working \(7,200 bytes in all languages\) and workaround \(500 bytes in all languages\); while",
        told,
    )
    assert len((tmp_path / "dist/503.html").read_bytes()) <= MAX_UNAVAILABLE_PAGE


def test_what_no_warning_names_is_there(tmp_path: Path) -> None:
    """Up to the byte from which on there is one: every part that the author wrote stands on the page at any moment."""

    def pages(length: int) -> Pages:
        text = long_window(title=60, items=27, workaround=max(1, length))
        return Pages(tmp_path / str(length), {"maintenance/w.md": text.partition("## 2026-01-24 04:50")[0]}, ONE)

    most = bisect_left(range(500), True, key=lambda length: bool(warned(pages(length), "2026-01-20 10:00"))) - 1
    assert 0 < most < 498
    fitting = pages(most)

    for now in ("2026-01-20 10:00", "2026-01-24 01:30", IN_WINDOW, "2026-01-24 04:20"):
        assert warned(fitting, now) == []
        assert "x" * most in fitting.says(now, OWN)
        assert len(fitting.page(now, OWN).select("article li")) == 27


def test_no_day_of_the_year_is_too_long_for_a_text_that_fits_on_another(tmp_path: Path) -> None:
    """The name of a month takes more room than that of another; no site is warned on the first of one."""

    def most(day: str) -> int:
        """Characters of a workaround that fit on a day."""
        return bisect_left(range(500), True, key=lambda length: bool(warned(broken(length), f"{day} 12:00")))

    def broken(length: int) -> Pages:
        listed = "".join(f"  - {'x' * 120}\n" for _ in range(28))
        told = f"not_working:\n{listed}workaround: {'y' * (length + 1)}\n---\n\n##"
        text = BROKEN.strip().replace("---\n\n##", told).format(whom="anybody", components="[login]")
        return Pages(tmp_path, {"incidents/a.md": text}, ONE)

    assert 0 < most("2026-05-01") == most("2026-09-28") < 500


def test_what_is_over_is_not_warned_of(tmp_path: Path) -> None:
    """It will never be a reason again; its own page fits all the same."""
    pages = Pages(tmp_path, {"maintenance/w.md": long_window(title=200, items=90, workaround=500)}, YML)

    assert warned(pages, "2026-01-24 04:50") == []
    assert len(pages.at("2026-01-24 04:50")[OWN].render()) <= MAX_UNAVAILABLE_PAGE
    assert warned(pages, IN_WINDOW) != []


def test_links_that_leave_no_room_are_a_warning_of_the_site(tmp_path: Path) -> None:
    """They stand on the page whatever the reason is."""
    (problem,) = warned(Pages(tmp_path, {}, f"{YML}links: [{LINKS}]\n"), ON_FIRE)

    assert problem.severity is Severity.WARNING
    assert re.match(
        r"site.yml:20: warning: links: expected texts that fit into a 503 page of 9,900 bytes, found 1\d,\d{3}; "
        r"left out there: zh-CN, \d\d of 63 links\n +Take out",
        str(problem),
    )


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
