"""What the reader's own clock makes of a page, word for word, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.browsers import hosting, needs_chromium, read
from support.pages import LONG_AFTER, SECOND, STORY, Pages
from support.places import SAMPLE
from support.serving import serving

pytestmark = needs_chromium

FIRE = {**STORY, "incidents/login.md": STORY["incidents/login.md"].partition("## 2026-01-23 15:10")[0]}
del FIRE["incidents/login.postmortem.md"], FIRE["incidents/login.zh-CN.md"]
SITES = {
    "fire": (FIRE, SECOND),
    "peace": (STORY, LONG_AFTER),
    "window": (STORY, "2026-01-24 01:59"),
    "days": (STORY, "2026-01-21 14:00"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sites as files: on fire, in peace, and a minute and three days before a window opens."""
    root = tmp_path_factory.mktemp("sites")
    for name, (files, now) in SITES.items():
        yml = Pages(root, {}).yml.replace("https://status.example.com", f"https://status.example.com/{name}")
        for path, file in Pages(tmp_path_factory.mktemp(name), files, yml).at(now).items():
            place = root / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.render())
    return root


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where they are served."""
    with hosting(folder) as host:
        yield f"{host}/"


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page at a moment of the reader's clock, in their zone; a message on the console is a fault."""
    contexts: list[Any] = []
    faults: list[str] = []

    def go(path: str, at: str | None = None, **options: Any) -> Any:
        context = browser.new_context(**{"timezone_id": "Asia/Shanghai", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        if at:
            # It stands still, however slow the machine is, until a test lets it run.
            page.clock.install(time=datetime.fromisoformat(at) - timedelta(minutes=1))
            page.clock.pause_at(at)
        page.goto(address + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert faults == []


OPENS = "2026-01-24T02:00:00+08:00"


def test_a_window_opens_while_the_page_is_open(visit: Callable[..., Any]) -> None:
    """At its minute the banner, the component, the tab and its picture change, and it is announced once."""
    page = visit("window/", "2026-01-24T01:59:30+08:00")
    icon = page.get_attribute("link[rel=icon]", "href")
    assert read(page, "h1") == "All systems operational"
    assert page.inner_text("#live") == ""

    page.clock.run_for(31_000)

    assert read(page, "#banner").startswith("Maintenance in progress Database upgrade Due to end")
    assert read(page, "#s-orders") == "Under maintenance"
    assert page.title() == "Maintenance in progress: Database upgrade – Example"
    assert page.get_attribute("link[rel=icon]", "href") != icon
    assert page.inner_text("#live") == ("This page has changed: Maintenance in progress: Database upgrade – Example")
    page.evaluate("document.querySelector('#live').textContent = ''")
    page.clock.run_for(60_000)
    assert page.inner_text("#live") == ""


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2026-01-23T09:00:00+08:00", "Scheduled"),
        ("2026-01-24T01:59:59+08:00", "Scheduled"),
        (OPENS, "In progress"),
        ("2026-01-24T04:00:00+08:00", "The planned window is over"),
        ("2026-02-24T04:00:00+08:00", "The planned window is over"),
    ],
)
def test_a_page_that_is_opened_later_catches_up(visit: Callable[..., Any], at: str, state: str) -> None:
    """Every step up to the reader's moment is taken at once; a clock that runs behind takes none."""
    page = visit("window/maintenance/upgrade/", at)

    assert read(page, "#state").startswith(state)
    assert page.locator(".step").count() == {"Scheduled": 1, "In progress": 2}.get(state, 3)


def test_a_promise_turns_overdue_in_front_of_the_reader(visit: Callable[..., Any]) -> None:
    """And how late it is goes on being told."""
    page = visit("fire/incidents/login/", "2026-01-23T14:58:00+08:00")
    assert read(page, ".due") == "Expected back 15:00 · next update by 15:00 (in 2 minutes)"

    page.clock.run_for(5 * 60_000)

    assert read(page, ".due.late") == (
        "Was expected back Jan 23, 15:00 · the next update was due Jan 23, 15:00 UTC+8 (3 minutes ago)"
    )


def test_the_first_screen_of_a_phone_says_what_fails_what_works_and_when_to_look_again(
    visit: Callable[..., Any],
) -> None:
    """Nobody has to scroll for it."""
    page = visit("fire/", "2026-01-23T14:52:00+08:00", viewport={"width": 360, "height": 640})

    for part in ("h1", "#banner .due", "#incidents .no", "#incidents .yes"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 640, part


def test_an_address_is_copied_by_its_button(visit: Callable[..., Any]) -> None:
    """And whoever cannot see that is told; without scripts there is no button that does nothing."""
    may = ["clipboard-read", "clipboard-write"]
    page = visit("peace/subscribe/", "2026-02-10T09:00:00+08:00", permissions=may)
    button = page.locator("button.copy").first
    assert read(page, "#live") == ""

    button.click()

    page.locator("#live", has_text="Copied").wait_for(state="attached")
    assert button.inner_text() == "Copied"
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("main code").first.inner_text()
    page.clock.run_for(3_000)
    assert (button.inner_text(), read(page, "#live")) == ("Copy", "")
    assert visit("peace/subscribe/", java_script_enabled=False).locator("button.copy:visible").count() == 0


def test_what_may_not_be_copied_is_selected(visit: Callable[..., Any]) -> None:
    """One key away from being copied by hand."""
    page = visit("peace/subscribe/", "2026-02-10T09:00:00+08:00")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")

    page.locator("button.copy").first.click()

    address = page.locator("main code").first.inner_text()
    page.wait_for_function("address => String(getSelection()) == address", arg=address)
    assert read(page, "#live") == ""


def test_midnight_turns_the_bars_and_says_nothing(visit: Callable[..., Any]) -> None:
    """A new day is no news."""
    page = visit("peace/", "2026-02-10T23:59:50+08:00")
    before = page.inner_html("#recent")

    page.clock.run_for(20_000)

    assert page.inner_html("#recent") != before
    assert page.inner_text("#live") == ""


def test_readers_elsewhere_are_told_their_own_time(visit: Callable[..., Any]) -> None:
    """Beside the site's; readers in the site's zone are told nothing twice."""
    there, here = (
        visit("fire/", "2026-01-23T14:53:00+08:00", timezone_id=zone) for zone in ("Europe/Berlin", "Asia/Shanghai")
    )

    assert "Since Jan 23, 14:32 UTC+8 (21 minutes ago, Jan 23, 07:32 your time)" in read(there, "#banner")
    assert there.get_attribute(".newest time", "title") == "Jan 23, 07:50 your time"
    assert "Since Jan 23, 14:32 UTC+8 (21 minutes ago)" in read(here, "#banner")
    assert here.get_attribute(".newest time", "title") is None


@pytest.mark.parametrize(
    ("at", "english", "chinese"),
    [
        ("14:58:59", "in 1 minute", "1分钟后"),
        ("14:59:45", "in 1 minute", "1分钟后"),
        ("15:00:00", "just now", "刚刚"),
        ("15:00:20", "just now", "刚刚"),
        ("15:01:00", "1 minute ago", "1分钟前"),
    ],
)
def test_what_is_a_few_seconds_ago_is_just_now(visit: Callable[..., Any], at: str, english: str, chinese: str) -> None:
    """What is still ahead is a minute away at the least: it has not come."""
    said = [read(visit(f"fire/{path}", f"2026-01-23T{at}+08:00"), ".due") for path in ("", "zh-CN/")]

    assert f"({english})" in said[0]
    assert f"（{chinese}）" in said[1]


def test_chinese_brackets_and_commas_are_as_wide_as_its_words(visit: Callable[..., Any]) -> None:
    """Whatever the page says at first and whatever the clock adds; numbers stand beside their units without a gap."""
    there, here = (
        visit("fire/zh-CN/", "2026-01-23T14:53:00+08:00", timezone_id=zone)
        for zone in ("Europe/Berlin", "Asia/Shanghai")
    )

    assert "开始于1月23日 14:32 UTC+8（21分钟前，您当地时间1月23日 07:32）" in read(there, "#banner")
    assert "开始于1月23日 14:32 UTC+8（21分钟前）" in read(here, "#banner")
    window = read(visit("days/zh-CN/", "2026-01-23T22:00:00+08:00"), "#windows .when")
    assert window == "1月24日 02:00至04:00 UTC+8 · 2小时 4小时后开始"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-01-24T00:01:00+08:00", "Starts in 119 minutes"),
        ("2026-01-23T23:30:00+08:00", "Starts in 3 hours"),
        ("2026-01-22T03:00:00+08:00", "Starts in 47 hours"),
        ("2026-01-21T15:00:00+08:00", "Starts in 3 days"),
        ("2026-01-21T23:59:00+08:00", "Starts in 3 days"),
    ],
)
def test_how_far_off_a_window_is_counts_minutes_hours_and_calendar_days(
    visit: Callable[..., Any], at: str, said: str
) -> None:
    """Ahead it rounds as it does behind, and one day is never told as two."""
    page = visit("days/", at)

    assert read(page, "#windows .when") == f"Jan 24, 02:00 – 04:00 UTC+8 · 2 hours {said}"


def test_no_day_is_called_by_a_name_of_its_own(visit: Callable[..., Any]) -> None:
    """What is the day after tomorrow by the hours need not be that by the calendar."""
    page = visit("days/zh-CN/", "2026-01-21T15:00:00+08:00")

    assert "3天后" in read(page, "#windows .when")


def test_a_page_that_the_clock_has_changed_says_so_beside_its_moment(visit: Callable[..., Any]) -> None:
    """Nobody has written what it says now."""
    early, late = (visit("window/", f"2026-01-24T0{at}:00+08:00") for at in ("1:59", "2:00"))

    built = "Page published January 24, 2026, 01:59 UTC+8"
    assert read(early, ".asof") == f"{built} (just now)"
    since = "changes since then follow the published times"
    assert read(late, ".asof") == f"{built} (1 minute ago); {since}"


def test_an_old_page_says_that_it_is_old(visit: Callable[..., Any]) -> None:
    """Two hours without a build are more than any timer leaves."""
    assert not visit("fire/", "2026-01-23T16:50:00+08:00").is_visible("#old")
    assert read(visit("fire/", "2026-01-23T17:52:30+08:00"), "#old") == (
        "This page was last built 3 hours ago; it may be out of date."
    )
    assert read(visit("fire/zh-CN/", "2026-01-23T17:52:30+08:00"), "#old") == ("本页面生成于3小时前，内容可能已过时。")


def test_without_scripts_everything_is_there_as_of_the_build(visit: Callable[..., Any]) -> None:
    """The script only adds."""
    for path in ("fire/", "fire/incidents/login/", "window/maintenance/upgrade/"):
        with_script = visit(path, "2026-01-23T14:52:00+08:00")
        without = visit(path, java_script_enabled=False)
        with_script.evaluate("document.querySelectorAll('.own, .count, .notify').forEach((added) => added.remove())")
        assert read(without, "main") == read(with_script, "main")


def test_a_page_of_the_archive_asks_for_its_style_and_script_alone(visit: Callable[..., Any], address: str) -> None:
    """Both from its own site, under names that may be kept forever."""
    page = visit("fire/", "2026-01-23T14:53:00+08:00")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    page.goto(f"{address}fire/incidents/login/")

    asked = [url.removeprefix(address) for url in requests if not url.startswith("data:")]
    assert sorted(url.rpartition(".")[2] for url in asked[1:]) == ["css", "js"]
    assert all(url.startswith("fire/") for url in asked)


# --- sitegen serve --now ------------------------------------------------------------------------------------


def test_a_page_that_is_served_as_of_a_moment_stands_there(browser: Any) -> None:
    """Years later too: its relative times are those of that moment, and it is not called old."""
    context = browser.new_context(timezone_id="Asia/Shanghai", locale="en-US")
    with serving(SAMPLE, "2026-01-23T14:43:00+08:00") as port:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/")

        assert "Next update by 14:50 (in 7 minutes)" in read(page, "main")
        assert page.is_hidden("#old")
        assert page.title().startswith("Major incident: Sign-in is failing")
        page.goto(f"http://127.0.0.1:{port}/incidents/2026-01-23-login-outage/")
        assert "(in 7 minutes)" in read(page, ".due")
    context.close()
