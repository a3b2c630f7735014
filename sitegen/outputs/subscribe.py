"""The page that explains every address to subscribe to: feeds, the calendar, JSON, badges, and how to use each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from sitegen import urls
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Impact
from sitegen.present import labels
from sitegen.theme.edition import Edition

_LEVELS = (Impact.CRITICAL, Impact.MAJOR, Impact.MINOR)


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """Something to subscribe to, with its full addresses."""

    name: Markup
    rss: str
    atom: str
    badge: str = ""


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """One page."""
    present = tuple(state.component.id for state in snapshot.state.components)
    yield File(context.urls.path(urls.SUBSCRIBE, context.locale), render_subscribe, (context, present))


def render_subscribe(context: Edition, components: tuple[str, ...]) -> bytes:
    """How to follow the site, from a feed reader to a program; *components* are those that are not retired."""
    full, say = context.urls.full, context.html.messages.gettext
    calendar = full(urls.CALENDAR, context.locale)
    return context.page(
        "subscribe.html",
        urls.SUBSCRIBE,
        title=context.title(context.text.messages.gettext("Subscribe")),
        description=say("Feeds, a calendar, JSON and badges: how to hear of incidents and maintenance."),
        mark="none",
        updates=_choice(context, urls.UPDATES_FEED, say("Updates")),
        history=_choice(context, urls.HISTORY_FEED, say("History")),
        components=[
            _choice(
                context,
                urls.component_feed(one),
                context.html.name(one),
                urls.component_badge(one),
            )
            for one in components
        ],
        levels=[_choice(context, urls.impact_feed(level), _level(context, level)) for level in _LEVELS],
        calendar=calendar,
        webcal=f"webcal:{calendar.partition(':')[2]}",
        summary=full(urls.API_SUMMARY),
        health=full(urls.HEALTH),
        badge=f"[![{say('Status')}]({full(urls.BADGE, context.locale)})]({full('', context.locale)})",
    )


def _level(context: Edition, level: Impact) -> Markup:
    say = context.html.messages.gettext
    impact = say(labels.IMPACT[level])
    return impact if level is _LEVELS[0] else say("{impact} and worse", impact=impact)


def _choice(context: Edition, feed: str, name: Markup, badge: str = "") -> FeedChoice:
    full = context.urls.full
    return FeedChoice(
        name,
        full(feed + urls.RSS, context.locale),
        full(feed + urls.ATOM, context.locale),
        full(badge, context.locale) if badge else "",
    )
