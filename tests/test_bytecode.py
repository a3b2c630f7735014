"""Templates that were compiled before make the same pages as those that are compiled now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from support.edits import EditedSite
from support.remembered import made
from support.tables import rows

from sitegen.build import AsOf, build
from sitegen.theme import bytecode


def _restyle(site: EditedSite) -> None:
    site.write_style("a{}")


def _move(site: EditedSite) -> None:
    _settle(site, "https://status.example.com", "https://example.org/status")


def _rename(site: EditedSite) -> None:
    _settle(site, "name: Example", "name: Other")


def _settle(site: EditedSite, before: str, after: str) -> None:
    file = site.root / "site.yml"
    file.write_text(file.read_text("utf-8").replace(before, after, 1), "utf-8")


def _redraw(site: EditedSite) -> None:
    icon = site.root / "themes/default/icons/ok.svg"
    icon.parent.mkdir(parents=True)
    icon.write_text('<circle cx="8" cy="8" r="2"/>\n')


@rows("edit", [_restyle, _move, _rename, _redraw])
def test_what_was_compiled_for_another_site_is_compiled_again(
    edit: Callable[[EditedSite], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jinja2 applies filters to what is constant: links, pictures and words are in the bytecode."""
    site = EditedSite(tmp_path / "site", Random(5))
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    kept, none = tmp_path / "kept", tmp_path / "none"
    kept.mkdir()
    none.mkdir()
    monkeypatch.setattr(bytecode, "_FOLDER", kept)
    build(site.root, tmp_path / "before", AsOf(site.now))
    compiled = list(kept.iterdir())
    edit(site)
    build(site.root, tmp_path / "after", AsOf(site.now))
    monkeypatch.setattr(bytecode, "_FOLDER", none)
    build(site.root, tmp_path / "anew", AsOf(site.now))

    assert compiled
    assert made(tmp_path / "after") == made(tmp_path / "anew")
