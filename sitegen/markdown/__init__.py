"""Markdown → safe HTML, plain text, and references. The home of markdown-it-py.

Whatever an author or an importer writes, the output has no HTML of theirs, no links other than http, https and
mailto, and no images other than known ones. Everything else is shown as text.
"""

from sitegen.markdown.escaped import MarkdownText, as_markdown, escape_markdown
from sitegen.markdown.parser import Picture
from sitegen.markdown.plain_text import mail_text, plain
from sitegen.markdown.references import references
from sitegen.markdown.safe_html import html
from sitegen.markdown.sentences import opening, sentences
from sitegen.markdown.statuspage import plain_body, postmortem_body, update_body

__all__ = [
    "MarkdownText",
    "Picture",
    "as_markdown",
    "escape_markdown",
    "html",
    "mail_text",
    "opening",
    "plain",
    "plain_body",
    "postmortem_body",
    "references",
    "sentences",
    "update_body",
]
