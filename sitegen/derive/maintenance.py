"""The view of one maintenance at a moment: its updates, and the automatic steps that fell due between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sitegen.derive.effects import ComponentTimeline, FactTracker, automatic_step, is_affected, pictures_in, step_of
from sitegen.derive.entries import Affected, MaintenanceView, Step
from sitegen.derive.settled import settled_key
from sitegen.model import OPEN_STATUSES, OVER_STATUSES, ComponentStatus, Config, Impact, Maintenance, Status, Update


class WindowTimeline:
    """The state of one maintenance after each of its updates and automatic steps."""

    def __init__(self, maintenance: Maintenance) -> None:
        first = maintenance.updates[0].at
        self.start, self.end = maintenance.start, maintenance.end
        self.moved: list[tuple[datetime, datetime]] = []
        self.phase = Status.SCHEDULED
        self.confirmed = True
        self.notice = self.start - first
        """The shortest notice given: from announcing the start, or bringing it forward, to that start."""
        self.began: datetime | None = None
        self.restored: datetime | None = None
        """When service was restored, as stated."""
        self.steps: list[Step] = []
        self.facts = FactTracker(maintenance.facts)
        self.effects = ComponentTimeline(
            "maintenance", maintenance.slug, maintenance.title, ComponentStatus.UNDER_MAINTENANCE
        )
        self.by_hand = not maintenance.auto
        self.start_announced = first
        self._closed: datetime | None = None
        self._window_stated = first
        self.effects.state(maintenance.facts.components or (), first)

    @property
    def ended(self) -> datetime | None:
        """When the work that had begun was done; None before, or where none was done."""
        end = self.restored or self._closed
        return max(self.began, end) if self.began and end and self.phase in OVER_STATUSES else None

    def advance(self, until: datetime, *, inclusive: bool) -> None:
        """Take the automatic steps that fall due before *until*; with *inclusive* also those at it."""
        for status, at in self._automatic():
            if at > until or (at == until and not inclusive):
                return
            if status is Status.IN_PROGRESS:
                self._open(status, at)
            else:
                self._close(status, at, confirmed=False)
            self._settle()
            self.steps.append(automatic_step(status, at, self.effects.affected))

    def _automatic(self) -> Iterator[tuple[Status, datetime]]:
        # A step is taken once it is due and announced: a start moved into the past cannot have opened
        # the window before the update that moved it.
        while not self.by_hand:
            if self.phase is Status.SCHEDULED:
                yield Status.IN_PROGRESS, max(self.start, self._window_stated)
            elif self.phase is Status.IN_PROGRESS:
                yield Status.COMPLETED, max(self.end, self._window_stated)
            else:
                return

    def apply(self, update: Update) -> None:
        """Apply one update; updates come in order."""
        facts = update.facts
        self.facts.apply(facts)
        if "components" in facts.cleared:
            self.effects.forget(update.at)
        self._change(facts.components or (), update.at)
        self._move(facts.start or self.start, facts.end or self.end, update.at)
        # `scheduled` changes nothing after the announcement: a maintenance never goes backwards.
        if update.status in OPEN_STATUSES:
            self.by_hand = True
            self._open(update.status, update.at)
        elif update.status in OVER_STATUSES:
            self._close(update.status, update.at, confirmed=True)
        if "ended" in facts.cleared or self.began is None:
            self.restored = None
        elif facts.ended is not None:
            self.restored = facts.ended
        self._settle()
        self.steps.append(step_of(update, self.phase, Impact.NONE, self.effects.affected))

    def _change(self, changes: Affected, at: datetime) -> None:
        if self.phase in OPEN_STATUSES and is_affected(changes) and not self.effects.counting:
            self.effects.restart(at)
            self.restored = None
        self.effects.state(changes, at)

    def _move(self, start: datetime, end: datetime, at: datetime) -> None:
        if (start, end) == (self.start, self.end):
            return
        if start < self.start and self.phase is Status.SCHEDULED:
            self.notice = min(self.notice, start - at)
        if start != self.start:
            self.start_announced = at
        self.moved.append((self.start, self.end))
        self.start, self.end, self._window_stated = start, end, at
        # An automatic step is undone where an update moves the window to another time.
        if self.phase is Status.IN_PROGRESS and not self.by_hand and start > at:
            self._undo(Status.SCHEDULED)
        elif not self.confirmed:
            self._move_closed(start, end, at)

    def _move_closed(self, start: datetime, end: datetime, at: datetime) -> None:
        if start > at:
            self._undo(Status.SCHEDULED)
        elif end > at:
            self._open(Status.IN_PROGRESS, at)
        else:
            self._closed = end

    def _open(self, phase: Status, at: datetime) -> None:
        if self.began is None:
            self.began = at
            self.effects.begin(at)
        self.phase, self.confirmed, self._closed = phase, True, None

    def _close(self, phase: Status, at: datetime, *, confirmed: bool) -> None:
        if phase is Status.CANCELLED and not self.confirmed:
            self._undo(phase)
        self.phase, self.confirmed, self._closed = phase, confirmed, self._closed or at

    def _undo(self, phase: Status) -> None:
        self.effects.undo()
        self.phase, self.confirmed, self.began, self.restored, self._closed = phase, True, None, None, None

    def _settle(self) -> None:
        self.effects.finish(self.restored or self._closed)


def view_maintenance(
    maintenance: Maintenance, config: Config, *, known_until: datetime, at: datetime
) -> MaintenanceView | None:
    """The maintenance at *at*, from the updates up to *known_until*; None before its announcement."""
    updates = [update for update in maintenance.updates if update.at <= known_until]
    if not updates:
        return None
    window = WindowTimeline(maintenance)
    for update in updates:
        if update is not updates[0]:
            window.advance(update.at, inclusive=False)
        window.apply(update)
    window.advance(at, inclusive=True)
    is_open = window.phase in OPEN_STATUSES
    due = None if window.phase in OVER_STATUSES else updates[-1].facts.next_update
    notice = config.promises.maintenance_notice
    withdrawn = maintenance.is_withdrawn(known_until)
    facts = window.facts.now(window.effects.stated, window.restored)
    return MaintenanceView(
        slug=maintenance.slug,
        path=maintenance.path,
        id=maintenance.id,
        title=maintenance.title,
        reason=maintenance.reason,
        emergency=maintenance.emergency,
        auto=maintenance.auto,
        by_hand=window.by_hand,
        status=window.phase,
        confirmed=window.confirmed,
        late=window.phase is Status.SCHEDULED and window.start <= at,
        overrun=is_open and window.end <= at,
        start=window.start,
        end=window.end,
        moved=tuple(window.moved),
        short_notice=notice is not None and window.notice < notice,
        start_announced=window.start_announced,
        facts=facts,
        announced_facts=maintenance.facts,
        failed=window.facts.failed,
        affected=window.effects.affected,
        planned=window.effects.stated,
        announced=updates[0].at,
        began=window.began,
        ended=window.ended,
        elapsed=_elapsed(window.start, window.end, at) if is_open else None,
        changed=max(step.at for step in window.steps),
        next_update=due,
        overdue=due is not None and due <= at,
        past_eta=window.phase not in OVER_STATUSES and facts.eta is not None and facts.eta <= at,
        steps=tuple(reversed(window.steps)),
        intervals=() if withdrawn else window.effects.intervals(),
        aliases=maintenance.aliases,
        images=pictures_in(maintenance, updates),
        withdrawn=withdrawn,
        key=settled_key(maintenance, config, known_until, active=window.phase not in OVER_STATUSES),
    )


def _elapsed(start: datetime, end: datetime, at: datetime) -> int:
    return max(0, min(100, (at - start) * 100 // (end - start)))
