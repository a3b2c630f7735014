"""The view of one incident at a moment, from the updates published up to then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sitegen.derive.effects import ComponentTimeline, FactTracker, is_affected, pictures_in, step_of
from sitegen.derive.entries import Affected, IncidentView, Step
from sitegen.derive.scorecard import scorecard
from sitegen.derive.settled import settled_key
from sitegen.model import ComponentStatus, Config, Facts, Impact, Incident, Kind, Postmortem, Status, Update


class _IncidentTimeline:
    """The state of one incident after each of its updates."""

    def __init__(self, incident: Incident, config: Config) -> None:
        first = incident.updates[0]
        self.began = min(incident.started or first.at, first.at)
        self.status = first.status
        self.episodes: list[tuple[datetime, datetime | None]] = [(self.began, None)]
        self.steps: list[Step] = []
        self.facts = FactTracker(incident.facts)
        self.effects = ComponentTimeline("incident", incident.slug, incident.title, None)
        self.impact = _ImpactTracker(config, incident.kind, incident.facts.impact, self.began)
        self._is_notice = incident.kind is Kind.NOTICE
        self.resolved: datetime | None = None
        """When it was resolved, if it is."""
        self.ended: datetime | None = None
        """As stated in the current episode."""
        self.effects.begin(self.began)
        self.effects.state(self._components(incident.facts), self.began)
        self.impact.observe(self.effects.affected)

    def apply(self, update: Update) -> None:
        """Apply one update; updates come in order."""
        facts = update.facts
        if update.status is not Status.UPDATE:
            self._enter(update.status, update.at)
        self.facts.apply(facts)
        if "components" in facts.cleared:
            self.effects.forget(update.at)
        if self.status is not Status.RESOLVED:
            self._change(self._components(facts), update.at)
        self.impact.apply(facts)
        self.impact.observe(self.effects.affected)
        self._end(facts)
        self.steps.append(step_of(update, self.status, self.impact.impact, self.effects.affected))

    def _components(self, facts: Facts) -> Affected:
        """The stated component statuses; a notice only concerns components, so it has none."""
        changes = facts.components or ()
        return tuple((component, None) for component, _ in changes) if self._is_notice else changes

    def _enter(self, status: Status, at: datetime) -> None:
        was_resolved, is_resolved = self.status is Status.RESOLVED, status is Status.RESOLVED
        self.status = status
        if is_resolved:
            self.resolved = at
        if was_resolved and not is_resolved:
            self.episodes.append((at, None))
            self.ended = self.resolved = None
            self.effects.reopen()
        if was_resolved != is_resolved:
            # The progress of the repair and its expected end belong to one episode.
            self.facts.drop("eta", "progress")

    def _change(self, changes: Affected, at: datetime) -> None:
        if is_affected(changes) and not self.effects.counting:
            self.effects.restart(at)
            self.ended = None
        self.effects.state(changes, at)

    def _end(self, facts: Facts) -> None:
        if "ended" in facts.cleared:
            self.ended = None
        self.ended = facts.ended or self.ended
        end = self.ended or self.resolved
        self.effects.finish(end)
        if end is not None and self.status is Status.RESOLVED:
            start, _ = self.episodes[-1]
            self.episodes[-1] = (start, max(start, end))

    @property
    def duration(self) -> timedelta | None:
        """From start to end, without the time between a resolution and a reopening; None while active."""
        spans = [end - start for start, end in self.episodes if end is not None]
        return sum(spans, timedelta()) if len(spans) == len(self.episodes) else None


def view_incident(incident: Incident, config: Config, *, known_until: datetime, at: datetime) -> IncidentView | None:
    """The incident at *at*, from the updates up to *known_until*; None before its first update."""
    updates = [update for update in incident.updates if update.at <= known_until]
    if not updates:
        return None
    timeline = _IncidentTimeline(incident, config)
    for update in updates:
        timeline.apply(update)
    if incident.kind is Kind.NOTICE:
        active = incident.until is not None and at < incident.until
    else:
        active = timeline.status is not Status.RESOLVED
    withdrawn = incident.is_withdrawn(known_until)
    active = active and not withdrawn
    due = updates[-1].facts.next_update if active else None
    facts = timeline.facts.now(timeline.effects.affected, timeline.ended)
    postmortem = _postmortem(incident.postmortem, config, known_until)
    view = IncidentView(
        slug=incident.slug,
        path=incident.path,
        id=incident.id,
        title=incident.title,
        kind=incident.kind,
        status=timeline.status,
        active=active,
        impact=Impact.NONE if withdrawn else timeline.impact.impact,
        facts=facts,
        announced_facts=incident.facts,
        failed=timeline.facts.failed,
        affected=timeline.effects.affected,
        began=timeline.began,
        announced=updates[0].at,
        resolved=timeline.resolved,
        ended=timeline.episodes[-1][1],
        duration=None if withdrawn else timeline.duration,
        reopened=len(timeline.episodes) > 1,
        until=incident.until,
        changed=max(updates[-1].at, postmortem.published) if postmortem else updates[-1].at,
        next_update=due,
        overdue=due is not None and due <= at,
        past_eta=active and facts.eta is not None and facts.eta <= at,
        steps=tuple(reversed(timeline.steps)),
        intervals=() if withdrawn else timeline.effects.intervals(),
        episodes=tuple(timeline.episodes),
        aliases=incident.aliases,
        images=pictures_in(incident, updates),
        postmortem=postmortem,
        scorecard=None,
        withdrawn=withdrawn,
        key=settled_key(incident, config, known_until, active=active),
    )
    return replace(view, scorecard=scorecard(view, config.promises)) if postmortem and not withdrawn else view


def _postmortem(postmortem: Postmortem | None, config: Config, known_until: datetime) -> Postmortem | None:
    """The postmortem as of *known_until*: actions done later are still open; None before it was published."""
    if postmortem is None or postmortem.published > known_until:
        return None
    today = known_until.astimezone(config.zone).date()
    actions = tuple(
        replace(action, done=False) if isinstance(action.done, date) and action.done > today else action
        for action in postmortem.actions
    )
    return replace(postmortem, actions=actions)


_MINOR_STATUSES = (ComponentStatus.DEGRADED_PERFORMANCE, ComponentStatus.PARTIAL_OUTAGE)


class _ImpactTracker:
    """The impact: what the author states, else the worst that follows from component statuses so far."""

    def __init__(self, config: Config, kind: Kind, stated: Impact | None, at: datetime) -> None:
        self._config = config
        self._began = at
        self._has_impact = kind is not Kind.NOTICE
        self._stated = stated
        self._worst = Impact.NONE
        self._observed: Affected = ()

    def apply(self, facts: Facts) -> None:
        """Apply the impact that an update states or clears."""
        if "impact" in facts.cleared:
            self._stated = None
        self._stated = facts.impact or self._stated

    def observe(self, affected: Affected) -> None:
        """Note the component statuses after an update."""
        if affected != self._observed:
            self._observed = affected
            reached = self._reached(affected)
            if reached.rank > self._worst.rank:
                self._worst = reached

    def _reached(self, affected: Affected) -> Impact:
        out = {component for component, status in affected if status is ComponentStatus.MAJOR_OUTAGE}
        if out:
            all_components = self._all_components()
            return Impact.CRITICAL if all_components and out >= all_components else Impact.MAJOR
        return Impact.MINOR if any(status in _MINOR_STATUSES for _, status in affected) else Impact.NONE

    def _all_components(self) -> set[str]:
        """The components that existed on the day when the incident began."""
        day = self._began.astimezone(self._config.zone).date()
        return {
            one.id
            for one in self._config.components
            if (one.since is None or one.since <= day) and (one.retired is None or day < one.retired)
        }

    @property
    def impact(self) -> Impact:
        """The impact after the updates applied so far."""
        if not self._has_impact:
            return Impact.NONE
        return self._stated or self._worst
