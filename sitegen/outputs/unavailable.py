"""What the product's own edge serves while the product is down: /503.html, /503.json, and a page for each window.

The page is one file that loads nothing; with JavaScript it polls `/status.json`. It contains every language, is correct
without JavaScript, and fits the smallest server limit (`limits`): what does not fit is reported as a problem and never
truncated. `State.cause` decides which reason it gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup, escape

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.levels import Level
from sitegen.derive.snapshot import MAX_COMING, Snapshot, State
from sitegen.model import Config, File, Status, Text
from sitegen.outputs.limits import MAX_UNAVAILABLE_PAGE, MAX_UNAVAILABLE_PROBLEM, PREVIEW_MARK, UNAVAILABLE_MARK
from sitegen.present import affected, changes, labels, lines
from sitegen.present.language import TextForm
from sitegen.present.latest import latest_words
from sitegen.present.lines import entry_address
from sitegen.present.writers import Writer
from sitegen.problems import Problem
from sitegen.theme.edition import Edition
from sitegen.theme.policy import unavailable_policy
from sitegen.times import iso

SPARE_BYTES = 100
"""Bytes kept free for what grows as time passes, such as the name of a month."""
MAX_QUOTE_LENGTH = 140
"""Characters of the newest update that a page quotes."""
_VERSION_DIGITS = 8
"""Digits of a version that a page keeps: enough to notice a different one."""

_MAX_VERSIONS = ("0" * _VERSION_DIGITS,) * (MAX_COMING + 1)
"""As many versions as a page ever has to know, to measure it."""


class GivenReason(NamedTuple):
    """What the page gives as the reason, and the incident that it names beside a maintenance."""

    cause: Entry | None
    concurrent: IncidentView | None = None


ComingReasons = tuple[tuple[datetime, GivenReason], ...]
"""Later reasons, each with the moment from which it is given."""


def files(snapshot: Snapshot, editions: tuple[Edition, ...]) -> Iterator[File]:
    """The page, the document for programs, and a page for each window."""
    now, reason = snapshot.now, _reason(snapshot.state)
    known = tuple(name[:_VERSION_DIGITS] for name in ids.coming_versions(snapshot.state, snapshot.coming))
    coming = tuple((state.at, _reason(state)) for state in snapshot.coming)
    yield File(urls.UNAVAILABLE, render_unavailable, (editions, now, known, reason, coming))
    yield File(urls.PROBLEM, render_unavailable_problem, (editions[0], now, reason))
    for view in snapshot.maintenances:
        futures = tuple((at, GivenReason(later)) for at, later in snapshot.futures.get(view.path, ()))
        live = (now, known, GivenReason(view), futures) if view.active else (None, (), GivenReason(view), ())
        for slug in (view.slug, *ids.former_slugs(view)):
            yield File(urls.window_page(slug), render_unavailable, (editions, *live))


def _reason(state: State) -> GivenReason:
    return GivenReason(state.cause, state.concurrent_incident)


def render_unavailable(
    editions: tuple[Edition, ...],
    now: datetime | None,
    known: tuple[str, ...],
    reason: GivenReason,
    coming: ComingReasons,
) -> bytes:
    """The page as of *now*, with as many of its later states as fit; without *now* it has no later state.

    Where space is short, concurrent incidents are dropped first, then the latest states. The marks of a preview, which
    the check of the texts does not count, may take so much that the page gives no reason.
    """
    present, changes = _page_states(editions, reason, coming)
    page = _page(editions, now, known, reason.cause, present, changes)
    if len(page) > MAX_UNAVAILABLE_PAGE and any(one.concurrent for one in (reason, *(later for _, later in coming))):
        alone = tuple((at, GivenReason(later.cause)) for at, later in coming)
        return render_unavailable(editions, now, known, GivenReason(reason.cause), alone)
    while len(page) > MAX_UNAVAILABLE_PAGE and changes:
        changes.pop()
        page = _page(editions, now, known, reason.cause, present, changes)
    if len(page) > MAX_UNAVAILABLE_PAGE and now and reason.cause and editions[0].config.preview_of is not None:
        return render_unavailable(editions, now, known, GivenReason(None), ())
    return page


def render_unavailable_problem(edition: Edition, now: datetime, reason: GivenReason) -> bytes:
    """The reason for programs: a problem document (RFC 9457) with extension members."""
    document = _problem_document(edition, now, reason)
    if len(document) > MAX_UNAVAILABLE_PROBLEM and reason.concurrent:
        return _problem_document(edition, now, GivenReason(reason.cause))
    return document


def _problem_document(edition: Edition, now: datetime, reason: GivenReason) -> bytes:
    cause = reason.cause
    incident = cause if isinstance(cause, IncidentView) else reason.concurrent
    detail = _kicker(edition.text, cause)
    if cause is not None:
        say, title = edition.text.messages.gettext, edition.text.words(cause.title)
        detail = say("{level}: {headline}", level=detail, headline=title)
    document: dict[str, object] = {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": detail,
        "generator": _mark(edition.config),
        "written": iso(now),
        "status_page": edition.urls.full(urls.INDEX),
    }
    if isinstance(cause, MaintenanceView):
        window = {"start": iso(cause.start), "end": iso(cause.end), "state": cause.timed_status}
        document["maintenance"] = {**window, "url": edition.urls.full(urls.maintenance(cause.slug))}
    if incident is not None:
        about = {"started": iso(incident.began), "impact": incident.impact.value, "state": incident.status.value}
        document["incident"] = {**about, "url": edition.urls.full(urls.incident(incident.slug))}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def oversized(snapshot: Snapshot, editions: Sequence[Edition]) -> list[Problem]:
    """Problems of entries that could become the reason and do not fit, each naming its longest texts.

    Every entry is measured in its longest state, so that no problem appears merely because time passes.
    """
    limit = MAX_UNAVAILABLE_PAGE - SPARE_BYTES
    now = _longest_moment(snapshot.now, editions)
    bare = len(_page(editions, now, _MAX_VERSIONS, None, _page_state(editions, GivenReason(None), 0), ()))
    if bare > limit:
        message = f"expected a 503 page of at most {limit:,} bytes, found {bare:,} before any reason is given"
        line = snapshot.config.line_of("links")
        return [Problem("site.yml", line, "links", message, "Take out links, or languages.")]
    entries: list[Entry] = [*snapshot.state.incidents, *(view for view in snapshot.maintenances if view.active)]
    found = []
    for view in map(_in_longest_state, entries):
        overrun = ((view.end, GivenReason(replace(view, overrun=True))),) if isinstance(view, MaintenanceView) else ()
        present, changes = _page_states(editions, GivenReason(view), overrun)
        size = len(_page(editions, now, _MAX_VERSIONS, view, present, changes))
        if size > limit:
            weights = sorted(_weights(view, editions), reverse=True)[:2]
            longest = " and ".join(f"{name} ({weight:,} bytes in all languages)" for weight, name in weights if weight)
            message = f"expected texts that fit into a 503 page of {limit:,} bytes, found {size:,}"
            hint = f"Shorten {longest}; while the product is down its users read only this page."
            found.append(Problem(view.path, 1, weights[0][1], message, hint))
        elif len(render_unavailable_problem(editions[0], now, GivenReason(view))) > MAX_UNAVAILABLE_PROBLEM:
            message = f"expected a title that fits into {MAX_UNAVAILABLE_PROBLEM:,} bytes of {urls.PROBLEM}"
            found.append(Problem(view.path, 1, "title", message, "Shorten it."))
    return found


def _longest_moment(now: datetime, editions: Sequence[Edition]) -> datetime:
    """The day of the same year that takes most bytes to write: what fits on it fits on every day."""
    days = (now.replace(month=month, day=28) for month in range(1, 13))
    return max(days, key=lambda day: sum(len(edition.language.moment(day).encode()) for edition in editions))


def _in_longest_state(view: Entry) -> Entry:
    """An entry in the state that takes most bytes: past each stated time, and its window open."""
    due, eta = view.next_update is not None, view.facts.eta is not None
    if not isinstance(view, MaintenanceView):
        return replace(view, overdue=due, past_eta=eta)
    status = Status.IN_PROGRESS if view.upcoming else view.status
    return replace(view, status=status, late=False, overrun=False, elapsed=100, overdue=due, past_eta=eta)


def _weights(view: Entry, editions: Sequence[Edition]) -> Iterator[tuple[int, str]]:
    facts = view.facts
    fields: Mapping[str, Sequence[Text]] = {
        "title": (view.title,),
        "not_working": facts.not_working or (),
        "still_working": facts.still_working or (),
        "workaround": (facts.workaround,) if facts.workaround else (),
    }
    for name, texts in fields.items():
        yield sum(len(edition.text.words(text).encode()) for edition in editions for text in texts), name


def _page_states(
    editions: Sequence[Edition], reason: GivenReason, coming: ComingReasons
) -> tuple[changes.PageState, list[changes.Fragment]]:
    elapsed = (reason.cause.elapsed or 0) if isinstance(reason.cause, MaintenanceView) else 0
    present = _page_state(editions, reason, elapsed)
    return present, changes.fragments(present, ((at, _page_state(editions, later, elapsed)) for at, later in coming))


def _page(
    editions: Sequence[Edition],
    now: datetime | None,
    known: Iterable[str],
    cause: Entry | None,
    present: changes.PageState,
    changes: Sequence[changes.Fragment],
) -> bytes:
    first, config = editions[0], editions[0].config
    ask = first.urls.full(urls.HEALTH)
    written = now or (cause.changed if cause else None)
    return first.document(
        "503.html",
        mark=_mark(config),
        preview_line=Markup("").join(edition.preview_line for edition in editions),
        first=first,
        every=editions,
        ask=ask,
        built=now,
        known=tuple(known),
        # Between double quotes an apostrophe needs no escape, and there are many.
        policy=Markup(str(escape(unavailable_policy(first.theme, ask))).replace("&#39;", "'")),
        style=Markup(first.theme.unavailable_style),
        script=Markup(first.theme.unavailable_script),
        title=first.title(_kicker(first.text, cause)),
        heading=_each(editions, config.name),
        places=[(one.url, _each(editions, one.name)) for one in config.links if one.url != config.support.url],
        articles=[
            one.finished(one.render("503/article.html", regions=_of(one, present), written=written)) for one in editions
        ],
        changes=changes,
    )


def _mark(config: Config) -> str:
    """What tells edge machines that this is a 503 page of ours, and not of a preview."""
    return UNAVAILABLE_MARK if config.preview_of is None else PREVIEW_MARK


def _each(editions: Sequence[Edition], text: Text) -> Markup:
    """The distinct translations of a text, each marked with its language."""
    variants = {edition.text.words(text): edition for edition in reversed(editions)}
    spans = [Markup('<span lang="{}">{}</span>').format(edition.locale, text) for text, edition in variants.items()]
    return Markup(" · ").join(reversed(spans)) if len(spans) > 1 else escape(next(iter(variants)))


def _of(edition: Edition, state: changes.PageState) -> list[Markup]:
    return [region for name, region in state.regions.items() if name.partition("-")[2] == edition.locale]


def _page_state(editions: Sequence[Edition], reason: GivenReason, elapsed: int) -> changes.PageState:
    """The regions of the page for a reason, in every language; a script counts on from *elapsed* per cent."""
    regions = {
        f"{name}-{edition.locale}": edition.finished(region)
        for edition in editions
        for name, region in _regions(edition, reason, elapsed).items()
    }
    return changes.PageState(regions=regions)


def _regions(edition: Edition, reason: GivenReason, elapsed: int) -> dict[str, Markup]:
    """The regions of one article: those that change with time are apart, since the page holds each state of them."""
    cause = reason.cause
    place = entry_address(cause) if cause else urls.INDEX
    if cause is None or not cause.active:
        return {
            "k": edition.render("503/kicker.html", kicker="", tone="none"),
            "h": edition.render("503/unknown.html", view=cause, place=place),
            "p": edition.render("503/progress.html", stated=None, start=None),
            "n": edition.render("503/next.html", view=None),
            "f": edition.render("503/facts.html", works=affected.WhatWorks("now"), workaround=None, components=()),
        }
    window = cause if isinstance(cause, MaintenanceView) else None
    words = latest_words(cause)
    return {
        "k": edition.render("503/kicker.html", kicker=_kicker(edition.html, cause), tone=lines.tone(cause)),
        "h": edition.render(
            "503/head.html",
            view=cause,
            place=place,
            gist=edition.gist(words, max_length=MAX_QUOTE_LENGTH) if words else None,
            is_window=window is not None,
            beside=reason.concurrent,
            beside_kicker=_kicker(edition.html, reason.concurrent),
            abroad=window is not None and not all(map(edition.language.is_utc, (window.start, window.end))),
        ),
        "p": edition.render(
            "503/progress.html",
            stated=cause.facts.progress,
            start=window.start if window and window.as_planned else None,
            end=window.end if window else None,
            elapsed=elapsed,
        ),
        "n": edition.render("503/next.html", view=cause),
        "f": edition.render(
            "503/facts.html",
            works=affected.what_works(cause),
            workaround=cause.facts.workaround,
            components=affected.concerned(cause),
        ),
    }


def _kicker(writer: Writer[TextForm], cause: Entry | None) -> TextForm:
    """The short label above the reason's title."""
    if cause is None or not cause.active:
        return writer.messages.gettext("Temporarily unavailable")
    if isinstance(cause, MaintenanceView):
        return writer.messages.gettext(labels.EDGE_HEADLINE[cause.timed_status])
    return writer.messages.gettext(labels.LEVEL[Level.of(cause.impact)])
