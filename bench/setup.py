"""What stands around a build: a command's start, the sample, `make site` in a fresh clone, the job that publishes.

Set-up takes packages from wherever pip, or uv, takes them on this machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bench.process import BuildError, Run, Word, environment, in_a_row, measure
from bench.versions import Version

QUIET = "2026-02-20T12:00:00+08:00"
OUTAGE = "2026-01-23T14:52:00+08:00"
"""Moments of the sample."""
PYTHON = Path(getattr(sys, "_base_executable", sys.executable))
"""The one that the environment of this run was made of."""


class Commands:
    """Commands of one version, with which nobody wants to wait."""

    def __init__(self, version: Version, folder: Path) -> None:
        self._version = version
        self._folder = folder / version.name
        self._site = self._folder / "sample"
        self.output = self._site / "dist"

    def help(self, watch: bool) -> Run:
        """`sitegen --help`."""
        return self._run("--help", watch=watch)

    def sample(self, watch: bool) -> Run:
        """Build the sample of that version again, with nothing changed."""
        if not self._site.exists():
            shutil.copytree(self._version.folder / "tests/sample", self._site)
            self.build(QUIET)
        return self.build(QUIET, watch)

    def build(self, now: str, watch: bool = False) -> Run:
        """Build the sample as of a moment."""
        words = ("build", "--site", self._site, "--output", self.output, "--now", now)
        return self._run(*words, watch=watch)

    def _run(self, *words: Word, watch: bool) -> Run:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._version.run(*words, log=self._folder / "log.txt", caches=self._folder / "caches", watch=watch)


class FreshClone:
    """What somebody types first."""

    def __init__(self, version: Version, folder: Path, uv: Path | None) -> None:
        self._version = version
        self._folder = folder / f"clone-{version.name}"
        self._uv = uv

    def make_site(self, _watch: bool) -> Run:
        """`make site` with empty caches, and with uv if there is one, else with pip alone."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._version.folder, self._folder / "clone")
        log, variables = self._folder / "log.txt", environment(XDG_CACHE_HOME=self._folder / "caches")
        command = ("make", "site", f"PYTHON={PYTHON}", f"UV={self._uv or ''}")
        run = measure(command, log, variables, cwd=self._folder / "clone")
        _expect_site(self._folder / "clone")
        return run


class PublishJob:
    """The job *Build* of a version's own `publish.yml`, on a runner that has its caches.

    Its scripts run as they are. What is GitHub's is left out: the machine, the checkout, Python, caches, the upload.
    """

    def __init__(self, version: Version, folder: Path) -> None:
        self._version = version
        self._folder = folder / f"job-{version.name}"
        self._checkout = self._folder / "checkout"
        self._python = self._folder / "python"
        self._updates = 0
        self._path: list[str] = []

    def run(self, _watch: bool) -> Run:
        """Publish one new update with what an earlier run has left."""
        if not self._folder.exists():
            self._begin()
        self._check_out()
        return self._scripts(restored=True)

    def _begin(self) -> None:
        """What every runner has, a Python, and what the first run leaves in caches."""
        self._folder.mkdir(parents=True)
        subprocess.run([PYTHON, "-m", "venv", self._python], check=True)
        self._python.rename(self._folder / "python-as-it-comes")
        (self._folder / "temporary").mkdir()
        self._check_out()
        self._scripts(restored=False)

    def _check_out(self) -> None:
        """A checkout with one more update and the output of the run before, and a Python with nothing installed."""
        before = self._folder / "checkout-before"
        shutil.rmtree(before, ignore_errors=True)
        if self._checkout.exists():
            self._checkout.rename(before)
        shutil.rmtree(self._python, ignore_errors=True)
        shutil.copytree(self._folder / "python-as-it-comes", self._python, symlinks=True)
        shutil.copytree(self._version.folder, self._checkout, copy_function=shutil.copy)
        git: list[Word] = ["git", "-C", self._checkout, "-c", "user.name=bench", "-c", "user.email=bench@example.com"]
        subprocess.run([*git, "init", "--quiet"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message=bench"], check=True)
        for name in ("dist", ".dist.sitegen"):
            if before.exists():
                shutil.copytree(before / name, self._checkout / name)
        self._updates += 1
        add_updates(self._checkout, self._updates)

    def _scripts(self, *, restored: bool) -> Run:
        """The steps that are scripts, in their order; with *restored*, those of a first run alone are left out."""
        workflow = yaml.safe_load((self._version.folder / ".github/workflows/publish.yml").read_text("utf-8"))
        steps = [step for step in workflow["jobs"]["build"]["steps"] if "run" in step]
        self._path = [os.fspath(self._python / "bin")]
        wanted = (step for step in steps if not (restored and "cache-hit" in str(step.get("if"))))
        run = in_a_row([self._script(step) for step in wanted])
        _expect_site(self._checkout)
        return run

    def _script(self, step: dict[str, Any]) -> Run:
        added = self._folder / "path"
        added.write_text("")
        variables = environment(
            PATH=os.pathsep.join([*self._path, os.environ["PATH"]]),
            XDG_CACHE_HOME=self._folder / "caches",
            RUNNER_TEMP=self._folder / "temporary",
            GITHUB_PATH=added,
            GITHUB_OUTPUT=self._folder / "output",
            GITHUB_STEP_SUMMARY=self._folder / "summary",
            SITE=".",
        )
        command = ("bash", "-e", "-c", step["run"])
        may_fail = bool(step.get("continue-on-error"))
        run = measure(command, self._folder / "log.txt", variables, cwd=self._checkout, may_fail=may_fail)
        self._path = [*reversed(added.read_text().split()), *self._path]
        return run


def add_updates(site: Path, count: int) -> None:
    """Write *count* updates to the newest incident of a site, each a minute after the one before."""
    originals = (site / "content/incidents").glob("[0-9]*.md")
    file = max(file for file in originals if "." not in file.stem)
    text = file.read_text(encoding="utf-8")
    last = max(re.findall(r"^## (\d{4}-\d\d-\d\d \d\d:\d\d)", text, re.MULTILINE))
    for number in range(1, count + 1):
        at = datetime.fromisoformat(last) + timedelta(minutes=number)
        text += f"\n## {at:%Y-%m-%d %H:%M} update\n\nThe log of that night is complete in part {number} now.\n"
    file.write_text(text, encoding="utf-8")


def _expect_site(folder: Path) -> None:
    if not (folder / "dist/index.html").is_file():
        raise BuildError(f"{folder.name}: expected dist/index.html, found none")
