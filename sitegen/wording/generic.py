"""Words that name nothing: what is left of a sentence without them is what its readers can hold on to.

The list is long on purpose: a word that is missing here counts as something named, so that a gap makes a rule miss a
sentence, and never makes it object to a good one.
"""

from __future__ import annotations

import re

from sitegen.wording.passages import RuleLanguage, words
from sitegen.wording.vocabulary import CHINESE, ENGLISH

GENERIC_WORDS = frozenset(ENGLISH.split())

_PHRASES = sorted(set(CHINESE.split()), key=len, reverse=True)
_GENERIC_ZH = re.compile("|".join(map(re.escape, _PHRASES)))
_NAMED_ZH = re.compile(r"[\u4e00-\u9fff]{1,}|[A-Za-z]{2,}")


def named(said: str, lang: RuleLanguage) -> list[str]:
    """What a sentence, in lower case, names: its words that are not generic, or in Chinese what is left of it."""
    if lang == "en":
        return [word for word in words(said) if word not in GENERIC_WORDS and not word.isdigit()]
    return _NAMED_ZH.findall(_GENERIC_ZH.sub(" ", said))


def names_anything(said: str, lang: RuleLanguage, *, gap: int = 2) -> bool:
    """Whether a lower-case text names anything.

    Of a Chinese text that names nothing *gap* characters may be left, since the list of phrases has gaps.
    """
    left = named(said, lang)
    return len(left) > 0 if lang == "en" else sum(map(len, left)) > gap
