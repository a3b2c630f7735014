"""The options of an edge, and their parsers, which refuse any text that could break a configuration.

Each `read_…` parses what a user typed and raises ValueError, saying what was expected.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from sitegen import urls

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

HEADER = "X-Maintenance-Bypass"
COOKIE = "maintenance_bypass"
BODIES = "/var/lib/sitegen-edge"
FLAG = "/etc/sitegen-edge/maintenance.on"
MIN_SECRET_LENGTH = 16
TIMEOUT = 3600
TUNNEL_TIMEOUT = 86_400
CERTIFICATES = "/.well-known/acme-challenge"
"""Where certificate authorities look (RFC 8555, 8.3): behind the page, certificates would expire."""

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host and a port. *host* is a name or an address without brackets; empty: all addresses."""

    host: str
    port: int

    @property
    def is_name(self) -> bool:
        """Whether the host has to be looked up in DNS."""
        return self.host != "localhost" and not _is_address(self.host)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The options of every edge."""

    site: str
    """The URL of the status site, without a trailing slash."""
    page: str = urls.UNAVAILABLE
    """The address of the page that is served while maintenance is on."""
    retry_after: int = 600
    """Seconds."""
    retry_until: datetime | None = None
    """The end of the window, which replaces *retry_after* until it has passed."""
    health: tuple[str, ...] = ("/healthz",)
    """Paths that always reach the application."""
    prefixes: tuple[str, ...] = ()
    """Paths that always reach the application with everything below them, in addition to *CERTIFICATES*."""
    header: str = HEADER
    cookie: str = COOKIE
    secret: str | None = None
    """The value of the header or the cookie that reaches the application; None: none does."""
    allowed: tuple[Network, ...] = ()
    """Addresses that reach the application."""

    @property
    def has_own_page(self) -> bool:
        """Whether that is not the page of an application that fails by itself: it is a window's."""
        return self.page != urls.UNAVAILABLE

    @property
    def retry_date(self) -> str:
        """The end of the window as an HTTP date (RFC 9110, 5.6.7)."""
        assert self.retry_until is not None
        return format_datetime(self.retry_until.astimezone(UTC), usegmt=True)

    @property
    def retry_epoch(self) -> int:
        """The end of the window in seconds since 1970."""
        assert self.retry_until is not None
        return int(self.retry_until.timestamp())


@dataclass(frozen=True, slots=True, kw_only=True)
class Server(Edge):
    """The options of an edge that is your own server."""

    upstream: Endpoint = Endpoint("127.0.0.1", 8080)
    """The application."""
    listen: Endpoint = Endpoint("", 80)
    name: str | None = None
    """The host name of the virtual host; None: all."""
    bodies: str = BODIES
    """The folder with 503.html and 503.json."""
    flag: str = FLAG
    """The file that turns maintenance on."""
    timeout: int = TIMEOUT
    """Seconds that the application may be silent before an answer and within it."""
    tunnel_timeout: int = TUNNEL_TIMEOUT
    """Seconds that both sides of a tunnel, such as a WebSocket, may be silent."""

    def body(self, address: str) -> str:
        """The local copy of the status site's file at *address*."""
        return f"{self.bodies}/{address}"


def _matching(pattern: str, text: str, expected: str) -> str:
    """*text*, if all of it matches."""
    if not re.fullmatch(pattern, text):
        raise ValueError(f"expected {expected}, found '{text}'")
    return text


def read_site_settings(text: str) -> str:
    """The URL of the status site."""
    url = rf"https?://{_HOST}(?::\d{{1,5}})?(?:/[A-Za-z0-9._~-]+)*"
    return _matching(url, text, "a URL with a host and a path of letters, digits and . _ ~ - only")


def read_endpoint(text: str) -> Endpoint:
    """`80`, `127.0.0.1:80`, `[::1]:80`, or `host:80`."""
    host, colon, port = text.rpartition(":")
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65_536 or (colon and not host):
        raise ValueError(f"expected a port, optionally with an address, such as 127.0.0.1:8080, found '{text}'")
    if ":" in host or "[" in host:
        bracketed = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\]", host)
        try:
            return Endpoint(str(ipaddress.IPv6Address(bracketed[1] if bracketed else "")), int(port))
        except ValueError:
            raise ValueError(f"expected an IPv6 address in brackets, such as [::1]:8080, found '{text}'") from None
    if host and not re.fullmatch(_HOST, host):
        raise ValueError(f"expected a host name or an address before the port, found '{text}'")
    return Endpoint(host, int(port))


def read_upstream(text: str) -> Endpoint:
    """An endpoint with a host."""
    endpoint = read_endpoint(text)
    if not endpoint.host:
        raise ValueError(f"expected an address before the port, such as 127.0.0.1:{endpoint.port}, found '{text}'")
    return endpoint


def read_resolver(text: str) -> Endpoint:
    """The address of a name server, with a port or without."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    endpoint = Endpoint(bare, 53) if _is_address(bare) else read_endpoint(text)
    if not _is_address(endpoint.host):
        raise ValueError(f"expected the address of a name server, such as 127.0.0.53, found '{text}'")
    return endpoint


def read_name(text: str) -> str:
    """A host name."""
    return _matching(_HOST, text, "a host name such as www.example.com").lower()


def read_file(text: str) -> str:
    """An absolute path of letters, digits, spaces and `. _ - + = , ~`, which need no escape in any configuration."""
    if not re.fullmatch(r"(?:/[\w .+=,~-]+)+/?", text) or not text.isprintable() or text != text.strip():
        raise ValueError(f"expected an absolute path of letters, digits, spaces and . _ - + = , ~ only, found '{text}'")
    if {".", ".."} & set(text.split("/")):
        raise ValueError(f"expected a path without . and .., found '{text}'")
    return text.rstrip("/")


def read_path(text: str) -> str:
    """The path of a URL, without a query."""
    if not re.fullmatch(r"/[A-Za-z0-9._~/-]*", text) or {".", ".."} & set(text.split("/")):
        raise ValueError(f"expected a path such as /healthz, of letters, digits and . _ ~ - / only, found '{text}'")
    return text


def read_prefix(text: str) -> str:
    """The path of a URL that stands for itself and all that is below it, without a slash at its end."""
    path = read_path(text).rstrip("/")
    if not path:
        raise ValueError("expected a path such as /webhooks, found '/', which would let everything pass")
    return path


def read_seconds(text: str) -> int:
    """Seconds, up to a day."""
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= 86_400:
        raise ValueError(f"expected seconds from 1 to 86400, for example 600, found '{text}'")
    return int(text)


def read_header(text: str) -> str:
    """A header name that every server supports."""
    return _matching("[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*", text, "a header name such as X-Maintenance-Bypass")


def read_cookie(text: str) -> str:
    """A cookie name that every server supports."""
    return _matching("[a-z][a-z0-9_]*", text, "a cookie name of lower-case letters, digits and _ only")


def read_secret(text: str) -> str:
    """A long secret, of characters that need no escape in headers, cookies and configurations."""
    example = "such as `openssl rand -hex 16` prints"
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError(f"expected a secret of letters, digits, - and _ only, {example}")
    if len(text) < MIN_SECRET_LENGTH or len(set(text)) < MIN_SECRET_LENGTH // 2:
        raise ValueError(f"expected a random secret of at least {MIN_SECRET_LENGTH} characters, {example}")
    return text


def read_network(text: str) -> Network:
    """An address, or a network in CIDR notation."""
    try:
        # Python accepts any text as a zone (`%eth0`).
        if "%" not in text:
            return ipaddress.ip_network(text)
        reason = "a zone is not allowed"
    except ValueError as error:
        reason = str(error)
    raise ValueError(f"expected an address or a network such as 192.0.2.0/24, found '{text}': {reason}")


def read_command(text: str) -> str:
    """A shell command on one line."""
    if not text.strip() or not text.isprintable():
        raise ValueError(f"expected a shell command on one line, found {text!r}")
    return text
