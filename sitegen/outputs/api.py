"""The Statuspage v2 public API: its eight documents, and one for each incident and each maintenance.

Programs that were written for Statuspage compare words, orders and times literally, so this speaks English, UTC
and Statuspage's own vocabulary, whatever the pages do. docs/api.md says what each field means here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import escape, unescape
from typing import TypeVar

from sitegen import identity, markdown, urls
from sitegen.context import Context, image_address
from sitegen.model import Component, ComponentStatus, Config, File, Image, Impact, Kind, Status, Text, quick
from sitegen.state import RollUp, Snapshot
from sitegen.timeline import Entry, IncidentView, MaintenanceView, Step
from sitegen.uptime import midnight
from sitegen.words import AUTOMATIC

MOST = 50
"""Entries in a list of recent ones."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a moment that nothing tells, where Statuspage always has one."""

Json = dict[str, object]
_View = TypeVar("_View", bound=Entry)


# ---- what a document is made from


@quick
@dataclass(frozen=True, slots=True)
class Part:
    """A component as a document shows it."""

    id: str
    """Its own, as in site.yml."""
    status: ComponentStatus
    updated: datetime


@quick
@dataclass(frozen=True, slots=True)
class Change:
    """What an update did to a component."""

    id: str
    old: ComponentStatus
    new: ComponentStatus


@quick
@dataclass(frozen=True, slots=True)
class Post:
    """One update."""

    id: str | None
    """Kept from elsewhere."""
    key: str
    """What it is known by within its entry."""
    status: str
    title: str
    body: str
    """Markdown."""
    at: datetime
    published: datetime
    changes: tuple[Change, ...] | None
    """None: it says nothing about components."""
    essay: bool = False
    """Whether it is a postmortem, which stays Markdown."""


@quick
@dataclass(frozen=True, slots=True)
class Story:
    """An incident or a maintenance."""

    id: str
    slug: str
    name: str
    status: str
    created: datetime
    updated: datetime
    monitoring: datetime | None
    resolved: datetime | None
    impact: str
    address: str
    started: datetime
    posts: tuple[Post, ...]
    """Newest first."""
    parts: tuple[Part, ...]
    images: tuple[Image, ...]
    window: tuple[datetime, datetime] | None = None
    """Of a maintenance: its start and its end."""


def files(snapshot: Snapshot, context: Context) -> Iterator[File]:
    """Every document; *context* is that of the site's first language."""
    told = _Telling(snapshot)
    incidents = _newest_first((view, told.incident(view)) for view in snapshot.incidents)
    maintenances = _newest_first((view, told.maintenance(view)) for view in snapshot.maintenances)
    unresolved = [one for one in incidents if _is_unresolved(one[0])]
    upcoming = [one for one in maintenances if one[0].upcoming]
    active = [one for one in maintenances if one[0].open]
    parts = told.current
    overall = _overall(snapshot)
    changed = {
        urls.COMPONENTS: max((part.updated for part in parts), default=LONG_AGO),
        urls.UNRESOLVED: _changed(incidents, unresolved, lambda status: status is not Status.RESOLVED),
        urls.UPCOMING: _changed(maintenances, upcoming, lambda status: status is Status.SCHEDULED),
        urls.ACTIVE: _changed(maintenances, active, lambda status: status in (Status.IN_PROGRESS, Status.VERIFYING)),
    }
    planned = [*active, *upcoming]
    yield File(
        urls.SUMMARY,
        summary,
        (context, max(changed.values()), parts, _stories(unresolved), _stories(_newest_first(planned)), overall),
    )
    yield File(urls.STATUS, status, (context, max(changed[urls.COMPONENTS], _raised(incidents)), overall))
    yield File(urls.COMPONENTS, components, (context, changed[urls.COMPONENTS], parts))
    for path, name, listed in (
        (urls.INCIDENTS, "incidents", incidents[:MOST]),
        (urls.MAINTENANCES, "scheduled_maintenances", maintenances[:MOST]),
    ):
        updated = max((story.updated for _, story in listed), default=LONG_AGO)
        yield File(path, several, (context, name, updated, _stories(listed)))
    yield File(urls.UNRESOLVED, several, (context, "incidents", changed[urls.UNRESOLVED], _stories(unresolved)))
    yield File(urls.UPCOMING, several, (context, "scheduled_maintenances", changed[urls.UPCOMING], _stories(upcoming)))
    yield File(urls.ACTIVE, several, (context, "scheduled_maintenances", changed[urls.ACTIVE], _stories(active)))
    for _, story in incidents:
        yield File(urls.incident_document(story.id), single, (context, "incident", story))
    for _, story in maintenances:
        yield File(urls.maintenance_document(story.id), single, (context, "scheduled_maintenance", story))


# ---- documents


def summary(
    context: Context,
    updated: datetime,
    parts: tuple[Part, ...],
    unresolved: tuple[Story, ...],
    planned: tuple[Story, ...],
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


def status(context: Context, updated: datetime, overall: RollUp) -> bytes:
    """The top-level status alone."""
    return _written({"page": _page(context, updated), "status": _status(overall)})


def components(context: Context, updated: datetime, parts: tuple[Part, ...]) -> bytes:
    """Every component that is not retired, each after its group."""
    return _written({"page": _page(context, updated), "components": _tree(context, parts)})


def several(context: Context, name: str, updated: datetime, stories: tuple[Story, ...]) -> bytes:
    """A list of incidents, or of maintenances."""
    return _written({"page": _page(context, updated), name: [_entry(context, story) for story in stories]})


def single(context: Context, name: str, story: Story) -> bytes:
    """One incident, or one maintenance."""
    return _written({"page": _page(context, story.updated), name: _entry(context, story)})


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _written(document: Json) -> bytes:
    return _ENCODER.encode(document).encode()


# ---- objects, their keys in the order of the recorded ones


@lru_cache(maxsize=256)  # A document tells most of its moments several times.
def moment(at: datetime) -> str:
    """A moment as programs expect it: in UTC, with exactly three digits of a second."""
    return f"{at.astimezone(UTC).isoformat(timespec='milliseconds')[:23]}Z"


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else moment(at)


def _page(context: Context, updated: datetime) -> Json:
    return {**_fixed(context).page, "updated_at": moment(updated)}


def _status(overall: RollUp) -> Json:
    return {"indicator": overall.indicator, "description": overall.value}


def _tree(context: Context, parts: Sequence[Part]) -> list[Json]:
    """The components in the page's order; a group stands before its own and is as bad as the worst of them."""
    fixed = _fixed(context)
    members: dict[str, list[Part]] = {}
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


def _part(context: Context, part: Part) -> Json:
    fixed = _fixed(context).parts[part.id]
    return {**fixed, "status": part.status.value, "updated_at": moment(part.updated)}


def _group(context: Context, group: str, inside: Sequence[Part]) -> Json:
    fixed = _fixed(context)
    return {
        **fixed.groups[group],
        "status": max((part.status for part in inside), key=lambda one: one.rank).value,
        "created_at": min(str(fixed.parts[part.id]["created_at"]) for part in inside),
        "updated_at": moment(max(part.updated for part in inside)),
        "components": [fixed.parts[part.id]["id"] for part in inside],
    }


def _entry(context: Context, story: Story) -> Json:
    images = {
        image.name: markdown.Picture(context.urls.full(image_address(image)), image.width, image.height)
        for image in story.images
    }
    page = _fixed(context).page["id"]
    found: Json = {
        "id": story.id,
        "name": story.name,
        "status": story.status,
        "created_at": moment(story.created),
        "updated_at": moment(story.updated),
        "monitoring_at": _maybe(story.monitoring),
        "resolved_at": _maybe(story.resolved),
        "impact": story.impact,
        "shortlink": context.urls.full(story.address),
        "started_at": moment(story.started),
        "page_id": page,
        "incident_updates": [_update(context, story, post, images) for post in story.posts],
        "components": [_part(context, part) for part in story.parts],
    }
    if story.window:
        start, end = story.window
        found |= {"scheduled_for": moment(start), "scheduled_until": moment(end)}
    return found


def _update(context: Context, story: Story, post: Post, images: Mapping[str, markdown.Picture]) -> Json:
    shown = moment(post.at)
    said = essay(post.body, images) if post.essay else body(post.body, title=post.title, images=images)
    return {
        "id": identity.update_id(post.id, "maintenance" if story.window else "incident", story.slug, post.key),
        "status": post.status,
        "body": said,
        "incident_id": story.id,
        "created_at": moment(post.published),
        "updated_at": moment(max(post.published, post.at)),
        "display_at": shown,
        "affected_components": None if post.changes is None else [_change(context, one) for one in post.changes],
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _change(context: Context, change: Change) -> Json:
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
def _fixed(context: Context) -> _Fixed:
    config = context.config
    page_id = identity.page_id(config)
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
        group = identity.group_id(one)
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
        parts[one.id] = _described(identity.component_id(one), name, place, about, one, group, page_id)
        parts[one.id]["created_at"] = moment(_since(one, config))
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
    return midnight(component.since, config.zone) if component.since else LONG_AGO


# ---- what entries tell


_Steps = tuple[tuple[Step, tuple[Change, ...] | None], ...]


class _Telling:
    """Makes stories of views."""

    def __init__(self, snapshot: Snapshot) -> None:
        config = snapshot.config
        self._config = config
        self._moment = snapshot.now
        self._order = {one.id: place for place, one in enumerate(config.components)}
        views: tuple[Entry, ...] = (*snapshot.incidents, *snapshot.maintenances)
        self._steps = {view.path: _with_changes(view) for view in views}
        updated = {one.id: _since(one, config) for one in config.components}
        for steps in self._steps.values():
            for component, at in _last_changes(steps):
                updated[component] = max(updated[component], at)
        self._now = {
            one.now.component.id: Part(one.now.component.id, one.now.status, updated[one.now.component.id])
            for one in snapshot.histories
        }
        self.current = tuple(self._now[one.component.id] for one in snapshot.state.components)

    def incident(self, view: IncidentView) -> Story:
        """An incident; an announcement has nothing to resolve and counts as resolved from the first."""
        notice = view.kind is Kind.NOTICE
        status = "resolved" if notice else view.status.value
        told = "resolved" if notice else None
        posts = [self._post(view, step, changes, told) for step, changes in self._steps[view.path]]
        essay = self._postmortem(view)
        if essay is not None:
            posts.append(essay)
            posts.sort(key=lambda post: post.at, reverse=True)
            status = "postmortem" if status == "resolved" else status
        return Story(
            id=identity.entry_id(view),
            slug=view.slug,
            name=self._words(view.title),
            status=status,
            created=view.announced,
            updated=self._updated(view),
            monitoring=next((step.at for step in reversed(view.steps) if step.said is Status.MONITORING), None),
            resolved=view.announced if notice else view.resolved,
            impact=view.impact.value,
            address=urls.incident(view.slug),
            started=view.began,
            posts=tuple(posts),
            parts=self._parts(view),
            images=(*view.images, *(view.postmortem.images if view.postmortem else ())),
        )

    def maintenance(self, view: MaintenanceView) -> Story:
        """A maintenance; for one that was cancelled Statuspage has no word, so it is `completed`."""
        told = {Status.CANCELLED: "completed"}
        posts = [self._post(view, step, changes, told.get(step.status)) for step, changes in self._steps[view.path]]
        over = (Status.COMPLETED, Status.CANCELLED)
        ends = [step.at for step in _while(view.steps, lambda step: step.status in over)]
        return Story(
            id=identity.entry_id(view),
            slug=view.slug,
            name=self._words(view.title),
            status=told.get(view.status, view.status.value),
            created=view.announced,
            updated=self._updated(view),
            monitoring=None,
            resolved=ends[-1] if ends else None,
            impact="maintenance",
            address=urls.maintenance(view.slug),
            started=view.announced,
            posts=tuple(posts),
            parts=self._parts(view),
            images=view.images,
            window=(view.start, view.end),
        )

    def _updated(self, view: Entry) -> datetime:
        """When it was last changed: a back-dated update changed it when it was posted."""
        return max([view.changed, *(step.published for step in view.steps if step.published <= self._moment)])

    def _words(self, text: Text) -> str:
        return _first(text, self._config)

    def _post(self, view: Entry, step: Step, changes: tuple[Change, ...] | None, told: str | None) -> Post:
        said = AUTOMATIC[step.status] if step.automatic else self._words(step.body)
        title = self._words(step.title) if step.title else ""
        if step.status is Status.CANCELLED and not (said or title):
            said = "This maintenance has been cancelled."
        return Post(
            id=step.id,
            key=step.key,
            status=told or step.status.value,
            title=title,
            body=said,
            at=step.at,
            published=step.published,
            changes=changes,
        )

    def _postmortem(self, view: IncidentView) -> Post | None:
        if view.postmortem is None:
            return None
        return Post(
            id=view.postmortem.id,
            key="postmortem",
            status="postmortem",
            title="",
            body=self._words(view.postmortem.body),
            at=view.postmortem.published,
            published=view.postmortem.published,
            changes=None,
            essay=True,
        )

    def _parts(self, view: Entry) -> tuple[Part, ...]:
        """The components that it concerns: as they are, or, when it is over, as it left them.

        What is over must not change with what comes later, or each new incident would change every old document.
        """
        steps = self._steps[view.path]
        concerned = {component for component, _ in view.affected}
        concerned.update(one.id for _, changes in steps for one in changes or () if one.old is not one.new)
        ordered = sorted(concerned, key=self._order.__getitem__)
        if view.active:
            return tuple(self._now[component] for component in ordered)
        left = dict(_last_changes(steps))
        return tuple(Part(one, ComponentStatus.OPERATIONAL, left.get(one, view.announced)) for one in ordered)


def _with_changes(view: Entry) -> _Steps:
    """Each step, newest first, with what it did to components; None where it says nothing about them."""
    found: list[tuple[Step, tuple[Change, ...] | None]] = []
    before: dict[str, ComponentStatus] = {}
    for step in reversed(view.steps):
        after = {component: status or ComponentStatus.OPERATIONAL for component, status in step.affected}
        changes = tuple(
            Change(one, before.get(one, ComponentStatus.OPERATIONAL), after.get(one, ComponentStatus.OPERATIONAL))
            for one in {**after, **before}
        )
        speaks = not found or step.changes.components or any(one.old is not one.new for one in changes)
        found.append((step, changes if changes and speaks else None))
        before = after
    return tuple(reversed(found))


def _last_changes(steps: _Steps) -> Iterator[tuple[str, datetime]]:
    """When each component was last seen to change."""
    for step, changes in reversed(steps):
        for one in changes or ():
            if one.old is not one.new:
                yield one.id, step.at


def _while(steps: Iterable[Step], holds: Callable[[Step], bool]) -> Iterator[Step]:
    for step in steps:
        if not holds(step):
            return
        yield step


# ---- lists, and when they last changed


def _newest_first(told: Iterable[tuple[_View, Story]]) -> list[tuple[_View, Story]]:
    return sorted(told, key=lambda one: (-one[1].created.timestamp(), one[0].slug))


def _stories(told: Iterable[tuple[Entry, Story]]) -> tuple[Story, ...]:
    return tuple(story for _, story in told)


def _is_unresolved(view: IncidentView) -> bool:
    return view.active and view.kind is not Kind.NOTICE


def _changed(
    every: Iterable[tuple[Entry, Story]], shown: Iterable[tuple[Entry, Story]], belongs: Callable[[Status], bool]
) -> datetime:
    """When a list last changed: what it shows did, or something came or went.

    What leaves a list takes its own changes along, and programs expect that `updated_at` never goes back.
    """
    moments = [story.updated for _, story in shown]
    moments += [at for view, _ in every if (at := _turned(view, belongs)) is not None]
    return max(moments, default=LONG_AGO)


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


def _raised(incidents: Iterable[tuple[IncidentView, Story]]) -> datetime:
    """When an incident that names no component last changed what counts."""
    last = LONG_AGO
    for view, _ in incidents:
        if view.kind is Kind.NOTICE or view.affected:
            continue
        counted = Impact.NONE
        for step in reversed(view.steps):
            counts = Impact.NONE if step.status is Status.RESOLVED else step.impact
            if counts is not counted:
                counted, last = counts, max(last, step.at)
    return last


# ---- texts

_TAG = re.compile(r"(<[^>]*>)")
_AUTOMATIC_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')
_PARAGRAPH = re.compile(r"<p>(.*?)</p>\n?", re.DOTALL)
_NOT_INLINE = re.compile(r"<(?!/?(?:p|a|strong|em|s|code|br|img|sup)\b)")
_BLOCKS = "p|ul|ol|li|h[1-6]|blockquote|pre|table|thead|tbody|tr|th|td|hr"
_AFTER_BLOCK = re.compile(rf"(<(?:br|/?(?:{_BLOCKS}))\b[^>]*>)\n+")
_BEFORE_BLOCK = re.compile(rf"\n+(?=</?(?:{_BLOCKS})\b)")
_CODE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_SCROLLER = re.compile(r'<div class="scroll" tabindex="0">\n?(<table>.*?</table>)</div>', re.DOTALL)
_OPENS_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]*)>")


def body(source: str, *, title: str = "", images: Mapping[str, markdown.Picture] | None = None) -> str:
    """An update's words as Statuspage has them: text whose line breaks count, with HTML where it has markup.

    Plain paragraphs come out as the words that they are, without escapes that nobody needs; where there is a
    list or a table, paragraphs are marked too. Either is safe to be put into a page.
    """
    made = markdown.html(source, images=images)
    if title:
        made = f"<p>{escape(title)}</p>\n{made}"
    if '<a href="' in made:
        made = _AUTOMATIC_LINK.sub(_bare, made)
    if _NOT_INLINE.search(made):
        return _plainest("".join(_compact(_SCROLLER.sub(r"\1", made))))
    return "\n\n".join(_plainest(_lines(inside)) for inside in _PARAGRAPH.findall(made))


def essay(source: str, images: Mapping[str, markdown.Picture]) -> str:
    """A postmortem's words, which Statuspage keeps as Markdown, without anything that is HTML."""
    for name, picture in images.items():
        source = source.replace(f"]({name})", f"]({picture.url})")
    return _OPENS_TAG.sub("&lt;", _ADDRESS.sub(r"\1", source))


def _bare(link: re.Match[str]) -> str:
    """A link whose words are its address is just those words: whoever shows them finds it again."""
    address, words = unescape(link[1]), unescape(link[2])
    return link[2] if address in (words, f"mailto:{words}") else link[0]


def _lines(paragraph: str) -> str:
    if "\n" not in paragraph:
        return paragraph
    return paragraph.replace("<br>\n", "\0").replace("\n", " ").replace("\0", "\n")


def _compact(made: str) -> Iterator[str]:
    for index, piece in enumerate(_CODE.split(made)):
        if index % 2:
            yield piece
        else:
            piece = _BEFORE_BLOCK.sub("", _AFTER_BLOCK.sub(r"\1", piece))
            yield piece.lstrip("\n").replace("\n", " ")


def _plainest(made: str) -> str:
    """The same HTML with no more escapes than it takes to mean the same."""
    if "&" not in made:
        return made
    return "".join(piece if index % 2 else _said(piece) for index, piece in enumerate(_TAG.split(made)))


def _said(text: str) -> str:
    if "&" not in text:
        return text
    words = unescape(text)
    if "&" in words and unescape(words) != words:
        words = words.replace("&", "&amp;")
    return _OPENS_TAG.sub("&lt;", words)
