"""JavaScript for Cloudflare and CloudFront."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from sitegen.edge.common import fill
from sitegen.edge.settings import Edge
from sitegen.edge.template import fill_template
from sitegen.outputs.limits import UNAVAILABLE_MARK


def fill_script(template: str, edge: Edge, client: str, secret: Iterable[str], **own: str) -> str:
    """The text of *template* with its *own* values and those that both need.

    *client* is the expression for a client's address, and *secret* lets those pass who send the secret.
    """
    retry = literal(str(edge.retry_after))
    if edge.retry_until:
        # The end of the window until it has passed.
        retry = f"Date.now() < {edge.retry_epoch}000 ? {literal(edge.retry_date)} : {retry}"
    allowed = [f"const from = digits({client});", *pass_if("ALLOWED.some((network) => from.startsWith(network))")]
    return fill(
        template,
        edge,
        bare_page=literal(_bare_page(edge)),
        bare_problem=literal(_bare_problem(edge)),
        health=literal(edge.health),
        constants=[f"const ALLOWED = {_networks(edge)};"] if edge.allowed else [],
        passes=[*(allowed if edge.allowed else ()), *secret],
        retry=retry,
        addresses=["", *fill_template("addresses.js", {}).splitlines()] if edge.allowed else [],
        **own,
    )


def pass_if(condition: str) -> list[str]:
    """The statement that lets a request pass."""
    return [f"if ({condition}) {{", "  return true;", "}"]


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
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="generator" content="{UNAVAILABLE_MARK}">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        "<title>Service unavailable</title>"
        "<style>:root{color-scheme:light dark}body{font:1.1em/1.5 system-ui;max-width:34em;margin:4em auto;"
        "padding:0 1em}</style></head><body><h1>Service unavailable</h1>"
        "<p>We cannot serve this page at the moment. Please try again in a few minutes.</p>"
        f'<p>Current status: <a href="{link}">{link}</a></p></body></html>'
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
        }
    )
