"""The HTML of a mail as a page shows it: in a frame that asks for nothing, with styles that a policy can name."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from itertools import accumulate
from typing import NamedTuple

_OUTSIDE = ("src", "srcset", "background")
"""Attributes that name a picture to be loaded."""
_ELSEWHERE = '<base target="_blank">'
"""Links open beside the page that holds the frame."""


class FramedHtml(NamedTuple):
    """A document for the `srcdoc` of a frame."""

    html: str
    styles: tuple[str, ...]
    """Its style sheets and the values of its `style` attributes, each once."""


def framed_mail(html: str) -> FramedHtml:
    """A mail for a frame: its pictures as mail readers show them before they are loaded, by what they are called."""
    reader = _MailReader(html)
    return FramedHtml(reader.without_requests(), tuple(dict.fromkeys(reader.styles)))


def without_pictures(html: str) -> str:
    """HTML of ours whose pictures are not loaded: what they are called stands in their place."""
    return _MailReader(html).without_requests()


class _MailReader(HTMLParser):
    """Finds what would be loaded, and what styles there are; changes nothing else, to the character."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.styles: list[str] = []
        self._html = html
        self._lines = [0, *accumulate(len(line) for line in html.split("\n"))]
        self._edits: list[tuple[int, int, str]] = []
        """Beginning, end and replacement of what is changed."""
        self._sheet: list[str] | None = None
        """The pieces of the style sheet that is being read."""
        self.feed(html)
        self.close()

    def without_requests(self) -> str:
        """The HTML with the edits made."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        place = 0
        for start, end, text in self._edits:
            yield self._html[place:start]
            yield text
            place = end
        yield self._html[place:]

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + (line - 1) + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start, text = self._here(), self.get_starttag_text() or ""
        end = start + len(text)
        self.styles += [value or "" for name, value in attrs if name == "style"]
        self._sheet = [] if tag == "style" else None
        if tag == "head":
            self._edits.append((end, end, _ELSEWHERE))
        elif any(name in _OUTSIDE for name, _ in attrs):
            kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if name not in _OUTSIDE)
            self._edits.append((start, end, f"<{tag}{kept}>"))

    def handle_data(self, data: str) -> None:
        if self._sheet is not None:
            self._sheet.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._sheet is not None:
            self.styles.append("".join(self._sheet))
        self._sheet = None
