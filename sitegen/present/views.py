"""What pages show, computed once for all of them: lines of lists, bars, what a page becomes by the clock alone.

Templates only print this; whatever compares, counts or ranks is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from markupsafe import Markup

from sitegen import urls
from sitegen.derive.entries import Affected, Entry, IncidentView, MaintenanceView, Scorecard, Step
from sitegen.derive.snapshot import ComponentState, Month, Snapshot, worst
from sitegen.derive.uptime import Day, UptimeRecord
from sitegen.model import Action, Component, ComponentStatus, Impact, Kind, Status, Text
from sitegen.present.labels import COMPONENT, TONE_OF_COMPONENT, TONE_OF_IMPACT, standing_label

# ---- an entry in a list


class EntryLine(NamedTuple):
    """One incident, announcement or maintenance as lists show it."""

    address: str
    slug: str
    title: Text
    tone: str
    """Its picture and colour."""
    sort: str
    """`incident`, `third_party`, `notice` or `maintenance`."""
    impact: Impact | None
    standing: str
    """The message that says where it stands."""
    active: bool
    section: str
    """`now`, `planned` or `past`: the list in which it stands where lists are told apart."""
    began: datetime
    ended: datetime | None
    duration: timedelta | None
    affected: tuple[str, ...]
    newest: Text | None
    """What was said last, in Markdown."""
    automatic: Status | None = None
    """Set where the clock said it."""
    emergency: bool = False


def entry_line(entry: Entry) -> EntryLine:
    """What lists show of an entry."""
    newest = entry.steps[0]
    if isinstance(entry, MaintenanceView):
        return EntryLine(
            address=urls.maintenance(entry.slug),
            slug=entry.slug,
            title=entry.title,
            tone=tone(entry),
            sort="maintenance",
            impact=None,
            standing=standing_label(entry),
            active=entry.active,
            section=section(entry),
            began=entry.began or entry.start,
            ended=entry.ended or (None if entry.status is Status.CANCELLED else entry.end),
            duration=None,
            affected=tuple(component for component, _ in entry.affected),
            newest=None if newest.automatic else newest.body or newest.title,
            automatic=newest.status if newest.automatic else None,
            emergency=entry.emergency,
        )
    sort = "incident" if entry.kind is Kind.OUTAGE else entry.kind.value
    return EntryLine(
        address=urls.incident(entry.slug),
        slug=entry.slug,
        title=entry.title,
        tone=tone(entry),
        sort=sort,
        impact=None if entry.kind is Kind.NOTICE else entry.impact,
        standing=standing_label(entry),
        active=entry.active,
        section=section(entry),
        began=entry.since if entry.active else entry.began,
        ended=entry.ended,
        duration=entry.duration,
        affected=tuple(component for component, _ in entry.affected),
        newest=newest.body or newest.title,
    )


def tone(entry: Entry) -> str:
    """The picture and colour of an entry."""
    if isinstance(entry, IncidentView):
        return "notice" if entry.kind is Kind.NOTICE else TONE_OF_IMPACT[entry.impact]
    if entry.status is Status.CANCELLED:
        return "cancelled"
    return "planned" if section(entry) == "planned" else "maintenance"


def section(entry: Entry) -> str:
    """Whether it goes on, lies ahead or is over. A window whose start has passed no longer lies ahead."""
    if not entry.active:
        return "past"
    return "planned" if isinstance(entry, MaintenanceView) and entry.upcoming and not entry.late else "now"


LaterLines = tuple[tuple[datetime, EntryLine], ...]
"""How a line will read, and from when on."""


# ---- what an entry affects


@dataclass(frozen=True, slots=True)
class AffectedComponent:
    """A component that an entry concerns, with its status, if one was stated."""

    component: str
    status: ComponentStatus | None

    @property
    def tone(self) -> str:
        """The picture and colour of the status."""
        return "none" if self.status is None else TONE_OF_COMPONENT[self.status]

    @property
    def word(self) -> str:
        """The message that names the status."""
        return "" if self.status is None else COMPONENT[self.status]


def affected_components(entry: Entry) -> list[AffectedComponent]:
    """The components as they are now, or, of an entry that is over, the worst that each of them reached."""
    if entry.active:
        return [AffectedComponent(component, status) for component, status in entry.affected]
    reached: dict[str, ComponentStatus] = {}
    for interval in entry.intervals:
        before = reached.get(interval.component, ComponentStatus.OPERATIONAL)
        reached[interval.component] = worst((before, interval.status))
    return [AffectedComponent(component, reached.get(component)) for component, _ in entry.affected]


def concerned(entry: Entry) -> list[str]:
    """The components that an active entry still concerns, without those that work again."""
    return [each.component for each in affected_components(entry) if each.status is not ComponentStatus.OPERATIONAL]


def next_edge(view: MaintenanceView) -> str:
    """Which edge of a window people count the time to: its `start` until it opens, then its `end`."""
    return "" if not view.active else "end" if view.open else "start"


class WhatWorks(NamedTuple):
    """What fails and what works, and in which tense that is to be told."""

    tense: str
    """`ahead`, `now` or `past`."""
    failing: tuple[Text, ...] = ()
    working: tuple[Text, ...] = ()


def what_works(entry: Entry) -> WhatWorks | None:
    """What an entry does to readers: as it stands, or, of one that is over, all that it did.

    None: it never came to that.
    """
    facts = entry.facts
    if not entry.active:
        if isinstance(entry, MaintenanceView) and entry.began is None:
            return None
        # What worked again before the end did not keep working.
        kept = tuple(text for text in facts.still_working or () if text not in entry.failed)
        return WhatWorks("past", entry.failed, kept)
    ahead = isinstance(entry, MaintenanceView) and entry.upcoming
    return WhatWorks("ahead" if ahead else "now", facts.not_working or (), facts.still_working or ())


def stated_statuses(changes: Affected | None) -> list[AffectedComponent]:
    """The statuses that an update gives components."""
    return [AffectedComponent(component, status) for component, status in changes or () if status is not None]


# ---- ninety days as a picture

_WIDTH = 5
_HEIGHT = 34
_TALL = {"none": 26, "ok": 26, "maintenance": 26, "low": 29, "high": 31, "worst": 34}
"""How high a day's bar stands, so that the worse days also differ in shape."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Neighbouring days in one status, as a path of the picture."""

    tone: str
    path: str
    first: date
    last: date
    status: ComponentStatus | None

    @property
    def title(self) -> bool:
        """Whether the bar says what it means when pointed at."""
        return self.status not in (None, ComponentStatus.OPERATIONAL)

    @property
    def word(self) -> str:
        """The message that names its status."""
        return "" if self.status is None else COMPONENT[self.status]


def uptime_bars(record: UptimeRecord) -> list[Bar]:
    """The days of a record as paths: dashes, one a day, as wide as the run of days is long."""
    found: list[Bar] = []
    place = 0
    for status, group in groupby(record.days, key=lambda day: day.worst):
        days = list(group)
        name = "none" if status is None else TONE_OF_COMPONENT[status]
        middle = _HEIGHT - _TALL[name] / 2
        path = f"M{place * _WIDTH} {middle:g}h{len(days) * _WIDTH}"
        found.append(Bar(name, path, days[0].date, days[-1].date, status))
        place += len(days)
    return found


@dataclass(frozen=True, slots=True)
class DayTally:
    """How many days of a record were bad."""

    outage: int
    degraded: int
    maintenance: int
    measured: int


def day_tally(record: UptimeRecord) -> DayTally:
    """Count the days of a record by the worst that happened in them."""
    days = [day.worst for day in record.days]
    outages = (ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
    return DayTally(
        outage=sum(status in outages for status in days),
        degraded=days.count(ComponentStatus.DEGRADED_PERFORMANCE),
        maintenance=days.count(ComponentStatus.UNDER_MAINTENANCE),
        measured=sum(status is not None for status in days),
    )


def troubled_days(record: UptimeRecord) -> list[Day]:
    """The days on which something was wrong or under work, newest first."""
    quiet = (None, ComponentStatus.OPERATIONAL)
    return [day for day in reversed(record.days) if day.worst not in quiet]


# ---- months


@dataclass(frozen=True, slots=True)
class MonthTally:
    """How much began in a month."""

    year: int
    month: int
    incidents: int
    maintenances: int
    notices: int


def month_tally(month: Month) -> MonthTally:
    """Count what a month holds."""
    incidents = [entry for entry in month.entries if isinstance(entry, IncidentView)]
    notices = sum(entry.kind is Kind.NOTICE for entry in incidents)
    return MonthTally(month.year, month.month, len(incidents) - notices, len(month.entries) - len(incidents), notices)


# ---- components in their groups


MIN_FOLDED = 10
"""Below this many components a reader sees them all at once."""


@dataclass(frozen=True, slots=True)
class ComponentGroup:
    """Neighbouring components of one group, or of none."""

    ident: str
    """Of what the clock may change about it."""
    name: Text | None
    members: tuple[Component, ...]
    open: bool
    """Whether a reader sees its components at first: those of a group in which all is well may wait."""


def component_groups(components: Sequence[ComponentState]) -> list[ComponentGroup]:
    """Components in the order of site.yml, neighbours of one group together."""
    few = len(components) < MIN_FOLDED
    found: list[ComponentGroup] = []
    for name, group in groupby(components, key=lambda one: one.component.group):
        states = tuple(group)
        is_open = few or worst(one.status for one in states) is not ComponentStatus.OPERATIONAL
        found.append(ComponentGroup(f"g-{len(found)}", name, tuple(one.component for one in states), is_open))
    return found


# ---- what a page becomes by the clock alone


@dataclass(frozen=True, slots=True)
class PageState:
    """A page, or a part of it, at one moment: what its tab says, and the regions that the clock may change."""

    title: Markup | None = None
    icon: str | None = None
    regions: Mapping[str, Markup] = field(default_factory=dict)


ScheduledChange = tuple[datetime, PageState]
"""What a page, or a part of it, becomes, and when."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What changes on a page at one coming moment; None: that does not change."""

    at: datetime
    title: Markup | None
    icon: str | None
    regions: tuple[Markup, ...]
    news: Markup | None
    """The title then, if it changes what is said about the present, not only about the days past."""


def fragments(present: PageState, coming: Iterable[ScheduledChange], *, silent: tuple[str, ...] = ()) -> list[Fragment]:
    """The differences from one moment to the next; a region whose name begins as one of *silent* is no news."""
    found: list[Fragment] = []
    title, icon, regions = present.title, present.icon, dict(present.regions)
    ordered = sorted(coming, key=lambda pair: pair[0])
    for at, group in groupby(ordered, key=lambda pair: pair[0]):
        new_title, new_icon, changed = title, icon, dict[str, Markup]()
        for _, scene in group:
            new_title, new_icon = scene.title or new_title, scene.icon or new_icon
            changed |= {name: region for name, region in scene.regions.items() if region != regions.get(name)}
        if changed or new_title != title or new_icon != icon:
            news = new_title != title or any(not name.startswith(silent) for name in changed)
            found.append(
                Fragment(
                    at=at,
                    title=new_title if new_title != title else None,
                    icon=new_icon if new_icon != icon else None,
                    regions=tuple(changed.values()),
                    news=new_title if news else None,
                )
            )
            title, icon = new_title, new_icon
            regions |= changed
    return found


def later_lines(entry: Entry, snapshot: Snapshot) -> LaterLines:
    """How lists will show an entry at the coming moments that change that."""
    futures = snapshot.futures.get(entry.path)
    if not futures:
        return ()
    found: list[tuple[datetime, EntryLine]] = []
    before = entry_line(entry)
    for at, later in futures:
        if (changed := entry_line(later)) != before:
            found.append((at, changed))
            before = changed
    return tuple(found)


def list_states(
    lines: Iterable[tuple[EntryLine, LaterLines]], show: Callable[[EntryLine, str], Markup]
) -> tuple[dict[str, Markup], list[ScheduledChange]]:
    """The lines of a list as regions of a page, and what the clock makes of them."""
    regions: dict[str, Markup] = {}
    moving: list[ScheduledChange] = []
    for one, later in lines:
        name = f"{one.sort}-{one.slug}"
        regions[name] = show(one, name)
        moving += [(at, PageState(regions={name: show(changed, name)})) for at, changed in later]
    return regions, moving


@dataclass(frozen=True, slots=True)
class Sections:
    """Lines of a list, told apart by whether they go on, lie ahead or are over."""

    now: tuple[EntryLine, ...]
    planned: tuple[EntryLine, ...]
    """The soonest first."""
    past: tuple[EntryLine, ...]


def sections(lines: Sequence[tuple[EntryLine, LaterLines]]) -> tuple[Sections, list[tuple[datetime, Sections]]]:
    """A list that begins with the newest as it is told apart, and at each coming moment that changes a line of it."""
    moments = sorted({at for _, later in lines for at, _ in later})
    return _shelved(one for one, _ in lines), [
        (moment, _shelved([one, *(changed for at, changed in later if at <= moment)][-1] for one, later in lines))
        for moment in moments
    ]


def _shelved(lines: Iterable[EntryLine]) -> Sections:
    found: dict[str, list[EntryLine]] = {"now": [], "planned": [], "past": []}
    for one in lines:
        found[one.section].append(one)
    return Sections(tuple(found["now"]), tuple(reversed(found["planned"])), tuple(found["past"]))


_View = TypeVar("_View", IncidentView, MaintenanceView)


@dataclass(frozen=True, slots=True)
class ViewSchedule(Generic[_View]):
    """What the page of something active shows beside it: when it was made, and what the clock will change."""

    now: datetime
    coming: tuple[tuple[datetime, _View], ...]


def view_schedule(view: _View, snapshot: Snapshot) -> ViewSchedule[_View] | None:
    """What the page of *view* needs beside it; None where it is over and depends on nothing but itself."""
    if not view.active:
        return None
    futures = snapshot.futures.get(view.path, ())
    return ViewSchedule(snapshot.now, tuple((at, later) for at, later in futures if isinstance(later, type(view))))


# ---- what was said last


def news(view: IncidentView | MaintenanceView) -> Text | None:
    """What was said last, in words. A maintenance's reason stands for its announcement.

    What was said of a window before an update moved it speaks of another one, and is left out.
    """
    announcement = view.steps[-1] if isinstance(view, MaintenanceView) else None
    reason = view.reason if isinstance(view, MaintenanceView) else None
    for step in view.steps:
        if step is not announcement and step.body:
            return step.body
        if step is not announcement and (step.changes.start or step.changes.end):
            return reason
    return reason or (announcement.body if announcement and announcement.body else None)


def newest_words(entry: Entry) -> Text | None:
    """What an author said last, in any form; the steps of the clock say nothing of their own."""
    return next((said for step in entry.steps if (said := step.body or step.title)), None)


# ---- the scorecard of a postmortem


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a scorecard: what was measured, what was promised, whether it was kept."""

    name: str
    value: timedelta | None
    target: timedelta | None
    kept: bool | None


def scorecard_measures(card: Scorecard) -> list[Measure]:
    """The rows of a scorecard that are spans of time."""

    def row(name: str, value: timedelta | None, target: timedelta | None) -> Measure:
        return Measure(name, value, target, None if value is None or target is None else value <= target)

    return [
        row("first_notice", card.first_notice, card.first_notice_target),
        Measure("longest_silence", card.longest_silence, card.longest_silence_target, card.silences_kept),
        row("postmortem", card.postmortem, card.postmortem_target),
    ]


def promises_measure(card: Scorecard) -> Measure | None:
    """Whether every announced time of a next update was kept."""
    if not card.promises_kept and not card.promises_broken:
        return None
    return Measure("promises", None, None, not card.promises_broken)


def days_late(action: Action) -> int:
    """How many days after it was due an action was done; nothing where that is not known."""
    if action.due is None or not isinstance(action.done, date):
        return 0
    return max(0, (action.done - action.due).days)


# ---- a postmortem's timeline


@dataclass(frozen=True, slots=True)
class TimelineMoment:
    """Something that happened: an update that was posted, or an event that was not announced then."""

    at: datetime
    step: Step | None
    what: Text | None


def merged_timeline(view: IncidentView) -> list[TimelineMoment]:
    """Updates and events together, oldest first."""
    events = view.postmortem.events if view.postmortem else ()
    found = [TimelineMoment(step.at, step, None) for step in view.steps] + [
        TimelineMoment(event.at, None, event.what) for event in events
    ]
    return sorted(found, key=lambda moment: (moment.at, moment.step is not None))
