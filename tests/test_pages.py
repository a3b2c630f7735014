"""Every page that readers see: what it says, when it says so, and that it is well made."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import Tag
from support.pages import (
    BEFORE,
    DUE,
    FIRST,
    LOGIN,
    LOGIN_CHINESE,
    LONG_AFTER,
    OVER,
    POSTMORTEM,
    SECOND,
    STORY,
    UPGRADE,
    YML,
    Pages,
    crowded,
    days_of,
    soup,
    turn,
    words,
)
from support.places import SAMPLE
from support.tables import rows

from sitegen.model import File
from sitegen.present.lines import LastingLine
from sitegen.problems import ContentError


@pytest.fixture
def story(tmp_path: Path) -> Pages:
    """The login outage with its postmortem, and a maintenance the night after."""
    return Pages(tmp_path, STORY)


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., Pages]:
    """Pages of other files."""

    def make(files: dict[str, str], yml: str = YML) -> Pages:
        return Pages(tmp_path, files, yml)

    return make


REOPENED = """
---
title: Slow pages
components: {website: degraded_performance}
---

## 2026-01-23 10:00 investigating

Slow.

## 2026-01-23 11:00 resolved

Fast.

## 2026-01-23 14:00 investigating

- components: {website: degraded_performance}

Slow again.
"""

INCIDENT = "incidents/login/"
WINDOW = "maintenance/upgrade/"


# --- the index


@rows("element", ["pre", "code", "img", "blockquote", ".scroll", "table"])
def test_the_index_has_a_style_for_whatever_an_update_may_hold(story: Pages, element: str) -> None:
    """It shows the newest update whole: a long line of code or a wide picture stays within the page."""
    style = words(story.page(FIRST).style)

    assert f"}}{element}{{" in style


def test_a_reopened_incident_goes_on_since_it_was_reopened(told: Callable[..., Pages]) -> None:
    """Not since its first beginning, with hours in between in which all was well."""
    pages = told({"incidents/slow.md": REOPENED})

    assert "Since Jan 23, 14:00 UTC+8" in pages.says(OVER, part="#banner")
    assert "Since Jan 23, 14:00 UTC+8" in pages.says(OVER, "incidents/slow/", ".lead")
    assert "January 23, 2026, 10:00" in pages.says(OVER, "incidents/slow/", "#facts")
    assert "Reopened" in pages.says(OVER, "incidents/slow/", ".state")
    assert "故障复发" in pages.says(OVER, "zh-CN/incidents/slow/", ".state")
    again = REOPENED + "\n## 2026-01-23 15:00 resolved\n\nFast.\n"
    assert "Was reopened" in told({"incidents/slow.md": again}).says(OVER, "incidents/slow/", ".state")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-01-23 14:59:59", "Expected back 15:00 · next update by 15:00"),
        ("2026-01-23 15:00", "Was expected back Jan 23, 15:00 · the next update was due Jan 23, 15:00 UTC+8"),
        ("2026-01-23 15:00:01", "Was expected back Jan 23, 15:00 · the next update was due Jan 23, 15:00 UTC+8"),
    ],
)
def test_an_estimate_that_has_passed_is_no_longer_expected(story: Pages, now: str, said: str) -> None:
    """From its moment on; the page that is open in a browser knows that moment beforehand."""
    for path, place in (("", "#banner"), (INCIDENT, "#lead")):
        line = story.page(now, path).select_one(f"{place} .due")
        assert words(line) == said
        assert ("late" in line["class"]) == said.startswith("Was")


def test_the_state_comes_first_in_title_and_heading(story: Pages) -> None:
    """A reader who sees only the tab knows."""
    assert story.says(BEFORE, part="title") == "All systems operational – Example"
    assert story.says(BEFORE, part="h1") == "All systems operational"
    assert story.says(FIRST, part="title") == "Major incident: Sign-in is failing for all users – Example"
    assert story.says(FIRST, part="#banner") == (
        "Major incident Sign-in is failing for all users Investigating · Since Jan 23, 14:32 UTC+8 · "
        "Affects: Sign-in and Orders Next update by 14:50"
    )
    assert "Identified · Since Jan 23, 14:32 UTC+8" in story.says(SECOND, part="#banner")
    assert story.says(FIRST, "zh-CN/", part="title") == "严重故障：全部用户无法登录 – 示例"


def test_the_banner_names_every_active_incident(told: Callable[..., Pages]) -> None:
    """Several are counted, and each is linked with its beginning and when to look again."""
    other = LOGIN.replace("Sign-in is failing for all users", "Another one").replace("14:32", "14:31")
    pages = told({"incidents/login.md": LOGIN, "incidents/other.md": other})

    banner = pages.page(FIRST).select_one("#banner")

    assert words(banner.h1) == "2 active incidents"
    assert {words(item) for item in banner.select("li")} == {
        "Sign-in is failing for all users · Investigating · since Jan 23, 14:32 UTC+8 Next update by 14:50",
        "Another one · Investigating · since Jan 23, 14:31 UTC+8 Next update by 14:50",
    }


def test_the_banner_is_never_calm_beside_an_active_incident(told: Callable[..., Pages]) -> None:
    """Also where no component is affected."""
    pages = told({"incidents/a.md": LOGIN.replace("{login: major_outage, orders: partial_outage}", "[]")})

    assert pages.says(FIRST, part=".kicker") == "Incident with no known impact"
    assert pages.says(FIRST, "zh-CN/", part=".kicker") == "故障处理中，未发现影响"
    assert pages.page(FIRST).select_one("#banner")["class"] == ["banner", "notice"]


def test_an_active_incident_is_told_with_its_newest_update(story: Pages) -> None:
    """What works, what does not, and what was said last. What the banner says of the only one is not said again."""
    card = story.says(SECOND, part="#incidents")

    for said in (
        "Sign-in: Major outage",
        "Orders: Operational",
        "Not working Signing in",
        "Still working Browsing",
        "Workaround: Stay signed in.",
        "Identified · Cause found · Jan 23, 14:50 UTC+8 We have found the cause.",
    ):
        assert said in card
    for unsaid in ("We see failures", "Sign-in is failing for all users", "Expected back", "ext update"):
        assert unsaid not in card


def test_a_promise_that_has_come_due_is_told_as_overdue(story: Pages) -> None:
    """Until the moment it is a promise, from the moment on it is late."""
    assert "next update by 15:00" in story.says("2026-01-23 14:59:59")
    for path in ("", INCIDENT):
        assert "the next update was due Jan 23, 15:00 UTC+8" in story.says(DUE, path)


def test_each_component_has_status_bars_and_a_way_to_its_table(story: Pages) -> None:
    """The picture says in a sentence what it shows; groups have their names; retired components are left out."""
    page = story.page(SECOND)
    rows = {words(row.select_one(".who")): row for row in page.select(".comps > li")}

    assert list(rows) == ["Website", "Sign-in", "Orders", "Mail Third party"]
    assert [words(heading) for heading in page.select(".components h3")] == ["Accounts"]
    assert words(rows["Sign-in"].select_one(".st")) == "Major outage"
    picture = rows["Sign-in"].svg.find_next("svg", role="img")
    assert picture["aria-label"] == "Last 90 days: 1 day with an outage"
    assert "99.98% uptime" in words(rows["Sign-in"].select_one(".scale a"))
    assert rows["Sign-in"].select_one(".scale a")["href"] == "/components/login/#days"
    assert rows["Mail Third party"].find("svg", role="img")["aria-label"].startswith("Last 23 days: no outage")


@pytest.mark.parametrize(
    ("last", "now", "opened"),
    [
        (2, BEFORE, [True, True, True]),
        (3, BEFORE, [False, False, False]),
        (3, FIRST, [True, False, False]),
        (3, "2026-01-24 02:30", [True, False, False]),
        (3, LONG_AFTER, [False, False, False]),
    ],
    ids=["few", "many", "an incident", "a window", "over"],
)
def test_a_group_is_open_where_something_is_wrong_or_all_are_few(
    told: Callable[..., Pages], last: int, now: str, opened: list[bool]
) -> None:
    """Below ten components all are seen; from then on those that may interest somebody."""
    pages = told(STORY, crowded({"A": 4, "B": 3, "C": last}))

    assert [one.has_attr("open") for one in pages.page(now).select("details")] == opened


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (BEFORE, ["A Operational", "B Operational"]),
        (FIRST, ["A Major outage", "B Operational"]),
        ("2026-01-24 02:00", ["A Under maintenance", "B Operational"]),
    ],
)
def test_a_group_says_the_worst_state_of_its_components(told: Callable[..., Pages], now: str, said: list[str]) -> None:
    """In words and as a picture, beside its name: also while it is closed."""
    pages = told(STORY, crowded({"A": 4, "B": 7}))
    summaries = pages.page(now).select("details > summary")

    assert [words(one) for one in summaries] == said
    assert all(one.select_one(".st svg") and one.h3 for one in summaries)


def test_what_is_empty_has_no_heading_and_no_sentence_before_it(told: Callable[..., Pages]) -> None:
    """A site without components, and one on which nothing has been reported."""
    begin, end = YML.index("components:"), YML.index("promises:")
    bare = told({}, YML[:begin] + YML[end:])

    assert bare.page(BEFORE).select("#components, .components, .more") == []
    subscribe = bare.says(BEFORE, "subscribe/")
    assert "for one component" not in subscribe
    assert "for each component" not in subscribe
    assert "Older incidents" in told(STORY).says(FIRST, part="#recent .more")
    assert "for each component too" in told(STORY).says(FIRST, "subscribe/")


def test_the_last_days_are_told_and_quiet_ones_together(story: Pages) -> None:
    """Fourteen days, those without anything in one line."""
    days = [words(day) for day in story.page("2026-01-24 09:00").select("#recent .days > li:not([hidden])")]

    assert len(days) == 3
    assert days[0].startswith("Sat, Jan 24 Database upgrade Maintenance · The planned window is over")
    assert days[1].startswith(
        "Fri, Jan 23 Sign-in is failing for all users Impact: Major · Resolved after 28 minutes · "
        "Jan 23, 14:32 – 15:00 UTC+8 · Sign-in and Orders Sign-in works again."
    )
    assert days[2] == "Jan 11 – 22 No incidents"


def test_what_is_active_is_counted_on_its_day_and_told_above(told: Callable[..., Pages]) -> None:
    """The days that it has entered since are not called calm."""
    active = LOGIN.partition("## 2026-01-23 15:10")[0]
    pages = told({"incidents/a.md": active, "incidents/notice.md": NOTICE.replace("01-24", "01-30")})
    recent = pages.page("2026-01-24 09:00").select("#recent .days > li:not([hidden])")

    assert [words(day) for day in recent] == [
        "Sat, Jan 24 No new incidents",
        "Fri, Jan 23 1 active incident 1 current announcement",
        "Jan 11 – 22 No incidents",
    ]
    assert [link["href"] for link in recent[1].select("a")] == ["#incidents", "#notices"]


def test_what_had_begun_before_the_listed_days_comes_after_them(told: Callable[..., Pages]) -> None:
    """With the days that it lasted."""
    pages = told({"incidents/a.md": LOGIN.replace("- ended: 15:00\n", "").replace("01-23 15:10", "01-27 15:10")})
    before, after = (
        [words(day) for day in pages.page(now).select("#recent .days > li:not([hidden])")]
        for now in ("2026-02-05 23:59:59", "2026-02-06 00:00")
    )

    assert [day.partition(" Sign-in")[0] for day in before] == [
        "Jan 28 – Feb 5 No incidents",
        "Jan 24 – 27 No new incidents",
        "Fri, Jan 23",
    ]
    assert after[:2] == ["Jan 28 – Feb 6 No incidents", "Jan 24 – 27 No new incidents"]
    assert after[2].startswith(
        "Earlier Sign-in is failing for all users Impact: Major · Resolved after 4 days 38 minutes"
    )
    assert "Jan 23, 14:32 – Jan 27, 15:10 UTC+8" in after[2]


@pytest.mark.parametrize("locale", ["", "zh-CN/"])
def test_the_title_of_the_only_incident_stands_once_on_the_index(story: Pages, locale: str) -> None:
    """In the banner, where it leads to its page; neither its card nor its day says it again."""
    page = story.page(SECOND, locale)
    title = words(page.h1)

    assert page.h1.a["href"] == f"/{locale}{INCIDENT}"
    assert words(page.main).count(title) == 1


def test_the_only_window_leads_to_its_page_from_the_banner(story: Pages) -> None:
    """As an incident does."""
    assert story.page("2026-01-24 02:30").h1.a["href"] == f"/{WINDOW}"


def open_incidents(number: int) -> dict[str, str]:
    """So many incidents that nobody has ended, each with a promise of its own."""
    text = LOGIN.partition("## 2026-01-23 14:50")[0].replace("started: 2026-01-23 14:32\n", "")
    return {
        f"incidents/open-{one:02}.md": text.replace("for all users", f"for the users of number {one}")
        .replace("01-23 14:35", f"01-{one % 22 + 1:02} 14:{one % 60:02}")
        .replace("next update: 14:50", f"next update: 2026-01-23 {15 + one % 6}:{one % 60:02}")
        for one in range(number)
    }


def test_a_day_of_41_open_incidents_is_a_small_page(told: Callable[..., Pages]) -> None:
    """Every one of them is named, and once; an import of as many made a page of a megabyte."""
    pages = told(open_incidents(41))
    page = pages.page(SECOND)

    assert len(pages.source(SECOND).encode()) < 61_000
    assert len(page.select("#incidents article")) == 3
    assert len(page.select("#incidents details li")) == 38
    assert (
        words(page.select_one("#banner li:last-child"))
        == words(page.select_one("details summary"))
        == "38 more incidents"
    )
    assert len({link["href"] for link in page.select("#incidents :is(article h3, details li) > a")}) == 41


@rows(
    ("number", "said"),
    [
        (2, []),
        (3, []),
        (4, ["1 more incident"]),
        (43, ["40 more incidents"]),
        (45, ["42 more incidents", "2 more incidents"]),
    ],
)
def test_beyond_a_number_incidents_are_counted(told: Callable[..., Pages], number: int, said: list[str]) -> None:
    """First in the banner and as cards, then in the list that is folded."""
    page = told(open_incidents(number)).page(SECOND)

    assert [words(one) for one in page.select("#incidents :is(summary, details > p)")] == said
    assert len(page.select("#incidents :is(article, details li)")) == min(number, 43)


def test_a_promise_that_falls_due_prepares_the_banner_alone(told: Callable[..., Pages]) -> None:
    """Not a card, however many there are: each moment would hold all of them again."""
    page = told(open_incidents(3)).page(SECOND)
    due = page.select("template[data-at^='2026-01-23T0']")
    names = [{str(child["id"]) for child in one.children if isinstance(child, Tag)} for one in due]

    assert sum("banner" in one for one in names) == 3
    assert not any(name.startswith("i-") for one in names for name in one)


def test_a_page_says_how_to_get_updates(story: Pages) -> None:
    """On every page about something that may go on, with the feed of a component on its own."""
    for path, feed in (
        ("", "updates"),
        (INCIDENT, "updates"),
        (WINDOW, "updates"),
        ("components/login/", "components/login"),
    ):
        for locale in ("", "zh-CN/"):
            line = story.page("2026-01-23 20:00", f"{locale}{path}").select_one("p.follow")
            subscribe = f"/{locale}subscribe/"
            assert [(words(link), link["href"]) for link in line.select("a")] == [
                ("Slack", f"{subscribe}#slack"),
                ("Teams", f"{subscribe}#teams"),
                ("Outlook", f"{subscribe}#outlook"),
                ("RSS", f"/{locale}{feed}.rss"),
            ]


def test_every_address_to_subscribe_to_has_a_button_that_scripts_show(story: Pages) -> None:
    """Without them it stays hidden; each is named with what it copies."""
    buttons = story.page(FIRST, "subscribe/").select("main button.copy")

    assert all(button.has_attr("hidden") and button["data-copied"] == "Copied" for button in buttons)
    copied = [words(button.find_previous_sibling()) for button in buttons]
    for address in ("updates.rss", "updates.atom", "updates.json", "history.rss", "maintenance.ics", "status.json"):
        assert f"https://status.example.com/{address}" in copied
    assert "/feed subscribe https://status.example.com/updates.rss" in copied
    assert len({button["aria-label"] for button in buttons}) == len(buttons) >= 10


def test_open_and_coming_windows_are_on_the_index(story: Pages) -> None:
    """With their time; the components are only then under maintenance."""
    coming, now = "2026-01-23 20:00", "2026-01-24 02:30"

    assert story.says(coming, part="#windows") == (
        "Maintenance Scheduled Database upgrade Jan 24, 02:00 – 04:00 UTC+8 · 2 hours Affects: Orders A new version."
    )
    assert story.says(coming, part="#s-orders") == "Operational"
    assert story.says(now, part="#banner") == (
        "Maintenance in progress Database upgrade Due to end Jan 24, 04:00 UTC+8"
    )
    assert "In progress Database upgrade" in story.says(now, part="#windows")
    assert "The planned maintenance has started." in story.says(now, part="#windows")
    assert story.says(now, part="#s-orders") == "Under maintenance"


NOTICE = """
---
title: New address for invoices
kind: notice
components: []
until: 2026-01-24 00:00
---

## 2026-01-23 10:00 update

Invoices come from a **new address**.
"""


def test_an_announcement_is_shown_until_it_ends_and_counts_as_nothing(told: Callable[..., Pages]) -> None:
    """It has no impact, leaves the banner calm and disappears by the clock."""
    pages = told({"incidents/notice.md": NOTICE})

    assert pages.says(FIRST, part="h1") == "All systems operational"
    assert "New address for invoices Invoices come from a new address." in pages.says(FIRST, part="#notices")
    assert "Announcement" not in pages.says("2026-01-24 00:00", part="#banner")
    assert pages.page("2026-01-24 00:00").select_one("#notices").has_attr("hidden")
    assert pages.says(FIRST, "incidents/notice/", part=".state") == "Announcement"
    assert "Impact" not in pages.says(FIRST, "incidents/notice/")
    assert pages.says(FIRST, "history/2026-01/", part=".lead").startswith("1 announcement")


def test_the_index_says_when_it_was_built(story: Pages) -> None:
    """And so does the page of anything active."""
    for path in ("", INCIDENT):
        line = story.page(SECOND, path).select_one(".asof")
        later = line.select_one(".since").extract()
        assert words(line) == "Page published January 23, 2026, 14:52 UTC+8"
        assert later.has_attr("hidden")  # Until the clock has changed something.
    assert story.page(SECOND).html["data-built"] == "2026-01-23T06:52:00Z"


def test_the_index_does_not_grow_with_history(tmp_path: Path) -> None:
    """A hundred old incidents change nothing on it."""
    old = {
        f"incidents/old-{number}.md": LOGIN.replace("2026-01-23", f"202{number % 5}-06-{number % 28 + 1:02d}").replace(
            "2026-01-24", f"202{number % 5}-07-30"
        )
        for number in range(100)
    }
    little, much = Pages(tmp_path / "a", STORY), Pages(tmp_path / "b", {**STORY, **old})

    assert little.source(LONG_AFTER) == much.source(LONG_AFTER)


# --- an incident


def test_an_incident_page_leads_with_the_news(story: Pages) -> None:
    """The newest update stands under the title, then what fails and works, then the rest, and nothing twice."""
    page = story.page(SECOND, INCIDENT)
    text = words(page.main)
    order = [
        "Sign-in is failing",
        "We have found the cause.",
        "Not working",
        "Still working",
        "Scope",
        "We see failures",
    ]

    assert [text.index(one) for one in order] == sorted(text.index(one) for one in order)
    assert [text.count(one) for one in order] == [1] * len(order)
    assert [item["id"] for item in page.select(".leading .step")] == ["update-20260123T065000Z"]
    assert [item["id"] for item in page.select(".timeline .step")] == ["update-20260123T063500Z"]
    first = story.page(FIRST, INCIDENT)
    assert len(first.select(".leading .step")) == 1
    assert first.select(".timeline, #updates") == []


def test_an_update_without_words_leads_with_the_words_before_it(told: Callable[..., Pages]) -> None:
    """All back to the newest that has any, so that the timeline goes on from there."""
    bare = LOGIN.partition("## 2026-01-23 14:50")[0] + "## 2026-01-23 14:40 update\n\n- progress: 10%\n"
    page = told({"incidents/login.md": bare}).page(SECOND, INCIDENT)

    assert [words(item.h3).split()[0] for item in page.select(".leading .step")] == ["Update", "Investigating"]
    assert "about 10%" in words(page.select_one(".leading"))
    assert page.select_one(".timeline") is None


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-01-24 01:59:59", True),
        ("2026-01-24 02:00", True),
        ("2026-01-24 03:59:59", True),
        ("2026-01-24 04:00", False),
        ("2026-01-24 04:00:01", False),
    ],
)
def test_a_window_can_be_added_to_a_calendar_until_it_ends(story: Pages, now: str, offered: bool) -> None:
    """The page that is open in a browser takes the link away by itself."""
    links = story.page(now, WINDOW).select(f'#lead a[href="/{WINDOW[:-1]}.ics"]')

    assert [words(link) for link in links] == ["Add to calendar"] * offered


def test_what_nobody_started_or_ended_in_time_is_no_entry_of_a_calendar(told: Callable[..., Pages]) -> None:
    """Its window has passed, and no other is announced."""
    pages = told({"maintenance/upgrade.md": UPGRADE.replace("reason:", "auto: false\nreason:")})

    assert "Add to calendar" in pages.says("2026-01-24 01:59:59", WINDOW)
    assert "Add to calendar" not in pages.says("2026-01-24 02:00", WINDOW)


def test_an_incident_tells_its_facts_then_its_timeline_newest_first(story: Pages) -> None:
    """Each update is a heading that can be linked to, with what it stated."""
    page = story.page(SECOND, INCIDENT)
    facts = {words(row.dt): words(row.dd) for row in page.select("dl > div")}

    assert facts == {
        "Components": "Sign-in: Major outage Orders: Operational",
        "Not working": "Signing in",
        "Still working": "Browsing",
        "Workaround": "Stay signed in.",
        "Scope": "Users: about 100,000",
        "Progress": "About 70% (our estimate)",
        "Started": "January 23, 2026, 14:32 UTC+8",
        "First notice": "January 23, 2026, 14:35 UTC+8",
    }
    assert [words(heading) for heading in page.select(".step h3")] == [
        "Identified Cause found January 23, 2026, 14:50 UTC+8",
        "Investigating January 23, 2026, 14:35 UTC+8",
    ]
    newest = page.select_one(".step")
    assert newest.select_one(".at")["href"] == f"#{newest['id']}"
    assert newest["id"] == "update-20260123T065000Z"
    assert [words(item) for item in newest.select(".changes li")] == [
        "Orders: Operational",
        "Progress: about 70% (our estimate)",
    ]
    later = story.page(OVER, INCIDENT).select_one("#update-20260123T065000Z")
    assert [words(item) for item in later.select(".changes li")][2:] == [
        "Expected recovery: January 23, 2026, 15:00 UTC+8",
        "Next update by January 23, 2026, 15:00 UTC+8",
    ]


def test_what_is_over_is_told_in_the_past_tense(story: Pages) -> None:
    """With the worst that each component reached, and without what was only expected."""
    page = story.page(OVER, INCIDENT)
    facts = {words(row.dt): words(row.dd) for row in page.select("dl > div")}

    assert words(page.select_one("#what")) == "What was affected"
    assert words(page.select_one(".state")) == "Resolved Impact: Major"
    assert words(page.select_one(".lead")) == "Resolved after 28 minutes · January 23, 2026, 14:32 – 15:00 UTC+8"
    assert facts["Affected components"] == "Sign-in: Major outage Orders: Partial outage"
    assert facts["What did not work"] == "Signing in"
    assert facts["What kept working"] == "Browsing"
    assert facts["Workaround at the time"] == "Stay signed in."
    assert facts["Compensation"] == "7 days of VIP for users, by January 24, 2026, 15:10 UTC+8"
    assert facts["Ended"] == "January 23, 2026, 15:00 UTC+8"
    assert facts["Duration"] == "28 minutes"
    assert not {"Progress", "Expected recovery", "Not working", "Workaround"} & facts.keys()


def test_a_page_says_nothing_that_was_said_later(story: Pages) -> None:
    """As of each update, its words and those before are there, and none after."""
    said = ("We see failures when signing in.", "We have found the cause.", "Sign-in works again.")

    for count, edge in enumerate(("2026-01-23 14:35", "2026-01-23 14:50", "2026-01-23 15:10"), start=1):
        for path in ("", INCIDENT, "history/2026-01/", "components/login/"):
            source = story.source(edge, f"{path}index.html")
            assert not any(later in source for later in said[count:])
        assert all(now in story.says(edge, INCIDENT) for now in said[:count])
    assert f"{INCIDENT}index.html" not in story.at(BEFORE)


def test_the_page_of_what_is_over_depends_on_nothing_else(story: Pages, tmp_path: Path) -> None:
    """Neither the moment of the build nor other incidents change one byte, nor the inputs that name it."""
    path = f"{INCIDENT}index.html"
    without = {name: text for name, text in STORY.items() if "upgrade" not in name}
    other = Pages(tmp_path / "other", without)

    for pages, now in ((story, "2026-02-10 11:00"), (other, "2027-01-01 00:00")):
        assert pages.source(now, path) == story.source(LONG_AFTER, path)
        assert repr(pages.at(now)[path].inputs) == repr(story.at(LONG_AFTER)[path].inputs)
    assert "2026-02-10" not in story.source(LONG_AFTER, path)


def test_a_component_page_depends_only_on_what_it_shows(story: Pages) -> None:
    """An hour later, with nothing going on, it is the same; a day later it is not."""
    path = "components/website/index.html"
    early, late, next_day = "2026-02-10 09:00", "2026-02-10 10:00", "2026-02-11 09:00"

    assert repr(story.at(early)[path].inputs) == repr(story.at(late)[path].inputs)
    assert story.source(early, path) == story.source(late, path) != story.source(next_day, path)


def test_every_page_is_named_by_inputs_that_repeat(story: Pages) -> None:
    """No object's address in memory, so that a build can tell what need not be made again."""
    for path, file in story.at(SECOND).items():
        assert " at 0x" not in repr(file.inputs), path


def test_an_update_can_take_something_back(told: Callable[..., Pages]) -> None:
    """What is no longer stated leaves the facts, and the timeline says so."""
    pages = told({"incidents/a.md": LOGIN.replace("- eta: 15:00\n", "- workaround:\n")})

    page = pages.page(SECOND, "incidents/a/")

    assert "Workaround no longer applies" in words(page.select_one(".changes"))
    assert "Stay signed in." not in words(page.select_one("#facts"))


def test_a_third_party_outage_says_whose_it_is(told: Callable[..., Pages]) -> None:
    """On its page and on the index."""
    pages = told({"incidents/a.md": LOGIN.replace("started:", "kind: third_party\nstarted:")})

    assert "Third-party service" in pages.says(FIRST, "incidents/a/", part=".state")
    assert "Third-party service" in pages.says(FIRST, part="#incidents")


def test_a_page_links_to_the_file_that_it_is_made_from(story: Pages) -> None:
    """So that a typing error is one click from being mended; without a repository there is no link."""
    link = story.page(OVER, INCIDENT).find("a", string="Edit this page")

    assert link["href"] == "https://github.com/example/status/edit/HEAD/content/incidents/login.md"
    bare = Pages(story.root, STORY, YML.replace("repository: https://github.com/example/status\n", ""))
    assert bare.page(OVER, INCIDENT).find("a", string="Edit this page") is None


# --- a maintenance


def facts_of(pages: Pages, now: str, path: str = WINDOW) -> dict[str, str]:
    """The facts of a page, by their names."""
    return {words(row.dt): words(row.dd) for row in pages.page(now, path).select("dl > div")}


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-01-24 01:59:59", "Scheduled"),
        ("2026-01-24 02:00", "In progress"),
        ("2026-01-24 03:59:59", "In progress"),
        ("2026-01-24 04:00", "The planned window is over"),
    ],
)
def test_a_window_opens_and_is_over_by_the_clock(story: Pages, now: str, state: str) -> None:
    """An end that nobody confirmed is not called completed."""
    assert story.says(now, WINDOW, part=".state") == f"{state} Maintenance"


def test_a_maintenance_tells_its_window_in_both_zones_and_its_length(story: Pages) -> None:
    """And the steps that the clock took."""
    facts = facts_of(story, LONG_AFTER)

    assert facts["Planned"] == "January 24, 2026, 02:00 – 04:00 UTC+8 January 23, 2026, 18:00 – 20:00 UTC"
    assert facts["Reason"] == "A new version."
    assert facts["Affected components"] == "Orders: Under maintenance"
    assert facts["Work finished"] == "The planned window is over. Completion not yet confirmed."
    assert story.says(LONG_AFTER, WINDOW, part=".lead") == "January 24, 2026, 02:00 – 04:00 UTC+8 · 2 hours"
    assert [words(step) for step in story.page(LONG_AFTER, WINDOW).select(".step")] == [
        "Over January 24, 2026, 04:00 UTC+8 The planned window is over.",
        "In progress January 24, 2026, 02:00 UTC+8 The planned maintenance has started.",
        "Scheduled January 20, 2026, 10:00 UTC+8 We upgrade the database.",
    ]


BROKEN = UPGRADE.replace(
    "reason:",
    "not_working:\n  - Signing in\n  - Placing orders\nstill_working:\n  - Browsing\nworkaround: Call us.\nreason:",
)
NARROWED = (
    "\n## 2026-01-24 03:00 verifying\n\n- not_working:\n    - Placing orders\n"
    "- still_working:\n    - Browsing\n    - Signing in\n\nNearly done.\n"
)
CANCELLED = "\n## 2026-01-23 09:00 cancelled\n\nNot needed.\n"
TENSES = {"Will not work", "Not working", "What did not work", "Will keep working", "Still working"}


@pytest.mark.parametrize(
    ("now", "after", "expected"),
    [
        (BEFORE, "", {"Will not work": "Signing in Placing orders", "Will keep working": "Browsing"}),
        ("2026-01-24 02:30", "", {"Not working": "Signing in Placing orders", "Still working": "Browsing"}),
        (
            "2026-01-24 03:30",
            NARROWED,
            {"Not working": "Placing orders", "Still working": "Browsing Signing in"},
        ),
        (
            LONG_AFTER,
            NARROWED + "\n## 2026-01-24 03:50 completed\n\nDone.\n",
            {"What did not work": "Signing in Placing orders", "What kept working": "Browsing"},
        ),
        (LONG_AFTER, CANCELLED, {}),
    ],
    ids=["ahead", "open", "narrowed", "over", "cancelled"],
)
def test_what_fails_in_a_window_is_told_in_its_tense(
    told: Callable[..., Pages], now: str, after: str, expected: dict[str, str]
) -> None:
    """What will fail is not failing, what has worked again has failed, and what was cancelled broke nothing."""
    facts = facts_of(told({"maintenance/upgrade.md": BROKEN + after}), now)

    shown = {key: value for key, value in facts.items() if key in TENSES or "kept" in key}
    assert shown == expected
    assert any("Workaround" in key for key in facts) is bool(expected)


def test_an_open_window_says_on_the_index_what_works_and_what_does_not(told: Callable[..., Pages]) -> None:
    """Like an incident; one that is ahead says beforehand what will not work, and how long it takes."""
    pages = told({"maintenance/upgrade.md": BROKEN})

    opened = pages.says("2026-01-24 02:30", part="#windows")
    assert "Not working Signing in Placing orders Still working Browsing Workaround: Call us." in opened
    assert pages.says(BEFORE, part="#windows") == (
        "Maintenance Scheduled Database upgrade Jan 24, 02:00 – 04:00 UTC+8 · 2 hours Affects: Orders "
        "Will not work Signing in Placing orders Will keep working Browsing Workaround: Call us. A new version."
    )


@pytest.mark.parametrize(
    ("now", "edge"),
    [
        ("2026-01-24 01:59:59", "0 starts {ago} was due to start {ago}"),
        ("2026-01-24 02:00", "1 ends {ago} was due to end {ago}"),
        ("2026-01-24 03:59:59", "1 ends {ago} was due to end {ago}"),
    ],
)
def test_one_edge_of_a_window_has_room_for_how_far_off_it_is(story: Pages, now: str, edge: str) -> None:
    """The one that people wait for: until it opens its start, then its end."""
    for path, part in (("", "#windows .when"), (WINDOW, "#lead")):
        (room,) = story.page(now, path).select(f"{part} .count")
        assert " ".join(room[f"data-{name}"] for name in ("edge", "ahead", "late")) == edge
        assert [time["datetime"] for time in room.find_previous(class_="range").select("time")] == [
            "2026-01-23T18:00:00Z",
            "2026-01-23T20:00:00Z",
        ]


def test_an_update_before_the_work_says_what_will_not_work(told: Callable[..., Pages]) -> None:
    """The timeline of a window that is ahead speaks of what is ahead."""
    more = "- not_working:\n    - Signing in\n- still_working:\n    - Browsing\n\nTo be clear.\n"
    pages = told({"maintenance/upgrade.md": f"{UPGRADE}\n## 2026-01-21 10:00 update\n\n{more}"})

    assert "Will not work: Signing in Will keep working: Browsing" in pages.says(BEFORE, WINDOW, part=".step")


def test_an_incident_that_is_over_tells_all_that_had_failed(told: Callable[..., Pages]) -> None:
    """What worked again before the end had failed as well, and did not keep working."""
    narrowed = LOGIN.replace(
        "- progress: 70%\n",
        "- not_working:\n    - Paying\n- still_working:\n    - Browsing\n    - Signing in\n- progress: 70%\n",
    )
    facts = facts_of(told({"incidents/login.md": narrowed}), LONG_AFTER, INCIDENT)

    assert facts["What did not work"] == "Signing in Paying"
    assert facts["What kept working"] == "Browsing"


def test_an_emergency_is_called_one_in_lists_too(told: Callable[..., Pages]) -> None:
    """In either language, and nothing that is no plan is called planned."""
    pages = told({"maintenance/upgrade.md": UPGRADE.replace("reason:", "emergency: true\nreason:")})

    assert "Emergency maintenance · Scheduled" in pages.says(BEFORE, "history/2026-01/")
    assert "紧急维护" in pages.says(BEFORE, "zh-CN/history/2026-01/")
    assert "计划维护" not in pages.says("2026-01-24 02:30", f"zh-CN/{WINDOW}", part=".state")


@pytest.mark.parametrize(
    "none",
    [
        LOGIN.replace("title:", "impact: none\ntitle:", 1),
        LOGIN.replace("{login: major_outage, orders: partial_outage}", "[login]").replace(
            "- components: {orders: operational}\n", ""
        ),
    ],
    ids=["stated", "not stated"],
)
def test_an_incident_without_impact_says_so_once(told: Callable[..., Pages], none: str) -> None:
    """It is not the impact that there is none, and of one that nobody stated we say no more than that we know none."""
    pages = told({"incidents/login.md": none})

    assert pages.says(OVER, INCIDENT, part=".state") == "Resolved No known impact"
    assert pages.says(FIRST, part="main").count("o known impact") == 1
    assert pages.says(FIRST, "zh-CN/", part="main").count("未发现影响") == 1


def test_a_window_that_moved_shows_where_it_was(told: Callable[..., Pages]) -> None:
    """Both are there, the earlier one struck out."""
    moved = UPGRADE + "\n## 2026-01-21 10:00 update\n\n- start: 2026-01-24 03:00\n- end: 2026-01-24 05:00\n\nLater.\n"
    pages = told({"maintenance/upgrade.md": moved})

    facts = facts_of(pages, BEFORE)

    assert facts["Planned"].startswith("January 24, 2026, 03:00 – 05:00 UTC+8")
    assert facts["Rescheduled from"] == "January 24, 2026, 02:00 – 04:00 UTC+8"
    assert "New start: January 24, 2026, 03:00 UTC+8" in pages.says(BEFORE, WINDOW, part=".step")


def test_what_nobody_started_or_ended_in_time_says_so(told: Callable[..., Pages]) -> None:
    """Where only people move it, the clock makes it late."""
    by_hand = UPGRADE.replace("reason:", "auto: false\nreason:")
    pages = told({"maintenance/upgrade.md": by_hand})
    begun = told({"maintenance/upgrade.md": by_hand + "\n## 2026-01-24 02:10 in_progress\n\nGo.\n"})

    assert pages.says("2026-01-24 02:05", WINDOW, part=".state") == "Start delayed Maintenance"
    assert "Start delayed" in pages.says("2026-01-24 02:05", part="#windows")
    assert begun.says("2026-01-24 04:05", WINDOW, part=".state") == "Running over Maintenance"
    assert facts_of(begun, "2026-01-24 04:05")["Work finished"] == "Not yet. Work is continuing past the planned end."
    assert "Was due to end Jan 24, 04:00 UTC+8. Still in progress." in begun.says("2026-01-24 04:05", part="#banner")
    assert banner_of(begun, "2026-01-24 03:55") == ("Maintenance in progress", "maintenance")
    assert banner_of(begun, "2026-01-24 04:05") == ("Maintenance in progress, running over", "low")


def banner_of(pages: Pages, now: str) -> tuple[str, str]:
    """What it says first, and its tone."""
    banner = pages.page(now).select_one("#banner")
    assert banner is not None
    return words(banner.select_one(".kicker")), banner["class"][1]


def test_a_late_announcement_is_admitted(told: Callable[..., Pages]) -> None:
    """Against the notice that site.yml promises; an emergency is called one."""
    short = UPGRADE.replace("2026-01-20 10:00", "2026-01-23 10:00")
    pages = told({"maintenance/upgrade.md": short})
    emergency = told({"maintenance/upgrade.md": short.replace("reason:", "emergency: true\nreason:")})

    assert "Announced at shorter notice than the 2 days we promise." in facts_of(pages, BEFORE)["Announced"]
    assert "Emergency" in emergency.says(BEFORE, WINDOW, part=".state")
    assert "we could not announce it as early as usual" in facts_of(emergency, BEFORE)["Announced"]


# --- a postmortem


def test_a_postmortem_merges_what_was_not_announced_into_the_timeline(story: Pages) -> None:
    """In the order in which it happened, and marked."""
    page = story.page(LONG_AFTER, f"{INCIDENT}postmortem/")

    assert words(page.h1) == "Why it failed"
    assert [words(section) for section in page.select(".prose h2")] == ["Summary", "Cause"]
    assert [words(moment.select_one(".meta")) for moment in page.select(".merged > li")] == [
        "January 23, 2026, 14:35 UTC+8 · Investigating",
        "January 23, 2026, 14:40 UTC+8 · not announced at the time",
        "January 23, 2026, 14:50 UTC+8 · Identified",
        "January 23, 2026, 15:10 UTC+8 · Resolved",
    ]
    assert page.select_one(".merged a")["href"] == "/incidents/login/#update-20260123T063500Z"


def test_a_postmortem_keeps_score_of_how_we_communicated(story: Pages) -> None:
    """Against what was promised, kept or not."""
    rows = [[words(cell) for cell in row.select("th, td")] for row in table(story, "How we communicated")]

    assert rows == [
        ["Time to first notice", "3 minutes", "5 minutes", "Kept"],
        ["Longest silence", "20 minutes", "30 minutes", "Kept"],
        ["Time from resolution to this postmortem", "1 day 18 hours 50 minutes", "3 days", "Kept"],
        ["Promised update times", "1 kept and 1 not kept", "all of them", "Not kept"],
    ]


def test_a_postmortem_lists_who_does_what_until_when(story: Pages) -> None:
    """What is done has its day."""
    rows = [[words(cell) for cell in row.select("td")] for row in table(story, "Actions")]

    assert rows == [
        ["Load tests", "QA", "February 1, 2026", "January 30, 2026"],
        ["Alarms", "SRE", "March 1, 2026", "Not yet"],
    ]


@pytest.mark.parametrize(
    ("done", "said"),
    [("2026-02-01", ""), ("2026-02-02", " (1 day late)"), ("2026-02-03", " (2 days late)")],
)
def test_an_action_that_was_done_late_says_how_late(told: Callable[..., Pages], done: str, said: str) -> None:
    """A tick alone would hide it."""
    late = POSTMORTEM.replace("done: 2026-01-30", f"done: {done}")
    pages = told({"incidents/login.md": LOGIN, "incidents/login.postmortem.md": late})

    (row, _) = table(pages, "Actions")
    assert words(row.select("td")[3]) == f"February {int(done[-2:])}, 2026{said}"


def table(story: Pages, heading: str) -> list[Tag]:
    """The rows of the table below a heading of the postmortem."""
    page = story.page(LONG_AFTER, f"{INCIDENT}postmortem/")
    section = page.find("h2", string=heading).find_parent("section")
    return section.select("tbody tr")


def test_a_postmortem_appears_when_it_is_published(story: Pages) -> None:
    """And only then does the incident point to it."""
    path = f"{INCIDENT}postmortem/index.html"

    assert path not in story.at("2026-01-25 09:59")
    assert "Read the postmortem" not in story.says("2026-01-25 09:59", INCIDENT)
    assert path in story.at("2026-01-25 10:00")
    assert "Read the postmortem" in story.says("2026-01-25 10:00", INCIDENT)


# --- history, components, and what hosts expect


def test_the_history_counts_each_month_and_months_lead_to_each_other(told: Callable[..., Pages]) -> None:
    """Months without anything are left out."""
    earlier = LOGIN.replace("2026-01-", "2025-11-")
    pages = told({**STORY, "incidents/earlier.md": earlier})

    assert [words(link.select_one(".vh")) for link in pages.page(LONG_AFTER, "history/").select(".year a")] == [
        "January 2026: 1 incident and 1 maintenance window. Worst: Major",
        "November 2025: 1 incident. Worst: Major",
    ]
    assert [words(heading) for heading in pages.page(LONG_AFTER, "history/").select("h2")] == ["2026", "2025"]
    month = pages.page(LONG_AFTER, "history/2026-01/")
    assert [link["href"] for link in month.select(".pager a")] == ["/history/2025-11/", "/history/"]
    assert [words(line.a) for line in month.select(".lines > li")] == [
        "Database upgrade",
        "Sign-in is failing for all users",
    ]


LONG = """
---
title: Search is slow
started: 2025-11-20 10:00
components: {orders: degraded_performance}
---

## 2025-11-20 10:05 investigating

We look.

## 2026-01-01 00:00 resolved

Fast again.
"""


def test_what_lasted_into_a_month_stands_in_it_in_brief(told: Callable[..., Pages]) -> None:
    """With its beginning, below what began in the month; not in the month at whose first moment it ended."""
    pages = told({"incidents/long.md": LONG, "incidents/login.md": LOGIN})
    december = pages.page(LONG_AFTER, "history/2025-12/")

    assert [words(line) for line in december.select("#lasting + .lines > li")] == [
        "Search is slow Since November 20, 2025, 10:00 UTC+8"
    ]
    assert words(december.select_one(".lead")) == "1 from an earlier month"
    assert [link["href"] for link in december.select(".pager a[rel]")] == ["/history/2025-11/", "/history/2026-01/"]
    assert pages.page(LONG_AFTER, "history/2026-01/").select("#lasting") == []
    assert [words(link.select_one("b")) for link in pages.page(LONG_AFTER, "history/").select(".year a")] == [
        "1",
        "1",
        "1",
    ]


def test_a_month_goes_on_until_now_for_what_is_not_over(told: Callable[..., Pages]) -> None:
    """It reaches the month of the build, and none that is to come."""
    pages = told({"incidents/long.md": LONG})
    months = {path for path in pages.at("2025-12-31 23:59") if path.startswith("history/2")}

    assert months == {"history/2025-11/index.html", "history/2025-12/index.html"}
    assert "history/2026-01/index.html" not in pages.at("2026-01-01 00:00")


def test_what_was_taken_back_lasted_into_no_month(told: Callable[..., Pages]) -> None:
    """It lasted no time."""
    pages = told({"incidents/long.md": LONG.replace("title:", "withdrawn: true\ntitle:")})

    assert "history/2025-12/index.html" not in pages.at(LONG_AFTER)


def test_the_page_of_a_month_does_not_change_when_what_lasted_into_it_ends(told: Callable[..., Pages]) -> None:
    """Its brief line says nothing that an end would change, so that old months are not made again."""
    pages = told({"incidents/long.md": LONG, "incidents/login.md": LOGIN})
    before, after = (pages.at(now)["history/2025-12/index.html"] for now in ("2025-12-31 23:00", LONG_AFTER))
    brief, later = (
        [one for one in file.inputs if isinstance(one, tuple) and one and isinstance(one[0], LastingLine)]
        for file in (before, after)
    )

    assert brief == later != []


def test_every_month_of_a_year_is_a_cell_with_the_worst_of_it(told: Callable[..., Pages]) -> None:
    """Its tone for who sees colours, a picture for who does not, and words for who hears the page."""
    years = told({**STORY, "incidents/long.md": LONG}).page(LONG_AFTER, "history/").select(".year")
    cells = [[cell.a["class"][0] if cell.a else "" for cell in year.select("li")] for year in years]

    assert cells == [["high", *[""] * 11], [*[""] * 10, "low", "low"]]
    assert all(cell.a.svg for year in years for cell in year.select("li:has(a)"))
    assert words(years[1].select("li")[11].select_one(".vh")) == "December 2025: 1 from an earlier month. Worst: Minor"


def test_the_search_knows_every_title_in_the_language_of_the_page(told: Callable[..., Pages]) -> None:
    """Newest first; what is not translated names its language."""
    pages = told({**STORY, "incidents/long.md": LONG})
    (chinese,) = json.loads(pages.source(LONG_AFTER, "zh-CN/history/search-2025.json"))
    rows = json.loads(pages.source(LONG_AFTER, "history/search-2026.json"))

    assert chinese == ["Search is slow", "incidents/long/", "2025-11-20", "en"]
    assert json.loads(pages.source(LONG_AFTER, "history/search-2025.json")) == [chinese[:3]]
    assert [row[2] for row in rows] == sorted((row[2] for row in rows), reverse=True)


def test_the_search_is_hidden_without_javascript_and_fetches_nothing_by_itself(story: Pages) -> None:
    """Its page may ask the site's own server."""
    form = story.page(LONG_AFTER, "history/").select_one("#search")

    assert form.has_attr("hidden")
    assert form["data-index"] == "/history/search-2026.json"
    policy = story.page(LONG_AFTER, "history/").select_one("meta[http-equiv]")["content"]
    assert "connect-src 'self'" in policy


def test_a_component_has_a_table_of_the_days_on_which_something_was_wrong(story: Pages) -> None:
    """Beside the picture, with what happened, and the months."""
    page = story.page(LONG_AFTER, "components/login/")

    assert [words(row) for row in page.select("tbody tr")] == [
        "January 23, 2026 Major outage Affected for 28 minutes Sign-in is failing for all users"
    ]
    assert [words(line.a) for line in page.select(".lines > li")] == ["Sign-in is failing for all users"]
    assert [words(item) for item in page.select(".months li")] == ["January 2026 1 entry"]
    assert page.select_one("table caption") is not None


def test_a_component_tells_apart_what_goes_on_what_lies_ahead_and_what_is_over(told: Callable[..., Pages]) -> None:
    """What goes on first, also a window that should have begun; planned windows soonest first; then the past."""
    again = UPGRADE.replace("2026-01-24 0", "2026-01-25 0").replace("Database", "Second")
    late = UPGRADE.replace("reason:", "auto: false\nreason:").replace("Database", "Archive").replace("24 02", "23 14")
    files = {
        **LIVELY,
        "maintenance/again.md": again,
        "maintenance/by-hand.md": late,
        "incidents/old.md": LOGIN.replace("2026-01-", "2025-12-").replace("title: Sign-in is", "title: It was"),
    }
    page = told(files).page(SECOND, "components/orders/")
    lists = {
        words(part.h2): [words(line.a) for line in part.select("li")]
        for part in page.select("#current, #upcoming, #past")
    }

    assert lists == {
        "Happening now": ["Sign-in is failing for all users", "Archive upgrade"],
        "Planned maintenance": ["Database upgrade", "Second upgrade"],
        "Earlier in the last 90 days": ["It was failing for all users"],
    }
    assert [words(heading) for heading in page.select("h2")][:4] == [*list(lists)[:2], "Ninety days", list(lists)[2]]


def test_a_component_that_never_failed_and_one_that_is_gone_have_pages(story: Pages) -> None:
    """Nobody is sent to a wrong address for asking."""
    assert "Nothing has been reported." in story.says(LONG_AFTER, "components/website/")
    assert "Nothing has been reported." not in story.says(FIRST, "components/login/")  # For something goes on.
    assert story.says(LONG_AFTER, "components/ftp/", part=".state") == "Retired"
    assert "Retired on January 1, 2025." in story.says(LONG_AFTER, "components/ftp/")


def test_an_old_address_leads_on_by_itself_and_by_hand(told: Callable[..., Pages]) -> None:
    """As a page, and in the form that some hosts read."""
    pages = told({"incidents/login.md": LOGIN.replace("started:", "aliases: [/old/1, /2019/x.html]\nstarted:")})

    page = pages.page(OVER, "old/1/")

    assert page.find("meta", {"http-equiv": "refresh"})["content"] == "0; url=/incidents/login/"
    assert page.find("link", rel="canonical")["href"] == "https://status.example.com/incidents/login/"
    assert page.a["href"] == "/incidents/login/"
    assert "/incidents/login/" in pages.source(OVER, "2019/x.html")
    assert pages.source(OVER, "_redirects").splitlines() == [
        "/old/1 /incidents/login/ 301",
        "/old/1/ /incidents/login/ 301",
        "/2019/x.html /incidents/login/ 301",
    ]


COMING = ("/history/2031-07", "/zh-CN/history/2031-07/", "/Incidents/login/postmortem")
"""Addresses that no page has yet, and that time may give to one."""


@pytest.mark.parametrize("alias", ["/history/", "/404.html", "/zh-CN", "/HISTORY/2026-01", "/robots.txt/x", *COMING])
def test_two_pages_never_claim_one_address(told: Callable[..., Pages], alias: str) -> None:
    """Nor does a page lie inside another page's file; the one who asked for it is told."""
    pages = told({"incidents/login.md": LOGIN.replace("started:", f"aliases: [{alias}]\nstarted:")})

    with pytest.raises(ContentError, match=r"login\.md:\d+: aliases: expected an unused old address, found"):
        pages.at(OVER)


def test_a_wrong_address_is_answered_in_every_language(story: Pages) -> None:
    """Hosts know only one such page."""
    page = story.page(OVER, "404.html")

    assert words(page.h1) == "Page not found"
    assert words(page.select_one("section[lang=zh-CN] h2")) == "找不到页面"


def test_the_map_lists_every_page_with_its_last_visible_change(story: Pages) -> None:
    """And robots are told where it is."""
    source = story.source(LONG_AFTER, "sitemap.xml")
    addresses = re.findall("<loc>https://status.example.com/(.*?)</loc>", source)
    pages = {path.removesuffix("index.html") for path in story.at(LONG_AFTER) if path.endswith("index.html")}

    assert set(addresses) == pages
    assert "/incidents/login/</loc><lastmod>2026-01-25T02:00:00Z</lastmod>" in source
    assert "Sitemap: https://status.example.com/sitemap.xml" in story.source(LONG_AFTER, "robots.txt")


# --- languages


def test_every_page_exists_in_every_language_and_they_know_each_other(story: Pages) -> None:
    """For search engines by hreflang, for readers by a link in their own words."""
    for path in story.at(LONG_AFTER):
        if path.endswith("index.html") and not path.startswith("zh-CN/"):
            english, chinese = soup(story.source(LONG_AFTER, path)), soup(story.source(LONG_AFTER, f"zh-CN/{path}"))
            expected = {
                "en": f"https://status.example.com/{path.removesuffix('index.html')}",
                "zh-CN": f"https://status.example.com/zh-CN/{path.removesuffix('index.html')}",
                "x-default": f"https://status.example.com/{path.removesuffix('index.html')}",
            }
            for page in (english, chinese):
                links = page.find_all("link", rel="alternate", hreflang=True)
                assert {link["hreflang"]: link["href"] for link in links} == expected
            assert english.find("a", hreflang="zh-CN").string == "简体中文"
            assert chinese.find("a", hreflang="en").string == "English"
            assert (english.html["lang"], chinese.html["lang"]) == ("en", "zh-CN")


def test_what_is_not_translated_is_marked_with_its_language(story: Pages) -> None:
    """The translation is used where there is one."""
    page = story.page(OVER, f"zh-CN/{INCIDENT}")

    assert words(page.h1) == "全部用户无法登录"
    assert not page.h1.has_attr("lang")
    assert {"Browsing", "about 100,000"} <= {words(text) for text in page.select("dl ul [lang=en]")}
    assert words(page.select_one(".changes [lang=en]")) == "users"
    assert story.page(OVER, f"zh-CN/{WINDOW}").h1["lang"] == "en"


def test_a_page_that_is_not_translated_says_so_in_its_own_language(told: Callable[..., Pages]) -> None:
    """Of an entry as a whole, or of what was said last; nothing where either is told in the readers' language."""
    part = LOGIN_CHINESE.replace("\n已找到原因。\n", "")
    pages = told({**STORY, "incidents/mail.md": LOGIN, "incidents/part.md": LOGIN, "incidents/part.zh-CN.md": part})
    last = told({"incidents/a.md": LOGIN, "incidents/a.zh-CN.md": part})

    def notes(pages: Pages, now: str, path: str) -> list[str]:
        return [words(note) for note in pages.page(now, path).select(".foreign")]

    for path in (f"zh-CN/{WINDOW}", "zh-CN/incidents/mail/", f"zh-CN/{INCIDENT}postmortem/"):
        assert notes(pages, LONG_AFTER, path) == ["尚未翻译，以下为英语原文。"]
    assert notes(last, SECOND, "zh-CN/incidents/a/") == ["最新进展尚未翻译，以下为英语原文。"]
    for now, path in ((OVER, "zh-CN/incidents/part/"), (SECOND, f"zh-CN/{INCIDENT}"), (LONG_AFTER, INCIDENT)):
        assert notes(pages, now, path) == []
    chinese = told({"incidents/b.md": LOGIN.replace("title:", "lang: zh-CN\ntitle:", 1)})
    assert notes(chinese, OVER, "incidents/b/") == ["Not translated yet. Shown in Simplified Chinese."]
    assert notes(chinese, OVER, "zh-CN/incidents/b/") == []


@rows(
    ("tag", "english", "chinese"),
    [
        ("zh-CN", "Simplified Chinese", "简体中文"),
        ("de", "German", "德语"),
        ("pt-BR", "Brazilian Portuguese", "巴西葡萄牙语"),
        ("de-LI", "German", "德语"),
        ("xx-YY", "xx-YY", "xx-YY"),
    ],
)
def test_every_language_has_a_name_in_the_others(story: Pages, tag: str, english: str, chinese: str) -> None:
    """As exactly as its readers know it."""
    story.at(SECOND)

    assert [one.language.language(tag) for one in story._known] == [english, chinese]


def test_no_english_words_of_ours_stand_on_chinese_pages(story: Pages) -> None:
    """Only names and what authors have not translated."""
    for now in (SECOND, LONG_AFTER):
        for path, file in story.at(now).items():
            # The page on subscribing names programs and formats, which are called the same everywhere.
            if path.startswith("zh-CN/") and path.endswith(".html") and "subscribe" not in path:
                page = soup(file.render().decode()).body
                for foreign in page.select("[lang=en], template, .paper"):
                    foreign.extract()
                said = f"{words(page)} {' '.join(tag['aria-label'] for tag in page.select('[aria-label]'))}"
                left = set(re.findall(r"[A-Za-z]{3,}", said)) - {"UTC", "Asia", "Shanghai"}
                left -= {"Slack", "Teams", "Outlook", "RSS"}
                assert not left - {"support", "example", "com", "Operations", "SRE"}, path


# --- between builds

MOVING = "#today, #news, #recent li[hidden], p.asof, #live, #old, progress, progress + small"
MOVING += ", template, script, style, footer"


@cache
def regions(source: str) -> dict[str, str]:
    """The parts of a page that have names, without what only says when it was built."""
    page = soup(source)
    today = page.select_one("#today")
    for bars in page.select(".bars"):
        bars.string = "\n".join(days_of(bars, int(today["data-passed"])))
    for tag in page.select(MOVING):
        tag.extract()
    found = {str(tag["id"]): re.sub(r"\s+", " ", str(tag)) for tag in page.select("main [id]")}
    # An outage that goes on wears the uptime down all the time: that is no moment to prepare for.
    found = {name: re.sub(r"(?<=9)[\d.]+%", "%", region) for name, region in found.items()}
    return found | {"title": words(page.title), "icon": str(page.find("link", rel="icon")["href"])}


def prepared(source: str, until: datetime) -> dict[str, str]:
    """What the script makes of a page at a moment: every fragment up to it, one after the other."""
    return regions(str(turn(source, until)))


LIVELY = {
    **STORY,
    "incidents/login.md": LOGIN.partition("## 2026-01-23 15:10")[0],
    "incidents/notice.md": NOTICE,
    "maintenance/by-hand.md": UPGRADE.replace("reason:", "auto: false\nreason:").replace("Database", "Archive"),
}
del LIVELY["incidents/login.zh-CN.md"], LIVELY["incidents/login.postmortem.md"]


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A site on which much is going on: an incident with a promise, two windows ahead, an announcement."""
    return Pages(tmp_path_factory.mktemp("lively"), LIVELY)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "zh-CN/",
        INCIDENT,
        "incidents/notice/",
        WINDOW,
        "maintenance/by-hand/",
        "history/2026-01/",
        "components/orders/",
        "components/website/",
    ],
)
def test_a_page_becomes_by_the_clock_what_a_build_would_make_of_it(lively: Pages, path: str) -> None:
    """One second before, at, and after each moment of the coming days, region by region."""
    source = lively.source(SECOND, f"{path}index.html")
    moments = [datetime.fromisoformat(at) for at in re.findall(r'data-at="([^"]+)"', source)]

    assert moments
    for moment in moments:
        for seconds in (-1, 0, 1):
            then = moment + timedelta(seconds=seconds)
            built = lively.source(then.isoformat().replace("+00:00", "Z").replace("T", " "), f"{path}index.html")
            assert prepared(source, then) == regions(built), f"{path} at {then}"


def test_only_what_changes_is_prepared(story: Pages) -> None:
    """A quiet page prepares its bars and its days, not its whole self."""
    page = story.page(LONG_AFTER)

    for fragment in page.select("template[data-at]"):
        names = {child["id"] for child in fragment.children if isinstance(child, Tag)}
        days = {name for name in names if name.startswith("r-")}
        assert names - days <= {
            "today",
            *(f"{part}-{one}" for part in "du" for one in ("website", "login", "orders", "mail")),
        }
        assert len(days) <= 2
        assert not fragment.has_attr("data-news")
        assert not fragment.has_attr("data-title")


def test_a_change_of_the_present_is_announced_and_that_of_a_day_is_not(story: Pages) -> None:
    """When a window opens, the new title is said; when midnight comes, nothing is."""
    page = story.page("2026-01-23 20:00")
    fragments = {fragment["data-at"]: fragment for fragment in page.select("template[data-at]")}

    assert fragments["2026-01-23T18:00:00Z"]["data-news"] == (
        "This page has changed: Maintenance in progress: Database upgrade – Example"
    )
    assert not fragments["2026-01-23T16:00:00Z"].has_attr("data-news")


# --- well made


def every_page(story: Pages) -> Iterator[tuple[str, str]]:
    """All pages on fire and all pages in peace."""
    for now in (SECOND, LONG_AFTER):
        for path, file in story.at(now).items():
            if path.endswith(".html"):
                yield f"{path} as of {now}", file.render().decode()


def test_every_page_has_one_h1_landmarks_and_headings_in_order(story: Pages) -> None:
    """No level is left out, and the content can be skipped to."""
    for path, source in every_page(story):
        page = soup(source)
        levels = [int(tag.name[1]) for tag in page.select("h1, h2, h3, h4, h5, h6")]
        assert levels.count(1) == 1, path
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), path
        assert len(page.select("body > header, body > footer")) == 2, path
        assert len(page.select("body > main")) == 1, path
        if "503.html" not in path:  # There is nothing to skip: its content is all but the first line.
            assert page.select_one("a.skip")["href"] == "#main", path


def test_names_within_a_page_are_unique_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    """Also below a path; also to an anchor on another page."""
    yml = YML.replace("https://status.example.com", "https://example.com/status")
    pages = Pages(tmp_path, {**STORY, "incidents/notice.md": NOTICE}, yml)
    for now in (LONG_AFTER, SECOND):  # In the latter there is one of everything on the index.
        check_names_and_links(pages, now)


def check_names_and_links(pages: Pages, now: str) -> None:
    """Of every page as of a moment."""
    files = pages.at(now)
    ids = {path: all_ids(file) for path, file in files.items() if path.endswith(".html")}

    for path in ids:
        assert len(ids[path]) == len(set(ids[path])), path
        page = soup(pages.source(now, path))
        links = [tag.get("href") or tag.get("src") for tag in page.select("[href], [src]")]
        assert len(links) > 6
        for link in links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("https", "mailto", "tel", "data", "webcal"), link
                continue
            target = path
            if parts.path:
                assert parts.path.startswith("/status/"), link
                target = parts.path.removeprefix("/status/")
                target += "index.html" if not target or target.endswith("/") else ""
            assert target in files, f"{path}: {link}"
            assert not parts.fragment or parts.fragment in ids[target], f"{path}: {link}"


def all_ids(file: File) -> list[str]:
    """Every id on a page, those within templates left out, for they replace others."""
    page = soup(file.render().decode())
    for template in page.select("template"):
        template.extract()
    return [str(tag["id"]) for tag in page.select("[id]")]


def test_every_moment_is_a_time_element_in_utc(story: Pages) -> None:
    """So that machines, and the reader's own clock, can tell."""
    for path, source in every_page(story):
        for time in soup(source).select("time"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", time["datetime"]), path
        if "503.html" in path:  # It has no byte to spare: only the moment that readers plan by is marked.
            continue
        bare = re.sub(
            r"<(time|title|template|style|script|meta|dd|path|small|s)\b.*?</?\1>|<[^>]*>", "", source, flags=re.DOTALL
        )
        assert not re.search(r"\d\d:\d\d", bare), path


def test_status_is_never_told_by_colour_alone(story: Pages) -> None:
    """Every picture either has a name of its own or words beside it."""
    for path, source in every_page(story):
        for picture in soup(source).select("svg"):
            if picture.get("role") == "img":
                assert picture["aria-label"], path
            else:
                assert picture["aria-hidden"] == "true", path
                assert words(picture.parent), path


HOSTILE = """</title><script>alert(1)</script>"'`><img src=x onerror=alert(1)>{{ 7*7 }}{% x %}]]>${1}"""


OUR_SCRIPTS = {"/assets/page", "/assets/days", "/assets/search", "/assets/subscribe"}


def test_hostile_words_are_inert_wherever_they_stand(told: Callable[..., Pages]) -> None:
    """In each field of an incident, a maintenance, a postmortem and site.yml, on each page, and in each fragment."""
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    incident = LOGIN.partition("## 2026-01-23 15:10")[0]
    for old in ("Sign-in is failing for all users", "Signing in\n", "Browsing", "Stay signed in.", "about 100,000"):
        incident = incident.replace(old, quoted + ("\n" if old.endswith("\n") else ""))
    incident = incident.replace("We see failures when signing in.", HOSTILE).replace("Cause found", HOSTILE)
    files = {
        "incidents/login.md": incident,
        "incidents/over.md": LOGIN.replace("7 days of VIP", quoted).replace("for: users", f"for: {quoted}"),
        "incidents/over.postmortem.md": POSTMORTEM.replace("Why it failed", quoted)
        .replace("[Operations]", f"\n  - {quoted}")
        .replace("The release is suspected", quoted)
        .replace("what: Load tests, owner: QA", f"what: {quoted}, owner: {quoted}")
        .replace("A setting.", HOSTILE),
        "maintenance/upgrade.md": UPGRADE.replace("Database upgrade", quoted).replace("A new version.", quoted),
    }
    yml = YML.replace("en: Example", f"en: {quoted}").replace("name: Website", f"name: {quoted}")
    yml = yml.replace("description: Sessions", f"description: {quoted}").replace("en: Accounts", f"en: {quoted}")
    pages = told(files, yml)

    for now in (SECOND, "2026-01-24 02:30", LONG_AFTER):
        for path, file in pages.at(now).items():
            if path.endswith(".html"):
                page = soup(file.render().decode())
                for tag in page.find_all(True):
                    assert not any(name.startswith("on") or name == "style" for name in tag.attrs), path
                    assert tag.name != "img", path
                assert len(page.select("script:not([src])")) <= 1, path
                assert {script["src"].split(".")[0] for script in page.select("script[src]")} <= OUR_SCRIPTS, path
                assert "49" not in words(page.title), path
    assert "alert(1)</script>" in words(pages.page(SECOND).main)


def test_a_page_allows_nothing_but_what_it_holds(story: Pages) -> None:
    """Its own style and script by their hash, or those that it links; the header for all allows their union."""
    header = re.search("Content-Security-Policy: (.*)", story.source(SECOND, "_headers"))
    assert header is not None
    for path, source in every_page(story):
        page = soup(source)
        policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'", path
        assert rules["img-src"] == "data:", path
        inline = path.startswith(("index.html", "zh-CN/index.html")) or "503.html" in path
        for kind in ("style", "script"):
            assert ("'self'" in rules[f"{kind}-src"]) is not inline, path
            assert (page.find(kind, src=None) is not None) is inline, path
            allowed = dict(rule.split(" ", 1) for rule in header[1].split("; "))
            assert set(rules[f"{kind}-src"].split()) <= set(allowed[f"{kind}-src"].split()), path
    assert "frame-ancestors 'none'" in header[1]


def test_pages_in_the_archive_link_one_style_sheet_and_one_script(story: Pages) -> None:
    """Under names that change with their content; the index links neither."""
    files = story.at(SECOND)
    page = story.page(SECOND, INCIDENT)
    style, script = page.find("link", rel="stylesheet")["href"], page.find("script")["src"]

    assert re.fullmatch(r"/assets/style\.[0-9a-f]{16}\.css", style)
    assert {style.removeprefix("/"), script.removeprefix("/")} < files.keys()
    assert not story.page(SECOND).select("link[rel=stylesheet], script[src]")


def test_images_are_published_under_the_hash_of_their_content(tmp_path: Path) -> None:
    """Once, however many pages show them, and those pages may load them."""
    pages = Pages(
        tmp_path, {"incidents/login.md": LOGIN.replace("We have found", "![Load](load.png)\n\nWe have found")}
    )
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000002000000030802000000368849d6000000"
        "0c49444154789c63606060000000040001f61738550000000049454e44ae426082"
    )
    (tmp_path / "content/incidents").mkdir(parents=True)
    (tmp_path / "content/incidents/load.png").write_bytes(picture)

    page = pages.page(SECOND, INCIDENT)

    assert page.img["alt"] == "Load"
    assert (page.img["width"], page.img["height"], page.img["loading"]) == ("2", "3", "lazy")
    assert pages.at(SECOND)[page.img["src"].removeprefix("/")].render() == picture
    assert "img-src 'self' data:" in page.find("meta", {"http-equiv": True})["content"]
    assert "img-src 'self' data:" in pages.source(SECOND, "_headers")


# --- the sample


@pytest.fixture(scope="module")
def sample() -> Pages:
    """Its pages."""
    from sitegen.problems import Problems
    from sitegen.read.config import parse_config
    from sitegen.read.content import read_content

    problems = Problems()
    config = parse_config(SAMPLE, problems)
    assert config is not None
    return Pages(SAMPLE, {}, site=read_content(SAMPLE, config, problems))


@pytest.mark.parametrize("now", ["2026-01-23 14:36", "2026-01-23 14:52", "2026-02-01 02:55", "2026-11-22 10:00"])
def test_the_index_is_one_small_request(sample: Pages, now: str) -> None:
    """At most 14,000 bytes compressed, what it prepares included, and it loads nothing."""
    for path in ("index.html", "zh-CN/index.html"):
        source = sample.source(now, path)
        assert len(gzip.compress(source.encode(), 9)) <= 14_000
        assert not soup(source).select("[src], link[rel=stylesheet], link[rel=preload]")
