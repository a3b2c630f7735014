"""Which messages there could be: each occasion of each entry on each route that is for it. Knows no ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sitegen.delivery.keys import MessageKey, key_of
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView, Step
from sitegen.derive.stages import Occasion, occasions
from sitegen.model import Kind, Route, Stage

NO_NEWS_AFTER = timedelta(days=30)
"""Words that are older are no news: they are neither sent nor missed."""
NO_NEWS_OF_THE_CLOCK_AFTER = timedelta(days=1)
"""The same of a step that the clock made."""
_LATER = (Stage.PROGRESS, Stage.REOPENED, Stage.STARTED, Stage.MOVED)
"""Stages that can be the first of which a route is told, where what came before was not for it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that there could be."""

    route: Route
    occasion: Occasion
    key: MessageKey
    former: tuple[MessageKey, ...] = ()
    """Its keys under the old addresses of the entry, which may have been used."""
    follows: bool = False
    """Whether there are older ones for this route, which are not among the candidates."""
    over: bool = False
    """Whether it has become pointless: a reminder of a window that has begun."""

    @property
    def lapses(self) -> datetime:
        """From when on it is not missed any more."""
        step = self.occasion.step
        by_clock = self.occasion.stage in (Stage.REMINDER, Stage.OVERRUN) or (step is not None and step.automatic)
        return self.occasion.at + (NO_NEWS_OF_THE_CLOCK_AFTER if by_clock else NO_NEWS_AFTER)


def candidates(
    entries: Iterable[Entry],
    routes: Sequence[Route],
    now: datetime,
    reminder: timedelta | None,
    *,
    since: datetime,
    asked: Collection[str] = (),
) -> list[list[Candidate]]:
    """The candidates of occasions after *since*, by entry and route, each list oldest first.

    *reminder* is how long before a window one is sent. *asked* are keys for which it does not matter how old they are.
    """
    slugs = {key.partition("/")[0] for key in asked}
    found = []
    for view in entries:
        if newest(view) <= since and view.slug not in slugs:
            continue
        all_of_them = occasions(view, now, reminder)
        for route in routes:
            thread = list(_thread(view, all_of_them, route, now, since=since, asked=asked))
            if thread:
                found.append(thread)
    return found


def newest(view: Entry) -> datetime:
    """No occasion of the entry is later."""
    return max(view.changed, view.start, view.end) if isinstance(view, MaintenanceView) else view.changed


def _thread(
    view: Entry,
    all_of_them: Sequence[Occasion],
    route: Route,
    now: datetime,
    *,
    since: datetime,
    asked: Collection[str],
) -> Iterator[Candidate]:
    former = tuple(alias.strip("/").rpartition("/")[2] for alias in view.aliases)
    older = False
    for occasion in for_route(view, all_of_them, route):
        key = key_of(route, occasion)
        if occasion.at <= since and str(key) not in asked:
            older = True
            continue
        yield Candidate(
            route=route,
            occasion=occasion,
            key=key,
            former=tuple(key_of(route, occasion, slug) for slug in former),
            follows=older,
            over=occasion.stage is Stage.REMINDER and isinstance(view, MaintenanceView) and view.start <= now,
        )


def for_route(view: Entry, all_of_them: Sequence[Occasion], route: Route) -> Iterator[Occasion]:
    """The occasions of an entry of which a route is told, oldest first.

    An incident that was not for the route at first, and then is, because it has become worse or concerns a component,
    is told from then on; for its `stages` that update counts as the first.
    """
    steps = list(reversed(view.steps))
    opened = False
    for occasion in all_of_them:
        if occasion.notify is not None and route.audience not in occasion.notify:
            continue
        if not _concerns(view, [step for step in steps if step.at <= occasion.at], route):
            continue
        stage = occasion.stage if opened or occasion.stage not in _LATER else all_of_them[0].stage
        opened = True
        if route.stages is None or occasion.stage in route.stages or stage in route.stages:
            yield occasion


def _concerns(view: Entry, steps: Sequence[Step], route: Route) -> bool:
    """Whether what has happened up to some moment is for the route: it stays so, to the resolution."""
    has_impact = isinstance(view, IncidentView) and view.kind is not Kind.NOTICE
    if route.impact and has_impact and not any(step.impact.rank >= route.impact.rank for step in steps):
        return False
    if route.components is None:
        return True
    named = {component for step in steps for component, _ in step.affected}
    return not named.isdisjoint(route.components)
