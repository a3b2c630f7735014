"""过度技术: parts, metrics and keys that this product's readers do not handle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import WordingRule
from sitegen.wording.hits import Advice, Hit, Rule
from sitegen.wording.passages import Passage, RuleLanguage, Sentence

_PHRASES_EN = (
    "connection pool|connection pools|thread pool|threads? pools?|worker threads?|event loop|replica lag|"
    "replication lag|replication|read replicas?|replica sets?|standby replica|stale primary|"
    "failover|fail-over|failed over|split[- ]brain|quorum|raft|leader election|primary shards?|resharding|"
    "rebalanc\\w+|consumer groups?|consumer lag|offset backlog|replaying offsets|n\\+1|orm|row locks?|topic partitions|"
    "memory leak|heap|garbage collect\\w+|gc pauses?|stop-the-world|oom|oom-?killed|out of memory|jvm|executor|"
    "deadlocks?|mutex|race condition|stack trace|null pointer|segfault|kernel|hypervisor|"
    "kubelet|sidecars?|ingress|service mesh|orchestrator|liveness probe|readiness probe|containers restart\\w*|"
    "evict\\w+|autoscal\\w+|auto-scal\\w+|hpa|"
    "etcd|zookeeper|redis|memcached|kafka|rabbitmq|elasticsearch|opensearch|cassandra|mongodb|mysql|mariadb|"
    "postgres|postgresql|innodb|dynamodb|haproxy|nginx|envoy|istio|postfix|consul|slapd|traefik|varnish|celery|"
    "hadoop|clickhouse|"
    "p50|p90|p95|p99|p999|percentile|qps|rps|iops|file descriptors?|ulimit|keepalive|time_wait|tcp|mtu|"
    "bgp|arp|sctp|diameter|hss|ospf|vlan|route flap\\w*|"
    "ocsp|stapling|tls handshake|cipher|leaf certificate|saml|ldap|idp|grpc|microservices?|upstream keepalive|"
    "backpressure|back-pressure|bulkhead|retry budget|retry storm|thundering herd|"
    "raid|inode|filesystem|file system|mount point|nfs|ostree|/etc/\\w+|vacuum|wal|write-ahead|binlog|"
    "query plan\\w*|secondary index|index bloat|exclusive lock|lock contention|long-running transactions|"
    "schema migration|"
    "cache miss\\w*|cache stampede|cold cache|hot key|cache invalidation|reverse prox\\w+|middleware|message bus|"
    "message queue|dead[- ]letter|"
    "hot standby|re-?shard\\w*|user tables?|mtls|intermediate ca|signalling|turn relays?|maxmemory|session keys|"
    "memory pressure|containerd|dockerd|concurrent connections|active connections|database tables?|"
    "tls configuration|lbs|50x|5xx|"
    "4xx|hostname resolution|disk i/o|i/o|db|dbs|database servers?|hard drives?|"
    "race conditions?|feature flag|canary|helm|terraform|ansible|systemd|cron|daemon|regex\\w*|exponential backoff"
)
_PRODUCTS_EN = (
    "pods?|kubernetes|k8s|control plane|packet loss|cpu|throughput|kernel|hypervisor|redis|memcached|kafka|mysql|"
    "mariadb|postgres|postgresql|mongodb|elasticsearch|opensearch|"
    "dynamodb|cassandra|rabbitmq|clickhouse|(?:worker|cluster|unhealthy) nodes?|nodes? (?:notready|not ready)|"
    "read replicas?|replicas|replica (?:set|lag|db|database)|"
    "replication|partitions|tcp|bgp|vlan|"
    "peering|raid|nfs"
)
"""What some sell: jargon unless the text speaks to people who buy it."""
_BUYERS = re.compile(
    r"\b(?:gke|eks|aks|ec2|rds|kubernetes (?:engine|service)|google|azure|aws|amazon|cloud (?:\w+)|compute|"
    r"virtual machines?|vms?|instances?|persistent disk|availability zones?|managed|us-(?:east|west|central)\w*|"
    r"(?:eu|ap|europe|asia)-\w+\d|gpu|ssh|linux|login\d|sdk|repositor\w+|packages?|builds?|mirrors?|copr|hosting|"
    r"vps|customer workloads|lon\d|nyc\d|fra\d|phx\d|sfo\d|ams\d)\b|云(?:数据库|主机|服务器|硬盘|产品)|镜像|"
    r"容器服务|集群公告|开源"
)
_JARGON = {
    "en": re.compile(rf"(?<![\w.-])(?:{_PHRASES_EN}|{_PRODUCTS_EN})(?![\w]|-\w)"),
    "zh": re.compile(
        r"连接池|线程池|线程(?!数据)|工作线程|主从|从库|主库|副本(?:集|延迟|同步)|读写分离|熔断|限流|服务降级|"
        r"热\s?key|热点\s?key|缓存(?:击穿|穿透|雪崩|命中)|消息积压|消费(?:积压|者组?|组)|分片(?!上传)|脑裂|选主|"
        r"多数派|心跳超时|注册中心|慢\s?sql|慢查询|分库分表|死锁|联合索引|索引失效|数据库连接|主备(?:切换|倒换)|"
        r"故障转移|负载均衡|反向代理|网关(?:触发|超时|节点)|堆(?:内存|大小|栈)|内存(?:溢出|泄漏)|垃圾回收|宿主机|"
        r"虚拟机(?:集群|宿主)|容器(?:状态|编排|组)|编排|微服务|中间件|吞吐|磁盘\s?io|句柄|文件描述符|内核|协议栈|"
        r"路由(?:震荡|泄漏|黑洞|内部转发表)|vip\s?漂移|丢包|回源|握手|心跳|主机名|会话风暴|存储引擎|集群(?:脑裂|"
        r"控制面|节点)|控制面(?!板)|数据面|重平衡|漂移|雪崩(?=效应)|阈值|节点(?:上|宕|异常|失联)|"
        r"(?<![A-Za-z])(?:binlog|grub|full\s?gc|jvm|gc|oom|qps|tps|tp99|p99|p95|iops|i/o|bgp|arp|redis|kafka|"
        r"elasticsearch|es|zookeeper|etcd|nacos|mysql|mongodb|rabbitmq|nginx|traefik|k8s|kubernetes|pods?|notready|"
        r"node|esxi|podman|docker|upstream|raid|rsync|ssh|sudo|cpu|f5|recovery mode|runner|observer)(?![A-Za-z])"
    ),
}
_KEY = re.compile(
    r"(?<![\w@/#.-])(?=\w*(?:max|(?<!ad)min|pool|timeout|size|count|limit|connections?|replicas?|enabled|config|"
    r"workers?|buffer|threads?|ttl|interval|retries|reuse|backlog|somaxconn))(?:[a-z]+(?:[A-Z][a-z]+)+|"
    r"[a-z]+(?:_[a-z0-9]+)+|[a-z]+(?:\.[a-z_]+){2,})(?![\w(/@])",
)
"""The name of a setting: `maxConnections`, `worker_connections`."""
_PRODUCT = {
    "en": re.compile(_PRODUCTS_EN),
    "zh": re.compile(
        r"redis|kafka|elasticsearch|mysql|mongodb|rabbitmq|k8s|kubernetes|docker|podman|rsync|ssh|主备切换|主从\S*|"
        r"pods?|node|反向代理|副本\S*|cpu|raid|nginx|内核|心跳"
    ),
}
_OFFERED = re.compile(
    r"\b(?:you created|that you (?:own|run|created|manage)|managed|(?:your|customers'|"
    r"users') (?:own )?(?:clusters?|databases?|instances?|replicas?|pods?|nodes?|volumes?|containers?|topics?|"
    r"workloads?|deployments?|browser\S*))\b|云数据库|容器服务|托管|节点池|只读实例|kubectl|开发者|SDK|sdk"
)
_NOT_TECHNICAL = {
    "en": re.compile(r"garbage collection (?:in|went|reminders|day)|reminders for|your browser's? cache"),
    "zh": re.compile(r"保险丝|一级熔断|交易所|指数|股|行情|暂停交易|技能|中转节点|OpenSSH|openssh"),
}


_ENDINGS = ("", "s", "ed", "ing", "ion", "ions", "er", "e", "es", "ment", "ies", "y", "d")


def _last_words() -> Iterator[str]:
    """The words that an English phrase ends with, in all their forms: they are rarer than those that it begins with."""
    for phrase in f"{_PHRASES_EN}|{_PRODUCTS_EN}".split("|"):
        last = re.split(r"[ /]|- ?\]|\[- \]", phrase)[-1]
        last = re.sub(r"[()]|\?[:=!]", "", last)
        stem = re.sub(r"\\w[*+]", "", last)
        for one in filter(None, (stem.replace("?", ""), re.sub(r".\?", "", stem))):
            yield from (f"{one}{ending}" for ending in _ENDINGS) if "\\w" in last else (one,)


def _beginnings() -> Iterator[str]:
    """The characters, or the Latin word, that a Chinese phrase begins with."""
    pattern = _JARGON["zh"].pattern
    yield from re.findall(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}", re.sub(r"\((?:\?:)?[^()]*\)", "(", pattern))
    yield from re.findall(r"[a-z][a-z0-9/]+", pattern.rpartition("(?:")[2])
    yield from re.findall(r"(?<=\|)[a-z0-9/]{2,}(?=[|)])", pattern)


_MAX_BESIDE = 4
"""Characters of a title that is but the name of a product."""
_OTHER_PODS = re.compile(r"\b(?:coffee|shirts?|jersey|pods? of|airpods?)\b|手机|iphone", re.IGNORECASE)


def find(passage: Passage) -> Iterator[Hit]:
    """A word of the workshop, unless it is what readers themselves handle."""
    lang, own = passage.lang, passage.site.jargon
    assert lang is not None
    for sentence in passage.sentences:
        found = (own.search(sentence.text) if own else None) or _technical(passage, sentence, lang)
        if found:
            yield Hit(sentence.text[found.start() : found.end()], sentence)
            return


def _technical(passage: Passage, sentence: Sentence, lang: RuleLanguage) -> re.Match[str] | None:
    """The first technical word of a sentence that is not what readers handle."""
    for found in _JARGON[lang].finditer(sentence.said):
        if not _is_theirs(passage, sentence, found[0], lang):
            return found
    return _KEY.search(sentence.text) if "`" in passage.source or "_" in sentence.text else None


def _is_theirs(passage: Passage, sentence: Sentence, word: str, lang: RuleLanguage) -> bool:
    """Whether a word means what readers buy or use, or no technical thing at all."""
    if _OFFERED.search(sentence.said) or _NOT_TECHNICAL[lang].search(sentence.said):
        return True
    moment = passage.moment
    title = moment.source.title.original.lower()
    # An entry that is called but by a product is about that product.
    if (word in title and len(title) <= len(word) + _MAX_BESIDE) or any(word in one for one in passage.site.components):
        return True
    if _PRODUCT[lang].fullmatch(word) is None:
        return False
    context = f"{title} {moment.update.body.original} {passage.said}".lower()
    named_by_readers = any(one.search(context) for one in (_OTHER_PODS, _BUYERS, _OFFERED))
    return named_by_readers or (moment.kind is None and word.isascii())


RULE = Rule(
    WordingRule.JARGON,
    find,
    {
        "en": Advice(
            "expected words that the readers of this product use",
            "They read it in a hurry, and learn nothing from the name of a part inside.",
            "Say what it does to them, such as “the servers that sign you in”, or leave it to the postmortem.",
        ),
        "zh": Advice(
            "应使用本产品用户看得懂的词",
            "用户急着知道自己能不能用，内部组件和指标的名字帮不上忙。",
            "写它对用户意味着什么，例如“负责登录的服务器”；技术细节留给复盘。",
        ),
    },
    {"en": frozenset(_last_words()), "zh": frozenset(_beginnings())},
    lambda text, site: "`" in text or "_" in text or site.jargon is not None,
    parts=("body", "title", "field"),
)
