"""Look up entries by name, and name new ones."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

from sitegen.authoring.compose import slug_for, words_for_slug
from sitegen.derive.entries import Entry
from sitegen.derive.snapshot import view_entry
from sitegen.model import Config
from sitegen.problems import ContentError, Problem, Problems, nearest_slug
from sitegen.read.content import read_group
from sitegen.read.files import FileGroup, find_groups
from sitegen.read.reader import Reader


class NoSuchEntry(LookupError):
    """No entry has that name, or several have; names the candidates."""


def find_entry(root: Path, config: Config, name: str) -> FileGroup:
    """The incident or maintenance of that slug; or the one with a file at that path.

    Raises NoSuchEntry, or ContentError for a file whose name is invalid.
    """
    slug = Path(name).name.removesuffix(".md")
    problems = Problems()
    groups = find_groups(root, config, problems)
    matching = [group for group in groups if group.slug == slug and group.find("") is not None]
    if len(matching) > 1:
        folder = Path(name).parent.name
        matching = [group for group in matching if group.folder == folder] or matching
    if len(matching) > 1:
        raise NoSuchEntry(f"There are several: {', '.join(f'content/{one.folder}/{one.slug}.md' for one in matching)}")
    # A file with an invalid name is no entry, and `check` says how to name it.
    misnamed = [one for one in problems.found if Path(one.path).name.removesuffix(".md") == slug]
    if not matching and misnamed:
        raise ContentError(misnamed)
    if not matching:
        close = nearest_slug(slug, (group.slug for group in reversed(groups)))
        raise NoSuchEntry(f"There is no incident or maintenance '{name}'. {close}".rstrip())
    return matching[0]


def entries_now(root: Path, config: Config, now: datetime) -> tuple[list[Entry], list[Problem]]:
    """The entries as of *now*, those that changed last first, and the problems, which leave some out."""
    reader, problems, views = Reader(root, config, None), Problems(), list[Entry]()
    for group in find_groups(root, config, problems):
        entry, found = read_group(reader, group)
        problems.found += found
        view = view_entry(entry, config, known_until=now, at=now) if entry is not None else None
        if view is not None:
            views.append(view)
    return sorted(views, key=lambda view: view.changed, reverse=True), problems.found


def new_slug(root: Path, folder: str, day: date, title: str, fallback: str) -> str:
    """The slug of a new file in *folder*.

    Titles without Latin letters all have the *fallback*: those of a day are counted.
    """
    slug = slug_for(day, title, fallback)
    if words_for_slug(title):
        return slug
    slugs = [slug, *(f"{slug}-{number}" for number in range(2, 100))]
    return next((one for one in slugs if not os.path.lexists(root / f"content/{folder}/{one}.md")), slug)
