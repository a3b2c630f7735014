"""The index: the state, then active and planned entries, and those of the last days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from markupsafe import Markup

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry
from sitegen.derive.levels import Level, worst
from sitegen.derive.snapshot import Snapshot, State
from sitegen.model import ComponentStatus, File
from sitegen.present import affected, changes, labels, record
from sitegen.present.language import TextForm
from sitegen.present.writers import Writer
from sitegen.theme.edition import Edition

_SILENT = ("b-", "recent")
"""Regions about past days: screen readers do not announce their change."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """The index in one language."""
    shown = (snapshot.now, snapshot.state, snapshot.coming, bool(snapshot.months))
    yield edition.file(urls.INDEX, render_index, *shown)


def render_index(edition: Edition, now: datetime, state: State, coming: tuple[State, ...], older: bool) -> bytes:
    """The index as of *now*, with its later states; *older*: the history has at least one month."""
    groups = record.component_groups(state.components)
    present = _page_state(edition, state, groups, older)
    later = ((each.at, _page_state(edition, each, groups, older)) for each in coming)
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
        regions=present.regions,
        groups=groups,
        changes=changes.fragments(present, later, silent=_SILENT),
    )


def _page_state(
    edition: Edition, state: State, groups: Iterable[record.ComponentGroup], older: bool
) -> changes.PageState:
    tone = labels.TONE_OF_LEVEL[state.level]
    kicker, headline = _headline(edition.html, state)
    regions = {
        "banner": edition.render("index/banner.html", state=state, tone=tone, kicker=kicker, headline=headline),
        "notices": edition.render("index/notices.html", notices=state.notices),
        "incidents": edition.render("index/incidents.html", incidents=state.incidents),
        "windows": edition.render("index/windows.html", windows=state.windows, upcoming=state.upcoming),
        "recent": edition.render("index/recent.html", recent=state.recent, older=older),
    }
    for one in state.components:
        regions[f"s-{one.component.id}"] = _status(edition, f"s-{one.component.id}", one.status)
        regions[f"b-{one.component.id}"] = edition.render("index/bars.html", one=one.component, record=one.record)
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
    return (*state.incidents, *state.notices, *state.windows)


def _headline(writer: Writer[TextForm], state: State) -> tuple[TextForm | None, TextForm]:
    """The level, unless the headline says it already, and the headline."""
    level = writer.messages.gettext(labels.LEVEL[state.level])
    if len(state.incidents) == 1:
        return level, writer.words(state.incidents[0].title)
    if state.incidents:
        number = len(state.incidents)
        return level, writer.messages.ngettext("{n} active incident", "{n} active incidents", number)
    if state.level is Level.MAINTENANCE and len(state.windows) == 1:
        return level, writer.words(state.windows[0].title)
    return None, level
