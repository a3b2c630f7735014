"""Markdown → safe HTML, as pages and feeds have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from sitegen.markdown.parser import Picture, make_parser
from sitegen.markdown.simple import code_block, simple_html
from sitegen.markdown.wide import WIDE_BREAK


def html(
    source: str, *, top: int = 4, prefix: str = "", images: Mapping[str, Picture] | None = None, page: str = ""
) -> str:
    """Safe HTML of a Markdown text.

    Its highest heading becomes `<h{top}>` and the others follow. *prefix* keeps the ids of its footnotes apart
    from those of other texts on the page. Only *images* are shown, by the name under which the text knows them.
    """
    simple = simple_html(source)
    if simple is not None:
        return simple
    made = _rendered(source, top, prefix, tuple((images or {}).items()))
    return made.replace('href="#', f'href="{escape(page)}#') if page else made


@lru_cache(maxsize=64)  # What the clock changes is made once for each coming moment, from the same words.
def _rendered(source: str, top: int, prefix: str, images: tuple[tuple[str, Picture], ...]) -> str:
    environment: dict[str, Any] = {"top": top, "images": dict(images)}
    if prefix:
        environment["docId"] = prefix
    return str(make_parser("://" in source or "mailto:" in source, _Renderer).render(source, environment))


def _alignment(token: Token) -> str:
    style = str(token.attrGet("style") or "")
    return f' class="{style.removeprefix("text-align:")}"' if style else ""


class _Renderer(RendererHTML):
    """HTML as pages need it: no language classes, tables that scroll by themselves, headers with a scope."""

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return escape(tokens[idx].content)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<code>{escape(tokens[idx].content)}</code>"

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return code_block(tokens[idx].content)

    fence = code_block

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<img{self.renderAttrs(tokens[idx])}>"

    def softbreak(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        if not 0 < idx < len(tokens) - 1:
            return "\n"
        before, after = tokens[idx - 1], tokens[idx + 1]
        together = before.content[-1:] + "\n" + after.content[:1]
        joined = before.type == after.type == "text" and WIDE_BREAK.search(together)
        return "" if joined else "\n"

    def hardbreak(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "<br>\n"

    def hr(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "<hr>\n"

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return '<div class="scroll" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<th scope="col"{_alignment(tokens[idx])}>'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{_alignment(tokens[idx])}>"
