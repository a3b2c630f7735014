"""A difference as a reviewer reads it, in ten seconds: the most important first, and how much more there is.

The same lines become text or Markdown; what anybody has written stands in them as a `Quote`, which each form puts
between marks of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from sitegen.guard.rewritten import excerpts
from sitegen.preview.difference import Difference
from sitegen.preview.outgoing import OutgoingMessage
from sitegen.preview.pages import PageChange, PageFate, PageKind
from sitegen.preview.subscriptions import ItemChange, ItemFate
from sitegen.preview.visible import LineChange
from sitegen.problems import MAX_QUOTED_LENGTH, markdown_code, visible

MAX_LINES = 12
"""Lines of a section; below one of them, half as many."""
MAX_PASSAGE = 240
"""Characters of a message."""
_COMMON = 3
"""On how many pages a line that changes is told once for all of them."""
_FATES = {
    ItemFate.AGAIN: "again, as if they were new",
    ItemFate.GONE: "gone",
    ItemFate.NEW: "new",
    ItemFate.ADDED: "in further feeds",
    ItemFate.CHANGED: "changed, of which few feed readers tell",
}
_PAGE_FATES = {PageFate.GONE: "gone", PageFate.NEW: "new", PageFate.CHANGED: "changed"}


class Quote(str):
    """What somebody has written."""

    __slots__ = ()


class Paragraph(str):
    """A longer text that somebody has written."""

    __slots__ = ()


class Name(str):
    """An address, or what programs call something."""

    __slots__ = ()


Line = tuple[str, ...]
"""Our own words, `Quote` and `Name`s, one after the other."""


class Item(NamedTuple):
    """A line of a list, with lines below it."""

    line: Line
    below: tuple[Line, ...] = ()


class Section(NamedTuple):
    """A list under a heading of its own; of our words alone."""

    heading: str
    items: tuple[Item, ...] = ()


def report_sections(found: Difference) -> list[Section]:
    """What a difference comes to, the most important first; empty where nobody would get anything else."""
    listed = [_banner(found), _messages(found), _feeds(found), _pages(found)]
    return [section for section in listed if section is not None]


def as_text(listed: Iterable[Section]) -> str:
    """Sections for a terminal."""
    return "\n\n".join("\n".join(_text_lines(section)) for section in listed)


def as_markdown_list(listed: Iterable[Section]) -> str:
    """Sections for a pull request: nothing that anybody has written has a meaning there."""
    return "\n\n".join("\n".join(_markdown_lines(section)) for section in listed)


# --- sections ------------------------------------------------------------------------------------------------


def _banner(found: Difference) -> Section | None:
    items = [
        Item((Quote(one.name), ": ", *_was_now(one.was or "not listed", one.now or "not listed")))
        for one in found.statuses
    ]
    if found.headline != found.headline_before:
        was = () if found.headline_before is None else (", instead of ", Quote(found.headline_before))
        items.insert(0, Item(("The banner says ", Quote(found.headline), *was)))
    return Section("The index", _bounded(items)) if items else None


def _messages(found: Difference) -> Section | None:
    if found.messages is None:
        told = any(one.fate is ItemFate.NEW for one in found.items)
        return Section("Messages", (Item(("none: no messages.yml says who is told",)),)) if told else None
    if not found.messages:
        return None
    groups: dict[tuple[str, str, bool], list[OutgoingMessage]] = defaultdict(list)
    for one in found.messages:
        groups[one.slug, one.update, one.late].append(one)
    sent = sum(len(one.routes) for one in found.messages if not one.late)
    late = sum(len(one.routes) for one in found.messages if one.late)
    heading = f"Messages: {sent:,} would go out" + (f", {late:,} too old to be sent by themselves" if late else "")
    return Section(heading, _bounded(_occasion(each) for each in groups.values()))


def _occasion(messages: Sequence[OutgoingMessage]) -> Item:
    """What is told of one update, and to whom."""
    first = messages[0]
    below = []
    for one in messages:
        channels = ", ".join(channel.value for channel in one.channels)
        below.append((f"to {one.audience} by {channels}, in {one.locale}: ", Paragraph(one.text)))
    return Item((f"{'too old: ' if first.late else ''}{first.stage}: ", Quote(first.title)), tuple(below))


def _feeds(found: Difference) -> Section | None:
    fates = Counter(one.fate for one in found.items)
    if not fates:
        return None
    counted = ", ".join(f"{number:,} {_FATES[fate]}" for fate, number in fates.items())
    # What is the same of all is told once.
    where = {one.feeds for one in found.items}
    items = list(_bounded(_feed_item(one, found, len(fates) > 1, len(where) > 1) for one in found.items))
    if len(where) == 1:
        items.append(Item(("in ", *_listed(where.pop()))))
    return Section(f"Feed items: {counted}", tuple(items))


def _feed_item(one: ItemChange, found: Difference, with_fate: bool, with_feeds: bool) -> Item:
    fate = (f"{_FATES[one.fate].partition(',')[0]}: ",) if with_fate else ()
    where = (", in ", *_listed(one.feeds)) if with_feeds else ()
    return Item((*fate, Quote(one.title), *where, *_languages(one.locales, found)))


def _pages(found: Difference) -> Section | None:
    if not found.pages and not found.other_files:
        return None
    fates = Counter(page.fate for page in found.pages)
    counted = ", ".join(f"{fates[fate]:,} {word}" for fate, word in _PAGE_FATES.items() if fates[fate])
    return Section(f"Pages: {counted or 'none'}", (*_bounded(_page_items(found)), *_beside(found)))


def _page_items(found: Difference) -> Iterator[Item]:
    """The words that change everywhere, then what becomes of the pages of entries, one by one."""
    everywhere = _everywhere(found.pages) if found.settings else {}
    for line, number in everywhere.items():
        yield Item((f"on {number:,} pages: ", *_line_change(line)))
    for page in found.pages:
        if not _is_alone(page, found):
            continue
        lines = [line for line in page.lines if line not in everywhere]
        if lines or page.fate is not PageFate.CHANGED:
            yield _page_item(page, lines, found)


def _beside(found: Difference) -> Iterator[Item]:
    """What is told of in few words, however much there is of it."""
    unseen = [
        page for page in found.pages if _is_alone(page, found) and page.fate is PageFate.CHANGED and not page.lines
    ]
    if unseen:
        yield Item((f"{_count(len(unseen), 'page')} changed in looks or links, in no word",))
    for fate, word in _PAGE_FATES.items():
        addresses = [page.address for page in found.pages if page.fate is fate and not _is_alone(page, found)]
        if addresses:
            yield Item((f"also {word}: ", *_listed(addresses)))
    if found.other_files:
        yield Item((f"{_count(found.other_files, 'file')} for programs: feeds, API, calendars, badges",))


def _is_alone(page: PageChange, found: Difference) -> bool:
    """Whether a page is told of by itself, since it may change for another reason than that it lists an entry."""
    return page.kind is PageKind.ENTRY or (found.settings and page.fate is PageFate.CHANGED)


def _everywhere(pages: Sequence[PageChange]) -> dict[LineChange, int]:
    """The lines that change in the same way on most of the pages, with the number of those."""
    on = Counter(line for page in pages for line in set(page.lines))
    most = max(_COMMON, sum(bool(page.lines) for page in pages) / 2)
    return {line: number for line, number in on.most_common() if number >= most}


def _page_item(page: PageChange, lines: Sequence[LineChange], found: Difference) -> Item:
    title = (" ", Quote(page.title)) if page.title else ()
    head = (f"{_PAGE_FATES[page.fate]}: ", Name(page.address), *title, *_languages(page.locales, found))
    below = [_line_change(line) for line in lines[: MAX_LINES // 2]]
    if len(lines) > len(below):
        below.append((f"and {_count(len(lines) - len(below), 'line')} more",))
    return Item(head, tuple(below))


def _line_change(line: LineChange) -> Line:
    if line.was is None:
        return ("now also ", Quote(line.now or ""))
    if line.now is None:
        return ("no longer ", Quote(line.was))
    return _was_now(line.was, line.now)


def _was_now(was: str, now: str) -> Line:
    was, now = excerpts(was, now)
    return ("was ", Quote(was), ", now ", Quote(now))


def _listed(names: Sequence[str]) -> Iterator[str]:
    """Names with commas between them, the first of many."""
    for number, name in enumerate(names[: MAX_LINES // 2]):
        yield from (", ", Name(name)) if number else (Name(name),)
    if len(names) > MAX_LINES // 2:
        yield f" and {len(names) - MAX_LINES // 2:,} more"


def _languages(locales: Sequence[str], found: Difference) -> Line:
    """In which languages, where it is not all of them."""
    return () if set(locales) >= set(found.locales) else (f" (only in {', '.join(locales)})",)


def _bounded(items: Iterable[Item]) -> tuple[Item, ...]:
    listed = list(items)
    if len(listed) <= MAX_LINES:
        return tuple(listed)
    return (*listed[: MAX_LINES - 1], Item((f"and {len(listed) - MAX_LINES + 1:,} more",)))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


# --- forms ---------------------------------------------------------------------------------------------------


def _text_lines(section: Section) -> Iterator[str]:
    yield section.heading
    for item in section.items:
        yield f"  {_joined(item.line, _in_quotes, visible)}"
        for line in item.below:
            yield f"      {_joined(line, _in_quotes, visible)}"


def _markdown_lines(section: Section) -> Iterator[str]:
    yield f"**{section.heading}**\n"
    for item in section.items:
        yield f"- {_joined(item.line, markdown_code, markdown_code)}"
        for line in item.below:
            yield f"  - {_joined(line, markdown_code, markdown_code)}"


def _joined(line: Line, quote: Callable[[str], str], name: Callable[[str], str]) -> str:
    return "".join(_shown(part, quote, name) for part in line)


def _shown(part: str, quote: Callable[[str], str], name: Callable[[str], str]) -> str:
    """One part of a line; what anybody has written is shortened, and stands on one line."""
    if isinstance(part, Quote | Paragraph):
        limit = MAX_PASSAGE if isinstance(part, Paragraph) else MAX_QUOTED_LENGTH
        words = " ".join(part.split())
        return quote(words if len(words) <= limit else f"{words[:limit]}…")
    return name(part) if isinstance(part, Name) else part


def _in_quotes(text: str) -> str:
    return f"'{visible(text)}'"
