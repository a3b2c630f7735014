"""The versions of files in git's history, newest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from sitegen.guard.git import REGULAR_MODES, git_answer, git_bytes, git_names, git_objects

MAX_PATHS = 50
"""Paths by which git is asked; for more it is asked for all: it compares each file of a commit with each of them."""
_LAST_SECOND = 253402214400
"""In seconds since 1970, the last day that a moment can have: a commit may state any."""


class Version(NamedTuple):
    """A file as a commit left it."""

    commit: str
    at: datetime
    """When it was committed, in UTC."""
    subject: str
    order: int
    """Its commit's place in the history: 0 for the newest."""
    blob: str
    """The object's id; empty: it was not there, or was no regular file."""


class History:
    """The history of the files at or below *folder*, which lies in a repository, or is a submodule."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, list[Version]] = {}
        self._merged: dict[str, list[Version]] = {}
        self._everything = False
        """Whether it is known of every file, also of those that nobody has asked for."""
        self._merged_everything = False

    def load(self, paths: Collection[str]) -> None:
        """Look up the versions of files, relative to the folder, together; raises GitRefused."""
        missing = [path for path in paths if path not in self._known]
        if not missing or self._everything:
            return
        self._everything = len(missing) > MAX_PATHS
        self._known |= {path: [] for path in missing}
        self._known |= self._walk(missing, "--first-parent")

    def versions(self, path: str) -> list[Version]:
        """The versions of a file that the branch itself had, newest first; raises GitRefused."""
        self.load([path])
        return self._known.get(path, [])

    def all_versions(self, path: str) -> Iterator[Version]:
        """Those, then those that only commits which were merged into it had; raises GitRefused.

        What the branch was, commit by commit, is what was published; but whoever pulls the work of others makes a
        second parent of what they had published.
        """
        yield from self.versions(path)
        if path not in self._merged and not self._merged_everything:
            self._merged_everything = self._everything
            self._merged |= {name: [] for name in self._known}
            if git_answer(self._folder, "rev-list", "--merges", "--max-count=1", "HEAD"):
                self._merged |= self._walk(self._known)
        yield from self._merged.get(path, [])

    def commits(self, place: str) -> list[Version]:
        """The commits that changed anything below *place*, newest first, each as its version of one file."""
        self.load([place])
        below = "" if place == "." else f"{place}/"
        found = [one for path, versions in self._known.items() if path.startswith(below) for one in versions]
        return sorted({one.commit: one for one in found}.values(), key=_order)

    def content(self, version: Version) -> bytes:
        """The bytes of a version that was a file; raises GitRefused."""
        return next(git_objects(self._folder, [version.blob]))

    def tree(self, version: Version, place: str) -> dict[str, bytes]:
        """Every regular file below *place* at that version's commit, by its path there; raises GitRefused."""
        lines = git_names(self._folder, "ls-tree", "-r", "-z", version.commit, *([] if place == "." else [f"{place}/"]))
        files = [(path, *about.split(" ")) for about, _, path in (line.partition("\t") for line in lines)]
        below = "" if place == "." else f"{place}/"
        names = {path.removeprefix(below): name for path, mode, _, name in files if mode in REGULAR_MODES}
        return dict(zip(names, git_objects(self._folder, names.values()), strict=True))

    @cached_property
    def is_cut(self) -> bool:
        """Whether older commits exist that are not here: a shallow clone."""
        return git_answer(self._folder, "rev-parse", "--is-shallow-repository") == ["true"]

    def _walk(self, paths: Collection[str], *options: str) -> dict[str, list[Version]]:
        wanted = ["."] if self._everything or len(paths) > MAX_PATHS else paths
        settings = ("-c", "log.showSignature=false", "-c", "log.follow=false", "--literal-pathspecs")
        shape = ("-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--relative", "--no-color", "--encoding=UTF-8")
        log = git_bytes(
            self._folder, *settings, "log", *options, *shape, "--format=%x01%H %ct %s", "HEAD", "--", *wanted
        )
        found: dict[str, list[Version]] = {}
        for path, version in _parsed(log.split(b"\0")):
            found.setdefault(path, []).append(version)
        return found


def _order(version: Version) -> int:
    return version.order


def _parsed(fields: Iterable[bytes]) -> Iterator[tuple[str, Version]]:
    """The versions in what `git log` prints: a commit, then the modes and ids of each file, and its path."""
    commit, at, subject, order = "", datetime.min.replace(tzinfo=UTC), "", -1
    rest = iter(fields)
    for field in rest:
        if field.startswith(b"\1"):
            name, seconds, subject = field[1:].decode("utf-8", "replace").split(" ", 2)
            # A merge is told once for each of its parents.
            order += name != commit
            commit, at = name, datetime.fromtimestamp(min(int(seconds), _LAST_SECOND), UTC)
        elif field.lstrip(b"\n").startswith(b":"):
            _, mode, _, blob, _ = field.decode("ascii").split(" ")
            path = next(rest).decode("utf-8", "surrogateescape")
            yield path, Version(commit, at, subject, order, blob if mode in REGULAR_MODES else "")
