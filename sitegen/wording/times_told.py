"""Times in words: whether a text says when, and which clock times and spans it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from sitegen.wording.passages import RuleLanguage

_COUNTED = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty
"""
_NUMBERS_EN = {word: number for number, word in enumerate(_COUNTED.split())} | {
    **dict.fromkeys(("a", "an"), 1),
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
}
_COUNT_EN = rf"(?:\d{{1,4}}(?:\.\d)?|{'|'.join(sorted(_NUMBERS_EN, key=len, reverse=True))})"
_UNIT_EN = r"(?:minutes?|mins?|hours?|hrs?|h|days?|weeks?|business days?|working days?)"
_COUNT_ZH = r"(?:\d{1,4}(?:\.\d)?|[一二两三四五六七八九十百]{1,5})"
_DAYTIME = (
    r"(?:today|tonight|tomorrow|this (?:morning|afternoon|evening|week|month)|noon|midnight|eod|end of (?:the )?(?:day|"
    r"business|week|month)|next (?:week|month|day)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunchtime|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}|"
    r"\d{1,2}(?:st|nd|rd|th)? (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december))"
)
_CLOCK_EN = r"(?:\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m)?|\d{1,2}\s?[ap]\.?m\b|noon|midnight|half past \w+)"
WHEN = {
    "en": re.compile(
        rf"{_CLOCK_EN}|\b(?:in|within|for|every|another|next|about|around|up to|under|than|after|last|"
        rf"or so)\s(?:the\s)?"
        rf"(?:next\s|about\s|around\s|another\s|last\s|roughly\s|a\sfew\s|half\s)?(?:{_COUNT_EN}|few|"
        rf"couple of)?\s?{_UNIT_EN}\b"
        rf"|\b{_COUNT_EN}\s{_UNIT_EN}\b|\bhalf an? hour\b|\bhourly\b|\b{_DAYTIME}\b|\b20\d\d-\d\d-\d\d\b"
    ),
    "zh": re.compile(
        rf"\d{{1,2}}[:：]\d{{2}}|{_COUNT_ZH}\s?(?:点|时(?!间|候|常|刻)|日(?!志|常)|号(?!码|段|线)|月)"
        rf"|{_COUNT_ZH}\s?(?:个)?(?:多)?(?:半)?(?:分钟|小时|天|个?工作日|周|星期|刻钟)|半(?:个)?(?:小时|天)|片刻"
        r"|今[天日晚]|明[天日早晚]|后天|下午|上午|凌晨|中午|傍晚|周[一二三四五六日末]|本周|下周|月底|年底|当日|次日"
    ),
}
"""Any time in a text, of any kind."""

_WHEN_EN = (
    rf"(?:{_CLOCK_EN}|{_COUNT_EN}\s{_UNIT_EN}\b|half an? hour|(?:an|the) hour|{_DAYTIME}|"
    r"a (?:few|couple of) (?:minutes|hours|days))"
)
_NEXT_EN = re.compile(
    rf"\b(?:by|before|within|until|till|in|every|another|next)\s(?:the\s|about\s|around\s|roughly\s|next\s|"
    rf"approximately\s|half\s){{0,2}}{_WHEN_EN}|\bhourly\b|"
    rf"\b(?:(?:joining|repair\w*|replac\w*|copying|restor\w*|rebuild\w*|it|this|that|them|which) (?:will )?(?:takes?|"
    rf"needs?|lasts?))\s(?:about\s|around\s|another\s|up to\s){{0,2}}{_COUNT_EN}\s{_UNIT_EN}\b"
    r"|\b(?:next|update|again|back|expect\w*|takes?|needs?|estimat\w*|eta|aim\w*|report|post|write|more|reopen\w*|"
    r"will|we'll|"
    r"we’ll|plan\w*|scheduled|due|ready|tell|news|word|come back|outlook|forecast)\b"
    rf"[^.!?]{{0,40}}?\b(?:at|around|about|on|for|is|by)?\W{{1,2}}(?:about\s|around\s)?(?:{_CLOCK_EN}|{_DAYTIME}|"
    rf"(?<=at )\d{{1,2}}\b|(?<=by )\d{{1,2}}\b)"
)
_NEXT_ZH = re.compile(
    rf"(?:预计|预期|下次|下一次|下一条|下条|下个|将于|将在|计划|争取|目标|等到|要到|约需|估计|力争|最迟|会在|再次|再过|"
    rf"每)[^。！？]{{0,16}}?(?:{WHEN['zh'].pattern})"
    rf"|(?:{WHEN['zh'].pattern})\s?(?:之?前|以?内|之内|后(?:再|更新|我们|在此|会|见|给|告)|左右(?:恢复|更新|完成|"
    rf"再|能|可)|再|更新|回来|汇报|告知|见|给|公布|通报|发布下)"
)


def says_when(text: str, lang: RuleLanguage) -> bool:
    """Whether a lower-case text names any time."""
    return WHEN[lang].search(text) is not None


def says_what_comes_when(text: str, lang: RuleLanguage) -> bool:
    """Whether a lower-case text names a time that is still to come: of the next word, or of an end."""
    return (_NEXT_EN if lang == "en" else _NEXT_ZH).search(text) is not None


# ---- times of day


class Clock(NamedTuple):
    """A time of day that a text names."""

    start: int
    end: int
    """Its place in the text."""
    minutes: tuple[int, ...]
    """Minutes since midnight: both that it can mean, where it does not say which half of the day."""


_CLOCK_DIGITS = re.compile(
    r"(?<![\d:.-])(\d{1,2})[:：](\d{2})(?![\d:])(?:\s?([ap])\.?m)?|(?<![\d:.])(\d{1,2})\s?([ap])\.?m\b"
)
_CLOCK_WORDS_EN = re.compile(rf"\b(half past|quarter past|quarter to) ({'|'.join(_COUNTED.split()[1:13])})\b")
_CLOCK_WORDS_ZH = re.compile(
    r"(凌晨|早上|上午|中午|下午|傍晚|晚上|今晚)?(\d{1,2}|十[一二]?|[一二两三四五六七八九])点(半|一刻|三刻|"
    r"\d{1,2}分?)?(?!钟后)"
)
_AFTERNOON = ("下午", "傍晚", "晚上", "今晚")


def clocks(text: str, lang: RuleLanguage) -> Iterator[Clock]:
    """The times of day in a lower-case text."""
    for found in _CLOCK_DIGITS.finditer(text):
        hour, minute, half = int(found[1] or found[4]), int(found[2] or 0), found[3] or found[5]
        if hour < 24 and minute < 60:
            later = 12 if half == "p" and hour < 12 else 0
            yield Clock(found.start(), found.end(), ((hour + later) * 60 + minute,))
    if lang == "en":
        for found in _CLOCK_WORDS_EN.finditer(text):
            at = _NUMBERS_EN[found[2]] * 60 + {"half past": 30, "quarter past": 15, "quarter to": -15}[found[1]]
            yield Clock(found.start(), found.end(), (at, at + 720))
        return
    for found in _CLOCK_WORDS_ZH.finditer(text):
        hour = int(_number(found[2], lang))
        past = found[3] or ""
        quarter = {"": 0, "半": 30, "一刻": 15, "三刻": 45}.get(past)
        at = hour * 60 + (int(past.rstrip("分")) if quarter is None else quarter)
        if found[1] in _AFTERNOON and hour < 12:
            at += 720
        yield Clock(found.start(), found.end(), (at,) if found[1] else (at, at + 720))


def minute_of_day(at: datetime, zone: tzinfo) -> int:
    """Minutes since midnight in a zone."""
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute


# ---- spans


_BEFORE_UNIT_EN = re.compile(
    rf"(?:\b(?P<rough>about|around|roughly|approximately|nearly|almost|some|just (?:over|under)|over|under|more than|"
    rf"less than|at most|up to|at least|within)\s)?(?P<half>\b(?:half an?|a half|(?:a |"
    rf"the last )?quarter of an)\s)?(?:\b(?P<count>{_COUNT_EN}))?"
    r"\s?(?:-\s?)?$"
)
_UNIT_FOUND_EN = re.compile(
    rf"(?<![a-z])(?P<unit>minutes?|mins?|hours?|hrs?)\b(?:\s(?:and\s)?(?P<more>{_COUNT_EN})\s(?:minutes?|mins?))?"
    r"(?P<and_half>\sand a half)?"
)
_SPAN_ZH = re.compile(
    rf"(?P<rough>大约|约|近|将近|不到|超过|至多|最多|最长|"
    rf"至少)?\s?(?P<half>半)?(?P<count>{_COUNT_ZH})?\s?(?:个)?(?P<and_half>半)?"
    rf"(?P<unit>小时|分钟)(?:零?\s?(?P<more>{_COUNT_ZH})\s?分(?:钟)?)?(?P<after>左右|上下|多)?"
)


class Span(NamedTuple):
    """A span of time that a text names."""

    text: str
    start: int
    end: int
    """Its place in the text."""
    at_least: timedelta
    at_most: timedelta

    def allows(self, length: timedelta) -> bool:
        """Whether *length*, to the minute, can be called so."""
        return self.at_least <= length <= self.at_most


_AT_MOST = ("less than", "under", "at most", "up to", "within", "不到", "至多", "最多", "最长")
_NEARLY = ("nearly", "almost", "just under", "近", "将近")
_MORE = ("more than", "over", "just over", "at least", "超过", "至少", "多")


def spans(text: str, lang: RuleLanguage) -> Iterator[Span]:
    """The spans of minutes and hours in a lower-case text, with what each may mean."""
    for start, end, found in _found_en(text) if lang == "en" else _found_zh(text):
        is_hours = (found["unit"] or "").startswith(("h", "小时"))
        length = _length(found, lang, is_hours=is_hours)
        if length is None:
            continue
        minute = timedelta(minutes=1)
        rough = found["rough"] or found.get("after") or ""
        at_least, at_most = length - minute, length + minute
        if rough in _AT_MOST:
            at_least = length / 2
        elif rough in _NEARLY:
            at_least = length * 0.8
        elif rough in _MORE:
            at_most = length * 1.5
        elif rough or found["half"] or found["and_half"] or (is_hours and not found["more"]):
            slack = max(length * 0.2, 5 * minute)
            at_least, at_most = length - slack, length + slack
        yield Span(text[start:end].strip(), start, end, at_least, at_most)


_Parts = Mapping[str, str | None]
"""What a span is made of: `rough`, `half`, `count`, `unit`, `more`, `and_half`, and in Chinese `after`."""


def _found_en(text: str) -> Iterator[tuple[int, int, _Parts]]:
    """Where spans begin and end in an English text: units are rare, so that they are looked for first."""
    behind = 0
    for unit in _UNIT_FOUND_EN.finditer(text):
        first = max(behind, unit.start() - _MAX_BEFORE_UNIT)
        before = _BEFORE_UNIT_EN.search(text[first : unit.start()])
        if before:
            yield first + before.start(), unit.end(), {**before.groupdict(), **unit.groupdict()}
        behind = unit.end()


_MAX_BEFORE_UNIT = 40
"""Characters."""


def _found_zh(text: str) -> Iterator[tuple[int, int, _Parts]]:
    return ((one.start(), one.end(), one.groupdict()) for one in _SPAN_ZH.finditer(text))


def _length(found: _Parts, lang: RuleLanguage, *, is_hours: bool) -> timedelta | None:
    if found["half"]:
        number = 0.25 if "quarter" in found["half"] else 0.5
    elif found["count"]:
        number = _number(found["count"], lang)
    else:
        return None
    length = timedelta(hours=number) if is_hours else timedelta(minutes=number)
    if found["and_half"] and is_hours:
        length += timedelta(minutes=30)
    if found["more"]:
        length += timedelta(minutes=_number(found["more"], lang))
    return length


def _number(text: str, lang: RuleLanguage) -> float:
    if text[0].isdigit():
        return float(text)
    return float(_NUMBERS_EN[text] if lang == "en" else _chinese_number(text))


def _chinese_number(text: str) -> int:
    """A number up to 999 in Chinese: 三十八 is 38."""
    total, digit = 0, 0
    for character in text:
        if character in "十百":
            total += max(digit, 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = "零一二三四五六七八九".find(character) if character != "两" else 2
    return total + digit
