"""Amazon CloudFront: a CloudFront Function."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.javascript import fill_script, literal
from sitegen.edge.settings import Edge

MAX_FUNCTION_SIZE = 10_240
"""Bytes that CloudFront allows for a function."""


def render(edge: Edge) -> str:
    """The function; raises ValueError if the options make it larger than CloudFront allows."""
    text = fill_script("cloudfront.js", edge, "request.uri", "event.viewer.ip", _secret(edge))
    size = len(text.encode())
    if size > MAX_FUNCTION_SIZE:
        raise ValueError(f"expected a function of at most {MAX_FUNCTION_SIZE:,} bytes for CloudFront, found {size:,}")
    return text


def _secret(edge: Edge) -> Iterator[str]:
    if edge.secret:
        yield f"values(request.headers[{literal(edge.header.lower())}]).includes({literal(edge.secret)})"
        yield f"values(request.cookies[{literal(edge.cookie)}]).includes({literal(edge.secret)})"
