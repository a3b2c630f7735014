"""Snapshot in, files out: every kind of output, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sitegen.derive.entries import IncidentView, MaintenanceView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File
from sitegen.outputs import (
    api,
    assets,
    badges,
    calendar,
    components,
    entries,
    feeds,
    health,
    history,
    hosting,
    index,
    metrics,
    postmortems,
    subscribe,
    unavailable,
)
from sitegen.problems import quoted
from sitegen.theme.edition import Edition


def render_all(snapshot: Snapshot, root: Path, editions: Sequence[Edition]) -> list[File]:
    """Every file of the site whose folder is *root*, in every language, none of them made yet."""
    first = editions[0]
    in_each = (index, entries, postmortems, history, components, subscribe, calendar, badges)
    files = [
        *assets.files(snapshot, first, root),
        *(file for kind in in_each for edition in editions for file in kind.files(snapshot, edition)),
        *feeds.files(snapshot, editions),
        *api.files(snapshot, first),
        *health.files(snapshot, first),
        *metrics.files(snapshot),
        *unavailable.files(snapshot, tuple(editions)),
        *hosting.files(snapshot, editions),
    ]
    # What is made of an entry's words for one file is at hand when the next one is made.
    files.sort(key=_subject)
    return files


_VIEWS = IncidentView, MaintenanceView


def _subject(file: File) -> str:
    """The content file of the one entry that a file tells of; none for what tells of several."""
    for one in file.inputs:
        if isinstance(one, _VIEWS):
            return one.path
    return ""


class Collision(NamedTuple):
    """An old address that cannot be had, since something else has it."""

    source: str
    """The content file that asks for it."""
    alias: str
    message: str


def collisions(files: Iterable[File], snapshot: Snapshot) -> list[Collision]:
    """Two outputs never claim one path, nor a path inside a file, also where case makes no difference.

    What collides is an alias: the site's own addresses differ from each other, those that are to come as well.
    """
    origins = hosting.alias_origins(snapshot)
    taken: dict[str, str] = {}
    folders: dict[str, str] = {}
    found: dict[tuple[str, str], Collision] = {}

    def refuse(path: str, other: str, whose: str) -> None:
        origin = origins.get(path) or origins.get(other)
        if origin is None:
            return  # Two entries with one id, of which the reader has told.
        source, alias = origin
        message = f"expected an unused old address, found {quoted(alias)}, {whose}"
        found.setdefault((source, alias), Collision(source, alias, message))

    for file in files:
        name = file.path.casefold()
        if name in taken:
            refuse(file.path, taken[name], "which is the address of another page")
        taken.setdefault(name, file.path)
        while "/" in name:
            name = name.rpartition("/")[0]
            if name in folders:
                break
            folders[name] = file.path
    for name in sorted(taken.keys() & folders.keys()):
        refuse(folders[name], taken[name], f"where {taken[name]} stands")
    if origins:
        coming, months = hosting.promised_paths(snapshot)
        for path in origins:
            if path.casefold() in coming or months.fullmatch(path):
                refuse(path, path, "which may become the address of another page")
    return list(found.values())
