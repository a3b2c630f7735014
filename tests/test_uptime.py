"""Ninety days of a component: what each day shows, and what share of the time counts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.stories import SITE, snapshot
from support.tables import rows

from sitegen.derive.entries import Interval
from sitegen.derive.uptime import RECORD_DAYS, UptimeRecord, last_days, midnight, uptime_record
from sitegen.model import DEFAULT_WEIGHTS, Component, ComponentStatus, Text
from sitegen.times import read_zone

OK, WORK, SLOW, PARTLY, DOWN = ComponentStatus
NOW = datetime(2026, 4, 1, tzinfo=UTC)
"""A midnight: the window is ninety days, less the one that has only begun."""
HOUR = timedelta(hours=1)
WINDOW = 89 * 24
"""Its hours."""
STORY = Text("A story", "en")


def interval(status: ComponentStatus, start: float, hours: float | None = None, source: str = "incident") -> Interval:
    """From *start* hours before now, for so many hours; None: still so."""
    first = NOW - start * HOUR
    return Interval("x", first, None if hours is None else first + hours * HOUR, status, source, "story", STORY)


def of(
    *intervals: Interval,
    now: datetime = NOW,
    zone: str = "UTC",
    since: date | None = date(2000, 1, 1),
    retired: date | None = None,
    weights: Sequence[tuple[ComponentStatus, float]] = DEFAULT_WEIGHTS,
) -> UptimeRecord:
    """The record of a component with these intervals."""
    component = Component("x", Text("X", "en"), since=since, retired=retired)
    return uptime_record(component, intervals, now=now, zone=read_zone(zone), weights=weights)


def percent(lost: float, measured: float = WINDOW) -> float:
    """Uptime with two decimals, rounded down."""
    return int((measured - lost) * 10_000 // measured) / 100


# --- the share of the time


@rows(
    ("intervals", "expected"),
    [
        ([], 100.0),
        # Weights: an hour of major outage is an hour, of partial outage 0.3, of less none.
        ([interval(DOWN, 240, 100)], percent(100)),
        ([interval(PARTLY, 240, 100)], percent(30)),
        ([interval(SLOW, 240, 100)], 100.0),
        ([interval(OK, 240, 100)], 100.0),
        ([interval(DOWN, 240, 100), interval(PARTLY, 100, 100)], percent(130)),
        # The worst of an instant counts, once.
        ([interval(DOWN, 240, 100), interval(DOWN, 240, 100)], percent(100)),
        ([interval(DOWN, 240, 100), interval(PARTLY, 240, 100)], percent(100)),
        ([interval(DOWN, 240, 100), interval(DOWN, 190, 100)], percent(150)),
        ([interval(PARTLY, 240, 240), interval(DOWN, 140, 40)], percent(40 + 200 * 0.3)),
        ([interval(SLOW, 240, 240), interval(DOWN, 140, 40)], percent(40)),
        # Announced work leaves the time that is measured, whatever status it states.
        ([interval(WORK, 240, 100, "maintenance")], 100.0),
        ([interval(DOWN, 240, 100, "maintenance")], 100.0),
        ([interval(WORK, 240, 100, "maintenance"), interval(DOWN, 100, 50)], percent(50, WINDOW - 100)),
        ([interval(WORK, 240, 100)], 100.0),
        ([interval(WORK, 240, 100), interval(DOWN, 100, 50)], percent(50, WINDOW - 100)),
        # An outage during announced work is an outage.
        ([interval(WORK, 240, 100, "maintenance"), interval(DOWN, 200, 100)], percent(100, WINDOW - 40)),
        ([interval(DOWN, 240, 100, "maintenance"), interval(PARTLY, 240, 100)], percent(30)),
        ([interval(WORK, 240, 100, "maintenance"), interval(SLOW, 240, 100)], 100.0),
        # It reaches into the window from before, or is not over.
        ([interval(DOWN, WINDOW + 500, 600)], percent(100)),
        ([interval(DOWN, WINDOW + 500, 500)], 100.0),
        ([interval(DOWN, WINDOW + 500)], 0.0),
        ([interval(DOWN, 10)], percent(10)),
        ([interval(DOWN, 0)], 100.0),
        ([interval(WORK, WINDOW + 500, None, "maintenance")], None),
    ],
)
def test_uptime_counts_each_instant_once_by_its_worst(intervals: list[Interval], expected: float | None) -> None:
    """Weights, overlaps, maintenance, and what reaches into the window; in any order."""
    assert of(*intervals).uptime == expected
    assert of(*reversed(intervals)).uptime == expected


@rows(
    ("lost", "expected"),
    [
        (0.0, 100.0),
        (1e-6, 99.99),
        (0.2135, 99.99),
        (0.2137, 99.98),
        (WINDOW / 2, 50.0),
        (WINDOW - 0.001, 0.0),
        (WINDOW, 0.0),
    ],
)
def test_uptime_is_never_rounded_up(lost: float, expected: float) -> None:
    """A millisecond of downtime in ninety days is not a hundred percent."""
    assert of(interval(DOWN, WINDOW, lost) if lost else interval(OK, 1)).uptime == expected


def test_uptime_is_exact_where_floating_point_is_not() -> None:
    """A tenth of an hour each, a thousand times over, is a hundred hours; 0.3 of an hour is 0.3."""
    many = [interval(PARTLY, 2000 - number, 1) for number in range(0, 1780, 2)]

    assert of(*many).uptime == percent(890 * 0.3) == 87.5
    assert of(interval(DOWN, 2136, 2136 * 0.29)).uptime == 71.0
    assert of(interval(DOWN, 240, 213.6), weights=[(DOWN, 0.1)]).uptime == 99.0


def test_weights_are_those_of_the_site() -> None:
    """A status without a weight costs nothing; where the weights are odd, the dearest of an instant counts."""
    assert of(interval(SLOW, 240, 100), weights=[(SLOW, 0.5)]).uptime == percent(50)
    assert of(interval(DOWN, 240, 100), weights=[]).uptime == 100.0
    assert of(interval(DOWN, 240, 100), interval(SLOW, 240, 100), weights=[(DOWN, 0.1), (SLOW, 0.5)]).uptime == percent(
        50
    )


@rows(
    ("since", "expected"),
    [
        (date(2026, 1, 1), percent(12)),
        (date(2026, 1, 2), percent(12)),
        (date(2026, 3, 22), percent(12, 240)),
        (date(2026, 3, 31), percent(12, 24)),
        (date(2026, 4, 1), None),
        (date(2026, 4, 2), None),
    ],
)
def test_time_before_the_record_does_not_count(since: date, expected: float | None) -> None:
    """Neither as good time nor, where something was written about it, as bad."""
    assert of(interval(DOWN, 12), since=since).uptime == expected
    assert of(interval(DOWN, 12), interval(DOWN, 5000, 2000), since=max(since, date(2026, 3, 1))).uptime == (
        percent(12, 31 * 24) if since < date(2026, 3, 1) else expected
    )


@rows(
    ("retired", "expected"),
    [
        (date(2026, 4, 2), percent(48)),
        (date(2026, 4, 1), percent(48)),
        (date(2026, 3, 31), percent(24, WINDOW - 24)),
        (date(2026, 3, 30), percent(0, WINDOW - 48)),
        (date(2025, 1, 1), None),
    ],
)
def test_time_after_retirement_does_not_count(retired: date, expected: float | None) -> None:
    """Its record ends with the day before."""
    assert of(interval(DOWN, 48), retired=retired).uptime == expected


@rows(
    ("zone", "now", "hours"),
    [
        ("Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC), 24),
        ("Europe/Berlin", datetime(2026, 3, 29, 22, tzinfo=UTC), 23),
        ("Europe/Berlin", datetime(2026, 10, 25, 23, tzinfo=UTC), 25),
        ("America/New_York", datetime(2026, 3, 9, 4, tzinfo=UTC), 23),
        ("America/New_York", datetime(2026, 11, 2, 5, tzinfo=UTC), 25),
        # Clocks that change at midnight itself.
        ("Africa/Cairo", datetime(2026, 4, 24, 21, tzinfo=UTC), 23),
        ("America/Havana", datetime(2026, 11, 2, 5, tzinfo=UTC), 25),
    ],
)
def test_days_have_the_hours_that_they_have(zone: str, now: datetime, hours: int) -> None:
    """Half of the day before *now*, a midnight in the zone, is half of its 23, 24 or 25 hours."""
    yesterday = last_days(now, read_zone(zone))[-2]
    day = Interval("x", now - timedelta(hours=hours), now - timedelta(hours=hours) / 2, DOWN, "incident", "s", STORY)
    found = of(day, now=now, zone=zone, since=yesterday)

    assert midnight(yesterday, read_zone(zone)) == now - timedelta(hours=hours)
    assert found.uptime == 50.0
    assert [one.worst for one in found.days[-3:]] == [None, DOWN, OK]


def test_a_day_that_a_zone_left_out_has_no_time() -> None:
    """Samoa went from December 29 to 31 in 2011."""
    found = of(now=datetime(2011, 12, 31, 12, tzinfo=UTC), zone="Pacific/Apia", since=date(2011, 12, 29))

    assert [(one.date.day, one.worst) for one in found.days[-4:]] == [(29, OK), (30, None), (31, OK), (1, OK)]
    assert found.uptime == 100.0


# --- the days


def worst(found: UptimeRecord) -> dict[date, ComponentStatus | None]:
    """The days that were not operational."""
    return {one.date: one.worst for one in found.days if one.worst is not OK}


def test_there_are_ninety_days_and_today_is_the_last() -> None:
    """Also when it has only just begun, and up to its last moment."""
    for now in (NOW, NOW + HOUR, NOW + 24 * HOUR - timedelta(milliseconds=1)):
        days = of(now=now).days
        assert len(days) == RECORD_DAYS == 90
        assert (days[0].date, days[-1].date) == (date(2026, 1, 2), date(2026, 4, 1))
        assert all(one.worst is OK for one in days)


def test_a_day_shows_the_worst_of_it() -> None:
    """However short; each day that it reached into, from its first moment to before its last."""
    second = 1 / 3600

    assert worst(of(interval(PARTLY, 100, 30), interval(DOWN, 90, second))) == {
        date(2026, 3, 27): PARTLY,
        date(2026, 3, 28): DOWN,
        date(2026, 3, 29): PARTLY,
    }
    assert worst(of(interval(DOWN, 48, 24))) == {date(2026, 3, 30): DOWN}
    assert worst(of(interval(DOWN, 48 + second, 24 + second))) == {date(2026, 3, 29): DOWN, date(2026, 3, 30): DOWN}
    assert worst(of(interval(DOWN, 48, 24 + second))) == {date(2026, 3, 30): DOWN, date(2026, 3, 31): DOWN}
    assert worst(of(interval(WORK, 30, 1, "maintenance"))) == {date(2026, 3, 30): WORK}
    assert worst(of(interval(PARTLY, 30, 1, "maintenance"), interval(SLOW, 30, 1))) == {date(2026, 3, 30): PARTLY}


@pytest.mark.parametrize("hours", [0, 0.001, 1])
def test_what_is_so_just_now_shows_on_today(hours: float) -> None:
    """At the very moment of its beginning, and at the very midnight at which today begins."""
    assert of(interval(DOWN, hours)).days[-1].worst is DOWN
    assert of(interval(DOWN, 1, 1)).days[-1].worst is OK


def test_days_outside_the_record_show_nothing() -> None:
    """Before `since` and from `retired` on, whatever was written about them."""
    found = of(interval(DOWN, 2000), since=date(2026, 3, 1), retired=date(2026, 3, 31))
    empty = [one.date for one in found.days if one.worst is None]

    assert empty == [date(2026, 1, 2) + timedelta(days=count) for count in range(58)] + [
        date(2026, 3, 31),
        date(2026, 4, 1),
    ]
    assert {one.worst for one in found.days} == {None, DOWN}


def test_a_record_begins_with_its_first_day() -> None:
    """At midnight there is a day, and nothing to measure yet."""
    found = of(since=date(2026, 4, 1))

    assert found.days[-1].worst is OK
    assert found.days[-2].worst is None
    assert found.uptime is None


# --- from content


def uptime_of(root: Path, files: dict[str, str], now: str, yml: str = SITE) -> dict[str, float | None]:
    """Each component's uptime."""
    shot = snapshot(root, files, now, yml.replace("name: Login}", "name: Login, since: 2026-01-23}"))
    return {one.now.component.id: one.now.record.uptime for one in shot.histories}


OUTAGE = """
---
title: Sign-in is failing
started: 2026-01-23 06:00
components: {login: major_outage}
---

## 2026-01-23 08:00 investigating

## 2026-01-23 16:00 resolved
"""


@rows(
    ("text", "expected"),
    [
        (OUTAGE, 58.33),
        # Until service really was back, not until somebody said so.
        (OUTAGE + "\n- ended: 12:00\n", 75.0),
        (
            OUTAGE.replace("## 2026-01-23 16", "## 2026-01-23 14:00 monitoring\n\n- ended: 12:00\n\n## 2026-01-23 16"),
            75.0,
        ),
        # The gap before a reopening counts only from when trouble was told again.
        (OUTAGE + "\n## 2026-01-23 18:00 investigating\n\n## 2026-01-23 20:00 resolved\n", 58.33),
        (
            OUTAGE
            + "\n## 2026-01-23 18:00 investigating\n\n- components: {login: major_outage}\n"
            + "\n## 2026-01-23 20:00 resolved\n",
            50.0,
        ),
        # Somebody else's outage is one for our readers.
        (OUTAGE.replace("components", "kind: third_party\ncomponents"), 58.33),
        # An announcement never counts, nor does what only concerns a component.
        (
            OUTAGE.replace("components", "kind: notice\ncomponents")
            .replace("investigating", "update")
            .replace("resolved", "update"),
            100.0,
        ),
        (OUTAGE.replace("{login: major_outage}", "[login]"), 100.0),
    ],
)
def test_uptime_follows_what_was_told(text: str, expected: float, tmp_path: Path) -> None:
    """One day of record, asked at its end."""
    assert uptime_of(tmp_path, {"incidents/a.md": text}, "2026-01-24 00:00")["login"] == expected


def test_announced_work_leaves_the_time_that_counts(tmp_path: Path) -> None:
    """Only while the window was open: before, it was ordinary time; an outage in it is one."""
    window = """
---
title: Upgrade
start: 2026-01-23 12:00
end: 2026-01-23 20:00
components: {login: major_outage}
---

## 2026-01-20 10:00 scheduled
"""

    assert uptime_of(tmp_path, {"maintenance/w.md": window}, "2026-01-24 00:00")["login"] == 100.0
    both = {"maintenance/w.md": window, "incidents/a.md": OUTAGE}
    # Ten hours of outage, four of them in the window; four more of the window are left out.
    assert uptime_of(tmp_path, both, "2026-01-24 00:00")["login"] == 50.0


# --- properties

hours = st.integers(0, 24 * 6)
spans = st.lists(
    st.tuples(
        st.sampled_from(list(ComponentStatus)), hours, st.none() | hours, st.sampled_from(["incident", "maintenance"])
    ),
    max_size=8,
)


@settings(max_examples=120, deadline=None)
@given(spans, st.integers(0, 7), st.integers(0, 7))
def test_the_record_is_what_counting_hour_by_hour_gives(
    some: list[tuple[ComponentStatus, int, int | None, str]], since_day: int, retired_day: int
) -> None:
    """The sweep over intervals agrees with asking each hour on its own."""
    end = NOW + 7 * HOUR
    first = date(2026, 3, 26)
    since, retired = first + timedelta(days=since_day), first + timedelta(days=retired_day)
    intervals = [
        Interval(
            "x",
            end - back * HOUR,
            None if length is None else end - max(0, back - length) * HOUR,
            status,
            source,
            "s",
            STORY,
        )
        for status, back, length, source in some
        if length != 0
    ]
    found = of(*intervals, now=end, since=since, retired=retired)

    measured = lost = 0.0
    days: dict[date, ComponentStatus] = {}
    moment = midnight(since, UTC)
    while moment < min(end, midnight(retired, UTC)):
        going = [one for one in intervals if one.start <= moment and (one.end is None or one.end > moment)]
        outages = [one.status for one in going if one.source == "incident" and one.status is not WORK]
        if outages or not going:
            measured += 10
            lost += max((10 if one is DOWN else 3 if one is PARTLY else 0 for one in outages), default=0)
        day = moment.date()
        days[day] = max([days.get(day, OK), *(one.status for one in going)], key=lambda one: one.rank)
        moment += HOUR
    now = [one.status for one in intervals if one.start <= end and (one.end is None or one.end > end)]
    if since <= end.date() < retired:
        days[end.date()] = max([days.get(end.date(), OK), *now], key=lambda one: one.rank)

    assert found.uptime == (int((measured - lost) * 10_000 // measured) / 100 if measured else None)
    assert {one.date: one.worst for one in found.days if one.worst is not None} == days


def test_many_intervals_take_no_time_worth_speaking_of() -> None:
    """Probes may give one a minute: nothing is compared with everything else."""
    many = [interval((DOWN, PARTLY, SLOW)[number % 3], number / 10 + 1, 5) for number in range(20_000)]
    began = time.process_time()
    of(*many)

    assert time.process_time() - began < 3


# --- what a day tells


def told(found: UptimeRecord) -> dict[int, tuple[timedelta | None, list[str]]]:
    """By day of the month, for how long each troubled day was not operational, and what went on."""
    return {
        one.date.day: (one.affected, [entry.slug for entry in one.entries])
        for one in found.days
        if one.worst not in (OK, None)
    }


def test_a_day_tells_for_how_long_it_was_not_operational_and_why() -> None:
    """Overlaps count once, whatever the statuses; entries stand in the order in which they began, each once."""
    slow = interval(SLOW, 60, 3)._replace(slug="slow")
    down = interval(DOWN, 59, 1)._replace(slug="down")
    over_midnight = interval(WORK, 26, 4, "maintenance")._replace(slug="work")

    assert told(of(down, slow, interval(SLOW, 50, 1)._replace(slug="slow"), over_midnight)) == {
        29: (4 * HOUR, ["slow", "down"]),
        30: (2 * HOUR, ["work"]),
        31: (2 * HOUR, ["work"]),
    }


def test_what_goes_on_has_no_length_yet() -> None:
    """A number would be wrong a minute later; of the days before, which are over, it is right."""
    assert told(of(interval(DOWN, 30), now=NOW + HOUR)) == {
        30: (6 * HOUR, ["story"]),
        31: (24 * HOUR, ["story"]),
        1: (None, ["story"]),
    }
    assert told(of(interval(DOWN, 2, 2), now=NOW)) == {31: (2 * HOUR, ["story"])}
    assert told(of(interval(DOWN, 0, 1), now=NOW + HOUR)) == {1: (HOUR, ["story"])}


@rows(
    ("files", "first"),
    [
        ({}, None),
        # From when it was affected, not from when somebody said so.
        ({"incidents/a.md": OUTAGE.replace("started: 2026-01-23", "started: 2026-01-21")}, date(2026, 1, 21)),
        ({"incidents/a.md": OUTAGE.replace("{login: major_outage}", "[login]")}, date(2026, 1, 23)),
        (
            {
                "incidents/a.md": OUTAGE.replace("{login: major_outage}", "[]")
                + "\n- components: {login: operational}\n"
            },
            date(2026, 1, 23),
        ),
        # A window mentions it when it is announced.
        (
            {
                "maintenance/w.md": "---\ntitle: Upgrade\nstart: 2026-01-25 12:00\nend: 2026-01-25 20:00\n"
                "components: [login]\n---\n\n## 2026-01-20 10:00 scheduled\n"
            },
            date(2026, 1, 20),
        ),
        # What was taken back has never been.
        ({"incidents/a.md": OUTAGE.replace("---\ntitle", "---\nwithdrawn: true\ntitle") + "\nA false alarm.\n"}, None),
    ],
)
def test_a_component_without_since_claims_nothing_before_its_first_mention(
    files: dict[str, str], first: date | None, tmp_path: Path
) -> None:
    """Neither in its bars nor in its uptime; one that nobody ever mentioned claims nothing at all."""
    shot = snapshot(tmp_path, files, "2026-01-24 12:00")
    login = shot.histories[0].now

    assert login.component.since == first
    assert [one.date for one in login.record.days if one.worst is not None][:1] == ([first] if first else [])
    assert (login.record.uptime is None) == (first is None)
    assert shot.config.components[0].since is None


def test_a_stated_beginning_stays_whatever_was_mentioned(tmp_path: Path) -> None:
    """`since` may lie before the first mention, and after it."""
    for since in ("2025-12-01", "2026-01-24"):
        yml = SITE.replace("name: Login}", f"name: Login, since: {since}}}")
        shot = snapshot(tmp_path, {"incidents/a.md": OUTAGE}, "2026-01-24 12:00", yml)

        assert shot.histories[0].now.component.since == date.fromisoformat(since)
