"""What several configurations share."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sitegen import urls
from sitegen.edge.settings import Edge, Server
from sitegen.edge.template import fill_template


def fill(template: str, edge: Edge, **own: str | Iterable[str]) -> str:
    """The text of *template* with its *own* values and those that most edges need; *own* ones take precedence."""
    shared: dict[str, str | Iterable[str]] = {
        "site": edge.site,
        "notes": _notes(edge, "//" if template.endswith(".js") else "#"),
        "retry_after": str(edge.retry_after),
    }
    if isinstance(edge, Server):
        shared |= {
            "example": _example(edge),
            "upstream": str(edge.upstream),
            "flag": edge.flag,
            "bodies": edge.bodies,
            "page": edge.body(edge.page),
            "unavailable": edge.body(urls.UNAVAILABLE),
            "problem": edge.body(urls.PROBLEM),
        }
    return fill_template(template, own, shared)


def _notes(edge: Edge, comment: str) -> list[str]:
    """The comment lines about bypassing the page."""
    if not edge.secret:
        return [f"{comment} Bypass   by header or cookie: none without --secret."]
    return [
        f"{comment} Bypass   the header {edge.header} or the cookie {edge.cookie} with the secret below:",
        f"{comment}          keep this file as secret.",
    ]


def _example(edge: Server) -> str:
    """The host, and the port unless it is 80, for the example command."""
    host = edge.name or edge.listen.host or "localhost"
    shown = f"[{host}]" if ":" in host else host
    return shown if edge.listen.port == 80 else f"{shown}:{edge.listen.port}"


def pattern(text: str) -> str:
    """A regular expression that matches *text*, without backslashes, which each language escapes differently."""
    return re.sub(r"([^A-Za-z0-9/_~-])", r"[\1]", text)
