"""Markdown → plain text: on one line, or on several lines as in an e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count, repeat, takewhile
from typing import NamedTuple

from markdown_it.token import Token

from sitegen.markdown import simple
from sitegen.markdown.parser import Picture, make_parser, parse, soft_break


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
    return "\n".join(_texts(make_parser(linkify=False).parse(source)))


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


def mail_text(source: str, pictures: Iterable[str] = ()) -> str:
    """A Markdown text on several lines, as in a plain-text e-mail.

    Paragraphs are separated by empty lines; items begin with `- ` or their number, quoted lines with `> `; the
    URL of a link follows its text in parentheses; the cells of a row are separated by bars; code is unchanged.
    *pictures*, named as in the text, are replaced by their alternative text.
    """
    blocks = simple.simple_blocks(source)
    if blocks is not None:
        return "\n\n".join(filter(None, map(_simple_block, blocks)))
    known = {name: Picture("", 0, 0) for name in pictures}
    return _joined(_blocks(iter(parse(source, images=known))))


def _simple_block(block: simple.SimpleBlock) -> str:
    if block.kind == "code":
        return _code(block.text)
    return simple.PIECE.sub(_simple_words, block.text if block.kind == "items" else block.text.replace("\n", " "))


def _simple_words(piece: re.Match[str]) -> str:
    return piece["code"] or piece["strong"] or f"{piece['text']} ({piece['url']})"


def _code(inside: str) -> str:
    return inside.strip("\n") if inside.strip() else ""


class _Block(NamedTuple):
    """A block as lines of text."""

    text: str
    loose: bool = False
    """Whether it is a paragraph between empty lines, even in a list item."""


def _blocks(tokens: Iterator[Token]) -> Iterator[_Block]:
    """The blocks up to the end of the enclosing block."""
    for token in tokens:
        if token.nesting < 0:
            return
        block = _block(token, tokens)
        if block.text:
            yield block


def _block(first: Token, rest: Iterator[Token]) -> _Block:
    """The block that begins with *first*; consumes its tokens from *rest*."""
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
            return _Block(_joined(_blocks(rest)), loose=not first.hidden)
    return _Block("")  # The link back from a footnote, which only pages have.


def _joined(blocks: Iterable[_Block]) -> str:
    return "\n\n".join(block.text for block in blocks)


def _list(markers: Iterator[str], rest: Iterator[Token]) -> str:
    items: list[str] = []
    loose = False
    for marker, _item in zip(markers, takewhile(lambda token: token.nesting >= 0, rest), strict=False):
        blocks = [*_blocks(rest)]
        is_loose = any(block.loose for block in blocks)
        text = _joined(blocks) if is_loose else "\n".join(block.text for block in blocks)
        items.append(_hanging(marker, " " * len(marker), text))
        loose = loose or is_loose
    return ("\n\n" if loose else "\n").join(items)


def _hanging(first: str, others: str, text: str) -> str:
    """The lines of *text*, the first after *first*, the others after *others*."""
    begin, *more = f"{first}{text}".rstrip(" ").split("\n")
    return "\n".join([begin, *(f"{others}{line}" if line else others.rstrip() for line in more)])


def _rows(rest: Iterator[Token]) -> Iterator[str]:
    cells: list[str] = []
    for token in takewhile(lambda token: token.type != "table_close", rest):
        if token.type == "inline":
            cells.append(_words(token.children or ()).strip())
        elif token.type == "tr_close":
            yield " | ".join(cells).strip()
            cells = []


def _words(tokens: Sequence[Token]) -> str:
    """The text of a block, with hard line breaks only."""
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
            found.append("~~")  # Without it the text would say what the author has struck out.
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
