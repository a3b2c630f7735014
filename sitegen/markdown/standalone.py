"""Markdown → HTML that is read where nothing of ours is: in a mail, in a page that somebody pastes it into."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitegen.markdown.parser import Picture
from sitegen.markdown.safe_html import html

# Our own HTML: no attribute and no text in it has a `<`, a `>` or a quotation mark.
_LINK = r'<a href="(?P<href>[^"]*)"[^>]*>(?P<words>.*?)</a>'
_LINK_OR_PICTURE = re.compile(rf'{_LINK}|<img src="(?P<src>[^"]*)"[^>]*>', re.DOTALL)
_PICTURE = re.compile(r'<img src="([^"]*)"')
_REFERENCE = re.compile(r'<sup class="footnote-ref"><a [^>]*>(.*?)</a></sup>')
_BACK = re.compile(r' <a [^>]*class="footnote-backref">.*?</a>')
_ALIGNED = re.compile(r' class="(left|right|center)"')
_OF_PAGES = re.compile(r' (?:class|id|tabindex|loading|title)="[^"]*"')
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?=[ >])")
_LABEL = re.compile(r"<p><strong>[^<]*</strong></p>\n<[uo]l[ >]")
"""A line of strong words before its list."""


def standalone_html(source: str, *, styles: Mapping[str, str], images: Mapping[str, Picture], top: int = 2) -> str:
    """Safe HTML of a Markdown text, in which every address can also be read.

    *styles* are those of elements, by name; `label` is that of a paragraph of strong words before a list, and
    `nested` that of a list in a list. The text's highest heading becomes `<h{top}>`. *images* are known by their name
    in the text, with full URLs. Nothing in it needs a style sheet, a script or an anchor.
    """
    body = _BACK.sub("", _REFERENCE.sub(r"<sup>\1</sup>", html(source, top=top, images=images)))
    body = _OF_PAGES.sub("", _ALIGNED.sub(r' align="\1"', _LINK_OR_PICTURE.sub(_with_address, body)))
    return _styled(body, styles) if styles else body


def _with_address(found: re.Match[str]) -> str:
    if found["src"] is not None:
        return f"{found[0]} ({found['src']})"
    shown = found["href"].removeprefix("mailto:")
    behind = "" if found["words"] == shown else f" ({shown})"
    return f"{found[0]}{behind}{''.join(f' ({src})' for src in _PICTURE.findall(found['words']))}"


def _styled(body: str, styles: Mapping[str, str]) -> str:
    lists = 0

    def styled(tag: re.Match[str]) -> str:
        nonlocal lists
        name = tag[2]
        if name in ("ul", "ol"):
            lists += -1 if tag[1] else 1
            name = "nested" if lists > 1 and "nested" in styles else name
        elif name == "p" and "label" in styles and _LABEL.match(body, tag.start()):
            name = "label"
        return f'{tag[0]} style="{styles[name]}"' if name in styles and not tag[1] else tag[0]

    return _TAG.sub(styled, body)
