"""Entries and problems as programs read them: the same names for the same things in what `check` and `status` print.

The schemas are docs/schemas/problems.json, situation.json and entry.json; docs/api.md describes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sitegen.build import Checked
from sitegen.derive.entries import Entry, IncidentView
from sitegen.model import Kind, SourceEntry
from sitegen.present.lines import entry_address
from sitegen.problems import Problem
from sitegen.read.files import entry_of
from sitegen.times import iso


def entry_document(view: Entry, checked: Checked) -> dict[str, Any]:
    """An incident, an announcement or a maintenance; what has no meaning for it is left out."""
    edition = checked.editions[0]
    known: dict[str, Any] = {
        "kind": view.kind.value if isinstance(view, IncidentView) else "maintenance",
        "path": view.path,
        "slug": view.slug,
        "title": edition.text.words(view.title),
        **_facts(view),
        "updated_at": view.changed,
        "url": edition.urls.full(entry_address(view)),
    }
    return {name: iso(fact) if isinstance(fact, datetime) else fact for name, fact in known.items()}


def _facts(view: Entry) -> dict[str, object]:
    if not isinstance(view, IncidentView):
        known: dict[str, object] = {"status": view.timed_status, "start": view.start, "end": view.end}
    elif view.kind is Kind.NOTICE:
        return {"until": view.until}
    else:
        known = {"status": view.status.value, "impact": view.impact.value, "started_at": view.began}
    return {**known, "next_update": view.next_update, "overdue": view.overdue}


def problem_documents(problems: Iterable[Problem], checked: Checked | None = None) -> Iterator[dict[str, Any]]:
    """Each problem with the entry and the update that it is about: null where none is known, as in a site with errors.

    The names of a problem's own fields are public.
    """
    sources = {entry_of(source.path): source for source in checked.site.entries} if checked else {}
    views = {view.path: view for view in checked.snapshot.entries} if checked else {}
    for problem in problems:
        source = sources.get(entry_of(problem.path))
        view = views.get(source.path) if source else None
        at = _moment(problem, source) if source else None
        yield {
            **asdict(problem),
            "entry": entry_document(view, checked) if view and checked else None,
            "at": iso(at) if at else None,
        }


def _moment(problem: Problem, source: SourceEntry) -> datetime | None:
    """The moment of the update that a problem stands in; None where it stands above all, or in another file."""
    above = [one for one in source.updates if one.line <= problem.line and problem.path == source.path]
    return max(above, key=lambda one: one.line).at if above else None
