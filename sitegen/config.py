"""site.yml → Config, or every problem in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from pathlib import Path

from sitegen.document import Items, Mapping, Scalar, read_text, read_yaml
from sitegen.fields import Context, fill
from sitegen.forms import ComponentForm, GroupForm, SiteForm
from sitegen.model import DEFAULT_WEIGHTS, Component, ComponentStatus, Config, Link, Promises, Support, Text
from sitegen.problems import Problems, quoted
from sitegen.times import read_zone

FILE = "site.yml"


def read_config(root: Path) -> Config:
    """The site.yml in *root*; raises ContentError with all its problems."""
    problems = Problems()
    config = parse_config(root, problems)
    problems.raise_errors()
    assert config is not None
    return config


def parse_config(root: Path, problems: Problems) -> Config | None:
    """The site.yml in *root*, or None after telling what is wrong with it."""
    file = root / FILE
    if not file.exists() and not file.is_symlink():
        problems.error(
            FILE, 0, "", "expected this file in the site's folder, found none", "Is this the right folder? See --site."
        )
        return None
    text = read_text(file, FILE, root, problems)
    if text is None:
        return None
    node = read_yaml(text, FILE, problems, line_of=lambda index: index + 1, comments=True)
    if problems.errors:
        return None
    if not isinstance(node, Mapping):
        problems.error(FILE, 1, "", "expected `key: value` lines, found none")
        return None
    locales = _locales(node)
    form = fill(SiteForm, node, Context(UTC, locales=locales), FILE, problems)
    if form is None:
        return None
    config = _config(form)
    _check(config, form, node, problems)
    return None if problems.errors else config


def _locales(node: Mapping) -> tuple[str, ...]:
    """The languages, before anything else is read: every localised text depends on them."""
    listed = node.get("locales")
    texts = [item.text for item in listed.items if isinstance(item, Scalar)] if isinstance(listed, Items) else []
    return tuple(texts) or ("en",)


def _config(form: SiteForm) -> Config:
    weights = {ComponentStatus(name): value for name, value in form.uptime.weights if value is not None}
    return Config(
        name=form.name,
        url=form.url,
        timezone=form.timezone,
        zone=read_zone(form.timezone),
        locales=form.locales,
        components=tuple(_components(form.components)),
        theme=form.theme,
        repository=form.repository,
        support=Support(form.support.email, form.support.phone, form.support.url),
        links=tuple(Link(link.name, link.url) for link in form.links),
        weights=tuple({**dict(DEFAULT_WEIGHTS), **weights}.items()),
        promises=Promises(
            first_notice=form.promises.first_notice,
            update_every=tuple((name, value) for name, value in form.promises.update_every if value is not None),
            maintenance_notice=form.promises.maintenance_notice,
            explanation_due=form.promises.explanation_due,
            postmortem_due=form.promises.postmortem_due,
        ),
        sections=tuple((key or form.locales[0], names) for key, names in form.postmortem.sections.items()),
        hub=form.hub,
    )


def _components(listed: Iterable[ComponentForm | GroupForm]) -> Iterable[Component]:
    for one in listed:
        if isinstance(one, GroupForm):
            yield from (_component(member, one.group) for member in one.components)
        else:
            yield _component(one, None)


def _component(form: ComponentForm, group: Text | None) -> Component:
    return Component(
        id=form.id,
        name=form.name,
        description=form.description,
        group=group,
        third_party=form.third_party,
        since=form.since,
        retired=form.retired,
        api_id=form.api_id,
    )


def _check(config: Config, form: SiteForm, node: Mapping, problems: Problems) -> None:
    """What no single field can know."""
    _once(list(config.locales), "locales", _line_of(node, "locales"), problems)
    line = _line_of(node, "components")
    _once([one.id for one in config.components], "components", line, problems)
    _once([one.api_id for one in config.components if one.api_id], "components", line, problems)
    for component in config.components:
        if component.since and component.retired and component.retired < component.since:
            problems.error(
                FILE, line, "components", f"expected {component.id} to retire after it began, found {component.retired}"
            )
    for locale in form.postmortem.sections:
        if locale and locale not in config.locales:
            problems.error(
                FILE,
                _line_of(node, "postmortem"),
                "postmortem.sections",
                f"expected a language of this site, found {quoted(locale)}",
            )
    if "?" in config.url or "#" in config.url:
        problems.error(
            FILE, _line_of(node, "url"), "url", f"expected an address without ? and #, found {quoted(config.url)}"
        )


def _once(values: Sequence[str], name: str, line: int, problems: Problems) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    for value in twice:
        problems.error(FILE, line, name, f"expected each once, found {quoted(value)} again")


def _line_of(node: Mapping, name: str) -> int:
    return next((key.line for key, _ in node.entries if key.text == name), node.line)
