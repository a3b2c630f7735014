"""One module a channel: the form in which it takes a message, its limit, and what it posts."""

from __future__ import annotations

from dataclasses import replace

from sitegen.markdown import escape_markdown
from sitegen.messages.channels import (
    apprise,
    dingtalk,
    email,
    feishu,
    macros,
    slack,
    sms,
    teams,
    text,
    webhook,
    wechat,
    wecom,
    weibo,
    x,
)
from sitegen.messages.channels.form import ChannelForm, fitted
from sitegen.messages.draft import Draft, Message
from sitegen.messages.writer import CUSTOMER
from sitegen.model import Channel
from sitegen.theme.parts import Part

CHANNEL_FORMS: dict[Channel, ChannelForm] = {
    Channel.EMAIL: email.FORM,
    Channel.SLACK: slack.FORM,
    Channel.WECOM: wecom.FORM,
    Channel.DINGTALK: dingtalk.FORM,
    Channel.FEISHU: feishu.FORM,
    Channel.TEAMS: teams.FORM,
    Channel.X: x.FORM,
    Channel.WEIBO: weibo.FORM,
    Channel.WECHAT: wechat.FORM,
    Channel.SMS: sms.FORM,
    Channel.MACROS: macros.FORM,
    Channel.WEBHOOK: webhook.FORM,
    Channel.APPRISE: apprise.FORM,
    Channel.TEXT: text.FORM,
}
"""The form of each channel."""


def message(draft: Draft, channel: Channel) -> Message:
    """The draft in the form of a channel: what may go is left out until it fits."""
    # A support desk puts the customer's name in itself.
    shown = draft if channel is Channel.MACROS else _for_people(draft)
    return fitted(shown, channel, CHANNEL_FORMS[channel])


def _for_people(draft: Draft) -> Draft:
    """The draft with words where the customer's name is to stand."""
    name = draft.words.customer
    parts = tuple(_with_name(part, escape_markdown(name)) for part in draft.parts)
    return replace(draft, title=draft.title.replace(CUSTOMER, name), parts=parts)


def _with_name(part: Part, name: str) -> Part:
    if CUSTOMER not in part.markdown + (part.short or ""):
        return part
    short = part.short and part.short.replace(CUSTOMER, name)
    return part._replace(markdown=part.markdown.replace(CUSTOMER, name), short=short)
