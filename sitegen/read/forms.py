"""The keys of every file that people write: site.yml, front matter, the fields of updates.

fields.py has the type of each; config.py and checks.py check what they mean together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from sitegen.read.document import YamlList, YamlMapping
from sitegen.read.fields import (
    ANY_TEXT,
    AffectedComponents,
    Aliases,
    Components,
    DayField,
    Done,
    DurationField,
    Email,
    Id,
    ImpactField,
    KindField,
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
    Share,
    Slug,
    TitleText,
    Url,
    Workaround,
    YesNo,
    Zone,
    list_items,
)
from sitegen.read.validation import Form

_COMPONENTS = "Use `components: {login: major_outage}`."
_RESOLVED = "Add an update: ## 2026-01-23 15:10 resolved"
_ENDED = f"{_RESOLVED} (and `- ended: 15:00` if service was restored earlier)."
_KEY_HINTS = {
    "severity": "Use `impact: minor`, major or critical, or leave it out: it follows from the components.",
    "affected": _COMPONENTS,
    "affectedsystems": _COMPONENTS,
    "affected_components": _COMPONENTS,
    "systems": _COMPONENTS,
    "services": _COMPONENTS,
    "resolved": f"{_RESOLVED}.",
    "resolvedwhen": _ENDED,
    "resolved_at": _ENDED,
    "date": "The heading of the first update has the date; `started` is when the incident began, if earlier.",
    "scheduled": "Maintenance goes in content/maintenance/ and has `start` and `end`.",
    "scheduled_for": "Use `start`.",
    "scheduled_until": "Use `end`.",
    "duration": "Durations are computed.",
    "status": "The status goes in the heading of each update: ## 2026-01-23 14:35 investigating",
    "description": "Text for readers goes in an update, below a heading such as ## 2026-01-23 14:35 investigating",
    "informational": "Use `kind: notice`.",
    "name": "Use `title`.",
    **dict.fromkeys(
        ("next_update", "eta", "progress", "ended", "was"),
        "It is a field of an update: write `- next update: 14:50` below its heading.",
    ),
}
"""Hints for keys of other systems, which have another name or place here."""
_MAINTENANCE_KEY_HINTS = {
    **_KEY_HINTS,
    "date": "Use `start` and `end`; the heading of the first update has the day of the announcement.",
    "scheduled": "Use `start` and `end`.",
    "resolved": "Add an update: ## 2026-02-01 04:00 completed",
    "resolvedwhen": "Add an update: ## 2026-02-01 04:00 completed",
    "resolved_at": "Add an update: ## 2026-02-01 04:00 completed",
    "duration": "Use `end`; durations are computed.",
    "status": "The status goes in the heading of each update: ## 2026-01-26 11:00 scheduled",
    "description": "Text for readers goes in an update, below a heading such as ## 2026-01-26 11:00 scheduled",
    "impact": "A maintenance has no impact: its components are under maintenance while the window is open.",
    "severity": "A maintenance has no impact: its components are under maintenance while the window is open.",
    "kind": "Every entry in content/maintenance/ is a maintenance.",
    "started": "Use `start`.",
}


_STARTED = "`started` goes in the front matter; an incident has no `start`."
_FRONT = "It goes in the front matter and holds for every update."
_UPDATE_KEY_HINTS = {
    "status": "The status goes in the heading: ## 2026-01-23 14:50 identified",
    "title": "A title goes in the heading, after a colon: ## 2026-01-23 14:50 identified: We know why",
    "description": "Text for readers goes below the fields, after an empty line.",
    "message": "Text for readers goes below the fields, after an empty line.",
    "date": "The time goes in the heading: ## 2026-01-23 14:50 identified",
    **dict.fromkeys(("for", "what", "by"), "It goes below `- compensation:`, indented by four spaces."),
}


class ScopeForm(Form):
    """Who and what is affected, in words."""

    users: OneLine | None = Field(default=None, description="Which users are affected.")
    regions: OneLine | None = Field(default=None, description="Which regions are affected.")
    requests: OneLine | None = Field(default=None, description="How many requests fail.")
    data: OneLine | None = Field(default=None, description="What happens to data.")


class CompensationForm(Form):
    """One compensation that customers get."""

    whom: OneLine = Field(alias="for", description="Who gets it.")
    what: OneLine = Field(description="What they get.")
    by: MomentField | None = Field(default=None, description="By when they get it.")


Compensations = Annotated[tuple[CompensationForm, ...], BeforeValidator(list_items)]


class FactsForm(Form):
    """The facts in words that an incident, a maintenance and each of their updates may state."""

    hints: ClassVar[Mapping[str, str]] = _KEY_HINTS

    not_working: ProseList | None = Field(default=None, description="What people cannot do, one item a line.")
    still_working: ProseList | None = Field(default=None, description="What they can still do, one item a line.")
    workaround: Workaround | None = Field(default=None, description="What to do until it is resolved.")
    scope: ScopeForm | None = Field(default=None, description="Who and what is affected.")
    compensation: Compensations | None = Field(default=None, description="Who gets what, and by when.")


_COMPONENTS_DESCRIPTION = "Affected components by their ids in site.yml: with statuses, or as a list."


class EntryForm(FactsForm):
    """The front matter that incidents and maintenances share."""

    title: TitleText = Field(description="What readers notice, in a few words.")
    components: Components = Field(description=_COMPONENTS_DESCRIPTION)
    lang: Locale | None = Field(default=None, description="The language of this file, if it is not the site's first.")
    aliases: Aliases = Field(default=(), description="Old addresses that must keep working.")
    id: Id | None = Field(default=None, description="The id in the system that it was imported from.")
    draft: YesNo = Field(default=False, description="Check this file, but do not publish it.")


class IncidentForm(EntryForm):
    """Front matter of an incident: what was first announced."""

    components: AffectedComponents = Field(description=_COMPONENTS_DESCRIPTION)
    kind: KindField | None = Field(default=None, description="outage (the default), third_party or notice.")
    impact: ImpactField | None = Field(default=None, description="By default, it follows from the components.")
    started: MomentField | None = Field(default=None, description="When it began, if that was before the first update.")
    until: MomentField | None = Field(default=None, description="When a notice is no longer current.")


class MaintenanceForm(EntryForm):
    """Front matter of a maintenance: what was first announced."""

    hints: ClassVar[Mapping[str, str]] = _MAINTENANCE_KEY_HINTS

    start: MomentField = Field(description="When the window opens.")
    end: MomentField = Field(description="When the window closes.")
    emergency: YesNo = Field(default=False, description="Work that could not be announced beforehand.")
    reason: Workaround | None = Field(default=None, description="Why the work is done, in a sentence.")
    auto: YesNo = Field(default=True, description="Whether it starts and ends by itself (the default).")


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

    hints: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(IncidentForm.model_fields, _FRONT),
        **_KEY_HINTS,
        **_UPDATE_KEY_HINTS,
        **dict.fromkeys(("start", "started"), _STARTED),
    }

    components: AffectedComponents | None = None
    impact: ImpactField | None = None


class MaintenanceUpdateForm(UpdateForm):
    """The fields of a maintenance's update."""

    hints: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(MaintenanceForm.model_fields, _FRONT),
        **_MAINTENANCE_KEY_HINTS,
        **_UPDATE_KEY_HINTS,
    }

    start: MomentField | None = None
    end: MomentField | None = None


_FROM_ORIGINAL = "It comes from the original; a translation has only texts."
_ORIGINAL_KEYS = dict.fromkeys(
    [
        key
        for form in (IncidentForm, MaintenanceForm, IncidentUpdateForm, MaintenanceUpdateForm, CompensationForm)
        for key in form.model_fields
    ],
    _FROM_ORIGINAL,
)
"""Keys that a translation does not repeat."""


class TranslatedCompensation(Form):
    """The texts of one compensation."""

    hints: ClassVar[Mapping[str, str]] = _ORIGINAL_KEYS

    whom: OneLine = Field(alias="for")
    what: OneLine


class TranslatedForm(Form):
    """The texts of a translation, in its front matter and in the fields of its updates."""

    hints: ClassVar[Mapping[str, str]] = _ORIGINAL_KEYS

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
    """An event of an incident that was not announced when it happened."""

    at: MomentField = Field(description="When it happened.")
    what: OneLine = Field(description="What happened.")


class ActionForm(Form):
    """A follow-up action."""

    what: OneLine = Field(description="What will be done.")
    owner: ListItem | None = Field(default=None, description="The role that does it.")
    due: DayField | None = Field(default=None, description="The day by which it is to be done.")
    done: Done = Field(default=False, description="The day on which it was done, or yes.")


class PostmortemForm(Form):
    """Front matter of a postmortem."""

    hints: ClassVar[Mapping[str, str]] = {
        "date": "Use `published`.",
        **dict.fromkeys(IncidentForm.model_fields, "It comes from the incident."),
        **dict.fromkeys(("severity", "resolved", "duration", "status"), "It comes from the incident."),
    }

    published: MomentField = Field(description="When it is published.")
    id: Id | None = Field(default=None, description="The id in the system that it was imported from.")
    title: TitleText | None = Field(default=None, description="A title; by default, the incident's.")
    authors: Annotated[tuple[ListItem, ...], BeforeValidator(list_items)] = Field(
        default=(), description="Who wrote it."
    )
    events: Annotated[tuple[EventForm, ...], BeforeValidator(list_items)] = Field(
        default=(), description="Events that were not announced when they happened."
    )
    actions: Annotated[tuple[ActionForm, ...], BeforeValidator(list_items)] = Field(
        default=(), description="What is done to prevent a recurrence."
    )


_POSTMORTEM_KEYS = dict.fromkeys(
    [key for form in (PostmortemForm, EventForm, ActionForm) for key in form.model_fields], _FROM_ORIGINAL
)


class TranslatedLine(Form):
    """The text of an event or an action."""

    hints: ClassVar[Mapping[str, str]] = _POSTMORTEM_KEYS

    what: OneLine


class PostmortemTranslationForm(Form):
    """Front matter of a translated postmortem: events and actions in the order of the original."""

    hints: ClassVar[Mapping[str, str]] = _POSTMORTEM_KEYS

    title: TitleText | None = None
    events: Annotated[tuple[TranslatedLine, ...], BeforeValidator(list_items)] | None = None
    actions: Annotated[tuple[TranslatedLine, ...], BeforeValidator(list_items)] | None = None


class LinkForm(Form):
    """A link with a name."""

    name: LocalText
    url: Url


class SupportForm(Form):
    """How readers reach support."""

    email: Email | None = None
    phone: Phone | None = None
    url: Url | None = None


class ComponentForm(Form):
    """A component."""

    hints: ClassVar[Mapping[str, str]] = {"group": "A group holds components, not groups."}

    id: Slug = Field(description="Its name in content files, and part of its address.")
    name: LocalText = Field(description="Its name for readers.")
    description: LocalText | None = Field(default=None, description="What it does, in a line.")
    third_party: YesNo = Field(default=False, description="Whether another company runs it.")
    since: DayField | None = Field(default=None, description="The first day of its history.")
    retired: DayField | None = Field(default=None, description="The first day without it; its history stays.")
    api_id: Id | None = Field(default=None, description="The id in the system that it was imported from.")


class GroupForm(Form):
    """Components with a common heading."""

    group: LocalText
    api_id: Id | None = Field(default=None, description="The id in the system that it was imported from.")
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
    """The longest time between updates, by impact or during maintenance."""

    critical: DurationField | None = None
    major: DurationField | None = None
    minor: DurationField | None = None
    none: DurationField | None = None
    maintenance: DurationField | None = None


class PromisesForm(Form):
    """What readers can expect."""

    first_notice: DurationField | None = Field(
        default=None, description="From the beginning to the first update, such as 5m."
    )
    update_every: UpdateEveryForm = Field(
        default=UpdateEveryForm(), description="The longest time between updates, by impact and during maintenance."
    )
    maintenance_notice: DurationField | None = Field(
        default=None, description="From the announcement to the start, such as 48h."
    )
    explanation_due: DurationField | None = Field(default=None, description="From the resolution to an explanation.")
    postmortem_due: DurationField | None = Field(default=None, description="From the resolution to the postmortem.")


def _by_locale(node: Any) -> Any:
    """Sections by language; a single list is that of the first, under the key `""`."""
    if isinstance(node, YamlList):
        return {"": node}
    if isinstance(node, YamlMapping):
        return {key.text: value for key, value in node.entries}
    return list_items(node)


Headings = Annotated[tuple[OneLine, ...], BeforeValidator(list_items)]


_LIST = {"type": "array", "items": ANY_TEXT}
Sections = Annotated[
    dict[str, Headings],
    BeforeValidator(_by_locale),
    WithJsonSchema({"anyOf": [_LIST, {"type": "object", "additionalProperties": _LIST}]}),
]


class SectionsForm(Form):
    """What every postmortem must have."""

    sections: Sections = Field(
        default={}, description="The level-2 headings of every postmortem: a list, or one by language."
    )


class SiteForm(Form):
    """site.yml."""

    name: LocalText = Field(description="The company's or the service's name.")
    url: Url = Field(description="Where the site is; it may have a path.")
    timezone: Zone = Field(description="The IANA time zone of times without a zone.")
    locales: Annotated[tuple[Locale, ...], BeforeValidator(list_items)] = Field(
        default=("en",), description="The languages: the first is at /, each other below its tag."
    )
    theme: Slug = Field(
        default="default", description="A folder in themes/; its files override those of the default theme."
    )
    repository: Repository | None = Field(default=None, description="For links to edit a page.")
    support: SupportForm = Field(default=SupportForm(), description="How readers reach support.")
    links: Annotated[tuple[LinkForm, ...], BeforeValidator(list_items)] = Field(
        default=(), description="Links in the footer of each page."
    )
    components: Annotated[tuple[ComponentOrGroup, ...], BeforeValidator(list_items)] = Field(
        default=(), description="The parts of the service, alone or in groups."
    )
    uptime: UptimeForm = Field(default=UptimeForm(), description="How uptime is computed.")
    promises: PromisesForm = Field(default=PromisesForm(), description="What readers can expect.")
    postmortem: SectionsForm = Field(default=SectionsForm(), description="What every postmortem must have.")
    hub: Url | None = Field(default=None, description="A WebSub hub.")
    api_id: Id | None = Field(default=None, description="The id in the system that the page was imported from.")
