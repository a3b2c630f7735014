"""Varnish 7 and later: a VCL."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import urls
from sitegen.edge.settings import Server
from sitegen.edge.vcl import closed, fill_vcl

_START = """\
#          Varnish looks the name up when it loads this, and not again; without it, it would not start. So start it with
#          -f '' -I /etc/varnish/start.cli, a file with these lines:
#              vcl.load closed /etc/varnish/closed.vcl
#              vcl.use closed
#              -vcl.load product /etc/varnish/default.vcl
#              -vcl.use product
#          sed '/^backend/,/^}/cbackend product none;' /etc/varnish/default.vcl > /etc/varnish/closed.vcl
#          and as often as the name may come or move: /usr/share/varnish/varnishreload -m 1 /etc/varnish/default.vcl"""
"""How Varnish starts where a name does not resolve: with the page alone."""


def render(edge: Server) -> str:
    """The VCL."""
    return fill_vcl(
        "varnish.vcl",
        edge,
        start=_START.splitlines() if edge.upstream.is_name else [],
        upstream_host=edge.upstream.host,
        upstream_port=str(edge.upstream.port),
        # How long it took is all that tells slow from down.
        connect=f"{min(5, edge.timeout / 2):g}",
        # Varnish rounds its wait down to milliseconds, so it may end just before the time-out.
        slow=f"{edge.timeout - 0.1:.1f}",
        tunnel_timeout=str(edge.tunnel_timeout),
        # How long an upload may pause, but a request that never becomes whole takes a thread for as long, too.
        idle=str(min(300, edge.timeout)),
        closed=closed(edge, "return (synth(1503));"),
        page=_page(edge),
        retry_until=_retry(edge),
    )


def _page(edge: Server) -> Iterator[str]:
    """The page, or a line until it is there; that of a window is not shown when the application fails by itself."""
    window = f'std.fileread("{edge.body(edge.page)}")'
    usual = f'std.fileread("{edge.body(urls.UNAVAILABLE)}")'
    if edge.has_own_page:
        yield f"if (resp.status == 1503 && {window}) {{ synthetic({window}); }} else"
    yield f'if ({usual}) {{ synthetic({usual}); }} else {{ synthetic("Service unavailable. See {edge.site}/"); }}'


def _retry(edge: Server) -> Iterator[str]:
    if edge.retry_until:
        yield "# The end of the window until it has passed."
        yield f'if (now < std.time("{edge.retry_date}", now)) {{'
        yield f'    set resp.http.Retry-After = "{edge.retry_date}";'
        yield "}"
