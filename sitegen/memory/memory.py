"""The memory of one build: it recalls entries that have not changed, and takes in those that it has had to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sitegen.derive.entries import Entry
from sitegen.derive.settled import settled_from
from sitegen.derive.snapshot import Snapshot, view_entry
from sitegen.memory.store import Extent, SettledEntry, Store
from sitegen.memory.stubs import remembered_source, remembered_view, view_fields
from sitegen.model import Config, Image, SourceEntry
from sitegen.problems import ContentError, Problem
from sitegen.read.content import ReadResult, entry_key, pictures_of, read_group
from sitegen.read.document import file_digest
from sitegen.read.files import FileGroup
from sitegen.read.pictures import read_picture
from sitegen.read.reader import Reader


class _Kept(NamedTuple):
    """An entry that has been read."""

    group: FileGroup
    entry: SourceEntry
    problems: tuple[Problem, ...]
    packed: bytes


class Memory:
    """What is known of the settled entries of the site in *root* as of *now*, and what is to be known next time."""

    def __init__(self, folder: Path, code: str, root: Path, now: datetime) -> None:
        """*folder* is where it lies; what another *code* has made is not recalled."""
        self._folder = folder
        self._code = code
        self._root = root
        self._now = now
        self._digest = partial(file_digest, root)
        self._recalled: dict[tuple[str, str], SettledEntry] = {}
        self._kept: dict[str, _Kept] = {}
        """By path."""

    def open(self, config: Config) -> None:
        """Look up what is known of the site with these settings, which decide how each entry is read."""
        # The settings themselves: their file may have changed since it was read.
        settings = f"{self._code} {config} {config.wording}"
        self._store = Store(self._folder, sha256(settings.encode()).hexdigest())

    def recall(self, group: FileGroup, reader: Reader) -> ReadResult | None:
        """An entry that has not changed and that nothing changes, with the problems of its files; else None."""
        record = self._store.records.get((group.folder, group.slug))
        if record is None or record.settled > self._now:
            return None
        if entry_key(group, self._digest, record.pictures) != record.key:
            return None
        if not all(map(self._is_there, record.pictures)):
            return None
        self._recalled[group.folder, group.slug] = record
        is_incident = group.folder == "incidents"
        load = partial(self._load, group, reader, record)
        source = remembered_source(is_incident, record.view, load)
        view = remembered_view(is_incident, record.view, partial(_view, load, reader.config, record.settled))
        object.__setattr__(source, "view", view)
        object.__setattr__(source, "outline", record.outline)
        object.__setattr__(source, "settled", record.settled)
        return source, list(record.problems)

    def keep(self, group: FileGroup, entry: SourceEntry, problems: Sequence[Problem], packed: bytes) -> None:
        """Take in an entry that has been read; *packed* is the pickle of it and its problems."""
        if entry.key:
            self._kept[entry.path] = _Kept(group, entry, tuple(problems), packed)

    def write(self, snapshot: Snapshot) -> None:
        """Have what is known now known next time; raises OSError."""
        fresh = {}
        for view in snapshot.entries:
            kept = self._kept.get(view.path)
            if kept is not None and view.key:
                group, entry, problems, packed = kept
                record = SettledEntry(
                    key=entry.key,
                    pictures=pictures_of(entry),
                    settled=settled_from(entry, snapshot.config),
                    view=view_fields(view),
                    outline=snapshot.outlines[view.path],
                    problems=problems,
                    place=Extent(0, 0, b""),
                )
                fresh[group.folder, group.slug] = record, packed
        if fresh or len(self._recalled) != len(self._store.records):
            self._store.write(self._recalled, fresh)

    def _is_there(self, picture: Image) -> bool:
        try:
            found = read_picture(self._root / picture.path, picture.path, self._root)
        except OSError:
            return False
        return isinstance(found, Image) and found.digest == picture.digest

    def _load(self, group: FileGroup, reader: Reader, record: SettledEntry) -> SourceEntry:
        packed = self._store.entry(record.place)
        if packed:
            entry: SourceEntry | None = packed[0]
        else:
            self._recalled.pop((group.folder, group.slug), None)
            entry, _ = read_group(reader, group)
        if entry is None or entry.key != record.key:
            message = "expected the file as it was a moment ago, found another"
            raise ContentError([Problem(group.sources[0].path, 0, "", message, "Build again.")])
        return entry


def _view(load: Callable[[], SourceEntry], config: Config, at: datetime) -> Entry:
    view = view_entry(load(), config, known_until=at, at=at)
    assert view is not None, "an entry that was settled exists"
    return view
