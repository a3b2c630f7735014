"""Conversion of one Statuspage incident or maintenance: its updates, its components, and the text of its files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sitegen.authoring.compose import Value, front_matter, moment_text, update_block
from sitegen.importers.escaping import guard_body
from sitegen.importers.prose import to_markdown
from sitegen.importers.report import Note
from sitegen.importers.statuspage.record import UNKNOWN_TIME, Mention, Post, RecordedEntry
from sitegen.model import (
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    OPEN_STATUSES,
    OVER_STATUSES,
    ComponentStatus,
    Impact,
    Status,
)
from sitegen.problems import quoted

MAX_IMPORTED_TITLE = 200
"""Characters of a title that content files allow."""

_STATUSES = frozenset(ComponentStatus)
_BROKEN = frozenset(
    (ComponentStatus.DEGRADED_PERFORMANCE, ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
)
_INCIDENT_STATUSES = INCIDENT_STATUSES[:-1]
_MAINTENANCE_STATUSES = MAINTENANCE_STATUSES[:-1]
_OVER = (Status.RESOLVED, *OVER_STATUSES)


class UnsupportedEntryError(Exception):
    """An entry that content files cannot express."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name
        self.message = message


class ImportedUpdate(NamedTuple):
    """One update as our file has it."""

    at: datetime
    status: str
    id: str = ""
    body: str = ""
    mentions: tuple[Mention, ...] = ()
    entered: datetime | None = None
    """When it was posted, if that differs from *at*."""


class ImportedEntry(NamedTuple):
    """What an entry becomes: its updates and the posts of its postmortem, both oldest first."""

    steps: tuple[ImportedUpdate, ...]
    postmortem: tuple[Post, ...]


@dataclass(slots=True)
class EntryWriter:
    """Writes the text of entries' files, and notes what is lost."""

    base: str
    ids: Mapping[str, str]
    notes: list[Note]
    saved: datetime = UNKNOWN_TIME
    """The newest `updated_at` of the saved page."""

    def convert(self, entry: RecordedEntry) -> ImportedEntry:
        """The updates of *entry* with statuses that our files allow; raises UnsupportedEntryError if it has none."""
        updates = [post for post in entry.posts if post.status != "postmortem" or entry.maintenance]
        postmortem = tuple(post for post in entry.posts if post not in updates and post.body)
        if len(updates) + len(postmortem) < len(entry.posts):
            self._note(entry, "an empty postmortem is not kept")
        if not updates:
            raise UnsupportedEntryError("incident_updates", f"{entry.id} has a postmortem but no update before it")
        steps = self._maintenance_steps(entry, updates) if entry.maintenance else self._incident_steps(entry, updates)
        self._note_other_times(entry, steps)
        return ImportedEntry(tuple(steps), postmortem)

    def _note(self, entry: RecordedEntry, text: str, detail: str = "") -> None:
        self.notes.append(Note(text, entry.id, detail))

    def _note_other_times(self, entry: RecordedEntry, steps: Sequence[ImportedUpdate]) -> None:
        """Note recorded moments that are not those of an update: we take them from updates."""
        monitoring = next((step.at for step in steps if step.status == "monitoring"), None)
        if entry.monitoring not in (None, monitoring):
            text = "monitoring_at is now the time of the first update with the status monitoring"
            self._note(entry, text, f"was {moment_text(entry.monitoring)}")
        last = [step for step in steps if step.status != "update"][-1]
        if entry.resolved not in (None, last.at if last.status in _OVER else None):
            text = "resolved_at is now the time of the last update with a final status"
            self._note(entry, text, f"was {moment_text(entry.resolved)}")

    def _incident_steps(self, entry: RecordedEntry, posts: Sequence[Post]) -> list[ImportedUpdate]:
        _check_first(entry, posts[0], _INCIDENT_STATUSES)
        steps: list[ImportedUpdate] = []
        resolved = False
        for post in posts:
            status = post.status
            if status not in _INCIDENT_STATUSES:
                self._note(entry, "an unknown status became `update`", quoted(status))
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
            self._note(entry, "the status contradicts the updates and is ignored", quoted(entry.status))
        return steps

    def _maintenance_steps(self, entry: RecordedEntry, posts: Sequence[Post]) -> list[ImportedUpdate]:
        _check_first(entry, posts[0], _MAINTENANCE_STATUSES)
        steps: list[ImportedUpdate] = []
        first = posts[0]
        if first.status not in ("scheduled", "in_progress"):
            assert entry.start is not None
            begun = first.status != "cancelled"
            at = min(entry.start, first.at) if begun else first.at
            self._note(entry, "no notice before the end is recorded; an update without words at the start replaces it")
            steps.append(ImportedUpdate(at, "in_progress" if begun else "scheduled"))
        rank = 0
        for post in posts:
            status = post.status
            if steps and steps[-1].status == "cancelled":
                self._note(entry, "an update after `cancelled` is not kept", quoted(post.body))
                continue
            if status not in _MAINTENANCE_STATUSES:
                self._note(entry, "an unknown status became `update`", quoted(status))
                status = "update"
            elif Status(status).rank < rank or (status == "completed" and rank == 3):
                self._note(entry, "a status that precedes the current one became `update`", quoted(status))
                status = "update"
            else:
                rank = Status(status).rank
            steps.append(_step(post, status))
        if rank < 3 and entry.status == "completed":
            steps += self._closing(entry, steps[-1].at, "completed")
        return steps

    def _closing(self, entry: RecordedEntry, after: datetime, status: str) -> list[ImportedUpdate]:
        """An update for an end that no update states, if its moment is recorded."""
        if entry.resolved is None or entry.resolved < after:
            self._note(entry, f"it is {status}, but when is not recorded; it remains open")
            return []
        self._note(entry, f"no update states that it was {status}; an update without words was added")
        return [ImportedUpdate(entry.resolved, status)]

    def file(self, entry: RecordedEntry, imported: ImportedEntry) -> str:
        """The whole file of an incident or a maintenance."""
        steps = imported.steps
        stated, changes = _components(entry, steps, self._note)
        fields: dict[str, Value] = {"title": self._title(entry), "id": entry.id}
        fields |= self._window(entry, steps) if entry.maintenance else self._incident_facts(entry, steps)
        fields["components"] = self._component_field(stated)
        fields["aliases"] = [f"/incidents/{entry.id}"]
        self._note_old_names(entry)
        blocks = [self._update(entry, step, change) for step, change in zip(steps, [{}, *changes], strict=True)]
        return "\n".join([front_matter(fields), *blocks])

    def _title(self, entry: RecordedEntry) -> str:
        if len(entry.name) <= MAX_IMPORTED_TITLE:
            return entry.name
        self._note(entry, f"the title was truncated to {MAX_IMPORTED_TITLE} characters; it was: {entry.name}")
        return entry.name[:MAX_IMPORTED_TITLE].rstrip()

    def _incident_facts(self, entry: RecordedEntry, steps: Sequence[ImportedUpdate]) -> dict[str, Value]:
        facts: dict[str, Value] = {}
        if entry.impact in frozenset(Impact):
            facts["impact"] = entry.impact
        elif entry.impact:
            self._note(entry, "an unknown impact is not kept", quoted(entry.impact))
        if entry.started is not None and entry.started < steps[0].at:
            facts["started"] = moment_text(entry.started)
        elif entry.started is not None and entry.started > steps[0].at:
            detail = f"{moment_text(entry.started)} is after {moment_text(steps[0].at)}"
            self._note(entry, "a start (started_at) after the first update contradicts it and is not kept", detail)
        return facts

    def _window(self, entry: RecordedEntry, steps: Sequence[ImportedUpdate]) -> dict[str, Value]:
        assert entry.start is not None
        assert entry.end is not None
        facts: dict[str, Value] = {"start": moment_text(entry.start), "end": moment_text(entry.end)}
        if entry.impact not in ("", "maintenance"):
            self._note(entry, "the impact of a maintenance is not kept", quoted(entry.impact))
        if steps[0].status == "in_progress":
            self._note(entry, "a maintenance that was first announced when it began is an `emergency`")
            facts["emergency"] = "true"
        elif steps[0].at >= entry.end:
            self._note(entry, "a maintenance that was announced when its window was over is an `emergency`")
            facts["emergency"] = "true"
        if self.saved > entry.start or any(step.status not in ("scheduled", "update") for step in steps):
            # The recorded updates are complete: automatic ones would add what Statuspage did not show.
            facts["auto"] = "false"
        return facts

    def _component_field(self, stated: Mapping[str, str | None]) -> Value:
        if not any(stated.values()):
            return [self.ids[code] for code in stated]
        return {self.ids[code]: status or ComponentStatus.OPERATIONAL.value for code, status in stated.items()}

    def _update(self, entry: RecordedEntry, step: ImportedUpdate, change: Mapping[str, str]) -> str:
        fields: dict[str, Value] = {}
        if step.id:
            fields["id"] = step.id
        if step.entered is not None:
            fields["was"] = moment_text(step.entered)
        if change:
            fields["components"] = {self.ids[code]: status for code, status in change.items()}
        prose = to_markdown(step.body, base=self.base)
        for lost in prose.lost:
            self._note(entry, f"not kept from a text: {lost}")
        if step.id and not prose.markdown:
            self._note(entry, "an update without words has a body in our API: what it states", step.id)
        return update_block(step.at, step.status, fields=fields, body=prose.markdown)

    def _note_old_names(self, entry: RecordedEntry) -> None:
        now = {part.id: part.name for part in entry.parts}
        for mention in (mention for post in entry.posts for mention in post.mentions):
            name = now.get(mention.code, mention.name)
            if mention.name and mention.name != name and not mention.name.endswith(f" - {name}"):
                self._note(entry, "a component had another name then, which is not kept", f"{mention.name}, now {name}")

    def postmortem(self, entry: RecordedEntry, imported: ImportedEntry) -> str:
        """The postmortem file, published when the first of its posts was."""
        first, earliest = imported.postmortem[0], imported.steps[0].at
        if len(imported.postmortem) > 1:
            self._note(entry, "several postmortem updates became one file, with the id of the first")
        published = max(first.at, earliest)
        if first.at < earliest:
            self._note(entry, "a postmortem before the first update has that update's time", moment_text(first.at))
        elif first.entered != published:
            self._note(entry, "created_at of a back-dated postmortem is not kept")
        fields: dict[str, Value] = {"published": moment_text(published)}
        if first.id:
            fields["id"] = first.id
        bodies = dict.fromkeys(self._postmortem_body(entry, post.body) for post in imported.postmortem)
        return "\n".join([front_matter(fields), *(f"{body}\n" for body in bodies if body)])

    def _postmortem_body(self, entry: RecordedEntry, body: str) -> str:
        """A postmortem's text as Markdown; Statuspage keeps it as Markdown or as HTML."""
        lines = "\n".join(map(_breaks, body.split("\n")))
        if not _MARKDOWN.search(body) or _BLOCK_TAG.search(lines):
            prose = to_markdown(body, base=self.base, sections=True)
            for lost in prose.lost:
                self._note(entry, f"not kept from a text: {lost}")
            return prose.markdown
        if _INLINE_TAG.search(lines):
            self._note(entry, "an HTML tag within a Markdown postmortem is shown as text")
        linked = _without_pictures(lines)
        if linked != lines:
            self._note(entry, "not kept from a text: a picture, kept as a link")
        safe = _FOREIGN_LINK.sub(_escaped, linked)
        if safe != linked:
            self._note(entry, "not kept from a text: a link to something other than http, https or mailto")
        return guard_body(safe, sections=True)


_MARKDOWN = re.compile(r"^(?:#{1,6} |[-*+] |[0-9]+\. |> |```)|\*\*\S|\]\(", re.MULTILINE)
_BLOCK_TAG = re.compile(r"<(?:p|ul|ol|li|div|table|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:a|b|code|em|i|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"[ \t]*<br\s*/?>[ \t]*", re.IGNORECASE)
_PICTURE = re.compile(r"!(?=\[((?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]*\])*)\]([(\[]?))")
_DEFINED = re.compile(r"^ {0,3}\[([^\]\n]+)\]:", re.MULTILINE)
_FOREIGN_LINK = re.compile(
    r"(\])(\()(?!\s*<?(?:https?://|mailto:)[^\s/)>])"
    r"|(?m:^( {0,3})(\[)(?=[^\]\n]+\]:\s*+(?!<?(?:https?://|mailto:)[^\s/)>])))"
    r"|()(<)(?=(?!https?:|mailto:)[a-z][a-z0-9+.-]{1,31}:)",
    re.IGNORECASE,
)


def _without_pictures(text: str) -> str:
    """Markdown with its pictures turned into links, including those with a reference definition."""
    defined = {label.casefold() for label in _DEFINED.findall(text)}
    return _PICTURE.sub(lambda found: "" if found[2] or found[1].casefold() in defined else "!", text)


def _breaks(line: str) -> str:
    """A line with its <br> tags as Markdown's line breaks; in a row of a table, as spaces."""
    return _BREAK_TAG.sub(" " if line.lstrip().startswith("|") else "  \n", line).removesuffix("\n")


def _escaped(found: re.Match[str]) -> str:
    before, sign = (group for group in found.groups() if group is not None)
    return f"{before}\\{sign}"


def _check_first(entry: RecordedEntry, post: Post, allowed: Sequence[str]) -> None:
    if post.status not in allowed:
        message = f"expected the first update of {entry.id} to be {', '.join(allowed)}, found {quoted(post.status)}"
        raise UnsupportedEntryError("incident_updates", message)


def _step(post: Post, status: str) -> ImportedUpdate:
    entered = post.entered if post.entered != post.at else None
    return ImportedUpdate(post.at, status, post.id, post.body, post.mentions, entered)


# --- Component statuses --------------------------------------------------------------------------------------

_Notes = Callable[[RecordedEntry, str, str], None]


def _components(
    entry: RecordedEntry, steps: Sequence[ImportedUpdate], note: _Notes
) -> tuple[dict[str, str | None], list[dict[str, str]]]:
    """The component statuses of the front matter, and the changes of each update after the first.

    The status None means that the component is concerned, without a stated status.
    """
    tracker = _ComponentTracker(entry, note)
    stated = tracker.first(steps)
    changes = [tracker.change(step) for step in steps[1:]]
    latest = tracker.latest()
    if latest and changes:
        changes[-1] |= latest
    return (stated if changes else {**stated, **latest}), changes


def _open_steps(steps: Sequence[ImportedUpdate]) -> Iterator[ImportedUpdate]:
    """The steps after which the entry was not over."""
    over = False
    for step in steps:
        over = over if step.status == "update" else step.status in _OVER
        if not over:
            yield step


class _ComponentTracker:
    """Tracks the status of each component from update to update."""

    def __init__(self, entry: RecordedEntry, note: _Notes) -> None:
        self._entry = entry
        self._note = note
        self._default = "under_maintenance" if entry.maintenance else "operational"
        self._statuses: dict[str, str] = {}
        self._mentioned: dict[str, datetime] = {}
        """When each was last mentioned."""
        self._status = ""
        """The entry's own."""

    def first(self, steps: Sequence[ImportedUpdate]) -> dict[str, str | None]:
        """What the first update states: its own mentions, and components that no update mentions before the end."""
        step = steps[0]
        self._status = step.status
        for mention in step.mentions:
            self._note_unrecorded_change(mention, {})
        stated = {mention.code: self._first_status(step, mention) for mention in step.mentions}
        mentioned = {mention.code for each in steps for mention in each.mentions}
        early = {mention.code for each in _open_steps(steps) for mention in each.mentions}
        concerned = dict.fromkeys([*(part.id for part in self._entry.parts), *sorted(mentioned)])
        # A component that only the end mentions must be stated here: later its entry concerns nothing.
        unnamed = [code for code in concerned if code not in early and code not in stated]
        if unnamed and any(stated.values()):
            self._add_note("a component that no update names is written as operational", ", ".join(unnamed))
        elif unnamed:
            self._add_note("components that no update names before the end are in the first", ", ".join(unnamed))
        listed = {part.id for part in self._entry.parts}
        if mentioned - listed:
            text = "a component that updates name is added to an incident whose own list lacks it"
            self._add_note(text, ", ".join(sorted(mentioned - listed)))
        stated |= dict.fromkeys(unnamed)
        self._statuses = {code: status or self._default for code, status in stated.items()}
        self._mentioned = {mention.code: step.at for mention in step.mentions}
        if self._over:
            self._statuses = dict.fromkeys(stated, "operational")
        return stated

    def _first_status(self, step: ImportedUpdate, mention: Mention) -> str | None:
        if self._entry.maintenance:
            explicit = step.status in OPEN_STATUSES and mention.new in _STATUSES and mention.new != self._default
            return mention.new if explicit else None
        if mention.new in _BROKEN:
            return mention.new
        if step.status == "resolved" and mention.old in _BROKEN:
            return mention.old
        if mention.new != "operational":
            self._note_invalid(mention)
        return None

    def change(self, step: ImportedUpdate) -> dict[str, str]:
        """The component statuses to state with *step*."""
        before = self._status
        self._status = before if step.status == "update" else step.status
        stated: dict[str, str] = {}
        earlier = {} if self._entry.maintenance and before not in OPEN_STATUSES else self._statuses
        for mention in step.mentions:
            self._note_unrecorded_change(mention, earlier)
            status = self._next_status(mention)
            if self._over and mention.code not in self._statuses:
                text = "a component that an update names first at the end is stated when a later one names it"
                self._add_note(text, mention.name)
            elif status is not None:
                stated[mention.code] = status
            self._mentioned[mention.code] = step.at
        now = dict.fromkeys(self._statuses, "operational") if self._over else self._statuses
        changed = (
            (before in OPEN_STATUSES) is not (self._status in OPEN_STATUSES)
            if self._entry.maintenance
            else now != self._statuses
        )
        changes = {code: status for code, status in stated.items() if now.get(code) != status}
        if not changes and not changed:
            # Keep the mentions of an update that changed nothing.
            changes = stated
        if changed and now and not step.mentions:
            text = "components change with an update that does not name them, with the end or the start of a window"
            self._add_note(text, step.id)
        elif changes.keys() | now.keys() > {mention.code for mention in step.mentions} > set():
            self._add_note("an update that names some of the components now names all of them", step.id)
        self._statuses = {**now, **changes}
        order = list(self._statuses)
        named = [mention.code for mention in step.mentions if mention.code in self._statuses]
        if named != sorted(named, key=order.index):
            self._add_note("an update's components are in the order in which they were first named", step.id)
        return changes

    def _next_status(self, mention: Mention) -> str | None:
        """The status that the mention states, if our files can express it."""
        if self._over:
            if mention.new in _BROKEN:
                self._add_note("a status at the end is not kept, since nothing is affected after it", mention.new)
            return "operational"
        if self._entry.maintenance:
            if self._status not in OPEN_STATUSES:
                return self._default
        elif mention.new == "under_maintenance":
            self._note_invalid(mention)
            return None
        if mention.new not in _STATUSES:
            self._note_invalid(mention)
            return None
        return mention.new

    def _note_unrecorded_change(self, mention: Mention, earlier: Mapping[str, str]) -> None:
        if mention.old in _STATUSES and mention.old != earlier.get(mention.code, "operational"):
            text = "a component's status had changed before the first update that names it; when is not recorded"
            self._add_note(text, f"{mention.name}: {mention.old}")

    def latest(self) -> dict[str, str]:
        """For an entry that is not over, statuses in the saved document that are newer than its updates."""
        if self._over or (self._entry.maintenance and self._status not in OPEN_STATUSES):
            return {}
        later: dict[str, str] = {}
        for part in self._entry.parts:
            known = self._statuses.get(part.id, self._default)
            mentioned = self._mentioned.get(part.id)
            allowed = part.status in _STATUSES and (part.status != "under_maintenance" or self._entry.maintenance)
            if allowed and part.status != known and (mentioned is None or part.updated >= mentioned):
                later[part.id] = part.status
                text = "the status of a component when the document was saved is stated with the newest update"
                self._add_note(text, f"{part.name}: {part.status}")
        return later

    @property
    def _over(self) -> bool:
        return self._status in _OVER

    def _note_invalid(self, mention: Mention) -> None:
        text = "a status that an incident's component cannot have is not kept"
        self._add_note(text, f"{mention.name}: {mention.new}")

    def _add_note(self, text: str, detail: str) -> None:
        self._note(self._entry, text, detail)
