"""The fields of settled entries that lists need, and entries that have these alone until another one is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sitegen.derive.entries import Entry, IncidentView
from sitegen.derive.settled import (
    Remembered,
    RememberedIncident,
    RememberedIncidentView,
    RememberedMaintenance,
    RememberedMaintenanceView,
)
from sitegen.model import SourceEntry

_SOURCE = ("slug", "path", "id", "aliases", "key")
"""What checks across entries ask for; a view has them too."""
_OWN = ("title", "status", "affected", "began", "announced", "ended", "changed", "withdrawn")
_VIEW = (*_SOURCE, *_OWN)
_INCIDENT = (*_VIEW, "kind", "active", "impact")
_MAINTENANCE = (*_VIEW, "start", "end", "late", "overrun", "emergency", "elapsed")

_Stub = TypeVar("_Stub")


def view_fields(view: Entry) -> tuple[Any, ...]:
    """The values of what lists need."""
    return tuple(getattr(view, name) for name in (_INCIDENT if isinstance(view, IncidentView) else _MAINTENANCE))


def remembered_source(is_incident: bool, values: tuple[Any, ...], load: Callable[[], SourceEntry]) -> Remembered:
    """An entry as written, of which those fields are known that its view has too; *load* brings all."""
    made: type[Remembered] = RememberedIncident if is_incident else RememberedMaintenance
    return _filled(made, _SOURCE, values[: len(_SOURCE)], load)


def remembered_view(is_incident: bool, values: tuple[Any, ...], load: Callable[[], Entry]) -> Entry:
    """A view of which these fields are known; *load* brings all."""
    made: type[Entry] = RememberedIncidentView if is_incident else RememberedMaintenanceView
    return _filled(made, _INCIDENT if is_incident else _MAINTENANCE, values, load)


def _filled(made: type[_Stub], names: tuple[str, ...], values: tuple[Any, ...], load: Callable[[], object]) -> _Stub:
    stub = object.__new__(made)
    fill = object.__setattr__
    for name, value in zip(names, values, strict=True):
        fill(stub, name, value)
    fill(stub, "load", load)
    return stub
