"""Markdown → safe HTML. The home of markdown-it-py.

Whatever an author or an importer writes, what comes out holds no HTML of theirs, no link but to http, https
and mailto, and no image but those that are known. The rest is shown as the text that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import linkify_it
import markdown_it
import mdit_py_plugins
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

VERSION = (markdown_it.__version__, mdit_py_plugins.__version__, linkify_it.__version__)

_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f]+|mailto:[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_NAME = re.compile(r"[^:\x00-\x1f\x7f]+")
_MARK = re.compile(r"[\\`*_\[\]<&~|\t\x00]")
_OPENS_BLOCK = re.compile(r"\n(?:[ ]*[-+>#=:]|[ ]*\d+[.)]|[ ]{4})")
_WIDE_EDGE = re.compile(r"^ *[^\S\n ]|[^\S\n ] *$", re.MULTILINE)
"""A space of another script at an edge of a line, which the parser drops in some places and keeps in others."""
_PIECE = re.compile(
    r"`(?<!``)(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)"
    r"|\*\*(?<![^\s(]\*\*)(?P<strong>[^\W_](?:[^\W_]|[ ,.'-](?=[^*]))*)\*\*(?![^\s.,;:!?)])"
    r"|\[(?<!!\[)(?P<text>[^\W_](?:[^\W_]|[ ,.'-](?=[^\]]))*)\]\((?P<url>https?://[A-Za-z0-9./?=#-]+)\)"
)
"""Code, strong words and links in their simplest form, which mean the same wherever they stand.

What must not stand before a mark is looked at behind it: `re` finds the first character of a pattern fast.
"""
_FENCE = re.compile(r"\n```[a-z]*\n((?:[^`]*\n)?)```(?=\n)")
_UNFIT = re.compile(r"[\t\r\x00]")
_ITEM = re.compile(r"^- (?=\S)", re.MULTILINE)
_WIDE = r"\u2e80-\u303f\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffee"
_WIDE_BREAK = re.compile(rf"\n(?<=[{_WIDE}]\n)(?=[{_WIDE}])")
_INDENTED = re.compile(r"\n[ ]+")
_BLANK = re.compile(r"\n(?:[ ]*\n)+")
_WIDE_RUN = re.compile(f"[{_WIDE}]")
_TASK = re.compile(r"\[([ xX])\][ \u00a0]")
_MARKS = {" ": "☐", "x": "☑", "X": "☑"}


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a known image is served, and its size in pixels."""

    url: str
    width: int
    height: int


def html(source: str, *, top: int = 4, prefix: str = "", images: Mapping[str, Picture] | None = None) -> str:
    """Safe HTML of a Markdown text.

    Its highest heading becomes `<h{top}>` and the others follow. *prefix* keeps the ids of its footnotes apart
    from those of other texts on the page. Only *images* are shown, by the name under which the text knows them.
    """
    simple = _simple_html(source)
    if simple is not None:
        return simple
    return _rendered(source, top, prefix, tuple((images or {}).items()))


@lru_cache(maxsize=64)  # What the clock changes is made once for each coming moment, from the same words.
def _rendered(source: str, top: int, prefix: str, images: tuple[tuple[str, Picture], ...]) -> str:
    environment: dict[str, Any] = {"top": top, "images": dict(images)}
    if prefix:
        environment["docId"] = prefix
    return str(_parser("://" in source or "mailto:" in source).render(source, environment))


def plain(source: str) -> str:
    """The words of a Markdown text without its marks, on one line: for descriptions and summaries."""
    if not _is_special(source):
        blocks = source
    elif (parts := _simple_parts(source)) is not None:
        blocks = "\n".join(part if index % 2 else _said(part) for index, part in enumerate(parts))
    else:
        blocks = _words_of(source)
    return " ".join(_joined(_BLANK.sub("\n", blocks)).split())


@lru_cache(maxsize=64)
def _words_of(source: str) -> str:
    return "\n".join(_texts(_parser(linkify=False).parse(source)))


def references(source: str) -> list[tuple[int, str, str]]:
    """What a Markdown text points at: line (from 1), `link` or `image`, and the target as written.

    Bare URLs are left out, since only http, https and mailto make one.
    """
    if "](" not in source and "]:" not in source and "<" not in source:
        return []
    if _simple_parts(source) is not None:
        words = _FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), f"\n{source}\n")
        links = [one for one in _PIECE.finditer(words) if one["url"]]
        return sorted((words.count("\n", 0, one.start()), "link", one["url"]) for one in links)
    environment: dict[str, Any] = {}
    tokens = _reader().parse(source, environment)
    found = list(_targets(tokens))
    used = {target for _, _, target in found}
    for definition in environment.get("references", {}).values():
        if definition["href"] not in used:
            found.append((definition["map"][0] + 1, "link", definition["href"]))
    return sorted(found)


# ---- the short way: most of what is written in a hurry is plain paragraphs


@lru_cache(maxsize=64)  # The page of an entry and its other files, which are made next, tell the same words.
def _simple_html(source: str) -> str | None:
    """The HTML of a simple text, which is the same wherever it stands; None if it may be more than that."""
    parts = _simple_parts(source)
    if parts is None:
        return None
    return "".join(_code(part) if index % 2 else _paragraphs(part) for index, part in enumerate(parts))


@lru_cache(maxsize=64)
def _simple_parts(source: str) -> Sequence[str] | None:
    """A simple text, in which every second part is what stands in a fence; None if it may be more than that."""
    parts = _FENCE.split(f"\n{source}\n") if "```" in source else [source]
    return parts if all(map(_is_simple, parts[::2])) and not any(map(_UNFIT.search, parts[1::2])) else None


def _is_simple(source: str) -> bool:
    """Whether a text holds nothing but paragraphs and plain lists of plain words, code, strong words and links."""
    if not _is_special(source):
        return True
    rest = _PIECE.sub("x", source)
    if "\n- " not in f"\n{rest}":
        return not _is_special(rest)
    return not _is_special(_ITEM.sub("", rest)) and _has_plain_lists(rest)


def _is_special(source: str) -> bool:
    """Whether anything could make a text more than plain paragraphs; erring on this side only costs time."""
    return (
        _MARK.search(source) is not None
        or "://" in source
        or "mailto:" in source
        or " \n" in source
        or source.endswith(" ")
        or _OPENS_BLOCK.search(f"\n{source}") is not None
        or not (source.isascii() or _WIDE_EDGE.search(source) is None)
    )


def _has_plain_lists(source: str) -> bool:
    """Whether each list stands alone between blank lines, and nothing could belong to an item of it."""
    if "\n " in f"\n{source}":
        return False
    kinds = [{line.startswith("- ") for line in block.split("\n")} for block in _blocks(source)]
    return all(len(kind) == 1 for kind in kinds) and all(
        True not in one or True not in two for one, two in pairwise(kinds)
    )


def _blocks(source: str) -> list[str]:
    return [block for block in _BLANK.split(source.strip("\n")) if block]


def _paragraphs(source: str) -> str:
    return "".join(_block(block) for block in _blocks(source.strip(" \n")))


def _block(block: str) -> str:
    if block.startswith("- "):
        return "<ul>\n" + "".join(f"<li>{_marked(line[2:])}</li>\n" for line in block.split("\n")) + "</ul>\n"
    return f"<p>{_marked(_joined(block.lstrip(' ')))}</p>\n"


def _marked(block: str) -> str:
    found: list[str] = []
    place = 0
    if _MARK.search(block) is None:
        return escape(block)
    for piece in _PIECE.finditer(block):
        found += escape(block[place : piece.start()]), _mark(piece)
        place = piece.end()
    return "".join([*found, escape(block[place:])])


def _code(inside: str) -> str:
    return f"<pre><code>{escape(inside)}</code></pre>\n"


def _said(source: str) -> str:
    return _ITEM.sub("", _PIECE.sub(_words, source) if _MARK.search(source) else source)


def _mark(piece: re.Match[str]) -> str:
    if piece["code"]:
        return f"<code>{escape(piece['code'])}</code>"
    if piece["strong"]:
        return f"<strong>{escape(piece['strong'])}</strong>"
    return f'<a href="{piece["url"]}">{escape(piece["text"])}</a>'


def _words(piece: re.Match[str]) -> str:
    return piece["code"] or piece["strong"] or piece["text"]


def _joined(source: str) -> str:
    """Lines without their indentation; a line break between two Chinese characters is no space."""
    if "\n " in source:
        source = _INDENTED.sub("\n", source)
    return source if source.isascii() else _WIDE_BREAK.sub("", source)


@cache
def _parser(linkify: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": linkify}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])
    parser.use(footnote_plugin, inline=False)
    parser.add_render_rule("footnote_block_open", lambda *_: '<ol class="footnotes">\n')
    parser.add_render_rule("footnote_block_close", lambda *_: "</ol>\n")
    parser.validateLink = _may_point_at  # type: ignore[method-assign]
    parser.inline.ruler.at("emphasis", _emphasis)
    if linkify:
        parser.enable("linkify")
        parser.linkify = _Finder()
    parser.core.ruler.push("disarm", _disarm)
    return parser


@cache
def _reader() -> MarkdownIt:
    """Like the parser, but it takes every target for good and leaves it as written, so that it can be judged."""
    reader = MarkdownIt("commonmark", {"html": False})
    reader.enable(["table", "strikethrough"])
    reader.disable(["html_block", "html_inline"])
    reader.use(footnote_plugin, inline=False)
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return reader


def _may_point_at(url: str) -> bool:
    # A name without a scheme passes so that it can be looked up among the images; see _disarm.
    return bool(_LINK.fullmatch(url) or _NAME.fullmatch(url))


def _disarm(state: StateCore) -> None:
    """Turn links and images that lead nowhere we know back into text; mark tasks; set the level of headings."""
    images: Mapping[str, Picture] = state.env.get("images", {})
    levels = [int(token.tag[1]) for token in state.tokens if token.type == "heading_open"]
    shift = state.env.get("top", 1) - min(levels, default=1)
    for index, token in enumerate(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(1, min(6, int(token.tag[1]) + shift))}"
        elif token.type == "inline" and token.children:
            _disarm_links(token.children)
            for child in token.children:
                if child.type == "image":
                    _show_image(child, images)
            if index >= 2 and state.tokens[index - 2].type == "list_item_open":
                _mark_task(token.children[0])


def _disarm_links(children: Sequence[Token]) -> None:
    shown: list[str | None] = []
    for child in children:
        if child.type == "link_open":
            target = str(child.attrGet("href") or "")
            shown.append(None if _LINK.fullmatch(target) else target)
            if shown[-1] is not None:
                _become_text(child, "[")
        elif child.type == "link_close":
            lost = shown.pop()
            if lost is not None:
                _become_text(child, f"]({lost})")


def _show_image(token: Token, images: Mapping[str, Picture]) -> None:
    source = str(token.attrGet("src") or "")
    picture = images.get(unquote(source)) or images.get(source)
    alternative = _alternative(token.children or ())
    if picture is None:
        _become_text(token, f"![{alternative}]({source})")
        return
    token.attrs = {
        "src": picture.url,
        "alt": alternative,
        "width": picture.width,
        "height": picture.height,
        "loading": "lazy",
    }


def _alternative(children: Sequence[Token]) -> str:
    return "".join(" " if child.type == "softbreak" else child.content for child in children)


def _become_text(token: Token, text: str) -> None:
    token.type, token.tag, token.nesting, token.content, token.children = "text", "", 0, text, None


def _mark_task(first: Token) -> None:
    if first.type == "text" and (task := _TASK.match(first.content)):
        first.content = f"{_MARKS[task[1]]} {first.content[task.end() :]}"


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    """The words in blocks, without those of tables, which mean nothing on one line."""
    tables = 0
    for token in tokens:
        if token.type in ("table_open", "table_close"):
            tables += token.nesting
        elif tables:
            continue
        elif token.type == "inline":
            yield "".join(
                "\n" if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or ()
                if child.type != "footnote_ref"
            )
        elif token.type in ("fence", "code_block"):
            yield token.content


def _targets(tokens: Sequence[Token]) -> Iterator[tuple[int, str, str]]:
    line = 1
    for token in tokens:
        if token.map is not None:
            line = token.map[0] + 1
        if token.type != "inline":
            continue
        within = line
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                within += 1
            elif child.type == "link_open":
                yield within, "link", str(child.attrGet("href"))
            elif child.type == "image":
                yield within, "image", str(child.attrGet("src"))


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Read a run of `*` or `_`, with CommonMark's rules made to work between Chinese characters.

    There, `**注意：**请` closes nothing, because a mark that follows punctuation must be followed by a space.
    Chinese has no spaces: a neighbour that is wide counts as one.
    """
    known = len(state.delimiters)
    start = state.pos
    if not emphasis.tokenize(state, silent):
        return False
    before = state.src[start - 1] if start else " "
    after = state.src[state.pos] if state.pos < state.posMax else " "
    if state.src[start] == "*" and (_is_wide(before) or _is_wide(after)):
        for delimiter in state.delimiters[known:]:
            delimiter.open, delimiter.close = not after.isspace(), not before.isspace()
    return True


def _is_wide(character: str) -> bool:
    return _WIDE_RUN.match(character) is not None


class _Finder(LinkifyIt):  # type: ignore[misc]
    """Finds bare URLs; one ends where Chinese goes on, which it does without a space."""

    def __init__(self) -> None:
        super().__init__(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        for scheme in ("ftp:", "//"):
            self.add(scheme, None)

    def match(self, text: str) -> list[Any] | None:
        found: list[Any] | None = super().match(text)
        return found and [_before_chinese(one) for one in found]

    def match_at_start(self, text: str) -> Any:
        found = super().match_at_start(text)
        return found and _before_chinese(found)


def _before_chinese(found: Any) -> Any:
    if wide := _WIDE_RUN.search(found.raw):
        found.last_index = found.index + wide.start()
        found.raw = found.text = found.url = found.raw[: wide.start()]
    return found


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
        return _code(tokens[idx].content)

    fence = code_block

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<img{self.renderAttrs(tokens[idx])}>"

    def softbreak(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        if not 0 < idx < len(tokens) - 1:
            return "\n"
        before, after = tokens[idx - 1], tokens[idx + 1]
        together = before.content[-1:] + "\n" + after.content[:1]
        joined = before.type == after.type == "text" and _WIDE_BREAK.search(together)
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
