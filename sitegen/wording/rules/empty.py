"""A progress update without news or a time for the next word; a resolution that says only that it is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sitegen.model import Facts, Kind, Stage, WordingRule
from sitegen.wording.anchors import has_anchor
from sitegen.wording.generic import names_anything
from sitegen.wording.hits import Advice, Hit, Rule
from sitegen.wording.passages import Moment, Passage, RuleLanguage, SiteWords, clauses, is_courtesy
from sitegen.wording.times_told import says_what_comes_when, says_when

_NEWS = {
    "en": re.compile(
        r"(?<![\w/])\d+(?!/7|\w)|\b(?:half|third|quarter|most|all but|improv\w+|recover\w*(?! as)|normali[sz]\w+|"
        r"return\w* to normal|(?:have|has|been) (?:resolved|solved)|(?:is|are) back\b|decreas\w+|dropp\w+|fewer|"
        r"declin\w+|stabili[sz]\w+|no longer|again|restor(?:ed|ing)\b(?! (?:full|service))|back (?:up|to normal|"
        r"online)|"
        r"identified|found|traced|narrow\w+|isolated|determined|discovered|confirmed|pinpointed|cause is|cause was|"
        r"caused by|"
        r"because|due to|turned out|turns out|related to|deploy(?:ed|ing)|roll(?:ed|ing) (?:back|out)|revert\w*|"
        r"restart\w*|"
        r"reboot\w*|switch\w*|rerout\w*|appl(?:ied|ying)|implement\w+|mitigat(?:ed|ing)|escalat\w+|engaged with|"
        r"contact(?:ed|ing)|"
        r"replac\w+|disabl(?:ed|ing)|add(?:ed|ing)|scal\w+ up|block\w+|paus\w+|mov(?:ed|ing)|test(?:ed|ing) (?:a|the|"
        r"our)|"
        r"validat\w+|prepar\w+|fix (?:has|is|was|and)|patch(?:ed|ing)|clear(?:ed|ing)|rul(?:ed|ing) out|exclud(?:ed|"
        r"ing)|"
        r"(?:operating|functioning|performing|behaving) normally|(?:is|are) +now +experiencing|now understand|"
        r"understand the (?:root )?cause|increase in|starting now|(?:do|does) not (?:anticipate|expect)|bottleneck|"
        r"rollback|progressing|except|reached|increas(?:ed|ing)|rais(?:ed|ing)|it (?:seems|appears)|now with|"
        r"reproduc\w+|copied|copying|rebuil\w+|remov(?:ed|ing)|repair(?:ed|ing) (?:the|a|two|three)|undo\w+|undid|"
        r"drain\w+|migrat\w+|bypass\w+|extend(?:ed|ing)|open(?:ed|ing) (?:a|the|more|two)|joined|called in|"
        r"asked (?:the|our|for)|"
        r"sent (?:a|two|three|engineers)|on (?:site|the way)|arriv\w+|took (?:the|a|it) |turned (?:off|on)|"
        r"please (?!understand|note that this|accept|bear|be (?:patient|assured)|stay|hang|rest|note that we (?:are|"
        r"continue)|don't|do not|know|forgive)|"
        r"workaround|you can|recommend\w*|advise\w*|instead|meanwhile|one of (?:our|the|two|three)|dozen|"
        r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty) \w+)\b"
    ),
    "zh": re.compile(
        r"可以排除|照常|[一二三四五六七八九十]{1,5}(?:几|多)?(?:分钟|小时|台|处|张)|可以[^，。]{1,8}了|(?:临时|变通)办法|"
        r"恢复了|没丢|对得上|"
        r"在恢复|再试|重启|回滚|能进了|撤回|撤去|清楚了|升级为|切到|缩小|只剩|降到|升到|关闭了|停止|改到|"
        r"决定|迁到|"
        r"迁移到|现在(?:能|可)|先走|先把|存到|到位|拆机|有个变化|全额退|有效|[一二三四五六七八九十两]个(?:步骤|城市|"
        r"地区|站点|机房)|找到了|已到|已能|已可|[一二三四五六七八九]成|确认(?!收到)|未涉及|没有丢|数据没有|不影响|"
        r"到达|到场|排除了|复现|锁定|查到|定位到|(?:首批|第一批)|"
        r"\d(?!\s?[xX×*]\s?24)|已(?:经)?(?:确认|查明|找到|定位|发现|切换|回退|回滚|重启|更换|扩容|启用|联系|部署|"
        r"发布|上线|修复|恢复|完成|暂停|关闭|限制|增派|提交|排除|缩小|解除|下线|隔离)|原因(?:是|为|在|已)|"
        r"由[^，。]{2,20}引起|因[^，。]{2,20}(?:导致|所致)|(?:正在|正)(?:切换|回退|回滚|重启|更换|扩容|部署|发布|"
        r"迁移|恢复数据|验证|测试|改|换|补)|部分(?:地区|用户)?(?:已|可以)|下降|上升|减少|好转|缓解|缩短|回落|改善|"
        r"请(?!留意|相信|再给|再等|不要|保持|投资者|患者|予以|多多|广大|相关方|听众|市民|主播|观众|同学|客户|稍安|"
        r"持续|您予|勿|耐心|您?耐心|大家|各位|谅解|知悉|放心|您?谅解|继续|关注|理解|再)|可以先|建议|改用|陆续(?:恢复|"
        r"可)|"
        r"一半|成功率"
    ),
}
_CONTINUES = {
    "en": re.compile(
        r"\b(?:continu\w+|ongoing|under investigation|under way|underway|investigat\w+|look\w* (?:into|at|for)|(?:we|"
        r"team|teams|"
        r"engineers|i|staff|developers|everyone|everybody|nobody|people|technicians|"
        r"colleagues)\b[^.]{0,24}\bwork\w* (?:on|to|"
        r"hard|with|towards|diligently|through|flat out|around)|work(?:s|ing|ed)? (?:is |being |still )?(?:on|to|hard|"
        r"towards|diligently|"
        r"goes on|continues)|monitor\w*|still (?!\d|affect\w* only)|remains? (?:an?|open|engaged|fully|committed|"
        r"focused|the|"
        r"unresolved|under|allocated|our)|aware|doing (?:everything|all|our|their)|everything (?:we|they) can|"
        r"being (?:looked|"
        r"treated|investigated|worked)|no change|unchanged|engaged|on it|at it|on the case|keep\w* (?:working|looking|"
        r"monitoring|"
        r"an eye|you|posted|at)|no (?:further|new|more|additional|change|update|eta|news)|nothing (?:new|further|more|"
        r"else)|"
        r"watching|as before|same as before|persist\w*|goes on|go on|going on|carry(?:ing)? on|hard at work|"
        r"(?:in|make|making) progress|seeking|pursuing|grinding|digging|busy|efforts?|utmost|seriousness|committed|"
        r"giving it (?:everything|all)|we (?:hear|see|know|read|understand)|yes,|know(?:s)? (?:how|that|you)|"
        r"haven't (?:forgotten|found)|"
        r"(?:hope|hopefully)|should be (?:back|fixed|resolved|up|over|working)|will be (?:solved|fixed|resolved|back)|"
        r"we(?:'ll| will) (?:have|get) (?:it|you)|get you back|"
        r"bring you back|back online (?:asap|soon|as)|reserves? all|comment further|once this is|sitting idle|"
        r"gone home|"
        r"as (?:already|previously) (?:stated|notified|announced|reported))\b"
    ),
    "zh": re.compile(
        r"继续|持续|仍在|还在|仍然|正在(?:处理|排查|修复|抢修|跟进|核查|调查|定位|解决|积极|全力|紧急|努力|有序)|"
        r"处理中|修复中|排查中|跟进|推进|暂无|没有更多|还没|仍未|尚未|全力|另行通知|积极处[理置]|努力|关注|为准|"
        r"加班|加紧处理"
    ),
}
_CHANGE_EN = re.compile(
    r"\bcontinu\w+ (?:to )?(?:see|seeing|recover\w*|improv\w*|decreas\w*|with the|roll\w*|deploy\w*|restor\w*|"
    r"rollback)\b"
)


def find(passage: Passage) -> Iterator[Hit]:
    """A text that says nothing new, with no field that does."""
    lang, site = passage.lang, passage.site
    assert lang is not None
    if passage.locale or len(passage.source) > _MAX_EMPTY:
        return
    if passage.moment.stage is Stage.PROGRESS:
        has_news = any(_is_news(one.said, lang) for one in passage.sentences)
    else:
        has_news = any(_tells(one.said, lang, site) for one in passage.sentences)
    if passage.sentences and not has_news:
        is_over = passage.moment.stage is Stage.RESOLVED
        yield Hit(passage.sentences[0].text, passage.sentences[0], better=_AT_THE_END if is_over else {})


_AT_THE_END = {
    "en": "Say what works again, what was wrong and how long it lasted.",
    "zh": "写明恢复了什么、原因是什么、持续了多久。",
}


def _concerns(moment: Moment) -> bool:
    """Whether people hope for news, and no field has any."""
    if moment.stage is Stage.PROGRESS:
        return moment.kind is not Kind.NOTICE and not _has_news(moment.stated)
    return moment.stage is Stage.RESOLVED and not _has_facts(moment.stated)


_MOST = 1 << 16
"""How many sentences are remembered: most are said again and again."""
_MAX_EMPTY = 500
"""Characters: whoever writes more has something to say."""


def _has_news(stated: Facts) -> bool:
    """Whether fields of an update on the way say something, a time of the next word included."""
    return any(value not in (None, ()) for value in stated)


def _has_facts(stated: Facts) -> bool:
    """Whether fields of a resolution say something beside that it is over."""
    return any((stated.ended, stated.compensation, stated.scope, stated.still_working, stated.not_working))


_STAMP = re.compile(
    r"^\(?\d{1,2}:\d\d ?(?:[ap]m)? ?(?:[a-z]{2,4})?\)|\b(?:hi|hello|once|thanks|sorry|apologi[sz]e|apologies|here|"
    r"thank you|back)(?: once)? again\b|\b20\d\d-\d\d-\d\d[ t]\d{1,2}:\d\d(?::\d\d)?(?: ?(?:utc|gmt|z))?\b|"
    r"^\W*(?:update|更新|resolved|monitoring)\W+"
)
"""A moment that heads a text is that of the posting, and no news."""


@lru_cache(maxsize=_MOST)
def _is_news(said: str, lang: RuleLanguage) -> bool:
    said = _STAMP.sub(" ", said)
    if says_when(said, lang) and says_what_comes_when(said, lang):
        return True
    if _SAME[lang].search(said):
        return any(_clause_is_news(one, lang, is_bare=False) for one in clauses(said, lang))
    return any(_clause_is_news(one, lang) for one in clauses(said, lang))


_HOPES = {
    "en": re.compile(r"\b(?:hope|hoping|trying|try|want|aim|working) to\b"),
    "zh": re.compile(r"争取|希望|力争|早日"),
}


_SAME = {
    "en": re.compile(
        r"\b(?:continu\w+|still|ongoing|unchanged|as before|same as|no (?:further|new|more|additional|change|update|"
        r"eta|news)|"
        r"nothing (?:new|further|more|else)|persist\w*|remains?|goes on|go on|going on|carry(?:ing)? on|hard at work|"
        r"busy|efforts?|utmost|committed|we (?:hear|see|know|read|understand)|yes,|haven't forgotten|sitting idle)\b"
    ),
    "zh": re.compile(
        r"一直在|举全力|应对|仍|还在|还没|还得|依然|依旧|尚|继续|持续|没有(?:新|什么新|变化|停|忘|更多|放弃|进展)|"
        r"没什么新|没能|暂无|同前|老样子|一刻也没|不懈|努力|"
        r"夜以继日|推进|跟进|处置|处理(?:中|当中|之中)|正在(?:处理|抓紧|有序|积极|全力)|抓紧|协同|坚守|高度关注|深知|"
        r"了解到|再等|优先|加班|攻关|力争|"
        r"有(?:消息|结果|进展)|若有|如有|在肝|还在(?:修|弄|看)|无变化"
    ),
}
"""What says that nothing has changed: what it names is known already."""
_FOUND = {
    "en": re.compile(
        r"\b(?:it isn't|it is not|took that out|now [^,]{0,40} too|also affected|(?:is|are) +now +experiencing|"
        r"now understand|ruled out|found that|"
        r"found the|identified|narrowed|traced|"
        r"rolled back|reverted|restarted|replaced|switched|"
        r"\d+\s?%|\d{3}|until \d|at \d|since \d|around \d|by \d|except|rollback|now with)\b"
    ),
    "zh": re.compile(
        r"可以排除|照常|[一二三四五六七八九十]{1,5}(?:几|多)?(?:分钟|小时|台|处|张)|可以[^，。]{1,8}了|(?:临时|变通)办法|"
        r"恢复了|已能|已可|"
        r"定位到|锁定|查到|\d\s?[%％]|[一二三四五六七八九]成(?!功)|已到(?:场|现场|达)|没有丢|未涉及|"
        r"除[^，。]{1,10}外"
    ),
}
"""What is news even in a clause that goes on with something."""


_LOOKING_EN = re.compile(r"\b(?:investigating|looking into|seeing|experiencing|aware|monitoring)\b")
"""What tells of a thing that is looked at: the thing is news where nothing says that it was known."""


def _clause_is_news(clause: str, lang: RuleLanguage, *, is_bare: bool = True) -> bool:
    """Whether a clause tells anything new; *is_bare*: what it names is enough."""
    if lang == "en" and _CHANGE_EN.search(clause):
        return True
    if _CONTINUES[lang].search(clause) and not _FOUND[lang].search(clause):
        return is_bare and _LOOKING_EN.search(clause) is not None and names_anything(clause, lang)
    if _NEWS[lang].search(clause) and not _HOPES[lang].search(clause):
        return True
    return is_bare and not is_courtesy(clause, lang) and names_anything(clause, lang)


@lru_cache(maxsize=_MOST)
def _tells(said: str, lang: RuleLanguage, site: SiteWords) -> bool:
    """Whether a sentence of a resolution says more than that it is over."""
    said = _STAMP.sub(" ", said)
    if lang == "en" and _IN_DOUBT.search(said):
        return False
    if says_when(said, lang) or re.search(r"\d", said) or _CAUSE[lang].search(said) or _LESSON[lang].search(said):
        return True
    return any(
        (has_anchor(one, lang, site) or names_anything(one, lang)) and not is_courtesy(one, lang)
        for one in clauses(said, lang)
    )


_IN_DOUBT = re.compile(
    r"\bif you (?:are |do )?(?:continue|still|keep|have any|should|experience|notice|see any|encounter)\b|"
    r"\bplease (?:contact|open a|reach out|"
    r"get in touch|let us know|raise a)\b"
)
"""What every resolution ends with."""
_LESSON = {
    "en": re.compile(
        r"\b(?:we|we've|i|i've|our \w+) (?:have |has |had |also |now )*(?:added|changed|replaced|removed|moved|"
        r"rewritten|introduced|raised|"
        r"installed|trained|refunded|extended|check|test|review|doubled|limited|hired|renewed|undid|undone|reverted|"
        r"rolled back)\b|"
        r"\bso that\b|(?:from now on|in future) we\b"
    ),
    "zh": re.compile(
        r"重启|回滚|我们(?:已|还|也|又)?(?:加|增加|新增|改|换|调整|补|退|赔|延长|规定|撤回|回退)|今后(?:每|将|凡|改)|"
        r"已(?:加|增加|更换|调整|补发|退还)"
    ),
}
"""What has been done about it beside ending it."""
_CAUSE = {
    "en": re.compile(r"\b(?:because|caused by|due to|culprit|the cause was)\b"),
    "zh": re.compile(r"原因是|因为|由于|元凶|导致|引起|所致"),
}


RULE = Rule(
    WordingRule.EMPTY,
    find,
    {
        "en": Advice(
            "expected news",
            "Whoever opens this hopes to learn something.",
            "Say what you found or did; if nothing is new, say when you will write next: `- next update: {soon}`.",
        ),
        "zh": Advice(
            "这条更新没有新内容",
            "用户点开是想知道查到了什么、做了什么、下次何时更新。",
            "写明查到了什么、做了什么；如果没有进展，就写下次更新的时间：`- next update: {soon}`。",
        ),
    },
    _concerns,
    parts=("body",),
)
