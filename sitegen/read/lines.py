"""The lines of a body, without comments, each with its role in Markdown."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sitegen.markdown.blocks import Blocks, needs_parser, plain_fences, read_blocks
from sitegen.markdown.characters import invalid_reference
from sitegen.model import CheckComment
from sitegen.problems import Problems, quoted
from sitegen.read.comments import DATED, opened_comment, without_comments
from sitegen.read.limits import within_limits
from sitegen.read.vocabulary import ODD_LINK, without_code

_MARKS = re.compile(r"#{1,6}(?=[ \t]|$)")
_NO_COMMENT = re.compile(r"<!(?:-(?!-)|[–—]|[ ]+-)|(?:＜[!！]|<！)[ ]*[-–—－]")


class BodyLine(NamedTuple):
    """A line of the body, without comments."""

    number: int
    text: str
    code: bool = False
    """Whether it is in a fenced code block."""
    heading: int = 0
    """The level of an ATX heading outside lists, quotes and footnotes; 0 for other lines."""
    is_underline: bool = False
    """Whether it underlines the text above as a heading, outside lists, quotes and footnotes."""


def body_lines(
    body: str, first: int, path: str, problems: Problems, comments: list[CheckComment] | None = None
) -> list[BodyLine]:
    """The lines of *body*, numbered from *first*, without HTML comments; those for `check` go to *comments*.

    An unclosed comment or fence is a problem: it would hide everything that follows. So is more than a parser should
    see, behind which nothing is read.
    """
    lines = within_limits(body, first, path, problems)
    if len(lines) <= body.count("\n"):
        # What is open where the rest was cut off may well be closed there.
        body, problems = "\n".join(lines), Problems()
    if not _needs_blocks(body):
        return _plain_lines(lines, first)
    if "<!--" in body:
        lines = without_comments(lines, first, path, problems, comments)
    # Each update is rendered alone: a block open at its end was not closed.
    ends = [*(index for index, text in enumerate(lines) if index and DATED.match(text)), len(lines)]
    found: list[BodyLine] = []
    for start, end in pairwise([0, *ends]):
        part = lines[start:end]
        code, rest = plain_fences(text := "\n".join(part))
        if _needs_blocks(rest):
            found += _part(part, read_blocks(text), first + start, path, problems)
        else:
            found += _plain_lines(part, first + start, code)
    return found


def _needs_blocks(text: str) -> bool:
    """Whether more must be known of *text* than which lines begin with the marks of a heading."""
    if "<!" in text or "<！" in text or "＜" in text or _has_odd_link(text):
        return True
    return bool(invalid_reference(text)) or needs_parser(text)


def _has_odd_link(text: str) -> bool:
    return ("![" in text or "]（" in text) and ODD_LINK.search(text) is not None


def _plain_lines(lines: Sequence[str], first: int, code: Container[int] = ()) -> list[BodyLine]:
    """*lines*, numbered from *first*, of which those of *code*, counted from 0, are code."""
    return [
        BodyLine(first + index, text, index in code, _level(text) if text[:1] == "#" else 0)
        for index, text in enumerate(lines)
    ]


def _level(text: str) -> int:
    marks = _MARKS.match(text)
    return len(marks[0]) if marks else 0


def _part(lines: Sequence[str], blocks: Blocks, first: int, path: str, problems: Problems) -> Iterator[BodyLine]:
    code = blocks.code_lines()
    fenced = {line for block in blocks.code if block.fence for line in range(block.start, block.end)}
    headings = {one.start: one.level for one in blocks.headings if not (one.is_nested or one.is_underlined)}
    underlines = {one.end - 1 for one in blocks.headings if one.is_underlined and not one.is_nested}
    for block in blocks.code:
        inside = lines[block.start : block.end]
        if block.fence and not (block.is_closed and all(DATED.match(text.lstrip()) is None for text in inside)):
            where = f"Close it with {block.fence} on a line of its own, not indented."
            where = "Indent or quote its lines and its end as its beginning." if block.is_nested else where
            message = f"expected {block.fence} to close this code block, found none"
            problems.error(path, first + block.start, "", message, where)
    if blocks.too_deep is not None:
        message = "expected at most 9 lists, or 19 quotes, nested, found more"
        problems.error(path, first + blocks.too_deep, "", message, "Readers do not see deeper levels.")
    for index, text in enumerate(lines):
        if index not in code:
            _check_comment(text, first + index, path, problems)
            _check_link(text, first + index, path, problems)
            _check_reference(text, first + index, path, problems)
        yield BodyLine(first + index, text, index in fenced, headings.get(index, 0), index in underlines)


def _check_comment(text: str, number: int, path: str, problems: Problems) -> None:
    """Report text meant as a comment that would be shown."""
    if ("<" in text or "＜" in text) and _NO_COMMENT.search(without_code(text)):
        hint = "Type two plain dashes after <!, or readers see the comment."
        if not text.isascii() and re.search("[＜！－]", text):
            hint = "Type <, ! and the dashes half-width, or readers see the comment."
        problems.error(path, number, "", f"expected <!-- to open a comment, found {quoted(text.strip())}", hint)
    elif opened_comment(text):
        message = f"expected no comment in the title of a link, found {quoted(text.strip())}"
        problems.error(path, number, "", message, "Write the address and the title on one line.")


def _check_reference(text: str, number: int, path: str, problems: Problems) -> None:
    """Report a reference to a character that could not stand in the file itself."""
    found = invalid_reference(text) and invalid_reference(without_code(text))
    if found:
        hint = "Delete it; to show it as it stands, put it in `backticks`."
        message = f"expected text, found {quoted(found)}, which is an invisible character"
        problems.error(path, number, "", message, hint)


def _check_link(text: str, number: int, path: str, problems: Problems) -> None:
    """Report a link or a picture that would be shown literally."""
    found = ODD_LINK.search(without_code(text)) if _has_odd_link(text) else None
    if not found:
        return
    expected = "expected a picture as ![words](name.png)" if found["picture"] else "expected a link as [words](address)"
    hint = "Put nothing between ] and (."
    if "（" in found[0]:
        hint = "Type ( and ) half-width."
    elif "](" in found[0]:
        hint = "A picture's name cannot have spaces: rename the file."
    what = "image" if found["picture"] else "link"
    problems.error(path, number, what, f"{expected}, found {quoted(found[0])}", hint)
