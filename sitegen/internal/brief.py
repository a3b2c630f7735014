"""The brief of an entry: what only insiders may know of it; all immutable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sitegen.derive.stages import Occasion
from sitegen.model import Text

BriefValue = Text | tuple[Text, ...] | str | None
"""A text, a list of texts, or an address; None and `()`: nothing is known, or not any more."""
BriefFields = tuple[tuple[str, BriefValue], ...]
"""Fields with their values, each at most once."""


class BriefNote(NamedTuple):
    """One dated part of a brief."""

    at: datetime
    title: Text | None
    body: Text
    """Markdown."""
    fields: BriefFields
    """What it changes."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief as written: its file with its translations."""

    slug: str
    fields: BriefFields
    """What was known at first."""
    notes: tuple[BriefNote, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """What is known on an occasion; templates read it."""

    at: datetime
    """When the newest of it was noted, or the moment of the occasion if that is later."""
    since: timedelta
    """From the moment of the occasion to *at*."""
    severity: Text | None = None
    commander: Text | None = None
    on_call: tuple[Text, ...] = ()
    channel: Text | None = None
    meeting: str | None = None
    """An http or https address."""
    business_impact: tuple[Text, ...] = ()
    customers_affected: Text | None = None
    tickets: tuple[Text, ...] = ()
    support_team: Text | None = None
    done: tuple[Text, ...] = ()
    doing: tuple[Text, ...] = ()
    next: tuple[Text, ...] = ()
    owner: Text | None = None
    verified: tuple[Text, ...] = ()
    """Figures that show that it works again."""
    follow_ups: tuple[Text, ...] = ()
    needs: tuple[Text, ...] = ()
    """Decisions that management is asked for."""
    notes: tuple[BriefNote, ...] = ()
    """Those with words that were written since the occasion, or, on the first one, before it; oldest first."""


def view_brief(
    brief: Brief, occasion: Occasion, occasions: Sequence[Occasion], until: datetime | None = None
) -> BriefView:
    """The brief as of an occasion: everything noted before the next one, and up to *until*.

    *occasions* are all of the entry, oldest first.
    """
    later = next((one.at for one in occasions if one.at > occasion.at), None)
    earlier = any(one.at < occasion.at for one in occasions)
    known = [note for note in brief.notes if (later is None or note.at < later) and (until is None or note.at <= until)]
    fields = dict(brief.fields)
    for note in known:
        fields |= dict(note.fields)
    at = max([occasion.at, *(note.at for note in known)])
    fresh = [note for note in known if (note.body or note.title) and (note.at >= occasion.at or not earlier)]
    return BriefView(at=at, since=at - occasion.at, notes=tuple(fresh), **fields)  # type: ignore[arg-type]
