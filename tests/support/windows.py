"""The life of a maintenance, as stories: what is true from each moment on. Every output is held against this table.

A row says where the maintenance stands, its window, what the newest item of the feed is called, and whether the
503 page gives it as the reason, all in the site's own time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sitegen.times import read_moment, read_zone
from support.pages import YML, Pages

BERLIN = YML.replace("Asia/Shanghai", "Europe/Berlin")
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Story:
    """One maintenance, and what is true of it from each moment on."""

    text: str
    edges: Mapping[str, str]
    yml: str = YML

    def pages(self, root: Path) -> Pages:
        """Its site."""
        return Pages(root, {"maintenance/w.md": self.text}, self.yml)

    def moment(self, text: str) -> datetime:
        """A moment of its clock."""
        zone = "Europe/Berlin" if self.yml == BERLIN else "Asia/Shanghai"
        return read_moment(text, read_zone(zone))


@dataclass(frozen=True, slots=True)
class Row:
    """What is true of it."""

    stage: str
    start: str
    end: str
    item: str
    cause: bool

    @classmethod
    def read(cls, text: str) -> Row | None:
        """`in_progress | 24 02:00 – 24 04:00 | In progress | cause`; None where nothing is known yet."""
        if text == "nothing":
            return None
        stage, window, item, cause = (part.strip() for part in text.split("|"))
        start, end = window.split(" – ")
        return cls(stage, start, end, item, bool(cause))


def edges(story: Story) -> Iterator[tuple[str, str]]:
    """Each moment one second before, at and one second after an edge, with the row that is true then."""
    before = "nothing"
    for edge, row in story.edges.items():
        at = story.moment(edge)
        for shift, true in ((-SECOND, before), (timedelta(), row), (SECOND, row)):
            yield (at + shift).strftime("%Y-%m-%d %H:%M:%SZ"), true
        before = row


def _text(*updates: str, start: str = "2026-01-24 02:00", end: str = "2026-01-24 04:00", more: str = "") -> str:
    front = f"title: Database upgrade\nstart: {start}\nend: {end}\ncomponents: [orders]\nreason: A new version.\n{more}"
    return f"---\n{front}---\n" + "".join(f"\n## {update}\n" for update in updates)


SAID = "2026-01-20 10:00 scheduled\n\nOrders pause."
PLAN = "24 02:00 – 24 04:00"
LATER = "24 03:00 – 24 05:00"
LONGER = "24 02:00 – 24 05:00"

ANNOUNCED = {"2026-01-20 10:00": f"scheduled | {PLAN} | Scheduled |"}
NEAR = {**ANNOUNCED, "2026-01-24 01:30": f"scheduled | {PLAN} | Scheduled | cause"}
OPENS = {**NEAR, "2026-01-24 02:00": f"in_progress | {PLAN} | In progress | cause"}

STORIES = {
    "over by the window alone": Story(
        _text(SAID),
        {
            **OPENS,
            "2026-01-24 04:00": f"over | {PLAN} | The planned window is over |",
        },
    ),
    "verified and completed before its end": Story(
        _text(
            SAID,
            "2026-01-24 02:00 in_progress\n\nWe begin.",
            "2026-01-24 03:10 verifying\n\nWe look.",
            "2026-01-24 03:40 completed\n\nDone.",
        ),
        {
            **OPENS,
            "2026-01-24 03:10": f"verifying | {PLAN} | Verifying | cause",
            "2026-01-24 03:40": f"completed | {PLAN} | Completed |",
            "2026-01-24 04:00": f"completed | {PLAN} | Completed |",
        },
    ),
    "past its planned end": Story(
        _text(SAID, "2026-01-24 02:05 in_progress\n\nWe begin.", "2026-01-24 04:50 completed\n\nDone at last."),
        {
            **OPENS,
            "2026-01-24 02:05": f"in_progress | {PLAN} | In progress | cause",
            "2026-01-24 04:00": f"overrun | {PLAN} | In progress | cause",
            "2026-01-24 04:50": f"completed | {PLAN} | Completed |",
        },
    ),
    "verifying past its planned end": Story(
        _text(SAID, "2026-01-24 03:50 verifying\n\nWe look."),
        {
            **OPENS,
            "2026-01-24 03:50": f"verifying | {PLAN} | Verifying | cause",
            "2026-01-24 04:00": f"overrun | {PLAN} | Verifying | cause",
        },
    ),
    "begun and ended by hand, late to start": Story(
        _text(
            SAID,
            "2026-01-24 02:20 in_progress\n\nWe begin.",
            "2026-01-24 04:30 completed\n\nDone.",
            more="auto: false\n",
        ),
        {
            **NEAR,
            "2026-01-24 02:00": f"late | {PLAN} | Scheduled | cause",
            "2026-01-24 02:20": f"in_progress | {PLAN} | In progress | cause",
            "2026-01-24 04:00": f"overrun | {PLAN} | In progress | cause",
            "2026-01-24 04:30": f"completed | {PLAN} | Completed |",
        },
    ),
    "never begun": Story(
        _text(SAID, "2026-01-24 06:00 cancelled\n\nNot tonight.", more="auto: false\n"),
        {
            **NEAR,
            "2026-01-24 02:00": f"late | {PLAN} | Scheduled | cause",
            "2026-01-24 04:00": f"late | {PLAN} | Scheduled | cause",
            "2026-01-24 06:00": f"cancelled | {PLAN} | Cancelled |",
        },
    ),
    "moved": Story(
        _text(
            SAID,
            "2026-01-22 10:00 update\n\n- start: 2026-01-24 03:00\n- end: 2026-01-24 05:00\n\nAn hour later.",
        ),
        {
            **ANNOUNCED,
            "2026-01-22 10:00": f"scheduled | {LATER} | Rescheduled |",
            "2026-01-24 02:00": f"scheduled | {LATER} | Rescheduled |",
            "2026-01-24 02:30": f"scheduled | {LATER} | Rescheduled | cause",
            "2026-01-24 03:00": f"in_progress | {LATER} | In progress | cause",
            "2026-01-24 04:00": f"in_progress | {LATER} | In progress | cause",
            "2026-01-24 05:00": f"over | {LATER} | The planned window is over |",
        },
    ),
    "moved after it had opened by the clock": Story(
        _text(
            SAID,
            "2026-01-24 02:10 update\n\n- start: 2026-01-24 03:00\n- end: 2026-01-24 05:00\n\nNot yet.",
        ),
        {
            **OPENS,
            "2026-01-24 02:10": f"scheduled | {LATER} | Rescheduled |",
            "2026-01-24 02:30": f"scheduled | {LATER} | Rescheduled | cause",
            "2026-01-24 03:00": f"in_progress | {LATER} | In progress | cause",
            "2026-01-24 05:00": f"over | {LATER} | The planned window is over |",
        },
    ),
    "extended while it is open": Story(
        _text(SAID, "2026-01-24 03:30 update\n\n- end: 2026-01-24 05:00\n\nIt takes longer."),
        {
            **OPENS,
            "2026-01-24 03:30": f"in_progress | {LONGER} | Update | cause",
            "2026-01-24 04:00": f"in_progress | {LONGER} | Update | cause",
            "2026-01-24 05:00": f"over | {LONGER} | The planned window is over |",
        },
    ),
    "cancelled before it opens": Story(
        _text(SAID, "2026-01-23 10:00 cancelled\n\nNot needed."),
        {
            **ANNOUNCED,
            "2026-01-23 10:00": f"cancelled | {PLAN} | Cancelled |",
            "2026-01-24 01:30": f"cancelled | {PLAN} | Cancelled |",
            "2026-01-24 02:00": f"cancelled | {PLAN} | Cancelled |",
            "2026-01-24 04:00": f"cancelled | {PLAN} | Cancelled |",
        },
    ),
    "cancelled while it is open": Story(
        _text(SAID, "2026-01-24 02:40 cancelled\n\nWe go back."),
        {
            **OPENS,
            "2026-01-24 02:40": f"cancelled | {PLAN} | Cancelled |",
            "2026-01-24 04:00": f"cancelled | {PLAN} | Cancelled |",
        },
    ),
    "an emergency": Story(
        _text("2026-01-24 02:00 in_progress\n\nA hole must be closed.", more="emergency: true\n"),
        {
            "2026-01-24 02:00": f"in_progress | {PLAN} | In progress | cause",
            "2026-01-24 04:00": f"overrun | {PLAN} | In progress | cause",
        },
    ),
    "across midnight": Story(
        _text(SAID, start="2026-01-23 23:30", end="2026-01-24 00:30"),
        {
            "2026-01-20 10:00": "scheduled | 23 23:30 – 24 00:30 | Scheduled |",
            "2026-01-23 23:00": "scheduled | 23 23:30 – 24 00:30 | Scheduled | cause",
            "2026-01-23 23:30": "in_progress | 23 23:30 – 24 00:30 | In progress | cause",
            "2026-01-24 00:00": "in_progress | 23 23:30 – 24 00:30 | In progress | cause",
            "2026-01-24 00:30": "over | 23 23:30 – 24 00:30 | The planned window is over |",
        },
    ),
    "across the hour that is left out in spring": Story(
        _text(SAID, start="2026-03-29 01:30", end="2026-03-29 03:30"),
        {
            "2026-01-20 10:00": "scheduled | 29 01:30 – 29 03:30 | Scheduled |",
            "2026-03-29 01:00": "scheduled | 29 01:30 – 29 03:30 | Scheduled | cause",
            "2026-03-29 01:30": "in_progress | 29 01:30 – 29 03:30 | In progress | cause",
            "2026-03-29 03:00": "in_progress | 29 01:30 – 29 03:30 | In progress | cause",
            "2026-03-29 03:30": "over | 29 01:30 – 29 03:30 | The planned window is over |",
        },
        BERLIN,
    ),
    "across the hour that comes twice in autumn": Story(
        _text(SAID, start="2026-10-25 01:30", end="2026-10-25 03:30"),
        {
            "2026-01-20 10:00": "scheduled | 25 01:30 – 25 03:30 | Scheduled |",
            "2026-10-25 01:00": "scheduled | 25 01:30 – 25 03:30 | Scheduled | cause",
            "2026-10-25 01:30": "in_progress | 25 01:30 – 25 03:30 | In progress | cause",
            "2026-10-25 02:30 +02:00": "in_progress | 25 01:30 – 25 03:30 | In progress | cause",
            "2026-10-25 02:30 +01:00": "in_progress | 25 01:30 – 25 03:30 | In progress | cause",
            "2026-10-25 03:30": "over | 25 01:30 – 25 03:30 | The planned window is over |",
        },
        BERLIN,
    ),
}
