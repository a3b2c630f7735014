"""A site that is published from a git repository, for what is told of a change of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from support.repositories import Repository
from support.sites import Folder

SITE = """\
name: Example
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en, zh-CN]
support: {email: help@example.com}
components: [{id: login, name: Login}, {id: api, name: API}]
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
"""A picture of one pixel."""

Changes = Mapping[str, str | None]
"""Other texts for files; None: it is gone."""


def published(folder: Path, files: Mapping[str, str]) -> Folder:
    """A published site of *files*, in a folder whose name is hard to handle, below the repository's."""
    site = Folder(folder / "我 的 repository" / "status")
    change(site, files)
    repository(site).git("init", "--quiet", "--initial-branch=main")
    repository(site).commit("published")
    return site


def repository(site: Folder) -> Repository:
    """The one that the site is in."""
    return Repository(site.root.parent)


def change(site: Folder, changes: Changes) -> None:
    """Change files of a site, none of which is committed."""
    for path, text in changes.items():
        if text is None:
            (site.root / path).unlink()
        else:
            site.write(path, text)
