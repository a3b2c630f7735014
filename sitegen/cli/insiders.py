"""What commands with --internal share. The modules that can read a brief are loaded only where that is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.build import AsOf, Checked
from sitegen.messages.outbox import Outbox
from sitegen.messages.writer import MessageWriter
from sitegen.problems import Problem, Problems

if TYPE_CHECKING:
    from sitegen.internal.brief import Brief

internal_option = click.option(
    "--internal",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder of the briefs, which only insiders may read. Default: none is read.",
)


def open_outbox(
    internal: Path | None,
    slugs: Iterable[str] | None,
    root: Path,
    checked: Checked,
    as_of: AsOf,
    writers: Mapping[str, MessageWriter],
) -> tuple[Outbox, tuple[Problem, ...]]:
    """The outbox, with the briefs of the entries *slugs* where a folder of briefs is given, and warnings about those.

    Raises ContentError for what is wrong with one of these briefs. Where *slugs* is None, a brief is read when a
    message wants it, and it is the message that raises.
    """
    if internal is None:
        return Outbox(checked.site, checked.snapshot, writers), ()
    from sitegen.internal.outbox import InternalOutbox
    from sitegen.internal.reading import BriefFolder

    folder = BriefFolder(internal, root, checked.site.config, None if as_of.given else as_of.now)
    found = Problems()

    @cache
    def brief_of(slug: str) -> Brief | None:
        problems = Problems()
        brief = folder.of(slug, problems)
        problems.raise_errors()
        found.found += problems.found
        return brief

    for slug in slugs or ():
        brief_of(slug)
    until = as_of.now if as_of.given else None
    outbox = InternalOutbox(checked.site, checked.snapshot, writers, brief_of, until)
    return outbox, tuple(sorted(found.found))


def checked_briefs(internal: Path, root: Path, checked: Checked, as_of: AsOf) -> tuple[int, Problems]:
    """How many briefs the folder holds, and what is to be said of them and of public words that are theirs."""
    from sitegen.internal.checking import check_briefs

    return check_briefs(internal, root, checked.site, None if as_of.given else as_of.now)
