"""`sitegen status`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from sitegen import build as building
from sitegen.cli.options import build_moment, now_option, site_option
from sitegen.cli.printing import distance, in_zone, print_problems, progress_bar
from sitegen.derive.entries import IncidentView, MaintenanceView
from sitegen.derive.levels import Level
from sitegen.derive.snapshot import Snapshot
from sitegen.model import ComponentStatus
from sitegen.present import labels
from sitegen.times import iso

_COLOURS = {
    Level.OPERATIONAL: "green",
    Level.MAINTENANCE: "blue",
    Level.NOTICE: "cyan",
    Level.MINOR: "yellow",
    Level.MAJOR: "red",
    Level.CRITICAL: "red",
}


@click.command()
@site_option
@now_option
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="For people or programs.")
def status_command(root: Path, now: datetime | None, form: str) -> None:
    """Print what the site shows: the state, active incidents, open and upcoming windows.

    \b
    Example: sitegen status
             sitegen status --now 2026-01-23T14:40:00+08:00
    """
    with progress_bar() as progress:
        checked = building.check(root, build_moment(now), progress)
    snapshot = checked.snapshot
    if form == "json":
        click.echo(json.dumps(_document(snapshot), ensure_ascii=False, indent=2))
        return
    print_problems(checked.warnings)
    for line in _lines(snapshot):
        click.echo(line)


def _document(snapshot: Snapshot) -> dict[str, object]:
    state = snapshot.state
    return {
        "as_of": iso(snapshot.now),
        "level": state.level.value,
        "description": state.roll_up.value,
        "components": {one.component.id: one.status.value for one in state.components},
        "incidents": [
            {"slug": view.slug, "status": view.status.value, "impact": view.impact.value} for view in state.incidents
        ],
        "maintenance": [{"slug": view.slug, "status": view.timed_status} for view in (*state.windows, *state.upcoming)],
    }


def _lines(snapshot: Snapshot) -> Iterator[str]:
    state, config, now = snapshot.state, snapshot.config, snapshot.now
    locale = config.locales[0]
    headline = click.style(f" {state.level.upper()} ", bold=True, reverse=True, fg=_COLOURS[state.level])
    yield f"{headline} {config.name.to(locale).text}, as of {in_zone(now, config.zone)}"
    for component in state.components:
        if component.status is not ComponentStatus.OPERATIONAL:
            yield f"  {component.component.id}: {component.status}"
    if state.incidents:
        yield "Active incidents"
        for view in state.incidents:
            yield from _incident(view, snapshot)
    for heading, windows in (
        ("Maintenance now", [window for window in state.windows if window.open]),
        ("Maintenance that should have begun", [window for window in state.windows if window.late]),
        ("Coming maintenance", state.upcoming),
    ):
        if windows:
            yield heading
            for window in windows:
                yield _window(window, snapshot)
    if state.notices:
        yield "Notices"
        for view in state.notices:
            yield f"  {view.title.to(locale).text}  ({view.slug})"


def _incident(view: IncidentView, snapshot: Snapshot) -> Iterator[str]:
    zone, now = snapshot.config.zone, snapshot.now
    yield f"  {view.title.to(snapshot.config.locales[0]).text}  ({view.slug})"
    since = f"since {in_zone(view.since, zone)}, {distance(view.since, now, zone)}"
    yield f"    {view.status}, impact {view.impact}, {since}"
    if view.next_update is not None:
        late = click.style(" - OVERDUE", fg="red", bold=True) if view.overdue else ""
        yield f"    next update {in_zone(view.next_update, zone)}, {distance(view.next_update, now, zone)}{late}"


def _window(view: MaintenanceView, snapshot: Snapshot) -> str:
    zone = snapshot.config.zone
    title = view.title.to(snapshot.config.locales[0]).text
    window = f"{in_zone(view.start, zone)} to {in_zone(view.end, zone)}"
    return f"  {title}  ({view.slug})\n    {labels.status_label(view).lower()}, {window}"
