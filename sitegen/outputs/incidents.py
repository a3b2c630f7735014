"""The page of each incident: the facts as they now stand, then everything that was said, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sitegen import markdown, urls
from sitegen.derive.entries import IncidentView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Kind, Status
from sitegen.present import labels, views
from sitegen.theme.edition import Edition, shorten


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """A page for each incident; what is over depends on nothing but itself."""
    for view in snapshot.incidents:
        live = views.view_schedule(view, snapshot)
        path = context.urls.path(urls.incident(view.slug), context.locale)
        yield File(path, render_incident, (context, view, live))


def render_incident(context: Edition, view: IncidentView, live: views.ViewSchedule[IncidentView] | None) -> bytes:
    """One incident."""
    built = live.now if live else None
    present = _scene(context, view, built)
    coming = [(at, _scene(context, later, built)) for at, later in live.coming] if live else []
    began = context.language.local(view.began)
    newest = context.words(view.steps[0].body)
    return context.page(
        "incident.html",
        urls.incident(view.slug),
        title=present.title,
        mark=present.icon,
        description=shorten(markdown.plain(newest.text)),
        source=context.edit(view.path),
        built=built,
        regions=present.regions,
        changes=views.fragments(present, coming),
        view=view,
        untranslated=context.untranslated(view.title, views.newest_words(view)),
        pictures=bool(view.images),
        month=urls.month(began.year, began.month),
        month_name=context.language.month(began.year, began.month),
    )


def _scene(context: Edition, view: IncidentView, built: datetime | None) -> views.PageState:
    mood = "ok" if view.status is Status.RESOLVED else views.tone(view)
    regions = {
        "state": context.render("incident/state.html", view=view, mood=mood),
        "lead": context.render("incident/lead.html", view=view, built=built),
    }
    if view.kind is not Kind.NOTICE:
        regions["facts"] = context.render("incident/facts.html", view=view)
    return views.PageState(context.title(_title(context, view)), mood, regions)


def _title(context: Edition, view: IncidentView) -> str:
    title = context.words(view.title).text
    if view.kind is Kind.NOTICE:
        return title
    standing = context.language.gettext(labels.STATUS[view.status])
    return context.language.gettext("{level}: {headline}", level=standing, headline=title).unescape()
