"""The items of feeds as data: one for each update, or one for each incident and maintenance.

The item of an update never changes: its id and its date are those of its first publication, and it depends neither on
later updates nor on the moment of the build, so that feed readers show it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from sitegen import markdown, urls
from sitegen.derive.effects import REPLACED_FACTS, replace_facts
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView, Step
from sitegen.derive.ids import entry_id, first_slug
from sitegen.model import Image, Impact, Kind, Status, Text
from sitegen.outputs.feeds.selection import FeedMoment
from sitegen.present import labels
from sitegen.present.labels import N_
from sitegen.present.latest import has_words
from sitegen.present.lines import entry_address
from sitegen.present.statements import Phrase, statements


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its subject."""

    address: str
    """Without its ending."""
    page: str
    """The address of the page about the same subject."""
    name: str
    """A message, as is *about*."""
    about: str
    component: str | None = None
    """The id of the component that both messages name."""


@dataclass(frozen=True, slots=True)
class ItemText:
    """The text of one update."""

    label: str
    """The message that labels it, usually with its status."""
    title: Text | None
    body: Text
    """Markdown."""
    automatic: Status | None
    """The status that an automatic update sets; None for an author's."""
    stated: tuple[Phrase, ...]
    """Its statements, if it has no title and no body."""
    prefix: str
    """Of its footnotes' ids, as on its page."""
    images: tuple[Image, ...]


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One update, or a postmortem, with everything that its item shows."""

    text: ItemText
    page: str
    first_page: str
    """Its page's address when it was first published: another one where the entry was renamed since."""
    key: str | None
    """The update's key on that page; None for a postmortem, which has its own page."""
    published: datetime
    title: Text
    """Of the incident or the maintenance."""
    impact: Impact | None
    """Of the incident after the update; None where it has none, and for a postmortem."""
    components: tuple[str, ...]
    stated: tuple[Phrase, ...]
    """Its statements; those of the first update include what the front matter states."""
    window: tuple[datetime, datetime] | None
    reason: Text | None


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One incident or maintenance with everything that its item shows."""

    slug: str
    identity: str
    """Its id in the API."""
    page: str
    first_page: str
    title: Text
    window: tuple[datetime, datetime] | None
    updates: tuple[tuple[datetime, ItemText], ...]
    """Newest first."""
    published: datetime
    """The moment of its newest update, as in Statuspage's feed."""
    changed: datetime
    postmortem: tuple[datetime, Text] | None


class FeedItems(tuple[Any, ...]):
    """The items of a feed, newest first; their `repr` is computed once for all languages and forms."""

    def __repr__(self) -> str:
        return self._name

    @cached_property
    def _name(self) -> str:
        return f"<items {sha256(super().__repr__().encode('utf-8', 'surrogatepass')).hexdigest()}>"


def feed_item(moment: FeedMoment) -> FeedItem:
    """The item of an update, or of a postmortem."""
    entry, step, postmortem = moment.entry, moment.step, moment.postmortem
    components = tuple(component for component, _ in step.affected)
    if postmortem is not None:
        text = ItemText(N_("Postmortem"), postmortem.title, postmortem.body, None, (), "postmortem", postmortem.images)
        page, first_page = urls.postmortem(entry.slug), urls.postmortem(first_slug(entry))
        return FeedItem(
            text, page, first_page, None, postmortem.published, entry.title, None, components, (), None, None
        )
    first = moment.number == 0
    window, reason = None, None
    if first and isinstance(entry, MaintenanceView):
        window, reason = entry.moved[0] if entry.moved else (entry.start, entry.end), entry.reason
    return FeedItem(
        text=_item_text(entry, step),
        page=entry_address(entry),
        first_page=entry_address(entry, first_slug(entry)),
        key=step.key,
        published=step.published,
        title=entry.title,
        impact=None if step.impact is Impact.NONE else step.impact,
        components=components,
        stated=statements(_announced(entry, step) if first else step),
        window=window,
        reason=reason,
    )


def _announced(entry: Entry, step: Step) -> Step:
    """The first update, with the facts of the front matter and the initial impact among its statements."""
    facts = {name: getattr(entry.announced_facts, name) for name in REPLACED_FACTS}
    replace_facts(facts, step.changes)
    facts |= {"impact": None if step.impact is Impact.NONE else step.impact, "components": step.affected}
    return step._replace(changes=step.changes._replace(**facts))


def _item_text(entry: Entry, step: Step) -> ItemText:
    return ItemText(
        label=_label(entry, step),
        title=step.title,
        body=step.body,
        automatic=step.status if step.automatic else None,
        stated=() if has_words(step) else statements(step),
        prefix=step.key,
        images=_shown(entry.images, step.body),
    )


def _label(entry: Entry, step: Step) -> str:
    if entry.withdrawn and step is entry.steps[0]:
        return labels.WITHDRAWN
    first = step is entry.steps[-1]
    if first and isinstance(entry, IncidentView) and entry.kind is Kind.NOTICE:
        return N_("Announcement")
    if step.automatic and step.status is Status.COMPLETED:
        return labels.TIMED_STATUS["over"]
    moved = step.changes.start is not None or step.changes.end is not None
    if moved and not first and step.status is Status.SCHEDULED:
        return N_("Rescheduled")
    return labels.STATUS[step.written_status]


def _shown(images: Sequence[Image], text: Text) -> tuple[Image, ...]:
    """The pictures that a text shows, without those of later updates."""
    if not images:
        return ()
    texts = (text.original, *dict(text.translations).values())
    targets = {target for one in texts for _, kind, target in markdown.references(one) if kind == "image"}
    return tuple(image for image in images if image.name in targets)


def history_item(entry: Entry) -> HistoryItem:
    """The item of one incident or maintenance."""
    postmortem = entry.postmortem if isinstance(entry, IncidentView) else None
    return HistoryItem(
        slug=entry.slug,
        identity=entry_id(entry),
        page=entry_address(entry),
        first_page=entry_address(entry, first_slug(entry)),
        title=entry.title,
        window=(entry.start, entry.end) if isinstance(entry, MaintenanceView) else None,
        updates=tuple((step.at, _item_text(entry, step)) for step in entry.steps),
        published=entry.steps[0].at,
        changed=entry.changed,
        postmortem=(postmortem.published, postmortem.title or entry.title) if postmortem else None,
    )
