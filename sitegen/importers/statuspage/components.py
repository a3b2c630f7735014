"""The components of a Statuspage history: their ids on the site, and a new site.yml that lists them."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.authoring.compose import Value, words_for_slug, yaml_lines, yaml_scalar
from sitegen.importers.report import ImportReport
from sitegen.importers.statuspage.record import Page, RecordedComponent, RecordedEntry, SavedHistory
from sitegen.model import Config
from sitegen.problems import Problem, quoted

IMPORTED_SITE_FILE = "site.yml"
MAX_NAME_LENGTH = 300
"""Characters of a name or a description that site.yml allows."""


def site_ids(record: SavedHistory, config: Config) -> dict[str, str]:
    """The site's ids by Statuspage's: matched by `api_id`, else by name if the site's component has no `api_id`."""
    by_api = {component.api_id: component.id for component in config.components if component.api_id}
    by_name: dict[str, str] = {}
    for component in config.components:
        if component.api_id is None:
            for name in (component.name.original, *(text for _, text in component.name.translations)):
                by_name.setdefault(name.casefold(), component.id)
    ids = {}
    for part in _all_parts(record):
        names = [name.casefold() for name in (part.name, *record.names.get(part.id, ()))]
        found = by_api.get(part.id) or next((by_name[name] for name in names if name in by_name), None)
        if found is not None:
            ids[part.id] = found
    return ids


def new_ids(record: SavedHistory) -> dict[str, str]:
    """New ids by Statuspage's, made from the names; of two equal names the later gets a suffix."""
    ids: dict[str, str] = {}
    for part in _all_parts(record):
        code = words_for_slug(part.id)
        plain = words_for_slug(part.name)[:50].strip("-") or code
        candidates = (plain, f"{plain[:40].strip('-')}-{code[:30].strip('-')}", f"{code}-{len(ids)}")
        ids[part.id] = next(candidate for candidate in candidates if candidate not in ids.values())
    return ids


def _all_parts(record: SavedHistory) -> list[RecordedComponent]:
    """Every component in the page's order; those that only updates name come last."""
    described = {part.id for part in record.parts}
    named = [
        RecordedComponent(code, names[-1] or code) for code, names in record.names.items() if code not in described
    ]
    return [part for part in sorted(record.parts, key=_position) if not part.group] + sorted(named, key=_position)


def _position(part: RecordedComponent) -> tuple[int, str, str]:
    return (part.position if part.position is not None else 1_000_000, part.name, part.id)


def without_groups(groups: frozenset[str], entry: RecordedEntry) -> RecordedEntry:
    """*entry* without the groups among its components: a group has no status of its own."""
    posts = tuple(
        post._replace(mentions=tuple(mention for mention in post.mentions if mention.code not in groups))
        for post in entry.posts
    )
    return entry._replace(posts=posts, parts=tuple(part for part in entry.parts if part.id not in groups))


def codes(entry: RecordedEntry) -> list[str]:
    """Statuspage's ids of the components that *entry* names, in its order."""
    mentioned = [mention.code for post in entry.posts for mention in post.mentions]
    return list(dict.fromkeys([*mentioned, *(part.id for part in entry.parts)]))


def missing_component(record: SavedHistory, code: str, count: int) -> Problem:
    """The problem that site.yml lacks the component *code*, which *count* entries name."""
    name = next((part.name for part in _all_parts(record) if part.id == code), code)
    entry = f"{{id: {words_for_slug(name) or code.lower()}, name: {yaml_scalar(name, flow=True)}, api_id: {code}}}"
    message = f"expected a component for {quoted(name)}, found none; the entries that name it ({count}) are skipped"
    return Problem(IMPORTED_SITE_FILE, 0, "components", message, f"Add  - {entry}  and import again.")


def site_file(page: Page, record: SavedHistory, ids: Mapping[str, str], report: ImportReport) -> str:
    """A site.yml with every component that the history names."""
    fields: dict[str, Value] = {
        "name": report.shortened(page.name, MAX_NAME_LENGTH, page.id),
        "url": page.url,
        "timezone": page.timezone,
        "locales": ["en"],
        **({"api_id": page.id} if page.id else {}),
        "components": _component_list(record, ids, report),
    }
    return "\n".join(yaml_lines(fields)) + "\n"


def _component_list(record: SavedHistory, ids: Mapping[str, str], report: ImportReport) -> list[Value]:
    groups = _groups(record)
    described = {part.id for part in record.parts}
    entries: list[tuple[tuple[int, str, str], Value]] = []
    members: dict[str, list[Value]] = {}
    for part in _all_parts(record):
        entry = _component(part, ids, report)
        if part.id not in described:
            report.note("a component is named by updates only; its position and description are unknown", part.name)
        elif record.listed is not None and part.id not in record.listed:
            text = "a component is not in the page's newest list; if it no longer exists, add `retired` with the day"
            report.note(text, part.name)
        group = groups.get(part.group_id)
        if group is None:
            if part.group_id:
                report.note("the name of a component's group is not in the documents", part.name)
            entries.append((_position(part), entry))
        elif part.group_id in members:
            members[part.group_id].append(entry)
        else:
            members[part.group_id] = [entry]
            place = _position(group if group.position is not None else part)
            heading = {"group": report.shortened(group.name, MAX_NAME_LENGTH, group.id)}
            if group.id not in ids:
                heading["api_id"] = group.id
            entries.append((place, {**heading, "components": members[part.group_id]}))
    for group in groups.values():
        if group.id not in members:
            report.note("a group without components is not kept", group.name)
        elif group.description:
            report.note("the description of a group is not kept", group.name)
    return [entry for _, entry in sorted(entries, key=lambda pair: pair[0])]


def _component(part: RecordedComponent, ids: Mapping[str, str], report: ImportReport) -> dict[str, Value]:
    name = report.shortened(part.name, MAX_NAME_LENGTH, part.id)
    description = report.shortened(part.description, MAX_NAME_LENGTH, part.id)
    entry = {"id": ids[part.id], "name": name, "api_id": part.id, "description": description, "since": part.since}
    return {key: value for key, value in entry.items() if value}


def _groups(record: SavedHistory) -> dict[str, RecordedComponent]:
    """Each group by id: as a document describes it, else with the name that updates prefix to its components'."""
    groups = {part.id: part for part in record.parts if part.group}
    for part in record.parts:
        suffix = f" - {part.name}"
        for name in record.names.get(part.id, ()):
            if part.group_id and part.group_id not in groups and name.endswith(suffix):
                groups[part.group_id] = RecordedComponent(part.group_id, name.removesuffix(suffix), group=True)
    return groups
