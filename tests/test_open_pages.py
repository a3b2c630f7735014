"""Pages that stay open, and readers in other zones: what the script makes of them, in a real browser."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from support.browsers import Quiet, hosting, needs_chromium, read
from support.pages import LOGIN, UPGRADE, Pages
from support.windows import STORIES

from sitegen.times import read_moment, read_zone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `browser`)")
pytestmark = needs_chromium

FIRST = LOGIN.partition("## 2026-01-23 14:50")[0]
FOUND = LOGIN.partition("## 2026-01-23 15:10")[0]
MAIL = FIRST.replace("Sign-in is failing for all users", "Mail is late").replace("login: major_outage, ", "")
COUNTED = """
window.answered = 0; window.sent = [];
const read = Response.prototype.json;
Response.prototype.json = function () { return read.call(this).finally(() => window.answered++) };
window.Notification = class { constructor(...told) { sent.push(told) } };
Notification.permission = "default";
Notification.requestPermission = async () => Notification.permission = "granted";
"""
"""How many answers a page has read, and a stand-in for notifications."""
HIDE = "Object.defineProperty(document, 'hidden', {value: true, writable: true, configurable: true})"


class Dated(Quiet):
    """A server that says when, if it is told to."""

    def do_GET(self) -> None:  # noqa: N802 - the name that it has there
        """A file, always anew: two builds of a test lie within the second that this header can tell apart."""
        del self.headers["If-Modified-Since"]
        super().do_GET()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Publishes files of content as of a moment; gives the address."""
    Dated.date = None
    root = tmp_path / "site"
    with hosting(root, Dated) as address:

        def publish(files: dict[str, str], now: str) -> str:
            name = f"{len(list(tmp_path.iterdir()))}"
            for path, file in Pages(tmp_path / name, files).at(now).items():
                if path.endswith((".html", ".css", ".js", "status.json")) and not path.startswith(("api/", "zh-CN/")):
                    (root / path).parent.mkdir(parents=True, exist_ok=True)
                    (root / path).write_bytes(file.render())
            return f"{address}/"

        yield publish


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page with the reader's clock at a moment of the site's; a fault of a script is one of the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def go(url: str, at: str, zone: str = "America/New_York", page: Any = None) -> Any:
        moment = read_moment(at, read_zone("Asia/Shanghai"))
        if page is None:
            context = browser.new_context(timezone_id=zone, locale="en-US")
            context.add_init_script(COUNTED)
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.clock.install(time=moment - timedelta(minutes=1))
        page.clock.pause_at(moment)
        page.goto(url)
        return page

    yield go
    for context in contexts:
        context.close()
    assert faults == []


def look(page: Any, seconds: float) -> None:
    """Let the reader's time pass up to a question, until the page has made of the answer what it makes of it."""
    page.clock.run_for(int(seconds * 1000) + 1)
    patience = time.monotonic() + 30
    while not page.evaluate("window.answered"):
        assert time.monotonic() < patience, f"nobody asked within {seconds} s"
    page.evaluate("window.answered = 0")


WINDOW = "maintenance/w/"
STORY = {name: {"maintenance/w.md": STORIES[name].text} for name in STORIES}


# --- windows


@pytest.mark.parametrize(
    ("story", "built", "at", "said"),
    [
        ("over by the window alone", "2026-01-23 12:00", "2026-01-23 12:30", "13:00 – 15:00 · starts in 14 hours"),
        ("over by the window alone", "2026-01-24 02:00", "2026-01-24 02:56", "13:00 – 15:00 · ends in 64 minutes"),
        (
            "past its planned end",
            "2026-01-24 04:00",
            "2026-01-24 04:49",
            "13:00 – 15:00 · was due to end 49 minutes ago",
        ),
        ("never begun", "2026-01-24 02:00", "2026-01-24 02:10", "13:00 – 15:00 · was due to start 10 minutes ago"),
        ("across midnight", "2026-01-23 12:00", "2026-01-23 23:10", "10:30 – 11:30 · starts in 20 minutes"),
    ],
)
def test_a_window_is_told_whole_in_the_readers_own_time(
    site: Callable[..., str], visit: Callable[..., Any], story: str, built: str, at: str, said: str
) -> None:
    """Both ends, in a line below, with what comes next; the site's own range stays in one piece."""
    page = visit(site(STORY[story], built) + WINDOW, at)

    assert read(page, ".when .count").replace("\u2009", " ") == f"Your time: Jan 23, {said}"
    assert "(" not in read(page, ".when")


def test_a_reader_in_the_sites_zone_is_told_it_once(site: Callable[..., str], visit: Callable[..., Any]) -> None:
    """And has no switch."""
    page = visit(site(STORY["moved"], "2026-01-23 12:00") + WINDOW, "2026-01-23 12:00", "Asia/Shanghai")

    assert read(page, ".when") == "Jan 24, 03:00 – 05:00 UTC+8 · 2 hours Starts in 15 hours"
    assert page.is_hidden("#zone")


def test_the_switch_turns_every_moment_of_every_page_and_is_remembered(
    site: Callable[..., str], visit: Callable[..., Any]
) -> None:
    """Into the reader's zone, which is named; back again, all is as it was."""
    address = site({**STORY["moved"], "incidents/login.md": FOUND}, "2026-01-23 14:52")
    page = visit(address + WINDOW, "2026-01-23 14:52")
    before = read(page, "body")
    page.click("#zone")

    assert read(page, ".when").replace("\u2009", " ") == "Jan 23, 14:00 – 16:00 UTC-5 · 2 hours Starts in 12 hours"
    assert page.get_attribute("#zone", "aria-pressed") == "true"
    assert read(page, "#zoned") == "Times are in the time zone America/New_York."
    assert "UTC+8" not in read(page, "body")
    page.goto(f"{address}incidents/login/")
    assert "Jan 23, 01:50 UTC-5" in read(page, ".leading h3")
    assert page.get_attribute(".leading .at time", "title") == "January 23, 2026, 14:50 UTC+8"
    page.goto(address + WINDOW)
    page.click("#zone")
    assert read(page, "body") == before


def test_a_moment_of_another_year_says_so_in_the_readers_zone_too(
    site: Callable[..., str], visit: Callable[..., Any]
) -> None:
    """The window begins in the new year of the site and in the old one of the reader."""
    files = {"maintenance/w.md": UPGRADE.replace("2026-01-24", "2027-01-01").replace("2026-01-20", "2026-12-20")}
    page = visit(site(files, "2026-12-31 10:00") + WINDOW, "2026-12-31 10:00")

    assert (
        read(page, ".when")
        .replace("\u2009", " ")
        .startswith("Jan 1, 2027, 02:00 – 04:00 UTC+8 · 2 hours Your time: Dec 31, 13:00 – 15:00")
    )


@pytest.mark.parametrize(
    ("story", "now", "tone"),
    [
        ("never begun", "2026-01-24 02:00", "low"),
        ("past its planned end", "2026-01-24 04:00", "low"),
        ("past its planned end", "2026-01-24 03:59", "maintenance"),
        ("over by the window alone", "2026-01-24 04:00", "none"),
        ("past its planned end", "2026-01-24 04:50", "ok"),
        ("cancelled before it opens", "2026-01-24 04:00", "cancelled"),
    ],
)
def test_a_window_has_the_tone_of_how_it_stands(tmp_path: Path, story: str, now: str, tone: str) -> None:
    """Amber while it is late or runs over; the green tick is for what somebody has confirmed."""
    page = Pages(tmp_path, STORY[story]).page(now, WINDOW)

    assert page.select_one("#state .i")["class"] == ["i", tone]
    assert bool(page.select(".when s")) is (tone == "cancelled")


def test_a_cancelled_window_is_struck_through_in_lists(tmp_path: Path) -> None:
    """On the index and in its month; one that took place is not."""
    pages = Pages(tmp_path, STORY["cancelled before it opens"])

    for path in ("", "history/2026-01/", "components/orders/"):
        assert len(pages.page("2026-01-24 04:00", path).select(".lines a s")) == 1
        assert pages.page("2026-01-22 04:00", path).select(".lines a s") == []


# --- news


def test_a_page_of_an_incident_offers_its_own_news_alone(site: Callable[..., str], visit: Callable[..., Any]) -> None:
    """Somebody else's incident is none; an update of its own is, in its text, in the tab's title and in its picture."""
    files = {"incidents/login.md": FIRST}
    page = visit(site(files, "2026-01-23 14:36") + "incidents/login/", "2026-01-23 14:37")
    icon, title = page.get_attribute("link[rel=icon]", "href"), page.title()
    site({**files, "incidents/mail.md": MAIL}, "2026-01-23 14:38")
    look(page, 60)
    assert (page.is_hidden("#news"), page.title()) == (True, title)

    site({"incidents/login.md": FOUND, "incidents/mail.md": MAIL}, "2026-01-23 14:50")
    look(page, 60)

    assert page.is_visible("#news")
    assert page.title() == f"● {title}"
    assert page.get_attribute("link[rel=icon]", "href") != icon
    assert read(page, "#live") == "There is a new update."


@pytest.mark.parametrize("path", ["incidents/login/", "components/login/", "history/2026-01/"])
def test_that_it_is_over_is_news_to_each_page_that_shows_it(
    site: Callable[..., str], visit: Callable[..., Any], path: str
) -> None:
    """What is over is no longer listed in status.json."""
    page = visit(site({"incidents/login.md": LOGIN}, "2026-01-23 14:52") + path, "2026-01-23 14:53")
    site({"incidents/login.md": LOGIN}, "2026-01-23 14:54")
    look(page, 60)
    assert page.is_hidden("#news")

    site({"incidents/login.md": LOGIN}, "2026-01-23 15:10")
    look(page, 60)

    assert page.is_visible("#news")


def test_that_a_window_ends_by_the_clock_is_no_news_to_its_page(
    site: Callable[..., str], visit: Callable[..., Any]
) -> None:
    """It shows that already."""
    page = visit(site(STORY["over by the window alone"], "2026-01-24 03:50") + WINDOW, "2026-01-24 03:59:30")
    site(STORY["over by the window alone"], "2026-01-24 04:00")
    look(page, 60)

    assert read(page, "#state").startswith("The planned window is over")
    assert page.is_hidden("#news")


def test_what_is_new_since_the_last_visit_has_a_mark(site: Callable[..., str], visit: Callable[..., Any]) -> None:
    """Nothing on a first visit; then what was written since, on its page and on the index, until it has been seen."""
    address = site({"incidents/login.md": LOGIN}, "2026-01-23 14:36")
    page = visit(f"{address}incidents/login/", "2026-01-23 14:37")
    assert page.locator(".new").count() == 0
    site({"incidents/login.md": LOGIN}, "2026-01-23 14:50")

    visit(f"{address}incidents/login/", "2026-01-23 14:51", page=page)

    assert page.locator(".step:has(.new)").evaluate_all("all => all.map((one) => one.id)") == [
        page.get_attribute(".step", "id")
    ]
    assert read(page, ".new") == "New"
    page.goto(address)
    assert page.locator(".new").count() == 0


def test_a_reader_who_keeps_nothing_reads_the_page_all_the_same(
    site: Callable[..., str], visit: Callable[..., Any], browser: Any
) -> None:
    """A browser that forbids storage stops no script, and what the reader chose holds as long as the page is open."""
    context = browser.new_context(timezone_id="Europe/Berlin")
    context.add_init_script(COUNTED)
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.clock.install(time=datetime(2026, 1, 23, 6, 50, tzinfo=UTC))
    page.goto(site({"incidents/login.md": FOUND}, "2026-01-23 14:50"))
    page.click("#zone")

    assert "Jan 23, 07:50 UTC+1" in read(page, ".newest")
    for pressed in ("true", "false"):
        page.click(".notify")
        page.wait_for_selector(f".notify[aria-pressed={pressed}]", timeout=10_000)
    assert faults == []
    context.close()


def test_a_notification_is_sent_to_a_tab_in_the_background_of_whoever_asked(
    site: Callable[..., str], visit: Callable[..., Any]
) -> None:
    """Permission is asked for on the click alone; a tab that is looked at shows the news itself."""
    page = visit(site({"incidents/login.md": FIRST}, "2026-01-23 14:36"), "2026-01-23 14:37")
    assert page.evaluate("Notification.permission") == "default"
    page.click(".notify")
    page.wait_for_selector(".notify[aria-pressed=true]")
    page.evaluate(HIDE)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    site({"incidents/login.md": FOUND}, "2026-01-23 14:50")
    look(page, 901)

    # A tab in the background asks at a moment of its own, before or after the clock has changed the page.
    assert "There is a new update." in page.evaluate("sent.map(([, {body}]) => body.trim())")


# --- the reader's clock


@pytest.mark.parametrize(
    ("clock", "server", "age", "state"),
    [
        ("2026-01-24 05:00", "2026-01-24 01:50", None, "Scheduled"),
        ("2026-01-24 05:00", "2026-01-24 01:30", "1200", "Scheduled"),
        ("2026-01-24 05:00", "2026-01-24 02:10", None, "In progress"),
        ("2026-01-24 02:01", "2026-01-24 01:59:30", None, "In progress"),
        ("2026-01-24 02:30", "2026-01-23 12:00", None, "In progress"),
    ],
)
def test_a_clock_that_is_off_is_held_against_the_servers(
    site: Callable[..., str], visit: Callable[..., Any], clock: str, server: str, age: str | None, state: str
) -> None:
    """By more than two minutes, with the time that a cache kept the answer; what it had changed is taken back.

    An answer from long before the build says nothing about the time.
    """
    Dated.date = format_datetime(read_moment(server, read_zone("Asia/Shanghai")), usegmt=True)
    address = site(STORY["over by the window alone"], "2026-01-24 01:40")
    page = visit("about:blank", clock)
    if age:
        page.route("**/status.json", lambda route: _aged(route, age))
    page.goto(address + WINDOW)
    look(page, 1)

    playwright.expect(page.locator("#state")).to_have_text(re.compile(rf"\s*{state}"))


def _aged(route: Any, age: str) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "age": age})
