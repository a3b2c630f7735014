"""Comments and patterns that several configurations share."""

from __future__ import annotations

import re

from sitegen.edge.settings import Edge, Server


def notes(edge: Edge, comment: str = "#") -> list[str]:
    """The comment lines about bypassing the page."""
    if edge.secret:
        lines = [
            f"Bypass   the header {edge.header} or the cookie {edge.cookie} with the secret below:",
            "         keep this file as secret.",
        ]
    else:
        lines = ["Bypass   by header or cookie: none without --secret."]
    return [f"{comment} {line}" for line in lines]


def example(edge: Server) -> str:
    """The host, and the port unless it is 80, for the example command."""
    host = edge.name or edge.listen.host or "localhost"
    shown = f"[{host}]" if ":" in host else host
    return shown if edge.listen.port == 80 else f"{shown}:{edge.listen.port}"


def pattern(text: str) -> str:
    """A regular expression that matches *text*, without backslashes, which each language escapes differently."""
    return re.sub(r"([^A-Za-z0-9/_~-])", r"[\1]", text)
