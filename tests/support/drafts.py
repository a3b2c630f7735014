"""Drafts of messages made by hand, and what channels make of them, read apart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from sitegen.markdown import Picture
from sitegen.messages.draft import Draft
from sitegen.model import Audience, Impact, Stage
from sitegen.read.config import read_config
from sitegen.theme.edition import Edition, load_editions
from sitegen.theme.parts import Part
from support.places import SAMPLE

URL = "https://status.example.com/incidents/2026-01-23-login-outage/#update-20260123T063500Z"
PICTURES = (("chart.png", Picture("https://status.example.com/assets/0123456789abcdef.png", 640, 480)),)

ENGLISH = (
    Part("state", r"**Investigating** · since January 23, 2026, 14:32 UTC\+8"),
    Part("words", "Signing in fails for **everyone**. We are on it.", 6, "Signing in fails for everyone."),
    Part("not_working", "**Not working**\n\n- Sign-in\n- Placing orders, which needs a sign-in", 5),
    Part("still_working", "**Still working**\n\n- Browsing\n- Whoever is signed in stays signed in", 4),
    Part("expected", "Expected recovery: 15:00 UTC\\+8"),
    Part("link", f"Current state and all updates: {URL}"),
)
CHINESE = (
    Part("state", r"**正在调查** · 2026年1月23日 14:32 UTC\+8 起"),
    Part("words", "全部用户**无法登录**。我们正在处理。", 6, "全部用户无法登录。"),
    Part("not_working", "**无法使用**\n\n- 登录\n- 下单（需要登录）", 5),
    Part("still_working", "**可正常使用**\n\n- 浏览页面\n- 已登录的用户不受影响", 4),
    Part("expected", "预计恢复：15:00 UTC\\+8"),
    Part("link", f"当前状态与全部更新：{URL}"),
)


def draft(*parts: Part | str, title: str = "Service disruption: sign-in is failing", **more: Any) -> Draft:
    """A draft with *parts*, of which a text is one that must stay; without any, those of an outage in English."""
    made = tuple(Part(f"part{number}", one) if isinstance(one, str) else one for number, one in enumerate(parts))
    values: dict[str, Any] = {
        "slug": "2026-01-23-login-outage",
        "update": "20260123T063500Z",
        "stage": Stage.FIRST,
        "at": datetime(2026, 1, 23, 6, 35, tzinfo=UTC),
        "audience": Audience.USERS,
        "locale": "en",
        "site": "Example Cloud",
        "title": title,
        "parts": made or ENGLISH,
        "url": URL,
        "topic": "Sign-in is failing",
        "impact": Impact.CRITICAL,
        "pictures": PICTURES,
    }
    return Draft(**{**values, **more})


def in_chinese(title: str = "服务中断：全部用户无法登录", **more: Any) -> Draft:
    """The same outage in Chinese."""
    return draft(*CHINESE, title=title, topic="全部用户无法登录", locale="zh-CN", site="示例云", **more)


@cache
def _edition(locale: str) -> Edition:
    return next(one for one in load_editions(SAMPLE, read_config(SAMPLE)) if one.locale == locale)


def mailed(made: Draft) -> Draft:
    """A draft with the frame of the default theme for its mail."""
    return replace(made, mail=partial(_edition(made.locale).render, "messages/mail.html"))


def as_sent(payload: object) -> bytes:
    """A payload as a sender writes it, measured without our own code."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def strings(value: object) -> Iterator[str]:
    """Every text in a payload."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)
