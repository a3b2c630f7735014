"""The Markdown body of a content file → its updates: heading, fields, words. Structure only, no types.

Nothing is passed over in silence: a line that was meant as a heading or a field and is none is a problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from sitegen.model import Status
from sitegen.problems import Problems, nearest, one_of, quoted
from sitegen.read.document import YamlList, YamlMapping, YamlNode, YamlScalar, read_yaml
from sitegen.read.fields import MAX_TITLE_LENGTH
from sitegen.read.forms import IncidentUpdateForm, MaintenanceUpdateForm
from sitegen.read.vocabulary import CHINESE_FIELDS, CODE_SPAN, KNOWN_FIELDS, ODD_LINK, is_statement, states_a_component
from sitegen.times import CLOCK, SECONDS, ZONE, join, read_day, read_offset, spelling

FIELDS = tuple(name.replace(" ", "_") for name in KNOWN_FIELDS)
"""Every key that an update may state, in an incident or in a maintenance."""

MAX_HEADING_LENGTH = 1000
"""Characters of a line that may be a heading: some patterns take their time with longer ones."""
_HEADING = re.compile(
    rf"(?P<day>\d{{4}}-\d{{2}}-\d{{2}})(?:T|[ ]+)(?P<clock>{CLOCK})(?:[ ]*(?P<zone>{ZONE})(?!:?[\w+-]))?"
    r"(?:[ ]+(?P<words>[^:：\s][^:：]*?))?(?:[ ]*[:：][ ]*(?P<title>.*))?",
    re.ASCII,
)
_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?=[ \t]|$)")
_OTHER_SIGNS = re.compile(r"^(?:(?![\[(（])[\W_])+")
"""What stands before the day of a heading and does not belong there; brackets get a hint of their own."""
_TIMED = re.compile(r"\d{1,2}[:：]\d{2}[\W_]+(?P<status>[\w ]+?)\s*(?:[:：].*)?")
_DATE = re.compile(r"[(（\[]?\d{4}\s*[-/.年－／]|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}\b|\d\s*[ap]\.?m\b", re.IGNORECASE)
_BARE = re.compile(
    r" {0,3}(?P<bullet>[-*+][ \t]+)?[*_\s]{0,6}\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]+\d{1,2}:\d{2}(?::\d{2})?\s*"
    r"(?:Z|UTC|[+-][\d:]+)?[*_]{0,3}\s*(?:[-–—:：]\s*)?[*_]{0,3}(?P<status>[^\W\d][\w ]*?)\s*[*_]{0,3}(?:[:：].*)?"
)
_SLIPPED = re.compile(r"[^＃\\`>|]{0,3}?#[^＃\\`]{0,4}?(?P<content>\d{4}\W.*)")
"""Behind a backslash or a backtick, and in a quote or a table, a heading is shown as it stands."""
_NESTED_HEADING = re.compile(
    r"\s*(?:(?:[-*+](?=[ \t]|#)|\d{1,9}[.)](?=[ \t]))[ \t]*|>[ \t]?)+[#＃]{1,6}[ \t]*(?P<content>.*)"
)
_SIGNS = frozenset("#＃-*+>=_0123456789")
"""What a line begins with that could be, or was meant as, a heading."""
_HIDDEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060")
"""What chats and word processors put into a text that is copied from them."""
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_CONTAINER = re.compile(r" {0,3}(?:[-*+](?:\s|$)|>|\d{1,9}[.)](?:\s|$))")
_LISTED = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])\s+(?=\S)")
_INTERRUPTS = re.compile(r" {0,3}(?:[-*+]\s+\S|>|1[.)]\s+\S)")
"""What begins a list or a quote even directly below a paragraph."""
_ENDED = re.compile(r" {0,3}(?:#{1,6}(?:\s|$)|(?P<rule>[-*_])[ \t]*(?:(?P=rule)[ \t]*){2,}$)")
_FENCE = re.compile(r"(?P<before>(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_DATED = re.compile(r"\s*##[ \t]+\d{4}-\d{2}-\d{2}[T ]+\d{2}:\d{2}")
_COMMENT = re.compile(r"\\.|(?<!`)(?P<ticks>`+)(?!`)(?:.*?(?<!`)(?P=ticks)(?!`))?|(?P<opening><!--(?:-?>)?)")
"""The beginning of a comment, or what it cannot be in: a code span, or behind a backslash."""
_NO_COMMENT = re.compile(r"<!(?:-(?!-)|[–—]|[ ]+-)|(?:＜[!！]|<！)[ ]*[-–—－]")
_ITEM = re.compile(
    r"(?P<indent> *)(?P<bullet>[-*+])[ \t]+(?P<marks>[*_]{0,3})(?P<key>[^\s:：`\[(*_][^:：]{0,30}?)[*_]{0,3}[ \t]*"
    r"(?P<colon>[:：])(?P<rest>.*)"
)
_NO_ITEM = re.compile(
    r"\s*(?P<bullet>(?:>\s*)*(?:[-*+•·・–—－_]{1,3}\s*|\d{1,9}[.)]\s+)?(?:\[[ xX]?\]\s+)?)"
    r"(?P<key>[A-Za-z][A-Za-z _-]{1,20}?)\s*[:：]\s*(?P<value>.*)"
)
_VALUE = re.compile(r"\d[\d:.TZ %+-]{0,30}|\+\d{1,5}[mhd]|[{\[].*|none|minor|major|critical|")
"""What is written for a program and not for readers."""
_CHINESE_ITEM = re.compile(rf"\s*[-*+]\s+(?P<key>{'|'.join(CHINESE_FIELDS)})\s*[:：]\s*(?P<value>.*?)\s*")

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


class BodyLine(NamedTuple):
    """A line of the body after comments are gone; *code* inside a fenced block."""

    number: int
    text: str
    code: bool = False


@dataclass(slots=True)
class UpdateBlock:
    """One update as written, its parts still text."""

    line: int
    day: str = ""
    """Empty where the heading could not be read, which is told."""
    clock: str = ""
    zone: str = ""
    status: str = ""
    """As normalised: one of the statuses, or empty where a translation leaves it out."""
    title: str = ""
    fields: YamlMapping | None = None
    lines: list[BodyLine] = field(default_factory=list)

    def moment(self, zone: tzinfo) -> datetime:
        """When its heading says that it was, in *zone* where that names none; raises TimeProblem."""
        return join(read_day(self.day), self.clock, read_offset(self.zone) if self.zone else zone)

    @property
    def body(self) -> str:
        """The Markdown words."""
        return "\n".join(line.text for line in self.lines).strip("\n")

    def line_of(self, index: int) -> int:
        """The file's line of a line of *body*, counted from 1."""
        blank = next((number for number, line in enumerate(self.lines) if line.text), 0)
        index += blank - 1
        return self.lines[index].number if 0 <= index < len(self.lines) else self.line


@lru_cache(maxsize=1024)
def normal_key(key: str) -> str:
    """A field's key in one spelling: case, width, and space, dash or underscore, do not matter."""
    if not key.isascii():
        key = unicodedata.normalize("NFKC", key)
    return re.sub(r"[\s_-]+", "_", key.strip().lower())


# --- comments and code -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fence:
    """The fence that opens a block of code."""

    mark: str
    line: int
    before: str
    """What stands before it: nothing, or the indentation and marks of a list or a quote."""

    def holds(self, text: str) -> bool:
        """Whether a line may belong to the block; an update's heading ends what was forgotten to be closed."""
        if _DATED.match(text):
            return False
        if ">" in self.before:
            return text.lstrip().startswith(">")
        return not text.strip() or _width(text, "") >= _width(self.before, "-*+.)0123456789")

    def closed_by(self, text: str) -> bool:
        """Whether a line of the block is its last."""
        words = text.strip(" \t>") if self.before else text[len(text[:3]) - len(text[:3].lstrip(" ")) :].rstrip(" \t")
        return words.startswith(self.mark) and not words.strip(self.mark[0])


def _width(text: str, marks: str) -> int:
    """The column in which the words of a line begin, behind spaces and *marks*."""
    wide = text.expandtabs(4)
    return len(wide) - len(wide.lstrip(f" {marks}"))


def body_lines(body: str, first: int, path: str, problems: Problems) -> list[BodyLine]:
    """The lines of *body*, numbered from *first*, without HTML comments, and with code marked as such.

    An unclosed comment or fence is a problem: it would hide everything that follows.
    """
    # Nothing else can be odd, and most texts have neither.
    odd = ("![" in body or "]（" in body) and ODD_LINK.search(body) is not None
    if not (odd or "<!" in body or "```" in body or "~~~" in body or "＜" in body or "<！" in body):
        return [BodyLine(number, text) for number, text in enumerate(body.split("\n"), first)]
    lines: list[BodyLine] = []
    fence: _Fence | None = None
    comment = 0
    indented = _Indented()
    for number, text in enumerate(body.split("\n"), first):
        if fence and not fence.holds(text):
            _tell_unclosed(fence, path, problems)
            fence = None
        if fence:
            lines.append(BodyLine(number, text, code=True))
            fence = None if fence.closed_by(text) else fence
            continue
        kept = text
        if comment or ("<!--" in text and not indented.is_code(text)):
            kept, open_, nested = _without_comments(text, bool(comment))
            if nested:
                found = f"found another <!-- in line {number}"
                problems.error(path, comment or number, "", f"expected --> to close this comment, {found}", _NO_NESTING)
            comment = (comment or number) if open_ else 0
        elif ("<" in text or "＜" in text) and _NO_COMMENT.search(_bare(text)) and not indented.is_code(text):
            found = f"found {quoted(text.strip())}"
            hint = _NO_DASHES if text.isascii() or not re.search("[＜！－]", text) else _HALF_WIDTH
            problems.error(path, number, "", f"expected <!-- to open a comment, {found}", hint)
        opening = _FENCE.match(kept)
        if opening and (indented.in_list or opening["before"].strip()):
            fence = _Fence(opening["fence"], number, opening["before"])
        elif opening and _width(kept, "") < 4:
            fence = _Fence(opening["fence"], number, "")
        if odd and fence is None and not indented.is_code(text):
            _check_link(kept, number, path, problems)
        indented.see(kept, is_fence=fence is not None)
        lines.append(BodyLine(number, kept, code=fence is not None))
    if fence:
        _tell_unclosed(fence, path, problems)
    if comment:
        problems.error(path, comment, "", "expected --> to close this comment, found none", _NO_NESTING)
    return lines


def _bare(text: str) -> str:
    """*text* without what stands in it as code."""
    return CODE_SPAN.sub("\n", text) if "`" in text else text


def _check_link(text: str, number: int, path: str, problems: Problems) -> None:
    """Tell of a link or a picture that readers would see as it is written."""
    found = ODD_LINK.search(_bare(text))
    if not found:
        return
    expected = "expected a picture as ![words](name.png)" if found["picture"] else "expected a link as [words](address)"
    hint = "Nothing stands between ] and (."
    if "（" in found[0]:
        hint = "Type ( and ) half-width."
    elif "](" in found[0]:
        hint = "The name of a picture has no space: rename the file."
    what = "image" if found["picture"] else "link"
    problems.error(path, number, what, f"{expected}, found {quoted(found[0])}", hint)


_NO_DASHES = "Two plain dashes stand behind <!; otherwise readers see all that was to be hidden."
_HALF_WIDTH = "Type <, ! and the dashes half-width; otherwise readers see all that was to be hidden."
_NO_NESTING = "All that stands in a comment is hidden from readers."


def _tell_unclosed(fence: _Fence, path: str, problems: Problems) -> None:
    where = "A line of its own, at the beginning of the line."
    if fence.before:
        where = "Its lines and its end must be indented, or quoted, as its beginning is."
    problems.error(path, fence.line, "", f"expected {fence.mark} to close this code block, found none", where)


@dataclass(slots=True)
class _Indented:
    """Follows a text closely enough to know code that is indented by four, where `<!--` and ``` open nothing."""

    in_list: bool = False
    in_paragraph: bool = False

    def is_code(self, text: str) -> bool:
        """Whether the next line is such code."""
        return text.startswith(("    ", "\t")) and not self.in_list and not self.in_paragraph

    def see(self, text: str, *, is_fence: bool) -> None:
        """Take notice of a line outside blocks of code, or of the one that opens such a block."""
        if is_fence:
            self.in_list = bool(_CONTAINER.match(text)) or (self.in_list and text[0] in " \t")
            self.in_paragraph = False
        elif not text.strip():
            self.in_paragraph = False
        elif _CONTAINER.match(text) or text.startswith("[^"):
            self.in_list = self.in_paragraph = True
        elif not self.is_code(text):
            self.in_list = self.in_list and (self.in_paragraph or text[0] in " \t")
            self.in_paragraph = not _ENDED.match(text)


def _without_comments(text: str, inside: bool) -> tuple[str, bool, bool]:
    """*text* without comments; whether one is open at its end, and whether one began inside another."""
    kept: list[str] = []
    nested = False
    position = 0
    while True:
        if inside:
            end = text.find("-->", position)
            nested = nested or "<!--" in text[position : end if end >= 0 else len(text)]
            if end < 0:
                break
            position = end + 3
        opening = next((token for token in _COMMENT.finditer(text, position) if token["opening"]), None)
        kept.append(text[position : opening.start() if opening else len(text)])
        if opening is None:
            inside = False
            break
        # `<!-->` and `<!--->` are whole comments (HTML Living Standard, 13.2.5.43).
        position, inside = opening.end(), opening[0] == "<!--"
    left = "".join(kept)
    return (left.rstrip() if left.strip() else ""), inside, nested


# --- headings --------------------------------------------------------------------------------------------


MAX_UPDATES = 1000
"""Of one incident or maintenance."""


def split_updates(
    lines: Sequence[BodyLine], path: str, statuses: Sequence[Status], problems: Problems, *, translation: bool = False
) -> list[UpdateBlock]:
    """The updates in *lines*, in the file's order; words before the first heading are a problem."""
    splitter = _Splitter(lines, path, statuses, problems, translation)
    blocks: list[UpdateBlock] = []
    stray: BodyLine | None = None
    for index, line in enumerate(lines):
        block = None if line.code else splitter.heading(index)
        if block:
            blocks.append(block)
        elif blocks:
            blocks[-1].lines.append(line)
        elif line.text.strip() and stray is None:
            stray = line
    if stray and not any(problem.path == path and problem.line == stray.number for problem in problems.found):
        found = f"found {quoted(stray.text.strip())}"
        problems.error(
            path, stray.number, "", f"expected an update's heading before any words, {found}", heading_example(statuses)
        )
    if len(blocks) > MAX_UPDATES:
        message = f"expected at most {MAX_UPDATES:,} updates, found {len(blocks):,}"
        problems.error(path, blocks[MAX_UPDATES].line, "", message, "Is it one incident?")
        del blocks[MAX_UPDATES:]
    form = MaintenanceUpdateForm if Status.SCHEDULED in statuses else IncidentUpdateForm
    for block in blocks:
        _take_fields(block, form.elsewhere, path, problems)
    return blocks


def heading_example(statuses: Sequence[Status]) -> str:
    """What an update's heading looks like, for hints."""
    return f"An update begins with a line such as: ## 2026-01-23 14:35 {statuses[0]}"


class _Splitter:
    """Finds the headings of updates, and tells of every line that was meant as one and is none."""

    def __init__(
        self, lines: Sequence[BodyLine], path: str, statuses: Sequence[Status], problems: Problems, translation: bool
    ) -> None:
        self._lines = lines
        self._path = path
        self._statuses = statuses
        self._words = frozenset(map(str, statuses))
        self._problems = problems
        self._translation = translation
        self._told: set[int] = set()
        self._expected = f"expected '## YYYY-MM-DD HH:MM {statuses[0]}'"

    def heading(self, index: int) -> UpdateBlock | None:
        """The update that this line opens, perhaps without a time after telling why; None for any other line."""
        line = self._lines[index]
        first = line.text.lstrip()[:1]
        if first not in _SIGNS:
            if first in _HIDDEN:
                return self._hidden(line)
            return self._slipped(line) if "#" in line.text[:4] else None
        if first in ("#", "＃"):
            return self._marked(line)
        if first in ("-", "*", "+", ">") or first.isdigit():
            nested = _NESTED_HEADING.match(line.text)
            if nested and _DATE.match(nested["content"]) and self._is_nearly("###", nested["content"]):
                found = f"found {quoted(line.text.strip())}"
                self._tell(line.number, f"{self._expected}, {found}", "Begin the line with exactly '## '.")
                return UpdateBlock(line.number)
        if first in ("=", "-"):
            self._check_underline(index)
        bare = _BARE.fullmatch(line.text) if first != ">" and len(line.text) < MAX_HEADING_LENGTH else None
        # A list of what happened when is prose, unless it says what only a heading does.
        if bare and (self._status if bare["bullet"] else self._means)(bare["status"]):
            found = f"found {quoted(line.text.strip())}"
            hint = "Begin the line with '## '."
            if bare["bullet"]:
                hint = "Begin the line with '## ' alone; in a list of prose, put a word before the time."
            elif re.search(r"[*_]|[-–—](?!\d)", line.text[: bare.end("status") + 1]):
                hint = "Begin the line with '## ', and leave the other signs out."
            self._tell(line.number, f"{self._expected}, {found}", hint)
            return UpdateBlock(line.number)
        return self._slipped(line) if "#" in line.text[:4] else None

    def _slipped(self, line: BodyLine) -> UpdateBlock | None:
        """A line that would be the heading of an update, but for a key that was hit before or between its marks."""
        behind = _SLIPPED.fullmatch(line.text)
        bare = _BARE.fullmatch(behind["content"].strip()) if behind and len(line.text) < MAX_HEADING_LENGTH else None
        if not (bare and self._means(bare["status"])):
            return None
        found = f"found {quoted(line.text.strip())}"
        self._tell(line.number, f"{self._expected}, {found}", "Begin the line with exactly '## '.")
        return UpdateBlock(line.number)

    def _hidden(self, line: BodyLine) -> UpdateBlock | None:
        """A line that would be the heading of an update, but for a character before it that nobody sees."""
        text = line.text.strip().lstrip("".join(_HIDDEN))
        if not (text.startswith("#") and self._is_nearly(text, heading_words(text.lstrip("#")))):
            return None
        self._tell(line.number, f"{self._expected}, found {quoted(line.text)}", "Delete what is not seen before ##.")
        return UpdateBlock(line.number)

    def _marked(self, line: BodyLine) -> UpdateBlock | None:
        """A line that begins with `#`: an update's heading, nearly one, or another."""
        text = line.text
        atx = _ATX.match(text)
        content = heading_words(text[atx.end() :] if atx else text.strip().lstrip("".join(("#＃-*+ ", *_HIDDEN))))
        is_second = atx is not None and text.startswith("##") and atx["marks"] == "##"
        match = _HEADING.fullmatch(content) if is_second and len(content) < MAX_HEADING_LENGTH else None
        # Behind a colon there is a title, but not where seconds would be.
        if match and not (match["title"] and re.match(r":\d", content[match.end("clock") :])):
            return self._block(line.number, content, match)
        found = f"found {quoted(text)}"
        meant_so = _OTHER_SIGNS.sub("", content)
        if self._is_nearly(text, meant_so):
            self._tell(line.number, f"{self._expected}, {found}", self._hint(text, meant_so))
            return UpdateBlock(line.number)
        if slipped := self._slipped(line):
            return slipped
        if text.lstrip().startswith("＃"):
            self._tell(line.number, f"expected a heading that begins with ###, {found}", "Type # half-width.")
        elif atx and len(atx["marks"]) < 3:
            hint = "Use ### for a heading, <!-- --> for a comment."
            self._tell(line.number, f"{self._expected}, or ### inside an update, {found}", hint)
        return None

    def _is_nearly(self, text: str, content: str) -> bool:
        """Whether a line that begins with `#` was meant as the heading of an update."""
        dated, timed = bool(_DATE.match(content)), bool(_CLOCK.search(content))
        stated = bool(content) and bool(self._means(content) or self._means(content.split()[-1]))
        if re.match(r"\s*###", text):
            clock = _TIMED.fullmatch(content)
            return (dated and (timed or stated)) or bool(clock and self._means(clock["status"]))
        if not re.match(r" {0,3}##?(?:[ \t]|$)", text):
            return dated
        return dated or timed or stated or bool(re.match(r"\D{0,12}\d{4}-\d", content))

    def _hint(self, text: str, content: str) -> str:
        """What to do about a line that is nearly an update's heading."""
        hints = []
        if "＃" in text:
            hints.append("Type # half-width.")
        elif not re.match(r"##(?![#*+-])", text):
            hints.append("Begin the line with exactly '## '.")
        elif not re.match(r"##[ \t]", text):
            hints.append("Put a space behind ##.")
        if re.search(r"[^\S ]", content):
            hints.append("Type plain spaces.")
        if any(character in _HIDDEN for character in text):
            hints.append("Delete what is not seen.")
        if content[:1] in "[(（":
            hints.append("Write the time without brackets.")
        if re.search(r"\d:\d\d[a-z]\b", content):
            hints.append("Write the zone as Z, UTC or an offset such as +08:00.")
        slip = spelling(content)
        if slip:
            hints.append(slip)
        if (slip == SECONDS or not hints) and not _DATE.search(content):
            day = "Write the day as YYYY-MM-DD." if re.search(r"\b\d{4}\b", content) else "The day is missing."
            hints.append(day if _CLOCK.search(content) else "The day and the time are missing.")
        return " ".join(hints) or heading_example(self._statuses)

    def _check_underline(self, index: int) -> None:
        if index and self._lines[index - 1].number not in self._told and is_underlined(self._lines, index):
            line, above = self._lines[index], self._lines[index - 1]
            found = f"found {quoted(above.text.strip())} above {quoted(line.text.strip())}"
            hint = "Use ### for a heading, or leave a line free above a rule."
            self._tell(above.number, f"expected no underlined heading, {found}", hint)

    def _block(self, number: int, content: str, match: re.Match[str]) -> UpdateBlock:
        words, zone, title = (match["words"] or "").strip(), match["zone"] or "", match["title"] or ""
        if not self._status(words):
            # A word before the status, or in a translation alone, was meant as a zone; that is for times.py.
            rest = content[match.end("clock") :].strip()
            other, _, stated = rest.partition(" ")
            status, _, behind = re.sub("：", ":", stated, count=1).partition(":")
            if re.match(r"\w", other) and self._status(status):
                words, zone, title = status, other, behind
            elif re.fullmatch(r"[A-Z]{2,5}", words) and self._translation:
                words, zone = "", words
        status = self._status(words)
        if not status and not (self._translation and not words):
            found = quoted(words) if words else "none"
            message = f"expected {one_of(self._statuses)}, found {found}"
            hint = self._status_hint(words)
            if not words and self._status(re.split("[:：]", title, maxsplit=1)[0]):
                hint = "No colon stands before the status."
            self._problems.error(self._path, number, "status", message, hint)
        title = title.strip()
        if title.endswith("\\#"):
            title = f"{title[:-2]}#"
        if len(title) > MAX_TITLE_LENGTH:
            message = f"expected at most {MAX_TITLE_LENGTH} characters, found {len(title)}"
            self._problems.error(self._path, number, "title", message)
        return UpdateBlock(number, match["day"], match["clock"], zone, status, title)

    def _status(self, word: str) -> str:
        """The status that *word* spells; empty for any other word."""
        spelled = normal_key(word)
        return spelled if spelled in self._words else ""

    def _means(self, word: str) -> str:
        """The status that *word* means, be it in Chinese or a synonym; empty for any other word."""
        right = meant_status(word)
        if right in (Status.RESOLVED, Status.COMPLETED) and right not in self._statuses:
            right = Status.COMPLETED if right == Status.RESOLVED else Status.RESOLVED
        return right if right in self._words else ""

    def _status_hint(self, words: str) -> str:
        if not words:
            return f"End the heading with the status, for example {self._statuses[0]}."
        first = words.split()[0].strip(",.;—–-")
        if self._status(first):
            return f"A title follows behind a colon: {first}: …"
        if self._statuses == (Status.UPDATE,):
            return "A notice has only the status 'update'."
        right = self._means(words) or next((english for word, english in _CHINESE.items() if word in words), "")
        if right in self._words:
            return f"Did you mean '{right}'?"
        if normal_key(words) in set(Status):
            other = "a maintenance, which lies in content/maintenance"
            return f"It is a status of {other if Status.RESOLVED in self._statuses else 'an incident'}."
        return nearest(words, self._statuses, cutoff=0.5)

    def _tell(self, number: int, message: str, hint: str) -> None:
        self._told.add(number)
        self._problems.error(self._path, number, "heading", message, hint)


def meant_status(word: str) -> str:
    """The status that *word* means in Chinese or as a synonym; any other word as it is."""
    word = word.strip("*_ ")
    return _CHINESE.get(word) or _SYNONYMS.get(normal_key(word)) or normal_key(word)


def heading_words(text: str) -> str:
    """What stands behind the marks of a heading, without those that may close it."""
    words = text.strip(" \t\u3000")
    opened = words.rstrip("#")
    return opened.rstrip(" \t") if opened[-1:] in (" ", "\t", "") else words


MAX_PARAGRAPH_LINES = 100
"""Lines above a line of === or --- that are looked at."""


def is_underlined(lines: Sequence[BodyLine], index: int) -> bool:
    """Whether === or --- stands under a paragraph, which makes it a heading of level 1 or 2.

    Where that depends on more than a few lines, it is taken for one: a free line above a rule does no harm.
    """
    if not _UNDERLINE.fullmatch(lines[index].text) or lines[index].code or not index:
        return False
    above = lines[index - 1].text
    if lines[index - 1].code or not above.strip() or _ENDED.match(above):
        return False
    start = index - 1
    while start > 0:
        if index - start > MAX_PARAGRAPH_LINES:
            return True
        before = lines[start - 1]
        if before.code or not before.text.strip() or _ENDED.match(before.text):
            break
        start -= 1
    paragraph = [line.text for line in lines[start:index]]
    item = _LISTED.match(paragraph[0])
    if _INTERRUPTS.match(above) or (item and all(text.startswith(" " * item.end()) for text in paragraph[1:])):
        return False
    while paragraph and paragraph[0].startswith(("    ", "\t")):
        del paragraph[0]
    return bool(paragraph)


# --- fields ----------------------------------------------------------------------------------------------


def _take_fields(block: UpdateBlock, foreign: Container[str], path: str, problems: Problems) -> None:
    """Move the list of fields under the heading, if there is one, from the words into *block.fields*.

    What begins with a *foreign* key is one, too: the form will say what to write instead.
    """
    told = 0
    start = next((index for index, line in enumerate(block.lines) if line.text.strip()), None)
    if start is not None and not block.lines[start].code:
        first = block.lines[start]
        if _opens_fields(first.text, foreign):
            end = _end_of_list(block.lines, start)
            block.fields = _read_fields(block.lines[start:end], path, problems)
            behind = block.lines[end] if end < len(block.lines) else None
            if behind and behind.text.strip() and not _is_misplaced(behind):
                message = f"expected a free line behind the fields, found {quoted(behind.text.strip())}"
                problems.error(path, behind.number, "", message, "Words begin after a free line.")
            block.lines = block.lines[end:]
        elif _check_no_item(first, path, problems):
            # What is wrong with the first is wrong with those below it.
            told = next((index for index in range(start, len(block.lines)) if not block.lines[index].text.strip()), -1)
            told = told if told > 0 else len(block.lines)
    for index, line in enumerate(block.lines):
        item = _is_misplaced(line)
        if item and index >= told:
            _tell_misplaced(line, item, path, problems)
        elif not (item or line.code or line.text.isascii()):
            _check_chinese(line, path, problems)


def _opens_fields(text: str, foreign: Container[str]) -> bool:
    """Whether the first item of a list is a field, or nearly one: then all its items are."""
    item = _ITEM.fullmatch(text)
    if not item or item["marks"] or item["key"].endswith("\\") or len(item["indent"]) > 3:
        return False
    key = normal_key(item["key"])
    if key in FIELDS or re.fullmatch(r"x-[\w-]+", item["key"], re.IGNORECASE):
        return True
    if key in foreign and is_statement(item["key"], item["rest"]):
        return True
    if key == "status":
        return normal_key(item["rest"]) in set(Status)
    return states_a_component(item["key"], item["rest"]) or bool(nearest(key, FIELDS, cutoff=0.75))


def _check_no_item(line: BodyLine, path: str, problems: Problems) -> bool:
    """Tell of a line that would be the first field, but for its sign; whether it is one."""
    match = _NO_ITEM.fullmatch(line.text)
    if not match or normal_key(match["key"]) not in FIELDS:
        return False
    bullet, value = match["bullet"].strip(), match["value"]
    shown = line.text.rstrip() if bullet == "-" else line.text.strip()
    expected = f"expected '- {match['key']}: …' for a field, found {quoted(shown)}"
    if not bullet:
        plain = re.match(r"[\d+{\[].{0,40}$", value) or (not value and normal_key(match["key"]) == "components")
        if plain and len(line.text) - len(line.text.lstrip()) < 4:
            problems.warning(path, line.number, match["key"], expected, "Without '- ' readers see it as it stands.")
        return False
    # Prose is quoted and counted, too.
    if (bullet[0].isdigit() or not bullet.strip("> ")) and not _VALUE.fullmatch(value):
        return False
    hint = "Begin the line with '- '."
    if bullet != "-":
        hint = "Begin the line with '- ' alone, or write \\: where the colon is prose."
    problems.error(path, line.number, match["key"], expected, hint)
    return True


def _check_chinese(line: BodyLine, path: str, problems: Problems) -> None:
    """Tell of an item that states a field by a Chinese name; with words for readers behind it, it is prose."""
    item = _CHINESE_ITEM.fullmatch(line.text)
    name = CHINESE_FIELDS[item["key"]] if item else ""
    is_time = name in ("next update", "eta")
    if item and (_VALUE.fullmatch(item["value"]) or (is_time and _CLOCK.search(item["value"]))):
        hint = f"A field has its English name: '- {name}: …'. In prose, write words behind the colon."
        problems.error(path, line.number, item["key"], f"expected '{name}', found {quoted(item['key'])}", hint)


def _is_misplaced(line: BodyLine) -> re.Match[str] | None:
    """An item that looks like a field, where there are none."""
    item = None if line.code else _ITEM.fullmatch(line.text)
    if not item:
        return None
    key = normal_key(item["key"])
    return item if key in FIELDS or (key == "status" and normal_key(item["rest"]) in set(Status)) else None


def _tell_misplaced(line: BodyLine, item: re.Match[str], path: str, problems: Problems) -> None:
    words = f"write \\{item['colon']} where the colon is prose" if item["colon"] == ":" else "reword it"
    hint = f"Move it up, under the heading, or {words}."
    if normal_key(item["key"]) == "status":
        hint = f"The status stands in the heading; in prose, {words}."
    if item["marks"]:
        hint = f"A field stands directly under the heading, without {item['marks']}; in prose, {words}."
    message = f"expected fields only directly under the heading, found {quoted(line.text.strip())}"
    problems.error(path, line.number, item["key"], message, hint)


def _end_of_list(lines: Sequence[BodyLine], start: int) -> int:
    """The index behind the list that begins at *start*; blank lines belong to it when it goes on behind them.

    Another sign begins another list.
    """
    sign = lines[start].text.lstrip()[0]
    end = start
    for index in range(start, len(lines)):
        text = lines[index].text
        if lines[index].code:
            break
        if not text.strip():
            continue
        if not (text[0].isspace() or (text[0] == sign and text[1:2] in ("", " ", "\t"))):
            break
        end = index + 1
    return end


def _read_fields(lines: Sequence[BodyLine], path: str, problems: Problems) -> YamlMapping | None:
    before = problems.errors
    for line in lines:
        # YAML would take it for a comment; a heading of level 1 or 2 has been told.
        atx = _ATX.match(line.text)
        if line.text.lstrip().startswith("#") and not (atx and len(atx["marks"]) < 3):
            message = f"expected a field, found {quoted(line.text.strip())}"
            problems.error(path, line.number, "", message, "A comment stands between <!-- and -->.")
    if problems.errors > before:
        return None
    rows = [_as_yaml(line.text) for line in lines]
    node = read_yaml("\n".join(rows), path, problems, first=lines[0].number)
    if not isinstance(node, YamlList):
        return None
    entries: list[tuple[YamlScalar, YamlNode]] = []
    seen: set[str] = set()
    for item in node.items:
        if not isinstance(item, YamlMapping) or len(item.entries) != 1:
            _tell_no_field(item, path, problems)
            break
        (key, value) = item.entries[0]
        free = key.text.lower().startswith("x-")
        name = YamlScalar(key.text.lower() if free else normal_key(key.text), key.line, written=key.text)
        if name.text in seen:
            problems.error(path, key.line, key.text, "expected each field once in an update, found it again")
            continue
        seen.add(name.text)
        entries.append((name, value))
    return YamlMapping(tuple(entries), node.line)


def _tell_no_field(item: YamlNode, path: str, problems: Problems) -> None:
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
            hint = "Put a space behind the colon." if colon else "A list of prose begins with another sign, * for -."
    problems.error(path, item.line, "", f"expected a field in each item, `- key: value`, found {found}", hint)


_NESTED = "for|what|by|users|regions|requests|data"


def _as_yaml(row: str) -> str:
    """A line of the list as YAML has it: `-` as the sign of an item, and a colon that is full-width as `: `."""
    if row.lstrip(" ")[:1] in ("*", "+"):
        row = re.sub(r"^( *)[*+](?=[ \t]|$)", r"\1-", row)
    if "：" not in row:
        return row
    match = re.match(rf"( {{0,3}}-[ ]+[^:：\"'\[{{]{{1,31}}?|\s+(?:-[ ]+)?(?:{_NESTED}))[ ]*：[ ]*(.*)", row)
    return f"{match[1]}: {match[2]}".rstrip() if match else row
