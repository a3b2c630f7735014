"""What a channel is: how it composes parts, in what it counts, and how much it takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sitegen.markdown import Dialect, written
from sitegen.messages.channels.titles import shortened_title
from sitegen.messages.draft import Draft, Message
from sitegen.model import Channel
from sitegen.theme.parts import Part


class Composed(NamedTuple):
    """A message in the form of a channel."""

    title: str
    text: str
    length: int
    """In the unit of the channel."""
    html: str | None = None
    payload: object = None


@dataclass(frozen=True, slots=True)
class ChannelForm:
    """The form of a channel."""

    compose: Callable[[Draft, Sequence[Part]], Composed]
    unit: str
    limit: int | None = None
    long: bool = False
    """Whether it takes parts that are long."""
    headings: bool = True
    """Whether a part stands below its heading."""
    preferred: int | None = None
    """What a message is kept to if it can be; where what must stay is longer, *limit* holds for all of it."""


def posted(payload: object) -> bytes:
    """A payload as it is sent: JSON in UTF-8, with no more bytes than it needs. Limits in bytes are limits of this."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def utf16_length(text: str) -> int:
    """How many units a text has in UTF-16, in which most services count characters."""
    return len(text.encode("utf-16-le")) // 2


def paragraphs(draft: Draft, parts: Sequence[Part], dialect: Dialect) -> list[str]:
    """Each part in a dialect, without empty ones."""
    pictures = dict(draft.pictures)
    return list(filter(None, (written(part.markdown, dialect, pictures) for part in parts)))


def fitted(draft: Draft, channel: Channel, form: ChannelForm) -> Message:
    """The message with as many parts as fit, and the names of those that were left out.

    Nothing is cut within a part. Where even what must stay does not fit, the title is shortened; where that does not
    help, the message is as short as it can be, and its `fits` is false.
    """
    wanted = [_wanted(part, form) for part in draft.parts]
    limits = [form.limit] if form.preferred is None else [form.preferred, form.limit]
    for limit in limits:
        kept = _chosen(draft, form, wanted, limit)
        if _fits(draft, form, kept, wanted, limit):
            break
    title = (
        shortened_title(draft.title, lambda one: _fits(replace(draft, title=one), form, kept, wanted, limit))
        or draft.title
    )
    composed = form.compose(replace(draft, title=title), _shown(kept, wanted))
    return Message(
        slug=draft.slug,
        update=draft.update,
        stage=draft.stage,
        audience=draft.audience,
        locale=draft.locale,
        channel=channel,
        title=composed.title,
        text=composed.text,
        length=composed.length,
        unit=form.unit,
        limit=limit,
        left_out=(
            *(["title (shortened)"] if title != draft.title else []),
            *_left_out(draft.parts, _met(kept, wanted)),
        ),
        html=composed.html,
        payload=composed.payload,
        parts=tuple(_shown(kept, wanted)),
    )


Kept = list[Part | None]
"""Of each part of a draft, what is shown of it: the part, its shorter form, or nothing."""


def _wanted(part: Part, form: ChannelForm) -> Part | None:
    """A part as a channel shows it where there is room."""
    shown = part.headed if form.headings else part
    return shown if form.long or not part.long else next(iter(_shortened(shown)), None)


def _shown(kept: Kept, wanted: Kept) -> list[Part]:
    """The parts that are shown: those that are kept, and whose needs are met as far as the message can meet them."""
    return [part for part in _met(kept, wanted) if part]


def _met(kept: Kept, wanted: Kept) -> Kept:
    possible = {part.name for part in wanted if part}
    there = {part.name for part in kept if part}
    met: Kept = []
    for part in kept:
        needs = possible.intersection(part.needs.split()) if part else set()
        met.append(part if not needs or needs & there else None)
    return met


def _fits(draft: Draft, form: ChannelForm, kept: Kept, wanted: Kept, limit: int | None) -> bool:
    return limit is None or form.compose(draft, _shown(kept, wanted)).length <= limit


def _chosen(draft: Draft, form: ChannelForm, wanted: Kept, limit: int | None) -> Kept:
    """What is kept of *wanted* so that it fits, if it can."""
    kept = list(wanted)
    going = sorted((one for one, part in enumerate(wanted) if part and part.goes), key=lambda one: _goes(wanted[one]))
    staying = [one for one, part in enumerate(wanted) if part and not part.goes]
    # What must stay gives up first what is not needed; that is put back last.
    smaller: list[tuple[int, Part | None]] = []
    smaller += [(one, shorter) for one in staying for shorter in _shortened(wanted[one])]
    smaller += [(one, shorter) for one in going for shorter in (*_shortened(wanted[one]), None)]
    for one, shorter in smaller:
        if _fits(draft, form, kept, wanted, limit):
            break
        kept[one] = shorter
    # What went early may fit again once something larger has gone after it: the most important first.
    for one in (*reversed(going), *staying):
        for larger in (wanted[one], *_shortened(wanted[one])):
            before = kept[one]
            if before == larger:
                break
            kept[one] = larger
            if _fits(draft, form, kept, wanted, limit):
                break
            kept[one] = before
    return kept


def _goes(part: Part | None) -> int:
    return (part and part.goes) or 0


def _shortened(part: Part | None) -> tuple[Part, ...]:
    if part is None or not part.short or part.short == part.markdown:
        return ()
    short = part._replace(markdown=part.short, short=part.shortest, shortest=None, long=False)
    return (short, *_shortened(short))


def _left_out(wanted: Sequence[Part], kept: Kept) -> Iterator[str]:
    for part, shown in zip(wanted, kept, strict=True):
        if shown is None:
            yield part.name
        elif shown not in (part, part.headed):
            yield f"{part.name} (shortened)"
