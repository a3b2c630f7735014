"""Badges: the state of the site or of a component, as an SVG and as a document for shields.io's endpoint badge."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from unicodedata import category, east_asian_width

from sitegen import urls
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File
from sitegen.present import labels
from sitegen.present.writers import shorten
from sitegen.theme.edition import Edition

BADGE_COLORS = {
    "ok": "#17794a",
    "maintenance": "#1f5fbf",
    "notice": "#56606c",
    "none": "#56606c",
    "low": "#8a5a00",
    "high": "#b44a06",
    "worst": "#b3261e",
}
"""By tone; the default theme's, dark enough for white text."""
TROUBLED_TONES = ("low", "high", "worst")
MAX_LABEL_LENGTH = 60
"""Characters of a name that a badge shows."""

FONT_SIZE = 11
_PADDING = 6
_NARROW = frozenset("ijlIJ.,:;'`|!()[]{}ftr\"-/\\ ")
_WIDE = frozenset("mwMW@%&QOGD")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """In one language: the site's badge, and one for each component, retired ones included."""
    say, level = edition.text.messages.gettext, snapshot.state.level
    site = (edition.text.words(edition.config.name), say(labels.LEVEL[level]), labels.TONE_OF_LEVEL[level])
    yield edition.file(urls.BADGE, render_badge, *site)
    yield edition.file(urls.ENDPOINT, render_endpoint, *site)
    current = {one.component.id: one.status for one in snapshot.state.components}
    for component in snapshot.config.components:
        message, tone = say(labels.RETIRED), "none"
        if status := current.get(component.id):
            message, tone = edition.text.status(status), labels.TONE_OF_COMPONENT[status]
        shown = (edition.text.name(component.id), message, tone)
        yield edition.file(urls.component_badge(component.id), render_badge, *shown)
        yield edition.file(urls.component_endpoint(component.id), render_endpoint, *shown)


def render_badge(edition: Edition, label: str, message: str, tone: str) -> bytes:
    """A badge as a picture."""
    label, message = _NOT_XML.sub("", label), _NOT_XML.sub("", message)
    short = shorten(label, MAX_LABEL_LENGTH)
    return edition.render(
        "badge.svg",
        label=label,
        short=short,
        message=message,
        color=BADGE_COLORS[tone],
        left=text_width(short),
        right=text_width(message),
        padding=_PADDING,
        size=FONT_SIZE,
    ).encode()


def render_endpoint(edition: Edition, label: str, message: str, tone: str) -> bytes:
    """The same for shields.io."""
    document = {
        "schemaVersion": 1,
        "label": label,
        "message": message,
        "color": BADGE_COLORS[tone].removeprefix("#"),
        "isError": tone in TROUBLED_TONES,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def text_width(text: str) -> int:
    """The approximate width of *text* in a sans-serif font, in pixels."""
    return max(1, round(FONT_SIZE * sum(map(_width, text))))


def _width(character: str) -> float:
    """The width of a character relative to a full-width one."""
    if category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.38
    if character in _WIDE:
        return 0.85
    return 0.72 if character.isupper() else 0.6
