"""The page that lists the feeds, the calendar, the JSON documents and the badges, and explains how to use each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from sitegen import urls
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Impact
from sitegen.present import labels
from sitegen.present.language import TextForm
from sitegen.present.writers import Writer
from sitegen.theme.edition import Edition


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """A feed of some of the updates, with its full addresses."""

    name: Markup
    label: str
    """The name in plain text."""
    forms: tuple[tuple[str, str], ...]
    """The name of each form, and its address."""
    badge: str = ""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """The page."""
    present = tuple(state.component.id for state in snapshot.state.components)
    yield edition.file(urls.SUBSCRIBE, render_subscribe, present)


def render_subscribe(edition: Edition, components: tuple[str, ...]) -> bytes:
    """How to follow the site; *components* are the ids of those that are not retired."""
    html, text, say = edition.html, edition.text, edition.text.messages.gettext
    calendar = edition.full(urls.CALENDAR)
    badges = {one: edition.full(urls.component_badge(one)) for one in components}
    return edition.page(
        "subscribe.html",
        urls.SUBSCRIBE,
        title=edition.title(say("Subscribe")),
        description=say("Feeds, calendar, JSON and badges: how to find out about incidents and maintenance."),
        updates=_forms(edition, urls.UPDATES_FEED),
        history=_forms(edition, urls.HISTORY_FEED, urls.HISTORY_FORMS),
        components=[
            FeedChoice(html.name(one), text.name(one), _forms(edition, urls.component_feed(one)), badge)
            for one, badge in badges.items()
        ],
        levels=[
            FeedChoice(_level(html, level), _level(text, level), _forms(edition, urls.impact_feed(level)))
            for level in labels.IMPACT_FEED
        ],
        calendar=calendar,
        webcal=f"webcal:{calendar.partition(':')[2]}",
        summary=edition.urls.full(urls.API_SUMMARY),
        health=edition.urls.full(urls.HEALTH),
        badge=f"[![{say('Status')}]({edition.full(urls.BADGE)})]({edition.full(urls.INDEX)})",
    )


def _level(writer: Writer[TextForm], level: Impact) -> TextForm:
    say = writer.messages.gettext
    impact = say(labels.IMPACT[level])
    return impact if level is Impact.CRITICAL else say("{impact} and worse", impact=impact)


def _forms(edition: Edition, feed: str, forms: Iterable[str] = urls.FEED_FORMS) -> tuple[tuple[str, str], ...]:
    return tuple((urls.FEED_FORMS[form][0], edition.full(feed + form)) for form in forms)
