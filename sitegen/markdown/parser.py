"""The Markdown parser: no HTML, no unknown link targets, emphasis between Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.markdown.brackets import look_once_for_brackets
from sitegen.markdown.wide import WIDE_BREAK, WIDE_RUN, is_wide

_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f]+|mailto:[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_NAME = re.compile(r"[^:\x00-\x1f\x7f]+")
_TASK = re.compile(r"\[([ xX])\][ \u00a0]")
_MARKS = {" ": "☐", "x": "☑", "X": "☑"}


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a known image is served, and its size in pixels."""

    url: str
    width: int
    height: int


def parse(
    source: str, *, top: int = 4, images: Mapping[str, Picture] | None = None, linkify: bool = True
) -> Sequence[Token]:
    """The tokens of a Markdown text, whose highest heading is `<h{top}>`; only *images* are shown.

    With *linkify* bare URLs are links.
    """
    # They are searched for only where there may be one, since that is slow.
    return _parsed(source, top, tuple((images or {}).items()), linkify and ("://" in source or "mailto:" in source))


@lru_cache(maxsize=64)  # The page of an entry and its other files, rendered next, show the same texts.
def _parsed(source: str, top: int, images: tuple[tuple[str, Picture], ...], linkify: bool) -> Sequence[Token]:
    return make_parser(linkify).parse(source, {"top": top, "images": dict(images)})


@cache
def make_parser(linkify: bool) -> MarkdownIt:
    """A parser, which with *linkify* finds bare URLs; made once and kept."""
    parser = _new_parser(linkify)
    parser.validateLink = _is_valid_target  # type: ignore[method-assign]
    parser.normalizeLinkText = _shown_address  # type: ignore[method-assign]
    parser.inline.ruler.at("emphasis", _emphasis)
    if linkify:
        parser.enable("linkify")
        parser.linkify = _UrlFinder()
    parser.core.ruler.push("neutralize", _neutralize)
    return parser


@cache
def target_reader() -> MarkdownIt:
    """A parser that accepts every link target and leaves it as written, so that it can be checked."""
    reader = _new_parser(linkify=False)
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return reader


def _new_parser(linkify: bool) -> MarkdownIt:
    """A parser with all our extensions of Markdown."""
    parser = MarkdownIt("commonmark", {"html": False, "linkify": linkify})
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])
    parser.use(footnote_plugin, inline=False)
    parser.core.ruler.before("footnote_tail", "lift_nested_notes", _lift_nested_notes)
    look_once_for_brackets(parser)
    return parser


def _lift_nested_notes(state: StateCore) -> None:
    """Move a footnote defined inside another one before it: the plugin would split the outer one."""
    found: list[Token] = []
    notes: list[list[Token]] = []
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            notes.append([])
        (notes[-1] if notes else found).append(token)
        if token.type == "footnote_reference_close":
            found += notes.pop()
    state.tokens = found


def _is_valid_target(url: str) -> bool:
    # A name without a scheme passes, since it may be that of an image; see _neutralize.
    return bool(_LINK.fullmatch(url) or _NAME.fullmatch(url))


def _shown_address(link: str) -> str:
    """An address as its own words: decoded, unless that would show a character that no content file may have."""
    shown = normalizeLinkText(link)
    return shown if shown.isprintable() else link


def _neutralize(state: StateCore) -> None:
    """Turn links and images with unknown targets back into text; mark tasks; set the levels of headings."""
    images: Mapping[str, Picture] = state.env.get("images", {})
    levels = [int(token.tag[1]) for token in state.tokens if token.type == "heading_open"]
    shift = state.env.get("top", 1) - min(levels, default=1)
    for index, token in enumerate(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(1, min(6, int(token.tag[1]) + shift))}"
        elif token.type == "inline" and token.children:
            _neutralize_links(token.children)
            for child in token.children:
                if child.type == "image":
                    _show_image(child, images)
            if index >= 2 and state.tokens[index - 2].type == "list_item_open":
                _mark_task(token.children[0])


def _neutralize_links(children: Sequence[Token]) -> None:
    target = ""  # Links are not nested.
    for child in children:
        if child.type == "link_open":
            target = str(child.attrGet("href") or "")
        if child.type in ("link_open", "link_close") and not _LINK.fullmatch(target):
            _turn_into_text(child, "[" if child.nesting > 0 else f"]({target})")


def find_picture(images: Mapping[str, Picture], target: str) -> Picture | None:
    """The one of *images* with the name *target*, which may be percent-encoded; None: unknown."""
    return images.get(unquote(target)) or images.get(target)


def _show_image(token: Token, images: Mapping[str, Picture]) -> None:
    source = str(token.attrGet("src") or "")
    picture = find_picture(images, source)
    alt = "".join(" " if child.type == "softbreak" else child.content for child in token.children or ())
    if picture is None:
        _turn_into_text(token, f"![{alt}]({source})")
        return
    size = {"width": picture.width, "height": picture.height}
    token.attrs = {"src": picture.url, "alt": alt, **size, "loading": "lazy"}


def soft_break(tokens: Sequence[Token], index: int) -> str:
    """The text of the soft line break at *index*: a line break, or nothing between two Chinese characters."""
    if not 0 < index < len(tokens) - 1:
        return "\n"
    before, after = tokens[index - 1], tokens[index + 1]
    together = before.content[-1:] + "\n" + after.content[:1]
    joined = before.type == after.type == "text" and WIDE_BREAK.search(together)
    return "" if joined else "\n"


def _turn_into_text(token: Token, text: str) -> None:
    token.type, token.tag, token.nesting, token.content, token.children = "text", "", 0, text, None


def _mark_task(first: Token) -> None:
    if first.type == "text" and (task := _TASK.match(first.content)):
        first.content = f"{_MARKS[task[1]]} {first.content[task.end() :]}"


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Parse a run of `*` or `_` by CommonMark's rules, extended for Chinese text.

    By those rules `**注意：**请` closes nothing: a closing mark after punctuation must be followed by a space.
    Chinese has no spaces, so a wide neighbour counts as one.
    """
    known = len(state.delimiters)
    start = state.pos
    if not emphasis.tokenize(state, silent):
        return False
    before = state.src[start - 1] if start else " "
    after = state.src[state.pos] if state.pos < state.posMax else " "
    if state.src[start] == "*" and (is_wide(before) or is_wide(after)):
        for delimiter in state.delimiters[known:]:
            delimiter.open, delimiter.close = not after.isspace(), not before.isspace()
    return True


class _UrlFinder(LinkifyIt):  # type: ignore[misc]
    """Finds bare URLs, which end before a Chinese character, since Chinese has no spaces."""

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
    if wide := WIDE_RUN.search(found.raw):
        found.last_index = found.index + wide.start()
        found.raw = found.text = found.url = found.raw[: wide.start()]
    return found
