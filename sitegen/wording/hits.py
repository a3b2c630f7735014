"""What a rule yields: the words that it objects to, or the update as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sitegen.model import WordingRule
from sitegen.wording.passages import Passage, RuleLanguage, Sentence, SiteWords, TextKind


class Hit(NamedTuple):
    """One place where a rule is broken."""

    found: str
    """The words, as they stand there; what stands in their place where something is missing."""
    sentence: Sentence | None = None
    """None: the update as a whole."""
    beside: Mapping[str, str] = {}
    """What the advice names beside it, by language."""


class Advice(NamedTuple):
    """What a rule tells an author, in one language."""

    expected: str
    """`expected …`, up to what was found; `{}` stands for what the hit names beside it."""
    why: str
    """Why readers mind."""
    better: str
    """A better way to say it."""


def words_of(text: str) -> frozenset[str]:
    """The words of a text that lists them."""
    return frozenset(text.split())


Find = Callable[[Passage], Iterator[Hit]]


class Rule(NamedTuple):
    """One rule about wording."""

    id: WordingRule
    find: Find
    advice: Mapping[RuleLanguage, Advice]
    triggers: Mapping[RuleLanguage, frozenset[str]] = {}
    """Words of English, or parts of a Chinese text: without one of them a text cannot break the rule; none: any can."""
    marks: Callable[[str, SiteWords], bool] | None = None
    """Whether a text without a trigger may break it all the same."""
    every_language: bool = False
    """Whether it reads texts of other languages too; they have no triggers."""
    parts: tuple[TextKind, ...] = ()
    """The kinds of text that it reads, each for itself; none: it reads an update as a whole, in the original."""
