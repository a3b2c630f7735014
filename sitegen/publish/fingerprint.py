"""The fingerprint of what a file is made from, by which a build skips unchanged files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from sitegen import code_version
from sitegen.model import File, Keyed


class Keys:
    """The keys of files: equal keys mean equal bytes."""

    MAX_INPUTS = 16
    """Number of long inputs cached: consecutive files share some of theirs."""
    LONG = 200
    """From how many characters on a digest stands for an input."""

    def __init__(self) -> None:
        self._code = code_version()
        self._known: dict[int, tuple[object, str]] = {}
        """By identity, which is unique while the object is kept alive here."""
        self._beginnings: dict[tuple[Callable[..., bytes], int], tuple[object, str]] = {}
        """Likewise."""

    def of(self, file: File) -> str:
        """The key of a file: of its inputs, and of all code that may take part in making it."""
        match file.inputs:
            case first, Keyed(key=key) if key:  # Nearly every file is of one entry that is settled.
                return f"{self._beginning(file.make, first)}{key[:20]}"
        return self._whole(file.make, file.inputs)

    def _whole(self, make: Callable[..., bytes], inputs: Sequence[object]) -> str:
        given = ", ".join([self._input(one) for one in inputs])
        return _digest(f"{self._code} {make.__module__}.{make.__qualname__}({given})")[:32]

    def _beginning(self, make: Callable[..., bytes], first: object) -> str:
        """The part of the key that all files have which are made alike and share their first input."""
        known = self._beginnings.get((make, id(first)))
        if known is None:
            known = self._beginnings[make, id(first)] = first, self._whole(make, (first,))[:12]
        return known[1]

    def _input(self, value: object) -> str:
        """The `repr` of an input, or its digest if it is long."""
        known = self._known.get(id(value))
        if known is None:
            text = repr(value)
            if len(text) < self.LONG:
                return text
            if len(self._known) >= self.MAX_INPUTS:
                self._known.clear()
            known = self._known[id(value)] = value, _digest(text)
        return known[1]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
