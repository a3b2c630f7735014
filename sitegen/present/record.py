"""Components with their ninety days: bars, tallies of days, groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from sitegen import urls
from sitegen.derive.levels import worst
from sitegen.derive.snapshot import ComponentState
from sitegen.derive.uptime import Day, DayEntry, UptimeRecord
from sitegen.model import Component, ComponentStatus, Text
from sitegen.present.labels import COMPONENT, NO_DATA, TONE_OF_COMPONENT

_WIDTH = 5
_HEIGHT = 34
_TALL = {"none": 4, "ok": 12, "maintenance": 18, "low": 22, "high": 28, "worst": 34}
"""The height of a day's bar by tone: quiet days are low, so that trouble stands out without colours too."""
PHONE_DAYS = 30
"""How many of the days a narrow screen shows; style.css crops the bars to that."""
MAX_ENTRIES_OF_DAY = 5
"""How many entries the card of a day names."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Consecutive days on which the same went on, as a path of the SVG."""

    tone: str
    path: str
    height: int
    first: date
    last: date
    status: ComponentStatus | None
    affected: timedelta | None
    """For how long of each day the component was not operational; None: it still is not."""
    entries: tuple[DayEntry, ...]
    """What the card of such a day names."""
    more: int
    """How many further entries it does not name."""

    @property
    def word(self) -> str:
        """The message that names its status."""
        return NO_DATA if self.status is None else COMPONENT[self.status]


def uptime_bars(record: UptimeRecord) -> list[Bar]:
    """The days of a record as bars, one for each run of days that are the same but for their date."""
    found: list[Bar] = []
    place = 0
    for (status, affected, entries), group in groupby(record.days, key=attrgetter("worst", "affected", "entries")):
        days = list(group)
        name = "none" if status is None else TONE_OF_COMPONENT[status]
        tall = _TALL[name]
        path = f"M{place * _WIDTH} {_HEIGHT - tall // 2}h{len(days) * _WIDTH}"
        titled = [entry for entry in entries if entry.title]
        named, more = tuple(titled[:MAX_ENTRIES_OF_DAY]), max(0, len(titled) - MAX_ENTRIES_OF_DAY)
        found.append(Bar(name, path, tall, days[0].date, days[-1].date, status, affected, named, more))
        place += len(days)
    return found


def named_entries(records: Iterable[UptimeRecord]) -> tuple[DayEntry, ...]:
    """The entries that the cards of these records name, each once."""
    bars = (bar for record in records for bar in uptime_bars(record))
    return tuple(dict.fromkeys(entry for bar in bars for entry in bar.entries))


def day_entry_address(entry: DayEntry) -> str:
    """The address of the page of what went on."""
    return urls.incident(entry.slug) if entry.source == "incident" else urls.maintenance(entry.slug)


@dataclass(frozen=True, slots=True)
class DayTally:
    """How many days of a record were bad, by kind."""

    outage: int
    degraded: int
    maintenance: int


def day_tally(record: UptimeRecord) -> DayTally:
    """Count the days of a record by their worst status."""
    days = [day.worst for day in record.days]
    outages = (ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
    return DayTally(
        outage=sum(status in outages for status in days),
        degraded=days.count(ComponentStatus.DEGRADED_PERFORMANCE),
        maintenance=days.count(ComponentStatus.UNDER_MAINTENANCE),
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
