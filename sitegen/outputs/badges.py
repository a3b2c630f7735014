"""Badges: the state of the site or of a component, as an SVG and as a document for shields.io's endpoint badge."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from unicodedata import category, east_asian_width

from sitegen import urls
from sitegen.derive.levels import Level
from sitegen.derive.snapshot import Snapshot
from sitegen.model import ComponentStatus, File
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
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """In one language: the site's badge, and one for each component, retired ones included."""

    def path(address: str) -> str:
        return edition.urls.path(address, edition.locale)

    yield File(path(urls.BADGE), render_overall, (edition, snapshot.state.level))
    yield File(path(urls.ENDPOINT), render_overall_endpoint, (edition, snapshot.state.level))
    current = {one.component.id: one.status for one in snapshot.state.components}
    for component in snapshot.config.components:
        status = current.get(component.id)
        yield File(path(urls.component_badge(component.id)), render_component_badge, (edition, component.id, status))
        yield File(
            path(urls.component_endpoint(component.id)), render_component_endpoint, (edition, component.id, status)
        )


def render_overall(edition: Edition, level: Level) -> bytes:
    """The site's badge."""
    return _svg(edition, *_overall(edition, level))


def render_overall_endpoint(edition: Edition, level: Level) -> bytes:
    """The site's badge for shields.io."""
    return _endpoint(*_overall(edition, level))


def render_component_badge(edition: Edition, component: str, status: ComponentStatus | None) -> bytes:
    """The badge of a component; without a status it is retired."""
    return _svg(edition, *_single(edition, component, status))


def render_component_endpoint(edition: Edition, component: str, status: ComponentStatus | None) -> bytes:
    """The badge of a component for shields.io."""
    return _endpoint(*_single(edition, component, status))


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


def _overall(edition: Edition, level: Level) -> tuple[str, str, str]:
    """Label, message and tone."""
    message = edition.text.messages.gettext(labels.LEVEL[level])
    return edition.text.words(edition.config.name), message, labels.TONE_OF_LEVEL[level]


def _single(edition: Edition, component: str, status: ComponentStatus | None) -> tuple[str, str, str]:
    label = edition.text.name(component)
    if status is None:
        return label, edition.text.messages.gettext(labels.RETIRED), "none"
    return label, edition.text.status(status), labels.TONE_OF_COMPONENT[status]


def _svg(edition: Edition, label: str, message: str, tone: str) -> bytes:
    label, message = _NOT_XML.sub("", label), _NOT_XML.sub("", message)
    short = shorten(label, MAX_LABEL_LENGTH)
    left, right = text_width(short), text_width(message)
    return edition.render(
        "badge.svg",
        label=label,
        short=short,
        message=message,
        color=BADGE_COLORS[tone],
        left=left,
        right=right,
        padding=_PADDING,
        size=FONT_SIZE,
    ).encode()


def _endpoint(label: str, message: str, tone: str) -> bytes:
    document = {
        "schemaVersion": 1,
        "label": label,
        "message": message,
        "color": BADGE_COLORS[tone].removeprefix("#"),
        "isError": tone in TROUBLED_TONES,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
