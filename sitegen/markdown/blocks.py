"""The blocks of a Markdown text: its code and its headings, as the pages will show them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from markdown_it.token import Token

from sitegen.markdown.parser import make_parser
from sitegen.markdown.simple import FENCE


class CodeBlock(NamedTuple):
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


class Heading(NamedTuple):
    """A heading, which ends with its underline if it has one; lines are counted as in CodeBlock."""

    start: int
    end: int
    level: int
    is_underlined: bool
    is_nested: bool


@dataclass(slots=True)
class Blocks:
    """The blocks of a text, from its first line to its last."""

    code: list[CodeBlock] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """The first line of each top-level block."""
    words: list[tuple[int, str]] = field(default_factory=list)
    """The first line of each paragraph, heading or cell, and its text without indentation and marks."""
    too_deep: int | None = None
    """The first line of a list, quote or footnote nested so deep that nothing in it would be shown."""

    def code_lines(self) -> set[int]:
        """All lines of code, including fences."""
        return {line for block in self.code for line in range(block.start, block.end)}


_MORE_THAN_WORDS = re.compile(
    r"\n(?=[ \t|:=>*+\d\[-])(?:"  # no other line need be tried
    r" {1,3}#"  # a heading that may be in a list
    r"| {0,3}[|:=-][|:=\- \t]*(?=\n|\Z)"  # underlines the line above it, or makes it the head of a table
    r"|(?! {6,17}[^ \t>*+\d\[-])(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]|\[\^[^\]\s]+\]:){6})"  # perhaps too deep
)


def needs_parser(source: str) -> bool:
    """Whether a text may hold a fence, an underlined heading, a table or a heading in a list, or be nested too deep.

    Else each line that begins with the marks of a heading is one. Erring on the side of True only costs time.
    """
    return "```" in source or "~~~" in source or _MORE_THAN_WORDS.search(f"\n{source}") is not None


def plain_fences(source: str) -> tuple[set[int], str]:
    """The lines of the code blocks that are surely blocks of their own, and the text with blank lines instead.

    They are fenced at the beginning of a line, and contain nothing that could be a fence or a heading.
    """
    if "```" not in source:
        return set(), source
    text, code = f"\n{source}\n", set[int]()

    def blank(block: re.Match[str]) -> str:
        if "#" in block[1]:
            return block[0]
        start, ends = text.count("\n", 0, block.start()), block[0].count("\n")
        code.update(range(start, start + ends))
        return "\n" * ends

    return code, FENCE.sub(blank, text)[1:-1]


_CONTAINERS = ("list_item_open", "blockquote_open", "footnote_reference_open")


def read_blocks(source: str) -> Blocks:
    r"""The blocks of *source*, whose lines end in \n, by the rules with which it is rendered (CommonMark 0.31)."""
    lines = source.split("\n")
    parser = make_parser(linkify=False)
    tokens: list[Token] = []
    # With one more line end each line of a fence has one, and can be counted.
    parser.block.parse(f"{source}\n", parser, {}, tokens)
    blocks = Blocks()
    for token in tokens:
        if token.map is None:
            continue
        start, end = token.map
        if token.level == 0:
            blocks.starts.append(start)
        if token.type == "inline":
            blocks.words.append((start, token.content))
        elif token.type in ("fence", "code_block"):
            blocks.code.append(_code_block(token, lines[start], start, end))
        elif token.type == "heading_open":
            underlined = token.markup in ("=", "-")
            blocks.headings.append(Heading(start, end, int(token.tag[1]), underlined, token.level > 0))
        elif token.type in _CONTAINERS and token.level + 1 >= parser.options.maxNesting and blocks.too_deep is None:
            blocks.too_deep = start
    return blocks


def _code_block(token: Token, first: str, start: int, end: int) -> CodeBlock:
    opening = token.markup + token.info
    if token.type == "code_block":
        opening = token.content.split("\n", 1)[0].lstrip(" \t")
    # A closed fence has two extra lines, its first and its last.
    is_closed = token.type == "code_block" or end - start == token.content.count("\n") + 2
    before = first.removesuffix(opening)
    return CodeBlock(start, end, token.content, token.markup, before, is_closed, token.level > 0)
