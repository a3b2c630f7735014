"""`apprise`: title and text for any of the services that apprise knows.

Which one it will be is not known here, so the text has no markup and calls nobody in any of them. Four of five
services take 1,000 characters, and nearly all of the others are text messages.
"""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.markdown import ANY_SERVICE
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs, utf16_length
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    title, body = ANY_SERVICE.escape(draft.title), "\n\n".join(paragraphs(draft, parts, ANY_SERVICE))
    text = f"{title}\n{body}"  # As services without a place for a title show it.
    return Composed(title, text, utf16_length(text), payload={"title": title, "body": body, "format": "text"})


FORM = ChannelForm(_compose, "characters", limit=1_000)
