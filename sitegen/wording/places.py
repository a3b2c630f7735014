"""Where the words of a passage stand: the file, and the lines in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sitegen.problems import Problems
from sitegen.read.body import UpdateBlock
from sitegen.read.files import ContentFile
from sitegen.read.reader import Reader
from sitegen.read.updates import timed_blocks
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Passage


class Place(NamedTuple):
    """Lines of a file, counted from 1."""

    path: str
    line: int
    """Where a problem is shown."""
    lines: range
    """The part of the file that it belongs to: it is new where any of these lines is."""


class Places:
    """Finds places; a file is read again only where something was found in it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lines = lru_cache(maxsize=8)(self._read_lines)
        self._translation = lru_cache(maxsize=8)(self._read_translation)

    def of_update(self, passage: Passage) -> Place:
        """The place of an update as a whole, in the original."""
        moment = passage.moment
        first, end = self._range(passage)
        return Place(moment.source.path, moment.update.line, range(first, end))

    def of_words(self, passage: Passage, sentence: Sentence | None, found: str) -> Place:
        """The place of the words *found*, in a *sentence* of the passage."""
        moment = passage.moment
        path = path_in(moment.source.path, passage.locale)
        if passage.part != "body":
            return self._in_front_or_field(passage, path)
        at = sentence.line if sentence else 0
        count = sentence.lines if sentence else len(passage.source.split("\n"))
        source = passage.source.split("\n")[at : at + count]
        first = self._body_line(passage, path) + at
        return Place(path, first + _line_with(found, source), range(first, first + count))

    def holds(self, passage: Passage, line: int) -> bool:
        """Whether a line of the passage's file belongs to its update."""
        first, end = self._range(passage)
        return first <= line < end

    def _body_line(self, passage: Passage, path: str) -> int:
        update = passage.moment.update
        if not passage.locale:
            return update.body_line or update.line
        for at, block in self._translation(path, passage.locale):
            if at == update.at and block.body == passage.source:
                return block.line_of(1)
        return 1

    def _in_front_or_field(self, passage: Passage, path: str) -> Place:
        first, end = self._range(passage)
        lines = self._lines(path)
        words = " ".join(passage.source.split())
        for number in range(first, min(end, len(lines) + 1)):
            if words[:40] in " ".join(lines[number - 1].split()):
                return Place(path, number, range(number, number + 1))
        return Place(path, first, range(first, first + 1))

    def _range(self, passage: Passage) -> tuple[int, int]:
        """The first line of an update's part of its file, and the one behind it; the first has the front matter."""
        moment = passage.moment
        update = moment.update
        if passage.locale:
            blocks = self._translation(path_in(moment.source.path, passage.locale), passage.locale)
            starts = [block.line for _, block in blocks]
            own = next((block.line for at, block in blocks if at == update.at), 1)
        else:
            starts = [one.line for one in moment.source.updates]
            own = update.line
        first = 1 if update is moment.source.updates[0] and passage.part != "body" else own
        return first, min((line for line in starts if line > own), default=_BEHIND_ALL)

    def _read_lines(self, path: str) -> Sequence[str]:
        text = self._reader.drafts.get(path)
        if text is None:
            text = (self._reader.root / path).read_text("utf-8", errors="replace")
        return text.split("\n")

    def _read_translation(self, path: str, locale: str) -> Sequence[tuple[datetime, UpdateBlock]]:
        document = self._reader.document(ContentFile(path, "", locale), Problems())
        return timed_blocks(document, self._reader) if document else ()


_BEHIND_ALL = 1_000_000
"""Past the end of any file."""


def path_in(path: str, locale: str) -> str:
    """The file of an entry's translation, or its original."""
    return f"{path.removesuffix('.md')}.{locale}.md" if locale else path


def _line_with(found: str, lines: Sequence[str]) -> int:
    """The index of the line in which *found* begins."""
    begin = re.split(r"\s", found.strip())
    for length in (3, 1):
        words = " ".join(begin[:length])[:30]
        for index, line in enumerate(lines):
            if words and words in line:
                return index
    return 0
