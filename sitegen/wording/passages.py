"""What the public reads of one update in one language, cut into sentences, with what is stated beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Literal, NamedTuple

from sitegen.derive.entries import IncidentView
from sitegen.derive.stages import Occasion, entry_at
from sitegen.model import Config, Facts, Impact, Incident, Kind, SourceEntry, Stage, Update
from sitegen.wording.paragraphs import Sentence, sentences_of, split_paragraphs

RuleLanguage = Literal["en", "zh"]
LANGUAGES: tuple[RuleLanguage, ...] = ("en", "zh")
TextKind = Literal["body", "title", "field"]
"""Of which kind a text is: the words of an update, a title, or an item of a field."""

_ENGLISH_WORD = re.compile(r"[a-z0-9][a-z0-9'’/+.-]*")


@cache
def language_of(tag: str) -> RuleLanguage | None:
    """The language whose rules apply to a text of a BCP 47 *tag*; None: those of no language."""
    primary = tag.partition("-")[0].lower()
    if primary == "en":
        return "en"
    return "zh" if primary == "zh" and "hant" not in tag.lower() and tag.lower() not in ("zh-tw", "zh-hk") else None


class Moment(NamedTuple):
    """An update, what it is to readers, and what is stated with it; the same for all its texts and languages."""

    source: SourceEntry
    update: Update
    kind: Kind | None
    """None: of a maintenance."""
    stage: Stage
    impact: Impact
    stated: Facts
    """What this update states; the first one with the front matter, which is announced with it."""
    standing: Facts
    """Everything that stands after it."""
    config: Config
    contact: bool
    """Whether site.yml, or an earlier text of the entry, says whom to ask."""
    occasion: Occasion
    is_outage: bool
    """Whether something of ours has failed."""
    is_incident: bool
    """Whether something has failed, be it ours or somebody else's."""
    is_open: bool
    """Whether an incident goes on after it."""

    @property
    def at(self) -> datetime:
        """When it was posted."""
        return self.update.at

    @property
    def started(self) -> datetime | None:
        """When an incident began, as the front matter or the first update says."""
        source = self.source
        return (source.started or source.updates[0].at) if isinstance(source, Incident) else None

    @property
    def duration(self) -> timedelta | None:
        """From the beginning to the end, as known with this update; None while it goes on."""
        view = entry_at(self.source, self.config, self.occasion)
        return view.duration if isinstance(view, IncidentView) else None


@dataclass(frozen=True, slots=True)
class SiteWords:
    """What site.yml says of words, ready to be searched for."""

    allowed: re.Pattern[str] | None = None
    jargon: re.Pattern[str] | None = None
    names: re.Pattern[str] | None = None
    components: tuple[str, ...] = ()
    """The names of the components in every language, in lower case."""

    @classmethod
    def of(cls, config: Config) -> SiteWords:
        """Those of a site."""
        names = {
            name.lower()
            for one in config.components
            for name in (one.name.original, *dict(one.name.translations).values())
            if len(name) > 1
        }
        wording = config.wording
        return cls(_any_of(wording.allow), _any_of(wording.jargon), _any_of(wording.names), tuple(sorted(names)))


def _any_of(listed: Sequence[str]) -> re.Pattern[str] | None:
    """Any of the words *listed*, whatever their case; Latin letters only as whole words."""
    if not listed:
        return None
    longest_first = sorted(listed, key=len, reverse=True)
    return re.compile("|".join(map(_whole, longest_first)), re.IGNORECASE)


def _whole(word: str) -> str:
    """A pattern for a word or words, however they are broken, marked or apostrophised."""
    parts = [re.escape(part).replace("'", "['’]").replace("’", "['’]") for part in word.split()]
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, word[0]) else ""
    behind = rf"(?!{_LETTER})" if re.match(_LETTER, word[-1]) else ""
    return before + r"[\s*_]+".join(parts) + behind


_LETTER = "[A-Za-z0-9À-ɏ]"
"""Of a script that separates its words."""


@dataclass(frozen=True)
class Passage:
    """One text in one language."""

    source: str
    """Markdown, or plain text for a field."""
    lang: RuleLanguage | None
    part: TextKind
    moment: Moment
    locale: str = ""
    """The language of the file that it stands in; empty: the original."""
    site: SiteWords = SiteWords()

    @cached_property
    def sentences(self) -> Sequence[Sentence]:
        """The sentences of the text; one that is only quoted counts where nothing else is said."""
        found = list(self._read(quoting=False))
        return found if any(one.is_said for one in found) else list(self._read(quoting=True))

    def _read(self, *, quoting: bool) -> Iterator[Sentence]:
        for first, paragraph in split_paragraphs(self.source):
            for one in sentences_of(paragraph, self.part == "body", self.site.allowed, quoting):
                yield one._replace(line=first + one.line) if first else one

    @cached_property
    def lines(self) -> Sequence[str]:
        """The lines of the text."""
        return self.source.split("\n")

    @cached_property
    def said(self) -> str:
        """All that is said, in lower case, on one line."""
        return " ".join(one.said for one in self.sentences)


_CLAUSE_END = {
    "en": re.compile(r"[,;:()]+(?!\d)|\s[-–—]\s|\b(?:and|but|so|while|whereas|although|until|which|as)\b"),
    "zh": re.compile(r"[，,；;：:（）()、—]+(?!\d)"),
}
_COURTESY = {
    "en": re.compile(
        r"\b(?:thank\w*|apologi\w+|sorry|regret\w*|appreciat\w+|cheers|grateful|have a|enjoy|wish|value your|"
        r"understand (?:how|that|the|your)|love you|patien\w+|inconvenien\w+|bear(?:ing)? with|understanding|"
        r"priority|committed to|questions or concerns)\b"
    ),
    "zh": re.compile(
        r"谢|祝|歉|对不起|不好意思|谅解|见谅|体谅|理解|支持|包容|配合|耐心|等待|久等|麻烦|不便|高度重视|重视|深知|"
        r"敬请|恳请|放心|信任|爱你|加油|辛苦|少安毋躁|抱抱|优质服务|随时联系|冲鸭|努力提升"
    ),
}


def clauses(said: str, lang: RuleLanguage) -> list[str]:
    """The clauses of a sentence in lower case."""
    return [one for one in _CLAUSE_END[lang].split(said) if one.strip()]


def is_courtesy(clause: str, lang: RuleLanguage) -> bool:
    """Whether a clause thanks, regrets or asks for patience, and says nothing else."""
    return _COURTESY[lang].search(clause) is not None


def words(text: str) -> list[str]:
    """The words of a lower-case English text, without marks around them."""
    return [one.rstrip("'’/+.-") for one in _ENGLISH_WORD.findall(text)]
