"""derive(site, now): what is over, broken or planned. Nothing else decides it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sitegen.derive.entries import (
    NEAR_START,
    Entry,
    IncidentView,
    Interval,
    MaintenanceView,
    differences,
    listed_at,
    transitions,
)
from sitegen.derive.incident import view_incident
from sitegen.derive.levels import Level, RollUp, banner, roll_up, worst
from sitegen.derive.maintenance import view_maintenance
from sitegen.derive.outline import Outline, Spans, outline, spans_of
from sitegen.derive.settled import Remembered
from sitegen.derive.uptime import UptimeRecord, last_days, midnight, uptime_record
from sitegen.model import Component, ComponentStatus, Config, Impact, Incident, Kind, Site, SourceEntry
from sitegen.times import MAX_AHEAD

RECENT_DAYS = 14
HORIZON = timedelta(days=3)
"""How far ahead pages are prepared for changes that come without an update."""
MONTH_PART = 100
"""How many entries a page has that holds a part of a month."""
MAX_COMING = 24
"""The most moments that are prepared, so that no page grows with the number of planned windows."""


@dataclass(frozen=True, slots=True)
class ComponentState:
    """A component at a moment, with the record of its last ninety days."""

    component: Component
    """Its `since` is the first day of its record, also where site.yml does not state it; None: there is no record."""
    status: ComponentStatus
    record: UptimeRecord


@dataclass(frozen=True, slots=True)
class RecentDays:
    """One day with the entries that began on it, or a run of days on which none did."""

    first: date
    last: date
    entries: tuple[Entry, ...]
    quiet: bool
    """Nothing went on in it, not even what had begun before."""


@dataclass(frozen=True, slots=True)
class State:
    """The state of the site at one moment: everything that the index page shows."""

    at: datetime
    level: Level
    roll_up: RollUp
    components: tuple[ComponentState, ...]
    """In the order of site.yml, without retired ones."""
    incidents: tuple[IncidentView, ...]
    """Active, worst first, then newest first."""
    notices: tuple[IncidentView, ...]
    """Announcements that are current."""
    windows: tuple[MaintenanceView, ...]
    """The open ones, then those late to start; each sorted by end, soonest first."""
    upcoming: tuple[MaintenanceView, ...]
    """Announced and not begun, soonest first."""
    recent: tuple[RecentDays, ...]
    """The last fourteen days, newest first; each entry once, on the day on which it began."""
    earlier: tuple[Entry, ...]
    """Those that went on in these days and had begun before them, newest first."""
    cause: Entry | None
    """What the 503 page gives as the reason; None: it gives no reason."""

    @property
    def concurrent_incident(self) -> IncidentView | None:
        """The worst incident, if major or critical, where a window is given as the reason and must not hide it."""
        worst = self.incidents[0] if isinstance(self.cause, MaintenanceView) and self.incidents else None
        return worst if worst and worst.impact in (Impact.MAJOR, Impact.CRITICAL) else None


@dataclass(frozen=True, slots=True)
class Month:
    """What went on in a calendar month of the site's zone."""

    year: int
    month: int
    entries: tuple[Entry, ...]
    """Those that began in it, newest first."""
    lasting: tuple[Entry, ...]
    """Those that began earlier and lasted into it, newest first."""
    number: int | None = None
    """Of a part with older entries of it, the oldest is 1; None: the whole month, or its newest part."""

    @property
    def parts(self) -> tuple[Month, ...]:
        """The month as pages of a bounded size, newest first: that of the month itself, then those with a number.

        One with a number is full: what begins later changes the newest alone, which has half as many at the least.
        """
        full = max(0, (len(self.entries) - MONTH_PART // 2) // MONTH_PART)
        begin = len(self.entries) - full * MONTH_PART
        newest = replace(self, entries=self.entries[:begin])
        starts = range(begin, len(self.entries), MONTH_PART)
        return newest, *(
            replace(self, entries=self.entries[start : start + MONTH_PART], lasting=(), number=full - index)
            for index, start in enumerate(starts)
        )


@dataclass(frozen=True, slots=True)
class ComponentHistory:
    """Everything that a component's page shows."""

    now: ComponentState
    entries: tuple[Entry, ...]
    """The entries that concerned it in its ninety days, newest first."""
    months: tuple[tuple[int, int, int], ...]
    """Year, month, and how many entries concerning the component began in it, newest first."""
    coming: tuple[tuple[datetime, ComponentState], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The site at a moment: everything that outputs are made from."""

    config: Config
    now: datetime
    state: State
    coming: tuple[State, ...]
    """The state at each coming transition, as known now, soonest first."""
    incidents: tuple[IncidentView, ...]
    """All that exist, newest first by announcement."""
    maintenances: tuple[MaintenanceView, ...]
    """All that exist, newest first by announcement."""
    futures: Mapping[str, tuple[tuple[datetime, Entry], ...]]
    """By path of the content file: the views of an entry at the coming transitions that change it, and, while it is
    active, at the turn of the year, which changes how moments are written."""
    months: tuple[Month, ...]
    """Newest first, none of them empty."""
    histories: tuple[ComponentHistory, ...]
    """One for each component, retired ones too."""
    outlines: Mapping[str, Outline]
    """Of each entry, by the path of its content file."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The incidents, then the maintenances."""
        return (*self.incidents, *self.maintenances)


def latest_moment(site: Site, clock: datetime) -> datetime:
    """The moment to build as of: *clock*, or that of the last update that is a few minutes ahead of it."""
    unsettled = (source for source in site.entries if not isinstance(source, Remembered))
    moments = (update.at for source in unsettled for update in source.updates)
    return max((at for at in moments if clock < at <= clock + MAX_AHEAD), default=clock)


def derive(site: Site, now: datetime) -> Snapshot:
    """The site as of *now*, without later updates; raises ValueError for a *now* without a zone."""
    if now.tzinfo is None:
        raise ValueError(f"expected a moment with a zone, found {now}")
    now = now.astimezone(UTC)
    config = site.config
    found = [view_entry(source, config, known_until=now, at=now) for source in site.entries]
    outlines = {
        view.path: source.outline
        if isinstance(source, Remembered) and source.settled <= now
        else outline(view, config, now)
        for source, view in zip(site.entries, found, strict=True)
        if view is not None
    }
    incidents = _newest_announced(view for view in found if isinstance(view, IncidentView))
    maintenances = _newest_announced(view for view in found if isinstance(view, MaintenanceView))
    entries: list[Entry] = [*incidents, *maintenances]
    begin = midnight(last_days(now, config.zone)[0], config.zone)
    reaching = [entry for entry in entries if _reaches(entry, outlines[entry.path].spans, begin)]
    new_year = midnight(date(now.astimezone(config.zone).year + 1, 1, 1), config.zone)
    settled, live = _split(reaching, now, new_year)
    moments = _coming(live, now, config)
    sources = {source.path: source for source in site.entries}
    on_record = replace(config, components=_on_record(config, outlines.values()))
    futures = [(at, [_view(sources[entry.path], config, known_until=now, at=at) for entry in live]) for at in moments]
    state = _state(on_record, reaching, now)
    coming = tuple(_state(on_record, [*settled, *later], at) for at, later in futures)
    return Snapshot(
        config=config,
        now=now,
        state=state,
        coming=coming,
        incidents=tuple(incidents),
        maintenances=tuple(maintenances),
        futures={
            entry.path: differences(
                entry, ((at, views[index]) for at, views in futures), always=new_year if entry.active else None
            )
            for index, entry in enumerate(live)
        },
        months=_months(entries, outlines),
        histories=_histories(on_record, entries, outlines, reaching, state, coming),
        outlines=outlines,
    )


def cause(
    windows: Iterable[MaintenanceView],
    incidents: Sequence[IncidentView],
    upcoming: Iterable[MaintenanceView],
    at: datetime,
) -> Entry | None:
    """The entry that explains why the product is down at *at*; None: no entry can be the reason.

    An open window, else the first of *incidents* (worst first), else a window whose start is at most NEAR_START
    away or has passed. Never a later one: that would present an outage as maintenance. For the same reason a window
    past its planned end explains nothing that is worse than what it does.
    """
    gravest = max((view.impact.rank for view in incidents), default=-1)
    is_open = [view for view in windows if view.open and not (view.overrun and _impact(view).rank < gravest)]
    near = [view for view in (*windows, *upcoming) if view.upcoming and view.start - at <= NEAR_START]
    reasons: list[Entry] = [*sorted(is_open, key=_reach, reverse=True), *incidents, *near]
    return reasons[0] if reasons else None


def _impact(view: MaintenanceView) -> Impact:
    """How bad a window is, in the measure of incidents."""
    is_out = any(status is ComponentStatus.MAJOR_OUTAGE for _, status in view.affected)
    return Impact.MAJOR if is_out else Impact.MINOR


def _reach(view: MaintenanceView) -> tuple[int, int, datetime, str]:
    """How much a window explains: the worst status in it, how many components it affects, and until when."""
    worst_rank = max((status.rank for _, status in view.affected if status), default=0)
    return worst_rank, len(view.affected), view.end, view.slug


_View = TypeVar("_View", IncidentView, MaintenanceView)


def _newest_announced(views: Iterable[_View]) -> list[_View]:
    return sorted(views, key=lambda view: (-view.announced.timestamp(), view.slug))


def view_entry(source: SourceEntry, config: Config, *, known_until: datetime, at: datetime) -> Entry | None:
    """An entry at *at*, from the updates up to *known_until*; None before its first update."""
    if isinstance(source, Remembered) and source.settled <= min(known_until, at):
        return source.view
    if isinstance(source, Incident):
        return view_incident(source, config, known_until=known_until, at=at)
    return view_maintenance(source, config, known_until=known_until, at=at)


def clock_steps(source: SourceEntry, config: Config, now: datetime) -> dict[str, datetime]:
    """The steps that the clock has made of an entry up to *now*: the moment of each by its key."""
    view = view_entry(source, config, known_until=now, at=now)
    return {step.key: step.at for step in view.steps if step.automatic} if view else {}


def _view(source: SourceEntry, config: Config, *, known_until: datetime, at: datetime) -> Entry:
    view = view_entry(source, config, known_until=known_until, at=at)
    assert view is not None, "an entry that exists now exists later"
    return view


def _reaches(entry: Entry, lasted: Spans, begin: datetime) -> bool:
    """Whether it is active, or went on at *begin* or later."""
    return entry.active or any(last is None or last >= begin for _, last in lasted)


def _split(entries: Iterable[Entry], now: datetime, new_year: datetime) -> tuple[list[Entry], list[Entry]]:
    """The entries that stay the same within HORIZON unless updated, and those that change without an update.

    Among these are all active ones while *new_year* is near.
    """
    settled: list[Entry] = []
    live: list[Entry] = []
    for entry in entries:
        changes = entry.active and new_year <= now + HORIZON
        changes = changes or (isinstance(entry, MaintenanceView) and entry.open)
        changes = changes or any(now < moment <= now + HORIZON for moment in transitions([entry]))
        (live if changes else settled).append(entry)
    return settled, live


def _coming(live: Iterable[Entry], now: datetime, config: Config) -> list[datetime]:
    today = now.astimezone(config.zone).date()
    midnights = [midnight(today + timedelta(days=ahead), config.zone) for ahead in range(1, HORIZON.days + 1)]
    moments = {moment for moment in (*transitions(live), *midnights) if now < moment <= now + HORIZON}
    return sorted(moments)[:MAX_COMING]


def _on_record(config: Config, outlines: Iterable[Outline]) -> tuple[Component, ...]:
    """The components, each with the first day of its record: its `since`, else the day of its first mention, if any."""
    first: dict[str, datetime] = {}
    for one in outlines:
        for component, at in one.mentions:
            first[component] = min(at, first.get(component, at))
    days = {component: at.astimezone(config.zone).date() for component, at in first.items()}
    return tuple(replace(one, since=one.since or days.get(one.id)) for one in config.components)


def _state(config: Config, entries: Sequence[Entry], at: datetime) -> State:
    today = at.astimezone(config.zone).date()
    current = [one for one in config.components if one.retired is None or one.retired > today]
    intervals = _by_component(entries)
    components = tuple(_component_state(one, intervals.get(one.id, ()), config, at) for one in current)
    overall = roll_up([one.status for one in components])
    unplanned = {key: [one for one in each if one.source != "maintenance"] for key, each in intervals.items()}
    broken = roll_up([_status(unplanned.get(one.id, ()), at) for one in current])
    incidents = _newest_announced(entry for entry in entries if isinstance(entry, IncidentView) and entry.active)
    active = sorted((view for view in incidents if view.kind is not Kind.NOTICE), key=lambda view: -view.impact.rank)
    maintenances = [entry for entry in entries if isinstance(entry, MaintenanceView)]
    windows = sorted(
        (view for view in maintenances if view.open or view.late), key=lambda view: (view.late, view.end, view.slug)
    )
    upcoming = sorted(
        (view for view in maintenances if view.upcoming and not view.late), key=lambda view: (view.start, view.slug)
    )
    recent, earlier = _recent(entries, at, config)
    return State(
        at=at,
        level=banner(overall, broken, active),
        roll_up=overall,
        components=components,
        incidents=tuple(active),
        notices=tuple(view for view in incidents if view.kind is Kind.NOTICE),
        windows=tuple(windows),
        upcoming=tuple(upcoming),
        recent=recent,
        earlier=earlier,
        cause=cause(windows, active, upcoming, at),
    )


def _by_component(entries: Iterable[Entry]) -> dict[str, list[Interval]]:
    grouped: dict[str, list[Interval]] = defaultdict(list)
    for entry in entries:
        for interval in entry.intervals:
            grouped[interval.component].append(interval)
    return grouped


def _component_state(
    component: Component, intervals: Sequence[Interval], config: Config, at: datetime
) -> ComponentState:
    return ComponentState(
        component=component,
        status=_status(intervals, at),
        record=uptime_record(component, intervals, now=at, zone=config.zone, weights=config.weights),
    )


def _status(intervals: Iterable[Interval], at: datetime) -> ComponentStatus:
    """The worst status at one moment."""
    return worst(one.status for one in intervals if one.start <= at and (one.end is None or one.end > at))


def _recent(entries: Sequence[Entry], at: datetime, config: Config) -> tuple[tuple[RecentDays, ...], tuple[Entry, ...]]:
    """The last days, newest first, and what went on in them and had begun before."""
    listed_days = last_days(at, config.zone, RECENT_DAYS)
    begin = midnight(listed_days[0], config.zone)
    began: dict[date, list[Entry]] = defaultdict(list)
    earlier: list[Entry] = []
    lasted = {entry.path: spans_of(entry) for entry in entries}
    near = sorted((entry for entry in entries if _reaches(entry, lasted[entry.path], begin)), key=_newest_first)
    for entry in near:
        first = min((first for first, last in lasted[entry.path] if _lasts_into(first, last, begin)), default=None)
        if first is not None:
            (earlier if first < begin else began[first.astimezone(config.zone).date()]).append(entry)
    days: list[RecentDays] = []
    for day in reversed(listed_days):
        start, stop = midnight(day, config.zone), midnight(day + timedelta(days=1), config.zone)
        quiet = not any(_goes_on(lasted[entry.path], start, stop) for entry in near)
        if not began[day] and days and not days[-1].entries and days[-1].quiet == quiet:
            days[-1] = RecentDays(day, days[-1].last, (), quiet)
        else:
            days.append(RecentDays(day, day, tuple(began[day]), quiet))
    return tuple(days), tuple(earlier)


def _goes_on(lasted: Spans, start: datetime, stop: datetime) -> bool:
    """Whether an entry went on between *start* and *stop*; one without duration counts at its moment."""
    return any(first < stop and _lasts_into(first, last, start) for first, last in lasted)


def _lasts_into(first: datetime, last: datetime | None, start: datetime) -> bool:
    """Whether what went on from *first* to *last* did so at *start* or later."""
    return last is None or start < last or start <= first


def _newest_first(entry: Entry) -> tuple[float, str]:
    return -listed_at(entry).timestamp(), entry.path


def _months(entries: Iterable[Entry], outlines: Mapping[str, Outline]) -> tuple[Month, ...]:
    begun: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    lasting: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=_newest_first):
        first, *later = outlines[entry.path].months
        begun[first].append(entry)
        for month in later:
            lasting[month].append(entry)
    return tuple(
        Month(*month, tuple(begun.get(month, ())), tuple(lasting.get(month, ())))
        for month in sorted(begun.keys() | lasting.keys(), reverse=True)
    )


def _histories(
    config: Config,
    entries: Sequence[Entry],
    outlines: Mapping[str, Outline],
    reaching: Sequence[Entry],
    state: State,
    coming: Sequence[State],
) -> tuple[ComponentHistory, ...]:
    months: dict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    entries, reaching = ([one for one in each if not one.withdrawn] for each in (entries, reaching))
    for entry in entries:
        one = outlines[entry.path]
        for component_id in one.concerned:
            months[component_id][one.months[0]] += 1
    concerning: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(reaching, key=_newest_first):
        for component_id in outlines[entry.path].concerned:
            concerning[component_id].append(entry)
    intervals = _by_component(reaching)
    states = {one.component.id: one for one in state.components}
    later = [(one.at, {each.component.id: each for each in one.components}) for one in coming]
    histories = []
    for component in config.components:
        own = intervals.get(component.id, ())
        present = states.get(component.id) or _component_state(component, own, config, state.at)
        histories.append(
            ComponentHistory(
                now=present,
                entries=tuple(concerning[component.id]),
                months=tuple((*month, count) for month, count in sorted(months[component.id].items(), reverse=True)),
                coming=differences(present, ((at, then[component.id]) for at, then in later if component.id in then)),
            )
        )
    return tuple(histories)
