"""What the tests of the state share: content read by the real readers, and views told in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sitegen.derive.entries import Affected, IncidentView, Interval, MaintenanceView
from sitegen.derive.snapshot import Snapshot, derive
from sitegen.model import ComponentStatus, Config, Site, Status
from sitegen.problems import Problems
from sitegen.read.config import parse_config
from sitegen.read.content import read_content
from sitegen.times import read_moment, read_zone

SITE = """\
name: Example
url: https://status.example.com
timezone: UTC
components:
  - {id: login, name: Login}
  - {id: orders, name: Orders}
  - {id: mail, name: Mail, third_party: true}
promises:
  first_notice: 5m
  update_every: {critical: 15m, major: 30m, minor: 60m, maintenance: 60m}
  maintenance_notice: 48h
  postmortem_due: 3d
"""
DAY = "2026-01-23"
SECOND = timedelta(seconds=1)
SHORT = {
    None: "named",
    ComponentStatus.OPERATIONAL: "ok",
    ComponentStatus.UNDER_MAINTENANCE: "work",
    ComponentStatus.DEGRADED_PERFORMANCE: "slow",
    ComponentStatus.PARTIAL_OUTAGE: "partly",
    ComponentStatus.MAJOR_OUTAGE: "down",
}


def read(root: Path, files: Mapping[str, str], yml: str = SITE) -> Site:
    """The site that *files* (by name, `incidents/x.md`) make; none of them may have an error."""
    for folder in ("incidents", "maintenance"):
        (root / "content" / folder).mkdir(parents=True, exist_ok=True)
    (root / "site.yml").write_text(yml, encoding="utf-8")
    for name, text in files.items():
        (root / "content" / name).write_text(text.lstrip("\n"), encoding="utf-8")
    problems = Problems()
    config = parse_config(root, problems)
    problems.raise_errors()
    assert config is not None
    site = read_content(root, config, problems)
    problems.raise_errors()
    return site


def snapshot(root: Path, files: Mapping[str, str], now: str, yml: str = SITE) -> Snapshot:
    """The state of that site at *now*, a time in its zone."""
    site = read(root, files, yml)
    return derive(site, moment(now, site.config))


def moment(text: str, config: Config | None = None) -> datetime:
    """`14:35` on the day of the stories, or a complete time; in the site's zone, or UTC."""
    zone = config.zone if config else read_zone("UTC")
    return read_moment(text if "-" in text else f"{DAY} {text}", zone)


def edges(table: Mapping[str, str]) -> list[tuple[str, timedelta, str]]:
    """What is true one second before, at, and one second after each moment of *table*.

    The table tells what is true from each moment on; before the first one nothing is.
    """
    cases: list[tuple[str, timedelta, str]] = []
    before = "nothing"
    for edge, now in table.items():
        cases += [(edge, -SECOND, before), (edge, timedelta(), now), (edge, SECOND, now)]
        before = now
    return cases


def told_incident(view: IncidentView | None) -> str:
    """An incident in a few words."""
    if view is None:
        return "nothing"
    state = f"{view.status} {view.impact}" if view.status is not Status.UPDATE else _notice(view)
    after = "" if view.duration is None else f" after {_minutes(view.duration)}"
    due = "" if view.next_update is None else f" | next {view.next_update:%H:%M}{' overdue' * view.overdue}"
    return f"{state}{after} | {told_components(view.affected)}{due}"


def _notice(view: IncidentView) -> str:
    return f"announced {view.impact}" if view.active else f"past {view.impact}"


def told_maintenance(view: MaintenanceView | None) -> str:
    """A maintenance in a few words."""
    if view is None:
        return "nothing"
    notes = [
        word
        for word, is_so in (("late", view.late), ("overrun", view.overrun), ("unconfirmed", not view.confirmed))
        if is_so
    ]
    state = " ".join([view.status.value, *notes])
    began = f"{view.began:%d %H:%M}" if view.began else "never"
    worked = "" if view.began is None else f" | {began} to {f'{view.ended:%H:%M}' if view.ended else 'now'}"
    return f"{state} | {view.start:%d %H:%M}-{view.end:%H:%M} | {told_components(view.affected)}{worked}"


def told_components(affected: Affected) -> str:
    """`login down, orders ok`."""
    return ", ".join(f"{component} {SHORT[status]}" for component, status in affected) or "none"


def told_intervals(intervals: Iterable[Interval]) -> str:
    """`login down 14:32-15:00, orders slow 14:32-`."""
    return ", ".join(
        f"{one.component} {SHORT[one.status]} {one.start:%H:%M}-{f'{one.end:%H:%M}' if one.end else ''}"
        for one in intervals
    )


def _minutes(length: timedelta) -> str:
    return f"{length // timedelta(minutes=1)}m"
