"""The entries of a site as they were at a git revision: only those whose files have changed since, without a checkout.

The files are read from git's objects into a folder that is gone afterwards, and from there like any others.
"""

from __future__ import annotations

import os
import posixpath
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sitegen.build import AsOf, Checked, check
from sitegen.guard.git import REGULAR_MODES, GitRefused, git_bytes, git_names, git_objects
from sitegen.model import Config, SourceEntry
from sitegen.problems import ContentError, Problem, Problems, Severity
from sitegen.read.config import SITE_FILE, parse_config
from sitegen.read.content import FIELDS_ACROSS, read_group
from sitegen.read.files import entry_of, find_groups
from sitegen.read.reader import Reader

_SETTINGS = (SITE_FILE, "themes/")
"""What a site is made from, beside its content."""
_LINK, _SUBMODULE = "120000", "160000"
"""The modes of a symbolic link and of a submodule."""


@dataclass(frozen=True, slots=True)
class Before:
    """A site at a revision."""

    config: Config
    entries: tuple[SourceEntry, ...]
    """Those whose files have changed since, and were right."""
    names: frozenset[tuple[str, str]]
    """Folder and slug of every entry that it had."""
    unread: tuple[str, ...] = ()
    """The files of entries that have changed since, and had problems."""


class NotCompared(Exception):
    """There is nothing at the revision to compare with; the message says why."""


class NoSite(NotCompared):
    """There was no site at the revision."""


class _Blob(NamedTuple):
    path: str
    """Relative to the site's folder."""
    name: str
    """The object's id."""
    linked: bool = False
    """Whether a symbolic link leads to it from there."""


def read_before(root: Path, revision: str) -> Before:
    """The site in *root* as it was at *revision*, which git knows; raises NotCompared.

    Every entry is read where site.yml has changed, which may give all times another meaning, and where the site's
    folder has another name since.
    """
    try:
        blobs, moved = _blobs(root, revision)
        changed = _changed(root, revision)
        with _folder() as folder:
            _write(root, [blob for blob in blobs if blob.path == SITE_FILE], folder)
            config = parse_config(folder, Problems())
            if config is None:
                raise NotCompared(f"{SITE_FILE} had problems")
            names = None if moved or SITE_FILE in changed else _touched(blobs, changed)
            _write(root, _wanted(blobs, names), folder)
            entries, unread = _entries(folder, config)
            stood = frozenset(filter(None, (entry_of(blob.path) for blob in blobs)))
            return Before(config, tuple(entries), stood, tuple(unread))
    except GitRefused as refused:
        raise NotCompared(str(refused)) from None


def problems_before(root: Path, revision: str, as_of: AsOf, problems: Iterable[Problem]) -> frozenset[Problem]:
    """The errors of the site in *root* at *revision*, at least those among *problems*; raises NotCompared."""
    entries = {
        None if one.field in FIELDS_ACROSS else entry_of(one.path) for one in problems if one.severity is Severity.ERROR
    }
    # One file at a time can be wrong without the others, unless what is wrong lies between two.
    names = None if None in entries else frozenset(filter(None, entries))
    try:
        blobs, _ = _blobs(root, revision)
        with _folder() as folder:
            _write(root, [blob for blob in blobs if blob.path.startswith(_SETTINGS)], folder)
            _write(root, _wanted(blobs, names), folder)
            check(folder, as_of, pages=True)
    except GitRefused as refused:
        raise NotCompared(str(refused)) from None
    except ContentError as error:
        return frozenset(one for one in error.problems if one.severity is Severity.ERROR)
    return frozenset()


@contextmanager
def whole_before(root: Path, revision: str, now: datetime) -> Iterator[tuple[Checked, frozenset[tuple[str, str]]]]:
    """The whole site in *root* as it was at *revision*, as of *now*; raises NotCompared.

    Entries that had errors are not in it: their folders and slugs come with it. Its files can be made as long as the
    context lasts.
    """
    errors: list[Problem] = []

    def tolerate(problem: Problem) -> Problem:
        if problem.severity is Severity.ERROR:
            errors.append(problem)
        return replace(problem, severity=Severity.WARNING)

    with _folder() as folder:
        try:
            blobs, _ = _blobs(root, revision)
            _write(root, [blob for blob in blobs if blob.path.startswith((*_SETTINGS, "content/"))], folder)
            checked = check(folder, AsOf(now, given=True), revise=tolerate)
        except GitRefused as refused:
            raise NotCompared(str(refused)) from None
        except ContentError:
            first = str(errors[0]).partition("\n")[0]
            raise NotCompared(f"it had problems, the first of them {first}") from None
        yield checked, frozenset(filter(None, (entry_of(error.path) for error in errors)))


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for a site, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sitegen-") as made:
        (Path(made) / "content").mkdir()
        yield Path(made)


def _entries(folder: Path, config: Config) -> tuple[list[SourceEntry], list[str]]:
    """The entries that are right, and the files of those that are not."""
    reader = Reader(folder, config, None)
    entries, unread = [], []
    for group in find_groups(folder, config, Problems()):
        entry, problems = read_group(reader, group)
        if entry is not None:
            entries.append(entry)
        elif any(one.severity is Severity.ERROR for one in problems):
            unread.append(group.sources[0].path)
    return entries, unread


def _changed(root: Path, revision: str) -> set[str]:
    """The files of the site that differ from *revision*, relative to *root*, those that git does not know included."""
    paths = ("--", SITE_FILE, "content")
    options = ("--name-only", "-z", "--no-renames", "--relative", "--no-ext-diff", "--end-of-options")
    tracked = git_names(root, "diff", *options, revision, *paths)
    # Of some files git has been told not to look whether they are there: small letters, and S in a sparse checkout.
    flagged = (name for name in git_names(root, "ls-files", "-v", "-z", *paths) if name[0].islower() or name[0] == "S")
    tracked += [name[2:] for name in flagged]
    return {*tracked, *git_names(root, "ls-files", "-z", "--others", "--exclude-standard", *paths)}


def _touched(blobs: Iterable[_Blob], changed: Collection[str]) -> frozenset[tuple[str, str]]:
    """The entries that may have changed: by their files, by a picture beside them, by what a link leads to."""
    beside = {path.rpartition("/")[0] for path in changed if path.startswith("content/") and not path.endswith(".md")}
    found = {entry_of(blob.path) for blob in blobs if blob.linked or blob.path.rpartition("/")[0] in beside}
    return frozenset(filter(None, (*map(entry_of, changed), *found)))


def _wanted(blobs: Iterable[_Blob], names: Collection[tuple[str, str]] | None) -> list[_Blob]:
    """The files of the entries *names* (None: all), with the pictures beside them."""
    content = [blob for blob in blobs if blob.path.startswith("content/")]
    if names is None:
        return content
    own = [blob for blob in content if entry_of(blob.path) in names]
    folders = {blob.path.rpartition("/")[0] for blob in own}
    beside = [blob for blob in content if not blob.path.endswith(".md") and blob.path.rpartition("/")[0] in folders]
    return [*own, *beside]


def _blobs(root: Path, revision: str) -> tuple[list[_Blob], bool]:
    """The files of the site at *revision*, and whether its folder had another name then."""
    [prefix] = git_bytes(root, "rev-parse", "--show-prefix").split(b"\n")[:1]
    place = prefix.decode("utf-8", "surrogateescape")
    listed = _listed(root, revision, place)
    sites = [blob.path.removesuffix(SITE_FILE) for blob in listed if blob.path.rpartition("/")[2] == SITE_FILE]
    was = place
    if place not in sites:
        others = [one for one in sites if any(blob.path.startswith(f"{one}content/") for blob in listed)]
        if len(others) != 1:
            raise NoSite(f"there was no {place}{SITE_FILE}")
        [was] = others
    found = [blob._replace(path=blob.path.removeprefix(was)) for blob in listed if blob.path.startswith(was)]
    return found, was != place


def _listed(root: Path, revision: str, place: str) -> list[_Blob]:
    """The files of the repository at *revision*, those that links lead to within it included."""
    files: dict[str, _Blob] = {}
    links: list[_Blob] = []
    for line in git_names(root, "ls-tree", "-r", "-z", "--full-tree", revision):
        about, _, path = line.partition("\t")
        mode, _, name = about.split(" ")
        if mode == _SUBMODULE and f"{path}/".startswith(f"{place}content/"):
            raise NotCompared("content/ was in a submodule, and its history is in another repository")
        if "../" in path:
            continue
        if mode in REGULAR_MODES:
            files[path] = _Blob(path, name)
        elif mode == _LINK:
            links.append(_Blob(path, name))
    for link, target in zip(links, git_objects(root, (link.name for link in links)), strict=True):
        leads_to = posixpath.normpath(posixpath.join(posixpath.dirname(link.path), os.fsdecode(target)))
        if leads_to in files:
            files[link.path] = _Blob(link.path, files[leads_to].name, linked=True)
    return list(files.values())


def _write(root: Path, blobs: Collection[_Blob], folder: Path) -> None:
    """Write files as they stand in git's objects."""
    for blob, data in zip(blobs, git_objects(root, (blob.name for blob in blobs)), strict=True):
        file = folder / blob.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
