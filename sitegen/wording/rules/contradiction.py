"""A duration, a time or a scope in the words that is not the one in the fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from sitegen.model import WordingRule
from sitegen.wording.hits import Advice, Hit, Rule, words_of
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Passage, RuleLanguage
from sitegen.wording.times_told import Span, clocks, minute_of_day, spans

Patterns = Mapping[RuleLanguage, re.Pattern[str]]

_LASTED = {
    "en": re.compile(
        r"\b(?:lasted|lasting|took|outage of|down for|out for|unavailable for|missing for|"
        r"interrupt\w* (?:for|of|lasted)|disruption (?:of|lasted)|for|went on for|in (?:all|total)|total(?:ling)?|"
        r"duration|downtime)\b[^.!?,;]{0,50}$|^after (?:more than |about |over |nearly |almost )?$|\b(?:has|"
        r"have) been (?:out|down|unavailable|failing) for $"
    ),
    "zh": re.compile(
        r"(?:持续|历时|中断|故障|共(?:计)?|停(?:了|摆)?|前后|时长|长达|过程|有|达|影响|用时|耗时|"
        r"不可用)[^。，；]{0,10}$"
    ),
}
_OTHER_SPAN = {
    "en": re.compile(
        r"\b(?:(?:have|has) (?:worked|come|been (?:back|up|normal|fine|healthy))|will|going to|estimated|another|"
        r"now|stable|switched|planned|expected|announced|delay\w*|late|up to|every|each|next|within|itself|rollback|"
        r"repair|wait\w*|queue|"
        r"hold|old|ago|earlier|later|ahead|long|(?<!more )(?<!less )than|retry|again in|took \w+ (?:more|us)|"
        r"to (?:load|open|find)|"
        r"alarm|rings?|instead of|from now|credit|free|extra|notice|test\w*|check\w*|watch\w*|verif\w+|monitor\w+|"
        r"of (?:messages|data|mail))\b"
    ),
    "zh": re.compile(
        r"延迟|晚|每|将|预计|计划|停用|主动|以内|内(?:恢复|完成|到账)|之后|前(?:后)?(?!中断)|等待|排队|提前|推迟|"
        r"缩短|以后|告警|验证|观察|检查|才(?:能|打开)|需要|分钟一次|赠|补"
    ),
}
_CLOCK = re.compile(r"\d[:：]\d\d|\d[ap]m|[点]|\b(?:past|quarter)\b")
_BACK: Patterns = {
    "en": re.compile(
        r"\b(?:back|again|recovered|restored|resolved|fixed|normal\w*|work\w*|succeed\w*|available|"
        r"ended)\b[^.!?]{0,40}\b(?:since|at|by|from|as of)\s(?:about\s|around\s)?$"
    ),
    "zh": re.compile(r"(?:已于|于|自|从|在)\s?$"),
}
_BACK_AFTER_ZH = re.compile(r"^\s?(?:起)?(?:，|,)?(?:已)?(?:全部|全面|陆续)?(?:恢复|修复|解决|结束|正常)")
_ETA: Patterns = {
    "en": re.compile(
        r"\b(?:expect\w*|estimat\w*|eta|aim\w*|anticipat\w*|back|recover\w*|restor\w*|fixed|repaired|"
        r"working)\b[^.!?]{0,40}\b(?:by|at|around|about|until|before)\s(?:about\s|around\s)?$"
    ),
    "zh": re.compile(r"预计(?:将)?(?:于|在|到)?[^。，；]{0,8}$"),
}
_ETA_AFTER_ZH = re.compile(r"^\s?(?:左右|前|之前|前后)?[^。；]{0,8}?(?:恢复|修复|完成|解决|可用|开放|好)")
_NEXT: Patterns = {
    "en": re.compile(
        r"\b(?:next (?:update|word|news|report|post|bulletin)|update (?:again )?(?:at|by)|hear from us(?: again)?|"
        r"(?:we'll|we will|will|shall) "
        r"(?:write|post|report|update you|be in touch|be back (?:here|"
        r"with))(?: here)?(?: again)?)\b[^.!?]{0,24}\b(?:at|by|around|is|:)?\s?$"
    ),
    "zh": re.compile(r"(?:下次|下一次|下一条|下条)(?:更新|公告|通报|进展)?[^。，；]{0,8}$|再次更新[^。，]{0,6}$"),
}
_EVERY = {
    "en": re.compile(
        r"\b(?:post|update|report|inform|write|share|provid|news|word|status)\w*\b[^.!?]{0,40}\b(?:every|"
        r"each) (?:\d+|\w+) (?:minutes|mins|hours?)|\bevery (?:\d+|\w+)?\s?(?:minutes|mins|hours?|"
        r"hour)\b[^.!?]{0,30}\b(?:update|post|report|news)|\bhourly updates?|half-hourly updates?|"
        r"updates? (?:\w+ )?hourly"
    ),
    "zh": re.compile(
        r"每(?:隔)?\s?(?:\d+|[一二三四五十半两]+)\s?(?:个)?(?:分钟|小时)[^。]{0,12}(?:更新|通报|同步|公布|发布|"
        r"告知|汇报)|(?:更新|通报|同步)[^。]{0,6}每(?:隔)?\s?(?:\d+|[一二三四五十半两]+)\s?(?:个)?(?:分钟|小时)"
    ),
}
_SOME = {
    "en": re.compile(
        r"\b(?:some|certain|a (?:small )?(?:number|subset|portion|percentage|few)|a few|only (?:a )?few|"
        r"a handful)(?: of)?(?: \w+){0,2}? (?:users?|customers?|people|clients?|members?|players?|visitors?|"
        r"accounts?|shops?|merchants?)\b"
    ),
    "zh": re.compile(
        r"(?:部分|个别|少数|少量|一些|某些|极少数)(?:的)?(?:用户|客户|玩家|商家|商户|会员|访客|同学|学生|账号)"
    ),
}
_ONLY_PLACE = {
    "en": re.compile(
        r"\b(?:in|from) \w+(?:(?:, \w+)* and \w+)? (?:are|is) (?:not affected|unaffected|spared)\b|\b(?:in|"
        r"for)\s(?:\w+\s){0,4}?(?:\w+)\s(?:only|alone)\b|\bonly (?:in|for|customers in|users in|"
        r"people in)\b|\blimited to (?:the )?(?:\w+ )?(?:region|europe|asia|us|eu)\b|other (?:regions|"
        r"countries) (?:are|work)"
    ),
    "zh": re.compile(
        r"(?:仅|只有|只|仅限)[^。，]{0,4}(?:华[东南北中]|西[南北]|东北|[\u4e00-\u9fff]{2,4}(?:地区|地域|省|市|"
        r"区域))|其他(?:地区|区域|地域)(?:均)?(?:正常|不受)"
    ),
}
_EVERYWHERE = {
    "en": re.compile(
        r"\b(?:worldwide|everywhere|globally|nationwide|(?:in )?(?:all|every) regions?|all over|"
        r"across the (?:whole )?country)\b"
    ),
    "zh": re.compile(r"全国|全球|所有地区|各地|全部地区"),
}
_FAILING = {
    "en": re.compile(
        r"\b(?:down|fail\w*|can(?:no|')t|cannot|unavailable|unable|out|affect\w*|offline|not \w+ing|errors?|slow\w*)\b"
    ),
    "zh": re.compile(r"无法|中断|打不开|异常|不能|不了|失败|受影响|卡顿|变慢|报错"),
}
_RECOVERING = {
    "en": re.compile(r"\b(?:again|already|can now|recover\w*|back|restored|able to)\b"),
    "zh": re.compile(r"已(?:经)?(?:可|能|恢复)|可以|恢复|陆续|重新"),
}
_EVERYBODY = re.compile(
    r"^(?:all|everyone|everybody|all (?:users|customers|of them)|every\w*.*|所有.*|全部.*|全体.*|all\b.*|"
    r"everyone\b.*)$",
    re.IGNORECASE,
)


_LEAD = 80
"""How many characters before a time say what it is the time of."""


def find(passage: Passage) -> Iterator[Hit]:
    """What the words and the fields tell differently."""
    lang = passage.lang
    assert lang is not None
    if not _may_disagree(passage):
        return
    for sentence in passage.sentences:
        hit = _in_sentence(passage, sentence, lang)
        if hit:
            yield hit
            return


def _may_disagree(passage: Passage) -> bool:
    """Whether the words can speak of anything that a field states too; a quick look."""
    moment, source = passage.moment, passage.source
    stated, standing = moment.stated, moment.standing
    names_time = _CLOCK.search(source.lower()) is not None
    names_span = any(word in source for word in ("minute", "hour", " min", "分钟", "小时"))
    if not moment.is_open:
        return names_span or names_time
    if standing.scope or (names_time and (stated.next_update or standing.eta)):
        return True
    return names_time or (names_span and any(word in source for word in ("very", "ourly", "ach", "每", "in ", "后")))


def _in_sentence(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> Hit | None:
    moment = passage.moment
    if moment.is_open:
        return (
            _wrong_time(passage, sentence, lang, moment.stated.next_update, _NEXT, None, "next update")
            or _wrong_time(passage, sentence, lang, moment.standing.eta, _ETA, _ETA_AFTER_ZH, "eta")
            or _wrong_wait(passage, sentence, lang)
            or _unkept_cadence(passage, sentence, lang)
            or _wrong_start(passage, sentence, lang)
            or _wrong_scope(passage, sentence, lang)
        )
    return (
        _wrong_duration(passage, sentence, lang)
        or _wrong_time(passage, sentence, lang, moment.standing.ended, _BACK, _BACK_AFTER_ZH, "ended")
        or _wrong_span(passage, sentence, lang)
    )


def _wrong_duration(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> Hit | None:
    said = sentence.said
    lasting = _durations(said, lang)
    duration = passage.moment.duration if lasting else None
    # An entry that begins and ends in one minute does not know how long it was.
    if not duration or any(one.allows(duration) for one in lasting):
        return None
    minutes = int(duration / timedelta(minutes=1))
    shown = {"en": f"{minutes} minutes from `started` to the end", "zh": f"按字段计算是 {minutes} 分钟"}
    return Hit(lasting[0].text, sentence, shown)


@lru_cache(maxsize=1 << 14)
def _durations(said: str, lang: RuleLanguage) -> Sequence[Span]:
    """The spans that a sentence gives for how long it lasted."""
    return tuple(one for one in spans(said, lang) if _is_duration(said, one.start, one.end, lang))


def _is_duration(said: str, start: int, end: int, lang: RuleLanguage) -> bool:
    clause = _clause(said, start, end)
    return _LASTED[lang].search(said[max(0, start - 60) : start]) is not None and not _OTHER_SPAN[lang].search(clause)


def _clause(said: str, start: int, end: int) -> str:
    first = max(said.rfind(mark, 0, start) for mark in ",，;；:：") + 1
    last = min((place for mark in ",，;；" if (place := said.find(mark, end)) >= 0), default=len(said))
    return said[first:last]


def _wrong_time(
    passage: Passage,
    sentence: Sentence,
    lang: RuleLanguage,
    stated: datetime | None,
    before: Patterns,
    after_zh: re.Pattern[str] | None,
    name: str,
) -> Hit | None:
    if stated is None or not _CLOCK.search(sentence.said):
        return None
    local = stated.astimezone(passage.moment.config.zone)
    for found in clocks(sentence.said, lang):
        lead = sentence.said[max(0, found.start - _LEAD) : found.start]
        if not before[lang].search(lead):
            continue
        if lang == "zh" and after_zh and not after_zh.search(sentence.said[found.end :]):
            continue
        if minute_of_day(stated, passage.moment.config.zone) not in found.minutes:
            return _beside(sentence, found.start, found.end, f"{local:%H:%M}", name)
    return None


def _beside(sentence: Sentence, start: int, end: int, shown: str, name: str) -> Hit:
    """The words of a sentence beside what a field says."""
    return Hit(sentence.text[start:end], sentence, {"en": f"{shown} in `{name}`", "zh": f"`{name}` 为 {shown}"})


def _unkept_cadence(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> Hit | None:
    every = _EVERY[lang].search(sentence.said)
    if every is None:
        return None
    stated = passage.moment.stated.next_update
    if stated is None:
        return Hit(every[0], sentence, {"en": "no `next update`", "zh": "没有 `next update`"})
    cadence = next(spans(every[0], lang), None)
    if cadence is None or stated - passage.moment.at <= cadence.at_most + _TOLERANCE:
        return None
    local = stated.astimezone(passage.moment.config.zone)
    return _beside(sentence, every.start(), every.end(), f"{local:%H:%M}", "next update")


def _wrong_wait(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> Hit | None:
    """A next word “in 20 minutes” that is not that of the field."""
    stated = passage.moment.stated.next_update
    wait = _NEXT_IN[lang].search(sentence.said) if stated else None
    if stated is None or wait is None:
        return None
    length = next(spans(wait[0], lang), None)
    left = stated - passage.moment.at
    if length is None or length.at_least - _TOLERANCE <= left <= length.at_most + _TOLERANCE:
        return None
    local = stated.astimezone(passage.moment.config.zone)
    return _beside(sentence, wait.start(), wait.end(), f"{local:%H:%M}", "next update")


_TOLERANCE = timedelta(minutes=5)
"""By which a time in words may be off."""
_NEXT_IN = {
    "en": re.compile(
        r"\b(?:hear from us|update(?: you)?|post|report(?: back)?|write|be back|more(?: news)?)\b[^.!?]{0,20}\bin "
        r"(?:about |another |the next )?(?:\d+|\w+) (?:minutes|mins|hours?)|\bin (?:\d+|\w+) (?:minutes|mins|"
        r"hours?)\b[^.!?]{0,20}\b(?:update|"
        r"news|report)"
    ),
    "zh": re.compile(
        r"(?:\d{1,4}|[一二三四五六七八九十半两]{1,5})\s?(?:个)?(?:分钟|小时)(?:之)?后[^，。]{0,6}(?:再)?[^，。]{0,4}(?:汇报|"
        r"更新|同步|通报|告知|公布|来报)"
    ),
}


def _wrong_start(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> Hit | None:
    """Something that has failed since a time before the field says that it began."""
    started = passage.moment.started
    if started is None or not _CLOCK.search(sentence.said):
        return None
    zone = passage.moment.config.zone
    for found in clocks(sentence.said, lang):
        since = _SINCE[lang].search(sentence.said[max(0, found.start - _LEAD) : found.start])
        if since and max(found.minutes) < minute_of_day(started, zone) and not _OTHER_EVENT[lang].search(sentence.said):
            return _beside(sentence, found.start, found.end, f"{started.astimezone(zone):%H:%M}", "started")
    return None


_SINCE = {
    "en": re.compile(
        r"^since (?:about |around |roughly )?$|\b(?:been|fail\w*|down|unavailable|out|reachable|not \w+ing|"
        r"unable)\b[^.!?]{0,40}\bsince (?:about |around |roughly )?$"
    ),
    "zh": re.compile(r"自(?:从)?[^，。]{0,8}$|从[^，。]{0,8}$"),
}
_OTHER_EVENT = {
    "en": re.compile(
        r"\b(?:change|release|deploy\w*|maintenance|upgrade|made since|placed since|on duty|at work|working on|open)\b"
    ),
    "zh": re.compile(r"变更|发布|升级|维护|营业|值班|上班|下单的|产生的"),
}


def _wrong_span(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> Hit | None:
    """“Between 14:00 and 15:25” where one of the two is that of the field, and the other is not."""
    moment = passage.moment
    duration = moment.duration if _BETWEEN[lang].search(sentence.said) else None
    if not duration or moment.started is None:
        return None
    zone = moment.config.zone
    began, ended = (minute_of_day(at, zone) for at in (moment.started, moment.started + duration))
    found = list(clocks(sentence.said, lang))
    for first, last in pairwise(found):
        between = _BETWEEN[lang].search(sentence.said, max(0, first.start - 12), last.end + 1)
        if between and began in first.minutes and ended not in last.minutes and not _PARTLY[lang].search(sentence.said):
            return _beside(sentence, first.start, last.end, f"{moment.started + duration:%H:%M}", "ended")
    return None


_BETWEEN = {
    "en": re.compile(
        r"\bbetween \d{1,2}:\d\d(?: ?[ap]m)? and|\bfrom \d{1,2}:\d\d(?: ?[ap]m)? (?:to|until|till)|"
        r"\d{1,2}:\d\d ?[–—-] ?\d"
    ),
    "zh": re.compile(r"\d{1,2}:\d\d\s?(?:至|到|–|—|-|~)\s?\d"),
}
_PARTLY = {
    "en": re.compile(r"\b(?:most|half|worst|again|placed|made|bought|sent|booked|europe|asia|some|first|second|by)\b"),
    "zh": re.compile(r"期间|下单|产生|提交|购买|部分|多数|未|的订单|补"),
}


def _wrong_scope(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> Hit | None:
    scope = {name: text.original for name, text in passage.moment.standing.scope or ()}
    fails = "regions" in scope and _FAILING[lang].search(sentence.said) is not None
    wider = _EVERYWHERE[lang].search(sentence.said) if fails else None
    if (
        wider
        and not _EVERYBODY.match(scope["regions"].strip())
        and not _EVERYWHERE[lang].search(scope["regions"].lower())
    ):
        shown = f"`scope.regions: {scope['regions']}`"
        return Hit(sentence.text[wider.start() : wider.end()], sentence, {"en": shown, "zh": shown})
    if not any(_EVERYBODY.match(whom.strip()) for whom in scope.values()) or _RECOVERING[lang].search(sentence.said):
        return None
    # The users say for whom; where they are not stated, the regions do.
    for narrower, name in ((_SOME, "users" if "users" in scope else "regions"), (_ONLY_PLACE, "regions")):
        found = _EVERYBODY.match(scope.get(name, "").strip()) and narrower[lang].search(sentence.said)
        if found:
            shown = f"`scope.{name}: {scope[name]}`"
            return Hit(sentence.text[found.start() : found.end()], sentence, {"en": shown, "zh": shown})
    return None


RULE = Rule(
    WordingRule.CONTRADICTION,
    find,
    {
        "en": Advice(
            "expected words that agree with the fields ({})",
            "Pages, feeds and messages show both, side by side.",
            "Change the words or the field, or add the field that is missing.",
        ),
        "zh": Advice(
            "文字应与字段一致（{}）",
            "页面、订阅和消息会把两者并列显示。",
            "请修改文字或字段，或补上缺少的字段。",
        ),
    },
    lambda moment: moment.is_incident,
    {
        "en": words_of("past quarter minute minutes min mins hour hours hourly half-hourly"),
        "zh": words_of("分钟 小时 点"),
    },
    lambda word: _CLOCK.search(word) is not None,
    insists=lambda moment: moment.standing.scope is not None,
    parts=("body",),
)
