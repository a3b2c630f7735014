"""An application that can do all that HTTP/1.1 allows, and some that it does not, for the edges that stand before it.

What it does depends on the path. A path that is not in its repertoire is answered with what was asked, as JSON.
Where something has to happen between two parts of an answer, it waits at a *gate*, named by the query, until it is
told to go on at `/control/open?NAME`; `/control/arrived?NAME` answers when somebody waits there, or has done so.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import socket
import struct
import threading
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from support.raw_http import BARE, Head, Headers, Wire, chunked, frame, lines, read_frame

PATIENCE = 4.0
"""Seconds after which it no longer waits at a gate: fewer than its clients wait."""
LARGE = bytes(range(256)) * 20_000
"""5 MB."""
LONG = "x" * 32_000
"""The value of a header."""
MANY: Headers = tuple((f"X-Header-{number}", str(number)) for number in range(80))
TEXT = b"<p>Words that can be compressed.</p>\n" * 2_000
PACKED = gzip.compress(TEXT, mtime=0)
HTML = ("Content-Type", "text/html")


def answer(status: int, *headers: tuple[str, str], body: bytes = b"", length: int | None = None) -> bytes:
    """One with a length, unless its status has none."""
    size = len(body) if length is None else length
    framed = headers if status in BARE and length is None else (*headers, ("Content-Length", str(size)))
    return lines(f"HTTP/1.1 {status} Status", framed, body)


def in_chunks(*pieces: bytes, headers: Headers = (), trailers: Headers = ()) -> bytes:
    """An answer in chunks."""
    return lines("HTTP/1.1 200 OK", (*headers, ("Transfer-Encoding", "chunked"))) + chunked(*pieces, trailers=trailers)


_TAG = ("ETag", '"one"')
_OLD = ("Last-Modified", "Sat, 24 Jan 2009 20:00:00 GMT")
_EARLY = lines("HTTP/1.1 103 Early Hints", (("Link", "</a.css>; rel=preload"),))

_FAILURES = (
    *(400, 401, 402, 403, 404, 405, 408, 410, 413, 414, 416, 418, 421, 422, 429, 431, 451, 499),
    *(500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 530, 599),
)
SAID = {
    "plain": answer(200, ("Content-Type", "text/plain"), body=b"plain"),
    "nothing about it": answer(200, body=b"without a type"),
    "HTML without a charset": answer(200, HTML, body=b"<p>"),
    "empty": answer(200, HTML),
    "zero bytes": answer(200, body=bytes(1_000)),
    "chunked": in_chunks(b"one", b"two", b"x" * 70_000),
    "nothing in chunks": in_chunks(),
    "until it ends": lines("HTTP/1.1 200 OK", (("Connection", "close"),), b"until the end"),
    "HTTP/1.0": lines("HTTP/1.0 200 OK", (HTML,), b"until the end"),
    "HTTP/1.0 with a length": lines("HTTP/1.0 200 OK", (HTML, ("Content-Length", "3")), b"end"),
    "large": answer(200, body=LARGE),
    "large in chunks": in_chunks(LARGE[:1_000_000], LARGE[1_000_000:]),
    "length of a body for HEAD": answer(200, HTML, length=123_456),
    "trailers": in_chunks(
        b"body",
        headers=(("Trailer", "X-Checksum, Server-Timing"),),
        trailers=(("X-Checksum", "1"), ("Server-Timing", "a")),
    ),
    "204": answer(204, ("X-A", "b")),
    "204 with a tag": answer(204, _TAG),
    "205": answer(205),
    "304": answer(304, _TAG, _OLD, ("Cache-Control", "max-age=60"), ("Vary", "Accept")),
    "206": answer(206, ("Content-Range", "bytes 0-3/10"), ("Accept-Ranges", "bytes"), _TAG, body=b"0123"),
    "206 in parts": answer(
        206, ("Content-Type", "multipart/byteranges; boundary=b"), body=b"--b\r\n\r\nx\r\n--b--\r\n"
    ),
    "416": answer(416, ("Content-Range", "bytes */10"), body=b"no such range"),
    "tagged": answer(200, _TAG, _OLD, HTML, body=b"0123456789"),
    "weakly tagged": answer(200, ("ETag", 'W/"one"'), body=b"0123456789"),
    "tagged, ranges": answer(200, _TAG, ("Accept-Ranges", "bytes"), body=b"0123456789"),
    "no ranges": answer(200, ("Accept-Ranges", "none"), body=b"0123456789"),
    "gzip": answer(200, HTML, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"), _TAG, body=PACKED),
    "gzip in chunks": in_chunks(PACKED, headers=(HTML, ("Content-Encoding", "gzip"))),
    "gzip that is none": answer(200, HTML, ("Content-Encoding", "gzip"), body=b"not packed"),
    "br": answer(200, HTML, ("Content-Encoding", "br"), body=b"\x0b\x02\x80abc\x03"),
    "text": answer(200, HTML, _TAG, body=TEXT),
    "text in chunks": in_chunks(TEXT, headers=(HTML,)),
    "JSON": answer(200, ("Content-Type", "application/json"), body=b'{"a": [' + b"1, " * 2_000 + b"2]}"),
    "cookies": answer(
        200,
        ("Set-Cookie", "a=b; Path=/app; Domain=127.0.0.1"),
        ("Set-Cookie", "c=d; Expires=Sat, 24 Jan 2099 20:00:00 GMT"),
    ),
    "many cookies": answer(200, *(("Set-Cookie", f"c{number}={'x' * 3_000}") for number in range(10))),
    "headers twice": answer(
        200,
        ("Link", "<a>; rel=next"),
        ("Link", "<b>; rel=prev"),
        ("Vary", "Accept"),
        ("Vary", "Origin"),
        ("Cache-Control", "private"),
        ("Cache-Control", "max-age=0"),
    ),
    "two ways to log in": answer(401, ("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", 'Basic realm="a"')),
    "caching": answer(
        200,
        ("Cache-Control", "public, max-age=60, stale-if-error=600"),
        ("Vary", "Accept-Encoding, Cookie"),
        ("Expires", "Sat, 24 Jan 2009 20:00:00 GMT"),
        ("Pragma", "no-cache"),
        ("Surrogate-Control", "max-age=1"),
    ),
    "no caching": answer(200, ("Cache-Control", "private, no-store"), ("Vary", "*")),
    "a long header": answer(200, ("X-Long", LONG), body=b"x"),
    "80 headers": answer(200, *MANY, body=b"x"),
    "odd headers": answer(
        200,
        ("x-empty", ""),
        ("X_Under", "score"),
        ("X.Dot", "a"),
        ("X-Bytes", "caf\xc3\xa9"),
        ("X-Quoted", 'a "b\\"" ;,'),
    ),
    "words for servers": answer(
        200,
        ("X-Accel-Redirect", "/elsewhere"),
        ("X-Accel-Buffering", "no"),
        ("X-Accel-Expires", "0"),
        ("X-Accel-Charset", "utf-8"),
        ("X-Sendfile", "/etc/hostname"),
        ("X-Powered-By", "us"),
        ("Status", "404"),
        ("Refresh", "5; url=http://127.0.0.1:{port}/"),
    ),
    "headers of a browser's": answer(
        200,
        ("Content-Security-Policy", "default-src 'self'"),
        ("Strict-Transport-Security", "max-age=1"),
        ("X-Frame-Options", "DENY"),
        ("Access-Control-Allow-Origin", "https://a.example"),
        ("Content-Disposition", 'attachment; filename="a.txt"'),
        ("Content-Language", "zh"),
        ("Server-Timing", "a;dur=1"),
        ("Alt-Svc", "clear"),
    ),
    "own maintenance headers": answer(200, ("X-Maintenance-Mode", "its own"), ("X-Maintenance-Down", "its own")),
    "103": _EARLY + answer(200, body=b"after hints"),
    "102 and 103": lines("HTTP/1.1 102 Processing") + _EARLY + _EARLY + answer(200, body=b"after all"),
    "a reason of its own": lines("HTTP/1.1 200 Quite Well", (("Content-Length", "0"),)),
    "no reason": lines("HTTP/1.1 200 ", (("Content-Length", "0"),)),
    **{
        f"own {status}": answer(
            status,
            ("Content-Type", "text/x-own"),
            ("Retry-After", "7"),
            ("Allow", "GET"),
            ("Cache-Control", "private"),
            body=f"its own {status}".encode(),
        )
        for status in _FAILURES
    },
    "own 503 without a body": answer(503),
    "own 503 in chunks": lines("HTTP/1.1 503 No", (("Transfer-Encoding", "chunked"),), chunked(b"its", b" own")),
    "own 502 until it ends": lines("HTTP/1.1 502 No", (), b"its own"),
    "own 504 of an HTML page": answer(504, HTML, body=TEXT),
    **{
        f"{status} to {where}": answer(status, ("Location", where), body=b"elsewhere")
        for status, where in (
            (301, "/there"),
            (302, "there?a=b#c"),
            (302, "http://{host}/there"),
            (302, "https://{host}/there"),
            (303, "http://127.0.0.1:{port}/there"),
            (307, "http://localhost:{port}/"),
            (307, "https://other.example/a%2Fb?c=//d"),
            (308, "//{host}//there"),
            (201, "http://127.0.0.1:{port}/things/1"),
        )
    },
    "Content-Location": answer(200, ("Content-Location", "http://127.0.0.1:{port}/a"), body=b"x"),
}
"""At `/say/NAME`: byte for byte, whatever is asked, but no body for HEAD.

`{host}` is the `Host` that was asked for, and `{port}` the application's port.
"""

BROKEN = {
    "it hangs up": b"",
    "it breaks off in the first line": b"HTTP/1.1 20",
    "it breaks off in a header": b"HTTP/1.1 200 OK\r\nContent-Le",
    "it says what is not HTTP": b"\x15\x03\x01\x00\x02\x02\x16",
    "it says words": b"server is starting\r\n",
}
"""At `/break/NAME`, as above: then the connection ends."""
RESET = "it resets the connection"
"""As well, after which not even an end is heard."""
CUT = {
    "within its length": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome",
    "within a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nsome",
    "between chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n",
}
"""At `/cut/NAME`: the same."""


def address(name: str) -> str:
    """How a name is written in a path."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", name)


_NAMES = {address(name): name for name in (*SAID, *BROKEN, *CUT, RESET)}


@dataclass
class _Gate:
    arrived: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)


@dataclass
class _Turn:
    """A request, and whom it came from."""

    wire: Wire
    port: int
    head: Head
    gates: defaultdict[str, _Gate]
    number: int
    """Of the request on its connection."""

    @property
    def method(self) -> str:
        return self.head.line.split(" ")[0]

    @property
    def target(self) -> str:
        return self.head.line.split(" ")[1]

    @property
    def key(self) -> str:
        return self.target.partition("?")[2]

    @property
    def host(self) -> str:
        return (self.head.all("Host") or [""])[0]

    def body(self) -> bytes:
        """All that was sent."""
        if self.head.says("Expect", "100-continue"):
            self.wire.send(lines("HTTP/1.1 100 Continue"))
        return b"".join(self.wire.pieces(self.head))

    def arrive(self, part: str = "") -> None:
        self.gates[self.key + part].arrived.set()

    def wait(self, part: str = "") -> bool:
        """Stand at a gate until it is opened, or for too long; returns whether it was opened."""
        self.arrive(part)
        return self.gates[self.key + part].opened.wait(PATIENCE)


def _echo(turn: _Turn, body: bytes | None = None) -> bool:
    told = turn.body() if body is None else body
    asked = {
        "method": turn.method,
        "target": turn.target,
        "headers": turn.head.headers,
        "size": len(told),
        "digest": hashlib.sha256(told).hexdigest(),
        "trailers": turn.wire.trailers,
    }
    text = json.dumps(asked).encode()
    headers = (("Content-Type", "application/x-asked"), ("X-Asked", f"{turn.method} {turn.target[:2_000]}"))
    if turn.method == "HEAD":
        turn.wire.send(answer(200, *headers, ("Cache-Control", "no-store"), length=1_234))
    else:
        turn.wire.send(answer(200, *headers, ("Cache-Control", "no-store"), body=text))
    return True


def _say(turn: _Turn) -> bool:
    turn.body()
    said = SAID[_name(turn)].replace(b"{host}", turn.host.encode("latin-1")).replace(b"{port}", str(turn.port).encode())
    head, mark, _ = said.partition(b"\r\n\r\n")
    turn.wire.send(head + mark if turn.method == "HEAD" else said)
    framed = b"Content-Length" in said or b"chunked" in head
    return turn.method == "HEAD" or framed or b" 204 " in head or b" 304 " in head


def _name(turn: _Turn) -> str:
    return _NAMES[turn.target.partition("?")[0].split("/")[2]]


def _break(turn: _Turn) -> bool:
    turn.body()
    if _name(turn) == RESET:
        turn.wire.link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    else:
        turn.wire.send(BROKEN[_name(turn)])
    return False


def _cut(turn: _Turn) -> bool:
    turn.body()
    turn.wire.send(CUT[_name(turn)])
    return False


def _hold(turn: _Turn) -> bool:
    """An answer that comes when it is let go."""
    turn.body()
    turn.wait()
    turn.wire.send(answer(200, ("Cache-Control", "no-store"), body=b"held"))
    return True


def _silent(turn: _Turn) -> bool:
    """Says nothing, for as long as anybody listens."""
    turn.body()
    turn.arrive()
    turn.wire.some()
    return False


def _stop(turn: _Turn) -> bool:
    """Begins, and then says nothing for as long as anybody listens."""
    turn.body()
    turn.wire.send(lines("HTTP/1.1 200 OK", (("Content-Length", "100"),), b"some"))
    turn.wire.some()
    return False


def _stream(turn: _Turn) -> bool:
    """Three parts, of which each waits for the gate before it."""
    turn.body()
    kind = turn.target.partition("?")[0].removeprefix("/stream/")
    parts = b"data: one\n\n", b"data: two\n\n", b"data: three\n\n"
    headers: dict[str, Headers] = {
        "chunked": (HTML, ("Transfer-Encoding", "chunked")),
        "events": (("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")),
        "packed": (HTML, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")),
        "length": (("Content-Length", str(sum(map(len, parts)))),),
        "end": (("Connection", "close"),),
    }
    turn.wire.send(lines("HTTP/1.1 200 OK", (*headers[kind], ("Cache-Control", "no-store"))))
    in_chunks = ("Transfer-Encoding", "chunked") in headers[kind]
    for number, part in enumerate(parts):
        if not turn.wait(f"-{number}"):  # The one before has not reached the client.
            return False
        turn.wire.send(b"%x\r\n%s\r\n" % (len(part), part) if in_chunks else part)
    turn.wire.send(b"0\r\n\r\n" if in_chunks else b"")
    return kind != "end"


def _upload(turn: _Turn) -> bool:
    """Tells when the first part of a body is here."""
    body = b""
    for piece in turn.wire.pieces(turn.head):
        turn.arrive()
        body += piece
    return _echo(turn, body)


def _early(turn: _Turn) -> bool:
    """Answers before it has read the body, and does not want the rest."""
    turn.wire.send(answer(413, ("Connection", "close"), body=b"too large"))
    turn.wire.link.shutdown(socket.SHUT_WR)
    while turn.wire.some():
        pass
    return False


def _gone(turn: _Turn) -> bool:
    """Tells when the client has hung up, in the middle of a stream or before the answer."""
    if turn.target.startswith("/gone/stream"):
        turn.wire.send(lines("HTTP/1.1 200 OK", (("Content-Type", "text/event-stream"),), b"data: one\n\n"))
    turn.arrive("-here")
    if turn.wire.some() == b"":
        turn.arrive()
    return False


def _fickle(turn: _Turn) -> bool:
    """Closes a connection that has been idle just when the next request comes."""
    turn.body()
    if turn.number:
        return False
    turn.wire.send(answer(200, ("Cache-Control", "no-store"), body=b"first"))
    return True


def _closing(turn: _Turn) -> bool:
    """Closes the connection after an answer without saying so in it."""
    turn.body()
    turn.wire.send(answer(200, ("Cache-Control", "no-store"), body=b"only"))
    return False


def _accept(key: str) -> str:
    """The word by which a server shows that it has understood a WebSocket's key (RFC 6455, 4.2.2)."""
    return b64encode(hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()).decode()


def _upgrade(turn: _Turn) -> bool:
    """Speaks whatever is wanted, and says everything that it hears again; or declines."""
    kind = turn.target.partition("?")[0].removeprefix("/upgrade/")
    wanted = turn.head.all("Upgrade")
    if kind.isdigit():
        turn.body()
        turn.wire.send(answer(int(kind), ("Upgrade", "other/2"), ("X-Own", "yes"), body=b"declined"))
        return True
    if not wanted or not turn.head.says("Connection", "upgrade"):
        return _echo(turn)
    turn.wire.send(
        lines(
            "HTTP/1.1 101 Switching Protocols",
            (
                ("Connection", "Upgrade"),
                ("Upgrade", wanted[0]),
                ("Sec-WebSocket-Accept", _accept("".join(turn.head.all("Sec-WebSocket-Key")))),
                *(("Sec-WebSocket-Protocol", protocol) for protocol in turn.head.all("Sec-WebSocket-Protocol")),
                ("Set-Cookie", "tunnel=yes"),
            ),
        )
        + (b"hello" if kind == "hello" else b"")
    )
    if kind == "websocket":
        turn.wire.send(frame(read_frame(turn.wire)))
        turn.wire.some()
        return False
    while said := turn.wire.some():
        if said == b"leave":
            return False
        turn.wire.send(said)
    turn.arrive()
    return False


_count = iter(range(10**9))


def _counting(turn: _Turn) -> bool:
    """Another answer each time, with words about caching in the query; and for which scheme it was asked."""
    words = turn.key.split("&")[0]
    headers = (("Cache-Control", words),) if words else ()
    scheme = ("X-Asked-Scheme", ",".join(turn.head.all("X-Forwarded-Proto")))
    turn.body()
    turn.wire.send(answer(200, scheme, *headers, body=str(next(_count)).encode()))
    return True


def _control(turn: _Turn) -> bool:
    gate = turn.gates[turn.key]
    if turn.target.startswith("/control/open?"):
        gate.opened.set()
        found = True
    else:
        found = gate.arrived.wait(PATIENCE - 1)
    turn.wire.send(answer(200, body=b"yes" if found else b"no"))
    return True


_ACTS: dict[str, Callable[[_Turn], bool]] = {
    "/say/": _say,
    "/break/": _break,
    "/cut/": _cut,
    "/hold": _hold,
    "/silent": _silent,
    "/stop": _stop,
    "/stream/": _stream,
    "/upload": _upload,
    "/early": _early,
    "/gone/": _gone,
    "/fickle": _fickle,
    "/closing": _closing,
    "/upgrade/": _upgrade,
    "/count": _counting,
    "/control/": _control,
}
"""What is done below a path; each returns whether the connection stays."""


def _converse(link: socket.socket, port: int, gates: defaultdict[str, _Gate]) -> None:
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    stays = True
    number = 0
    with Wire(link) as wire:
        while stays:
            try:
                turn = _Turn(wire, port, wire.head(), gates, number)
                act = next((act for path, act in _ACTS.items() if turn.target.startswith(path)), _echo)
                stays = act(turn)
            except (EOFError, OSError, LookupError):  # Or it was asked for what it cannot do.
                return
            number += 1
            old = turn.head.line.endswith("HTTP/1.0") and not turn.head.says("Connection", "keep-alive")
            stays = stays and not old and not turn.head.says("Connection", "close")


def serve(port: int) -> None:
    """Play on loopback, for ever."""
    gates: defaultdict[str, _Gate] = defaultdict(_Gate)
    with socket.create_server(("127.0.0.1", port), backlog=128) as listener:
        while True:
            link, _ = listener.accept()
            threading.Thread(target=_converse, args=(link, port, gates), daemon=True).start()
