"""Cloudflare: a Worker."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import urls
from sitegen.edge.common import notes
from sitegen.edge.javascript import addresses, bare_page, bare_problem, literal, networks
from sitegen.edge.settings import Edge
from sitegen.edge.template import fill_template
from sitegen.outputs.limits import UNAVAILABLE_MARK


def render(edge: Edge) -> str:
    """The Worker, a module."""
    retry = literal(str(edge.retry_after))
    if edge.retry_until:
        # The end of the window until it has passed.
        retry = f"Date.now() < {edge.retry_epoch}000 ? {literal(edge.retry_date)} : {retry}"
    return fill_template(
        "cloudflare.js",
        {
            "site": edge.site,
            "site_text": literal(edge.site),
            "notes": notes(edge, "//"),
            "page": literal(edge.page),
            "unavailable": literal(urls.UNAVAILABLE),
            "problem": literal(urls.PROBLEM),
            "mark": literal(UNAVAILABLE_MARK),
            "bare_page": literal(bare_page(edge)),
            "bare_problem": literal(bare_problem(edge)),
            "health": literal(edge.health),
            "constants": [f"const ALLOWED = {networks(edge)};"] if edge.allowed else [],
            "passes": list(_passes(edge)),
            "retry": retry,
            "addresses": ["", *addresses(edge)[:-1]] if edge.allowed else [],
        },
    )


def _passes(edge: Edge) -> Iterator[str]:
    if edge.allowed:
        yield 'const from = digits(request.headers.get("CF-Connecting-IP") || "0.0.0.0");'
        yield "if (ALLOWED.some((network) => from.startsWith(network))) {"
        yield "  return true;"
        yield "}"
    if edge.secret:
        secret = literal(edge.secret)
        cookie = literal(f"{edge.cookie}={edge.secret}")
        yield f"if (request.headers.get({literal(edge.header)}) === {secret}) {{"
        yield "  return true;"
        yield "}"
        yield f'if ((request.headers.get("Cookie") || "").split(/; */).includes({cookie})) {{'
        yield "  return true;"
        yield "}"
