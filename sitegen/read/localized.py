"""An original and its translations → texts in every language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from sitegen.model import Compensation, Text
from sitegen.read.forms import FactsForm, TranslatedForm

_Translations = Sequence[tuple[str, TranslatedForm | None]]
"""The same part of each translation, by locale; lists in it are as long as those of the original."""


class LocalizedFacts(TypedDict):
    """The facts that are text, as arguments of `Facts`."""

    not_working: tuple[Text, ...] | None
    still_working: tuple[Text, ...] | None
    workaround: Text | None
    scope: tuple[tuple[str, Text], ...] | None
    compensation: tuple[Compensation, ...] | None


def localized_facts(form: FactsForm, lang: str, translations: _Translations) -> LocalizedFacts:
    """The texts of *form*, each with its translations."""

    def several(name: str) -> tuple[Text, ...] | None:
        originals: tuple[str, ...] | None = getattr(form, name)
        if originals is None:
            return None
        others = [(locale, texts) for locale, one in translations if one and (texts := getattr(one, name))]
        return tuple(
            Text(original, lang, tuple((locale, texts[index]) for locale, texts in others))
            for index, original in enumerate(originals)
        )

    def scoped(name: str, original: str) -> Text:
        others = [(locale, one.scope) for locale, one in translations if one and one.scope]
        return Text(original, lang, tuple((locale, text) for locale, one in others if (text := getattr(one, name))))

    scope = None
    if form.scope is not None:
        scope = tuple((name, scoped(name, text)) for name, text in form.scope if text is not None)
    workaround = localized_line(
        form.workaround, lang, [(locale, one.workaround if one else None) for locale, one in translations]
    )
    return {
        "not_working": several("not_working"),
        "still_working": several("still_working"),
        "workaround": workaround,
        "scope": scope,
        "compensation": _compensation(form, lang, translations),
    }


def _compensation(form: FactsForm, lang: str, translations: _Translations) -> tuple[Compensation, ...] | None:
    if form.compensation is None:
        return None
    others = [(locale, one.compensation) for locale, one in translations if one and one.compensation]
    return tuple(
        Compensation(
            whom=Text(item.whom, lang, tuple((locale, items[index].whom) for locale, items in others)),
            what=Text(item.what, lang, tuple((locale, items[index].what) for locale, items in others)),
            by=item.by,
        )
        for index, item in enumerate(form.compensation)
    )


def localized_line(original: str | None, lang: str, translations: Iterable[tuple[str, str | None]]) -> Text | None:
    """A line with its translations; None without an original."""
    if original is None:
        return None
    return Text(original, lang, tuple((locale, text) for locale, text in translations if text))


def localized_body(original: str, lang: str, translations: Iterable[tuple[str, str]]) -> Text:
    """The text of an update or a postmortem; translations of an empty one are left out."""
    return Text(original, lang, tuple((locale, text) for locale, text in translations if text) if original else ())


def localized_item(original: str, index: int, lang: str, lists: Iterable[tuple[str, Sequence[object] | None]]) -> Text:
    """The `what` of item *index* of a list, with those of its translations, *lists* of the same length."""
    found = [(locale, getattr(items[index], "what", None)) for locale, items in lists if items]
    return Text(original, lang, tuple((locale, text) for locale, text in found if text))
