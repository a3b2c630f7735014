"""`macros`: the answers of support, for a support desk to keep.

`payload` has what Zendesk takes at `POST /api/v2/macros`, one document an answer, and what Freshdesk takes at
`POST /api/v2/canned_responses/create_multiple`. Both put the customer's name in where they read their placeholder;
whatever else of a text they would read as one is written so that they do not.
"""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.markdown import TEXT, standalone_html
from sitegen.messages.channels.form import ChannelForm, Composed, paragraphs
from sitegen.messages.draft import Draft
from sitegen.messages.writer import CUSTOMER
from sitegen.theme.parts import Part

ZENDESK_NAME = "{{ticket.requester.first_name}}"
FRESHDESK_NAME = "{{ticket.requester.firstname}}"


def _compose(draft: Draft, parts: Sequence[Part]) -> Composed:
    answers = _answers(draft, parts)
    zendesk = [
        {
            "macro": {
                "title": title,
                "description": draft.url,
                "active": True,
                "actions": [
                    {"field": "comment_value_html", "value": html.replace(CUSTOMER, ZENDESK_NAME)},
                    {"field": "comment_mode_is_public", "value": True},
                ],
            }
        }
        for title, html in answers
    ]
    # Personal, since only that needs no folder, whose number differs from account to account.
    freshdesk = {
        "canned_responses": [
            {"title": title, "content_html": html.replace(CUSTOMER, FRESHDESK_NAME), "visibility": 1}
            for title, html in answers
        ]
    }
    title = draft.title.replace(CUSTOMER, draft.words.customer)
    shown = paragraphs(draft, [part.headed for part in parts], TEXT)
    text = "\n\n".join([title, *shown]).replace(CUSTOMER, draft.words.customer)
    return Composed(title, text, len(text), payload={"zendesk": zendesk, "freshdesk": freshdesk})


def _answers(draft: Draft, parts: Sequence[Part]) -> list[tuple[str, str]]:
    """The title and the HTML of each answer; a message without answers is one as a whole."""
    words = draft.words
    labels = {"standard": words.standard, "upset": words.upset, "auto_reply": words.auto_reply}
    answers = [(f"{draft.topic} · {labels[part.name]}", [part]) for part in parts if part.name in labels]
    return [(title, _html(draft, some)) for title, some in answers or [(draft.topic, list(parts))]]


def _html(draft: Draft, parts: Sequence[Part]) -> str:
    """HTML in which nothing is a placeholder."""
    html = "".join(standalone_html(part.markdown, styles={}, images=dict(draft.pictures)) for part in parts)
    return html.replace("{", "&#123;")


FORM = ChannelForm(_compose, "characters", long=True, headings=False)
