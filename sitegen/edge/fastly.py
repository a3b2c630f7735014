"""Fastly: custom VCL."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from sitegen import urls
from sitegen.edge.common import LATE
from sitegen.edge.settings import Edge
from sitegen.edge.vcl import closed, fill_vcl


def render(edge: Edge) -> str:
    """The main VCL of a service."""
    status = urlsplit(edge.site)
    return fill_vcl(
        "fastly.vcl",
        edge,
        status_host=status.netloc,
        unavailable=f"{status.path}/{urls.UNAVAILABLE}",
        problem=f"{status.path}/{urls.PROBLEM}",
        closed=closed(edge, f'set req.http.X-Maintenance-Page = "{status.path}/{edge.page}";'),
        late=LATE.format(site=edge.site),
        retry_until=_retry(edge),
    )


def _retry(edge: Edge) -> Iterator[str]:
    if edge.retry_until:
        yield "# The end of the window until it has passed."
        yield f"if (time.is_after(std.integer2time({edge.retry_epoch}), now)) {{"
        yield f'  set resp.http.Retry-After = "{edge.retry_date}";'
        yield "}"
