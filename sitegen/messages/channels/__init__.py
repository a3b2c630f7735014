"""One module a channel: the form in which it takes a message, its limit, and what it posts."""

from __future__ import annotations

from sitegen.messages.channels import text
from sitegen.messages.channels.form import ChannelForm, fitted
from sitegen.messages.draft import Draft, Message
from sitegen.model import Channel

CHANNEL_FORMS: dict[Channel, ChannelForm] = {
    Channel.TEXT: text.FORM,
}
"""The form of each channel."""


def message(draft: Draft, channel: Channel) -> Message:
    """The draft in the form of a channel: what may go is left out until it fits."""
    return fitted(draft, channel, CHANNEL_FORMS[channel])
