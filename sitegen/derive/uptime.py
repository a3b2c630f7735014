"""Ninety days of a component: the worst status of each day, and its uptime.

Both are computed from intervals alone, so that another source of them can be added.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from sitegen.derive.entries import Interval
from sitegen.derive.levels import worst
from sitegen.model import Component, ComponentStatus, Text

RECORD_DAYS = 90
CLOCK_STEP = timedelta(milliseconds=1)
"""The resolution of times: the status at *now* counts for today, even when today has only begun."""


class DayEntry(NamedTuple):
    """An entry that affected a component on a day."""

    source: str
    """`incident` or `maintenance`."""
    slug: str
    title: Text


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in the site's zone."""

    date: date
    worst: ComponentStatus | None
    """The worst status reached in it; None: outside the record."""
    affected: timedelta | None = timedelta()
    """For how long of it the component was not operational; None: it still is not, so that no number is right."""
    entries: tuple[DayEntry, ...] = ()
    """What went on in it, in the order in which it began."""


@dataclass(frozen=True, slots=True)
class UptimeRecord:
    """A component's last ninety days, the last of them up to the moment of the record."""

    days: tuple[Day, ...]
    """Oldest first."""
    uptime: float | None
    """Percent, rounded down to two decimals so that no downtime is rounded away; None: nothing was measured."""

    @property
    def measured(self) -> int:
        """How many of the days are on record."""
        return sum(day.worst is not None for day in self.days)


@lru_cache(maxsize=1024)
def midnight(day: date, zone: tzinfo) -> datetime:
    """The moment at which *day* begins in *zone*, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def last_days(now: datetime, zone: tzinfo, count: int = RECORD_DAYS) -> tuple[date, ...]:
    """The *count* calendar days in *zone* that end with the day of *now*, oldest first."""
    today = now.astimezone(zone).date()
    return tuple(today - timedelta(days=back) for back in range(count - 1, -1, -1))


def uptime_record(
    component: Component,
    intervals: Sequence[Interval],
    *,
    now: datetime,
    zone: tzinfo,
    weights: Iterable[tuple[ComponentStatus, float]],
) -> UptimeRecord:
    """The record of a component as of *now*, from its own *intervals*; *weights* are the shares counted as downtime.

    It begins with the component's `since`; without one there is none.
    """
    days = last_days(now, zone)
    starts = [midnight(day, zone) for day in days]
    end = now + CLOCK_STEP
    begin = end if component.since is None else max(starts[0], midnight(component.since, zone))
    if component.retired is not None:
        end = min(end, midnight(component.retired, zone))
    costs = {status: Fraction(str(weight)) for status, weight in weights}
    stretches = list(_stretches(intervals, begin, end, costs))
    lengths, reached = [timedelta()] * len(days), [ComponentStatus.OPERATIONAL] * len(days)
    for stretch in stretches:
        if stretch.worst is not ComponentStatus.OPERATIONAL:
            for index, length in _days_of(stretch.start, stretch.stop, starts):
                lengths[index] += length
                reached[index] = worst((reached[index], stretch.worst))
    entries = _entries(intervals, begin, end, starts)
    goes_on = bool(stretches) and stretches[-1].stop > now and stretches[-1].worst is not ComponentStatus.OPERATIONAL
    recorded = [max(start, begin) < min(stop, end) for start, stop in pairwise([*starts, now + CLOCK_STEP])]
    return UptimeRecord(
        tuple(
            Day(day, reached[index], None if goes_on and day == days[-1] else lengths[index], tuple(entries[index]))
            if recorded[index]
            else Day(day, None)
            for index, day in enumerate(days)
        ),
        _uptime(stretches, begin, min(end, now), costs),
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of time with the same intervals throughout."""

    start: datetime
    stop: datetime
    worst: ComponentStatus
    outage: ComponentStatus | None
    """The status that counts as downtime, by its weight; None: announced work alone."""


_Costs = Mapping[ComponentStatus, Fraction]


def _stretches(intervals: Iterable[Interval], begin: datetime, end: datetime, costs: _Costs) -> Iterator[_Stretch]:
    """The stretches from *begin* to *end*, oldest first, without overlaps; none where no interval is."""
    edges: list[tuple[datetime, int, ComponentStatus, bool]] = []
    for one in intervals:
        start, stop = max(one.start, begin), min(one.end or end, end)
        if start < stop:
            work = one.source == "maintenance" or one.status is ComponentStatus.UNDER_MAINTENANCE
            edges += [(start, 1, one.status, work), (stop, -1, one.status, work)]
    edges.sort(key=lambda edge: edge[0])
    active: Counter[tuple[ComponentStatus, bool]] = Counter()
    for (at, step, status, work), following in pairwise(edges):
        active[status, work] += step
        present = [kind for kind, count in active.items() if count]
        if present and at < following[0]:
            outages = [status for status, work in present if not work]
            yield _Stretch(
                start=at,
                stop=following[0],
                worst=max((status for status, _ in present), key=lambda one: one.rank),
                outage=max(outages, key=lambda one: (costs.get(one, 0), one.rank), default=None),
            )


def _days_of(start: datetime, stop: datetime, starts: Sequence[datetime]) -> Iterator[tuple[int, timedelta]]:
    """Each of the days that begin at *starts* and that a stretch of time reaches into, by index, and how far."""
    index = bisect_right(starts, start) - 1
    while index < len(starts) and starts[index] < stop:
        last = stop if index + 1 == len(starts) else min(stop, starts[index + 1])
        yield index, last - max(start, starts[index])
        index += 1


def _entries(
    intervals: Iterable[Interval], begin: datetime, end: datetime, starts: Sequence[datetime]
) -> list[dict[DayEntry, None]]:
    """What went on in each of the days that begin at *starts*."""
    found: list[dict[DayEntry, None]] = [{} for _ in starts]
    for one in sorted(intervals, key=lambda interval: interval.start):
        start, stop = max(one.start, begin), min(one.end or end, end)
        if one.status is not ComponentStatus.OPERATIONAL and start < stop:
            for index, _ in _days_of(start, stop, starts):
                found[index][DayEntry(one.source, one.slug, one.title)] = None
    return found


def _uptime(stretches: Iterable[_Stretch], begin: datetime, end: datetime, costs: _Costs) -> float | None:
    """The uptime in percent, summed as whole milliseconds and fractions so that order does not matter."""
    measured = Fraction((end - begin) // CLOCK_STEP)
    lost = Fraction(0)
    for stretch in stretches:
        length = max(0, (min(stretch.stop, end) - stretch.start) // CLOCK_STEP)
        if stretch.outage is None:
            # Announced work is neither up nor down: it does not count as measured time.
            measured -= length
        else:
            lost += length * costs.get(stretch.outage, 0)
    if measured <= 0:
        return None
    return (measured - lost) * 10_000 // measured / 100
