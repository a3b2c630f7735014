"""`sitegen build`."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path

import click

from sitegen import build as building
from sitegen.cli.older import OLDER, print_instead, replacements
from sitegen.cli.options import build_moment, check_output, now_option, site_option
from sitegen.cli.printing import count, in_zone, print_as, print_problems, progress_bar, say
from sitegen.problems import ContentError, Severity


@click.command(short_help="Publish the site into dist/: all of it, or none.")
@site_option
@click.option(
    "--output", type=click.Path(path_type=Path), help="Where the site goes. Default: dist/ in the site's folder."
)
@now_option
@click.option(
    "--last-good",
    is_flag=True,
    help="Publish an older version, from git, of each file that is wrong; then exit with 4.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "github")),
    default="text",
    help="Problems for people, or as annotations of a run on GitHub.",
)
@click.option("--look-with", metavar="COMMAND", hidden=True, help="What the last line names to look at the site with.")
def build_command(
    root: Path, output: Path | None, now: datetime | None, last_good: bool, form: str, look_with: str | None
) -> int:
    """Publish the site: all of it, or, if anything is wrong, none of it.

    With --last-good, one wrong file stops nobody else's notice: in its place the newest version in git that is right
    is published, or none. Each such file is named, and the exit code is 4. Only without git, or where no version of
    site.yml is right, nothing is published.

    Exit codes: 0 published, 1 not published, 4 published with older versions of what is wrong.

    \b
    Example: sitegen build
             sitegen build --output /srv/www/status --now 2026-01-23T14:50:00+08:00
             sitegen build --last-good
    """
    output = output if output is not None else root / "dist"
    check_output(root, output)
    moment = build_moment(now)
    try:
        with progress_bar() as progress:
            if last_good:
                from sitegen.guard.last_good import build_last_good  # Here, since no other build needs git.

                report, (checked, problems, instead) = build_last_good(root, output, moment, progress)
            else:
                report, checked = building.build(root, output, moment, progress)
                problems, instead = checked.warnings, ()
    except ContentError as error:
        if form == "text":
            raise
        print_as(error.problems, form, root)
        return 1
    zone = checked.site.config.zone
    if form == "text":
        print_problems(problems, outcome="The site is published all the same, but for these files:" if instead else "")
        print_instead(instead, checked)
    else:
        print_as([*problems, *replacements(instead, checked)], form, root)
    serve = f"sitegen serve{'' if str(root) == '.' else f' --site {shlex.quote(str(root))}'}"
    say(
        f"{count(len(report.written), 'file')} written, {report.unchanged:,} unchanged, "
        f"{len(report.removed):,} removed; as of {in_zone(checked.snapshot.now, zone)}.\n"
        f"The site is in {_shown(report.output)}\n"
        f"To look at it: {look_with or serve}"
    )
    return OLDER if any(one.severity is Severity.ERROR for one in problems) else 0


def _shown(path: Path) -> str:
    """A path relative to the current folder, if it is below."""
    try:
        return f"{path.relative_to(Path.cwd())}/"
    except (ValueError, FileNotFoundError):  # The second where the current folder was removed.
        return f"{path}/"
