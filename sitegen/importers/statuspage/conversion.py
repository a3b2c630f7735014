"""Conversion of a saved Statuspage history (the public API's JSON, version 2) into content files.

Nothing is written that the history does not state; the report notes what content files cannot express.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sitegen.importers.report import ImportReport
from sitegen.importers.statuspage import components
from sitegen.importers.statuspage.entries import EntryWriter
from sitegen.importers.statuspage.record import SavedDocument, read_documents, read_record
from sitegen.importers.target import Present, Slugs, content_name, read_present, write_missing
from sitegen.model import Config
from sitegen.problems import ContentError, Problem
from sitegen.progress import Progress, silent
from sitegen.times import read_zone

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?")


def import_statuspage(
    path: Path, site: Path, *, config: Config | None = None, progress: Progress = silent
) -> ImportReport:
    """Read the saved history at *path* and write the files that the folder *site* lacks.

    *config* is that of its site.yml, None only if it has none. Existing files are never changed; an entry's file is
    recognised by the `id` in its front matter, whatever its name.
    """
    documents, unreadable = read_documents(path)
    report = convert(documents, config=config, present=read_present(site), progress=progress)
    report.documents = len(documents)
    report.written, failures = write_missing(site, report.files)
    report.problems = [*unreadable, *report.problems, *failures]
    return report


def convert(
    documents: Sequence[SavedDocument],
    *,
    config: Config | None = None,
    present: Present | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Turn *documents* into the files that a site with *config* and *present* lacks; nothing is read or written."""
    report = ImportReport()
    record = read_record(documents, report)
    page = record.page
    if config is None and not (page.name and _ADDRESS.fullmatch(page.url)):
        if record.entries or (documents and not report.problems):
            hint = "Save summary.json too, or write site.yml first."
            message = "no document states the page's name and address"
            report.problems.append(Problem(components.IMPORTED_SITE_FILE, 0, "", message, hint))
        return report
    ids = components.site_ids(record, config) if config else components.new_ids(record)
    if config is None:
        report.files[components.IMPORTED_SITE_FILE] = components.site_file(page, record, ids, report)
    elif page.id and config.api_id != page.id:
        report.note("API clients know the page by another id; to keep it, add `api_id` to site.yml", page.id)
    present = present or Present()
    slugs = Slugs(present, config.zone if config else read_zone(page.timezone))
    groups = frozenset(part.id for part in record.parts if part.group)
    skipped: Counter[str] = Counter()
    for number, entry in enumerate((components.without_groups(groups, entry) for entry in record.entries), 1):
        unknown = [code for code in components.codes(entry) if code not in ids]
        skipped.update(unknown)
        if not unknown:
            try:
                _add(EntryWriter(entry, ids, page, report), slugs, present, report)
            except ContentError as error:
                report.problems += error.problems
        progress("Importing", number, len(record.entries))
    report.problems += [components.missing_component(record, code, count) for code, count in sorted(skipped.items())]
    if record.parts:
        report.note("created_at, updated_at and showcase of components are not kept")
    if record.entries:
        report.note("short links and notification settings are Statuspage's own and are not kept")
    report.components = len(ids)
    report.notes = [*dict.fromkeys(report.notes)]
    return report


def _add(writer: EntryWriter, slugs: Slugs, present: Present, report: ImportReport) -> None:
    """Add the files of an entry that the site lacks, and count it."""
    entry, files = writer.entry, report.files
    report.maintenances += entry.maintenance
    report.incidents += not entry.maintenance
    report.updates += len(writer.steps)
    path, known = slugs.path_for(entry.id, entry.name, entry.posts[0].at, maintenance=entry.maintenance)
    if known:
        report.present += 1
        updates = present.updates.get(content_name(path), frozenset())
        missing = [step.id for step in writer.steps if step.id and step.id not in updates]
        if updates and missing:
            text = "an existing file has fewer updates than the history; add them by hand"
            report.note(text, path, missing[0])
    else:
        files[path] = writer.file()
    if writer.posts:
        report.postmortems += 1
        postmortem = f"{path.removesuffix('.md')}.postmortem.md"
        if content_name(postmortem) in present.names:
            report.present += 1
        else:
            files[postmortem] = writer.postmortem()
