"""The page of each component, also of one that never failed: ninety days, what happened in them, the months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from markupsafe import Markup

from sitegen import urls
from sitegen.derive.snapshot import ComponentState, Snapshot
from sitegen.model import File
from sitegen.present import labels, views
from sitegen.theme.edition import Edition

_SILENT = ("days",)
"""Regions that tell of days past: their change is not announced."""


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """A page for each component, retired ones too."""
    current = {one.component.id for one in snapshot.state.components}
    for history in snapshot.histories:
        lines = tuple((views.entry_line(entry), views.later_lines(entry, snapshot)) for entry in history.entries)
        now = snapshot.now if any(line.active for line, _ in lines) else None
        path = context.urls.path(urls.component(history.now.component.id), context.locale)
        retired = history.now.component.id not in current
        yield File(path, render_component, (context, history.now, history.coming, lines, history.months, retired, now))


def render_component(
    context: Edition,
    state: ComponentState,
    coming: tuple[tuple[datetime, ComponentState], ...],
    lines: tuple[tuple[views.EntryLine, views.LaterLines], ...],
    months: tuple[tuple[int, int, int], ...],
    retired: bool,
    now: datetime | None,
) -> bytes:
    """One component; without *now* where nothing about it is going on."""
    present, shelves = _scene(context, state, retired), views.sections(lines)
    regions = {**present.regions, **_lists(context, shelves[0])}
    later = [(at, _scene(context, changed, retired)) for at, changed in coming]
    later += [(at, views.PageState(regions=_lists(context, changed))) for at, changed in shelves[1]]
    return context.page(
        "component.html",
        urls.component(state.component.id),
        title=present.title,
        mark=present.icon,
        description=context.ninety(state.record).striptags(),
        built=now,
        one=state.component,
        regions=regions,
        months=months,
        changes=views.fragments(views.PageState(present.title, present.icon, regions), later, silent=_SILENT),
    )


def _lists(context: Edition, shelves: views.Sections) -> dict[str, Markup]:
    """What goes on, what lies ahead and what is over, each below a heading of its own."""

    def shown(name: str, lines: Iterable[views.EntryLine]) -> Markup:
        items = [context.line(one, f"{one.sort}-{one.slug}") for one in lines]
        # An empty list says so only of what is over, while nothing goes on.
        calm = name == "past" and not shelves.now
        return context.render(
            "component/lines.html", section=name, heading=labels.SECTION[name], lines=items, calm=calm
        )

    lists = {"now": shelves.now, "planned": shelves.planned, "past": shelves.past}
    return {name: shown(name, lines) for name, lines in lists.items()}


def _scene(context: Edition, state: ComponentState, retired: bool) -> views.PageState:
    tone, word = labels.TONE_OF_COMPONENT[state.status], labels.COMPONENT[state.status]
    if retired:
        tone, word = "none", labels.RETIRED
    component = state.component
    standing = context.language.gettext(word)
    name = context.words(component.name).text
    title = context.language.gettext("{level}: {headline}", level=name, headline=standing)
    regions = {
        "state": context.render("component/state.html", tone=tone, word=word),
        "days": context.render(
            "component/days.html", one=component, record=state.record, troubled=views.troubled_days(state.record)
        ),
    }
    return views.PageState(context.title(title), tone, regions)
