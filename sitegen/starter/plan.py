"""A new site on disk: checked whole before anything is written, and taken back whole where writing fails."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sitegen.build import AsOf, check
from sitegen.problems import ContentError, Problem
from sitegen.read.config import SITE_FILE, read_config
from sitegen.starter.answers import Answers, doubts, site_yml
from sitegen.starter.files import site_files

_WELCOME = re.compile(r"\.git|\.DS_Store|(readme|licen[cs]e|copying|notice)(\.\w+)?", re.IGNORECASE)
"""What a folder may have and still be new: what git and a new repository on GitHub bring."""


def in_the_way(folder: Path) -> list[str]:
    """The names in *folder* because of which it is no place for a new site; raises OSError."""
    if not folder.exists():
        return []
    return sorted(path.name for path in folder.iterdir() if not _WELCOME.fullmatch(path.name))


def plan_site(answers: Answers, requirement: str, docs: str, as_of: AsOf) -> tuple[dict[str, str], Sequence[Problem]]:
    """The files of the site, each text by its path, and all that `check` says of them, warnings included.

    *requirement* and *docs* are as in `site_files`. Without problems the site can be published.
    """
    found = [Problem(SITE_FILE, 0, key, fault) for key, fault in doubts(answers)]
    files = {SITE_FILE: site_yml(answers)}
    with TemporaryDirectory(prefix="sitegen-init-") as name:
        folder = Path(name)
        write_new(folder, files)
        try:
            more = site_files(read_config(folder), requirement, docs)
            write_new(folder, more)
            found += check(folder, as_of).warnings
        except ContentError as error:
            return files, found or error.problems
    return files | more, found


def write_new(folder: Path, files: Mapping[str, str]) -> None:
    """Write *files* into *folder*, none of which may be there; raises OSError, then nothing of it is left."""
    made: list[Path] = []
    try:
        for path, text in files.items():
            file = folder / path
            for parent in reversed([file.parent, *file.parent.parents]):
                if not parent.exists():
                    parent.mkdir()
                    made.append(parent)
            with file.open("xb") as stream:
                made.append(file)
                stream.write(text.encode())
    except BaseException:
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir() if each.is_dir() else each.unlink()
        raise
