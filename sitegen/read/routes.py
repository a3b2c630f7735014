"""messages.yml → Routing, or every problem in it. No message of ours repeats what may be a secret."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from sitegen.model import Config, Route, Routing
from sitegen.problems import Problem, Problems, quoted
from sitegen.read.forms import MessagesForm, RouteForm
from sitegen.read.nodes import YamlList, YamlMapping
from sitegen.read.reader import Reader
from sitegen.read.validation import fill_form, read_mapping

MESSAGES_FILE = "messages.yml"


def has_routing(root: Path) -> bool:
    """Whether the site in *root* has a messages.yml."""
    return os.path.lexists(root / MESSAGES_FILE)


def read_routing(root: Path, config: Config) -> Routing:
    """The messages.yml in *root*; raises ContentError with all its problems, or that there is none."""
    problems = Problems()
    routing = parse_routing(root, config, problems)
    problems.raise_errors()
    assert routing is not None
    return routing


def parse_routing(root: Path, config: Config, problems: Problems) -> Routing | None:
    """The messages.yml in *root*, or None after reporting its problems."""
    if not has_routing(root):
        hint = "It says who is told, and how: see docs/messages.md."
        problems.error(MESSAGES_FILE, 0, "", "expected this file beside site.yml, found none", hint)
        return None
    own = Problems()
    routing = _parse(root, config, own)
    problems.found += [_without_secrets(problem) for problem in own.found]
    return routing


def _parse(root: Path, config: Config, problems: Problems) -> Routing | None:
    node = read_mapping(root, MESSAGES_FILE, problems, hint_for_list="Routes go below `routes:`.")
    if node is None:
        return None
    form = fill_form(MessagesForm, node, Reader(root, config, None).context, MESSAGES_FILE, problems)
    if form is None:
        return None
    listed = node.get("routes")
    assert isinstance(listed, YamlList), "the form has read it as a list"
    nodes = [one for one in listed.items if isinstance(one, YamlMapping)]
    routes = tuple(_route(one, each, config) for one, each in zip(form.routes, nodes, strict=True))
    if not routes:
        problems.error(MESSAGES_FILE, node.line_of("routes"), "routes", "expected at least one route, found none")
    for number, (route, each) in enumerate(zip(routes, nodes, strict=True), 1):
        _check(route, each, f"routes[{number}]", problems)
    _check_unique(routes, problems)
    return None if problems.errors else Routing(routes, form.reminder)


def _route(form: RouteForm, node: YamlMapping, config: Config) -> Route:
    return Route(
        name=form.name or f"{form.channel}-{form.to}",
        audience=form.audience,
        channel=form.channel,
        variable=form.to,
        locale=form.locale or config.locales[0],
        line=node.line,
        stages=form.stages,
        impact=form.impact,
        components=form.components,
        retry_unknown=form.retry_unknown,
        to_line=node.line_of("to"),
        audience_line=node.line_of("audience"),
    )


def _check(route: Route, node: YamlMapping, shown: str, problems: Problems) -> None:
    """Check what involves several fields of a route."""
    for name in ("stages", "components"):
        if getattr(route, name) == ():
            hint = "Leave it out to be told of all."
            problems.error(
                MESSAGES_FILE, node.line_of(name), f"{shown}.{name}", "expected at least one, found none", hint
            )
    if route.retry_unknown and not route.audience.internal:
        message = f"expected it only for team and management, found it for {route.audience}"
        hint = "To the public, what may have arrived goes again only by `sitegen notify --retry KEY`."
        problems.error(MESSAGES_FILE, node.line_of("retry_unknown"), f"{shown}.retry_unknown", message, hint)


def _check_unique(routes: tuple[Route, ...], problems: Problems) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for route in routes:
        identity = (route.name, route.audience, route.locale)
        if identity in seen:
            what = f"{quoted(route.name)} for {route.audience} in {route.locale} again; first in line {seen[identity]}"
            hint = "Join the two, or give one of them a `name` of its own."
            problems.error(MESSAGES_FILE, route.line, "routes", f"expected each route once, found {what}", hint)
        else:
            seen[identity] = route.line


_SECRET = re.compile(r"(?<![^\s'`])[^\s'`]*(?:://|@|(?=[\w+/=.-]*\d)[\w+/=.-]{20,})[^\s'`]*", re.ASCII)
"""What may be an address, a key or a token: somebody has put it where its variable should be."""


MAX_FIELD = 200
"""Characters of a field's name that a problem shows; messages and hints quote no more of a file."""


def _without_secrets(problem: Problem) -> Problem:
    """The problem without words of the file that may be secrets."""
    hide = "…"
    return replace(
        problem,
        field=_SECRET.sub(hide, problem.field[:MAX_FIELD]),
        message=_SECRET.sub(hide, problem.message),
        hint=_SECRET.sub(hide, problem.hint),
    )
