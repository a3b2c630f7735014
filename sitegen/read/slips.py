"""What is one key away from the beginning of a heading or a field: a key too many, too few, another, or two swapped."""

from __future__ import annotations

from typing import NamedTuple

_FURTHEST_SWAP = 6
"""How far apart the two signs may be that were swapped."""
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class Slip(NamedTuple):
    """How a text begins that was meant to begin otherwise."""

    place: int
    """The first character that is not as it was meant; the length of what was meant where all are."""
    end: int
    """The index of the text behind it."""


def narrow(text: str) -> str:
    """*text* with the signs that a Chinese input method types at full width at half width; its length is the same."""
    return text if text.isascii() else text.translate(_WIDE)


def slip_of(text: str, meant: str) -> Slip | None:
    """How *text* begins with *meant*, or with what one key makes of it; None where it begins with something else.

    One edit at the first difference is as good as any before it, so a few comparisons are enough.
    """
    place = 0
    while place < len(meant) and text[place : place + 1] == meant[place]:
        place += 1
    if place == len(meant):
        return Slip(place, place)
    rest = meant[place + 1 :]
    if text.startswith(meant[place:], place + 1):
        return Slip(place, len(meant) + 1)
    for other in range(place + 1, min(place + _FURTHEST_SWAP + 1, len(meant))):
        swapped = meant[other] + meant[place + 1 : other] + meant[place]
        if text.startswith(swapped + meant[other + 1 :], place):
            return Slip(place, len(meant))
    if text.startswith(rest, place + 1) and place < len(text):
        return Slip(place, len(meant))
    if text.startswith(rest, place):
        return Slip(place, len(meant) - 1)
    return None
