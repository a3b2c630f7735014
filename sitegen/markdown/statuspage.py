"""Markdown → the two formats of texts in Statuspage's API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import groupby, takewhile
from operator import itemgetter

from markdown_it.token import Token

from sitegen.markdown.parser import Picture, find_picture, parse, soft_break
from sitegen.markdown.references import references
from sitegen.markdown.safe_html import block_html, token_html, with_marks
from sitegen.markdown.simple import simple_blocks

_OPENS_TAG = re.compile(r"<(?=[A-Za-z/!?])")
"""The start of a tag, a comment or the like in HTML; every other `<` is text (WHATWG HTML, 13.2.5.6)."""
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]*|[^\s<>@/]+@[^\s<>@]+)>")
_PARAGRAPH = frozenset(("paragraph_open", "inline", "paragraph_close"))
_BLOCK_OF_CODE = ("<pre><code>", "</code></pre>")
_CODE = {"code_inline": ("<code>", "</code>"), "code_block": _BLOCK_OF_CODE, "fence": _BLOCK_OF_CODE}
_TABLE = {"table_open": "<table>", "table_close": "</table>"}
"""Without the scrolling box of pages."""


def update_body(source: str, *, title: str = "", images: Mapping[str, Picture] | None = None) -> str:
    """An update's text in Statuspage's format: text with significant line breaks, and HTML where it has markup.

    Plain paragraphs become plain text with as few escapes as possible; where there is a list or a table, paragraphs
    are elements too. Either is safe to insert into a page.
    """
    simple = simple_blocks(source)
    if simple is None:
        return _rendered(title, parse(source, images=images))
    if all(block.kind == "paragraph" for block in simple):
        return _as_text(title, (with_marks(block.text.replace("\n", " "), _escaped) for block in simple))
    return _as_html(title, (block_html(block, _escaped, "") for block in simple))


def postmortem_body(source: str, images: Mapping[str, Picture]) -> str:
    """A postmortem's text, which Statuspage has as Markdown, without HTML.

    Known pictures get their full URL, so that it can be shown elsewhere. A `<` that could start a tag is escaped
    in code too: other parsers may not see the same code.
    """
    for line, kind, target in references(source):
        if kind == "image" and (picture := find_picture(images, target)):
            source = _with_target(source, line, target, picture.url)
    return _OPENS_TAG.sub("&lt;", _ADDRESS.sub(r"\1", source))


def plain_body(lines: Iterable[str]) -> str:
    """Lines of plain text as a body, safe to insert into a page."""
    return "\n".join(map(_escaped, lines))


def _with_target(source: str, line: int, target: str, address: str) -> str:
    """A Markdown text with the target of the image on *line* replaced: there, or where its label is defined."""
    lines = source.split("\n")
    written = rf"<?{re.escape(target)}>?(?=[\s)]|$)"
    inline = re.compile(rf"(\]\(\s*){written}")
    rest = inline.sub(lambda found: found[1] + address, "\n".join(lines[line - 1 :]), count=1)
    definition = re.compile(rf"^([ ]{{0,3}}\[[^\]\n]+\]:\s*){written}", re.MULTILINE)
    return definition.sub(lambda found: found[1] + address, "\n".join([*lines[: line - 1], rest]))


def _as_text(title: str, paragraphs: Iterable[str]) -> str:
    return "\n\n".join([*([_escaped(title)] if title else []), *paragraphs])


def _as_html(title: str, blocks: Iterable[str]) -> str:
    return "".join([*([f"<p>{_escaped(title)}</p>"] if title else []), *blocks])


def _escaped(words: str) -> str:
    """*words* as HTML, with no more escapes than necessary."""
    # unescape() changes exactly what a browser would read as a character reference.
    if "&" in words and unescape(words) != words:
        words = words.replace("&", "&amp;")
    return _OPENS_TAG.sub("&lt;", words) if "<" in words else words


_Piece = tuple[bool, str]
"""Whether it is markup, and the HTML or the plain text."""


def _rendered(title: str, tokens: Sequence[Token]) -> str:
    if any(token.type not in _PARAGRAPH for token in tokens):
        return _as_html(title, [_joined(_pieces(tokens, (True, "<br>")))])
    inside = [token.children or () for token in tokens if token.type == "inline"]
    return _as_text(title, [_joined(_pieces(each, (False, "\n"))) for each in inside])


def _pieces(tokens: Sequence[Token], line_break: _Piece) -> Iterator[_Piece]:
    address = False
    for index, token in enumerate(tokens):
        if token.type == "inline":
            yield from _pieces(token.children or (), line_break)
        elif token.type == "text":
            yield False, token.content.replace("\n", " ")
        elif token.type == "softbreak":
            yield False, soft_break(tokens, index).replace("\n", " ")
        elif token.type == "hardbreak":
            yield line_break
        elif token.type in _CODE:
            begin, end = _CODE[token.type]
            yield from ((True, begin), (False, token.content), (True, end))
        elif token.type == "link_open" and _is_address(tokens, index):
            address = True
        elif token.type == "link_close" and address:
            address = False
        else:
            yield True, _TABLE.get(token.type) or token_html(tokens, index).strip("\n")


def _is_address(tokens: Sequence[Token], index: int) -> bool:
    """Whether the text of the link that opens here is its URL, which readers' programs link again."""
    inside = [*takewhile(lambda token: token.type != "link_close", tokens[index + 1 :])]
    words = "".join(token.content for token in inside)
    target, title = tokens[index].attrGet("href"), tokens[index].attrGet("title")
    return title is None and target in (words, f"mailto:{words}") and all(token.type == "text" for token in inside)


def _joined(pieces: Iterable[_Piece]) -> str:
    # An empty piece separates nothing: `<` before it and `script>` after it are one run of text.
    runs = groupby((piece for piece in pieces if piece[1]), key=itemgetter(0))
    joined = ((is_markup, "".join(text for _, text in run)) for is_markup, run in runs)
    return "".join(text if is_markup else _escaped(text) for is_markup, text in joined)
