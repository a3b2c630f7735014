"""The stages of a build: read → derive → render → publish. Nothing is written before everything is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen import code_version
from sitegen.derive.snapshot import Snapshot, derive, latest_moment
from sitegen.memory.memory import Memory
from sitegen.model import File, Site
from sitegen.problems import ContentError, Problem, Problems
from sitegen.progress import Progress, silent
from sitegen.publish.publication import PublishReport, publish
from sitegen.publish.workers import fork_map
from sitegen.publish.workshop import resolved, workshop_folder
from sitegen.read.config import parse_config
from sitegen.read.content import Mapper, read_content
from sitegen.read.document import line_with
from sitegen.read.files import NO_DRAFTS, Drafts, FileGroup

if TYPE_CHECKING:
    from sitegen.theme.edition import Edition


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment to build as of, aware; *given* when somebody chose it, else it is the clock's."""

    now: datetime
    given: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A site that can be published, and its warnings."""

    site: Site
    snapshot: Snapshot
    editions: Sequence[Edition]
    """One for each language, in the order of site.yml."""
    files: Sequence[File]
    """Everything to publish, not yet rendered."""
    warnings: tuple[Problem, ...]


def check(
    root: Path,
    as_of: AsOf,
    progress: Progress = silent,
    drafts: Drafts = NO_DRAFTS,
    revise: Callable[[Problem], Problem] | None = None,
    *,
    pages: bool = False,
    memory: Memory | None = None,
) -> Checked:
    """Everything that `build` would refuse, but for a template that fails only when it is used; writes nothing.

    With *pages* that too, in a site that has templates of its own: one page of each kind is rendered.

    Raises ContentError with every problem of the run, or those of site.yml alone, on which all else depends.
    As of the present, an update that lies a few minutes ahead of the clock counts as published: people round up.
    *drafts* are texts by path that replace content files on disk: to check a change before it is written.
    *memory* knows entries that need not be read again.
    *revise* makes of each problem what it is to this run: an entry whose errors it makes warnings is left out.
    """
    # Here, since the theme and the outputs take a third of the time in which a shell completes a slug.
    from sitegen.outputs.unavailable.overlong import left_out
    from sitegen.theme.edition import load_editions

    revise = revise or (lambda problem: problem)
    problems, refused = Problems(), False
    config = parse_config(root, problems)
    if config is None:
        raise ContentError(map(revise, problems.found))
    clock = None if as_of.given else as_of.now
    site = read_content(root, config, problems, clock=clock, mapper=_mapper(progress), drafts=drafts, memory=memory)
    try:
        editions = load_editions(root, config)
        problems.found += editions[0].theme.missing_words(config)
        snapshot = derive(site, as_of.now if as_of.given else latest_moment(site, as_of.now))
        problems.found += [_placed(root, one, drafts) for one in left_out(snapshot, editions)]
        files = render(snapshot, root, editions)
        if pages and editions[0].theme.is_of_site:
            problems.found += _page_faults(files)
    except ContentError as error:
        problems.found += error.problems
        refused = True
    problems.found = list(map(revise, problems.found))
    if refused:
        raise ContentError(problems.found)
    problems.raise_errors()
    return Checked(site, snapshot, editions, files, tuple(sorted(problems.found)))


def render(snapshot: Snapshot, root: Path, editions: Sequence[Edition]) -> list[File]:
    """Every file of the site in *root*; raises ContentError when two claim one address."""
    from sitegen.outputs import collisions, render_all  # Here, as in `check`.

    files = render_all(snapshot, root, editions)
    problems = [
        Problem(one.source, line_with(root / one.source, one.alias), "aliases", one.message)
        for one in collisions(files, snapshot)
    ]
    if problems:
        raise ContentError(problems)
    return files


def _page_faults(files: Sequence[File]) -> list[Problem]:
    """What would be refused when pages are rendered, each once."""
    from sitegen.outputs.kinds import one_of_each  # Here, as in `check`.

    found: dict[Problem, None] = {}
    for file in one_of_each(files):
        try:
            file.render()
        except ContentError as error:
            found.update(dict.fromkeys(error.problems))
    return list(found)


def _placed(root: Path, problem: Problem, drafts: Drafts) -> Problem:
    """A problem of an entry in the first line of its file that states the field; a field has several spellings."""
    if problem.line:
        return problem
    text = drafts.get(problem.path) or (root / problem.path).read_text("utf-8")
    field = re.compile(rf"[\s-]*{problem.field.replace('_', '[ _-]')}\s*[:：]", re.IGNORECASE)
    numbered = enumerate(text.split("\n"), 1)
    return replace(problem, line=next((number for number, line in numbered if field.match(line)), 1))


def build(root: Path, output: Path, as_of: AsOf, progress: Progress = silent) -> tuple[PublishReport, Checked]:
    """Publish the site in *root* to *output*: all of it, or, if anything is wrong, none of it.

    Raises ContentError, or PublishProblem when the output cannot be written.
    """
    memory = Memory(workshop_folder(resolved(output)), code_version(), root, as_of.now)
    checked = check(root, as_of, progress, memory=memory)
    # Where that cannot be written, the site is published, and the next build only takes longer.
    remember = partial(memory.write, checked.snapshot)
    return publish(checked.files, output, progress=progress, afterwards=remember), checked


def _mapper(progress: Progress) -> Mapper:
    """Reads content files in several processes."""

    def read(function: Callable[[FileGroup], bytes], groups: Sequence[FileGroup]) -> Iterator[bytes]:
        for done, result in enumerate(fork_map(function, groups), 1):
            progress("Reading", done, len(groups))
            yield result

    return read
