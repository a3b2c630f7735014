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
_LINE_START = re.compile(r"^(?P<number>\d{1,9})?(?P<sign>(?(number)[.)]|[-+=:]))", re.MULTILINE)


def escape_markdown(value: object) -> MarkdownText:
    """A value as Markdown in which no sign has a meaning; Markdown is returned as it is.

    An address stays one that readers can follow: it is the only thing that is found in plain text.
    """
    if isinstance(value, MarkdownText):
        return value
    text = _SIGNS.sub(r"\\\g<0>", str(value))
    return as_markdown(_LINE_START.sub(r"\g<number>\\\g<sign>", text))
