"""Who is told of what, and what is done about each message: a function of content, ledger and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.stories import SECOND, edges, moment, snapshot
from support.tables import rows

from sitegen.delivery.candidates import Candidate, candidates, newest
from sitegen.delivery.keys import Naming
from sitegen.delivery.plan import Decision, Planned, Wishes, plan, tells
from sitegen.delivery.records import Book, Record, RecordState
from sitegen.derive.stages import occasions
from sitegen.messages.remarks import Remark
from sitegen.model import Audience, Channel, Impact, Route, Stage

HEAD = "---\ntitle: Trouble\n{front}---\n"
FRONT = "components: {login: major_outage}\n"
WINDOW = "components: [login]\nstart: 2026-01-23 16:00\nend: 2026-01-23 18:00\n"
NOTICE = "components: []\nkind: notice\n"
FIRST, PROGRESS, OVER, AGAIN = "14:00 investigating", "14:20 identified", "14:40 resolved", "14:50 investigating"
WHY = "15:00 update"
LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def route(**given: Any) -> Route:
    """A route to users; by webhook, in English."""
    return Route(
        **{
            "name": "hook",
            "audience": Audience.USERS,
            "channel": Channel.WEBHOOK,
            "variable": "USERS",
            "locale": "en",
            "line": 1,
            **given,
        }
    )


def entry(*updates: str, front: str = FRONT) -> str:
    """A content file; an update is `14:00 investigating`, or that and its lines."""
    return HEAD.format(front=front) + "".join(
        f"\n## {'' if one[:4] == '2026' else '2026-01-23 '}{one}\n" for one in updates
    )


def threads(
    tmp_path: Path,
    now: str | datetime,
    *updates: str,
    front: str = FRONT,
    to: Route | None = None,
    reminder: timedelta | None = None,
    since: datetime = LONG_AGO,
    asked: Sequence[str] = (),
) -> list[list[Candidate]]:
    """The candidates of one entry at *now* on a route."""
    folder = "maintenance" if "start:" in front else "incidents"
    shown = now if isinstance(now, str) else f"{now:%Y-%m-%d %H:%M:%S}"
    found = snapshot(tmp_path, {f"{folder}/a.md": entry(*updates, front=front)}, shown)
    return candidates(found.entries, [to or route()], found.now, reminder, since=since, asked=asked)


def stages(found: Sequence[Sequence[Candidate]]) -> str:
    """The stages of candidates, oldest first."""
    return " ".join(candidate.occasion.stage for thread in found for candidate in thread)


def book(found: Sequence[Sequence[Candidate]], said: Mapping[str, str], now: datetime) -> Book:
    """A ledger that says of messages, by their stage, what their last line says."""
    made = Book()
    for thread in found:
        for candidate in thread:
            made.add(lines_of(str(candidate.key), said.get(candidate.occasion.stage, ""), now))
    return made


def lines_of(name: str, said: str, now: datetime) -> list[Record]:
    """The lines that end in that state; `claimed` is of a run that has just begun, `stale` of one that died."""
    if not said:
        return []
    begun = now - (HOUR if said == "stale" else timedelta(minutes=1))
    claim = Record(RecordState.CLAIMED, begun, "r", name, "d", begun + timedelta(minutes=4))
    if said in ("claimed", "stale"):
        return [claim]
    if said in ("superseded", "settled", "known"):
        return [Record(RecordState(said), begun, "r", name)]
    return [claim, Record(RecordState(said), begun, "r", name)]


def told(planned: Sequence[Planned]) -> str:
    """The decisions in a few words: `first superseded, progress send`."""
    return ", ".join(f"{one.candidate.occasion.stage} {one.decision}" for one in planned)


def decided(
    tmp_path: Path,
    now: str | datetime,
    *updates: str,
    said: Mapping[str, str] | None = None,
    wishes: Wishes | None = None,
    **given: Any,
) -> list[Planned]:
    """The plan for one entry, given what the ledger says of messages by their stages."""
    found = threads(tmp_path, now, *updates, **given)
    when = moment(now) if isinstance(now, str) else now
    return plan(found, book(found, said or {}, when), Naming(), when, wishes or Wishes())


# --- of what a route is told


@rows(
    ("updates", "front", "given", "expected"),
    [
        ((FIRST, PROGRESS, OVER, WHY), FRONT, {}, "first progress resolved explained"),
        ((FIRST, PROGRESS, OVER), FRONT, {"stages": (Stage.FIRST, Stage.RESOLVED)}, "first resolved"),
        ((FIRST, OVER), FRONT, {"stages": (Stage.ANNOUNCED,)}, ""),
        # Impact: this and worse.
        ((FIRST, OVER), FRONT, {"impact": Impact.MAJOR}, "first resolved"),
        ((FIRST, OVER), FRONT, {"impact": Impact.CRITICAL}, ""),
        ((FIRST, OVER), "components: {login: degraded_performance}\n", {"impact": Impact.MAJOR}, ""),
        ((FIRST, OVER), "components: {login: degraded_performance}\n", {"impact": Impact.MINOR}, "first resolved"),
        # What became worse is told from then on, and its end, whatever the impact is said to be by then.
        (
            (FIRST, f"{PROGRESS}\n\n- impact: critical\n", "14:30 update\n\n- impact: minor\n", OVER),
            FRONT,
            {"impact": Impact.CRITICAL},
            "progress progress resolved",
        ),
        # That update is the first of which the route is told, and an end is none.
        (
            (FIRST, f"{PROGRESS}\n\n- impact: critical\n", "14:30 update", OVER),
            FRONT,
            {"impact": Impact.CRITICAL, "stages": (Stage.FIRST, Stage.RESOLVED)},
            "progress resolved",
        ),
        (
            (FIRST, f"{OVER}\n\n- impact: critical\n"),
            FRONT,
            {"impact": Impact.CRITICAL, "stages": (Stage.FIRST,)},
            "",
        ),
        # Components: any of them concerned, up to then.
        ((FIRST, OVER), FRONT, {"components": ("login", "orders")}, "first resolved"),
        ((FIRST, OVER), FRONT, {"components": ("orders",)}, ""),
        (
            (FIRST, f"{PROGRESS}\n\n- components: {{orders: major_outage}}\n", OVER),
            FRONT,
            {"components": ("orders",)},
            "progress resolved",
        ),
        # A maintenance and a notice have no impact by which to leave them out.
        (("12:00 scheduled",), WINDOW, {"impact": Impact.CRITICAL}, "announced"),
        (("12:00 scheduled",), WINDOW, {"components": ("orders",)}, ""),
        (("14:00 update",), NOTICE, {"impact": Impact.CRITICAL}, "announced"),
        (("14:00 update",), NOTICE, {"components": ("login",)}, ""),
        # An update says who is told.
        ((f"{FIRST}\n\n- notify: no\n", PROGRESS), FRONT, {}, "progress"),
        ((f"{FIRST}\n\n- notify: [support]\n", PROGRESS), FRONT, {}, "progress"),
        ((f"{FIRST}\n\n- notify: [users, support]\n", PROGRESS), FRONT, {}, "first progress"),
        ((f"{FIRST}\n\n- notify: no\n", PROGRESS, OVER), FRONT, {"stages": (Stage.FIRST,)}, "progress"),
    ],
)
def test_a_route_is_told_of_what_is_for_it(
    updates: tuple[str, ...], front: str, given: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    """Stages, impact, components and `notify` choose; what has once been for a route is so to its end."""
    assert stages(threads(tmp_path, "15:30", *updates, front=front, to=route(**given))) == expected


@rows(
    ("edge", "away", "expected"),
    edges({"12:00": "announced", "15:00": "announced reminder", "16:00": "announced reminder started"}),
)
def test_the_clock_makes_occasions(edge: str, away: timedelta, expected: str, tmp_path: Path) -> None:
    """A reminder before the window, and its beginning."""
    found = threads(tmp_path, moment(edge) + away, "12:00 scheduled", front=WINDOW, reminder=HOUR)

    assert (stages(found) or "nothing") == expected


def test_without_a_stated_time_there_is_no_reminder(tmp_path: Path) -> None:
    """messages.yml says how long before."""
    assert stages(threads(tmp_path, "15:30", "12:00 scheduled", front=WINDOW)) == "announced"


@rows(
    ("since", "expected"),
    [
        (moment("13:59"), "first progress resolved"),
        (moment("14:00"), "progress resolved"),
        (moment("14:20"), "resolved"),
        (moment("14:40"), ""),
    ],
)
def test_what_is_older_is_no_candidate(since: datetime, expected: str, tmp_path: Path) -> None:
    """Up to that moment, including it, everything is known; what follows knows that there was something."""
    found = threads(tmp_path, "15:00", FIRST, PROGRESS, OVER, since=since)

    assert stages(found) == expected
    assert all(candidate.follows == (since >= moment("14:00")) for thread in found for candidate in thread)


def test_a_message_that_is_asked_for_may_be_old(tmp_path: Path) -> None:
    """Who names a key means it; its neighbours stay where they are."""
    key = "a/20260123T142000Z/progress/users/hook/en"

    assert stages(threads(tmp_path, "15:00", FIRST, PROGRESS, OVER, since=moment("14:50"), asked=[key])) == "progress"


@rows(
    ("updates", "front"),
    [
        ((FIRST, PROGRESS, OVER), FRONT),
        (("12:00 scheduled",), WINDOW),
        (("12:00 scheduled", "15:40 in_progress"), WINDOW),
        (("12:00 scheduled", "13:00 update\n\n- start: 2026-01-23 20:00\n- end: 2026-01-23 21:00\n"), WINDOW),
        (("12:00 scheduled", "13:00 cancelled"), WINDOW),
        (("14:00 update",), NOTICE),
    ],
)
def test_nothing_is_newer_than_the_newest(updates: tuple[str, ...], front: str, tmp_path: Path) -> None:
    """By that moment alone thousands of old entries are passed over."""
    folder = "maintenance" if "start:" in front else "incidents"
    for hour in range(12, 24):
        found = snapshot(tmp_path, {f"{folder}/a.md": entry(*updates, front=front)}, f"{hour}:30")
        for view in found.entries:
            assert all(one.at <= newest(view) for one in occasions(view, found.now, HOUR))


# --- what is done


NEW = "14:41"


@rows(
    ("said", "expected"),
    [
        ({}, "first superseded, progress superseded, resolved send"),
        ({"first": "delivered"}, "first delivered, progress superseded, resolved send"),
        (
            {"first": "delivered", "progress": "delivered", "resolved": "delivered"},
            "first delivered, progress delivered, resolved delivered",
        ),
        ({"resolved": "delivered"}, "first superseded, progress superseded, resolved delivered"),
        ({"progress": "released"}, "first superseded, progress superseded, resolved send"),
        ({"resolved": "released"}, "first superseded, progress superseded, resolved send"),
        ({"resolved": "claimed"}, "first superseded, progress superseded, resolved sending"),
        ({"resolved": "stale"}, "first superseded, progress superseded, resolved unknown"),
        ({"resolved": "unknown"}, "first superseded, progress superseded, resolved unknown"),
        ({"resolved": "settled"}, "first superseded, progress superseded, resolved settled"),
        ({"resolved": "known"}, "first superseded, progress superseded, resolved known"),
        ({"resolved": "rejected"}, "first superseded, progress superseded, resolved rejected"),
        ({"first": "unknown"}, "first unknown, progress superseded, resolved send"),
        ({"first": "rejected"}, "first superseded, progress superseded, resolved send"),
        ({"first": "superseded"}, "first superseded, progress superseded, resolved send"),
    ],
)
def test_the_newest_is_sent(said: dict[str, str], expected: str, tmp_path: Path) -> None:
    """Of several that are unsent; what the ledger knows of is left alone."""
    assert told(decided(tmp_path, NEW, FIRST, PROGRESS, OVER, said=said)) == expected


@rows(
    ("updates", "front", "expected"),
    [
        # That it is resolved must not be swallowed by the explanation.
        ((FIRST, OVER, WHY), FRONT, "first superseded, resolved send, explained send"),
        (
            (FIRST, OVER, WHY, "15:10 update"),
            FRONT,
            "first superseded, resolved send, explained superseded, explained send",
        ),
        # That it has begun again must not be swallowed by the next word.
        (
            (FIRST, OVER, AGAIN, "14:55 update"),
            FRONT,
            "first superseded, resolved superseded, reopened send, progress send",
        ),
        ((FIRST, OVER, AGAIN), FRONT, "first superseded, resolved superseded, reopened send"),
        (
            (FIRST, OVER, AGAIN, "14:55 resolved"),
            FRONT,
            "first superseded, resolved superseded, reopened superseded, resolved send",
        ),
        (
            (FIRST, OVER, WHY, "15:10 investigating"),
            FRONT,
            "first superseded, resolved superseded, explained superseded, reopened send",
        ),
        # A window that has moved.
        (
            ("14:00 scheduled", "14:10 update\n\n- end: 2026-01-23 19:00\n", "14:20 update\n\nWords.\n"),
            WINDOW,
            "announced superseded, moved send, progress send",
        ),
        (
            ("14:00 scheduled", "14:10 update\n\n- end: 2026-01-23 19:00\n", "14:20 cancelled"),
            WINDOW,
            "announced superseded, moved superseded, cancelled send",
        ),
        (
            ("13:00 scheduled", "14:10 in_progress", "14:20 completed", "14:30 update\n\nWords.\n"),
            WINDOW.replace("16:00", "14:00"),
            "announced superseded, started superseded, progress superseded, completed send, progress send",
        ),
        (("14:00 update", "14:20 update"), NOTICE, "announced superseded, progress send"),
    ],
)
def test_what_the_newest_does_not_tell_goes_out_before_it(
    updates: tuple[str, ...], front: str, expected: str, tmp_path: Path
) -> None:
    """A message is superseded only by one whose readers miss nothing of it."""
    assert told(decided(tmp_path, "15:11", *updates, front=front)) == expected


@rows(
    ("updates", "expected"),
    [
        (("14:30 scheduled", "14:50 update\n\nWords.\n"), "announced superseded, progress send, reminder send"),
        (
            ("14:30 scheduled", "14:50 update\n\n- end: 2026-01-23 19:00\n"),
            "announced superseded, moved send, reminder send",
        ),
        (("14:30 scheduled",), "announced superseded, reminder send"),
    ],
)
def test_the_clock_does_not_swallow_the_words_of_people(
    updates: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    """A reminder has the window, and none of what an author said."""
    assert told(decided(tmp_path, "15:05", *updates, front=WINDOW, reminder=HOUR)) == expected


@rows("newer", Stage)
def test_each_stage_tells_what_a_later_one_of_its_kind_repeats(newer: Stage) -> None:
    """Newer words of one stage replace older ones, so that nobody gets five updates at once."""
    assert tells(newer, newer)


@pytest.mark.parametrize("newer", [Stage.RESOLVED, Stage.REOPENED, Stage.COMPLETED, Stage.CANCELLED, Stage.STARTED])
def test_a_new_state_tells_everything_before_it(newer: Stage) -> None:
    """Whoever reads that it is over, or has begun again, needs none of what came before."""
    assert all(tells(newer, older) for older in Stage)


@rows(
    ("edge", "away", "expected"),
    [
        ("16:40", -SECOND, "first superseded, resolved send"),
        ("16:40", timedelta(), "first superseded, resolved send"),
        ("16:40", SECOND, "first superseded, resolved late"),
    ],
)
def test_late_words_are_not_sent(edge: str, away: timedelta, expected: str, tmp_path: Path) -> None:
    """An update older than two hours is told to whoever runs the command, and to nobody else."""
    assert told(decided(tmp_path, moment(edge) + away, FIRST, OVER)) == expected


@rows(
    ("updates", "said", "expected"),
    [
        ((FIRST, OVER), {}, "first superseded, resolved send"),
        ((FIRST, OVER, WHY), {}, "first superseded, resolved send, explained send"),
        ((FIRST, OVER, WHY), {"explained": "delivered"}, "first superseded, resolved send, explained delivered"),
    ],
)
def test_late_words_are_sent_when_asked_for(
    updates: tuple[str, ...], said: dict[str, str], expected: str, tmp_path: Path
) -> None:
    """With --late the newest of each entry, with what it does not tell."""
    assert told(decided(tmp_path, "20:00", *updates, said=said, wishes=Wishes(late=True))) == expected


def test_a_late_resolution_goes_out_with_its_explanation(tmp_path: Path) -> None:
    """Nobody shall read why it happened and not that it is over, however late that is told."""
    planned = decided(tmp_path, "16:50", FIRST, OVER, WHY)

    assert told(planned) == "first superseded, resolved send, explained send"


def test_what_a_late_message_supersedes_is_not_written_down(tmp_path: Path) -> None:
    """Nothing has superseded it before something is sent."""
    late = decided(tmp_path, "20:00", FIRST, OVER)
    sent = decided(tmp_path, NEW, FIRST, OVER)
    before = decided(tmp_path, NEW, FIRST, OVER, said={"resolved": "delivered"})
    known = decided(tmp_path, NEW, FIRST, OVER, said={"first": "superseded", "resolved": "delivered"})

    assert [one.to_record for one in late] == [False, False]
    assert [one.to_record for one in sent] == [True, False]
    assert [one.to_record for one in before] == [True, False]
    assert [one.to_record for one in known] == [False, False]


@rows(
    ("edge", "away", "expected"),
    [
        ("2026-02-22 14:00", -SECOND, "first superseded, resolved late"),
        ("2026-02-22 14:00", timedelta(), "resolved late"),
        ("2026-02-22 14:40", -SECOND, "resolved late"),
        ("2026-02-22 14:40", timedelta(), ""),
    ],
)
def test_words_of_a_month_ago_are_no_news(edge: str, away: timedelta, expected: str, tmp_path: Path) -> None:
    """They are not missed for ever: after thirty days nobody is told of them any more."""
    assert told(decided(tmp_path, moment(edge) + away, FIRST, OVER)) == expected


@rows(
    ("hours", "expected"),
    [(2, "started send"), (3, "started late"), (23, "completed late"), (30, "")],
)
def test_a_step_of_the_clock_is_missed_for_a_day(hours: int, expected: str, tmp_path: Path) -> None:
    """Without a timer nobody could be told in time, and after a day it is no news."""
    now = moment("2026-01-24 00:00") + (hours - 2) * HOUR
    front = "components: [login]\nstart: 2026-01-23 22:00\nend: 2026-01-24 04:00\n"
    planned = decided(tmp_path, now, "2026-01-20 12:00 scheduled", front=front, said={"announced": "delivered"})

    left = [one for one in planned if one.decision not in (Decision.DELIVERED, Decision.SUPERSEDED)]
    assert told(left) == expected


def test_a_reminder_of_a_window_that_has_begun_is_never_sent(tmp_path: Path) -> None:
    """Where nobody has begun the work on time, a reminder would call the past the future."""
    by_hand = f"{WINDOW}auto: false\n"
    said = {"announced": "delivered"}
    before = decided(tmp_path, "15:59", "12:00 scheduled", front=by_hand, reminder=HOUR, said=said)
    after = decided(
        tmp_path, "16:00", "12:00 scheduled", front=by_hand, reminder=HOUR, said=said, wishes=Wishes(late=True)
    )

    assert told(before) == "announced delivered, reminder send"
    assert told(after) == "announced delivered, reminder late"


# --- what people ask for


@rows(
    ("said", "expected"),
    [
        ("", "send"),
        ("unknown", "send"),
        ("stale", "send"),
        ("rejected", "send"),
        ("released", "send"),
        ("delivered", "delivered"),
        ("settled", "settled"),
        ("claimed", "sending"),
    ],
)
def test_retry_sends_what_has_not_arrived(said: str, expected: str, tmp_path: Path) -> None:
    """However late, and not what has arrived or is on its way."""
    key = "a/20260123T140000Z/first/users/hook/en"
    planned = decided(tmp_path, "20:00", FIRST, said={"first": said}, wishes=Wishes(retry=[key], only=[key]))

    assert [(one.decision, one.remark) for one in planned] == [(expected, None)]


@rows(("said", "expected"), [("delivered", "send"), ("settled", "send"), ("unknown", "unknown"), ("", "late")])
def test_correct_sends_again_what_has_arrived(said: str, expected: str, tmp_path: Path) -> None:
    """And says that it is a correction."""
    key = "a/20260123T140000Z/first/users/hook/en"
    planned = decided(tmp_path, "20:00", FIRST, said={"first": said}, wishes=Wishes(correct=[key], only=[key]))

    assert [one.decision for one in planned] == [expected]
    assert [one.remark for one in planned] == [Remark.CORRECTED if expected == "send" else None]


def test_who_asks_for_one_message_gets_that_one(tmp_path: Path) -> None:
    """What else is due waits for a run that asks for nothing."""
    key = "a/20260123T140000Z/first/users/hook/en"
    planned = decided(tmp_path, NEW, FIRST, OVER, said={"first": "unknown"}, wishes=Wishes(retry=[key], only=[key]))

    assert told(planned) == "first send, resolved late"


@rows(
    ("said", "now", "expected"),
    [
        ("stale", NEW, ("send", Remark.REPEATED)),
        ("unknown", NEW, ("send", Remark.REPEATED)),
        ("claimed", NEW, ("sending", None)),
        ("delivered", NEW, ("delivered", None)),
        ("unknown", "20:00", ("unknown", None)),
    ],
)
def test_insiders_may_get_what_may_have_arrived_again(
    said: str, now: str, expected: tuple[str, Remark | None], tmp_path: Path
) -> None:
    """With `retry_unknown`, marked, and only while it is no late word."""
    inside = route(audience=Audience.TEAM, retry_unknown=True)
    planned = decided(tmp_path, now, FIRST, said={"first": said}, to=inside)

    assert [(one.decision, one.remark) for one in planned] == [expected]


def test_what_may_have_arrived_is_not_repeated_once_there_is_newer(tmp_path: Path) -> None:
    """The newer message says it."""
    inside = route(audience=Audience.TEAM, retry_unknown=True)

    assert (
        told(decided(tmp_path, NEW, FIRST, OVER, said={"first": "unknown"}, to=inside))
        == "first unknown, resolved send"
    )


# --- the thread


@rows(
    ("said", "expected"),
    [
        ({}, {"resolved"}),
        ({"first": "delivered"}, set()),
        ({"first": "unknown"}, set()),
        ({"first": "superseded"}, {"resolved"}),
        ({"first": "known"}, set()),
    ],
)
def test_the_first_message_of_a_thread_opens_it(said: dict[str, str], expected: set[str], tmp_path: Path) -> None:
    """Who has not been told of the entry before is told everything."""
    planned = decided(tmp_path, NEW, FIRST, OVER, said=said)

    assert {one.candidate.occasion.stage for one in planned if one.opens and one.decision is Decision.SEND} == expected


def test_what_follows_a_baseline_opens_no_thread(tmp_path: Path) -> None:
    """People know of the entry from what was sent by hand."""
    planned = decided(tmp_path, NEW, FIRST, OVER, since=moment("14:10"))

    assert [(one.decision, one.opens) for one in planned] == [("send", False)]


def test_an_entry_keeps_its_messages_when_its_file_is_renamed(tmp_path: Path) -> None:
    """Under the old address, which `aliases` names, it has been told."""
    front = f"{FRONT}aliases: [/incidents/2026-01-23-singin]\n"
    found = threads(tmp_path, "14:10", FIRST, front=front)
    made = Book()
    made.add(lines_of("2026-01-23-singin/20260123T140000Z/first/users/hook/en", "delivered", moment("14:05")))

    assert told(plan(found, made, Naming(), moment("14:10"))) == "first delivered"


def test_hashed_names_are_found_again(tmp_path: Path) -> None:
    """A ledger that names messages by hashes says the same of them, to whoever has the secret."""
    found = threads(tmp_path, "14:10", FIRST)
    naming = Naming(b"a secret of sixteen")
    made = Book()
    made.add(lines_of(naming.name(found[0][0].key), "delivered", moment("14:05")))

    assert told(plan(found, made, naming, moment("14:10"))) == "first delivered"
    assert told(plan(found, made, Naming(b"another secret, too"), moment("14:10"))) == "first send"


def test_the_key_has_no_content(tmp_path: Path) -> None:
    """Another wording is the same message; another update, stage, audience, route or language is another."""
    [[before]] = threads(tmp_path / "a", "14:10", f"{FIRST}\n\nOne wording.\n")
    [[after]] = threads(tmp_path / "b", "14:10", f"{FIRST}\n\nAnother wording.\n")

    assert str(before.key) == str(after.key) == "a/20260123T140000Z/first/users/hook/en"
    assert before.key.thread == "a/users/hook/en"


# --- a clock that jumps


@rows(
    ("now", "said", "expected"),
    [
        # Ahead: what is new looks late, is told and not lost; once the clock is right it is sent.
        ("19:00", {}, "first late"),
        ("14:05", {}, "first send"),
        # Back: what has been sent stays sent, and a claim of the future is of a run that is not at work now.
        ("14:01", {"first": "delivered"}, "first delivered"),
    ],
)
def test_a_clock_that_jumps_neither_repeats_nor_loses(
    now: str, said: dict[str, str], expected: str, tmp_path: Path
) -> None:
    """Whether a message has gone out is not a matter of time."""
    assert told(decided(tmp_path, now, FIRST, said=said)) == expected


@rows(
    ("minutes", "expected"),
    [(-11, "unknown"), (-10, "sending"), (0, "sending"), (4, "sending"), (5, "unknown")],
)
def test_a_claim_is_of_a_run_at_work_until_its_time_is_over(minutes: int, expected: str, tmp_path: Path) -> None:
    """Then, or where it is of the future, nobody knows what became of the message."""
    found = threads(tmp_path, "14:20", FIRST)
    claimed = moment("14:10")
    made = Book()
    made.add([Record(RecordState.CLAIMED, claimed, "r", str(found[0][0].key), "d", claimed + timedelta(minutes=4))])
    now = claimed + timedelta(minutes=minutes)

    assert told(plan(found, made, Naming(), now)) == f"first {expected}"
