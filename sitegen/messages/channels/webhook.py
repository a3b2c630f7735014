"""`webhook`: one JSON document with all of a message, for programs; docs/schemas/message.json describes it."""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.markdown import TEXT, standalone_html
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs, posted
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part
from sitegen.times import iso


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    pictures = dict(draft.pictures)
    text = "\n\n".join(paragraphs(draft, parts, TEXT))
    html = "".join(standalone_html(part.markdown, styles={}, images=pictures) for part in parts)
    document = {
        "version": 1,
        "slug": draft.slug,
        "update": draft.update,
        "kind": draft.kind,
        "stage": draft.stage.value,
        "impact": draft.impact.value if draft.impact else None,
        "audience": draft.audience.value,
        "locale": draft.locale,
        "at": iso(draft.at),
        "site": draft.site,
        "topic": draft.topic,
        "title": draft.title,
        "text": text,
        "html": html,
        "parts": [{"name": part.name, "markdown": part.markdown} for part in parts],
        "pictures": [
            {"name": name, "url": one.url, "width": one.width, "height": one.height} for name, one in draft.pictures
        ],
        "url": draft.url,
    }
    return Composed(draft.title, text, len(posted(document)), html, document)


FORM = ChannelForm(_compose, "bytes", long=True)
