"""The page of each postmortem: its text, its timeline, and its scorecard."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import markdown, urls
from sitegen.derive.entries import IncidentView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File
from sitegen.present import afterwards, lines
from sitegen.present.writers import shorten
from sitegen.theme.edition import Edition


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """A page for each published postmortem."""
    for view in snapshot.incidents:
        if snapshot.outlines[view.path].explained:
            yield edition.file(urls.postmortem(view.slug), render_postmortem, view)


def render_postmortem(edition: Edition, view: IncidentView) -> bytes:
    """One postmortem."""
    assert view.postmortem is not None
    postmortem, card = view.postmortem, view.scorecard
    heading = postmortem.title or view.title
    title = edition.text.messages.gettext("Postmortem: {title}", title=edition.text.words(heading))
    return edition.page(
        "postmortem.html",
        urls.postmortem(view.slug),
        title=edition.title(title),
        description=shorten(markdown.plain(edition.text.words(postmortem.body))),
        source=edition.edit(postmortem.path),
        mark=lines.tone(view),
        view=view,
        pictures=bool(postmortem.images),
        postmortem=postmortem,
        heading=heading,
        untranslated=edition.html.untranslated(heading) or edition.html.untranslated(postmortem.body),
        moments=afterwards.merged_timeline(view),
        card=card,
        measures=afterwards.scorecard_measures(card) if card else [],
        promises=afterwards.promises_measure(card) if card else None,
    )
