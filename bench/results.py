"""What has been measured, and what it is held to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

from bench.process import Run
from bench.sizes import Size
from bench.versions import OURS

MEGABYTE = 1_000_000
HUGO, ALIKE = "Hugo", "Hugo with documents and a feed"
BEFORE = "before"
"""The other commit, in tables of bounds."""

COLD, SAME, UPDATE = "cold", "nothing changed", "one new update"
RESTORED = "fresh checkout, caches restored, one new update"
CHECK, CHECK_WITHOUT_WORDING = "check", "check without wording"
HELP, SAMPLE = "`sitegen --help`", "sample, nothing changed"
WITH_PIP, WITH_UV = (f"`make site`, fresh clone, empty caches, {by}" for by in ("pip alone", "uv"))
PUBLISH = "publish job, caches restored, one new update"
SET_UP = (WITH_PIP, WITH_UV, PUBLISH)
COMMANDS = (HELP, SAMPLE, *SET_UP)
"""What no generated history is measured with."""

BASELINE = "94cbbff2cdd964999ee08b775f57e04ffaa6490b"
"""The commit that bounds beside another one are for."""
BOUNDS: dict[tuple[int, str, str], float] = {
    (1_000, COLD, HUGO): 1.6,
    (10_000, COLD, HUGO): 1.3,
    (10_000, COLD, ALIKE): 1.05,
    (10_000, SAME, HUGO): 0.12,
    (10_000, SAME, BEFORE): 1 / 6,
    (10_000, UPDATE, HUGO): 0.12,
    (10_000, UPDATE, BEFORE): 1 / 6,
    (10_000, RESTORED, HUGO): 0.3,
    (100_000, UPDATE, HUGO): 0.1,
    (0, HELP, BEFORE): 0.65,
    (0, SAMPLE, BEFORE): 0.6,
    (0, WITH_PIP, BEFORE): 0.5,
    (0, WITH_UV, BEFORE): 0.3,
    (0, PUBLISH, BEFORE): 0.2,
}
"""The most that ours may take, by size, build and whose time it is a ratio to: CPU time; of SET_UP wall time."""
MAX_MEMORY = 250 * MEGABYTE
"""Of a cold build of 10,000."""
MAX_GROWTH = 12.0
"""Ten times the incidents take at most this many times the time."""
MAX_WORDING = 1.15
"""CPU time of a check with all rules about wording to one without."""
MAX_INDEX_GROWTH = 1.2
"""The index of a hundred times the incidents, with the same present."""

What = Literal["cpu", "wall"]


class Subject(NamedTuple):
    """Whose build of how many incidents, or 0 for what has none."""

    tool: str
    build: str
    size: int = 0


class Bound(NamedTuple):
    """What something is held to; *measured* is "" and *met* None where nobody has measured it."""

    what: str
    measured: str
    limit: str
    met: bool | None


@dataclass
class Results:
    """All runs, timed ones in the order of the rounds, and those whose memory was sampled; and sizes of files."""

    before: str = ""
    """What tables call the other commit."""
    is_baseline: bool = False
    timed: dict[Subject, list[Run]] = field(default_factory=dict)
    watched: dict[Subject, list[Run]] = field(default_factory=dict)
    loaded: list[Size] = field(default_factory=list)
    grown: list[Size] = field(default_factory=list)
    """The index of a young site and of an old one."""

    @property
    def sizes(self) -> list[int]:
        """Of the histories, in order."""
        return sorted({subject.size for subject in self.timed} - {0})

    def pairs(self, one: Subject, other: Subject, what: What) -> list[float]:
        """The ratios of two subjects, round by round; none where either was not measured."""
        both = zip(self.timed.get(one, ()), self.timed.get(other, ()), strict=False)
        return [getattr(mine, what) / getattr(theirs, what) for mine, theirs in both]

    def memory(self, subject: Subject) -> int:
        """The peak memory in bytes: PSS misses short peaks and part of shared memory, RSS all processes but one."""
        runs = self.timed.get(subject, []) + self.watched.get(subject, [])
        return max((max(run.largest, run.together or 0) for run in runs), default=0)

    def written(self, subject: Subject) -> int | None:
        """How many files a build wrote."""
        return next((run.written for run in self.watched.get(subject, ())), None)


class Ratio(NamedTuple):
    """Ours to another one's, or ours to itself with another size."""

    size: int
    build: str
    to: str
    cpu: list[float]
    wall: list[float]
    limit: float | None

    @property
    def by(self) -> What:
        """What the limit is for."""
        return "wall" if self.build in SET_UP else "cpu"

    @property
    def met(self) -> bool | None:
        """None without a limit, or where it was not measured."""
        values = getattr(self, self.by)
        return median(values) <= self.limit if self.limit and values else None


def ratios(results: Results) -> Iterator[Ratio]:
    """Everything of ours beside Hugo's build of pages and beside the other commit, then what was not measured."""
    left = dict(BOUNDS)
    for tool, build, size in results.timed:
        if tool != OURS:
            continue
        others = {HUGO: Subject(HUGO, COLD, size)} if build in (COLD, SAME, UPDATE, RESTORED) else {}
        if build == COLD:
            others[ALIKE] = Subject(ALIKE, COLD, size)
        others[BEFORE] = Subject(results.before, build, size)
        for to, other in others.items():
            mine = Subject(tool, build, size)
            cpu, wall = results.pairs(mine, other, "cpu"), results.pairs(mine, other, "wall")
            if cpu:
                limit = left.pop((size, build, to), None)
                known = limit if to != BEFORE or results.is_baseline else None
                yield Ratio(size, build, results.before if to == BEFORE else to, cpu, wall, known)
    for (size, build, to), limit in left.items():
        yield Ratio(size, build, BASELINE[:7] if to == BEFORE else to, [], [], limit)


def other_bounds(results: Results) -> Iterator[Bound]:
    """What is held to something else than another one's time."""
    for small, large in pairwise(results.sizes):
        for build in (COLD, SAME, UPDATE, CHECK):
            values = results.pairs(Subject(OURS, build, large), Subject(OURS, build, small), "wall")
            limit = MAX_GROWTH / 10 * large / small
            yield _bound(f"{build}: time for {large:,} to {small:,}", values, limit)
    size = results.sizes[-1] if results.sizes else 0
    values = results.pairs(Subject(OURS, CHECK, size), Subject(OURS, CHECK_WITHOUT_WORDING, size), "cpu")
    yield _bound("check, rules about wording: CPU time with them to without", values, MAX_WORDING)
    values = [old.raw / young.raw for young, old in pairwise(results.grown)]
    yield _bound("index of a hundred times the incidents, with the same present: bytes", values, MAX_INDEX_GROWTH)
    peak = results.memory(Subject(OURS, COLD, 10_000))
    measured = f"{peak / MEGABYTE:,.0f} MB" if peak else ""
    met = peak <= MAX_MEMORY if peak else None
    yield Bound("cold build of 10,000: memory of all processes", measured, f"{MAX_MEMORY // MEGABYTE} MB", met)


def _bound(what: str, values: list[float], limit: float) -> Bound:
    return Bound(what, spread(values), f"{limit:.3g}", median(values) <= limit if values else None)


def spread(values: list[float]) -> str:
    """The median, with the minimum and the maximum where there are several; "" of nothing."""
    if not values:
        return ""
    middle = f"{median(values):.2f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.2f}–{max(values):.2f})"
