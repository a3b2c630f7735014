"""Ids for the API: the one stated in the content, else a hash of what never changes.

Twelve lowercase letters and digits, as Statuspage's. Changing a title changes no id.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from sitegen.derive.entries import Entry, IncidentView, MaintenanceView, view_text
from sitegen.model import Component, ComponentStatus, Config, Incident, Maintenance

if TYPE_CHECKING:
    from sitegen.derive.snapshot import State

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 12
ENTRY_VERSION_DIGITS = 8
"""Enough to notice another version, and few, since a page may know those of many entries."""
_MANY = len(DIGITS) ** ID_LENGTH
_BY_TIME = re.compile(r"\d{8}T\d{6}(?:\d{3})?Z(?:-\d+)?", re.ASCII)
"""The key of an update that states no id, see `compact_stamp`."""
_PAIRS = [low + high for high in DIGITS for low in DIGITS]


def page_id(config: Config) -> str:
    """The site's `api_id`, else an id from its URL."""
    return config.api_id or hashed_id("page", config.url)


def component_id(component: Component) -> str:
    """A component's `api_id`, else an id from its own id."""
    return component.api_id or hashed_id("component", component.id)


def group_id(member: Component) -> str | None:
    """The id of a component's group: its `api_id`, else from its name in the site's first language; None: no group."""
    if member.group is None:
        return None
    return member.group_api_id or hashed_id("group", member.group.original)


def entry_id(entry: Entry | Incident | Maintenance) -> str:
    """An entry's `id`, else its default one."""
    return entry.id or default_id(entry)


def default_id(entry: Entry | Incident | Maintenance) -> str:
    """The id of an entry that states none, from the slug under which it was first published."""
    return hashed_id("incident" if isinstance(entry, IncidentView | Incident) else "maintenance", first_slug(entry))


def first_slug(entry: Entry | Incident | Maintenance) -> str:
    """The slug under which an entry was first published: whoever knows it by that is not told of it again.

    A renamed entry keeps its old addresses in `aliases`, the oldest first.
    """
    return next(_stated_slugs(entry), entry.slug)


def content_folder(entry: Entry | Incident | Maintenance) -> str:
    """The folder of an entry in content/, and of its page: `incidents` or `maintenance`."""
    return "incidents" if isinstance(entry, IncidentView | Incident) else "maintenance"


def former_slugs(entry: Entry | Incident | Maintenance) -> tuple[str, ...]:
    """The slugs that an entry has had before, the oldest first."""
    return tuple(slug for slug in dict.fromkeys(_stated_slugs(entry)) if slug != entry.slug)


def _stated_slugs(entry: Entry | Incident | Maintenance) -> Iterator[str]:
    """The slugs in those of its `aliases` that are the address of such an entry."""
    for alias in entry.aliases:
        place, _, slug = alias.strip("/").rpartition("/")
        if place == content_folder(entry) and "." not in slug:
            yield slug


def update_id(kept: str | None, kind: str, slug: str, key: str) -> str:
    """An update's `id` if it *kept* one, else an id from its entry's kind and slug and its own key.

    An `id` that is the key which a time would give keeps just that key, and with it the id it has had all along.
    """
    return kept if kept and not _BY_TIME.fullmatch(kept) else hashed_id(kind, slug, key)


def state_version(state: State) -> str:
    """A digest of what readers can see: another one means that something has changed.

    It covers the state and all texts and facts of what the index lists, but not what changes with every minute,
    such as how much of a window has passed.
    """
    entries: list[Entry] = [*state.incidents, *state.notices, *state.windows, *state.upcoming]
    entries += [*state.earlier, *(entry for day in state.recent for entry in day.entries)]
    listed = {view.path: view for view in entries}
    views = ", ".join(view_text(without_elapsed(listed[path])) for path in sorted(listed))
    services = [(one.component.id, one.component.name, one.status.value) for one in state.components]
    return _digest(f"({state.level.value!r}, {services!r}, [{views}])")[:16]


def coming_versions(state: State, coming: Iterable[State]) -> tuple[str, ...]:
    """The versions of the present state and of the scheduled ones, each once."""
    return tuple(dict.fromkeys(map(state_version, (state, *coming))))


def entry_version(view: Entry) -> str:
    """A digest of everything that readers can see of an entry: another one means that something has changed."""
    return _digest(view_text(without_elapsed(view)))[:ENTRY_VERSION_DIGITS]


def coming_marks(view: Entry, coming: Iterable[Entry]) -> tuple[str, ...]:
    """How an active entry stands in status.json now and later, for a page that watches it: `ID=VERSION`, `ID=over`."""
    seen = ((entry_id(one), entry_version(one) if one.active else "over") for one in (view, *coming) if view.active)
    return _marks(seen)


def component_marks(component: str, statuses: Iterable[ComponentStatus]) -> tuple[str, ...]:
    """How a component stands there, now and later: `ID=STATUS`."""
    return _marks((component, status.value) for status in statuses)


def _marks(seen: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{one}={state}" for one, state in seen))


def watched(marks: Iterable[str]) -> tuple[str, ...]:
    """The ids in marks, each once: what a page watches."""
    return tuple(dict.fromkeys(mark.partition("=")[0] for mark in marks))


def without_elapsed(view: Entry) -> Entry:
    """*view* without what changes with every minute."""
    if isinstance(view, MaintenanceView) and view.elapsed is not None:
        return replace(view, elapsed=None)
    return view


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=64)  # An entry's page and its document, rendered next, have the same ids.
def hashed_id(*parts: str) -> str:
    """Twelve base-36 digits of a hash (SHA-256) of *parts*."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()) % _MANY
    pairs = []
    for _ in range(ID_LENGTH // 2):
        number, rest = divmod(number, len(_PAIRS))
        pairs.append(_PAIRS[rest])
    return "".join(pairs)
