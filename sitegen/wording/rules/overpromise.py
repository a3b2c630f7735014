"""承诺过度: 绝不再发生, guaranteed, 100 %, a time sworn to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import WordingRule
from sitegen.wording.hits import Advice, Hit, Rule, always, words_of
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Passage, RuleLanguage, SiteWords

_GUARANTEE_EN = (
    r"(?:we|i|ministry|department|company|university|authority) (?:can |hereby |do |will |shall )?(?:guarantee|"
    r"warrant|warrants|"
    r"guarantees)\b|(?:can|will|absolutely|fully|hereby|we) guarantee|guarantee(?:s|d)? (?:that|you|no|it|this|us|"
    r"everyone|a return|"
    r"full|zero|100|uninterrupted|continuous|stable|stability)|"
    r"(?:is|are|be|being|now|been) (?:\w+ )?guaranteed|(?:absolute|our|a|full|personal|iron) guarantee (?:that|it|of|"
    r"to)|"
    r"guaranteed(?:,| (?:to|by|not|that|from|uptime|100|free|safe|fix|no)\b)|(?:a|our) guarantee[.!]|guarantee it\b|"
    r"guaranteeing|[,:-] guaranteed(?=[.!])"
)
_FOREVER_EN = (
    r"on the dot|to the minute|set your watch|immune (?:to|from|against)|for all time|for ever and ever|"
    r"count on (?:this|us|it) 100|"
    r"(?:rule|rules|ruling) out (?:any|every|all) (?:recurrence|repetition|repeat|possibility)|"
    r"any recurrence whatsoever|100\s?% solved|(?:fully|entirely|absolutely) certain that|never fear another|"
    r"not one minute later|unconditionally|uninterrupted access|at all times from now on|(?:can't|cannot|"
    r"won't) happen a second time|the first and the last time|categorically (?:exclude|rule out)|"
    r"exclude any repetition|"
    r"eat our hats?|(?:is|are) henceforth ruled out|is out of the question|not (?:experience|see|"
    r"face) (?:this|it) (?:a second time|again)|no recurrence (?:shall|will|can)|(?:eliminat\w+|remov\w+|"
    r"exclud\w+) (?:any|every|all) (?:\w+ )?(?:risk|possibility|"
    r"chance)|permanently ruled out|(?:iron-?clad|cast-iron|solemn) (?:commitment|promise|guarantee)|(?:commit|"
    r"committed) to (?:a |an )?(?:completely )?\w+-free|(?:fault|error|outage|trouble|incident)-free (?:future|from)|"
    r"(?:will|shall|'ll) be no (?:further|more|other)|(?:can'?t|cannot|won't|will not|never) re-?occur|(?:is|"
    r"was) the last time|(?:rule|rules|ruled|ruling) out (?:any|every|all) (?:\w+ )?(?:future|further|interruption|"
    r"outage|failure)|(?:won't|will not) be (?:a single|another|one more)|unhackable|unbreakable|uncrashable|"
    r"zero (?:incidents|outages|errors|downtime|risk)|never,? ever|"
    r"(?:no|none|nobody|no one|not one|nothing)\b[^.!?]{0,60}?\b(?:will|shall|can|could) (?:now )?(?:ever|"
    r"never)\b(?! (?:so|since))|"
    r"(?:absolute|complete|total|utter) certainty|it is (?:absolutely |quite )?certain\b|certain to (?:stay|remain|be|"
    r"work|hold)|"
    r"(?:beyond|without) (?:any|all|a|the shadow of a|the slightest) (?:shadow of a )?doubt|"
    r"(?:assure|promise|undertake|warrants?|vow|swear|pledge)\b[^.!?]{0,40}? (?:that )?(?:no|none|nobody|nothing|"
    r"never)\b|"
    r"free (?:from|of) (?:any |all )?(?:error|errors|fault|faults|interruption|interruptions|outages|failure|failures)|"
    r"can(?:'t|not| not| no longer| never) (?:possibly |simply |ever |now )?(?:fail|break|go down|go wrong|crash|"
    r"fill up|repeat|"
    r"be lost|happen|recur|occur|go missing|run out|be repeated)|"
    r"(?:simply|just|absolutely) (?:can't|cannot|won't|will not|impossible)|always (?:go|be|run|work) smoothly|"
    r"(?:hack|fail|crash|fool|bomb|outage|bullet|idiot|future|disaster|tamper)-?proof|"
    r"bet (?:your|my|our|the) (?:house|life|money|farm|bottom)|"
    r"(?:losing|loss|recurrence|repeat|repetition|failure|failures|outages?|errors?|kind|again|"
    r"such \w+)\b[^.!?]{0,40}? "
    r"(?:is|are|has become|have become|becomes?|being) (?:now |henceforth |thus |therefore |thereby |technically |"
    r"from now on )?"
    r"impossible|(?:now|henceforth) impossible|impossible (?:from now on|in (?:the )?future)|"
    r"(?:100|hundred)\s?(?:%|per ?cent) (?:\w+ )?(?:protected|immune|covered|sure|safe|secure|certain|confident|"
    r"available|reliable|"
    r"stable|fixed|guaranteed|of the time|on us)|(?:rely|count|depend)\b[^.!?]{0,12} 100\s?%|"
    r"at \d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)? (?:exactly|precisely|sharp|on the dot|and not a)|exactly at \d|"
    r"never (?:another|any|have to|face|again|go|be able)|stake (?:our|my) (?:reputation|name|job)|a one-off that|"
    r"whatever (?:happens|you throw|comes)|come what may|a sure thing|hold us to (?:that|it)|for good\b(?= and|[.!,]|"
    r"$)|"
    r"(?:have|got) (?:our|my) word|mark my words|cross my heart|hand on heart|last time (?:ever|this|you|we)|"
    r"last we'll|"
    r"make sure (?:there's|there is|it|this|that)[^.!?]{0,20} never|(?:will|shall) be (?:perfect|flawless|faultless)|"
    r"(?:can|will) rely on (?:it|us|this) (?:always|completely|absolutely|at any time)|(?:once and )?for all\b(?! of|"
    r" the| your| our| customers| users| other)"
    r"(?=[.!,]|$)|no further (?:interruption|outage|failure|disruption|incident)s?\b[^.!?]{0,24} (?:shall|will|can)|"
    r"(?:ever|never) again\b"
)
_SWORN = {
    "en": re.compile(
        rf"\b(?:{_GUARANTEE_EN}|{_FOREVER_EN})\b|"
        r"\b(?:never (?:ever )?(?:again|happen|occur|recur|be|see|lose|experience)|(?:will|would|shall|can|could|"
        r"must) (?:not|never)(?: \w+){0,2} (?:happen|occur|recur|repeat|fail|be repeated|see this)\b(?: (?:again|"
        r"another time|in (?:the )?future))?|(?:won't|will not) be any (?:further|more|other)|"
        r"won't (?:\w+ )?(?:happen|occur|recur|see this|be repeated)|will not (?:ever )?(?:happen|recur|occur|see)|"
        r"can'?(?:not|t) (?:possibly |ever )?(?:happen|recur|occur)|can never|"
        r"100\s?(?:%|percent|per cent) (?:sure|certain|confident|uptime|reliable|reliability|safe|secure|"
        r"availability|fixed|guaranteed|stable)|one hundred per ?cent|absolutely (?:safe|certain|no|sure|guarantee|"
        r"secure)|completely (?:impossible|eliminat\w+|safe|secure|rule[sd]? out)|impossible for|no (?:possibility|"
        r"chance|risk|way) (?:of|that|whatsoever|it)|any possibility of a recurrence|(?:eliminat\w+|ruled out|"
        r"rule out)\b(?: \w+){0,6}?(?:for good|permanently|once and for all|entirely|completely)|ha(?:s|"
        r"ve) been eliminated|is eliminated|ruled out for good|once and for all|zero (?:downtime|risk|outages|"
        r"chance)|uptime will be 100|mak\w+ [^.!?]{0,40}impossible|"
        r"(?:totally|completely|fully) immune|zero problems|100% of the time|under no circumstances|dead for good|"
        r"(?:a )?thing of the past|pinky promise|that's a promise|none ever will|\d{1,2}[:.]\d\d sharp|won't ever|"
        r"whatever you throw|every second of every|never recur|won't be back|bulletproof|foolproof|fail-?safe|"
        r"rock[- ]solid from|under all circumstances|without (?:any )?exception|(?:available|safe|online|up|"
        r"running|without interruption) at all times|no matter what|come what may|no ifs|(?:we|i) (?:swear\b|"
        r"promise\b(?! to (?:tell|post|update|write|keep you))|vow\b|pledge\b|give you our word|"
        r"assure you (?:that )?(?:it|this|we will))|you have (?:our|my) word|(?:our|my) word (?:on|that)|solemn\w*|"
        r"(?:will|shall) (?:definitely|certainly|absolutely|undoubtedly|without fail|surely)|definitely (?:be|"
        r"fixed|back)|not a (?:minute|second) later|sharp, not|bet (?:the|my)|that was the last|last (?:outage|"
        r"time) (?:of|you|this)|rest assured (?:that )?(?:it|this|we|your|no)|permanently (?:fixed|resolved|solved|"
        r"eliminated|cured)|(?:fixed|gone|solved|cured|over|done|eliminated) for good\b|(?:fixed|gone|"
        r"solved) forever|no more (?:outages|downtime|interruptions)|you will not (?:ever )?see|without fail|"
        r"ironclad|nor could there be)"
    ),
    "zh": re.compile(
        r"任何[^，。]{0,8}(?:都)?无法(?:入侵|攻破)|不会有下一次|放一百个心|(?:达到|实现)\s?100\s?[%％]|再也不必|"
        r"肯定不会(?:崩|再)|不会再次|不会有任何(?:损失|延误)|吃键盘|准时(?:修好|恢复|上线|开服)|修不好(?:我|直接)|"
        r"承诺[^，。]{0,16}不再|任何天气下?都不|完全的抗|"
        r"确保[^，。]{0,16}不再?出现任何|不会对任何|永久性?(?:解决|消除|杜绝|根治)|确保(?:不|"
        r"一分|零|万|绝)|(?:概率|次数|故障率|误报率|可能性)[^，。]{0,6}(?:为零|是零|等于零)|永远(?:保持|不|没|都)|"
        r"一(?:个|张|单|件|条|笔|秒钟?|分钱?|分钟)[^，。]{0,4}(?:都|也)(?:不会|不能|不少|别想)|(?:肯定|准|保准|必定|"
        r"必|定能|定会|包)(?:弄完|搞定|完成|恢复|修好|到账|上线|能|会)|"
        r"弄不完|丢一件|有一单没到|直播(?:剃头|道歉)|任何情况下?(?:都|也)|终身|一定(?:全部|会|能|可以|到|修|恢复|"
        r"上线)|以此为誓|立下|"
        r"100\s?[%％]\s?(?:不|恢复|到账|正常|没)|百分(?:之)?百(?!切|完成了|果园)|(?:历史上|"
        r"这是)?最后一次(?=[，。！、特]|$)|特此承诺|不可能再|确定以及肯定|不存在[^，。]{0,6}可能|"
        r"绝对把握|十足把握|零(?:事故|投诉|中断|差错|延迟|故障)|无论(?:什么|何种|任何|如何)[^，。]{0,4}(?:情况|都)|"
        r"打包票|完美无缺|不会让任何|(?:最稳|坚如磐石|固若金汤)|"
        r"一秒不差|分秒不差|准时准点|再也不(?:用|会)|从此(?:确保|不)|不会有(?:下|第二)次|不再现|永不|尽管放心|"
        r"任何情况下都?不|绝(?:不|无|对不(?!要|能断|可断))(?:会|再|可能|丢|发生|出现|后患)?|绝对(?:安全|放心|"
        r"不(?!要|能|可)|可靠|保证)|(?<!参)保证(?=[^，。]{0,12}(?:让您满意|不|绝|再|一定|百分|100|永|今后|以后|恢复|"
        r"到账|准时|"
        r"万无|完成|修好|没))(?!金|书|达|”|」)|百分之?百(?!切|完成了|果园|恢复了)|100\s?%\s?(?:不会|安全|可靠|稳定|"
        r"可用|保证|"
        r"保障|放心)|永(?:不|远不|远没|久(?:解决|消除|杜绝))|彻底(?:解决|杜绝|根除|消除|修复|告别)|杜绝|根除|根治|"
        r"从根本上|万无一失|(?:再|今后|以后)也?不(?:会|可能)(?:再)?(?:有|发生|出现|遇到)?|从此不可能|有第二次|"
        r"不会再(?:次)?(?:有|发生|出现|遇到|犯|掉|丢)|零(?:故障|影响|中断|风险|感知|失误|丢失)|(?:将|故障|"
        r"事故)为零|必(?:定|将|然会|能)|一定(?:修|恢复|解决|到|会|能|是|按时|在|可以)|铁定|肯定(?:能|会|可以|恢复|"
        r"没)|(?:无论如何|不管怎样)[^，。]{0,12}(?:恢复|修好|上线|玩上|用上|开放|到账)|说到做到|拍胸脯|军令状|立誓|"
        r"发誓|担保(?!交易)|承诺(?:[^，。]{0,12}一定|今后|以后|不再|绝|百分|在|于|将|一定|此类|永)|毫无(?:感知|"
        r"风险|影响)|高枕无忧|绝无|(?:这|一定|绝)[^，。]{0,3}最后一次|不会出现任何|一劳永逸|全程无(?:感知|影响)|"
        r"确保(?:今后|以后|此类|不再|不会再|万无|百分|今晚|明)|决不"
    ),
}
_HONEST = {
    "en": re.compile(
        r"(?:to|helps?) guarantee|strive|aim(?:s|ed|ing)? (?:to|for)|(?:our|the) (?:goal|target)|never seen\b|"
        r"have never|we've never|^never be\b|never be afraid|(?<!^)(?:seller|rate|price|uptime|money-back|buyer|"
        r"delivery|service|level) guarantee\b(?! that)|guaranteed-\w|"
        r"guaranteed (?:late|early|income|minimum|standards|pension|loan|room|seat|check)|ask(?:ed)? (?:us )?for (?:a|"
        r"any) guarantee|"
        r"(?:would|'d) (?:like|love) to (?:say|promise|tell)|we said\b[^.]{0,99} (?:never|would)|"
        r"not impossible|improbable|"
        r"(?:never|not) (?:again )?(?:say|promise|claim)|\bunder our\b[^.]{0,30}guarantee|wish we could|"
        r"until then\b|never again (?:see|use) the|"
        r"\b(?:can(?:no|')t|cannot|could not|couldn't|do not|don't|won't|will not|not|unable to|no one can|"
        r"nobody can|can you|never say) (?:\w+ ){0,2}?(?:guarantee|promise|swear|assure)\w*|guaranteed (?:delivery|"
        r"rate|plan|response|next|same)|guarantee (?:claims?|forms?|funds?|periods?|cards?)|price promise|"
        r"was never|were never|has never|had never|never (?:charged|lost|been|reached|received|left)|won't (?:help|"
        r"be able|remove)|will not (?:be able|affect|lose access)|promise we're not|it won't remove|to prevent|"
        r"sla guarantee|not claim|\d{1,4}-year guarantee|the guarantee\b|delivery guaranteed|deposit guarantee|"
        r"no system is|nothing is ever|aim to|rest assured (?:that )?we(?:.ll| will| are)? (?:be|work|do|are|keep|"
        r"tak)|rest assured we|hope (?:that )?(?:this|it)|we're confident that the fix|not (?:a )?guarantee"
    ),
    "zh": re.compile(
        r"并不意味|没有哪套|不等于|请(?:您)?(?:保证|确保)|会不会再|没法打包票|不能打包票|并非承诺|并不是承诺|"
        r"[要来以]彻底|希望|百分百果园|"
        r"保证(?:镜像|数据)|为(?:了)?保证|"
        r"没有(?:哪个|任何)系统|没(?:有)?这个本事|不会这么承诺|保证部|质量保证|不敢(?:说|打)|谁也|要做到|"
        r"(?:不|没法|无法|难以|不敢|不能|还不能)(?:能|法|敢)?(?:保证|承诺|说)|保证金|担保交易|一定程度|"
        r"一定(?:的)?影响|永久封禁|(?:^|[，、；])为(?:了)?[^。]{0,24}(?:保证|确保)|为(?:了)?(?:防止|避免|杜绝)|"
        r"以(?:防|免|避免|杜绝)|绝地|并非绝对|不一定|99%|纯棉|杜绝使用|索要|不会向您|不会主动"
    ),
}


def find(passage: Passage) -> Iterator[Hit]:
    """What nobody can promise."""
    lang = passage.lang
    assert lang is not None
    for sentence in passage.sentences:
        found = _sworn(sentence, lang)
        if found:
            yield Hit(sentence.text[found.start() : found.end()].strip(), sentence)


def _sworn(sentence: Sentence, lang: RuleLanguage) -> re.Match[str] | None:
    found = _SWORN[lang].search(sentence.said)
    if found is None or _HONEST[lang].search(sentence.said):
        return None
    # “Zero Downtime Deploys” is what is sold, and promises nothing.
    shown = sentence.text[found.start() : found.end()]
    return None if lang == "en" and " " in shown and shown.istitle() else found


def _suspects(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> bool:
    return _sworn(sentence, lang) is not None


RULE = Rule(
    WordingRule.OVERPROMISE,
    find,
    {
        "en": Advice(
            "nobody can promise this: expected what has changed instead",
            "The next failure turns it into a broken promise.",
            "Say what has changed: “A release now reaches 5% of our servers first.” Mark estimates as such: “we expect"
            "”.",
        ),
        "zh": Advice(
            "应写明已经做了或将要做什么，而不是保证不会再发生",
            "没有人能保证不出故障，下一次故障就成了失信。",
            "写具体的改进，例如“今后新版本先在 5% 的服务器上运行”；时间写作“预计”。",
        ),
    },
    always,
    {
        "en": words_of(
            """
            100% 100+% 100+per 100+percent absolutely absolutely+won't all+time all+times always+be always+go
            any+further any+more assure assured be+no be+repeated bet bulletproof can't+break can't+fail can't+happen
            can't+occur can't+possibly can't+recur can't+repeat can+ever can+no cannot+be cannot+break cannot+fail
            cannot+happen cannot+occur cannot+possibly cannot+recur cannot+repeat cast-iron categorically certain
            certainly certainty chance circumstances commit committed completely count crash-proof definitely doubt
            eliminate eliminated eliminates eliminating entirely error-free ever every+second exactly exactly+at
            exception excludes+any fail-proof fail-safe failsafe fault-free faultless flawless foolproof for+good
            forever free+from free+of fully further+interruption further+outage guarantee guaranteed guaranteeing
            guarantees hack-proof happen+again hat hats heart henceforth hold+us house hundred+per hundred+percent
            immune impossible iron-clad ironclad it+100 last+outage last+time lost+again minute+later my+word never
            never+another never+fail never+fear never+have no+ifs no+longer no+matter no+more no+risk no+way none+can
            nor+could not+be not+fail not+happen not+occur not+recur not+repeat not+see occur+again once+and one-off
            our+word outage-free perfect permanently pinky pledge possibility precisely promise proof recur recurrence
            rely+100% removes+any reoccur repetition risk-free rock+solid rock-solid rule+out ruled+out rules+out
            ruling+out second+later second+time shall+ever sharp simply+can't simply+cannot single smoothly solemn
            solemnly solved stake sure+it sure+there sure+there's sure+thing surely swear the+dot the+last the+minute
            the+past the+question this+100 unbreakable unconditionally uncrashable undertake undoubtedly unhackable
            uninterrupted us+100 vow warrant warrants what+may whatever whatever+happens will+ever without+fail
            won't+be won't+happen won't+occur won't+recur won't+see words your+watch your+word zero
            """
        ),
    },
    suspects=_suspects,
    parts=("body", "title", "field"),
)
