"""The Markdown body of a content file → its updates: heading, fields, words. Structure only, no types.

Nothing is passed over in silence: a line that was meant as a heading or a field and is none is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sitegen.document import Items, Mapping, Node, Scalar, read_yaml
from sitegen.model import Status
from sitegen.problems import Problems, nearest, one_of, quoted

FIELDS = (
    "impact",
    "components",
    "not_working",
    "still_working",
    "workaround",
    "scope",
    "compensation",
    "eta",
    "next_update",
    "progress",
    "ended",
    "was",
    "id",
    "start",
    "end",
)
"""Every key that an update may state, in an incident or in a maintenance."""

_DAY = r"\d{4}-\d{2}-\d{2}"
_HEADING = re.compile(
    rf"(?P<day>{_DAY})(?:T|[ ]+)(?P<clock>\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d{{1,3}})?)?)"
    r"(?:[ ]*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?(?:\d{2})?|[A-Z]{2,5}(?=[ ]|$)))?"
    r"(?:[ ]+(?P<status>[^:：\d][^:：]*?))?(?:[ ]*[:：][ ]*(?P<title>.*))?",
    re.ASCII,
)
_ATX = re.compile(r"(?P<indent> {0,3})(?P<marks>#{1,6})(?:[ \t]+(?P<text>.*?))?(?:[ \t]+#+)?[ \t]*")
_LIKE_HEADING = re.compile(r"\s*(?:[#＃]+\s*[(（\[]?\d{4}\s*[-/.年－／]|＃)")
_BARE_HEADING = re.compile(
    rf"\s{{0,3}}[*_]{{0,3}}{_DAY}[ T]\d{{1,2}}:\d{{2}}\b.{{0,12}}?\b(?P<status>[a-z_]+)\b[*_:]{{0,4}}\s*"
)
_SETEXT = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_FENCE = re.compile(r"(?P<container>(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_ITEM = re.compile(r"(?P<indent>\s*)[-*+][ \t]+(?P<key>[^\s:：`\[(*_][^:：]{0,30}?)[ \t]*(?P<colon>[:：])(?P<rest>.*)")
_BLOCK = re.compile(r"\s*(?:[-*+>|]|\d{1,9}[.)]|#)")

_CHINESE = {
    "调查中": "investigating",
    "正在调查": "investigating",
    "已确认": "identified",
    "已定位": "identified",
    "已查明": "identified",
    "监控中": "monitoring",
    "观察中": "monitoring",
    "监测中": "monitoring",
    "已解决": "resolved",
    "已恢复": "resolved",
    "更新": "update",
    "进展": "update",
    "已计划": "scheduled",
    "计划中": "scheduled",
    "进行中": "in_progress",
    "维护中": "in_progress",
    "验证中": "verifying",
    "已完成": "completed",
    "已取消": "cancelled",
}
_SYNONYMS = {
    "fixed": "resolved",
    "solved": "resolved",
    "closed": "resolved",
    "done": "resolved",
    "watching": "monitoring",
    "recovering": "monitoring",
    "started": "in_progress",
    "progress": "in_progress",
    "ongoing": "in_progress",
    "canceled": "cancelled",
    "planned": "scheduled",
    "finished": "completed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the body after comments are gone; *code* inside a fenced block."""

    number: int
    text: str
    code: bool = False


@dataclass(slots=True)
class Block:
    """One update as written, its parts still text."""

    line: int
    day: str
    clock: str
    zone: str
    status: str
    """As normalised: one of the statuses, or empty where a translation leaves it out."""
    title: str
    fields: Mapping | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The Markdown words."""
        return "\n".join(line.text for line in self.lines).strip("\n")

    @property
    def body_line(self) -> int:
        """Where the words begin."""
        return next((line.number for line in self.lines if line.text.strip()), self.line)

    def line_of(self, index: int) -> int:
        """The file's line of a line of *body*, counted from 0."""
        words = list(self.lines)
        while words and not words[0].text:
            words.pop(0)
        return words[index].number if index < len(words) else self.line


def normal(key: str) -> str:
    """A field's key in one spelling: case, and space, dash or underscore, do not matter."""
    return re.sub(r"[\s_-]+", "_", key.strip().lower())


def clean(body: str, first: int, path: str, problems: Problems) -> list[Line]:
    """The lines of *body*, numbered from *first*, without HTML comments, and with code marked as such.

    An unclosed comment or fence is a problem: it would hide everything that follows.
    """
    lines: list[Line] = []
    fence, fence_line, comment_line = "", 0, 0
    for number, text in enumerate(body.split("\n"), first):
        if fence:
            lines.append(Line(number, text, code=True))
            stripped = text.strip(" \t>")
            if stripped.startswith(fence) and not stripped.strip(fence[0]):
                fence = ""
            continue
        kept, in_comment = _without_comments(text, bool(comment_line))
        if in_comment and not comment_line:
            comment_line = number
        elif not in_comment:
            comment_line = 0
        opening = _FENCE.match(kept) if "```" in kept or "~~~" in kept else None
        if opening:
            fence, fence_line = opening["fence"], number
        lines.append(Line(number, kept, code=bool(opening)))
    if fence:
        problems.error(path, fence_line, "", f"expected a closing {fence} for this code block, found none")
    if comment_line:
        problems.error(path, comment_line, "", "expected --> to close this comment, found none")
    return lines


def _without_comments(text: str, inside: bool) -> tuple[str, bool]:
    """*text* without comments, and whether one is still open at its end; code spans are left alone."""
    if not inside and "<!--" not in text:
        return text, False
    kept, position = "", 0
    while position < len(text):
        if inside:
            end = text.find("-->", position)
            if end < 0:
                return kept.rstrip(), True
            position, inside = end + 3, False
        elif text.startswith("<!--", position):
            # `<!-->` and `<!--->` are whole comments (HTML Living Standard, 13.2.5.43).
            short = re.compile(r"<!---?>").match(text, position)
            position, inside = (short.end(), False) if short else (position + 4, True)
        elif text[position] == "\\" and position + 1 < len(text):
            kept += text[position : position + 2]
            position += 2
        elif text[position] == "`":
            run = re.compile("`+").match(text, position)
            assert run
            closing = re.compile(f"(?<!`){run[0]}(?!`)").search(text, run.end())
            end = closing.end() if closing else run.end()
            kept += text[position:end]
            position = end
        else:
            kept += text[position]
            position += 1
    return kept.rstrip() if kept.strip() else "", inside


def split_updates(
    lines: Sequence[Line], path: str, statuses: Sequence[Status], problems: Problems, *, translation: bool = False
) -> list[Block]:
    """The updates in *lines*, in the file's order; words before the first heading are a problem."""
    blocks: list[Block] = []
    stray: Line | None = None
    for index, line in enumerate(lines):
        if line.code:
            target = blocks[-1].lines if blocks else None
        else:
            heading = _heading(lines, index, path, statuses, problems, translation)
            if isinstance(heading, Block):
                blocks.append(heading)
                continue
            target = blocks[-1].lines if blocks else None
        if target is not None:
            target.append(line)
        elif line.text.strip() and stray is None:
            stray = line
    if stray is not None:
        problems.error(
            path,
            stray.number,
            "",
            f"expected an update heading before any words, found {quoted(stray.text.strip())}",
            _shape(statuses),
        )
    for block in blocks:
        _take_fields(block, path, problems)
    return blocks


def _shape(statuses: Sequence[Status]) -> str:
    return f"An update begins with a line such as: ## 2026-01-23 14:35 {statuses[0]}"


def _heading(
    lines: Sequence[Line],
    index: int,
    path: str,
    statuses: Sequence[Status],
    problems: Problems,
    translation: bool,
) -> Block | None:
    """The update that this line opens; None for any other line, after telling what is nearly a heading."""
    line = lines[index]
    text = line.text
    first = text.lstrip()[:1]
    if first not in ("#", "＃", "=", "-", "*", "_") and not first.isdigit():
        return None
    expected = f"expected '## YYYY-MM-DD HH:MM {statuses[0]}'"
    if first in "#＃":
        atx = _ATX.fullmatch(text)
        dated = bool(_LIKE_HEADING.match(text))
        if atx and atx["marks"] == "##" and not atx["indent"]:
            content = (atx["text"] or "").strip()
            match = _HEADING.fullmatch(content)
            if match:
                return _block(line.number, match, path, statuses, problems, translation)
            if dated or re.match(r"\D{0,3}\d{4}", content):
                problems.error(
                    path, line.number, "heading", f"{expected}, found {quoted(text)}", _nearly(content, statuses)
                )
            else:
                problems.error(
                    path,
                    line.number,
                    "heading",
                    f"{expected} or no level-2 heading, found {quoted(text)}",
                    "Inside an update use ###.",
                )
        elif dated:
            content = text.strip().lstrip("#＃ \u3000")
            problems.error(
                path, line.number, "heading", f"{expected}, found {quoted(text)}", _nearly(content, statuses, text)
            )
        elif atx and atx["marks"] in ("#", "##"):
            problems.error(
                path,
                line.number,
                "heading",
                f"expected ### or smaller inside an update, found {quoted(text)}",
                "Use ###.",
            )
        return None
    previous = lines[index - 1].text if index and not lines[index - 1].code else ""
    if first in "=-" and _SETEXT.fullmatch(text):
        if previous.strip() and not _BLOCK.match(previous) and not previous.startswith((" ", "\t")):
            problems.error(
                path,
                line.number - 1,
                "heading",
                f"expected no underlined heading, found {quoted(previous.strip())} above {quoted(text.strip())}",
                "Use ### for a heading, or leave a line free above a rule.",
            )
        return None
    bare = _BARE_HEADING.fullmatch(text)
    if bare and _status(bare["status"], statuses):
        problems.error(
            path, line.number, "heading", f"{expected}, found {quoted(text.strip())}", "Begin the line with '## '."
        )
    return None


def _nearly(content: str, statuses: Sequence[Status], line: str | None = None) -> str:
    """What to do about a line that is nearly an update heading."""
    hints = []
    if line is not None:
        if "＃" in line:
            hints.append("Type ## with half-width signs.")
        elif not re.match(r"##(?!#)", line):
            hints.append("Begin the line with exactly '## '.")
        elif not re.match(r"##\s", line):
            hints.append("Put a space behind ##.")
    if re.match(r"\d{4}[/.年／]", content):
        hints.append("Write the day as YYYY-MM-DD.")
    elif re.match(r"\d{4}-\d{1,2}-\d{1,2}", content) and not re.match(_DAY + r"(?!\d)", content):
        hints.append("Write month and day with two digits.")
    elif re.match(_DAY + r"[ T]+\d:", content) or re.search(r"\d\s*[ap]m\b", content, re.IGNORECASE):
        hints.append("Write the hour with two digits, 00 to 23.")
    elif re.match(_DAY, content) and not re.search(r"\d{1,2}[:：]\d{2}", content):
        hints.append("The time of day is missing.")
    elif re.search(r"\d：\d", content):
        hints.append("Type the time with a half-width colon.")
    return " ".join(hints) or _shape(statuses) + "."


def _block(
    number: int,
    match: re.Match[str],
    path: str,
    statuses: Sequence[Status],
    problems: Problems,
    translation: bool,
) -> Block | None:
    word = (match["status"] or "").strip()
    zone = match["zone"] or ""
    # Short capitals before the end may be a zone or, with nothing behind them, a shouted status.
    if not word and zone and _status(zone, statuses):
        word, zone = zone, ""
    status = _status(word, statuses)
    if not status and not (translation and not word):
        found = f"found {quoted(word)}" if word else "found none"
        problems.error(path, number, "status", f"expected {one_of(statuses)}, {found}", _status_hint(word, statuses))
        return Block(number, match["day"], match["clock"], zone, "", match["title"] or "")
    return Block(number, match["day"], match["clock"], zone, status, (match["title"] or "").strip())


def _status(word: str, statuses: Sequence[Status]) -> str:
    spelled = normal(word)
    return spelled if spelled in set(statuses) else ""


def _status_hint(word: str, statuses: Sequence[Status]) -> str:
    if not word:
        return f"End the heading with the status, for example {statuses[0]}."
    right = _CHINESE.get(word) or _SYNONYMS.get(normal(word))
    if right is None:
        right = next((english for chinese, english in _CHINESE.items() if chinese in word), None)
    if right == "resolved" and Status.RESOLVED not in statuses:
        right = "completed"
    if right is not None and right in set(statuses):
        return f"Did you mean '{right}'?"
    return nearest(word, statuses, cutoff=0.5)


def _take_fields(block: Block, path: str, problems: Problems) -> None:
    """Move the list of fields under the heading, if there is one, from the words into *block.fields*."""
    start = next((index for index, line in enumerate(block.lines) if line.text.strip()), None)
    if start is not None and not block.lines[start].code and _is_field(block.lines[start].text):
        end = _end_of_list(block.lines, start)
        block.fields = _read_fields(block.lines[start:end], path, problems)
        block.lines = block.lines[end:]
    for line in block.lines:
        item = None if line.code else _ITEM.fullmatch(line.text)
        if item and normal(item["key"]) in FIELDS:
            problems.error(
                path,
                line.number,
                normal(item["key"]),
                "expected fields directly under the heading, found one further down",
                f"Move it up, or write \\{item['colon']} for a colon in prose."
                if item["colon"] == ":"
                else "Move it up.",
            )


def _is_field(text: str) -> bool:
    item = _ITEM.fullmatch(text)
    if not item or item["indent"]:
        return False
    key = normal(item["key"])
    return key in FIELDS or bool(nearest(key, FIELDS, cutoff=0.75))


def _end_of_list(lines: Sequence[Line], start: int) -> int:
    """The index behind the list that begins at *start*; blank lines belong to it when it goes on behind them.

    Another bullet begins another list (CommonMark 0.31, 5.3).
    """
    end = start
    bullet = lines[start].text[0]
    for index in range(start, len(lines)):
        text = lines[index].text
        if lines[index].code:
            break
        if not text.strip():
            continue
        if not re.match(rf"{re.escape(bullet)}[ \t]|\s", text):
            break
        end = index + 1
    return end


def _read_fields(lines: Sequence[Line], path: str, problems: Problems) -> Mapping | None:
    rows = [re.sub(r"^[*+](?=[ \t])", "-", line.text) for line in lines]
    rows = [_ascii_colon(row) for row in rows]
    node = read_yaml("\n".join(rows), path, problems, line_of=lambda index: lines[min(index, len(lines) - 1)].number)
    if not isinstance(node, Items):
        return None
    entries: list[tuple[Scalar, Node]] = []
    seen: set[str] = set()
    for item in node.items:
        if not isinstance(item, Mapping) or len(item.entries) != 1:
            problems.error(
                path,
                item.line,
                "",
                "expected `- key: value`, one field an item, found something else",
                "Set prose off with a free line.",
            )
            continue
        (key, value) = item.entries[0]
        name = Scalar(normal(key.text), key.line)
        if name.text in seen:
            problems.error(path, key.line, name.text, "expected each field once in an update, found it again")
            continue
        seen.add(name.text)
        entries.append((name, value))
    return Mapping(tuple(entries), node.line)


def _ascii_colon(row: str) -> str:
    """A full-width colon behind a key reads like `: `."""
    match = re.match(r"(-[ \t]+[^:：\"'\[{]{1,31}?)[ \t]*：[ \t]*(.*)", row)
    return f"{match[1]}: {match[2]}".rstrip() if match else row


def field_names(allowed: Iterable[str]) -> str:
    """For messages: `next update, progress or ended`."""
    return one_of([name.replace("_", " ") for name in allowed])
