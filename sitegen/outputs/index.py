"""The index: the state, then active and planned entries, and those of the last days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from markupsafe import Markup

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry, MaintenanceView
from sitegen.derive.levels import Level, worst
from sitegen.derive.snapshot import RecentDays, Snapshot, State
from sitegen.model import ComponentStatus, File, Kind
from sitegen.present import affected, changes, labels, lines, record
from sitegen.present.language import TextForm
from sitegen.present.writers import Writer
from sitegen.theme.edition import Edition

_SILENT = ("d-", "u-", "r-", "today")
"""Regions about past days: screen readers do not announce their change."""
_EARLIER = "r-earlier"
MAX_CARDS = 3
"""Active incidents that the banner names and that are shown in full."""
MAX_NAMED = 40
"""Further ones that are named: the page of a bad day, or of a careless import, stays small."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """The index in one language."""
    shown = (snapshot.now, snapshot.state, snapshot.coming, bool(snapshot.months))
    yield edition.file(urls.INDEX, render_index, *shown)


def render_index(edition: Edition, now: datetime, state: State, coming: tuple[State, ...], older: bool) -> bytes:
    """The index as of *now*, with its later states; *older*: the history has at least one month."""
    groups = record.component_groups(state.components)
    days = _days(state, coming)
    today = edition.language.local(now).date()
    present = _page_state(edition, state, groups, days, today)
    settled = {name: region for one in state.components for name, region in edition.settled_bars(one).items()}
    present = replace(present, regions={**present.regions, **settled})
    later = ((each.at, _page_state(edition, each, groups, days, today)) for each in coming)
    return edition.page(
        "index.html",
        urls.INDEX,
        title=present.title,
        mark=present.icon,
        description=headline_text(edition, state),
        inline=True,
        built=now,
        known=ids.coming_versions(state, coming),
        pictures=any(entry.images for one in (state, *coming) for entry in _shown(one)),
        regions=changes.whole(present.regions),
        # Which incidents are active, and in which order, no clock changes.
        incidents=state.incidents,
        cards=state.incidents[:MAX_CARDS],
        lines=state.incidents[MAX_CARDS : MAX_CARDS + MAX_NAMED],
        unnamed=len(state.incidents[MAX_CARDS + MAX_NAMED :]),
        days=days,
        older=older,
        groups=groups,
        told=record.day_entries(state.components, ((each.at, each.components) for each in coming)),
        changes=changes.fragments(present, later, silent=_SILENT),
    )


def _page_state(
    edition: Edition, state: State, groups: Iterable[record.ComponentGroup], days: Sequence[date], today: date
) -> changes.PageState:
    """The page in a *state*, if it was built *today*."""
    tone, year = lines.banner_tone(state), edition.language.year(state.at)
    kicker, headline = _headline(edition.html, state)
    regions = {
        "banner": edition.render(
            "index/banner.html",
            state=state,
            tone=tone,
            kicker=kicker,
            headline=headline,
            subject=_subject(state),
            named=state.incidents[:MAX_CARDS],
            year=year,
        ),
        **_cards(edition, "notice", state.notices, year),
        **_cards(edition, "window", (*state.windows, *state.upcoming), year),
        **_recent(edition, state, days, year),
    }
    lone = len(state.incidents) == 1
    for view in state.incidents[:MAX_CARDS]:
        same = lone and Level.of(view.impact) is state.level
        regions[f"i-{view.slug}"] = edition.render(
            "index/incident.html", one=view, lone=lone, same_level=same, year=year
        )
    for one in state.components:
        regions[f"s-{one.component.id}"] = _status(edition, f"s-{one.component.id}", one.status)
        regions[f"d-{one.component.id}"] = edition.bars(one, today)
        regions[f"u-{one.component.id}"] = edition.render("index/uptime.html", one=one.component, record=one.record)
    regions["today"] = edition.render("parts/today.html", day=edition.language.local(state.at).date(), today=today)
    # The groups are those of the built page: a component that retires at midnight must not move others.
    statuses = {one.component.id: one.status for one in state.components}
    if sum(len(group.members) for group in groups) >= record.MIN_FOLDED:
        troubled = affected.troubled_components(state.components)
        regions["affected"] = edition.render("index/affected.html", all=troubled, whole=True)
    for group in groups:
        if group.name:
            inside = worst(statuses[member.id] for member in group.members if member.id in statuses)
            regions[group.ident] = _status(edition, group.ident, inside)
    return changes.PageState(edition.title(headline_text(edition, state)), tone, regions)


def _cards(edition: Edition, kind: str, entries: Iterable[Entry], year: int) -> dict[str, Markup]:
    """A section with a card for each entry, and the cards."""
    named = {f"{kind[0]}-{one.slug}": one for one in entries}
    section = edition.render(f"index/{kind}s.html", cards=[changes.place(name) for name in named])
    cards = {name: edition.render(f"index/{kind}.html", one=one, ident=name, year=year) for name, one in named.items()}
    return {f"{kind}s": section, **cards}


def _days(state: State, coming: Sequence[State]) -> list[date]:
    """The days on which something stands in the list of recent days, now or in a later state, newest first."""
    return sorted({run.last for one in (state, *coming) for run in one.recent}, reverse=True)


def _recent(edition: Edition, state: State, days: Iterable[date], year: int) -> dict[str, Markup]:
    """A region for each of *days*, empty in a state in which nothing stands there: midnight changes few of them."""
    runs = {run.last: run for run in state.recent}
    regions = {f"r-{day}": _day(edition, f"r-{day}", runs.get(day), year) for day in days}
    heading = edition.language.html.gettext("Earlier")
    earlier = (
        _listed(edition, _EARLIER, heading, state.earlier, year)
        if state.earlier
        else _day(edition, _EARLIER, None, year)
    )
    return {**regions, _EARLIER: earlier}


def _day(edition: Edition, ident: str, run: RecentDays | None, year: int) -> Markup:
    if run is None:
        return Markup('<li id="{}" hidden></li>').format(ident)
    return _listed(edition, ident, edition.language.days(run.first, run.last), run.entries, year, quiet=run.quiet)


def _listed(
    edition: Edition, ident: str, heading: str, entries: Sequence[Entry], year: int, *, quiet: bool = False
) -> Markup:
    """The entries of a day. What is active stands above on the page, and is only counted here."""
    over: list[Entry] = []
    active = dict.fromkeys(("incidents", "windows", "notices"), 0)
    for entry in entries:
        if not entry.active:
            over.append(entry)
        elif isinstance(entry, MaintenanceView):
            active["windows"] += 1
        else:
            active["notices" if entry.kind is Kind.NOTICE else "incidents"] += 1
    return edition.render(
        "index/day.html",
        ident=ident,
        heading=heading,
        entries=entries,
        over=over,
        active=active,
        quiet=quiet,
        year=year,
    )


def _status(edition: Edition, ident: str, status: ComponentStatus) -> Markup:
    tone, word = labels.TONE_OF_COMPONENT[status], labels.COMPONENT[status]
    return edition.render("index/status.html", ident=ident, tone=tone, word=word)


def headline_text(edition: Edition, state: State) -> str:
    """What the banner says, in one line of plain text."""
    kicker, headline = _headline(edition.text, state)
    if kicker is None:
        return headline
    return edition.text.messages.gettext("{level}: {headline}", level=kicker, headline=headline)


def _shown(state: State) -> Sequence[Entry]:
    """The entries whose latest words the index shows."""
    return (*state.incidents[:MAX_CARDS], *state.notices, *state.windows)


def _subject(state: State) -> Entry | None:
    """The one entry that the banner is about; None where it is about several, or about none."""
    if len(state.incidents) == 1:
        return state.incidents[0]
    if state.level is Level.MAINTENANCE and len(state.windows) == 1:
        return state.windows[0]
    return None


def _headline(writer: Writer[TextForm], state: State) -> tuple[TextForm | None, TextForm]:
    """The level, unless the headline says it already, and the headline."""
    level = writer.messages.gettext(labels.LEVEL[state.level])
    subject = _subject(state)
    if isinstance(subject, MaintenanceView):
        level = writer.messages.gettext(labels.WINDOW_HEADLINE[subject.timed_status])
    if subject is not None:
        return level, writer.words(subject.title)
    if state.incidents:
        number = len(state.incidents)
        return level, writer.messages.ngettext("{n} active incident", "{n} active incidents", number)
    return None, level
