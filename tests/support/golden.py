"""Golden files: what files of a site are to be, written so that a change of one is read as a diff."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

INLINE = "a|abbr|b|br|code|del|em|i|path|s|small|span|strong|sub|sup|svg|time|title"
"""Elements that stay within the line; any other begins one, and ends it."""


def page(text: str) -> str:
    """Its title and `<main>` alone, for the frame is everywhere the same; each element in a line of its own.

    An icon is its first tag: which one it is, and not how it is drawn.
    """
    lines = []
    for part in re.findall(r"<title>.*?</title>|<main.*?</main>", text, re.DOTALL):
        part = re.sub(r'(<svg class="i [\w-]+")[^>]*>.*?</svg>', r"\1>", part)
        for piece in re.split(r"(<pre>.*?</pre>)", part, flags=re.DOTALL):
            if not piece.startswith("<pre>"):
                piece = " ".join(piece.split())
                piece = re.sub(rf" ?(<(?!/|(?:{INLINE})\b)[^>]*>) ?", r"\n\1", piece)
                piece = re.sub(rf"(</(?!(?:{INLINE})\b)\w+>) ?", r"\1\n", piece)
            lines += [line for line in piece.split("\n") if line.strip()]
    return "\n".join(lines) + "\n"


def document(text: str) -> str:
    """JSON with a line for each value; a version that is a digest of the whole state says nothing to a reader."""
    lines = json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    return re.sub('"version": "[0-9a-f]{16}"', '"version": "…"', lines) + "\n"


def as_it_is(text: str) -> str:
    """Feeds and calendars have lines of their own."""
    return text.replace("\r\n", "\n")


FORMS: dict[str, Callable[[str], str]] = {".html": page, ".json": document}


def readable(path: str, content: bytes) -> str:
    """What stands in the golden file of a file of the site."""
    return FORMS.get(Path(path).suffix, as_it_is)(content.decode())


def hold(file: Path, text: str, *, update: bool) -> None:
    """Fail with the difference where *file* does not hold *text*; with *update*, write it."""
    if update:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return
    expected = file.read_text(encoding="utf-8") if file.exists() else ""
    if text != expected:
        lines = difflib.unified_diff(expected.splitlines(), text.splitlines(), "expected", "made", lineterm="")
        pytest.fail(
            "\n".join([f"What was made is not what {file} says:", "", *lines, "", "If that is meant, run"])
            + "\n    pytest --update-golden && git diff tests\nand read what has changed before you commit it.",
            pytrace=False,
        )
