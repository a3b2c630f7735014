"""The title of a message: what it is, then what it is about."""

from __future__ import annotations

from sitegen.derive.entries import MaintenanceView
from sitegen.messages.facts import MessageFacts
from sitegen.model import Impact, Stage, Status
from sitegen.present.labels import N_

_INCIDENT = {
    Stage.FIRST: N_("Service disruption: {title}"),
    Stage.PROGRESS: N_("Update: {title}"),
    Stage.RESOLVED: N_("Resolved: {title}"),
    Stage.REOPENED: N_("Disrupted again: {title}"),
    Stage.EXPLAINED: N_("Follow-up: {title}"),
}
_NOTICE = {Stage.ANNOUNCED: N_("Announcement: {title}"), Stage.PROGRESS: N_("Announcement updated: {title}")}
_MAINTENANCE = {
    Stage.ANNOUNCED: N_("Planned maintenance: {title}"),
    Stage.REMINDER: N_("Maintenance starts soon: {title}"),
    Stage.STARTED: N_("Maintenance started: {title}"),
    Stage.PROGRESS: N_("Maintenance update: {title}"),
    Stage.MOVED: N_("Maintenance rescheduled: {title}"),
    Stage.OVERRUN: N_("Maintenance taking longer: {title}"),
    Stage.COMPLETED: N_("Maintenance completed: {title}"),
    Stage.CANCELLED: N_("Maintenance cancelled: {title}"),
}
_EMERGENCY = N_("Emergency maintenance: {title}")
_EXTENDED = N_("Maintenance extended: {title}")
_OVER = N_("Maintenance window over: {title}")
"""Where the clock ended it and nobody has said that the work is done."""
_MINOR = N_("Reduced service: {title}")
_HARMLESS = N_("For your information: {title}")
_WITHDRAWN = N_("Withdrawn: {title}")
_POSTMORTEM = N_("Postmortem: {title}")


def headline(facts: MessageFacts) -> str:
    """The message, in the source language, with `{title}` for the title of the entry or of its postmortem."""
    if facts.postmortem is not None:
        return _POSTMORTEM
    if facts.view.withdrawn:
        return _WITHDRAWN
    if facts.kind == "notice":
        return _NOTICE[facts.stage]
    if isinstance(facts.view, MaintenanceView):
        return _maintenance(facts, facts.view)
    if facts.stage is Stage.FIRST and facts.impact is not None and facts.impact.rank < Impact.MAJOR.rank:
        return _HARMLESS if facts.impact is Impact.NONE else _MINOR
    return _INCIDENT[facts.stage]


def _maintenance(facts: MessageFacts, view: MaintenanceView) -> str:
    if view.emergency and facts.stage in (Stage.ANNOUNCED, Stage.STARTED):
        return _EMERGENCY
    if facts.stage is Stage.MOVED and view.open:
        return _EXTENDED
    if facts.stage is Stage.COMPLETED and not view.confirmed:
        return _OVER
    if facts.stage is Stage.PROGRESS and facts.status in (Status.COMPLETED, Status.CANCELLED):
        return _INCIDENT[Stage.PROGRESS]
    return _MAINTENANCE[facts.stage]
