"""What the configurations share: how they say things, and how they look for them."""

from __future__ import annotations

import re

from sitegen.edge.settings import Edge, Server


def notes(edge: Edge, comment: str = "#") -> list[str]:
    """How to get past the page, and how not."""
    if edge.secret:
        told = [
            f"Bypass   the header {edge.header} or the cookie {edge.cookie} with the secret below:",
            "         keep this file as secret as that is.",
        ]
    else:
        told = ["Bypass   by header or cookie: none without --secret, for a secret that is known to all would be none."]
    return [f"{comment} {line}" for line in told]


def example(edge: Server) -> str:
    """Where to try it."""
    host = edge.name or edge.listen.host or "localhost"
    shown = f"[{host}]" if ":" in host else host
    return shown if edge.listen.port == 80 else f"{shown}:{edge.listen.port}"


def pattern(text: str) -> str:
    """A regular expression for *text* itself, without a backslash, which each language reads in its own way."""
    return re.sub(r"([^A-Za-z0-9/_~-])", r"[\1]", text)
