"""含糊其辞: a hedge on whom or what, with no function, place or symptom to hold on to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import WordingRule
from sitegen.wording.anchors import has_anchor
from sitegen.wording.generic import names_anything
from sitegen.wording.hits import Advice, Hit, Rule, always, pairs_of, words_of
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Moment, Passage, RuleLanguage, SiteWords, clauses

_WHO_EN = (
    r"(?:users?|customers?|clients?|members?|merchants?|players?|visitors?|subscribers?|tenants?|guests?|people|"
    r"folks|accounts?|organi[sz]ations?|workloads?|requests?|services?|features?|functions?|functionality|systems?|"
    r"components?|parts?|areas?|products?|regions?|locations?|markets?|sites?|servers?|resources?|operations?|"
    r"instances?|projects?|passengers?|students?|staff|partners?|platforms?|offering|membership|residents|firms?|"
    r"modules?|patients?|residents?|drivers?|colleagues|companies|businesses|things|stuff|items|you|us|our|the|"
    r"your|these|those|it)"
)
_HEDGE = {
    "en": re.compile(
        r"\b(?:(?:some|certain|several|various|multiple|numerous|many|few|select|selected|particular|other|"
        r"individual|related)"
        rf"(?:\s(?:of|small|individual|limited|other|affected|online|our|the|your|these|those|\w+ing|"
        rf"it))*(?:\s\w+)?\s{_WHO_EN}|(?:a|an|the|one|small|tiny|limited|large)?\s?(?:small |limited |tiny |large |"
        rf"significant |certain )?"
        rf"(?:number|subset|portion|percentage|proportion|fraction|handful|group|minority|majority|part|share|"
        rf"couple|few|sliver|range) of(?:\s\w+){{0,3}}?\s{_WHO_EN}|one or more(?: of)?|"
        rf"one (?:our )?of (?:our )?(?:services|systems|products|features|components)|(?:not|isn't|aren't|"
        rf"available) (?:\w+ ){{0,2}}?to (?:everybody|everyone)|(?:some|many|a few) of you|(?:may|might|could|"
        rf"can)(?:\s(?:also|currently|still|be|have|been|temporarily|sometimes|occasionally|briefly|well|"
        rf"not))*\s(?:impact\w*|affect\w*|experienc\w+|see\w*|encounter\w*|notic\w+|fac(?:e|ing)|run|limit\w*|"
        rf"unavailable|disrupt\w*|degraded|find|hit|work|behave|feel|interrupt\w*|suffer\w*|occur\w*|perform|"
        rf"slow\w*)|(?:potential|possible)(?:ly)?\s(?:\w+\s)?(?:impact\w*|affect\w*|disrupt\w*|degrad\w*|"
        rf"interrupt\w*|issues?|problems?|outages?)|(?:partially|possibly) (?:affected|impacted)|(?:reports|"
        rf"reported) of (?:some )?(?:issues|problems|trouble)$)"
    ),
    "zh": re.compile(
        r"(?:部分|个别|少数|少量|一些|某些|某个|有些|若干|极少|一小撮|小范围|小部分|一定比例|某几|多个|多项|有的|"
        r"相关(?!情况|人员|部门|负责|工作|同)|有关(?!情况|人员|部门)|其中一)(?:的)?[^，。,;；]{0,4}?(?:用户|客户|"
        r"玩家|商家|商户|会员|租户|读者|师生|朋友|人|企业|服务|业务|功能|系统|产品|模块|场景|地区|区域|地域|方面|"
        r"项目|接口|应用|情况|同学|主播|机构|单位|学员|开发者|账号|环节|操作|页面|设备|站点|请求)|(?:可能|或|或许|"
        r"也许|恐|恐怕|或将|或会)(?:将|会|已|也)?(?:对[^，。]{0,8})?(?:受|出现|存在|遇到|有|造成|产生|导致|不|无法|"
        r"影响|带来|发生|短)|一定(?:程度)?(?:的)?影响|受到?(?:了)?(?:不同程度|一定)|小状况|些许(?:影响|异常|波动)"
    ),
}
_DEFINITE = {
    "en": re.compile(
        r"\b(?:listed|list below|following (?:services|features)|including|see below|below:|(?:recovered|recovering|"
        r"restored)\b(?!.*may))"
    ),
    "zh": re.compile(r"已(?:经)?(?:全部)?恢复|具体(?:项目|范围|清单|名单)?(?:见|如下)|见下|如下|以下|下列|名单"),
}


def find(passage: Passage) -> Iterator[Hit]:
    """A hedge with nothing beside it."""
    lang = passage.lang
    assert lang is not None
    if passage.part == "body" and _is_stated(passage.moment):
        return
    sentences = passage.sentences
    for index, sentence in enumerate(sentences):
        hedge = _bare_hedge(sentence, lang, passage.site)
        if hedge is None:
            continue
        beside = (sentences[near].said for near in (index - 1, index + 1) if 0 <= near < len(sentences))
        if not any(has_anchor(said, lang, passage.site) for said in beside):
            yield Hit(sentence.text[hedge.start() : hedge.end()].strip(), sentence)
            return


def _bare_hedge(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> re.Match[str] | None:
    """The hedge of a sentence that has nothing else."""
    hedge = _HEDGE[lang].search(sentence.said)
    if hedge is None or _DEFINITE[lang].search(sentence.said):
        return None
    if has_anchor(sentence.text.lower(), lang, site) or _names_something(sentence.said, hedge, lang):
        return None
    return hedge


def _suspects(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> bool:
    return _bare_hedge(sentence, lang, site) is not None


def _names_something(said: str, hedge: re.Match[str], lang: RuleLanguage) -> bool:
    """Whether the clause that hedges has words that are not generic."""
    around = next((one for one in clauses(said, lang) if hedge[0] in one), said)
    return names_anything(around, lang)


def _is_stated(moment: Moment) -> bool:
    """Whether fields say whom or what it concerns."""
    stated = moment.stated
    return bool(stated.not_working or stated.endpoints or stated.scope)


RULE = Rule(
    WordingRule.VAGUE,
    find,
    {
        "en": Advice(
            "expected what fails, where or for whom, beside the hedge",
            "Readers ask whether it is them, and cannot tell.",
            "Name the function, the place or what people see: “Some customers in Europe cannot pay by card.”",
        ),
        "zh": Advice(
            "这里只有含糊的说法，应写明哪项功能、哪个地区或看到什么现象",
            "读者想知道自己是否受影响，从这句话看不出来。",
            "写出具体内容，例如“华东地区部分用户无法使用银行卡支付”。",
        ),
    },
    always,
    {
        "en": words_of(
            """
            some certain several various multiple numerous many few select selected particular other
            individual related number+of subset+of portion+of percentage+of proportion+of fraction+of handful+of
            group+of minority+of majority+of part+of share+of couple+of sliver+of range+of one+or one+of one+our
            to+everybody to+everyone potential potentially possible possibly partially reports+of reported+of
            """
        )
        | pairs_of(
            "may might could can",
            """
            also currently still be have been temporarily sometimes occasionally briefly well not impact impacts affect
            affects experience see encounter notice face run limit unavailable disrupt degraded find hit work behave
            feel interrupt suffer occur perform slow
            """,
        ),
        "zh": words_of(
            """
            部分 个别 少数 少量 一些 某 有些 若干 极少 一小撮 小范围 一定 多个 多项 有的 相关 有关 可能 或
            也许 恐 不同程度 小状况 些许
            """
        ),
    },
    suspects=_suspects,
    parts=("body", "field"),
)
