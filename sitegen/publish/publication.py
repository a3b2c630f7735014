"""Files → disk. The only writer of the output folder.

What changed is written whole to a staging folder beside the output, then renamed into place: first what is new
there (a new folder with all that is in it), which can be taken back, then what takes the place of something, last
come the deletions. A build that fails before it replaces anything, or is killed before it renames, leaves the old
site as it was; killed among the renames, every file is wholly old or wholly new, and the next build heals it.

Nothing but the record is forced onto the disk, for that would cost more than the rest of a build. What a power
cut empties has not the size that the record names, so the next build writes it again.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.model import File
from sitegen.problems import quoted
from sitegen.progress import Progress, silent
from sitegen.publish.workers import WorkerKilled, fork_map

MANIFEST_FORMAT = 1
"""Of the manifest; a manifest of another format is as good as none, but for the names in it."""
GITIGNORE = b"*\n"
WORKSHOP_INSIDE = ".sitegen"
"""The workshop's name where it cannot lie beside the output; no page can have it."""

SITE_UNTOUCHED = "Nothing was published; the site stands as it was."
SITE_MIXED = "Some of its files are new and some are old, each of them whole. Build again, which puts that right."


class PublishProblem(Exception):
    """The output cannot be written: says why, what to do, and how the site stands."""


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What a build did to the output."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    output: Path


class _Made(NamedTuple):
    """A file in the output as a build left it, by which the next one knows it again."""

    key: str
    """Of the inputs that it was made from."""
    digest: str
    size: int
    modified: int
    """Nanoseconds."""


def publish(files: Sequence[File], output: Path, *, progress: Progress = silent) -> PublishReport:
    """Make *output* hold exactly *files*, touching only what differs; raises PublishProblem."""
    _check_paths([file.path for file in files])
    try:
        output = _resolved(output)
        with _workshop(output) as workshop:
            return _Publication(files, output, workshop).run(progress)
    except WorkerKilled as error:
        raise PublishProblem(f"{error} {SITE_UNTOUCHED}") from error
    except OSError as error:
        if error.errno is None:
            raise  # Not the system's: Jinja2's TemplateNotFound is an OSError too.
        raise PublishProblem(_explain(error, output, SITE_UNTOUCHED)) from error


class Keys:
    """What files are made from, in short: equal keys mean equal bytes."""

    MOST = 16
    """Inputs that are remembered: files that are made one after another share some of theirs."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, str]] = {}
        """By identity; what is kept alive keeps it."""

    def of(self, file: File) -> str:
        """The key of a file."""
        inputs = ", ".join(map(self._input, file.inputs))
        return _digest(f"{file.make.__module__}.{file.make.__qualname__}({inputs})")[:32]

    def _input(self, value: object) -> str:
        """What `repr` says of an input, or the digest of that."""
        known = self._known.get(id(value))
        if known is None:
            if len(self._known) >= self.MOST:
                self._known.clear()
            said = repr(value)
            known = self._known[id(value)] = value, said if len(said) < 200 else _digest(said)
        return known[1]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _check_paths(paths: Sequence[str]) -> None:
    folders = _folders_of(paths)
    seen: set[str] = set()
    for path in paths:
        if not _is_inside(path):
            raise PublishProblem(f"expected a path inside the output folder, found {quoted(path)}. {SITE_UNTOUCHED}")
        if path in seen or path in folders:
            raise PublishProblem(
                f"expected one file at {quoted(path)}, found several there or below it. {SITE_UNTOUCHED}"
            )
        seen.add(path)


_SURELY_INSIDE = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", re.ASCII)
"""What nearly every path is made of."""


def _is_inside(path: str) -> bool:
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


def _explain(error: OSError, output: Path, standing: str) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        full = "quota" if error.errno == errno.EDQUOT else "disk"
        return f"The {full} of {output} is full: {error.strerror}. {standing} Free some space (see `df` and `df -i`)."
    return f"{error.filename2 or error.filename or output}: {error.strerror}. {standing}"


# ---- where files are made ready


@dataclass(frozen=True, slots=True)
class _Workshop:
    """The folder beside the output in which files are made ready, and which remembers what is ours."""

    folder: Path

    @property
    def staging(self) -> Path:
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


def _resolved(output: Path) -> Path:
    if output.is_symlink() and not output.exists():
        raise PublishProblem(f"expected a folder, found a broken symbolic link: {output}. {SITE_UNTOUCHED}")
    if output.exists() and not output.is_dir():
        raise PublishProblem(f"expected a folder, found a file: {output}. {SITE_UNTOUCHED}")
    return Path(os.path.realpath(output))


@contextmanager
def _workshop(output: Path) -> Iterator[_Workshop]:
    """The output's workshop, ours alone: a second build waits, also for what a killed one left running."""
    held = _held(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    workshop = _Workshop(_workshop_folder(output))
    # In this order: what another build has put into the output since has a workshop too.
    if held and not workshop.folder.is_dir():
        raise PublishProblem(_not_ours(output, workshop))
    workshop.folder.mkdir(exist_ok=True)
    with (workshop.folder / "lock").open("a") as lock:
        _lock(lock.fileno(), workshop.folder)
        if _held(output) and not (workshop.manifest.exists() or workshop.journal.exists()):
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


def _held(output: Path) -> bool:
    return output.exists() and any(child.name != WORKSHOP_INSIDE for child in output.iterdir())


def _not_ours(output: Path, workshop: _Workshop) -> str:
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


# ---- what is in the output


class _Tree:
    """The output as it is found, never looked at through a symbolic link."""

    def __init__(self, root: Path, folders: Iterable[str]) -> None:
        """*folders* are those that matter, each with the folders around it."""
        self._root = root
        self._folders: set[str] = set()
        self.obstacles: set[str] = set()
        """Where a folder is expected and something else stands."""
        for folder in sorted(folders):
            found = self.look(folder)
            if found is not None:
                (self._folders if stat.S_ISDIR(found.st_mode) else self.obstacles).add(folder)

    def has_folder(self, path: str) -> bool:
        return not path or path in self._folders

    def look(self, path: str) -> os.stat_result | None:
        """What stands at *path*, if that can be reached without a symbolic link."""
        if not self.has_folder(_parent(path)):
            return None
        try:
            return os.lstat(f"{self._root}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def file(self, path: str) -> os.stat_result | None:
        """The same, if it is a file."""
        found = self.look(path)
        return found if found is not None and stat.S_ISREG(found.st_mode) else None


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder around *paths*."""
    folders: set[str] = set()
    for path in paths:
        folder = _parent(path)
        while folder and folder not in folders:
            folders.add(folder)
            folder = _parent(folder)
    return folders


def _raise(error: OSError) -> None:
    """A folder that cannot be read may hold anything."""
    raise error


def _strangers(root: Path, inside: str, known: Collection[str]) -> Iterator[str]:
    """What lies below a folder of the output and is not among *known*."""
    for folder, folders, files in os.walk(root / inside, onerror=_raise):
        relative = Path(folder).relative_to(root)
        if folder == str(root) and WORKSHOP_INSIDE in folders:
            folders.remove(WORKSHOP_INSIDE)
        yield from sorted({(relative / name).as_posix() for name in (*folders, *files)}.difference(known))


# ---- one run


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done to the output."""

    folders: Collection[str]
    """Those that are new for *new*."""
    new: Sequence[str]
    """Files where nothing stands."""
    moved: Sequence[str]
    """Files of ours where a folder is needed, and folders of ours where a file is."""
    changed: Sequence[str]
    """Files where something of ours stands or stood."""
    removed: Sequence[str]


class _Publication:
    """One run of publish()."""

    def __init__(self, files: Sequence[File], output: Path, workshop: _Workshop) -> None:
        self._files = files
        self._output = output
        self._workshop = workshop
        self._wanted = {file.path for file in files}
        self._before, self._owned = self._remember()
        self._ours = _folders_of([*self._owned, *self._wanted])
        self._tree = _Tree(output, self._ours)
        self._staging = str(workshop.files)
        self._folders: set[str] = set()
        """Those that this process has staged."""
        self._keys = Keys()

    def run(self, progress: Progress) -> PublishReport:
        self._clean()
        with ExitStack() as undo:
            undo.callback(_forgive, self._clean)
            self._workshop.files.mkdir(parents=True)
            made, staged = self._make(progress)
            plan = self._plan(staged)
            if staged or self._owned != self._wanted or made != self._before:
                self._record(made, staged, undo)
            self._add(plan, undo)
            undo.pop_all()
        try:
            self._replace(plan, staged)
            self._finish()
        except OSError as error:
            raise PublishProblem(_explain(error, self._output, SITE_MIXED)) from error
        except KeyboardInterrupt as error:
            raise PublishProblem(f"Interrupted while {self._output} was changed. {SITE_MIXED}") from error
        return PublishReport(tuple(staged), tuple(plan.removed), len(made) - len(staged), self._output)

    def _clean(self) -> None:
        """Remove what a build left that was not finished; all but the record of what is ours."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._workshop.staging)
        self._workshop.next_manifest.unlink(missing_ok=True)

    # -- what is ours

    def _remember(self) -> tuple[dict[str, _Made], set[str]]:
        """The files as the last build left them, and the paths of all that we may have put there."""
        before: dict[str, _Made] = {}
        journal: list[str] | None = None
        damaged: _Damaged | None = None
        try:
            before = _read_manifest(self._workshop.manifest)
        except _Damaged as error:
            damaged = error
        try:
            journal = _read_journal(self._workshop.journal)
        except _Damaged as error:
            damaged = error
        if damaged is not None and journal is None:  # A journal names everything, also what the manifest did.
            return before, self._guess(damaged, before)
        return before, {*before, *(journal or ())}

    def _guess(self, damaged: _Damaged, before: Iterable[str]) -> set[str]:
        """What must be ours although the record is lost: nothing is there but what this build makes too."""
        ours = {*before, *self._wanted}
        for stranger in _strangers(self._output, "", {*ours, *_folders_of(ours)}):
            raise PublishProblem(
                f"{damaged.path} is damaged, so nothing says which files in {self._output} sitegen made, "
                f"and {quoted(stranger)} is there, which is no page of this site. {SITE_UNTOUCHED} "
                f"Move away what is yours, remove {self._output} and {self._workshop.folder}, and build again."
            )
        return ours

    def _record(self, made: Mapping[str, _Made], staged: Iterable[str], undo: ExitStack) -> None:
        """Write down what will be ours, before it is there."""
        manifest, journal = self._workshop.manifest, self._workshop.journal
        for path in (manifest, journal):
            if not path.exists():
                undo.callback(path.unlink, missing_ok=True)
        _write_json(self._workshop.next_manifest, _manifest(made))
        if not manifest.exists():
            _write_json(manifest, _manifest({}))  # What takes the place of something needs no space any more.
        _write_json(journal, sorted({*self._owned, *staged}))

    def _finish(self) -> None:
        """What was recorded is so now."""
        with suppress(FileNotFoundError):
            self._workshop.next_manifest.replace(self._workshop.manifest)
        self._workshop.journal.unlink(missing_ok=True)
        shutil.rmtree(self._workshop.staging, ignore_errors=True)

    # -- making

    def _make(self, progress: Progress) -> tuple[dict[str, _Made], dict[str, str]]:
        """Every file as it will be, and where those are staged that are not in the output already."""
        made: dict[str, _Made] = {}
        staged: dict[str, str] = {}
        with closing(fork_map(self._one, range(len(self._files)))) as results:
            for number, result in enumerate(results):
                path = self._files[number].path
                made[path], changed = result or (self._before[path], False)
                if changed:
                    staged[path] = self._staged(path)
                progress("Rendering", number + 1, len(self._files))
        return made, staged

    def _staged(self, path: str) -> str:
        return f"{self._staging}/{path}"

    def _one(self, number: int) -> tuple[_Made, bool] | None:
        """One file and whether it was staged; None if it stands in the output as it was left, and would again."""
        file = self._files[number]
        key = self._keys.of(file)
        before = self._before.get(file.path)
        present = self._tree.file(file.path)
        untouched = before is not None and present is not None and before[2:] == (present.st_size, present.st_mtime_ns)
        if before is not None and untouched and before.key == key:
            return None
        data = file.render()
        digest = hashlib.sha256(data).hexdigest()
        if present is not None and present.st_size == len(data):
            left = before.digest if before is not None and untouched else self._digest(file.path)
            if left == digest:
                return _Made(key, digest, len(data), present.st_mtime_ns), False
        return _Made(key, digest, len(data), self._stage(file.path, data)), True

    def _stage(self, path: str, data: bytes) -> int:
        """Write a file that is new or changed; gives the moment of its last change in nanoseconds."""
        staged = self._staged(path)
        folder = _parent(staged)
        if folder not in self._folders:
            _make_folder(folder)
            self._folders.add(folder)
        return _write(staged, data)

    def _digest(self, path: str) -> str:
        """Of what stands in the output; none if it cannot be read, and so is not what it should be."""
        try:
            return hashlib.sha256((self._output / path).read_bytes()).hexdigest()
        except OSError:
            return ""

    # -- placing

    def _plan(self, staged: Mapping[str, str]) -> _Plan:
        """What is to be done; raises PublishProblem where something that is not ours stands in the way."""
        gone = {path for path in self._owned - self._wanted if self._tree.file(path)}
        moved = {*self._files_for_folders(staged, gone), *self._folders_for_files(staged, gone)}
        new = {path for path in staged if self._tree.look(path) is None and not _is_at_or_below(path, moved)}
        plan = _Plan(
            folders={folder for folder in _folders_of(new) if not self._tree.has_folder(folder)},
            new=sorted(new, key=_placing_order),
            moved=sorted(moved),
            changed=sorted(staged.keys() - new, key=_placing_order),
            removed=sorted(gone),
        )
        self._refuse_what_cannot_be_changed(plan)
        return plan

    def _files_for_folders(self, staged: Iterable[str], gone: Collection[str]) -> Iterator[str]:
        """Files that make way for folders."""
        for path in self._tree.obstacles & _folders_of(staged):
            if path not in gone:
                raise PublishProblem(self._not_ours(path))
            yield path

    def _folders_for_files(self, staged: Iterable[str], gone: Collection[str]) -> Iterator[str]:
        """Folders that make way for files."""
        for path in staged:
            found = self._tree.look(path)
            if found is None:
                continue
            if not stat.S_ISDIR(found.st_mode):
                if path not in self._owned:
                    raise PublishProblem(self._not_ours(path))
                continue
            for stranger in _strangers(self._output, path, {*gone, *self._ours}):
                raise PublishProblem(self._not_ours(stranger))
            yield path

    def _not_ours(self, path: str) -> str:
        place = self._output / path
        return f"{place} is in the way of a page, and sitegen did not make it. {SITE_UNTOUCHED} Move it away."

    def _refuse_what_cannot_be_changed(self, plan: _Plan) -> None:
        """Find out before anything is replaced: one `sudo sitegen build` leaves folders that others may not write."""
        for folder in {_parent(path) for path in (*plan.moved, *plan.changed, *plan.removed)}:
            if self._tree.has_folder(folder) and not os.access(self._output / folder, os.W_OK | os.X_OK):
                raise PublishProblem(f"{self._output / folder} cannot be written by this user. {SITE_UNTOUCHED}")

    def _add(self, plan: _Plan, undo: ExitStack) -> None:
        """Place what is new; only this needs space, and all of it can be taken back."""
        if not self._output.exists():
            undo.callback(_forgive, self._output.rmdir)
            self._output.mkdir()
        placed: set[str] = set()
        undo.callback(self._take_back, plan, placed)
        # A folder that is new is placed with all that is in it, as late as what is placed last of that.
        places = {_topmost(path, plan.folders): _placing_order(path) for path in plan.new}
        for place in sorted(places, key=places.__getitem__):
            placed.add(place)
            _rename(self._staged(place), f"{self._output}/{place}")

    def _take_back(self, plan: _Plan, placed: Collection[str]) -> None:
        for path in plan.new:
            if _topmost(path, plan.folders) in placed:
                _forgive((self._output / path).unlink)
        for folder in sorted(plan.folders, reverse=True):
            if _topmost(f"{folder}/", plan.folders) in placed:
                _forgive((self._output / folder).rmdir)

    def _replace(self, plan: _Plan, staged: Mapping[str, str]) -> None:
        """Place what takes the place of something, then remove what is not wanted any more."""
        for number, path in enumerate(plan.moved):
            (self._output / path).rename(self._workshop.staging / f"moved-{number}")
        for path in plan.changed:
            target = f"{self._output}/{path}"
            if plan.moved:
                Path(target).parent.mkdir(parents=True, exist_ok=True)
            _rename(staged[path], target)
        for path in plan.removed:
            if not _is_at_or_below(path, plan.moved):
                (self._output / path).unlink(missing_ok=True)
        for folder in sorted(_folders_of(self._owned) - _folders_of(self._wanted), reverse=True):
            if self._tree.has_folder(folder):
                _forgive((self._output / folder).rmdir)  # Somebody else's file may be in it.


def _placing_order(path: str) -> tuple[int, str]:
    """Assets before the pages that use them, and the index last: it is what points at everything else."""
    if not path.endswith(".html"):
        return 0, path
    folder, _, name = path.rpartition("/")
    return (2, path) if name == "index.html" and "/" not in folder else (1, path)


def _topmost(path: str, folders: Collection[str]) -> str:
    """The outermost of *folders* around a path, or the path itself."""
    end = path.find("/")
    while end >= 0:
        if path[:end] in folders:
            return path[:end]
        end = path.find("/", end + 1)
    return path


def _is_at_or_below(path: str, places: Collection[str]) -> bool:
    return bool(places) and not _folders_of([f"{path}/"]).isdisjoint(places)


def _forgive(step: Callable[[], None]) -> None:
    with suppress(OSError):
        step()


# By the system's own calls: for each of thousands of files, a Path, a buffer and a second look cost more than these.


def _rename(source: str, target: str) -> None:
    os.rename(source, target)  # noqa: PTH104


def _make_folder(path: str) -> None:
    """Make a folder, which another process may have made, too."""
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103


def _write(path: str, data: bytes) -> int:
    """Write a new file; gives the moment of its last change in nanoseconds."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        return os.fstat(descriptor).st_mtime_ns
    finally:
        os.close(descriptor)


# ---- the record


class _Damaged(Exception):
    """A part of the record that does not say what it should."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


_UNKNOWN = _Made("", "", -1, -1)


def _read_manifest(path: Path) -> dict[str, _Made]:
    data = _read_json(path)
    if data is None:
        return {}
    try:
        known = data["format"] == MANIFEST_FORMAT
        made = {name: _Made(*row) if known else _UNKNOWN for name, row in data["files"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise _Damaged(path) from error
    _inside(made, path)
    return made


def _manifest(made: Mapping[str, _Made]) -> object:
    return {"format": MANIFEST_FORMAT, "files": dict(sorted(made.items()))}


def _read_journal(path: Path) -> list[str] | None:
    data = _read_json(path)
    if data is None:
        return None
    if not isinstance(data, list) or not all(isinstance(name, str) for name in data):
        raise _Damaged(path)
    return _inside(data, path)


def _inside(names: Iterable[str], path: Path) -> list[str]:
    """The names that a record holds: files will be removed by them."""
    found = list(names)
    if not all(map(_is_inside, found)):
        raise _Damaged(path)
    return found


def _read_json(path: Path) -> Any:
    """What a file says; None if there is no such file."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError) as error:
        raise _Damaged(path) from error
    if data is None:
        raise _Damaged(path)
    return data


def _write_json(path: Path, value: object) -> None:
    """Write whole or not at all, and onto the disk: after a power cut it is this that tells what is ours."""
    part = path.with_suffix(".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(json.dumps(value))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
