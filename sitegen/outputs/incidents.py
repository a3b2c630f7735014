"""The page of each incident: its current facts, then its updates, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sitegen import urls
from sitegen.derive.entries import IncidentView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Kind
from sitegen.present import changes, labels, lines
from sitegen.present.latest import latest_words
from sitegen.theme.edition import Edition


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """A page for each incident; a past one depends only on its own content."""
    for view in snapshot.incidents:
        live = changes.view_schedule(view, snapshot)
        path = edition.path(urls.incident(view.slug))
        yield File(path, render_incident, (edition, view, live))


def render_incident(edition: Edition, view: IncidentView, live: changes.ViewSchedule[IncidentView] | None) -> bytes:
    """One incident."""
    built = live.now if live else None
    present = _page_state(edition, view, built)
    coming = [(at, _page_state(edition, later, built)) for at, later in live.coming] if live else []
    began = edition.language.local(view.began)
    return edition.page(
        "incident.html",
        urls.incident(view.slug),
        title=present.title,
        mark=present.icon,
        description=edition.summary(view),
        source=edition.edit(view.path),
        built=built,
        regions=present.regions,
        changes=changes.fragments(present, coming),
        view=view,
        untranslated=edition.html.untranslated(view.title, latest_words(view)),
        pictures=bool(view.images),
        month=urls.month(began.year, began.month),
        month_name=edition.language.month(began.year, began.month),
    )


def _page_state(edition: Edition, view: IncidentView, built: datetime | None) -> changes.PageState:
    tone = lines.page_tone(view)
    regions = {
        "state": edition.render("incident/state.html", view=view, tone=tone),
        "lead": edition.render("incident/lead.html", view=view, built=built),
    }
    if view.kind is not Kind.NOTICE:
        regions["facts"] = edition.render("incident/facts.html", view=view)
    return changes.PageState(edition.title(_title(edition, view)), tone, regions)


def _title(edition: Edition, view: IncidentView) -> str:
    say, title = edition.text.messages.gettext, edition.text.words(view.title)
    if view.kind is Kind.NOTICE:
        return title
    return say("{level}: {headline}", level=say(labels.STATUS[view.status]), headline=title)
