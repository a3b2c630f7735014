"""What readers, subscribers and programs would lose of what was published: each with its consequence and its remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from sitegen import urls
from sitegen.derive import ids
from sitegen.derive.snapshot import clock_steps
from sitegen.guard.before import Before
from sitegen.guard.pairing import Pair, paired
from sitegen.guard.rewritten import (
    Rewritten,
    rewritten_front,
    rewritten_postmortem,
    rewritten_record,
    rewritten_update,
)
from sitegen.model import Config, Incident, Postmortem, Site, SourceEntry, Update
from sitegen.problems import Problem, Severity, quoted
from sitegen.read.config import SITE_FILE
from sitegen.read.translations import count_items
from sitegen.times import compact_stamp, wall_clock

_MAX_NAMED = 3
"""How many addresses a message names."""


def losses(before: Before, after: Site, now: datetime, unread: Collection[str] = ()) -> Iterator[Problem]:
    """What changes between a revision and the site as it is to be; a postmortem is published from its time on.

    An identity that is lost is an error; facts and words that were rewritten are warnings. Nothing is said of
    entries whose files, *unread*, have problems: those are told already.
    """
    found = list(_lost_entries(before, after, now, unread))
    if before.config.timezone != after.config.timezone and any(one.severity is Severity.ERROR for one in found):
        found = [_other_zone(before.config, after.config)]
    yield from _lost_settings(before.config, after.config, now)
    yield from found
    for path in before.unread:
        if path not in unread:
            message = "was not compared: it had problems"
            hint = "Whether readers lose something that was published before then is for you to see."
            yield Problem(path, 0, "", message, hint, Severity.WARNING)


def _lost_entries(before: Before, after: Site, now: datetime, unread: Collection[str]) -> Iterator[Problem]:
    present = {_address(entry): entry for entry in after.entries}
    kept = {alias.strip("/"): entry for entry in after.entries for alias in entry.aliases}
    added = [entry for entry in after.entries if (ids.content_folder(entry), entry.slug) not in before.names]
    for entry in before.entries:
        address = _address(entry).strip("/")
        same = present.get(_address(entry)) or kept.get(address)
        if same is not None and isinstance(same, Incident) != isinstance(entry, Incident):
            message = f"expected the published {_kind(entry)} to stay one, found a {_kind(same)}"
            hint = f"{count_items(len(entry.updates))} would come to feed readers as new. Leave it, and add another."
            yield Problem(same.path, 0, "", message, hint)
        elif same is not None:
            yield from _changed_entry(entry, same, after.config, now)
        elif entry.path not in unread:
            yield _gone(entry, added, now)


# --- site.yml ------------------------------------------------------------------------------------------------


def _other_zone(before: Config, after: Config) -> Problem:
    """One problem for the many that all times without a zone become."""
    message = f"expected the published zone to stay {quoted(before.timezone)}, found {quoted(after.timezone)}"
    hint = (
        "Every time in content that has no zone would mean another moment: feed items come again as new, and links to "
        "updates lead nowhere. Write the zone into the old headings first."
    )
    return Problem(SITE_FILE, after.line_of("timezone"), "timezone", message, hint)


def _lost_settings(before: Config, after: Config, now: datetime) -> Iterator[Problem]:
    for component in before.components:
        same = after.by_id.get(component.id)
        if same is None:
            address = f"/{urls.component(component.id)}"
            message = f"expected the published component {quoted(component.id)} to stay, found none"
            hint = (
                f"{address} and its feeds would be a 404, and its history would be gone. "
                "Keep it with `retired: DATE`, the first day without it."
            )
            yield Problem(SITE_FILE, after.line_of("components"), "components", message, hint)
        elif ids.component_id(component) != ids.component_id(same):
            message = f"expected the api_id of {quoted(component.id)} to stay {quoted(ids.component_id(component))}"
            hint = "Programs know the component by it."
            yield Problem(
                SITE_FILE,
                after.line_of("components"),
                "components",
                f"{message}, found {quoted(ids.component_id(same))}",
                hint,
            )
    groups = {ids.group_id(one) for one in after.components}
    for identity, group in {ids.group_id(one): one.group for one in before.components}.items():
        if identity not in groups and group is not None:
            message = f"expected the published group {quoted(group.original)} to stay, found none with its id"
            hint = f"Programs know the group by it. If it has another name now, keep it: `api_id: {identity}` there."
            line = after.line_of("components")
            yield Problem(SITE_FILE, line, "components", message, hint, Severity.WARNING)
    if before.url == after.url and ids.page_id(before) != ids.page_id(after):
        message = f"expected {quoted(ids.page_id(before))} to stay, found {quoted(ids.page_id(after))}"
        hint = "Programs know the page by it."
        yield Problem(SITE_FILE, after.line_of("api_id"), "api_id", message, hint)
    for locale in before.locales:
        if locale not in after.locales:
            message = f"expected the published language {quoted(locale)} to stay, found none"
            hint = "Its pages and feeds would be a 404."
            yield Problem(SITE_FILE, after.line_of("locales"), "locales", message, hint)
    if before.locales[0] != after.locales[0] and before.locales[0] in after.locales:
        message = f"expected the first language to stay {quoted(before.locales[0])}, found {quoted(after.locales[0])}"
        hint = "The addresses of all pages and feeds would show another language, and every feed item comes as new."
        yield Problem(SITE_FILE, after.line_of("locales"), "locales", message, hint)
    for one in rewritten_record(before, after, now):
        key = one.what.partition(".")[0]
        hint = "What pages and programs say of the past changes with it: bars, uptime, scorecards."
        message = f"was {one.was}, now {one.now}"
        yield Problem(SITE_FILE, after.line_of(key), one.what, message, hint, Severity.WARNING)
    if before.url != after.url:
        message = f"was {quoted(before.url)}, now {quoted(after.url)}"
        hint = "Every feed item comes as new, since its id is its address. Redirect the old addresses to the new ones."
        yield Problem(SITE_FILE, after.line_of("url"), "url", message, hint, Severity.WARNING)


# --- entries -------------------------------------------------------------------------------------------------


def _gone(entry: SourceEntry, added: Iterable[SourceEntry], now: datetime) -> Problem:
    """An entry that nothing has the address of any more."""
    addresses = _addresses(entry, now)
    items = len(entry.updates) + len(addresses) - 1
    consequence = f"{_named(addresses)} would be a 404, to which {count_items(items)} in feeds and messages lead."
    renamed = max(added, key=lambda one: _shared(entry, one), default=None)
    if renamed is not None and _shared(entry, renamed):
        aliases = ", ".join(dict.fromkeys([*entry.aliases, _address(entry)]))
        remedy = f"It seems to be {renamed.path} now: write `aliases: [{aliases}]` there."
    else:
        remedy = (
            "Restore it. To take it back, write `withdrawn: true` in it, and why in a last update: "
            "its address stays. A renamed one lists its old address in `aliases`."
        )
    return Problem(
        entry.path, 0, "", f"expected the published {_kind(entry)} to stay, found none", f"{consequence} {remedy}"
    )


def _shared(old: SourceEntry, new: SourceEntry) -> int:
    """How many updates of an entry that is gone are those of a new one, which may be the same under another name."""
    if _kind(old) != _kind(new):
        return 0
    return len({one.key for one in old.updates} & {one.key for one in new.updates})


def _kind(entry: SourceEntry) -> str:
    return "incident" if isinstance(entry, Incident) else "maintenance"


def _changed_entry(before: SourceEntry, after: SourceEntry, config: Config, now: datetime) -> Iterator[Problem]:
    if before == after:
        return
    path = after.path
    was, is_to_be = ids.first_slug(before), ids.first_slug(after)
    if was != is_to_be:
        folder = ids.content_folder(before)
        message = f"expected /{folder}/{was}/ to stay the oldest address, found /{folder}/{is_to_be}/"
        hint = (
            f"{count_items(len(before.updates))} would come to feed readers as new. List the old addresses of the "
            f"entry in `aliases`, /{folder}/{was}/ first, and others in another form, such as /{is_to_be}."
        )
        yield Problem(path, 0, "aliases", message, hint)
    elif ids.entry_id(before) != ids.entry_id(after):
        message = f"expected {quoted(ids.entry_id(before))}, found {quoted(ids.entry_id(after))}"
        hint = "Programs, calendars and history feeds know the entry by it: they would show it a second time."
        yield Problem(path, 0, "id", message, hint)
    lost = sorted(_all_addresses(before) - _all_addresses(after))
    if lost:
        hint = "Write the old addresses in `aliases`."
        yield Problem(path, 0, "aliases", f"expected the published address {_named(lost)} to stay, found none", hint)
    yield from _told(rewritten_front(before, after, config.zone), path, 0, config.locales)
    both = list(paired(before.updates, after.updates))
    yield from _withdrawn(before, after, both)
    for pair in both:
        yield from _changed_update(pair, before, after, config)
    yield from _lost_steps(before, after, both, config, now)
    yield from _moved_translations(both, after, config.locales)
    yield from _changed_postmortem(before, after, config, now)


def _withdrawn(before: SourceEntry, after: SourceEntry, both: Iterable[Pair]) -> Iterator[Problem]:
    """Taking an entry back, or standing by it again, without a word about it."""
    was, now = before.withdrawn is not None, after.withdrawn is not None
    if was != now and all(old for old, _ in both):
        message = "expected a new update that says why, found none"
        hint = f"It would {'no longer stand' if now else 'stand again'}, and nobody who has read it would be told so."
        yield Problem(after.path, 0, "withdrawn", message, hint, Severity.WARNING)


def _changed_postmortem(before: SourceEntry, after: SourceEntry, config: Config, now: datetime) -> Iterator[Problem]:
    old, new = _postmortem(before, now), _postmortem(after, now)
    if old is not None and new is None:
        hint = f"/{urls.postmortem(before.slug)} would be a 404, to which a feed item leads. Restore it."
        yield Problem(old.path, 0, "", "expected the published postmortem to stay, found none", hint)
    elif old is not None and new is not None:
        was, is_to_be = (ids.update_id(one.id, "incident", ids.first_slug(before), "postmortem") for one in (old, new))
        if was != is_to_be:
            hint = "Programs know the postmortem by it."
            message = f"expected {quoted(old.id or 'none')}, found {quoted(new.id or 'none')}"
            yield Problem(new.path, 0, "id", message, hint)
        yield from _told(rewritten_postmortem(old, new, config.zone), new.path, 0, config.locales)


def _postmortem(entry: SourceEntry, now: datetime) -> Postmortem | None:
    """The postmortem, if it is published."""
    found = entry.postmortem if isinstance(entry, Incident) else None
    return found if found is not None and found.published <= now else None


# --- updates -------------------------------------------------------------------------------------------------


def _changed_update(pair: Pair, before: SourceEntry, after: SourceEntry, config: Config) -> Iterator[Problem]:
    old, new = pair
    if old is not None and new is not None:
        if old.key != new.key:
            yield _renamed_update(old, new, after.path, config.zone)
        else:
            # Where the time has moved, a translation that is gone is told as such.
            locales = config.locales if old.at == new.at else [one for one in config.locales if _is_in(new, one)]
            yield from _told(rewritten_update(old, new, config.zone), after.path, new.line, locales)
    elif old is not None:
        message = (
            f"expected the published update of {wall_clock(old.published.astimezone(config.zone))} to stay, found none"
        )
        hint = "Its feed item and its messages lead to it. Restore it; say in a new update what was wrong with it."
        yield Problem(after.path, 0, "heading", message, hint)
    elif new is not None and new.published < max(one.published for one in before.updates):
        found = wall_clock(new.published.astimezone(config.zone))
        message = f"expected a new update after those that are published, found one of {found}"
        hint = (
            "Feed readers may never show it, and the scorecard counts it as if it had been said then. "
            "What happened and was not said then is an event of the postmortem."
        )
        yield Problem(after.path, new.line, "heading", message, hint, Severity.WARNING)


def _lost_steps(
    before: SourceEntry, after: SourceEntry, both: Iterable[Pair], config: Config, now: datetime
) -> Iterator[Problem]:
    """The updates that the clock made of a window, which move where its times do.

    A warning where a new update takes their place, such as the late word that the work has begun.
    """
    known = tuple(new for new in after.updates if any(old and one is new for old, one in both))
    kept = clock_steps(after, config, now)
    replaced = clock_steps(replace(after, updates=known), config, now) if known else {}
    for key, at in clock_steps(before, config, now).items():
        if key not in kept:
            shown = wall_clock(at.astimezone(config.zone))
            message = f"expected the published step of {shown}, which the clock made, to stay, found none"
            hint = (
                "Its feed item leads nowhere, and another may come as new. What is published of a window changes by an "
                "update that states its `start` or `end`: sitegen update."
            )
            severity = Severity.WARNING if key in replaced else Severity.ERROR
            yield Problem(after.path, 0, "start", message, hint, severity)


def _renamed_update(old: Update, new: Update, path: str, zone: tzinfo) -> Problem:
    """An update that readers would take for another."""
    consequence = "Its feed item comes again as new, and links to it lead nowhere."
    first = wall_clock(old.published.astimezone(zone))
    if new.published != old.published and old.key.startswith(compact_stamp(old.published)):
        found = wall_clock(new.published.astimezone(zone))
        message = f"expected the time of a published update to stay {first}, found {found}"
        hint = (
            f"{consequence} If the time was wrong, write `- was: {first}` below the heading, as it was first published."
        )
        return Problem(path, new.line, "heading", message, hint)
    message = f"expected the published update to stay {quoted(old.key)}, found {quoted(new.key)}"
    hint = f"{consequence} Write `- id: {old.key}` below the heading."
    return Problem(path, new.line, "id", message, hint)


def _moved_translations(both: Sequence[Pair], after: SourceEntry, locales: Collection[str]) -> Iterator[Problem]:
    """Translations of updates that match no longer, since only the original has the right time now."""
    for locale in locales:
        for old, new in both:
            if old and new and new.body and old.at != new.at and _is_in(old, locale) and not _is_in(new, locale):
                message = f"expected the heading of the translation into {locale} to move too, found the old one"
                hint = (
                    "Until then readers of that language get the original. Correct the time in the heading there too."
                )
                yield Problem(after.path, new.line, "heading", message, hint, Severity.WARNING)


def _is_in(update: Update, locale: str) -> bool:
    """Whether an update's words are translated."""
    return locale in dict(update.body.translations)


def _told(found: Iterable[Rewritten], path: str, line: int, locales: Collection[str]) -> Iterator[Problem]:
    for one in found:
        if not one.locale or one.locale in locales:
            yield Problem(path, line, one.what, f"was {one.was}, now {one.now}", _PUBLISHED, Severity.WARNING)


_PUBLISHED = "It was published as it was: whoever has read it, or got it in a message, is not told of the change."


# --- addresses -----------------------------------------------------------------------------------------------


def _address(entry: SourceEntry) -> str:
    return f"/{ids.content_folder(entry)}/{entry.slug}/"


def _addresses(entry: SourceEntry, now: datetime) -> list[str]:
    """The pages of an entry."""
    explained = _postmortem(entry, now) is not None
    return [_address(entry), *([f"/{urls.postmortem(entry.slug)}"] if explained else [])]


def _all_addresses(entry: SourceEntry) -> set[str]:
    """Where an entry is found, its old addresses included."""
    return {_address(entry), *(f"/{urls.alias(alias)}" for alias in entry.aliases)}


def _named(addresses: Collection[str]) -> str:
    listed = list(addresses)
    more = f" and {len(listed) - _MAX_NAMED} more" if len(listed) > _MAX_NAMED else ""
    return ", ".join(listed[:_MAX_NAMED]) + more
