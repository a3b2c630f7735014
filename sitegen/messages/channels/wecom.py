"""`wecom`: a group bot's `markdown`, of at most 4,096 bytes in UTF-8, which is 1,365 Chinese characters."""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.markdown import WECOM
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs
from sitegen.messages.channels.titles import marked_title
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    title = marked_title(draft)
    text = "\n\n".join([WECOM.strong(title), *paragraphs(draft, parts, WECOM)])
    payload = {"msgtype": "markdown", "markdown": {"content": text}}
    return Composed(title, text, len(text.encode()), payload=payload)


FORM = ChannelForm(_compose, "bytes", limit=4_096)
