"""Ids for programs: kept where the content carries one, else made from what never changes.

Twelve small letters and digits, as Statuspage's are. A title can change without changing any of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.snapshot import State
from sitegen.model import Component, Config, Incident, Maintenance

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 12
_MANY = len(DIGITS) ** ID_LENGTH
_PAIRS = [low + high for high in DIGITS for low in DIGITS]


def page_id(config: Config) -> str:
    """The site's: `api_id`, else from its address."""
    return config.api_id or hashed_id("page", config.url)


def component_id(component: Component) -> str:
    """`api_id`, else from the component's own id."""
    return component.api_id or hashed_id("component", component.id)


def group_id(member: Component) -> str | None:
    """That of a component's group: its `api_id`, else from its name in the site's first language; None: in none."""
    if member.group is None:
        return None
    return member.group_api_id or hashed_id("group", member.group.original)


def entry_id(entry: Entry) -> str:
    """An incident's or a maintenance's: its `id`, else from its slug."""
    return entry.id or default_id(entry)


def default_id(entry: Entry | Incident | Maintenance) -> str:
    """The id of an entry that keeps none, from its slug."""
    return hashed_id("incident" if isinstance(entry, IncidentView | Incident) else "maintenance", entry.slug)


def update_id(kept: str | None, kind: str, slug: str, key: str) -> str:
    """An update's: the `id` that it kept, else from the kind and the slug of its entry and its key there."""
    return kept or hashed_id(kind, slug, key)


def state_version(state: State) -> str:
    """Names what readers can see: another one means that something has changed.

    It covers the state and every word and fact about what the index lists, and leaves out what only the clock
    counts, such as how much of a window has passed.
    """
    entries: list[Entry] = [*state.incidents, *state.notices, *state.windows, *state.upcoming]
    entries += [listed.entry for day in state.recent for listed in day.entries]
    shown = {view.path: view for view in entries}
    told = [without_elapsed(shown[path]) for path in sorted(shown)]
    services = [(one.component.id, one.component.name, one.status.value) for one in state.components]
    return hashlib.sha256(repr((state.level.value, services, told)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def coming_versions(state: State, coming: Iterable[State]) -> tuple[str, ...]:
    """The names of what readers see now and of what the clock alone will make of it, each once."""
    return tuple(dict.fromkeys(map(state_version, (state, *coming))))


def without_elapsed(view: Entry) -> Entry:
    """*view* without what only the clock counts."""
    if isinstance(view, MaintenanceView) and view.elapsed is not None:
        return replace(view, elapsed=None)
    return view


def hashed_id(*parts: str) -> str:
    """Twelve base-36 digits of a hash (SHA-256) of *parts*."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()) % _MANY
    pairs = []
    for _ in range(ID_LENGTH // 2):
        number, rest = divmod(number, len(_PAIRS))
        pairs.append(_PAIRS[rest])
    return "".join(pairs)
