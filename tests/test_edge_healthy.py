"""A healthy product stays healthy: with maintenance off, every edge is a pane of glass before the application.

Each row is asked of the application itself and through each server with what `sitegen edge` prints, and both have to
come to the same: what the client gets, and what the application was asked.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from support.edge_repertoire import CUT, LARGE, LONG, MANY, PACKED, SAID, address, serve
from support.edges import KINDS, PASSES, Edge, served
from support.raw_http import Door, Headers, Reply, Wire, chunked, lines
from support.tables import rows

HOST = "www.example.com"
_keys = itertools.count()


@dataclass(frozen=True)
class Doors:
    """The one that is asked at, and the application's own, at which it is told what to do."""

    front: Door
    back: Door
    key: str = field(default_factory=lambda: f"k{next(_keys)}")
    """A name for the gates of this row."""

    def arrived(self, part: str = "") -> bool:
        """Whether the application has come to a gate."""
        return self.back.ask(request(path=f"/control/arrived?{self.key}{part}")).body == b"yes"

    def open(self, part: str = "") -> None:
        """Let it go on."""
        assert self.back.ask(request(path=f"/control/open?{self.key}{part}")).body == b"yes"


Flow = Callable[[Doors], Any]


def request(
    method: str = "GET",
    path: str = "/",
    *headers: tuple[str, str],
    body: bytes | None = None,
    pieces: tuple[bytes, ...] = (),
    trailers: Headers = (),
    host: str | None = HOST,
    version: str = "1.1",
) -> bytes:
    """One with a *body* of a length, or with the *pieces* of one in chunks."""
    all_headers = [*([("Host", host)] if host is not None else []), *headers]
    if body is not None:
        all_headers.append(("Content-Length", str(len(body))))
    if pieces:
        all_headers.append(("Transfer-Encoding", "chunked"))
    end = chunked(*pieces, trailers=trailers) if pieces else body or b""
    return lines(f"{method} {path} HTTP/{version}", tuple(all_headers), end)


# ---- what is compared

HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect"}
PROXY = {"via", "x-varnish", "age", "server", "date"}
"""What identifies a proxy in an answer."""
TOLD = {"via", "x-varnish", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-server"}
"""What a proxy tells the application; the first two of the last four have a table of their own."""
APART = {"set-cookie", "www-authenticate"}
"""Headers whose values cannot be joined by commas."""


def joined(headers: Headers, without: set[str]) -> dict[str, Any]:
    """The values of each header, those that may be joined being so."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in without:
            found.setdefault(name.lower(), []).append(value)
    return {name: values if name in APART else ", ".join(values) for name, values in found.items()}


def seen(reply: Reply) -> dict[str, Any]:
    """What matters of an answer, and of what the application was asked if that is what it told."""
    headers = joined(reply.headers, HOP | PROXY)
    body: Any = reply.body
    if headers.get("content-type") == "application/x-asked" and body:
        headers.pop("content-length", None)
        body = json.loads(body)
        body["headers"] = joined(tuple(map(tuple, body["headers"])), HOP | TOLD | {"content-length"})
    interim = tuple(status for status in reply.interim if status != 100)
    return {
        "status": reply.status,
        "headers": headers,
        "body": body,
        "interim": interim,
        "trailers": joined(reply.trailers, set()),
        "whole": reply.whole,
    }


def plain(asked: bytes) -> Flow:
    """One request."""
    return lambda doors: seen(doors.front.ask(asked))


def unframed(direct: Any, through: Any) -> Any:
    """*through* without the lengths that a server has found out by itself, and *direct* did not have."""
    if isinstance(through, dict) and isinstance(direct, dict) and "headers" in direct and "headers" in through:
        if "content-length" not in direct["headers"]:
            through["headers"].pop("content-length", None)
    elif isinstance(through, list) and isinstance(direct, list):
        for one, other in zip(direct, through, strict=False):
            unframed(one, other)
    return through


# ---- the requests

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "MKCOL", "PURGE")
PATHS = (
    *(
        "//",
        "//a//b",
        "/a//",
        "/./a",
        "/a/../b",
        "/a/.",
        "/a/..",
        "/%2e%2e/a",
        "/a/%2e/b",
        "/a%2Fb",
        "/a%2fb",
        "/a%5Cb",
    ),
    *("/%7Euser", "/~user", "/a;b=c", "/a;b=c/d", "/a%3Bb", "/a%3Fb", "/a%23b", "/a%25b", "/a%2525", "/a+b", "/a%20b"),
    *(
        "/caf%C3%A9",
        "/caf%c3%a9",
        "/%E4",
        "/a:b@c",
        "/a,b",
        "/a!$&'()*",
        "/a|b",
        "/%0A",
        "/.hidden",
        "/a.php/b",
        "/503.html",
    ),
    *(
        "/?",
        "/a?",
        "/a?b",
        "/?a=1&a=2&b[]=%2F",
        "/?u=http://b.example/c?d=//e",
        "/?q=a|b{c}^[d]`",
        "/?a=%zz&b=%",
        "/??",
    ),
    *(
        "/?a=/../b",
        "/?caf%C3%A9=%E4",
        "/?a+b=c%20d",
        "/?a;b",
        "/?*",
        "/100%",
        "/a%zz",
        "/server-status",
        "/icons/a.gif",
    ),
    "/" + "long/" * 1_400,
    "/?" + "long=1&" * 1_000,
)
HEADERS: dict[str, Headers] = {
    "no headers": (),
    "a browser's": (
        ("User-Agent", "Mozilla/5.0"),
        ("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
        ("Accept-Language", "de-DE,de;q=0.9"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Referer", "https://www.example.com/a?b=c"),
        ("Upgrade-Insecure-Requests", "1"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Cache-Control", "max-age=0"),
        ("Pragma", "no-cache"),
        ("Priority", "u=0, i"),
        ("DNT", "1"),
    ),
    "Accept-Encoding: identity": (("Accept-Encoding", "identity;q=1, *;q=0"),),
    "Accept-Encoding: gzip": (("Accept-Encoding", "gzip"),),
    "Accept-Encoding: br": (("Accept-Encoding", "br"),),
    "credentials": (("Authorization", "Basic YTpi"), ("Cookie", "a=b; c=d")),
    "cookies twice": (("Cookie", "a=b"), ("Cookie", "c=d")),
    "a header twice": (("X-Twice", "a"), ("X-Twice", "b")),
    "Accept twice": (("Accept", "text/html"), ("Accept", "application/json;q=0.1")),
    "an empty header": (("X-Empty", ""),),
    "a header with an underscore": (("X_Under", "a"),),
    "a header with a dot": (("X.Dot", "a"),),
    "a header with bytes": (("X-Bytes", "caf\xc3\xa9 \xe4"),),
    "a header with signs": (("X-Signs", "a \"b\" 'c' $d %e {f} @g \\h;,"),),
    "a long header": (("X-Long", LONG),),
    "a long cookie": (("Cookie", f"a={LONG}"),),
    "80 headers": MANY,
    "conditions": (("If-None-Match", '"a", W/"b"'), ("If-Modified-Since", "Sat, 24 Jan 2009 20:00:00 GMT")),
    "more conditions": (("If-Match", '"a"'), ("If-Unmodified-Since", "Sat, 24 Jan 2009 20:00:00 GMT")),
    "a range": (("Range", "bytes=0-1"), ("If-Range", '"a"')),
    "many ranges": (("Range", "bytes=0-1, 3-4, -1"),),
    "a range that is none": (("Range", "items=1-2"),),
    "a preflight": (
        ("Origin", "https://a.example"),
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "x-a"),
    ),
    "a type without a body": (("Content-Type", "application/json"),),
    "of a terminator": (
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Prefix", "/a"),
        ("X-Forwarded-Ssl", "on"),
        ("X-Real-IP", "203.0.113.9"),
        ("Forwarded", "for=203.0.113.9;proto=https"),
        ("X-Request-Id", "a"),
        ("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ),
    "a method that it should have": (("X-HTTP-Method-Override", "DELETE"),),
    "another address that it should have": (("X-Original-URL", "/a"), ("X-Rewrite-URL", "/b")),
    "a date": (("Date", "Sat, 24 Jan 2009 20:00:00 GMT"), ("From", "a@b.example")),
    "close": (("Connection", "close"),),
    "words about maintenance": (
        ("X-Maintenance-Page", "on"),
        ("X-Maintenance-Down", "true"),
        ("X-Maintenance-Mode", "a"),
    ),
}
HOSTS = (
    "www.example.com:8443",
    "WWW.Example.COM",
    "127.0.0.1",
    "[::1]:8080",
    "a_b.example",
    "xn--bcher-kva.example",
    "a.",
)
BIG = b"\0\r\n\r\n" + bytes(range(256)) * 4_000
FORM = ("Content-Type", "application/x-www-form-urlencoded")

REQUESTS: dict[str, bytes] = {
    **{f"method {method}": request(method, "/things/1") for method in METHODS},
    "method of somebody's own": request("BREW", "/pot"),
    "OPTIONS for all": request("OPTIONS", "*"),
    **{f"path {path[:40]}": request(path=path) for path in PATHS},
    **{f"HEAD of {path}": request("HEAD", path) for path in ("//a%2Fb", "/?a=//b")},
    **{f"headers: {name}": request("GET", "/", *headers) for name, headers in HEADERS.items()},
    **{f"host {host}": request(host=host) for host in HOSTS},
    "preflight": request("OPTIONS", "/api", *HEADERS["a preflight"]),
    "gRPC": request("POST", "/a.B/C", ("Content-Type", "application/grpc"), ("TE", "trailers"), body=b"\0\0\0\0\0"),
    "HTTP/1.0": request(version="1.0"),
    "HTTP/1.0 without a host": request(version="1.0", host=None),
    "HTTP/1.0, kept": request("GET", "/", ("Connection", "keep-alive"), version="1.0"),
    "HTTP/1.0, POST": request("POST", "/", body=b"a=1", version="1.0"),
    **{
        f"{method} with a body": request(method, "/", FORM, body=b"a=1")
        for method in (*METHODS, "BREW")
        if method != "TRACE"
    },
    **{
        f"{method} in chunks": request(method, "/", FORM, pieces=(b"a=1", b"&b=2"))
        for method in ("GET", "POST", "PUT", "DELETE")
    },
    "POST of nothing": request("POST", "/", body=b""),
    "POST of nothing in chunks": request("POST", "/", ("Transfer-Encoding", "chunked")) + b"0\r\n\r\n",
    "POST of packed bytes": request("POST", "/", ("Content-Encoding", "gzip"), body=PACKED),
    "POST of 1 MB": request("POST", "/", body=BIG),
    "POST of 1 MB in chunks": request(
        "POST", "/", pieces=tuple(BIG[at : at + 60_000] for at in range(0, len(BIG), 60_000))
    ),
    "POST of 5 MB": request("PUT", "/", body=LARGE),
    "POST of 5 MB in chunks": request("PUT", "/", pieces=(LARGE,)),
    "POST with trailers": request("POST", "/", ("Trailer", "X-Sum"), pieces=(b"a",), trailers=(("X-Sum", "1"),)),
    "POST with words about chunks": request("POST", "/", ("Transfer-Encoding", "chunked"))
    + b'1;a="b"\r\nx\r\n0\r\n\r\n',
    "POST that asks first": request("POST", "/", ("Expect", "100-continue"), body=b"a=1"),
    "POST that asks first, refused": request("POST", "/say/own-413", ("Expect", "100-continue"), body=b"a=1"),
    **{f"answer {name}": request(path=f"/say/{address(name)}") for name in SAID if "HEAD" not in name},
    **{
        f"HEAD of answer {name}": request("HEAD", f"/say/{address(name)}")
        for name in (
            "length of a body for HEAD",
            "chunked",
            "gzip",
            "text",
            "tagged",
            "204",
            "304",
            "own 503",
            "HTTP/1.0",
        )
    },
    **{
        f"answer {name} to who takes gzip": request("GET", f"/say/{address(name)}", ("Accept-Encoding", "gzip"))
        for name in ("text", "text in chunks", "JSON", "gzip", "gzip in chunks", "br", "own 504 of an HTML page")
    },
    **{
        f"answer {name} in spite of {condition}": request("GET", f"/say/{address(name)}", (condition, value))
        for name in ("tagged", "tagged, ranges", "large")
        for condition, value in (
            ("If-None-Match", '"one"'),
            ("If-Match", '"another"'),
            ("If-Modified-Since", "Sat, 24 Jan 2099 20:00:00 GMT"),
            ("If-Unmodified-Since", "Sat, 24 Jan 2000 20:00:00 GMT"),
            ("Range", "bytes=2-3"),
        )
    },
    **{
        f"POST, answer {name}": request("POST", f"/say/{address(name)}", body=b"a=1")
        for name in ("303 to http://127.0.0.1:{port}/there", "own 503", "own 504")
    },
    "HTTP/1.0, answer in chunks": request("GET", "/say/chunked", version="1.0"),
    "HTTP/1.0, answer until it ends": request("GET", "/say/until-it-ends", version="1.0"),
    **{f"answer that breaks off {name}": request(path=f"/cut/{address(name)}") for name in CUT},
    "an upgrade of which it has never heard": request("GET", "/a", ("Connection", "Upgrade"), ("Upgrade", "websocket")),
    "a health check": request(path="/healthz"),
}


# ---- what takes turns


def streaming(kind: str) -> Flow:
    """Each part of an answer is here before the next one is written."""

    def flow(doors: Doors) -> Any:
        wire = doors.front.open()
        with wire.link:
            wire.send(request(path=f"/stream/{kind}?{doors.key}"))
            doors.open("-0")
            head = wire.head()
            pieces = wire.pieces(head, answer=True)
            parts = []
            for number in range(3):
                if number:
                    doors.open(f"-{number}")
                part = b""
                while not part.endswith(b"\n\n"):
                    part += next(pieces)
                parts.append(part)
            return head.status, parts, list(pieces)

    return flow


def uploading(head: bytes, *parts: bytes) -> Flow:
    """The first part of a body is there before the next one is sent."""

    def flow(doors: Doors) -> Any:
        wire = doors.front.open()
        with wire.link:
            wire.send(head.replace(b"KEY", doors.key.encode()) + parts[0])
            assert doors.arrived(), "the upload does not stream"
            wire.send(b"".join(parts[1:]))
            return {
                **(reply := seen(wire.reply())),
                "body": {**reply["body"], "target": "", "headers": {}},
                "headers": {},
            }

    return flow


def early(doors: Doors) -> Any:
    """An answer comes before the body is sent."""
    wire = doors.front.open()
    with wire.link:
        wire.send(lines("POST /early HTTP/1.1", (("Host", HOST), ("Content-Length", "5000000"))) + bytes(100_000))
        return seen(wire.reply())


def asks_first(path: str) -> Flow:
    """What is heard before the body is sent."""

    def flow(doors: Doors) -> Any:
        wire = doors.front.open()
        with wire.link:
            wire.send(
                lines(f"POST {path} HTTP/1.1", (("Host", HOST), ("Expect", "100-continue"), ("Content-Length", "3")))
            )
            first = wire.head().status
            if first == 100:
                wire.send(b"a=1")
                return first, seen(wire.reply())["status"]
            return first

    return flow


def in_turn(*asked: bytes) -> Flow:
    """One after another on one connection."""

    def flow(doors: Doors) -> Any:
        wire = doors.front.open()
        with wire.link:
            found = []
            for each in asked:
                wire.send(each)
                found.append(seen(wire.reply(each.split(b" ")[0].decode())))
            return found

    return flow


def at_once(*asked: bytes) -> Flow:
    """All on one connection before the first answer."""

    def flow(doors: Doors) -> Any:
        wire = doors.front.open()
        with wire.link:
            wire.send(b"".join(asked))
            return [seen(wire.reply()) for _ in asked]

    return flow


def apart(*asked: bytes) -> Flow:
    """One after another, each on a connection of its own."""
    return lambda doors: [seen(doors.front.ask(each)) for each in asked]


def anew(words: str = "", *headers: tuple[str, str]) -> Flow:
    """The second answer is another one."""

    def flow(doors: Doors) -> Any:
        asked = request("GET", f"/count?{words}&{doors.key}", *headers)
        first, second = (doors.front.ask(asked) for _ in range(2))
        return first.body != second.body

    return flow


def many_at_once(doors: Doors) -> Any:
    """Fifty answers are held back together."""
    wires = [doors.front.open() for _ in range(50)]
    for number, wire in enumerate(wires):
        wire.send(request(path=f"/hold?{doors.key}-{number}"))
    arrived = [doors.arrived(f"-{number}") for number in range(len(wires))]
    for number in range(len(wires)):
        doors.open(f"-{number}")
    statuses = [wire.reply().status for wire in wires]
    for wire in wires:
        wire.link.close()
    return arrived, statuses


def going(path: str) -> Flow:
    """The application learns that the client has gone."""

    def flow(doors: Doors) -> Any:
        wire = doors.front.open()
        with wire.link:
            wire.send(request(path=f"{path}?{doors.key}"))
            here = doors.arrived("-here")
            if path.endswith("stream"):
                wire.head()
        return here, doors.arrived()

    return flow


def upgrade(path: str, *headers: tuple[str, str], method: str = "GET", protocol: str = "websocket") -> bytes:
    """A request for another protocol."""
    connection = () if any(name == "Connection" for name, _ in headers) else (("Connection", "Upgrade"),)
    key = ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
    return request(method, path, *connection, ("Upgrade", protocol), ("Sec-WebSocket-Version", "13"), key, *headers)


def heard(wire: Wire, size: int) -> bytes:
    """So much of what comes through a tunnel."""
    return wire.exactly(size)


def tunnel(asked: bytes, *, hello: bool = False, hurry: bool = False, leaves: str = "application") -> Flow:
    """Both sides say something through a tunnel, and one of them leaves."""

    def flow(doors: Doors) -> Any:
        wire = doors.front.open()
        with wire.link:
            wire.send(asked.replace(b"KEY", doors.key.encode()) + (b"in a hurry" if hurry else b""))
            head = wire.head()
            found: list[Any] = [head.status, joined(head.headers, (HOP | PROXY) - {"upgrade"})]
            if head.status != 101:
                return found
            if hello:
                found.append(heard(wire, 5))
            if hurry:
                found.append(heard(wire, 10))
            wire.send(b"ping")
            found.append(heard(wire, 4))
            wire.send(BIG[:70_000])
            found.append(heard(wire, 70_000) == BIG[:70_000])
            if leaves == "application":
                wire.send(b"leave")
                found.append(wire.some())
        if leaves == "client":
            found.append(doors.arrived())
        return found

    return flow


HEAD = request("HEAD", "/say/text")
FLOWS: dict[str, Flow] = {
    **{f"stream: {kind}": streaming(kind) for kind in ("chunked", "events", "packed", "length", "end")},
    "upload that streams": uploading(
        lines("PUT /upload?KEY HTTP/1.1", (("Host", HOST), ("Content-Length", "200000"))),
        bytes(100_000),
        bytes(100_000),
    ),
    "upload in chunks that streams": uploading(
        lines("PUT /upload?KEY HTTP/1.1", (("Host", HOST), ("Transfer-Encoding", "chunked"))),
        b"3\r\none\r\n",
        b"3\r\ntwo\r\n0\r\n\r\n",
    ),
    "answer before the body": early,
    "the body may come": asks_first("/a"),
    "the body may not come": asks_first("/early"),
    "one after another": in_turn(
        HEAD,
        request(path="/say/304"),
        request(path="/say/204"),
        request("POST", "/a", body=b"a=1"),
        request(path="/say/chunked"),
        request("POST", "/a", pieces=(b"a",)),
        request(path="/say/own-503"),
        request("HEAD", "/say/own-404"),
        request(path="/say/plain"),
    ),
    "all at once": at_once(
        request(path="/a"), request("POST", "/b", body=b"a=1"), request(path="/say/204"), request(path="/c")
    ),
    "connections that end as a request comes": apart(*[request("POST", "/fickle", body=b"a=1")] * 3),
    "connections that end as a request comes, one client": in_turn(*[request("POST", "/fickle", body=b"a=1")] * 1),
    "connections that end after an answer": in_turn(*[request("POST", "/closing", body=b"a=1")] * 1),
    "connections that end after an answer, apart": apart(*[request("POST", "/closing", body=b"a=1")] * 5),
    "asked anew": anew(),
    "asked anew: no-store": anew("no-store"),
    "asked anew: private": anew("private,max-age=60"),
    "asked anew: no-cache": anew("no-cache"),
    "asked anew: max-age=0": anew("max-age=0"),
    "asked anew, with a cookie": anew("", ("Cookie", "a=b")),
    "asked anew, with credentials": anew("", ("Authorization", "Basic YTpi")),
    "50 at once": many_at_once,
    "a client that goes away in a stream": going("/gone/stream"),
    "a client that goes away before an answer": going("/gone/before"),
    "tunnel": tunnel(upgrade("/upgrade/echo?KEY")),
    "tunnel that the client leaves": tunnel(upgrade("/upgrade/echo?KEY"), leaves="client"),
    "tunnel in which the application speaks first": tunnel(upgrade("/upgrade/hello?KEY"), hello=True),
    "tunnel in which the client speaks at once": tunnel(upgrade("/upgrade/echo?KEY"), hurry=True),
    "tunnel of Firefox": tunnel(upgrade("/upgrade/echo?KEY", ("Connection", "keep-alive, Upgrade"))),
    "tunnel in other letters": tunnel(upgrade("/upgrade/echo?KEY", ("Connection", "upgrade"), protocol="WebSocket")),
    "tunnel of another protocol": tunnel(upgrade("/upgrade/echo?KEY", protocol="other/1")),
    "tunnel of SPDY, by POST": tunnel(
        upgrade("/upgrade/echo?KEY", ("Content-Length", "0"), method="POST", protocol="SPDY/3.1")
    ),
    "tunnel of TCP, by POST": tunnel(
        upgrade("/upgrade/echo?KEY", ("Content-Length", "0"), method="POST", protocol="tcp")
    ),
    **{f"tunnel declined: {status}": plain(upgrade(f"/upgrade/{status}")) for status in (200, 400, 403, 426, 503)},
}
TABLE: dict[str, Flow] = {**{name: plain(asked) for name, asked in REQUESTS.items()}, **FLOWS}

CANNOT: dict[str, dict[str, str]] = {}
"""For each server the rows that it cannot do, and why; docs/edge.md tells the same."""


@pytest.fixture(scope="module", params=KINDS)
def edge(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them before the repertoire, with everything that lets somebody pass, and maintenance off."""
    with served(request.param, *PASSES, serve=serve) as made:
        yield made


def through(flow: Flow, edge: Edge) -> Any:
    """What comes of it at the edge; where nothing does, what was in the way."""
    try:
        return flow(Doors(Door(edge.port), Door(edge.application.port)))
    except (EOFError, OSError, ValueError, StopIteration, AssertionError) as error:
        return repr(error)[:300]


@rows(("name", "flow"), TABLE.items(), ids=TABLE)
def test_a_healthy_product_stays_healthy(edge: Edge, name: str, flow: Flow) -> None:
    """As if nothing stood before it; but for what is known that the server cannot do, and still cannot."""
    direct = flow(Doors(Door(edge.application.port), Door(edge.application.port)))

    found = unframed(direct, through(flow, edge))

    if reason := CANNOT.get(edge.name, {}).get(name):
        assert found != direct, f"it can, so it need not be said that {reason}"
    else:
        assert found == direct


def test_what_a_server_cannot_do_is_a_row_of_the_table() -> None:
    """So that nothing is excused that nobody asks."""
    assert {server: set(found) - set(TABLE) for server, found in CANNOT.items()} == {server: set() for server in CANNOT}
    assert set(CANNOT) <= set(KINDS)
