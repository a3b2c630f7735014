"""One file of each kind: enough to meet every branch of a template, without rendering a history."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable
from enum import Enum

from sitegen.model import File

_DEPTH = 2
"""How deep the values are looked into that a file is made from: templates ask for what a step of an entry has."""


def one_of_each(files: Iterable[File]) -> list[File]:
    """The first of those files that are made alike from values alike: the same things there, in the same states."""
    found: dict[Hashable, File] = {}
    for file in files:
        # The first input is most often an edition, which is named by its language.
        kind = (file.make, *(repr(one) for one in file.inputs[:1]), *(_shape(one, _DEPTH) for one in file.inputs[1:]))
        found.setdefault(kind, file)
    return list(found.values())


def _shape(value: object, depth: int) -> Hashable:
    """What a template can ask of a value: states as they are, of anything else whether it is there."""
    if value is None or isinstance(value, bool | Enum):
        return value
    if not depth:
        return bool(value)
    if dataclasses.is_dataclass(value):
        names = [one.name for one in dataclasses.fields(value)]
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        names = list(value._fields)
    elif isinstance(value, tuple | list):
        return frozenset(_shape(one, depth - 1) for one in value)
    else:
        return bool(value)
    return (type(value), *(_shape(getattr(value, name), depth - 1) for name in names))
