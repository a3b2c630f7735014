"""The feeds: those whose items are updates, and one whose items are whole incidents and maintenances.

items.py defines an item, selection.py chooses the newest, content.py writes their text in one language, xml.py and
json_feed.py serialise them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sitegen import urls
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File
from sitegen.outputs.feeds.content import BEFORE_FEEDS, FeedEntry, FeedHead, feed_head, history_entry, update_entry
from sitegen.outputs.feeds.items import Feed, FeedItems, feed_item, history_item
from sitegen.outputs.feeds.json_feed import json_feed
from sitegen.outputs.feeds.selection import newest_entries, newest_updates
from sitegen.present.labels import IMPACT_FEED, N_
from sitegen.theme.edition import Edition


def files(snapshot: Snapshot, editions: Sequence[Edition]) -> Iterator[File]:
    """Each feed in every form and language."""
    feeds = list(_feeds(snapshot))
    updates = newest_items(snapshot)
    history = Feed(
        urls.HISTORY_FEED, urls.HISTORY, N_("History"), N_("Incidents and maintenance, each with all its updates.")
    )
    entries = FeedItems(map(history_item, newest_entries(snapshot)))
    for edition in editions:
        for form in urls.FEED_FORMS:
            for feed in feeds:
                yield edition.file(feed.address + form, render_updates, form, feed, updates[feed.address])
        for form in urls.HISTORY_FORMS:
            yield edition.file(history.address + form, render_history, form, history, entries)


def _feeds(snapshot: Snapshot) -> Iterator[Feed]:
    """The feeds whose items are updates."""
    yield Feed(urls.UPDATES_FEED, urls.INDEX, N_("Updates"), N_("Every update on incidents and maintenance."))
    for one in snapshot.config.components:
        about = N_("Every update on incidents and maintenance that affect {component}.")
        yield Feed(urls.component_feed(one.id), urls.component(one.id), N_("{component}"), about, one.id)
    for level, name in IMPACT_FEED.items():
        about = N_("Every update on an incident from the moment it reaches this impact.")
        yield Feed(urls.impact_feed(level), urls.INDEX, name, about)


def newest_items(snapshot: Snapshot) -> Mapping[str, FeedItems]:
    """The newest items of each feed of updates, by its address; an item in several feeds is made once."""
    chosen = newest_updates(snapshot, [feed.address for feed in _feeds(snapshot)])
    moments = {(one.path, one.number): one for group in chosen.values() for one in group}
    items = {place: feed_item(moment) for place, moment in moments.items()}
    return {address: FeedItems(items[one.path, one.number] for one in group) for address, group in chosen.items()}


def render_updates(edition: Edition, form: str, feed: Feed, items: FeedItems) -> bytes:
    """A feed of updates; an item has the same id in every form."""
    head = feed_head(edition, feed, items[0].published if items else BEFORE_FEEDS)
    write = json_feed if form == urls.JSON_FEED else _xml_feed
    return write(form, head, [update_entry(edition, item) for item in items])


def render_history(edition: Edition, form: str, feed: Feed, items: FeedItems) -> bytes:
    """A feed of whole incidents and maintenances, laid out as Statuspage's, which programs parse."""
    head = feed_head(edition, feed, max((item.changed for item in items), default=BEFORE_FEEDS))
    return _xml_feed(form, head, [history_entry(edition, item, permalink=form == urls.RSS) for item in items])


def _xml_feed(form: str, head: FeedHead, entries: Sequence[FeedEntry]) -> bytes:
    # Here, since feedgen and lxml are slow to load, and only a build in which a feed has changed needs them.
    from sitegen.outputs.feeds.xml import xml_feed

    return xml_feed(form, head, entries)
