"""An original and its translations → texts that hold every language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from sitegen.model import Compensation, Text
from sitegen.read.forms import FactsForm, TranslatedForm


class LocalizedFacts(TypedDict):
    """The facts that are words."""

    not_working: tuple[Text, ...] | None
    still_working: tuple[Text, ...] | None
    workaround: Text | None
    scope: tuple[tuple[str, Text], ...] | None
    compensation: tuple[Compensation, ...] | None


def localized_facts(form: FactsForm, lang: str, words: Sequence[tuple[str, TranslatedForm | None]]) -> LocalizedFacts:
    """What *form* says in words, with those of its translations, which fit it by now."""

    def several(name: str) -> tuple[Text, ...] | None:
        originals: tuple[str, ...] | None = getattr(form, name)
        if originals is None:
            return None
        others = [(locale, texts) for locale, one in words if one and (texts := getattr(one, name))]
        return tuple(
            Text(original, lang, tuple((locale, texts[index]) for locale, texts in others))
            for index, original in enumerate(originals)
        )

    def scoped(name: str, original: str) -> Text:
        others = [(locale, one.scope) for locale, one in words if one and one.scope]
        return Text(original, lang, tuple((locale, text) for locale, one in others if (text := getattr(one, name))))

    scope = None
    if form.scope is not None:
        scope = tuple((name, scoped(name, text)) for name, text in form.scope if text is not None)
    workaround = localized_line(
        form.workaround, lang, [(locale, one.workaround if one else None) for locale, one in words]
    )
    return {
        "not_working": several("not_working"),
        "still_working": several("still_working"),
        "workaround": workaround,
        "scope": scope,
        "compensation": _compensation(form, lang, words),
    }


def _compensation(
    form: FactsForm, lang: str, words: Sequence[tuple[str, TranslatedForm | None]]
) -> tuple[Compensation, ...] | None:
    if form.compensation is None:
        return None
    others = [(locale, one.compensation) for locale, one in words if one and one.compensation]
    return tuple(
        Compensation(
            whom=Text(gift.whom, lang, tuple((locale, gifts[index].whom) for locale, gifts in others)),
            what=Text(gift.what, lang, tuple((locale, gifts[index].what) for locale, gifts in others)),
            by=gift.by,
        )
        for index, gift in enumerate(form.compensation)
    )


def localized_line(original: str | None, lang: str, words: Iterable[tuple[str, str | None]]) -> Text | None:
    """A line that may be missing."""
    if original is None:
        return None
    return Text(original, lang, tuple((locale, text) for locale, text in words if text))


def localized_body(original: str, lang: str, words: Iterable[tuple[str, str]]) -> Text:
    """The words below a heading or front matter, which may be none."""
    return Text(original, lang, tuple((locale, text) for locale, text in words if text) if original else ())


def localized_item(original: str, index: int, lang: str, words: Iterable[tuple[str, Sequence[object] | None]]) -> Text:
    """What one item of a list says, where translations have lists as long."""
    found = [(locale, getattr(lines[index], "what", None)) for locale, lines in words if lines]
    return Text(original, lang, tuple((locale, text) for locale, text in found if text))
