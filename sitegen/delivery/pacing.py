"""When a message may go out: what the vendors allow in a minute, and how long a refusal asks to wait. Pure."""

from __future__ import annotations

from collections import defaultdict

from sitegen.model import Channel

RATE_LIMITS: dict[Channel, tuple[tuple[int, float], ...]] = {
    Channel.WECOM: ((20, 60.0),),
    Channel.DINGTALK: ((20, 60.0),),
    Channel.FEISHU: ((5, 1.0), (100, 60.0)),
}
"""At most so many messages to one address in so many seconds, as the vendors state."""

FIRST_WAIT = 2.0
"""Seconds after a refusal that names no time; each further one doubles it."""


def backoff(attempts: int) -> float:
    """Seconds to wait after that many refusals."""
    return FIRST_WAIT * 2.0 ** (attempts - 1)


class Pacer:
    """Counts what has gone to each address. Times are seconds of a clock that only goes forward."""

    def __init__(self) -> None:
        self._sent: dict[tuple[Channel, str], list[float]] = defaultdict(list)

    def free_at(self, channel: Channel, address: str, now: float) -> float:
        """From when on the vendor takes another message."""
        sent = self._sent[channel, address]
        waits = [sent[-most] + seconds for most, seconds in RATE_LIMITS.get(channel, ()) if len(sent) >= most]
        return max([now, *waits])

    def count(self, channel: Channel, address: str, now: float) -> None:
        """Note that a message has gone out, whatever became of it."""
        self._sent[channel, address].append(now)
