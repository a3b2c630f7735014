"""Pages that are read from right to left, in a real browser: where things stand, and not which attributes they have."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from support.browsers import hosting, needs_chromium
from support.stories import read

from sitegen.build import AsOf, build

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `browser`)")
pytestmark = needs_chromium

YML = """\
name: Example
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en, ar]
support: {email: support@example.com, phone: "+86 400 000 0000"}
components:
  - {id: login, name: Login, since: 2026-01-01}
  - {id: orders, name: {en: Orders, ar: Orders!}, since: 2026-01-01}
"""
OUTAGE = """\
---
title: Sign-in fails
started: 2026-03-20 14:00
components: {login: major_outage}
not_working:
  - Signing in
workaround: Stay signed in (do not sign out).
---

## 2026-03-20 14:05 investigating

We are looking into it.

## 2026-03-20 14:30 identified

Run `curl https://example.com/v1` to see it.
"""
WINDOW = """\
---
title: Database upgrade
start: 2026-03-20 14:00
end: 2026-03-20 16:00
components: [orders]
---

## 2026-03-17 12:00 scheduled

We upgrade the database.
"""
EARLIER = OUTAGE.replace("2026-03-20", "2026-03-10") + "\n## 2026-03-10 15:00 resolved\n\nAll is well.\n"
PAST = WINDOW.replace("2026-03-20", "2026-02-11").replace("2026-03-17", "2026-02-03")
NOW = "2026-03-20T14:30:00+08:00"
BOTH = [("", "ltr"), ("ar/", "rtl")]
"""The folder of a language, and its direction."""

PLACES = """
const box = (of) => of.getBoundingClientRect();
const middle = (of) => (box(of).left + box(of).right) / 2;
const text = (of) => { const range = document.createRange(); range.selectNodeContents(of); return range };
const part = (node, from, to) => {
  const range = document.createRange(); range.setStart(node, from); range.setEnd(node, to); return range;
};
const one = (css) => document.querySelector(css);
const all = (css) => [...document.querySelectorAll(css)];
// How far b stands behind a in the direction of reading.
const behind = (a, b) => (middle(b) - middle(a)) * (document.dir == "rtl" ? -1 : 1);
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site in English and Arabic with a major outage today, served on loopback."""
    root = tmp_path_factory.mktemp("site")
    entries = {"incidents/a": OUTAGE, "incidents/b": EARLIER, "maintenance/w": WINDOW, "maintenance/past": PAST}
    read(root, {f"{name}.md": text for name, text in entries.items()}, YML)
    build(root, root / "dist", AsOf(datetime.fromisoformat(NOW).astimezone(UTC), given=True))
    with hosting(root / "dist") as host:
        yield host


Look = Callable[..., Any]


@pytest.fixture
def look(browser: Any, address: str) -> Iterator[Look]:
    """Open a page at *path* and evaluate an expression about places in it; without one, gives the page."""
    context = browser.new_context(timezone_id="Asia/Riyadh", viewport={"width": 900, "height": 900})
    page = context.new_page()
    page.clock.set_fixed_time(NOW)

    def look(path: str, expression: str = "") -> Any:
        if page.url != f"{address}/{path}":
            page.goto(f"{address}/{path}")
        return page.evaluate(f"(() => {{ {PLACES} return {expression} }})()") if expression else page

    yield look
    context.close()


@pytest.mark.parametrize(("folder", "direction"), BOTH)
@pytest.mark.parametrize("place", ["", "components/login/"])
def test_the_bar_of_today_stands_over_the_end_of_its_axis(look: Look, folder: str, direction: str, place: str) -> None:
    """An outage of this hour once stood over "90 days ago": a picture does not turn round by itself."""
    page = look(folder + place)
    bad, bars = "all('.bars .worst').at(-1)", "one('.bars:has(.worst)')"
    axis = f"{bars}.closest('.days90').querySelector('.scale')"

    assert page.evaluate("document.dir || 'ltr'") == direction
    begin, end = (look(folder + place, f"behind(text({axis}.{edge}ElementChild), {bad})") for edge in ("first", "last"))
    width = look(folder + place, f"box({bars}).width")
    assert abs(end) < width * 0.05
    assert begin > width * 0.8


@pytest.mark.parametrize(("folder", "direction"), BOTH)
def test_the_dots_of_a_timeline_sit_on_its_line(look: Look, folder: str, direction: str) -> None:
    """Their middles, within a pixel."""
    offsets = look(
        f"{folder}incidents/b/",
        """all('.timeline > li').map((item) => {
          const dot = getComputedStyle(item, '::before'), line = item.parentElement, style = getComputedStyle(line);
          const sides = dot.boxSizing == 'border-box' ? 0 : 2 * parseFloat(dot.borderLeftWidth);
          const centre = box(item).left + parseFloat(dot.left) + (parseFloat(dot.width) + sides) / 2;
          return centre - (document.dir == 'rtl'
            ? box(line).right - parseFloat(style.borderRightWidth) / 2
            : box(line).left + parseFloat(style.borderLeftWidth) / 2);
        })""",
    )

    assert len(offsets) == 2
    assert all(abs(offset) <= 1 for offset in offsets), offsets


@pytest.mark.parametrize(("folder", "direction"), BOTH)
@pytest.mark.parametrize(
    ("place", "icon", "words"),
    [
        ("", ".banner > .i", ".banner h1"),
        ("", ".chips .i", ".chips a"),
        ("", ".comps .st .i", ".comps .st"),
        ("", "#recent .lines .i", "#recent .lines a"),
        ("incidents/a/", "#state .i", "#state"),
        ("history/2026-03/", ".lines .i", ".lines a"),
    ],
)
def test_a_picture_stands_before_its_words(
    look: Look, folder: str, direction: str, place: str, icon: str, words: str
) -> None:
    """In the direction of reading: of a banner, a chip, a state and a line of a list."""
    assert look(folder + place, f"behind(one({icon!r}), text(one({words!r})))") > 5


@pytest.mark.parametrize(("folder", "direction"), BOTH)
def test_the_arrows_of_a_pager_point_away_from_its_middle(look: Look, folder: str, direction: str) -> None:
    """What is older stands first and points back, what is newer last and points on, each arrow at the outer end."""
    older = "one('[rel=prev]').firstChild"
    assert look(f"{folder}history/2026-03/", f"{older}.data[0]") == ("→" if direction == "rtl" else "←")
    assert look(f"{folder}history/2026-03/", f"behind(part({older}, 0, 1), text({older}))") > 5
    assert look(f"{folder}history/2026-03/", "behind(one('[rel=prev]'), one('main'))") > 100

    newer = "one('[rel=next]').firstChild"
    assert look(f"{folder}history/2026-02/", f"{newer}.data.at(-1)") == ("←" if direction == "rtl" else "→")
    assert (
        look(f"{folder}history/2026-02/", f"behind(text({newer}), part({newer}, {newer}.length - 1, {newer}.length))")
        > 5
    )
    assert look(f"{folder}history/2026-02/", "behind(one('main'), one('[rel=next]'))") > 100


@pytest.mark.parametrize(("folder", "direction"), BOTH)
def test_addresses_code_and_phone_numbers_go_to_the_right(look: Look, folder: str, direction: str) -> None:
    """A number that begins with + would else end with it."""
    for place, css in (
        ("", "a[href^=tel]"),
        ("", "a[href^=mailto]"),
        ("incidents/a/", "code"),
        ("subscribe/", "pre code"),
    ):
        node = f"one({css!r}).firstChild"
        last = f"part({node}, {node}.length - 1, {node}.length)"
        assert look(folder + place, f"middle({last}) - middle(part({node}, 0, 1))") > 20, css


def test_the_503_page_writes_phone_numbers_to_the_right_in_every_language(look: Look) -> None:
    """Its footer is one for all languages, so that it turns with the page."""
    page = look("maintenance/past/503.html#ar")
    assert page.evaluate("document.dir") == "rtl"
    node = "one('a[href^=tel]').firstChild"
    assert look("maintenance/past/503.html#ar", f"middle(part({node}, 1, 3)) - middle(part({node}, 0, 1))") > 0


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_languages_of_the_503_page_stand_apart(look: Look, language: str) -> None:
    """Each link has the direction of its own language, and the space beside it must not."""
    names = [f"all('nav a')[{number}]" for number in (0, 1)]
    assert (
        look(
            f"maintenance/past/503.html#{language}",
            "Math.max({0}.left, {1}.left) - Math.min({0}.right, {1}.right)".format(*(f"box({name})" for name in names)),
        )
        >= 16
    )


@pytest.mark.parametrize(("folder", "direction"), BOTH)
def test_what_stands_beside_a_time_does_not_slip_into_it(look: Look, folder: str, direction: str) -> None:
    """The 2 of `2 hours` went to the other side of `UTC+8`, whose letters run to the right."""
    place = f"{folder}maintenance/past/"
    overlap = """(() => {
      const times = all('#lead time').map(box), length = box(one('#lead .len'));
      return Math.max(...times.map((time) =>
        time.top < length.bottom && length.top < time.bottom
          ? Math.min(time.right, length.right) - Math.max(time.left, length.left) : 0));
    })()"""
    assert look(place, "box(text(one('#lead .len'))).width") < 100
    assert look(place, overlap) < 1
    assert look(place, "behind(one('#lead time'), one('#lead .len'))") > 20


@pytest.mark.parametrize(("folder", "direction"), BOTH)
def test_a_name_keeps_the_mark_at_its_end(look: Look, folder: str, direction: str) -> None:
    """`Orders!` in an Arabic list, as elsewhere."""
    name = """all('.comps a').map((link) => {
      const walker = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
      return walker.nextNode();
    }).find((node) => node.data.startsWith('Orders'))"""
    assert look(folder, f"middle(part({name}, {name}.length - 1, {name}.length)) - middle(part({name}, 0, 1))") > 20


@pytest.mark.parametrize(("folder", "direction"), BOTH)
def test_headings_in_another_language_begin_where_the_page_begins(look: Look, folder: str, direction: str) -> None:
    """Their words run in their own direction; only the block is that of the page."""
    edge = "right" if direction == "rtl" else "left"
    off = look(f"{folder}incidents/a/", f"text(one('h1')).getBoundingClientRect().{edge} - box(one('.lead')).{edge}")

    assert abs(off) <= 1


@pytest.mark.parametrize(("folder", "direction"), BOTH)
def test_a_progress_bar_fills_from_where_reading_begins(look: Look, folder: str, direction: str) -> None:
    """After half an hour of two it is filled in its first quarter alone."""
    page = look(f"{folder}maintenance/w/")
    shot = b64encode(page.locator("progress").screenshot()).decode()
    colors = page.context.new_page().evaluate(
        """async (data) => {
          const image = new Image();
          image.src = `data:image/png;base64,${data}`;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
          canvas.drawImage(image, 0, 0);
          return [0.12, 0.88].map((at) =>
            String(canvas.getImageData(Math.floor(image.width * at), Math.floor(image.height / 2), 1, 1).data));
        }""",
        shot,
    )
    filled = "31,95,191,255"

    assert [color == filled for color in colors] == [direction == "ltr", direction == "rtl"], colors
