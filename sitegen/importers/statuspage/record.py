"""Parser of saved Statuspage documents: the incidents, updates and components that they describe.

The shapes are those of the public API, version 2, in recordings from 2018 on; keys that old recordings lack
are optional.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path
from types import NoneType
from typing import NamedTuple

from sitegen.importers.escaping import clean_text
from sitegen.importers.report import ImportReport
from sitegen.problems import Problem, quoted
from sitegen.read.content import RESERVED_IDS
from sitegen.times import FIRST_YEAR, LAST_YEAR, TimeProblem, read_zone

UNKNOWN_TIME = datetime.min.replace(tzinfo=UTC)
"""Stands for an unknown `updated_at`."""


class SavedDocument(NamedTuple):
    """One saved response: its name in messages, and its parsed JSON."""

    name: str
    data: object


class Page(NamedTuple):
    """The status page, as far as it is known."""

    id: str = ""
    name: str = ""
    url: str = ""
    timezone: str = "UTC"
    """An IANA name, UTC if the page's is not one."""
    updated: datetime = UNKNOWN_TIME


class RecordedComponent(NamedTuple):
    """A component, or a group of components, as one document describes it."""

    id: str
    name: str
    description: str = ""
    position: int | None = None
    group: bool = False
    group_id: str = ""
    since: str = ""
    status: str = ""
    updated: datetime = UNKNOWN_TIME


class Mention(NamedTuple):
    """A component in an update's `affected_components`, with its status before and after."""

    code: str
    name: str
    old: str
    new: str


class Post(NamedTuple):
    """One update; *id* may be empty."""

    id: str
    at: datetime
    """The moment that the page shows (`display_at`)."""
    entered: datetime
    """When it was posted (`created_at`): later if it was back-dated."""
    status: str
    body: str = ""
    mentions: tuple[Mention, ...] = ()


class RecordedEntry(NamedTuple):
    """An incident, or a scheduled maintenance if *start* is set."""

    source: str
    id: str
    name: str
    status: str
    impact: str
    started: datetime | None
    monitoring: datetime | None
    resolved: datetime | None
    updated: datetime
    posts: tuple[Post, ...]
    """Oldest first."""
    parts: tuple[RecordedComponent, ...]
    start: datetime | None = None
    end: datetime | None = None

    @property
    def maintenance(self) -> bool:
        """Whether it is a scheduled maintenance."""
        return self.start is not None


class SavedHistory(NamedTuple):
    """Everything that a list of documents describes."""

    page: Page
    entries: Sequence[RecordedEntry]
    """Oldest first, each id once."""
    parts: Sequence[RecordedComponent]
    """Every component and group once, as last described."""
    listed: frozenset[str] | None
    """The ids in the newest list of components, if any."""
    names: Mapping[str, Sequence[str]]
    """The names that updates gave each component, oldest first."""


# --- Files ---------------------------------------------------------------------------------------------------


def read_documents(path: Path) -> tuple[list[SavedDocument], list[Problem]]:
    """The JSON documents at *path*, a file or a folder of files, and a problem for each that cannot be parsed."""
    documents: list[SavedDocument] = []
    problems: list[Problem] = []
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
    except OSError as error:
        return [], [Problem(path.name, 0, "", f"cannot be read: {error.strerror}")]
    if path.is_dir():
        files = [file for file in files if file.suffix.lower() == ".json" and not file.name.startswith(".")]
        if not files:
            problems.append(Problem(path.name, 0, "", "expected saved documents, found no file that ends in .json"))
    for file in files:
        try:
            documents.append(SavedDocument(file.name, json.loads(file.read_bytes().decode("utf-8-sig"))))
        except OSError as error:
            problems.append(Problem(file.name, 0, "", f"cannot be read: {error.strerror}"))
        except UnicodeDecodeError as error:
            problems.append(Problem(file.name, 0, "", f"expected UTF-8, found something else at byte {error.start}"))
        except json.JSONDecodeError as error:
            problems.append(Problem(file.name, error.lineno, "", f"expected JSON: {error.msg}, column {error.colno}"))
        except RecursionError:
            problems.append(Problem(file.name, 0, "", "expected a saved document, found one that is nested too deeply"))
        except ValueError:
            problems.append(Problem(file.name, 0, "", "expected a saved document, found a number that is too long"))
    return documents, problems


# --- Fields --------------------------------------------------------------------------------------------------


class _DamagedError(Exception):
    """A document, or an object in it, does not have the expected shape."""

    def __init__(self, field: str, expected: str, found: object) -> None:
        super().__init__(field)
        self.field = field
        self.message = f"expected {expected}, found {_shown(found)}"


def _shown(value: object) -> str:
    kind = {NoneType: "nothing", list: "a list", dict: "an object"}.get(type(value))
    return kind or quoted(value if isinstance(value, str) else json.dumps(value))


_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,]([0-9]{1,12}))?"
    r" ?(?:(Z|UTC)|([+-][0-9]{2}):?([0-9]{2}))?",
    re.IGNORECASE,
)


class _Fields:
    """The fields of one JSON object; each method raises _DamagedError for a wrong type. *place* is its JSON path."""

    def __init__(self, data: object, place: str, zone: tzinfo = UTC) -> None:
        if not isinstance(data, dict):
            raise _DamagedError(place, "an object", data)
        self.data: dict[str, object] = data
        self.place = place
        self.zone = zone

    def _path(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def damage(self, key: str, expected: str) -> _DamagedError:
        """The error that the value of *key* is not *expected*."""
        return _DamagedError(self._path(key), expected, self.data.get(key))

    def text(self, key: str) -> str:
        """A string, unchanged; empty if it is null or missing."""
        value = self.data.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.damage(key, "text")
        return value

    def line(self, key: str) -> str:
        """Text on one line, without control characters."""
        return re.sub(r"(?<!\s)\s*[\t\n]\s*", " ", clean_text(self.text(key))).strip()

    def id(self, key: str) -> str:
        """An id that is safe in a URL."""
        value = self.text(key)
        if not _ID.fullmatch(value):
            raise self.damage(key, "an id of letters, digits, - and _")
        return value

    def moment(self, key: str) -> datetime | None:
        """A moment in UTC, in whole milliseconds; one without an offset is in the page's zone."""
        if self.data.get(key) is None:
            return None
        found = _MOMENT.fullmatch(self.text(key).strip())
        if not found:
            raise self.damage(key, "a moment such as 2026-01-23T14:35:12.123Z")
        day, time, fraction, utc, hours, minutes = found.groups()
        try:
            offset = "+00:00" if utc else f"{hours}:{minutes}" if hours else ""
            moment = datetime.fromisoformat(f"{day}T{time}{offset}")
            moment = (moment if offset else moment.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.damage(key, "a moment that exists") from None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise self.damage(key, f"a year from {FIRST_YEAR} to {LAST_YEAR}")
        return moment.replace(microsecond=int((fraction or "0").ljust(3, "0")[:3]) * 1000)

    def items(self, key: str, *, required: bool = False) -> list[_Fields]:
        """The objects of a list."""
        value = self.data.get(key)
        if value is None and not required:
            return []
        if not isinstance(value, list):
            raise self.damage(key, "a list")
        return [_Fields(item, f"{self._path(key)}[{index}]", self.zone) for index, item in enumerate(value)]


# --- Documents -----------------------------------------------------------------------------------------------

_KNOWN_KEYS = {
    "an incident": "id name status created_at updated_at monitoring_at resolved_at impact shortlink started_at page_id "
    "incident_updates components scheduled_for scheduled_until",
    "an update": "id status body incident_id created_at updated_at display_at affected_components "
    "deliver_notifications custom_tweet tweet_id",
    "a component": "id name status created_at updated_at position description showcase start_date group_id page_id "
    "group components",
}
_NO_COMPONENT = "No components were affected by this update."
"""Old recordings have it in place of a component, where the list is empty."""
_LOST_SPACE = re.compile(r"\r|^\s|\s$|[^\S\n]\n|\n[^\S\n]|\n{3}|\s<(?:br|/(?:p|li|div|td|th|h[1-6]))\b", re.IGNORECASE)
_SHAPES = "incident, scheduled_maintenance, incidents, scheduled_maintenances or components"


def read_record(documents: Iterable[SavedDocument], report: ImportReport) -> SavedHistory:
    """What *documents* describe together; of two descriptions of one object the newer counts."""
    collector = _Collector(report)
    for document in sorted(documents, key=lambda document: document.name):
        try:
            collector.read(document.name, _Fields(document.data, ""))
        except _DamagedError as damage:
            collector.damaged(document.name, damage)
    return collector.record()


class _Collector:
    """Collects what documents describe; notes and problems go to the report."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        self.pages: list[Page] = []
        self.entries: dict[str, list[RecordedEntry]] = {}
        self.parts: list[RecordedComponent] = []
        self.lists: list[tuple[datetime, frozenset[str]]] = []

    def damaged(self, source: str, damage: _DamagedError) -> None:
        """Report what is not as it should be."""
        self.report.problems.append(Problem(source, 0, damage.field, damage.message))

    def read(self, source: str, fields: _Fields) -> None:
        """Collect what a document describes, with a problem for each entry that is damaged."""
        data = fields.data
        page = self._page(source, _Fields(data["page"], "page")) if data.get("page") is not None else Page()
        zone = read_zone(page.timezone)
        items: list[tuple[object, str, bool]] = []
        for key, maintenance in (("incident", False), ("scheduled_maintenance", True)):
            if key in data:
                items.append((data[key], key, maintenance))
            several = data.get(f"{key}s", [])
            if not isinstance(several, list):
                raise fields.damage(f"{key}s", "a list")
            items += [(item, f"{key}s[{index}]", maintenance) for index, item in enumerate(several)]
        if "components" in data:
            listed = self._parts(source, fields)
            self.lists.append((page.updated, frozenset(part.id for part in listed)))
        elif not items and not {"incidents", "scheduled_maintenances", "status"} & data.keys():
            raise _DamagedError("", f"{_SHAPES} in the document", ", ".join(sorted(data)) or None)
        for item, place, maintenance in items:
            try:
                entry = self._entry(source, _Fields(item, place, zone), maintenance)
                # Ids name files, and some file systems ignore case.
                self.entries.setdefault(entry.id.casefold(), []).append(entry)
            except _DamagedError as damage:
                self.damaged(source, damage)

    def _page(self, source: str, fields: _Fields) -> Page:
        url = fields.line("url").rstrip("/")
        timezone = fields.text("time_zone")
        if timezone in ("", "Etc/UTC", "Etc/GMT"):
            timezone = "UTC"
        try:
            read_zone(timezone)
        except TimeProblem:
            self.report.note("the page's time zone is not an IANA name; UTC is used instead", source, timezone)
            timezone = "UTC"
        page_id = fields.line("id") if _ID.fullmatch(fields.line("id")) else ""
        page = Page(page_id, fields.line("name"), url, timezone, fields.moment("updated_at") or UNKNOWN_TIME)
        self.pages.append(page)
        return page

    def _parts(self, source: str, fields: _Fields) -> tuple[RecordedComponent, ...]:
        parts = []
        for item in fields.items("components"):
            if not _ID.fullmatch(item.text("id")) or not item.line("name"):
                self.report.note("a component without a usable id and name is not kept", source, item.place)
                continue
            self._note_unknown_keys("a component", self._name(item.text("id"), item), item)
            parts.append(_part(item))
        self.parts += parts
        return tuple(parts)

    def _entry(self, source: str, fields: _Fields, maintenance: bool) -> RecordedEntry:
        entry_id = fields.id("id")
        if entry_id.casefold() in RESERVED_IDS:
            raise fields.damage("id", "an id that the API does not reserve for a list")
        posts = self._posts(entry_id, fields)
        if not posts:
            raise fields.damage("incident_updates", "at least one update")
        name = self._name(entry_id, fields)
        if not name:
            raise fields.damage("name", "text")
        self._note_unknown_keys("an incident", entry_id, fields)
        start, end = fields.moment("scheduled_for"), fields.moment("scheduled_until")
        if maintenance or start is not None:
            if start is None:
                raise fields.damage("scheduled_for", "a moment")
            if end is None or end <= start:
                raise fields.damage("scheduled_until", "a moment after scheduled_for")
        created, updated = fields.moment("created_at") or posts[0].at, fields.moment("updated_at") or posts[-1].at
        if created != posts[0].at or updated != max(max(post.at, post.entered) for post in posts):
            text = "created_at and updated_at of an incident are the times of its first and its last update"
            self.report.note(text, entry_id, f"were {fields.text('created_at')}, {fields.text('updated_at')}")
        moments = {name: fields.moment(f"{name}_at") for name in ("started", "monitoring", "resolved")}
        return RecordedEntry(
            source=source,
            id=entry_id,
            name=name,
            status=fields.text("status"),
            impact=fields.text("impact"),
            **moments,
            updated=updated,
            posts=posts,
            parts=self._parts(entry_id, fields),
            start=start,
            end=end if start else None,
        )

    def _name(self, where: str, fields: _Fields) -> str:
        name = fields.line("name")
        if name != fields.text("name"):
            self.report.note("line breaks and control characters in a name are removed", where, quoted(name))
        return name

    def _posts(self, entry_id: str, fields: _Fields) -> tuple[Post, ...]:
        posts = [self._post(entry_id, item) for item in fields.items("incident_updates", required=True)]
        rising = sum((one.at < two.at) - (one.at > two.at) for one, two in pairwise(posts))
        recorded = posts if rising > 0 else posts[::-1]
        ordered = sorted(recorded, key=lambda post: post.at)
        if ordered != recorded:
            text = "updates are sorted by display_at, which is not the order in which they were recorded"
            self.report.note(text, entry_id, fields.place)
        kept: list[Post] = []
        by_id: dict[str, Post] = {}
        for post in ordered:
            twin = by_id.setdefault(post.id, post) if post.id else post
            if twin is post:
                kept.append(post)
            elif twin == post:
                self.report.note("a duplicate update is kept once", entry_id, post.id)
            else:
                self.report.note("the id of an update is not kept, since another one has it too", entry_id, post.id)
                kept.append(post._replace(id=""))
        return tuple(kept)

    def _post(self, entry_id: str, fields: _Fields) -> Post:
        created, shown = fields.moment("created_at"), fields.moment("display_at")
        at = shown or created
        if at is None:
            raise fields.damage("display_at", "a moment")
        entered = created or at
        edited = fields.moment("updated_at")
        if edited is not None and edited - max(at, entered) >= timedelta(seconds=1):
            text = "an update was edited later; the moment (updated_at) is not kept"
            self.report.note(text, entry_id, fields.text("updated_at"))
        if any(re.search(r"[.,][0-9]{3}[0-9]*[1-9]", fields.text(key)) for key in ("display_at", "created_at")):
            self.report.note("times are truncated to milliseconds", entry_id)
        if not fields.text("status"):
            raise fields.damage("status", "text")
        for key in ("custom_tweet", "tweet_id"):
            if fields.data.get(key):
                self.report.note(f"that an update was tweeted ({key}) is not kept", entry_id, fields.text("id"))
        self._note_unknown_keys("an update", entry_id, fields)
        post_id = fields.text("id")
        if not _ID.fullmatch(post_id):
            self.report.note("an update without a usable id is identified by its time", entry_id, quoted(post_id))
            post_id = ""
        body = fields.text("body")
        if re.search("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", body):
            self.report.note("control characters in a text are removed", entry_id, fields.place)
        if _LOST_SPACE.search(body):
            text = "leading, trailing or repeated spaces and line breaks are removed from a text"
            self.report.note(text, entry_id, fields.place)
        mentions = self._mentions(entry_id, fields)
        return Post(post_id, at, entered, fields.line("status"), clean_text(body).strip(), mentions)

    def _mentions(self, entry_id: str, fields: _Fields) -> tuple[Mention, ...]:
        mentions = {}
        for item in fields.items("affected_components"):
            code = item.text("code")
            if _ID.fullmatch(code):
                mentions[code] = Mention(code, item.line("name"), item.text("old_status"), item.text("new_status"))
            elif code or item.line("name") != _NO_COMPONENT:
                self.report.note("a component without a usable id is not kept", entry_id, item.place)
        return tuple(mentions.values())

    def _note_unknown_keys(self, what: str, where: str, fields: _Fields) -> None:
        for key, value in fields.data.items():
            if value and key not in _KNOWN_KEYS[what].split():
                self.report.note(f"{quoted(key)} of {what} is not kept", where)

    def record(self) -> SavedHistory:
        """Everything collected, each object once."""
        entries = sorted(map(self._newest, self.entries.values()), key=lambda entry: (entry.posts[0].at, entry.id))
        page = max(self.pages, key=lambda page: (page.updated, page.id, page.name), default=Page())
        if len({page.id for page in self.pages}) > 1:
            self.report.note("the documents are of more than one page", page.id)
        parts = {part.id: part for part in sorted(self.parts, key=lambda part: (part.updated, repr(part)))}
        _, listed = max(self.lists, key=lambda pair: (pair[0], sorted(pair[1])), default=(None, None))
        posts = sorted((post for entry in entries for post in entry.posts), key=lambda post: post.at)
        names: dict[str, list[str]] = {}
        for mention in (mention for post in posts for mention in post.mentions):
            others = (name for name in names.get(mention.code, ()) if name != mention.name)
            names[mention.code] = [*others, mention.name]
        return SavedHistory(page=page, entries=entries, parts=[*parts.values()], listed=listed, names=names)

    def _newest(self, versions: list[RecordedEntry]) -> RecordedEntry:
        newest = max(versions, key=lambda entry: (entry.updated, len(entry.posts), entry.source))
        known = {post.id for post in newest.posts}
        for version in versions:
            if not _is_same(version, newest):
                message = f"expected one entry with the id {quoted(newest.id)}, found another: {quoted(version.name)}"
                hint = f"Only {quoted(newest.name)} is imported, which changed last. Give the other an id of its own."
                self.report.problems.append(Problem(version.source, 0, "id", message, hint))
            elif any(post.id not in known for post in version.posts):
                text = "an older document has an update that a newer one lacks; the newer one is used"
                self.report.note(text, newest.id, version.source)
        return newest


def _is_same(one: RecordedEntry, other: RecordedEntry) -> bool:
    """Whether two descriptions are of one entry: both are of its kind, and they share an update."""
    known = {name for post in one.posts for name in (post.id, post.at)} - {""}
    is_alike = (one.id, one.maintenance) == (other.id, other.maintenance)
    return is_alike and any(post.id in known or post.at in known for post in other.posts)


def _part(fields: _Fields) -> RecordedComponent:
    since = fields.line("start_date")
    try:
        date.fromisoformat(since)
    except ValueError:
        since = ""
    position = fields.data.get("position")
    return RecordedComponent(
        id=fields.id("id"),
        name=fields.line("name"),
        description=fields.line("description"),
        position=position if isinstance(position, int) and not isinstance(position, bool) else None,
        group=fields.data.get("group") is True,
        group_id=fields.line("group_id") if _ID.fullmatch(fields.line("group_id")) else "",
        since=since if re.fullmatch(r"\d{4}-\d{2}-\d{2}", since) else "",
        status=fields.text("status"),
        updated=fields.moment("updated_at") or UNKNOWN_TIME,
    )
