"""`sitegen build`."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path

import click

from sitegen import build as building
from sitegen.cli.options import build_moment, now_option, site_option
from sitegen.cli.printing import count, in_zone, print_problems, progress_bar


@click.command()
@site_option
@click.option(
    "--output", type=click.Path(path_type=Path), help="Where the site goes. Default: dist/ in the site's folder."
)
@now_option
def build_command(root: Path, output: Path | None, now: datetime | None) -> None:
    """Publish the site: all of it, or, if anything is wrong, none of it.

    \b
    Example: sitegen build
             sitegen build --output /srv/www/status --now 2026-01-23T14:50:00+08:00
    """
    output = output if output is not None else root / "dist"
    with progress_bar() as progress:
        report, checked = building.build(root, output, build_moment(now), progress)
    print_problems(checked.warnings)
    click.echo(
        f"{count(len(report.written), 'file')} written, {report.unchanged:,} unchanged, "
        f"{len(report.removed):,} removed; as of {in_zone(checked.snapshot.now, checked.site.config.zone)}.\n"
        f"The site is in {_shown(report.output)}\n"
        f"To look at it: sitegen serve{'' if str(root) == '.' else f' --site {shlex.quote(str(root))}'}"
    )


def _shown(path: Path) -> str:
    """A path relative to the current folder, if it is below."""
    try:
        return f"{path.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{path}/"
