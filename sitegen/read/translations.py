"""The translations of one incident or maintenance, as far as they match its original; the rest is told as warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sitegen.model import Status
from sitegen.problems import Problems, Severity, quoted
from sitegen.read.body import UpdateBlock, split_updates
from sitegen.read.document import YamlMapping
from sitegen.read.fields import ScopeForm, fill_form
from sitegen.read.files import ContentFile, FileGroup
from sitegen.read.forms import FactsForm, TranslatedForm, TranslationForm
from sitegen.read.lines import body_lines
from sitegen.read.links import LinkChecker
from sitegen.read.reader import ParsedUpdate, Reader
from sitegen.read.updates import moment_of, oldest_first

_Translated = TypeVar("_Translated", bound=TranslatedForm)


@dataclass(frozen=True, slots=True)
class Translation:
    """What one file says in another language, where it could be matched."""

    locale: str
    front: TranslationForm | None
    updates: dict[tuple[datetime, int], tuple[UpdateBlock, TranslatedForm | None]]
    """By the moment of the original's update, and its order among those of that moment."""


def check_languages(group: FileGroup, lang: str, problems: Problems) -> None:
    """No translation, of the story or of its postmortem, is in *lang*, that of the original."""
    for source in (*group.translations(""), *group.translations("postmortem")):
        if source.locale == lang:
            message = f"expected a translation into another language, found one into {lang}, that of the original"
            hint = "The language of an original is the site's first, or `lang` in its front matter."
            problems.error(source.path, 0, "", message, hint)


def read_translation(
    source: ContentFile,
    original: FactsForm,
    said: Sequence[ParsedUpdate],
    statuses: Sequence[Status],
    reader: Reader,
    words: LinkChecker,
    problems: Problems,
) -> Translation:
    """What *source* tells of the original that has *original* as its front matter and *said* as its updates."""
    found = Problems()
    front = None
    updates: dict[tuple[datetime, int], tuple[UpdateBlock, TranslatedForm | None]] = {}
    document = reader.document(source, found)
    if document is not None:
        front = _fitting(TranslationForm, original, document.front, source.path, reader, found)
        lines = body_lines(document.body, document.body_line, source.path, found)
        blocks = split_updates(lines, source.path, statuses, found, translation=True)
        updates = _match(blocks, said, source.path, reader, words, found)
    as_warnings(found, problems)
    return Translation(source.locale, front, updates)


def as_warnings(found: Problems, problems: Problems) -> None:
    """Tell in *problems* of the faults of a translation, which never stop a publication."""
    problems.found += [
        replace(one, severity=Severity.WARNING, hint=one.hint or "Until it is mended the original is shown.")
        for one in found.found
    ]


def count_items(count: int) -> str:
    """How many a list has, for messages."""
    return f"{count} item{'' if count == 1 else 's'}"


def _fitting(
    form: type[_Translated],
    original: FactsForm | None,
    node: YamlMapping,
    path: str,
    reader: Reader,
    problems: Problems,
) -> _Translated | None:
    """What a translation says and the original says too: the rest is told, and left out."""
    words = fill_form(form, node, reader.context, path, problems, partly=True)
    unfit: dict[str, None] = {}
    for name, translated in words or ():
        source = getattr(original, name, None)
        if name == "scope" and source is not None:
            _check_scope(source, translated, node, path, problems)
        wanted, found = _size(source), _size(translated)
        if translated is None or (wanted == found and (source is not None or name == "title")):
            continue
        line, written = node.place(name)
        expected = (
            f"expected {count_items(wanted)} as in the original" if wanted else "expected none, as in the original"
        )
        problems.error(path, line, written, f"{expected}, found {found or 'one'}")
        unfit[name] = None
    return words and words.model_copy(update=unfit)


def _size(words: object) -> int:
    return len(words) if isinstance(words, tuple) else 0


def _check_scope(
    original: ScopeForm, translated: ScopeForm | None, node: YamlMapping, path: str, problems: Problems
) -> None:
    within = node.get("scope")
    for name, text in translated or ():
        if text is not None and getattr(original, name) is None and isinstance(within, YamlMapping):
            message = f"expected none, as in the original, found {quoted(text)}"
            problems.error(path, within.line_of(name), f"{node.place('scope')[1]}.{name}", message)


def _match(
    blocks: Sequence[UpdateBlock],
    said: Sequence[ParsedUpdate],
    path: str,
    reader: Reader,
    words: LinkChecker,
    problems: Problems,
) -> dict[tuple[datetime, int], tuple[UpdateBlock, TranslatedForm | None]]:
    """The updates of a translation by the moment and the order of those of the original."""
    updates: dict[tuple[datetime, int], tuple[UpdateBlock, TranslatedForm | None]] = {}
    timed = [(block, moment_of(block, path, reader, problems)) for block in blocks]
    known = [(block, at) for block, at in timed if at is not None]
    originals = {(one.at, one.order): one for one in said}
    counts: dict[datetime, int] = defaultdict(int)
    for block, at in oldest_first(known, path, problems):
        counts[at] += 1
        original = originals.get((at, counts[at]))
        if original is None:
            found = f"found {quoted(f'{block.day} {block.clock}')}"
            problems.error(path, block.line, "heading", f"expected an update of the original, {found}")
            continue
        if block.status and block.status != original.block.status:
            message = f"expected {original.block.status} as in the original, found {quoted(block.status)}"
            problems.error(path, block.line, "status", message, "In a translation the status may be left out.")
        for name, line, extra, wanted in (
            ("title", block.line, block.title, original.block.title),
            ("", block.line_of(1), block.body.partition("\n")[0], original.block.body),
        ):
            if extra and not wanted:
                what = "no title" if name else "no words"
                message = f"expected {what}, as in the original, found {quoted(extra)}"
                problems.error(path, line, name, message)
        form = None
        if block.fields:
            form = _fitting(TranslatedForm, original.form, block.fields, path, reader, problems)
        before = problems.errors
        words.check(block.body, block.line_of, path, problems)
        sound = problems.errors == before
        updates[at, counts[at]] = (block if sound else UpdateBlock(block.line, title=block.title), form)
    for key, original in originals.items():
        if key not in updates and len(known) == len(blocks):
            shown = f"{original.block.day} {original.block.clock}"
            problems.error(path, 0, "", f"expected the update of {shown} as in the original, found none")
    return updates
