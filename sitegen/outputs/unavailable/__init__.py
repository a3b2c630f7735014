"""What the product's own edge serves while the product is down: /503.html, /503.json, and a page for each window.

page.py makes the page, document.py the document for programs. Both fit the smallest server limit (`limits`) whatever
people write: shapes.py says what is left out, and in which order, and overlong.py warns of it. `State.cause` decides
which reason they give.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.snapshot import Snapshot, State
from sitegen.model import File
from sitegen.outputs.limits import MAX_UNAVAILABLE_PAGE
from sitegen.outputs.unavailable.document import render_unavailable_problem
from sitegen.outputs.unavailable.page import VERSION_DIGITS, ComingReasons, GivenReason, UnavailablePage
from sitegen.outputs.unavailable.shapes import largest_fitting
from sitegen.theme.edition import Edition


def files(snapshot: Snapshot, editions: tuple[Edition, ...]) -> Iterator[File]:
    """The page, the document for programs, and a page for each window."""
    now, reason = snapshot.now, _reason(snapshot.state)
    known = tuple(name[:VERSION_DIGITS] for name in ids.coming_versions(snapshot.state, snapshot.coming))
    coming = tuple((state.at, _reason(state)) for state in snapshot.coming)
    yield File(urls.UNAVAILABLE, render_unavailable, (editions, now, known, reason, coming))
    yield File(urls.PROBLEM, render_unavailable_problem, (editions[0], now, reason))
    for view in snapshot.maintenances:
        futures = tuple((at, GivenReason(later)) for at, later in snapshot.futures.get(view.path, ()))
        live = (now, known, GivenReason(view), futures) if view.active else (None, (), GivenReason(view), ())
        for slug in (view.slug, *ids.former_slugs(view)):
            yield File(urls.window_page(slug), render_unavailable, (editions, *live))


def _reason(state: State) -> GivenReason:
    return GivenReason(state.cause, state.concurrent_incident)


def render_unavailable(
    editions: tuple[Edition, ...],
    now: datetime | None,
    known: tuple[str, ...],
    reason: GivenReason,
    coming: ComingReasons,
) -> bytes:
    """The page as of *now*, with as many of its later states as there is room for; without *now* it has none.

    What people wrote never gives way to a later state: the next build brings that.
    """
    page = UnavailablePage(editions, now, known, reason, coming)
    shape = largest_fitting(page.whole, lambda one: len(page.render(one, 0)) <= MAX_UNAVAILABLE_PAGE)
    latest_first = range(page.count_later(shape), 0, -1)
    left_out = bisect_left(latest_first, True, key=lambda count: len(page.render(shape, count)) <= MAX_UNAVAILABLE_PAGE)
    return page.render(shape, len(latest_first) - left_out)
