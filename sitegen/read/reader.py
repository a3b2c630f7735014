"""What the readers of content share: the settings that files are read with, and a parsed update."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sitegen.model import Component, Config
from sitegen.problems import Problems
from sitegen.read.body import UpdateBlock
from sitegen.read.document import Document, decode, read_document, read_text
from sitegen.read.files import NO_DRAFTS, ContentFile, Drafts
from sitegen.read.forms import UpdateForm
from sitegen.read.nodes import YamlMapping
from sitegen.read.validation import FieldContext, node_kind


@dataclass(frozen=True)
class Reader:
    """The settings that every file is read with."""

    root: Path
    config: Config
    clock: datetime | None
    """The present; updates after it are errors. None when the site is built as of another moment."""
    drafts: Drafts = field(default_factory=lambda: NO_DRAFTS)
    digests: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    """Of the files that it has read, by path."""

    @cached_property
    def context(self) -> FieldContext:
        """The context of fields outside updates."""
        names = {name.casefold(): one.id for one in self.config.components for name in _names(one)}
        return FieldContext(self.config.zone, frozenset(self.config.by_id), self.config.locales, names=names)

    def context_at(self, heading: datetime) -> FieldContext:
        """The context of the fields of an update at *heading*."""
        shared = self.context
        return FieldContext(shared.zone, shared.components, shared.locales, heading, shared.names)

    def document(self, source: ContentFile, problems: Problems) -> Document | None:
        """A file as front matter and body, or None after reporting its problems."""
        draft = self.drafts.get(source.path)
        if draft is not None:
            text = decode(draft.encode(errors="surrogatepass"), source.path, problems)
        else:
            text = read_text(self.root, source.path, problems)
            if text is not None:
                self.digests[source.path] = hashlib.sha256(text.encode()).hexdigest()
        return None if text is None else read_document(text, source.path, problems)

    def shown(self, moment: datetime) -> str:
        """*moment* as authors write it, in the zone of the site."""
        return f"{moment.astimezone(self.config.zone):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class ParsedUpdate:
    """One update of an original, with its block of the file."""

    block: UpdateBlock
    at: datetime
    form: UpdateForm | None
    """Its fields; None if it has none."""
    cleared: tuple[str, ...]
    """The fields that it clears."""
    order: int
    """Its position among the updates of the same moment, from 1."""
    key: str
    """Its identity within the entry, whatever is written before or after it."""


def written_value(node: YamlMapping, name: str) -> str:
    """What the author wrote under *name*, for messages."""
    return node_kind(node.get(name))


def _names(component: Component) -> tuple[str, ...]:
    """The name in every language."""
    return (component.name.original, *dict(component.name.translations).values())
