"""An incident or a maintenance as it stands at a moment: what pages, feeds and programs are told of it.

How they get there is in incident.py and maintenance.py. There, `known_until` is the moment up to which words
exist (the build's), `at` the moment that is asked about; they differ only when a page prepares for the coming days.
The rules are those of docs/content.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sitegen.model import OPEN_STATUSES, ComponentStatus, Facts, Image, Impact, Kind, Postmortem, Status, Text

NEAR_START = timedelta(minutes=30)
"""How long before its start a window may be given as the reason why the product cannot be reached."""

Affected = tuple[tuple[str, ComponentStatus | None], ...]
"""Component ids with their status; None: concerned, no status stated."""


class Interval(NamedTuple):
    """A component in a status from *start* up to, not including, *end* (None: still so)."""

    component: str
    start: datetime
    end: datetime | None
    status: ComponentStatus
    source: str
    """`incident` or `maintenance`."""
    slug: str


class Step(NamedTuple):
    """One update as readers see it, an author's or one that the clock made."""

    key: str
    at: datetime
    published: datetime
    status: Status
    """Where things stood after it; never `update`."""
    written_status: Status
    """The word that the author wrote."""
    automatic: bool
    title: Text | None
    body: Text
    changes: Facts
    """What this update stated."""
    impact: Impact
    """The impact after it."""
    affected: Affected
    """Every concerned component after it."""
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How we communicated, computed from the stated times and the promises of site.yml."""

    first_notice: timedelta
    first_notice_target: timedelta | None
    longest_silence: timedelta | None
    """Between two words of ours, the postmortem's among them; None where the first of them was that all is over."""
    longest_silence_target: timedelta | None
    """What was promised at the impact that held during that silence."""
    silences_kept: bool | None
    """Whether every silence stayed within its promise; None: nothing was promised."""
    promises_kept: int
    promises_broken: int
    """Announced times of a next update that were met, and not met."""
    postmortem: timedelta | None
    """From resolution to publication."""
    postmortem_target: timedelta | None


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident as it stands at a moment."""

    slug: str
    path: str
    id: str | None
    title: Text
    kind: Kind
    status: Status
    active: bool
    """Not resolved; for a notice: not past its `until`."""
    impact: Impact
    facts: Facts
    """As they now stand."""
    failed: tuple[Text, ...]
    """All that was stated not to work, at one time or another, in the order in which that was said."""
    affected: Affected
    began: datetime
    announced: datetime
    resolved: datetime | None
    ended: datetime | None
    """When service was back, as stated, else when it was resolved; None while active."""
    duration: timedelta | None
    """Between the beginning and the end, without the time between a resolution and a reopening."""
    reopened: bool
    until: datetime | None
    changed: datetime
    """The last visible change."""
    next_update: datetime | None
    """Promised in the newest update, while active."""
    overdue: bool
    """The promised moment has come and nothing was said since."""
    past_eta: bool
    """The moment of the expected recovery has come, and it is active."""
    steps: tuple[Step, ...]
    """Newest first."""
    intervals: tuple[Interval, ...]
    episodes: tuple[tuple[datetime, datetime | None], ...]
    """From each beginning to its end; more than one after a reopening."""
    aliases: tuple[str, ...]
    images: tuple[Image, ...]
    postmortem: Postmortem | None
    scorecard: Scorecard | None

    @property
    def since(self) -> datetime:
        """When what goes on began: the beginning, or that of the newest episode."""
        return self.episodes[-1][0]

    @property
    def first_notice(self) -> datetime | None:
        """When it was first told of, where that was after its beginning."""
        return self.announced if self.announced != self.began else None


@dataclass(frozen=True, slots=True)
class MaintenanceView:
    """A maintenance as it stands at a moment."""

    slug: str
    path: str
    id: str | None
    title: Text
    reason: Text | None
    emergency: bool
    auto: bool
    by_hand: bool
    """Only a person moves it on, from the beginning or since somebody has said that the work has begun."""
    status: Status
    confirmed: bool
    """False where the window is over by the clock and nobody has said that the work is done."""
    late: bool
    """Its start has come, it does not start by itself, and nobody has said that it did."""
    overrun: bool
    """Its end has come, it is open, and only a person ends it."""
    start: datetime
    end: datetime
    moved: tuple[tuple[datetime, datetime], ...]
    """The windows that were announced before this one, first one first."""
    short_notice: bool
    """Announced, or brought forward, later than site.yml promises."""
    start_announced: datetime
    """When it was said that it starts at *start*."""
    facts: Facts
    failed: tuple[Text, ...]
    """All that was stated not to work in it, at one time or another."""
    affected: Affected
    """As they stand: without a status until the window opens, operational when it has closed."""
    announced: datetime
    began: datetime | None
    ended: datetime | None
    elapsed: int | None
    """Percent of the planned window that has passed, while it is open."""
    changed: datetime
    next_update: datetime | None
    overdue: bool
    past_eta: bool
    steps: tuple[Step, ...]
    """Newest first."""
    intervals: tuple[Interval, ...]
    aliases: tuple[str, ...]
    images: tuple[Image, ...]
    planned: Affected = ()
    """Every concerned component with the status that it has while the window is open."""

    @property
    def stage(self) -> str:
        """Where it is: its status, or `late`, `overrun` or `over` where the clock says more than that."""
        if self.late:
            return "late"
        if self.overrun:
            return "overrun"
        return "over" if self.status is Status.COMPLETED and not self.confirmed else self.status.value

    @property
    def open(self) -> bool:
        """Work is going on."""
        return self.status in OPEN_STATUSES

    @property
    def upcoming(self) -> bool:
        """Announced and not begun."""
        return self.status is Status.SCHEDULED

    @property
    def as_planned(self) -> bool:
        """Work is going on, and its planned end lies ahead."""
        return self.open and not self.overrun

    @property
    def length(self) -> timedelta:
        """Of the window as planned."""
        return self.end - self.start

    @property
    def took(self) -> timedelta | None:
        """From the beginning to the end, where somebody has said that the work is done."""
        return self.ended - self.began if self.began and self.ended and self.confirmed else None

    @property
    def active(self) -> bool:
        """Neither over nor cancelled."""
        return self.open or self.upcoming


Entry = IncidentView | MaintenanceView


def transitions(entries: Iterable[Entry]) -> Iterator[datetime]:
    """The moments at which these entries, or what follows from them, change by the clock alone, in no order."""
    for entry in entries:
        if entry.next_update is not None:
            yield entry.next_update
        if entry.active and entry.facts.eta is not None:
            yield entry.facts.eta
        if isinstance(entry, MaintenanceView):
            if entry.active:
                yield from (entry.start - NEAR_START, entry.start, entry.end)
        elif entry.kind is Kind.NOTICE and entry.until is not None:
            yield entry.until
