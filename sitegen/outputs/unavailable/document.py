"""/503.json: the reason for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sitegen import urls
from sitegen.derive.entries import IncidentView, MaintenanceView
from sitegen.outputs.limits import MAX_UNAVAILABLE_PROBLEM
from sitegen.outputs.unavailable.page import GivenReason, kicker, mark_of
from sitegen.present.writers import shorten
from sitegen.theme.edition import Edition
from sitegen.times import iso

_SHORT_TITLE = 60
"""Characters of a title where the whole one does not fit."""


def render_unavailable_problem(edition: Edition, now: datetime, reason: GivenReason) -> bytes:
    """The reason for programs: a problem document (RFC 9457) with extension members.

    Where space is short, the concurrent incident goes first, then the end of the title, then all about the reason but
    its kind.
    """
    for document in _smaller_documents(edition, now, reason):
        if len(document) <= MAX_UNAVAILABLE_PROBLEM:
            break
    return document


def is_whole(edition: Edition, now: datetime, reason: GivenReason) -> bool:
    """Whether nothing about the reason is left out."""
    return len(_document(edition, now, reason, len(_title(edition, reason)))) <= MAX_UNAVAILABLE_PROBLEM


def _smaller_documents(edition: Edition, now: datetime, reason: GivenReason) -> Iterator[bytes]:
    length, alone = len(_title(edition, reason)), GivenReason(reason.cause)
    yield _document(edition, now, reason, length)
    yield _document(edition, now, alone, length)
    yield _document(edition, now, alone, _SHORT_TITLE)
    yield _document(edition, now, alone, 0)


def _title(edition: Edition, reason: GivenReason) -> str:
    return edition.text.words(reason.cause.title) if reason.cause else ""


def _document(edition: Edition, now: datetime, reason: GivenReason, length: int) -> bytes:
    """The document with so many characters of the title; with none, it has no links to the reason either."""
    cause = reason.cause
    incident = cause if isinstance(cause, IncidentView) else reason.concurrent
    detail = kicker(edition.text, cause)
    if title := shorten(_title(edition, reason), length):
        detail = edition.text.messages.gettext("{level}: {headline}", level=detail, headline=title)
    document: dict[str, object] = {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": detail,
        "generator": mark_of(edition.config),
        "written": iso(now),
        "status_page": edition.urls.full(urls.INDEX),
    }
    if isinstance(cause, MaintenanceView) and title:
        window = {"start": iso(cause.start), "end": iso(cause.end), "state": cause.timed_status}
        document["maintenance"] = {**window, "url": edition.urls.full(urls.maintenance(cause.slug))}
    if incident is not None and title:
        about = {"started": iso(incident.began), "impact": incident.impact.value, "state": incident.status.value}
        document["incident"] = {**about, "url": edition.urls.full(urls.incident(incident.slug))}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
