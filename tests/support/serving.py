"""`sitegen serve` as a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def started(root: Path, now: str, **environment: str) -> subprocess.Popen[str]:
    """The process that serves the site in *root* as of *now* on a free port."""
    command = [sys.executable, "-m", "sitegen", "serve", "--site", str(root), "--port", "0", "--now", now]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@contextmanager
def serving(root: Path, now: str) -> Iterator[int]:
    """It serves the site in *root* as of *now* on a free port, which is told."""
    process = started(root, now)
    assert process.stdout
    address = process.stdout.readline()
    match = re.match(r"http://127\.0\.0\.1:(\d+)/", address)
    try:
        assert match, address
        yield int(match[1])
    finally:
        process.terminate()
        process.communicate(timeout=10)
