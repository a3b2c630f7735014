"""The beginning of a text, in whole sentences."""

from __future__ import annotations

import re

from sitegen.markdown.plain_text import plain

_END = re.compile(r"(?:[。！？]|[.!?](?=\s|$))[”’」』）)\"']*\s*")


def sentences(text: str) -> list[str]:
    """The sentences of a text on one line, each with its mark and what closes it."""
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [*found, *filter(None, [text[start:].strip()])]


def opening(source: str, most: int) -> str:
    """The first sentences of a Markdown text, without its marks: as many as fit *most* characters, and one at least."""
    text = plain(source)
    shown = ""
    for sentence in sentences(text):
        # Between two Chinese sentences there is no space.
        place = text.index(sentence, len(shown)) + len(sentence)
        if shown and place > most:
            break
        shown = text[:place]
    return shown
