"""The printed configurations, run by the programs that they are for, unedited but for ports and paths: who is let in.

What reaches an application that is not closed is in test_edge_healthy.py.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from support.children import eventually, start
from support.edge_answers import POLICY, UNSURE, Answer, ask, assert_headers, assert_unavailable
from support.edge_backends import HTML, JSON, OWN_POLICY, PAGE, PROBLEM, WINDOW, echo
from support.edges import (
    FRIEND,
    KINDS,
    NODE,
    PASSES,
    SECRET,
    Edge,
    Start,
    count_asked,
    function_event,
    open_folder,
    print_edge,
    run_function,
    run_worker,
    served,
)
from support.tables import rows

from sitegen.edge.settings import CERTIFICATES

END = "Fri, 01 Feb 2199 04:00:00 GMT"
"""When the window of `dated` ends."""
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


@pytest.fixture(scope="module", params=KINDS)
def edge(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them, with everything that lets somebody pass."""
    with served(request.param, *PASSES) as made:
        yield made


@pytest.fixture(scope="module", params=KINDS)
def dated(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them, for a window whose end lies ahead for as long as anybody runs this."""
    with served(
        request.param, *PASSES, "--maintenance", "upgrade", "--retry-after-date", end="2199-02-01 04:00"
    ) as made:
        yield made


@pytest.fixture(scope="module", params=KINDS)
def past(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them, printed while a window was open that has ended since; nobody passes but two health checks."""
    options = ("--maintenance", "upgrade", "--retry-after-date", "--retry-after", "900")
    with served(request.param, *options, "--health", "/up", "--health", "/health/live") as made:
        yield made


# ---- what is asked, and who answers


@dataclass(frozen=True)
class Case:
    """A request, and who answers it while maintenance is on: `page`, `problem` or `application`."""

    method: str = "GET"
    path: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    answer: str = "page"
    body: bytes | None = None
    source: str = ""


BYPASS = "X-Maintenance-Bypass"
COOKIE = "maintenance_bypass"
ASKS = {"Access-Control-Request-Method": "POST"}
"""What makes a request with OPTIONS a preflight."""
MESSAGE = b"\0\0\0\0\0"
"""An empty one of gRPC."""
PROGRAMS = (
    "application/json;q=1.0",
    "application/json; q=0.1",
    "application/json;charset=utf-8",
    "application/json;charset=utf-8;q=0.7",
    "text/html;q=0.5, application/json;q=0.9",
    "application/json;q=0.9, text/html;q=0.9",
    "text/html, application/json",
    "text/html;q=0, application/json;q=0.2",
    "application/json, text/javascript, */*; q=0.01",
    "text/plain;q=0.9,application/problem+json;q=0.8,*/*;q=0.1",
    "APPLICATION/JSON;Q=0.5",
    "application/json;q=0, application/problem+json",
)
"""What is accepted by whoever would rather have JSON."""
PEOPLE = (
    "application/json;q=0",
    "application/json; q=0.000",
    "application/json ; Q=0",
    "application/json;q=0.0, */*",
    "application/json;q=0, application/problem+json;q=0",
    "text/html, application/json;q=0.9",
    "application/json;q=0.5, text/html;q=0.6",
    "text/html;q=1.0, application/json;q=0.999",
    "text/html;level=1, application/json;q=0.5",
    "application/jsonp",
    "application/json-patch+json",
    "application/json5, text/x-application/json",
    "application/vnd.api+json",
    "application/xhtml+xml, application/xml;q=0.9",
    "text/html;a=application/json",
)
"""What is accepted by whoever would rather have a page, or says nothing of JSON."""
LONG_ACCEPTS = {
    "a library's for everything": "text/plain;q=0.5, " * 1_750,
    "short types": "a/b," * 7_500,
    "types with parameters": "a/b;c=d;e=f, " * 2_300,
    "nearly JSON": "application/jsonp;a," * 1_500,
    "nearly weights": "application/json;q=0.0, " * 1_250,
    "one word": "a" * 30_000,
    "commas": "," * 30_000,
    "spaces": "a/b" + " " * 30_000 + ";q=1",
}
"""30 kB of what is accepted, and no JSON in it."""
CLOSED = (
    "/healthz/more",
    "/healthz/",
    "/x/healthz",
    "/HEALTHZ",
    "/healthz;a=b",
    "/healthz%3Fa",
    "/healthz%2F",
    "/?/healthz",
    f"{CERTIFICATES}x",
    f"{CERTIFICATES.upper()}/a",
    f"{CERTIFICATES}/..%2f..%2fadmin",
    f"{CERTIFICATES}/%2e%2e%2f%2e%2e%2fadmin",
    f"{CERTIFICATES}/..;/..;/admin",
    f"{CERTIFICATES}/a;b",
    f"{CERTIFICATES}//admin",
    f"{CERTIFICATES}/.hidden",
    "/.well-known/",
    "/.well-known%2Facme-challenge/a",
    "/hooks",
    "/hooks/inx",
    "/hooks/in%2F..%2Fadmin",
    "/hooks/in/a%5C..%5Cadmin",
    "/x/hooks/in",
)
"""Paths that do not pass."""
DETOURS = {
    "/x/../healthz": "/healthz",
    "/./healthz": "/healthz",
    "//healthz": "/healthz",
    "/%2e/healthz": "/healthz",
    "/%68ealthz": "/healthz",
    f"{CERTIFICATES}/../../admin": "/admin",
    f"{CERTIFICATES}/%2e%2e/%2E%2E/admin": "/admin",
    "/hooks/in/../../admin": "/admin",
    "/hooks/in\\..\\..\\admin": "/admin",
}
"""Paths with a detour, and without it."""
CASES = {
    "GET": Case(),
    "HEAD": Case("HEAD"),
    "POST": Case("POST", body=b"a=1"),
    "POST of more than 1 MB": Case("POST", body=b"x" * 1_100_000),
    "PUT": Case("PUT", "/things/1", body=b"{}"),
    "PATCH": Case("PATCH", "/things/1", body=b"{}"),
    "DELETE": Case("DELETE", "/things/1"),
    "OPTIONS": Case("OPTIONS", "/things"),
    "deep path": Case(path="/a/b/c/d/e/f.html?q=1&r=%2F"),
    "path with a dot": Case(path="/.well-known/x"),
    "path of a file beside the page": Case(path="/503.html"),
    **{f"path of Apache itself: {path}": Case(path=path) for path in ("/.503", "/.503/", "/.503/1")},
    "Range": Case(headers={"Range": "bytes=0-10"}),
    "Range that is none": Case(headers={"Range": "bytes=999999-"}),
    "If-None-Match: *": Case(headers={"If-None-Match": "*"}),
    "If-None-Match": Case(headers={"If-None-Match": '"one"'}),
    "If-Modified-Since": Case(headers={"If-Modified-Since": "Sat, 24 Jan 2099 20:00:00 GMT"}),
    "If-Match": Case(headers={"If-Match": '"another"'}),
    "If-Unmodified-Since": Case(headers={"If-Unmodified-Since": "Sat, 24 Jan 2009 20:00:00 GMT"}),
    "compression": Case(headers={"Accept-Encoding": "gzip"}),
    "Accept of a browser": Case(headers={"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}),
    "Accept anything": Case(headers={"Accept": "*/*"}),
    "origin": Case(headers={"Origin": "https://app.example.com"}),
    "origin that is none": Case("POST", "/api", {"Origin": "null", "Content-Type": "text/plain"}, body=b"x"),
    "preflight": Case("OPTIONS", "/api/things", {"Origin": "https://app.example.com", **ASKS}, "preflight"),
    "preflight for headers of a kind": Case(
        "OPTIONS",
        "/api",
        {"Origin": "null", **ASKS, "Access-Control-Request-Headers": "authorization,content-type"},
        "preflight",
    ),
    "preflight of a program for JSON": Case("OPTIONS", "/", {"Accept": "application/json", **ASKS}, "preflight"),
    "GET with a header of a preflight": Case(headers=ASKS),
    "gRPC": Case("POST", "/shop.Orders/Get", {"Content-Type": "application/grpc", "TE": "trailers"}, "grpc", MESSAGE),
    "gRPC with a format": Case("POST", "/shop.Orders/Get", {"Content-Type": "application/grpc+proto"}, "grpc", MESSAGE),
    "gRPC with a parameter": Case(
        "POST", "/a.B/C", {"Content-Type": "application/grpc; charset=utf-8"}, "grpc", MESSAGE
    ),
    "gRPC for browsers": Case("POST", "/a.B/C", {"Content-Type": "application/grpc-web+proto"}, body=MESSAGE),
    "nearly gRPC": Case("POST", "/a.B/C", {"Content-Type": "application/grpcx"}, body=b"x"),
    "gRPC in a parameter": Case("POST", "/a", {"Content-Type": "text/plain; a=application/grpc"}, body=b"x"),
    "JSON": Case(headers={"Accept": "application/json"}, answer="problem"),
    "problem JSON": Case(headers={"Accept": "application/problem+json"}, answer="problem"),
    "JSON of a library": Case(headers={"Accept": "application/json, text/plain, */*"}, answer="problem"),
    "JSON in large letters": Case(headers={"Accept": "Application/JSON"}, answer="problem"),
    "JSON, POST": Case("POST", "/api", {"Accept": "application/json"}, "problem", b"{}"),
    "JSON, HEAD": Case("HEAD", "/api", {"Accept": "application/json"}, "problem"),
    "JSON, Range": Case(headers={"Accept": "application/json", "Range": "bytes=0-1"}, answer="problem"),
    **{f"Accept: {accept}": Case(headers={"Accept": accept}, answer="problem") for accept in PROGRAMS},
    **{f"Accept: {accept}": Case(headers={"Accept": accept}) for accept in PEOPLE},
    **{f"a long Accept: {name}": Case(headers={"Accept": accept}) for name, accept in LONG_ACCEPTS.items()},
    "a long Accept that begins with JSON": Case(
        headers={"Accept": "application/json, " + LONG_ACCEPTS["short types"]}, answer="problem"
    ),
    "a long path that passes, but for its end": Case(path="/hooks/in" + "/a" * 1_000 + "//"),
    "a long path that passes": Case(path="/hooks/in" + "/a" * 1_000, answer="application"),
    "a long cookie that is none": Case(headers={"Cookie": "; ".join(["a=b"] * 6_000)}),
    "health check": Case(path="/healthz", answer="application"),
    "health check with a query": Case(path="/healthz?full=1", answer="application"),
    "health check with a query that leads elsewhere": Case(path="/healthz?a=/../b//c", answer="application"),
    "certificate": Case(path=f"{CERTIFICATES}/a-Token_1", answer="application"),
    "certificate, HEAD": Case("HEAD", f"{CERTIFICATES}/a-Token_1", answer="application"),
    "what is let pass": Case("POST", "/hooks/in", body=b"x", answer="application"),
    "what is let pass, below": Case("POST", "/hooks/in/a/b.c-d_e~f/?g=h", body=b"x", answer="application"),
    **{f"no way in: {path}": Case(path=path) for path in CLOSED},
    "secret in the header": Case("PUT", "/admin", {BYPASS: SECRET}, "application", b"x"),
    "secret in the cookie": Case(headers={"Cookie": f"a=b; {COOKIE}={SECRET}; c=d"}, answer="application"),
    "cookies in two headers": Case(headers={"Cookie": "a=b", "cookie": f"{COOKIE}={SECRET}"}, answer="application"),
    "only the cookie": Case(headers={"Cookie": f"{COOKIE}={SECRET}"}, answer="application"),
    "two cookies, the second right": Case(headers={"Cookie": f"{COOKIE}=x; {COOKIE}={SECRET}"}, answer="application"),
    "two cookies, the first right": Case(headers={"Cookie": f"{COOKIE}={SECRET}; {COOKIE}=x"}, answer="application"),
    "address": Case(path="/from/a/friend", answer="application", source=FRIEND),
    "preflight from a friend": Case("OPTIONS", "/api", ASKS, "application", source=FRIEND),
    "preflight of a health check": Case("OPTIONS", "/healthz", ASKS, "application"),
    "wrong secret": Case(headers={BYPASS: f"{SECRET}x"}),
    "secret in other letters": Case(headers={BYPASS: SECRET.swapcase()}),
    "part of the secret": Case(headers={BYPASS: SECRET[:-1]}),
    "no secret": Case(headers={BYPASS: ""}),
    "a pattern for the secret": Case(headers={BYPASS: ".*", "Cookie": f"{COOKIE}=.*"}),
    "header with underscores": Case(headers={BYPASS.replace("-", "_"): SECRET}),
    "header with one underscore": Case(headers={"X-Maintenance_Bypass": SECRET}),
    "wrong cookie": Case(headers={"Cookie": f"{COOKIE}={SECRET}x"}),
    "two wrong cookies": Case(headers={"Cookie": f"{COOKIE}={SECRET}x; {COOKIE}=x{SECRET}"}),
    "another cookie": Case(headers={"Cookie": f"not_{COOKIE}={SECRET}"}),
    "another cookie, second": Case(headers={"Cookie": f"a=b; not_{COOKIE}={SECRET}"}),
    "cookie in large letters": Case(headers={"Cookie": f"{COOKIE.upper()}={SECRET}"}),
    "cookie within a cookie": Case(headers={"Cookie": f"a={COOKIE}={SECRET}"}),
    "cookie in quotation marks": Case(headers={"Cookie": f'{COOKIE}="{SECRET}"'}),
    "secret in the query": Case(path=f"/?{COOKIE}={SECRET}&{BYPASS}={SECRET}"),
    "said to be from a friend": Case(headers={"X-Forwarded-For": FRIEND, "X-Real-IP": FRIEND}),
    "said to be from a friend, with underscores": Case(headers={"X_Forwarded_For": FRIEND, "X_Real_IP": FRIEND}),
    "said to be for a friend": Case(headers={"Forwarded": f"for={FRIEND}", "True-Client-IP": FRIEND}),
    "said to be for a health check": Case(headers={"X-Original-URL": "/healthz", "X-Rewrite-URL": "/healthz"}),
}
PLAIN = {
    name: case for name, case in CASES.items() if len(case.body or b"") < 1_000_000 and "Range" not in case.headers
}
"""Without what a server may answer in the application's place: a part of it."""


def send(edge: Edge, case: Case) -> Answer:
    """Ask it."""
    return ask(edge.port, case.path, method=case.method, headers=case.headers, body=case.body, source=case.source)


def answers(edge: Edge) -> bool:
    """Whether the application can be reached through it."""
    return ask(edge.port, "/is/it/up").body == echo("GET", "/is/it/up")


@rows("case", CASES.values(), ids=CASES)
def test_who_answers_while_maintenance_is_on(edge: Edge, case: Case) -> None:
    """The page to everybody, whatever is asked for and how; the application to those who pass."""
    edge.application.up()
    edge.on()

    answer = send(edge, case)

    if case.answer == "application":
        body = b"" if case.method == "HEAD" else echo(case.method, case.path)
        assert (answer.status, answer.body) == (200, body)
        assert_own(answer)
    else:
        assert_in_place(answer, case)


def assert_own(answer: Answer) -> None:
    """Its headers are those of the application: nothing of the page's is added to them, or replaces one."""
    assert answer.all("X-Maintenance-Mode") == []
    assert answer.all("Content-Security-Policy") == [OWN_POLICY]


def assert_in_place(answer: Answer, case: Case, page: bytes = PAGE, problem: bytes = PROBLEM) -> None:
    """It is what is said in the application's place."""
    if case.answer == "preflight":
        assert (answer.status, answer.body) == (204, b"")
        assert_headers(answer, PREFLIGHT, without=("Retry-After", "Access-Control-Allow-Credentials"))
    elif case.answer == "grpc":
        assert (answer.status, answer.body) == (200, b"")
        assert_headers(answer, GRPC, without=("Retry-After",))
        assert answer.all("grpc-message")[0].startswith("Service unavailable. See http")
    else:
        body, kind = (problem, JSON) if case.answer == "problem" else (page, HTML)
        assert_unavailable(answer, body=body, kind=kind, method=case.method, origin=case.headers.get("Origin", "*"))


COMPRESSES = ("nginx", "apache", "caddy", "cloudflare")
"""Those that can send the page with gzip: HAProxy and Varnish send what they make up as it is. Miniflare does it for
Cloudflare, which itself compresses no 503."""


def test_the_page_is_compressed_where_the_server_can(edge: Edge) -> None:
    """To whoever takes it: then it is a third of what it was, and the same page."""
    edge.on()

    for method in ("GET", "POST"):
        answer = ask(edge.port, "/", method=method, headers={"Accept-Encoding": "gzip"})
        plain = ask(edge.port, "/", method=method, headers={"Accept-Encoding": "identity"})

        assert answer.all("Content-Encoding") == (["gzip"] if edge.name in COMPRESSES else [])
        assert plain.all("Content-Encoding") == []
        assert answer.body == plain.body == PAGE


def test_head_says_the_length_that_get_would(edge: Edge) -> None:
    """Of the page as it is, or with gzip; or nothing: not that of an empty body with gzip."""
    edge.on()

    packed = {"Accept-Encoding": "gzip"}
    get, head = (ask(edge.port, "/", method=method, headers=packed) for method in ("GET", "HEAD"))

    assert head.all("Content-Length") in ([], [str(len(PAGE))], get.all("Content-Length"))


@rows("case", PLAIN.values(), ids=PLAIN)
def test_the_application_answers_while_maintenance_is_off(edge: Edge, case: Case) -> None:
    """As if nothing stood before it."""
    edge.application.up()
    edge.off()

    answer = send(edge, case)

    assert (answer.status, answer.body) == (200, b"" if case.method == "HEAD" else echo(case.method, case.path))
    assert_own(answer)


@pytest.mark.parametrize("edge", ["nginx"], indirect=True)
@rows("name", ["on.html", "on.json", "down.html", "late.html", "bare", "grpc", "preflight", "on.preflight", ""])
def test_what_nginx_keeps_for_itself_is_closed_to_clients(edge: Edge, name: str) -> None:
    """Whether maintenance is on or off: the application has nothing there either."""
    edge.application.up()
    for turn in (edge.on, edge.off):
        turn()
        assert ask(edge.port, f"/.maintenance/{name}", headers=ASKS).status in (404, 503)


@rows(("path", "straight"), DETOURS.items())
def test_a_detour_leads_nowhere_that_is_closed(edge: Edge, path: str, straight: str) -> None:
    """Who takes the detour out of the path hands on the straight one; who does not finds nothing that passes."""
    edge.application.up()
    edge.on()

    answer = ask(edge.port, path)

    assert (answer.status, answer.body) in [
        (503, PAGE),
        *([(200, echo("GET", straight))] if straight == "/healthz" else []),
    ]


def test_what_the_application_says_itself_is_left_alone(edge: Edge) -> None:
    """Its own 503 has a meaning of its own, and its own Retry-After."""
    edge.application.up()
    edge.off()

    answer = ask(edge.port, "/own-503")

    assert (answer.status, answer.body) == (503, b"the application's own")
    assert answer.all("Retry-After") == ["7"]
    assert_own(answer)


def test_an_application_that_is_down_is_answered_for(edge: Edge) -> None:
    """Without anybody turning anything on; and it is back as soon as it is back."""
    edge.off()
    edge.application.down()

    html = ask(edge.port, "/some/page", headers={"Origin": "https://app.example.com"})
    post = ask(edge.port, "/some/page", method="POST", body=b"a=1")
    upload = ask(edge.port, "/some/page", method="PUT", body=bytes(3_000_000))
    head = ask(edge.port, "/some/page", method="HEAD")
    json = ask(edge.port, "/api", headers={"Accept": "application/json"})
    health = ask(edge.port, "/healthz")
    edge.application.up()
    back = eventually(lambda: answers(edge))

    assert_unavailable(html, origin="https://app.example.com")
    assert_unavailable(post, retry=None if edge.name in UNSURE else "600")
    assert_unavailable(upload, retry=None if edge.name in UNSURE else "600")
    assert_unavailable(head, method="HEAD")
    assert_unavailable(json, body=PROBLEM, kind=JSON)
    assert_unavailable(health)
    assert back, "the application is up, and the page stays"


@rows("method", ["GET", "HEAD", "POST"])
def test_the_page_comes_with_a_policy(edge: Edge, method: str) -> None:
    """Whether somebody has turned maintenance on or the application is down: it may ask the status site alone."""
    edge.application.up()
    edge.on()
    on = ask(edge.port, "/", method=method)
    edge.off()
    edge.application.down()
    down = ask(edge.port, "/", method=method)

    for answer in (on, down):
        assert answer.status == 503
        assert answer.all("Content-Security-Policy") == [POLICY.format(site=edge.site)]


def test_a_window_has_its_own_page_and_its_end(dated: Edge) -> None:
    """Its page while maintenance is on, but not when the application fails by itself; its end in either case."""
    dated.application.up()
    dated.on()

    html = ask(dated.port, "/")
    json = ask(dated.port, "/", headers={"Accept": "application/json"})
    dated.off()
    dated.application.down()
    down = ask(dated.port, "/")

    assert_unavailable(html, body=WINDOW, retry=END)
    assert_unavailable(json, body=PROBLEM, kind=JSON, retry=END)
    assert_unavailable(down, body=PAGE, retry=END)


def test_an_end_that_has_passed_is_not_told(past: Edge) -> None:
    """A date in the past would make clients try again at once: there are the seconds again."""
    past.on()

    assert_unavailable(ask(past.port, "/"), body=WINDOW, retry="900")


def test_without_a_secret_nobody_passes_by_one(past: Edge) -> None:
    """Neither with an empty one, nor with a word that might be a default."""
    past.application.up()
    past.on()

    for word in ("", "1", "true", "secret", "None", SECRET):
        for headers in ({BYPASS: word}, {"Cookie": f"maintenance_bypass={word}"}):
            assert ask(past.port, "/", headers=headers).status == 503, headers
    assert ask(past.port, "/", source=FRIEND).status == 503
    assert ask(past.port, "/up").status == ask(past.port, "/health/live").status == 200
    assert ask(past.port, "/healthz").status == 503


def _beside(began: Start, arguments: list[str]) -> list[str]:
    """Another product in the same nginx, which lets more pass and is read later."""
    other = ("--allow", "127.0.0.1", "--pass", "/api", "--retry-after", "7", "--bodies", str(began.bodies))
    places = ("--name", "other.example", "--listen", f"127.0.0.1:{began.port}", "--flag", str(began.flag))
    upstream = ("--upstream", f"127.0.0.1:{began.application}")
    text = print_edge("nginx", began.folder / "other", "http://status.example.com", *other, *places, *upstream)
    began.write("other.conf", text)
    main = began.folder / "nginx.conf"
    main.write_text(main.read_text().replace('product.conf";', 'product.conf"; include other.conf;'))
    return arguments


def test_two_products_in_one_nginx_keep_their_own_rules() -> None:
    """Who passes at one, and when to come back, is not for the other."""
    with served("nginx", "--name", "www.example.com", "--secret", SECRET, adapt=_beside) as edge:
        edge.on()

        def status(host: str, path: str = "/", **headers: str) -> int:
            return ask(edge.port, path, headers={"Host": host, **headers}).status

        ours, theirs = "www.example.com", "other.example"
        secret = {BYPASS: SECRET}
        found = [status(ours), status(ours, "/api"), status(ours, **secret), status(theirs), status(theirs, "/api")]
        page = ask(edge.port, "/", headers={"Host": ours})

    assert found == [503, 503, 200, 200, 200]
    assert_unavailable(page)


@rows("options", [(), ("--maintenance", "upgrade")], ids=["the page", "a window's page"])
def test_varnish_says_a_line_until_there_are_pages(options: tuple[str, ...]) -> None:
    """To programs, too; and the pages as soon as they are there."""
    folders: list[Path] = []

    def without_pages(began: Start, arguments: list[str]) -> list[str]:
        rmtree(began.bodies)
        folders.append(began.bodies)
        return arguments

    with served("varnish", *options, adapt=without_pages) as edge:
        edge.on()
        bare = [ask(edge.port, "/", headers=headers) for headers in ({}, {"Accept": "application/json"})]
        folders[0].mkdir()
        (folders[0] / "503.html").write_bytes(PAGE)
        page = ask(edge.port, "/")

    for answer in bare:
        assert_unavailable(answer, body=f"Service unavailable. See {edge.site}/".encode())
    assert_unavailable(page)


# ---- on and off under load

OFF, TURNING, ON = b"\0", b"\1", b"\2"
LOAD = (
    "POST",
    "GET",
    "JSON",
    "HEAD",
    "health check",
    "PUT",
    "preflight",
    "secret in the header",
    "gRPC",
    "OPTIONS",
    "certificate",
)
"""What each client asks in turn, of the table above."""
CLOSED_ANSWERS = {"page": (503, PAGE), "problem": (503, PROBLEM), "preflight": (204, b""), "grpc": (200, b"")}
ENOUGH = 2 * len(LOAD)
"""Answers to each client in each phase."""
MOST = 20_000
"""Requests of each client, however long the phases last."""
CLIENTS = 3
"""Of which all but one keep their connection."""


def test_no_request_is_lost_when_it_is_turned_on_and_off(edge: Edge) -> None:
    """Each answer is wholly the application's or wholly that of the table, and the right one after the turning."""
    edge.application.up()
    edge.off()
    assert eventually(lambda: answers(edge))
    # A byte for the phase, a byte for the end, and a counter for each client and phase.
    shared = mmap.mmap(-1, 4096)
    shared[0:2] = OFF + b"\0"
    # Miniflare ends a connection after an upload that the Worker has not read.
    kept = 0 if edge.name == "cloudflare" else CLIENTS - 1
    clients = [start(partial(_load, edge.port, number, shared, keep=number < kept)) for number in range(CLIENTS)]
    try:
        for turn in range(6):
            assert eventually(
                lambda: all(
                    _count(shared, number) >= ENOUGH or clients[number].ends_within(0) for number in range(CLIENTS)
                )
            )
            shared[0:1] = TURNING
            for number in range(CLIENTS):
                shared[8 + number : 9 + number] = b"\0"
            (edge.off if turn % 2 else edge.on)()
            shared[0:1] = OFF if turn % 2 else ON
    finally:
        shared[1:2] = b"\1"
        results = [client.result() for client in clients]

    assert [fault for faults, _ in results for fault in faults] == []
    assert all(seen == {"application", "edge"} for _, seen in results)
    shared.close()


def _count(shared: mmap.mmap, number: int) -> int:
    return shared[8 + number]


def _load(port: int, number: int, shared: mmap.mmap, *, keep: bool) -> tuple[list[str], set[str]]:
    """Ask until it is told to stop; returns what was wrong, and who answered."""
    faults: list[str] = []
    seen: set[str] = set()
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    for count in range(MOST):
        if shared[1:2] == b"\1" or len(faults) > 5:
            return faults, seen
        case = CASES[LOAD[count % len(LOAD)]]
        passes = case.answer == "application"
        path = case.path if passes else f"/client/{number}/{count}"
        before = shared[0:1]
        try:
            connection.request(case.method, path, case.body, case.headers)
            response = connection.getresponse()
            found = (response.status, response.read())
        except (OSError, HTTPException) as error:
            faults.append(f"{case.method} {path}: {error!r}")
            connection.close()
            continue
        after = shared[0:1]
        nothing = case.method == "HEAD"
        status, page = CLOSED_ANSWERS.get(case.answer, (0, b""))
        who = {
            (200, b"" if nothing else echo(case.method, path)): "application",
            (status, b"" if nothing else page): "edge",
        }.get(found, f"nobody: {found}")
        phase = before if before == after else TURNING
        wrong = {OFF: "edge", ON: "" if passes else "application", TURNING: ""}[phase]
        if who == wrong or who.startswith("nobody"):
            faults.append(f"{case.method} {path} in phase {phase!r}: {who}")
        seen.add(who)
        if before == after and _count(shared, number) < 255:
            shared[8 + number : 9 + number] = bytes([_count(shared, number) + 1])
        if not keep:
            connection.close()
    return [*faults, "the end never came"], seen


def test_a_worker_that_fails_is_passed_by() -> None:
    """Without its store it cannot know anything, and the origin is well."""
    with served("cloudflare", adapt=_without_store) as made:
        answer = ask(made.port, "/things", method="POST", body=b"a=1")

    assert (answer.status, answer.body) == (200, echo("POST", "/things"))


def _without_store(start: Start, arguments: list[str]) -> list[str]:
    start.write("worker.mjs", start.printed.replace("env.MAINTENANCE", "env.GONE"))
    return arguments


# ---- Cloudflare's own statuses, and CloudFront's function, under node


AGAIN, NOT_AGAIN, LATE, OWN = "told to try again", "not told to try again", "told that it is late", "its own"
ORIGINS = {
    0: NOT_AGAIN,
    **dict.fromkeys((520, 522, 527), NOT_AGAIN),
    **dict.fromkeys((521, 523, 525, 526, 530), AGAIN),
    524: LATE,
    **dict.fromkeys((200, 404, 500, 502, 503, 504, 519, 528, 529, 531), OWN),
}
"""What whoever sends POST is told when the origin's status is so by Cloudflare; 0 where there is none."""


GRPC_CALL = {"Content-Type": "application/grpc"}
CALLS: tuple[tuple[str, dict[str, str]], ...] = (("POST", {}), ("GET", {}), ("OPTIONS", ASKS), ("POST", GRPC_CALL))


@pytest.fixture(scope="module")
def at_cloudflare() -> dict[int, list[Answer]]:
    """What the Worker answers to each of CALLS before an origin with each status. Under workerd there is none such."""
    if not NODE:
        pytest.skip("node is not installed")
    cases = [(method, headers, origin) for origin in ORIGINS for method, headers in CALLS]
    with open_folder() as folder:
        text = print_edge("cloudflare", folder / "site", "https://status.example.com")
        answers = iter(run_worker(text, folder, cases))
    return {origin: [next(answers) for _ in CALLS] for origin in ORIGINS}


@rows(("origin", "said"), ORIGINS.items())
def test_the_meaning_of_cloudflares_own_statuses(
    origin: int, said: str, at_cloudflare: dict[int, list[Answer]]
) -> None:
    """They decide who is told what; any other status is the origin's to say."""
    post, get, preflight, call = answers = at_cloudflare[origin]

    if said == OWN:
        assert {(answer.status, answer.body) for answer in answers} == {(origin, b"its own")}
    elif said == LATE:
        for answer in answers:
            assert answer.status == 504
            assert answer.body.startswith(b"No answer in time. The request may still have been carried out. Status: ")
            wanted = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
            wanted |= {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true"}
            assert_headers(answer, wanted, without=("Retry-After", "X-Maintenance-Mode"))
    else:
        assert b"https://status.example.com/" in get.body
        assert_unavailable(get, body=get.body)
        assert_unavailable(post, body=get.body, retry="600" if said == AGAIN else None)
        assert_in_place(preflight, CASES["preflight"])
        assert_in_place(call, CASES["gRPC"])


@pytest.mark.skipif(not NODE, reason="node is not installed")
def test_a_status_site_that_failed_is_not_asked_again_at_once() -> None:
    """It may take seconds to fail, which every client would wait for. Each address by itself: one may be missing."""
    cases = {(0, "*/*"): 1, (9_999, "*/*"): 1, (9_999, JSON): 2, (10_000, "*/*"): 3, (19_998, JSON): 3}
    with open_folder() as folder:
        text = print_edge("cloudflare", folder / "site", "https://status.example.com")
        counts = count_asked(text, folder, [*cases])

    assert counts == [*cases.values()]


@pytest.fixture(scope="module")
def at_cloudfront() -> dict[str, Any]:
    """What the function returns for each case and each detour while maintenance is on."""
    if not NODE:
        pytest.skip("node is not installed")
    cases = {**CASES, **{path: Case(path=path) for path in DETOURS}}
    with open_folder() as folder:
        text = print_edge("cloudfront", folder / "site", "https://status.example.com", *PASSES)
        answers = run_function(text, folder, [("on", _event(case)) for case in cases.values()])
    return dict(zip(cases, answers, strict=True))


def _event(case: Case) -> dict[str, Any]:
    return function_event(case.method, case.path, case.headers, case.source)


@rows(("name", "case"), CASES.items())
def test_who_answers_while_maintenance_is_on_at_cloudfront(
    name: str, case: Case, at_cloudfront: dict[str, Any]
) -> None:
    """As the others do, as far as CloudFront's events tell, with a page of its own."""
    found = at_cloudfront[name]
    page, problem = (at_cloudfront[like]["body"]["data"] for like in ("GET", "JSON"))

    if case.answer == "application":
        assert found == _event(case)["request"]
        return
    headers = tuple((name, value["value"]) for name, value in found["headers"].items())
    body = "" if case.method == "HEAD" else found.get("body", {}).get("data", "")
    assert_in_place(Answer(found["statusCode"], headers, body.encode()), case, page.encode(), problem.encode())
    assert "https://status.example.com/" in page
    assert json.loads(problem)["status"] == 503


def test_a_detour_passes_nowhere_at_cloudfront(at_cloudfront: dict[str, Any]) -> None:
    """It shows the path as it was sent, and hands that on."""
    assert [at_cloudfront[path].get("statusCode") for path in DETOURS] == [503 for _ in DETOURS]
