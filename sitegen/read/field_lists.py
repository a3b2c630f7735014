"""The list of fields under the heading of an update, and lines that were meant as a field and are not."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Sequence

from sitegen.model import Status
from sitegen.problems import Problems, nearest, quoted
from sitegen.read.comments import opened_comment
from sitegen.read.document import read_yaml
from sitegen.read.field_slips import TICKET, meant_as_field
from sitegen.read.lines import BodyLine
from sitegen.read.nodes import YamlList, YamlMapping, YamlNode, YamlScalar
from sitegen.read.vocabulary import (
    CHINESE_FIELDS,
    KNOWN_FIELDS,
    LOOSE_CLOCK,
    is_in_code,
    is_statement,
    normal_key,
    states_a_component,
)

FIELDS = tuple(name.replace(" ", "_") for name in KNOWN_FIELDS)
"""Every key that an update may state, in an incident or in a maintenance."""
_ITEM = re.compile(
    r"(?P<indent> *)(?P<bullet>[-*+])[ \t]+(?P<marks>[*_]{0,3})(?P<key>[^\s:：`\[(*_][^:：]{0,30}?)[*_]{0,3}[ \t]*"
    r"(?P<colon>[:：])(?P<rest>.*)"
)
_NO_ITEM = re.compile(
    r"\s*(?P<bullet>(?:>\s*)*(?:[-*+•·・–—－_]{1,3}\s*|\d{1,9}[.)]\s+)?(?:\[[ xX]?\]\s+)?)"
    r"(?P<key>[A-Za-z][A-Za-z _-]{1,20}?)\s*[:：]\s*(?P<value>.*)"
)
_VALUE = re.compile(r"\d[\d:.TZ %+-]{0,30}|\+\d{1,5}[mhd]|[{\[].*|none|minor|major|critical|")
"""A value for a program, not for readers."""
_PARTS = ("for", "what", "by", "users", "regions", "requests", "data")
"""The keys within a field."""
_PART = re.compile(r" {0,3}(?P<key>[\w-]{1,80}): +(?P<value>\S.*)")
_WIDE_COLON = re.compile(rf"( {{0,3}}-[ ]++[^:：\"'\[{{]{{1,31}}?|\s+(?:-[ ]+)?(?:{'|'.join(_PARTS)}))[ ]*：[ ]*(.*)")
_CHINESE_ITEM = re.compile(rf"\s*[-*+]\s+(?P<key>{'|'.join(CHINESE_FIELDS)})\s*[:：]\s*(?P<value>.*)")


def take_fields(
    lines: Sequence[BodyLine], known: Collection[str], foreign: Container[str], path: str, problems: Problems
) -> tuple[YamlMapping | None, Sequence[BodyLine]]:
    """The list of fields at the top of an update's *lines*, if there is one, and the lines of text after it.

    *known* are the keys of fields. A list that begins with a *foreign* key counts, too: the form reports what to
    write instead.
    """
    fields, words, reported = None, lines, 0
    start = next((index for index, line in enumerate(lines) if line.text.strip()), None)
    if start is not None and not lines[start].code:
        if _opens_fields(lines[start].text, known, foreign):
            end = _end_of_list(lines, start)
            fields, words = _read_fields(lines[start:end], path, problems), lines[end:]
            if words and words[0].text.strip() and not _is_misplaced(words[0], known):
                message = f"expected a blank line after the fields, found {quoted(words[0].text.strip())}"
                problems.error(path, words[0].number, "", message, "Put a blank line before the text.")
            elif lines[end - 1].text[:1].isspace() or lines[end - 1].text.rstrip()[-1:] in (":", "："):
                _check_cut_off(words, path, problems)
        elif not _check_bare(lines[start], known, path, problems) and (
            _check_no_item(lines[start], known, path, problems) or _check_slip(lines, start, known, path, problems)
        ):
            # The lines below it have the same fault.
            reported = next((index for index in range(start, len(lines)) if not lines[index].text.strip()), len(lines))
    for index, line in enumerate(words):
        if not line.text:
            continue
        item = _is_misplaced(line, known)
        if item and index >= reported:
            _report_misplaced(line, item, path, problems)
        elif not (item or line.code or line.text.isascii()):
            _check_chinese(line, known, path, problems)
    return fields, words


def _check_cut_off(words: Sequence[BodyLine], path: str, problems: Problems) -> None:
    """Report a line below the fields that belongs to the last one and has lost its indentation."""
    first = next((line for line in words if line.text.strip()), None)
    if first and not first.code and is_part_of_field(first.text):
        message = f"expected the lines of a field together, found {quoted(first.text.strip())} below a blank one"
        hint = "Delete the blank line, and indent this one like those above; in prose, write \\: for the colon."
        problems.error(path, first.number, "", message, hint)


def is_part_of_field(text: str) -> bool:
    """Whether a line could be within a field, such as that of a compensation or of components."""
    part = _PART.fullmatch(text)
    return part is not None and (part["key"] in _PARTS or states_a_component(part["key"], part["value"]))


def _item(text: str) -> re.Match[str] | None:
    """A list item with a colon outside code."""
    item = _ITEM.fullmatch(text)
    return item if item and not ("`" in item["key"] and is_in_code(text, item.start("colon"))) else None


def _opens_fields(text: str, known: Collection[str], foreign: Container[str]) -> bool:
    """Whether the first item of a list is a field, or nearly one: then all its items are."""
    item = _item(text)
    if not item or item["marks"] or item["key"].endswith("\\") or len(item["indent"]) > 3:
        return False
    key = normal_key(item["key"])
    if key in known or re.fullmatch(r"x-[\w-]+", item["key"], re.IGNORECASE):
        return True
    if key in foreign and is_statement(item["key"], item["rest"]):
        return True
    if key == "status":
        return normal_key(item["rest"]) in set(Status)
    return states_a_component(item["key"], item["rest"]) or bool(nearest(key, known, cutoff=0.75))


def _check_slip(lines: Sequence[BodyLine], start: int, known: Collection[str], path: str, problems: Problems) -> bool:
    """Report a first line that is one key away from a field; returns whether it is one."""
    line, after = lines[start], [one.text for one in lines[start + 1 : start + 3]]
    # A blank line where the colon should be may have come with it.
    below = next((text for text in after if text.strip()), "")
    key = "" if line.heading else meant_as_field(line.text, below, known)
    if key:
        expected = f"expected '- {key}: …' for a field, found {quoted(line.text.strip())}"
        hint = f"Begin the line with '- {key}: '; in prose, reword it, or write \\: for the colon."
        problems.error(path, line.number, key, expected, hint)
    return bool(key)


def _check_bare(line: BodyLine, known: Collection[str], path: str, problems: Problems) -> bool:
    """Warn of a line that would be the first field, had it a bullet; returns whether it is one."""
    match = _NO_ITEM.fullmatch(line.text)
    if not match or match["bullet"].strip() or normal_key(match["key"]) not in known:
        return False
    value = match["value"]
    plain = re.match(r"[\d+{\[].{0,40}$", value) or (not value and normal_key(match["key"]) == "components")
    if not plain or len(line.text) - len(line.text.lstrip()) > 3:
        return False
    expected = f"expected '- {match['key']}: …' for a field, found {quoted(line.text.strip())}"
    problems.warning(path, line.number, match["key"], expected, "Without '- ' readers see it as text.")
    return True


def _check_no_item(line: BodyLine, known: Collection[str], path: str, problems: Problems) -> bool:
    """Report a line that would be the first field but for its bullet; returns whether it is one."""
    match = _NO_ITEM.fullmatch(line.text)
    bullet = match["bullet"].strip() if match else ""
    if not match or not bullet or normal_key(match["key"]) not in known:
        return False
    # Prose is quoted and counted, too.
    if (bullet[0].isdigit() or not bullet.strip("> ")) and not _VALUE.fullmatch(match["value"]):
        return False
    shown = line.text.rstrip() if bullet == "-" else line.text.strip()
    expected = f"expected '- {match['key']}: …' for a field, found {quoted(shown)}"
    hint = "Begin the line with '- '."
    if bullet != "-":
        hint = "Begin the line with '- ' alone, or write \\: where the colon is prose."
    problems.error(path, line.number, match["key"], expected, hint)
    return True


def _check_chinese(line: BodyLine, known: Collection[str], path: str, problems: Problems) -> None:
    """Report a field with a Chinese name; with words for readers after it, the item is prose."""
    item = _CHINESE_ITEM.fullmatch(line.text)
    name = CHINESE_FIELDS[item["key"]] if item else ""
    is_time = name in ("next update", "eta")
    if normal_key(name) not in known:
        return
    if item and (_VALUE.fullmatch(item["value"].rstrip()) or (is_time and LOOSE_CLOCK.search(item["value"]))):
        hint = f"A field has its English name: '- {name}: …'. In prose, write words after the colon."
        problems.error(path, line.number, item["key"], f"expected '{name}', found {quoted(item['key'])}", hint)


def _is_misplaced(line: BodyLine, known: Collection[str]) -> re.Match[str] | None:
    """An item that looks like a field, where there are none."""
    item = None if line.code else _item(line.text)
    if not item:
        return None
    key = normal_key(item["key"])
    is_status = key == "status" and normal_key(item["rest"]) in set(Status)
    is_free = re.fullmatch(r"x-[\w-]+", item["key"], re.IGNORECASE) and TICKET.fullmatch(item["rest"])
    return item if key in known or is_status or is_free else None


def _report_misplaced(line: BodyLine, item: re.Match[str], path: str, problems: Problems) -> None:
    words = f"write \\{item['colon']} where the colon is prose" if item["colon"] == ":" else "reword it"
    hint = f"Move it up, under the heading, or {words}."
    if normal_key(item["key"]) == "status":
        hint = f"The status belongs in the heading; in prose, {words}."
    if item["marks"]:
        hint = f"A field belongs directly under the heading, without {item['marks']}; in prose, {words}."
    message = f"expected fields only directly under the heading, found {quoted(line.text.strip())}"
    problems.error(path, line.number, item["key"], message, hint)


def _end_of_list(lines: Sequence[BodyLine], start: int) -> int:
    """The index after the list that begins at *start*; blank lines belong to it when it continues after them.

    Another bullet begins another list.
    """
    sign = lines[start].text.lstrip()[0]
    end = start
    for index in range(start, len(lines)):
        text = lines[index].text
        if not text.strip():
            continue
        if not (text[0].isspace() or (text[0] == sign and text[1:2] in ("", " ", "\t"))):
            break
        end = index + 1
    return end


def _read_fields(lines: Sequence[BodyLine], path: str, problems: Problems) -> YamlMapping | None:
    before = problems.errors
    for line in lines:
        if line.code:
            message = f"expected no code among the fields, found {quoted(line.text.strip())}"
            hint = "Put a blank line before the text, and do not indent it."
            problems.error(path, line.number, "", message, hint)
            break
        if opened_comment(line.text):
            message = f"expected the comment with less indentation, found {quoted(line.text.strip())}"
            hint = "After a blank line, six spaces make it code, in which comments are shown."
            problems.error(path, line.number, "", message, hint)
        # YAML would take it for a comment; a heading of level 1 or 2 has been reported.
        if line.text.lstrip().startswith("#") and not re.match(r" {0,3}##?(?:[ \t]|$)", line.text):
            message = f"expected a field, found {quoted(line.text.strip())}"
            problems.error(path, line.number, "", message, "Put a comment between <!-- and -->.")
    if problems.errors > before:
        return None
    rows = [_as_yaml(line.text) for line in lines]
    node = read_yaml("\n".join(rows), path, problems, first=lines[0].number)
    if not isinstance(node, YamlList):
        return None
    entries: dict[str, tuple[YamlScalar, YamlNode]] = {}
    for item in node.items:
        if not isinstance(item, YamlMapping) or len(item.entries) != 1:
            _report_no_field(item, path, problems)
            break
        (key, value) = item.entries[0]
        free = key.text.lower().startswith("x-")
        name = YamlScalar(key.text.lower() if free else normal_key(key.text), key.line, written=key.text)
        if name.text in entries:
            problems.error(path, key.line, key.text, "expected each field once in an update, found it again")
        entries.setdefault(name.text, (name, value))
    return YamlMapping(tuple(entries.values()), node.line)


def _report_no_field(item: YamlNode, path: str, problems: Problems) -> None:
    found, hint = "a list", ""
    if isinstance(item, YamlMapping):
        found = f"several in one: {', '.join(key.text for key, _ in item.entries)}"
        hint = "Begin each field with '- '."
        (key, value), *_ = item.entries
        if isinstance(value, YamlScalar) and not value.text:
            hint = f"{hint[:-1]}; what belongs to {key.text} begins four spaces in."
    elif isinstance(item, YamlScalar):
        found = quoted(item.text) if item.text else "nothing"
        colon = re.match(r"[\w -]{1,30}:\S", item.text)
        if item.text:
            hint = "Put a space after the colon." if colon else "Begin a list of prose with another bullet, * for -."
    problems.error(path, item.line, "", f"expected a field in each item, `- key: value`, found {found}", hint)


def _as_yaml(row: str) -> str:
    """A line of the list in YAML: `-` as the bullet, and a full-width colon as `: `."""
    if row.lstrip(" ")[:1] in ("*", "+"):
        row = re.sub(r"^( *)[*+](?=[ \t]|$)", r"\1-", row)
    if "：" not in row:
        return row
    match = _WIDE_COLON.match(row)
    return f"{match[1]}: {match[2]}".rstrip() if match else row
