"""The site in which each file that is wrong stands as it last was right: one author's fault stops nobody's notice.

The site is copied to a folder that is gone afterwards; what is wrong goes back there, file by file, until an ordinary
build of that folder succeeds. A file only ever goes further back, or is left out, so this ends.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from sitegen.build import AsOf, Checked, build, check
from sitegen.guard.git import GitRefused, git_bytes
from sitegen.guard.history import History, Version
from sitegen.markdown import references
from sitegen.model import Config, SourceEntry
from sitegen.problems import ContentError, Problem, Problems, Severity, visible
from sitegen.progress import Progress, silent
from sitegen.publish.publication import PublishReport
from sitegen.read.config import SITE_FILE, parse_config
from sitegen.read.content import FIELDS_ACROSS, check_across, read_group
from sitegen.read.files import FOLDERS, entry_of, grouped
from sitegen.read.pictures import PICTURES, read_picture
from sitegen.read.reader import Reader
from sitegen.theme.edition import load_editions

MAX_VERSIONS = 100
"""Versions of one file that are tried."""
MAX_ROUNDS = 30
"""Builds that are tried: what shows only when all is put together takes one for each step back."""
PATIENCE = 10
"""Builds after which what is still wrong does not go back, but is left out."""
_PLACES = tuple(f"content/{folder}" for folder in FOLDERS)
"""Without one of these, readers would be told that nothing ever happened."""
_MAX_SETTINGS = 5
"""Versions of site.yml that are tried for the sake of content."""
_SAMPLE = 20
"""Entries that are looked at to see whether site.yml made them wrong."""
_NEVER = datetime.max.replace(tzinfo=UTC)
"""When something was changed that is not committed: after everything else."""

_Key = tuple[str, str]
"""The folder and the slug of an entry."""


class Instead(NamedTuple):
    """What stands in the place of a file."""

    path: str
    """Relative to the site's folder; of a theme its folder."""
    version: Version | None
    """The version that is published; None: the file is left out."""
    why: str = ""
    """Why it is left out, as the rest of a sentence."""


class LastGood(NamedTuple):
    """A site in which what is wrong stands as it last was right."""

    checked: Checked
    problems: tuple[Problem, ...]
    """Everything that is wrong, as it stands in the site itself."""
    instead: tuple[Instead, ...]
    """The files that are not published as they stand; none if nothing is wrong."""


def build_last_good(
    root: Path, output: Path, as_of: AsOf, progress: Progress = silent
) -> tuple[PublishReport, LastGood]:
    """Publish the site in *root* to *output*, with an older version from git of each file that is wrong.

    Where nothing is wrong it is `build`, and git is not asked.
    Raises ContentError, with nothing written, where git has no version of site.yml that fits, or there is no git.
    Raises PublishProblem when the output cannot be written.
    """
    reports: list[PublishReport] = []

    def make(folder: Path) -> Checked:
        report, checked = build(folder, output, as_of, progress)
        reports.append(report)
        return checked

    with _last_good(root, as_of, make) as found:
        return reports[0], found


@contextmanager
def checked_last_good(root: Path, as_of: AsOf, progress: Progress = silent) -> Iterator[LastGood]:
    """The site in *root*, checked, with an older version from git of each file that is wrong; raises as the build does.

    It can be used as long as the context lasts: templates are read when they are needed.
    """
    with _last_good(root, as_of, lambda folder: check(folder, as_of, progress)) as found:
        yield found


@contextmanager
def _last_good(root: Path, as_of: AsOf, make: Callable[[Path], Checked]) -> Iterator[LastGood]:
    try:
        checked = make(root)
    except ContentError as error:
        problems = error.problems
    else:
        yield LastGood(checked, checked.warnings, ())
        return
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        try:
            git_bytes(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
            found = _go_back(_Copy(root, Path(folder), as_of), problems, make)
        except GitRefused as refused:
            reason = str(refused) or "no commit"
            hint = "--last-good takes what is wrong from git's history: build in a clone that has it."
            message = f"expected older versions in git, found: {reason}"
            raise ContentError([*problems, Problem(SITE_FILE, 0, "", message, hint)]) from None
        yield found


def _go_back(site: _Copy, problems: Sequence[Problem], make: Callable[[Path], Checked]) -> LastGood:
    """Make something of the copy, going back with what is wrong each time."""
    found, told = problems, dict.fromkeys(problems)
    for number in range(MAX_ROUNDS):
        if not site.go_back(found, give_up=number >= PATIENCE):
            break
        try:
            checked = make(site.folder)
        except ContentError as error:
            found = error.problems
            told |= dict.fromkeys(site.located(one) for one in found if one.severity is Severity.ERROR)
        else:
            told |= dict.fromkeys(one for one in checked.warnings if one.path not in site.instead)
            return LastGood(checked, tuple(sorted(told)), site.outcome())
    if any(one.path == SITE_FILE for one in found):
        message = "expected a version in git that fits, found none"
        told[Problem(SITE_FILE, 0, "", message, site.history_hint())] = None
    raise ContentError(told)


class _Copy:
    """A copy of the site, in which files go back."""

    def __init__(self, root: Path, folder: Path, as_of: AsOf) -> None:
        self.folder = folder
        self.as_of = as_of
        self.instead: dict[str, Instead] = {}
        self._root = root
        self._histories: dict[Path, History] = {}
        self._iterators: dict[str, Iterator[Version]] = {}
        self._steps = 0
        """How often anything went back."""
        _copy_site(root, folder)
        self._files: dict[_Key, list[str]] = defaultdict(list)
        for place, folders, names in os.walk(folder / "content"):
            for name in (*names, *folders):
                path = f"{Path(place).relative_to(folder).as_posix()}/{name}"
                key = entry_of(path)
                if key is not None:
                    self._files[key].append(path)

    def located(self, problem: Problem) -> Problem:
        """A problem of the copy as one of the site: it says in which older version it is, or with which site.yml."""
        theme = "/".join(problem.path.split("/")[:2])
        own = self.instead.get(problem.path) or self.instead.get(theme)
        for one, where in ((own, "in the version of"), (self.instead.get(SITE_FILE), f"with {SITE_FILE} of")):
            if one is not None and one.version is not None:
                return replace(problem, message=f"{where} {one.version.commit[:7]}: {problem.message}")
        return problem

    def outcome(self) -> tuple[Instead, ...]:
        """What stands in the place of each file that is published otherwise than it stands."""
        return tuple(one for path, one in sorted(self.instead.items()) if not self._is_as_it_stands(path))

    def _is_as_it_stands(self, path: str) -> bool:
        files = [folder / path for folder in (self._root, self.folder)]
        return all(map(Path.is_file, files)) and files[0].read_bytes() == files[1].read_bytes()

    def history_hint(self) -> str:
        """What to do where git has too little of the history; empty where it has all."""
        if not self._history(SITE_FILE)[0].is_cut:
            return ""
        return "The history is cut off here, as in a shallow clone: fetch more of it (`fetch-depth: 0` on GitHub)."

    # --- what goes back ------------------------------------------------------------------------------------------

    def go_back(self, problems: Sequence[Problem], *, give_up: bool) -> bool:
        """Go back with what has *problems*, or leave it out to *give_up*; whether anything went back."""
        before = self._steps
        errors = [one for one in problems if one.severity is Severity.ERROR]
        config = parse_config(self.folder, Problems())
        settings = [one for one in errors if one.path == SITE_FILE]
        if config is not None and settings and all(one.field == "theme" for one in settings):
            return self._theme_back(config, give_up=give_up) or self._settings_back()
        if config is None or settings:
            return self._settings_back()
        if any(one.path.startswith("themes/") for one in errors):
            self._theme_back(config, give_up=give_up)
        wrong: dict[_Key, list[Problem]] = defaultdict(list)
        for one in errors:
            key = entry_of(one.path)
            if key in self._files:
                wrong[key].append(one)
            elif one.path not in _PLACES and one.path.startswith("content/"):
                self._remove_unknown(one.path)
        if wrong and not self._settings_made_wrong(wrong, config):
            self._load(path for key in wrong for path in self._files[key])
            for key, found in sorted(wrong.items()):
                if give_up:
                    self._leave_out(self._files[key])
                else:
                    self._entry_back(key, found, config, alone=self._steps == before)
        return self._steps > before

    def _settings_back(self) -> bool:
        """Go back to the next older site.yml that reads; whether there is one."""
        for version in self._older(SITE_FILE):
            self._put(SITE_FILE, version)
            if parse_config(self.folder, Problems()) is not None:
                return True
        return False

    def _settings_made_wrong(self, wrong: dict[_Key, list[Problem]], config: Config) -> bool:
        """Go back with site.yml if it is what made entries wrong: it was changed after them, and fewer were before."""
        sample = sorted(wrong)[:_SAMPLE]
        self._load([SITE_FILE, *(path for key in sample for path in self._files[key])])
        changed = self._changed([SITE_FILE])
        before = [key for key in sample if self._changed(self._files[key]) <= changed]
        suspects = [key for key in before if self._faults(key, config)]  # What lies between two is not site.yml's.
        if not suspects:
            return False
        now, was, steps = (self.folder / SITE_FILE).read_bytes(), self.instead.get(SITE_FILE), self._steps
        wrong_files = {one.path for found in wrong.values() for one in found}
        tried = list(islice(self._older(SITE_FILE), _MAX_SETTINGS))
        for number, version in enumerate(tried):
            self._put(SITE_FILE, version)
            older = parse_config(self.folder, Problems())
            if older is None or all(self._faults(key, older) for key in suspects):
                continue
            if len(self._wrong_files()) < len(wrong_files):
                self._iterators[SITE_FILE] = chain(tried[number + 1 :], self._iterators[SITE_FILE])
                return True
        self._iterators[SITE_FILE] = chain(tried, self._iterators[SITE_FILE])
        self._write(SITE_FILE, now)
        self._steps = steps
        if was is None:
            self.instead.pop(SITE_FILE, None)
        else:
            self.instead[SITE_FILE] = was
        return False

    def _wrong_files(self) -> set[str]:
        try:
            check(self.folder, self.as_of)
        except ContentError as error:
            return {one.path for one in error.problems if one.severity is Severity.ERROR}
        return set()

    def _theme_back(self, config: Config, *, give_up: bool) -> bool:
        """Go back to the next older version of the theme as a whole that loads, or leave it out; whether there is one.

        Also where its folder is gone: site.yml still asks for it.
        """
        path = f"themes/{config.theme}"
        if not re.fullmatch(r"[\w-]+", config.theme):
            return False
        own = (self._root / path).is_dir() and _is_inside(Path(os.path.realpath(self._root / path)), self._root)
        history, place = (self._history_in(self._root / path), ".") if own else (self._history_in(self._root), path)
        if path not in self._iterators:
            self._iterators[path] = iter(history.commits(place)[:MAX_VERSIONS])
        folder = self.folder / path
        for version in () if give_up else self._iterators[path]:
            files = history.tree(version, place)
            if files == _contents(folder):
                continue
            _remove(folder)
            for name, data in files.items():
                self._write(f"{path}/{name}", data)
            self._steps += 1
            self.instead[path] = Instead(path, version)
            try:
                load_editions(self.folder, config)
            except ContentError:
                continue
            return True
        if folder.is_dir() or path in self.instead:
            self._steps += 1
            self.instead[path] = Instead(path, None, "no older version of it was found that is right")
        _remove(folder)
        return False

    # --- entries -------------------------------------------------------------------------------------------------

    def _entry_back(self, key: _Key, errors: Sequence[Problem], config: Config, *, alone: bool) -> None:
        """Go back with the files of one entry that are wrong, or with another that claims the same.

        *alone*: nothing else has gone back since these errors were found.
        """
        if all(one.field in FIELDS_ACROSS for one in errors) and not self._faults(key, config):
            self._part(key, config, alone=alone)
            return
        wrong = {one.path for one in errors}
        if any(one.field == "image" for one in errors) and self._pictures_back(key):
            wrong = self._wrong_in(key, config)
        while wrong:
            original = next(filter(_is_original, wrong), "")
            path = original or min(wrong)
            version = next(self._older(path), None)
            if version is not None:
                self._put(path, version)
            elif original:
                self._whole_entry_back(key, config)
                return
            else:
                self._leave_out([path])
            wrong = self._wrong_in(key, config)

    def _whole_entry_back(self, key: _Key, config: Config) -> None:
        """Go back to the newest commit as of which all files of an entry are right together, else leave it out."""
        files = self._files[key]
        versions = {path: self._versions(path) for path in files}
        commits = sorted({one.order for found in versions.values() for one in found})
        for order in commits[:MAX_VERSIONS]:
            for path in files:
                then = next((one for one in versions[path] if one.order >= order), None)
                if then is None or not then.blob:
                    self._leave_out([path])
                else:
                    self._put(path, then)
            if any(self._is_there(path) for path in files) and not self._wrong_in(key, config):
                return
        self._leave_out(files)

    def _part(self, key: _Key, config: Config, *, alone: bool) -> None:
        """Of the entries that claim what can be only one's, go back with the one that was changed last."""
        entry, _ = self._read(key, config)
        if entry is None:
            return
        rivals = {}
        for other in self._named_alike(entry):
            found, _ = self._read(other, config)
            if other != key and found is not None and self._clash([entry, found]):
                rivals[other] = found
        if not (rivals or alone or self._clash([entry])):
            return  # Whoever claimed the same may have gone back just now.
        self._load(path for one in (key, *rivals) for path in self._files[one])
        # Of those that were changed at once, the one that the problem names.
        last = max((key, *sorted(rivals)), key=lambda one: self._changed(self._files[one]))
        claims = _claims(rivals.get(last, entry))
        original = next(filter(_is_original, self._files[last]))
        for version in self._older(original):
            self._put(original, version)
            older, wrong = self._read(last, config)
            if not wrong and (older is None or _claims(older) != claims):
                return
        self._leave_out(self._files[last])

    def _pictures_back(self, key: _Key) -> bool:
        """Go back with pictures that an entry shows and that are missing or broken; whether any is right again."""
        right = False
        for path in filter(self._is_there, self._files[key]):
            text = (self.folder / path).read_text("utf-8", "replace")
            for name in {target.removeprefix("./") for _, what, target in references(text) if what == "image"}:
                if "/" not in name and name.lower().endswith(PICTURES):
                    right |= self._picture_back((PurePosixPath(path).parent / name).as_posix())
        return right

    def _picture_back(self, path: str) -> bool:
        if self._is_picture(path):
            return False
        for version in self._older(path):
            self._put(path, version)
            if self._is_picture(path):
                return True
        return False

    def _is_picture(self, path: str) -> bool:
        try:
            return not isinstance(read_picture(self.folder / path, path, self.folder), str)
        except OSError:
            return False

    def _read(self, key: _Key, config: Config) -> tuple[SourceEntry | None, list[Problem]]:
        """An entry of the copy read alone, and its errors."""
        problems, entry = Problems(), None
        reader = Reader(self.folder, config, None if self.as_of.given else self.as_of.now)
        for group in grouped(filter(self._is_there, self._files[key]), config, problems):
            entry, found = read_group(reader, group)
            problems.found += found
        return entry, [one for one in problems.found if one.severity is Severity.ERROR]

    def _faults(self, key: _Key, config: Config) -> list[Problem]:
        return self._read(key, config)[1]

    def _wrong_in(self, key: _Key, config: Config) -> set[str]:
        """The files of an entry that are wrong, after its pictures went back."""
        found = self._faults(key, config)
        if any(one.field == "image" for one in found) and self._pictures_back(key):
            found = self._faults(key, config)
        return {one.path for one in found}

    def _named_alike(self, entry: SourceEntry) -> Iterator[_Key]:
        """The entries whose texts have the id or an old address of another, or that are at such an address."""
        aliases = [alias.strip("/") for alias in entry.aliases]
        words = [word.encode() for word in (entry.id, *aliases) if word]
        for key, files in list(self._files.items()):
            originals = [path for path in files if _is_original(path) and self._is_there(path)]
            if "/".join(key) in aliases or any(
                word in data for path in originals for data in [(self.folder / path).read_bytes()] for word in words
            ):
                yield key

    def _clash(self, entries: Sequence[SourceEntry]) -> bool:
        problems = Problems()
        check_across(self.folder, entries, problems)
        return bool(problems.errors)

    # --- files ---------------------------------------------------------------------------------------------------

    def _history(self, path: str) -> tuple[History, str]:
        """The history that has a file, and its path there: content may be a submodule."""
        top, slash, rest = path.partition("/")
        place = self._root / top if slash else self._root
        return self._history_in(place), rest if slash else path

    def _history_in(self, place: Path) -> History:
        return self._histories.setdefault(place, History(place))

    def _load(self, paths: Iterable[str]) -> None:
        by_history: dict[History, list[str]] = defaultdict(list)
        for path in paths:
            history, name = self._history(path)
            by_history[history].append(name)
        for history, names in by_history.items():
            history.load(names)

    def _versions(self, path: str) -> list[Version]:
        history, name = self._history(path)
        return history.versions(name)

    def _older(self, path: str) -> Iterator[Version]:
        """The versions of a file that have not been tried yet, newest first, but for what stands in the site."""
        if path not in self._iterators:
            self._iterators[path] = self._other_versions(path)
        return self._iterators[path]

    def _other_versions(self, path: str) -> Iterator[Version]:
        tried = set()
        history, name = self._history(path)
        for version in islice(history.all_versions(name), MAX_VERSIONS):
            if version.blob and version.blob not in tried and not self._stands(path, version):
                tried.add(version.blob)
                yield version

    def _stands(self, path: str, version: Version) -> bool:
        """Whether a version is what stands in the site itself."""
        file = self._root / path
        if not (version.blob and file.is_file() and os.access(file, os.R_OK)):  # Whoever opens a pipe waits.
            return False
        return file.read_bytes() == self._history(path)[0].content(version)

    def _changed(self, paths: Iterable[str]) -> datetime:
        """When what stands in the copy was last changed."""
        return max((self._changed_file(path) for path in paths if self._is_there(path)), default=_NEVER)

    def _changed_file(self, path: str) -> datetime:
        instead = self.instead.get(path)
        if instead is not None and instead.version is not None:
            return instead.version.at
        versions = self._versions(path)
        return versions[0].at if versions and self._stands(path, versions[0]) else _NEVER

    def _is_there(self, path: str) -> bool:
        return os.path.lexists(self.folder / path)

    def _put(self, path: str, version: Version) -> None:
        self._write(path, self._history(path)[0].content(version))
        self._steps += 1
        self.instead[path] = Instead(path, version)

    def _write(self, path: str, data: bytes) -> None:
        file = self.folder / path
        _remove(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def _leave_out(self, paths: Iterable[str]) -> None:
        for path in paths:
            _remove(self.folder / path)
            self._steps += 1
            known = any(version.blob for version in self._versions(path))
            why = (
                "no older version of it was found that is right with the rest" if known else "git has no version of it"
            )
            if self._history(path)[0].is_cut:
                why += "; the history is cut off here, as in a shallow clone: an older one may be right"
            self.instead[path] = Instead(path, None, why)

    def _remove_unknown(self, path: str) -> None:
        """Leave out what is no file of an entry: its name is wrong, and no older version has another."""
        parent = (self.folder / path).parent
        for child in list(parent.iterdir()) if parent.is_dir() else ():
            if visible(child.name) == path.rpartition("/")[2]:
                _remove(child)
                self._steps += 1
                self.instead[path] = Instead(path, None, "it has no place in the site")


def _is_original(path: str) -> bool:
    """Whether a file of an entry is its original, and not a translation or a postmortem."""
    return path.rpartition("/")[2].count(".") == 1


def _claims(entry: SourceEntry) -> tuple[str | None, tuple[str, ...]]:
    """What no other entry may have, beside its address."""
    return entry.id, tuple(entry.aliases)


# --- the copy ----------------------------------------------------------------------------------------------------


def _copy_site(root: Path, folder: Path) -> None:
    """Copy what a site is made from."""
    for path in (SITE_FILE, *(f"themes/{name}" for name in _names_in(root / "themes"))):
        # A theme may be a link to another folder of the site.
        source = Path(os.path.realpath(root / path))
        if source.is_dir() and _is_inside(source, root):
            shutil.copytree(source, folder / path, symlinks=True)
        elif (root / path).is_file() and os.access(source, os.R_OK):
            _copy_file(source, folder / path)
    if (root / "content").is_dir() and not (root / "content").is_symlink():
        (folder / "content").mkdir()
        _copy_content(root, folder, "content")


def _copy_content(root: Path, folder: Path, path: str) -> None:
    """Copy a folder of content, so that what is wrong in it is wrong in the copy too."""
    for name in _names_in(root / path):
        below = f"{path}/{name}"
        source = root / below
        if source.is_dir() and not source.is_symlink():
            (folder / below).mkdir()
            _copy_content(root, folder, below)
            continue
        # A link counts as the file that it leads to, if that is one of the site.
        target = Path(os.path.realpath(source))
        if target.is_file() and _is_inside(target, root) and os.access(target, os.R_OK):
            _copy_file(target, folder / below)
        elif source.is_symlink():
            (folder / below).symlink_to(source.readlink())
        elif name.endswith(".md"):
            (folder / below).touch()  # It may be a pipe; an empty file is as wrong, and nobody waits for it.


def _names_in(folder: Path) -> list[str]:
    """What is in a folder that can be read, but for hidden files."""
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))  # noqa: PTH208
    except OSError:
        return []


def _is_inside(path: Path, root: Path) -> bool:
    return path.is_relative_to(os.path.realpath(root))


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
