"""derive(site, now): the whole site at a moment, and what the clock alone will make of it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.stories import SITE, moment, read, snapshot, told_components, told_incident
from support.tables import rows

from sitegen.derive.entries import Entry
from sitegen.derive.levels import Level, RollUp, roll_up
from sitegen.derive.snapshot import HORIZON, MAX_COMING, RECENT_DAYS, Snapshot, State, derive
from sitegen.model import (
    Action,
    Component,
    ComponentStatus,
    Config,
    Event,
    Facts,
    Impact,
    Incident,
    Kind,
    Maintenance,
    Postmortem,
    Promises,
    Site,
    Status,
    Text,
    Update,
)
from sitegen.times import compact_stamp, read_zone

OK, WORK, SLOW, PARTLY, DOWN = ComponentStatus


# --- roll-up


@rows(
    ("statuses", "indicator", "description"),
    [
        # ECOSYSTEM A4, row by row.
        ([], "none", "All Systems Operational"),
        ([OK], "none", "All Systems Operational"),
        ([OK, OK, OK], "none", "All Systems Operational"),
        ([WORK], "maintenance", "Service Under Maintenance"),
        ([OK, WORK], "maintenance", "Service Under Maintenance"),
        ([WORK, WORK], "maintenance", "Service Under Maintenance"),
        ([SLOW], "minor", "Partially Degraded Service"),
        ([OK, SLOW], "minor", "Partially Degraded Service"),
        ([OK, SLOW, SLOW], "minor", "Partially Degraded Service"),
        ([SLOW, SLOW], "minor", "Degraded System Service"),
        ([OK, PARTLY], "minor", "Minor Service Outage"),
        ([PARTLY, OK, PARTLY], "minor", "Minor Service Outage"),
        ([PARTLY], "major", "Partial System Outage"),
        ([PARTLY, PARTLY], "major", "Partial System Outage"),
        ([OK, DOWN], "major", "Partial System Outage"),
        ([DOWN, DOWN, OK], "major", "Partial System Outage"),
        ([DOWN], "critical", "Major System Outage"),
        ([DOWN, DOWN, DOWN], "critical", "Major System Outage"),
        # Precedence: major outage, partial outage, degraded, maintenance.
        ([WORK, SLOW], "minor", "Partially Degraded Service"),
        ([SLOW, PARTLY], "minor", "Minor Service Outage"),
        ([PARTLY, DOWN], "major", "Partial System Outage"),
        ([WORK, WORK, DOWN], "major", "Partial System Outage"),
    ],
)
def test_the_roll_up_is_that_of_statuspage(statuses: list[ComponentStatus], indicator: str, description: str) -> None:
    """Every row of the table, and the precedence between rows, whatever the order of the components."""
    for order in (statuses, statuses[::-1]):
        assert (roll_up(order).indicator, roll_up(order).value) == (indicator, description)


# --- the banner


def incident(components: str, *, title: str = "Trouble", more: str = "", at: str = "14:00") -> str:
    """An incident that is being investigated."""
    return f"---\ntitle: {title}\ncomponents: {components}\n{more}---\n\n## 2026-01-23 {at} investigating\n"


WINDOW = """---
title: Upgrade
start: 2026-01-23 13:00
end: 2026-01-23 15:00
components: {components}
---

## 2026-01-20 10:00 scheduled
"""
NOTICE = "---\ntitle: Hours\nkind: notice\nuntil: 2026-01-24 00:00\ncomponents: []\n---\n\n## 2026-01-23 10:00 update\n"


@rows(
    ("files", "level", "overall"),
    [
        ({}, Level.OPERATIONAL, RollUp.OPERATIONAL),
        ({"incidents/n.md": NOTICE}, Level.OPERATIONAL, RollUp.OPERATIONAL),
        ({"maintenance/w.md": WINDOW.format(components="[login]")}, Level.MAINTENANCE, RollUp.MAINTENANCE),
        ({"maintenance/w.md": WINDOW.format(components="[]")}, Level.OPERATIONAL, RollUp.OPERATIONAL),
        # What a window breaks was planned: that is no incident, and makes no other one worse.
        (
            {"maintenance/w.md": WINDOW.format(components="{login: partial_outage}")},
            Level.MAINTENANCE,
            RollUp.SOME_PARTIAL,
        ),
        (
            {
                "maintenance/w.md": WINDOW.format(components="{login: major_outage}"),
                "incidents/a.md": incident("{orders: partial_outage}"),
            },
            Level.MINOR,
            RollUp.SOME_MAJOR,
        ),
        (
            {
                "maintenance/w.md": WINDOW.format(components="{login: partial_outage}"),
                "incidents/a.md": incident("{login: partial_outage}"),
            },
            Level.MINOR,
            RollUp.SOME_PARTIAL,
        ),
        # Never green beside an active incident, whatever it says of components.
        ({"incidents/a.md": incident("[]")}, Level.NOTICE, RollUp.OPERATIONAL),
        ({"incidents/a.md": incident("[login]")}, Level.NOTICE, RollUp.OPERATIONAL),
        ({"incidents/a.md": incident("{login: operational}")}, Level.NOTICE, RollUp.OPERATIONAL),
        ({"incidents/a.md": incident("[]", more="impact: critical\n")}, Level.CRITICAL, RollUp.OPERATIONAL),
        # The worse of the roll-up and the worst impact.
        ({"incidents/a.md": incident("{login: major_outage}")}, Level.MAJOR, RollUp.SOME_MAJOR),
        (
            {"incidents/a.md": incident("{login: major_outage}", more="impact: minor\n")},
            Level.MAJOR,
            RollUp.SOME_MAJOR,
        ),
        (
            {"incidents/a.md": incident("{login: partial_outage}", more="impact: major\n")},
            Level.MAJOR,
            RollUp.SOME_PARTIAL,
        ),
        (
            {
                "incidents/a.md": incident("{login: degraded_performance}"),
                "incidents/b.md": incident("[]", more="impact: major\n"),
                "maintenance/w.md": WINDOW.format(components="[login, orders]"),
            },
            Level.MAJOR,
            RollUp.SOME_DEGRADED,
        ),
        (
            {"incidents/a.md": incident("[]"), "maintenance/w.md": WINDOW.format(components="[login]")},
            Level.NOTICE,
            RollUp.MAINTENANCE,
        ),
        # A component that was an outage of its own does not hide behind a window.
        (
            {
                "incidents/a.md": incident("{login: major_outage, orders: major_outage, mail: major_outage}"),
                "maintenance/w.md": WINDOW.format(components="[login]"),
            },
            Level.CRITICAL,
            RollUp.ALL_MAJOR,
        ),
    ],
)
def test_the_banner_is_never_better_than_what_is_active(
    files: dict[str, str], level: Level, overall: RollUp, tmp_path: Path
) -> None:
    """The worse of the roll-up and the worst impact of an active incident."""
    state = snapshot(tmp_path, files, "14:00").state

    assert (state.level, state.roll_up) == (level, overall)


def test_the_banner_names_every_active_incident_worst_first(tmp_path: Path) -> None:
    """Then newest first; announcements stand apart."""
    files = {
        "incidents/a.md": incident("[]", title="Odd", at="14:05"),
        "incidents/b.md": incident("{login: major_outage}", title="Old"),
        "incidents/c.md": incident("{orders: major_outage}", title="New", at="14:10"),
        "incidents/d.md": NOTICE,
        "incidents/e.md": NOTICE.replace("Hours", "Later hours").replace("10:00", "11:00"),
        "incidents/over.md": incident("{login: major_outage}", title="Over") + "\n## 2026-01-23 14:12 resolved\n",
    }
    state = snapshot(tmp_path, files, "14:30").state

    assert [view.title.original for view in state.incidents] == ["New", "Old", "Odd"]
    assert [view.title.original for view in state.notices] == ["Later hours", "Hours"]


def test_a_component_is_as_bad_as_the_worst_of_what_affects_it(tmp_path: Path) -> None:
    """Over active incidents and open windows, each until its own end."""
    files = {
        "incidents/a.md": incident("{login: degraded_performance}") + "\n## 2026-01-23 14:40 resolved\n",
        "incidents/b.md": incident("{login: major_outage}", at="14:10") + "\n## 2026-01-23 14:20 resolved\n",
        "maintenance/w.md": WINDOW.format(components="[login]"),
    }
    site = read(tmp_path, files)
    told = {
        now: derive(site, moment(now)).state.components[0].status
        for now in (
            "12:59:59",
            "13:00",
            "14:00",
            "14:09:59",
            "14:10",
            "14:19:59",
            "14:20",
            "14:40",
            "14:59:59",
            "15:00",
        )
    }

    assert list(told.values()) == [OK, WORK, SLOW, SLOW, DOWN, DOWN, SLOW, WORK, WORK, OK]


def test_a_retired_component_leaves_the_index_and_the_roll_up_and_keeps_its_page(tmp_path: Path) -> None:
    """From the day on which it is retired, in the site's zone."""
    yml = SITE.replace("{id: orders, name: Orders}", "{id: orders, name: Orders, retired: 2026-01-24}")
    files = {"incidents/a.md": incident("{orders: major_outage}")}
    before = snapshot(tmp_path, files, "23:59:59", yml)
    after = snapshot(tmp_path, files, "2026-01-24 00:00", yml)

    assert [one.component.id for one in before.state.components] == ["login", "orders", "mail"]
    assert [one.component.id for one in after.state.components] == ["login", "mail"]
    assert before.state.roll_up is RollUp.SOME_MAJOR
    assert after.state.roll_up is RollUp.OPERATIONAL
    assert [one.now.component.id for one in after.histories] == ["login", "orders", "mail"]
    assert [entry.slug for entry in after.histories[1].entries] == ["a"]


def test_windows_are_open_or_late_and_the_others_are_ahead(tmp_path: Path) -> None:
    """What is open before what should be, each as it ends; then those that start first; what is over in neither."""

    def window(start: str, end: str, more: str = "") -> str:
        return (
            f"---\ntitle: W\nstart: 2026-01-23 {start}\nend: 2026-01-23 {end}\ncomponents: [login]\n{more}---\n\n"
            "## 2026-01-20 10:00 scheduled\n"
        )

    files = {
        "maintenance/long.md": window("13:00", "18:00"),
        "maintenance/short.md": window("13:30", "15:00"),
        "maintenance/late.md": window("12:00", "13:00", "auto: false\n"),
        "maintenance/soon.md": window("14:30", "16:00"),
        "maintenance/sooner.md": window("14:20", "17:00"),
        "maintenance/over.md": window("12:00", "13:00"),
        "maintenance/cancelled.md": window("14:20", "17:00") + "\n## 2026-01-22 10:00 cancelled\n",
    }
    state = snapshot(tmp_path, files, "14:00").state

    assert [view.slug for view in state.windows] == ["short", "long", "late"]
    assert [view.slug for view in state.upcoming] == ["sooner", "soon"]


# --- the last fourteen days


def days(shot: Snapshot) -> list[str]:
    """The list of recent days: `20-22: -` for a run of quiet days, `20: ...` where something went on, `23: a b`.

    What had begun before the first of them comes last, as `before: a`.
    """
    state = shot.state
    return [
        *(
            (f"{one.first.day}-{one.last.day}" if one.first != one.last else f"{one.first.day}")
            + ": "
            + (" ".join(entry.slug for entry in one.entries) or ("-" if one.quiet else "..."))
            for one in state.recent
        ),
        *([f"before: {' '.join(entry.slug for entry in state.earlier)}"] if state.earlier else []),
    ]


def test_quiet_days_are_told_as_one(tmp_path: Path) -> None:
    """Fourteen days, newest first, with runs of nothing collapsed."""
    files = {
        "incidents/a.md": incident("[]") + "\n## 2026-01-23 15:00 resolved\n",
        "incidents/b.md": incident("[]").replace("01-23", "01-16") + "\n## 2026-01-16 15:00 resolved\n",
        "incidents/too-old.md": incident("[]").replace("01-23", "01-11") + "\n## 2026-01-11 15:00 resolved\n",
    }

    assert days(snapshot(tmp_path, files, "2026-01-25 12:00")) == ["24-25: -", "23: a", "17-22: -", "16: b", "12-15: -"]


def test_nothing_at_all_is_one_run_of_fourteen_days(tmp_path: Path) -> None:
    """A site without history says so in a line."""
    assert days(snapshot(tmp_path, {}, "2026-01-25 12:00")) == ["12-25: -"]


def test_an_incident_stands_once_on_the_day_on_which_it_began(tmp_path: Path) -> None:
    """The days that it lasted into are not called quiet; those between its resolution and its reopening are."""
    text = (
        incident("{login: major_outage}", at="23:30")
        + "\n## 2026-01-24 00:30 resolved\n\n## 2026-01-26 10:00 investigating\n"
    )

    assert days(snapshot(tmp_path, {"incidents/a.md": text}, "2026-01-25 12:00"))[:3] == ["25: -", "24: ...", "23: a"]
    assert days(snapshot(tmp_path, {"incidents/a.md": text}, "2026-01-27 00:00"))[:4] == [
        "26-27: ...",
        "25: -",
        "24: ...",
        "23: a",
    ]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-02-05 23:59:59", ["24-5: ...", "23: a"]),
        ("2026-02-06 00:00", ["24-6: ...", "before: a"]),
        ("2026-02-06 00:00:01", ["24-6: ...", "before: a"]),
    ],
)
def test_what_began_before_the_first_day_stands_after_the_last(now: str, expected: list[str], tmp_path: Path) -> None:
    """From the midnight on at which the day on which it began is no longer listed."""
    assert days(snapshot(tmp_path, {"incidents/a.md": incident("{login: major_outage}")}, now)) == expected


def test_what_was_resolved_before_and_came_back_stands_on_the_day_on_which_it_did(tmp_path: Path) -> None:
    """What was over before the first day does not count."""
    text = incident("[]").replace("01-23", "01-02") + "\n## 2026-01-02 15:00 resolved\n"
    text += "\n## 2026-01-22 10:00 investigating\n\n## 2026-01-22 11:00 resolved\n"

    assert days(snapshot(tmp_path, {"incidents/a.md": text}, "2026-01-23 12:00")) == ["23: -", "22: a", "10-21: -"]


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        ("23:59:59", ["24: -", "23: a"]),
        ("2026-01-24 00:00", ["24: -", "23: a"]),
        ("2026-01-24 00:00:01", ["24: ...", "23: a"]),
    ],
)
def test_what_ended_at_midnight_did_not_reach_the_next_day(ended: str, expected: list[str], tmp_path: Path) -> None:
    """The end is the first moment at which it was over."""
    text = incident("{login: major_outage}", at="23:30") + f"\n## 2026-01-24 01:00 resolved\n\n- ended: {ended}\n"
    text = text.replace("ended: 23", "ended: 2026-01-23 23")

    assert days(snapshot(tmp_path, {"incidents/a.md": text}, "2026-01-24 12:00"))[:2] == expected


def test_an_incident_that_took_no_time_stands_on_its_day(tmp_path: Path) -> None:
    """Also at the very first moment of it, and when that day is the oldest of the fourteen."""
    text = "---\ntitle: Blink\ncomponents: []\n---\n\n## 2026-01-23 00:00 resolved\n"

    assert days(snapshot(tmp_path, {"incidents/a.md": text}, "2026-01-23 12:00"))[:2] == ["23: a", "10-22: -"]
    assert days(snapshot(tmp_path, {"incidents/a.md": text}, "2026-02-05 12:00"))[1:] == ["23: a"]


def test_maintenance_stands_on_the_day_on_which_its_work_began(tmp_path: Path) -> None:
    """Not before it begins; cancelled before it began, on the day on which that was said."""
    text = WINDOW.format(components="[login]").replace("15:00", "23:59")
    night = text.replace("01-23 13:00", "01-23 22:00").replace("01-23 23:59", "01-24 00:00")
    files = {
        "maintenance/day.md": text,
        "maintenance/night.md": night,
        "maintenance/cancelled.md": text + "\n## 2026-01-22 10:00 cancelled\n",
        "maintenance/late.md": text.replace("components", "auto: false\ncomponents"),
        "maintenance/unsaid.md": text.replace("components", "auto: false\ncomponents")
        + "\n## 2026-01-23 16:00 completed\n\n## 2026-01-24 10:00 update\n",
    }

    assert days(snapshot(tmp_path, files, "12:00"))[:3] == ["23: -", "22: cancelled", "10-21: -"]
    assert days(snapshot(tmp_path, files, "2026-01-24 12:00"))[:2] == ["24: -", "23: night day unsaid"]


def test_an_announcement_stands_once_on_the_first_day_on_which_it_spoke(tmp_path: Path) -> None:
    """The days of its further updates are not quiet; it is shown as current elsewhere."""
    text = NOTICE.replace("until: 2026-01-24", "until: 2026-01-30") + "\n## 2026-01-25 10:00 update\n"

    assert days(snapshot(tmp_path, {"incidents/a.md": text}, "2026-01-26 12:00"))[:4] == [
        "26: -",
        "25: ...",
        "24: -",
        "23: a",
    ]


def test_a_day_that_an_active_incident_enters_is_not_quiet(tmp_path: Path) -> None:
    """From the very midnight on, in the site's zone."""
    files = {"incidents/a.md": incident("{login: major_outage}")}

    assert days(snapshot(tmp_path, files, "23:59:59"))[0] == "23: a"
    assert days(snapshot(tmp_path, files, "2026-01-24 00:00"))[:2] == ["24: ...", "23: a"]


# --- months and components' pages


def test_months_are_those_of_the_sites_zone(tmp_path: Path) -> None:
    """An evening in UTC is the next month in Shanghai; a window belongs to the month of its start as it stands."""
    yml = SITE.replace("timezone: UTC", "timezone: Asia/Shanghai")
    window = WINDOW.format(components="[login]").replace("01-23", "02-28")
    files = {
        "incidents/a.md": incident("[login]").replace("2026-01-23 14:00", "2026-01-31 15:59 Z"),
        "incidents/b.md": incident("[login]").replace("2026-01-23 14:00", "2026-01-31 16:00 Z"),
        "maintenance/w.md": window
        + "\n## 2026-01-21 10:00 update\n\n- start: 2026-03-01 00:00\n- end: 2026-03-01 01:00\n",
    }
    shot = snapshot(tmp_path, files, "2026-02-10 12:00", yml)

    assert [(one.year, one.month, [entry.slug for entry in one.entries]) for one in shot.months] == [
        (2026, 3, ["w"]),
        (2026, 2, ["b"]),
        (2026, 1, ["a"]),
    ]
    assert shot.histories[0].months == ((2026, 3, 1), (2026, 2, 1), (2026, 1, 1))
    assert shot.histories[1].months == ()


def test_a_component_lists_what_concerned_it_within_its_ninety_days(tmp_path: Path) -> None:
    """Also what was cleared later, for its bar shows it; not what only was written about within them."""
    old = incident("{login: major_outage}").replace("2026-01-23", "2025-10-01") + "\n## 2025-10-01 15:00 resolved\n"
    files = {
        "incidents/old.md": old,
        "incidents/old.postmortem.md": "---\npublished: 2026-01-20 10:00\n---\n\n## Summary\n\nLate.\n",
        "incidents/cleared.md": incident("{login: major_outage}") + "\n## 2026-01-23 14:10 update\n\n- components:\n",
        "incidents/other.md": incident("{orders: major_outage}"),
        "incidents/named.md": incident("[login]", at="14:01"),
        "maintenance/ahead.md": WINDOW.format(components="[login]").replace("01-23", "06-23"),
    }
    login = snapshot(tmp_path, files, "2026-01-24 12:00").histories[0]

    assert [entry.slug for entry in login.entries] == ["ahead", "named", "cleared"]
    assert sum(count for _, _, count in login.months) == 4


# --- the moment


def test_later_words_do_not_exist_yet(tmp_path: Path) -> None:
    """Neither an update, nor an incident, nor a window, nor a postmortem of later."""
    files = {
        "incidents/a.md": incident("{login: major_outage}") + "\n## 2026-01-23 15:00 resolved\n",
        "incidents/b.md": incident("{orders: major_outage}", at="14:59"),
        "maintenance/w.md": WINDOW.format(components="[mail]").replace("2026-01-20 10:00", "2026-01-23 14:59"),
    }
    shot = snapshot(tmp_path, files, "14:58:59")

    assert [told_incident(view) for view in shot.incidents] == ["investigating major | login down"]
    assert shot.maintenances == ()
    assert told_components([(one.component.id, one.status) for one in shot.state.components]) == (  # type: ignore[arg-type]
        "login down, orders ok, mail ok"
    )


def test_the_state_needs_a_moment_with_a_zone(tmp_path: Path) -> None:
    """A clock without a zone would mean another moment on each machine."""
    with pytest.raises(ValueError, match="a moment with a zone"):
        derive(read(tmp_path, {}), datetime(2026, 1, 23, 14, 0))


def test_the_same_moment_in_another_zone_gives_the_same_snapshot(tmp_path: Path) -> None:
    """Only the moment counts, not how it was written."""
    site = read(tmp_path, {"incidents/a.md": incident("{login: major_outage}")})
    now = moment("2026-01-23 23:30")
    shot = derive(site, now.astimezone(read_zone("Asia/Shanghai")))

    assert shot == derive(site, now)
    assert shot.now.utcoffset() == timedelta()


# --- what is coming


COMING = {
    "incidents/promise.md": incident("{login: degraded_performance}")
    + "\n## 2026-01-23 14:10 update\n\n- next update: 15:00\n",
    "incidents/hours.md": NOTICE.replace("2026-01-24 00:00", "2026-01-24 09:00"),
    "maintenance/w.md": WINDOW.format(components="[orders]").replace("13:00", "22:00").replace("23 15:00", "24 02:00"),
    "maintenance/far.md": WINDOW.format(components="[orders]").replace("01-23", "01-27"),
}


def test_pages_prepare_for_each_moment_at_which_the_clock_changes_something(tmp_path: Path) -> None:
    """A promise falls due, a window opens and ends, an announcement ends, the day turns; three days ahead."""
    coming = snapshot(tmp_path, COMING, "14:30").coming

    assert [f"{state.at:%d %H:%M}" for state in coming] == [
        "23 15:00",
        "23 21:30",
        "23 22:00",
        "24 00:00",
        "24 02:00",
        "24 09:00",
        "25 00:00",
        "26 00:00",
    ]
    due, near, opens, midnight, ends, quiet = coming[:6]
    assert due.incidents[0].overdue
    assert near.windows == ()
    assert opens.windows[0].slug == "w"
    assert opens.roll_up is RollUp.SOME_DEGRADED
    assert opens.components[1].status is WORK
    assert midnight.recent[0].first == date(2026, 1, 24)
    assert ends.windows == ()
    assert ends.components[1].status is OK
    assert len(ends.notices) == 1
    assert quiet.notices == ()


@rows("now", ["14:30", "14:59:59", "15:00", "22:00", "2026-01-24 00:00", "2026-01-24 01:59:59"])
def test_what_is_prepared_is_what_the_state_will_be_then(now: str, tmp_path: Path) -> None:
    """As long as nobody says anything more, the page of an hour ago shows what one of just now does."""
    site = read(tmp_path, COMING)
    shot = derive(site, moment(now))

    assert all(state.at > shot.now for state in shot.coming)
    for state in shot.coming:
        assert state == derive(site, state.at).state


def test_an_open_window_goes_on_to_pass_however_far_its_end_is(tmp_path: Path) -> None:
    """How much of it has passed is told anew at each prepared moment."""
    text = WINDOW.format(components="[login]").replace("2026-01-23 15:00", "2026-02-02 13:00")
    coming = snapshot(tmp_path, {"maintenance/w.md": text}, "2026-01-24 00:00").coming

    assert [state.windows[0].elapsed for state in coming] == [14, 24, 34]


def test_the_last_prepared_moment_is_prepared_in_full(tmp_path: Path) -> None:
    """What happens exactly as far ahead as pages look happens in them."""
    text = WINDOW.format(components="[login]").replace("23 13:00", "27 00:00").replace("23 15:00", "27 02:00")
    last = snapshot(tmp_path, {"maintenance/w.md": text}, "2026-01-24 00:00").coming[-1]

    assert last.at == moment("2026-01-24 00:00") + HORIZON
    assert [view.status for view in last.windows] == [Status.IN_PROGRESS]


def test_midnight_is_that_of_the_sites_zone_also_when_the_clocks_change(tmp_path: Path) -> None:
    """The day of 23 hours is followed by the next after 23 hours."""
    yml = SITE.replace("timezone: UTC", "timezone: Europe/Berlin")
    coming = snapshot(tmp_path, {}, "2026-03-28 12:00", yml).coming

    assert [f"{state.at:%d %H:%M}" for state in coming] == ["28 23:00", "29 22:00", "30 22:00"]


def test_an_outage_is_in_the_bar_of_the_new_day_at_midnight(tmp_path: Path) -> None:
    """A page that was built before midnight shows the new day as it is, not as a day without a record."""
    yml = SITE.replace(", name: ", ", since: 2026-01-01, name: ")
    shot = snapshot(tmp_path, {"incidents/a.md": incident("{login: major_outage}")}, "23:00", yml)
    midnight = shot.coming[0]

    assert [one.record.days[-1].worst for one in midnight.components] == [DOWN, OK, OK]
    assert midnight.components[0].record.days[-1].date == date(2026, 1, 24)


def test_a_page_prepares_for_no_more_moments_than_it_can_hold(tmp_path: Path) -> None:
    """The next ones are prepared, the rest waits for a later build."""
    files = {
        f"maintenance/w{number}.md": WINDOW.format(components="[login]").replace(":00", f":{number:02}")
        for number in range(30)
    }
    shot = snapshot(tmp_path, files, "12:00")

    assert len(shot.coming) == MAX_COMING
    assert shot.coming[-1].at == moment("12:53")


def test_an_entrys_page_prepares_only_for_what_changes_it(tmp_path: Path) -> None:
    """An incident does not change when a window opens; an open window goes on to pass."""
    futures = snapshot(tmp_path, COMING, "14:30").futures

    assert [f"{at:%d %H:%M}" for at, _ in futures["content/incidents/promise.md"]] == ["23 15:00"]
    assert [f"{at:%d %H:%M}" for at, _ in futures["content/incidents/hours.md"]] == ["24 09:00"]
    assert [f"{at:%d %H:%M}" for at, _ in futures["content/maintenance/w.md"]] == ["23 22:00", "24 00:00", "24 02:00"]
    assert "content/maintenance/far.md" not in futures


# --- properties: any story at any moment

BASE = datetime(2026, 3, 27, 12, tzinfo=UTC)
"""Two days before the clocks change in Berlin."""
CONFIG = Config(
    name=Text("X", "en"),
    url="https://x.example",
    timezone="Europe/Berlin",
    zone=read_zone("Europe/Berlin"),
    locales=("en",),
    components=(
        Component("a", Text("A", "en")),
        Component("b", Text("B", "en"), since=date(2026, 3, 28)),
        Component("c", Text("C", "en"), retired=date(2026, 3, 30)),
    ),
    promises=Promises(maintenance_notice=timedelta(hours=24), update_every=(("major", timedelta(minutes=30)),)),
)
STEP = timedelta(minutes=30)
minutes = st.integers(0, 200)
"""Half hours: few enough that things often happen at one moment."""
components = st.dictionaries(st.sampled_from("abc"), st.sampled_from([None, *ComponentStatus]), max_size=3)
facts = st.builds(
    Facts()._replace,  # Of a named tuple `builds` would make up the fields that are not given here.
    components=st.none() | components.map(lambda stated: tuple(stated.items())),
    impact=st.none() | st.sampled_from(Impact),
    progress=st.none() | st.integers(0, 100),
    cleared=st.sampled_from([(), (), (), ("components",), ("impact",), ("ended",)]),
)


def at(half_hours: int) -> datetime:
    """So many half hours into the stories."""
    return BASE + half_hours * STEP


def said(when: int, status: Status, stated: Facts, order: int) -> Update:
    """An update."""
    return Update(
        f"{compact_stamp(at(when))}-{order}", at(when), at(when), status, None, Text("Words", "en"), stated, 1
    )


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    """An incident that the reader would accept."""
    times = sorted(draw(st.lists(minutes, min_size=1, max_size=6)))
    kind = draw(st.sampled_from([Kind.OUTAGE, Kind.OUTAGE, Kind.THIRD_PARTY, Kind.NOTICE]))
    began = times[0] - draw(st.integers(0, 6))
    updates: list[Update] = []
    resolved = False
    for order, when in enumerate(times):
        if kind is Kind.NOTICE:
            status = Status.UPDATE
        elif resolved:
            status = draw(st.sampled_from([Status.UPDATE, Status.INVESTIGATING]))
        else:
            status = draw(
                st.sampled_from(
                    [Status.INVESTIGATING, Status.MONITORING, Status.RESOLVED, Status.UPDATE][: 4 if order else 3]
                )
            )
        resolved = status is Status.RESOLVED or (resolved and status is Status.UPDATE)
        stated = draw(facts)
        if draw(st.booleans()):
            stated = stated._replace(next_update=at(when + draw(st.integers(1, 8))))
        if draw(st.integers(0, 3)) == 0:
            stated = stated._replace(ended=at(draw(st.integers(began, when))))
        updates.append(said(when, status, stated, order))
    postmortem = None
    if kind is not Kind.NOTICE and draw(st.booleans()):
        actions = (Action(Text("Mend", "en"), done=date(2026, 3, 30)), Action(Text("Test", "en"), done=True))
        events = (Event(at(began), Text("Broke", "en")),)
        published = at(times[-1] + draw(st.integers(0, 10)))
        postmortem = Postmortem("p.md", published, None, (), events, actions, Text("## Summary", "en"))
    number = draw(st.integers(0, 10**9))
    return Incident(
        slug=f"i{number}",
        path=f"content/incidents/i{number}.md",
        title=Text("Incident", "en"),
        kind=kind,
        started=at(began),
        until=at(times[0] + draw(st.integers(1, 60))) if kind is Kind.NOTICE and draw(st.booleans()) else None,
        facts=draw(facts)._replace(components=tuple(draw(components).items()), cleared=()),
        updates=tuple(updates),
        postmortem=postmortem,
    )


@st.composite
def maintenances(draw: st.DrawFn) -> Maintenance:
    """A maintenance that the reader would accept."""
    times = sorted(draw(st.lists(minutes, min_size=1, max_size=6)))
    start = draw(minutes)
    end = start + draw(st.integers(1, 60))
    window = (start, end)
    emergency = draw(st.booleans())
    order_of = [Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING, Status.COMPLETED]
    reached = draw(st.integers(0, 1)) if emergency else 0
    updates = [said(times[0], order_of[reached], Facts(), 0)]
    for order, when in enumerate(times[1:], 1):
        status = draw(st.sampled_from([Status.UPDATE, Status.UPDATE, *order_of[reached:], Status.CANCELLED]))
        stated = draw(facts)
        if draw(st.integers(0, 2)) == 0:
            start = draw(minutes)
            end = start + draw(st.integers(1, 60))
            stated = stated._replace(start=at(start), end=at(end))
        if draw(st.integers(0, 3)) == 0:
            stated = stated._replace(ended=at(draw(st.integers(times[0], when))))
        if draw(st.booleans()):
            stated = stated._replace(next_update=at(when + draw(st.integers(1, 8))))
        updates.append(said(when, status, stated._replace(impact=None), order))
        if status is Status.CANCELLED:
            break
        reached = order_of.index(status) if status is not Status.UPDATE else reached
    number = draw(st.integers(0, 10**9))
    return Maintenance(
        slug=f"m{number}",
        path=f"content/maintenance/m{number}.md",
        title=Text("Work", "en"),
        start=at(window[0]),
        end=at(window[1]),
        emergency=emergency,
        auto=draw(st.booleans()),
        reason=None,
        facts=Facts(components=tuple((one, status or WORK) for one, status in draw(components).items())),
        updates=tuple(updates),
    )


sites = st.builds(
    lambda some, others: Site(CONFIG, tuple(some), tuple(others)),
    st.lists(incidents(), max_size=3, unique_by=lambda one: one.slug),
    st.lists(maintenances(), max_size=3, unique_by=lambda one: one.slug),
)
moments = st.builds(
    lambda half_hours, seconds: at(half_hours) + timedelta(seconds=seconds), minutes, st.sampled_from([-1, 0, 0, 1])
)


def as_said(site: Site, now: datetime) -> Site:
    """The content as it was committed at *now*: what was said, or done, later is not in it."""

    def until(updates: tuple[Update, ...]) -> tuple[Update, ...]:
        return tuple(update for update in updates if update.at <= now)

    def known(postmortem: Postmortem | None) -> Postmortem | None:
        if postmortem is None or postmortem.published > now:
            return None
        today = now.astimezone(CONFIG.zone).date()
        actions = (
            replace(action, done=False) if isinstance(action.done, date) and action.done > today else action
            for action in postmortem.actions
        )
        return replace(postmortem, actions=tuple(actions))

    told = (replace(one, updates=until(one.updates), postmortem=known(one.postmortem)) for one in site.incidents)
    announced = (replace(one, updates=until(one.updates)) for one in site.maintenances)
    return replace(
        site,
        incidents=tuple(one for one in told if one.updates),
        maintenances=tuple(one for one in announced if one.updates),
    )


@settings(max_examples=100, deadline=None)
@given(sites, moments)
def test_nothing_said_later_is_ever_shown(site: Site, now: datetime) -> None:
    """Truncating the content to what had been said changes nothing at all."""
    assert derive(site, now) == derive(as_said(site, now), now)


@settings(max_examples=100, deadline=None)
@given(sites, moments)
def test_what_is_prepared_is_what_comes_while_nobody_speaks(site: Site, now: datetime) -> None:
    """Each coming state is the state derived at its moment from what was said by now; so is each entry's future."""
    spoken = as_said(site, now)
    shot = derive(site, now)
    present: dict[str, Entry] = {one.path: one for one in (*shot.incidents, *shot.maintenances)}
    for state in shot.coming:
        then = derive(spoken, state.at)
        assert state == then.state
        entries: list[Entry] = [*then.incidents, *then.maintenances]
        for entry in entries:
            known = [later for when, later in shot.futures.get(entry.path, ()) if when <= state.at]
            assert entry == (known[-1] if known else present[entry.path])
        for history, later in zip(shot.histories, then.histories, strict=True):
            prepared = [one for when, one in history.coming if when <= state.at]
            if history.now.component.id in {one.component.id for one in state.components}:
                assert (prepared[-1] if prepared else history.now) == later.now


@settings(max_examples=100, deadline=None)
@given(sites, moments)
def test_between_two_prepared_moments_nothing_changes_but_time(site: Site, now: datetime) -> None:
    """No transition is forgotten: just before the next prepared moment, the state is still the present one."""
    shot = derive(site, now)
    if not shot.coming:
        return
    just_before = shot.coming[0].at - timedelta(milliseconds=1)

    def timeless(state: State) -> object:
        windows = tuple(replace(view, elapsed=None) for view in state.windows)
        statuses = [(one.component.id, one.status, one.record.days) for one in state.components]
        recent = [
            (one.first, one.last, one.quiet, [(entry.path, entry.status) for entry in one.entries])
            for one in state.recent
        ]
        recent.append([(entry.path, entry.status) for entry in state.earlier])
        return (state.level, state.roll_up, statuses, state.incidents, state.notices, windows, state.upcoming, recent)

    assert timeless(derive(as_said(site, now), just_before).state) == timeless(shot.state)


@settings(max_examples=100, deadline=None)
@given(sites, moments)
def test_a_snapshot_holds_together(site: Site, now: datetime) -> None:
    """What one part of it says, the others do not contradict."""
    shot = derive(site, now)
    state = shot.state
    views: list[Entry] = [*shot.incidents, *shot.maintenances]
    if state.incidents:
        assert state.level.rank >= Level.NOTICE.rank
    assert state.level.rank >= max(
        (Level(view.impact.value).rank for view in state.incidents if view.impact.rank), default=0
    )
    assert {view.path for view in state.incidents} == {
        view.path for view in shot.incidents if view.active and view.kind is not Kind.NOTICE
    }
    for one in state.components:
        going = [
            interval.status
            for view in views
            for interval in view.intervals
            if interval.component == one.component.id
            and interval.start <= now
            and (interval.end is None or now < interval.end)
        ]
        worst = max(going, key=lambda status: status.rank, default=OK)
        assert one.status is worst
        # Today's bar is never better than the present.
        today = one.record.days[-1].worst
        assert today is None or today.rank >= worst.rank
        assert one.record.uptime is None or 0 <= one.record.uptime <= 100
    for view in views:
        assert all(interval.start <= now for interval in view.intervals)
        assert all(interval.end is None or interval.start < interval.end <= now for interval in view.intervals)
        for interval in view.intervals:
            others = [one for one in view.intervals if one is not interval and one.component == interval.component]
            assert all(
                (one.end is not None and one.end <= interval.start)
                or (interval.end is not None and interval.end <= one.start)
                for one in others
            )
        stated = {component for component, status in view.affected if status not in (None, OK)}
        going_on = {interval.component for interval in view.intervals if interval.end is None}
        assert stated == going_on
        assert len({step.key for step in view.steps}) == len(view.steps)
        assert [step.at for step in view.steps] == sorted((step.at for step in view.steps), reverse=True)
        assert view.changed >= view.steps[0].at
    listed = [entry.path for entry in (*state.earlier, *(one for day in state.recent for one in day.entries))]
    assert len(listed) == len(set(listed))
    assert sum((day.last - day.first).days + 1 for day in state.recent) == RECENT_DAYS
    assert not any(day.quiet for day in state.recent if day.entries)
    for history in shot.histories:
        assert sum(count for _, _, count in history.months) == sum(
            history.now.component.id in {one for one, _ in view.affected} | {one.component for one in view.intervals}
            for view in views
        )
    assert sum(len(month.entries) for month in shot.months) == len(views)


@settings(max_examples=100, deadline=None)
@given(sites, moments)
def test_entries_never_go_backwards_by_the_clock_alone(site: Site, now: datetime) -> None:
    """A window that is open does not close early, one that is over does not open again."""
    spoken = as_said(site, now)
    ranks = {Status.SCHEDULED: 0, Status.IN_PROGRESS: 1, Status.VERIFYING: 2, Status.COMPLETED: 3, Status.CANCELLED: 3}
    before: dict[str, int] = {}
    for hours in (0, 1, 5, 24, 72, 200):
        for view in derive(spoken, now + timedelta(hours=hours)).maintenances:
            assert ranks[view.status] >= before.get(view.path, 0)
            before[view.path] = ranks[view.status]


# --- as much as fourteen years make


def test_ten_thousand_incidents_take_no_time_worth_speaking_of() -> None:
    """Also when they all lie within ninety days: nothing is compared with everything else."""

    def site(count: int, days: int) -> Site:
        every = timedelta(days=days) / count
        some = []
        for number in range(count):
            first = (BASE - timedelta(days=days) + number * every).replace(microsecond=0)
            updates = (
                Update("1", first, first, Status.INVESTIGATING, None, Text("A", "en"), Facts(), 1),
                Update("2", first + every * 3, first, Status.RESOLVED, None, Text("B", "en"), Facts(), 1),
            )
            some.append(
                Incident(
                    slug=f"i{number}",
                    path=f"content/incidents/i{number}.md",
                    title=Text("X", "en"),
                    kind=Kind.OUTAGE,
                    started=None,
                    until=None,
                    facts=Facts(components=(("abc"[number % 3], PARTLY),)),
                    updates=updates,
                )
            )
        return Site(CONFIG, tuple(some))

    for span in (5000, 85):
        full = site(10_000, span)
        began = time.process_time()
        derive(full, BASE)
        assert time.process_time() - began < 8


def test_far_windows_do_not_make_near_ones_dear(tmp_path: Path) -> None:
    """Only what changes within the days ahead is prepared for."""
    site = read(tmp_path, COMING)
    near = derive(site, moment("14:30"))
    whole = site.maintenances[0]
    far = tuple(
        replace(
            whole,
            slug=f"f{number}",
            path=f"content/maintenance/f{number}.md",
            start=whole.start + shift,
            end=whole.end + shift,
        )
        for number in range(300)
        if (shift := timedelta(days=30 + number))
    )
    many = derive(replace(site, maintenances=(*site.maintenances, *far)), moment("14:30"))

    assert many.futures == near.futures
    assert timedelta(days=30) > HORIZON
