"""What tests of the readers share: a small site in a temporary folder, and its problems as they are printed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from support import browsers
from support.places import EXAMPLES

from sitegen.model import Incident, Maintenance, Site
from sitegen.problems import Problem, Problems
from sitegen.read.config import parse_config
from sitegen.read.content import read_content

# A run of the tests says the same thing twice; HYPOTHESIS_PROFILE=explore looks further, and elsewhere each time.
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.register_profile("explore", deadline=None, suppress_health_check=list(HealthCheck), max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

CLOCK = datetime.fromisoformat("2026-01-23T16:00:00+08:00")
"""The moment at which examples are read, where it matters."""

NOT_TO_BE_INSTALLED = ("beside the repository", "can be mounted here")
"""Reasons to skip that no installation takes away: data that is not ours to ship, rights of the machine."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The flag with which expected files are written anew, to be read as a diff."""
    parser.addoption("--update-golden", action="store_true", help="write what tests expect in files from what is made")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be written, and not compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[pytest.TestReport]:
    """Where everything is installed (SITEGEN_NO_SKIPS, see .ci/run), a test that skips has failed."""
    report = yield
    return _no_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[pytest.CollectReport]:
    """The same for a whole module."""
    report = yield
    return _no_skip(report)


def _no_skip(report: Any) -> Any:
    if report.skipped and os.environ.get("SITEGEN_NO_SKIPS") and isinstance(report.longrepr, tuple):
        reason = str(report.longrepr[2])
        if not any(allowed in reason for allowed in NOT_TO_BE_INSTALLED):
            report.outcome = "failed"
            report.longrepr = f"{reason}: .ci/run must install what this test needs"
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for every test of a process: Playwright cannot be started beside itself."""
    with browsers.running() as chromium:
        yield chromium


@dataclass(frozen=True)
class Folder:
    """A site in a folder of its own."""

    root: Path

    def write(self, path: str, content: str | bytes) -> Path:
        """A file of it, byte for byte."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def read(self, clock: datetime | None = None) -> tuple[Site | None, list[Problem]]:
        """What the readers make of it, and every problem in the order in which they are printed."""
        problems = Problems()
        config = parse_config(self.root, problems)
        site = read_content(self.root, config, problems, clock=clock) if config else None
        return site, sorted(problems.found)

    def problems(self, clock: datetime | None = None) -> str:
        """Every problem, as printed."""
        return "\n".join(map(str, self.read(clock)[1]))

    def incident(self, text: str) -> Incident:
        """The only incident, whose file is *text*; it has no problem."""
        self.write("content/incidents/only.md", text)
        site, problems = self.read()
        assert problems == []
        assert site is not None
        return site.incidents[0]

    def maintenance(self, text: str) -> Maintenance:
        """The only maintenance, whose file is *text*; it has no problem."""
        self.write("content/maintenance/only.md", text)
        site, problems = self.read()
        assert problems == []
        assert site is not None
        return site.maintenances[0]


@pytest.fixture
def site(tmp_path: Path) -> Folder:
    """The examples' site without its content: in Asia/Shanghai, English and Chinese, four components."""
    folder = Folder(tmp_path / "site")
    (folder.root / "content").mkdir(parents=True)
    shutil.copy(EXAMPLES / "site/site.yml", folder.root)
    return folder
