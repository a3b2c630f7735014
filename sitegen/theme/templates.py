"""The templates of a theme, compiled for one language; the only user of Jinja2."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.ext import Extension

from sitegen.present.language import Language
from sitegen.problems import ContentError, Problem, quoted
from sitegen.theme.files import ICONS, STATIC, Theme

_HEAD_TAG = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_BODY_TAG = re.compile(r"<body\b(?>\{[{%].*?[%}]\}|[^>{]|\{(?![{%]))*+>", re.IGNORECASE | re.DOTALL)
_MESSAGE = re.compile(r'\{\{ _\("([^"\\{}]+)"\) \}\}')


class _Environment(Environment):
    def make_globals(self, d: Mapping[str, object] | None) -> dict[str, object]:
        # All names come with the values: Jinja2 would look through a chain of two empty maps for every include.
        return {}


class Templates:
    """The templates of a theme in one language, strict: an undefined name is an error.

    *filters* and *names* are available in every template. Values are escaped for HTML, or by *escape*. Pages of a
    *preview* begin with the names `preview_head` and `preview_line`.
    """

    def __init__(
        self,
        theme: Theme,
        language: Language,
        filters: Mapping[str, Callable[..., object]],
        names: Mapping[str, object],
        escape: Callable[[object], str] | None = None,
        *,
        preview: bool = False,
    ) -> None:
        self._theme = theme
        self._known: dict[str, Template] = {}
        self._environment = _Environment(
            loader=FunctionLoader(self._load),
            extensions=[] if escape else [_folded_messages(language), *([_MarkedPages] if preview else [])],
            autoescape=escape is None,
            finalize=escape,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,  # No limit: an LRU cache would cost more than keeping the few templates.
        )
        # Merge Jinja2's globals with ours once, else it would merge them for every template of a page.
        self._names = {**self._environment.globals, **names}
        self._environment.filters.update(filters)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Render a template; raises ContentError for a fault in it."""
        known = {**self._names, **values}
        try:
            template = self._known.get(name)
            if template is None:
                template = self._known[name] = self._environment.get_template(name)
            try:
                # Template.render without copying all names again for each of ten thousand pages.
                return "".join(template.root_render_func(template.new_context(known, shared=True)))
            except (ContentError, MemoryError):
                raise
            except Exception:
                self._environment.handle_exception()  # For a traceback with the template and its line.
        except TemplateSyntaxError as error:
            raise self._wrong(error.name or name, error.lineno, error) from error
        except (ContentError, MemoryError):
            raise
        except Exception as error:
            place, line = self._place(error)
            # An error in a template of the default theme is a bug of ours, except where the site may have changed it.
            whose = self._theme.names() if self._theme.in_site else self._theme.own
            if isinstance(error, TemplateError) or place in map(self._theme.label, whose):
                raise self._wrong(place or name, line, error) from error
            raise

    def faults(self) -> Iterator[Problem]:
        """Syntax errors in the templates that the theme overrides."""
        for name in sorted(self._theme.own):
            if name.endswith((".html", ".svg")) and not name.startswith((STATIC, ICONS)):
                try:
                    self._environment.get_template(name)
                except TemplateSyntaxError as error:
                    yield from self._wrong(error.name or name, error.lineno, error).problems

    def _load(self, name: str) -> tuple[str, str, None] | None:
        return (self._theme.text(name), self._theme.label(name), None) if self._theme.has(name) else None

    def _place(self, error: Exception) -> tuple[str, int]:
        """The label of the template in which an exception was raised, and the line; `"", 0` where in none."""
        labels = set(map(self._theme.label, self._theme.names()))
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in labels]
        return (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)

    def _wrong(self, name: str, line: int, error: Exception) -> ContentError:
        if isinstance(error, TemplateNotFound):
            reason: str | None = f"there is no template named {quoted(error.name)}"
        elif isinstance(error, TemplateError):
            reason = error.message
        elif isinstance(error, KeyError):
            reason = f"there is nothing named {error}"
        else:
            reason = f"{type(error).__name__}: {error}"
        return ContentError([Problem(self._theme.label(name), line, "", f"this template is wrong: {reason}")])


class _MarkedPages(Extension):
    """Begins every page with the marks of a preview, whoever wrote its template: a theme's own have them too."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        source = _HEAD_TAG.sub(r"\g<0>{{ preview_head }}", source)
        return _BODY_TAG.sub(r"\g<0>{{ preview_line }}", source)


def _folded_messages(language: Language) -> type[Extension]:
    """An extension that inserts translations without variables when a template is compiled."""

    def translation(message: re.Match[str]) -> str:
        return language.html.gettext(message[1]).replace("{", "&#123;")

    class FoldedMessages(Extension):
        def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
            return _MESSAGE.sub(translation, source)

    return FoldedMessages
