"""Claim, send, settle: in which order, how long a refusal is tried again, and what stays when something fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.notifying import MINUTE, Hours, Vendor
from support.stories import moment, snapshot
from support.tables import rows

from sitegen.delivery.candidates import Candidate, candidates
from sitegen.delivery.dispatch import DEADLINE, Dispatch, Fate, Parcel
from sitegen.delivery.keys import Naming
from sitegen.delivery.ledger import Ledger
from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.pacing import RATE_LIMITS, Pacer, backoff
from sitegen.delivery.plan import Planned, plan
from sitegen.delivery.records import Book, Record, RecordState, read_line, written_line
from sitegen.delivery.senders import Envelope
from sitegen.delivery.store import LedgerProblem, Lines
from sitegen.messages.draft import Message
from sitegen.model import Audience, Channel, Route

FIRST = "---\ntitle: T\ncomponents: {login: major_outage}\n---\n\n## 2026-01-23 14:00 investigating\n"
OVER_AND_WHY = "\n## 2026-01-23 14:02 resolved\n\n## 2026-01-23 14:04 update\n\nA switch had failed.\n"
NOW = moment("14:05")
CLOCK = moment("2026-03-01 12:00")
"""What the clock says; a run may be as of another moment."""
REFUSED = Outcome(Verdict.REFUSED, "busy")
PATIENCE = timedelta(minutes=2)


@dataclass
class Memory:
    """A store in memory; what happens to it is noted with what happens to the vendor."""

    batch: int = 10
    lines: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    before_append: Callable[[], None] = lambda: None
    fails: list[int] = field(default_factory=list)
    """Which writes fail, counted from 1."""
    writes: int = 0

    def read(self) -> Lines:
        """The lines."""
        return Lines(str(len(self.lines)), tuple(self.lines))

    def append(self, records: Sequence[Record], version: str) -> str | None:
        """Add lines, unless somebody else has."""
        self.before_append()
        self.writes += 1
        if self.writes in self.fails:
            raise LedgerProblem("the ledger is away.")
        if str(len(self.lines)) != version:
            return None
        self.lines += map(written_line, records)
        self.events.append(" ".join(f"{one.state}:{short(one.name)}" for one in records))
        return str(len(self.lines))

    def __str__(self) -> str:
        return "the ledger"


def short(name: str) -> str:
    """`b/first` of a key on the route b."""
    parts = name.split("/")
    return f"{parts[4]}/{parts[2]}"


@dataclass
class Office:
    """A run that is about to begin: a ledger, a vendor, and routes a, b, c … that are all told the same."""

    threads: list[list[Candidate]]
    store: Memory = field(default_factory=Memory)
    vendor: Vendor = field(default_factory=Vendor)
    watch: Hours = field(default_factory=Hours)
    fates: list[str] = field(default_factory=list)
    impossible: tuple[str, ...] = ()
    packed: list[str] = field(default_factory=list)
    addresses: str = "one for each route"

    def dispatch(self, patience: timedelta = PATIENCE, now: datetime = NOW) -> Dispatch:
        """Run it."""
        self.ledger = Ledger(self.store, Naming())
        self.ledger.read()
        made = Dispatch(self.ledger, now, patience, self.watch, lambda: CLOCK, self._tell)
        made.send(lambda book: plan(self.threads, book, Naming(), now), self._pack)
        return made

    def _tell(self, fate: Fate) -> None:
        self.fates.append(f"{fate.state}:{short(fate.planned.name)}")

    def _pack(self, one: Planned) -> Parcel | None:
        route, occasion = one.candidate.route, one.candidate.occasion
        self.packed.append(route.name)
        if route.name in self.impossible:
            return None
        message = Message(
            occasion.slug, occasion.key, occasion.stage, route.audience, "en", route.channel, "t", "t", 1, "c", None
        )
        address = "the same" if self.addresses == "the same" else route.name
        return Parcel(one, message, "digest", self._send, address)

    def _send(self, envelope: Envelope, to: str, *, deadline: float) -> Outcome:
        self.store.events.append(f"sent:{short(envelope.key)}")
        assert deadline == DEADLINE
        return self.vendor(envelope, to, deadline=deadline)

    @property
    def events(self) -> list[str]:
        """What happened, in its order."""
        return self.store.events

    def standing(self) -> dict[str, str]:
        """What the ledger says in the end."""
        book = Book()
        book.add(map(read_line, self.store.lines))
        return {short(name): record.state for name, record in book.messages.items()}


def office(
    tmp_path: Path, routes: str = "a", text: str = FIRST, channel: Channel = Channel.WEBHOOK, batch: int = 10
) -> Office:
    """Each letter is a route."""
    found = snapshot(tmp_path, {"incidents/i.md": text}, "14:05")
    to = [Route(name, Audience.USERS, channel, name, "en", 1) for name in routes]
    threads = candidates(found.entries, to, NOW, None, since=NOW - timedelta(days=1))
    return Office(threads, Memory(batch=batch))


# --- the order


def test_a_message_is_claimed_before_it_is_sent_and_settled_after(tmp_path: Path) -> None:
    """Between the two, whoever reads the ledger leaves it alone."""
    run = office(tmp_path)
    run.dispatch()

    assert run.events == ["claimed:a/first", "sent:a/first", "delivered:a/first"]
    assert run.fates == ["delivered:a/first"]


def test_a_batch_is_claimed_in_one_write(tmp_path: Path) -> None:
    """And what became of it is written with the claims of the next."""
    run = office(tmp_path, "abc", batch=2)
    run.dispatch()

    assert run.events == [
        "claimed:a/first claimed:b/first",
        "sent:a/first",
        "sent:b/first",
        "delivered:a/first delivered:b/first claimed:c/first",
        "sent:c/first",
        "delivered:c/first",
    ]


def test_one_at_a_time_leaves_at_most_one_unknown(tmp_path: Path) -> None:
    """Where a write costs nothing, each message has its own."""
    run = office(tmp_path, "ab", batch=1)
    run.dispatch()

    assert run.events == [
        "claimed:a/first",
        "sent:a/first",
        "delivered:a/first claimed:b/first",
        "sent:b/first",
        "delivered:b/first",
    ]


def test_what_is_superseded_is_written_with_the_claim(tmp_path: Path) -> None:
    """In one write, so that it is so only if the newer message is on its way."""
    run = office(tmp_path, text=FIRST + OVER_AND_WHY)
    run.dispatch()

    assert run.events == [
        "superseded:a/first claimed:a/resolved claimed:a/explained",
        "sent:a/resolved",
        "sent:a/explained",
        "delivered:a/resolved delivered:a/explained",
    ]
    assert [envelope.first for envelope in run.vendor.got] == [True, False]


def test_nothing_to_send_writes_nothing(tmp_path: Path) -> None:
    """A timer that runs every quarter of an hour leaves no trace."""
    run = office(tmp_path)
    run.dispatch()
    before = list(run.events)
    run.dispatch()

    assert run.events == before


def test_what_cannot_be_made_is_not_claimed(tmp_path: Path) -> None:
    """A message that does not fit is no message; the others go."""
    run = office(tmp_path, "abc")
    run.impossible = ("b",)
    run.dispatch()

    assert run.standing() == {"a/first": "delivered", "c/first": "delivered"}
    assert run.packed.count("b") == 1


def test_of_two_runs_the_second_finds_the_claims_of_the_first(tmp_path: Path) -> None:
    """It reads again when its own are not taken, plans again, and sends what is left."""
    run = office(tmp_path, "ab")
    other = Record(RecordState.CLAIMED, NOW, "other", "i/20260123T140000Z/first/users/a/en", "d", NOW + 4 * MINUTE)
    coming = iter([other])

    def come() -> None:
        run.store.lines += [written_line(one) for one in coming]

    run.store.before_append = come
    run.dispatch()

    assert run.events == ["claimed:b/first", "sent:b/first", "delivered:b/first"]
    assert run.standing() == {"a/first": "claimed", "b/first": "delivered"}


def test_who_never_gets_a_turn_sends_nothing(tmp_path: Path) -> None:
    """Where others write all the time, that is told, and nothing goes out."""
    run = office(tmp_path)
    run.store.before_append = lambda: run.store.lines.append(
        written_line(Record(RecordState.SETTLED, NOW, "o", "x/y/z/a/b/c"))
    )

    with pytest.raises(LedgerProblem, match="others write all the time"):
        run.dispatch()
    assert run.vendor.attempts == []


def test_a_vendor_is_told_the_time_of_the_clock(tmp_path: Path) -> None:
    """It is part of signatures, which a vendor holds against its own; the ledger has the moment of the run."""
    run = office(tmp_path)
    run.dispatch()

    assert [envelope.at for envelope in run.vendor.got] == [CLOCK]
    assert all(read_line(line).at == NOW for line in run.store.lines)


# --- verdicts


@rows(
    ("verdict", "expected"),
    [
        (Verdict.DELIVERED, "delivered"),
        (Verdict.REJECTED, "rejected"),
        (Verdict.UNKNOWN, "unknown"),
    ],
)
def test_a_verdict_is_final(verdict: Verdict, expected: str, tmp_path: Path) -> None:
    """Delivered, rejected for good or unknown: none of them is tried again, in this run or the next."""
    run = office(tmp_path)
    run.vendor.answers = [Outcome(verdict, "words")]
    run.dispatch()
    run.dispatch()

    assert run.standing() == {"a/first": expected}
    assert len(run.vendor.attempts) == 1


def test_a_sender_that_fails_leaves_its_message_unknown(tmp_path: Path) -> None:
    """And the others go; its own words, which may hold the address, are not told."""
    run = office(tmp_path, "ab")
    details: list[str] = []

    def fail(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
        if to == "a":
            raise ValueError(f"bad address {to}SECRET")
        return Outcome(Verdict.DELIVERED)

    run.vendor = fail  # type: ignore[assignment]
    run._tell = lambda fate: details.append(fate.detail)  # type: ignore[method-assign]
    run.dispatch()

    assert run.standing() == {"a/first": "unknown", "b/first": "delivered"}
    assert details == ["the sender failed with ValueError", ""]


# --- refusals


def test_only_a_refusal_is_tried_again(tmp_path: Path) -> None:
    """After the time that the vendor asks for; nothing was delivered, so nothing is written in between."""
    run = office(tmp_path)
    run.vendor.answers = [Outcome(Verdict.REFUSED, "busy", timedelta(seconds=30)), REFUSED]
    run.dispatch()

    assert run.watch.waits == [30.0, backoff(2)]
    assert run.events == ["claimed:a/first", "sent:a/first", "sent:a/first", "sent:a/first", "delivered:a/first"]
    assert {envelope.key for envelope in run.vendor.attempts} == {"i/20260123T140000Z/first/users/a/en"}


@rows(
    ("asked", "patience", "waits", "expected"),
    [
        (timedelta(seconds=119), PATIENCE, [119.0], "delivered"),
        (timedelta(seconds=120), PATIENCE, [120.0], "delivered"),
        (timedelta(seconds=121), PATIENCE, [], "released"),
        (timedelta(days=1), PATIENCE, [], "released"),
        (timedelta(seconds=1), timedelta(), [], "released"),
    ],
)
def test_patience_ends(
    asked: timedelta, patience: timedelta, waits: list[float], expected: str, tmp_path: Path
) -> None:
    """A vendor that asks to wait for a day is asked again by the next run."""
    run = office(tmp_path)
    run.vendor.answers = [Outcome(Verdict.REFUSED, "busy", asked)]
    run.dispatch(patience)

    assert run.watch.waits == waits
    assert run.standing() == {"a/first": expected}


def test_what_is_released_is_sent_by_the_next_run(tmp_path: Path) -> None:
    """Nothing was delivered, so that nothing is repeated."""
    run = office(tmp_path)
    run.vendor.answers = [REFUSED]
    run.dispatch(timedelta())
    assert run.standing() == {"a/first": "released"}
    run.dispatch(timedelta())

    assert run.standing() == {"a/first": "delivered"}


def test_who_refuses_for_ever_is_given_up(tmp_path: Path) -> None:
    """The waits double, and all of them together are within the patience."""
    run = office(tmp_path)
    run.vendor.answers = [REFUSED] * 100
    run.dispatch()

    assert run.watch.waits == [2.0, 4.0, 8.0, 16.0, 32.0]
    assert sum(run.watch.waits) <= PATIENCE.total_seconds()
    assert run.standing() == {"a/first": "released"}


@pytest.mark.parametrize("batch", [1, 10])
def test_who_waits_keeps_nobody_else_waiting(batch: int, tmp_path: Path) -> None:
    """The others go first, and what is known of them is written before the wait."""
    run = office(tmp_path, "abc", batch=batch)
    run.vendor.answers = [Outcome(Verdict.REFUSED, "busy", timedelta(seconds=60))]
    run.dispatch()

    assert run.watch.waits == [60.0]
    assert run.fates == ["delivered:b/first", "delivered:c/first", "delivered:a/first"]
    assert run.events[-3].startswith("delivered:")
    assert run.events[-2:] == ["sent:a/first", "delivered:a/first"]


def test_a_thread_keeps_its_order(tmp_path: Path) -> None:
    """What follows waits for what comes before it, and goes out with it or not at all."""
    run = office(tmp_path, text=FIRST + OVER_AND_WHY)
    run.vendor.answers = [Outcome(Verdict.REFUSED, "busy", timedelta(seconds=60))]
    run.dispatch()
    held = office(tmp_path / "held", text=FIRST + OVER_AND_WHY)
    held.vendor.answers = [Outcome(Verdict.REFUSED, "busy", timedelta(days=1))]
    held.dispatch()

    assert run.vendor.stages == ["resolved", "explained"]
    assert held.vendor.stages == []
    assert held.standing() == {"a/first": "superseded", "a/resolved": "released", "a/explained": "released"}


# --- rates


@rows(
    ("channel", "count", "expected"),
    [
        (Channel.WECOM, 20, 0.0),
        (Channel.WECOM, 21, 60.0),
        (Channel.DINGTALK, 21, 60.0),
        (Channel.FEISHU, 5, 0.0),
        (Channel.FEISHU, 6, 1.0),
        (Channel.FEISHU, 11, 2.0),
        (Channel.FEISHU, 101, 60.0),
        (Channel.SLACK, 200, 0.0),
    ],
)
def test_no_vendor_gets_more_than_it_takes(channel: Channel, count: int, expected: float) -> None:
    """When the last of so many messages to one address may go out; to another address it may at once."""
    pacer, now = Pacer(), 0.0
    for _ in range(count - 1):
        now = pacer.free_at(channel, "a", now)
        pacer.count(channel, "a", now)

    assert pacer.free_at(channel, "a", now) == expected
    assert pacer.free_at(channel, "b", now) == now


@pytest.mark.parametrize(
    ("channel", "most", "seconds"), [(c, *limit) for c, all_ in RATE_LIMITS.items() for limit in all_]
)
def test_within_any_time_span_a_vendor_gets_no_more(channel: Channel, most: int, seconds: float) -> None:
    """Not only in each minute of the clock."""
    pacer, now, sent = Pacer(), 0.0, []
    for _ in range(most * 4):
        now = pacer.free_at(channel, "a", now)
        pacer.count(channel, "a", now)
        sent.append(now)

    assert all(sum(begin <= one < begin + seconds for one in sent) <= most for begin in sent)


def test_a_run_waits_for_the_vendors_rate(tmp_path: Path) -> None:
    """One bot takes twenty a minute: the rest go out a minute later, or are left to the next run."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    run = office(tmp_path, letters, channel=Channel.WECOM)
    run.addresses = "the same"
    run.dispatch()
    hasty = office(tmp_path / "hasty", letters, channel=Channel.WECOM)
    hasty.addresses = "the same"
    hasty.dispatch(timedelta(seconds=30))

    assert run.watch.waits == [60.0]
    assert len(run.vendor.got) == 26
    assert len(hasty.vendor.got) == 20
    assert sorted(hasty.standing().values()) == ["delivered"] * 20 + ["released"] * 6


# --- a ledger that goes away


def test_without_a_claim_nothing_is_sent(tmp_path: Path) -> None:
    """The ledger is away from the beginning."""
    run = office(tmp_path)
    run.store.fails = list(range(1, 20))

    with pytest.raises(LedgerProblem, match="away"):
        run.dispatch()
    assert run.vendor.attempts == []


def test_what_cannot_be_written_down_is_told(tmp_path: Path) -> None:
    """It was delivered, and the ledger will call it unknown: whoever runs the command must know."""
    run = office(tmp_path)
    run.store.fails = [2, 3, 4, 5]
    made = run.dispatch()

    assert [(record.state, short(record.name)) for record in made.lost] == [("delivered", "a/first")]
    assert made.why_lost == "the ledger is away."
    assert run.standing() == {"a/first": "claimed"}


def test_nothing_more_is_sent_when_the_ledger_goes_away(tmp_path: Path) -> None:
    """The second batch is not claimed, so it is not sent; what was known by then is written once that is possible."""
    run = office(tmp_path, "ab", batch=1)
    run.store.fails = [2]

    with pytest.raises(LedgerProblem, match="away"):
        run.dispatch()
    assert run.vendor.stages == ["first"]
    assert run.standing() == {"a/first": "delivered"}


# --- an end from outside


@rows(
    ("count", "batch", "expected"),
    [
        (1, 10, {"a/first": "unknown", "b/first": "released", "c/first": "released"}),
        (2, 10, {"a/first": "delivered", "b/first": "unknown", "c/first": "released"}),
        (2, 1, {"a/first": "delivered", "b/first": "unknown"}),
    ],
)
def test_a_run_that_is_interrupted_says_what_it_knows(
    count: int, batch: int, expected: dict[str, str], tmp_path: Path
) -> None:
    """What was being sent is unknown; what was claimed and not begun is free again."""
    run = office(tmp_path, "abc", batch=batch)
    calls = iter(range(1, 10))

    def stop(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
        if next(calls) == count:
            raise KeyboardInterrupt
        return Outcome(Verdict.DELIVERED)

    run.vendor = stop  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        run.dispatch()

    assert run.standing() == expected
    assert sorted(run.fates) == sorted(f"{state}:{name}" for name, state in expected.items())


def test_a_run_that_is_interrupted_while_it_claims_frees_what_it_may_have_claimed(tmp_path: Path) -> None:
    """The write may have been done or not; both ways the next run sends the message."""
    run = office(tmp_path)
    calls = iter(range(10))
    real = run.store.append

    def written_and_stopped(records: Sequence[Record], version: str) -> str | None:
        made = real(records, version)
        if next(calls) == 0:
            raise KeyboardInterrupt
        return made

    run.store.append = written_and_stopped  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        run.dispatch()
    assert run.standing() == {"a/first": "released"}

    run.dispatch()
    assert run.standing() == {"a/first": "delivered"}
    assert len(run.vendor.got) == 1


def test_nobody_who_reads_the_output_stops_a_settlement(tmp_path: Path) -> None:
    """The pipe is closed while the first fate is told: what was delivered is written down."""
    run = office(tmp_path)

    def closed(fate: Fate) -> None:
        raise BrokenPipeError

    run._tell = closed  # type: ignore[method-assign]
    with pytest.raises(BrokenPipeError):
        run.dispatch()

    assert run.standing() == {"a/first": "delivered"}


# --- how long a claim holds


def test_a_claim_holds_for_as_long_as_its_run_may_try(tmp_path: Path) -> None:
    """Until then others wait; the run itself tries nothing later than that."""
    run = office(tmp_path, "ab")
    run.dispatch()
    claims = [read_line(line) for line in run.store.lines if '"claimed"' in line]

    assert all(
        claim.until is not None and claim.until - claim.at >= PATIENCE + 2 * timedelta(seconds=DEADLINE)
        for claim in claims
    )


def test_a_run_that_has_slept_does_not_send(tmp_path: Path) -> None:
    """Its claim is over, and somebody may have sent the message since."""
    run = office(tmp_path, "ab")

    def sleep(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
        run.watch.now += 3600
        return Outcome(Verdict.DELIVERED)

    run.vendor = sleep  # type: ignore[assignment]
    run.dispatch()

    assert run.standing() == {"a/first": "delivered", "b/first": "released"}
