"""What several configurations share."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sitegen import urls
from sitegen.edge import settings
from sitegen.edge.settings import Edge, Server
from sitegen.edge.template import fill_template

LATE = "No answer in time. The request may still have been carried out. Status: {site}/"
"""The body of a 504, which does not ask to send the request again."""
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; style-src-attr 'none'; script-src 'unsafe-inline'; "
    "script-src-attr 'none'; img-src data:; connect-src {site}/; base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of every 503: what no page of ours needs is forbidden, whoever has written the page.

The page may be newer than an edge's text, so there are no hashes here: its own policy has them, and both apply. Neither
is there `frame-ancestors`, since products are embedded in others' pages, nor `sandbox`: whoever tries again from an
origin without a name sends no cookie that is for the same site alone.
"""


def policy(edge: Edge) -> str:
    """The Content-Security-Policy that goes with a 503; it has neither double quotes, backslashes, `%` nor `$`."""
    return _POLICY.format(site=edge.site)


def fill(template: str, edge: Edge, **own: str | Iterable[str]) -> str:
    """The text of *template* with its *own* values and those that most edges need; *own* ones take precedence."""
    shared: dict[str, str | Iterable[str]] = {
        "site": edge.site,
        "notes": _notes(edge, "//" if template.endswith(".js") else "#"),
        "retry_after": str(edge.retry_after),
        "policy": policy(edge),
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
            "timeout": str(edge.timeout),
            "late": LATE.format(site=edge.site),
        }
    return fill_template(template, own, shared)


_BELOW = "(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?"
"""What may follow a prefix. Neither `..` nor `//` nor anything encoded: it would lead elsewhere in the application."""


def passing(edge: Edge) -> list[str]:
    """Regular expressions for the paths that always reach the application, each to be matched as a whole.

    They are for the path as it was sent, neither decoded nor normalized.
    """
    prefixes = (settings.CERTIFICATES, *edge.prefixes)
    return [*map(pattern, edge.health), *(pattern(prefix) + _BELOW for prefix in prefixes)]


def _weight(media_type: str) -> str:
    """A regular expression that finds a media type in `Accept` (RFC 9110, 12.5.1) unless its weight is below 0.1.

    It has the groups of *media_type*, and then one for the tenths of the weight, which is empty for the weight 1.
    """
    parameters = "(?:;[^,q]*)?"
    weight = "(?:q=(?:1[.0]*|0[.]([1-9])[0-9]*) *)?"
    return f"(?:^|,) *{media_type} *{parameters}{weight}(?:,|$)"


JSON_WEIGHT = _weight("application/(?:problem[+])?(j)son")
"""Finds that JSON is accepted, ignoring case: the letter j, and the tenths of its weight, nothing for 1."""
HTML_WEIGHT = _weight("text/(h)tml")
"""The same for HTML, with the letter h."""
WEIGHTS = f"^(?:(?=.*{JSON_WEIGHT})|)(?:(?=.*{HTML_WEIGHT})|)"
"""Both in one, which matches any text: the groups of each are empty where it does not find its type. Not for RE2."""
JSON_WINS = "^j(?:h|$|[1-9]$|" + "|".join(f"{tenths}h[1-{tenths}]" for tenths in range(9, 0, -1)) + ")"
"""Matches the groups of both, such as `j5h3`, ignoring case, if JSON is accepted and HTML is not preferred to it."""


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
