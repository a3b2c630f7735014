"""content/**.md → Site, or every problem. After this there are no dictionaries, only consistent values."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, TypeVar

from sitegen import urls
from sitegen.derive import ids
from sitegen.model import (
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    CheckComment,
    ComponentStatus,
    Config,
    Facts,
    Image,
    Incident,
    Kind,
    Maintenance,
    Site,
    SourceEntry,
    Status,
    Update,
)
from sitegen.problems import Problem, Problems, quoted
from sitegen.read import forms
from sitegen.read.checks import Checks
from sitegen.read.document import Document, line_with
from sitegen.read.files import NO_DRAFTS, Drafts, FileGroup, find_groups
from sitegen.read.links import PICTURE_FIELD, LinkChecker
from sitegen.read.localized import localized, localized_facts
from sitegen.read.postmortem import PostmortemReader
from sitegen.read.reader import ParsedUpdate, Reader
from sitegen.read.translations import Translation, check_languages, read_translation
from sitegen.read.updates import read_updates
from sitegen.read.validation import fill_form

ReadResult = tuple[SourceEntry | None, list[Problem]]
Mapper = Callable[[Callable[[FileGroup], bytes], Sequence[FileGroup]], Iterable[bytes]]


def read_content(
    root: Path,
    config: Config,
    problems: Problems,
    *,
    clock: datetime | None = None,
    mapper: Mapper = map,
    drafts: Drafts = NO_DRAFTS,
    memory: EntryMemory | None = None,
) -> Site:
    """Read everything below *root*/content, without entries marked as drafts, and report its problems.

    With *clock*, the present, updates more than ten minutes ahead of it are errors. *mapper* applies a function to
    many groups of files, here or in other processes. *drafts* are texts by path that replace what is on disk.
    *memory* knows entries that need not be read.
    """
    groups = find_groups(root, config, problems, drafts)
    reader = Reader(root, config, clock, drafts)
    if memory:
        memory.open(config)
    recalled = [memory.recall(group, reader) for group in groups] if memory else [None] * len(groups)
    unknown = [group for group, known in zip(groups, recalled, strict=True) if known is None]
    read = iter(mapper(partial(_read_packed, reader), unknown))
    entries: list[SourceEntry] = []
    for group, known in zip(groups, recalled, strict=True):
        packed = b"" if known else next(read)
        entry, found = known or pickle.loads(packed)
        problems.found += found
        if entry is not None:
            entries.append(entry)
            if memory and packed:
                memory.keep(group, entry, found, packed)
    check_across(root, entries, problems)
    return Site(
        config=config,
        incidents=tuple(entry for entry in entries if isinstance(entry, Incident)),
        maintenances=tuple(entry for entry in entries if isinstance(entry, Maintenance)),
    )


class EntryMemory(Protocol):
    """What an earlier build has read."""

    def open(self, config: Config) -> None:
        """Begin with the settings of the site; before all else."""

    def recall(self, group: FileGroup, reader: Reader) -> ReadResult | None:
        """An entry that has not changed since, and the problems of its files; None: it has to be read."""

    def keep(self, group: FileGroup, entry: SourceEntry, problems: Sequence[Problem], packed: bytes) -> None:
        """Take in an entry that has been read; *packed* is the pickle of both."""


def _read_packed(reader: Reader, group: FileGroup) -> bytes:
    return pickle.dumps(read_group(reader, group), protocol=5)


# --- one group of files --------------------------------------------------------------------------------


def read_group(reader: Reader, group: FileGroup) -> ReadResult:
    """Read one incident or maintenance and its problems; None for a draft, which is checked like any other."""
    problems = Problems()
    source = group.find("")
    if source is None:
        return None, []
    document = reader.document(source, problems)
    if document is None:
        return None, problems.found
    one = _EntryReader(reader, group, document, problems)
    entry = one.incident() if group.folder == "incidents" else one.maintenance()
    # A picture that a translation names in vain may be there for the next build, and no file of the entry says so.
    if entry is not None and not any(one.field == PICTURE_FIELD for one in problems.found):
        entry = replace(entry, key=entry_key(group, lambda path: reader.digests.pop(path, None), pictures_of(entry)))
    return entry, problems.found


def entry_key(group: FileGroup, digest_of: Callable[[str], str | None], pictures: Iterable[Image]) -> str:
    """The key of an entry, from its files and its pictures; empty where *digest_of* does not know one of the files."""
    found = [(source.path, digest_of(source.path)) for source in group.sources]
    if any(digest is None for _, digest in found):
        return ""
    found += [(one.path, one.digest) for one in pictures]
    return hashlib.sha256(repr(found).encode()).hexdigest()[:32]


def pictures_of(entry: SourceEntry) -> tuple[Image, ...]:
    """The pictures of an entry and of its postmortem."""
    postmortem = entry.postmortem if isinstance(entry, Incident) else None
    return (*entry.images, *(postmortem.images if postmortem else ()))


FIELDS_ACROSS = ("id", "aliases")
"""The fields whose values no two entries may share."""


def check_across(root: Path, entries: Sequence[SourceEntry], problems: Problems) -> None:
    """Check across entries that ids and old addresses are unique; *root* is where their files are."""
    _check_ids(root, entries, problems)
    moved = sorted((entry for entry in entries if entry.aliases), key=lambda one: one.path)
    addresses = {_address(entry): entry.path for entry in entries} if moved else {}
    for entry in moved:
        # One that has its first name again says so by listing it before the names that it had meanwhile.
        folder = _address(entry).rpartition("/")[0]
        names = [alias for alias in entry.aliases if alias.strip("/").rpartition("/")[0] == folder]
        again = len(names) > 1 and ids.first_slug(entry) == entry.slug
        own = {} if again else {_address(entry): "the current address"}
        for alias in entry.aliases:
            address = alias.strip("/")
            owner = addresses.setdefault(address, entry.path)
            conflict = own.get(address) if owner == entry.path else f"that of {owner}"
            own[address] = "which is listed already"
            if conflict:
                line = line_with(root / entry.path, alias)
                message = f"expected an unused old address, found {quoted(alias)}, {conflict}"
                problems.error(entry.path, line, "aliases", message)


def _check_ids(root: Path, entries: Sequence[SourceEntry], problems: Problems) -> None:
    """Check that ids are unique without regard to case: they name files, and some file systems ignore case."""
    kept = sorted((entry for entry in entries if entry.id is not None), key=lambda one: one.path)
    if not kept:
        return
    owners = {ids.default_id(entry): entry.path for entry in entries if entry.id is None}
    for entry in kept:
        assert entry.id is not None
        name = entry.id.casefold()
        if name in RESERVED_IDS:
            message = f"expected an id that the API does not reserve for a list, found {quoted(entry.id)}"
        elif owners.setdefault(name, entry.path) != entry.path:
            message = f"expected a unique id, found {quoted(entry.id)} of {owners[name]}"
        else:
            continue
        problems.error(entry.path, line_with(root / entry.path, entry.id), "id", message)


RESERVED_IDS = {PurePosixPath(path).stem for path in (urls.API_UNRESOLVED, urls.API_UPCOMING, urls.API_ACTIVE)}
"""The ids that no entry can have: the API has lists at their addresses."""


def _address(entry: SourceEntry) -> str:
    return f"{ids.content_folder(entry)}/{entry.slug}"


# --- one incident, one maintenance -----------------------------------------------------------------------

_NO_FACTS = Facts()
"""Shared by the many updates that are only text."""
_STATED_AS_READ = ("impact", "eta", "next_update", "progress", "ended", "start", "end")
"""The facts of an update that are the same in all languages, and are as its form has them."""

_Front = TypeVar("_Front", bound=forms.EntryForm)


class _EntryReader:
    """Reads one incident or maintenance from its original, its translations and its postmortem."""

    def __init__(self, reader: Reader, group: FileGroup, document: Document, problems: Problems) -> None:
        self._reader = reader
        self._group = group
        self._document = document
        self._problems = problems
        self._links = LinkChecker(reader.root)
        self._checks = Checks(reader, document, problems)
        self._comments: list[CheckComment] = []

    def incident(self) -> Incident | None:
        """The incident, or None after reporting its problems, or for a draft."""
        front = self._front(forms.IncidentForm)
        kind = (front.kind if front else None) or Kind.OUTAGE
        statuses = (Status.UPDATE,) if kind is Kind.NOTICE else INCIDENT_STATUSES
        updates = self._updates(statuses)
        if front is None or updates is None:
            return None
        self._checks.incident(front, updates)
        if self._problems.errors:
            return None
        incident = Incident(
            **self._shared(front, updates, self._translations(front, statuses, updates)),
            kind=kind,
            started=front.started,
            until=front.until,
            postmortem=PostmortemReader(self._reader, self._group, self._problems).read(self._lang(front), updates),
        )
        return None if front.draft else incident

    def maintenance(self) -> Maintenance | None:
        """The maintenance, or None after reporting its problems, or for a draft."""
        front = self._front(forms.MaintenanceForm)
        updates = self._updates(MAINTENANCE_STATUSES)
        if front is None or updates is None:
            return None
        # The checks follow the window through the updates, which takes a Maintenance, but no translations.
        self._checks.maintenance(front, updates, self._maintenance(front, updates, ()))
        if self._problems.errors:
            return None
        translations = self._translations(front, MAINTENANCE_STATUSES, updates)
        maintenance = self._maintenance(front, updates, translations)
        return None if front.draft else maintenance

    def _maintenance(
        self, front: forms.MaintenanceForm, updates: Sequence[ParsedUpdate], translations: Sequence[Translation]
    ) -> Maintenance:
        fronts = [(one.locale, one.front) for one in translations]
        return Maintenance(
            **self._shared(front, updates, translations),
            start=front.start,
            end=front.end,
            emergency=front.emergency,
            auto=front.auto,
            reason=localized(front.reason, self._lang(front), fronts, "reason") if front.reason else None,
        )

    def _shared(
        self, front: forms.EntryForm, updates: Sequence[ParsedUpdate], translations: Sequence[Translation]
    ) -> dict[str, Any]:
        """What an incident and a maintenance have in common, as arguments of either."""
        lang, fronts = self._lang(front), [(one.locale, one.front) for one in translations]
        unstated = ComponentStatus.UNDER_MAINTENANCE if isinstance(front, forms.MaintenanceForm) else None
        return {
            "slug": self._group.slug,
            "path": self._document.path,
            "title": localized(front.title, lang, fronts, "title"),
            "facts": Facts(
                **localized_facts(front, lang, fronts),
                impact=getattr(front, "impact", None),
                components=tuple((component, status or unstated) for component, status in front.components.items()),
            ),
            "updates": tuple(_update(one, lang, translations) for one in updates),
            "id": front.id,
            "aliases": front.aliases,
            "images": self._links.images,
            "comments": tuple(self._comments),
            "withdrawn": updates[-1].at if front.withdrawn else None,
        }

    def _front(self, form: type[_Front]) -> _Front | None:
        return fill_form(form, self._document.front, self._reader.context, self._document.path, self._problems)

    def _lang(self, front: forms.EntryForm) -> str:
        return front.lang or self._reader.config.locales[0]

    def _updates(self, statuses: Sequence[Status]) -> list[ParsedUpdate] | None:
        return read_updates(self._document, statuses, self._reader, self._links, self._problems, self._comments)

    def _translations(
        self, front: forms.EntryForm, statuses: Sequence[Status], updates: Sequence[ParsedUpdate]
    ) -> list[Translation]:
        check_languages(self._group, self._lang(front), self._problems)
        return [
            read_translation(
                source, front, updates, statuses, self._reader, self._links, self._problems, self._comments
            )
            for source in self._group.translations("")
        ]


def _update(parsed: ParsedUpdate, lang: str, translations: Sequence[Translation]) -> Update:
    key = parsed.at, parsed.order
    translated = [(one.locale, *one.updates[key]) for one in translations if key in one.updates]
    blocks = [(locale, block) for locale, block, _ in translated]
    form, facts, title, body = parsed.form, _NO_FACTS, parsed.block.title, parsed.block.body
    if form is not None:
        stated = vars(form)
        facts = Facts(
            **localized_facts(form, lang, [(locale, fields) for locale, _, fields in translated]),
            **{name: stated.get(name) for name in _STATED_AS_READ},
            components=None if form.components is None else tuple(form.components.items()),
            cleared=parsed.cleared,
        )
    return Update(
        key=parsed.key,
        at=parsed.at,
        published=(form.was if form else None) or parsed.at,
        status=Status(parsed.block.status),
        title=localized(title, lang, blocks, "title") if title else None,
        # Without a text in the original there is nothing to translate.
        body=localized(body, lang, blocks if body else (), "body"),
        facts=facts,
        line=parsed.block.line,
        id=form.id if form else None,
        notify=form.notify if form else None,
        body_line=parsed.block.line_of(1) if body else 0,
    )
