"""`email`: a subject, a text part, and an HTML part from the theme's `messages/mail.html`.

Both parts hold every address, and the HTML asks for nothing from elsewhere but the pictures that authors show. The
message itself, with its headers, is built where it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitegen.markdown import TEXT, Picture, standalone_html
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs
from sitegen.messages.draft import Draft
from sitegen.present.language import as_html
from sitegen.theme.parts import Part


@dataclass(frozen=True, slots=True)
class MailPart:
    """A part of a mail, for the template, which knows its styles."""

    name: str
    markdown: str
    pictures: Mapping[str, Picture]

    def html(self, styles: Mapping[str, str]) -> str:
        """The part as HTML, with *styles* for elements by their names, inline."""
        return as_html(standalone_html(self.markdown, styles=styles, images=self.pictures))


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    text = "\n\n".join(paragraphs(draft, parts, TEXT))
    html = None
    if draft.mail is not None:
        shown = [MailPart(part.name, part.markdown, dict(draft.pictures)) for part in parts]
        html = str(draft.mail(title=draft.title, parts=shown, url=draft.url, stage=draft.stage.value))
    return Composed(draft.title, text, len(text), html)


FORM = ChannelForm(_compose, "characters", long=True)
