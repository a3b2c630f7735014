"""What an entry or an update stated when it was published, and states otherwise now: *was … / now …*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime, tzinfo
from typing import NamedTuple

from sitegen.model import (
    Action,
    Compensation,
    ComponentStatus,
    Config,
    Event,
    Facts,
    Incident,
    Postmortem,
    SourceEntry,
    Text,
    Update,
)
from sitegen.problems import MAX_QUOTED_LENGTH, quoted
from sitegen.times import show_offset, wall_clock

_BEFORE = 20
"""Characters of an excerpt before the first difference."""


class Rewritten(NamedTuple):
    """One thing that was published, and is another now."""

    what: str
    """The field as authors know it, or `text`; with a language where it is a translation."""
    was: str
    now: str
    """Both ready for a message."""
    locale: str = ""
    """Of a translation; empty for an original."""


def rewritten_record(before: Config, after: Config, now: datetime) -> Iterator[Rewritten]:
    """What site.yml says of the time up to *now*, and said: bars, uptime and scorecards are computed from it."""
    zone = after.zone
    today = now.astimezone(zone).date()
    for one in before.components:
        other = after.by_id.get(one.id)
        for name in ("since", "retired") if other else ():
            days = getattr(one, name), getattr(other, name)
            if any(day is not None and day < today for day in days):
                yield from _differences(f"components.{one.id}.{name}", *days, zone)
    yield from _differences("uptime.weights", before.weights, after.weights, zone)
    for field in fields(before.promises):
        was, now = (getattr(config.promises, field.name) for config in (before, after))
        yield from _differences(f"promises.{field.name}", was, now, zone)


def rewritten_front(before: SourceEntry, after: SourceEntry, zone: tzinfo) -> Iterator[Rewritten]:
    """What the front matter stated, and what it states now."""
    yield from _differences("title", before.title, after.title, zone)
    yield from _rewritten_facts(before.facts, after.facts, zone)
    pictures = {one.name: one.digest for one in after.images}
    for picture in before.images:
        digest = pictures.get(picture.name, picture.digest)
        if digest != picture.digest:
            yield Rewritten(f"picture {picture.name}", f"the file {picture.digest[:8]}", f"the file {digest[:8]}")
    names = (
        ("kind", "started", "until")
        if isinstance(before, Incident)
        else ("start", "end", "emergency", "auto", "reason")
    )
    for name in names:
        yield from _differences(name, getattr(before, name), getattr(after, name), zone)


def rewritten_update(before: Update, after: Update, zone: tzinfo) -> Iterator[Rewritten]:
    """What an update stated, and what it states now."""
    yield from _differences("heading", before.at, after.at, zone)
    for name in ("status", "title"):
        yield from _differences(name, getattr(before, name), getattr(after, name), zone)
    yield from _rewritten_facts(before.facts, after.facts, zone)
    yield from _differences("notify", _told(before), _told(after), zone)
    yield from _differences("text", before.body, after.body, zone)


def _told(update: Update) -> str:
    """Who is told of an update, in words."""
    return "all" if update.notify is None else ", ".join(update.notify) or "no"


def rewritten_postmortem(before: Postmortem, after: Postmortem, zone: tzinfo) -> Iterator[Rewritten]:
    """What a postmortem stated, and what it states now."""
    for name in ("published", "title", "authors"):
        yield from _differences(name, getattr(before, name), getattr(after, name), zone)
    for name in ("events", "actions"):
        was, now = (_listed(getattr(one, name), zone) for one in (before, after))
        yield from _differences(name, was, now, zone)
    yield from _differences("text", before.body, after.body, zone)


def _listed(items: Iterable[Event | Action], zone: tzinfo) -> str:
    """Events or actions on one line."""
    return _joined(
        (_joined((one.what, one.at if isinstance(one, Event) else one.due), zone) for one in items), zone, "; "
    )


def _rewritten_facts(before: Facts, after: Facts, zone: tzinfo) -> Iterator[Rewritten]:
    for name in Facts._fields:
        yield from _differences(name.replace("_", " "), getattr(before, name), getattr(after, name), zone)


def _differences(what: str, before: object, after: object, zone: tzinfo) -> Iterator[Rewritten]:
    """How one value differs; a translation that is new is no difference."""
    was, now = _shown(before, zone), _shown(after, zone)
    if was.split() != now.split():
        yield Rewritten(what, *_excerpts(" ".join(was.split()), " ".join(now.split())))
    translations, others = _translated(before), _translated(after)
    for locale in sorted(translations) if now else ():
        words = others.get(locale, "")
        if translations[locale].split() != words.split():
            yield Rewritten(f"{what} ({locale})", *_excerpts(translations[locale], words), locale)


def _translated(value: object) -> Mapping[str, str]:
    """The words of a value in further languages."""
    found: dict[str, list[str]] = {}
    for text in _texts(value):
        for locale, words in text.translations:
            found.setdefault(locale, []).append(words)
    return {locale: " ".join(" ; ".join(words).split()) for locale, words in found.items()}


def _texts(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Compensation):
        yield from (value.whom, value.what)
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)


def _shown(value: object, zone: tzinfo) -> str:
    """A value as its author would write it, on one line; empty: not stated."""
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return f"{wall_clock(local)} {show_offset(local.utcoffset())}"
    if isinstance(value, Text):
        return value.original
    if isinstance(value, Compensation):
        return _joined((value.whom, value.what, value.by), zone)
    if isinstance(value, tuple):
        pairs = [one for one in value if isinstance(one, tuple) and not isinstance(one, Text) and len(one) == 2]
        if len(pairs) == len(value):
            return ", ".join(sorted(f"{name}: {_shown(stated, zone)}" if stated else name for name, stated in pairs))
        return _joined(value, zone, "; ")
    return value.value if isinstance(value, ComponentStatus) else str(value)


def _joined(values: Iterable[object], zone: tzinfo, between: str = ", ") -> str:
    return between.join(filter(None, (_shown(one, zone) for one in values)))


def _excerpts(was: str, now: str) -> tuple[str, str]:
    """Both in quotes, as `excerpts` has them; `nothing` for an empty one."""
    was, now = excerpts(was, now)
    return quoted(was) if was else "nothing", quoted(now) if now else "nothing"


def excerpts(was: str, now: str) -> tuple[str, str]:
    """Two texts on one line each, from a little before the first difference on where they are long."""
    if max(len(was), len(now)) <= MAX_QUOTED_LENGTH:
        return was, now
    same = next((at for at, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), None)
    cut = max(0, (min(len(was), len(now)) if same is None else same) - _BEFORE)
    return (f"…{was[cut:]}", f"…{now[cut:]}") if cut else (was, now)
