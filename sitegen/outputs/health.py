"""/status.json: the state of the site in one small document, for scripts and for open pages.

Its keys are those that services use for their own health documents (`timestamp`, `overall_status`, `services` with
`name`, `status`, `last_check`) and a few more; docs/api.md describes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.levels import Level
from sitegen.derive.snapshot import Snapshot, State
from sitegen.derive.uptime import midnight
from sitegen.model import ComponentStatus, File, Text
from sitegen.present import labels
from sitegen.theme.edition import Edition
from sitegen.times import iso_milliseconds


@dataclass(frozen=True, slots=True)
class Service:
    """A component with its status."""

    id: str
    """As in site.yml."""
    status: ComponentStatus


@dataclass(frozen=True, slots=True)
class HealthEntry:
    """An active incident, a current announcement, or an open or planned maintenance."""

    id: str
    slug: str
    title: Text
    address: str
    updated: datetime
    status: str | None
    impact: str | None = None
    started: datetime | None = None
    next_update: datetime | None = None
    overdue: bool = False
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What the document says about one moment."""

    level: Level
    services: tuple[Service, ...]
    incidents: tuple[HealthEntry, ...]
    maintenances: tuple[HealthEntry, ...]
    announcements: tuple[HealthEntry, ...]


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """The document; *edition* is that of the site's first language."""
    present = health_report(snapshot.state)
    coming = next(((one.at, later) for one in snapshot.coming if (later := health_report(one)) != present), None)
    yield File(
        urls.HEALTH,
        render_health,
        (edition, snapshot.now, ids.state_version(snapshot.state), _changed(snapshot), present, coming),
    )


def health_report(state: State) -> HealthReport:
    """What the document says about a moment."""
    return HealthReport(
        level=state.level,
        services=tuple(Service(one.component.id, one.status) for one in state.components),
        incidents=tuple(_incident(view) for view in state.incidents),
        maintenances=tuple(_maintenance(view) for view in (*state.windows, *state.upcoming)),
        announcements=tuple(replace(_incident(view), status=None, impact=None) for view in state.notices),
    )


def render_health(
    edition: Edition,
    now: datetime,
    version: str,
    updated: datetime,
    present: HealthReport,
    coming: tuple[datetime, HealthReport] | None,
) -> bytes:
    """The document as of *now*; *coming* is its next state and the moment from which it holds."""
    document: dict[str, object] = {
        "timestamp": iso_milliseconds(now),
        "version": version,
        "updated_at": iso_milliseconds(updated),
        "overall_status": present.level.value,
        "description": edition.text.messages.gettext(labels.LEVEL[present.level]),
        "url": edition.urls.full(urls.INDEX),
        "services": [
            {
                "id": one.id,
                "name": edition.text.name(one.id),
                "status": one.status.value,
                "last_check": iso_milliseconds(now),
                "url": edition.urls.full(urls.component(one.id)),
            }
            for one in present.services
        ],
        "incidents": [
            _object(edition, one, status=one.status, impact=one.impact, started_at=one.started)
            for one in present.incidents
        ],
        "maintenances": [
            _object(edition, one, status=one.status, start=one.start, end=one.end) for one in present.maintenances
        ],
        "announcements": [_object(edition, one, until=one.end) for one in present.announcements],
        "next_transition": _transition(present, coming),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _object(edition: Edition, item: HealthEntry, **facts: object) -> dict[str, object]:
    found: dict[str, object] = {"id": item.id, "slug": item.slug, "title": edition.text.words(item.title)}
    found |= {name: iso_milliseconds(fact) if isinstance(fact, datetime) else fact for name, fact in facts.items()}
    if item.status is not None:
        found |= {
            "next_update": iso_milliseconds(item.next_update) if item.next_update else None,
            "overdue": item.overdue,
        }
    return {**found, "updated_at": iso_milliseconds(item.updated), "url": edition.urls.full(item.address)}


def _transition(present: HealthReport, coming: tuple[datetime, HealthReport] | None) -> dict[str, object] | None:
    """The next change of this document that needs no new content."""
    if coming is None:
        return None
    at, later = coming
    before = {one.id: one.status for one in present.services}
    changed = {one.id: one.status.value for one in later.services if before.get(one.id) is not one.status}
    return {"at": iso_milliseconds(at), "overall_status": later.level.value, "services": changed}


def _incident(view: IncidentView) -> HealthEntry:
    return HealthEntry(
        id=ids.entry_id(view),
        slug=view.slug,
        title=view.title,
        address=urls.incident(view.slug),
        updated=view.changed,
        status=view.status.value,
        impact=view.impact.value,
        started=view.began,
        next_update=view.next_update,
        overdue=view.overdue,
        end=view.until,
    )


def _maintenance(view: MaintenanceView) -> HealthEntry:
    return HealthEntry(
        id=ids.entry_id(view),
        slug=view.slug,
        title=view.title,
        address=urls.maintenance(view.slug),
        updated=view.changed,
        status=view.stage,
        next_update=view.next_update,
        overdue=view.overdue,
        start=view.start,
        end=view.end,
    )


def _changed(snapshot: Snapshot) -> datetime:
    """When anything on the index last changed."""
    views: Iterable[Entry] = (*snapshot.incidents, *snapshot.maintenances)
    since = [
        midnight(one.component.since, snapshot.config.zone) for one in snapshot.state.components if one.component.since
    ]
    moments = [view.changed for view in views] + [at for at in since if at <= snapshot.now]
    return max(moments, default=datetime(1970, 1, 1, tzinfo=UTC))
