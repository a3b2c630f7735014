"""Ids for programs: kept where the content carries one, else made from what never changes.

Twelve small letters and digits, as Statuspage's are. A title can change without changing any of them.
"""

from __future__ import annotations

import hashlib

from sitegen.model import Component, Config
from sitegen.timeline import Entry, IncidentView

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 12
_PAIRS = [low + high for high in DIGITS for low in DIGITS]


def page_id(config: Config) -> str:
    """The site's, from its address."""
    return derived("page", config.url)


def component_id(component: Component) -> str:
    """`api_id`, else from the component's own id."""
    return component.api_id or derived("component", component.id)


def group_id(name: str) -> str:
    """A group's, from its name in the site's first language: it has nothing else that lasts."""
    return derived("group", name)


def entry_id(entry: Entry) -> str:
    """An incident's or a maintenance's: its `id`, else from its slug."""
    return entry.id or derived(_kind(entry), entry.slug)


def update_id(kept: str | None, kind: str, slug: str, key: str) -> str:
    """An update's: the `id` that it kept, else from the kind and the slug of its entry and its key there."""
    return kept or derived(kind, slug, key)


def derived(*parts: str) -> str:
    """Twelve base-36 digits of a hash (SHA-256) of *parts*."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()) % len(DIGITS) ** LENGTH
    pairs = []
    for _ in range(LENGTH // 2):
        number, rest = divmod(number, len(_PAIRS))
        pairs.append(_PAIRS[rest])
    return "".join(pairs)


def _kind(entry: Entry) -> str:
    return "incident" if isinstance(entry, IncidentView) else "maintenance"
