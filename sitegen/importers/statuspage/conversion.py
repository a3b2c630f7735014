"""Saved Statuspage history (the public API's JSON, version 2) turned into content files.

What the record states is written and nothing is added to it; what our files cannot hold is told in the report.
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
from sitegen.importers.statuspage.record import RecordedEntry, SavedDocument, read_documents, read_record, zone_named
from sitegen.importers.statuspage.stories import EntryWriter, ImportedEntry, UntellableError
from sitegen.importers.target import Present, Slugs, content_name, read_present, write_missing
from sitegen.model import Config
from sitegen.problems import Problem
from sitegen.progress import Progress, silent

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?")


@dataclass(frozen=True, slots=True)
class Conversion:
    """The files that a site lacks, by path below its folder, and the report so far."""

    files: Mapping[str, str]
    report: ImportReport


def import_statuspage(
    path: Path, site: Path, *, config: Config | None = None, progress: Progress = silent
) -> ImportReport:
    """Read the saved history at *path* and write into the folder *site* the files that it lacks.

    *config* is what its site.yml says, and None only where it has none. No file that exists is changed, and
    an incident is known by the `id` of its front matter, whatever its file is called.
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
            problems.append(Problem(IMPORTED_SITE_FILE, 0, "", "no document tells the page's name and address", hint))
        return Conversion({}, ImportReport(notes=tuple(notes), problems=tuple(problems)))
    ids = site_ids(record, config) if config else new_ids(record)
    if config and page and page.id and config.api_id != page.id:
        notes.append(Note("programs know the page by another id; to keep it, add `api_id` to site.yml", page.id))
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
        notes.append(Note("when a component was made or last changed, and its `showcase`, are not kept"))
    if record.entries:
        notes.append(Note("short links and the choice of who was notified are Statuspage's own and are not kept"))
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
        story = writer.story(entry)
    except UntellableError as error:
        problems.append(Problem(entry.source, 0, error.field, error.message))
        return
    tally.maintenances += entry.maintenance
    tally.incidents += not entry.maintenance
    tally.updates += len(story.steps)
    path, known = slugs.path_for(entry.id, entry.name, entry.posts[0].at, maintenance=entry.maintenance)
    if known:
        tally.present += 1
        _compare(entry, story, path, present, writer.notes)
    else:
        files[path] = writer.file(entry, story)
    if story.afterwards:
        tally.postmortems += 1
        postmortem = f"{path.removesuffix('.md')}.postmortem.md"
        if content_name(postmortem) in present.names:
            tally.present += 1
        else:
            files[postmortem] = writer.postmortem(entry, story)


def _compare(entry: RecordedEntry, story: ImportedEntry, path: str, present: Present, notes: list[Note]) -> None:
    told = present.updates.get(content_name(path), frozenset())
    missing = [step.id for step in story.steps if step.id and step.id not in told]
    if told and missing:
        notes.append(
            Note("a file that was there has fewer updates than the history; add them by hand", path, missing[0])
        )
