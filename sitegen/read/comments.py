"""HTML comments in a body, which are removed with their content, except in code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen.markdown.blocks import read_blocks
from sitegen.model import CheckComment
from sitegen.problems import Problems
from sitegen.read.vocabulary import end_of_code

_COMMENT = re.compile(r"\\.|`+|(?P<opening><!--(?:-?>)?)")
"""The opening of a comment, or an escape or backticks, behind which there may be none.

`<!-->` and `<!--->` are whole comments (HTML Living Standard, 13.2.5.43).
"""
DATED = re.compile(r"##[ \t]+\d{4}-\d{2}-\d{2}[T ]+\d{2}:\d{2}")
"""A likely heading of an update: any block open above it was not closed."""
MAX_LINES_TO_REREAD = 50_000
"""A limit, as each removed comment may change the role of the lines below it."""

_HIDDEN = "Readers do not see text in a comment."


def opened_comment(text: str, position: int = 0) -> re.Match[str] | None:
    """Where a comment begins in a line that is no code, from *position* on."""
    if "<!--" not in text:
        return None
    while token := _COMMENT.search(text, position):
        if token["opening"]:
            return token
        position = end_of_code(token)
    return None


ADDRESSED = re.compile(r"\s*wording\b")
"""What a comment begins with that is addressed to `check`."""


def without_comments(
    lines: Sequence[str], first: int, path: str, problems: Problems, addressed: list[CheckComment] | None = None
) -> list[str]:
    """*lines*, numbered from *first*, without the comments outside code; lines after a problem may be missing.

    Those that are addressed to `check` are added to *addressed*.

    They are removed from top to bottom, because whether a line is code depends on what is left above it.
    """
    left = list(lines)
    code = _CodeAbove(left)
    behind = 0
    for index, text in enumerate(lines):
        if index < behind or not opened_comment(text) or code.holds(index):
            continue
        behind = _remove(left, index, first, path, problems, addressed)
        code.forget(index)
        if code.reread > MAX_LINES_TO_REREAD:
            message = "expected fewer comments in one list or paragraph, found too many to parse"
            problems.error(path, first + index, "", message, "One comment may span many lines.")
            return left[: index + 1]
    return left


def _remove(
    lines: list[str], index: int, first: int, path: str, problems: Problems, addressed: list[CheckComment] | None
) -> int:
    """Remove the comments that open in a line; returns the index after the last line in which one of them closes."""
    text, kept, position = lines[index], "", 0
    while opening := opened_comment(text, position):
        kept += text[position : opening.start()]
        position = opening.end()
        if opening[0] != "<!--":
            continue
        begun, words = first + index, ""
        while (end := text.find("-->", position)) < 0:
            _check_nested(text[position:], begun, first + index, path, problems)
            lines[index] = kept.rstrip()
            words += f"{text[position:]}\n"
            index += 1
            if index == len(lines):
                problems.error(path, begun, "", "expected --> to close this comment, found none", _HIDDEN)
                return index
            text, kept, position = lines[index], "", 0
        _check_nested(text[position:end], begun, first + index, path, problems)
        words += text[position:end]
        if addressed is not None and ADDRESSED.match(words):
            addressed.append(CheckComment(path, begun, " ".join(words.split())))
        position = end + len("-->")
    lines[index] = (kept + text[position:]).rstrip()
    return index + 1


def _check_nested(inside: str, begun: int, number: int, path: str, problems: Problems) -> None:
    if "<!--" in inside:
        found = f"found another <!-- in line {number}"
        problems.error(path, begun, "", f"expected --> to close this comment, {found}", _HIDDEN)


class _CodeAbove:
    """Which lines are code, judged by the lines above them, which change from top to bottom."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._dated = [index for index, text in enumerate(lines) if DATED.match(text)][::-1]
        self._start = self._end = 0
        """The range of lines that was parsed; it begins with a block that is in no other."""
        self._code: set[int] = set()
        self._blocks: list[int] = []
        self._furthest = 0
        self.reread = 0
        """Number of lines that had to be parsed again."""

    def holds(self, index: int) -> bool:
        """Whether a line is code; the lines above it no longer change."""
        while self._dated and self._dated[-1] <= index:
            dated = self._dated.pop()
            if DATED.match(self._lines[dated]):
                self._start = self._end = dated
        if index >= self._end:
            start, end = self._start, max(index + 1, 2 * self._end - self._start)
            self.reread += max(0, min(end, self._furthest) - start)
            self._furthest = max(self._furthest, end)
            blocks = read_blocks("\n".join(self._lines[start:end]))
            self._code = {start + line for line in blocks.code_lines()}
            self._blocks = [start + line for line in blocks.starts]
            self._end = end
        return index in self._code

    def forget(self, index: int) -> None:
        """Note that the parsed line *index* has changed, and with it the block that it is in or now continues."""
        self._start = self._end = max((start for start in self._blocks if start < index), default=self._start)
