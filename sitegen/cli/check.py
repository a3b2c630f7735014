"""`sitegen check`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import click

from sitegen import build as building
from sitegen.build import Checked
from sitegen.cli import printing
from sitegen.cli.changes import changed_lines
from sitegen.cli.moments import StatedTime, stated_times
from sitegen.cli.options import build_moment, now_option, site_option
from sitegen.problems import ContentError
from sitegen.read.content import SourceEntry


@click.command()
@site_option
@now_option
@click.option(
    "--format",
    "form",
    type=click.Choice(printing.FORMATS),
    default="text",
    help="For people, programs, or a pull request.",
)
@click.option("--base", metavar="REVISION", help="What to compare with. Default: HEAD.")
def check_command(root: Path, now: datetime | None, form: str, base: str | None) -> int:
    """Report every problem in the content; change nothing.

    Lists every time in an update that is new or changed since --base, and every time in the future, in the site's
    zone, in UTC and relative to now: a slip of an hour, a day or a zone is easy to see there. A pull request is
    annotated only with the times that it changes.

    \b
    Example: sitegen check
             sitegen check --format github --base origin/main
    """
    when = build_moment(now)
    changed = changed_lines(root, base)
    with printing.progress_bar() as progress:
        try:
            checked = building.check(root, when, progress)
        except ContentError as error:
            printing.print_as(error.problems, form, root)
            return 1
    printing.print_as(checked.warnings, form, root)
    if form == "text":
        for one, line in _times(checked):
            if one.at > checked.snapshot.now or _is_new(one, changed):
                click.echo(f"{one.path}:{one.line}: {line}")
        incidents, maintenances = len(checked.site.incidents), len(checked.site.maintenances)
        click.echo(f"{printing.count(incidents, 'incident')}, {maintenances:,} maintenance: no problem.")
    elif form == "github":
        new = ((one, line) for one, line in _times(checked) if _is_new(one, changed))
        # One annotation per update: GitHub shows ten of a step.
        for (path, number), times in groupby(new, lambda pair: (pair[0].path, pair[0].line)):
            click.echo(printing.annotation("notice", root, path, number, "times", "\n".join(line for _, line in times)))
    return 0


def _times(checked: Checked) -> Iterator[tuple[StatedTime, str]]:
    """Every stated time, and the line that is printed for it."""
    zone = checked.site.config.zone
    entries: tuple[SourceEntry, ...] = (*checked.site.incidents, *checked.site.maintenances)
    for entry in entries:
        for one in stated_times(entry):
            shown = f"{printing.in_zone(one.at, zone)} = {one.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
            yield one, f"{one.what} at {shown}, {printing.distance(one.at, checked.snapshot.now, zone)}"


def _is_new(one: StatedTime, changed: Mapping[str, Collection[int]]) -> bool:
    return one.is_new(changed.get(one.path, ()))
