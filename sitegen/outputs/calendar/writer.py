"""Writes properties as iCalendar (RFC 5545). The home of icalendar.

Its import takes a seventh of the start-up time of a command, so this module is imported only to write a calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import icalendar
from icalendar.prop import vText

Property = tuple[str, object, dict[str, str]]
"""Name, value and parameters."""

_TEXTS = frozenset(("DESCRIPTION", "NAME", "SUMMARY", "X-WR-CALNAME"))
"""Properties that hold authors' text."""


def write_calendar(properties: Iterable[Property], events: Iterable[Iterable[Property]]) -> bytes:
    """A calendar that holds *events*.

    One without any would be none: RFC 5545 (3.4) asks for a component. A time zone is one that no client shows.
    """
    made = icalendar.Calendar()
    _add(made, properties)
    events = list(events)
    if not events:
        made.add_component(_utc())
    for each in events:
        event = icalendar.Event()
        _add(event, each)
        made.add_component(event)
    return bytes(made.to_ical())


def _utc() -> icalendar.Timezone:
    """The zone in which every moment of a calendar is written."""
    zone, since = icalendar.Timezone(), icalendar.TimezoneStandard()
    _add(zone, [("TZID", "UTC", {})])
    none = timedelta()
    _add(since, [("DTSTART", datetime(1970, 1, 1), {}), ("TZOFFSETFROM", none, {}), ("TZOFFSETTO", none, {})])
    zone.add_component(since)
    return zone


def _add(made: icalendar.Component, properties: Iterable[Property]) -> None:
    for name, value, parameters in properties:
        if name in _TEXTS:
            value = _Text(str(value))
        elif name.startswith("X-") and isinstance(value, timedelta):
            value = icalendar.vDuration(value)
        made.add(name, value, parameters)


class _Text(vText):
    r"""A text that survives a round trip: icalendar itself reads a backslash before an N (`C:\New`) as a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        return re.sub(r"\r\n?|\n", r"\\n", re.sub(r"([\\;,])", r"\\\1", self)).encode()
