"""The HTML of a mail, read by a parser that trusts nothing and by Chromium: light and dark, without its pictures."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from support.drafts import PICTURES, URL, draft, in_chinese, mailed
from support.markdown import HOSTILE
from support.places import SAMPLE
from support.sites import Folder
from support.tables import rows

from sitegen.messages.channels import message
from sitegen.messages.draft import Draft
from sitegen.model import Channel
from sitegen.read.config import read_config
from sitegen.theme.edition import load_editions

CHART = PICTURES[0][1].url
EVERYTHING = """
# Head

A **b** *c* ~~d~~ `e` [f](https://e.com/f?x=1&y=2) <us@e.com> https://e.com/g ![Chart](chart.png) h[^1]

**Not working**

- i
  - j
- [x] k

1. l

> m

```
n <o>
```

| p | q |
|---|--:|
| r | s |

---

[^1]: T.
"""
VOID = {"br", "hr", "img", "meta"}


class Page(HTMLParser):
    """Notes the tags of a page and what can be read of it; every tag that begins must end."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text, self.css = "", ""
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It ends what began last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note it, apart from the style sheet."""
        if self._open[-1:] == ["style"]:
            self.css += data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


def mail(made: Draft) -> Page:
    """The HTML of a draft's mail."""
    shown = message(mailed(made), Channel.EMAIL)
    assert shown.html is not None
    return Page(shown.html)


@rows(("made", "lang"), [(draft(EVERYTHING), "en"), (in_chinese(), "zh-CN")], ids=["in English", "in Chinese"])
def test_a_mail_says_its_language(made: Draft, lang: str) -> None:
    """Screen readers, hyphenation and Chinese glyphs depend on it."""
    page = mail(made)

    assert page.all("html") == [{"lang": lang, "dir": "ltr"}]
    assert page.all("meta")[0] == {"charset": "utf-8"}
    assert len(page.all("h1")) == 1


def test_a_mail_asks_for_nothing_but_the_pictures_of_its_author() -> None:
    """No script, no style sheet, no font, no picture that would tell who reads it."""
    page = mail(draft(EVERYTHING))

    assert not {"script", "link", "iframe", "form", "object", "svg", "base"} & {tag for tag, _ in page.tags}
    assert [picture["src"] for picture in page.all("img")] == [CHART]
    assert "url(" not in page.css
    assert "@import" not in page.css
    assert not [attributes for _, attributes in page.tags if "url(" in attributes.get("style", "")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


def test_a_mail_reads_without_pictures() -> None:
    """Each has words in its place, and its address can be read."""
    page = mail(draft(EVERYTHING))

    assert [picture["alt"] for picture in page.all("img")] == ["Chart"]
    assert CHART in page.text


def test_both_parts_of_a_mail_hold_every_address() -> None:
    """Whoever reads either can follow all, also where links cannot be followed."""
    shown = message(mailed(draft(EVERYTHING, f"All of it: {URL}")), Channel.EMAIL)
    page = Page(shown.html or "")
    addresses = {"https://e.com/f?x=1&y=2", "us@e.com", "https://e.com/g", CHART, URL}

    assert {one for one in addresses if one not in shown.text} == set()
    assert {one for one in addresses if one not in page.text} == set()
    assert {link["href"] for link in page.all("a")} == {one.replace("us@", "mailto:us@") for one in addresses - {CHART}}


def test_a_mail_is_styled_inline() -> None:
    """Most of what reads mail knows no style sheet, so every element that needs a style has its own."""
    page = mail(draft(EVERYTHING))
    styled = ["p", "h1", "h2", "ul", "ol", "li", "blockquote", "pre", "code", "table", "th", "td", "hr", "img", "a"]

    for tag in styled:
        elements = [attributes for attributes in page.all(tag) if attributes.get("role") != "presentation"]
        assert elements, tag
        assert all("style" in attributes for attributes in elements), tag
    assert [attributes["align"] for attributes in page.all("td") if "align" in attributes][-1] == "right"


def test_a_mail_is_dark_where_its_reader_is() -> None:
    """The style sheet does nothing else, and wins over what is inline."""
    page = mail(draft(EVERYTHING))
    names = {meta.get("name"): meta.get("content") for meta in page.all("meta")}
    rules = re.findall(r"\{([^{}]*)\}", page.css.split("@media", 1)[1])

    assert names["color-scheme"] == names["supported-color-schemes"] == "light dark"
    assert "@media (prefers-color-scheme: dark)" in page.css
    assert all(one.strip().endswith("!important") for rule in rules for one in rule.split(";"))


@rows("source", HOSTILE)
def test_a_hostile_author_gets_nothing_into_a_mail(source: str) -> None:
    """Only our own tags and addresses, whatever stands in the title and in the words."""
    page = mail(draft(source, title="</title><script>alert(1)</script> {{ 7*7 }}"))

    assert not {"script", "iframe", "object", "form", "svg"} & {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert all(re.match(r"https?://|mailto:", link["href"]) for link in page.all("a"))
    assert all(picture["src"] == CHART for picture in page.all("img"))
    assert "<script>alert(1)</script> {{ 7*7 }}" in page.text


def test_a_site_has_a_mail_of_its_own(site: Folder) -> None:
    """The template is a file of the theme like any other; its parts take its styles."""
    site.write(
        "themes/default/messages/mail.html", '{% for part in parts %}{{ part.html({"p": "color:red"}) }}{% endfor %}'
    )
    edition = load_editions(site.root, read_config(site.root))[0]
    made = replace(draft("One **<two>**."), mail=partial(edition.whole, "messages/mail.html"))

    assert message(made, Channel.EMAIL).html == '<p style="color:red">One <strong>&lt;two&gt;</strong>.</p>\n'


def test_no_published_file_depends_on_the_mail(site: Folder) -> None:
    """A change to it makes no page anew."""
    before = load_editions(site.root, read_config(site.root))[0].theme.digest
    site.write("themes/default/messages/mail.html", "changed")

    assert load_editions(site.root, read_config(site.root))[0].theme.digest == before


# ---- in Chromium


def _luminance(color: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


COLORS = """() => [...document.querySelectorAll('h1, h2, p, li, blockquote, a, code, th, td')].map(element => {
  let behind = element;
  while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
  return [element.tagName, getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_in_a_mail_can_be_seen(browser: Any, scheme: str, tmp_path: Path) -> None:
    """Light and dark: a contrast of 4.5 at least, and in the dark a dark page."""
    shown = message(mailed(draft(EVERYTHING)), Channel.EMAIL)
    (tmp_path / "mail.html").write_text(shown.html or "", encoding="utf-8")
    page = browser.new_page(color_scheme=scheme, viewport={"width": 375, "height": 800})
    page.route("https://**", lambda route: route.abort())
    page.goto((tmp_path / "mail.html").as_uri())
    colors = page.evaluate(COLORS)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert [one for one in colors if _contrast(one[1], one[2]) < 4.5] == []
    assert {_luminance(behind) > 0.5 for _, _, behind in colors} == {scheme == "light"}
    assert wide <= 375, "nothing is wider than a phone"


def test_the_sample_is_there() -> None:
    """The drafts of these tests are framed by the default theme, for the sample site."""
    assert unescape(mail(draft("One.")).text).count(read_config(SAMPLE).name.original) == 1
