"""One language: messages from the catalogs, dates, durations, numbers. The home of Babel.

Messages are English sentences in the source, with names in braces for values: `Resolved after {time}`.
Dates are in the site's zone, which is given; the system's zone is never used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cached_property, partial, reduce
from typing import Generic, TypeVar

from babel import Locale
from babel.dates import format_interval, match_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from sitegen.markdown import MarkdownText, as_markdown, escape_markdown
from sitegen.present.catalog import NAME_IN_BRACES, SOURCE_LANGUAGE, Catalog, is_alike, known_locale, locale_of

as_html: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Marks a text as HTML, like `Markup` but without its checks: pages are made of a million such pieces."""
_UNSAFE = re.compile("[&<>'\"]")
_MINUTE = timedelta(minutes=1)
_SOURCE, _VALUE, _END = "\x0e", "\x10", "\x0f"
"""In HTML: what follows is in the language of the source; a value in it, in the language of the page; its end.

A message does not know whether it will stand between tags, where an element can name its language, or in an attribute,
where nothing can: that is seen in the whole page alone. No text of an author has these control characters: no content
file may have them, and Markdown makes none.
"""
_PLACES = re.compile(
    f"[{_SOURCE}{_VALUE}{_END}]|<!--.*?-->|<(title|script|style)\\b[^>]*>.*?</\\1>|<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL,
)
"""The marks, and where no element can stand: in a comment, in a title, in a script, within a tag."""
_UNMARKED = dict.fromkeys(map(ord, (_SOURCE, _VALUE, _END)))
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LATIN = re.compile("[A-Za-z\u00aa-\u02af\u0370-\u058f\u3040-\ud7ff]")
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
"""Around a text in a sentence, so that neither changes the order of the other's characters (Unicode, annex 9).

No author has them: no content file may have such characters.
"""
TextForm = TypeVar("TextForm", str, Markup, MarkdownText)


def escaped(value: object) -> str:
    """A value escaped for HTML; HTML, and text without anything to escape, is returned as it is.

    It does what `escape` does, without copying each of a million small texts.
    """
    if type(value) is Markup or (type(value) is str and _UNSAFE.search(value) is None):
        return value
    return escape(value)


def plain_value(value: object) -> str:
    """A value as plain text; raises TypeError for HTML, which must not get there."""
    if isinstance(value, Markup):
        raise TypeError(f"expected plain text, found HTML: {value!r}")
    return str(value)


class Messages(Generic[TextForm]):
    """The messages of one language in one form: plain text, or HTML with escaped values."""

    def __init__(
        self,
        catalog: Catalog,
        locale: Locale,
        part: Callable[[str], str],
        value: Callable[[object], str],
        make: Callable[[str], TextForm],
        *,
        marked: bool = False,
    ) -> None:
        """*part* converts a piece of a message, *value* a value in it, *make* the whole message, to the form.

        *marked*: a message without a translation has marks, which `Language.finished` makes elements of.
        """
        self._catalog = catalog
        self._locale = locale
        self._part, self._value = part, value
        self._make: Callable[[str], TextForm] = make
        self._marked = marked and locale.language != SOURCE_LANGUAGE
        self._foreign = _LATIN if locale.text_direction == "rtl" else _RIGHT_TO_LEFT
        self._parts: dict[tuple[str | None, str, int], tuple[TextForm, ...]] = {}
        self._messages: dict[str, tuple[TextForm, ...]] = {}
        self._kept: dict[tuple[object, ...], TextForm] = {}

    def gettext(self, message: str, /, **values: object) -> TextForm:
        """A message in this language, with *values* for the names in braces."""
        parts = self._messages.get(message)
        if parts is None:
            parts = self._messages[message] = self._split(None, message)
        return self._fill(parts, values)

    def pgettext(self, context: str, message: str, /, **values: object) -> TextForm:
        """A message whose translation depends on *context*."""
        return self._fill(self._split(context, message), values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> TextForm:
        """A message in the plural form for *number*, which it names `{n}`."""
        return self._fill(self._split(None, one, many, number), {"n": number_text(number, self._locale), **values})

    def enumeration(self, items: Iterable[object]) -> TextForm:
        """`A, B and C`."""
        shown: tuple[str, ...] = tuple(map(self.isolated, items))
        return self._once(("list", *shown), lambda: self._make(format_list(shown, locale=self._locale)))

    def isolated(self, value: object) -> str:
        """A value beside other words: where it runs against their direction, between two marks that isolate it.

        HTML does that itself, by the direction of its elements.
        """
        shown = self._value(value)
        if type(value) is Markup or self._foreign.search(str(value)) is None or _ISOLATE in shown:
            return shown
        return self._make(f"{_ISOLATE}{shown}{_END_OF_ISOLATE}")

    def percent(self, value: float) -> TextForm:
        """A percentage with two decimals, or none where it is whole."""
        return self._once(("percent", value), lambda: self._percent(value))

    def _percent(self, value: float) -> TextForm:
        digits = "0" if value == int(value) else "0.00"
        pattern = self._locale.percent_formats[None].pattern.replace("#,##0", digits)
        return self._make(self._value(format_percent(Decimal(str(value)) / 100, format=pattern, locale=self._locale)))

    def duration(self, span: timedelta) -> TextForm:
        """Whole days, hours and minutes: `1 hour 30 minutes`."""
        minutes = span // _MINUTE
        return self._once(("duration", minutes), lambda: self._duration(minutes))

    def _duration(self, minutes: int) -> TextForm:
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        units = [
            (days, self.ngettext("{n} day", "{n} days", days)),
            (hour, self.ngettext("{n} hour", "{n} hours", hour)),
            (minute, self.ngettext("{n} minute", "{n} minutes", minute)),
        ]
        shown = [words for number, words in units if number]
        if not shown:
            return self.gettext("less than a minute")
        return reduce(lambda large, small: self.gettext("{large} {small}", large=large, small=small), shown)

    def _split(self, context: str | None, one: str, many: str | None = None, number: int = 1) -> tuple[TextForm, ...]:
        """A message in parts, of which every second one is the name of a value; *many* only where it has plurals."""
        key = (context, one, 1 if many is None else number)
        parts = self._parts.get(key)
        if parts is None:
            text = self._catalog.text(context, one, number)
            pieces = list(map(self._part, NAME_IN_BRACES.split(text or (one if number == 1 else many or one))))
            if text is None and self._marked and any(map(str.isalpha, "".join(pieces[::2]))):
                pieces = _in_source_language(pieces)
            parts = self._parts[key] = tuple(map(self._make, pieces))
        return parts

    def _fill(self, parts: Sequence[TextForm], values: Mapping[str, object]) -> TextForm:
        if len(parts) == 1:
            return parts[0]
        filled: list[str] = list(parts)
        value = self.isolated if len(parts) > 3 or parts[0] or parts[2] else self._value
        for index in range(1, len(parts), 2):
            filled[index] = value(values[parts[index]])
        return self._make("".join(filled))

    def _once(self, key: tuple[object, ...], make: Callable[[], TextForm]) -> TextForm:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


def _in_source_language(pieces: list[str]) -> list[str]:
    """A message in parts, marked as one without a translation, and its values as what they are."""
    last = len(pieces) - 1
    return [
        piece if index % 2 else (_END if index else _SOURCE) + piece + (_VALUE if index < last else _END)
        for index, piece in enumerate(pieces)
    ]


class Language:
    """Messages and dates for the readers of one locale. Results are kept: most are used again."""

    def __init__(self, tag: str, catalog: Catalog, zone: tzinfo) -> None:
        self.tag = tag
        self._catalog = catalog
        self._zone = zone
        self._locale = locale_of(tag)
        self.text = Messages(catalog, self._locale, str, plain_value, str)
        """Its messages as plain text."""
        self.html = Messages(catalog, self._locale, escape, escaped, as_html, marked=True)
        """Its messages as HTML, for what `finished` makes whole."""
        self._form = str(self._locale.datetime_formats["medium"])
        self._days: dict[tuple[str, date], str] = {}
        self._intervals: dict[tuple[str, date, date], str] = {}
        self._around: dict[tuple[int | None, date], tuple[str, str]] = {}
        """What precedes and follows the time on a day, beside a year."""
        self._zones: dict[timedelta | None, str] = {}
        self.direction = direction_of(tag)
        """`ltr` or `rtl`."""
        self.arrows = ("→", "←") if self.direction == "rtl" else ("←", "→")
        """Arrows to what comes before and after, in the direction of reading."""

    @cached_property
    def markdown(self) -> Messages[MarkdownText]:
        """Its messages as Markdown, for what goes out beside the pages."""
        return Messages(self._catalog, self._locale, str, escape_markdown, as_markdown)

    def finished(self, html: str) -> Markup:
        """Whole elements, in which words that have no translation are in elements with their language."""
        if _SOURCE not in html:
            return as_html(html)
        elements = {
            _SOURCE: f'<span lang="{SOURCE_LANGUAGE}" dir="{direction_of(SOURCE_LANGUAGE)}">',
            _VALUE: f'<span lang="{self.tag}" dir="{self.direction}">',
            _END: "</span>",
        }
        return as_html(_PLACES.sub(lambda place: elements.get(place[0]) or place[0].translate(_UNMARKED), html))

    # ---- languages

    @property
    def own_name(self) -> str:
        """The name of the language in itself, as a heading has it: as its catalog says, else as CLDR does."""
        said = self.text.pgettext("this language, in itself", "English")
        # Without a translation it is the name of another language, or of more than this one: Babel knows better.
        name = self.language(self.tag) if said == "English" else said
        return name[:1].upper() + name[1:]

    def is_read_like(self, tag: str) -> bool:
        """Whether readers of this language can read *tag*, which differs in its region at most."""
        return tag == self.tag or is_alike(known_locale(tag), known_locale(self.tag))

    def language(self, tag: str) -> str:
        """The name of another language in this one; its tag where no name is known."""
        other = known_locale(tag)
        if other is None:
            return tag
        kinds = ((other.language, other.territory), (other.language, other.script), (other.language,))
        names = (self._locale.languages.get("_".join(filter(None, kind))) for kind in kinds if all(kind))
        return next(filter(None, names), tag)

    def number(self, value: int) -> str:
        """A whole number."""
        return number_text(value, self._locale)

    # ---- moments

    def local(self, moment: datetime) -> datetime:
        """The moment in the site's zone."""
        return moment.astimezone(self._zone)

    def clock(self, moment: datetime, *, zone: bool = False) -> str:
        """`14:35`, in the site's zone, or `14:35 UTC+8`."""
        local = self.local(moment)
        text = f"{local.hour:02d}:{local.minute:02d}"
        return f"{text} {self._zone_name(local)}" if zone else text

    def _zone_name(self, local: datetime) -> str:
        offset = local.utcoffset()
        if offset not in self._zones:
            self._zones[offset] = zone_name(local)
        return self._zones[offset]

    def is_utc(self, moment: datetime) -> bool:
        """Whether the site's zone has no offset from UTC at that moment."""
        return not self.local(moment).utcoffset()

    def year(self, moment: datetime) -> int:
        """The year of a moment in the site's zone."""
        return self.local(moment).year

    def moment(self, moment: datetime, *, year: int | None = None, zone: bool = True) -> str:
        """`January 23, 2026, 14:35 UTC+8`; with the *year* that readers have in mind, see `Writer.time`, shorter."""
        local = moment.astimezone(self._zone)
        key = (year, local.date())
        around = self._around.get(key)
        if around is None:
            day = self.day(local.date()) if year is None else self.short_day(local.date(), year)
            before, _, behind = self._joined(day, "{0}").partition("{0}")
            around = self._around[key] = before, behind
        text = f"{around[0]}{local.hour:02d}:{local.minute:02d}{around[1]}"
        return f"{text} {self._zone_name(local)}" if zone else text

    def utc(self, moment: datetime, *, zone: bool = True) -> str:
        """The moment in UTC: `January 23, 2026, 06:35 UTC`."""
        moment = moment.astimezone(UTC)
        text = self._joined(self.day(moment.date()), f"{moment:%H:%M}")
        return f"{text} UTC" if zone else text

    def _joined(self, day: str, clock: str) -> str:
        return self._form.replace("{1}", day).replace("{0}", clock)

    def day(self, day: date) -> str:
        """`January 23, 2026`."""
        return self._day("long", day)

    def short_day(self, day: date, year: int | None = None) -> str:
        """`Jan 23`; `Jan 23, 2025` where a *year* is given and the day is in another one."""
        return self._day("MMMd" if year in (None, day.year) else "yMMMd", day)

    def week_day(self, day: date) -> str:
        """`Fri, Jan 23`."""
        return self._day("MMMEd", day)

    def month(self, year: int, number: int) -> str:
        """`January 2026`."""
        return self._day("yMMMM", date(year, number, 1))

    def short_month(self, number: int) -> str:
        """`Jan`: a month, 1 to 12, by itself."""
        return str(self._locale.months["stand-alone"]["abbreviated"][number])

    def days(self, first: date, last: date) -> str:
        """`Jan 5 – 12`."""
        if first == last:
            return self.week_day(first)
        return self._interval("MMMd", first, last)

    def dates(self, first: date, last: date) -> str:
        """`Jan 5 – 12, 2026`."""
        return self.day(first) if first == last else self._interval("yMMMd", first, last)

    def _interval(self, form: str, first: date, last: date) -> str:
        key = (form, first, last)
        if key not in self._intervals:
            self._intervals[key] = str(format_interval(first, last, form, locale=self._locale))
        return self._intervals[key]

    def _day(self, form: str, day: date) -> str:
        key = (form, day)
        if key not in self._days:
            if form == "long":
                pattern = self._locale.date_formats["long"]
            else:
                known = self._locale.datetime_skeletons
                pattern = known[form if form in known else match_skeleton(form, known)]
            self._days[key] = str(pattern.apply(day, self._locale))
        return self._days[key]


def runs_from_right(text: str) -> bool:
    """Whether there is a letter in *text* that is written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def direction_of(tag: str) -> str:
    """In which direction a language is written: `ltr` or `rtl`."""
    return str(locale_of(tag).text_direction)


def number_text(value: int, locale: Locale) -> str:
    """A whole number in a locale."""
    return str(value) if -1000 < value < 1000 else str(format_decimal(value, locale=locale))


def zone_name(local: datetime) -> str:
    """`UTC`, `UTC+8`, `UTC-3:30`: the offset of a moment in a zone."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")
