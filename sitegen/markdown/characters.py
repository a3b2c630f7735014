"""Characters that no content file may have, neither as they are nor by a reference to them."""

from __future__ import annotations

import re

_NEVER = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
INVALID = re.compile(f"[{_NEVER}]")
"""Characters that XML cannot hold, that only some programs take for a line's end, or that give the text after them
another direction, so that a page would show something else than the file."""
INVALID_BY_ESCAPE = re.compile(f"[\r{_NEVER}]")
"""The same where an escape or a reference makes them: there the end of a line is none of the file's."""
_REFERENCE = re.compile(r"\\.|&\#(?:[xX](?P<hexadecimal>[0-9a-fA-F]{1,8})|(?P<decimal>[0-9]{1,8}));")
"""A reference of Markdown to a character by its number; or, without a number, an escaped character."""


def without_invalid_references(text: str) -> str:
    """Markdown outside code without references to characters that no file may have."""
    return _REFERENCE.sub(lambda found: "" if _is_invalid(found) else found[0], text) if "&#" in text else text


def invalid_reference(text: str) -> str:
    """The first reference in Markdown outside code to a character that no file may have; empty without any."""
    if "&#" not in text:
        return ""
    return next((found[0] for found in _REFERENCE.finditer(text) if _is_invalid(found)), "")


def _is_invalid(found: re.Match[str]) -> bool:
    hexadecimal, decimal = found.groups()
    if hexadecimal is None and decimal is None:
        return False
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return number > 0x10FFFF or INVALID_BY_ESCAPE.match(chr(number)) is not None
