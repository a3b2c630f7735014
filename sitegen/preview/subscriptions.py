"""What feed readers would show: items that are new to them, that come again, that change or are gone.

Items are compared by the ids that our feeds give them, in each feed of each language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from sitegen import urls
from sitegen.build import Checked
from sitegen.derive.entries import Entry
from sitegen.derive.ids import entry_id, first_slug
from sitegen.outputs.feeds import newest_items
from sitegen.outputs.feeds.content import history_id, item_id, item_title, update_entry
from sitegen.outputs.feeds.items import FeedItem, feed_item
from sitegen.outputs.feeds.selection import feed_moments, newest_entries
from sitegen.present.lines import entry_address
from sitegen.theme.edition import Edition


class ItemFate(StrEnum):
    """What becomes of an item, the most alarming first."""

    AGAIN = "again"
    """It was there under another id: feed readers show it a second time."""
    GONE = "gone"
    NEW = "new"
    ADDED = "added"
    """It stands in other feeds, and comes to these."""
    CHANGED = "changed"
    """It keeps its id and says something else; few feed readers show that."""


class ItemChange(NamedTuple):
    """What becomes of one item, in all feeds and languages."""

    fate: ItemFate
    title: str
    """In the first of *locales*, as is *id*."""
    id: str
    """Of one that comes again, the new one."""
    feeds: tuple[str, ...]
    """The addresses of the feeds, without the ending of a format."""
    locales: tuple[str, ...]


def changed_items(before: Checked | None, after: Checked, same: Collection[str] = ()) -> list[ItemChange]:
    """What becomes of the items of all feeds; the entries whose files are *same* are not looked at."""
    old, new = _Feeds(before, same), _Feeds(after, same)
    gone = list(old.changes(ItemFate.GONE, lambda one: one.id not in new.known))
    came = list(new.changes(ItemFate.NEW, lambda one: one.id not in old.known))
    # What leaves and arrives with the same words is one item under two ids.
    twice = {_words(item) for item, _ in gone} & {_words(item) for item, _ in came}
    found = [
        *(change._replace(fate=ItemFate.AGAIN) if _words(item) in twice else change for item, change in came),
        *(change for item, change in gone if _words(item) not in twice),
        *(change for _, change in new.changes(ItemFate.ADDED, old.lacks)),
        *(change for _, change in new.changes(ItemFate.CHANGED, old.words_it_otherwise)),
        *_histories(before, after, same),
    ]
    order = list(ItemFate)
    return sorted(found, key=lambda one: order.index(one.fate))


class _Standing(NamedTuple):
    """An item in one feed of one language."""

    item: FeedItem
    edition: Edition
    feed: str
    id: str

    @property
    def place(self) -> str:
        """The file of the feed, without the ending of a format."""
        return self.edition.path(self.feed)


class _Feeds:
    """The feeds of a site; of none where there is no site."""

    def __init__(self, checked: Checked | None, same: Collection[str]) -> None:
        self.known: dict[str, set[str]] = defaultdict(set)
        """The places in which each item could stand, by its id, however old it is."""
        self.places: set[str] = set()
        """All of them, also of feeds that are empty."""
        self._standing: list[_Standing] = []
        self._shown: dict[str, _Standing] = {}
        """By id."""
        if checked is None:
            return
        pages = set()
        for view in checked.snapshot.entries:
            if view.path in same:
                pages |= {entry_address(view), urls.postmortem(view.slug)}
            else:
                self._learn(view, checked.editions)
        for feed, items in newest_items(checked.snapshot).items():
            self.places |= {edition.path(feed) for edition in checked.editions}
            for item in items:
                if item.page not in pages:
                    self._standing += (_Standing(item, one, feed, item_id(one, item)) for one in checked.editions)
        self._shown = {one.id: one for one in self._standing}

    def _learn(self, view: Entry, editions: Sequence[Edition]) -> None:
        for moment in feed_moments(view):
            item = feed_item(moment)
            for edition in editions:
                self.known[item_id(edition, item)] |= {edition.path(feed) for feed in moment.feeds}

    def lacks(self, one: _Standing) -> bool:
        """Whether its readers have the item from another feed, and would get it from this one now."""
        return one.id in self.known and one.place in self.places and one.place not in self.known[one.id]

    def words_it_otherwise(self, one: _Standing) -> bool:
        """Whether the item stands here with another title or text."""
        here = self._shown.get(one.id)
        return here is not None and _text(here) != _text(one)

    def changes(self, fate: ItemFate, concerns: Callable[[_Standing], bool]) -> Iterator[tuple[FeedItem, ItemChange]]:
        """One change for each item that *concerns* any feed in any language, newest first in each feed."""
        found: dict[FeedItem, list[_Standing]] = defaultdict(list)
        for one in self._standing:
            if concerns(one):
                found[one.item].append(one)
        for item, places in found.items():
            first = places[0]
            feeds, locales = _each(one.feed for one in places), _each(one.edition.locale for one in places)
            yield item, ItemChange(fate, item_title(first.edition, item), first.id, feeds, locales)


def _words(item: FeedItem) -> tuple[object, ...]:
    """What an item says in its own language, whatever its id."""
    text = item.text
    said = text.title.original if text.title else "", text.body.original
    return text.label, said, () if any(said) else item.stated, item.title.original


def _text(one: _Standing) -> tuple[str, list[str]]:
    """What an item says, wherever its lines break."""
    entry = update_entry(one.edition, one.item)
    return entry.title, entry.html.split()


def _histories(before: Checked | None, after: Checked, same: Collection[str]) -> Iterator[ItemChange]:
    """The entries that come to the feed of whole entries, as new or again."""
    old = {identity for view in before.snapshot.entries for identity in _history_ids(before, view)} if before else set()
    paths = {view.path for view in before.snapshot.entries} if before else set()
    for view in newest_entries(after.snapshot):
        new = () if view.path in same else _history_ids(after, view)
        if any(one not in old for one in new):
            fate = ItemFate.AGAIN if view.path in paths else ItemFate.NEW
            title = after.editions[0].text.words(view.title)
            yield ItemChange(fate, title, new[0], (urls.HISTORY_FEED,), after.site.config.locales)


def _history_ids(checked: Checked, view: Entry) -> tuple[str, ...]:
    page = entry_address(view, first_slug(view))
    return tuple(
        history_id(edition, entry_id(view), page, permalink=permalink)
        for edition in checked.editions
        for permalink in (True, False)
    )


def _each(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order of its first mention."""
    return tuple(dict.fromkeys(values))
