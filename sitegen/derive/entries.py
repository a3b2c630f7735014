"""The views of an incident or a maintenance at a moment: everything that pages, feeds and the API show of it.

incident.py and maintenance.py compute them. There, `known_until` is the moment of the build, up to which updates
count, and `at` the moment of the view; they differ only where a page is prepared for the coming days.
The rules are those of docs/content.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from sitegen.model import (
    OPEN_STATUSES,
    Audience,
    ComponentStatus,
    Facts,
    Image,
    Impact,
    Keyed,
    Kind,
    Postmortem,
    Status,
    Text,
)

NEAR_START = timedelta(minutes=30)
"""How long before its start a window may be given as the reason why the product is down."""

Affected = tuple[tuple[str, ComponentStatus | None], ...]
"""Component ids with their status; None: concerned, no status stated."""


class Interval(NamedTuple):
    """A component in a status from *start* up to, not including, *end* (None: it still is)."""

    component: str
    start: datetime
    end: datetime | None
    status: ComponentStatus
    source: str
    """`incident` or `maintenance`."""
    slug: str
    title: Text
    """Of the entry."""


class Step(NamedTuple):
    """One update as readers see it, an author's or an automatic one."""

    key: str
    at: datetime
    published: datetime
    status: Status
    """The entry's status after it; never `update`."""
    written_status: Status
    """The status as the author wrote it."""
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
    notify: tuple[Audience, ...] | None = None
    """Who is told of it; None: all."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How we communicated, computed from the stated times and the promises of site.yml."""

    first_notice: timedelta
    first_notice_target: timedelta | None
    longest_silence: timedelta | None
    """Between two updates, or an update and the postmortem; None where the first update is the resolution."""
    longest_silence_target: timedelta | None
    """What was promised at the impact that held during that silence."""
    silences_kept: bool | None
    """Whether every silence stayed within its promise; None: nothing was promised."""
    promises_kept: int
    promises_broken: int
    """How many announced times of a next update were met, and how many were missed."""
    postmortem: timedelta | None
    """From resolution to publication."""
    postmortem_target: timedelta | None


class _Keyed(Keyed):
    __slots__ = ()

    def __repr__(self) -> str:
        return f"<entry {self.key}>" if self.key else view_text(self)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, repr=False)
class IncidentView(_Keyed):
    """An incident at a moment."""

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
    """The current facts."""
    announced_facts: Facts
    """Those of the front matter: what was first announced."""
    failed: tuple[Text, ...]
    """Everything ever stated not to work, in the order of first mention."""
    affected: Affected
    began: datetime
    announced: datetime
    resolved: datetime | None
    ended: datetime | None
    """When service was back, as stated, else when it was resolved; None while active."""
    duration: timedelta | None
    """From start to end, without the time between a resolution and a reopening."""
    reopened: bool
    until: datetime | None
    changed: datetime
    """The last visible change."""
    next_update: datetime | None
    """As promised in the newest update, while active."""
    overdue: bool
    """The promised moment has come without an update."""
    past_eta: bool
    """It is active, and the expected recovery time has come."""
    steps: tuple[Step, ...]
    """Newest first."""
    intervals: tuple[Interval, ...]
    episodes: tuple[tuple[datetime, datetime | None], ...]
    """From each beginning to its end; more than one after a reopening."""
    aliases: tuple[str, ...]
    images: tuple[Image, ...]
    postmortem: Postmortem | None
    scorecard: Scorecard | None
    withdrawn: bool = False
    """It was taken back: it has no impact, broke nothing, and lasted no time."""
    key: str = field(default="", compare=False)
    """That of what it was written in, where no later moment changes anything of it; empty where one may."""

    @property
    def since(self) -> datetime:
        """When its newest episode began."""
        return self.episodes[-1][0]

    @property
    def first_notice(self) -> datetime | None:
        """When it was announced, where that was after it began."""
        return self.announced if self.announced != self.began else None


@dataclass(frozen=True, slots=True, repr=False)
class MaintenanceView(_Keyed):
    """A maintenance at a moment."""

    slug: str
    path: str
    id: str | None
    title: Text
    reason: Text | None
    emergency: bool
    auto: bool
    by_hand: bool
    """Only updates move it on: from the beginning, or since one stated that the work had begun."""
    status: Status
    confirmed: bool
    """False where the window has ended by itself and no update states that the work is done."""
    late: bool
    """Its start has come, it does not start by itself, and no update states that it did."""
    overrun: bool
    """Its end has come, it is open, and only an update ends it."""
    start: datetime
    end: datetime
    moved: tuple[tuple[datetime, datetime], ...]
    """The windows announced before this one, oldest first."""
    short_notice: bool
    """Announced, or brought forward, later than site.yml promises."""
    start_announced: datetime
    """When *start* was announced."""
    facts: Facts
    announced_facts: Facts
    """Those of the front matter."""
    failed: tuple[Text, ...]
    """Everything ever stated not to work, in the order of first mention."""
    affected: Affected
    """Without a status until the window opens, operational once it has closed."""
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
    """Every concerned component with its status while the window is open."""
    withdrawn: bool = False
    """It was taken back, and no component was under maintenance."""
    key: str = field(default="", compare=False)
    """As in IncidentView."""

    @property
    def timed_status(self) -> str:
        """Its status, or `late`, `overrun` or `over` where the time passed says more than that."""
        if self.late:
            return "late"
        if self.overrun:
            return "overrun"
        return "over" if self.status is Status.COMPLETED and not self.confirmed else self.status.value

    @property
    def open(self) -> bool:
        """Work is in progress."""
        return self.status in OPEN_STATUSES

    @property
    def upcoming(self) -> bool:
        """Announced, not begun."""
        return self.status is Status.SCHEDULED

    @property
    def as_planned(self) -> bool:
        """Work is in progress, and its planned end is ahead."""
        return self.open and not self.overrun

    @property
    def can_be_attended(self) -> bool:
        """Its planned window is ahead, or open: it is worth an entry in a calendar."""
        return not self.withdrawn and (self.as_planned or (self.upcoming and not self.late))

    @property
    def length(self) -> timedelta:
        """The planned length of the window."""
        return self.end - self.start

    @property
    def took(self) -> timedelta | None:
        """How long the work took, where an update states that it is done."""
        return self.ended - self.began if self.began and self.ended and self.confirmed else None

    @property
    def active(self) -> bool:
        """Neither over nor cancelled."""
        return self.open or self.upcoming


Entry = IncidentView | MaintenanceView
_State = TypeVar("_State")


def listed_at(entry: Entry) -> datetime:
    """The moment by which lists are in order: of work its start, also before and where it is late."""
    return entry.start if isinstance(entry, MaintenanceView) else entry.began


def view_text(view: Entry) -> str:
    """Everything of a view as text, but not its key: other words, another text."""
    name = "MaintenanceView" if isinstance(view, MaintenanceView) else "IncidentView"
    values = ((one.name, getattr(view, one.name)) for one in fields(view) if one.name != "key")
    return f"{name}({', '.join(f'{field}={value!r}' for field, value in values)})"


def differences(
    present: _State, later: Iterable[tuple[datetime, _State]], *, always: datetime | None = None
) -> tuple[tuple[datetime, _State], ...]:
    """Those states of *later* that differ from the one before, the first from *present*; and that at *always*."""
    found: list[tuple[datetime, _State]] = []
    for at, state in later:
        if state != present or at == always:
            found.append((at, state))
            present = state
    return tuple(found)


def transitions(entries: Iterable[Entry]) -> Iterator[datetime]:
    """The moments at which these entries, or what follows from them, change without an update; not sorted."""
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
