"""Whether an update of an open incident names a time that is still to come."""

from __future__ import annotations

from sitegen.wording.passages import Passage
from sitegen.wording.times_told import clocks, minute_of_day


def names_later(passage: Passage) -> bool:
    """Whether its words name a time of day after that of its posting, in the site's zone."""
    moment, lang = passage.moment, passage.lang
    if lang is None or not moment.is_open:
        return False
    posted = minute_of_day(moment.at, moment.config.zone)
    return any(minutes > posted for clock in clocks(passage.said, lang) for minutes in clock.minutes)
