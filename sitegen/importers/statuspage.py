"""Saved Statuspage history (the public API's JSON, version 2) turned into content files.

What the record states is written and nothing is added to it; what our files cannot hold is told in the report.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from sitegen.authoring import (
    LONGEST_SLUG,
    Value,
    front_matter,
    moment_text,
    scalar,
    slug_for,
    update_block,
    words_for_slug,
)
from sitegen.authoring import block as yaml_block
from sitegen.escaping import guard_body
from sitegen.importers.prose import to_markdown
from sitegen.importers.report import Note, Report
from sitegen.importers.statuspage_record import (
    Document,
    Entry,
    Mention,
    Page,
    Part,
    Post,
    Record,
    read_documents,
    read_record,
    zone_named,
)
from sitegen.model import ComponentStatus, Config, Impact
from sitegen.problems import Problem, quoted

LONGEST_TITLE = 200
LONGEST_NAME = 300
INCIDENTS = "content/incidents"
MAINTENANCE = "content/maintenance"
SITE_FILE = "site.yml"

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?")

Progress = Callable[[int, int], None]
"""Told after each incident or maintenance: how many are done, and of how many."""

_STATUSES = frozenset(ComponentStatus)
_BROKEN = frozenset(
    (ComponentStatus.DEGRADED_PERFORMANCE, ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
)
_INCIDENT_STATUSES = ("investigating", "identified", "monitoring", "resolved")
_MAINTENANCE_STATUSES = ("scheduled", "in_progress", "verifying", "completed", "cancelled")
_OPEN_WINDOW = ("in_progress", "verifying")
_OVER = ("resolved", "completed", "cancelled")


@dataclass(frozen=True, slots=True)
class Present:
    """What a site's content folders already hold, as far as an import must know it."""

    paths: frozenset[str] = frozenset()
    ids: Mapping[str, str] = field(default_factory=dict)
    """The path of the file that has this id in its front matter."""
    updates: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The update ids in the file at each path."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The files that a site lacks, by path below its folder, and the report so far."""

    files: Mapping[str, str]
    report: Report


def import_statuspage(
    path: Path, site: Path, *, config: Config | None = None, progress: Progress | None = None
) -> Report:
    """Read the saved history at *path* and write into the folder *site* the files that it lacks.

    *config* is what its site.yml says, and None only where it has none. No file that exists is changed, and
    an incident is known by the `id` of its front matter, whatever its file is called.
    """
    documents, unreadable = read_documents(path)
    conversion = convert(documents, config=config, present=read_present(site), progress=progress)
    written, failures = write_missing(site, conversion.files)
    problems = (*unreadable, *conversion.report.problems, *failures)
    return replace(conversion.report, documents=len(documents), written=tuple(written), problems=problems)


def convert(
    documents: Sequence[Document],
    *,
    config: Config | None = None,
    present: Present | None = None,
    progress: Progress | None = None,
) -> Conversion:
    """Turn *documents* into the files that a site with *config* and *present* lacks; nothing is read or written."""
    record = read_record(documents)
    present = present or Present()
    notes = list(record.notes)
    problems = list(record.problems)
    page = record.page
    if config is None and (page is None or not page.name or not _ADDRESS.fullmatch(page.url)):
        if record.entries or (documents and not problems):
            hint = "Save summary.json too, or write site.yml first."
            problems.append(Problem(SITE_FILE, 0, "", "no document tells the page's name and address", hint))
        return Conversion({}, Report(notes=tuple(notes), problems=tuple(problems)))
    ids = _site_ids(record, config) if config else _new_ids(record)
    files = {} if config or page is None else {SITE_FILE: _site_file(page, record, ids, notes)}
    zone = config.zone if config else zone_named(page.timezone if page else "") or UTC
    writer = _Writer(page.url if page else "", ids, notes)
    tally = _Tally()
    skipped: dict[str, int] = {}
    slugs = _Slugs(present, zone)
    groups = frozenset(part.id for part in record.parts if part.group)
    for number, entry in enumerate((_without(groups, entry) for entry in record.entries), 1):
        unknown = [code for code in _codes(entry) if code not in ids]
        for code in unknown:
            skipped[code] = skipped.get(code, 0) + 1
        if not unknown:
            _add(entry, writer, slugs, present, files, tally, problems)
        if progress:
            progress(number, len(record.entries))
    problems += [_missing_component(record, code, count) for code, count in sorted(skipped.items())]
    if record.entries:
        notes.append(Note("short links and the choice of who was notified are Statuspage's own and are not kept"))
    report = Report(
        incidents=tally.incidents,
        maintenances=tally.maintenances,
        updates=tally.updates,
        postmortems=tally.postmortems,
        present=tally.present,
        components=len(ids),
        notes=tuple(dict.fromkeys(notes)),
        problems=tuple(problems),
    )
    return Conversion(files, report)


@dataclass(slots=True)
class _Tally:
    incidents: int = 0
    maintenances: int = 0
    updates: int = 0
    postmortems: int = 0
    present: int = 0


def _add(
    entry: Entry,
    writer: _Writer,
    slugs: _Slugs,
    present: Present,
    files: dict[str, str],
    tally: _Tally,
    problems: list[Problem],
) -> None:
    """Add the files of *entry* that the site lacks, and count it."""
    try:
        story = writer.story(entry)
    except _UntellableError as error:
        problems.append(Problem(entry.source, 0, error.field, error.message))
        return
    tally.maintenances += entry.maintenance
    tally.incidents += not entry.maintenance
    tally.updates += len(story.steps)
    path, known = slugs.path_for(entry)
    if known:
        tally.present += 1
        _compare(entry, story, path, present, writer.notes)
    else:
        files[path] = writer.file(entry, story)
    if story.afterwards:
        tally.postmortems += 1
        postmortem = f"{path.removesuffix('.md')}.postmortem.md"
        if postmortem in present.paths:
            tally.present += 1
        else:
            files[postmortem] = writer.postmortem(entry, story)


def _compare(entry: Entry, story: _Story, path: str, present: Present, notes: list[Note]) -> None:
    told = present.updates.get(path, frozenset())
    missing = [step.id for step in story.steps if step.id and step.id not in told]
    if told and missing:
        notes.append(
            Note("a file that was there has fewer updates than the history; add them by hand", path, missing[0])
        )


# --- Components ----------------------------------------------------------------------------------------------


def _site_ids(record: Record, config: Config) -> dict[str, str]:
    """The site's id of each component: by `api_id`, else by a name whose component has no `api_id`."""
    by_api = {component.api_id: component.id for component in config.components if component.api_id}
    by_name: dict[str, str] = {}
    for component in config.components:
        if component.api_id is None:
            for name in (component.name.original, *(text for _, text in component.name.translations)):
                by_name.setdefault(name.casefold(), component.id)
    ids = {}
    for part in _all_parts(record):
        names = [name.casefold() for name in (part.name, *record.names.get(part.id, ()))]
        found = by_api.get(part.id) or next((by_name[name] for name in names if name in by_name), None)
        if found is not None:
            ids[part.id] = found
    return ids


def _new_ids(record: Record) -> dict[str, str]:
    """An id for each component, made from its name; of two with one name the later gets more."""
    ids: dict[str, str] = {}
    for part in _all_parts(record):
        code = words_for_slug(part.id)
        plain = words_for_slug(part.name)[:50].strip("-") or code
        candidates = (plain, f"{plain[:40].strip('-')}-{code[:30].strip('-')}", f"{code}-{len(ids)}")
        ids[part.id] = next(candidate for candidate in candidates if candidate not in ids.values())
    return ids


def _all_parts(record: Record) -> list[Part]:
    """Every component in the page's order; those that only updates name stand last."""
    described = {part.id for part in record.parts}
    named = [Part(code, names[-1] or code) for code, names in record.names.items() if code not in described]
    return [part for part in sorted(record.parts, key=_position) if not part.group] + sorted(named, key=_position)


def _position(part: Part) -> tuple[int, str, str]:
    return (part.position if part.position is not None else 1_000_000, part.name, part.id)


def _without(groups: frozenset[str], entry: Entry) -> Entry:
    """*entry* concerning components only: a group has no status of its own."""
    posts = tuple(
        replace(post, mentions=tuple(mention for mention in post.mentions if mention.code not in groups))
        for post in entry.posts
    )
    return replace(entry, posts=posts, parts=tuple(part for part in entry.parts if part.id not in groups))


def _codes(entry: Entry) -> list[str]:
    mentioned = [mention.code for post in entry.posts for mention in post.mentions]
    return list(dict.fromkeys([*mentioned, *(part.id for part in entry.parts)]))


def _missing_component(record: Record, code: str, count: int) -> Problem:
    name = next((part.name for part in _all_parts(record) if part.id == code), code)
    entry = f"{{id: {words_for_slug(name) or code.lower()}, name: {scalar(name, flow=True)}, api_id: {code}}}"
    message = f"has none for {quoted(name)}; {count} that name it were not imported"
    return Problem(SITE_FILE, 0, "components", message, f"Add  - {entry}  and import again.")


def _site_file(page: Page, record: Record, ids: Mapping[str, str], notes: list[Note]) -> str:
    """site.yml, with every component that the history names."""
    fields: dict[str, Value] = {
        "name": _shortened(page.name, page.id, notes),
        "url": page.url,
        "timezone": page.timezone or "UTC",
        "locales": ["en"],
        "components": _component_list(record, ids, notes),
    }
    return "\n".join(yaml_block(fields)) + "\n"


def _component_list(record: Record, ids: Mapping[str, str], notes: list[Note]) -> list[Value]:
    groups = _groups(record)
    described = {part.id for part in record.parts}
    entries: list[tuple[tuple[int, str, str], Value]] = []
    members: dict[str, list[Value]] = {}
    for part in _all_parts(record):
        entry = _component(part, ids, notes)
        if part.id not in described:
            notes.append(
                Note("a component is named by updates only; its place and description are not known", part.name)
            )
        elif record.listed is not None and part.id not in record.listed:
            text = "a component is not in the page's newest list; if it is gone, give it `retired` with the day"
            notes.append(Note(text, part.name))
        group = groups.get(part.group_id)
        if group is None:
            if part.group_id:
                notes.append(Note("the name of a component's group is not in the documents", part.name))
            entries.append((_position(part), entry))
        elif part.group_id in members:
            members[part.group_id].append(entry)
        else:
            members[part.group_id] = [entry]
            place = _position(group if group.position is not None else part)
            entries.append(
                (place, {"group": _shortened(group.name, group.id, notes), "components": members[part.group_id]})
            )
    return [entry for _, entry in sorted(entries, key=lambda pair: pair[0])]


def _component(part: Part, ids: Mapping[str, str], notes: list[Note]) -> dict[str, Value]:
    name = _shortened(part.name, part.id, notes)
    entry: dict[str, Value] = {"id": ids[part.id], "name": name, "api_id": part.id}
    if part.description:
        entry["description"] = _shortened(part.description, part.id, notes)
    if part.since:
        entry["since"] = part.since
    return entry


def _shortened(text: str, where: str, notes: list[Note]) -> str:
    if len(text) <= LONGEST_NAME:
        return text
    notes.append(Note(f"a text was cut at {LONGEST_NAME} characters; it was: {text}", where))
    return text[:LONGEST_NAME].rstrip()


def _groups(record: Record) -> dict[str, Part]:
    """Each group by id: as described, else with the name that updates put before its components'."""
    groups = {part.id: part for part in record.parts if part.group}
    for part in record.parts:
        suffix = f" - {part.name}"
        for name in record.names.get(part.id, ()):
            if part.group_id and part.group_id not in groups and name.endswith(suffix):
                groups[part.group_id] = Part(part.group_id, name.removesuffix(suffix), group=True)
    return groups


# --- Addresses -----------------------------------------------------------------------------------------------


class _Slugs:
    """Hands out paths: the one that an entry's file already has, else a new one that no other has."""

    def __init__(self, present: Present, zone: tzinfo) -> None:
        self._present = present
        self._zone = zone
        self._owners = {path: known for known, path in present.ids.items()}
        self._taken: set[str] = set()

    def path_for(self, entry: Entry) -> tuple[str, bool]:
        """The path of *entry*'s file, and whether that file is there.

        Entries must come oldest first: the first of two with one title on one day has the plain slug.
        """
        known = self._present.ids.get(entry.id)
        if known is not None:
            return known, True
        folder = MAINTENANCE if entry.maintenance else INCIDENTS
        day = entry.posts[0].at.astimezone(self._zone).date()
        slug = slug_for(day, entry.name, entry.id)
        path = f"{folder}/{slug}.md"
        if path in self._present.paths and path not in self._owners and path not in self._taken:
            self._taken.add(path)
            return path, True
        code = words_for_slug(entry.id)
        endings = ("", f"-{code[:4]}", f"-{code[:8]}", f"-{code}", f"-{code}-{len(self._taken)}")
        paths = (f"{folder}/{slug[: LONGEST_SLUG - len(ending)].rstrip('-')}{ending}.md" for ending in endings)
        path = next(path for path in paths if path not in self._taken and path not in self._present.paths)
        self._taken.add(path)
        return path, False


# --- Stories -------------------------------------------------------------------------------------------------


class _UntellableError(Exception):
    """An entry that our files cannot tell."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name
        self.message = message


class _Step(NamedTuple):
    """One update as our file tells it."""

    at: datetime
    status: str
    id: str = ""
    body: str = ""
    mentions: tuple[Mention, ...] = ()


class _Story(NamedTuple):
    """What an entry becomes: its updates, oldest first, and the postmortem's."""

    steps: tuple[_Step, ...]
    afterwards: tuple[Post, ...]


@dataclass(slots=True)
class _Writer:
    """Writes entries as files, noting what gets lost on the way."""

    base: str
    ids: Mapping[str, str]
    notes: list[Note]

    def story(self, entry: Entry) -> _Story:
        """The updates of *entry* with statuses that our files allow; raises _UntellableError if it has none."""
        told = [post for post in entry.posts if post.status != "postmortem" or entry.maintenance]
        afterwards = tuple(post for post in entry.posts if post not in told and post.body)
        if len(told) + len(afterwards) < len(entry.posts):
            self._note(entry, "a postmortem without words is not kept")
        if not told:
            raise _UntellableError("incident_updates", f"{entry.id} has a postmortem only, and no update before it")
        steps = self._maintenance_steps(entry, told) if entry.maintenance else self._incident_steps(entry, told)
        return _Story(tuple(steps), afterwards)

    def _note(self, entry: Entry, text: str, detail: str = "") -> None:
        self.notes.append(Note(text, entry.id, detail))

    def _incident_steps(self, entry: Entry, posts: Sequence[Post]) -> list[_Step]:
        _check_first(entry, posts[0], _INCIDENT_STATUSES)
        steps: list[_Step] = []
        resolved = False
        for post in posts:
            status = post.status
            if status not in _INCIDENT_STATUSES:
                self._note(entry, "an update with a status that we do not know became `update`", quoted(status))
                status = "update"
            elif resolved and status == "resolved":
                self._note(entry, "a second `resolved` in a row became `update`", moment_text(post.at))
                status = "update"
            elif resolved and status != "investigating":
                self._note(entry, "a status after `resolved` became `investigating`, as a reopening", quoted(status))
                status = "investigating"
            resolved = status == "resolved" or (resolved and status == "update")
            steps.append(_step(post, status))
        if not resolved and entry.status in ("resolved", "postmortem"):
            steps += self._closing(entry, steps[-1].at, "resolved")
        elif resolved and entry.status in _INCIDENT_STATUSES[:3]:
            self._note(entry, "the status contradicts the updates, which count", quoted(entry.status))
        return steps

    def _maintenance_steps(self, entry: Entry, posts: Sequence[Post]) -> list[_Step]:
        _check_first(entry, posts[0], _MAINTENANCE_STATUSES)
        steps: list[_Step] = []
        first = posts[0]
        if first.status not in ("scheduled", "in_progress"):
            assert entry.start is not None
            begun = first.status != "cancelled"
            at = min(entry.start, first.at) if begun else first.at
            self._note(entry, "no notice before the end is recorded; the record of the window stands for one")
            steps.append(_Step(at, "in_progress" if begun else "scheduled"))
        rank = 0
        for post in posts:
            status = post.status
            if steps and steps[-1].status == "cancelled":
                self._note(entry, "an update after `cancelled` is not kept", quoted(post.body))
                continue
            if status not in _MAINTENANCE_STATUSES:
                self._note(entry, "an update with a status that we do not know became `update`", quoted(status))
                status = "update"
            elif _MAINTENANCE_STATUSES.index(status) < rank or (status == "completed" and rank == 3):
                self._note(entry, "a status that goes back became `update`", quoted(status))
                status = "update"
            else:
                rank = _MAINTENANCE_STATUSES.index(status)
            steps.append(_step(post, status))
        if rank < 3 and entry.status == "completed":
            steps += self._closing(entry, steps[-1].at, "completed")
        return steps

    def _closing(self, entry: Entry, after: datetime, status: str) -> list[_Step]:
        """The end that is recorded without words, if its moment is."""
        if entry.resolved is None or entry.resolved < after:
            self._note(entry, f"it is {status} and the record does not tell when; it stands as open")
            return []
        self._note(entry, f"no update tells that it was {status}; an update without words stands for it")
        return [_Step(entry.resolved, status)]

    def file(self, entry: Entry, story: _Story) -> str:
        """The whole file of an incident or a maintenance."""
        stated, changes = _components(entry, story.steps, self._note)
        fields: dict[str, Value] = {"title": self._title(entry), "id": entry.id}
        fields |= self._window(entry, story.steps) if entry.maintenance else self._incident_facts(entry, story.steps)
        fields["components"] = self._named(stated)
        fields["aliases"] = [f"/incidents/{entry.id}"]
        self._note_old_names(entry)
        blocks = [self._update(entry, step, change) for step, change in zip(story.steps, [{}, *changes], strict=True)]
        return "\n".join([front_matter(fields), *blocks])

    def _title(self, entry: Entry) -> str:
        if len(entry.name) <= LONGEST_TITLE:
            return entry.name
        self._note(entry, f"the title was cut at {LONGEST_TITLE} characters; it was: {entry.name}")
        return entry.name[:LONGEST_TITLE].rstrip()

    def _incident_facts(self, entry: Entry, steps: Sequence[_Step]) -> dict[str, Value]:
        facts: dict[str, Value] = {}
        if entry.impact in frozenset(Impact):
            facts["impact"] = entry.impact
        elif entry.impact:
            self._note(entry, "an impact that we do not know is not kept", quoted(entry.impact))
        if entry.started is not None and entry.started < steps[0].at:
            facts["started"] = moment_text(entry.started)
        elif entry.started is not None and entry.started > steps[0].at:
            detail = f"{moment_text(entry.started)} is after {moment_text(steps[0].at)}"
            self._note(
                entry, "a start (started_at) after the first notice contradicts the record and is left out", detail
            )
        return facts

    def _window(self, entry: Entry, steps: Sequence[_Step]) -> dict[str, Value]:
        assert entry.start is not None
        assert entry.end is not None
        facts: dict[str, Value] = {"start": moment_text(entry.start), "end": moment_text(entry.end)}
        if entry.impact not in ("", "none", "maintenance"):
            self._note(entry, "the impact of a maintenance is not kept", quoted(entry.impact))
        if steps[0].status == "in_progress":
            self._note(entry, "a maintenance whose first notice is its beginning is an `emergency`")
            facts["emergency"] = "true"
        if any(step.status not in ("scheduled", "update") for step in steps):
            # The record has its own steps; the clock must not add others.
            facts["auto"] = "false"
        return facts

    def _named(self, stated: Mapping[str, str | None]) -> Value:
        if not any(stated.values()):
            return [self.ids[code] for code in stated]
        return {self.ids[code]: status or ComponentStatus.OPERATIONAL.value for code, status in stated.items()}

    def _update(self, entry: Entry, step: _Step, change: Mapping[str, str]) -> str:
        fields: dict[str, Value] = {}
        if step.id:
            fields["id"] = step.id
        if change:
            fields["components"] = {self.ids[code]: status for code, status in change.items()}
        prose = to_markdown(step.body, base=self.base)
        for lost in prose.lost:
            self._note(entry, f"not kept from a text: {lost}")
        return update_block(step.at, step.status, fields=fields, body=prose.markdown)

    def _note_old_names(self, entry: Entry) -> None:
        now = {part.id: part.name for part in entry.parts}
        for mention in (mention for post in entry.posts for mention in post.mentions):
            name = now.get(mention.code, mention.name)
            if mention.name and mention.name != name and not mention.name.endswith(f" - {name}"):
                self._note(entry, "a component had another name then, which is not kept", f"{mention.name}, now {name}")

    def postmortem(self, entry: Entry, story: _Story) -> str:
        """The postmortem file, published when the first of its updates was."""
        if len(story.afterwards) > 1:
            self._note(entry, "more than one postmortem update; they stand in one file, one after the other")
        published = story.afterwards[0].at
        if published < story.steps[0].at:
            self._note(entry, "a postmortem from before the first notice has the notice's time", moment_text(published))
            published = story.steps[0].at
        fields: dict[str, Value] = {"published": moment_text(published)}
        ids = [post.id for post in story.afterwards if post.id]
        if ids:
            fields["x-statuspage-id"] = ids[0] if len(ids) == 1 else ids
        bodies = dict.fromkeys(self._essay(entry, post.body) for post in story.afterwards)
        return "\n".join([front_matter(fields), *(f"{body}\n" for body in bodies if body)])

    def _essay(self, entry: Entry, body: str) -> str:
        """A postmortem's text, which Statuspage keeps as Markdown or as HTML."""
        if not _MARKDOWN.search(body) or _BLOCK_TAG.search(body):
            prose = to_markdown(body, base=self.base, sections=True)
            for lost in prose.lost:
                self._note(entry, f"not kept from a text: {lost}")
            return prose.markdown
        linked = _PICTURE.sub("", body)
        if linked != body:
            self._note(entry, "not kept from a text: a picture, kept as a link")
        safe = _FOREIGN_LINK.sub(_defused, linked)
        if safe != linked:
            self._note(entry, "not kept from a text: a link to something other than http, https or mailto")
        return guard_body(safe, sections=True)


_MARKDOWN = re.compile(r"^(?:#{1,6} |[-*+] |[0-9]+\. |> |```)|\*\*\S|\]\(", re.MULTILINE)
_BLOCK_TAG = re.compile(r"<(?:p|ul|ol|li|div|table|h[1-6]|br|blockquote)\b[^<>]*>", re.IGNORECASE)
_PICTURE = re.compile(r"!(?=\[[^\]\n]*\]\()")
_FOREIGN_LINK = re.compile(
    r"(\])(\()(?!\s*<?(?:https?://|mailto:)[^\s/])"
    r"|(?m:^( {0,3})(\[)(?=[^\]\n]+\]:\s*(?!<?(?:https?://|mailto:)[^\s/])))"
    r"|()(<)(?=(?!https?:|mailto:)[a-z][a-z0-9+.-]{1,31}:)",
    re.IGNORECASE,
)


def _defused(found: re.Match[str]) -> str:
    before, sign = (group for group in found.groups() if group is not None)
    return f"{before}\\{sign}"


def _check_first(entry: Entry, post: Post, allowed: Sequence[str]) -> None:
    if post.status not in allowed:
        message = f"expected the first update of {entry.id} to be {', '.join(allowed)}, found {quoted(post.status)}"
        raise _UntellableError("incident_updates", message)


def _step(post: Post, status: str) -> _Step:
    return _Step(post.at, status, post.id, post.body, post.mentions)


# --- What components were in ---------------------------------------------------------------------------------

_Notes = Callable[[Entry, str, str], None]


def _components(
    entry: Entry, steps: Sequence[_Step], note: _Notes
) -> tuple[dict[str, str | None], list[dict[str, str]]]:
    """The components first announced with their status, and what each later update changes.

    None as a status: concerned, without a stated one.
    """
    ledger = _Ledger(entry, note)
    stated = ledger.first(steps)
    changes = [ledger.change(step) for step in steps[1:]]
    now = ledger.now()
    if now and changes:
        changes[-1] |= now
    return (stated if changes else {**stated, **now}), changes


class _Ledger:
    """What each component is in, update by update."""

    def __init__(self, entry: Entry, note: _Notes) -> None:
        self._entry = entry
        self._note = note
        self._default = "under_maintenance" if entry.maintenance else "operational"
        self._now: dict[str, str] = {}
        self._told: dict[str, datetime] = {}
        self._phase = ""

    def first(self, steps: Sequence[_Step]) -> dict[str, str | None]:
        """What the first notice announces: its own mentions, and components that no update names."""
        step = steps[0]
        self._phase = step.status
        stated = {mention.code: self._first_status(step, mention) for mention in step.mentions}
        mentioned = {mention.code for each in steps for mention in each.mentions}
        unnamed = [part.id for part in self._entry.parts if part.id not in mentioned]
        if unnamed and any(stated.values()):
            self._say("a component that no update names is written as operational", ", ".join(unnamed))
        stated |= dict.fromkeys(unnamed)
        self._now = {code: status or self._default for code, status in stated.items()}
        self._told = {mention.code: step.at for mention in step.mentions}
        if self._over:
            self._now = dict.fromkeys(stated, "operational")
        return stated

    def _first_status(self, step: _Step, mention: Mention) -> str | None:
        if self._entry.maintenance:
            spoken = step.status in _OPEN_WINDOW and mention.new in _STATUSES and mention.new != self._default
            return mention.new if spoken else None
        if mention.new in _BROKEN:
            return mention.new
        if step.status == "resolved" and mention.old in _BROKEN:
            return mention.old
        if mention.new != "operational":
            self._odd(mention)
        return None

    def change(self, step: _Step) -> dict[str, str]:
        """What *step* changes."""
        before = self._phase
        self._phase = before if step.status == "update" else step.status
        changes: dict[str, str] = {}
        for mention in step.mentions:
            status = self._next_status(mention, was_over=before in _OVER)
            if status is not None and self._now.get(mention.code) != status:
                changes[mention.code] = status
            self._told[mention.code] = step.at
        self._now |= changes
        if self._over:
            self._now = dict.fromkeys(self._now, "operational")
        return changes

    def _next_status(self, mention: Mention, *, was_over: bool) -> str | None:
        """What the mention puts the component in, if our files can say so."""
        now = self._now.get(mention.code)
        if self._over:
            if mention.new in _BROKEN:
                self._say("a status told with the end is not kept, since nothing is affected after it", mention.new)
            if not self._entry.maintenance and not was_over:
                self._look_back(mention, now)
            return "operational" if now is None else None
        if self._entry.maintenance:
            if self._phase not in _OPEN_WINDOW:
                return self._default if now is None else None
        elif mention.new == "under_maintenance":
            self._odd(mention)
            return None
        else:
            self._look_back(mention, now)
        if mention.new not in _STATUSES:
            self._odd(mention)
            return None
        return mention.new

    def _look_back(self, mention: Mention, now: str | None) -> None:
        if mention.old in _BROKEN and mention.old != (now or "operational"):
            text = "a component's status had changed before the update that first tells of it; when is not recorded"
            self._say(text, f"{mention.name}: {mention.old}")

    def now(self) -> dict[str, str]:
        """What the saved document says beyond its updates, for an entry that is not over."""
        if self._over or (self._entry.maintenance and self._phase not in _OPEN_WINDOW):
            return {}
        later: dict[str, str] = {}
        for part in self._entry.parts:
            known = self._now.get(part.id, self._default)
            heard = self._told.get(part.id)
            allowed = part.status in _STATUSES and (part.status != "under_maintenance" or self._entry.maintenance)
            if allowed and part.status != known and (heard is None or part.updated >= heard):
                later[part.id] = part.status
                text = "the status that a component had when the document was saved is told with the newest update"
                self._say(text, f"{part.name}: {part.status}")
        return later

    @property
    def _over(self) -> bool:
        return self._phase in _OVER

    def _odd(self, mention: Mention) -> None:
        self._say("a status that an incident's component cannot have is not kept", f"{mention.name}: {mention.new}")

    def _say(self, text: str, detail: str) -> None:
        self._note(self._entry, text, detail)


# --- Files ---------------------------------------------------------------------------------------------------

_FRONT_ID = re.compile(r"^id:[ \t]*([\"']?)([0-9A-Za-z_-]+)\1[ \t]*$", re.MULTILINE)
_UPDATE_ID = re.compile(r"^[-*+][ \t]+id[ \t]*:[ \t]*([\"']?)([0-9A-Za-z_-]+)\1[ \t]*$", re.MULTILINE)


def read_present(site: Path) -> Present:
    """What the content folders of *site* hold; a file that cannot be read counts as there."""
    paths: set[str] = set()
    ids: dict[str, str] = {}
    updates: dict[str, frozenset[str]] = {}
    for folder in (INCIDENTS, MAINTENANCE):
        for file in sorted((site / folder).glob("*.md")):
            path = f"{folder}/{file.name}"
            paths.add(path)
            if "." in file.stem:
                continue
            try:
                text = file.read_text("utf-8", errors="replace")
            except OSError:
                continue
            front, _, body = text.lstrip("\ufeff").removeprefix("---").partition("\n---")
            found = _FRONT_ID.search(front.replace("\r", ""))
            if found:
                ids.setdefault(found[2], path)
            updates[path] = frozenset(match[2] for match in _UPDATE_ID.finditer(body.replace("\r", "")))
    return Present(frozenset(paths), ids, updates)


def write_missing(site: Path, files: Mapping[str, str]) -> tuple[list[str], list[Problem]]:
    """Write those of *files* that *site* has not, each wholly or not at all; stop at the first that cannot be.

    A site has its content folders even when they are empty.
    """
    written: list[str] = []
    path = INCIDENTS
    try:
        for folder in (INCIDENTS, MAINTENANCE):
            (site / folder).mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            if not os.path.lexists(site / path):
                _write(site / path, text)
                written.append(path)
    except OSError as error:
        return written, [Problem(path, 0, "", f"cannot be written: {error.strerror}")]
    return written, []


def _write(target: Path, text: str) -> None:
    draft = target.with_name(f".{target.name}.part")
    try:
        draft.write_bytes(text.encode())
        draft.replace(target)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
