"""What the 503 page leaves out where it has no room, and in which order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Shape(NamedTuple):
    """What of its texts a page shows; the counts say how many, from the first."""

    items: int
    """Of what fails, or of the components concerned."""
    languages: int
    links: int
    """To support, then those of site.yml."""
    quote: bool = True
    """The beginning of the newest words."""
    working: bool = True
    workaround: bool = True
    beside: bool = True
    """The grave incident beside a maintenance."""
    reason: bool = True
    """Whether there is one, now or in a later state."""
    asking: bool = True
    """Whether the open page asks for news, for which it names an address twice."""


def smaller(whole: Shape) -> Iterator[Shape]:
    """A whole page, then ever smaller ones, each without something that the one before has.

    The state, the times, the first thing that fails, the first language and the ways to support go last.
    """
    steps: list[tuple[str, int]] = [
        *((part, 0) for part in ("quote", "working", "workaround", "beside")),
        *(("items", count) for count in range(whole.items - 1, 0, -1)),
        *(("languages", count) for count in range(whole.languages - 1, 0, -1)),
        *(("links", count) for count in range(whole.links - 1, -1, -1)),
        *((part, 0) for part in ("items", "reason", "asking")),
    ]
    shape = whole
    yield shape
    for part, left in steps:
        if getattr(shape, part) > left:
            shape = shape._replace(**{part: type(getattr(shape, part))(left)})
            yield shape


def largest_fitting(whole: Shape, fits: Callable[[Shape], bool]) -> Shape:
    """The first of the *smaller* shapes that fits; the last one where none does."""
    if fits(whole):
        return whole
    shapes = list(smaller(whole))
    return shapes[min(bisect_left(shapes, True, key=fits), len(shapes) - 1)]
