"""Updates without words: each output shows the latest words that there are, and what the newest update states."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import icalendar
import pytest
from support.pages import soup, words
from support.stories import moment, read

from sitegen.build import render
from sitegen.derive.snapshot import derive
from sitegen.theme.edition import load_editions

INCIDENT = """\
---
title: Sign-in fails
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

We are looking into **failing** sign-ins.

## 2026-01-23 14:50 identified

- progress: 70%
- scope: {users: half of them}
- next update: 15:10
"""
SILENT = """\
---
title: Orders are slow
components: {orders: degraded_performance}
---

## 2026-01-23 14:40 investigating

- workaround: Try again in the evening.
"""
WINDOW = """\
---
title: Database upgrade
start: 2026-01-23 14:00
end: 2026-01-23 16:00
reason: The database gets a new version.
components: [orders]
---

## 2026-01-20 10:00 scheduled

We will upgrade the database.

## 2026-01-23 14:05 in_progress

The upgrade has begun.

## 2026-01-23 14:45 update

- progress: 40%
"""
NOTICE = """\
---
title: Invoices
kind: notice
until: 2026-02-01 00:00
components: []
---

## 2026-01-23 10:00 update

Invoices come from a new address.

## 2026-01-23 11:00 update

- scope: {regions: Europe}
"""
FILES = {
    "incidents/login.md": INCIDENT,
    "incidents/orders.md": SILENT,
    "incidents/invoices.md": NOTICE,
    "maintenance/database.md": WINDOW,
}
NOW = "2026-01-23 14:55"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of the site, by path."""
    root = tmp_path_factory.mktemp("site")
    found = derive(read(root, FILES), moment(NOW))
    return {one.path: one.render() for one in render(found, root, load_editions(root, found.config))}


def shown(site: dict[str, bytes], path: str, part: str = "main") -> str:
    """The words of a part of a page."""
    return words(soup(site[path].decode()).select_one(part))


@pytest.mark.parametrize(
    ("part", "parts"),
    [
        (
            "#incidents article:nth-of-type(1)",
            [
                "Identified · Jan 23, 14:50 UTC Users: half of them Progress: about 70% (our estimate)",
                "Investigating · Jan 23, 14:35 UTC We are looking into failing sign-ins.",
            ],
        ),
        ("#incidents article:nth-of-type(2)", ["Workaround: Try again in the evening.", "Jan 23, 14:40 UTC"]),
        (
            "#windows article",
            ["Update · Jan 23, 14:45 UTC Progress: about 40% (our estimate)", "The upgrade has begun."],
        ),
        ("#notices article", ["Regions: Europe", "Invoices come from a new address."]),
    ],
)
def test_a_card_shows_what_is_new_and_the_latest_words(site: dict[str, bytes], part: str, parts: list[str]) -> None:
    """The newest update is told by what it states, and the words before it stay."""
    card = shown(site, "index.html", part)

    assert [one for one in parts if one not in card] == []


def test_no_block_of_words_is_empty(site: dict[str, bytes]) -> None:
    """On any page: an element for somebody's words is there only with words in it."""
    empty = [
        path
        for path, data in site.items()
        if path.endswith(".html")
        for block in soup(data.decode()).find_all(class_=["prose", "newest", "gist", "changes"])
        if not "".join(block.find_all(string=True)).strip()
    ]

    assert empty == []


@pytest.mark.parametrize(
    ("slug", "gist"),
    [
        ("incident-login", "We are looking into failing sign-ins."),
        ("incident-orders", "Workaround: Try again in the evening."),
        ("notice-invoices", "Invoices come from a new address."),
        ("maintenance-database", "The upgrade has begun."),
    ],
)
def test_lists_keep_the_latest_words(site: dict[str, bytes], slug: str, gist: str) -> None:
    """Or, where no update has any, say what the newest one states."""
    assert shown(site, "history/2026-01/index.html", f"#{slug} .gist") == gist


@pytest.mark.parametrize(
    ("path", "description"),
    [
        ("incidents/login/index.html", "We are looking into failing sign-ins."),
        ("incidents/orders/index.html", "Workaround: Try again in the evening."),
        ("maintenance/database/index.html", "The upgrade has begun."),
    ],
)
def test_descriptions_keep_the_latest_words(site: dict[str, bytes], path: str, description: str) -> None:
    """For search engines and previews."""
    assert soup(site[path].decode()).find("meta", {"name": "description"})["content"] == description


def test_the_503_page_quotes_the_words_that_other_pages_show(site: dict[str, bytes]) -> None:
    """One rule decides which are the latest."""
    assert "The upgrade has begun." in shown(site, "503.html", "article")


@pytest.mark.parametrize(
    ("path", "bodies"),
    [
        (
            "api/v2/incidents/unresolved.json",
            {
                "Users: half of them\nProgress: about 70% (our estimate)\nNext update by January 23, 2026, 15:10 UTC",
                "Workaround: Try again in the evening.",
            },
        ),
        ("api/v2/scheduled-maintenances/active.json", {"Progress: about 40% (our estimate)"}),
    ],
)
def test_the_api_has_a_body_for_each_update(site: dict[str, bytes], path: str, bodies: set[str]) -> None:
    """What it states, a line a fact; Statuspage has no update without a body."""
    document = json.loads(site[path])
    found = {
        update["body"]
        for name in ("incidents", "scheduled_maintenances")
        for entry in document.get(name, ())
        for update in entry["incident_updates"]
    }

    assert "" not in found
    assert bodies <= found


@pytest.mark.parametrize("path", ["updates.rss", "updates.atom", "history.rss", "history.atom"])
def test_feeds_say_what_an_update_states(site: dict[str, bytes], path: str) -> None:
    """Also in the form of a whole incident."""
    entries = feedparser.parse(site[path]).entries
    html = [entry.get("content", [{"value": entry.summary}])[0]["value"] for entry in entries]
    texts = [" ".join(soup(one).stripped_strings) for one in html]

    assert any("Progress: about 70% (our estimate)" in text for text in texts)
    assert any("Workaround: Try again in the evening." in text for text in texts)


def test_the_calendar_says_what_an_update_states(site: dict[str, bytes]) -> None:
    """Below its status and its time."""
    (event,) = icalendar.Calendar.from_ical(site["maintenance.ics"].decode()).walk("VEVENT")

    assert "Progress: about 40% (our estimate)" in str(event["DESCRIPTION"])


def test_a_postmortems_timeline_says_what_an_update_states(tmp_path: Path) -> None:
    """Where others have a line of words."""
    files = {
        "incidents/login.md": f"{INCIDENT}\n## 2026-01-23 15:00 resolved\n\nIt works again.\n",
        "incidents/login.postmortem.md": "---\npublished: 2026-01-24 10:00\n---\n\n## Summary\n\nWords.\n",
    }
    found = derive(read(tmp_path, files), moment("2026-01-25 10:00"))
    made = {one.path: one for one in render(found, tmp_path, load_editions(tmp_path, found.config))}
    page = soup(made["incidents/login/postmortem/index.html"].render().decode())

    assert "Users: half of them · Progress: about 70% (our estimate)" in words(page.select_one(".timeline"))
