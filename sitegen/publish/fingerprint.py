"""The fingerprint of what a file is made from, by which a build skips unchanged files."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import sitegen
from sitegen.model import File

LIBRARIES = (
    "Babel",
    "feedgen",
    "icalendar",
    "imagesize",
    "Jinja2",
    "linkify-it-py",
    "lxml",
    "markdown-it-py",
    "MarkupSafe",
    "mdit-py-plugins",
    "PyYAML",
    "tzdata",
)
"""The distributions whose code or data affects the content of files."""


class Keys:
    """The keys of files: equal keys mean equal bytes."""

    MAX_INPUTS = 16
    """Number of inputs cached: consecutive files share some of theirs."""

    def __init__(self) -> None:
        self._code = code_version()
        self._known: dict[int, tuple[object, str]] = {}
        """By identity, which is unique while the object is kept alive here."""

    def of(self, file: File) -> str:
        """The key of a file: of its inputs, and of all code that may take part in making it."""
        inputs = ", ".join(map(self._input, file.inputs))
        return _digest(f"{self._code} {file.make.__module__}.{file.make.__qualname__}({inputs})")[:32]

    def _input(self, value: object) -> str:
        """The `repr` of an input, or its digest if it is long."""
        known = self._known.get(id(value))
        if known is None:
            if len(self._known) >= self.MAX_INPUTS:
                self._known.clear()
            text = repr(value)
            known = self._known[id(value)] = value, text if len(text) < 200 else _digest(text)
        return known[1]


def code_version() -> str:
    """What stands for our code and the versions of the libraries that matter."""
    return f"{_own_code()} {[version(name) for name in LIBRARIES]}"


@cache
def _own_code() -> str:
    """The digest of our code, in all subpackages."""
    package = Path(sitegen.__file__).resolve().parent
    found = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        found.update(f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes())
    return found.hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
