"""Cloudflare: a Worker."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import urls
from sitegen.edge.common import LATE
from sitegen.edge.javascript import fill_script, literal
from sitegen.edge.settings import Edge
from sitegen.outputs.limits import UNAVAILABLE_MARK


def render(edge: Edge) -> str:
    """The Worker, a module."""
    return fill_script(
        "cloudflare.js",
        edge,
        'request.url.split("?")[0]',
        'request.headers.get("CF-Connecting-IP") || "0.0.0.0"',
        _secret(edge),
        site_text=literal(edge.site),
        page=literal(edge.page),
        unavailable=literal(urls.UNAVAILABLE),
        problem=literal(urls.PROBLEM),
        late=f"`{LATE.format(site='${SITE}')}\\n`",
        mark=literal(UNAVAILABLE_MARK),
    )


def _secret(edge: Edge) -> Iterator[str]:
    if edge.secret:
        cookie = literal(f"{edge.cookie}={edge.secret}")
        yield f"request.headers.get({literal(edge.header)}) === {literal(edge.secret)}"
        yield f'(request.headers.get("Cookie") || "").split(/[;,] */).includes({cookie})'
