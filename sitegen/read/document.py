"""One file → its front matter with line numbers, and its Markdown body. The home of PyYAML.

YAML is read from libyaml's events: every scalar stays text until a field types it, and what YAML would
silently change or lose (repeated keys, anchors, tags, a text cut by ` #`) is a problem.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml._yaml import CParser

from sitegen.markdown.characters import INVALID, INVALID_BY_ESCAPE
from sitegen.problems import Problems, quoted
from sitegen.read.nodes import YamlList, YamlMapping, YamlNode, YamlScalar
from sitegen.read.plain_yaml import plain_yaml

MAX_FILE_BYTES = 250_000
"""Bytes of a content file. The longest of fourteen years of a real company's incidents is 60 kB."""
MAX_FRONT_LINES = 5_000
"""Lines of front matter."""
MAX_YAML_DEPTH = 8
"""Levels of nesting in YAML."""
_CHUNK = 1 << 16
"""Bytes read at once; most files are smaller."""

_COMMON = bytes(range(0x20, 0x7F)) + b"\n"
"""Most files have no other bytes, which is much faster to test than searching for invalid characters."""


@dataclass(frozen=True, slots=True)
class Document:
    """A content file: front matter, and a body that begins at line *body_line*."""

    path: str
    front: YamlMapping
    body: str
    body_line: int


def read_text(root: Path, path: str, problems: Problems) -> str | None:
    """The text of the file at *path* below *root*, or None after reporting what is wrong with it.

    The file is inside *root*, in UTF-8 without a byte order mark or control characters, and its lines end in LF.
    """
    file = f"{root}/{path}"
    try:
        fault = _file_fault(file, root)
        data = b"" if fault else _read_bytes(file)
    except OSError as error:
        fault = f"expected a file that can be read, found: {error.strerror}"
    if fault:
        problems.error(path, 0, "", fault)
        return None
    return decode(data, path, problems)


def file_digest(root: Path, path: str) -> str | None:
    """The SHA-256 of a file as `read_text` reads it; None for one that it would refuse unread."""
    file = f"{root}/{path}"
    try:
        return None if _file_fault(file, root) else hashlib.sha256(_read_bytes(file)).hexdigest()
    except OSError:
        return None


def _file_fault(file: str, root: Path) -> str:
    """Why *file* must not be opened (it may be a pipe), or nothing."""
    status = os.lstat(file)
    if stat.S_ISLNK(status.st_mode):
        target = Path(os.path.realpath(file))
        if not target.is_relative_to(os.path.realpath(root)):
            return "expected a file of this site, found a symbolic link that leads out of it"
        try:
            status = target.stat()
        except OSError:
            return "expected a file, found a symbolic link that leads nowhere"
    if not stat.S_ISREG(status.st_mode):
        return f"expected a file, found {'a folder' if stat.S_ISDIR(status.st_mode) else 'something else'}"
    if status.st_size > MAX_FILE_BYTES:
        return f"expected at most {MAX_FILE_BYTES:,} bytes, found {status.st_size:,}"
    return ""


def _read_bytes(file: str) -> bytes:
    """The content of a small file. Thousands are read, and `open` with its buffers is slower."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        chunks = [os.read(descriptor, _CHUNK)]
        while len(chunks[-1]) == _CHUNK:  # Of a regular file, only the last one is shorter.
            chunks.append(os.read(descriptor, _CHUNK))
        return b"".join(chunks)
    finally:
        os.close(descriptor)


def decode(data: bytes, path: str, problems: Problems) -> str | None:
    """The text in *data*, or None after reporting what is wrong with it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = "UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else f"the byte 0x{data[error.start]:02x}"
        line = data.count(b"\n", 0, error.start) + 1
        problems.error(path, line, "", f"expected UTF-8, found {found}", "Save the file as UTF-8.")
        return None
    invalid = INVALID.search(text) if data.translate(None, _COMMON) else None
    conflict = _CONFLICT.search(text) if "<<<<<<<" in text or ">>>>>>>" in text else None
    if "\r" in text:
        start, message, hint = text.index("\r"), "expected lines that end in LF, found CR", _LINE_ENDS
    elif invalid and invalid[0] == "\ufeff" and not invalid.start():
        start, message, hint = 0, "expected UTF-8 without a byte order mark, found one", _WITHOUT_BOM
    elif invalid:
        start, hint = invalid.start(), "Delete it, or retype the line."
        message = f"expected text, found the invisible character U+{ord(invalid[0]):04X}"
    elif conflict:
        start, hint = conflict.start(), "Keep the correct side, and delete git's markers."
        message = f"expected one text, found a merge conflict: {quoted(conflict[0])}"
    else:
        return text
    problems.error(path, text.count("\n", 0, start) + 1, "", message, hint)
    return None


def line_with(file: Path, text: str) -> int:
    """The number of the first line with *text* in a file that was read before, else 1."""
    lines = file.read_text("utf-8").split("\n")
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)


_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
"""Git's markers around a merge conflict."""
_LINE_ENDS = "Set your editor to LF; with `* text=auto eol=lf` in .gitattributes, git does it for you."
_WITHOUT_BOM = "Save the file as UTF-8, not “with BOM”."

_FENCE = "Front matter goes at the top of the file, between two lines of ---."
_UPDATE = re.compile(r"##\s*\d{4}-")
_NEARLY_FENCE = re.compile(r"\s*(?:[-–—]{2,}|[–—])\s*")


def read_document(text: str, path: str, problems: Problems) -> Document | None:
    """Split a content file at its `---` lines and parse the YAML between them; None after reporting its problems."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        found = quoted(lines[0]) if lines[0].strip() else "an empty file" if not text.strip() else "an empty line"
        problems.error(path, 1, "", f"expected '---' as the first line, found {found}", _FENCE)
        return None
    end = _end_of_front(lines, path, problems)
    if end is None:
        return None
    if end > MAX_FRONT_LINES + 1:
        message = f"expected at most {MAX_FRONT_LINES:,} lines of front matter, found {end - 1:,}"
        problems.error(path, MAX_FRONT_LINES + 2, "", message, "Shorten it: what is this long is better linked to.")
        return None
    before = problems.errors
    front = read_yaml("\n".join(lines[1:end]), path, problems, first=2) or YamlMapping((), 2)
    if problems.errors > before:
        return None
    if not isinstance(front, YamlMapping):
        problems.error(path, 2, "", "expected front matter of `key: value` lines, found " + _kind(front))
        return None
    return Document(path, front, "\n".join(lines[end + 1 :]), end + 2)


def _end_of_front(lines: Sequence[str], path: str, problems: Problems) -> int | None:
    """The index of the second `---`. No update may precede it: YAML would take its heading for a comment."""
    for index, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return index
        if _UPDATE.match(line):
            found = f"{quoted(line)} before it"
            problems.error(path, index + 1, "", f"expected '---' to end the front matter, found {found}", _FENCE)
            return None
    near = next((index for index, line in enumerate(lines[1:], 1) if _NEARLY_FENCE.fullmatch(line)), 0)
    found = quoted(lines[near]) if near else "none"
    problems.error(path, near + 1, "", f"expected '---' to end the front matter, found {found}", _FENCE)
    return None


def read_yaml(text: str, path: str, problems: Problems, *, first: int, comments: bool = False) -> YamlNode | None:
    """The value in *text*, which begins in line *first* of the file; None if empty, or after reporting its problems.

    With *comments*, a comment may follow a value after two spaces, as `  # …`; otherwise comments are whole lines.
    """
    plain = plain_yaml(text, first)
    if plain is not None:
        return plain
    lines = text.split("\n")
    for index, line in enumerate(() if _is_regular(text) else lines):
        odd = _ODD_SPACE.search(line)
        if "\t" in line:
            message, hint = "expected spaces, found a tab", "YAML does not allow tabs here."
        elif odd and _STRUCTURE.fullmatch(line, 0, odd.start()):
            message = f"expected plain spaces, found U+{ord(odd[0]):04X}, which only looks like one"
            hint = "Retype it with the space bar."
        elif line.startswith(("%", "...")):
            message, hint = f"expected `key: value` lines, found {quoted(line)}", "Delete this line."
        else:
            continue
        problems.error(path, first + index, _key_of(line), message, hint)
        return None
    parser = _Parser(path, problems, first, keep_spans="#" in text)
    before = problems.errors
    try:
        node = parser.parse(text)
    except yaml.YAMLError as error:
        index, message, hint = _explain(error, lines)
        problems.error(path, first + index, _key_of(lines[index]), message, hint)
        return None
    except _Refused:
        return None
    if parser.folded or "#" in text:
        parser.check_lost_text(lines, comments=comments)
    return node if problems.errors == before else None


_ODD_SPACE = re.compile(r"[^\S \n\t]")
_STRUCTURE = re.compile(r"[ -]*(?:\w[\w -]{0,40}: *)?")
"""What precedes a value: indentation, dashes, a key. There, YAML takes only plain spaces for spaces."""

_IRREGULAR = re.compile(rf"\t|\n%|\n\.\.\.|{_ODD_SPACE.pattern}")
"""Tabs, other spaces, and what begins a directive or ends a document."""


def _is_regular(text: str) -> bool:
    """Whether no line has a tab, an odd space, a directive or a document end."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return not text.startswith(("%", "...")) and "\n%" not in text and "\n..." not in text
    return _IRREGULAR.search(f"\n{text}") is None


class _Refused(Exception):
    """Parsing stopped after reporting a problem."""


class _Parser:
    """Builds a tree from libyaml's events."""

    def __init__(self, path: str, problems: Problems, first: int, *, keep_spans: bool) -> None:
        self.spans: list[tuple[int, int, int, int]] = []
        """Start and end of each scalar (line, column, line, column), in order; all of them only with *keep_spans*."""
        self.folded: set[int] = set()
        """Lines that continue an unquoted text."""
        self._path = path
        self._problems = problems
        self._first = first
        self._keep_spans = keep_spans
        self._next: Callable[[], Any]

    def parse(self, text: str) -> YamlNode | None:
        """Parse the only document in *text*; raises _Refused and yaml.YAMLError."""
        node: YamlNode | None = None
        documents = 0
        self._next = CParser(text).get_event
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "", "expected one YAML document, found the start of another")
            elif isinstance(event, yaml.NodeEvent):
                node = self._node(event, 1, "")
        return node

    def _node(self, event: Any, depth: int, name: str) -> YamlNode:
        start, end = event.start_mark.line, event.end_mark.line
        line = self._first + start
        if event.anchor:
            self._refuse(event, name, "expected plain values, found a YAML anchor or alias (& or *)", _QUOTE)
        if event.tag:
            self._refuse(event, name, "expected plain values, found a YAML tag (!)", _QUOTE)
        if type(event) is yaml.ScalarEvent:
            if self._keep_spans or end > start:
                self._span(event)
            # Characters that `decode` refuses can still come from an escape.
            invalid = INVALID_BY_ESCAPE.search(event.value) if event.style == '"' else None
            if invalid:
                self._refuse(event, name, f"expected text, found the invisible character U+{ord(invalid[0]):04X}")
            return YamlScalar(event.value, line, not event.style)
        if depth > MAX_YAML_DEPTH:
            message = f"expected at most {MAX_YAML_DEPTH} levels of nesting, found more"
            self._refuse(event, name, message, "A text that begins with [ or { must be put in quotes.")
        if isinstance(event, yaml.SequenceStartEvent):
            items, flow = [], bool(event.flow_style)
            while type(event := self._next()) is not yaml.SequenceEndEvent:
                items.append(self._node(event, depth + 1, name))
            return YamlList(tuple(items), line, flow)
        return self._mapping(depth, line)

    def _mapping(self, depth: int, line: int) -> YamlMapping:
        entries: dict[str, tuple[YamlScalar, YamlNode]] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._node(event, depth + 1, "")
            if not isinstance(key, YamlScalar):
                self._refuse(event, "", "expected a word as the key, found " + _kind(key))
            if key.text == "<<" and key.plain:
                self._refuse(event, "<<", "expected plain keys, found a YAML merge")
            if key.text in entries:
                where = f"first in line {entries[key.text][0].line}"
                self._problems.error(self._path, key.line, key.text, f"expected each key once, found it again; {where}")
            entries.setdefault(key.text, (key, self._node(self._next(), depth + 1, key.text)))
        return YamlMapping(tuple(entries.values()), line)

    def check_lost_text(self, lines: Sequence[str], *, comments: bool) -> None:
        """Report texts that YAML takes for comments, and items that it takes for the text of the item above."""
        for number, line in enumerate(lines):
            if number in self.folded and _ITEM_WITHIN.match(line):
                found = f"found {quoted(line.strip())} indented further"
                message = f"expected all items of a list in one column, {found}"
                hint = "YAML would add it to the text of the line above."
                self._problems.error(self._path, self._first + number, "", message, hint)
            if not comments and _SHORT_COMMENT.match(line) and not self._within(number, line.index("#")):
                message = f"expected a space after the # of a comment, found {quoted(line.strip())}"
                hint = "Delete the # if it is none: nothing in this line counts."
                self._problems.warning(self._path, self._first + number, "", message, hint)
            column = next((one.start() for one in re.finditer("#", line) if not self._within(number, one.start())), 0)
            if line[:column].strip() and not (comments and re.search(r"\s\s# ", line[: column + 2])):
                message = f"expected text that is kept, found {quoted(line[column:])}, which YAML takes for a comment"
                hint = "Put the whole value in quotes, or the comment on a separate line."
                self._problems.error(self._path, self._first + number, _key_of(line), message, hint)

    def _within(self, number: int, column: int) -> bool:
        index = bisect_right(self.spans, (number, column), key=lambda span: span[:2]) - 1
        return index >= 0 and (number, column) < self.spans[index][2:]

    def _span(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        # A comment after the sign that opens a block of text would be lost like any other.
        first = (start.line + 1, 0) if event.style in ("|", ">") else (start.line, start.column)
        self.spans.append((*first, end.line, end.column))
        if not event.style and end.line > start.line:
            self.folded.update(range(start.line + 1, end.line + 1))

    def _refuse(self, event: Any, name: str, message: str, hint: str = "") -> NoReturn:
        self._problems.error(self._path, self._first + event.start_mark.line, name, message, hint)
        raise _Refused


_SHORT_COMMENT = re.compile(r"[ ]*#[^\s#]")
"""A comment that may be a slip: with a space, it is on purpose."""
_ITEM_WITHIN = re.compile(r"\s*-(?: |[^\W\d])")
_QUOTE = "A text that begins with this sign must be put in quotes."


def _kind(node: YamlNode) -> str:
    return {YamlScalar: "a text", YamlMapping: "a mapping", YamlList: "a list"}[type(node)]


_COMPONENTS = re.compile(r"\s*(?:[-*+]\s+)?components:\s+([\w.-]+: +\w+(?:, *[\w.-]+: +\w+)*)\s*", re.IGNORECASE)
"""Components with their statuses, without the braces around them."""


def _explain(error: yaml.YAMLError, lines: Sequence[str]) -> tuple[int, str, str]:
    """The index of the line with the fault that the parser found, a message and a hint."""
    what = str(getattr(error, "problem", None) or error).splitlines()[0]
    context = str(getattr(error, "context", None) or "")
    # A missing end is reported where the text or bracket was opened.
    opened = "quoted scalar" in context or "flow" in context or "simple key" in context
    mark = getattr(error, "context_mark" if opened else "problem_mark", None)
    index = min(int(mark.line), len(lines) - 1) if mark else 0
    # The first colon of a line is that of its key, so the indentation is wrong, or the line above.
    misplaced = "mapping values" in what and mark is not None and ": " not in lines[index][: mark.column]
    if misplaced and index and not re.search(r":(?:\s|$)", lines[index - 1]):
        index, misplaced = index - 1, False
    line = lines[index][:1000]
    found = f"found {quoted(line.strip())}"
    escape = "escape" in what or "hexdecimal" in what
    wide = re.search(r"[，：［］｛｝]", line)
    if wide and ("flow" in context or re.match(r"[^：]*:\s+[［｛]", line)):
        return index, f"expected half-width punctuation, found {quoted(wide[0])}", "YAML knows only , : [ ] { and }."
    if re.match(r"\s*(?:-\s+)?(?:[^:\[]*:\s+)?\[[^\[\]]*\][^\s,\]}]", line):
        return index, f"expected quotes around a text that begins with [, {found}", "Put the whole value in quotes."
    if "quoted scalar" in context and not escape:
        return index, "expected a closing quote for the one that opens here, found none", "Close it in this line."
    if "flow" in context:
        return index, "expected a closing bracket for the one that opens here, found none", "Close it in this line."
    if re.match(r"[^:\"']*：", line):
        return index, f"expected `key: value`, {found}", "Type a half-width colon and a space after the key."
    if re.match(r"\s*(?:-\s+)?[A-Za-z_]+:[^\s/]", line):
        return index, f"expected `key: value`, {found}", "Put a space after the colon."
    if re.match(r".*:\s+([\"']).*\1\s*\S", line):
        hint = "Put the whole value in quotes of the kind that it does not contain."
        return index, f"expected nothing after a closing quote, {found}", hint
    above = re.match(r"(\s*(?:-\s+)?)[A-Za-z][\w -]*:\s+\S", lines[index - 1]) if index else None
    if above and re.match(rf" {{{len(above[1])}}}(?![\s-])(?!.*:(?:\s|$))", line):
        hint = f"Write a text on one line, or indent the lines that continue it by {len(above[1]) + 2} spaces."
        return index, f"expected `key: value`, {found}", hint
    if "expected ':'" in what or not re.search(r"[:-](?:\s|$)", line):
        return index, f"expected `key: value`, {found}", "An item of a list begins with '- '."
    if escape:
        return index, f"expected an escape that YAML knows, {found}", "In single quotes a backslash is a backslash."
    if "expected key" in what and re.match(r"\s*- ", line):
        hint = "Under one key there are either keys or items, not both."
        return index, f"expected `key: value` as in the lines above, {found}", hint
    if misplaced or ("expected" in what and line.startswith(" ")):
        return index, f"expected another indentation, {found}", "Align keys or items of the same level."
    if "mapping values" in what:
        components = _COMPONENTS.fullmatch(line)
        hint = f"Write {{{components[1]}}}." if components else "Put the whole value in quotes."
        return index, f"expected a text without ': ' or in quotes, {found}", hint
    sign = re.match(r"\s*(?:-\s+)?(?:[^:]*:\s+)?([^\w\s\"'#])", line)
    if sign:
        return index, f"expected quotes around a text that begins with {sign[1]}, {found}", ""
    return index, f"expected YAML, found a fault: {what}", "Put the text in quotes, or check the indentation."


def _key_of(line: str) -> str:
    """The key of a *line* that could not be parsed, if it looks like one."""
    match = re.match(r"\s*(?:-\s+)?([A-Za-z][\w -]{0,40}?)\s*:(?:\s|$)", line)
    return match[1] if match else ""
