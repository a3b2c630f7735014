"""Wide characters: those of Chinese and other scripts written without spaces between words."""

from __future__ import annotations

import re

_WIDE = r"\u2e80-\u303f\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffee"
WIDE_BREAK = re.compile(rf"\n(?<=[{_WIDE}]\n)(?=[{_WIDE}])")
"""A line break between two wide characters, which does not mean a space."""
WIDE_RUN = re.compile(f"[{_WIDE}]")


def is_wide(character: str) -> bool:
    """Whether a character is written without spaces around it."""
    return WIDE_RUN.match(character) is not None
