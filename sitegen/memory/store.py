"""Records of settled entries on disk: an index that is read whole, and what each entry was read as, by its place.

The index is a chain of blocks: the first has all records, each later one those that a build has changed.

Nothing here is trusted: a block counts only if it is whole, follows the one before it, and was made of the same code,
libraries and settings, and an entry only if its bytes are those that the index names. What does not count is read from
the content anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.derive.outline import Outline
from sitegen.memory.safe_pickle import FORGED, pickled, unpickled
from sitegen.model import Image
from sitegen.problems import Problem

_MAGIC = b"sitegen entries 2\n"
_DIGEST = hashlib.sha256().digest_size
_LENGTH = 8
"""Bytes of the length of a block, which stands before its digest."""
_NAME = re.compile(r"entries-[0-9a-f]{8}\.data")
MAX_WASTE = 2
"""How many times the bytes in use the file of entries may have before it is written anew."""
MAX_CHANGES = 0.25
"""How long the blocks of changes may be, to the first one, before one is written of all."""


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
    view: tuple[Any, ...]
    """Some fields of its view, see `stubs`."""
    outline: Outline
    problems: tuple[Problem, ...]
    """The warnings of its files."""
    place: Extent


Records = dict[tuple[str, str], SettledEntry]
"""By folder and slug."""
_Fresh = Mapping[tuple[str, str], tuple[SettledEntry, bytes]]
"""Records with the bytes of their entries, which have no place yet."""


class Store:
    """The two files in *folder* with what was made of *origin*: a digest of code, libraries and settings."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._folder = folder
        self._index = folder / "entries.index"
        self._origin = origin
        self._name = ""
        """Of the file of entries."""
        self._ends: list[int] = []
        """Where each block that counts ends."""
        self._seal = b""
        """The digest of the last one."""
        self.records: Records = {}
        self._found = self._stamp()
        """By which the index is known again: another one is that of another build."""
        self._read()

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self._index.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _read(self) -> None:
        """Read the blocks that count."""
        try:
            data = memoryview(self._index.read_bytes())
        except OSError:
            return
        place = len(_MAGIC)
        while place < len(data) and data[: len(_MAGIC)] == _MAGIC:
            begin = place + _LENGTH + _DIGEST
            end = begin + int.from_bytes(data[place : place + _LENGTH], "big")
            seal = data[place + _LENGTH : begin]
            if seal != _sealed(self._seal, data[begin:end]) or not self._take(data[begin:end]):
                return
            self._ends.append(end)
            self._seal = bytes(seal)
            place = end

    def _take(self, payload: memoryview) -> bool:
        """The records of a block, whether they count."""
        try:
            origin, name, gone, changed = unpickled(payload)
            if origin != self._origin or not _NAME.fullmatch(name):
                return False
            found = {key: SettledEntry._make((*record[:-1], Extent(*record[-1]))) for key, record in changed.items()}
            for key in gone:
                del self.records[key]
        except FORGED:
            return False
        self.records.update(found)
        self._name = name
        return True

    def write(self, records: Records, fresh: _Fresh) -> None:
        """Write *records*, which are some of those read, and *fresh* ones with their entries; raises OSError.

        Not where another build has written meanwhile. The caller has the lock of the folder.
        """
        if self._stamp() != self._found:
            return
        used = sum(record.place.length for record in records.values())
        size = _size(self._folder / self._name) if self._name else 0
        is_new = not size or size > MAX_WASTE * (used + sum(len(data) for _, data in fresh.values()))
        if is_new:
            moved = {key: (record, self._bytes(record.place)) for key, record in records.items()}
            fresh = {**{key: one for key, one in moved.items() if one[1]}, **fresh}
            records, size, self._name = {}, 0, f"entries-{secrets.token_hex(4)}.data"
        placed: Records = {}
        with (self._folder / self._name).open("ab") as entries:
            for key, (record, data) in fresh.items():
                entries.write(data)
                placed[key] = record._replace(place=Extent(size, len(data), hashlib.sha256(data).digest()))
                size += len(data)
        if is_new or not self._append(placed, self.records.keys() - records.keys() - placed.keys()):
            staged = self._folder / "entries.new"
            staged.write_bytes(_MAGIC + self._block(b"", {**records, **placed}, ()))
            staged.replace(self._index)
        for other in self._folder.glob("entries-*.data"):
            if other.name != self._name:
                other.unlink()

    def _append(self, changed: Records, gone: Iterable[tuple[str, str]]) -> bool:
        """Whether the changes could be added to the index as a block."""
        if self._found is None or not self._ends or self._found[1] != self._ends[-1]:
            return False
        block = self._block(self._seal, changed, gone)
        if self._ends[-1] + len(block) > self._ends[0] * (1 + MAX_CHANGES):
            return False
        with self._index.open("ab") as index:
            index.write(block)
        return True

    def _block(self, before: bytes, changed: Records, gone: Iterable[tuple[str, str]]) -> bytes:
        """A block of the index, which follows the one whose digest is *before*."""
        rows = {key: (*record[:-1], (*record.place,)) for key, record in changed.items()}
        payload = pickled((self._origin, self._name, sorted(gone), rows))
        return len(payload).to_bytes(_LENGTH, "big") + _sealed(before, payload) + payload

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


def _sealed(before: bytes, payload: bytes | memoryview) -> bytes:
    found = hashlib.sha256(before)
    found.update(payload)
    return found.digest()
