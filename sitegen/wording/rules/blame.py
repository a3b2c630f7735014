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
        r"not (?:caused )?by us|wasn't (?:caused )?by us|not (?:due|down)? ?to (?:us|the airline|the bank|our)|"
        r"never was us|"
        r"nothing (?:is |was )?wrong (?:on|at|with) (?:our|the)|unable to do anything|none of our|held? responsible|"
        r"victims?\b|"
        r"(?:have|had) to (?:wait for|ask) (?:them|microsoft|google|apple|aws|the)|let every(?:one|body) down|"
        r"mistake was theirs|kept our side|complaints should be addressed|systems are working perfectly|"
        r"(?:please )?don't blame (?:us|our|the app)|not a defect in|refer to the \w+(?:'s)? own|(?:our|"
        r"the) (?:own )?(?:platform|systems?|code|product|app) (?:is|are|was|were) (?:healthy|blameless)|"
        r"functioned correctly|(?:has|have)(?:'ve)? let us down|nothing we could have done|not our bug|"
        r"zero to do with|don't shoot the messenger|users who overload\w*|responsibility rests|no concern of ours|"
        r"no claims? against us|defect was theirs|broke something on their end|(?:and|whole) (?:trust|agency|bank|"
        r"company) accepts no|"
        r"not something we can (?:fix|do|change)|just have to wait|not much (?:that )?we can do|(?:apple|google|"
        r"microsoft|they|he|she|it) broke (?:it|this|them)\b|our (?:own )?code has not changed|(?:behaved|working|"
        r"worked|performed) (?:exactly |just )?as (?:designed|it should)|consider the matter closed|"
        r"merely the messenger|reject any claim|failure and not ours|another \w+'s (?:error|fault|mistake|failure)|"
        r"in a position to influence|ignored (?:the|our) advice|(?:and|but) not (?:to|due to|because of) us\b|"
        r"nothing to see on our side|get shouted at|(?:they|it) failed at it|hardly something (?:we|one) could|"
        r"(?:unable|failed) to keep (?:its|their)|not by this \w+|answer is simple|(?:^|[.!] )ask (?!us\b|our\b|"
        r"your\b|for\b|at\b|any\b|a\b|the (?:staff|steward|conductor|crew|team|desk|reception))\w+(?: \w+)? why|"
        r"(?:were|was|is|are) at fault and not|unable to take (?:any )?action|dropped the ball|not our (?:mistake|"
        r"\w+, not our)|a matter for (?:you and them|them|your)|everything (?:it|they) (?:was|were) (?:meant|supposed|"
        r"told) to|user's own|not just us|not only us|"
        r"you may thank|not one of ours|did not live up|industry-wide|not specific to us|working as designed|"
        r"let (?:our customers|us|their customers) down|at their mercy|still waiting on|reasonably have foreseen|"
        r"cannot help|"
        r"not by the|negligence|neglected|no say (?:in|over)|direct (?:all |your |any )?(?:questions|complaints)|"
        r"not ours\b|"
        r"(?:isn't|wasn't|aren't|weren't|never) ours\b|(?:isn't|wasn't|aren't|weren't|was never) us\b|no part in|"
        r"nor could we|"
        r"'s doing|accept(?:s|ed)? no (?:liability|responsibility)|all we can do|can only wait|is to blame|"
        r"no fault (?:of|on|in|at)|"
        r"as this is their|through no fault|aren't responsible|(?:no|sole) responsibility|no influence|"
        r"(?:not|isn't|wasn't) on us|works flawlessly|met all|own duty|yell at|nothing (?:whatever |"
        r"whatsoever )?to do with (?!this|the (?:failure|outage|incident|problem)|today|it\b)|"
        r"no (?:hand|bearing|role|business|defect|failing|obligation)\b[^.!?]{0,12}\b(?:in|on|of|to|exists)|"
        r"wash our hands|"
        r"hands are tied|(?:shout|scream|complain|moan|swear|yell) (?:at|to) (?!\d)|kick up a fuss|pin this one on|"
        r"hold against|"
        r"deserve your anger|draw your own conclusions|(?:that|this|one)(?:'s| is| isn't| is not) (?:on|"
        r"down to) (?!our|us|me)|"
        r"(?:their|the \w+'s|\b\w+'s) (?:fault|problem|mess|failure|doing|job)(?: and theirs)? (?:alone|only|entirely)|"
        r"theirs alone|"
        r"(?:bears?|accepted|has) sole|(?:fault|failure|problem|blame|responsibility|liability|delay|error|overload|"
        r"cause)\b"
        r"[^.!?,;]{0,20} (?:lies?|lay|rests?|arises?|arose|originat\w+|occurred|resulted) (?:exclusively |solely |"
        r"entirely )?"
        r"(?:with|at|from|in)\b (?!our|us\b|the app)|(?:was|were) on the part of|attributable (?:solely |exclusively |"
        r"only )?to|"
        r"(?:blameless|innocent|exonerated|beyond reproach)|(?:can't|cannot|can not|can hardly) be (?:imputed|"
        r"reproached|"
        r"blamed|expected|held|asked)|not (?:be )?(?:answerable|accountable|held to account)|held to account|"
        r"(?:did|done|do) (?:nothing|everything|anything) (?:wrong|right)|at no (?:time|point)|"
        r"(?:exactly )?what it was told|"
        r"(?:only|merely|just) (?:embed|pass on|resell|display|make|relay|among)|not (?:a|an|our) [\w-]+ (?:problem|"
        r"circus|"
        r"issue|fault)\b|not a problem with|"
        r"(?:fault|problem|issue) (?:isn't|wasn't|is not|was not|does not lie|doesn't lie|did not lie) (?:with|on|at)|"
        r"as we (?:have )?said (?:from|before|all)|like we said|as already stated|told you so|"
        r"(?:culprits? (?:were|was|are|is) (?:the|those))\b|(?:^|, |because |since )(?:you can |please |"
        r"so )?thank (?!you)|(?:see|there is|there's) "
        r"(?:no need|nothing) (?:for us )?to (?:act|fix|do)|"
        r"only \w+ can (?:sort|fix|repair|change|solve)|for them to (?:put right|fix|sort|repair)|ours to fix|"
        r"(?:questions|enquiries|complaints|claims)\b[^.!?]{0,40} (?:go|should|must|are)\b[^.!?]{0,24} (?:to|"
        r"towards) the|"
        r"(?:should|must|can) (?:turn to|take this up with|take it up with|contact) (?:their|the|"
        r"its) (?:own )?(?:bank|card|carrier|provider|"
        r"operator|vendor|manufacturer|supplier)|don't @ us|always is\b|belongs to (?:somebody|someone|another)|"
        r"(?:written|made|built|run|hosted|owned) (?:and \w+ )?by (?:somebody|someone|other|others|another)|"
        r"(?:declines?|rejects?|denies) any|everything we built|worked as it should|(?:perfectly|entirely) (?:clean|"
        r"fine|healthy)|"
        r"(?:our|the) \w+ (?:are|is|were|was) (?:fine|rock solid|in perfect|up throughout|available throughout|"
        r"right all along|"
        r"at no time)|right all along|no means of helping"
    ),
    "zh": (
        r"(?:不是|并非|绝非|不关|不赖|不怪|不能怪|真不是|非|不属于?)(?:因为?)?[^，。！？；,]{0,6}(?:我们|咱们?|"
        r"本[店校院馆站行所公平台]|我[司方院行校市中]|平台|医院|学校|院方|校方|酒店|系统|游戏|产品|供电所|公司|机房|"
        r"硬件|服务器|航空公司|主播|音箱|官方|编辑部|图书馆|药房|闸机)[^，。！？；,]{0,8}(?:问题|原因|事|锅|错|"
        r"故障|责任|bug|违约|过错|所致|造成)|(?:不是|不赖|不怪|不关|真不是|非)(?:我们|咱|我[司方行院校]|"
        r"本[店公校院行])|"
        r"(?:与|和|跟)[^，。！？；,]{0,16}(?:(?<!升级)(?<!维护)(?<!更新)无关|"
        r"(?<!升级)(?<!维护)(?<!更新)没(?:有)?(?:任何|半毛钱|一点|什么)?关系|一点关系|不相干)|(?:无|概无|"
        r"免)责(?!任编辑)|"
        r"责任(?:全部|完全|全|应)?(?:在|归|由|属)(?!我)|(?:不在|错不在|问题不在|责任不在)我|"
        r"属(?:于)?[^，。！？；,]{1,12}(?:的)?(?:责任|自身原因|网络问题|自身)|不(?:承担|负)(?:任何|责任|担责|赔偿|"
        r"由此)?|"
        r"不(?:应|该)[^，。]{0,6}(?:担责|归咎|背锅|负责)|不对[^，。]{0,14}负|概不|不予(?:承担|支持|受理)|"
        r"不适用[^，。]{0,6}赔偿|不构成[^，。]{0,6}违约|"
        r"不应归咎|错在(?!我|流程|规则|没)|(?<!新版的)(?<!版本的)锅(?!炉)|受害(?:者|方)|被坑|被连累|无辜|清清白白|"
        r"没(?:有)?任何(?:差错|毛病|"
        r"问题|过错|"
        r"过失|缺陷)|"
        r"不存在[^，。]{0,6}(?:过失|过错|故障|缺陷|问题|责任)|没有出过问题|什么都没做错|啥事没有|好得很|杠杠的|"
        r"自始至终|从头到尾|"
        r"(?:系统|平台|服务器|代码|设备|产品|游戏|本店)[^，。]{0,10}(?:一切正常|没有(?:任何)?(?:问题|毛病)|无异常|"
        r"运行正常)|"
        r"(?:找|问|喷|怪|催|骂|投诉|咨询|联系|索赔|主张|询问)[^，。！？]{0,10}(?:他们|微信|银行|运营商|厂商|供应商|"
        r"服务商|渠道|收单|商店|"
        r"主管部门|部门|机构|开户行|黄牛|软件商|官微|宽带)(?:去|撒|吧|客服|投诉|处理|负责|催|。|！|～|~|咨询|索赔|"
        r"主张|反映|$)|"
        r"爱莫能助|无能为力|没(?:有)?办法|没辙|干等|只能等|也在等|只好(?:继续)?等|非[^，。]{1,8}所能控制|无法(?:控制|"
        r"左右)|"
        r"罪魁祸首|根源在他|不可抗力|都是[^，。]{1,12}害的|搞[坏崩]的?|掉链子|擅自|失职|低级失误|质量低劣|太烂|"
        r"只是(?:原样|展示|被)|我们早就说|特此澄清|别(?:给差评|再打|打|骂)|请?(?:勿|不要|别)[^，。]{0,10}(?:为难|争执|"
        r"投诉|再问)|"
        r"由(?!我|本)[^，。]{1,14}(?:单位|公司|方|商|部门)(?:负责|承担)|纯属[^，。]{0,10}(?:问题|失误)|完全是(?:他们|"
        r"对方|黑客|供应商)|"
        r"平台(?:方)?没有任何异常|各位商家自己|多半是(?:各位|用户|您)|要怪就怪|很无奈|与[^，。]{1,8}无涉|"
        r"链路(?:均)?正常|系统完好|由(?!我|本)[^，。]{1,8}承担|系统始终运行良好|完全由[^，。]{1,10}造成|怪不到(?:我们|"
        r"咱)|(?:咱们|我们)这边(?:是)?没有?问题|"
        r"系统无任何差错|不在[^，。]{0,8}(?:职责|责任)范围|全行业(?:都)?|并?无过[错失]|本\s?app\s?没有问题|"
        r"本\s?app\s?无|不止我们一家|管不了|冤枉|深受其害|甩锅|心里有数|懂的都懂|算到我们头上|(?:慢在|单方面)|"
        r"用户(?:自己|自身|家里|瞎)|考生自身|版本太旧|无法为他人|违约所致"
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
        r"供应商|第三方)(?:的)?责任|概不负责|无法左右|无法控制|不可抗力|(?:的|纯属[^，。]{0,50})锅|锅在|没有过错|"
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
        r"航司|施工(?:单位|方)|物业|电力|供电局|(?<!手机)(?<!网上)(?<!我们)银行(?!卡|登录|转账|系统升级)|中国移动|"
        r"移动(?:侧|网络)|联通(?:侧|短信)|电信(?:侧|"
        r"网络)|苹果|谷歌|微软|微信侧|微信|阿里云|腾讯云|AWS|aws|cloudflare|github)(?:侧|方|那边|公司|"
        r"单位)?[^。！？]{0,24}?(?:故障|异常|问题|中断|出错|原因|失误|波动|不足|断电|挖断|挖坏|没有修好|所致|造成|"
        r"导致)"
    ),
}
_COMPANIES = (
    r"amazon|aws|ec2|s3|azure|google cloud|gcp|cloudflare|fastly|akamai|stripe|twilio|microsoft|apple|google|meta|"
    r"facebook|"
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
    r"(?:switch|mov|rerout|re-rout|rout|steer|fail|add|replac|contact|open|escalat|work|investigat|monitor|watch|"
    r"check|build|built|"
    r"roll|restart|disabl|paus|hold|held|keep|kept|queue|queu|extend|refund|credit|send|sent|resen|process|print|"
    r"accept|offer|"
    r"provid|put|set|prepar|post|updat|report|writ|wrot|tell|told|shar|publish|asked|ask|press|chas|call|phon|ring|"
    r"rang|arrang|"
    r"organi[sz]|hir|rent|order|buy|bought|install|bring|brought|tak|took|cancel|waiv|honour|reissu|re-issu|rebook|"
    r"run|ran|start|"
    r"stop|turn|enabl|rais|lift|let\b|load|unload|unlock|ship|clear|retr|re-tr|resubmit|repeat|pull|fill|sav|back up|"
    r"block|limit|"
    r"fetch|pull|fix|repair|rebuil|restor|chang|creat|re-creat|cop|serv|issu|test|find|found|look|follow|speak|spok|"
    r"talk|discuss|negotiat|"
    r"coordinat|liais|help|assist|giv|gav|includ|remov|bypass|adapt|adjust|rewrit|rewrot|patch|deploy|releas|scal|"
    r"deliver|hand|"
    r"collect|paid|paying|undo|undid|revers|renew|compensat|end|split|cut|reduc|increas|doubl|review|learn|plan|"
    r"taken? steps|route|now have|have a|have two|have a second|"
    r"began|begun|begin|reach|push|quot|cover|direct|redirect|document|activat|suspend|tr(?:y|ied|ying)\b|"
    r"answer|man\b|staff|sign|record|copied|learnt|reopen|re-open|reconnect|go(?:ing)? (?:on|back)|noticed|should have)"
)
_ACTS = {
    "en": re.compile(
        r"\b(?:we|we've|we're|we'll|i|i've|i'm|our (?:own )?(?:ground )?(?:crews?|colleagues|drivers|team|teams|"
        r"engineers|staff|"
        r"administrators|admins|technicians|people|stewards|developers|support|network|operations|it)|engineers|"
        r"stewards|"
        r"technicians|the team)\b(?:\s(?:have|has|had|are|is|will|also|now|already|been|then|therefore|all|"
        r"temporarily|immediately|quickly|manually|successfully|meanwhile|at once|"
        r"still|both|immediately|instead|gradually|today|soon|by hand|be))*\s"
        rf"(?!aware|sorry|wait\w*\b|ask(?:ed)? (?:who|how|why|you to (?:understand|bear|accept))|told (?:us|it)|"
        rf"accept no|built\b|(?:only|just|merely)\b){_ACT_VERBS_EN}|"
        r"\bon (?:the phone|site|the way)\b|\b(?:taken|taking) steps\b|\brout\w+ around\b|\b(?:switched|rerouted|"
        r"moved|failed over|failover|rerun|workaround|"
        r"working (?:with|closely)|"
        r"in (?:close |constant |direct )?(?:contact|touch)|liais\w+|coordinat\w*|escalat\w*|opened a (?:ticket|case)|"
        r"communicat\w+ with|put in place|restarted|retried|being (?:held|sent|moved|switched|rerouted|processed|"
        r"repeated)|"
        r"(?:is|are|was|were|will be|been) (?:held|queued|kept|extended|refunded|credited|waived|handed out|sent again|"
        r"processed|rebooked|replaced|moved|switched|rerouted))\b|"
        r"\b(?:our (?:release|responsibility|change|mistake|job|contract)|is on us|we ourselves|our own (?:doing|"
        r"mistake|fault)|"
        r"more at \d|next (?:update|news|post)|update at|instead|meanwhile|in the meantime|no extra cost|"
        r"free of charge|"
        r"investigation (?:continues|is under way)|investigating|monitoring)\b"
    ),
    "zh": re.compile(
        r"(?:我们(?:这边|自己)?|我[司方行院校]|本[店公校院行]\w?|技术(?:人员|团队|部)?|工程师|同事|我们的?客服|专人|"
        r"(?<!对方)(?<!方)(?<!商)(?<!行)已(?:经)?|正(?:在)?|将|由我们|"
        r"临时|同时|并(?!非|无|不)|先行?)[^，。！？；,]{0,10}(?:改用|改发|改走|改为|切换|切到|切至|换成|换到|启用|"
        r"启动|联系|协调|催|派|调|安排|延长|往后挪|顺延|推迟|补|退还|退款|垫付|赔付|加开|加派|增派|增设|开通|重发|"
        r"重试|手工|人工|暂停|关闭|隔离|绕过|监控|排查|重启|回退|回滚|调整|扩容|登记|跟进|告知|配合|沟通|督促|敦促|"
        r"反馈|上报|申请|提交|购买|准备|更新|通报|同步|抢修|下线|上线|增加|新增|设置|加了|加上|放开|放宽|免费|发放|"
        r"接入|导入|核对|核实|测试|验证|修改|停用|转到|开放|开了|凭|一律|搭|重建|补录|回电|补齐|录了|放在|签下|搬到|"
        r"搬|放到|"
        r"开了|隐藏|决定|整改|检讨|"
        r"复盘)(?!了?责任)|备用|协助|补发|可以?(?:先|改用)|请(?:先|改用|使用|选择|到|走)|建议(?!找|您?(?:直接)?向|"
        r"咨询)|推动|"
        r"(?<!不)是我们(?:的|自己)(?:责任|错|失误|发布|问题|疏忽)|(?<!不是)我们的(?:责任|错|失误|发布)|由我们|(?:下次|"
        r"下一次)(?:更新|通报)|\d\s?(?:点)?(?:前|再)?(?:更新|同步|通报|汇报)|"
        r"往后挪|挪到|延期到|不收费|免收|照常(?:办理|出票)|统一(?:延|往后|顺)"
    ),
}
_REPAIR = {
    "en": re.compile(
        r"\b(?:restored|recovered|recovering|repaired|replaced|fixed|resolved|back (?:up|online|to|since|at)|"
        r"succeed again|"
        r"works? again|correction is out|are arriving|(?:has|have|was|were) (?:been )?removed|returned to normal|"
        r"(?:rolling|rolled) out a fix|(?:is|are) (?:working (?:on|to|through)|continuing to work|seeking to|"
        r"applying)|has (?:started|identified)|deploying a fix|"
        r"answering again|came back|is back|are back|has (?:ended|found)|got \w+(?: \w+)? running|approved again|"
        r"being approved)\b"
    ),
    "zh": re.compile(
        r"已(?:经)?(?:于[^，。]{0,50}|由[^，。]{1,10})?(?:修好|接通|抢通|修复|恢复|更正|解决|抢通)|正在恢复|陆续恢复|"
        r"抢修队|恢复了"
    ),
}
_STRONG = {
    "en": re.compile(
        rf"{_OWN_PART_DENIED['en']}|"
        r"not responsible|bear no|not us\b|isn't us|on them|complaints to|take it up|nothing (?:that )?(?:we|"
        r"anybody here|anyone here) "
        r"can do|(?:outside|beyond) (?:of )?our control|solely|exclusively|purely because of them|fault of ours|"
        r"held liable|"
        r"responsibility lies|can thank|\bblame\b"
    ),
    "zh": re.compile(rf"{_OWN_PART_DENIED['zh']}"),
}
_OWNED = {
    "en": re.compile(
        r"we first said|error in our own|hadn't set up|(?:no one|nobody) but us|our (?:own )?\w+(?: \w+)? (?:was|is|"
        r"were) to blame|mistake (?:of ours|in our)|"
        r"neither [^.]{0,99} to blame|blame view|git blame|first suspected|that was wrong|it was our choice|our choice|"
        r"what we do about it is not|we could have (?!foreseen|known|prevented)|our responsibility|(?:does not|"
        r"doesn't) excuse us|"
        r"(?:(?:setting|change|mistake|error|job|release|cause|doing) (?:was |is |were )?(?:of )?|fault (?:was |is |"
        r"were ))ours\b|our decision|"
        r"we blamed|(?:don't|do not) blame|you did nothing wrong|after our|by our own|because we|our tools should"
    ),
    "zh": re.compile(
        r"考虑不周|不拿这个当借口|是我们的失职|没有干等|由我们决定|责任在我们|起初|后来查明|这是我们的责任|"
        r"(?<!不)是我们(?:自己)?(?:的)?(?:责任|错|一次|锅|配|失误|疏忽|发布)|锅是我们|"
        r"无法左右，但|与[^，。]{1,8}无关，是我们|不是运营商|不是的，是我们|(?<!不是)我们自己(?:的锅|配错|改错|没|忘)|"
        r"功能与云端无关|截图”?不是我们"
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
    own = moment.config.name.original.lower()
    for sentence in passage.sentences:
        found = _fault(sentence, lang)
        if found is None and told_as_theirs:
            found = _COMPANY.search(sentence.said) or _SOMEBODY[lang].search(sentence.said)
        if found and not (own and own in found[0]) and not re.search("github issue|cloud incident|similar", found[0]):
            yield Hit(sentence.text[found.start() : found.end()].strip(), sentence)
            return


_ANY_ACT = {
    "en": re.compile(
        r"\b(?:we|i|our (?:own )?\w+|the (?:bank|broker|agency|ministry|authority|university|airline|practice|"
        r"hospital|city|"
        r"council|department|school))(?:'ve|'re|'ll| have| has| are| is| will)? (?!not\b|no\b|said|say|like|can\b|"
        r"could|"
        r"cannot|can't|don't|didn't|are\b|is\b|was\b|were\b|had\b|only|just|merely|sorry|aware|be\b|depend|rely|pay\b|"
        r"regret|apologi|accept|consider|see\b|wash|built)\w+(?:ed|ing|n|t|ew|id|ook)\b|\b(?:again|resum\w+|reopened|"
        r"finished|ended|"
        r"are coming|until then|works?|work)\b"
    ),
    "zh": re.compile(
        r"我们(?!也|只|无|不|没|早就|的|是|深|对此|一样|同样|这边没|爱莫)|我[司方行](?:已|正|将)|已(?:经)?(?:为|接好|"
        r"抢通)|恢复|接好|陆续|顺延|挪"
    ),
}
"""Anything of ours that a text tells, where it blames nobody outright."""
_SOMEBODY = {
    "en": re.compile(
        r"\b(?:providers?|vendors?|suppliers?|carriers?|operators?|company|companies|agency|airlines?|banks?|"
        r"processors?|registry|registrar|register|authority|government|ministry|manufacturers?|makers?|partners?|host|"
        r"couriers?|airports?|exchange|laboratory|lab|council|contractors?|consultancy|wholesaler|acquirer|issuers?|"
        r"scheme|third part(?:y|ies)|isps?|somebody else|someone else|postal service|institute|"
        r"psn|xbox live|bt|dhl|ups|sita|worldline|worldpay|adyen|shopify|discord|akamai|samsung|vodafone|"
        r"virgin media)\b"
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
    return _fault(sentence, lang) is not None


RULE = Rule(
    WordingRule.BLAME,
    find,
    {
        "en": Advice(
            "this says whose fault it is: expected what you are doing about it too",
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
            @ accepts+no accountable addressed advice airport akamai all+along alone always+is amazon anger another
            answerable any+claim anything+wrong apple apple's+end aren't+ours aren't+us arises arose as+designed ask
            at+fault attackers attributable attributable+exclusively auth0 aws aws's+end azure be+addressed belongs
            blame blamed blameless broke+it broke+this by+another by+other by+others by+somebody by+someone can+fix
            carrier carrier's+end carriers choice circus claims+against cloudflare complain complaints conclusions
            contractor control could+have courier criminals culprit culprits declines defect+in denies deserve
            designed digitalocean directed display do+with doing don't+blame down+to dropped+the duty ec2 embed
            entirely everybody+down everything+right exclusively exonerated facebook failed+at fastly fault faults
            fine flawlessly for+them force foreseen functioned+correctly fuss gcp github google google's+end hands
            hands+are hardly has+not help hetzner hosting hosting+company imputed industry-wide influence innocent
            is+healthy is+simple isn't+ours isn't+us isn't+with isp isps it+should just+make keep+its keep+their kick
            landlord lay liability liable lie lies linode mailgun majeure manufacturer mastercard matter+closed
            matter+for meant+to media+why mercy merely messenger meta microsoft microsoft's+end ministry moan much+we
            neglected negligence never+was no+bearing no+business no+concern no+defect no+failing no+fault no+hand
            no+means no+obligation no+part no+point no+role no+say no+time nor+could normal normally not+a not+an
            not+our not+ours not+us not+with nothing+anybody nothing+anyone nothing+is nothing+that nothing+we
            nothing+wrong o2 obligations occurred+at occurred+in okta on+google on+them one+on only+embed only+them
            openai operator oracle originated originates our+bug our+end our+mistake our+side ours ours+to overloaded
            ovh own+duty parties partner partner's partner's+end partners party pass+on perfectly pin please+thank
            problem+with processor provider provider's provider's+end providers purely questions red refer+to
            registrar rejects reproach reproached responsibility responsible rest+with rests resulted+from rock+solid
            s+end s3 say scream sendgrid shout shouted+at side so+thank sole solely specific steam stripe
            subcontractor supplier supplier's+end suppliers supposed+to swear take+any thank their+end theirs third
            third-party this+practice throughout to+account to+fix to+us to+wait told+to told+you turn+to twilio
            unable up+with upstream us us+down vendor vendor's vendor's+end vendors victim victims visa vodafone wait
            was+never was+theirs was+told wash wasn't+ours wasn't+us wasn't+with we+built we+could wholly why with+the
            with+their yell you+said zero+to
            """
        ),
    },
    suspects=_suspects,
    insists=lambda moment: moment.kind is Kind.THIRD_PARTY,
    parts=("body",),
)
