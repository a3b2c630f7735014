"""HAProxy: defaults, a frontend and its backends."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import urls
from sitegen.edge.common import JSON_WINS, LATE, WEIGHTS, fill, passing
from sitegen.edge.settings import Server

_PREFLIGHT = (
    'status 204 hdr Access-Control-Allow-Methods * hdr Access-Control-Allow-Headers "*, Authorization" '
    "hdr Access-Control-Max-Age 0"
)


def render(edge: Server) -> str:
    """The sections below `global`."""
    return fill(
        "haproxy.cfg",
        edge,
        listen=f"{edge.listen.host}:{edge.listen.port}" if edge.listen.host else _everywhere(edge.listen.port),
        flag_in_command=edge.flag.replace(" ", "\\ "),
        passes=_passes(edge),
        weights=WEIGHTS,
        json_wins=JSON_WINS,
        retry_until=_retry(edge),
        tunnel_timeout=str(edge.tunnel_timeout),
        resolvers=["resolvers maintenance", "    parse-resolv-conf", ""] if edge.upstream.is_name else [],
        html='status 503 content-type "text/html; charset=utf-8"',
        json=f'status 503 content-type application/problem+json file "{edge.body(urls.PROBLEM)}"',
        grpc=f'status 200 hdr grpc-status 14 hdr grpc-message "Service unavailable. See {edge.site}/"',
        preflight=_PREFLIGHT,
        slow=f'status 504 content-type "text/plain; charset=utf-8" string "{LATE.format(site=edge.site)}\\n"',
        within=f"sitegen{edge.listen}".replace(":", "-"),
        servers=list(_servers(edge)),
    )


def _everywhere(port: int) -> str:
    # Apart, for on a socket of both kinds IPv4 addresses reach the application as `::ffff:192.0.2.1`.
    return f":{port},:::{port} v6only"


def _passes(edge: Server) -> Iterator[str]:
    yield "acl passes path -m reg " + " ".join(f"'^{path}$'" for path in passing(edge))
    for network in edge.allowed:
        yield f"acl passes src {network}"
    if edge.secret:
        yield f"acl passes req.hdr({edge.header}) -m str {edge.secret}"
        yield f"acl passes req.cook({edge.cookie}) -m str {edge.secret}"


def _retry(edge: Server) -> Iterator[str]:
    if edge.retry_until:
        yield "# The end of the window until it has passed; then seconds."
        yield f"http-request set-var(txn.retry) \"str('{edge.retry_date}')\" if {{ date lt {edge.retry_epoch} }}"


def _servers(edge: Server) -> Iterator[str]:
    """The application; with a name, as DNS knows it now, else as the system knew it at the start (/etc/hosts)."""
    address = f"{edge.upstream.host}:{edge.upstream.port}"
    if edge.upstream.is_name:
        yield f"server product {address} resolvers maintenance resolve-prefer ipv4 init-addr none"
        yield f"server hosts {address} init-addr libc,none backup"
    else:
        yield f"server product {address}"
