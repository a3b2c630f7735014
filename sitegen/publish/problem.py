"""Why an output cannot be written, or a worker has no result."""

from __future__ import annotations

import errno
from pathlib import Path

SITE_UNTOUCHED = "Nothing was published; the published site is unchanged."
SITE_MIXED = "Some of its files are new and some are old, each complete. Build again to fix that."


class PublishProblem(Exception):
    """The output cannot be written: says why, what to do, and in what state the site is."""


class WorkerFailed(RuntimeError):
    """A worker's function raised something that is a bug; carries the worker's traceback."""


class WorkerKilled(WorkerFailed):
    """A worker ended from outside, before its work was done."""


def system_problem(error: OSError, output: Path, standing: str) -> PublishProblem:
    """The problem for a system error: its file and message, and *standing*, the state of the site."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        full = "quota" if error.errno == errno.EDQUOT else "disk"
        return PublishProblem(
            f"The {full} of {output} is full: {error.strerror}. {standing} Free some space (see `df` and `df -i`)."
        )
    return PublishProblem(f"{error.filename2 or error.filename or output}: {error.strerror}. {standing}")
