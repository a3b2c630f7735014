"""The content of the output folder, and which paths may be in it.

A path is relative to the output, with slashes.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from sitegen.problems import quoted
from sitegen.publish.problem import SITE_UNTOUCHED, PublishProblem

WORKSHOP_INSIDE = ".sitegen"
"""The workshop's name where it cannot be beside the output; no page can have it."""

_SURELY_INSIDE = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", re.ASCII)
"""Matches nearly every path, without the slower checks."""


def check_paths(paths: Sequence[str]) -> None:
    """Raise PublishProblem unless all *paths* are different files inside the output."""
    outside = next((path for path in paths if not is_inside(path)), None)
    if outside is not None:
        raise PublishProblem(f"expected a path inside the output folder, found {quoted(outside)}. {SITE_UNTOUCHED}")
    folders, seen = folders_of(paths), set(paths)
    if len(seen) < len(paths) or not folders.isdisjoint(seen):
        path = next(path for path, times in Counter(paths).items() if times > 1 or path in folders)
        raise PublishProblem(f"expected one file at {quoted(path)}, found several there or below it. {SITE_UNTOUCHED}")


def is_inside(path: str) -> bool:
    """Whether a path leads to a place inside the output that pages may have."""
    if _SURELY_INSIDE.fullmatch(path):
        return True
    parts = path.split("/")
    plain = path.isascii() or not any("\ud800" <= character <= "\udfff" for character in path)
    return (
        plain
        and not {"", ".", ".."}.intersection(parts)
        and parts[0] != WORKSHOP_INSIDE
        and not {"\\", "\0"} & set(path)
    )


def folder_of(path: str) -> str:
    """The folder around a path; empty for the output itself."""
    return path.rpartition("/")[0]


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder around *paths*."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def is_at_or_below(path: str, places: Collection[str]) -> bool:
    """Whether a path is one of *places*, or inside one of them."""
    return bool(places) and not folders_of([f"{path}/"]).isdisjoint(places)


class OutputTree:
    """The output as found on disk, never read through a symbolic link."""

    def __init__(self, root: Path, folders: Iterable[str]) -> None:
        """*folders* are those to look at, each with its parents."""
        self.root = root
        self._folders: set[str] = set()
        self.obstacles: set[str] = set()
        """Paths where a folder is expected and something else is."""
        for folder in sorted(folders):
            found = self.look(folder)
            if found is not None:
                (self._folders if stat.S_ISDIR(found.st_mode) else self.obstacles).add(folder)

    def has_folder(self, path: str) -> bool:
        """Whether a folder, one of those looked at, exists."""
        return not path or path in self._folders

    def look(self, path: str) -> os.stat_result | None:
        """The status of what is at *path*, if it can be reached without a symbolic link."""
        if not self.has_folder(folder_of(path)):
            return None
        try:
            return os.lstat(f"{self.root}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def file(self, path: str) -> os.stat_result | None:
        """The same for a regular file; None for anything else."""
        found = self.look(path)
        return found if found is not None and stat.S_ISREG(found.st_mode) else None


def strangers(root: Path, inside: str, known: Collection[str]) -> Iterator[str]:
    """Paths below a folder of the output *root* that are not among *known*; raises OSError."""
    for folder, folders, files in os.walk(root / inside, onerror=_raise):
        relative = Path(folder).relative_to(root)
        if folder == str(root) and WORKSHOP_INSIDE in folders:
            folders.remove(WORKSHOP_INSIDE)
        yield from sorted({(relative / name).as_posix() for name in (*folders, *files)}.difference(known))


def _raise(error: OSError) -> None:
    """A folder that cannot be read may hold anything."""
    raise error
