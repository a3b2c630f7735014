"""themes/NAME/ over the default theme: a strict Jinja2 environment, catalogs, static files. The home of Jinja2."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, TemplateSyntaxError

from sitegen import urls
from sitegen.language import SOURCE, Catalog, Language, catalog_for
from sitegen.model import Config
from sitegen.problems import ContentError, Problem

DEFAULT = "default"
STATIC = "static/"
_NOTHING_ELSE = "base-uri 'none'; form-action 'none'"
_PACKAGES = ("Jinja2", "MarkupSafe", "Babel", "markdown-it-py", "mdit-py-plugins", "linkify-it-py", "tzdata")
"""Whose versions can change a page."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file under a name that changes with its content."""

    address: str
    data: bytes


class Theme:
    """The files of a theme, whichever folder each of them comes from."""

    def __init__(self, name: str, files: Mapping[str, Path], label: Mapping[str, str]) -> None:
        self.name = name
        self._files = files
        self._labels = label
        self._languages: dict[str, Language] = {}
        self._environment = Environment(
            loader=FunctionLoader(self._load),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["urls"] = urls

    def __repr__(self) -> str:
        return f"<{self.name} {self.digest}>"

    @cached_property
    def digest(self) -> str:
        """Names the files as they are."""
        found = hashlib.sha256()
        for name in sorted(self._files):
            data = self.read(name)
            found.update(f"{name}\0{len(data)}\0".encode() + data)
        return found.hexdigest()[:16]

    def names(self, folder: str = "", ending: str = "") -> list[str]:
        """Its files below a folder, sorted."""
        return sorted(name for name in self._files if name.startswith(folder) and name.endswith(ending))

    def read(self, name: str) -> bytes:
        """One file."""
        return self._files[name].read_bytes()

    def text(self, name: str) -> str:
        """One file, as text."""
        return self.read(name).decode()

    def template(self, name: str) -> Template:
        """One template, compiled."""
        try:
            return self._environment.get_template(name)
        except TemplateSyntaxError as error:
            place = self._labels.get(error.name or "", error.name or name)
            raise ContentError(
                [Problem(place, error.lineno, "", f"the template is not right: {error.message}")]
            ) from error

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name not in self._files:
            return None
        return self.text(name), self._labels[name], lambda: True

    @cached_property
    def style(self) -> str:
        """The style sheet of every page."""
        return squeeze(self.text("style.css"))

    @cached_property
    def index_style(self) -> str:
        """What the index needs beside it."""
        return squeeze(self.text("index.css"))

    @cached_property
    def script(self) -> str:
        """The small script of every page, as it is written."""
        return self.text("page.js").strip()

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        """What pages link to, by the name that templates know it under."""
        shared = {"style.css": self.style.encode(), "page.js": self.script.encode()}
        own = {name.removeprefix(STATIC): self.read(name) for name in self.names(STATIC)}
        return {name: Asset(urls.asset(_hashed(name, data)), data) for name, data in {**shared, **own}.items()}

    @cached_property
    def policy(self) -> str:
        """The Content-Security-Policy of a page that holds its style and script itself."""
        style, script = _source(self.style + self.index_style), _source(self.script)
        return f"default-src 'none'; style-src {style}; script-src {script}; img-src 'self' data:; {_NOTHING_ELSE}"

    @cached_property
    def linked_policy(self) -> str:
        """The Content-Security-Policy of a page that links them."""
        return f"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; {_NOTHING_ELSE}"

    @cached_property
    def whole_policy(self) -> str:
        """The Content-Security-Policy that allows what any page uses, for the header of all."""
        style, script = _source(self.style + self.index_style), _source(self.script)
        return (
            f"default-src 'none'; style-src 'self' {style}; script-src 'self' {script}; img-src 'self' data:; "
            f"{_NOTHING_ELSE}; frame-ancestors 'none'"
        )

    def own_name(self, tag: str, config: Config) -> str:
        """What a language calls itself."""
        return self.language(tag, config).pgettext("this language, in itself", "English").unescape()

    def language(self, tag: str, config: Config) -> Language:
        """The words of a language, from the catalogs of this theme."""
        if tag not in self._languages:
            self._languages[tag] = self._read_language(tag, config)
        return self._languages[tag]

    def _read_language(self, tag: str, config: Config) -> Language:
        catalogs: dict[str, list[str]] = {}
        for name in self.names("locale/", "/messages.po"):
            catalogs.setdefault(name.split("/")[1], []).append(name)
        chosen = catalog_for(tag, {*catalogs, SOURCE})
        if chosen is None:
            known = ", ".join(sorted({*catalogs, SOURCE}))
            raise ContentError(
                [
                    Problem(
                        "site.yml",
                        0,
                        "locales",
                        f"the theme '{self.name}' has no words in '{tag}', only in {known}",
                        f"Translate them in themes/{self.name}/locale/{tag}/messages.po",
                    )
                ]
            )
        return Language(tag, Catalog.read(self.read(name) for name in catalogs.get(chosen, ())), config.zone)


def load_theme(root: Path, config: Config) -> Theme:
    """The theme that site.yml names: the files of `themes/NAME/` below *root* over those of the default theme."""
    own = root / "themes" / config.theme
    if config.theme != DEFAULT and not own.is_dir():
        raise ContentError(
            [
                Problem(
                    "site.yml", 0, "theme", f"there is no folder themes/{config.theme}", "Leave it out for 'default'."
                )
            ]
        )
    files = dict(_walk(_bundled()))
    labels = {name: f"themes/{DEFAULT}/{name}" for name in files}
    for name, path in _walk(own):
        files[name] = path
        labels[name] = f"themes/{config.theme}/{name}"
    return Theme(config.theme, files, labels)


def _bundled() -> Path:
    here = Path(__file__).resolve().parent
    inside = here / "themes" / DEFAULT
    return inside if inside.is_dir() else here.parent / "themes" / DEFAULT


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            if not name.startswith(".") and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path


def squeeze(style: str) -> str:
    """A style sheet without its comments and indentation."""
    bare = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    bare = re.sub(r"\s*\n\s*", "\n", bare).strip()
    return re.sub(r"(?<=[{};,])\n|\n(?=\})", "", bare)


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _hashed(name: str, data: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:16]}.{ending}" if dot else f"{name}.{data.hex()[:16]}"
