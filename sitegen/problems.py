"""Problems of the content: where, what was expected, what was found, what to do."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

MAX_QUOTED_LENGTH = 80
"""How many characters of a quoted text a message shows."""


class Severity(StrEnum):
    """An error stops the publication; a warning is printed, and the site is published."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one file.

    *path* is relative to the site's folder, with slashes; *line* counts from 1 (0: the file as a whole);
    *field* names the key as the author knows it and may be empty.
    """

    path: str
    line: int
    field: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    rule: str = ""
    """`wording.vague` and its like for a rule about wording; else empty."""

    def __str__(self) -> str:
        path = visible(self.path)
        where = f"{path}:{self.line}" if self.line else path
        what = f"{self.field}: {self.message}" if self.field else self.message
        if self.severity is Severity.WARNING:
            what = f"warning: {what}"
        return f"{where}: {what}" + (f"\n    {self.hint}" if self.hint else "")


class ContentError(Exception):
    """The content cannot be published; carries every problem of the run, warnings included."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Problems:
    """The problems of one run, collected so that all are reported at once."""

    found: list[Problem] = field(default_factory=list)

    def error(self, path: str, line: int, name: str, message: str, hint: str = "") -> None:
        """Add a problem that stops the publication."""
        self.found.append(Problem(path, line, name, message, hint))

    def warning(self, path: str, line: int, name: str, message: str, hint: str = "") -> None:
        """Add a problem that does not stop the publication."""
        self.found.append(Problem(path, line, name, message, hint, Severity.WARNING))

    @property
    def errors(self) -> int:
        """How many problems stop the publication."""
        return sum(problem.severity is Severity.ERROR for problem in self.found) if self.found else 0

    def raise_errors(self) -> None:
        """Raise ContentError with everything found so far, if any of it stops the publication."""
        if self.errors:
            raise ContentError(self.found)


def quoted(text: object) -> str:
    """*text* in quotes for a message: shortened, on one line, with invisible characters escaped."""
    shown = visible(str(text)[: MAX_QUOTED_LENGTH + 1])
    return f"'{shown[:MAX_QUOTED_LENGTH]}…'" if len(shown) > MAX_QUOTED_LENGTH else f"'{shown}'"


def visible(text: str) -> str:
    r"""*text* with invisible characters and line ends escaped: `\u200b`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character == " " or unicodedata.category(character)[0] not in "CZ" else f"\\u{ord(character):04x}"
        for character in text
    )


def markdown_code(text: str) -> str:
    """*text* as code in Markdown, on one line: in it nothing is a heading, a link, a picture, a mention or HTML."""
    shown = visible(" ".join(text.split())) or " "
    if "`" not in shown:
        return f"`{shown}`"
    ticks = "`" * (max(map(len, re.findall("`+", shown))) + 1)
    return f"{ticks} {shown} {ticks}"


def one_of(words: Iterable[str]) -> str:
    """`a, b or c`, for messages that list all valid values; `none` where there is none."""
    *others, last = list(words) or ["none"]
    return f"{', '.join(others)} or {last}" if others else last


def by_synonym(**synonyms: str) -> dict[str, str]:
    """Each synonym with its word, from words with their synonyms, which have spaces between them."""
    return {synonym: word for word, listed in synonyms.items() for synonym in listed.split()}


def nearest_slug(word: str, newest_first: Iterable[str]) -> str:
    """The hint `Did you mean '…'?` for a slug that is close, else for the newest that contains *word*."""
    slugs = list(newest_first)
    return nearest(word, slugs) or next((f"Did you mean '{one}'?" for one in slugs if word in one), "")


def nearest(word: str, words: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The hint `Did you mean '…'?`; empty when no word is close."""
    candidates = list(words)
    folded = {candidate.casefold(): candidate for candidate in reversed(candidates)}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return f"Did you mean '{folded[close[0]]}'?" if close else ""
