"""What becomes of one Statuspage incident or maintenance: its updates, its components, its files' text."""

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
"""Characters of a title, as the reader of content has it."""

_STATUSES = frozenset(ComponentStatus)
_BROKEN = frozenset(
    (ComponentStatus.DEGRADED_PERFORMANCE, ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
)
_INCIDENT_STATUSES = INCIDENT_STATUSES[:-1]
_MAINTENANCE_STATUSES = MAINTENANCE_STATUSES[:-1]
_OVER = (Status.RESOLVED, *OVER_STATUSES)


class UntellableError(Exception):
    """An entry that our files cannot tell."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name
        self.message = message


class ImportedUpdate(NamedTuple):
    """One update as our file tells it."""

    at: datetime
    status: str
    id: str = ""
    body: str = ""
    mentions: tuple[Mention, ...] = ()
    entered: datetime | None = None
    """When it was posted, if that is not the moment that it tells."""


class ImportedEntry(NamedTuple):
    """What an entry becomes: its updates, oldest first, and the postmortem's."""

    steps: tuple[ImportedUpdate, ...]
    afterwards: tuple[Post, ...]


@dataclass(slots=True)
class EntryWriter:
    """Writes entries as files, noting what gets lost on the way."""

    base: str
    ids: Mapping[str, str]
    notes: list[Note]
    saved: datetime = UNKNOWN_TIME
    """When the page was last changed before it was saved."""

    def story(self, entry: RecordedEntry) -> ImportedEntry:
        """The updates of *entry* with statuses that our files allow; raises UntellableError if it has none."""
        told = [post for post in entry.posts if post.status != "postmortem" or entry.maintenance]
        afterwards = tuple(post for post in entry.posts if post not in told and post.body)
        if len(told) + len(afterwards) < len(entry.posts):
            self._note(entry, "a postmortem without words is not kept")
        if not told:
            raise UntellableError("incident_updates", f"{entry.id} has a postmortem only, and no update before it")
        steps = self._maintenance_steps(entry, told) if entry.maintenance else self._incident_steps(entry, told)
        self._look_for_other_times(entry, steps)
        return ImportedEntry(tuple(steps), afterwards)

    def _note(self, entry: RecordedEntry, text: str, detail: str = "") -> None:
        self.notes.append(Note(text, entry.id, detail))

    def _look_for_other_times(self, entry: RecordedEntry, steps: Sequence[ImportedUpdate]) -> None:
        """Note the moments of a status that no update tells: ours are those of updates."""
        watched = next((step.at for step in steps if step.status == "monitoring"), None)
        if entry.monitoring not in (None, watched):
            text = "monitoring_at is the time of the first update that says monitoring"
            self._note(entry, text, f"was {moment_text(entry.monitoring)}")
        last = [step for step in steps if step.status != "update"][-1]
        if entry.resolved not in (None, last.at if last.status in _OVER else None):
            text = "resolved_at is the time of the update that says that it is over"
            self._note(entry, text, f"was {moment_text(entry.resolved)}")

    def _incident_steps(self, entry: RecordedEntry, posts: Sequence[Post]) -> list[ImportedUpdate]:
        _check_first(entry, posts[0], _INCIDENT_STATUSES)
        steps: list[ImportedUpdate] = []
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

    def _maintenance_steps(self, entry: RecordedEntry, posts: Sequence[Post]) -> list[ImportedUpdate]:
        _check_first(entry, posts[0], _MAINTENANCE_STATUSES)
        steps: list[ImportedUpdate] = []
        first = posts[0]
        if first.status not in ("scheduled", "in_progress"):
            assert entry.start is not None
            begun = first.status != "cancelled"
            at = min(entry.start, first.at) if begun else first.at
            self._note(entry, "no notice before the end is recorded; the record of the window stands for one")
            steps.append(ImportedUpdate(at, "in_progress" if begun else "scheduled"))
        rank = 0
        for post in posts:
            status = post.status
            if steps and steps[-1].status == "cancelled":
                self._note(entry, "an update after `cancelled` is not kept", quoted(post.body))
                continue
            if status not in _MAINTENANCE_STATUSES:
                self._note(entry, "an update with a status that we do not know became `update`", quoted(status))
                status = "update"
            elif Status(status).rank < rank or (status == "completed" and rank == 3):
                self._note(entry, "a status that goes back became `update`", quoted(status))
                status = "update"
            else:
                rank = Status(status).rank
            steps.append(_step(post, status))
        if rank < 3 and entry.status == "completed":
            steps += self._closing(entry, steps[-1].at, "completed")
        return steps

    def _closing(self, entry: RecordedEntry, after: datetime, status: str) -> list[ImportedUpdate]:
        """The end that is recorded without words, if its moment is."""
        if entry.resolved is None or entry.resolved < after:
            self._note(entry, f"it is {status} and the record does not tell when; it stands as open")
            return []
        self._note(entry, f"no update tells that it was {status}; an update without words stands for it")
        return [ImportedUpdate(entry.resolved, status)]

    def file(self, entry: RecordedEntry, story: ImportedEntry) -> str:
        """The whole file of an incident or a maintenance."""
        stated, changes = _components(entry, story.steps, self._note)
        fields: dict[str, Value] = {"title": self._title(entry), "id": entry.id}
        fields |= self._window(entry, story.steps) if entry.maintenance else self._incident_facts(entry, story.steps)
        fields["components"] = self._named(stated)
        fields["aliases"] = [f"/incidents/{entry.id}"]
        self._note_old_names(entry)
        blocks = [self._update(entry, step, change) for step, change in zip(story.steps, [{}, *changes], strict=True)]
        return "\n".join([front_matter(fields), *blocks])

    def _title(self, entry: RecordedEntry) -> str:
        if len(entry.name) <= MAX_IMPORTED_TITLE:
            return entry.name
        self._note(entry, f"the title was cut at {MAX_IMPORTED_TITLE} characters; it was: {entry.name}")
        return entry.name[:MAX_IMPORTED_TITLE].rstrip()

    def _incident_facts(self, entry: RecordedEntry, steps: Sequence[ImportedUpdate]) -> dict[str, Value]:
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

    def _window(self, entry: RecordedEntry, steps: Sequence[ImportedUpdate]) -> dict[str, Value]:
        assert entry.start is not None
        assert entry.end is not None
        facts: dict[str, Value] = {"start": moment_text(entry.start), "end": moment_text(entry.end)}
        if entry.impact not in ("", "maintenance"):
            self._note(entry, "the impact of a maintenance is not kept", quoted(entry.impact))
        if steps[0].status == "in_progress":
            self._note(entry, "a maintenance whose first notice is its beginning is an `emergency`")
            facts["emergency"] = "true"
        elif steps[0].at >= entry.end:
            self._note(entry, "a maintenance that was announced when its window was over is an `emergency`")
            facts["emergency"] = "true"
        if self.saved > entry.start or any(step.status not in ("scheduled", "update") for step in steps):
            # The record has its own steps, or none where the clock would have had one; it must not add others.
            facts["auto"] = "false"
        return facts

    def _named(self, stated: Mapping[str, str | None]) -> Value:
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
        return update_block(step.at, step.status, fields=fields, body=prose.markdown)

    def _note_old_names(self, entry: RecordedEntry) -> None:
        now = {part.id: part.name for part in entry.parts}
        for mention in (mention for post in entry.posts for mention in post.mentions):
            name = now.get(mention.code, mention.name)
            if mention.name and mention.name != name and not mention.name.endswith(f" - {name}"):
                self._note(entry, "a component had another name then, which is not kept", f"{mention.name}, now {name}")

    def postmortem(self, entry: RecordedEntry, story: ImportedEntry) -> str:
        """The postmortem file, published when the first of its updates was."""
        if len(story.afterwards) > 1:
            self._note(entry, "more than one postmortem update; they stand in one file, under the id of the first")
        published = story.afterwards[0].at
        if published < story.steps[0].at:
            self._note(entry, "a postmortem from before the first notice has the notice's time", moment_text(published))
            published = story.steps[0].at
        elif story.afterwards[0].entered != published:
            self._note(entry, "when a back-dated postmortem was entered (created_at) is not kept")
        fields: dict[str, Value] = {"published": moment_text(published)}
        if story.afterwards[0].id:
            fields["id"] = story.afterwards[0].id
        bodies = dict.fromkeys(self._essay(entry, post.body) for post in story.afterwards)
        return "\n".join([front_matter(fields), *(f"{body}\n" for body in bodies if body)])

    def _essay(self, entry: RecordedEntry, body: str) -> str:
        """A postmortem's text, which Statuspage keeps as Markdown or as HTML."""
        lines = "\n".join(map(_breaks, body.split("\n")))
        if not _MARKDOWN.search(body) or _BLOCK_TAG.search(lines):
            prose = to_markdown(body, base=self.base, sections=True)
            for lost in prose.lost:
                self._note(entry, f"not kept from a text: {lost}")
            return prose.markdown
        if _INLINE_TAG.search(lines):
            self._note(entry, "a tag within a postmortem in Markdown shows as text")
        linked = _without_pictures(lines)
        if linked != lines:
            self._note(entry, "not kept from a text: a picture, kept as a link")
        safe = _FOREIGN_LINK.sub(_defused, linked)
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
    """Markdown whose pictures are links, also those whose address is defined elsewhere."""
    defined = {label.casefold() for label in _DEFINED.findall(text)}
    return _PICTURE.sub(lambda found: "" if found[2] or found[1].casefold() in defined else "!", text)


def _breaks(line: str) -> str:
    """A line of Markdown whose breaks are Markdown's; a row of a table cannot have any."""
    return _BREAK_TAG.sub(" " if line.lstrip().startswith("|") else "  \n", line).removesuffix("\n")


def _defused(found: re.Match[str]) -> str:
    before, sign = (group for group in found.groups() if group is not None)
    return f"{before}\\{sign}"


def _check_first(entry: RecordedEntry, post: Post, allowed: Sequence[str]) -> None:
    if post.status not in allowed:
        message = f"expected the first update of {entry.id} to be {', '.join(allowed)}, found {quoted(post.status)}"
        raise UntellableError("incident_updates", message)


def _step(post: Post, status: str) -> ImportedUpdate:
    entered = post.entered if post.entered != post.at else None
    return ImportedUpdate(post.at, status, post.id, post.body, post.mentions, entered)


# --- What components were in ---------------------------------------------------------------------------------

_Notes = Callable[[RecordedEntry, str, str], None]


def _components(
    entry: RecordedEntry, steps: Sequence[ImportedUpdate], note: _Notes
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


def _before_ends(steps: Sequence[ImportedUpdate]) -> Iterator[ImportedUpdate]:
    """The steps by which it was not over."""
    over = False
    for step in steps:
        over = over if step.status == "update" else step.status in _OVER
        if not over:
            yield step


class _Ledger:
    """What each component is in, update by update."""

    def __init__(self, entry: RecordedEntry, note: _Notes) -> None:
        self._entry = entry
        self._note = note
        self._default = "under_maintenance" if entry.maintenance else "operational"
        self._now: dict[str, str] = {}
        self._told: dict[str, datetime] = {}
        self._phase = ""

    def first(self, steps: Sequence[ImportedUpdate]) -> dict[str, str | None]:
        """What the first notice announces: its own mentions, and components that no update names."""
        step = steps[0]
        self._phase = step.status
        for mention in step.mentions:
            self._look_back(mention, {})
        stated = {mention.code: self._first_status(step, mention) for mention in step.mentions}
        mentioned = {mention.code for each in steps for mention in each.mentions}
        early = {mention.code for each in _before_ends(steps) for mention in each.mentions}
        concerned = dict.fromkeys([*(part.id for part in self._entry.parts), *sorted(mentioned)])
        # What only the end names could not be concerned by then.
        unnamed = [code for code in concerned if code not in early and code not in stated]
        if unnamed and any(stated.values()):
            self._say("a component that no update names is written as operational", ", ".join(unnamed))
        elif unnamed:
            self._say("components that no update names before the end are told with the first", ", ".join(unnamed))
        listed = {part.id for part in self._entry.parts}
        if mentioned - listed:
            text = "a component that its updates name is told with an incident whose own list lacks it"
            self._say(text, ", ".join(sorted(mentioned - listed)))
        stated |= dict.fromkeys(unnamed)
        self._now = {code: status or self._default for code, status in stated.items()}
        self._told = {mention.code: step.at for mention in step.mentions}
        if self._over:
            self._now = dict.fromkeys(stated, "operational")
        return stated

    def _first_status(self, step: ImportedUpdate, mention: Mention) -> str | None:
        if self._entry.maintenance:
            spoken = step.status in OPEN_STATUSES and mention.new in _STATUSES and mention.new != self._default
            return mention.new if spoken else None
        if mention.new in _BROKEN:
            return mention.new
        if step.status == "resolved" and mention.old in _BROKEN:
            return mention.old
        if mention.new != "operational":
            self._odd(mention)
        return None

    def change(self, step: ImportedUpdate) -> dict[str, str]:
        """What *step* changes."""
        before = self._phase
        self._phase = before if step.status == "update" else step.status
        stated: dict[str, str] = {}
        held = {} if self._entry.maintenance and before not in OPEN_STATUSES else self._now
        for mention in step.mentions:
            self._look_back(mention, held)
            status = self._next_status(mention)
            if self._over and mention.code not in self._now:
                text = "a component that an update names first at the end is told when the next one names it"
                self._say(text, mention.name)
            elif status is not None:
                stated[mention.code] = status
            self._told[mention.code] = step.at
        now = dict.fromkeys(self._now, "operational") if self._over else self._now
        turned = (
            (before in OPEN_STATUSES) is not (self._phase in OPEN_STATUSES)
            if self._entry.maintenance
            else now != self._now
        )
        changes = {code: status for code, status in stated.items() if now.get(code) != status}
        if not changes and not turned:
            # Nothing changed, and the record names them all the same.
            changes = stated
        if turned and now and not step.mentions:
            text = "components change with an update that does not name them, with the end or a window's beginning"
            self._say(text, step.id)
        elif changes.keys() | now.keys() > {mention.code for mention in step.mentions} > set():
            self._say("an update names not all of the components; it is told with all of them", step.id)
        self._now = {**now, **changes}
        order = list(self._now)
        named = [mention.code for mention in step.mentions if mention.code in self._now]
        if named != sorted(named, key=order.index):
            self._say("an update's components are told in the order in which they were first named", step.id)
        return changes

    def _next_status(self, mention: Mention) -> str | None:
        """What the mention puts the component in, if our files can say so."""
        if self._over:
            if mention.new in _BROKEN:
                self._say("a status told with the end is not kept, since nothing is affected after it", mention.new)
            return "operational"
        if self._entry.maintenance:
            if self._phase not in OPEN_STATUSES:
                return self._default
        elif mention.new == "under_maintenance":
            self._odd(mention)
            return None
        if mention.new not in _STATUSES:
            self._odd(mention)
            return None
        return mention.new

    def _look_back(self, mention: Mention, held: Mapping[str, str]) -> None:
        if mention.old in _STATUSES and mention.old != held.get(mention.code, "operational"):
            text = "a component's status had changed before the update that first tells of it; when is not recorded"
            self._say(text, f"{mention.name}: {mention.old}")

    def now(self) -> dict[str, str]:
        """What the saved document says beyond its updates, for an entry that is not over."""
        if self._over or (self._entry.maintenance and self._phase not in OPEN_STATUSES):
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
