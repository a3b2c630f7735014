"""The translations of one language, from gettext catalogs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from gettext import c2py

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from sitegen.problems import one_of, quoted

SOURCE_LANGUAGE = "en"
"""The language of the messages in the source."""
NAME_IN_BRACES = re.compile(r"\{(\w+)\}")
_LINE = re.compile(r'(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*")?\s*').fullmatch
_Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Catalog:
    """The translations of one language: context and message → its plural forms."""

    forms: Mapping[_Key, tuple[str, ...]] = field(default_factory=dict)
    form_of: Callable[[int], int] = lambda number: int(number != 1)

    @classmethod
    def read(cls, sources: Iterable[bytes]) -> Catalog:
        """Read .po files, of which earlier ones take precedence; fuzzy and empty translations are skipped."""
        forms: dict[_Key, tuple[str, ...]] = {}
        plural = "n != 1"
        for source in sources:
            catalog = read_po(io.BytesIO(source))
            for message in catalog:
                texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
                if message.id and not message.fuzzy and texts and all(texts):
                    singular = message.id if isinstance(message.id, str) else message.id[0]
                    forms.setdefault((message.context, singular), tuple(texts))
            plural = catalog.plural_expr
        return cls(forms, c2py(plural))


def catalog_faults(source: bytes) -> list[tuple[int, str]]:
    """The faults of a .po file: line numbers, with what was expected and found.

    Babel ignores an unclosed quote, and a name in braces that the message lacks would fail only on a page.
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
    """Names in braces that the message does not have, or, where it has one form, that the translation lacks."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    known = {name for text in ids for name in NAME_IN_BRACES.findall(text)}
    for form in filter(None, forms):
        names = set(NAME_IN_BRACES.findall(form))
        for name in sorted(names - known):
            yield f"expected {_braced(known)}, as in {quoted(ids[0])}, found {quoted(f'{{{name}}}')}"
        for name in sorted(known - names) if len(ids) == 1 else ():
            yield f"expected {quoted(f'{{{name}}}')}, as in {quoted(ids[0])}, found none"


def _braced(names: Iterable[str]) -> str:
    return one_of(f"{{{name}}}" for name in sorted(names)) or "no name in braces"


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
