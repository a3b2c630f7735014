"""By what a build knows which files it need not make again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest
from support.places import PACKAGE, SAMPLE, THEME

from sitegen import LIBRARIES, code_version
from sitegen.model import File
from sitegen.publish.fingerprint import Keys

MAKE_NO_BYTES = {"click", "annotated-types", "pydantic-core", "typing-extensions", "typing-inspection"}
"""What talks to people, and what pydantic is made of: each of its versions wants one version of its core."""


@pytest.fixture
def key() -> Iterator[Callable[[], str]]:
    """The key of a file as another process would find it: each asks once for the versions of all."""

    def found() -> str:
        code_version.cache_clear()
        return Keys().of(File("index.html", bytes, ()))

    yield found
    code_version.cache_clear()


def keys(output: Path) -> dict[str, str]:
    """What each file of an output was made from, in short, as its manifest has it."""
    manifest = json.loads((output.parent / f".{output.name}.sitegen/manifest.json").read_text())
    return {path: key for path, (key, *_) in manifest["files"].items()}


def test_code_that_is_edited_two_folders_down_makes_every_page_anew(tmp_path: Path) -> None:
    """Whatever folder code lies in, pages that older code has made are never taken for those of the new."""
    package, output = tmp_path / "sitegen", tmp_path / "out"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(THEME, tmp_path / "themes/default")
    deep = package / "read/deeper/module.py"
    deep.parent.mkdir(parents=True, exist_ok=True)
    deep.write_text("LIMIT = 1\n")
    # In the folder in which it stands, the copy is found before what is installed.
    command = [sys.executable, "-m", "sitegen", "build", "--site", SAMPLE, "--output", output]

    def build() -> dict[str, str]:
        options = [*command, "--now", "2026-01-23T14:52:00+08:00"]
        subprocess.run(options, check=True, capture_output=True, cwd=tmp_path)
        return keys(output)

    before = build()
    assert build() == before
    deep.write_text("LIMIT = 2\n")
    after = build()

    assert before.keys() == after.keys()
    assert [path for path in before if path.endswith(".html") and before[path] == after[path]] == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_new_version_of_a_library_makes_every_file_anew(
    library: str, key: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made with the old one is never taken for what the new one makes."""
    before = key()
    metadata = tmp_path / f"{library.replace('-', '_')}-9999.dist-info/METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Metadata-Version: 2.1\nName: {library}\nVersion: 9999\n")
    monkeypatch.syspath_prepend(tmp_path)

    assert key() != before


def test_another_python_makes_every_file_anew(key: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows other characters, and reads and writes numbers and times in its own way."""
    before = key()
    monkeypatch.setattr("sys.version", "4.0.0 (main)")

    assert key() != before


def test_the_libraries_that_count_are_all_but_those_that_make_no_bytes() -> None:
    """A dependency that is added is judged, and so is what it brings with it."""
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text())["project"]

    assert {name.lower() for name in LIBRARIES} == _with_theirs(project["dependencies"]) - MAKE_NO_BYTES


def _with_theirs(required: Iterable[str]) -> set[str]:
    """The names of requirements, with those of what these require."""
    found: set[str] = set()
    waiting = list(_names(required))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _names(requires(name) or ())
    return found


def _names(required: Iterable[str]) -> Iterator[str]:
    for line in required:
        if "extra ==" not in line and "python_version <" not in line:
            yield re.split(r"[^\w.-]", line)[0].lower().replace("_", "-")
