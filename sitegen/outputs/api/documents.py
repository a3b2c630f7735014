"""The documents: what is shown, and around it the page that shows it."""

from __future__ import annotations

import json
from datetime import datetime

from sitegen.derive.entries import Entry
from sitegen.derive.levels import RollUp
from sitegen.outputs.api.changes import ApiComponent, ApiEntry
from sitegen.outputs.api.components import JsonObject, component_objects, page_object
from sitegen.outputs.api.entries import entry_object
from sitegen.theme.edition import Edition

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def render_summary(
    edition: Edition,
    updated: datetime,
    components: tuple[ApiComponent, ...],
    unresolved: tuple[ApiEntry, ...],
    planned: tuple[ApiEntry, ...],
    overall: RollUp,
) -> bytes:
    """Everything that is going on or planned."""
    return _written(
        {
            "page": page_object(edition, updated),
            "components": component_objects(edition, components),
            "incidents": [entry_object(edition, one) for one in unresolved],
            "scheduled_maintenances": [entry_object(edition, one) for one in planned],
            "status": _status(overall),
        }
    )


def render_status(edition: Edition, updated: datetime, overall: RollUp) -> bytes:
    """The top-level status alone."""
    return _written({"page": page_object(edition, updated), "status": _status(overall)})


def render_components(edition: Edition, updated: datetime, components: tuple[ApiComponent, ...]) -> bytes:
    """Every component that is not retired, each after its group."""
    return _written({"page": page_object(edition, updated), "components": component_objects(edition, components)})


def render_list(edition: Edition, name: str, updated: datetime, entries: tuple[ApiEntry, ...]) -> bytes:
    """A list of incidents, or of maintenances."""
    return _written({"page": page_object(edition, updated), name: [entry_object(edition, one) for one in entries]})


def render_entry(
    edition: Edition, name: str, view: Entry, updated: datetime, components: tuple[ApiComponent, ...] | None
) -> bytes:
    """One incident, or one maintenance."""
    shown = ApiEntry(view, updated, components)
    return _written({"page": page_object(edition, updated), name: entry_object(edition, shown)})


def _status(overall: RollUp) -> JsonObject:
    return {"indicator": overall.indicator, "description": overall.value}


def _written(document: JsonObject) -> bytes:
    return _ENCODER.encode(document).encode()
