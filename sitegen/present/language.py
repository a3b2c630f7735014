"""One language as readers see it: words from the catalogs, dates, durations, numbers. The home of Babel.

Messages are English sentences in the source, with names in braces for what is put in: `Resolved after {time}`.
Dates are those of the site's zone, which is given; the system's own is never asked.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial, reduce
from gettext import c2py

from babel import Locale, UnknownLocaleError
from babel.dates import format_interval, match_skeleton
from babel.lists import format_list
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from sitegen.problems import one_of, quoted

SOURCE_LANGUAGE = "en"
"""The language of the messages in the source."""

_NAME = re.compile(r"\{(\w+)\}")
_LINE = re.compile(r'(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*")?\s*').fullmatch
as_html: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Marks a text as HTML, like `Markup`, without first asking what it is: pages are made of a million such pieces."""
_UNSAFE = re.compile("[&<>'\"]")
_MINUTE = timedelta(minutes=1)
_Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Catalog:
    """The translations of one language: message and context to its forms."""

    forms: Mapping[_Key, tuple[str, ...]] = field(default_factory=dict)
    form_of: Callable[[int], int] = lambda number: int(number != 1)

    @classmethod
    def read(cls, sources: Iterable[bytes]) -> Catalog:
        """What .po files say, the first of them first; what is fuzzy or empty is left out."""
        forms: dict[_Key, tuple[str, ...]] = {}
        plural = "n != 1"
        for source in sources:
            catalog = read_po(io.BytesIO(source))
            for message in catalog:
                said = [message.string] if isinstance(message.string, str) else list(message.string or ())
                if message.id and not message.fuzzy and said and all(said):
                    singular = message.id if isinstance(message.id, str) else message.id[0]
                    forms.setdefault((message.context, singular), tuple(said))
            plural = catalog.plural_expr
        return cls(forms, c2py(plural))


def catalog_faults(source: bytes) -> list[tuple[int, str]]:
    """What is wrong with a .po file: lines, and what was expected and found.

    Babel reads over an unclosed quote, and a name in braces that a message has not is missed only on a page.
    """
    lines = source.decode().splitlines()
    shape = 'expected a keyword and words in quotes, such as msgstr "…"'
    faults = [(number, f"{shape}, found {quoted(line)}") for number, line in enumerate(lines, 1) if not _LINE(line)]
    if faults:
        return faults
    try:
        catalog = read_po(io.BytesIO(source), abort_invalid=True)
    except PoFileError as error:
        return [(error.lineno + 1, f"expected a catalog, found: {error.args[0]}")]
    try:
        c2py(catalog.plural_expr)
    except ValueError:
        found = next((number for number, line in enumerate(lines, 1) if "Plural-Forms" in line), 1)
        return [(found, f"expected a plural such as n != 1, found {quoted(catalog.plural_expr)}")]
    for message in catalog:
        if message.id and not message.fuzzy:
            faults += [(message.lineno or 1, fault) for fault in _wrong_names(message)]
    return faults


def _wrong_names(message: Message) -> Iterator[str]:
    """A name in braces for which nothing is put in; one that is missing, where the message has but one form."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    known = {name for text in ids for name in _NAME.findall(text)}
    for form in filter(None, forms):
        names = set(_NAME.findall(form))
        for name in sorted(names - known):
            yield f"expected {_braced(known)}, as in {quoted(ids[0])}, found {quoted(f'{{{name}}}')}"
        for name in sorted(known - names) if len(ids) == 1 else ():
            yield f"expected {quoted(f'{{{name}}}')}, as in {quoted(ids[0])}, found none"


def _braced(names: Iterable[str]) -> str:
    return one_of(f"{{{name}}}" for name in sorted(names)) or "no name in braces"


class Language:
    """Words, dates and durations for the readers of one locale. Answers are kept, for most are asked for again."""

    def __init__(self, tag: str, catalog: Catalog, zone: tzinfo) -> None:
        self.tag = tag
        self._catalog = catalog
        self._zone = zone
        self._locale = locale_of(tag)
        self._form = str(self._locale.datetime_formats["medium"])
        self._kept: dict[tuple[object, ...], Markup] = {}
        self._messages: dict[str, tuple[Markup, ...]] = {}
        self._parts: dict[tuple[str | None, str, int], tuple[Markup, ...]] = {}
        self._days: dict[tuple[str, date], str] = {}
        self._around: dict[tuple[bool, date], tuple[str, str]] = {}
        """What stands before and behind the time of a day, with the year or without it."""
        self._zones: dict[timedelta | None, str] = {}
        self.direction = str(self._locale.text_direction)
        """`ltr` or `rtl`."""

    # ---- words

    def gettext(self, message: str, /, **values: object) -> Markup:
        """A message in this language, ready for a page: what is put in is escaped."""
        parts = self._messages.get(message)
        if parts is None:
            parts = self._messages[message] = self._split(None, message, message, 1)
        return self._fill(parts, values)

    def pgettext(self, context: str, message: str, /, **values: object) -> Markup:
        """A message that means something else elsewhere."""
        return self._fill(self._split(context, message, message, 1), values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """A message about a number of things, which it names `{n}`."""
        return self._fill(self._split(None, one, many, number), {"n": self.number(number), **values})

    def _split(self, context: str | None, one: str, many: str, number: int) -> tuple[Markup, ...]:
        """A message in parts: every second one is the name of what is put in there."""
        key = (context, one, number if one is not many else 1)
        parts = self._parts.get(key)
        if parts is None:
            forms = self._catalog.forms.get((context, one))
            if forms is None:
                text = one if number == 1 else many
            else:
                text = forms[min(self._catalog.form_of(number), len(forms) - 1)]
            parts = self._parts[key] = tuple(escape(part) for part in _NAME.split(text))
        return parts

    @staticmethod
    def _fill(parts: Sequence[Markup], values: Mapping[str, object]) -> Markup:
        if len(parts) == 1:
            return parts[0]
        filled: list[str] = list(parts)
        for index in range(1, len(parts), 2):
            filled[index] = escaped(values[parts[index]])
        return as_html("".join(filled))

    def enumeration(self, items: Iterable[object]) -> Markup:
        """`A, B and C`."""
        said = tuple(map(escaped, items))
        return self._once(("list", *said), lambda: Markup(format_list(said, locale=self._locale)))

    # ---- languages

    def is_read_like(self, tag: str) -> bool:
        """Whether readers of this language read that one too, for it differs in its region at the most."""
        return tag == self.tag or _alike(_known(tag), _known(self.tag))

    def language(self, tag: str) -> str:
        """What another language is called in this one; its tag where nobody knows that."""
        other = _known(tag)
        if other is None:
            return tag
        kinds = ((other.language, other.territory), (other.language, other.script), (other.language,))
        names = (self._locale.languages.get("_".join(filter(None, kind))) for kind in kinds if all(kind))
        return next(filter(None, names), tag)

    # ---- numbers and spans of time

    def number(self, value: int) -> str:
        """A whole number."""
        return str(value) if -1000 < value < 1000 else str(format_decimal(value, locale=self._locale))

    def percent(self, value: float) -> Markup:
        """A share of a hundred with two decimals, or none where it is whole."""
        return self._once(("percent", value), lambda: self._percent(value))

    def _percent(self, value: float) -> Markup:
        pattern = "0" if value == int(value) else "0.00"
        number = format_decimal(Decimal(str(value)), format=pattern, locale=self._locale)
        return self.gettext("{number}%", number=number)

    def duration(self, span: timedelta) -> Markup:
        """Whole days, hours and minutes: `1 hour 30 minutes`."""
        minutes = span // _MINUTE
        return self._once(("duration", minutes), lambda: self._duration(minutes))

    def _duration(self, minutes: int) -> Markup:
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        units = [
            (days, self.ngettext("{n} day", "{n} days", days)),
            (hour, self.ngettext("{n} hour", "{n} hours", hour)),
            (minute, self.ngettext("{n} minute", "{n} minutes", minute)),
        ]
        said = [words for number, words in units if number]
        if not said:
            return self.gettext("less than a minute")
        return reduce(lambda large, small: self.gettext("{large} {small}", large=large, small=small), said)

    # ---- moments

    def local(self, moment: datetime) -> datetime:
        """The moment on the site's own clock."""
        return moment.astimezone(self._zone)

    def clock(self, moment: datetime) -> str:
        """`14:35`, on the site's clock."""
        local = self.local(moment)
        return f"{local.hour:02d}:{local.minute:02d}"

    def zone(self, moment: datetime) -> str:
        """What the site's clock is called at a moment: `UTC+8`, `UTC`."""
        return self._zone_name(self.local(moment))

    def _zone_name(self, local: datetime) -> str:
        offset = local.utcoffset()
        if offset not in self._zones:
            self._zones[offset] = zone_name(local)
        return self._zones[offset]

    def moment(self, moment: datetime, *, year: bool = True, zone: bool = True) -> str:
        """`January 23, 2026, 14:35 UTC+8`, or `Jan 23, 14:35 UTC+8` without the year."""
        local = moment.astimezone(self._zone)
        key = (year, local.date())
        around = self._around.get(key)
        if around is None:
            day = self.day(local.date()) if year else self.short_day(local.date())
            before, _, behind = self._together(day, "{0}").partition("{0}")
            around = self._around[key] = before, behind
        said = f"{around[0]}{local.hour:02d}:{local.minute:02d}{around[1]}"
        return f"{said} {self._zone_name(local)}" if zone else said

    def utc(self, moment: datetime, *, zone: bool = True) -> str:
        """The moment in UTC: `January 23, 2026, 06:35 UTC`."""
        moment = moment.astimezone(UTC)
        said = self._together(self.day(moment.date()), f"{moment:%H:%M}")
        return f"{said} UTC" if zone else said

    def _together(self, day: str, clock: str) -> str:
        return self._form.replace("{1}", day).replace("{0}", clock)

    def day(self, day: date) -> str:
        """`January 23, 2026`."""
        return self._day("long", day)

    def short_day(self, day: date) -> str:
        """`Jan 23`."""
        return self._day("MMMd", day)

    def week_day(self, day: date) -> str:
        """`Fri, Jan 23`."""
        return self._day("MMMEd", day)

    def month(self, year: int, number: int) -> str:
        """`January 2026`."""
        return self._day("yMMMM", date(year, number, 1))

    def month_name(self, number: int) -> str:
        """`January`."""
        return str(self._locale.months["stand-alone"]["wide"][number])

    def days(self, first: date, last: date) -> str:
        """`Jan 5 – 12`."""
        if first == last:
            return self.week_day(first)
        kept = self._once(
            ("days", first, last), lambda: Markup(format_interval(first, last, "MMMd", locale=self._locale))
        )
        return str(kept)

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

    def _once(self, key: tuple[object, ...], make: Callable[[], Markup]) -> Markup:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


def escaped(value: object) -> str:
    """A value as it is put into HTML: what is HTML, or text without anything to escape, as it is; the rest escaped.

    It does what `escape` does, without making each of a million small texts anew.
    """
    if type(value) is Markup or (type(value) is str and _UNSAFE.search(value) is None):
        return value
    return escape(value)


def locale_of(tag: str) -> Locale:
    """Babel's idea of a language tag; English where it has none."""
    return _known(tag) or Locale.parse(SOURCE_LANGUAGE)


def _known(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def catalog_for(tag: str, names: Iterable[str]) -> str | None:
    """Which of the catalogs *names* serves readers of *tag*: its own, or one in the same language and script."""
    names = sorted(names)
    if tag in names:
        return tag
    wanted = _known(tag)
    return next((name for name in names if _alike(_known(name), wanted)), None)


def _alike(one: Locale | None, other: Locale | None) -> bool:
    return one is not None and other is not None and (one.language, one.script) == (other.language, other.script)


def zone_name(local: datetime) -> str:
    """`UTC`, `UTC+8`, `UTC-3:30`: the offset of a moment in a zone."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")
