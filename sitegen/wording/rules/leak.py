"""Hosts and addresses inside, names, internal tickets, channels, credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sitegen.model import WordingRule
from sitegen.wording.hits import Advice, Hit, Rule, always, words_of
from sitegen.wording.paragraphs import Sentence, widened
from sitegen.wording.passages import Passage, RuleLanguage, SiteWords

_INSIDE = re.compile(
    r"(?<![:\w])//[a-z]\w*\d/[\w/.-]+|"
    r"(?<![\w.-])[\w-]{1,40}\.[\w-]{0,30}inner\.[\w./-]+|"
    r"(?<![\w.-])(?:[\w-]{1,40}\.){1,6}(?:internal|intranet|intra|local|localdomain|lan|corp|int|private|prod|home|svc|"
    r"consul)(?:\.[a-z-]{1,40}){0,4}(?![\w-])|https?://[^\s/]*\b(?:internal|intra|intranet|corp|lan|ops|gitlab|jenkins|"
    r"grafana|kibana|jira|confluence|wiki)\.[^\s/)]*\.(?:local|cn|com|net|io|lan|corp)[^\s)]*|"
    r"https?://[\w-]+\.(?:atlassian\.net|slack\.com|pagerduty\.com|opsgenie\.com|sharepoint\.com|notion\.so)/\S+|"
    r"\\\\[\w-]+\\[\w$\\-]+|"
    r"(?<![\w.:/@<])/(?:(?:etc|srv|opt|var|usr|root|proc|nas\w*)/[\w.-]+|(?:mnt|data|home|export|apps|"
    r"vol\w*)/[\w.-]+/[\w.-]+)(?:/[\w.-]+)*|"
    r"(?<![A-Za-z])[A-Z]:\\(?!Users\\(?:[<%]|您|你|you|your|USER|Public)|Program)\w[^\s\"]{1,80}|\bs3://[\w./-]+|"
    r"(?<![\w/.-])(?=[a-z0-9_]*(?:prod|stage|staging|stg|legacy|svc|replica|backup|internal|内部|_db|db_|_v\d|_test|"
    r"_dev|_uat|_old|"
    r"customers?_|_his|live|_\d{2}(?!\d)|acct|_\d{4}|_eu|_uk|_us|_cn|master|slave|"
    r"dump))[a-z][a-z0-9]*(?:_[a-z0-9]+){1,6}(?:\.\w+)?(?![\w(/-])|"
    r"(?<![\w/.-])svc-\w[\w-]*",
    re.ASCII,
)
_ADDRESS = re.compile(
    r"(?<![\d.])(?<!ersion )(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|"
    r"3[01])(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2})(?![\d.]*\d|\s?版)|\bf[cd][0-9a-f]{2}:[0-9a-f:]{4,}",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?<![\w./@-])(?=[a-z0-9-]{0,60}\b(?:db|sql|web|app|srv|server|host|prod|stg|staging|master|slave|replica|primary|"
    r"mx|smtp|gw|gate|core|cache|redis|kafka|mysql|pg|nas|vm|lb|proxy|worker|store|storage|dc\d|prt|printer|rack|"
    r"switch|router|sw|fw|k8s|kube|node|auth|pay|queue|mq|es|elk|mongo|log|build|ci|jump|bastion|esx\w*|backup|"
    r"file|mail|dns|ldap|idc|core|dmz|api|upload|search|batch|report|img|media|svc|vsrv|bm|fe|be|"
    r"edge)\d*\b)[a-z][a-z0-9]{0,30}(?:-[a-z0-9]{1,30}){0,4}-(?:[a-z]{0,5}\d{1,3}[a-z]?|[0-9a-f]{4,10})(?![\w-]|\.\d)|"
    r"(?<![\w./@-])(?:db|srv|mx|nas|sql|redis|kafka|prod|stg|esx)\d{1,4}(?![\w-])",
    re.ASCII,
)
_HOST_OK = re.compile(
    r"^(?:(?:us|eu|ap|sa|ca|me|af|cn|asia|europe|northamerica|southamerica|australia|uk|de|in|"
    r"jp)(?:-[a-z]+)*-?\d+[a-z]?|(?:gpt|claude|sha|utf|iso|covid|http|https|tls|ssl|v|version|gen|ipv|web|mp|h|s|"
    r"ec|php|python|ubuntu|debian|windows|ios|android|model|tier|level|plan|phase|step|stage|day|week|error|err|"
    r"code|req|o|llama|gemini|rtx|a|b|zone|az|region|region-\w+)-?\d+(?:[.-]\w+)*|[a-z]+-\d{4})$"
)
_TICKET = re.compile(
    r"\bREL-\d{6,}(?:-\d+)?|\bINC-\d{6,}(?:-\d+)?|\b(?:CHG|PRB|REQ)-\d{4}-\d+|"
    r"(?<![A-Za-z0-9_/#.-])(?!CVE-|UTF-|SHA-|ISO-|RFC-|HTTP-|GPT-|COVID-|ERR-|INV-|API-|EU-|US-|AP-|TLS-|AES-|RSA-|"
    r"MD-|IPV-|PM-|USB-|HDMI-|GDPR-|GHSA-|A-|B-|KB-|E-|V-|H-|T-|MI-|"
    r"PRE-)[A-Z][A-Z0-9]{1,9}-\d{2,7}(?![A-Za-z0-9_-]|\.\d)|\b(?:INC|CHG|PRB|REQ|RITM|ITSM|TASK)\d{5,}\b|"
    r"\b(?i:jira|internal (?:ticket|reference|id|number|case|queue)|ServiceNow|TAPD|禅道|ITSM)\b(?: ticket|"
    r" issue)? ?#?\w*|\bMR ?!\d+|\bPR ?#\d+|"
    r"PagerDuty|禅道|(?:缺陷单|内部工单|变更单|故障单|事件单|bug)\s?(?:号|编号)?\s?[#:：]?\s?[A-Z]*\d{3,}|"
    r"\bBUG\s?#?\d{3,}",
    re.ASCII,
)
_CHANNEL = re.compile(
    r"(?<![\w/&#])#(?=[a-z])(?:(?:inc|incident|war|ops|oncall|on-call|sre|eng|team|dev|infra|warroom|outage|"
    r"sev)[\w-]*|[a-z]+(?:-[a-z0-9]+)*-(?:room|ops|incident|oncall|war|eng|team|alerts|"
    r"internal)[\w-]*)(?!#)|(?:飞书|企业微信|钉钉|内部|值班|应急|作战|指挥)[^，。；,]{0,16}(?<!集)群(?!里反馈)|"
    r"(?:飞书|钉钉|企业微信|内部)(?:文档|知识库|频道|跟踪|工单|会议)|作战室|"
    r""
    r"\b(?:posted|told|written|discussed|shared|updates?|discussion|handed over|war room|"
    r"bridge)\b[^.!?]{0,30} in (?:the |our |"
    r"a )?(?:Teams|Slack|Zoom)\b|"
    r"\b(?:[Pp]od|[Nn]amespace|[Dd]eployment) [`\"][\w-]+[`\"]|"
    r"群[“\"][^”\"]{2,20}[”\"]|[“\"][^”\"]{2,20}群[”\"]|(?:our|the|internal|private) (?:internal )?(?:slack|"
    r"war room|(?:teams|zoom|bridge) (?:channel|call))\b|https://[\w.-]*(?:zoom\.us/j|meet\.google\.com|"
    r"teams\.microsoft\.com/l/meetup|meeting\.tencent\.com)/\S+",
)
_SECRET = re.compile(
    r"\b(?:with )?(?:pin|PIN|passcode)\s(?:is\s)?\d{4,}|\bput back to \S{8,}|"
    r"\bApp[Ss]ecret=\S{6,}|"
    r"\bAKID\w{8,}|\bAK-[0-9a-f]{8,}|(?:口令|密码)\s?(?:是|为|[:：])?\s?(?=[!-~]{0,30}\d)[A-Za-z][!-~]{5,30}|"
    r"\b(?:root|admin|administrator|sa)/[!-~]{4,20}|(?:临时|管理|后台)?口令\s?[A-Za-z][!-~]{5,30}|"
    r"密钥[（(][A-Za-z0-9]{10,}[)）]|(?<!自称)(?<!自称“)工号\s?[:：]?\s?[A-Z]{0,3}\d{3,}|"
    r"\beyJ[\w-]{10,400}\.[\w.-]+|\bpassword\b[^.,;!?\n]{0,60}?\b(?:is(?: now)?|was|to|"
    r"of)\s[`\"“]?(?=\S{0,30}\d)[\w!@#$%^&*-]{6,30}|"
    r"\bpassword [`\"“]?(?=[\w-]{0,20}\d)[A-Za-z][\w!@#$%^&*-]{5,30}|"
    r"\b(?:token|secret|key)\b[^.;!?\n(]{0,60}\((?=[\w.-]*\d)(?=[\w.-]*[A-Za-z])[\w.-]{8,}\)|\bext\. ?\d{3,5}\b|"
    r"\b(?:sk|pk|rk|ghp|gho|ghs|ghu|xox[bap])[_-](?:(?:live|test)[_-])?\w{8,}|\bAKIA[0-9A-Z]{12,}|\bBearer [\w.-]{16,}|"
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:extension|ext\.) ?\d{3,5}\b|(?:内线|分机)\s?\d{3,5}|\b[a-z]{2,3}_(?:live|"
    r"test)_\w{6,}|\bPIN\s?(?:is|:)?\s?\d{4,}|\b(?:[Pp]assword|passwd|pwd|secret|token|api[_ ]?key|ak|sk|"
    r"access[_ ]?key)\s?[:=]\s?\S{6,}|(?:password|密码)\W{0,4}(?:is|was|是|"
    r"为)?\W{0,3}(?=[^\s，。]{0,20}\d)(?=[^\s，。]{0,20}[!@#$%&*])[^\s，。]{6,20}|密码\s?(?:是|为|"
    r"[:：])\s?[\w#@!$%^&*]{6,}|://[^\s/:@]{1,99}:[^\s/@]{1,99}@|(?<![\w.-])[\w.-]{1,40} / [A-Z]?[\w]*[#!@$%]\w+|"
    r"(?<![A-Za-z_])[A-Za-z_]{1,40} / \w*\d{4}[!#@$%]",
    re.ASCII,
)
_FIRST_NAMES = words_of(
    """
    anneke ines marta
    aaron abdul adam adele adrian agnes agnieszka ahmed aisha akira alan albert alejandro alex alexander alexandra
    alexei alfred ali alice alina alison amanda amelia amir amit amy ana anders andre andrea andreas andrei andrew
    andrey angela angelo anika anil anita anja anjali anna anne anthony anton antonio arjun arthur astrid asuka axel
    barbara bea beata beatrice ben benjamin bernd bettina birgit bjorn bob boris brian brigitte bruno camille carl carla
    carlo carlos carmen caroline catherine cecilia charles charlotte chen chiara chloe chris christian christina
    christine christoph claire clara claudia colin conor craig cristina dan daniel daniela darren dave david deborah
    deepak denis denise derek diego dieter dimitri dmitri dmitry dominik donald donna doris dorothea douglas dylan edith
    edward edwin elaine eleanor elena eliza elizabeth ella ellen elsie emil emilia emily emma emre enrique eric erik
    erika ernest ernst esther ethan eugene eva evan evelyn fabian farid fatih fatima felicity felix fernando filip finn
    fiona florian francesca francesco francis frank franz frederik freya gabriel gabriela gareth geoffrey georg george
    geraldine gerhard gillian giovanni giulia glenn gordon graham greg gregor guillaume gustav gwen hamish hanna hannah
    hans harald harriet harry hassan hazel heather hector heidi heike helen helena henrik henry herbert hilda hiroshi
    holger howard hugo ian ibrahim igor ilya imran ines ingo ingrid irene irina iris isaac isabel isabella ivan ivana
    jack jacob jakob jamal james jan jana jane janet janice janine jared jasmine jason javier jeff jenny jens jeremy
    jerome jessica jessie jill jim joan joanna joanne jochen joe joel johan johanna johannes john jonas jorge jose josef
    joseph josephine joyce juan judith judy julia julie jurgen justin jürgen kai kamil karen karin karl katarzyna kate
    katharina kathleen kathrin katja kay keith kelly ken kenji kerstin kev kevin khalid kim kirill kirsten klaus konrad
    kristian kristina krzysztof kurt kyle lars laura lauren laurent lea leah leila lena leon leonard leslie lewis liam
    liang lidia lilian linda lindiwe linus lisa liz lloyd lois lorenzo lorna louis louisa louise luca lucas lucia lucy
    lucía ludwig luis luisa lukas luke lydia lynn mabel magda magdalena maggie mahmoud malcolm malik manuel marc marcel
    marcia marco marcos marcus marek margaret maria marian marianne marie marilyn marina mario marion marius marjorie
    markus marlene marta martha martin martina marvin mary mateusz matt matthew matthias maureen maurice max maxine
    meera mei melanie melissa meredith mia michael michaela michal michelle miguel mikael mike mikhail milan millie mina
    ming mira miranda miriam mohamed mohammed mohit molly monika monique morgan moritz muriel mustafa nadia nadine naomi
    natalie natasha nathan ned neha neil nick nico nicola nicole nigel niklas nikolai nils nina noah noel nora norbert
    norman oksana olaf ole oleg olga oliver olivia omar omid orla oscar oskar otto owen pablo pamela paola pascal
    patricia patrick paul paula pauline pavel pawel pedro peggy penny percy peter petra phil philip phoebe pierre piotr
    priscilla priya quentin rachel rahul raj rajesh ralf ralph ramesh rashid ray raymond rebecca regina renate rene rhys
    ricardo richard rita robert roberto rodney roger roland rolf roman ronald ronan rory rosie ross roy ruben rudolf
    rufus rupert russell ruth ryan sabine sabrina sadie salma sam samantha samir samuel sandeep sandra sanjay sara sarah
    seamus sean sebastian serena sergey shane sharon sheila shirley shreya sidney simon simone siobhan sofia sonja
    sophie stanley stefan stella stephen steve stuart sue susan susie suzanne sven svetlana sylvia takeshi tamara tania
    tanja tariq tatiana ted teresa terry theo theodore theresa thomas thorsten tiago tilda tim tina tobias toby tom
    tomas tomasz tony torsten tracy trevor ursula uwe valentina valerie vanessa vera vernon veronika victor vijay viktor
    vincent vivek vivian vlad vladimir walter wanda wayne wei wendy werner wilhelm wilma xavier yasmin yousef yuki yusuf
    yvonne zara zeynep zoe zofia
    """
)
"""Without those that are common words too."""
_WHO_EN = re.compile(
    r"(?:\b(?:thanks to|kudos to|credit to|commander|engineer|on[- ]call(?: engineer)?|lead|manager|director|"
    r"colleague|ask|ring|call|contact|ping|page[ds]?|by|hero|owner|assignee|assigned to|operator)(?: is|"
    r":)? )(?P<a>[A-Z][a-z]+(?:-[A-Z][a-z]+)? [A-Z][a-z]+)(?=[ ,.;:)]|$)|(?P<b>\b(?!Most|Some|All|Many|One|Members|"
    r"Part|None|Half|Everyone|People|Engineers|Staff|Technicians|Users|Customers|Few|Several|Each|Two|"
    r"Three)[A-Z][a-z]+(?:-[A-Z][a-z]+)?(?: [A-Z][a-z]+){0,1}) (?:of|from|in|on) (?:our|"
    r"the) (?:[\w-]+ ){0,2}(?:team|shift|rota|depot|branch|plant|office|department|desk|crew|NOC|SRE|DBA)\b|"
    r"(?P<c>\b(?!The |We |It |This |That |They |He |She |Who |Everyone |Nobody |Service |Support |Engineering |"
    r"Team |Our |Someone |Provider |Amazon |Google |Microsoft |Apple |Cloudflare |"
    r"Stripe )[A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:is|was) (?:leading|on call|on it|fixing it|paged|running the)\b|"
    r"(?P<d>\b[A-Z][a-z]{2,}) (?:fat-fingered|forgot to|accidentally|mistakenly)|\b(?P<f>[A-Z][a-z]+ [A-Z][a-z]+|"
    r"(?:Dave|Tom|Sam|Priya|Anna|John|Mike|Sarah|Aisha)) (?:in|from) (?:our |the )?(?:Ops|IT|DevOps|NetOps|SecOps|"
    r"[A-Z]\w+ Support|Engineering|Infrastructure|Facilities|Networks?)\b|engineer, (?P<g>[A-Z][a-z]+ [A-Z][a-z]+)|"
    r"(?<![\w.])@[a-z][\w.-]{2,}(?= (?:is|was|on|has|will|and)\b)|\b(?:[Aa]sk|[Pp]ing|cc) @[a-z][\w.-]{2,}"
)
_PERSON_EN = re.compile(
    r"(?<![\w.-])(?<!Dr )(?<!St )(?<!St\. )(?<!Dr\. )(?P<first>[A-Z][a-zà-ÿ]+) (?P<last>[A-Z](?:\.|"
    r"[a-zà-ÿ']+)(?:-?[A-Z][a-zà-ÿ]+)?)|"
    r"\b(?P<rel>[A-Z][a-zà-ÿ]+) in (?:Release|Platform|Network|Site|Data|Cloud|Security|Clinical|clinical) \w+\b|"
    r"\b[Oo]n-?call \((?:that's|it's|this is) (?P<duty>[A-Z][a-zà-ÿ]+)|\b(?P<did>[A-Z][a-zà-ÿ]+) (?:pushed|deleted|"
    r"ran|deployed|merged|uploaded|dropped|wiped|unplugged|pulled|"
    r"rebooted|forgot|mistyped|"
    r"overwrote|kicked|broke|fixed|rolled|restarted|noticed|spotted)\b|"
    r"\b(?P<dept>[A-Z][a-zà-ÿ]+) (?:in|from) (?:DevOps|SRE|NOC|billing|backend|ops|dispatch|support|engineering|"
    r"finance|IT|"
    r"networking|sales|accounts)\b|"
    r"\b(?:[Pp]ing|[Aa]sk|[Ss]hout-?out to|[Tt]hanks to|[Kk]udos to|[Pp]age|"
    r"[Aa]ssigned to) (?P<only>[A-Z][a-zà-ÿ]+)\b(?! [A-Z])"
)
_ROLE_EN = re.compile(
    r"\b[Oo]ur (?:CTO|CEO|COO|CIO|CISO|VP \w+|head of \w+) (?P<c>[A-Z][a-zà-ÿ]+(?: [A-Z][\w.'-]+)?)|"
    r"\b(?:our (?:[\w-]+ )?(?:colleague|trainee|engineer|technician|developer|admin|administrator|manager|contractor|"
    r"intern|apprentice|"
    r"operator|analyst|lead)|(?:technician|engineer|colleague|trainee|"
    r"on-call engineer),?) (?P<a>[A-Z][a-zà-ÿ]+(?: [A-Z][\w.'-]+)?)|"
    r"\b(?P<b>[A-Z][a-zà-ÿ]+(?: [A-Z][\w.'-]+)?),? (?:from (?:our |the )?(?:\w+ ){0,2}(?:team|SRE|DBA|DevOps|NOC|IT|"
    r"backend|frontend|"
    r"platform|Platform|ops|Ops|"
    r"dev|department|desk|shift|group)|who (?:runs|leads|heads|manages|wrote|deployed|built|maintains) (?:our|the)|"
    r"in (?:NOC|SOC|IT|ops|Ops|dispatch|networking|engineering|support) \w+)\b"
)
_NOBODY_EN = words_of(
    "The This That These Those Our Your Their We It They Somebody Someone Everyone Everybody People Engineers Staff Co"
    "lleagues Updates "
    "Members Experts Technicians Users Customers Messages Requests Orders Two Three Four Five Six Seven Eight Nine Ten"
    " One Some All Both "
    "Nobody Traffic News Word Help Support Calls Reports Data Results Mail Email Several Most Many A An"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田姜范石姚谭廖邹熊陆郝孔崔康毛邱秦史顾侯邵孟龙段雷钱汤尹黎武乔贺赖龚"
)
_WHO_ZH = re.compile(
    rf"(?P<f>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?:（|\()(?:工号|[^）)]{{0,10}}(?:组|部|科|中心)[）)])|"
    rf"(?:信息科|组|(?<!全)部|科|中台|团队|值班员工?|架构师|值班经理|员工|工程师|同事|同学|由|感谢|实习生|系统管理员|"
    rf"管理员|"
    rf"值班同学|操作人|复核人|负责人|经办人|审批人|项目经理|中心|提交人|后端组|前端组|运维|开发|测试|"
    rf"DBA)的?(?P<g>[{_SURNAMES}]"
    rf"[\u4e00-\u9fff]{{1,2}}?)(?=、|（|\(|负责|处理|已|正在|在|从|下午|上午|昨|今|盯|还在|误|两位|回退|跟进|牵头|把|"
    rf"带队|排查|误|那边|写的|编的|清理|手机|老师误|复核|，|误删|（)|(?:后端|前端|运维|测试|研发|产品|机房)的?(?:老|"
    rf"小|阿)[{_SURNAMES}]|[{_SURNAMES}]总(?=已|批|指)|(?:本名|真名)(?P<j>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})|"
    rf"小[{_SURNAMES}]（(?P<i>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})）|"
    rf"(?:^|(?<=[，。；！]))(?P<h>(?!余下|余额|谢|程序|顾客|康复|史上|金额|高峰|方案|常见|任何|余票|余额|全部|安全|"
    rf"石化|时间|成功|"
    rf"文件|毛利|黄牛|马上|白屏|温度|"
    rf"江苏|于是|孔|段|熊|雷达|武汉|万一|汪汪|章|许多|谢谢|高速|高级|高清|路由|项目|严重|金币|华为|华东|华北|华南|"
    rf"华中|云|祝|计划)[{_SURNAMES}]"
    rf"[\u4e00-\u9fff]{{1,2}}?)(?=还在处理|正在处理|正在排查|负责处理|牵头处理)|"
    rf"(?<![\w.])[a-z]{{4,}}@(?![\w])|"
    rf"(?:工程师|运维|值班(?:人|员|同事|工程师)?|同事|负责人|指挥(?:官)?|总指挥|经理|主管|主任|DBA|研发|程序员|"
    rf"开发)(?:是|为|[:：])?\s?(?P<a>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=正|已|在|于|执|同|老师|负责|处理|，|。|"
    rf"、|,|赶|发现|误|提交|排查|跟进|$)"
    rf"|(?P<b>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?:老师|工程师|经理|主任|总监|主管|同学|同事|师傅)(?=正|已|在|"
    rf"负责|处理|，|。|（|\(|到)|(?P<c>(?<![\u4e00-\u9fff])(?!余下|余额|谢|程序|顾客|康复|"
    rf"史上)[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=正(?:在)?(?!常|"
    rf"式)|负责|牵头|值班|在(?:现场|\s?\d))"
    rf"|@[\u4e00-\u9fff]{{2,4}}|(?:由|联系|找|请|致电)(?!周知|周末|周一|周二|周三|周四|周五|方便|贵|陆续|江|"
    rf"黄)(?P<d>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=负责|牵头|处理|"
    rf"跟进|的手机|手机|老师|师傅|经理|，|。)|(?:部|组|中心|班)的?(?P<e>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=在|"
    rf"误|执行|"
    rf"操作)|(?<![\u4e00-\u9fff])(?:老|小|阿)[{_SURNAMES}](?=正|已|在|负责|值班|上线|今|昨|中午|上午|下午|晚|传|误|"
    rf"不小心|把|改|删|忘)"
)
_CUSTOMERS_EN = re.compile(
    r"router|localhost|your (?:router|network|device)|public (?:discord|slack)|community|firewall"
)
_CUSTOMERS_ZH = re.compile(
    r"面向客户|开发者(?:交流)?群|示例|QQ群|手动打开|认证页|光猫|浏览器打开|路由器|玩家群|用户群|粉丝群|管理页|英雄|"
    r"皮肤|"
    r"旗舰店|白名单"
)


_CODES = re.compile(
    r"\b(?:shows?|see|displays?|says?) [\"“]|\b(?:numbers? (?:like|starting|beginning|that start)|start(?:s|"
    r"ing)? (?:in|with)|looks? like|your (?:\w+ )?(?:ticket|order|"
    r"reference|case|booking|policy|claim))\b|\b(?:error|code|model|flight|part number)\b|错误|报错|弹出|提示|型号|"
    r"航班|车次|运单|单号|开头",
    re.IGNORECASE,
)
_QUOTED_TO_SUPPORT = re.compile(
    r"\b(?:quote|quoting|mention|reference number|case number)\b|报上|附上|提供(?:单号|编号)|告知客服",
    re.IGNORECASE,
)
_YOURS = re.compile(r"\b[Yy]our (?:\w+ )?(?:ticket|case|incident) numbers?")
_TICKETS = re.compile(r"jira|internal|内部|ticket|incident|change|工单|缺陷|修复单|变更", re.IGNORECASE)


@lru_cache(maxsize=64)  # One text may have many.
def _is_for_readers(text: str) -> bool:
    """Whether what looks like a ticket is a code that readers see or quote."""
    return _QUOTED_TO_SUPPORT.search(text) is not None or (
        _CODES.search(text) is not None and not _TICKETS.search(_YOURS.sub(" ", text))
    )


_TEAMS = words_of("IT Ops DevOps NetOps SecOps NOC SRE DBA PIN MR PR TAPD ITSM")


_CALLED = re.compile(r"(?<![\w.])@")


def _is_marked(word: str) -> bool:
    """Whether a word alone makes a leak likely: what machines, tickets and keys are written with, or a name."""
    bare = word.strip(".,;:!?()[]\"'“”*_").removesuffix("'s").removesuffix("’s")
    if bare in _TEAMS or (bare.istitle() and bare.lower() in _FIRST_NAMES):
        return True
    if word.isalpha():
        return False
    if (host := _HOST.search(word)) and not _is_public(_HOST, host[0], word, for_customers=False):
        return True
    patterns = (_SECRET, _ADDRESS, _INSIDE, _TICKET, _CHANNEL)
    return any(one.search(word) for one in patterns) or word == "/" or _CALLED.search(word) is not None


def find(passage: Passage) -> Iterator[Hit]:
    """What only insiders should read; code and quotations count too, as the public reads them."""
    told: set[str] = set()
    for found in _inside(passage.source, passage.lang, passage.site):
        if not any(found in one for one in told):
            told.add(found)
            yield Hit(found, next((one for one in passage.sentences if found in one.text), None))


def _suspects(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> bool:
    return next(_inside(sentence.text, lang, site), None) is not None


_NUMBERED = re.compile(r"[.\-A-Z][a-z]?\d")


def _inside(text: str, lang: RuleLanguage | None, site: SiteWords) -> Iterator[str]:
    """What stays inside, the surest first."""
    if site.names:
        yield from (own[0] for own in site.names.finditer(text) if not _is_allowed(site, own[0]))
    lowered = text.lower()
    for_customers = _CUSTOMERS_EN.search(lowered) or _CUSTOMERS_ZH.search(text)
    numbered = _NUMBERED.search(text) is not None
    looked_for = (
        (_SECRET, True),
        (_ADDRESS, numbered or "::" in text),
        (_INSIDE, any(mark in text for mark in "./\\_-")),
        (_TICKET, numbered or any(word in lowered for word in _TICKET_WORDS)),
        (_CHANNEL, True),
        (_HOST, "-" in text or numbered),
    )
    for pattern, worthwhile in looked_for:
        for found in pattern.finditer(text) if worthwhile else ():
            if found[0].startswith("/") and _READERS_PATH.search(text[max(0, found.start() - _BEFORE) : found.start()]):
                continue
            if not (_is_public(pattern, found[0], text, for_customers is not None) or _is_allowed(site, found[0])):
                yield found[0].strip()
    if lang is None or for_customers:
        return
    for found in _WHO_ZH.finditer(widened(text)) if lang == "zh" else _WHO_EN.finditer(text):
        if not _is_allowed(site, found[0]):
            yield next((group for group in found.groups() if group), found[0])
    if lang == "en":
        yield from (person for person in _people(text) if not _is_allowed(site, person))


_PLACE_NAMED = re.compile(
    r" (?:Building|House|Hall|Centre|Center|Street|Road|Library|Institute|School|College|Hospital|Theatre|Room|Ward|"
    r"Wing|Park|Bridge|"
    r"Airport|Station|Stadium|University|Foundation|Prize|Award|Square|Tower|Clinic|Gallery|Museum)\b"
)


def _people(text: str) -> Iterator[str]:
    """The people of ours who are named in an English text."""
    for found in _PERSON_EN.finditer(text):
        if _PLACE_NAMED.match(text, found.end()) or _PLACE_NAMED.match(f" {found['last']}"):
            continue
        first = found["first"] or next(filter(None, (found[name] for name in _ALONE)), "")
        if first.lower() in _FIRST_NAMES:
            yield found[0] if found["first"] else first
    for found in _ROLE_EN.finditer(text):
        name = found["a"] or found["b"] or found["c"]
        if name.split()[0] not in _NOBODY_EN:
            yield name


_ALONE = ("did", "duty", "rel", "dept", "only")
"""The groups of a first name that stands alone."""


_TICKET_WORDS = ("jira", "ticket", "tapd", "禅道", "单", "bug", "pagerduty", "servicenow", "itsm", "mr ", "pr ", "mr!")
_CHANNEL_WORDS = ("群", "slack", "war room", "zoom", "meet.", "teams", "bridge", "tencent")


_BEFORE = 100
"""Characters before a path that are looked at."""
_READERS_PATH = re.compile(r"(?:\byour |[\"“][^\"”\n]{0,80})$", re.IGNORECASE)
"""What stands before a path that readers have themselves, or see in an error."""


def _is_public(pattern: re.Pattern[str], found: str, text: str, for_customers: bool) -> bool:
    """Whether what looks like a thing inside is one that readers use."""
    if pattern is _TICKET:
        return _is_for_readers(text)
    if pattern is _HOST:
        return _HOST_OK.match(found) is not None or "-" not in found or re.search(r"\d", found) is None
    return for_customers and pattern in (_ADDRESS, _CHANNEL, _INSIDE)


def _is_allowed(site: SiteWords, found: str) -> bool:
    return site.allowed is not None and site.allowed.fullmatch(found.strip()) is not None


RULE = Rule(
    WordingRule.LEAK,
    find,
    {
        "en": Advice(
            "this should stay inside the company",
            "Host names and tickets help attackers, not readers, and a person's name stays online for good.",
            "Write “one of our servers”, “our engineers”.",
        ),
        "zh": Advice(
            "对外文字中不应出现内部信息",
            "主机、工单和人名对等待的用户没有帮助，却方便了攻击者；当事人的名字会一直留在网上。",
            "写它对用户来说是什么，例如“一台服务器”“我们的工程师”。",
        ),
    },
    always,
    {
        "en": words_of(
            """
            accidentally ask assigned assigned+to assignee backend bearer begin bridge colleague commander credit crew
            deleted deployment depot desk director engineer engineer's ext extension fat-fingered forgot from+our
            frontend hero internal+reference jira key kudos lead leading manager mistakenly namespace on-call oncall
            owner paged pagerduty passwd password passwords pin ping plant pod pushed pwd ring rota secret servicenow
            shift shout-out shoutout slack teams technician thanks ticket token trainee unplugged war who+heads
            who+leads who+maintains who+manages who+runs who+wrote wiped zoom
            """
        ),
        "zh": words_of(
            """
            工程师 运维 值班 同事 负责人 指挥 经理 主管 主任 研发 程序员 开发 老师 师傅 组 部 中心 密码 密钥 群 工单
            缺陷单 变更单 故障单 事件单 禅道 tapd itsm jira bug 小 老 阿 内线 分机 由 联系 找 请 致电 牵头 正 负责 口令
            工号 架构师 员工 感谢 信息科 科 中台 同学 提交 飞书 钉钉 作战室 （ 实习 管理员 后端 前端 内部 总 文档 作战
            企业微信
            """
        ),
    },
    _is_marked,
    lambda site: site.names,
    suspects=_suspects,
    every_language=True,
    parts=("body", "title", "field"),
)
