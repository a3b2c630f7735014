"""Words that name nothing: what is left of a sentence without them is what its readers can hold on to.

The list is long on purpose: a word that is missing here counts as something named, so that a gap makes a rule miss a
sentence, and never makes it object to a good one.
"""

from __future__ import annotations

import re

from sitegen.wording.passages import Language, words

_ENGLISH = """
a about above across actually additional additionally affect affected affecting affects after afternoon again against
ago ahead albeit all almost already also although always am among amongst an and another any anybody anyone anything
appear appeared appears appreciate apologies apologise apologised apologize apology are area areas aren't around as aside ask
assess assessing assure at attention aware away back bad be bear bearing because been before behaviour behavior being believe below best
better between bit bits both brief briefly bump bumps bumpy but by call can can't cannot capacity case cases cause caused
causes causing certain check checking clear client clients client's close closed closely come comes community companies company
complete completed completely component components concern concerned concerning concerns conclude concluded conclusion condition conditions confirm
confirmed connection consider considered consumers continue continued continues continuing could couldn't couple course current currently
customer customers customer's day days deal dealing decline declined deeply degradation degraded degree despite detail details detected
determine did didn't difference different difficult difficulties difficulty dig digging disrupt disrupted disrupting disruption disruptions do does
doesn't doing don't done down due during each earlier either element elements else encounter encountered encountering end
ended engaged engineer engineering engineers entire environment error errors essential event events ever every everybody
everyone everything everything's evening examine examining exist exists expected experience experienced experiences experiencing expert experts
extent extra face faced facing fact fail failing failure fault faults feature features feel feels few find fine
fix fixed fixing folks following for found frequent from frustrating frustration full fully function functional functionality functions further
gamers gave general generally get gets getting give given go goes going gone good got grateful great group groups guests guys had hand
handful happen happened happening happens hard harder has have haven't having he heads hear heard hello help here hi
hiccup hiccups higher highest hold hope hoped how however hunting i i'm identified identify identifying if impact impacted impacting impacts important
improve in inaccessible incident incidents include including inconvenience inconvenienced increase increased individual individuals inform information informed instances instability instabilities intend intermittent intermittently internal into investigate
investigated investigating investigation investigations involved irregular irregularities is isn't issue issues it it's items its itself job just keep
keeping kind kindly kinds know known large last latest least less let level levels like limited link little
long longer look looked looking lot lots love majority make making malfunction malfunctions manage management many market markets matter matters may maybe mean means meantime
member members merchants merchant messages might minds minor minority minute minutes miss moment monitor monitored monitoring more morning most move
moving much multiple must my name nature near nearly necessary need needs never new news next nice no nobody none
nonetheless nor normal normally not note noted nothing notice noticed noticing now number numbers observation observe observed observing
occasional occasionally occur occurred occurring occurs odd of off offering offerings offline ok okay older on once one ones ongoing only onto open operate operates
operating operation operational operations or ordinary other others our ours out outage outages over own page part partial
partially particular partly parts passengers past patience patient people percentage perform performance performing perhaps period persist persists place plan platform
platforms players please point poor portion position possible possibly potential potentially present presently previous
previously prior priority probably problem problems problematic proceed process processes product production products progress proper properly provide provided providing question questions quick
quickly quite range rather reach really reason recent recently recover recovered recovering recovery reduced regarding region regions regret
related remain remained remains remaining report reported reporting reports require research resident residents resolution resolve resolved resolving responding respond response rest restore restored
restoring restricted result return returned returns review reviewing right root rough run running said same say schedule
see seeing seem seems seen select selected sense serious service services several severe she should side similar since sincere
sincerely site situation slight slightly slow small smooth smoothly so some somebody someone something sometimes somewhat
soon sorry sort sorted specialists specialist specific stability stable staff standard start started state status still stop
stopped subscriber subscribers students student subset such suffer suffering suitable support sure system systems take taken taking team teams technical
technician technicians tell temporarily temporary tenants tenant than thank thanks that that's the their them themselves then there there's these they thing
things think this those though through time times to today together tonight too total touch towards traffic travellers trouble troubles trust
try trying two unable unavailable under understand understanding undone unexpected unexpectedly unfortunately university unplanned until unusual up
update updated updates us usage use used user users user's using usual usually utmost value valued various very via visitors visitor volume wait waiting want was
wasn't way ways we we'd we'll we're we've week well went were weren't what when where whether which while who whole whom why
wide wider will wish with within without wobbly word work workload workloads worked working works worry would wrong yet you you'd you'll you're
you've your yours accounts account actively behalf business businesses diligently disturbance disturbances elevated escalated exactly experienceing fellow glad glitch glitches gradually
handling happily hitch hitches interruption interruptions investigative joined known leave live nominal nominally observing organisations organizations organisation organization
oversight partner partners percent perceived portal possibly progressing promptly raised rate rates relevant reoccur requests request
residual roughly screen services' shortly side smoothly snag snags solution solved solve standby step steps suspect suspected swift swiftly task tech teething thankful
tier tiers timely top track troubleshoot troubleshooting underway unfolding unresolved unstable urgency urgent urgently vast veering virtually watch watching weekend
lovely cheers yep yes yay hey hooray alright alrighty phew folks everyone's healthy health green closed closing close concluding
experiencing dear sir madam regards kind warm team's hereby further notice bearing kept posted post posting soonest
action actions needed required should've back-to-normal afterwards thereafter hours hour brief rather quality lower subpar suboptimal less-than-ideal
tackling tackle control chugging along nicely uptime availability unavailability delighted announce managed fixes implement experience successfully heads-up ongoing wlll under unaffected anything fewer affecting expectedly mode join joined call comparing correction tested carefully everybody available aren't banking
restoration repaired repair repairing rectified rectify rectifying mitigated mitigate mitigation addressed address addressing
expectations expectation bring brought getting pleased happy confident confirming believe follow followed follow-up able ability behaving
ensure ensured ensuring effort efforts full-time highest round clock around-the-clock 24/7 dedicated everything possible
"""
GENERIC_WORDS = frozenset(_ENGLISH.split())

_CHINESE = """
我们 我司 我行 我方 本公司 本行 公司 平台 本平台 官方 技术 工程师 团队 人员 同事 同学 程序员 小哥 哥哥 运维 研发 客服 中心 信息中心 相关 有关 部门 部分 个别 少数 少量 一些 某些 某个 有些 若干 极少数
一小部分 小部分 大部分 多数 一定 比例 程度 不同程度 不同 用户 客户 玩家 商家 商户 会员 租户 读者 老师 师生 各位 大家 朋友 亲 小伙伴 兄弟们 召唤师 学生 同学们 亲爱的 尊敬的 您好 你好 人 企业 机构 单位 开发者 主播
服务 业务 功能 系统 产品 模块 场景 地区 区域 地域 方面 项目 范围 接口 应用 环节 情况 问题 故障 异常 事件 状况 现象 波动 不稳定 稳定 影响 受影响 受到 波及 受 遇到 出现 存在 产生 发生 造成 导致 引起 带来 不便
困扰 麻烦 添麻烦 可能 或许 或 或将 也许 疑似 会 将 将会 能 能够 可以 可 已 已经 曾 曾经 正 正在 在 仍 仍然 仍在 还在 还 目前 当前 现在 现 此前 之前 稍早 近期 今日 今天 上午 下午 晚间 期间 暂时 暂 短时 短暂 临时 偶尔 偶发 间歇性 一度
使用 体验 用 用起来 访问 运行 正常 恢复 恢复正常 一切正常 解决 修复 处理 处置 排除 排查 定位 调查 核查 核实 检查 检测 发现 注意到 监测 监控 观察 跟进 关注 反馈 反映 介入 修 抢修 紧急 全力 全力以赴 加紧 抓紧 尽快 尽力 尽早 努力 加班 持续 继续
密切 积极 有序 推进 进行 中 进展 进度 原因 更多 信息 消息 后续 同步 公布 告知 通知 通报 说明 公告 更新 本页 本站 第一时间 及时 请 请您 敬请 谅解 理解 支持 耐心 等待 等候 等 知悉 周知 放心 感谢 谢谢 多谢 信任 包容 配合 关注
抱歉 道歉 致歉 歉意 对不起 不好意思 深表 深感 非常 十分 万分 实在 再次 诚挚 诚恳 表示 由此 对此 因此 给您 给大家 给 您 你 你们 大家 我 他 它 其 这 这个 此 此次 本次 该 那 那个 上述 上一条 相同 一样 没有 没 无 不 未 不能 无法 不可用 不可 不太 不够 不畅 顺畅
完全 全部 全面 所有 各项 各 整体 均 都 也 就 又 再 很 太 更 最 比 和 与 及 以及 或者 并 并且 但 但是 而 则 因 因为 由于 为 为了 对 向 从 自 起 到 至 于 由 被 把 将 让 使 以 按 据 经 经过 通过 根据 后 前 内 外 上 下 里 时 间 天 次 个 位 名 件 条 点 段 些
的 了 着 过 地 得 吗 呢 吧 啊 呀 啦 哦 哟 嘛 们 是 有 来 去 做 看 说 想 知道 开始 结束 完成 完毕 圆满 关闭 成功 顺利 好 好了 好啦 不错 还没好 明显 有所 缓解 好转 具体 详细 详情 清楚 涉及 确认 仍需 需要 需 请留意 留意 注意 关于 提示 提醒 突发 网络 服务器 后台 数据 高度 重视 工作 心情 着急 急 比 放 上下 通力 协作 各部门 开展 组织
深知 始终 首位 提升 水平 质量 今后 一直 以来 客户体验 保持 暂无 尚 尚未 不清楚 分享 最新 变化 其他 其余 均可 小状况 点 小 状况 别着急 冲鸭 爱你们 再等等 一下 一个 一定的 感受 感觉 不理想 不佳 异样 受限 受阻 不适 欠佳 卡顿感 牵连 连带 会有 之间 若 如 如有 如遇
渠道 办理 账号 账户 能力 游戏 云产品 广大 程序猿 设备 派人 到场 今晨 凌晨 一台 阿里云 腾讯云 华为云 随时 联系 平稳 运营 优质 提供 继续努力 一如既往 一切如常 如常 路 一路 任何 抢修完成 组织技术力量 力量 逐一 现场 逐项 核对 研发 仍或 业务办理 数 请知悉 这边 那边 啦 哒 各项 期间 处理期间 已处理完毕 完毕
我们会 我们将 我司将 仍将 及相关 表现 平稳 有关部门 有关方面 关联 对应 相应 对方 合作方 第三方
"""
_PHRASES = sorted(set(_CHINESE.split()), key=len, reverse=True)
_GENERIC_ZH = re.compile("|".join(map(re.escape, _PHRASES)))
_NAMED_ZH = re.compile(r"[\u4e00-\u9fff]{1,}|[A-Za-z]{2,}|\d")


def named(said: str, lang: Language) -> list[str]:
    """What a sentence, in lower case, names: its words that are not generic, or in Chinese what is left of it."""
    if lang == "en":
        return [word for word in words(said) if word not in GENERIC_WORDS and not word.isdigit()]
    return _NAMED_ZH.findall(_GENERIC_ZH.sub(" ", said))
