"""VCL for Varnish and Fastly."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.common import pattern
from sitegen.edge.settings import Edge

JSON = 'req.http.Accept ~ "(?i)application/(problem[+])?json"'
"""The condition that a client accepts JSON."""


def acl(edge: Edge) -> Iterator[str]:
    """The lines of the ACL with the allowed addresses, if any."""
    if edge.allowed:
        yield "acl maintenance_allowed {"
        for network in edge.allowed:
            yield f'    "{network.network_address}"/{network.prefixlen};'
        yield "}"
        yield ""


def passes(edge: Edge) -> Iterator[str]:
    """The conditions under which a request does not bypass the page; all must hold."""
    for path in edge.health:
        yield f'req.url !~ "^{pattern(path)}([?]|$)"'
    if edge.allowed:
        yield "client.ip !~ maintenance_allowed"
    if edge.secret:
        yield f'req.http.{edge.header} != "{edge.secret}"'
        yield f'req.http.Cookie !~ "(^|; *){edge.cookie}={edge.secret}(;|$)"'
