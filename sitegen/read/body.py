"""The Markdown body of a content file → its updates: heading, fields, text. Structure only, no types.

Nothing is passed over in silence: a line that was meant as a heading or a field and is none is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.model import Status
from sitegen.problems import Problems, quoted
from sitegen.read.field_lists import FIELDS, take_fields
from sitegen.read.forms import IncidentUpdateForm, MaintenanceUpdateForm, UpdateForm
from sitegen.read.headings import HeadingFinder, UpdateHeading, heading_example
from sitegen.read.lines import BodyLine
from sitegen.read.nodes import YamlMapping
from sitegen.read.validation import Form

_TITLE_BELOW = re.compile(r"\s*[:：](?![\w+-]{1,40}:)")
"""How a line begins that was cut from the heading above it; a name between colons is a picture in chats."""


@dataclass(frozen=True, slots=True)
class UpdateBlock(UpdateHeading):
    """One update as written, its parts still text."""

    fields: YamlMapping | None = None
    lines: Sequence[BodyLine] = ()

    @property
    def body(self) -> str:
        """The Markdown text."""
        return "\n".join(line.text for line in self.lines).strip("\n")

    def line_of(self, index: int) -> int:
        """The line in the file of a line of *body*; both count from 1."""
        blank = next((number for number, line in enumerate(self.lines) if line.text), 0)
        index += blank - 1
        return self.lines[index].number if 0 <= index < len(self.lines) else self.line


MAX_UPDATES = 1000
"""Of one incident or maintenance."""


def update_form(statuses: Sequence[Status]) -> type[UpdateForm]:
    """The fields that an update may have, be it of an incident or a maintenance."""
    return MaintenanceUpdateForm if Status.SCHEDULED in statuses else IncidentUpdateForm


def split_updates(
    lines: Sequence[BodyLine],
    path: str,
    statuses: Sequence[Status],
    problems: Problems,
    *,
    translation: bool = False,
    form: type[Form] | None = None,
) -> list[UpdateBlock]:
    """The updates in *lines*, in the file's order; text before the first heading is a problem.

    A *translation* may leave the status out. Without *statuses* there are none, as in the notes of a brief, whose
    fields are those of *form*.
    """
    finder = HeadingFinder(lines, path, statuses, problems, translation)
    opened: list[tuple[UpdateHeading, list[BodyLine]]] = []
    stray: BodyLine | None = None
    for index, line in enumerate(lines):
        heading = finder.heading(index) if line.text and not line.code else None
        if heading:
            opened.append((heading, []))
        elif opened:
            opened[-1][1].append(line)
        elif line.text.strip() and stray is None:
            stray = line
    if stray and not any(problem.path == path and problem.line == stray.number for problem in problems.found):
        found = f"found {quoted(stray.text.strip())}"
        what = "an update's" if statuses else "a note's"
        message = f"expected {what} heading before any words, {found}"
        problems.error(path, stray.number, "", message, heading_example(statuses))
    if len(opened) > MAX_UPDATES:
        message = f"expected at most {MAX_UPDATES:,} updates, found {len(opened):,}"
        problems.error(path, opened[MAX_UPDATES][0].line, "", message, "Is it one incident?")
    known = FIELDS if form is None else tuple(form.model_fields)
    form = form or update_form(statuses)
    updates: list[UpdateBlock] = []
    for heading, below in opened[:MAX_UPDATES]:
        if below and not below[0].code and _TITLE_BELOW.match(below[0].text):
            message = f"expected the title in the line of the heading, found {quoted(below[0].text.strip())} below it"
            problems.error(path, below[0].number, "title", message, "Delete the line end between them.")
        fields, words = take_fields(below, known, form.hints, path, problems)
        written = (heading.line, heading.day, heading.clock, heading.zone, heading.status, heading.title)
        updates.append(UpdateBlock(*written, fields, words))
    return updates
