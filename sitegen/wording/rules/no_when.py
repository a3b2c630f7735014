"""An open outage with neither `eta` nor `next update`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import Impact, WordingRule
from sitegen.wording.hits import Advice, Hit, Rule
from sitegen.wording.later import names_later
from sitegen.wording.passages import Moment, Passage
from sitegen.wording.times_told import says_what_comes_when

_CLOCK = re.compile(r"\d(?:[:.h：]\d\d|\s?[ap]\.?m)|(?:at|by) \d")
_TIMES = (
    "hour",
    "minute",
    "noon",
    "midnight",
    "morrow",
    "night",
    "day",
    "week",
    "morning",
    "evening",
    "past ",
    "quarter",
    *"点时日周分",
)


def _names_time(text: str) -> bool:
    """Whether a text may say when; a quick look."""
    return any(word in text for word in _TIMES) or _CLOCK.search(text) is not None


def find(passage: Passage) -> Iterator[Hit]:
    """An update that leaves its readers without a time to come back at."""
    lang = passage.lang
    if lang is None:  # What its words say nobody knows.
        return
    if _names_time(passage.source) and (says_what_comes_when(passage.said, lang) or names_later(passage)):
        return
    yield Hit("")


def _concerns(moment: Moment) -> bool:
    """Whether something of ours fails, and no field says when there is more."""
    if not (moment.is_outage and moment.is_open) or moment.impact is Impact.NONE:
        return False
    stated, eta = moment.stated, moment.standing.eta
    return not (stated.next_update or stated.eta or (eta is not None and eta > moment.at))


RULE = Rule(
    WordingRule.NO_WHEN,
    find,
    {
        "en": Advice(
            "no time for the next update: found neither `next update` nor `eta`",
            "Without a time people reload the page, or call.",
            "Add `- next update: {soon}`, or `- eta: {later}` if you know when it will be over.",
        ),
        "zh": Advice(
            "应写明下次更新的时间，但没有 `next update`，也没有 `eta`",
            "没有时间，用户只能不断刷新页面或打电话。",
            "加上 `- next update: {soon}`；能预计恢复时间时加 `- eta: {later}`。",
        ),
    },
    _concerns,
)
