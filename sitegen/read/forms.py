"""The keys of every file that people write: site.yml, front matter, the fields of updates.

What each may hold is said in fields.py; what they mean together is checked in config.py and content_checks.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from sitegen.read.document import YamlList, YamlMapping
from sitegen.read.fields import (
    AffectedComponents,
    Aliases,
    CompensationForm,
    Compensations,
    Components,
    DayField,
    Done,
    DurationField,
    Email,
    Form,
    Id,
    ImpactWord,
    KindWord,
    ListItem,
    Locale,
    LocalText,
    MomentField,
    OldMomentField,
    OneLine,
    PastMomentField,
    Percent,
    Phone,
    ProseList,
    Repository,
    ScopeForm,
    Share,
    Slug,
    TitleText,
    Url,
    Workaround,
    YesNo,
    Zone,
    list_items,
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
_FRONT = "It stands in the front matter, for the whole of it."
_UPDATE_HABITS = {
    "status": "The status stands in the heading: ## 2026-01-23 14:50 identified",
    "title": "A title stands in the heading, behind a colon: ## 2026-01-23 14:50 identified: We know why",
    "description": "Words for readers stand below the fields, after a free line.",
    "message": "Words for readers stand below the fields, after a free line.",
    "date": "The time stands in the heading: ## 2026-01-23 14:50 identified",
    **dict.fromkeys(("for", "what", "by"), "It belongs under `- compensation:`, four spaces in."),
}


class FactsForm(Form):
    """What both an incident and a maintenance, and each of their updates, may state in words."""

    elsewhere: ClassVar[Mapping[str, str]] = _HABITS

    not_working: ProseList | None = Field(default=None, description="What people cannot do, one item a line.")
    still_working: ProseList | None = Field(default=None, description="What they can still do, one item a line.")
    workaround: Workaround | None = Field(default=None, description="What helps meanwhile.")
    scope: ScopeForm | None = Field(default=None, description="How far it reaches.")
    compensation: Compensations | None = Field(default=None, description="What is given, to whom, by when.")


_CONCERNED = "What is concerned, by its id in site.yml: with statuses, or as a list."


class EntryForm(FactsForm):
    """What the front matter of both says."""

    title: TitleText = Field(description="What readers notice, in a few words.")
    components: Components = Field(description=_CONCERNED)
    lang: Locale | None = Field(default=None, description="The language of this file, if it is not the site's first.")
    aliases: Aliases = Field(default=(), description="Old addresses that must keep working.")
    id: Id | None = Field(default=None, description="The id that it had in another system.")
    draft: YesNo = Field(default=False, description="Checked, and not published.")


class IncidentForm(EntryForm):
    """Front matter of an incident: what was first announced."""

    components: AffectedComponents = Field(description=_CONCERNED)
    kind: KindWord | None = Field(default=None, description="outage (left out), third_party or notice.")
    impact: ImpactWord | None = Field(default=None, description="Left out, it follows from the components.")
    started: MomentField | None = Field(default=None, description="When it began, if that was before the first update.")
    until: MomentField | None = Field(default=None, description="When a notice is no longer current.")


class MaintenanceForm(EntryForm):
    """Front matter of a maintenance: what was first announced."""

    elsewhere: ClassVar[Mapping[str, str]] = _MAINTENANCE_HABITS

    start: MomentField = Field(description="When the window opens.")
    end: MomentField = Field(description="When it closes.")
    emergency: YesNo = Field(default=False, description="There was no time to announce it.")
    reason: Workaround | None = Field(default=None, description="Why, in a sentence.")
    auto: YesNo = Field(default=True, description="Whether it begins and ends by the clock alone; left out, it does.")


class UpdateForm(FactsForm):
    """The fields that any update may have."""

    components: Components | None = None
    eta: MomentField | None = None
    next_update: MomentField | None = None
    progress: Percent | None = None
    ended: PastMomentField | None = None
    was: OldMomentField | None = None
    id: Id | None = None


class IncidentUpdateForm(UpdateForm):
    """The fields of an incident's update."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(IncidentForm.model_fields, _FRONT),
        **_HABITS,
        **_UPDATE_HABITS,
        **dict.fromkeys(("start", "started"), _STARTED),
    }

    components: AffectedComponents | None = None
    impact: ImpactWord | None = None


class MaintenanceUpdateForm(UpdateForm):
    """The fields of a maintenance's update."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(MaintenanceForm.model_fields, _FRONT),
        **_MAINTENANCE_HABITS,
        **_UPDATE_HABITS,
    }

    start: MomentField | None = None
    end: MomentField | None = None


_SAID_AGAIN = "It comes from the original; a translation has only words."
_FACTS = dict.fromkeys(
    [
        key
        for form in (IncidentForm, MaintenanceForm, IncidentUpdateForm, MaintenanceUpdateForm, CompensationForm)
        for key in form.model_fields
    ],
    _SAID_AGAIN,
)
"""What a translation does not say again."""


class TranslatedCompensation(Form):
    """One compensation, its words."""

    elsewhere: ClassVar[Mapping[str, str]] = _FACTS

    whom: OneLine = Field(alias="for")
    what: OneLine


class TranslatedForm(Form):
    """The words that a translation carries, in front matter and in the fields of its updates."""

    elsewhere: ClassVar[Mapping[str, str]] = _FACTS

    not_working: ProseList | None = None
    still_working: ProseList | None = None
    workaround: Workaround | None = None
    scope: ScopeForm | None = None
    compensation: Annotated[tuple[TranslatedCompensation, ...], BeforeValidator(list_items)] | None = None


class TranslationForm(TranslatedForm):
    """Front matter of a translation of an incident or a maintenance."""

    title: TitleText | None = None
    reason: Workaround | None = None


class EventForm(Form):
    """Something that happened and was not announced then."""

    at: MomentField = Field(description="When it happened.")
    what: OneLine = Field(description="What happened.")


class ActionForm(Form):
    """What will be done."""

    what: OneLine = Field(description="What will be done.")
    owner: ListItem | None = Field(default=None, description="Who does it: a role.")
    due: DayField | None = Field(default=None, description="The day by which it is done.")
    done: Done = Field(default=False, description="The day on which it was done, or yes.")


class PostmortemForm(Form):
    """Front matter of a postmortem."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        "date": "Say `published`.",
        **dict.fromkeys(IncidentForm.model_fields, "It comes from the incident."),
        **dict.fromkeys(("severity", "resolved", "duration", "status"), "It comes from the incident."),
    }

    published: MomentField = Field(description="From when on it can be read.")
    id: Id | None = Field(default=None, description="The id that it had in another system.")
    title: TitleText | None = Field(default=None, description="Its own title; left out, the incident's.")
    authors: Annotated[tuple[ListItem, ...], BeforeValidator(list_items)] = Field(
        default=(), description="Who stands for it."
    )
    events: Annotated[tuple[EventForm, ...], BeforeValidator(list_items)] = Field(
        default=(), description="What happened and was not announced then."
    )
    actions: Annotated[tuple[ActionForm, ...], BeforeValidator(list_items)] = Field(
        default=(), description="What will be done so that it does not happen again."
    )


_POSTMORTEM_FACTS = dict.fromkeys(
    [key for form in (PostmortemForm, EventForm, ActionForm) for key in form.model_fields], _SAID_AGAIN
)


class TranslatedLine(Form):
    """The words of an event or an action."""

    elsewhere: ClassVar[Mapping[str, str]] = _POSTMORTEM_FACTS

    what: OneLine


class PostmortemTranslationForm(Form):
    """Front matter of a postmortem's translation: events and actions in the original's order."""

    elsewhere: ClassVar[Mapping[str, str]] = _POSTMORTEM_FACTS

    title: TitleText | None = None
    events: Annotated[tuple[TranslatedLine, ...], BeforeValidator(list_items)] | None = None
    actions: Annotated[tuple[TranslatedLine, ...], BeforeValidator(list_items)] | None = None


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

    elsewhere: ClassVar[Mapping[str, str]] = {"group": "A group holds components, not groups."}

    id: Slug = Field(description="What files call it; part of its address.")
    name: LocalText = Field(description="What readers call it.")
    description: LocalText | None = Field(default=None, description="What it is, in a line.")
    third_party: YesNo = Field(default=False, description="Somebody else runs it.")
    since: DayField | None = Field(default=None, description="The first day of its record.")
    retired: DayField | None = Field(
        default=None, description="From this day on it leaves the index; its history stays."
    )
    api_id: Id | None = Field(default=None, description="The id that it had in another system.")


class GroupForm(Form):
    """Components under a common heading."""

    group: LocalText
    api_id: Id | None = Field(default=None, description="The id that it had in another system.")
    components: Annotated[tuple[ComponentForm, ...], BeforeValidator(list_items)]


def _component_or_group(node: Any) -> str:
    return "<GroupForm>" if isinstance(node, YamlMapping) and node.get("group") is not None else "<ComponentForm>"


ComponentOrGroup = Annotated[
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

    critical: DurationField | None = None
    major: DurationField | None = None
    minor: DurationField | None = None
    none: DurationField | None = None
    maintenance: DurationField | None = None


class PromisesForm(Form):
    """What the company holds itself to."""

    first_notice: DurationField | None = Field(
        default=None, description="From the beginning to the first words, such as 5m."
    )
    update_every: UpdateEveryForm = Field(
        default=UpdateEveryForm(), description="The longest silence, by impact and during maintenance."
    )
    maintenance_notice: DurationField | None = Field(
        default=None, description="From the announcement to the start, such as 48h."
    )
    explanation_due: DurationField | None = Field(
        default=None, description="From the resolution to a plain explanation."
    )
    postmortem_due: DurationField | None = Field(default=None, description="From the resolution to the postmortem.")


def _by_locale(node: Any) -> Any:
    """Sections are one list, or one for each language."""
    if isinstance(node, YamlList):
        return {"": node}
    if isinstance(node, YamlMapping):
        return {key.text: value for key, value in node.entries}
    return list_items(node)


Headings = Annotated[tuple[OneLine, ...], BeforeValidator(list_items)]


_LIST = {"type": "array", "items": {"type": ["string", "number", "boolean"]}}
Sections = Annotated[
    dict[str, Headings],
    BeforeValidator(_by_locale),
    WithJsonSchema({"anyOf": [_LIST, {"type": "object", "additionalProperties": _LIST}]}),
]


class SectionsForm(Form):
    """What every postmortem has."""

    sections: Sections = Field(
        default={}, description="The level-2 headings of every postmortem: a list, or one by language."
    )


class SiteForm(Form):
    """site.yml."""

    name: LocalText = Field(description="The company's or the service's name.")
    url: Url = Field(description="Where the site is; it may have a path.")
    timezone: Zone = Field(description="The IANA zone of times without one.")
    locales: Annotated[tuple[Locale, ...], BeforeValidator(list_items)] = Field(
        default=("en",), description="The languages; the first is at /, the others are below their names."
    )
    theme: Slug = Field(
        default="default", description="A folder in themes/; it overrides the default one file by file."
    )
    repository: Repository | None = Field(default=None, description="For links to edit a page.")
    support: SupportForm = Field(default=SupportForm(), description="How people reach somebody.")
    links: Annotated[tuple[LinkForm, ...], BeforeValidator(list_items)] = Field(
        default=(), description="Addresses in the foot of each page."
    )
    components: Annotated[tuple[ComponentOrGroup, ...], BeforeValidator(list_items)] = Field(
        default=(), description="The parts of the service, alone or in groups."
    )
    uptime: UptimeForm = Field(default=UptimeForm(), description="How uptime is computed.")
    promises: PromisesForm = Field(default=PromisesForm(), description="What we hold ourselves to.")
    postmortem: SectionsForm = Field(default=SectionsForm(), description="What every postmortem has.")
    hub: Url | None = Field(default=None, description="A WebSub hub.")
    api_id: Id | None = Field(default=None, description="The id that the page had in another system.")
