"""Files that hosts and crawlers read: 404.html, redirects, the site map, robots.txt, headers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import NamedTuple

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.entries import Entry
from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Text
from sitegen.present.lines import entry_address
from sitegen.theme.edition import Edition
from sitegen.theme.policy import site_policy
from sitegen.times import iso

MAX_MAP_ADDRESSES = 50_000
"""Addresses that one site map may have (sitemaps.org)."""
MAX_WHOLE_MAP = 1_000
"""Addresses up to which all stand in one site map."""
_Place = tuple[str, datetime | None]
"""An address, and when what is there last changed visibly, if that is known."""
_NOT_LISTED = "  X-Robots-Tag: noindex\n"


def files(snapshot: Snapshot, editions: Sequence[Edition]) -> Iterator[File]:
    """All of them; redirects both as pages and in the file that some hosts read."""
    first = editions[0]
    for edition in editions:
        yield edition.file(urls.NOT_FOUND, render_not_found, tuple(one for one in editions if one is not edition))
    moved = tuple(_moved(snapshot))
    by_locale = {edition.locale: edition for edition in editions}
    for one in moved:
        yield by_locale[one.locale].file(one.old, render_redirect, one.new, one.entry.title)
    yield from _maps(snapshot, first)
    yield File(urls.ROBOTS, render_robots, (first,))
    pictures = any(one.pictures for one in snapshot.outlines.values())
    yield File(urls.HOST_HEADERS, render_headers, (first, pictures))
    lines = tuple((one.old, one.new, one.locale) for one in moved)
    yield File(urls.HOST_REDIRECTS, render_redirects, (first, lines))


def alias_origins(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """The content file and the alias of each redirect, by the path of its page."""
    paths = urls.Urls(snapshot.config.url, snapshot.config.locales)
    return {paths.path(one.old, one.locale): (one.entry.path, one.alias) for one in _moved(snapshot)}


class _Moved(NamedTuple):
    """An old address that leads to a new one."""

    entry: Entry
    alias: str
    """As its author wrote it."""
    old: str
    new: str
    locale: str


def _moved(snapshot: Snapshot) -> Iterator[_Moved]:
    """The old addresses of each entry: of a former name in every language, with that of its postmortem."""
    locales = snapshot.config.locales
    for entry in snapshot.entries:
        if not entry.aliases:
            continue
        former = {entry_address(entry, slug): slug for slug in ids.former_slugs(entry)}
        for alias in entry.aliases:
            old, new = urls.alias(alias), entry_address(entry)
            if old == new:  # It has its first name again.
                continue
            yield _Moved(entry, alias, old, new, locales[0])
            slug = former.get(old)
            if slug is None:
                continue
            for locale in locales[1:]:
                yield _Moved(entry, alias, old, new, locale)
            if snapshot.outlines[entry.path].explained:
                for locale in locales:
                    yield _Moved(entry, alias, urls.postmortem(slug), urls.postmortem(entry.slug), locale)


def promised_paths(snapshot: Snapshot) -> tuple[set[str], re.Pattern[str]]:
    """Case-folded paths that a later build may need, and a pattern for those of months.

    An alias must not take one, or a build would fail on the day when it is needed.
    """
    paths = urls.Urls(snapshot.config.url, snapshot.config.locales)
    addresses = [urls.postmortem(view.slug) for view in snapshot.incidents]
    for view in snapshot.maintenances:
        addresses += urls.window_calendar(view.slug), urls.window_page(view.slug)
    found = {paths.path(address, locale) for address in addresses for locale in snapshot.config.locales}
    locales = "|".join(re.escape(locale) for locale in snapshot.config.locales)
    months = re.compile(rf"(?:(?:{locales})/)?{urls.HISTORY}\d{{4}}-\d{{2}}/.*", re.IGNORECASE)
    return {path.casefold() for path in found}, months


def render_not_found(edition: Edition, others: tuple[Edition, ...]) -> bytes:
    """The page for unknown addresses; it links *others*, since hosts serve one for all languages."""
    say = edition.text.messages.gettext
    return edition.page(
        "404.html",
        urls.NOT_FOUND,
        title=edition.title(say("Page not found")),
        description=say("There is no page at this address. It may have moved."),
        indexed=False,
        every=others,
    )


def render_redirect(edition: Edition, target: str, title: Text) -> bytes:
    """A page that redirects from an old address to *target*."""
    return edition.page("redirect.html", target, target=target, title=edition.html.words(title))


def render_redirects(edition: Edition, moved: tuple[tuple[str, str, str], ...]) -> bytes:
    """The redirects for hosts that read them from a file (Netlify, Cloudflare Pages)."""
    # Hosts match the old path below the published folder, but send the new one to the browser.
    below = urls.Urls("", edition.config.locales)
    paths = ((below.link(old, locale), edition.urls.link(new, locale)) for old, new, locale in moved)
    lines = (f"{form} {new} 301\n" for old, new in paths for form in dict.fromkeys((old.rstrip("/"), old)))
    return "".join(lines).encode()


def render_headers(edition: Edition, pictures: bool) -> bytes:
    """The headers for hosts that read them from a file (Netlify, Cloudflare Pages)."""
    return f"""/*
  Content-Security-Policy: {site_policy(edition.theme, pictures=pictures)}
  X-Content-Type-Options: nosniff
  X-Frame-Options: DENY
  Referrer-Policy: strict-origin-when-cross-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Access-Control-Allow-Origin: *
{_unlisted(edition)}/{urls.ASSETS}*
  Cache-Control: public, max-age=31536000, immutable
{"".join((*_unlisted_rules(edition), *_polled_rules()))}""".encode()


def _unlisted(edition: Edition) -> str:
    """Keeps what is no page of a preview out of search engines, too."""
    return "" if edition.config.preview_of is None else _NOT_LISTED


def _unlisted_rules(edition: Edition) -> Iterator[str]:
    """Keeps the pages for errors out of search engines, where they are asked for by their own address.

    A header and not an element of the page: sent with 404 or 503 they are not listed anyway, and an edge that sends the
    503 page with 200 by mistake must not take the product's own pages out of search engines.
    """
    if edition.config.preview_of is None:
        every = [edition.urls.path(urls.NOT_FOUND, locale) for locale in edition.config.locales]
        for path in (*every, urls.UNAVAILABLE, urls.window_page("*")):
            yield f"/{path}\n{_NOT_LISTED}"


def _polled_rules() -> Iterator[str]:
    """Rules for what programs poll: it may be a minute old, and hosts may not know its type.

    No path matches two rules with the same header, because hosts join their values.
    """
    types = {
        "api/*": "application/json",
        urls.HEALTH: "application/json",
        urls.PROBLEM: "application/problem+json",
        urls.ENDPOINT: "application/json",
        urls.BADGE: "image/svg+xml",
        # A rule takes one star, and *.json would match other documents too, whose type hosts know.
        **{
            f"*{urls.UPDATES_FEED if ending == urls.JSON_FEED else ''}{ending}": media_type
            for ending, (_, media_type) in urls.FEED_FORMS.items()
        },
        "*.ics": "text/calendar",
    }
    for path, media_type in types.items():
        yield f"/{path}\n  Content-Type: {media_type}; charset=utf-8\n  Cache-Control: public, max-age=60\n"


def render_robots(edition: Edition) -> bytes:
    """Allow everything, and name the site map; a preview says on its pages that none belongs in an index."""
    if edition.config.preview_of is not None:
        return b"User-agent: *\nAllow: /\n"
    return f"User-agent: *\nAllow: /\n\nSitemap: {edition.urls.full(urls.SITEMAP)}\n".encode()


def render_site_map(edition: Edition, places: tuple[_Place, ...]) -> bytes:
    """Addresses in every language, each with the moment of its last visible change."""
    entries = (
        f"<url><loc>{escape(edition.urls.full(address, locale), quote=False)}</loc>{_last_change(changed)}</url>\n"
        for address, changed in places
        for locale in edition.config.locales
    )
    return _xml("urlset", "".join(entries))


def render_map_index(edition: Edition, parts: tuple[_Place, ...]) -> bytes:
    """The index of several site maps, each with the newest change in it, so that a crawler fetches what is new."""
    entries = (
        f"<sitemap><loc>{escape(edition.urls.full(address), quote=False)}</loc>{_last_change(changed)}</sitemap>\n"
        for address, changed in parts
    )
    return _xml("sitemapindex", "".join(entries))


def _last_change(changed: datetime | None) -> str:
    return f"<lastmod>{iso(changed)}</lastmod>" if changed else ""


def _maps(snapshot: Snapshot, edition: Edition) -> Iterator[File]:
    """One map where it is small, else one of each year: those of past years stay as they are, byte for byte."""
    groups = _places(snapshot)
    every = tuple(place for places in groups.values() for place in places)
    languages = len(edition.config.locales)
    if len(every) * languages <= MAX_WHOLE_MAP:
        yield File(urls.SITEMAP, render_site_map, (edition, every))
        return
    limit = MAX_MAP_ADDRESSES // languages
    parts = {
        urls.site_map(f"{name}-{number}" if number > 1 else name): tuple(places[start : start + limit])
        for name, places in groups.items()
        for number, start in enumerate(range(0, len(places), limit), start=1)
    }
    newest = [max((at for _, at in places if at), default=None) for places in parts.values()]
    yield File(urls.SITEMAP, render_map_index, (edition, tuple(zip(parts, newest, strict=True))))
    for address, places in parts.items():
        yield File(address, render_site_map, (edition, places))


def _places(snapshot: Snapshot) -> dict[str, list[_Place]]:
    """What every site has, then what was announced in each year, oldest first: a new entry changes only the end."""
    fixed = (urls.INDEX, urls.HISTORY, urls.SUBSCRIBE)
    components = (urls.component(history.now.component.id) for history in snapshot.histories)
    years: dict[int, list[_Place]] = defaultdict(list)
    for entry in sorted(snapshot.entries, key=lambda one: (one.announced, one.slug)):
        outline = snapshot.outlines[entry.path]
        places = years[outline.year]
        places.append((entry_address(entry), entry.changed))
        if outline.explained:
            places.append((urls.postmortem(entry.slug), outline.explained))
    for month in reversed(snapshot.months):
        for part in month.parts:
            changed = max((entry.changed for entry in part.entries), default=None)
            years[month.year].append((urls.month(month.year, month.month, part.number), changed))
    lasting: list[_Place] = [(address, None) for address in (*fixed, *components)]
    return {"pages": lasting, **{f"{year:04d}": places for year, places in sorted(years.items())}}


def _xml(root: str, content: str) -> bytes:
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{namespace}">\n{content}</{root}>\n'.encode()
