"""Levels of the whole site: what the banner says, and Statuspage's top-level status, from component statuses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sitegen.derive.entries import IncidentView
from sitegen.model import ComponentStatus, Impact


class Level(StrEnum):
    """The banner, from calm to worst. `notice`: an incident is active that has no impact."""

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
        """What the banner says of an active incident."""
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
    """The worst of several statuses: that of a group, or of a component in which much is going on."""
    return max(statuses, key=lambda status: status.rank, default=ComponentStatus.OPERATIONAL)


def roll_up(statuses: Sequence[ComponentStatus]) -> RollUp:
    """Statuspage's top-level status of a set of component statuses; groups do not count.

    Where several components share a status, Atlassian says no more than "best effort": these are our rules.
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
    """The worse of what is *broken* and the worst impact of an active incident; never calm beside one.

    *broken* is the roll-up of what incidents state. What a window states was planned, however bad it is:
    it makes *overall* worse, and the banner that of a maintenance.
    """
    levels = [Level.OPERATIONAL if overall is RollUp.OPERATIONAL else Level.MAINTENANCE]
    levels += [Level(broken.indicator)] if broken is not RollUp.OPERATIONAL else []
    levels += [Level.of(view.impact) for view in active]
    return max(levels, key=lambda level: level.rank)
