"""The maintenance calendar, as programs of others read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from support.places import SAMPLE
from support.stories import SITE, moment, read, snapshot
from support.tables import rows

from sitegen.build import AsOf, check
from sitegen.derive.entries import MaintenanceView
from sitegen.derive.snapshot import Snapshot, derive
from sitegen.importers.escaping import clean_text, escape_prose
from sitegen.model import File, Text
from sitegen.outputs import calendar
from sitegen.publish.fingerprint import Keys
from sitegen.theme.edition import Edition, load_editions

YML = f"{SITE}locales: [en, zh-CN]\n"

UPGRADE = """
---
title: Database upgrade
start: 2026-02-01 18:00
end: 2026-02-01 20:00
components: [login, orders]
reason: More headroom
not_working:
  - Signing in
  - Placing orders
workaround: Stay signed in.
---

## 2026-01-26 03:00 scheduled

We upgrade the *database*.
"""
MOVED = """
## 2026-01-28 09:00 update: Two hours later

- start: 2026-02-01 20:00
- end: 2026-02-01 22:00

The settlement runs longer.
"""
BEGUN = """
## 2026-02-01 20:01 in_progress
"""
DONE = """
## 2026-02-01 21:10 completed

All is well.
"""
CANCELLED = """
## 2026-01-30 12:00 cancelled

We found a better way.
"""
BY_HAND = UPGRADE.replace("reason:", "auto: false\nreason:")


def state(folder: Path, text: str, now: str, yml: str = YML, **more: str) -> Snapshot:
    """The site at *now* with a maintenance called `upgrade`, and others by name."""
    files = {"maintenance/upgrade.md": text} | {f"maintenance/{name}.md": each for name, each in more.items()}
    return snapshot(folder, files, now, yml)


def published(found: Snapshot, folder: Path) -> dict[str, File]:
    """Every calendar file of a site, by path."""
    return {
        file.path: file for context in load_editions(folder, found.config) for file in calendar.files(found, context)
    }


def told(folder: Path, text: str, now: str, path: str = "maintenance.ics") -> icalendar.Event:
    """What the calendar tells of the only window."""
    data = published(state(folder, text, now), folder)[path].render()
    [event] = icalendar.Calendar.from_ical(data).events
    return event


def reread(data: bytes) -> list[Any]:
    """The events as a parser sees them that shares nothing with the library that writes."""
    return list(vobject.readOne(data.decode()).contents.get("vevent", ()))


def utc(text: str) -> datetime:
    """A moment."""
    return moment(text)


# --- what there is


def test_every_language_has_a_calendar_and_a_file_for_each_window(tmp_path: Path) -> None:
    """The first language at the root, the others below their name."""
    found = state(tmp_path, UPGRADE, "2026-01-27 00:00", second=UPGRADE)

    assert sorted(published(found, tmp_path)) == [
        "maintenance.ics",
        "maintenance/second.ics",
        "maintenance/upgrade.ics",
        "zh-CN/maintenance.ics",
        "zh-CN/maintenance/second.ics",
        "zh-CN/maintenance/upgrade.ics",
    ]


def test_a_site_without_maintenance_has_a_calendar_without_events(tmp_path: Path) -> None:
    """People can subscribe before anything is planned; as RFC 5545 asks, it holds a component: one that nobody sees."""
    found = snapshot(tmp_path, {}, "2026-01-27 00:00", YML)
    data = published(found, tmp_path)["maintenance.ics"].render()
    calendar = icalendar.Calendar.from_ical(data)

    assert [(one.name, one["TZID"]) for one in calendar.subcomponents] == [("VTIMEZONE", "UTC")]
    assert calendar.timezones[0].to_tz().utcoffset(datetime(2026, 7, 1)) == timedelta()
    assert reread(data) == []
    assert vobject.readOne(data.decode()).vtimezone.validate(raiseException=True)


def test_a_calendar_with_events_holds_nothing_else(tmp_path: Path) -> None:
    """Its moments are in UTC, for which no zone has to be described."""
    data = published(state(tmp_path, UPGRADE, "2026-01-27 00:00"), tmp_path)["maintenance.ics"].render()

    assert {one.name for one in icalendar.Calendar.from_ical(data).subcomponents} == {"VEVENT"}


def test_the_calendar_says_what_it_is_and_how_often_to_ask(tmp_path: Path) -> None:
    """In the words of RFC 7986, and in those that clients knew before it."""
    found = state(tmp_path, UPGRADE, "2026-01-27 00:00")
    calendar = icalendar.Calendar.from_ical(published(found, tmp_path)["zh-CN/maintenance.ics"].render())

    assert calendar["VERSION"] == "2.0"
    assert "Example" in calendar["NAME"]
    assert calendar["X-WR-CALNAME"] == calendar["NAME"]
    assert calendar["SOURCE"] == "https://status.example.com/zh-CN/maintenance.ics"
    assert calendar["SOURCE"].params["VALUE"] == "URI"
    assert calendar["URL"] == "https://status.example.com/zh-CN/"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert calendar["X-PUBLISHED-TTL"] == "PT1H"
    assert "METHOD" not in calendar


def test_the_file_of_one_window_names_no_calendar(tmp_path: Path) -> None:
    """It is added to the calendar that a reader has, and not opened as another one."""
    found = state(tmp_path, UPGRADE, "2026-01-27 00:00")
    files = published(found, tmp_path)
    alone = icalendar.Calendar.from_ical(files["maintenance/upgrade.ics"].render())

    assert set(alone) == {"VERSION", "PRODID", "CALSCALE"}
    assert alone.events == icalendar.Calendar.from_ical(files["maintenance.ics"].render()).events


def test_an_event_holds_everything_that_a_client_needs(tmp_path: Path) -> None:
    """Times in UTC, no alarm, nobody's time blocked, nobody invited."""
    event = told(tmp_path, UPGRADE, "2026-01-27 00:00")

    assert event["SUMMARY"] == "Example maintenance: Database upgrade"
    assert event["UID"].endswith("@status.example.com")
    assert event["DTSTART"].to_ical() == b"20260201T180000Z"
    assert event["DTEND"].to_ical() == b"20260201T200000Z"
    assert event["CREATED"].dt == event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == utc("2026-01-26 03:00")
    assert event["URL"] == "https://status.example.com/maintenance/upgrade/"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["CATEGORIES"].cats == ["Maintenance"]
    assert event.subcomponents == []
    assert not {"ORGANIZER", "ATTENDEE", "RRULE"} & set(event)


def test_the_description_tells_the_facts_then_the_link_then_what_was_said_last(tmp_path: Path) -> None:
    """As plain text, with the Markdown gone."""
    assert told(tmp_path, UPGRADE, "2026-01-27 00:00")["DESCRIPTION"] == (
        "Status: Scheduled\n"
        "Reason: More headroom\n"
        "Components: Login and Orders\n"
        "Will not work:\n"
        "- Signing in\n"
        "- Placing orders\n"
        "Workaround: Stay signed in.\n"
        "\n"
        "https://status.example.com/maintenance/upgrade/\n"
        "\n"
        "January 26, 2026, 03:00 UTC: Scheduled\n"
        "We upgrade the database."
    )


def test_a_second_reader_reads_the_same(tmp_path: Path) -> None:
    """And finds nothing missing."""
    found = state(tmp_path, UPGRADE + MOVED, "2026-01-29 00:00")
    data = published(found, tmp_path)["maintenance.ics"].render()
    [first] = icalendar.Calendar.from_ical(data).events
    [second] = reread(data)

    assert second.validate(raiseException=True)
    assert (second.dtstart.value, second.dtend.value) == (utc("2026-02-01 20:00"), utc("2026-02-01 22:00"))
    assert second.created.value == utc("2026-01-26 03:00")
    assert second.dtstamp.value == second.last_modified.value == utc("2026-01-28 09:00")
    assert second.categories.value == ["Maintenance"]
    for name in ("uid", "summary", "description", "url", "status", "transp", "sequence"):
        assert second.contents[name][0].value == str(first[name])


# --- the story of a window

STORIES = {
    "moved, begun, done early": (
        UPGRADE + MOVED + BEGUN + DONE,
        {
            "2026-01-26 03:00": "0 CONFIRMED 18:00-20:00, 01-26 03:00",
            "2026-01-28 08:59": "0 CONFIRMED 18:00-20:00, 01-26 03:00",
            "2026-01-28 09:00": "1 CONFIRMED 20:00-22:00, 01-28 09:00",
            "2026-02-01 19:59": "1 CONFIRMED 20:00-22:00, 01-28 09:00",
            # The clock begins it, then a person says so.
            "2026-02-01 20:00": "1 CONFIRMED 20:00-22:00, 02-01 20:00",
            "2026-02-01 20:01": "1 CONFIRMED 20:00-22:00, 02-01 20:01",
            "2026-02-01 21:10": "1 CONFIRMED 20:00-22:00, 02-01 21:10",
            "2026-06-01 00:00": "1 CONFIRMED 20:00-22:00, 02-01 21:10",
        },
    ),
    "moved, then cancelled": (
        UPGRADE + MOVED + CANCELLED,
        {
            "2026-01-30 11:59": "1 CONFIRMED 20:00-22:00, 01-28 09:00",
            "2026-01-30 12:00": "2 CANCELLED 20:00-22:00, 01-30 12:00",
            "2026-02-02 00:00": "2 CANCELLED 20:00-22:00, 01-30 12:00",
        },
    ),
    "begun and over by the clock": (
        UPGRADE,
        {
            "2026-02-01 17:59": "0 CONFIRMED 18:00-20:00, 01-26 03:00",
            "2026-02-01 18:00": "0 CONFIRMED 18:00-20:00, 02-01 18:00",
            "2026-02-01 20:00": "0 CONFIRMED 18:00-20:00, 02-01 20:00",
            "2026-02-03 00:00": "0 CONFIRMED 18:00-20:00, 02-01 20:00",
        },
    ),
    "nobody says that it begins": (
        BY_HAND,
        {
            "2026-02-01 17:59": "0 CONFIRMED 18:00-20:00, 01-26 03:00",
            "2026-02-01 18:00": "0 TENTATIVE 18:00-20:00, 02-01 18:00",
            "2026-02-03 00:00": "0 TENTATIVE 18:00-20:00, 02-01 18:00",
        },
    ),
    "goes on past its end": (
        BY_HAND + "\n## 2026-02-01 18:05 in_progress\n",
        {
            "2026-02-01 19:59": "0 CONFIRMED 18:00-20:00, 02-01 18:05",
            "2026-02-01 20:00": "0 CONFIRMED 18:00-20:00, 02-01 20:00",
            "2026-02-02 09:00": "0 CONFIRMED 18:00-20:00, 02-01 20:00",
        },
    ),
    "over by the clock, then moved": (
        UPGRADE + "\n## 2026-02-01 21:00 update\n\n- start: 2026-02-08 18:00\n- end: 2026-02-08 20:00\n",
        {
            "2026-02-01 20:59": "0 CONFIRMED 18:00-20:00, 02-01 20:00",
            "2026-02-01 21:00": "1 CONFIRMED 18:00-20:00, 02-01 21:00",
        },
    ),
}


@rows(
    ("text", "now", "expected"),
    [(text, now, expected) for text, table in STORIES.values() for now, expected in table.items()],
    ids=[f"{name}, {now}" for name, (_, table) in STORIES.items() for now in table],
)
def test_the_sequence_rises_when_a_window_moves_or_is_cancelled(
    tmp_path: Path, text: str, now: str, expected: str
) -> None:
    """And the event's own date is that of the last visible change, never that of the build."""
    event = told(tmp_path, text, now)
    start, end, stamp = event["DTSTART"].dt, event["DTEND"].dt, event["DTSTAMP"].dt

    assert f"{event['SEQUENCE']} {event['STATUS']} {start:%H:%M}-{end:%H:%M}, {stamp:%m-%d %H:%M}" == expected
    assert event["LAST-MODIFIED"].dt == stamp <= utc(now)
    assert event["CREATED"].dt == utc("2026-01-26 03:00")


def test_a_window_keeps_its_uid_whatever_happens_to_it(tmp_path: Path) -> None:
    """In every language, under another title, moved, and cancelled."""
    uids = {
        told(tmp_path, text, now, path)["UID"]
        for text, now in (
            (UPGRADE, "2026-01-27 00:00"),
            (UPGRADE.replace("title: Database", "title: Disk"), "2026-01-27 00:00"),
            (UPGRADE + MOVED + CANCELLED, "2026-01-31 00:00"),
        )
        for path in ("maintenance.ics", "zh-CN/maintenance.ics", "maintenance/upgrade.ics")
    }

    assert len(uids) == 1


def test_a_uid_is_made_of_a_kept_id_and_the_host_alone(tmp_path: Path) -> None:
    """Without the port and the path of the site's address, which the links have."""
    text = UPGRADE.replace("reason:", "id: k8s1x2y3z4w5\nreason:")
    found = state(tmp_path, text, "2026-01-27 00:00", YML.replace("status.example.com", "example.com:8443/status"))
    [event] = icalendar.Calendar.from_ical(published(found, tmp_path)["maintenance.ics"].render()).events

    assert event["UID"] == "k8s1x2y3z4w5@example.com"
    assert event["URL"] == "https://example.com:8443/status/maintenance/upgrade/"


def test_a_moved_window_says_when_it_was_planned_before(tmp_path: Path) -> None:
    """The update that moved it is the newest."""
    description = told(tmp_path, UPGRADE + MOVED, "2026-01-29 00:00")["DESCRIPTION"]

    assert "Rescheduled from: February 1, 2026, 18:00 – 20:00 UTC" in description
    assert description.endswith("January 28, 2026, 09:00 UTC: Two hours later\nThe settlement runs longer.")


def test_a_cancelled_window_says_so_in_its_title_too(tmp_path: Path) -> None:
    """Some clients show what is cancelled as if it were not; and nothing stops working."""
    event = told(tmp_path, UPGRADE + CANCELLED, "2026-01-31 00:00")

    assert event["SUMMARY"] == "Cancelled: Example maintenance: Database upgrade"
    assert "orking" not in event["DESCRIPTION"]
    assert event["DESCRIPTION"].endswith("Cancelled\nWe found a better way.")


def test_an_event_stays_as_planned_and_tells_in_words_when_the_work_was_done(tmp_path: Path) -> None:
    """A changed end would be a move that no author announced."""
    event = told(tmp_path, UPGRADE + MOVED + BEGUN + DONE, "2026-02-02 00:00")

    assert event["DTEND"].dt == utc("2026-02-01 22:00")
    assert "Work started: February 1, 2026, 20:00 UTC\n" in event["DESCRIPTION"]
    assert "Work finished: February 1, 2026, 21:10 UTC (1 hour 10 minutes)" in event["DESCRIPTION"]
    assert "What did not work:\n- Signing in" in event["DESCRIPTION"]
    assert "Workaround" not in event["DESCRIPTION"]


def test_what_the_clock_did_stands_above_the_words_of_people(tmp_path: Path) -> None:
    """An end that nobody confirmed is not called completed."""
    description = told(tmp_path, UPGRADE, "2026-02-02 00:00")["DESCRIPTION"]

    assert description.startswith("Status: The planned window is over\n")
    assert "Work finished: Completion not yet confirmed.\n" in description
    assert "ompleted" not in description
    assert description.endswith(
        "February 1, 2026, 20:00 UTC: The planned window is over.\n\n"
        "January 26, 2026, 03:00 UTC: Scheduled\n"
        "We upgrade the database."
    )


def test_an_emergency_is_marked_as_one(tmp_path: Path) -> None:
    """It is announced when it begins."""
    text = """
---
title: A failing disk
start: 2026-01-26 03:00
end: 2026-01-26 05:00
components: [orders]
emergency: true
---

## 2026-01-26 03:00 in_progress
"""
    event = told(tmp_path, text, "2026-01-26 03:00")

    assert event["CATEGORIES"].cats == ["Maintenance", "Emergency"]
    assert "Announced: January 26, 2026, 03:00 UTC · Emergency" in event["DESCRIPTION"]
    assert event["DESCRIPTION"].endswith("January 26, 2026, 03:00 UTC: In progress")


# --- languages


def test_words_that_are_not_translated_are_marked_with_their_language(tmp_path: Path) -> None:
    """Only they: what is in the calendar's own language carries no mark, which simple clients stumble over."""
    first = told(tmp_path, UPGRADE, "2026-01-27 00:00")
    second = told(tmp_path, UPGRADE, "2026-01-27 00:00", "zh-CN/maintenance.ics")

    assert "LANGUAGE" not in first["SUMMARY"].params
    assert "LANGUAGE" not in first["DESCRIPTION"].params
    assert second["SUMMARY"].params["LANGUAGE"] == "en"
    assert second["DESCRIPTION"].params["LANGUAGE"] == "en"
    assert second["URL"] == "https://status.example.com/zh-CN/maintenance/upgrade/"


def test_a_translation_is_told_in_its_calendar(tmp_path: Path) -> None:
    """With our words in that language too."""
    chinese = """
---
title: 数据库升级
reason: 预留容量
not_working:
  - 登录
  - 下单
workaround: 请保持登录状态。
---

## 2026-01-26 03:00

我们将升级**数据库**，请提前安排。
"""
    found = state(tmp_path, UPGRADE, "2026-01-27 00:00", **{"upgrade.zh-CN": chinese})
    data = published(found, tmp_path)["zh-CN/maintenance.ics"].render()
    [event] = icalendar.Calendar.from_ical(data).events
    [again] = reread(data)
    language = load_editions(tmp_path, found.config)[1].language.text

    assert "数据库升级" in event["SUMMARY"]
    assert event["DESCRIPTION"].endswith("\n我们将升级数据库，请提前安排。")
    assert language.gettext("{key}: {text}", key=language.gettext("Reason"), text="预留容量") in event["DESCRIPTION"]
    assert event["CATEGORIES"].cats == [language.gettext("Maintenance")]
    assert "LANGUAGE" not in event["SUMMARY"].params
    assert (again.summary.value, again.description.value) == (event["SUMMARY"], event["DESCRIPTION"])


# --- how much there is


def window(number: int, start: datetime, *updates: str) -> str:
    """A window of an hour, announced the day before."""
    end, announced = start + timedelta(hours=1), start - timedelta(days=1)
    return (
        f"---\ntitle: Window {number}\nstart: {start:%Y-%m-%d %H:%M}\nend: {end:%Y-%m-%d %H:%M}\ncomponents: []\n---\n"
        f"\n## {announced:%Y-%m-%d %H:%M} scheduled\n" + "".join(updates)
    )


def test_the_calendar_holds_all_that_is_ahead_and_the_newest_of_the_past(tmp_path: Path) -> None:
    """It does not grow with the years: fifty windows of the past, none older than one."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    past = {f"p{number}": window(number, now - timedelta(days=1 + number)) for number in range(60)}
    ahead = {f"a{number}": window(number, now + timedelta(hours=1 + number % 20)) for number in range(60)}
    found = state(tmp_path, window(99, now - timedelta(days=400)), f"{now:%Y-%m-%d %H:%M}", **past, **ahead)
    files = published(found, tmp_path)
    links = [event["URL"] for event in icalendar.Calendar.from_ical(files["maintenance.ics"].render()).events]
    names = {link.rpartition("/maintenance/")[2].strip("/") for link in links}

    assert names == {f"a{number}" for number in range(60)} | {f"p{number}" for number in range(50)}
    assert len(files) == 2 * (121 + 1)


def test_a_window_leaves_the_calendar_a_year_after_its_end(tmp_path: Path) -> None:
    """To the second, whether it was done or cancelled."""
    for text in (window(1, utc("2026-01-01 00:00")), UPGRADE + CANCELLED):
        site = read(tmp_path, {"maintenance/upgrade.md": text}, YML)
        gone = site.maintenances[0].end + calendar.KEPT_FOR
        before, at = (derive(site, gone - early).maintenances for early in (timedelta(seconds=1), timedelta()))

        assert len(calendar.shown_windows(before, gone - timedelta(seconds=1))) == 1
        assert calendar.shown_windows(at, gone) == []


def test_what_is_cancelled_early_stays_at_least_until_its_time_has_passed(tmp_path: Path) -> None:
    """Also when more than fifty newer ones are of the past."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    past = {f"p{number}": window(number, now - timedelta(days=1 + number)) for number in range(55)}
    early = window(1, datetime(2028, 6, 1, tzinfo=UTC)).replace("## 2028-05-31", "## 2026-01-01")
    found = state(tmp_path, f"{early}\n## 2026-01-02 00:00 cancelled\n", f"{now:%Y-%m-%d %H:%M}", **past)

    assert "upgrade" in {view.slug for view in calendar.shown_windows(found.maintenances, now)}


def test_the_calendar_is_in_the_order_of_the_windows(tmp_path: Path) -> None:
    """Not in that of the files."""
    later = UPGRADE.replace("2026-02-01", "2026-02-09")
    found = state(tmp_path, later, "2026-01-27 00:00", zzz=UPGRADE, aaa=UPGRADE)
    events = icalendar.Calendar.from_ical(published(found, tmp_path)["maintenance.ics"].render()).events

    assert [event["URL"].split("/")[-2] for event in events] == ["aaa", "zzz", "upgrade"]


# --- the same bytes


def test_time_alone_changes_nothing(tmp_path: Path) -> None:
    """Between two changes the files have equal bytes."""
    site = read(tmp_path, {"maintenance/upgrade.md": UPGRADE + MOVED + BEGUN + DONE}, YML)
    for one, two in (
        ("2026-01-28 09:00", "2026-02-01 19:59:59"),
        ("2026-02-01 20:01", "2026-02-01 21:09:59"),
        ("2026-02-01 21:10", "2027-01-31 00:00"),
    ):
        first, second = (published(derive(site, utc(now)), tmp_path) for now in (one, two))

        assert [file.render() for file in first.values()] == [file.render() for file in second.values()]


def test_a_change_of_one_window_changes_its_own_files_and_the_calendars(tmp_path: Path) -> None:
    """And an incident beside it changes none."""
    incident = "---\ntitle: Slow\ncomponents: {login: partial_outage}\n---\n\n## 2026-01-26 05:00 investigating\n"

    def keys(text: str, incident: str = "") -> dict[str, str]:
        files = {"maintenance/upgrade.md": text, "maintenance/second.md": UPGRADE}
        files |= {"incidents/slow.md": incident} if incident else {}
        found = published(snapshot(tmp_path, files, "2026-01-29 00:00", YML), tmp_path)
        return {path: Keys().of(file) for path, file in found.items()}

    before, moved, beside = keys(UPGRADE), keys(UPGRADE + MOVED), keys(UPGRADE, incident)

    assert {path for path in before if before[path] != moved[path]} == {
        f"{place}{name}" for place in ("", "zh-CN/") for name in ("maintenance.ics", "maintenance/upgrade.ics")
    }
    assert beside == before


# --- texts come back as they were

HOSTILE = {
    "separators": "a,b;c:d\"e'f=g, , ;;",
    "backslashes": r"C:\New\now \\ \, \; \N \n \\n trailing \\",
    "mark-up": "<b>&amp;</b> ]]> <!-- x --> &lt;script&gt;",
    "fields of its own": "END:VEVENT BEGIN:VALARM ATTACH;VALUE=URI:x",
    "emoji": "🛠️ 👩🏽‍🔧 🇨🇳 é é",
    "right to left": "‏תחזוקה \u200eabc\u200f العربية",
    "Chinese": "数据库升级，暂停下单；请提前安排。" * 5,
    "spaces": "a\u00a0b\u3000c   d\te",
    "percent": "%2C %5C %n {title} {site} {0} ^n ^'",
}


def made(folder: Path, title: str, reason: str, body: str) -> bytes:
    """A calendar file whose window says these things."""
    context, view = _BASE.get(folder) or _BASE.setdefault(folder, base(folder))
    step = view.steps[0]._replace(body=Text(body, "en"))
    view = replace(view, title=Text(title, "en"), reason=Text(reason, "en"), steps=(step,))
    return calendar.render_calendar(context, (view,))


_BASE: dict[Path, tuple[Edition, MaintenanceView]] = {}


def base(folder: Path) -> tuple[Edition, MaintenanceView]:
    """A window to say things about."""
    found = state(folder, UPGRADE, "2026-01-27 00:00")
    return load_editions(folder, found.config)[0], found.maintenances[0]


def without_isolates(text: str) -> str:
    """A text without the marks that keep an author's words apart from ours."""
    return re.sub("[\u2068\u2069]", "", text)


def squeezed(text: str) -> str:
    """A text without what Markdown does not keep: how much white space there is."""
    return " ".join(text.split())


@rows("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_comes_back_equal_from_both_readers(tmp_path: Path, text: str) -> None:
    """Nothing in it ends a line, a value or the event."""
    data = made(tmp_path, text, text, escape_prose(text))
    [first] = icalendar.Calendar.from_ical(data).events
    [second] = reread(data)

    assert without_isolates(first["SUMMARY"]).removeprefix("Example maintenance: ") == text
    assert f"\nReason: {text}\n" in without_isolates(first["DESCRIPTION"])
    assert squeezed(first["DESCRIPTION"].partition("Scheduled\n")[2].rpartition("Scheduled\n")[2]) == squeezed(text)
    assert (second.summary.value, second.description.value) == (first["SUMMARY"], first["DESCRIPTION"])


def test_hostile_text_goes_all_the_way_from_a_file(tmp_path: Path) -> None:
    """Written as an author would, quoted where YAML wants it, over several paragraphs."""
    title = r"C:\New, \now; \"x\" 🛠️ <b> ]]> العربية".replace('\\"', '"')
    text = UPGRADE.replace("Database upgrade", "'" + title + "'").replace(
        "We upgrade the *database*.", "One, two; `C:\\New`\n\n- a \\ b\n- 数据库\n\n```\nkept  as\n  it is\n```"
    )
    data = published(state(tmp_path, text, "2026-01-27 00:00"), tmp_path)["maintenance/upgrade.ics"].render()
    [event] = icalendar.Calendar.from_ical(data).events
    [again] = reread(data)

    assert event["SUMMARY"] == f"Example maintenance: \u2068{title}\u2069"
    assert event["DESCRIPTION"].endswith("One, two; C:\\New\n\n- a \\ b\n- 数据库\n\nkept  as\n  it is")
    assert (again.summary.value, again.description.value) == (event["SUMMARY"], event["DESCRIPTION"])


def test_a_carriage_return_ends_no_line(tmp_path: Path) -> None:
    """However it came there; it is a line break like the other."""
    data = made(tmp_path, "a\rb", "a\r\nb", "c")
    [event] = icalendar.Calendar.from_ical(data).events

    well_folded(data)
    assert event["SUMMARY"].endswith("a\nb")
    assert "Reason: a\nb\n" in event["DESCRIPTION"]


def test_ten_kilobytes_come_back_whole(tmp_path: Path) -> None:
    """Nothing is cut: a client that must may do it after the link."""
    text = "升级, 升级; " * 1000
    data = made(tmp_path, text, "", text)
    [event] = icalendar.Calendar.from_ical(data).events

    assert event["SUMMARY"].endswith(text)
    assert event["DESCRIPTION"].endswith(text.strip())
    assert 0 < event["DESCRIPTION"].index("https://") < 300


CHARACTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Zl", "Zp"],
    exclude_characters="\ufeff\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
TEXTS = st.text(st.sampled_from("\\\\\\Nn,;:\"'^% aé数🛠") | CHARACTERS, min_size=1, max_size=300)


@settings(max_examples=150, deadline=None)
@given(title=TEXTS, reason=TEXTS, body=TEXTS)
def test_any_text_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, title: str, reason: str, body: str
) -> None:
    """Through icalendar; and the lines are as RFC 5545 wants them."""
    data = made(tmp_path_factory.getbasetemp(), title, reason, escape_prose(body))
    [event] = icalendar.Calendar.from_ical(data).events
    description = without_isolates(event["DESCRIPTION"])

    assert without_isolates(event["SUMMARY"]) == f"Example maintenance: {title}"
    assert f"\nReason: {reason}\nComponents" in description
    assert squeezed(description.partition("UTC: Scheduled")[2]) == squeezed(clean_text(body))
    well_folded(data)


@settings(max_examples=100, deadline=None)
@given(title=TEXTS, body=TEXTS)
def test_any_text_reads_the_same_in_the_second_reader(
    tmp_path_factory: pytest.TempPathFactory, title: str, body: str
) -> None:
    """It takes lines apart in its own way."""
    data = made(tmp_path_factory.getbasetemp(), title, "", escape_prose(body))
    [event] = icalendar.Calendar.from_ical(data).events
    [again] = reread(data)

    assert (again.summary.value, again.description.value) == (event["SUMMARY"], event["DESCRIPTION"])


def well_folded(data: bytes) -> None:
    """Every line ends in CRLF, has at most 75 octets, and is whole characters."""
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    for line in lines:
        assert len(line) <= 75
        line.decode()


def test_chinese_is_folded_between_characters(tmp_path: Path) -> None:
    """At whatever place of a line it begins."""
    for before in range(8):
        text = "x" * before + "数据库升级" * 40
        data = made(tmp_path, text, text, text)

        well_folded(data)
        assert f"maintenance: {text}" in data.decode().replace("\r\n ", "")


# --- the sample


@pytest.mark.parametrize("now", ["2026-01-26 03:00", "2026-01-29 00:00", "2026-02-01 00:00", "2027-01-01 00:00"])
def test_both_readers_read_the_calendars_of_the_sample(now: str) -> None:
    """At every stage of what happens in it."""
    found = check(SAMPLE, AsOf(utc(now), given=True)).snapshot
    for file in published(found, SAMPLE).values():
        data = file.render()
        events: Sequence[icalendar.Event] = icalendar.Calendar.from_ical(data).events

        well_folded(data)
        assert {event["UID"] for event in events} == {event.uid.value for event in reread(data)}
        assert len(events) >= 1
