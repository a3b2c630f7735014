"""What stands behind and beside the servers that the tests of `sitegen edge` run: an application, and a status site."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sitegen.outputs.limits import MAX_UNAVAILABLE_PAGE, UNAVAILABLE_MARK
from support.children import Child, eventually, start

JSON = "application/problem+json"
HTML = "text/html; charset=utf-8"


def _page(words: str) -> bytes:
    """A page of exactly as many bytes as we allow, most of them Chinese."""
    head = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
    head += f'<meta name="generator" content="{UNAVAILABLE_MARK}">'
    head += f"<title>{words}</title></head><body><p>"
    tail = "</p></body></html>\n"
    room = MAX_UNAVAILABLE_PAGE - len((head + tail).encode())
    return (head + "我们正在升级数据库，" * (room // 30) + "." * (room % 30) + tail).encode()


PAGE = _page("Maintenance 系统维护")
WINDOW = _page("Database upgrade 数据库升级")
_incident = {"state": "identified", "url": "https://status.example.com/product/incidents/disk/"}
_problem = {"type": "about:blank", "title": "维护", "status": 503, "generator": UNAVAILABLE_MARK, "incident": _incident}
PROBLEM = f"{json.dumps(_problem, ensure_ascii=False, indent=1)}\n".encode()

_WORKER = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)
# Nor do two suites on one machine begin at the same port: HAProxy would share it with another HAProxy.
_ports = itertools.count(20_000 + 1_000 * _WORKER + os.getpid() % 10 * 100)


def free_port() -> int:
    """A port that nothing listens on, below those that the system gives to whoever connects."""
    for port in itertools.islice(_ports, 900):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("every port is taken")


OWN_POLICY = "default-src 'self'"
"""The Content-Security-Policy of the application."""


class Application(BaseHTTPRequestHandler):
    """Says what it was asked, and sometimes 503 by itself."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """Head and body leave together, for the second would wait for an answer to the first."""

    def answer(self) -> None:
        """Every method has the same answer."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        own = self.path == "/own-503"
        body = b"the application's own" if own else echo(self.command, self.path)
        self.send_response(503 if own else 200)
        if own:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Type", "text/plain")
        self.send_header("Cache-Control", "private, no-store")
        self.send_header("Content-Security-Policy", OWN_POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815 - so it looks for them

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that it has there
        """Say nothing."""


def echo(method: str, path: str) -> bytes:
    """What the application says."""
    return f"application: {method} {path}".encode()


SITE = {"/503.html": (HTML, PAGE), "/maintenance/upgrade/503.html": (HTML, WINDOW), "/503.json": (JSON, PROBLEM)}


class StatusSite(BaseHTTPRequestHandler):
    """A host of static files: three of them, for GET and HEAD alone."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The file."""
        kind, body = SITE.get(self.path, ("text/plain", b"not found"))
        self.send_response(200 if self.path in SITE else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"one"')
        # As `_headers` has it: it is for these addresses, and not for the product's.
        self.send_header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("X-Robots-Tag", "noindex")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - so it looks for it

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that it has there
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


def serve_application(port: int) -> None:
    """Serve the application, for ever."""
    _Server(("127.0.0.1", port), Application).serve_forever()


def serve_site(port: int) -> None:
    """Serve the status site, for ever."""
    _Server(("127.0.0.1", port), StatusSite).serve_forever()


@dataclass
class Process:
    """A server of Python's in a process of its own, that can die and come back."""

    port: int
    serve: Callable[[int], object]
    """Serves on a port of 127.0.0.1, for ever."""
    child: Child | None = None

    def up(self) -> None:
        """Start it, and wait until it listens."""
        if self.child is None:
            self.child = start(lambda: self.serve(self.port))
            assert eventually(lambda: listens(self.port)), "the application did not start"

    def down(self) -> None:
        """Kill it."""
        if self.child is not None:
            os.kill(self.child.pid, signal.SIGKILL)
            self.child.wait()
            self.child = None


def listens(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def process(serve: Callable[[int], object]) -> Iterator[Process]:
    """One that is up."""
    made = Process(free_port(), serve)
    made.up()
    try:
        yield made
    finally:
        made.down()
