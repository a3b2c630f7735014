"""What the product's own edge serves while the product is down: /503.html, /503.json, and a page for each window.

The page is one file that asks for nothing but, with JavaScript, now and then `/status.json`. It holds every language,
is right without JavaScript, and fits into the narrowest place that serves it (`limits`); what does not fit is a
problem, never a page cut short. What it gives as the reason is decided in `state.cause`.
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
from sitegen.derive.snapshot import MAX_COMING, Level, Snapshot, State
from sitegen.model import File, Impact, Status, Text
from sitegen.outputs.limits import MAX_UNAVAILABLE_PAGE, MAX_UNAVAILABLE_PROBLEM, UNAVAILABLE_MARK
from sitegen.present import labels, views
from sitegen.problems import Problem
from sitegen.theme.edition import Edition, iso
from sitegen.theme.policy import unavailable_policy

SPARE_BYTES = 100
"""Bytes of a page that are left for what time alone makes longer, such as the name of a month."""
MAX_QUOTE_LENGTH = 140
"""Characters of the newest update that a page quotes."""
_VERSION = 8
"""Digits of a version that a page keeps: enough to see that it is another one."""

_ANY = ("0" * _VERSION,) * (MAX_COMING + 1)
"""As many versions as a page ever has to know."""


class GivenReason(NamedTuple):
    """What is given as the reason, and the incident that is named beside a window."""

    cause: Entry | None
    beside: IncidentView | None = None


ComingReasons = tuple[tuple[datetime, GivenReason], ...]
"""What will be the reason, and from when on."""


def files(snapshot: Snapshot, every: Sequence[Edition]) -> Iterator[File]:
    """The page, the same for programs, and a page for each window."""
    contexts = tuple(every)
    now, reason = snapshot.now, _reason(snapshot.state)
    known = _known(snapshot)
    coming = tuple((state.at, _reason(state)) for state in snapshot.coming)
    yield File(urls.UNAVAILABLE, render_unavailable, (contexts, now, known, reason, coming))
    yield File(urls.PROBLEM, render_unavailable_problem, (contexts[0], now, reason))
    for view in snapshot.maintenances:
        path = urls.window_page(view.slug)
        if view.active:
            yield File(path, render_unavailable, (contexts, now, known, GivenReason(view), _futures(view, snapshot)))
        else:
            yield File(path, render_unavailable, (contexts, None, (), GivenReason(view), ()))


def _reason(state: State) -> GivenReason:
    return GivenReason(state.cause, state.concurrent_incident)


def render_unavailable(
    contexts: tuple[Edition, ...],
    now: datetime | None,
    known: tuple[str, ...],
    reason: GivenReason,
    coming: ComingReasons,
) -> bytes:
    """The page as of *now*, with as much of what the clock will make of it as fits; None: it changes no more.

    What stands beside a reason gives way first.
    """
    present, changes = _scenes(contexts, reason, coming)
    page = _page(contexts, now, known, reason.cause, present, changes)
    if len(page) > MAX_UNAVAILABLE_PAGE and any(one.beside for one in (reason, *(later for _, later in coming))):
        alone = tuple((at, GivenReason(later.cause)) for at, later in coming)
        return render_unavailable(contexts, now, known, GivenReason(reason.cause), alone)
    while len(page) > MAX_UNAVAILABLE_PAGE and changes:
        changes.pop()
        page = _page(contexts, now, known, reason.cause, present, changes)
    return page


def render_unavailable_problem(context: Edition, now: datetime, reason: GivenReason) -> bytes:
    """The same for programs: a problem document (RFC 9457), with what is known in members of our own."""
    document = _problem_document(context, now, reason)
    if len(document) > MAX_UNAVAILABLE_PROBLEM and reason.beside:
        return _problem_document(context, now, GivenReason(reason.cause))
    return document


def _problem_document(context: Edition, now: datetime, reason: GivenReason) -> bytes:
    cause = reason.cause
    incident = cause if isinstance(cause, IncidentView) else reason.beside
    document: dict[str, object] = {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": _detail(context, cause),
        "generator": UNAVAILABLE_MARK,
        "written": iso(now),
        "status_page": context.urls.full(urls.INDEX),
    }
    if isinstance(cause, MaintenanceView):
        window = {"start": iso(cause.start), "end": iso(cause.end), "state": labels.maintenance_stage(cause)}
        document["maintenance"] = {**window, "url": context.urls.full(urls.maintenance(cause.slug))}
    if incident is not None:
        about = {"started": iso(incident.began), "impact": incident.impact.value, "state": incident.status.value}
        document["incident"] = {**about, "url": context.urls.full(urls.incident(incident.slug))}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _detail(context: Edition, cause: Entry | None) -> str:
    kicker = _kicker(context, cause)
    if cause is None:
        return kicker.unescape()
    title = context.words(cause.title).text
    return context.language.gettext("{level}: {headline}", level=kicker, headline=title).unescape()


def oversized(snapshot: Snapshot, every: Sequence[Edition]) -> list[Problem]:
    """What could be the reason one day and does not fit, each with what takes most of the room.

    Each is measured as it will take most room, so that no problem appears because time passes.
    """
    contexts = tuple(every)
    now = _longest(snapshot.now, contexts)
    bare = len(_page(contexts, now, _ANY, None, _scene(contexts, GivenReason(None), 0), ()))
    if bare > MAX_UNAVAILABLE_PAGE - SPARE_BYTES:
        limit = MAX_UNAVAILABLE_PAGE - SPARE_BYTES
        message = f"expected a 503 page of at most {limit:,} bytes, found {bare:,} before any reason is given"
        return [
            Problem("site.yml", snapshot.config.line_of("links"), "links", message, "Take out links, or languages.")
        ]
    entries: list[Entry] = [*snapshot.state.incidents, *(view for view in snapshot.maintenances if view.active)]
    found = []
    for view in map(_at_its_longest, entries):
        size = len(_page(contexts, now, _ANY, view, *_scenes(contexts, GivenReason(view), _past_its_end(view))))
        if size > MAX_UNAVAILABLE_PAGE - SPARE_BYTES:
            found.append(_problem(view, size, contexts))
        elif len(render_unavailable_problem(contexts[0], now, GivenReason(view))) > MAX_UNAVAILABLE_PROBLEM:
            message = f"expected a title that fits into {MAX_UNAVAILABLE_PROBLEM:,} bytes of {urls.PROBLEM}"
            found.append(Problem(view.path, 1, "title", message, "Shorten it."))
    return found


def _longest(now: datetime, contexts: Sequence[Edition]) -> datetime:
    """A moment of the same year that takes most room to write: what fits on it fits on every day."""
    days = (now.replace(month=month, day=28) for month in range(1, 13))
    return max(days, key=lambda day: sum(len(context.language.moment(day).encode()) for context in contexts))


def _at_its_longest(view: Entry) -> Entry:
    """An entry as it takes most room: late with all that was promised, and its window open."""
    due, eta = view.next_update is not None, view.facts.eta is not None
    if not isinstance(view, MaintenanceView):
        return replace(view, overdue=due, past_eta=eta)
    status = Status.IN_PROGRESS if view.upcoming else view.status
    return replace(view, status=status, late=False, overrun=False, elapsed=100, overdue=due, past_eta=eta)


def _past_its_end(view: Entry) -> ComingReasons:
    return ((view.end, GivenReason(replace(view, overrun=True))),) if isinstance(view, MaintenanceView) else ()


def _problem(view: Entry, size: int, contexts: Sequence[Edition]) -> Problem:
    weights = sorted(_weights(view, contexts), reverse=True)[:2]
    most = " and ".join(f"{name} ({weight:,} bytes in all languages)" for weight, name in weights if weight)
    message = f"expected texts that fit into a 503 page of {MAX_UNAVAILABLE_PAGE - SPARE_BYTES:,} bytes, found {size:,}"
    return Problem(view.path, 1, weights[0][1], message, f"Shorten {most}; whoever is locked out reads only this.")


def _weights(view: Entry, contexts: Sequence[Edition]) -> Iterator[tuple[int, str]]:
    facts = view.facts
    texts: Mapping[str, Sequence[Text]] = {
        "title": (view.title,),
        "not_working": facts.not_working or (),
        "still_working": facts.still_working or (),
        "workaround": (facts.workaround,) if facts.workaround else (),
    }
    for name, said in texts.items():
        yield sum(len(context.words(text).text.encode()) for context in contexts for text in said), name


def _known(snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(name[:_VERSION] for name in ids.coming_versions(snapshot.state, snapshot.coming))


def _futures(view: Entry, snapshot: Snapshot) -> ComingReasons:
    return tuple((at, GivenReason(later)) for at, later in snapshot.futures.get(view.path, ()))


def _scenes(
    contexts: Sequence[Edition], reason: GivenReason, coming: ComingReasons
) -> tuple[views.PageState, list[views.Fragment]]:
    elapsed = (reason.cause.elapsed or 0) if isinstance(reason.cause, MaintenanceView) else 0
    present = _scene(contexts, reason, elapsed)
    return present, views.fragments(present, ((at, _scene(contexts, later, elapsed)) for at, later in coming))


def _page(
    contexts: Sequence[Edition],
    now: datetime | None,
    known: Iterable[str],
    cause: Entry | None,
    present: views.PageState,
    changes: Sequence[views.Fragment],
) -> bytes:
    first = contexts[0]
    ask = first.urls.full(urls.HEALTH)
    written = now or (cause.changed if cause else None)
    return first.render(
        "503.html",
        mark=UNAVAILABLE_MARK,
        first=first,
        every=contexts,
        ask=ask,
        built=now,
        known=tuple(known),
        # Between double quotes an apostrophe needs no escape, and there are many.
        policy=Markup(escape(unavailable_policy(first.theme, ask)).replace("&#39;", "'")),
        style=Markup(first.theme.unavailable_style),
        script=Markup(first.theme.unavailable_script),
        title=first.title(_kicker(first, cause)),
        heading=_each(contexts, first.config.name),
        places=[
            (one.url, _each(contexts, one.name)) for one in first.config.links if one.url != first.config.support.url
        ],
        articles=[
            context.render("503/article.html", regions=_of(context, present), written=written) for context in contexts
        ],
        changes=changes,
    ).encode()


def _each(contexts: Sequence[Edition], text: Text) -> Markup:
    """A text in every language that has one of its own."""
    said = {context.words(text).text: context for context in reversed(contexts)}
    own = [Markup('<span lang="{}">{}</span>').format(context.locale, text) for text, context in said.items()]
    return Markup(" · ").join(reversed(own)) if len(own) > 1 else escape(next(iter(said)))


def _of(context: Edition, scene: views.PageState) -> list[Markup]:
    return [region for name, region in scene.regions.items() if name.partition("-")[2] == context.locale]


def _scene(contexts: Sequence[Edition], reason: GivenReason, elapsed: int) -> views.PageState:
    """What stands in the page for a reason, in every language; a script counts on from *elapsed*."""
    regions: dict[str, Markup] = {}
    for context in contexts:
        for name, region in _regions(context, reason, elapsed).items():
            regions[f"{name}-{context.locale}"] = region
    return views.PageState(regions=regions)


def _regions(context: Edition, reason: GivenReason, elapsed: int) -> dict[str, Markup]:
    """The parts of an article, those that change by the clock apart from those that do not, for they stand twice."""
    cause = reason.cause
    if cause is None or not cause.active:
        place = urls.maintenance(cause.slug) if cause else urls.INDEX
        return {
            "k": context.render("503/kicker.html", kicker="", tone="none"),
            "h": context.render("503/unknown.html", view=cause, place=place),
            "p": context.render("503/progress.html", stated=None, start=None),
            "n": context.render("503/next.html", view=None),
            "f": context.render("503/facts.html", works=views.WhatWorks("now"), workaround=None, components=()),
        }
    window = cause if isinstance(cause, MaintenanceView) else None
    said = views.news(cause)
    return {
        "k": context.render("503/kicker.html", kicker=_kicker(context, cause), tone=views.tone(cause)),
        "h": context.render(
            "503/head.html",
            view=cause,
            place=urls.maintenance(cause.slug) if window else urls.incident(cause.slug),
            gist=context.gist(said, most=MAX_QUOTE_LENGTH) if said else None,
            is_window=window is not None,
            beside=reason.beside,
            beside_kicker=_kicker(context, reason.beside),
            abroad=window is not None and any(map(context.is_abroad, (window.start, window.end))),
        ),
        "p": context.render(
            "503/progress.html",
            stated=cause.facts.progress,
            start=window.start if window and window.as_planned else None,
            end=window.end if window else None,
            elapsed=elapsed,
        ),
        "n": context.render("503/next.html", view=cause),
        "f": context.render(
            "503/facts.html",
            works=views.what_works(cause),
            workaround=cause.facts.workaround,
            components=views.concerned(cause),
        ),
    }


def _kicker(context: Edition, cause: Entry | None) -> Markup:
    """The reason in a few words."""
    if cause is None or not cause.active:
        return context.language.gettext("Temporarily unavailable")
    if isinstance(cause, MaintenanceView):
        return context.language.gettext(labels.EDGE_HEADLINE[labels.maintenance_stage(cause)])
    level = Level.NOTICE if cause.impact is Impact.NONE else Level(cause.impact.value)
    return context.language.gettext(labels.LEVEL[level])
