"""By what a build knows which files it need not make again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from support.places import PACKAGE, SAMPLE, THEME


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
