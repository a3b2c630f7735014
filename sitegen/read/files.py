"""content/ → the files of each entry; reports invalid names."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sitegen.model import Config
from sitegen.problems import Problems, nearest, one_of, quoted, visible
from sitegen.read.fields import LOCALE_PATTERN, SLUG_PATTERN, nearest_locale
from sitegen.read.pictures import PICTURES
from sitegen.read.placeholders import SLUG_PLACEHOLDER

FOLDERS = ("incidents", "maintenance")
_PLACES = ("content/incidents/", "content/maintenance/")
MAX_FILE_SLUG = 200
"""Characters of a slug."""
MAX_FOLDER_DEPTH = 8
"""Levels of folders."""

_NAME = re.compile(rf"(?P<slug>{SLUG_PATTERN})(?P<part>\.postmortem)?(?:\.(?P<locale>{LOCALE_PATTERN}))?\.md", re.ASCII)
_ORIGINAL = re.compile(rf"(?!readme\.)({SLUG_PATTERN})\.md", re.ASCII)
"""The name of nearly every content file."""
_README = re.compile(r"readme(\..+)?\.md", re.IGNORECASE)
_NEARLY_NAME = re.compile(
    rf"(?P<slug>{SLUG_PATTERN})(?P<part>\.postmortem)?\.(?P<locale>[A-Za-z_-]{{2,12}})\.md", re.ASCII
)


class ContentFile(NamedTuple):
    """One content file, as its name describes it."""

    path: str
    """Relative to the site's folder."""
    part: str
    """`postmortem`, or empty for the entry itself."""
    locale: str
    """Empty for an original."""


class FileGroup(NamedTuple):
    """The files of one incident or one maintenance."""

    folder: str
    slug: str
    sources: tuple[ContentFile, ...]

    def find(self, part: str) -> ContentFile | None:
        """The original of the entry itself (`""`) or of its postmortem."""
        return next((one for one in self.sources if one.part == part and not one.locale), None)

    def translations(self, part: str) -> list[ContentFile]:
        """The translations of that original, sorted by name."""
        return [one for one in self.sources if one.part == part and one.locale]


Drafts = Mapping[str, str | None]
"""Texts by path that replace what is on disk, to try a change before it is written; None: the file is gone."""
NO_DRAFTS: Drafts = MappingProxyType({})


def find_groups(root: Path, config: Config, problems: Problems, drafts: Drafts = NO_DRAFTS) -> list[FileGroup]:
    """The content files in *root* and *drafts*, grouped by entry; reports invalid names."""
    content = root / "content"
    if content.is_symlink() or not content.is_dir():
        what = "a symbolic link" if content.is_symlink() else "none"
        hint = "" if content.is_symlink() else "Git does not keep empty folders: add content/.gitkeep, or a first file."
        problems.error("content", 0, "", f"expected this folder in the site's folder, found {what}", hint)
        return []
    for child in _listed(content, "content", problems):
        if child.name not in FOLDERS and child.name.lower() != "readme.md":
            hint = nearest(child.name, FOLDERS) or f"Content goes in {one_of(f'content/{name}' for name in FOLDERS)}."
            message = f"expected {one_of(FOLDERS)}, found {quoted(child.name)}"
            problems.error(f"content/{child.name}", 0, "", message, hint)
    walked = {path for place in _PLACES for path in _walk(root, place.removesuffix("/"), problems)}
    drafted = {path for path, text in drafts.items() if text is not None and path.startswith(_PLACES)}
    gone = {path for path, text in drafts.items() if text is None}
    return grouped({*walked, *drafted} - gone, config, problems)


def grouped(paths: Iterable[str], config: Config, problems: Problems) -> list[FileGroup]:
    """Content files by entry; reports names that are invalid, and files that miss what they belong to."""
    found: dict[tuple[str, str], list[ContentFile]] = defaultdict(list)
    for path in sorted(paths):
        folder = path.split("/")[1]
        source, slug = _source(path, folder, config, problems)
        if source:
            found[folder, slug].append(source)
    groups = [FileGroup(folder, slug, tuple(sources)) for (folder, slug), sources in sorted(found.items())]
    for group in groups:
        if len(group.sources) > 1 or not group.find(""):
            _check_group(group, problems)
    return groups


def entry_of(path: str) -> tuple[str, str] | None:
    """The folder and the slug of the entry that a Markdown file belongs to; None: it belongs to none."""
    parts = path.split("/")
    if len(parts) < 3 or not path.endswith(".md"):
        return None
    return parts[1], parts[-1].partition(".")[0]


def _listed(folder: Path, path: str, problems: Problems) -> list[os.DirEntry[str]]:
    """The entries of *folder*, sorted; skips hidden files and reports names with invisible characters."""
    try:
        with os.scandir(folder) as found:
            children = sorted((one for one in found if not one.name.startswith(".")), key=lambda one: one.name)
    except OSError as error:
        problems.error(path, 0, "", f"expected a folder that can be read, found: {error.strerror}")
        return []
    listed = []
    for child in children:
        shown = visible(child.name)
        if shown == child.name:
            listed.append(child)
        else:
            message = "expected a name of visible characters, found others"
            problems.error(f"{path}/{shown}", 0, "", message, "Rename it.")
    return listed


def _walk(root: Path, path: str, problems: Problems) -> Iterable[str]:
    """Every file at or below *path*, relative to *root*."""
    folder = root / path
    if folder.is_symlink() and folder.is_dir():
        problems.error(path, 0, "", "expected a folder, found a symbolic link")
    elif folder.is_dir() and _NAME.fullmatch(folder.name):
        problems.error(path, 0, "", "expected a file, found a folder")
    elif path.count("/") > MAX_FOLDER_DEPTH:
        problems.error(path, 0, "", f"expected at most {MAX_FOLDER_DEPTH} levels of folders, found more")
    elif folder.is_dir():
        for child in _listed(folder, path, problems):
            inside = f"{path}/{child.name}"
            if child.is_file(follow_symlinks=False):
                yield inside
            else:
                yield from _walk(root, inside, problems)
    elif os.path.lexists(folder):
        yield path


def _source(path: str, folder: str, config: Config, problems: Problems) -> tuple[ContentFile | None, str]:
    name = path.rpartition("/")[2]
    original = _ORIGINAL.fullmatch(name)
    if original and len(original[1]) <= MAX_FILE_SLUG and not original[1].endswith(SLUG_PLACEHOLDER):
        return ContentFile(path, "", ""), original[1]
    if name.lower().endswith(PICTURES) or _README.fullmatch(name):
        return None, ""
    doubled = re.fullmatch(r"(.+?)(?:\.(?:md|markdown))+\.md", name, re.IGNORECASE)
    if doubled:
        message = f"expected one ending, found {quoted(name)}"
        problems.error(path, 0, "", message, f"Did you mean '{doubled[1]}.md'?")
        return None, ""
    exact = _NAME.fullmatch(name)
    match = exact or _NEARLY_NAME.fullmatch(name)
    known = (*config.locales, "postmortem")
    near = nearest_locale(match["locale"], known) if match and match["locale"] else ""
    locale = (match["locale"] or "") if match else ""
    hint = ""
    if not match or not (near or exact):
        message, hint = f"expected a name such as 2026-01-23-login-outage.md, found {quoted(name)}", _better_name(name)
    elif len(match["slug"]) > MAX_FILE_SLUG:
        message = f"expected at most {MAX_FILE_SLUG} characters before the first dot, found {len(match['slug'])}"
        hint = "Files and folders are named after it."
    elif locale and locale not in config.locales:
        message = f"expected a language of site.yml ({one_of(config.locales)}), found {quoted(locale)}"
        hint = near or "Add it to `locales` in site.yml."
    elif match["part"] and folder == "maintenance":
        message = "expected a postmortem beside an incident, found one beside a maintenance"
    elif match["slug"].endswith(SLUG_PLACEHOLDER):
        message = f"expected words of your own, found those of the template: {quoted(match['slug'])}"
        hint = "It is the address: rename the file, for example to 2026-01-23-login-outage.md."
    else:
        return ContentFile(path, "postmortem" if match["part"] else "", locale), match["slug"]
    problems.error(path, 0, "", message, hint)
    return None, ""


def _better_name(name: str) -> str:
    """A hint with the nearest valid name, if one is near."""
    stem, _, suffix = name.lower().rpartition(".")
    if suffix in ("md", "markdown", "mdown", "mkd", "txt"):
        slug, *parts = stem.split(".")
        if len(parts) == 2 and parts[1] == "postmortem":
            # With its capitals: they matter in a language tag.
            parts = ["postmortem", name.split(".")[1]]
        better = ".".join([re.sub(r"[\s_-]+", "-", slug).strip("-"), *parts, "md"])
        if _NAME.fullmatch(better):
            return f"Did you mean '{better}'?"
    return "Use small letters and digits with single dashes between, then .md, or .zh-CN.md for a translation."


def _check_group(group: FileGroup, problems: Problems) -> None:
    seen: dict[tuple[str, str], ContentFile] = {}
    for source in group.sources:
        first = seen.setdefault((source.part, source.locale), source)
        if first is not source:
            problems.error(source.path, 0, "", f"expected one file of this name, found another: {first.path}")
    if group.find("") is None:
        for source in group.sources:
            what = "postmortem" if source.part else "translation"
            message = f"expected {group.slug}.md, which this is the {what} of, found none"
            problems.error(source.path, 0, "", message, "Was it renamed?")
    elif group.find("postmortem") is None:
        for source in group.translations("postmortem"):
            message = f"expected {group.slug}.postmortem.md, which this is the translation of, found none"
            problems.error(source.path, 0, "", message)
