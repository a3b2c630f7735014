"""A build that remembers entries makes the same bytes as one that reads all of them."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from support.edits import BEGIN, EditedSite, picture
from support.tables import rows

from sitegen import build as build_module
from sitegen.build import AsOf, build
from sitegen.memory import memory
from sitegen.memory.store import Store
from sitegen.model import Config
from sitegen.problems import ContentError, Problems
from sitegen.read import content
from sitegen.read.files import FileGroup
from sitegen.read.reader import Reader

SEEDS = range(int(os.environ.get("SITEGEN_SEED", "1")), int(os.environ.get("SITEGEN_SEED", "1")) + 4)
STEPS = int(os.environ.get("SITEGEN_STEPS", "15"))


def made(folder: Path) -> dict[str, bytes]:
    """What is published in a folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


@rows("seed", SEEDS)
def test_whatever_is_edited_what_is_published_is_what_a_first_build_publishes(seed: int, tmp_path: Path) -> None:
    """Byte for byte, after each of many edits, in one output and in a new one; what is refused is refused by both."""
    chance = Random(seed)
    site = EditedSite(tmp_path / "site", chance)
    output, first = tmp_path / "output", tmp_path / "first/output"
    for step in range(STEPS):
        before = {path.relative_to(site.root): path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
        what = site.edit() if step else "nothing"
        as_of = AsOf(site.now, given=chance.random() < 0.7)
        shutil.rmtree(first.parent, ignore_errors=True)
        first.parent.mkdir()
        refused = [told for one in (output, first) if (told := _problems(site.root, one, as_of)) is not None]
        if refused:
            assert refused == refused[:1] * 2, (seed, step, what)
            shutil.rmtree(site.root)
            for path, data in before.items():
                (site.root / path).parent.mkdir(parents=True, exist_ok=True)
                (site.root / path).write_bytes(data)
            continue
        assert made(output) == made(first), (seed, step, what)


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
    pattern: str, damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """The pages are the same, and the next build remembers again."""
    site = EditedSite(tmp_path / "site", Random(5))
    output, first = tmp_path / "output", tmp_path / "first/output"
    first.parent.mkdir()
    build(site.root, output, AsOf(site.now))
    [file] = (tmp_path / ".output.sitegen").glob(pattern)
    file.write_bytes(damage(file.read_bytes()))
    # The texts of all pages are made anew, from what is remembered.
    site.write_style("a{}")
    build(site.root, output, AsOf(site.now))
    build(site.root, first, AsOf(site.now))

    assert made(output) == made(first)


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

    parse_config = build_module.parse_config
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


def _problems(root: Path, output: Path, as_of: AsOf) -> str | None:
    """Why a site cannot be built; None: it is built."""
    try:
        build(root, output, as_of)
    except ContentError as error:
        return "\n".join(map(str, error.problems))
    return None
