"""`sitegen check`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from sitegen import build as building
from sitegen.build import Checked
from sitegen.cli import printing
from sitegen.cli.changes import changed_lines
from sitegen.cli.moments import moments
from sitegen.cli.options import moment, now_option, site_option
from sitegen.content import Entry
from sitegen.problems import ContentError


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
@click.option("--base", default="HEAD", help="The git revision that changes are told against. Default: HEAD.")
def check(root: Path, now: datetime | None, form: str, base: str) -> object:
    """Say everything that is wrong with the content; change nothing.

    Every time in an update that is new or changed since --base, and every time that lies ahead, is told as the
    site's time, as UTC and by its distance: a slip of an hour, a day or a zone is easy to see there.

    \b
    Example: sitegen check
             sitegen check --format github --base origin/main
    """
    when = moment(now)
    with printing.progress_bar() as progress:
        try:
            checked = building.check(root, when, progress)
        except ContentError as error:
            printing.tell(error.problems, form, root)
            return 1
    printing.tell(checked.warnings, form, root)
    if form == "text":
        for line in _times(checked, root, base):
            click.echo(line)
        incidents, maintenances = len(checked.site.incidents), len(checked.site.maintenances)
        click.echo(f"{printing.count(incidents, 'incident')}, {maintenances:,} maintenance: no problem.")
    return checked


def _times(checked: Checked, root: Path, base: str) -> list[str]:
    changed = changed_lines(root, base)
    zone = checked.site.config.zone
    lines = []
    entries: tuple[Entry, ...] = (*checked.site.incidents, *checked.site.maintenances)
    for entry in entries:
        for one in moments(entry):
            if one.at > checked.now or one.is_new(changed.get(one.path, ())):
                lines.append(
                    f"{one.path}:{one.line}: {one.what} at {printing.in_zone(one.at, zone)}"
                    f" = {one.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {printing.distance(one.at, checked.now, zone)}"
                )
    return lines
