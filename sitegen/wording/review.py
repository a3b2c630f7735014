"""A site → a problem for each place where its words break a rule: the story of `check` about wording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from sitegen.derive.entries import Entry
from sitegen.derive.snapshot import Snapshot
from sitegen.model import Config, Facts, Maintenance, Site, SourceEntry, Text, WordingLevel
from sitegen.problems import Problem, Severity, quoted
from sitegen.read.reader import Reader
from sitegen.wording.hits import Hit, Rule
from sitegen.wording.moments import moments
from sitegen.wording.passages import Moment, Passage, RuleLanguage, SiteWords, TextKind, language_of
from sitegen.wording.places import Place, Places, path_in
from sitegen.wording.rules import RULES
from sitegen.wording.suspects import Suspects
from sitegen.wording.waivers import Waiver, read_waivers, unused

MAX_HITS = 100
"""What a rule finds in one text: nobody reads more, and each has to be placed."""
_TOO_MANY: Mapping[RuleLanguage, tuple[str, str]] = {
    "en": (
        f"expected at most {MAX_HITS} places to mend in one text, found more",
        "Mend those first; the others are told next time.",
    ),
    "zh": (f"一段文字中最多列出 {MAX_HITS} 处需要修改的地方，这里还有更多", "请先修改已列出的；其余的下次再提示。"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of wording, with the lines that it belongs to."""

    problem: Problem
    lines: range


def review(site: Site, snapshot: Snapshot, reader: Reader, changed: Set[str] | None = None) -> list[Finding]:
    """Everything that the rules find in the entries of *snapshot*, which was derived from *site*, by path and line.

    *changed*: look only at entries of which one of these files, translations included, is a part.
    """
    rules = [rule for rule in RULES if site.config.wording.level(rule.id) is not WordingLevel.OFF]
    reviewer = _Reviewer(site, rules, Places(reader))
    if not rules:
        return []
    views = {view.path: view for view in snapshot.entries}
    for source in site.entries:
        view = views.get(source.path)
        if view is not None and (changed is None or not changed.isdisjoint(_files(source.path, site.config))):
            reviewer.read(source, view)
    return sorted(reviewer.found, key=lambda one: (one.problem.path, one.problem.line, one.problem.field))


def _files(path: str, config: Config) -> set[str]:
    """The files that an entry can have."""
    return {path, *(path_in(path, locale) for locale in config.locales)}


class _Reviewer:
    def __init__(self, site: Site, rules: Sequence[Rule], places: Places) -> None:
        self._config = site.config
        self._words = SiteWords.of(site.config)
        self._whole = [rule for rule in rules if not rule.parts]
        parts: tuple[TextKind, ...] = ("body", "title", "field")
        self._suspects: Mapping[TextKind, Suspects] = {
            part: Suspects([rule for rule in rules if part in rule.parts], part, self._words) for part in parts
        }
        self._off = {rule.id for rule in RULES} - {rule.id for rule in rules}
        self._places = places
        self.found: list[Finding] = []

    def read(self, source: SourceEntry, view: Entry) -> None:
        """Look at one entry."""
        slips: list[Problem] = []
        waivers = list(read_waivers(source.comments, slips)) if source.comments else []
        for moment in moments(source, view, self._config):
            for passage, rules in self._passages(moment):
                for rule in rules:
                    self._note(rule, passage, waivers)
        waivers = [one for one in waivers if one.rule not in self._off]
        for problem in (*slips, *unused(waivers)):
            self.found.append(Finding(problem, range(problem.line, problem.line + 1)))

    def _passages(self, moment: Moment) -> Iterator[tuple[Passage, Sequence[Rule]]]:
        """The texts of an update in every language that may break a rule, each with those rules.

        With the first update come also those of the front matter.
        """
        update = moment.update
        yield from self._in_languages(update.body, "body", moment)
        if update.title:
            yield from self._in_languages(update.title, "title", moment)
        if update is moment.source.updates[0]:
            yield from self._in_languages(moment.source.title, "title", moment)
            if isinstance(moment.source, Maintenance) and moment.source.reason:
                yield from self._in_languages(moment.source.reason, "field", moment)
        for text in _field_texts(moment.stated):
            yield from self._in_languages(text, "field", moment)

    def _in_languages(self, text: Text, part: TextKind, moment: Moment) -> Iterator[tuple[Passage, Sequence[Rule]]]:
        for source, tag, locale in (
            (text.original, text.lang, ""),
            *((one, tag, tag) for tag, one in text.translations),
        ):
            lang = language_of(tag)
            rules = self._suspects[part].of(source, lang, moment) if source else []
            if part == "body" and not locale:
                rules += [rule for rule in self._whole if rule.concerns(moment)]
            if rules:
                yield Passage(source, lang, part, moment, locale, self._words), rules

    def _note(self, rule: Rule, passage: Passage, waivers: Sequence[Waiver]) -> None:
        for number, hit in enumerate(rule.find(passage)):
            if number == MAX_HITS:
                self.found.append(self._too_many(rule, passage))
                return
            if rule.parts:
                place = self._places.of_words(passage, hit.sentence, hit.found)
            else:
                place = self._places.of_update(passage)
            if not self._is_waived(rule, passage, place, waivers):
                self.found.append(Finding(self._problem(rule, hit, passage, place), place.lines))

    def _too_many(self, rule: Rule, passage: Passage) -> Finding:
        place, lang = self._places.of_update(passage), passage.lang or "en"
        told = Problem(place.path, place.line, rule.id, *_TOO_MANY[lang], Severity.WARNING, f"wording.{rule.id}")
        return Finding(told, place.lines)

    def _is_waived(self, rule: Rule, passage: Passage, place: Place, waivers: Sequence[Waiver]) -> bool:
        waived = False
        for one in waivers:
            if one.rule is rule.id and one.path == place.path and self._places.holds(passage, one.line):
                one.used = waived = True
        return waived

    def _problem(self, rule: Rule, hit: Hit, passage: Passage, place: Place) -> Problem:
        lang = passage.lang or "en"
        advice = rule.advice[lang]
        message = advice.expected.replace("{}", hit.beside.get(lang, ""))
        if hit.found:
            message += f", found {quoted(hit.found)}" if lang == "en" else f"，这里写的是“{hit.found}”"
        level = self._config.wording.level(rule.id)
        severity = Severity.ERROR if level is WordingLevel.ERROR else Severity.WARNING
        glue = " " if lang == "en" else ""
        return Problem(
            place.path,
            place.line,
            rule.id,
            message,
            f"{advice.why}{glue}{_in_time(hit.better.get(lang, advice.better), passage.moment)}",
            severity,
            f"wording.{rule.id}",
        )


def _in_time(advice: str, moment: Moment) -> str:
    """An advice with times after the moment that it is given for, in the site's zone."""
    if "{" not in advice:
        return advice
    posted = moment.at.astimezone(moment.config.zone)
    half_hour, day = timedelta(minutes=30), timedelta(days=1)
    return advice.format(
        soon=f"{posted + half_hour:%H:%M}",
        later=f"{posted + 2 * half_hour:%H:%M}",
        week=f"{posted + 7 * day:%Y-%m-%d %H:%M}",
    )


def _field_texts(stated: Facts) -> Iterator[Text]:
    """The texts of the fields that an update states."""
    yield from stated.not_working or ()
    yield from stated.still_working or ()
    if stated.workaround:
        yield stated.workaround
    yield from (text for _, text in stated.scope or ())
    yield from chain.from_iterable((given.whom, given.what) for given in stated.compensation or ())
