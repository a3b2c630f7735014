"""The translations of one language, from gettext catalogs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import c2py
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.messages import Catalog as PoCatalog
from babel.messages.catalog import Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po

from sitegen.problems import one_of, quoted

SOURCE_LANGUAGE = "en"
"""The language of the messages in the source."""
NAME_IN_BRACES = re.compile(r"\{(\w+)\}")
_LINE = re.compile(r'(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*")?\s*').fullmatch
_COUNTED = range(1001)
"""The numbers for which a plural rule is tried: what pages count stays far below a million, for which alone French,
Spanish and Portuguese have one form more in CLDR. So catalogs of these languages may do without that form."""
_MILLION = 1_000_000
MAX_PLURAL_FORMS = 6
"""Plural forms of a language: no language has more in CLDR, and Babel makes room for as many as a catalog states."""
_WRONG_CHARSET = re.compile(r"content-type:[^\"\\]*charset *=(?! *[\"']?utf-?8\b)[^\"\\]*", re.IGNORECASE)
_WRONG_PLURALS = re.compile(
    rf"plural-forms:(?! *nplurals *= *[1-{MAX_PLURAL_FORMS}] *; *plural *=)[^\"\\]*", re.IGNORECASE
)

PluralRule = Callable[[int], int]
"""A number → which of a message's plural forms it takes."""
CatalogKey = tuple[str | None, str]
"""The context of a message, if any, and its words in the source."""


class TranslatedMessage(NamedTuple):
    """The translation of one message: one text, or its plural forms."""

    forms: tuple[str, ...]
    rule: PluralRule

    def form(self, number: int) -> str:
        """The form for a number; the last where the rule has none, which only numbers can have that are not tried."""
        if len(self.forms) == 1:
            return self.forms[0]
        try:
            return self.forms[self.rule(number)]
        except (ArithmeticError, IndexError):
            return self.forms[-1]


@dataclass(frozen=True, slots=True)
class Catalog:
    """The translations of one language."""

    translations: Mapping[CatalogKey, TranslatedMessage] = field(default_factory=dict)

    @classmethod
    def read(cls, sources: Iterable[bytes]) -> Catalog:
        """Read .po files, of which earlier ones take precedence; fuzzy and empty translations are skipped."""
        found: dict[CatalogKey, TranslatedMessage] = {}
        for source in sources:
            catalog = _parsed(source)
            rule = c2py(catalog.plural_expr)
            for message in catalog:
                texts = _forms(message)
                if message.id and not message.fuzzy and texts and all(texts):
                    found.setdefault(_key(message), TranslatedMessage(tuple(texts), rule))
        return cls(found)

    def text(self, context: str | None, message: str, number: int) -> str | None:
        """The translation of a message, in the form for *number* where it has several; None where there is none."""
        translation = self.translations.get((context, message))
        return None if translation is None else translation.form(number)


def message_keys(source: bytes) -> frozenset[CatalogKey]:
    """The messages that a .po or .pot file lists, translated or not."""
    return frozenset(_key(message) for message in _parsed(source) if message.id)


def _parsed(source: bytes, locale: Locale | None = None, *, strict: bool = False) -> PoCatalog:
    """A .po file as Babel reads it, as text: given bytes, it would decode them as the file says."""
    return read_po(io.StringIO(source.decode()), locale=locale, abort_invalid=strict)


def _key(message: Message) -> CatalogKey:
    return message.context, _ids(message)[0]


def _ids(message: Message) -> list[str]:
    """A message in the source: one text, or the singular and the plural."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def _forms(message: Message) -> list[str]:
    """A translation: one text, or its plural forms; without a translation empty, or of empty texts."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


# ---- what is wrong with a catalog


def catalog_faults(source: bytes, tag: str) -> list[tuple[int, str]]:
    """The faults of a .po file in the language *tag*: line numbers, with what was expected and found.

    Babel ignores an unclosed quote. A name in braces that the message lacks, and a plural rule that gives no form for
    a number, would fail only on a page.
    """
    lines = source.decode().splitlines()
    shape = 'expected a keyword and words in quotes, such as msgstr "…"'
    faults = [(number, f"{shape}, found {quoted(line)}") for number, line in enumerate(lines, 1) if not _LINE(line)]
    if faults:
        return faults
    locale = known_locale(tag)
    header = next((number for number, line in enumerate(lines, 1) if '"Plural-Forms:' in line), 0)
    if faults := list(_head_faults(lines, locale)):
        return faults
    try:
        catalog = _parsed(source, locale, strict=True)
    except PoFileError as error:
        return [(error.lineno + 1, f"expected a catalog, found: {error.args[0]}")]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # What Babel runs into in the head of a catalog, such as a date that is none.
        return [(1, f"expected a head that gettext can read, found one that it cannot: {error}")]
    messages = [message for message in catalog if message.id and not message.fuzzy]
    if not header and any(len(_ids(one)) > 1 and any(_forms(one)) for one in messages):
        return [(1, f"expected {_known_rule(locale)} in the head of a catalog with plural forms, found none")]
    if fault := _rule_fault(catalog, locale):
        return [(header or 1, fault)]
    numbers = _numbers_by_form(catalog)
    for message in messages:
        faults += [(message.lineno or 1, fault) for fault in _message_faults(message, numbers)]
    return faults


def _head_faults(lines: Sequence[str], locale: Locale | None) -> Iterator[tuple[int, str]]:
    """What would keep Babel from reading a catalog at all, or keep it busy for ever."""
    # A line of the head may be written in several.
    joined = "\n".join(filter(None, map(str.strip, lines))).replace('"\n"', "")
    for pattern, expected in ((_WRONG_CHARSET, "charset=utf-8"), (_WRONG_PLURALS, _known_rule(locale))):
        if wrong := pattern.search(joined):
            place = next((number for number, line in enumerate(lines, 1) if pattern.search(line)), 1)
            yield place, f"expected {expected}, found {quoted(wrong[0])}"


def _rule_fault(catalog: PoCatalog, locale: Locale | None) -> str | None:
    """What is wrong with the plural rule of a catalog, if anything: as a rule, or for the language by CLDR."""
    found = f"found {quoted(f'nplurals={catalog.num_plurals}; plural={catalog.plural_expr};')}"
    try:
        rule = c2py(catalog.plural_expr)
        form_of = {number: rule(number) for number in (*_COUNTED, _MILLION)}
    except (ValueError, ArithmeticError) as error:
        reason = f", which fails: {error}" if isinstance(error, ArithmeticError) else ""
        return f"expected a plural such as n != 1, {found}{reason}"
    for number, form in form_of.items():
        if not 0 <= form < catalog.num_plurals:
            return f"expected a form from 0 to {catalog.num_plurals - 1} for every number, {found}: {form} for {number}"
    if locale is None:
        return None
    # Each way of counting that CLDR knows has a form of its own.
    counted: dict[str, int] = {}
    formed: dict[int, int] = {}
    for number in _COUNTED:
        category, form = locale.plural_form(number), form_of[number]
        alike, together = counted.setdefault(category, number), formed.setdefault(form, number)
        if form_of[alike] != form:
            return f"expected {_known_rule(locale)} or its like, with one form for {alike} and {number}, {found}"
        if locale.plural_form(together) != category:
            return f"expected {_known_rule(locale)} or its like, with two forms for {together} and {number}, {found}"
    return None


def _known_rule(locale: Locale | None) -> str:
    """The header that Babel knows for a language, for messages."""
    forms = get_plural(locale).plural_forms if locale else "nplurals=2; plural=n != 1;"
    return f"'Plural-Forms: {forms}'"


def _numbers_by_form(catalog: PoCatalog) -> dict[int, int]:
    """For how many numbers each plural form stands."""
    rule = c2py(catalog.plural_expr)
    forms = [rule(number) for number in _COUNTED]
    return {form: forms.count(form) for form in range(catalog.num_plurals)}


def _message_faults(message: Message, numbers: Mapping[int, int]) -> Iterator[str]:
    """Plural forms that lack, names in braces that the message does not have, and those that a translation lacks.

    A form for one number alone may leave the number out, as in Arabic for one and two.
    """
    ids, forms = _ids(message), _forms(message)
    if not any(forms):
        return
    if len(forms) != len(ids) == 1 or (len(ids) > 1 and (len(forms) != len(numbers) or not all(forms))):
        expected = f"{len(numbers)} plural forms, none empty," if len(ids) > 1 else "one text"
        yield f"expected {expected} for {quoted(ids[0])}, found {sum(map(bool, forms))}"
        return
    known = {name for text in ids for name in NAME_IN_BRACES.findall(text)}
    for index, form in enumerate(forms):
        names = set(NAME_IN_BRACES.findall(form))
        for name in sorted(names - known):
            yield f"expected {_braced(known)}, as in {quoted(ids[0])}, found {quoted(f'{{{name}}}')}"
        required = known - {"n"} if len(ids) > 1 and numbers[index] <= 1 else known
        for name in sorted(required - names):
            yield f"expected {quoted(f'{{{name}}}')}, as in {quoted(ids[0])}, found none"


def _braced(names: Iterable[str]) -> str:
    return one_of([f"{{{name}}}" for name in sorted(names)] or ["no name in braces"])


def locale_of(tag: str) -> Locale:
    """Babel's locale for a language tag; English where it has none."""
    return known_locale(tag) or Locale.parse(SOURCE_LANGUAGE)


def known_locale(tag: str) -> Locale | None:
    """Babel's locale for a language tag; None where it has none."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def catalog_for(tag: str, names: Iterable[str]) -> str | None:
    """The one of *names* that serves readers of *tag*: its own, or one in the same language and script, or None."""
    names = sorted(names)
    if tag in names:
        return tag
    wanted = known_locale(tag)
    return next((name for name in names if is_alike(known_locale(name), wanted)), None)


def is_alike(one: Locale | None, other: Locale | None) -> bool:
    """Whether two locales share their language and script."""
    return one is not None and other is not None and (one.language, one.script) == (other.language, other.script)
