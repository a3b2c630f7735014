"""`slack`: an incoming webhook.

`text` is what notifications and screen readers say, and may have 40,000 characters. What people see are blocks: a
header of plain text, 150 characters at most, and sections of mrkdwn, 3,000 at most. Slack finds no names and URLs of
its own in them (`verbatim`), so that our links alone are links. Where one sentence is longer than a section, there
are no blocks and people see `text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sitegen.markdown import SLACK, WrittenBlock, joined, slack_entities, written_blocks
from sitegen.messages.channels.form import ChannelForm, Composed, utf16_length
from sitegen.messages.channels.titles import marked_title, shortened_title, state_mark
from sitegen.messages.draft import Draft
from sitegen.theme.parts import Part

MAX_SECTION = 3_000
MAX_HEADER = 150
_ITEM = re.compile(r"(?<!\n)\n+(?=\S)")
"""Between two items of a list: what belongs to an item is indented."""


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    title = marked_title(draft)
    pictures = dict(draft.pictures)
    blocks = [written_blocks(part.markdown, SLACK, pictures) for part in parts]
    text = "\n\n".join([SLACK.strong(title), *(joined(some, SLACK) for some in blocks if some)])
    payload: dict[str, object] = {"text": text, "unfurl_links": False, "unfurl_media": False}
    header = shortened_title(draft.title, lambda one: utf16_length(_shown(draft, one)) <= MAX_HEADER)
    whole = [] if header == draft.title else [SLACK.strong(title)]
    sections = _packed([*whole, *(piece for some in blocks for piece in _pieces(some))], "\n\n")
    if all(utf16_length(section) <= MAX_SECTION for section in sections):
        payload["blocks"] = [*([_header(_shown(draft, header))] if header else []), *map(_section, sections)]
    return Composed(title, text, utf16_length(text), payload=payload)


def _shown(draft: Draft, title: str) -> str:
    return slack_entities(f"{state_mark(draft)}{title}")


def _header(text: str) -> dict[str, object]:
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _pieces(blocks: Sequence[WrittenBlock]) -> list[str]:
    """A part in pieces that sections take: whole, else by blocks, and of these by items, rows or lines of code."""
    whole = joined(blocks, SLACK)
    if utf16_length(whole) <= MAX_SECTION:
        return [whole] if whole else []
    return [piece for block in blocks for piece in _pieces_of(block)]


def _pieces_of(block: WrittenBlock) -> list[str]:
    if utf16_length(block.text) <= MAX_SECTION:
        return [block.text]
    if block.kind == "code":
        fence, *lines = block.text.split("\n")[:-1]
        return [f"{fence}\n{some}\n{fence}" for some in _packed(lines, "\n", 2 * len(f"{fence}\n"))]
    if block.kind in ("list", "notes"):
        return _packed(_ITEM.split(block.text), "\n")
    if block.kind == "table":
        return _packed(block.text.split("\n"), "\n")
    return [block.text]


def _packed(pieces: Iterable[str], between: str, around: int = 0) -> list[str]:
    """Pieces put together, in their order, to as few as sections take with *around* characters more."""
    packed: list[str] = []
    for piece in pieces:
        together = f"{packed[-1]}{between}{piece}" if packed else piece
        if packed and utf16_length(together) + around <= MAX_SECTION:
            packed[-1] = together
        else:
            packed.append(piece)
    return packed


FORM = ChannelForm(_compose, "characters", limit=40_000)
