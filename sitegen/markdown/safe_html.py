"""Markdown → safe HTML, for pages and feeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from sitegen.markdown.parser import Picture, make_parser, parse, soft_break
from sitegen.markdown.simple import MARK, PIECE, SimpleBlock, simple_blocks


def html(
    source: str, *, top: int = 4, prefix: str = "", images: Mapping[str, Picture] | None = None, page: str = ""
) -> str:
    """Safe HTML of a Markdown text.

    Its highest heading becomes `<h{top}>`, and the others follow. *prefix* makes the ids of its footnotes unique
    on the page. Only *images* are shown, which are keyed by their name in the text. Where the HTML is read away
    from its page, as in a feed, *page* is the URL of the page, for links to footnotes.
    """
    simple = _simple(source)
    if simple is not None:
        return simple
    return _RENDERER.render(parse(source, top=top, images=images), _OPTIONS, {"prefix": prefix, "page": page})


def token_html(tokens: Sequence[Token], index: int) -> str:
    """One of the parser's tokens as safe HTML."""
    rule = _RENDERER.rules.get(tokens[index].type, _RENDERER.renderToken)
    return str(rule(tokens, index, _OPTIONS, {}))


# ---- simple texts, without the parser


@lru_cache(maxsize=64)  # The page of an entry and its other files, rendered next, show the same texts.
def _simple(source: str) -> str | None:
    blocks = simple_blocks(source)
    return None if blocks is None else "".join(block_html(block, escape, "\n") for block in blocks)


def block_html(block: SimpleBlock, escaped: Callable[[str], str], end: str) -> str:
    """The HTML of a simple block; *escaped* escapes text, and *end* is added after each line."""
    if block.kind == "code":
        return f"<pre><code>{escaped(block.text)}</code></pre>{end}"
    if block.kind == "paragraph":
        words = block.text if end else block.text.replace("\n", " ")
        return f"<p>{with_marks(words, escaped)}</p>{end}"
    items = (f"<li>{with_marks(line[2:], escaped)}</li>{end}" for line in block.text.split("\n"))
    return f"<ul>{end}{''.join(items)}</ul>{end}"


def with_marks(words: str, escaped: Callable[[str], str]) -> str:
    """The HTML of the text of a simple block."""
    found: list[str] = []
    place = 0
    if MARK.search(words) is None:
        return escaped(words)
    for piece in PIECE.finditer(words):
        before = words[place : piece.start()]
        if piece["code"]:
            found += escaped(before), "<code>", escaped(piece["code"]), "</code>"
        elif piece["strong"]:
            found += escaped(before), "<strong>", escaped(piece["strong"]), "</strong>"
        else:
            found += escaped(before), f'<a href="{piece["url"]}">', escaped(piece["text"]), "</a>"
        place = piece.end()
    return "".join([*found, escaped(words[place:])])


# ---- all other texts


def _alignment(token: Token) -> str:
    style = str(token.attrGet("style") or "")
    return f' class="{style.removeprefix("text-align:")}"' if style else ""


def _note(token: Token, env: Any) -> str:
    """What the ids of a footnote and of the references to it end with."""
    prefix, number = env.get("prefix"), token.meta["id"] + 1
    return f"-{prefix}-{number}" if prefix else str(number)


def _reference(token: Token) -> str:
    """The suffix that makes the ids of repeated references to a footnote unique."""
    return f":{token.meta['subId']}" if token.meta["subId"] else ""


def _always(html: str) -> Callable[..., str]:
    """A rule that renders every token of a kind as the same *html*."""
    return lambda *_of_token: html


class _Renderer(RendererHTML):
    """Renders tokens as HTML: no language classes, tables in a scrolling box, headers with a scope."""

    hardbreak = _always("<br>\n")
    hr = _always("<hr>\n")
    table_open = _always('<div class="scroll" tabindex="0"><table>\n')
    table_close = _always("</table></div>\n")
    footnote_block_open = _always('<ol class="footnotes">\n')
    footnote_close = _always("</li>\n")
    footnote_block_close = _always("</ol>\n")

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return escape(tokens[idx].content)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<code>{escape(tokens[idx].content)}</code>"

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<pre><code>{escape(tokens[idx].content)}</code></pre>\n"

    fence = code_block

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<img{self.renderAttrs(tokens[idx])}>"

    def softbreak(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return soft_break(tokens, idx)

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<th scope="col"{_alignment(tokens[idx])}>'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        note, again = _note(tokens[idx], env), _reference(tokens[idx])
        link = f'<a href="{escape(env.get("page", ""))}#fn{note}" id="fnref{note}{again}">'
        return f'<sup class="footnote-ref">{link}[{tokens[idx].meta["id"] + 1}{again}]</a></sup>'

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<li id="fn{_note(tokens[idx], env)}" class="footnote-item">'

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        target = f"{escape(env.get('page', ''))}#fnref{_note(tokens[idx], env)}{_reference(tokens[idx])}"
        return f' <a href="{target}" class="footnote-backref">\u21a9\ufe0e</a>'


_RENDERER = _Renderer()
_OPTIONS = make_parser(linkify=False).options
