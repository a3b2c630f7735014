"""What was published and is wrong → the files of its entry, corrected so that nobody loses what they hold.

An update keeps its identity, whatever its time becomes: the time of first publication stays with it, and where another
update of that minute would take its place, both keep their ids. Translations move with their original.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from sitegen.authoring import amend
from sitegen.authoring.compose import Value, append_update, moment_text, update_block
from sitegen.authoring.write import read_source
from sitegen.derive.snapshot import clock_steps
from sitegen.model import (
    OVER_STATUSES,
    Compensation,
    ComponentStatus,
    Config,
    Facts,
    Incident,
    Kind,
    SourceEntry,
    Status,
    Update,
)
from sitegen.problems import ContentError, Problems, nearest, one_of, quoted
from sitegen.read.content import read_group
from sitegen.read.files import FileGroup, find_groups
from sitegen.read.reader import Reader


class NotCorrected(ValueError):
    """A correction that cannot be made; the message says why, and what to do."""


class Correction:
    """The files of one entry, and what becomes of them; nothing is written."""

    def __init__(self, root: Path, config: Config, group: FileGroup) -> None:
        """Read the entry; raises ContentError with its problems, and NotCorrected for a draft."""
        original = group.find("")
        assert original is not None
        self._root = root
        self._config = config
        self._group = group
        self.path = original.path
        """Of the original."""
        self.texts: dict[str, str | None] = {}
        """What was changed, by path; None: the file has another name now."""
        self.before: dict[str, str | None] = {one.path: read_source(root, one.path) for one in group.sources}
        """What the files held, of which all is read; None: there was no such file."""
        self.entry = self._read()

    def _read(self) -> SourceEntry:
        """The entry as its files are now."""
        reader = Reader(self._root, self._config, None, {**self.before, **self.texts})
        entry, problems = read_group(reader, self._group)
        if entry is not None:
            return entry
        if problems:
            raise ContentError(problems)
        raise NotCorrected(f"{self.path} is a draft, which nobody has read: edit it.")

    def _text(self, path: str) -> str:
        text = self.texts.get(path) or self.before[path]
        assert text is not None, "only a file that is renamed has none, which is the last correction"
        return text

    @property
    def _in_file(self) -> list[Update]:
        """The updates in the order of the file."""
        return sorted(self.entry.updates, key=lambda one: one.line)

    def _change(self, edit: Callable[[str], str]) -> None:
        """Edit the original; its entry is read again."""
        self.texts[self.path] = edit(self._text(self.path))
        self.entry = self._read()

    def move(self, key: str, at: datetime, now: datetime) -> None:
        """Give an update another time, in every language; raises NotCorrected where a step of the clock would go."""
        steps = clock_steps(self.entry, self._config, now)
        zone, keys = self._config.zone, [one.key for one in self._in_file]
        place = keys.index(key)
        was = self._in_file[place]
        order = [one.key for one in self.entry.updates if one.at == was.at].index(key)
        text = amend.with_time(self._text(self.path), place, at, zone)
        if was.published == was.at:
            text = amend.with_field(text, place, "was", moment_text(was.published, zone))
        elif was.published == at:
            text = amend.without_field(text, place, "was")
        self.texts[self.path] = text
        for path in self.translations:
            text = self._text(path)
            places = [index for index, each in enumerate(amend.update_moments(text, zone)) if each == was.at]
            if order < len(places):
                self.texts[path] = amend.with_time(text, places[order], at, zone)
        self.entry = self._read()
        self._keep(keys)
        self._keep_times(place, was.facts)
        for gone in sorted(steps.keys() - clock_steps(self.entry, self._config, now).keys()):
            raise NotCorrected(
                f"the window's own step, which feeds have as {gone}, would be gone: choose a time on its side."
            )

    def _keep(self, keys: list[str]) -> None:
        """Give each update the identity that it had, *keys* in the order of the file."""
        for place, key in enumerate(keys):
            if self._in_file[place].key != key:
                self._change(partial(amend.with_field, index=place, name="id", value=key))

    def _keep_times(self, place: int, facts: Facts) -> None:
        """Let the times that an update states stay those of *facts*, where they are written as *15 minutes on*."""
        for name in ("eta", "next_update", "ended", "start", "end"):
            at = getattr(facts, name)
            if getattr(self._in_file[place].facts, name) != at:
                written = moment_text(at, self._config.zone)
                self._change(partial(amend.with_field, index=place, name=name.replace("_", " "), value=written))
        if self._in_file[place].facts.compensation != facts.compensation:
            given = [self._compensation(one) for one in facts.compensation or ()]
            self._change(partial(amend.with_field, index=place, name="compensation", value=given))

    def _compensation(self, one: Compensation) -> Value:
        """A compensation as a file states it."""
        by = {"by": moment_text(one.by, self._config.zone)} if one.by else {}
        return {"for": one.whom.original, "what": one.what.original, **by}

    @property
    def translations(self) -> list[str]:
        """The paths of the entry's translations."""
        return [one.path for one in self._group.translations("")]

    def reword(self, key: str, words: str) -> None:
        """Give an update other words, in Markdown."""
        place = self._place(key)
        self._change(lambda text: amend.with_words(text, place, words))

    def state(self, key: str, field: str, value: str) -> None:
        """Give a field of an update another value."""
        place = self._place(key)
        self._change(lambda text: amend.with_field(text, place, field, value))

    def retitle(self, title: str) -> None:
        """Give the entry another title."""
        self._change(lambda text: amend.with_key(text, "title", title))

    def begin(self, at: datetime) -> None:
        """Say when an incident began; raises NotCorrected for a maintenance."""
        if not isinstance(self.entry, Incident):
            raise NotCorrected("only an incident has it. A window moves with an update: sitegen update --start TIME.")
        written = moment_text(at, self._config.zone)
        self._change(lambda text: amend.with_key(text, "started", written))

    def statements(self) -> list[tuple[str, str, str | None]]:
        """Each statement on a component, newest first: its id, its status as written, and the update that has it.

        None is the front matter, for what was announced with the entry.
        """
        text = self._text(self.path)
        places: list[tuple[str | None, int | None]] = [
            *((one.key, self._place(one.key)) for one in reversed(self.entry.updates)),
            (None, None),
        ]
        return [(one, status, key) for key, at in places for one, status in amend.components_in(text, at).items()]

    def restate(self, key: str | None, stated: Mapping[str, str], without: Collection[str]) -> None:
        """Give components other statuses, and leave some out; raises NotCorrected.

        What was announced with the entry is in its front matter (*key* None, or that of the first update where this
        states none), and what an update has changed is in the update.
        """
        text = self._text(self.path)
        place = None if key is None else self._place(key)
        in_update = amend.components_in(text, place) if place is not None else {}
        first = place is None or (self.entry.updates[0].key == key and not in_update)
        current = amend.components_in(text, None) if first else in_update
        for one in without:
            if one not in current:
                expected = f"expected {one_of(list(current)) or 'no component'}, which it states, found {quoted(one)}."
                raise NotCorrected(f"{expected} {nearest(one, current)}".rstrip())
        components = {one: status for one, status in {**current, **stated}.items() if one not in without}
        value = self._value(components)
        if not components and place is not None and not first:
            self._change(partial(amend.without_field, index=place, name="components"))
        elif first:
            self._change(lambda text: amend.with_key(text, "components", value))
        else:
            assert place is not None, "an update has a place"
            self._change(partial(amend.with_field, index=place, name="components", value=value))

    def _value(self, components: Mapping[str, str]) -> Value:
        """Components as a file states them: by their statuses, or as a list where none has one."""
        if not any(components.values()):
            return list(components)
        if not isinstance(self.entry, Incident):
            return {one: status or ComponentStatus.UNDER_MAINTENANCE.value for one, status in components.items()}
        unstated = [one for one, status in components.items() if not status]
        if unstated:
            raise NotCorrected(f"expected a status for {one_of(unstated)} too, which is stated without one.")
        return dict(components)

    def rename(self, slug: str) -> None:
        """Give the entry another name, and keep the one that it had as an old address; the last of all corrections."""
        taken = [group for group in find_groups(self._root, self._config, Problems()) if group.slug == slug]
        if taken:
            raise NotCorrected(f"{slug} is the name of {taken[0].sources[0].path} already.")
        names = [*self.entry.aliases, f"/{self._group.folder}/{self._group.slug}/"]
        self._change(lambda text: amend.with_key(text, "aliases", list(dict.fromkeys(names))))
        for source in self._group.sources:
            folder, _, name = source.path.rpartition("/")
            moved = f"{folder}/{slug}{name.removeprefix(self._group.slug)}"
            self.texts[moved], self.before[moved] = self._text(source.path), None
            self.texts.pop(source.path, None)  # Written first, then removed.
            self.texts[source.path] = None
            self.path = moved if source.path == self.path else self.path

    def withdraw(self, why: str, moment: datetime) -> None:
        """Take the entry back in an update at *moment*, with the words *why*; raises NotCorrected."""
        if self.entry.withdrawn is not None:
            raise NotCorrected(f"{self._group.slug} was taken back already.")
        block = update_block(moment, self._last_status(), body=why, zone=self._config.zone)
        marked = amend.with_key(self._text(self.path), "withdrawn", "true")
        self.texts[self.path] = append_update(marked, block, zone=self._config.zone)

    def _last_status(self) -> Status:
        """The status that ends the entry; `update` where it is over already."""
        stated = [one.status for one in self.entry.updates if one.status is not Status.UPDATE]
        if isinstance(self.entry, Incident):
            over = self.entry.kind is Kind.NOTICE or stated[-1] is Status.RESOLVED
            return Status.UPDATE if over else Status.RESOLVED
        return Status.UPDATE if stated[-1] in OVER_STATUSES else Status.CANCELLED

    def _place(self, key: str) -> int:
        """Where in the file an update is, from 0."""
        return [one.key for one in self._in_file].index(key)
