"""`sitegen edge pull`: how the pages come to a machine, and what never comes to it."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.certificates import certificate
from support.children import eventually, waits_for_a_lock
from support.edge_backends import PAGE, PROBLEM, WINDOW, free_port
from support.edge_hosts import Answer, Endless, Host, Silent, answer, hosting_answers, in_chunks, until_close
from support.edge_sites import edge, windowed_site
from support.tables import rows

from sitegen.outputs.limits import (
    MAX_UNAVAILABLE_PAGE,
    MAX_UNAVAILABLE_PROBLEM,
    UNAVAILABLE_MARK,
    UNAVAILABLE_MARK_WITHIN,
)

BROUGHT = {"503.html": PAGE, "503.json": PROBLEM, "maintenance/upgrade/503.html": WINDOW}
GOOD: dict[str, Answer] = {f"/product/{name}": answer(body) for name, body in BROUGHT.items()}
MARK = f'<meta name="generator" content="{UNAVAILABLE_MARK}">'.encode()
SHORT = MARK + b"</html>\n"
"""The least that is taken for a page."""

COMMANDS = ("curl", "gzip", "flock")
SHELLS = {"dash": ("dash",), "busybox": ("busybox", "sh")}
needs_curl = pytest.mark.skipif(not all(map(shutil.which, COMMANDS)), reason="curl, gzip or flock is not installed")
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site with a window called upgrade, among others."""
    return windowed_site(tmp_path)


@pytest.fixture
def host() -> Iterator[Host]:
    """One that serves what is right, until the test says otherwise."""
    with hosting_answers(GOOD) as made:
        yield made


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, ...]:
    """A command that runs a script: in a shell, with the other commands of the same system."""
    words = SHELLS[request.param]
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    if words[0] != "busybox":
        return words
    busybox = shutil.which("busybox") or ""
    applets = tmp_path / "applets"
    applets.mkdir()
    for name in subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split():
        (applets / name).symlink_to(busybox)
    for name in {"curl", "flock"} - {path.name for path in applets.iterdir()}:
        (applets / name).symlink_to(shutil.which(name) or "")
    return ("env", f"PATH={applets}", busybox, "sh")


def script(root: Path, url: str, capsys: pytest.CaptureFixture[str], *options: str) -> Path:
    """The script for that host, as a file."""
    path = root / "site.yml"
    path.write_text(re.sub(r"url: .*", f"url: {url}", path.read_text()))
    options = (*options, *(["--allow-http"] if url.startswith("http:") else []))
    assert edge(root, "pull", "--part", "script", "--bodies", str(root / "the bodies"), *options) == 0
    file = root / "pull.sh"
    file.write_text(capsys.readouterr().out)
    return file


def pull(
    file: Path, *words: str, shell: tuple[str, ...] = ("sh",), path: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run it, with its commands from *path*."""
    return subprocess.run(
        [shutil.which(shell[0]) or shell[0], *shell[1:], str(file), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PATH": path or os.environ["PATH"], **environment},
    )


def stand_in(folder: Path, name: str, text: str) -> str:
    """A PATH on which a shell script stands in for that command."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def lying(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def pages(bodies: Path) -> dict[str, bytes]:
    """The files of a folder in which each has a compressed copy beside it, and each copy is that of its file."""
    found = lying(bodies)
    copies = {name.removesuffix(".gz"): gzip.decompress(found.pop(name)) for name in [*found] if name.endswith(".gz")}
    assert copies == found
    return found


def change(host: Host) -> None:
    """Let it serve other words at every address."""
    for name, body in BROUGHT.items():
        other = body.replace(b"<p>", b"<P>").replace(b":blank", b":BLANK")
        assert other != body
        host.answers[f"/product/{name}"] = answer(other)


# ---- what comes


@needs_curl
def test_the_script_brings_the_pages(
    root: Path, host: Host, shell: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whole, readable for a server, and with nothing beside them but copies; a second run changes nothing."""
    file = script(root, host.url, capsys, "--maintenance", "upgrade")

    first = pull(file, shell=shell)
    bodies = root / "the bodies"
    written = {path: path.stat().st_mtime_ns for path in bodies.rglob("*")}
    second = pull(file, shell=shell)

    assert (first.returncode, first.stderr, second.returncode, second.stderr) == (0, "", 0, "")
    assert pages(bodies) == BROUGHT
    assert {path: path.stat().st_mtime_ns for path in written if path.is_file()} == {
        path: time for path, time in written.items() if path.is_file()
    }
    assert {path.stat().st_mode & 0o777 for path in written if path.is_file()} == {0o644}


TAKEN: dict[str, Answer] = {
    "in chunks": in_chunks(PAGE[:1], PAGE[1:5000], PAGE[5000:]),
    "until the connection is closed": until_close(PAGE),
    "with another type": answer(PAGE, "Content-Type: application/octet-stream"),
    "as large as may be": answer(PAGE),
    "as short as may be": answer(SHORT),
    "without a newline at its end": answer(PAGE.rstrip()),
}


@needs_curl
@rows("given", TAKEN.values(), ids=TAKEN)
def test_how_a_host_sends_a_page_is_no_matter(
    given: Answer, root: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """If it is whole."""
    host.answers["/product/503.html"] = given

    found = pull(script(root, host.url, capsys))

    assert (found.returncode, found.stderr) == (0, "")
    assert pages(root / "the bodies")["503.html"] in (PAGE, PAGE.rstrip(), SHORT)


# ---- what does not come

SOMETHING_ELSE = "expected a 503 page of sitegen, found something else"
NO_END = "expected a whole file, found one without its end"
CANNOT = "cannot be fetched"
MORE = f"expected at most {MAX_UNAVAILABLE_PAGE} bytes, found more"
NESTED_END = PROBLEM.rindex(b" }") + 2

FAULTS: dict[str, tuple[str, Answer, str]] = {
    # what it is
    "missing": ("503.html", answer(b"not found", status="404 Not Found"), "expected status 200, found 404"),
    "missing, marked": ("503.html", answer(SHORT, status="404 Not Found"), "expected status 200, found 404"),
    "broken": ("503.html", answer(PAGE, status="500 Internal Server Error"), "expected status 200, found 500"),
    "a 503": ("503.html", answer(PAGE, status="503 Service Unavailable"), "expected status 200, found 503"),
    "a part": ("503.html", answer(PAGE, status="206 Partial Content"), "expected status 200, found 206"),
    "no content": ("503.html", answer(b"", status="204 No Content"), "expected status 200, found 204"),
    "empty": ("503.html", answer(b""), SOMETHING_ELSE),
    "no HTTP": ("503.html", (b"SSH-2.0-OpenSSH_9.2\r\n",), CANNOT),
    "nothing at all": ("503.html", (b"",), CANNOT),
    "an error with 200": ("503.html", answer(b"<!doctype html><title>Bad gateway</title></html>"), SOMETHING_ELSE),
    "another site's": ("503.html", answer(b"<!doctype html><title>Welcome</title></html>\n"), SOMETHING_ELSE),
    "of another kind": ("503.html", answer(PROBLEM), SOMETHING_ELSE),
    "binary": ("503.html", answer(bytes(range(256)) * 8), SOMETHING_ELSE),
    "marked too late": ("503.html", answer(b" " * UNAVAILABLE_MARK_WITHIN + SHORT), SOMETHING_ELSE),
    "marked as another": ("503.html", answer(SHORT.replace(b"503", b"504")), SOMETHING_ELSE),
    "of a preview": ("503.html", answer(SHORT.replace(b"503", b"preview")), SOMETHING_ELSE),
    "compressed": ("503.html", answer(gzip.compress(PAGE), "Content-Encoding: gzip"), SOMETHING_ELSE),
    "compressed, huge": (
        "503.html",
        answer(gzip.compress(SHORT + b" " * 5_000_000), "Content-Encoding: gzip"),
        SOMETHING_ELSE,
    ),
    # where it is
    "moved": ("503.html", answer(PAGE, "Location: /product/503.html", status="302 Found"), "found 302"),
    "moved round": ("503.html", answer(b"", "Location: 503.html", status="301 Moved Permanently"), "found 301"),
    "moved to a file": ("503.html", answer(b"", "Location: file:///etc/passwd", status="307 Moved"), "found 307"),
    # how much it is
    "too large": ("503.html", answer(MARK + b"x" * MAX_UNAVAILABLE_PAGE), MORE),
    "too large by a byte": ("503.html", answer(MARK + b"x" * (MAX_UNAVAILABLE_PAGE + 1 - len(SHORT)) + SHORT), MORE),
    "too large in chunks": ("503.html", in_chunks(PAGE, b"\n"), MORE),
    "too large to be sent": ("503.html", answer(PAGE, length=10**12), CANNOT),
    # where it ends
    "cut": ("503.html", answer(PAGE[:-1], length=len(PAGE)), CANNOT),
    "cut, in chunks": ("503.html", in_chunks(PAGE[:100], end=b""), CANNOT),
    "cut between chunks and their end": ("503.html", in_chunks(PAGE, end=b""), CANNOT),
    "cut within a chunk": ("503.html", in_chunks(PAGE[:100], end=b"ff\r\nabc"), CANNOT),
    "cut within a head": ("503.html", (b"HTTP/1.1 200 OK\r\nContent-",), SOMETHING_ELSE),
    "cut before its first byte": ("503.html", until_close(b""), SOMETHING_ELSE),
    "cut within its mark": ("503.html", until_close(PAGE[: PAGE.index(MARK) + 20]), SOMETHING_ELSE),
    "cut after its mark": ("503.html", until_close(PAGE[: PAGE.index(MARK) + len(MARK)]), NO_END),
    "cut in the middle": ("503.html", until_close(PAGE[:5000]), NO_END),
    "cut before its end": ("503.html", until_close(PAGE[: PAGE.index(b"</html>")]), NO_END),
    "cut within its end": ("503.html", until_close(PAGE[: PAGE.index(b">\n", -10)]), NO_END),
    "cut, with an end in it": ("503.html", until_close(SHORT + b"<p>"), NO_END),
    "cut, with an end in its line": ("503.html", until_close(SHORT.strip() + b"<p>"), NO_END),
    "with more after its end": ("503.html", until_close(SHORT + SHORT.strip() + b"</body>"), NO_END),
    # of programs
    "JSON missing": ("503.json", answer(b"{}", status="404 Not Found"), "expected status 200, found 404"),
    "JSON too large": ("503.json", answer(PROBLEM + b" " * MAX_UNAVAILABLE_PROBLEM), "expected at most 2048 bytes"),
    "JSON of somebody": ("503.json", answer(b'{\n "status": 503\n}\n'), SOMETHING_ELSE),
    "JSON that is HTML": ("503.json", answer(PAGE[:2000]), SOMETHING_ELSE),
    "JSON cut": ("503.json", until_close(PROBLEM[:-3]), NO_END),
    "JSON cut before its end": ("503.json", until_close(PROBLEM[:-2]), NO_END),
    "JSON cut after what is within": ("503.json", until_close(PROBLEM[:NESTED_END]), NO_END),
    "JSON cut after the line of what is within": ("503.json", until_close(PROBLEM[: NESTED_END + 1]), NO_END),
    # of a window
    "a window's missing": ("maintenance/upgrade/503.html", (b"",), CANNOT),
    "a window's cut": ("maintenance/upgrade/503.html", until_close(WINDOW[:-9]), NO_END),
}


@needs_curl
@pytest.mark.parametrize(("address", "given", "told"), FAULTS.values(), ids=FAULTS)
def test_what_was_there_stays_when_anything_is_wrong(
    address: str,
    given: Answer,
    told: str,
    root: Path,
    host: Host,
    shell: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All of it, also what could have been brought; the script says why, and fails. Nothing is left beside it."""
    file = script(root, host.url, capsys, "--maintenance", "upgrade")
    assert pull(file, shell=shell).returncode == 0
    before = lying(root / "the bodies")
    change(host)
    host.answers[f"/product/{address}"] = given

    found = pull(file, shell=shell)

    assert found.returncode == 1
    assert f"sitegen-edge-pull: {host.url}/{address}" in found.stderr
    assert told in found.stderr
    assert lying(root / "the bodies") == before
    assert not [*(root / "the bodies").glob(".*")]


ENDLESS = {
    "until the connection is closed": lambda: Endless(until_close(MARK)),
    "in chunks": lambda: Endless(in_chunks(MARK, end=b""), in_chunks=True),
    "of a length": lambda: Endless(answer(MARK, length=10**12)),
    "of an error": lambda: Endless(answer(MARK, status="404 Not Found", length=10**12)),
    "with a type that would be unpacked": lambda: Endless(until_close(gzip.compress(MARK), "Content-Encoding: gzip")),
}


@needs_curl
@pytest.mark.parametrize("made", ENDLESS.values(), ids=ENDLESS)
def test_an_endless_answer_fills_no_disk(
    made: type[Endless], root: Path, host: Host, shell: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """The script hangs up once it has more than a page may have, by whatever way it comes."""
    file = script(root, host.url, capsys)
    assert pull(file, shell=shell).returncode == 0
    before = lying(root / "the bodies")
    host.answers["/product/503.html"] = endless = made()

    found = pull(file, shell=shell)

    assert found.returncode == 1
    assert f"sitegen-edge-pull: {host.url}/503.html: {MORE}\n" in found.stderr
    assert "curl: (23)" in found.stderr, "curl is told that it cannot write, not killed with a dump of its memory"
    assert endless.hung_up.wait(20)
    assert lying(root / "the bodies") == before


SILENT = {
    "from the start": (),
    "within its head": (b"HTTP/1.1 200 OK\r\n",),
    "within the page": answer(PAGE[:5000], length=len(PAGE)),
    "after the page": until_close(PAGE),
}


@needs_curl
@pytest.mark.parametrize("start", SILENT.values(), ids=SILENT)
def test_a_silent_host_is_not_waited_for(
    start: Answer, root: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even where the whole page has come, since nobody knows that it has. Here after one second, not thirty."""
    file = script(root, host.url, capsys)
    assert pull(file).returncode == 0
    before = lying(root / "the bodies")
    assert file.read_text().count("--max-time 30 ") == 1
    file.write_text(file.read_text().replace("--max-time 30 ", "--max-time 1 "))
    host.answers["/product/503.html"] = Silent(start)

    found = pull(file)

    assert (found.returncode, found.stdout) == (1, "")
    assert f"sitegen-edge-pull: {host.url}/503.html {CANNOT}" in found.stderr
    assert lying(root / "the bodies") == before


@needs_curl
def test_a_host_that_is_down_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That is the hour for which the pages were brought."""
    file = script(root, f"http://127.0.0.1:{free_port()}", capsys)

    found = pull(file)

    assert found.returncode == 1
    assert CANNOT in found.stderr
    assert lying(root / "the bodies") == {}


@needs_curl
@rows("given", [FAULTS["moved"][1], FAULTS["compressed, huge"][1]], ids=["moved", "compressed"])
def test_what_a_user_has_set_for_curl_does_not_count(
    given: Answer, root: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """It could follow redirects, unpack, or trust everybody."""
    (root / ".curlrc").write_text("location\ncompressed\ninsecure\n")
    host.answers["/product/503.html"] = given

    found = pull(script(root, host.url, capsys), HOME=str(root), CURL_HOME=str(root))

    assert found.returncode == 1
    assert "found 302" in found.stderr or SOMETHING_ELSE in found.stderr


# ---- https


@needs_curl
def test_https_is_for_a_host_that_is_known(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its certificate; and it stays https, wherever the host sends people, and whoever edits the script."""
    trusted, context = certificate(tmp_path)
    with hosting_answers(GOOD, context) as host:
        file = script(root, host.url, capsys)
        brought = pull(file, CURL_CA_BUNDLE=str(trusted))
        before = lying(root / "the bodies")
        change(host)
        unknown = pull(file)
        with hosting_answers(host.answers) as plain:
            host.answers["/product/503.html"] = answer(
                b"", f"Location: {plain.url}/503.html", status="301 Moved Permanently"
            )
            moved = pull(file, CURL_CA_BUNDLE=str(trusted))
            file.write_text(file.read_text().replace(host.url, plain.url))
            edited = pull(file, CURL_CA_BUNDLE=str(trusted))

    assert (brought.returncode, brought.stderr) == (0, "")
    assert lying(root / "the bodies") == before
    assert (unknown.returncode, moved.returncode, edited.returncode) == (1, 1, 1)
    assert "certificate" in unknown.stderr
    assert "expected status 200, found 301" in moved.stderr
    assert re.search(r"[Pp]rotocol \W?http\W", edited.stderr)


@rows(
    ("url", "options", "told"),
    [
        ("http://status.internal", (), "expected https://, found http://status.internal: anybody on the way"),
        ("http://127.0.0.1:8000/product", (), "If you trust the way, say --allow-http."),
        ("https://status.example.com", ("--allow-http",), "--allow-http is only for a url in site.yml that is http://"),
    ],
)
def test_http_is_only_for_whoever_asks_for_it(
    url: str, options: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page that anybody could have changed would go to all your customers. The option never does nothing."""
    root = windowed_site(tmp_path)
    path = root / "site.yml"
    path.write_text(re.sub(r"url: .*", f"url: {url}", path.read_text()))

    assert edge(root, "pull", *options) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert told in " ".join(said.err.split())


# ---- the command


@needs_curl
def test_a_command_is_run_when_a_page_has_changed(
    root: Path, host: Host, shell: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Once for a change; again, if it has failed. Never by the pull itself, which has not the rights."""
    log = root / "it's run"
    ready = root / "ready"
    command = f"echo \"run $(wc -c < '{root}/the bodies/503.html')\" >> \"{log}\" && test -e '{ready}'"
    file = script(root, host.url, capsys, "--then", command)

    def run() -> list[int]:
        return [pull(file, *words, shell=shell).returncode for words in ([], ["then"])]

    codes = run()
    assert "this failed: echo" in pull(file, "then", shell=shell).stderr
    ready.touch()
    codes += [*run(), *run()]
    host.answers["/product/503.html"] = answer(SHORT)
    codes += [*run(), *run()]

    assert codes == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert log.read_text().split("\n") == [*[f"run {MAX_UNAVAILABLE_PAGE}"] * 3, f"run {len(SHORT)}", ""]
    assert pages(root / "the bodies") == {"503.html": SHORT, "503.json": PROBLEM}


@needs_curl
def test_whoever_runs_the_command_writes_nothing_where_others_may(
    root: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """Root runs it, and the folder is another's: a link there, of whatever name, leads to nothing but its removal."""
    file = script(root, host.url, capsys, "--then", "true")
    assert pull(file).returncode == 0
    bodies, mine = root / "the bodies", root / "mine"
    mine.write_text("mine")
    (bodies / ".changed").unlink()
    for name in (".changed", ".lock", ".new"):
        (bodies / name).symlink_to(mine)

    found = pull(file, "then")

    assert (found.returncode, found.stderr) == (0, "")
    assert mine.read_text() == "mine"
    assert sorted(path.name for path in bodies.glob(".*")) == [".lock", ".new"]


@needs_curl
def test_a_command_that_leaves_something_running_holds_up_no_later_pull(
    root: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it starts is not in line for the folder."""
    pipe = root / "pipe"
    os.mkfifo(pipe)
    file = script(root, host.url, capsys, "--then", f"cat '{pipe}' > /dev/null 2>&1 &")

    codes = [pull(file).returncode, pull(file, "then").returncode, pull(file).returncode]
    pipe.write_text("it was there all the time")

    assert codes == [0, 0, 0]


# ---- pairs


@needs_curl
def test_a_copy_holds_neither_a_name_nor_a_time(root: Path, host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    """So the same page has the same copy, and a run that changes nothing leaves it alone (RFC 1952, 2.3)."""
    assert pull(script(root, host.url, capsys)).returncode == 0

    flags_and_time = [body[3:8] for name, body in lying(root / "the bodies").items() if name.endswith(".gz")]
    assert flags_and_time == [bytes(5), bytes(5)]


@needs_curl
@pytest.mark.parametrize(
    ("page", "copy"),
    [
        (PAGE, None),
        (PAGE, b""),
        (PAGE, gzip.compress(PAGE)[:-1]),
        (PAGE, gzip.compress(PAGE, mtime=1)),
        (PAGE, gzip.compress(SHORT)),
        (SHORT, gzip.compress(PAGE)),
        (SHORT, gzip.compress(SHORT)),
        (SHORT, None),
        (None, gzip.compress(SHORT)),
        (None, None),
    ],
    ids=[
        "no copy",
        "empty",
        "cut",
        "of another gzip",
        "of a newer page",
        "of the old page",
        "both old",
        "old alone",
        "copy alone",
        "none",
    ],
)
def test_a_pair_that_is_not_right_is_mended(
    page: bytes | None, copy: bytes | None, root: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """However it came about; that is a change, and only that pair is touched."""
    ran = root / "ran"
    file = script(root, host.url, capsys, "--maintenance", "upgrade", "--then", f"echo ran >> '{ran}'")
    assert [pull(file).returncode, pull(file, "then").returncode] == [0, 0]
    bodies = root / "the bodies"
    pair = {bodies / "503.html": page, bodies / "503.html.gz": copy}
    for path, body in pair.items():
        path.unlink()
        if body is not None:
            path.write_bytes(body)
    others = {path: path.stat().st_mtime_ns for path in bodies.rglob("503.*") if path not in pair}

    codes = [pull(file, *words).returncode for words in ([], ["then"], [], ["then"])]

    assert codes == [0, 0, 0, 0]
    assert pages(bodies) == BROUGHT
    assert ran.read_text() == "ran\n" * 2
    assert len(others) == 4
    assert {path: path.stat().st_mtime_ns for path in others} == others


@needs_curl
@pytest.mark.parametrize("fault", ['"$real" "$@" && kill -KILL $PPID', "exit 1"], ids=["killed after", "failed at"])
@pytest.mark.parametrize("step", range(3))
def test_no_page_is_ever_beside_the_copy_of_another(
    fault: str, step: int, root: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wherever the script is killed or the disk is full, at each of the three steps. The next run goes on."""
    file = script(root, host.url, capsys, "--maintenance", "upgrade", "--then", "true")
    assert [pull(file).returncode, pull(file, "then").returncode] == [0, 0]
    bodies = root / "the bodies"
    before = lying(bodies)
    host.answers["/product/503.html"] = answer(SHORT)
    steps = root / "steps"
    for command in ("rm", "mv"):
        text = f"real='{shutil.which(command)}' steps='{steps}'\n"
        text += '[ "$1" = -f ] || exec "$real" "$@"\n'
        text += f'echo {command} >> "$steps"\n'
        text += f'if [ $(wc -l < "$steps") -gt {step} ]; then {fault}; else exec "$real" "$@"; fi'
        path = stand_in(root / "stand-ins", command, text)

    found = pull(file, path=path)

    assert found.returncode != 0
    left = {name: body for name, body in lying(bodies).items() if not name.startswith(".")}
    page, copy = left.pop("503.html"), left.pop("503.html.gz", None)
    assert page in (PAGE, SHORT)
    assert copy is None or gzip.decompress(copy) == page
    assert left == {name: body for name, body in before.items() if not name.startswith("503.html")}
    assert steps.read_text().split() == ["rm", "mv", "mv"][: step + 1]
    assert (bodies / ".changed").exists()

    assert [pull(file).returncode, pull(file, "then").returncode] == [0, 0]
    assert pages(bodies) == BROUGHT | {"503.html": SHORT}
    assert not [*bodies.glob(".*")]


@needs_curl
def test_what_a_killed_run_has_left_is_removed(root: Path, host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    """Also what an older script has called by its number."""
    file = script(root, host.url, capsys)
    bodies = root / "the bodies"
    killed = pull(file, path=stand_in(root / "stand-ins", "curl", "kill -KILL $PPID"))
    assert killed.returncode < 0
    assert (bodies / ".new").is_dir()
    (bodies / ".new.4711/maintenance").mkdir(parents=True)
    (bodies / ".new.4711/503.html").write_bytes(SHORT)

    assert pull(file).returncode == 0

    assert not [*bodies.glob(".*")]
    assert pages(bodies) == {"503.html": PAGE, "503.json": PROBLEM}


@needs_curl
def test_two_pulls_at_once_come_one_after_the_other(root: Path, host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    """The first is held between a page and its copy: the second, with another page, waits for it."""
    file = script(root, host.url, capsys)
    bodies, pipe = root / "the bodies", root / "pipe"
    os.mkfifo(pipe)
    mv = shutil.which("mv")
    held = f'case $3 in *.html.gz) cat "{pipe}" > /dev/null ;; esac; exec "{mv}" "$@"'
    path = stand_in(root / "stand-ins", "mv", held)
    first = subprocess.Popen(["sh", file], env={**os.environ, "PATH": path})
    with pipe.open("w"):  # Once there is somebody who reads.
        host.answers["/product/503.html"] = answer(SHORT)
        second = subprocess.Popen(["sh", file])
        children = Path(f"/proc/{second.pid}/task/{second.pid}/children")
        waited = eventually(lambda: any(waits_for_a_lock(int(child)) for child in children.read_text().split()))
        between = lying(bodies)

    assert (first.wait(60), second.wait(60)) == (0, 0)
    assert waited
    assert (between["503.html"], "503.html.gz" in between) == (PAGE, False)
    assert pages(bodies) == {"503.html": SHORT, "503.json": PROBLEM}


@needs_curl
@pytest.mark.parametrize("text", ["head -c 100; exit 1", "kill -KILL $$"], ids=["stops halfway", "is killed"])
def test_without_a_copy_nothing_is_brought(
    text: str, root: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where gzip stops halfway: the script says so, and everything stays as it was."""
    file = script(root, host.url, capsys)
    assert pull(file).returncode == 0
    before = lying(root / "the bodies")
    change(host)

    found = pull(file, path=stand_in(root / "stand-ins", "gzip", text))

    assert found.returncode == 1
    assert f"sitegen-edge-pull: {host.url}/503.html cannot be compressed with gzip" in found.stderr
    assert lying(root / "the bodies") == before


@needs_curl
@rows("missing", COMMANDS)
def test_the_script_says_what_is_not_installed(
    missing: str, tmp_path: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before it does anything."""
    root = windowed_site(tmp_path)
    file = script(root, host.url, capsys)
    path = root / "others"
    path.mkdir()
    for command in {*COMMANDS, "mkdir", "rm"} - {missing}:
        (path / command).symlink_to(shutil.which(command) or "")

    found = pull(file, path=str(path))

    assert (found.returncode, found.stderr) == (1, f"sitegen-edge-pull: {missing} is not installed\n")
    assert not (root / "the bodies").exists()


# ---- what is printed


def test_the_parts_stand_one_below_the_other(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each under the name of its file; and each alone is just that."""
    assert edge(root, "pull") == 0
    every = capsys.readouterr().out
    alone = []
    for part in ("script", "service", "timer"):
        assert edge(root, "pull", "--part", part) == 0
        alone.append(capsys.readouterr().out)

    assert re.findall(r"(?m)^# ---- (\S+)", every) == [
        "/usr/local/bin/sitegen-edge-pull",
        "/etc/systemd/system/sitegen-edge-pull.service",
        "/etc/systemd/system/sitegen-edge-pull.timer",
    ]
    assert all(part in every for part in alone)
    assert [part.split("\n")[0] for part in alone] == ["#!/bin/sh", "[Unit]", "[Unit]"]


@rows(
    ("option", "value"),
    [("--then", "a\nb"), ("--then", " "), ("--every", "5"), ("--every", "0m"), ("--bodies", "x"), ("--part", "x")],
)
def test_what_pull_does_not_take(option: str, value: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A usage error, and nothing is printed."""
    assert edge(root, "pull", option, value) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert option in said.err


def test_a_script_is_short_enough_to_be_read(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the operator who installs it; whole, before it runs."""
    assert edge(root, "pull", "--part", "script", "--then", "true") == 0

    assert len(capsys.readouterr().out.splitlines()) <= 90


def units(root: Path, folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, str]:
    """The units, as files too, but for the script, which is not there yet."""
    made = {}
    for part in ("service", "timer"):
        assert edge(root, "pull", "--part", part, *options) == 0
        made[part] = capsys.readouterr().out
        text = made[part].replace("/usr/local/bin/sitegen-edge-pull", shutil.which("true") or "")
        (folder / f"sitegen-edge-pull.{part}").write_text(text)
    return made


UNITS = [
    ("--every", "1h"),
    ("--then", "systemctl reload haproxy"),
    ("--bodies", "/srv/the bodies, 2"),
    ("--maintenance", "upgrade"),
]


def systemd(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What systemd-analyze says, of nothing but the units in that folder and the system's own."""
    return subprocess.run(
        ["systemd-analyze", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"},
    )


@needs_systemd
@rows("options", UNITS)
def test_systemd_takes_the_units(options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its own verdict."""
    units(windowed_site(tmp_path / "site"), tmp_path, capsys, *options)

    found = systemd(tmp_path, "verify", "--man=no", str(tmp_path / "sitegen-edge-pull.timer"))

    assert (found.returncode, [line for line in found.stderr.splitlines() if "sitegen" in line]) == (0, [])


@needs_systemd
@rows("options", UNITS)
def test_the_service_may_do_little(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At most 2.0 of the 10 by which systemd counts what a service could do to its machine."""
    units(windowed_site(tmp_path / "site"), tmp_path, capsys, *options)

    found = systemd(
        tmp_path, "security", "--offline=true", "--threshold=20", str(tmp_path / "sitegen-edge-pull.service")
    )

    assert found.returncode == 0, found.stdout + found.stderr
    assert float(re.findall(r"exposure level .*: ([0-9.]+)", found.stdout)[0]) < 2


def test_only_the_command_runs_as_root(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And where there is none, nothing does."""
    without = units(root, tmp_path, capsys)["service"]
    with_one = units(root, tmp_path, capsys, "--then", "systemctl reload haproxy")["service"]

    assert re.findall(r"(?m)^(Exec.*|User=.*)$", without) == [
        "ExecStart=/usr/local/bin/sitegen-edge-pull",
        "User=sitegen-edge",
    ]
    added = "ExecStartPost=+/usr/local/bin/sitegen-edge-pull then\n"
    assert with_one.replace(added, "") == without
    assert with_one.count(added) == 1


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@rows("options", [(), ("--then", "systemctl reload haproxy"), ("--bodies", "/srv/the bodies, 2")])
def test_shellcheck_has_nothing_to_say(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The script is one for every POSIX shell."""
    assert edge(windowed_site(tmp_path), "pull", "--part", "script", *options) == 0
    file = tmp_path / "pull.sh"
    file.write_text(capsys.readouterr().out)

    found = subprocess.run(["shellcheck", str(file)], capture_output=True, text=True, check=False, timeout=60)

    assert (found.returncode, found.stdout) == (0, "")
