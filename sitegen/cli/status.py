"""`sitegen status`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from sitegen.build import Checked
from sitegen.cli.documents import entry_document
from sitegen.cli.options import build_moment, checked_site, now_option, site_option
from sitegen.cli.printing import distance, in_zone, print_json, print_problems, say, styled
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


@click.command(short_help="Say what the page shows now.")
@site_option
@now_option
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="For people or programs.")
def status_command(root: Path, now: datetime | None, form: str) -> None:
    """Print what the site shows: the state, active incidents, open and upcoming windows.

    \b
    Example: sitegen status
             sitegen status --now 2026-01-23T14:40:00+08:00
    """
    checked = checked_site(root, build_moment(now), form)
    if form == "json":
        print_json(_document(checked))
        return
    print_problems(checked.warnings)
    for line in _lines(checked.snapshot):
        say(line)


def _document(checked: Checked) -> dict[str, object]:
    state = checked.snapshot.state
    return {
        "as_of": iso(checked.snapshot.now),
        "level": state.level.value,
        "description": state.roll_up.value,
        "components": {one.component.id: one.status.value for one in state.components},
        "incidents": [entry_document(view, checked) for view in state.incidents],
        "maintenances": [entry_document(view, checked) for view in (*state.windows, *state.upcoming)],
        "announcements": [entry_document(view, checked) for view in state.notices],
    }


def _lines(snapshot: Snapshot) -> Iterator[str]:
    state, config, now = snapshot.state, snapshot.config, snapshot.now
    locale = config.locales[0]
    headline = styled(f" {state.level.upper()} ", bold=True, reverse=True, fg=_COLOURS[state.level])
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
        late = styled(" - OVERDUE", fg="red", bold=True) if view.overdue else ""
        yield f"    next update {in_zone(view.next_update, zone)}, {distance(view.next_update, now, zone)}{late}"


def _window(view: MaintenanceView, snapshot: Snapshot) -> str:
    zone = snapshot.config.zone
    title = view.title.to(snapshot.config.locales[0]).text
    window = f"{in_zone(view.start, zone)} to {in_zone(view.end, zone)}"
    return f"  {title}  ({view.slug})\n    {labels.status_label(view).lower()}, {window}"
