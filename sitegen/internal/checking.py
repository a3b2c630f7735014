"""What is wrong with the briefs of a site, and which words of theirs the public can read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sitegen.internal.discretion import without_words
from sitegen.internal.echoes import echoes
from sitegen.internal.reading import BriefFolder
from sitegen.model import Site
from sitegen.problems import Problems
from sitegen.read.files import find_groups
from sitegen.read.reader import Reader


def check_briefs(folder: Path, root: Path, site: Site, clock: datetime | None) -> tuple[int, Problems]:
    """How many briefs *folder* holds, and what is to be said of them and of the content in *root*.

    An entry that is only a draft may have a brief, too.
    """
    problems = Problems()
    groups = find_groups(root, site.config, Problems())
    briefs = BriefFolder(folder, root, site.config, clock).all([group.slug for group in groups], problems)
    reader = Reader(root, site.config, None)
    entries = {entry.slug: entry for entry in site.entries}
    files = {group.slug: group for group in groups}
    for brief in briefs:
        if brief.slug in entries:
            with without_words():
                problems.found += echoes(brief, entries[brief.slug], files[brief.slug], reader)
    return len(briefs), problems
