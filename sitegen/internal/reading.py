"""The folder of briefs → briefs, or every problem."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sitegen.internal.brief import Brief
from sitegen.internal.discretion import discreet, without_words
from sitegen.internal.notes import read_brief
from sitegen.model import Config
from sitegen.problems import Problems, Severity, nearest, one_of, visible
from sitegen.read.fields import LOCALE_PATTERN, SLUG_PATTERN, nearest_locale
from sitegen.read.files import MAX_FOLDER_DEPTH, ContentFile, FileGroup
from sitegen.read.reader import Reader

_NAME = re.compile(rf"(?P<slug>{SLUG_PATTERN})(?:\.(?P<locale>{LOCALE_PATTERN}))?\.md", re.ASCII)
_NEARLY_NAME = re.compile(rf"(?P<slug>{SLUG_PATTERN})\.(?P<locale>[A-Za-z_-]{{2,12}})\.md", re.ASCII)
_README = re.compile(r"readme(\..+)?\.md", re.IGNORECASE)
_NAMES = "A brief is named as the content file of its entry; in another language, it ends in .zh-CN.md."


class BriefFolder:
    """The folder in which a team keeps its briefs, `SLUG.md` and `SLUG.LOCALE.md`, at any depth."""

    def __init__(self, folder: Path, root: Path, config: Config, clock: datetime | None) -> None:
        """*root* is the site's folder, to which the paths in problems are relative.

        With *clock*, the present, notes more than ten minutes ahead of it are errors.
        """
        self._label = os.path.relpath(folder, root)
        self._reader = Reader(folder, config, clock)
        self._misnamed = Problems()
        self._groups = self._find()

    def all(self, slugs: Collection[str], problems: Problems) -> list[Brief]:
        """Every brief, by slug; *slugs* are those of the entries."""
        found, briefs, counts = Problems(), [], Counter(slugs)
        for slug, group in self._groups.items():
            brief = self._read(group, found)
            if counts[slug] == 1 and brief:
                briefs.append(brief)
            elif counts[slug] > 1:
                message = "expected the slug of one entry, found that of an incident and of a maintenance"
                self._misnamed.error(group.sources[0].path, 0, "", message, "A brief cannot say which it is of.")
            elif not counts[slug]:
                message = "expected the slug of an incident or a maintenance, found none of this name"
                self._misnamed.error(group.sources[0].path, 0, "", message, nearest(slug, counts) or _NAMES)
        self._report(found, problems)
        return briefs

    def of(self, slug: str, problems: Problems) -> Brief | None:
        """The brief of an entry, or None after reporting its problems, or with a warning that there is none."""
        found, group = Problems(), self._groups.get(slug)
        brief = self._read(group, found) if group else None
        if group is None:
            hint = nearest(slug, self._groups) or "Without one, only what is public is said."
            self._misnamed.warning(f"{slug}.md", 0, "", "expected the brief of this entry, found none", hint)
        # What else is wrong with the folder must not keep this entry's messages back.
        self._misnamed.found = [replace(one, severity=Severity.WARNING) for one in self._misnamed.found]
        self._report(found, problems)
        return brief

    def _read(self, group: FileGroup, problems: Problems) -> Brief | None:
        with without_words():
            return read_brief(group, self._reader, problems)

    def _report(self, found: Problems, problems: Problems) -> None:
        for one in (*self._misnamed.found, *map(discreet, found.found)):
            problems.found.append(replace(one, path=Path(self._label, one.path).as_posix()))
        self._misnamed = Problems()

    def _find(self) -> dict[str, FileGroup]:
        grouped: dict[str, list[ContentFile]] = defaultdict(list)
        for path in sorted(self._walk("", 0)):
            source, slug = self._source(path)
            if source:
                grouped[slug].append(source)
        groups = {slug: FileGroup("", slug, tuple(sources)) for slug, sources in sorted(grouped.items())}
        return {slug: group for slug, group in groups.items() if self._is_whole(group)}

    def _walk(self, below: str, depth: int) -> Iterator[str]:
        """The files below a folder, relative to that of the briefs, without hidden ones."""
        try:
            with os.scandir(self._reader.root / below) as found:
                children = [one for one in found if not one.name.startswith(".")]
        except OSError as error:
            self._misnamed.error(below, 0, "", f"expected a folder that can be read, found: {error.strerror}")
            return
        for child in children:
            path = f"{below}{child.name}"
            if visible(child.name) != child.name:
                message = "expected a name of visible characters, found others"
                self._misnamed.error(visible(path), 0, "", message, "Rename it.")
            elif not child.is_dir():
                yield path
            elif child.is_symlink():
                self._misnamed.error(path, 0, "", "expected a folder, found a symbolic link")
            elif depth == MAX_FOLDER_DEPTH:
                message = f"expected at most {MAX_FOLDER_DEPTH} levels of folders, found more"
                self._misnamed.error(path, 0, "", message)
            else:
                yield from self._walk(f"{path}/", depth + 1)

    def _source(self, path: str) -> tuple[ContentFile | None, str]:
        name, locales = path.rpartition("/")[2], self._reader.config.locales
        if _README.fullmatch(name):
            return None, ""
        match = _NAME.fullmatch(name) or _NEARLY_NAME.fullmatch(name)
        locale = (match["locale"] or "") if match else ""
        if match is None:
            message = "expected a name such as 2026-01-23-login-outage.md, found another"
            self._misnamed.error(path, 0, "", message, _NAMES)
        elif locale and locale not in locales:
            message = f"expected a language of site.yml ({one_of(locales)}), found another"
            self._misnamed.error(path, 0, "", message, nearest_locale(locale, locales))
        else:
            return ContentFile(path, "", locale), match["slug"]
        return None, ""

    def _is_whole(self, group: FileGroup) -> bool:
        """Whether it has an original, and no two files of one name."""
        before, first = self._misnamed.errors, dict[str, str]()
        for source in group.sources:
            other = first.setdefault(source.locale, source.path)
            if other != source.path:
                self._misnamed.error(source.path, 0, "", f"expected one file of this name, found another: {other}")
        if "" not in first:
            message = f"expected {group.slug}.md, which this is the translation of, found none"
            self._misnamed.error(group.sources[0].path, 0, "", message)
        return self._misnamed.errors == before
