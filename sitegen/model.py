"""The types that a status site consists of; all immutable.

Every moment is an aware datetime in UTC with millisecond precision. Texts that readers see are `Text`, with their
language. Nothing here depends on the present moment; that is `derive/`.

The most frequent types are named tuples, which are created and pickled faster than frozen dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple


class _Ranked(StrEnum):
    """Members in an order that means something."""

    __repr__ = str.__repr__  # Fingerprints take it a hundred thousand times, and Enum's is slow.

    @property
    def rank(self) -> int:
        """The position in that order, from 0."""
        return _RANKS[self]


class ComponentStatus(_Ranked):
    """The status of a component, from best to worst (Statuspage's five).

    Maintenance ranks just above operational, as in Statuspage's roll-up.
    """

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"


class Impact(_Ranked):
    """How bad an incident is, from best to worst (Statuspage's four)."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Kind(StrEnum):
    """The kind of an incident: our outage, somebody else's, or an announcement."""

    OUTAGE = "outage"
    THIRD_PARTY = "third_party"
    NOTICE = "notice"


class Status(_Ranked):
    """The status of an incident or a maintenance; `update` leaves it as it was.

    Each ranks by its position in the progress of an incident or a maintenance; `update`, which is no step, as -1.
    """

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UPDATE = "update"


INCIDENT_STATUSES = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED, Status.UPDATE)
"""In the order of progress, with `update` last, which is no step of it."""
OPEN_STATUSES = (Status.IN_PROGRESS, Status.VERIFYING)
"""Of a maintenance in progress."""
OVER_STATUSES = (Status.COMPLETED, Status.CANCELLED)
"""Of a maintenance that is over."""
MAINTENANCE_STATUSES = (Status.SCHEDULED, *OPEN_STATUSES, *OVER_STATUSES, Status.UPDATE)
"""In the order of progress, with `update` last, which is no step of it."""
_ORDERS: tuple[Iterable[_Ranked], ...] = (ComponentStatus, Impact, INCIDENT_STATUSES, MAINTENANCE_STATUSES)
_RANKS = {member: rank for order in _ORDERS for rank, member in enumerate(order)} | {Status.UPDATE: -1}


class Audience(StrEnum):
    """Who is told something: see docs/messages.md. The last two are people of the company."""

    USERS = "users"
    CUSTOMERS = "customers"
    PARTNERS = "partners"
    SOCIAL = "social"
    SUPPORT = "support"
    TEAM = "team"
    MANAGEMENT = "management"

    @property
    def internal(self) -> bool:
        """Whether it may be told what only insiders know."""
        return self in (Audience.TEAM, Audience.MANAGEMENT)


PUBLIC_AUDIENCES = tuple(audience for audience in Audience if not audience.internal)


class Stage(StrEnum):
    """What an update is to those who are told of it; derived, never typed: see derive/stages.py."""

    FIRST = "first"
    PROGRESS = "progress"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    EXPLAINED = "explained"
    ANNOUNCED = "announced"
    REMINDER = "reminder"
    STARTED = "started"
    MOVED = "moved"
    OVERRUN = "overrun"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How a message goes out, which decides its form and its limit."""

    EMAIL = "email"
    SLACK = "slack"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    TEAMS = "teams"
    X = "x"
    WEIBO = "weibo"
    WECHAT = "wechat"
    SMS = "sms"
    MACROS = "macros"
    WEBHOOK = "webhook"
    APPRISE = "apprise"
    TEXT = "text"

    @property
    def pasted(self) -> bool:
        """Whether people paste the message where it belongs: nothing can be sent there."""
        return self in _PASTED


_PASTED = (Channel.X, Channel.WEIBO, Channel.WECHAT, Channel.SMS, Channel.MACROS, Channel.TEXT)
ROUTE_CHANNELS = tuple(channel for channel in Channel if not channel.pasted)


class Words(NamedTuple):
    """A text in one language (a BCP 47 tag)."""

    text: str
    lang: str


class Text(NamedTuple):
    """A text in its original language and its translations."""

    original: str
    lang: str
    translations: tuple[tuple[str, str], ...] = ()

    def to(self, locale: str) -> Words:
        """The words for readers of *locale*: the translation, else the original with its own language."""
        for language, text in self.translations:
            if language == locale:
                return Words(text, language)
        return Words(self.original, self.lang)

    def __bool__(self) -> bool:
        return bool(self.original)


@dataclass(frozen=True, slots=True)
class Compensation:
    """What customers get in compensation: who, what, by when."""

    whom: Text
    what: Text
    by: datetime | None = None


class Facts(NamedTuple):
    """What an incident or a maintenance states about itself.

    In front matter: what was first announced. In an update: only what it changes, where None means unchanged
    and *cleared* names the fields that it clears.
    """

    impact: Impact | None = None
    components: tuple[tuple[str, ComponentStatus | None], ...] | None = None
    """Component ids with the status stated for them; None: concerned, without a stated status."""
    not_working: tuple[Text, ...] | None = None
    still_working: tuple[Text, ...] | None = None
    workaround: Text | None = None
    scope: tuple[tuple[str, Text], ...] | None = None
    compensation: tuple[Compensation, ...] | None = None
    endpoints: tuple[str, ...] | None = None
    """What programs call and fails, such as `POST /api/v1/auth/login`."""
    eta: datetime | None = None
    next_update: datetime | None = None
    progress: int | None = None
    """Percent, as the author states it."""
    ended: datetime | None = None
    """When service was back."""
    start: datetime | None = None
    end: datetime | None = None
    cleared: tuple[str, ...] = ()


class Update(NamedTuple):
    """One dated part of an entry."""

    key: str
    """Its identity within its entry: `id`, else the moment as first published. Never changes."""
    at: datetime
    published: datetime
    """When it was first published: `was` where the time was corrected, else *at*."""
    status: Status
    title: Text | None
    body: Text
    """Markdown."""
    facts: Facts
    line: int
    id: str | None = None
    """As stated, or kept by an import."""
    notify: tuple[Audience, ...] | None = None
    """Who is told of it; None: all."""
    body_line: int = 0
    """The line of the first words in the original; 0: it has none."""


class CheckComment(NamedTuple):
    """A comment that is addressed to `check`: readers never see it."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture beside a content file, published under the hash of its content."""

    name: str
    path: str
    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and was not announced at the time."""

    at: datetime
    what: Text


@dataclass(frozen=True, slots=True)
class Action:
    """What will be done so that the incident does not happen again."""

    what: Text
    owner: str | None = None
    due: date | None = None
    done: date | bool = False


@dataclass(frozen=True, slots=True)
class Postmortem:
    """The analysis after an incident: what happened, why, and what changes."""

    path: str
    published: datetime
    title: Text | None
    authors: tuple[str, ...]
    events: tuple[Event, ...]
    actions: tuple[Action, ...]
    body: Text
    """Markdown with level-2 sections."""
    id: str | None = None
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What an incident and a maintenance have in common."""

    slug: str
    path: str
    title: Text
    facts: Facts
    updates: tuple[Update, ...]
    """Oldest first, at least one."""
    id: str | None = None
    aliases: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    comments: tuple[CheckComment, ...] = ()
    """Those in its files, the translations included."""
    withdrawn: datetime | None = None
    """From when on it is taken back: the moment of its last update, which says why."""
    key: str = field(default="", repr=False, compare=False)
    """A digest of its files and pictures; empty where it was not read from them alone."""

    def is_withdrawn(self, at: datetime) -> bool:
        """Whether it has been taken back at a moment."""
        return self.withdrawn is not None and self.withdrawn <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(_Entry):
    """An incident as written: its file with its translations and its postmortem."""

    kind: Kind
    started: datetime | None
    """When it began, if that was before the first notice."""
    until: datetime | None
    """When a notice stops being shown as current."""
    postmortem: Postmortem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance(_Entry):
    """A maintenance as written: its file with its translations. The first update is the announcement."""

    start: datetime
    end: datetime
    """The window as first announced."""
    emergency: bool
    auto: bool
    """Whether the window opens and ends without an update."""
    reason: Text | None


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the service that readers know by name."""

    id: str
    name: Text
    description: Text | None = None
    group: Text | None = None
    group_api_id: str | None = None
    third_party: bool = False
    since: date | None = None
    """First day of its record."""
    retired: date | None = None
    """The first day on which it is no longer part of the index and the roll-up."""
    api_id: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A named address."""

    name: Text
    url: str


@dataclass(frozen=True, slots=True)
class Support:
    """How to reach support."""

    email: str | None = None
    phone: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Promises:
    """What site.yml says that readers can expect; None: no promise."""

    first_notice: timedelta | None = None
    update_every: tuple[tuple[str, timedelta], ...] = ()
    """Pairs of an impact, or `maintenance`, and an interval."""
    maintenance_notice: timedelta | None = None
    explanation_due: timedelta | None = None
    postmortem_due: timedelta | None = None

    def interval(self, what: str) -> timedelta | None:
        """The longest silence allowed at an impact, or during `maintenance`."""
        return dict(self.update_every).get(what)


class WordingRule(StrEnum):
    """A rule about the words that the public reads: see docs/wording.md."""

    VAGUE = "vague"
    COVER = "cover"
    JARGON = "jargon"
    BLAME = "blame"
    OVERPROMISE = "overpromise"
    SOON = "soon"
    EMPTY = "empty"
    LEAK = "leak"
    NO_WHEN = "no-when"
    NO_WORKING = "no-working"
    NO_APOLOGY = "no-apology"
    NO_CONTACT = "no-contact"
    UNDATED = "undated"
    CONTRADICTION = "contradiction"


class WordingLevel(StrEnum):
    """What a finding of a rule is to `check`; no rule stops a publication."""

    OFF = "off"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Wording:
    """What site.yml says of the rules about wording."""

    allow: tuple[str, ...] = ()
    """Words that no rule objects to."""
    jargon: tuple[str, ...] = ()
    """Further words that this site's readers do not handle."""
    names: tuple[str, ...] = ()
    """Names of people, machines and projects that stay inside."""
    levels: tuple[tuple[WordingRule, WordingLevel], ...] = ()

    def level(self, rule: WordingRule) -> WordingLevel:
        """A warning, unless site.yml says otherwise."""
        return dict(self.levels).get(rule, WordingLevel.WARNING)


DEFAULT_WEIGHTS = ((ComponentStatus.MAJOR_OUTAGE, 1.0), (ComponentStatus.PARTIAL_OUTAGE, 0.3))


@dataclass(frozen=True, slots=True)
class Config:
    """What site.yml states."""

    name: Text
    url: str
    """Without a trailing slash."""
    timezone: str
    zone: tzinfo = field(repr=False)
    """That of *timezone*. Left out of the representation, since its own differs from run to run."""
    locales: tuple[str, ...]
    components: tuple[Component, ...]
    theme: str = "default"
    repository: str | None = None
    support: Support = Support()
    links: tuple[Link, ...] = ()
    weights: tuple[tuple[ComponentStatus, float], ...] = DEFAULT_WEIGHTS
    """Pairs of a status and the share of its time, 0 to 1, that counts as downtime."""
    promises: Promises = Promises()
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The level-2 sections that a postmortem must have, by locale."""
    hub: str | None = None
    """A WebSub hub."""
    api_id: str | None = None
    preview_of: str | None = None
    """The address of the live site, where this is a preview of a change to it; None: it is the live site."""
    wording: Wording = field(default=Wording(), repr=False)
    """Left out of the representation, as no page is made from it."""
    lines: tuple[tuple[str, int], ...] = field(default=(), repr=False, compare=False)
    """The line of each key, for messages; it changes no page."""

    def line_of(self, key: str) -> int:
        """The line of a key in site.yml; 0 where the key is missing."""
        return dict(self.lines).get(key, 0)

    @property
    def by_id(self) -> Mapping[str, Component]:
        """Every component, retired ones too, by id."""
        return {component.id: component for component in self.components}


@dataclass(frozen=True, slots=True)
class Route:
    """How an audience is told of what happens, as messages.yml states it."""

    name: str
    """Part of the key of each message, so that another name makes another route."""
    audience: Audience
    channel: Channel
    variable: str
    """The environment variable that holds the address, which is a secret."""
    locale: str
    line: int
    """In messages.yml."""
    stages: tuple[Stage, ...] | None = None
    """Only these; None: all."""
    impact: Impact | None = None
    """Only incidents that have been this bad or worse; None: all."""
    components: tuple[str, ...] | None = None
    """Only what has concerned any of these; None: everything."""
    retry_unknown: bool = False
    """Whether a message that may have arrived is sent again by itself; only to an internal audience."""
    to_line: int = 0
    """The line of `to`; 0: the file as a whole."""
    audience_line: int = 0


@dataclass(frozen=True, slots=True)
class Routing:
    """What messages.yml states."""

    routes: tuple[Route, ...]
    """In the order of the file."""
    reminder: timedelta | None = None
    """How long before a window a reminder goes out; None: there is none."""


SourceEntry = Incident | Maintenance


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that is committed, parsed and validated."""

    config: Config
    incidents: tuple[Incident, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()

    @property
    def entries(self) -> tuple[SourceEntry, ...]:
        """The incidents, then the maintenances."""
        return (*self.incidents, *self.maintenances)


class Keyed:
    """A value that stands for itself where files are compared: by what it was made from, once nothing changes it."""

    __slots__ = ()
    key: str
    """A digest of that; empty where something may change it."""


class File(NamedTuple):
    """One file to publish, not yet rendered.

    *make* is a module-level function and *inputs* are its only arguments, so that equal inputs mean equal bytes:
    a build compares `repr(inputs)` to skip files that have not changed.
    """

    path: str
    """Relative to the output folder, with slashes."""
    make: Callable[..., bytes]
    inputs: tuple[object, ...]

    def render(self) -> bytes:
        """The bytes of the file."""
        return self.make(*self.inputs)
