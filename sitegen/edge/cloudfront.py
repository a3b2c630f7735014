"""Amazon CloudFront: a CloudFront Function."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.common import notes
from sitegen.edge.javascript import addresses, bare_page, bare_problem, literal, networks
from sitegen.edge.settings import Edge
from sitegen.edge.template import fill_template

MAX_FUNCTION_SIZE = 10_240
"""Bytes that CloudFront allows for a function."""


def render(edge: Edge) -> str:
    """The function; raises ValueError if the options make it larger than CloudFront allows."""
    retry = literal(str(edge.retry_after))
    if edge.retry_until:
        # The end of the window until it has passed.
        retry = f"Date.now() < {edge.retry_epoch}000 ? {literal(edge.retry_date)} : {retry}"
    text = fill_template(
        "cloudfront.js",
        {
            "site": edge.site,
            "notes": notes(edge, "//"),
            "bare_page": literal(bare_page(edge)),
            "bare_problem": literal(bare_problem(edge)),
            "health": literal(edge.health),
            "constants": [f"const ALLOWED = {networks(edge)};"] if edge.allowed else [],
            "passes": list(_passes(edge)),
            "retry": retry,
            "addresses": ["", *addresses(edge)[:-1]] if edge.allowed else [],
        },
    )
    size = len(text.encode())
    if size > MAX_FUNCTION_SIZE:
        raise ValueError(f"expected a function of at most {MAX_FUNCTION_SIZE:,} bytes for CloudFront, found {size:,}")
    return text


def _passes(edge: Edge) -> Iterator[str]:
    if edge.allowed:
        yield "const from = digits(event.viewer.ip);"
        yield "if (ALLOWED.some((network) => from.startsWith(network))) {"
        yield "  return true;"
        yield "}"
    if edge.secret:
        secret = literal(edge.secret)
        yield f"const header = request.headers[{literal(edge.header.lower())}];"
        yield f"const cookie = request.cookies[{literal(edge.cookie)}];"
        yield f"if ((header && header.value === {secret}) || (cookie && cookie.value === {secret})) {{"
        yield "  return true;"
        yield "}"
