"""The maintenance windows as calendars: one to subscribe to, and a file for each window.

A calendar shows the plan. What became of it (begun, finished early, overrun) is only in the description, so that an
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
"""How many past windows the calendar has at most; it has all active and upcoming ones."""

EVENT_SUMMARY = N_("{site} maintenance: {title}")
CALENDAR_NAME = N_("{site} maintenance")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What a calendar shows of a window, in one language."""

    uid: str
    address: str
    start: datetime
    end: datetime
    before: tuple[datetime, datetime] | None
    """The start and the end before the last move."""
    sequence: int
    status: str
    """RFC 5545's: CONFIRMED, TENTATIVE or CANCELLED."""
    status_label: str
    """The message that names its status or stage."""
    emergency: bool
    announced: datetime
    changed: datetime
    begun: datetime | None
    finished: datetime | None
    confirmed: bool
    """Whether an author's update ended it."""
    title: Words
    reason: tuple[Words, ...]
    components: tuple[str, ...]
    """Their ids."""
    tense: str
    """Of the label of what fails."""
    failing: tuple[Words, ...]
    workaround: tuple[Words, ...]
    automatic: tuple[datetime, Status] | None
    """The automatic update, if it is the newest."""
    newest_at: datetime
    """Of the newest update by an author, as are the next four."""
    newest_title: Words
    """Empty if it has none."""
    newest_status: str
    """A message."""
    newest_body: Words
    """Markdown."""
    stated: tuple[Phrase, ...]
    """Its statements, if it has no title and no body."""
    pictures: tuple[str, ...]
    """Their names in the body, which shows their alternative texts."""


def files(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """A file for each window, then the calendar."""
    for view in snapshot.maintenances:
        # Who has subscribed to it under an earlier name gets it there.
        for slug in (view.slug, *ids.former_slugs(view)):
            yield edition.file(urls.window_calendar(slug), render_window, ids.without_elapsed(view))
    shown = tuple(map(ids.without_elapsed, shown_windows(snapshot.maintenances, snapshot.now)))
    yield edition.file(urls.CALENDAR, render_calendar, shown)


def shown_windows(views: Iterable[MaintenanceView], now: datetime) -> list[MaintenanceView]:
    """The windows in the calendar: all active and upcoming ones, and the newest of the past year.

    One that was cancelled or finished early stays, so that subscribed calendars learn of it.
    """
    kept = [view for view in views if view.active or max(view.end, view.changed) > now - KEPT_FOR]
    ahead = [view for view in kept if view.active or view.end > now]
    past = [view for view in kept if not view.active and view.end <= now]
    past.sort(key=lambda view: (view.end, view.slug))
    return sorted([*ahead, *past[-MAX_PAST:]], key=lambda view: (view.start, view.slug))


def calendar_event(edition: Edition, view: MaintenanceView) -> CalendarEvent:
    """The event of a window, in the edition's language."""
    works, last = affected.what_works(view) or affected.WhatWorks("past"), view.steps[0]
    newest = next(step for step in view.steps if not step.automatic)
    cancelled = view.withdrawn or view.status is Status.CANCELLED
    return CalendarEvent(
        uid=f"{ids.entry_id(view)}@{urlsplit(edition.config.url).hostname}",
        address=urls.maintenance(view.slug),
        start=view.start,
        end=view.end,
        before=view.moved[-1] if view.moved else None,
        # RFC 5546 requires a new number for a cancellation too: some clients otherwise keep the old event.
        sequence=len(view.moved) + cancelled,
        status=_status(view),
        status_label=labels.status_label(view),
        emergency=view.emergency,
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
        automatic=(last.at, last.status) if last.automatic else None,
        newest_at=newest.at,
        newest_title=(newest.title or Text("", "")).to(edition.locale),
        newest_status=labels.STATUS[newest.written_status],
        newest_body=newest.body.to(edition.locale),
        stated=() if has_words(newest) else statements(newest),
        pictures=tuple(image.name for image in view.images),
    )


def _words(edition: Edition, *texts: Text | None) -> tuple[Words, ...]:
    return tuple(text.to(edition.locale) for text in texts if text is not None)


def _status(view: MaintenanceView) -> str:
    """The STATUS: a window is confirmed unless its start has passed without an update that it began."""
    if view.withdrawn or view.status is Status.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if view.late else "CONFIRMED"


def _changed(view: MaintenanceView) -> datetime:
    """When the event last changed: at an update, or when the window became late or overrun."""
    if view.late:
        return max(view.changed, view.start)
    return max(view.changed, view.end) if view.overrun else view.changed


# ---- files


def render_window(edition: Edition, view: MaintenanceView) -> bytes:
    """One window, to add to an existing calendar: a calendar name would make clients create a new one."""
    return _bytes([], edition, [calendar_event(edition, view)])


def render_calendar(edition: Edition, views: Iterable[MaintenanceView]) -> bytes:
    """The calendar to subscribe to, with these windows."""
    name = edition.text.messages.gettext(CALENDAR_NAME, site=_site(edition))
    # RFC 7986's properties, and their X- equivalents for older clients.
    properties: list[Property] = [
        ("NAME", name, {}),
        ("X-WR-CALNAME", name, {}),
        ("URL", edition.full(urls.INDEX), {}),
        ("SOURCE", edition.full(urls.CALENDAR), {"VALUE": "URI"}),
        ("REFRESH-INTERVAL", REFRESH_INTERVAL, {"VALUE": "DURATION"}),
        ("X-PUBLISHED-TTL", REFRESH_INTERVAL, {}),
    ]
    return _bytes(properties, edition, [calendar_event(edition, view) for view in views])


def _bytes(properties: Sequence[Property], edition: Edition, events: Iterable[CalendarEvent]) -> bytes:
    from sitegen.outputs.calendar import writer  # Here, since it is slow to load and few commands need it.

    # No METHOD: it would require an ORGANIZER and turn DTSTAMP into the moment of the build.
    first: list[Property] = [("VERSION", "2.0", {}), ("PRODID", PRODUCT, {}), ("CALSCALE", "GREGORIAN", {})]
    return writer.write_calendar([*first, *properties], [_event(edition, each) for each in events])


def _event(edition: Edition, shown: CalendarEvent) -> list[Property]:
    language = edition.text.messages
    summary = language.gettext(EVENT_SUMMARY, site=_site(edition), title=shown.title.text)
    if shown.status == "CANCELLED":
        # Outlook displays a cancelled event like any other.
        summary = language.gettext("{level}: {headline}", level=language.gettext("Cancelled"), headline=summary)
    categories = [language.gettext("Maintenance"), *([language.gettext("Emergency")] if shown.emergency else [])]
    link = edition.full(shown.address)
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
        ("DESCRIPTION", _description(edition, shown, link), _marked(edition, _authors_texts(shown))),
        ("URL", link, {}),
        ("CATEGORIES", categories, {}),
        ("TRANSP", "TRANSPARENT", {}),
    ]


def _authors_texts(shown: CalendarEvent) -> tuple[Words, ...]:
    """The texts in the description that authors wrote."""
    return (*shown.reason, *shown.failing, *shown.workaround, shown.newest_title, shown.newest_body)


def _marked(edition: Edition, texts: Iterable[Words]) -> dict[str, str]:
    """The LANGUAGE parameter, if all *texts* are in one language and it is not the calendar's.

    Otherwise there is none, because simple clients cannot read a property with parameters.
    """
    languages = {each.lang for each in texts if each.text}
    return {"LANGUAGE": languages.pop()} if len(languages) == 1 and edition.locale not in languages else {}


def _site(edition: Edition) -> str:
    return edition.text.words(edition.config.name)


# ---- the description of an event


def _description(edition: Edition, shown: CalendarEvent, link: str) -> str:
    """The facts, the link, and the newest update; clients that truncate long texts thus keep the link."""
    say = edition.text.messages.gettext
    parts = ["\n".join(_facts(edition, shown)), link]
    if shown.automatic:
        at, status = shown.automatic
        parts.append(_dated(edition, at, edition.text.automatic(status)))
    heading = _dated(edition, shown.newest_at, shown.newest_title.text or say(shown.newest_status))
    facts = map(edition.text.phrase, shown.stated)
    parts.append("\n".join([heading, *facts, markdown.mail_text(shown.newest_body.text, shown.pictures)]).rstrip())
    return "\n\n".join(parts)


def _dated(edition: Edition, moment: datetime, text: str) -> str:
    say = edition.text.messages.gettext
    return say("{level}: {headline}", level=edition.language.moment(moment), headline=text)


def _facts(edition: Edition, shown: CalendarEvent) -> Iterator[str]:
    """The lines with the facts of a window."""
    language, say = edition.language, edition.text.messages.gettext

    def line(key: str, text: object) -> str:
        return say("{key}: {text}", key=say(key), text=text)

    yield line(N_("Status"), say(shown.status_label))
    if shown.emergency:
        yield line(N_("Announced"), f"{language.moment(shown.announced)} · {say('Emergency')}")
    if shown.before:
        yield line(N_("Rescheduled from"), edition.text.window(*shown.before))
    if shown.begun:
        yield line(N_("Work started"), language.moment(shown.begun))
    if shown.begun and shown.finished and shown.confirmed:
        took = edition.text.messages.duration(shown.finished - shown.begun)
        yield line(N_("Work finished"), f"{language.moment(shown.finished)} ({took})")
    elif shown.finished:
        yield line(N_("Work finished"), say("Completion not yet confirmed."))
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
