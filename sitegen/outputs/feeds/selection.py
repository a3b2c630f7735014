"""The newest updates of each feed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

from sitegen import urls
from sitegen.derive.entries import Entry, IncidentView, Step
from sitegen.derive.snapshot import Snapshot
from sitegen.model import Impact, Postmortem
from sitegen.present.labels import IMPACT_FEED

MAX_ITEMS = 50
"""Items in a feed."""


class FeedMoment(NamedTuple):
    """An update or a postmortem, as feeds order them; the first four fields are unique and decide the order."""

    published: datetime
    at: datetime
    path: str
    number: int
    """Of the update, counted from the first of its entry."""
    feeds: frozenset[str]
    entry: Entry
    step: Step
    postmortem: Postmortem | None = None
    """None for an update; else the step is the last one before it."""


def newest_updates(snapshot: Snapshot, feeds: Iterable[str]) -> dict[str, Sequence[FeedMoment]]:
    """The newest updates of each of *feeds*, by its address."""
    groups: dict[str, list[tuple[datetime, Entry]]] = defaultdict(list)
    outlined = [(snapshot.outlines[entry.path], entry) for entry in snapshot.entries]
    for outline, entry in sorted(outlined, key=lambda one: one[0].published, reverse=True):
        for address in _addresses(frozenset(outline.named), outline.worst):
            groups[address].append((outline.published, entry))
    return {feed: _newest(groups[feed], feed, snapshot.now) for feed in feeds}


def _newest(entries: Sequence[tuple[datetime, Entry]], address: str, now: datetime) -> Sequence[FeedMoment]:
    """The newest updates of one feed; *entries*, each with its last publication, are sorted by that, newest first."""
    found: list[FeedMoment] = []
    for published, entry in entries:
        if len(found) >= MAX_ITEMS and found[MAX_ITEMS - 1].published > published:
            break
        # An update that was first published under a later moment than its present one is not in a feed before it.
        found += [one for one in feed_moments(entry) if address in one.feeds and one.published <= now]
        found.sort(reverse=True)
    return found[:MAX_ITEMS]


@lru_cache(maxsize=1024)  # Most entries concern few components, and there are only four impacts.
def _addresses(components: frozenset[str], worst: Impact) -> frozenset[str]:
    """The addresses of the feeds about components, and about what has been as bad as *worst*."""
    levels = (level for level in IMPACT_FEED if level.rank <= worst.rank)
    return frozenset((urls.UPDATES_FEED, *map(urls.component_feed, components), *map(urls.impact_feed, levels)))


def feed_moments(entry: Entry) -> Iterator[FeedMoment]:
    """The updates and the postmortem of an entry, oldest first, with the feeds that they belong to.

    A feed that has the beginning also has the end: the highest impact so far counts, and an update that clears a
    component still concerns it.
    """
    worst = Impact.NONE
    before: tuple[str, ...] = ()
    last: FeedMoment | None = None
    postmortem = entry.postmortem if isinstance(entry, IncidentView) else None
    for number, step in enumerate(reversed(entry.steps)):
        worst = max(worst, step.impact, key=lambda impact: impact.rank)
        named = tuple(component for component, _ in step.affected)
        concerned = (*named, *before) if "components" in step.changes.cleared else named
        feeds = _addresses(frozenset(concerned), worst)
        moment = FeedMoment(step.published, step.at, entry.path, number, feeds, entry, step)
        yield moment
        before = named
        if postmortem is not None and (last is None or step.at <= postmortem.published):
            last = moment
    if postmortem is not None and last is not None:
        at = postmortem.published
        yield last._replace(published=at, at=at, number=len(entry.steps), postmortem=postmortem)


def newest_entries(snapshot: Snapshot) -> list[Entry]:
    """The incidents and maintenances that were updated last."""
    return nlargest(MAX_ITEMS, snapshot.entries, key=lambda entry: (snapshot.outlines[entry.path].updated, entry.path))
