"""What pytest itself must know: options, fixtures, and that nothing skips where everything is installed."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from support import browsers
from support.browsers import hosting
from support.places import SAMPLE
from support.sites import Folder, example_site

from sitegen.build import AsOf, build

# A run of the tests says the same thing twice; HYPOTHESIS_PROFILE=explore looks further, and elsewhere each time.
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.register_profile("explore", deadline=None, suppress_health_check=list(HealthCheck), max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

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


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The sample as of a moment, built once."""
    folder = tmp_path_factory.mktemp("sites")

    @functools.cache
    def site(moment: str) -> Path:
        output = folder / "".join(character for character in moment if character.isalnum())
        build(SAMPLE, output, AsOf(datetime.fromisoformat(moment).astimezone(UTC), given=True))
        return output

    return site


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on loopback; gives its address."""
    with ExitStack() as hosts:
        yield lambda folder: hosts.enter_context(hosting(folder))


@pytest.fixture
def site(tmp_path: Path) -> Folder:
    """The examples' site without its content: in Asia/Shanghai, English and Chinese, four components."""
    return example_site(tmp_path)
