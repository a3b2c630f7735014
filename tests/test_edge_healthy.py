"""A healthy product stays healthy: with maintenance off, every edge is a pane of glass before the application.

Each row is asked of the application itself and through each server with what `sitegen edge` prints, and both have to
come to the same: what the client gets, and what the application was asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.edge_backends import process
from support.edge_flows import (
    BIG,
    HOST,
    Doors,
    Flow,
    anew,
    apart,
    asks_first,
    at_once,
    differences,
    early,
    going,
    in_turn,
    many_at_once,
    plain,
    request,
    streaming,
    tunnel,
    unframed,
    upgrade,
    uploading,
    websocket,
    without,
)
from support.edges import KINDS, PASSES, Edge, served
from support.raw_application import CUT, LARGE, LONG, MANY, PACKED, SAID, address, serve
from support.raw_http import Door, Headers, lines
from support.tables import rows

# ---- the requests

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "MKCOL", "PURGE")
_PATHS = r"""
    // //a//b /a// /./a /a/../b /a/. /a/.. /%2e%2e/a /a/%2e/b /a%2Fb /a%2fb /a%5Cb /%7Euser /~user /a;b=c /a;b=c/d
    /a%3Bb /a%3Fb /a%23b /a%25b /a%2525 /a+b /a%20b /caf%C3%A9 /caf%c3%a9 /%E4 /a:b@c /a,b /a!$&'()* /a|b /%0A
    /.hidden /a.php/b /503.html /? /a? /a?b /?a=1&a=2&b[]=%2F /?u=http://b.example/c?d=//e /?q=a|b{c}^[d]`
    /?a=%zz&b=% /?? /?a=/../b /?caf%C3%A9=%E4 /?a+b=c%20d /?a;b /?* /100% /a%zz /server-status /icons/a.gif
"""
PATHS = (*_PATHS.split(), "/" + "long/" * 1_400, "/?" + "long=1&" * 1_000)
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
    "an upgrade of which it has never heard": upgrade("/a"),
    "a health check": request(path="/healthz"),
}


# ---- what takes turns

STREAMS = ("chunked", "events", "packed", "length", "end")
HEAD = request("HEAD", "/say/text")
ENDING = {
    "as a request comes": request("POST", "/fickle", body=b"a=1"),
    "after an answer": request("POST", "/closing", body=b"a=1"),
}
"""When the application ends a connection that an edge might use again, and a request that shows it."""
FLOWS: dict[str, Flow] = {
    **{f"stream: {kind}": streaming(kind) for kind in STREAMS},
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
    "early hints, and another request": in_turn(request(path="/say/103"), request(path="/say/plain")),
    "all at once": at_once(
        request(path="/a"), request("POST", "/b", body=b"a=1"), request(path="/say/204"), request(path="/c")
    ),
    **{f"connections that end {when}": apart(*[asked] * 5) for when, asked in ENDING.items()},
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
    "WebSocket": websocket,
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

NO_PATH = "it refuses what is no path"
CUT_SHORT = "before 2.8 it ends the answer as if it was whole"
VARNISH = {
    "HTTP/1.0 without a host": "it says that of its backend",
    "HEAD with a body": "it answers 400 to it",
    "POST with trailers": "it knows no trailers",
    "POST with words about chunks": "it knows no words there",
    "answer trailers": "it knows no trailers",
    "answer 304": "it takes it for an error if there was no condition",
    "one after another": "there is a 304 without a condition among them",
    "answer 103": "it takes it for an error",
    "answer 102 and 103": "it takes them for errors",
    "early hints, and another request": "the same",
    "HEAD of answer gzip": "it drops Content-Encoding of an answer without a body",
    "answer before the body": "it sends all of a body before it listens",
    "the body may not come": "it asks for the body itself, before it asks the application",
    "a client that goes away in a stream": "it does not look after its client meanwhile",
    "a client that goes away before an answer": "it does not look after its client meanwhile",
}
AS_VARNISH = "it runs in Varnish here, whose cache answers it from the whole answer"
FOR_AN_HOUR = "it keeps for an hour what the application says nothing about, and knows no no-cache"
CANNOT: dict[str, dict[str, str]] = {
    "nginx": {
        "method TRACE": "it answers 405 to it",
        "OPTIONS for all": "it takes * for no path",
        "path /%2e%2e/a": "it refuses what leads above the root",
        "path /100%": NO_PATH,
        "path /a%zz": NO_PATH,
        "POST with trailers": "it drops the trailers of a request",
        "answer trailers": "it drops those of an answer",
        "the body may not come": "it asks for the body itself, before it asks the application",
        "headers: a header with an underscore": "it drops it, or a bypass header might be written so, too",
        "headers: a header with a dot": "it drops it with those that have underscores",
        "HTTP/1.0 without a host": "it asks in HTTP/1.1, which has to name one",
        "answer words for servers": "X-Accel-… are orders to nginx itself",
    },
    "apache": {
        "OPTIONS for all": "it answers that itself",
        "path /%2e%2e/a": "it refuses what leads above the root",
        "path /100%": NO_PATH,
        "path /a%zz": NO_PATH,
        "HTTP/1.0 without a host": "it asks for its own name then",
        "POST with trailers": "it drops the trailers of a request",
        "answer trailers": "it drops those of an answer",
        "answer before the body": "it reads the whole body first",
        "one after another": "it closes the connection of a client after a 503, and says so",
        "a client that goes away in a stream": "it notices as the application says more",
        "a client that goes away before an answer": "it notices as the application answers",
    },
    "cloudflare": {
        **dict.fromkeys(("method of somebody's own", "BREW with a body"), "workerd has a list of methods"),
        "OPTIONS for all": "a Worker is asked for URLs, and this is none",
        "HTTP/1.0 without a host": "nor is this",
        **dict.fromkeys(
            (f"path {path}" for path in ("/./a", "/a/../b", "/a/.", "/a/..", "/%2e%2e/a", "/a/%2e/b")),
            "a Worker is asked for URLs, which are straight",
        ),
        "POST with trailers": "workerd drops the trailers of a request",
        "answer trailers": "it drops those of an answer",
        "answer 204": "it takes the trailers of the answer before for the beginning of this one",
        "POST with words about chunks": "workerd does not read such chunks",
        **dict.fromkeys(
            (
                "answer 103",
                "answer 102 and 103",
                "early hints, and another request",
            ),
            "workerd takes an interim answer for the whole one",
        ),
        "the body may come": "so the origin is not asked for one",
        "answer two ways to log in": "Workers join the values of a header",
        **dict.fromkeys(("answer own 520", "answer own 530"), "Cloudflare says so itself of an origin that is down"),
        **dict.fromkeys(
            (
                f"answer {name} to who takes gzip"
                for name in ("text", "text in chunks", "JSON", "br", "own 504 of an HTML page")
            ),
            "Cloudflare compresses, and so does Miniflare",
        ),
        **dict.fromkeys(
            ("answer that breaks off within a chunk", "answer that breaks off between chunks"),
            "workerd ends it as if it were whole",
        ),
        "connections that end as a request comes": "workerd keeps connections to the origin",
        "a client that goes away before an answer": "Miniflare does not tell the Worker",
        **dict.fromkeys(
            ("tunnel of another protocol", "tunnel of SPDY, by POST", "tunnel of TCP, by POST"),
            "Workers have no tunnels but WebSockets",
        ),
    },
    "caddy": {
        "OPTIONS for all": "it answers by itself",
        "path /a|b": "it encodes what a path may not have",
        "path /100%": NO_PATH,
        "path /a%zz": NO_PATH,
        "HTTP/1.0 without a host": "it says the application's address",
        "POST with trailers": "it drops the trailers of a request",
        "answer headers of a browser's": "it drops Alt-Svc, which is about the connection",
        "answer that breaks off within a chunk": CUT_SHORT,
        "answer that breaks off between chunks": CUT_SHORT,
        "tunnel in which the client speaks at once": "what comes behind the request is lost before 2.8",
    },
    "varnish": VARNISH,
    "fastly": {
        **{row: reason for row, reason in VARNISH.items() if row != "HEAD of answer gzip"},
        **dict.fromkeys(
            (f"asked anew{how}" for how in ("", ": no-cache", ", with a cookie", ", with credentials")), FOR_AN_HOUR
        ),
        **dict.fromkeys(
            (
                *(f"HEAD of {path}" for path in ("//a%2Fb", "/?a=//b", "answer 304")),
                *(f"answer {name}" for name in ("206", "416", "tagged, ranges", "no ranges")),
                *(
                    f"answer tagged, ranges in spite of {condition}"
                    for condition in ("If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "Range")
                ),
                "answer tagged in spite of If-None-Match",
            ),
            AS_VARNISH,
        ),
        **dict.fromkeys(
            ("tunnel of another protocol", "tunnel of SPDY, by POST", "tunnel of TCP, by POST"),
            "its product is for WebSockets alone",
        ),
    },
}
"""For each server the rows that it cannot do, and why; docs/edge.md tells the same."""
_BREAKS = [f"answer that breaks off {name}" for name in CUT]
SOMETIMES = {
    "caddy": ["answer before the body"],
    "cloudflare": ["a client that goes away in a stream"],
    "varnish": _BREAKS,
    "fastly": [*_BREAKS, *(name for name in FLOWS if name.startswith("connections that end"))],
}
"""Rows that come out one way and another: Caddy writes an answer while it waits for more of the request, if the answer
is there before it waits; workerd hangs up on the application now and then; Varnish passes on what it
has before it hears of a break, or the page if that is nothing; Fastly asks on connections that may just have ended."""
OTHERWISE: dict[str, dict[str, tuple[str, str]]] = {
    "caddy": {"content-type": ("answer nothing about it", "it guesses the type of what has none")},
    "cloudflare": {
        "asked host": ("host WWW.Example.COM", "a Worker is asked for URLs, with small letters in the host"),
        "asked accept-encoding": ("method GET", "workerd asks for what it can unpack itself"),
        "asked sec-websocket-key": ("an upgrade of which it has never heard", "it makes a WebSocket of its own"),
    },
    "fastly": {
        "asked x-maintenance-page": ("headers: words about maintenance", "it is used inside"),
    },
}
"""For each server the headers that are never compared, a row in which they differ, and why they may.

A name with `asked` before it is a header of the request, as the application sees it.
"""


@pytest.fixture(scope="module", params=KINDS)
def edge(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them before the repertoire, with everything that lets somebody pass, and maintenance off."""
    with served(request.param, *PASSES, serve=serve) as made:
        yield made


def directly(flow: Flow, edge: Edge) -> Any:
    """What comes of it where nothing stands before the application."""
    return flow(Doors(Door(edge.application.port), Door(edge.application.port)))


def through(flow: Flow, edge: Edge) -> Any:
    """What comes of it at the edge; where nothing does, what was in the way."""
    try:
        return flow(Doors(Door(edge.port), Door(edge.application.port)))
    except (EOFError, OSError, LookupError, ValueError, StopIteration, AssertionError) as error:
        return repr(error)[:300]


@rows(("name", "flow"), TABLE.items(), ids=TABLE)
def test_a_healthy_product_stays_healthy(edge: Edge, name: str, flow: Flow) -> None:
    """As if nothing stood before it; but for what is known that the server cannot do, and still cannot."""
    if name in SOMETIMES.get(edge.name, []):
        return
    ignored = set(OTHERWISE.get(edge.name, {}))
    direct = directly(flow, edge)

    found = unframed(direct, through(flow, edge))

    differs = differences(without(ignored, direct), without(ignored, found))
    if reason := CANNOT.get(edge.name, {}).get(name):
        assert differs, f"it can, so it need not be said: {reason}"
    else:
        assert differs == []


REUSES = ("cloudflare", "fastly")
"""Those that use a connection to the application again, as their vendors do."""


@pytest.mark.parametrize("edge", [name for name in KINDS if name not in REUSES], indirect=True)
@rows("asked", ENDING.values(), ids=ENDING)
def test_a_client_that_keeps_its_connection_loses_no_request(edge: Edge, asked: bytes) -> None:
    """Each has a connection to the application of its own, so the end of another takes none with it."""
    answers = through(in_turn(*[asked] * 3), edge)

    assert [answer.status for answer in answers] == [200, 200, 200]


def test_what_is_never_compared_differs(edge: Edge) -> None:
    """In the row that is named for it; and in that row it is the only difference, or the table would say so."""
    headers = OTHERWISE.get(edge.name, {})
    for header, (name, _) in headers.items():
        others = set(headers) - {header}
        direct, other = directly(TABLE[name], edge), through(TABLE[name], edge)
        assert differences(without(others, direct), without(others, unframed(direct, other))), header


def test_what_a_server_cannot_do_is_a_row_of_the_table() -> None:
    """So that nothing is excused that nobody asks."""
    excused = [*CANNOT.items(), *SOMETIMES.items()]
    assert [(server, name) for server, names in excused for name in names if name not in TABLE] == []
    assert set(CANNOT) | set(SOMETIMES) | set(OTHERWISE) <= set(KINDS)


DIRECTLY: dict[str, Any] = {
    **{f"stream: {kind}": (200, [b"data: one\n\n", b"data: two\n\n", b"data: three\n\n"], []) for kind in STREAMS},
    "WebSocket": (
        101,
        {
            "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            "sec-websocket-protocol": "chat",
            "set-cookie": ["tunnel=yes"],
        },
        b"ping",
    ),
    "the body may come": (100, 200),
    "the body may not come": 413,
    "asked anew": True,
    "50 at once": ([True] * 50, [200] * 50),
    "a client that goes away in a stream": (True, True),
    "a client that goes away before an answer": (True, True),
}


def test_the_application_does_what_the_rows_are_about() -> None:
    """Or a server might do the same as an application that does nothing."""
    with process(serve) as application:
        doors = [Doors(Door(application.port), Door(application.port)) for _ in TABLE]
        found = {name: flow(each) for each, (name, flow) in zip(doors, TABLE.items(), strict=True)}

    assert {name: found[name] for name in DIRECTLY} == DIRECTLY
    for name, said in SAID.items():
        if "HEAD" not in name:
            interim = [int(line.split(b" ")[1]) for line in said.split(b"\r\n") if line.startswith(b"HTTP/1.1 1")]
            status = [int(line.split(b" ")[1]) for line in said.split(b"\r\n") if line.startswith(b"HTTP/1")][-1]
            answer = found[f"answer {name}"]
            assert (answer.status, answer.interim, answer.whole) == (status, tuple(interim), True), name
    assert [found[f"answer that breaks off {name}"].whole for name in CUT] == [False] * len(CUT)
    for name, seen in found.items():
        if name.startswith("tunnel") and "declined" not in name:
            assert seen[0] == 101, name
        if name.startswith("path "):
            assert name.removeprefix("path ") in seen.body["target"], name


# ---- what only an edge says to the application

FORWARDED: dict[str, tuple[Headers, dict[str, list[str]]]] = {
    "nothing was said": ((), {"x-forwarded-for": ["127.0.0.1"], "x-forwarded-proto": ["http"]}),
    "by a proxy before": (
        (("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https")),
        {"x-forwarded-for": ["203.0.113.9", "127.0.0.1"], "x-forwarded-proto": ["https"]},
    ),
    "by two proxies before": (
        (("X-Forwarded-For", "203.0.113.9, 2001:db8::1"), ("x-forwarded-proto", "https")),
        {"x-forwarded-for": ["203.0.113.9", "2001:db8::1", "127.0.0.1"], "x-forwarded-proto": ["https"]},
    ),
    "in two headers": (
        (("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "2001:db8::1")),
        {"x-forwarded-for": ["203.0.113.9", "2001:db8::1", "127.0.0.1"], "x-forwarded-proto": ["http"]},
    ),
}
UNASKED = {
    "cloudflare": "Cloudflare itself says both before a Worker runs, and Miniflare neither",
    "fastly": "Fastly itself says the address, and its own name for the scheme",
}
"""Those that are not asked, and why."""


@pytest.mark.parametrize("edge", [name for name in KINDS if name not in UNASKED], indirect=True)
@rows(("said", "wanted"), FORWARDED.values(), ids=FORWARDED)
def test_the_application_is_told_who_asks(edge: Edge, said: Headers, wanted: dict[str, list[str]]) -> None:
    """What the proxies before have said stays, and the address of the connection comes after it."""
    reply = Door(edge.port).ask(request("GET", "/", *said))
    asked = [(name.lower(), value) for name, value in json.loads(reply.body)["headers"]]

    assert {
        header: [word.strip() for name, value in asked if name == header for word in value.split(",")]
        for header in wanted
    } == wanted


@pytest.mark.parametrize("edge", [name for name in KINDS if name not in UNASKED], indirect=True)
@rows("named", ["close, X-Forwarded-For", "X-Forwarded-Proto, x-forwarded-for, keep-alive"])
def test_a_client_cannot_have_its_address_removed(edge: Edge, named: str) -> None:
    """By naming the header in `Connection`, with those that are for the next hop alone; it may be refused for that."""
    reply = Door(edge.port).ask(request("GET", "/", ("Connection", named), ("X-Forwarded-For", "203.0.113.9")))

    if reply.status != 400:
        asked = [value for name, value in json.loads(reply.body)["headers"] if name.lower() == "x-forwarded-for"]
        assert asked[-1].split(",")[-1].strip() == "127.0.0.1"


@rows("protocol", ["h2c", "H2C", "h2c, websocket", "websocket, h2c"])
def test_no_tunnel_is_made_for_a_protocol_in_which_requests_pass_unseen(edge: Edge, protocol: str) -> None:
    """Requests in HTTP/2 without TLS would bypass the page; so the application is asked in HTTP/1.1, and answers."""
    with Door(edge.port).open() as wire:
        wire.send(upgrade("/upgrade/echo", ("Connection", "Upgrade, HTTP2-Settings"), protocol=protocol))
        reply = wire.reply()

    assert reply.status == 200
    assert "upgrade" not in [name.lower() for name, _ in json.loads(reply.body)["headers"]]
