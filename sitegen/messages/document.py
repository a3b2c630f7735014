"""A message as a JSON document: the form of `sitegen message --format json`, and of messages.json at the desk."""

from __future__ import annotations

from sitegen.messages.draft import Message


def message_document(message: Message) -> dict[str, object]:
    """The message as JSON has it."""
    return {
        "slug": message.slug,
        "update": message.update,
        "stage": message.stage.value,
        "audience": message.audience.value,
        "locale": message.locale,
        "channel": message.channel.value,
        "title": message.title,
        "text": message.text,
        "html": message.html,
        "length": message.length,
        "limit": message.limit,
        "unit": message.unit,
        "left_out": list(message.left_out),
        "fits": message.fits,
        "payload": message.payload,
    }
