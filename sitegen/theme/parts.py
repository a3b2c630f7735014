"""The templates of messages: each yields parts in Markdown, which a channel then puts into its own form.

A template marks a part with `{% call(form) part("words", goes=2, short=True) %}…{% endcall %}`; see docs/messages.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sitegen.markdown import escape_markdown
from sitegen.present.language import Language
from sitegen.theme.files import MESSAGES, Theme
from sitegen.theme.templates import Templates

LINE_BREAK, PARAGRAPH = "\ue001", "\ue002"
"""End a line or a paragraph, whatever line ends the template has there; at the end of a part they are nothing."""


class Part(NamedTuple):
    """A part of a message."""

    name: str
    markdown: str
    goes: int | None = None
    """When it is left out of a message that is too long: 1 goes first; None: it must stay."""
    short: str | None = None
    """A shorter form, tried before the part is left out, or where it must stay."""
    long: bool = False
    """Too long for a chat, whatever the limit: there it has its shorter form, or is left out."""
    heading: str = ""
    """Markdown, which stands above it where the form has headings."""
    shortest: str | None = None
    """One that is shorter still."""
    needs: str = ""
    """Names of parts of which one must be there, where the message has any, for this one to make sense."""

    @property
    def headed(self) -> Part:
        """The part with its heading as its first line."""
        if not self.heading:
            return self
        above = f"**{self.heading}**\n\n"
        return self._replace(
            markdown=above + self.markdown,
            short=self.short and above + self.short,
            shortest=self.shortest and above + self.shortest,
            heading="",
        )


class _Collector:
    """The `part` of a template: takes what is between `call` and `endcall`."""

    def __init__(self) -> None:
        self.parts: list[Part] = []

    def __call__(
        self,
        name: str,
        *,
        goes: int | None = None,
        short: bool = False,
        shortest: bool = False,
        needs: str = "",
        long: bool = False,
        heading: str = "",
        caller: Callable[..., str],
    ) -> str:
        words = _tidy(caller("full") if short else caller())
        if words:
            shorter = {form: _tidy(caller(form)) for form, has in (("short", short), ("shortest", shortest)) if has}
            self.parts.append(Part(name, words, goes, **shorter, needs=needs, long=long, heading=heading))
        return ""


class PartTemplates:
    """The message templates of a theme in one language."""

    def __init__(
        self,
        theme: Theme,
        language: Language,
        filters: Mapping[str, Callable[..., object]],
        names: Mapping[str, object],
        known: str,
    ) -> None:
        """As of `Templates`."""
        self._theme = theme
        self._tag = language.tag
        self._templates = Templates(theme, language, filters, names, escape=escape_markdown, known=known)

    def parts(self, name: str, values: Mapping[str, object]) -> tuple[Part, ...]:
        """The parts that a template yields, without empty ones; raises ContentError for a fault in it."""
        collector = _Collector()
        own = f"{MESSAGES}{name}.{self._tag}.md"
        template = own if self._theme.has(own) else f"{MESSAGES}{name}.md"
        self._templates.render(template, {**values, "part": collector})
        return tuple(collector.parts)


_AROUND_BREAK = re.compile(rf"(?<!\s)\s*([{LINE_BREAK}{PARAGRAPH}])\s*")


def _tidy(words: str) -> str:
    """A part without the empty lines that a template's own lines leave."""
    lines = _AROUND_BREAK.sub(r"\1", re.sub(r"(?<![ \t])[ \t]+\n", "\n", words))
    lines = re.sub(r"\n\s*\n", "\n\n", lines).strip(f"{LINE_BREAK}{PARAGRAPH} \n")
    return lines.replace(LINE_BREAK, "\\\n").replace(PARAGRAPH, "\n\n")
