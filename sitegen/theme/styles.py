"""Minify style sheets and scripts."""

from __future__ import annotations

import re


def minify_style(style: str) -> str:
    """A style sheet without its comments and without insignificant white space."""
    known = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"""("[^"]*"|'[^']*')|\s*([{};,])\s*|(:)\s+|\s+""", _squeezed, known).replace(";}", "}").strip()


def _squeezed(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or " "


def strip_script(script: str) -> str:
    """A script without its indentation and without comments on separate lines."""
    return re.sub(r"^\s*(?://.*)?", "", script, flags=re.MULTILINE).strip()


def squeeze_script(script: str) -> str:
    """The same, without the spaces around signs outside strings."""
    known = r"""("[^"\n]*"|'[^'\n]*'|`[^`]*`)| *([={}()[\],;:?<>&|*]) *"""
    return re.sub(known, lambda found: found[1] or found[2], strip_script(script))
