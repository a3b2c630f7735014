"""The beginning of a text, in whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.token import Token

from sitegen.markdown.parser import parse
from sitegen.markdown.plain_text import plain
from sitegen.markdown.wide import is_wide

_CLOSERS = "[”’」』）)\"']*"
_END = re.compile(rf"(?:[。！？]|[.!?](?={_CLOSERS}(?:\s|$))){_CLOSERS}\s*")
_INTRODUCES = (":", "：")
"""What a sentence ends with that introduces what comes next, a list or a table, say."""


def sentences(text: str) -> list[str]:
    """The sentences of a text on one line, each with its mark and what closes it."""
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [*found, *filter(None, [text[start:].strip()])]


def opening(source: str, most: int) -> str:
    """The first sentences of a Markdown text, without its marks: as many as fit *most* characters, and one at least.

    It ends before a list, a table or code, before a sentence that only introduces one, and never with the bold words
    that a paragraph begins with instead of a heading.
    """
    shown: list[_Sentence] = []
    length = 0
    for sentence in _leading(source):
        if length + len(sentence.text) > most and not all(one.is_lead for one in shown):
            break
        length += len(sentence.text) + 1
        shown.append(sentence)
    while len(shown) > 1 and shown[-1].is_lead:
        shown.pop()
    return _joined([one.text for one in shown]) if shown else plain(source)


class _Sentence(NamedTuple):
    text: str
    is_lead: bool
    """Whether it leads to something, so that a text cannot end with it."""


def _leading(source: str) -> Iterator[_Sentence]:
    """The sentences of the paragraphs that a text begins with; headings among them are passed over."""
    lines = source.split("\n")
    tokens = parse(source)
    for index, token in enumerate(tokens):
        if token.level or token.nesting <= 0 or token.map is None or token.type == "heading_open":
            if token.level == 0 and token.nesting == 0 and token.type != "inline":
                return  # Code, or a rule.
            continue
        if token.type != "paragraph_open":
            return
        found = sentences(_close(plain("\n".join(lines[token.map[0] : token.map[1]]))))
        bold = _begins_bold(tokens[index + 1])
        for place, text in enumerate(found):
            yield _Sentence(text, text.endswith(_INTRODUCES) or (bold and place == 0 and len(found) > 1))


def _begins_bold(inline: Token) -> bool:
    written = [child.type for child in inline.children or () if child.type != "text" or child.content]
    return written[:1] == ["strong_open"]


def _close(text: str) -> str:
    """A text without the spaces that Markdown wants behind bold words that end in a full-width mark."""
    return re.sub(r"(?<=[：，。；！？]) ", "", text)


def _joined(found: list[str]) -> str:
    """Sentences as a text; between two Chinese ones there is no space."""
    text = found[0]
    for sentence in found[1:]:
        text += sentence if is_wide(text[-1]) else f" {sentence}"
    return text
