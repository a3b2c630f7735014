"""Records of settled entries on disk: an index that is read whole, and what each entry was read as, by its place.

Nothing here is trusted: an index counts only if it is whole and was made of the same code, libraries and settings, and
an entry only if its bytes are those that the index names. What does not count is read from the content anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.derive.outline import Outline
from sitegen.memory.safe_pickle import FORGED, pickled, unpickled
from sitegen.model import Image
from sitegen.problems import Problem

_MAGIC = b"sitegen entries 1\n"
_DIGEST = hashlib.sha256().digest_size
_NAME = re.compile(r"entries-[0-9a-f]{8}\.data")
MAX_WASTE = 2
"""How many times the bytes in use the file of entries may have before it is written anew."""


class Extent(NamedTuple):
    """Where an entry is in the file of entries."""

    offset: int
    length: int
    digest: bytes


class SettledEntry(NamedTuple):
    """A settled entry: what says that it is the same, and what lists need of it."""

    key: str
    """See `entry_key`."""
    pictures: tuple[Image, ...]
    settled: datetime
    """From when on nothing changes it."""
    source: tuple[Any, ...]
    """Some fields of what was read, see `stubs`."""
    view: tuple[Any, ...]
    outline: Outline
    problems: tuple[Problem, ...]
    """The warnings of its files."""
    place: Extent


Records = dict[tuple[str, str], SettledEntry]
"""By folder and slug."""


class Store:
    """The two files in *folder* with what was made of *origin*: a digest of code, libraries and settings."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._folder = folder
        self._index = folder / "entries.index"
        self._origin = origin
        self._head = self._read_head()
        """Of the index when it was read: another one is that of another build."""
        self._name = ""
        """Of the file of entries."""
        self.records = self._read_records()
        """None where the index does not count."""

    def _read_head(self) -> bytes:
        try:
            with self._index.open("rb") as index:
                return index.read(len(_MAGIC) + _DIGEST)
        except OSError:
            return b""

    def _read_records(self) -> Records:
        try:
            payload = self._index.read_bytes()[len(self._head) :]
        except OSError:
            return {}
        if self._head != _MAGIC + hashlib.sha256(payload).digest():
            return {}
        try:
            origin, name, records = unpickled(payload)
            if origin != self._origin or not _NAME.fullmatch(name):
                return {}
            found = {key: SettledEntry._make((*record[:-1], Extent(*record[-1]))) for key, record in records.items()}
        except FORGED:
            return {}
        self._name = name
        return found

    def write(self, records: Records, fresh: Mapping[tuple[str, str], tuple[SettledEntry, bytes]]) -> None:
        """Write *records*, which are some of those read, and *fresh* ones with their entries; raises OSError.

        Not where another build has written meanwhile. The caller has the lock of the folder.
        """
        if self._read_head() != self._head:
            return
        used = sum(record.place.length for record in records.values())
        size = _size(self._folder / self._name) if self._name else 0
        kept = dict(records)
        if not size or size > MAX_WASTE * (used + sum(len(data) for _, data in fresh.values())):
            moved = {key: (record, self._bytes(record.place)) for key, record in records.items()}
            fresh = {**{key: one for key, one in moved.items() if one[1]}, **fresh}
            kept, size, self._name = {}, 0, f"entries-{secrets.token_hex(4)}.data"
        with (self._folder / self._name).open("ab") as entries:
            for key, (record, data) in fresh.items():
                entries.write(data)
                kept[key] = record._replace(place=Extent(size, len(data), hashlib.sha256(data).digest()))
                size += len(data)
        payload = pickled((self._origin, self._name, {key: (*one[:-1], (*one.place,)) for key, one in kept.items()}))
        staged = self._folder / "entries.new"
        staged.write_bytes(_MAGIC + hashlib.sha256(payload).digest() + payload)
        staged.replace(self._index)
        for other in self._folder.glob("entries-*.data"):
            if other.name != self._name:
                other.unlink()

    def entry(self, place: Extent) -> Any:
        """What an entry was read as; None where the file does not have it."""
        data = self._bytes(place)
        try:
            return unpickled(data) if data else None
        except FORGED:
            return None

    def _bytes(self, place: Extent) -> bytes:
        """The bytes at a place; none where they are not those that the index names."""
        try:
            descriptor = os.open(self._folder / self._name, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return b""
        try:
            data = os.pread(descriptor, place.length, place.offset)
        except OSError:
            return b""
        finally:
            os.close(descriptor)
        return data if hashlib.sha256(data).digest() == place.digest else b""


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
