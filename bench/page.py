"""Tables of what was measured, and docs/performance.md."""

from __future__ import annotations

import os
import platform
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from bench.results import (
    COLD,
    COMMANDS,
    HUGO,
    MEGABYTE,
    PUBLISH,
    UPDATE,
    WITH_PIP,
    WITH_UV,
    Ratio,
    Results,
    Subject,
    other_bounds,
    ratios,
    spread,
)
from bench.versions import OURS

HERE = Path(__file__).parent
Row = tuple[str, ...]


class Table:
    """A heading, heads of columns, and rows."""

    def __init__(self, title: str, heads: Row, rows: Iterable[Row]) -> None:
        self.title = title
        self.heads = heads
        self.rows = list(rows)

    def as_text(self) -> str:
        """Aligned, for a terminal."""
        table = [self.heads, *self.rows]
        widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
        lines = (zip(row, widths, strict=True) for row in table)
        aligned = ("  ".join(cell.ljust(width) for cell, width in line).rstrip() for line in lines)
        return "\n".join((self.title.upper(), *aligned))

    def as_markdown(self) -> str:
        """With its heading."""
        rule = tuple("---" for _ in self.heads)
        lines = ("| " + " | ".join(row) + " |" for row in (self.heads, rule, *self.rows))
        return f"## {self.title}\n\n" + "\n".join(lines)


def tables(results: Results) -> list[Table]:
    """All that have a row."""
    beside = " and ".join(filter(None, (HUGO, results.before)))
    all_ratios = list(ratios(results))
    heads = ("incidents", "build", "to that of", "CPU time", "wall time", "bound", "")
    made = [
        Table(f"Beside {beside}", heads, map(_ratio_row, all_ratios)),
        Table("Other bounds", ("what", "measured", "bound", ""), _bound_rows(results)),
        Table("Builds", ("incidents", "by", "build", *COSTS, "memory, MB", "files written"), _build_rows(results)),
        Table("Start, set-up, from push to page", ("what", "by", *COSTS), _command_rows(results)),
        Table("What readers load", ("what", "bytes", "gzip -9", "brotli", "requests"), _size_rows(results)),
    ]
    return [table for table in made if table.rows]


COSTS = ("wall, s", "CPU, s")


def _verdict(met: bool | None, measured: bool) -> str:
    if not measured:
        return "not measured"
    return {True: "met", False: "**missed**", None: ""}[met]


def _size(size: int) -> str:
    return f"{size:,}" if size else "–"


def _ratio_row(ratio: Ratio) -> Row:
    by = ", wall time" if ratio.by == "wall" else ""
    limit = f"at most {ratio.limit:.2f}{by}" if ratio.limit else "–"
    measured = (spread(ratio.cpu) or "–", spread(ratio.wall) or "–")
    return (_size(ratio.size), ratio.build, ratio.to, *measured, limit, _verdict(ratio.met, bool(ratio.cpu)))


def _bound_rows(results: Results) -> Iterator[Row]:
    for what, measured, limit, met in other_bounds(results):
        yield what, measured or "–", f"at most {limit}", _verdict(met, bool(measured))


def _build_rows(results: Results) -> Iterator[Row]:
    for size in results.sizes:
        for subject, runs in results.timed.items():
            if subject.size == size:
                costs = (spread([run.wall for run in runs]), spread([run.cpu for run in runs]))
                written = results.written(subject)
                counts = (f"{results.memory(subject) / MEGABYTE:,.0f}", "–" if written is None else f"{written:,}")
                yield _size(size), subject.tool, subject.build, *costs, *counts


def _command_rows(results: Results) -> Iterator[Row]:
    for build in COMMANDS:
        for subject, runs in results.timed.items():
            if subject.build == build:
                yield build, subject.tool, spread([run.wall for run in runs]), spread([run.cpu for run in runs])


def _size_rows(results: Results) -> Iterator[Row]:
    for name, *counts in (*results.loaded, *results.grown):
        yield name, *("–" if count is None else f"{count:,}" for count in counts)


def lead(results: Results) -> str:
    """What somebody who asks how fast it is wants to know, a sentence a line."""
    said = []
    for size in reversed(results.sizes):
        cold, update, hugo = (
            _seconds(results, Subject(tool, build, size))
            for tool, build in ((OURS, COLD), (OURS, UPDATE), (HUGO, COLD))
        )
        if cold and update:
            beside = f"; Hugo makes pages of the same texts in {hugo}" if hugo else ""
            ours = f"is built in {update} after one new update, in {cold} from nothing"
            said.append(f"A site with {size:,} incidents {ours}{beside}.")
    pip, uv, publish = (_seconds(results, Subject(OURS, build)) for build in (WITH_PIP, WITH_UV, PUBLISH))
    if pip:
        said.append(f"`make site` in a fresh clone takes {pip}{f', with uv {uv}' if uv else ''}.")
    if publish:
        said.append(f"Of what a merge waits for until it is published, {publish} are ours.")
    for index in results.loaded[:1]:
        requests = "1 request" if index.requests == 1 else f"{index.requests} requests"
        said.append(f"During an outage the index is {requests} of {index.gzip / 1000:.1f} kB.")
    of = "{0.size:,} incidents, {0.build}, beside {0.to}".format
    bounds = [(of(one) if one.size else f"{one.build}, beside {one.to}", one.met) for one in ratios(results)]
    bounds += [(one.what, one.met) for one in other_bounds(results)]
    judged = [(what, met) for what, met in bounds if met is not None]
    missed = [what for what, met in judged if not met]
    said.append(f"Of {len(judged)} bounds {len(judged) - len(missed)} are met" + (", not these:\n" if missed else "."))
    return "\n".join((*said, *(f"- {what}" for what in missed)))


def _seconds(results: Results, subject: Subject) -> str:
    runs = results.timed.get(subject)
    return f"{median(run.wall for run in runs):.1f} seconds" if runs else ""


def python() -> str:
    """Which Python this is, and how it was built: without profiles and link-time optimization it is slower."""
    arguments = sysconfig.get_config_var("CONFIG_ARGS") or ""
    options = {"--enable-optimizations": "PGO", "--with-lto": "LTO"}
    built = " and ".join(f"{'with' if option in arguments else 'without'} {name}" for option, name in options.items())
    return f"{platform.python_implementation()} {platform.python_version()} built {built}"


def page(results: Results, about: str) -> str:
    """The text of docs/performance.md; *about* is the machine and the run."""
    parts = [
        "# Performance",
        lead(results),
        f"Measured by `make bench`, which writes this page: {about}.",
        *(table.as_markdown() for table in tables(results)),
        (HERE / "how.md").read_text(encoding="utf-8").strip(),
        (HERE / "pages.md").read_text(encoding="utf-8").strip(),
    ]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """The machine and its Python."""
    return f"{os.cpu_count()} processors, {platform.system()} on {platform.machine()}, {python()}"
