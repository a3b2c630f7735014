"""The messages of a site, where those to insiders also say what the brief of the entry says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from sitegen.derive.snapshot import Snapshot
from sitegen.derive.stages import Occasion
from sitegen.internal.brief import Brief, view_brief
from sitegen.internal.discretion import without_words
from sitegen.messages.draft import Draft, Message
from sitegen.messages.outbox import Outbox
from sitegen.messages.writer import MessageWriter
from sitegen.model import Audience, Channel, Site


class InternalOutbox(Outbox):
    """An outbox that has the briefs of entries. What it writes for a public audience is written without them."""

    def __init__(
        self,
        site: Site,
        snapshot: Snapshot,
        writers: Mapping[str, MessageWriter],
        brief_of: Callable[[str], Brief | None],
        until: datetime | None = None,
    ) -> None:
        """*brief_of* gives the brief of an entry by its slug; *until* is up to which moment notes count."""
        super().__init__(site, snapshot, writers)
        self._brief_of = brief_of
        self._until = until
        self._entries = {entry.path: entry for entry in snapshot.entries}

    def discretion(self) -> AbstractContextManager[None]:
        """Around whatever is done with internal messages: what is raised inside quotes none of them."""
        return without_words()

    def draft(self, occasion: Occasion, audience: Audience, locale: str) -> Draft:
        """A message before a channel takes it."""
        brief = self._brief_of(occasion.slug) if audience.internal else None
        if brief is None:
            return super().draft(occasion, audience, locale)
        view = self.view(occasion)
        with without_words():
            known = view_brief(brief, occasion, self.occasions(self._entries[occasion.path]), self._until)
            return self._writers[locale].drafted(view, occasion, audience, {"brief": known})

    def _in_form(self, draft: Draft, channel: Channel) -> Message:
        """A draft in the form of a channel."""
        if not draft.audience.internal or self._brief_of(draft.slug) is None:
            return super()._in_form(draft, channel)
        with without_words():
            return super()._in_form(draft, channel)
