"""Markdown → the markup of a channel: one walk through the parser's tokens, and a value for what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, repeat, takewhile
from typing import Literal, NamedTuple

from markdown_it.token import Token

from sitegen.markdown.parser import Picture, parse, soft_break

Mark = Literal["strong", "em", "strike", "code"]
BlockKind = Literal["text", "label", "heading", "list", "quote", "code", "table", "rule", "notes"]

# Unicode's noncharacters are for use inside programs; what an author has of them is dropped.
_OPENING: dict[str, Mark] = {"\ufdd0": "strong", "\ufdd2": "em", "\ufdd4": "strike", "\ufdd6": "code"}
_CLOSING: dict[str, Mark] = {"\ufdd1": "strong", "\ufdd3": "em", "\ufdd5": "strike", "\ufdd7": "code"}
_ADDRESS, _WORDS, _LINK_END = "\ufdd8", "\ufdd9", "\ufdda"
_OWN = re.compile("[\ufdd0-\ufdef]")
_MARK = re.compile("([\ufdd0-\ufdd7])")
_PIECES = re.compile("([\ufdd0-\ufdd7\ufdda]|\ufdd8[^\ufdd9]*\ufdd9)")
_NOTHING_MARKED = re.compile("\ufdd0\ufdd1|\ufdd2\ufdd3|\ufdd4\ufdd5|\ufdd6\ufdd7")
_TOKENS = {
    "strong_open": "\ufdd0",
    "strong_close": "\ufdd1",
    "em_open": "\ufdd2",
    "em_close": "\ufdd3",
    "s_open": "\ufdd4",
    "s_close": "\ufdd5",
}


def address_behind(words: str, address: str) -> str:
    """`words (address)`, or the address alone where the words say no more."""
    shown = address.removeprefix("mailto:")
    return shown if words in ("", shown) else f"{words} ({shown})" if shown else words


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a channel writes what Markdown can say. The defaults are those of plain text."""

    escape: Callable[[str], str] = str
    """A text as people are to read it → the same in the channel's markup."""
    begin: Callable[[str], str] = str
    """The same for the beginning of a line, which must not begin a heading, a list or a quotation."""
    code: Callable[[str], str] = str
    """Code within a line, without its marks."""
    fence: Callable[[str], str] = str
    """A block of code."""
    link: Callable[[str, str], str] = address_behind
    """The words of a link, in the channel's markup and perhaps empty, and its address."""
    picture: Callable[[str, str], str] = address_behind
    """The alternative text of a picture, in the channel's markup, and its address; either may be empty."""
    marks: Mapping[Mark, str] = field(default_factory=lambda: {"strike": "~~"})
    """What stands on both sides of marked words. Without a mark, struck words would say what the author takes back."""
    apart: Callable[[str, str], bool] = lambda outside, inside: False
    """Whether a mark between these two characters, outside and inside, is one only with a space outside."""
    strong_headings: bool = True
    bullets: tuple[str, ...] = ("- ",)
    """Of a list, of a list within it, and so on."""
    hang: str | None = None
    """Before the further lines of an item; None: as many spaces as its bullet has characters."""
    quote: str = "> "
    """Before each line of a quotation."""
    rule: str = "* * *"
    newline: str = "\n"
    """A line break within a paragraph."""
    tight: bool = False
    """Whether a list follows its heading, or the line of strong words before it, without an empty line."""

    def strong(self, text: str) -> str:
        """A text without Markdown as strong words, such as a title on its line."""
        sign = self.marks.get("strong", "")
        return f"{sign}{self.escape(text)}{sign}" if sign else self.begin(self.escape(text))


class WrittenBlock(NamedTuple):
    """A block in a channel's markup."""

    text: str
    kind: BlockKind = "text"
    loose: bool = False
    """Whether it is a paragraph between empty lines, even in a list item."""


class Run(NamedTuple):
    """Words that are marked alike, and where they lead."""

    text: str
    marks: frozenset[Mark] = frozenset()
    address: str = ""


def written(source: str, dialect: Dialect, pictures: Mapping[str, Picture]) -> str:
    """A Markdown text in a dialect; *pictures* are known by their name in the text."""
    return joined(written_blocks(source, dialect, pictures), dialect)


def written_blocks(source: str, dialect: Dialect, pictures: Mapping[str, Picture]) -> list[WrittenBlock]:
    """The blocks of a Markdown text in a dialect, none of them empty."""
    return list(_Walk(dialect).blocks(iter(parse(source, images=pictures))))


def joined(blocks: Iterable[WrittenBlock], dialect: Dialect) -> str:
    """Blocks as one text, with empty lines between them."""
    found: list[str] = []
    before = ""
    for block in blocks:
        together = dialect.tight and before in ("label", "heading") and block.kind in ("list", "table", "code")
        found += ("\n" if together else "\n\n", block.text)
        before = block.kind
    return "".join(found[1:])


def _marked_link(words: str, address: str) -> str:
    return f"{_ADDRESS}{address}{_WORDS}{words or address.removeprefix('mailto:')}{_LINK_END}" if address else words


MARKED = Dialect(link=_marked_link, picture=_marked_link, bullets=("• ", "◦ "), hang="    ", rule="———", tight=True)
"""For channels whose markup is data: its texts are read by `runs` alone."""


def runs(text: str) -> list[Run]:
    """The runs of a text in MARKED, none of them empty."""
    found: list[Run] = []
    marks: list[Mark] = []
    address = ""
    for piece in _PIECES.split(text):
        if piece in _OPENING:
            marks.append(_OPENING[piece])
        elif piece in _CLOSING:
            marks.remove(_CLOSING[piece])
        elif piece.startswith(_ADDRESS):
            address = piece[1:-1]
        elif piece == _LINK_END:
            address = ""
        elif piece:
            found.append(Run(piece, frozenset(marks), address))
    return found


class _Walk:
    """A way through the tokens of one text."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._depth = 0
        """In how many lists."""

    def blocks(self, tokens: Iterator[Token]) -> Iterator[WrittenBlock]:
        """The blocks up to the end of the enclosing block."""
        for token in tokens:
            if token.nesting < 0:
                return
            block = self._block(token, tokens)
            if block.text:
                yield block

    def _block(self, first: Token, rest: Iterator[Token]) -> WrittenBlock:
        """The block that begins with *first*; consumes its tokens from *rest*."""
        dialect = self._dialect
        match first.type:
            case "inline":
                children = first.children or ()
                return WrittenBlock(self._lines(self._words(children)), "label" if _is_label(children) else "text")
            case "fence" | "code_block":
                content = _OWN.sub("", first.content).strip("\n") if first.content.strip() else ""
                return WrittenBlock(dialect.fence(content) if content else "", "code")
            case "hr":
                return WrittenBlock(dialect.rule, "rule")
            case "bullet_list_open":
                return WrittenBlock(
                    self._list(repeat(dialect.bullets[self._depth % len(dialect.bullets)]), rest), "list"
                )
            case "ordered_list_open":
                first_number = int(first.attrs.get("start", 1))
                return WrittenBlock(self._list((f"{number}. " for number in count(first_number)), rest), "list")
            case "footnote_block_open":
                return WrittenBlock(self._list((dialect.escape(f"[{number}] ") for number in count(1)), rest), "notes")
            case "table_open":
                return WrittenBlock(dialect.newline.join(self._rows(rest)), "table")
            case "blockquote_open":
                quoted = joined(self.blocks(rest), dialect)
                return WrittenBlock(_hanging(dialect.quote, dialect.quote, quoted) if quoted else "", "quote")
            case "heading_open":
                return WrittenBlock(self._heading(rest), "heading", loose=True)
            case "paragraph_open":
                inside = [*self.blocks(rest)]
                kind = inside[0].kind if inside else "text"
                return WrittenBlock(joined(inside, dialect), kind, loose=not first.hidden)
        return WrittenBlock("")  # The link back from a footnote, which only pages have.

    def _heading(self, rest: Iterator[Token]) -> str:
        strong = self._dialect.strong_headings
        within = [token for token in takewhile(lambda token: token.nesting >= 0, rest) if token.type == "inline"]
        words = "".join(self._words(token.children or ()) for token in within)
        return self._lines(f"\ufdd0{words}\ufdd1" if strong and words.strip() else words)

    def _list(self, markers: Iterator[str], rest: Iterator[Token]) -> str:
        items: list[str] = []
        loose = False
        self._depth += 1
        for marker, _item in zip(markers, takewhile(lambda token: token.nesting >= 0, rest), strict=False):
            blocks = [*self.blocks(rest)]
            is_loose = any(block.loose for block in blocks)
            text = joined(blocks, self._dialect) if is_loose else "\n".join(block.text for block in blocks)
            hang = self._dialect.hang
            items.append(_hanging(marker, " " * len(marker) if hang is None else hang, text))
            loose = loose or is_loose
        self._depth -= 1
        return ("\n\n" if loose else "\n").join(items)

    def _rows(self, rest: Iterator[Token]) -> Iterator[str]:
        cells: list[str] = []
        for token in takewhile(lambda token: token.type != "table_close", rest):
            if token.type == "inline":
                cells.append(_marked(self._words(token.children or ()), self._dialect).strip())
            elif token.type == "tr_close":
                yield self._dialect.begin(" | ".join(cells).strip())
                cells = []

    def _lines(self, words: str) -> str:
        """The words of a block, with the channel's marks, breaks and beginnings of lines."""
        lines = _marked(words, self._dialect).strip().split("\n")
        return self._dialect.newline.join(self._dialect.begin(line.rstrip(" ")) for line in lines)

    def _words(self, tokens: Sequence[Token]) -> str:
        """The text of a block, with hard line breaks only and the marks of this module."""
        dialect = self._dialect
        found: list[str] = []
        outside: list[str] = []
        shown: list[str] = []  # The addresses of the pictures in a link, which follow it.
        link: Token | None = None
        for index, token in enumerate(tokens):
            if token.type in _TOKENS:
                found.append(_TOKENS[token.type])
            elif token.type == "softbreak":
                found.append(soft_break(tokens, index).replace("\n", " "))
            elif token.type == "hardbreak":
                found.append("\n")
            elif token.type == "footnote_ref":
                found.append(dialect.escape(f"[{token.meta['id'] + 1}]"))
            elif token.type == "code_inline":
                found += "\ufdd6", dialect.code(_OWN.sub("", token.content)), "\ufdd7"
            elif token.type == "image":
                words, address = self._text(str(token.attrGet("alt"))), str(token.attrGet("src"))
                found.append(words if link else dialect.picture(words, address))
                shown += [f" {dialect.picture('', address)}"] if link and address else []
            elif token.type == "link_open":
                link, outside, found = token, found, []
            elif token.type == "link_close" and link:
                found = [*outside, self._link(link, "".join(found)), *shown]
                link, shown = None, []
            else:
                found.append(self._text(token.content))
        return "".join(found)

    def _link(self, link: Token, words: str) -> str:
        address = str(link.attrGet("href"))
        alone = link.info == "auto" or _OWN.sub("", words) in ("", self._text(address.removeprefix("mailto:")))
        return self._dialect.link("" if alone else words, address)

    def _text(self, content: str) -> str:
        return self._dialect.escape(_OWN.sub("", content).replace("\n", " "))


def _is_label(tokens: Sequence[Token]) -> bool:
    """Whether a paragraph is strong words alone, as a heading of what follows."""
    shown = [token for token in tokens if token.type != "text" or token.content]  # The parser leaves empty ones.
    ends = [index for index, token in enumerate(shown) if token.type == "strong_close" and token.level == 0]
    return bool(shown) and shown[0].type == "strong_open" and ends[:1] == [len(shown) - 1]


def _hanging(first: str, others: str, text: str) -> str:
    """The lines of *text*, the first after *first*, the others after *others*."""
    begin, *more = f"{first}{text}".rstrip(" ").split("\n")
    return "\n".join([begin, *(f"{others}{line}" if line else others.rstrip() for line in more)])


def _marked(words: str, dialect: Dialect) -> str:
    """Words with the channel's marks for ours; words that are marked alike twice are marked once."""
    if dialect is MARKED or _MARK.search(words) is None:
        return words
    while _NOTHING_MARKED.search(words):
        words = _NOTHING_MARKED.sub("", words)
    pieces = _MARK.split(words)
    found, opened = "", 0
    depth = dict.fromkeys(_OPENING.values(), 0)
    for index, piece in enumerate(pieces):
        opens = piece in _OPENING
        mark = _OPENING.get(piece) or _CLOSING.get(piece)
        if mark is None:
            found += piece
            continue
        depth[mark] += 1 if opens else -1
        sign = dialect.marks.get(mark, "")
        if depth[mark] != int(opens) or not sign:
            continue
        before, after = found[-1:], _next(pieces[index + 1 :], dialect, opens)
        if opens:
            beside = bool(before) and opened < len(found)
            found += f" {sign}" if beside and dialect.apart(before, after) else sign
            opened = len(found)
        else:
            found += f"{sign} " if after and dialect.apart(after, before) else sign
    return found.rstrip(" ")


def _next(pieces: Sequence[str], dialect: Dialect, opens: bool) -> str:
    """The character that will follow a mark, of the text; empty where another mark closes beside one that closes."""
    for piece in pieces:
        if piece in _CLOSING and not opens and dialect.marks.get(_CLOSING[piece]):
            return ""
        if piece and _MARK.fullmatch(piece) is None:
            return piece[0]
    return ""
