"""The page that explains every address to subscribe to: feeds, the calendar, JSON, badges, and how to use each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from sitegen import urls
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Impact
from sitegen.present import labels
from sitegen.present.language import Form
from sitegen.present.writers import Writer
from sitegen.theme.edition import Edition

_LEVELS = (Impact.CRITICAL, Impact.MAJOR, Impact.MINOR)


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """A feed of part of the updates, with its full addresses."""

    name: Markup
    label: str
    """The name in plain text."""
    forms: tuple[tuple[str, str], ...]
    """What each form is called, and its address."""
    badge: str = ""


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """One page."""
    present = tuple(state.component.id for state in snapshot.state.components)
    yield File(context.path(urls.SUBSCRIBE), render_subscribe, (context, present))


def render_subscribe(context: Edition, components: tuple[str, ...]) -> bytes:
    """How to follow the site, from a feed reader to a program; *components* are those that are not retired."""
    say = context.text.messages.gettext
    calendar = context.full(urls.CALENDAR)
    return context.page(
        "subscribe.html",
        urls.SUBSCRIBE,
        title=context.title(say("Subscribe")),
        description=say("Feeds, a calendar, JSON and badges: how to hear of incidents and maintenance."),
        mark="none",
        updates=_forms(context, urls.UPDATES_FEED),
        history=_forms(context, urls.HISTORY_FEED, urls.HISTORY_FORMS),
        components=[
            FeedChoice(
                context.html.name(one),
                context.text.name(one),
                _forms(context, urls.component_feed(one)),
                context.full(urls.component_badge(one)),
            )
            for one in components
        ],
        levels=[
            FeedChoice(
                _level(context.html, level), _level(context.text, level), _forms(context, urls.impact_feed(level))
            )
            for level in _LEVELS
        ],
        calendar=calendar,
        webcal=f"webcal:{calendar.partition(':')[2]}",
        summary=context.urls.full(urls.API_SUMMARY),
        health=context.urls.full(urls.HEALTH),
        badge=f"[![{say('Status')}]({context.full(urls.BADGE)})]({context.full(urls.INDEX)})",
    )


def _level(writer: Writer[Form], level: Impact) -> Form:
    say = writer.messages.gettext
    impact = say(labels.IMPACT[level])
    return impact if level is _LEVELS[0] else say("{impact} and worse", impact=impact)


def _forms(context: Edition, feed: str, forms: Iterable[str] = urls.FEED_FORMS) -> tuple[tuple[str, str], ...]:
    return tuple((urls.FEED_FORMS[form][0], context.full(feed + form)) for form in forms)
