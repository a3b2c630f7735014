"""Words that name nothing: what is left of a sentence without them is what its readers can hold on to.

The list is long on purpose: a word that is missing here counts as something named, so that a gap makes a rule miss a
sentence, and never makes it object to a good one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sitegen.wording.passages import RuleLanguage, words
from sitegen.wording.vocabulary import CHINESE, ENGLISH

GENERIC_WORDS = frozenset(ENGLISH.split())

_PHRASES = sorted(set(CHINESE.split()), key=len, reverse=True)
_GENERIC_ZH = re.compile("|".join(map(re.escape, _PHRASES)))
_NAMED_ZH = re.compile(r"[\u4e00-\u9fff]{1,}|[A-Za-z]{2,}")


def named(said: str, lang: RuleLanguage) -> list[str]:
    """What a sentence, in lower case, names: its words that are not generic, or in Chinese what is left of it."""
    if lang == "en":
        return [word for word in words(said) if not (word.isdigit() or _is_generic(word))]
    return _NAMED_ZH.findall(_GENERIC_ZH.sub(" ", said))


@lru_cache(maxsize=1 << 14)
def _is_generic(word: str) -> bool:
    """Whether an English word is in the list, in any of its forms."""
    if word in GENERIC_WORDS:
        return True
    bare = word.removesuffix("'s")
    return (
        any(
            f"{bare.removesuffix(ending)}{restored}" in GENERIC_WORDS
            for ending in ("s", "es", "d", "ed", "ing")
            if bare.endswith(ending) and len(bare) - len(ending) > _MIN_STEM
            for restored in ("", "e")
        )
        or bare in GENERIC_WORDS
    )


_MIN_STEM = 2
"""Letters of a word without its ending."""


def names_anything(said: str, lang: RuleLanguage, *, gap: int = 2) -> bool:
    """Whether a lower-case text names anything.

    Of a Chinese text that names nothing *gap* characters may be left, since the list of phrases has gaps.
    """
    left = named(said, lang)
    return len(left) > 0 if lang == "en" else sum(map(len, left)) > gap
