"""One file → its front matter with line numbers, and its Markdown body. The home of PyYAML.

YAML is read from libyaml's events: every scalar stays text until a field types it, and what YAML would
quietly change or lose (repeated keys, anchors, tags, a text cut by ` #`) is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sitegen.problems import Problems, quoted

LARGEST = 1_000_000
"""Bytes of a content file. The longest of fourteen years of a real company's incidents is 60 kB."""
DEEPEST = 8
"""Levels of nesting in YAML."""

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that XML cannot hold, or that one reader takes for a line's end and another does not."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, as written."""

    text: str
    line: int
    plain: bool = True
    """Not quoted."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in order, no key twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int

    def get(self, key: str) -> Node | None:
        """The value of *key*."""
        return next((value for name, value in self.entries if name.text == key), None)


@dataclass(frozen=True, slots=True)
class Items:
    """Items in order; *flow* when written `[in, brackets]`."""

    items: tuple[Node, ...]
    line: int
    flow: bool


Node = Scalar | Mapping | Items
"""A piece of YAML."""


@dataclass(frozen=True, slots=True)
class Document:
    """A content file: front matter, and the body that begins at line *body_line*."""

    path: str
    front: Mapping
    body: str
    body_line: int


def read_text(file: Path, path: str, root: Path, problems: Problems) -> str | None:
    """The text of *file*, or None when it is not what we read; *path* is its name in messages.

    Line feeds end lines, UTF-8 without a byte order mark, no invisible control characters, inside *root*.
    """
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            problems.error(path, 0, "", "expected a file of this site, found a symbolic link that leads out of it")
            return None
        if not file.is_file():
            problems.error(path, 0, "", "expected a file, found something else", "Is it a folder, or a broken link?")
            return None
        size = file.stat().st_size
        if size > LARGEST:
            problems.error(path, 0, "", f"expected at most {LARGEST:,} bytes, found {size:,}")
            return None
        data = file.read_bytes()
    except (OSError, RuntimeError) as error:
        problems.error(path, 0, "", f"expected a readable file, found: {getattr(error, 'strerror', None) or error}")
        return None
    return decode(data, path, problems)


def decode(data: bytes, path: str, problems: Problems) -> str | None:
    """The text in *data*, or None after saying what is wrong with it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.error(path, 1, "", "expected UTF-8, found UTF-16", "Save the file as UTF-8.")
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        problems.error(
            path,
            1,
            "",
            "expected UTF-8 without a byte order mark, found one",
            "Save the file as UTF-8, not “with BOM”.",
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.error(
            path, line, "", f"expected UTF-8, found the byte 0x{data[error.start]:02x}", "Save the file as UTF-8."
        )
        return None
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.error(
            path,
            line,
            "",
            "expected lines that end in LF, found CR (Windows line ends)",
            "Set your editor to LF; with `* text=auto eol=lf` in .gitattributes git does it by itself.",
        )
        return None
    unfit = _UNFIT.search(text)
    if unfit:
        line = text.count("\n", 0, unfit.start()) + 1
        problems.error(
            path,
            line,
            "",
            f"expected text, found the invisible character U+{ord(unfit[0]):04X}",
            "Delete it, or retype the line.",
        )
        return None
    return text


def read_document(text: str, path: str, problems: Problems) -> Document | None:
    """Split a content file at its `---` lines and read what stands between them; None after telling why not."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        problems.error(
            path,
            1,
            "",
            f"expected '---' as the first line, found {quoted(lines[0])}",
            "Front matter stands between two lines of ---.",
        )
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        problems.error(path, 1, "", "expected a second '---' line that ends the front matter, found none")
        return None
    before = problems.errors
    front = read_yaml("\n".join(lines[1:end]), path, problems, line_of=lambda index: index + 2)
    if front is None and problems.errors > before:
        return None
    if not isinstance(front, Mapping):
        problems.error(path, 2, "", "expected front matter of `key: value` lines, found " + _kind(front))
        return None
    return Document(path, front, "\n".join(lines[end + 1 :]), end + 2)


def read_yaml(
    text: str, path: str, problems: Problems, *, line_of: Callable[[int], int], comments: bool = False
) -> Node | None:
    """The tree in *text*, None when it is empty or cannot be read, which is then told.

    *line_of* turns a line of *text*, from 0, into a line of the file. With *comments*, a comment may stand
    behind a value when two spaces and `# ` set it off; without, only on a line of its own.
    """
    tab = text.find("\t")
    if tab >= 0:
        line = line_of(text.count("\n", 0, tab))
        problems.error(path, line, "", "expected spaces, found a tab", "YAML does not allow tabs here.")
        return None
    reader = _Reader(path, problems, line_of)
    before = problems.errors
    try:
        node = reader.read(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = line_of(min(mark.line, text.count("\n"))) if mark else line_of(0)
        what = str(getattr(error, "problem", None) or error).splitlines()[0]
        problems.error(path, line, "", f"expected YAML, found a fault: {what}", _slip(what))
        return None
    except _Refused:
        return None
    _lost_text(text, reader.spans, path, problems, line_of, allowed=comments)
    return node if problems.errors == before else None


class _Refused(Exception):
    """Reading stopped; the problem is noted."""


class _Reader:
    """Events in, tree out."""

    def __init__(self, path: str, problems: Problems, line_of: Callable[[int], int]) -> None:
        self.spans: list[tuple[int, int, int, int]] = []
        self._path = path
        self._problems = problems
        self._line_of = line_of

    def read(self, text: str) -> Node | None:
        """The only document in *text*."""
        node: Node | None = None
        documents = 0
        events = iter(yaml.parse(text, Loader=yaml.CLoader))
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1 or event.explicit:
                    self._refuse(event, "", "expected one YAML document, found the start of another")
            elif isinstance(event, yaml.NodeEvent):
                node = self._node(event, events, 1, "")
        return node

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int, name: str) -> Node:
        line = self._line_of(_start(event).line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(event, name, "expected plain values, found a YAML anchor or alias (& or *)", _QUOTE)
        if getattr(event, "tag", None):
            self._refuse(event, name, "expected plain values, found a YAML tag (!)", _QUOTE)
        if isinstance(event, yaml.ScalarEvent):
            self._span(event)
            unfit = _UNFIT.search(event.value)
            if unfit:
                self._refuse(event, name, f"expected text, found the invisible character U+{ord(unfit[0]):04X}")
            return Scalar(event.value, line, event.style is None)
        if depth > DEEPEST:
            self._refuse(event, name, f"expected at most {DEEPEST} levels, found more")
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._node(event, events, depth + 1, name))
            return Items(tuple(items), line, bool(_flow(event)))
        return self._mapping(events, depth, line)

    def _mapping(self, events: Iterator[yaml.Event], depth: int, line: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, int] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1, "")
            if not isinstance(key, Scalar):
                self._refuse(event, "", "expected a word as the key, found " + _kind(key))
                raise AssertionError
            if key.text == "<<" and key.plain:
                self._refuse(event, "<<", "expected plain keys, found a YAML merge")
            if key.text in seen:
                self._problems.error(
                    self._path,
                    key.line,
                    key.text,
                    f"expected each key once, found it again; first in line {seen[key.text]}",
                )
            seen.setdefault(key.text, key.line)
            entries.append((key, self._node(next(events), events, depth + 1, key.text)))
        return Mapping(tuple(entries), line)

    def _span(self, event: yaml.Event) -> None:
        start, end = _start(event), event.end_mark
        assert end is not None
        self.spans.append((start.line, start.column, end.line, end.column))

    def _refuse(self, event: yaml.Event, name: str, message: str, hint: str = "") -> None:
        self._problems.error(self._path, self._line_of(_start(event).line), name, message, hint)
        raise _Refused


_QUOTE = "If the text begins with this sign, put it in quotes."


def _flow(event: yaml.Event) -> bool:
    # The end of a block sequence has no width; the end of a flow sequence is its bracket.
    assert event.end_mark is not None
    return bool(event.end_mark.column > _start(event).column)


def _start(event: yaml.Event) -> Any:
    mark = event.start_mark
    assert mark is not None, "the parser marks every event"
    return mark


def _kind(node: Node | None) -> str:
    if node is None:
        return "nothing"
    return {Scalar: "a text", Mapping: "a mapping", Items: "a list"}[type(node)]


def _slip(what: str) -> str:
    if "mapping values are not allowed" in what:
        return "A text that contains ': ' must be put in quotes."
    if "cannot start any token" in what or "unexpected end of the stream" in what or "escape" in what:
        return "Put the text in quotes, and check that every quote and bracket is closed."
    if "did not find expected" in what or "could not find expected" in what:
        return "Check the indentation, and that every quote and bracket is closed."
    return ""


def _lost_text(
    text: str,
    spans: Sequence[tuple[int, int, int, int]],
    path: str,
    problems: Problems,
    line_of: Callable[[int], int],
    *,
    allowed: bool,
) -> None:
    """Tell of each text that YAML takes for a comment behind a value."""
    if "#" not in text:
        return
    for number, line in enumerate(text.split("\n")):
        for match in re.finditer(r"(?<=\s)#", line):
            column = match.start()
            if any((first, left) <= (number, column) < (last, right) for first, left, last, right in spans):
                continue
            if not line[:column].strip() or (allowed and re.search(r"\s\s# ", line[: column + 2])):
                break
            problems.error(
                path,
                line_of(number),
                "",
                f"expected text that is kept, found {quoted(line[column:])}, which YAML takes for a comment",
                "Put the whole value in quotes, or the comment on a line of its own.",
            )
            break
