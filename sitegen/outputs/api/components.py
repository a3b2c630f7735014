"""The objects that site.yml decides: the page, and its components with their groups."""

from __future__ import annotations

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
"""An object, its keys in the order of the recorded ones."""


def page_object(edition: Edition, updated: datetime) -> JsonObject:
    """What every document begins with."""
    return {**_fixed(edition).page, "updated_at": iso_milliseconds(updated)}


def component_objects(edition: Edition, components: Sequence[ApiComponent]) -> list[JsonObject]:
    """The components in the page's order; a group stands before its own and is as bad as the worst of them."""
    fixed = _fixed(edition)
    members: dict[str, list[ApiComponent]] = {}
    for one in components:
        if group := fixed.groups_of.get(one.id):
            members.setdefault(group, []).append(one)
    found: list[JsonObject] = []
    for one in components:
        group = fixed.groups_of.get(one.id)
        if group is None:
            found.append(component_object(edition, one))
        elif group in members:
            inside = members.pop(group)
            found.append(_group(edition, group, inside))
            found += [component_object(edition, member) for member in inside]
    return found


def component_object(edition: Edition, shown: ApiComponent) -> JsonObject:
    """A component that is no group."""
    fixed = _fixed(edition).components[shown.id]
    return {**fixed, "status": shown.status.value, "updated_at": iso_milliseconds(shown.updated)}


def ordered_ids(edition: Edition) -> Sequence[str]:
    """The components' own ids, in the page's order."""
    return [*_fixed(edition).components]


def affected_component(edition: Edition, change: ComponentChange) -> JsonObject:
    """What an update did to a component."""
    fixed = _fixed(edition)
    return {
        "code": fixed.components[change.id]["id"],
        "name": fixed.names[change.id],
        "old_status": change.old.value,
        "new_status": change.new.value,
    }


def _group(edition: Edition, group: str, inside: Sequence[ApiComponent]) -> JsonObject:
    fixed = _fixed(edition)
    return {
        **fixed.groups[group],
        "status": worst(one.status for one in inside).value,
        "created_at": min(str(fixed.components[one.id]["created_at"]) for one in inside),
        "updated_at": iso_milliseconds(max(one.updated for one in inside)),
        "components": [fixed.components[one.id]["id"] for one in inside],
    }


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What only site.yml decides, ready to be written."""

    page: JsonObject
    components: Mapping[str, JsonObject]
    """By a component's own id."""
    names: Mapping[str, str]
    """The same with the group before the name: `Accounts - Sign-in`."""
    groups: Mapping[str, JsonObject]
    groups_of: Mapping[str, str]
    """The API's id of a component's group."""


@lru_cache(maxsize=4)
def _fixed(edition: Edition) -> _Fixed:
    config = edition.config
    page_id = ids.page_id(config)
    components: dict[str, JsonObject] = {}
    names: dict[str, str] = {}
    groups: dict[str, JsonObject] = {}
    groups_of: dict[str, str] = {}
    places: dict[str | None, int] = {}

    def next_place(group: str | None) -> int:
        places[group] = places.get(group, 0) + 1
        return places[group]

    for one in config.components:
        name = edition.text.words(one.name)
        group = ids.group_id(one)
        if one.group is not None and group is not None:
            heading = edition.text.words(one.group)
            groups_of[one.id] = group
            if group not in groups:
                groups[group] = _described(group, heading, next_place(None), None, None, None, page_id)
            names[one.id] = f"{heading} - {name}"
        else:
            names[one.id] = name
        place = next_place(group)
        about = edition.text.words(one.description) if one.description else None
        components[one.id] = _described(ids.component_id(one), name, place, about, one, group, page_id)
        components[one.id]["created_at"] = iso_milliseconds(created(one, config))
    zone = {"UTC": "Etc/UTC"}.get(config.timezone, config.timezone)
    site: JsonObject = {"id": page_id, "name": edition.text.words(config.name), "url": config.url, "time_zone": zone}
    return _Fixed(site, components, names, groups, groups_of)


def _described(
    identifier: str,
    name: str,
    position: int,
    description: str | None,
    described: Component | None,
    group: str | None,
    page_id: str,
) -> JsonObject:
    """A component, or a group where there is no component; what is empty here is filled in for each document."""
    return {
        "id": identifier,
        "name": name,
        "status": "",
        "created_at": "",
        "updated_at": "",
        "position": position,
        "description": description,
        "showcase": described is not None,
        "start_date": described.since.isoformat() if described and described.since else None,
        "group_id": group,
        "page_id": page_id,
        "group": described is None,
        "only_show_if_degraded": False,
    }
