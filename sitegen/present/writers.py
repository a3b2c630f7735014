"""Render data as sentences in one language, as plain text or as HTML.

Each sentence is written here once. The two forms differ only in how they show a component, a status, a moment or an
author's words.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Generic
from unicodedata import bidirectional

from markupsafe import Markup, escape

from sitegen.derive.entries import Step
from sitegen.derive.uptime import UptimeRecord
from sitegen.markdown import MarkdownText, escape_markdown
from sitegen.model import Compensation, Component, ComponentStatus, Impact, Status, Text
from sitegen.present.labels import AUTOMATIC, COMPONENT, IMPACT, N_, SCOPE, TONE_OF_COMPONENT
from sitegen.present.language import Language, Messages, TextForm, as_html, direction_of, escaped, runs_from_right
from sitegen.present.lines import MonthTally
from sitegen.present.record import day_tally
from sitegen.present.statements import ComponentName, Percentage, Phrase, PhraseValue, ScopeKey, statements
from sitegen.times import iso


class Writer(ABC, Generic[TextForm]):
    """Renders data for the readers of one language, in one form."""

    def __init__(self, language: Language, components: Mapping[str, Component], messages: Messages[TextForm]) -> None:
        """*components* are the site's by id; *messages* are the language's in the writer's form."""
        self.language = language
        self.messages: Messages[TextForm] = messages
        self._components = components
        names = Counter(one.name.to(language.tag).text.casefold() for one in components.values())
        self._shared_names = {name for name, count in names.items() if count > 1}

    # ---- what differs between the forms

    @abstractmethod
    def plain(self, text: str) -> TextForm:
        """A text that is not translated."""

    def words(self, text: Text) -> TextForm:
        """An author's words inside a sentence."""
        return self.plain(text.to(self.language.tag).text)

    def time(self, moment: datetime, *, year: int | None = None, zone: bool = True, own: bool = False) -> TextForm:
        """A moment in the site's zone: `January 23, 2026, 14:35 UTC+8`.

        *year* is the one that readers have in mind, such as that of the page: the moment is written in short, and with
        its year only if that is another one. None: in full. In HTML *own* adds an element for the moment's distance
        from now, which a script fills.
        """
        return self.plain(self.language.moment(moment, year=year, zone=zone))

    def clock(self, moment: datetime, *, zone: bool = False, own: bool = False) -> TextForm:
        """The time of day alone, where the day is shown already: `14:35`, or `14:35 UTC+8`; *own* as in `time`."""
        return self.plain(self.language.clock(moment, zone=zone))

    def component(self, identity: str, *, inside: bool = False) -> TextForm:
        """The name of a component, in HTML linked to its page; *inside* as in `name`."""
        return self.name(identity, inside=inside)

    def status(self, status: ComponentStatus) -> TextForm:
        """The label of a component's status, in HTML with its picture."""
        return self.messages.gettext(COMPONENT[status])

    # ---- sentences

    def name(self, identity: str, *, inside: bool = False) -> TextForm:
        """The name of a component: with its group where another has that name, unless it stands *inside* the group."""
        known = self._components.get(identity)
        if known is None:
            return self.plain(identity)
        name = self.words(known.name)
        if inside or known.group is None or known.name.to(self.language.tag).text.casefold() not in self._shared_names:
            return name
        return self.messages.gettext("{group}: {component}", group=self.words(known.group), component=name)

    def names(self, identities: Iterable[str], *, most: int | None = None, linked: bool = False) -> TextForm:
        """The names of components, as a list in a sentence; of more than *most* the first, and how many follow."""
        names = [self.component(one) if linked else self.name(one) for one in identities]
        if most is not None and len(names) > most:
            names[most - 1 :] = [self.messages.ngettext("{n} more", "{n} more", len(names) - most + 1)]
        return self.messages.enumeration(names)

    def several(self, texts: Iterable[Text]) -> TextForm:
        """Several texts of an author, as a list in a sentence."""
        between = self.messages.pgettext("between the items of a list", "; ")
        told = [self.words(text) for text in texts]
        return between.join(told if len(told) == 1 else [self.messages.isolated(one) for one in told])

    def window(self, start: datetime, end: datetime, *, year: int | None = None) -> TextForm:
        """From when to when, the day only once if it is the same; *year* as in `time`."""
        one, other = self.language.local(start), self.language.local(end)
        if year is not None and one.year != other.year:
            year = _NO_YEAR  # Both have theirs, or neither.
        alike = one.utcoffset() == other.utcoffset()
        together = alike and one.date() == other.date()
        first = self.time(start, year=year, zone=not alike)
        last = self.clock(end, zone=True) if together else self.time(end, year=year)
        return self.messages.gettext("{start} – {end}", start=first, end=last)

    def window_utc(self, start: datetime, end: datetime) -> TextForm:
        """The same window in UTC, for readers in other zones."""
        together = start.date() == end.date()
        last = f"{end:%H:%M} UTC" if together else self.language.utc(end)
        return self.messages.gettext("{start} – {end}", start=self.language.utc(start, zone=not together), end=last)

    def near(self, moment: datetime, beside: datetime, *, zone: bool = True, own: bool = False) -> TextForm:
        """A moment as it is said beside another: `15:00 UTC+8` on the same day, else with its day.

        Without *zone* the time of the same day is alone: for where the other moment stands with its zone.
        """
        one, other = self.language.local(moment), self.language.local(beside)
        if one.date() == other.date():
            return self.clock(moment, zone=zone, own=own)
        return self.time(moment, year=other.year, own=own)

    def impact(self, impact: Impact) -> TextForm:
        """An impact as a tag or in a list."""
        label = self.messages.gettext(IMPACT[impact])
        return label if impact is Impact.NONE else self.messages.gettext("Impact: {impact}", impact=label)

    def scope(self, key: str) -> TextForm:
        """The label of a key of `scope`; the key itself where it has none."""
        known = SCOPE.get(key)
        return self.plain(key) if known is None else self.messages.gettext(known)

    def compensation(self, given: Compensation) -> TextForm:
        """Who gets what, by when."""
        what, whom = self.words(given.what), self.words(given.whom)
        if given.by is None:
            return self.messages.gettext("{what} for {whom}", what=what, whom=whom)
        by = self.time(given.by)
        return self.messages.gettext("{what} for {whom}, by {time}", what=what, whom=whom, time=by)

    def statements(self, step: Step) -> list[TextForm]:
        """The statements of an update, one sentence each."""
        return list(map(self.phrase, statements(step)))

    def phrase(self, phrase: Phrase) -> TextForm:
        """One sentence."""
        return self.messages.gettext(phrase.message, **{name: self._value(value) for name, value in phrase.values})

    def _value(self, value: PhraseValue) -> TextForm:
        match value:
            case Text():
                return self.words(value)
            case ComponentName(identity):
                return self.component(identity)
            case ComponentStatus():
                return self.status(value)
            case Impact():
                return self.impact(value)
            case Percentage(share):
                return self.messages.percent(share)
            case ScopeKey(key):
                return self.scope(key)
            case Compensation():
                return self.compensation(value)
            case datetime():
                return self.time(value)
            case timedelta():
                return self.messages.duration(value)
            case _:
                return self.several(value)

    def automatic(self, status: Status) -> TextForm:
        """The text of the automatic step to *status*."""
        return self.messages.gettext(AUTOMATIC[status])

    def ninety_days(self, record: UptimeRecord, *, uptime: bool = True) -> TextForm:
        """The bars of ninety days in a sentence, with the *uptime* or, where that stands beside them, without."""
        say, many, tally = self.messages.gettext, self.messages.ngettext, day_tally(record)
        if not record.measured:
            return say("No data for the last 90 days")
        slow, work = tally.degraded, tally.maintenance
        counted = [
            (tally.outage, many("{n} day with an outage", "{n} days with an outage", tally.outage)),
            (slow, many("{n} day with degraded performance", "{n} days with degraded performance", slow)),
            (work, many("{n} day with maintenance", "{n} days with maintenance", work)),
        ]
        days = self.messages.enumeration([shown for number, shown in counted if number] or [say("no outage")])
        one = record.measured == 1
        span = say("Last day") if one else many("Last {n} day", "Last {n} days", record.measured)
        if record.uptime is None or not uptime:
            return say("{span}: {days}", span=span, days=days)
        share = self.messages.percent(record.uptime)
        return say("{span}: {days}; uptime {share}", span=span, days=days, share=share)

    def affected_for(self, span: timedelta | None) -> TextForm:
        """For how long of a day a component was not operational; None: it still is not."""
        if span is None:
            return self.messages.gettext("Still going on")
        return self.messages.gettext("Affected for {duration}", duration=self.messages.duration(span))

    def counts(self, tally: MonthTally) -> TextForm:
        """How many entries a month has, by kind, and how many lasted into it."""
        many = self.messages.ngettext
        counted = [
            (tally.incidents, many("{n} incident", "{n} incidents", tally.incidents)),
            (tally.maintenances, many("{n} maintenance window", "{n} maintenance windows", tally.maintenances)),
            (tally.notices, many("{n} announcement", "{n} announcements", tally.notices)),
            (tally.lasting, many("{n} from an earlier month", "{n} from earlier months", tally.lasting)),
        ]
        return self.messages.enumeration(shown for number, shown in counted if number)

    def untranslated(self, title: Text, newest: Text | None = None) -> TextForm | None:
        """The note above an entry whose title, or whose latest words, are in another language; None: no need."""
        for message, text in (
            (N_("Not translated yet. Shown in {language}."), title),
            (N_("The latest update is not translated yet. Shown in {language}."), newest),
        ):
            tag = text.to(self.language.tag).lang if text else ""
            if tag and not self.language.is_read_like(tag):
                return self.messages.gettext(message, language=self.language.language(tag))
        return None


class TextWriter(Writer[str]):
    """Plain text: for titles, descriptions, calendars and messages."""

    def __init__(self, language: Language, components: Mapping[str, Component]) -> None:
        super().__init__(language, components, language.text)

    def plain(self, text: str) -> str:
        """The text as it is."""
        return text


class HtmlWriter(Writer[Markup]):
    """HTML: words in another language name it and its direction, and components are links.

    Each text that may run against the direction of a sentence, such as a name or a time in one that runs from right to
    left, is isolated: else a number, a bracket or a letter at its edge would change places with what stands beside it.
    """

    def __init__(
        self,
        language: Language,
        components: Mapping[str, Component],
        link: Callable[[str], str],
        icon: Callable[[str], Markup] | None,
    ) -> None:
        """*link* gives the address of a component's page by its id.

        *icon* gives the picture of a tone; None where the HTML is read away from the site, without our pictures
        and the script that reads marked times.
        """
        super().__init__(language, components, language.html)
        self._link = link
        self._icon = icon
        self._component_links: dict[tuple[str, bool], Markup] = {}

    def words(self, text: Text) -> Markup:
        """The words, in an element with their language if it is another."""
        words = text.to(self.language.tag)
        if words.lang in (self.language.tag, ""):
            return self.plain(words.text)
        return Markup("<span{}>{}</span>").format(in_language(words.lang, words.text), words.text)

    def lang(self, text: Text) -> Markup:
        """The attributes of an element with an author's words that are in another language, or have its letters."""
        words = text.to(self.language.tag)
        if words.lang not in (self.language.tag, ""):
            return in_language(words.lang, words.text)
        # Whatever has a direction of its own is isolated.
        alike = self.language.direction == "rtl" or not runs_from_right(words.text)
        return NO_HTML if alike else Markup(' dir="ltr"')

    def plain(self, text: str) -> Markup:
        """The text, escaped."""
        if self.language.direction == "ltr" and not runs_from_right(text):
            return escape(text)
        return Markup('<bdi dir="{}">{}</bdi>').format(_direction(self.language.tag, text), text)

    def time(self, moment: datetime, *, year: int | None = None, zone: bool = True, own: bool = False) -> Markup:
        """The moment in a `time` element."""
        return _time(self, moment, year, zone, own)

    def clock(self, moment: datetime, *, zone: bool = False, own: bool = False) -> Markup:
        """The time of day in a `time` element."""
        return self.marked_time(moment, self.language.clock(moment, zone=zone), own)

    def window(self, start: datetime, end: datetime, *, year: int | None = None) -> Markup:
        """The two moments in an element of their own, which the script reads as one range."""
        shown = super().window(start, end, year=year)
        return shown if self._icon is None else as_html(f'<span class="range">{shown}</span>')

    def day(self, day: date) -> Markup:
        """A calendar day in a `time` element."""
        return Markup(f'<time datetime="{day.isoformat()}">{escape(self.language.day(day))}</time>')

    def marked_time(self, moment: datetime, shown: str, own: bool) -> Markup:
        """A `time` element around *shown*; without one where the HTML is read away from the site."""
        if self._icon is None:
            return self.plain(shown)
        beside = '<span class="own"></span>' if own else ""
        return as_html(f'<time datetime="{iso(moment)}">{escaped(shown)}</time>{beside}')

    def component(self, identity: str, *, inside: bool = False) -> Markup:
        """Its name, linked to its page."""
        key = (identity, inside)
        if key not in self._component_links:
            link = Markup('<a href="{}">{}</a>').format(self._link(identity), self.name(identity, inside=inside))
            self._component_links[key] = link
        return self._component_links[key]

    def status(self, status: ComponentStatus) -> Markup:
        """Its picture and its label."""
        label = super().status(status)
        return label if self._icon is None else as_html(f"{self._icon(TONE_OF_COMPONENT[status])} {label}")


class MarkdownWriter(Writer[MarkdownText]):
    """Markdown: for messages, which each channel puts into its own form."""

    def __init__(self, language: Language, components: Mapping[str, Component]) -> None:
        super().__init__(language, components, language.markdown)

    def plain(self, text: str) -> MarkdownText:
        """The text, escaped."""
        return escape_markdown(text)


NO_HTML = Markup("")
_NO_YEAR = 0
"""A year that no moment is in."""


def in_language(tag: str, text: str | None = None) -> Markup:
    """The attributes of an element with words in a language, which are *text* if it is known: name and direction."""
    return Markup(' lang="{}" dir="{}"').format(tag, direction_of(tag) if text is None else _direction(tag, text))


def _direction(tag: str, text: str) -> str:
    """In which direction a text runs: a Latin name in Arabic words is one from left to right, brackets and all."""
    is_latin = all(bidirectional(character) not in ("R", "AL") for character in text)
    return "ltr" if is_latin else direction_of(tag)


@lru_cache(maxsize=256)  # A page shows its moments more than once.
def _time(writer: HtmlWriter, moment: datetime, year: int | None, zone: bool, own: bool) -> Markup:
    return writer.marked_time(moment, writer.language.moment(moment, year=year, zone=zone), own)


def shorten(text: str, limit: int = 200) -> str:
    """A text cut to *limit* characters, between words where possible, with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    cut = head.rfind(" ", limit - 40)
    return f"{head[: cut if cut > 0 else limit].rstrip()}…"
