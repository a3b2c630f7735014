"""One sentence on how things stand: what a short post says, and what stands where an author wrote nothing."""

from __future__ import annotations

from datetime import timedelta

from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.stages import Occasion
from sitegen.model import Impact, Kind, Stage, Status
from sitegen.present.labels import AUTOMATIC, N_
from sitegen.present.statements import Phrase, phrase

_OURS = {
    Status.INVESTIGATING: N_("We are looking for the cause."),
    Status.IDENTIFIED: N_("We have found the cause and are working on a fix."),
    Status.MONITORING: N_("A fix is in place, and we are monitoring the result."),
}
_PROVIDERS = {
    Status.INVESTIGATING: N_("A provider we rely on has a disruption. We are following it closely."),
    Status.IDENTIFIED: N_("Our provider has found the cause and is working on a fix."),
    Status.MONITORING: N_("Our provider reports a fix, and we are monitoring the result."),
}
_AGAIN = N_("The problem has come back. We are investigating again.")
_RESOLVED = N_("Service is back to normal. The disruption lasted {duration}.")
_WORKS = N_("Service is back to normal.")
_OPEN = {
    Stage.STARTED: AUTOMATIC[Status.IN_PROGRESS],
    Stage.OVERRUN: N_(
        "The work is taking longer than planned and is not finished yet. We are sorry, and we will tell you when it is."
    ),
}
_WORK_DONE = N_("The maintenance is complete.")
_UNCONFIRMED = N_("We have not yet confirmed that the work is complete.")
_BEGUN = N_("The maintenance has started.")
_EXTENDED = N_("The work is taking longer than planned. The new planned end is {end}.")
_SETTLED = N_("This has been resolved.")
_CALLED_OFF = N_("The maintenance planned for {start} will not take place.")
_TAKEN_BACK = N_("We have withdrawn this notice.")
_SOON = N_("The maintenance starts in {duration}.")
_CHECKING = N_("The work is done, and we are checking the result.")
_WORKING = N_("The work is in progress.")


def situation(view: Entry, occasion: Occasion) -> Phrase | None:
    """How an entry stands as of an occasion; None for a notice, and for a window that lies far ahead."""
    if view.withdrawn:
        return phrase("situation", _TAKEN_BACK)
    if isinstance(view, MaintenanceView):
        return _window(view, occasion)
    return None if view.kind is Kind.NOTICE else _incident(view, occasion)


def known_duration(span: timedelta | None) -> timedelta | None:
    """A duration that is worth a word: what was reported in one update, once it was over, seems to have had none."""
    return span if span is not None and span >= timedelta(minutes=1) else None


def _incident(view: IncidentView, occasion: Occasion) -> Phrase:
    if view.duration is not None and view.impact is Impact.NONE:
        return phrase("situation", _SETTLED)
    if view.duration is not None:
        lasted = known_duration(view.duration)
        return phrase("situation", _RESOLVED, duration=lasted) if lasted else phrase("situation", _WORKS)
    if occasion.stage is Stage.REOPENED:
        return phrase("situation", _AGAIN)
    return phrase("situation", (_PROVIDERS if view.kind is Kind.THIRD_PARTY else _OURS)[view.status])


def _window(view: MaintenanceView, occasion: Occasion) -> Phrase | None:
    if view.status is Status.CANCELLED:
        return phrase("situation", _CALLED_OFF, start=view.start)
    if view.status is Status.COMPLETED:
        return phrase("situation", _WORK_DONE if view.confirmed else _UNCONFIRMED)
    if occasion.stage is Stage.REMINDER:
        return phrase("situation", _SOON, duration=view.start - occasion.at)
    if occasion.stage is Stage.STARTED and view.emergency:
        return phrase("situation", _BEGUN)
    if occasion.stage is Stage.MOVED and view.open:
        return phrase("situation", _EXTENDED, end=view.end)
    if occasion.stage in _OPEN:
        return phrase("situation", _OPEN[occasion.stage])
    if view.open:
        return phrase("situation", _CHECKING if view.status is Status.VERIFYING else _WORKING)
    return None
