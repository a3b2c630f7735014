"""Versions of sitegen: this checkout, and a commit of it, each copied into a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.process import Run, Word, environment, measure

ROOT = Path(__file__).resolve().parent.parent
OURS = "sitegen"


class RevisionError(Exception):
    """A revision that git does not know."""


@dataclass(frozen=True)
class Version:
    """A version of sitegen: what tables call it, and the folder of its code."""

    name: str
    folder: Path

    def run(self, *words: Word, log: Path, caches: Path, watch: bool = False) -> Run:
        """Run a command of it with the Python that runs this, and the packages of that Python."""
        variables = environment(PYTHONPATH=self.folder, XDG_CACHE_HOME=caches)
        return measure([sys.executable, "-m", "sitegen", *words], log, variables, cwd=self.folder, watch=watch)


def versions_in(folder: Path, before: str) -> list[Version]:
    """Copies of our checkout and, unless that is "", of the commit with the full hash *before*."""
    return [working_tree(folder / "ours"), *([committed(before, folder / "before")] if before else [])]


def working_tree(folder: Path) -> Version:
    """Our checkout as it is: every file that git would take, committed or not."""
    names = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, map(os.fsdecode, names.split(b"\0"))):
        if (ROOT / name).is_file():  # One that was deleted is listed until that is committed.
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return Version(OURS, folder)


def commit(revision: str) -> str:
    """The full hash of a revision; raises RevisionError."""
    try:
        return _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    except subprocess.CalledProcessError as error:
        message = f"expected a revision that git knows here, found {revision}; a shallow clone has few"
        raise RevisionError(message) from error


def committed(revision: str, folder: Path) -> Version:
    """The files of a full hash; neither the checkout nor its .git is touched."""
    archive = _git("archive", "--format=tar", revision)
    folder.mkdir(parents=True)
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    return Version(revision[:7], folder)


def _git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", ROOT, *words], stdout=subprocess.PIPE, check=True).stdout
