"""The first line of an update that is one key away from a field, and would be published as prose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from sitegen.read.slips import Slip, narrow, slip_of
from sitegen.read.vocabulary import is_in_code

_FURTHEST = 80
"""Characters of a line among which its key and its colon are looked for."""
_LONGEST = 1000
"""Characters of a line in which code that begins in front may end."""
_FURTHEST_DASH = 8
"""Characters of a line among which its dash may be, if not in its right place."""
_STRAY = re.compile(r"[^\s>] {1,3}(?=- )")
"""A key too many before an item that is indented."""
_SAME = str.maketrans("*+", "--")
_HELD = re.compile(r"(.)\1{2,}")
"""A key that was held."""
_WITHOUT_SHIFT = str.maketrans(";=", ":+")
"""The signs of a time as they are typed without Shift."""
_TIME = re.compile(r"\+\d{1,5}[mhd]|\d{1,4}[:-][\d:.TZ +-]{0,40}(?:UTC)?")
_GROUP = re.compile(r"\[.*\]|\{.*\}")
_TIMED = ("next_update", "eta", "ended", "was", "start", "end")
_FORMS = {
    **dict.fromkeys(_TIMED, _TIME),
    "progress": re.compile(r"\d{1,3} ?%?"),
    "impact": re.compile(r"none|minor|major|critical"),
    "notify": re.compile(r"no|yes|\[.*"),
    "id": re.compile(r"(?=[\w-]{0,63}\d)(?=[\w-]{0,63}[A-Za-z])[\w-]{6,64}", re.ASCII),
}
"""Values that are no prose, by field; others are, unless they are in brackets or stand below, indented."""
_STOPS = frozenset(",，、")
"""What stands behind a word of prose."""
_PAIRS = {"(": ")", "[": "]", "`": "`", "*": "*", "_": "_"}
_FREE = "- x-"
_FREE_KEY = re.compile(r"[\w-]{0,30}[^\w :\\]?[\w-]{0,30}:(?:\s|\Z)")
_FREE_WITHOUT_COLON = re.compile(r"[-*+] [xX]-\w[\w-]{0,30}(?:[^\w\s,:\\-]\s+\S| \S*[\dA-Z]\S*\s*\Z)")
TICKET = re.compile(r"\s*(?:[A-Z]{2,10}-\d{1,9}|#\d{1,9}|https?://\S+)\s*")
"""A value of a field that is free, and of no list of prose."""


def meant_as_field(first: str, second: str, known: Collection[str]) -> str:
    """The field, as it is written, that a line may be meant as, though it is none; empty for prose.

    *first* is the first line below the heading of an update, *second* the next one. *known* are the keys of fields.
    A name with a capital or a value in words could be prose: then the slip has to be a sign that prose has not.
    """
    held = _HELD.sub(r"\1", first[:_FURTHEST])
    return _meant(first, second, known) or (_meant(held, second, known) if len(held) < len(first[:_FURTHEST]) else "")


def _meant(first: str, second: str, known: Collection[str]) -> str:
    text = first if len(first) > _FURTHEST else f"{first}\n{second}"
    text = narrow(text[:_FURTHEST])
    indent = len(text) - len(text.lstrip(" "))
    words = text.lower()
    words = words[: indent + _FURTHEST_DASH].translate(_SAME) + words[indent + _FURTHEST_DASH :]
    if len(words) != len(text) or indent > 3 or not (":" in words or words[indent : indent + 1] == "-"):
        return ""
    stray = _STRAY.match(words)
    for start in {0, indent, stray.end() if stray else 0}:
        begun = words[start:]
        is_listed = "-" in begun[:_FURTHEST_DASH]
        for name, spelled, meant in _spellings(tuple(known)):
            # Prose begins with no dash and no name of a field, and most updates with prose.
            slip = slip_of(begun, meant) if is_listed or spelled in begun[: len(meant) + 2] else None
            if (
                slip
                and _is_field(text[start:], slip, name, spelled, second)
                and not is_in_code(first[:_LONGEST], start + 3)
            ):
                return spelled
        slip = slip_of(begun, _FREE)
        if slip and _is_free(text[start:], slip):
            return "x-…"
    return ""


@lru_cache(maxsize=16)
def _spellings(known: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Each key with each of its spellings in small letters, the one with spaces first, alone and as an item."""
    return tuple((name, spelled, f"- {spelled}:") for name in known for spelled in _spelled(name))


def _spelled(name: str) -> Iterator[str]:
    yield name.replace("_", " ")
    if "_" in name:
        yield name
        yield name.replace("_", "-")


def _is_field(text: str, slip: Slip, name: str, spelled: str, second: str) -> bool:
    """Whether *text*, which begins with *slip* in place of a bullet, *spelled* and a colon, is meant as a field."""
    colon = len(spelled) + 2
    if slip.place > colon:  # All is as it should be, but for the width of the signs.
        return True
    sign, has_colon = text[slip.place : slip.place + 1], text[slip.end - 1] in ":："
    value = text[slip.end :].partition("\n")[0].strip()
    has_form = _has_form(name, value, sign, f"- {spelled}:"[slip.place])
    if sign == "\n" and not has_colon and not has_form:  # The line ends where the colon should be.
        value = ""
    is_above = not value and second[:1] in (" ", "\t") and bool(second.strip())
    if has_form or is_above:
        # An escaped colon is how authors say that it is prose.
        return not (sign == "\\" and has_colon and slip.place == colon)
    if slip.place < 2:
        is_word = sign in ("a", "A", ">") or (sign.isdigit() and sign != "0") or unicodedata.category(sign) == "So"
        return not (is_word and value and slip == (0, colon + 1))
    if slip.place < colon:
        # A longer name is one to everybody, unless it stands in marks like any other word.
        return len(name) > 4 and not (sign in _PAIRS and _PAIRS[sign] in text[slip.end :])
    if has_colon:
        return sign != "\\"
    if sign in _STOPS and value:
        return False
    is_apart = not value or text[slip.end : slip.end + 1].isspace()
    if sign.strip() and not sign.isalnum():
        return is_apart
    if sign.strip() and is_apart and name not in _FORMS:
        # Prose has workarounds, and what is scoped.
        return name[-1] + sign.lower() != "ed" and (sign.lower() != "s" or name[-1] == "s")
    if text[2:colon] != spelled:
        return False
    if not value:
        return second.lstrip()[:1] not in ("-", "*", "+")
    return value[0].isalpha() and not value[0].islower()


def _has_form(name: str, value: str, sign: str, meant: str) -> bool:
    """Whether *value* has the form of a field's, also where a slip has put *sign* in place of *meant* before it."""
    if name in _TIMED:
        value = value.translate(_WITHOUT_SHIFT)
    written = value, value.replace(meant, sign, 1).strip()
    return any(_FORMS[name].fullmatch(one) if name in _FORMS else _GROUP.fullmatch(one) for one in written)


def _is_free(text: str, slip: Slip) -> bool:
    """Whether *text*, which begins with *slip* in place of a bullet and `x-`, is meant as a field that is free."""
    sign = text[slip.place : slip.place + 1]
    has_key = _FREE_KEY.match(text, slip.end) is not None
    if slip.place == len(_FREE):
        return has_key or _FREE_WITHOUT_COLON.match(text.partition("\n")[0]) is not None
    # "X posts" are those of a network.
    is_sign = slip.place == 3 and not sign.isalnum() and not (sign == " " and text[2] == "X")
    is_ticket = TICKET.fullmatch(text.partition("\n")[0].partition(":")[2]) is not None
    return has_key and (slip.place < 2 or is_sign or is_ticket)
