"""What feed readers subscribe to: every update as an item of its own, and every incident as one. The home of feedgen.

The item of an update is made once and for all. Its id and its date are those of its first publication; it depends
on nothing that was said later, and not on the moment, so that no reader is told of it twice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from heapq import nlargest
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from feedgen.ext.base import BaseExtension  # type: ignore[import-untyped]
from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]
from feedgen.util import xml_elem  # type: ignore[import-untyped]
from feedgen.version import version_str  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from sitegen import markdown, urls
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView, Step
from sitegen.derive.ids import entry_id
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Image, Impact, Kind, Postmortem, Status, Text
from sitegen.present import labels
from sitegen.present.labels import N_
from sitegen.theme.edition import Edition, image_address

MAX_ITEMS = 50
"""Items in a feed."""
TTL_MINUTES = 5
"""Minutes after which a reader may ask again."""
BEFORE_FEEDS = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed without an item changed last: Atom wants a moment, and readers doubt one before there were feeds."""

_TYPES = {urls.RSS: "application/rss+xml", urls.ATOM: "application/atom+xml"}
_LEVELS = {
    Impact.CRITICAL: N_("Critical incidents"),
    Impact.MAJOR: N_("Major incidents and worse"),
    Impact.MINOR: N_("Minor incidents and worse"),
}
"""What the feed of an impact is called; there is none of incidents without one."""
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold. Our readers refuse it, so this is for content that did not come through them."""
_PICTURE = re.compile(r"<svg\b.*?</svg>\s*", re.DOTALL)
_TIME = re.compile(r"</?time\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is about."""

    address: str
    """Without its ending."""
    page: str
    """The address of the page that tells the same."""
    name: str
    """A message, and so is the next."""
    about: str
    component: Text | None = None
    """What both of them name."""


@dataclass(frozen=True, slots=True)
class ItemText:
    """What was said, once."""

    word: str
    """The message that says what it is, a status mostly."""
    title: Text | None
    body: Text
    """Markdown."""
    automatic: Status | None
    """Set where the clock said it."""
    prefix: str
    """Of its footnotes, as on its page."""
    images: tuple[Image, ...]


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One update, or a postmortem, with all that its item shows."""

    said: ItemText
    page: str
    key: str | None
    """The update's; None: it has the page for itself."""
    published: datetime
    title: Text
    """Of the incident or the maintenance."""
    components: tuple[str, ...]
    stated: Step | None
    """What it stated beside its words; the first update states what was announced with it."""
    window: tuple[datetime, datetime] | None
    reason: Text | None


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One incident or maintenance with all that its item shows."""

    slug: str
    identity: str
    """As the API has it."""
    page: str
    title: Text
    window: tuple[datetime, datetime] | None
    said: tuple[tuple[datetime, ItemText], ...]
    """Newest first."""
    published: datetime
    """When its newest update was posted, as Statuspage has it."""
    changed: datetime
    postmortem: tuple[datetime, Text] | None


class FeedItems(tuple[Any, ...]):
    """What a feed shows, newest first; named once for all languages and forms of the feed."""

    def __repr__(self) -> str:
        return self._name

    @cached_property
    def _name(self) -> str:
        return f"<items {sha256(super().__repr__().encode('utf-8', 'surrogatepass')).hexdigest()}>"


def files(snapshot: Snapshot, every: Sequence[Edition]) -> Iterator[File]:
    """Each feed in both forms and in every language."""
    updates = _newest_updates(snapshot)
    feeds = list(_feeds(snapshot))
    history = Feed(
        urls.HISTORY_FEED, urls.HISTORY, N_("History"), N_("Incidents and maintenance, each with all of its updates.")
    )
    stories = FeedItems(map(_story, _newest_entries(snapshot)))
    for context in every:
        for form in _TYPES:
            for feed in feeds:
                path = context.urls.path(feed.address + form, context.locale)
                yield File(path, render_updates, (context, form, feed, updates[feed.address], version_str))
            path = context.urls.path(history.address + form, context.locale)
            yield File(path, render_history, (context, form, history, stories, version_str))


def _feeds(snapshot: Snapshot) -> Iterator[Feed]:
    """Every feed whose items are updates."""
    yield Feed(urls.UPDATES_FEED, urls.INDEX, N_("Updates"), N_("Every update on incidents and maintenance."))
    for one in snapshot.config.components:
        about = N_("Every update on incidents and maintenance that concern {component}.")
        yield Feed(urls.component_feed(one.id), urls.component(one.id), N_("{component}"), about, one.name)
    for level, name in _LEVELS.items():
        about = N_("Every update on an incident, from the moment at which it reaches this impact.")
        yield Feed(urls.impact_feed(level), urls.INDEX, name, about)


# ---- what is among the newest


class _Moment(NamedTuple):
    """A place in the order of everything that was said; no two agree in the first four."""

    published: datetime
    at: datetime
    path: str
    number: int
    """Counted from the beginning of its entry."""
    feeds: frozenset[str]
    entry: Entry
    step: Step
    postmortem: Postmortem | None = None
    """Set where this is what was said; the step is the one before it."""


def _newest_updates(snapshot: Snapshot) -> Mapping[str, FeedItems]:
    """The newest items of each feed of updates, by its address."""
    entries: tuple[Entry, ...] = (*snapshot.incidents, *snapshot.maintenances)
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=_last, reverse=True):
        for address in _every_feed(entry):
            groups[address].append(entry)
    chosen = {feed.address: _newest(groups[feed.address], feed.address, snapshot.now) for feed in _feeds(snapshot)}
    made = {(one.path, one.number): one for group in chosen.values() for one in group}
    items = {place: _item(moment) for place, moment in made.items()}
    return {address: FeedItems(items[one.path, one.number] for one in group) for address, group in chosen.items()}


def _newest(entries: Sequence[Entry], address: str, now: datetime) -> Sequence[_Moment]:
    """What belongs to one feed, of entries of which those that spoke last come first."""
    found: list[_Moment] = []
    for entry in entries:
        if len(found) >= MAX_ITEMS and found[MAX_ITEMS - 1].published > _last(entry):
            break
        # What was published first under a later time than it bears now is not in a feed before that.
        found += [one for one in _moments(entry) if address in one.feeds and one.published <= now]
        found.sort(reverse=True)
    return found[:MAX_ITEMS]


def _last(entry: Entry) -> datetime:
    """When anything of it was published last."""
    last = max(step.published for step in entry.steps)
    postmortem = entry.postmortem if isinstance(entry, IncidentView) else None
    return max(last, postmortem.published) if postmortem else last


def _every_feed(entry: Entry) -> frozenset[str]:
    """The feeds that anything of it belongs to."""
    components = frozenset(component for step in entry.steps for component, _ in step.affected)
    worst = max((step.impact for step in entry.steps), key=lambda impact: impact.rank)
    return _addresses(components, worst)


@lru_cache(maxsize=1024)  # Most entries concern few components, and there are four impacts.
def _addresses(components: frozenset[str], worst: Impact) -> frozenset[str]:
    levels = (level for level in _LEVELS if level.rank <= worst.rank)
    return frozenset((urls.UPDATES_FEED, *map(urls.component_feed, components), *map(urls.impact_feed, levels)))


def _moments(entry: Entry) -> Iterator[_Moment]:
    """Everything that was said about an entry, oldest first, with the feeds that it belongs to.

    Whoever was told of the beginning is told of the end: the impact that was once reached still counts, and the
    update that takes a component back concerns it too.
    """
    worst = Impact.NONE
    before: tuple[str, ...] = ()
    last: _Moment | None = None
    postmortem = entry.postmortem if isinstance(entry, IncidentView) else None
    for number, step in enumerate(reversed(entry.steps)):
        worst = max(worst, step.impact, key=lambda impact: impact.rank)
        named = tuple(component for component, _ in step.affected)
        concerned = (*named, *before) if "components" in step.changes.cleared else named
        feeds = _addresses(frozenset(concerned), worst)
        moment = _Moment(step.published, step.at, entry.path, number, feeds, entry, step)
        yield moment
        before = named
        if postmortem is not None and (last is None or step.at <= postmortem.published):
            last = moment
    if postmortem is not None and last is not None:
        at = postmortem.published
        yield last._replace(published=at, at=at, number=len(entry.steps), postmortem=postmortem)


def _newest_entries(snapshot: Snapshot) -> list[Entry]:
    entries: tuple[Entry, ...] = (*snapshot.incidents, *snapshot.maintenances)
    return nlargest(MAX_ITEMS, entries, key=lambda entry: (entry.steps[0].at, entry.path))


# ---- what is shown of it


def _item(moment: _Moment) -> FeedItem:
    entry, step, postmortem = moment.entry, moment.step, moment.postmortem
    components = tuple(component for component, _ in step.affected)
    if postmortem is not None:
        said = ItemText(N_("Postmortem"), postmortem.title, postmortem.body, None, "postmortem", postmortem.images)
        page = urls.postmortem(entry.slug)
        return FeedItem(said, page, None, postmortem.published, entry.title, components, None, None, None)
    first = moment.number == 0
    window, reason = None, None
    if first and isinstance(entry, MaintenanceView):
        window, reason = entry.moved[0] if entry.moved else (entry.start, entry.end), entry.reason
    return FeedItem(
        said=_said(entry, step),
        page=_page(entry),
        key=step.key,
        published=step.published,
        title=entry.title,
        components=components,
        stated=_announced(step) if first else step,
        window=window,
        reason=reason,
    )


def _page(entry: Entry) -> str:
    return urls.incident(entry.slug) if isinstance(entry, IncidentView) else urls.maintenance(entry.slug)


def _announced(step: Step) -> Step:
    """The first update, as one that states the impact and the statuses with which everything began."""
    impact = None if step.impact is Impact.NONE else step.impact
    return step._replace(changes=step.changes._replace(impact=impact, components=step.affected))


def _said(entry: Entry, step: Step) -> ItemText:
    return ItemText(
        word=_word(entry, step),
        title=step.title,
        body=step.body,
        automatic=step.status if step.automatic else None,
        prefix=step.key,
        images=_shown(entry.images, step.body),
    )


def _word(entry: Entry, step: Step) -> str:
    first = step is entry.steps[-1]
    if first and isinstance(entry, IncidentView) and entry.kind is Kind.NOTICE:
        return N_("Announcement")
    if step.automatic and step.status is Status.COMPLETED:
        return labels.STAGE["over"]
    moved = step.changes.start is not None or step.changes.end is not None
    if moved and not first and step.status is Status.SCHEDULED:
        return N_("Rescheduled")
    return labels.STATUS[step.written_status]


def _shown(images: Sequence[Image], text: Text) -> tuple[Image, ...]:
    """The pictures that a text shows; others may have come later."""
    if not images:
        return ()
    texts = (text.original, *dict(text.translations).values())
    named = {target for one in texts for _, kind, target in markdown.references(one) if kind == "image"}
    return tuple(image for image in images if image.name in named)


def _story(entry: Entry) -> HistoryItem:
    postmortem = entry.postmortem if isinstance(entry, IncidentView) else None
    return HistoryItem(
        slug=entry.slug,
        identity=entry_id(entry),
        page=_page(entry),
        title=entry.title,
        window=(entry.start, entry.end) if isinstance(entry, MaintenanceView) else None,
        said=tuple((step.at, _said(entry, step)) for step in entry.steps),
        published=entry.steps[0].at,
        changed=entry.changed,
        postmortem=(postmortem.published, postmortem.title or entry.title) if postmortem else None,
    )


# ---- how it is told


class _Entry(NamedTuple):
    id: str
    link: str
    title: str
    content: str
    published: datetime
    changed: datetime
    components: tuple[str, ...] = ()


def render_updates(context: Edition, form: str, feed: Feed, items: FeedItems, version: str) -> bytes:
    """A feed of updates; what makes an item in RSS makes an entry in Atom, under the same id.

    *version* is feedgen's, on which the bytes depend.
    """
    entries = [_update(context, item) for item in items]
    return _feed(context, form, feed, entries, items[0].published if items else BEFORE_FEEDS)


@lru_cache(maxsize=1024)  # It is the same in both forms and in every feed that it belongs to.
def _update(context: Edition, item: FeedItem) -> _Entry:
    page = context.urls.full(item.page, context.locale)
    link = page if item.key is None else f"{page}#{urls.anchor(item.key)}"
    heading = _heading(context, item.said)
    content = heading + _text(context, item.said) + _statements(context, item)
    return _Entry(
        id=link,
        link=link,
        title=_title(context, item),
        content=_elsewhere(context, content, page),
        published=item.published,
        changed=item.published,
        components=item.components,
    )


def _title(context: Edition, item: FeedItem) -> str:
    say = context.language.gettext
    status, title = say(item.said.word), context.words(item.title).text
    if not item.components:
        return say("[{status}] {title}", status=status, title=title).unescape()
    between = context.language.pgettext("between the names of components", ", ")
    names = between.join(_name(context, one) for one in item.components)
    return say("[{status}] {title} – {components}", status=status, title=title, components=names).unescape()


def _name(context: Edition, identity: str) -> str:
    known = context.components.get(identity)
    return identity if known is None else context.words(known.name).text


def _heading(context: Edition, said: ItemText) -> Markup:
    if said.title is None:
        return Markup("")
    return Markup("<p><strong>{}</strong></p>\n").format(context.span(said.title))


def _text(context: Edition, said: ItemText) -> Markup:
    """The words themselves, marked with their language where it is not the feed's."""
    if said.automatic is not None:
        return Markup("<p>{}</p>\n").format(labels.automatic_words(context.language, said.automatic))
    known = {
        image.name: markdown.Picture(context.urls.full(image_address(image)), image.width, image.height)
        for image in said.images
    }
    body = Markup(markdown.html(context.words(said.body).text, top=4, prefix=said.prefix, images=known))
    language = context.lang(said.body)
    return Markup("<div{}>{}</div>\n").format(language, body) if body and language else body


def _statements(context: Edition, item: FeedItem) -> Markup:
    say = context.language.gettext
    found = []
    if item.window is not None:
        found.append(say("Planned: {window}", window=context.window(*item.window)))
    if item.reason is not None:
        found.append(say("Reason: {text}", text=context.span(item.reason)))
    if item.stated is not None:
        found += context.statements(item.stated)
    if not found:
        return Markup("")
    return Markup("<ul>\n{}</ul>\n").format(Markup("").join(Markup("<li>{}</li>\n").format(one) for one in found))


def _elsewhere(context: Edition, html: Markup, page: str) -> str:
    """Our HTML as it can be read away from the site: with full links, without pictures of statuses and marked times."""
    site = urlsplit(context.config.url)
    text = _TIME.sub("", _PICTURE.sub("", html))
    text = text.replace('href="#', f'href="{escape(page)}#').replace('href="/', f'href="{site.scheme}://{site.netloc}/')
    return text.strip()


def render_history(context: Edition, form: str, feed: Feed, stories: FeedItems, version: str) -> bytes:
    """A feed of whole incidents and maintenances, in the form of Statuspage's, which programs read."""
    entries = [_incident(context, form, story) for story in stories]
    return _feed(context, form, feed, entries, max((story.changed for story in stories), default=BEFORE_FEEDS))


def _incident(context: Edition, form: str, story: HistoryItem) -> _Entry:
    link = context.urls.full(story.page, context.locale)
    content = _planned(context, story) + _afterwards(context, story)
    content += Markup("").join(_part(context, at, said) for at, said in story.said)
    return _Entry(
        id=link if form == urls.RSS else _tag(context, context.link(f"Incident/{story.identity}").removeprefix("/")),
        link=link,
        title=context.words(story.title).text,
        content=_elsewhere(context, content, link),
        published=story.published,
        changed=story.changed,
    )


def _planned(context: Edition, story: HistoryItem) -> Markup:
    if story.window is None:
        return Markup("")
    window = context.window(*story.window, year=False)
    said = context.language.gettext("THIS IS A SCHEDULED EVENT {window}", window=window)
    return Markup("<p><strong>{}</strong></p>\n").format(said)


def _afterwards(context: Edition, story: HistoryItem) -> Markup:
    if story.postmortem is None:
        return Markup("")
    at, title = story.postmortem
    link = context.urls.full(urls.postmortem(story.slug), context.locale)
    text = Markup('<a href="{}">{}</a>').format(link, context.span(title))
    return _lead(context, at, N_("Postmortem")) + Markup(" - {}</p>\n").format(text)


def _part(context: Edition, at: datetime, said: ItemText) -> Markup:
    """One update. Its words follow the status in the same paragraph, unless they begin with something else."""
    lead, heading, text = _lead(context, at, said.word), _heading(context, said), _text(context, said)
    told = heading + text
    if told.startswith("<p>"):
        return lead + Markup(" - ") + Markup(told.removeprefix("<p>"))
    return lead + Markup("</p>\n") + told


def _lead(context: Edition, at: datetime, word: str) -> Markup:
    moment = context.language.moment(at, year=False)
    return Markup("<p><small>{}</small><br><strong>{}</strong>").format(moment, context.language.gettext(word))


# ---- how it is spelled


class _Hub(BaseExtension):  # type: ignore[misc]
    """The link to a WebSub hub, which feedgen writes in Atom only."""

    href = ""

    def extend_rss(self, feed: Any) -> Any:
        xml_elem("{http://www.w3.org/2005/Atom}link", feed[0], href=self.href, rel="hub")
        return feed


def _feed(context: Edition, form: str, feed: Feed, entries: Sequence[_Entry], changed: datetime) -> bytes:
    made = FeedGenerator()
    say, site = context.language.gettext, context.words(context.config.name).text
    component = "" if feed.component is None else context.words(feed.component).text
    name = say(feed.name, component=component)
    made.id(_tag(context, context.link(feed.address)))
    made.title(_fit(say("{site} – {feed}", site=site, feed=name).unescape()))
    made.subtitle(_fit(say(feed.about, component=component).unescape()))
    made.author({"name": _fit(site)})
    made.language(context.locale)
    made.generator("sitegen")
    made.ttl(TTL_MINUTES)
    made.updated(_date(changed))
    made.pubDate(_date(changed))
    made.link(href=context.urls.full(feed.address + form, context.locale), rel="self", type=_TYPES[form])
    if context.config.hub is not None:
        made.link(href=context.config.hub, rel="hub")
        made.register_extension("hub", _Hub, atom=False)
        made.hub.href = context.config.hub
    # The last link that is set becomes the channel's own.
    made.link(href=context.urls.full(feed.page, context.locale), rel="alternate", type="text/html")
    for entry in entries:
        _add(context, made, entry)
    return bytes(made.rss_str(pretty=True) if form == urls.RSS else made.atom_str(pretty=True))


def _add(context: Edition, made: FeedGenerator, entry: _Entry) -> None:
    one = made.add_entry(order="append")
    one.guid(entry.id, permalink=entry.id == entry.link)
    one.title(_fit(entry.title))
    one.link(href=entry.link)
    one.content(_fit(entry.content), type="html")
    one.published(_date(entry.published))
    one.updated(_date(entry.changed))
    for component in entry.components:
        one.category(term=component, label=_fit(_name(context, component)))


def _tag(context: Edition, name: str) -> str:
    """An id that is no address, as Statuspage makes it."""
    return f"tag:{urlsplit(context.config.url).hostname},2005:{name}"


def _date(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
