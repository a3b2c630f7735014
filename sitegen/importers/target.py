"""The site that an import writes to: its existing files, the paths of new ones, and writing them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from sitegen.authoring.compose import MAX_SLUG_LENGTH, slug_for, words_for_slug
from sitegen.authoring.files import create_file
from sitegen.problems import Problem

INCIDENTS_FOLDER = "content/incidents"
MAINTENANCE_FOLDER = "content/maintenance"
_FRONT_ID = re.compile(r"^id:[ \t]*([\"']?)([0-9A-Za-z_-]+)\1[ \t]*$", re.MULTILINE)
_UPDATE_ID = re.compile(r"^[-*+][ \t]+id[ \t]*:[ \t]*([\"']?)([0-9A-Za-z_-]+)\1[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Present:
    """What a site's content folders already contain, as far as an import needs it."""

    names: set[str] = field(default_factory=set)
    """The `content_name` of each file."""
    ids: dict[str, str] = field(default_factory=dict)
    """The path of the file with an id in its front matter, by that id in lower case."""
    updates: dict[str, frozenset[str]] = field(default_factory=dict)
    """The update ids in a file, by its name."""


class Slugs:
    """Assigns paths to entries: that of an existing file, else a new and unique one."""

    def __init__(self, present: Present, zone: tzinfo) -> None:
        self._present = present
        self._zone = zone
        self._owned = {content_name(path) for path in present.ids.values()}
        self._taken: set[str] = set()

    def path_for(self, identity: str, title: str, began: datetime, *, maintenance: bool) -> tuple[str, bool]:
        """The path of an entry's file, and whether that file exists.

        Pass entries oldest first: of two with the same title and day, the first gets the plain slug.
        """
        known = self._present.ids.get(identity.casefold())
        if known is not None:
            return known, True
        folder = MAINTENANCE_FOLDER if maintenance else INCIDENTS_FOLDER
        slug = slug_for(began.astimezone(self._zone).date(), title, identity)
        path = f"{folder}/{slug}.md"
        exists = path in self._present.names and path not in self._owned and path not in self._taken
        if not exists:
            code = words_for_slug(identity)
            endings = ("", f"-{code[:4]}", f"-{code[:8]}", f"-{code}", f"-{code}-{len(self._taken)}")
            paths = (f"{folder}/{slug[: MAX_SLUG_LENGTH - len(ending)].rstrip('-')}{ending}.md" for ending in endings)
            path = next(path for path in paths if path not in self._taken and path not in self._present.names)
        self._taken.add(path)
        return path, exists


def content_name(path: str) -> str:
    """A path without the subfolders of `incidents` and `maintenance`, which are for order only."""
    folder = MAINTENANCE_FOLDER if path.startswith(f"{MAINTENANCE_FOLDER}/") else INCIDENTS_FOLDER
    return f"{folder}/{path.rpartition('/')[2]}"


def read_present(site: Path) -> Present:
    """What the content folders of *site* contain; of a file that cannot be read only its name."""
    present = Present()
    for folder in (INCIDENTS_FOLDER, MAINTENANCE_FOLDER):
        for file in sorted((site / folder).rglob("*.md")):
            path = file.relative_to(site).as_posix()
            name = f"{folder}/{file.name}"
            present.names.add(name)
            if "." in file.stem or not file.is_file():
                continue  # Whoever opened a pipe would wait for ever.
            try:
                text = file.read_text("utf-8", errors="replace")
            except OSError:
                continue
            front, _, body = text.lstrip("\ufeff").removeprefix("---").partition("\n---")
            if found := _FRONT_ID.search(front.replace("\r", "")):
                present.ids.setdefault(found[2].casefold(), path)
            present.updates[name] = frozenset(match[2] for match in _UPDATE_ID.finditer(body.replace("\r", "")))
    return present


def write_missing(site: Path, files: Mapping[str, str]) -> tuple[list[str], list[Problem]]:
    """Write those of *files* that *site* lacks, each atomically; stop at the first that cannot be written.

    Where there is anything to write, creates the content folders, too.
    """
    written: list[str] = []
    path = INCIDENTS_FOLDER
    try:
        for folder in (INCIDENTS_FOLDER, MAINTENANCE_FOLDER) if files else ():
            (site / folder).mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            if not os.path.lexists(site / path):
                create_file(site / path, text)
                written.append(path)
    except OSError as error:
        return written, [Problem(path, 0, "", f"cannot be written: {error.strerror}")]
    return written, []
