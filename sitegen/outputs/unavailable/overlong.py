"""What `check` says of texts for which the 503 page has no room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sitegen import urls
from sitegen.derive.entries import Entry, MaintenanceView
from sitegen.derive.snapshot import MAX_COMING, Snapshot
from sitegen.model import Status, Text
from sitegen.outputs.limits import MAX_UNAVAILABLE_PAGE, MAX_UNAVAILABLE_PROBLEM
from sitegen.outputs.unavailable.document import is_whole
from sitegen.outputs.unavailable.page import VERSION_DIGITS, GivenReason, UnavailablePage
from sitegen.outputs.unavailable.shapes import Shape, largest_fitting
from sitegen.problems import Problem, Severity
from sitegen.theme.edition import Edition

_LIMIT = MAX_UNAVAILABLE_PAGE - 100
"""Some bytes are kept free for what grows as time passes, such as the name of a month."""
_EXPECTED_LANGUAGES = 5
"""So many have room on a page without a reason, beside a handful of links."""
_MAX_VERSIONS = ("0" * VERSION_DIGITS,) * (MAX_COMING + 1)
"""As many versions as a page ever has to know, to measure it."""


def left_out(snapshot: Snapshot, editions: Sequence[Edition]) -> list[Problem]:
    """A warning for each entry that could become the reason and is not shown whole, and one for site.yml.

    Every entry is measured alone and in its longest state, so that no warning appears merely because time passes. The
    lines of those of entries are left to whoever knows the files: they are 0.
    """
    now = _longest_moment(snapshot.now, editions)
    found = list(_of_site(snapshot, editions, now))
    entries: list[Entry] = [*snapshot.state.incidents, *(view for view in snapshot.maintenances if view.active)]
    for view in map(_in_longest_state, entries):
        found += _of_entry(view, editions, now)
    return found


def _of_site(snapshot: Snapshot, editions: Sequence[Edition], now: datetime) -> Iterator[Problem]:
    page = UnavailablePage(tuple(editions), now, _MAX_VERSIONS, GivenReason(None))
    size, shape = _measured(page)
    if shape.links < page.whole.links or shape.languages < min(page.whole.languages, _EXPECTED_LANGUAGES):
        hint = "Take out or shorten links that nobody needs while the product is down."
        yield _warning("site.yml", snapshot.config.line_of("links"), "links", size, _parts(page, shape), hint)


def _of_entry(view: Entry, editions: Sequence[Edition], now: datetime) -> Iterator[Problem]:
    page = UnavailablePage(tuple(editions), now, _MAX_VERSIONS, GivenReason(view))
    size, shape = _measured(page)
    if shape != page.whole:
        weights = sorted(_weights(view, page.spoken), reverse=True)[:2]
        longest = " and ".join(f"{name} ({weight:,} bytes in all languages)" for weight, name in weights if weight)
        hint = f"Shorten {longest}; while the product is down its users read only this page."
        yield _warning(view.path, 0, weights[0][1], size, _parts(page, shape), hint)
    elif not is_whole(editions[0], now, GivenReason(view)):
        message = f"expected a title that fits into {MAX_UNAVAILABLE_PROBLEM:,} bytes of {urls.PROBLEM}"
        yield Problem(view.path, 0, "title", f"{message}; its end is left out there", "Shorten it.", Severity.WARNING)


def _measured(page: UnavailablePage) -> tuple[int, Shape]:
    """The size of the whole page without later states, which take the room that is left, and its shape."""

    def size(shape: Shape) -> int:
        return len(page.render(shape, 0))

    return size(page.whole), largest_fitting(page.whole, lambda shape: size(shape) <= _LIMIT)


def _warning(path: str, line: int, field: str, size: int, parts: str, hint: str) -> Problem:
    message = f"expected texts that fit into a 503 page of {_LIMIT:,} bytes, found {size:,}; left out there: {parts}"
    return Problem(path, line, field, message, hint, Severity.WARNING)


def _parts(page: UnavailablePage, shape: Shape) -> str:
    """What a shape leaves out, in words."""
    names = {
        "quote": "the newest words",
        "working": "what still works",
        "workaround": "the workaround",
        "items": f"{page.whole.items - shape.items} of {page.whole.items} things that fail",
        "languages": " and ".join(one.locale for one in page.spoken[shape.languages :]),
        "links": f"{page.whole.links - shape.links} of {page.whole.links} links",
        "reason": "the reason",
    }
    return ", ".join(text for part, text in names.items() if getattr(shape, part) != getattr(page.whole, part))


def _longest_moment(now: datetime, editions: Sequence[Edition]) -> datetime:
    """The day of the same year that takes most bytes to write: what fits on it fits on every day."""
    days = (now.replace(month=month, day=28) for month in range(1, 13))
    return max(days, key=lambda day: sum(len(edition.language.moment(day).encode()) for edition in editions))


def _in_longest_state(view: Entry) -> Entry:
    """An entry in the state that takes most bytes: past each stated time, and its window open."""
    due, eta = view.next_update is not None, view.facts.eta is not None
    if not isinstance(view, MaintenanceView):
        return replace(view, overdue=due, past_eta=eta)
    status = Status.IN_PROGRESS if view.upcoming else view.status
    return replace(view, status=status, late=False, overrun=False, elapsed=100, overdue=due, past_eta=eta)


def _weights(view: Entry, editions: Sequence[Edition]) -> Iterator[tuple[int, str]]:
    facts = view.facts
    fields: Mapping[str, Sequence[Text]] = {
        "title": (view.title,),
        "not_working": facts.not_working or (),
        "still_working": facts.still_working or (),
        "workaround": (facts.workaround,) if facts.workaround else (),
    }
    for name, texts in fields.items():
        yield sum(len(edition.text.words(text).encode()) for edition in editions for text in texts), name
