"""A message as the desk shows it: the way its readers will see it, its size, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from sitegen import markdown
from sitegen.markdown import Picture
from sitegen.messages.desk.files import json_file, message_files
from sitegen.messages.desk.frames import FramedHtml, framed_mail, without_pictures
from sitegen.messages.desk.labels import ANSWER_NAMES, AUDIENCE_NAMES, CHANNEL_NAMES, PART_NAMES, usual_channels
from sitegen.messages.draft import Draft, Message
from sitegen.messages.writer import CUSTOMER
from sitegen.model import Audience, Routing
from sitegen.present.labels import N_
from sitegen.present.language import Language, as_html

_SHORTENED = " (shortened)"
_OF_LIMIT = {
    "characters": N_("{length} of {limit} characters"),
    "weighted characters": N_("{length} of {limit} weighted characters"),
    "bytes": N_("{length} of {limit} bytes"),
    "segments": N_("{length} of {limit} segments"),
}


@dataclass(frozen=True, slots=True)
class DeskAnswer:
    """A part of a message to support: an answer, to be copied alone, or a note."""

    ident: str
    """The id of its element on the page."""
    title: str
    """Empty for a note."""
    exact: Markup
    """The answer, for a `pre` element, or the note as HTML."""


@dataclass(frozen=True, slots=True)
class Card:
    """A message as the desk shows it."""

    message: Message
    ident: str
    """The id of its element on the page."""
    channel: str
    site: str
    """Who says it."""
    form: str
    """`mail`, `chat`, `post`, `article`, `sms`, `answers`, `data` or `plain`."""
    size: str
    exact: Markup
    """The text, or the document of a webhook, for a `pre` element."""
    digest: str
    """What a list of articles shows below the title; empty where there is none."""
    body: Markup
    """What a chat or an article shows below the title."""
    frame: FramedHtml | None
    """The mail."""
    answers: tuple[DeskAnswer, ...]
    left_out: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    """The ending and the path of each of its files."""

    @property
    def initial(self) -> str:
        """What stands for the picture of whoever says it."""
        return self.site[:1].upper()


@dataclass(frozen=True, slots=True)
class AudienceCards:
    """The messages to one audience."""

    audience: Audience
    name: str
    who: str
    usual: tuple[Card, ...]
    others: tuple[Card, ...]
    """What is less often used, folded."""

    @property
    def cards(self) -> tuple[Card, ...]:
        """All of them."""
        return (*self.usual, *self.others)

    @property
    def misfits(self) -> list[Card]:
        """Those that are likely to be used, and do not fit."""
        return [card for card in self.usual if not card.message.fits]

    @property
    def folded_misfits(self) -> int:
        """How many of the folded ones do not fit."""
        return sum(not card.message.fits for card in self.others)


def audience_cards(
    found: Sequence[tuple[Draft, Message]], audience: Audience, language: Language, routing: Routing | None
) -> AudienceCards:
    """The cards of those of the messages that are for one audience, in the words of *language*."""
    cards = [_card(draft, one, language) for draft, one in found if one.audience is audience]
    usual = [card for channel in usual_channels(audience, routing) for card in cards if card.message.channel is channel]
    usual = usual or cards
    others = [card for card in cards if card not in usual]
    name, who = map(language.text.gettext, AUDIENCE_NAMES[audience])
    return AudienceCards(audience, name, who, tuple(usual), tuple(others))


def _card(draft: Draft, one: Message, language: Language) -> Card:
    name, form = CHANNEL_NAMES[one.channel]
    ident = f"{one.audience}-{one.channel}"
    answers = tuple(_answers(draft, one, ident, language)) if form == "answers" else ()
    if (form == "answers" and not answers) or (form in ("mail", "article") and one.html is None):
        form = "plain"
    return Card(
        message=one,
        ident=ident,
        channel=language.text.gettext(name),
        site=draft.site,
        form=form,
        size=message_size(one, language),
        exact=exact_text(json_file(one.payload).decode() if form == "data" else one.text),
        digest=str(one.payload.get("digest", "")) if form == "article" and isinstance(one.payload, dict) else "",
        body=_body(draft, one, form),
        frame=framed_mail(one.html) if form == "mail" and one.html else None,
        answers=answers,
        left_out=tuple(_part(part, language) for part in one.left_out),
        files=tuple((path.rpartition(".")[2], path) for path in message_files(one)),
    )


def _body(draft: Draft, one: Message, form: str) -> Markup:
    """What is below the title of a chat or an article, without pictures."""
    if form == "article":
        # Its headings are below the heading of the card.
        lower = re.sub("(?<=<h|/h)[1-6](?=[ >])", lambda level: str(min(int(level[0]) + 2, 6)), one.html or "")
        return as_html(without_pictures(lower))
    if form != "chat":
        return as_html("")
    named = {name: Picture("", picture.width, picture.height) for name, picture in draft.pictures}
    parts = [
        markdown.html(part.markdown, prefix=f"{one.audience}-{one.channel}-{part.name}", images=named)
        for part in one.parts
    ]
    return as_html(without_pictures("".join(parts)))


def _answers(draft: Draft, one: Message, ident: str, language: Language) -> Iterator[DeskAnswer]:
    if not any(part.name in ANSWER_NAMES for part in one.parts):
        return
    for part in one.parts:
        here = f"{ident}-{part.name}"
        if part.name in ANSWER_NAMES:
            title = language.text.gettext(ANSWER_NAMES[part.name])
            text = markdown.written(part.markdown, markdown.TEXT, dict(draft.pictures))
            yield DeskAnswer(here, title, exact_text(text.replace(CUSTOMER, draft.words.customer)))
        else:
            yield DeskAnswer(here, "", as_html(without_pictures(markdown.html(part.headed.markdown, prefix=here))))


def _part(name: str, language: Language) -> str:
    """What a part that was left out is called."""
    whole = name.removesuffix(_SHORTENED)
    shown = language.text.gettext(PART_NAMES[whole]) if whole in PART_NAMES else whole.replace("_", " ")
    return shown if whole == name else language.text.gettext("{part} (shortened)", part=shown)


def exact_text(text: str) -> Markup:
    """A text for a `pre` element, whose content is then the text, to the character."""
    # A parser drops a line end at the beginning, and makes a line end of a carriage return.
    return as_html("\n" + escape(text).replace("\r", Markup("&#13;")))


def message_size(one: Message, language: Language) -> str:
    """The size of a message, beside its limit where it has one: `231 of 280 weighted characters`."""
    words = language.text
    if one.limit is not None:
        length, limit = language.number(one.length), language.number(one.limit)
        return words.gettext(_OF_LIMIT[one.unit], length=length, limit=limit)
    match one.unit:
        case "bytes":
            return words.ngettext("{n} byte", "{n} bytes", one.length)
        case "segments":
            return words.ngettext("{n} segment", "{n} segments", one.length)
        case "weighted characters":
            return words.ngettext("{n} weighted character", "{n} weighted characters", one.length)
        case _:
            return words.ngettext("{n} character", "{n} characters", one.length)
