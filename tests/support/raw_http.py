"""HTTP/1 and WebSocket frames byte for byte, for both ends of a connection: nothing is normalized or repaired."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]
BARE = (204, 304)
"""Answers without a body, whatever their headers say."""


def values(headers: Headers, name: str) -> list[str]:
    """Every value of a header, in order."""
    return [value for key, value in headers if key.lower() == name.lower()]


@dataclass(frozen=True)
class Head:
    """The first line of a message, and its headers."""

    line: str
    headers: Headers

    def all(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return values(self.headers, name)

    def says(self, name: str, word: str) -> bool:
        """Whether the value of a header has a word in it."""
        return any(word in value.lower() for value in self.all(name))

    @property
    def status(self) -> int:
        """Of an answer."""
        return int(self.line.split(" ")[1])


class Wire:
    """One end of a connection."""

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        self.trailers: Headers = ()
        """Those of the last body that was read."""
        self._read = b""

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *raised: object) -> None:
        self.link.close()

    def send(self, data: bytes) -> None:
        """All of it, unless nobody listens any more."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self.link.sendall(data)

    def some(self) -> bytes:
        """What comes next, and nothing when the other end has hung up."""
        data, self._read = self._read, b""
        if data:
            return data
        try:
            return self.link.recv(65_536)
        except ConnectionResetError:
            return b""

    def until(self, mark: bytes) -> bytes:
        """All before the next *mark*; raises EOFError."""
        while mark not in self._read:
            self._more()
        found, _, self._read = self._read.partition(mark)
        return found

    def exactly(self, size: int) -> bytes:
        """So many bytes; raises EOFError."""
        while len(self._read) < size:
            self._more()
        found, self._read = self._read[:size], self._read[size:]
        return found

    def head(self) -> Head:
        """The next one; raises EOFError."""
        line, *headers = self.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        return Head(line, tuple(_header(header) for header in headers))

    def pieces(self, head: Head, *, answer: bool = False) -> Iterator[bytes]:
        """The body that belongs to *head*, as it comes; raises EOFError where it breaks off.

        An *answer* without a length ends with the connection.
        """
        self.trailers = ()
        if head.says("Transfer-Encoding", "chunked"):
            while size := int(self.until(b"\r\n").split(b";")[0], 16):
                yield from self._piecewise(size)
                self.exactly(2)
            lines = iter(lambda: self.until(b"\r\n").decode("latin-1"), "")
            self.trailers = tuple(map(_header, lines))
        elif head.all("Content-Length"):
            yield from self._piecewise(int(head.all("Content-Length")[0]))
        elif answer:
            yield from iter(self.some, b"")

    def reply(self, method: str = "GET") -> Reply:
        """The next answer with all that goes before it; raises EOFError where there is none."""
        interim = []
        head = self.head()
        while 100 <= head.status < 200 and head.status != 101:
            interim.append(head.status)
            head = self.head()
        body = b""
        whole = True
        self.trailers = ()
        try:
            if method != "HEAD" and head.status != 101 and head.status not in BARE:
                for piece in self.pieces(head, answer=True):
                    body += piece
        except EOFError:
            whole = False
        return Reply(head.status, head.headers, body, tuple(interim), self.trailers, whole)

    def _piecewise(self, left: int) -> Iterator[bytes]:
        while left:
            data = self.some()
            if not data:
                raise EOFError
            piece, self._read = data[:left], data[left:]
            left -= len(piece)
            yield piece

    def _more(self) -> None:
        read = self._read
        self._read = b""
        more = self.some()
        self._read = read + more
        if not more:
            raise EOFError(read)


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Headers
    body: bytes
    interim: tuple[int, ...] = ()
    """The statuses of the answers that went before it, such as 103."""
    trailers: Headers = ()
    whole: bool = True
    """False if the connection ended within the body."""


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip()


def lines(first: str, headers: Headers = (), body: bytes = b"") -> bytes:
    """A message with nothing but this in it."""
    head = [first, *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def chunked(*pieces: bytes, trailers: Headers = ()) -> bytes:
    """A body in chunks."""
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return chunks + lines("0", trailers)


def frame(text: bytes, mask: bytes = b"") -> bytes:
    """A short text message of a WebSocket, in one frame (RFC 6455, 5.2); a client's has a *mask* of four bytes."""
    return bytes([0x81, len(text) | (0x80 if mask else 0)]) + mask + _masked(text, mask)


def read_frame(wire: Wire) -> bytes:
    """What the next one says."""
    size = wire.exactly(2)[1]
    mask = wire.exactly(4) if size & 0x80 else b""
    return _masked(wire.exactly(size & 0x7F), mask)


def _masked(text: bytes, mask: bytes) -> bytes:
    return bytes(byte ^ mask[at % 4] for at, byte in enumerate(text)) if mask else text


@dataclass(frozen=True)
class Door:
    """Where an application can be asked: at its own port, or at that of what stands before it."""

    port: int
    patience: float = 5

    def open(self, source: str = "") -> Wire:
        """A new connection."""
        link = socket.create_connection(
            ("127.0.0.1", self.port), timeout=self.patience, source_address=(source, 0) if source else None
        )
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Wire(link)

    def ask(self, request: bytes, *, source: str = "") -> Reply:
        """One request on a connection of its own."""
        with self.open(source) as wire:
            wire.send(request)
            return wire.reply(request.split(b" ")[0].decode())
