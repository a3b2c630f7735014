"""JavaScript for Cloudflare and CloudFront."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from sitegen.edge.common import fill, passing, policy
from sitegen.edge.settings import Edge
from sitegen.edge.template import fill_template
from sitegen.outputs.limits import UNAVAILABLE_MARK


def fill_script(template: str, edge: Edge, path: str, client: str, secret: Iterable[str], **own: str) -> str:
    """The text of *template* with its *own* values and those that both need.

    *path* is the expression for a request's path and *client* for its client's address; *secret* are conditions, any
    of which is true for who sends the secret.
    """
    retry = literal(str(edge.retry_after))
    if edge.retry_until:
        # The end of the window until it has passed.
        retry = f"Date.now() < {edge.retry_epoch}000 ? {literal(edge.retry_date)} : {retry}"
    conditions = [f"PASSING.test({path})", *([f"within({client}, ALLOWED)"] if edge.allowed else ()), *secret]
    return fill(
        template,
        edge,
        bare_page=literal(_bare_page(edge)),
        bare_problem=literal(_bare_problem(edge)),
        passing="|".join(passing(edge)),
        constants=[f"const ALLOWED = {_networks(edge)};"] if edge.allowed else [],
        passes=" ||\n      ".join(conditions),
        answers=fill_template("answers.js", {"site": edge.site, "retry": retry, "policy": policy(edge)}).splitlines(),
        addresses=["", *fill_template("addresses.js", {}).splitlines()] if edge.allowed else [],
        **own,
    )


def literal(value: object) -> str:
    """A value as a JavaScript literal, on one line."""
    return json.dumps(value, ensure_ascii=True)


def _networks(edge: Edge) -> str:
    """The allowed networks as a literal: the IP version and the binary digits of each prefix."""
    found = []
    for network in edge.allowed:
        digits = f"{int(network.network_address):0{network.max_prefixlen}b}"[: network.prefixlen]
        found.append(f"{network.version}:{digits}")
    return literal(found)


def _bare_page(edge: Edge) -> str:
    """The page for when the 503 page is not available; it gives no reason."""
    link = escape(f"{edge.site}/")
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'>"
        f"<meta name='generator' content='{UNAVAILABLE_MARK}'><meta name='viewport' content='width=device-width'>"
        "<title>Service unavailable</title>"
        "<style>:root{color-scheme:light dark}body{font:1.1em/1.5 system-ui;max-width:34em;margin:4em auto;"
        "padding:0 1em}</style><h1>Service unavailable</h1>"
        "<p>We cannot serve this page at the moment. Please try again in a few minutes.</p>"
        f"<p>Current status: <a href='{link}'>{link}</a></p></html>"
    )


def _bare_problem(edge: Edge) -> str:
    """The same for programs: a problem document (RFC 9457)."""
    return json.dumps(
        {
            "type": "about:blank",
            "title": "Service Unavailable",
            "status": 503,
            "detail": f"Current status: {edge.site}/",
            "generator": UNAVAILABLE_MARK,
        },
        separators=(",", ":"),
    )
