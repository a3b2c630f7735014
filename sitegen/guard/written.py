"""What has just been written, and may not be what its author meant: told once, while it is easy to change.

Looked at are only updates that are new since a revision. A history that is imported, or that has stood for years, is
what it is; where a change has many of one kind, one is told, with how many more there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from itertools import pairwise

from sitegen.derive.entries import MaintenanceView
from sitegen.derive.maintenance import WindowTimeline
from sitegen.derive.obligations import is_announced_late
from sitegen.derive.snapshot import Snapshot
from sitegen.model import OPEN_STATUSES, Incident, Kind, Maintenance, Site, SourceEntry, Status, Update
from sitegen.problems import Problem, Severity, quoted
from sitegen.times import rough_length, wall_clock

RECENT = timedelta(days=30)
"""How far back a new entry is told of without a doubt."""
NEAR_THE_WINDOW = timedelta(hours=12)
"""How long before its start, or after its end, work may begin without a doubt: people begin early, and days slip."""
MAX_TOLD = 5
"""Of one kind; where there are more, somebody moves a history, and means it."""


def likely_slips(site: Site, snapshot: Snapshot, changed: Mapping[str, Collection[int]]) -> list[Problem]:
    """A warning for each thing that may be a slip in updates whose heading is among the lines *changed*, by path."""
    told = _Written(site, snapshot, changed)
    kinds = (told.old_times(), told.far_from_window(), told.short_notices(), told.endings_without_words(), told.twice())
    return [problem for found in kinds for problem in _few(list(found))]


def _few(found: list[Problem]) -> list[Problem]:
    """At most MAX_TOLD; else the first, with how many more there are."""
    if len(found) <= MAX_TOLD:
        return found
    first = found[0]
    hint = f"{first.hint} There are {len(found) - 1:,} more like it, which are not listed."
    return [Problem(first.path, first.line, first.field, first.message, hint, first.severity)]


class _Written:
    def __init__(self, site: Site, snapshot: Snapshot, changed: Mapping[str, Collection[int]]) -> None:
        self._snapshot = snapshot
        self._zone = site.config.zone
        self._promises = site.config.promises
        self._entries = [entry for entry in site.entries if entry.path in changed]
        self._changed = changed

    def old_times(self) -> Iterator[Problem]:
        """A new entry that was announced long ago, or that began long before that: a year or a month mistyped."""
        for entry in self._entries:
            if 1 not in self._changed[entry.path]:
                continue  # The first line is that of the front matter, which stays when a file changes.
            first = entry.updates[0]
            age = self._snapshot.now - first.at
            if age > RECENT:
                expected = f"expected a time within the last {RECENT.days} days in a new entry"
                message = f"{expected}, found {self._shown(first)}, {age.days:,} days ago"
                hint = "Are the year and the month right? If it is told late, leave it as it is."
                yield self._warning(entry, first, "heading", message, hint)
            started = entry.started if isinstance(entry, Incident) else None
            if started is not None and first.at - started > RECENT:
                found = f"found {quoted(wall_clock(started.astimezone(self._zone)))}"
                message = f"expected a time within the {RECENT.days} days before the first update, {found}"
                yield Problem(entry.path, 1, "started", message, "Are the year and the month right?", Severity.WARNING)

    def far_from_window(self) -> Iterator[Problem]:
        """Work that begins long before its window, or after it."""
        for entry in self._entries:
            if not isinstance(entry, Maintenance):
                continue
            window = WindowTimeline(entry)
            for update in entry.updates:
                if update is not entry.updates[0]:
                    window.advance(update.at, inclusive=False)
                begins = update.status in OPEN_STATUSES and not (window.by_hand and window.phase in OPEN_STATUSES)
                window.apply(update)
                if begins and self._is_new(entry, update):
                    yield from self._far(entry, update, window)

    def _far(self, entry: Maintenance, update: Update, window: WindowTimeline) -> Iterator[Problem]:
        for what, edge, off in (
            ("before its start", window.start, window.start - update.at),
            ("after its end", window.end, update.at - window.end),
        ):
            if off > NEAR_THE_WINDOW:
                planned = wall_clock(edge.astimezone(self._zone))
                message = f"expected work within its window, found {quoted(update.status)} {rough_length(off)} {what}"
                hint = f"The window is planned for {planned}: is the day right? An update with start and end moves it."
                yield self._warning(entry, update, "status", message, hint)

    def short_notices(self) -> Iterator[Problem]:
        """A window that was announced later than site.yml promises."""
        promised = self._promises.maintenance_notice
        if promised is None:
            return
        views = {view.path: view for view in self._snapshot.maintenances}
        for entry in self._entries:
            view = views.get(entry.path)
            if view is None or not is_announced_late(view, promised):
                continue
            by = next((one for one in entry.updates if one.at == view.start_announced), entry.updates[0])
            if self._is_new(entry, by):
                yield self._short_notice(entry, by, view, promised)

    def _short_notice(self, entry: SourceEntry, by: Update, view: MaintenanceView, promised: timedelta) -> Problem:
        given = view.start - view.start_announced
        found = f"found {rough_length(given)}" if given > timedelta(0) else "found none"
        message = f"expected an announcement {rough_length(promised)} before the start, as site.yml promises, {found}"
        hint = (
            "If it can wait, move it by an update with start and end, or announce another day; if not, add "
            "'emergency: true' at the top."
        )
        return self._warning(entry, by, "heading", message, hint)

    def endings_without_words(self) -> Iterator[Problem]:
        """A resolution of an incident that says nothing."""
        for entry in self._entries:
            if not isinstance(entry, Incident) or entry.kind is Kind.NOTICE:
                continue
            for update in entry.updates:
                is_silent = update.status is Status.RESOLVED and not (update.title or update.body)
                if is_silent and self._is_new(entry, update):
                    message = f"expected words with {quoted(update.status)}, found none"
                    hint = "People were waiting for it: say what works again, what was wrong and how long it lasted."
                    yield self._warning(entry, update, "", message, hint)

    def twice(self) -> Iterator[Problem]:
        """An update that says what the one before it has said."""
        for entry in self._entries:
            for before, update in pairwise(entry.updates):
                if _said(before) == _said(update) and self._is_new(entry, update):
                    message = f"expected something new, found the words of the update of {self._shown(before)} again"
                    hint = "Every subscriber gets it a second time. If it was added twice by mistake, delete this one."
                    yield self._warning(entry, update, "", message, hint)

    def _is_new(self, entry: SourceEntry, update: Update) -> bool:
        """Whether its heading is new; one whose time was corrected is not."""
        return update.published == update.at and update.line in self._changed[entry.path]

    def _shown(self, update: Update) -> str:
        return quoted(wall_clock(update.at.astimezone(self._zone)))

    def _warning(self, entry: SourceEntry, update: Update, field: str, message: str, hint: str) -> Problem:
        return Problem(entry.path, update.line, field, message, hint, Severity.WARNING)


def _said(update: Update) -> tuple[object, ...]:
    """What two updates have in common that say the same; an update without words is like no other."""
    words = update.body.original.split()
    return update.status, update.title, words or update.key
