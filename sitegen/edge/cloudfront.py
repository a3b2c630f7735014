"""Amazon CloudFront: a CloudFront Function."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.javascript import addresses, bare_page, bare_problem, literal, networks
from sitegen.edge.settings import Edge
from sitegen.edge.template import fill_template
from sitegen.edge.words import notes

MOST_FUNCTION = 10_240
"""Bytes that a function may have, with everything in it."""


def render(edge: Edge) -> str:
    """The function; raises ValueError when the options make it larger than CloudFront takes."""
    retry = literal(str(edge.retry_after))
    if edge.retry_until:
        # The end of the window as long as it lies ahead.
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
    if size > MOST_FUNCTION:
        raise ValueError(f"CloudFront takes a function of {MOST_FUNCTION:,} bytes, and this would have {size:,}")
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
