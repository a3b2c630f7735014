"""What a pull request will tell people once it is merged: each new update with its public messages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sitegen.build import Checked
from sitegen.delivery.candidates import for_route
from sitegen.messages.outbox import Outbox
from sitegen.messages.writer import writers_in
from sitegen.model import Audience, Channel, Route, Routing


class Foretold(NamedTuple):
    """The messages of one new update."""

    path: str
    line: int
    text: str
    """Who is told, and what: several lines."""


def foretold(checked: Checked, routing: Routing, changed: Mapping[str, Collection[int]]) -> Iterator[Foretold]:
    """The public messages of the updates whose heading is among the lines *changed*, by path."""
    routes = [route for route in routing.routes if not route.audience.internal]
    wanted = {route.locale for route in routes}
    writers = writers_in(checked.editions, wanted)
    outbox = Outbox(checked.site, checked.snapshot, writers)
    views = {view.path: view for view in checked.snapshot.entries}
    for source in checked.site.entries:
        lines = {update.key: update.line for update in source.updates if update.line in changed.get(source.path, ())}
        view = views.get(source.path)
        if not lines or view is None:
            continue
        all_of_them = outbox.occasions(view, routing.reminder)
        by_key: dict[str, list[tuple[Route, str]]] = {key: [] for key in lines}
        for route in routes:
            for occasion in for_route(view, all_of_them, route):
                if occasion.key in by_key:
                    said = outbox.message(occasion, route.audience, route.locale, Channel.TEXT).text
                    by_key[occasion.key].append((route, said))
        for key, messages in by_key.items():
            yield Foretold(source.path, lines[key], "\n".join(_told(messages)))


def _told(messages: list[tuple[Route, str]]) -> Iterator[str]:
    """Who is told, then each text once."""
    if not messages:
        yield "If this is merged, nobody is told of it beside the pages."
        return
    yield "If this is merged, these will be told:"
    for route, _ in messages:
        yield f"- {route.audience} by {route.channel}, in {route.locale}"
    texts: dict[tuple[Audience, str], str] = {(route.audience, route.locale): said for route, said in messages}
    for (audience, locale), said in texts.items():
        yield f"\n--- to {audience}, in {locale}:\n\n{said}"
