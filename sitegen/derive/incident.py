"""One incident as it stood at a moment: the story that its updates tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sitegen.derive.effects import ComponentTimeline, FactTracker, is_affected, pictures_in, step_of
from sitegen.derive.entries import Affected, IncidentView, Step
from sitegen.derive.scorecard import scorecard
from sitegen.model import ComponentStatus, Config, Facts, Impact, Incident, Kind, Postmortem, Status, Update


class _IncidentTimeline:
    """The life of one incident: what authors said, folded one update after another."""

    def __init__(self, incident: Incident, config: Config) -> None:
        first = incident.updates[0]
        self.began = min(incident.started or first.at, first.at)
        self.status = first.status
        self.episodes: list[tuple[datetime, datetime | None]] = [(self.began, None)]
        self.steps: list[Step] = []
        self.facts = FactTracker(incident.facts)
        self.effects = ComponentTimeline("incident", incident.slug, None)
        self.impact = _ImpactTracker(config, incident.kind, incident.facts.impact, self.began)
        self._quiet = incident.kind is Kind.NOTICE
        self._resolved: datetime | None = None
        self.ended: datetime | None = None
        """As stated, in the present episode."""
        self.effects.begin(self.began)
        self.effects.state(self._components(incident.facts), self.began)
        self.impact.observe(self.effects.affected)

    def apply(self, update: Update) -> None:
        """Take over what an update says."""
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
        if is_affected(changes) and not self.effects.going:
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


def view_incident(incident: Incident, config: Config, *, known_until: datetime, at: datetime) -> IncidentView | None:
    """The incident at *at*, told with the words that existed at *known_until*; None before its first update."""
    updates = [update for update in incident.updates if update.at <= known_until]
    if not updates:
        return None
    story = _IncidentTimeline(incident, config)
    for update in updates:
        story.apply(update)
    if incident.kind is Kind.NOTICE:
        active = incident.until is not None and at < incident.until
    else:
        active = story.status is not Status.RESOLVED
    due = updates[-1].facts.next_update if active else None
    facts = story.facts.now(story.effects.affected, story.ended)
    postmortem = _postmortem(incident.postmortem, config, known_until)
    view = IncidentView(
        slug=incident.slug,
        path=incident.path,
        id=incident.id,
        title=incident.title,
        kind=incident.kind,
        status=story.status,
        active=active,
        impact=story.impact.impact,
        facts=facts,
        failed=story.facts.failed,
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
        images=pictures_in(incident, updates),
        postmortem=postmortem,
        scorecard=None,
    )
    return replace(view, scorecard=scorecard(view, config.promises)) if postmortem else view


def _postmortem(postmortem: Postmortem | None, config: Config, known_until: datetime) -> Postmortem | None:
    """The postmortem as it could be read at *known_until*: what was done later is still to be done."""
    if postmortem is None or postmortem.published > known_until:
        return None
    today = known_until.astimezone(config.zone).date()
    actions = tuple(
        replace(action, done=False) if isinstance(action.done, date) and action.done > today else action
        for action in postmortem.actions
    )
    return replace(postmortem, actions=actions)


_PARTLY = (ComponentStatus.DEGRADED_PERFORMANCE, ComponentStatus.PARTIAL_OUTAGE)


class _ImpactTracker:
    """The impact as it stands: what the author states, else the worst that the components reached."""

    def __init__(self, config: Config, kind: Kind, stated: Impact | None, at: datetime) -> None:
        self._config = config
        self._at = at
        self._counts = kind is not Kind.NOTICE
        self._stated = stated
        self._worst = Impact.NONE
        self._seen: Affected = ()

    def apply(self, facts: Facts) -> None:
        """Take over what an update states about the impact."""
        if "impact" in facts.cleared:
            self._stated = None
        self._stated = facts.impact or self._stated

    def observe(self, affected: Affected) -> None:
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
