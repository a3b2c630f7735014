"""What `make` installs, on every Python that the README promises."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions

from packaging.specifiers import SpecifierSet
from support.places import CONSTRAINTS, PROJECT


def test_every_pin_runs_on_the_oldest_python_that_we_promise() -> None:
    """Debian 12 has 3.11.2, so no pin may ask for a later one."""
    oldest = tomllib.loads(PROJECT.read_text())["project"]["requires-python"].removeprefix(">=")
    pins = set(re.findall(r"^([\w.-]+)==", CONSTRAINTS.read_text(), re.MULTILINE))
    installed = {one.metadata["Name"]: one.metadata["Requires-Python"] or "" for one in distributions()}

    asked = {name: SpecifierSet(asked) for name, asked in installed.items() if name in pins}

    assert "soupsieve" in asked
    assert [name for name, versions in asked.items() if not versions.contains(f"{oldest}.0")] == []
