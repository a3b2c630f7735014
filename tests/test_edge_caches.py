"""The edges that are caches: what they keep is the application's to say, and nobody's to spoil."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from support.edge_flows import request
from support.edges import SECRET, Edge, open_folder, print_edge, served
from support.places import DOCS
from support.raw_application import serve
from support.raw_http import Door, Reply
from support.tables import rows

CACHES = ("varnish", "fastly")
BYPASS = ("X-Maintenance-Bypass", SECRET)
_keys = itertools.count()


@pytest.fixture(scope="module", params=CACHES)
def edge(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them; what is below /count/open always passes."""
    with served(request.param, "--secret", SECRET, "--pass", "/count/open", serve=serve) as made:
        yield made


def counted(edge: Edge, path: str, *headers: tuple[str, str], method: str = "GET") -> Reply:
    """What the application, or the cache, says there: another number each time that the application is asked."""
    edge.application.up()
    reply = Door(edge.port).ask(request(method, path, *headers))
    assert reply.status == 200
    return reply


def fresh(words: str = "max-age=60", path: str = "/count") -> str:
    """A path that nobody has asked for, whose answer has these words about caching."""
    return f"{path}?{words}&{next(_keys)}"


def test_what_the_application_allows_is_kept(edge: Edge) -> None:
    """Or the tests below would say nothing."""
    edge.off()
    path = fresh()

    assert counted(edge, path).body == counted(edge, path).body


@pytest.mark.parametrize("edge", ["varnish"], indirect=True)
@rows("connection", ["close, X-Forwarded-Proto", "x-forwarded-proto"])
def test_no_client_can_take_the_scheme_away(edge: Edge, connection: str) -> None:
    """With a header named in Connection, which is not passed on: an answer for HTTP would be kept for HTTPS."""
    edge.off()
    path, https = fresh(), ("X-Forwarded-Proto", "https")

    asked = [counted(edge, path, https, ("Connection", connection)), counted(edge, path, https), counted(edge, path)]

    assert [dict(reply.headers)["X-Asked-Scheme"] for reply in asked] == ["https", "https", "http"]


@rows(("path", "headers"), [("/count", (BYPASS,)), ("/count/open", ())], ids=["the secret", "a path"])
def test_who_passes_asks_the_application_itself(edge: Edge, path: str, headers: tuple[tuple[str, str], ...]) -> None:
    """They look whether it is well again: what was kept is not shown to them, nor is kept what they are shown."""
    asked = fresh(path=path)
    edge.off()
    before = counted(edge, asked).body
    edge.on()
    during = [counted(edge, asked, *headers).body for _ in range(2)]
    new = fresh(path=path)
    first = counted(edge, new, *headers).body
    edge.off()

    assert len({before, *during}) == 3
    assert counted(edge, asked).body == before
    assert counted(edge, new).body != first


@pytest.mark.parametrize("edge", ["fastly"], indirect=True)
def test_fastly_decides_where_the_client_is(edge: Edge) -> None:
    """Where a request comes from another of its servers, the address is that server's, and it has been let pass."""
    edge.on()

    assert Door(edge.port).ask(request(path="/a", host="www.example.com")).status == 503
    assert counted(edge, "/a", ("Fastly-FF", "from the edge")).status == 200


@pytest.mark.parametrize("edge", ["fastly"], indirect=True)
def test_a_purge_of_fastly_is_no_request_for_the_product(edge: Edge) -> None:
    """It empties the cache while maintenance is on, too; in Varnish it looks like any other method."""
    edge.on()

    assert counted(edge, "/a", method="FASTLYPURGE").status == 200


def test_fastly_is_told_when_to_ask_the_status_site() -> None:
    """Never by itself: it chooses between the hosts that have no condition, and sends the product's requests there."""
    with open_folder() as folder:
        text = print_edge("fastly", folder, "https://status.example.com")
    docs = (DOCS / "edge.md").read_text(encoding="utf-8")

    assert 'req.url == ""' in text[: text.index("# On")]
    assert "--type REQUEST --statement 'req.url == \"\"'" in docs
    assert "--request-condition never" in docs
