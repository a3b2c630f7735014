"""The page of each postmortem: the story afterwards, what changes, and how we communicated."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import markdown, urls
from sitegen.derive.entries import IncidentView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File
from sitegen.present import afterwards, lines
from sitegen.present.writers import shorten
from sitegen.theme.edition import Edition


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """A page for each postmortem that is published."""
    for view in snapshot.incidents:
        if view.postmortem is not None:
            path = context.path(urls.postmortem(view.slug))
            yield File(path, render_postmortem, (context, view))


def render_postmortem(context: Edition, view: IncidentView) -> bytes:
    """One postmortem."""
    postmortem = view.postmortem
    assert postmortem is not None
    heading = postmortem.title or view.title
    title = context.text.messages.gettext("Postmortem: {title}", title=context.text.words(heading))
    card = view.scorecard
    return context.page(
        "postmortem.html",
        urls.postmortem(view.slug),
        title=context.title(title),
        description=shorten(markdown.plain(context.text.words(postmortem.body))),
        source=context.edit(postmortem.path),
        mark=lines.tone(view),
        view=view,
        pictures=bool(postmortem.images),
        postmortem=postmortem,
        heading=heading,
        untranslated=context.html.untranslated(heading) or context.html.untranslated(postmortem.body),
        moments=afterwards.merged_timeline(view),
        card=card,
        measures=afterwards.scorecard_measures(card) if card else [],
        promises=afterwards.promises_measure(card) if card else None,
    )
