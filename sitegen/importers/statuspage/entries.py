"""Conversion of one Statuspage incident or maintenance: its updates, its components, and the text of its files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

from sitegen import model
from sitegen.authoring.compose import Value, front_matter, moment_text, update_block
from sitegen.importers.escaping import guard_body
from sitegen.importers.prose import to_markdown
from sitegen.importers.report import ImportReport
from sitegen.importers.statuspage.record import UNKNOWN_TIME, Mention, Page, Post, RecordedEntry
from sitegen.problems import ContentError, Problem, quoted
from sitegen.read.body import MAX_UPDATES

MAX_IMPORTED_TITLE = 200
"""Characters of a title that content files allow."""

_STATUSES = frozenset(model.ComponentStatus)
_BROKEN = _STATUSES - {model.ComponentStatus.OPERATIONAL, model.ComponentStatus.UNDER_MAINTENANCE}
_INCIDENT_STATUSES = model.INCIDENT_STATUSES[:-1]
_MAINTENANCE_STATUSES = model.MAINTENANCE_STATUSES[:-1]
_OPEN = model.OPEN_STATUSES
_OVER = (model.Status.RESOLVED, *model.OVER_STATUSES)


class EntryWriter:
    """Writes the text of an entry's files, and notes what is lost."""

    def __init__(self, entry: RecordedEntry, ids: Mapping[str, str], page: Page, report: ImportReport) -> None:
        """Raises ContentError for an entry that content files cannot express."""
        self.entry = entry
        self.steps: list[Post] = []
        """Its updates with statuses that our files allow, oldest first."""
        updates = [post for post in entry.posts if post.status != "postmortem" or entry.maintenance]
        self.posts = [post for post in entry.posts if post not in updates and post.body]
        """Those of its postmortem, oldest first."""
        self._ids = ids
        self._page = page
        self._report = report
        if len(updates) + len(self.posts) < len(entry.posts):
            self._note("an empty postmortem is not kept")
        if not updates:
            raise self._unsupported(f"{entry.id} has a postmortem but no update before it")
        allowed = _MAINTENANCE_STATUSES if entry.maintenance else _INCIDENT_STATUSES
        first = updates[0].status
        if first not in allowed:
            listed = ", ".join(allowed)
            raise self._unsupported(f"expected the first update of {entry.id} to be {listed}, found {quoted(first)}")
        if entry.maintenance:
            self._add_maintenance_steps(updates)
        else:
            self._add_incident_steps(updates)
        if len(self.steps) > MAX_UPDATES:
            message = f"expected at most {MAX_UPDATES:,} updates in {entry.id}, found {len(self.steps):,}"
            raise self._unsupported(message)
        self._note_other_times()

    def _unsupported(self, message: str) -> ContentError:
        return ContentError([Problem(self.entry.source, 0, "incident_updates", message)])

    def _note(self, text: str, detail: str = "") -> None:
        self._report.note(text, self.entry.id, detail)

    def _note_other_times(self) -> None:
        """Note recorded moments that are not those of an update: we take them from updates."""
        monitoring = next((step.at for step in self.steps if step.status == "monitoring"), None)
        if self.entry.monitoring not in (None, monitoring):
            text = "monitoring_at is now the time of the first update with the status monitoring"
            self._note(text, f"was {moment_text(self.entry.monitoring)}")
        last = [step for step in self.steps if step.status != "update"][-1]
        if self.entry.resolved not in (None, last.at if last.status in _OVER else None):
            text = "resolved_at is now the time of the last update with a final status"
            self._note(text, f"was {moment_text(self.entry.resolved)}")

    def _add_incident_steps(self, posts: Sequence[Post]) -> None:
        resolved = False
        for post in posts:
            status = post.status
            if status not in _INCIDENT_STATUSES:
                self._note("an unknown status became `update`", quoted(status))
                status = "update"
            elif resolved and status == "resolved":
                self._note("a second `resolved` in a row became `update`", moment_text(post.at))
                status = "update"
            elif resolved and status != "investigating":
                self._note("a status after `resolved` became `investigating`, as a reopening", quoted(status))
                status = "investigating"
            resolved = status == "resolved" or (resolved and status == "update")
            self.steps.append(post._replace(status=status))
        if not resolved and self.entry.status in ("resolved", "postmortem"):
            self._close("resolved")
        elif resolved and self.entry.status in _INCIDENT_STATUSES[:3]:
            self._note("the status contradicts the updates and is ignored", quoted(self.entry.status))

    def _add_maintenance_steps(self, posts: Sequence[Post]) -> None:
        first = posts[0]
        if first.status not in ("scheduled", "in_progress"):
            assert self.entry.start is not None
            begun = first.status != "cancelled"
            self._note("no notice before the end is recorded; an update without words at the start replaces it")
            at = min(self.entry.start, first.at) if begun else first.at
            self.steps.append(Post("", at, at, "in_progress" if begun else "scheduled"))
        rank = 0
        for post in posts:
            status = post.status
            if self.steps and self.steps[-1].status == "cancelled":
                self._note("an update after `cancelled` is not kept", quoted(post.body))
                continue
            if status not in _MAINTENANCE_STATUSES:
                self._note("an unknown status became `update`", quoted(status))
                status = "update"
            elif model.Status(status).rank < rank or (status == "completed" and rank == 3):
                self._note("a status that precedes the current one became `update`", quoted(status))
                status = "update"
            else:
                rank = model.Status(status).rank
            self.steps.append(post._replace(status=status))
        if rank < 3 and self.entry.status == "completed":
            self._close("completed")

    def _close(self, status: str) -> None:
        """Add an update for an end that no update states, if its moment is recorded."""
        at = self.entry.resolved
        if at is None or at < self.steps[-1].at:
            self._note(f"it is {status}, but when is not recorded; it remains open")
        else:
            self._note(f"no update states that it was {status}; an update without words was added")
            self.steps.append(Post("", at, at, status))

    def file(self) -> str:
        """The whole file of an incident or a maintenance."""
        tracker = _ComponentTracker(self.entry, self.steps, self._note)
        changes = [tracker.change(step) for step in self.steps[1:]]
        if changes:
            changes[-1] |= tracker.latest()
        else:
            tracker.stated |= tracker.latest()
        title = self._report.shortened(self.entry.name, MAX_IMPORTED_TITLE, self.entry.id, "the title")
        fields: dict[str, Value] = {"title": title, "id": self.entry.id}
        fields |= self._window() if self.entry.maintenance else self._incident_facts()
        if any(tracker.stated.values()):
            fields["components"] = {self._ids[code]: status or "operational" for code, status in tracker.stated.items()}
        else:
            fields["components"] = [self._ids[code] for code in tracker.stated]
        fields["aliases"] = [f"/incidents/{self.entry.id}"]
        self._note_old_names()
        blocks = [self._update(step, change) for step, change in zip(self.steps, [{}, *changes], strict=True)]
        return "\n".join([front_matter(fields), *blocks])

    def _incident_facts(self) -> dict[str, Value]:
        entry, first = self.entry, self.steps[0]
        facts: dict[str, Value] = {}
        if entry.impact in frozenset(model.Impact):
            facts["impact"] = entry.impact
        elif entry.impact:
            self._note("an unknown impact is not kept", quoted(entry.impact))
        if entry.started is not None and entry.started < first.at:
            facts["started"] = moment_text(entry.started)
        elif entry.started is not None and entry.started > first.at:
            detail = f"{moment_text(entry.started)} is after {moment_text(first.at)}"
            self._note("a start (started_at) after the first update contradicts it and is not kept", detail)
        return facts

    def _window(self) -> dict[str, Value]:
        entry, first = self.entry, self.steps[0]
        assert entry.start is not None
        assert entry.end is not None
        facts: dict[str, Value] = {"start": moment_text(entry.start), "end": moment_text(entry.end)}
        if entry.impact not in ("", "maintenance"):
            self._note("the impact of a maintenance is not kept", quoted(entry.impact))
        if first.status == "in_progress":
            self._note("a maintenance that was first announced when it began is an `emergency`")
            facts["emergency"] = "true"
        elif first.at >= entry.end:
            self._note("a maintenance that was announced when its window was over is an `emergency`")
            facts["emergency"] = "true"
        if self._page.updated > entry.start or any(step.status not in ("scheduled", "update") for step in self.steps):
            # The recorded updates are complete: automatic ones would add what Statuspage did not show.
            facts["auto"] = "false"
        return facts

    def _update(self, step: Post, change: Mapping[str, str]) -> str:
        fields: dict[str, Value] = {}
        if step.id:
            fields["id"] = step.id
        if step.entered != step.at:
            fields["was"] = moment_text(step.entered)
        if change:
            fields["components"] = {self._ids[code]: status for code, status in change.items()}
        words = self._markdown(step.body)
        if step.id and not words:
            self._note("an update without words has a body in our API: what it states", step.id)
        return update_block(step.at, step.status, fields=fields, body=words)

    def _markdown(self, body: str, *, sections: bool = False) -> str:
        prose = to_markdown(body, base=self._page.url, sections=sections)
        for lost in prose.lost:
            self._note(f"not kept from a text: {lost}")
        return prose.markdown

    def _note_old_names(self) -> None:
        now = {part.id: part.name for part in self.entry.parts}
        for mention in (mention for post in self.entry.posts for mention in post.mentions):
            name = now.get(mention.code, mention.name)
            if mention.name and mention.name != name and not mention.name.endswith(f" - {name}"):
                self._note("a component had another name then, which is not kept", f"{mention.name}, now {name}")

    def postmortem(self) -> str:
        """The postmortem file, published when the first of its posts was."""
        first, earliest = self.posts[0], self.steps[0].at
        if len(self.posts) > 1:
            self._note("several postmortem updates became one file, with the id of the first")
        published = max(first.at, earliest)
        if first.at < earliest:
            self._note("a postmortem before the first update has that update's time", moment_text(first.at))
        elif first.entered != published:
            self._note("created_at of a back-dated postmortem is not kept")
        fields: dict[str, Value] = {"published": moment_text(published)}
        if first.id:
            fields["id"] = first.id
        bodies = dict.fromkeys(self._postmortem_body(post.body) for post in self.posts)
        return "\n".join([front_matter(fields), *(f"{body}\n" for body in bodies if body)])

    def _postmortem_body(self, body: str) -> str:
        """A postmortem's text as Markdown; Statuspage keeps it as Markdown or as HTML."""
        lines = "\n".join(map(_breaks, body.split("\n")))
        if not _MARKDOWN.search(body) or _BLOCK_TAG.search(lines):
            return self._markdown(body, sections=True)
        if _INLINE_TAG.search(lines):
            self._note("an HTML tag within a Markdown postmortem is shown as text")
        linked = _without_pictures(lines)
        if linked != lines:
            self._note("not kept from a text: a picture, kept as a link")
        safe = _BEFORE_FOREIGN_LINK.sub(r"\g<0>\\", linked)
        if safe != linked:
            self._note("not kept from a text: a link to something other than http, https or mailto")
        return guard_body(safe, sections=True)


_MARKDOWN = re.compile(r"^(?:#{1,6} |[-*+] |[0-9]+\. |> |```)|\*\*\S|\]\(", re.MULTILINE)
_BLOCK_TAG = re.compile(r"<(?:p|ul|ol|li|div|table|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:a|b|code|em|i|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"(?<![ \t])[ \t]*<br\s*/?>[ \t]*", re.IGNORECASE)
_PICTURE = re.compile(r"!(?=\[((?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]*\])*)\]([(\[]?))")
_DEFINED = re.compile(r"^ {0,3}\[([^\]\n]+)\]:", re.MULTILINE)
_BEFORE_FOREIGN_LINK = re.compile(
    r"\](?=\((?!\s*<?(?:https?://|mailto:)[^\s/)>]))"
    r"|(?m:^ {0,3}(?=\[[^\]\n]+\]:\s*+(?!<?(?:https?://|mailto:)[^\s/)>])))"
    r"|(?=<(?!https?:|mailto:)[a-z][a-z0-9+.-]{1,31}:)",
    re.IGNORECASE,
)
"""Where a backslash makes a link to something else than http, https or mailto into text."""


def _without_pictures(text: str) -> str:
    """Markdown with its pictures turned into links, including those with a reference definition."""
    defined = {label.casefold() for label in _DEFINED.findall(text)}
    return _PICTURE.sub(lambda found: "" if found[2] or found[1].casefold() in defined else "!", text)


def _breaks(line: str) -> str:
    """A line with its <br> tags as Markdown's line breaks; in a row of a table, as spaces."""
    return _BREAK_TAG.sub(" " if line.lstrip().startswith("|") else "  \n", line).removesuffix("\n")


# --- Component statuses --------------------------------------------------------------------------------------


class _ComponentTracker:
    """Tracks the status of each component from update to update."""

    def __init__(self, entry: RecordedEntry, steps: Sequence[Post], note: Callable[[str, str], None]) -> None:
        step = steps[0]
        self._entry = entry
        self._note = note
        self._default = "under_maintenance" if entry.maintenance else "operational"
        self._allowed = _STATUSES if entry.maintenance else _STATUSES - {"under_maintenance"}
        self._status = step.status
        """The entry's own."""
        self._mentioned = {mention.code: step.at for mention in step.mentions}
        """When each was last mentioned."""
        for mention in step.mentions:
            self._note_unrecorded_change(mention, {})
        stated = {mention.code: self._first_status(step, mention) for mention in step.mentions}
        self.stated = stated
        """What the first update states: its own mentions, and components that no update mentions before the end.

        The status None means that the component is concerned, without a stated status.
        """
        mentioned = {mention.code for each in steps for mention in each.mentions}
        statuses = (each.status for each in steps)
        in_force: Iterator[str] = accumulate(statuses, lambda old, new: old if new == "update" else new)
        before_end = [each for each, status in zip(steps, in_force, strict=True) if status not in _OVER]
        early = {mention.code for each in before_end for mention in each.mentions}
        concerned = dict.fromkeys([*(part.id for part in entry.parts), *sorted(mentioned)])
        # A component that only the end mentions must be stated here: later its entry concerns nothing.
        unnamed = [code for code in concerned if code not in early and code not in stated]
        if unnamed and any(stated.values()):
            self._note("a component that no update names is written as operational", ", ".join(unnamed))
        elif unnamed:
            self._note("components that no update names before the end are in the first", ", ".join(unnamed))
        listed = {part.id for part in entry.parts}
        if mentioned - listed:
            text = "a component that updates name is added to an incident whose own list lacks it"
            self._note(text, ", ".join(sorted(mentioned - listed)))
        stated |= dict.fromkeys(unnamed)
        self._statuses = {code: "operational" if self._over else stated[code] or self._default for code in stated}

    def _first_status(self, step: Post, mention: Mention) -> str | None:
        if self._entry.maintenance:
            explicit = step.status in _OPEN and mention.new in _STATUSES and mention.new != self._default
            return mention.new if explicit else None
        if mention.new in _BROKEN:
            return mention.new
        if step.status == "resolved" and mention.old in _BROKEN:
            return mention.old
        if mention.new != "operational":
            self._note_invalid(mention)
        return None

    def change(self, step: Post) -> dict[str, str]:
        """The component statuses to state with *step*."""
        before = self._status
        self._status = before if step.status == "update" else step.status
        stated: dict[str, str] = {}
        earlier = {} if self._entry.maintenance and before not in _OPEN else self._statuses
        for mention in step.mentions:
            self._note_unrecorded_change(mention, earlier)
            status = self._next_status(mention)
            if self._over and mention.code not in self._statuses:
                text = "a component that an update names first at the end is stated when a later one names it"
                self._note(text, mention.name)
            elif status is not None:
                stated[mention.code] = status
            self._mentioned[mention.code] = step.at
        now = dict.fromkeys(self._statuses, "operational") if self._over else self._statuses
        changed = (before in _OPEN) is not (self._status in _OPEN) if self._entry.maintenance else now != self._statuses
        changes = {code: status for code, status in stated.items() if now.get(code) != status}
        if not changes and not changed:
            # Keep the mentions of an update that changed nothing.
            changes = stated
        if changed and now and not step.mentions:
            text = "components change with an update that does not name them, with the end or the start of a window"
            self._note(text, step.id)
        elif changes.keys() | now.keys() > {mention.code for mention in step.mentions} > set():
            self._note("an update that names some of the components now names all of them", step.id)
        self._statuses = {**now, **changes}
        order = list(self._statuses)
        named = [mention.code for mention in step.mentions if mention.code in self._statuses]
        if named != sorted(named, key=order.index):
            self._note("an update's components are in the order in which they were first named", step.id)
        return changes

    def _next_status(self, mention: Mention) -> str | None:
        """The status that the mention states, if our files can express it."""
        if self._over:
            if mention.new in _BROKEN:
                self._note("a status at the end is not kept, since nothing is affected after it", mention.new)
            return "operational"
        if self._entry.maintenance and self._status not in _OPEN:
            return self._default
        if mention.new not in self._allowed:
            self._note_invalid(mention)
            return None
        return mention.new

    def _note_unrecorded_change(self, mention: Mention, earlier: Mapping[str, str]) -> None:
        if mention.old in _STATUSES and mention.old != earlier.get(mention.code, "operational"):
            text = "a component's status had changed before the first update that names it; when is not recorded"
            self._note(text, f"{mention.name}: {mention.old}")

    def latest(self) -> dict[str, str]:
        """For an entry that is not over, statuses in the saved document that are newer than its updates."""
        if self._over or (self._entry.maintenance and self._status not in _OPEN):
            return {}
        later: dict[str, str] = {}
        for part in self._entry.parts:
            known = self._statuses.get(part.id, self._default)
            is_newer = part.updated >= self._mentioned.get(part.id, UNKNOWN_TIME)
            if part.status in self._allowed and part.status != known and is_newer:
                later[part.id] = part.status
                text = "the status of a component when the document was saved is stated with the newest update"
                self._note(text, f"{part.name}: {part.status}")
        return later

    @property
    def _over(self) -> bool:
        return self._status in _OVER

    def _note_invalid(self, mention: Mention) -> None:
        self._note("a status that an incident's component cannot have is not kept", f"{mention.name}: {mention.new}")
