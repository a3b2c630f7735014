"""Paragraphs and sentences of a text: most of a history was said before, word for word, and is read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from sitegen import markdown

_QUOTED = re.compile(
    r"“[^“”]{1,300}”|「[^「」]{1,300}」|『[^『』]{1,300}』|《[^《》]{1,60}》|(?<!\w)\"[^\"\n]{1,300}\""
)
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·]|\d{1,3}[.)、])\s+")
_RULE_OR_TABLE = re.compile(r"\s*+(?:\|.*|[-=*_ ]{3,})$")
_MOST_PARSED = 8_000
"""Characters of a paragraph: a longer one is no prose, and to take its marks away costs more than it tells."""
_MOST = 1 << 16
"""How many paragraphs are remembered."""


class Sentence(NamedTuple):
    """A sentence as it is said, with its place."""

    text: str
    """Without marks."""
    said: str
    """The same in lower case, with a blank for what is only quoted."""
    line: int
    """Of the block that it stands in, from the beginning of the text, from 0."""
    lines: int
    """How many lines that block has."""

    @property
    def is_said(self) -> bool:
        """Whether it says anything that is not only quoted."""
        return _LETTER.search(self.said) is not None


_LETTER = re.compile(r"\w")


def split_paragraphs(source: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a text, each with the index of its first line; one with fences is not taken apart."""
    if "\n\n" not in source or "```" in source or "~~~" in source:
        yield 0, source
        return
    first = 0
    for paragraph in source.split("\n\n"):
        yield first, paragraph
        first += paragraph.count("\n") + 2


_FENCE = re.compile(r" {0,3}(`{3,}(?![^`]*`)|~{3,})(.*)")
"""What opens and closes code (CommonMark 0.31, 4.5)."""
_MARKUP = re.compile(r"[*_`\[\]<>\\&#|~\n]")
_ITEM_BEGINS = re.compile(r"\s*(?:[-+•·=]|\d{1,3}[.)、])")
_QUOTE = re.compile(r"[“「『《\"]")


def is_one_line(paragraph: str) -> bool:
    """Whether a paragraph is one line of plain words, in every dialect."""
    return _MARKUP.search(paragraph) is None and "://" not in paragraph and _ITEM_BEGINS.match(paragraph) is None


@lru_cache(maxsize=_MOST)
def sentences_of(
    paragraph: str, is_markdown: bool, allowed: re.Pattern[str] | None, quoting: bool
) -> Sequence[Sentence]:
    """Its sentences; *quoting*: quoted words count as said. Words that are *allowed* do not."""
    found = []
    if is_one_line(paragraph) and allowed is None:
        for one in markdown.sentences(paragraph.strip() if paragraph.isascii() else " ".join(paragraph.split())):
            said = one if quoting or not _QUOTE.search(one) else _QUOTED.sub(_blank, one)
            found.append(Sentence(one, _lowered(said), 0, 1))
        return tuple(found)
    for first, lines in _blocks(paragraph):
        is_quote = is_markdown and lines[0].lstrip().startswith(">")
        raw = "\n".join(lines)
        text = markdown.plain(raw) if is_markdown and len(raw) <= _MOST_PARSED else raw
        text = " ".join(text.split()) if not text.isascii() or "\n" in text else text
        for one in markdown.sentences(text):
            said = one if quoting else ("" if is_quote else _QUOTED.sub(_blank, one))
            if allowed is not None:
                said = allowed.sub(_named, said)
            found.append(Sentence(one, _lowered(said), first, len(lines)))
    return tuple(found)


_NARROW = re.compile(r"(?<=[\u4e00-\u9fff”）])[,;:!?]")
_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}


def _lowered(said: str) -> str:
    """In lower case, with straight apostrophes, and with full-width marks behind Chinese characters."""
    lowered = said.replace("’", "'").lower()
    if len(lowered) != len(said):  # Few capitals have small letters of more than one character.
        lowered = "".join(one.lower() if len(one.lower()) == 1 else one for one in said.replace("’", "'"))
    return widened(lowered)


def widened(text: str) -> str:
    """The same text with full-width marks behind Chinese characters; places stay the same."""
    return text if text.isascii() else _NARROW.sub(lambda mark: _WIDE[mark[0]], text)


def _named(found: re.Match[str]) -> str:
    """What no rule knows, and what is named all the same, as long as what was there."""
    return "x" * len(found[0])


def _blank(found: re.Match[str]) -> str:
    """Marks that stand for what was there, as long as it, so that places stay the same."""
    return f"“{' ' * max(0, len(found[0]) - 2)}”"[: len(found[0])]


def _blocks(source: str) -> Iterator[tuple[int, list[str]]]:
    """The paragraphs and list items of a text outside fences, each with the index of its first line."""
    block: list[str] = []
    first, fence = 0, ""
    for index, line in enumerate(source.split("\n")):
        within = bool(fence)
        if mark := _FENCE.match(line):
            if not fence:
                fence, within = mark[1], True
            elif mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
        ends = within or not line.strip() or _RULE_OR_TABLE.match(line) is not None
        if block and (ends or _LIST_ITEM.match(line) or line.startswith(("#", ">"))):
            yield first, block
            block = []
        if not ends:
            if not block:
                first = index
            block.append(line)
    if block:
        yield first, block
