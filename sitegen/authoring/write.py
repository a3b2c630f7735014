"""Text → content files on disk, checked first and then each written atomically."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

from sitegen.authoring.compose import append_update
from sitegen.build import AsOf, Checked, check
from sitegen.problems import ContentError, Problem, Problems, Severity
from sitegen.progress import Progress, silent
from sitegen.read.document import read_text
from sitegen.read.files import NO_DRAFTS, Drafts


class Written(NamedTuple):
    """The problems that remain although files were written."""

    warnings: Sequence[Problem]
    """In those files."""
    elsewhere: Sequence[Problem]
    """Errors that were there before, and block publishing."""
    checked: Checked | None
    """The site with those files; None where there are such errors."""


def write_checked(root: Path, texts: Drafts, as_of: AsOf, progress: Progress = silent) -> Written:
    """Write *texts* to the content files that are their keys, or remove those without one, unless `check` refuses.

    Raises ContentError with what would be refused in those files or because of them; then nothing is written.
    Raises OSError where one cannot be written; the files before it in *texts* are.
    """
    found, checked = _problems(root, as_of, progress, texts)
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    new = [problem for problem in errors if problem.path in texts]
    if errors and not new:
        before = set(_problems(root, as_of, progress, NO_DRAFTS)[0])
        new = [problem for problem in errors if problem not in before]
    warnings = [problem for problem in found if problem.path in texts and problem.severity is not Severity.ERROR]
    if new:
        raise ContentError([*new, *warnings])
    for path, text in texts.items():
        if text is None:
            (root / path).unlink()
        else:
            write_source(root / path, text)
    return Written(warnings, errors, checked)


def add_update(root: Path, path: str, block: str, zone: tzinfo, as_of: AsOf, progress: Progress = silent) -> Written:
    """Add the update *block* to the content file *path* as it is now; raises as `write_checked`.

    *zone* is the site's.
    """
    added = append_update(read_source(root, path), block, zone=zone)
    return write_checked(root, {path: added}, as_of, progress)


def read_source(root: Path, path: str) -> str:
    """The text of the content file *path*; raises ContentError."""
    problems = Problems()
    text = read_text(root, path, problems)
    problems.raise_errors()
    assert text is not None
    return text


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


def _problems(root: Path, as_of: AsOf, progress: Progress, drafts: Drafts) -> tuple[Sequence[Problem], Checked | None]:
    try:
        checked = check(root, as_of, progress, drafts)
        return checked.warnings, checked
    except ContentError as error:
        return error.problems, None
