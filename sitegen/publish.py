"""Files → disk. The only writer of the output folder.

What changed is written whole to a staging folder beside the output, then renamed into place. A build that is
killed or runs out of space before the renames leaves the old site as it was; killed among them, every file is
wholly old or wholly new, and the next build heals it.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.model import File
from sitegen.parallel import fork_map
from sitegen.problems import quoted

FORMAT = 1
"""Of the manifest; a manifest of another format is as good as none, but for the names in it."""

Progress = Callable[[int, int], None]


class PublishProblem(Exception):
    """The output cannot be written; says why and what to do. The old site stands unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did to the output."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    output: Path


@dataclass(frozen=True, slots=True)
class _Made:
    """A file in the output as a build left it, by which the next one knows it again."""

    key: str
    """Of the inputs that it was made from."""
    digest: str
    size: int
    modified: int
    """Nanoseconds."""


def publish(files: Sequence[File], output: Path, *, progress: Progress | None = None) -> Report:
    """Make *output* hold exactly *files*, touching only what differs; raises PublishProblem."""
    _check_paths(files)
    try:
        with _workshop(output) as workshop:
            return _Publication(files, output, workshop).run(progress or (lambda done, total: None))
    except OSError as error:
        raise PublishProblem(_explain(error, output)) from error


def key_of(file: File) -> str:
    """What a file is made from, in short: equal keys mean equal bytes."""
    made_by = f"{file.make.__module__}.{file.make.__qualname__}"
    return hashlib.sha256(f"{made_by}{file.inputs!r}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _check_paths(files: Iterable[File]) -> None:
    for file in files:
        parts = PurePosixPath(file.path).parts
        if not parts or file.path.startswith("/") or ".." in parts or "\\" in file.path or "\0" in file.path:
            raise PublishProblem(f"expected a path inside the output folder, found {quoted(file.path)}")


def _explain(error: OSError, output: Path) -> str:
    where = error.filename or output
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"No space is left on the disk of {output}. The old site stands as it was. Free some space and build again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{where} cannot be written: {error.strerror}. The old site stands as it was."
    return f"{where}: {error.strerror or error}. Build again; the next build puts right what this one left."


@dataclass(frozen=True, slots=True)
class _Workshop:
    """The folder beside the output in which files are made ready."""

    folder: Path

    @property
    def staging(self) -> Path:
        return self.folder / "staging"

    @property
    def manifest(self) -> Path:
        """What the last finished build left in the output."""
        return self.folder / "manifest.json"

    @property
    def journal(self) -> Path:
        """What an unfinished build may have left there besides."""
        return self.folder / "journal.json"


@contextmanager
def _workshop(output: Path) -> Iterator[_Workshop]:
    """The output's workshop, ours alone: a second build waits, also for what a killed one left running."""
    if output.is_symlink() and not output.exists():
        raise PublishProblem(f"expected a folder, found a broken symbolic link: {output}")
    if output.exists() and not output.is_dir():
        raise PublishProblem(f"expected a folder, found a file: {output}")
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    folder = output.parent / f".{output.name}.sitegen"
    if output.exists() and output.stat().st_dev != output.parent.stat().st_dev:
        # The output is a file system of its own, and a rename cannot cross into it.
        folder = output / ".sitegen"
    workshop = _Workshop(folder)
    known = workshop.manifest.exists() or workshop.journal.exists()
    if not known and output.exists() and any(child != folder for child in output.iterdir()):
        raise PublishProblem(
            f"{output} is not empty, and it was not made by sitegen. Nothing was written. "
            "Empty it, or choose another folder with --output."
        )
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        yield workshop


class _Publication:
    """One run of publish()."""

    def __init__(self, files: Sequence[File], output: Path, workshop: _Workshop) -> None:
        self._files = files
        self._output = output.resolve()
        self._workshop = workshop
        self._before = _read_manifest(workshop.manifest)
        self._owned = set(self._before) | set(_read_journal(workshop.journal))

    def run(self, progress: Progress) -> Report:
        shutil.rmtree(self._workshop.staging, ignore_errors=True)
        self._workshop.staging.mkdir()
        try:
            made, staged = self._make(progress)
            removed = sorted(self._owned - set(made))
            self._prepare(made, staged)
        except BaseException:
            shutil.rmtree(self._workshop.staging, ignore_errors=True)
            raise
        self._place(staged, removed)
        (self._workshop.folder / "manifest.new").replace(self._workshop.manifest)
        self._workshop.journal.unlink(missing_ok=True)
        shutil.rmtree(self._workshop.staging, ignore_errors=True)
        return Report(tuple(staged), tuple(removed), len(made) - len(staged), self._output)

    def _make(self, progress: Progress) -> tuple[dict[str, _Made], list[str]]:
        """Make ready in the staging folder what is not already in the output."""
        made: dict[str, _Made] = {}
        staged: list[str] = []
        for file in self._files:
            (self._workshop.staging / file.path).parent.mkdir(parents=True, exist_ok=True)
        for done, (file, result) in enumerate(zip(self._files, fork_map(self._one, self._files), strict=True), 1):
            made[file.path], changed = result
            if changed:
                staged.append(file.path)
            progress(done, len(self._files))
        return made, staged

    def _one(self, file: File) -> tuple[_Made, bool]:
        """One file: as it stands in the output already, or newly staged."""
        key = key_of(file)
        before = self._before.get(file.path)
        target = self._output / file.path
        present = _stat(target)
        untouched = (
            before is not None
            and present is not None
            and (present.st_size, present.st_mtime_ns) == (before.size, before.modified)
        )
        if before is not None and untouched and before.key == key:
            return before, False
        data = file.render()
        digest = hashlib.sha256(data).hexdigest()
        if present is not None and present.st_size == len(data):
            same = before.digest == digest if before is not None and untouched else target.read_bytes() == data
            if same:
                return _Made(key, digest, len(data), present.st_mtime_ns), False
        staged = self._workshop.staging / file.path
        staged.write_bytes(data)
        return _Made(key, digest, len(data), staged.stat().st_mtime_ns), True

    def _prepare(self, made: Mapping[str, _Made], staged: Sequence[str]) -> None:
        """Do everything that needs space before the first rename."""
        _write_manifest(self._workshop.folder / "manifest.new", made)
        _write_json(self._workshop.journal, sorted({*self._owned, *staged}))
        for path in staged:
            folder = (self._output / path).parent
            if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
                self._clear(folder)
            folder.mkdir(parents=True, exist_ok=True)
        self._output.mkdir(exist_ok=True)

    def _place(self, staged: Iterable[str], removed: Iterable[str]) -> None:
        for path in sorted(staged, key=_placing_order):
            target = self._output / path
            if target.is_dir() and not target.is_symlink():
                self._clear(target)
            (self._workshop.staging / path).replace(target)
        for path in removed:
            self._remove(self._output / path)

    def _clear(self, obstacle: Path) -> None:
        """Make room where an earlier build had a folder and this one has a file, or the other way round."""
        inside = obstacle.relative_to(self._output).as_posix()
        for path in sorted(self._owned):
            if path == inside or path.startswith(f"{inside}/"):
                self._remove(self._output / path)
        if obstacle.exists() or obstacle.is_symlink():
            raise PublishProblem(f"{obstacle} stands where a page belongs, and sitegen did not make it. Move it away.")

    def _remove(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        folder = file.parent
        while folder != self._output and folder.is_relative_to(self._output):
            try:
                folder.rmdir()
            except OSError:
                return  # Something else is in it.
            folder = folder.parent


def _placing_order(path: str) -> tuple[int, str]:
    """Assets before the pages that use them, and the index last: it is what points at everything else."""
    name = PurePosixPath(path)
    if name.suffix != ".html":
        return 0, path
    return (2, path) if name.name == "index.html" and len(name.parts) < 3 else (1, path)


def _stat(path: Path) -> os.stat_result | None:
    try:
        found = path.stat(follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found if not path.is_symlink() and path.is_file() else None


def _read_manifest(path: Path) -> dict[str, _Made]:
    try:
        data = json.loads(path.read_bytes())
        if data["format"] != FORMAT:
            return dict.fromkeys(data["files"], _Made("", "", -1, -1))
        return {name: _Made(*values) for name, values in data["files"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError) as error:
        raise PublishProblem(f"{path} is damaged. Remove that folder and the output, and build again.") from error


def _read_journal(path: Path) -> list[str]:
    try:
        return [str(name) for name in json.loads(path.read_bytes())]
    except FileNotFoundError:
        return []
    except ValueError as error:
        raise PublishProblem(f"{path} is damaged. Remove that folder and the output, and build again.") from error


def _write_manifest(path: Path, made: Mapping[str, _Made]) -> None:
    rows = {name: (one.key, one.digest, one.size, one.modified) for name, one in sorted(made.items())}
    _write_json(path, {"format": FORMAT, "files": rows})


def _write_json(path: Path, value: object) -> None:
    """Write whole or not at all: a reader may come after a kill."""
    new = path.with_suffix(".part")
    new.write_text(json.dumps(value, indent=0), encoding="utf-8")
    new.replace(path)
