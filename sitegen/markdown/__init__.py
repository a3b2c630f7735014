"""Markdown → safe HTML, plain text, and references. The home of markdown-it-py.

Whatever an author or an importer writes, the output has no HTML of theirs, no links other than http, https and
mailto, and no images other than known ones. Everything else is shown as text.
"""

from sitegen.markdown.dialect import MARKED, Dialect, Run, WrittenBlock, joined, runs, written, written_blocks
from sitegen.markdown.dialects import ANY_SERVICE, CARD, DINGTALK, SLACK, TEXT, WECOM, WEIBO, X, slack_entities
from sitegen.markdown.escaped import MarkdownText, as_markdown, escape_markdown
from sitegen.markdown.parser import Picture
from sitegen.markdown.plain_text import mail_text, plain
from sitegen.markdown.references import references
from sitegen.markdown.safe_html import html
from sitegen.markdown.sentences import opening, sentences
from sitegen.markdown.standalone import standalone_html
from sitegen.markdown.statuspage import plain_body, postmortem_body, update_body
from sitegen.markdown.wide import is_wide

__all__ = [
    "ANY_SERVICE",
    "CARD",
    "DINGTALK",
    "MARKED",
    "SLACK",
    "TEXT",
    "WECOM",
    "WEIBO",
    "Dialect",
    "MarkdownText",
    "Picture",
    "Run",
    "WrittenBlock",
    "X",
    "as_markdown",
    "escape_markdown",
    "html",
    "is_wide",
    "joined",
    "mail_text",
    "opening",
    "plain",
    "plain_body",
    "postmortem_body",
    "references",
    "runs",
    "sentences",
    "slack_entities",
    "standalone_html",
    "update_body",
    "written",
    "written_blocks",
]
