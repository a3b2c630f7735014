"""The templates of a theme, compiled for one language. The home of Jinja2."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.ext import Extension

from sitegen.present.language import Language
from sitegen.problems import ContentError, Problem
from sitegen.theme.files import ICONS, STATIC, Theme

_MESSAGE = re.compile(r'\{\{ _\("([^"\\{}]+)"\) \}\}')


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
        self._known: dict[str, Template] = {}
        self._environment = Environment(
            loader=FunctionLoader(self._load),
            extensions=[_folded_messages(language)],
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,  # Without limit; what counts accesses costs more than the few templates there are.
        )
        # Jinja2's own names, too, are put among ours once: it would look through both for every template of a page.
        self._names = {**self._environment.globals, **names}
        self._environment.globals.clear()
        self._environment.filters.update(filters)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """What a template makes of values; a template that is not right is somebody's mistake, told as such."""
        known = {**self._names, **values}
        try:
            template = self._known.get(name)
            if template is None:
                template = self._known[name] = self._environment.get_template(name)
            try:
                # What Template.render does, without copying all names once more for each of ten thousand pages.
                return "".join(template.root_render_func(template.new_context(known, shared=True)))
            except Exception:
                # That says, too, where in which template it happens.
                return template.render(known)
        except TemplateSyntaxError as error:
            raise self._wrong(error.name or name, error.lineno, error) from error
        except ContentError:
            raise
        except Exception as error:
            place, line = self._place(error)
            # What goes wrong in a template that nobody has changed is our own fault.
            if isinstance(error, TemplateError) or place in map(self._theme.label, self._theme.own):
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

    def _load(self, name: str) -> tuple[str, str, None] | None:
        return (self._theme.text(name), self._theme.label(name), None) if self._theme.has(name) else None

    def _place(self, error: Exception) -> tuple[str, int]:
        """The template in which an exception was raised, by its label, and the line there; nothing where in none."""
        labels = set(map(self._theme.label, self._theme.names()))
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in labels]
        return (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)

    def _wrong(self, name: str, line: int, error: Exception) -> ContentError:
        said = error.message if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
        return ContentError([Problem(self._theme.label(name), line, "", f"this template is wrong: {said}")])


def _folded_messages(language: Language) -> type[Extension]:
    """Puts the words of a message that holds nothing variable into its template, once and for all."""

    def words(message: re.Match[str]) -> str:
        return language.html.gettext(message[1]).replace("{", "&#123;")

    class FoldedMessages(Extension):
        def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
            return _MESSAGE.sub(words, source)

    return FoldedMessages
