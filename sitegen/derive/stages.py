"""What people are told of, and as what: each update of an entry, and each step that the clock made, with its stage.

A message is made from the entry as it stood at that moment, so that it never says what was not yet known, and the
same message comes out whenever it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sitegen.derive.entries import Entry, IncidentView, MaintenanceView, Step
from sitegen.derive.snapshot import view_entry
from sitegen.model import (
    OPEN_STATUSES,
    OVER_STATUSES,
    Audience,
    Config,
    Kind,
    SourceEntry,
    Stage,
    Status,
    Update,
)
from sitegen.times import compact_stamp

POSTMORTEM_KEY = "postmortem"
"""The key of the occasion on which a postmortem is published; no update can have it."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing that people are told of."""

    slug: str
    path: str
    """Of the entry's content file."""
    key: str
    """Its identity within the entry: that of the update, or of what the clock did."""
    stage: Stage
    at: datetime
    step: Step | None = None
    """The update; None for a reminder, an overrun window and a postmortem."""
    opens: bool = False
    """Its readers have not been told of the entry before, whatever its stage."""

    @property
    def notify(self) -> tuple[Audience, ...] | None:
        """Who is told, as the update states; None: all."""
        return self.step.notify if self.step else None


def occasions(view: Entry, now: datetime, reminder: timedelta | None = None) -> tuple[Occasion, ...]:
    """All occasions of an entry up to *now*, oldest first; *reminder* is how long before its start a window is one."""
    found = [*updates_of(view), *_by_the_clock(view, now, reminder)]
    return tuple(sorted(found, key=lambda one: one.at))


def entry_at(source: SourceEntry, config: Config, occasion: Occasion) -> Entry:
    """The entry as it stood on that occasion: with the updates up to it, and none after it."""
    updates = tuple(_up_to(source.updates, occasion))
    view = view_entry(replace(source, updates=updates), config, known_until=occasion.at, at=occasion.at)
    assert view is not None, "an occasion is an update, or comes after one"
    return view


def _up_to(updates: Sequence[Update], occasion: Occasion) -> Iterator[Update]:
    for update in updates:
        if update.at > occasion.at:
            return
        yield update
        if update.key == occasion.key:
            return


def updates_of(view: Entry) -> Iterator[Occasion]:
    """The occasions that are updates, oldest first; those that the clock made have an automatic step."""
    before: Step | None = None
    for step in reversed(view.steps):
        if view.withdrawn and step is view.steps[0]:
            stage = Stage.CANCELLED
        elif isinstance(view, IncidentView):
            stage = _notice_stage(before) if view.kind is Kind.NOTICE else _incident_stage(step, before)
        else:
            stage = _maintenance_stage(step, before)
        yield Occasion(view.slug, view.path, step.key, stage, step.at, step)
        before = step


def _notice_stage(before: Step | None) -> Stage:
    return Stage.PROGRESS if before else Stage.ANNOUNCED


def _incident_stage(step: Step, before: Step | None) -> Stage:
    was_resolved = before is not None and before.status is Status.RESOLVED
    if step.status is Status.RESOLVED:
        return Stage.EXPLAINED if was_resolved else Stage.RESOLVED
    if before is None:
        return Stage.FIRST
    return Stage.REOPENED if was_resolved else Stage.PROGRESS


def _maintenance_stage(step: Step, before: Step | None) -> Stage:
    if before is None:
        return Stage.ANNOUNCED if step.status is Status.SCHEDULED else Stage.STARTED
    if step.written_status is Status.COMPLETED and not _is_confirmed_end(before):
        return Stage.COMPLETED
    if step.status is Status.CANCELLED and before.status is not Status.CANCELLED:
        return Stage.CANCELLED
    if step.status in OPEN_STATUSES and before.status not in OPEN_STATUSES:
        return Stage.STARTED
    if step.status not in OVER_STATUSES and (step.changes.start or step.changes.end):
        return Stage.MOVED
    return Stage.PROGRESS


def _is_confirmed_end(step: Step) -> bool:
    return step.status is Status.COMPLETED and not step.automatic


def _by_the_clock(view: Entry, now: datetime, reminder: timedelta | None) -> Iterator[Occasion]:
    if isinstance(view, MaintenanceView):
        yield from _reminder(view, now, reminder)
        yield from _overrun(view, now)
    elif view.postmortem is not None:
        # The view has it from its publication on.
        yield Occasion(view.slug, view.path, POSTMORTEM_KEY, Stage.EXPLAINED, view.postmortem.published)


def _reminder(view: MaintenanceView, now: datetime, reminder: timedelta | None) -> Iterator[Occasion]:
    if not reminder:
        return
    at = view.start - reminder
    # Whoever was told of the window later than that needs no reminder.
    if view.start_announced < at <= now and _status_at(view, at) is Status.SCHEDULED:
        yield Occasion(view.slug, view.path, f"reminder-{compact_stamp(view.start)}", Stage.REMINDER, at)


def _overrun(view: MaintenanceView, now: datetime) -> Iterator[Occasion]:
    """Each planned end that came, and was still the planned one, while the work went on."""
    for end, replaced in _planned_ends(view):
        if end <= now and (replaced is None or end < replaced) and _status_at(view, end) in OPEN_STATUSES:
            yield Occasion(view.slug, view.path, f"overrun-{compact_stamp(end)}", Stage.OVERRUN, end)


def _planned_ends(view: MaintenanceView) -> Iterator[tuple[datetime, datetime | None]]:
    """Each end that was planned, oldest first, and when another replaced it."""
    start, end = (*view.moved, (view.start, view.end))[0]
    for step in reversed(view.steps):
        moved = step.changes.start or start, step.changes.end or end
        if moved != (start, end):
            yield end, step.at
            start, end = moved
    yield end, None


def _status_at(view: MaintenanceView, at: datetime) -> Status | None:
    """The status after everything up to and including *at*, as the steps have it."""
    return next((step.status for step in view.steps if step.at <= at), None)
