"""A ledger in a local file, for a server of one's own: written under a lock, a line at a time."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sitegen.delivery.records import Record, written_line
from sitegen.delivery.store import LedgerProblem, Lines

_CHUNK = 1 << 20


class FileStore:
    """A ledger in a file. Its version is its length in bytes, since it only grows."""

    batch = 1
    """A write takes no time, so what a crash leaves unknown is at most one message."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    def read(self) -> Lines:
        """All lines; a last one without its line feed is of a write that did not come to its end, and does not count.

        Whoever began it has not sent anything: a claim is written as a whole before its message goes out.
        """
        try:
            if not (self._path.is_file() or self._path.is_dir()) and self._path.exists():
                # A device may have no end, and nobody may ever write to a pipe.
                raise OSError(errno.EINVAL, "it is no file")
            with self._path.open("rb") as file:
                fcntl.flock(file.fileno(), fcntl.LOCK_SH)
                data = file.read()
        except FileNotFoundError:
            return Lines("0", ())
        except OSError as error:
            raise self._problem(error) from None
        return _lines(data, self._path)

    def append(self, records: Sequence[Record], version: str) -> str | None:
        """Add records: see LedgerStore."""
        added = "".join(f"{written_line(record)}\n" for record in records).encode()
        try:
            with self._locked() as descriptor:
                whole = _whole(descriptor)
                if str(whole) != version:
                    return None
                _write(descriptor, added, whole)
                if not whole:
                    self._keep_name()
                return str(whole + len(added))
        except OSError as error:
            raise self._problem(error) from None

    @contextmanager
    def _locked(self) -> Iterator[int]:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)

    def _keep_name(self) -> None:
        """See that a new file is found again after a loss of power."""
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _problem(self, error: OSError) -> LedgerProblem:
        return LedgerProblem(f"the ledger {self._path}: {error.strerror}.")


def _lines(data: bytes, path: Path) -> Lines:
    end = data.rfind(b"\n") + 1
    try:
        text = data[:end].decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LedgerProblem(f"the ledger {path}, line {line}: expected UTF-8, found other bytes.") from None
    return Lines(str(end), tuple(text.split("\n")[:-1]))


def _whole(descriptor: int) -> int:
    """The length up to the end of the last whole line."""
    size = os.fstat(descriptor).st_size
    end = size
    while end:
        start = max(0, end - _CHUNK)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _write(descriptor: int, data: bytes, at: int) -> None:
    """Write *data* at *at* and cut off what was behind it, all of it or nothing; it is on the disk on return."""
    os.ftruncate(descriptor, at)
    try:
        done = 0
        while done < len(data):
            done += os.pwrite(descriptor, data[done:], at + done)
        os.fsync(descriptor)
    except BaseException:
        os.ftruncate(descriptor, at)
        raise
