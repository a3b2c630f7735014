"""The text of items in one language: titles, and HTML that is read outside the site."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from sitegen import markdown, urls
from sitegen.outputs.feeds.items import Feed, FeedItem, HistoryItem, ItemText
from sitegen.present.labels import IMPACT, N_
from sitegen.present.writers import in_language
from sitegen.theme.edition import Edition, pictures

BEFORE_FEEDS = datetime(2000, 1, 1, tzinfo=UTC)
"""The `updated` of a feed without items: Atom requires one, and readers distrust a date older than feeds."""


class FeedHead(NamedTuple):
    """The metadata of a feed in one language."""

    id: str
    title: str
    about: str
    site: str
    address: str
    """Absolute, without the ending that names the form."""
    page: str
    changed: datetime
    language: str
    hub: str | None


class FeedEntry(NamedTuple):
    """One item, for any form of feed."""

    id: str
    link: str
    title: str
    html: str
    published: datetime
    changed: datetime
    components: tuple[tuple[str, str], ...] = ()
    """The id and the name of each that it concerns."""


def feed_head(edition: Edition, feed: Feed, changed: datetime) -> FeedHead:
    """The metadata of *feed* in the edition's language."""
    say, site = edition.text.messages.gettext, edition.text.words(edition.config.name)
    component = "" if feed.component is None else edition.text.name(feed.component)
    name = say(feed.name, component=component)
    return FeedHead(
        id=_tag(edition, edition.link(feed.address)),
        title=say("{site} – {feed}", site=site, feed=name),
        about=say(feed.about, component=component),
        site=site,
        address=edition.full(feed.address),
        page=edition.full(feed.page),
        changed=changed,
        language=edition.locale,
        hub=edition.config.hub,
    )


@lru_cache(maxsize=1024)  # It is the same in every form and feed that has it.
def update_entry(edition: Edition, item: FeedItem) -> FeedEntry:
    """The item of one update; its id is the same in every form."""
    page = edition.full(item.page)
    html = _heading(edition, item.text) + _body(edition, item.text, page) + _statements(edition, item)
    return FeedEntry(
        id=item_id(edition, item),
        link=page + _anchor(item),
        title=item_title(edition, item),
        html=_content(edition, html),
        published=item.published,
        changed=item.published,
        components=tuple((one, edition.text.name(one)) for one in item.components),
    )


def _content(edition: Edition, html: Markup) -> Markup:
    """The HTML of an item, for a reader whose own language may run in the other direction."""
    html = edition.finished(html.strip())
    if edition.language.direction == "ltr":
        return html
    return Markup("<div{}>\n{}\n</div>").format(in_language(edition.locale), html)


def item_id(edition: Edition, item: FeedItem) -> str:
    """What feed readers know an item by: one that they have seen is not new to them."""
    return edition.full(item.first_page) + _anchor(item)


def _anchor(item: FeedItem) -> str:
    return "" if item.key is None else f"#{urls.anchor(item.key)}"


def item_title(edition: Edition, item: FeedItem) -> str:
    """The title of an item: how bad it is, its status, its entry's title, and the components that it concerns."""
    say = edition.text.messages.gettext
    status, title = say(item.text.label), edition.text.words(item.title)
    if item.impact is not None:
        status = say("{impact} · {status}", impact=say(IMPACT[item.impact]), status=status)
    if item.components:
        between = edition.text.messages.pgettext("between the names of components", ", ")
        names = between.join(map(edition.text.name, item.components))
        title = say("{title} – {components}", title=title, components=names)
    return say("{level}: {headline}", level=status, headline=title)


def _heading(edition: Edition, text: ItemText) -> Markup:
    if text.title is None:
        return Markup("")
    return Markup("<p><strong>{}</strong></p>\n").format(edition.away.words(text.title))


def _body(edition: Edition, text: ItemText, page: str) -> Markup:
    """The body as HTML, marked with its language if that is not the feed's."""
    if text.automatic is not None:
        return Markup("<p>{}</p>\n").format(edition.away.automatic(text.automatic))
    source, images = edition.text.words(text.body), pictures(text.images, edition.urls.full)
    body = Markup(markdown.html(source, top=4, prefix=text.prefix, images=images, page=page))
    language = edition.away.lang(text.body)
    return Markup("<div{}>{}</div>\n").format(language, body) if body and language else body


def _statements(edition: Edition, item: FeedItem) -> Markup:
    writer = edition.away
    say = writer.messages.gettext
    shown = []
    if item.window is not None:
        shown.append(say("Planned: {window}", window=writer.window(*item.window)))
    if item.reason is not None:
        shown.append(say("Reason: {text}", text=writer.words(item.reason)))
    shown += map(writer.phrase, item.stated)
    lines = Markup("").join(Markup("<li>{}</li>\n").format(one) for one in shown)
    return Markup("<ul>\n{}</ul>\n").format(lines) if shown else lines


def history_entry(edition: Edition, item: HistoryItem, *, permalink: bool) -> FeedEntry:
    """The item of one incident or maintenance; its id is its address if *permalink* is set, else a tag URI."""
    link = edition.full(item.page)
    year = edition.language.year(item.published)
    updates = Markup("").join(_update(edition, at, text, link, year) for at, text in item.updates)
    return FeedEntry(
        id=history_id(edition, item.identity, item.first_page, permalink=permalink),
        link=link,
        title=edition.text.words(item.title),
        html=_content(edition, _planned(edition, item, year) + _afterwards(edition, item, year) + updates),
        published=item.published,
        changed=item.changed,
    )


def history_id(edition: Edition, identity: str, first_page: str, *, permalink: bool) -> str:
    """What feed readers know the item of an incident or a maintenance by: its first address, or a tag of its id."""
    if permalink:
        return edition.full(first_page)
    return _tag(edition, edition.link(f"Incident/{identity}").removeprefix("/"))


def _planned(edition: Edition, item: HistoryItem, year: int) -> Markup:
    if item.window is None:
        return Markup("")
    window = edition.away.window(*item.window, year=year)
    scheduled = edition.away.messages.gettext("THIS IS A SCHEDULED EVENT {window}", window=window)
    return Markup("<p><strong>{}</strong></p>\n").format(scheduled)


def _afterwards(edition: Edition, item: HistoryItem, year: int) -> Markup:
    if item.postmortem is None:
        return Markup("")
    at, title = item.postmortem
    link = edition.full(urls.postmortem(item.slug))
    text = Markup('<a href="{}">{}</a>').format(link, edition.away.words(title))
    return _lead(edition, at, N_("Postmortem"), year) + Markup(" - {}</p>\n").format(text)


def _update(edition: Edition, at: datetime, text: ItemText, page: str, year: int) -> Markup:
    """One update; a body that begins with a paragraph follows the label within the same paragraph."""
    lead, body = _lead(edition, at, text.label, year), _heading(edition, text) + _body(edition, text, page)
    if text.stated:
        sentences = Markup("<br>").join(map(edition.away.phrase, text.stated))
        body = Markup("<p>{}</p>\n").format(sentences)
    if body.startswith("<p>"):
        return lead + Markup(" - ") + Markup(body.removeprefix("<p>"))
    return lead + Markup("</p>\n") + body


def _lead(edition: Edition, at: datetime, label: str, year: int) -> Markup:
    moment = edition.language.moment(at, year=year)
    shown = edition.away.messages.gettext(label)
    return Markup("<p><small>{}</small><br><strong>{}</strong>").format(moment, shown)


def _tag(edition: Edition, name: str) -> str:
    """A tag URI (RFC 4151), in Statuspage's form."""
    return f"tag:{urlsplit(edition.config.url).hostname},2005:{name}"
