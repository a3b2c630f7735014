"""What to do about each message: a pure function of the candidates, the ledger and the moment.

Of several unsent messages of an entry on a route the newest is sent, and those that it makes superfluous are
superseded. What it does not tell goes out before it, however late: that an incident is resolved must not be swallowed
by the explanation that follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sitegen.delivery.candidates import Candidate
from sitegen.delivery.keys import Naming
from sitegen.delivery.records import LATE_AFTER, Book, Record, RecordState, is_claimed, is_unknown
from sitegen.messages.remarks import Remark
from sitegen.model import Stage

UNTOLD = {
    Stage.PROGRESS: (Stage.REOPENED, Stage.MOVED, Stage.COMPLETED),
    Stage.EXPLAINED: (Stage.RESOLVED,),
    # What the clock says has no place for what an author said.
    Stage.REMINDER: (Stage.MOVED, Stage.PROGRESS),
    Stage.OVERRUN: (Stage.MOVED, Stage.PROGRESS),
}
"""Which older messages each stage does not make superfluous: a reader of it alone would not know of them."""


class Decision(StrEnum):
    """What is done about a message."""

    SEND = "send"
    DELIVERED = "delivered"
    SETTLED = "settled"
    KNOWN = "known"
    SUPERSEDED = "superseded"
    SENDING = "sending"
    """Another run has claimed it and may still be at work."""
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    LATE = "late"


_SENT = (Decision.SEND, Decision.DELIVERED, Decision.SETTLED, Decision.KNOWN, Decision.SENDING, Decision.UNKNOWN)
"""The message reaches people, or may have, or need not."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A candidate, and what is done about it."""

    candidate: Candidate
    name: str
    """In the ledger."""
    decision: Decision
    record: Record | None = None
    """What the ledger says of it."""
    opens: bool = False
    """Nobody has been told of the entry on this route before."""
    remark: Remark | None = None
    by: Candidate | None = None
    """The newer message that supersedes it."""
    to_record: bool = False
    """Whether that it is superseded is still to be written down."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody asks of a run; messages are given by their names in the ledger."""

    late: bool = False
    """Send what is late, too."""
    retry: Collection[str] = field(default_factory=frozenset)
    correct: Collection[str] = field(default_factory=frozenset)
    only: Collection[str] | None = None
    """Send only these; None: all that is due."""


NO_WISHES = Wishes()


def plan(
    threads: Iterable[Sequence[Candidate]], book: Book, naming: Naming, now: datetime, wishes: Wishes = NO_WISHES
) -> list[Planned]:
    """What to do about each candidate; what is to be sent comes in the order in which it is sent."""
    found = [one for thread in threads for one in _plan_thread(thread, book, naming, now, wishes)]
    return sorted(found, key=lambda one: one.candidate.occasion.at)


def _plan_thread(
    thread: Sequence[Candidate], book: Book, naming: Naming, now: datetime, wishes: Wishes
) -> list[Planned]:
    standing = [_standing(candidate, book, naming, now) for candidate in thread]
    planned: list[Planned] = []
    newer: list[Planned] = []
    for one in reversed([found for found in standing if found is not None]):
        chosen = _choose(one, newer, now, wishes)
        planned.append(chosen)
        # What was rejected, or is late, has not been told; but nothing older is sent in its place.
        if chosen.decision is not Decision.SUPERSEDED and not chosen.candidate.over:
            newer.append(chosen)
    planned.reverse()
    return _finish(planned)


def _standing(candidate: Candidate, book: Book, naming: Naming, now: datetime) -> Planned | None:
    """What the ledger says, as a decision; LATE stands for whatever is unsent. None: it is not missed any more."""
    names = [naming.name(key) for key in (candidate.key, *candidate.former)]
    name = next((name for name in names if name in book.messages), names[0])
    record = book.messages.get(name)
    if record is None or record.state is RecordState.RELEASED:
        return Planned(candidate, name, Decision.LATE, record) if now < candidate.lapses else None
    if is_claimed(record, now):
        return Planned(candidate, name, Decision.SENDING, record)
    if is_unknown(record, now):
        return Planned(candidate, name, Decision.UNKNOWN, record)
    return Planned(candidate, name, Decision(record.state.value), record)


def _choose(one: Planned, newer: Sequence[Planned], now: datetime, wishes: Wishes) -> Planned:
    """The decision on a message, given those on newer ones of its thread, the newest first."""
    candidate = one.candidate
    if one.name in wishes.correct and one.decision in (Decision.DELIVERED, Decision.SETTLED):
        return replace(one, decision=Decision.SEND, remark=Remark.CORRECTED)
    if one.name in wishes.retry and one.decision in (Decision.LATE, Decision.UNKNOWN, Decision.REJECTED):
        return replace(one, decision=Decision.SEND)
    again = one.decision is Decision.UNKNOWN and candidate.route.retry_unknown
    if one.decision not in (Decision.LATE, Decision.REJECTED) and not again:
        return one
    by = next((each for each in newer if tells(each.candidate.occasion.stage, candidate.occasion.stage)), None)
    if by is not None:
        return one if again else replace(one, decision=Decision.SUPERSEDED, by=by.candidate)
    if one.decision is Decision.REJECTED or candidate.over:
        return one
    if wishes.only is not None:
        return one
    goes = any(each.decision is Decision.SEND and each.remark is not Remark.CORRECTED for each in newer)
    if goes or wishes.late or now - candidate.occasion.at <= LATE_AFTER:
        return replace(one, decision=Decision.SEND, remark=Remark.REPEATED if again else None)
    return one


def tells(newer: Stage, older: Stage) -> bool:
    """Whether somebody who reads only the newer message misses nothing of the older one."""
    return older not in UNTOLD.get(newer, ())


def _finish(planned: Sequence[Planned]) -> list[Planned]:
    """The same, with what follows from the decisions on all messages of a thread."""
    sent = {one.candidate.key for one in planned if one.decision in _SENT}
    found = []
    told = any(one.candidate.follows for one in planned)
    for one in planned:
        if one.decision is Decision.SUPERSEDED and one.by is not None:
            is_new = one.record is None or one.record.state is RecordState.RELEASED
            one = replace(one, to_record=is_new and one.by.key in sent)
        found.append(replace(one, opens=not told and one.decision in _SENT))
        told = told or one.decision in _SENT
    return found
