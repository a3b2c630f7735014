"""What the commands of the night ask for: the entry, its components and their statuses, times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from sitegen.authoring.entries import entries_now
from sitegen.cli import writing
from sitegen.cli.asking import Option, ask, can_ask, choose, choose_several
from sitegen.cli.printing import distance, say
from sitegen.derive.entries import Entry, MaintenanceView
from sitegen.model import ComponentStatus, Config, Status
from sitegen.present.labels import COMPONENT, status_label
from sitegen.problems import Problem, Severity
from sitegen.times import read_related

MAX_CHOICES = 9
"""Entries to choose from."""


def chosen_slug(
    root: Path, config: Config, slug: str | None, now: datetime, *, also_past: bool = False, to_end: bool = False
) -> str:
    """The slug as given, or that of the only active entry, or the one chosen; raises UsageError.

    With *also_past* an entry that is over may be chosen too. With *to_end* a maintenance that has not begun is none.
    """
    if slug is not None:
        return slug
    entries, problems = entries_now(root, config, now)
    broken = [one for one in problems if one.severity is Severity.ERROR]
    active = [entry for entry in entries if entry.active and not (to_end and _is_ahead(entry))]
    for one in broken[:1] if active and can_ask() else ():
        say(f"Left out, since it has a mistake: {one}", err=True)
    if len(active) == 1 and not broken and not (also_past and can_ask()):
        [only] = active
        say(f"{only.slug}: {only.title.original}", err=True)
        return only.slug
    others = [entry for entry in entries if entry not in active] if also_past else []
    offered = [*active, *others][:MAX_CHOICES]
    if not offered:
        raise click.UsageError(f"Missing argument 'SLUG': no incident and no maintenance is active{_but(broken)}.")
    if not can_ask():
        named = "\n".join(f"  {entry.slug}  {entry.title.original}" for entry in offered)
        number = f"{len(active)} are active" if len(active) > 1 else "one is active" if active else "none is active"
        raise click.UsageError(f"Missing argument 'SLUG': {number}{_but(broken)}. There are:\n{named}")
    return choose("Which?", [(entry.slug, _about(entry, config, now)) for entry in offered])


def _is_ahead(entry: Entry) -> bool:
    return isinstance(entry, MaintenanceView) and entry.upcoming and not entry.late


def _but(broken: Sequence[Problem]) -> str:
    """What is left out, since nothing can be known of it."""
    return f", but {broken[0].path} has a mistake in line {broken[0].line} and was left out" if broken else ""


def _about(entry: Entry, config: Config, now: datetime) -> str:
    changed = distance(entry.changed, now, config.zone)
    return f"{entry.title.original} ({status_label(entry).lower()}, {changed})"


def chosen_components(
    config: Config, statuses: Sequence[ComponentStatus] | None, question: str = "What is affected?"
) -> list[str]:
    """What is concerned, as values of `--component`: with a status for each where *statuses* are to choose from."""
    known = [(one.id, one.name.original) for one in config.components if one.retired is None]
    if not known:
        return []
    chosen = choose_several(question, known)
    if statuses is None:
        return chosen
    return [f"{one}={choose(f'How is {dict(known)[one]}?', status_options(statuses))}" for one in chosen]


def status_options(statuses: Sequence[ComponentStatus]) -> list[Option]:
    """The statuses of a component to choose from."""
    return [(str(status), COMPONENT[status]) for status in statuses]


def chosen_status(statuses: Sequence[Status]) -> str:
    """The status of an update."""
    options = [(str(one), "keeps the status" if one is Status.UPDATE else "") for one in statuses]
    return choose("Status?", options, default=len(options) - 1)


def chosen_next_update(config: Config, moment: datetime) -> str | None:
    """When more will be said, as `--next-update` has it; None: nothing is promised."""

    def read(text: str) -> str | None:
        if not text:
            return None
        text = f"+{text}m" if text.isdecimal() and len(text) < 4 else text
        at = writing.read_time("--next-update", read_related, text, config.zone, moment)
        say(f"That is {writing.shown(at, config, moment)}.", err=True)
        return text

    return ask("Next update, such as +15m", read, empty=True, shown="Enter: none promised")
