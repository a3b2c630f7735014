"""A real gRPC client at each server that speaks HTTP/2 without TLS: it learns that the product is unavailable, and why.

What each server needs for that is its operator's to set, and stands here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import grpc
import pytest
from support.edges import APACHE_MODULES, Start, served


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
