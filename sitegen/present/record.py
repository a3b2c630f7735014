"""Components with their ninety days: bars, tallies of days, groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sitegen.derive.levels import worst
from sitegen.derive.snapshot import ComponentState
from sitegen.derive.uptime import Day, UptimeRecord
from sitegen.model import Component, ComponentStatus, Text
from sitegen.present.labels import COMPONENT, TONE_OF_COMPONENT

_WIDTH = 5
_HEIGHT = 34
_TALL = {"none": 26, "ok": 26, "maintenance": 26, "low": 29, "high": 31, "worst": 34}
"""The height of a day's bar by tone, so that worse days also differ in shape."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Consecutive days in one status, as a path of the SVG."""

    tone: str
    path: str
    first: date
    last: date
    status: ComponentStatus | None

    @property
    def title(self) -> bool:
        """Whether the bar has a tooltip."""
        return self.status not in (None, ComponentStatus.OPERATIONAL)

    @property
    def word(self) -> str:
        """The message that names its status."""
        return "" if self.status is None else COMPONENT[self.status]


def uptime_bars(record: UptimeRecord) -> list[Bar]:
    """The days of a record as bars, one for each run of days in the same status."""
    found: list[Bar] = []
    place = 0
    for status, group in groupby(record.days, key=lambda day: day.worst):
        days = list(group)
        name = "none" if status is None else TONE_OF_COMPONENT[status]
        middle = _HEIGHT - _TALL[name] / 2
        path = f"M{place * _WIDTH} {middle:g}h{len(days) * _WIDTH}"
        found.append(Bar(name, path, days[0].date, days[-1].date, status))
        place += len(days)
    return found


@dataclass(frozen=True, slots=True)
class DayTally:
    """How many days of a record were bad, by kind, and how many were measured."""

    outage: int
    degraded: int
    maintenance: int
    measured: int


def day_tally(record: UptimeRecord) -> DayTally:
    """Count the days of a record by their worst status."""
    days = [day.worst for day in record.days]
    outages = (ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
    return DayTally(
        outage=sum(status in outages for status in days),
        degraded=days.count(ComponentStatus.DEGRADED_PERFORMANCE),
        maintenance=days.count(ComponentStatus.UNDER_MAINTENANCE),
        measured=sum(status is not None for status in days),
    )


def troubled_days(record: UptimeRecord) -> list[Day]:
    """The days with a status other than operational, newest first."""
    quiet = (None, ComponentStatus.OPERATIONAL)
    return [day for day in reversed(record.days) if day.worst not in quiet]


MIN_FOLDED = 10
"""With fewer components than this, all groups are open."""


@dataclass(frozen=True, slots=True)
class ComponentGroup:
    """Consecutive components of one group, or of none."""

    ident: str
    """The HTML id of its region, which may change."""
    name: Text | None
    members: tuple[Component, ...]
    open: bool
    """Whether it is shown unfolded: always where a component is not operational."""


def component_groups(components: Sequence[ComponentState]) -> list[ComponentGroup]:
    """Components in the order of site.yml, with consecutive ones of a group together."""
    few = len(components) < MIN_FOLDED
    found: list[ComponentGroup] = []
    for name, group in groupby(components, key=lambda one: one.component.group):
        states = tuple(group)
        is_open = few or worst(one.status for one in states) is not ComponentStatus.OPERATIONAL
        found.append(ComponentGroup(f"g-{len(found)}", name, tuple(one.component for one in states), is_open))
    return found
