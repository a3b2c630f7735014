"""The title in a channel: with a mark of the state in chats, and shorter where there is little room."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable

from sitegen.markdown import is_wide
from sitegen.messages.draft import Draft
from sitegen.model import Impact, Stage

_MARKS = {
    Stage.FIRST: "🔴",
    Stage.REOPENED: "🔴",
    Stage.PROGRESS: "🟡",
    Stage.RESOLVED: "✅",
    Stage.EXPLAINED: "ℹ️",
}
"""Of an outage."""
_MARKS_OF_WORK = {Stage.COMPLETED: "✅"}
_WORK, _NEWS = "🔧", "ℹ️"

_LEAST_KEPT = 0.5
"""How much of what fits a title keeps at least for the sake of ending with a clause."""


def marked_title(draft: Draft) -> str:
    """The title with a mark of the state before it, for chats."""
    return f"{state_mark(draft)}{draft.title}"


def state_mark(draft: Draft) -> str:
    """The mark and a space; nothing where the title begins with a sign of its own."""
    return "" if unicodedata.category(draft.title[:1] or " ") == "So" else f"{_mark(draft)} "


def _mark(draft: Draft) -> str:
    if draft.kind == "maintenance":
        return _MARKS_OF_WORK.get(draft.stage, _WORK)
    if draft.kind == "notice" or (draft.stage is Stage.FIRST and draft.impact is Impact.NONE):
        return _NEWS
    return _MARKS.get(draft.stage, _NEWS)


def shortened_title(title: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning of a title that *fits* with an ellipsis, or all of it; empty where none fits.

    It ends with a clause, or else between words, or between Chinese characters; never in a word or an address.
    *fits* holds for everything shorter than what it holds for.
    """
    if fits(title):
        return title
    ends = [end for end in range(1, len(title)) if _is_between_words(title, end)]
    shorter = {end: f"{title[:end].rstrip(_EDGES)}…" for end in ends}
    longest = bisect_left(ends, True, key=lambda end: not fits(shorter[end]))
    if longest == 0:
        return ""
    clauses = [end for end in ends[:longest] if _ends_a_clause(title, end)]
    best = ends[longest - 1]
    return shorter[clauses[-1] if clauses and clauses[-1] >= best * _LEAST_KEPT else best]


_EDGES = " \t，、；：。！？,;:.!?–—-…（("
"""What an ellipsis does not follow."""


def _is_between_words(title: str, end: int) -> bool:
    before, after = title[end - 1], title[end]
    if not title[:end].strip(_EDGES):
        return False
    return after.isspace() or (is_wide(before) and is_wide(after) and after not in _EDGES)


def _ends_a_clause(title: str, end: int) -> bool:
    before, after = title[end - 1], title[end]
    return before in "，、；：。！？–—" or (before in ",;:.!?" and after.isspace()) or (after in "–—")
