"""Which lines of which files are new since a git revision."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path

import click

from sitegen.problems import nearest

_HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")

# The prefixes are named, whatever diff.noprefix and diff.mnemonicPrefix say.
_DIFF_OPTIONS = (
    "--unified=0",
    "--inter-hunk-context=0",
    "--text",
    "--relative",
    "--no-color",
    "--no-ext-diff",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)


class _Refused(Exception):
    """The error message of a git command that failed."""


def changed_lines(root: Path, base: str | None) -> dict[str, set[int]]:
    """New line numbers by path, relative to *root*, since *base*; untracked files are new as a whole.

    A *base* that git does not know is wrong usage. None means the last commit, or no lines where there is no git,
    no repository or no commit.
    """
    changed: dict[str, set[int]] = {}
    path, number, end = "", 0, 0
    for line in _difference(root, base):
        if number < end and line.startswith("+"):
            if line[1:].strip():  # An added blank line may belong to old text.
                changed.setdefault(path, set()).add(number)
            number += 1
        elif line.startswith("+++ "):
            path = line[4:].strip().removeprefix("b/")
        elif hunk := _HUNK.match(line):
            number, end = int(hunk[1]), int(hunk[1]) + int(hunk[2] or 1)
    for path in _answer(root, "ls-files", "--others", "--exclude-standard", "--", "content"):
        changed[path] = set(range(1, 100_000))
    return changed


def is_new(path: str, lines: range, changed: Mapping[str, Collection[int]]) -> bool:
    """Whether any of *lines* of a file is among those *changed*, by path."""
    return any(line in lines for line in changed.get(path, ()))


def uncommitted(root: Path) -> set[str]:
    """The content files, relative to *root*, that differ from the last commit or are not in it; none without git."""
    try:
        [prefix] = _git(root, "rev-parse", "--show-prefix")
        # Each file by its own name, also in a folder that is new as a whole; the index stays as it is.
        options = ("--porcelain", "-z", "--untracked-files=all", "--no-renames")
        listed = _git(root, "--no-optional-locks", "status", *options, "--", "content")
    except _Refused:
        return set()
    entries = "\n".join(listed).split("\0")
    return {entry[3:].removeprefix(prefix) for entry in entries if entry}


def _difference(root: Path, base: str | None) -> list[str]:
    try:
        revision = "HEAD" if base is None else _where_it_left(root, base)
        return _git(root, "diff", *_DIFF_OPTIONS, "--end-of-options", revision, "--", "content")
    except _Refused as refused:
        if base is None:
            return []
        names = _answer(root, "for-each-ref", "--format=%(refname:short)")
        hint = nearest(base, names) or "A shallow clone has only the newest commits: see git fetch --deepen."
        raise click.UsageError(f"--base: expected a revision that git knows here, found: {refused}. {hint}") from None


def _where_it_left(root: Path, base: str) -> str:
    """The commit where the branch left *base*: what others have changed there since is not new here.

    It is *base* itself where git has too little of the history to know.
    """
    common = _answer(root, "merge-base", "--end-of-options", base, "HEAD")
    return common[0] if common else base


def _answer(root: Path, *arguments: str) -> list[str]:
    """The lines that git prints, none if it fails."""
    try:
        return _git(root, *arguments)
    except _Refused:
        return []


def _git(root: Path, *arguments: str) -> list[str]:
    command = ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _Refused(str(error)) from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").partition("\n")[0]
        raise _Refused(re.sub("^(fatal|error|warning): ", "", reason).rstrip("."))
    return done.stdout.decode("utf-8", "replace").splitlines()
