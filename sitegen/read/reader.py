"""What the readers of content share: what each file is read with, and an update as its author told it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from sitegen.model import Component, Config
from sitegen.problems import Problems
from sitegen.read.body import UpdateBlock
from sitegen.read.document import Document, YamlMapping, decode, read_document, read_text
from sitegen.read.files import ContentFile
from sitegen.read.forms import UpdateForm
from sitegen.read.validation import FieldContext, node_kind

MAX_AHEAD = timedelta(minutes=10)
"""How far an update may be ahead of the clock: people round up, and clocks differ."""

NO_DRAFTS: Mapping[str, str] = MappingProxyType({})
"""What is on disk is all there is."""


@dataclass(frozen=True)
class Reader:
    """What every file is read with."""

    root: Path
    config: Config
    clock: datetime | None
    """The present moment, where what is said to come later is a mistake."""
    drafts: Mapping[str, str] = field(default_factory=lambda: NO_DRAFTS)
    """Texts by path that stand for what is on disk: to try a change before it is made."""

    @cached_property
    def context(self) -> FieldContext:
        """What the values in every file depend on."""
        return self.context_at(None)

    def context_at(self, heading: datetime | None) -> FieldContext:
        """What those of an update depend on."""
        return FieldContext(self.config.zone, self._components, self.config.locales, heading, self._names)

    def document(self, source: ContentFile, problems: Problems) -> Document | None:
        """A file as front matter and body, or None after telling what is wrong."""
        if source.path in self.drafts:
            text = decode(self.drafts[source.path].encode(errors="surrogatepass"), source.path, problems)
        else:
            text = read_text(self.root, source.path, problems)
        return None if text is None else read_document(text, source.path, problems)

    def shown(self, moment: datetime) -> str:
        """A moment as authors write it, in the zone of the site."""
        return f"{moment.astimezone(self.config.zone):%Y-%m-%d %H:%M}"

    @cached_property
    def _components(self) -> frozenset[str]:
        return frozenset(self.config.by_id)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {name.casefold(): one.id for one in self.config.components for name in _names(one)}


@dataclass(frozen=True, slots=True)
class ParsedUpdate:
    """One update of an original, with the block that tells it."""

    block: UpdateBlock
    at: datetime
    form: UpdateForm | None
    """What its fields say; None without any."""
    cleared: tuple[str, ...]
    order: int
    """Among the updates of the same moment, from 1."""
    key: str
    """What it is known by within its story, whatever is written before or after it."""


def written_value(node: YamlMapping, name: str) -> str:
    """What the author wrote under *name*, for messages."""
    return node_kind(node.get(name))


def time_ahead(difference: timedelta) -> str:
    """How far a moment is ahead, in words, for messages."""
    minutes = int(difference.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 60 * 48 else f"{minutes // 60 // 24:,} days"


def _names(component: Component) -> tuple[str, ...]:
    """What readers call it, in every language."""
    return (component.name.original, *dict(component.name.translations).values())
