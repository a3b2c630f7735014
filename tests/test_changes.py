"""What a page holds of its later states: the differences alone, also of a list some of whose items change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag
from markupsafe import Markup
from support.browsers import hosting
from support.pages import LOGIN, SECOND, STORY, UPGRADE, Pages, soup, turn

from bench import histories
from sitegen.present.changes import PageState, fragments, place, whole

START = datetime(2026, 1, 23, tzinfo=UTC)


def listed(*items: str, name: str = "list") -> Markup:
    """A list with places for items."""
    return Markup('<ul id="{}">{}</ul>').format(name, Markup("").join(map(place, items)))


def items(**words: str) -> dict[str, Markup]:
    """Items by name."""
    return {name: Markup('<li id="{}">{}</li>').format(name, text) for name, text in words.items()}


def prepared(*states: Mapping[str, Markup]) -> list[list[str]]:
    """The regions of each state after the first, an hour apart, as they stand in its fragment; none without one."""
    later = [(START + timedelta(hours=hour), PageState(regions=state)) for hour, state in enumerate(states[1:])]
    found = {one.at: [str(region) for region in one.regions] for one in fragments(PageState(regions=states[0]), later)}
    return [found.get(at, []) for at, _ in later]


AB = {"list": listed("a", "b"), **items(a="A", b="B")}
KEPT = '<template data-keep="{}"></template>'.format


@pytest.mark.parametrize(
    ("states", "regions"),
    [
        pytest.param([AB, AB], [[]], id="nothing"),
        pytest.param(
            [AB, {**AB, **items(b="C")}], [[f'<ul id="list">{KEPT("a")}<li id="b">C</li></ul>']], id="an item"
        ),
        pytest.param(
            [AB, items(b="C")],
            [[f'<ul id="list">{KEPT("a")}<li id="b">C</li></ul>']],
            id="an item, in a state that says nothing of the list",
        ),
        pytest.param(
            [AB, {**AB, "list": listed("b", "a")}], [[f'<ul id="list">{KEPT("b")}{KEPT("a")}</ul>']], id="the order"
        ),
        pytest.param(
            [AB, {"list": listed("a", "c"), **items(a="A", c="C")}],
            [[f'<ul id="list">{KEPT("a")}<li id="c">C</li></ul>']],
            id="one goes and one comes",
        ),
        pytest.param(
            [AB, {"list": listed("b", "a"), **items(a="A", b="C")}],
            [[f'<ul id="list"><li id="b">C</li>{KEPT("a")}</ul>']],
            id="an item and the order",
        ),
        pytest.param(
            [AB, {"list": listed("a")}, AB],
            [[f'<ul id="list">{KEPT("a")}</ul>'], [f'<ul id="list">{KEPT("a")}<li id="b">B</li></ul>']],
            id="what was gone and comes back is written again",
        ),
        pytest.param(
            [{**AB, "rest": listed(name="rest")}, {"list": listed("a"), "rest": listed("b", name="rest")}],
            [[f'<ul id="list">{KEPT("a")}</ul>', f'<ul id="rest">{KEPT("b")}</ul>']],
            id="an item goes over into another list",
        ),
        pytest.param(
            [{**AB, "all": listed("list", name="all")}, {**AB, **items(b="C")}],
            [[f'<ul id="all"><ul id="list">{KEPT("a")}<li id="b">C</li></ul></ul>']],
            id="an item of a list in a list",
        ),
        pytest.param(
            [
                {**AB, "all": listed("list", name="all")},
                {"all": listed("list", "c", name="all"), **items(b="D", c="C")},
            ],
            [[f'<ul id="all"><ul id="list">{KEPT("a")}<li id="b">D</li></ul><li id="c">C</li></ul>']],
            id="the outer list and an item of the inner one",
        ),
        pytest.param(
            [{**AB, "all": listed("list", name="all")}, {"all": listed("list", "c", name="all"), **items(c="C")}],
            [[f'<ul id="all">{KEPT("list")}<li id="c">C</li></ul>']],
            id="an inner list stays whole",
        ),
    ],
)
def test_a_later_state_holds_what_differs(states: list[dict[str, Markup]], regions: list[list[str]]) -> None:
    """Of what stays the same, a place."""
    assert prepared(*states) == regions


def test_a_page_shows_every_region_once_in_its_place() -> None:
    """Those that stand in no other are what a template has to show."""
    assert whole({"all": listed("list", name="all"), **AB, "more": Markup("<p>")}) == {
        "all": '<ul id="all"><ul id="list"><li id="a">A</li><li id="b">B</li></ul></ul>',
        "more": "<p>",
    }


def test_what_an_author_writes_is_no_place(tmp_path: Path) -> None:
    """Not in a title, and not in what an update says."""
    sign = str(place("banner"))
    files = {"incidents/login.md": LOGIN.replace("We see failures", f"{sign} We see").replace("for all", sign)}
    page = Pages(tmp_path, files).page(SECOND)

    assert len(page.select("#banner")) == 1
    assert sign in page.select_one("#banner h1").get_text()


# --- how large it is


def history(older: int, folder: Path, present: int = 10_000) -> Pages:
    """A site with the last months of a long history, and what another one has before."""
    histories.write_site(folder, histories.grown(older, present))
    files = {path.relative_to(folder / "content").as_posix(): path.read_text() for path in folder.rglob("*.md")}
    return Pages(folder, files, (folder / "site.yml").read_text())


NOW = f"{histories.NOW.astimezone(histories.ZONE):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("path", ["index.html", "components/api/index.html"])
def test_what_is_prepared_for_midnight_does_not_repeat_bars_and_lists(tmp_path: Path, path: str) -> None:
    """Of twelve components that fail twice a day, and of a list of ninety days of it."""
    source = history(0, tmp_path).source(NOW, path)
    every = re.findall(r"<template data-at=.*?\n</template>", source, re.DOTALL)

    assert len(every) == 3
    assert sum(map(len, every)) < len(source) / 6


def test_the_index_is_as_large_after_years(tmp_path: Path) -> None:
    """Not a byte larger, whatever happened before."""
    young, old = (history(older, tmp_path / str(older), 1_000) for older in (300, 900))

    assert young.source(NOW) == old.source(NOW)


# --- in a real browser

BUSY = {
    **STORY,
    "incidents/login.md": LOGIN.partition("## 2026-01-23 15:10")[0],
    "maintenance/by-hand.md": UPGRADE.replace("Database", "Archive").replace("01-24 02:00", "01-24 00:00"),
    "maintenance/later.md": UPGRADE.replace("Database", "Mail").replace("[orders]", "[mail]").replace("01-24", "01-25"),
}
del BUSY["incidents/login.zh-CN.md"], BUSY["incidents/login.postmortem.md"]
SHOWN = """async ([moment]) => {
    document.documentElement.dataset.now = moment;
    document.dispatchEvent(new Event("visibilitychange"));
    await new Promise((done) => setTimeout(done));
    const main = document.querySelector("main").cloneNode(true);
    const moving = ".own, .count, .asof, progress, progress + small, #live, #old";
    for (const own of main.querySelectorAll(moving)) own.remove();
    return main.innerHTML;
}"""


@pytest.mark.parametrize("path", ["", "components/orders/", "maintenance/upgrade/"])
def test_a_page_goes_forth_and_back(browser: Any, tmp_path: Path, path: str) -> None:
    """A clock that is set right in between finds the page as it was built; each state is the same every time."""
    pages = Pages(tmp_path / "site", BUSY)
    for name, file in pages.at(SECOND).items():
        if name.endswith((".html", ".css", ".js")):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(file.render())
    source = pages.source(SECOND, f"{path}index.html")
    moments = ["2026-01-23T06:53:00Z", *re.findall(r'<template data-at="([^"]+)"', source)]
    with hosting(tmp_path) as address:
        page = browser.new_context(timezone_id="Asia/Shanghai").new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}/{path}")
        shown = {at: page.evaluate(SHOWN, [at]) for at in moments}
        again = {at: page.evaluate(SHOWN, [at]) for at in reversed(moments)}
        page.evaluate(SHOWN, [moments[-1]])
        jumped = page.evaluate(SHOWN, [moments[0]])
        page.context.close()

    assert faults == []
    assert len(set(shown.values())) == len(moments) >= 3
    assert again == shown
    assert jumped == shown[moments[0]]
    for at in moments[1:]:
        assert ids(shown[at]) == ids(turn(source, datetime.fromisoformat(at)).select_one("main").decode_contents())


def ids(source: str) -> list[str]:
    """What stands on a page, in order."""
    return [
        str(tag["id"])
        for tag in soup(source).select("[id]")
        if isinstance(tag, Tag) and tag["id"] not in ("live", "old")
    ]
