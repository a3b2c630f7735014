"""Real servers in front of a small real application, on loopback: what the tests of `sitegen edge` share.

nginx, Apache, HAProxy, Caddy and Varnish are Debian's; Cloudflare's Worker runs under workerd (the npm package
miniflare below $SITEGEN_NODE_TOOLS).
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sitegen.cli import run
from sitegen.cli.edge import edge_group
from support.children import eventually
from support.edge_answers import Answer
from support.edge_backends import (
    PAGE,
    PROBLEM,
    WINDOW,
    Process,
    free_port,
    listens,
    process,
    serve_application,
    serve_site,
)
from support.places import NODE_TOOLS

SECRET = "Ahy0-Ahj7_ohSh4aiw2e"
FRIEND = "127.0.0.2"
"""An address that passes, which Linux has on loopback without being told."""
SITE_YML = "name: Example\nurl: {url}\ntimezone: UTC\ncomponents:\n  - {{id: login, name: Login}}\n"
UPGRADE = """\
---
title: Database upgrade
start: 2026-02-01 02:00
end: {end}
components: [login]
---

## 2026-01-26 11:00 scheduled

We upgrade the database.
"""


def print_edge(name: str, root: Path, url: str, *options: str, end: str = "2026-02-01 04:00") -> str:
    """What `sitegen edge` prints for a site with one window."""
    (root / "content/incidents").mkdir(parents=True, exist_ok=True)
    (root / "content/maintenance").mkdir(exist_ok=True)
    (root / "site.yml").write_text(SITE_YML.format(url=url))
    (root / "content/maintenance/upgrade.md").write_text(UPGRADE.format(end=end))
    output = io.StringIO()
    with redirect_stdout(output):
        code = run(["edge", name, "--site", str(root), "--now", "2026-02-01T03:00:00Z", *options])
    assert code == 0
    return output.getvalue()


@dataclass
class Edge:
    """A server that runs what was printed."""

    name: str
    port: int
    application: Process
    folder: Path
    site: str
    """The URL of the status site."""
    program: subprocess.Popen[bytes]
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
    """As Debian's apache2.conf, with the modules that are on there and those that the text names."""
    site = start.write("product.conf", start.printed)
    named = re.search(r"a2enmod ([a-z_ ]+)", start.printed)
    assert named
    usual = "alias authz_core authz_host autoindex deflate dir env filter mime mpm_event reqtimeout setenvif"
    modules = dict.fromkeys([*usual.split(), "status", *named[1].split()])
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
AddOutputFilterByType DEFLATE text/html text/plain
Alias /icons/ "{start.folder}/"
RequestReadTimeout header=20-40,minrate=500 body=10,minrate=500
<Location /server-status>
    SetHandler server-status
    Require local
</Location>
Include "{site}"
"""
    return [APACHE, "-d", str(start.folder), "-f", str(start.write("apache.conf", main)), "-DFOREGROUND"]


def haproxy(start: Start) -> list[str]:
    """Below a global section as Debian's, but for the user."""
    main = start.write(
        "global.cfg", f"global\n    log stderr local0 err\n    stats socket {start.folder}/socket level admin\n"
    )
    start.flag.touch()
    return [
        HAPROXY,
        "-W",
        "-S",
        str(start.folder / "master"),
        "-db",
        "-f",
        str(main),
        "-f",
        str(start.write("product.cfg", start.printed)),
    ]


def caddy(start: Start) -> list[str]:
    """With a socket for administration of its own, not the port, of which a machine has one."""
    site = start.write("product.caddy", start.printed)
    main = start.write("Caddyfile", f'{{\n\tadmin "unix/{start.folder}/admin"\n}}\nimport "{site}"\n')
    return [CADDY, "run", "--adapter", "caddyfile", "--config", str(main)]


def varnish(start: Start) -> list[str]:
    """The default jail, so that other users' files are seen as in production, and what the text says of its options."""
    named = re.findall(r"-p ([a-z_]+=\w+)", start.printed)
    arguments = [*_varnish(start, start.printed), *(word for parameter in named for word in ("-p", parameter))]
    if "start.cli" not in start.printed:
        return arguments
    # For an application with a name, in our folder.
    text = start.printed.replace("/etc/varnish", str(start.folder))
    make = re.search(r"(?m)^# +(sed .*)$", text)
    assert make
    subprocess.run(make[1], shell=True, check=True)
    lines = start.write("start.cli", "\n".join(re.findall(r"(?m)^# +(-?vcl[.].*)$", text)) + "\n")
    place = arguments.index("-f")
    return [*arguments[:place], "-f", "", "-I", str(lines), *arguments[place + 2 :]]


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
const [library, worker, port, application, site] = process.argv.slice(2);
const { Miniflare } = createRequire(library)("miniflare");
const compatibilityDate = "2025-11-01";
const server = (port) => ({ external: { address: `127.0.0.1:${port}`, http: {} } });
// All that the Worker fetches, for whatever host: but for the status site it is the origin that Cloudflare knows.
const network = `export default { fetch(request, env) {
  return (new URL(request.url).port === "${site}" ? env.SITE : env.ORIGIN).fetch(request);
} };`;
const miniflare = new Miniflare({
  host: "127.0.0.1",
  port: Number(port),
  workers: [
    {
      name: "product",
      modules: [{ type: "ESModule", path: "worker.mjs", contents: readFileSync(worker, "utf8") }],
      compatibilityDate,
      kvNamespaces: ["MAINTENANCE"],
      outboundService: "network",
    },
    {
      name: "network",
      modules: [{ type: "ESModule", path: "network.mjs", contents: network }],
      compatibilityDate,
      serviceBindings: { SITE: server(site), ORIGIN: server(application) },
    },
  ],
});
const store = await miniflare.getKVNamespace("MAINTENANCE", "product");
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
    ports = map(str, (start.port, start.application, start.site))
    return [NODE, str(runner), str(NODE_TOOLS / "package.json"), str(worker), *ports]


WORKER_RUNNER = """\
// Asks a Worker before an origin with one status for everything, 0 for none at all, while the status site is down.
import { readFileSync } from "node:fs";
const [file, cases] = process.argv.slice(2);
const { default: worker } = await import(file);
let status;
globalThis.fetch = async (asked) => {
  if (!(asked instanceof Request) || status === 0) throw new TypeError("Network connection lost.");
  return new Response("its own", { status });
};
const off = { MAINTENANCE: { get: async () => null } };
const context = { passThroughOnException() {} };
const answers = [];
for (const [method, headers, origin] of JSON.parse(readFileSync(cases, "utf8"))) {
  status = origin;
  const answer = await worker.fetch(new Request("https://www.example.com/a", { method, headers }), off, context);
  answers.push([answer.status, [...answer.headers], await answer.text()]);
}
console.log(JSON.stringify(answers));
"""


def run_worker(text: str, folder: Path, cases: Sequence[tuple[str, Mapping[str, str], int]]) -> list[Answer]:
    """What Cloudflare's Worker answers under node to each method and headers, before an origin with that status."""
    return [
        Answer(status, tuple((name, value) for name, value in headers), body.encode())
        for status, headers, body in _under_node(WORKER_RUNNER, text, folder, cases)
    ]


WORKER_TIMER = """\
// Asks a Worker, which is on, at certain times, while the status site is down; counts how often it asks there.
import { readFileSync } from "node:fs";
const [file, cases] = process.argv.slice(2);
const { default: worker } = await import(file);
let count = 0;
globalThis.fetch = async () => {
  count += 1;
  throw new TypeError("Network connection lost.");
};
const on = { MAINTENANCE: { get: async () => "yes" } };
const counts = [];
for (const [milliseconds, accept] of JSON.parse(readFileSync(cases, "utf8"))) {
  Date.now = () => 1800000000000 + milliseconds;
  const request = new Request("https://www.example.com/a", { headers: { accept } });
  const answer = await worker.fetch(request, on, { passThroughOnException() {} });
  counts.push(answer.status === 503 ? count : null);
}
console.log(JSON.stringify(counts));
"""


def count_asked(text: str, folder: Path, cases: Sequence[tuple[int, str]]) -> list[int | None]:
    """How often Cloudflare's Worker has asked a status site that is down, after each time (in milliseconds) and Accept.

    None where it did not answer with the page.
    """
    return _under_node(WORKER_TIMER, text, folder, cases)


FUNCTION_RUNNER = """\
// Runs a function of CloudFront's with a store that holds one value, for each pair of such a value and an event.
import { readFileSync } from "node:fs";
const [file, events] = process.argv.slice(2);
let stored = null;
globalThis.cloudfront = { kvs: () => ({ get: async (key) => {
  if (stored === null || key !== "maintenance") throw new Error("KeyNotFound");
  return stored;
} }) };
const source = readFileSync(file, "utf8").replace('import cf from "cloudfront";', "const cf = globalThis.cloudfront;");
const { handler } = await import("data:text/javascript," + encodeURIComponent(source + "export { handler };"));
const answers = [];
for (const [value, event] of JSON.parse(readFileSync(events, "utf8"))) {
  stored = value;
  answers.push(await handler(event));
}
console.log(JSON.stringify(answers));
"""


def run_function(text: str, folder: Path, events: Sequence[tuple[str | None, object]]) -> list[Any]:
    """What CloudFront's function returns under node for each event, while its store holds the value beside it."""
    return _under_node(FUNCTION_RUNNER, text, folder, events)


def _under_node(runner: str, text: str, folder: Path, cases: Sequence[object]) -> list[Any]:
    """What *runner* prints, which is told where *text* is, and the cases."""
    for name, content in (("runner.mjs", runner), ("edge.mjs", text), ("cases.json", json.dumps(cases))):
        (folder / name).write_text(content, encoding="utf-8")
    command = [NODE, "runner.mjs", "./edge.mjs", "cases.json"]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 0, found.stderr
    answers: list[Any] = json.loads(found.stdout)
    return answers


def function_event(
    method: str = "GET", path: str = "/", headers: Mapping[str, str] | None = None, source: str = ""
) -> dict[str, Any]:
    """A request as CloudFront shows it to a function: cookies by themselves, and what comes twice in `multiValue`."""
    sent = [(name.lower(), value) for name, value in (headers or {}).items()]
    crumbs = [crumb.partition("=")[::2] for name, value in sent if name == "cookie" for crumb in value.split("; ")]
    uri, _, query = path.partition("?")
    request = {
        "method": method,
        "uri": uri,
        "querystring": _fields(pair.partition("=")[::2] for pair in query.split("&") if pair),
        "headers": _fields(pair for pair in sent if pair[0] != "cookie"),
        "cookies": _fields(crumbs),
    }
    return {"version": "1.0", "viewer": {"ip": source or "198.51.100.1"}, "request": request}


def _fields(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, object]]:
    values: dict[str, list[dict[str, str]]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append({"value": value})
    return {name: {**found[0], **({"multiValue": found} if len(found) > 1 else {})} for name, found in values.items()}


FASTLY_IN_VARNISH = (
    # Time-outs, which others than these two set there.
    (r"(?s)sub vcl_miss .*?\n(?=sub vcl_fetch )", ""),
    # Macros, the service's own host, and the dictionary.
    (r"(?m)^#FASTLY \w+$", ""),
    (r"F_status", "status"),
    (r"fastly\.ff\.visits_this_service == 0\b", "!req.http.Fastly-FF"),
    (r"(?m)^.* && stale\.exists\) \{ return\(deliver_stale\); \}\n", ""),
    (r'table\.lookup\(maintenance, "on", "no"\) == "yes"', 'std.file_exists("{flag}")'),
    # What Varnish calls otherwise since its version 4, from which Fastly has parted.
    (r"\bset req\.backend =", "set req.backend_hint ="),
    (r"\bsub vcl_fetch\b", "sub vcl_backend_response"),
    (r"\bsub vcl_error\b", "sub vcl_synth"),
    (r"\bobj\.response\b", "resp.reason"),
    (r"\bobj\.", "resp."),
    (r"\bberesp\.stale_if_error\b", "beresp.grace"),
    (r"(?s)\bsynthetic (\{\".*?\"\});", r"synthetic(\1);"),
    # It keeps what may not be kept if it is told for how long.
    (r"\bset beresp\.ttl = 3600s;", "if (beresp.ttl > 0s) { set beresp.ttl = 3600s; }"),
    (r"\berror 503;", "return (error(503));"),
    (r"\berror (6\d\d);", r"return (synth(\1));"),
    (r"\brestart;", "return (restart);"),
    (r"\breturn\(lookup\);", "return (hash);"),
    (r'\bif\(req\.is_ssl, "https", "http"\)', '"http"'),
    # With the product WebSockets.
    (r"# (if .*)\breturn\(upgrade\);", r"\1return (pipe);"),
    (r"time\.is_after\(std\.integer2time\((\d+)\), now\)", r"now < std.real2time(\1.0, now)"),
)
"""How Fastly's words become Varnish's."""

FASTLY_AROUND = """\
sub vcl_pipe { set bereq.http.Upgrade = req.http.Upgrade; set bereq.http.Connection = "close, Upgrade"; }
sub vcl_backend_fetch { return (fetch); }
sub vcl_backend_response { set beresp.filters = ""; }
sub vcl_backend_error {
    if (now - bereq.time >= 2s) { set beresp.http.X-Slow = "true"; }
    else { set beresp.status = 603; }
    return (deliver);
}
sub vcl_deliver { if (resp.http.X-Slow) { return (synth(503, "first byte timeout")); } }
sub vcl_synth { if (resp.status == 503 && resp.reason == "Service Unavailable") { return (deliver); } }
"""
"""What Fastly does by itself, and what leads to `vcl_error` there and not in Varnish, or the other way round."""
FASTLY_PARAMETERS = (
    "http_gzip_support=off",
    "http_range_support=off",
    "http_req_hdr_len=48k",
    "http_req_size=64k",
    "http_resp_hdr_len=48k",
    "http_resp_size=64k",
    "http_max_hdr=256",
    "workspace_client=256k",
    "workspace_backend=256k",
)
"""What only Varnish would do otherwise than the application."""


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
    arguments = _varnish(start, f"vcl 4.1;\nimport std;\n{backends}{FASTLY_AROUND}{text}")
    return [*arguments, *(word for parameter in FASTLY_PARAMETERS for word in ("-p", parameter))]


def _found(name: str) -> str:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin") or ""


NGINX, APACHE, HAPROXY, CADDY, VARNISH = map(_found, ("nginx", "apache2", "haproxy", "caddy", "varnishd"))
APACHE_MODULES = "/usr/lib/apache2/modules"
NODE = shutil.which("node") or ""
WORKERD = NODE if (NODE_TOOLS / "node_modules/miniflare").is_dir() else ""


def command(socket_path: Path, line: str) -> str:
    """What HAProxy answers on its runtime socket."""
    with socket.socket(socket.AF_UNIX) as client:
        # It listens on its port first.
        assert eventually(lambda: client.connect_ex(str(socket_path)) == 0), "there is no socket"
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


def children(program: subprocess.Popen[bytes]) -> set[int]:
    """The processes that it has started."""
    return {int(word) for word in Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()}


# ---- all of them, each started with what is printed for it


@dataclass(frozen=True)
class Kind:
    """One of them, and how it is started."""

    start: Callable[[Start], list[str]]
    program: str
    package: str
    options: tuple[str, ...] = ("--listen", "--upstream", "--bodies", "--flag")
    """Those of ports and paths that it has."""


KINDS = {
    "nginx": Kind(nginx, NGINX, "Debian's nginx"),
    "apache": Kind(apache, APACHE, "Debian's apache2"),
    "haproxy": Kind(haproxy, HAPROXY, "Debian's haproxy"),
    "caddy": Kind(caddy, CADDY, "Debian's caddy"),
    "varnish": Kind(varnish, VARNISH, "Debian's varnish", ("--upstream", "--bodies", "--flag")),
    "cloudflare": Kind(cloudflare, WORKERD, "node with the npm package miniflare", ()),
    "fastly": Kind(fastly, VARNISH, "Debian's varnish", ()),
}


def has_option(name: str, option: str) -> bool:
    """Whether `sitegen edge NAME` has it."""
    return any(option in parameter.opts for parameter in edge_group.commands[name].params)


PASSES = ("--secret", SECRET, "--allow", f"{FRIEND}/32", "--allow", "2001:db8::/32", "--pass", "/hooks/in/")


@contextmanager
def served(
    name: str,
    *options: str,
    end: str = "2026-02-01 04:00",
    serve: Callable[[int], object] = serve_application,
    site: Callable[[int], object] = serve_site,
    adapt: Callable[[Start, list[str]], list[str]] = lambda _, arguments: arguments,
) -> Iterator[Edge]:
    """A server that runs what is printed for it, with an application behind it up and maintenance off.

    `{port}` in an option is the application's. *serve* runs the application and *site* the status site; *adapt* has the
    last word on how the server is started.
    """
    kind = KINDS[name]
    if not kind.program:
        pytest.skip(f"{kind.package} is not installed")
    with ExitStack() as stack:
        root = stack.enter_context(open_folder())
        application = stack.enter_context(process(serve))
        host = stack.enter_context(process(site))
        url = f"http://127.0.0.1:{host.port}"
        port = free_port()
        folder = root / "server"
        bodies = root / "the bodies"
        flag = root / "flags" / "maintenance is on"
        for path in (folder, bodies / "maintenance/upgrade", flag.parent):
            path.mkdir(parents=True)
        pages = {"503.html": PAGE, "503.json": PROBLEM, "maintenance/upgrade/503.html": WINDOW}
        for address, body in pages.items():
            (bodies / address).write_bytes(body)
            (bodies / f"{address}.gz").write_bytes(gzip.compress(body, mtime=0))
        places = {
            "--listen": f"127.0.0.1:{port}",
            "--upstream": f"127.0.0.1:{application.port}",
            "--bodies": str(bodies),
            "--flag": str(flag),
        }
        text = print_edge(
            name,
            root / "site",
            url,
            *(word for option in kind.options for word in (option, places[option])),
            *(word.format(port=application.port) for word in options),
            end=end,
        )
        began = Start(folder, text, port, flag, bodies, application.port, host.port)
        program = stack.enter_context(running(adapt(began, kind.start(began)), port, folder))
        yield Edge(name, port, application, folder, url, program, *_switch(name, began, program))


def _switch(name: str, began: Start, program: subprocess.Popen[bytes]) -> tuple[Callable[[], None], Callable[[], None]]:
    """How maintenance is turned on and off, the way the text itself says."""
    if name == "cloudflare":

        def store(word: bytes) -> None:
            assert program.stdin is not None
            assert program.stdout is not None
            program.stdin.write(word + b"\n")
            program.stdin.flush()
            assert program.stdout.readline() == b"done\n"

        return lambda: store(b"on"), lambda: store(b"off")
    if name != "haproxy":
        return began.flag.touch, lambda: began.flag.unlink(missing_ok=True)
    path = str(began.flag).replace(" ", "\\ ")

    def tell(line: str) -> None:
        assert command(began.folder / "socket", line).strip() == ""

    return lambda: tell(f"clear acl {path}; add acl {path} on"), lambda: tell(f"clear acl {path}")
