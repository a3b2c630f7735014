"""Fold the updates of an entry, oldest first, into its facts and into the status intervals of components."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sitegen import markdown
from sitegen.derive.entries import Affected, Interval, Step
from sitegen.model import ComponentStatus, Facts, Image, Impact, Incident, Maintenance, Status, Text, Update
from sitegen.times import compact_stamp

REPLACED_FACTS = tuple(name for name in Facts._fields if name not in ("components", "ended", "cleared"))
"""The facts that a later update replaces; components are merged one by one."""


def replace_facts(values: dict[str, Any], facts: Facts) -> None:
    """Bring *values*, facts by name, up to date with what an update states and clears."""
    for name in facts.cleared:
        if name in values:
            values[name] = None
    for name in values:
        value = getattr(facts, name)
        if value is not None:
            values[name] = value


class FactTracker:
    """The facts of an entry after each of its updates, except its components and `ended`."""

    def __init__(self, first: Facts) -> None:
        self._values = {name: getattr(first, name) for name in REPLACED_FACTS}
        self._failed = dict.fromkeys(first.not_working or ())

    def apply(self, facts: Facts) -> None:
        """Apply what an update states and clears."""
        replace_facts(self._values, facts)
        self._failed.update(dict.fromkeys(facts.not_working or ()))
        # Only the newest update's promise counts: any later update meets or replaces it.
        self._values["next_update"] = facts.next_update

    def drop(self, *names: str) -> None:
        """Clear facts that no longer hold."""
        for name in names:
            self._values[name] = None

    @property
    def failed(self) -> tuple[Text, ...]:
        """Everything ever stated not to work, in the order of first mention."""
        return tuple(self._failed)

    def now(self, components: Affected, ended: datetime | None) -> Facts:
        """The current facts."""
        return Facts(**{**self._values, "components": components, "ended": ended})


@dataclass(slots=True)
class _ActivePeriod:
    start: datetime
    end: datetime | None = None


class ComponentTimeline:
    """The component statuses that an entry states, and the periods in which they count.

    An incident's period lasts from its start until service was back, a maintenance's while its window is open.
    Either bound may be corrected by a later update, so intervals are computed only at the end.
    """

    def __init__(self, source: str, slug: str, title: Text, default: ComponentStatus | None) -> None:
        self._source = source
        self._slug = slug
        self._title = title
        self._default = default
        self._stated: dict[str, ComponentStatus | None] = {}
        self._changes: dict[str, list[tuple[datetime, ComponentStatus]]] = {}
        self._periods: list[_ActivePeriod] = []
        self._episode = 0

    def state(self, changes: Affected, at: datetime) -> None:
        """Apply component statuses; a component without one is concerned, and keeps the status stated before.

        After a reopening, statuses from before it do not count: such a component is then concerned without a status.
        """
        for component, status in changes:
            if status is not None:
                self._set(component, status, at)
            elif self._reopened and component in self._stated:
                self._set(component, ComponentStatus.OPERATIONAL, at)
                self._stated[component] = None
            elif component not in self._stated:
                self._set(component, self._default, at)

    def _set(self, component: str, status: ComponentStatus | None, at: datetime) -> None:
        self._stated[component] = status
        if status is None:
            return
        changes = self._changes.setdefault(component, [])
        if not changes or changes[-1][1] is not status:
            changes.append((at, status))

    def forget(self, at: datetime) -> None:
        """Drop all components; those with a status are operational from *at* on."""
        self._restore(at)
        self._stated.clear()

    def _restore(self, at: datetime) -> None:
        for component, status in self._stated.items():
            if status is not None:
                self._set(component, ComponentStatus.OPERATIONAL, at)

    def begin(self, at: datetime) -> None:
        """Start a period at *at*: statuses count from then on."""
        self._periods.append(_ActivePeriod(at))

    def restart(self, at: datetime) -> None:
        """Start a period after service was back, with every status stated before reset to operational."""
        self._restore(at)
        self.begin(at)

    def finish(self, at: datetime | None) -> None:
        """End the periods of this episode at *at*, which may be corrected later; None: they have not ended."""
        periods = self._periods[self._episode :]
        if periods:
            periods[-1].end = at
        for period in periods[:-1]:
            period.end = min(period.end, at) if period.end and at else period.end

    def reopen(self) -> None:
        """Begin a new episode: an end stated from here on leaves the periods before it alone."""
        self._episode = len(self._periods)

    def undo(self) -> None:
        """Discard all periods, as if statuses had never counted."""
        self._periods.clear()

    @property
    def _reopened(self) -> bool:
        """Whether a new episode has begun and no period in it yet."""
        return 0 < self._episode == len(self._periods)

    @property
    def counting(self) -> bool:
        """Whether statuses count after the updates applied so far."""
        return bool(self._periods) and self._periods[-1].end is None

    @property
    def stated(self) -> Affected:
        """Every concerned component with its status while a period lasts."""
        return tuple(self._stated.items())

    @property
    def affected(self) -> Affected:
        """The same, with the current status: none before the first period, operational after the last."""
        if self.counting:
            return self.stated
        after = ComponentStatus.OPERATIONAL if self._periods else None
        return tuple((component, status and after) for component, status in self._stated.items())

    def intervals(self) -> tuple[Interval, ...]:
        """All intervals in which a component was not operational, oldest first."""
        found = [
            Interval(component, start, end, status, self._source, self._slug, self._title)
            for component, changes in self._changes.items()
            for status, first, last in _disruptions(changes)
            for start, end in self._counted(first, last)
        ]
        return tuple(sorted(found, key=lambda interval: (interval.start, interval.component)))

    def _counted(self, first: datetime, last: datetime | None) -> Iterator[tuple[datetime, datetime | None]]:
        for period in self._periods:
            start = max(first, period.start)
            end = min((one for one in (last, period.end) if one is not None), default=None)
            if end is None or start < end:
                yield start, end


def _disruptions(
    changes: Sequence[tuple[datetime, ComponentStatus]],
) -> Iterator[tuple[ComponentStatus, datetime, datetime | None]]:
    """Each status other than operational, with when it begins and when the next one does."""
    for index, (at, status) in enumerate(changes):
        if status is not ComponentStatus.OPERATIONAL:
            yield status, at, changes[index + 1][0] if index + 1 < len(changes) else None


def is_affected(changes: Affected) -> bool:
    """Whether any component has a status other than operational."""
    return any(status not in (None, ComponentStatus.OPERATIONAL) for _, status in changes)


def step_of(update: Update, status: Status, impact: Impact, affected: Affected) -> Step:
    """An author's update as readers see it, with the state after it."""
    return Step(
        key=update.key,
        at=update.at,
        published=update.published,
        status=status,
        written_status=update.status,
        automatic=False,
        title=update.title,
        body=update.body,
        changes=update.facts,
        impact=impact,
        affected=affected,
        id=update.id,
        notify=update.notify,
    )


def automatic_step(status: Status, at: datetime, affected: Affected) -> Step:
    """The step to *status* that a maintenance takes by itself."""
    update = Update(f"auto-{status}-{compact_stamp(at)}", at, at, status, None, Text("", ""), Facts(), line=0)
    return step_of(update, status, Impact.NONE, affected)._replace(automatic=True)


def pictures_in(entry: Incident | Maintenance, updates: Sequence[Update]) -> tuple[Image, ...]:
    """The pictures that *updates* use: one that only a later update shows is not published yet."""
    if not entry.images or len(updates) == len(entry.updates):
        return entry.images
    texts = [text for one in updates for text in (one.body.original, *dict(one.body.translations).values())]
    shown = {target for text in texts for _, kind, target in markdown.references(text) if kind == "image"}
    return tuple(image for image in entry.images if image.name in shown)
