"""When components, entries and lists of entries changed: the `updated_at` and `affected_components` of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sitegen.derive import ids
from sitegen.derive.entries import Entry, IncidentView, Step
from sitegen.derive.snapshot import Snapshot
from sitegen.derive.uptime import midnight
from sitegen.model import Component, ComponentStatus, Config, Impact, Kind, Status

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for an unknown moment: Statuspage's fields are never empty."""


class ApiComponent(NamedTuple):
    """A component as a document shows it."""

    id: str
    """As in site.yml."""
    status: ComponentStatus
    updated: datetime


class ApiEntry(NamedTuple):
    """An incident or a maintenance, with what depends on other entries or the moment."""

    view: Entry
    updated: datetime
    """When it last changed."""
    components: tuple[ApiComponent, ...] | None
    """The present state of its components while it is active; None once it is over."""


class ComponentChange(NamedTuple):
    """The status of a component before and after an update."""

    id: str
    old: ComponentStatus
    new: ComponentStatus


ChangedSteps = Sequence[tuple[Step, tuple[ComponentChange, ...] | None]]
"""The steps of an entry, newest first, each with its changes of components; None if it states none."""


def created(component: Component, config: Config) -> datetime:
    """When a component's history begins: midnight of its `since`, else the epoch."""
    return midnight(component.since, config.zone) if component.since else EPOCH


class CurrentState:
    """The components at the snapshot's moment, and what documents show of entries because of them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._moment = snapshot.now
        self._outlines = snapshot.outlines
        self._order = {one.id: place for place, one in enumerate(snapshot.config.components)}
        updated = _last_updates(snapshot)
        self._now = {
            one.now.component.id: ApiComponent(one.now.component.id, one.now.status, updated[one.now.component.id])
            for one in snapshot.histories
        }
        self.components = tuple(self._now[one.component.id] for one in snapshot.state.components)
        """Without the retired ones."""

    def entry(self, view: Entry) -> ApiEntry:
        """What documents show of an entry."""
        # A back-dated update changed the entry when it was published.
        updated = max(view.changed, self._outlines[view.path].published)
        if updated > self._moment:
            updated = max([view.changed, *(step.published for step in view.steps if step.published <= self._moment)])
        if not view.active:
            return ApiEntry(view, updated, None)
        view = ids.without_elapsed(view)  # No document shows how much of a window has elapsed.
        ordered = sorted(_concerned(view, changed_steps(view)), key=self._order.__getitem__)
        return ApiEntry(view, updated, tuple(self._now[component] for component in ordered))


def _last_updates(snapshot: Snapshot) -> dict[str, datetime]:
    """When an entry last changed each component, by the component's id."""
    updated = {one.id: created(one, snapshot.config) for one in snapshot.config.components}
    for view in snapshot.entries:
        outline = snapshot.outlines[view.path]
        # A shortcut: nearly all entries are older than the last change of their components.
        if any(updated[component] < outline.updated for component in outline.named):
            for component, at in _last_changes(changed_steps(view)):
                updated[component] = max(updated[component], at)
    return updated


def _concerned(view: Entry, steps: ChangedSteps) -> set[str]:
    concerned = {component for component, _ in view.affected}
    concerned.update(one.id for _, changes in steps for one in changes or () if one.old is not one.new)
    return concerned


def components_left(view: Entry, steps: ChangedSteps, order: Iterable[str]) -> list[ApiComponent]:
    """The components of a past entry as they were at its end, in the given order of ids.

    Independent of later entries, or each new incident would change every old document.
    """
    concerned, changed = _concerned(view, steps), dict(_last_changes(steps))
    return [
        ApiComponent(one, ComponentStatus.OPERATIONAL, changed.get(one, view.announced))
        for one in order
        if one in concerned
    ]


def changed_steps(view: Entry) -> ChangedSteps:
    """Compare each step of an entry with the one before it."""
    found: list[tuple[Step, tuple[ComponentChange, ...] | None]] = []
    before: dict[str, ComponentStatus] = {}
    for step in reversed(view.steps):
        after = {component: status or ComponentStatus.OPERATIONAL for component, status in step.affected}
        if found and after == before and not step.changes.components:
            found.append((step, None))
            continue
        working = ComponentStatus.OPERATIONAL
        changes = tuple(
            ComponentChange(one, before.get(one, working), after.get(one, working)) for one in {**after, **before}
        )
        stated = not found or step.changes.components or any(one.old is not one.new for one in changes)
        found.append((step, changes if changes and stated else None))
        before = after
    found.reverse()
    return found


def _last_changes(steps: ChangedSteps) -> Iterator[tuple[str, datetime]]:
    """The changes of each component, oldest first, as its id and the moment."""
    for step, changes in reversed(steps):
        for one in changes or ():
            if one.old is not one.new:
                yield one.id, step.at


def list_changed(every: Iterable[ApiEntry], shown: Iterable[ApiEntry], belongs: Callable[[Status], bool]) -> datetime:
    """When a list last changed: one of its entries did, or an entry joined or left it.

    The latter counts too because clients expect that `updated_at` never decreases.
    """
    last = max((entry.updated for entry in shown), default=EPOCH)
    for view, *_ in every:
        if view.changed > last and (moved := _last_move(view, belongs)) is not None:
            last = max(last, moved)
    return last


def _last_move(view: Entry, belongs: Callable[[Status], bool]) -> datetime | None:
    """When an entry last joined or left a list; None if it never did."""
    if isinstance(view, IncidentView) and view.kind is Kind.NOTICE:
        return None
    belonged, moved = False, None
    for step in reversed(view.steps):
        if belongs(step.status) is not belonged:
            belonged, moved = not belonged, step.at
    return moved


def overall_raised(incidents: Iterable[IncidentView]) -> datetime:
    """When an incident that names no component last changed the top-level status."""
    last = EPOCH
    for view in incidents:
        if view.kind is Kind.NOTICE or view.affected or view.changed <= last:
            continue
        counted = Impact.NONE
        for step in reversed(view.steps):
            counts = Impact.NONE if step.status is Status.RESOLVED else step.impact
            if counts is not counted:
                counted, last = counts, max(last, step.at)
    return last
