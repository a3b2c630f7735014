"""The keys of every file that people write: site.yml, front matter, the fields of updates.

What each may hold is said in fields.py; what they mean together is checked in config.py and content.py.
"""

from __future__ import annotations

from typing import Annotated, Any

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
    Gifts,
    Id,
    ImpactWord,
    Item,
    KindWord,
    Line,
    Locale,
    LocalText,
    Moment,
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


class SpokenForm(Form):
    """What both an incident and a maintenance, and each of their updates, may state in words."""

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
    was: PastMoment | None = None
    id: Id | None = None


class IncidentUpdateForm(UpdateForm):
    """The fields of an incident's update."""

    impact: ImpactWord | None = None


class MaintenanceUpdateForm(UpdateForm):
    """The fields of a maintenance's update."""

    start: Moment | None = None
    end: Moment | None = None


class TranslatedGift(Form):
    """One compensation, its words."""

    whom: Line = Field(alias="for")
    what: Line


class TranslatedForm(Form):
    """The words that a translation carries, in front matter and in the fields of its updates."""

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

    published: Moment
    title: Title | None = None
    authors: Annotated[tuple[Item, ...], BeforeValidator(items)] = ()
    events: Annotated[tuple[EventForm, ...], BeforeValidator(items)] = ()
    actions: Annotated[tuple[ActionForm, ...], BeforeValidator(items)] = ()


class TranslatedLine(Form):
    """The words of an event or an action."""

    what: Line


class PostmortemTranslationForm(Form):
    """Front matter of a postmortem's translation: events and actions in the original's order."""

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
