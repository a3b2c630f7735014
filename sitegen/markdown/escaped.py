"""Text that is put into Markdown: what is not Markdown already is escaped, so that it reads as it was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial


class MarkdownText(str):
    """A text in Markdown, an author's or a template's: it is not escaped again."""

    __slots__ = ()

    def join(self, parts: Iterable[str], /) -> MarkdownText:
        """Several texts in Markdown as one."""
        return as_markdown(str.join(self, parts))


as_markdown: Callable[[str], MarkdownText] = partial(str.__new__, MarkdownText)
"""Marks a text as Markdown."""
_SIGNS = re.compile(r"[\\`*_\[\]<>~|&#!]")
_ADDRESS = re.compile(
    r"[hH][tT][tT][pP][sS]?://[^\s\x00-\x1f<>\"'\u2e80-\uffef]*[^\s\x00-\x1f<>\"'\u2e80-\uffef.,;:!?)\]]"
)  # Python takes three times as long to compile a range of all Chinese characters in either case.
"""An address in a sentence, without the mark that follows it; it ends before a Chinese character, as on pages."""
_LINE_START = re.compile(r"^(?P<number>\d{1,9})?(?P<sign>(?(number)[.)]|[-+=:]))", re.MULTILINE)


def escape_markdown(value: object) -> MarkdownText:
    """A value as Markdown in which no sign has a meaning; Markdown is returned as it is.

    An address stays one that readers can follow: it is the only thing that is found in plain text.
    """
    if isinstance(value, MarkdownText):
        return value
    parts, place, text = [], 0, str(value)
    for address in _ADDRESS.finditer(text):
        parts += [_escaped(text[place : address.start()]), f"<{address[0]}>"]
        place = address.end()
    return as_markdown(_LINE_START.sub(r"\g<number>\\\g<sign>", "".join([*parts, _escaped(text[place:])])))


def _escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", text)
