"""Which lines of which files are new since a git revision."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import click

from sitegen.guard.git import GitRefused, git_answer, git_lines, git_names, where_it_left
from sitegen.problems import nearest, quoted

_HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")

# The prefixes are named, whatever diff.noprefix and diff.mnemonicPrefix say.
_DIFF_OPTIONS = (
    "--unified=0",
    "--find-renames",
    "--inter-hunk-context=0",
    "--text",
    "--relative",
    "--no-color",
    "--no-ext-diff",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)


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
    for path in git_answer(root, "ls-files", "--others", "--exclude-standard", "--", "content"):
        changed[path] = set(range(1, 100_000))
    return changed


def is_new(path: str, lines: range, changed: Mapping[str, Collection[int]]) -> bool:
    """Whether any of *lines* of a file is among those *changed*, by path."""
    return any(line in lines for line in changed.get(path, ()))


def uncommitted(root: Path) -> set[str]:
    """The content files, relative to *root*, that differ from the last commit or are not in it; none without git."""
    try:
        [prefix] = git_lines(root, "rev-parse", "--show-prefix")
        # Each file by its own name, also in a folder that is new as a whole; the index stays as it is.
        options = ("--porcelain", "-z", "--untracked-files=all", "--no-renames")
        listed = git_names(root, "--no-optional-locks", "status", *options, "--", "content")
    except GitRefused:
        return set()
    return {entry[3:].removeprefix(prefix) for entry in listed}


def _difference(root: Path, base: str | None) -> list[str]:
    try:
        revision = "HEAD" if base is None else base
        return git_lines(root, "diff", *_DIFF_OPTIONS, "--end-of-options", revision, "--", "content")
    except GitRefused as refused:
        if base is None:
            return []
        raise unknown_revision(root, base, refused) from None


def revision_of(root: Path, base: str) -> str:
    """What --base means: where the branch left it; raises UsageError for what is no single revision."""
    try:
        [name] = git_lines(root, "rev-parse", "--verify", "--end-of-options", f"{base}^{{tree}}")
    except GitRefused:
        name = "^"
    if name.startswith("^"):
        raise unknown_revision(root, base, GitRefused(f"bad revision {quoted(base)}"))
    return where_it_left(root, base)


def unknown_revision(root: Path, base: str, refused: GitRefused) -> click.UsageError:
    """What is wrong with a --base that git *refused*."""
    try:
        git_lines(root, "rev-parse", "--git-dir")
    except GitRefused as none:
        # Git refuses the repository of somebody else, too, and says what to do.
        found = "none" if "not a git repository" in str(none) else str(none)
        return click.UsageError(f"--base: expected a site in a git repository, found {found}.")
    names = git_answer(root, "for-each-ref", "--format=%(refname:short)")
    hint = nearest(base, names) or "A shallow clone has only the newest commits: see git fetch --deepen."
    return click.UsageError(f"--base: expected a revision that git knows here, found: {refused}. {hint}")
