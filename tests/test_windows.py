"""Every kind of maintenance at every edge: all outputs tell the same story, one second before, at and after."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import pytest
from click.testing import CliRunner
from support.pages import Pages, soup, words
from support.windows import PLAN, STORIES, Row, edges

from sitegen.cli import sitegen

PLACE, STANDS_IN = "maintenance/w/index.html", "maintenance/w/503.html"
SINGLE = "api/v2/scheduled-maintenances/"
UNTIL = ("scheduled_for", "scheduled_until")
READ = (
    "index.html",
    "maintenance",
    "api/",
    "updates.atom",
    "badge.json",
    "components/orders.badge",
    "status.json",
    "503",
)
NO_REASON = "Temporarily unavailable"
OPEN = ("in_progress", "verifying", "overrun")
PAGE = {
    "scheduled": "Scheduled",
    "late": "Start delayed",
    "in_progress": "In progress",
    "verifying": "Verifying",
    "overrun": "Running over",
    "over": "The planned window is over",
    "completed": "Completed",
    "cancelled": "Cancelled",
}
API = {
    "late": "scheduled",
    "scheduled": "scheduled",
    "in_progress": "in_progress",
    "verifying": "verifying",
    "overrun": "in_progress",
    "over": "completed",
    "completed": "completed",
    "cancelled": "completed",
}
CALENDAR = {"late": "TENTATIVE", "cancelled": "CANCELLED"}
STANDING_IN = {
    "scheduled": "Planned maintenance",
    "late": "Planned maintenance, start delayed",
    "in_progress": "Maintenance in progress",
    "verifying": "Maintenance in progress: checking the result",
    "overrun": "Maintenance in progress, running over",
}


@pytest.mark.parametrize("name", STORIES)
def test_every_output_tells_the_same_story(name: str, tmp_path: Path) -> None:
    """Page, API, calendar, feed, badge, 503 page and `status` command, at every edge of one maintenance."""
    story = STORIES[name]
    pages = story.pages(tmp_path)
    for now, true in edges(story):
        wanted, said = expected(Row.read(true)), told(pages, now)
        wrong = {name: said[name] for name in wanted if said[name] != wanted[name]}
        assert (now, true, wrong) == (now, true, {})
        assert said.keys() == wanted.keys()


def expected(row: Row | None) -> dict[str, object]:
    """What each output tells where a row is true."""
    stage = row.stage if row else "nothing"
    is_open, active = stage in OPEN, stage in (*OPEN, "scheduled", "late")
    banner = "Maintenance in progress" if is_open else "All systems operational"
    component = "Under maintenance" if is_open else "Operational"
    kicker = STANDING_IN.get(stage, NO_REASON)
    window = f"{row.start} – {row.end}" if row else None
    return {
        "index": [STANDING_IN[stage] if is_open else banner, component, PAGE[stage] if active else None],
        "page": [PAGE[stage], window] if row else None,
        "api": ["maintenance", "under_maintenance"] if is_open else ["none", "operational"],
        "api, its own document": [_api(row), window] if row else None,
        "api, lists": [active, stage in ("scheduled", "late"), is_open],
        "calendar": [PAGE[stage], window, CALENDAR.get(stage, "CONFIRMED")] if row else None,
        "feed": row.item if row else None,
        "badges": [banner, component],
        "health": [stage] if active else [],
        "503": [kicker, kicker] if row and row.cause else [NO_REASON, NO_REASON],
        "503 of the window": kicker if row else None,
        "status": [stage] if active else [],
        "status in words": active and PAGE[stage].lower(),
    }


def _api(row: Row) -> str:
    """Statuspage's word; it has none for a window past its end, which stays what it was."""
    return "verifying" if (row.stage, row.item) == ("overrun", "Verifying") else API[row.stage]


def told(pages: Pages, now: str) -> dict[str, object]:
    """The same, as the outputs of a site say it at a moment."""
    files = {path: file.render() for path, file in pages.at(now).items() if path.startswith(READ)}
    assert pages.site is not None
    zone = pages.site.config.zone

    def part(path: str, name: str) -> str | None:
        found = soup(files[path].decode()).select_one(name) if path in files else None
        return words(found) if found else None

    def kicker(path: str) -> str | None:
        return part(path, "#k-en") or part(path, "#h-en h2")

    def window(start: datetime, end: datetime) -> str:
        return f"{start.astimezone(zone):%d %H:%M} – {end.astimezone(zone):%d %H:%M}"

    def planned(source: bytes) -> str:
        times = soup(source.decode()).select("#facts dd")[0].select("time")
        return window(*(datetime.fromisoformat(time["datetime"]) for time in times))

    def document(path: str) -> Any:
        return json.loads(files[path])

    def listed(name: str) -> bool:
        return bool(document(f"api/v2/{name}.json")["scheduled_maintenances"])

    def run(*arguments: str) -> str:
        return CliRunner().invoke(sitegen, ["status", "--site", str(pages.root), "--now", now, *arguments]).output

    summary, badges = document("api/v2/summary.json"), ("badge.json", "components/orders.badge.json")
    single = [json.loads(data) for path, data in files.items() if re.fullmatch(rf"{SINGLE}\w{{12}}\.json", path)]
    events = icalendar.Calendar.from_ical(files["maintenance.ics"]).walk("VEVENT")
    items = feedparser.parse(files["updates.atom"]).entries
    banner = part("index.html", "#banner h1"), part("index.html", "#banner .kicker")
    lines = run().splitlines()
    return {
        "index": [banner[1] or banner[0], part("index.html", "#s-orders"), part("index.html", "#windows .st")],
        "page": [
            (part(PLACE, "#state") or "").partition(" Maintenance")[0],
            planned(files[PLACE]),
        ]
        if PLACE in files
        else None,
        "api": [
            summary["status"]["indicator"],
            next(one["status"] for one in summary["components"] if one["name"] == "Orders"),
        ],
        "api, its own document": [
            single[0]["scheduled_maintenance"]["status"],
            window(*(datetime.fromisoformat(single[0]["scheduled_maintenance"][name]) for name in UNTIL)),
        ]
        if single
        else None,
        "api, lists": [
            bool(summary["scheduled_maintenances"]),
            listed("scheduled-maintenances/upcoming"),
            listed("scheduled-maintenances/active"),
        ],
        "calendar": [
            re.search(r"Status: ([^\n]*)", events[0]["description"])[1],
            window(events[0]["dtstart"].dt, events[0]["dtend"].dt),
            str(events[0]["status"]),
        ]
        if events
        else None,
        "feed": items[0].title.partition(":")[0] if items else None,
        "badges": [document(name)["message"] for name in badges],
        "health": [one["status"] for one in document("status.json")["maintenances"]],
        "503": [
            part("503.html", "#k-en") or part("503.html", "#h-en h2"),
            document("503.json")["detail"].split(": Da")[0],
        ],
        "503 of the window": kicker(STANDS_IN),
        "status": [one["status"] for one in json.loads(run("--format", "json"))["maintenances"]],
        "status in words": lines[-1].strip().partition(",")[0] if "(w)" in lines[-2:][0] else False,
    }


@pytest.mark.parametrize("name", ["moved", "moved after it had opened by the clock", "extended while it is open"])
def test_both_windows_are_shown_where_one_has_moved(name: str, tmp_path: Path) -> None:
    """On the page, on the index, in the calendar and on the 503 page; the calendar counts the move."""
    pages = STORIES[name].pages(tmp_path)
    now = next(edge for edge, row in STORIES[name].edges.items() if PLAN not in row)
    (event,) = icalendar.Calendar.from_ical(pages.source(now, "maintenance.ics")).walk("VEVENT")

    assert pages.says(now, "", "#windows s") == "Jan 24, 02:00 – 04:00 UTC+8"
    assert pages.says(now, "maintenance/w/", "#facts s") == "January 24, 2026, 02:00 – 04:00 UTC+8"
    assert pages.says(now, STANDS_IN, "#h-en s") == "January 24, 2026, 02:00 – 04:00 UTC+8"
    assert "January 24, 2026, 02:00 – 04:00 UTC+8" in event["description"]
    assert event["sequence"] == 1


def test_a_window_across_a_change_of_the_clocks_tells_both_offsets(tmp_path: Path) -> None:
    """Nobody can tell from `01:30 – 03:30` alone that it takes one hour, or three."""
    spring, autumn = (name for name in STORIES if "hour that" in name)
    one, other = (STORIES[name].pages(tmp_path / str(index)) for index, name in enumerate((spring, autumn)))

    assert one.says("2026-03-28 12:00", "maintenance/w/", "#lead p") == (
        "Mar 29, 01:30 UTC+1 – Mar 29, 03:30 UTC+2 · 1 hour"
    )
    assert other.says("2026-10-24 12:00", "maintenance/w/", "#lead p") == (
        "Oct 25, 01:30 UTC+2 – Oct 25, 03:30 UTC+1 · 3 hours"
    )


def test_short_notice_and_an_emergency_are_said(tmp_path: Path) -> None:
    """Who was told late reads that it was late."""
    text = STORIES["over by the window alone"].text
    late = Pages(tmp_path / "late", {"maintenance/w.md": text.replace("2026-01-20 10:00", "2026-01-23 10:00")})
    emergency = STORIES["an emergency"].pages(tmp_path / "emergency")

    assert "Announced at shorter notice than the 2 days we promise." in late.says(
        "2026-01-23 12:00", "maintenance/w/", "#facts"
    )
    said = emergency.says("2026-01-24 02:30", "maintenance/w/")
    assert "Emergency" in said
    assert "we could not announce it as early as usual" in said
    assert "Emergency" in emergency.says("2026-01-24 02:30", "", "#windows")


OVERLAPPING = {
    "maintenance/one.md": STORIES["over by the window alone"].text.replace("Database", "First"),
    "maintenance/two.md": STORIES["over by the window alone"]
    .text.replace("Database", "Second")
    .replace("24 02:00", "24 03:00")
    .replace("24 04:00", "24 05:00")
    .replace("[orders]", "[orders, login]"),
}


@pytest.mark.parametrize(
    ("now", "orders", "login", "banner", "cause"),
    [
        ("02:59:59", "Under maintenance", "Operational", "First upgrade", "First"),
        ("03:00", "Under maintenance", "Under maintenance", "Maintenance in progress", "Second"),
        ("03:59:59", "Under maintenance", "Under maintenance", "Maintenance in progress", "Second"),
        ("04:00", "Under maintenance", "Under maintenance", "Second upgrade", "Second"),
        ("04:59:59", "Under maintenance", "Under maintenance", "Second upgrade", "Second"),
        ("05:00", "Operational", "Operational", "All systems operational", None),
    ],
)
def test_overlapping_windows_each_keep_their_own_time(
    now: str, orders: str, login: str, banner: str, cause: str | None, tmp_path: Path
) -> None:
    """A component is under maintenance until the last of them is over; the reason is the one that does most."""
    pages = Pages(tmp_path, OVERLAPPING)
    at = f"2026-01-24 {now}"

    assert [pages.says(at, "", f"#s-{one}") for one in ("orders", "login")] == [orders, login]
    assert pages.says(at, "", "#banner h1") == banner
    detail = json.loads(pages.source(at, "503.json"))["detail"]
    assert detail == (f"Maintenance in progress: {cause} upgrade" if cause else NO_REASON)


def test_a_window_that_is_late_to_start_is_not_told_as_going_on(tmp_path: Path) -> None:
    """Also where another one is open: the banner says that it has not begun, and the command lists it apart."""
    late = STORIES["never begun"].text.replace("Database", "Archive").partition("\n## 2026-01-24")[0]
    pages = Pages(tmp_path, {**OVERLAPPING, "maintenance/late.md": late})
    now = "2026-01-24 02:10"

    banner = [words(line) for line in pages.page(now).select("#banner p")]
    said = CliRunner().invoke(sitegen, ["status", "--site", str(pages.root), "--now", f"{now}+08:00"])

    assert banner[0] == "First upgrade · Due to end Jan 24, 04:00 UTC+8"
    assert banner[1] == "Archive upgrade · Was due to start Jan 24, 02:00 UTC+8. Not started yet."
    lists = [
        line.partition("  (")[0]
        for line in said.stdout.splitlines()
        if line.startswith(("M", "C")) or line.endswith(")")
    ]
    assert lists == [
        "Maintenance now",
        "  First upgrade",
        "Maintenance that should have begun",
        "  Archive upgrade",
        "Coming maintenance",
        "  Second upgrade",
    ]


def test_an_incident_is_the_reason_only_where_no_window_is_open(tmp_path: Path) -> None:
    """A window in progress first, then the active incident of worst impact, then a window that is near."""
    outage = "---\ntitle: {0}\ncomponents: {{{1}}}\n---\n\n## 2026-01-24 01:00 investigating\n\nWe look.\n"
    files = {
        "maintenance/w.md": STORIES["over by the window alone"].text,
        "incidents/minor.md": outage.format("Slow", "login: degraded_performance"),
        "incidents/major.md": outage.format("Down", "login: major_outage"),
    }
    pages = Pages(tmp_path, files)

    def reason(now: str) -> str:
        return json.loads(pages.source(now, "503.json"))["detail"]

    assert reason("2026-01-24 00:59:59") == NO_REASON
    assert reason("2026-01-24 01:45") == "Major incident: Down"
    assert reason("2026-01-24 02:00") == "Maintenance in progress: Database upgrade"
    assert reason("2026-01-24 04:00") == "Major incident: Down"
