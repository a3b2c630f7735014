"""A small site in a temporary folder, and its problems as they are printed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sitegen.model import Incident, Maintenance, Site
from sitegen.problems import Problem, Problems
from sitegen.read.config import parse_config
from sitegen.read.content import read_content
from sitegen.read.routes import has_routing, parse_routing
from support.places import EXAMPLES

CLOCK = datetime.fromisoformat("2026-01-23T16:00:00+08:00")
"""The moment at which examples are read, where it matters."""


@dataclass(frozen=True)
class Folder:
    """A site in a folder of its own."""

    root: Path

    def write(self, path: str, content: str | bytes) -> Path:
        """A file of it, byte for byte."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def read(self, clock: datetime | None = None) -> tuple[Site | None, list[Problem]]:
        """What the readers make of it, and every problem in the order in which they are printed."""
        problems = Problems()
        config = parse_config(self.root, problems)
        site = read_content(self.root, config, problems, clock=clock) if config else None
        if config and has_routing(self.root):
            parse_routing(self.root, config, problems)
        return site, sorted(problems.found)

    def problems(self, clock: datetime | None = None) -> str:
        """Every problem, as printed."""
        return "\n".join(map(str, self.read(clock)[1]))

    def incident(self, text: str) -> Incident:
        """The only incident, whose file is *text*; it has no problem."""
        self.write("content/incidents/only.md", text)
        site, problems = self.read()
        assert problems == []
        assert site is not None
        return site.incidents[0]

    def maintenance(self, text: str) -> Maintenance:
        """The only maintenance, whose file is *text*; it has no problem."""
        self.write("content/maintenance/only.md", text)
        site, problems = self.read()
        assert problems == []
        assert site is not None
        return site.maintenances[0]


def example_site(folder: Path) -> Folder:
    """The examples' site without its content, in a new folder `site` of *folder*."""
    made = Folder(folder / "site")
    (made.root / "content").mkdir(parents=True)
    shutil.copy(EXAMPLES / "site/site.yml", made.root)
    return made
