"""What is overdue at a moment, and how `sitegen due` tells it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from support.places import DOCS, SAMPLE, WORKFLOWS
from support.stories import SECOND, SITE, moment, read
from support.tables import rows

from sitegen.build import AsOf, check
from sitegen.cli import run
from sitegen.derive.obligations import LAPSES_AFTER, ClockEvent, Obligation, ObligationKind, Obligations, obligations
from sitegen.derive.snapshot import HORIZON, derive
from sitegen.model import Site

PROMISING = SITE + "  explanation_due: 2h\n"
PROMISING_NOTHING = SITE[: SITE.index("promises:")]


def owed_at(site: Site, now: datetime) -> Obligations:
    """What is owed by *site* at *now*."""
    return obligations(derive(site, now))


def told(owed: tuple[Obligation, ...]) -> str:
    """What is owed in a few words, in its order: `next_update of a since 23 15:00`."""
    return ", ".join(f"{one.kind} of {one.view.slug} since {one.due:%d %H:%M}" for one in owed)


def kinds(owed: tuple[Obligation, ...]) -> list[str]:
    """Only the words."""
    return [str(one.kind) for one in owed]


def incident(*updates: str, front: str = "components: {login: major_outage}") -> str:
    """An incident that is told by *updates*, `14:00 investigating` and what follows it."""
    return f"---\ntitle: Trouble\n{front}\n---\n" + "".join(f"\n## 2026-01-{update}\n" for update in updates)


def window(*updates: str, front: str = "", start: str = "23 02:00", end: str = "23 04:00") -> str:
    """A maintenance in January that is told by *updates*, `20 10:00 scheduled` and what follows it."""
    return (
        f"---\ntitle: Upgrade\nstart: 2026-01-{start}\nend: 2026-01-{end}\ncomponents: [login]\n{front}---\n"
        + "".join(f"\n## 2026-01-{update}\n" for update in updates)
    )


def moved(at: str, start: str, end: str) -> str:
    """An update that says another window."""
    return f"{at} update\n\n- start: 2026-01-{start}\n- end: 2026-01-{end}\n"


HOURS = "kind: notice\nuntil: 2026-01-{until}\ncomponents: []"
EVERYTHING = "components: {login: major_outage, orders: major_outage, mail: major_outage}"
BY_HAND = "auto: false\n"
LEARN = "actions:\n  - what: Learn\n    due: 2026-01-30\n"
PROMISE = "23 14:00 investigating\n\n- next update: 14:10\n"
POSTMORTEM = "---\npublished: 2026-01-{published}\n{more}---\n\n## Summary\n\nWords.\n"
OUTAGE = "23 14:00 investigating"
OVER = "23 14:20 resolved"


# --- each rule, one second before its edge, at it, and after it


@rows(
    ("files", "debt", "edge"),
    [
        pytest.param({"a": incident(PROMISE)}, "next_update", "14:10", id="next update"),
        pytest.param(
            {"a": incident("22 10:00 update\n\n- next update: 11:00\n", front=HOURS.format(until="25 00:00"))},
            "next_update",
            "2026-01-22 11:00",
            id="next update of an announcement",
        ),
        pytest.param({"a": incident(OUTAGE)}, "update_every", "14:30", id="silence at major"),
        pytest.param(
            {"a": incident(OUTAGE, front="components: {login: partial_outage}")},
            "update_every",
            "15:00",
            id="silence at minor",
        ),
        pytest.param(
            {"a": incident(OUTAGE, front=EVERYTHING)},
            "update_every",
            "14:15",
            id="silence at critical",
        ),
        pytest.param(
            {"a": incident(OUTAGE, "23 14:20 update\n\n- impact: critical\n")},
            "update_every",
            "14:35",
            id="grown worse",
        ),
        pytest.param(
            {"a": incident(OUTAGE, front="kind: third_party\ncomponents: {mail: major_outage}")},
            "update_every",
            "14:30",
            id="silence about somebody else's outage",
        ),
        pytest.param(
            {"a": incident(OUTAGE, OVER, "23 16:00 investigating\n\nBack.\n")}, "update_every", "16:30", id="reopened"
        ),
        pytest.param({"a": incident(OUTAGE, OVER)}, "explanation", "16:20", id="explanation"),
        pytest.param(
            {"a": incident(OUTAGE, OVER, "23 15:00 update\n\nIt was the database.\n")},
            "postmortem",
            "2026-01-26 14:20",
            id="postmortem",
        ),
        pytest.param(
            {"a": incident(OUTAGE, OVER, "23 15:00 investigating\n\nBack.\n", "23 16:00 resolved")},
            "explanation",
            "18:00",
            id="after a reopening both are owed from the last resolution",
        ),
        pytest.param(
            {
                "a": incident(OUTAGE, OVER),
                "a.postmortem": POSTMORTEM.format(published="24 10:00", more=LEARN),
            },
            "action",
            "2026-01-31 00:00",
            id="action",
        ),
        pytest.param({"m": window("20 01:00 scheduled", front=BY_HAND)}, "start", "02:00", id="late to start"),
        pytest.param(
            {"m": window("20 01:00 scheduled", "23 03:30 verifying")}, "end", "04:00", id="past its planned end"
        ),
        pytest.param(
            {"m": window("20 01:00 scheduled", "23 03:30 verifying\n\n- end: 05:00\n")},
            "update_every",
            "04:30",
            id="silence while verifying",
        ),
        pytest.param(
            {"m": window("20 01:00 scheduled")}, "update_every", "03:00", id="silence since the clock opened it"
        ),
        pytest.param(
            {"m": window("20 01:00 scheduled", front=BY_HAND, end="23 09:00")},
            "update_every",
            "03:00",
            id="silence since it was to start",
        ),
        pytest.param(
            {"m": window("20 01:00 scheduled", "23 02:20 update", front=BY_HAND, end="23 09:00")},
            "update_every",
            "03:20",
            id="silence since it was said that it is late",
        ),
        pytest.param(
            {"m": window("20 01:00 scheduled\n\n- next update: 2026-01-22 09:00\n")},
            "next_update",
            "2026-01-22 09:00",
            id="next update before the window",
        ),
    ],
)
def test_it_is_owed_before_its_edge_and_overdue_from_it_on(
    files: dict[str, str], debt: str, edge: str, tmp_path: Path
) -> None:
    """A second before, it is coming; at the moment itself and after it, it is overdue, and since that moment."""
    site = read(tmp_path, placed(files), PROMISING)
    at = moment(edge)

    assert debt in kinds(owed_at(site, at - SECOND).coming)
    assert debt not in kinds(owed_at(site, at - SECOND).overdue)
    for now in (at, at + SECOND):
        owed = owed_at(site, now)
        assert [one.due for one in owed.overdue if one.kind == debt] == [at]
        assert debt not in kinds(owed.coming)


def placed(files: Mapping[str, str]) -> dict[str, str]:
    """Where files belong: `m` is a maintenance, all else incidents."""
    return {f"{'maintenance' if name.startswith('m') else 'incidents'}/{name}.md": text for name, text in files.items()}


# --- what ends it, and what never was owed


@rows(
    ("files", "now"),
    [
        pytest.param({}, "14:00", id="nothing at all"),
        pytest.param({"a": incident(PROMISE, "23 14:10 update")}, "14:10", id="kept"),
        pytest.param(
            {"a": incident("22 10:00 update", front=HOURS.format(until="25 00:00"))},
            "2026-01-24 12:00",
            id="an announcement that is current",
        ),
        pytest.param(
            {
                "a": incident(
                    "22 10:00 update\n\n- next update: 11:00\n",
                    front=HOURS.format(until="22 12:00"),
                )
            },
            "2026-01-22 12:00",
            id="an announcement that is past",
        ),
        pytest.param({"a": incident(OUTAGE, front="components: []")}, "20:00", id="no interval for no impact"),
        pytest.param(
            {"a": incident(PROMISE, OVER, "23 14:30 update\n\nWhy.\n")}, "20:00", id="resolved, and explained"
        ),
        pytest.param(
            {"a": incident(OUTAGE, OVER, front="components: {login: partial_outage}")}, "2026-01-29 00:00", id="minor"
        ),
        pytest.param(
            {"a": incident(OUTAGE, OVER, front="kind: third_party\ncomponents: {mail: major_outage}")},
            "2026-01-29 00:00",
            id="somebody else's outage",
        ),
        pytest.param(
            {"a": incident(OUTAGE, OVER), "a.postmortem": POSTMORTEM.format(published="23 16:20", more="")},
            "16:20",
            id="a postmortem explains",
        ),
        pytest.param(
            {
                "a": incident(OUTAGE, OVER, "24 10:00 investigating\n\nBack.\n", "24 11:00 resolved"),
                "a.postmortem": POSTMORTEM.format(published="23 20:00", more=""),
            },
            "2026-01-29 00:00",
            id="a postmortem before the reopening",
        ),
        pytest.param(
            {
                "a": incident(OUTAGE, OVER),
                "a.postmortem": POSTMORTEM.format(
                    published="24 10:00",
                    more="actions:\n  - {what: One, due: 2026-01-25, done: 2026-01-30}\n  - what: No day\n",
                ),
            },
            "2026-02-05 00:00",
            id="actions that are done or have no day",
        ),
        pytest.param({"m": window("20 01:00 scheduled")}, "2026-01-23 04:00", id="over by the window alone"),
        pytest.param(
            {"m": window("20 01:00 scheduled", "22 10:00 cancelled", front=BY_HAND)},
            "2026-01-23 02:00",
            id="cancelled",
        ),
        pytest.param(
            {"m": window("20 01:00 scheduled", "23 01:00 update\n\n- start: 05:00\n- end: 06:00\n", front=BY_HAND)},
            "2026-01-23 02:00",
            id="put off before its start",
        ),
        pytest.param(
            {"m": window("20 01:00 scheduled", "23 03:50 in_progress\n\n- end: 04:30\n")},
            "2026-01-23 04:00",
            id="its end put off",
        ),
        pytest.param(
            {"m": window("23 02:30 in_progress", front="emergency: true\n")}, "2026-01-23 02:31", id="an emergency"
        ),
        pytest.param(
            {"m": window("22 10:00 scheduled", front="emergency: true\n")}, "2026-01-22 11:00", id="an emergency ahead"
        ),
    ],
)
def test_nothing_is_overdue(files: dict[str, str], now: str, tmp_path: Path) -> None:
    """What was said in time, what is over, and what nobody has promised."""
    site = read(tmp_path, placed(files), PROMISING)

    assert told(owed_at(site, moment(now)).overdue) == ""


def test_an_emergency_is_held_to_everything_but_the_notice(tmp_path: Path) -> None:
    """Nobody could announce it; everybody can say how it goes and end it."""
    text = window("23 02:30 in_progress", front="emergency: true\n")
    site = read(tmp_path, {"maintenance/m.md": text}, PROMISING)

    assert told(owed_at(site, moment("04:00")).overdue) == "update_every of m since 23 03:30, end of m since 23 04:00"


def test_an_update_without_words_explains_nothing(tmp_path: Path) -> None:
    """A field alone is no explanation, nor is what was said before it was over."""
    text = incident(f"{OUTAGE}\n\nBad.\n", f"{OVER}\n\nOver.\n", "23 15:00 update\n\n- scope: {users: all}\n")
    site = read(tmp_path, {"incidents/a.md": text}, PROMISING)

    assert told(owed_at(site, moment("16:20")).overdue) == "explanation of a since 23 16:20"


def test_what_site_yml_does_not_promise_is_never_overdue(tmp_path: Path) -> None:
    """Without promises, only times that an author stated fall due."""
    silent = {"a": incident(OUTAGE), "b": incident(OUTAGE, OVER), "m": window("23 01:00 scheduled", end="29 04:00")}
    site = read(tmp_path, placed(silent), PROMISING_NOTHING)

    owed = owed_at(site, moment("2026-01-28 00:00"))

    assert (owed.overdue, owed.coming, owed.lapsed) == ((), (), 0)


def test_an_incident_without_impact_is_held_to_its_own_interval_and_an_announcement_to_none(tmp_path: Path) -> None:
    """`none` is an impact like the others; an announcement has none at all."""
    files = {
        "a": incident(OUTAGE, front="components: []"),
        "b": incident("22 10:00 update", front=HOURS.format(until="25 00:00")),
    }
    site = read(tmp_path, placed(files), PROMISING.replace("minor: 60m", "minor: 60m, none: 2h"))

    assert told(owed_at(site, moment("16:00")).overdue) == "update_every of a since 23 16:00"


def test_what_the_clock_does_is_not_owed_by_anybody(tmp_path: Path) -> None:
    """A window that opens and ends by itself is not coming due, whatever stands in its front matter."""
    site = read(tmp_path, {"maintenance/m.md": window("20 01:00 scheduled")}, PROMISING)

    assert owed_at(site, moment("01:00")).coming == ()
    assert kinds(owed_at(site, moment("02:00")).coming) == ["update_every"]


def test_a_late_first_notice_is_the_scorecards_matter(tmp_path: Path) -> None:
    """It cannot be mended any more."""
    text = incident("23 14:00 investigating", front="started: 2026-01-23 10:00\ncomponents: {login: major_outage}")
    site = read(tmp_path, {"incidents/a.md": text}, PROMISING)

    assert owed_at(site, moment("14:00")).overdue == ()


# --- announced too late


@rows(
    ("updates", "now", "since"),
    [
        # Promised are 48 hours before 2026-01-23 02:00.
        (("21 02:00 scheduled",), "2026-01-21 02:00", None),
        (("21 02:00:01 scheduled",), "2026-01-21 02:00:01", "21 02:00"),
        (("22 10:00 scheduled",), "2026-01-22 10:00", "21 02:00"),
        # For as long as it is ahead or goes on.
        (("22 10:00 scheduled",), "2026-01-23 03:59:59", "21 02:00"),
        (("22 10:00 scheduled",), "2026-01-23 04:00", None),
        (("22 10:00 scheduled", "22 11:00 cancelled"), "2026-01-22 11:00", None),
        # Brought forward.
        (("10 10:00 scheduled", "20 10:00 update\n\n- start: 2026-01-22 02:00\n"), "2026-01-20 10:00", "20 02:00"),
        # Put off: by enough, by too little, and with another end afterwards.
        (("22 10:00 scheduled", moved("22 12:00", "24 12:00", "24 14:00")), "2026-01-24 00:00", None),
        (("22 10:00 scheduled", moved("22 12:00", "24 11:59", "24 14:00")), "2026-01-24 00:00", "22 11:59"),
        (
            (
                "22 10:00 scheduled",
                moved("22 12:00", "24 12:00", "24 14:00"),
                "24 11:00 update\n\n- end: 2026-01-24 15:00\n",
            ),
            "2026-01-24 12:30",
            None,
        ),
        (("10 10:00 scheduled", moved("22 12:00", "23 05:00", "23 06:00")), "2026-01-22 12:00", None),
    ],
)
def test_late_announcements_are_told_while_something_can_be_done(
    updates: tuple[str, ...], now: str, since: str | None, tmp_path: Path
) -> None:
    """Until the window is over, unless it is put off by so much that the new one is announced in time."""
    site = read(tmp_path, {"maintenance/m.md": window(*updates)}, PROMISING)

    found = [one for one in owed_at(site, moment(now)).overdue if one.kind == "maintenance_notice"]

    assert told(tuple(found)) == (f"maintenance_notice of m since {since}" if since else "")


# --- order, horizon and limit


def test_what_readers_wait_for_now_comes_first(tmp_path: Path) -> None:
    """Then what is owed for what is over, the oldest first in each."""
    files = {
        "b": incident("10 14:00 investigating", "10 14:20 resolved"),
        "a": incident(PROMISE),
        "m": window("20 01:00 scheduled", "23 02:00 in_progress"),
    }
    site = read(tmp_path, placed(files), PROMISING)

    assert told(owed_at(site, moment("14:30")).overdue) == (
        "update_every of m since 23 03:00, end of m since 23 04:00, "
        "next_update of a since 23 14:10, update_every of a since 23 14:30, "
        "explanation of b since 10 16:20, postmortem of b since 13 14:20"
    )


def test_what_is_coming_stands_soonest_first_and_ends_at_the_horizon(tmp_path: Path) -> None:
    """Three days ahead, the end included."""
    files = {
        "a": incident(OUTAGE, OVER),
        "m": window("20 01:00 scheduled", front=BY_HAND, start="27 02:00", end="27 04:00"),
    }
    site = read(tmp_path, placed(files), PROMISING)

    assert told(owed_at(site, moment("14:20")).coming) == (
        "explanation of a since 23 16:20, postmortem of a since 26 14:20"
    )
    start = moment("2026-01-27 02:00")
    assert "start" in kinds(owed_at(site, start - HORIZON).coming)
    assert "start" not in kinds(owed_at(site, start - HORIZON - SECOND).coming)


def test_what_is_owed_for_something_over_is_told_for_thirty_days(tmp_path: Path) -> None:
    """Then it is counted, and old stories do not fill the list for ever."""
    site = read(tmp_path, {"incidents/a.md": incident(OUTAGE, f"{OVER}\n\nOver.\n")}, PROMISING)
    edge = moment("16:20") + LAPSES_AFTER

    assert kinds(owed_at(site, edge - SECOND).overdue) == ["explanation", "postmortem"]
    assert kinds(owed_at(site, edge).overdue) == ["postmortem"]
    assert owed_at(site, edge).lapsed == 1
    assert owed_at(site, edge + LAPSES_AFTER).overdue == ()
    assert owed_at(site, edge + LAPSES_AFTER).lapsed == 2


def test_what_goes_on_is_told_however_old_it_is(tmp_path: Path) -> None:
    """An incident that nobody resolved stands on the page, and is overdue there."""
    site = read(tmp_path, {"incidents/a.md": incident(OUTAGE)}, PROMISING)

    owed = owed_at(site, moment("14:30") + 10 * LAPSES_AFTER)

    assert (kinds(owed.overdue), owed.lapsed) == (["update_every"], 0)


@pytest.mark.parametrize(
    ("said", "due_at"),
    [
        # Berlin puts its clocks forward on March 29, 2026, 02:00, and back on October 25, 03:00.
        ("2026-03-29 01:50", "2026-03-29 03:20"),
        ("2026-10-25 01:50", "2026-10-25 02:20 +02:00"),
        ("2026-10-25 02:50 +02:00", "2026-10-25 02:20 +01:00"),
    ],
)
def test_an_interval_is_a_length_of_time_whatever_the_clocks_do(said: str, due_at: str, tmp_path: Path) -> None:
    """Half an hour is half an hour in a night in which clocks change."""
    yml = PROMISING.replace("timezone: UTC", "timezone: Europe/Berlin")
    text = f"---\ntitle: Trouble\ncomponents: {{login: major_outage}}\n---\n\n## {said} investigating\n"
    site = read(tmp_path, {"incidents/a.md": text}, yml)
    edge = moment(due_at, site.config)

    assert edge == moment(said, site.config) + timedelta(minutes=30)
    assert owed_at(site, edge - SECOND).overdue == ()
    assert [one.due for one in owed_at(site, edge).overdue] == [edge]


def test_the_day_of_an_action_ends_at_the_sites_midnight(tmp_path: Path) -> None:
    """On the day of a change of clocks as well, which has 23 hours."""
    yml = PROMISING.replace("timezone: UTC", "timezone: Europe/Berlin")
    story = POSTMORTEM.format(published="24 10:00", more="actions:\n  - what: Learn\n    due: 2026-03-29\n")
    files = {"incidents/a.md": incident(OUTAGE, OVER), "incidents/a.postmortem.md": story}
    site = read(tmp_path, files, yml)
    edge = moment("2026-03-29 22:00")

    assert owed_at(site, edge - SECOND).overdue == ()
    assert [one.due for one in owed_at(site, edge).overdue] == [edge]


# --- when the site next changes by itself


@rows(
    ("files", "now", "at", "turns"),
    [
        ({}, "14:00", "2026-01-24 00:00", ["day_turns"]),
        ({}, "2026-01-23 23:59:59", "2026-01-24 00:00", ["day_turns"]),
        ({}, "2026-01-24 00:00", "2026-01-25 00:00", ["day_turns"]),
        ({"m": window("20 01:00 scheduled")}, "01:59:59", "02:00", ["window_opens of m"]),
        ({"m": window("20 01:00 scheduled")}, "02:00", "04:00", ["window_ends of m"]),
        ({"m": window("20 01:00 scheduled")}, "04:00", "2026-01-24 00:00", ["day_turns"]),
        ({"m": window("20 01:00 scheduled", front=BY_HAND)}, "01:30", "02:00", ["late_start of m"]),
        ({"m": window("20 01:00 scheduled")}, "01:29:59", "01:30", ["window_near of m"]),
        # While something is broken, that is the reason.
        (
            {"a": incident("23 00:30 investigating"), "m": window("20 01:00 scheduled")},
            "01:00",
            "02:00",
            ["window_opens of m"],
        ),
        ({"a": incident("23 01:00 investigating\n\n- eta: 15:00\n")}, "14:59:59", "15:00", ["eta_passes of a"]),
        ({"m": window("20 01:00 scheduled", "23 01:30 in_progress")}, "01:30", "04:00", ["late_end of m"]),
        (
            {"m": window("20 01:00 scheduled", end="24 00:00")},
            "03:00",
            "2026-01-24 00:00",
            ["window_ends of m", "day_turns"],
        ),
        ({"a": incident(PROMISE)}, "14:09:59", "14:10", ["next_update of a"]),
        ({"a": incident(PROMISE)}, "14:10", "2026-01-24 00:00", ["day_turns"]),
        # What is overdue already is no change; neither is a start that has been taken by hand.
        (
            {"m": window("20 01:00 scheduled", "23 01:30 in_progress\n\n- next update: 02:30\n")},
            "03:00",
            "04:00",
            ["late_end of m"],
        ),
        (
            {"m": window("20 01:00 scheduled", "23 01:30 in_progress\n\n- next update: 05:00\n")},
            "04:00",
            "05:00",
            ["next_update of m"],
        ),
        (
            {"m": window("20 01:00 scheduled\n\n- next update: 2026-01-23 03:00\n", front=BY_HAND)},
            "02:00",
            "03:00",
            ["next_update of m"],
        ),
        (
            {"a": incident("22 10:00 update", front=HOURS.format(until="23 09:00"))},
            "08:00",
            "09:00",
            ["notice_ends of a"],
        ),
        (
            {
                "a": incident("23 01:00 investigating\n\n- next update: 02:00\n"),
                "m": window("20 01:00 scheduled"),
                "m2": window("20 01:00 scheduled", moved("20 02:00", "22 23:00", "23 02:00")),
            },
            "01:30",
            "02:00",
            ["next_update of a", "window_opens of m", "window_ends of m2"],
        ),
    ],
)
def test_the_next_change_is_the_first_that_readers_see(
    files: dict[str, str], now: str, at: str, turns: list[str], tmp_path: Path
) -> None:
    """A window opens or ends, a promise falls due, an announcement ends, the day turns; all that comes at once."""
    owed = owed_at(read(tmp_path, placed(files), PROMISING), moment(now))

    assert owed.next_change == moment(at)
    assert [f"{one.event} of {one.view.slug}" if one.view else one.event for one in owed.changes] == turns


# --- the command


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site with an outage whose next update was promised for 14:10, and one that is over."""
    files = {
        "a": incident(PROMISE),
        "b": incident("23 10:00 investigating", "23 10:20 resolved"),
    }
    read(tmp_path, placed(files), PROMISING)
    return tmp_path


def command(root: Path, now: str, *options: str) -> int:
    """`sitegen due` at *now*, a time of the stories' day."""
    return run(["due", "--site", str(root), "--now", f"2026-01-23T{now}Z", *options])


def test_due_exits_with_1_only_when_something_is_overdue(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A timer can pass it on."""
    (root / "content/incidents/b.md").unlink()

    assert [command(root, now) for now in ("14:09:59", "14:10:00")] == [0, 1]
    assert run(["due", "--site", str(root), "--format", "xml"]) == 2
    capsys.readouterr()


def test_due_says_what_is_late_by_how_much_and_what_to_do(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file and its newest update, who promised it, and a heading or a command to copy."""
    assert command(root, "14:20:00") == 1

    assert (
        capsys.readouterr().out
        == f"""\
Overdue, as of 2026-01-23 14:20 +00:00
  content/incidents/a.md:6: Trouble
    next update: promised for 2026-01-23 14:10 +00:00, 10 minutes ago
      Even if nothing is new: write '## 2026-01-23 14:20 update' and your words, \
or sitegen update a --site {root} --message '…'
  content/incidents/b.md:8: Trouble
    explanation: due by 2026-01-23 12:20 +00:00, 2 hours ago; promised within 2 hours of the resolution
      To explain the cause, write '## 2026-01-23 14:20 update' and your words, \
or sitegen update b --site {root} --message '…'
Due within 3 days
  content/incidents/a.md:6: Trouble
    update every: due by 2026-01-23 14:30 +00:00, in 10 minutes; one is promised every 30 minutes at major impact
  content/incidents/b.md:8: Trouble
    postmortem: due by 2026-01-26 10:20 +00:00, in 3 days; promised within 3 days of the resolution
Next change by itself: 2026-01-24 00:00 +00:00, in 10 hours
  a new day begins
"""
    )


def test_due_says_when_nothing_is_overdue(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And what the clock will do next."""
    assert command(root, "10:30:00") == 0

    shown = capsys.readouterr().out
    assert shown.startswith("Nothing is overdue, as of 2026-01-23 10:30 +00:00\nDue within 3 days\n")


def test_due_counts_what_is_too_old_to_be_listed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not forgotten, and nobody is called for it."""
    (root / "content/incidents/a.md").unlink()

    assert run(["due", "--site", str(root), "--now", "2026-06-01T00:00:00Z"]) == 0

    assert "  2 older items omitted, each at least 30 days late\n" in capsys.readouterr().out


@rows(
    ("files", "now", "words"),
    [
        (
            {"m": window("20 01:00 scheduled", front=BY_HAND)},
            "02:00:30",
            [
                "start: planned for 2026-01-23 02:00 +00:00, 1 minute ago; this window does not move by itself",
                "When it has begun, write '## 2026-01-23 02:00 in_progress' and your words, or sitegen update m",
                "--status in_progress",
                "An update with start and end moves it.",
            ],
        ),
        (
            {"m": window("20 01:00 scheduled", "23 02:00 in_progress")},
            "04:10:00",
            [
                "end: planned for 2026-01-23 04:00 +00:00, 10 minutes ago",
                "write '## 2026-01-23 04:10 completed'",
                "update every: due by 2026-01-23 03:00 +00:00, 70 minutes ago; "
                "one is promised every 1 hour during maintenance",
                "--next-update +60m",
            ],
        ),
        (
            {"m": window("22 10:00 scheduled")},
            "01:00:00",
            [
                "maintenance notice: due by 2026-01-21 02:00 +00:00, 47 hours ago; announced 2026-01-22 10:00 +00:00, "
                "promised 2 days before the start",
                "'emergency: true'",
            ],
        ),
        (
            {"b": incident("19 10:00 investigating", "19 10:20 resolved", "19 10:30 update\n\nWhy.\n")},
            "10:00:00",
            [
                "content/incidents/b.md:10: Trouble",
                "postmortem: due by 2026-01-22 10:20 +00:00, 24 hours ago",
                "To start it: sitegen new postmortem b --site ",
            ],
        ),
        (
            {
                "b": incident("19 10:00 investigating", "19 10:20 resolved", "19 10:30 update\n\nWhy.\n"),
                "b.postmortem": POSTMORTEM.format(published="20 10:00", more="").replace("Words.\n", ""),
            },
            "10:00:00",
            ["To write it: content/incidents/b.postmortem.md has only headings so far."],
        ),
        (
            {
                "b": incident("19 10:00 investigating", "19 10:20 resolved", "19 10:30 update\n\nWhy.\n"),
                "b.postmortem": POSTMORTEM.format(published="25 10:00", more=""),
            },
            "10:00:00",
            ["content/incidents/b.postmortem.md is written and is not shown before 2026-01-25 10:00 +00:00"],
        ),
        (
            {
                "b": incident("19 10:00 investigating", "19 10:20 resolved"),
                "b.postmortem": POSTMORTEM.format(
                    published="20 10:00", more="actions:\n  - what: Learn\n    due: 2026-01-21\n"
                ),
            },
            "10:00:00",
            [
                "content/incidents/b.postmortem.md: Trouble",
                "action: due before 2026-01-22 00:00 +00:00, 34 hours ago: Learn",
                "When it is done, add 'done: 2026-01-23' to it.",
            ],
        ),
    ],
)
def test_due_says_for_each_kind_what_to_do_next(
    files: dict[str, str], now: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not only that it is late."""
    read(tmp_path, placed(files), PROMISING)

    assert command(tmp_path, now) == 1

    shown = capsys.readouterr().out
    for one in words:
        assert one in shown


def test_due_tells_programs_the_same(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Kinds are words, moments are in UTC, lengths are seconds."""
    assert command(root, "14:20:00", "--format", "json") == 1

    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["as_of", "overdue", "coming", "lapsed", "next_change"]
    assert document["as_of"] == "2026-01-23T14:20:00Z"
    hint = document["overdue"][0].pop("hint")
    assert "sitegen update a" in hint
    assert document["overdue"][0] == {
        "kind": "next_update",
        "path": "content/incidents/a.md",
        "line": 6,
        "slug": "a",
        "title": "Trouble",
        "due": "2026-01-23T14:10:00Z",
        "late_seconds": 600,
        "message": "promised for 2026-01-23 14:10 +00:00, 10 minutes ago",
    }
    assert [(one["kind"], one["late_seconds"]) for one in document["coming"]] == [
        ("update_every", -600),
        ("postmortem", -(2 * 24 + 20) * 3600),
    ]
    assert document["lapsed"] == 0
    assert document["next_change"] == {"at": "2026-01-24T00:00:00Z", "changes": [{"kind": "day_turns"}]}


def test_due_tells_programs_which_entry_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its file, its slug and its title."""
    read(tmp_path, {"maintenance/m.md": window("20 01:00 scheduled")}, PROMISING)

    assert command(tmp_path, "01:30:00", "--format", "json") == 0

    assert json.loads(capsys.readouterr().out)["next_change"] == {
        "at": "2026-01-23T02:00:00Z",
        "changes": [
            {"kind": "window_opens", "path": "content/maintenance/m.md", "slug": "m", "title": "Upgrade"},
        ],
    }


def test_due_annotates_the_newest_update(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error while readers wait for it, a warning for what is over; and nothing about what is only coming."""
    assert command(root, "14:20:00", "--format", "github") == 1

    first, second = capsys.readouterr().out.splitlines()
    assert re.match(
        r"::error file=\S*content/incidents/a\.md,line=6,title=next update::next update: promised for", first
    )
    assert "%0AEven if nothing is new: " in first
    assert re.match(r"::warning file=\S*content/incidents/b\.md,line=8,title=explanation::", second)


def test_due_annotates_nothing_where_nothing_is_overdue(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A quiet run stays quiet."""
    assert command(root, "10:30:00", "--format", "github") == 0

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("form", "stream", "words"),
    [
        ("text", "err", "content/incidents/a.md:6: status: expected"),
        ("json", "out", '"field": "status"'),
        ("github", "out", "::error file="),
    ],
)
def test_due_tells_problems_of_the_content_as_check_does(
    form: str, stream: str, words: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be read cannot be judged."""
    file = root / "content/incidents/a.md"
    file.write_text(file.read_text().replace("investigating", "investigatin"))

    assert command(root, "14:20:00", "--format", form) == 1

    assert words in getattr(capsys.readouterr(), stream)


def test_a_translation_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither is it owed, nor does it count as an update."""
    command(root, "14:20:00")
    before = capsys.readouterr().out
    site = root / "site.yml"
    site.write_text(site.read_text() + "locales: [en, zh-CN]\n")
    (root / "content/incidents/a.zh-CN.md").write_text("---\ntitle: 故障\n---\n\n## 2026-01-23 14:00\n\n正在排查。\n")

    command(root, "14:20:00")

    assert capsys.readouterr().out == before


# --- the sample, the documentation and the workflow


@pytest.mark.parametrize(
    "now", ["2026-10-20T02:30:00Z", "2026-11-30T00:00:00Z", "2027-02-01T12:00:00Z", "2046-01-01T00:00:00Z"]
)
def test_the_sample_owes_nothing(now: str) -> None:
    """It keeps its promises, from the end of its last story on."""
    checked = check(SAMPLE, AsOf(datetime.fromisoformat(now), given=True))

    owed = owed_at(checked.site, checked.snapshot.now)

    assert told(owed.overdue) == ""
    assert owed.lapsed == 0


@rows(
    ("now", "expected"),
    [
        ("2026-01-23T15:00:00+08:00", ["next_update"]),
        ("2026-01-23T15:10:00+08:00", []),
        ("2026-01-23T16:39:59+08:00", []),
        ("2026-01-26T09:59:59+08:00", []),
        ("2026-02-14T00:00:00+08:00", ["action"]),
        ("2026-02-27T00:00:00+08:00", []),
        ("2026-04-16T12:19:59+08:00", []),
        ("2026-09-09T18:31:00+08:00", []),
    ],
)
def test_the_sample_once_owed_what_its_postmortem_admits(now: str, expected: list[str]) -> None:
    """An update came ten minutes late, and an action two weeks; all else was in time."""
    site = check(SAMPLE, AsOf(datetime.fromisoformat(now), given=True)).site

    assert kinds(owed_at(site, datetime.fromisoformat(now)).overdue) == expected


def test_the_documentation_shows_what_the_command_prints(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example of docs/due.md, to the letter."""
    shown = re.search(r"```\n\$ sitegen (.+)\n((?:.|\n)+?)```\n", (DOCS / "due.md").read_text(encoding="utf-8"))
    assert shown
    monkeypatch.chdir(SAMPLE)

    assert run(shown[1].split()) == 1

    assert capsys.readouterr().out == shown[2]


@pytest.mark.parametrize("words", [ObligationKind, ClockEvent])
def test_the_documentation_names_every_kind(words: type[ObligationKind] | type[ClockEvent]) -> None:
    """What a program may meet stands in a table."""
    page = (DOCS / "due.md").read_text(encoding="utf-8")

    assert [word for word in words if f"`{word}`" not in page] == []


def test_nothing_that_is_overdue_stops_the_publication() -> None:
    """The step may fail, the site is deployed all the same, and only then may a job fail that was asked for."""
    jobs = yaml.safe_load((WORKFLOWS / "publish.yml").read_text(encoding="utf-8"))["jobs"]
    looking = {
        name: step for name, job in jobs.items() for step in job["steps"] if "sitegen due" in step.get("run", "")
    }

    assert [(name, step["continue-on-error"]) for name, step in looking.items()] == [("build", True)]
    assert jobs["deploy"]["needs"] == "build"
    assert "deploy" in jobs["overdue"]["needs"]
    assert "vars.OVERDUE_FAILS == 'true'" in jobs["overdue"]["if"]
