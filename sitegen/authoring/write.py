"""Text → content files on disk, checked first and then written, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

from sitegen.authoring.compose import append_update
from sitegen.authoring.files import Changed, replace_files
from sitegen.build import AsOf, Checked, check
from sitegen.problems import ContentError, Problem, Problems, Severity
from sitegen.progress import Progress, silent
from sitegen.read.document import read_text
from sitegen.read.files import NO_DRAFTS, Drafts

MAX_ATTEMPTS = 3
"""How often an update is added anew to a file that an editor saves meanwhile."""


class Written(NamedTuple):
    """The problems that remain although files were written."""

    warnings: Sequence[Problem]
    """In those files."""
    elsewhere: Sequence[Problem]
    """Errors that were there before, and block publishing."""
    checked: Checked | None
    """The site with those files; None where there are such errors."""


def write_checked(
    root: Path,
    texts: Drafts,
    before: Drafts,
    as_of: AsOf,
    progress: Progress = silent,
    about_to_write: Callable[[], None] = lambda: None,
) -> Written:
    """Write *texts* to the content files that are their keys, or remove those without one, unless `check` refuses.

    *before* is what these files held when *texts* were made, None for one that there was not. *about_to_write* is
    called when nothing but the disk can refuse any more. The caller has the lock.

    Raises ContentError with what would be refused in those files or because of them; then nothing is written. Raises
    Changed where a file holds something else by then, and NotWritten where one cannot be written.
    """
    found, checked = _problems(root, as_of, progress, texts)
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    new = [problem for problem in errors if problem.path in texts]
    if errors and not new:
        known = set(_problems(root, as_of, progress, NO_DRAFTS)[0])
        new = [problem for problem in errors if problem not in known]
    warnings = [problem for problem in found if problem.path in texts and problem.severity is not Severity.ERROR]
    if new:
        raise ContentError([*new, *warnings])
    about_to_write()
    replace_files(root, texts, before)
    return Written(warnings, errors, checked)


def add_update(
    root: Path,
    path: str,
    block: str,
    zone: tzinfo,
    as_of: AsOf,
    progress: Progress = silent,
    about_to_write: Callable[[], None] = lambda: None,
) -> Written:
    """Add the update *block* to the content file *path* as it is now; raises as `write_checked`.

    *zone* is the site's. Where an editor saves the file meanwhile, the update is added to what it saved.
    """
    attempts = MAX_ATTEMPTS
    while True:
        text = read_source(root, path)
        added = append_update(text, block, zone=zone)
        try:
            return write_checked(root, {path: added}, {path: text}, as_of, progress, about_to_write)
        except Changed:
            attempts -= 1
            if not attempts:
                raise


def read_source(root: Path, path: str) -> str:
    """The text of the content file *path*; raises ContentError."""
    problems = Problems()
    text = read_text(root, path, problems)
    problems.raise_errors()
    assert text is not None
    return text


def _problems(root: Path, as_of: AsOf, progress: Progress, drafts: Drafts) -> tuple[Sequence[Problem], Checked | None]:
    try:
        checked = check(root, as_of, progress, drafts)
        return checked.warnings, checked
    except ContentError as error:
        return error.problems, None
