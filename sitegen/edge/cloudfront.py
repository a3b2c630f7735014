"""Amazon CloudFront: a CloudFront Function."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.javascript import fill_script, literal, pass_if
from sitegen.edge.settings import Edge

MAX_FUNCTION_SIZE = 10_240
"""Bytes that CloudFront allows for a function."""


def render(edge: Edge) -> str:
    """The function; raises ValueError if the options make it larger than CloudFront allows."""
    text = fill_script("cloudfront.js", edge, "event.viewer.ip", _secret(edge))
    size = len(text.encode())
    if size > MAX_FUNCTION_SIZE:
        raise ValueError(f"expected a function of at most {MAX_FUNCTION_SIZE:,} bytes for CloudFront, found {size:,}")
    return text


def _secret(edge: Edge) -> Iterator[str]:
    if edge.secret:
        secret = literal(edge.secret)
        yield f"const header = request.headers[{literal(edge.header.lower())}];"
        yield f"const cookie = request.cookies[{literal(edge.cookie)}];"
        yield from pass_if(f"(header && header.value === {secret}) || (cookie && cookie.value === {secret})")
