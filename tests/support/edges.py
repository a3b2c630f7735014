"""Real servers in front of a small real application, on loopback: what the tests of `sitegen edge` share."""

from __future__ import annotations

import gzip
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sitegen.outputs.limits import MAX_UNAVAILABLE_PAGE, UNAVAILABLE_MARK
from support.children import Child, eventually, start
from support.places import NODE_TOOLS

SECRET = "Ahy0-Ahj7_ohSh4aiw2e"
FRIEND = "127.0.0.2"
"""An address that passes, which Linux has on loopback without being told."""
HEADERS = {
    "Retry-After": "600",
    "Cache-Control": "no-store",
    "X-Maintenance-Mode": "true",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Expose-Headers": "Retry-After, X-Maintenance-Mode",
}
"""Of the page, beside `Vary`."""
VARY = {"accept", "accept-encoding", "origin"}
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "*",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "0",
    "Cache-Control": "no-store",
    "X-Maintenance-Mode": "true",
}
GRPC = {
    "Content-Type": "application/grpc",
    "grpc-status": "14",
    "Cache-Control": "no-store",
    "X-Maintenance-Mode": "true",
}
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
PROBLEM = f'{{"type": "about:blank", "title": "维护", "status": 503, "generator": "{UNAVAILABLE_MARK}"}}\n'.encode()

_ports = itertools.count(20_000 + 1_000 * int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0))


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


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


def ask(
    port: int,
    path: str = "/",
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    source: str = "",
    host: str = "127.0.0.1",
) -> Answer:
    """One request on a connection of its own."""
    connection = HTTPConnection(host, port, timeout=10, source_address=(source, 0) if source else None)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # Whoever refuses a large body need not read all of it.
            connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        body = response.read()
        if response.headers["Content-Encoding"] == "gzip" and body:
            body = gzip.decompress(body)
        return Answer(response.status, tuple(response.getheaders()), body)
    finally:
        connection.close()


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
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - so it looks for it

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that it has there
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


@dataclass
class Process:
    """A server of Python's in a process of its own, that can die and come back."""

    port: int
    handler: type[BaseHTTPRequestHandler]
    child: Child | None = None

    def up(self) -> None:
        """Start it, and wait until it listens."""
        if self.child is None:
            self.child = start(lambda: _Server(("127.0.0.1", self.port), self.handler).serve_forever())
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
def process(handler: type[BaseHTTPRequestHandler]) -> Iterator[Process]:
    """One that is up."""
    made = Process(free_port(), handler)
    made.up()
    try:
        yield made
    finally:
        made.down()


@dataclass
class Edge:
    """A server that runs what was printed."""

    name: str
    port: int
    application: Process
    folder: Path
    on: Callable[[], None]
    off: Callable[[], None]


@dataclass(frozen=True)
class Start:
    """What is needed to start one."""

    folder: Path
    """Of its own, with nothing in it."""
    printed: str
    port: int
    flag: Path
    bodies: Path
    application: int
    """The port."""
    site: int
    """The port of the status site."""

    def write(self, name: str, text: str) -> Path:
        """A file of its folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


# ---- around what was printed: the part that belongs to the machine


def nginx(start: Start) -> list[str]:
    """As Debian's nginx.conf, with the site in the http block."""
    site = start.write("product.conf", start.printed)
    main = f"""\
daemon off;
worker_processes 2;
pid "{start.folder}/pid";
error_log stderr;
{"user root;" if os.geteuid() == 0 else ""}
events {{ }}
http {{
    access_log off;
    client_body_temp_path "{start.folder}/body";
    proxy_temp_path "{start.folder}/proxy";
    fastcgi_temp_path "{start.folder}/fastcgi";
    uwsgi_temp_path "{start.folder}/uwsgi";
    scgi_temp_path "{start.folder}/scgi";
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    open_file_cache max=100;
    include "{site}";
}}
"""
    return [NGINX, "-p", str(start.folder), "-e", "stderr", "-c", str(start.write("nginx.conf", main))]


def apache(start: Start) -> list[str]:
    """As Debian's apache2.conf, with the modules that the text names."""
    site = start.write("product.conf", start.printed)
    named = re.search(r"a2enmod ([a-z_ ]+)", start.printed)
    assert named
    modules = ["mpm_event", "authz_core", "mime", *named[1].split()]
    loads = "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in modules)
    main = f"""\
{loads}
ServerRoot "{start.folder}"
PidFile "{start.folder}/pid"
Mutex "file:{start.folder}" default
ServerName localhost
Listen {start.port}
ErrorLog /dev/stderr
{"User www-data" if os.geteuid() == 0 else ""}
{"Group www-data" if os.geteuid() == 0 else ""}
TypesConfig /etc/mime.types
<Directory />
    Require all denied
</Directory>
Include "{site}"
"""
    return [APACHE, "-d", str(start.folder), "-f", str(start.write("apache.conf", main)), "-DFOREGROUND"]


def haproxy(start: Start) -> list[str]:
    """Below a global section as Debian's, but for the user."""
    main = start.write(
        "global.cfg", f"global\n    log stderr local0 err\n    stats socket {start.folder}/socket level admin\n"
    )
    start.flag.touch()
    return [HAPROXY, "-db", "-f", str(main), "-f", str(start.write("product.cfg", start.printed))]


def caddy(start: Start) -> list[str]:
    """Without its socket for administration, which has one port for all of a machine."""
    site = start.write("product.caddy", start.printed)
    main = start.write("Caddyfile", f'{{\n\tadmin off\n}}\nimport "{site}"\n')
    return [CADDY, "run", "--adapter", "caddyfile", "--config", str(main)]


def varnish(start: Start) -> list[str]:
    """The default jail, so that other users' files are seen as in production."""
    return _varnish(start, start.printed)


def _varnish(start: Start, vcl: str) -> list[str]:
    file = start.write("default.vcl", vcl)
    address = f"127.0.0.1:{start.port}"
    # As it is compiled by default, but in a third of the time.
    compiler = "cc_command=exec gcc -O0 -pthread -fpic -shared -Wl,-x -o %o %s"
    work = str(start.folder / "work")
    return [VARNISH, "-F", "-n", work, "-a", address, "-f", str(file), "-s", "malloc,16m", "-p", compiler]


MINIFLARE_RUNNER = """\
// Runs a Worker before an application; takes `on` and `off` line by line, and says when that is done.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const [library, worker, port, application] = process.argv.slice(2);
const { Miniflare } = createRequire(library)("miniflare");
const miniflare = new Miniflare({
  modules: [{ type: "ESModule", path: "worker.mjs", contents: readFileSync(worker, "utf8") }],
  compatibilityDate: "2025-11-01",
  kvNamespaces: ["MAINTENANCE"],
  host: "127.0.0.1",
  port: Number(port),
  upstream: `http://127.0.0.1:${application}`,
});
const store = await miniflare.getKVNamespace("MAINTENANCE");
for await (const line of createInterface({ input: process.stdin })) {
  await (line === "on" ? store.put("on", "yes") : store.delete("on"));
  console.log("done");
}
await miniflare.dispose();
"""


def cloudflare(start: Start) -> list[str]:
    """Under workerd, by Miniflare."""
    runner = start.write("runner.mjs", MINIFLARE_RUNNER)
    worker = start.write("worker.mjs", start.printed)
    return [NODE, str(runner), str(NODE_TOOLS / "package.json"), str(worker), str(start.port), str(start.application)]


FASTLY_IN_VARNISH = (
    # Macros, the service's own host, and the dictionary.
    (r"(?m)^#FASTLY \w+$", ""),
    (r"F_status", "status"),
    (r'table\.lookup\(maintenance, "on", "no"\) == "yes"', 'std.file_exists("{flag}")'),
    # What Varnish calls otherwise since its version 4, from which Fastly has parted.
    (r"\bset req\.backend =", "set req.backend_hint ="),
    (r"\bsub vcl_fetch\b", "sub vcl_backend_response"),
    (r"\bsub vcl_error\b", "sub vcl_synth"),
    (r"\bobj\.", "resp."),
    (r"\bberesp\.stale_if_error\b", "beresp.grace"),
    (r"\bsynthetic (\{\".*?\"\});", r"synthetic(\1);"),
    (r"\berror 503;", "return (error(503));"),
    (r"\brestart;", "return (restart);"),
    (r"\breturn\(lookup\);", "return (hash);"),
    (r"time\.is_after\(std\.integer2time\((\d+)\), now\)", r"now < std.real2time(\1.0, now)"),
)
"""How Fastly's words become Varnish's."""


def fastly(start: Start) -> list[str]:
    """There is no Fastly here: its text, word for word in Varnish's dialect, runs in Varnish."""
    text = start.printed
    for ours, theirs in FASTLY_IN_VARNISH:
        text = re.sub(ours, theirs.replace("{flag}", str(start.flag)), text)
    fetch = text.index("sub vcl_backend_response")
    end = text.index("\n}\n", fetch)
    body = text[fetch:end].replace("req.http.", "bereq.http.").replace("return(pass);", "return (pass(60s));")
    text = text[:fetch] + body + text[end:]
    backends = "".join(
        f'backend {name} {{ .host = "127.0.0.1"; .port = "{port}"; }}\n'
        for name, port in (("product", start.application), ("status", start.site))
    )
    failing = 'sub vcl_backend_error { set beresp.http.X-Maintenance-Down = "true"; return (deliver); }\n'
    return _varnish(start, f"vcl 4.1;\nimport std;\n{backends}{text}{failing}")


def _found(name: str) -> str:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin") or ""


NGINX, APACHE, HAPROXY, CADDY, VARNISH = map(_found, ("nginx", "apache2", "haproxy", "caddy", "varnishd"))
APACHE_MODULES = "/usr/lib/apache2/modules"
NODE = shutil.which("node") or ""
WORKERD = NODE if (NODE_TOOLS / "node_modules/miniflare").is_dir() else ""


def command(socket_path: Path, line: str) -> str:
    """What HAProxy answers on its runtime socket."""
    assert eventually(socket_path.exists), "there is no socket"  # It listens on its port first.
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(socket_path))
        client.sendall(f"{line}\n".encode())
        said = b""
        while chunk := client.recv(4096):
            said += chunk
    return said.decode()


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that other users can read: Apache and Varnish are such.

    One of pytest's would not do, for whoever starts it next takes their rights away.
    """
    with tempfile.TemporaryDirectory(prefix="sitegen-edge-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def running(
    arguments: Sequence[str], port: int, folder: Path, host: str = "127.0.0.1"
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that serves there, ended with all its children."""
    log = folder / "log"
    with log.open("wb") as output:
        program = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output, start_new_session=True
        )
    try:
        eventually(lambda: program.poll() is not None or listens(port, host))
        assert listens(port, host), log.read_text(errors="replace")
        assert program.poll() is None, log.read_text(errors="replace")
        yield program
    finally:
        if program.poll() is None:
            program.terminate()
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()
        for stream in (program.stdin, program.stdout):
            assert stream is not None
            stream.close()
