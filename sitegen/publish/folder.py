"""Files → a folder beside the site: every file whole, and nothing touched that is not ours.

A mark in the folder lists what was written there, so that the next run can replace and remove it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from sitegen.problems import quoted
from sitegen.publish.output import WORKSHOP_INSIDE, OutputTree, check_paths, folder_of, folders_of, is_inside
from sitegen.publish.problem import PublishProblem, system_problem
from sitegen.publish.workshop import GITIGNORE, resolved

FOLDER_MARK = ".sitegen-messages.json"
"""The list of what was written; its presence says that the folder is ours."""
_UNTOUCHED = "Nothing was written."
_MIXED = "Some of its files are new and some are old, each complete. Write it again to fix that."


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Make *folder* hold *files*, by their paths in it, and none that an earlier run left there.

    Raises PublishProblem where it holds anything else, or is a part of what is published.
    """
    check_paths(list(files))
    folder = resolved(folder)
    _refuse_published(folder)
    try:
        before = _written_before(folder)
        _refuse_strangers(folder, files, before)
        folder.mkdir(parents=True, exist_ok=True)
        # What is ours is recorded before it is there: what a killed run leaves must not count as strange.
        _replace(folder, FOLDER_MARK, _list({*before, *files}))
        _replace(folder, ".gitignore", GITIGNORE)
    except OSError as error:
        raise system_problem(error, folder, _UNTOUCHED) from error
    try:
        _write(files, folder, before)
    except OSError as error:
        raise system_problem(error, folder, _MIXED) from error


def _refuse_published(folder: Path) -> None:
    """Messages are not for everybody who can read the site."""
    for place in (folder, *folder.parents):
        beside = place.parent / f".{place.name}.sitegen"
        if place.name and (beside.is_dir() or (place / WORKSHOP_INSIDE).is_dir()):
            raise PublishProblem(f"{folder} is in {place}, which `sitegen build` publishes. {_UNTOUCHED}")


def _written_before(folder: Path) -> set[str]:
    """What an earlier run wrote; empty for a new or an empty folder."""
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    try:
        listed = json.loads((folder / FOLDER_MARK).read_bytes())
    except FileNotFoundError:
        message = f"{folder} is not empty, and no {FOLDER_MARK} in it says that sitegen made it."
        raise PublishProblem(f"{message} {_UNTOUCHED} Choose another folder.") from None
    except ValueError:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(path, str) and is_inside(path) for path in listed):
        message = f"{folder / FOLDER_MARK} is damaged, so nothing says which files in {folder} sitegen made."
        raise PublishProblem(f"{message} {_UNTOUCHED} Remove the folder, or choose another one.")
    return set(listed)


def _refuse_strangers(folder: Path, files: Collection[str], before: Collection[str]) -> None:
    """Refuse what stands where a file or a folder of ours belongs, and a symbolic link on the way."""
    tree = OutputTree(folder, folders_of([*files, *before]))
    taken = [*tree.obstacles, *(path for path in files if path not in before and tree.look(path) is not None)]
    for path in sorted(taken):
        message = f"{quoted(folder / path)} is in the way, and sitegen did not make it."
        raise PublishProblem(f"{message} {_UNTOUCHED} Move it away.")


def _write(files: Mapping[str, bytes], folder: Path, before: Collection[str]) -> None:
    for inner in sorted(folders_of(files)):
        (folder / inner).mkdir(exist_ok=True)
    for path, data in files.items():
        _replace(folder, path, data)
    gone = set(before).difference(files)
    for path in gone:
        (folder / path).unlink(missing_ok=True)
    for inner in sorted(folders_of(gone) - folders_of(files), reverse=True):
        with suppress(OSError):  # It may hold a file that is not ours.
            (folder / inner).rmdir()
    _replace(folder, FOLDER_MARK, _list(files))


def _replace(folder: Path, path: str, data: bytes) -> None:
    """Write a file whole, whoever reads it meanwhile."""
    staged = folder / folder_of(path) / f".sitegen-{os.getpid()}"
    try:
        staged.write_bytes(data)
        staged.replace(folder / path)
    finally:
        staged.unlink(missing_ok=True)


def _list(paths: Collection[str]) -> bytes:
    return f"{json.dumps(sorted(paths), indent=0)}\n".encode()
