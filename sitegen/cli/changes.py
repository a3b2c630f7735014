"""Which lines of which files are new since a git revision."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

_HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")


def changed_lines(root: Path, base: str) -> dict[str, set[int]]:
    """New line numbers by path, relative to *root*, since *base*; untracked files are new as a whole.

    Empty where there is no git, no repository or no such revision: it only helps to look at the right lines.
    """
    changed: dict[str, set[int]] = {}
    path, number, end = "", 0, 0
    for line in _git(
        root,
        "diff",
        "--unified=0",
        "--relative",
        "--no-color",
        "--no-ext-diff",
        "--src-prefix=a/",  # Whatever diff.noprefix and diff.mnemonicPrefix say.
        "--dst-prefix=b/",
        "--end-of-options",
        base,
        "--",
        "content",
    ):
        if number < end and line.startswith("+"):
            if line[1:].strip():  # A free line that is new says nothing, and may belong to what is old.
                changed.setdefault(path, set()).add(number)
            number += 1
        elif line.startswith("+++ "):
            path = line[4:].strip().removeprefix("b/")
        elif hunk := _HUNK.match(line):
            number, end = int(hunk[1]), int(hunk[1]) + int(hunk[2] or 1)
    for path in _git(root, "ls-files", "--others", "--exclude-standard", "--", "content"):
        changed[path] = set(range(1, 100_000))
    return changed


def _git(root: Path, *arguments: str) -> list[str]:
    command = ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.decode("utf-8", "replace").splitlines() if done.returncode == 0 else []
