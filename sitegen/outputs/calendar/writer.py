"""Writes properties as iCalendar (RFC 5545). The home of icalendar.

Its import takes a seventh of the start-up time of a command, so this module is imported only to write a calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

import icalendar
from icalendar.prop import vText

Property = tuple[str, object, dict[str, str]]
"""Name, value and parameters."""

_TEXTS = frozenset(("DESCRIPTION", "NAME", "SUMMARY", "X-WR-CALNAME"))
"""Properties that hold authors' text."""


def write_calendar(properties: Iterable[Property], events: Iterable[Iterable[Property]]) -> bytes:
    """A calendar that holds *events*."""
    made = icalendar.Calendar()
    _add(made, properties)
    for each in events:
        event = icalendar.Event()
        _add(event, each)
        made.add_component(event)
    return bytes(made.to_ical())


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
