"""Markdown → the texts of Statuspage's API."""

from __future__ import annotations

import re
from html import unescape
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st
from support.markdown import HOSTILE, PICTURES, PIECES, Reader, assert_harmless, forget
from support.tables import rows

from sitegen.markdown import html, postmortem_body, simple, update_body

BODIES = {
    "a line": ("We are looking into it.", "We are looking into it."),
    "signs that only look like markup": ('a & b < 3 \\*, it\'s "so"', 'a & b < 3 *, it\'s "so"'),
    "paragraphs": ("One.\n\nTwo.", "One.\n\nTwo."),
    "a line that goes on": ("One\ntwo.", "One two."),
    "Chinese lines that go on": ("正在\n调查", "正在调查"),
    "a break": ("One\\\ntwo.", "One\ntwo."),
    "strong words": ("It is **over**.", "It is <strong>over</strong>."),
    "a link": ("See [there](https://a.example/?b=1&c=2).", 'See <a href="https://a.example/?b=1&amp;c=2">there</a>.'),
    "a bare address": ("See https://a.example/?b=1&c=2 there.", "See https://a.example/?b=1&c=2 there."),
    "addresses in brackets": ("<https://a.example> <a@b.example>", "https://a.example a@b.example"),
    "a list": (
        "Now:\n\n* one\n* **two**\n  more",
        "<p>Now:</p><ul><li>one</li><li><strong>two</strong> more</li></ul>",
    ),
    "code": ("```\nif a < b:\n    go()\n```", "<pre><code>if a < b:\n    go()\n</code></pre>"),
    "a heading": ("### Next\n\nWords.", "<h4>Next</h4><p>Words.</p>"),
    "a table": (
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    ),
    "HTML that somebody typed": ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
    "an entity that somebody typed": (r"\&lt; and &amp;amp;", "&amp;lt; and &amp;amp;"),
    "a forbidden link": ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    "nothing": ("", ""),
}


@rows(("source", "expected"), BODIES.values(), ids=BODIES)
def test_a_body_is_what_an_author_would_have_typed_into_statuspage(source: str, expected: str) -> None:
    """Plain words stay as they are; markup is HTML, and nothing is escaped that need not be."""
    assert update_body(source) == expected


def test_the_title_of_an_update_stands_before_its_words() -> None:
    """Statuspage's updates have none."""
    assert update_body("It works.", title="All < clear & well") == "All < clear & well\n\nIt works."
    assert update_body("", title="All clear") == "All clear"
    assert update_body("* one", title="All clear") == "<p>All clear</p><ul><li>one</li></ul>"


@given(st.lists(st.sampled_from([*HOSTILE, *PIECES, "\n\n", "[^1]: ", "> ", "&", "lt;", "script>"]), max_size=12))
def test_a_body_is_safe_to_put_into_a_page(pieces: list[str]) -> None:
    """Whatever is tried, it holds no tag, attribute or address of the author's own."""
    assert_harmless(update_body("".join(pieces), title="".join(pieces[:2]), images=PICTURES))


@rows("source", HOSTILE)
def test_hostile_markdown_is_inert_in_a_body(source: str) -> None:
    """Each kind by itself."""
    assert_harmless(update_body(source, title=source, images=PICTURES))


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_short_way_to_a_body_gives_what_the_whole_parser_gives(source: str) -> None:
    """Plain paragraphs are read without the parser; nobody can tell."""
    quick = update_body(source)
    forget()
    with mock.patch.object(simple, "_is_simple", return_value=False):
        whole = update_body(source)
    forget()

    assert quick == whole


def _meaning(text: str) -> tuple[list[str], str]:
    """The elements of some HTML but for paragraphs and breaks, and its words without spaces."""
    tags = [tag for tag in re.findall(r"</?([a-z][a-z0-9]*)[ >]", text) if tag not in ("p", "br", "a", "div")]
    return tags, "".join(unescape(re.sub(r"</?[A-Za-z!?][^>]*>", "", text)).split())


@given(st.text(alphabet=st.sampled_from("ab <>&;#/!*_`[]()\\\n\n-1.|lt:中，\"'x")))
def test_a_body_means_what_the_page_shows(source: str) -> None:
    """With every escape that it takes, read as HTML it has the same elements and words."""
    assert _meaning(update_body(source)) == _meaning(html(source))


GRAPH = "/assets/1234.png"
POSTMORTEMS = {
    "words": ("**We** are\n* sorry & a < b", "**We** are\n* sorry & a < b"),
    "HTML that somebody typed": ("<b>x</b> <!-- y -->", "&lt;b>x&lt;/b> &lt;!-- y -->"),
    "HTML in code": ("`<b>`\n\n    <i>", "`&lt;b>`\n\n    &lt;i>"),
    "addresses in brackets": ("<https://a.example/?b&c> <a@b.example>", "https://a.example/?b&c a@b.example"),
    "a link with brackets": ("[a](<https://a.example>)", "[a](https://a.example)"),
    "a picture": ("See ![*a*](graph.png).", f"See ![*a*]({GRAPH})."),
    "a picture with a title": ('![a](graph.png "b")', f'![a]({GRAPH} "b")'),
    "a picture in brackets": ("![a](<graph.png>)", f"![a]({GRAPH})"),
    "a picture that is encoded": ("![a](%E5%9B%BE.png)", "![a](/assets/5678.png)"),
    "a picture on two lines": ("![a\nb](graph.png)", f"![a\nb]({GRAPH})"),
    "a picture by its label": ("[g]: graph.png 'b'\n\n![a][g]", f"[g]: {GRAPH} 'b'\n\n![a][g]"),
    "two pictures": ("- ![a](graph.png) ![b](graph.png)", f"- ![a]({GRAPH}) ![b]({GRAPH})"),
    "a picture in code": ("~~~\n![a](graph.png)\n~~~\n\n![](graph.png)", f"~~~\n![a](graph.png)\n~~~\n\n![]({GRAPH})"),
    "a picture that is unknown": ("![a](other.png)", "![a](other.png)"),
}  # fmt: skip


@rows(("source", "expected"), POSTMORTEMS.values(), ids=POSTMORTEMS)
def test_a_postmortem_is_markdown_that_can_be_shown_elsewhere(source: str, expected: str) -> None:
    """As its author wrote it, but that its pictures are found and nothing in it is HTML."""
    assert postmortem_body(source, PICTURES) == expected


@given(st.lists(st.sampled_from([*HOSTILE, *PIECES, "<", ">", "\n", "![a](graph.png)", "<https://"])).map("".join))
def test_a_postmortem_holds_no_html(source: str) -> None:
    """Not even in code, which others may read otherwise."""
    assert Reader(postmortem_body(source, PICTURES)).tags == []
