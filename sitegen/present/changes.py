"""How a page changes without an update: the differences between its states, computed when it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from sitegen.present.lines import EntryLine, LaterLines


@dataclass(frozen=True, slots=True)
class PageState:
    """A page, or a part of it, at one moment: its title and icon, and the regions that may change."""

    title: str | None = None
    icon: str | None = None
    regions: Mapping[str, Markup] = field(default_factory=dict)


ScheduledChange = tuple[datetime, PageState]
"""When a page, or a part of it, changes, and its state from then on."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What changes on a page at one coming moment; None: no change."""

    at: datetime
    title: str | None
    icon: str | None
    regions: tuple[Markup, ...]
    news: str | None
    """The title from then on, if the change concerns the present and not only past days."""


def fragments(present: PageState, coming: Iterable[ScheduledChange], *, silent: tuple[str, ...] = ()) -> list[Fragment]:
    """The differences from each moment to the next; regions whose names start with one of *silent* are no news."""
    found: list[Fragment] = []
    title, icon, regions = present.title, present.icon, dict(present.regions)
    for at, group in groupby(sorted(coming, key=itemgetter(0)), key=itemgetter(0)):
        new_title, new_icon, changed = title, icon, dict[str, Markup]()
        for _, state in group:
            new_title, new_icon = state.title or new_title, state.icon or new_icon
            changed |= {name: region for name, region in state.regions.items() if region != regions.get(name)}
        other_title = new_title if new_title != title else None
        other_icon = new_icon if new_icon != icon else None
        if changed or other_title or other_icon:
            is_news = other_title or any(not name.startswith(silent) for name in changed)
            news = new_title if is_news else None
            found.append(Fragment(at, other_title, other_icon, tuple(changed.values()), news))
            title, icon = new_title, new_icon
            regions |= changed
    return found


def list_states(
    lines: Iterable[tuple[EntryLine, LaterLines]], show: Callable[[EntryLine, str], Markup]
) -> tuple[dict[str, Markup], list[ScheduledChange]]:
    """The lines of a list as regions of a page, and their scheduled changes."""
    regions: dict[str, Markup] = {}
    scheduled: list[ScheduledChange] = []
    for one, later in lines:
        name = f"{one.entry_type}-{one.slug}"
        regions[name] = show(one, name)
        scheduled += [(at, PageState(regions={name: show(changed, name)})) for at, changed in later]
    return regions, scheduled
