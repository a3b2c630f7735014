"""The JSON objects of the page, its components and their groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sitegen.derive import ids
from sitegen.derive.levels import worst
from sitegen.model import Component
from sitegen.outputs.api.changes import ApiComponent, ComponentChange, created
from sitegen.theme.edition import Edition
from sitegen.times import iso_milliseconds

JsonObject = dict[str, object]
"""Its keys are in the order of Statuspage's own documents."""


def page_object(edition: Edition, updated: datetime) -> JsonObject:
    """The page, with which every document begins."""
    return {**_constants(edition).page, "updated_at": iso_milliseconds(updated)}


def component_objects(edition: Edition, components: Sequence[ApiComponent]) -> list[JsonObject]:
    """The components in the page's order; each group precedes its members and has the worst of their statuses."""
    groups_of = _constants(edition).groups_of
    members: dict[str, list[ApiComponent]] = {}
    for one in components:
        if group := groups_of.get(one.id):
            members.setdefault(group, []).append(one)
    found: list[JsonObject] = []
    for one in components:
        group = groups_of.get(one.id)
        if group is None:
            found.append(component_object(edition, one))
        elif group in members:
            own = members.pop(group)
            found.append(_group(edition, group, own))
            found += [component_object(edition, member) for member in own]
    return found


def component_object(edition: Edition, shown: ApiComponent) -> JsonObject:
    """A component that is not a group."""
    constant = _constants(edition).components[shown.id]
    return {**constant, "status": shown.status.value, "updated_at": iso_milliseconds(shown.updated)}


def affected_component(edition: Edition, change: ComponentChange) -> JsonObject:
    """A component in an update's `affected_components`."""
    constants = _constants(edition)
    return {
        "code": constants.components[change.id]["id"],
        "name": constants.names[change.id],
        "old_status": change.old.value,
        "new_status": change.new.value,
    }


def _group(edition: Edition, group: str, members: Sequence[ApiComponent]) -> JsonObject:
    constants = _constants(edition)
    return {
        **constants.groups[group],
        "status": worst(one.status for one in members).value,
        "created_at": min(str(constants.components[one.id]["created_at"]) for one in members),
        "updated_at": iso_milliseconds(max(one.updated for one in members)),
        "components": [constants.components[one.id]["id"] for one in members],
    }


@dataclass(frozen=True, slots=True)
class _Constants:
    """The fields that depend on site.yml alone."""

    page: JsonObject
    components: Mapping[str, JsonObject]
    """By a component's id in site.yml, as are the next."""
    names: Mapping[str, str]
    """With the group before the name: `Accounts - Sign-in`."""
    groups: Mapping[str, JsonObject]
    """By a group's id in the API."""
    groups_of: Mapping[str, str]
    """The API's id of a component's group."""


@lru_cache(maxsize=4)
def _constants(edition: Edition) -> _Constants:
    config = edition.config
    page_id = ids.page_id(config)
    components: dict[str, JsonObject] = {}
    names: dict[str, str] = {}
    groups: dict[str, JsonObject] = {}
    groups_of: dict[str, str] = {}
    places = Counter[str | None]()
    for one in config.components:
        name = edition.text.words(one.name)
        group = ids.group_id(one)
        if one.group is not None and group is not None:
            heading = edition.text.words(one.group)
            groups_of[one.id] = group
            if group not in groups:
                places[None] += 1
                groups[group] = _component_fields(group, heading, places[None], None, None, None, page_id)
            names[one.id] = f"{heading} - {name}"
        else:
            names[one.id] = name
        places[group] += 1
        about = edition.text.words(one.description) if one.description else None
        components[one.id] = _component_fields(ids.component_id(one), name, places[group], about, one, group, page_id)
        components[one.id]["created_at"] = iso_milliseconds(created(one, config))
    zone = {"UTC": "Etc/UTC"}.get(config.timezone, config.timezone)
    site: JsonObject = {"id": page_id, "name": edition.text.words(config.name), "url": config.url, "time_zone": zone}
    return _Constants(site, components, names, groups, groups_of)


def _component_fields(
    identifier: str,
    name: str,
    position: int,
    description: str | None,
    component: Component | None,
    group: str | None,
    page_id: str,
) -> JsonObject:
    """The fields of a component, or of a group without *component*; each document fills in the empty ones."""
    return {
        "id": identifier,
        "name": name,
        "status": "",
        "created_at": "",
        "updated_at": "",
        "position": position,
        "description": description,
        "showcase": component is not None,
        "start_date": component.since.isoformat() if component and component.since else None,
        "group_id": group,
        "page_id": page_id,
        "group": component is None,
        "only_show_if_degraded": False,
    }
