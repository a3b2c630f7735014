"""The local server of `sitegen serve`: the site, rebuilt and reloaded on every change."""

from __future__ import annotations

import errno
import html
import os
import re
import signal
import socket
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote_to_bytes, urlsplit

import click
import watchfiles

from sitegen import build as building
from sitegen.build import Checked
from sitegen.cli.insiders import open_outbox
from sitegen.cli.options import build_moment
from sitegen.cli.printing import in_zone, print_problems, say
from sitegen.messages.channels import CHANNEL_FORMS
from sitegen.messages.desk.pages import DESK_INDEX, Live, MessageDesk, desk_list
from sitegen.messages.writer import writers_in
from sitegen.model import PUBLIC_AUDIENCES, Audience
from sitegen.problems import ContentError, Problem, Problems
from sitegen.publish.problem import PublishProblem
from sitegen.read.routes import MESSAGES_FILE, has_routing, parse_routing
from sitegen.times import iso

EVENTS = "/.sitegen/events"
DESKS = "/.sitegen/messages/"
"""Where the messages are, which are no part of what is published."""
HEARTBEAT = 15.0
"""Seconds after which an idle connection is written to, so that closed ones are noticed."""
REQUEST_LIMIT = 30.0
"""Seconds within which a request has to be there, and its answer to be taken; a connection at rest is closed then."""
REBUILD_INTERVAL = 60_000
"""Milliseconds after which the site is rebuilt without a change, because time has passed."""

_ENDS = (signal.SIGTERM, signal.SIGHUP)
"""What ends a server in the background, and one whose terminal is closed."""
_RELOAD = 'new EventSource("%s").onmessage=function(e){if(e.data!=="%d")location.reload()}'
MAX_LISTED = 200
"""How many entries the list of desks has; the others are reached by their addresses."""
_POLICY = re.compile(rb"<meta[^>]*http-equiv=\"?Content-Security-Policy\"?[^>]*>", re.IGNORECASE)
_ROOT = re.compile(rb"<html(?=[ >])")


def serve(root: Path, now: datetime | None, host: str, port: int, internal: Path | None = None) -> None:
    """Serve the site in *root* until Ctrl-C or SIGTERM; raises ClickException where it cannot listen on that address.

    *internal* is the folder of the briefs, for the messages alone.
    """
    _interrupt_at_the_end()
    with suppress(KeyboardInterrupt), tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        preview = Preview(root, Path(folder) / "site", now, internal)
        preview.rebuild()
        _serve(preview, host, port)
    say("Stopped.")


def _serve(preview: Preview, host: str, port: int) -> None:
    try:
        server = _Server((host, port), preview)
    except OSError as error:
        hint = " Try --port 0." if error.errno == errno.EADDRINUSE else ""
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}.{hint}") from error
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(preview, stop), daemon=True)
    watcher.start()
    try:
        address = f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}"
        say(f"{address}{preview.base}/  (Ctrl-C stops)")
        say(f"Messages: {address}{DESKS}")
        server.serve_forever()
    finally:
        stop.set()
        server.server_close()
        watcher.join(5)


def _interrupt_at_the_end() -> None:
    """Take the end of the process, or of its terminal, for a Ctrl-C, so that no folder is left behind."""
    serving = os.getpid()

    def stop(number: int, _: object) -> None:
        if os.getpid() != serving:
            os._exit(128 + number)  # A worker of a build: the folder is not its own.
        for each in _ENDS:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in _ENDS:
        signal.signal(each, stop)


@dataclass
class Preview:
    """The last good build, and the faults of the current content."""

    root: Path
    output: Path
    now: datetime | None
    internal: Path | None = None
    checked: Checked | None = None
    """The site of the last good build."""
    base: str = ""
    """The path of the site's address, without a slash at its end."""
    faults: str = ""
    printed: tuple[Sequence[Problem], str] = ((), "")
    """The problems and faults that the terminal showed last."""
    clock: str = ""
    """The moment at which the clock of the pages stands, in ISO 8601; empty where it goes."""
    version: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)
    desks: dict[str, MessageDesk] = field(default_factory=dict)
    """Those that were asked for since the last build, by slug."""
    making: threading.Lock = field(default_factory=threading.Lock)
    """Held while a page of messages is made: templates are not for several threads at once."""

    @property
    def reload(self) -> str:
        """The script that reloads a page of this version once there is another."""
        return _RELOAD % (EVENTS, self.version)

    def rebuild(self, *, is_timed: bool = False) -> None:
        """Rebuild; keep a fault for the page, and print it, unless *is_timed* and the terminal shows it already."""
        problems: Sequence[Problem] = ()
        faults = ""
        as_of = build_moment(self.now)
        try:
            _, checked = building.build(self.root, self.output, as_of)
            self.clock = iso(as_of.now) if as_of.given else ""
            self.base = urlsplit(checked.site.config.url).path.rstrip("/")
            self.checked = checked
            problems = checked.warnings
        except ContentError as error:
            problems = error.problems
            faults = "\n".join(map(str, problems))
        except PublishProblem as error:
            faults = str(error)
        except Exception:
            # Most often a fault in the template being edited: the page shows it, and the server goes on.
            faults = traceback.format_exc()
        if not (is_timed and self.printed == (problems, faults)):
            was_faulty = bool(self.printed[1])
            self.printed = problems, faults
            if problems:
                shown = "The last good site is shown." if self.checked else "There is no good site to show yet."
                print_problems(problems, outcome=shown if faults else "")
            elif faults:
                say(faults, err=True)
            if was_faulty and self.checked and not faults:
                shown = in_zone(self.checked.snapshot.now, self.checked.site.config.zone)
                say(f"That is mended: the site is shown as of {shown}.", err=True)
        with self.making:
            self.desks.clear()
        with self.changed:
            self.faults = faults
            self.version += 1
            self.changed.notify_all()

    def messages(self, slug: str, name: str) -> bytes | None:
        """A file of the desk of an entry, or, without a slug, the list of desks; None where there is none.

        Raises ContentError for a fault in a template of the site.
        """
        with self.making:
            checked = self.checked
            if checked is None:
                return None
            live = Live(self.reload, self.faults)
            if not slug:
                return _list(checked, live) if name == DESK_INDEX else None
            desk = self.desks.get(slug) or self._desk(checked, slug)
            if desk is None:
                return None
            self.desks[slug] = desk
            return desk.file(name, live)

    def _desk(self, checked: Checked, slug: str) -> MessageDesk | None:
        """All messages of an entry; None where there is no such entry."""
        entry = next((entry for entry in checked.snapshot.entries if entry.slug == slug), None)
        if entry is None:
            return None
        writers = writers_in(checked.editions)
        # Its problems are for `check` and `notify` to tell: the desk needs it only to show first what the site uses.
        routing = parse_routing(self.root, checked.site.config, Problems()) if has_routing(self.root) else None
        outbox, _ = open_outbox(self.internal, [slug], self.root, checked, build_moment(self.now), writers)
        return MessageDesk(
            checked.editions[0],
            outbox,
            entry,
            audiences=PUBLIC_AUDIENCES if self.internal is None else tuple(Audience),
            locales=checked.site.config.locales,
            channels=tuple(CHANNEL_FORMS),
            occasions=outbox.occasions(entry, routing.reminder) if routing else outbox.occasions(entry),
            routing=routing,
        )


def _list(checked: Checked, live: Live) -> bytes:
    """The page that leads to the desks, with active entries first."""
    entries = sorted(checked.snapshot.entries, key=lambda one: (one.active, one.steps[0].at), reverse=True)
    shown = entries[:MAX_LISTED]
    return desk_list(checked.editions[0], shown, len(entries) - len(shown), live)


def _named(host: str) -> str:
    """The name or address in a Host header, without its port; empty for none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def _real(path: Path) -> Path:
    """Where a path leads; one that leads in a circle is left as it is."""
    return Path(os.path.realpath(path))


def _watch(preview: Preview, stop: threading.Event) -> None:
    names = {_real(preview.root / name) for name in ("site.yml", MESSAGES_FILE)}
    # They may be missing at first: the problem printed says so, and the author creates them.
    folders = [_real(preview.root / name) for name in ("content", "themes")]
    briefs = [_real(preview.internal)] if preview.internal else []

    def concerns(change: watchfiles.Change, path: str) -> bool:
        return Path(path) in names or any(Path(path).is_relative_to(folder) for folder in (*folders, *briefs))

    timeout = REBUILD_INTERVAL if preview.now is None else 0
    for changes in watchfiles.watch(
        _real(preview.root),
        *briefs,
        watch_filter=concerns,
        stop_event=stop,
        rust_timeout=timeout,
        yield_on_timeout=bool(timeout),
        raise_interrupt=False,
    ):
        preview.rebuild(is_timed=not changes)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], preview: Preview) -> None:
        self.preview = preview
        self.host = address[0]
        if ":" in self.host:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Handler)

    def is_ours(self, host: str) -> bool:
        """Whether a request that names *host* is meant for this server.

        A page from elsewhere may have let its own name lead here, to read what is not published.
        """
        name = _named(host)
        # Whoever listens on every address of this machine is reached by each.
        everywhere = self.host in ("", "0.0.0.0", "::") and _is_address(name)
        return everywhere or name in ("localhost", "127.0.0.1", "::1", self.host.lower() or "localhost")

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            say(traceback.format_exc(), err=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"
    """Before that there was no status: what is wrong with a bad line would not be told as an error."""
    timeout = REQUEST_LIMIT

    def handle_one_request(self) -> None:
        """Each read and the whole answer have a time limit of their own; this is that of all reads together."""
        self._limit = threading.Timer(REQUEST_LIMIT, self._hang_up)
        self._limit.daemon = True
        self._limit.start()
        try:
            super().handle_one_request()
        finally:
            self._limit.cancel()

    def _hang_up(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def parse_request(self) -> bool:
        """Whether there is a request to answer; a bad one, or one for another host, has been answered then."""
        if not super().parse_request():
            return False
        self._limit.cancel()
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # Nobody reads the body, which is no next request.
        target = re.match(r"https?://([^/?#]*)", self.path, re.IGNORECASE)
        if target:
            self.path = self.path[target.end() :] or "/"
        hosts = [target[1]] if target else self.headers.get_all("Host", [])
        if len(hosts) != 1 or not self.path.startswith("/"):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return False
        if not self.server.is_ours(hosts[0]):
            name = self.server.host
            told = f"Open this page as localhost or {name}, or name its host to sitegen serve --host.\n"
            self._send(HTTPStatus.FORBIDDEN, told.encode(), "text/plain")
            return False
        return True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """The terminal is for problems."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        preview = self.server.preview
        raw = re.split("[?#]", self.path, maxsplit=1)[0]
        path = unquote_to_bytes(raw.encode("latin-1")).decode(errors="replace")
        if path == EVENTS:
            self._events()
            return
        if path == DESKS.rstrip("/"):
            self._redirect(DESKS)
            return
        if path.startswith(DESKS):
            self._messages(path.removeprefix(DESKS))
            return
        if preview.base and not path.startswith(f"{preview.base}/"):
            self._redirect(f"{preview.base}/")
            return
        inside = PurePosixPath(path[len(preview.base) :].lstrip("/"))
        if ".." in inside.parts or "\0" in path:
            self._not_found()
            return
        file = preview.output / inside
        try:
            is_folder = file.is_dir()
            if is_folder and path.endswith("/"):
                file /= "index.html"
            data = None if is_folder != path.endswith("/") else file.read_bytes()
        except OSError:
            # There is no such file, a part of the path is longer than a name may be, or a build has just removed it.
            self._not_found()
            return
        if data is not None:
            self._send(HTTPStatus.OK, data, guess_type(file.name)[0] or "application/octet-stream")
        elif is_folder:
            self._redirect(f"{path}/")
        else:
            self._not_found()

    def _messages(self, path: str) -> None:
        """The desks: their list, a page of one, or a file of a message."""
        slug, slash, inside = path.partition("/")
        if slug and not slash:
            self._redirect(f"{DESKS}{slug}/")
            return
        name = inside or DESK_INDEX
        try:
            data = self.server.preview.messages(slug, name)
        except ContentError as error:
            page = f"<!doctype html><title>{html.escape(slug)}</title><pre>{html.escape(str(error))}</pre>"
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, page.encode(), "text/html")
            return
        if data is None:
            self._not_found()
        else:
            kind = guess_type(name)[0] or "application/octet-stream"
            self._send(HTTPStatus.OK, data, kind, as_it_is=True)

    def _not_found(self) -> None:
        file = self.server.preview.output / "404.html"
        page = file.read_bytes() if file.is_file() else b"<!doctype html><title>404</title><body>"
        self._send(HTTPStatus.NOT_FOUND, page, "text/html")

    def _head(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _redirect(self, path: str) -> None:
        # One slash in front: two would name another host.
        self._head(HTTPStatus.FOUND, {"Location": "/" + quote(path.lstrip("/")), "Content-Length": "0"})

    def _send(self, status: HTTPStatus, data: bytes, kind: str, *, as_it_is: bool = False) -> None:
        if kind == "text/html" and not as_it_is:
            data = self._with_preview(data)
        text = kind.startswith("text/") or kind in ("application/json", "application/javascript", "image/svg+xml")
        kind = f"{kind}; charset=utf-8" if text else kind
        self._head(status, {"Content-Type": kind, "Content-Length": str(len(data)), "Cache-Control": "no-store"})
        if self.command != "HEAD":
            self.wfile.write(data)

    def _with_preview(self, data: bytes) -> bytes:
        """The page with the reload script and the faults, without its policy, which would forbid both."""
        preview = self.server.preview
        added = f"<script>{preview.reload}</script>"
        if preview.faults:
            added = (
                '<pre role="alert" style="position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;margin:0;'
                'padding:1rem;background:#7f1d1d;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap;z-index:9">'
                f"{html.escape(preview.faults)}</pre>{added}"
            )
        if preview.clock:
            data = _ROOT.sub(f'<html data-now="{preview.clock}"'.encode(), data, count=1)
        return _POLICY.sub(b"", data, count=1) + added.encode()

    def _events(self) -> None:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "Connection": "close"}
        self._head(HTTPStatus.OK, headers)
        self.close_connection = True
        if self.command == "HEAD":
            return
        try:
            for version in self._versions():
                self.wfile.write(f"data: {version}\n\n".encode())
                self.wfile.flush()
        except OSError:
            return  # The page was closed.

    def _versions(self) -> Iterator[int]:
        preview = self.server.preview
        while True:
            sent = preview.version
            yield sent
            with preview.changed:
                # A build may have ended since.
                if preview.version == sent:
                    preview.changed.wait(HEARTBEAT)
