"""The page of each incident and of each maintenance: its current facts, then its updates, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry, MaintenanceView, listed_at
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Kind
from sitegen.present import changes, labels, lines
from sitegen.present.latest import latest_words
from sitegen.present.lines import entry_address
from sitegen.theme.edition import Edition

_SILENT = {"incident": (), "maintenance": ("facts",)}
"""Regions that change as time passes: screen readers do not announce that."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """A page for each entry; a past one depends only on its own content."""
    for view in snapshot.entries:
        live = (snapshot.now, snapshot.futures.get(view.path, ())) if view.active else ()
        yield edition.file(entry_address(view), render_entry_page, view, *live)


def render_entry_page(
    edition: Edition, view: Entry, built: datetime | None = None, coming: tuple[tuple[datetime, Entry], ...] = ()
) -> bytes:
    """One entry as of *built*, with its later states; without *built* it is over."""
    entry_type = "maintenance" if isinstance(view, MaintenanceView) else "incident"
    present = _page_state(edition, entry_type, view, built, built)
    later = [(at, _page_state(edition, entry_type, changed, built, at)) for at, changed in coming]
    began = edition.language.local(listed_at(view))
    return edition.page(
        f"{entry_type}.html",
        entry_address(view),
        title=present.title,
        mark=present.icon,
        description=edition.summary(view),
        source=edition.edit(view.path),
        built=built,
        watch=[ids.entry_id(view)],
        known=ids.coming_marks(view, (changed for _, changed in coming)),
        regions=present.regions,
        changes=changes.fragments(present, later, silent=_SILENT[entry_type]),
        view=view,
        untranslated=edition.html.untranslated(view.title, latest_words(view)),
        pictures=bool(view.images),
        month=urls.month(began.year, began.month),
        month_name=edition.language.month(began.year, began.month),
    )


def _page_state(
    edition: Edition, entry_type: str, view: Entry, built: datetime | None, at: datetime | None
) -> changes.PageState:
    tone, title = lines.page_tone(view), edition.text.words(view.title)
    # What is over names its year: its page is not made again when a year ends.
    year = edition.language.year(at) if at and view.active else None
    regions = {
        "state": edition.render(f"{entry_type}/state.html", view=view, tone=tone),
        "lead": edition.render(f"{entry_type}/lead.html", view=view, built=built, year=year),
    }
    if isinstance(view, MaintenanceView) or view.kind is not Kind.NOTICE:
        regions["facts"] = edition.render(f"{entry_type}/facts.html", view=view, year=year)
        say = edition.text.messages.gettext
        title = say("{level}: {headline}", level=say(labels.status_label(view)), headline=title)
    if isinstance(view, MaintenanceView):
        regions["updates"] = edition.render("parts/timeline.html", view=view)
    return changes.PageState(edition.title(title), tone, regions)
