"""content/**.md → Site, or every problem. After this there are no dictionaries, only consistent values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from sitegen import urls
from sitegen.derive import ids
from sitegen.model import (
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    ComponentStatus,
    Config,
    Facts,
    Incident,
    Kind,
    Maintenance,
    Site,
    Status,
    Text,
    Update,
)
from sitegen.problems import Problem, Problems, quoted
from sitegen.read.checks import Checks
from sitegen.read.document import Document, line_with
from sitegen.read.files import ContentFile, FileGroup, find_groups
from sitegen.read.forms import (
    EntryForm,
    IncidentForm,
    IncidentUpdateForm,
    MaintenanceForm,
    MaintenanceUpdateForm,
    UpdateForm,
)
from sitegen.read.links import LinkChecker
from sitegen.read.localized import localized_body, localized_facts, localized_line
from sitegen.read.postmortem import PostmortemReader
from sitegen.read.reader import MAX_AHEAD, NO_DRAFTS, ParsedUpdate, Reader
from sitegen.read.translations import Translation, check_languages, read_translation
from sitegen.read.updates import read_updates
from sitegen.read.validation import fill_form

SourceEntry = Incident | Maintenance
ReadResult = tuple[SourceEntry | None, list[Problem]]
Mapper = Callable[[Callable[[FileGroup], ReadResult], Sequence[FileGroup]], Iterable[ReadResult]]


def read_content(
    root: Path,
    config: Config,
    problems: Problems,
    *,
    clock: datetime | None = None,
    mapper: Mapper = map,
    drafts: Mapping[str, str] = NO_DRAFTS,
) -> Site:
    """Read everything below *root*/content, without entries marked as drafts, and report its problems.

    With *clock*, the present, updates more than ten minutes ahead of it are errors. *mapper* applies a function to
    many groups of files, here or in other processes. *drafts* are texts by path that replace what is on disk.
    """
    groups = find_groups(root, config, problems, drafts)
    reader = Reader(root, config, clock, drafts)
    entries: list[SourceEntry] = []
    for entry, found in mapper(partial(read_group, reader), groups):
        problems.found += found
        if entry is not None:
            entries.append(entry)
    _check_across(root, entries, problems)
    return Site(
        config=config,
        incidents=tuple(entry for entry in entries if isinstance(entry, Incident)),
        maintenances=tuple(entry for entry in entries if isinstance(entry, Maintenance)),
    )


def latest_moment(site: Site, clock: datetime) -> datetime:
    """The moment to build as of: *clock*, or that of the last update that is a few minutes ahead of it."""
    entries: tuple[SourceEntry, ...] = (*site.incidents, *site.maintenances)
    ahead = [update.at for entry in entries for update in entry.updates if clock < update.at <= clock + MAX_AHEAD]
    return max(ahead, default=clock)


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
    entry = _EntryReader(reader, group, source, document, problems)
    return entry.incident() if group.folder == "incidents" else entry.maintenance(), problems.found


def _check_across(root: Path, entries: Sequence[SourceEntry], problems: Problems) -> None:
    """Check across files that ids and addresses are unique."""
    _check_ids(root, entries, problems)
    addresses = {_address(entry): entry.path for entry in entries}
    for entry in sorted(entries, key=lambda one: one.path):
        own = {_address(entry): "the current address"}
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
        if name in _RESERVED:
            message = f"expected an id that the API does not reserve for a list, found {quoted(entry.id)}"
        elif owners.setdefault(name, entry.path) != entry.path:
            message = f"expected a unique id, found {quoted(entry.id)} of {owners[name]}"
        else:
            continue
        problems.error(entry.path, line_with(root / entry.path, entry.id), "id", message)


_RESERVED = {PurePosixPath(path).stem for path in (urls.API_UNRESOLVED, urls.API_UPCOMING, urls.API_ACTIVE)}


def _address(entry: SourceEntry) -> str:
    return f"{'incidents' if isinstance(entry, Incident) else 'maintenance'}/{entry.slug}"


# --- one incident, one maintenance -----------------------------------------------------------------------

_NO_FACTS = Facts()
"""Shared by the many updates that are only text."""


class _EntryReader:
    """Reads one incident or maintenance from its original, its translations and its postmortem."""

    def __init__(
        self, reader: Reader, group: FileGroup, source: ContentFile, document: Document, problems: Problems
    ) -> None:
        self._reader = reader
        self._group = group
        self._source = source
        self._document = document
        self._problems = problems
        self._links = LinkChecker(reader.root)
        self._checks = Checks(reader, source.path, document, problems)

    def incident(self) -> Incident | None:
        """The incident, or None after reporting its problems, or for a draft."""
        front = fill_form(IncidentForm, self._document.front, self._reader.context, self._source.path, self._problems)
        kind = (front.kind if front else None) or Kind.OUTAGE
        statuses = (Status.UPDATE,) if kind is Kind.NOTICE else INCIDENT_STATUSES
        updates = self._updates(statuses, IncidentUpdateForm)
        if front is None or updates is None:
            return None
        self._checks.incident(front, kind, updates)
        if self._problems.errors:
            return None
        lang = self._lang(front)
        translations = self._translations(front, lang, statuses, updates)
        fronts = [(one.locale, one.front) for one in translations]
        incident = Incident(
            slug=self._group.slug,
            path=self._source.path,
            title=_title(front.title, lang, translations),
            kind=kind,
            started=front.started,
            until=front.until,
            facts=Facts(
                **localized_facts(front, lang, fronts), impact=front.impact, components=tuple(front.components.items())
            ),
            updates=tuple(_update(one, lang, translations) for one in updates),
            id=front.id,
            aliases=front.aliases,
            images=self._links.images,
            postmortem=PostmortemReader(self._reader, self._group, self._problems).read(lang, updates),
        )
        return None if front.draft else incident

    def maintenance(self) -> Maintenance | None:
        """The maintenance, or None after reporting its problems, or for a draft."""
        front = fill_form(
            MaintenanceForm, self._document.front, self._reader.context, self._source.path, self._problems
        )
        updates = self._updates(MAINTENANCE_STATUSES, MaintenanceUpdateForm)
        if front is None or updates is None:
            return None
        lang = self._lang(front)
        # The checks follow the window through the updates, which takes a Maintenance, but no translations.
        self._checks.maintenance(front, updates, self._maintenance(front, updates, lang, ()))
        if self._problems.errors:
            return None
        translations = self._translations(front, lang, MAINTENANCE_STATUSES, updates)
        maintenance = self._maintenance(front, updates, lang, translations)
        return None if front.draft else maintenance

    def _maintenance(
        self, front: MaintenanceForm, updates: Sequence[ParsedUpdate], lang: str, translations: Sequence[Translation]
    ) -> Maintenance:
        fronts = [(one.locale, one.front) for one in translations]
        return Maintenance(
            slug=self._group.slug,
            path=self._source.path,
            title=_title(front.title, lang, translations),
            start=front.start,
            end=front.end,
            emergency=front.emergency,
            auto=front.auto,
            reason=localized_line(
                front.reason, lang, [(locale, one.reason if one else None) for locale, one in fronts]
            ),
            facts=Facts(
                **localized_facts(front, lang, fronts),
                components=tuple(
                    (component, status or ComponentStatus.UNDER_MAINTENANCE)
                    for component, status in front.components.items()
                ),
            ),
            updates=tuple(_update(one, lang, translations) for one in updates),
            id=front.id,
            aliases=front.aliases,
            images=self._links.images,
        )

    def _lang(self, front: EntryForm) -> str:
        return front.lang or self._reader.config.locales[0]

    def _updates(self, statuses: Sequence[Status], form: type[UpdateForm]) -> list[ParsedUpdate] | None:
        return read_updates(
            self._document, self._source.path, statuses, form, self._reader, self._links, self._problems
        )

    def _translations(
        self, front: EntryForm, lang: str, statuses: Sequence[Status], updates: Sequence[ParsedUpdate]
    ) -> list[Translation]:
        check_languages(self._group, lang, self._problems)
        return [
            read_translation(source, front, updates, statuses, self._reader, self._links, self._problems)
            for source in self._group.translations("")
        ]


def _title(title: str, lang: str, translations: Sequence[Translation]) -> Text:
    return Text(
        title, lang, tuple((one.locale, one.front.title) for one in translations if one.front and one.front.title)
    )


def _update(parsed: ParsedUpdate, lang: str, translations: Sequence[Translation]) -> Update:
    key = parsed.at, parsed.order
    translated = [(one.locale, *one.updates[key]) for one in translations if key in one.updates]
    form = parsed.form
    facts = _NO_FACTS
    if form is not None:
        facts = Facts(
            **localized_facts(form, lang, [(locale, form) for locale, _, form in translated]),
            impact=form.impact if isinstance(form, IncidentUpdateForm) else None,
            components=tuple(form.components.items()) if form.components is not None else None,
            eta=form.eta,
            next_update=form.next_update,
            progress=form.progress,
            ended=form.ended,
            start=form.start if isinstance(form, MaintenanceUpdateForm) else None,
            end=form.end if isinstance(form, MaintenanceUpdateForm) else None,
            cleared=parsed.cleared,
        )
    elif parsed.cleared:
        facts = Facts(cleared=parsed.cleared)
    return Update(
        key=parsed.key,
        at=parsed.at,
        published=(form.was if form else None) or parsed.at,
        status=Status(parsed.block.status),
        title=localized_line(
            parsed.block.title or None, lang, [(locale, block.title or None) for locale, block, _ in translated]
        ),
        body=localized_body(parsed.block.body, lang, [(locale, block.body) for locale, block, _ in translated]),
        facts=facts,
        line=parsed.block.line,
        id=form.id if form else None,
    )
