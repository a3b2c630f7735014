"""Texts in languages of others: a file beside the module, in which `@name@` stands for a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).parent
_NAME = re.compile(r"@([a-z][a-z_]*)@")
_PLACE = re.compile(rf"^([ \t]*){_NAME.pattern}\n|{_NAME.pattern}", re.MULTILINE)


def fill_template(template: str, values: Mapping[str, str | list[str]]) -> str:
    """The text of *template*, a file of this folder, with *values*, which are already quoted for its language.

    A list makes lines: its name stands alone on one, which becomes as many as there are, all indented alike.
    Raises KeyError when a name has no value, and ValueError when a value has no place.
    """
    text = (_HERE / template).read_text(encoding="utf-8")
    unused = values.keys() - {found[1] for found in _NAME.finditer(text)}
    if unused:
        raise ValueError(f"{template} has no place for {', '.join(sorted(unused))}")

    def value_of(found: re.Match[str]) -> str:
        indent, alone, within = found.groups()
        value = values[alone or within]
        if isinstance(value, list):
            return "".join(f"{indent}{line}\n" if line else "\n" for line in value)
        return f"{indent}{value}\n" if alone else value

    # In one pass, so that nothing in a value is taken for a name.
    return _PLACE.sub(value_of, text)
