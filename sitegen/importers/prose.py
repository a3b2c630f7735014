"""Conversion of imported bodies, HTML or plain text, into Markdown with the same text."""

from __future__ import annotations

import html
import html.entities
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from markdownify import ATX, MarkdownConverter

from sitegen.importers.escaping import clean_text, escape_prose, escape_words, guard_body, start_to_escape

MAX_NESTING = 80
"""Levels of nested elements that are kept; of deeper ones only the text is."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q s samp small span "
    "strike strong sub sup time tt u var wbr"
)
BLOCK = _names(
    "address article aside blockquote body br caption center col colgroup dd details dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html li main menu nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul"
)
TABLE_PARTS = _names("caption col colgroup tbody td tfoot th thead tr")
VOID = _names("br col hr img wbr")
EMPHASIS = _names("b strong em i del s strike")
CODE = _names("code kbd samp")

# By start tag: the open elements that it closes, and those beyond which it closes nothing.
IMPLIED_ENDS = {
    "a": (("a",), ()),
    "li": (("li",), ("ul", "ol", "menu", "dir")),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "tr": (("tr",), ("table",)),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
}
ENDS_NO_PARAGRAPH = frozenset(("br", "body", "head", "html"))

# Noncharacters, which cleaned text never has, mark characters that came from text, and line breaks.
_FROM_TEXT = "\ufdd0"
_BREAK = "\ufdd1"
_GAP = f" \n{_BREAK}"

_TOKEN = re.compile(
    r"<!doctype[^<>]*>|</?(?P<name>[a-z][a-z0-9]*)"
    r"(?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*\s*/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#[0-9]+|#x[0-9a-f]+|([a-z][a-z0-9]*));", re.IGNORECASE)
_CONTAINERS = re.compile(r"\A(?:[ \t]|>|[*+-][ \t]|[0-9]{1,9}[.)][ \t])*")
_STARTERS = re.compile(r"\\.|([#*+=>.)|:_-])", re.DOTALL)
_UNSAFE_IN_ADDRESS = re.compile(r"[\s()<>\\\x00-\x20\x7f]")


class ConvertedBody(NamedTuple):
    """A body in Markdown, and a description of each loss."""

    markdown: str
    lost: tuple[str, ...] = ()


def to_markdown(body: str, *, base: str = "", sections: bool = False) -> ConvertedBody:
    """*body* as Markdown with the same text, safe for the body of an update.

    Text without a tag or an entity is plain: its line breaks are kept and nothing in it is markup. Relative links
    are resolved against *base*. *sections* is for postmortems, which may have level-2 headings.
    """
    text = clean_text(body)
    if not is_html(text):
        return ConvertedBody(escape_prose(text))
    shown = _without_comments(text)
    lost = ["an HTML comment"] if shown != text else []
    pieces = list(_pieces(shown))
    if not any(piece.name for piece in pieces):
        return ConvertedBody(escape_prose("".join(html.unescape(piece.text) for piece in pieces)), tuple(lost))
    soup = BeautifulSoup("".join(_balanced(pieces)), "html.parser")
    _tidy(soup)
    converter = _Converter(base, 2 if sections else 3)
    markdown = _settle(converter.convert_soup(soup))
    return ConvertedBody(guard_body(markdown, sections=sections), (*lost, *converter.lost))


def is_html(text: str) -> bool:
    """Whether *text* has an element that we support, or an entity of HTML."""
    if any(found["name"] and found["name"].lower() in INLINE | BLOCK for found in _TOKEN.finditer(text)):
        return True
    return any(not found[1] or f"{found[1]};" in html.entities.html5 for found in _ENTITY.finditer(text))


# --- Before the conversion: well-formed markup ---------------------------------------------------------------


def _without_comments(text: str) -> str:
    kept = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[position:start])
        position = end + len("-->")
    return "".join([*kept, text[position:]])


class _Piece(NamedTuple):
    text: str
    name: str = ""


def _pieces(text: str) -> Iterator[_Piece]:
    """The text and the tags of elements that we support; other tags count as text."""
    position = 0
    for found in _TOKEN.finditer(text):
        name = (found["name"] or "").lower()
        if name and name not in INLINE | BLOCK:
            continue
        yield _Piece(text[position : found.start()])
        position = found.end()
        if name:
            yield _Piece(found[0], name)
    yield _Piece(text[position:])


def _balanced(pieces: list[_Piece]) -> Iterator[str]:
    """The markup of a body with each element closed where a browser would close it.

    Line breaks of text outside block elements become <br>, as on Statuspage's pages.
    """
    opened: list[str] = []
    names = [piece.name for piece in pieces]
    for piece, before, after in zip(pieces, ["", *names], [*names[1:], ""], strict=False):
        if not piece.name:
            text = html.escape(html.unescape(piece.text), quote=False)
            yield text if BLOCK.intersection(opened) else _with_breaks(text, before, after)
        elif piece.text.startswith("</"):
            if piece.name in opened:
                yield from _close(opened, piece.name)
        elif piece.name not in TABLE_PARTS or "table" in opened:
            for name in _implied_ends(opened, piece.name):
                yield from _close(opened, name)
            if piece.name in VOID:
                yield piece.text
            elif len(opened) < MAX_NESTING:
                opened.append(piece.name)
                yield piece.text.removesuffix("/>") + ">" if piece.text.endswith("/>") else piece.text
    yield from _close(opened, "")


_FIRST_LINE, _LAST_LINE = re.compile(r"\A[ \t]*\n"), re.compile(r"\n[ \t]*\Z")


def _with_breaks(text: str, before: str, after: str) -> str:
    """Text between two tags with its line breaks as <br>, except those that only lay out the markup."""
    if before in BLOCK:
        text = _FIRST_LINE.sub("", text) if before == "br" else text.lstrip()
    if after in BLOCK:
        text = _LAST_LINE.sub("", text) if after == "br" else text.rstrip()
    return text.replace("\n", "<br/>")


def _close(opened: list[str], name: str) -> Iterator[str]:
    """The end tags up to that of the innermost *name*; of all elements if it is not open."""
    last = None
    while opened and last != name:
        last = opened.pop()
        yield f"</{last}>"


def _implied_ends(opened: list[str], name: str) -> Iterator[str]:
    """Those of the *opened* elements that a start tag *name* closes."""
    if name in BLOCK - ENDS_NO_PARAGRAPH and "p" in opened:
        inner = opened[len(opened) - opened[::-1].index("p") :]
        if not BLOCK.intersection(inner):
            yield "p"
    ended, bounds = IMPLIED_ENDS.get(name, ((), ()))
    nearest = next((other for other in reversed(opened) if other in ended or other in bounds), "")
    if nearest in ended:
        yield nearest


def _tidy(soup: BeautifulSoup) -> None:
    """Reshape lists, code and tables into what Markdown supports."""
    for item in soup.find_all("li"):
        if item.parent is None or item.parent.name not in ("ul", "ol", "menu", "dir"):
            item.name = "div"
    for holder in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6", *CODE, *EMPHASIS, "a"]):
        if holder.find(list(BLOCK - {"br"})) is not None:
            holder.name = "div" if holder.name in BLOCK else "span"
    for ordered in soup.find_all("ol"):
        if not re.fullmatch(r"[0-9]{1,8}", str(ordered.get("start", ""))):
            ordered.attrs.pop("start", None)
    for table in soup.find_all("table"):
        for caption in table.find_all("caption"):
            caption.name = "p"
            table.insert_before(caption.extract())
        for part in table.find_all(["thead", "tbody", "tfoot", "colgroup", "col"]):
            part.unwrap()
        rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
        width = max((len(row.find_all(["td", "th"], recursive=False)) for row in rows), default=0)
        for row in rows:
            cells = row.find_all(["td", "th"], recursive=False)
            for cell in cells:
                cell.attrs.clear()
            # Markdown drops cells beyond the width of the first row.
            for _ in range(width - len(cells)):
                row.append(soup.new_tag(cells[-1].name if cells else "td"))


def _marked(text: str) -> str:
    """Escaped *text* with a mark before each character that could start a block at the beginning of a line."""
    return _STARTERS.sub(lambda found: f"{_FROM_TEXT}{found[1]}" if found[1] else found[0], text)


def _edge(node: PageElement, step: int) -> str:
    """The character next to a text: a newline for <br>, a space at a block's edge, empty for an inline element."""
    sibling = node.previous_sibling if step < 0 else node.next_sibling
    if isinstance(sibling, NavigableString):
        return str(sibling)[-1:] if step < 0 else str(sibling)[:1]
    holder = sibling if isinstance(sibling, Tag) else node.parent
    if holder is not None and holder.name == "br":
        return "\n"
    return " " if holder is None or holder.name in BLOCK or holder.name == "[document]" else ""


# --- The conversion ------------------------------------------------------------------------------------------


def _emphasis(mark: str, *names: str) -> Callable[[_Converter, Tag, str, set[str]], str]:
    """The conversion of the elements *names*, which mean the same: *mark* around their text."""
    without = {"_noformat", *names}

    def convert(_self: _Converter, el: Tag, text: str, parent_tags: set[str]) -> str:
        core = text.strip(_GAP)
        if parent_tags & without or not core or _spans_blocks(core) or not _can_flank(el, core):
            return text
        return text.replace(core, f"{mark}{core}{mark}", 1)

    return convert


class _Converter(MarkdownConverter):
    """markdownify's converter with our own escapes, headings, breaks, links and images."""

    def __init__(self, base: str, highest: int) -> None:
        super().__init__(bullets="*", heading_style=ATX, escape_asterisks=False, escape_underscores=False)
        self.lost: list[str] = []
        self._base = base
        self._highest = highest

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """A text node, with what Markdown would read as markup escaped or marked."""
        parents = parent_tags or set()
        text = clean_text(str(el))
        if "pre" in parents:
            return text
        text = re.sub(r"(?<![ \t])[ \t]*\n\s*", " ", text)
        before, after = _edge(el, -1), _edge(el, 1)
        if not parents & CODE:
            links = "a" not in parents
            text = escape_words(text, before=before, after=after, links=links)
            if not links:
                text = re.sub(r"\\.|\]", lambda found: found[0].replace("]", "\\]"), text)
            text = _marked(text)
        text = text.lstrip() if before.isspace() else text
        return text.rstrip() if after.isspace() else text

    convert_b = convert_strong = _emphasis("**", "b", "strong")
    convert_em = convert_i = _emphasis("*", "em", "i")
    convert_del = convert_s = convert_strike = _emphasis("~~", "del", "s", "strike")

    def convert_sub(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        """Subscript and superscript, which Markdown lacks: their text."""
        return text

    convert_sup = convert_sub

    def convert_br(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        """A line break; `_settle` decides later whether it is shown."""
        if "pre" in parent_tags:
            return "\n"
        return " " if parent_tags & {"_inline", "_noformat"} else f"{_BREAK}\n"

    def convert_hr(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        """A rule that is not also a heading's underline."""
        return " " if parent_tags & {"_inline", "_noformat"} else "\n\n___\n\n"

    def convert_hN(self, n: int, _el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - the library's name
        """A heading, lowered to the highest level that the body may have."""
        title = " ".join(text.replace(_BREAK, " ").split())
        if "_inline" in parent_tags or not title:
            return f" {title} "
        title = re.sub(f"{_FROM_TEXT}#$", r"\\#", title)
        return f"\n\n{'#' * max(self._highest, min(n, 6))} {title}\n\n"

    def convert_div(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        """A block without a Markdown equivalent: a paragraph."""
        return f" {text.strip()} " if "_inline" in parent_tags else f"\n\n{text.strip()}\n\n"

    convert_p = convert_div

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A list item, without leading or trailing empty lines."""
        return str(super().convert_li(el, text.strip(_GAP), parent_tags))  # type: ignore[misc] # not in its stub

    def convert_list(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        """A list; what follows it within an item starts a new paragraph."""
        before = "\n" if "li" in parent_tags else "\n\n"
        return f"{before}{text.rstrip()}\n\n"

    convert_ul = convert_ol = convert_menu = convert_dir = convert_list
    convert_dt = convert_dd = convert_dl = convert_article = convert_section = convert_div
    convert_address = convert_aside = convert_center = convert_details = convert_figcaption = convert_div
    convert_figure = convert_footer = convert_form = convert_fieldset = convert_header = convert_main = convert_div
    convert_nav = convert_summary = convert_div

    def convert_pre(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        """Code, unchanged, within a fence longer than any run of backticks in it."""
        fence = "`" + max(["``", *re.findall("`+", text)], key=len)
        code = text.strip("\n").rstrip()
        return f"\n\n{fence}\n{code}\n{fence}\n\n" if code else "\n\n"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A code span; directly after another one it is plain text, because the two would merge."""
        code = text.strip()
        if "_noformat" in parent_tags or not code:
            return text
        before = el.previous_element
        if isinstance(before, NavigableString) and before.find_parent(list(CODE)) is not None:
            return _marked(escape_words(text, before="", after="", links=False))
        ticks = "`" + max(["", *re.findall("`+", code)], key=len)
        pad = " " if "`" in code else ""
        return text.replace(code, f"{ticks}{pad}{code}{pad}{ticks}", 1)

    convert_kbd = convert_samp = convert_code

    def convert_td(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        """A table cell, on one line."""
        cell = " ".join(text.replace(_BREAK, " ").split())
        cell = cell.replace(f"{_FROM_TEXT}|", "&#124;").replace(_FROM_TEXT, "").replace("|", "\\|")
        return f" {cell} |"

    convert_th = convert_td

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link to http, https or mailto; of any other only the text is kept."""
        label = " ".join(text.replace(_BREAK, " ").split())
        address = str(el.get("href") or "").strip()
        if "_noformat" in parent_tags or not label or not address or address.startswith("#"):
            return text
        target = self._target(address)
        if target is None:
            self.lost.append("a link to something other than http, https or mailto")
            return text
        shown = f"<{target}>" if el.get_text() == target and "%" not in target else f"[{label}]({target})"
        return text.replace(text.strip(_GAP), shown, 1)

    def convert_img(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        """A picture as a link to it, because content files can show only pictures in their own folder."""
        alt = " ".join(clean_text(str(el.get("alt") or "")).split())
        label = escape_words(alt, before="", after="", links=False).replace("]", "\\]")
        address = str(el.get("src") or "").strip()
        target = self._target(address) if address else None
        self.lost.append("a picture, kept as a link" if target else "a picture")
        if target is None or el.find_parent("a") is not None:
            return label
        return f"[{label}]({target})" if label else f"<{target}>"

    def _target(self, address: str) -> str | None:
        try:
            target = urljoin(self._base, re.sub(r"[\x00-\x1f\x7f]", "", clean_text(address)))
            scheme, host = urlsplit(target).scheme.lower(), urlsplit(target).netloc
        except ValueError:
            return None
        if not (scheme in ("http", "https") and host) and not (scheme == "mailto" and urlsplit(target).path):
            return None
        safe = _UNSAFE_IN_ADDRESS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), target)
        return re.sub(r"&(?=#?[0-9A-Za-z]+;)", "&amp;", safe)


def _spans_blocks(text: str) -> bool:
    """Whether *text* has several paragraphs or other blocks, which one pair of delimiters cannot enclose."""
    lines = text.split("\n")
    return any(not line.endswith(_BREAK) for line in lines[:-1]) or any(not line.strip(f" {_BREAK}") for line in lines)


def _can_flank(el: Tag, core: str) -> bool:
    """Whether delimiters around *core* would be emphasis in Markdown, given the characters around *el*."""
    visible = core.replace(_FROM_TEXT, "")
    before, after = _beside(el, -1), _beside(el, 1)
    if before is None or after is None:
        return False
    opens = not _is_punctuation(visible[0]) or not before or before.isspace() or _is_punctuation(before)
    closes = not _is_punctuation(visible[-1]) or not after or after.isspace() or _is_punctuation(after)
    return opens and closes


def _beside(el: Tag, step: int) -> str | None:
    """The character next to an element, empty at the edge of a block; None if it is another emphasis delimiter."""
    sibling = el.previous_sibling if step < 0 else el.next_sibling
    if isinstance(sibling, Tag):
        if sibling.name in EMPHASIS:
            return None
        if sibling.name in BLOCK:
            return ""
        if sibling.name in CODE or sibling.name in ("a", "img"):
            return "]"
    if sibling is not None:
        text = sibling.get_text()
        return text[-1:] if step < 0 else text[:1]
    around = el.parent
    return _beside(around, step) if around and around.name in INLINE - EMPHASIS - {"a"} else ""


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


# --- After the conversion: beginnings and ends of lines ------------------------------------------------------


def _settle(markdown: str) -> str:
    """Replace the marks: escape characters that would start a block, and write line breaks that would show."""
    settled = []
    for line, following in pairwise([*markdown.split("\n"), ""]):
        text = _settle_start(line.rstrip(f" {_BREAK}").replace(_BREAK, " "))
        breaks = line.rstrip().endswith(_BREAK) and _continues(line, following)
        settled.append(f"{text}\\" if breaks else text)
    return "\n".join(settled).strip()


def _continues(line: str, following: str) -> bool:
    """Whether *following* belongs to the paragraph of *line*, so that a break between them would show."""
    here, there = _containers(line), _containers(following)
    continued = re.sub(r"[^ \t>]", " ", here)
    return there.startswith(continued) and not there[len(continued) :].strip() and here != line and there != following


def _containers(line: str) -> str:
    """The list and quote markers at the beginning of *line*; the whole line if it has nothing else."""
    text = line.replace(_BREAK, "")
    rest = _CONTAINERS.sub("", text)
    return text.removesuffix(rest) if rest else line


def _settle_start(line: str) -> str:
    rest = _CONTAINERS.sub("", line)
    head = line.removesuffix(rest)
    text = rest.replace(_FROM_TEXT, "")
    place = start_to_escape(text)
    # Only digits may stand before that place, and they have no marks.
    if place is None or rest[place] != _FROM_TEXT:
        return head + text
    return f"{head}{text[:place]}\\{text[place:]}"
