"""A terminal with somebody at it: runs `sitegen` on a pseudo-terminal, and answers what it asks."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 60.0
"""Seconds without a word after which a program is taken to hang."""


def at_a_terminal(folder: Path, arguments: Sequence[str], answers: Sequence[tuple[str, str]] = ()) -> tuple[int, str]:
    """The exit code, and everything on the screen; each of *answers* is typed once its question has been read.

    A question that never comes is an AssertionError with the screen as it is.
    """
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "dumb", "EDITOR": "false"}
    command = [sys.executable, "-m", "sitegen", *arguments]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
        preexec_fn=_take_terminal,  # So that Ctrl-C is a signal to it.
    )
    os.close(follower)
    screen, read_up_to = "", 0
    try:
        for question, answer in answers:
            while question not in screen[read_up_to:]:
                more = _more(leader)
                assert more, f"{question!r} was not asked:\n{screen}"
                screen += more
            read_up_to = screen.index(question, read_up_to) + len(question)
            os.write(leader, f"{answer}\n".encode())
        while more := _more(leader):
            screen += more
        return process.wait(timeout=PATIENCE), screen.replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait()
        os.close(leader)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # A shell starts what it leaves in the background with this signal ignored, and children inherit that.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _more(leader: int) -> str:
    """What comes next on the screen; empty once the program has ended."""
    if not select.select([leader], [], [], PATIENCE)[0]:
        return ""
    try:
        return os.read(leader, 65536).decode(errors="replace")
    except OSError:  # Linux says so when nobody has the other end open any more.
        return ""
