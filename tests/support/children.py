"""Real processes for tests: a child is forked, runs a function, and tells how that ended."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PATIENCE = 20.0
"""Seconds after which something that should happen at once has not happened."""


@dataclass
class Child:
    """A forked process, first in a process group of its own."""

    pid: int
    told: Connection

    code: int | None = None
    """How it ended, once that is known."""

    def ends_within(self, seconds: float) -> bool:
        """Whether it has ended by then."""
        deadline = time.monotonic() + seconds
        while self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > deadline:
                return False
            else:
                time.sleep(0.0005)
        return True

    def wait(self) -> int:
        """Its exit code once it has ended, below zero the signal that ended it; 77 when it raised something."""
        if not self.ends_within(PATIENCE):
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            raise AssertionError("the child did not end")
        assert self.code is not None
        return self.code

    def result(self) -> Any:
        """What its function returned; fails with what it raised."""
        code = self.wait()
        assert self.told.poll(), f"the child ended without a word, with exit code {code}"
        raised, value = self.told.recv()
        assert not raised, value
        return value


def start(function: Callable[[], object]) -> Child:
    """Run a function in a child of this process."""
    receiver, sender = Pipe(duplex=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # pytest-xdist has threads, none of which the child needs.
        pid = os.fork()
    if pid == 0:
        _be(function, sender)
    sender.close()
    return Child(pid, receiver)


def _be(function: Callable[[], object], sender: Connection) -> None:
    code = 77
    try:
        os.setpgid(0, 0)
        try:
            sender.send((False, function()))
            code = 0
        except BaseException:
            sender.send((True, traceback.format_exc()))
    finally:
        os._exit(code)


def state(pid: int) -> str:
    """R when a process runs, S when it waits, Z when it waits only to be buried, and nothing when it is gone."""
    if Path("/proc/self/stat").exists():
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return ""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return told.stdout.strip()[:1]


def has_ended(pid: int) -> bool:
    """Whether a process, somebody else's child perhaps, does nothing any more."""
    return state(pid) in ("", "Z")


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether something comes true while there is patience."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.001)
    return False


@dataclass
class Gate:
    """A place where processes wait until it is opened, and say that they have come."""

    arrivals: tuple[int, int]
    barrier: tuple[int, int]

    def arrive(self) -> None:
        """Say which process this is."""
        os.write(self.arrivals[1], os.getpid().to_bytes(8, "big"))

    def pass_through(self) -> None:
        """The same, then wait."""
        self.arrive()
        os.read(self.barrier[0], 1)

    def arrived(self) -> int:
        """The next process that comes."""
        assert select.select([self.arrivals[0]], [], [], PATIENCE)[0], "nobody came"
        return int.from_bytes(os.read(self.arrivals[0], 8), "big")

    def open(self) -> None:
        """Let everybody through, from now on."""
        os.write(self.barrier[1], b"x" * 4096)


@contextmanager
def gate() -> Iterator[Gate]:
    """A closed gate for this process and those that it forks."""
    made = Gate(os.pipe(), os.pipe())
    try:
        yield made
    finally:
        made.open()  # Whoever is still there when a test has failed shall not be there for ever.
        for descriptor in (*made.arrivals, *made.barrier):
            os.close(descriptor)


def waits_for_a_lock(pid: int) -> bool:
    """Whether a process stands in line for a lock; where no system tells that, it is taken to."""
    locks = Path("/proc/locks")
    if not locks.exists():
        return True
    rows = [row.split() for row in locks.read_text().splitlines()]
    return any("->" in row and str(pid) in row for row in rows)
