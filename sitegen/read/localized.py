"""An original and its translations → texts in every language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sitegen.model import Compensation, Text
from sitegen.read.forms import CompensationForm, FactsForm

_Translations = Sequence[tuple[str, object]]
"""The same part of each translation, by locale; None where it has none. Lists are as long as in the original."""


def localized_facts(form: FactsForm, lang: str, translations: _Translations) -> dict[str, Any]:
    """The facts of *form* that are text, each with its translations, as arguments of `Facts`."""

    def several(name: str) -> tuple[Text, ...] | None:
        originals: tuple[str, ...] | None = getattr(form, name)
        if originals is None:
            return None
        return tuple(Text(text, lang, items_at(index, name, translations)) for index, text in enumerate(originals))

    def compensated(index: int, one: CompensationForm) -> Compensation:
        others = items_at(index, "compensation", translations)
        return Compensation(
            localized(one.whom, lang, others, "whom"), localized(one.what, lang, others, "what"), one.by
        )

    scopes = [(locale, getattr(one, "scope", None)) for locale, one in translations]
    scope = ((name, localized(text, lang, scopes, name)) for name, text in form.scope or () if text is not None)
    compensation = (compensated(index, one) for index, one in enumerate(form.compensation or ()))
    return {
        "not_working": several("not_working"),
        "still_working": several("still_working"),
        "workaround": localized(form.workaround, lang, translations, "workaround") if form.workaround else None,
        "scope": None if form.scope is None else tuple(scope),
        "endpoints": form.endpoints,
        "compensation": None if form.compensation is None else tuple(compensation),
    }


def items_at(index: int, name: str, translations: _Translations) -> tuple[tuple[str, Any], ...]:
    """Item *index* of the list *name* in each translation that has the list."""
    return tuple((locale, items[index]) for locale, one in translations if (items := getattr(one, name, None)))


def localized(original: str, lang: str, translations: _Translations, name: str) -> Text:
    """A text, with what each translation that has it holds under *name*."""
    texts = [(locale, getattr(one, name, None)) for locale, one in translations]
    return Text(original, lang, tuple([(locale, text) for locale, text in texts if text]))
