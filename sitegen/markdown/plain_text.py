"""Markdown → plain text: on one line, or on several as in a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count, repeat
from typing import NamedTuple

from markdown_it.token import Token

from sitegen.markdown.parser import Picture, make_parser, parser_for, soft_break
from sitegen.markdown.simple import (
    BLANK,
    PIECE,
    SimpleBlock,
    is_special,
    joined_lines,
    simple_blocks,
    simple_parts,
    without_marks,
)


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


# ---- on several lines


def mail_text(source: str, pictures: Iterable[str] = ()) -> str:
    """A Markdown text as people write it in a mail without HTML, on several lines.

    Paragraphs stand between empty lines, items after `- ` or their number, quoted lines after `> `, addresses in
    brackets after the words of their link; the cells of a row stand between bars, and code is as it was written.
    For *pictures*, by the names under which the text knows them, stands their alternative text.
    """
    simple = simple_blocks(source)
    if simple is not None:
        return "\n\n".join(filter(None, map(_simple_block, simple)))
    known = {name: Picture("", 0, 0) for name in pictures}
    return _joined(_blocks(iter(parser_for(source).parse(source, {"images": known}))))


def _simple_block(block: SimpleBlock) -> str:
    if block.kind == "code":
        return _code(block.text)
    return PIECE.sub(_simple_words, block.text if block.kind == "items" else block.text.replace("\n", " "))


def _simple_words(piece: re.Match[str]) -> str:
    return piece["code"] or piece["strong"] or f"{piece['text']} ({piece['url']})"


def _code(inside: str) -> str:
    return inside.strip("\n") if inside.strip() else ""


class _Block(NamedTuple):
    """A block as lines of a mail."""

    text: str
    apart: bool = False
    """Whether it is a paragraph that stands between empty lines, even as an item of a list."""


def _blocks(tokens: Iterator[Token]) -> Iterator[_Block]:
    """The blocks that *tokens* hold before the end of what they are in."""
    for token in tokens:
        if token.nesting < 0:
            return
        block = _block(token, tokens)
        if block.text:
            yield block


def _block(first: Token, rest: Iterator[Token]) -> _Block:
    """The block that begins with *first*; the tokens up to its end are taken from *rest*."""
    match first.type:
        case "inline":
            lines = _words(first.children or ()).split("\n")
            return _Block("\n".join(line.rstrip(" ") for line in lines).strip())
        case "fence" | "code_block":
            return _Block(_code(first.content))
        case "hr":
            return _Block("* * *")
        case "bullet_list_open":
            return _Block(_list(repeat("- "), rest))
        case "ordered_list_open":
            return _Block(_list((f"{number}. " for number in count(int(first.attrs.get("start", 1)))), rest))
        case "footnote_block_open":
            return _Block(_list((f"[{number}] " for number in count(1)), rest))
        case "table_open":
            return _Block("\n".join(_rows(rest)))
        case "blockquote_open":
            quoted = _joined(_blocks(rest))
            return _Block(_hanging("> ", "> ", quoted) if quoted else "")
        case "paragraph_open" | "heading_open":
            return _Block(_joined(_blocks(rest)), apart=not first.hidden)
    return _Block("")  # The way back from a footnote, which pages alone have.


def _joined(blocks: Iterable[_Block]) -> str:
    return "\n\n".join(block.text for block in blocks)


def _list(markers: Iterator[str], rest: Iterator[Token]) -> str:
    items: list[str] = []
    apart = False
    for token in rest:
        if token.nesting < 0:
            break
        blocks = [*_blocks(rest)]
        spaced = any(block.apart for block in blocks)
        marker = next(markers)
        text = _joined(blocks) if spaced else "\n".join(block.text for block in blocks)
        items.append(_hanging(marker, " " * len(marker), text))
        apart = apart or spaced
    return ("\n\n" if apart else "\n").join(items)


def _hanging(first: str, others: str, text: str) -> str:
    """Lines that begin with *first*, and then with *others*."""
    begin, *more = f"{first}{text}".rstrip(" ").split("\n")
    return "\n".join([begin, *(f"{others}{line}" if line else others.rstrip() for line in more)])


def _rows(rest: Iterator[Token]) -> Iterator[str]:
    cells: list[str] = []
    for token in rest:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            cells.append(_words(token.children or ()).strip())
        elif token.type == "tr_close":
            yield " | ".join(cells).strip()


def _words(tokens: Sequence[Token]) -> str:
    """What stands in a block; a line break only where the author wants one."""
    found: list[str] = []
    link, words = Token("", "", 0), 0
    for index, token in enumerate(tokens):
        if token.type == "softbreak":
            found.append(soft_break(tokens, index).replace("\n", " "))
        elif token.type == "hardbreak":
            found.append("\n")
        elif token.type == "image":
            found.append(str(token.attrGet("alt")))
        elif token.type == "footnote_ref":
            found.append(f"[{token.meta['id'] + 1}]")
        elif token.type in ("s_open", "s_close"):
            found.append("~~")  # Without it the words would mean what their author has taken back.
        elif token.type == "link_open":
            link, words = token, len(found)
        elif token.type == "link_close":
            found[words:] = [_link(link, "".join(found[words:]))]
        else:
            found.append(token.content.replace("\n", " "))
    return "".join(found)


def _link(link: Token, words: str) -> str:
    address = str(link.attrGet("href")).removeprefix("mailto:")
    return address if link.info == "auto" or words in ("", address) else f"{words} ({address})"
