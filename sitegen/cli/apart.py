"""The site without what was wrong before too: somebody else's fault holds up nobody's change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click

from sitegen.build import AsOf, Checked, check
from sitegen.cli import printing
from sitegen.guard.before import NotCompared, problems_before
from sitegen.problems import ContentError, Problem, Severity


class Since(NamedTuple):
    """What the site is compared with."""

    base: str
    """As it was asked for."""
    revision: str
    """Where the branch left it."""


def checked_apart(root: Path, as_of: AsOf, form: str, since: Since) -> tuple[Checked, frozenset[str]]:
    """The site, where what was wrong before too is only a warning, and the files of the entries left out for it.

    Other problems are printed, and end the command with exit code 1.
    """
    with printing.progress_bar() as progress:
        try:
            return check(root, as_of, progress, pages=True), frozenset()
        except ContentError as error:
            known = _known(root, as_of, since.revision, error.problems)
            already = frozenset(problem.path for problem in error.problems if _told_as(problem) in known)
            if not already:
                printing.print_as(error.problems, form, root)
                raise click.exceptions.Exit(1) from None

        def revise(problem: Problem) -> Problem:
            if _told_as(problem) not in known:
                return problem
            message = f"already so at {since.base}: {problem.message}"
            return replace(problem, message=message, severity=Severity.WARNING)

        try:
            return check(root, as_of, progress, revise=revise, pages=True), already
        except ContentError as error:
            printing.print_as(error.problems, form, root)
            new = any(problem.severity is Severity.ERROR for problem in error.problems)
            if not new and form == "text":
                printing.say("Nothing else could be checked.", err=True)
            raise click.exceptions.Exit(int(new)) from None


def _known(root: Path, as_of: AsOf, revision: str, problems: Sequence[Problem]) -> frozenset[tuple[str, str, str]]:
    """What was wrong at *revision*, as it was told there."""
    try:
        return frozenset(map(_told_as, problems_before(root, revision, as_of, problems)))
    except NotCompared:
        return frozenset()


def _told_as(problem: Problem) -> tuple[str, str, str]:
    """What stays of a problem when other lines of its file change."""
    return problem.path, problem.field, problem.message
