"""过度技术: parts, metrics and keys that this product's readers do not handle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product

from sitegen.model import WordingRule
from sitegen.wording.hits import Advice, Hit, Rule, always, words_of
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Passage, RuleLanguage, SiteWords

_INSIDE_EN = words_of(
    """
    apns fan-out+layer backpressured shedding+load
    index+shard~ iam+policy secondary+node~ s3+getobject
    4xx 50x 5xx active+connections admission+webhook~ advisory+lock~ ansible anycast api+gateway arp auth+microservice
    auto-scal* autoscal* autoscaling+group autovacuum back-pressure backend+pool backplane backpressure batch+worker~
    bgp binlog blue-green bng bras broker+node~ bulkhead burn+rate cache+cluster cache+entries cache+entry
    cache+eviction cache+invalidation cache+key~ cache+layer cache+miss* cache+node~ cache+stampede cache+warm* calico
    canary cassandra cdc celery ceph cgroup~ checkpointing ci+runner~ cipher circuit+breaker~ class+loader clickhouse
    clock+skew cmts cni cold+cache cold+tier compaction concurrent+connections configmap~ connection+churn
    connection+leak connection+pool~ connection+slots connection+string conntrack consul consumer+group~ consumer+lag
    container+host~ container+orchestration containerd containers+restart* context+switch* cordon* core+dump~
    core+switch~ coredns corosync cpu+steal crash+loop crashloopbackoff cron daemon daemonset~ database+server~
    database+table~ db dbs dead+letter dead-letter* deadlocked deadlock~ debezium deserialization dhcp+lease~ diameter
    disk+array distributed+lock~ dlq dnssec+chain docker+image~ dockerd dslam dynamodb ebpf ecmp edge+router~ edge+tier
    elasticsearch envoy ephemeral+port~ epoll erasure+coding error+budget etcd etl+job~ event+bus event+loop~
    event+sourcing event+store evict* eviction+policy eviction+storm exclusive+lock executor exponential+backoff
    failed+over failover fd+limit feature+flag feature+toggle~ fibre+channel file+descriptor~ file+handle~ file+system
    filesystem galera garbage+collect* garbage+collector gc+log gc+pause~ glusterfs goroutine~ gossip+protocol gpon
    group+replication grpc gtid hadoop handle+leak handshake+failures haproxy hard+drive~ headless+chrome heap
    heap+dump~ heap+size helm hit+ratio hlr host+system hostname+resolution hot+key hot+partition~ hot+standby hpa hss
    http+502s hyper-v hypervisor~ i/o idempotency+key~ idp imagepullbackoff in-memory+database~ index+bloat
    index+rebuild index+scan inflight+window ingestion+lag ingestion+pipeline ingestion+worker~ ingress
    ingress+controller~ innodb inode inodes integration+engine interconnect intermediate+ca iops iptables iscsi istio
    job+queue~ journald junos jvm jwks kafka keepalive keepalived kerberos kernel keystore keytab kube-proxy kubelet kvm
    lacp lbs ldap leader+election leaf+certificate libvirt lifecycle+policy live-migrat* livelock liveness+probe
    load+balancer~ load+balancing load+shedding lock+contention lock+table lock+timeout~ lock+wait~ logrotate
    long-running+transactions lru lun~ mariadb materialized+view~ maxmemory memcached memory+footprint memory+leak
    memory+limit~ memory+pressure message+broker~ message+bus message+queue microservice~ middleware mme mongo mongodb
    mongos mount+point mpls mqtt mtls mtu multipath mutex mysql network+attached+storage nfs nftables nginx
    noisy+neighbor~ noisy+neighbour~ ntp+drift null+pointer nullpointerexception numa nvme ocsp offset+backlog olt oom
    oom+killer oom+kill~ oom-killed oomkilled opensearch openshift oplog orchestrator origin+pull origin+shield orm
    orphaned+locks osd~ ospf ostree overlay+network p50 p90 p95 p99 p999 pacemaker page+cache page+fault~
    partition+leader~ pcrf percentile pgbouncer pgw placement+group~ poison+message~ poisoned+cache pon pooler pops
    port+exhaustion postfix postgres postgresql primary+shard~ proxysql pvc~ qemu qps query+plan* query+planner
    queue+backpressure queue+depth queue+workers quorum rabbitmq race+condition~ race+window rack+switch~ raft raid
    raid+array raid+controller rate+limiter read+replica~ reader+endpoint readiness+probe rebalanc* redis regex*
    replaying+offsets replica+lag replica+set~ replicaset~ replication replication+lag request+coalescing reshard*
    resharding resolver+cache retry+budget retry+queue retry+storm reverse+prox* rolling+restart root+ca route+flap*
    route+reflector~ routing+table~ row+lock~ rpki rps saml san+fabric sbc schema+drift schema+migration schema+mismatch
    sctp secondary+index segfault segmentation+fault semaphore~ sentinel seq+scan serialization service+mesh
    session+keys shard+key sharded sidecar+proxy sidecar~ signalling sip+proxy sip+trunk~ slapd slo~ smsc sni
    socket+exhaustion spanning+tree split+brain split+horizon spot+instance~ ss7 ssd+firmware stack+frame~ stack+trace
    stale+objects stale+primary standby+replica stapling statefulset~ steal+time stop-the-world surrogate+key~
    swap+space syscall~ syslog systemd table+scan~ tail+latency target+group~ tcp temp+table~ terraform terraform+state
    thread+dump~ thread+leak thread+pool~ threads+pool~ thundering+herd time_wait tls+configuration tls+handshake tmpfs
    token+bucket token+introspection tombstone~ top-of-rack topic+partitions traefik trust+store truststore ttl
    turn+relay~ two-phase+commit ulimit unhandled+exception upstream+keepalive upstream+pool upstream+timeout~
    user+table~ vacuum+full validation+nodes varnish vcenter vlan vmotion vrf vrrp vxlan wal wal+archiving
    websocket+gateway worker+concurrency worker+pool~ worker+thread~ write-ahead writer+endpoint zfs zookeeper
    """
)
"""`~`: with or without an s; `*`: with any ending."""
_SOLD_EN = words_of(
    """
    4xx 5xx ansible autoscal* autoscaling+group bgp cache+key~ cassandra ci+runner~ cipher clickhouse cluster+node~
    configmap~ connection+string consumer+group~ consumer+lag control+plane coredns cpu cron daemon daemonset db dbs
    dead-letter* dynamodb elasticsearch evict* file+system filesystem grpc helm hypervisor~ idempotency+key~ ingress
    iops k8s kafka keepalive kerberos kernel kubernetes ldap load+balancer~ mariadb memcached memory+limit~ mongodb mqtt
    mysql nfs node~+not+ready node~+notready oom-killed opensearch p90 p95 p99 packet+loss partitions peering pod~
    postgres postgresql pvc~ queue+depth rabbitmq race+condition~ raid rate+limiter read+replica~ redis
    replica+database~ replica+db~ replica+lag replica+set~ replicas replication saml schema+migration slo~ statefulset~
    systemd table+scan~ tcp terraform throughput ttl unhealthy+node~ vlan worker+node~
    """
)
"""What some sell: jargon unless the text speaks to people who buy it."""


def _pattern(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases."""
    longest_first = sorted(phrases, key=lambda one: (-len(one), one))
    return "|".join(longest_first).replace(" ", "[ -]").replace("*", r"\w*").replace("~", "s?")


_BUYERS = re.compile(
    r"\b(?:gke|eks|aks|ec2|rds|kubernetes (?:engine|service)|google|azure|aws|amazon|cloud (?:\w+)|compute|"
    r"(?:your|customer|customers'|customer's) (?:\w+ )?(?:virtual machines?|vms?|instances?)|persistent disk|"
    r"availability zones?|managed|us-(?:east|west|central)\w*|"
    r"(?:eu|ap|europe|asia)-\w+\d|gpu|ssh|linux|login\d|sdk|repositor\w+|packages?|builds?|cli|ci|docker|dns|"
    r"job scheduler|login nodes?|pull requests?|maintainers|jenkins|maven|npm|pypi|tenants in|single sign-on via|"
    r"hosted \w+|graphql|"
    r"developer platform|clusters? created|deployments? (?:on|that)|docker pull|image cache|in (?:mumbai|sydney|"
    r"frankfurt) sent|backends?|oauth|tokens?|raw and archive|apis?|webhooks?|exit code \d+|rsync|https warnings|"
    r"deploys on|hcp|agents with|test(?:ing)? (?:farm|build)|ipv6|beegfs|primary's endpoint|your primary|"
    r"your (?:\\w+ )?partitions|node pools?|feed|mirrors?|copr|hosting|"
    r"vps|customer workloads|lon\d|nyc\d|fra\d|phx\d|sfo\d|ams\d)\b|云(?:数据库|主机|服务器|硬盘|产品)|镜像站?|云监控|"
    r"函数计算|云函数|消息队列|控制台|预留实例|地域|可用区|[A-Za-z]\s?版|CLB|开放平台|API|Webhook|解析记录|"
    r"消息队列产品|共享文件系统|home目录|"
    r"容器服务|集群公告|开源"
)
_JARGON = {
    "en": re.compile(rf"(?<![\w.-])(?:{_pattern(_INSIDE_EN | _SOLD_EN)})(?![\w]|-\w)"),
    "zh": re.compile(
        r"(?:tcp ?|报文|包)重传|重传率|切主|父节点|(?<![A-Za-z])(?:hikaricp|sentinel|failover|tidb|druid)(?![A-Za-z])|"
        r"板卡|信令|分布式锁|掉盘|幂等|重复消费|半连接|啮合|总线阻塞|网关(?:大量)?(?:返回|报)|长连接|服务网格|"
        r"网卡多队列|抓包|灰度批次|反序列化|序列化异常|二阶段|"
        r"时钟回拨|主键冲突|唯一键|空指针|堆栈|执行计划|全表扫描|锁等待|行锁|表锁|回滚段|归档日志|表空间|分区副本|"
        r"配置中心|服务发现|链路追踪|金丝雀|"
        r"内存碎片|段错误|野指针|软中断|挂载点|存储阵列|光模块|磁盘组|节点驱逐|发号|协商失败|流水线里|位点|索引重建|"
        r"重建索引|缓存集群|连接数(?:打满|耗尽|超)|"
        r"(?<![A-Za-z])(?:bras|pppoe|hss|amf|etl|cron|hive|zk|oracle|rac|asm|ttl|tcp|somaxconn|acl|ci/cd|esb|50[234]|"
        r"mqtt|broker|fd|ulimit|osd|websocket|lb|"
        r"idle timeout|sidecar|rebalance|offset|syn|feature flag|schema|npe|tcc|ntp|turn|ice|sre|grpc|rpc|"
        r"deadline_exceeded|raft|leader|hpa|apiserver|"
        r"core\s?dump|iowait|inode|nfs|ceph|isr|redo|undo|checkpoint|pg|bucket|slb|elb|ingress|istio|envoy|prometheus|"
        r"grafana)(?![A-Za-z])|"
        r"连接池|线程池|线程(?!数据)|工作线程|主从|从库|主库|副本(?:集|延迟|同步)|读写分离|熔断|限流|服务降级|"
        r"热\s?key|热点\s?key|缓存(?:击穿|穿透|雪崩|命中)|消息积压|消费(?:积压|者组?|组)|分片(?!上传)|脑裂|选主|"
        r"多数派|心跳超时|注册中心|慢\s?sql|慢查询|分库分表|死锁|联合索引|索引失效|数据库连接|主备(?:切换|倒换)|"
        r"故障转移|负载均衡|反向代理|网关(?:触发|超时|节点)|堆(?:内存|大小|栈)|内存(?:溢出|泄漏)|垃圾回收|宿主机|"
        r"虚拟机(?:集群|宿主)|容器(?:状态|编排|组)|编排|微服务|中间件|吞吐|磁盘\s?io|句柄|文件描述符|内核|协议栈|"
        r"路由(?:震荡|泄漏|黑洞|内部转发表)|vip\s?漂移|丢包|回源|握手|心跳|主机名|会话风暴|存储引擎|集群(?:脑裂|"
        r"控制面|节点)|控制面(?!板)|数据面|重平衡|(?<!定位)(?<!位置)漂移|雪崩(?=效应)|阈值|节点(?:上|宕|异常|失联)|"
        r"(?<![A-Za-z])(?:binlog|grub|full\s?gc|jvm|gc|oom|qps|tps|tp99|p99|p95|iops|i/o|bgp|arp|redis|kafka|"
        r"elasticsearch|es|zookeeper|etcd|nacos|mysql|mongodb|rabbitmq|nginx|traefik|k8s|kubernetes|pods?|notready|"
        r"node|esxi|podman|docker|upstream|raid|rsync|ssh|sudo|cpu|f5|recovery mode|runner|observer)(?![A-Za-z])"
    ),
}
_KEY = re.compile(
    r"(?<![\w@/#.-])(?=\w*(?:max|(?<!ad)min|pool|timeout|size|count|limit|connections?|replicas?|enabled|config|"
    r"workers?|buffer|threads?|ttl|interval|retries|reuse|backlog|somaxconn))(?:[a-z]+(?:[A-Z][a-z]+)+|"
    r"[a-z]+(?:_[a-z0-9]+)+|[a-z]+(?:\.[a-z_]+){2,})(?![\w(/@])",
    re.ASCII,
)
"""The name of a setting: `maxConnections`, `worker_connections`."""
_PRODUCT = {
    "en": re.compile(_pattern(_SOLD_EN)),
    "zh": re.compile(
        r"消费组|rebalance|etcd|重平衡|p99|p95|iops|i/o|io|存储阵列|节点\S*|负载均衡|连接池|回源|网关\S*|50[234]|"
        r"websocket|grpc|mqtt|bucket|schema|slb|elb|ingress|长连接|tcp|ttl|acl|redis|kafka|elasticsearch|mysql|"
        r"mongodb|rabbitmq|k8s|kubernetes|docker|podman|rsync|ssh|主备切换|主从\S*|"
        r"pods?|node|反向代理|副本\S*|cpu|raid|nginx|内核|心跳"
    ),
}
_OFFERED = re.compile(
    r"\b(?:you created|that you (?:own|run|created|manage)|managed|(?:your|customers'|"
    r"users') (?:own )?(?:clusters?|databases?|instances?|replicas?|pods?|nodes?|volumes?|containers?|topics?|"
    r"workloads?|deployments?|browser\S*))\b|云数据库|容器服务|CDN|cdn|客户端支持|您的(?:应用|客户端|集群|实例)|托管|"
    r"节点池|只读实例|kubectl|开发者|SDK|sdk"
)
_NOT_TECHNICAL = {
    "en": re.compile(
        r"kernel of (?:the|truth)|garbage collection (?:in|went|reminders|day)|reminders for|your browser's? cache"
    ),
    "zh": re.compile(
        r"玩家[^。]{0,12}丢包|丢包[^。]{0,20}ping|通道商[^，。]{0,6}限流|保险丝|一级熔断|交易所|指数|股|行情|暂停交易|"
        r"技能|中转节点|OpenSSH|openssh"
    ),
}


def _triggers_en() -> Iterator[str]:
    """The words, or the last two, of each phrase: words of any ending are looked for one by one."""
    for phrase in _INSIDE_EN | _SOLD_EN:
        last = phrase.replace("-", " ").split()[-2:] if "*" not in phrase else phrase.split()[:1]
        for forms in product(*(([one[:-1], f"{one[:-1]}s"] if one.endswith("~") else [one]) for one in last)):
            if "*" not in forms[0]:
                yield " ".join(forms)
        if "-" in phrase:
            yield phrase
    yield "i o"


_STEMS = re.compile(rf"(?:{'|'.join(one[:-1] for one in sorted(_INSIDE_EN) if one.endswith('*') and ' ' not in one)})")


def _is_marked(word: str) -> bool:
    """Whether a word is the name of a setting, or a technical one with any ending."""
    return _STEMS.match(word.lower()) is not None or _KEY.search(word) is not None


_MAX_BESIDE = 4
"""Characters of a title that is but the name of a product."""
_OTHER_PODS = re.compile(
    r"\b(?:coffee|shirts?|jersey|pods? of|airpods?|parcels?|raid (?:servers|boss|finder|party|team)|join a raid|"
    r"signalling (?:contractor|box|fault))\b|手机|iphone",
    re.IGNORECASE,
)


def find(passage: Passage) -> Iterator[Hit]:
    """A word of the workshop, unless it is what readers themselves handle."""
    lang, own = passage.lang, passage.site.jargon
    assert lang is not None
    for sentence in passage.sentences:
        found = (own.search(sentence.said) if own else None) or _technical(passage, sentence, lang)
        if found:
            yield Hit(sentence.text[found.start() : found.end()], sentence)


def _suspects(sentence: Sentence, lang: RuleLanguage, site: SiteWords) -> bool:
    if _words_in(sentence.said, lang) or (site.jargon and site.jargon.search(sentence.text)):
        return True
    return ("_" in sentence.text or sentence.text != sentence.text.lower()) and _KEY.search(sentence.text) is not None


@lru_cache(maxsize=1 << 14)
def _words_in(said: str, lang: RuleLanguage) -> Sequence[re.Match[str]]:
    return tuple(_JARGON[lang].finditer(said))


def _technical(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> re.Match[str] | None:
    """The first technical word of a sentence that is not what readers handle."""
    for found in _words_in(sentence.said, lang):
        if not _is_theirs(passage, sentence, found[0], lang):
            return found
    return _KEY.search(sentence.text) if "`" in passage.source or "_" in sentence.text else None


_SERVERS_ZH = re.compile(
    r"云数据库|云主机|对象存储|函数计算|云函数|消息队列[^，。]{0,12}(?:版|产品)|开放平台|webhook|"
    r"(?<![a-z])api(?! ?网关)|sdk|托管版|容器服务|监控产品|云监控|"
    r"(?<![a-z])nas(?![a-z])|负载均衡产品|镜像站|控制台"
)
"""A text that speaks to people who run servers themselves, and handle the words of the workshop."""


def _is_theirs(passage: Passage, sentence: Sentence, word: str, lang: RuleLanguage) -> bool:
    """Whether a word means what readers buy or use, or no technical thing at all."""
    if _is_harmless(sentence.said, lang) or (lang == "zh" and _speaks_to_makers(passage.said)):
        return True
    moment = passage.moment
    title = moment.source.title.original.lower()
    # An entry that is called but by a product is about that product.
    if (word in title and len(title) <= len(word) + _MAX_BESIDE) or any(word in one for one in passage.site.components):
        return True
    if _PRODUCT[lang].fullmatch(word) is None:
        return False
    named_by_readers = _is_named_by_readers(title, moment.update.body.original, passage.said)
    return named_by_readers or (moment.kind is None and word.isascii())


@lru_cache(maxsize=64)  # These are asked of each technical word, and one text may have many.
def _is_harmless(said: str, lang: RuleLanguage) -> bool:
    return _OFFERED.search(said) is not None or _NOT_TECHNICAL[lang].search(said) is not None


@lru_cache(maxsize=64)
def _speaks_to_makers(said: str) -> bool:
    return _SERVERS_ZH.search(said) is not None


@lru_cache(maxsize=64)
def _is_named_by_readers(title: str, original: str, said: str) -> bool:
    context = f"{title} {original} {said}".lower()
    return any(one.search(context) for one in (_OTHER_PODS, _BUYERS, _OFFERED))


RULE = Rule(
    WordingRule.JARGON,
    find,
    {
        "en": Advice(
            "expected words that your readers use",
            "Readers in a hurry learn nothing from the name of a part they never see.",
            "Say what it means for them, such as “the servers that sign you in”, and leave the rest to the postmortem.",
        ),
        "zh": Advice(
            "应使用本产品用户看得懂的词",
            "用户急着知道自己能不能用，内部组件和指标的名字帮不上忙。",
            "写它对用户意味着什么，例如“负责登录的服务器”；技术细节留给复盘。",
        ),
    },
    always,
    {"en": frozenset(_triggers_en())},
    _is_marked,
    lambda site: site.jargon,
    suspects=_suspects,
    parts=("body", "title", "field"),
)
