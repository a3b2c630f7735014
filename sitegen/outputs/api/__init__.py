"""The Statuspage v2 public API: its eight documents, and one for each incident and each maintenance.

Statuspage's clients compare strings, orders and times literally, so the documents use Statuspage's vocabulary and UTC,
whatever the pages use. docs/api.md defines each field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sitegen import urls
from sitegen.derive.entries import Entry, IncidentView
from sitegen.derive.levels import RollUp
from sitegen.derive.outline import last_published
from sitegen.derive.snapshot import Snapshot
from sitegen.model import OPEN_STATUSES, File, Impact, Kind, Status
from sitegen.outputs.api.changes import EPOCH, ApiComponent, ApiEntry, CurrentState, list_changed, overall_raised
from sitegen.outputs.api.components import JsonObject, component_objects, page_object
from sitegen.outputs.api.entries import entry_object
from sitegen.theme.edition import Edition

MAX_ENTRIES = 50
"""Entries in a list of recent ones."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_INDICATORS = ("none", "maintenance", "minor", "major", "critical")
"""From calm to worst."""
_ROLL_UP_OF_IMPACT = {
    Impact.MINOR: RollUp.SOME_PARTIAL,
    Impact.MAJOR: RollUp.SOME_MAJOR,
    Impact.CRITICAL: RollUp.ALL_MAJOR,
}


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """All documents; *edition* is that of the site's first language."""
    current = CurrentState(snapshot)
    components = current.components
    incidents = [current.entry(view) for view in snapshot.incidents]
    maintenances = [current.entry(view) for view in snapshot.maintenances]
    unresolved = tuple(entry for entry in incidents if _is_unresolved(entry.view))
    planned = tuple(entry for entry in maintenances if entry.view.active)
    upcoming = tuple(entry for entry in planned if entry.view.status is Status.SCHEDULED)
    active = tuple(entry for entry in planned if entry.view.status in OPEN_STATUSES)
    recent, announced = tuple(incidents[:MAX_ENTRIES]), tuple(maintenances[:MAX_ENTRIES])
    overall = _overall(snapshot)
    changed = {
        urls.API_COMPONENTS: max((one.updated for one in components), default=EPOCH),
        urls.API_UNRESOLVED: list_changed(incidents, unresolved, lambda status: status is not Status.RESOLVED),
        urls.API_UPCOMING: list_changed(maintenances, upcoming, lambda status: status is Status.SCHEDULED),
        urls.API_ACTIVE: list_changed(maintenances, active, lambda status: status in OPEN_STATUSES),
    }
    newest = max(changed.values())
    yield File(urls.API_SUMMARY, render_summary, (edition, newest, components, unresolved, planned, overall))
    raised = overall_raised(snapshot.incidents)
    yield File(urls.API_STATUS, render_status, (edition, max(changed[urls.API_COMPONENTS], raised), overall))
    yield File(urls.API_COMPONENTS, render_components, (edition, changed[urls.API_COMPONENTS], components))
    for path, name, shown in (
        (urls.API_INCIDENTS, "incidents", recent),
        (urls.API_UNRESOLVED, "incidents", unresolved),
        (urls.API_MAINTENANCES, "scheduled_maintenances", announced),
        (urls.API_UPCOMING, "scheduled_maintenances", upcoming),
        (urls.API_ACTIVE, "scheduled_maintenances", active),
    ):
        updated = changed.get(path) or max((entry.updated for entry in shown), default=EPOCH)
        yield File(path, render_list, (edition, name, updated, shown))
    for document, entries in ((urls.incident_document, incidents), (urls.maintenance_document, maintenances)):
        for entry in entries:
            path = document(snapshot.outlines[entry.view.path].identity)
            # What is settled says by itself when it last changed, and no component of it changes any more.
            yield File(path, render_entry, (edition, entry.view) if entry.view.key else (edition, *entry))


def _is_unresolved(view: Entry) -> bool:
    return view.active and not (isinstance(view, IncidentView) and view.kind is Kind.NOTICE)


def _overall(snapshot: Snapshot) -> RollUp:
    """The roll-up of the components, raised to the impact of each active incident that names no component."""
    impacts = [view.impact for view in snapshot.state.incidents if not view.affected]
    found = [_ROLL_UP_OF_IMPACT[impact] for impact in impacts if impact in _ROLL_UP_OF_IMPACT]
    return max([snapshot.state.roll_up, *found], key=lambda one: _INDICATORS.index(one.indicator))


# ---- the documents: each has the page, and the objects that it is about


def render_summary(
    edition: Edition,
    updated: datetime,
    components: tuple[ApiComponent, ...],
    unresolved: tuple[ApiEntry, ...],
    planned: tuple[ApiEntry, ...],
    overall: RollUp,
) -> bytes:
    """Everything that is active or planned."""
    return _document(
        edition,
        updated,
        components=component_objects(edition, components),
        incidents=[entry_object(edition, one) for one in unresolved],
        scheduled_maintenances=[entry_object(edition, one) for one in planned],
        status=_status(overall),
    )


def render_status(edition: Edition, updated: datetime, overall: RollUp) -> bytes:
    """The top-level status alone."""
    return _document(edition, updated, status=_status(overall))


def render_components(edition: Edition, updated: datetime, components: tuple[ApiComponent, ...]) -> bytes:
    """The components without the retired ones, each group before its members."""
    return _document(edition, updated, components=component_objects(edition, components))


def render_list(edition: Edition, name: str, updated: datetime, entries: tuple[ApiEntry, ...]) -> bytes:
    """A list of incidents, or of maintenances."""
    return _document(edition, updated, **{name: [entry_object(edition, one) for one in entries]})


def render_entry(
    edition: Edition,
    view: Entry,
    updated: datetime | None = None,
    components: tuple[ApiComponent, ...] | None = None,
) -> bytes:
    """One incident, or one maintenance; without *updated* it is settled."""
    name = "incident" if isinstance(view, IncidentView) else "scheduled_maintenance"
    changed = updated or max(view.changed, last_published(view))
    return _document(edition, changed, **{name: entry_object(edition, ApiEntry(view, changed, components))})


def _status(overall: RollUp) -> JsonObject:
    return {"indicator": overall.indicator, "description": overall.value}


def _document(edition: Edition, updated: datetime, **objects: object) -> bytes:
    return _ENCODER.encode({"page": page_object(edition, updated), **objects}).encode()
