"""The history: a list of months, and a page for each month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sitegen import urls
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File
from sitegen.present import changes, lines
from sitegen.theme.edition import Edition

_YearMonth = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Year:
    """The months of a year in which anything was reported, newest first."""

    number: int
    months: tuple[lines.MonthTally, ...]


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """The list of months, then each month with its neighbours."""
    tallies = [lines.month_tally(month) for month in snapshot.months]
    years = tuple(Year(number, tuple(group)) for number, group in groupby(tallies, key=lambda one: one.year))
    yield edition.file(urls.HISTORY, render_months, years)
    numbers = [(month.year, month.month) for month in snapshot.months]
    neighbours = zip([None, *numbers], [*numbers[1:], None], strict=False)
    for month, tally, (newer, older) in zip(snapshot.months, tallies, neighbours, strict=False):
        listed = tuple((lines.entry_line(entry), lines.later_lines(entry, snapshot)) for entry in month.entries)
        now = snapshot.now if any(line.active for line, _ in listed) else None
        yield edition.file(urls.month(month.year, month.month), render_month, tally, listed, older, newer, now)


def render_months(edition: Edition, years: tuple[Year, ...]) -> bytes:
    """Every month by year, with its number of entries."""
    say = edition.text.messages.gettext
    return edition.page(
        "history.html",
        urls.HISTORY,
        title=edition.title(say("History")),
        description=say("Every incident and maintenance so far, month by month."),
        years=years,
    )


def render_month(
    edition: Edition,
    tally: lines.MonthTally,
    listed: tuple[tuple[lines.EntryLine, lines.LaterLines], ...],
    older: _YearMonth | None,
    newer: _YearMonth | None,
    now: datetime | None,
) -> bytes:
    """The entries that began in one month; without *now* none of them is active."""
    heading = edition.language.month(tally.year, tally.month)
    title = edition.title(edition.text.messages.gettext("History: {month}", month=heading))
    regions, coming = changes.list_states(listed, edition.line)
    return edition.page(
        "month.html",
        urls.month(tally.year, tally.month),
        title=title,
        heading=heading,
        tally=tally,
        regions=regions,
        description=edition.text.counts(tally),
        changes=changes.fragments(changes.PageState(title, regions=regions), coming),
        older=older,
        newer=newer,
        built=now,
    )
