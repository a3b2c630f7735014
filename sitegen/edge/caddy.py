"""Caddy 2: a site of a Caddyfile."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.common import fill, pattern
from sitegen.edge.settings import Server


def render(edge: Server) -> str:
    """The Caddyfile."""
    folder, _, name = edge.flag.rpartition("/")
    dated = edge.retry_until is not None
    return fill(
        "Caddyfile",
        edge,
        address=f"http://{edge.name or ''}:{edge.listen.port}",
        bind=[f"bind {edge.listen.host}"] if edge.listen.host else [],
        flag_folder=folder or "/",
        flag_name=name,
        page=edge.page,
        passes=_passes(edge),
        ahead=[f"@ahead expression int({{time.now.unix}}) < {edge.retry_epoch}"] if dated else [],
        retry_until=[f'header @ahead Retry-After "{edge.retry_date}"'] if dated else [],
    )


def _passes(edge: Server) -> Iterator[str]:
    if edge.health:
        # The raw path: a path matcher would accept /x/../healthz and /HEALTHZ, which the application does not.
        paths = ", ".join(f"'{path}'" for path in edge.health)
        yield f'not expression "{{http.request.uri.path}} in [{paths}]"'
    if edge.allowed:
        yield f"not remote_ip {' '.join(map(str, edge.allowed))}"
    if edge.secret:
        yield f"not header {edge.header} {edge.secret}"
        yield f'not header_regexp Cookie "(?:^|; *){pattern(edge.cookie)}={edge.secret}(?:;|$)"'
