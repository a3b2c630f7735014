"""What a public message can say of an entry on one occasion. No field of it is internal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sitegen.derive.entries import Entry, IncidentView
from sitegen.derive.stages import POSTMORTEM_KEY, Occasion
from sitegen.model import (
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
    status: Status
    """Of the entry after the update."""
    words: Text | None
    """What the author wrote in the update, in Markdown."""
    words_title: Text | None
    """The title of the update."""
    stated: tuple[Phrase, ...]
    """What the update states, where the author wrote nothing."""
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
    endpoints: tuple[str, ...]
    compensation: tuple[Compensation, ...]
    """What this audience gets."""
    progress: int | None
    eta: datetime | None
    next_update: datetime | None
    began: datetime
    ended: datetime | None
    duration: timedelta | None
    """How long it lasted; None while it lasts."""
    so_far: timedelta
    """How long it had lasted at the moment of the occasion."""
    impact: Impact | None
    regret: bool
    """Whether the words say that we are sorry, so that the template need not."""
    support: Support
    """How to reach support, as far as the words do not say it."""

    @property
    def bad(self) -> bool:
        """Whether people are owed an apology: an outage that has an effect, or a window that went wrong."""
        return self.kind in ("outage", "third_party") and self.impact is not Impact.NONE


def facts_of(
    view: Entry, occasion: Occasion, audience: Audience, support: Support, *, words: str, regret: str, partners: str
) -> MessageFacts:
    """The facts of a message.

    *view* is the entry as of the occasion. *words* are the author's in the language of the message; *regret* and
    *partners* are patterns in that language: words of regret, and words that name partners.
    """
    facts = view.facts
    step = occasion.step
    works = what_works(view)
    told = bool(step and (step.body or step.title))
    incident = view if isinstance(view, IncidentView) else None
    began = incident.began if incident else view.began or view.start  # type: ignore[union-attr]
    return MessageFacts(
        view=view,
        stage=occasion.stage,
        at=occasion.at,
        kind=incident.kind.value if incident else "maintenance",
        active=view.active,
        status=view.status,
        words=step.body if step and step.body else None,
        words_title=step.title if step else None,
        stated=statements(step) if step and not told else (),
        postmortem=incident.postmortem if incident and occasion.key == POSTMORTEM_KEY else None,
        repeats=_repeats(occasion) or (occasion.opens and view.active),
        not_working=works.failing if works else (),
        still_working=works.working if works else (),
        workaround=facts.workaround if view.active else None,
        components=tuple(
            one.component
            for one in affected_components(view)
            if not view.active or one.status is not ComponentStatus.OPERATIONAL
        ),
        scope=facts.scope or (),
        endpoints=facts.endpoints or (),
        compensation=_theirs(facts.compensation or (), audience, partners),
        progress=facts.progress if view.active else None,
        eta=facts.eta if view.active else None,
        next_update=view.next_update,
        began=began,
        ended=view.ended,
        duration=incident.duration if incident else view.took,  # type: ignore[union-attr]
        so_far=max(occasion.at - began, timedelta()),
        impact=incident.impact if incident and incident.kind is not Kind.NOTICE else None,
        regret=bool(re.search(regret, words, re.IGNORECASE)) if regret else False,
        support=_unsaid(support, words),
    )


def _repeats(occasion: Occasion) -> bool:
    if occasion.stage in (Stage.FIRST, Stage.REOPENED, Stage.ANNOUNCED, Stage.REMINDER, Stage.STARTED):
        return True
    changes = occasion.step.changes if occasion.step else None
    stated = changes and (changes.not_working or changes.still_working or changes.workaround or changes.components)
    return bool(stated) and occasion.stage is Stage.PROGRESS


def _theirs(given: Sequence[Compensation], audience: Audience, partners: str) -> tuple[Compensation, ...]:
    """The compensation of an audience: partners get what names them, if anything does, and others what does not."""
    if audience.internal or not partners:
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
