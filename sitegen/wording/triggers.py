"""Which rules a text can break at all: most texts have none of a rule's words, and are not read any closer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen.wording.hits import Rule
from sitegen.wording.passages import Passage, SiteWords

_MARKS = str.maketrans(dict.fromkeys('\n\t.,;:!?()[]{}"*_`~<>|“”…—–', " ") | {"’": "'"})


class Triggers:
    """The rules for one kind of text, by their triggers."""

    def __init__(self, rules: Sequence[Rule], site: SiteWords) -> None:
        self._rules = rules
        self._always = [rule for rule in rules if not rule.triggers]
        self._words: dict[str, list[Rule]] = {}
        self._pieces: dict[str, list[Rule]] = {}
        for rule in rules:
            for word in rule.triggers.get("en", ()):
                self._words.setdefault(word, []).append(rule)
            for piece in rule.triggers.get("zh", ()):
                self._pieces.setdefault(piece, []).append(rule)
        self._known = frozenset(self._words)
        pieces = sorted(self._pieces, key=len, reverse=True)
        self._piece = re.compile("|".join(map(re.escape, pieces))) if pieces else None
        self._site = site

    def of(self, passage: Passage) -> list[Rule]:
        """Those that a passage may break, in the order of the rules."""
        text = passage.source
        if not text:
            return []
        found = [rule for rule in self._always if passage.lang or rule.id == "leak"]
        if passage.lang == "en":
            hit = self._known.intersection(text.lower().translate(_MARKS).split())
            rules = {rule.id for word in hit for rule in self._words[word]}
        elif passage.lang == "zh" and self._piece is not None:
            rules = {rule.id for piece in set(self._piece.findall(text)) for rule in self._pieces[piece]}
        else:
            rules = set()
        if not rules:
            return found
        return [rule for rule in self._rules if rule in found or rule.id in rules]
