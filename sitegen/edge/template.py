"""Texts in languages of others: a file beside the module, in which `@name@` stands for a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).parent
_NAME = re.compile(r"@([a-z][a-z_]*)@")
_LINE = re.compile(rf"^([ \t]*){_NAME.pattern}\n", re.MULTILINE)


def fill(template: str, values: Mapping[str, str | list[str]]) -> str:
    """The text of *template*, a file of this folder, with *values*, which are already quoted for its language.

    A list makes lines: its name stands alone on one, which becomes as many as there are, all indented alike.
    Raises KeyError when a name has no value, and ValueError when a value has no place.
    """
    text = (_HERE / template).read_text(encoding="utf-8")
    lists = {name: lines for name, lines in values.items() if isinstance(lines, list)}
    words = {name: value for name, value in values.items() if isinstance(value, str)}
    unused = values.keys() - {found[1] for found in _NAME.finditer(text)}
    if unused:
        raise ValueError(f"{template} has no place for {', '.join(sorted(unused))}")

    def lines_of(found: re.Match[str]) -> str:
        if found[2] in words:
            return found[0]
        return "".join(f"{found[1]}{line}\n" if line else "\n" for line in lists[found[2]])

    # The words go in last and in one pass, so that nothing in them is taken for a name.
    return _NAME.sub(lambda found: words[found[1]], _LINE.sub(lines_of, text))
