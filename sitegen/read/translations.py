"""The translations of one incident or maintenance; what does not match the original is dropped with a warning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sitegen.model import CheckComment, Status
from sitegen.problems import Problems, Severity, quoted
from sitegen.read.body import UpdateBlock, split_updates
from sitegen.read.files import ContentFile, FileGroup
from sitegen.read.forms import FactsForm, ScopeForm, TranslatedForm, TranslationForm
from sitegen.read.lines import body_lines
from sitegen.read.links import LinkChecker
from sitegen.read.nodes import YamlMapping
from sitegen.read.reader import ParsedUpdate, Reader
from sitegen.read.updates import moment_of, oldest_first
from sitegen.read.validation import Form, fill_form

_Form = TypeVar("_Form", bound=TranslatedForm)
_AnyForm = TypeVar("_AnyForm", bound=Form)

TranslatedUpdates = dict[tuple[datetime, int], tuple[UpdateBlock, TranslatedForm | None]]
"""By the moment of the original's update and its position among those of that moment."""


@dataclass(frozen=True, slots=True)
class Translation:
    """The parts of a translation that match the original."""

    locale: str
    front: TranslationForm | None
    updates: TranslatedUpdates


def check_languages(group: FileGroup, lang: str, problems: Problems) -> None:
    """Refuse translations of an entry or its postmortem into *lang*, the language of the original."""
    for source in (*group.translations(""), *group.translations("postmortem")):
        if source.locale == lang:
            message = f"expected a translation into another language, found {lang}, the language of the original"
            hint = "The language of an original is the site's first, or `lang` in its front matter."
            problems.error(source.path, 0, "", message, hint)


def read_translation(
    source: ContentFile,
    original: FactsForm,
    originals: Sequence[ParsedUpdate],
    statuses: Sequence[Status],
    reader: Reader,
    links: LinkChecker,
    problems: Problems,
    comments: list[CheckComment],
) -> Translation:
    """Read *source*, a translation of the entry with the front matter *original* and the updates *originals*."""
    found = Problems()
    front, updates = None, TranslatedUpdates()
    document = reader.document(source, found)
    if document is not None:
        front = _matching(TranslationForm, original, document.front, source.path, reader, found)
        lines = body_lines(document.body, document.body_line, source.path, found, comments)
        blocks = split_updates(lines, source.path, statuses, found, translation=True)
        updates = _match(blocks, originals, source.path, reader, links, found)
    as_warnings(found, problems)
    return Translation(source.locale, front, updates)


def as_warnings(found: Problems, problems: Problems) -> None:
    """Add the faults *found* in a translation to *problems* as warnings: they never block publishing."""
    problems.found += [
        replace(one, severity=Severity.WARNING, hint=one.hint or "Until this is fixed, the original is shown.")
        for one in found.found
    ]


def count_items(count: int) -> str:
    """The length of a list, for messages."""
    return f"{count} item{'' if count == 1 else 's'}"


def _matching(
    form: type[_Form], original: FactsForm | None, node: YamlMapping, path: str, reader: Reader, problems: Problems
) -> _Form | None:
    """Fill *form* with the texts that the original has too; report and drop the others."""
    filled = fill_form(form, node, reader.context, path, problems, partly=True)
    scope = getattr(original, "scope", None)
    if scope is not None:
        _check_scope(scope, getattr(filled, "scope", None), node, path, problems)
    return matching(filled, original, node, path, problems)


def matching(
    translated: _AnyForm | None, original: Form | None, node: YamlMapping, path: str, problems: Problems
) -> _AnyForm | None:
    """*translated* with the fields that the original has, as many items in each; reports and drops the others."""
    dropped: dict[str, None] = {}
    for name, value in translated or ():
        source = getattr(original, name, None)
        wanted, found = _size(source), _size(value)
        if value is None or (wanted == found and source is not None):
            continue
        expected = f"{count_items(wanted)} as in the original" if wanted else "none, as in the original"
        problems.error(path, *node.place(name), f"expected {expected}, found {found or 'one'}")
        dropped[name] = None
    return translated and translated.model_copy(update=dropped)


def _size(value: object) -> int:
    return len(value) if isinstance(value, tuple) else 0


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
    originals: Sequence[ParsedUpdate],
    path: str,
    reader: Reader,
    links: LinkChecker,
    problems: Problems,
) -> TranslatedUpdates:
    """The updates of a translation that match one of the original."""
    updates = TranslatedUpdates()
    at_fault = {problem.line for problem in problems.found if problem.path == path}
    known = [(block, at) for block in blocks if (at := moment_of(block, path, reader, problems))]
    by_key = {(one.at, one.order): one for one in originals}
    counts: dict[datetime, int] = defaultdict(int)
    for block, at in oldest_first(known, path, problems):
        counts[at] += 1
        original = by_key.get((at, counts[at]))
        if original is None:
            found = f"found {quoted(block.stated)}"
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
                what = "no title" if name else "no text"
                message = f"expected {what}, as in the original, found {quoted(extra)}"
                problems.error(path, line, name, message)
        form = block.fields and _matching(TranslatedForm, original.form, block.fields, path, reader, problems)
        before = problems.errors
        links.check(block.body, block.line_of, path, problems)
        valid = problems.errors == before and at_fault.isdisjoint(line.number for line in block.lines)
        updates[at, counts[at]] = (block if valid else UpdateBlock(block.line, title=block.title), form)
    for key, original in by_key.items():
        if key not in updates and len(known) == len(blocks):
            shown = original.block.stated
            problems.error(path, 0, "", f"expected the update of {shown} as in the original, found none")
    return updates
