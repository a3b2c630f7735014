"""Ninety days of a component: a status a day, and the share of the time that it worked.

Both read nothing but intervals, so that another source of them can be added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from sitegen.model import Component, ComponentStatus
from sitegen.timeline import Interval

DAYS = 90
INSTANT = timedelta(milliseconds=1)
"""The finest step of our clock: what began just now belongs to today."""


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in the site's zone and the worst status reached in it; None: outside the record."""

    date: date
    worst: ComponentStatus | None


@dataclass(frozen=True, slots=True)
class Record:
    """A component's last ninety days, the last of them up to the moment of the record."""

    days: tuple[Day, ...]
    """Oldest first."""
    uptime: float | None
    """Percent, rounded down to two decimals so that no downtime is rounded away; None: nothing to measure."""


def midnight(day: date, zone: tzinfo) -> datetime:
    """The moment at which *day* begins in *zone*, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def last_days(now: datetime, zone: tzinfo, count: int = DAYS) -> tuple[date, ...]:
    """The *count* calendar days in *zone* that end with the day of *now*, oldest first."""
    today = now.astimezone(zone).date()
    return tuple(today - timedelta(days=back) for back in range(count - 1, -1, -1))


def record(
    component: Component,
    intervals: Sequence[Interval],
    *,
    now: datetime,
    zone: tzinfo,
    weights: Iterable[tuple[ComponentStatus, float]],
) -> Record:
    """What *intervals* of this component make of its last ninety days, as of *now*."""
    days = last_days(now, zone)
    starts = [midnight(day, zone) for day in days]
    begin, end = starts[0], now
    if component.since is not None:
        begin = max(begin, midnight(component.since, zone))
    if component.retired is not None:
        end = min(end, midnight(component.retired, zone))
    seen = [
        (max(interval.start, begin), min(interval.end or now, end), interval)
        for interval in intervals
        if interval.start < end and (interval.end is None or interval.end > begin)
    ]
    worst = tuple(
        Day(day, _worst(seen, start, max(stop, start)) if stop > begin and start < end else None)
        for day, start, stop in zip(days, starts, [*starts[1:], now + INSTANT], strict=True)
    )
    return Record(worst, _uptime(seen, begin, end, dict(weights)))


_Seen = Sequence[tuple[datetime, datetime, Interval]]


def _worst(seen: _Seen, start: datetime, stop: datetime) -> ComponentStatus:
    statuses = [interval.status for first, last, interval in seen if first < stop and last > start]
    return max(statuses, key=lambda status: status.rank, default=ComponentStatus.OPERATIONAL)


def _uptime(seen: _Seen, begin: datetime, end: datetime, weights: dict[ComponentStatus, float]) -> float | None:
    measured = (end - begin).total_seconds()
    lost = 0.0
    cuts = sorted({moment for first, last, _ in seen for moment in (first, last)})
    for start, stop in pairwise(cuts):
        present = [interval for first, last, interval in seen if first <= start and last >= stop]
        if not present:
            continue
        seconds = (stop - start).total_seconds()
        outages = [interval.status for interval in present if interval.source != "maintenance"]
        if not outages:
            # Announced work is neither up nor down: it leaves the time that is measured.
            measured -= seconds
        else:
            lost += seconds * max(weights.get(status, 0.0) for status in outages)
    if measured <= 0:
        return None
    return int((1 - lost / measured) * 10_000) / 100 if lost else 100.0
