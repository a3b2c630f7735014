"""Stages: what each update, and each thing that the clock does, is to the people who are told of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from support.stories import moment, read, snapshot
from support.tables import rows

from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.snapshot import derive
from sitegen.derive.stages import entry_at, occasions
from sitegen.model import Audience, Status

INCIDENT = "---\ntitle: Sign-in is failing\ncomponents: {login: major_outage}\n---\n"
NOTICE = "---\ntitle: New hours\nkind: notice\ncomponents: []\n---\n"
WINDOW = "---\ntitle: Upgrade\nstart: 2026-02-01 02:00\nend: 2026-02-01 04:00\ncomponents: [login]\n%s---\n"
HOUR = timedelta(hours=1)


def stages(root: Path, path: str, text: str, now: str, reminder: timedelta | None = HOUR) -> list[str]:
    """The stages of the only entry, oldest first, each with its time."""
    state = snapshot(root, {path: text}, now)
    (entry,) = state.entries
    return [f"{one.at:%H:%M} {one.stage}" for one in occasions(entry, state.now, reminder)]


INCIDENTS = {
    "from the first notice to words after the end": (
        [
            "14:35 investigating",
            "14:50 identified",
            "14:55 update",
            "15:00 monitoring",
            "15:10 resolved",
            "16:00 update",
        ],
        "14:35 first, 14:50 progress, 14:55 progress, 15:00 progress, 15:10 resolved, 16:00 explained",
    ),
    "reopened, and resolved again": (
        ["14:35 investigating", "15:10 resolved", "15:20 investigating", "15:40 update", "15:50 resolved"],
        "14:35 first, 15:10 resolved, 15:20 reopened, 15:40 progress, 15:50 resolved",
    ),
    "reported once it was over": (["15:10 resolved", "16:00 update"], "15:10 resolved, 16:00 explained"),
}


@rows(("headings", "expected"), INCIDENTS.values(), ids=INCIDENTS)
def test_stages_of_an_incident(headings: list[str], expected: str, tmp_path: Path) -> None:
    """Words after the resolution explain; work after it reopens."""
    text = INCIDENT + "".join(f"\n## 2026-01-23 {heading}\n\nWords.\n" for heading in headings)

    assert ", ".join(stages(tmp_path, "incidents/a.md", text, "2026-01-24 00:00")) == expected


def test_a_postmortem_explains(tmp_path: Path) -> None:
    """From its publication on, and not before."""
    files = {
        "incidents/a.md": f"{INCIDENT}\n## 2026-01-23 15:10 resolved\n\nIt works.\n",
        "incidents/a.postmortem.md": "---\npublished: 2026-01-25 10:00\n---\n\n## Summary\n\nIt broke.\n",
    }
    found = {}
    for now in ("2026-01-25 09:59", "2026-01-25 10:00"):
        state = snapshot(tmp_path, files, now)
        found[now[11:]] = [(one.key, str(one.stage)) for one in occasions(state.entries[0], state.now)][1:]

    assert found == {"09:59": [], "10:00": [("postmortem", "explained")]}


def test_stages_of_a_notice(tmp_path: Path) -> None:
    """It is announced once; what follows are updates."""
    text = f"{NOTICE}\n## 2026-01-23 09:00 update\n\nWords.\n\n## 2026-01-23 10:00 update\n\nMore.\n"

    assert stages(tmp_path, "incidents/a.md", text, "2026-01-24 00:00") == ["09:00 announced", "10:00 progress"]


WINDOWS = {
    "opened and ended by the clock": (
        "",
        ["2026-01-26 11:00 scheduled"],
        "11:00 announced, 01:00 reminder, 02:00 started, 04:00 completed",
    ),
    "moved, opened by hand, checked, completed": (
        "",
        [
            "2026-01-26 11:00 scheduled",
            "2026-01-28 17:00 update\n\n- start: 2026-02-01 02:30\n- end: 2026-02-01 04:30",
            "2026-02-01 02:30 in_progress",
            "2026-02-01 03:00 update",
            "2026-02-01 03:30 verifying",
            "2026-02-01 04:00 completed",
            "2026-02-01 05:00 update",
        ],
        "11:00 announced, 17:00 moved, 01:30 reminder, 02:30 started, 03:00 progress, 03:30 progress, "
        "04:00 completed, 05:00 progress",
    ),
    "never started by anybody": ("auto: false\n", ["2026-01-26 11:00 scheduled"], "11:00 announced, 01:00 reminder"),
    "not ended in time": (
        "",
        ["2026-01-26 11:00 scheduled", "2026-02-01 02:00 in_progress", "2026-02-01 04:40 completed"],
        "11:00 announced, 01:00 reminder, 02:00 started, 04:00 overrun, 04:40 completed",
    ),
    "its end put off before it came": (
        "",
        [
            "2026-01-26 11:00 scheduled",
            "2026-02-01 02:00 in_progress",
            "2026-02-01 03:50 update\n\n- end: 2026-02-01 05:00",
            "2026-02-01 04:50 completed",
        ],
        "11:00 announced, 01:00 reminder, 02:00 started, 03:50 moved, 04:50 completed",
    ),
    "its end put off after it had come": (
        "auto: false\n",
        [
            "2026-01-26 11:00 scheduled",
            "2026-02-01 02:00 in_progress",
            "2026-02-01 04:20 update\n\n- end: 2026-02-01 05:00",
            "2026-02-01 05:10 completed",
        ],
        "11:00 announced, 01:00 reminder, 02:00 started, 04:00 overrun, 04:20 moved, 05:00 overrun, 05:10 completed",
    ),
    "an emergency, announced as it begins": (
        "emergency: true\n",
        ["2026-02-01 02:00 in_progress", "2026-02-01 03:00 completed"],
        "02:00 started, 03:00 completed",
    ),
    "cancelled before its reminder": (
        "",
        ["2026-01-26 11:00 scheduled", "2026-01-30 09:00 cancelled"],
        "11:00 announced, 09:00 cancelled",
    ),
    "announced within the hour before it": (
        "",
        ["2026-02-01 01:10 scheduled", "2026-02-01 02:00 in_progress", "2026-02-01 03:00 completed"],
        "01:10 announced, 02:00 started, 03:00 completed",
    ),
    "confirmed after the clock had ended it": (
        "",
        ["2026-01-26 11:00 scheduled", "2026-02-01 04:30 completed"],
        "11:00 announced, 01:00 reminder, 02:00 started, 04:00 completed, 04:30 completed",
    ),
}


@rows(("front", "headings", "expected"), WINDOWS.values(), ids=WINDOWS)
def test_stages_of_a_maintenance(front: str, headings: list[str], expected: str, tmp_path: Path) -> None:
    """Those that the clock makes, too."""
    text = WINDOW % front + "".join(f"\n## {heading}\n\nWords.\n" for heading in headings)

    assert ", ".join(stages(tmp_path, "maintenance/a.md", text, "2026-02-02 00:00")) == expected


@rows(
    ("now", "expected"),
    [
        pytest.param("2026-02-01 00:59:59", False, id="one second before"),
        pytest.param("2026-02-01 01:00", True, id="at it"),
        pytest.param("2026-02-03 00:00", True, id="after the window"),
    ],
)
def test_a_reminder_comes_at_its_time(now: str, expected: bool, tmp_path: Path) -> None:
    """As long before the start as it is said."""
    text = WINDOW % "" + "\n## 2026-01-26 11:00 scheduled\n\nWords.\n"

    assert ("01:00 reminder" in stages(tmp_path, "maintenance/a.md", text, now)) is expected


def test_without_a_stated_time_nobody_is_reminded(tmp_path: Path) -> None:
    """It is messages.yml that says how long before."""
    text = WINDOW % "" + "\n## 2026-01-26 11:00 scheduled\n\nWords.\n"

    assert stages(tmp_path, "maintenance/a.md", text, "2026-02-01 01:30", None) == ["11:00 announced"]


def test_keys_are_unique_within_an_entry(tmp_path: Path) -> None:
    """Also those of two updates of one minute, and of what the clock does."""
    text = WINDOW % "" + "".join(
        f"\n## {heading}\n\nWords.\n"
        for heading in ("2026-01-26 11:00 scheduled", "2026-01-26 11:00 update", "2026-02-01 02:00 in_progress")
    )
    state = snapshot(tmp_path, {"maintenance/a.md": text}, "2026-02-02 00:00")
    keys = [one.key for one in occasions(state.entries[0], state.now, HOUR)]

    assert len(keys) == len(set(keys)) == 5


def test_an_occasion_is_told_with_what_was_known_then(tmp_path: Path) -> None:
    """Neither the facts nor the status of a later update are in it."""
    text = f"""{INCIDENT}
## 2026-01-23 14:35 investigating

- next update: 14:50

One.

## 2026-01-23 14:50 identified

- eta: 15:00

Two.

## 2026-01-23 15:10 resolved

Three.
"""
    site = read(tmp_path, {"incidents/a.md": text})
    state = derive(site, moment("2026-01-24 00:00", site.config))
    (source,) = site.incidents
    seen = {}
    for one in occasions(state.entries[0], state.now):
        view = entry_at(source, site.config, one)
        assert isinstance(view, IncidentView)
        seen[f"{one.at:%H:%M}"] = (view.status, view.facts.eta is not None, view.next_update is not None, view.active)

    assert seen == {
        "14:35": (Status.INVESTIGATING, False, True, True),
        "14:50": (Status.IDENTIFIED, True, False, True),
        "15:10": (Status.RESOLVED, False, False, False),
    }


def test_two_updates_of_one_minute_are_told_apart(tmp_path: Path) -> None:
    """The first is told without the second."""
    text = f"{INCIDENT}\n## 2026-01-23 14:35 investigating\n\nOne.\n\n## 2026-01-23 14:35 identified\n\nTwo.\n"
    site = read(tmp_path, {"incidents/a.md": text})
    state = derive(site, moment("2026-01-24 00:00", site.config))
    views: list[Entry] = [
        entry_at(site.incidents[0], site.config, one) for one in occasions(state.entries[0], state.now)
    ]

    assert [view.status for view in views] == [Status.INVESTIGATING, Status.IDENTIFIED]


def test_what_the_clock_did_is_told_as_of_that_moment(tmp_path: Path) -> None:
    """A reminder speaks of a window that is still ahead, though by now it is over."""
    text = WINDOW % "" + "\n## 2026-01-26 11:00 scheduled\n\nWords.\n"
    site = read(tmp_path, {"maintenance/a.md": text})
    state = derive(site, moment("2026-02-02 00:00", site.config))
    seen = {}
    for one in occasions(state.entries[0], state.now, HOUR):
        view = entry_at(site.maintenances[0], site.config, one)
        assert isinstance(view, MaintenanceView)
        seen[str(one.stage)] = view.timed_status

    assert seen == {"announced": "scheduled", "reminder": "scheduled", "started": "in_progress", "completed": "over"}


@rows(
    ("written", "expected"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("- notify: yes\n", None, id="yes"),
        pytest.param("- notify: no\n", (), id="no"),
        pytest.param("- notify: [team]\n", (Audience.TEAM,), id="one audience"),
        pytest.param("- notify:\n    - users\n    - support\n", (Audience.USERS, Audience.SUPPORT), id="several"),
    ],
)
def test_an_update_says_who_is_told(written: str, expected: tuple[Audience, ...] | None, tmp_path: Path) -> None:
    """Nothing said means everybody."""
    text = f"{INCIDENT}\n## 2026-01-23 14:35 investigating\n\n{written}\nWords.\n"
    state = snapshot(tmp_path, {"incidents/a.md": text}, "2026-01-24 00:00")
    (one,) = occasions(state.entries[0], state.now)

    assert one.notify == expected
