"""The blocks of a Markdown text: its code and its headings, as the pages will show them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it.token import Token

from sitegen.markdown.parser import make_parser


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A code block; lines are counted from 0, and *end* is the first after it."""

    start: int
    end: int
    content: str
    """The code, each line with its line end."""
    fence: str
    """The marks that open it; empty for an indented block."""
    before: str
    """The prefix of its first line: indentation, marks of lists and quotes."""
    is_closed: bool
    """False for a fence open to the end of the text, or of the list, quote or footnote around it."""
    is_nested: bool
    """Whether it is in a list, a quote or a footnote."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, which ends with its underline if it has one; lines are counted as in CodeBlock."""

    start: int
    end: int
    level: int
    is_underlined: bool
    is_nested: bool


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a text, from its first line to its last."""

    code: tuple[CodeBlock, ...]
    headings: tuple[Heading, ...]
    starts: tuple[int, ...]
    """The first line of each top-level block."""
    words: tuple[tuple[int, str], ...]
    """The first line of each paragraph, heading or cell, and its text without indentation and marks."""
    too_deep: int | None
    """The first line of a list, quote or footnote nested so deep that nothing in it would be shown."""

    def code_lines(self) -> set[int]:
        """All lines of code, including fences."""
        return {line for block in self.code for line in range(block.start, block.end)}


_MORE_THAN_WORDS = re.compile(
    "```|~~~"
    r"|\n {1,3}#"  # a heading that may be in a list
    r"|\n {0,3}[|:=-][|:=\- \t]*(?=\n|\Z)"  # underlines the line above it, or makes it the head of a table
    r"|\n(?! {6,17}[^ \t>*+\d\[-])(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]|\[\^[^\]\s]+\]:){6}"  # perhaps too deep
)


def needs_parser(source: str) -> bool:
    """Whether a text may hold a fence, an underlined heading, a table or a heading in a list, or be nested too deep.

    Else each line that begins with the marks of a heading is one. Erring on the side of True only costs time.
    """
    return _MORE_THAN_WORDS.search(f"\n{source}") is not None


_CONTAINERS = ("list_item_open", "blockquote_open", "footnote_reference_open")


def read_blocks(source: str) -> Blocks:
    r"""The blocks of *source*, whose lines end in \n, by the rules with which it is rendered (CommonMark 0.31)."""
    # So that each line of a fence ends in a line end, and can be counted.
    text = f"{source}\n"
    lines = source.split("\n")
    parser = make_parser(linkify=False)
    tokens: list[Token] = []
    parser.block.parse(text, parser, {}, tokens)
    code: list[CodeBlock] = []
    headings: list[Heading] = []
    starts: list[int] = []
    words: list[tuple[int, str]] = []
    too_deep: int | None = None
    for token in tokens:
        if token.map is None:
            continue
        start, end = token.map
        if token.level == 0:
            starts.append(start)
        if token.type == "inline":
            words.append((start, token.content))
        elif token.type in ("fence", "code_block"):
            code.append(_code_block(token, lines[start], start, end))
        elif token.type == "heading_open":
            underlined = token.markup in ("=", "-")
            headings.append(Heading(start, end, int(token.tag[1]), underlined, token.level > 0))
        elif token.type in _CONTAINERS and token.level + 1 >= parser.options.maxNesting and too_deep is None:
            too_deep = start
    return Blocks(tuple(code), tuple(headings), tuple(starts), tuple(words), too_deep)


def _code_block(token: Token, first: str, start: int, end: int) -> CodeBlock:
    opening = token.markup + token.info
    if token.type == "code_block":
        opening = token.content.split("\n", 1)[0].lstrip(" \t")
    # A closed fence has two extra lines, its first and its last.
    is_closed = token.type == "code_block" or end - start == token.content.count("\n") + 2
    before = first.removesuffix(opening)
    return CodeBlock(start, end, token.content, token.markup, before, is_closed, token.level > 0)
