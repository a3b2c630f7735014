"""Words of a brief that also stand in the public files of its entry.

Six Chinese characters or four words in a row are an echo, whatever punctuation is between them within a sentence.
What needs no warning: what the public text said before it was noted in the brief, times, the title of the entry, and
rows that consist of the names of components, of the site, and of words without a meaning of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sitegen.internal.brief import Brief, BriefValue
from sitegen.model import Config, SourceEntry, Text
from sitegen.problems import Problem, Problems, Severity, quoted
from sitegen.read.files import ContentFile, FileGroup
from sitegen.read.reader import Reader
from sitegen.read.updates import timed_blocks

MIN_CHARACTERS, MIN_WORDS = 6, 4
"""How many Chinese characters, or words, in a row make an echo."""
_MIN_OWN_CHARACTERS, _MIN_OWN_WORDS = 4, 2
"""How many of them must be more than names and words without a meaning of their own."""
_AT_FIRST = datetime.min.replace(tzinfo=UTC)
"""When front matter was noted: before anything else."""

_MONTH = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(
    rf"""(?P<han>[{_HAN}])
    |(?P<end>
        https?://\S+ | [^\s@]{{1,64}}@\S+                       # addresses
        | \d{{4}}-\d\d-\d\d | \d\d?:\d\d(?::\d\d)?            # times
        | \b{_MONTH}\.?\ \d\d?(?:st|nd|rd|th)?\b(?:,?\ \d{{4}})? | \b\d\d?\ {_MONTH}\b
        | [:：;；!?。！？] | \.(?=\s|$)                       # the end of a sentence, or of the key of a field
    )
    |(?P<word>(?:(?![{_HAN}])[^\W_])+(?:['’.-](?:(?![{_HAN}])[^\W_])+)*)""",
    re.VERBOSE,
)
_BEGINS = re.compile(r"\s*(?:[-*+>#|]|\d{1,3}[.)]\s|$)")
"""A line that does not go on with what the line above it says."""
_FUNCTION_WORDS = """
a about after again all also an and any are as at be because been before being but by can could did do does each
everybody everyone for from get had has have he her here his how i if in into is it its just like made make many may
might more most much must my no not now of off on once one only or other our out over own same she should since so
some still such than that the their them then there these they this those through time to too two under until up us
very was we were what when where which while who will with without would yet you your
monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday
hour hours minute minutes day days week weeks
"""
"""Words that say nothing by themselves."""


class _Piece(NamedTuple):
    """A Chinese character or a word."""

    text: str
    """Case-folded."""
    han: bool
    line: int
    start: int
    end: int
    """Columns in its line."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What an echo may consist of without a warning."""

    titles: frozenset[tuple[str, ...]]
    """Every row of the entry's titles that is long enough."""
    names: tuple[str, ...]
    """Those in Chinese, longest first."""
    words: frozenset[str]


def echoes(brief: Brief, entry: SourceEntry, files: FileGroup, reader: Reader) -> Iterator[Problem]:
    """A warning for each line of an entry's public *files* that has words of its brief.

    *reader* reads the site. A comment is no part of a page, but the file that has it may be public.
    """
    noted: dict[tuple[str, ...], datetime] = {}
    for at, text in _brief_texts(brief):
        for row in _rows(_pieces(text.split("\n"))):
            noted.setdefault(_key(row), at)
    public = [
        (source, at, row)
        for source in files.sources
        for at, first, lines in _public_texts(source, entry, reader)
        for row in _rows(_pieces(lines, first))
        if _key(row) in noted
    ]
    said: dict[tuple[str, ...], datetime] = {}
    for _, at, row in public:
        said[_key(row)] = min(at, said.get(_key(row), at))
    known = _known(entry, reader.config)
    for source in files.sources:
        rows = [
            row
            for where, _, row in public
            if where is source and said[_key(row)] >= noted[_key(row)] and _key(row) not in known.titles
        ]
        yield from _warnings(source.path, rows, known, brief, reader)


def _warnings(
    path: str, rows: Sequence[Sequence[_Piece]], known: _Known, brief: Brief, reader: Reader
) -> Iterator[Problem]:
    lines: list[str] = []
    told: set[int] = set()
    for run in _joined(rows):
        number = run[0].line
        if number in told or not _says_something(run, known):
            continue
        told.add(number)
        lines = lines or (reader.root / path).read_text("utf-8").split("\n")
        on_it = [piece for piece in run if piece.line == number]
        found = quoted(lines[number - 1][on_it[0].start : on_it[-1].end])
        hint = "Say it in other words, or leave it as it is if everybody may know it."
        message = f"expected words that its brief does not have, found {found}"
        yield Problem(path, number, "internal", message, hint, Severity.WARNING)


def _joined(rows: Sequence[Sequence[_Piece]]) -> Iterator[list[_Piece]]:
    """Rows that overlap, as one."""
    run: list[_Piece] = []
    for row in rows:
        tail = run[-len(row) :]
        if row[0] in tail:
            run += [piece for piece in row if piece not in tail]
        else:
            if run:
                yield run
            run = list(row)
    if run:
        yield run


def _says_something(run: Sequence[_Piece], known: _Known) -> bool:
    if run[0].han:
        text = "".join(piece.text for piece in run)
        for name in known.names:
            text = text.replace(name, "")
        return len(text) >= _MIN_OWN_CHARACTERS
    return sum(piece.text not in known.words for piece in run) >= _MIN_OWN_WORDS


def _known(entry: SourceEntry, config: Config) -> _Known:
    names = [config.name, *(text for one in config.components for text in (one.name, one.group) if text)]
    pieces = [piece for text in names for words in _every(text) for piece in _pieces([words]) if piece]
    chinese = {"".join(re.findall(f"[{_HAN}]", words)) for text in names for words in _every(text)}
    return _Known(
        frozenset(_key(row) for title in _every(entry.title) for row in _rows(_pieces([title]))),
        tuple(sorted(filter(None, chinese), key=len, reverse=True)),
        frozenset((*_FUNCTION_WORDS.split(), *(piece.text for piece in pieces if not piece.han))),
    )


# ---- texts


def _brief_texts(brief: Brief) -> Iterator[tuple[datetime, str]]:
    """Every text of a brief in every language, with the moment from which it was known; oldest first."""
    for _, value in brief.fields:
        yield from ((_AT_FIRST, text) for text in _value_texts(value))
    for note in brief.notes:
        values = [note.title, note.body, *(value for _, value in note.fields)]
        yield from ((note.at, text) for value in values for text in _value_texts(value))


def _value_texts(value: BriefValue) -> Iterator[str]:
    if isinstance(value, Text):
        yield from _every(value)
    elif not isinstance(value, str):
        for item in value or ():
            yield from _every(item)


def _every(text: Text) -> tuple[str, ...]:
    return (text.original, *dict(text.translations).values())


def _public_texts(
    source: ContentFile, entry: SourceEntry, reader: Reader
) -> Iterator[tuple[datetime, int, Sequence[str]]]:
    """The parts of a public file: when each was published, its first line and its lines, comments too."""
    document = reader.document(source, Problems())
    if document is None:
        return
    lines = (reader.root / source.path).read_text("utf-8").split("\n")
    postmortem = getattr(entry, "postmortem", None)
    if source.part:
        if postmortem:
            yield postmortem.published, 1, lines
        return
    timed = [(block.line, at) for at, block in timed_blocks(document, reader)]
    starts = [(1, entry.updates[0].at), *timed]
    for (first, at), end in zip(starts, [*(line for line, _ in timed), len(lines) + 1], strict=True):
        yield at, first, lines[first - 1 : end - 1]


def _pieces(lines: Sequence[str], first: int = 1) -> Iterator[_Piece | None]:
    """The characters and words of lines that are numbered from *first*; None where nothing goes on."""
    for number, line in enumerate(lines, first):
        if _BEGINS.match(line):
            yield None
        for found in _TOKEN.finditer(line):
            if found["end"]:
                yield None
            else:
                yield _Piece(found[0].casefold(), found["han"] is not None, number, found.start(), found.end())
    yield None


def _rows(pieces: Iterator[_Piece | None]) -> Iterator[tuple[_Piece, ...]]:
    """Every row of characters, or of words, that is just long enough to be an echo."""
    row: list[_Piece] = []
    for piece in pieces:
        if piece is None or (row and row[-1].han != piece.han):
            row = []
        if piece is not None:
            row.append(piece)
            length = MIN_CHARACTERS if piece.han else MIN_WORDS
            if len(row) >= length:
                yield tuple(row[-length:])


def _key(row: Sequence[_Piece]) -> tuple[str, ...]:
    return tuple(piece.text for piece in row)
