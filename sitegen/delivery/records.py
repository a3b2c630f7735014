"""The lines of a ledger, and what they say of each message.

A ledger only grows. Each line is a JSON object without words of a message:

    {"at":"2026-01-23T06:36:02Z","run":"6f1c…","state":"claimed","key":"…","digest":"…","until":"2026-01-23T06:39:02Z"}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sitegen.times import iso

LATE_AFTER = timedelta(hours=2)
"""From when on words are too old to be sent without being asked."""


class RecordState(StrEnum):
    """What a line says of a message, or, the last one, of all."""

    CLAIMED = "claimed"
    """A run is about to send it. Without a later line of that run, nobody knows what became of it."""
    DELIVERED = "delivered"
    REJECTED = "rejected"
    """Refused for good: nothing was delivered."""
    RELEASED = "released"
    """Nothing was delivered, and it may be tried again."""
    UNKNOWN = "unknown"
    """It may have been delivered."""
    SUPERSEDED = "superseded"
    """Not sent: a newer message says it."""
    SETTLED = "settled"
    """Somebody has decided that it is not sent again."""
    KNOWN = "known"
    """It was there before messages were sent."""
    BASELINE = "baseline"
    """Everything older than two hours before its time is known."""


_ENDS = (RecordState.DELIVERED, RecordState.REJECTED, RecordState.RELEASED, RecordState.UNKNOWN)
"""How a claim ends."""
_FAILURES = (RecordState.REJECTED, RecordState.RELEASED)
_STAYS = (RecordState.DELIVERED, RecordState.SETTLED, RecordState.KNOWN, RecordState.UNKNOWN, RecordState.CLAIMED)
"""What holds again where a message was sent once more and did not get through."""


@dataclass(frozen=True, slots=True)
class Record:
    """A line of a ledger."""

    state: RecordState
    at: datetime
    run: str
    """Which run wrote it."""
    name: str = ""
    """Of the message; empty for a baseline."""
    digest: str = ""
    """Of the content that a claim is for."""
    until: datetime | None = None
    """By when the run that claims will have said what became of it."""


class RecordProblem(ValueError):
    """A line that no ledger of ours has."""


def written_line(record: Record) -> str:
    """A record as a line, without its line feed."""
    document = {"at": iso(record.at), "run": record.run, "state": record.state.value}
    if record.name:
        document["key"] = record.name
    if record.digest:
        document["digest"] = record.digest
    if record.until is not None:
        document["until"] = iso(record.until)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def read_line(line: str) -> Record:
    """The record in a line; raises RecordProblem."""
    try:
        document = json.loads(line)
        until = document.get("until")
        return Record(
            state=RecordState(document["state"]),
            at=_moment(document["at"]),
            run=str(document["run"]),
            name=str(document["key"]) if document["state"] != RecordState.BASELINE else "",
            digest=str(document.get("digest", "")),
            until=None if until is None else _moment(until),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordProblem(f"{type(error).__name__}") from None


def _moment(text: str) -> datetime:
    """A moment of a ledger; raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment has a zone")
    return moment


@dataclass(slots=True)
class Book:
    """What all lines of a ledger say together."""

    messages: dict[str, Record] = field(default_factory=dict)
    """The record that holds for each message, by name; one that ends a claim has the digest of the claim."""
    baseline: datetime | None = None
    empty: bool = True
    _before: dict[str, Record] = field(default_factory=dict)
    """What held before a message was claimed again."""

    def add(self, records: Iterable[Record]) -> None:
        """Take in further lines, in their order."""
        for record in records:
            self.empty = False
            if record.state is RecordState.BASELINE:
                # The newest line holds, not the latest time, so that one of a clock that was ahead can be put right.
                self.baseline = record.at
            else:
                self._add(record)

    def _add(self, record: Record) -> None:
        before = self.messages.get(record.name)
        if record.state in _ENDS:
            if not _ends(record, before):
                return
            assert before is not None, "only a claim ends"
            record = replace(record, digest=before.digest)
            if record.state in _FAILURES and (held := self._before.get(record.name)) is not None:
                record = held
        elif record.state is RecordState.CLAIMED and before is not None:
            if before.state in _STAYS:
                self._before[record.name] = before
            else:
                self._before.pop(record.name, None)
        self.messages[record.name] = record

    def known_until(self, now: datetime) -> datetime | None:
        """Up to when everything is known; None: there is no baseline. A baseline of the future counts as of now."""
        return None if self.baseline is None else min(self.baseline, now) - LATE_AFTER

    def unsettled(self, now: datetime) -> Iterator[Record]:
        """The messages of which nobody knows what became of them, in the order of the ledger."""
        return (record for record in self.messages.values() if is_unknown(record, now))


def _ends(record: Record, before: Record | None) -> bool:
    """Whether *record* says how the claim *before* it ended.

    A run may say so when somebody has decided already: only that it was delivered is then still news.
    """
    if before is None:
        return False
    if before.state is RecordState.CLAIMED:
        return before.run == record.run
    return record.state is RecordState.DELIVERED


MAX_SKEW = timedelta(minutes=10)
"""How far the clocks of two machines may differ."""


def is_claimed(record: Record, now: datetime) -> bool:
    """Whether the run that claimed it may still be at work."""
    if record.state is not RecordState.CLAIMED:
        return False
    return record.at - MAX_SKEW <= now <= (record.until or record.at)


def is_unknown(record: Record, now: datetime) -> bool:
    """Whether it may have been delivered, and the run that tried will say no more."""
    return record.state is RecordState.UNKNOWN or (record.state is RecordState.CLAIMED and not is_claimed(record, now))
