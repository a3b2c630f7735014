"""A first notice or a resolution of major impact or worse without a word of regret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.model import Impact, Stage, WordingRule
from sitegen.wording.hits import Advice, Hit, Rule
from sitegen.wording.passages import Moment, Passage

_REGRET = {
    "en": re.compile(
        r"\b(?:sorry|apolog\w+|regret\w*|our (?:fault|mistake)|let (?:\w+ ){0,2}down|let down|our bad|pardon|forgive|"
        r"mea culpa|sincerest|"
        r"inexcusable|not good enough)\b"
    ),
    "zh": re.compile(
        r"抱歉|道歉|致歉|歉意|歉|对不起|对不住|不好意思|添(?:了)?麻烦|给您带来(?:的)?不便|给(?:大家|各位)带来|惭愧|"
        r"愧疚|包涵|过意不去|遗憾|赔(?:个)?不是|敬请(?:谅解|见谅)|请(?:您)?(?:原谅|见谅)|让(?:您|大家)久等|辜负|"
        r"内疚|请罪"
    ),
}
_QUOTED = {"en": re.compile(r"\b(?:no apolog|not sorry)"), "zh": re.compile(r"不必道歉")}


def find(passage: Passage) -> Iterator[Hit]:
    """The first or the last word of a bad incident, without regret."""
    lang = passage.lang
    if lang is None:
        return
    if not _REGRET[lang].search(passage.said) or _QUOTED[lang].search(passage.said):
        yield Hit("")


def _concerns(moment: Moment) -> bool:
    """Whether much has failed, and people hear the first or the last of it."""
    is_first_or_last = moment.stage in (Stage.FIRST, Stage.RESOLVED)
    return is_first_or_last and moment.is_incident and moment.impact.rank >= Impact.MAJOR.rank


RULE = Rule(
    WordingRule.NO_APOLOGY,
    find,
    {
        "en": Advice(
            "expected a word of regret, found none",
            "People could not do what they came for.",
            "Say that you are sorry, once and plainly.",
        ),
        "zh": Advice(
            "应表达歉意，但没有找到",
            "用户没能做成想做的事。",
            "简单、真诚地道歉一次，例如“给您带来不便，非常抱歉”。",
        ),
    },
    _concerns,
)
