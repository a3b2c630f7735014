"""Templates of configurations: files in this folder, in which `@name@` is replaced by a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

_HERE = Path(__file__).parent
_NAME = re.compile(r"@([a-z][a-z_]*)@")
_PLACE = re.compile(rf"^([ \t]*){_NAME.pattern}\n|{_NAME.pattern}", re.MULTILINE)

Values = Mapping[str, str | Iterable[str]]
"""By name, each already escaped for the language of the configuration: a text, or lines."""


def fill_template(template: str, values: Values, shared: Values | None = None) -> str:
    """The text of *template*, a file in this folder, with *values*, and *shared* ones where it needs them.

    The name of lines must be alone on its line, which is replaced by one line per item with the same indent.
    Raises KeyError if a name has no value, and ValueError if one of *values* is not used.
    """
    text = (_HERE / template).read_text(encoding="utf-8")
    given = {**(shared or {}), **values}
    known = {name: value if isinstance(value, str) else [*value] for name, value in given.items()}
    unused = values.keys() - {found[1] for found in _NAME.finditer(text)}
    if unused:
        raise ValueError(f"{template} does not use {', '.join(sorted(unused))}")

    def value_of(found: re.Match[str]) -> str:
        indent, alone, within = found.groups()
        value = known[alone or within]
        if isinstance(value, list):
            return "".join(f"{indent}{line}\n" if line else "\n" for line in value)
        return f"{indent}{value}\n" if alone else value

    # In one pass, so that names within values are not replaced.
    return _PLACE.sub(value_of, text)
