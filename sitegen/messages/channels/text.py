"""`text`: plain text, to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.markdown import TEXT
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    text = "\n\n".join([draft.title, *paragraphs(draft, parts, TEXT)])
    return Composed(draft.title, text, len(text))


FORM = ChannelForm(_compose, "characters", long=True)
