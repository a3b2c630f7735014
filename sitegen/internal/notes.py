"""The files of one brief → its fields and notes, with their translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TypeVar

from sitegen.internal.brief import Brief, BriefFields, BriefNote, BriefValue, BriefView
from sitegen.internal.forms import BriefForm, NoteForm, TranslatedBriefForm, TranslatedNoteForm
from sitegen.model import Text
from sitegen.problems import Problems
from sitegen.read.body import UpdateBlock, split_updates
from sitegen.read.document import Document
from sitegen.read.files import ContentFile, FileGroup
from sitegen.read.lines import body_lines
from sitegen.read.nodes import YamlMapping
from sitegen.read.reader import Reader
from sitegen.read.translations import as_warnings, matching
from sitegen.read.updates import moment_of, oldest_first
from sitegen.read.validation import Form, cleared_keys, fill_form

_EMPTY: dict[str, BriefValue] = {one.name: one.default for one in fields(BriefView) if one.name != "notes"}  # type: ignore[misc]
"""What each field is before anything is known."""
_Key = tuple[datetime, int]
"""The moment of a note, and its position among those of that moment."""
_Form = TypeVar("_Form", bound=Form)


@dataclass(frozen=True, slots=True)
class _Note:
    """A note of one file."""

    block: UpdateBlock
    form: Form | None = None
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Translation:
    """The parts of a translation that match the original."""

    locale: str
    front: Form | None = None
    notes: dict[_Key, _Note] = field(default_factory=dict)


def read_brief(group: FileGroup, reader: Reader, problems: Problems) -> Brief | None:
    """A brief from its original and its translations, or None after reporting its problems."""
    source = group.find("")
    assert source is not None, "a group without an original is reported, and left out"
    before = problems.errors
    document = reader.document(source, problems)
    if document is None:
        return None
    front = fill_form(BriefForm, document.front, reader.context, document.path, problems)
    notes = dict(_notes(document, NoteForm, reader, problems))
    if front is None or problems.errors > before:
        return None
    lang = front.lang or reader.config.locales[0]
    translations = [_translation(one, lang, front, notes, reader, problems) for one in group.translations("")]
    if problems.errors > before:
        return None
    return Brief(
        group.slug,
        _fields(front, lang, [(one.locale, one.front) for one in translations]),
        tuple(_localized_note(key, note, lang, translations) for key, note in notes.items()),
    )


def _notes(document: Document, form: type[Form], reader: Reader, problems: Problems) -> Iterator[tuple[_Key, _Note]]:
    """The notes of a file, oldest first."""
    path = document.path
    translation = form is TranslatedNoteForm
    lines = body_lines(document.body, document.body_line, path, problems)
    blocks = split_updates(lines, path, (), problems, translation=True, form=form)
    timed = [(block, at) for block in blocks if (at := moment_of(block, path, reader, problems, reader.clock))]
    orders: dict[datetime, int] = defaultdict(int)
    for block, at in oldest_first(timed, path, problems):
        orders[at] += 1
        node = block.fields or YamlMapping((), block.line)
        filled = fill_form(form, node, reader.context_at(at), path, problems, partly=translation)
        yield (at, orders[at]), _Note(block, filled, cleared_keys(node, form))


def _translation(
    source: ContentFile, lang: str, front: Form, notes: dict[_Key, _Note], reader: Reader, problems: Problems
) -> _Translation:
    """What a translation has of the original's *front* matter and *notes*; the rest is dropped with a warning."""
    if source.locale == lang:
        message = "expected a translation into another language, found one into that of the original"
        hint = "The language of an original is the site's first, or `lang` in its front matter."
        problems.error(source.path, 0, "", message, hint)
        return _Translation(source.locale)
    found = Problems()
    translated = _Translation(source.locale)
    document = reader.document(source, found)
    if document is not None:
        filled = fill_form(TranslatedBriefForm, document.front, reader.context, source.path, found, partly=True)
        translated = _Translation(source.locale, matching(filled, front, document.front, source.path, found))
        for key, note in _notes(document, TranslatedNoteForm, reader, found):
            original = notes.get(key)
            if original is None:
                message = "expected a note of the original, found none of this time"
                found.error(source.path, note.block.line, "heading", message)
                continue
            _check_words(note.block, original.block, source.path, found)
            node = note.block.fields or YamlMapping((), note.block.line)
            translated.notes[key] = _Note(note.block, matching(note.form, original.form, node, source.path, found))
    as_warnings(found, problems)
    return translated


def _check_words(translated: UpdateBlock, original: UpdateBlock, path: str, problems: Problems) -> None:
    """Report a title or a text that the original has not."""
    if translated.title and not original.title:
        problems.error(path, translated.line, "title", "expected no title, as in the original, found one")
    if translated.body and not original.body:
        problems.error(path, translated.line_of(1), "", "expected no text, as in the original, found one")


# ---- texts in every language


def _localized_note(key: _Key, note: _Note, lang: str, translations: Sequence[_Translation]) -> BriefNote:
    others = [(one.locale, one.notes[key]) for one in translations if key in one.notes]
    title, body = note.block.title, note.block.body
    titles = tuple((locale, other.block.title) for locale, other in others if title and other.block.title)
    bodies = tuple((locale, other.block.body) for locale, other in others if body and other.block.body)
    return BriefNote(
        key[0],
        Text(title, lang, titles) if title else None,
        Text(body, lang, bodies),
        (
            *((name, _EMPTY[name]) for name in note.cleared),
            *_fields(note.form, lang, [(locale, other.form) for locale, other in others]),
        ),
    )


def _fields(form: Form | None, lang: str, translations: Sequence[tuple[str, Form | None]]) -> BriefFields:
    """The fields that *form* states, with what each translation has for them."""
    stated = [(name, value) for name, value in form or () if value is not None and name in _EMPTY]
    return tuple((name, _localized(name, value, lang, translations)) for name, value in stated)


def _localized(
    name: str, value: str | tuple[str, ...], lang: str, translations: Sequence[tuple[str, Form | None]]
) -> BriefValue:
    others = [(locale, other) for locale, form in translations if (other := getattr(form, name, None))]
    if isinstance(value, tuple):
        return tuple(
            Text(item, lang, tuple((locale, items[index]) for locale, items in others))
            for index, item in enumerate(value)
        )
    return value if name == "meeting" else Text(value, lang, tuple(others))
