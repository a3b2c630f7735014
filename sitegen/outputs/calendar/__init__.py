"""The maintenance windows as calendars: one to subscribe to, and a file for each window.

A calendar shows the plan. What became of it (begun, done earlier, still going on) is told in words, so that an
event moves only when an author moves the window. Its SEQUENCE counts these moves, and a cancellation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from itertools import count, repeat
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sitegen import markdown, urls
from sitegen.derive import ids
from sitegen.derive.entries import MaintenanceView
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Status, Text, Words
from sitegen.present import labels, views
from sitegen.present.labels import N_
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
    pictures: tuple[str, ...]
    """The names by which that may know pictures; their alternative text stands for them."""


def files(snapshot: Snapshot, context: Edition) -> Iterator[File]:
    """A file for each window, then the calendar."""
    events = {view.slug: calendar_event(context, view) for view in snapshot.maintenances}
    for slug, each in events.items():
        yield File(context.urls.path(urls.window_calendar(slug), context.locale), render_window, (context, each))
    shown = tuple(events[view.slug] for view in shown_windows(snapshot.maintenances, snapshot.now))
    yield File(context.urls.path(urls.CALENDAR, context.locale), render_calendar, (context, shown))


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


def calendar_event(context: Edition, view: MaintenanceView) -> CalendarEvent:
    """What a calendar in the context's language tells of a window."""
    works, last = views.what_works(view) or views.WhatWorks("past"), view.steps[0]
    newest = next(step for step in view.steps if not step.automatic)
    cancelled = view.status is Status.CANCELLED
    return CalendarEvent(
        uid=f"{ids.entry_id(view)}@{urlsplit(context.config.url).hostname}",
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
        title=context.words(view.title),
        reason=_words(context, view.reason),
        components=tuple(component for component, _ in view.affected),
        tense=works.tense,
        failing=_words(context, *works.failing),
        workaround=_words(context, view.facts.workaround) if view.active else (),
        by_clock=(last.at, last.status) if last.automatic else None,
        said=newest.at,
        called=context.words(newest.title or Text("", "")),
        word=labels.STATUS[newest.written_status],
        newest=context.words(newest.body),
        pictures=tuple(image.name for image in view.images),
    )


def _words(context: Edition, *texts: Text | None) -> tuple[Words, ...]:
    return tuple(context.words(text) for text in texts if text is not None)


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


def render_window(context: Edition, shown: CalendarEvent) -> bytes:
    """One window, to be added to a calendar that readers have: without a name, by which it would be another one."""
    return _bytes([], context, [shown])


def render_calendar(context: Edition, events: Sequence[CalendarEvent]) -> bytes:
    """All windows, to subscribe to."""
    name = context.language.gettext(CALENDAR_NAME, site=_site(context)).unescape()
    source = context.urls.full(urls.CALENDAR, context.locale)
    # RFC 7986's properties, and what clients read that are older than it.
    return _bytes(
        [
            ("NAME", name, {}),
            ("X-WR-CALNAME", name, {}),
            ("URL", context.urls.full(urls.INDEX, context.locale), {}),
            ("SOURCE", source, {"VALUE": "URI"}),
            ("REFRESH-INTERVAL", REFRESH_INTERVAL, {"VALUE": "DURATION"}),
            ("X-PUBLISHED-TTL", REFRESH_INTERVAL, {}),
        ],
        context,
        events,
    )


def _bytes(properties: Sequence[Property], context: Edition, events: Iterable[CalendarEvent]) -> bytes:
    from sitegen.outputs.calendar import writer  # Here, since it takes long to load and few commands need it.

    # Without a METHOD, which would ask for an ORGANIZER and make of DTSTAMP the moment of the build.
    first: list[Property] = [("VERSION", "2.0", {}), ("PRODID", PRODUCT, {}), ("CALSCALE", "GREGORIAN", {})]
    return writer.write_calendar([*first, *properties], [_event(context, each) for each in events])


def _event(context: Edition, shown: CalendarEvent) -> list[Property]:
    language = context.language
    summary = language.gettext(EVENT_SUMMARY, site=_site(context), title=shown.title.text)
    if shown.status == "CANCELLED":
        # Outlook shows what is cancelled as if it were not.
        summary = language.gettext("{level}: {headline}", level=language.gettext("Cancelled"), headline=summary)
    categories = [language.gettext("Maintenance"), *([language.gettext("Emergency")] if shown.emergency else [])]
    link = context.urls.full(shown.address, context.locale)
    return [
        ("UID", shown.uid, {}),
        ("SEQUENCE", shown.sequence, {}),
        ("STATUS", shown.status, {}),
        ("DTSTART", shown.start, {}),
        ("DTEND", shown.end, {}),
        ("DTSTAMP", shown.changed, {}),
        ("LAST-MODIFIED", shown.changed, {}),
        ("CREATED", shown.announced, {}),
        ("SUMMARY", summary.unescape(), _marked(context, [shown.title])),
        ("DESCRIPTION", _description(context, shown, link), _marked(context, _quoted(shown))),
        ("URL", link, {}),
        ("CATEGORIES", [category.unescape() for category in categories], {}),
        ("TRANSP", "TRANSPARENT", {}),
    ]


def _quoted(shown: CalendarEvent) -> tuple[Words, ...]:
    """What authors say in the description."""
    return (*shown.reason, *shown.failing, *shown.workaround, shown.called, shown.newest)


def _marked(context: Edition, texts: Iterable[Words]) -> dict[str, str]:
    """The language of *texts*, if all of them are in one, and it is another than the calendar's.

    What is in the calendar's own has no mark, for simple clients stumble over it.
    """
    languages = {each.lang for each in texts if each.text}
    return {"LANGUAGE": languages.pop()} if len(languages) == 1 and context.locale not in languages else {}


def _site(context: Edition) -> str:
    return context.words(context.config.name).text


# ---- the description of an event


def _description(context: Edition, shown: CalendarEvent, link: str) -> str:
    """The facts, then the link, so that it stays where a client cuts long texts, then what was said last."""
    say = context.language.gettext
    parts = ["\n".join(_facts(context, shown)), link]
    if shown.by_clock:
        at, status = shown.by_clock
        parts.append(_at(context, at, labels.automatic_words(context.language, status)))
    heading = _at(context, shown.said, shown.called.text or say(shown.word).unescape())
    parts.append(f"{heading}\n{plain(shown.newest.text, shown.pictures)}".rstrip())
    return "\n\n".join(parts)


def _at(context: Edition, moment: datetime, said: str) -> str:
    language = context.language
    return language.gettext("{level}: {headline}", level=language.moment(moment), headline=said).unescape()


def _facts(context: Edition, shown: CalendarEvent) -> Iterator[str]:
    """A line for each, and for each of several things."""
    language = context.language
    say = language.gettext

    def line(key: str, text: object) -> str:
        return say("{key}: {text}", key=say(key), text=text).unescape()

    yield line(N_("Status"), say(shown.standing))
    if shown.emergency:
        yield line(N_("Announced"), f"{language.moment(shown.announced)} · {say('Emergency').unescape()}")
    if shown.before:
        yield line(N_("Moved from"), context.window(*shown.before).striptags())
    if shown.begun:
        yield line(N_("Begun"), language.moment(shown.begun))
    if shown.begun and shown.finished and shown.confirmed:
        took = language.duration(shown.finished - shown.begun).unescape()
        yield line(N_("Finished"), f"{language.moment(shown.finished)} ({took})")
    elif shown.finished:
        yield line(N_("Finished"), say("Nobody has confirmed the end yet."))
    for reason in shown.reason:
        yield line(N_("Reason"), reason.text)
    if shown.components:
        names = [context.words(context.components[component].name).text for component in shown.components]
        yield line(N_("Components"), language.enumeration(names))
    failing = labels.FAILING[shown.tense]
    if len(shown.failing) == 1:
        yield line(failing, shown.failing[0].text)
    elif shown.failing:
        yield line(failing, "").rstrip()
        yield from (f"- {each.text}" for each in shown.failing)
    for workaround in shown.workaround:
        yield line(N_("Workaround"), workaround.text)


# ---- Markdown as plain text of several lines


def plain(source: str, pictures: Iterable[str] = ()) -> str:
    """A Markdown text as people write it in a letter: paragraphs, `- ` before items, addresses in brackets."""
    known = {name: markdown.Picture("", 0, 0) for name in pictures}
    letter = _Letter()
    letter.feed(markdown.html(source, images=known))
    letter.close()
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +\n", "\n", "".join(letter.written))).strip()


_PARAGRAPHS = ("p", "pre", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")


class _Letter(HTMLParser):
    """Reads the HTML that Markdown becomes here."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self._lists: list[Iterator[str]] = []
        """What stands before the items of each list that is open."""
        self._target = ""
        self._text = 0
        """Where the text of a link begins."""
        self._exact = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a list, an item, a link or code; name a picture."""
        values = dict(attrs)
        if tag in ("ul", "ol"):
            first = int(values.get("start") or 1)
            self._lists.append(repeat("- ") if tag == "ul" else (f"{number}. " for number in count(first)))
        elif tag == "li":
            self._begin_line()
            self.written.append("  " * (len(self._lists) - 1) + next(self._lists[-1]))
        elif tag == "a":
            self._target, self._text = values.get("href") or "", len(self.written)
        elif tag == "img":
            self.written.append(values.get("alt") or "")
        elif tag == "br":
            self.written.append("\n")
        elif tag == "pre":
            self._exact = True

    def handle_endtag(self, tag: str) -> None:
        """End what has begun."""
        if tag == "a":
            self._end_link()
        elif tag == "pre":
            self._exact = False
        elif tag in ("ul", "ol"):
            self._lists.pop()
        if tag in ("li", "tr") or (tag in ("ul", "ol") and self._lists):
            self._begin_line()
        elif tag in ("td", "th"):
            self.written.append(" ")
        elif tag in _PARAGRAPHS:
            self.written.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Words; a line break is a space, or stands between elements and says nothing."""
        if not self._exact:
            spaced = not self.written or self.written[-1].endswith(("\n", " "))
            data = (data.lstrip("\n") if spaced else data).replace("\n", " ")
        if data:
            self.written.append(data)

    def _end_link(self) -> None:
        """Name the address, where it is not the text already; the way back from a footnote is for pages alone."""
        target = self._target.removeprefix("mailto:")
        if target.startswith("#fnref"):
            del self.written[self._text :]
        elif not target.startswith("#") and target != "".join(self.written[self._text :]):
            self.written.append(f" ({target})")

    def _begin_line(self) -> None:
        if self.written and not self.written[-1].endswith("\n"):
            self.written.append("\n")
