"""Claim, send, settle: the effects of a plan, in the order that keeps a message from going out twice.

A batch of messages is claimed in one write before the first of them is sent; what became of each is written with the
claims of the next batch, before a wait, and at the end. Whoever reads a claim does not send that message, so that a
run which dies between the two leaves it unsent or unknown, and never sent twice.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sitegen.delivery.ledger import MAX_TURNS, Ledger
from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.pacing import Pacer, backoff
from sitegen.delivery.plan import Decision, Planned
from sitegen.delivery.records import Book, Record, RecordState
from sitegen.delivery.senders import Envelope, Sender
from sitegen.delivery.store import LedgerProblem
from sitegen.messages.draft import Message
from sitegen.model import Channel

DEADLINE = 20.0
"""Seconds for one attempt to send."""
_MARGIN = timedelta(seconds=60)
"""For writing down what became of a batch."""
_SETTLES = {
    Verdict.DELIVERED: RecordState.DELIVERED,
    Verdict.REFUSED: RecordState.RELEASED,
    Verdict.REJECTED: RecordState.REJECTED,
    Verdict.UNKNOWN: RecordState.UNKNOWN,
}


class Stopwatch(Protocol):
    """Time that passes while a run is at work: it only goes forward, whatever the clock does."""

    def elapsed(self) -> float:
        """Seconds since the run began."""
        ...

    def wait(self, seconds: float) -> None:
        """Do nothing for so long."""
        ...


class RealTime:
    """The machine's."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._start

    def wait(self, seconds: float) -> None:
        """Do nothing for so long."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A planned message, made, with its way out."""

    planned: Planned
    message: Message
    digest: str
    sender: Sender
    address: str = field(repr=False)
    """A secret."""

    @property
    def name(self) -> str:
        """Of the message in the ledger."""
        return self.planned.name

    @property
    def channel(self) -> Channel:
        """The channel."""
        return self.planned.candidate.route.channel

    @property
    def thread(self) -> str:
        """The thread that it belongs to."""
        return self.planned.candidate.key.thread


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a message in this run."""

    planned: Planned
    state: RecordState
    detail: str = ""
    """The channel's answer, without any secret."""
    message: Message | None = None
    partial: bool = False
    """Delivered, but not to all of the addresses of a route."""


Planner = Callable[[Book], Sequence[Planned]]
"""The plan, given what the ledger says."""
Pack = Callable[[Planned], Parcel | None]
"""Makes a message that is to be sent; None where it cannot be, which has been told."""


@dataclass(slots=True)
class _Open:
    """A message that is claimed, and of which the last has not been said."""

    parcel: Parcel
    state: RecordState = RecordState.RELEASED
    """What is true of it if this run ends now."""
    detail: str = "not sent: the run was interrupted"
    partial: bool = False
    attempts: int = 0
    ready: float = 0.0
    """From when on it may be tried, in seconds of the stopwatch."""
    expires: float = 0.0
    """From when on others may take it for unknown."""


class Dispatch:
    """One run: sends what its plan says, each message at most once."""

    def __init__(
        self,
        ledger: Ledger,
        now: datetime,
        patience: timedelta,
        stopwatch: Stopwatch,
        clock: Callable[[], datetime],
        tell: Callable[[Fate], None],
    ) -> None:
        """A run as of *now*.

        *patience* is for how long refused messages are tried again; *clock* gives the time that vendors are told;
        *tell* is called with each fate at once.
        """
        self.lost: list[Record] = []
        """What could not be written into the ledger in the end, which will say `unknown`."""
        self.why_lost = ""
        self._ledger = ledger
        self._now = now
        self._patience = patience.total_seconds()
        self._stopwatch = stopwatch
        self._clock = clock
        self._tell = tell
        self._pacer = Pacer()
        self._run = secrets.token_hex(6)
        self._open: dict[str, _Open] = {}
        """By name, in the order in which they are sent."""
        self._done: list[Record] = []
        """What is known and not yet written."""
        self._handled: set[str] = set()
        """The messages that this run has claimed, superseded or found impossible."""

    def send(self, plan: Planner, pack: Pack) -> None:
        """Send everything that the plan has to send, by what the ledger says then; the ledger has been read.

        Raises LedgerProblem where nothing more can be claimed.
        """
        try:
            self._send(plan, pack)
        except KeyboardInterrupt:
            self._finish()
            for one in self._open.values():
                self._tell(Fate(one.parcel.planned, one.state, one.detail, one.parcel.message))
            raise
        except BaseException:
            self._finish()
            raise
        self._finish()

    def _send(self, plan: Planner, pack: Pack) -> None:
        while True:
            ready, at = self._next()
            if ready is not None:
                self._try(ready)
            elif not self._claim(plan, pack):
                if not self._open:
                    return
                if at > self._patience:
                    self._give_up()
                    continue
                self._flush()
                self._stopwatch.wait(max(0.0, at - self._stopwatch.elapsed()))

    # --- claims

    def _claim(self, plan: Planner, pack: Pack) -> bool:
        """Claim the next messages: whether there were any. What is known by now is written with the claims."""
        for _ in range(MAX_TURNS):
            planned = [one for one in plan(self._ledger.book) if one.name not in self._handled]
            superseded = [one for one in planned if one.to_record]
            batch = self._batch(planned, pack)
            if not batch and not superseded:
                return False
            # The claims may be there from here on, even if the write is interrupted or seems to fail.
            opened = {parcel.name: _Open(parcel) for parcel in batch}
            self._open |= opened
            claims = [self._claimed(one) for one in opened.values()]
            if self._ledger.write([*self._done, *self._records(RecordState.SUPERSEDED, superseded), *claims]):
                self._done.clear()
                self._handled.update(one.name for one in superseded)
                self._handled.update(opened)
                for one in superseded:
                    self._tell(Fate(one, RecordState.SUPERSEDED))
                return bool(batch)
            for parcel in batch:
                del self._open[parcel.name]
            self._ledger.read()
        raise LedgerProblem(f"{self._ledger.store}: others write all the time.")

    def _batch(self, planned: Sequence[Planned], pack: Pack) -> list[Parcel]:
        batch: list[Parcel] = []
        for one in planned:
            if len(batch) == self._ledger.store.batch:
                break
            if one.decision is Decision.SEND and one.name not in self._handled:
                parcel = pack(one)
                if parcel is None:
                    self._handled.add(one.name)
                else:
                    batch.append(parcel)
        return batch

    def _claimed(self, one: _Open) -> Record:
        """The claim of a message, until each open one may have been tried once more when the patience is over."""
        now = self._stopwatch.elapsed()
        one.expires = now + max(0.0, self._patience - now) + DEADLINE * (len(self._open) + 1)
        until = self._moment() + timedelta(seconds=int(one.expires - now)) + _MARGIN
        return Record(RecordState.CLAIMED, self._moment(), self._run, one.parcel.name, one.parcel.digest, until)

    # --- sending

    def _next(self) -> tuple[_Open | None, float]:
        """The first message whose turn has come; else None, and when the first turn comes."""
        now = self._stopwatch.elapsed()
        first = float("inf")
        threads: set[str] = set()
        for one in self._open.values():
            if one.parcel.thread in threads:
                continue  # In order: what comes before it on the thread waits.
            threads.add(one.parcel.thread)
            at = max(one.ready, self._pacer.free_at(one.parcel.channel, one.parcel.address, now))
            if at <= now:
                return one, now
            first = min(first, at)
        return None, first

    def _try(self, one: _Open) -> None:
        parcel = one.parcel
        if self._stopwatch.elapsed() > one.expires:
            one.detail = "its turn came too late"
            self._close(one)
            return
        # Until the sender has answered, nobody knows.
        one.state, one.detail = RecordState.UNKNOWN, "interrupted while it was sent"
        outcome = self._attempt(parcel)
        now = self._stopwatch.elapsed()
        self._pacer.count(parcel.channel, parcel.address, now)
        one.state, one.detail, one.partial = _SETTLES[outcome.verdict], outcome.detail, outcome.partial
        one.attempts += 1
        if outcome.verdict is Verdict.REFUSED:
            asked = outcome.retry_after
            one.ready = now + (backoff(one.attempts) if asked is None else asked.total_seconds())
            if one.ready <= self._patience:
                return
        self._close(one)
        if outcome.verdict is Verdict.REFUSED:
            # What follows on the same thread would be read without it.
            for later in [each for each in self._open.values() if each.parcel.thread == parcel.thread]:
                later.detail = "waits for the message before it"
                self._close(later)

    def _attempt(self, parcel: Parcel) -> Outcome:
        key = parcel.planned.candidate.key
        envelope = Envelope(parcel.message, str(key), key.thread, first=parcel.planned.opens, at=self._clock())
        try:
            return parcel.sender(envelope, parcel.address, deadline=DEADLINE)
        except Exception as error:
            # A fault of ours, whose own words may hold the address.
            return Outcome(Verdict.UNKNOWN, f"the sender failed with {type(error).__name__}")

    def _give_up(self) -> None:
        for one in list(self._open.values()):
            if not one.attempts:
                one.detail = "the channel takes no more for now"
            self._close(one)

    # --- settlements

    def _close(self, one: _Open) -> None:
        self._done.append(self._record(one.state, one.parcel.name))
        del self._open[one.parcel.name]
        self._tell(Fate(one.parcel.planned, one.state, one.detail, one.parcel.message, one.partial))

    def _flush(self) -> None:
        if self._done:
            self._ledger.insist(self._done)
            self._done.clear()

    def _finish(self) -> None:
        """Write what is known, also of what was interrupted."""
        self._done += [self._record(one.state, name) for name, one in self._open.items()]
        try:
            self._flush()
        except LedgerProblem as problem:
            # Of a claim that failed there is nothing to lose.
            self.lost = [record for record in self._done if record.name in self._handled]
            self.why_lost = str(problem)

    def _records(self, state: RecordState, planned: Sequence[Planned]) -> list[Record]:
        return [self._record(state, one.name) for one in planned]

    def _record(self, state: RecordState, name: str) -> Record:
        return Record(state, self._moment(), self._run, name)

    def _moment(self) -> datetime:
        passed = self._now + timedelta(seconds=self._stopwatch.elapsed())
        return passed.replace(microsecond=passed.microsecond // 1000 * 1000)
