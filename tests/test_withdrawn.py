"""An entry that was taken back: its address and its updates stay, and nothing counts it any more."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support.sites import Folder
from support.stories import SITE
from support.tables import rows

from sitegen.build import AsOf, build, check
from sitegen.cli import run
from sitegen.cli.options import read_now
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.model import Impact

NOW = "2026-01-24T12:00:00Z"
OUTAGE = """\
---
title: Nobody can sign in
withdrawn: true
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

Nobody can sign in.

## 2026-01-23 14:50 resolved

It was a false alarm of our own monitoring.
"""
NOTICE = """\
---
title: Prices rise
withdrawn: true
kind: notice
components: [orders]
until: 2026-02-23 00:00
---

## 2026-01-23 14:35 update

Prices rise in March.

## 2026-01-23 16:00 update

They do not: this was sent by mistake.
"""
WINDOW = """\
---
title: The database moves
withdrawn: true
components: [orders]
start: 2026-01-23 02:00
end: 2026-01-23 04:00
---

## 2026-01-20 10:00 scheduled

We move the database.

## 2026-01-23 14:00 completed

We have never begun: this was a draft for another service.
"""
FILES = {
    "content/incidents/outage.md": OUTAGE,
    "content/incidents/prices.md": NOTICE,
    "content/maintenance/move.md": WINDOW,
}


@pytest.fixture
def story(tmp_path: Path) -> Folder:
    """A site with nothing but what was taken back."""
    folder = Folder(tmp_path / "site")
    for path, text in {"site.yml": SITE, **FILES}.items():
        folder.write(path, text)
    return folder


def entries(story: Folder, now: str = NOW) -> dict[str, Entry]:
    """The entries as of *now*, by slug."""
    checked = check(story.root, AsOf(read_now(now), given=True))
    return {view.slug: view for view in checked.snapshot.entries}


def page(story: Folder, path: str, now: str = NOW) -> BeautifulSoup:
    """A page of the site as it stands, without what it will be later."""
    build(story.root, story.root / "dist", AsOf(read_now(now), given=True))
    found = BeautifulSoup((story.root / "dist" / path / "index.html").read_bytes(), "html.parser")
    for later in found("template"):
        later.decompose()
    return found


def test_nothing_is_broken_or_lasts_once_it_is_withdrawn(story: Folder) -> None:
    outage, prices, move = (entries(story)[slug] for slug in ("outage", "prices", "move"))
    assert isinstance(outage, IncidentView)
    assert isinstance(prices, IncidentView)
    assert isinstance(move, MaintenanceView)
    assert [view.withdrawn for view in (outage, prices, move)] == [True] * 3
    assert [view.active for view in (outage, prices, move)] == [False] * 3
    assert [view.intervals for view in (outage, move)] == [()] * 2
    assert (outage.impact, outage.duration) == (Impact.NONE, None)


def test_until_it_is_withdrawn_it_stands(story: Folder) -> None:
    outage = entries(story, "2026-01-23T14:49:59Z")["outage"]
    assert isinstance(outage, IncidentView)
    assert (outage.withdrawn, outage.active, outage.impact) == (False, True, Impact.MAJOR)


def test_the_record_of_the_components_is_as_if_it_had_never_been(story: Folder) -> None:
    checked = check(story.root, AsOf(read_now(NOW), given=True))
    for history in checked.snapshot.histories:
        assert history.entries == ()
        assert history.months == ()
        # Nothing else names a component, so that none has a record.
        assert {day.worst for day in history.now.record.days} == {None}
        assert history.now.record.uptime is None


@rows(
    ("path", "why"),
    [
        ("incidents/outage", "It was a false alarm of our own monitoring."),
        ("incidents/prices", "They do not: this was sent by mistake."),
        ("maintenance/move", "We have never begun: this was a draft for another service."),
    ],
)
def test_its_page_says_so_first_and_why(story: Folder, path: str, why: str) -> None:
    main = page(story, path).main
    assert main is not None
    text = re.sub(r"\s+", " ", main.get_text(" "))
    state, lead = main.select_one("#state"), main.select_one("#lead")
    assert state is not None
    assert lead is not None
    assert "Withdrawn" in state.get_text()
    assert "We withdrew this on January 23, 2026" in lead.get_text()
    assert why in text
    assert main.select_one("#facts") is None


@rows("path", ["", "history/2026-01"])
def test_lists_name_it_as_withdrawn(story: Folder, path: str) -> None:
    lines = page(story, path).select("ul.lines > li")
    told = [line.get_text() for line in lines if "continued after this day" not in line.get_text()]
    assert len(told) == 3
    assert all("Withdrawn" in one for one in told)
    assert not any("impact" in one.lower() or "Resolved" in one for one in told)


def test_subscribers_are_told_and_keep_their_items(story: Folder) -> None:
    build(story.root, story.root / "dist", AsOf(read_now(NOW), given=True))
    feed = json.loads((story.root / "dist/updates.json").read_text())
    titles = [one["title"] for one in feed["items"]]
    assert sum("Withdrawn" in title for title in titles) == 3
    assert len(titles) >= 6


def test_programs_get_it_as_over_and_without_an_impact(story: Folder) -> None:
    build(story.root, story.root / "dist", AsOf(read_now(NOW), given=True))
    listed = json.loads((story.root / "dist/api/v2/incidents.json").read_text())["incidents"]
    assert {one["name"]: (one["status"], one["impact"]) for one in listed} == {
        "Nobody can sign in": ("resolved", "none"),
        "Prices rise": ("resolved", "none"),
    }


@rows("audience", ["users", "customers", "partners", "social", "support", "team", "management"])
@rows("slug", ["outage", "prices", "move"])
def test_every_message_of_it_takes_it_back(
    story: Folder, audience: str, slug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (story.root / "internal").mkdir(exist_ok=True)
    arguments = ["message", slug, "--site", str(story.root), "--now", NOW, "--audience", audience, "--format", "json"]
    assert run([*arguments, "--internal", str(story.root / "internal")]) == 0
    [told] = json.loads(capsys.readouterr().out)
    assert told["stage"] == "cancelled"
    assert told["title"].startswith("Withdrawn: ") or "Withdrawn" in told["text"]
    assert not re.search("(?i)is resolved|back to normal|patience|has been resolved|will not take place", told["text"])


@rows(
    ("path", "replaced", "by"),
    [
        ("content/incidents/outage.md", "## 2026-01-23 14:50 resolved", "## 2026-01-23 14:50 monitoring"),
        ("content/incidents/outage.md", "It was a false alarm of our own monitoring.\n", ""),
        ("content/incidents/prices.md", "They do not: this was sent by mistake.", "- components: [login]"),
        ("content/maintenance/move.md", "## 2026-01-23 14:00 completed", "## 2026-01-23 14:00 update"),
    ],
)
def test_who_takes_it_back_says_why(story: Folder, path: str, replaced: str, by: str) -> None:
    text = (story.root / path).read_text()
    assert replaced in text
    story.write(path, text.replace(replaced, by))
    assert "withdrawn: expected a last update that says why, found 'true'" in story.problems()
