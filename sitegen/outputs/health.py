"""/status.json: the state of the site in one small document, for scripts and for open pages.

Its keys are those that services use for their own health documents (`timestamp`, `overall_status`, `services` with
`name`, `status`, `last_check`) and a few more; docs/api.md describes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry
from sitegen.derive.snapshot import Snapshot, State
from sitegen.derive.uptime import midnight
from sitegen.model import File
from sitegen.present import labels
from sitegen.present.lines import entry_address
from sitegen.theme.edition import Edition
from sitegen.times import iso_milliseconds

_Json = dict[str, Any]


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """The document; *edition* is that of the site's first language."""
    checked = iso_milliseconds(snapshot.now)
    report = _report(edition, snapshot.state, checked)
    coming = ((state.at, _report(edition, state, checked)) for state in snapshot.coming)
    document = {
        "timestamp": checked,
        **({} if snapshot.config.preview_of is None else {"preview_of": snapshot.config.preview_of}),
        "version": ids.state_version(snapshot.state),
        "updated_at": iso_milliseconds(_changed(snapshot)),
        **report,
        "next_transition": next((_transition(report, at, later) for at, later in coming if later != report), None),
    }
    yield File(urls.HEALTH, render_health, (document,))


def render_health(document: _Json) -> bytes:
    """The document as text."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _report(edition: Edition, state: State, checked: str) -> _Json:
    """What the document says about the state at a moment."""
    return {
        "overall_status": state.level.value,
        "description": edition.text.messages.gettext(labels.LEVEL[state.level]),
        "url": edition.urls.full(urls.INDEX),
        "services": [
            {
                "id": one.component.id,
                "name": edition.text.name(one.component.id),
                "status": one.status.value,
                "last_check": checked,
                "url": edition.urls.full(urls.component(one.component.id)),
            }
            for one in state.components
        ],
        "incidents": [
            _object(edition, view, status=view.status.value, impact=view.impact.value, started_at=view.began)
            for view in state.incidents
        ],
        "maintenances": [
            _object(edition, view, status=view.timed_status, start=view.start, end=view.end)
            for view in (*state.windows, *state.upcoming)
        ],
        "announcements": [_object(edition, view, until=view.until) for view in state.notices],
    }


def _object(edition: Edition, view: Entry, **facts: object) -> _Json:
    found = {
        "id": ids.entry_id(view),
        "version": ids.entry_version(view),
        "slug": view.slug,
        "title": edition.text.words(view.title),
        **facts,
    }
    if "status" in facts:
        found |= {"next_update": view.next_update, "overdue": view.overdue}
    found |= {"updated_at": view.changed, "url": edition.urls.full(entry_address(view))}
    return {name: iso_milliseconds(fact) if isinstance(fact, datetime) else fact for name, fact in found.items()}


def _transition(report: _Json, at: datetime, later: _Json) -> _Json:
    """The next change of this document that needs no new content."""
    before = {one["id"]: one["status"] for one in report["services"]}
    changed = {one["id"]: one["status"] for one in later["services"] if before.get(one["id"]) != one["status"]}
    return {"at": iso_milliseconds(at), "overall_status": later["overall_status"], "services": changed}


def _changed(snapshot: Snapshot) -> datetime:
    """When anything on the index last changed."""
    days = [one.component.since for one in snapshot.state.components if one.component.since]
    begun = (at for day in days if (at := midnight(day, snapshot.config.zone)) <= snapshot.now)
    return max((*(view.changed for view in snapshot.entries), *begun), default=datetime(1970, 1, 1, tzinfo=UTC))
