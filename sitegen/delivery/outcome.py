"""What became of a message that was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What is known of a message after an attempt to send it."""

    DELIVERED = "delivered"
    """The channel has accepted it."""
    REFUSED = "refused"
    """Nothing was delivered, surely, and another attempt may succeed: no connection, or a rate limit."""
    REJECTED = "rejected"
    """Nothing was delivered, surely, and another attempt would end the same: a wrong address, a wrong form."""
    UNKNOWN = "unknown"
    """It may have been delivered: the connection ended after the request had gone out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one attempt."""

    verdict: Verdict
    detail: str = ""
    """What the channel answered, for the log: one line, without any secret."""
    retry_after: timedelta | None = None
    """How long to wait before another attempt, where the channel says so."""
    partial: bool = False
    """Delivered, but not to all of the addresses of a route."""
