"""The labels of statuses and impacts: one table each, so that all outputs use the same."""

from __future__ import annotations

from sitegen.derive.entries import Entry, MaintenanceView, Step
from sitegen.derive.levels import Level
from sitegen.model import ComponentStatus, Impact, Status


def N_(message: str) -> str:  # noqa: N802 - what every extractor of messages looks for
    """Mark a message that is translated where it is used."""
    return message


COMPONENT = {
    ComponentStatus.OPERATIONAL: N_("Operational"),
    ComponentStatus.UNDER_MAINTENANCE: N_("Under maintenance"),
    ComponentStatus.DEGRADED_PERFORMANCE: N_("Degraded performance"),
    ComponentStatus.PARTIAL_OUTAGE: N_("Partial outage"),
    ComponentStatus.MAJOR_OUTAGE: N_("Major outage"),
}
RETIRED = N_("Retired")
NO_DATA = N_("No data")
"""The label of a day outside a component's record."""
IMPACT = {
    Impact.NONE: N_("No known impact"),
    Impact.MINOR: N_("Minor"),
    Impact.MAJOR: N_("Major"),
    Impact.CRITICAL: N_("Critical"),
}
IMPACT_FEED = {
    Impact.CRITICAL: N_("Critical incidents"),
    Impact.MAJOR: N_("Major incidents and worse"),
    Impact.MINOR: N_("Minor incidents and worse"),
}
"""The titles of the feeds by impact; there is none for incidents without one."""
LEVEL = {
    Level.OPERATIONAL: N_("All systems operational"),
    Level.MAINTENANCE: N_("Maintenance in progress"),
    Level.NOTICE: N_("Incident with no known impact"),
    Level.MINOR: N_("Minor incident"),
    Level.MAJOR: N_("Major incident"),
    Level.CRITICAL: N_("Critical incident"),
}
STATUS = {
    Status.INVESTIGATING: N_("Investigating"),
    Status.IDENTIFIED: N_("Identified"),
    Status.MONITORING: N_("Monitoring"),
    Status.RESOLVED: N_("Resolved"),
    Status.SCHEDULED: N_("Scheduled"),
    Status.IN_PROGRESS: N_("In progress"),
    Status.VERIFYING: N_("Verifying"),
    Status.COMPLETED: N_("Completed"),
    Status.CANCELLED: N_("Cancelled"),
    Status.UPDATE: N_("Update"),
}
TIMED_STATUS = {
    "late": N_("Start delayed"),
    "overrun": N_("Running over"),
    "over": N_("The planned window is over"),
}
"""What a maintenance is by the time of day, where that says more than its status: see MaintenanceView.timed_status."""
WINDOW_HEADLINE = {
    "scheduled": N_("Planned maintenance"),
    "late": N_("Planned maintenance, start delayed"),
    "in_progress": N_("Maintenance in progress"),
    "verifying": N_("Maintenance in progress: checking the result"),
    "overrun": N_("Maintenance in progress, running over"),
}
"""What banner and 503 page call a maintenance that is not over, by its timed status."""
WITHDRAWN = N_("Withdrawn")
"""The label of an entry that was taken back."""
WINDOW_OVER = N_("Over")
"""The label of the automatic step that ends a maintenance."""
AUTOMATIC = {
    Status.IN_PROGRESS: N_("The planned maintenance has started."),
    Status.COMPLETED: N_("The planned window is over."),
}
"""The texts of automatic steps."""

SECTION = {
    "current": N_("Happening now"),
    "upcoming": N_("Planned maintenance"),
    "past": N_("Earlier in the last 90 days"),
}
FAILING = {"ahead": N_("Will not work"), "now": N_("Not working"), "past": N_("What did not work")}
WORKING = {"ahead": N_("Will keep working"), "now": N_("Still working"), "past": N_("What kept working")}
WORKAROUND = {"ahead": N_("Workaround"), "now": N_("Workaround"), "past": N_("Workaround at the time")}
"""By tense: see WhatWorks."""

SCOPE = {"users": N_("Users"), "regions": N_("Regions"), "requests": N_("Requests"), "data": N_("Data")}
"""The keys of `scope` that have a label."""
CLEARED = {
    "not_working": N_("The list of what is not working no longer applies"),
    "still_working": N_("The list of what still works no longer applies"),
    "workaround": N_("Workaround no longer applies"),
    "scope": N_("Stated scope no longer applies"),
    "compensation": N_("Compensation no longer applies"),
    "endpoints": N_("The list of affected API endpoints no longer applies"),
    "eta": N_("Expected recovery time no longer applies"),
    "next_update": N_("Announced time of the next update no longer applies"),
    "progress": N_("Stated progress no longer applies"),
}
"""What an update says when it clears a field."""
MEASURE = {
    "first_notice": N_("Time to first notice"),
    "longest_silence": N_("Longest silence"),
    "postmortem": N_("Time from resolution to this postmortem"),
}

TONE_OF_COMPONENT = {
    ComponentStatus.OPERATIONAL: "ok",
    ComponentStatus.UNDER_MAINTENANCE: "maintenance",
    ComponentStatus.DEGRADED_PERFORMANCE: "low",
    ComponentStatus.PARTIAL_OUTAGE: "high",
    ComponentStatus.MAJOR_OUTAGE: "worst",
}
"""The tone (picture and colour) of a status."""
DAY_STATES = (("none", NO_DATA), *((tone, COMPONENT[status]) for status, tone in TONE_OF_COMPONENT.items()))
"""What the worst of a day can be: the tone, and the message that names it."""
TONE_OF_IMPACT = {Impact.NONE: "notice", Impact.MINOR: "low", Impact.MAJOR: "high", Impact.CRITICAL: "worst"}
TONE_OF_LEVEL = {
    Level.OPERATIONAL: "ok",
    Level.MAINTENANCE: "maintenance",
    **{Level.of(impact): tone for impact, tone in TONE_OF_IMPACT.items()},
}


WORST_OF_MONTH = {
    "worst": IMPACT[Impact.CRITICAL],
    "high": IMPACT[Impact.MAJOR],
    "low": IMPACT[Impact.MINOR],
    "maintenance": N_("Maintenance"),
    "planned": N_("Maintenance"),
    "notice": IMPACT[Impact.NONE],
    "cancelled": N_("Cancelled"),
    "none": N_("No known impact"),
}
"""What the worst of a month is called, by tone; the worst first."""


def status_label(entry: Entry) -> str:
    """The message that names an entry's status, timed where it is a maintenance."""
    if entry.withdrawn:
        return WITHDRAWN
    if isinstance(entry, MaintenanceView):
        return TIMED_STATUS.get(entry.timed_status) or STATUS[entry.status]
    return STATUS[entry.status]


def step_label(step: Step) -> str:
    """The message that names the status an update states, or the automatic end of a maintenance."""
    return WINDOW_OVER if step.automatic and step.status is Status.COMPLETED else STATUS[step.written_status]
