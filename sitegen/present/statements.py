"""The facts that an update states, one sentence each, as data; writers.py renders them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sitegen.derive.entries import Step
from sitegen.model import Compensation, ComponentStatus, Impact, Status, Text
from sitegen.present.labels import CLEARED, N_


class Percentage(NamedTuple):
    """A percentage from 0 to 100."""

    value: int


class ScopeKey(NamedTuple):
    """An entry of `scope`, by the author's key."""

    key: str


class ComponentName(NamedTuple):
    """A component, by its id in site.yml."""

    id: str


_Named = Percentage | ScopeKey | ComponentName
PhraseValue = Text | tuple[Text, ...] | datetime | timedelta | Impact | ComponentStatus | Compensation | _Named
"""A value in a sentence; each writer renders it in its form."""


class Phrase(NamedTuple):
    """A sentence: its message, and the values for the names in braces."""

    field: str
    """The fact that it states, as in model.Facts, or `cleared`."""
    message: str
    values: tuple[tuple[str, PhraseValue], ...]


def _code(text: str) -> Text:
    """What reads the same in every language."""
    return Text(text, "")


_MOMENTS = {
    "start": N_("New start: {time}"),
    "end": N_("New end: {time}"),
    "eta": N_("Expected recovery: {time}"),
    "ended": N_("Service restored at {time}"),
    "next_update": N_("Next update by {time}"),
}


def phrase(field: str, message: str, /, **values: PhraseValue) -> Phrase:
    """A sentence of *message*, with the values for its names in braces."""
    return Phrase(field, message, tuple(values.items()))


def statements(step: Step) -> tuple[Phrase, ...]:
    """The statements of an update, in the order in which readers need them; empty where it states nothing."""
    return tuple(_statements(step))


def _statements(step: Step) -> Iterator[Phrase]:
    facts = step.changes
    if facts.impact is not None:
        yield phrase("impact", "{impact}", impact=facts.impact)
    for component, status in facts.components or ():
        if status is not None:
            yield phrase("components", N_("{component}: {status}"), component=ComponentName(component), status=status)
    ahead = step.status is Status.SCHEDULED
    if facts.not_working:
        message = N_("Will not work: {list}") if ahead else N_("Not working: {list}")
        yield phrase("not_working", message, list=facts.not_working)
    if facts.still_working:
        message = N_("Will keep working: {list}") if ahead else N_("Still working: {list}")
        yield phrase("still_working", message, list=facts.still_working)
    if facts.workaround:
        yield phrase("workaround", N_("Workaround: {text}"), text=facts.workaround)
    for key, text in facts.scope or ():
        yield phrase("scope", N_("{key}: {text}"), key=ScopeKey(key), text=text)
    if facts.endpoints:
        yield phrase("endpoints", N_("Affected API endpoints: {list}"), list=tuple(map(_code, facts.endpoints)))
    for given in facts.compensation or ():
        yield phrase("compensation", N_("Compensation: {text}"), text=given)
    if facts.progress is not None:
        yield phrase("progress", N_("Progress: about {share} (our estimate)"), share=Percentage(facts.progress))
    for field, message in _MOMENTS.items():
        if (moment := getattr(facts, field)) is not None:
            yield phrase(field, message, time=moment)
    for name in facts.cleared:
        if name in CLEARED:
            yield phrase("cleared", CLEARED[name])
