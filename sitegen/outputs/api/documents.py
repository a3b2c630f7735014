"""The documents: each has the page, and the objects that it is about."""

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
    """Everything that is active or planned."""
    return _encode(
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
    return _encode({"page": page_object(edition, updated), "status": _status(overall)})


def render_components(edition: Edition, updated: datetime, components: tuple[ApiComponent, ...]) -> bytes:
    """The components without the retired ones, each group before its members."""
    return _encode({"page": page_object(edition, updated), "components": component_objects(edition, components)})


def render_list(edition: Edition, name: str, updated: datetime, entries: tuple[ApiEntry, ...]) -> bytes:
    """A list of incidents, or of maintenances."""
    return _encode({"page": page_object(edition, updated), name: [entry_object(edition, one) for one in entries]})


def render_entry(
    edition: Edition, name: str, view: Entry, updated: datetime, components: tuple[ApiComponent, ...] | None
) -> bytes:
    """One incident, or one maintenance."""
    shown = ApiEntry(view, updated, components)
    return _encode({"page": page_object(edition, updated), name: entry_object(edition, shown)})


def _status(overall: RollUp) -> JsonObject:
    return {"indicator": overall.indicator, "description": overall.value}


def _encode(document: JsonObject) -> bytes:
    return _ENCODER.encode(document).encode()
