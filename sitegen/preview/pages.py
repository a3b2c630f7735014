"""Which pages would be new, change or be gone, and which words on them change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from enum import StrEnum
from typing import NamedTuple

from sitegen import urls
from sitegen.build import Checked
from sitegen.derive.entries import Entry, IncidentView
from sitegen.model import File
from sitegen.present.lines import entry_address
from sitegen.preview.visible import LineChange, changed_lines_of
from sitegen.publish.fingerprint import Keys
from sitegen.publish.workers import fork_map


class PageKind(StrEnum):
    """What a page is of, the most important first."""

    INDEX = "index"
    ENTRY = "entry"
    """An incident, an announcement, a maintenance or a postmortem."""
    EDGE = "edge"
    """What the product's edge shows while the product is down."""
    OVERVIEW = "overview"
    """A month, a component, and whatever else tells of several entries."""


class PageFate(StrEnum):
    """What becomes of a page."""

    GONE = "gone"
    NEW = "new"
    CHANGED = "changed"


class PageChange(NamedTuple):
    """What becomes of one page, in all languages."""

    kind: PageKind
    fate: PageFate
    address: str
    """Root-absolute, in the first language, below the path of the site's own address: `/incidents/SLUG/`."""
    title: str
    """Of the entry; empty for a page that is of none."""
    locales: tuple[str, ...]
    """The languages in which its words change; where only its source does, those of that."""
    lines: tuple[LineChange, ...] = ()
    """The lines of text that change, in the first of *locales*; none where only its source does."""


class ChangedFiles(NamedTuple):
    """What becomes of all files."""

    pages: tuple[PageChange, ...]
    """The most important first."""
    others: int
    """How many files for programs are new, change or are gone: feeds, the API, calendars, badges."""


class _Difference(NamedTuple):
    path: str
    fate: PageFate
    lines: tuple[LineChange, ...] = ()


def changed_files(before: Checked | None, after: Checked, left_out: Collection[str] = ()) -> ChangedFiles:
    """What becomes of each file; only those that are made from other inputs are made, and compared.

    Nothing is said of the pages of the entries whose files are *left_out*.
    """
    old = {file.path: file for file in before.files} if before else {}
    new = {file.path: file for file in after.files}
    sites = [one for one in (after, before) if one]
    locales = tuple(dict.fromkeys(locale for site in sites for locale in site.site.config.locales))
    titles = {address: title for site in reversed(sites) for address, title in _titles(site)}
    unsaid = {address for view in after.snapshot.entries if view.path in left_out for address in _addresses(view)}
    pages: dict[tuple[str, PageFate], list[tuple[str, _Difference]]] = defaultdict(list)
    others = 0
    for one in _differing(old, new):
        if one.path.endswith(".html"):
            locale, address = _place(one.path, locales)
            if address not in unsaid:
                pages[address, one.fate].append((locale, one))
        else:
            others += not one.path.startswith(urls.ASSETS)
    found = [_page_change(address, fate, each, locales, titles) for (address, fate), each in pages.items()]
    return ChangedFiles(tuple(sorted(found, key=_importance)), others)


def _page_change(
    address: str,
    fate: PageFate,
    each: Sequence[tuple[str, _Difference]],
    locales: Sequence[str],
    titles: Mapping[str, str],
) -> PageChange:
    kind = _kind(address, titles)
    in_order = sorted(each, key=lambda one: locales.index(one[0]))
    in_words = [one for one in in_order if one[1].lines]
    # A page for the edge is one for all languages.
    shown = tuple(locales) if kind is PageKind.EDGE else tuple(locale for locale, _ in in_words or in_order)
    lines = in_words[0][1].lines if in_words else ()
    return PageChange(kind, fate, f"/{address}", titles.get(address, ""), shown, lines)


def _kind(address: str, titles: Collection[str]) -> PageKind:
    if address == urls.INDEX:
        return PageKind.INDEX
    if address in titles:
        return PageKind.ENTRY
    return PageKind.EDGE if address.rpartition("/")[2] == urls.UNAVAILABLE else PageKind.OVERVIEW


def _importance(page: PageChange) -> tuple[int, int, str]:
    return list(PageKind).index(page.kind), list(PageFate).index(page.fate), page.address


def _titles(checked: Checked) -> Iterator[tuple[str, str]]:
    """The address of each page that is of an entry, with the title of the entry in the first language."""
    for view in checked.snapshot.entries:
        title = checked.editions[0].text.words(view.title)
        yield from ((address, title) for address in _addresses(view))


def _addresses(view: Entry) -> Iterator[str]:
    yield entry_address(view)
    if isinstance(view, IncidentView) and view.postmortem:
        yield urls.postmortem(view.slug)


def _place(path: str, locales: Sequence[str]) -> tuple[str, str]:
    """The language and the address of the page in a file."""
    first, _, rest = path.partition("/")
    locale, below = (first, rest) if first in locales[1:] else (locales[0], path)
    return locale, below.removesuffix("index.html")


def _differing(old: Mapping[str, File], new: Mapping[str, File]) -> Iterator[_Difference]:
    for path in old.keys() - new.keys():
        yield _Difference(path, PageFate.GONE)
    for path in new.keys() - old.keys():
        yield _Difference(path, PageFate.NEW)
    keys = Keys()
    before = {path: keys.of(old[path]) for path in old if path in new}
    doubtful = [path for path, key in before.items() if keys.of(new[path]) != key]

    def compared(path: str) -> _Difference | None:
        """How a file differs; None: it is made from other inputs, and is the same."""
        was, now = old[path].render(), new[path].render()
        if was == now:
            return None
        lines = changed_lines_of(was.decode(), now.decode()) if path.endswith(".html") else ()
        return _Difference(path, PageFate.CHANGED, tuple(lines))

    with closing(fork_map(compared, doubtful)) as results:
        yield from (one for one in results if one is not None)
