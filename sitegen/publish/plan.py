"""The steps that make the output hold the new files, and no other file of ours."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from sitegen.publish.output import OutputTree, folder_of, folders_of, is_at_or_below, strangers
from sitegen.publish.problem import SITE_UNTOUCHED, PublishProblem


@dataclass(frozen=True, slots=True)
class Plan:
    """Paths by what is done to them, in that order."""

    folders: Collection[str]
    """Folders to create for *new*."""
    new: Sequence[str]
    """Files where nothing is."""
    moved: Sequence[str]
    """Files of ours where a folder is needed, and folders of ours where a file is."""
    changed: Sequence[str]
    """Files that replace one of ours, or that did before an interruption."""
    removed: Sequence[str]
    emptied: Sequence[str]
    """Folders that no longer hold a file of ours, innermost first."""

    def placed_with(self, path: str) -> str:
        """The path that is renamed into place for a new *path*: its outermost new folder, or itself."""
        end = path.find("/")
        while end >= 0:
            if path[:end] in self.folders:
                return path[:end]
            end = path.find("/", end + 1)
        return path

    def places(self) -> list[str]:
        """The paths to rename into place for *new*, each as late as the last file in it."""
        places = {self.placed_with(path): placing_order(path) for path in self.new}
        return sorted(places, key=places.__getitem__)


def make_plan(staged: Iterable[str], wanted: Set[str], owned: Set[str], tree: OutputTree) -> Plan:
    """The plan for an output that holds *owned* of ours and shall hold *wanted*, of which *staged* are new or changed.

    Raises PublishProblem where something is in the way that is not ours or cannot be changed.
    """
    staged = set(staged)
    gone = {path for path in owned - wanted if tree.file(path)}
    moved = {*_files_for_folders(staged, gone, tree), *_folders_for_files(staged, owned, wanted, gone, tree)}
    new = {path for path in staged if tree.look(path) is None and not is_at_or_below(path, moved)}
    emptied = folders_of(owned) - folders_of(wanted) if owned != wanted else set()
    plan = Plan(
        folders={folder for folder in folders_of(new) if not tree.has_folder(folder)},
        new=sorted(new, key=placing_order),
        moved=sorted(moved),
        changed=sorted(staged - new, key=placing_order),
        removed=sorted(gone),
        emptied=sorted(filter(tree.has_folder, emptied), reverse=True),
    )
    _refuse_what_cannot_be_changed(plan, tree)
    return plan


def placing_order(path: str) -> tuple[int, str]:
    """The sort key: assets before the pages that use them, and the index last, as it links to everything."""
    if not path.endswith(".html"):
        return 0, path
    folder, _, name = path.rpartition("/")
    return (2, path) if name == "index.html" and "/" not in folder else (1, path)


def _files_for_folders(staged: Iterable[str], gone: Collection[str], tree: OutputTree) -> Iterator[str]:
    """Files that make way for folders."""
    for path in tree.obstacles & folders_of(staged):
        if path not in gone:
            raise _in_the_way(tree.root / path)
        yield path


def _folders_for_files(
    staged: Iterable[str], owned: Set[str], wanted: Set[str], gone: Set[str], tree: OutputTree
) -> Iterator[str]:
    """Folders that make way for files."""
    for path in staged:
        found = tree.look(path)
        if found is None:
            continue
        if not stat.S_ISDIR(found.st_mode):
            if path not in owned:
                raise _in_the_way(tree.root / path)
            continue
        for stranger in strangers(tree.root, path, {*gone, *folders_of(owned | wanted)}):
            raise _in_the_way(tree.root / stranger)
        yield path


def _in_the_way(place: Path) -> PublishProblem:
    return PublishProblem(
        f"{place} is in the way of a page, and sitegen did not make it. {SITE_UNTOUCHED} Move it away."
    )


def _refuse_what_cannot_be_changed(plan: Plan, tree: OutputTree) -> None:
    """Check before anything is replaced: one `sudo sitegen build` leaves folders that others may not write."""
    for folder in {folder_of(path) for path in (*plan.moved, *plan.changed, *plan.removed)}:
        if tree.has_folder(folder) and not os.access(tree.root / folder, os.W_OK | os.X_OK):
            raise PublishProblem(f"{tree.root / folder} cannot be written by this user. {SITE_UNTOUCHED}")
