"""VCL for Varnish and Fastly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.edge.common import fill, pattern
from sitegen.edge.settings import Edge

_JSON = 'req.http.Accept ~ "(?i)application/(problem[+])?json"'
"""The condition that a client accepts JSON."""


def fill_vcl(template: str, edge: Edge, **own: str | Iterable[str]) -> str:
    """The text of *template* with its *own* values and those that both need."""
    passes = "".join(f" && {test}" for test in _passes(edge))
    return fill(template, edge, json=_JSON, allowed=_acl(edge), passes=passes, **own)


def _acl(edge: Edge) -> Iterator[str]:
    """The lines of the ACL with the allowed addresses, if any."""
    if edge.allowed:
        yield "acl maintenance_allowed {"
        for network in edge.allowed:
            yield f'    "{network.network_address}"/{network.prefixlen};'
        yield "}"
        yield ""


def _passes(edge: Edge) -> Iterator[str]:
    """The conditions under which a request does not bypass the page; all must hold."""
    for path in edge.health:
        yield f'req.url !~ "^{pattern(path)}([?]|$)"'
    if edge.allowed:
        yield "client.ip !~ maintenance_allowed"
    if edge.secret:
        yield f'req.http.{edge.header} != "{edge.secret}"'
        yield f'req.http.Cookie !~ "(^|; *){edge.cookie}={edge.secret}(;|$)"'
