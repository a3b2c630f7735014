"""The history: its months at a glance, a page for each month, and what the search looks through."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import NamedTuple

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Text
from sitegen.present import changes, labels, lines
from sitegen.theme.edition import Edition

_YearMonth = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Year:
    """A year in which anything was reported."""

    number: int
    months: tuple[lines.MonthTally | None, ...]
    """All twelve, the first first; None: nothing was reported."""


class Titled(NamedTuple):
    """An entry as the search knows it."""

    title: Text
    address: str
    day: date
    """On which it began, in the site's zone."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """The months of each year, what the search looks through, then each month with its neighbours."""
    tallies = [lines.month_tally(month) for month in snapshot.months]
    years = tuple(_year(number, group) for number, group in groupby(tallies, key=lambda one: one.year))
    yield edition.file(urls.HISTORY, render_months, years)
    titles = tuple(_titled(entry, edition) for month in snapshot.months for entry in month.entries)
    yield edition.file(urls.SEARCH, render_search, titles)
    numbers = [(month.year, month.month) for month in snapshot.months]
    neighbours = zip([None, *numbers], [*numbers[1:], None], strict=False)
    for month, tally, (newer, older) in zip(snapshot.months, tallies, neighbours, strict=False):
        listed = tuple((lines.entry_line(entry), lines.later_lines(entry, snapshot)) for entry in month.entries)
        lasting = tuple(lines.lasting_line(entry) for entry in month.lasting)
        known = lines.known_marks(month.entries, snapshot)
        now = snapshot.now if any(line.active for line, _ in listed) else None
        inputs = (tally, listed, lasting, known, older, newer, now)
        yield edition.file(urls.month(month.year, month.month), render_month, *inputs)


def _year(number: int, tallies: Iterable[lines.MonthTally]) -> Year:
    by_month = {one.month: one for one in tallies}
    return Year(number, tuple(by_month.get(month) for month in range(1, 13)))


def _titled(entry: Entry, edition: Edition) -> Titled:
    line = lines.lasting_line(entry)
    return Titled(line.title, line.address, edition.language.local(line.began).date())


def render_months(edition: Edition, years: tuple[Year, ...]) -> bytes:
    """The months of each year, with their number of entries and their worst impact."""
    say = edition.text.messages.gettext
    tones = {one.tone: one.word for year in years for one in year.months if one}
    legend = [(tone, tones[tone]) for tone in labels.WORST_OF_MONTH if tone in tones]
    return edition.page(
        "history.html",
        urls.HISTORY,
        title=edition.title(say("History")),
        description=say("Every incident and maintenance so far, month by month."),
        years=years,
        legend=legend,
    )


def render_search(edition: Edition, titles: tuple[Titled, ...]) -> bytes:
    """Every entry, newest first, as its title, address, day and, where the title is in another language, that one."""
    rows = []
    for one in titles:
        words = one.title.to(edition.locale)
        other = [] if words.lang in (edition.locale, "") else [words.lang]
        rows.append([words.text, one.address, one.day.isoformat(), *other])
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def render_month(
    edition: Edition,
    tally: lines.MonthTally,
    listed: tuple[tuple[lines.EntryLine, lines.LaterLines], ...],
    lasting: tuple[lines.LastingLine, ...],
    known: tuple[str, ...],
    older: _YearMonth | None,
    newer: _YearMonth | None,
    now: datetime | None,
) -> bytes:
    """The entries that began in one month, and in brief those that lasted into it; without *now* none is active."""
    heading = edition.language.month(tally.year, tally.month)
    title = edition.title(edition.text.messages.gettext("History: {month}", month=heading))
    regions, coming = changes.list_states(listed, partial(edition.line, year=tally.year))
    return edition.page(
        "month.html",
        urls.month(tally.year, tally.month),
        title=title,
        heading=heading,
        tally=tally,
        regions=regions,
        lasting=lasting,
        description=edition.text.counts(tally),
        changes=changes.fragments(changes.PageState(title, regions=regions), coming),
        older=older,
        newer=newer,
        built=now,
        watch=ids.watched(known),
        known=known,
    )
