"""`x`: a post, to send or to paste, of 280 weighted characters.

What Western scripts are written in weighs one, everything else two, an emoji two however many characters it is made
of, and each address 23. A URL needs no scheme for that: `example.com` is one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sitegen.markdown import X
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs
from sitegen.messages.channels.x_emoji import emoji_pattern
from sitegen.messages.channels.x_links import post_links
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part

_LINK_WEIGHT = 23
_EMOJI_WEIGHT = 2
_LIGHT = re.compile(r"[\0-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
"""Characters that weigh one, by twitter-text's configuration 3."""


def weighted_length(text: str) -> int:
    """The length of a post as X counts it."""
    text = re.sub("\r\n?", "\n", unicodedata.normalize("NFC", text))
    links = dict(post_links(text))
    emoji = {found.start(): found.end() for found in emoji_pattern().finditer(text)}
    weight = place = 0
    while place < len(text):
        if place in links:
            weight += _LINK_WEIGHT
            place += links[place]
        elif place in emoji:
            weight += _EMOJI_WEIGHT
            place = emoji[place]
        else:
            weight += 1 if _LIGHT.match(text, place) else 2
            place += 1
    return weight


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    text = "\n\n".join([X.escape(draft.title), *paragraphs(draft, parts, X)])
    return Composed(draft.title, text, weighted_length(text))


FORM = ChannelForm(_compose, "weighted characters", limit=280)
