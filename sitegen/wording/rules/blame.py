"""推卸责任: somebody else's fault as absolution, with no word of what we do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import Kind, WordingRule
from sitegen.wording.hits import Advice, Hit, Rule, words_of
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Passage, RuleLanguage, SiteWords

_OWN_PART_DENIED = {
    "en": (
        r"not (?:caused )?by us|wasn't (?:caused by )?us|not (?:due|down)? ?to (?:us|the airline|the bank|our)|"
        r"nothing (?:is )?wrong (?:on|at|with) our|unable to do anything|none of our|held responsible|the victim|"
        r"(?:have|had) to (?:wait for|ask) (?:them|microsoft|google|apple|aws|the)|let everyone down|not just us|"
        r"you may thank|not one of ours|did not live up|a victim|industry-wide|not specific to us|"
        r"working as designed|let (?:our customers|us) down|at their mercy|still waiting on|reasonably have foreseen|"
        r"cannot help|not by the|only display|negligence|neglected|no say in|direct (?:all |your |any )?(?:questions|"
        r"complaints)|not ours\b|no part in|nor could we|'s doing|accept no (?:liability|responsibility)|"
        r"all we can do|can only wait|is to blame|no fault of|as this is their|through no fault|aren't responsible|"
        r"no responsibility|no influence|not on us|works flawlessly|met all|own duty|yell at"
    ),
    "zh": (
        r"深受其害|我们也没办法|直接联系对方|不负责任|锅我们|这锅|骂他们|版本太旧|跟我们[^，。]{0,4}没(?:有)?关系|"
        r"没有任何(?:缺陷|过错)|不属于(?:本|我)[^，。]{0,6}(?:职责|责任)|(?:请|去|大家去)(?:找|"
        r"问)[^，。]{0,6}(?:银行|客服|运营商)|慢在|纯属[^，。]{0,8}失误|不存在任何(?:过错|责任)|无法为他人|"
        r"向该[^，。]{1,6}(?:追究|索赔|反映)|厂商[^，。]{0,12}(?:造成|所致|引起)|受害者|由该[^，。]{1,6}承担|(?:向|"
        r"找)[^，。]{0,6}(?:运营商|厂商|银行)投诉|不承担|无能为力|无过错|管不了|冤枉|由[^，。]{1,10}负责解释"
    ),
}
"""What denies any part of ours so plainly that no act beside it makes up for it."""
_ABSOLVED = {
    "en": re.compile(
        rf"\b(?:{_OWN_PART_DENIED['en']}|"
        r"(?:outside|beyond|out) (?:of )?(?:our|the \w+'s|my) (?:control|hands|influence|reach)|(?:not|isn't|wasn't|"
        r"n't) (?:our|the \w+'s) (?:fault|doing|responsibility|problem|side|end)|(?:no|not a) fault of (?:ours|our|"
        r"the)|not (?:to blame|at fault|responsible|liable|us\b)|(?:is|was|were|are)n't (?:to blame|at fault|"
        r"responsible|us\b|ours)|bear no responsibility|cannot be held|can't be held|be held (?:liable|responsible)|"
        r"nothing (?:that )?(?:we|anyone here) (?:can|could) do|there(?:'s| is) nothing we|on them, not|"
        r"one's on them|their (?:fault|mistake|problem|mess|responsibility)|(?:fault|blame|responsibility|problem|"
        r"cause|error) (?:lies?|rests?|sits?) (?:entirely |solely |wholly |squarely )?(?:with|at)\b|(?:solely|"
        r"entirely|wholly|purely|exclusively) (?:by|at|in|the|with|due)|at no point (?:was|were)|(?:our|"
        r"own) (?:\w+ )?(?:systems?|platforms?|services?|servers?|side|infrastructure) (?:\w+ )?(?:(?:is|are|was|"
        r"were|have been|has been|remain\w*|work\w*|perform\w*|r[au]n\w*|operat\w*) (?:\w+ )?)(?:fine|perfectly|"
        r"normal\w*|flawless\w*|as expected|healthy|correctly|unaffected|without)|user'?s'? own|"
        r"direct your complaints|take it up with|complain to|blame|act of (?:god|nature)|force majeure|is at fault|"
        r"are at fault|to thank for|you can thank|made solely|failed to|refuses them|at (?:their|apple's|google's|"
        r"microsoft's|aws's|\w+'s) end|not (?:on|from) our (?:end|side)|their end)"
    ),
    "zh": re.compile(
        rf"{_OWN_PART_DENIED['zh']}|"
        r"与(?:我司|我们|我公司|本公司|我行|我方|本平台|本站|平台|官方)无关|(?:并非|不是)(?:游戏|平台|系统|产品|"
        r"本)(?!维护|升级)[^，。,]{0,6}(?:问题|原因|故障)|(?:平台|系统|我方|我行|我司|"
        r"本平台)[^，。]{0,8}(?:没有任何问题|没有问题|运行正常)|不是我们的|非我(?:方|司|公司|行|们)|并非我|"
        r"非本(?:公司|平台|站|校)|我们也是受害|责任(?:完全|应|全)?(?:在|由|归)(?!我)|(?:承运方|对方|服务商|运营商|"
        r"供应商|第三方)(?:的)?责任|概不负责|无法左右|无法控制|不可抗力|(?:的|纯属[^，。]*)锅|锅在|没有过错|"
        r"不存在任何(?:缺陷|问题)|处理一直正常|单方面|我们管不了|不归我们|问题不(?:出)?在我|不在我(?:们|方|司)|无责|"
        r"请(?:向|径询|咨询|联系)(?:您的|开户|对方|该)?(?:运营商|银行|开户行|服务商)|自行(?:录入|恢复|操作)|(?:对方|"
        r"服务商|运营商)(?:失误|过失|疏忽)|只能等|只好(?:继续)?等|本地网络环境|恶意攻击|是(?:短信商|服务商|运营商|"
        r"云厂商|云服务商|供应商|第三方|合作方|银行|对方)的(?:事|问题|原因)|非我方过失|所致，?(?:与|非)"
    ),
}
_OTHERS = {
    "en": re.compile(
        r"\b(?:provider|providers|vendor|vendors|third[- ]part(?:y|ies)|upstream|carriers?|isps?|suppliers?|"
        r"hosting company|data cent(?:er|re) operator|payment partner|partner(?:'s)?|construction firm|"
        r"power company|ministry|operator|contractor|subcontractor|courier|processor|airport|manufacturer|"
        r"registrar|landlord|criminals|attackers?)\b[^.!?]{0,80}?(?:\b(?:fault|issues?|problems?|outages?|down|"
        r"error|failure|failed|incident|mistake|blunder|bug|unavailable|degraded|broke|broken|maintenance|expire|"
        r"disruption|unreliable|trouble)\b)|(?:outage|issue|problem|failure|incident|error|disruption|fault|"
        r"maintenance)\b[^.!?]{0,40}?\b(?:at|with|by|of|from|in|on|affecting)\b[^.!?]{0,20}?\b(?:provider|"
        r"providers|vendor|third[- ]party|upstream|carrier|isp|supplier|partner|aws|azure|google cloud|cloudflare|"
        r"stripe|twilio|linode|red hat|github|auth0|data cent(?:er|re))\b|\bit's (?:cloudflare|aws|azure|google|"
        r"stripe|apple|microsoft)\b"
    ),
    "zh": re.compile(
        r"(?:第三方|服务商|供应商|运营商|上游|合作方|合作(?:银行|快递|网点)|云厂商|云服务商|短信商|承运方|图商|"
        r"航司|施工(?:单位|方)|物业|电力|供电局|银行(?!卡)|中国移动|移动(?:侧|网络)|联通(?:侧|短信)|电信(?:侧|"
        r"网络)|苹果|谷歌|微软|微信侧|微信|阿里云|腾讯云|AWS|aws|cloudflare|github)(?:侧|方|那边|公司|"
        r"单位)?[^。！？]{0,24}?(?:故障|异常|问题|中断|出错|原因|失误|波动|不足|断电|挖断|挖坏|没有修好|所致|造成|"
        r"导致)"
    ),
}
_COMPANIES = (
    r"amazon|aws|azure|google cloud|gcp|cloudflare|fastly|akamai|stripe|twilio|microsoft|apple|google|meta|facebook|"
    r"github|visa|mastercard|steam|linode|hetzner|ovh|digitalocean|auth0|okta|sendgrid|mailgun|oracle|red hat|openai|"
    r"o2|vodafone"
)
_COMPANY = re.compile(
    rf"\b(?:{_COMPANIES})"
    r"\b[^.!?]{0,60}?\b(?:fault|issues?|problems?|outages?|down|error|failure|failed|mistake|bug|unavailable|broke|"
    r"broken|expired?|disruption|trouble)\b"
)
_CAUSE = re.compile(
    r"\b(?:due to|because|caused by|result of|outage (?:at|of|in)|problems? (?:at|with)|issues? (?:at|with)|"
    r"thanks to)\b[^.!?]{0,60}?\b"
    rf"(?:{_COMPANIES})\b"
)
_ACTS = {
    "en": re.compile(
        r"\b(?:we|we've|we're|we'll|i|our (?:crew|colleagues|drivers|team|engineers|staff|administrators|admins|"
        r"technicians|people)|engineers|staff|team)\b(?:\s(?:have|has|had|are|is|will|also|now|already|been|then|"
        r"therefore|all|just|still))*\s(?!(?:aware|sorry|wait\w*|apologi\w+|regret|understand|know|hope|can't|"
        r"cannot|could not|bear|believe|consider|regard|do not|don't|are not|no\b|appreciate|depend|rely|"
        r"suspect\w*|experienc\w+|see\b|seeing|do\b|thank)\b)\w+|\b(?:switch\w*|rerout\w*|moved|moving|fail(?:ed|"
        r"ing)? over|failover|rerun|workaround|working (?:with|closely)|in (?:close )?(?:contact|touch)|liais\w+|"
        r"coordinat\w*|escalat\w*|opened a (?:ticket|case)|communicat\w+ with|put in place|added|adding|replaced|"
        r"replacing|disabled|paused|restarted|investigating|monitoring|retried|credits?)\b|\b(?:our (?:release|"
        r"responsibility|change|fault|mistake)|ours|we ourselves|is our)\b"
    ),
    "zh": re.compile(
        r"我们(?:改用|换成|启动|启用|切|派|调|换|联系|协调|安排|延长|补|开通|加开|已|正在|正|会|将|把|加|在|也|"
        r"提交|购买|从|准备|暂停|逐|对|用|给|为|联|与|督促|一直)(?!.{0,3}(?:无能为力|无法|没有办法|等|是受害))|"
        r"我(?:方|司|行)(?:已|正|将|会)|已(?:经)?(?:联系|切换|启用|协调|改走|增派|加开|督促|反馈|上报|敦促|申请|"
        r"临时|为|安排|转|暂停|提交|将)|正(?:在)?(?:联系|切换|协调|督促|配合|与|沟通|排查|跟进|把)|与(?:对方|"
        r"服务商|运营商)(?:保持|一同|共同|沟通)|备用|协助|切到|切至|改为|补发|加派|是我们(?:的|自己)|我们的(?:责任|"
        r"错|失误|发布|问题)|我们自己|建议|可以(?:先|改用)|请(?:先|改用|使用|选择)|推动"
    ),
}
_REPAIR = {
    "en": re.compile(
        r"\b(?:restored|recovered|recovering|repaired|replaced|fixed|resolved|back (?:up|online|to)|succeed again|"
        r"works? again|correction is out|are arriving|returned to normal)\b"
    ),
    "zh": re.compile(
        r"已(?:经)?(?:于[^，。]*)?(?:修好|接通|抢通|修复|恢复|更正|解决|抢通)|正在恢复|陆续恢复|抢修队|恢复了"
    ),
}
_STRONG = {
    "en": re.compile(
        rf"{_OWN_PART_DENIED['en']}|"
        r"not responsible|bear no|not us\b|isn't us|on them|complaints to|take it up|nothing (?:that )?we can do|"
        r"outside (?:of )?our control|solely|at no point|fault of ours|held liable|responsibility lies|can thank"
    ),
    "zh": re.compile(
        rf"{_OWN_PART_DENIED['zh']}|"
        r"与(?:我司|我们|我公司|本公司|我行|我方|本平台)无关|(?:并非|不是)(?:游戏|平台|系统|我们|产品|本)(?!维护|"
        r"升级)[^，。,]{0,6}(?:问题|原因|故障)|(?:平台|系统|我方|我行|我司|本平台)[^，。]{0,8}(?:没有任何问题|"
        r"没有问题|(?:运行)?(?:一切|均)?正常(?!使用))|(?:手机厂商|用户自己|黑客攻击|不法分子)[^。]{0,20}(?:引起|造成|"
        r"所致)|责任(?:完全)?在(?!我)|锅在对方|的锅(?!是我)|不存在任何缺陷|非我方|我方服务器一切正常|"
        r"本平台处理一直正常"
    ),
}
_OWNED = {
    "en": re.compile(
        r"neither [^.]* to blame|blame view|git blame|first suspected|that was wrong|it was our choice|our choice|"
        r"what we do about it is not|we could have|our responsibility"
    ),
    "zh": re.compile(
        r"由我们决定|责任在我们|起初|后来查明|这是我们的责任|是我们的(?:责任|错|一次)|锅是我们|无法左右，但|"
        r"与[^，。]{1,8}无关，是我们|不是运营商"
    ),
}
"""Words that take the fault, or a part of it, upon us."""


def find(passage: Passage) -> Iterator[Hit]:
    """The fault of others, where the whole update has no act of ours and no news of a repair."""
    lang, moment = passage.lang, passage.moment
    assert lang is not None
    said = passage.said
    if _OWNED[lang].search(said):
        return
    strong = _STRONG[lang].search(said) is not None
    if not strong and (_ACTS[lang].search(said) or _REPAIR[lang].search(said)):
        return
    if (
        strong
        and lang == "en"
        and re.search(r"\bwe (?:have|'ve|are|moved|switched|added)\b(?! (?:not|no))", said)
        and "responsib" not in said
    ):
        return
    for sentence in passage.sentences:
        found = _fault(sentence, lang)
        if found is None and moment.kind is Kind.THIRD_PARTY:
            found = _COMPANY.search(sentence.said)
        if found and not re.search("github issue|cloud incident|similar", found[0]):
            yield Hit(sentence.text[found.start() : found.end()].strip(), sentence)
            return


def _fault(sentence: Sentence, lang: RuleLanguage) -> re.Match[str] | None:
    """The fault of somebody else in a sentence."""
    said = sentence.said
    return _ABSOLVED[lang].search(said) or _OTHERS[lang].search(said) or _CAUSE.search(said)


def _suspects(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> bool:
    return _fault(sentence, lang) is not None or _COMPANY.search(sentence.said) is not None


RULE = Rule(
    WordingRule.BLAME,
    find,
    {
        "en": Advice(
            "expected what we do about it beside whose fault it is",
            "Readers are our customers, not our provider's: who is to blame does not help them.",
            "Say what we do until it is repaired: “Our provider's network is down. We are moving traffic to a "
            "second one.”",
        ),
        "zh": Advice(
            "提到他人的故障时，应写明我们正在做什么",
            "用户用的是我们的服务，谁的责任并不能帮他们解决问题。",
            "写出我们的行动，例如“短信服务商发生故障，我们正在切换到备用通道”。",
        ),
    },
    lambda moment: moment.is_incident,
    {
        "en": words_of(
            """
            provider providers provider's vendor vendors vendor's third-party third party parties upstream carrier
            carriers isp isps supplier suppliers hosting hosting+company operator partner partners partner's courier
            processor airport airline manufacturer registrar landlord contractor subcontractor fault faults blame
            control responsible responsibility liable liability influence victim complaints complain yell ours solely
            entirely wholly purely exclusively duty flawlessly perfectly fine amazon aws azure google gcp cloudflare
            fastly akamai stripe twilio microsoft apple meta facebook github visa mastercard steam linode hetzner ovh
            digitalocean auth0 okta sendgrid mailgun oracle red openai o2 vodafone criminals attackers us mercy
            negligence neglected designed specific industry-wide foreseen theirs display say help nothing+wrong
            nothing+is nothing+that nothing+we nothing+anyone unable wait ask questions choice ours doing no+part
            nor+could thank their+end our+end apple's+end google's+end microsoft's+end aws's+end provider's+end
            vendor's+end carrier's+end partner's+end supplier's+end s+end hands force majeure obligations ministry
            company firm normally normal
            """
        ),
        "zh": words_of(
            """
            无关 没关系 没有关系 不是我们 非我 并非 不是 受害 责任 不承担 概不 无能为力 无法左右 无法控制
            不可抗力 锅 过错 缺陷 正常 单方面 不负责 骂 太旧 没办法 对方 管不了 不归我们 冤枉 无责 运营商 银行
            服务商 供应商 第三方 上游 合作 云厂商 短信商 承运方 图商 航司 施工 物业 电力 供电局 移动 联通 电信
            苹果 谷歌 微软 微信 阿里云 腾讯云 aws cloudflare github 厂商 失误 过失 疏忽 等 攻击 追究 索赔 职责
            投诉 慢在 自行 机构
            """
        ),
    },
    suspects=_suspects,
    parts=("body",),
)
