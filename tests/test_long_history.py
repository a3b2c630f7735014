"""Years of incidents: pages of a bounded size, of which old ones stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from support.pages import LONG_AFTER, YML, Pages, words

from sitegen.derive.snapshot import MONTH_PART, Month
from sitegen.outputs import hosting

SHORT = """
---
title: {title}
components: {{login: degraded_performance}}
---

## {begin} investigating

We look.

## {end} resolved

Back.
"""


def outages(first: str, count: int, every: timedelta = timedelta(hours=4)) -> dict[str, str]:
    """So many incidents, one after the other, each of ten minutes; their files by path."""
    begin = datetime.fromisoformat(first)
    files = {}
    for number in range(count):
        at = begin + number * every
        title = f"Outage {number} of {begin:%Y-%m}"
        end = at + timedelta(minutes=10)
        text = SHORT.format(title=title, begin=f"{at:%Y-%m-%d %H:%M}", end=f"{end:%Y-%m-%d %H:%M}")
        files[f"incidents/{begin:%Y-%m}-{number:03}.md"] = text
    return files


JANUARY = outages("2026-01-01 09:00", 160)
LONG = {**outages("2024-05-10 09:00", 3), **outages("2025-12-02 09:00", 2), **JANUARY}
"""160 incidents in January, six a day; some before."""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The site with that history."""
    return Pages(tmp_path_factory.mktemp("long"), LONG)


def listed(pages: Pages, path: str) -> list[str]:
    """The slugs of the entries in the list of a page."""
    return [line["id"].partition("-")[2] for line in pages.page(LONG_AFTER, path).select(".lines > li[id]")]


def made(pages: Pages) -> dict[str, bytes]:
    """The pages of the history, the maps and what the search looks through."""
    wanted = re.compile(r"(zh-CN/)?history/.*|sitemap.*")
    return {path: file.render() for path, file in pages.at(LONG_AFTER).items() if wanted.fullmatch(path)}


# --- the pages of a month


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (0, {None: 0}),
        (1, {None: 1}),
        (149, {None: 149}),
        (150, {None: 50, 1: 100}),
        (249, {None: 149, 1: 100}),
        (250, {None: 50, 2: 100, 1: 100}),
    ],
)
def test_a_month_is_cut_into_pages_from_its_beginning(count: int, sizes: dict[int | None, int]) -> None:
    """Those with a number are full; the newest has half as many at the least, so that nobody finds it empty."""
    every, lasting = tuple(reversed(range(count))), (1000,)
    parts = Month(2026, 1, cast("Any", every), cast("Any", lasting)).parts

    assert MONTH_PART == 100
    assert {part.number: len(part.entries) for part in parts} == sizes
    assert tuple(entry for part in parts for entry in part.entries) == every
    assert [part.lasting for part in parts] == [lasting, *[()] * (len(parts) - 1)]


def test_what_begins_later_moves_nothing_on_a_full_page() -> None:
    """Whatever number of entries follows, each stays on the page that it came to."""
    months = [Month(2026, 1, cast("Any", tuple(reversed(range(count)))), ()) for count in range(400)]
    numbered = [{part.number: part.entries for part in month.parts if part.number} for month in months]

    for before, after in pairwise(numbered):
        assert before.items() <= after.items()


def test_the_page_of_a_month_has_its_newest_and_leads_to_those_before(long: Pages) -> None:
    """With the days on which they began and how many there are; the count above is that of the whole month."""
    page = long.page(LONG_AFTER, "history/2026-01/")

    assert listed(long, "history/2026-01/") == [f"2026-01-{number:03}" for number in range(159, 99, -1)]
    assert words(page.select_one(".lead")).startswith("160 incidents")
    assert [(words(item), item.a["href"]) for item in page.select("#parts + ul li")] == [
        ("Jan 1 – 17, 2026 100 entries", "/history/2026-01/1/")
    ]
    assert [link["href"] for link in page.select(".pager a")] == ["/history/2025-12/", "/history/"]


def test_an_older_part_of_a_month_says_which_days_and_leads_back(long: Pages) -> None:
    """In every language; it has a title of its own."""
    page = long.page(LONG_AFTER, "history/2026-01/1/")

    assert listed(long, "history/2026-01/1/") == [f"2026-01-{number:03}" for number in range(99, -1, -1)]
    assert (words(page.h1), words(page.select_one(".lead"))) == ("Jan 1 – 17, 2026", "100 incidents")
    assert words(page.title) == "History: Jan 1 – 17, 2026 – Example"
    assert page.select("#parts") == []
    assert [(words(link), link["href"]) for link in page.select(".pager a")] == [
        ("← December 2025", "/history/2025-12/"),
        ("January 2026", "/history/2026-01/"),
    ]
    assert words(long.page(LONG_AFTER, "zh-CN/history/2026-01/1/").h1) == "2026年1月1日至17日"


def test_parts_of_a_month_lead_to_each_other(tmp_path: Path) -> None:
    """Back to the month before, and forth to the month's own page."""
    every = timedelta(hours=2)
    pages = Pages(tmp_path, {**outages("2025-12-02 09:00", 2), **outages("2026-01-01 09:00", 260, every)})

    assert [
        [link["href"] for link in pages.page(LONG_AFTER, f"history/2026-01/{path}").select(".pager a")]
        for path in ("", "2/", "1/")
    ] == [
        ["/history/2025-12/", "/history/"],
        ["/history/2026-01/1/", "/history/2026-01/"],
        ["/history/2025-12/", "/history/2026-01/", "/history/2026-01/2/"],
    ]


def test_a_month_of_few_entries_has_one_page(long: Pages) -> None:
    """And no heading for others."""
    months = {path for path in long.at(LONG_AFTER) if path.startswith("history/2")}

    assert months == {f"history/{path}/index.html" for path in ("2024-05", "2025-12", "2026-01", "2026-01/1")}
    assert long.page(LONG_AFTER, "history/2025-12/").select("#parts") == []


# --- what an update changes


def test_a_new_incident_changes_the_newest_pages_alone(
    long: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full pages, months before, the maps and the search of years before stay the same bytes."""
    monkeypatch.setattr(hosting, "MAX_WHOLE_MAP", 100)
    new = {"incidents/new.md": SHORT.format(title="New", begin="2026-01-30 09:00", end="2026-01-30 09:20")}
    before, after = made(Pages(tmp_path / "before", LONG)), made(Pages(tmp_path / "after", {**LONG, **new}))
    changed = {path for path in after if after[path] != before.get(path)}

    assert before.keys() == after.keys()
    assert changed == {
        "sitemap.xml",
        "sitemap-2026.xml",
        *(
            f"{locale}history/{path}"
            for locale in ("", "zh-CN/")
            for path in ("index.html", "2026-01/index.html", "search-2026.json")
        ),
    }


# --- what finds them


def addresses(source: bytes) -> list[str]:
    """The addresses in a site map."""
    return re.findall("<loc>https://status.example.com/(.*?)</loc>", source.decode())


def test_beyond_a_number_of_addresses_each_year_has_a_map(long: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Together they list every page once; the map of maps has the newest change in each."""
    monkeypatch.setattr(hosting, "MAX_WHOLE_MAP", 100)
    pages = Pages(long.root, long.files, site=long.site)
    files = made(pages)
    maps = [f"sitemap-{name}.xml" for name in ("pages", "2024", "2025", "2026")]
    every = [place for name in maps for place in addresses(files[name])]
    published = {path.removesuffix("index.html") for path in pages.at(LONG_AFTER) if path.endswith("index.html")}

    assert addresses(files["sitemap.xml"]) == maps
    assert {path for path in files if path.startswith("sitemap")} == {"sitemap.xml", *maps}
    assert "sitemap-2024.xml</loc><lastmod>2024-05-10T09:10:00Z</lastmod>" in files["sitemap.xml"].decode()
    assert len(every) == len(set(every))
    assert set(every) == published


def test_no_map_has_more_addresses_than_it_may(long: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of a year goes on in another, in the same order."""
    monkeypatch.setattr(hosting, "MAX_WHOLE_MAP", 100)
    whole = addresses(made(Pages(long.root, long.files, site=long.site))["sitemap-2026.xml"])
    monkeypatch.setattr(hosting, "MAX_MAP_ADDRESSES", 150)
    files = made(Pages(long.root, long.files, site=long.site))
    parts = [addresses(files[f"sitemap-2026{ending}.xml"]) for ending in ("", "-2", "-3")]

    assert [len(part) for part in parts] == [150, 150, 24]
    assert [place for part in parts for place in part] == whole
    assert "sitemap-2026-3.xml" in addresses(files["sitemap.xml"])


def test_a_small_site_has_one_map(long: Pages) -> None:
    """Of everything."""
    assert {path for path in long.at(LONG_AFTER) if path.startswith("sitemap")} == {"sitemap.xml"}


def test_the_search_looks_through_every_year(long: Pages) -> None:
    """Each in a file of its own, which the page names, the newest first."""
    named = long.page(LONG_AFTER, "history/").select_one("#search")["data-index"].split(" ")
    rows = {name: json.loads(long.source(LONG_AFTER, name[1:])) for name in named}

    assert named == [f"/history/search-{year}.json" for year in (2026, 2025, 2024)]
    assert [len(each) for each in rows.values()] == [160, 2, 3]
    assert all(row[2].startswith(name[-9:-5]) for name, each in rows.items() for row in each)


def test_a_component_lists_two_years_by_month_and_the_others_as_a_whole(tmp_path: Path) -> None:
    """The two newest in which anything concerned it, so that nothing is missing between."""
    years = (f"{month} 09:00" for month in ("2021-03-01", "2021-05-01", "2023-05-01", "2024-11-01", "2026-01-20"))
    files = {path: text for first in years for path, text in outages(first, 2).items()}
    page = Pages(tmp_path, files, YML.replace("since: 2024-01-01", "since: 2020-01-01")).page(
        LONG_AFTER, "components/login/"
    )

    assert [(words(item), item.a["href"]) for item in page.select("#months + ul li")] == [
        ("January 2026 2 entries", "/history/2026-01/"),
        ("November 2024 2 entries", "/history/2024-11/"),
        ("2023 2 entries", "/history/#y2023"),
        ("2021 4 entries", "/history/#y2021"),
    ]


def later(pages: Pages, path: str) -> Iterator[str]:
    """The pages that a page leads to as newer ones, one after the other."""
    while link := pages.page(LONG_AFTER, path).select_one(".pager [rel=next]"):
        path = link["href"][1:]
        yield path


def test_months_lead_from_the_first_to_the_last(long: Pages) -> None:
    """By the page of each, without the parts of it."""
    assert list(later(long, "history/2024-05/")) == ["history/2025-12/", "history/2026-01/"]
