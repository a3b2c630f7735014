"""The text of a content file → the same text with one thing corrected: a key, a heading's time, a field, words.

Pure functions; no other byte changes. Updates are told apart by their position in the file, from 0, which stays the
same whatever is corrected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from sitegen.authoring.compose import Value, begins_as_list, field_lines, moment_text, update_blocks, yaml_lines
from sitegen.problems import Problems
from sitegen.read.body import UpdateBlock
from sitegen.read.document import Document, read_document
from sitegen.read.nodes import YamlList, YamlMapping, YamlScalar
from sitegen.times import read_offset, show_offset, wall_clock


def with_key(text: str, key: str, value: Value) -> str:
    """The file with another value of *key* in its front matter; a new key goes below the title."""
    document = _document(text)
    lines, starts = text.split("\n"), [name.line - 1 for name, _ in document.front.entries]
    names = [name.text for name, _ in document.front.entries]
    end = document.body_line - 2
    place = names.index(key) if key in names else names.index("title") if "title" in names else None
    if place is None:
        start = stop = end
    else:
        start, stop = starts[place], [*starts[place + 1 :], end][0]
        # What follows a value may be the comment of the next key.
        while stop > start + 1 and re.match(r"\s*(?:#|$)", lines[stop - 1]):
            stop -= 1
    if key not in names:
        start = stop
    return "\n".join([*lines[:start], *yaml_lines({key: value}), *lines[stop:]])


def with_time(text: str, index: int, moment: datetime, zone: tzinfo) -> str:
    """The file with another time in an update's heading, in the zone that this names, else in the site's *zone*."""
    block, lines = _blocks(text)[index], text.split("\n")
    written, stated = moment_text(moment, zone), ""
    if block.zone:
        local = moment.astimezone(read_offset(block.zone))
        written = f"{wall_clock(local)} {show_offset(local.utcoffset()) if local.utcoffset() else 'Z'}"
        stated = rf"[ ]*{re.escape(block.zone)}"
    found = rf"{re.escape(block.day)}(?:T|[ ]+){re.escape(block.clock)}{stated}"
    lines[block.line - 1] = re.sub(found, written, lines[block.line - 1], count=1)
    return "\n".join(lines)


def with_field(text: str, index: int, name: str, value: Value) -> str:
    """The file with another value of a field of an update, or with that field as its first."""
    blocks, lines = _blocks(text), text.split("\n")
    block = blocks[index]
    if block.fields is None:
        # A list of words with our bullet would be read as more fields.
        bullet = "*" if begins_as_list(block.body) else "-"
        below = lines[block.line :]
        gap = [""] if below and below[0].strip() else []
        new = ["", *field_lines(name, value, bullet), *gap]
        return "\n".join([*lines[: block.line], *new, *below])
    starts = [key.line - 1 for key, _ in block.fields.entries]
    written = field_lines(name, value, lines[starts[0]].lstrip()[0])
    start = stop = starts[0]
    if block.fields.get(name.replace(" ", "_")) is not None:
        start, stop = _field_place(blocks, index, lines, name)
    return "\n".join([*lines[:start], *written, *lines[stop:]])


def without_field(text: str, index: int, name: str) -> str:
    """The file without a field of an update, which states it."""
    blocks, lines = _blocks(text), text.split("\n")
    fields = blocks[index].fields
    assert fields is not None, name
    start, stop = _field_place(blocks, index, lines, name)
    if len(fields.entries) == 1 and not lines[start - 1].strip():
        start -= 1
    return "\n".join([*lines[:start], *lines[stop:]])


def with_words(text: str, index: int, words: str) -> str:
    """The file with other words of an update, in Markdown."""
    blocks, lines = _blocks(text), text.split("\n")
    block, words = blocks[index], words.strip()
    said = [line.number for line in block.lines if line.text.strip()]
    end = _end_of_fields(blocks, index, lines)
    if said:
        start, stop = said[0] - 1, said[-1]
    else:
        start = stop = end
        words = f"\n{words}"
    if block.fields:
        places = [key.line - 1 for key, _ in block.fields.entries]
        bullet = lines[places[0]].lstrip()[0]
        if begins_as_list(words, bullet):
            for place in places:
                lines[place] = lines[place].replace(bullet, "*" if bullet == "-" else "-", 1)
    return "\n".join([*lines[:start], *words.split("\n"), *lines[stop:]])


def components_in(text: str, index: int | None) -> Mapping[str, str]:
    """The components that an update states, or the front matter (None), by id; without a status the text is empty."""
    document = _document(text)
    fields = document.front if index is None else _blocks(text)[index].fields
    node = fields.get("components") if fields else None
    if isinstance(node, YamlList):
        return {item.text: "" for item in node.items if isinstance(item, YamlScalar)}
    if not isinstance(node, YamlMapping):
        return {}
    return {key.text: value.text if isinstance(value, YamlScalar) else "" for key, value in node.entries}


def update_moments(text: str, zone: tzinfo) -> list[datetime]:
    """The time of each update, in the order of the file; raises TimeProblem."""
    return [block.moment(zone) for block in _blocks(text)]


def _field_place(blocks: Sequence[UpdateBlock], index: int, lines: Sequence[str], name: str) -> tuple[int, int]:
    """The first line of a field of an update, from 0, and the one behind it."""
    fields = blocks[index].fields
    assert fields is not None, name
    starts = [key.line - 1 for key, _ in fields.entries]
    place = [key.text for key, _ in fields.entries].index(name.replace(" ", "_"))
    return starts[place], [*starts[place + 1 :], _end_of_fields(blocks, index, lines)][0]


def _end_of_fields(blocks: Sequence[UpdateBlock], index: int, lines: Sequence[str]) -> int:
    """The number of lines up to the end of an update's heading and its fields."""
    block, below = blocks[index], blocks[index + 1 : index + 2]
    end = block.lines[0].number - 1 if block.lines else below[0].line - 1 if below else len(lines)
    while end > block.line and not lines[end - 1].strip():
        end -= 1
    return end


def _document(text: str) -> Document:
    document = read_document(text, "", Problems())
    assert document is not None, "a file is read without a problem before it is corrected"
    return document


def _blocks(text: str) -> Sequence[UpdateBlock]:
    """The updates of a file, in its order."""
    document = _document(text)
    return update_blocks(document.body, document.body_line)
