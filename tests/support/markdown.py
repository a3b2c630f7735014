"""Texts to try on every form that Markdown takes, and a reader of HTML that trusts nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sitegen.markdown import Picture, safe_html, simple

PICTURES = {"graph.png": Picture("/assets/1234.png", 640, 480), "图.png": Picture("/assets/5678.png", 1, 2)}

HARMLESS = {
    "a": {"href", "id", "class", "title"},
    "img": {"src", "alt", "width", "height", "loading"},
    "div": {"class", "tabindex"},
    "th": {"scope", "class"},
    "td": {"class"},
    "sup": {"class"},
    "li": {"id", "class"},
    "ol": {"class", "start"},
}
BARE = set(re.findall(r"\w+", "p h1 h2 h3 h4 h5 h6 ul strong em s code pre blockquote br hr table thead tbody tr"))


class Reader(HTMLParser):
    """Notes every tag and every address; anything else than tags and text is a fault."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It ends what began last, and nothing of the page around."""
        assert self.open, f"</{tag}> ends nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note it."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """There is none."""
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        """There is none."""
        raise AssertionError(f"a declaration: {decl}")


def assert_harmless(rendered: str) -> Reader:
    """Only the tags, attributes and addresses that we make ourselves, and each tag that begins ends."""
    page = Reader(rendered)
    assert page.open == [], rendered
    for tag, attributes in page.tags:
        assert tag in HARMLESS or tag in BARE, rendered
        assert set(attributes) <= HARMLESS.get(tag, set()), rendered
        address = attributes.get("href") or ""
        assert re.match(r"https?://|mailto:|#|$", address), rendered
        assert (attributes.get("src") or "/assets/").startswith("/assets/"), rendered
    return page


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick='x'>b</b> <!-- c --> <?php ?> <![CDATA[ d ]]> ]]> </title></textarea>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](java&#x09;script:alert(1))",
    "[a](&#1;javascript:alert(1))",
    "[a](<java\tscript:alert(1)>)",
    "[a](vbscript:x) [b](data:text/html,<script>x</script>) [c](data:image/png;base64,AAAA) [d](file:///etc/passwd)",
    "<javascript:alert(1)> <data:text/html,x>",
    "[a]\n\n[a]: javascript:alert(1)",
    "[a]: <data:text/html,x>\n\n![a]",
    "![a](javascript:alert(1)) ![b](data:image/svg+xml,<svg/onload=alert(1)>) ![c](https://example.net/pixel.gif)",
    '[a](https://example.com/"onmouseover=alert(1)) [b](https://example.com/ "t\' onclick=\'x")',
    "https://example.com/\"><script>alert(1)</script> mailto:a@b.c?subject=<x>",
    "{{ config }} {% include 'x' %} {# x #} ${x}",
    "[^1]\n\n[^1]: <script>x</script> [a](javascript:x)",
    "a[^1]\n\n- <\n  [^1]: # b\n  script>x</script>\n- &\n  [^1]: ***\n  lt;script>",
    "| a | <b> |\n|---|:--|\n| `<i>` | [x](javascript:x) |",
    "```html\" onclick=\"x\n</code></pre><script>x</script>\n```",
    "~~~ {.a onclick=x}\n<x>\n~~~",
    "# <script>\n\n    <script>\n\n> <script>\n\n- [ ] <script>",
    "\x00\x01<\x00script>",
    "[a](//example.net/x) [b](/x) [c](x.html) [d](?x) [e](#x) [f]()",
]  # fmt: skip

MARKS = """
` `` `a` `文` **b** **c ** * [x](https://e.com/a) ![x](https://e.com/a) [ ] ( ) a 中 文 ， . , ! # _ < & " ' ~ | ---
=== - / = ^ [^1] 1. http :// mailto: x@y.z https://e.com/?a=1#f \\ **注**
"""
SPACED = ["b c", " ", "  ", "    ", "\n", "\n\n", "- ", "\t", "**c d**", "**São Tomé, a.b**", "- x\n", "\n- "]
SPACED += ["\u3000", "\u00a0", "\n\u2003"]
SPACED += ["\n```\n", "```sh\n", "\n```\n$ x  [y](https://e.com/b)\n\n  y\n```\n", "文\n中"]
PIECES = [*re.findall(r"\S+", MARKS), *SPACED]
"""What puts every rule of the parser in the way of every other, in any order."""


def forget() -> None:
    """Empty the caches, so that a text is read anew."""
    for cached in (simple.simple_parts, simple.simple_blocks, safe_html._simple):
        cached.cache_clear()
