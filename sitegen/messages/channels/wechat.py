"""`wechat`: an article of an official account, to paste: title, digest, and the body as text or HTML.

WeChat takes a title of 64 characters, a digest of 120, and less than 20,000 characters of HTML, tags included. Links
in an article lead nowhere, so each address can be read; `content_source_url` is the one that people can follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sitegen.markdown import TEXT, opening, standalone_html
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs
from sitegen.messages.channels.titles import shortened_title
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part

MAX_TITLE = 64
MAX_DIGEST = 120


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    title = shortened_title(draft.title, lambda one: len(one) <= MAX_TITLE) or f"{draft.title[: MAX_TITLE - 1]}…"
    whole = [draft.title] if title != draft.title else []
    text = "\n\n".join([*whole, *paragraphs(draft, parts, TEXT)])
    pictures = dict(draft.pictures)
    html = "".join(
        [
            *(f"<p><strong>{escape(one)}</strong></p>\n" for one in whole),
            *(standalone_html(part.markdown, styles={}, images=pictures) for part in parts),
        ]
    )
    article = {"title": title, "digest": _digest(draft, parts), "content": html, "content_source_url": draft.url}
    return Composed(title, text, len(html), html, article)


def _digest(draft: Draft, parts: Sequence[Part]) -> str:
    """The first whole sentences of what the author wrote, else the title, else nothing: WeChat then makes its own."""
    words = next((part.markdown for part in parts if part.name == "words"), "")
    return next((one for one in (opening(words, MAX_DIGEST), draft.title) if 0 < len(one) <= MAX_DIGEST), "")


FORM = ChannelForm(_compose, "characters", limit=19_999, long=True)
