"""One incident or one maintenance as it stood at a moment: what had been said, and what the clock alone adds.

`said` is the moment up to which words exist (the build's), `at` the moment that is asked about; they differ
only when a page prepares for the coming days. The rules are those of docs/content.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sitegen import markdown
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
    quick,
)

FACTS = tuple(name for name in Facts._fields if name not in ("components", "ended", "cleared"))
"""The facts that a later statement simply replaces; components are merged one by one."""

Affected = tuple[tuple[str, ComponentStatus | None], ...]
"""Component ids with their status; None: concerned, no status stated."""


class Interval(NamedTuple):
    """A component in a status from *start* up to, not including, *end* (None: still so)."""

    component: str
    start: datetime
    end: datetime | None
    status: ComponentStatus
    source: str
    """`incident` or `maintenance`."""
    slug: str


class Step(NamedTuple):
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


@quick
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
    past_eta: bool
    """The moment of the expected recovery has come, and it is active."""
    steps: tuple[Step, ...]
    """Newest first."""
    intervals: tuple[Interval, ...]
    episodes: tuple[tuple[datetime, datetime | None], ...]
    """From each beginning to its end; more than one after a reopening."""
    aliases: tuple[str, ...]
    images: tuple[Image, ...]
    postmortem: Postmortem | None
    scorecard: Scorecard | None

    @property
    def since(self) -> datetime:
        """When what goes on began: the beginning, or that of the newest episode."""
        return self.episodes[-1][0]


@quick
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
    by_hand: bool
    """Only a person moves it on, from the beginning or since somebody has said that the work has begun."""
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
    """Announced, or brought forward, later than site.yml promises."""
    start_said: datetime
    """When it was said that it starts at *start*."""
    facts: Facts
    affected: Affected
    """As they stand: without a status until the window opens, operational when it has closed."""
    announced: datetime
    began: datetime | None
    ended: datetime | None
    elapsed: int | None
    """Percent of the planned window that has passed, while it is open."""
    changed: datetime
    next_update: datetime | None
    overdue: bool
    past_eta: bool
    steps: tuple[Step, ...]
    """Newest first."""
    intervals: tuple[Interval, ...]
    aliases: tuple[str, ...]
    images: tuple[Image, ...]
    planned: Affected = ()
    """Every concerned component with the status that it has while the window is open."""

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


class _Facts:
    """What an entry says about itself, folded one statement after another; components and the end aside."""

    def __init__(self, first: Facts) -> None:
        self._values = {name: getattr(first, name) for name in FACTS}

    def hear(self, facts: Facts) -> None:
        """Take over what an update says."""
        for name in facts.cleared:
            if name in self._values:
                self._values[name] = None
        for name in FACTS:
            value = getattr(facts, name)
            if value is not None:
                self._values[name] = value
        # A promise is that of the newest update: whatever is said keeps or replaces the one before.
        self._values["next_update"] = facts.next_update

    def drop(self, *names: str) -> None:
        """Forget what no longer holds."""
        for name in names:
            self._values[name] = None

    def now(self, components: Affected, ended: datetime | None) -> Facts:
        """As they stand."""
        return Facts(**{**self._values, "components": components, "ended": ended})


@dataclass(slots=True)
class _Spell:
    start: datetime
    end: datetime | None = None


class _Effects:
    """What an entry does to components: the statuses stated for them, and the spells in which these count.

    An incident's spell lasts from its beginning until service was back, a maintenance's while its window is
    open. Either bound may be corrected afterwards, so intervals are made of both only in the end.
    """

    def __init__(self, source: str, slug: str, default: ComponentStatus | None) -> None:
        self._source = source
        self._slug = slug
        self._default = default
        self._stated: dict[str, ComponentStatus | None] = {}
        self._changes: dict[str, list[tuple[datetime, ComponentStatus]]] = {}
        self._spells: list[_Spell] = []
        self._episode = 0

    def state(self, changes: Affected, at: datetime) -> None:
        """Take over statuses; a component without a stated one is concerned, and changes nothing that was stated."""
        for component, status in changes:
            if status is not None:
                self._set(component, status, at)
            elif component not in self._stated:
                self._set(component, self._default, at)

    def _set(self, component: str, status: ComponentStatus | None, at: datetime) -> None:
        self._stated[component] = status
        if status is None:
            return
        changes = self._changes.setdefault(component, [])
        if not changes or changes[-1][1] is not status:
            changes.append((at, status))

    def forget(self, at: datetime) -> None:
        """No component is concerned any longer."""
        self._mend(at)
        self._stated.clear()

    def _mend(self, at: datetime) -> None:
        for component, status in self._stated.items():
            if status is not None:
                self._set(component, ComponentStatus.OPERATIONAL, at)

    def begin(self, at: datetime) -> None:
        """What is stated counts from *at* on."""
        self._spells.append(_Spell(at))

    def begin_again(self, at: datetime) -> None:
        """Trouble anew after service was back: of what was stated before, nothing counts."""
        self._mend(at)
        self.begin(at)

    def finish(self, at: datetime | None) -> None:
        """Nothing is affected from *at* on, even where that was found out only later; None: it still is."""
        spells = self._spells[self._episode :]
        if spells:
            spells[-1].end = at
        for spell in spells[:-1]:
            spell.end = min(spell.end, at) if spell.end and at else spell.end

    def reopen(self) -> None:
        """What has counted until now is settled: an end that is stated from here on means what comes."""
        self._episode = len(self._spells)

    def undo(self) -> None:
        """Nothing has counted at all."""
        self._spells.clear()

    @property
    def going(self) -> bool:
        """Whether statuses count at this point of the story."""
        return bool(self._spells) and self._spells[-1].end is None

    @property
    def stated(self) -> Affected:
        """Every concerned component with the status that holds while a spell lasts."""
        return tuple(self._stated.items())

    @property
    def affected(self) -> Affected:
        """The same as it stands: nothing said of a status before the first spell, operational after the last."""
        if self.going:
            return self.stated
        after = ComponentStatus.OPERATIONAL if self._spells else None
        return tuple((component, status and after) for component, status in self._stated.items())

    def intervals(self) -> tuple[Interval, ...]:
        """All of them, oldest first."""
        found = [
            Interval(component, start, end, status, self._source, self._slug)
            for component, changes in self._changes.items()
            for status, first, last in _troubles(changes)
            for start, end in self._counted(first, last)
        ]
        return tuple(sorted(found, key=lambda interval: (interval.start, interval.component)))

    def _counted(self, first: datetime, last: datetime | None) -> Iterator[tuple[datetime, datetime | None]]:
        for spell in self._spells:
            start = max(first, spell.start)
            end = min((one for one in (last, spell.end) if one is not None), default=None)
            if end is None or start < end:
                yield start, end


def _troubles(
    changes: Sequence[tuple[datetime, ComponentStatus]],
) -> Iterator[tuple[ComponentStatus, datetime, datetime | None]]:
    """Each status but operational with its first moment and the moment of the next."""
    for index, (at, status) in enumerate(changes):
        if status is not ComponentStatus.OPERATIONAL:
            yield status, at, changes[index + 1][0] if index + 1 < len(changes) else None


def _trouble(changes: Affected) -> bool:
    return any(status not in (None, ComponentStatus.OPERATIONAL) for _, status in changes)


class _Story:
    """The life of one incident: what authors said, folded one update after another."""

    def __init__(self, incident: Incident, config: Config) -> None:
        first = incident.updates[0]
        self.began = min(incident.started or first.at, first.at)
        self.status = first.status
        self.episodes: list[tuple[datetime, datetime | None]] = [(self.began, None)]
        self.steps: list[Step] = []
        self.facts = _Facts(incident.facts)
        self.effects = _Effects("incident", incident.slug, None)
        self.judge = _Judge(config, incident.kind, incident.facts.impact, self.began)
        self._quiet = incident.kind is Kind.NOTICE
        self._resolved: datetime | None = None
        self.ended: datetime | None = None
        """As stated, in the present episode."""
        self.effects.begin(self.began)
        self.effects.state(self._components(incident.facts), self.began)
        self.judge.look(self.effects.affected)

    def hear(self, update: Update) -> None:
        """Take over what an update says."""
        facts = update.facts
        if update.status is not Status.UPDATE:
            self._enter(update.status, update.at)
        self.facts.hear(facts)
        if "components" in facts.cleared:
            self.effects.forget(update.at)
        if self.status is not Status.RESOLVED:
            self._change(self._components(facts), update.at)
        self.judge.hear(facts)
        self.judge.look(self.effects.affected)
        self._end(facts)
        self.steps.append(_step(update, self.status, self.judge.impact, self.effects.affected))

    def _components(self, facts: Facts) -> Affected:
        """What is stated for components; an announcement breaks nothing, so it only concerns them."""
        changes = facts.components or ()
        return tuple((component, None) for component, _ in changes) if self._quiet else changes

    def _enter(self, status: Status, at: datetime) -> None:
        was_resolved, is_resolved = self.status is Status.RESOLVED, status is Status.RESOLVED
        self.status = status
        if is_resolved:
            self._resolved = at
        if was_resolved and not is_resolved:
            self.episodes.append((at, None))
            self.ended = self._resolved = None
            self.effects.reopen()
        if was_resolved != is_resolved:
            # How far the repair had come, and when it was to be done, is the story of one episode.
            self.facts.drop("eta", "progress")

    def _change(self, changes: Affected, at: datetime) -> None:
        if _trouble(changes) and not self.effects.going:
            self.effects.begin_again(at)
            self.ended = None
        self.effects.state(changes, at)

    def _end(self, facts: Facts) -> None:
        if "ended" in facts.cleared:
            self.ended = None
        self.ended = facts.ended or self.ended
        end = self.ended or self._resolved
        self.effects.finish(end)
        if end is not None and self.status is Status.RESOLVED:
            start, _ = self.episodes[-1]
            self.episodes[-1] = (start, max(start, end))

    @property
    def duration(self) -> timedelta | None:
        """From the beginning to the end, without the time between a resolution and a reopening."""
        spans = [end - start for start, end in self.episodes if end is not None]
        return sum(spans, timedelta()) if len(spans) == len(self.episodes) else None

    @property
    def resolved(self) -> datetime | None:
        """When it was resolved, if it is."""
        return self._resolved if self.status is Status.RESOLVED else None


def view_incident(incident: Incident, config: Config, *, said: datetime, at: datetime) -> IncidentView | None:
    """The incident at *at*, told with the words that existed at *said*; None before its first update."""
    updates = [update for update in incident.updates if update.at <= said]
    if not updates:
        return None
    story = _Story(incident, config)
    for update in updates:
        story.hear(update)
    if incident.kind is Kind.NOTICE:
        active = incident.until is not None and at < incident.until
    else:
        active = story.status is not Status.RESOLVED
    due = updates[-1].facts.next_update if active else None
    facts = story.facts.now(story.effects.affected, story.ended)
    postmortem = _postmortem(incident.postmortem, config, said)
    view = IncidentView(
        slug=incident.slug,
        path=incident.path,
        id=incident.id,
        title=incident.title,
        kind=incident.kind,
        status=story.status,
        active=active,
        impact=story.judge.impact,
        facts=facts,
        affected=story.effects.affected,
        began=story.began,
        announced=updates[0].at,
        resolved=story.resolved,
        ended=story.episodes[-1][1],
        duration=story.duration,
        reopened=len(story.episodes) > 1,
        until=incident.until,
        changed=max(updates[-1].at, postmortem.published) if postmortem else updates[-1].at,
        next_update=due,
        overdue=due is not None and due <= at,
        past_eta=active and facts.eta is not None and facts.eta <= at,
        steps=tuple(reversed(story.steps)),
        intervals=story.effects.intervals(),
        episodes=tuple(story.episodes),
        aliases=incident.aliases,
        images=_pictures(incident, updates),
        postmortem=postmortem,
        scorecard=None,
    )
    return replace(view, scorecard=score(view, config.promises)) if postmortem else view


def _pictures(entry: Incident | Maintenance, updates: Sequence[Update]) -> tuple[Image, ...]:
    """The pictures that are in *updates*: one that was shown later is not published yet."""
    if not entry.images or len(updates) == len(entry.updates):
        return entry.images
    texts = [text for one in updates for text in (one.body.original, *dict(one.body.translations).values())]
    shown = {target for text in texts for _, kind, target in markdown.references(text) if kind == "image"}
    return tuple(image for image in entry.images if image.name in shown)


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


_PARTLY = (ComponentStatus.DEGRADED_PERFORMANCE, ComponentStatus.PARTIAL_OUTAGE)


class _Judge:
    """The impact as it stands: what the author states, else the worst that the components reached."""

    def __init__(self, config: Config, kind: Kind, stated: Impact | None, at: datetime) -> None:
        self._config = config
        self._at = at
        self._counts = kind is not Kind.NOTICE
        self._stated = stated
        self._worst = Impact.NONE
        self._seen: Affected = ()

    def hear(self, facts: Facts) -> None:
        """Take over what an update states about the impact."""
        if "impact" in facts.cleared:
            self._stated = None
        self._stated = facts.impact or self._stated

    def look(self, affected: Affected) -> None:
        """Remember the worst that the components are in."""
        if affected != self._seen:
            self._seen = affected
            reached = self._reached(affected)
            if reached.rank > self._worst.rank:
                self._worst = reached

    def _reached(self, affected: Affected) -> Impact:
        out = {component for component, status in affected if status is ComponentStatus.MAJOR_OUTAGE}
        if out:
            everything = self._everything()
            return Impact.CRITICAL if everything and out >= everything else Impact.MAJOR
        return Impact.MINOR if any(status in _PARTLY for _, status in affected) else Impact.NONE

    def _everything(self) -> set[str]:
        """The components that there were on the day when it began."""
        day = self._at.astimezone(self._config.zone).date()
        return {
            one.id
            for one in self._config.components
            if (one.since is None or one.since <= day) and (one.retired is None or day < one.retired)
        }

    @property
    def impact(self) -> Impact:
        """At this point of the story."""
        if not self._counts:
            return Impact.NONE
        return self._stated or self._worst


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


def allowed_silence(step: Step, promises: Promises) -> timedelta | None:
    """How long nothing need be said after this update of an incident, by the impact that it left.

    None: site.yml promises nothing for that impact, or all is over.
    """
    return None if step.status is Status.RESOLVED else promises.interval(step.impact)


def score(view: IncidentView, promises: Promises) -> Scorecard:
    """The communication scorecard of an incident, from the stated times alone."""
    steps = tuple(reversed(view.steps))
    silences = [
        (later.at - earlier.at, allowed_silence(earlier, promises))
        for earlier, later in pairwise(steps)
        if earlier.status is not Status.RESOLVED
    ]
    longest = max(silences, key=lambda silence: silence[0], default=(timedelta(), promises.interval(view.impact)))
    judged = [silence <= target for silence, target in silences if target is not None]
    met = _promises_met(steps, view.postmortem)
    return Scorecard(
        first_notice=view.announced - view.began,
        first_notice_target=promises.first_notice,
        longest_silence=longest[0],
        longest_silence_target=longest[1],
        silences_kept=all(judged) if judged else None,
        promises_kept=sum(met),
        promises_broken=len(met) - sum(met),
        postmortem=_until_postmortem(steps, view.postmortem),
        postmortem_target=promises.postmortem_due,
    )


def _promises_met(steps: Sequence[Step], postmortem: Postmortem | None) -> list[bool]:
    """For each announced time of a next update whether something was said by then; a postmortem says something."""
    met = []
    for index, step in enumerate(steps):
        later = [one.at for one in steps[index + 1 : index + 2]]
        if postmortem and postmortem.published >= step.at:
            later.append(postmortem.published)
        # A promise with nothing said since is still open, and not judged.
        if step.changes.next_update is not None and later:
            met.append(min(later) <= step.changes.next_update)
    return met


def _until_postmortem(steps: Sequence[Step], postmortem: Postmortem | None) -> timedelta | None:
    """From the resolution that the postmortem followed; one that came before any followed none."""
    if postmortem is None:
        return None
    resolved = [step.at for step in steps if step.said is Status.RESOLVED and step.at <= postmortem.published]
    return postmortem.published - resolved[-1] if resolved else None


_OPEN = (Status.IN_PROGRESS, Status.VERIFYING)
_OVER = (Status.COMPLETED, Status.CANCELLED)


class _Window:
    """The life of one maintenance: authors' statements, and the steps that the clock takes between them."""

    def __init__(self, maintenance: Maintenance) -> None:
        first = maintenance.updates[0].at
        self.start, self.end = maintenance.start, maintenance.end
        self.moved: list[tuple[datetime, datetime]] = []
        self.phase = Status.SCHEDULED
        self.confirmed = True
        self.notice = self.start - first
        """The shortest time between saying when it starts, or that it starts earlier, and that start."""
        self.began: datetime | None = None
        self.back: datetime | None = None
        """When service was back, as stated."""
        self.steps: list[Step] = []
        self.facts = _Facts(maintenance.facts)
        self.effects = _Effects("maintenance", maintenance.slug, ComponentStatus.UNDER_MAINTENANCE)
        self.by_hand = not maintenance.auto
        self.start_said = first
        self._over: datetime | None = None
        self._stated = first
        self.effects.state(maintenance.facts.components or (), first)

    @property
    def ended(self) -> datetime | None:
        """When the work that had begun was done."""
        end = self.back or self._over
        return max(self.began, end) if self.began and end and self.phase in _OVER else None

    def advance(self, until: datetime, *, inclusive: bool) -> None:
        """Take the automatic steps that fall due before *until*, or also at it."""
        for status, at in self._automatic():
            if at > until or (at == until and not inclusive):
                return
            if status is Status.IN_PROGRESS:
                self._open(status, at)
            else:
                self._close(status, at, confirmed=False)
            self._settle()
            self.steps.append(_automatic_step(status, at, self.effects.affected))

    def _automatic(self) -> Iterator[tuple[Status, datetime]]:
        # A step is taken when it has become due and has been announced: a start moved into the past
        # cannot have opened the window before anyone said so.
        while not self.by_hand:
            if self.phase is Status.SCHEDULED:
                yield Status.IN_PROGRESS, max(self.start, self._stated)
            elif self.phase is Status.IN_PROGRESS:
                yield Status.COMPLETED, max(self.end, self._stated)
            else:
                return

    def hear(self, update: Update) -> None:
        """Take over what an author says."""
        facts = update.facts
        self.facts.hear(facts)
        if "components" in facts.cleared:
            self.effects.forget(update.at)
        self._change(facts.components or (), update.at)
        self._move(facts.start or self.start, facts.end or self.end, update.at)
        # `scheduled` says nothing new after the announcement: a maintenance never goes backwards.
        if update.status in _OPEN:
            self.by_hand = True
            self._open(update.status, update.at)
        elif update.status in _OVER:
            self._close(update.status, update.at, confirmed=True)
        if "ended" in facts.cleared or self.began is None:
            self.back = None
        elif facts.ended is not None:
            self.back = facts.ended
        self._settle()
        self.steps.append(_step(update, self.phase, Impact.NONE, self.effects.affected))

    def _change(self, changes: Affected, at: datetime) -> None:
        if self.phase in _OPEN and _trouble(changes) and not self.effects.going:
            self.effects.begin_again(at)
            self.back = None
        self.effects.state(changes, at)

    def _move(self, start: datetime, end: datetime, at: datetime) -> None:
        if (start, end) == (self.start, self.end):
            return
        if start < self.start and self.phase is Status.SCHEDULED:
            self.notice = min(self.notice, start - at)
        if start != self.start:
            self.start_said = at
        self.moved.append((self.start, self.end))
        self.start, self.end, self._stated = start, end, at
        # What the clock alone did, the clock undoes when an author says that the window lies elsewhere.
        if self.phase is Status.IN_PROGRESS and not self.by_hand and start > at:
            self._undo(Status.SCHEDULED)
        elif not self.confirmed:
            self._move_over(start, end, at)

    def _move_over(self, start: datetime, end: datetime, at: datetime) -> None:
        if start > at:
            self._undo(Status.SCHEDULED)
        elif end > at:
            self._open(Status.IN_PROGRESS, at)
        else:
            self._over = end

    def _open(self, phase: Status, at: datetime) -> None:
        if self.began is None:
            self.began = at
            self.effects.begin(at)
        self.phase, self.confirmed, self._over = phase, True, None

    def _close(self, phase: Status, at: datetime, *, confirmed: bool) -> None:
        if phase is Status.CANCELLED and not self.confirmed:
            self._undo(phase)
        self.phase, self.confirmed, self._over = phase, confirmed, self._over or at

    def _undo(self, phase: Status) -> None:
        self.effects.undo()
        self.phase, self.confirmed, self.began, self.back, self._over = phase, True, None, None, None

    def _settle(self) -> None:
        self.effects.finish(self.back or self._over)


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
    is_open = window.phase in _OPEN
    due = None if window.phase in _OVER else updates[-1].facts.next_update
    notice = config.promises.maintenance_notice
    facts = window.facts.now(window.effects.stated, window.back)
    return MaintenanceView(
        slug=maintenance.slug,
        path=maintenance.path,
        id=maintenance.id,
        title=maintenance.title,
        reason=maintenance.reason,
        emergency=maintenance.emergency,
        auto=maintenance.auto,
        by_hand=window.by_hand,
        status=window.phase,
        confirmed=window.confirmed,
        late=window.phase is Status.SCHEDULED and window.start <= at,
        overrun=is_open and window.end <= at,
        start=window.start,
        end=window.end,
        moved=tuple(window.moved),
        short_notice=notice is not None and window.notice < notice,
        start_said=window.start_said,
        facts=facts,
        affected=window.effects.affected,
        planned=window.effects.stated,
        announced=updates[0].at,
        began=window.began,
        ended=window.ended,
        elapsed=_elapsed(window.start, window.end, at) if is_open else None,
        changed=max(step.at for step in window.steps),
        next_update=due,
        overdue=due is not None and due <= at,
        past_eta=window.phase not in _OVER and facts.eta is not None and facts.eta <= at,
        steps=tuple(reversed(window.steps)),
        intervals=window.effects.intervals(),
        aliases=maintenance.aliases,
        images=_pictures(maintenance, updates),
    )


def _elapsed(start: datetime, end: datetime, at: datetime) -> int:
    return max(0, min(100, (at - start) * 100 // (end - start)))


SOON = timedelta(minutes=30)
"""How long before its start a window may be given as the reason why the product cannot be reached."""


def transitions(entries: Iterable[Entry]) -> Iterator[datetime]:
    """The moments at which these entries, or what follows from them, change by the clock alone, in no order."""
    for entry in entries:
        if entry.next_update is not None:
            yield entry.next_update
        if entry.active and entry.facts.eta is not None:
            yield entry.facts.eta
        if isinstance(entry, MaintenanceView):
            if entry.active:
                yield from (entry.start - SOON, entry.start, entry.end)
        elif entry.kind is Kind.NOTICE and entry.until is not None:
            yield entry.until


def stamp(moment: datetime) -> str:
    """A moment in UTC as part of an id or an address: `20260123T063500Z`, with milliseconds if it has any."""
    fraction = f"{moment.microsecond // 1000:03d}" if moment.microsecond else ""
    day = f"{moment.year:04d}{moment.month:02d}{moment.day:02d}"
    return f"{day}T{moment.hour:02d}{moment.minute:02d}{moment.second:02d}{fraction}Z"
