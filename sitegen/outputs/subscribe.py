"""The page that explains every address to subscribe to: feeds, the calendar, JSON, badges, and how to use each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from sitegen.context import Context
from sitegen.model import File
from sitegen.outputs.feeds import ATOM, HISTORY_FEED, LEVEL_FEED, RSS, UPDATES_FEED, feed_of_component, feed_of_impact
from sitegen.state import Snapshot

# ---- for urls.py

SUBSCRIBE = "subscribe/"
CALENDAR = "maintenance.ics"
SUMMARY = "api/v2/summary.json"
HEALTH = "status.json"
BADGE = "badge.svg"


def component_badge(identity: str) -> str:
    """The badge of a component."""
    return f"components/{identity}.svg"


# ----


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to subscribe to, with its full addresses."""

    name: Markup
    rss: str
    atom: str
    badge: str = ""


def files(snapshot: Snapshot, context: Context) -> Iterator[File]:
    """One page."""
    present = tuple(state.component.id for state in snapshot.state.components)
    yield File(context.urls.path(SUBSCRIBE, context.locale), render, (context, present))


def render(context: Context, components: tuple[str, ...]) -> bytes:
    """How to follow the site, from a feed reader to a program; *components* are those that are not retired."""
    full, say = context.urls.full, context.language.gettext
    calendar = full(CALENDAR, context.locale)
    return context.page(
        "subscribe.html",
        SUBSCRIBE,
        title=context.title(say("Subscribe")),
        description=say("Feeds, a calendar, JSON and badges: how to hear of incidents and maintenance."),
        mark="none",
        updates=_choice(context, UPDATES_FEED, say("Updates")),
        history=_choice(context, HISTORY_FEED, say("History")),
        components=[
            _choice(context, feed_of_component(one), context.span(context.components[one].name), component_badge(one))
            for one in components
        ],
        levels=[_choice(context, feed_of_impact(level), say(name)) for level, name in LEVEL_FEED.items()],
        calendar=calendar,
        webcal=f"webcal:{calendar.partition(':')[2]}",
        summary=full(SUMMARY),
        health=full(HEALTH),
        badge=f"[![Status]({full(BADGE)})]({full('', context.locale)})",
    )


def _choice(context: Context, feed: str, name: Markup, badge: str = "") -> Choice:
    full = context.urls.full
    return Choice(
        name,
        full(feed + RSS, context.locale),
        full(feed + ATOM, context.locale),
        full(badge) if badge else "",
    )
