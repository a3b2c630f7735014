"""A build that remembers entries makes the same bytes as one that reads all of them."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from support.children import start
from support.edits import BEGIN, EditedSite, picture
from support.places import PACKAGE, THEME
from support.remembered import CompiledOnce, Told, Trial, made, remember_nothing, told
from support.tables import rows

from sitegen import build as build_module
from sitegen.build import AsOf, build, check
from sitegen.derive.entries import view_text
from sitegen.derive.settled import Remembered
from sitegen.derive.snapshot import view_entry
from sitegen.memory import memory
from sitegen.memory.store import Store
from sitegen.model import Config
from sitegen.problems import ContentError, Problems
from sitegen.read import content
from sitegen.read.config import parse_config
from sitegen.read.files import FileGroup
from sitegen.read.reader import Reader

FIRST_SEED, SEEDS = int(os.environ.get("SITEGEN_SEED", "1")), int(os.environ.get("SITEGEN_SEEDS", "2"))
STEPS = int(os.environ.get("SITEGEN_STEPS", "15"))
"""For a long run: how many edits of how many sites, the first of which is that of the seed."""


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> CompiledOnce:
    """Templates are compiled once for all builds."""
    return CompiledOnce(monkeypatch)


@rows("seed", range(FIRST_SEED, FIRST_SEED + SEEDS))
def test_whatever_is_edited_what_is_published_is_what_a_first_build_publishes(
    seed: int, templates: CompiledOnce, tmp_path: Path
) -> None:
    """Byte for byte, after each of many edits and damages, and with the same problems."""
    chance = Random(seed)
    trial = Trial(tmp_path, chance, EditedSite(tmp_path / "site", chance), templates)
    for _ in range(STEPS):
        trial.step()

    assert trial.compared > STEPS // 2


@pytest.fixture
def edited(tmp_path: Path) -> EditedSite:
    """A site with some settled entries, built once to `output` beside it."""
    site = EditedSite(tmp_path / "site", Random(5))
    build(site.root, tmp_path / "output", AsOf(site.now))
    return site


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The slugs of the entries that are read from their files."""
    found: list[str] = []

    def noted(reader: Reader, group: FileGroup) -> content.ReadResult:
        found.append(group.slug)
        return read_group(reader, group)

    read_group = content.read_group
    monkeypatch.setattr(content, "read_group", noted)
    monkeypatch.setattr(memory, "read_group", noted)
    return found


def test_settled_entries_are_not_read_again(edited: EditedSite, read: list[str], tmp_path: Path) -> None:
    """But one that is edited is."""
    file = edited.root / "content/incidents/2025-06-18-slow-pages.zh-CN.md"
    file.write_text(f"{file.read_text('utf-8')}\n恢复。\n", "utf-8")
    report, _ = build(edited.root, tmp_path / "output", AsOf(edited.now))

    assert "2025-06-18-slow-pages" in read
    assert "2025-11-05-api-errors" not in read
    assert "zh-CN/incidents/2025-06-18-slow-pages/index.html" in report.written


@pytest.mark.parametrize("now", [BEGIN - timedelta(days=370), BEGIN - timedelta(days=400)])
def test_an_entry_that_was_not_settled_at_the_moment_is_read(
    now: datetime, edited: EditedSite, read: list[str], tmp_path: Path
) -> None:
    """In a build as of an earlier moment, at which there was less of it."""
    build(edited.root, tmp_path / "output", AsOf(now, given=True))

    assert "2025-11-05-api-errors" in read


def _truncate(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flip(data: bytes) -> bytes:
    return data[:-200] + bytes([data[-200] ^ 1]) + data[-199:]


def _forge(data: bytes) -> bytes:
    payload = pickle.dumps(print)
    return data[:18] + len(payload).to_bytes(8, "big") + hashlib.sha256(payload).digest() + payload


@rows(
    ("pattern", "damage"),
    [
        *(("entries.index", one) for one in (_truncate, _flip, _forge, lambda data: b"", lambda data: data * 2)),
        *(("entries-*.data", one) for one in (_truncate, _flip, lambda data: b"", lambda data: b"x" + data)),
    ],
)
def test_what_is_damaged_is_read_from_the_content(
    pattern: str, damage: Callable[[bytes], bytes], templates: CompiledOnce, built: Built, tmp_path: Path
) -> None:
    """The pages are the same."""
    site, output = EditedSite(tmp_path / "site", Random(5)), tmp_path / "output"
    shutil.copytree(built.folder / "output", output)
    shutil.copytree(built.folder / ".output.sitegen", tmp_path / ".output.sitegen")
    [file] = (tmp_path / ".output.sitegen").glob(pattern)
    file.write_bytes(damage(file.read_bytes()))
    # The texts of all pages are made anew, from what is remembered.
    site.write_style("a{}")
    templates.prepare(site.root)

    assert start(lambda: told(site.root, output, AsOf(site.now))).result() == built.told
    assert made(output) == built.made


class Built(NamedTuple):
    """A site in a folder, and what is published of it once its style is another one."""

    folder: Path
    told: Told
    made: dict[str, bytes]


@pytest.fixture
def built(templates: CompiledOnce, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with some settled entries, built once to `output` beside it."""
    folder = tmp_path_factory.mktemp("built")
    site = EditedSite(folder / "site", Random(5))
    templates.prepare(site.root)
    start(lambda: told(site.root, folder / "output", AsOf(site.now))).result()
    site.write_style("a{}")
    templates.prepare(site.root)
    found = remember_nothing(site.root, folder / "first/output", AsOf(site.now))
    return Built(folder, found, made(folder / "first/output"))


def test_what_is_remembered_can_be_asked_for_what_it_once_was(edited: EditedSite, tmp_path: Path) -> None:
    """As messages do, which tell of an entry as it stood at each of its updates."""
    _, checked = build(edited.root, tmp_path / "output", AsOf(edited.now))
    read = check(edited.root, AsOf(edited.now)).site
    remembered = [one for one in checked.site.entries if isinstance(one, Remembered)]
    plain = {one.path: one for one in read.entries}

    assert remembered
    for one in remembered:
        other = plain[one.path]
        for number, update in enumerate(other.updates, 1):
            views = [view_entry(each, read.config, known_until=update.at, at=update.at) for each in (one, other)]
            assert [view_text(each) for each in views if each] == [view_text(views[1])] * 2
            assert replace(one, updates=one.updates[:number]) == replace(other, updates=other.updates[:number])


def test_another_code_or_settings_forget_all(edited: EditedSite, read: list[str], tmp_path: Path) -> None:
    """What was read by another version of anything may have been read otherwise."""
    file = edited.root / "site.yml"
    file.write_text(file.read_text("utf-8").replace("first_notice: 5m", "first_notice: 6m"), "utf-8")
    build(edited.root, tmp_path / "output", AsOf(edited.now))

    assert "2025-11-05-api-errors" in read


def test_a_picture_that_a_translation_lacked_is_shown_once_it_is_there(edited: EditedSite, tmp_path: Path) -> None:
    """Nothing of the entry has changed then, and what was remembered of it was that it has none."""
    translation = edited.root / "content/incidents/2025-06-18-slow-pages.zh-CN.md"
    translation.write_text(f"{translation.read_text('utf-8')}\n![错误](error.png)\n", "utf-8")
    _, before = build(edited.root, tmp_path / "output", AsOf(edited.now))
    (translation.parent / "error.png").write_bytes(picture(3, 4))
    _, after = build(edited.root, tmp_path / "output", AsOf(edited.now))

    assert [one.field for one in before.warnings if one.path.endswith("slow-pages.zh-CN.md")] == ["image"]
    assert [one.field for one in after.warnings if one.path.endswith("slow-pages.zh-CN.md")] == []
    assert made(tmp_path / "output") == made_anew(edited, tmp_path)


def test_settings_that_are_saved_during_a_build_are_those_of_the_next(
    edited: EditedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read by other settings is recalled by none: the file may have changed since it was read."""
    file = edited.root / "site.yml"
    settings = file.read_text("utf-8")
    other = settings.replace("Asia/Shanghai", "Asia/Tokyo")

    def saved_before_it_is_read(root: Path, problems: Problems) -> Config | None:
        file.write_text(other, "utf-8")
        return parse_config(root, problems)

    monkeypatch.setattr(build_module, "parse_config", saved_before_it_is_read)
    build(edited.root, tmp_path / "output", AsOf(edited.now))

    assert made(tmp_path / "output") == made_anew(edited, tmp_path)


def test_content_that_is_saved_during_a_build_is_not_taken_for_what_was_recalled(
    edited: EditedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an entry cannot be had from what is remembered, its file may have changed since it was recognised."""
    file = edited.root / "content/incidents/2025-11-05-api-errors.md"

    def lost(store: Store, place: object) -> None:
        file.write_text(file.read_text("utf-8").replace("502", "503"), "utf-8")

    edited.write_style("a{}")
    monkeypatch.setattr(Store, "entry", lost)
    with pytest.raises(ContentError, match="as it was a moment ago"):
        build(edited.root, tmp_path / "output", AsOf(edited.now))


def made_anew(site: EditedSite, folder: Path) -> dict[str, bytes]:
    """What a build publishes that remembers nothing."""
    build(site.root, folder / "anew/output", AsOf(site.now))
    return made(folder / "anew/output")


_TWICE = """
import sys
from datetime import datetime
from pathlib import Path
from sitegen.build import AsOf, build, check
from sitegen.derive.entries import view_text
from sitegen.derive.settled import Remembered
from sitegen.derive.snapshot import view_entry
root, output, first, now = sys.argv[1:]
for folder in (output, first):
    build(Path(root), Path(folder), AsOf(datetime.fromisoformat(now)))
"""


def test_code_and_libraries_that_change_are_noticed_wherever_they_lie(tmp_path: Path) -> None:
    """What they made of an entry before is not what they make of it now."""
    site = EditedSite(tmp_path / "site", Random(5))
    incident = site.root / "content/incidents/2025-11-05-api-errors.md"
    (incident.parent / "error.png").write_bytes(picture(3, 4))
    incident.write_text(
        f"{incident.read_text('utf-8')}\n![Error](error.png) [here](https://example.com/a|b)\n", "utf-8"
    )
    copies = tmp_path / "copies"
    shutil.copytree(PACKAGE, copies / "sitegen", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(THEME, copies / "themes/default")
    for name in ("imagesize", "mdurl"):
        [source] = map(Path, __import__(name).__path__)
        shutil.copytree(source, copies / name, ignore=shutil.ignore_patterns("__pycache__"))
    edits = (
        ("nothing", "", ""),
        ("sitegen/outputs/feeds/content.py", "<p><strong>", "<p><b>"),
        ("sitegen/read/content.py", "localized(front.title, lang", "localized(front.title + '!', lang"),
        ("imagesize/imagesize.py", "    return width, height", "    return width + 1, height"),
        ("mdurl/_encode.py", ".upper()", ".lower()"),
    )
    before: dict[str, bytes] = {}
    for step, (path, old, new) in enumerate(edits):
        if old:
            file = copies / path
            text = file.read_text("utf-8")
            assert old in text, path
            file.write_text(text.replace(old, new), "utf-8")
        library = path.partition("/")[0]
        if old and library != "sitegen":
            metadata = copies / f"{library}-{step}.dist-info/METADATA"
            metadata.parent.mkdir()
            metadata.write_text(f"Metadata-Version: 2.1\nName: {library}\nVersion: {step}\n")
        first = tmp_path / f"first-{step}/output"
        command: list[str | Path] = [
            sys.executable,
            "-c",
            _TWICE,
            site.root,
            tmp_path / "output",
            first,
            site.now.isoformat(),
        ]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(copies)}, cwd=copies)
        after = made(tmp_path / "output")

        assert after == made(first), path
        assert after != before, path
        before = after
