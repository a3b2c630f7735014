"""The overall status of the site: the banner's level, and Statuspage's roll-up of component statuses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sitegen.derive.entries import IncidentView
from sitegen.model import ComponentStatus, Impact


class Level(StrEnum):
    """What the banner says, from best to worst. `notice`: the active incidents have no impact."""

    OPERATIONAL = "operational"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Greater is worse."""
        return list(Level).index(self)

    @classmethod
    def of(cls, impact: Impact) -> Level:
        """The level of an active incident."""
        return cls.NOTICE if impact is Impact.NONE else cls(impact.value)


class RollUp(StrEnum):
    """The seven descriptions of Statuspage's top-level status (always English: programs compare them)."""

    OPERATIONAL = "All Systems Operational"
    MAINTENANCE = "Service Under Maintenance"
    SOME_DEGRADED = "Partially Degraded Service"
    ALL_DEGRADED = "Degraded System Service"
    SOME_PARTIAL = "Minor Service Outage"
    SOME_MAJOR = "Partial System Outage"
    ALL_MAJOR = "Major System Outage"

    @property
    def indicator(self) -> str:
        """`none`, `maintenance`, `minor`, `major` or `critical`."""
        return _INDICATORS[self]


_INDICATORS = {
    RollUp.OPERATIONAL: "none",
    RollUp.MAINTENANCE: "maintenance",
    RollUp.SOME_DEGRADED: "minor",
    RollUp.ALL_DEGRADED: "minor",
    RollUp.SOME_PARTIAL: "minor",
    RollUp.SOME_MAJOR: "major",
    RollUp.ALL_MAJOR: "critical",
}


def worst(statuses: Iterable[ComponentStatus]) -> ComponentStatus:
    """The worst of several statuses, as of a group; operational if there are none."""
    return max(statuses, key=lambda status: status.rank, default=ComponentStatus.OPERATIONAL)


def roll_up(statuses: Sequence[ComponentStatus]) -> RollUp:
    """Statuspage's top-level status for a set of component statuses; groups do not count.

    Where several components share a status, Atlassian documents only "best effort": these are our rules.
    """
    reached = worst(statuses)
    every = bool(statuses) and all(status is reached for status in statuses)
    match reached:
        case ComponentStatus.MAJOR_OUTAGE:
            return RollUp.ALL_MAJOR if every else RollUp.SOME_MAJOR
        case ComponentStatus.PARTIAL_OUTAGE:
            return RollUp.SOME_MAJOR if every else RollUp.SOME_PARTIAL
        case ComponentStatus.DEGRADED_PERFORMANCE:
            return RollUp.ALL_DEGRADED if every and len(statuses) > 1 else RollUp.SOME_DEGRADED
        case ComponentStatus.UNDER_MAINTENANCE:
            return RollUp.MAINTENANCE
        case _:
            return RollUp.OPERATIONAL


def banner(overall: RollUp, broken: RollUp, active: Iterable[IncidentView]) -> Level:
    """The worst of *broken* and the impacts of active incidents; never operational while one is active.

    *overall* is the roll-up of all stated statuses, *broken* of those that incidents state. What a window states
    was planned, however bad it is: it makes *overall* worse, and the banner says `maintenance`.
    """
    levels = [Level.OPERATIONAL if overall is RollUp.OPERATIONAL else Level.MAINTENANCE]
    levels += [Level(broken.indicator)] if broken is not RollUp.OPERATIONAL else []
    levels += [Level.of(view.impact) for view in active]
    return max(levels, key=lambda level: level.rank)
