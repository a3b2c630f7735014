"""/503.html: one file that loads nothing; with JavaScript it polls `/status.json`.

It offers the languages in which its reason is told, and is correct without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from sitegen import urls
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.levels import Level
from sitegen.model import Config, Text
from sitegen.outputs.limits import PREVIEW_MARK, UNAVAILABLE_END, UNAVAILABLE_MARK
from sitegen.outputs.unavailable.shapes import Shape
from sitegen.present import affected, changes, labels, lines
from sitegen.present.language import TextForm, as_html
from sitegen.present.latest import latest_words
from sitegen.present.lines import entry_address
from sitegen.present.writers import Writer, in_language
from sitegen.problems import ContentError, Problem, quoted
from sitegen.theme.edition import Edition
from sitegen.theme.policy import unavailable_policy

MAX_QUOTE_LENGTH = 140
"""Characters of the newest update that a page quotes."""
VERSION_DIGITS = 8
"""Digits of a version that a page keeps: enough to notice a different one."""


class GivenReason(NamedTuple):
    """What the page gives as the reason, and the incident that it names beside a maintenance."""

    cause: Entry | None
    concurrent: IncidentView | None = None

    @property
    def told(self) -> Entry | None:
        """The cause while it is one."""
        return self.cause if self.cause is not None and self.cause.active else None


ComingReasons = tuple[tuple[datetime, GivenReason], ...]
"""Later reasons, each with the moment from which it is given."""


class UnavailablePage:
    """The page for a reason, in any shape."""

    def __init__(
        self,
        editions: tuple[Edition, ...],
        now: datetime | None,
        known: Iterable[str],
        reason: GivenReason,
        coming: ComingReasons = (),
    ) -> None:
        """*now* is None for a page that is right at any moment, and asks for no news."""
        self._editions = editions
        self._now, self._known, self._reason, self._coming = now, tuple(known), reason, coming
        self.spoken = _spoken(editions, reason.told)
        """The languages that it offers."""
        reasons = (reason, *(later for _, later in coming))
        told = [one.told for one in reasons if one.told]
        self._tells = bool(told)
        """Whether a reason is told, now or in a later state."""
        self.whole = Shape(
            items=max((len(_items(view)) for view in told), default=0),
            languages=len(self.spoken),
            links=len(_contacts(self.spoken)),
            quote=any(map(latest_words, told)),
            working=any(view.facts.still_working for view in told),
            workaround=any(view.facts.workaround for view in told),
            beside=any(one.concurrent for one in reasons),
            reason=any(one.cause for one in reasons),
            asking=now is not None,
        )
        self._states = lru_cache(maxsize=1)(self._page_states)
        # Whoever looks for the shape that fits comes back to the last one.
        self.render = lru_cache(maxsize=1)(self._render)

    def count_later(self, shape: Shape) -> int:
        """How many later states there are."""
        return len(self._states(shape)[1])

    def _render(self, shape: Shape, later: int) -> bytes:
        """The page in a shape, with so many of its later states, from the first."""
        first, spoken = self._editions[0], self.spoken[: shape.languages]
        marked = self._editions if shape.languages == self.whole.languages else spoken
        present, scheduled = self._states(shape)
        cause = self._reason.cause if shape.reason else None
        now = self._now if shape.asking else None
        ask = first.urls.full(urls.HEALTH) if shape.asking else None
        made = first.document(
            "503.html",
            mark=mark_of(first.config),
            preview_line=Markup("").join(edition.preview_line for edition in marked),
            first=first,
            every=spoken,
            ask=ask,
            built=now,
            known=self._known,
            # Between double quotes an apostrophe needs no escape, and there are many.
            policy=Markup(str(escape(unavailable_policy(first.theme, ask))).replace("&#39;", "'")),
            style=Markup(first.theme.unavailable_style),
            script=Markup(first.theme.unavailable_script),
            title=first.title(kicker(first.text, cause)),
            heading=_each(spoken, first.config.name),
            contacts=_contacts(spoken)[: shape.links],
            articles=[self._article(one, present) for one in spoken],
            changes=scheduled[:later],
        )
        _known_at_an_edge(first, made)
        return made

    def _article(self, edition: Edition, state: changes.PageState) -> Markup:
        """The page in one language, without the regions that no reason will ever fill."""
        used = "khnf" if self._tells else "kh"
        parts = ((name.partition("-"), region) for name, region in state.regions.items())
        regions = [region for (kind, _, locale), region in parts if locale == edition.locale and kind in used]
        cause = self._reason.cause
        written = self._now or (cause.changed if cause else None)
        assert written is not None, "a page that is right at any moment tells of an entry"
        return edition.whole(
            "503/article.html", regions=regions, written=edition.away.time(written), tells_times=self._tells
        )

    def _page_states(self, shape: Shape) -> tuple[changes.PageState, list[changes.Fragment]]:
        reason, coming = (self._reason, self._coming) if shape.reason else (GivenReason(None), ())
        elapsed = (reason.cause.elapsed or 0) if isinstance(reason.cause, MaintenanceView) else 0
        spoken = self.spoken[: shape.languages]
        present, *later = (
            _page_state(spoken, one, elapsed, shape, self._now) for one in (reason, *(later for _, later in coming))
        )
        return present, changes.fragments(present, zip((at for at, _ in coming), later, strict=True))


def mark_of(config: Config) -> str:
    """What tells edge machines that this is a 503 page of ours, and not of a preview."""
    return UNAVAILABLE_MARK if config.preview_of is None else PREVIEW_MARK


def _known_at_an_edge(edition: Edition, made: bytes) -> None:
    """Raises ContentError for a page that no edge machine would fetch; a theme may have a template of its own."""
    mark = f'<meta name="generator" content="{mark_of(edition.config)}">'
    faults = []
    if mark.encode() not in made:
        faults.append(f"expected {mark} near the beginning, by which edge machines know this page, found none")
    last = made.decode().removesuffix("\n").rpartition("\n")[2]
    if not last.endswith(UNAVAILABLE_END):
        wanted = f"expected {UNAVAILABLE_END} at the end, by which edge machines know that this page is whole"
        faults.append(f"{wanted}, found {quoted(last)}")
    if faults:
        raise ContentError([Problem(edition.theme.label("503.html"), 0, "", message) for message in faults])


def _spoken(editions: tuple[Edition, ...], told: Entry | None) -> tuple[Edition, ...]:
    """The first language, and those in which an entry has words of its own; all, where no entry is told."""
    if told is None:
        return editions
    texts = [told.title, *(told.facts.not_working or ()), latest_words(told) or told.title]
    own = {words.lang for edition in editions for text in texts if (words := text.to(edition.locale))}
    return (editions[0], *(edition for edition in editions[1:] if edition.locale in own))


def _contacts(editions: Sequence[Edition]) -> list[tuple[str, Markup]]:
    """Where to turn to: addresses with their names."""
    config = editions[0].config
    support = config.support
    found = []
    if support.url:
        found.append((support.url, escape(support.url.removeprefix("https://"))))
    if support.email:
        found.append((f"mailto:{support.email}", escape(support.email)))
    if support.phone:
        found.append((f"tel:{support.phone.replace(' ', '')}", escape(support.phone)))
    return found + [(one.url, _each(editions, one.name)) for one in config.links if one.url != support.url]


def _each(editions: Sequence[Edition], text: Text) -> Markup:
    """The distinct translations of a text, each marked with its language."""
    variants = {edition.text.words(text): edition for edition in reversed(editions)}
    spans = [
        Markup("<span{}>{}</span>").format(in_language(edition.locale, text), text)
        for text, edition in variants.items()
    ]
    return Markup(" · ").join(reversed(spans)) if len(spans) > 1 else escape(next(iter(variants)))


def _page_state(
    editions: Sequence[Edition], reason: GivenReason, elapsed: int, shape: Shape, now: datetime | None
) -> changes.PageState:
    """The regions of the page for a reason, in every language; a script counts on from *elapsed* per cent."""
    regions = {
        f"{name}-{edition.locale}": edition.finished(as_html(str(region).replace(">\n<", "><")))
        for edition in editions
        for name, region in _regions(edition, reason, elapsed, shape, now).items()
    }
    return changes.PageState(regions=regions)


def _regions(
    edition: Edition, reason: GivenReason, elapsed: int, shape: Shape, now: datetime | None
) -> dict[str, Markup]:
    """The regions of one article: those that change with time are apart, since the page holds each state of them."""
    view = reason.told
    if view is None:
        return {
            "k": edition.render("503/kicker.html", kicker="", tone="none"),
            "h": edition.render("503/unknown.html", view=reason.cause, place=_place(reason.cause)),
            "n": edition.render("503/next.html", view=None),
            "f": edition.render("503/facts.html", view=None),
        }
    window = view if isinstance(view, MaintenanceView) else None
    since = view.since if isinstance(view, IncidentView) else view.start
    words = latest_words(view) if shape.quote else None
    works = affected.what_works(view) or affected.WhatWorks("now")
    return {
        "k": edition.render("503/kicker.html", kicker=kicker(edition.html, view), tone=lines.tone(view)),
        "h": edition.render(
            "503/head.html",
            view=view,
            place=_place(view),
            is_window=window is not None,
            year=edition.language.year(now) if now else None,
            away=edition.away,
            beside=reason.concurrent if shape.beside else None,
            beside_kicker=kicker(edition.html, reason.concurrent),
            abroad=window is not None and not all(map(edition.language.is_utc, (window.start, window.end))),
        ),
        "n": edition.render(
            "503/next.html",
            view=view,
            beside=since,
            away=edition.away,
            start=window.start if window and window.as_planned else None,
            end=window.end if window else None,
            elapsed=elapsed,
        ),
        "f": edition.render(
            "503/facts.html",
            view=view,
            gist=edition.gist(words, max_length=MAX_QUOTE_LENGTH) if words else None,
            works=works._replace(failing=works.failing[: shape.items], working=works.working if shape.working else ()),
            workaround=view.facts.workaround if shape.workaround else None,
            components=affected.concerned(view)[: shape.items],
            more=len(_items(view)[shape.items :]),
        ),
    }


def _place(cause: Entry | None) -> str:
    return entry_address(cause) if cause else urls.INDEX


def _items(view: Entry) -> Sequence[object]:
    """What an article lists as affected: what fails, else the components concerned."""
    return view.facts.not_working or affected.concerned(view)


def kicker(writer: Writer[TextForm], cause: Entry | None) -> TextForm:
    """The short label above the reason's title."""
    if cause is None or not cause.active:
        return writer.messages.gettext("Temporarily unavailable")
    if isinstance(cause, MaintenanceView):
        return writer.messages.gettext(labels.WINDOW_HEADLINE[cause.timed_status])
    return writer.messages.gettext(labels.LEVEL[Level.of(cause.impact)])
