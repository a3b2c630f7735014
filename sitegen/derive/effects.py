"""What authors say about an entry, one statement after another, and what that does to components."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sitegen import markdown
from sitegen.derive.entries import Affected, Interval, Step
from sitegen.model import ComponentStatus, Facts, Image, Impact, Incident, Maintenance, Status, Text, Update

REPLACED_FACTS = tuple(name for name in Facts._fields if name not in ("components", "ended", "cleared"))
"""The facts that a later statement simply replaces; components are merged one by one."""


class FactTracker:
    """What an entry says about itself, folded one statement after another; components and the end aside."""

    def __init__(self, first: Facts) -> None:
        self._values = {name: getattr(first, name) for name in REPLACED_FACTS}
        self._failed = dict.fromkeys(first.not_working or ())

    def apply(self, facts: Facts) -> None:
        """Take over what an update says."""
        for name in facts.cleared:
            if name in self._values:
                self._values[name] = None
        for name in REPLACED_FACTS:
            value = getattr(facts, name)
            if value is not None:
                self._values[name] = value
        self._failed.update(dict.fromkeys(facts.not_working or ()))
        # A promise is that of the newest update: whatever is said keeps or replaces the one before.
        self._values["next_update"] = facts.next_update

    def drop(self, *names: str) -> None:
        """Forget what no longer holds."""
        for name in names:
            self._values[name] = None

    @property
    def failed(self) -> tuple[Text, ...]:
        """All that was stated not to work, at one time or another."""
        return tuple(self._failed)

    def now(self, components: Affected, ended: datetime | None) -> Facts:
        """As they stand."""
        return Facts(**{**self._values, "components": components, "ended": ended})


@dataclass(slots=True)
class _ActivePeriod:
    start: datetime
    end: datetime | None = None


class ComponentTimeline:
    """What an entry does to components: the statuses stated for them, and the spells in which these count.

    An incident's spell lasts from its beginning until service was back, a maintenance's while its window is
    open. Either bound may be corrected afterwards, so intervals are made of both only in the end.
    """

    def __init__(self, source: str, slug: str, default: ComponentStatus | None) -> None:
        self._source = source
        self._slug = slug
        self._default = default
        self._stated: dict[str, ComponentStatus | None] = {}
        self._changes: dict[str, list[tuple[datetime, ComponentStatus]]] = {}
        self._spells: list[_ActivePeriod] = []
        self._episode = 0

    def state(self, changes: Affected, at: datetime) -> None:
        """Take over statuses; a component without a stated one is concerned, and changes nothing that was stated.

        What was stated before a reopening is over: then such a component is concerned again, no more.
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
        """No component is concerned any longer."""
        self._mend(at)
        self._stated.clear()

    def _mend(self, at: datetime) -> None:
        for component, status in self._stated.items():
            if status is not None:
                self._set(component, ComponentStatus.OPERATIONAL, at)

    def begin(self, at: datetime) -> None:
        """What is stated counts from *at* on."""
        self._spells.append(_ActivePeriod(at))

    def begin_again(self, at: datetime) -> None:
        """Trouble anew after service was back: of what was stated before, nothing counts."""
        self._mend(at)
        self.begin(at)

    def finish(self, at: datetime | None) -> None:
        """Nothing is affected from *at* on, even where that was found out only later; None: it still is."""
        spells = self._spells[self._episode :]
        if spells:
            spells[-1].end = at
        for spell in spells[:-1]:
            spell.end = min(spell.end, at) if spell.end and at else spell.end

    def reopen(self) -> None:
        """What has counted until now is settled: an end that is stated from here on means what comes."""
        self._episode = len(self._spells)

    def undo(self) -> None:
        """Nothing has counted at all."""
        self._spells.clear()

    @property
    def _reopened(self) -> bool:
        """Whether nothing has counted since a reopening."""
        return 0 < self._episode == len(self._spells)

    @property
    def going(self) -> bool:
        """Whether statuses count at this point of the story."""
        return bool(self._spells) and self._spells[-1].end is None

    @property
    def stated(self) -> Affected:
        """Every concerned component with the status that holds while a spell lasts."""
        return tuple(self._stated.items())

    @property
    def affected(self) -> Affected:
        """The same as it stands: nothing said of a status before the first spell, operational after the last."""
        if self.going:
            return self.stated
        after = ComponentStatus.OPERATIONAL if self._spells else None
        return tuple((component, status and after) for component, status in self._stated.items())

    def intervals(self) -> tuple[Interval, ...]:
        """All of them, oldest first."""
        found = [
            Interval(component, start, end, status, self._source, self._slug)
            for component, changes in self._changes.items()
            for status, first, last in _troubles(changes)
            for start, end in self._counted(first, last)
        ]
        return tuple(sorted(found, key=lambda interval: (interval.start, interval.component)))

    def _counted(self, first: datetime, last: datetime | None) -> Iterator[tuple[datetime, datetime | None]]:
        for spell in self._spells:
            start = max(first, spell.start)
            end = min((one for one in (last, spell.end) if one is not None), default=None)
            if end is None or start < end:
                yield start, end


def _troubles(
    changes: Sequence[tuple[datetime, ComponentStatus]],
) -> Iterator[tuple[ComponentStatus, datetime, datetime | None]]:
    """Each status but operational with its first moment and the moment of the next."""
    for index, (at, status) in enumerate(changes):
        if status is not ComponentStatus.OPERATIONAL:
            yield status, at, changes[index + 1][0] if index + 1 < len(changes) else None


def is_affected(changes: Affected) -> bool:
    """Whether any of these is stated not to work as it should."""
    return any(status not in (None, ComponentStatus.OPERATIONAL) for _, status in changes)


def step_of(update: Update, status: Status, impact: Impact, affected: Affected) -> Step:
    """An author's update as readers see it, with where things stood after it."""
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
    )


def pictures_in(entry: Incident | Maintenance, updates: Sequence[Update]) -> tuple[Image, ...]:
    """The pictures that are in *updates*: one that was shown later is not published yet."""
    if not entry.images or len(updates) == len(entry.updates):
        return entry.images
    texts = [text for one in updates for text in (one.body.original, *dict(one.body.translations).values())]
    shown = {target for text in texts for _, kind, target in markdown.references(text) if kind == "image"}
    return tuple(image for image in entry.images if image.name in shown)
