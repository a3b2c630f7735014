"""`sitegen check`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, groupby
from pathlib import Path

import click

from sitegen.build import Checked
from sitegen.cli import printing
from sitegen.cli.changes import changed_lines
from sitegen.cli.moments import StatedTime, stated_times
from sitegen.cli.options import build_moment, checked_site, format_option, now_option, site_option
from sitegen.read.content import SourceEntry


@click.command()
@site_option
@now_option
@format_option("a pull request")
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
    as_of = build_moment(now)
    changed = changed_lines(root, base)
    checked = checked_site(root, as_of, form)
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
    for one in chain.from_iterable(map(stated_times, entries)):
        shown = f"{printing.in_zone(one.at, zone)} = {one.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        yield one, f"{one.what} at {shown}, {printing.distance(one.at, checked.snapshot.now, zone)}"


def _is_new(one: StatedTime, changed: Mapping[str, Collection[int]]) -> bool:
    return one.is_new(changed.get(one.path, ()))
