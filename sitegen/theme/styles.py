"""Minify style sheets and scripts."""

from __future__ import annotations

import re


def minify_style(style: str) -> str:
    """A style sheet without its comments and without insignificant white space."""
    return _INSIGNIFICANT.sub(_squeezed, _COMMENT.sub("", style)).replace(";}", "}").strip()


_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
"""One that is not closed ends with the style sheet (CSS Syntax Level 3, 4.3.2)."""
_INSIGNIFICANT = re.compile(r"""("[^"]*"|'[^']*')|\s*([{};,])\s*|(:)\s+|\s+""")


def _squeezed(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or " "


def strip_script(script: str) -> str:
    """A script without its indentation and without comments on separate lines."""
    return re.sub(r"^\s*(?://.*)?", "", script, flags=re.MULTILINE).strip()


def squeeze_script(script: str) -> str:
    """The same, without the spaces around signs outside strings."""
    return _SPACED_SIGN.sub(lambda found: found[1] or found[2], strip_script(script))


_SPACED_SIGN = re.compile(r"""("[^"\n]*"|'[^'\n]*'|`[^`]*`)|(?<! ) *([={}()[\],;:?<>&|*]) *""")
