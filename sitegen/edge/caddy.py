"""Caddy 2: a site of a Caddyfile."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.common import HTML_WEIGHT, JSON_WEIGHT, fill, passing, pattern
from sitegen.edge.settings import Server


def render(edge: Server) -> str:
    """The Caddyfile."""
    folder, _, name = edge.flag.rpartition("/")
    windows = edge.has_own_page
    return fill(
        "Caddyfile",
        edge,
        address=f"http://{edge.name or ''}:{edge.listen.port}",
        bind=[f"bind {edge.listen.host}"] if edge.listen.host else [],
        flag_folder=folder or "/",
        flag_name=name,
        passes=_passes(edge),
        matchers=["@on vars {err.status_code} 503"] if windows else [],
        retry=_retry(edge),
        json_weight=JSON_WEIGHT,
        html_weight=HTML_WEIGHT,
        page=[f'vars @on page "/{edge.page}"'] if windows else [],
    )


def _passes(edge: Server) -> Iterator[str]:
    # A path matcher would decode the path, make it straight and ignore case, which the application need not do.
    yield f'not vars_regexp {{uri}} "^(?:{"|".join(passing(edge))})(?:[?]|$)"'
    if edge.allowed:
        yield f"not remote_ip {' '.join(map(str, edge.allowed))}"
    if edge.secret:
        yield f"not header {edge.header} {edge.secret}"
        yield f'not header_regexp Cookie "(?:^|; *){pattern(edge.cookie)}={edge.secret}(?:;|$)"'


def _retry(edge: Server) -> Iterator[str]:
    if edge.retry_until is None:
        yield f"header @again Retry-After {edge.retry_after}"
        return
    yield "route @again {"
    yield f"\theader Retry-After {edge.retry_after}"
    yield f"\t@ahead expression {edge.retry_epoch} > int({{time.now.unix}})"
    yield f'\theader @ahead Retry-After "{edge.retry_date}"'
    yield "}"
