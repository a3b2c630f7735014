"""Which rules a text can break at all: most texts have nothing of what a rule looks for, and are not read closer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from sitegen.wording.hits import Rule
from sitegen.wording.paragraphs import Sentence, is_one_line, sentences_of, split_paragraphs
from sitegen.wording.passages import LANGUAGES, Moment, RuleLanguage, SiteWords, TextKind

_MARKS = str.maketrans(dict.fromkeys('\n\t.,;:!?()[]{}"*_`~<>|“”…—–/™®', " ") | {"’": "'"})
_LATIN = re.compile(r"[!-~]+")
_PAIR = 1 << 30
"""The bit of a word that is the second of a pair."""
_MOST = 1 << 16
"""How many paragraphs, sentences and words are remembered."""


class Suspects:
    """The rules for one kind of text, of which each text is suspected or not."""

    def __init__(self, rules: Sequence[Rule], part: TextKind, site: SiteWords) -> None:
        self._rules = rules
        self._part = part
        self._site = site
        words = _bits((index, rule.triggers.get("en", frozenset())) for index, rule in enumerate(rules))
        self._pairs = {tuple(words_.split()): bits for words_, bits in words.items() if " " in words_}
        self._words = {word: bits for word, bits in words.items() if " " not in word}
        for _, second in self._pairs:
            self._words[second] = self._words.get(second, 0) | _PAIR
        pieces = _bits((index, rule.triggers.get("zh", frozenset())) for index, rule in enumerate(rules))
        self._pieces = {
            first: [(piece, bits) for piece, bits in pieces.items() if piece[0] == first]
            for first in {piece[0] for piece in pieces}
        }
        """Parts of Chinese texts by their first character."""
        self._own = [
            (1 << index, own) for index, rule in enumerate(rules) if rule.own and (own := rule.own(site)) is not None
        ]
        self._any: dict[RuleLanguage, int] = {
            lang: sum(1 << index for index, rule in enumerate(rules) if not rule.triggers.get(lang))
            for lang in LANGUAGES
        }
        self._every_language = sum(1 << index for index, rule in enumerate(rules) if rule.every_language)
        self._suspecting = sum(1 << index for index, rule in enumerate(rules) if rule.suspects)
        self._insisting = [(1 << index, rule.insists) for index, rule in enumerate(rules) if rule.insists]
        self._harmless: set[str] = set()
        self._of_word = lru_cache(maxsize=_MOST)(self._look_at_word)
        self._of_sentence = lru_cache(maxsize=_MOST)(self._look_at_sentence)
        self._of_paragraph = lru_cache(maxsize=_MOST)(self._look_at_paragraph)

    def of(self, text: str, lang: RuleLanguage | None, moment: Moment) -> list[Rule]:
        """The rules that a text of *moment* may break, in their order."""
        found = 0
        for _, paragraph in split_paragraphs(text):
            found |= self._of_paragraph(paragraph, lang)
        for bit, insists in self._insisting:
            if lang and insists(moment):
                found |= bit
        if not found:
            return []
        return [rule for index, rule in enumerate(self._rules) if found >> index & 1 and rule.concerns(moment)]

    def _look_at_paragraph(self, paragraph: str, lang: RuleLanguage | None) -> int:
        """The rules, as bits, that a paragraph may break."""
        found = 0
        for bit, own in self._own:
            if own.search(paragraph):
                found |= bit
        if lang:
            allowed, is_markdown = self._site.allowed, self._part == "body"
            read = sentences_of(paragraph, is_markdown, allowed, False)
            if not any(one.is_said for one in read):
                read = sentences_of(paragraph, is_markdown, allowed, True)
            for sentence in read:
                found |= self._of_sentence(sentence.text, sentence.said, lang)
        if not (lang and is_one_line(paragraph)):
            # Code and tables are no sentences, but everybody reads them.
            for word in set(_LATIN.findall(paragraph)) - self._harmless:
                found |= self._of_word(word) & self._every_language
        return found

    def _look_at_sentence(self, text: str, said: str, lang: RuleLanguage) -> int:
        """The rules that a sentence may break."""
        found = self._triggered(text, lang) | self._any[lang]
        if not found & self._suspecting:
            return found
        sentence = Sentence(text, said, 0, 0)
        for index, rule in enumerate(self._rules):
            if found >> index & 1 and rule.suspects and not rule.suspects(sentence, lang, self._site):
                found &= ~(1 << index)
        return found

    def _triggered(self, text: str, lang: RuleLanguage | None) -> int:
        """The rules that have a trigger in a text."""
        found = 0
        for word in set(_LATIN.findall(text) if lang == "zh" else text.split()) - self._harmless:
            found |= self._of_word(word)
        if found & _PAIR:
            found &= ~_PAIR
            if lang == "en":
                for pair in pairwise(text.lower().translate(_MARKS).split()):
                    if pair in self._pairs:
                        found |= self._pairs[pair]
        if lang == "zh":
            lowered = text.lower()
            for first in self._pieces.keys() & set(lowered):
                for piece, bits in self._pieces[first]:
                    if piece in lowered:
                        found |= bits
        return found

    def _look_at_word(self, word: str) -> int:
        """The rules that a word between two blanks may break, marks included; one that breaks none is remembered."""
        found = 0
        for index, rule in enumerate(self._rules):
            if rule.marks and rule.marks(word):
                found |= 1 << index
        for bare in word.lower().translate(_MARKS).split():
            found |= self._words.get(bare, 0)
        if not found:
            if len(self._harmless) >= _MOST:
                self._harmless.clear()
            self._harmless.add(word)
        return found


def _bits(listed: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    """Words → the rules, as bits, that each is a trigger of."""
    found: dict[str, int] = {}
    for index, words in listed:
        for word in words:
            found[word] = found.get(word, 0) | 1 << index
    return found
