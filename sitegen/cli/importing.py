"""`sitegen import`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from sitegen.cli.commands import Commands, extra
from sitegen.cli.printing import print_problems, progress_bar, say
from sitegen.cli.writing import locked
from sitegen.read.config import SITE_FILE, read_config


@click.group(name="import", cls=Commands)
def import_group() -> None:
    """Import a history from another system.

    \b
    Example: sitegen import statuspage incidents.json --into status
    """


@import_group.command("statuspage")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--into",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The site's folder; made where there is none.",
)
def import_statuspage_command(path: Path, root: Path) -> int:
    """Import a Statuspage history from PATH.

    PATH is a folder of single incidents, or a saved incidents.json, scheduled-maintenances.json or summary.json.
    Only what is missing is written, so that a second run changes nothing; what cannot be kept is reported at the end.

    \b
    Example: sitegen import statuspage saved/incidents.json --into mysite
    """
    with extra("import"):
        from sitegen.importers.statuspage import import_statuspage

    with _made(root), locked(root), progress_bar() as progress:
        config = read_config(root) if (root / SITE_FILE).exists() else None
        report = import_statuspage(path, root, config=config, progress=progress)
    counts = report.lines()[: -len(report.problems)] if report.problems else report.lines()
    for line in counts:
        say(line)
    imported = report.written or report.present
    print_problems(sorted(report.problems), outcome="The rest was imported." if imported else "Nothing was imported.")
    return 1 if report.failed else 0


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Have *folder* there, to be locked; one that was not there before does not stay where nothing comes into it."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with suppress(OSError):  # Something is in it.
            for each in missing:
                each.rmdir()
