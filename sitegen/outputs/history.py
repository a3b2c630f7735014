"""The history: its months at a glance, a page for each month or several, and what the search looks through."""

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
from sitegen.derive.entries import Entry, listed_at
from sitegen.derive.snapshot import Month, Snapshot
from sitegen.model import File, Text
from sitegen.present import changes, labels, lines
from sitegen.present.language import Language
from sitegen.theme.edition import Edition

Futures = tuple[tuple[datetime, Entry], ...]
"""The coming states of an entry, each with its moment."""


class MonthPage(NamedTuple):
    """The page of a month, or of an older part of one."""

    year: int
    month: int
    number: int | None = None
    """Of the part; None: the page of the month itself."""
    days: tuple[date, date] | None = None
    """The first and the last on which anything in the part began."""
    total: int = 0
    """How many entries are in the part."""

    @property
    def address(self) -> str:
        """Where it is published."""
        return urls.month(self.year, self.month, self.number)

    def heading(self, language: Language) -> str:
        """`January 2026`, or `Jan 5 – 12, 2026`."""
        return language.dates(*self.days) if self.days else language.month(self.year, self.month)


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
    """The months of each year and what the search looks through, then each month with its parts and its neighbours."""
    tallies = [lines.month_tally(month) for month in snapshot.months]
    years = tuple(_year(number, group) for number, group in groupby(tallies, key=lambda one: one.year))
    yield edition.file(urls.HISTORY, render_months, years)
    for number, months in groupby(snapshot.months, key=lambda one: one.year):
        entries = tuple(entry for month in months for entry in month.entries)
        yield edition.file(urls.search(number), render_search, entries)
    wholes = [MonthPage(month.year, month.month) for month in snapshot.months]
    neighbours = zip([None, *wholes], [*wholes[1:], None], strict=False)
    for month, tally, (newer, older) in zip(snapshot.months, tallies, neighbours, strict=False):
        newest, *rest = month.parts
        parts = [_page(part, edition) for part in rest]
        yield _month_file(snapshot, edition, newest, MonthPage(month.year, month.month), tally, older, newer, *parts)
        around = zip(rest, parts, [*parts[1:], older], [None, *parts], strict=False)
        for part, page, before, after in around:
            yield _month_file(snapshot, edition, part, page, lines.month_tally(part), before, after)


def _month_file(
    snapshot: Snapshot,
    edition: Edition,
    month: Month,
    page: MonthPage,
    tally: lines.MonthTally,
    older: MonthPage | None,
    newer: MonthPage | None,
    *parts: MonthPage,
) -> File:
    listed = tuple((entry, snapshot.futures.get(entry.path, ())) for entry in month.entries)
    known = lines.known_marks(month.entries, snapshot)
    now = snapshot.now if any(entry.active for entry in month.entries) else None
    lasting = tuple(map(lines.lasting_line, month.lasting))
    inputs = (page, tally, listed, lasting, known, older, newer, parts, now)
    return edition.file(page.address, render_month, *inputs)


def _page(part: Month, edition: Edition) -> MonthPage:
    last, first = (edition.language.local(listed_at(part.entries[place])).date() for place in (0, -1))
    return MonthPage(part.year, part.month, part.number, (first, last), len(part.entries))


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


def render_search(edition: Edition, entries: tuple[Entry, ...]) -> bytes:
    """Every entry, newest first, as its title, address, day and, where the title is in another language, that one."""
    rows = []
    for one in (_titled(entry, edition) for entry in entries):
        words = one.title.to(edition.locale)
        other = [] if words.lang in (edition.locale, "") else [words.lang]
        rows.append([words.text, one.address, one.day.isoformat(), *other])
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def render_month(
    edition: Edition,
    page: MonthPage,
    tally: lines.MonthTally,
    entries: tuple[tuple[Entry, Futures], ...],
    lasting: tuple[lines.LastingLine, ...],
    known: tuple[str, ...],
    older: MonthPage | None,
    newer: MonthPage | None,
    parts: tuple[MonthPage, ...],
    now: datetime | None,
) -> bytes:
    """The entries that began in one month, and in brief those that lasted into it; without *now* none is active.

    Of a month with many it holds the newest, and leads to the *parts* before; or it is one of these.
    """
    heading = page.heading(edition.language)
    title = edition.title(edition.text.messages.gettext("History: {month}", month=heading))
    listed = [(lines.entry_line(entry), lines.later_lines(entry, later)) for entry, later in entries]
    regions, coming = changes.list_states(listed, partial(edition.line, year=tally.year))
    return edition.page(
        "month.html",
        page.address,
        title=title,
        heading=heading,
        tally=tally,
        regions=regions,
        lasting=lasting,
        description=edition.text.counts(tally),
        changes=changes.fragments(changes.PageState(title, regions=regions), coming),
        older=older,
        newer=newer,
        whole=MonthPage(page.year, page.month) if page.number else None,
        parts=parts,
        built=now,
        watch=ids.watched(known),
        known=known,
    )
