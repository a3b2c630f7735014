"""`dingtalk`: a group bot's `markdown`, of at most 20,000 bytes.

Its title is what the list of chats shows; the message itself shows the text alone, so the title stands there too.
Nobody is named in `at`, so that no `@` in the text calls anybody.
"""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.markdown import DINGTALK
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs, posted
from sitegen.messages.channels.titles import marked_title
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    title = marked_title(draft)
    text = "\n\n".join([DINGTALK.strong(title), *paragraphs(draft, parts, DINGTALK)])
    payload = {"msgtype": "markdown", "markdown": {"title": title, "text": text}, "at": {"isAtAll": False}}
    return Composed(title, text, len(posted(payload)), payload=payload)


FORM = ChannelForm(_compose, "bytes", limit=20_000)
