"""What the reader's own clock makes of windows, and whom open pages ask, in a real browser far from the site's zone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from support.browsers import Quiet, hosting, needs_chromium, read
from support.pages import ARABIC, LOGIN, YML, Pages
from support.windows import BERLIN, STORIES

from sitegen.times import read_moment, read_zone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `browser`)")
pytestmark = needs_chromium


COUNTED = """
Math.random = () => 0.5;
window.answered = 0;
const read = Response.prototype.json;
Response.prototype.json = function () { return read.call(this).finally(() => window.answered++) };
"""
"""Dice that show the middle, and how many answers a page has read."""


class Open(Quiet):
    """A status host: any page may read it, and it can fall silent."""

    silent = False
    log: ClassVar[list[str]] = []
    """Every path that it was asked for, a browser's own requests among them."""

    def end_headers(self) -> None:
        """What `_headers` asks of hosts."""
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def do_GET(self) -> None:  # noqa: N802 - the name that it has there
        """A file, unless the host is down."""
        self.log.append(self.path)
        # Two builds of a test lie within the second that this header can tell apart.
        del self.headers["If-Modified-Since"]
        if type(self).silent:
            self.send_error(502)
        else:
            super().do_GET()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address at which it is served."""
    Open.silent = False
    Open.log.clear()
    folder = tmp_path / "host"
    folder.mkdir()
    with hosting(folder, Open) as address:
        yield folder, address


@pytest.fixture
def site(host: tuple[Path, str], tmp_path: Path) -> Callable[..., str]:
    """Publishes the pages of a story as of a moment, in a folder of the host; gives their address."""
    known: dict[str, Pages] = {}

    def publish(files: dict[str, str], now: str, yml: str = YML, folder: str = "new") -> str:
        root, address = host[0] / folder, f"{host[1]}/{folder}"
        pages = known.get(folder) or Pages(tmp_path / folder, files, yml.replace("https://status.example.com", address))
        known[folder] = pages
        for path, file in pages.at(now).items():
            if path.endswith((".html", ".css", ".js", "status.json")) and not path.startswith(("api/", "zh-CN/")):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(file.render())
        return address

    return publish


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page with the reader's clock at a moment; it stands still until a test lets it run."""
    contexts: list[Any] = []

    def go(url: str, at: datetime, **options: Any) -> Any:
        context = browser.new_context(**{"timezone_id": "America/New_York", "locale": "en-US", **options})
        context.add_init_script(COUNTED)
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.faults = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        if options.get("java_script_enabled", True):
            page.clock.install(time=at - timedelta(minutes=1))
            page.clock.pause_at(at)
        page.goto(url)
        return page

    yield go
    for context in contexts:
        context.close()


def at(text: str, yml: str = YML) -> datetime:
    """A moment of the site's clock."""
    return read_moment(text, read_zone("Europe/Berlin" if yml == BERLIN else "Asia/Shanghai"))


PARTS = {
    "": ("#banner", "#s-orders", "#windows"),
    "maintenance/w/": ("#state", "#lead p:first-child", "#updates"),
    "components/orders/": ("#state", "#now", "#planned", "#past"),
    "503.html": ("#en :is(b, h2)", "#n-en", "#f-en"),
    "maintenance/w/503.html": ("#en :is(b, h2)", "#n-en", "#f-en"),
}
FLIPS = {
    "over by the window alone": ("2026-01-24 01:20", ["2026-01-24 02:00", "2026-01-24 04:00"]),
    "past its planned end": ("2026-01-24 02:30", ["2026-01-24 04:00"]),
    "begun and ended by hand, late to start": ("2026-01-24 01:20", ["2026-01-24 02:00"]),
    "moved": ("2026-01-24 02:50", ["2026-01-24 03:00", "2026-01-24 05:00"]),
    "across midnight": ("2026-01-23 23:10", ["2026-01-23 23:30", "2026-01-24 00:30"]),
    "across the hour that is left out in spring": ("2026-03-29 01:10", ["2026-03-29 01:30", "2026-03-29 03:30"]),
}


@pytest.mark.parametrize("name", FLIPS)
def test_an_older_page_shows_what_a_new_one_would(
    name: str, site: Callable[..., str], visit: Callable[..., Any]
) -> None:
    """Left open, and on load; one second before, at and after each edge; banner, component, state and 503 page."""
    story, (built, moments) = STORIES[name], FLIPS[name]
    files = {"maintenance/w.md": story.text}
    older = site(files, built, story.yml, "old")
    left_open = {path: visit(f"{older}/{path}", story.moment(built)) for path in PARTS}
    opened_now = visit(older, story.moment(built))
    for moment in moments:
        for shift in (-1, 0, 1):
            then = story.moment(moment) + timedelta(seconds=shift)
            newer = site(files, then.strftime("%Y-%m-%d %H:%M:%SZ"), story.yml)
            opened_now.clock.pause_at(then)
            for path, parts in PARTS.items():
                opened_now.goto(f"{newer}/{path}")
                wanted = seen(opened_now, parts)
                left_open[path].clock.pause_at(then)
                assert (path, then, seen(left_open[path], parts)) == (path, then, wanted)
                opened_now.goto(f"{older}/{path}")
                assert (path, then, seen(opened_now, parts)) == (path, then, wanted)


FAR = r"\((in|just|\d+)[^,)]*|(?i:starts|ends|was due to start|was due to end) (in \d+ \w+|\d+ \w+ ago|just now)"
"""How far off a moment is, which is told anew every half minute."""


def seen(page: Any, parts: tuple[str, ...]) -> list[list[str]]:
    """The words of some parts of a page, without how far off a moment is and what the reader has not seen before."""
    assert page.faults == []
    page.evaluate("document.querySelectorAll('.new').forEach((mark) => mark.remove())")
    told = [page.locator(part).all_inner_texts() for part in parts]
    return [[re.sub(FAR, "(", " ".join(text.split())) for text in texts if text] for texts in told]


# --- asking for news

FIRE = LOGIN.partition("## 2026-01-23 14:50")[0]
FOUND = LOGIN.partition("## 2026-01-23 15:10")[0]
WAITS = (45, 67.5, 101.25, 151.875, 227.813, 341.719, 512.578, 768.867, 900, 900, 900)
"""Seconds between the questions of a 503 page whose dice always show the middle."""


@pytest.fixture
def fire(site: Callable[..., str], host: tuple[Path, str]) -> Callable[[str], None]:
    """A site on fire, built at 14:36; called, what a build of a later moment says reaches the host."""
    yml = YML.replace("https://status.example.com", site({"incidents/login.md": FIRE}, "2026-01-23 14:36"))

    def rebuild(now: str) -> None:
        later = Pages(host[0].parent / now.replace(":", ""), {"incidents/login.md": FOUND}, yml).at(now)
        for path in ("status.json", "index.html", "incidents/login/index.html"):
            (host[0] / "new" / path).write_bytes(later[path].render())

    return rebuild


def look(page: Any, *seconds: float) -> None:
    """Let the reader's time pass up to each question, until the page has made of the answer what it makes of it."""
    for pause in seconds:
        before = page.evaluate("window.answered")
        page.clock.run_for(int(pause * 1000) + 1)
        patience = time.monotonic() + 30
        while page.evaluate("window.answered") == before:
            assert time.monotonic() < patience, f"nobody asked within {pause} s"


def questions(page: Any) -> int:
    """How often a page has asked for the state."""
    return sum(url.endswith("/status.json") for url in page.asked)


@pytest.mark.parametrize(("path", "waits"), [("", (60, 60, 60)), ("503.html", WAITS[:3])])
def test_news_is_offered_when_somebody_has_written(
    path: str, waits: tuple[float, ...], fire: Callable[[str], None], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """Not before, and said once to those who listen; what stands there does not change, and nobody asks again."""
    page = visit(f"{host[1]}/new/{path}", at("2026-01-23 14:37"))
    said = page.locator("#live" if path == "" else "#en [role=status]")
    fire("2026-01-23 14:49:59")
    look(page, *waits[:2])
    assert said.inner_text() == ""

    fire("2026-01-23 14:50")
    look(page, waits[2])

    playwright.expect(said).to_have_text(re.compile("There is a new update"))
    assert page.locator("text=Cause found").count() == 0
    asked = questions(page)
    page.clock.run_for(3_600_000)
    assert questions(page) == asked == 3
    assert page.faults == []


def test_the_offer_on_the_index_reloads_the_page(
    fire: Callable[[str], None], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """With a button, so that what the browser keeps is asked for anew."""
    page = visit(f"{host[1]}/new/", at("2026-01-23 14:50"))
    assert not page.is_visible("#news")
    fire("2026-01-23 14:50")
    look(page, 60)
    playwright.expect(page.locator("#news")).to_be_visible()

    with page.expect_navigation():
        page.click("#news button")

    assert not page.is_visible("#news")


def test_a_page_asks_each_minute_and_in_the_background_seldom(
    fire: Callable[[str], None], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """After five to fifteen minutes there; it asks at once when it is looked at again."""
    page = visit(f"{host[1]}/new/", at("2026-01-23 14:37"))
    look(page, 60, 60)
    assert questions(page) == 2

    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, writable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(599_000)
    assert questions(page) == 2
    look(page, 2)
    assert questions(page) == 3

    page.clock.run_for(60_000)
    page.evaluate("document.hidden = false")
    with page.expect_request(lambda request: request.url.endswith("/status.json")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert questions(page) == 4


@pytest.mark.parametrize("path", ["", "503.html"])
def test_what_the_clock_did_is_no_news(
    path: str, site: Callable[..., str], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """The page knows already that the window has opened when a new build says so; an older answer is no news either."""
    files = {"maintenance/w.md": STORIES["over by the window alone"].text}
    site(files, "2026-01-24 01:50")
    page = visit(f"{host[1]}/new/{path}", at("2026-01-24 01:59:30"))
    site(files, "2026-01-24 02:00")
    look(page, 60 if path == "" else WAITS[0])
    site(files, "2026-01-23 12:00")
    look(page, 60 if path == "" else WAITS[1])

    assert "Maintenance in progress" in read(page, "main")
    assert not page.is_visible("#news" if path == "" else "#en [role=status]:not(:empty)")


# --- the page for the product's edge

OVERRUNNING = {
    "maintenance/w.md": STORIES["past its planned end"].text,
    "maintenance/w.zh-CN.md": "---\ntitle: 数据库升级\n---\n",
}
"""Told in both languages, so that both are offered."""


def test_without_javascript_it_asks_for_nothing(
    site: Callable[..., str], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """The network log holds the page and nothing else; every language stands there."""
    site(OVERRUNNING, "2026-01-24 02:30")
    for path in ("503.html", "maintenance/w/503.html"):
        page = visit(f"{host[1]}/new/{path}", at("2026-01-24 02:31"), java_script_enabled=False)
        page.wait_for_load_state("networkidle")

        assert page.asked == [f"{host[1]}/new/{path}"]
        assert page.locator("article:visible").count() == 2
        assert page.locator("article a[href='']:visible").count() == 2
        assert "25% of the planned time has passed" in read(page, "#en")
        assert "Page published January 24, 2026, 02:30 UTC+8" in read(page, "#en")
    assert Open.log == ["/new/503.html", "/new/maintenance/w/503.html"]


def test_with_javascript_it_asks_for_the_state_alone_ever_more_seldom(
    fire: Callable[[str], None], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """Also while the status host is down, and it goes on saying what it says."""
    page = visit(f"{host[1]}/new/503.html", at("2026-01-23 14:37"))
    before = read(page, "#h-en")
    Open.silent = True
    look(page, *WAITS)

    assert set(page.asked) == {f"{host[1]}/new/503.html", f"{host[1]}/new/status.json"}
    assert questions(page) == len(WAITS)
    assert read(page, "#h-en") == before
    assert page.faults == []


def test_it_counts_on_and_does_not_fill_up_past_the_end(
    site: Callable[..., str], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """Time elapsed is counted by the reader's clock; at the planned end the bar gives way to a sentence."""
    site(OVERRUNNING, "2026-01-24 02:30")
    page = visit(f"{host[1]}/new/503.html", at("2026-01-24 03:00"))
    assert read(page, "#n-en") == "50% of the planned time has passed"
    page.clock.run_for(30 * 60_000)
    assert page.evaluate("document.querySelector('#n-en progress').value") == 75
    page.clock.run_for(30 * 60_000)

    assert page.locator("#n-en progress").count() == 0
    assert read(page, "#k-en") == "Maintenance in progress, running over"
    assert page.title() == "Maintenance in progress, running over – Example · 示例"


@pytest.mark.parametrize(
    ("locale", "fragment", "shown"),
    [
        ("en-US", "", "en"),
        ("zh-CN", "", "zh-CN"),
        ("zh-TW", "", "zh-CN"),
        ("de-DE", "", "en"),
        ("en-GB", "#zh-CN", "zh-CN"),
        ("zh-CN", "#orders/12", "zh-CN"),
    ],
)
def test_it_shows_the_readers_language(
    locale: str, fragment: str, shown: str, site: Callable[..., str], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """The browser's, or the one that was asked for; the product's own fragments mean nothing to it."""
    site(OVERRUNNING, "2026-01-24 02:30")
    page = visit(f"{host[1]}/new/503.html{fragment}", at("2026-01-24 03:00"), locale=locale)

    assert page.locator("article:visible").evaluate_all("all => all.map((one) => one.lang)") == [shown]
    assert page.evaluate("document.documentElement.lang") == shown
    page.click("nav a[lang=zh-CN]")
    # The page hears of it some time after the click.
    playwright.expect(page.locator("#zh-CN")).to_be_visible()
    playwright.expect(page.locator("#en")).to_be_hidden()


def test_it_tells_the_readers_own_time(
    site: Callable[..., str], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """Once, in the place of UTC, which readers without script get; in the site's zone nothing is told twice."""
    site(OVERRUNNING, "2026-01-24 02:30")
    there, here = (
        visit(f"{host[1]}/new/503.html", at("2026-01-24 03:00"), timezone_id=zone)
        for zone in ("Europe/Berlin", "Asia/Shanghai")
    )
    plain = visit(f"{host[1]}/new/503.html", at("2026-01-24 03:00"), java_script_enabled=False)
    planned = "Planned: January 24, 2026, 02:00 – 04:00 UTC+8"

    assert read(there, "#h-en p") == f"{planned} (Jan 23, 19:00 – 21:00 your time)"
    assert read(there, "#en").count("your time") == 1
    assert read(here, "#h-en p") == planned
    assert read(plain, "#h-en p") == f"{planned} (January 23, 2026, 18:00 – 20:00 UTC)"


def test_an_incident_s_one_time_is_that_of_its_end_as_far_as_it_is_known(
    site: Callable[..., str], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """Else that of its beginning."""
    for now, told in (
        ("14:36", "Since Jan 23, 14:32 UTC+8 (Jan 23, 07:32 your time)"),
        ("14:52", "Expected recovery: 15:00 UTC+8 (Jan 23, 08:00 your time)"),
    ):
        site({"incidents/login.md": FOUND}, f"2026-01-23 {now}")
        page = visit(f"{host[1]}/new/503.html", at(f"2026-01-23 {now}:30"), timezone_id="Europe/Berlin")

        assert told in read(page, "#en")
        assert read(page, "#en").count("your time") == 1


def test_a_language_that_runs_from_right_to_left_turns_the_page(
    site: Callable[..., str], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """Its coloured edge is where lines begin, and the other language has its own back."""
    site({}, "2026-01-24 02:30", ARABIC)
    page = visit(f"{host[1]}/new/503.html#ar", at("2026-01-24 03:00"))
    edge = "getComputedStyle(document.querySelector('article:not([hidden]) b'), '::before')"

    assert page.evaluate(f"[document.documentElement.dir, {edge}.right]") == ["rtl", "0px"]
    page.click("nav a[lang=en]")
    playwright.expect(page.locator("#en")).to_be_visible()
    assert page.evaluate(f"[document.documentElement.dir, {edge}.left]") == ["ltr", "0px"]


def test_trying_again_is_a_button_that_reloads(
    site: Callable[..., str], host: tuple[Path, str], visit: Callable[..., Any]
) -> None:
    """Large enough for a thumb; without script a link stands in its place that looks the same."""
    site(OVERRUNNING, "2026-01-24 02:30")
    page = visit(f"{host[1]}/new/503.html#zh-CN", at("2026-01-24 03:00"))
    plain = visit(f"{host[1]}/new/503.html", at("2026-01-24 03:00"), java_script_enabled=False)
    button = page.locator("#zh-CN button")
    box, link = button.bounding_box(), plain.locator("#zh-CN a[href='']").bounding_box()

    assert box["height"] >= 44
    assert (round(box["width"]), round(box["height"])) == (round(link["width"]), round(link["height"]))
    assert page.locator("#zh-CN .go a").bounding_box()["height"] >= 44
    button.focus()
    page.emulate_media(forced_colors="active")
    seen_as = page.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.activeElement))"
    )
    assert len(set(seen_as)) == 2
    with page.expect_navigation():
        button.click()
    assert page.asked.count(f"{host[1]}/new/503.html") + page.asked.count(f"{host[1]}/new/503.html#zh-CN") == 2
    assert page.faults == []
