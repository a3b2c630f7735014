"""The whole story: read → derive → render → publish. Nothing is written before everything is checked."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sitegen.derive.snapshot import Snapshot, Views, derive
from sitegen.model import File, Site
from sitegen.outputs import collisions, misfits, render_all
from sitegen.problems import ContentError, Problem, Problems
from sitegen.publish.publication import PublishReport, publish
from sitegen.publish.workers import fork_map
from sitegen.read.config import parse_config
from sitegen.read.content import ReadResult, latest_moment, read_content
from sitegen.read.document import line_with
from sitegen.read.files import FileGroup
from sitegen.read.reader import NO_DRAFTS
from sitegen.theme.edition import Edition, load_editions

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and of how many."""


def _silent(what: str, done: int, total: int) -> None:
    """For callers without a terminal."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment to build as of, aware; *given* when somebody chose it, else it is the clock's."""

    now: datetime
    given: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A site that can be published, and what is worth mending in it."""

    site: Site
    now: datetime
    warnings: tuple[Problem, ...]
    views: Views
    """Of the entries as they stand at the moment, unless an update has moved that."""
    contexts: tuple[Edition, ...]
    """The theme in each language."""

    def snapshot(self) -> Snapshot:
        """What is true at the moment."""
        return derive(self.site, self.now, self.views)


def read_site(root: Path, moment: AsOf, progress: Progress = _silent, drafts: Mapping[str, str] = NO_DRAFTS) -> Checked:
    """Everything committed below *root*; raises ContentError with every problem of it.

    As of the present, an update that lies a few minutes ahead of the clock counts as said: people round up.
    *drafts* are texts by path that stand for content files on disk: to try a change before it is made.
    """
    problems = Problems()
    config = parse_config(root, problems)
    problems.raise_errors()
    assert config is not None
    views = Views(config, moment.now)

    def mapper(function: Callable[[FileGroup], ReadResult], groups: Sequence[FileGroup]) -> Iterator[ReadResult]:
        for done, (entry, found) in enumerate(fork_map(function, groups), 1):
            progress("Reading", done, len(groups))
            if entry is not None:
                views.of(entry)  # Now, while other processes read, and not when they have nothing to do.
            yield entry, found

    clock = None if moment.given else moment.now
    site = read_content(root, config, problems, clock=clock, mapper=mapper, drafts=drafts)
    every: tuple[Edition, ...] = ()
    try:
        every = load_editions(root, config)
    except ContentError as error:
        problems.found += error.problems
    if problems.errors and every:
        # What could be read is looked at as a whole all the same: every problem of a run is told in it.
        try:
            render_files(derive(site, moment.now, views), root, every)
        except ContentError as error:
            problems.found += error.problems
    problems.raise_errors()
    now = moment.now if moment.given else latest_moment(site, moment.now)
    return Checked(site, now, tuple(sorted(problems.found)), views, every)


def render(root: Path, checked: Checked) -> tuple[Snapshot, list[File]]:
    """What is true at the moment, and every file that says so; raises ContentError when two claim one address."""
    snapshot = checked.snapshot()
    return snapshot, render_files(snapshot, root, checked.contexts)


def render_files(snapshot: Snapshot, root: Path, every: tuple[Edition, ...]) -> list[File]:
    """Every file that tells *snapshot*; raises ContentError when two claim one address, or a text does not fit."""
    files = render_all(snapshot, root, every)
    problems = [
        Problem(one.source, line_with(root / one.source, one.alias), "aliases", one.message)
        for one in collisions(files, snapshot)
    ]
    if problems := [*problems, *misfits(snapshot, every)]:
        raise ContentError(problems)
    return files


def check(root: Path, moment: AsOf, progress: Progress = _silent, drafts: Mapping[str, str] = NO_DRAFTS) -> Checked:
    """Everything that `build` would refuse, but for a template that fails only when it is used.

    Raises ContentError with it. Writes nothing.
    """
    with _no_collector():
        checked = read_site(root, moment, progress, drafts)
        render(root, checked)
        return checked


def build(
    root: Path, output: Path, moment: AsOf, progress: Progress = _silent
) -> tuple[PublishReport, Snapshot, Checked]:
    """Publish the site in *root* to *output*: all of it, or, if anything is wrong, none of it.

    Raises ContentError, or PublishProblem when the output cannot be written.
    """
    with _no_collector():
        checked = read_site(root, moment, progress)
        snapshot, files = render(root, checked)
        report = publish(files, output, progress=lambda done, total: progress("Rendering", done, total))
        return report, snapshot, checked


@contextmanager
def _no_collector() -> Iterator[None]:
    """A build makes many objects that live until its end; looking for garbage among them is time lost."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
