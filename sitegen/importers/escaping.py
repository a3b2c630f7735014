"""Imported text as Markdown that shows exactly that text, and that the reader of an update takes as prose.

Plain text is escaped; Markdown is rewritten where the reader would parse a heading, a field or a comment, so that
it shows as before and is none.
"""

from __future__ import annotations

import difflib
import html.entities
import re
import string
import unicodedata
from collections.abc import Iterator, Sequence

from sitegen.markdown.blocks import Blocks, CodeBlock, read_blocks
from sitegen.markdown.characters import without_invalid_references
from sitegen.markdown.wide import is_wide
from sitegen.read import vocabulary
from sitegen.read.comments import DATED
from sitegen.read.field_lists import FIELDS, is_part_of_field
from sitegen.read.field_slips import meant_as_field
from sitegen.read.headings import JOINED, begins_as_heading

_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_NEVER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff]")


def clean_text(text: str) -> str:
    r"""*text* as a content file can hold it: line ends are \n, lone surrogates U+FFFD, and no controls.

    Tabs stay.
    """
    lines = _LINE_ENDS.sub("\n", text)
    encodable = re.sub("[\ud800-\udfff]", "\ufffd", lines)
    return "".join(c for c in _NEVER.sub("", encodable) if ord(c) & 0xFFFE != 0xFFFE)


_URL = re.compile(r"https?://[0-9a-z.-]+(?::[0-9]+)?(?:[/?#][^\s<>＜\"]*|(?![^\s<>\".,;:!?')]))", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]{0,31}));")
_NEARLY_COMMENT = re.compile(r"([<＜])([!！])(?=\s*[-–—－])")
_LINE_START = re.compile(
    r"\A(?:(?=[-+*](?:\s|$)|[>#])"
    r"|[0-9]{1,9}(?=[.)](?:\s|$))"
    r"|(?=(?:=+|-+)\s*$|(?:[-*_]\s*+){3,}$|(?=[^-]*-)[|:\s-]++$))"
)


def escape_prose(text: str) -> str:
    """Plain *text* as Markdown that shows exactly its characters and line breaks, with few escapes.

    Spaces within a line are kept; those at its ends, and repeated empty lines, cannot be kept in Markdown.
    Addresses that begin with http:// or https:// stay clickable.
    """
    blocks: list[str] = []
    for paragraph in re.split(r"\n\s*\n", clean_text(text).strip()):
        bracketed = "]" in paragraph
        lines = [words for line in paragraph.split("\n") if (words := line.strip())]
        shown = [escape_words(line, after="\n", bracketed=bracketed) for line in lines[:-1]]
        shown += [escape_words(line, bracketed=bracketed) for line in lines[-1:]]
        blocks.append("\\\n".join(_LINE_START.sub(r"\g<0>\\", line) for line in shown))
    return guard_body("\n\n".join(blocks))


def start_to_escape(line: str) -> int | None:
    """Where a backslash must go so that *line* opens no list, heading, quote or table; None where it opens none."""
    found = _LINE_START.match(line)
    return found.end() if found else None


def escape_words(text: str, *, before: str = " ", after: str = " ", bracketed: bool = True, links: bool = True) -> str:
    """*text* on one line with a backslash before what Markdown would take for markup.

    *before* and *after* are the characters around it, empty where unknown, a newline where the line
    may break there. *bracketed* says that a bracket closes somewhere, so that an open one matters; *links* that
    addresses are to become links.
    """
    pieces: list[str] = []
    position = 0
    for found in _URL.finditer(text) if links else ():
        address = _trimmed(found[0])
        bare = "]" not in address and _stays_bare(text, found.start(), after)
        left = text[position - 1] if position else before
        pieces.append(_escape_span(text[position : found.start()], left, "h" if bare else "<", bracketed))
        pieces.append(address if bare else f"<{address}>")
        position = found.start() + len(address)
    left = text[position - 1] if position else before
    return "".join([*pieces, _escape_span(text[position:], left, after, bracketed)])


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence around it."""
    while True:
        trimmed = address.rstrip(".,;:!?'\"]}*_~|\\`")
        if not trimmed.endswith(")") or trimmed.count("(") >= trimmed.count(")"):
            return trimmed
        address = trimmed[:-1]


def _stays_bare(text: str, start: int, after: str) -> bool:
    """Whether the renderer would link the bare address at *start*, which extends to the next space, correctly."""
    run = text[start:].split(maxsplit=1)[0]
    if start + len(run) == len(text) and after != " ":
        return False
    return _escape_span(run, " ", " ", bracketed=True) == run


def _escape_span(text: str, before: str, after: str, bracketed: bool) -> str:
    def escaped(mark: re.Match[str]) -> str:
        character, start, end = mark[0], mark.start(), mark.end()
        if character == "<" and _NEARLY_COMMENT.match(text, start):
            # A plain search of the text could still take an escaped one for a comment.
            return "&lt;"
        left = text[start - 1] if start else before
        right = text[end] if end < len(text) else after
        is_markup = {
            "`": True,
            "*": not (left.isspace() and right.isspace()),
            "_": not ((left.isalnum() and right.isalnum()) or (left.isspace() and right.isspace())),
            "~": not left or not right or "~" in (left, right),
            "\\": not right or right.isspace() or right in string.punctuation,
            "<": not right or right.isalpha() or right in "/!?",
            "&": not right or _opens_entity(text, start),
            "[": bracketed,
            "!": not right,
        }
        return f"\\{character}" if is_markup[character] else character

    return re.sub(r"[\\`*_~<&[!]", escaped, text)


def _opens_entity(text: str, index: int) -> bool:
    found = _ENTITY.match(text, index)
    return found is not None and (not found[1] or f"{found[1]};" in html.entities.html5)


# --- Markdown ------------------------------------------------------------------------------------------------

_CONTAINERS = re.compile(r"(?:[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|\[\^[^\] ]+\]:[ \t]*)|[ \t]*>[ \t]?)*")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_DATE_HEADING = re.compile(
    r"((?:\s*[-*+]?|[^#＃\\`>|]{1,3})#++[\W_]*+(?:\w{0,2}?\d{4}\s*|\d{1,2}(?=[/.-]\d{1,2}[/.-]\d{4})))([-/.年－／])"
)
_SLIPPED_HEADING = re.compile(r"([^＃\\`>|]{0,3}?#[^＃\\`]{0,4}?\d{4})([-/.])(?=\d{1,2}[-/.]\d{1,2}[ T]+\d{1,2}:\d{2})")
_TIMED_HEADING = re.compile(r"(\s*#{3,6}[\s*]+\d{1,2})([:：])(?=\d{2}[\W_]+\w)")
_BARE_HEADING = re.compile(
    r"^( {0,3}[*_\s]{0,6}\d{4})(?=[-/.]\d{1,2}[-/.]\d{1,2}[ T]+\d{1,2}:\d{2}(?::\d{2})?"
    r"\W{0,6}(?:Z|UTC|GMT|[+-][\d:]+)?[\W_]{0,6}[^\W\d][\w ]{0,30}[\W_]*(?:[:：].*)?$)"
)
_NO_HEADING = re.compile(r"^( {0,3}|\s*(?=#{1,2}(?!#)))#")
_FULL_WIDTH_HEADING = re.compile(r"^(\s*)＃")
_FIELD = re.compile(
    r"(\s*(?:>\s*)*(?:(?:[-*+•·・–—－]|\d{1,9}[.)])\s+(?:\[[ xX]?\]\s+)?|[-+*•·・–—－_]{1,3}\s*|))"
    r"([^\s:：][^:：]{0,40}?)(\s*)([:：])"
)
_DASH = re.compile(r"(?<=\d)-(?=\d)")
_CONFLICT = re.compile(r"^(<{7}|>{7})(?: |$)")
_BREAK = re.compile(r"(?:(?<=\S)[ \t]+)?\\?\n[ \t]*|\\.")
"""A line end in a paragraph, with what belongs to it; or an escape, whose second backslash breaks no line."""
_NOTE = re.compile(r"\[\^[^\] ]{1,200}\]:( *)")
_IN_ADDRESS = re.compile(r"(?:https?://|mailto:)\S*$", re.IGNORECASE)


def guard_body(markdown: str, *, sections: bool = False) -> str:
    """Imported Markdown with the same text, which the reader of an update accepts without problems.

    Headings above level 3 come down to it, list items that look like our fields and lines that look like our
    headings are escaped, comments are shown, code is fenced and an open fence is closed. *sections* is for
    postmortems, where level-2 headings belong.
    """
    text = clean_text(markdown).strip()
    blocks = read_blocks(text)
    guarded = "\n".join(_guard_blocks(text, blocks, sections)).strip("\n").rstrip()
    is_fenced = all(block.fence and block.is_closed for block in blocks.code)
    if blocks.too_deep is None and (is_fenced or _shows(guarded, blocks.code)):
        return guarded if sections else _guard_first(guarded)
    # Markdown shows nothing that is nested too deep; and some marks cannot continue on the next line.
    return escape_prose(text)


def _guard_first(text: str) -> str:
    """A text whose first line is not taken for a field, or for a part of one, that a slip has made prose of."""
    first, _, rest = text.partition("\n")
    if meant_as_field(first, rest.partition("\n")[0], FIELDS) or is_part_of_field(first):
        text = re.sub(r"[^\W_]", lambda sign: f"&#{ord(sign[0])};", text, count=1)
    return text


def _shows(text: str, code: Sequence[CodeBlock]) -> bool:
    """Whether a text has the same number of code blocks, all fenced."""
    there = read_blocks(text).code
    return len(there) == len(code) and all(block.fence and block.is_closed for block in there)


def _guard_blocks(text: str, blocks: Blocks, sections: bool) -> Iterator[str]:
    """The lines of a text, block by block."""
    lines = text.split("\n")
    code = {block.start: block for block in blocks.code}
    words = dict(blocks.words)
    underlined = {one.start: one.end for one in blocks.headings if one.is_underlined and not one.is_nested}
    marked = {one.start for one in blocks.headings if not one.is_underlined}
    index = 0
    while index < len(lines):
        part = lines[index : index + 1]
        if block := code.get(index):
            part = lines[index : block.end]
            yield from _fenced(block, part)
        elif end := underlined.get(index):
            part = lines[index:end]
            title = _BREAK.sub(_without_break, words[index])
            # A trailing # would only close the heading.
            heading = re.sub(r"(?<=[ \t])(#*)#$", r"\1\\#", f"{'##' if sections else '###'} {title}")
            yield _guard_line(heading, sections, is_heading=True)
            if end < len(lines) and lines[end].strip():
                # Without it, a row of dashes would turn the heading into the head of a table.
                yield ""
        elif "`" in (paragraph := words.get(index, "")) and "\n" in paragraph:
            part = lines[index : index + paragraph.count("\n") + 1]
            for line in _with_code_on_one_line(part, paragraph):
                yield _guard_line(line, sections, is_heading=False)
        else:
            yield _guard_line(part[0], sections, is_heading=index in marked)
        index += len(part)


def _with_code_on_one_line(lines: Sequence[str], words: str) -> Iterator[str]:
    """The *lines* of a paragraph, if no code span in its *words* continues from one to the next."""
    joined = vocabulary.with_code(words, lambda code: code.replace("\n", "\0"))
    index = 0
    for part in joined.split("\n"):
        first, *others = part.lstrip(" \t").split("\0")
        line = lines[index].rstrip() if others else lines[index]
        yield " ".join([line.removesuffix(first.rstrip()) + first, *others]) if others else line
        index += 1 + len(others)


def _without_break(found: re.Match[str]) -> str:
    """A piece of inline text on one line, as shown."""
    if "\n" not in found[0] or vocabulary.is_in_code(found.string, found.start()):
        return found[0].replace("\n", " ")
    is_soft = "\\" not in found[0] and not found[0].startswith("  ")
    return "" if is_soft and is_wide(found.string[found.start() - 1]) and is_wide(found.string[found.end()]) else " "


def _fenced(block: CodeBlock, lines: Sequence[str]) -> Iterator[str]:
    """A code block as a fenced one."""
    if block.fence:
        yield from map(_guard_code, lines)
        if not block.is_closed:
            yield _below(block.before) + block.fence
        return
    content = block.content.removesuffix("\n").split("\n")
    indentation = content[0][: -len(content[0].lstrip(" \t"))]
    # The width of a tab depends on its column.
    tabs = indentation.lstrip(" ")
    wide = block.before.expandtabs(4)
    width = len(indentation) - len(tabs) + len(wide) - len(block.before.removesuffix(tabs).expandtabs(4))
    before = wide[: len(wide) - 4 - width]
    below = _below(before)
    fence = "`" + max(["``", *re.findall("`+", block.content)], key=len)
    yield before + fence
    for line in content:
        yield _guard_code(below + line if line.strip() else below.rstrip())
    yield below + fence


def _below(before: str) -> str:
    """The prefix of a line that continues the list, quote or footnote which *before* opens above it."""
    before = before.expandtabs(4)

    def note(found: re.Match[str]) -> str:
        # A footnote continues with an indent of four, in which more than three spaces after its label are included.
        width = len(found[1])
        return " " * (4 if found.end() == len(before) else width if width > 3 else width + 4)

    # One space after > belongs to it.
    return re.sub("[^> ]", " ", re.sub(">(?! )", "> ", _NOTE.sub(note, before)))


def _guard_code(line: str) -> str:
    """A line of code, where escapes do not work: a no-break space looks the same."""
    if DATED.match(line.lstrip()):
        line = re.sub("##[ \t]+", "##\u00a0", line, count=1)
    return _CONFLICT.sub("\\1\u00a0", line)


def _guard_line(line: str, sections: bool, *, is_heading: bool) -> str:
    """A line outside code; *is_heading* if it is an ATX heading."""
    line = _guard_spans(line)
    line = _CONFLICT.sub(lambda found: f"\\{found[0]}" if found[1][0] == "<" else f"> {found[0][1:]}", line)
    found = _CONTAINERS.match(line)
    head, words = (found[0], line[found.end() :]) if found else ("", line)
    marks = _HEADING.match(words)
    if is_heading and marks and not head:
        level = max(len(marks[1]), 2 if sections else 3)
        words = words[: marks.start(1)] + "#" * level + words[marks.end() :]
    if sections:
        return head + (_guard_heading(words, is_heading) if is_heading else words)
    line = _guard_field(head + _guard_heading(words, is_heading))
    if begins_as_heading(line) and not is_heading:
        line = _DASH.sub(r"\\-", line, count=1)
    return JOINED.sub(_guard_joined, line)


def _guard_joined(found: re.Match[str]) -> str:
    is_code = vocabulary.is_in_code(found.string, found.start() + 1)
    # A backslash would become part of an address.
    return found[0] if is_code else _DASH.sub("&#45;", found[0], count=1)


def _guard_spans(line: str) -> str:
    """A line without near-comments and near-links outside code."""
    guarded: list[str] = []
    position = 0
    for start, end in vocabulary.code_spans(line):
        guarded += [_guard_span(line[position:start]), line[start:end]]
        position = end
    return "".join([*guarded, _guard_span(line[position:])])


def _guard_span(text: str) -> str:
    text = without_invalid_references(text)
    text = _NEARLY_COMMENT.sub(lambda found: f"{found[1]}&#{ord(found[2])};", text)
    return vocabulary.ODD_LINK.sub(_guard_link, text)


def _guard_link(found: re.Match[str]) -> str:
    """A near-link that shows as before and is none."""
    if not _IN_ADDRESS.search(found.string[: found.start()]):
        return found[0].replace("[", "\\[", 1)
    # A backslash would become part of the address; that ends with a space, or where Chinese continues.
    is_url = re.search("（\\s?(?:http|mail)", found[0], re.IGNORECASE)
    head, sign, tail = found[0].partition(":") if is_url else found[0].rpartition(".")
    return f"{head}&#{ord(sign)};{tail}"


def _guard_heading(words: str, is_heading: bool) -> str:
    dated = _DATE_HEADING.match(words) or _SLIPPED_HEADING.match(words) or _TIMED_HEADING.match(words)
    if dated and (is_heading or not _NO_HEADING.match(words)):
        return f"{dated[1]}{_inert(dated[2])}{words[dated.end() :]}"
    if is_heading:
        return words
    words = _NO_HEADING.sub(r"\1\\#", words)
    return _FULL_WIDTH_HEADING.sub(r"\1&#xFF03;", _BARE_HEADING.sub(r"\1\\", words))


def _guard_field(line: str) -> str:
    field = _FIELD.match(line)
    if field is None or ("`" in field[2] and vocabulary.is_in_code(line, field.start(4))):
        return line
    listed = bool(field[1].strip("> ")) and field[1][-1].isspace()
    value = line[field.end() :]
    if _is_nearly_a_field(field[2], exactly=not listed) or (listed and _is_foreign(field[2].strip("*_~ \t"), value)):
        return f"{line[: field.start(4)]}{_inert(field[4])}{value}"
    return line


def _inert(character: str) -> str:
    """A character escaped so that it shows the same and a search of the text does not match it."""
    return f"\\{character}" if character in string.punctuation else f"&#x{ord(character):X};"


def _is_nearly_a_field(words: str, *, exactly: bool) -> bool:
    if words.endswith("\\"):
        return False
    name = unicodedata.normalize("NFKC", words).casefold()
    name = " ".join(re.split(r"[\s_-]+", name.strip("*_~ \t")))
    if name in vocabulary.KNOWN_FIELDS or words[:2].lower() == "x-":
        return True
    return not exactly and bool(difflib.get_close_matches(name, vocabulary.KNOWN_FIELDS, n=1))


def _is_foreign(key: str, value: str) -> bool:
    if vocabulary.states_a_component(key, value):
        return True
    name = " ".join(re.split(r"[\s_-]+", unicodedata.normalize("NFKC", key).lower()))
    return name in vocabulary.CHINESE_FIELDS or (
        name in vocabulary.FOREIGN_KEYS and vocabulary.is_statement(key, value)
    )
