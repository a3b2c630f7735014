"""VCL for Varnish and Fastly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.edge.common import JSON_WINS, WEIGHTS, fill, passing
from sitegen.edge.settings import Edge

_LONGEST = 1000
_ACCEPT = rf'regsub(req.http.Accept, "^(?=.{{{_LONGEST + 1}}})(?:(.{{0,{_LONGEST}}}),|).*$", "\1")'
"""What is accepted, if it is long up to the last comma that is not too far; one that is too far is nothing."""
_WEIGHTS = f"(?i){WEIGHTS}.*$"
"""Finds the weights of JSON and HTML; what has neither is replaced by nothing."""
_JSON = rf'regsub(req.http.Accept, "{_WEIGHTS}", "\1\2\3\4") ~ "(?i){JSON_WINS}"'
"""The condition that a client would rather have JSON. A backslash is nothing special in VCL's texts."""


def fill_vcl(template: str, edge: Edge, **own: str | Iterable[str]) -> str:
    """The text of *template* with its *own* values and those that both need."""
    paths = f"^(?:{'|'.join(passing(edge))})(?:[?]|$)"
    return fill(template, edge, accept=_ACCEPT, json=_JSON, allowed=_acl(edge), paths=paths, **own)


def closed(edge: Edge, statement: str) -> str:
    """*statement*, for those who may not pass."""
    tests = ["client.ip !~ maintenance_allowed"] if edge.allowed else []
    if edge.secret:
        tests.append(f'req.http.{edge.header} != "{edge.secret}"')
        tests.append(f'req.http.Cookie !~ "(^|; *){edge.cookie}={edge.secret}(;|$)"')
    return f"if ({' && '.join(tests)}) {{ {statement} }}" if tests else statement


def _acl(edge: Edge) -> Iterator[str]:
    """The lines of the ACL with the allowed addresses, if any."""
    if edge.allowed:
        yield "acl maintenance_allowed {"
        for network in edge.allowed:
            yield f'    "{network.network_address}"/{network.prefixlen};'
        yield "}"
        yield ""
