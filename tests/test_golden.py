"""Golden pages: one rich story in both languages, so that a change of a template shows as a change of a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from support import golden
from support.places import GOLDEN

from sitegen.build import AsOf, check
from sitegen.model import File
from sitegen.times import read_moment, read_zone

MOMENTS = {"busy": "2026-03-14 10:36", "calm": "2026-03-12 12:00"}
"""When the story is looked at: while all is happening, and between."""

PAGES = [
    "index.html",
    "incidents/login-outage/index.html",
    "incidents/slow-pages/postmortem/index.html",
    "maintenance/database-upgrade/index.html",
    "components/mail/index.html",
    "history/2026-03/index.html",
    "subscribe/index.html",
]
BUSY = [
    *PAGES,
    *(f"zh-CN/{path}" for path in PAGES),
    "503.html",
    "updates.rss",
    "zh-CN/updates.atom",
    "maintenance.ics",
    "zh-CN/maintenance.ics",
    "api/v2/summary.json",
    "status.json",
    "metrics.txt",
]
CALM = ["index.html", "zh-CN/index.html", "503.html"]
CASES = [*(f"busy/{path}" for path in BUSY), *(f"calm/{path}" for path in CALM)]


@cache
def files(moment: str) -> dict[str, File]:
    """Every file of the site at one of the moments, by path."""
    root, now = GOLDEN / "site", read_moment(MOMENTS[moment], read_zone("Asia/Shanghai"))
    return {file.path: file for file in check(root, AsOf(now, given=True)).files}


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_what_its_golden_file_says(case: str, update_golden: bool) -> None:
    """Whoever changes a template sees in the diff of these files what it does to pages."""
    moment, path = case.split("/", 1)

    golden.hold(GOLDEN / case, golden.readable(path, files(moment)[path].render()), update=update_golden)


def test_every_golden_file_has_its_case() -> None:
    """None is left behind when a page goes."""
    found = [path for moment in MOMENTS for path in (GOLDEN / moment).rglob("*") if path.is_file()]

    assert {path.relative_to(GOLDEN).as_posix() for path in found} == set(CASES)


# ---- and that a difference is seen, and read


def test_a_page_is_written_an_element_a_line() -> None:
    """Sentences stay whole, icons are named, and what is around `<main>` is left out."""
    text = """<title>One &amp; two</title></head><body><main id="m">
        <ul class="a"><li><svg class="i high" aria-hidden="true"><path d="M0"/></svg> <a href="/">A</a>, <b>b</b></li>
        <li>C</li></ul><pre>
 kept</pre></main><footer>x</footer>"""

    assert golden.page(text).splitlines() == [
        "<title>One &amp; two</title>",
        '<main id="m">',
        '<ul class="a">',
        '<li><svg class="i high"> <a href="/">A</a>, <b>b</b></li>',
        "<li>C</li>",
        "</ul>",
        "<pre>",
        " kept</pre>",
        "</main>",
    ]


def test_a_difference_is_shown_with_the_way_to_accept_it(tmp_path: Path) -> None:
    """As a diff of lines; once accepted, there is none."""
    file = tmp_path / "made/page.html"
    golden.hold(file, "one\ntwo\n", update=True)
    golden.hold(file, "one\ntwo\n", update=False)

    with pytest.raises(pytest.fail.Exception, match=r"(?s)-two\n\+three.*pytest --update-golden"):
        golden.hold(file, "one\nthree\n", update=False)
