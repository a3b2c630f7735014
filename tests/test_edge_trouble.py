"""A product in trouble that nobody has announced: it is slow, it breaks off, its name is nowhere."""

from __future__ import annotations

import itertools
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest
from support.children import eventually
from support.edge_answers import UNSURE, ask, assert_unavailable
from support.edge_flows import HOST, Doors, request, upgrade
from support.edges import CADDY, KINDS, PASSES, Edge, children, command, has_option, open_folder, print_edge, served
from support.name_server import name_server
from support.raw_application import BROKEN, RESET, address, serve
from support.raw_http import Door, Reply, Wire, frame, lines, read_frame
from support.tables import rows

# ---- slow

OWN = [name for name in KINDS if has_option(name, "--timeout")]
TIMEOUT, TUNNEL_TIMEOUT = 3, 6
PATIENCE = 20
"""Seconds after which what is bound to happen has not happened."""


def quiet(wire: Wire, seconds: float) -> None:
    """Nothing comes for so long."""
    wire.link.settimeout(seconds)
    with pytest.raises(TimeoutError):
        wire.link.recv(1)
    wire.link.settimeout(PATIENCE)


def in_time(doors: Doors) -> Any:
    """An answer that is a second late."""
    with doors.front.open() as wire:
        wire.send(request(path=f"/hold?{doors.key}"))
        assert doors.arrived()
        quiet(wire, 1)
        doors.open()
        return wire.reply().status


def dripping(doors: Doors) -> Any:
    """An answer of three parts, each more than a second after the one before."""
    with doors.front.open() as wire:
        wire.send(request(path=f"/stream/events?{doors.key}"))
        doors.open("-0")
        pieces = wire.pieces(wire.head(), answer=True)
        found = [next(pieces)]
        for number in (1, 2):
            quiet(wire, 1.6)
            doors.open(f"-{number}")
            found.append(next(pieces))
        return found, list(pieces)


def slow_upload(doors: Doors) -> Any:
    """A body of four parts, each more than a second after the one before."""
    with doors.front.open() as wire:
        wire.send(lines("POST /upload HTTP/1.1", (("Host", HOST), ("Content-Length", "40"))) + bytes(10))
        for _ in range(3):
            quiet(wire, 1.2)
            wire.send(bytes(10))
        return wire.reply().status


def silent(*asked: Any, **more: Any) -> Callable[[Doors], Reply]:
    """No answer at all."""
    return lambda doors: doors.front.ask(request(*asked, **more))


def tunnelled(doors: Doors) -> Any:
    """What is heard in a tunnel that has been idle for longer than an answer may take."""
    with doors.front.open() as wire:
        wire.send(upgrade("/upgrade/echo"))
        head = wire.head()
        quiet(wire, TIMEOUT + 1)
        wire.send(b"ping")
        return head.status, wire.exactly(4)


def tunnel_end(doors: Doors) -> Any:
    """How a tunnel ends in which nobody says anything."""
    with doors.front.open() as wire:
        wire.send(upgrade("/upgrade/echo"))
        head = wire.head()
        return head.status, wire.some()


SLOW: dict[str, Callable[[Doors], Any]] = {
    "an answer in time": in_time,
    "an answer that drips": dripping,
    "an upload that drips": slow_upload,
    "an answer that stops": silent("GET", "/stop"),
    "no answer to GET": silent("GET", "/silent", ("Origin", "https://a.example")),
    "no answer to HEAD": silent("HEAD", "/silent"),
    "no answer to POST": silent("POST", "/silent", body=b"a=1"),
    "no answer to a program": silent("GET", "/silent", ("Accept", "application/json")),
}
TUNNELS: dict[str, Callable[[Doors], Any]] = {"an idle tunnel": tunnelled, "a tunnel's end": tunnel_end}


@pytest.fixture(scope="module", params=OWN)
def slow(request: pytest.FixtureRequest) -> Iterator[tuple[Edge, dict[str, Any]]]:
    """Each that has time-outs, with short ones, and what came of the slow things, which were all done at once."""
    tunnels = has_option(request.param, "--tunnel-timeout")
    options = ("--timeout", str(TIMEOUT), *(("--tunnel-timeout", str(TUNNEL_TIMEOUT)) if tunnels else ()))
    with served(request.param, *options, serve=serve) as edge:
        flows = SLOW | (TUNNELS if tunnels else {})
        doors = [Doors(Door(edge.port, PATIENCE), Door(edge.application.port)) for _ in flows]
        with ThreadPoolExecutor(len(flows)) as pool:
            found = list(pool.map(_done, flows.values(), doors))
        yield edge, dict(zip(flows, found, strict=True))


def _done(flow: Callable[[Doors], Any], doors: Doors) -> Any:
    try:
        return flow(doors)
    except (EOFError, OSError, StopIteration, ValueError, pytest.fail.Exception) as error:
        return error


def test_what_comes_within_the_time_out_comes_through(slow: tuple[Edge, dict[str, Any]]) -> None:
    """However long all of it takes."""
    _, found = slow

    assert found["an answer in time"] == 200
    assert found["an answer that drips"] == ([b"data: one\n\n", b"data: two\n\n", b"data: three\n\n"], [])
    assert found["an upload that drips"] == 200


@rows("name", [name for name in SLOW if name.startswith("no answer")])
def test_slow_is_not_down(slow: tuple[Edge, dict[str, Any]], name: str) -> None:
    """504, for nobody knows whether the request was carried out: not the page, and no word of trying again."""
    edge, found = slow
    origin = "https://a.example" if name == "no answer to GET" else "*"
    text = f"No answer in time. The request may still have been carried out. Status: {edge.site}/".encode()
    wanted = {
        "Content-Type": ["text/plain; charset=utf-8"],
        "Cache-Control": ["no-store"],
        "Access-Control-Allow-Origin": [origin],
        "Access-Control-Allow-Credentials": ["true"],
        "Retry-After": [],
        "X-Maintenance-Mode": [],
    }

    reply = found[name]

    assert isinstance(reply, Reply), reply
    # A Caddyfile cannot say the end of a line within a text, unless it is formatted otherwise than `caddy fmt` does.
    assert (reply.status, reply.body.rstrip(b"\n")) == (504, b"" if name == "no answer to HEAD" else text)
    assert {
        header: [value for key, value in reply.headers if key.lower() == header.lower()] for header in wanted
    } == wanted


def test_varnish_never_takes_slow_for_down() -> None:
    """Only the time tells it one from the other, and its waits end up to a millisecond before they should."""
    with served("varnish", "--timeout", "1", serve=serve) as edge, ThreadPoolExecutor(100) as pool:
        door = Door(edge.port, PATIENCE)
        statuses = {reply.status for reply in pool.map(door.ask, [request(path="/silent")] * 200)}

    assert statuses == {504}


def test_varnish_does_not_wait_for_a_request_without_an_end() -> None:
    """Not even if it goes on and on: it takes a thread. By default that is for five minutes, and not for an hour."""
    with open_folder() as folder:
        assert "-p timeout_idle=300 " in print_edge("varnish", folder, "https://status.example.com")
    with served("varnish", "--timeout", "2", serve=serve) as edge, Door(edge.port, 1).open() as wire:
        wire.send(b"GET / HTTP/1.1\r\n")
        ended = False
        for number in range(PATIENCE):
            wire.send(b"X-%d: a\r\n" % number)
            with suppress(TimeoutError):
                ended = wire.some() == b""
                break

    assert ended


WAITS = ("caddy",)
"""What these would cut an answer by would also cut a tunnel and a slow upload; so they wait as long as the client."""


def test_an_answer_that_stops_is_cut(slow: tuple[Edge, dict[str, Any]]) -> None:
    """The client must not take it for the whole."""
    reply = slow[1]["an answer that stops"]

    if slow[0].name in WAITS:
        assert isinstance(reply, TimeoutError), reply
        return
    assert isinstance(reply, Reply), reply
    # What came with the head waits in Varnish for what comes after.
    body = b"" if slow[0].name == "varnish" else b"some"
    assert (reply.status, reply.body, reply.whole) == (200, body, False)


@pytest.mark.parametrize("slow", [name for name in OWN if has_option(name, "--tunnel-timeout")], indirect=True)
def test_a_tunnel_may_be_idle_for_a_time_of_its_own(slow: tuple[Edge, dict[str, Any]]) -> None:
    """For longer than an answer may take, but not for ever."""
    _, found = slow

    assert found["an idle tunnel"] == (101, b"ping")
    assert found["a tunnel's end"] == (101, b"")


# ---- broken


@pytest.fixture(scope="module", params=KINDS)
def edge(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them, before an application that can break off."""
    with served(request.param, *PASSES, serve=serve) as made:
        yield made


PASSED_ON = {
    "nginx": ("it says what is not HTTP", "it says words"),
    "apache": ("it says words",),
}
"""What these take for an answer in HTTP/0.9, which had no head, and hand on; they cannot be told not to."""


@rows("how", [*BROKEN, RESET])
def test_a_connection_that_breaks_before_the_answer_is_answered_for(edge: Edge, how: str) -> None:
    """With the page; and who sent something that is not safe to send twice is not asked to send it again."""
    path = f"/break/{address(how)}"
    if how in PASSED_ON.get(edge.name, ()):
        with Door(edge.port).open() as wire:
            wire.send(request(path=path, version="1.0"))
            assert BROKEN[how].strip() in b"".join(iter(wire.some, b"")), "it is not handed on any more"
        return

    html = ask(edge.port, path)
    head = ask(edge.port, path, method="HEAD")
    options = ask(edge.port, path, method="OPTIONS")
    unsafe = [ask(edge.port, path, method=method, body=b"a=1") for method in ("POST", "PUT", "DELETE", "PATCH")]

    assert_unavailable(html)
    assert_unavailable(head, method="HEAD")
    assert_unavailable(options)
    for answer in unsafe:
        assert_unavailable(answer, retry=None)


def accept_nobody(port: int) -> None:
    """Listen on loopback, for ever, and leave all connections in the queue."""
    with socket.create_server(("127.0.0.1", port), backlog=0):
        signal.pause()


@pytest.mark.parametrize("name", OWN)
def test_an_application_that_takes_no_connection_in_time_is_down(name: str) -> None:
    """It has not seen the request, so this is no 504, and whoever can know that is told when to send it again."""
    with served(name, serve=accept_nobody) as edge, ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        for _ in range(3):  # Until the queue is full.
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", edge.application.port))

        get = pool.submit(ask, edge.port, "/")
        post = pool.submit(ask, edge.port, "/", method="POST", body=b"a=1")

        assert_unavailable(get.result())
        assert_unavailable(post.result(), retry=None if name in UNSURE else "600")


# ---- a name

NAMED = [name for name, kind in KINDS.items() if "--upstream" in kind.options]
NAME = "application.invalid"
"""A name that no name server of this world knows (RFC 6761, 6.4)."""


@pytest.mark.parametrize("name", NAMED)
def test_a_server_starts_and_reloads_while_there_is_no_such_name(name: str) -> None:
    """It answers with the page until there is; then, where it can be told of a name server, with the application."""
    with name_server() as names:
        resolver = ("--resolver", f"127.0.0.1:{names.port}") if has_option(name, "--resolver") else ()
        with served(name, "--upstream", f"{NAME}:{{port}}", *resolver, serve=serve) as edge:
            get = ask(edge.port, "/")
            post = ask(edge.port, "/", method="POST", body=b"a=1")
            RELOADS[name](edge)
            again = ask(edge.port, "/")
            names.addresses[NAME] = "127.0.0.1"
            found = not resolver or eventually(lambda: ask(edge.port, "/").status == 200)

            assert_unavailable(get)
            assert_unavailable(post, retry=None if name in UNSURE else "600")
            assert_unavailable(again)
            assert found, "there is the name, and the page stays"


@pytest.mark.parametrize("name", NAMED)
def test_a_name_of_the_machine_itself_is_known(name: str) -> None:
    """From /etc/hosts, as `localhost`; and it is asked again after a fault, though it may have two addresses."""
    with served(name, "--upstream", "localhost:{port}", serve=serve) as edge:
        assert eventually(lambda: ask(edge.port, "/").status == 200)
        found = [ask(edge.port, path).status for path in (f"/break/{address('it hangs up')}", "/") * 3]

    assert found == [503, 200] * 3


# ---- reloaded, or closed, while people are in it


@contextmanager
def under_way(edge: Edge, asked: bytes) -> Iterator[tuple[Doors, Wire, Wire]]:
    """A request that waits for its answer, and a tunnel that *asked* has opened."""
    doors = Doors(Door(edge.port), Door(edge.application.port))
    with doors.front.open() as waiting, doors.front.open() as tunnel:
        waiting.send(request(path=f"/hold?{doors.key}"))
        tunnel.send(asked)
        assert tunnel.head().status == 101
        assert doors.arrived()
        yield doors, waiting, tunnel


def by_signal(number: signal.Signals) -> Callable[[Edge], None]:
    """Of those whose main process then has others for children."""

    def reload(edge: Edge) -> None:
        before = children(edge.program)
        edge.program.send_signal(number)
        assert eventually(lambda: bool(children(edge.program) - before)), "it was not reloaded"

    return reload


def reload_haproxy(edge: Edge) -> None:
    """By its main process's socket, for a signal is lost while it starts."""
    command(edge.folder / "master", "reload")
    started = "Loading success"
    assert eventually(lambda: (edge.folder / "log").read_text(errors="replace").count(started) == 2), "it did not"


def reload_caddy(edge: Edge) -> None:
    """By its socket for administration, even though nothing has changed."""
    words = ("--force", "--adapter", "caddyfile", "--config", "Caddyfile", "--address", f"unix/{edge.folder}/admin")
    subprocess.run([CADDY, "reload", *words], cwd=edge.folder, check=True, capture_output=True)


def reload_varnish(edge: Edge) -> None:
    """As Debian's varnishreload."""
    name = f"again{next(_numbers)}"
    for words in (("vcl.load", name, str(edge.folder / "default.vcl")), ("vcl.use", name)):
        # A name that does not resolve is refused, and it goes on with what it has.
        nameless = (edge.folder / "closed.vcl").exists()
        subprocess.run(["varnishadm", "-n", str(edge.folder / "work"), *words], check=not nameless, capture_output=True)


_numbers = itertools.count()
RELOADS = {
    "nginx": by_signal(signal.SIGHUP),
    "apache": by_signal(signal.SIGUSR1),
    "haproxy": reload_haproxy,
    "caddy": reload_caddy,
    "varnish": reload_varnish,
}
ENDS_TUNNELS = ("caddy",)
"""Those that end the tunnels when they are reloaded."""


@pytest.mark.parametrize("edge", RELOADS, indirect=True)
def test_a_reload_takes_nothing_from_anybody(edge: Edge) -> None:
    """A request that waits gets its answer, a tunnel stays open where it can, and nobody is turned away."""
    with under_way(edge, upgrade("/upgrade/echo")) as (doors, waiting, tunnel):
        RELOADS[edge.name](edge)
        statuses = {doors.front.ask(request(path="/")).status for _ in range(20)}
        tunnel.send(b"ping")
        heard = b"".join(iter(tunnel.some, b"")) if edge.name in ENDS_TUNNELS else tunnel.exactly(4)
        doors.open()
        late = waiting.reply()

    assert (b"ping" in heard) == (edge.name not in ENDS_TUNNELS)
    assert statuses == {200}
    assert (late.status, late.body) == (200, b"held")


def test_what_is_under_way_goes_on_when_maintenance_is_turned_on(edge: Edge) -> None:
    """A request that waits gets its answer, and a tunnel stays open; new ones find the product closed."""
    with under_way(edge, upgrade("/upgrade/websocket")) as (doors, waiting, tunnel):
        edge.on()
        new = [doors.front.ask(asked).status for asked in (request(path="/"), upgrade("/upgrade/websocket"))]
        tunnel.send(frame(b"ping", mask=b"mask"))
        heard = read_frame(tunnel)
        doors.open()
        late = waiting.reply()
        edge.off()

    assert (new, heard) == ([503, 503], b"ping")
    assert (late.status, late.body) == (200, b"held")
