"""Asks git about the repository that a site is in; changes nothing in it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

_TIMEOUT = 60.0
"""Seconds for one command."""
REGULAR_MODES = ("100644", "100755")
"""The modes of files; links and submodules are none."""


class GitRefused(Exception):
    """A git command failed; the message is the first line of git's own, without its `fatal:`."""


def git_bytes(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What a git command prints in the folder *root*; raises GitRefused."""
    command = ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments]
    # Within a hook git says where its repository is; which one *root* is in, it finds out itself. Only with both is it
    # a work tree whose repository lies elsewhere.
    elsewhere = "GIT_DIR" in os.environ and "GIT_WORK_TREE" in os.environ
    environment = {key: value for key, value in os.environ.items() if elsewhere or key not in ("GIT_DIR", "GIT_PREFIX")}
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=_TIMEOUT, env=environment)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitRefused(str(error)) from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").partition("\n")[0]
        raise GitRefused(re.sub("^(fatal|error|warning): ", "", reason).rstrip("."))
    return done.stdout


def git_lines(root: Path, *arguments: str) -> list[str]:
    """What a git command prints, by line; raises GitRefused."""
    return git_bytes(root, *arguments).decode("utf-8", "replace").splitlines()


def git_answer(root: Path, *arguments: str) -> list[str]:
    """The lines that git prints, none if it fails."""
    try:
        return git_lines(root, *arguments)
    except GitRefused:
        return []


def git_names(root: Path, *arguments: str) -> list[str]:
    """The paths that git prints with `-z`, in whatever encoding they are; raises GitRefused."""
    return [os.fsdecode(name) for name in git_bytes(root, *arguments).split(b"\0") if name]


def git_objects(root: Path, names: Iterable[str]) -> Iterator[bytes]:
    """The contents of objects, by their ids; raises GitRefused."""
    wanted = list(names)
    if not wanted:
        return
    answer = git_bytes(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode())
    at = 0
    for name in wanted:
        end = answer.index(b"\n", at)
        size = answer[at:end].rpartition(b" ")[2]
        if size == b"missing":
            raise GitRefused(f"the object {name} is missing")
        yield answer[end + 1 : end + 1 + int(size)]
        at = end + 1 + int(size) + 1


def where_it_left(root: Path, base: str) -> str:
    """The commit where the branch left *base*: what others have changed there since is not new here.

    It is *base* itself where git has too little of the history to know.
    """
    common = git_answer(root, "merge-base", "--end-of-options", base, "HEAD")
    return common[0] if common else base
