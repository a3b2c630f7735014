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
        *front, own = self._ranges(passage)
        # What stands in the front matter is announced with the first update.
        begin = 1 if front and front[0].stop == own.start else own.start
        return Place(moment.source.path, moment.update.line, range(begin, own.stop))

    def of_words(self, passage: Passage, sentence: Sentence | None, found: str) -> Place:
        """The place of the words *found*, in a *sentence* of the passage."""
        moment = passage.moment
        path = path_in(moment.source.path, passage.locale)
        if passage.part != "body":
            return self._in_front_or_field(passage, path)
        first, lines = self._body_line(passage, path), passage.source.split("\n")
        if sentence is None:
            line = first + _line_with(found, lines)
            return Place(path, line, range(line, line + 1))
        first += sentence.line
        block = lines[sentence.line : sentence.line + sentence.lines]
        return Place(path, first + _line_with(found, block), range(first, first + sentence.lines))

    def holds(self, passage: Passage, line: int) -> bool:
        """Whether a line of the passage's file belongs to its update."""
        return any(line in lines for lines in self._ranges(passage))

    def _body_line(self, passage: Passage, path: str) -> int:
        update = passage.moment.update
        if not passage.locale:
            return update.body_line or update.line
        for at, block in self._translation(path, passage.locale):
            if at == update.at and block.body == passage.source:
                return block.line_of(1)
        return 1

    def _in_front_or_field(self, passage: Passage, path: str) -> Place:
        """The lines of a title or of an item of a field: the one that is all of it, or those that are parts."""
        lines = self._lines(path)
        ranges = [range(one.start, min(one.stop, len(lines) + 1)) for one in self._ranges(passage)]
        value = " ".join(passage.source.split())
        bare = {number: _bare(lines[number - 1]) for one in reversed(ranges) for number in one}
        whole = next((number for number, text in bare.items() if text == value), None)
        if whole is not None:
            return Place(path, whole, range(whole, whole + 1))
        for number, text in bare.items():
            if len(text) >= _MIN_PART and (value.startswith(text) or value in text):
                last = number
                while (more := bare.get(last + 1)) and more in value:
                    last += 1
                return Place(path, number, range(number, last + 1))
        return Place(path, ranges[-1].start, range(ranges[-1].start, ranges[-1].start + 1))

    def _ranges(self, passage: Passage) -> Sequence[range]:
        """The lines of an update's part of its file: with the first come those of the front matter, before its own."""
        moment = passage.moment
        update = moment.update
        if passage.locale:
            blocks = self._translation(path_in(moment.source.path, passage.locale), passage.locale)
            starts = [block.line for _, block in blocks]
            own = next((block.line for at, block in blocks if at == update.at), 1)
        else:
            starts = [one.line for one in moment.source.updates]
            own = update.line
        part = range(own, min((line for line in starts if line > own), default=_BEHIND_ALL))
        if update is not moment.source.updates[0] or (passage.part == "body" and passage.locale):
            return (part,)
        return (range(1, min(starts, default=own)), part)

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


_MIN_PART = 4
"""Characters of a line that is taken for the beginning of a value on several lines."""
_DECORATED = re.compile(r"^[-*]?\s*(?:[\w -]{1,30}:\s+)?[\"'“]?|[\"'”]$")


def _bare(line: str) -> str:
    """A line of YAML without its bullet, key and quotes."""
    return " ".join(_DECORATED.sub("", line.strip()).replace("''", "'").split())


def _line_with(found: str, lines: Sequence[str]) -> int:
    """The index of the line in which *found* begins."""
    begin = re.split(r"\s", found.strip())
    for length in range(min(len(begin), 5), 0, -1):
        words = re.escape(" ".join(begin[:length]))
        whole = re.compile(
            rf"(?<![A-Za-z]){words}(?![A-Za-z])|{words}" if length > 1 else rf"(?<![A-Za-z]){words}(?![A-Za-z])"
        )
        for index, line in enumerate(lines):
            if words and whole.search(line):
                return index
    return 0
