"""A fast path: nearly all front matter and all lists of fields are plain, and need no parser.

What is read here has the value that libyaml gives, with its lines. Whatever could mean anything else is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen.read.nodes import YamlList, YamlMapping, YamlNode, YamlScalar

_ROW = re.compile(
    r"( *)(- )?(?:([A-Za-z](?:[\w-]| (?=[\w-])){0,60}):(?: +|$))?((?:\S(?:.*\S)?)?) *",
    re.ASCII,
)
_WORD = r"[A-Za-z0-9][\w-]*"
_FLOW_MAPPING = re.compile(rf"\{{{_WORD}: {_WORD}(?:, {_WORD}: {_WORD})*\}}", re.ASCII)
_FLOW_LIST = re.compile(rf"\[(?:{_WORD}(?:, {_WORD})*)?\]", re.ASCII)
_LEVELS = 4

_Row = tuple[int, str | None, str | None, str, int]
"""Of a line that is not empty: the spaces before it, its dash, its key, its value and its number in the file."""


def plain_yaml(text: str, first: int) -> YamlNode | None:
    """The value in *text*, whose lines count from *first*; None where it may not be plain.

    Plain are keys, each with a text in one line or with what is indented below it, and lists of them and of texts;
    of quotes and brackets only the simplest; nothing that may be a comment.
    """
    if "#" in text or not text.replace("\n", "").isprintable():
        return None
    rows: list[_Row] = []
    for number, line in enumerate(text.split("\n"), first):
        if line:
            found = _ROW.fullmatch(line)
            if found is None:
                return None
            indent, dash, key, value = found.groups()
            rows.append((len(indent), dash, key, value, number))
    return _block(rows, 1) if rows else None


def _block(rows: Sequence[_Row], level: int) -> YamlNode | None:
    """The list or the mapping that *rows* are, with what is indented in it."""
    if level > _LEVELS:
        return None
    column, sign, _, _, first = rows[0]
    items: list[YamlNode] = []
    entries: dict[str, tuple[YamlScalar, YamlNode]] = {}
    end = 0
    while end < len(rows):
        indent, dash, key, written, number = rows[end]
        begin = end = end + 1
        while end < len(rows) and rows[end][0] > column:
            end += 1
        if indent != column or dash != sign:
            return None
        if sign and key:  # The first of the keys that stand in this column.
            value = _block([(column + len(sign), None, key, written, number), *rows[begin:end]], level + 1)
        elif begin == end:
            value = _value(written, number, has_key=key is not None)
        else:
            value = _block(rows[begin:end], level + 1) if key and not written else None
        if value is None or key in entries:
            return None
        if sign:
            items.append(value)
        elif key:
            entries[key] = YamlScalar(key, number), value
        else:
            return None
    return YamlList(tuple(items), first, flow=False) if sign else YamlMapping(tuple(entries.values()), first)


def _value(written: str, number: int, *, has_key: bool) -> YamlNode | None:
    """A value in one line."""
    if not written:
        return YamlScalar("", number) if has_key else None
    sign = written[0]
    if sign.isalnum() or sign in "+(/$":
        return None if ": " in written or written[-1] == ":" else YamlScalar(written, number)
    if sign in "\"'":
        inside = written[1:-1]
        is_plain = len(written) > 1 and written[-1] == sign and sign not in inside and "\\" not in inside
        return YamlScalar(inside, number, plain=False) if is_plain else None
    if _FLOW_LIST.fullmatch(written):
        words = written[1:-1].split(", ") if len(written) > len("[]") else ()
        return YamlList(tuple([YamlScalar(word, number) for word in words]), number, flow=True)
    if _FLOW_MAPPING.fullmatch(written):
        pairs = [pair.split(": ") for pair in written[1:-1].split(", ")]
        if len({key for key, _ in pairs}) == len(pairs):
            entries = [(YamlScalar(key, number), YamlScalar(value, number)) for key, value in pairs]
            return YamlMapping(tuple(entries), number)
    return None
