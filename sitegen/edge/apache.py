"""Apache httpd 2.4: a virtual host."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import urls
from sitegen.edge.common import fill, passing
from sitegen.edge.settings import Server


def render(edge: Server) -> str:
    """The virtual host, for /etc/apache2/sites-enabled/."""
    down = f'"{edge.body(urls.UNAVAILABLE)}"'
    window = edge.has_own_page
    return fill(
        "apache.conf",
        edge,
        listen=str(edge.listen) if edge.listen.host else f"*:{edge.listen.port}",
        name=[f"ServerName {edge.name}"] if edge.name else [],
        tunnel_timeout=str(edge.tunnel_timeout),
        passes=_passes(edge),
        on="[R=503,E=MAINTENANCE:on]" if window else "[R=503]",
        page=f'r.subprocess_env.REDIRECT_MAINTENANCE and "{edge.body(edge.page)}" or {down}' if window else down,
        retry=_retry(edge),
    )


def _passes(edge: Server) -> Iterator[str]:
    # The raw request line: Apache makes /x/../healthz straight, but passes it to the application as it is.
    yield f'RewriteCond %{{THE_REQUEST}} "!^[^ ]+ ({"|".join(passing(edge))})[? ]"'
    for network in edge.allowed:
        yield f"RewriteCond expr \"! %{{REMOTE_ADDR}} -ipmatch '{network}'\""
    if edge.secret:
        yield f'RewriteCond %{{HTTP:{edge.header}}} "!^{edge.secret}$"'
        # Of several Cookie headers Apache makes one, with commas.
        yield f'RewriteCond %{{HTTP:Cookie}} "!(^|[;,] *){edge.cookie}={edge.secret}([;,]|$)"'


def _retry(edge: Server) -> str:
    """An expression of Lua: the end of the window until it has passed; then seconds."""
    after = f'"{edge.retry_after}"'
    if edge.retry_until is None:
        return after
    return f'os.time() < {edge.retry_epoch} and "{edge.retry_date}" or {after}'
