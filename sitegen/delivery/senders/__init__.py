"""One module for each way out: mail, a POST to a chat, apprise."""

from __future__ import annotations

from collections.abc import Callable
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


# The modules are imported when something is sent: a run with nothing to send need not wait for TLS and mail.


def _email(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
    from sitegen.delivery.senders import mail

    return mail.send(envelope, to, deadline=deadline)


def _post(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
    from sitegen.delivery.senders import hooks

    return hooks.send(envelope, to, deadline=deadline)


def _apprise(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
    from sitegen.delivery.senders import apprise

    return apprise.send(envelope, to, deadline=deadline)


SENDERS: dict[Channel, Sender] = {
    Channel.EMAIL: _email,
    Channel.SLACK: _post,
    Channel.WECOM: _post,
    Channel.DINGTALK: _post,
    Channel.FEISHU: _post,
    Channel.TEAMS: _post,
    Channel.WEBHOOK: _post,
    Channel.APPRISE: _apprise,
}
"""The sender of each channel that has one; what goes out on the others is pasted by people."""


def _mail_fault(to: str) -> str:
    from sitegen.delivery.senders import mail

    return mail.mail_fault(to)


def _post_fault(channel: Channel) -> Callable[[str], str]:
    def fault(to: str) -> str:
        from sitegen.delivery.senders import hooks

        return hooks.hook_fault(channel, to)

    return fault


def _apprise_fault(to: str) -> str:
    from sitegen.delivery.senders import apprise

    return apprise.apprise_fault(to)


SETTINGS: dict[Channel, Callable[[str], str]] = {
    Channel.EMAIL: _mail_fault,
    **{channel: _post_fault(channel) for channel, sender in SENDERS.items() if sender is _post},
    Channel.APPRISE: _apprise_fault,
}
"""What is wrong with the address of a route, or with the settings of the channel's sender: without any secret, empty
where nothing is. Needs no network. What is wrong there makes the sender reject every message."""
