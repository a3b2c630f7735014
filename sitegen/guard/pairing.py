"""Which update of a changed file is which of those that were published, whatever its heading says now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sitegen.model import Update

Pair = tuple[Update | None, Update | None]
"""An update as published, and as it is to be; None: there was none, or there is none."""


def paired(before: Sequence[Update], after: Sequence[Update]) -> Iterator[Pair]:
    """The updates of one entry in pairs, then those that are gone, then those that are new."""
    old, new = list(before), list(after)
    # What says the same under the same name is the same. What says the same under another name has lost its name,
    # unless that is still there with words of its own. What has its name only has been rewritten.
    for alike in (_same_name_and_words, partial(_moved, before, after), _same_name):
        yield from _taken(old, new, alike)
    for update in old:
        yield update, None
    for update in new:
        yield None, update


def _taken(old: list[Update], new: list[Update], alike: Callable[[Update, Update], bool]) -> Iterator[Pair]:
    """The pairs that are *alike*, in their order, which are taken out of both lists."""
    for one in list(old):
        other = next((each for each in new if alike(one, each)), None)
        if other is not None:
            old.remove(one)
            new.remove(other)
            yield one, other


def _same_name_and_words(one: Update, other: Update) -> bool:
    return one.key == other.key and _same_words(one, other)


def _same_words(one: Update, other: Update) -> bool:
    said = one.title, one.body.original.split()
    return said == (other.title, other.body.original.split()) and bool(one.title or one.body)


def _moved(before: Sequence[Update], after: Sequence[Update], one: Update, other: Update) -> bool:
    """Whether an update has another name now: it says the same, and its name is gone or another one has it."""
    if not _same_words(one, other):
        return False
    heir = next((each for each in after if each.key == one.key), None)
    if heir is None:
        return True
    is_another = any(each is not one and _same_words(each, heir) for each in before)
    return is_another and all(each.key != other.key for each in before)


def _same_name(one: Update, other: Update) -> bool:
    return one.key == other.key
