"""One process from its start to its end: the seconds that it takes, and its memory."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

Word = str | os.PathLike[str]

OF_OUR_CALLER = {
    *("MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "VIRTUAL_ENV"),
    *("PIP_CACHE_DIR", "PIP_CONSTRAINT", "PIP_NO_COMPILE"),
    *("UV", "UV_BUILD_CONSTRAINT", "UV_CACHE_DIR", "UV_CONSTRAINT"),
    *("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "SOURCE_DATE_EPOCH"),
}
"""Variables that `make bench` or a developer sets, and that would change what is measured."""


class BuildError(Exception):
    """A command that failed, or whose output is incomplete."""


@dataclass(frozen=True)
class Run:
    """The cost of one process with its children: seconds, and bytes of memory; and how many files it wrote."""

    wall: float
    cpu: float
    largest: int = 0
    """Of the largest single process."""
    together: int | None = None
    """Of all processes; None where that was not sampled."""
    written: int | None = None


def in_a_row(runs: Iterable[Run]) -> Run:
    """One after the other."""
    runs = list(runs)
    return Run(sum(run.wall for run in runs), sum(run.cpu for run in runs), max(run.largest for run in runs))


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


def environment(**variables: Word) -> dict[str, str]:
    """Our caller's environment without OF_OUR_CALLER, and *variables*. Python caches its bytecode, as by default."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_OUR_CALLER}
    return kept | {name: os.fspath(value) for name, value in variables.items()}


def measure(
    command: Sequence[Word],
    log: Path,
    variables: dict[str, str],
    *,
    cwd: Path,
    watch: bool = False,
    may_fail: bool = False,
) -> Run:
    """Run *command* to its end, with its output in *log*; raises BuildError if it fails, unless it may.

    With *watch* the memory of all its processes is sampled, which takes time.
    The kernel's figure for the largest process includes our own size at the fork: this program must stay small.
    """
    # Pending writes of an earlier build must not count for this one.
    os.sync()
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            [os.fspath(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=variables,
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
    if process.returncode and not may_fail:
        raise BuildError(failure(command, log, f"ended with exit code {process.returncode}"))
    return Run(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        largest=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        together=watcher.peak if watcher else None,
    )


def failure(command: Sequence[Word], log: Path, what: str) -> str:
    """What to tell of a command that failed: *what*, and the end of what it printed."""
    output = log.read_text(encoding="utf-8", errors="replace").strip()[-4000:]
    return f"{' '.join(os.fspath(word) for word in command)}\n  {what}; its output:\n\n{output or '(none)'}"
