"""The folder beside the output in which files are made ready, ours alone while a build runs."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sitegen.publish.output import WORKSHOP_INSIDE
from sitegen.publish.problem import SITE_UNTOUCHED, PublishProblem

GITIGNORE = b"*\n"


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where things lie in it; it also remembers what is ours."""

    folder: Path

    @property
    def staging(self) -> Path:
        """What belongs to a build that is not finished."""
        return self.folder / "staging"

    @property
    def files(self) -> Path:
        """What is staged, at the paths that it will have in the output, so that a new folder moves there at once."""
        return self.staging / "files"

    @property
    def manifest(self) -> Path:
        """What the last finished build left in the output."""
        return self.folder / "manifest.json"

    @property
    def next_manifest(self) -> Path:
        """The manifest of a build that is not finished."""
        return self.folder / "manifest.new"

    @property
    def journal(self) -> Path:
        """The names of all that an unfinished build may have left there, and of what was there before it."""
        return self.folder / "journal.json"

    def clean(self) -> None:
        """Remove what a build left that was not finished; all but the record of what is ours."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.staging)
        self.next_manifest.unlink(missing_ok=True)


def resolved(output: Path) -> Path:
    """The folder that *output* names, without symbolic links; raises PublishProblem where it can be none."""
    if output.is_symlink() and not output.exists():
        raise PublishProblem(f"expected a folder, found a broken symbolic link: {output}. {SITE_UNTOUCHED}")
    if output.exists() and not output.is_dir():
        raise PublishProblem(f"expected a folder, found a file: {output}. {SITE_UNTOUCHED}")
    return Path(os.path.realpath(output))


@contextmanager
def locked_workshop(output: Path) -> Iterator[Workshop]:
    """The output's workshop, ours alone: a second build waits, also for what a killed one left running.

    Raises PublishProblem where the output holds something and is not known to be ours.
    """
    held = _holds_something(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    workshop = Workshop(_workshop_folder(output))
    # In this order: what another build has put into the output since has a workshop too.
    if held and not workshop.folder.is_dir():
        raise PublishProblem(_not_ours(output, workshop))
    workshop.folder.mkdir(exist_ok=True)
    with (workshop.folder / "lock").open("a") as lock:
        _lock(lock.fileno(), workshop.folder)
        if _holds_something(output) and not (workshop.manifest.exists() or workshop.journal.exists()):
            raise PublishProblem(_not_ours(output, workshop))
        _hide_from_git(workshop.folder)
        yield workshop


def _workshop_folder(output: Path) -> Path:
    return output / WORKSHOP_INSIDE if _is_mounted(output) else output.parent / f".{output.name}.sitegen"


def _is_mounted(output: Path) -> bool:
    """Whether the output is a file system of its own, or a place where one is shown: no rename leads into it."""
    if not output.exists():
        return False
    if output.stat().st_dev != output.parent.stat().st_dev:
        return True
    try:
        # A folder that is shown at a second place has the same number there. There is no such file to rename, but
        # Linux tells that the two places are apart before it tells that.
        (output.parent / f".{output.name}.sitegen.none").rename(output / f"{WORKSHOP_INSIDE}.none")
    except OSError as error:
        return error.errno == errno.EXDEV
    return False


def _holds_something(output: Path) -> bool:
    return output.exists() and any(child.name != WORKSHOP_INSIDE for child in output.iterdir())


def _not_ours(output: Path, workshop: Workshop) -> str:
    return (
        f"{output} is not empty, and {workshop.folder} does not say that sitegen made it. Nothing was written. "
        "Empty it, or choose another folder with --output."
    )


def _hide_from_git(folder: Path) -> None:
    ignore = folder / ".gitignore"
    if not ignore.exists() or ignore.read_bytes() != GITIGNORE:  # Written again, it might not fit on a full disk.
        ignore.write_bytes(GITIGNORE)


def _lock(descriptor: int, folder: Path) -> None:
    """Wait until it is ours. Workers inherit it, so that it is free only when the last of them has ended."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        raise PublishProblem(
            f"{folder} cannot be locked against other builds: {error.strerror}. {SITE_UNTOUCHED} "
            "Choose a folder on a local disk with --output."
        ) from error
