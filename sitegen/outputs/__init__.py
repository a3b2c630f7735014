"""Snapshot in, files out: every kind of output, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sitegen.context import contexts
from sitegen.model import File
from sitegen.outputs import (
    api,
    assets,
    badges,
    components,
    feeds,
    health,
    history,
    hosting,
    ics,
    incidents,
    index,
    maintenance,
    postmortems,
    subscribe,
    unavailable,
)
from sitegen.problems import ContentError, Problem
from sitegen.state import Snapshot


def render_all(snapshot: Snapshot, root: Path) -> list[File]:
    """Every file of the site whose folder is *root*, none of them made yet."""
    every = contexts(root, snapshot.config)
    files = [
        *assets.files(snapshot, every[0], root),
        *(file for context in every for file in index.files(snapshot, context)),
        *(file for context in every for file in incidents.files(snapshot, context)),
        *(file for context in every for file in postmortems.files(snapshot, context)),
        *(file for context in every for file in maintenance.files(snapshot, context)),
        *(file for context in every for file in history.files(snapshot, context)),
        *(file for context in every for file in components.files(snapshot, context)),
        *(file for context in every for file in subscribe.files(snapshot, context)),
        *feeds.files(snapshot, every),
        *api.files(snapshot, every[0]),
        *health.files(snapshot, every[0]),
        *(file for context in every for file in ics.files(snapshot, context)),
        *(file for context in every for file in badges.files(snapshot, context)),
        *unavailable.files(snapshot, every),
        *hosting.files(snapshot, every),
    ]
    _refuse_collisions(files, hosting.origins(snapshot))
    too_long = unavailable.too_long(snapshot, every)
    if too_long:
        raise ContentError(too_long)
    return files


def _refuse_collisions(files: Iterable[File], origins: Mapping[str, str]) -> None:
    """Two outputs never claim one path, nor a path inside a file, also where case makes no difference."""
    taken: dict[str, str] = {}
    folders: dict[str, str] = {}
    problems = []

    def refuse(path: str, other: str, message: str) -> None:
        source = origins.get(path) or origins.get(other)
        problems.append(Problem(source or path, 0, "aliases" if source else "", message))

    for file in files:
        name = file.path.casefold()
        if name in taken:
            refuse(file.path, taken[name], f"{file.path} is the address of another page too")
        taken.setdefault(name, file.path)
        while "/" in name:
            name = name.rpartition("/")[0]
            if name in folders:
                break
            folders[name] = file.path
    for name in sorted(taken.keys() & folders.keys()):
        refuse(taken[name], folders[name], f"{folders[name]} cannot be a page, since {taken[name]} is one")
    if problems:
        raise ContentError(problems)
