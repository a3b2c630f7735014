"""What is asked of an edge, or of the application behind it, and what there is to be compared."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from support.raw_http import Door, Headers, Reply, chunked, frame, lines, read_frame

HOST = "www.example.com"
BIG = b"\0\r\n\r\n" + bytes(range(256)) * 4_000
"""1 MB that a parser could stumble over."""
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


def joined(headers: Iterable[Sequence[str]], without: set[str]) -> dict[str, Any]:
    """The values of each header, those that may be joined being so."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in without:
            found.setdefault(name.lower(), []).append(value)
    return {
        name: values if name in APART else re.sub(" *, *", ", ", ",".join(values)) for name, values in found.items()
    }


@dataclass(frozen=True)
class Seen:
    """What matters of an answer, and of what the application was asked if that is what it told."""

    status: int
    headers: dict[str, Any]
    body: Any
    asked: dict[str, Any]
    """The headers of the request, as the application has seen them."""
    interim: tuple[int, ...]
    trailers: dict[str, Any]
    whole: bool


def seen(reply: Reply) -> Seen:
    """What matters of it."""
    headers = joined(reply.headers, HOP | PROXY)
    body: Any = reply.body
    asked: dict[str, Any] = {}
    if headers.get("content-type") == "application/x-asked" and body:
        headers.pop("content-length", None)
        body = json.loads(body)
        asked = joined(body.pop("headers"), HOP | TOLD | {"content-length"})
        body["trailers"] = joined(body["trailers"], set())
    interim = tuple(status for status in reply.interim if status != 100)
    return Seen(reply.status, headers, body, asked, interim, joined(reply.trailers, set()), reply.whole)


def plain(asked: bytes) -> Flow:
    """One request."""
    return lambda doors: seen(doors.front.ask(asked))


def unframed(direct: Any, found: Any) -> Any:
    """*found* without the lengths that a server has found out by itself, and *direct* did not have."""
    if isinstance(direct, list) and isinstance(found, list) and len(direct) == len(found):
        return [unframed(one, other) for one, other in zip(direct, found, strict=True)]
    if isinstance(direct, Seen) and "content-length" not in direct.headers:
        return without({"content-length"}, found)
    return found


def without(headers: set[str], found: Any) -> Any:
    """What was seen, but for these headers; `asked NAME` is one that the application has seen."""
    if isinstance(found, list):
        return [without(headers, each) for each in found]
    if not isinstance(found, Seen):
        return found
    return replace(
        found,
        headers={name: value for name, value in found.headers.items() if name not in headers},
        asked={name: value for name, value in found.asked.items() if f"asked {name}" not in headers},
    )


_NOTHING = object()


def differences(direct: Any, found: Any, where: str = "") -> list[str]:
    """What is not as it is directly: a line for each, short enough to read."""
    if isinstance(direct, Seen) and isinstance(found, Seen):
        direct, found = vars(direct), vars(found)
    if isinstance(direct, dict) and isinstance(found, dict):
        pairs = {name: (direct.get(name, _NOTHING), found.get(name, _NOTHING)) for name in {**direct, **found}}
    elif isinstance(direct, list | tuple) and isinstance(found, list | tuple) and len(direct) == len(found):
        pairs = dict(enumerate(zip(direct, found, strict=True)))
    else:
        return [] if direct == found else [f"{where}: {_short(direct)}, through the edge: {_short(found)}".lstrip(": ")]
    return [line for name, (one, other) in pairs.items() for line in differences(one, other, f"{where} {name}".strip())]


def _short(value: Any) -> str:
    text = "nothing" if value is _NOTHING else repr(value)
    return text if len(text) < 120 else f"{text[:120]}…"


# ---- what takes turns


def streaming(kind: str) -> Flow:
    """Each part of an answer is here before the next one is written."""

    def flow(doors: Doors) -> Any:
        with doors.front.open() as wire:
            wire.send(request(path=f"/stream/{kind}?{doors.key}"))
            head = wire.head()
            doors.open("-0")
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
        with doors.front.open() as wire:
            wire.send(head.replace(b"KEY", doors.key.encode()) + parts[0])
            assert doors.arrived(), "the upload does not stream"
            wire.send(b"".join(parts[1:]))
            body = seen(wire.reply()).body
            return body["size"], body["digest"]

    return flow


def early(doors: Doors) -> Any:
    """An answer comes before the body is sent."""
    with doors.front.open() as wire:
        wire.send(lines("POST /early HTTP/1.1", (("Host", HOST), ("Content-Length", "5000000"))) + bytes(100_000))
        return seen(wire.reply())


def asks_first(path: str) -> Flow:
    """What is heard before the body is sent."""

    def flow(doors: Doors) -> Any:
        with doors.front.open() as wire:
            wire.send(
                lines(f"POST {path} HTTP/1.1", (("Host", HOST), ("Expect", "100-continue"), ("Content-Length", "3")))
            )
            first = wire.head().status
            if first == 100:
                wire.send(b"a=1")
                return first, wire.reply().status
            return first

    return flow


def in_turn(*asked: bytes) -> Flow:
    """One after another on one connection."""

    def flow(doors: Doors) -> Any:
        with doors.front.open() as wire:
            found = []
            for each in asked:
                wire.send(each)
                found.append(seen(wire.reply(each.split(b" ")[0].decode())))
            return found

    return flow


def at_once(*asked: bytes) -> Flow:
    """All on one connection before the first answer."""

    def flow(doors: Doors) -> Any:
        with doors.front.open() as wire:
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
    with ExitStack() as stack:
        wires = [stack.enter_context(doors.front.open()) for _ in range(50)]
        for number, wire in enumerate(wires):
            wire.send(request(path=f"/hold?{doors.key}-{number}"))
        arrived = [doors.arrived(f"-{number}") for number in range(len(wires))]
        for number in range(len(wires)):
            doors.open(f"-{number}")
        return arrived, [wire.reply().status for wire in wires]


def going(path: str) -> Flow:
    """The application learns that the client has gone."""

    def flow(doors: Doors) -> Any:
        with doors.front.open() as wire:
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


def websocket(doors: Doors) -> Any:
    """A message there and back, in frames as they have to be."""
    with doors.front.open() as wire:
        wire.send(upgrade("/upgrade/websocket", ("Sec-WebSocket-Protocol", "chat")))
        head = wire.head()
        if head.status != 101:
            return head.status
        wire.send(frame(b"ping", mask=b"mask"))
        return head.status, joined(head.headers, HOP | PROXY | {"content-length"}), read_frame(wire)


def tunnel(asked: bytes, *, hello: bool = False, hurry: bool = False, leaves: str = "application") -> Flow:
    """Both sides say something through a tunnel, and one of them leaves."""

    def flow(doors: Doors) -> Any:
        with doors.front.open() as wire:
            wire.send(asked.replace(b"KEY", doors.key.encode()) + (b"in a hurry" if hurry else b""))
            head = wire.head()
            found: list[Any] = [head.status, joined(head.headers, HOP | PROXY | {"content-length"})]
            if head.status != 101:
                return found
            found.append([protocol.lower() for protocol in head.all("Upgrade")])
            if hello:
                found.append(wire.exactly(5))
            if hurry:
                found.append(wire.exactly(10))
            wire.send(b"ping")
            found.append(wire.exactly(4))
            wire.send(BIG[:70_000])
            found.append(wire.exactly(70_000) == BIG[:70_000])
            if leaves == "application":
                wire.send(b"leave")
                found.append(wire.some())
        if leaves == "client":
            found.append(doors.arrived())
        return found

    return flow
