"""One module for each way out: mail, a POST to a chat, apprise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sitegen.delivery.outcome import Outcome
from sitegen.messages.draft import Message
from sitegen.model import Channel


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message on its way: everything that a sender may know."""

    message: Message
    key: str
    """The key of the message in the ledger: the same for each attempt, another for each message."""
    thread: str
    """The same for every message of an entry on a route, so that mail readers show them together."""
    first: bool
    """Whether it opens the thread."""
    at: datetime
    """When it is sent, in UTC."""


class Sender(Protocol):
    """Sends one message; never raises, and never puts *to* into the outcome."""

    def __call__(self, envelope: Envelope, to: str, *, deadline: float) -> Outcome:
        """Send to the address *to*, a secret; *deadline* is in seconds, for the whole attempt."""
        ...


SENDERS: dict[Channel, Sender] = {}
"""The sender of each channel that has one; what goes out on the others is pasted by people."""
