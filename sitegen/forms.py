"""The keys of every file that people write: site.yml, front matter, the fields of updates.

What each may hold is said in fields.py; what they mean together is checked in config.py and content.py.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Discriminator, Field, Tag

from sitegen.document import Items, Mapping
from sitegen.fields import (
    Aliases,
    Components,
    Day,
    Done,
    Duration,
    Email,
    Form,
    Gift,
    Gifts,
    Id,
    ImpactWord,
    Item,
    KindWord,
    Line,
    Locale,
    LocalText,
    Moment,
    OldMoment,
    PastMoment,
    Percent,
    Phone,
    Prose,
    Scope,
    Share,
    Slug,
    Title,
    Url,
    Workaround,
    YesNo,
    Zone,
    items,
)

_COMPONENTS = "Say `components: {login: major_outage}`."
_RESOLVED = "Add an update: ## 2026-01-23 15:10 resolved"
_ENDED = f"{_RESOLVED} (and `- ended: 15:00` if service was back before)."
_HABITS = {
    "severity": "Say `impact: minor`, major or critical; or leave it out: it follows from the components.",
    "affected": _COMPONENTS,
    "affectedsystems": _COMPONENTS,
    "affected_components": _COMPONENTS,
    "systems": _COMPONENTS,
    "services": _COMPONENTS,
    "resolved": f"{_RESOLVED}.",
    "resolvedwhen": _ENDED,
    "resolved_at": _ENDED,
    "date": "The first update's heading is the date; `started` says when it began, if that was earlier.",
    "scheduled": "Maintenance lies in content/maintenance/ and has `start` and `end`.",
    "scheduled_for": "Say `start`.",
    "scheduled_until": "Say `end`.",
    "duration": "Durations are computed.",
    "status": "The status stands in each update's heading: ## 2026-01-23 14:35 investigating",
    "description": "Words for readers stand in the updates, under a heading such as ## 2026-01-23 14:35 investigating",
    "informational": "Say `kind: notice`.",
    "name": "Say `title`.",
    **dict.fromkeys(
        ("next_update", "eta", "progress", "ended", "was"),
        "It is a field of an update: `- next update: 14:50` under its heading.",
    ),
}
"""Keys of other systems, and what says the same here."""
_MAINTENANCE_HABITS = {
    **_HABITS,
    "date": "Say `start` and `end`; the first update's heading is the day of the announcement.",
    "scheduled": "Say `start` and `end`.",
    "resolved": "Add an update: ## 2026-02-01 04:00 completed",
    "resolvedwhen": "Add an update: ## 2026-02-01 04:00 completed",
    "resolved_at": "Add an update: ## 2026-02-01 04:00 completed",
    "duration": "Say `end`; durations are computed.",
    "status": "The status stands in each update's heading: ## 2026-01-26 11:00 scheduled",
    "description": "Words for readers stand in the updates, under a heading such as ## 2026-01-26 11:00 scheduled",
    "impact": "A maintenance has no impact: its components are under maintenance while the window is open.",
    "severity": "A maintenance has no impact: its components are under maintenance while the window is open.",
    "kind": "What lies in content/maintenance/ is a maintenance.",
    "started": "Say `start`.",
}


_STARTED = "`started` stands in the front matter; an incident has no `start`."
_UPDATE_HABITS = {
    "status": "The status stands in the heading: ## 2026-01-23 14:50 identified",
    "title": "A title stands in the heading, behind a colon: ## 2026-01-23 14:50 identified: We know why",
    "description": "Words for readers stand below the fields, after a free line.",
    "message": "Words for readers stand below the fields, after a free line.",
    "date": "The time stands in the heading: ## 2026-01-23 14:50 identified",
    **dict.fromkeys(("for", "what", "by"), "It belongs under `- compensation:`, four spaces in."),
}


class SpokenForm(Form):
    """What both an incident and a maintenance, and each of their updates, may state in words."""

    elsewhere: ClassVar[MappingType[str, str]] = _HABITS

    not_working: Prose | None = None
    still_working: Prose | None = None
    workaround: Workaround | None = None
    scope: Scope | None = None
    compensation: Gifts | None = None


class IncidentForm(SpokenForm):
    """Front matter of an incident: what was first announced."""

    title: Title
    components: Components
    kind: KindWord | None = None
    impact: ImpactWord | None = None
    started: Moment | None = None
    until: Moment | None = None
    lang: Locale | None = None
    aliases: Aliases = ()
    id: Id | None = None
    draft: YesNo = False


class MaintenanceForm(SpokenForm):
    """Front matter of a maintenance: what was first announced."""

    elsewhere: ClassVar[MappingType[str, str]] = _MAINTENANCE_HABITS

    title: Title
    components: Components
    start: Moment
    end: Moment
    emergency: YesNo = False
    reason: Workaround | None = None
    auto: YesNo = True
    lang: Locale | None = None
    aliases: Aliases = ()
    id: Id | None = None
    draft: YesNo = False


class UpdateForm(SpokenForm):
    """The fields that any update may have."""

    components: Components | None = None
    eta: Moment | None = None
    next_update: Moment | None = None
    progress: Percent | None = None
    ended: PastMoment | None = None
    was: OldMoment | None = None
    id: Id | None = None


class IncidentUpdateForm(UpdateForm):
    """The fields of an incident's update."""

    elsewhere: ClassVar[MappingType[str, str]] = {**_HABITS, **_UPDATE_HABITS, "start": _STARTED, "started": _STARTED}

    impact: ImpactWord | None = None


class MaintenanceUpdateForm(UpdateForm):
    """The fields of a maintenance's update."""

    elsewhere: ClassVar[MappingType[str, str]] = {**_MAINTENANCE_HABITS, **_UPDATE_HABITS}

    start: Moment | None = None
    end: Moment | None = None


_SAID_AGAIN = "It comes from the original; a translation has only words."
_FACTS = dict.fromkeys(
    [
        key
        for form in (IncidentForm, MaintenanceForm, IncidentUpdateForm, MaintenanceUpdateForm, Gift)
        for key in form.model_fields
    ],
    _SAID_AGAIN,
)
"""What a translation does not say again."""


class TranslatedGift(Form):
    """One compensation, its words."""

    elsewhere: ClassVar[MappingType[str, str]] = _FACTS

    whom: Line = Field(alias="for")
    what: Line


class TranslatedForm(Form):
    """The words that a translation carries, in front matter and in the fields of its updates."""

    elsewhere: ClassVar[MappingType[str, str]] = _FACTS

    not_working: Prose | None = None
    still_working: Prose | None = None
    workaround: Workaround | None = None
    scope: Scope | None = None
    compensation: Annotated[tuple[TranslatedGift, ...], BeforeValidator(items)] | None = None


class TranslationForm(TranslatedForm):
    """Front matter of a translation of an incident or a maintenance."""

    title: Title | None = None
    reason: Workaround | None = None


class EventForm(Form):
    """Something that happened and was not announced then."""

    at: Moment
    what: Line


class ActionForm(Form):
    """What will be done."""

    what: Line
    owner: Item | None = None
    due: Day | None = None
    done: Done = False


class PostmortemForm(Form):
    """Front matter of a postmortem."""

    elsewhere: ClassVar[MappingType[str, str]] = {
        "date": "Say `published`.",
        **dict.fromkeys(IncidentForm.model_fields, "It comes from the incident."),
        **dict.fromkeys(("severity", "resolved", "duration", "status"), "It comes from the incident."),
    }

    published: Moment
    title: Title | None = None
    authors: Annotated[tuple[Item, ...], BeforeValidator(items)] = ()
    events: Annotated[tuple[EventForm, ...], BeforeValidator(items)] = ()
    actions: Annotated[tuple[ActionForm, ...], BeforeValidator(items)] = ()


_POSTMORTEM_FACTS = dict.fromkeys(
    [key for form in (PostmortemForm, EventForm, ActionForm) for key in form.model_fields], _SAID_AGAIN
)


class TranslatedLine(Form):
    """The words of an event or an action."""

    elsewhere: ClassVar[MappingType[str, str]] = _POSTMORTEM_FACTS

    what: Line


class PostmortemTranslationForm(Form):
    """Front matter of a postmortem's translation: events and actions in the original's order."""

    elsewhere: ClassVar[MappingType[str, str]] = _POSTMORTEM_FACTS

    title: Title | None = None
    events: Annotated[tuple[TranslatedLine, ...], BeforeValidator(items)] | None = None
    actions: Annotated[tuple[TranslatedLine, ...], BeforeValidator(items)] | None = None


class LinkForm(Form):
    """A named address."""

    name: LocalText
    url: Url


class SupportForm(Form):
    """How people reach somebody."""

    email: Email | None = None
    phone: Phone | None = None
    url: Url | None = None


class ComponentForm(Form):
    """A component."""

    elsewhere: ClassVar[MappingType[str, str]] = {"group": "A group holds components, not groups."}

    id: Slug
    name: LocalText
    description: LocalText | None = None
    third_party: YesNo = False
    since: Day | None = None
    retired: Day | None = None
    api_id: Id | None = None


class GroupForm(Form):
    """Components under a common heading."""

    group: LocalText
    components: Annotated[tuple[ComponentForm, ...], BeforeValidator(items)]


def _component_or_group(node: Any) -> str:
    return "<GroupForm>" if isinstance(node, Mapping) and node.get("group") is not None else "<ComponentForm>"


Listed = Annotated[
    Annotated[ComponentForm, Tag("<ComponentForm>")] | Annotated[GroupForm, Tag("<GroupForm>")],
    Discriminator(_component_or_group),
]


class WeightsForm(Form):
    """How much of an hour in a status counts as downtime."""

    major_outage: Share | None = None
    partial_outage: Share | None = None
    degraded_performance: Share | None = None


class UptimeForm(Form):
    """How uptime is computed."""

    weights: WeightsForm = WeightsForm()


class UpdateEveryForm(Form):
    """The longest silence, by impact or during maintenance."""

    critical: Duration | None = None
    major: Duration | None = None
    minor: Duration | None = None
    none: Duration | None = None
    maintenance: Duration | None = None


class PromisesForm(Form):
    """What the company holds itself to."""

    first_notice: Duration | None = None
    update_every: UpdateEveryForm = UpdateEveryForm()
    maintenance_notice: Duration | None = None
    explanation_due: Duration | None = None
    postmortem_due: Duration | None = None


def _by_locale(node: Any) -> Any:
    """Sections are one list, or one for each language."""
    if isinstance(node, Items):
        return {"": node}
    if isinstance(node, Mapping):
        return {key.text: value for key, value in node.entries}
    return items(node)


Headings = Annotated[tuple[Line, ...], BeforeValidator(items)]


class SectionsForm(Form):
    """What every postmortem has."""

    sections: Annotated[dict[str, Headings], BeforeValidator(_by_locale)] = Field(
        default_factory=dict,
        json_schema_extra={
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
            ]
        },
    )


class SiteForm(Form):
    """site.yml."""

    name: LocalText
    url: Url
    timezone: Zone
    locales: Annotated[tuple[Locale, ...], BeforeValidator(items)] = ("en",)
    theme: Slug = "default"
    repository: Url | None = None
    support: SupportForm = SupportForm()
    links: Annotated[tuple[LinkForm, ...], BeforeValidator(items)] = ()
    components: Annotated[tuple[Listed, ...], BeforeValidator(items)] = ()
    uptime: UptimeForm = UptimeForm()
    promises: PromisesForm = PromisesForm()
    postmortem: SectionsForm = SectionsForm()
    hub: Url | None = None
