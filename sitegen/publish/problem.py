"""Why an output cannot be written."""

from __future__ import annotations

import errno
from pathlib import Path

SITE_UNTOUCHED = "Nothing was published; the site stands as it was."
SITE_MIXED = "Some of its files are new and some are old, each of them whole. Build again, which puts that right."


class PublishProblem(Exception):
    """The output cannot be written: says why, what to do, and how the site stands."""


def system_problem(error: OSError, output: Path, standing: str) -> PublishProblem:
    """What the system says, the file that it happened with, and *standing*, how the site stands."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        full = "quota" if error.errno == errno.EDQUOT else "disk"
        return PublishProblem(
            f"The {full} of {output} is full: {error.strerror}. {standing} Free some space (see `df` and `df -i`)."
        )
    return PublishProblem(f"{error.filename2 or error.filename or output}: {error.strerror}. {standing}")
