"""The page of each postmortem: the story afterwards, what changes, and how we communicated."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import markdown, urls
from sitegen.derive.entries import IncidentView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File
from sitegen.present import views
from sitegen.theme.edition import Edition, shorten


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """A page for each postmortem that is published."""
    for view in snapshot.incidents:
        if view.postmortem is not None:
            path = context.urls.path(urls.postmortem(view.slug), context.locale)
            yield File(path, render_postmortem, (context, view))


def render_postmortem(context: Edition, view: IncidentView) -> bytes:
    """One postmortem."""
    postmortem = view.postmortem
    assert postmortem is not None
    heading = postmortem.title or view.title
    title = context.language.gettext("Postmortem: {title}", title=context.words(heading).text)
    card = view.scorecard
    return context.page(
        "postmortem.html",
        urls.postmortem(view.slug),
        title=context.title(title),
        description=shorten(markdown.plain(context.words(postmortem.body).text)),
        source=context.edit(postmortem.path),
        mark=views.tone(view),
        view=view,
        pictures=bool(postmortem.images),
        postmortem=postmortem,
        heading=heading,
        untranslated=context.untranslated(heading) or context.untranslated(postmortem.body),
        moments=views.merged_timeline(view),
        card=card,
        measures=views.scorecard_measures(card) if card else [],
        promises=views.promises_measure(card) if card else None,
    )
