"""The page of each component, even one that never failed: its last ninety days, its entries, and its months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.snapshot import ComponentState, Snapshot
from sitegen.model import File
from sitegen.present import changes, labels, lines, record
from sitegen.theme.edition import Edition

YEARS_BY_MONTH = 2
"""How many years in which anything concerned a component are listed month by month."""
_SILENT = ("days",)
"""Regions about past days: screen readers do not announce their change."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """A page for each component, retired ones included."""
    current = {one.component.id for one in snapshot.state.components}
    for history in snapshot.histories:
        listed = tuple(
            (lines.entry_line(entry), lines.later_lines(entry, snapshot.futures.get(entry.path, ())))
            for entry in history.entries
        )
        now = snapshot.now if any(line.active for line, _ in listed) else None
        known = lines.known_marks(history.entries, snapshot)
        name = history.now.component.id
        shown = (history.now, history.coming, listed, known, history.months, name not in current, now)
        yield edition.file(urls.component(name), render_component, *shown)


def render_component(
    edition: Edition,
    state: ComponentState,
    coming: tuple[tuple[datetime, ComponentState], ...],
    listed: tuple[tuple[lines.EntryLine, lines.LaterLines], ...],
    known: tuple[str, ...],
    months: tuple[tuple[int, int, int], ...],
    retired: bool,
    now: datetime | None,
) -> bytes:
    """One component; without *now* none of its entries is active."""
    year = state.record.days[-1].date.year
    turn = [at for at, changed in coming if changed.record.days[-1].date.year != year]
    today = state.record.days[-1].date
    present, (sections, coming_sections) = _page_state(edition, state, retired, today), lines.sections(listed, turn)
    regions = {**present.regions, **edition.settled_bars(state), **_lists(edition, sections, year)}
    later = [(at, _page_state(edition, changed, retired, today)) for at, changed in coming]
    later += [
        (at, changes.PageState(regions=_lists(edition, changed, edition.language.year(at))))
        for at, changed in coming_sections
    ]
    if now:
        statuses = (one.status for one in (state, *(changed for _, changed in coming)))
        known = (*ids.component_marks(state.component.id, statuses), *known)
    by_year = [(year, list(each)) for year, each in groupby(months, key=itemgetter(0))]
    return edition.page(
        "component.html",
        urls.component(state.component.id),
        title=present.title,
        mark=present.icon,
        description=edition.text.ninety_days(state.record),
        built=now,
        watch=ids.watched(known),
        known=known,
        one=state.component,
        regions=changes.whole(regions),
        months=[month for _, each in by_year[:YEARS_BY_MONTH] for month in each],
        years=[(year, sum(count for *_, count in each)) for year, each in by_year[YEARS_BY_MONTH:]],
        told=record.day_entries((state,), ((at, (changed,)) for at, changed in coming)),
        changes=changes.fragments(changes.PageState(present.title, present.icon, regions), later, silent=_SILENT),
    )


def _lists(edition: Edition, sections: lines.LineSections, year: int) -> dict[str, Markup]:
    """The current, upcoming and past entries, each section under its heading, and each of its lines."""
    regions: dict[str, Markup] = {}
    for name in ("current", "upcoming", "past"):
        found = {f"{one.entry_type}-{one.slug}": one for one in getattr(sections, name)}
        # Only an empty section of past entries says that it is empty, and only if no entry is current.
        calm = name == "past" and not sections.current
        places = [changes.place(each) for each in found]
        regions[name] = edition.render(
            "component/lines.html", section=name, heading=labels.SECTION[name], lines=places, calm=calm
        )
        regions |= {each: edition.line(one, each, year) for each, one in found.items()}
    return regions


def _page_state(edition: Edition, state: ComponentState, retired: bool, today: date) -> changes.PageState:
    tone, word = labels.TONE_OF_COMPONENT[state.status], labels.COMPONENT[state.status]
    if retired:
        tone, word = "none", labels.RETIRED
    say, name = edition.text.messages.gettext, edition.text.name(state.component.id)
    title = say("{level}: {headline}", level=name, headline=say(word))
    bars, troubled = f"d-{state.component.id}", {f"t-{day.date}": day for day in record.troubled_days(state.record)}
    regions = {
        "state": edition.render("component/state.html", tone=tone, word=word),
        "days": edition.render(
            "component/days.html",
            one=state.component,
            record=state.record,
            today=today,
            strip=changes.place(bars),
            troubled=[changes.place(name) for name in troubled],
        ),
        bars: edition.bars(state, today),
        **{name: edition.render("component/day.html", ident=name, day=day) for name, day in troubled.items()},
    }
    return changes.PageState(edition.title(title), tone, regions)
