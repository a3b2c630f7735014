"""The messages of a site: which there are of an entry, and the making of each."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from sitegen.derive.entries import Entry
from sitegen.derive.snapshot import Snapshot
from sitegen.derive.stages import Occasion, entry_at, occasions
from sitegen.messages.channels import message
from sitegen.messages.draft import Draft, Message
from sitegen.messages.remarks import Remark, remarked
from sitegen.messages.writer import MessageWriter
from sitegen.model import Audience, Channel, Site, SourceEntry

REMINDER = timedelta(hours=1)
"""How long before a window a reminder goes out, where messages.yml does not say."""


class Outbox:
    """The messages of a site: by occasion, audience, language and channel."""

    def __init__(self, site: Site, snapshot: Snapshot, writers: Mapping[str, MessageWriter]) -> None:
        """*writers* are the languages', by locale."""
        self._site = site
        self._snapshot = snapshot
        self._writers = writers
        self._sources: dict[str, SourceEntry] = {source.path: source for source in site.entries}

    def occasions(self, entry: Entry, reminder: timedelta | None = REMINDER) -> tuple[Occasion, ...]:
        """The occasions of an entry up to the snapshot's moment, oldest first."""
        return occasions(entry, self._snapshot.now, reminder)

    def view(self, occasion: Occasion) -> Entry:
        """The entry as it stood on an occasion."""
        return entry_at(self._sources[occasion.path], self._site.config, occasion)

    def discretion(self) -> AbstractContextManager[None]:
        """Around whatever is done with internal messages: what is raised inside quotes none of them."""
        return nullcontext()

    def draft(self, occasion: Occasion, audience: Audience, locale: str) -> Draft:
        """A message before a channel takes it."""
        return self._writers[locale].draft(self.view(occasion), occasion, audience)

    def message(
        self, occasion: Occasion, audience: Audience, locale: str, channel: Channel, remark: Remark | None = None
    ) -> Message:
        """A message as a channel takes it, with a *remark* before everything else."""
        draft = self.draft(occasion, audience, locale)
        if remark is not None:
            draft = remarked(draft, remark, self._writers[locale].text)
        return self._in_form(draft, channel)

    def _in_form(self, draft: Draft, channel: Channel) -> Message:
        """A draft in the form of a channel."""
        return message(draft, channel)
