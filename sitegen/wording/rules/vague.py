"""含糊其辞: a hedge on whom or what, with no function, place or symptom to hold on to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import WordingRule
from sitegen.wording.anchors import has_anchor
from sitegen.wording.generic import named, names_anything
from sitegen.wording.hits import Advice, Hit, Rule, always, pairs_of, words_of
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Moment, Passage, RuleLanguage, SiteWords, clauses

_FEW_EN = (
    r"(?:some|certain|several|various|multiple|numerous|many|few|select|selected|particular|"
    r"miscellaneous|sundry|assorted|(?:some|certain|various|several) (?:other|related|individual|additional))"
)
_SHARE_EN = (
    r"(?:number|numbers|set|subset|portion|portions|percentage|proportion|fraction|handful|group|groups|minority|"
    r"majority|part|parts|share|couple|few|sliver|range|segment|segments|section|slice|selection|population|lot|bunch|"
    r"cohort|slice|batch|element|elements)"
)
_ONLY_COUNTS_EN = (
    r"(?!additional|final|\w*(?:testing|time|times|minute|minutes|hours?|days?|weeks?|months?|moments?|seconds?|"
    r"progress|improvements?|steps?|"
    r"relief|more|information|details|news|way|ways|reasons?|extent|cases|point|sort|kind|distance|hundred|thousand|"
    r"million|what|that|whether|why|how|when|causes?|attempts?|changes|updates|further|data|residual|delay|delays|"
    r"degree|checks|tests|two|three|four|hundred|errors?|exceptions?|failures?|reports?|alerts?|requests|legitimate|"
    r"issue|"
    r"performance|connections|timeouts?|instances|incidents|things didn)\b)"
)
_HEDGE = {
    "en": re.compile(
        rf"(?<!this )(?<!so )(?<!how )(?<!too )\b{_FEW_EN}(?:\s(?:of|the|our|your|these|"
        rf"those))*\s{_ONLY_COUNTS_EN}[a-z-]+|"
        rf"\b(?:(?:small|limited|tiny|large|larger|significant|certain|unspecified|unknown|undetermined|"
        rf"undisclosed)\s)?"
        rf"{_SHARE_EN}\s(?:of|thereof)\s(?:(?:the|our|your|these|those|all)\s)?{_ONLY_COUNTS_EN}[a-z-]+|"
        r"\b(?:portions?|parts?|elements?) thereof\b|"
        r"\bone or more\b|\bone (?:our )?of (?:our )?(?:services|systems|products|features|components)|"
        r"\bnot (?:everybody|everyone|all|every \w+)\b|\b(?:isn't|aren't|available|operational) (?:\w+ ){0,2}?(?:to|"
        r"for) (?:everybody|everyone)|"
        r"\b(?:some|many|few|handful|couple|plenty|number) of (?:you|them|us)\b(?! (?:have |had |may have )?(?:wrote|"
        r"written|asked|told|reported|said|pointed|noticed|remember))|\ba few (?:may|might|could|are|remain|still)\b|"
        r"\bthe unlucky few\b|\bsomething(?:'s| is| was| seems| has)? (?:\w+ )?(?:off|up|wrong|odd|amiss|weird|strange|"
        r"acting|funny|not right|broken|misbehav\w+)\b|\bthings? (?:are|is|aren't|isn't|may|might|could|"
        r"seem)(?: \w+){0,2} "
        r"(?:right|off|wobbly|properly|normal\w*|smooth\w*|bumpy|rough|weird|odd|broken)\b|"
        r"(?<!\bwe )(?<!\bi )\b(?:may|might|could|can)(?:,? \w+ \w+ \w+,)?(?:\s(?:also|currently|presently|still|be|"
        r"have|been|temporarily|"
        r"sometimes|occasionally|intermittently|briefly|well|not|nevertheless|continue|to|adversely|potentially|"
        r"unfortunately|remain|keep|being|experience|seeing))*\s(?:impact\w*|affect\w*|experienc\w+|see\w*|"
        r"encounter\w*|notic\w+|fac(?:e|ing)|run|limit\w*|unavailable|inaccessible|disrupt\w*|degraded|find|hit|work|"
        r"behave|feel|interrupt\w*|suffer\w*|occur\w*|perform|slow\w*|inconvenienc\w+|impair\w*|touch\w*|subject|"
        r"unreliable|troubled|bothered|borked|issues?)|"
        r"\b(?:potential|possible)(?:ly)?\s(?:\w+\s)?(?:impact\w*|affect\w*|disrupt\w*|degrad\w*|interrupt\w*|issues?|"
        r"problems?|outages?)|\b(?:partially|possibly|variously) (?:affected|impacted|impaired|degraded)|"
        r"\b(?:reports|reported) of (?:some )?(?:issues|problems|trouble)\b|\bin (?:some|certain) (?:cases|"
        r"instances)\b|"
        r"\bto (?:some|a certain) (?:extent|degree)\b|\bsome (?:issues|problems|trouble|difficulties|disruption)\b"
    ),
    "zh": re.compile(
        r"(?:一部分|一小部分|大部分|部分|极个别|个别|少数|少量|少许|一些|某些|某类|某个|有些|有几|几|若干|极少|一小撮|"
        r"小范围|"
        r"一定比例|某几|多个|多项|有的|零星|特定|有限|其余|剩余|不少|相关(?!情况|人员|部门|负责|工作|同|团队|技术|"
        r"各方)|"
        r"有关(?!情况|人员|部门)|其中一)(?:数量)?(?:的)?[^，。,;；]{0,6}?(?:用户|客户|玩家|商家|商户|会员|租户|读者|"
        r"师生|朋友|小伙伴|老铁|"
        r"宝子|卖家|买家|投资者|订阅者|货主|接入方|加盟商|乘客|司机|骑手|团队|群体|市民|居民|患者|旅客|考生|家长|学员|"
        r"消费者|"
        r"人|企业|服务|业务|功能|系统|产品|模块|场景|地区|区域|地域|区县|地方|方面|项目|接口|应用|情况|情形|同学|主播|"
        r"机构|"
        r"单位|开发者|账号|环节|操作|页面|设备|站点|请求|事项|玩法|比例|那边|服务项目|人群)|"
        r"(?:可能|或|或许|也许|恐|恐怕|或将|或会|或致使|不排除)(?:将|会|已|也|仍|还)?(?:对[^，。]{0,10})?(?:受|出现|"
        r"存在|遇到|遇上|碰到|有|造成|"
        r"产生|导致|不|无法|影响|带来|发生|短|波及|闹|感觉|觉得|发现|享受)|一定(?:程度)?(?:的)?影响|"
        r"受到?(?:了)?(?:不同程度|一定)|"
        r"小状况|小毛病|些许(?:影响|异常|波动)|出了点?(?:状况|问题|毛病)|不太(?:顺|稳|对劲|正常)|闹(?:点)?(?:小)?脾气|"
        r"有(?:客户|用户|小伙伴|朋友|同学|玩家|商家)(?:反映|反馈|说|称)|影响(?:部分|个别|少数)(?:用户|客户)|"
        r"仍有一定比例"
    ),
}
_DEFINITE = {
    "en": re.compile(
        r"\b(?:of you|already|now) (?:are|have)? ?(?:already )?back\b|\bof you (?:\w+ )?(?:wrote|asked|told us|"
        r"reported|said|pointed)|\b(?:resolved the issue in|signs of recovery|recovery for)\b|\b(?:traffic|requests|"
        r"load|attack) from\b|\b(?:listed|list below|"
        r"following (?:services|features)|including|among them|namely|see below|below:|"
        r"(?:have|has|had) (?:now |fully |been |already )*(?:recovered|restored)\b(?!.*may)|"
        r"(?<!before )(?<!until )(?<!once )(?<!be )(?<!fully )(?:recovered|recovering|restored)\b(?!.*may))"
    ),
    "zh": re.compile(
        r"具体(?:项目|范围|清单|名单)?(?:见|如下)|"
        r"见下|如下|以下|下列|名单|的(?:航班|订单|单号|批次|型号)[:：]"
    ),
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
        if hedge is None or any(_is_item(one, passage) for one in sentences[index + 1 : index + 2]):
            continue
        beside = (sentences[near] for near in (index - 1, index + 1) if 0 <= near < len(sentences))
        if not any(_tells_what_fails(one, lang, passage.site) for one in beside):
            yield Hit(sentence.text[hedge.start() : hedge.end()].strip(), sentence)


def _is_item(sentence: Sentence, passage: Passage) -> bool:
    """Whether a sentence is an item of a list."""
    lines = passage.lines
    return sentence.line < len(lines) and re.match(r"\s*(?:[-*•·]|\d+[.)、])\s", lines[sentence.line]) is not None


_FAILS = {
    "en": re.compile(
        r"\b(?:can't|cannot|can not|couldn't|could not|unable|fail\w*|(?:isn't|aren't|wasn't|weren't|don't|doesn't|"
        r"didn't|"
        r"won't|not) (?:\w+ )?\w+(?:ing|ed)?|no longer|errors?|slow\w*|delay\w*|late|down|unavailable|unreachable|"
        r"offline|"
        r"affect\w*|impact\w*|missing|stuck|wrong|crash\w*|blank|lost|duplicate\w*|time[sd]? out|timeouts?|drop\w*|"
        r"longer|"
        r"interrupted|loss|outage|restor\w+|maintenance|increased|elevated|degraded|out of (?:order|service|date)|"
        r"refus\w+|reject\w+|declin\w+|freez\w+|empty|queue\w*|broken)\b"
    ),
    "zh": re.compile(
        r"无法|不能|不了|失败|报错|错误|超时|延迟|慢|卡|打不开|用不了|中断|丢失|不显示|收不到|没有(?!问题)"
    ),
}


def _tells_what_fails(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> bool:
    """Whether a sentence beside a hedge names what fails."""
    said, text = sentence.said, sentence.text
    return _FAILS[lang].search(said) is not None and (has_anchor(said, lang, site) or _PRODUCT.search(text) is not None)


_PRODUCT = re.compile(
    r"(?<=[a-z,] )(?!I\b)[A-Z][A-Za-z]+ [A-Z][A-Za-z]+|(?<=[a-z,] )[A-Z][a-z]+(?= (?:data|app|users|service|customers))"
)
"""A name of more than one word, or beside what it is of."""


def _bare_hedge(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> re.Match[str] | None:
    """The hedge of a sentence that has nothing else."""
    hedge = _HEDGE[lang].search(sentence.said)
    if hedge is None or _DEFINITE[lang].search(sentence.said):
        return None
    # Whoever speaks names itself: “Harwell Bank is aware …”.
    speaker = _SPEAKER.match(sentence.text) if lang == "en" else None
    said = " " * speaker.end() + sentence.said[speaker.end() :] if speaker else sentence.said
    if has_anchor(sentence.text.lower(), lang, site) or _names_something(said, hedge, lang):
        return None
    return hedge


_SPEAKER = re.compile(
    r"(?:The )?(?:[A-Z][\w&'-]+ ){1,4}(?=(?:is|are) (?:aware|currently|experiencing|investigating|sorry)\b|(?:informs|"
    r"regrets)\b)"
)


def _suspects(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> bool:
    return _bare_hedge(sentence, lang, site) is not None


def _names_something(said: str, hedge: re.Match[str], lang: RuleLanguage) -> bool:
    """Whether the clause that hedges has words that are not generic."""
    found = clauses(said, lang)
    listed = said.find(":", hedge.end())
    if listed >= 0 and names_anything(said[listed:], lang):
        return True
    if lang == "en" and (said.startswith("if ") or len(set(named(said, lang))) >= _NAMES):
        return names_anything(said, lang)
    around = next((one for one in found if hedge[0] in one), said)
    if lang == "zh" and _BACK_ZH.search(around):
        return True
    if lang == "zh" and any(_TELLS_ZH.search(one) and names_anything(one, lang, gap=4) for one in found):
        return True
    return names_anything(around, lang)


_BACK_ZH = re.compile(r"已(?:经)?(?:全部|陆续|逐步|可以?|能|基本)*(?:恢复|正常|使用|接单|登录|下单|可|能)")
"""Whom or what it concerned can be used again."""
_NAMES = 3
"""So many words that are not generic name something, wherever in the sentence they stand."""
_TELLS_ZH = re.compile(r"没有(?!问题)|无法|不能|失败|显示|看到|变成|没收到|没到|报错|打不开|用不了|弹出")


def _is_stated(moment: Moment) -> bool:
    """Whether fields say whom or what it concerns."""
    stated = moment.stated
    return bool(stated.not_working or stated.endpoints or stated.scope)


RULE = Rule(
    WordingRule.VAGUE,
    find,
    {
        "en": Advice(
            "too vague: expected what fails, where or for whom",
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
            additional assorted batch+of bunch+of certain certain+of cohort+of could couple+of element+of elements+of
            few for+everybody for+everyone fraction+of group+of groups+of handful+of individual lot+of majority+of many
            may might minority+of miscellaneous multiple not+all not+every not+everybody not+everyone number+of
            numbers+of numerous one+of one+or one+our other part+of partially particular parts+of percentage+of
            plenty+of population+of portion+of portions+of possible possibly potential potentially proportion+of
            range+of related reported+of reports+of section+of segment+of segments+of select selected selection+of
            set+of several share+of slice+of sliver+of some some+instances something something's stuff subset+of sundry
            thereof thing things to+everybody to+everyone unlucky+few various variously
            """
        )
        | pairs_of(
            "can",
            """
            affect affects also be been behave briefly currently degraded disrupt encounter experience face feel find
            have hit impact impacts interrupt limit not notice occasionally occur perform run see slow sometimes still
            suffer temporarily unavailable well work
            """,
        ),
        "zh": words_of(
            """
            部分 个别 少数 少量 少许 一些 某 有些 有几 几项 几个 若干 极少 一小撮 小范围 一定 多个 多项 有的 零星 特定
            有限 其余 剩余 不少 相关 有关 可能 或 也许 恐 不排除 不同程度 小状况 小毛病 些许 出了 不太 脾气 有客户
            有用户 有小伙伴 有朋友 有同学 有玩家 有商家 其中一
            """
        ),
    },
    suspects=_suspects,
    parts=("body", "field"),
)
