"""Builds with what the last one remembered beside builds without: in processes of their own, and what they publish."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from types import CodeType
from typing import Any, NamedTuple

import pytest

from sitegen.build import AsOf, build
from sitegen.problems import ContentError, Problem, Problems
from sitegen.read.config import parse_config
from sitegen.theme import bytecode
from sitegen.theme.edition import Edition, load_editions
from sitegen.theme.templates import _Environment
from support.children import start
from support.edits import EditedSite

MOST_QUESTIONS = 500
"""About how often a build of a small site asks the system for a file or a folder."""


class Told(NamedTuple):
    """How a build went."""

    is_published: bool
    first: tuple[str, ...]
    """Its first problems."""
    digest: str
    """Of all: what a child tells has to fit into a pipe."""


def _told(problems: Iterable[Problem], *, is_published: bool) -> Told:
    shown = tuple(map(str, problems))
    return Told(is_published, shown[:5], sha256("\n".join(shown).encode()).hexdigest())


class CompiledOnce:
    """Templates compiled here, for the processes that are forked: most of a build of a small site is spent on that."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._known: dict[tuple[object, ...], CodeType] = {}
        self._editions: set[str] = set()
        make, compile_one, known = Edition.__init__, _Environment.compile, self._known

        def made_edition(edition: Edition, *given: Any) -> None:
            make(edition, *given)
            # What a template is compiled to depends on the settings: filters of what is constant are applied.
            edition.templates._environment.edition = repr(edition)  # type: ignore[attr-defined]

        def compiled(environment: Any, source: Any, name: Any = None, filename: Any = None, *rest: Any) -> Any:
            edition = getattr(environment, "edition", None)
            if edition is None:
                return compile_one(environment, source, name, filename, *rest)
            key = (edition, source, name, filename, *rest)
            if key not in known:
                known[key] = compile_one(environment, source, name, filename, *rest)
            return known[key]

        monkeypatch.setattr(Edition, "__init__", made_edition)
        monkeypatch.setattr(_Environment, "compile", compiled)

    def prepare(self, root: Path) -> None:
        """Compile the templates of a site, where that goes well; those of other sites are forgotten."""
        config = parse_config(root, Problems())
        try:
            editions = load_editions(root, config) if config else ()
        except ContentError:
            return
        names = {repr(edition) for edition in editions}
        if names <= self._editions:
            return
        self._editions = names
        self._known.clear()
        for edition in editions:
            for name in edition.theme.names(ending=".html"):
                try:
                    edition.templates._environment.get_template(name)
                except Exception:
                    continue


def made(folder: Path) -> dict[str, bytes]:
    """What is published in a folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def told(root: Path, output: Path, as_of: AsOf) -> Told:
    """Build a site, and say how that went."""
    try:
        _, checked = build(root, output, as_of)
    except ContentError as error:
        return _told(error.problems, is_published=False)
    return _told(checked.warnings, is_published=True)


def remember_nothing(root: Path, output: Path, as_of: AsOf) -> Told:
    """The same in a folder in which nothing was built before, and without the bytecode of any template."""
    shutil.rmtree(output.parent, ignore_errors=True)
    output.parent.mkdir(parents=True)

    def anew() -> Told:
        bytecode._FOLDER = output.parent / "none"
        return told(root, output, as_of)

    return start(anew).result()  # type: ignore[no-any-return]


def damage(file: Path, chance: Random, others: list[bytes]) -> str:
    """Damage a file as disks, copies and people do; *others* are what such files held before."""
    data = file.read_bytes()
    place = chance.randrange(len(data)) if data else 0
    ways = {
        "nothing in it": b"",
        "gone": None,
        "cut": data[:place],
        "another byte": data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :],
        "longer": data + data[:place],
        "zeros": data[:place] + bytes(len(data) - place),
        "of before": chance.choice(others) if others else b"",
    }
    way = chance.choice(sorted(ways))
    others.append(data)
    content = ways[way]
    file.unlink() if content is None else file.write_bytes(content)
    return f"{file.name}: {way}"


@dataclass
class Trial:
    """A site that is edited, and its output, which is built again after each edit."""

    folder: Path
    chance: Random
    site: EditedSite
    templates: CompiledOnce
    others: list[bytes] = field(default_factory=list)
    compared: int = 0
    refused: int = 0

    @property
    def output(self) -> Path:
        """Where it is built again and again."""
        return self.folder / "output"

    def step(self, *, compare: bool = True) -> list[str]:
        """Edit, damage and build; returns what was done. Fails where a build without a memory publishes or says else.

        Without *compare*, only what is refused is compared.
        """
        kept = self.folder / "before"
        shutil.rmtree(kept, ignore_errors=True)
        self.site.copy_to(kept)
        before = self.site.now
        done = [self.site.edit()]
        root, as_of = self.site.root, AsOf(self.site.now, given=self.chance.random() < 0.6)
        self.templates.prepare(root)
        if self.chance.random() < 0.15:
            files = sorted(self.folder.glob(".output.sitegen/entries*"))
            if files:
                done.append(damage(self.chance.choice(files), self.chance, self.others))
        if self.chance.random() < 0.08:
            done.append("killed")
            questions = self.chance.randrange(MOST_QUESTIONS)
            start(lambda: _killed_after(questions, lambda: told(root, self.output, as_of))).wait()
        if self.chance.random() < 0.06:
            done.append("beside another")
            earlier = AsOf(as_of.now - timedelta(minutes=1), given=True)
            beside = start(lambda: told(kept, self.output, earlier))
            start(lambda: told(root, self.output, as_of)).result()
            beside.result()
        first = self.folder / "first/output"
        if self.chance.random() < 0.3:  # As a server does, which goes on.
            found = told(root, self.output, as_of)
        else:
            found = start(lambda: told(root, self.output, as_of)).result()
        if found.is_published and not compare:
            return done
        wanted = remember_nothing(root, first, as_of)
        assert found == wanted, done
        if wanted.is_published:
            found_files, wanted_files = made(self.output), made(first)
            differing = sorted(
                path
                for path in found_files.keys() | wanted_files.keys()
                if found_files.get(path) != wanted_files.get(path)
            )
            assert not differing, (done, differing[:5])
            self.compared += 1
        else:
            self.refused += 1
            shutil.rmtree(root)
            shutil.copytree(kept, root, symlinks=True)
            self.site.now = before
        return done


def _killed_after(questions: int, function: Callable[[], object]) -> None:
    """Call a function in a process that is killed, with those that it has started, before it next asks the system."""
    left = iter(range(questions))

    def count(event: str, _: object) -> None:
        if event in ("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir") and next(left, None) is None:
            os.killpg(0, signal.SIGKILL)

    # Python calls it before it opens, makes, renames or removes anything.
    sys.addaudithook(count)
    function()
