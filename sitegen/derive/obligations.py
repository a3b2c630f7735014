"""due(snapshot): what has been promised and is late, what falls due soon, and when the site next changes by itself.

The rules are those of docs/due.md. Nothing here stops a publication: a site with late updates is still the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise, takewhile

from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.scorecard import allowed_silence
from sitegen.derive.snapshot import HORIZON, Snapshot
from sitegen.derive.uptime import midnight
from sitegen.model import Impact, Kind, Promises, Status, Text

LAPSE = timedelta(days=30)
"""How long what is owed for something that is over is told; then nobody waits for it, and it is only counted."""


class Debt(StrEnum):
    """What can be owed to readers."""

    NEXT_UPDATE = "next_update"
    """The next update at the time that the newest one promised."""
    UPDATE_EVERY = "update_every"
    """Any update, within the interval of site.yml."""
    START = "start"
    """The beginning of a window that does not open by itself."""
    END = "end"
    """The end of a window that only a person ends."""
    MAINTENANCE_NOTICE = "maintenance_notice"
    """An announcement in good time."""
    EXPLANATION = "explanation"
    """Plain words on what it was, after the end."""
    POSTMORTEM = "postmortem"
    """The whole story."""
    ACTION = "action"
    """What a postmortem says will be done by a day."""

    @property
    def pressing(self) -> bool:
        """Readers wait for it now: something is going on."""
        return self in (Debt.NEXT_UPDATE, Debt.UPDATE_EVERY, Debt.START, Debt.END)

    @property
    def afterwards(self) -> bool:
        """It is owed for something that is over."""
        return self in (Debt.EXPLANATION, Debt.POSTMORTEM, Debt.ACTION)


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed, and the moment from which on it is late."""

    debt: Debt
    due: datetime
    view: Entry
    """As it stands."""
    path: str
    """Of the file in which it is to be said or done; a postmortem that is not there yet has its incident's."""
    promised: timedelta | None = None
    """The promise of site.yml that made it due; None where the author stated the moment."""
    action: Text | None = None
    """What was to be done, if it is an action."""


class Turn(StrEnum):
    """What the clock alone can change."""

    WINDOW_NEAR = "window_near"
    """The page for the product's edge begins to give it as the reason."""
    WINDOW_OPENS = "window_opens"
    WINDOW_ENDS = "window_ends"
    LATE_START = "late_start"
    LATE_END = "late_end"
    NEXT_UPDATE = "next_update"
    """A promised update has not come."""
    ETA_PASSES = "eta_passes"
    """What was expected to be over is not."""
    NOTICE_ENDS = "notice_ends"
    DAY_TURNS = "day_turns"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the clock changes; *view* is the entry as it will then be, None where the day turns."""

    turn: Turn
    view: Entry | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What is owed at a moment, and the next moment at which the site is another."""

    overdue: tuple[Owed, ...]
    """What readers wait for now comes first, then in the order in which it fell due."""
    coming: tuple[Owed, ...]
    """What falls due within HORIZON if nothing is said until then, soonest first."""
    lapsed: int
    """Things owed that have been late for longer than LAPSE."""
    next_change: datetime
    changes: tuple[Change, ...]
    """What will be at *next_change*, at least one thing."""


def due(snapshot: Snapshot) -> Due:
    """What is owed at the snapshot's moment: late from the moment on at which it was to be there."""
    now = snapshot.now
    owed = sorted(_owed(snapshot), key=lambda one: (one.due, one.path, one.debt))
    late = [one for one in owed if one.due <= now]
    told = [one for one in late if not one.debt.afterwards or now < one.due + LAPSE]
    at, changes = _next_change(snapshot)
    return Due(
        overdue=tuple(sorted(told, key=lambda one: not one.debt.pressing)),
        coming=tuple(one for one in owed if now < one.due <= now + HORIZON),
        lapsed=len(late) - len(told),
        next_change=at,
        changes=changes,
    )


def _owed(snapshot: Snapshot) -> Iterator[Owed]:
    promises = snapshot.config.promises
    for incident in snapshot.incidents:
        yield from _of_incident(incident, promises)
        yield from _actions(incident, snapshot.config.zone)
    for window in snapshot.maintenances:
        yield from _of_maintenance(window, promises)


def _of_incident(view: IncidentView, promises: Promises) -> Iterator[Owed]:
    if view.next_update is not None:
        yield Owed(Debt.NEXT_UPDATE, view.next_update, view, view.path)
    if view.kind is not Kind.NOTICE:
        yield from _after(Debt.UPDATE_EVERY, view, view.steps[0].at, allowed_silence(view.steps[0], promises))
    # Only our own outages that were bad: of somebody else's we know no more than they say, and a postmortem
    # of every slow page is one that nobody writes.
    if view.resolved is None or view.kind is not Kind.OUTAGE or view.impact.rank < Impact.MAJOR.rank:
        return
    if view.postmortem is None:
        yield from _after(Debt.POSTMORTEM, view, view.resolved, promises.postmortem_due)
        if not _explained(view):
            yield from _after(Debt.EXPLANATION, view, view.resolved, promises.explanation_due)


def _explained(view: IncidentView) -> bool:
    """Whether anything was said after the resolution, which says in haste that it is over."""
    return any(step.body for step in takewhile(lambda step: step.said is not Status.RESOLVED, view.steps))


def _actions(view: IncidentView, zone: tzinfo) -> Iterator[Owed]:
    if view.postmortem is None:
        return
    for action in view.postmortem.actions:
        if action.due is not None and not action.done:
            at = midnight(action.due + timedelta(days=1), zone)
            yield Owed(Debt.ACTION, at, view, view.postmortem.path, action=action.what)


def _of_maintenance(view: MaintenanceView, promises: Promises) -> Iterator[Owed]:
    if view.next_update is not None:
        yield Owed(Debt.NEXT_UPDATE, view.next_update, view, view.path)
    if view.open or view.late:
        # While it is late, readers have waited since it was to start; the announcement was long before.
        silent_since = max(view.start, view.steps[0].at) if view.late else view.steps[0].at
        yield from _after(Debt.UPDATE_EVERY, view, silent_since, promises.interval("maintenance"))
    if view.by_hand and view.upcoming:
        yield Owed(Debt.START, view.start, view, view.path)
    if view.by_hand and view.open:
        yield Owed(Debt.END, view.end, view, view.path)
    notice = promises.maintenance_notice
    if notice is not None and _announced_late(view, notice):
        yield Owed(Debt.MAINTENANCE_NOTICE, view.start - notice, view, view.path, notice)


def _announced_late(view: MaintenanceView, notice: timedelta) -> bool:
    """Whether that can still be mended: by putting it off for long enough, or by saying that it is an emergency."""
    return view.short_notice and view.active and not view.emergency and view.start - notice < view.start_said


def _after(debt: Debt, view: Entry, moment: datetime, promised: timedelta | None) -> Iterator[Owed]:
    if promised is not None:
        yield Owed(debt, moment + promised, view, view.path, promised)


def _next_change(snapshot: Snapshot) -> tuple[datetime, tuple[Change, ...]]:
    zone = snapshot.config.zone
    tomorrow = midnight(snapshot.now.astimezone(zone).date() + timedelta(days=1), zone)
    entries: tuple[Entry, ...] = (*snapshot.incidents, *snapshot.maintenances)
    views = {view.path: view for view in entries}
    moments: dict[datetime, list[Change]] = {tomorrow: [Change(Turn.DAY_TURNS)]}
    for path, futures in snapshot.futures.items():
        for at, later in futures:
            moments.setdefault(at, []).extend(Change(turn, later) for turn in _turns(views[path], later))
    for before, after in pairwise((snapshot.state, *snapshot.coming)):
        reason = after.cause
        is_near = isinstance(reason, MaintenanceView) and reason.upcoming and not reason.late
        if reason is not None and is_near and (before.cause is None or before.cause.path != reason.path):
            moments.setdefault(after.at, []).append(Change(Turn.WINDOW_NEAR, reason))
    at = min(moment for moment, changes in moments.items() if changes)
    return at, tuple(sorted(moments[at], key=_in_order))


def _in_order(change: Change) -> tuple[bool, str, Turn]:
    return change.view is None, change.view.path if change.view else "", change.turn


def _turns(before: Entry, after: Entry) -> Iterable[Turn]:
    """What readers see to be another in a later view of an entry."""
    if after.overdue and not before.overdue:
        yield Turn.NEXT_UPDATE
    if after.past_eta and not before.past_eta:
        yield Turn.ETA_PASSES
    if isinstance(after, MaintenanceView):
        assert isinstance(before, MaintenanceView), after.path
        if after.open and not before.open:
            yield Turn.WINDOW_OPENS
        if before.active and not after.active:
            yield Turn.WINDOW_ENDS
        if after.late and not before.late:
            yield Turn.LATE_START
        if after.overrun and not before.overrun:
            yield Turn.LATE_END
    elif before.active and not after.active:
        yield Turn.NOTICE_ENDS
