"""Nobody to ask: neither in the text nor `support` in site.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import WordingRule
from sitegen.wording.hits import Advice, Hit, Rule
from sitegen.wording.passages import Passage

CONTACT = re.compile(
    r"(?<![\w.+-])(?!no-?reply)[\w.+-]+@[\w-]+\.\w|\+?\d[\d\s()-]{6,}\d|"
    r"\b(?:contact|call|phone|ring|write to|e-?mail|message|reach|ask|open a ticket with|chat with|get in touch|"
    r"reply to|let us know|tell us|questions to)\b[^.!?]{0,60}\b(?:us|support|team|desk|line|centre|center|form|page|"
    r"portal|hotline|manager|service|care|chat|mail)\b|\b(?:hotline|help ?desk|service desk|support (?:team|desk|line|"
    r"chat|form|page|portal)|help (?:page|centre|center)|in-app chat|live chat)\b|"
    r"(?:请|可|欢迎|如有|如需|拨打|致电|联系|咨询|反馈|通过|发|找)[^。！？]{0,24}(?:客服|热线|电话|邮箱|邮件|工单|"
    r"服务台|前台|窗口|"
    r"帮助中心|帮助页|公众号|我们)|(?:客服|热线|电话)(?:电话|热线)?[:：]|联系我们|在线咨询|客服热线",
    re.IGNORECASE,
)
"""A way to ask: an address, a number, or words that invite to use one."""
_FAILS = re.compile(
    r"\b(?:do not|don't|please avoid|cannot|can't|no need to) (?:contact|call|write|ring|reply|message|e-?mail)|"
    r"请(?:勿|不要)(?:致电|拨打|联系|回复)|(?:客服|热线|邮箱|号码)[^，。]{0,8}(?:暂停|无法|打不通|不可用)|"
    r"calls? (?:fail|do not|don't|drop|to\b)|phone lines",
    re.IGNORECASE,
)
"""What tells that it is not one, or that it is what fails."""


def find(passage: Passage) -> Iterator[Hit]:
    """An update whose readers have nobody to ask."""
    if not names_contact(passage.source):
        yield Hit("")


def names_contact(text: str) -> bool:
    """Whether a text says whom to ask."""
    found = CONTACT.search(text)
    return found is not None and _FAILS.search(text) is None


RULE = Rule(
    WordingRule.NO_CONTACT,
    find,
    {
        "en": Advice(
            "expected whom to ask, found nobody here and no `support` in site.yml",
            "Anyone who is stuck has nowhere to turn.",
            "Add `support` to site.yml once, with an address or a number, or name one here.",
        ),
        "zh": Advice(
            "应写明可以联系谁，但这里没有，site.yml 里也没有 `support`",
            "遇到困难的用户不知道该找谁。",
            "在 site.yml 中加上 `support`（邮箱、电话或网址），或在本条更新中写明。",
        ),
    },
    lambda moment: not moment.contact,
)
