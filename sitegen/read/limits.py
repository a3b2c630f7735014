"""How much Markdown a file may hold, counted before a parser sees any of it.

Some constructs cost a parser far more than their bytes: a row of a table without cells has all its columns, and each
bracket may open a link. Counting them is quick, so that no file takes long to check, and its author is told why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sitegen.problems import Problems


@dataclass(frozen=True, slots=True)
class _Limit:
    """How often something may stand in a file."""

    most: int
    what: str
    """As messages name it."""
    count: Callable[[Sequence[str]], list[int]]
    """How often it stands in each line."""


def _signs(signs: str) -> Callable[[Sequence[str]], list[int]]:
    return lambda lines: [sum(map(line.count, signs)) for line in lines]


_NESTING = re.compile(r"(?:[ \t]*(?:[-*+>]|\d{1,9}[.)](?=[ \t])))*")
"""The marks of lists and quotes that a line begins with."""
_QUOTED = re.compile(r"(?:[ \t]*(?:[-*+>]|\d{1,9}[.)](?=[ \t])|\[\^[^\] ]{1,200}\]:))*")
"""The same, and those of footnotes, in which there may be quotes."""
_UNDER_HEAD = "|:- \t>*+.)0123456789"
"""What the line under the head of a table is made of, perhaps in lists and quotes."""


def _nesting(lines: Sequence[str]) -> list[int]:
    return [sum(map(found[0].count, "-*+>.)")) if (found := _NESTING.match(line)) else 0 for line in lines]


def _quotes(lines: Sequence[str]) -> list[int]:
    """The marks of quotes that begin directly below other lines, but for the first one since a blank line.

    Each may cost as much as all lines down to the next blank one.
    """
    found, above, is_below, is_first = [], 0, False, True
    for line in lines:
        begun = _QUOTED.match(line) if ">" in line else None
        marks = begun[0].count(">") if begun else 0
        begins = is_below and marks > above
        found.append(marks - is_first if begins else 0)
        is_first = not line.strip() or (is_first and not begins)
        above, is_below = marks, bool(line.strip(" \t>"))
    return found


def _cells(lines: Sequence[str]) -> list[int]:
    """The cells of tables: a row has as many as the head, however few are written."""
    found, columns = [], 0
    for line in lines:
        bars = line.count("|")
        if bars and "-" in line and not line.strip(_UNDER_HEAD):
            columns = bars + 1
        elif not line.strip(" \t>"):
            columns = 0
        found.append(columns)
    return found


MAX_BODY_LINES = 5_000
_LIMITS = (
    _Limit(MAX_BODY_LINES, "lines of text", lambda lines: [1] * len(lines)),
    _Limit(5_000, "opening brackets [", _signs("[")),
    _Limit(10_000, "signs <", _signs("<")),
    _Limit(500, "marks [^ of footnotes", lambda lines: [line.count("[^") for line in lines]),
    _Limit(20_000, "marks * _ ~ and `", _signs("*_~`")),
    _Limit(5_000, "marks of lists and quotes at the beginning of lines", _nesting),
    _Limit(30, "marks > of quotes that begin without a blank line above", _quotes),
    _Limit(5_000, "cells of tables", _cells),
)


_SHORT = 5_000
"""Characters of a text that cannot hold too much of anything, but for what `_COSTLY` finds."""
_COSTLY = re.compile(r"\[\^|[>|]")


def within_limits(text: str, first: int, path: str, problems: Problems) -> Sequence[str]:
    """The lines of *text*, from *first*, as far as they hold no more than a file may; reports what is too much."""
    lines = text.split("\n")
    if len(text) < _SHORT and _COSTLY.search(text) is None:
        return lines
    end = len(lines)
    for limit in _LIMITS:
        counts = limit.count(lines)
        total = sum(counts)
        if total <= limit.most:
            continue
        over = next(index for index, so_far in enumerate(accumulate(counts)) if so_far > limit.most)
        message = f"expected at most {limit.most:,} {limit.what} in one file, found {total:,}"
        problems.error(path, first + over, "", message, "Shorten it: what is this long is better linked to.")
        end = min(end, over)
    return lines[:end]
