"""Conversion of a saved Statuspage history (the public API's JSON, version 2) into content files.

Nothing is written that the history does not state; the report notes what content files cannot express.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from sitegen.importers.report import ImportReport, Note
from sitegen.importers.statuspage.components import (
    IMPORTED_SITE_FILE,
    codes,
    missing_component,
    new_ids,
    site_file,
    site_ids,
    without_groups,
)
from sitegen.importers.statuspage.entries import EntryWriter, ImportedEntry, UnsupportedEntryError
from sitegen.importers.statuspage.record import RecordedEntry, SavedDocument, read_documents, read_record, zone_named
from sitegen.importers.target import Present, Slugs, content_name, read_present, write_missing
from sitegen.model import Config
from sitegen.problems import Problem
from sitegen.progress import Progress, silent

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?")


@dataclass(frozen=True, slots=True)
class Conversion:
    """The texts of the files that a site lacks, by path below its folder, and the report so far."""

    files: Mapping[str, str]
    report: ImportReport


def import_statuspage(
    path: Path, site: Path, *, config: Config | None = None, progress: Progress = silent
) -> ImportReport:
    """Read the saved history at *path* and write the files that the folder *site* lacks.

    *config* is that of its site.yml, None only if it has none. Existing files are never changed; an entry's file is
    recognised by the `id` in its front matter, whatever its name.
    """
    documents, unreadable = read_documents(path)
    conversion = convert(documents, config=config, present=read_present(site), progress=progress)
    written, failures = write_missing(site, conversion.files)
    problems = (*unreadable, *conversion.report.problems, *failures)
    return replace(conversion.report, documents=len(documents), written=tuple(written), problems=problems)


def convert(
    documents: Sequence[SavedDocument],
    *,
    config: Config | None = None,
    present: Present | None = None,
    progress: Progress = silent,
) -> Conversion:
    """Turn *documents* into the files that a site with *config* and *present* lacks; nothing is read or written."""
    record = read_record(documents)
    present = present or Present()
    notes = list(record.notes)
    problems = list(record.problems)
    page = record.page
    if config is None and (page is None or not page.name or not _ADDRESS.fullmatch(page.url)):
        if record.entries or (documents and not problems):
            hint = "Save summary.json too, or write site.yml first."
            problems.append(Problem(IMPORTED_SITE_FILE, 0, "", "no document states the page's name and address", hint))
        return Conversion({}, ImportReport(notes=tuple(notes), problems=tuple(problems)))
    ids = site_ids(record, config) if config else new_ids(record)
    if config and page and page.id and config.api_id != page.id:
        notes.append(Note("API clients know the page by another id; to keep it, add `api_id` to site.yml", page.id))
    files = {} if config or page is None else {IMPORTED_SITE_FILE: site_file(page, record, ids, notes)}
    zone = config.zone if config else zone_named(page.timezone if page else "") or UTC
    writer = EntryWriter(page.url, ids, notes, page.updated) if page else EntryWriter("", ids, notes)
    tally = _Tally()
    skipped: dict[str, int] = {}
    slugs = Slugs(present, zone)
    groups = frozenset(part.id for part in record.parts if part.group)
    for number, entry in enumerate((without_groups(groups, entry) for entry in record.entries), 1):
        unknown = [code for code in codes(entry) if code not in ids]
        for code in unknown:
            skipped[code] = skipped.get(code, 0) + 1
        if not unknown:
            _add(entry, writer, slugs, present, files, tally, problems)
        progress("Importing", number, len(record.entries))
    problems += [missing_component(record, code, count) for code, count in sorted(skipped.items())]
    if record.parts:
        notes.append(Note("created_at, updated_at and showcase of components are not kept"))
    if record.entries:
        notes.append(Note("short links and notification settings are Statuspage's own and are not kept"))
    report = ImportReport(
        incidents=tally.incidents,
        maintenances=tally.maintenances,
        updates=tally.updates,
        postmortems=tally.postmortems,
        present=tally.present,
        components=len(ids),
        notes=tuple(dict.fromkeys(notes)),
        problems=tuple(problems),
    )
    return Conversion(files, report)


@dataclass(slots=True)
class _Tally:
    incidents: int = 0
    maintenances: int = 0
    updates: int = 0
    postmortems: int = 0
    present: int = 0


def _add(
    entry: RecordedEntry,
    writer: EntryWriter,
    slugs: Slugs,
    present: Present,
    files: dict[str, str],
    tally: _Tally,
    problems: list[Problem],
) -> None:
    """Add the files of *entry* that the site lacks, and count it."""
    try:
        imported = writer.convert(entry)
    except UnsupportedEntryError as error:
        problems.append(Problem(entry.source, 0, error.field, error.message))
        return
    tally.maintenances += entry.maintenance
    tally.incidents += not entry.maintenance
    tally.updates += len(imported.steps)
    path, known = slugs.path_for(entry.id, entry.name, entry.posts[0].at, maintenance=entry.maintenance)
    if known:
        tally.present += 1
        _note_missing_updates(imported, path, present, writer.notes)
    else:
        files[path] = writer.file(entry, imported)
    if imported.postmortem:
        tally.postmortems += 1
        postmortem = f"{path.removesuffix('.md')}.postmortem.md"
        if content_name(postmortem) in present.names:
            tally.present += 1
        else:
            files[postmortem] = writer.postmortem(entry, imported)


def _note_missing_updates(imported: ImportedEntry, path: str, present: Present, notes: list[Note]) -> None:
    known = present.updates.get(content_name(path), frozenset())
    missing = [step.id for step in imported.steps if step.id and step.id not in known]
    if known and missing:
        notes.append(Note("an existing file has fewer updates than the history; add them by hand", path, missing[0]))
