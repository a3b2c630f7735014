"""HAProxy: defaults, a frontend and its backends."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.common import fill
from sitegen.edge.settings import Server

_HEADERS = "hdr Retry-After %[var(txn.retry)] hdr Cache-Control no-store hdr Vary Accept hdr X-Maintenance-Mode true"


def render(edge: Server) -> str:
    """The sections below `global`."""
    return fill(
        "haproxy.cfg",
        edge,
        listen=f"{edge.listen.host}:{edge.listen.port}" if edge.listen.host else f":::{edge.listen.port} v4v6",
        upstream=f"{edge.upstream.host}:{edge.upstream.port}",
        flag_in_command=edge.flag.replace(" ", "\\ "),
        passes=_passes(edge),
        retry_until=_retry(edge),
        headers=_HEADERS,
    )


def _passes(edge: Server) -> Iterator[str]:
    for path in edge.health:
        yield f"acl passes path -m str {path}"
    for network in edge.allowed:
        yield f"acl passes src {network}"
    if edge.secret:
        yield f"acl passes req.hdr({edge.header}) -m str {edge.secret}"
        yield f"acl passes req.cook({edge.cookie}) -m str {edge.secret}"


def _retry(edge: Server) -> Iterator[str]:
    if edge.retry_until:
        yield "# The end of the window until it has passed; then seconds."
        yield f"http-request set-var(txn.retry) \"str('{edge.retry_date}')\" if {{ date lt {edge.retry_epoch} }}"
