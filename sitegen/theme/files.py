"""themes/NAME/ over the default theme: the files of a theme, and what is made from them alone."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from markupsafe import Markup, escape

from sitegen import urls
from sitegen.markdown.characters import INVALID
from sitegen.model import Config
from sitegen.present.catalog import (
    SOURCE_LANGUAGE,
    Catalog,
    catalog_faults,
    catalog_for,
    is_alike,
    known_locale,
    message_keys,
)
from sitegen.present.language import Language
from sitegen.problems import ContentError, Problem, Severity, nearest, one_of, quoted
from sitegen.theme.styles import minify_style, squeeze_script, strip_script

DEFAULT = "default"
STATIC, ICONS, POSTERS, MESSAGES = "static/", "icons/", "posters/", "messages/"
CATALOG = re.compile(r"locale/([^/]+)/messages\.po")
"""The name of the file with the words of a language."""
ALL_MESSAGES = "locale/messages.pot"
"""The file with every message and no translation, of which a catalog begins as a copy."""
_SHIPPED = "shipped/"
"""Before the name of a catalog of the default theme that a theme adds its own words to."""
TEXTS = (".html", ".css", ".js", ".svg", ".txt", ".po", ".pot", ".md")
ICON_COLORS = "icons/colors.txt"
SCRIPTS = ("states.js", "times.js", "news.js")
"""What the script of a page is put together from, in this order."""
PREVIEW_STYLE = "preview.css"
"""The style of the line that marks a preview; no page of the live site has it."""
BRAND_STYLE = "brand.css"
"""A site's additions to the style sheets; the default theme has none."""
_ENDED_BY: Mapping[str, tuple[Callable[[str], str], re.Pattern[str]]] = {
    ".css": (minify_style, re.compile(r"</style", re.IGNORECASE)),
    # Behind `<!--<script` the next `</script>` would end nothing.
    ".js": (strip_script, re.compile(r"</script|<!--", re.IGNORECASE)),
}
"""How what stands inline in pages is made smaller, and what ends it there, by the endings of files."""
MAX_THEME_FILE_BYTES = 10_000_000
"""Maximal size of a file of a theme, in bytes."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file under a name that changes with its content."""

    address: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """A file of a theme, and its label in messages."""

    label: str
    data: bytes


class Theme:
    """The files of a theme, merged with those of the default theme."""

    def __init__(
        self,
        name: str,
        files: Mapping[str, ThemeFile],
        own: Collection[str] = (),
        *,
        in_site: bool = False,
        preview: bool = False,
    ) -> None:
        self.name = name
        self.in_site = in_site
        """Whether the default theme lies in the site, which may have changed it: a fork of our repository."""
        self.own = own
        """The names of files that are added or differ from the default theme's."""
        self._files = files
        self._added = (PREVIEW_STYLE,) if preview else ()
        """The style sheets of what every page of this site has beside its own."""
        self._languages: dict[str, Language] = {}
        self._pictures: dict[str, Markup] = {}
        self._favicons: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<{self.name} {self.digest}>"

    @property
    def is_of_site(self) -> bool:
        """Whether the site may have changed any file of it; else all are those that were tested with the program."""
        return self.in_site or bool(self.own)

    @cached_property
    def digest(self) -> str:
        """A digest of all files that what is published is made from."""
        found = hashlib.sha256()
        for name, source in sorted(self._files.items()):
            if name.startswith(MESSAGES):
                continue  # No published file is made from them.
            # Of scripts only our own are made smaller: the same one is not the same where it is the site's.
            found.update(f"{name}\0{name in self.own}\0{len(source.data)}\0".encode() + source.data)
        return found.hexdigest()[:16]

    def names(self, folder: str = "", ending: str = "") -> list[str]:
        """The names of files below a folder, sorted."""
        return sorted(name for name in self._files if name.startswith(folder) and name.endswith(ending))

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return self._files[name].data

    def text(self, name: str) -> str:
        """The text of a file."""
        return self.read(name).decode()

    def label(self, name: str) -> str:
        """The label of a file in messages: its path in the repository."""
        return self._files[name].label if name in self._files else name

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self._files

    def icon(self, name: str) -> Markup:
        """The icon of a status, as inline SVG; decorative, beside a label."""
        if name not in self._pictures:
            inside, kind = self.text(f"icons/{name}.svg").strip(), escape(name)
            # The size is for a reader whom the style sheet did not reach: without one the icon would fill the screen.
            size = 'viewBox="0 0 16 16" width="16" height="16"'
            svg = f'<svg class="i {kind}" {size} aria-hidden="true">{inside}</svg>'
            self._pictures[name] = Markup(svg)
        return self._pictures[name]

    def favicon(self, name: str) -> str:
        """The same icon for a browser tab, as a data: URL."""
        if name not in self._favicons:
            inside, color = self.text(f"icons/{name}.svg").strip(), colors(self.text(ICON_COLORS))[name]
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="{color}">{inside}</svg>'
            self._favicons[name] = "data:image/svg+xml," + quote(svg.replace('"', "'"), safe="=:/'()")
        return self._favicons[name]

    @cached_property
    def inline_style(self) -> str:
        """The style of the index, which is inline there."""
        return self._style("style.css", "index.css")

    def _style(self, *names: str) -> str:
        """Style sheets as one, with a site's additions last, so that they take precedence."""
        added = (BRAND_STYLE,) if self.has(BRAND_STYLE) else ()
        return minify_style("".join(self.text(name) for name in (*names, *added, *self._added)))

    @cached_property
    def script(self) -> str:
        """The script of all pages."""
        return "(() => {\n" + "\n".join(map(self._script, SCRIPTS)) + "\n})();"

    def _script(self, name: str) -> str:
        """A script without what browsers do not need. Only our own is squeezed, since spaces may matter in another."""
        return (strip_script if name in self.own else squeeze_script)(self.text(name))

    @cached_property
    def inline_script(self) -> str:
        """The script of the index, which also has the cards of days."""
        return f"{self.script}\n{self._script('days.js')}"

    @cached_property
    def unavailable_style(self) -> str:
        """The style of the 503 page, which is inline there."""
        return minify_style("".join(self.text(name) for name in ("503.css", *self._added)))

    @cached_property
    def unavailable_script(self) -> str:
        """The script of the 503 page."""
        return self._script("503.js")

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        """The files that pages link, by their name in templates: first the style and scripts of all but the index."""
        scripts = {name: self._script(name) for name in ("days.js", "search.js", "subscribe.js")}
        shared = {"style.css": self._style("style.css", "archive.css"), "page.js": self.script, **scripts}
        found = {name: text.encode() for name, text in shared.items()}
        found |= {name.removeprefix(STATIC): self.read(name) for name in self.names(STATIC)}
        found |= {name: self.read(name) for name in self.names(POSTERS)}
        return {name: Asset(urls.asset(_hashed(name, data)), data) for name, data in found.items()}

    def language(self, tag: str, config: Config) -> Language:
        """The translations for a language, from the catalogs of this theme."""
        if tag not in self._languages:
            self._languages[tag] = self._read_language(tag, config)
        return self._languages[tag]

    def _read_language(self, tag: str, config: Config) -> Language:
        names = self._catalogs(tag)
        if not names and known_locale(tag) is None:
            known = one_of(self._catalog_tags())
            message = (
                f"expected a language that CLDR knows, or for which the theme has words ({known}), found {quoted(tag)}"
            )
            hint = "Is it a slip? Else write its words: see docs/theme.md."
            raise ContentError([Problem("site.yml", config.line_of("locales"), "locales", message, hint)])
        return Language(tag, Catalog.read(map(self.read, names)), config.zone)

    def _catalog_tags(self) -> list[str]:
        """The languages that have a catalog, and that of the source."""
        return sorted({SOURCE_LANGUAGE, *(match[1] for match in map(CATALOG.fullmatch, self._files) if match)})

    def _catalogs(self, tag: str) -> list[str]:
        """The names of the catalogs that have words for readers of a language, those that take precedence first."""
        chosen = catalog_for(tag, self._catalog_tags())
        if chosen is None:
            return []
        name = f"locale/{chosen}/messages.po"
        return list(filter(self.has, (name, f"{_SHIPPED}{name}")))

    def missing_words(self, config: Config) -> Iterator[Problem]:
        """A warning for each language of a site in which messages have no translation."""
        for tag in config.locales:
            names = self._catalogs(tag)
            is_source = is_alike(known_locale(tag), known_locale(SOURCE_LANGUAGE))
            # The catalogs of the default theme are complete: tests/test_theme.py sees to it.
            if not is_source and all(name in self.own for name in names):
                yield from self._missing_words(tag, names, config)

    def _missing_words(self, tag: str, names: Sequence[str], config: Config) -> Iterator[Problem]:
        every = message_keys(self.read(ALL_MESSAGES))
        missing = every - Catalog.read(map(self.read, names)).translations.keys()
        if not missing:
            return
        found = len(every) - len(missing)
        message = (
            f"expected a translation of all {len(every):,} messages into '{tag}', found {found:,}, "
            f"{100 * found // len(every)}%; the rest is shown in English, and marked as English"
        )
        if names:
            hint = "To add what is missing: see docs/theme.md."
            yield Problem(self.label(names[0]), 0, "", message, hint, Severity.WARNING)
        else:
            theme = "mine" if self.name == DEFAULT else self.name
            hint = f"Write them in themes/{theme}/locale/{tag}/messages.po; docs/theme.md says how to begin."
            line = config.line_of("locales")
            yield Problem("site.yml", line, "locales", message, hint, Severity.WARNING)


def load_theme(root: Path, config: Config) -> Theme:
    """The theme that site.yml names: the files of `themes/NAME/` below *root* over those of the default theme."""
    own = root / "themes" / config.theme
    if own.is_dir() and not Path(os.path.realpath(own)).is_relative_to(os.path.realpath(root)):
        message = f"expected a folder of this site, found a symbolic link that leads out of it: {quoted(config.theme)}"
        raise ContentError([Problem("site.yml", config.line_of("theme"), "theme", message)])
    if config.theme != DEFAULT and not (re.fullmatch(r"[\w-]+", config.theme) and own.is_dir()):
        message = f"expected a folder in themes/, found none named {quoted(config.theme)}"
        hint = "Leave it out for the default theme."
        raise ContentError([Problem("site.yml", config.line_of("theme"), "theme", message, hint)])
    bundled = {name: ThemeFile(f"themes/{DEFAULT}/{name}", path.read_bytes()) for name, path in _walk(_bundled())}
    theirs = {}
    problems = []
    for name, path in _walk(own):
        source = _read(path, f"themes/{config.theme}/{name}", text=not name.startswith(STATIC))
        if isinstance(source, Problem):
            problems.append(source)
        else:
            theirs[name] = source
            problems += _faults(name, source, bundled)
    problems += _unused(theirs, bundled)
    if problems:
        raise ContentError(problems)
    own_names = frozenset(dict(theirs.items() - bundled.items()))
    shipped = {f"{_SHIPPED}{name}": bundled[name] for name in own_names & bundled.keys() if CATALOG.fullmatch(name)}
    in_site = os.path.realpath(root / "themes" / DEFAULT) == str(_bundled())
    is_preview = config.preview_of is not None
    return Theme(config.theme, {**bundled, **shipped, **theirs}, own_names, in_site=in_site, preview=is_preview)


def _unused(theirs: Mapping[str, ThemeFile], bundled: Mapping[str, ThemeFile]) -> Iterator[Problem]:
    """Report files that have no effect, most often because of a misspelt name."""
    # Static files are served unchanged, in any encoding.
    pages = [name for name in theirs if name.endswith(".html") and not name.startswith(STATIC)]
    templates = [theirs[name].data.decode() for name in pages]
    spoken = {f"{name.removesuffix('.md')}" for name in bundled if name.startswith(MESSAGES)}
    for name, source in theirs.items():
        if name.startswith(MESSAGES) and re.sub(r"(\.[A-Za-z-]+)?\.md$", "", name) in spoken:
            continue
        if not (name in bundled or _has_a_use(name, templates)):
            message = f"expected a file that the default theme has, found {quoted(name)}"
            near = nearest(name, (*bundled, BRAND_STYLE), cutoff=0.75)
            hint = near or "What pages link to lies in static/. See docs/theme.md."
            yield Problem(source.label, 0, "", message, hint)


def _has_a_use(name: str, templates: Iterable[str]) -> bool:
    """Whether a theme may add this file, which the default theme does not have."""
    if name.startswith(ICONS):
        return any(PurePosixPath(name).stem in template for template in templates)
    if name.startswith("locale/"):
        return CATALOG.fullmatch(name) is not None
    if name.startswith(MESSAGES):
        return False
    added = name == BRAND_STYLE or name.startswith(STATIC) or name.lower().endswith(".md")
    return added or any(name in template for template in templates)


def _unseen(data: bytes) -> tuple[int, str] | None:
    """The line of the first character that no page may have, and that character; None in a picture, too."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    found = INVALID.search(text)
    return (text.count("\n", 0, found.start()) + 1, found[0]) if found else None


def _faults(name: str, source: ThemeFile, bundled: Mapping[str, ThemeFile]) -> list[Problem]:
    """Faults in a file that would otherwise show only when it is used, or never."""
    if not name.startswith(STATIC) and (unseen := _unseen(source.data)):
        line, character = unseen
        message = f"expected text, found the invisible character U+{ord(character):04X}"
        return [Problem(source.label, line, "", message, "Delete it, or retype the line.")]
    if catalog := CATALOG.fullmatch(name):
        told = catalog_faults(source.data, catalog[1])
        return [Problem(source.label, line, "", message) for line, message in told]
    ending = PurePosixPath(name).suffix
    if ending in _ENDED_BY and not name.startswith(STATIC):
        return list(_inline_faults(source, *_ENDED_BY[ending]))
    if name == ICON_COLORS:
        lines = source.data.decode().splitlines()
        shape = "expected the name of a picture and a colour"
        faults = [
            Problem(source.label, number, "", f"{shape}, found {quoted(line)}")
            for number, line in enumerate(lines, 1)
            if line.strip() and len(line.split()) != 2
        ]
        named = {line.split()[0] for line in lines if line.strip()}
        missing = colors(bundled[ICON_COLORS].data.decode()).keys() - named
        message = f"expected a colour for {', '.join(sorted(missing))}, found none"
        return [*faults, Problem(source.label, 0, "", message)] if missing else faults
    return []


def _inline_faults(source: ThemeFile, minify: Callable[[str], str], ends: re.Pattern[str]) -> Iterator[Problem]:
    """What would end a style sheet or a script early where it stands in a page."""
    text = source.data.decode()
    found = [(number, match[0]) for number, line in enumerate(text.splitlines(), 1) if (match := ends.search(line))]
    # What is left out of it may have stood in between.
    joined = [] if found else [(0, match[0]) for match in ends.finditer(minify(text))]
    for number, sign in found or joined[:1]:
        message = f"expected nothing that ends it where it stands in a page, found {quoted(sign)}"
        yield Problem(source.label, number, "", message, "In a string, a \\ behind the < changes nothing else.")


def _read(path: Path, label: str, *, text: bool) -> ThemeFile | Problem:
    """A file of a theme, or the problem why it cannot be one."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Problem(label, 0, "", "expected a file, found something else")
        if status.st_size > MAX_THEME_FILE_BYTES:
            return Problem(label, 0, "", f"expected at most {MAX_THEME_FILE_BYTES:,} bytes, found {status.st_size:,}")
        data = path.read_bytes()
    except OSError as error:
        return Problem(label, 0, "", f"expected a file that can be read, found: {error.strerror}")
    try:
        if text and path.suffix in TEXTS:
            data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"expected UTF-8, found the byte 0x{data[error.start]:02x}"
        return Problem(label, line, "", message, "Save it as UTF-8.")
    return ThemeFile(label, data)


def _bundled() -> Path:
    package = Path(__file__).resolve().parent.parent
    inside = package / "themes" / DEFAULT
    return inside if inside.is_dir() else package.parent / "themes" / DEFAULT


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            if not name.startswith(".") and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path


def colors(text: str) -> dict[str, str]:
    """The colour of each favicon; each line has a name and a colour."""
    return dict(line.split() for line in text.splitlines() if line.strip())


def _hashed(name: str, data: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    digest = hashlib.sha256(data).hexdigest()[:16]
    return f"{stem}.{digest}.{ending}" if dot else f"{name}.{digest}"
