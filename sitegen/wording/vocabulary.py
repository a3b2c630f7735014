"""Words that name nothing, in English and in Chinese: who, when, how much, and what every incident has."""

ENGLISH = """
24/7 a aaaand aaand ability able abnormal abnormalities abnormality about above abroad absolute absolutely accept
acceptable accepted accessible according accordingly account account-holder accountholders accounts achieve
acknowledge acknowledged across act acting action actions activated active actively activities activity actually adapt
add added adding additional additionally address addressed addressing adequate administration admit advance
adventurers adverse adversely advise advised affect affected affecting affects after aftermath afternoon afternoon's
afterward afterwards again against agencies agency agent ago agreeable agreed ahead aim ain't alas albeit alert
alerted alerts alike all all-hands allow allowed allows almost along already alright alrighty also altered although
always am amended among amongst amount amounts an analyse analysed analysing analysis analyst analysts and angle angry
announce announced announcement announcements annoyance annoying anomalies anomalous anomalously anomaly another
answer answered answers anticipate anticipated anxious any anybody anyone anything anyway anyways apart apologetic
apologies apologise apologised apologize apology apparent apparently appear appeared appears applicants application
applications applied apply appreciate appreciated approach approximately april apt are area areas aren't argh arise
arisen arising arm arose around around-the-clock arrange arranged arrival artefacts as ashamed aside ask asked asking
asks aspect aspects assess assessed assessing assessment assist assistance associated assurance assure assured at
attempt attempted attempts attend attention attentive attributed audience august author authorities authority
authorized availability available avoid avoidance await awaiting awake aware away awesome baby back back-to-normal
backs bad bade balanced banking base bases basic basically basis be bear bearing bears became because become becomes
been before began begin beginning begins begun behalf behave behaving behavior behaviour behind being beings belief
believe believed belong below beside best better between bigger bit bits bitter blamed board boat boffin bold
borderline bored borked borrower bosses both bother bothered bothering bottom bounce bracing branch branch's branches
brave breath brief briefed briefly brilliant bring bringing broad broader broken broker brokers brought bst buddy bug
bugs bulletin bulletins bump bumpier bumps bumpy burden burning busily business businesses busy but butterfly buyer
buyers by bystander bystanders call called calling calm calmer campus can can't candid candidates cannot capabilities
capability capable capacity cardholder carefully careless caring carried carriers carry case cases cast casual caught
causal cause caused causes causing caution cautious cautiously cease ceased center central centrally centre certain
certainly cest cet chain challenge challenges challenging chance chances change changed changes chaps characters chase
check checking checks cheerful cheers chosen chugging circumstance circumstances citizen citizens city clarification
clarify clarity class clause clean clear clearance cleared clearer clearly clever client client's clientele clients
climbed clinicians clinics clock clocked close closed closely closing cluster clusters coffee cohort cold colleague
colleagues collective combination come comes comfort comfortable coming commander commence commenced comment comments
commit commitment committed committee communicate communicated communicating communication communications community
commuter companies company comparable comparing comparison compensate competence competent complain complained
complaints complete completed completely complex complicated complication complications component components
comprehensive concern concerned concerning concerns concise conclude concluded concluding conclusion condition
conditions conditions' conduct conducted conducting confidence confident configuration confined confirm confirmed
confirming confused confusing confusion connected connection conscious consequence consequences consider considerable
considerably consideration considered considers consistent consistently constant constantly consult consulted
consumers consumers' contact contacting contacts contain contained content context continuation continue continued
continues continuing continuity continuously contractor contrary contribute control conversation cool cooperation
coordinate coordinated coordinating coordination correct corrected correcting correction corrections corrective
correctly correctness correspond corresponding could couldn't council counsel count counted country couple course
courteous courtesy coverage covered crack cracked cracking creating creator creep crew crews crisis cropped cropping
cross crossed crucial crucially culprit cunning curious current currently curtailed customary customer customer's
customers cut damage damn dampened dare data date dates day day's days deadline deal dealer dealing dealt dear debug
debugging december decent decided decision decisions deck decline declined decrease decreased decreasing dedicated
deemed deep deeper deeply default defect defective defects deficiencies deficiency definite definitely definition
degradation degraded degree degrees deliberate delicate delighted delve demand demands department departments
depending deployed descend deserve deserves desk despite detail detailed details detected deteriorated deteriorating
deterioration determine determined dev developer developers developing development developments deviating deviation
deviations devoted devs diagnose diagnosed diagnosing diagnosis diagnostic diagnostics did didn't die died differ
difference different differently difficult difficulties difficulty dig digging digital dignified digs dilemma
diligence diligently diminished diminishing directly director directorate disappeared disappoint disappointed
disappointing disappointment disclose disclosed discomfort discover discovered discovery discuss discussed discussing
disgruntled dismay dismiss dispatch dispatched displeased disposal dispositions disrupt disrupted disrupting
disruption disruptions distinct distress districts disturb disturbance disturbances disturbed disturbing diverse
divided divisions do dodgy does doesn't doing don't done done-and-dusted doubled doubt doubts down downgraded downside
downstream drag dragging drama drastically draw driven driver drivers dropping dry due dull duration during dust
dusted duties duty e-service e-services each eager eagerly earlier earliest earnest ease eased easier easily easy
echelon echo edge edt educators effect effectively effects efficient efficiently effort efforts eight either elaborate
elegant element elements elevated eliminate eliminated eliminating else else's elsewhere embarrassed embarrassing
embarrassment emerge emergency emerging emotional emphasise employ employed employees employers enable enabled
encounter encountered encountering encourage end endeavors endeavour endeavouring endeavours ended endure endured
enduring energy engaged engaging engineer engineering engineers enjoy enjoyed enormous enormously enough enquiries
enquiry ensure ensured ensuring enterprise enterprises enthusiasm entire entirely entities entitled entitlement entity
entry environment envisaged epic episode episodes equally equipment errant erratic erratically error errors escalate
escalated escalating escalation especially essential essentially est establish established estate estates esteemed
estimate estimated etc evaluate evaluating evening evening's evenings evenly event events events' eventually ever
every everybody everybody's everyone everyone's everything everything's everywhere evidence evident exacerbated exact
exactly examination examine examining example exceed exceeded excellent except exception exceptional exceptionally
exchange exclusively excuse exec execute execution executives exercise exert exhausted exhaustive exhibit exhibited
exhibiting exhibits exist existed existing exists expand expanded expect expectation expectations expected expectedly
expects expedite expediting expense experience experienced experienceing experiences experiencing expert expertise
experts expire explain explained explaining explanation explanations explicit explore exploring exposed express
expressed expresses expressing extend extended extending extensive extent external extra extraordinary extreme
extremely eye eyes face faced facilities facility facing fact factor factors fail failing failure fair fairly faith
faithful fall fallen falling false faltering falters familiar families family famous far fast faster fastest fate
fault faults faulty fear fearless feature features february feedback feel feeling feels fellow felt few fewer fewest
fiddly field fierce fifteen fifty fight fighting figure figured figures figuring film-night final finalise finalised
finally find fine fingers finish finished finishing fired firefighting firm firmly firms first fit five fix fixable
fixed fixes fixing flag flagged flaky flat flawed flawless fleet floor flow flowing fluctuate fluctuates fluctuating
fluctuation fluctuations fluid flurry flying focus focused focusing fog folk folks follow follow-up followed followers
following follows fond foot for forbearance force forces foremost foreseeable foreseen forever forget forgive
forgotten formal former formerly forth forthcoming forthwith fortunate fortunately forty forward found foundation four
fraction fragile frame framework frank freak freely frequent frequently fresh friday friend friendly friends fro from
front frustrated frustrates frustrating frustratingly frustration frustrations full full-time fuller fullest fully fun
function functional functionality functioned functioning functions funky funny furious further further-notice future
gaining gamer gamers gaming gamut gap gaps gather gathered gathering gave general generally generous generously gentle
gentlemen genuine genuinely geographies gesture get gets getting gg ggs ghost ghosts gist give given glad gladly
glance glhf glimpse glitch glitches glitchy gloomy glory glued gmt go goal goals god goes going golden gone gonna good
goods goodwill got gotta gov governed grace graceful graciously gradual gradually grand grapple grappling grasp
grateful gratefully gratitude grave great greatest greatly green gremlin gremlins grief grim grind gripe groggy ground
grounds group groups grow growing grumble grumbles grumpy guarantee guess guest guests guidance guide guided gum
gutted guy guys habit had hadn't half halt halting hammer hammered hand handful handle handled handles handling hands
handy hang hanging happen happened happening happens happily happy happy-ending hard harder hardest hardly hardship
harm harmless harsh has hasn't hassle hassles hastily have haven't having haywire hazard he head headache headaches
headquarters heads heads-up health healthily healthy hear heard heart heartened heartfelt hearts heaven heavily heavy
hectic heed heightened held hell hello help helped helpful helping helps here hereafter hereby hereof hereto herewith
hero heroes heroic hesitant hesitate hey heya hi hiccup hiccups hidden hiding high higher highest highlight
highlighted highly hinder hindered hindering hindrance hint hints history hit hitch hitches hits hitting hkt hmm
hobble hogged hold holders holding holdup holiday holidays honest honestly honoured hood hook hooray hope hoped
hopeful hopefully hopes hopping horizon horrible horrid host hosting hosts hotfoot hour hours house household
householders households how however huge hugs human humble humbled humbly humming hundred hundreds hung hunt hunted
hunting hurdle hurdles hurry hurt hush hygiene hyper i i'm icky idea ideal ideally ideas identified identify
identifying idle if ill imminent impact impacted impacting impacts impair impaired impairment impairments impatient
impatiently impede impeded impeding imperative imperfect implement implemented implementing implications imply
important imposed impossible impression improper improperly improv improve improvement improvements improving in
inability inaccessible inaccuracies inactive inadequate inadvertent inadvertently incidence incident incidents
inclined include including inclusive incomplete inconclusive inconsistencies inconsistency inconsistent inconsistently
inconvenience inconvenienced inconveniences inconvenient incorrect incorrectly increase increased increases increasing
incur incurred indebted indeed indefinite indicate indicated indicates indication indications indicator indirectly
individual individual's individuals industry inefficient inevitable inevitably infinite inflicted influence inform
informal information informed informs infrastructure infrequent inherent initial initially initiated inner innovations
inquiries inquiry ins insight insights insist inspect inspected inspecting inspection inspections inspector inspiring
instabilities instability instance instances instantly instead instigated institution institutions instructed
instructions instrumental insufficient insured insurer insurers intact integral integrity intel intend intended
intends intense intensely intensive intensively intention intentions interaction interactions interest interested
interests interfere interference interim intermittence intermittent intermittently internal interplay interpret
interrupt interrupted interrupting interruption interruptions interrupts intervals intervene intervened intervening
intervention into intricate introduce introduced invaluable invest investigate investigated investigates investigating
investigation investigational investigations investigative investigators investors invite invited inviting invocation
involve involved involvement involves involving iron ironed ironing irregular irregularities irregularity irregularly
irritating irritation is isn't isolate isolated isolating isolation issue issue's issues it it's itching items
iteration its itself janky january jerky job jog join joined joins joint jointly joy jst judge july jump jumped
jumping juncture june just keen keep keeping keeps kept kicked kicking kind kinda kindest kindhearted kindly kindness
kinds knew knock knock-on knocked know known knows kudos labour lack lacking ladies lads landed landlord lands
language large larger largest last lasted lasting lasts later latest lay layer layers lead leader leaders leading
leads leap learn learned learners learning learnt least leave leaves lecturers led left legend legends legitimate
lemme lender lengthy less less-than-ideal lesser lessons let lets letters level levels liability liaising liaison lie
lies lieu life lifted lightly like likelihood likely likewise limit limitation limitations limited limits liner link
listen listened listener listening lit literally little live local locate located locating lodged lodger logical long
longer look looked looking looks loose lose losing lot lots loud loudly love loved lovely lower loyal loyalty luck
luckily lucky lunch lunchtime machine machines mad madam made magic magnitude main mainly maintain maintained
maintaining maintenance major majority make makes making malfunction malfunctions manage managed management manner
mannered many march mark marked market markets marvellous mass massive mate mates matter matters maximum may maybe
mean meaning meaningful means meant meantime meanwhile measure measures meet meets mega member members members'
membership meme memes mend mended mending mention mentioned merchant merchants mere merely mess message messages
messed messing met method methods middle might mighty mild mildly mind mindful minds mine minimal minimise minimised
minimising minimize minimum ministry minor minority minors minute minutes mirror misbehave misbehaved misbehaves
misbehaving misfiring misfortune mishap mishaps miss missed mistake mistaken mistakes mitigate mitigated mitigating
mitigation mitigations mixed mode moderate modern modest modestly modify module modules moment momentary moments
monday monitor monitored monitoring monitors mood more moreover morning morning's mornings most mostly motion mounting
move moved movement moves moving much multiple mum must mustn't mutual my mysterious mystery name namely names narrow
narrowed narrowing nasty national natural naturally nature naughty near nearly neatly necessarily necessary need
needed needless needn't needs negative negatively neither nerd nerve nerves network never nevertheless new news next
nice nicely night nightmare nights nine ninja no noble nobody nobody's node nodes nominal nominally none nonetheless
nonsense noon nope nor normal normality normally not notable notably note noted notes nothing notice noticeable
noticeably noticed noticing notified notify notifying notwithstanding november now nuisance number numbers numerous
nurses obligation obligations obliged observation observations observe observed observing obstacle obstacles obtain
obtained obvious obviously occasion occasional occasionally occasioned occasions occur occurred occurring occurs
october odd oddities oddity oddly of off offer offered offering offerings offers office officer officers officers'
official officially offline often ok okay old older on on-call on-duty onboard once once-over one ones ones' ongoing
online only onto oof open openly opens operate operated operates operating operation operational operations operative
operatively operator operators opinion opportunity optimal optimally optimisation optimism optimistic optimization
option options or orderly ordinary organisation organisations organise organised organization organizations origin
original originally originated originates originating other others our ours out outage outages outcome outcomes
outdated outlets outright outs outside outstanding over overall overcome overhead overly overnight oversight
overwhelming owe owing own owner owners pace page pain painful pains pair pals panic panicked panicking paperwork
paramount parcelled pardon parent parental parents parents' part partial partially participants participating
particular parties partly partner partners parts party pass passed passengers passes passing passionate past patch
patched patches patchy patience patient patiently patrons pattern patterns pausing pdt peace peaceful peak peculiar
peculiarities peers pending people perceived percent percentage perfect perfectly perform performance performed
performing performs perhaps period periods peripheral permanent permanently permit permitted persist persisted
persistent persisting persists person person's personally personnel perspective pertaining phase phased phases
phenomenon phew picked piece pieces pinned pinpoint pinpointed pinpointing pity place placed places plague plagued
plaguing plainly plan planned plans platform platforms play players playing plead pleasant please pleased pleasure
pledge plenty plus pm point poking policyholder policyholders polite poor popped population populations portal
portal's portfolio portion portions position positive positively possibilities possibility possible possibly post
posted posting posts potential potentially potentials practicable practical practically practice precaution
precautionary precautions precious precise precisely predicament predictable prefer preference preliminary premises
preparation preparations prepare prepared preparing presence present presented presently press pressing pressure
presumably pretty prevailing prevent preventing preventive prevents previous previously primarily primary principal
principle prior prioritise prioritised prioritising prioritize prioritized priority private privileged pro proactive
proactively probability probable probably probing problem problem's problematic problems procedure procedures proceed
proceeding proceedings proceeds process processed processes product production products profound progress progressing
promise promised promptly proof proper properly proportion prospect prospective proud proved proven provide provided
provider provider's providers provides providing provision provisional prudent pssst pst public publicly publish
published publisher publishing pull pulled pulling punctual pupils purpose purposes pursuant pursue pursued pursuing
put puzzle puzzled puzzling quality quarters query question questions quick quickly quiet quietly quirk quirks quirky
quit quite quote rack radar raised ran random randomly range ranging rapid rapidly rare rarely rate ratepayer rates
rather rational reach reader readers readily readiness ready real realise realised reality realize really rear
rearview reason reasonable reasonably reasons reassure reassured reassuring recall recap receive received receives
receiving recent recently recognise recognised recommence reconsider reconvene recover recovered recovering recovers
recovery rectification rectified rectify rectifying recur recurred recurrence recurring red redoubled reduce reduced
reduces reducing reduction refer reference references referred refers reflect reflected reflects refresh refreshed
refresher regain regained regard regarded regarding regardless regards region regions regret regretful regretfully
regrets regrettable regrettably regretted regular regularly regulator reinforce reinforced reinstate reinstated
reinstatement reintroduce relate related relates relating relatively relatives relaxed release relevant reliability
reliable reliably reliant relief relies relieved rely relying remain remainder remained remaining remains remark
remarkable remarks remedial remediated remedied remedies remedy remedying remembered reminder remotely remove removed
removing renewed reoccur repair repaired repairers repairing repeat repeated repeatedly repentant repercussions
replace replaced replacing replied reply replying report reported reportedly reporting reports represent
representative representatives reproduce reproduced reputation request requested requests require required requirement
requirements requires rescue research researchers reserves resident residents residual resist resolute resolution
resolutions resolve resolved resolves resolving respect respectfully respective respectively respond responders
responding responds response responsibilities responsibility responsible responsive rest restart restarted restarting
restless restoration restore restored restoring restrict restricted restrictions result resulted resulting results
resume resumed resuming retailers retry return returned returns reveal revealed reveals reverent revert reverted
reverting review reviewed reviewers reviewing revised revisit reworked rid ride riders ridiculous right rightly rights
rigorous rigorously rise risen rising risk risks rn robust rocky roles rollback rolled rolling room root roster rough
roughly roughness round routine row rubbish rude ruined rule ruled rules rumbling run running rush rushing s sad
saddened sadly safe safeguard safely safety said sailing sake same sane satisfaction satisfactory satisfied satisfying
saturday saviour savvy say says scale scared scary scenario scenarios scene scenes schedule scheduled scope scramble
scratch scratching screen scrutiny seat second sector sectors secure secured securely security see seeing seek seeking
seem seemingly seems seen segment segments seldom select selected seller sellers send senior sense sensible sent
separate separately september serious seriously server servers service service's service-affecting service-related
services services' serving set setback setbacks sets setting settle settled settles settling setup seven several
severe severity sgt shaken shaky shame shan't shape share shared shareholders shares sharing sharp she shed sheer
shift shifts shippers shocked shoppers short shortcoming shortcomings shortened shorter shortly shot should should've
shouldn't shout show showed showing shown shows shut sick side sides sight significance significant significantly
signs silence silent silently silly similar similarly simple simply simultaneous simultaneously since sincere
sincerely sincerest sir sit site sits sitting situated situation situations six sizable sizeable skilled skip slight
slightly slip slipped slow small smaller smallest smart smarter smile smooth smoothed smoothly snag snags so sober
social sole solely solemn solid solution solutions solve solved solving some somebody somehow someone something
sometimes somewhat somewhere soon sooner soonest soonish soothe soothing sorely sorrow sorry sort sorta sorted sorting
sought sources soz space spare spared spate speak speaking specialised specialist specialists specialized specific
specifically specifics specified specifying spectrum speedily speedy spell spend spent spirit spirits spite split
spoiled spoilt spoken sporadic sporadically spot spots spotted spotty squad square squared squarely squash squashed
squashing sry stabilise stabilised stabilising stability stabilization stabilize stabilized stabilizing stable staff
stage stages stakeholder stakeholders stand standard standby standing standpoint stands standstill start started
starting startled starts state stated statement statements states status stay stayed staying steadfast steadily steady
steering step stepped steps stern sticking sticky still stop stopped stopping stops straight straightaway straightened
straightforward strain strained strange strangely strategies strategy streamer strength strenuous stress stressful
strike strive strives striving strong strongest strongly structural structure struggle struggled struggles struggling
stubborn student students subject submit submitted suboptimal subpar subscriber subscribers subsequent subsequently
subset substantial substantially subtle succeed succeeded succeeds success successful successfully such sucks sudden
suddenly suffer suffering sufficiently suggest suggested suggestion suggests suitable sum summary summon summoned
summoning sunday superb supplement supplementary supplied supplier suppliers support supported supporters supporting
supportive suppose supposed supposedly sure surface surfaced surfacing surprise surprised surprising surprisingly
surrounding survey suspect suspected suspend suspended suspicious swear sweat sweating swift swiftly swing sympathetic
symptom symptoms synonymous system systems tackle tackling tactic take taken takes taking talk talked talking tame
targeted task tasks tea teacher team team's teams tearing tech techie techies technical technically technician
technicians technologies technology teething tell telling temper tempered temporarily temporary ten tenant tenants
tend tender tends tense term terminate terminated terms terrible terribly terrific test tested tester testers testing
tests than thank thankful thanks that that's the their theirs them themselves then theory there there's thereafter
thereby therefore thereof these they thing things think third this thorough thoroughly those though thought thoughtful
thoughts thousand thousands three thrilled thrive through throughout throw thrown thru thursday thx ticket tidy tied
tier tiers tight till time timely times timing tip tired tirelessly to today today's together told tolerant toll
tonight tonight's tons too took tool tools top topic tops tore total touch touched touching tough tougher toward
towards track tracking traction trade tradition traffic tragic trail transparency transparent travelled traveller
traveller's travellers treated treating treatment tremendous tremendously trials tribulations trick tricky tried tries
trigger triggered triggers tripped trouble troubles troubleshoot troubleshooters troubleshooting troublesome troubling
true truly trust trusted trusting trusts truth try trying tuesday tuned turn turned turning turns tutor tutors twenty
twice twist two ty typical typically typing tysm ugh ugly ultimate ultimately unabated unable unacceptable unaffected
unanticipated unavailability unavailable unavoidable unaware unbearable uncertain uncertainty unclear uncommon uncover
uncovered under undergo undergoing underlying undermined understand understanding undertake undertaken undertaking
undertook underway undesirable undesired undetermined undid undo undone uneasy uneven unexpected unexpectedly
unexplained unfazed unfolding unforeseen unfortunate unfortunately unhappy unhealthy unified uniformly unintended
uninterrupted unique united universal university unknown unless unlike unlikely unlucky unplanned unpleasant
unpredictable unpredictably unreliable unreliably unreservedly unresolved unsatisfactory unscheduled unspecified
unstable unstably unsteady unsuccessful unsure until unusable unusual unusually unwanted unwavering unwell up upcoming
update updated updates upgrade uphill uplifted ups upset upsets upsetting upstairs upstanding uptime upwards urge
urged urgency urgent urgently us usable usage use used useful user user's userbase users users' using usual usually
utc utilise utilised utilising utilized utmost utter utterly vague valid valuable value valued values vanish variable
variation variations varied varieties variety various vary varying vast veering vendor vendors verification verified
verifies verify verifying version versions versus very via vibe vibes vicinity viewer viewers vigilant vigorously
vigour virtually visit visited visiting visitor visitors vital volume voter vouch vow wait waiting wake waking wanna
want wanted wanting wants warm warmest warmhearted warn warned warning warnings warrant was wasn't watch watched
watching wave waved way ways wayward we we'd we'll we're we've weary wednesday week week's weekend weeks weigh
weighing weight weird weirdness welcome well went were weren't what what's whatever whatsoever when when's whenever
where where's whereas whereby wherever whether which whichever while who who's whoever whole wholehearted whom
whomsoever whose why wide widely wider widespread wild will willing win wind winding window wip wise wish wished
wishes wishing wistful with withdraw withdrawal withdrawn within without withstand witness witnessed witnessing wizard
wlll wobbly woe woes women won't wonder wonderful wondering wonky woohoo word wording words work worked workers
workforce working workload workloads workplace works workspaces worldwide worn worried worries worry worrying worse
worst worth worthwhile would wouldn't wrap wrapped wrestling write writes writing written wrong wrongly wrote y'all
yay yeah year years yell yep yes yesterday yesterday's yet yo you you'd you'll you're you've your yours yourself
yourselves zealous zero
"""
CHINESE = """
我市 线上 不畅 专业人员 密切关注 搞定 收工 周末愉快 搞定收工 理想 全体 连夜 奋战 市民 患者 衷心 广大患者
旅客 乘客 考生 家长 如初 各位小伙伴 小伙伴 争取 早日 全组 没下班 下班 一点时间 恢复如初 好消息 一路陪伴
陪伴 问题还在 一部分 设置 改错 项 昨晚 昨天 昨日 今早 核对 改动 我们 我司 我行 我方 本公司 本行 公司
平台 本平台 官方 技术 工程师 团队 人员 同事 同学 程序员 小哥 哥哥 运维 研发 客服 中心 信息中心 相关
有关 部门 部分 个别 少数 少量 一些 某些 某个 有些 若干 极少数 一小部分 小部分 大部分 多数 一定 比例
程度 不同程度 不同 用户 客户 玩家 商家 商户 会员 租户 读者 老师 师生 各位 大家 朋友 亲 兄弟们 召唤师
学生 同学们 亲爱的 尊敬的 您好 你好 人 企业 机构 单位 开发者 主播 服务 业务 功能 系统 产品 模块 场景
地区 区域 地域 方面 项目 范围 接口 应用 环节 情况 问题 故障 异常 事件 状况 现象 波动 不稳定 稳定 影响
受影响 受到 波及 受 遇到 出现 存在 产生 发生 造成 导致 引起 带来 不便 困扰 麻烦 添麻烦 可能 或许 或
或将 也许 疑似 会 将 将会 能 能够 可以 可 已 已经 曾 曾经 正 正在 在 仍 仍然 仍在 还在 还 目前
当前 现在 现 此前 之前 稍早 近期 今日 今天 上午 下午 晚间 期间 暂时 暂 短时 短暂 临时 偶尔 偶发
间歇性 一度 使用 体验 用 用起来 访问 运行 正常 恢复 恢复正常 一切正常 解决 修复 处理 处置 排除 排查
定位 调查 核查 核实 检查 检测 发现 注意到 监测 监控 观察 跟进 关注 反馈 反映 介入 修 抢修 紧急 全力
全力以赴 加紧 抓紧 尽快 尽力 尽早 努力 加班 持续 继续 密切 积极 有序 推进 进行 中 进展 进度 原因 更多
信息 消息 后续 同步 公布 告知 通知 通报 说明 公告 更新 本页 本站 第一时间 及时 请 请您 敬请 谅解 理解
支持 耐心 等待 等候 等 知悉 周知 放心 感谢 谢谢 多谢 信任 包容 配合 抱歉 道歉 致歉 歉意 对不起
不好意思 深表 深感 非常 十分 万分 实在 再次 诚挚 诚恳 表示 由此 对此 因此 给您 给大家 给 您 你 你们
我 他 它 其 这 这个 此 此次 本次 该 那 那个 上述 上一条 相同 一样 没有 没 无 不 未 不能 无法
不可用 不可 不太 不够 顺畅 完全 全部 全面 所有 各项 各 整体 均 都 也 就 又 再 很 太 更 最 比 和
与 及 以及 或者 并 并且 但 但是 而 则 因 因为 由于 为 为了 对 向 从 自 起 到 至 于 由 被 把 让
使 以 按 据 经 经过 通过 根据 后 前 内 外 上 下 里 时 间 天 次 个 位 名 件 条 点 段 些 的 了
着 过 地 得 吗 呢 吧 啊 呀 啦 哦 哟 嘛 们 是 有 来 去 做 看 说 想 知道 开始 结束 完成 完毕
圆满 关闭 成功 顺利 好 好了 好啦 不错 还没好 明显 有所 缓解 好转 具体 详细 详情 清楚 涉及 确认 仍需
需要 需 请留意 留意 注意 关于 提示 提醒 突发 网络 服务器 后台 数据 高度 重视 工作 心情 着急 急 放
上下 通力 协作 各部门 开展 组织 深知 始终 首位 提升 水平 质量 今后 一直 以来 客户体验 保持 暂无 尚
尚未 不清楚 分享 最新 变化 其他 其余 均可 小状况 小 别着急 冲鸭 爱你们 再等等 一下 一个 一定的 感受
感觉 不理想 不佳 异样 受限 受阻 不适 欠佳 卡顿感 牵连 连带 会有 之间 若 如 如有 如遇 渠道 办理 账号
账户 能力 游戏 云产品 广大 程序猿 设备 派人 到场 今晨 凌晨 一台 阿里云 腾讯云 华为云 随时 联系 平稳
运营 优质 提供 继续努力 一如既往 一切如常 如常 路 一路 任何 抢修完成 组织技术力量 力量 逐一 现场 逐项
仍或 业务办理 数 请知悉 这边 那边 哒 处理期间 已处理完毕 我们会 我们将 我司将 仍将 及相关 表现 有关部门
有关方面 关联 对应 相应 对方 合作方 第三方 一些问题 家人们 家人 小主们 小主 宝子 宝子们 老铁 老铁们 中招
不太顺 太顺 闹脾气 闹点 小脾气 小毛病 毛病 区县 我省 本市 本省 信息化 数字 政务 事项 接入方 投资者 货主
承运方 订阅者 群体 特定 条件 完整 享受 应有 有限 数量 零星 情形 属实 几项 几个 有几 不对劲 对劲 地方
过程 遇上 碰到 碰上 北京时间 北京 时许 眼下 现阶段 阶段 阶段性 结论 召集 处于 状态 前来 汇报 留言 看到
不太稳 感受到 致使 监管 按规定 报告 景区 暂停 另行 专项 小组 成立 抢救 掉线了 咱家 咱们 咱 玩法 生效
拉齐 各方 属于 贵司 贵公司 不排除 伙伴 合作伙伴 说明会 意外 或致 业主 物业 加盟商 性质 查明 尚待 有理由
相信 一起 技术故障 内部原因 内部 私信 修着 确实 聊 群里 大家伙 同仁 学员 教职工 司机朋友 乘客朋友 骑手
卖家 买家 消费者 网友 粉丝 观众 听众 住户 居民 考生们 参保人 持卡人 客官 掌柜 不稳 稳 不对 不正常
因人而异 一条条 比对 先 道个歉 服务异常 抽风 出问题 出了 出状况 出了点 小问题 小故障 小插曲 小波动
服务中断 暂不可用 影响面 覆盖 占比 约 大约 左右 概率 小概率 偶发性 局部 个体 整改 业务系统 主要 关键
核心 常用 其它 另外 此外 同时 之后 以后 以前 从前 今年 本周 本月 明天 后天 刚才 刚刚 方才 一会儿 等会
稍等 马上 立刻 立即 早点 快点 抓 盯 守 通宵 熬夜 值守 到岗 全员 全体员工 上岗 在岗 出动 调度 研判
会商 部署 落实 做好 加强 完善 优化 保障 保证 确保 力争 务必 平息 解除 正轨 消除 业已 告警 警报 么么哒
来之不易 一切 转为 回到 连续 技术团队 今天辛苦 辛苦 谨此 特此 郑重 承诺 此类 永 再现 百分之百 再出
请放心 不愉快 说声 离开 没有离开 更加努力 不辜负 完全排除 最诚挚 一直陪着 陪着 领导 恳请 协同 坚守 一线
为您 依然 故障尚未 各项业务 恢复如常 受到影响 升级 维护 停机 停服 已结束 处理工作 处置工作 抢修工作 不懈
不懈努力 感同身受 经历 夜以继日 生活 带来了 很大 惭愧 答案 给出 平常心 相信我们 放弃 大家好 又是我 没什么
新消息 在修 心态 刷屏 别催 在肝 事儿 这个事 弄 理性 对待 为准 依法依规 妥善 披露 前述 相关方 处置过程
之中 听众朋友们 忘记 最优先 愿意等 比心 坚持 亲们 签约 所提供 服务水平 约定 达到 预期 不符 基本 确定
逐家 开工 交作业 兹告知 同样 永远 不会 再发生 标记 已解决 打扰 再给 截图 看到了 初步 判断 供电 七成
六成 剩余 一项一项 锁定 源头 新的进展 上线 一个版本 补充 细节 了解 三点一刻 这里 商户那边 规则 起因
系统运行 所有系统 老样子 那句话 教学 备考 心里 过意不去 老师和工程师 予以 技术人员 校内 奶茶 程序员哥哥
一小撮 碰上了 看新消息 勇士 下午好 拉到 工位 回话 不寻常 寻常 初步核查 改回 同步哈 有异样 零星反馈 看上去
供电服务提示 经营 办事群众 有关业务 后续安排 应当 感觉不到 大多数 动作 应急小组 那个问题 一小批 特定场景
影响有限 经过排查 处理完毕 生活愉快 五星好评 好评 记得 敬请期待 紧张 责成 运维单位 核查情况 店铺 操作 答复
"""
