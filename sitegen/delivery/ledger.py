"""The ledger of a run: what has become of each message, and the claims and settlements that the run adds."""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.delivery.keys import Naming
from sitegen.delivery.records import Book, Record, RecordProblem, read_line
from sitegen.delivery.store import LedgerProblem, LedgerStore

MAX_TURNS = 8
"""How often a settlement is tried where others write at the same time."""


class Ledger:
    """A store with what it says, as last read, and how it names messages."""

    def __init__(self, store: LedgerStore, naming: Naming) -> None:
        self.store = store
        self.naming = naming
        self.book = Book()
        self._version = ""

    def read(self) -> Book:
        """What the ledger says now; raises LedgerProblem."""
        found = self.store.read()
        book = Book()
        book.add(self._record(line, number) for number, line in enumerate(found.lines, 1))
        self.book, self._version = book, found.version
        return book

    def _record(self, line: str, number: int) -> Record:
        try:
            return read_line(line)
        except RecordProblem as problem:
            raise LedgerProblem(
                f"{self.store}, line {number}: expected a line of this version of sitegen, found another ({problem}). "
                "Nothing can be sent without knowing what it says."
            ) from None

    def write(self, records: Sequence[Record]) -> bool:
        """Add records to what was last read: whether nobody else has written since; raises LedgerProblem."""
        version = self.store.append(records, self._version)
        if version is None:
            return False
        self._version = version
        self.book.add(records)
        return True

    def insist(self, records: Sequence[Record]) -> None:
        """Add records that are true whatever others write; raises LedgerProblem."""
        for _ in range(MAX_TURNS):
            if self.write(records):
                return
            self.read()
        raise LedgerProblem(f"{self.store}: others write all the time.")
