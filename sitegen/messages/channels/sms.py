"""`sms`: a text message, counted in segments.

One segment has 160 characters of the GSM alphabet, or 70 of UTF-16 where a text has any other; of several, each has
153 or 67. A message is kept to three: longer ones are refused by some networks and arrive in the wrong order in
others, and each segment is paid for, by each reader's phone. In China a text message is an approved template with
variables, so `payload` has what there is to put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sitegen.markdown import TEXT, plain
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs, utf16_length
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part

# 3GPP TS 23.038, 6.2.1: the default alphabet, and the extension, whose signs take two places.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "·": "-", "•": "-", "×": "x", "☐": "[ ]"}
    | {"\u00a0": " ", "\u202f": " ", "☑": "[x]"}
)
"""Signs that alone would more than halve what a segment holds."""


def segments(text: str) -> int:
    """How many segments a text message has; a sign of two places is never split between two."""
    if _is_gsm(text):
        return _parts((2 if sign in _EXTENSION else 1 for sign in text), 160, 153)
    return _parts((utf16_length(sign) for sign in text), 70, 67)


def _is_gsm(text: str) -> bool:
    return all(sign in _ALPHABET or sign in _EXTENSION for sign in text)


def _parts(places: Iterable[int], alone: int, together: int) -> int:
    count, used, total = 1, 0, 0
    for size in places:
        total += size
        used += size
        if used > together:
            count, used = count + 1, size
    return 1 if total <= alone else count


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    text = re.sub("\n{2,}", "\n", "\n".join([draft.title, *paragraphs(draft, parts, TEXT)]))
    simpler = text.translate(_TYPOGRAPHY)
    text = simpler if _is_gsm(simpler) else text
    variables = {"title": draft.title, **{part.name: plain(part.markdown) for part in parts}, "url": draft.url}
    return Composed(draft.title, text, segments(text), payload=variables)


FORM = ChannelForm(_compose, "segments", limit=3)
