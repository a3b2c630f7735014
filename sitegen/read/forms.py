"""The keys of every file that people write: site.yml, front matter, the fields of updates.

fields.py has the type of each; config.py and checks.py check what they mean together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from sitegen.model import WordingRule
from sitegen.read import fields
from sitegen.read.nodes import YamlList, YamlMapping
from sitegen.read.validation import Form


def _optional(description: str, default: object = None) -> Any:
    """A key that may be left out."""
    return Field(default=default, description=description)


_RESOLVED = "Add an update: ## 2026-01-23 15:10 resolved"
_KEY_HINTS = {
    "severity": "Use `impact: minor`, major or critical, or leave it out: it follows from the components.",
    **dict.fromkeys(
        ("affected", "affectedsystems", "affected_components", "systems", "services"),
        "Use `components: {login: major_outage}`.",
    ),
    "resolved": f"{_RESOLVED}.",
    **dict.fromkeys(
        ("resolvedwhen", "resolved_at"), f"{_RESOLVED} (and `- ended: 15:00` if service was restored earlier)."
    ),
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
    **dict.fromkeys(("resolved", "resolvedwhen", "resolved_at"), "Add an update: ## 2026-02-01 04:00 completed"),
    "duration": "Use `end`; durations are computed.",
    "status": "The status goes in the heading of each update: ## 2026-01-26 11:00 scheduled",
    "description": "Text for readers goes in an update, below a heading such as ## 2026-01-26 11:00 scheduled",
    **dict.fromkeys(
        ("impact", "severity"),
        "A maintenance has no impact: its components are under maintenance while the window is open.",
    ),
    "kind": "Every entry in content/maintenance/ is a maintenance.",
    "started": "Use `start`.",
}
_FRONT = "It goes in the front matter and holds for every update."
_UPDATE_KEY_HINTS = {
    "status": "The status goes in the heading: ## 2026-01-23 14:50 identified",
    "title": "A title goes in the heading, after a colon: ## 2026-01-23 14:50 identified: We know why",
    **dict.fromkeys(("description", "message"), "Text for readers goes below the fields, after an empty line."),
    "date": "The time goes in the heading: ## 2026-01-23 14:50 identified",
    **dict.fromkeys(("for", "what", "by"), "It goes below `- compensation:`, indented by four spaces."),
}


class ScopeForm(Form):
    """Who and what is affected, in words."""

    users: fields.OneLine | None = _optional("Which users are affected.")
    regions: fields.OneLine | None = _optional("Which regions are affected.")
    requests: fields.OneLine | None = _optional("How many requests fail.")
    data: fields.OneLine | None = _optional("What happens to data.")


class CompensationForm(Form):
    """One compensation that customers get."""

    whom: fields.OneLine = Field(alias="for", description="Who gets it.")
    what: fields.OneLine = Field(description="What they get.")
    by: fields.MomentField | None = _optional("By when they get it.")


class FactsForm(Form):
    """The facts in words that an incident, a maintenance and each of their updates may state."""

    hints: ClassVar[Mapping[str, str]] = _KEY_HINTS

    not_working: fields.ProseList | None = _optional("What people cannot do, one item a line.")
    still_working: fields.ProseList | None = _optional("What they can still do, one item a line.")
    workaround: fields.Workaround | None = _optional("What to do until it is resolved.")
    scope: ScopeForm | None = _optional("Who and what is affected.")
    compensation: fields.Listed[CompensationForm] | None = _optional("Who gets what, and by when.")
    endpoints: fields.ProseList | None = _optional("What programs call and fails, one item a line.")


_COMPONENTS_DESCRIPTION = "Affected components by their ids in site.yml: with statuses, or as a list."


class EntryForm(FactsForm):
    """The front matter that incidents and maintenances share."""

    title: fields.TitleText = Field(description="What readers notice, in a few words.")
    components: fields.Components = Field(description=_COMPONENTS_DESCRIPTION)
    lang: fields.Locale | None = _optional("The language of this file, if it is not the site's first.")
    aliases: fields.Aliases = _optional("Old addresses that must keep working.", ())
    id: fields.Id | None = _optional("The id in the system that it was imported from.")
    draft: fields.YesNo = _optional("Check this file, but do not publish it.", False)
    withdrawn: fields.YesNo = _optional("Take back what was published: its last update says why.", False)


class IncidentForm(EntryForm):
    """Front matter of an incident: what was first announced."""

    components: fields.AffectedComponents = Field(description=_COMPONENTS_DESCRIPTION)
    kind: fields.KindField | None = _optional("outage (the default), third_party or notice.")
    impact: fields.ImpactField | None = _optional("By default, it follows from the components.")
    started: fields.MomentField | None = _optional("When it began, if that was before the first update.")
    until: fields.MomentField | None = _optional("When a notice is no longer current.")


class MaintenanceForm(EntryForm):
    """Front matter of a maintenance: what was first announced."""

    hints: ClassVar[Mapping[str, str]] = _MAINTENANCE_KEY_HINTS

    start: fields.MomentField = Field(description="When the window opens.")
    end: fields.MomentField = Field(description="When the window closes.")
    emergency: fields.YesNo = _optional("Work that could not be announced beforehand.", False)
    reason: fields.Workaround | None = _optional("Why the work is done, in a sentence.")
    auto: fields.YesNo = _optional("Whether it starts and ends by itself (the default).", True)


class UpdateForm(FactsForm):
    """The fields that any update may have."""

    components: fields.Components | None = None
    eta: fields.MomentField | None = None
    next_update: fields.MomentField | None = None
    progress: fields.Percent | None = None
    ended: fields.PastMomentField | None = None
    notify: fields.Notified | None = None
    was: fields.OldMomentField | None = None
    id: fields.Id | None = None


class IncidentUpdateForm(UpdateForm):
    """The fields of an incident's update."""

    hints: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(IncidentForm.model_fields, _FRONT),
        **_KEY_HINTS,
        **_UPDATE_KEY_HINTS,
        **dict.fromkeys(("start", "started"), "`started` goes in the front matter; an incident has no `start`."),
    }

    components: fields.AffectedComponents | None = None
    impact: fields.ImpactField | None = None


class MaintenanceUpdateForm(UpdateForm):
    """The fields of a maintenance's update."""

    hints: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(MaintenanceForm.model_fields, _FRONT),
        **_MAINTENANCE_KEY_HINTS,
        **_UPDATE_KEY_HINTS,
    }

    start: fields.MomentField | None = None
    end: fields.MomentField | None = None


def _from_original(*forms: type[Form]) -> dict[str, str]:
    """Hints for the keys of *forms*, which a translation does not repeat."""
    hint = "It comes from the original; a translation has only texts."
    return {key: hint for form in forms for key in form.model_fields}


_ORIGINAL_KEYS = _from_original(
    IncidentForm, MaintenanceForm, IncidentUpdateForm, MaintenanceUpdateForm, CompensationForm
)


class TranslatedCompensation(Form):
    """The texts of one compensation."""

    hints: ClassVar[Mapping[str, str]] = _ORIGINAL_KEYS

    whom: fields.OneLine = Field(alias="for")
    what: fields.OneLine


class TranslatedForm(Form):
    """The texts of a translation, in its front matter and in the fields of its updates."""

    hints: ClassVar[Mapping[str, str]] = _ORIGINAL_KEYS

    not_working: fields.ProseList | None = None
    still_working: fields.ProseList | None = None
    workaround: fields.Workaround | None = None
    scope: ScopeForm | None = None
    compensation: fields.Listed[TranslatedCompensation] | None = None


class TranslationForm(TranslatedForm):
    """Front matter of a translation of an incident or a maintenance."""

    title: fields.TitleText | None = None
    reason: fields.Workaround | None = None


class EventForm(Form):
    """An event of an incident that was not announced when it happened."""

    at: fields.MomentField = Field(description="When it happened.")
    what: fields.OneLine = Field(description="What happened.")


class ActionForm(Form):
    """A follow-up action."""

    what: fields.OneLine = Field(description="What will be done.")
    owner: fields.ListItem | None = _optional("The role that does it.")
    due: fields.DayField | None = _optional("The day by which it is to be done.")
    done: fields.Done = _optional("The day on which it was done, or yes.", False)


class PostmortemForm(Form):
    """Front matter of a postmortem."""

    hints: ClassVar[Mapping[str, str]] = {
        "date": "Use `published`.",
        **dict.fromkeys(
            (*IncidentForm.model_fields, "severity", "resolved", "duration", "status"), "It comes from the incident."
        ),
    }

    published: fields.MomentField = Field(description="When it is published.")
    id: fields.Id | None = _optional("The id in the system that it was imported from.")
    title: fields.TitleText | None = _optional("A title; by default, the incident's.")
    authors: fields.Listed[fields.ListItem] = _optional("Who wrote it.", ())
    events: fields.Listed[EventForm] = _optional("Events that were not announced when they happened.", ())
    actions: fields.Listed[ActionForm] = _optional("What is done to prevent a recurrence.", ())


_POSTMORTEM_KEYS = _from_original(PostmortemForm, EventForm, ActionForm)


class TranslatedLine(Form):
    """The text of an event or an action."""

    hints: ClassVar[Mapping[str, str]] = _POSTMORTEM_KEYS

    what: fields.OneLine


class PostmortemTranslationForm(Form):
    """Front matter of a translated postmortem: events and actions in the order of the original."""

    hints: ClassVar[Mapping[str, str]] = _POSTMORTEM_KEYS

    title: fields.TitleText | None = None
    events: fields.Listed[TranslatedLine] | None = None
    actions: fields.Listed[TranslatedLine] | None = None


class LinkForm(Form):
    """A link with a name."""

    name: fields.LocalText
    url: fields.Url


class SupportForm(Form):
    """How readers reach support."""

    email: fields.Email | None = None
    phone: fields.Phone | None = None
    url: fields.Url | None = None


class ComponentForm(Form):
    """A component."""

    hints: ClassVar[Mapping[str, str]] = {"group": "A group holds components, not groups."}

    id: fields.Slug = Field(description="Its name in content files, and part of its address.")
    name: fields.LocalText = Field(description="Its name for readers.")
    description: fields.LocalText | None = _optional("What it does, in a line.")
    third_party: fields.YesNo = _optional("Whether another company runs it.", False)
    since: fields.DayField | None = _optional("The first day of its history.")
    retired: fields.DayField | None = _optional("The first day without it; its history stays.")
    api_id: fields.Id | None = _optional("The id in the system that it was imported from.")


class GroupForm(Form):
    """Components with a common heading."""

    group: fields.LocalText
    api_id: fields.Id | None = _optional("The id in the system that it was imported from.")
    components: fields.Listed[ComponentForm]


def _component_or_group(node: Any) -> str:
    return "<GroupForm>" if isinstance(node, YamlMapping) and node.get("group") is not None else "<ComponentForm>"


ComponentOrGroup = Annotated[
    Annotated[ComponentForm, Tag("<ComponentForm>")] | Annotated[GroupForm, Tag("<GroupForm>")],
    Discriminator(_component_or_group),
]


class WeightsForm(Form):
    """How much of an hour in a status counts as downtime."""

    major_outage: fields.Share | None = None
    partial_outage: fields.Share | None = None
    degraded_performance: fields.Share | None = None


class UptimeForm(Form):
    """How uptime is computed."""

    weights: WeightsForm = WeightsForm()


class UpdateEveryForm(Form):
    """The longest time between updates, by impact or during maintenance."""

    critical: fields.DurationField | None = None
    major: fields.DurationField | None = None
    minor: fields.DurationField | None = None
    none: fields.DurationField | None = None
    maintenance: fields.DurationField | None = None


class PromisesForm(Form):
    """What readers can expect."""

    first_notice: fields.DurationField | None = _optional("From the beginning to the first update, such as 5m.")
    update_every: UpdateEveryForm = _optional(
        "The longest time between updates, by impact and during maintenance.", UpdateEveryForm()
    )
    maintenance_notice: fields.DurationField | None = _optional("From the announcement to the start, such as 48h.")
    explanation_due: fields.DurationField | None = _optional("From the resolution to an explanation.")
    postmortem_due: fields.DurationField | None = _optional("From the resolution to the postmortem.")


def _by_locale(node: Any) -> Any:
    """Sections by language; a single list is that of the first, under the key `""`."""
    if isinstance(node, YamlList):
        return {"": node}
    if isinstance(node, YamlMapping):
        return {key.text: value for key, value in node.entries}
    return fields.list_items(node)


_LIST = {"type": "array", "items": fields.ANY_TEXT}
Sections = Annotated[
    dict[str, fields.Listed[fields.OneLine]],
    BeforeValidator(_by_locale),
    WithJsonSchema({"anyOf": [_LIST, {"type": "object", "additionalProperties": _LIST}]}),
]


class SectionsForm(Form):
    """What every postmortem must have."""

    sections: Sections = _optional("The level-2 headings of every postmortem: a list, or one by language.", {})


_LEVELS = "Use `levels: {vague: off}`, with off, warning or error by rule."


def _named(alias: str, description: str) -> Any:
    """A key that may be left out, with a hyphen in its name."""
    return Field(default=None, alias=alias, description=description)


class LevelsForm(Form):
    """How `check` takes a finding of each rule about wording."""

    vague: fields.LevelField | None = _optional("A hedge with nothing to hold on to.")
    cover: fields.LevelField | None = _optional("A failure in words of planned work.")
    jargon: fields.LevelField | None = _optional("Parts, metrics and keys that readers do not handle.")
    blame: fields.LevelField | None = _optional("Somebody else's fault, without what we do.")
    overpromise: fields.LevelField | None = _optional("What nobody can promise.")
    soon: fields.LevelField | None = _optional("No time where people ask when.")
    empty: fields.LevelField | None = _optional("No news.")
    leak: fields.LevelField | None = _optional("What stays inside.")
    no_when: fields.LevelField | None = _named("no-when", "No time of the next word or the end.")
    no_working: fields.LevelField | None = _named("no-working", "Not what works and what not.")
    no_apology: fields.LevelField | None = _named("no-apology", "No word of regret.")
    no_contact: fields.LevelField | None = _named("no-contact", "Nobody to ask.")
    undated: fields.LevelField | None = _optional("A compensation without a day.")
    contradiction: fields.LevelField | None = _optional("Words that the fields contradict.")


class WordingForm(Form):
    """The rules about wording, on this site."""

    hints: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys((rule.value for rule in WordingRule if rule is not WordingRule.JARGON), _LEVELS),
        **dict.fromkeys(("rules", "level", "severity"), _LEVELS),
        **dict.fromkeys(("allowed", "ignore", "words"), "Use `allow: [a word, another]`."),
        **dict.fromkeys(("forbid", "forbidden"), "Use `jargon` for technical words, `names` for what stays inside."),
    }

    allow: fields.Listed[fields.OneLine] = _optional("Words that no rule objects to.", ())
    jargon: fields.Listed[fields.OneLine] = _optional("Further words that readers do not handle.", ())
    names: fields.Listed[fields.OneLine] = _optional("Names of people, machines and projects that stay inside.", ())
    levels: LevelsForm = _optional("off, warning (the default) or error, by rule.", LevelsForm())


class SiteForm(Form):
    """site.yml."""

    name: fields.LocalText = Field(description="The company's or the service's name.")
    url: fields.Url = Field(description="Where the site is; it may have a path.")
    timezone: fields.Zone = Field(description="The IANA time zone of times without a zone.")
    locales: fields.Listed[fields.Locale] = _optional(
        "The languages: the first is at /, each other below its tag.", ("en",)
    )
    theme: fields.Slug = _optional("A folder in themes/; its files override those of the default theme.", "default")
    repository: fields.Repository | None = _optional("For links to edit a page.")
    support: SupportForm = _optional("How readers reach support.", SupportForm())
    links: fields.Listed[LinkForm] = _optional("Links in the footer of each page.", ())
    components: fields.Listed[ComponentOrGroup] = _optional("The parts of the service, alone or in groups.", ())
    uptime: UptimeForm = _optional("How uptime is computed.", UptimeForm())
    promises: PromisesForm = _optional("What readers can expect.", PromisesForm())
    postmortem: SectionsForm = _optional("What every postmortem must have.", SectionsForm())
    wording: WordingForm = _optional("The rules about wording.", WordingForm())
    hub: fields.Url | None = _optional("A WebSub hub.")
    api_id: fields.Id | None = _optional("The id in the system that the page was imported from.")


_ADDRESS = "Use `to: $NAME`, the name of an environment variable that holds the address."


class RouteForm(Form):
    """How an audience is told."""

    hints: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("address", "email", "mail", "url", "webhook", "webhook_url", "token", "secret"), _ADDRESS),
        **dict.fromkeys(("lang", "language", "locales"), "Use `locale: en`, a route for each language."),
        **dict.fromkeys(("stage", "on", "when", "events"), "Use `stages: [first, resolved]`."),
        **dict.fromkeys(("severity", "level"), "Use `impact: major`, which means this and worse."),
        **dict.fromkeys(("component", "services"), "Use `components: [login]`."),
        **dict.fromkeys(("audiences", "who"), "Use `audience: users`, a route for each audience."),
        **dict.fromkeys(("type", "via"), "Use `channel: email`."),
        "reminder": "It goes at the top of the file and holds for every route.",
        "id": "Use `name`.",
    }

    audience: fields.AudienceField = Field(description="Who is told.")
    channel: fields.RouteChannel = Field(description="How the message goes out.")
    to: fields.VariableName = Field(description="The environment variable that holds the address, as $NAME.")
    locale: fields.SiteLocale | None = _optional("The language. By default, the site's first.")
    stages: fields.Listed[fields.StageField] | None = _optional("Only these stages. By default, all.")
    impact: fields.ImpactField | None = _optional("Only incidents of this impact and worse.")
    components: fields.Listed[fields.ListedComponent] | None = _optional("Only what concerns any of these components.")
    retry_unknown: fields.YesNo = _optional(
        "Whether a message that may have arrived is sent again, marked as possibly repeated; team and management.",
        False,
    )
    name: fields.Id | None = _optional("By default, the channel and the variable: email-MAIL_USERS.")


class MessagesForm(Form):
    """messages.yml."""

    hints: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(RouteForm.model_fields, "It goes into a route: an item below `routes:`."),
        "route": "Use `routes`, a list.",
        "reminders": "Use `reminder: 1h`.",
    }

    reminder: fields.DurationField | None = _optional(
        "How long before a window a reminder goes out. By default, there is none."
    )
    routes: fields.Listed[RouteForm] = Field(description="Who is told, and how.")
