"""Which rules a text can break at all: most texts have none of a rule's words, and are not read any closer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen.wording.hits import Rule
from sitegen.wording.passages import RuleLanguage, SiteWords

_MARKS = str.maketrans(dict.fromkeys('\n\t.,;:!?()[]{}"*_`~<>|“”…—–/', " ") | {"’": "'"})


class Triggers:
    """The rules for one kind of text, by their triggers."""

    def __init__(self, rules: Sequence[Rule], site: SiteWords) -> None:
        self._order = {rule.id: place for place, rule in enumerate(rules)}
        self._site = site
        self._always = [rule for rule in rules if not (rule.triggers or rule.marks)]
        self._marked = [(rule, rule.marks) for rule in rules if rule.marks]
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

    def of(self, text: str, lang: RuleLanguage | None) -> list[Rule]:
        """Those that a text may break, in the order of the rules."""
        found = [rule for rule in self._always if lang or rule.every_language]
        found += [rule for rule, may in self._marked if (lang or rule.every_language) and may(text, self._site)]
        if lang == "en":
            for word in self._known.intersection(text.lower().translate(_MARKS).split()):
                found += self._words[word]
        elif lang == "zh" and self._piece is not None:
            for piece in set(self._piece.findall(text.lower())):
                found += self._pieces[piece]
        if len(found) < 2:
            return found
        return sorted({rule.id: rule for rule in found}.values(), key=lambda rule: self._order[rule.id])
