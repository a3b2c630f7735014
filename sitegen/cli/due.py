"""`sitegen due`."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click

from sitegen import build as building
from sitegen.build import Checked
from sitegen.cli import printing
from sitegen.cli.options import build_moment, now_option, site_option
from sitegen.cli.printing import distance, in_zone, span
from sitegen.derive import obligations as rules
from sitegen.derive.entries import IncidentView, MaintenanceView
from sitegen.derive.obligations import LAPSES_AFTER, ClockChange, ClockEvent, Obligation, ObligationKind, Obligations
from sitegen.derive.snapshot import HORIZON
from sitegen.model import Incident, Status, Text
from sitegen.problems import ContentError, Problem, Severity
from sitegen.read.content import SourceEntry
from sitegen.times import iso

TURNS = {
    ClockEvent.WINDOW_NEAR: "about to start, which 503.html then gives as the reason",
    ClockEvent.WINDOW_OPENS: "in progress",
    ClockEvent.WINDOW_ENDS: "the planned window is over",
    ClockEvent.LATE_START: "late to start",
    ClockEvent.LATE_END: "past its planned end",
    ClockEvent.NEXT_UPDATE: "the promised update is overdue",
    ClockEvent.ETA_PASSES: "past its expected recovery",
    ClockEvent.NOTICE_ENDS: "no longer current",
    ClockEvent.DAY_TURNS: "the day turns",
}


@click.command()
@site_option
@now_option
@click.option(
    "--format",
    "form",
    type=click.Choice(printing.FORMATS),
    default="text",
    help="For people, programs, or a workflow of GitHub.",
)
def due_command(root: Path, now: datetime | None, form: str) -> int:
    """Say what is overdue, what falls due within three days, and when the site next changes by itself.

    The exit code is 1 when something is overdue, so that a timer can pass it on.

    \b
    Example: sitegen due
             sitegen due --format json --now 2026-01-23T15:05:00+08:00
    """
    when = build_moment(now)
    with printing.progress_bar() as progress:
        try:
            checked = building.check(root, when, progress)
        except ContentError as error:
            printing.print_as(error.problems, form, root)
            return 1
    found = rules.obligations(checked.snapshot)
    overdue = [_tell(one, checked, root) for one in found.overdue]
    coming = [_tell(one, checked, root) for one in found.coming]
    if form == "json":
        click.echo(json.dumps(_document(found, overdue, coming, checked), ensure_ascii=False, indent=2))
    elif form == "github":
        printing.print_as(tuple(map(_annotation, overdue)), form, root)
    else:
        printing.print_problems(checked.warnings)
        for line in _lines(found, overdue, coming, checked):
            click.echo(line)
    return 1 if overdue else 0


@dataclass(frozen=True, slots=True)
class _Told:
    """One thing that is owed, in words."""

    owed: Obligation
    line: int
    """Of the newest update; 0 where it is not that file which is concerned."""
    title: str
    fact: str
    """By when, how long ago that was, and who promised it."""
    hint: str
    """What to do next."""

    @property
    def what(self) -> str:
        return self.owed.kind.replace("_", " ")


def _tell(one: Obligation, checked: Checked, root: Path) -> _Told:
    sources: tuple[SourceEntry, ...] = (*checked.site.incidents, *checked.site.maintenances)
    source = next(source for source in sources if source.path == one.view.path)
    said = [update.line for update in source.updates if update.at <= checked.snapshot.now]
    return _Told(
        owed=one,
        line=said[-1] if one.path == source.path else 0,
        title=_words(one.view.title, checked),
        fact=_fact(one, checked),
        hint=_hint(one, source, checked, root),
    )


def _words(text: Text, checked: Checked) -> str:
    return text.to(checked.site.config.locales[0]).text


def _fact(one: Obligation, checked: Checked) -> str:
    zone, view = checked.site.config.zone, one.view
    when = f"{in_zone(one.due, zone)}, {distance(one.due, checked.snapshot.now, zone)}"
    promised = span(one.promised) if one.promised is not None else ""
    match one.kind:
        case ObligationKind.UPDATE_EVERY:
            during = f"at {view.impact} impact" if isinstance(view, IncidentView) else "during maintenance"
            return f"due by {when}; one is promised every {promised} {during}"
        case ObligationKind.START | ObligationKind.END:
            return f"planned for {when}; the clock alone does not move this window"
        case ObligationKind.MAINTENANCE_NOTICE:
            assert isinstance(view, MaintenanceView)
            return (
                f"due by {when}; said {in_zone(view.start_announced, zone)}, {promised} before the start are promised"
            )
        case ObligationKind.EXPLANATION | ObligationKind.POSTMORTEM:
            return f"due by {when}; promised within {promised} of the resolution"
        case ObligationKind.ACTION:
            return f"due before {when}: {_words(one.action, checked) if one.action else ''}"
        case _:
            return f"promised for {when}"


def _hint(one: Obligation, source: SourceEntry, checked: Checked, root: Path) -> str:
    zone, slug = checked.site.config.zone, one.view.slug
    local = max(one.due, checked.snapshot.now).astimezone(zone)
    site = "" if str(root) == "." else f" --site {shlex.quote(str(root))}"

    def say(status: Status, options: str = "") -> str:
        chosen = "" if status is Status.UPDATE else f" --status {status}"
        command = f"sitegen update {slug}{site}{chosen}{options} --message '…'"
        return f"write '## {local:%Y-%m-%d %H:%M} {status}' and your words, or {command}"

    match one.kind:
        case ObligationKind.UPDATE_EVERY if one.promised is not None:
            again = f" --next-update +{one.promised // timedelta(minutes=1)}m"
            return f"Also when nothing is new: {say(Status.UPDATE, again)}"
        case ObligationKind.START:
            return f"When it has begun, {say(Status.IN_PROGRESS)}. An update with start and end moves it."
        case ObligationKind.END:
            return f"When it is done, {say(Status.COMPLETED)}. An update with end puts the end off."
        case ObligationKind.MAINTENANCE_NOTICE:
            return "If it can wait, move it by an update with start and end; if not, say 'emergency: true' at the top."
        case ObligationKind.EXPLANATION:
            return f"To say what it was, {say(Status.UPDATE)}"
        case ObligationKind.POSTMORTEM:
            if isinstance(source, Incident) and source.postmortem is not None:
                published = in_zone(source.postmortem.published, zone)
                return f"{source.postmortem.path} is there and cannot be read before {published}."
            path = f"{source.path.removesuffix('.md')}.postmortem.md"
            if (root / path).exists():
                return f"To write it: {path} has only headings so far."
            return f"To begin it: sitegen new postmortem {slug}{site}"
        case ObligationKind.ACTION:
            return f"When it is done, add 'done: {local:%Y-%m-%d}' to it."
        case _:
            return f"Also when nothing is new: {say(Status.UPDATE)}"


def _document(
    found: Obligations, overdue: Sequence[_Told], coming: Sequence[_Told], checked: Checked
) -> dict[str, object]:
    return {
        "as_of": iso(checked.snapshot.now),
        "overdue": [_row(one, checked) for one in overdue],
        "coming": [_row(one, checked) for one in coming],
        "lapsed": found.lapsed,
        "next_change": {
            "at": iso(found.next_change),
            "changes": [_change(change, checked) for change in found.changes],
        },
    }


def _row(told: _Told, checked: Checked) -> dict[str, object]:
    owed = told.owed
    return {
        "kind": owed.kind.value,
        "path": owed.path,
        "line": told.line,
        "slug": owed.view.slug,
        "title": told.title,
        "due": iso(owed.due),
        "late_seconds": (checked.snapshot.now - owed.due) // timedelta(seconds=1),
        "message": told.fact,
        "hint": told.hint,
    }


def _change(change: ClockChange, checked: Checked) -> dict[str, object]:
    row: dict[str, object] = {"kind": change.event.value}
    if change.view is not None:
        row |= {"path": change.view.path, "slug": change.view.slug, "title": _words(change.view.title, checked)}
    return row


def _annotation(told: _Told) -> Problem:
    """An error while readers wait for it, a warning before and afterwards."""
    owed = told.owed
    severity = Severity.ERROR if owed.kind.pressing else Severity.WARNING
    return Problem(owed.path, told.line, told.what, f"{told.fact} ({told.title})", told.hint, severity)


def _lines(found: Obligations, overdue: Sequence[_Told], coming: Sequence[_Told], checked: Checked) -> Iterator[str]:
    zone, now = checked.site.config.zone, checked.snapshot.now
    headline = click.style("Overdue", bold=True) if overdue else "Nothing is overdue"
    yield f"{headline}, as of {in_zone(now, zone)}"
    for told in overdue:
        yield from _item(told, fg="red" if told.owed.kind.pressing else "yellow")
        yield click.style(f"      {told.hint}", dim=True)
    if found.lapsed:
        yield f"  and {found.lapsed:,} more for what is over, each late by {span(LAPSES_AFTER)} or longer"
    if coming:
        yield f"Due within {span(HORIZON)}"
        for told in coming:
            yield from _item(told)
    at = found.next_change
    yield f"Next change by itself: {in_zone(at, zone)}, {distance(at, now, zone)}"
    for change in found.changes:
        title = f"{_words(change.view.title, checked)}  ({change.view.slug}): " if change.view else ""
        yield f"  {title}{TURNS[change.event]}"


def _item(told: _Told, fg: str | None = None) -> Iterator[str]:
    place = f"{told.owed.path}:{told.line}" if told.line else told.owed.path
    yield f"  {place}: {told.title}"
    yield f"    {click.style(told.what, fg=fg)}: {told.fact}"
