"""nginx: a site for its http block."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from sitegen.edge.common import JSON_WINS, WEIGHTS, fill, passing
from sitegen.edge.settings import Endpoint, Server


def render(edge: Server, resolver: Endpoint | None = None) -> str:
    """The site, for /etc/nginx/sites-enabled/.

    *resolver* is the name server for an upstream with a name: without one nginx looks the name up when it starts, and
    does not start while there is none.
    """
    named = resolver is not None and edge.upstream.is_name
    local = edge.upstream.host == "localhost"
    text = fill(
        "nginx.conf",
        edge,
        passes=_passes(edge),
        weights=WEIGHTS,
        json_wins=JSON_WINS,
        retry="$edge_end" if edge.retry_until else str(edge.retry_after),
        retry_map=_retry(edge),
        listen=_listen(edge),
        peers=_local_peers(edge.upstream.port) if local else [],
        name=edge.name or "_",
        window=_window(edge),
        resolver=[
            "# Looked up anew, so that nginx starts without the name, too.",
            f"resolver {resolver} valid=10s;",
            "resolver_timeout 5s;",
            f"set $edge_upstream {edge.upstream};",
        ]
        if named
        else [],
        address="$edge_upstream" if named else "edge_product" if local else str(edge.upstream),
        tunnel_timeout=str(edge.tunnel_timeout),
    )
    if not edge.name and edge.listen == Endpoint("", 80):
        return text
    # What a text defines holds for all of nginx: another one beside it must not take its place. The names are short,
    # for nginx does not start with variables of more than about fifty letters.
    own = hashlib.sha256(f"{edge.name} {edge.listen}".encode()).hexdigest()[:6]
    return re.sub(r"\bedge_", f"edge_{own}_", text)


def _listen(edge: Server) -> list[str]:
    # Without a name for every host: whatever else does that, such as Debian's default site, is then told as a conflict.
    port, every = edge.listen.port, "" if edge.name else " default_server"
    addresses = [str(edge.listen)] if edge.listen.host else [str(port), f"[::]:{port}"]
    return [f"listen {address}{every};" for address in addresses]


def _local_peers(port: int) -> list[str]:
    """Both addresses of this machine: nginx would rest each for ten seconds after a fault, and ask them in turn."""
    return [
        "upstream edge_product {",
        f"    server 127.0.0.1:{port} max_fails=0;",
        f"    server [::1]:{port} max_fails=0 backup;",
        "}",
    ]


def _passes(edge: Server) -> Iterator[str]:
    """Maps, each of which falls back on the one before."""
    before = "0"
    if edge.allowed:
        yield from ("geo $edge_address {", "    default 0;", *(f"    {network} 1;" for network in edge.allowed), "}")
        before = "$edge_address"
    if edge.secret:
        # In a map only a regular expression is case-sensitive.
        header = f"$http_{edge.header.lower().replace('-', '_')}"
        yield from _map(header, "$edge_header", before, [f"^{edge.secret}$"])
        cookie = f"(?:^|; *){edge.cookie}={edge.secret}(?:;|$)"
        yield from _map("$http_cookie", "$edge_cookie", "$edge_header", [cookie])
        before = "$edge_cookie"
    yield from _map("$request_uri", "$edge_passes", before, [f"^{path}(?:[?]|$)" for path in passing(edge)])


def _map(source: str, name: str, default: str, patterns: list[str]) -> list[str]:
    return [f"map {source} {name} {{", f"    default {default};", *(f'    "~{each}" 1;' for each in patterns), "}"]


def _window(edge: Server) -> Iterator[str]:
    """The page of a window, which is not shown when the application fails by itself."""
    if edge.has_own_page:
        body = edge.body(edge.page)
        yield f'location ~ on.html$ {{ default_type "text/html; charset=utf-8"; alias "{body}"; }}'


def _retry(edge: Server) -> Iterator[str]:
    if edge.retry_until is None:
        return
    yield "# The end of the window until it has passed (by $msec); then seconds."
    yield "map $msec $edge_end {"
    yield f"    default {edge.retry_after};"
    for before in _before(edge.retry_epoch):
        yield f'    "~^{before}[.]" "{edge.retry_date}";'
    yield "}"
    yield ""


def _before(epoch: int) -> Iterator[str]:
    """Patterns that match the smaller numbers with as many digits, since nginx cannot compare numbers."""
    digits = str(epoch)
    for place, digit in enumerate(digits):
        if digit != "0":
            rest = len(digits) - place - 1
            yield f"{digits[:place]}[0-{int(digit) - 1}]" + (f"[0-9]{{{rest}}}" if rest else "")
