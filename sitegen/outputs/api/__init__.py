"""The Statuspage v2 public API: its eight documents, and one for each incident and each maintenance.

Statuspage's clients compare strings, orders and times literally, so the documents use Statuspage's vocabulary and UTC,
whatever the pages use. docs/api.md defines each field.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry, IncidentView
from sitegen.derive.levels import RollUp
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Impact, Kind, Status
from sitegen.outputs.api.changes import EPOCH, ApiEntry, CurrentState, list_changed, overall_raised
from sitegen.outputs.api.documents import render_components, render_entry, render_list, render_status, render_summary
from sitegen.theme.edition import Edition

MAX_ENTRIES = 50
"""Entries in a list of recent ones."""

_ACTIVE = (Status.IN_PROGRESS, Status.VERIFYING)
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
    windows = [*zip(snapshot.maintenances, maintenances, strict=True)]
    upcoming = tuple(entry for view, entry in windows if view.upcoming)
    active = tuple(entry for view, entry in windows if view.open)
    planned = tuple(sorted((*active, *upcoming), key=_newest_first))
    overall = _overall(snapshot)
    changed = {
        urls.API_COMPONENTS: max((one.updated for one in components), default=EPOCH),
        urls.API_UNRESOLVED: list_changed(incidents, unresolved, lambda status: status is not Status.RESOLVED),
        urls.API_UPCOMING: list_changed(maintenances, upcoming, lambda status: status is Status.SCHEDULED),
        urls.API_ACTIVE: list_changed(maintenances, active, lambda status: status in _ACTIVE),
    }
    newest = max(changed.values())
    yield File(urls.API_SUMMARY, render_summary, (edition, newest, components, unresolved, planned, overall))
    raised = overall_raised(snapshot.incidents)
    yield File(urls.API_STATUS, render_status, (edition, max(changed[urls.API_COMPONENTS], raised), overall))
    yield File(urls.API_COMPONENTS, render_components, (edition, changed[urls.API_COMPONENTS], components))
    for path, name, listed in (
        (urls.API_INCIDENTS, "incidents", tuple(incidents[:MAX_ENTRIES])),
        (urls.API_MAINTENANCES, "scheduled_maintenances", tuple(maintenances[:MAX_ENTRIES])),
    ):
        updated = max((entry.updated for entry in listed), default=EPOCH)
        yield File(path, render_list, (edition, name, updated, listed))
    for path, name, shown in (
        (urls.API_UNRESOLVED, "incidents", unresolved),
        (urls.API_UPCOMING, "scheduled_maintenances", upcoming),
        (urls.API_ACTIVE, "scheduled_maintenances", active),
    ):
        yield File(path, render_list, (edition, name, changed[path], shown))
    for entry in incidents:
        yield File(urls.incident_document(ids.entry_id(entry.view)), render_entry, (edition, "incident", *entry))
    for entry in maintenances:
        path = urls.maintenance_document(ids.entry_id(entry.view))
        yield File(path, render_entry, (edition, "scheduled_maintenance", *entry))


def _newest_first(entry: ApiEntry) -> tuple[float, str]:
    return -entry.view.announced.timestamp(), entry.view.slug


def _is_unresolved(view: Entry) -> bool:
    return view.active and not (isinstance(view, IncidentView) and view.kind is Kind.NOTICE)


def _overall(snapshot: Snapshot) -> RollUp:
    """The roll-up of the components, raised to the impact of each active incident that names no component."""
    impacts = [view.impact for view in snapshot.state.incidents if not view.affected]
    found = [_ROLL_UP_OF_IMPACT[impact] for impact in impacts if impact in _ROLL_UP_OF_IMPACT]
    return max([snapshot.state.roll_up, *found], key=lambda one: _INDICATORS.index(one.indicator))
