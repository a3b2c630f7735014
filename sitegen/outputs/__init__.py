"""Snapshot in, files out: every kind of output, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sitegen.context import Context, contexts
from sitegen.document import line_with
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
from sitegen.problems import ContentError, Problem, quoted
from sitegen.state import Snapshot
from sitegen.timeline import IncidentView, MaintenanceView


def render_all(snapshot: Snapshot, root: Path, every: Sequence[Context] | None = None) -> list[File]:
    """Every file of the site whose folder is *root*, in *every* language, none of them made yet."""
    every = every or contexts(root, snapshot.config)
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
    # What is made of an entry's words for one file is at hand when the next one is made.
    files.sort(key=_subject)
    problems = [*_collisions(files, snapshot, root), *unavailable.too_long(snapshot, every)]
    if problems:
        raise ContentError(problems)
    return files


def _subject(file: File) -> str:
    """The content file of the one entry that a file tells of; none for what tells of several."""
    return next((one.path for one in file.inputs if isinstance(one, IncidentView | MaintenanceView)), "")


def _collisions(files: Iterable[File], snapshot: Snapshot, root: Path) -> list[Problem]:
    """Two outputs never claim one path, nor a path inside a file, also where case makes no difference.

    What collides is an alias: the site's own addresses differ from each other, those that are to come as well.
    """
    origins = hosting.origins(snapshot)
    taken: dict[str, str] = {}
    folders: dict[str, str] = {}
    problems: dict[tuple[str, str], Problem] = {}

    def refuse(path: str, other: str, whose: str) -> None:
        source, alias = origins.get(path) or origins[other]
        message = f"expected an old address of its own, found {quoted(alias)}, {whose}"
        problem = Problem(source, line_with(root / source, alias), "aliases", message)
        problems.setdefault((source, alias), problem)

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
        coming, months = hosting.promised(snapshot)
        for path in origins:
            if path.casefold() in coming or months.fullmatch(path):
                refuse(path, path, "which may become the address of another page")
    return list(problems.values())
