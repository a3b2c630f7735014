"""Where the lines of a ledger are kept: read as a whole, added to only if nobody else has added to it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sitegen.delivery.records import Record


class LedgerProblem(Exception):
    """A ledger cannot be read or written: says why and what to do, without any secret."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a ledger as of *version*, which names this content of it and no other."""

    version: str
    lines: tuple[str, ...]


class LedgerStore(Protocol):
    """A place for a ledger."""

    batch: int
    """How many messages are claimed in one write."""

    def read(self) -> Lines:
        """All lines; raises LedgerProblem."""
        ...

    def append(self, records: Sequence[Record], version: str) -> str | None:
        """Add to what was read as *version*: the new version, or None, having added nothing, where there is another.

        Once it returns a version, every reader sees the records, also after a crash. Raises LedgerProblem; then they
        may have been added.
        """
        ...
