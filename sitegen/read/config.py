"""site.yml → Config, or every problem in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC
from pathlib import Path

from sitegen.model import (
    DEFAULT_WEIGHTS,
    Component,
    ComponentStatus,
    Config,
    Link,
    Promises,
    Support,
    Wording,
    WordingRule,
)
from sitegen.problems import Problems, nearest, one_of, quoted
from sitegen.read.forms import ComponentForm, GroupForm, SiteForm, WordingForm
from sitegen.read.nodes import YamlList, YamlMapping, YamlNode, YamlScalar
from sitegen.read.validation import FieldContext, fill_form, read_mapping
from sitegen.times import read_zone, zone_doubt

SITE_FILE = "site.yml"
MAX_LOCALES, MAX_COMPONENTS = 50, 1_000
"""Of a site: each takes time and memory in every build."""


def read_config(root: Path) -> Config:
    """The site.yml in *root*; raises ContentError with all its problems."""
    problems = Problems()
    config = parse_config(root, problems)
    problems.raise_errors()
    assert config is not None
    return config


def parse_config(root: Path, problems: Problems) -> Config | None:
    """The site.yml in *root*, or None after reporting its problems."""
    if not os.path.lexists(root / SITE_FILE):
        hint = "Is this the right folder? See --site."
        problems.error(SITE_FILE, 0, "", "expected this file in the site's folder, found none", hint)
        return None
    node = read_mapping(root, SITE_FILE, problems)
    if node is None:
        return None
    locales = _locales(node)
    form = fill_form(SiteForm, node, FieldContext(UTC, locales=locales), SITE_FILE, problems)
    if form is None:
        return None
    config = _config(form, node)
    _check(config, form, node, problems)
    return None if problems.errors else config


def _locales(node: YamlMapping) -> tuple[str, ...]:
    """The languages, parsed before anything else: every localised text depends on them."""
    listed = node.get("locales")
    texts = [item.text for item in listed.items if isinstance(item, YamlScalar)] if isinstance(listed, YamlList) else []
    return tuple(texts) or ("en",)


def _config(form: SiteForm, node: YamlMapping) -> Config:
    update_every = {name: value for name, value in form.promises.update_every if value is not None}
    weights = {ComponentStatus(name): value for name, value in form.uptime.weights if value is not None}
    return Config(
        name=form.name,
        url=form.url.rstrip("/"),
        timezone=form.timezone,
        zone=read_zone(form.timezone),
        locales=form.locales,
        components=tuple(_components(form.components)),
        theme=form.theme,
        repository=form.repository and form.repository.rstrip("/"),
        support=Support(**dict(form.support)),
        links=tuple(Link(link.name, link.url) for link in form.links),
        weights=tuple({**dict(DEFAULT_WEIGHTS), **weights}.items()),
        promises=Promises(**{**dict(form.promises), "update_every": tuple(update_every.items())}),
        sections=tuple((key or form.locales[0], names) for key, names in form.postmortem.sections.items()),
        hub=form.hub,
        wording=_wording(form.wording),
        api_id=form.api_id,
        lines=tuple((key.text, key.line) for key, _ in node.entries),
    )


def _wording(form: WordingForm) -> Wording:
    stated = ((WordingRule(name.replace("_", "-")), level) for name, level in form.levels if level is not None)
    return Wording(form.allow, form.jargon, form.names, tuple(stated))


def _components(listed: Iterable[ComponentForm | GroupForm]) -> Iterable[Component]:
    for one in listed:
        if isinstance(one, GroupForm):
            for member in one.components:
                yield Component(**dict(member), group=one.group, group_api_id=one.api_id)
        else:
            yield Component(**dict(one))


def _check(config: Config, form: SiteForm, node: YamlMapping, problems: Problems) -> None:
    """Check what involves several fields, and that there is no more than a build can hold."""
    for name, most, what, found in (
        ("locales", MAX_LOCALES, "languages", len(config.locales)),
        ("components", MAX_COMPONENTS, "components", len(config.components)),
    ):
        if found > most:
            message = f"expected at most {most:,} {what}, found {found:,}"
            problems.error(SITE_FILE, node.line_of(name), name, message)
    locales = node.get("locales")
    if isinstance(locales, YamlList):
        _check_unique([(item, item) for item in locales.items], "locales", problems)
        if not locales.items:
            problems.error(SITE_FILE, node.line_of("locales"), "locales", "expected at least one language, found none")
    listed = _mappings(node.get("components"))
    groups = [one for one in listed if one.get("group") is not None]
    written: list[YamlMapping] = []
    for one in listed:
        written += _mappings(one.get("components")) if one in groups else [one]
    _check_unique([(one, one.get("id")) for one in written], "components.id", problems)
    _check_unique([(one, one.get("api_id")) for one in (*groups, *written)], "components.api_id", problems)
    for component, one in zip(config.components, written, strict=True):
        if component.since and component.retired and component.retired < component.since:
            message = f"expected a day from its `since`, {component.since}, on, found '{component.retired}'"
            problems.error(SITE_FILE, one.line_of("retired"), "retired", message)
    postmortem = node.get("postmortem")
    sections = postmortem.get("sections") if isinstance(postmortem, YamlMapping) else None
    for key, _ in sections.entries if isinstance(sections, YamlMapping) else ():
        if key.text not in config.locales:
            message = f"expected a language of this site ({one_of(config.locales)}), found {quoted(key.text)}"
            hint = nearest(key.text, config.locales) or "Add it to `locales`."
            problems.error(SITE_FILE, key.line, "postmortem.sections", message, hint)
    doubt, hint = zone_doubt(config.timezone)
    if doubt:
        message = f"expected the zone of a place, found {quoted(config.timezone)}, {doubt}"
        problems.warning(SITE_FILE, node.line_of("timezone"), "timezone", message, hint)
    for name in ("url", "repository"):
        address = getattr(form, name)
        if address and not is_plain_address(address):
            message = f"expected an address without ?, #, // and .. after the host, found {quoted(address)}"
            problems.error(SITE_FILE, node.line_of(name), name, message)


def is_plain_address(address: str) -> bool:
    """Whether all addresses of a site can begin with this one: nothing behind its host is ?, #, // or .. in it."""
    return not re.search(r"[?#]|(?<=[^:]/)/|/\.\.?(?=/|$)", address.rstrip("/"))


def _mappings(node: YamlNode | None) -> list[YamlMapping]:
    """The mappings in a list; none in any other node."""
    return [one for one in node.items if isinstance(one, YamlMapping)] if isinstance(node, YamlList) else []


def _check_unique(values: Sequence[tuple[YamlNode, YamlNode | None]], name: str, problems: Problems) -> None:
    """Report each repeated text, where it is repeated."""
    seen: dict[str, int] = {}
    for place, value in values:
        if isinstance(value, YamlScalar) and value.text in seen:
            message = f"expected each once, found {quoted(value.text)} again; first in line {seen[value.text]}"
            problems.error(SITE_FILE, value.line, name, message)
        elif isinstance(value, YamlScalar):
            seen[value.text] = place.line
