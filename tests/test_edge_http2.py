"""Each server that speaks HTTP/2 without TLS, asked by a real gRPC client and by curl.

What each server needs for that is its operator's to set, and stands here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator

import grpc
import pytest
from support.edges import APACHE_MODULES, Edge, Start, served
from support.raw_application import BROKEN, address, serve
from support.tables import rows


def _nginx(start: Start, arguments: list[str]) -> list[str]:
    site = start.folder / "product.conf"
    site.write_text(re.sub(r"(listen [^;]+);", r"\1 http2;", site.read_text()))
    return arguments


def _apache(start: Start, arguments: list[str]) -> list[str]:
    main = start.folder / "apache.conf"
    module = f"LoadModule http2_module {APACHE_MODULES}/mod_http2.so\nProtocols h2c http/1.1\n"
    main.write_text(module + main.read_text())
    return arguments


def _caddy(start: Start, arguments: list[str]) -> list[str]:
    main = start.folder / "Caddyfile"
    main.write_text(main.read_text().replace("{\n", "{\n\tservers {\n\t\tprotocols h1 h2c\n\t}\n", 1))
    return arguments


def _varnish(start: Start, arguments: list[str]) -> list[str]:
    return [*arguments, "-p", "feature=+http2"]


def _haproxy(start: Start, arguments: list[str]) -> list[str]:
    return arguments


HTTP2 = {"nginx": _nginx, "apache": _apache, "haproxy": _haproxy, "caddy": _caddy, "varnish": _varnish}


@pytest.mark.parametrize(("name", "with_http2"), HTTP2.items(), ids=HTTP2)
def test_a_client_of_grpc_learns_why(name: str, with_http2: Callable[[Start, list[str]], list[str]]) -> None:
    """Its code is UNAVAILABLE, which clients may try again, and its message leads to the status site."""
    with served(name, adapt=with_http2) as edge:
        edge.on()

        with grpc.insecure_channel(f"127.0.0.1:{edge.port}") as channel, pytest.raises(grpc.RpcError) as raised:
            channel.unary_unary("/shop.Orders/Get", request_serializer=bytes)(b"", timeout=10)

    assert raised.value.code() == grpc.StatusCode.UNAVAILABLE
    assert re.fullmatch(r"Service unavailable\. See http://127\.0\.0\.1:\d+/", raised.value.details() or "")


@pytest.fixture(scope="module", params=HTTP2)
def broken(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them, before an application that breaks off."""
    with served(request.param, serve=serve, adapt=HTTP2[request.param]) as edge:
        yield edge


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@rows(
    ("method", "how", "again"),
    [
        (method, how, method in ("GET", "OPTIONS"))
        for method in ("GET", "OPTIONS", "POST", "PUT", "DELETE")
        for how in list(BROKEN)[:3]
    ],
)
def test_what_may_have_been_carried_out_is_not_asked_for_again(
    broken: Edge, method: str, how: str, again: bool
) -> None:
    """As in HTTP/1.1: the page, with the time to come back only where that is safe."""
    url = f"http://127.0.0.1:{broken.port}/break/{address(how)}"
    words = ("curl", "-si", "--http2-prior-knowledge", "-X", method, *(("-d", "a") if method == "POST" else ()), url)

    head = subprocess.run(words, capture_output=True, text=True, check=True, timeout=20).stdout.lower().split("\n\n")[0]

    assert head.startswith("http/2 503")
    assert ("\nretry-after: 600" in head) == again
