"""What an entry does to components and to what people can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sitegen.derive.entries import Entry, MaintenanceView
from sitegen.derive.levels import worst
from sitegen.derive.snapshot import ComponentState
from sitegen.model import ComponentStatus, Text
from sitegen.present.labels import COMPONENT, TONE_OF_COMPONENT


@dataclass(frozen=True, slots=True)
class AffectedComponent:
    """A component that an entry concerns, with its status, if one was stated."""

    component: str
    status: ComponentStatus | None

    @property
    def tone(self) -> str:
        """The tone (picture and colour) of the status."""
        return "none" if self.status is None else TONE_OF_COMPONENT[self.status]

    @property
    def word(self) -> str:
        """The message that names the status."""
        return "" if self.status is None else COMPONENT[self.status]


def affected_components(entry: Entry) -> list[AffectedComponent]:
    """The components of an entry: with their current status, or, once it is over, the worst that each reached.

    The worst come first, and equal ones in the order of the author.
    """
    if entry.active:
        return _worst_first(AffectedComponent(component, status) for component, status in entry.affected)
    reached: dict[str, ComponentStatus] = {}
    for interval in entry.intervals:
        before = reached.get(interval.component, ComponentStatus.OPERATIONAL)
        reached[interval.component] = worst((before, interval.status))
    return _worst_first(AffectedComponent(component, reached.get(component)) for component, _ in entry.affected)


def troubled_components(components: Iterable[ComponentState]) -> list[AffectedComponent]:
    """Of all components those that are not operational, the worst first."""
    states = [AffectedComponent(one.component.id, one.status) for one in components]
    return _worst_first(one for one in states if one.status is not ComponentStatus.OPERATIONAL)


def status_groups(components: Iterable[AffectedComponent]) -> list[tuple[AffectedComponent, list[str]]]:
    """Components in a line for each status: the first of them, and the ids of all."""
    groups = [list(group) for _, group in groupby(components, key=lambda one: one.status)]
    return [(group[0], [one.component for one in group]) for group in groups]


def _worst_first(components: Iterable[AffectedComponent]) -> list[AffectedComponent]:
    return sorted(components, key=lambda one: -1 if one.status is None else one.status.rank, reverse=True)


def concerned(entry: Entry) -> list[str]:
    """The ids of the components that an active entry still concerns, without those that are operational again."""
    return [each.component for each in affected_components(entry) if each.status is not ComponentStatus.OPERATIONAL]


def next_edge(view: MaintenanceView) -> str:
    """The edge of a window that a countdown runs to: `start` until it opens, then `end`; empty when it is over."""
    return "" if not view.active else "end" if view.open else "start"


class WhatWorks(NamedTuple):
    """What fails and what works, and the tense in which to say it."""

    tense: str
    """`ahead`, `now` or `past`."""
    failing: tuple[Text, ...] = ()
    working: tuple[Text, ...] = ()


def what_works(entry: Entry) -> WhatWorks | None:
    """What an entry does to readers: the current facts, or, once it is over, everything that it did.

    None: the maintenance was over before it began.
    """
    facts = entry.facts
    if not entry.active:
        if isinstance(entry, MaintenanceView) and entry.began is None:
            return None
        # What failed at any time did not keep working, even if it worked again before the end.
        kept = tuple(text for text in facts.still_working or () if text not in entry.failed)
        return WhatWorks("past", entry.failed, kept)
    ahead = isinstance(entry, MaintenanceView) and entry.upcoming
    return WhatWorks("ahead" if ahead else "now", facts.not_working or (), facts.still_working or ())
