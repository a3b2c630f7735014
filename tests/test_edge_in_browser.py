"""A closed product in a real browser: what scripts of another origin learn of it, and what its page may do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from support.browsers import Quiet, hosting, needs_chromium
from support.children import eventually
from support.edge_backends import echo
from support.edges import KINDS, Edge, Start, served
from support.pages import LOGIN, LOGIN_CHINESE, YML, Pages
from support.tables import rows

from sitegen.outputs.limits import UNAVAILABLE_MARK
from sitegen.times import read_moment, read_zone

pytestmark = needs_chromium

FETCH = """\
async ([address, options]) => {
  try {
    const answer = await fetch(address, options);
    return [answer.status, answer.headers.get("Retry-After"), answer.headers.get("X-Maintenance-Mode")];
  } catch (error) {
    return error.name;
  }
}
"""
CLOSED = [503, "600", "true"]
JSON = {"Content-Type": "application/json", "Authorization": "Bearer a", "X-Request-Id": "1"}
ASKED: dict[str, tuple[dict[str, Any], Any]] = {
    "GET": ({}, CLOSED),
    "GET with cookies": ({"credentials": "include"}, CLOSED),
    "a form with cookies": ({"method": "POST", "body": "a=1", "credentials": "include"}, CLOSED),
    "JSON with a token": ({"method": "POST", "body": "{}", "headers": JSON}, CLOSED),
    "DELETE": ({"method": "DELETE"}, CLOSED),
    "a method of somebody's own": ({"method": "PURGE"}, CLOSED),
    "DELETE with cookies": ({"method": "DELETE", "credentials": "include"}, "TypeError"),
    "JSON with cookies": ({"method": "PUT", "body": "{}", "headers": JSON, "credentials": "include"}, "TypeError"),
}


@pytest.fixture(scope="module", params=KINDS)
def edge(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them, with maintenance on."""
    with served(request.param) as made:
        made.on()
        yield made


def test_a_script_of_another_origin_can_tell_maintenance_from_a_broken_network(
    edge: Edge, browser: Any, tmp_path: Path
) -> None:
    """It reads the status and when to come back; only requests with cookies are not let through a preflight."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Application</title>")
    found = {}
    with hosting(tmp_path) as address, browser.new_page() as page:
        page.goto(f"{address}/")
        for name, (options, _) in ASKED.items():
            found[name] = page.evaluate(FETCH, [f"http://127.0.0.1:{edge.port}/api", options])

    assert found == {name: told for name, (_, told) in ASKED.items()}


# ---- the page and its policy

WATCH = """
Math.random = () => 0.5;
window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
"""
"""Dice that show the middle, and what a policy has stopped."""
PICTURE = b"<img alt='' src='data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2230%22/%3E'>"
FILES = {"incidents/login.md": LOGIN, "incidents/login.zh-CN.md": LOGIN_CHINESE}
BUILT = "2026-01-23 14:36"


class Host(Quiet):
    """A status host: any page may read what it has."""

    def end_headers(self) -> None:
        """What `_headers` asks of hosts, for the page's own address too."""
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
        self.send_header("X-Frame-Options", "DENY")
        super().end_headers()


def serve_folder(folder: Path, port: int) -> None:
    """Serve the status site, for ever."""
    ThreadingHTTPServer(("127.0.0.1", port), partial(Host, directory=folder)).serve_forever()


@contextmanager
def closed(name: str, folder: Path, publish: Callable[[str, str], None]) -> Iterator[Edge]:
    """One that is closed, with the pages that *publish* writes: told the address of the status site, and when."""

    def bring(began: Start, arguments: list[str]) -> list[str]:
        publish(f"http://127.0.0.1:{began.site}", BUILT)
        for path in ("503.html", "503.json"):
            (began.bodies / path).write_bytes((folder / path).read_bytes())
            (began.bodies / f"{path}.gz").unlink()
        return arguments

    with served(name, site=partial(serve_folder, folder), adapt=bring) as made:
        made.on()
        yield made


@contextmanager
def opened(browser: Any, url: str) -> Iterator[Any]:
    """The page there in a browser whose clock stands still a minute after the build; `answer` is what came."""
    at = read_moment(BUILT, read_zone("Asia/Shanghai")) + timedelta(minutes=1)
    with browser.new_context(locale="en-US") as context:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.clock.install(time=at - timedelta(minutes=1))
        page.clock.pause_at(at)
        page.answer = page.goto(url)
        yield page


@rows("name", KINDS)
def test_the_page_does_all_that_it_does_through_every_edge(name: str, browser: Any, tmp_path: Path) -> None:
    """Nothing of it is stopped: style, script, a picture of a theme's, news, in a frame too; and it leads back."""
    folder = tmp_path / "host"
    folder.mkdir()
    root = tmp_path / "story"

    def publish(url: str, now: str) -> None:
        yml = YML.replace("https://status.example.com", url)
        files = Pages(root, FILES, yml).at(now)
        for path in ("503.html", "503.json", "status.json"):
            body = files[path].render()
            (folder / path).write_bytes(body.replace(b"<main>", b"<main>" + PICTURE))

    (tmp_path / "framing").mkdir()
    with closed(name, folder, publish) as edge, hosting(tmp_path / "framing") as other:
        url = f"http://127.0.0.1:{edge.port}/any/path"
        (tmp_path / "framing/index.html").write_text(
            f"<!doctype html><title>Other</title><iframe src='{url}'></iframe>"
        )
        with opened(browser, f"{other}/") as framing:
            heading = framing.frame_locator("iframe").locator("#h-en h2").inner_text()
        with opened(browser, url) as page:
            shape = page.locator("#en").evaluate("one => getComputedStyle(one).borderTopWidth")
            width = page.locator("img").first.evaluate("one => one.naturalWidth")
            assert (page.evaluate("violations"), page.locator("#en button").count()) == ([], 1)
            publish(edge.site, "2026-01-23 14:50")
            with page.expect_response(re.compile("/status[.]json$")):
                page.clock.run_for(46_000)
            page.locator("#en [role=status]:not(:empty)").wait_for()
            stopped = page.evaluate("violations")
            said = [text for text in page.said if "status of 503" not in text]
            edge.off()
            page.locator("#en button").click()
            page.get_by_text(echo("GET", "/any/path").decode()).wait_for()

    assert page.answer.status == 503
    assert heading == "Sign-in is failing for all users"
    assert (shape, width) == ("1px", 30)
    assert (stopped, said) == ([], [])


PLANTED = f"""\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="{UNAVAILABLE_MARK}">
<title>Planted</title>
<base href="ELSEWHERE/base/">
<link rel="stylesheet" href="ELSEWHERE/style.css">
<script src="ELSEWHERE/script.js"></script>
</head><body>
<img alt="" src="ELSEWHERE/picture.png">
<iframe src="ELSEWHERE/frame.html"></iframe>
<p style="color: red" onclick="document.title = 'Clicked'">Click</p>
<form action="ELSEWHERE/form" target="_blank"><button>Send</button></form>
<script>fetch("ELSEWHERE/data.json").catch(() => {{}}); fetch("data.json").catch(() => {{}})</script>
</body></html>
"""
"""A page that is not ours, but for its mark, with no policy of its own."""
STOPPED = {
    *("base-uri", "style-src-elem", "script-src-elem", "img-src", "frame-src", "script-src-attr", "style-src-attr"),
    *("form-action", "connect-src"),
}
"""What an edge's policy forbids of it."""
ASKED_FOR = {
    f"/{path}"
    for path in ("style.css", "script.js", "picture.png", "frame.html", "form", "data.json", "base/data.json")
}
"""What it asks another host for where nothing stops it."""


class Elsewhere(Quiet):
    """Has nothing, and remembers what it was asked for."""

    asked: ClassVar[set[str]] = set()

    def do_GET(self) -> None:  # noqa: N802 - the name that it has there
        """Remember it."""
        self.asked.add(self.path.partition("?")[0])
        self.send_error(404)


def try_all(page: Any) -> str:
    """Click what can be clicked; gives the title after that."""
    page.get_by_text("Click").click()
    page.locator("button").click()
    return str(page.title())


@rows("name", KINDS)
def test_a_page_that_is_not_ours_asks_nobody_and_runs_nothing_of_others(
    name: str, browser: Any, tmp_path: Path
) -> None:
    """By the edge's policy alone; without it, all of that happens."""
    Elsewhere.asked.clear()
    folder = tmp_path / "host"
    folder.mkdir()
    with hosting(tmp_path, Elsewhere) as elsewhere:

        def publish(_: str, __: str) -> None:
            (folder / "503.html").write_text(PLANTED.replace("ELSEWHERE", elsewhere))
            (folder / "503.json").write_text("{}")

        with closed(name, folder, publish) as edge, opened(browser, f"http://127.0.0.1:{edge.port}/") as page:
            title = try_all(page)
            all_stopped = eventually(lambda: set(page.evaluate("violations")) == STOPPED)
            asked = set(Elsewhere.asked)
        with hosting(folder) as bare, opened(browser, f"{bare}/503.html") as page:
            title_without = try_all(page)
            all_asked = eventually(lambda: Elsewhere.asked >= ASKED_FOR)

    assert (title, all_stopped, asked) == ("Planted", True, set())
    assert (title_without, all_asked) == ("Clicked", True)
