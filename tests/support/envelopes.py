"""Messages that are on their way, made by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sitegen.delivery.senders import Envelope
from sitegen.messages.draft import Message
from sitegen.model import Audience, Channel, Stage

AT = datetime(2026, 1, 23, 6, 35, tzinfo=UTC)


def message(channel: Channel, **values: Any) -> Message:
    """A message in the form of a channel."""
    known: dict[str, Any] = {
        "slug": "2026-01-23-login",
        "update": "2026-01-23T06:35:00.000Z",
        "stage": Stage.FIRST,
        "audience": Audience.USERS,
        "locale": "en",
        "channel": channel,
        "title": "Sign-in is failing",
        "text": "We see failures when signing in.\n\nhttps://status.example.com/incidents/login/\n",
        "length": 80,
        "unit": "characters",
        "limit": None,
        "payload": {"text": "登录失败 <&> \U0001f525"},
    }
    return Message(**{**known, **values})


def envelope(
    channel: Channel, key: str = "key", *, thread: str = "thread", first: bool = True, **values: Any
) -> Envelope:
    """It in an envelope."""
    return Envelope(message(channel, **values), key, thread, first, AT)
