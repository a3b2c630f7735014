"""What a channel is: how it composes parts, in what it counts, and how much it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


def fitted(draft: Draft, channel: Channel, form: ChannelForm) -> Message:
    """The message with as many parts as fit, and the names of those that were left out.

    Nothing is cut within a part. Where even what must stay does not fit, the message is as short as it can be, and
    its `fits` is false.
    """

    def fits(parts: Sequence[Part]) -> bool:
        return form.limit is None or form.compose(draft, parts).length <= form.limit

    chosen = _chosen(list(_wanted(draft.parts, form)), fits)
    composed = form.compose(draft, chosen)
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
        limit=form.limit,
        left_out=tuple(_left_out(draft.parts, chosen)),
        html=composed.html,
        payload=composed.payload,
        parts=tuple(chosen),
    )


def _wanted(parts: Sequence[Part], form: ChannelForm) -> Iterator[Part]:
    """The parts that a channel takes, were there no limit."""
    for part in parts:
        shown = part.headed if form.headings else part
        if form.long or not part.long:
            yield shown
        else:
            yield from _shortened(shown)


def _chosen(wanted: Sequence[Part], fits: Callable[[Sequence[Part]], bool]) -> list[Part]:
    """Those of *wanted* that fit together, some of them in their shorter form."""
    kept: list[Part | None] = list(wanted)

    def so_far() -> list[Part]:
        return [part for part in kept if part]

    going = sorted((index for index, part in enumerate(wanted) if part.goes), key=lambda index: wanted[index].goes or 0)
    staying = [index for index, part in enumerate(wanted) if not part.goes]
    smaller = [(index, form) for index in going for form in (*_shortened(wanted[index]), None)]
    smaller += [(index, form) for index in staying for form in _shortened(wanted[index])]
    for index, form in smaller:
        if fits(so_far()):
            break
        kept[index] = form
    # What went early may fit again once something larger has gone after it: the most important first.
    for index in (*staying, *reversed(going)):
        for form in (wanted[index], *_shortened(wanted[index])):
            before = kept[index]
            if before == form:
                break
            kept[index] = form
            if fits(so_far()):
                break
            kept[index] = before
    return so_far()


def _shortened(part: Part) -> tuple[Part, ...]:
    return (part._replace(markdown=part.short, short=None),) if part.short and part.short != part.markdown else ()


def _left_out(wanted: Sequence[Part], chosen: Sequence[Part]) -> Iterator[str]:
    shown = {part.name: part.markdown for part in chosen}
    for part in wanted:
        if part.name not in shown:
            yield part.name
        elif shown[part.name] not in (part.markdown, part.headed.markdown):
            yield f"{part.name} (shortened)"
