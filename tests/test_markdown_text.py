"""Markdown → plain text, on one line and as in a mail."""

from __future__ import annotations

import re
from urllib.parse import unquote

from hypothesis import assume, given
from hypothesis import strategies as st
from support.markdown import PIECES, Reader
from support.tables import rows

from sitegen.markdown import html, mail_text, plain


def test_plain_is_the_words_alone_on_one_line() -> None:
    """For descriptions: no marks, no notes, no line breaks."""
    source = "# Title\n\nWe **found** it[^1] [here](https://e.com).\n\n- one\n- `two`\n\n[^1]: note\n"

    assert plain(source) == "Title We found it here. one two note"
    assert plain("我们已恢复。\n\n谢谢。") == "我们已恢复。谢谢。"
    assert plain("**a** `b`\nc") == "a b c"


def test_a_summary_leaves_tables_out() -> None:
    """On one line their cells would run together."""
    assert plain("Hours:\n\n| Days | Mail |\n|---|---|\n| Sunday | none |\n\nBye.") == "Hours: Bye."


MAILS = {
    "marks": ("a line of *one* **two** `three`", "a line of one two three"),
    "words that are struck out": ("~~all is well~~ not yet", "~~all is well~~ not yet"),
    "lines that go on": ("one\ntwo\n\nthree", "one two\n\nthree"),
    "lines that go on between marks": ("**one**\n*two*", "one two"),
    "Chinese lines that go on": ("数据\n库", "数据库"),
    "a break": ("one\\\ntwo", "one\ntwo"),
    "a heading": ("# Head\n\ntext", "Head\n\ntext"),
    "a list": ("- a\n- b\n  - c\n- d\n\nend", "- a\n- b\n  - c\n- d\n\nend"),
    "a list of paragraphs": ("- a\n\n  more\n\n- b", "- a\n\n  more\n\n- b"),
    "a list with breaks": ("- a\\\n  more\n- b", "- a\n  more\n- b"),
    "a list that counts": ("3. a\n4. b\n   - c", "3. a\n4. b\n   - c"),
    "a list that counts from nothing": ("0. a", "0. a"),
    "an item without words": ("- a\n-\n- b", "- a\n-\n- b"),
    "tasks": ("- [ ] a\n- [x] b", "- ☐ a\n- ☑ b"),
    "a link": ("[here](https://e.com/a?b=1&c=2)", "here (https://e.com/a?b=1&c=2)"),
    "a link in plain words": ("See [the page](https://e.com/a).", "See the page (https://e.com/a)."),
    "a link without words": ("[](https://e.com/a)", "https://e.com/a"),
    "an address in brackets": ("<https://e.com/a>", "https://e.com/a"),
    "a bare address": ("https://e.com/a", "https://e.com/a"),
    "a bare address with marks": ("https://e.com/_a_", "https://e.com/_a_"),
    "an address that shows otherwise": ("https://e.com/%E6%95%B0", "https://e.com/%E6%95%B0"),
    "a mail address": ("[us@e.com](mailto:us@e.com) <us@e.com>", "us@e.com us@e.com"),
    "a link to a mail address": ("[write](mailto:us@e.com)", "write (us@e.com)"),
    "pictures": ("![A chart](chart.png) ![lost](other.png)", "A chart ![lost](other.png)"),
    "a quotation": ("> they *said*\n>\n> - so\n\nwe say", "> they said\n>\n> - so\n\nwe say"),
    "an empty quotation": ("a\n\n>\n\nb", "a\n\nb"),
    "code": ("```\na  <b>\n    c\n```\nd", "a  <b>\n    c\n\nd"),
    "code as it is": ("```\n  a  \n\n\n\nb\n```", "  a  \n\n\n\nb"),
    "code in an item": ("- a\n  ```\n  b\n    c\n  ```\n- d", "- a\n  b\n    c\n- d"),
    "empty code": ("a\n\n```\n\n```\n\nb", "a\n\nb"),
    "a line across": ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
    "a table": ("| A | B |\n|---|---|\n| 1 2 | |\n| *3* | 4 |", "A | B\n1 2 |\n3 | 4"),
    "notes": ("so[^1] and so[^1][^2]\n\n[^1]: A note.\n[^2]: B.", "so[1] and so[1][2]\n\n[1] A note.\n\n[2] B."),
    "what only looks like HTML": ("<b>raw</b> &amp; &lt;", "<b>raw</b> & <"),
    "nothing": ("", ""),
}


@rows(("source", "expected"), MAILS.values(), ids=MAILS)
def test_a_mail_is_what_a_person_would_have_typed(source: str, expected: str) -> None:
    """Paragraphs, lists, quotations and addresses stay; marks go."""
    assert mail_text(source, ["chart.png"]) == expected


@given(
    st.lists(st.sampled_from([*PIECES, "> ", "1. ", "\n  - ", "[^1]: ", "| a |\n|---|\n| "]), max_size=12).map("".join)
)
def test_a_mail_says_all_that_the_page_says(source: str) -> None:
    """Every letter of the page's text is there, in its order; addresses stand as they are sent."""
    written = mail_text(source)
    assume("xn--" not in written)
    letters = iter(unquote(written))
    wanted = re.sub(r"[\W\d_]", "", Reader(html(source)).text.replace("mailto:", ""))

    assert [letter for letter in wanted if letter not in letters] == []
