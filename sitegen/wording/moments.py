"""The updates of an entry, each with its stage, its impact and the facts that stand with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sitegen.derive.effects import replace_facts
from sitegen.derive.entries import Entry
from sitegen.derive.stages import updates_of
from sitegen.model import Config, Facts, Impact, Incident, Kind, SourceEntry, Stage
from sitegen.wording.passages import Moment
from sitegen.wording.rules.no_contact import names_contact

_STANDING = ("not_working", "still_working", "scope", "eta", "ended")
"""The facts that rules look at and that stand until they are replaced or cleared."""


_OPEN = (Stage.FIRST, Stage.PROGRESS, Stage.REOPENED)


def moments(source: SourceEntry, view: Entry, config: Config) -> Iterator[Moment]:
    """Every update that somebody wrote, oldest first."""
    standing: dict[str, Any] = {name: getattr(source.facts, name) for name in _STANDING}
    updates = {update.key: update for update in source.updates}
    support = config.support
    contact = bool(support.email or support.phone or support.url)
    kind = source.kind if isinstance(source, Incident) else None
    is_incident = kind in (Kind.OUTAGE, Kind.THIRD_PARTY)
    first = True
    for occasion in updates_of(view):
        step = occasion.step
        assert step is not None, "updates have steps"
        if step.automatic:
            continue
        update = updates[step.key]
        replace_facts(standing, update.facts)
        stated = _with_front_matter(source.facts, update.facts) if first else update.facts
        if not contact:
            front = source.facts.workaround
            contact = first and front is not None and names_contact(front.original)
        yield Moment(
            source=source,
            update=update,
            kind=kind,
            stage=occasion.stage,
            impact=step.impact if kind else Impact.NONE,
            stated=stated,
            standing=Facts(**standing),
            config=config,
            contact=contact,
            occasion=occasion,
            is_outage=kind is Kind.OUTAGE,
            is_incident=is_incident,
            is_open=is_incident and occasion.stage in _OPEN,
        )
        contact = contact or names_contact(update.body.original)
        first = False


def _with_front_matter(front: Facts, facts: Facts) -> Facts:
    stated: dict[str, Any] = {
        name: early if late is None else late for name, early, late in zip(Facts._fields, front, facts, strict=True)
    }
    return Facts(**stated)
