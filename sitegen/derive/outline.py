"""What lists of many entries ask of one, without looking through its updates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sitegen.derive.entries import Entry, IncidentView, listed_at
from sitegen.derive.ids import entry_id
from sitegen.derive.uptime import CLOCK_STEP
from sitegen.model import Config, Image, Impact, Kind

Spans = tuple[tuple[datetime, datetime | None], ...]


class Outline(NamedTuple):
    """The facts of an entry that are found by looking through its updates."""

    identity: str
    """Its id in the API."""
    spans: Spans
    """When it went on: each start with its end, if it has ended; for a notice the moment of each update."""
    months: tuple[tuple[int, int], ...]
    """Year and month in the site's zone: the one in which lists have it, then the later ones into which it lasted."""
    year: int
    """In which it was announced, in the site's zone."""
    mentions: tuple[tuple[str, datetime], ...]
    """The components that it has named or affected, each with the first moment; none where it was taken back."""
    concerned: tuple[str, ...]
    """The components that it names, and those that it affected while it named them."""
    named: tuple[str, ...]
    """The components that any update names."""
    worst: Impact
    """The worst impact after any update."""
    updated: datetime
    """The moment of its newest update."""
    published: datetime
    """When an update or the postmortem was last published."""
    explained: datetime | None
    """When its postmortem was published; None: there is none."""
    pictures: tuple[Image, ...]
    """Of its updates and its postmortem."""


def outline(view: Entry, config: Config, now: datetime) -> Outline:
    """The outline of an entry as of *now*."""
    postmortem = view.postmortem if isinstance(view, IncidentView) else None
    spans = spans_of(view)
    named = dict.fromkeys(component for step in view.steps for component, _ in step.affected)
    return Outline(
        identity=entry_id(view),
        spans=spans,
        months=_months(view, spans, config, now),
        year=view.announced.astimezone(config.zone).year,
        mentions=tuple(_first_mentions(view).items()),
        concerned=tuple({*(one for one, _ in view.affected), *(one.component for one in view.intervals)}),
        named=tuple(named),
        worst=max((step.impact for step in view.steps), key=lambda impact: impact.rank),
        updated=view.steps[0].at,
        published=last_published(view),
        explained=postmortem.published if postmortem else None,
        pictures=(*view.images, *(postmortem.images if postmortem else ())),
    )


def last_published(view: Entry) -> datetime:
    """As in the outline of an entry."""
    postmortem = view.postmortem if isinstance(view, IncidentView) else None
    published = [step.published for step in view.steps]
    return max((*published, postmortem.published) if postmortem else published)


def spans_of(entry: Entry) -> Spans:
    """When an entry went on, as in its outline."""
    if isinstance(entry, IncidentView):
        return tuple((step.at, step.at) for step in entry.steps) if entry.kind is Kind.NOTICE else entry.episodes
    if entry.began is not None:
        return ((entry.began, entry.ended),)
    # Cancelled, or completed by an update, without having begun.
    over = next((step.at for step in reversed(entry.steps) if step.written_status is entry.status), None)
    return () if entry.active or over is None else ((over, over),)


def _months(entry: Entry, spans: Spans, config: Config, now: datetime) -> tuple[tuple[int, int], ...]:
    first = _month_at(listed_at(entry), config)
    lasted = () if entry.withdrawn else spans
    later = {month for span in lasted for month in _months_of(*span, config, now) if month > first}
    return first, *sorted(later)


def _month_at(moment: datetime, config: Config) -> tuple[int, int]:
    local = moment.astimezone(config.zone)
    return local.year, local.month


def _months_of(start: datetime, end: datetime | None, config: Config, now: datetime) -> Iterator[tuple[int, int]]:
    """Each month from *start* up to, not including, *end*; None: up to *now*, and with it."""
    year, month = _month_at(start, config)
    last = _month_at(now if end is None else max(start, end - CLOCK_STEP), config)
    while (year, month) <= last:
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _first_mentions(entry: Entry) -> dict[str, datetime]:
    if entry.withdrawn:
        return {}
    mentions = [
        (component, step.at)
        for step in entry.steps
        for component, _ in (*step.affected, *(step.changes.components or ()))
    ]
    first: dict[str, datetime] = {}
    for component, at in (*mentions, *((one.component, one.start) for one in entry.intervals)):
        first[component] = min(at, first.get(component, at))
    return first
