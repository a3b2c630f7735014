"""One POST of JSON: no redirect is followed, nothing is tried twice, and the answer is read.

The address is `https://`, or `http://` on this machine alone. Where HTTPS_PROXY is set (and NO_PROXY does not name the
host) the connection goes through that proxy, which sees the name of the host and nothing else. Certificates are
verified; SSL_CERT_FILE and SSL_CERT_DIR name others than the system's.
"""

from __future__ import annotations

import http.client
import re
import socket
from base64 import b64encode
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, quote, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from sitegen import __version__
from sitegen.delivery.senders.deadline import Deadline, NotSentError, connected, is_loopback, secured

MAX_ANSWER = 64 * 1024
"""Bytes of an answer that are read."""
MAX_TUNNEL = 16 * 1024
"""Bytes of the head of a proxy's answer."""

_PATH = "/%:@!$&'()*+,;=~-._"
_QUERY = _PATH + "?"


class AddressError(ValueError):
    """An address or a proxy that nothing can be posted to; says what is expected, without the address."""


class UnansweredError(Exception):
    """The message has gone out whole, and no answer came; says why, perhaps with a secret in it."""


@dataclass(frozen=True, slots=True, repr=False)
class HookAddress:
    """Where to post; without a repr, since most of it is a secret."""

    secure: bool
    host: str
    """As it is resolved: ASCII."""
    port: int
    target: str
    """Path and query."""
    secret: str
    """What stands behind the #: the secret that signs; it is not sent."""
    credentials: str
    """`user:password`, or nothing."""

    @property
    def authority(self) -> str:
        """The host and its port, as in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def asking(self, more: str) -> HookAddress:
        """The same with *more* in its query."""
        return replace(self, target=f"{self.target}{'&' if '?' in self.target else '?'}{more}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server has said."""

    status: int
    headers: Mapping[str, str]
    """By their names in small letters."""
    body: bytes
    """The first 64 KiB."""
    whole: bool
    """Whether the body came to its end."""

    @property
    def text(self) -> str:
        """The body as people read it."""
        return self.body.decode("utf-8", "replace").strip()


def hook_address(to: str) -> HookAddress:
    """The parts of an address; raises AddressError."""
    text = to.strip()
    expected = "expected an address that begins with https://"
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # As every UnicodeError is.
        raise AddressError(expected) from None
    if parts.scheme not in ("https", "http") or not host or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise AddressError(expected)
    if parts.scheme == "http" and not is_loopback(host):
        raise AddressError(f"{expected}: http:// shows the message to everybody on the way")
    return HookAddress(
        secure=parts.scheme == "https",
        host=host,
        port=port or (443 if parts.scheme == "https" else 80),
        target=_target(parts),
        secret=unquote(parts.fragment),
        credentials=unquote(f"{parts.username}:{parts.password or ''}") if parts.username is not None else "",
    )


def _target(parts: SplitResult) -> str:
    path = quote(parts.path, safe=_PATH) or "/"
    return f"{path}?{quote(parts.query, safe=_QUERY)}" if parts.query else path


def post(address: HookAddress, body: bytes, headers: Mapping[str, str], deadline: Deadline) -> Answer:
    """Post once; raises NotSentError or AddressError before, UnansweredError after the body has gone out whole."""
    sent = {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json, text/plain, */*",
        "User-Agent": f"sitegen/{__version__}",
        "Connection": "close",
        **headers,
    }
    if address.credentials:
        sent["Authorization"] = f"Basic {b64encode(address.credentials.encode()).decode()}"
    try:
        opened = _opened(address, deadline)
    except OSError as error:
        raise NotSentError(f"no connection: {deadline.why(error)}") from None
    with closing(http.client.HTTPConnection(address.host, address.port)) as connection, deadline.cuts(opened):
        connection.default_port = 443 if address.secure else 80
        connection.sock = opened
        return _exchanged(connection, address, body, sent, deadline)


def _exchanged(
    connection: http.client.HTTPConnection,
    address: HookAddress,
    body: bytes,
    headers: Mapping[str, str],
    deadline: Deadline,
) -> Answer:
    broken: OSError | None = None
    try:
        connection.request("POST", address.target, body, dict(headers))
    except OSError as error:
        broken = error
    try:
        response = connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        if broken:
            raise NotSentError(f"the connection ended before all had gone out: {deadline.why(broken)}") from None
        raise UnansweredError(_why(error, deadline)) from None
    with response:
        return _answer(response, deadline)


def _answer(response: http.client.HTTPResponse, deadline: Deadline) -> Answer:
    read = bytearray()
    whole = True
    try:
        while len(read) < MAX_ANSWER and (some := response.read1(MAX_ANSWER - len(read))):
            read += some
    except (OSError, http.client.HTTPException):
        whole = False
    whole = whole and not deadline.passed and len(read) < MAX_ANSWER and not response.length
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, bytes(read), whole)


def _why(error: Exception, deadline: Deadline) -> str:
    if deadline.passed or isinstance(error, TimeoutError):
        return f"no answer within {deadline.seconds:g} s"
    if isinstance(error, ConnectionError):  # As http.client's RemoteDisconnected is.
        return "the connection ended without an answer"
    return "the answer is not of HTTP" if isinstance(error, http.client.HTTPException) else deadline.why(error)


# --- the connection


def _opened(address: HookAddress, deadline: Deadline) -> socket.socket:
    """A connection to the server, through a proxy where there is one, and in TLS."""
    proxy = proxy_of(address)
    if proxy is None:
        opened = connected(address.host, address.port, deadline)
    else:
        opened = connected(proxy.hostname or "", proxy.port or 80, deadline)
        with deadline.cuts(opened):
            _tunnel(opened, proxy, address, deadline)
    return secured(opened, address.host, deadline) if address.secure else opened


def proxy_of(address: HookAddress) -> SplitResult | None:
    """The proxy that the environment names for an address; raises AddressError."""
    named = getproxies().get("https") if address.secure and not is_loopback(address.host) else None
    if not named or proxy_bypass(address.host):
        return None
    with suppress(ValueError):
        parts = urlsplit(named if "://" in named else f"http://{named}")
        if parts.scheme == "http" and parts.hostname and parts.port != 0:
            return parts
    raise AddressError("HTTPS_PROXY: expected a proxy that speaks HTTP, as HOST:PORT")


def _tunnel(opened: socket.socket, proxy: SplitResult, address: HookAddress, deadline: Deadline) -> None:
    lines = [f"CONNECT {address.authority} HTTP/1.1", f"Host: {address.authority}"]
    if proxy.username is not None:
        credentials = unquote(f"{proxy.username}:{proxy.password or ''}")
        lines.append(f"Proxy-Authorization: Basic {b64encode(credentials.encode()).decode()}")
    head = b""
    try:
        opened.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        while not head.endswith(b"\r\n\r\n") and len(head) < MAX_TUNNEL and (one := opened.recv(1)):
            head += one  # Byte by byte: what follows is TLS's.
        said = re.match(rb"HTTP/1\.[01] (\d{3})\b", head)
        if not said or not said[1].startswith(b"2") or not head.endswith(b"\r\n\r\n"):
            raise NotSentError(f"the proxy in HTTPS_PROXY answered {said[1].decode() if said else 'nothing'}")
    except OSError as error:
        opened.close()
        raise NotSentError(f"no connection through the proxy in HTTPS_PROXY: {deadline.why(error)}") from None
    except NotSentError:
        opened.close()
        raise
