"""Markdown in the markup of each channel: what it becomes, and that an author's signs stay signs."""

from __future__ import annotations

import re
from urllib.parse import unquote

from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.drafts import PICTURES
from support.markdown import HOSTILE, PIECES, Reader
from support.tables import rows

from sitegen.markdown import (
    ANY_SERVICE,
    CARD,
    DINGTALK,
    MARKED,
    SLACK,
    TEXT,
    WECOM,
    WEIBO,
    Dialect,
    Run,
    X,
    html,
    runs,
    standalone_html,
    written,
    written_blocks,
)

KNOWN = dict(PICTURES)
CHART = KNOWN["chart.png"].url
DIALECTS = {
    "text": TEXT,
    "slack": SLACK,
    "wecom": WECOM,
    "dingtalk": DINGTALK,
    "card": CARD,
    "x": X,
    "weibo": WEIBO,
    "any": ANY_SERVICE,
}


def said(source: str, dialect: Dialect) -> str:
    """A text in a dialect; a `¦` stands for what is invisible."""
    return written(source, dialect, KNOWN).replace("\u200b", "¦")


FORMS = {
    # name: source, then text, Slack, WeCom, DingTalk, a card
    "strong words": ("a **b** c", "a b c", "a *b* c", "a **b** c", "a **b** c", "a **b** c"),
    "in Chinese": ("请**注意**。", "请注意。", "请 *注意* 。", "请**注意**。", "请**注意**。", "请**注意**。"),
    "in Chinese, with a mark": (
        "**注意：**请看",
        "注意：请看",
        "*注意：* 请看",
        "**注意：**请看",
        "**注意：** 请看",
        "**注意：** 请看",
    ),
    "emphasis": ("a *b* c", "a b c", "a _b_ c", "a b c", "a *b* c", "a *b* c"),
    "both": ("***b***", "b", "_*b*_", "**b**", "***b***", "***b***"),
    "marks beside marks": ("**a**_b_", "ab", "*a* _b_", "**a**b", "**a** *b*", "**a** *b*"),
    "struck out": ("~~a~~ b", "~~a~~ b", "~a~ b", "~~a~~ b", "~~a~~ b", "~~a~~ b"),
    "code": ("a `b*c` d", "a b*c d", "a `b*c` d", "a `b*c` d", r"a b\*c d", r"a b\*c d"),
    "code with a mark": ("`` a`b ``", "a`b", "`aˋb`", "`aˋb`", r"a\`b", r"a\`b"),
    "a heading": ("## A **b**", "A b", "*A b*", "**A b**", "**A b**", "**A b**"),
    "a link": (
        "[the page](https://e.com/a_b?x=1&y=2)",
        "the page (https://e.com/a_b?x=1&y=2)",
        "<https://e.com/a_b?x=1&amp;y=2|the page>",
        "[the page](https://e.com/a_b?x=1&y=2)",
        "[the page](https://e.com/a_b?x=1&y=2)",
        "[the page](https://e.com/a_b?x=1&y=2)",
    ),
    "an address": (
        "https://e.com/_a_",
        "https://e.com/_a_",
        "<https://e.com/_a_>",
        "[https://e.com/_a_](https://e.com/_a_)",
        r"[https://e.com/\_a\_](https://e.com/_a_)",
        r"[https://e.com/\_a\_](https://e.com/_a_)",
    ),
    "an address with brackets": (
        "[x](https://e.com/a(b))",
        "x (https://e.com/a(b))",
        "<https://e.com/a(b)|x>",
        "[x](https://e.com/a%28b%29)",
        "[x](https://e.com/a%28b%29)",
        "[x](https://e.com/a%28b%29)",
    ),
    "a mail address": (
        "<us@e.com> [us](mailto:us@e.com)",
        "us@e.com us (us@e.com)",
        "<mailto:us@e.com|us@e.com> <mailto:us@e.com|us>",
        "us@e.com us (us@e.com)",
        "us@e.com us (us@e.com)",
        "us@e.com us (us@e.com)",
    ),
    "brackets in a link": (
        r"[a\]b](https://e.com/)",
        "a]b (https://e.com/)",
        "<https://e.com/|a]b>",
        "[a］b](https://e.com/)",
        r"[a\]b](https://e.com/)",
        r"[a\]b](https://e.com/)",
    ),
    "a picture": (
        "![Chart](chart.png)",
        f"Chart ({CHART})",
        f"<{CHART}|Chart>",
        f"[Chart]({CHART})",
        f"![Chart]({CHART})",
        f"[Chart]({CHART})",
    ),
    "a picture without words": (
        "![](chart.png)",
        CHART,
        f"<{CHART}>",
        f"[{CHART}]({CHART})",
        f"![]({CHART})",
        f"[{CHART}]({CHART})",
    ),
    "a picture that leads somewhere": (
        "[![Chart](chart.png)](https://e.com/)",
        f"Chart (https://e.com/) {CHART}",
        f"<https://e.com/|Chart> <{CHART}>",
        f"[Chart](https://e.com/) [{CHART}]({CHART})",
        f"[Chart](https://e.com/) ![]({CHART})",
        f"[Chart](https://e.com/) [{CHART}]({CHART})",
    ),
    "a list": (
        "**A**\n\n- b\n- c\n  - d",
        "A\n- b\n- c\n  - d",
        "*A*\n• b\n• c\n    ◦ d",
        "**A**\n• b\n• c\n\u3000◦ d",
        "**A**\n\n- b\n- c\n    - d",
        "**A**\n\n- b\n- c\n    - d",
    ),
    "numbers": ("3. a\n4. b", "3. a\n4. b", "3. a\n4. b", "3. a\n4. b", "3. a\n4. b", "3. a\n4. b"),
    "tasks": ("- [ ] a\n- [x] b", "- ☐ a\n- ☑ b", "• ☐ a\n• ☑ b", "• ☐ a\n• ☑ b", "- ☐ a\n- ☑ b", "- ☐ a\n- ☑ b"),
    "a quotation": ("> a\n>\n> b", "> a\n>\n> b", "> a\n>\n> b", "> a\n>\n> b", "> a\n>\n> b", "a\n\nb"),
    "a block of code": (
        "```\na <b>\n  *c*\n```",
        "a <b>\n  *c*",
        "```\na &lt;b&gt;\n  *c*\n```",
        "`a <b>`\n`  *c*`",
        "> a &lt;b>  \n> \u00a0\u00a0\\*c\\*",
        "a <b>\n\u00a0\u00a0\\*c\\*",
    ),
    "a table": (
        "| A | B |\n|---|---|\n| 1 | **2** |",
        "A | B\n1 | 2",
        "A | B\n1 | *2*",
        "A | B\n1 | **2**",
        "A | B  \n1 | **2**",
        "A | B\n\n1 | **2**",
    ),
    "a note": (
        "a[^1]\n\n[^1]: B.",
        "a[1]\n\n[1] B.",
        "a[1]\n\n[1] B.",
        "a[1]\n\n[1] B.",
        "a\\[1\\]\n\n\\[1\\] B.",
        "a\\[1\\]\n\n\\[1\\] B.",
    ),
    "a line across": ("a\n\n---\n\nb", "a\n\n* * *\n\nb", *["a\n\n———\n\nb"] * 4),
    "a break": ("a\\\nb", "a\nb", "a\nb", "a\nb", "a  \nb", "a\n\nb"),
}


@rows(
    ("source", "dialect", "expected"),
    [(forms[0], dialect, form) for forms in FORMS.values() for dialect, form in zip(DIALECTS, forms[1:], strict=False)],
    ids=[f"{name} in {dialect}" for name in FORMS for dialect in [*DIALECTS][:5]],
)
def test_markdown_becomes_the_markup_of_the_channel(source: str, dialect: str, expected: str) -> None:
    """Each construct in each: where a channel has nothing for it, it reads as well without."""
    assert said(source, DIALECTS[dialect]) == expected


SIGNS = {
    # name: source, then Slack, WeCom, DingTalk, a card
    "calls": (
        "<!channel> <@U123> @all @所有人",
        "&lt;!channel&gt; &lt;@U123&gt; @all @所有人",
        "<¦!channel> <¦@U123> @all @所有人",
        "&lt;!channel> &lt;@U123> @all @所有人",
        "<!channel> <@U123> @all @所有人",
    ),
    "tags": (
        '<at user_id="all">x</at> <font color="info">y</font>',
        '&lt;at user_id="all"&gt;x&lt;/at&gt; &lt;font color="info"&gt;y&lt;/font&gt;',
        '<¦at user_id="all">x<¦/at> <¦font color="info">y<¦/font>',
        '&lt;at user_id="all">x&lt;/at> &lt;font color="info">y&lt;/font>',
        '<at user_id="all">x</at> <font color="info">y</font>',
    ),
    "entities": (
        r"a & b &amp;lt; < >",
        "a &amp; b &amp;lt; &lt; &gt;",
        "a & b &lt; < >",
        "a & b &amp;lt; &lt; >",
        "a & b &amp;lt; < >",
    ),
    "asterisks": (
        r"\*a\* 2 \* 3 **b\*c**",
        "*a∗ 2 * 3 *b*c*",
        "*a∗ 2 * 3 **b*c**",
        r"\*a\* 2 * 3 **b\*c**",
        r"\*a\* 2 * 3 **b\*c**",
    ),
    "low lines": (r"\_a\_ b_c_d", "_aˍ b_c_d", "_a_ b_c_d", r"\_a\_ b_c_d", r"\_a\_ b_c_d"),
    "tildes": (r"\~a\~ ~200", "~a∼ ~200", "~a~ ~200", "~a~ ~200", "~a~ ~200"),
    "backticks": (r"\`a\`", "ˋaˋ", "ˋaˋ", r"\`a\`", r"\`a\`"),
    "links": (
        r"\[a](https://e.com/)",
        "[a](<https://e.com/>)",
        "[a]¦([https://e.com/](https://e.com/))",
        r"\[a\]([https://e.com/](https://e.com/))",
        r"\[a\]([https://e.com/](https://e.com/))",
    ),
    "a link to nowhere": (
        "[a](javascript:b)",
        "[a](javascript:b)",
        "[a]¦(javascript:b)",
        r"\[a\](javascript:b)",
        r"\[a\](javascript:b)",
    ),
    "a heading": (r"\# a", "# a", "¦# a", r"\# a", r"\# a"),
    "a list": (r"\- a", "- a", "- a", r"\- a", r"\- a"),
    "a number": (r"1\. a", "1. a", "1. a", r"1\. a", r"1\. a"),
    "a quotation": (r"\> a", "¦&gt; a", "¦> a", "&gt; a", r"\> a"),
    "bars": (r"a | b", "a | b", "a | b", "a | b", "a | b"),
    "backslashes": ("a\\\\b C:\\x", "a\\b C:\\x", "a\\b C:\\x", "a\\\\b C:\\\\x", "a\\\\b C:\\\\x"),
    "a time function": (
        "{{DATE(2017-02-14T06:00:00Z)}}",
        "{{DATE(2017-02-14T06:00:00Z)}}",
        "{{DATE(2017-02-14T06:00:00Z)}}",
        "{{DATE(2017-02-14T06:00:00Z)}}",
        "{¦{DATE(2017-02-14T06:00:00Z)}}",
    ),
    "in code": (
        "`<!channel> <@U1> *a*`",
        "`&lt;!channel&gt; &lt;@U1&gt; *a*`",
        "`<!channel> <¦@U1> *a*`",
        r"&lt;!channel> &lt;@U1> \*a\*",
        r"<!channel> <@U1> \*a\*",
    ),
    "a fence in code": ("````\n```\n````", "```\nˋˋˋ\n```", "`ˋˋˋ`", "> \\`\\`\\`", "\\`\\`\\`"),
    "our own signs": ("a\ufdd0b\ufdda `\ufdd7`", *["ab"] * 4),
}


@rows(
    ("source", "dialect", "expected"),
    [
        (forms[0], dialect, form)
        for forms in SIGNS.values()
        for dialect, form in zip(("slack", "wecom", "dingtalk", "card"), forms[1:], strict=True)
    ],
    ids=[f"{name} in {dialect}" for name in SIGNS for dialect in ("slack", "wecom", "dingtalk", "card")],
)
def test_an_authors_signs_stay_signs(source: str, dialect: str, expected: str) -> None:
    """They call nobody, mark nothing, and read as they were written; each as the vendor escapes it, if it does."""
    assert said(source, DIALECTS[dialect]) == expected


@rows(
    ("source", "dialect", "expected"),
    [
        ("@all, a@b.com, **@x** `@y`", "x", "@¦all, a@b.com, @¦x @¦y"),
        ("＠所有人 https://e.com/@us `https://e.com/@us`", "x", "＠¦所有人 https://e.com/@us https://e.com/@us"),
        ("`https://e.com,@all`", "x", "https://e.com,@¦all"),
        ("#1 and #2 @张三 https://e.com/#a", "weibo", "＃1 and ＃2 @¦张三 https://e.com/#a"),
        ("<!channel> <@U1> <#C1> @everyone a@b.com", "any", "<¦!channel> <¦@¦U1> <¦#C1> @¦everyone a@b.com"),
        ("`https://e.com/@everyone` ```@here```", "any", "https://e.com/@¦everyone @¦here"),
        ("https://e.com/@everyone [a](https://e.com/@us)", "any", "https://e.com/%40everyone a (https://e.com/@us)"),
        ("<!channel> @all #1", "text", "<!channel> @all #1"),
    ],
)
def test_a_text_without_markup_calls_nobody(source: str, dialect: str, expected: str) -> None:
    """X and Weibo search for names and topics; a service that is not known may search for any of them."""
    assert said(source, DIALECTS[dialect]) == expected


# ---- Feishu: runs


def test_runs_say_what_is_marked_and_where_it_leads() -> None:
    """Nested marks are a set; a link keeps its address; nothing else than words is left in a text."""
    marked = written("a **b [c *d*](https://e.com/x)** ~~e~~ `f` <us@e.com>", MARKED, {})

    assert runs(marked) == [
        Run("a "),
        Run("b ", frozenset({"strong"})),
        Run("c ", frozenset({"strong"}), "https://e.com/x"),
        Run("d", frozenset({"strong", "em"}), "https://e.com/x"),
        Run(" "),
        Run("e", frozenset({"strike"})),
        Run(" "),
        Run("f", frozenset({"code"})),
        Run(" "),
        Run("us@e.com", frozenset(), "mailto:us@e.com"),
    ]


def test_runs_have_the_addresses_of_pictures() -> None:
    """Alone, and within a link, after it."""
    marked = written("![Chart](chart.png) [![Chart](chart.png)](https://e.com/)", MARKED, KNOWN)

    assert [(run.text, run.address) for run in runs(marked) if run.address] == [
        ("Chart", CHART),
        ("Chart", "https://e.com/"),
        (CHART, CHART),
    ]


# ---- HTML that stands alone


@rows(
    ("source", "expected"),
    [
        ("[a](https://e.com/?b=1&c)", '<p><a href="https://e.com/?b=1&amp;c">a</a> (https://e.com/?b=1&amp;c)</p>\n'),
        ("https://e.com/a", '<p><a href="https://e.com/a">https://e.com/a</a></p>\n'),
        ("[a](mailto:us@e.com)", '<p><a href="mailto:us@e.com">a</a> (us@e.com)</p>\n'),
        ("![Chart](chart.png)", f'<p><img src="{CHART}" alt="Chart" width="640" height="480"> ({CHART})</p>\n'),
        (
            "[![Chart](chart.png)](https://e.com/)",
            f'<p><a href="https://e.com/"><img src="{CHART}" alt="Chart" width="640" height="480"></a>'
            f" (https://e.com/) ({CHART})</p>\n",
        ),
        ("a[^1]\n\n[^1]: B.", "<p>a<sup>[1]</sup></p>\n<ol>\n<li><p>B.</p>\n</li>\n</ol>\n"),
        ("# A\n\n### B", "<h2>A</h2>\n<h4>B</h4>\n"),
        ("|A|\n|--:|\n|1|", None),
        ('[a](https://e.com/ "b") class="c" id="d"', None),
    ],
)
def test_html_that_stands_alone_shows_its_addresses(source: str, expected: str | None) -> None:
    """A reader who cannot follow a link can read it; nothing asks for a style sheet or an anchor of a page."""
    made = standalone_html(source, styles={}, images=KNOWN)

    assert expected is None or made == expected
    assert not re.search(r"<[^>]* (class|id|tabindex|loading|title)=", made)


def test_html_that_stands_alone_is_styled_inline() -> None:
    """Elements by their names, lists in lists apart, and a line of strong words that names its list."""
    styles = {"p": "P", "label": "L", "ul": "U", "nested": "N", "td": "T"}
    made = standalone_html("**A**\n\n- b\n  - c\n\n**D**\n\nE\n\n|F|\n|-|\n|g|", styles=styles, images={})

    assert made.count('<p style="L"><strong>A') == 1
    assert made.count('<p style="P"><strong>D') == 1
    assert (made.count('<ul style="U">'), made.count('<ul style="N">'), made.count('<td style="T">')) == (1, 1, 1)


@rows("source", HOSTILE)
def test_hostile_texts_are_harmless_alone_too(source: str) -> None:
    """Only our own tags, and no address but of the web, mail and our pictures."""
    page = Reader(standalone_html(source, styles={"p": "margin:0"}, images=KNOWN))

    assert page.open == []
    for tag, attributes in page.tags:
        assert tag not in ("script", "iframe", "object", "style", "link", "form"), source
        assert not [name for name in attributes if name.startswith("on")], source
        assert re.match(r"https?://|mailto:|$", attributes.get("href") or ""), source
        assert (attributes.get("src") or CHART) == CHART, source


# ---- whatever is written

MIXED = st.lists(st.sampled_from([*PIECES, "> ", "1. ", "\n  - ", "[^1]: ", "| a |\n|---|\n| "]), max_size=12).map(
    "".join
)


@given(MIXED, st.sampled_from(sorted(DIALECTS)))
def test_a_dialect_says_all_that_the_page_says(source: str, name: str) -> None:
    """Every letter of the page's text is there, in its order."""
    text = written(source, DIALECTS[name], {})
    assume("xn--" not in text)
    letters = iter(unquote(text))
    wanted = re.sub(r"[\W\d_]", "", Reader(html(source)).text.replace("mailto:", ""))

    assert [letter for letter in wanted if letter not in letters] == []


@given(MIXED)
def test_runs_say_all_that_the_page_says(source: str) -> None:
    """And nothing of our own signs is left in them."""
    found = runs(written(source, MARKED, {}))
    letters = iter(unquote("".join(run.text for run in found)))
    wanted = re.sub(r"[\W\d_]", "", Reader(html(source)).text.replace("mailto:", ""))
    assume("xn--" not in source)

    assert not re.search("[\ufdd0-\ufdef]", "".join(run.text + run.address for run in found))
    assert [letter for letter in wanted if letter not in letters] == []


@given(MIXED, st.sampled_from(sorted(DIALECTS)))
def test_no_block_is_empty_and_none_has_our_own_signs(source: str, name: str) -> None:
    """What is put together of blocks has no gap in it."""
    for block in written_blocks(source, DIALECTS[name], {}):
        assert block.text.strip()
        assert not re.search("[\ufdd0-\ufdef]", block.text)


PLAIN_SIGNS = st.lists(
    st.sampled_from([*"*_~`[]()<>&#!|\\-+.@{}=:^", "a", "b ", " ", "文", "，", "**", "1.", "&lt;", "](", "- ", "<b>"]),
    min_size=1,
    max_size=16,
).map("".join)


@given(PLAIN_SIGNS)
def test_a_parser_of_markdown_reads_an_authors_signs_as_they_were_written(text: str) -> None:
    """DingTalk and Teams: an escaped text, read by CommonMark, is one paragraph without any mark."""
    text = " ".join(text.split())
    assume(text)
    for dialect in (DINGTALK, CARD):
        read = MarkdownIt("commonmark", {"html": False}).enable("table").parse(dialect.begin(dialect.escape(text)))
        assert [token.type for token in read] == ["paragraph_open", "inline", "paragraph_close"], (dialect, text)
        inside = read[1].children or []
        assert {token.type for token in inside} <= {"text", "text_special"}, text
        assert "".join(token.content for token in inside).replace("\u200b", "") == text


@rows("source", [*(forms[0] for forms in FORMS.values()), *(forms[0] for forms in SIGNS.values())])
def test_a_parser_of_markdown_reads_the_words_of_the_page(source: str) -> None:
    """What CommonMark makes of it, with HTML for DingTalk and without for Teams, says what the page says."""
    page = re.sub(r"\W", "", Reader(html(source)).text)
    for dialect in (DINGTALK, CARD):
        read = MarkdownIt("commonmark", {"html": dialect is DINGTALK, "xhtmlOut": False}).render(
            written(source, dialect, {})
        )
        letters = iter(re.sub(r"\W", "", Reader(read).text))
        assert [letter for letter in page if letter not in letters] == []
