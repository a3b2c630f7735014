"""Properties in, iCalendar (RFC 5545) out. The home of icalendar.

To import it takes a seventh of what every command takes to start, so it is imported where a calendar is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

import icalendar
from icalendar.prop import vText

Property = tuple[str, object, dict[str, str]]
"""Name, value and parameters."""

_WORDS = frozenset(("DESCRIPTION", "NAME", "SUMMARY", "X-WR-CALNAME"))
"""Properties whose text is somebody's."""


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
        if name in _WORDS:
            value = _Text(str(value))
        elif name.startswith("X-") and isinstance(value, timedelta):
            value = icalendar.vDuration(value)
        made.add(name, value, parameters)


class _Text(vText):
    r"""A text that comes back as it was: icalendar takes a backslash before an N (`C:\New`) for a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        return re.sub(r"\r\n?|\n", r"\\n", re.sub(r"([\\;,])", r"\\\1", self)).encode()
