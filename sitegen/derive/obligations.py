"""obligations(snapshot): what is overdue, what falls due soon, and when the site next changes without an update.

The rules are those of docs/due.md. Nothing here stops a publication: a site with late updates is still correct.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise, takewhile

from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.scorecard import allowed_silence
from sitegen.derive.snapshot import HORIZON, Snapshot
from sitegen.derive.uptime import midnight
from sitegen.model import Impact, Kind, Promises, Status, Text

LAPSES_AFTER = timedelta(days=30)
"""How long a late obligation of an entry that is over is listed; after that it is only counted."""


class ObligationKind(StrEnum):
    """What readers can expect."""

    NEXT_UPDATE = "next_update"
    """An update at the time that the newest one promised."""
    UPDATE_EVERY = "update_every"
    """An update within the interval of site.yml."""
    START = "start"
    """An update that opens a window which does not open by itself."""
    END = "end"
    """An update that ends a window which does not end by itself."""
    MAINTENANCE_NOTICE = "maintenance_notice"
    """An announcement as early as site.yml promises."""
    EXPLANATION = "explanation"
    """A first explanation after the resolution."""
    POSTMORTEM = "postmortem"
    """A postmortem of the incident."""
    ACTION = "action"
    """An action that a postmortem promises by a day."""

    @property
    def pressing(self) -> bool:
        """Readers wait for it now: the entry is active."""
        return not self.afterwards and self is not ObligationKind.MAINTENANCE_NOTICE

    @property
    def afterwards(self) -> bool:
        """It concerns an incident that is over."""
        return self in (ObligationKind.EXPLANATION, ObligationKind.POSTMORTEM, ObligationKind.ACTION)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that readers can expect, late from *due* on."""

    kind: ObligationKind
    due: datetime
    view: Entry
    """The entry that it concerns."""
    path: str
    """Of the file to edit; that of the incident where the postmortem does not exist yet."""
    promised: timedelta | None = None
    """The promise of site.yml that made it due; None where the author stated the moment."""
    action: Text | None = None
    """The action, if it is one."""


class ClockEvent(StrEnum):
    """What can change without an update."""

    WINDOW_NEAR = "window_near"
    """The 503 page begins to give it as the reason."""
    WINDOW_OPENS = "window_opens"
    WINDOW_ENDS = "window_ends"
    LATE_START = "late_start"
    LATE_END = "late_end"
    NEXT_UPDATE = "next_update"
    """A promised update is overdue."""
    ETA_PASSES = "eta_passes"
    """The expected recovery time has passed."""
    NOTICE_ENDS = "notice_ends"
    DAY_TURNS = "day_turns"


@dataclass(frozen=True, slots=True)
class ClockChange:
    """One change without an update; *view* is the entry after it, None for the turn of the day."""

    event: ClockEvent
    view: Entry | None = None


@dataclass(frozen=True, slots=True)
class Obligations:
    """The obligations at a moment, and the next moment at which the site changes without an update."""

    overdue: tuple[Obligation, ...]
    """Pressing ones first, then in the order in which they fell due."""
    coming: tuple[Obligation, ...]
    """What falls due within HORIZON unless an update comes first, soonest first."""
    lapsed: int
    """How many are late by LAPSES_AFTER or more, and not listed."""
    next_change: datetime
    changes: tuple[ClockChange, ...]
    """What changes at *next_change*, at least one."""


def obligations(snapshot: Snapshot) -> Obligations:
    """The obligations at the snapshot's moment; one that falls due at that very moment is late."""
    now = snapshot.now
    found = sorted(_all_obligations(snapshot), key=lambda one: (one.due, one.path, one.kind))
    late = [one for one in found if one.due <= now]
    listed = [one for one in late if not one.kind.afterwards or now < one.due + LAPSES_AFTER]
    at, changes = _next_change(snapshot)
    return Obligations(
        overdue=tuple(sorted(listed, key=lambda one: not one.kind.pressing)),
        coming=tuple(one for one in found if now < one.due <= now + HORIZON),
        lapsed=len(late) - len(listed),
        next_change=at,
        changes=changes,
    )


def _all_obligations(snapshot: Snapshot) -> Iterator[Obligation]:
    promises = snapshot.config.promises
    for incident in snapshot.incidents:
        yield from _of_incident(incident, promises)
        yield from _actions(incident, snapshot.config.zone)
    for window in snapshot.maintenances:
        yield from _of_maintenance(window, promises)
    for entry in snapshot.entries:
        if entry.next_update is not None:
            yield Obligation(ObligationKind.NEXT_UPDATE, entry.next_update, entry, entry.path)


def _of_incident(view: IncidentView, promises: Promises) -> Iterator[Obligation]:
    if view.kind is not Kind.NOTICE:
        yield from _after(ObligationKind.UPDATE_EVERY, view, view.steps[0].at, allowed_silence(view.steps[0], promises))
    # Only our own outages, major or critical: about somebody else's we know only what they publish, and nobody
    # would write a postmortem of every slow page.
    if view.resolved is None or view.kind is not Kind.OUTAGE or view.impact.rank < Impact.MAJOR.rank:
        return
    if view.postmortem is None:
        yield from _after(ObligationKind.POSTMORTEM, view, view.resolved, promises.postmortem_due)
        if not _explained(view):
            yield from _after(ObligationKind.EXPLANATION, view, view.resolved, promises.explanation_due)


def _explained(view: IncidentView) -> bool:
    """Whether an update with a text follows the resolution, which is written in haste."""
    return any(step.body for step in takewhile(lambda step: step.written_status is not Status.RESOLVED, view.steps))


def _actions(view: IncidentView, zone: tzinfo) -> Iterator[Obligation]:
    if view.postmortem is None:
        return
    for action in view.postmortem.actions:
        if action.due is not None and not action.done:
            at = midnight(action.due + timedelta(days=1), zone)
            yield Obligation(ObligationKind.ACTION, at, view, view.postmortem.path, action=action.what)


def _of_maintenance(view: MaintenanceView, promises: Promises) -> Iterator[Obligation]:
    if view.open or view.late:
        # While it is late, readers wait from its planned start on, not from the announcement long before.
        silent_since = max(view.start, view.steps[0].at) if view.late else view.steps[0].at
        yield from _after(ObligationKind.UPDATE_EVERY, view, silent_since, promises.interval("maintenance"))
    if view.by_hand and view.upcoming:
        yield Obligation(ObligationKind.START, view.start, view, view.path)
    if view.by_hand and view.open:
        yield Obligation(ObligationKind.END, view.end, view, view.path)
    notice = promises.maintenance_notice
    if notice is not None and is_announced_late(view, notice):
        yield Obligation(ObligationKind.MAINTENANCE_NOTICE, view.start - notice, view, view.path, notice)


def is_announced_late(view: MaintenanceView, notice: timedelta) -> bool:
    """Whether the notice is too short and can still be corrected: by postponing it, or by marking it an emergency."""
    return view.short_notice and view.active and not view.emergency and view.start - notice < view.start_announced


def _after(kind: ObligationKind, view: Entry, moment: datetime, promised: timedelta | None) -> Iterator[Obligation]:
    if promised is not None:
        yield Obligation(kind, moment + promised, view, view.path, promised)


def _next_change(snapshot: Snapshot) -> tuple[datetime, tuple[ClockChange, ...]]:
    zone = snapshot.config.zone
    tomorrow = midnight(snapshot.now.astimezone(zone).date() + timedelta(days=1), zone)
    views = {view.path: view for view in snapshot.entries}
    moments: dict[datetime, list[ClockChange]] = {tomorrow: [ClockChange(ClockEvent.DAY_TURNS)]}
    for path, futures in snapshot.futures.items():
        for at, later in futures:
            moments.setdefault(at, []).extend(ClockChange(event, later) for event in _events(views[path], later))
    for before, after in pairwise((snapshot.state, *snapshot.coming)):
        reason = after.cause
        is_near = isinstance(reason, MaintenanceView) and reason.upcoming and not reason.late
        if reason is not None and is_near and (before.cause is None or before.cause.path != reason.path):
            moments.setdefault(after.at, []).append(ClockChange(ClockEvent.WINDOW_NEAR, reason))
    at = min(moment for moment, changes in moments.items() if changes)
    return at, tuple(sorted(moments[at], key=_in_order))


def _in_order(change: ClockChange) -> tuple[bool, str, ClockEvent]:
    return change.view is None, change.view.path if change.view else "", change.event


def _events(before: Entry, after: Entry) -> list[ClockEvent]:
    """What readers see change between two views of an entry."""
    earlier = _standing(before)
    return [event for event, holds in _standing(after).items() if holds and not earlier[event]]


def _standing(view: Entry) -> dict[ClockEvent, bool]:
    """What holds of an entry, by the event with which that begins."""
    common = {ClockEvent.NEXT_UPDATE: view.overdue, ClockEvent.ETA_PASSES: view.past_eta}
    if isinstance(view, IncidentView):
        return common | {ClockEvent.NOTICE_ENDS: not view.active}
    return common | {
        ClockEvent.WINDOW_OPENS: view.open,
        ClockEvent.WINDOW_ENDS: not view.active,
        ClockEvent.LATE_START: view.late,
        ClockEvent.LATE_END: view.overrun,
    }
