"""The addresses of everything that is published, and their file paths, links and full URLs.

An *address* is relative to the site in one language (`incidents/SLUG/`, `404.html`). `Urls` adds the language and
the path of the site's own URL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

INDEX = ""
HISTORY = "history/"
NOT_FOUND = "404.html"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
HOST_HEADERS = "_headers"
HOST_REDIRECTS = "_redirects"
ASSETS = "assets/"
"""Files with the hash of their content in their name, shared by all languages."""

# ---- for programs

API_SUMMARY = "api/v2/summary.json"
API_STATUS = "api/v2/status.json"
API_COMPONENTS = "api/v2/components.json"
API_INCIDENTS = "api/v2/incidents.json"
API_UNRESOLVED = "api/v2/incidents/unresolved.json"
API_MAINTENANCES = "api/v2/scheduled-maintenances.json"
API_UPCOMING = "api/v2/scheduled-maintenances/upcoming.json"
API_ACTIVE = "api/v2/scheduled-maintenances/active.json"
HEALTH = "status.json"
METRICS = "metrics.txt"
BADGE = "badge.svg"
ENDPOINT = "badge.json"
CALENDAR = "maintenance.ics"
SUBSCRIBE = "subscribe/"
UNAVAILABLE = "503.html"
PROBLEM = "503.json"
"""What the edge serves while the product is down: the page for people, the JSON for programs."""
RSS = ".rss"
ATOM = ".atom"
JSON_FEED = ".json"
FEED_FORMS = {
    RSS: ("RSS", "application/rss+xml"),
    ATOM: ("Atom", "application/atom+xml"),
    JSON_FEED: ("JSON Feed", "application/feed+json"),
}
"""The formats of a feed of updates, by the ending of its address: name and media type."""
HISTORY_FORMS = (RSS, ATOM)
"""The formats of the feed that has one item per incident: those of Statuspage."""
UPDATES_FEED = "updates"
HISTORY_FEED = "history"
"""Feeds are named without the ending of their format."""

_SAFE = "/~!$&'()*+,;=:@%"
_PLAIN = re.compile(r"[\w.\-/~!$&'()*+,;=:@%]*", re.ASCII)
"""What needs no percent-encoding in an address."""


def incident(slug: str) -> str:
    """The address of an incident."""
    return f"incidents/{slug}/"


def postmortem(slug: str) -> str:
    """The address of an incident's postmortem."""
    return f"incidents/{slug}/postmortem/"


def maintenance(slug: str) -> str:
    """The address of a maintenance."""
    return f"maintenance/{slug}/"


def month(year: int, number: int, part: int | None = None) -> str:
    """The address of the page of a calendar month, or of an older *part* of it."""
    return f"{HISTORY}{year:04d}-{number:02d}/" + (f"{part}/" if part else "")


def search(year: int) -> str:
    """The address of what the search of the history looks through: that of one year."""
    return f"{HISTORY}search-{year:04d}.json"


def site_map(name: str) -> str:
    """The address of one of several site maps."""
    return f"sitemap-{name}.xml"


def component(identity: str) -> str:
    """The address of a component."""
    return f"components/{identity}/"


def incident_document(identifier: str) -> str:
    """The address of an incident's document in the API."""
    return f"api/v2/incidents/{identifier}.json"


def maintenance_document(identifier: str) -> str:
    """The address of a maintenance's document in the API."""
    return f"api/v2/scheduled-maintenances/{identifier}.json"


def component_badge(identity: str) -> str:
    """The address of a component's badge."""
    return f"components/{identity}.svg"


def component_endpoint(identity: str) -> str:
    """The address of the JSON from which shields.io makes a component's badge."""
    return f"components/{identity}.badge.json"


def window_calendar(slug: str) -> str:
    """The address of the calendar file of one window."""
    return f"maintenance/{slug}.ics"


def window_page(slug: str) -> str:
    """The address of the 503 page for one window."""
    return f"maintenance/{slug}/{UNAVAILABLE}"


def component_feed(identity: str) -> str:
    """The feed of every update that concerns a component."""
    return f"components/{identity}"


def impact_feed(level: str) -> str:
    """The feed of every update on incidents of an impact and worse."""
    return f"impact/{level}"


def asset(name: str) -> str:
    """The address of a file with the hash of its content in its name."""
    return ASSETS + name


def anchor(key: str) -> str:
    """The id of an update's heading on its page."""
    return f"update-{key}"


def alias(old: str) -> str:
    """The address of an old path that must keep working: `/old/path`, with or without a slash, or `/old.html`."""
    address = old.strip("/")
    return address if address.endswith((".html", ".htm")) and not old.endswith("/") else f"{address}/"


@dataclass(frozen=True, slots=True)
class Urls:
    """The addresses of one site, in each of its languages."""

    url: str
    """The site's, without a trailing slash; it may have a path."""
    locales: tuple[str, ...]
    """The first is served at /, the others below /LOCALE/."""

    @property
    def base(self) -> str:
        """The path of the site's own URL, without a trailing slash: empty, or `/status`."""
        return _path(self.url)

    def path(self, address: str, locale: str | None = None) -> str:
        """The file served at an address, relative to the output folder: `zh-CN/history/index.html`."""
        place = self._below(address, locale)
        return f"{place}index.html" if not place or place.endswith("/") else place

    def link(self, address: str, locale: str | None = None) -> str:
        """The root-absolute link, for use inside the site: `/status/zh-CN/history/`."""
        return f"{self.base}/{_quoted(self._below(address, locale))}"

    def full(self, address: str, locale: str | None = None) -> str:
        """The URL with scheme and host, for everything that is read elsewhere."""
        return f"{self.url.rstrip('/')}/{_quoted(self._below(address, locale))}"

    def _below(self, address: str, locale: str | None) -> str:
        return address if locale is None or locale == self.locales[0] else f"{locale}/{address}"


@lru_cache(maxsize=4)
def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _quoted(address: str) -> str:
    return address if _PLAIN.fullmatch(address) else quote(address, safe=_SAFE)


def edit(repository: str, path: str) -> str:
    """The URL at which a file of the site's *repository* is edited in a browser, on its default branch."""
    return f"{_editor(repository)}{quote(path)}"


MAX_LINK_LENGTH = 8000
"""Characters of an address that browsers and servers take."""


def create(repository: str, path: str, text: str) -> str:
    """The URL at which GitHub's editor opens with a new file filled in; empty elsewhere, and where it is too long.

    See https://docs.github.com/en/repositories/working-with-files/managing-files/creating-new-files
    """
    folder, _, name = path.rpartition("/")
    query = urlencode({"filename": name, "value": text}, quote_via=quote)
    address = f"{repository.rstrip('/')}/new/HEAD/{quote(folder)}?{query}"
    on_github = "github" in (urlsplit(repository).hostname or "")
    return address if on_github and len(address) <= MAX_LINK_LENGTH else ""


@lru_cache(maxsize=4)
def _editor(repository: str) -> str:
    kind = "-/edit" if "gitlab" in (urlsplit(repository).hostname or "") else "edit"
    return f"{repository.rstrip('/')}/{kind}/HEAD/"
