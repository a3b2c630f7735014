"""The page of each maintenance: its window, its progress, its updates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sitegen import markdown, urls
from sitegen.derive.entries import MaintenanceView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Status
from sitegen.present import labels, views
from sitegen.theme.edition import Edition, shorten

_SILENT = ("facts",)
"""Regions in which time that passes is counted: their change is not announced."""


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """A page for each maintenance; what is over depends on nothing but itself."""
    for view in snapshot.maintenances:
        live = views.view_schedule(view, snapshot)
        path = context.urls.path(urls.maintenance(view.slug), context.locale)
        yield File(path, render_maintenance, (context, view, live))


def render_maintenance(
    context: Edition, view: MaintenanceView, live: views.ViewSchedule[MaintenanceView] | None
) -> bytes:
    """One maintenance."""
    built = live.now if live else None
    present = _scene(context, view, built)
    coming = [(at, _scene(context, later, built)) for at, later in live.coming] if live else []
    start = context.language.local(view.start)
    return context.page(
        "maintenance.html",
        urls.maintenance(view.slug),
        title=present.title,
        mark=present.icon,
        description=_description(context, view),
        source=context.edit(view.path),
        built=built,
        regions=present.regions,
        changes=views.fragments(present, coming, silent=_SILENT),
        view=view,
        untranslated=context.untranslated(view.title, views.newest_words(view)),
        pictures=bool(view.images),
        month=urls.month(start.year, start.month),
        month_name=context.language.month(start.year, start.month),
    )


def _scene(context: Edition, view: MaintenanceView, built: datetime | None) -> views.PageState:
    mood = "ok" if view.status is Status.COMPLETED else views.tone(view)
    regions = {
        "state": context.render("maintenance/state.html", view=view, mood=mood),
        "lead": context.render("maintenance/lead.html", view=view, built=built),
        "facts": context.render("maintenance/facts.html", view=view),
        "updates": context.render("parts/timeline.html", view=view),
    }
    standing = context.language.gettext(labels.standing_label(view))
    title = context.language.gettext("{level}: {headline}", level=standing, headline=context.words(view.title).text)
    return views.PageState(context.title(title), mood, regions)


def _description(context: Edition, view: MaintenanceView) -> str:
    """For search engines and previews: why it takes place, else what was said last."""
    if view.reason is not None:
        return shorten(context.words(view.reason).text)
    said = views.news(view)
    return shorten(markdown.plain(context.words(said).text)) if said else ""
