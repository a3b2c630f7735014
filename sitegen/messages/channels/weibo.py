"""`weibo`: a post to paste.

A post of up to 140 characters is shown whole; a longer one, up to 2,000, is folded. So a message is kept to 140 if it
can be. Weibo counts as its own page does while somebody writes: two letters, digits and signs of Latin-1 are one
character, everything else in the Basic Multilingual Plane is one, an emoji two, and a link ten, whatever its length
up to 140. A link that the page does not see as one, for example with a hyphen in its host, counts as its letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen.markdown import WEIBO
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part

_LINK = re.compile(r"https?://[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)+[-A-Za-z0-9_$.+!*/,:;@&=?~#%]*", re.IGNORECASE)
_LINK_HALVES, _LINK_FREE = 20, 140
"""What a link counts, in halves of a character, and up to which length; what is longer counts too."""


def weibo_length(text: str) -> int:
    """The length of a post, in characters as Weibo counts them."""
    links = _LINK.findall(text)
    halves = sum(_LINK_HALVES + max(0, len(link) - _LINK_FREE) for link in links)
    rest = _LINK.sub("", text)
    halves += sum(1 if ord(one) < 0x100 else 2 if ord(one) < 0x10000 else 4 for one in rest)
    return -(-halves // 2)


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    text = "\n\n".join([WEIBO.escape(draft.title), *paragraphs(draft, parts, WEIBO)])
    return Composed(draft.title, text, weibo_length(text))


FORM = ChannelForm(_compose, "characters", limit=2_000, preferred=140)
