"""Varnish 7 and later: a VCL."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import urls
from sitegen.edge.common import notes
from sitegen.edge.settings import Server
from sitegen.edge.template import fill_template
from sitegen.edge.vcl import JSON, acl, passes


def render(edge: Server) -> str:
    """The VCL."""
    return fill_template(
        "varnish.vcl",
        {
            "site": edge.site,
            "notes": notes(edge),
            "upstream": str(edge.upstream),
            "upstream_host": edge.upstream.host,
            "upstream_port": str(edge.upstream.port),
            "flag": edge.flag,
            "bodies": edge.bodies,
            "page": edge.body(edge.page),
            "unavailable": edge.body(urls.UNAVAILABLE),
            "problem": edge.body(urls.PROBLEM),
            "allowed": list(acl(edge)),
            "passes": "".join(f" && {test}" for test in passes(edge)),
            "json": JSON,
            "retry_after": str(edge.retry_after),
            "retry_until": list(_retry(edge)),
        },
    )


def _retry(edge: Server) -> Iterator[str]:
    if edge.retry_until:
        yield "# The end of the window until it has passed."
        yield f'if (now < std.time("{edge.retry_date}", now)) {{'
        yield f'    set resp.http.Retry-After = "{edge.retry_date}";'
        yield "}"
