"""What a postmortem's page shows beside its text: the scorecard, the merged timeline, late actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sitegen.derive.entries import IncidentView, Scorecard, Step
from sitegen.model import Action, Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a scorecard: what was measured, what was promised, whether it was kept."""

    name: str
    value: timedelta | None
    target: timedelta | None
    kept: bool | None


def scorecard_measures(card: Scorecard) -> list[Measure]:
    """The rows of a scorecard that are durations."""

    def row(name: str, value: timedelta | None, target: timedelta | None) -> Measure:
        return Measure(name, value, target, None if value is None or target is None else value <= target)

    return [
        row("first_notice", card.first_notice, card.first_notice_target),
        Measure("longest_silence", card.longest_silence, card.longest_silence_target, card.silences_kept),
        row("postmortem", card.postmortem, card.postmortem_target),
    ]


def promises_measure(card: Scorecard) -> Measure | None:
    """Whether every announced time of a next update was kept; None: none was announced."""
    if not card.promises_kept and not card.promises_broken:
        return None
    return Measure("promises", None, None, not card.promises_broken)


def days_late(action: Action) -> int:
    """How many days late an action was done; 0 where that is not known."""
    if action.due is None or not isinstance(action.done, date):
        return 0
    return max(0, (action.done - action.due).days)


@dataclass(frozen=True, slots=True)
class TimelineMoment:
    """An update that was posted, or an event that was not announced at the time."""

    at: datetime
    step: Step | None
    what: Text | None


def merged_timeline(view: IncidentView) -> list[TimelineMoment]:
    """The updates and the postmortem's events, oldest first."""
    events = view.postmortem.events if view.postmortem else ()
    found = [TimelineMoment(step.at, step, None) for step in view.steps] + [
        TimelineMoment(event.at, None, event.what) for event in events
    ]
    return sorted(found, key=lambda moment: (moment.at, moment.step is not None))
