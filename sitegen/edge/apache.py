"""Apache httpd 2.4: a virtual host."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.edge.common import fill, pattern
from sitegen.edge.settings import Server


def render(edge: Server) -> str:
    """The virtual host, for /etc/apache2/sites-enabled/."""
    return fill(
        "apache.conf",
        edge,
        listen=str(edge.listen) if edge.listen.host else f"*:{edge.listen.port}",
        name=[f"ServerName {edge.name}"] if edge.name else [],
        passes=_passes(edge),
        now=['RequestHeader set X-Maintenance-Now "%t" early'] if edge.retry_until else [],
        retry=_retry(edge),
    )


def _passes(edge: Server) -> Iterator[str]:
    for path in edge.health:
        # The raw request line: Apache normalises /x/../healthz, but passes it to the application as it is.
        yield f'RewriteCond %{{THE_REQUEST}} "!^[A-Z]+ {pattern(path)}[? ]"'
    for network in edge.allowed:
        yield f"RewriteCond expr \"! %{{REMOTE_ADDR}} -ipmatch '{network}'\""
    if edge.secret:
        yield f'RewriteCond %{{HTTP:{edge.header}}} "!^{edge.secret}$"'
        yield f'RewriteCond %{{HTTP:Cookie}} "!(^|; *){edge.cookie}={edge.secret}(;|$)"'


def _retry(edge: Server) -> Iterator[str]:
    if edge.retry_until:
        yield "# The end of the window until it has passed; then seconds."
    yield f"Header always set Retry-After {edge.retry_after}"
    if edge.retry_until:
        # %t is `t=` and the microseconds since 1970, which have sixteen digits until the year 2286.
        ahead = f"%{{HTTP:X-Maintenance-Now}} < 't={edge.retry_epoch}000000'"
        yield f'Header always set Retry-After "{edge.retry_date}" "expr={ahead}"'
