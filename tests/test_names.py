"""What a component is called where it stands outside its group."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.pages import Pages, soup, words
from support.stories import read
from support.tables import rows

from sitegen.theme.edition import load_editions

YML = """\
name: Example
url: https://status.example.com
timezone: UTC
locales: [en, zh-CN]
components:
  - group: {en: America, zh-CN: 美洲}
    components:
      - {id: us-api, name: API}
      - {id: us-web, name: {en: Website, zh-CN: 网站}}
  - group: {en: Europe, zh-CN: 欧洲}
    components:
      - {id: eu-api, name: api}
      - {id: eu-shop, name: {en: Shop, zh-CN: 网站}}
  - {id: docs, name: Docs}
"""
INCIDENT = """
---
title: Requests fail
components: {us-api: major_outage, us-web: degraded_performance}
---

## 2026-01-23 14:35 investigating

- components: {us-api: partial_outage}

We look.
"""
WINDOW = """
---
title: New disks
start: 2026-01-24 02:00
end: 2026-01-24 04:00
components: [eu-api, docs]
---

## 2026-01-20 10:00 scheduled
"""
NOW = "2026-01-23 15:00"


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    """The site with an outage in America and work to come in Europe."""
    return Pages(tmp_path, {"incidents/a.md": INCIDENT, "maintenance/w.md": WINDOW}, YML)


@rows(
    ("component", "locale", "outside", "inside"),
    [
        # Case makes no difference to who reads it.
        ("us-api", "en", "America: API", "API"),
        ("eu-api", "en", "Europe: api", "api"),
        ("us-api", "zh-CN", "美洲：API", "API"),
        # A name may be another's in one language only.
        ("us-web", "en", "Website", "Website"),
        ("us-web", "zh-CN", "美洲：网站", "网站"),
        ("eu-shop", "zh-CN", "欧洲：网站", "网站"),
        ("docs", "en", "Docs", "Docs"),
        ("gone", "en", "gone", "gone"),
    ],
)
def test_a_name_that_another_component_has_comes_with_its_group(
    component: str, locale: str, outside: str, inside: str, tmp_path: Path
) -> None:
    """In every form of text, and not inside the group."""
    editions = load_editions(tmp_path, read(tmp_path, {}, YML).config)
    edition = next(one for one in editions if one.locale == locale)

    assert edition.text.name(component) == edition.text.component(component) == outside
    assert edition.text.name(component, inside=True) == inside
    assert soup(str(edition.html.component(component))).get_text() == outside


def test_two_of_a_name_without_a_group_keep_it(tmp_path: Path) -> None:
    """There is nothing to tell them apart by."""
    yml = YML.replace("{id: docs, name: Docs}", "{id: docs, name: API}")
    edition = load_editions(tmp_path, read(tmp_path, {}, yml).config)[0]

    assert edition.text.name("docs") == "API"
    assert edition.text.name("us-api") == "America: API"


def test_a_reader_meets_the_group_wherever_the_component_stands_alone(pages: Pages) -> None:
    """On pages, in feeds, in the calendar, in documents for programs and on badges; not in its own group."""
    index = pages.page(NOW)

    assert [words(item) for item in index.select("#incidents .chips li")] == [
        "America: API: Partial outage",
        "Website: Degraded performance",
    ]
    assert [words(link) for link in index.select(".components .who a")] == ["API", "Website", "api", "Shop", "Docs"]
    assert words(pages.page(NOW, "components/us-api/").h1) == "America: API"
    for path in (
        "components/us-api/index.html",
        "components/us-api.rss",
        "components/us-api.svg",
        "incidents/a/index.html",
        "subscribe/index.html",
        "updates.rss",
        "updates.json",
        "status.json",
    ):
        assert "America: API" in pages.source(NOW, path), path
    for path in ("maintenance.ics", "maintenance/w/index.html", "503.html", "maintenance/w/503.html"):
        told = pages.source("2026-01-24 03:00", path).replace("\r\n ", "")
        assert "Europe: api" in told, path
