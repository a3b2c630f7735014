"""Every time that content states, and where: a slip of an hour, a day or a zone is easy to see in a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from sitegen.model import Facts, Incident, Postmortem
from sitegen.read.content import SourceEntry

MAX_LINE_NUMBER = 1_000_000
"""A line number past the end of any file: a content file may not hold as many bytes."""


class StatedTime(NamedTuple):
    """A time in a content file."""

    path: str
    line: int
    """Of the part of the file that states it."""
    end: int
    """The line behind that part."""
    what: str
    at: datetime

    def is_new(self, changed: Collection[int]) -> bool:
        """Whether any of *changed* lines is in that part."""
        return any(self.line <= line < self.end for line in changed)


def stated_times(entry: SourceEntry) -> Iterator[StatedTime]:
    """The times in the files of an incident or a maintenance."""
    lines = sorted(update.line for update in entry.updates)
    ends = dict(zip(lines, [*lines[1:], MAX_LINE_NUMBER], strict=True))
    for what, at in _front(entry):
        yield StatedTime(entry.path, 1, lines[0], what, at)
    for update in entry.updates:
        end = ends[update.line]
        yield StatedTime(entry.path, update.line, end, update.status, update.at)
        if update.published != update.at:
            yield StatedTime(entry.path, update.line, end, f"{update.status}, first published", update.published)
        for what, at in _facts(update.facts):
            yield StatedTime(entry.path, update.line, end, f"{update.status}, {what}", at)
    if isinstance(entry, Incident) and entry.postmortem:
        for what, at in _postmortem(entry.postmortem):
            yield StatedTime(entry.postmortem.path, 1, MAX_LINE_NUMBER, what, at)


def _front(entry: SourceEntry) -> Iterator[tuple[str, datetime]]:
    if isinstance(entry, Incident):
        named = {"started": entry.started, "until": entry.until}
    else:
        named = {"start": entry.start, "end": entry.end}
    yield from ((what, at) for what, at in named.items() if at is not None)
    yield from _facts(entry.facts)


def _facts(facts: Facts) -> Iterator[tuple[str, datetime]]:
    for name in ("start", "end", "ended", "eta", "next_update"):
        if (at := getattr(facts, name)) is not None:
            yield name.replace("_", " "), at
    yield from (("compensation", given.by) for given in facts.compensation or () if given.by is not None)


def _postmortem(postmortem: Postmortem) -> Iterator[tuple[str, datetime]]:
    yield "published", postmortem.published
    yield from (("event", event.at) for event in postmortem.events)
