"""The identity of a message, and how a ledger names it. No word of the message is part of it."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.derive.stages import Occasion
from sitegen.messages.draft import Message
from sitegen.model import Route

KEYED = "keyed:"
"""Begins the name of a message whose key stands in no public ledger."""


class MessageKey(NamedTuple):
    """What makes a message the same message, however it is worded."""

    slug: str
    update: str
    """The key of the occasion within its entry."""
    stage: str
    audience: str
    route: str
    """The name of the route."""
    locale: str

    def __str__(self) -> str:
        return "/".join(self)

    @property
    def thread(self) -> str:
        """What all messages of an entry on a route have in common."""
        return "/".join((self.slug, self.audience, self.route, self.locale))


def key_of(route: Route, occasion: Occasion, slug: str | None = None) -> MessageKey:
    """The key of the message of an occasion on a route; *slug* is another one that the entry had."""
    return MessageKey(
        slug or occasion.slug,
        occasion.key,
        occasion.stage.value,
        route.audience.value,
        route.name,
        route.locale,
    )


@dataclass(frozen=True, slots=True)
class Naming:
    """How a ledger names messages: by their keys, or, given a *secret*, by hashes that only it can make."""

    secret: bytes | None = None

    def name(self, key: MessageKey) -> str:
        """The name of a message."""
        return str(key) if self.secret is None else f"{KEYED}{self._hash(self.secret, str(key))}"

    def digest(self, message: Message) -> str:
        """What changes with the content of a message: title, text, HTML and what is posted."""
        content = json.dumps(
            [message.title, message.text, message.html, message.payload], ensure_ascii=False, sort_keys=True
        )
        return self._hash(self.secret, content) if self.secret else hashlib.sha256(content.encode()).hexdigest()[:32]

    @staticmethod
    def _hash(secret: bytes, text: str) -> str:
        return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:32]
