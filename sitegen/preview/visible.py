"""What of a page can be read: its HTML as lines of text, and how two of them differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import NamedTuple

_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "br",
        "code",
        "del",
        "em",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
    )
)
"""Elements within a line; any other begins one, and ends it."""
_UNSEEN = frozenset(["head", "script", "style", "svg", "template", "title"])


_ALIKE = 0.5
"""From which share of common characters on two lines are one that has changed."""
_MAX_COMPARED = 500
"""Characters by which two lines are alike: how long it takes grows with the square of them."""
_MAX_PAIRED = 40
"""How many lines in one place are compared with each other."""


class LineChange(NamedTuple):
    """A line of a page that says something else; None: there was none, or there is none."""

    was: str | None
    now: str | None


def visible_lines(page: str) -> list[str]:
    """The lines of text that a reader of an HTML page sees, top to bottom."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.lines


def changed_lines_of(was: str, now: str) -> list[LineChange]:
    """How the visible lines of two states of a page differ, top to bottom; empty where only what is unseen does.

    A line that has moved has not changed: the newest update of an incident stands elsewhere once there is a newer one.
    """
    return list(_differences(*_without_moved(visible_lines(was), visible_lines(now))))


def _without_moved(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both without the lines that stand in both, in different places."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    gone = Counter(line for _, start, end, _, _ in changed for line in before[start:end])
    come = Counter(line for _, _, _, start, end in changed for line in after[start:end])
    old, new = gone & come, gone & come
    left: list[str] = []
    right: list[str] = []
    for what, start, end, other, last in blocks:
        left += before[start:end] if what == "equal" else _less(before[start:end], old)
        right += after[other:last] if what == "equal" else _less(after[other:last], new)
    return left, right


def _less(lines: Iterable[str], taken: Counter[str]) -> Iterator[str]:
    """The lines without those that are *taken*, which are used up."""
    for line in lines:
        if taken[line]:
            taken[line] -= 1
        else:
            yield line


def _differences(before: Sequence[str], after: Sequence[str]) -> Iterator[LineChange]:
    for what, start, end, other, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            yield from _paired(before[start:end], list(after[other:last]))


def _paired(before: Sequence[str], after: list[str]) -> Iterator[LineChange]:
    """Lines that stand in each other's place: two that are alike are one that has changed."""
    for was in before[:_MAX_PAIRED]:
        alike = next((at for at, now in enumerate(after[:_MAX_PAIRED]) if _is_alike(was, now)), None)
        if alike is None:
            yield LineChange(was, None)
        else:
            yield from (LineChange(None, now) for now in after[:alike])
            yield LineChange(was, after[alike])
            del after[: alike + 1]
    yield from (LineChange(was, None) for was in before[_MAX_PAIRED:])
    yield from (LineChange(None, now) for now in after)


def _is_alike(was: str, now: str) -> bool:
    matcher = SequenceMatcher(None, was[:_MAX_COMPARED], now[:_MAX_COMPARED], autojunk=False)
    return matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._line: list[str] = []
        self._unseen = ""
        """The element that hides what is in it."""
        self._depth = 0
        """How many elements of that name are open."""
        self._after_link = False
        """Whether a link has just ended: two beside each other stand apart."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            self._depth += tag == self._unseen
            return
        if tag in _UNSEEN or "hidden" in dict(attrs):
            self._unseen, self._depth = tag, 1
        elif tag == "br" or tag not in _INLINE:
            self._end_line()
        elif tag == "a" and self._after_link:
            self._line.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself, as in SVG, hides nothing."""
        if not self._unseen and tag not in _INLINE:
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._depth -= tag == self._unseen
            if not self._depth:
                self._unseen = ""
        elif tag not in _INLINE:
            self._end_line()
        self._after_link = tag == "a"

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line.append(data)
            self._after_link = False

    def close(self) -> None:
        """End the last line, too."""
        super().close()
        self._end_line()

    def _end_line(self) -> None:
        text = " ".join("".join(self._line).split())
        if text:
            self.lines.append(text)
        self._line.clear()
