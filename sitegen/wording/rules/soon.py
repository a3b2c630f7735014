"""尽快, shortly: no time where people ask when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import Kind, Stage, WordingRule
from sitegen.wording.hits import Advice, Hit, Rule, words_of
from sitegen.wording.later import names_later
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Moment, Passage, RuleLanguage
from sitegen.wording.times_told import says_what_comes_when, says_when

_SOON = {
    "en": re.compile(
        r"\b(?:as (?:soon|quickly|fast|rapidly|promptly|swiftly|early) as (?:is )?(?:possible|we can|"
        r"we possibly can|practicable|feasible|reasonably)|asap|a\.s\.a\.p|soonest|(?:very |real |"
        r"pretty )?(?<!how )soon(?!er)|shortly(?! (?:after|before|past))|before (?:too )?long|in due (?:course|"
        r"time)|any (?:minute|moment|second|time) now|(?:back|again|up|will be|resolved|fixed|available|live|shortly|"
        r"solution|more|you) momentarily|momentarily (?:back|be|resume|restore)|imminently|"
        r"in (?:the )?(?:very )?near future|"
        r"in no time|in a (?:bit|moment|jiffy|while)|in a timely (?:manner|fashion)|at (?:the|"
        r"our) earliest(?: \w+)?|at a later (?:point|date|time|stage)|(?:without (?:undue |further )?delay)|"
        r"(?:with|treat\w+ \w+ with) (?:the )?(?:utmost|great|highest) urgency|(?:will|shall|'ll|"
        r"be)\b[^.!?]{0,30}(?<!more )promptly|in a (?:little|short) while|(?:a )?prompt (?:solution|resolution|fix|"
        r"recovery)|(?<!your )earliest (?:convenience|opportunity)|(?:won't|not|n't) (?:have to )?(?:wait|be|"
        r"take) (?:too |very |that )?much longer(?! than)|shortest (?:possible )?time|in short order|"
        r"reinstat\w+ (?:it )?promptly|around the corner|least possible delay|prompt resumption|"
        r"(?:will )?follow momentarily|"
        r"in the coming moments|as (?:fast|soon|quickly) as (?:is )?(?:humanly )?(?:possible|practicable)|"
        r"it ought to be over before long|reappear momentarily|"
        r"(?:it )?won't be long\b|speedy (?:return|recovery|resolution)|"
        r"sooner rather than later|before you know it|check back (?:later|soon)|(?:out|live) momentarily|(?:is|"
        r"are) imminent|back quickly|(?:have|get) (?:it|the \w+|you|this) back (?:up )?quickly|as soon as we(?:'re|"
        r" are) able|as fast as (?:they|"
        r"we) can|won't be (?:too |very )?long|within a short (?:period|time|while)|any minute\b|"
        r"a little (?:bit )?longer|just a (?:little|moment|bit)|stay tuned|quickly as|presently|hang tight|"
        r"not (?:be )?(?:much|too) long|when (?:we|they) (?:can|know more)|over the coming|in the coming (?:period|"
        r"hours)|when (?:more )?information (?:is|becomes) available)"
    ),
    "zh": re.compile(
        r"不用太久|从速|稍晚(?:些)?|asap|加快进度|早一点|短期内(?:恢复|修|开)|近日(?:退|补|开|恢)|片刻即(?:好|可)|"
        r"可望|待会儿?就?好|稍后就会|说很快|过些时候|"
        r"(?<!刚才)(?<!更)(?<!加)快了(?=[，。！快吧～~]|$)|(?<!停)(?<!等)(?<!了)(?<!放)一会儿(?:就|便)?|稍等|不日|"
        r"分分钟|"
        r"用不了多久|不用多久|早点(?:修|恢复|弄|好)|(?:修复|补丁|新版本?|更新)[^，。]{0,4}在路上|敬请期待|"
        r"最短(?:的)?时间|争取早|"
        r"尽快|尽早|尽速|马上|很快|稍后|稍候|近[期日](?:内)?(?:将|会|公布|发布|恢复|上线|公开|补|开放)|(?:将|会|于|"
        r"在)近[期日]|不久|即将|第一时间|抓紧|加紧|加急|争分夺秒|早日|(?<!若)短时间(?!的|中断|不|无|延|内(?:不|无|"
        r"会?出现))|随后|陆续|不会太久|指日可待|回头|过一会|一会儿?(?:就|便)|立刻|立即|即刻|火速|择日|适时|届时再|"
        r"尽(?:可能|量)(?:快|早)|以最快|最快速度"
    ),
}
_NO_WAIT = {
    "en": re.compile(
        r"\b(?:try|retry|refresh|reload|check|log|sign|call|change|reset|"
        r"(?<!another )(?<!an )(?<!next )(?<!further )(?<!more )update(?! (?:will|coming|to|is|shall|should|follow))|"
        r"contact|reply|repeat|"
        r"restart)\b(?: \w+){0,4}? (?:again )?(?:shortly|soon|in a (?:bit|moment|while|few)|as soon as possible|"
        r"promptly|asap)|please [^.]{0,99}(?:shortly|soon|promptly)|(?:row|shelf|\*|page) (?:\*)?coming soon|"
        r"coming soon (?:row|shelf|page|section)|travel soon|if you \w+ (?:\w+ )?soon|"
        r"\bworked\b[^.]{0,99}as (?:quickly|"
        r"fast|"
        r"soon) as possible|as (?:quickly|soon|fast) as you can|(?:we'd|had|hurried)\b[^.]{0,99}as quickly as possible|"
        r"(?:run|runs|running) out soon|expires? soon|soon-|soonpay|"
        r"asap (?:delivery|deliveries|slots?|orders?|option)|earliest (?:exit|opportunity you)|to+ soon|\"|"
        r"as soon as (?!we're able|we are able|"
        r"possible|is possible|we can\b|we possibly|practicable|feasible|reasonably)|as soon as \w+ (?:is|are|has|"
        r"have|work)|as soon as we(?:'re| are)|(?:soon|shortly) (?:after|before)|expiring soon|"
        r"soon as (?:we )?(?:have|know|notic\w+|learn\w*|detect\w*|it is|they)|as fast as the"
    ),
    "zh": re.compile(
        r"建议[^。]{0,8}尽早|很快有|一旦[^，。]{1,12}[，,][^，。]{0,6}(?:立即|马上)|即刻(?=冻结|生效)|陆续(?:出现|"
        r"通过)|(?:正在?|在|"
        r"已(?:经)?|现)陆续|马上(?:停|要|就要|关|开)[^，。]{0,8}(?:了|的)|后[，,]?就?(?:我们)?会?(?:立即|马上|立刻|"
        r"第一时间)|稍后（|"
        r"请[^。！？]{0,24}?(?:稍后|稍候|尽快|尽早|立即|马上|及时|稍等)|(?:稍后|稍候|片刻后|过一会)(?:再|重试|刷新|"
        r"再试|重新)|建议[^。！？]{0,20}?(?:稍后|尽快|立即)|没能[^，。]{0,4}(?:尽快|第一时间)|"
        r"未能[^，。]{0,4}(?:尽快|第一时间)|即刻起|即将(?:到期|过期|结束)|不久前|很快(?:了|，|,|。)|像平时一样很快|"
        r"一(?!会)[^，。]{1,6}[，,]?(?:我们)?(?:就|马上|立即)|马上要做|第一时间[^，。]{0,14}了"
    ),
}
_ACT_ZH = re.compile(
    r"(?:抓紧|加紧|加急|陆续|立即|立刻|火速|第一时间|随后)(?:[^，。]{0,10})?(?:组织|安排|联系|投入|启动|赶到|赶赴|"
    r"响应|介入|切换|开机中|排查|核实|核查|展开)"
)
_FUTURE_ZH = re.compile(
    r"奉上|退还|退回|一会儿|片刻即可|不日|择日|修好|就行|将|会(?!议|员)|待(?!办)|尽|争取|力争|恢复(?!了|正常)|修复|补|"
    r"公布|告知|完成|开放|就好|解决|处理"
)


def find(passage: Passage) -> Iterator[Hit]:
    """A promise without a time, where neither a field nor the words say when."""
    promises = _promises(passage)
    first = next(promises, None)
    if first is not None and not _says_when(passage):
        yield first
        yield from promises


def _promises(passage: Passage) -> Iterator[Hit]:
    lang, moment = passage.lang, passage.moment
    assert lang is not None
    for sentence in passage.sentences:
        soon = _soon_in(sentence, lang)
        if soon is None or (moment.kind is None and moment.stage in _ANNOUNCING and not _DATE.search(sentence.said)):
            continue
        if not moment.is_open and lang == "zh" and not _FUTURE_ZH.search(sentence.said.replace("恢复", "")):
            continue
        if lang == "zh" and _ACT_ZH.search(sentence.said) and not _FUTURE_ZH.search(sentence.said):
            continue
        yield Hit(sentence.text[soon.start() : soon.end()].strip(), sentence)


def _soon_in(sentence: Sentence, lang: RuleLanguage) -> re.Match[str] | None:
    """Where a sentence puts its readers off; what they should do soon is blanked out, and does not count."""
    if lang == "en" and _NO_WAIT["en"].search(sentence.said):
        return None
    return _SOON[lang].search(_NO_WAIT[lang].sub(lambda found: " " * len(found[0]), sentence.said))


def _concerns(moment: Moment) -> bool:
    """Whether people ask when, and no field says so."""
    if moment.stated.next_update or moment.stated.eta or moment.kind is Kind.NOTICE:
        return False
    return moment.kind is not None or moment.stage is not Stage.COMPLETED


_ANNOUNCING = (Stage.ANNOUNCED, Stage.STARTED, Stage.MOVED)
"""Stages at which fields say when the work begins and ends."""
_DATE = re.compile(r"\bdate\b|announce|\btime\b|公布|通知|时间")


def _says_when(passage: Passage) -> bool:
    """Whether the words say when anything comes: after the end any time tells of the past, and does not count."""
    lang = passage.lang
    assert lang is not None
    moment = passage.moment
    if names_later(passage):
        return True
    if moment.is_open or (moment.kind is None and moment.stage in (Stage.PROGRESS, Stage.CANCELLED)):
        return says_what_comes_when(passage.said, lang)
    if moment.kind is None:
        return says_when(passage.said, lang)
    return any(
        says_when(one.said, lang) and says_what_comes_when(one.said, lang) and _SOON[lang].search(one.said)
        for one in passage.sentences
    )


RULE = Rule(
    WordingRule.SOON,
    find,
    {
        "en": Advice(
            "expected a time",
            "People plan by the clock: *soon* is an hour to one of them and five minutes to another.",
            "Give a time for the next word, if not for the end: `- next update: {soon}`.",
        ),
        "zh": Advice(
            "应给出时间",
            "用户要据此安排：“尽快”可能是五分钟，也可能是一小时。",
            "恢复时间说不准，就给出下次更新的时间：`- next update: {soon}`。",
        ),
    },
    _concerns,
    {
        "en": words_of(
            """
            a+bit a+moment a+while any+minute any+moment any+second any+time as+early as+fast as+rapidly as+swiftly
            asap back+later be+long becomes+available before+long bit+longer check+back coming+moments due+course
            due+time earliest+convenience earliest+opportunity feasible further+delay hang+tight humanly imminent
            imminently is+available is+practicable jiffy just+a know+it know+more later+date later+point later+stage
            later+time little+longer little+while momentarily much+longer near+future no+time our+earliest possible
            possible+delay practicable presently prompt prompt+resumption promptly quickly reasonably short+order
            short+period short+time short+while shortest shortly soon sooner+rather soonest speedy stay+tuned
            the+coming the+corner the+earliest they+can timely too+long undue+delay urgency very+long we+can
            without+delay
            """
        ),
    },
    suspects=lambda sentence, lang, site: _soon_in(sentence, lang) is not None,
    parts=("body",),
)
