"""The page of each maintenance: its window, its progress, its updates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sitegen import urls
from sitegen.derive.entries import MaintenanceView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File
from sitegen.present import changes, labels, lines
from sitegen.present.latest import latest_words
from sitegen.theme.edition import Edition

_SILENT = ("facts",)
"""Regions that change as time passes: screen readers do not announce that."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """A page for each maintenance; a past one depends only on its own content."""
    for view in snapshot.maintenances:
        live = changes.view_schedule(view, snapshot)
        path = edition.path(urls.maintenance(view.slug))
        yield File(path, render_maintenance, (edition, view, live))


def render_maintenance(
    edition: Edition, view: MaintenanceView, live: changes.ViewSchedule[MaintenanceView] | None
) -> bytes:
    """One maintenance."""
    built = live.now if live else None
    present = _page_state(edition, view, built)
    coming = [(at, _page_state(edition, later, built)) for at, later in live.coming] if live else []
    start = edition.language.local(view.start)
    return edition.page(
        "maintenance.html",
        urls.maintenance(view.slug),
        title=present.title,
        mark=present.icon,
        description=edition.summary(view),
        source=edition.edit(view.path),
        built=built,
        regions=present.regions,
        changes=changes.fragments(present, coming, silent=_SILENT),
        view=view,
        untranslated=edition.html.untranslated(view.title, latest_words(view)),
        pictures=bool(view.images),
        month=urls.month(start.year, start.month),
        month_name=edition.language.month(start.year, start.month),
    )


def _page_state(edition: Edition, view: MaintenanceView, built: datetime | None) -> changes.PageState:
    tone = lines.page_tone(view)
    regions = {
        "state": edition.render("maintenance/state.html", view=view, tone=tone),
        "lead": edition.render("maintenance/lead.html", view=view, built=built),
        "facts": edition.render("maintenance/facts.html", view=view),
        "updates": edition.render("parts/timeline.html", view=view),
    }
    say = edition.text.messages.gettext
    title = say("{level}: {headline}", level=say(labels.standing_label(view)), headline=edition.text.words(view.title))
    return changes.PageState(edition.title(title), tone, regions)
