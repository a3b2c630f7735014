"""Nobody to ask: neither in the text nor `support` in site.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import WordingRule
from sitegen.wording.hits import Advice, Hit, Rule
from sitegen.wording.passages import Passage

CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|\+?\d[\d\s()-]{6,}\d|\b(?:contact|call|phone|ring|write to|e-?mail|message|reach|ask|"
    r"open a ticket with|chat with|get in touch|hotline|help ?desk|service desk|front desk|support (?:team|desk|"
    r"line|chat|form|page|portal|centre|center)|reply to|in-app chat|live chat|help (?:page|centre|center)|"
    r"customer (?:service|care)|ticket)\b"
    r"[^.!?]{0,60}|客服|热线|致电|拨打|来电|邮箱|邮件(?:至|到)|发邮件|工单|在线咨询|联系我们|联系(?:客户|您的|当地|"
    r"所在)|服务台|服务窗口|前台|回复(?:此|本)(?:邮件|短信)|反馈(?:入口|页|至|给)|帮助中心|帮助页|扫码咨询|"
    r"咨询(?:台|电话|窗口)|公众号(?:留言|后台)",
    re.IGNORECASE,
)
"""A way to ask: an address, a number, or words that name one."""
_NEVER = re.compile(
    r"\b(?:do not|don't|please avoid|cannot|can't|no need to) (?:contact|call|write|ring|reply|message|e-?mail)|"
    r"请(?:勿|不要)(?:致电|拨打|联系|回复)|(?:客服|热线|邮箱)[^，。]{0,8}(?:暂停|无法|打不通|不可用|也)|"
    r"calls? (?:fail|do not|don't|drop|to\b)|phone lines|email(?:s)? (?:is|are|arrive)",
    re.IGNORECASE,
)


def find(passage: Passage) -> Iterator[Hit]:
    """An update whose readers have nobody to ask."""
    if not passage.moment.contact and not names_contact(passage.source):
        yield Hit("")


def names_contact(text: str) -> bool:
    """Whether a text says whom to ask."""
    found = CONTACT.search(text)
    return found is not None and _NEVER.search(text) is None


RULE = Rule(
    WordingRule.NO_CONTACT,
    find,
    {
        "en": Advice(
            "expected whom to ask, found nobody here and no `support` in site.yml",
            "Who is stuck, or reads this too late, has nowhere to turn.",
            "Add `support` to site.yml once, with an address or a number, or name one here.",
        ),
        "zh": Advice(
            "应写明可以联系谁，但这里没有，site.yml 里也没有 `support`",
            "遇到困难的用户不知道该找谁。",
            "在 site.yml 中加上 `support`（邮箱、电话或网址），或在本条更新中写明。",
        ),
    },
)
