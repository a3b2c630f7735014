"""What a public message can say of an entry on one occasion. No field of it is internal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.stages import POSTMORTEM_KEY, Occasion
from sitegen.messages.situation import known_duration, situation
from sitegen.model import (
    OPEN_STATUSES,
    Audience,
    Compensation,
    ComponentStatus,
    Impact,
    Kind,
    Postmortem,
    Stage,
    Status,
    Support,
    Text,
)
from sitegen.present.affected import affected_components, what_works
from sitegen.present.statements import Phrase, statements


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """The facts of a public message, as of its occasion; templates read them."""

    view: Entry
    stage: Stage
    at: datetime
    kind: str
    """`outage`, `third_party`, `notice` or `maintenance`."""
    active: bool
    last_update: datetime
    """When an author, or the clock, last said something."""
    status: Status
    """Of the entry after the update."""
    words: Text | None
    """What the author wrote in the update, in Markdown."""
    words_title: Text | None
    """The title of the update."""
    stated: tuple[Phrase, ...]
    """What the update states, where the author wrote nothing."""
    situation: Phrase | None
    """How things stand, in a sentence."""
    postmortem: Postmortem | None
    """Where the occasion is its publication."""
    repeats: bool
    """Whether the message tells what fails and what works: the first one does, and one that changes it."""
    not_working: tuple[Text, ...]
    still_working: tuple[Text, ...]
    workaround: Text | None
    components: tuple[str, ...]
    """The ids of the components that it concerns and that are not well again; all of them once it is over."""
    scope: tuple[tuple[str, Text], ...]
    scope_is_news: bool
    """Whether the update states it."""
    endpoints: tuple[str, ...]
    compensation: tuple[Compensation, ...]
    """What this audience gets."""
    compensation_is_news: bool
    """Whether the update states it."""
    progress: int | None
    planned_end: datetime | None
    """Of a window that is open."""
    eta: datetime | None
    """When recovery is expected; None where that time has come."""
    eta_passed: datetime | None
    """When it was expected, and has not come."""
    next_update: datetime | None
    """None where that time has come."""
    began: datetime
    ended: datetime | None
    duration: timedelta | None
    """How long it lasted; None while it lasts, and where only one moment is known of it."""
    so_far: timedelta | None
    """How long it had lasted at the moment of the occasion; None below a minute."""
    impact: Impact | None
    regret: bool
    """Whether the words say that we are sorry, so that the template need not."""
    thanks: bool
    """Whether the words thank people, likewise."""
    support: Support
    """How to reach support; empty where the words say it."""
    tense: str
    """`ahead`, `now` or `past`: of what fails and what works."""

    @property
    def says_something(self) -> bool:
        """Whether the author wrote anything in the update."""
        return self.words is not None or self.words_title is not None

    @property
    def bad(self) -> bool:
        """Whether people are troubled: by an outage that has an effect."""
        troubles = self.impact is not Impact.NONE and not self.view.withdrawn
        return self.kind in ("outage", "third_party") and troubles

    @property
    def owes_regret(self) -> bool:
        """Whether the message must say that we are sorry, because the author's words do not."""
        return self.calls_for_regret and not self.regret

    @property
    def calls_for_regret(self) -> bool:
        """Whether people expect us to say that we are sorry: at the beginning and at the end of what troubles them."""
        return self.bad and self.stage in (Stage.FIRST, Stage.REOPENED, Stage.RESOLVED)

    @property
    def owes_thanks(self) -> bool:
        """Whether the message thanks people for their patience, because the author's words do not."""
        return self.stage in (Stage.RESOLVED, Stage.COMPLETED) and self.kind != "notice" and not self.thanks

    @property
    def excuses(self) -> bool:
        """Whether the message says that planned work is an inconvenience, because the author's words do not."""
        return (
            self.stage in (Stage.ANNOUNCED, Stage.MOVED, Stage.STARTED)
            and self.kind == "maintenance"
            and not self.regret
        )

    @property
    def leads(self) -> bool:
        """Whether a short text begins with the author's words: they are the news until it is over."""
        over = self.stage in (Stage.RESOLVED, Stage.COMPLETED, Stage.CANCELLED) and not self.view.withdrawn
        return self.says_something and not over


_SAID_ELSEWHERE = (
    "components",
    "not_working",
    "still_working",
    "workaround",
    "scope",
    "compensation",
    "endpoints",
    "eta",
    "next_update",
    "progress",
    "start",
    "end",
)
"""Facts that messages have parts of their own for."""


def facts_of(
    view: Entry,
    occasion: Occasion,
    audience: Audience,
    support: Support,
    *,
    words: str,
    regret: str,
    thanks: str,
    partners: str,
) -> MessageFacts:
    """The facts of a message.

    *view* is the entry as of the occasion. *words* are the author's in the language of the message; *regret*, *thanks*
    and *partners* are patterns in that language: words of regret and of thanks, and words that name partners.
    """
    facts = view.facts
    step = occasion.step
    works = None if view.withdrawn else what_works(view)
    told = bool(step and (step.body or step.title))
    incident = view if isinstance(view, IncidentView) else None
    if isinstance(view, IncidentView):
        began, length = view.began, view.duration
    else:
        began, length = view.began or view.start, view.took
    return MessageFacts(
        view=view,
        stage=occasion.stage,
        at=occasion.at,
        kind=incident.kind.value if incident else "maintenance",
        active=view.active,
        last_update=occasion.at if step or occasion.key == POSTMORTEM_KEY else view.steps[0].at,
        status=view.status,
        words=step.body if step and step.body else None,
        words_title=step.title if step else None,
        stated=tuple(one for one in statements(step) if one.field not in _SAID_ELSEWHERE) if step and not told else (),
        situation=situation(view, occasion),
        postmortem=incident.postmortem if incident and occasion.key == POSTMORTEM_KEY else None,
        repeats=_repeats(occasion) or (occasion.opens and view.active),
        not_working=works.failing if works else (),
        still_working=works.working if works else (),
        workaround=facts.workaround if view.active and not _is_outlived(view) else None,
        components=tuple(
            one.component
            for one in affected_components(view)
            if not view.withdrawn and (not view.active or one.status is not ComponentStatus.OPERATIONAL)
        ),
        scope=() if view.withdrawn else facts.scope or (),
        scope_is_news=bool(step and step.changes.scope),
        endpoints=facts.endpoints or (),
        compensation=_theirs(_current(facts.compensation or (), occasion), audience, partners),
        compensation_is_news=bool(step and step.changes.compensation) or occasion.stage is Stage.FIRST,
        planned_end=view.end if isinstance(view, MaintenanceView) and view.as_planned else None,
        progress=facts.progress if view.active else None,
        eta=facts.eta if view.active and not view.past_eta else None,
        eta_passed=facts.eta if view.active and view.past_eta else None,
        next_update=None if view.overdue else view.next_update,
        began=began,
        ended=None if view.withdrawn else view.ended,
        duration=known_duration(length),
        so_far=known_duration(occasion.at - (incident.since if incident else began)),
        impact=incident.impact if incident and incident.kind is not Kind.NOTICE and not view.withdrawn else None,
        regret=bool(re.search(regret, words, re.IGNORECASE)),
        thanks=bool(re.search(thanks, words, re.IGNORECASE)),
        support=_unsaid(support, words),
        tense=works.tense if works else "past",
    )


def _repeats(occasion: Occasion) -> bool:
    if occasion.stage in (
        Stage.FIRST,
        Stage.REOPENED,
        Stage.ANNOUNCED,
        Stage.REMINDER,
        Stage.STARTED,
        Stage.OVERRUN,
    ):
        return True
    changes = occasion.step.changes if occasion.step else None
    stated = changes and (changes.not_working or changes.still_working or changes.workaround)
    return bool(stated) and occasion.stage is Stage.PROGRESS


def _is_outlived(view: Entry) -> bool:
    """Whether a workaround is of the time before the window: no update since it opened has stated it."""
    if not isinstance(view, MaintenanceView) or not view.open:
        return False
    return not any(step.changes.workaround for step in view.steps if step.status in OPEN_STATUSES)


def _current(given: Sequence[Compensation], occasion: Occasion) -> Sequence[Compensation]:
    """A compensation that was due before a later explanation is told there only if the explanation states it."""
    if occasion.stage is not Stage.EXPLAINED or (occasion.step and occasion.step.changes.compensation):
        return given
    return [one for one in given if one.by is not None and one.by > occasion.at]


def _theirs(given: Sequence[Compensation], audience: Audience, partners: str) -> tuple[Compensation, ...]:
    """The compensation of an audience: partners get what names them, if anything does, and others what does not."""
    if audience.internal:
        return tuple(given)

    def names_partners(one: Compensation) -> bool:
        texts = (one.whom.original, *dict(one.whom.translations).values())
        return any(re.search(partners, text, re.IGNORECASE) for text in texts)

    for_partners = [one for one in given if names_partners(one)]
    if audience is Audience.PARTNERS:
        return tuple(for_partners or given)
    return tuple(one for one in given if one not in for_partners)


def _unsaid(support: Support, words: str) -> Support:
    """The ways to reach support, none of them where the words name one."""
    named = any(one in words for one in (support.email, support.phone) if one)
    return Support() if named else support
