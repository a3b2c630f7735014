"""`teams`: a Workflows webhook, which posts an Adaptive Card.

Teams takes 28 KB; a message is kept to 20, since a workflow adds what it knows. A card has one element for each
block, since a line break within one means nothing. Nobody is named in `msteams.entities`, so `<at>` calls nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.markdown import CARD, WrittenBlock, written_blocks
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs, posted
from sitegen.messages.channels.titles import marked_title
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part

Element = dict[str, object]


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    title = marked_title(draft)
    pictures = dict(draft.pictures)
    blocks = [block for part in parts for block in written_blocks(part.markdown, CARD, pictures)]
    head = {**_text(CARD.escape(title)), "size": "Large", "weight": "Bolder", "style": "heading"}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "lang": draft.locale,
        "body": [head, *(element for block in blocks for element in _elements(block))],
        "msteams": {"width": "Full"},
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    payload = {"type": "message", "attachments": [attachment]}
    text = "\n\n".join([CARD.strong(title), *paragraphs(draft, parts, CARD)])
    return Composed(title, text, len(posted(payload)), payload=payload)


def _elements(block: WrittenBlock) -> Iterator[Element]:
    if block.kind == "code":
        for number, line in enumerate(block.text.split("\n")):
            spacing = {"spacing": "None"} if number else {}
            yield {**_text(line or "\u00a0"), "fontType": "Monospace", **spacing}
    elif block.kind == "quote":
        yield {"type": "Container", "style": "emphasis", "items": [_text(block.text)]}
    elif block.kind in ("list", "notes"):
        yield _text(block.text.replace("\n", "\r"))
    else:
        yield _text(block.text)


def _text(text: str) -> Element:
    return {"type": "TextBlock", "text": text, "wrap": True}


FORM = ChannelForm(_compose, "bytes", limit=28_000, preferred=20_000)
