"""What the desk calls audiences, stages, channels and parts, and by which channels an audience is usually told."""

from __future__ import annotations

from sitegen.model import Audience, Channel, Routing, Stage
from sitegen.present.labels import N_

AUDIENCE_NAMES = {
    Audience.USERS: (N_("Users"), N_("Everyone who uses the service")),
    Audience.CUSTOMERS: (N_("Customers"), N_("Customers with a contract")),
    Audience.PARTNERS: (N_("Partners"), N_("People who build on our API")),
    Audience.SOCIAL: (N_("Social media"), N_("One short post")),
    Audience.SUPPORT: (N_("Support team"), N_("What to tell people who ask")),
    Audience.TEAM: (N_("Team"), N_("People working on it")),
    Audience.MANAGEMENT: (N_("Management"), N_("Decision makers")),
}
"""What each audience is called, and who that is."""

STAGE_NAMES = {
    Stage.FIRST: N_("First notice"),
    Stage.PROGRESS: N_("Progress"),
    Stage.RESOLVED: N_("Resolved"),
    Stage.REOPENED: N_("Reopened"),
    Stage.EXPLAINED: N_("Explanation"),
    Stage.ANNOUNCED: N_("Announcement"),
    Stage.REMINDER: N_("Reminder"),
    Stage.STARTED: N_("Work under way"),
    Stage.MOVED: N_("Rescheduled"),
    Stage.OVERRUN: N_("Running over"),
    Stage.COMPLETED: N_("Completed"),
    Stage.CANCELLED: N_("Cancelled"),
}

CHANNEL_NAMES = {
    Channel.EMAIL: (N_("Email"), "mail"),
    Channel.SLACK: (N_("Slack"), "chat"),
    Channel.WECOM: (N_("WeCom"), "chat"),
    Channel.DINGTALK: (N_("DingTalk"), "chat"),
    Channel.FEISHU: (N_("Feishu"), "chat"),
    Channel.TEAMS: (N_("Microsoft Teams"), "chat"),
    Channel.X: (N_("X"), "post"),
    Channel.WEIBO: (N_("Weibo"), "post"),
    Channel.WECHAT: (N_("WeChat"), "article"),
    Channel.SMS: (N_("Text message"), "sms"),
    Channel.MACROS: (N_("Support desk"), "answers"),
    Channel.WEBHOOK: (N_("Webhook"), "data"),
    Channel.APPRISE: (N_("Apprise"), "chat"),
    Channel.TEXT: (N_("Plain text"), "plain"),
}
"""What each channel is called, and the form in which the desk shows what it carries."""

_USUAL = {
    Audience.USERS: (Channel.EMAIL, Channel.WECHAT, Channel.SMS, Channel.TEXT),
    Audience.CUSTOMERS: (Channel.EMAIL, Channel.TEXT),
    Audience.PARTNERS: (Channel.EMAIL, Channel.WEBHOOK),
    Audience.SOCIAL: (Channel.X, Channel.WEIBO),
    Audience.SUPPORT: (Channel.MACROS,),
    Audience.TEAM: (Channel.SLACK, Channel.WECOM),
    Audience.MANAGEMENT: (Channel.EMAIL, Channel.WECOM),
}
"""The channels by which each audience is most often told."""
_PASTED = (Channel.X, Channel.WEIBO, Channel.WECHAT, Channel.SMS, Channel.MACROS, Channel.TEXT)
"""What people paste somewhere: no route has them."""

ANSWER_NAMES = {
    "standard": N_("Answer"),
    "upset": N_("Answer to someone who is upset"),
    "auto_reply": N_("Automatic reply"),
}
"""The parts of a message to support that are answers, each to be copied alone."""

PART_NAMES = {
    "greeting": N_("greeting"),
    "state": N_("state"),
    "situation": N_("situation"),
    "words": N_("author's text"),
    "stated": N_("facts in the update"),
    "report": N_("postmortem"),
    "summary": N_("summary"),
    "language": N_("language note"),
    "moved_from": N_("previous window"),
    "impact": N_("impact"),
    "components": N_("components"),
    "endpoints": N_("endpoints"),
    "not_working": N_("what does not work"),
    "still_working": N_("what works"),
    "workaround": N_("workaround"),
    "reason": N_("reason"),
    "scope": N_("scope"),
    "expected": N_("expected times"),
    "compensation": N_("compensation"),
    "regret": N_("apology"),
    "contact": N_("contact"),
    "link": N_("link"),
    "signature": N_("signature"),
    "standard": N_("answer"),
    "upset": N_("answer to someone who is upset"),
    "auto_reply": N_("automatic reply"),
    "avoid": N_("what not to promise"),
    "title": N_("title"),
    "business": N_("business impact"),
    "done": N_("what was done"),
    "doing": N_("what is being done"),
    "next": N_("next steps"),
    "verified": N_("what was verified"),
    "follow_ups": N_("follow-up"),
    "needs": N_("decisions needed"),
    "notes": N_("notes"),
    "people": N_("people"),
    "where": N_("where to join"),
    "by": N_("who reports"),
    "thanks": N_("thanks"),
}
"""What the parts of messages are called; a part of a site's own template goes by its name there."""


def usual_channels(audience: Audience, routing: Routing | None) -> tuple[Channel, ...]:
    """The channels to show first: those of the routes to an audience and what is pasted, or what most sites use."""
    usual = _USUAL[audience]
    routed = [route.channel for route in routing.routes if route.audience is audience] if routing else []
    return tuple(dict.fromkeys([*routed, *(one for one in usual if one in _PASTED)])) if routed else usual
