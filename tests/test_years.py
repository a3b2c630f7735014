"""A moment says its year where readers would take it for another one, also while a page stays open over New Year."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.pages import YML, Pages, turn, words

from sitegen.times import read_moment, read_zone

OUTAGE = """
---
title: Orders are slow
started: 2025-12-30 14:32
components: {orders: degraded_performance}
---

## 2025-12-30 14:35 investigating

- next update: 2026-01-02 10:00

We look.
"""
OVER_IT = """
---
title: Mail is late
started: 2025-12-31 23:50
components: {mail: degraded_performance}
---

## 2025-12-31 23:55 investigating

We look.

## 2026-01-01 00:20 resolved

It is back.
"""
WINDOW = """
---
title: Upgrade
start: 2025-12-31 23:30
end: 2026-01-01 01:30
components: [orders]
---

## 2025-12-20 10:00 scheduled

We upgrade.
"""
FILES = {"incidents/orders.md": OUTAGE, "incidents/mail.md": OVER_IT, "maintenance/upgrade.md": WINDOW}
BEFORE, EVE, AFTER = "2025-12-31 12:00", "2025-12-31 23:58", "2026-01-01 00:00"
SHOWN = ["", "incidents/orders/", "maintenance/upgrade/", "components/orders/", "history/2025-12/"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Something that is active, something resolved in the new year, and a window that lasts into it."""
    return Pages(tmp_path_factory.mktemp("years"), FILES)


SHORT = "Dec 31, 2025, 23:30"
LONG = "December 31, 2025, 23:30"


@pytest.mark.parametrize(
    ("now", "path", "part", "said"),
    [
        (BEFORE, "", "#incidents", "Dec 30, 14:35 UTC+8"),
        (AFTER, "", "#incidents", "Dec 30, 2025, 14:35 UTC+8"),
        (BEFORE, "", "#banner .due", "Jan 2, 2026, 10:00 UTC+8"),
        (AFTER, "", "#banner .due", "Jan 2, 2026, 10:00 UTC+8"),
        (BEFORE, "", "#windows .when", SHORT),
        (BEFORE, "", "#windows .when", "Jan 1, 2026, 01:30 UTC+8"),
        (BEFORE, "incidents/orders/", "#lead", "Dec 30, 14:32 UTC+8"),
        (AFTER, "incidents/orders/", "#lead", "Dec 30, 2025, 14:32 UTC+8"),
        (AFTER, "maintenance/upgrade/", "#lead", SHORT),
        ("2026-01-01 01:30", "maintenance/upgrade/", "#lead", LONG),
        ("2026-01-01 12:00", "incidents/mail/", "#lead", "December 31, 2025, 23:50"),
        ("2026-01-01 12:00", "incidents/mail/", "#lead", "January 1, 2026, 00:20"),
        (BEFORE, "components/orders/", "#current", "Dec 30, 14:32 UTC+8"),
        (AFTER, "components/orders/", "#current", "Dec 30, 2025, 14:32 UTC+8"),
        ("2026-01-01 12:00", "history/2025-12/", ".lines", "Dec 30, 14:32 UTC+8"),
        ("2026-01-01 12:00", "history/2025-12/", ".lines", "Jan 1, 2026, 00:20 UTC+8"),
    ],
)
def test_a_moment_of_another_year_says_its_year(pages: Pages, now: str, path: str, part: str, said: str) -> None:
    """Another than that of the page, or of the month that a list is of; what is over always says it on its own page."""
    shown = [words(one) for one in pages.page(now, path).select(part)]

    assert any(re.search(rf"(?<!\w){re.escape(said)}", text) for text in shown), shown


@pytest.mark.parametrize("path", SHOWN)
def test_a_page_that_was_made_in_the_old_year_turns_into_that_of_the_new_one(pages: Pages, path: str) -> None:
    """Region by region, by what it holds for that moment and those before."""
    older, newer = pages.source(EVE, f"{path}index.html"), pages.page(AFTER, path)
    turned = turn(older, read_moment(AFTER, read_zone("Asia/Shanghai")))
    for moment in (*turned.select(".asof"), *newer.select(".asof")):
        moment.decompose()

    regions = [one["id"] for one in newer.select("main [id]") if one.find("time")]
    assert regions
    for region in regions:
        assert words(turned.select_one(f"#{region}")) == words(newer.select_one(f"#{region}"))


def test_a_page_of_what_is_over_is_the_same_in_every_year(tmp_path: Path) -> None:
    """It is not made again."""
    pages = Pages(tmp_path, {"incidents/mail.md": OVER_IT}, YML)

    assert pages.source("2026-03-01 10:00", "incidents/mail/index.html") == pages.source(
        "2031-03-01 10:00", "incidents/mail/index.html"
    )
