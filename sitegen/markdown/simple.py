"""A fast path: most updates are plain paragraphs, and need no parser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from sitegen.markdown.wide import WIDE_BREAK

MARK = re.compile(r"[\\`*_\[\]<&~|\t\x00]")
"""Without one of these a block is text without markup."""
_OPENS_BLOCK = re.compile(r"\n(?:[ ]*[-+>#=:]|[ ]*\d+[.)]|[ ]{4})")
_WIDE_EDGE = re.compile(r"^ *[^\S\n ]|[^\S\n ] *$", re.MULTILINE)
"""Other white space at an edge of a line, which the parser drops in some places and keeps in others."""
PIECE = re.compile(
    r"`(?<!``)(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)"
    r"|\*\*(?<![^\s(]\*\*)(?P<strong>[^\W_](?:[^\W_]|[ ,.'-](?=[^*]))*)\*\*(?![^\s.,;:!?)])"
    r"|\[(?<!!\[)(?P<text>[^\W_](?:[^\W_]|[ ,.'-](?=[^\]]))*)\]\((?P<url>https?://[A-Za-z0-9./?=#-]+)\)"
)
"""Code, strong text and links in their simplest form, which mean the same in any context.

What must not precede a mark is checked after it (`(?<!…)`): `re` is fast at finding a pattern's first character.
"""
FENCE = re.compile(r"\n```[a-z]*\n((?:[^`]*\n)?)```(?=\n)")
_UNFIT = re.compile(r"[\t\r\x00]")
_ITEM = re.compile(r"^- (?=\S)", re.MULTILINE)
_INDENTED = re.compile(r"\n[ ]+")
BLANK = re.compile(r"\n(?:[ ]*\n)+")


class SimpleBlock(NamedTuple):
    """A block of a simple text."""

    kind: Literal["paragraph", "items", "code"]
    text: str
    """The lines of a paragraph, the items, one on a line with its `- `, or the content of the fence."""


@lru_cache(maxsize=64)  # The page of an entry and its other files, rendered next, show the same texts.
def simple_blocks(source: str) -> Sequence[SimpleBlock] | None:
    """The blocks of a simple text, which means the same in any context; None if it may not be simple."""
    parts = simple_parts(source)
    if parts is None:
        return None
    found: list[SimpleBlock] = []
    for index, part in enumerate(parts):
        if index % 2:
            found.append(SimpleBlock("code", part))
        else:
            found += map(_block, _blocks(part.strip(" \n")))
    return found


def _block(block: str) -> SimpleBlock:
    if block.startswith("- "):
        return SimpleBlock("items", block)
    return SimpleBlock("paragraph", joined_lines(block.lstrip(" ")))


@lru_cache(maxsize=64)
def simple_parts(source: str) -> Sequence[str] | None:
    """The parts of a simple text, of which every second one is the content of a fence; None if it may not be simple."""
    parts = FENCE.split(f"\n{source}\n") if "```" in source else [source]
    return parts if all(map(_is_simple, parts[::2])) and not any(map(_UNFIT.search, parts[1::2])) else None


def _is_simple(source: str) -> bool:
    """Whether a text has only paragraphs and flat lists of plain text, code, strong text and links."""
    if not is_special(source):
        return True
    rest = PIECE.sub("x", source)
    if "\n- " not in f"\n{rest}":
        return not is_special(rest)
    return not is_special(_ITEM.sub("", rest)) and _has_plain_lists(rest)


def is_special(source: str) -> bool:
    """Whether a text may be more than plain paragraphs; a false positive only costs time."""
    return (
        MARK.search(source) is not None
        or "://" in source
        or "mailto:" in source
        or " \n" in source
        or source.endswith(" ")
        or _OPENS_BLOCK.search(f"\n{source}") is not None
        or not (source.isascii() or _WIDE_EDGE.search(source) is None)
    )


def _has_plain_lists(source: str) -> bool:
    """Whether lists and paragraphs are separated by blank lines, and nothing could continue an item."""
    if "\n " in f"\n{source}":
        return False
    kinds = [{line.startswith("- ") for line in block.split("\n")} for block in _blocks(source)]
    return all(len(kind) == 1 for kind in kinds) and all(
        True not in one or True not in two for one, two in pairwise(kinds)
    )


def _blocks(source: str) -> list[str]:
    return [block for block in BLANK.split(source.strip("\n")) if block]


def without_marks(source: str) -> str:
    """A simple text, outside its fences, without marks."""
    return _ITEM.sub("", PIECE.sub(_piece_text, source) if MARK.search(source) else source)


def _piece_text(piece: re.Match[str]) -> str:
    return piece["code"] or piece["strong"] or piece["text"]


def joined_lines(source: str) -> str:
    """Lines without indentation; a line break between two Chinese characters is dropped."""
    if "\n " in source:
        source = _INDENTED.sub("\n", source)
    return source if source.isascii() else WIDE_BREAK.sub("", source)
