"""The lines of a body: without comments, and with what each of them is in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sitegen.markdown.blocks import needs_parser, read_blocks
from sitegen.problems import Problems, quoted
from sitegen.read.comments import DATED, opened_comment, without_comments
from sitegen.read.vocabulary import CODE_SPAN, ODD_LINK

_MARKS = re.compile(r"#{1,6}(?=[ \t]|$)")
_NO_COMMENT = re.compile(r"<!(?:-(?!-)|[–—]|[ ]+-)|(?:＜[!！]|<！)[ ]*[-–—－]")


class BodyLine(NamedTuple):
    """A line of the body after comments are gone."""

    number: int
    text: str
    code: bool = False
    """Whether it is in a fenced block of code."""
    heading: int = 0
    """The level of the heading that its marks make of it, in no list, quote or footnote; 0 where they make none."""
    is_underline: bool = False
    """Whether it makes a heading of the words above it, in no list, quote or footnote."""


def body_lines(body: str, first: int, path: str, problems: Problems) -> list[BodyLine]:
    """The lines of *body*, numbered from *first*, without HTML comments.

    An unclosed comment or fence is a problem: it would hide everything that follows.
    """
    lines = body.split("\n")
    odd = ("![" in body or "]（" in body) and ODD_LINK.search(body) is not None
    if not (odd or "<!" in body or "<！" in body or "＜" in body or needs_parser(body)):
        return [
            BodyLine(number, text, heading=_level(text)) if text[:1] == "#" else BodyLine(number, text)
            for number, text in enumerate(lines, first)
        ]
    if "<!--" in body:
        lines = without_comments(lines, first, path, problems)
    # Each update is rendered alone: what is open at its end was forgotten to be closed.
    ends = [*(index for index, text in enumerate(lines) if index and DATED.match(text)), len(lines)]
    return [
        line
        for start, end in pairwise([0, *ends])
        for line in _part(lines[start:end], first + start, path, problems, check_links=odd)
    ]


def _level(text: str) -> int:
    marks = _MARKS.match(text)
    return len(marks[0]) if marks else 0


def _part(lines: Sequence[str], first: int, path: str, problems: Problems, *, check_links: bool) -> Iterator[BodyLine]:
    blocks = read_blocks("\n".join(lines))
    code = blocks.code_lines()
    fenced = {line for block in blocks.code if block.fence for line in range(block.start, block.end)}
    headings = {one.start: one.level for one in blocks.headings if not (one.is_nested or one.is_underlined)}
    underlines = {one.end - 1 for one in blocks.headings if one.is_underlined and not one.is_nested}
    for block in blocks.code:
        inside = lines[block.start : block.end]
        if block.fence and not (block.is_closed and all(DATED.match(text.lstrip()) is None for text in inside)):
            where = "Its lines and its end must be indented, or quoted, as its beginning is."
            where = where if block.is_nested else "A line of its own, at the beginning of the line."
            message = f"expected {block.fence} to close this code block, found none"
            problems.error(path, first + block.start, "", message, where)
    if blocks.too_deep is not None:
        message = "expected at most 9 lists, or 19 quotes, in one another, found more"
        problems.error(path, first + blocks.too_deep, "", message, "Readers see nothing of what is deeper.")
    for index, text in enumerate(lines):
        if index not in code:
            _check_comment(text, first + index, path, problems)
            if check_links:
                _check_link(text, first + index, path, problems)
        yield BodyLine(first + index, text, index in fenced, headings.get(index, 0), index in underlines)


def _check_comment(text: str, number: int, path: str, problems: Problems) -> None:
    """Tell of what was meant as a comment, and would be shown."""
    if ("<" in text or "＜" in text) and _NO_COMMENT.search(_without_code(text)):
        hint = "Two plain dashes stand behind <!; otherwise readers see all that was to be hidden."
        if not text.isascii() and re.search("[＜！－]", text):
            hint = "Type <, ! and the dashes half-width; otherwise readers see all that was to be hidden."
        problems.error(path, number, "", f"expected <!-- to open a comment, found {quoted(text.strip())}", hint)
    elif "<!--" in text and opened_comment(text):
        message = f"expected no comment in the title of a link, found {quoted(text.strip())}"
        problems.error(path, number, "", message, "Write the address and the title on one line.")


def _check_link(text: str, number: int, path: str, problems: Problems) -> None:
    """Tell of a link or a picture that readers would see as it is written."""
    found = ODD_LINK.search(_without_code(text))
    if not found:
        return
    expected = "expected a picture as ![words](name.png)" if found["picture"] else "expected a link as [words](address)"
    hint = "Nothing stands between ] and (."
    if "（" in found[0]:
        hint = "Type ( and ) half-width."
    elif "](" in found[0]:
        hint = "The name of a picture has no space: rename the file."
    what = "image" if found["picture"] else "link"
    problems.error(path, number, what, f"{expected}, found {quoted(found[0])}", hint)


def _without_code(text: str) -> str:
    return CODE_SPAN.sub(lambda found: "\n" if found["code"] else found[0], text) if "`" in text else text
