"""Components with their ninety days: bars, tallies of days, groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sitegen import urls
from sitegen.derive.levels import worst
from sitegen.derive.snapshot import HORIZON, ComponentState
from sitegen.derive.uptime import RECORD_DAYS, Day, DayEntry, UptimeRecord
from sitegen.model import Component, ComponentStatus, Text
from sitegen.present.labels import TONE_OF_COMPONENT

_WIDTH = 5
"""Of a day, in units of the SVG, as `pick` in days.js counts them."""
_BASE = 34
"""The foot of all bars, in units of the SVG, as in parts/bars.html; style.css has the heights by tone."""
PHONE_DAYS = 30
"""How many of the days a narrow screen shows; style.css crops the bars to that."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Consecutive days on which the same went on, as a path of the SVG."""

    tone: str
    path: str
    affected: timedelta | None
    """For how long of each day the component was not operational; None: it still is not."""


def settled_bars(record: UptimeRecord) -> list[Bar]:
    """The days of the record that a page is built with, without its last: no later state changes them."""
    return _bars(record.days[:-1], 0)


def current_bars(record: UptimeRecord, today: date) -> list[Bar]:
    """The days of a record from *today* on, the last one of the record that a page is built with, behind its others.

    They are those of the page's later states too, without incidents: most often, no later record differs.
    """
    last = record.days[-1]
    since = (last.date - today).days
    ahead = Day(last.date, last.worst and ComponentStatus.OPERATIONAL)
    return _bars([*record.days[-1 - since :], *[ahead] * (HORIZON.days - since)], RECORD_DAYS - 1)


def _bars(days: Iterable[Day], place: int) -> list[Bar]:
    """Days as bars, one for each run of days that are the same but for their date; the first at *place*."""
    found: list[Bar] = []
    for (status, affected), group in groupby(days, key=attrgetter("worst", "affected")):
        length = len(list(group))
        name = "none" if status is None else TONE_OF_COMPONENT[status]
        found.append(Bar(name, f"M{place * _WIDTH} {_BASE}h{length * _WIDTH}", affected))
        place += length
    return found


class DayRun(NamedTuple):
    """Consecutive days on which an entry affected the same components."""

    components: tuple[str, ...]
    first: date
    last: date


class DayTold(NamedTuple):
    """What the cards of days need to know of an entry."""

    runs: tuple[DayRun, ...]
    after: datetime | None
    """The later state in which it first affects a component; None: it already has."""


def day_entries(
    present: Iterable[ComponentState], coming: Iterable[tuple[datetime, Iterable[ComponentState]]]
) -> dict[DayEntry, DayTold]:
    """What the cards of days name, now and in later states: each entry once, with the days that it affected."""
    found: dict[DayEntry, dict[date, dict[str, None]]] = {}
    after: dict[DayEntry, datetime | None] = {}
    for at, states in ((None, present), *coming):
        for one in states:
            # A later state adds days, and what goes on in the present one; the days before are as they were.
            for day in one.record.days if at is None else one.record.days[-HORIZON.days - 1 :]:
                for entry in day.entries:
                    after.setdefault(entry, at)
                    found.setdefault(entry, {}).setdefault(day.date, {})[one.component.id] = None
    return {entry: DayTold(_runs(days), after[entry]) for entry, days in found.items()}


def _runs(days: Mapping[date, Iterable[str]]) -> tuple[DayRun, ...]:
    runs: list[DayRun] = []
    for day in sorted(days):
        components = tuple(days[day])
        if runs and runs[-1].components == components and day - runs[-1].last == timedelta(1):
            runs[-1] = runs[-1]._replace(last=day)
        else:
            runs.append(DayRun(components, day, day))
    return tuple(runs)


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
