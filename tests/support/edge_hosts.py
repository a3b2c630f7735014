"""A status site on loopback whose every answer is bytes that the test gives, however wrong."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import Any

from support.children import PATIENCE

Answer = Iterable[bytes]
"""Pieces, after which the connection is closed."""


def answer(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> Answer:
    """One with a length: that of its body, or another."""
    return (_head(status, f"Content-Length: {len(body) if length is None else length}", *headers), body)


def until_close(body: bytes, *headers: str) -> Answer:
    """One that says its end only by closing the connection."""
    return (_head("200 OK", *headers, protocol="HTTP/1.0"), body)


def in_chunks(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> Answer:
    """One in chunks, with another *end* perhaps."""
    return (_head("200 OK", "Transfer-Encoding: chunked"), *map(_chunk, pieces), end)


def _head(status: str, *headers: str, protocol: str = "HTTP/1.1") -> bytes:
    return "\r\n".join([f"{protocol} {status}", *headers, "\r\n"]).encode()


def _chunk(piece: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(piece), piece)


@dataclass
class Endless:
    """More than anybody would take: it notes when its client hangs up."""

    start: Answer
    in_chunks: bool = False
    hung_up: Event = field(default_factory=Event)

    def __iter__(self) -> Iterator[bytes]:
        """The start, and then 64 MiB."""
        piece = b" " * 0x10000
        try:
            yield from self.start
            for _ in range(1024):
                yield _chunk(piece) if self.in_chunks else piece
        except GeneratorExit:
            self.hung_up.set()
            raise


@dataclass
class Silent:
    """An answer that stops after its start, and keeps the connection."""

    start: Answer
    over: Event = field(default_factory=Event)

    def __iter__(self) -> Iterator[bytes]:
        """The start, and then nothing until it is over."""
        yield from self.start
        self.over.wait(PATIENCE * 2)


@dataclass
class Host:
    """Its address, and what it serves by path: change it at will."""

    url: str
    answers: dict[str, Answer]


@contextmanager
def hosting_answers(answers: dict[str, Answer], context: ssl.SSLContext | None = None) -> Iterator[Host]:
    """It answers on a free port, below /product; with *context* by TLS."""

    class Handler(StreamRequestHandler):
        def setup(self) -> None:
            if context:
                self.request.do_handshake()
            super().setup()

        def handle(self) -> None:
            path = self.rfile.readline().split()[1].decode()
            while self.rfile.readline().strip():
                pass
            pieces = iter(host.answers.get(path) or answer(b"not found", status="404 Not Found"))
            for piece in pieces:
                try:
                    self.wfile.write(piece)
                except OSError:
                    with suppress(AttributeError):
                        pieces.close()  # type: ignore[attr-defined]  # of a generator
                    return

    class Server(ThreadingTCPServer):
        daemon_threads = True

        def get_request(self) -> Any:
            request, address = super().get_request()
            if context:
                request = context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
            return request, address

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that refuses our certificate is no fault here."""

    with Server(("127.0.0.1", 0), Handler) as server:
        scheme = "https" if context else "http"
        host = Host(f"{scheme}://127.0.0.1:{server.server_address[1]}/product", dict(answers))
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield host
        finally:
            for one in host.answers.values():
                if isinstance(one, Silent):
                    one.over.set()
            server.shutdown()
