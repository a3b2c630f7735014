"""The public messages that would go out by messages.yml, as `sitegen notify` decides it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sitegen.build import Checked
from sitegen.delivery.candidates import Candidate, candidates
from sitegen.delivery.keys import Naming
from sitegen.delivery.plan import Decision, Planned, plan
from sitegen.delivery.records import Book, Record, RecordState
from sitegen.derive.stages import Occasion
from sitegen.messages.outbox import Outbox
from sitegen.messages.writer import writers_in
from sitegen.model import Audience, Channel, Route, Routing, Stage

_EVER = datetime.min.replace(tzinfo=UTC)


class OutgoingMessage(NamedTuple):
    """A message to an audience in one language, on every route that takes it there."""

    slug: str
    title: str
    """Of the entry, in the site's first language."""
    stage: Stage
    update: str
    """The key of the occasion within its entry."""
    audience: Audience
    locale: str
    channels: tuple[Channel, ...]
    routes: tuple[str, ...]
    """The names of the routes in messages.yml: a channel may have several."""
    late: bool
    """It is not sent by itself: its words are older than two hours."""
    text: str
    """As plain text, whatever a channel makes of it."""


def outgoing_messages(
    before: Checked | None, after: Checked, routing: Routing, same: Collection[str] = ()
) -> list[OutgoingMessage]:
    """The messages that the change alone brings about, oldest first, those to insiders left out.

    Everything that there was before counts as told; the entries whose files are *same* are not looked at.
    """
    public = [route for route in routing.routes if not route.audience.internal]

    def threads(checked: Checked) -> list[list[Candidate]]:
        views = [view for view in checked.snapshot.entries if view.path not in same]
        return candidates(views, public, after.snapshot.now, routing.reminder, since=_EVER)

    naming, now = Naming(), after.snapshot.now
    told = [one for thread in threads(before) for one in thread] if before else []
    book = Book({naming.name(one.key): Record(RecordState.KNOWN, now, "") for one in told})
    planned = plan(threads(after), book, naming, now)
    due = [one for one in planned if one.decision in (Decision.SEND, Decision.LATE) and not one.candidate.over]
    return _messages(after, due)


def _messages(checked: Checked, due: Sequence[Planned]) -> list[OutgoingMessage]:
    outbox = Outbox(checked.site, checked.snapshot, writers_in(checked.editions))
    titles = {view.path: checked.editions[0].text.words(view.title) for view in checked.snapshot.entries}
    groups: dict[tuple[Occasion, Audience, str, bool], list[Route]] = defaultdict(list)
    for one in due:
        route = one.candidate.route
        late = one.decision is Decision.LATE
        groups[one.candidate.occasion, route.audience, route.locale, late].append(route)
    return [
        OutgoingMessage(
            slug=occasion.slug,
            title=titles[occasion.path],
            stage=occasion.stage,
            update=occasion.key,
            audience=audience,
            locale=locale,
            channels=tuple(dict.fromkeys(route.channel for route in routes)),
            routes=tuple(route.name for route in routes),
            late=late,
            text=outbox.message(occasion, audience, locale, Channel.TEXT).text,
        )
        for (occasion, audience, locale, late), routes in groups.items()
    ]
