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
        r"not (?:caused )?by us|wasn't (?:caused )?by us|not (?:due|down)? ?to (?:us|the airline|the bank|our)|never was us|"
        r"nothing (?:is |was )?wrong (?:on|at|with) (?:our|the)|unable to do anything|none of our|held? responsible|victims?\b|"
        r"(?:have|had) to (?:wait for|ask) (?:them|microsoft|google|apple|aws|the)|let every(?:one|body) down|(?:were|was|is|are) at fault and not|unable to take (?:any )?action|dropped the ball|not our (?:mistake|\w+, not our)|a matter for (?:you and them|them|your)|everything (?:it|they) (?:was|were) (?:meant|supposed|told) to|user's own|not just us|not only us|"
        r"you may thank|not one of ours|did not live up|industry-wide|not specific to us|working as designed|"
        r"let (?:our customers|us|their customers) down|at their mercy|still waiting on|reasonably have foreseen|cannot help|"
        r"not by the|negligence|neglected|no say (?:in|over)|direct (?:all |your |any )?(?:questions|complaints)|not ours\b|"
        r"(?:isn't|wasn't|aren't|weren't|never) ours\b|(?:isn't|wasn't|aren't|weren't|was never) us\b|no part in|nor could we|"
        r"'s doing|accept(?:s|ed)? no (?:liability|responsibility)|all we can do|can only wait|is to blame|no fault (?:of|on|in|at)|"
        r"as this is their|through no fault|aren't responsible|(?:no|sole) responsibility|no influence|"
        r"(?:not|isn't|wasn't) on us|works flawlessly|met all|own duty|yell at|nothing (?:whatever |whatsoever )?to do with (?!this|the (?:failure|outage|incident|problem)|today|it\b)|"
        r"no (?:hand|bearing|role|business|defect|failing|obligation)\b[^.!?]{0,12}\b(?:in|on|of|to|exists)|wash our hands|"
        r"hands are tied|(?:shout|scream|complain|moan|swear|yell) (?:at|to)|kick up a fuss|pin this one on|hold against|"
        r"deserve your anger|draw your own conclusions|(?:that|this|one)(?:'s| is| isn't| is not) (?:on|down to) (?!our|us|me)|"
        r"(?:their|the \w+'s|\w+'s) (?:fault|problem|mess|failure|doing|job)(?: and theirs)? (?:alone|only|entirely)|theirs alone|"
        r"(?:bears?|accepted|has) sole|(?:fault|failure|problem|blame|responsibility|liability|delay|error|overload|cause)\b"
        r"[^.!?,;]{0,20} (?:lies?|lay|rests?|arises?|arose|originat\w+|occurred|resulted) (?:exclusively |solely |entirely )?"
        r"(?:with|at|from|in)\b (?!our|us\b|the app)|(?:was|were) on the part of|attributable (?:solely |exclusively |only )?to|"
        r"(?:blameless|innocent|exonerated|beyond reproach)|(?:can't|cannot|can not|can hardly) be (?:imputed|reproached|"
        r"blamed|expected|held|asked)|not (?:be )?(?:answerable|accountable|held to account)|held to account|"
        r"(?:did|done|do) (?:nothing|everything|anything) (?:wrong|right)|at no (?:time|point)|(?:exactly )?what it was told|"
        r"(?:only|merely|just) (?:embed|pass on|resell|display|make|relay|among)|not (?:a|an|our) [\w-]+ (?:problem|circus|"
        r"issue|fault)\b|not a problem with|"
        r"(?:fault|problem|issue) (?:isn't|wasn't|is not|was not|does not lie|doesn't lie|did not lie) (?:with|on|at)|"
        r"as we (?:have )?said (?:from|before|all)|like we said|as already stated|told you so|"
        r"(?:culprits? (?:were|was|are|is) (?:the|those)|to thank)\b|(?:^|, |because |since )(?:you can |please |so )?thank (?!you)|(?:see|there is|there's) "
        r"(?:no need|nothing) (?:for us )?to (?:act|fix|do)|"
        r"only \w+ can (?:sort|fix|repair|change|solve)|for them to (?:put right|fix|sort|repair)|ours to fix|"
        r"(?:questions|enquiries|complaints|claims)\b[^.!?]{0,40} (?:go|should|must|are)\b[^.!?]{0,24} (?:to|towards) the|"
        r"(?:should|must|can) (?:turn to|take this up with|take it up with|contact) (?:their|the|its) (?:own )?(?:bank|card|carrier|provider|"
        r"operator|vendor|manufacturer|supplier)|don't @ us|always is\b|belongs to (?:somebody|someone|another)|"
        r"(?:written|made|built|run|hosted|owned) (?:and \w+ )?by (?:somebody|someone|other|others|another)|"
        r"(?:declines?|rejects?|denies) any|everything we built|worked as it should|(?:perfectly|entirely) (?:clean|fine|healthy)|"
        r"(?:our|the) \w+ (?:are|is|were|was) (?:fine|rock solid|in perfect|up throughout|available throughout|right all along|"
        r"at no time)|right all along|no means of helping"
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
_ACT_VERBS_EN = (
    r"(?:switch|mov|rerout|re-rout|rout|steer|fail|add|replac|contact|open|escalat|work|investigat|monitor|watch|check|build|built|"
    r"roll|restart|disabl|paus|hold|held|keep|kept|queue|queu|extend|refund|credit|send|sent|resen|process|print|accept|offer|"
    r"provid|put|set|prepar|post|updat|report|writ|wrot|tell|told|shar|publish|asked|ask|press|chas|call|phon|ring|rang|arrang|"
    r"organi[sz]|hir|rent|order|buy|bought|install|bring|brought|tak|took|cancel|waiv|honour|reissu|re-issu|rebook|run|ran|start|"
    r"stop|turn|enabl|rais|lift|let\b|load|unload|unlock|ship|clear|retr|re-tr|resubmit|repeat|pull|fill|sav|back up|block|limit|"
    r"fix|repair|rebuil|restor|chang|creat|re-creat|cop|serv|issu|test|find|found|look|follow|speak|spok|talk|discuss|negotiat|"
    r"coordinat|liais|help|assist|giv|gav|includ|remov|bypass|adapt|adjust|rewrit|rewrot|patch|deploy|releas|scal|deliver|hand|"
    r"collect|paid|paying|undo|undid|revers|renew|compensat|end|split|cut|reduc|increas|doubl|review|learn|plan|now have|have a|have two|have a second|"
    r"began|begun|begin|reach|push|quot|cover|direct|redirect|document|activat|suspend|tr(?:y|ied|ying)\b|"
    r"answer|man\b|staff|sign|record|copied|learnt|reopen|re-open|reconnect|go(?:ing)? (?:on|back)|noticed|should have)"
)
_ACTS = {
    "en": re.compile(
        r"\b(?:we|we've|we're|we'll|i|i've|i'm|our (?:own )?(?:ground )?(?:crews?|colleagues|drivers|team|teams|engineers|staff|"
        r"administrators|admins|technicians|people|stewards|developers|support|network|operations|it)|engineers|stewards|"
        r"technicians|the team)\b(?:\s(?:have|has|had|are|is|will|also|now|already|been|then|therefore|all|meanwhile|at once|"
        r"still|both|immediately|instead|gradually|today|soon|by hand|be))*\s"
        rf"(?!aware|sorry|wait\w*\b|ask(?:ed)? (?:who|how|why|you to (?:understand|bear|accept))|told (?:us|it)|accept no|built\b|(?:only|just|merely)\b){_ACT_VERBS_EN}|"
        r"\bon (?:the phone|site|the way)\b|\b(?:switched|rerouted|moved|failed over|failover|rerun|workaround|working (?:with|closely)|"
        r"in (?:close |constant |direct )?(?:contact|touch)|liais\w+|coordinat\w*|escalat\w*|opened a (?:ticket|case)|"
        r"communicat\w+ with|put in place|restarted|retried|being (?:held|sent|moved|switched|rerouted|processed|repeated)|"
        r"(?:is|are|was|were|will be|been) (?:held|queued|kept|extended|refunded|credited|waived|handed out|sent again|"
        r"processed|rebooked|replaced|moved|switched|rerouted))\b|"
        r"\b(?:our (?:release|responsibility|change|mistake|job|contract)|is on us|we ourselves|our own (?:doing|mistake|fault)|"
        r"more at \d|next (?:update|news|post)|update at|instead|meanwhile|in the meantime|no extra cost|free of charge|"
        r"investigation (?:continues|is under way)|investigating|monitoring)\b"
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
        r"\b(?:restored|recovered|recovering|repaired|replaced|fixed|resolved|back (?:up|online|to|since|at)|succeed again|"
        r"works? again|correction is out|are arriving|returned to normal|(?:rolling|rolled) out a fix|deploying a fix|"
        r"answering again|came back|is back|are back|has (?:ended|found)|got \w+(?: \w+)? running|approved again|"
        r"being approved)\b"
    ),
    "zh": re.compile(
        r"已(?:经)?(?:于[^，。]*)?(?:修好|接通|抢通|修复|恢复|更正|解决|抢通)|正在恢复|陆续恢复|抢修队|恢复了"
    ),
}
_STRONG = {
    "en": re.compile(
        rf"{_OWN_PART_DENIED['en']}|"
        r"not responsible|bear no|not us\b|isn't us|on them|complaints to|take it up|nothing (?:that )?(?:we|anybody here|anyone here) "
        r"can do|(?:outside|beyond) (?:of )?our control|solely|exclusively|purely because of them|fault of ours|held liable|"
        r"responsibility lies|can thank|\bblame\b"
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
        r"what we do about it is not|we could have (?!foreseen|known|prevented)|our responsibility|(?:does not|doesn't) excuse us|"
        r"(?:setting|change|mistake|error|fault|job|release|cause|doing) (?:was |is |were )?(?:of )?ours\b|our decision|"
        r"we blamed|(?:don't|do not) blame|you did nothing wrong|after our|by our own|because we|our tools should"
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
    acts = _ACTS[lang].search(said) is not None
    if acts or (_REPAIR[lang].search(said) and not _STRONG[lang].search(said)):
        return
    told_as_theirs = moment.kind is Kind.THIRD_PARTY and not _ANY_ACT[lang].search(said)
    for sentence in passage.sentences:
        found = _fault(sentence, lang)
        if found is None and told_as_theirs:
            found = _COMPANY.search(sentence.said) or _SOMEBODY[lang].search(sentence.said)
        if found and not re.search("github issue|cloud incident|similar", found[0]):
            yield Hit(sentence.text[found.start() : found.end()].strip(), sentence)
            return


_ANY_ACT = {
    "en": re.compile(
        r"\b(?:we|i|our (?:own )?\w+|the (?:bank|broker|agency|ministry|authority|university|airline|practice|hospital|city|"
        r"council|department|school))(?:'ve|'re|'ll| have| has| are| is| will)? (?!not\b|no\b|said|say|like|can\b|could|"
        r"cannot|can't|don't|didn't|are\b|is\b|was\b|were\b|had\b|only|just|merely|sorry|aware|be\b|depend|rely|pay\b|"
        r"regret|apologi|accept|consider|see\b|wash|built)\w+(?:ed|ing|n|t|ew|id|ook)\b|\b(?:again|resum\w+|reopened|finished|ended|"
        r"are coming|until then|works?|work)\b"
    ),
    "zh": re.compile(r"我们|我司|我行|我方|本店|本校|已(?:经)?为|恢复"),
}
"""Anything of ours that a text tells, where it blames nobody outright."""
_SOMEBODY = {
    "en": re.compile(
        r"\b(?:providers?|vendors?|suppliers?|carriers?|operators?|company|companies|agency|networks?|airlines?|banks?|"
        r"processors?|registry|registrar|register|authority|government|ministry|manufacturers?|makers?|partners?|host|"
        r"couriers?|airports?|exchange|laboratory|lab|office|council|contractors?|consultancy|wholesaler|acquirer|issuers?|"
        r"scheme|third part(?:y|ies)|isps?|somebody else|someone else|they|their|them|postal service|centre|institute|"
        r"psn|xbox live|bt|dhl|ups|sita|worldline|worldpay|adyen|shopify|discord|akamai|samsung|vodafone|virgin media)\b"
    ),
    "zh": re.compile(
        r"服务商|供应商|运营商|第三方|上游|合作方|合作伙伴|对方|厂商|机构|银行|公司|平台方|他们|机场|航司|局|中心"
    ),
}
"""Whoever else an incident of a third party can be laid upon."""


def _fault(sentence: Sentence, lang: RuleLanguage) -> re.Match[str] | None:
    """The fault of somebody else in a sentence."""
    said = sentence.said
    return _ABSOLVED[lang].search(said) or _OTHERS[lang].search(said) or _CAUSE.search(said)


def _suspects(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> bool:
    said = sentence.said
    return any(one is not None for one in (_fault(sentence, lang), _COMPANY.search(said), _SOMEBODY[lang].search(said)))


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
            @ accountable acquirer addressed adyen agency airline airlines airport akamai all+along alone always+is
            amazon anger answerable anything+wrong apple apple's+end aren't+ours aren't+us arises arose ask at+fault
            attackers attributable auth0 authority aws aws's+end azure bank banks belongs blame blamed blameless bt
            by+another by+other by+others by+somebody by+someone carrier carrier's+end carriers centre choice circus
            cloudflare companies company complain complaints conclusions consultancy contractor control council
            courier couriers criminals culprit culprits declines denies deserve designed dhl digitalocean directed
            discord display do+with doing down+to dropped+the duty embed entirely everybody+down everything+right
            exchange exclusively exonerated facebook fastly fault faults fine firm flawlessly for+them force foreseen
            fuss gcp github google google's+end government hands hands+are help hetzner hosting hosting+company
            imputed industry-wide influence innocent institute isn't+ours isn't+us isn't+with isp isps issuer
            it+should just+make kick lab laboratory landlord lay liability liable lie lies linode mailgun majeure
            maker makers manufacturer mastercard matter+for meant+to mercy merely meta microsoft microsoft's+end
            ministry moan neglected negligence network networks never+was no+bearing no+business no+defect no+failing
            no+fault no+hand no+means no+obligation no+part no+point no+role no+say no+time nor+could normal normally
            not+a not+an not+our not+us not+with nothing+anybody nothing+anyone nothing+is nothing+that nothing+we
            nothing+wrong o2 obligations occurred+at occurred+in office okta on+google on+them one+on only+embed
            only+them openai operator operators oracle originated originates our+end our+mistake ours ours+to ovh
            own+duty parties partner partner's partner's+end partners party pass+on perfectly pin please+thank postal
            problem+with processor provider provider's provider's+end providers psn purely questions red register
            registrar registry rejects reproach reproached responsibility responsible rest+with rests resulted+from
            rock+solid s+end samsung say scheme scream sendgrid shopify shout sita so+thank sole solely somebody
            someone specific steam stripe subcontractor supplier supplier's+end suppliers supposed+to swear take+any
            thank their their+end theirs them they third third-party throughout to+account to+fix told+to told+you
            turn+to twilio unable up+with ups upstream us vendor vendor's vendor's+end vendors victim victims virgin
            visa vodafone wait was+never was+told wash wasn't+ours wasn't+us wasn't+with we+built wholesaler wholly
            with+the with+their worldline worldpay xbox yell you+said
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
