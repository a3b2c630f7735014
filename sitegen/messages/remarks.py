"""What a message says of itself, before anything else."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from sitegen.messages.draft import Draft
from sitegen.present.labels import N_
from sitegen.present.writers import MarkdownWriter
from sitegen.theme.parts import Part


class Remark(StrEnum):
    """Why people get a message that they may have seen."""

    REPEATED = "repeated"
    """It may have arrived before."""
    CORRECTED = "corrected"
    """It replaces one that has arrived."""


_WORDS = {
    Remark.REPEATED: N_("Possible duplicate: you may already have received this message."),
    Remark.CORRECTED: N_("Corrected: this replaces our earlier message."),
}


def remarked(draft: Draft, remark: Remark, text: MarkdownWriter) -> Draft:
    """The draft with the remark as its first part, which must stay."""
    return replace(draft, parts=(Part("remark", text.messages.gettext(_WORDS[remark])), *draft.parts))
