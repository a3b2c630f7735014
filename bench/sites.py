"""Generated histories on disk, and their builds: with a version of sitegen, and with Hugo."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from bench import histories
from bench.process import BuildError, Run, Word, environment, failure, measure
from bench.versions import Version
from sitegen.model import WordingRule

MOMENT = f"{histories.NOW:%Y-%m-%dT%H:%M:%SZ}"
KEPT_IN_CI = ("dist", ".dist.sitegen")
"""What `publish.yml` restores of a site, beside the generator."""


@dataclass(frozen=True)
class Desk:
    """A folder to work in. On a disk what is done with is kept until the end.

    After the deletion of thousands of files ext4 creates new ones at half the speed for some minutes, which would count
    for the next build.
    """

    folder: Path
    in_memory: bool

    def discard(self, path: Path) -> None:
        """Have *path* away, if it is there."""
        if not path.exists():
            return
        if self.in_memory:
            shutil.rmtree(path)
        else:
            aside = self.folder / "aside"
            aside.mkdir(exist_ok=True)
            path.rename(aside / str(sum(1 for _ in aside.iterdir())))


@dataclass(frozen=True)
class History:
    """A generated history of *size* incidents."""

    size: int
    desk: Desk
    newest: histories.Incident
    """It is open."""

    @property
    def site(self) -> Path:
        """The site for sitegen, from which each build takes a copy."""
        return self.desk.folder / f"{self.size}" / "source"

    @property
    def hugo_site(self) -> Path:
        """The site for Hugo."""
        return self.desk.folder / f"{self.size}" / "hugo-source"


def generate(size: int, desk: Desk) -> History:
    """Write a history of *size* incidents for both tools."""
    folder = desk.folder / f"{size}"
    newest = histories.write_site(folder / "source", histories.history(size))
    histories.write_hugo_site(folder / "hugo-source", histories.history(size))
    return History(size, desk, newest)


class OurSite:
    """A history as a site of sitegen's, published by one version of it as CI would: into `dist` within the site."""

    def __init__(self, history: History, version: Version) -> None:
        self._history = history
        self._version = version
        self._place = history.site.parent / version.name
        self._root = self._place / "site"
        self._output = self._root / "dist"
        self._updates: list[str] = []
        """Those that are written into the site, and not in the history, in the order of time."""

    def cold(self, watch: bool) -> Run:
        """Build a fresh checkout, without output, state or cache."""
        self._updates = []
        self._history.desk.discard(self._place)
        self._check_out()
        return self._build(watch)

    def same(self, watch: bool) -> Run:
        """Build again, with nothing changed."""
        return self._build(watch)

    def updated(self, watch: bool) -> Run:
        """Build again after one new update of an incident."""
        self._write_update()
        return self._build_with_update(watch)

    def restored(self, watch: bool) -> Run:
        """Build a fresh checkout with what CI keeps and one new update: git's files are all new, the output is old."""
        before = self._place.with_name(f"{self._place.name}-before")
        self._place.rename(before)
        self._check_out()
        for name in KEPT_IN_CI:
            # As tar does: the times stay.
            shutil.copytree(before / "site" / name, self._root / name)
        self._history.desk.discard(before)
        self._write_update()
        return self._build_with_update(watch)

    def check(self, watch: bool) -> Run:
        """Check, without a build."""
        return self._run("check", watch=watch)

    def check_without_wording(self, watch: bool) -> Run:
        """Check with every rule about wording turned off."""
        file = self._root / "site.yml"
        before = file.read_text(encoding="utf-8")
        levels = ", ".join(f"{rule.value}: 'off'" for rule in WordingRule)
        file.write_text(f"{before}\nwording:\n  levels: {{{levels}}}\n", encoding="utf-8")
        try:
            return self.check(watch)
        finally:
            file.write_text(before, encoding="utf-8")

    def _check_out(self) -> None:
        """The history's files with the times of now, as git writes them."""
        shutil.copytree(self._history.site, self._root, copy_function=shutil.copyfile)
        self._write_file()

    def _write_update(self) -> None:
        number = len(self._updates) + 1
        self._updates.append(histories.next_update(self._history.newest, number).markdown())
        self._write_file()

    def _write_file(self) -> None:
        name = f"content/incidents/{self._history.newest.slug}.md"
        text = (self._history.site / name).read_text(encoding="utf-8")
        (self._root / name).write_text("\n".join((text, *self._updates)), encoding="utf-8")

    def _build_with_update(self, watch: bool) -> Run:
        run = self._build(watch)
        slug = self._history.newest.slug
        words = histories.next_words(len(self._updates))
        if words not in (self._output / "incidents" / slug / "index.html").read_text(encoding="utf-8"):
            raise BuildError(f"{self._version.name}: expected the new update on the page of {slug}, found none")
        return run

    def _build(self, watch: bool) -> Run:
        before = _stamps(self._output) if watch else {}
        run = self._run("build", "--output", self._output, watch=watch)
        _expect_all(self._history, self._output, self._version.name)
        return _with_written(run, before, self._output) if watch else run

    def _run(self, command: str, *options: Word, watch: bool) -> Run:
        words = (command, "--site", self._root, "--now", MOMENT, *options)
        return self._version.run(*words, log=self._place / "log.txt", caches=self._place / "caches", watch=watch)


class HugoSite:
    """A history as a site of Hugo's."""

    def __init__(self, history: History, hugo: Path) -> None:
        self._history = history
        self._hugo = hugo
        self._place = history.site.parent / "hugo"

    def pages(self, watch: bool) -> Run:
        """Build pages, without output or cache."""
        return self._build(watch, "hugo.yaml")

    def alike(self, watch: bool) -> Run:
        """Build pages, a document of each incident and a feed, without output or cache."""
        return self._build(watch, "hugo.yaml", "alike.yaml")

    def _build(self, watch: bool, *configs: str) -> Run:
        source, output = self._history.hugo_site, self._place / "dist"
        self._history.desk.discard(self._place)
        self._history.desk.discard(source / "resources")
        self._place.mkdir()
        log = self._place / "log.txt"
        call: list[Word] = [self._hugo, "build", "--source", source, "--noBuildLock"]
        call += ["--destination", output, "--cacheDir", self._place / "cache"]
        call += ["--clock", MOMENT, "--config", ",".join(os.fspath(source / name) for name in configs)]
        run = measure(call, log, environment(), cwd=source, watch=watch)
        if "WARN" in log.read_text(encoding="utf-8"):
            raise BuildError(failure(call, log, "ended with warnings"))
        _expect_all(self._history, output, "Hugo")
        return _with_written(run, {}, output) if watch else run


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """By file, the inode and the modification time: they change when a file is written."""
    files = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in files}


def _with_written(run: Run, before: dict[Path, tuple[int, int]], output: Path) -> Run:
    return replace(run, written=sum(before.get(path) != stamp for path, stamp in _stamps(output).items()))


def _expect_all(history: History, output: Path, tool: str) -> None:
    pages = sum(1 for _ in (output / "incidents").glob("*/index.html"))
    if pages != history.size:
        raise BuildError(f"{tool}: expected {history.size:,} pages of incidents, found {pages:,}")
