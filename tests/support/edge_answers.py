"""What clients of an edge get, and what the 503 page has to be."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection

from support.edge_backends import HTML, PAGE

HEADERS = {
    "Retry-After": "600",
    "Cache-Control": "no-store",
    "X-Maintenance-Mode": "true",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Expose-Headers": "Retry-After, X-Maintenance-Mode",
}
"""Of the page, beside `Vary`."""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; style-src-attr 'none'; script-src 'unsafe-inline'; "
    "script-src-attr 'none'; img-src data:; connect-src {site}/; base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of the page, for the URL of a status site."""
VARY = {"accept", "accept-encoding", "origin"}
UNSURE = ("varnish", "cloudflare", "fastly")
"""Those that do not learn whether a request has reached the application, so an unsafe one gets no `Retry-After`.

Cloudflare itself does, by statuses that workerd does not have.
"""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


def ask(
    port: int,
    path: str = "/",
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    source: str = "",
    host: str = "127.0.0.1",
) -> Answer:
    """One request on a connection of its own."""
    connection = HTTPConnection(host, port, timeout=10, source_address=(source, 0) if source else None)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # Whoever refuses a large body need not read all of it.
            connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        body = response.read()
        if response.headers["Content-Encoding"] == "gzip" and body:
            body = gzip.decompress(body)
        return Answer(response.status, tuple(response.getheaders()), body)
    finally:
        connection.close()


def assert_unavailable(
    answer: Answer,
    *,
    body: bytes = PAGE,
    kind: str = HTML,
    method: str = "GET",
    origin: str = "*",
    retry: str | None = "600",
) -> None:
    """It is our page with all that goes with it, and nothing of a file or of another answer."""
    wanted = {**HEADERS, "Access-Control-Allow-Origin": origin, "Content-Type": kind, "Retry-After": retry}
    vary = [name.strip().lower() for value in answer.all("Vary") for name in value.split(",")]
    assert answer.status == 503
    assert_headers(answer, {name: value for name, value in wanted.items() if value is not None})
    assert sorted(vary) == sorted(VARY)
    [policy] = answer.all("Content-Security-Policy")
    assert policy == POLICY.format(site=re.findall("connect-src (https?://[a-z0-9.:]+)/;", policy)[0])
    assert answer.body == (b"" if method == "HEAD" else body)
    nothing = (
        *("ETag", "Last-Modified", "Accept-Ranges", "Content-Range", "Location", "Allow"),
        *("X-Frame-Options", "X-Robots-Tag"),
    )
    assert_headers(answer, {}, without=(*nothing, *(["Retry-After"] if retry is None else [])))


def assert_headers(answer: Answer, wanted: dict[str, str], without: tuple[str, ...] = ()) -> None:
    """Each is there once with its value, spaces aside, and those of *without* are not there."""
    found = {name: [value.replace(" ", "") for value in answer.all(name)] for name in (*wanted, *without)}
    assert found == {name: [value.replace(" ", "")] for name, value in wanted.items()} | {name: [] for name in without}
