"""Badges: the state of everything, or of one component, as a small picture and as words for shields.io."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from unicodedata import category, east_asian_width

from sitegen import urls
from sitegen.derive.snapshot import Level, Snapshot
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
"""Dark enough for white words on any page, light or dark; those of the default theme."""
TROUBLED_TONES = ("low", "high", "worst")
MAX_LABEL_LENGTH = 60
"""Characters of a name."""

FONT_SIZE = 11
_PADDING = 6
_NARROW = frozenset("ijlIJ.,:;'`|!()[]{}ftr\"-/\\ ")
_BROAD = frozenset("mwMW@%&QOGD")
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML can hold."""


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """In one language: the badge of everything and one of each component, retired ones too."""

    def path(address: str) -> str:
        return context.urls.path(address, context.locale)

    yield File(path(urls.BADGE), render_overall, (context, snapshot.state.level))
    yield File(path(urls.ENDPOINT), render_overall_endpoint, (context, snapshot.state.level))
    current = {one.component.id: one.status for one in snapshot.state.components}
    for component in snapshot.config.components:
        status = current.get(component.id)
        yield File(path(urls.component_badge(component.id)), render_component_badge, (context, component.id, status))
        yield File(
            path(urls.component_endpoint(component.id)), render_component_endpoint, (context, component.id, status)
        )


def render_overall(context: Edition, level: Level) -> bytes:
    """The badge of everything."""
    return _picture(context, *_overall(context, level))


def render_overall_endpoint(context: Edition, level: Level) -> bytes:
    """The same in words."""
    return _endpoint(*_overall(context, level))


def render_component_badge(context: Edition, component: str, status: ComponentStatus | None) -> bytes:
    """The badge of a component; without a status it is retired."""
    return _picture(context, *_single(context, component, status))


def render_component_endpoint(context: Edition, component: str, status: ComponentStatus | None) -> bytes:
    """The same in words."""
    return _endpoint(*_single(context, component, status))


def text_width(text: str) -> int:
    """About how wide a sans-serif font shows *text*, in pixels: Chinese is square, Latin letters differ."""
    return max(1, round(FONT_SIZE * sum(map(_share, text))))


def _share(character: str) -> float:
    """Of a character, in widths of a square one."""
    if category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.38
    if character in _BROAD:
        return 0.85
    return 0.72 if character.isupper() else 0.6


def _overall(context: Edition, level: Level) -> tuple[str, str, str]:
    """Label, message and tone."""
    said = context.text.messages.gettext(labels.LEVEL[level])
    return context.text.words(context.config.name), said, labels.TONE_OF_LEVEL[level]


def _single(context: Edition, component: str, status: ComponentStatus | None) -> tuple[str, str, str]:
    label = context.text.name(component)
    if status is None:
        return label, context.text.messages.gettext(labels.RETIRED), "none"
    return label, context.text.status(status), labels.TONE_OF_COMPONENT[status]


def _picture(context: Edition, label: str, message: str, tone: str) -> bytes:
    label, message = _UNFIT.sub("", label), _UNFIT.sub("", message)
    short = shorten(label, MAX_LABEL_LENGTH)
    left, right = text_width(short), text_width(message)
    return context.render(
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
