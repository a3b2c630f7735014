"""`feishu`: a custom bot's `post`: lines of runs, in which every text is literal and nobody is called.

A card would show Markdown and would call people for `<at>`. The limit is 20 KB for all of what is posted, of which
the signature that the sender adds needs less than a hundred bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.markdown import MARKED, TEXT, Run, runs
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs, posted
from sitegen.messages.channels.titles import marked_title
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part

_STYLES = (("strong", "bold"), ("em", "italic"), ("strike", "lineThrough"))


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    title = marked_title(draft)
    marked = "\n\n".join(paragraphs(draft, parts, MARKED))
    lines = [[_element(run) for run in runs(line) or [Run(" ")]] for line in marked.split("\n")]
    language = "zh_cn" if draft.locale.startswith("zh") else "ja_jp" if draft.locale.startswith("ja") else "en_us"
    payload = {"msg_type": "post", "content": {"post": {language: {"title": title, "content": lines}}}}
    text = "\n\n".join([title, *paragraphs(draft, parts, TEXT)])
    return Composed(title, text, len(posted(payload)), payload=payload)


def _element(run: Run) -> dict[str, object]:
    element: dict[str, object] = {"tag": "text", "text": run.text}
    if run.address:
        element = {"tag": "a", "text": run.text, "href": run.address}
    styles = [style for mark, style in _STYLES if mark in run.marks]
    return {**element, "style": styles} if styles else element


FORM = ChannelForm(_compose, "bytes", limit=20_000 - 100)
