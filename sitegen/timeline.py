"""One incident or one maintenance as it stood at a moment: what had been said, and what the clock alone adds.

`said` is the moment up to which words exist (the build's), `at` the moment that is asked about; they differ
only when a page prepares for the coming days. The rules are those of docs/content.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from sitegen.model import (
    ComponentStatus,
    Config,
    Facts,
    Image,
    Impact,
    Incident,
    Kind,
    Maintenance,
    Postmortem,
    Promises,
    Status,
    Text,
    Update,
)

FACTS = tuple(field.name for field in fields(Facts) if field.name not in ("components", "cleared"))
"""The facts that a later statement simply replaces; components are merged one by one."""

Affected = tuple[tuple[str, ComponentStatus | None], ...]
"""Component ids with their status; None: concerned, no status stated."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A component in a status from *start* up to, not including, *end* (None: still so)."""

    component: str
    start: datetime
    end: datetime | None
    status: ComponentStatus
    source: str
    """`incident` or `maintenance`."""
    slug: str


@dataclass(frozen=True, slots=True)
class Step:
    """One update as readers see it, an author's or one that the clock made."""

    key: str
    at: datetime
    published: datetime
    status: Status
    """Where things stood after it; never `update`."""
    said: Status
    """The word that the author wrote."""
    automatic: bool
    title: Text | None
    body: Text
    changes: Facts
    """What this update stated."""
    impact: Impact
    """The impact after it."""
    affected: Affected
    """Every concerned component after it."""
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How we communicated, computed from the stated times and the promises of site.yml."""

    first_notice: timedelta
    first_notice_target: timedelta | None
    longest_silence: timedelta
    longest_silence_target: timedelta | None
    """What was promised at the impact that held during that silence."""
    silences_kept: bool | None
    """Whether every silence stayed within its promise; None: nothing was promised."""
    promises_kept: int
    promises_broken: int
    """Announced times of a next update that were met, and not met."""
    postmortem: timedelta | None
    """From resolution to publication."""
    postmortem_target: timedelta | None


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident as it stands at a moment."""

    slug: str
    path: str
    id: str | None
    title: Text
    kind: Kind
    status: Status
    active: bool
    """Not resolved; for a notice: not past its `until`."""
    impact: Impact
    facts: Facts
    """As they now stand."""
    affected: Affected
    began: datetime
    announced: datetime
    resolved: datetime | None
    ended: datetime | None
    """When service was back, as stated, else when it was resolved; None while active."""
    duration: timedelta | None
    """Between the beginning and the end, without the time between a resolution and a reopening."""
    reopened: bool
    until: datetime | None
    changed: datetime
    """The last visible change."""
    next_update: datetime | None
    """Promised in the newest update, while active."""
    overdue: bool
    """The promised moment has come and nothing was said since."""
    steps: tuple[Step, ...]
    """Newest first."""
    intervals: tuple[Interval, ...]
    episodes: tuple[tuple[datetime, datetime | None], ...]
    """From each beginning to its end; more than one after a reopening."""
    aliases: tuple[str, ...]
    images: tuple[Image, ...]
    postmortem: Postmortem | None
    scorecard: Scorecard | None


@dataclass(frozen=True, slots=True)
class MaintenanceView:
    """A maintenance as it stands at a moment."""

    slug: str
    path: str
    id: str | None
    title: Text
    reason: Text | None
    emergency: bool
    auto: bool
    status: Status
    confirmed: bool
    """False where the window is over by the clock and nobody has said that the work is done."""
    late: bool
    """Its start has come, it does not start by itself, and nobody has said that it did."""
    overrun: bool
    """Its end has come, it is open, and only a person ends it."""
    start: datetime
    end: datetime
    moved: tuple[tuple[datetime, datetime], ...]
    """The windows that were announced before this one, first one first."""
    short_notice: bool
    """Announced later than site.yml promises."""
    facts: Facts
    affected: Affected
    announced: datetime
    began: datetime | None
    ended: datetime | None
    elapsed: int | None
    """Percent of the planned window that has passed, while it is open."""
    changed: datetime
    next_update: datetime | None
    overdue: bool
    steps: tuple[Step, ...]
    """Newest first."""
    intervals: tuple[Interval, ...]
    aliases: tuple[str, ...]
    images: tuple[Image, ...]

    @property
    def open(self) -> bool:
        """Work is going on."""
        return self.status in (Status.IN_PROGRESS, Status.VERIFYING)

    @property
    def upcoming(self) -> bool:
        """Announced and not begun."""
        return self.status is Status.SCHEDULED

    @property
    def active(self) -> bool:
        """Neither over nor cancelled."""
        return self.open or self.upcoming


Entry = IncidentView | MaintenanceView


class _Record:
    """Statements folded one after another: the facts as they stand, and the intervals that they make."""

    def __init__(self, slug: str, source: str, facts: Facts, default: ComponentStatus | None) -> None:
        self._slug = slug
        self._source = source
        self._default = default
        self._values = {name: getattr(facts, name) for name in FACTS}
        self._concerned: dict[str, ComponentStatus | None] = {}
        self._open: dict[str, datetime] = {}
        self._closed: list[Interval] = []

    def state(self, facts: Facts) -> None:
        """Take over what an update says, components aside."""
        for name in facts.cleared:
            if name in self._values:
                self._values[name] = None
        for name in FACTS:
            value = getattr(facts, name)
            if value is not None:
                self._values[name] = value

    def set_components(self, changes: Affected, at: datetime, *, counting: bool) -> None:
        """Change component statuses; *counting* says whether time in them is counted from *at* on."""
        for component, stated in changes:
            if stated is None and component in self._concerned:
                continue
            self._close(component, at)
            self._concerned[component] = stated if stated is not None else self._default
            if counting:
                self._begin(component, at)

    def begin(self, at: datetime) -> None:
        """Count every component's stated status from *at* on."""
        for component in self._concerned:
            self._begin(component, at)

    def stop(self, at: datetime) -> None:
        """Nothing is affected from *at* on, even where that was found out only later."""
        for component in list(self._open):
            self._close(component, max(at, self._open[component]))
        self._closed = [
            replace(interval, end=min(interval.end, at)) if interval.end is not None else interval
            for interval in self._closed
            if interval.start < at
        ]

    def restore(self) -> None:
        """Every stated status becomes operational."""
        for component, status in self._concerned.items():
            if status is not None:
                self._concerned[component] = ComponentStatus.OPERATIONAL

    def clear_components(self, at: datetime) -> None:
        """No component is concerned any longer."""
        self.stop(at)
        self._concerned.clear()

    def facts(self) -> Facts:
        """As they now stand."""
        return Facts(components=tuple(self._concerned.items()), **self._values)

    @property
    def affected(self) -> Affected:
        return tuple(self._concerned.items())

    @property
    def counting(self) -> bool:
        """Whether a component is affected."""
        return bool(self._open)

    def intervals(self) -> tuple[Interval, ...]:
        """All of them, oldest first."""
        going = [self._interval(component, start, None) for component, start in self._open.items()]
        return tuple(sorted([*self._closed, *going], key=lambda interval: (interval.start, interval.component)))

    def _begin(self, component: str, at: datetime) -> None:
        status = self._concerned[component]
        if status is not None and status is not ComponentStatus.OPERATIONAL:
            self._open.setdefault(component, at)

    def _close(self, component: str, at: datetime) -> None:
        start = self._open.pop(component, None)
        if start is not None and start < at:
            self._closed.append(self._interval(component, start, at))

    def _interval(self, component: str, start: datetime, end: datetime | None) -> Interval:
        status = self._concerned[component]
        assert status is not None
        return Interval(component, start, end, status, self._source, self._slug)


def view_incident(incident: Incident, config: Config, *, said: datetime, at: datetime) -> IncidentView | None:
    """The incident at *at*, told with the words that existed at *said*; None before its first update."""
    updates = [update for update in incident.updates if update.at <= said]
    if not updates:
        return None
    began = min(incident.started or updates[0].at, updates[0].at)
    record = _Record(incident.slug, "incident", incident.facts, None)
    judge = _Judge(config, incident.kind, incident.facts.impact, began)
    record.set_components(incident.facts.components or (), began, counting=True)
    judge.look(record)
    status = updates[0].status
    episodes: list[tuple[datetime, datetime | None]] = [(began, None)]
    ended: datetime | None = None
    steps: list[Step] = []
    for update in updates:
        facts = update.facts
        previous = status
        status = previous if update.status is Status.UPDATE else update.status
        if previous is Status.RESOLVED and status is not Status.RESOLVED:
            episodes.append((update.at, None))
            ended = None
        record.state(facts)
        if "components" in facts.cleared:
            record.clear_components(update.at)
        if facts.components and status is not Status.RESOLVED:
            record.set_components(facts.components, update.at, counting=True)
            ended = None if record.counting else ended
        judge.hear(facts)
        judge.look(record)
        ended = None if "ended" in facts.cleared else facts.ended or ended
        if facts.ended is not None:
            record.stop(facts.ended)
            record.restore()
        if status is Status.RESOLVED:
            ended = ended or update.at
            record.stop(ended)
            record.restore()
            episodes[-1] = (episodes[-1][0], max(ended, episodes[-1][0]))
        steps.append(_step(update, status, judge.impact, record.affected))
    if incident.kind is Kind.NOTICE:
        active = incident.until is not None and at < incident.until
    else:
        active = status is not Status.RESOLVED
    resolved = next((step.at for step in reversed(steps) if step.said is Status.RESOLVED), None)
    due = updates[-1].facts.next_update if active else None
    postmortem = _postmortem(incident.postmortem, config, said)
    view = IncidentView(
        slug=incident.slug,
        path=incident.path,
        id=incident.id,
        title=incident.title,
        kind=incident.kind,
        status=status,
        active=active,
        impact=judge.impact,
        facts=record.facts(),
        affected=record.affected,
        began=began,
        announced=updates[0].at,
        resolved=resolved if status is Status.RESOLVED else None,
        ended=episodes[-1][1],
        duration=sum((end - start for start, end in episodes if end), timedelta()) if episodes[-1][1] else None,
        reopened=len(episodes) > 1,
        until=incident.until,
        changed=max(updates[-1].at, postmortem.published) if postmortem else updates[-1].at,
        next_update=due,
        overdue=due is not None and due <= at,
        steps=tuple(reversed(steps)),
        intervals=record.intervals(),
        episodes=tuple(episodes),
        aliases=incident.aliases,
        images=incident.images,
        postmortem=postmortem,
        scorecard=None,
    )
    return replace(view, scorecard=score(view, config.promises)) if postmortem else view


def _postmortem(postmortem: Postmortem | None, config: Config, said: datetime) -> Postmortem | None:
    """The postmortem as it could be read at *said*: what was done later is still to be done."""
    if postmortem is None or postmortem.published > said:
        return None
    today = said.astimezone(config.zone).date()
    actions = tuple(
        replace(action, done=False) if isinstance(action.done, date) and action.done > today else action
        for action in postmortem.actions
    )
    return replace(postmortem, actions=actions)


class _Judge:
    """The impact as it stands: what the author states, else the worst that the components reached."""

    def __init__(self, config: Config, kind: Kind, stated: Impact | None, at: datetime) -> None:
        day = at.astimezone(config.zone).date()
        self._all = {component.id for component in config.components if not _retired(component.retired, day)}
        self._counts = kind is not Kind.NOTICE
        self._stated = stated
        self._worst = Impact.NONE

    def hear(self, facts: Facts) -> None:
        """Take over what an update states about the impact."""
        if "impact" in facts.cleared:
            self._stated = None
        self._stated = facts.impact or self._stated

    def look(self, record: _Record) -> None:
        """Remember the worst that the components are in."""
        statuses = {component: status for component, status in record.affected if status is not None}
        self._worst = max(self._worst, self._reached(statuses), key=lambda impact: impact.rank)

    def _reached(self, statuses: dict[str, ComponentStatus]) -> Impact:
        out = {component for component, status in statuses.items() if status is ComponentStatus.MAJOR_OUTAGE}
        if out and out >= self._all:
            return Impact.CRITICAL
        if out:
            return Impact.MAJOR
        partly = (ComponentStatus.DEGRADED_PERFORMANCE, ComponentStatus.PARTIAL_OUTAGE)
        return Impact.MINOR if any(status in partly for status in statuses.values()) else Impact.NONE

    @property
    def impact(self) -> Impact:
        """At this point of the story."""
        if not self._counts:
            return Impact.NONE
        return self._stated or self._worst


def _retired(retired: date | None, day: date) -> bool:
    return retired is not None and retired <= day


def _step(update: Update, status: Status, impact: Impact, affected: Affected) -> Step:
    return Step(
        key=update.key,
        at=update.at,
        published=update.published,
        status=status,
        said=update.status,
        automatic=False,
        title=update.title,
        body=update.body,
        changes=update.facts,
        impact=impact,
        affected=affected,
        id=update.id,
    )


def score(view: IncidentView, promises: Promises) -> Scorecard:
    """The communication scorecard of a resolved or active incident, from its steps alone."""
    steps = tuple(reversed(view.steps))
    silences = [
        (later.at - earlier.at, promises.interval(earlier.impact))
        for earlier, later in pairwise(steps)
        if earlier.status is not Status.RESOLVED
    ]
    longest = max(silences, key=lambda silence: silence[0], default=(timedelta(), promises.interval(view.impact)))
    judged = [silence <= target for silence, target in silences if target is not None]
    met = [
        later.at <= earlier.changes.next_update
        for earlier, later in pairwise(steps)
        if earlier.changes.next_update is not None
    ]
    return Scorecard(
        first_notice=view.announced - view.began,
        first_notice_target=promises.first_notice,
        longest_silence=longest[0],
        longest_silence_target=longest[1],
        silences_kept=all(judged) if judged else None,
        promises_kept=sum(met),
        promises_broken=len(met) - sum(met),
        postmortem=view.postmortem.published - view.resolved if view.postmortem and view.resolved else None,
        postmortem_target=promises.postmortem_due,
    )


class _Window:
    """The life of one maintenance: authors' statements, and the steps that the clock takes between them."""

    def __init__(self, maintenance: Maintenance) -> None:
        self.maintenance = maintenance
        self.start, self.end = maintenance.start, maintenance.end
        self.moved: list[tuple[datetime, datetime]] = []
        self.phase = Status.SCHEDULED
        self.confirmed = True
        self.began: datetime | None = None
        self.ended: datetime | None = None
        self.steps: list[Step] = []
        self.record = _Record(maintenance.slug, "maintenance", maintenance.facts, ComponentStatus.UNDER_MAINTENANCE)
        self._by_hand = not maintenance.auto
        self._stated = maintenance.updates[0].at
        first = self._stated
        self.record.set_components(maintenance.facts.components or (), first, counting=False)

    def advance(self, until: datetime, *, inclusive: bool) -> None:
        """Take the automatic steps that fall due before *until*, or also at it."""
        for status, at in self._automatic():
            if at > until or (at == until and not inclusive):
                return
            self._enter(status, at)
            self.confirmed = status is Status.IN_PROGRESS
            self.steps.append(_automatic_step(status, at, self.record.affected))

    def _automatic(self) -> Iterator[tuple[Status, datetime]]:
        # A step is taken when it has become due and has been announced: a start moved into the past
        # cannot have opened the window before anyone said so.
        while not self._by_hand:
            if self.phase is Status.SCHEDULED:
                yield Status.IN_PROGRESS, max(self.start, self._stated)
            elif self.phase is Status.IN_PROGRESS:
                yield Status.COMPLETED, max(self.end, self._stated)
            else:
                return

    def hear(self, update: Update) -> None:
        """Take over what an author says."""
        facts = update.facts
        self.record.state(facts)
        if facts.components:
            counting = self.phase in (Status.IN_PROGRESS, Status.VERIFYING)
            self.record.set_components(facts.components, update.at, counting=counting)
        if facts.start is not None or facts.end is not None:
            self._move(facts.start or self.start, facts.end or self.end, update.at)
        if update.status is not Status.UPDATE:
            self._by_hand = self._by_hand or update.status in (Status.IN_PROGRESS, Status.VERIFYING)
            self.confirmed = True
            self._enter(update.status, update.at, facts.ended)
        self.steps.append(_step(update, self.phase, Impact.NONE, self.record.affected))

    def _move(self, start: datetime, end: datetime, at: datetime) -> None:
        if (start, end) == (self.start, self.end):
            return
        self.moved.append((self.start, self.end))
        self.start, self.end, self._stated = start, end, at
        if self._by_hand or self.phase is Status.CANCELLED:
            return
        # What the clock alone did, the clock undoes when an author says that the window lies elsewhere.
        if self.phase is Status.IN_PROGRESS and start > at:
            self._enter(Status.SCHEDULED, at)
        elif self.phase is Status.COMPLETED and not self.confirmed and end > at:
            self._enter(Status.SCHEDULED if start > at else Status.IN_PROGRESS, at)
            self.confirmed = True

    def _enter(self, phase: Status, at: datetime, ended: datetime | None = None) -> None:
        was_open = self.phase in (Status.IN_PROGRESS, Status.VERIFYING)
        is_open = phase in (Status.IN_PROGRESS, Status.VERIFYING)
        self.phase = phase
        if is_open and not was_open:
            self.began = self.began or at
            self.ended = None
            self.record.begin(at)
        elif was_open and not is_open:
            self.record.stop(ended or at)
        if phase is Status.SCHEDULED:
            self.began = None
        elif phase in (Status.COMPLETED, Status.CANCELLED) and self.began is not None:
            self.ended = self.ended or ended or at


def _automatic_step(status: Status, at: datetime, affected: Affected) -> Step:
    return Step(
        key=f"auto-{status}-{stamp(at)}",
        at=at,
        published=at,
        status=status,
        said=status,
        automatic=True,
        title=None,
        body=Text("", ""),
        changes=Facts(),
        impact=Impact.NONE,
        affected=affected,
    )


def view_maintenance(
    maintenance: Maintenance, config: Config, *, said: datetime, at: datetime
) -> MaintenanceView | None:
    """The maintenance at *at*, told with the words that existed at *said*; None before its announcement."""
    updates = [update for update in maintenance.updates if update.at <= said]
    if not updates:
        return None
    window = _Window(maintenance)
    for update in updates:
        if update is not updates[0]:
            window.advance(update.at, inclusive=False)
        window.hear(update)
    window.advance(at, inclusive=True)
    is_open = window.phase in (Status.IN_PROGRESS, Status.VERIFYING)
    due = updates[-1].facts.next_update if is_open or window.phase is Status.SCHEDULED else None
    notice = config.promises.maintenance_notice
    return MaintenanceView(
        slug=maintenance.slug,
        path=maintenance.path,
        id=maintenance.id,
        title=maintenance.title,
        reason=maintenance.reason,
        emergency=maintenance.emergency,
        auto=maintenance.auto,
        status=window.phase,
        confirmed=window.confirmed,
        late=window.phase is Status.SCHEDULED and window.start <= at,
        overrun=is_open and window.end <= at,
        start=window.start,
        end=window.end,
        moved=tuple(window.moved),
        short_notice=notice is not None and maintenance.start - updates[0].at < notice,
        facts=window.record.facts(),
        affected=window.record.affected,
        announced=updates[0].at,
        began=window.began,
        ended=window.ended,
        elapsed=_elapsed(window.start, window.end, at) if is_open else None,
        changed=max(step.at for step in window.steps),
        next_update=due,
        overdue=due is not None and due <= at,
        steps=tuple(reversed(window.steps)),
        intervals=window.record.intervals(),
        aliases=maintenance.aliases,
        images=maintenance.images,
    )


def _elapsed(start: datetime, end: datetime, at: datetime) -> int:
    return max(0, min(100, int((at - start) / (end - start) * 100)))


def transitions(entries: Iterable[Entry]) -> Iterator[datetime]:
    """The moments at which these entries change by the clock alone, in no order."""
    for entry in entries:
        if entry.next_update is not None:
            yield entry.next_update
        if isinstance(entry, MaintenanceView):
            if entry.active:
                yield from (entry.start, entry.end)
        elif entry.kind is Kind.NOTICE and entry.until is not None:
            yield entry.until


def stamp(moment: datetime) -> str:
    """A moment in UTC as part of an id or an address: `20260123T063500Z`, with milliseconds if it has any."""
    fraction = f"{moment.microsecond // 1000:03d}" if moment.microsecond else ""
    return f"{moment:%Y%m%dT%H%M%S}{fraction}Z"
