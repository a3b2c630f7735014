"""Text → a content file on disk, checked first and then written atomically."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

from sitegen.authoring.compose import append_update
from sitegen.build import AsOf, check
from sitegen.problems import ContentError, Problem, Problems, Severity
from sitegen.progress import Progress, silent
from sitegen.read.document import read_text
from sitegen.read.reader import NO_DRAFTS


class Written(NamedTuple):
    """The problems that remain although a file was written."""

    warnings: Sequence[Problem]
    """In that file."""
    elsewhere: Sequence[Problem]
    """Errors that were there before, and block publishing."""


def write_checked(root: Path, path: str, text: str, as_of: AsOf, progress: Progress = silent) -> Written:
    """Write *text* to the content file *path*, unless `check` would refuse it.

    Raises ContentError with what would be refused in that file or because of it, or OSError; then nothing is written.
    """
    found = _problems(root, as_of, progress, {path: text})
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    new = [problem for problem in errors if problem.path == path]
    if errors and not new:
        before = set(_problems(root, as_of, progress, NO_DRAFTS))
        new = [problem for problem in errors if problem not in before]
    warnings = [problem for problem in found if problem.path == path and problem.severity is not Severity.ERROR]
    if new:
        raise ContentError([*new, *warnings])
    write_source(root / path, text)
    return Written(warnings, errors)


def add_update(root: Path, path: str, block: str, zone: tzinfo, as_of: AsOf, progress: Progress = silent) -> Written:
    """Add the update *block* to the content file *path* as it is now; raises as `write_checked`.

    *zone* is the site's.
    """
    problems = Problems()
    text = read_text(root, path, problems)
    problems.raise_errors()
    assert text is not None
    return write_checked(root, path, append_update(text, block, zone=zone), as_of, progress)


def write_source(file: Path, text: str) -> None:
    """Write a content file atomically, keeping its permissions; raises OSError, then nothing has changed."""
    draft = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(text.encode())
        if file.exists():
            draft.chmod(file.stat().st_mode & 0o777)
        draft.replace(file)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _problems(root: Path, as_of: AsOf, progress: Progress, drafts: Mapping[str, str]) -> Sequence[Problem]:
    try:
        return check(root, as_of, progress, drafts).warnings
    except ContentError as error:
        return error.problems
