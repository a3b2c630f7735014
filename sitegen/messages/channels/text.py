"""`text`: plain text, to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence

from sitegen import markdown
from sitegen.messages.channels.form import ChannelForm, Composed
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    pictures = dict(draft.pictures)
    text = "\n\n".join([draft.title, *(markdown.mail_text(part.markdown, pictures) for part in parts)])
    return Composed(draft.title, text, len(text))


FORM = ChannelForm(_compose, "characters", long=True)
