"""The headings of updates, and every line that was meant as one and is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sitegen.model import Status
from sitegen.problems import Problems, by_synonym, nearest, one_of, quoted
from sitegen.read.fields import MAX_TITLE_LENGTH
from sitegen.read.lines import BodyLine
from sitegen.read.slips import narrow, slip_of
from sitegen.read.vocabulary import LOOSE_CLOCK, is_in_code, normal_key, without_code
from sitegen.times import CLOCK, SECONDS, ZONE, join, read_day, read_offset, time_hint

MAX_HEADING_LENGTH = 1000
"""Characters of a line that may be a heading: some patterns take their time with longer ones."""
_HEADING = re.compile(
    rf"(?P<day>\d{{4}}-\d{{2}}-\d{{2}})(?:T|[ ]+)(?P<clock>{CLOCK})(?:[ ]*(?P<zone>{ZONE})(?!:?[\w+-]))?"
    r"(?:[ ]+(?P<words>[^:：\s][^:：]*))?(?:[ ]*[:：][ ]*(?P<title>.*))?",
    re.ASCII,
)
_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?=[ \t]|$)")
_OTHER_SIGNS = re.compile(r"^(?:(?![\[(（])[\W_])+")
"""Characters before the day of a heading that do not belong there; brackets have a separate hint."""
_TIMED = re.compile(r"\d{1,2}[:：]\d{2}[\W_]++(?P<status>[\w ]++)\s*(?:[:：].*)?")
_DATE = re.compile(r"[(（\[]?\d{4}\s*[-/.年－／]|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_BARE = re.compile(
    r" {0,3}(?P<bullet>[-*+][ \t]+)?[*_\s]{0,6}\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]+\d{1,2}:\d{2}(?::\d{2})?\s*+"
    r"(?:Z|UTC|[+-][\d:]++)?[*_]{0,3}\s*+(?:[-–—:：]\s*+)?[*_]{0,3}"
    r"(?P<status>[^\W\d](?:[\w ]*[^\W_])?)[\s*_]*+(?:[:：].*)?"
)
_BARE_TIME = re.compile(r"[>*_\s]{0,6}\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]+\d{1,2}:\d{2}(?::\d{2})?[*_:：\s]{0,6}")
"""A line that is a time alone, which can only be meant as the heading of a note."""
_SLIPPED = re.compile(r"[^＃\\`>|]{0,3}?#[^＃\\`]{0,4}?(?P<content>\d{4}\W.*)")
"""Several signs too many; after a backslash or a backtick, and in a quote or a table, a heading is shown literally."""
_TIME = "0000-00-00 00:00"
_BEGINNING = f"## {_TIME}"
"""How the heading of an update begins, with zeros for all digits."""
_BEGINNINGS = tuple(f"##{first}0000-00-00{second}00:00" for first in (" ", "  ") for second in (" ", "  "))
"""The same with one or two spaces, one of which may have been swapped with a digit."""
_SAME = str.maketrans("T123456789\t", " 000000000 ")
_ROW = re.compile(r" {0,3}\|[^|]*\|(?:.*\|)?\s*")
"""A row of a table between its bars, in which a heading is shown as it stands."""
_TWICE = re.compile(r" {0,3}([^\s\w\\`>|#＃]|\d)\1(?=[ \t])")
"""Another key pressed twice, as `33` and `''` are `##` on a keyboard whose Shift was held or not."""
_GERMAN_WITHOUT_SHIFT = str.maketrans("'!\"§$%&/()=_", "#1234567890-")
"""The keys of signs on a keyboard whose # needs no Shift."""
_BEHIND_THE_TIME = re.compile(
    r"(?:[:;：；]\d{2}(?:\.\d{1,3})?)?\W{0,3}(?:Z|UTC|[+-][\d:]{2,6})?[\s*_]{0,9}"
    r"(?P<status>[^\W\d][\w -]{0,30}?)?[\s*_]{0,9}(?:[:：;；].*)?"
)
_ODD_ZONE = re.compile(r"\d:\d\d[a-z]\b| [+-]\d{2}[:：]")
_CUT_ZONE = re.compile(r"[+-]\d{2}[:：](?:(?:[^ ].{0,2}?)?\d|\s*\Z)")
"""An offset whose minutes would be a title."""
JOINED = re.compile(r"(?<!\A\\)##[ \t]{0,9}\d{4}-\d{2}-\d{2}[T \t]{1,9}\d{2}:\d{2}")
"""The beginning of a heading that has come to stand behind the words of the line above."""
_NESTED_HEADING = re.compile(
    r"\s*(?:(?:[-*+](?=[ \t]|#)|\d{1,9}[.)](?=[ \t])|\[\^[^\] ]+\]:)[ \t]*|>[ \t]?)+[#＃]{1,6}[ \t]*(?P<content>.*)"
)
_SIGNS = frozenset("#＃-*+>[=_0123456789")
"""What a line begins with that could be, or was meant as, a heading."""
_HIDDEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060")
"""What chats and word processors put into a text that is copied from them."""
_CHINESE = by_synonym(
    investigating="调查中 正在调查",
    identified="已确认 已定位 已查明",
    monitoring="监控中 观察中 监测中",
    resolved="已解决 已恢复",
    update="更新 进展",
    scheduled="已计划 计划中",
    in_progress="进行中 维护中",
    verifying="验证中",
    completed="已完成",
    cancelled="已取消",
)
_SYNONYMS = by_synonym(
    resolved="solved closed done",
    monitoring="watching recovering",
    in_progress="started progress ongoing",
    cancelled="canceled",
    scheduled="planned",
    completed="finished",
)

_EXPLAINED = {
    **dict.fromkeys(
        ("reopened", "reopen", "re_opened", "unresolved", "not_resolved", "unsolved", "not_fixed", "failing_again"),
        "What has come back, or was not over, is 'investigating' again.",
    ),
    **dict.fromkeys(
        ("fixed", "fix_deployed", "fix_applied", "mitigated"),
        "It is 'monitoring' while the fix is being watched, and 'resolved' once everything works again.",
    ),
}
"""What to do for a word whose nearest status would say something else."""


def heading_example(statuses: Sequence[Status]) -> str:
    """What an update's heading looks like, for hints; without *statuses*, a note's."""
    if not statuses:
        return "A note begins with a line such as: ## 2026-01-23 14:35"
    return f"An update begins with a line such as: ## 2026-01-23 14:35 {statuses[0]}"


@dataclass(frozen=True, slots=True)
class UpdateHeading:
    """The heading of an update as written, its parts still text."""

    line: int
    day: str = ""
    """Empty where the heading could not be parsed, which is reported."""
    clock: str = ""
    zone: str = ""
    status: str = ""
    """As normalised: one of the statuses, or empty where a translation leaves it out."""
    title: str = ""

    @property
    def stated(self) -> str:
        """Its time as written, for messages."""
        return " ".join(filter(None, (self.day, self.clock, self.zone)))

    def moment(self, zone: tzinfo) -> datetime:
        """The time that it states, in *zone* where it names none; raises TimeProblem."""
        return join(read_day(self.day), self.clock, read_offset(self.zone) if self.zone else zone)


class HeadingFinder:
    """Finds the headings of updates, and reports every line that was meant as one and is not."""

    def __init__(
        self, lines: Sequence[BodyLine], path: str, statuses: Sequence[Status], problems: Problems, translation: bool
    ) -> None:
        self._lines = lines
        self._path = path
        self._statuses = statuses
        self._problems = problems
        self._translation = translation
        self._reported: set[int] = set()
        self._expected = f"expected '{' '.join(['## YYYY-MM-DD HH:MM', *statuses[:1]])}'"

    def heading(self, index: int) -> UpdateHeading | None:
        """The heading on this line, without a time where one was meant and is reported; None for any other line."""
        line = self._lines[index]
        first = line.text.lstrip()[:1]
        if first not in _SIGNS:
            if first in _HIDDEN:
                return self._hidden(line)
            return self._slipped(line)
        if first in ("#", "＃"):
            return self._marked(line)
        if first in ("-", "*", "+", ">", "[") or first.isdigit():
            nested = _NESTED_HEADING.match(line.text)
            if nested and _DATE.match(nested["content"]) and self._is_nearly("###", nested["content"]):
                return self._no_heading(line.number, line.text.strip(), "Begin the line with exactly '## '.")
        if line.is_underline:
            self._check_underline(index)
        if not self._statuses and _BARE_TIME.fullmatch(line.text):
            return self._no_heading(line.number, line.text.strip(), "Begin the line with '## '.")
        bare = _BARE.fullmatch(line.text[:MAX_HEADING_LENGTH]) if first != ">" else None
        # A list with times is prose, unless its items have a status as headings do.
        if bare and (self._status if bare["bullet"] else self._means)(bare["status"]):
            hint = "Begin the line with '## '."
            if bare["bullet"]:
                hint = "Begin the line with '## ' alone; in a list of prose, put a word before the time."
            elif re.search(r"[*_]|[-–—](?!\d)", line.text[: bare.end("status") + 1]):
                hint = "Begin the line with '## ', and remove the other marks."
            return self._no_heading(line.number, line.text.strip(), hint)
        return self._slipped(line)

    def _slipped(self, line: BodyLine) -> UpdateHeading | None:
        """Report a heading of an update that is one key away from one, or that has stray characters at its marks."""
        text = line.text
        if ("#" not in text and "＃" not in text) or _ROW.fullmatch(text):
            return None if text[0].isalpha() else self._twice(line)
        if begins_as_heading(text):
            hint = "Begin the line with exactly '## '; to show it as it stands, put it in `backticks`."
            return self._no_heading(line.number, text.strip(), hint)
        if JOINED.search(text) and JOINED.search(without_code(text)):
            hint = "Put a line end before ##; to show it as it stands, put it in `backticks`."
            return self._no_heading(line.number, text.strip(), hint)
        behind = _SLIPPED.fullmatch(text[:MAX_HEADING_LENGTH])
        bare = _BARE.fullmatch(behind["content"].strip()) if behind else None
        if not (bare and self._means(bare["status"])):
            return None
        return self._no_heading(line.number, text.strip(), "Begin the line with exactly '## '.")

    def _twice(self, line: BodyLine) -> UpdateHeading | None:
        """Report a heading whose two marks are another sign twice; before a time alone, prose has such, too."""
        found = _TWICE.match(line.text)
        if not found or not begins_as_heading(line.text):
            return None
        rest = line.text[found.end() : MAX_HEADING_LENGTH].strip()[len(_TIME) :]
        behind = _BEHIND_THE_TIME.fullmatch(rest)
        is_alone = self._translation and (not rest or rest[0] in ":：" or (behind and not behind["status"]))
        if not (is_alone or (behind and self._means(behind["status"] or ""))):
            return None
        return self._no_heading(line.number, line.text.strip(), "Begin the line with exactly '## '.")

    def _hidden(self, line: BodyLine) -> UpdateHeading | None:
        """Report a heading of an update with an invisible character before it."""
        text = line.text.strip().lstrip("".join(_HIDDEN))
        if not (text.startswith("#") and self._is_nearly(text, heading_words(text.lstrip("#")))):
            return None
        return self._no_heading(line.number, line.text, "Delete the invisible characters before ##.")

    def _marked(self, line: BodyLine) -> UpdateHeading | None:
        """A line that begins with `#`: an update's heading, nearly one, or another."""
        text = line.text
        atx = _ATX.match(text)
        content = heading_words(text[atx.end() :] if atx else text.strip().lstrip("".join(("#＃-*+ ", *_HIDDEN))))
        is_second = atx is not None and text.startswith("##") and atx["marks"] == "##"
        match = _HEADING.fullmatch(content) if is_second and len(content) < MAX_HEADING_LENGTH else None
        # A colon begins a title, except where seconds would be.
        is_cut = match and (
            (match["title"] and re.match(r":\d", content[match.end("clock") :]))
            or (len(match["zone"] or "") == len("+01") and _CUT_ZONE.match(content, match.start("zone")))
        )
        if match and line.heading and not is_cut:
            return self._block(line.number, content, match)
        meant_so = _OTHER_SIGNS.sub("", content)
        if self._is_nearly(text, meant_so):
            hint = self._hint(text, meant_so)
            if match and not line.heading:
                hint = "Leave a blank line below it: the next line makes it the head of a table."
            return self._no_heading(line.number, text, hint)
        if slipped := self._slipped(line):
            return slipped
        if text.lstrip().startswith("＃"):
            message = f"expected a heading that begins with ###, found {quoted(text)}"
            self._report(line.number, message, "Type # half-width.")
        elif atx and len(atx["marks"]) < 3:
            hint = "Use ### for a heading, <!-- --> for a comment."
            self._report(line.number, f"{self._expected}, or ### inside an update, found {quoted(text)}", hint)
        return None

    def _is_nearly(self, text: str, content: str) -> bool:
        """Whether a line that begins with `#` was meant as the heading of an update."""
        dated, timed = bool(_DATE.match(content)), bool(LOOSE_CLOCK.search(content))
        stated = bool(content) and bool(self._means(content) or self._means(content.split()[-1]))
        if re.match(r"\s*###", text):
            clock = _TIMED.fullmatch(content)
            return (dated and (timed or stated)) or bool(clock and self._means(clock["status"]))
        if not re.match(r" {0,3}##?(?:[ \t]|$)", text):
            return dated
        return dated or timed or stated or bool(re.match(r"\D{0,12}\d{4}-\d", content))

    def _hint(self, text: str, content: str) -> str:
        """How to correct a line that is nearly an update's heading."""
        full_width, slip = "＃" in text, time_hint(content)
        faults = (
            (full_width, "Type # half-width."),
            (not full_width and not re.match(r"##(?![#*+-])", text), "Begin the line with exactly '## '."),
            (not full_width and re.match(r"##(?![#*+ \t-])", text), "Put a space after ##."),
            (re.search(r"[^\S ]", content), "Type plain spaces."),
            (not _HIDDEN.isdisjoint(text), "Delete the invisible characters."),
            (content[:1] in "[(（", "Write the time without brackets."),
            (_ODD_ZONE.search(content), "Write the zone as Z, UTC or an offset such as +08:00."),
            (slip, slip),
        )
        hints = [hint for is_so, hint in faults if is_so]
        if (slip == SECONDS or not hints) and not _DATE.search(content):
            day = "Write the day as YYYY-MM-DD." if re.search(r"\b\d{4}\b", content) else "The day is missing."
            hints.append(day if LOOSE_CLOCK.search(content) else "The day and the time are missing.")
        return " ".join(hints) or heading_example(self._statuses)

    def _check_underline(self, index: int) -> None:
        line, above = self._lines[index], self._lines[index - 1]
        if above.number not in self._reported:
            found = f"found {quoted(above.text.strip())} above {quoted(line.text.strip())}"
            hint = "Use ### for a heading, or leave a blank line above a rule."
            self._report(above.number, f"expected no underlined heading, {found}", hint)

    def _block(self, number: int, content: str, match: re.Match[str]) -> UpdateHeading:
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
            expected = one_of(self._statuses) if self._statuses else "nothing between the time and a colon"
            message = f"expected {expected}, found {found}"
            hint = self._status_hint(words)
            if not words and self._status(re.split("[:：]", title, maxsplit=1)[0]):
                hint = "Remove the colon before the status."
            self._problems.error(self._path, number, "status", message, hint)
        title = title.strip()
        if title.endswith("\\#"):
            title = f"{title[:-2]}#"
        if len(title) > MAX_TITLE_LENGTH:
            message = f"expected at most {MAX_TITLE_LENGTH} characters, found {len(title)}"
            self._problems.error(self._path, number, "title", message)
        return UpdateHeading(number, match["day"], match["clock"], zone, status, title)

    def _status(self, word: str) -> str:
        """The status that *word* spells; empty for any other word."""
        spelled = normal_key(word)
        return spelled if spelled in self._statuses else ""

    def _means(self, word: str) -> str:
        """The status that *word* means, be it in Chinese or a synonym; empty for any other word."""
        right = meant_status(word)
        if right in (Status.RESOLVED, Status.COMPLETED) and right not in self._statuses:
            right = Status.COMPLETED if right == Status.RESOLVED else Status.RESOLVED
        return right if right in self._statuses else ""

    def _status_hint(self, words: str) -> str:
        if not words:
            return f"End the heading with the status, for example {self._statuses[0]}."
        if not self._statuses:
            return "A note has no status. A title follows behind a colon."
        first = words.split()[0].strip(",.;—–-")
        if self._status(first):
            return f"A title follows behind a colon: {first}: …"
        if self._statuses == (Status.UPDATE,):
            return "A notice has only the status 'update'."
        if told := explained_status(words, self._statuses):
            return told
        right = self._means(words) or next((english for word, english in _CHINESE.items() if word in words), "")
        if right in self._statuses:
            return f"Did you mean '{right}'?"
        if normal_key(words) in set(Status):
            other = "a maintenance, which lies in content/maintenance"
            return f"It is a status of {other if Status.RESOLVED in self._statuses else 'an incident'}."
        return nearest(words, self._statuses, cutoff=0.5)

    def _no_heading(self, number: int, found: str, hint: str) -> UpdateHeading:
        """Report a line that was meant as a heading; returns one without a time."""
        self._report(number, f"{self._expected}, found {quoted(found)}", hint)
        return UpdateHeading(number)

    def _report(self, number: int, message: str, hint: str) -> None:
        self._reported.add(number)
        self._problems.error(self._path, number, "heading", message, hint)


def begins_as_heading(text: str) -> bool:
    """Whether a line begins with the marks, the day and the time of a heading, or with what one key makes of them."""
    begun = text[:100].lstrip()
    place = len(text[:100]) - len(begun)
    if begun.startswith(("'", "#'")):
        begun = begun.translate(_GERMAN_WITHOUT_SHIFT)
    if twice := _TWICE.match(begun):
        begun = f"##{begun[twice.end() :]}"
    words = narrow(begun).translate(_SAME)
    meant_so = slip_of(re.sub(" +", " ", words), _BEGINNING) or any(slip_of(words, one) for one in _BEGINNINGS)
    return bool(meant_so) and not is_in_code(text[:MAX_HEADING_LENGTH], place + 1)


def explained_status(word: str, statuses: Collection[str]) -> str:
    """The hint for a word that could be taken for the wrong one of an incident's *statuses*; empty for any other."""
    return _EXPLAINED.get(normal_key(word.strip("*_ ")), "") if Status.INVESTIGATING in statuses else ""


def meant_status(word: str) -> str:
    """The status that *word* means in Chinese or as a synonym; any other word as it is."""
    word = word.strip("*_ ")
    return _CHINESE.get(word) or _SYNONYMS.get(normal_key(word)) or normal_key(word)


def heading_words(text: str) -> str:
    """The text of a heading, without the closing marks that it may have."""
    words = text.strip(" \t\u3000")
    opened = words.rstrip("#")
    return opened.rstrip(" \t") if opened[-1:] in (" ", "\t", "") else words
