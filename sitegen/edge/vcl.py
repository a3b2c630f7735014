"""What Varnish and Fastly have in common: their language."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.settings import Edge
from sitegen.edge.words import pattern

JSON = 'req.http.Accept ~ "(?i)application/(problem[+])?json"'
"""Whether a program asks."""


def acl(edge: Edge) -> Iterator[str]:
    """The addresses that pass, as a list of its own."""
    if edge.allowed:
        yield "acl maintenance_allowed {"
        for network in edge.allowed:
            yield f'    "{network.network_address}"/{network.prefixlen};'
        yield "}"
        yield ""


def passes(edge: Edge) -> Iterator[str]:
    """A condition for each way past the page, true where it is not taken."""
    for path in edge.health:
        yield f'req.url !~ "^{pattern(path)}([?]|$)"'
    if edge.allowed:
        yield "client.ip !~ maintenance_allowed"
    if edge.secret:
        yield f'req.http.{edge.header} != "{edge.secret}"'
        yield f'req.http.Cookie !~ "(^|; *){edge.cookie}={edge.secret}(;|$)"'
