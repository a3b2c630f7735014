"""Markdown → safe HTML, plain text, and what stands where in it. The home of markdown-it-py.

Whatever an author or an importer writes, what comes out holds no HTML of theirs, no link but to http, https
and mailto, and no image but those that are known. The rest is shown as the text that it is.
"""

from sitegen.markdown.parser import Picture
from sitegen.markdown.plain_text import mail_text, plain
from sitegen.markdown.references import references
from sitegen.markdown.safe_html import html
from sitegen.markdown.statuspage import plain_body, postmortem_body, update_body

__all__ = ["Picture", "html", "mail_text", "plain", "plain_body", "postmortem_body", "references", "update_body"]
