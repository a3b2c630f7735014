"""Varnish 7 and later: a VCL."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.settings import Server
from sitegen.edge.vcl import fill_vcl


def render(edge: Server) -> str:
    """The VCL."""
    host, port = edge.upstream.host, str(edge.upstream.port)
    return fill_vcl("varnish.vcl", edge, upstream_host=host, upstream_port=port, retry_until=_retry(edge))


def _retry(edge: Server) -> Iterator[str]:
    if edge.retry_until:
        yield "# The end of the window until it has passed."
        yield f'if (now < std.time("{edge.retry_date}", now)) {{'
        yield f'    set resp.http.Retry-After = "{edge.retry_date}";'
        yield "}"
