"""What was pasted into a text and is not what its author sees: HTML, and the words of our templates."""

from __future__ import annotations

import re
from collections.abc import Callable

from sitegen.markdown.blocks import read_blocks
from sitegen.problems import Problems, quoted
from sitegen.read.placeholders import OWN_WORDS, placeholder_in
from sitegen.read.vocabulary import with_code

_HTML = re.compile(
    r"(?<!\\)<(?:/?(?:[ovwmx]\d?:[a-z]+|span|font)(?=[\s>/])[^<>\n]{0,300}>?"
    r"|[a-z][a-z0-9]{0,10}\s[^<>\n]{0,300}?\b(?:class|style|lang|align|dir)=[^<>\n]{0,300}>?"
    r"|!\[(?:if|endif)[^>\n]{0,80}>?)"
    r"|\bmso-[a-z-]{1,40}:",
    re.IGNORECASE,
)
"""The marks that word processors, mail programs and pages leave; a lone `<b>` is not one: old histories have it."""


def check_pasted(body: str, line_of: Callable[[int], int], path: str, problems: Problems) -> None:
    """Report words of a template, and the first pasted HTML; *line_of* maps a line of *body* to one of the file."""
    if found := placeholder_in(body):
        index, words = found
        message = f"expected words of your own, found those of the template: {quoted(words)}"
        problems.error(path, line_of(index), "", message, OWN_WORDS)
    # Most texts have none of it, and the pattern is slow.
    if not ("<" in body or "mso-" in body) or not _HTML.search(body):
        return
    code = read_blocks(body).code_lines()
    for index, text in enumerate(body.split("\n")):
        found_html = None if index in code else _HTML.search(with_code(text, lambda _: ""))
        if found_html:
            message = f"expected Markdown, found HTML, which readers see as it stands: {quoted(found_html[0])}"
            hint = "Paste it as plain text, or write it in Markdown. What is meant to be read goes in `backticks`."
            problems.warning(path, line_of(index + 1), "", message, hint)
            return
