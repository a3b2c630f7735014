"""What a page becomes by the clock alone: the differences between its states, prepared when it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Generic, TypeVar

from markupsafe import Markup

from sitegen.derive.entries import IncidentView, MaintenanceView
from sitegen.derive.snapshot import Snapshot
from sitegen.present.lines import EntryLine, LaterLines


@dataclass(frozen=True, slots=True)
class PageState:
    """A page, or a part of it, at one moment: what its tab says, and the regions that the clock may change."""

    title: str | None = None
    icon: str | None = None
    regions: Mapping[str, Markup] = field(default_factory=dict)


ScheduledChange = tuple[datetime, PageState]
"""What a page, or a part of it, becomes, and when."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What changes on a page at one coming moment; None: that does not change."""

    at: datetime
    title: str | None
    icon: str | None
    regions: tuple[Markup, ...]
    news: str | None
    """The title then, if it changes what is said about the present, not only about the days past."""


def fragments(present: PageState, coming: Iterable[ScheduledChange], *, silent: tuple[str, ...] = ()) -> list[Fragment]:
    """The differences from one moment to the next; a region whose name begins as one of *silent* is no news."""
    found: list[Fragment] = []
    title, icon, regions = present.title, present.icon, dict(present.regions)
    ordered = sorted(coming, key=lambda pair: pair[0])
    for at, group in groupby(ordered, key=lambda pair: pair[0]):
        new_title, new_icon, changed = title, icon, dict[str, Markup]()
        for _, scene in group:
            new_title, new_icon = scene.title or new_title, scene.icon or new_icon
            changed |= {name: region for name, region in scene.regions.items() if region != regions.get(name)}
        if changed or new_title != title or new_icon != icon:
            news = new_title != title or any(not name.startswith(silent) for name in changed)
            found.append(
                Fragment(
                    at=at,
                    title=new_title if new_title != title else None,
                    icon=new_icon if new_icon != icon else None,
                    regions=tuple(changed.values()),
                    news=new_title if news else None,
                )
            )
            title, icon = new_title, new_icon
            regions |= changed
    return found


def list_states(
    lines: Iterable[tuple[EntryLine, LaterLines]], show: Callable[[EntryLine, str], Markup]
) -> tuple[dict[str, Markup], list[ScheduledChange]]:
    """The lines of a list as regions of a page, and what the clock makes of them."""
    regions: dict[str, Markup] = {}
    moving: list[ScheduledChange] = []
    for one, later in lines:
        name = f"{one.sort}-{one.slug}"
        regions[name] = show(one, name)
        moving += [(at, PageState(regions={name: show(changed, name)})) for at, changed in later]
    return regions, moving


_View = TypeVar("_View", IncidentView, MaintenanceView)


@dataclass(frozen=True, slots=True)
class ViewSchedule(Generic[_View]):
    """What the page of something active shows beside it: when it was made, and what the clock will change."""

    now: datetime
    coming: tuple[tuple[datetime, _View], ...]


def view_schedule(view: _View, snapshot: Snapshot) -> ViewSchedule[_View] | None:
    """What the page of *view* needs beside it; None where it is over and depends on nothing but itself."""
    if not view.active:
        return None
    futures = snapshot.futures.get(view.path, ())
    return ViewSchedule(snapshot.now, tuple((at, later) for at, later in futures if isinstance(later, type(view))))
