"""The Statuspage v2 public API: its eight documents, and one for each incident and each maintenance.

Programs that were written for Statuspage compare words, orders and times literally, so this speaks English, UTC
and Statuspage's own vocabulary, whatever the pages do. docs/api.md says what each field means here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from sitegen import markdown, urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView, Step
from sitegen.derive.snapshot import RollUp, Snapshot, worst
from sitegen.derive.uptime import midnight
from sitegen.model import Component, ComponentStatus, Config, File, Impact, Kind, Postmortem, Status, Text
from sitegen.present.labels import AUTOMATIC
from sitegen.theme.edition import Edition, image_address
from sitegen.times import iso_milliseconds

MAX_ENTRIES = 50
"""Entries in a list of recent ones."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a moment that nothing tells, where Statuspage always has one."""

Json = dict[str, object]


# ---- what a document is made from


class ApiComponent(NamedTuple):
    """A component as a document shows it."""

    id: str
    """Its own, as in site.yml."""
    status: ComponentStatus
    updated: datetime


class ApiEntry(NamedTuple):
    """An incident or a maintenance, and what it cannot tell by itself."""

    view: Entry
    updated: datetime
    """When it was last changed."""
    parts: tuple[ApiComponent, ...] | None
    """While it is active, its components as they are; what is over tells itself how it left them."""


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """Every document; *context* is that of the site's first language."""
    told = _Telling(snapshot)
    incidents = [told.story(view) for view in snapshot.incidents]
    maintenances = [told.story(view) for view in snapshot.maintenances]
    unresolved = tuple(story for story in incidents if _is_unresolved(story.view))
    windows = [*zip(snapshot.maintenances, maintenances, strict=True)]
    upcoming = tuple(story for view, story in windows if view.upcoming)
    active = tuple(story for view, story in windows if view.open)
    planned = tuple(sorted((*active, *upcoming), key=_newest_first))
    parts = told.current
    overall = _overall(snapshot)
    changed = {
        urls.API_COMPONENTS: max((part.updated for part in parts), default=EPOCH),
        urls.API_UNRESOLVED: _changed(incidents, unresolved, lambda status: status is not Status.RESOLVED),
        urls.API_UPCOMING: _changed(maintenances, upcoming, lambda status: status is Status.SCHEDULED),
        urls.API_ACTIVE: _changed(
            maintenances, active, lambda status: status in (Status.IN_PROGRESS, Status.VERIFYING)
        ),
    }
    yield File(urls.API_SUMMARY, render_summary, (context, max(changed.values()), parts, unresolved, planned, overall))
    raised = _raised(snapshot.incidents)
    yield File(urls.API_STATUS, render_status, (context, max(changed[urls.API_COMPONENTS], raised), overall))
    yield File(urls.API_COMPONENTS, render_components, (context, changed[urls.API_COMPONENTS], parts))
    for path, name, listed in (
        (urls.API_INCIDENTS, "incidents", tuple(incidents[:MAX_ENTRIES])),
        (urls.API_MAINTENANCES, "scheduled_maintenances", tuple(maintenances[:MAX_ENTRIES])),
    ):
        updated = max((story.updated for story in listed), default=EPOCH)
        yield File(path, render_list, (context, name, updated, listed))
    yield File(urls.API_UNRESOLVED, render_list, (context, "incidents", changed[urls.API_UNRESOLVED], unresolved))
    yield File(
        urls.API_UPCOMING, render_list, (context, "scheduled_maintenances", changed[urls.API_UPCOMING], upcoming)
    )
    yield File(urls.API_ACTIVE, render_list, (context, "scheduled_maintenances", changed[urls.API_ACTIVE], active))
    for story in incidents:
        yield File(urls.incident_document(ids.entry_id(story.view)), render_entry, (context, "incident", *story))
    for story in maintenances:
        path = urls.maintenance_document(ids.entry_id(story.view))
        yield File(path, render_entry, (context, "scheduled_maintenance", *story))


# ---- documents


def render_summary(
    context: Edition,
    updated: datetime,
    parts: tuple[ApiComponent, ...],
    unresolved: tuple[ApiEntry, ...],
    planned: tuple[ApiEntry, ...],
    overall: RollUp,
) -> bytes:
    """Everything that is going on or planned."""
    return _written(
        {
            "page": _page(context, updated),
            "components": _tree(context, parts),
            "incidents": [_entry(context, story) for story in unresolved],
            "scheduled_maintenances": [_entry(context, story) for story in planned],
            "status": _status(overall),
        }
    )


def render_status(context: Edition, updated: datetime, overall: RollUp) -> bytes:
    """The top-level status alone."""
    return _written({"page": _page(context, updated), "status": _status(overall)})


def render_components(context: Edition, updated: datetime, parts: tuple[ApiComponent, ...]) -> bytes:
    """Every component that is not retired, each after its group."""
    return _written({"page": _page(context, updated), "components": _tree(context, parts)})


def render_list(context: Edition, name: str, updated: datetime, stories: tuple[ApiEntry, ...]) -> bytes:
    """A list of incidents, or of maintenances."""
    return _written({"page": _page(context, updated), name: [_entry(context, story) for story in stories]})


def render_entry(
    context: Edition, name: str, view: Entry, updated: datetime, parts: tuple[ApiComponent, ...] | None
) -> bytes:
    """One incident, or one maintenance."""
    return _written({"page": _page(context, updated), name: _entry(context, ApiEntry(view, updated, parts))})


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _written(document: Json) -> bytes:
    return _ENCODER.encode(document).encode()


# ---- objects, their keys in the order of the recorded ones


@lru_cache(maxsize=256)  # A document tells most of its moments several times.
def _maybe(at: datetime | None) -> str | None:
    return None if at is None else iso_milliseconds(at)


def _page(context: Edition, updated: datetime) -> Json:
    return {**_fixed(context).page, "updated_at": iso_milliseconds(updated)}


def _status(overall: RollUp) -> Json:
    return {"indicator": overall.indicator, "description": overall.value}


def _tree(context: Edition, parts: Sequence[ApiComponent]) -> list[Json]:
    """The components in the page's order; a group stands before its own and is as bad as the worst of them."""
    fixed = _fixed(context)
    members: dict[str, list[ApiComponent]] = {}
    for part in parts:
        if group := fixed.groups_of.get(part.id):
            members.setdefault(group, []).append(part)
    found: list[Json] = []
    for part in parts:
        group = fixed.groups_of.get(part.id)
        if group is None:
            found.append(_part(context, part))
        elif group in members:
            inside = members.pop(group)
            found.append(_group(context, group, inside))
            found += [_part(context, one) for one in inside]
    return found


def _part(context: Edition, part: ApiComponent) -> Json:
    fixed = _fixed(context).parts[part.id]
    return {**fixed, "status": part.status.value, "updated_at": iso_milliseconds(part.updated)}


def _group(context: Edition, group: str, inside: Sequence[ApiComponent]) -> Json:
    fixed = _fixed(context)
    return {
        **fixed.groups[group],
        "status": worst(part.status for part in inside).value,
        "created_at": min(str(fixed.parts[part.id]["created_at"]) for part in inside),
        "updated_at": iso_milliseconds(max(part.updated for part in inside)),
        "components": [fixed.parts[part.id]["id"] for part in inside],
    }


def _entry(context: Edition, story: ApiEntry) -> Json:
    view, fixed = story.view, _fixed(context)
    identifier = ids.entry_id(view)
    steps = _with_changes(view)
    parts = _left(view, steps, fixed.parts) if story.parts is None else story.parts
    found: Json = {
        "id": identifier,
        "name": _first(view.title, context.config),
        "status": _stage(view),
        "created_at": iso_milliseconds(view.announced),
        "updated_at": iso_milliseconds(story.updated),
        **(_incident(context, view) if isinstance(view, IncidentView) else _maintenance(context, view)),
        "page_id": fixed.page["id"],
        "incident_updates": _updates(context, view, identifier, steps),
        "components": [_part(context, part) for part in parts],
    }
    if isinstance(view, MaintenanceView):
        found |= {"scheduled_for": iso_milliseconds(view.start), "scheduled_until": iso_milliseconds(view.end)}
    return found


def _stage(view: Entry) -> str:
    stage = _word(view, view.status)
    essay = isinstance(view, IncidentView) and view.postmortem is not None
    return "postmortem" if essay and stage == "resolved" else stage


def _word(view: Entry, status: Status) -> str:
    """A status in Statuspage's words: an announcement has nothing to resolve, and to cancel is to complete."""
    if isinstance(view, IncidentView) and view.kind is Kind.NOTICE:
        return "resolved"
    return "completed" if status is Status.CANCELLED else status.value


def _incident(context: Edition, view: IncidentView) -> Json:
    monitoring = next((step.at for step in reversed(view.steps) if step.written_status is Status.MONITORING), None)
    return {
        "monitoring_at": _maybe(monitoring),
        "resolved_at": _maybe(view.announced if view.kind is Kind.NOTICE else view.resolved),
        "impact": view.impact.value,
        "shortlink": context.urls.full(urls.incident(view.slug)),
        "started_at": iso_milliseconds(view.began),
    }


def _maintenance(context: Edition, view: MaintenanceView) -> Json:
    over = (Status.COMPLETED, Status.CANCELLED)
    ends = [step.at for step in takewhile(lambda step: step.status in over, view.steps)]
    return {
        "monitoring_at": None,
        "resolved_at": _maybe(ends[-1] if ends else None),
        "impact": "maintenance",
        "shortlink": context.urls.full(urls.maintenance(view.slug)),
        "started_at": iso_milliseconds(view.announced),
    }


def _updates(context: Edition, view: Entry, incident: str, steps: _Steps) -> list[Json]:
    """Everything that was said, newest first, a postmortem among it."""
    essay = view.postmortem if isinstance(view, IncidentView) else None
    images = {
        image.name: markdown.Picture(context.urls.full(image_address(image)), image.width, image.height)
        for image in (*view.images, *(essay.images if essay else ()))
    }
    posts = [_post(context, view, step, changes, images) for step, changes in steps]
    if essay is not None:
        posts.append(_essay(context, essay, images))
        posts.sort(key=lambda post: post.at, reverse=True)
    kind = "incident" if isinstance(view, IncidentView) else "maintenance"
    return [
        {
            "id": ids.update_id(post.id, kind, view.slug, post.key),
            "status": post.status,
            "body": post.body,
            "incident_id": incident,
            "created_at": iso_milliseconds(post.published),
            "updated_at": iso_milliseconds(max(post.published, post.at)),
            "display_at": iso_milliseconds(post.at),
            "affected_components": None if post.changes is None else [_change(context, one) for one in post.changes],
            "deliver_notifications": True,
            "custom_tweet": None,
            "tweet_id": None,
        }
        for post in posts
    ]


class _Post(NamedTuple):
    """One update."""

    id: str | None
    """Kept from elsewhere."""
    key: str
    """What it is known by within its entry."""
    status: str
    body: str
    at: datetime
    published: datetime
    changes: tuple[_Change, ...] | None
    """None: it says nothing about components."""


def _post(
    context: Edition,
    view: Entry,
    step: Step,
    changes: tuple[_Change, ...] | None,
    images: Mapping[str, markdown.Picture],
) -> _Post:
    said = AUTOMATIC[step.status] if step.automatic else _first(step.body, context.config)
    title = _first(step.title, context.config) if step.title else ""
    if step.status is Status.CANCELLED and not (said or title):
        said = "This maintenance has been cancelled."
    text = markdown.update_body(said, title=title, images=images)
    return _Post(step.id, step.key, _word(view, step.status), text, step.at, step.published, changes)


def _essay(context: Edition, told: Postmortem, images: Mapping[str, markdown.Picture]) -> _Post:
    text = markdown.postmortem_body(_first(told.body, context.config), images)
    return _Post(told.id, "postmortem", "postmortem", text, told.published, told.published, None)


def _change(context: Edition, change: _Change) -> Json:
    fixed = _fixed(context)
    return {
        "code": fixed.parts[change.id]["id"],
        "name": fixed.names[change.id],
        "old_status": change.old.value,
        "new_status": change.new.value,
    }


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What only site.yml decides, ready to be written."""

    page: Json
    parts: Mapping[str, Json]
    """By a component's own id."""
    names: Mapping[str, str]
    """The same with the group before the name: `Accounts - Sign-in`."""
    groups: Mapping[str, Json]
    groups_of: Mapping[str, str]
    """The API's id of a component's group."""


@lru_cache(maxsize=4)
def _fixed(context: Edition) -> _Fixed:
    config = context.config
    page_id = ids.page_id(config)
    parts: dict[str, Json] = {}
    names: dict[str, str] = {}
    groups: dict[str, Json] = {}
    groups_of: dict[str, str] = {}
    places: dict[str | None, int] = {}

    def next_place(group: str | None) -> int:
        places[group] = places.get(group, 0) + 1
        return places[group]

    for one in config.components:
        name = _first(one.name, config)
        group = ids.group_id(one)
        if one.group is not None and group is not None:
            heading = _first(one.group, config)
            groups_of[one.id] = group
            if group not in groups:
                groups[group] = _described(group, heading, next_place(None), None, None, None, page_id)
            names[one.id] = f"{heading} - {name}"
        else:
            names[one.id] = name
        place = next_place(group)
        about = _first(one.description, config) if one.description else None
        parts[one.id] = _described(ids.component_id(one), name, place, about, one, group, page_id)
        parts[one.id]["created_at"] = iso_milliseconds(_since(one, config))
    zone = {"UTC": "Etc/UTC"}.get(config.timezone, config.timezone)
    page: Json = {"id": page_id, "name": _first(config.name, config), "url": config.url, "time_zone": zone}
    return _Fixed(page, parts, names, groups, groups_of)


def _described(
    identifier: str,
    name: str,
    position: int,
    description: str | None,
    component: Component | None,
    group: str | None,
    page: str,
) -> Json:
    """A component, or a group where there is no component; what is empty here is filled in for each document."""
    return {
        "id": identifier,
        "name": name,
        "status": "",
        "created_at": "",
        "updated_at": "",
        "position": position,
        "description": description,
        "showcase": component is not None,
        "start_date": component.since.isoformat() if component and component.since else None,
        "group_id": group,
        "page_id": page,
        "group": component is None,
        "only_show_if_degraded": False,
    }


def _first(text: Text, config: Config) -> str:
    return text.to(config.locales[0]).text


def _since(component: Component, config: Config) -> datetime:
    return midnight(component.since, config.zone) if component.since else EPOCH


# ---- what entries tell


class _Change(NamedTuple):
    """What an update did to a component."""

    id: str
    old: ComponentStatus
    new: ComponentStatus


_Steps = Sequence[tuple[Step, tuple[_Change, ...] | None]]


class _Telling:
    """Knows what entries cannot tell by themselves."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._moment = snapshot.now
        self._order = {one.id: place for place, one in enumerate(snapshot.config.components)}
        updated = _last_updates(snapshot)
        self._now = {
            one.now.component.id: ApiComponent(one.now.component.id, one.now.status, updated[one.now.component.id])
            for one in snapshot.histories
        }
        self.current = tuple(self._now[one.component.id] for one in snapshot.state.components)

    def story(self, view: Entry) -> ApiEntry:
        """What documents say about an entry."""
        # A back-dated update changed it when it was posted.
        updated = max([view.changed, *(step.published for step in view.steps if step.published <= self._moment)])
        if not view.active:
            return ApiEntry(view, updated, None)
        view = ids.without_elapsed(view)  # No document says how much of a window has passed.
        ordered = sorted(_concerned(view, _with_changes(view)), key=self._order.__getitem__)
        return ApiEntry(view, updated, tuple(self._now[component] for component in ordered))


def _last_updates(snapshot: Snapshot) -> dict[str, datetime]:
    """When each component was last changed by an entry, by its own id."""
    updated = {one.id: _since(one, snapshot.config) for one in snapshot.config.components}
    entries: tuple[Entry, ...] = (*snapshot.incidents, *snapshot.maintenances)
    for view in entries:
        named = {component for step in view.steps for component, _ in step.affected}
        # Nearly all entries are older than what is known of their components already.
        if any(updated[component] < view.steps[0].at for component in named):
            for component, at in _last_changes(_with_changes(view)):
                updated[component] = max(updated[component], at)
    return updated


def _concerned(view: Entry, steps: _Steps) -> set[str]:
    concerned = {component for component, _ in view.affected}
    concerned.update(one.id for _, changes in steps for one in changes or () if one.old is not one.new)
    return concerned


def _left(view: Entry, steps: _Steps, order: Iterable[str]) -> list[ApiComponent]:
    """The components as an entry that is over left them.

    It must not change with what comes later, or each new incident would change every old document.
    """
    concerned, left = _concerned(view, steps), dict(_last_changes(steps))
    return [
        ApiComponent(one, ComponentStatus.OPERATIONAL, left.get(one, view.announced))
        for one in order
        if one in concerned
    ]


def _with_changes(view: Entry) -> _Steps:
    """Each step, newest first, with what it did to components; None where it says nothing about them."""
    found: list[tuple[Step, tuple[_Change, ...] | None]] = []
    before: dict[str, ComponentStatus] = {}
    for step in reversed(view.steps):
        after = {component: status or ComponentStatus.OPERATIONAL for component, status in step.affected}
        if found and after == before and not step.changes.components:
            found.append((step, None))
            continue
        changes = tuple(
            _Change(one, before.get(one, ComponentStatus.OPERATIONAL), after.get(one, ComponentStatus.OPERATIONAL))
            for one in {**after, **before}
        )
        speaks = not found or step.changes.components or any(one.old is not one.new for one in changes)
        found.append((step, changes if changes and speaks else None))
        before = after
    found.reverse()
    return found


def _last_changes(steps: _Steps) -> Iterator[tuple[str, datetime]]:
    """When each component was last seen to change."""
    for step, changes in reversed(steps):
        for one in changes or ():
            if one.old is not one.new:
                yield one.id, step.at


# ---- lists, and when they last changed


def _newest_first(story: ApiEntry) -> tuple[float, str]:
    return -story.view.announced.timestamp(), story.view.slug


def _is_unresolved(view: Entry) -> bool:
    return view.active and not (isinstance(view, IncidentView) and view.kind is Kind.NOTICE)


def _changed(every: Iterable[ApiEntry], shown: Iterable[ApiEntry], belongs: Callable[[Status], bool]) -> datetime:
    """When a list last changed: what it shows did, or something came or went.

    What leaves a list takes its own changes along, and programs expect that `updated_at` never goes back.
    """
    last = max((story.updated for story in shown), default=EPOCH)
    for view, *_ in every:
        if view.changed > last and (turned := _turned(view, belongs)) is not None:
            last = max(last, turned)
    return last


def _turned(view: Entry, belongs: Callable[[Status], bool]) -> datetime | None:
    """When an entry last began or ceased to belong to a list; None if it never did."""
    if isinstance(view, IncidentView) and view.kind is Kind.NOTICE:
        return None
    belonged, turned = False, None
    for step in reversed(view.steps):
        if belongs(step.status) is not belonged:
            belonged, turned = not belonged, step.at
    return turned


# ---- the top-level status

_LEVELS = ("none", "maintenance", "minor", "major", "critical")
_RAISED = {
    Impact.MINOR: RollUp.SOME_PARTIAL,
    Impact.MAJOR: RollUp.SOME_MAJOR,
    Impact.CRITICAL: RollUp.ALL_MAJOR,
}


def _overall(snapshot: Snapshot) -> RollUp:
    """Of the components; an active incident that names none of them raises it to its impact."""
    found = [snapshot.state.roll_up]
    found += [_RAISED[view.impact] for view in snapshot.state.incidents if not view.affected and view.impact in _RAISED]
    return max(found, key=lambda one: _LEVELS.index(one.indicator))


def _raised(incidents: Iterable[IncidentView]) -> datetime:
    """When an incident that names no component last changed what counts."""
    last = EPOCH
    for view in incidents:
        if view.kind is Kind.NOTICE or view.affected or view.changed <= last:
            continue
        counted = Impact.NONE
        for step in reversed(view.steps):
            counts = Impact.NONE if step.status is Status.RESOLVED else step.impact
            if counts is not counted:
                counted, last = counts, max(last, step.at)
    return last
