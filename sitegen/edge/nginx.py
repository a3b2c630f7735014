"""nginx: a site for its http block."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.common import fill, pattern
from sitegen.edge.settings import Server


def render(edge: Server) -> str:
    """The site, for /etc/nginx/sites-enabled/."""
    tests = ["$maintenance_health", "$maintenance_address"]
    if edge.secret:
        tests += ["$maintenance_header", "$maintenance_cookie"]
    port = edge.listen.port
    return fill(
        "nginx.conf",
        edge,
        retry="$maintenance_retry" if edge.retry_until else str(edge.retry_after),
        retry_map=_retry(edge),
        health=[f'"~^{pattern(path)}(?:[?]|$)" 1;' for path in edge.health],
        allowed=[f"{network} 1;" for network in edge.allowed],
        secret_maps=_secret(edge),
        passes="".join(tests),
        nobody="0" * len(tests),
        listen=[f"listen {edge.listen};"] if edge.listen.host else [f"listen {port};", f"listen [::]:{port};"],
        name=edge.name or "_",
    )


def _secret(edge: Server) -> Iterator[str]:
    if edge.secret is None:
        return
    sources = {"header": f"http_{edge.header.lower().replace('-', '_')}", "cookie": f"cookie_{edge.cookie}"}
    for kind, variable in sources.items():
        # In a map only a regular expression is case-sensitive.
        yield from (f"map ${variable} $maintenance_{kind} {{", "    default 0;", f'    "~^{edge.secret}$" 1;', "}")


def _retry(edge: Server) -> Iterator[str]:
    if edge.retry_until is None:
        return
    yield "# The end of the window until it has passed (by $msec); then seconds."
    yield "map $msec $maintenance_retry {"
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
