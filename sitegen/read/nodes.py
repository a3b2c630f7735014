"""The values of YAML, whose scalars are still text, each with its line."""

from __future__ import annotations

from typing import NamedTuple


class YamlScalar(NamedTuple):
    """A text, as written."""

    text: str
    line: int
    plain: bool = True
    """Not quoted."""
    written: str = ""
    """A key as its author spelled it, if *text* is its canonical spelling."""


class YamlMapping(NamedTuple):
    """Keys with their values, in order; keys are unique."""

    entries: tuple[tuple[YamlScalar, YamlNode], ...]
    line: int

    def get(self, key: str) -> YamlNode | None:
        """The value of *key*, if there is one."""
        return next((value for name, value in self.entries if name.text == key), None)

    def line_of(self, key: str) -> int:
        """The line of *key*, else of the mapping."""
        return self.place(key)[0]

    def place(self, key: str) -> tuple[int, str]:
        """The line of *key*, else of the mapping, and the key as its author spelled it."""
        found = next((name for name, _ in self.entries if name.text == key), None)
        return (found.line, found.written or found.text) if found else (self.line, key)


class YamlList(NamedTuple):
    """Items in order; *flow* when written `[in, brackets]`."""

    items: tuple[YamlNode, ...]
    line: int
    flow: bool


YamlNode = YamlScalar | YamlMapping | YamlList
"""Any value in YAML."""
