"""Markdown → plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it.token import Token

from sitegen.markdown.parser import make_parser
from sitegen.markdown.simple import BLANK, is_special, joined_lines, simple_parts, without_marks


def plain(source: str) -> str:
    """The words of a Markdown text without its marks, on one line: for descriptions and summaries."""
    if not is_special(source):
        blocks = source
    elif (parts := simple_parts(source)) is not None:
        blocks = "\n".join(part if index % 2 else without_marks(part) for index, part in enumerate(parts))
    else:
        blocks = _words_of(source)
    return " ".join(joined_lines(BLANK.sub("\n", blocks)).split())


@lru_cache(maxsize=64)
def _words_of(source: str) -> str:
    return "\n".join(_texts(make_parser(linkify=False).parse(source)))


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    """The words in blocks, without those of tables, which mean nothing on one line."""
    tables = 0
    for token in tokens:
        if token.type in ("table_open", "table_close"):
            tables += token.nesting
        elif tables:
            continue
        elif token.type == "inline":
            yield "".join(
                "\n" if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or ()
                if child.type != "footnote_ref"
            )
        elif token.type in ("fence", "code_block"):
            yield token.content
