"""The maintenance windows as calendars: one to subscribe to, and a file for each window.

A calendar shows the plan. What became of it (begun, done earlier, still going on) is told in words, so that an
event moves only when an author moves the window. Its SEQUENCE counts these moves, and a cancellation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sitegen import markdown, urls
from sitegen.derive import ids
from sitegen.derive.entries import MaintenanceView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Status, Text, Words
from sitegen.present import affected, labels
from sitegen.present.labels import N_
from sitegen.present.latest import has_words
from sitegen.present.statements import Phrase, statements
from sitegen.theme.edition import Edition

if TYPE_CHECKING:
    from sitegen.outputs.calendar.writer import Property

PRODUCT = "-//sitegen//maintenance//EN"
REFRESH_INTERVAL = timedelta(hours=1)
KEPT_FOR = timedelta(days=365)
"""How long a window stays in the calendar after its end."""
MAX_PAST = 50
"""Windows of the past at the most, the newest of them; those that are ahead or going on are all there."""

EVENT_SUMMARY = N_("{site} maintenance: {title}")
CALENDAR_NAME = N_("{site} maintenance")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """All that a calendar tells of a window, in one language."""

    uid: str
    address: str
    start: datetime
    end: datetime
    before: tuple[datetime, datetime] | None
    """The window as it was announced before it moved, the last time."""
    sequence: int
    status: str
    """RFC 5545's: CONFIRMED, TENTATIVE or CANCELLED."""
    standing: str
    """The message that says where it stands."""
    emergency: bool
    active: bool
    announced: datetime
    changed: datetime
    begun: datetime | None
    finished: datetime | None
    confirmed: bool
    """False where it is over by the clock alone."""
    title: Words
    reason: tuple[Words, ...]
    components: tuple[str, ...]
    """Their ids."""
    tense: str
    """In which it is told what fails."""
    failing: tuple[Words, ...]
    workaround: tuple[Words, ...]
    by_clock: tuple[datetime, Status] | None
    """What the clock alone did last, if that is newer than all that was said."""
    said: datetime
    """When the newest update was."""
    called: Words
    """Its title; empty where it has none."""
    word: str
    """The message that names its status."""
    newest: Words
    """In Markdown."""
    stated: tuple[Phrase, ...]
    """What the newest update states, where it has no words."""
    pictures: tuple[str, ...]
    """The names by which that may know pictures; their alternative text stands for them."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """A file for each window, then the calendar."""
    events = {view.slug: calendar_event(edition, view) for view in snapshot.maintenances}
    for slug, each in events.items():
        path = edition.urls.path(urls.window_calendar(slug), edition.locale)
        yield File(path, render_window, (edition, each))
    shown = tuple(events[view.slug] for view in shown_windows(snapshot.maintenances, snapshot.now))
    yield File(edition.urls.path(urls.CALENDAR, edition.locale), render_calendar, (edition, shown))


def shown_windows(views: Iterable[MaintenanceView], now: datetime) -> list[MaintenanceView]:
    """What the calendar holds: all that is ahead or going on, and the newest of the past year.

    One that is cancelled or done early stays, so that it changes in readers' calendars too.
    """
    ahead: list[MaintenanceView] = []
    past: list[MaintenanceView] = []
    for view in views:
        if view.active or view.end > now:
            ahead.append(view)
        elif max(view.end, view.changed) > now - KEPT_FOR:
            past.append(view)
    past.sort(key=lambda view: (view.end, view.slug), reverse=True)
    return sorted([*ahead, *past[:MAX_PAST]], key=lambda view: (view.start, view.slug))


def calendar_event(edition: Edition, view: MaintenanceView) -> CalendarEvent:
    """What a calendar in the edition's language tells of a window."""
    works, last = affected.what_works(view) or affected.WhatWorks("past"), view.steps[0]
    newest = next(step for step in view.steps if not step.automatic)
    cancelled = view.status is Status.CANCELLED
    return CalendarEvent(
        uid=f"{ids.entry_id(view)}@{urlsplit(edition.config.url).hostname}",
        address=urls.maintenance(view.slug),
        start=view.start,
        end=view.end,
        before=view.moved[-1] if view.moved else None,
        # RFC 5546 wants a new number for a cancellation too: some clients otherwise keep the event that they have.
        sequence=len(view.moved) + cancelled,
        status=_status(view),
        standing=labels.standing_label(view),
        emergency=view.emergency,
        active=view.active,
        announced=view.announced,
        changed=_changed(view),
        begun=view.began,
        finished=view.ended,
        confirmed=view.confirmed,
        title=view.title.to(edition.locale),
        reason=_words(edition, view.reason),
        components=tuple(component for component, _ in view.affected),
        tense=works.tense,
        failing=_words(edition, *works.failing),
        workaround=_words(edition, view.facts.workaround) if view.active else (),
        by_clock=(last.at, last.status) if last.automatic else None,
        said=newest.at,
        called=(newest.title or Text("", "")).to(edition.locale),
        word=labels.STATUS[newest.written_status],
        newest=newest.body.to(edition.locale),
        stated=() if has_words(newest) else statements(newest),
        pictures=tuple(image.name for image in view.images),
    )


def _words(edition: Edition, *texts: Text | None) -> tuple[Words, ...]:
    return tuple(text.to(edition.locale) for text in texts if text is not None)


def _status(view: MaintenanceView) -> str:
    """An announced window is certain, unless its start has come and nobody has said that it began."""
    if view.status is Status.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if view.late else "CONFIRMED"


def _changed(view: MaintenanceView) -> datetime:
    """The last change that an event shows: that it is late, or past its end, is one beside the updates."""
    if view.late:
        return max(view.changed, view.start)
    return max(view.changed, view.end) if view.overrun else view.changed


# ---- making the files


def render_window(edition: Edition, shown: CalendarEvent) -> bytes:
    """One window, to be added to a calendar that readers have: without a name, by which it would be another one."""
    return _bytes([], edition, [shown])


def render_calendar(edition: Edition, events: Sequence[CalendarEvent]) -> bytes:
    """All windows, to subscribe to."""
    name = edition.text.messages.gettext(CALENDAR_NAME, site=_site(edition))
    source = edition.urls.full(urls.CALENDAR, edition.locale)
    # RFC 7986's properties, and what clients read that are older than it.
    return _bytes(
        [
            ("NAME", name, {}),
            ("X-WR-CALNAME", name, {}),
            ("URL", edition.urls.full(urls.INDEX, edition.locale), {}),
            ("SOURCE", source, {"VALUE": "URI"}),
            ("REFRESH-INTERVAL", REFRESH_INTERVAL, {"VALUE": "DURATION"}),
            ("X-PUBLISHED-TTL", REFRESH_INTERVAL, {}),
        ],
        edition,
        events,
    )


def _bytes(properties: Sequence[Property], edition: Edition, events: Iterable[CalendarEvent]) -> bytes:
    from sitegen.outputs.calendar import writer  # Here, since it takes long to load and few commands need it.

    # Without a METHOD, which would ask for an ORGANIZER and make of DTSTAMP the moment of the build.
    first: list[Property] = [("VERSION", "2.0", {}), ("PRODID", PRODUCT, {}), ("CALSCALE", "GREGORIAN", {})]
    return writer.write_calendar([*first, *properties], [_event(edition, each) for each in events])


def _event(edition: Edition, shown: CalendarEvent) -> list[Property]:
    language = edition.text.messages
    summary = language.gettext(EVENT_SUMMARY, site=_site(edition), title=shown.title.text)
    if shown.status == "CANCELLED":
        # Outlook shows what is cancelled as if it were not.
        summary = language.gettext("{level}: {headline}", level=language.gettext("Cancelled"), headline=summary)
    categories = [language.gettext("Maintenance"), *([language.gettext("Emergency")] if shown.emergency else [])]
    link = edition.urls.full(shown.address, edition.locale)
    return [
        ("UID", shown.uid, {}),
        ("SEQUENCE", shown.sequence, {}),
        ("STATUS", shown.status, {}),
        ("DTSTART", shown.start, {}),
        ("DTEND", shown.end, {}),
        ("DTSTAMP", shown.changed, {}),
        ("LAST-MODIFIED", shown.changed, {}),
        ("CREATED", shown.announced, {}),
        ("SUMMARY", summary, _marked(edition, [shown.title])),
        ("DESCRIPTION", _description(edition, shown, link), _marked(edition, _quoted(shown))),
        ("URL", link, {}),
        ("CATEGORIES", categories, {}),
        ("TRANSP", "TRANSPARENT", {}),
    ]


def _quoted(shown: CalendarEvent) -> tuple[Words, ...]:
    """What authors say in the description."""
    return (*shown.reason, *shown.failing, *shown.workaround, shown.called, shown.newest)


def _marked(edition: Edition, texts: Iterable[Words]) -> dict[str, str]:
    """The language of *texts*, if all of them are in one, and it is another than the calendar's.

    What is in the calendar's own has no mark, for simple clients stumble over it.
    """
    languages = {each.lang for each in texts if each.text}
    return {"LANGUAGE": languages.pop()} if len(languages) == 1 and edition.locale not in languages else {}


def _site(edition: Edition) -> str:
    return edition.text.words(edition.config.name)


# ---- the description of an event


def _description(edition: Edition, shown: CalendarEvent, link: str) -> str:
    """The facts, then the link, so that it stays where a client cuts long texts, then what was said last."""
    say = edition.text.messages.gettext
    parts = ["\n".join(_facts(edition, shown)), link]
    if shown.by_clock:
        at, status = shown.by_clock
        parts.append(_at(edition, at, edition.text.automatic(status)))
    heading = _at(edition, shown.said, shown.called.text or say(shown.word))
    facts = map(edition.text.phrase, shown.stated)
    parts.append("\n".join([heading, *facts, markdown.mail_text(shown.newest.text, shown.pictures)]).rstrip())
    return "\n\n".join(parts)


def _at(edition: Edition, moment: datetime, said: str) -> str:
    say = edition.text.messages.gettext
    return say("{level}: {headline}", level=edition.language.moment(moment), headline=said)


def _facts(edition: Edition, shown: CalendarEvent) -> Iterator[str]:
    """A line for each, and for each of several things."""
    language, say = edition.language, edition.text.messages.gettext

    def line(key: str, text: object) -> str:
        return say("{key}: {text}", key=say(key), text=text)

    yield line(N_("Status"), say(shown.standing))
    if shown.emergency:
        yield line(N_("Announced"), f"{language.moment(shown.announced)} · {say('Emergency')}")
    if shown.before:
        yield line(N_("Moved from"), edition.text.window(*shown.before))
    if shown.begun:
        yield line(N_("Begun"), language.moment(shown.begun))
    if shown.begun and shown.finished and shown.confirmed:
        took = edition.text.messages.duration(shown.finished - shown.begun)
        yield line(N_("Finished"), f"{language.moment(shown.finished)} ({took})")
    elif shown.finished:
        yield line(N_("Finished"), say("Nobody has confirmed the end yet."))
    for reason in shown.reason:
        yield line(N_("Reason"), reason.text)
    if shown.components:
        yield line(N_("Components"), edition.text.names(shown.components))
    failing = labels.FAILING[shown.tense]
    if len(shown.failing) == 1:
        yield line(failing, shown.failing[0].text)
    elif shown.failing:
        yield line(failing, "").rstrip()
        yield from (f"- {each.text}" for each in shown.failing)
    for workaround in shown.workaround:
        yield line(N_("Workaround"), workaround.text)
