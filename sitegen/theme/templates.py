"""The templates of a theme, compiled for one language; the only user of Jinja2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
)
from jinja2.ext import Extension
from jinja2.runtime import Context

from sitegen.present.language import Language, escaped
from sitegen.problems import ContentError, Problem, quoted
from sitegen.theme.bytecode import CompiledTemplates
from sitegen.theme.files import ICONS, STATIC, Theme

MAX_DEPTH = 50
"""How many templates may stand in each other. One that stands in itself would fill the stack, on page after page."""

_HEAD_TAG = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_BODY_TAG = re.compile(r"<body\b(?>\{[{%].*?[%}]\}|[^>{]|\{(?![{%]))*+>", re.IGNORECASE | re.DOTALL)
_MESSAGE = re.compile(r'\{\{ _\("([^"\\{}]+)"\) \}\}')


class _Template(Template):
    """A template that counts how deep it stands in others."""

    @classmethod
    def from_code(cls, environment: Any, code: Any, globals: Any, uptodate: Any = None) -> Template:  # noqa: A002
        made = super().from_code(environment, code, globals, uptodate)
        inner = made.root_render_func
        # Does the same for what templates show, without copying each text.
        inner.__globals__["escape"] = escaped

        def render(context: Context) -> Iterator[str]:
            environment.depth += 1
            try:
                if environment.depth > MAX_DEPTH:
                    raise TemplateRuntimeError(f"expected at most {MAX_DEPTH} templates in each other, found more")
                # Joined here, each piece does not pass through all templates around this one.
                yield "".join(inner(context))
            finally:
                environment.depth -= 1

        made.root_render_func = render
        return made


class _Environment(Environment):
    template_class = _Template
    depth = 0

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, *rest: Any) -> Any:
        """As Jinja2 does; whatever goes wrong is the template's fault, and raised as TemplateSyntaxError."""
        try:
            return super().compile(source, name, filename, *rest)
        except (TemplateError, MemoryError):
            raise
        except RecursionError:
            reason = "expected something simpler, found too much in each other"
            raise TemplateSyntaxError(reason, 1, name, filename) from None
        except Exception as error:  # A number of too many digits, or what Python itself does not take.
            reason = error.msg if isinstance(error, SyntaxError) else str(error)
            reason = f"expected what Python can compile, found: {reason.partition(';')[0]}"
            raise TemplateSyntaxError(reason, 1, name, filename) from error

    def make_globals(self, d: Mapping[str, object] | None) -> dict[str, object]:
        # All names come with the values: Jinja2 would look through a chain of two empty maps for every include.
        return {}


class Templates:
    """The templates of a theme in one language, strict: an undefined name is an error.

    *filters* and *names* are available in every template; *known* stands for all that these know of a site. Values are
    escaped for HTML, or by *escape*. Pages of a *preview* begin with the names `preview_head` and `preview_line`.
    """

    def __init__(
        self,
        theme: Theme,
        language: Language,
        filters: Mapping[str, Callable[..., object]],
        names: Mapping[str, object],
        escape: Callable[[object], str] | None = None,
        *,
        known: str,
        preview: bool = False,
    ) -> None:
        self._theme = theme
        self._language = None if escape else language
        """Of which messages are put into templates before these are compiled."""
        form = "text" if escape else "preview" if preview else "page"
        self._known: dict[str, Template] = {}
        self._environment = _Environment(
            loader=FunctionLoader(self._load),
            extensions=[_MarkedPages] if preview else [],
            bytecode_cache=CompiledTemplates(f"{language.tag}.{form}", known),
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
            # Template.render without copying all names again for each of ten thousand pages.
            text = "".join(template.root_render_func(template.new_context(known, shared=True)))
            text.encode()  # An escape in a template can make what is no character.
            return text
        except UnicodeEncodeError as error:
            raise self._wrong(name, 0, error) from error
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
            self._environment.handle_exception()  # For a traceback with the template and its line.

    def faults(self) -> Iterator[Problem]:
        """Syntax errors in the templates that the theme overrides."""
        for name in sorted(self._theme.own):
            if name.endswith((".html", ".svg")) and not name.startswith((STATIC, ICONS)):
                try:
                    self._environment.get_template(name)
                except TemplateSyntaxError as error:
                    yield from self._wrong(error.name or name, error.lineno, error).problems

    def _load(self, name: str) -> tuple[str, str, None] | None:
        if not self._theme.has(name):
            return None
        source = self._theme.text(name)
        if self._language is not None:
            source = _MESSAGE.sub(partial(_folded, self._language), source)
        return source, self._theme.label(name), None

    def _place(self, error: Exception) -> tuple[str, int]:
        """The label of the template in which an exception was raised, and the line; `"", 0` where in none."""
        step, last = error.__traceback__, None
        while step is not None:
            if "__jinja_template__" in step.tb_frame.f_globals:
                last = step
            step = step.tb_next
        if last is None:
            return "", 0
        template: Template = last.tb_frame.f_globals["__jinja_template__"]
        return template.filename or "", template.get_corresponding_lineno(last.tb_lineno)

    def _wrong(self, name: str, line: int, error: Exception) -> ContentError:
        if isinstance(error, TemplateNotFound):
            reason: str | None = f"there is no template named {quoted(error.name)}"
        elif isinstance(error, TemplateError):
            reason = error.message
        elif isinstance(error, UnicodeEncodeError):
            reason = f"expected characters, found half of one, {error.object[error.start]!a}"
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


def _folded(language: Language, message: re.Match[str]) -> str:
    """The translation of a message without variables, in a template."""
    return language.html.gettext(message[1]).replace("{", "&#123;")
