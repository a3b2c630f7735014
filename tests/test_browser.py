"""Pages in a real browser, with the tools that people check pages with.

They need Chromium, Playwright (the `browser` extra), axe-core and the Nu HTML checker; `.ci/run` installs them.
"""

from __future__ import annotations

import functools
import math
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.pages import LOGIN, UPGRADE, Pages, crowded
from support.places import NODE_TOOLS, SAMPLE
from support.tables import rows
from support.windows import STORIES

from sitegen.build import AsOf, build

AXE = NODE_TOOLS / "node_modules/axe-core/axe.min.js"
VNU = NODE_TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
LYCHEE = shutil.which("lychee") or shutil.which("lychee", path=Path(sys.executable).parent)

MOMENTS = {
    "quiet": "2026-06-15T12:00:00+08:00",
    "outage": "2026-01-23T14:52:00+08:00",
    "resolved": "2026-01-23T15:20:00+08:00",
    "announced": "2026-01-31T12:00:00+08:00",
    "maintenance": "2026-02-01T02:30:00+08:00",
    "postmortem": "2026-02-20T12:00:00+08:00",
}
"""States of the sample that differ to the eye."""

KINDS = (
    "",
    "incidents/2026-01-23-login-outage/",
    "incidents/2026-01-23-login-outage/postmortem/",
    "maintenance/2026-02-01-database-upgrade/",
    "history/",
    "history/2026-01/",
    "components/login/",
    "subscribe/",
    "404.html",
    "503.html",
    "maintenance/2026-02-01-database-upgrade/503.html",
)
"""One page of each kind."""

STAGES = {
    "scheduled": ("moved", "2026-01-23 12:00"),
    "late": ("begun and ended by hand, late to start", "2026-01-24 02:10"),
    "in progress": ("extended while it is open", "2026-01-24 03:40"),
    "verifying": ("verified and completed before its end", "2026-01-24 03:20"),
    "past its end": ("past its planned end", "2026-01-24 04:20"),
    "over": ("over by the window alone", "2026-01-24 04:20"),
    "cancelled": ("cancelled while it is open", "2026-01-24 02:50"),
    "emergency": ("an emergency", "2026-01-24 02:30"),
}
"""Where a maintenance can stand: a story of it, and a moment."""

STAGED = ("", "maintenance/w/", "components/orders/", "history/2026-01/", "503.html", "maintenance/w/503.html")
"""The pages that look different then."""


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A site with one maintenance at a stage of its life, built once."""
    folder = tmp_path_factory.mktemp("stages")

    @functools.cache
    def site(stage: str) -> Path:
        name, now = STAGES[stage]
        for path, file in STORIES[name].pages(tmp_path_factory.mktemp("content")).at(now).items():
            place = folder / stage / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.render())
        return folder / stage

    return site


@pytest.fixture
def open_page(browser: Any, serve: Callable[[Path], str]) -> Iterator[Callable[..., Any]]:
    """Open a page of a site, with the reader's clock at a moment and in a zone far from the site's."""
    contexts = []

    def open_(site: Path, path: str = "", *, at: str, **options: Any) -> Any:
        context = browser.new_context(timezone_id="America/New_York", locale="en-US", **options)
        contexts.append(context)
        page = context.new_page()
        if options.get("java_script_enabled", True):
            # It stands still, however slow the machine is, until a test lets it run.
            page.clock.install(time=datetime.fromisoformat(at) - timedelta(minutes=1))
            page.clock.pause_at(at)
        page.faults = []
        page.asked = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: message.type == "error" and page.faults.append(message.text))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{serve(site)}/{path}")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def busy(tmp_path: Path) -> Path:
    """The index of a site with four active incidents, on a day on which a maintenance has ended too."""
    done = UPGRADE.replace("2026-01-24", "2026-01-23")
    files = {f"incidents/login{number}.md": LOGIN for number in range(4)}
    for path, file in Pages(tmp_path / "content", {**files, "maintenance/w.md": done}).at("2026-01-23 14:52").items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_bytes(file.render())
    return tmp_path / "site"


# --- what the clock alone changes


def seconds_around(moment: str) -> list[tuple[str, bool]]:
    """One second before, at, and after; and whether the moment has come."""
    edge = datetime.fromisoformat(moment)
    return [((edge + timedelta(seconds=shift)).isoformat(), shift >= 0) for shift in (-1, 0, 1)]


@pytest.mark.parametrize(("at", "come"), seconds_around("2026-02-01T02:00:00+08:00"))
@pytest.mark.parametrize("path", ["", "maintenance/2026-02-01-database-upgrade/"])
def test_a_window_opens_by_the_readers_clock_on_load(
    open_page: Callable[..., Any], sites: Callable[[str], Path], path: str, at: str, come: bool
) -> None:
    """A page built the evening before says at 02:00 that maintenance is going on, and not a second earlier."""
    page = open_page(sites("2026-01-31T23:00:00+08:00"), path, at=at)

    assert ("in progress" in page.inner_text("main").lower()) is come
    assert page.faults == []


def test_an_open_page_flips_and_says_so_once(open_page: Callable[..., Any], sites: Callable[[str], Path]) -> None:
    """Banner, title and icon change under the reader's eyes, and a screen reader hears it once."""
    page = open_page(sites("2026-01-31T23:00:00+08:00"), at="2026-02-01T01:59:00+08:00")
    before = page.title(), page.get_attribute("link[rel=icon]", "href")
    assert page.inner_text("[role=status]") == ""
    page.evaluate(
        "window.heard = []; new MutationObserver(() => heard.push(document.querySelector('[role=status]').textContent))"
        ".observe(document.querySelector('[role=status]'), {childList: true, characterData: true, subtree: true})"
    )

    page.clock.run_for("03:00")

    assert "in progress" in page.inner_text("#banner").lower()
    assert page.title() != before[0]
    assert page.get_attribute("link[rel=icon]", "href") != before[1]
    assert len(page.evaluate("heard")) == 1
    assert page.faults == []


def test_many_languages_fold_into_a_menu_that_closes_when_the_reader_turns_away(
    open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """On a phone ten names would push the state off the first screen."""
    shutil.copytree(SAMPLE, tmp_path / "site")
    config = tmp_path / "site/site.yml"
    many = "locales: [en, zh-CN, de, fr, es, ja]"
    config.write_text(re.sub(r"^locales: .*$", many, config.read_text(), flags=re.MULTILINE))
    at = MOMENTS["quiet"]
    build(tmp_path / "site", tmp_path / "dist", AsOf(datetime.fromisoformat(at).astimezone(UTC), given=True))
    page = open_page(tmp_path / "dist", at=at, viewport={"width": 360, "height": 640})
    menu = page.locator(".langs")

    def opens() -> None:
        menu.locator("summary").click()
        assert menu.get_by_role("link").all_inner_texts() == ["简体中文", "Deutsch", "Français", "Español", "日本語"]

    opens()
    page.keyboard.press("Escape")
    assert not menu.evaluate("one => one.open")
    opens()
    page.locator("h1").click()
    assert not menu.evaluate("one => one.open")


@pytest.mark.parametrize(("at", "come"), seconds_around("2026-01-23T15:00:00+08:00"))
def test_a_promise_falls_due_by_the_readers_clock(
    open_page: Callable[..., Any], sites: Callable[[str], Path], at: str, come: bool
) -> None:
    """At the promised minute, and not before, the page says that an update is overdue."""
    page = open_page(sites(MOMENTS["outage"]), at=at)

    assert ("was due" in page.inner_text("main")) is come


def test_without_javascript_the_page_is_right_as_of_the_time_that_it_states(
    open_page: Callable[..., Any], sites: Callable[[str], Path]
) -> None:
    """Nothing is left to a script that the reader cannot do without."""
    page = open_page(sites(MOMENTS["maintenance"]), at="2026-02-01T02:31:00+08:00", java_script_enabled=False)
    shown = page.inner_text("body")

    assert "in progress" in shown.lower()
    assert "February 1, 2026" in shown
    assert "02:30" in shown
    assert "UTC+8" in shown


def test_a_page_much_older_than_the_timer_says_so(open_page: Callable[..., Any], sites: Callable[[str], Path]) -> None:
    """Whoever sees a page that stopped being built is told."""
    fresh = open_page(sites(MOMENTS["quiet"]), at="2026-06-15T12:20:00+08:00")
    stale = open_page(sites(MOMENTS["quiet"]), at="2026-06-16T12:00:00+08:00")

    assert "out of date" not in fresh.inner_text("body")
    assert "out of date" in stale.inner_text("body")


# --- many components


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of a site with 25 components in three groups, a minute before a window opens in the first of them."""
    folder = tmp_path_factory.mktemp("crowd")
    pages = Pages(tmp_path_factory.mktemp("content"), {"maintenance/w.md": UPGRADE}, crowded({"A": 9, "B": 9, "C": 7}))
    for path, file in pages.at("2026-01-24 01:59").items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(file.render())
    return folder


SHOWN = (
    "[...document.querySelectorAll('details')]"
    ".map(group => group.querySelector('li').checkVisibility({contentVisibilityAuto: true}))"
)
"""Of each group, whether its first component is seen."""


def test_what_a_reader_has_opened_or_closed_stays_so(open_page: Callable[..., Any], crowd: Path) -> None:
    """When the clock changes a status, that of its group changes, and nothing else moves; keys do what clicks do."""
    page = open_page(crowd, at="2026-01-24T01:59:00+08:00")
    assert page.evaluate(SHOWN) == [False, False, False]
    page.locator("summary").nth(1).focus()
    page.keyboard.press("Enter")

    page.clock.run_for("02:00")

    assert page.locator("summary").first.inner_text().split() == ["A", "Under", "maintenance"]
    assert page.evaluate(SHOWN) == [False, True, False]
    page.locator("summary").first.click()
    page.clock.run_for("02:10:00")
    assert page.locator("summary").first.inner_text().split() == ["A", "Operational"]
    assert page.evaluate(SHOWN) == [True, True, False]
    assert page.faults == []


def test_groups_open_without_javascript_and_on_paper(open_page: Callable[..., Any], crowd: Path) -> None:
    """A closed one is a line on a phone; paper shows everything."""
    page = open_page(
        crowd, at="2026-01-24T01:59:00+08:00", java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    assert page.locator("#components").bounding_box()["height"] < 100
    assert page.locator(".components").bounding_box()["height"] < 400
    page.locator("summary").first.click()
    assert page.evaluate(SHOWN) == [True, False, False]
    page.emulate_media(media="print")
    assert page.evaluate(SHOWN) == [True, True, True]
    signs = "[...document.querySelectorAll('summary h3')].map(one => getComputedStyle(one, '::before').content)"
    assert page.evaluate(signs) == ["none"] * 3


def test_a_group_is_announced_with_its_state(open_page: Callable[..., Any], crowd: Path) -> None:
    """As something that can be opened, below a heading of its own."""
    page = open_page(crowd, at="2026-01-24T01:59:00+08:00")

    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    groups = [
        (node["name"]["value"], {one["name"]: one["value"]["value"] for one in node["properties"]}.get("expanded"))
        for node in tree
        if node["role"]["value"] == "DisclosureTriangle"
    ]

    assert groups == [("A Operational", False), ("B Operational", False), ("C Operational", False)]
    assert [page.get_by_role("heading", name=name, exact=True).count() for name in "ABC"] == [1, 1, 1]


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_among_many_components(open_page: Callable[..., Any], crowd: Path, scheme: str) -> None:
    """In groups that are closed, in both languages."""
    assert violations(open_page, crowd, ["", "zh-CN/"], "2026-01-24T01:59:00+08:00", scheme) == []


# --- what a page costs


def test_the_index_is_one_request(open_page: Callable[..., Any], sites: Callable[[str], Path]) -> None:
    """Style, script and icon come with it."""
    page = open_page(sites(MOMENTS["outage"]), at=MOMENTS["outage"])

    assert len(page.asked) == 1


@pytest.mark.parametrize("state", MOMENTS)
@rows("locale", ["", "zh-CN/"])
def test_the_index_is_at_most_14_kb_compressed(sites: Callable[[str], Path], state: str, locale: str) -> None:
    """It fits into the first round trip of a bad network."""
    import gzip

    assert len(gzip.compress((sites(MOMENTS[state]) / locale / "index.html").read_bytes(), 9)) <= 14_000


# --- what everybody can read


def walked(page: Any, site: Path) -> Iterator[str]:
    """Open every kind of page that a site has, in both languages; the path of each, while it is open."""
    origin = page.url.rstrip("/")
    for path in (f"{locale}{kind}" for locale in ("", "zh-CN/") for kind in KINDS):
        if (site / path).exists():
            page.goto(f"{origin}/{path}")
            yield path


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", MOMENTS)
def test_axe_finds_no_violation(
    open_page: Callable[..., Any], sites: Callable[[str], Path], state: str, scheme: str
) -> None:
    """On a page of every kind, in both languages and colour schemes."""
    paths = [f"{locale}{kind}" for locale in ("", "zh-CN/") for kind in KINDS]
    assert violations(open_page, sites(MOMENTS[state]), paths, MOMENTS[state], scheme) == []


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("stage", STAGES)
def test_axe_finds_no_violation_wherever_a_maintenance_stands(
    open_page: Callable[..., Any], stages: Callable[[str], Path], stage: str, scheme: str
) -> None:
    """On every page that shows it, the page for the product's edge among them."""
    at = STAGES[stage][1].replace(" ", "T") + ":00+08:00"
    locales = ("", "zh-CN/") if scheme == "light" else ("",)
    paths = [f"{locale}{path}" for locale in locales for path in STAGED]
    assert violations(open_page, stages(stage), paths, at, scheme) == []


def violations(open_page: Callable[..., Any], site: Path, paths: Iterable[str], at: str, scheme: str) -> list[object]:
    """What axe-core finds on pages of a site, of those that there are."""
    found: list[object] = []
    page = None
    for path in paths:
        if not (site / path).exists():
            continue
        if page is None:
            page = open_page(site, path, at=at, color_scheme=scheme, bypass_csp=True)
            origin = "/".join(page.url.split("/")[:3])
        else:
            page.goto(f"{origin}/{path}")
        page.add_script_tag(path=str(AXE))
        # The size of targets is the one rule of WCAG 2.2 AA that axe leaves to us to ask for.
        # The clock stands still in these pages, and axe waits by timers.
        page.clock.resume()
        result = page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")
        found += [(path, fault["id"], [node["html"] for node in fault["nodes"]]) for fault in result["violations"]]
    return found


@pytest.mark.parametrize("width", [320, 360, 1200])
def test_no_page_scrolls_sideways(open_page: Callable[..., Any], sites: Callable[[str], Path], width: int) -> None:
    """From the smallest phone on."""
    site = sites(MOMENTS["postmortem"])
    wide = []
    page = open_page(site, at=MOMENTS["postmortem"], viewport={"width": width, "height": 800})
    origin = page.url.rstrip("/")
    for path in (f"{locale}{kind}" for locale in ("", "zh-CN/") for kind in KINDS):
        page.goto(f"{origin}/{path}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)

    assert wide == []


@pytest.mark.parametrize("state", ["outage", "maintenance"])
@pytest.mark.parametrize(("width", "size"), [(320, "130%"), (320, "200%"), (360, "200%")])
def test_no_page_scrolls_sideways_with_larger_text(
    open_page: Callable[..., Any], sites: Callable[[str], Path], width: int, size: str, state: str
) -> None:
    """On a small phone, for a reader who has enlarged the text."""
    site = sites(MOMENTS[state])
    wide = []
    page = open_page(site, at=MOMENTS[state], viewport={"width": width, "height": 800})
    for path in walked(page, site):
        page.evaluate("size => document.documentElement.style.fontSize = size", size)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)

    assert wide == []


LETTERS = """() => [...document.querySelectorAll("main *, header *, footer *")].flatMap(element => {
  const em = parseFloat(getComputedStyle(element).fontSize);
  return [...element.childNodes].filter(node => node.nodeType == Node.TEXT_NODE).flatMap(node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter(line => line.width > 1);
    const width = Math.max(...lines.map(line => line.right)) - Math.min(...lines.map(line => line.left));
    return new Set(lines.map(line => Math.round(line.top))).size > 2 && width < 3 * em ? [node.data] : [];
  });
})"""
"""Texts of more than two lines that are less than three letters wide."""


@pytest.mark.parametrize("state", ["outage", "maintenance", "postmortem"])
def test_no_text_becomes_a_column_of_letters(
    open_page: Callable[..., Any], sites: Callable[[str], Path], state: str
) -> None:
    """On the smallest phone, for a reader who has doubled the size of the text."""
    site = sites(MOMENTS[state])
    columns = []
    page = open_page(site, at=MOMENTS[state], viewport={"width": 320, "height": 800})
    for path in walked(page, site):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        columns += [(path, text) for text in page.evaluate(LETTERS)]

    assert columns == []


@pytest.mark.parametrize("width", [320, 800])
def test_the_months_of_a_year_hold_their_numbers_in_large_text(
    open_page: Callable[..., Any], sites: Callable[[str], Path], width: int
) -> None:
    """Where twelve, or six, do not fit a line, there are fewer."""
    at = MOMENTS["quiet"]
    page = open_page(sites(at), "history/", at=at, viewport={"width": width, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = page.evaluate(
        "[...document.querySelectorAll('.year li')].map(month => month.scrollWidth - month.clientWidth)"
    )

    assert len(wide) >= 12
    assert max(wide) == 0


SMALL = """[...document.querySelectorAll("a, button, summary, [tabindex]")]
  .filter(target => !target.matches(".skip") && target.checkVisibility())
  .map(target => [target.outerHTML, target.getBoundingClientRect()])
  .flatMap(([html, box]) => box.width < 24 || box.height < 24 ? [[html, box.width, box.height]] : [])"""
"""Links and controls that a finger misses."""


@pytest.mark.parametrize("state", MOMENTS)
def test_every_link_and_control_is_24_pixels_high_and_wide(
    open_page: Callable[..., Any], sites: Callable[[str], Path], state: str
) -> None:
    """Also in lists, tables, navigation and footers, in letters of any size."""
    site = sites(MOMENTS[state])
    small = []
    page = open_page(site, at=MOMENTS[state], viewport={"width": 360, "height": 800})
    for path in walked(page, site):
        small += [(path, *found) for found in page.evaluate(SMALL)]

    assert small == []


POSTMORTEM = "incidents/2026-01-23-login-outage/postmortem/"


@pytest.mark.parametrize("width", [320, 360, 1200])
@pytest.mark.parametrize("locale", ["", "zh-CN/"])
def test_the_tables_of_a_postmortem_are_seen_whole(
    open_page: Callable[..., Any], sites: Callable[[str], Path], locale: str, width: int
) -> None:
    """The dates, and whether promises were kept, are not beyond the edge of a phone."""
    at = MOMENTS["postmortem"]
    page = open_page(sites(at), f"{locale}{POSTMORTEM}", at=at, viewport={"width": width, "height": 800})

    assert page.locator(".scroll table").count() == 2
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.scrollWidth <= e.clientWidth)")


@pytest.mark.parametrize(("width", "cells"), [(360, ["Value 3 minutes", "Owner SRE"]), (1200, ["3 minutes", "SRE"])])
def test_a_cell_of_a_postmortem_is_read_out_with_what_it_says(
    open_page: Callable[..., Any], sites: Callable[[str], Path], width: int, cells: list[str]
) -> None:
    """By the heading of its column, or where rows are blocks by its label, and never by both."""
    at = MOMENTS["postmortem"]
    page = open_page(sites(at), POSTMORTEM, at=at, viewport={"width": width, "height": 800})
    read = page.locator("main").aria_snapshot()

    assert '- rowheader "Time to first notice"' in read
    assert ['- columnheader "Value"' in read, '- columnheader "Owner"' in read] == [width == 1200] * 2
    assert all(f'- cell "{cell}"' in read for cell in cells)


@pytest.mark.parametrize("name", ["Actions", "How we communicated"])
def test_what_scrolls_in_a_postmortem_has_a_name(
    open_page: Callable[..., Any], sites: Callable[[str], Path], name: str
) -> None:
    """Whoever comes to it by the keyboard hears what it is, and among the regions of the page it is one."""
    at = MOMENTS["postmortem"]
    region = open_page(sites(at), POSTMORTEM, at=at).get_by_role("region", name=name)

    assert region.count() == 1
    assert region.get_attribute("tabindex") == "0"


@pytest.mark.parametrize(
    ("state", "path"),
    [
        ("outage", ""),
        ("maintenance", ""),
        ("outage", "incidents/2026-01-23-login-outage/"),
        ("postmortem", POSTMORTEM),
    ],
)
def test_paper_is_filled(open_page: Callable[..., Any], sites: Callable[[str], Path], state: str, path: str) -> None:
    """Printed, a page takes no more sheets than its length needs: none is left nearly empty."""
    page = open_page(sites(MOMENTS[state]), path, at=MOMENTS[state], viewport={"width": 794, "height": 1123})
    sheets = len(re.findall(rb"/Type */Page\b", page.pdf(format="A4")))
    page.emulate_media(media="print")

    # What stays together may leave a third of a sheet in all.
    assert sheets <= math.ceil(page.evaluate("document.documentElement.scrollHeight") / 1123 + 1 / 3)


@pytest.mark.parametrize(
    ("state", "path"),
    [
        ("outage", ""),
        ("outage", "incidents/2026-01-23-login-outage/"),
        ("maintenance", ""),
        ("maintenance", "maintenance/2026-02-01-database-upgrade/"),
    ],
)
def test_paper_says_nothing_that_is_true_for_a_minute(
    open_page: Callable[..., Any], sites: Callable[[str], Path], state: str, path: str
) -> None:
    """No distance from now and no control is printed; the address of the page is."""
    page = open_page(sites(MOMENTS[state]), path, at=MOMENTS[state])
    seen = page.inner_text("body")
    page.emulate_media(media="print")
    printed = page.inner_text("body")
    changing = r"\b(minutes? ago|in \d+ minutes|hours? ago|in \d+ hours|your time|elapsed)\b"

    assert re.search(changing, seen)
    assert not re.search(changing, printed)
    assert f"https://status.example.com/{path}" in printed
    assert f"https://status.example.com/{path}" not in seen
    assert page.locator("button:visible, progress:visible, nav:visible").count() == 0


def test_paper_has_the_addresses_that_authors_link_to(open_page: Callable[..., Any], crowd: Path) -> None:
    """Of links in the words of an update, not of those of the page itself."""
    page = open_page(crowd, "maintenance/w/", at="2026-01-24T01:59:00+08:00")
    page.evaluate(
        "document.querySelector('.prose').innerHTML = '<p>See <a href=\"https://example.com/x\">there</a></p>'"
    )
    address = "getComputedStyle(document.querySelector('.prose a'), '::after').content"
    assert page.evaluate(address) == "none"

    page.emulate_media(media="print")
    assert page.evaluate(address) == '" (https://example.com/x)"'


@pytest.mark.parametrize("path", ["", "incidents/2026-01-23-login-outage/"])
def test_an_icon_stays_small_where_the_style_sheet_did_not_arrive(
    open_page: Callable[..., Any], sites: Callable[[str], Path], path: str
) -> None:
    """In a bad network the words may come alone."""
    page = open_page(sites(MOMENTS["outage"]), path, at=MOMENTS["outage"])
    page.evaluate("document.querySelectorAll('style, link[rel=stylesheet]').forEach(sheet => sheet.remove())")
    sizes = page.evaluate("[...document.querySelectorAll('svg.i')].map(icon => icon.getBoundingClientRect().width)")

    assert set(sizes) == {16}


@pytest.mark.parametrize("locale", ["", "zh-CN/"])
def test_a_loud_banner_has_a_frame_in_colours_of_the_readers_own(
    open_page: Callable[..., Any], sites: Callable[[str], Path], locale: str
) -> None:
    """Where a system's colours replace all backgrounds, it still stands out; otherwise the frame is not seen."""
    drawn = "e => [getComputedStyle(e).borderTopWidth, getComputedStyle(e).borderTopColor]"
    frames = [
        open_page(sites(MOMENTS["outage"]), locale, at=MOMENTS["outage"], forced_colors=forced)
        .locator("#banner")
        .evaluate(drawn)
        for forced in ("none", "active")
    ]

    assert [width for width, _ in frames] == ["1px", "1px"]
    assert frames[0][1] == "rgba(0, 0, 0, 0)"
    assert frames[1][1] != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("width", [320, 360, 1200])
def test_every_status_stands_at_the_end_of_its_row(
    open_page: Callable[..., Any], sites: Callable[[str], Path], width: int
) -> None:
    """Also where a long name leaves it no room beside it."""
    page = open_page(sites(MOMENTS["outage"]), at=MOMENTS["outage"], viewport={"width": width, "height": 800})
    gaps = page.evaluate(
        "[...document.querySelectorAll('.row')].map("
        "row => row.getBoundingClientRect().right - parseFloat(getComputedStyle(row).paddingRight)"
        " - row.lastElementChild.getBoundingClientRect().right)"
    )

    assert len(gaps) > 1
    assert max(gaps) < 1


def test_what_can_be_opened_begins_on_its_first_line(open_page: Callable[..., Any], busy: Path) -> None:
    """It has a mark of its own; that of the browser would stand alone in a line above it."""
    page = open_page(busy, at="2026-01-23T14:52:00+08:00", viewport={"width": 360, "height": 800})
    gaps = page.evaluate(
        "[...document.querySelectorAll('main summary')].map(one => one.firstElementChild.getBoundingClientRect().top"
        " - one.getBoundingClientRect().top - parseFloat(getComputedStyle(one).paddingTop))"
    )

    assert len(gaps) == 2
    assert max(gaps) < 1


def test_all_that_a_day_lists_stands_beside_its_date(open_page: Callable[..., Any], busy: Path) -> None:
    """What is over, and below it what is active."""
    page = open_page(busy, at="2026-01-23T14:52:00+08:00", viewport={"width": 1200, "height": 800})
    starts = page.evaluate(
        "[...document.querySelector('.days > li:not([hidden])').children]"
        ".map(part => part.getBoundingClientRect().left)"
    )

    assert len(starts) == 3
    assert starts[0] < starts[1] == starts[2]


@pytest.mark.parametrize("path", ["", "incidents/2026-01-23-login-outage/"])
def test_a_mark_stands_beside_its_item(open_page: Callable[..., Any], sites: Callable[[str], Path], path: str) -> None:
    """Also where the item is one long word, such as an address."""
    page = open_page(sites(MOMENTS["outage"]), path, at=MOMENTS["outage"], viewport={"width": 360, "height": 800})
    item = page.locator(".no li").first
    gap = item.evaluate(
        "item => {"
        "  item.textContent = 'x'.repeat(120);"
        "  const range = document.createRange();"
        "  range.selectNodeContents(item);"
        "  return range.getClientRects()[0].top - item.getBoundingClientRect().top;"
        "}"
    )

    assert gap < 8


def test_a_missing_page_says_so_at_some_distance(open_page: Callable[..., Any], sites: Callable[[str], Path]) -> None:
    """Its heading does not stick to what is below it."""
    page = open_page(sites(MOMENTS["quiet"]), "404.html", at=MOMENTS["quiet"])
    heading, below = page.locator("h1").bounding_box(), page.locator(".head + p").bounding_box()

    assert below["y"] - heading["y"] - heading["height"] >= 8


@pytest.mark.parametrize("state", MOMENTS)
def test_pages_obey_their_own_policy(open_page: Callable[..., Any], sites: Callable[[str], Path], state: str) -> None:
    """The Content-Security-Policy allows what the pages do: nothing is blocked, no script fails."""
    site = sites(MOMENTS[state])
    page = open_page(site, at=MOMENTS[state])
    for _ in walked(page, site):
        pass

    assert page.faults == []


@pytest.mark.skipif(not VNU.is_file(), reason="the Nu HTML checker is not installed")
@pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")
@pytest.mark.parametrize("state", MOMENTS)
def test_the_nu_html_checker_finds_no_error(sites: Callable[[str], Path], state: str) -> None:
    """Every page of the site is valid HTML, in every state."""
    command = ["java", "-jar", str(VNU), "--skip-non-html", "--errors-only", "--stdout", str(sites(MOMENTS[state]))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not VNU.is_file(), reason="the Nu HTML checker is not installed")
@pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")
def test_the_nu_html_checker_finds_no_error_wherever_a_maintenance_stands(stages: Callable[[str], Path]) -> None:
    """On every page of the site, at every stage."""
    folders = [str(stages(stage)) for stage in STAGES]
    command = ["java", "-jar", str(VNU), "--skip-non-html", "--errors-only", "--stdout", *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(LYCHEE is None, reason="lychee is not installed")
@pytest.mark.parametrize("base", ["", "/status"])
def test_no_link_is_broken_also_below_a_path(sites: Callable[[str], Path], tmp_path: Path, base: str) -> None:
    """A link checker follows every link and every fragment inside the site."""
    shutil.copytree(SAMPLE, tmp_path / "site")
    text = (SAMPLE / "site.yml").read_text().replace("https://status.example.com", f"https://status.example.com{base}")
    (tmp_path / "site/site.yml").write_text(text)
    output = tmp_path / f"root{base}"
    build(tmp_path / "site", output, AsOf(datetime.fromisoformat(MOMENTS["postmortem"]).astimezone(UTC), given=True))
    command = [
        LYCHEE,
        "--offline",
        "--include-fragments",
        "--index-files",
        "index.html",
        "--no-progress",
        "--root-dir",
        str(tmp_path / "root"),
    ]
    done = subprocess.run([*command, str(output / "**/*.html")], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


# --- the days of the bars


STRIP = "#b-login .strip"
OUTAGE_DAY = "Fri, Jan 23, Major outage, Affected for 38 minutes, Sign-in is failing for all users"
"""What the card of the sample's outage says."""


def card_of(page: Any) -> str | None:
    """The lines of the card that is shown."""
    found = page.locator(".tip")
    return (
        ", ".join(found.first.evaluate("e => [...e.childNodes].map(one => one.textContent)")) if found.count() else None
    )


def walk(page: Any, *keys: str) -> str | None:
    """Press keys, one after the other; gives what the card says then."""
    for key in keys:
        page.keyboard.press(key)
    return card_of(page)


@pytest.mark.parametrize("path", ["", "components/login/"])
def test_arrow_keys_walk_through_the_days(
    open_page: Callable[..., Any], sites: Callable[[str], Path], path: str
) -> None:
    """From today on, to either end and no further; the bar says to screen readers what its card says."""
    page = open_page(sites(MOMENTS["announced"]), path, at=MOMENTS["announced"])
    strip = page.locator(".strip").first if path else page.locator(STRIP)
    strip.focus()

    assert card_of(page) == "Sat, Jan 31, Operational"
    assert walk(page, *["ArrowLeft"] * 8) == OUTAGE_DAY == strip.get_attribute("aria-valuetext")
    assert walk(page, "ArrowRight") == "Sat, Jan 24, Operational"
    assert walk(page, "Home", "ArrowLeft") == "Mon, Nov 3, Operational"
    assert walk(page, "End", "ArrowUp") == "Sat, Jan 31, Operational"
    assert strip.get_attribute("role") == "slider"
    assert strip.get_attribute("aria-label").startswith("Sign-in. Last 90 days: 1 day with an outage")
    assert page.faults == []


def test_a_bar_is_one_stop_and_its_card_is_left_with_escape(
    open_page: Callable[..., Any], sites: Callable[[str], Path]
) -> None:
    """Tab leads from a bar to what its card links, and from there on; Escape leads back, and closes."""
    page = open_page(sites(MOMENTS["announced"]), at=MOMENTS["announced"])
    page.locator(STRIP).focus()
    walk(page, *["ArrowLeft"] * 8)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.href").endswith("/incidents/2026-01-23-login-outage/")
    assert walk(page, "Escape") is None
    assert page.evaluate("document.activeElement.parentNode.id") == "b-login"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#days"
    assert card_of(page) is None
    assert page.locator(".strip[tabindex='0']").count() == page.locator(".strip").count() == 6


@pytest.mark.parametrize(("width", "days"), [(360, 30), (576, 30), (577, 90), (1200, 90)])
def test_a_finger_finds_the_day_that_it_touches(
    open_page: Callable[..., Any], sites: Callable[[str], Path], width: int, days: int
) -> None:
    """On a phone each of thirty days is wide enough; the scale says which, and a touch elsewhere closes the card."""
    at = MOMENTS["announced"]
    page = open_page(sites(at), at=at, viewport={"width": width, "height": 800}, has_touch=True)
    strip = page.locator(STRIP)
    strip.scroll_into_view_if_needed()
    room = strip.bounding_box()
    across = room["width"] / days

    page.touchscreen.tap(room["x"] + room["width"] - across * 8.5, room["y"] + 20)
    assert card_of(page) == OUTAGE_DAY
    card = page.locator(".tip").bounding_box()
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= width
    page.touchscreen.tap(room["x"] + across / 2, room["y"] + 20)
    assert card_of(page).startswith({30: "Fri, Jan 2, ", 90: "Mon, Nov 3, "}[days])
    assert strip.get_attribute("aria-valuemin") == str(90 - days)
    assert page.locator("#b-login .scale").inner_text().startswith(f"{days} days ago")
    page.touchscreen.tap(5, page.locator("h1").bounding_box()["y"])
    assert card_of(page) is None


def test_a_pointer_can_go_over_to_the_card_and_away(
    open_page: Callable[..., Any], sites: Callable[[str], Path]
) -> None:
    """It stays while the pointer is on it (WCAG 1.4.13), and goes with it, or with Escape."""
    page = open_page(sites(MOMENTS["announced"]), at=MOMENTS["announced"])
    strip = page.locator(STRIP)
    strip.scroll_into_view_if_needed()
    room = strip.bounding_box()
    day = room["x"] + room["width"] * (1 - 8.5 / 90), room["y"] + 30

    page.mouse.move(*day)
    assert card_of(page) == OUTAGE_DAY
    card = page.locator(".tip").bounding_box()
    page.mouse.move(card["x"] + 20, card["y"] + 20)
    assert card_of(page) == OUTAGE_DAY
    page.mouse.move(5, 5)
    assert card_of(page) is None
    page.mouse.move(*day)
    assert walk(page, "Escape") is None


def test_bars_that_the_clock_replaces_can_be_walked_too(
    open_page: Callable[..., Any], sites: Callable[[str], Path]
) -> None:
    """After midnight the last day is another."""
    page = open_page(sites(MOMENTS["announced"]), at="2026-01-31T23:59:00+08:00")
    page.clock.run_for("02:00")
    page.locator(STRIP).focus()

    assert card_of(page) == "Sun, Feb 1, Operational"
    assert walk(page, *["ArrowLeft"] * 9) == OUTAGE_DAY


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_an_open_card(
    open_page: Callable[..., Any], sites: Callable[[str], Path], scheme: str
) -> None:
    """The bar has a name and a value, and the card is read in its colours."""
    at = MOMENTS["announced"]
    page = open_page(sites(at), at=at, bypass_csp=True, color_scheme=scheme)
    page.locator(STRIP).focus()
    walk(page, *["ArrowLeft"] * 8)
    page.add_script_tag(path=str(AXE))
    page.clock.resume()

    assert page.evaluate("axe.run()")["violations"] == []


def test_without_javascript_bars_have_their_sentence_and_their_link(
    open_page: Callable[..., Any], sites: Callable[[str], Path]
) -> None:
    """And no stop of the Tab key that would do nothing."""
    at = MOMENTS["announced"]
    page = open_page(sites(at), at=at, java_script_enabled=False)

    assert page.get_by_role("img", name="Last 90 days: 1 day with an outage").count() == 3
    assert page.locator("#b-login .scale a").get_attribute("href") == "/components/login/#days"
    assert page.locator(".strip[tabindex]").count() == 0
    assert page.locator(".tip").count() == 0


def test_bars_differ_in_colours_of_the_readers_own(open_page: Callable[..., Any], sites: Callable[[str], Path]) -> None:
    """Where a system's colours replace ours, bars stand out by their height, in a colour of the system's."""
    at = MOMENTS["announced"]
    page = open_page(sites(at), at=at, forced_colors="active")
    drawn = "e => [getComputedStyle(e).stroke, parseInt(getComputedStyle(e).strokeWidth)]"
    worst, quiet = (page.locator(f"#b-login path.{tone}").first.evaluate(drawn) for tone in ("worst", "ok"))

    assert worst[0] != quiet[0]
    assert worst[0] == page.locator("h1").evaluate("e => getComputedStyle(e).color")
    assert worst[1] > quiet[1]


# --- the search of the history


def test_the_search_finds_titles_and_asks_for_them_once(
    open_page: Callable[..., Any], sites: Callable[[str], Path]
) -> None:
    """Nothing is fetched before somebody types; every word must be in the title, in whatever case."""
    at = MOMENTS["quiet"]
    page = open_page(sites(at), "history/", at=at)
    before = len(page.asked)
    page.get_by_label("Search titles").press_sequentially("SIGN fail")
    page.locator("#search li").first.wait_for()

    asked = [url.rpartition("/history/")[2] for url in page.asked[before:]]
    assert asked == ["search-2026.json", "search-2025.json"]
    assert page.locator("#search li").all_inner_texts() == ["Sign-in is failing for all users\n\nJanuary 23, 2026"]
    assert page.locator("#search li a").get_attribute("href") == "/incidents/2026-01-23-login-outage/"
    assert page.locator("#search [role=status]").inner_text() == "Entries found: 1"
    page.get_by_label("Search titles").fill("nothing like that")
    page.get_by_text("Nothing found.").wait_for()
    assert page.locator("#search li").count() == 0
    page.get_by_label("Search titles").fill("")
    assert page.locator("#search li").count() == 0
    assert page.faults == []


def test_a_search_that_cannot_be_made_says_so_and_can_be_tried_again(
    open_page: Callable[..., Any], sites: Callable[[str], Path]
) -> None:
    """The network may be gone for a moment."""
    at = MOMENTS["quiet"]
    page = open_page(sites(at), "zh-CN/history/", at=at)
    page.route("**/search-2026.json", lambda route: route.abort())
    page.get_by_label("搜索标题").fill("登录")
    page.get_by_text("搜索暂时不可用").wait_for()
    page.unroute("**/search-2026.json")
    page.get_by_label("搜索标题").fill("登")
    page.locator("#search li").first.wait_for()

    assert page.locator("#search li a").first.get_attribute("href").startswith("/zh-CN/")
