"""The latest words of an entry: one rule for lists, cards, descriptions, the 503 page and messages."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from sitegen.derive.entries import Entry, MaintenanceView, Step
from sitegen.model import Text
from sitegen.present.statements import Phrase, statements


def latest_words(entry: Entry) -> Text | None:
    """What an author wrote last, in Markdown; None where no update has words.

    Updates without words (which only state facts, or are automatic) are skipped. A maintenance's reason replaces
    its announcement, and what was written before an update moved the window is skipped too: it means another window.
    """
    if not isinstance(entry, MaintenanceView):
        return next((words for step in entry.steps if (words := step.body or step.title)), None)
    announcement = entry.steps[-1]
    for step in entry.steps[:-1]:
        if words := step.body or step.title:
            return words
        if step.changes.start or step.changes.end:
            return entry.reason
    return entry.reason or announcement.body or announcement.title


class News(NamedTuple):
    """An update as a card, or the beginning of its entry's page, shows it."""

    step: Step
    stated: tuple[Phrase, ...]
    """What it states and is not shown beside it anyway; on a card empty where the update has words."""


_ON_CARDS = ("components", "not_working", "still_working", "workaround", "start", "end", "eta", "next_update")
"""Facts of which a card shows the current value."""


def news(entry: Entry) -> list[News]:
    """The newest update, and where it has no words, also the newest one that has."""
    newest = entry.steps[0]
    if has_words(newest):
        return [News(newest, ())]
    stated = tuple(phrase for phrase in statements(newest) if phrase.field not in _ON_CARDS)
    return [News(newest, stated), *(News(step, ()) for step in islice(filter(has_words, entry.steps), 1))]


def leading(entry: Entry) -> list[News]:
    """The updates that an entry's page begins with: the newest, and back to the newest that has words."""
    spoken = next((number for number, step in enumerate(entry.steps) if has_words(step)), 0)
    beside = ("eta", "next_update") if entry.active else ()
    return [
        News(step, tuple(phrase for phrase in statements(step) if phrase.field not in beside))
        for step in entry.steps[: spoken + 1]
    ]


def has_words(step: Step) -> bool:
    """Whether an update has a text, an author's or an automatic one; else it only states facts."""
    return step.automatic or bool(step.body or step.title)
