"""系统升级维护 as the name of a failure: words of planned work in an outage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import WordingRule
from sitegen.wording.generic import names_anything
from sitegen.wording.hits import Advice, Hit, Rule, words_of
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Passage, RuleLanguage, SiteWords

_PLANNED = {
    "en": re.compile(
        r"\b(?:(?:un(?:der|dergoing|scheduled|planned)|system|platform|server|scheduled|planned|routine|regular|"
        r"periodic|emergency|urgent|essential|technical|ongoing|necessary|brief|quick|temporary|performing|"
        r"carrying out|doing|conducting|for|of|due to|in|during|a lil|a little)\s(?:\w+\s){0,2}?(?:maintenance|"
        r"servicing|housekeeping|upkeep)|(?:technical|essential|planned|scheduled|routine|urgent|emergency|"
        r"maintenance|upgrade|necessary|ongoing) (?:\w+ )?works?\b|(?:unscheduled|unplanned|"
        r"emergency) (?:\w+ )?(?:upgrade|update|works?)|making (?:some |a few )?improvements|(?:system|"
        r"software) updates?|pardon our dust|(?:its|our|a) refresh|we're (?:\w+ )?(?:upgrading|optimi[sz]ing|"
        r"enhancing|tuning|sprucing|modernising|modernizing)|tune-?up|coat of paint|facelift|"
        r"maintenance event|maintenance (?:of|is|has|was|in|mode|nap|break|window|period|work|works|in progress|"
        r"continues)|(?:system|platform|server|software|infrastructure|network|service|our|an?|"
        r"the)\s(?:\w+\s)?(?:upgrades?|optimi[sz]ations?|enhancements?|improvements?|modernisations?|"
        r"modernizations?) (?:is|are|in progress|underway|under way|has been completed|work)|(?:are|is|been|being|"
        r"currently)\s(?:(?!not\b)\w+\s)?(?:upgrad(?:ing|ed)|optimi[sz](?:ing|ed)|enhanc(?:ing|ed)|moderni[sz](?:ing|"
        r"ed)|"
        r"improving (?:our|the|its|your)|maintain(?:ing|ed)|tun(?:ing|ed)|refresh(?:ing|ed)|polish(?:ing|ed))|"
        r"(?:upgrade|optimi[sz]e|enhance|moderni[sz]e|improve) (?:our|the|its) (?:\w+ )?(?:systems?|"
        r"platforms?|services?|infrastructure|servers?|network)|(?:system|service|platform|software|network|"
        r"technical|performance) (?:\w+ )?(?:upgrades?|optimi[sz]ations?|enhancements?|improvements?|tuning|"
        r"refresh|adjustments?)|(?:essential|planned|scheduled|routine|important|ongoing|general|"
        r"technical) (?:\w+ )?(?:optimi[sz]ations?|improvements?|upgrades?|works?|tweaks|changes|adjustments?)\b|"
        r"to (?:serve you better|give you a better|provide (?:you (?:with )?)?a better|improve your experience|"
        r"enhance your experience)|spring cleaning|spruc\w+ (?:things )?up|housekeeping)"
    ),
    "zh": re.compile(
        r"(?:系统|平台|服务器?|网络|版本|后台|设备|例行|日常|定期|常规|临时|紧急|停机|停服|功能|产品|机房|核心|"
        r"性能|技术|数据库?|线路|网站|应用|接口|全面|服务)?(?:性)?的?(?:系统)?(?:(?<!会员)升级(?!到|至|为|后的|包|"
        r"按钮|失败|装备|会员|页|”|」)|(?:车辆)?维护(?!申请|单|您|账户|社区|秩序|各位|用户|人员|费|权益|者|团队|"
        r"工程师|商)|检修(?!预约)|保养(?!预约|的车主)|优化|迭代(?:中|升级)|割接|调优|版本更新|功能完善|扩容调整|"
        r"改造(?:升级|中)|升级改造|装修焕新|焕新|整顿|调整(?:中|升级))"
    ),
}
_WORK_EN = (
    r"(?:maintenance|servicing|upkeep|housekeeping|upgrad(?:e|es|ing)|optimi[sz](?:ation|ations|ing)|enhancements?|"
    r"enhancing|improvements?|moderni[sz](?:ation|ing)|tuning|tune-?up|refresh|tlc|downtime|spring cleaning|works?)"
)
_WORKED_EN = (
    r"(?:maintained|optimi[sz]ed|upgraded|enhanced|serviced|refreshed|moderni[sz]ed|polished|improved|tuned|spruced up|"
    r"tidied up)"
)
_CALLED_SO = {
    "en": re.compile(
        rf"\b(?:unexpected|unforeseen|surprise|spontaneous|sudden|unannounced|impromptu|unplanned|unscheduled|ad-hoc|"
        rf"emergency|urgent|unavoidable)\s(?:\w+\s)?{_WORK_EN}\b|"
        rf"\b(?:emergency|urgent|essential|technical|ongoing|necessary)\s(?:\w+\s)?{_WORK_EN} (?:is|are|in progress|"
        rf"underway|"
        rf"under way|on (?:our|the)|at)\b|"
        rf"\b(?:under|in|into|undergoing|undergo|entered|remain in|still in)\s(?:an? )?(?:(?:period|phase|spot|bit|"
        rf"session|"
        rf"round) of )?(?:\w+ )?(?!works?\b){_WORK_EN}(?! mode\b)\b(?! (?:team|staff|crew))|"
        rf"\b(?:period|phase|spot|bit|session|round) of (?:\w+ )?{_WORK_EN}\b|"
        r"\b(?:optimi[sz]ation|improvement|upgrade|maintenance|enhancement|moderni[sz]ation) (?:phase|period|works?|"
        r"activity|"
        r"activities|measures|exercise|procedure)\b|"
        rf"\b(?:is|are|was|were) (?:being |currently being |just being )(?:\w+ )?{_WORKED_EN}\b|"
        rf"\b(?:is|are) (?:currently|under)\s(?:\w+ )?{_WORK_EN}\b|"
        rf"\b(?:maintenance|servicing|upgrade|optimi[sz]ation|enhancement|improvements?)(?: works?)? (?:of|on|to|"
        rf"in)\b[^.!?]{{0,50}}"
        r"\b(?:is|are) (?:still|nearly|almost|now|ongoing|going on|in progress|under way|underway|taking|continuing|"
        r"complete\w*)|"
        r"\b(?:maintenance|servicing|upgrade|optimi[sz]ation|enhancement|"
        r"improvements?)(?: works?)?\b[^.!?]{0,50}\b(?:has|have) been "
        r"(?:\w+ )?(?:completed|finished|concluded)|"
        r"^\W*(?:maintenance|optimi[sz]ation|upgrade) (?:is )?(?:now )?(?:complete|completed|finished|done|over|"
        r"continues)\b|"
        r"\b(?:we're|we are|us|while we|as we)(?: just| currently| busy)? (?:servicing|upgrading|optimi[sz]ing|"
        r"enhancing|"
        r"perform\w*|carry\w* out|making|make|doing|giving)\b[^.!?]{0,40}\b(?:improvements?|optimi[sz]ations?|"
        r"enhancements?|tlc|"
        r"facelift|polish|tune-?up|maintenance|love|cloud|systems?|platform|servers?|works?)\b|"
        rf"\b(?:carrying out|performing|conducting|doing) (?:some |a few |an? )?(?:\w+ )?{_WORK_EN}\b|"
        r"\bwork to (?:optimi[sz]e|improve|enhance|upgrade|moderni[sz]e)\b|(?:optimi[sz]ation|improvement|"
        r"upgrade) window|"
        r"\b(?:interrupted|offline|paused|stopped|suspended|closed|down) for (?:\w+ )?(?:maintenance|housekeeping|"
        r"servicing|upkeep)|\b(?:corrective|remedial|improvement) works?\b|\bnow in maintenance mode|"
        r"\bthe maintenance that\b|\bspring[ -]clean|\bthe works on\b|\bin the middle of (?:some |"
        r"an? )?(?:\w+ )?(?:optimi[sz]ation|maintenance|upgrades?|improvements?)|\b(?:on|"
        r"of) the upkeep\b|suspended for \w+ (?:adjustment|upkeep|maintenance|optimi[sz]ation|upgrad)|(?:tech\w{0,20}|"
        r"system|server) upkeep\b|\b(?:scheduled )?maintenance (?:\([^)]*\) )?is affecting|^\W*(?:server|"
        r"system) maintenance!|\b(?:down|closed|offline|unavailable|shut) (?:briefly |"
        r"temporarily )?for (?:\w+ )?(?:maintenance|"
        r"improvements?|upgrades?|works?)\b|^\W*maintenance update|"
        r"\bmaintenance event\b|\b(?:this|today's|the) (?:\w+'s )?maintenance, (?:when|in which|in the course)|"
        r"\bscheduled downtime update|\bupdate on (?:today's|the) (?:\w+ )?maintenance"
    ),
    "zh": re.compile(
        r"(?:优化|升级|维护)工作(?:推进|进展)|属于(?:系统)?(?:优化|升级|维护)|关于[^，。]{0,10}(?:系统)?(?:维护|"
        r"升级)的(?:说明|公告|通知)|(?:正在|正|仍在|"
        r"仍处于|还在|处于|处在|在做|在进行|进行(?:了|着|中)?|进入)(?:进行)?[^，。；！]{0,8}(?:维护|"
        r"升级|优化|检修|保养|迭代|版本更新|性能提升|调优)(?!人员|团队|工程师|预约)|"
        r"(?:是)?在(?:维护|升级|优化|检修)(?!时|期|前|后|中心)|(?:维护|升级|检修|优化|保养)(?:工作)?(?:的)?(?:圆满|"
        r"已(?:经)?)?(?:完毕|完成|结束|仍在进行|比预想|比预计|中(?![心的断]))|"
        r"(?:系统)?(?:升级维护|维护升级)中|系统(?:升级|维护|优化)中|(?:因|由于)[^，。]{0,8}(?:版本更新|系统升级|"
        r"系统维护)[，,](?!出|后)|"
        r"(?:突发性?|临时|紧急|例行|不定期|突击)(?:的)?(?:系统|性能|版本)?(?:维护|升级|优化|检修)|"
        r"(?:系统|版本)?(?:维护|升级|优化|检修)(?:工作)?给[^，。]{0,8}(?:造成|带来)|(?:维护|升级|检修|"
        r"优化)(?:工作)?(?:比预想|比预计|仍在|还在)"
    ),
}
"""Planned work as the state of what fails, or as its name, whatever else is told."""
_NOT_SO = {
    "en": re.compile(
        r"\b(?:provider|supplier|isp|vendor|carrier)\b[^.]{0,40}(?:upgrad|maint)|\b(?:isn't|is not|not|wasn't|no|"
        r"neither|nothing is being|nobody is) (?:a |an |the |any )?(?:\w+ )?(?:planned |scheduled )?(?:maintenance|"
        r"upgrade)|"
        r"(?:lift|road|car|garden|bike) maintenance|maintenance (?:hangar|of a)|during (?:routine|"
        r"planned) maintenance of|maintenance (?:dialysis|records?|programme|scripts?|tasks?|jobs?|"
        r"loan|loans|grant|grants|fee|fees|plan|"
        r"plans|contract|contracts|crew|"
        r"team|staff|allowance|payments?|"
        r"requests?|mode (?:page|button))|(?:ended|finished|completed) (?:on time|as planned)|"
        r"(?:after|before|since|until|during) (?:last|yesterday|this|a|an|the|our|planned|scheduled|"
        r"routine)\b[^.,]{0,40}(?:maintenance|upgrade)[^.]{0,40}"
        r"\b(?:we|struck|hit|stopped|broke|failed)\b|\bwill (?:replace|do|carry|perform|take place|happen)|"
        r"planned for|scheduled for|ran over|overran|traced|what should have been|had underestimated|"
        r"under (?:construction|the)\b(?! maintenance)|at work|in the works|works? (?:again|normally|as)|in working"
    ),
    "zh": re.compile(
        r"(?:不是|并非|没有在|没在|无关)[^，。]{0,8}(?:维护|升级)|(?:维护|升级|优化|检修)[^，。]{0,10}无关|按时完成|"
        r"如期完成|"
        r"(?:升级|维护|更新|优化|改造|检修)[^，。；]{0,14}(?:删|漏|改错|致使|出错|出了|有缺陷|认不出|导致|引发|失败|"
        r"带入|配错|写错|后(?!方|可|恢复|重新|\s?\d|就|即)|时(?!间|段|候))|"
        r"退回升级|升级前|升级了?(?:工单|固件|云端|客户端)|那次(?:优化|升级|维护)|(?:优化|升级|"
        r"更新)[^，。]{0,12}(?:改动|撤下|撤回)|源自|之所以|做[^，。]{0,6}索引优化|(?:优化|维护|升级|运维)(?:团队|人员|"
        r"部门|师傅|工|功能)|"
        r"升级了|退掉|那次|没有成功|触发|升级到|再升级|排期|(?:保养|维护)[^，。]{0,4}预约|道路维护|图层|维护(?:权益|"
        r"秩序|各位|您)|我们要|今后|以后(?:的|每次|所有)|将(?:于|在|对|升级)|"
        r"打算|计划(?:于|在|内)?|更新到|事后|升级到|一次(?:系统)?(?:优化|升级)，|的起因|起因是[^，。]{0,10}(?:优化|"
        r"升级|维护)|避开|规定|为了?[^，。]{0,12}(?:解决|利用)|更有效|损坏|请(?:您)?(?:升级|更新)|"
        r"升级到|"
        r"本周末|昨晚的|上周"
    ),
}


_FAILS = {
    "en": re.compile(
        r"\b(?:failed|failure|didn't|did not|ought|should have|hit unexpected|faults?|issues?|problems?|restor\w*|"
        r"bring (?:them|it|everything) back(?= to life)|faulty|broke|broken|bug|bugs|caus\w+|wrong\w*|mistake\w*|"
        r"regression|incident|outage|stopped|led to|trigger\w+|crash\w*|introduced|reverted?|roll\w* back|rolled|"
        r"back out|undo\w*|undid|postpone\w*|cancel\w*|called off|not (?:a |an |the )?(?:planned |"
        r"scheduled )?maintenance|no maintenance|unrelated|nothing to do|(?:planned|scheduled|set) for|will (?:be|"
        r"do|carry|perform|replace)|mode (?:was|is) (?:shown|on)|as a result of|prior to|before|overran|fix\w*|"
        r"repair\w*|resolve\w*|prevent\w*|replac\w+|please (?:upgrade|update)|upgrade (?:to|your|the app)|"
        r"version \d|button|upgrade button)\b"
    ),
    "zh": re.compile(
        r"故障|错误(?!页|提示)|出了错|缺陷|出错|误|写错|异常(?:的|是)?原因|今后|导致|引发|引起|造成|所致|带入|引入|"
        r"回退|回滚|退回|并非|不是|没有在维护|并没有|改到|推迟|取消|延期|原定|还将|将(?:于|在|做|进行|对)|计划|"
        r"打算|寒假|暑假|下周|之后|出现问题|人员|按钮|点击|会员升级|为(?:了)?(?:修复|解决|防止|避免)|以免|修好|"
        r"修复|更换|断电|停电|损坏|老化|请(?:在|将|您)?[^。]{0,10}(?:升级|更新)|请升级|建议"
    ),
}
_BROKEN = {
    "en": re.compile(
        r"\b(?:overrun|was an outage|step failed|power (?:issue|loss|cut|failure)|broken|corrupt\w*|bug|crashed|"
        r"hardware failure|faulty)\b"
    ),
    "zh": re.compile(r"损坏|炸了|断电|宕机|起火|缺陷|故障(?!属|为)"),
}
"""Whoever says that covers nothing."""
_GOES_WRONG = {
    "en": re.compile(
        r"\s(?:deleted|removed|changed|wiped|fail|went|broke|did not|stopped|overran|caus|introduc|page|mode page|"
        r"planner|button)"
    ),
    "zh": re.compile(
        r"(?:改错|出了|让|把|时(?!间|段)|后|完成后|过程|失败|出错|出现|引|导致|造成|所致|带|中断|完毕后|人员|页)"
    ),
}


_PLANNED_INDEED = re.compile(
    r"\b(?:schedul\w+|planned) (?:\w+ ){0,3}?(?:maintenance|upgrades?|work)\b(?=[^!?]{0,200}\b(?:tonight|tomorrow|"
    r"in (?:one|an|two|\d+) "
    r"(?:hours?|minutes?)|is starting|starting|going down|window|no downtime|expect\w*|should not last|should last|"
    r"announced|https?|at \d))|"
    r"\bwill be (?:down|offline|unavailable|taken down)\b[^.!?]{0,30} for (?:\w+ )?maintenance|\b(?:going down for|"
    r"taking [^.!?]{0,40} (?:down|offline) for|beginning (?:our|the|a)|commenc\w+|entering an?|"
    r"have completed|"
    r"we are performing|performing|is starting) (?:\w+ )?(?:schedul\w{1,9}|planned|brief|"
    r"routine)? ?(?:\w+ )?maintenance\b(?=[^!?]{0,120}\b(?:window|"
    r"minutes|tonight|tomorrow|reduced|https?|downtime|schedul\w+|planned)|"
    r")(?<!emergency maintenance)(?<!unscheduled maintenance)(?<!unplanned maintenance)(?<!urgent maintenance)|"
    r"\b(?:schedul\w+|planned) (?:\w+ )?maintenance (?:\w+ ){0,5}?(?:is (?:starting|underway)|tonight|tomorrow|"
    r"has begun)"
)
"""Work that was planned, and is told as such."""


def _names_failure(title: str, lang: RuleLanguage) -> bool:
    """Whether a title says what fails beside the work."""
    return names_anything(_PLANNED[lang].sub(" ", title), lang, gap=1)


def find(passage: Passage) -> Iterator[Hit]:
    """Planned work where something of ours has failed, told otherwise than as its cause or its remedy."""
    lang = passage.lang
    assert lang is not None
    if lang == "en" and _PLANNED_INDEED.search(passage.said):
        return
    is_broken = _BROKEN[lang].search(passage.said) is not None
    for sentence in passage.sentences:
        found = _named_so(passage, sentence, lang) or (None if is_broken else _planned(passage, sentence, lang))
        if found:
            yield Hit(sentence.text[found.start() : found.end()].strip(), sentence)


def _named_so(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> re.Match[str] | None:
    """Planned work as the state of what fails, in the words of an update."""
    if passage.part != "body" or _NOT_SO[lang].search(sentence.said):
        return None
    return _CALLED_SO[lang].search(sentence.said)


def _planned(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> re.Match[str] | None:
    """Planned work that is told neither as the cause nor as the remedy."""
    said = sentence.said
    planned = _PLANNED[lang].search(said)
    if planned is None or _NOT_SO[lang].search(said) or (passage.part == "title" and _names_failure(said, lang)):
        return None
    around = f"{said[: planned.start()]} {said[planned.end() :]}"
    is_cause = _FAILS[lang].search(around) or _GOES_WRONG[lang].match(said, planned.end())
    return None if is_cause else planned


def _suspects(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> bool:
    return any(one[lang].search(sentence.said) is not None for one in (_PLANNED, _CALLED_SO))


RULE = Rule(
    WordingRule.COVER,
    find,
    {
        "en": Advice(
            "expected an outage to be called one",
            "People who meet an error and read of maintenance feel deceived, and trust the next notice less.",
            "Say what fails, and that it was not planned. If work of ours is the cause, say that it went wrong.",
        ),
        "zh": Advice(
            "故障应如实称为故障，不应写成计划内的工作",
            "用户遇到报错，却读到“升级维护”，会觉得被隐瞒，也不再相信下一条公告。",
            "写明什么功能发生了故障；如果是升级引起的，就写升级出了什么问题。",
        ),
    },
    lambda moment: moment.is_outage,
    {
        "en": words_of(
            """
            adjustment adjustments better clean cleaning corrective downtime dust enhance enhanced enhancement
            enhancements enhancing experience facelift housekeeping improve improved improvement improvements
            improving maintained maintaining maintenance mode modernisation modernise modernised modernising
            modernization modernize modernized modernizing optimisation optimisations optimise optimised optimising
            optimization optimizations optimize optimized optimizing paint polished polishing refresh refreshed
            refreshing remedial serve serviced servicing spring spruce spruced sprucing tidied tidying tlc tune-up
            tuned tuneup tuning tweaks update updates upgrade upgraded upgrades upgrading upkeep work works
            """
        ),
        "zh": words_of(
            """
            升级 维护 检修 保养 优化 迭代 割接 调优 版本更新 功能完善 扩容调整 改造 焕新 整顿 调整
            """
        ),
    },
    suspects=_suspects,
    parts=("body", "title"),
)
