"""Markdown → plain text: on one line, or on several lines as in an e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from markdown_it.token import Token

from sitegen.markdown import simple
from sitegen.markdown.dialect import Dialect, written
from sitegen.markdown.parser import Picture, parse


def plain(source: str) -> str:
    """A Markdown text on one line, without its marks: for descriptions and summaries."""
    if not simple.is_special(source):
        blocks = source
    elif (parts := simple.simple_parts(source)) is not None:
        blocks = "\n".join(part if index % 2 else simple.without_marks(part) for index, part in enumerate(parts))
    else:
        blocks = _full_text(source)
    return " ".join(simple.joined_lines(simple.BLANK.sub("\n", blocks)).split())


@lru_cache(maxsize=64)
def _full_text(source: str) -> str:
    return "\n".join(_texts(parse(source, linkify=False)))


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    """The texts of blocks, without tables, which mean nothing on one line."""
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


# ---- on several lines

PLAIN = Dialect()
"""Plain text, as in the text part of a mail."""


def mail_text(source: str, pictures: Iterable[str] = ()) -> str:
    """A Markdown text on several lines, as in a plain-text e-mail.

    Paragraphs are separated by empty lines; items begin with `- ` or their number, quoted lines with `> `; the
    URL of a link follows its text in parentheses; the cells of a row are separated by bars; code is unchanged.
    *pictures*, named as in the text, are replaced by their alternative text.
    """
    blocks = simple.simple_blocks(source)
    if blocks is not None:
        return "\n\n".join(filter(None, map(_simple_block, blocks)))
    return written(source, PLAIN, {name: Picture("", 0, 0) for name in pictures})


def _simple_block(block: simple.SimpleBlock) -> str:
    if block.kind == "code":
        return block.text.strip("\n") if block.text.strip() else ""
    return simple.PIECE.sub(_simple_words, block.text if block.kind == "items" else block.text.replace("\n", " "))


def _simple_words(piece: re.Match[str]) -> str:
    return piece["code"] or piece["strong"] or f"{piece['text']} ({piece['url']})"
