"""What pages show, computed once for all of them: lines of lists, bars, what a page becomes by the clock alone.

Templates only print this; whatever compares, counts or ranks is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from markupsafe import Markup

from sitegen import urls
from sitegen.model import ComponentStatus, Config, Impact, Kind, Status, Text
from sitegen.timeline import Affected, Entry, IncidentView, MaintenanceView, Scorecard, Step
from sitegen.uptime import Day, Record
from sitegen.words import COMPONENT, TONE_OF_COMPONENT, TONE_OF_IMPACT, standing

# ---- an entry in a list


@dataclass(frozen=True, slots=True)
class Line:
    """One incident, announcement or maintenance as lists show it."""

    address: str
    slug: str
    title: Text
    tone: str
    """Its picture and colour."""
    sort: str
    """`incident`, `third_party`, `notice` or `maintenance`."""
    impact: Impact | None
    standing: str
    """The message that says where it stands."""
    active: bool
    began: datetime
    ended: datetime | None
    duration: timedelta | None
    affected: tuple[str, ...]
    emergency: bool = False


def line(entry: Entry) -> Line:
    """What lists show of an entry."""
    if isinstance(entry, MaintenanceView):
        return Line(
            address=urls.maintenance(entry.slug),
            slug=entry.slug,
            title=entry.title,
            tone=tone(entry),
            sort="maintenance",
            impact=None,
            standing=standing(entry),
            active=entry.active,
            began=entry.began or entry.start,
            ended=entry.ended or (None if entry.status is Status.CANCELLED else entry.end),
            duration=None,
            affected=tuple(component for component, _ in entry.affected),
            emergency=entry.emergency,
        )
    sort = "incident" if entry.kind is Kind.OUTAGE else entry.kind.value
    return Line(
        address=urls.incident(entry.slug),
        slug=entry.slug,
        title=entry.title,
        tone=tone(entry),
        sort=sort,
        impact=None if entry.kind is Kind.NOTICE else entry.impact,
        standing=standing(entry),
        active=entry.active,
        began=entry.began,
        ended=entry.ended,
        duration=entry.duration,
        affected=tuple(component for component, _ in entry.affected),
    )


def tone(entry: Entry) -> str:
    """The picture and colour of an entry."""
    if isinstance(entry, IncidentView):
        return "notice" if entry.kind is Kind.NOTICE else TONE_OF_IMPACT[entry.impact]
    if entry.status is Status.CANCELLED:
        return "cancelled"
    return "planned" if entry.upcoming and not entry.late else "maintenance"


# ---- what an entry affects


@dataclass(frozen=True, slots=True)
class Affects:
    """A component that an entry concerns, with its status, if one was stated."""

    component: str
    status: ComponentStatus | None

    @property
    def tone(self) -> str:
        """The picture and colour of the status."""
        return "none" if self.status is None else TONE_OF_COMPONENT[self.status]

    @property
    def word(self) -> str:
        """The message that names the status."""
        return "" if self.status is None else COMPONENT[self.status]


def affects(entry: Entry) -> list[Affects]:
    """The components as they are now, or, of an entry that is over, the worst that each of them reached."""
    if entry.active:
        return [Affects(component, status) for component, status in entry.affected]
    worst: dict[str, ComponentStatus] = {}
    for interval in entry.intervals:
        before = worst.get(interval.component, ComponentStatus.OPERATIONAL)
        worst[interval.component] = max(before, interval.status, key=lambda status: status.rank)
    return [Affects(component, worst.get(component)) for component, _ in entry.affected]


def stated(changes: Affected | None) -> list[Affects]:
    """The statuses that an update gives components."""
    return [Affects(component, status) for component, status in changes or () if status is not None]


# ---- ninety days as a picture

_WIDTH = 5
_HEIGHT = 34
_TALL = {"none": 26, "ok": 26, "maintenance": 26, "low": 29, "high": 31, "worst": 34}
"""How high a day's bar stands, so that the worse days also differ in shape."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Neighbouring days in one status, as a path of the picture."""

    tone: str
    path: str
    first: date
    last: date
    status: ComponentStatus | None

    @property
    def title(self) -> bool:
        """Whether the bar says what it means when pointed at."""
        return self.status not in (None, ComponentStatus.OPERATIONAL)

    @property
    def word(self) -> str:
        """The message that names its status."""
        return "" if self.status is None else COMPONENT[self.status]


def bars(record: Record) -> list[Bar]:
    """The days of a record as paths: dashes, one a day, as wide as the run of days is long."""
    found: list[Bar] = []
    place = 0
    for status, group in groupby(record.days, key=lambda day: day.worst):
        days = list(group)
        name = "none" if status is None else TONE_OF_COMPONENT[status]
        middle = _HEIGHT - _TALL[name] / 2
        path = f"M{place * _WIDTH} {middle:g}h{len(days) * _WIDTH}"
        found.append(Bar(name, path, days[0].date, days[-1].date, status))
        place += len(days)
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """How many days of a record were bad."""

    outage: int
    degraded: int
    maintenance: int
    measured: int


def tally(record: Record) -> Tally:
    """Count the days of a record by the worst that happened in them."""
    worst = [day.worst for day in record.days]
    outages = (ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
    return Tally(
        outage=sum(status in outages for status in worst),
        degraded=worst.count(ComponentStatus.DEGRADED_PERFORMANCE),
        maintenance=worst.count(ComponentStatus.UNDER_MAINTENANCE),
        measured=sum(status is not None for status in worst),
    )


def troubled(record: Record) -> list[Day]:
    """The days on which something was wrong or under work, newest first."""
    quiet = (None, ComponentStatus.OPERATIONAL)
    return [day for day in reversed(record.days) if day.worst not in quiet]


# ---- components in their groups


def groups(config: Config, ids: Iterable[str]) -> list[tuple[Text | None, list[str]]]:
    """Component ids in the order of site.yml, neighbours of one group together."""
    by_id = config.by_id
    return [(group, list(members)) for group, members in groupby(ids, key=lambda one: by_id[one].group)]


# ---- what a page becomes by the clock alone


@dataclass(frozen=True, slots=True)
class Scene:
    """A page at one moment: what its tab says, and the regions that the clock alone may change."""

    at: datetime
    title: Markup
    icon: str
    regions: Mapping[str, Markup] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fragment:
    """What changes on a page at one coming moment; None: that does not change."""

    at: datetime
    title: Markup | None
    icon: str | None
    regions: tuple[Markup, ...]
    news: Markup | None
    """The title then, if it changes what is said about the present, not only about the days past."""


def fragments(present: Scene, coming: Iterable[Scene], *, silent: Sequence[str] = ()) -> list[Fragment]:
    """The differences from one scene to the next; a region whose name begins as one of *silent* is no news."""
    found: list[Fragment] = []
    before = present
    for scene in coming:
        changed = {name: region for name, region in scene.regions.items() if region != before.regions.get(name)}
        title = None if scene.title == before.title else scene.title
        icon = None if scene.icon == before.icon else scene.icon
        if changed or title is not None or icon is not None:
            news = title is not None or any(not name.startswith(tuple(silent)) for name in changed)
            found.append(Fragment(scene.at, title, icon, tuple(changed.values()), scene.title if news else None))
            before = scene
    return found


@dataclass(frozen=True, slots=True)
class Live:
    """What the page of something active needs to know beside it."""

    now: datetime
    coming: tuple[tuple[datetime, Entry], ...]


def scenes(present: Entry, live: Live | None, at: Callable[[Entry, datetime], Scene]) -> tuple[Scene, list[Scene]]:
    """The page of an entry now and at each moment that changes it."""
    if live is None:
        return at(present, present.changed), []
    return at(present, live.now), [at(entry, moment) for moment, entry in live.coming]


# ---- the scorecard of a postmortem


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a scorecard: what was measured, what was promised, whether it was kept."""

    name: str
    value: timedelta | None
    target: timedelta | None
    kept: bool | None


def measures(card: Scorecard) -> list[Measure]:
    """The rows of a scorecard that are spans of time."""

    def row(name: str, value: timedelta | None, target: timedelta | None, kept: bool | None = None) -> Measure:
        if kept is None and value is not None and target is not None:
            kept = value <= target
        return Measure(name, value, target, kept)

    return [
        row("first_notice", card.first_notice, card.first_notice_target),
        row("longest_silence", card.longest_silence, card.longest_silence_target, card.silences_kept),
        row("postmortem", card.postmortem, card.postmortem_target),
    ]


# ---- a postmortem's timeline


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: an update that was posted, or an event that was not announced then."""

    at: datetime
    step: Step | None
    what: Text | None


def moments(view: IncidentView) -> list[Moment]:
    """Updates and events together, oldest first."""
    events = view.postmortem.events if view.postmortem else ()
    found = [Moment(step.at, step, None) for step in view.steps] + [
        Moment(event.at, None, event.what) for event in events
    ]
    return sorted(found, key=lambda moment: (moment.at, moment.step is not None))
