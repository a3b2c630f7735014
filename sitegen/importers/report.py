"""The report of an import: counts, what was not kept, and problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sitegen.problems import Problem


class Note(NamedTuple):
    """A difference between the source and the imported files that is not an error.

    Notes with equal *text* are printed once, with their number and one *where* (an id or a file) with its *detail*.
    """

    text: str
    where: str = ""
    detail: str = ""


@dataclass(slots=True)
class ImportReport:
    """What an import did, written while it does it."""

    documents: int = 0
    incidents: int = 0
    maintenances: int = 0
    updates: int = 0
    """In all entries, including those whose files existed already."""
    postmortems: int = 0
    components: int = 0
    files: dict[str, str] = field(default_factory=dict)
    """The texts of the files that the site lacks, by path below its folder."""
    written: list[str] = field(default_factory=list)
    """Paths below the site's folder."""
    present: int = 0
    """Incidents, maintenances and postmortems that the site already has."""
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, text: str, where: str = "", detail: str = "") -> None:
        """Note what is not kept, or kept in another way."""
        self.notes.append(Note(text, where, detail))

    def shortened(self, text: str, limit: int, where: str, what: str = "a text") -> str:
        """*text*, cut to *limit* characters, which is noted."""
        if len(text) <= limit:
            return text
        self.note(f"{what} was truncated to {limit} characters; it was: {text}", where)
        return text[:limit].rstrip()

    @property
    def failed(self) -> bool:
        """Whether something could not be imported."""
        return bool(self.problems)

    def lines(self) -> list[str]:
        """The report as text: counts, then each kind of note once, then the problems."""
        nouns = ("incident", "maintenance", "update", "postmortem", "component")
        found = (_count(getattr(self, f"{noun}s"), noun) for noun in nouns)
        return [
            f"{_count(self.documents, 'document')}: {', '.join(found)}",
            f"{_count(len(self.written), 'file')} written, {self.present} already there",
            *_grouped(self.notes),
            *map(str, sorted(self.problems)),
        ]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _grouped(notes: Iterable[Note]) -> Iterator[str]:
    groups: dict[str, list[Note]] = {}
    for note in notes:
        groups.setdefault(note.text, []).append(note)
    for text, group in groups.items():
        example = min(group)
        place = ": ".join(part for part in (example.where, example.detail) if part)
        times = f"{len(group)} × " if len(group) > 1 else ""
        yield f"{times}{text}" + (f" ({'e.g. ' if len(group) > 1 else ''}{place})" if place else "")
