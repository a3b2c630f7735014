"""Templates of messages that a site has written itself, tried on what the site holds: they are used only at night."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sitegen.derive.entries import Entry
from sitegen.derive.stages import Occasion
from sitegen.messages.outbox import Outbox
from sitegen.model import Audience
from sitegen.problems import ContentError, Problem
from sitegen.theme.edition import Edition
from sitegen.theme.files import MESSAGES


def has_own_templates(edition: Edition) -> bool:
    """Whether the site's theme has a template of messages of its own."""
    return any(name.startswith(MESSAGES) for name in edition.theme.own)


def template_problems(outbox: Outbox, entries: Iterable[Entry], locales: Sequence[str]) -> list[Problem]:
    """The faults of templates, each once: every audience is written to, at each stage that an entry has reached."""
    found: dict[Problem, None] = {}
    for occasion in _one_of_each(outbox, entries):
        for audience in Audience:
            for locale in locales:
                try:
                    outbox.draft(occasion, audience, locale)
                except ContentError as error:
                    found.update(dict.fromkeys(error.problems))
    return list(found)


def _one_of_each(outbox: Outbox, entries: Iterable[Entry]) -> list[Occasion]:
    """The first that is found of each kind of entry, stage, and whether the clock made it."""
    found: dict[tuple[str, str, bool], Occasion] = {}
    for entry in entries:
        kind = getattr(entry, "kind", "maintenance")
        for occasion in outbox.occasions(entry):
            found.setdefault((str(kind), occasion.stage, occasion.step is None), occasion)
    return list(found.values())
