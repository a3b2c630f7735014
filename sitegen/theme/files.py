"""themes/NAME/ over the default theme: a strict Jinja2 environment, catalogs, static files. The home of Jinja2."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import stat
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache, cached_property
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from types import CodeType
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from markupsafe import Markup, escape

from sitegen import urls
from sitegen.model import Config
from sitegen.present.catalog import SOURCE_LANGUAGE, Catalog, catalog_faults, catalog_for
from sitegen.present.language import Language, escaped
from sitegen.problems import ContentError, Problem, nearest, one_of, quoted

DEFAULT = "default"
STATIC, ICONS = "static/", "icons/"
TEXTS = (".html", ".css", ".js", ".svg", ".txt", ".po")
ICON_COLORS = "icons/colors.txt"
BRAND_STYLE = "brand.css"
"""What a site adds to the style sheets without copying them; the default theme has none."""
MAX_THEME_FILE_BYTES = 10_000_000
"""Bytes of a file of a theme."""
_FILLED = re.compile(r'\b_\(("[^"\\]+"), ')
_MESSAGE = re.compile(r'\{\{ _\("([^"\\{}]+)"\) \}\}')


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file under a name that changes with its content."""

    address: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """A file of a theme, and how messages name it."""

    label: str
    data: bytes


class Theme:
    """The files of a theme, whichever folder each of them comes from."""

    def __init__(self, name: str, files: Mapping[str, ThemeFile], own: Collection[str] = ()) -> None:
        self.name = name
        self.own = own
        """The names of those that are not just as the default theme has them."""
        self._files = files
        self._languages: dict[str, Language] = {}
        self._pictures: dict[str, Markup] = {}
        self._favicons: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<{self.name} {self.digest}>"

    @cached_property
    def digest(self) -> str:
        """Names the files as they are."""
        found = hashlib.sha256()
        for name, source in sorted(self._files.items()):
            found.update(f"{name}\0{len(source.data)}\0".encode() + source.data)
        return found.hexdigest()[:16]

    def names(self, folder: str = "", ending: str = "") -> list[str]:
        """Its files below a folder, sorted."""
        return sorted(name for name in self._files if name.startswith(folder) and name.endswith(ending))

    def read(self, name: str) -> bytes:
        """One file."""
        return self._files[name].data

    def text(self, name: str) -> str:
        """One file, as text."""
        return self.read(name).decode()

    def label(self, name: str) -> str:
        """How messages name a file: by its path in the repository."""
        return self._files[name].label if name in self._files else name

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self._files

    def icon(self, name: str) -> Markup:
        """A small picture of a status, to stand beside the words that say the same."""
        if name not in self._pictures:
            inside = self.text(f"icons/{name}.svg").strip()
            self._pictures[name] = Markup(
                f'<svg class="i {escape(name)}" viewBox="0 0 16 16" aria-hidden="true">{inside}</svg>'
            )
        return self._pictures[name]

    def favicon(self, name: str) -> str:
        """The same picture for a browser's tab, as a data: URL."""
        if name not in self._favicons:
            self._favicons[name] = self._favicon(name)
        return self._favicons[name]

    def _favicon(self, name: str) -> str:
        inside = self.text(f"icons/{name}.svg").strip()
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="{self._colors[name]}">{inside}</svg>'
        return "data:image/svg+xml," + quote(svg.replace('"', "'"), safe="=:/'()")

    @cached_property
    def _colors(self) -> Mapping[str, str]:
        return colors(self.text(ICON_COLORS))

    @cached_property
    def inline_style(self) -> str:
        """What the index needs, which holds its style itself."""
        return self._style("style.css", "index.css")

    @cached_property
    def linked_style(self) -> str:
        """What all other pages need, which link one style sheet."""
        return self._style("style.css", "archive.css")

    def _style(self, *names: str) -> str:
        """Style sheets as one, and what a site adds to them last, so that it wins."""
        added = (BRAND_STYLE,) if self.has(BRAND_STYLE) else ()
        return minify_style("".join(self.text(name) for name in (*names, *added)))

    @cached_property
    def inline_script(self) -> str:
        """What the index needs, which also asks whether there is news."""
        return strip_script(self.text("page.js") + self.text("index.js"))

    @cached_property
    def linked_script(self) -> str:
        """The small script that all other pages link."""
        return strip_script(self.text("page.js"))

    @cached_property
    def unavailable_style(self) -> str:
        """What the 503 page needs, which holds everything itself."""
        return minify_style(self.text("503.css"))

    @cached_property
    def unavailable_script(self) -> str:
        """The script of the 503 page."""
        return strip_script(self.text("503.js"))

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        """What pages link to, by the name that templates know it under."""
        shared = {"style.css": self.linked_style.encode(), "page.js": self.linked_script.encode()}
        own = {name.removeprefix(STATIC): self.read(name) for name in self.names(STATIC)}
        return {name: Asset(urls.asset(_hashed(name, data)), data) for name, data in {**shared, **own}.items()}

    def policy(self, *, inline: bool, pictures: bool) -> str:
        """The Content-Security-Policy of a page: nothing but what it uses. The one with all *inline* asks for news."""
        style, script = self._sources if inline else ("'self'", "'self'")
        return self._policy(style, script, pictures=pictures, ask=inline)

    def whole_policy(self, *, pictures: bool) -> str:
        """The Content-Security-Policy that allows what any of the pages uses, for the header of all."""
        own = zip(self._sources, self._unavailable_sources, strict=True)
        style, script = (f"'self' {page} {standing_in}" for page, standing_in in own)
        return f"{self._policy(style, script, pictures=pictures, ask=True)}; frame-ancestors 'none'"

    def unavailable_policy(self, ask: str) -> str:
        """The Content-Security-Policy of the 503 page, which may ask one address for news."""
        style, script = self._unavailable_sources
        return (
            f"default-src 'none'; style-src {style}; script-src {script}; img-src data:; connect-src {ask}; "
            "base-uri 'none'; form-action 'none'"
        )

    def _policy(self, style: str, script: str, *, pictures: bool, ask: bool) -> str:
        own = "'self' " if pictures or self._serves("image") else ""
        font = "; font-src 'self'" if self._serves("font") else ""
        asked = "; connect-src 'self'" if ask else ""
        return (
            f"default-src 'none'; style-src {style}; script-src {script}; img-src {own}data:{font}{asked}; "
            "base-uri 'none'; form-action 'none'"
        )

    @cache  # noqa: B019 - a build has one theme
    def _serves(self, kind: str) -> bool:
        return any((guess_type(name)[0] or "").startswith(kind) for name in self.names(STATIC))

    @cached_property
    def _sources(self) -> tuple[str, str]:
        return _source(self.inline_style), _source(self.inline_script)

    @cached_property
    def _unavailable_sources(self) -> tuple[str, str]:
        return _source(self.unavailable_style), _source(self.unavailable_script)

    def own_name(self, tag: str, config: Config) -> str:
        """What a language calls itself."""
        return self.language(tag, config).text.pgettext("this language, in itself", "English")

    def language(self, tag: str, config: Config) -> Language:
        """The words of a language, from the catalogs of this theme."""
        if tag not in self._languages:
            self._languages[tag] = self._read_language(tag, config)
        return self._languages[tag]

    def _read_language(self, tag: str, config: Config) -> Language:
        catalogs: dict[str, list[str]] = {}
        for name in self.names("locale/", "/messages.po"):
            catalogs.setdefault(name.split("/")[1], []).append(name)
        chosen = catalog_for(tag, {*catalogs, SOURCE_LANGUAGE})
        if chosen is None:
            known = one_of(sorted({*catalogs, SOURCE_LANGUAGE}))
            message = f"expected languages in which the theme '{self.name}' has words ({known}), found {quoted(tag)}"
            hint = f"Translate them in themes/{self.name}/locale/{tag}/messages.po."
            raise ContentError([Problem("site.yml", config.line_of("locales"), "locales", message, hint)])
        return Language(tag, Catalog.read(self.read(name) for name in catalogs.get(chosen, ())), config.zone)


class _Template(Template):
    """A template that does not escape anew what is HTML already: most of what a page is put together of is."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - so named by Jinja2
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """The template with *shown* in the place of `escape`."""
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = escaped
        made.globals = {}  # There are none, and a chain of none is looked through for each context.
        return made


class Templates:
    """The templates of a theme in one language, strict: a name that does not exist is a mistake.

    *filters* are what they show values with, *names* what they know beside the values that they are given.
    """

    def __init__(
        self,
        theme: Theme,
        language: Language,
        filters: Mapping[str, Callable[..., object]],
        names: Mapping[str, object],
    ) -> None:
        self._theme = theme
        self._language = language
        self._known: dict[str, Template] = {}
        self._environment = Environment(
            loader=FunctionLoader(self._load),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,  # Without limit; what counts accesses costs more than the few templates there are.
        )
        self._environment.template_class = _Template
        # Jinja2's own names, too, are put among ours once: it would look through both for every template of a page.
        self._names = {**self._environment.globals, **names}
        self._environment.globals.clear()
        self._environment.filters.update(filters)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """What a template makes of values; a template that is not right is somebody's mistake, told as such."""
        try:
            template = self._known.get(name)
            if template is None:
                template = self._known[name] = self._environment.get_template(name)
            # What Template.render does, without copying all names once more for each of ten thousand pages.
            context = template.new_context({**self._names, **values}, shared=True)
            return "".join(template.root_render_func(context))
        except TemplateSyntaxError as error:
            raise self._wrong(error.name or name, error.lineno, error) from error
        except ContentError:
            raise
        except Exception as error:
            place, line = _place(error)
            # What goes wrong in a template that nobody has changed is our own fault.
            if isinstance(error, TemplateError) or place in {self._theme.label(own) for own in self._theme.own}:
                raise self._wrong(place or name, line, error) from error
            raise

    def faults(self) -> Iterator[Problem]:
        """What is wrong with the form of templates that the theme has instead of those of the default theme."""
        for name in sorted(self._theme.own):
            if name.endswith((".html", ".svg")) and not name.startswith((STATIC, ICONS)):
                try:
                    self._environment.get_template(name)
                except TemplateSyntaxError as error:
                    yield from self._wrong(error.name or name, error.lineno, error).problems

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if not self._theme.has(name):
            return None
        source = _MESSAGE.sub(lambda message: self._said(message[1]), self._theme.text(name))
        # To Jinja2 a filter is less work than a call of something that might want to know its context.
        return _FILLED.sub(r"\1|say(", source), self._theme.label(name), lambda: True

    def _said(self, message: str) -> str:
        """The words of a message that holds nothing variable, put into the template once and for all."""
        return self._language.html.gettext(message).replace("{", "&#123;")

    def _wrong(self, name: str, line: int, error: Exception) -> ContentError:
        said = error.message if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
        return ContentError([Problem(self._theme.label(name), line, "", f"this template is wrong: {said}")])


def _place(error: Exception) -> tuple[str, int]:
    """The template in which an exception was raised, by its label, and the line there; nothing where in none."""
    place, line = "", 0
    for frame, number in traceback.walk_tb(error.__traceback__):
        template = frame.f_globals.get("__jinja_template__")
        if template is not None and template.filename:
            place, line = template.filename, template.get_corresponding_lineno(number)
    return place, line


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
    return Theme(config.theme, {**bundled, **theirs}, frozenset(dict(theirs.items() - bundled.items())))


def _unused(theirs: Mapping[str, ThemeFile], bundled: Mapping[str, ThemeFile]) -> Iterator[Problem]:
    """Files that would change nothing: most often a slip in their name."""
    templates = [
        source.data.decode()
        for name, source in theirs.items()
        if name.endswith(".html")
        and not name.startswith(STATIC)  # Which is served as it is, in whatever it is written.
    ]
    for name, source in theirs.items():
        if not (name in bundled or _has_a_use(name, templates)):
            message = f"expected a file that the default theme has, found {quoted(name)}"
            hint = (
                nearest(name, (*bundled, BRAND_STYLE), cutoff=0.75)
                or "What pages link to lies in static/. See docs/theme.md."
            )
            yield Problem(source.label, 0, "", message, hint)


def _has_a_use(name: str, templates: Iterable[str]) -> bool:
    """Whether a file that the default theme has not is one that a theme may add."""
    if name.startswith(ICONS):
        return any(PurePosixPath(name).stem in template for template in templates)
    if name.startswith("locale/"):
        return name.endswith("/messages.po")
    added = name == BRAND_STYLE or name.startswith(STATIC) or name.lower().endswith(".md")
    return added or any(name in template for template in templates)


def _faults(name: str, source: ThemeFile, bundled: Mapping[str, ThemeFile]) -> list[Problem]:
    """What would be found only when it is used, or never."""
    if name.startswith("locale/") and name.endswith(".po"):
        return [Problem(source.label, line, "", message) for line, message in catalog_faults(source.data)]
    if name == ICON_COLORS:
        lines = source.data.decode().splitlines()
        shape = "expected the name of a picture and a colour"
        faults = [
            Problem(source.label, number, "", f"{shape}, found {quoted(line)}")
            for number, line in enumerate(lines, 1)
            if line.strip() and len(line.split()) != 2
        ]
        missing = colors(bundled[ICON_COLORS].data.decode()).keys() - {
            line.split()[0] for line in lines if line.strip()
        }
        message = f"expected a colour for {', '.join(sorted(missing))}, found none"
        return [*faults, Problem(source.label, 0, "", message)] if missing else faults
    return []


def _read(path: Path, label: str, *, text: bool) -> ThemeFile | Problem:
    """A file of a theme, or why it is none."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        return Problem(label, 0, "", "expected a file, found something else")
    if status.st_size > MAX_THEME_FILE_BYTES:
        return Problem(label, 0, "", f"expected at most {MAX_THEME_FILE_BYTES:,} bytes, found {status.st_size:,}")
    data = path.read_bytes()
    try:
        if text and path.suffix in TEXTS:
            data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(
            label, line, "", f"expected UTF-8, found the byte 0x{data[error.start]:02x}", "Save it as UTF-8."
        )
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
    """The colour of each picture for a browser's tab, a line each: its name and the colour."""
    return dict(line.split() for line in text.splitlines() if line.strip())


def minify_style(style: str) -> str:
    """A style sheet without its comments and without white space that says nothing."""
    known = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"""("[^"]*"|'[^']*')|\s*([{};,])\s*|(:)\s+|\s+""", _squeezed, known).replace(";}", "}").strip()


def _squeezed(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or " "


def strip_script(script: str) -> str:
    """A script without its indentation and without comments that have a line of their own."""
    return re.sub(r"^\s*(?://.*)?", "", script, flags=re.MULTILINE).strip()


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _hashed(name: str, data: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    return (
        f"{stem}.{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
        if dot
        else f"{name}.{hashlib.sha256(data).hexdigest()[:16]}"
    )
