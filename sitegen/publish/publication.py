"""Files → disk. The only writer of the output folder.

Changed files are written to a staging folder beside the output, then renamed into place: first new files (a new
folder as a whole), which can be undone, then replacements, then deletions. A build that fails before it replaces
anything, or is killed before it renames, leaves the published site unchanged; killed during the renames, it leaves
every file complete, old or new, and the next build finishes.

Only the manifest and the journal are synced to the disk: syncing all files would cost more than the rest of a build.
A file emptied by a power cut does not have the recorded size, so the next build writes it again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sitegen.model import File
from sitegen.problems import quoted
from sitegen.progress import Progress, silent
from sitegen.publish.fingerprint import Keys
from sitegen.publish.manifest import DamagedRecord, MadeFile, read_journal, read_manifest, write_journal, write_manifest
from sitegen.publish.output import OutputTree, check_paths, folder_of, folders_of, is_at_or_below, strangers
from sitegen.publish.plan import Plan, make_plan
from sitegen.publish.problem import SITE_MIXED, SITE_UNTOUCHED, PublishProblem, WorkerKilled, system_problem
from sitegen.publish.workers import fork_map
from sitegen.publish.workshop import Workshop, locked_workshop, resolved


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What a build did to the output."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    output: Path


def publish(
    files: Sequence[File],
    output: Path,
    *,
    progress: Progress = silent,
    afterwards: Callable[[], None] = lambda: None,
) -> PublishReport:
    """Make *output* hold exactly *files*, touching only what differs; raises PublishProblem.

    *afterwards* is called when that is done, with the workshop still locked; an OSError of it is of no account.
    """
    check_paths([file.path for file in files])
    try:
        output = resolved(output)
        with locked_workshop(output) as workshop:
            report = _Publication(files, output, workshop).run(progress)
            with suppress(OSError):
                afterwards()
            return report
    except WorkerKilled as error:
        raise PublishProblem(f"{error} {SITE_UNTOUCHED}") from error
    except OSError as error:
        if error.errno is None:
            raise  # Not the system's: Jinja2's TemplateNotFound is an OSError too.
        raise system_problem(error, output, SITE_UNTOUCHED) from error


class _Found(NamedTuple):
    """A file to publish, as the output has it."""

    file: File
    key: str
    before: MadeFile | None
    """As the last build left it."""
    present: os.stat_result | None
    untouched: bool
    """It is as the last build left it."""

    @property
    def is_whole(self) -> bool:
        """Whether it was made from the same and is untouched."""
        return self.untouched and self.before is not None and self.before.key == self.key


class _Publication:
    """One run of publish()."""

    def __init__(self, files: Sequence[File], output: Path, workshop: Workshop) -> None:
        self._files = files
        self._output = output
        self._workshop = workshop
        self._wanted = {file.path for file in files}
        self._before, self._owned = self._remember()
        self._tree = OutputTree(output, folders_of(self._owned | self._wanted))
        self._staging = str(workshop.files)
        self._folders: set[str] = set()
        """Staging folders that this process has created."""
        self._keys = Keys()

    def run(self, progress: Progress) -> PublishReport:
        self._workshop.clean()
        with ExitStack() as undo:
            undo.callback(_forgive, self._workshop.clean)
            self._workshop.files.mkdir(parents=True)
            made, staged = self._make(progress)
            plan = make_plan(staged, self._wanted, self._owned, self._tree)
            if staged or self._owned != self._wanted or made != self._before:
                self._record(made, staged, undo)
            self._add(plan, undo)
            undo.pop_all()
        try:
            self._replace(plan, staged)
            self._finish()
        except OSError as error:
            raise system_problem(error, self._output, SITE_MIXED) from error
        except KeyboardInterrupt as error:
            raise PublishProblem(f"Interrupted while {self._output} was changed. {SITE_MIXED}") from error
        return PublishReport(tuple(staged), tuple(plan.removed), len(made) - len(staged), self._output)

    # -- ownership

    def _remember(self) -> tuple[dict[str, MadeFile], set[str]]:
        """The files as the last build left them, and all paths that we may have written."""
        before: dict[str, MadeFile] = {}
        journal: list[str] | None = None
        damaged: DamagedRecord | None = None
        try:
            before = read_manifest(self._workshop.manifest)
        except DamagedRecord as error:
            damaged = error
        try:
            journal = read_journal(self._workshop.journal)
        except DamagedRecord as error:
            damaged = error
        if damaged is not None and journal is None:  # A journal includes the paths of the manifest.
            return before, self._guess(damaged, before)
        return before, {*before, *(journal or ())}

    def _guess(self, damaged: DamagedRecord, before: Iterable[str]) -> set[str]:
        """The paths that must be ours although the record is damaged: this build makes all that is there."""
        ours = {*before, *self._wanted}
        for stranger in strangers(self._output, "", {*ours, *folders_of(ours)}):
            raise PublishProblem(
                f"{damaged} is damaged, so nothing says which files in {self._output} sitegen made, "
                f"and {quoted(stranger)} is there, which is no page of this site. {SITE_UNTOUCHED} "
                f"Move away what is yours, remove {self._output} and {self._workshop.folder}, and build again."
            )
        return ours

    def _record(self, made: Mapping[str, MadeFile], staged: Iterable[str], undo: ExitStack) -> None:
        """Record what will be ours before it is placed."""
        manifest, journal = self._workshop.manifest, self._workshop.journal
        for path in (manifest, journal):
            if not path.exists():
                undo.callback(path.unlink, missing_ok=True)
        write_manifest(self._workshop.next_manifest, made)
        if not manifest.exists():
            write_manifest(manifest, {})  # Written now, so that replacing it later needs no space.
        write_journal(journal, {*self._owned, *staged})

    def _finish(self) -> None:
        """Make the new manifest the record, and remove the journal and the staging folder."""
        with suppress(FileNotFoundError):
            self._workshop.next_manifest.replace(self._workshop.manifest)
        self._workshop.journal.unlink(missing_ok=True)
        shutil.rmtree(self._workshop.staging, ignore_errors=True)

    # -- making

    def _make(self, progress: Progress) -> tuple[dict[str, MadeFile], dict[str, str]]:
        """Every file by path, and the staged path of those that are not in the output already."""
        made: dict[str, MadeFile] = {}
        staged: dict[str, str] = {}
        # Most files are as the last build left them: to see that takes less than to ask another process.
        found = [self._look(file) for file in self._files]
        left = [one for one in found if not one.is_whole]
        made.update((one.file.path, self._before[one.file.path]) for one in found if one.is_whole)
        progress("Rendering", len(made), len(found))
        with closing(fork_map(self._one, left)) as results:
            for number, (one, (result, changed)) in enumerate(zip(left, results, strict=True), len(made) + 1):
                made[one.file.path] = result
                if changed:
                    staged[one.file.path] = self._staged(one.file.path)
                progress("Rendering", number, len(found))
        return made, staged

    def _staged(self, path: str) -> str:
        return f"{self._staging}/{path}"

    def _look(self, file: File) -> _Found:
        """A file as the output has it."""
        before, present = self._before.get(file.path), self._tree.file(file.path)
        untouched = (
            before is not None
            and present is not None
            and before.size == present.st_size
            and before.modified == present.st_mtime_ns
        )
        return _Found(file, self._keys.of(file), before, present, untouched)

    def _one(self, found: _Found) -> tuple[MadeFile, bool]:
        """One file that may not be as it should be, and whether it was staged."""
        file, key, before, present, untouched = found
        if (
            before is not None
            and present is not None
            and (before.key, before.size) == (key, present.st_size)
            and self._digest(file.path) == before.digest
        ):
            # Whoever restored the output has not kept its times.
            return before._replace(modified=present.st_mtime_ns), False
        data = file.render()
        digest = hashlib.sha256(data).hexdigest()
        if present is not None and present.st_size == len(data):
            left = before.digest if before is not None and untouched else self._digest(file.path)
            if left == digest:
                return MadeFile(key, digest, len(data), present.st_mtime_ns), False
        return MadeFile(key, digest, len(data), self._stage(file.path, data)), True

    def _stage(self, path: str, data: bytes) -> int:
        """Write a new or changed file; returns its modification time in nanoseconds."""
        staged = self._staged(path)
        folder = folder_of(staged)
        if folder not in self._folders:
            _make_folder(folder)
            self._folders.add(folder)
        return _write(staged, data)

    def _digest(self, path: str) -> str:
        """The digest of a file in the output; empty if it cannot be read."""
        try:
            return hashlib.sha256((self._output / path).read_bytes()).hexdigest()
        except OSError:
            return ""

    # -- placing

    def _add(self, plan: Plan, undo: ExitStack) -> None:
        """Place new files; only this needs space, and all of it can be undone."""
        if not self._output.exists():
            undo.callback(_forgive, self._output.rmdir)
            self._output.mkdir()
        placed: set[str] = set()
        undo.callback(self._undo_add, plan, placed)
        for place in plan.places():
            placed.add(place)
            _rename(self._staged(place), f"{self._output}/{place}")

    def _undo_add(self, plan: Plan, placed: Container[str]) -> None:
        for path in plan.new:
            if plan.placed_with(path) in placed:
                _forgive((self._output / path).unlink)
        for folder in sorted(plan.folders, reverse=True):
            if plan.placed_with(f"{folder}/") in placed:
                _forgive((self._output / folder).rmdir)

    def _replace(self, plan: Plan, staged: Mapping[str, str]) -> None:
        """Replace files, then remove those that are no longer wanted."""
        for number, path in enumerate(plan.moved):
            (self._output / path).rename(self._workshop.staging / f"moved-{number}")
        for path in plan.changed:
            target = f"{self._output}/{path}"
            if plan.moved:
                Path(target).parent.mkdir(parents=True, exist_ok=True)
            _rename(staged[path], target)
        for path in plan.removed:
            if not is_at_or_below(path, plan.moved):
                (self._output / path).unlink(missing_ok=True)
        for folder in plan.emptied:
            _forgive((self._output / folder).rmdir)  # It may hold a file that is not ours.


def _forgive(step: Callable[[], None]) -> None:
    with suppress(OSError):
        step()


# System calls: for thousands of files, Path objects, buffers and extra checks would cost more than these.


def _rename(source: str, target: str) -> None:
    os.rename(source, target)  # noqa: PTH104


def _make_folder(path: str) -> None:
    """Make a folder that another process may make at the same time."""
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103


def _write(path: str, data: bytes) -> int:
    """Write a new file; returns its modification time in nanoseconds."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        return os.fstat(descriptor).st_mtime_ns
    finally:
        os.close(descriptor)
