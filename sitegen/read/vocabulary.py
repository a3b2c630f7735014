"""What the reader of an update takes for a field, a link or code of ours: whoever writes such files needs it too."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from sitegen.model import ComponentStatus
from sitegen.read.forms import IncidentUpdateForm, MaintenanceUpdateForm

KNOWN_FIELDS = (
    "impact",
    "components",
    "not working",
    "still working",
    "workaround",
    "scope",
    "compensation",
    "endpoints",
    "eta",
    "next update",
    "progress",
    "ended",
    "notify",
    "was",
    "id",
    "start",
    "end",
)
"""The fields of an update, as people read them."""

_HINTED = {key.replace("_", " ") for key in (*IncidentUpdateForm.hints, *MaintenanceUpdateForm.hints)}
FOREIGN_KEYS = tuple(sorted(_HINTED.difference(KNOWN_FIELDS)))
"""Names that people use for fields of an update by mistake; each is reported."""
CHINESE_FIELDS = {
    "下次更新": "next update",
    "下次更新时间": "next update",
    "预计恢复": "eta",
    "预计恢复时间": "eta",
    "进度": "progress",
    "影响": "impact",
    "组件": "components",
    "受影响组件": "components",
}
"""The fields of an update by the Chinese names that people use."""


@lru_cache(maxsize=1024)
def normal_key(key: str) -> str:
    """A field's key normalised for case, width, and spaces, dashes or underscores."""
    if not key.isascii():
        key = unicodedata.normalize("NFKC", key)
    return re.sub(r"[\s_-]+", "_", key.strip().lower())


def is_statement(key: str, value: str) -> bool:
    """Whether `key: value`, with a key that is not ours, is meant for a program; otherwise it is prose.

    Keys are in lower case; prose begins with a capital and has several words.
    """
    words = value.strip()
    return key == key.lower() or words[:1] in ("{", "[") or not re.search(r"\s", words)


def states_a_component(key: str, value: str) -> bool:
    """Whether `key: value` is the id of a component with its status."""
    return value.strip() in _COMPONENT_STATUSES and re.fullmatch("[0-9a-z]+(-[0-9a-z]+)*", key) is not None


_COMPONENT_STATUSES = frozenset(map(str, ComponentStatus))
LOOSE_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}\b|\d\s*[ap]\.?m\b", re.IGNORECASE)
"""A time of day in any form that people write."""
_TICKS = re.compile("`+")
_TICKS_OR_ESCAPE = re.compile(r"\\.|`+", re.DOTALL)


@lru_cache(maxsize=16)
def _ticks(text: str) -> Mapping[int, Sequence[int]]:
    """Where the runs of backticks begin, by their length."""
    found = defaultdict[int, list[int]](list)
    for run in _TICKS.finditer(text):
        found[len(run[0])].append(run.start())
    return found


def end_of_code(found: re.Match[str]) -> int:
    """The index behind the code span that the backticks *found* open; behind *found*, if they open none.

    The text is not searched again for each run of backticks that is never closed: there may be thousands.
    """
    closing = _ticks(found.string).get(len(found[0]), ()) if found[0][0] == "`" else ()
    index = bisect_left(closing, found.end())
    return closing[index] + len(found[0]) if index < len(closing) else found.end()


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """The first index of each code span, with its backticks, and the index behind it."""
    position = 0
    while opened := _TICKS_OR_ESCAPE.search(text, position):
        position = end_of_code(opened)
        if position > opened.end():
            yield opened.start(), position


@lru_cache(maxsize=16)
def _spans(text: str) -> Sequence[tuple[int, int]]:
    return tuple(code_spans(text))


def is_in_code(text: str, position: int) -> bool:
    """Whether a character of a line is in a code span."""
    if "`" not in text:
        return False
    spans = _spans(text)
    index = bisect_left(spans, position, key=lambda span: span[0]) - 1
    return index >= 0 and position < spans[index][1]


def with_code(text: str, change: Callable[[str], str]) -> str:
    """A text in which each code span is replaced by what *change* makes of it."""
    if "`" not in text:
        return text
    pieces, behind = [], 0
    for start, end in code_spans(text):
        pieces += [text[behind:start], change(text[start:end])]
        behind = end
    return "".join([*pieces, text[behind:]])


def without_code(text: str) -> str:
    """A line with a line end in the place of each code span."""
    return with_code(text, lambda _: "\n")


_PICTURE = r"\.(?:png|jpe?g|gif|webp)\s?"
ODD_LINK = re.compile(
    r"(?P<picture>!)?(?<!\\)\[[^\[\]\n]{0,200}\](?:"
    rf"（\s?(?:(?:https?:|mailto:)[^\s（）()]{{0,200}}|[^（）()\n]{{1,100}}{_PICTURE})[）)]?"
    r"|(?(picture)(?:"
    rf"[ ]{{1,4}}\([^()\s]{{1,100}}{_PICTURE}\)|\([^()<>\"'\s]{{1,100}}[ ][^()<>\"'\n]{{1,100}}{_PICTURE}\)"
    r")|(?!)))",
    re.IGNORECASE,
)
"""Text meant as a link or a picture that would be shown literally."""
