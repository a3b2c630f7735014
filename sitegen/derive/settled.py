"""Entries that nothing changes any more, but an edit: what an earlier build knew of them is all that lists need."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.outline import Outline
from sitegen.derive.uptime import midnight
from sitegen.model import Config, Incident, Kind, Maintenance, SourceEntry


def settled_from(source: SourceEntry, config: Config) -> datetime:
    """The last moment at which an entry can change by itself: from then on, once it is over, it stays as it is."""
    moments = [moment for update in source.updates for moment in (update.at, update.published)]
    if isinstance(source, Maintenance):
        moments += source.start, source.end
        moments += (at for one in source.updates for at in (one.facts.start, one.facts.end) if at is not None)
        return max(moments)
    if source.kind is Kind.NOTICE and source.until is not None:
        moments.append(source.until)
    if source.postmortem is not None:
        done = (action.done for action in source.postmortem.actions)
        moments += source.postmortem.published, *(midnight(day, config.zone) for day in done if isinstance(day, date))
    return max(moments)


def settled_key(source: SourceEntry, config: Config, at: datetime, *, active: bool) -> str:
    """The key of an entry's view at *at*; empty where a later moment may change it."""
    return source.key if source.key and not active and settled_from(source, config) <= at else ""


class _Remembered:
    """An entry of which some fields are known; the first that is not brings all others."""

    __slots__ = ()

    def __new__(cls, *values: Any, **named: Any) -> Any:
        """What is made of it with other fields is remembered no more: a plain one."""
        return cls.__mro__[2](*values, **named)

    def __getattr__(self, name: str) -> Any:
        # Asked only for what is not there: a field that was not given, or what no entry has.
        if name not in type(self).__dataclass_fields__:  # type: ignore[attr-defined]
            raise AttributeError(name)
        whole = object.__getattribute__(self, "load")()
        for field in fields(whole):
            object.__setattr__(self, field.name, getattr(whole, field.name))
        return getattr(whole, name)


class RememberedIncident(_Remembered, Incident):
    """An incident as written, and what lists need of its view."""

    __slots__ = ("load", "outline", "settled", "view")
    outline: Outline
    settled: datetime
    """From when on it is as in *view*."""
    view: Entry


class RememberedMaintenance(_Remembered, Maintenance):
    """A maintenance as written, and what lists need of its view."""

    __slots__ = ("load", "outline", "settled", "view")
    outline: Outline
    settled: datetime
    """From when on it is as in *view*."""
    view: Entry


class RememberedIncidentView(_Remembered, IncidentView):
    """The view of an incident that nothing changes any more."""

    __slots__ = ("load",)


class RememberedMaintenanceView(_Remembered, MaintenanceView):
    """The view of a maintenance that nothing changes any more."""

    __slots__ = ("load",)


Remembered = RememberedIncident | RememberedMaintenance
