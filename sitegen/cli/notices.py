"""What `sitegen notify` prints of each message: a line for people, an object for programs. Never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sitegen.cli.printing import distance, in_zone, styled
from sitegen.delivery.plan import Planned
from sitegen.messages.draft import Message
from sitegen.model import Config
from sitegen.times import iso

COLOURS = {
    "delivered": "green",
    "already delivered": "green",
    "delivered in part": "red",
    "would send": "green",
    "cannot send": "red",
    "rejected": "red",
    "not sent": "red",
    "unknown": "red",
    "too long": "red",
    "late": "yellow",
    "differs": "yellow",
}
BAD = ("rejected", "delivered in part", "not sent", "unknown", "too long", "late", "impossible", "cannot send")
"""What makes the exit code 1: somebody has not been told, or may not have been."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is printed of a message."""

    key: str
    """Empty where it is of many messages, which the detail says whole."""
    word: str
    """What became of it, or would: one of `COLOURS` and `BAD`, or `superseded`, `sending`, `known` and their like."""
    detail: str = ""
    hint: str = ""
    planned: Planned | None = None
    """None where only the ledger knows of it."""
    message: Message | None = None

    @property
    def bad(self) -> bool:
        """Whether it makes the exit code 1."""
        return self.word in BAD

    def line(self, *, preview: bool = False) -> str:
        """For people; with *preview* also to whom it goes, its size, and how it begins."""
        if not self.key:
            return self.detail
        shown = f"{styled(f'{self.word:<10}', fg=COLOURS.get(self.word))} {self.key}"
        if preview and self.planned is not None:
            route = self.planned.candidate.route
            shown += f"\n           to {route.audience} by {route.name} ({route.channel})"
            shown += f", {size(self.message)}" if self.message else ""
            if self.message and not route.audience.internal:
                shown += f"\n           {self.message.title or self.message.text.partition(chr(10))[0]}"
            if self.message and self.message.left_out:
                shown += styled(f"\n           left out: {', '.join(self.message.left_out)}", dim=True)
        shown += f": {self.detail}" if self.detail and not preview else ""
        shown += f"\n           {self.detail}" if self.detail and preview else ""
        return shown + (styled(f"\n           {self.hint}", dim=True) if self.hint else "")

    def document(self) -> dict[str, Any]:
        """For programs. Of a message for insiders there are no words: whoever reads the log of a run may not be one."""
        document: dict[str, Any] = {"key": self.key, "state": self.word}
        if self.planned is not None:
            candidate = self.planned.candidate
            route = candidate.route
            document |= {
                "slug": candidate.occasion.slug,
                "update": candidate.occasion.key,
                "stage": candidate.occasion.stage.value,
                "at": iso(candidate.occasion.at),
                "audience": route.audience.value,
                "channel": route.channel.value,
                "route": route.name,
                "locale": route.locale,
            }
        if self.message is not None:
            message = self.message
            document |= {
                "title": "" if message.audience.internal else message.title,
                "length": message.length,
                "limit": message.limit,
                "unit": message.unit,
                "left_out": list(message.left_out),
            }
        return {**document, "detail": self.detail, "hint": self.hint}


def size(message: Message) -> str:
    """`1,234 of 4,096 bytes`."""
    most = "" if message.limit is None else f" of {message.limit:,}"
    return f"{message.length:,}{most} {message.unit}"


def since(moment: datetime, now: datetime, config: Config) -> str:
    """`2026-01-23 14:35 +08:00, 3 minutes ago`."""
    return f"{in_zone(moment, config.zone)}, {distance(moment, now, config.zone)}"
