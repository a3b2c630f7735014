"""One attempt has one deadline: for the name, the connection, every byte that goes out and every one that comes in."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Any

_Found = Sequence[tuple[int, int, int, str, Any]]
"""What getaddrinfo gives."""


class NotSentError(Exception):
    """Surely nothing was delivered, for the message has not gone out whole; says why, perhaps with a secret in it."""


class Deadline:
    """A number of seconds from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether no time is left."""
        return time.monotonic() >= self._end

    def left(self) -> float:
        """The seconds that are left; raises TimeoutError where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"nothing within {self.seconds:g} s")
        return left

    @contextmanager
    def cuts(self, connection: socket.socket) -> Iterator[None]:
        """End a connection when the time is over, whatever it is doing: the timeout of a socket is one for each byte.

        Also when TLS is put over the connection within the block.
        """
        with socket.fromfd(connection.fileno(), connection.family, connection.type) as handle:

            def cut() -> None:
                with suppress(OSError):  # It has ended by itself meanwhile.
                    handle.shutdown(socket.SHUT_RDWR)

            timer = threading.Timer(max(0.0, self._end - time.monotonic()), cut)
            timer.daemon = True
            timer.start()
            try:
                yield
            finally:
                timer.cancel()

    def why(self, error: Exception) -> str:
        """What an error of the network says, without the number that comes with it; or that the time is over."""
        if self.passed or isinstance(error, TimeoutError):
            return f"nothing within {self.seconds:g} s"
        return str(getattr(error, "verify_message", "") or getattr(error, "strerror", "") or error)


def connected(host: str, port: int, deadline: Deadline) -> socket.socket:
    """A connection to one of the addresses of a host; raises NotSentError, or TimeoutError."""
    fault = "no address"
    found = _addresses(host, port, deadline)
    for number, (family, kind, protocol, _, address) in enumerate(found):
        made = socket.socket(family, kind, protocol)
        try:
            # An address that swallows everything leaves time for the next.
            made.settimeout(deadline.left() / (len(found) - number))
            made.connect(address)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.settimeout(deadline.left())
            return made
        except OSError as error:
            made.close()
            fault = deadline.why(error)
    raise NotSentError(f"no connection: {fault}")


def _addresses(host: str, port: int, deadline: Deadline) -> _Found:
    """The addresses of a host, from a thread of its own: nothing can interrupt the system's resolver."""
    found: list[_Found | Exception] = []

    def resolve() -> None:
        try:
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if not found:
        raise NotSentError(f"the name of the server was not resolved within {deadline.seconds:g} s")
    if isinstance(found[0], Exception):
        raise NotSentError(f"the name of the server was not resolved: {deadline.why(found[0])}")
    return found[0]


def secured(opened: socket.socket, host: str, deadline: Deadline) -> ssl.SSLSocket:
    """The connection in TLS, its certificate verified for *host*; raises NotSentError, and has closed it then."""
    try:
        opened.settimeout(deadline.left())
        return ssl.create_default_context().wrap_socket(opened, server_hostname=host)
    except OSError as error:
        opened.close()
        raise NotSentError(f"no TLS with the server: {deadline.why(error)}") from None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, where nobody listens on the line."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
