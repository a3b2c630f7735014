"""The local server: what it answers to, what it refuses, and that nothing is left of it."""

from __future__ import annotations

import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.serving import started
from support.sites import Folder, example_site
from support.tables import rows

from sitegen.cli import server as local
from sitegen.cli.server import DESKS, EVENTS, Preview, _Server

NOW = "2026-01-23T16:00:00+08:00"
HOST = "Host: localhost\r\n"


@contextmanager
def listening(preview: Preview, host: str = "127.0.0.1") -> Iterator[int]:
    """The port of a server in this process."""
    server = _Server((host, 0), preview)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Preview:
    """The example site, built once."""
    folder = tmp_path_factory.mktemp("served")
    found = Preview(example_site(folder).root, folder / "out", datetime.fromisoformat(NOW))
    found.rebuild()
    return found


@pytest.fixture(scope="module")
def port(preview: Preview) -> Iterator[int]:
    """Of a server on 127.0.0.1."""
    with listening(preview) as found:
        yield found


def answer(port: int, data: str | bytes, host: str = "127.0.0.1") -> bytes:
    """All that comes back on a connection on which *data* is sent, and then nothing more."""
    with socket.create_connection((host, port), timeout=20) as link:
        link.sendall(data.encode("latin-1") if isinstance(data, str) else data)
        link.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: link.recv(65536), b""))


def status(port: int, data: str | bytes) -> int:
    """Of the first answer; 0 for none."""
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer(port, data))
    return int(found[1]) if found else 0


def get(target: str, headers: str = HOST, method: str = "GET") -> str:
    """A request, byte for byte."""
    return f"{method} {target} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"


# --- paths ---------------------------------------------------------------------------------------------------


@rows(
    ("target", "expected"),
    [
        ("/", 200),
        ("/?a=b#c", 200),
        ("/history", 302),
        ("/history/", 200),
        ("/status.json", 200),
        ("/status.json/", 404),
        ("/%68istory/", 200),
        ("/history%2F", 200),
        ("//history/", 200),
        (f"/{'a' * 255}", 404),
        (f"/{'a' * 256}", 404),
        (f"/{'a' * 5000}", 404),
        (f"/{'%E4%B8%AD' * 86}", 404),
        (f"/{'a/' * 5000}", 404),
        ("/..", 404),
        ("/../site.yml", 404),
        ("/%2e%2e/site.yml", 404),
        ("/..%2fsite.yml", 404),
        ("/history/..%2f..%2f..%2fsite.yml", 404),
        ("/%00", 404),
        ("/%ff", 404),
        ("/\xe4\xb8\xad", 404),
        ("/%", 404),
        ("/[", 404),
        ("/\\..\\site.yml", 404),
        ("http://localhost/", 200),
        ("http://localhost", 200),
        ("http://evil.example/", 403),
        ("*", 400),
        ("history", 400),
        ("localhost:80", 400),
    ],
)
def test_a_path_is_a_published_file_or_none(target: str, expected: int, port: int) -> None:
    """Whatever form it has, however long it is."""
    assert status(port, get(target)) == expected


@given(st.lists(st.sampled_from(["..", ".", "/", "%2e", "%2f", "site.yml", "content", "\\", "%5c", "%00", "history"])))
@settings(max_examples=60, deadline=None)
def test_no_path_leads_out_of_the_site(port: int, parts: list[str]) -> None:
    """What lies beside the published folder is nobody's to read."""
    found = answer(port, get(f"/{''.join(parts)}"))

    assert re.match(rb"HTTP/1\.1 (200|302|404) ", found)
    assert b"timezone:" not in found


# --- requests ------------------------------------------------------------------------------------------------


@rows(
    ("data", "expected"),
    [
        ("GET\r\n\r\n", 400),
        ("GET / HTTP/1.1 x\r\n\r\n", 400),
        ("GET / FTP/1.1\r\n\r\n", 400),
        (f"GET / HTTP/2.0\r\n{HOST}\r\n", 505),
        (f"GET /{'a' * 70000} HTTP/1.1\r\n{HOST}\r\n", 414),
        (f"GET / HTTP/1.1\r\n{HOST}a: {'b' * 70000}\r\n\r\n", 431),
        (f"GET / HTTP/1.1\r\n{HOST}{'a: b' * 1 + chr(13) + chr(10)}{('a: b' + chr(13) + chr(10)) * 200}\r\n", 431),
        (get("/", method="POST"), 501),
        (get("/", method="G\x1bT"), 501),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        ("\r\n", 0),
        ("", 0),
    ],
)
def test_a_bad_request_is_told_so(data: str | bytes, expected: int, port: int) -> None:
    """In an answer, and without a word on the terminal."""
    assert status(port, data) == expected


def test_the_server_goes_on_after_bad_requests(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    """Each has a thread of its own, and none prints."""
    for data in ("GET\r\n\r\n", "\0\r\n\r\n", get(f"/{'a' * 300}"), "GET / HTTP/1.1\r\nHost", get("/", "Host: [\r\n")):
        answer(port, data)

    assert status(port, get("/")) == 200
    assert capfd.readouterr() == ("", "")


@rows("target", ["/", "/history", "/nothing/", "/status.json", EVENTS, DESKS])
def test_head_is_get_without_a_body(target: str, port: int) -> None:
    """The same head; also of a stream, which would have no end."""
    head, _, body = answer(port, get(target, method="HEAD")).partition(b"\r\n\r\n")

    assert body == b""
    if target != EVENTS:
        of_get = answer(port, get(target)).partition(b"\r\n\r\n")[0]
        assert re.sub(rb"Date: .*", b"", head) == re.sub(rb"Date: .*", b"", of_get)


@rows("asked", ["bytes=0-3", "bytes=-1", "bytes=9999999-", "bytes=0-1,3-4", "lines=1"])
def test_a_range_is_the_whole(asked: str, port: int) -> None:
    """As a server may answer that does not know ranges."""
    found = answer(port, get("/status.json", f"{HOST}Range: {asked}\r\n"))

    assert found.startswith(b"HTTP/1.1 200 ")
    assert found.endswith(b"}\n")


def test_a_body_is_no_next_request(port: int) -> None:
    """Nobody reads it, so that the connection ends."""
    inner = get("/status.json")

    found = answer(port, f"GET / HTTP/1.1\r\n{HOST}Content-Length: {len(inner)}\r\n\r\n{inner}")

    assert found.count(b"HTTP/1.1 ") == 1


# --- hosts ---------------------------------------------------------------------------------------------------


@rows(
    ("headers", "expected"),
    [
        ("Host: 127.0.0.1:8000\r\n", 200),
        ("Host: localhost:8000\r\n", 200),
        ("Host: LOCALHOST\r\n", 200),
        ("Host: [::1]:8000\r\n", 200),
        ("Host: 192.168.1.7\r\n", 403),
        ("Host: evil.example:8000\r\n", 403),
        ("Host: localhost.evil.example\r\n", 403),
        ("Host: 127.0.0.1.evil.example\r\n", 403),
        ("Host: evil.example@localhost\r\n", 200),
        ("Host: localhost@evil.example\r\n", 403),
        ("Host:\r\n", 403),
        ("Host: [\r\n", 403),
        ("Host: localhost\r\nHost: evil.example\r\n", 400),
        ("", 400),
    ],
)
def test_it_answers_to_its_own_names_alone(headers: str, expected: int, port: int) -> None:
    """A page that somebody visits cannot read the site, or the messages, by giving this machine a name of its own."""
    assert [status(port, get(target, headers)) for target in ("/", DESKS)] == [expected] * 2


@rows(
    ("host", "named", "expected"),
    [
        ("localhost", "evil.example", False),
        ("status.test", "status.test", True),
        ("Status.Test", "status.test:80", True),
        ("status.test", "localhost", True),
        ("192.168.1.7", "192.168.1.7", True),
        ("192.168.1.7", "192.168.1.8", False),
        ("0.0.0.0", "192.168.1.8:80", True),
        ("::", "[fe80::1]", True),
        ("", "10.0.0.1", True),
        ("0.0.0.0", "evil.example", False),
        ("", "", False),
        ("::", "[", False),
    ],
)
def test_its_names_follow_from_where_it_listens(host: str, named: str, expected: bool) -> None:
    """On every address of this machine each is one."""
    server = _Server.__new__(_Server)
    server.host = host

    assert server.is_ours(named) is expected


def test_it_listens_on_ipv6(preview: Preview) -> None:
    """Where this machine has it."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 loopback here")
    with listening(preview, "::1") as port:
        assert answer(port, get("/", "Host: [::1]\r\n"), "::1").startswith(b"HTTP/1.1 200 ")


# --- time ----------------------------------------------------------------------------------------------------


@rows(
    "send",
    [
        lambda _: None,
        lambda link: link.sendall(b"GET / HT"),
        lambda link: link.sendall(f"GET / HTTP/1.1\r\n{HOST}".encode()),
        lambda link: [link.sendall(bytes([one])) for one in f"GET / HTTP/1.1\r\n{HOST}".encode()],
    ],
)
def test_a_request_that_does_not_come_ends(
    send: Callable[[socket.socket], object], preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its thread, too: nothing waits for ever."""
    monkeypatch.setattr(local, "REQUEST_LIMIT", 0.2)
    with listening(preview) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        send(link)

        assert link.recv(1) == b""


def test_a_connection_at_rest_is_closed(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the answer that it is kept for."""
    monkeypatch.setattr(local, "REQUEST_LIMIT", 0.2)
    with listening(preview) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        link.sendall(f"GET /status.json HTTP/1.1\r\n{HOST}\r\n".encode())

        assert b"".join(iter(lambda: link.recv(65536), b"")).endswith(b"}\n")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_nothing_is_left_of_it(end: signal.Signals, tmp_path: Path, site: Folder) -> None:
    """However it ends, short of being killed."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = started(site.root, NOW, TMPDIR=str(temporary))
    assert process.stdout
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    assert list(temporary.iterdir()) != []

    process.send_signal(end)
    _, told = process.communicate(timeout=20)

    assert (process.returncode, told) == (0, "")
    assert list(temporary.iterdir()) == []
