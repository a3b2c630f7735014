"""What a rule yields: the words that it objects to, or the update as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sitegen.model import WordingRule
from sitegen.wording.paragraphs import Sentence
from sitegen.wording.passages import Moment, Passage, RuleLanguage, SiteWords, TextKind


class Hit(NamedTuple):
    """One place where a rule is broken."""

    found: str
    """The words, as they stand there; what stands in their place where something is missing."""
    sentence: Sentence | None = None
    """None: the update as a whole."""
    beside: Mapping[str, str] = {}
    """What the advice names beside it, by language."""
    better: Mapping[str, str] = {}
    """What to do instead, by language, where it is not what the rule says."""


class Advice(NamedTuple):
    """What a rule tells an author, in one language."""

    expected: str
    """`expected …`, up to what was found; `{}` stands for what the hit names beside it."""
    why: str
    """Why readers mind."""
    better: str
    """A better way to say it; `{soon}`, `{later}` and `{week}` stand for half an hour, an hour and a week from then."""


def words_of(text: str) -> frozenset[str]:
    """The words of a text that lists them; a pair of words is joined by a plus sign."""
    return frozenset(word.replace("+", " ") for word in text.split())


def pairs_of(first: str, second: str) -> frozenset[str]:
    """Every word of one list with every word of another."""
    return frozenset(f"{one} {two}" for one in first.split() for two in second.split())


Find = Callable[[Passage], Iterator[Hit]]


class Rule(NamedTuple):
    """One rule about wording.

    Looked at first is what costs little: single words, then the moment, then the sentences of a paragraph one by one,
    each once however often a history says it.
    """

    id: WordingRule
    find: Find
    advice: Mapping[RuleLanguage, Advice]
    concerns: Callable[[Moment], bool]
    """Whether any words could break it at such a moment."""
    triggers: Mapping[RuleLanguage, frozenset[str]] = {}
    """Words or pairs of words of English, or parts of a Chinese text: without one of them no text breaks it; none in a
    language: any can."""
    marks: Callable[[str], bool] | None = None
    """Whether what stands between two blanks, a host or a number, is as good as a trigger."""
    own: Callable[[SiteWords], re.Pattern[str] | None] | None = None
    """What site.yml adds to the triggers."""
    insists: Callable[[Moment], bool] | None = None
    """Whether it reads every text of such a moment, without a trigger."""
    suspects: Callable[[Sentence, RuleLanguage, SiteWords], bool] | None = None
    """Whether a sentence of such a paragraph may break it, looked at alone; None: any may."""
    every_language: bool = False
    """Whether it reads texts of other languages too; they have no triggers."""
    parts: tuple[TextKind, ...] = ()
    """The kinds of text that it reads, each for itself; none: it reads an update as a whole, in the original."""


def always(moment: Moment) -> bool:
    """Of a rule that concerns every moment."""
    return True
