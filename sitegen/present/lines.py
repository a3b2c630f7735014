"""Entries as lines of lists: on the index, the pages of months and of components."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView, differences
from sitegen.derive.levels import Level
from sitegen.derive.snapshot import Month, Snapshot, State
from sitegen.model import Impact, Kind, Status, Text
from sitegen.present.affected import affected_components
from sitegen.present.labels import TONE_OF_IMPACT, TONE_OF_LEVEL, WORST_OF_MONTH, status_label
from sitegen.present.latest import telling_words
from sitegen.present.statements import Phrase, statements


class EntryLine(NamedTuple):
    """One incident, announcement or maintenance in a list."""

    address: str
    slug: str
    title: Text
    tone: str
    """See `tone`."""
    entry_type: str
    """`incident`, `third_party`, `notice` or `maintenance`."""
    impact: Impact | None
    status: str
    """The message that names its status or stage."""
    active: bool
    section: str
    """`current`, `upcoming` or `past`."""
    began: datetime
    ended: datetime | None
    duration: timedelta | None
    affected: tuple[str, ...]
    words: Text | None
    """The latest words, in Markdown."""
    stated: tuple[Phrase, ...]
    """What the newest update states; empty where any update has words."""
    emergency: bool = False
    withdrawn: bool = False


def entry_address(entry: Entry, slug: str | None = None) -> str:
    """The address of an entry's page, also under another *slug* that it has had."""
    address = urls.incident if isinstance(entry, IncidentView) else urls.maintenance
    return address(slug or entry.slug)


def entry_line(entry: Entry) -> EntryLine:
    """The line of an entry."""
    words = telling_words(entry)
    if isinstance(entry, IncidentView):
        entry_type = "incident" if entry.kind is Kind.OUTAGE else entry.kind.value
        impact = None if entry.kind is Kind.NOTICE else entry.impact
        began = entry.since if entry.active else entry.began
        ended, duration = entry.ended, entry.duration
    else:
        entry_type, impact = "maintenance", None
        began = entry.began or entry.start
        ended, duration = entry.ended or (None if entry.status is Status.CANCELLED else entry.end), None
    return EntryLine(
        address=entry_address(entry),
        slug=entry.slug,
        title=entry.title,
        tone=tone(entry),
        entry_type=entry_type,
        impact=impact,
        status=status_label(entry),
        active=entry.active,
        section=section(entry),
        began=began,
        ended=ended,
        duration=duration,
        affected=tuple(one.component for one in affected_components(entry)),
        words=words,
        stated=() if words else statements(entry.steps[0]),
        emergency=isinstance(entry, MaintenanceView) and entry.emergency,
        withdrawn=entry.withdrawn,
    )


def tone(entry: Entry) -> str:
    """The tone (picture and colour) of an entry."""
    if entry.withdrawn:
        return "cancelled"
    if isinstance(entry, IncidentView):
        return "notice" if entry.kind is Kind.NOTICE else TONE_OF_IMPACT[entry.impact]
    if entry.status is Status.CANCELLED:
        return "cancelled"
    if entry.late or entry.overrun:
        return "low"
    return "planned" if section(entry) == "upcoming" else "maintenance"


def banner_tone(state: State) -> str:
    """The tone of the index: that of its level; a window that is late or runs over is more than maintenance."""
    level = TONE_OF_LEVEL[state.level]
    return level if state.level is not Level.MAINTENANCE or "low" not in map(tone, state.windows) else "low"


def page_tone(entry: Entry) -> str:
    """The tone of an entry's own page: `ok` once an update states that it is over, `none` where only its time is."""
    over = Status.COMPLETED if isinstance(entry, MaintenanceView) else Status.RESOLVED
    if entry.status is not over or entry.withdrawn:
        return tone(entry)
    return "none" if isinstance(entry, MaintenanceView) and not entry.confirmed else "ok"


def section(entry: Entry) -> str:
    """`current`, `upcoming` or `past`; a window whose start has passed is not upcoming, even if it is late."""
    if not entry.active:
        return "past"
    return "upcoming" if isinstance(entry, MaintenanceView) and entry.upcoming and not entry.late else "current"


LaterLines = tuple[tuple[datetime, EntryLine], ...]
"""The scheduled changes of a line: from when on, and the line then."""


def later_lines(entry: Entry, futures: Iterable[tuple[datetime, Entry]]) -> LaterLines:
    """The scheduled changes of an entry's line, soonest first; *futures* are the states of the entry."""
    return differences(entry_line(entry), ((at, entry_line(later)) for at, later in futures)) if futures else ()


def known_marks(entries: Iterable[Entry], snapshot: Snapshot) -> tuple[str, ...]:
    """How the active ones among *entries* stand in status.json, now and later: see `ids.coming_marks`."""
    return tuple(
        mark
        for entry in entries
        for mark in ids.coming_marks(entry, (later for _, later in snapshot.futures.get(entry.path, ())))
    )


@dataclass(frozen=True, slots=True)
class LineSections:
    """The lines of a list by section."""

    current: tuple[EntryLine, ...]
    upcoming: tuple[EntryLine, ...]
    """Soonest first."""
    past: tuple[EntryLine, ...]


def sections(
    lines: Sequence[tuple[EntryLine, LaterLines]], also: Iterable[datetime] = ()
) -> tuple[LineSections, list[tuple[datetime, LineSections]]]:
    """A list, newest first, by section: now, at each coming moment at which a line changes, and at those in *also*."""
    moments = sorted({*also, *(at for _, later in lines for at, _ in later)})
    return _by_section(one for one, _ in lines), [
        (moment, _by_section([one, *(changed for at, changed in later if at <= moment)][-1] for one, later in lines))
        for moment in moments
    ]


def _by_section(lines: Iterable[EntryLine]) -> LineSections:
    found: dict[str, list[EntryLine]] = {"current": [], "upcoming": [], "past": []}
    for one in lines:
        found[one.section].append(one)
    return LineSections(tuple(found["current"]), tuple(reversed(found["upcoming"])), tuple(found["past"]))


@dataclass(frozen=True, slots=True)
class MonthTally:
    """What went on in a month, without what was taken back."""

    year: int
    month: int
    incidents: int
    """How many began in it, as with the next two."""
    maintenances: int
    notices: int
    lasting: int
    """How many began earlier and lasted into it."""
    tone: str
    """The tone of its worst impact; `maintenance` or `notice` where no incident had one."""

    @property
    def total(self) -> int:
        """How many entries its page lists."""
        return self.incidents + self.maintenances + self.notices + self.lasting

    @property
    def word(self) -> str:
        """The message that names its worst."""
        return WORST_OF_MONTH[self.tone]


def month_tally(month: Month) -> MonthTally:
    """Count the entries of a month."""
    entries = [entry for entry in month.entries if not entry.withdrawn]
    incidents = [entry for entry in entries if isinstance(entry, IncidentView)]
    notices = sum(entry.kind is Kind.NOTICE for entry in incidents)
    tones = {tone(entry) for entry in (*entries, *month.lasting)}
    return MonthTally(
        year=month.year,
        month=month.month,
        incidents=len(incidents) - notices,
        maintenances=len(entries) - len(incidents),
        notices=notices,
        lasting=len(month.lasting),
        tone=next((one for one in WORST_OF_MONTH if one in tones), "none"),
    )


class LastingLine(NamedTuple):
    """An entry in the list of a month that it lasted into: what does not change when it ends."""

    address: str
    title: Text
    tone: str
    began: datetime


def lasting_line(entry: Entry) -> LastingLine:
    """The line of an entry in a later month."""
    began = (entry.began or entry.start) if isinstance(entry, MaintenanceView) else entry.began
    return LastingLine(entry_address(entry), entry.title, tone(entry), began)
