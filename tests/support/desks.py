"""A message desk of a story that is hostile wherever an author can write, with a form for every channel.

The forms stand in for the channels' own: each shows what the desk has to cope with, whatever a channel does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path

from sitegen import markdown
from sitegen.build import AsOf, Checked, check
from sitegen.derive.stages import Occasion
from sitegen.messages.channels import CHANNEL_FORMS
from sitegen.messages.channels.form import ChannelForm, Composed
from sitegen.messages.desk.pages import MessageDesk
from sitegen.messages.draft import Draft
from sitegen.messages.outbox import Outbox
from sitegen.messages.writer import CUSTOMER, MessageWriter
from sitegen.model import PUBLIC_AUDIENCES, Audience, Channel
from sitegen.theme.parts import Part

YML = """\
name: '</style><script>alert("name")</script> & "Söhne"'
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en, zh-CN]
support: {email: support@example.com, phone: "+86 400 000 0000", url: https://example.com/help}
components:
  - {id: login, name: {en: Sign-in, zh-CN: 登录}}
"""
TITLE = """</title></script><iframe src="https://evil.example/"> & "quotes" 'and' more"""
LONG = "连接池配置错误导致登录服务在高并发情况下无法获取数据库连接" * 12
WORDS = f"""\
Sign-in fails for everyone. &lt;b&gt; stays as it is typed: `<b>`, and so
does </pre></script><img src=x onerror=alert(1)>.

See https://example.com/{"a-very-long-address-" * 12} and **what follows**:

- `{"unbroken" * 30}`
- <iframe srcdoc="<script>alert(2)</script>"></iframe>

```
if (a < b && c > "d") alert('e');
```

| One | Two |
|---|---|
| {"cell" * 20} | {LONG[:60]} |

{LONG}。
"""
ENTRY = f"""\
---
title: {json.dumps(TITLE)}
components: {{login: major_outage}}
not_working:
  - Signing in </textarea>
workaround: Stay signed in.
---

## 2026-01-23 14:35 investigating

- next update: 14:50

{WORDS}
## 2026-01-23 14:50 identified

- eta: 15:00

We have found the cause.

## 2026-01-23 15:10 resolved

It works again. We are sorry.
"""
CHINESE = f"""\
---
title: 登录故障{LONG[:120]}
---

## 2026-01-23 14:35

{LONG}。
"""
SLUG = "2026-01-23-login"
NOW = datetime.fromisoformat("2026-01-23T15:20:00+08:00")

SHEET = (
    "p { color: #111 } @media (prefers-color-scheme: dark) { p { color: #eee !important } body { background: #111 } }"
)
SECRET = "commander is Zhang San"
"""What the stand-in for an internal message says."""


def _words(draft: Draft, parts: Sequence[Part]) -> str:
    return "\n\n".join([draft.title, *(markdown.mail_text(part.markdown) for part in parts)])


def _mail(draft: Draft, parts: Sequence[Part]) -> Composed:
    """With a style sheet, `style` attributes, a picture from elsewhere, a script, and a button to send away."""
    inside = "".join(markdown.html(part.markdown) for part in parts)
    html = (
        f'<!doctype html><html lang="{draft.locale}"><head><meta charset="utf-8"><title>{escape(draft.title)}</title>'
        f'<meta name="color-scheme" content="light dark"><style>{SHEET}</style></head>'
        f'<body style="margin: 0; font-family: &quot;Noto Sans&quot;, sans-serif"><h1 style="font-size: 20px">'
        f'{escape(draft.title)}</h1><img src="https://elsewhere.example/logo.png" alt="Our logo" width="40">'
        f"<div>{inside}</div></body></html>"
    )
    return Composed(draft.title, _words(draft, parts), len(draft.title), html)


def _chat(draft: Draft, parts: Sequence[Part]) -> Composed:
    text = _words(draft, parts)
    return Composed(draft.title, text, len(text.encode()), payload={"msgtype": "markdown", "markdown": text})


def _post(draft: Draft, parts: Sequence[Part]) -> Composed:
    text = _words(draft, parts)
    return Composed(draft.title, text, len(text))


def _answers(draft: Draft, parts: Sequence[Part]) -> Composed:
    text = _words(draft, parts).replace(CUSTOMER, draft.words.customer)
    return Composed(draft.title, text, len(text))


def _article(draft: Draft, parts: Sequence[Part]) -> Composed:
    """With headings of its own, and a digest."""
    html = f"<h2>{escape(draft.title)}</h2>" + "".join(markdown.html(part.markdown, top=3) for part in parts)
    return Composed(draft.title, _words(draft, parts), len(html), html, {"digest": f"In short: {TITLE}"})


def _odd(draft: Draft, parts: Sequence[Part]) -> Composed:
    """White space that a page could lose."""
    text = f"\n\n  {_words(draft, parts)}\r\n\ttabbed,  twice spaced  \n\n\n"
    return Composed(draft.title, text, len(text))


def _data(draft: Draft, parts: Sequence[Part]) -> Composed:
    document = {"title": draft.title, "parts": {part.name: part.markdown for part in parts}}
    return Composed(draft.title, _words(draft, parts), len(json.dumps(document)), payload=document)


FORMS: Mapping[Channel, ChannelForm] = {
    Channel.EMAIL: ChannelForm(_mail, "characters", 78, long=True),
    Channel.SLACK: ChannelForm(_chat, "characters", 40_000),
    Channel.WECOM: ChannelForm(_chat, "bytes", 40),
    Channel.DINGTALK: ChannelForm(_chat, "bytes", 20_000),
    Channel.FEISHU: ChannelForm(_chat, "bytes", 20_000),
    Channel.TEAMS: ChannelForm(_chat, "bytes", 20_000),
    Channel.X: ChannelForm(_post, "weighted characters", 280, headings=False),
    Channel.WEIBO: ChannelForm(_post, "characters", 20, headings=False),
    Channel.WECHAT: ChannelForm(_article, "characters", 20_000, long=True),
    Channel.SMS: ChannelForm(_odd, "segments", 400, headings=False),
    Channel.MACROS: ChannelForm(_answers, "characters", headings=False),
    Channel.WEBHOOK: ChannelForm(_data, "bytes", long=True),
    Channel.APPRISE: ChannelForm(_chat, "characters"),
    Channel.TEXT: ChannelForm(_odd, "characters", long=True),
}


@contextmanager
def standing_in(forms: Mapping[Channel, ChannelForm] = FORMS) -> Iterator[None]:
    """Those forms in place of the channels' own."""
    own = dict(CHANNEL_FORMS)
    CHANNEL_FORMS.clear()
    CHANNEL_FORMS.update(forms)
    try:
        yield
    finally:
        CHANNEL_FORMS.clear()
        CHANNEL_FORMS.update(own)


def hostile_site(root: Path, first: str = "en") -> Path:
    """The site of the story in a folder, with *first* as its first language."""
    incidents = root / "content/incidents"
    incidents.mkdir(parents=True)
    (root / "site.yml").write_text(YML if first == "en" else YML.replace("[en, zh-CN]", "[zh-CN, en]"))
    original = ENTRY if first == "en" else ENTRY.replace("---\n", "---\nlang: en\n", 1)
    (incidents / f"{SLUG}.md").write_text(original)
    (incidents / f"{SLUG}.zh-CN.md").write_text(CHINESE)
    return root


def checked(root: Path, now: datetime = NOW) -> Checked:
    """The site as of a moment."""
    return check(root, AsOf(now, given=True))


class InsideOutbox(Outbox):
    """An outbox that also has something to say inside the company."""

    def draft(self, occasion: Occasion, audience: Audience, locale: str) -> Draft:
        """Of an internal audience: what users are told, and a secret."""
        if not audience.internal:
            return super().draft(occasion, audience, locale)
        told = super().draft(occasion, Audience.USERS, locale)
        return replace(told, audience=audience, parts=(*told.parts, Part("brief", SECRET)))


def desk_of(
    site: Checked,
    slug: str = SLUG,
    audiences: Sequence[Audience] = PUBLIC_AUDIENCES,
    channels: Sequence[Channel] | None = None,
) -> MessageDesk:
    """The desk of an entry, with everything that there is for *audiences*."""
    outbox = InsideOutbox(site.site, site.snapshot, {one.locale: MessageWriter(one) for one in site.editions})
    entry = next(entry for entry in site.snapshot.entries if entry.slug == slug)
    return MessageDesk(
        site.editions[0],
        outbox,
        entry,
        audiences=audiences,
        locales=site.site.config.locales,
        channels=tuple(CHANNEL_FORMS) if channels is None else channels,
        occasions=outbox.occasions(entry),
    )
