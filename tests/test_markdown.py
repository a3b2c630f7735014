"""Markdown → safe HTML."""

from __future__ import annotations

import re
from copy import copy
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import helpers
from support.markdown import HOSTILE, PICTURES, PIECES, Reader, assert_harmless, forget
from support.tables import rows

from sitegen.markdown import html, mail_text, plain, references, simple
from sitegen.markdown.parser import make_parser


@rows("source", HOSTILE)
def test_hostile_markdown_is_inert(source: str) -> None:
    """Whatever is tried, no tag, attribute or address of the author's own comes out."""
    assert_harmless(html(source, images=PICTURES))


@given(st.lists(st.sampled_from([*HOSTILE, "\n", "\n\n", " ", "`", "**", "](", ")", "<", ">", "[", '"', "'", "&"])))
def test_hostile_pieces_put_together_are_inert(pieces: list[str]) -> None:
    """Neither are the pieces dangerous in any order."""
    assert_harmless(html("".join(pieces), images=PICTURES))


@given(st.text(st.sampled_from("[[]]!()ab`*\\\n"), max_size=60))
def test_brackets_close_as_they_do_where_nothing_is_remembered(source: str) -> None:
    """Links and pictures are those that the parser itself finds, which looks for each end again."""
    ours, forgetful = make_parser(linkify=False), copy(make_parser(linkify=False))
    forgetful.helpers = helpers
    text = f"{source}\n\n[a]: https://a.example\n"

    assert ours.parse(text, {"top": 1, "images": {}}) == forgetful.parse(text, {"top": 1, "images": {}})


def test_html_is_shown_as_the_text_that_it_is() -> None:
    """What somebody typed stays readable."""
    assert Reader(html("use <b>bold</b> & {{ braces }}")).text.strip() == "use <b>bold</b> & {{ braces }}"


@rows(
    ("source", "shown"),
    [
        ("<https://e.com/%E4%BD%A0>", "https://e.com/你"),
        ("<https://e.com/%0E>", "https://e.com/%0E"),
        ("<https://e.com/%E2%80%AE>", "https://e.com/%E2%80%AE"),
        ("https://e.com/%0E", "https://e.com/%0E"),
    ],
)
def test_an_address_is_decoded_unless_something_invisible_would_appear(source: str, shown: str) -> None:
    """A control character could mean something to a page or a feed, another one turns round the text behind it."""
    assert f">{shown}</a>" in html(source)


def test_links_lead_to_http_https_and_mailto() -> None:
    """Everything else is shown as it was written."""
    page = Reader(html("[a](https://e.com/x?y=1&z=2#w) [b](HTTP://e.com) [c](mailto:a@b.c) [d](tel:1) [e](/x)"))

    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == [
        "https://e.com/x?y=1&z=2#w",
        "HTTP://e.com",
        "mailto:a@b.c",
    ]
    assert page.text.strip() == "a b c [d](tel:1) [e](/x)"


@rows(
    ("source", "href"),
    [
        ("see https://example.com/a_b.", "https://example.com/a_b"),
        ("(https://example.com/a)", "https://example.com/a"),
        ("详见 https://example.com/help，谢谢", "https://example.com/help"),
        ("详见https://example.com/help查看", "https://example.com/help"),
        ("write to mailto:a@example.com", "mailto:a@example.com"),
    ],
)
def test_bare_urls_become_links(source: str, href: str) -> None:
    """Also where Chinese goes on without a space."""
    page = assert_harmless(html(source))

    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == [href]
    assert page.text.strip() == source


@rows("source", ["node.js and v2.3.1", "www.example.com", "a@example.com", "ftp://example.com/x"])
def test_what_only_looks_like_a_url_stays_text(source: str) -> None:
    """A version is no host, and only http, https and mailto are links."""
    assert html(source) == f"<p>{source}</p>\n"


def test_only_known_images_are_shown() -> None:
    """With their size, so that nothing jumps, and only when they come into view."""
    assert html("![The *load*](graph.png)", images=PICTURES) == (
        '<p><img src="/assets/1234.png" alt="The load" width="640" height="480" loading="lazy"></p>\n'
    )
    assert 'src="/assets/5678.png"' in html("![](图.png)", images=PICTURES)
    assert html("![x](other.png) ![y](https://e.com/y.png)", images=PICTURES) == (
        "<p>![x](other.png) ![y](https://e.com/y.png)</p>\n"
    )


def test_headings_begin_where_the_page_needs_them() -> None:
    """The highest becomes the level that is asked for, the others follow, none goes below six."""
    assert re.findall(r"<h\d>", html("### a\n\n#### b\n\n### c", top=4)) == ["<h4>", "<h5>", "<h4>"]
    assert re.findall(r"<h\d>", html("## a\n\n### b", top=2)) == ["<h2>", "<h3>"]
    assert re.findall(r"<h\d>", html("# a\n\n##### b", top=4)) == ["<h4>", "<h6>"]


def test_footnotes_of_two_texts_do_not_collide() -> None:
    """Each text is rendered alone, so its ids get a name of their own."""
    source = "a[^1]\n\n[^1]: note"
    ids = [re.findall(r' id="([^"]+)"', html(source, prefix=prefix)) for prefix in ("one", "two")]

    assert not set(ids[0]) & set(ids[1])
    assert all(f'href="#{identity}"' in html(source, prefix="one") for identity in ids[0])


def test_footnotes_of_a_text_that_is_read_elsewhere_lead_to_its_page() -> None:
    """In a feed there is no footnote to jump to; on the page a bare fragment is enough."""
    source = 'a[^1] b[^1] [c](https://e.com/#d) `href="#fn1"`\n\n[^1]: note'
    there = html(source, prefix="u", page="https://e.com/incidents/x/?a&b")

    assert [address for tag, attributes in assert_harmless(there).tags if (address := attributes.get("href"))] == [
        "https://e.com/incidents/x/?a&b#fn-u-1",
        "https://e.com/incidents/x/?a&b#fn-u-1",
        "https://e.com/#d",
        "https://e.com/incidents/x/?a&b#fnref-u-1",
        "https://e.com/incidents/x/?a&b#fnref-u-1:1",
    ]
    assert html(source, prefix="u") == there.replace("https://e.com/incidents/x/?a&amp;b#", "#")


@pytest.mark.parametrize(
    "inner", ["- q\n\n      [^2]: y\n\n      z", "> q\n\n    > [^2]: y\n    >\n    > z", "q\n\n    [^2]: y\n\n    z"]
)
def test_a_footnote_within_a_footnote_tears_nothing_apart(inner: str) -> None:
    """Both keep their words, and no list or quotation of the page around is ended."""
    page = assert_harmless(html(f"a[^1] b[^2]\n\n[^1]: {inner}\n\nend"))

    assert page.text.split() == ["a[1]", "b[2]", "end", "q", "z", "↩︎", "y", "↩︎"]


def test_tables_tasks_and_struck_words_work() -> None:
    """A table scrolls by itself, names its columns, and a task needs no form element."""
    table = html("| a | b |\n|---|--:|\n| 1 | 2 |")

    assert '<div class="scroll" tabindex="0"><table>' in table
    assert '<th scope="col">a</th>' in table
    assert '<td class="right">2</td>' in table
    assert re.findall("<li>(.*)</li>", html("- [ ] open\n- [x] ~~done~~")) == ["☐ open", "☑ <s>done</s>"]


@rows(
    ("source", "expected"),
    [
        ("**注意：**请勿退出", "<strong>注意：</strong>请勿退出"),
        ("请**不要**退出", "请<strong>不要</strong>退出"),
        ("**“登录”**失败", "<strong>“登录”</strong>失败"),
        ("2*3*4 and 5 * 6", "2<em>3</em>4 and 5 * 6"),
    ],
)
def test_emphasis_works_between_chinese_characters(source: str, expected: str) -> None:
    """Chinese has no spaces, so punctuation at the edge of a mark must not switch it off."""
    assert html(source) == f"<p>{expected}</p>\n"


def test_a_line_break_between_chinese_characters_is_no_space() -> None:
    """Between other words it is one."""
    assert html("我们正在\n处理。") == "<p>我们正在处理。</p>\n"
    assert html("we are\nworking") == "<p>we are\nworking</p>\n"
    assert html("**我们**正在\n处理 `x`") == "<p><strong>我们</strong>正在处理 <code>x</code></p>\n"


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_short_way_gives_what_the_whole_parser_gives(source: str) -> None:
    """Plain paragraphs are rendered without the parser; nobody can tell."""
    forms = (html, plain, mail_text, references)
    quick = [form(source) for form in forms]
    forget()
    with mock.patch.object(simple, "_is_simple", return_value=False):
        whole = [form(source) for form in forms]
    forget()

    assert quick == whole


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_rendered_and_harmless(source: str) -> None:
    """Nothing that anybody types can stop a build."""
    assert_harmless(html(source, images=PICTURES))
    plain(source)
    mail_text(source)
    references(source)


def test_references_name_line_kind_and_target() -> None:
    """What a reader of content judges: also what rendering would refuse, and in the words of the author."""
    source = "\n".join(
        [
            "See [a](https://e.com/a) and",
            "![graph](graph one.png) ![graph](<graph one.png>)",
            "",
            "- [b](javascript:x)",
            "  [c][ref]",
            "",
            "[ref]: /relative",
            "[unused]: data:x",
            "",
            "<ftp://example.com/x> `[no](link)` https://bare.example.com",
        ]
    )

    assert references(source) == [
        (1, "link", "https://e.com/a"),
        (2, "image", "graph one.png"),
        (4, "link", "javascript:x"),
        (5, "link", "/relative"),
        (8, "link", "data:x"),
        (10, "link", "ftp://example.com/x"),
    ]
