"""Words that name nothing: what is left of a sentence without them is what its readers can hold on to.

The list is long on purpose: a word that is missing here counts as something named, so that a gap makes a rule miss a
sentence, and never makes it object to a good one.
"""

from __future__ import annotations

import re

from sitegen.wording.passages import RuleLanguage, words

_ENGLISH = """
24/7 a aaand ability able about above account accounts across action actions actively actually additional
additionally address addressed addressing affect affected affecting affects after afternoon afterwards again against
ago ahead albeit all all-hands almost along already alright alrighty also although always am among amongst an and
announce anomalies anomaly another any anybody anyone anything apologies apologise apologised apologize apology
appear appeared appears appreciate april are area areas aren't around around-the-clock as aside ask assess assessing
assure at attention august availability available aware away back back-to-normal bad banking base be bear bearing
because become been before behalf behaving behavior behaviour behind being believe below best better between bit
bits board both brief briefly bring brought bst bump bumps bumpy business businesses but by call called can can't
cannot capacity carefully carried carry case cases cause caused causes causing center centre certain cest cet change
changed changes check checking cheers chugging clear client client's clients clock close closed closely closing come
comes community companies company comparing competent complete completed completely component components concern
concerned concerning concerns conclude concluded concluding conclusion condition conditions confident configuration
confirm confirmed confirming connection consider considered consumers contact continue continued continues
continuing control correction could couldn't council couple course current currently customer customer's customers
data day days deal dealing dear december deck decline declined dedicated deeply degradation degraded degree degrees
delighted department depending desk despite detail details detected determine did didn't difference different
difficult difficulties difficulty dig digging digital diligently disrupt disrupted disrupting disruption disruptions
disturbance disturbances do does doesn't doing don't done down due during duty each earlier earliest edt effect
effects effort efforts either element elements elevated else encounter encountered encountering end ended engaged
engineer engineering engineers ensure ensured ensuring entire environment error errors escalated essential est
evening event events ever every everybody everyone everyone's everything everything's exactly examine examining
exist exists expectation expectations expected expectedly experience experienced experienceing experiences
experiencing expert experts extent extra face faced facing fact fail failing failure fault faults feature features
february feel feels fellow few fewer find fine firm firms fix fixed fixes fixing folks follow follow-up followed
following for found frequent friday from frustrating frustration full full-time fully function functional
functionality functions further gamers gave general generally get gets getting give given glad glitch glitches gmt
go goes going gone good got gradually grateful great green group groups guests guys had hand handful handling hands
happen happened happening happens happily happy hard harder has have haven't having he heads heads-up health healthy
hear heard held hello help here hereby heroes hey hi hiccup hiccups higher highest hitch hitches hitting hkt hold
hooray hope hoped hour hours how however hunting i i'm identified identify identifying if impact impacted impacting
impacts implement important improve in inaccessible incident incidents include including inconvenience
inconvenienced increase increased indicate indicates individual individuals inform information informed
instabilities instability instances intend intermittent intermittently internal interruption interruptions into
investigate investigated investigating investigation investigations investigative involved irregular irregularities
is isn't issue issues it it's items its itself january job join joined jst july june just keep keeping kept kind
kindly kinds knock-on know known large last latest learn least leave less less-than-ideal let level levels like
limited link little live long longer look looked looking lot lots love lovely lower madam majority make making
malfunction malfunctions manage managed management many march market markets matter matters may maybe mean means
meantime member members membership merchant merchants message messages might minds minor minority minute minutes
miss mistake mitigate mitigated mitigation mode module modules moment monday monitor monitored monitoring more
morning most move moving much multiple must my name nature near nearly necessary need needed needs network never new
news next nice nicely no nobody nominal nominally none nonetheless noon nor normal normally not note noted nothing
notice noticed noticing november now number numbers observation observe observed observing occasional occasionally
occur occurred occurring occurs october odd of off offering offerings offline ok okay older on once one ones ongoing
online only onto open operate operates operating operation operational operations opportunity or ordinary
organisation organisations organization organizations other others our ours out outage outages over oversight own
page part partial partially particular partly partner partners parts passengers past patience patient pdt people
perceived percent percentage perform performance performing perhaps period periods persist persists person phew
picked place plan planned platform platforms players please pleased pm point poor portal portion position possible
possibly post posted posting potential potentially present presently previous previously prior priority probably
problem problematic problems proceed process processes product production products progress progressing promise
promptly proper properly provide provided providing pst put quality question questions quick quickly quite raised
range rate rates rather reach realise really reason recent recently recover recovered recovering recovery rectified
rectify rectifying reduced regarding regards region regions regret related release relevant remain remained
remaining remains reoccur repair repaired repairing report reported reporting reports request requests require
required research resident residents residual resolution resolve resolved resolving respond responding response rest
restoration restore restored restoring restricted result resume resumed return returned returns review reviewed
reviewing right rolled root rough roughly round routine run running said same saturday say schedule scheduled screen
second see seeing seem seems seen select selected sense september serious seriously service services services'
setting several severe sgt she shortly should should've side similar since sincere sincerely sir site situation
slight slightly slow small smooth smoothly snag snags so solution solve solved some somebody someone something
sometimes somewhat soon soonest sorry sort sorted specialist specialists specific stability stable staff standard
standby start started state status step steps sticking still stop stopped student students suboptimal subpar
subscriber subscribers subset successfully such sucks suffer suffering suitable sunday support sure suspect
suspected swift swiftly system systems tackle tackling take taken taking task team team's teams tech technical
technician technicians teething tell temporarily temporary tenant tenants tested than thank thankful thanks that
that's the their them themselves then there there's thereafter these they thing things think this those though
through thursday tier tiers time timely times to today together told tonight too top total touch touched towards
track tracking traffic travellers treated trouble troubles troubleshoot troubleshooting trust try trying tuesday two
unable unaffected unavailability unavailable under understand understanding underway undid undo undone unexpected
unexpectedly unfolding unfortunately university unplanned unresolved unstable until unusual up update updated
updates uptime urgency urgent urgently us usage use used user user's users using usual usually utc utmost value
valued various varying vast veering version very via virtually visitor visitors volume wait waiting want warm was
wasn't watch watching way ways we we'd we'll we're we've wednesday week weekend weird weirdness well went were
weren't what when where whether which while who whole whom why wide wider will window wish with within without wlll
wobbly word work worked working workload workloads works worry would wrong yay yep yes yet you you'd you'll you're
you've your yours
"""
GENERIC_WORDS = frozenset(_ENGLISH.split())

_CHINESE = """
我市 线上 不畅 专业人员 密切关注 搞定 收工 周末愉快 搞定收工 理想 全体 连夜 奋战 市民 患者 衷心 广大患者 旅客 乘客
考生 家长 如初 各位小伙伴 小伙伴 争取 早日 全组 没下班 下班 一点时间 恢复如初 好消息 一路陪伴 陪伴 问题还在 一部分
设置 改错 项 昨晚 昨天 昨日 今早 核对 改动 我们 我司 我行 我方 本公司 本行 公司 平台 本平台 官方 技术 工程师 团队
人员 同事 同学 程序员 小哥 哥哥 运维 研发 客服 中心 信息中心 相关 有关 部门 部分 个别 少数 少量 一些 某些 某个 有些
若干 极少数 一小部分 小部分 大部分 多数 一定 比例 程度 不同程度 不同 用户 客户 玩家 商家 商户 会员 租户 读者 老师
师生 各位 大家 朋友 亲 兄弟们 召唤师 学生 同学们 亲爱的 尊敬的 您好 你好 人 企业 机构 单位 开发者 主播 服务 业务
功能 系统 产品 模块 场景 地区 区域 地域 方面 项目 范围 接口 应用 环节 情况 问题 故障 异常 事件 状况 现象 波动 不稳定
稳定 影响 受影响 受到 波及 受 遇到 出现 存在 产生 发生 造成 导致 引起 带来 不便 困扰 麻烦 添麻烦 可能 或许 或 或将
也许 疑似 会 将 将会 能 能够 可以 可 已 已经 曾 曾经 正 正在 在 仍 仍然 仍在 还在 还 目前 当前 现在 现 此前 之前
稍早 近期 今日 今天 上午 下午 晚间 期间 暂时 暂 短时 短暂 临时 偶尔 偶发 间歇性 一度 使用 体验 用 用起来 访问 运行
正常 恢复 恢复正常 一切正常 解决 修复 处理 处置 排除 排查 定位 调查 核查 核实 检查 检测 发现 注意到 监测 监控 观察
跟进 关注 反馈 反映 介入 修 抢修 紧急 全力 全力以赴 加紧 抓紧 尽快 尽力 尽早 努力 加班 持续 继续 密切 积极 有序 推进
进行 中 进展 进度 原因 更多 信息 消息 后续 同步 公布 告知 通知 通报 说明 公告 更新 本页 本站 第一时间 及时 请 请您
敬请 谅解 理解 支持 耐心 等待 等候 等 知悉 周知 放心 感谢 谢谢 多谢 信任 包容 配合 抱歉 道歉 致歉 歉意 对不起
不好意思 深表 深感 非常 十分 万分 实在 再次 诚挚 诚恳 表示 由此 对此 因此 给您 给大家 给 您 你 你们 我 他 它 其 这
这个 此 此次 本次 该 那 那个 上述 上一条 相同 一样 没有 没 无 不 未 不能 无法 不可用 不可 不太 不够 顺畅 完全 全部
全面 所有 各项 各 整体 均 都 也 就 又 再 很 太 更 最 比 和 与 及 以及 或者 并 并且 但 但是 而 则 因 因为 由于 为
为了 对 向 从 自 起 到 至 于 由 被 把 让 使 以 按 据 经 经过 通过 根据 后 前 内 外 上 下 里 时 间 天 次 个 位 名 件
条 点 段 些 的 了 着 过 地 得 吗 呢 吧 啊 呀 啦 哦 哟 嘛 们 是 有 来 去 做 看 说 想 知道 开始 结束 完成 完毕 圆满
关闭 成功 顺利 好 好了 好啦 不错 还没好 明显 有所 缓解 好转 具体 详细 详情 清楚 涉及 确认 仍需 需要 需 请留意 留意
注意 关于 提示 提醒 突发 网络 服务器 后台 数据 高度 重视 工作 心情 着急 急 放 上下 通力 协作 各部门 开展 组织 深知
始终 首位 提升 水平 质量 今后 一直 以来 客户体验 保持 暂无 尚 尚未 不清楚 分享 最新 变化 其他 其余 均可 小状况 小
别着急 冲鸭 爱你们 再等等 一下 一个 一定的 感受 感觉 不理想 不佳 异样 受限 受阻 不适 欠佳 卡顿感 牵连 连带 会有 之间
若 如 如有 如遇 渠道 办理 账号 账户 能力 游戏 云产品 广大 程序猿 设备 派人 到场 今晨 凌晨 一台 阿里云 腾讯云 华为云
随时 联系 平稳 运营 优质 提供 继续努力 一如既往 一切如常 如常 路 一路 任何 抢修完成 组织技术力量 力量 逐一 现场 逐项
仍或 业务办理 数 请知悉 这边 那边 哒 处理期间 已处理完毕 我们会 我们将 我司将 仍将 及相关 表现 有关部门 有关方面
关联 对应 相应 对方 合作方 第三方
"""
_PHRASES = sorted(set(_CHINESE.split()), key=len, reverse=True)
_GENERIC_ZH = re.compile("|".join(map(re.escape, _PHRASES)))
_NAMED_ZH = re.compile(r"[\u4e00-\u9fff]{1,}|[A-Za-z]{2,}")


def named(said: str, lang: RuleLanguage) -> list[str]:
    """What a sentence, in lower case, names: its words that are not generic, or in Chinese what is left of it."""
    if lang == "en":
        return [word for word in words(said) if word not in GENERIC_WORDS and not word.isdigit()]
    return _NAMED_ZH.findall(_GENERIC_ZH.sub(" ", said))


def names_anything(said: str, lang: RuleLanguage, *, gap: int = 2) -> bool:
    """Whether a lower-case text names anything.

    Of a Chinese text that names nothing *gap* characters may be left, since the list of phrases has gaps.
    """
    left = named(said, lang)
    return len(left) > 0 if lang == "en" else sum(map(len, left)) > gap
