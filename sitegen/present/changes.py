"""How a page changes without an update: the differences between its states, computed when it is made.

A region may have a `place` for another one, as a list has for its items. Then a list that changes is prepared with
places alone for the items that stay the same: the page's script moves those that stand there into the new list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from sitegen.present.language import as_html
from sitegen.present.lines import EntryLine, LaterLines

_PLACE = re.compile('<template data-keep="([^"]*)"></template>')
"""See `place`; what an author writes has no such element."""


@dataclass(frozen=True, slots=True)
class PageState:
    """A page, or a part of it, at one moment: its title and icon, and the regions that may change."""

    title: str | None = None
    icon: str | None = None
    regions: Mapping[str, Markup] = field(default_factory=dict)
    """By their names, which are their ids; those that stand in others too."""


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


def place(name: str) -> Markup:
    """Where, in a region, another one stands that has this name."""
    return Markup('<template data-keep="{}"></template>').format(name)


def whole(regions: Mapping[str, Markup]) -> dict[str, Markup]:
    """The regions that stand in no other, each with those that stand in it."""

    def filled(name: str) -> Markup:
        return as_html(_PLACE.sub(lambda place: filled(place[1]), regions[name]))

    return {name: filled(name) for name in _outermost(regions)}


def fragments(present: PageState, coming: Iterable[ScheduledChange], *, silent: tuple[str, ...] = ()) -> list[Fragment]:
    """The differences from each moment to the next; regions whose names start with one of *silent* are no news."""
    found: list[Fragment] = []
    title, icon, regions = present.title, present.icon, present.regions
    outermost = _outermost(regions)
    for at, group in groupby(sorted(coming, key=itemgetter(0)), key=itemgetter(0)):
        new_title, new_icon, later = title, icon, dict(regions)
        for _, state in group:
            new_title, new_icon = state.title or new_title, state.icon or new_icon
            later |= state.regions
        changed = _differences(outermost, regions, later)
        other_title = new_title if new_title != title else None
        other_icon = new_icon if new_icon != icon else None
        if changed or other_title or other_icon:
            is_news = other_title or any(not name.startswith(silent) for name in changed)
            news = new_title if is_news else None
            found.append(Fragment(at, other_title, other_icon, tuple(changed.values()), news))
            title, icon = new_title, new_icon
        regions = {name: later[name] for name in _standing(outermost, later)}
    return found


def _differences(
    outermost: Iterable[str], regions: Mapping[str, Markup], later: Mapping[str, Markup]
) -> dict[str, Markup]:
    """The outermost regions of a *later* state that are not as they stand on the page, with places for what is.

    None that stands in another is prepared alone: a row is dropped outside of a table, also in a template.
    """

    @cache
    def stays(name: str) -> bool:
        return later[name] == regions.get(name) and all(map(stays, _PLACE.findall(later[name])))

    def written(name: str) -> Markup:
        return as_html(_PLACE.sub(lambda place: place[0] if stays(place[1]) else written(place[1]), later[name]))

    return {name: written(name) for name in outermost if not stays(name)}


def _outermost(regions: Mapping[str, Markup]) -> list[str]:
    """The names of those that stand in no other: they are on the page at every moment."""
    inner = {name for region in regions.values() for name in _PLACE.findall(region)}
    return [name for name in regions if name not in inner]


def _standing(names: Iterable[str], regions: Mapping[str, Markup]) -> Iterator[str]:
    """The names of *regions* that are on the page where those of *names* are."""
    for name in names:
        yield name
        yield from _standing(_PLACE.findall(regions[name]), regions)


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
