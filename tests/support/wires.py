"""Servers on loopback that do what they are told, byte by byte: they answer, wait, drip and break off."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from io import BufferedReader
from typing import Any

BLOCKED = {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"}
"""What a machine's environment may have that would lead elsewhere."""


@dataclass
class Line:
    """One connection, seen from the server."""

    socket: socket.socket
    reader: BufferedReader
    over: threading.Event
    """Set when the test is over."""

    def say(self, words: bytes) -> None:
        """Send all of it."""
        self.socket.sendall(words)

    def reset(self) -> None:
        """End it at once, with an error for whoever still sends."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.reader.close()
        self.socket.close()

    def wait(self) -> None:
        """Do nothing until the other side has gone."""
        with suppress(OSError):
            while self.reader.read1(65_536):
                pass

    def drip(self, words: bytes) -> None:
        """Send it again and again, slowly, until the other side has gone, or should have."""
        with suppress(OSError):
            for _ in range(1_000):
                if self.over.wait(0.02):
                    return
                self.say(words)

    def request(self) -> Request:
        """A request of HTTP, with its whole body."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.reader.readline()
            assert line, "no request came"
            head += line
        first, *lines = head.decode("latin-1").rstrip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        return Request(first, headers, self.reader.read(int(headers.get("content-length", "0"))))


@dataclass(frozen=True)
class Request:
    """What came in."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def target(self) -> str:
        """Path and query."""
        return self.line.split(" ")[1]


Behaviour = Callable[[Line], object]


@dataclass
class Server:
    """A server that listens, and how many have come."""

    port: int
    count: int = 0
    errors: list[BaseException] = field(default_factory=list)
    """What its behaviour has raised."""


@contextmanager
def serving(behave: Behaviour, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server with one behaviour for each connection, in TLS where there is a context."""
    over = threading.Event()
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(listening.getsockname()[1])

        def attend(connection: Any) -> None:
            try:
                line = context.wrap_socket(connection, server_side=True) if context else connection
                with line, line.makefile("rb") as reader:
                    behave(Line(line, reader, over))
            except OSError:
                connection.close()  # The other side has gone, as it may.
            except BaseException as error:
                server.errors.append(error)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    if over.is_set():
                        connection.close()
                        return
                    connection.settimeout(60)
                    server.count += 1
                    threads.append(threading.Thread(target=attend, args=(connection,), daemon=True))
                    threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            over.set()
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
            for thread in (accepting, *threads):
                thread.join(60)
    assert not server.errors, server.errors


def http(status: int, body: bytes | str = b"", **headers: str) -> bytes:
    """An answer of HTTP."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


_taken = socket.socket()


@cache
def closed_port() -> int:
    """A port on which nobody listens, and nobody will."""
    _taken.bind(("127.0.0.1", 0))
    return int(_taken.getsockname()[1])


def free_port() -> int:
    """A port that nobody has yet."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
