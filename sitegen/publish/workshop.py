"""The folder beside the output in which files are staged, locked while a build runs."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sitegen.publish.output import WORKSHOP_INSIDE
from sitegen.publish.problem import SITE_UNTOUCHED, PublishProblem

GITIGNORE = b"*\n"


class Workshop:
    """The paths inside the workshop, which also records which files of the output are ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.staging = folder / "staging"
        """The folder of an unfinished build."""
        self.files = self.staging / "files"
        """The staged files, at their paths in the output, so that a new folder moves there as a whole."""
        self.manifest = folder / "manifest.json"
        """The record of the last finished build."""
        self.next_manifest = folder / "manifest.new"
        """The manifest of an unfinished build."""
        self.journal = folder / "journal.json"
        """The paths that an unfinished build may have written, and those that were there before."""

    def clean(self) -> None:
        """Remove what an unfinished build left, except the record of which files are ours."""
        if self.staging.is_symlink():  # Of somebody else; nothing is removed behind it.
            self.staging.unlink()
        with suppress(FileNotFoundError):
            shutil.rmtree(self.staging)
        self.next_manifest.unlink(missing_ok=True)


def resolved(output: Path) -> Path:
    """The folder that *output* names, without symbolic links; raises PublishProblem where it cannot be a folder."""
    if output.is_symlink() and not output.exists():
        raise PublishProblem(f"expected a folder, found a broken symbolic link: {output}. {SITE_UNTOUCHED}")
    if output.exists() and not output.is_dir():
        raise PublishProblem(f"expected a folder, found a file: {output}. {SITE_UNTOUCHED}")
    return Path(os.path.realpath(output))


@contextmanager
def locked_workshop(output: Path) -> Iterator[Workshop]:
    """The output's workshop, locked: a second build waits, also for workers that a killed one left running.

    Raises PublishProblem where the output holds something and is not known to be ours.
    """
    held = _holds_something(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    workshop = Workshop(workshop_folder(output))
    # In this order: whatever another build has put into the output since, it has made a workshop first.
    if held and not workshop.folder.is_dir():
        raise PublishProblem(_not_ours(output, workshop))
    workshop.folder.mkdir(exist_ok=True)
    with (workshop.folder / "lock").open("a") as lock:
        _lock(lock.fileno(), workshop.folder)
        if _holds_something(output) and not (workshop.manifest.exists() or workshop.journal.exists()):
            raise PublishProblem(_not_ours(output, workshop))
        _hide_from_git(workshop.folder)
        yield workshop


def workshop_folder(output: Path) -> Path:
    """The folder of the workshop of an output, which may not be there yet."""
    return output / WORKSHOP_INSIDE if _is_mounted(output) else output.parent / f".{output.name}.sitegen"


def _is_mounted(output: Path) -> bool:
    """Whether the output is a file system of its own, or a bind mount: nothing can be renamed into it."""
    if not output.exists():
        return False
    if output.stat().st_dev != output.parent.stat().st_dev:
        return True
    try:
        # A bind mount has the same device number. There is no such file to rename, but Linux checks first whether
        # both paths are on one mount.
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
    if not ignore.exists() or ignore.read_bytes() != GITIGNORE:  # Rewriting might fail on a full disk.
        ignore.write_bytes(GITIGNORE)


def _lock(descriptor: int, folder: Path) -> None:
    """Wait for the lock. Workers inherit it, so it is free only when the last of them has ended."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        raise PublishProblem(
            f"{folder} cannot be locked against other builds: {error.strerror}. {SITE_UNTOUCHED} "
            "Choose a folder on a local disk with --output."
        ) from error
