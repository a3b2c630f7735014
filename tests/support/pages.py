"""A story with pages for every reader, and how tests look at them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from sitegen.build import render
from sitegen.derive.snapshot import derive
from sitegen.model import Config, File, Site
from sitegen.theme.edition import Edition, load_editions
from sitegen.times import read_moment
from support.stories import read

YML = """\
name: {en: Example, zh-CN: 示例}
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en, zh-CN]
repository: https://github.com/example/status
support: {email: support@example.com, phone: "+86 400 000 0000", url: https://example.com/help}
components:
  - {id: website, name: Website, since: 2024-01-01}
  - group: {en: Accounts, zh-CN: 账号}
    components:
      - {id: login, name: {en: Sign-in, zh-CN: 登录}, description: Sessions, since: 2024-01-01}
      - {id: orders, name: Orders, since: 2024-01-01}
  - {id: mail, name: Mail, third_party: true, since: 2026-01-01}
  - {id: ftp, name: FTP, retired: 2025-01-01}
promises:
  first_notice: 5m
  update_every: {critical: 15m, major: 30m, minor: 60m, maintenance: 60m}
  maintenance_notice: 48h
  postmortem_due: 3d
"""

LOGIN = """
---
title: Sign-in is failing for all users
started: 2026-01-23 14:32
components: {login: major_outage, orders: partial_outage}
not_working:
  - Signing in
still_working:
  - Browsing
workaround: Stay signed in.
scope:
  users: about 100,000
---

## 2026-01-23 14:35 investigating

- next update: 14:50

We see failures when signing in.

## 2026-01-23 14:50 identified: Cause found

- components: {orders: operational}
- progress: 70%
- eta: 15:00
- next update: 15:00

We have found the cause.

## 2026-01-23 15:10 resolved

- ended: 15:00
- compensation:
    - for: users
      what: 7 days of VIP
      by: 2026-01-24 15:10

Sign-in works again.
"""

LOGIN_CHINESE = """
---
title: 全部用户无法登录
not_working:
  - 登录
---

## 2026-01-23 14:35

登录失败。

## 2026-01-23 14:50

已找到原因。

## 2026-01-23 15:10

登录已恢复。
"""

POSTMORTEM = """
---
title: Why it failed
published: 2026-01-25 10:00
authors: [Operations]
events:
  - at: 2026-01-23 14:40
    what: The release is suspected
actions:
  - {what: Load tests, owner: QA, due: 2026-02-01, done: 2026-01-30}
  - {what: Alarms, owner: SRE, due: 2026-03-01}
---

## Summary

It failed.

## Cause

### In detail

A setting.
"""

UPGRADE = """
---
title: Database upgrade
start: 2026-01-24 02:00
end: 2026-01-24 04:00
components: [orders]
reason: A new version.
---

## 2026-01-20 10:00 scheduled

We upgrade the database.
"""

STORY = {
    "incidents/login.md": LOGIN,
    "incidents/login.zh-CN.md": LOGIN_CHINESE,
    "incidents/login.postmortem.md": POSTMORTEM,
    "maintenance/upgrade.md": UPGRADE,
}

BEFORE, FIRST, SECOND, DUE = "2026-01-23 14:34", "2026-01-23 14:36", "2026-01-23 14:52", "2026-01-23 15:00"
OVER, LONG_AFTER = "2026-01-23 15:12", "2026-02-10 09:00"


@dataclass(repr=False)
class Pages:
    """The pages of a story, each made when it is asked for."""

    root: Path
    files: dict[str, str]
    yml: str = YML
    site: Site | None = None
    _kept: dict[str, dict[str, File]] = field(default_factory=dict)
    _known: tuple[Edition, ...] = ()

    def at(self, now: str) -> dict[str, File]:
        """Every file as of a moment of the site's clock, by path."""
        if self.site is None:
            self.site = read(self.root, self.files, self.yml)
        if now not in self._kept:
            moment = read_moment(now, self.site.config.zone)
            files = render(derive(self.site, moment), self.root, self._contexts(self.root, self.site.config))
            self._kept[now] = {file.path: file for file in files}
        return self._kept[now]

    def _contexts(self, root: Path, config: Config) -> tuple[Edition, ...]:
        """Of all moments the same, for most of the time goes into reading templates."""
        self._known = self._known or load_editions(root, config)
        return self._known

    def source(self, now: str, path: str = "index.html") -> str:
        """One file as of a moment."""
        return self.at(now)[path].render().decode()

    def page(self, now: str, path: str = "") -> BeautifulSoup:
        """One page as of a moment, by its address."""
        return soup(self.source(now, f"{path}index.html" if not path or path.endswith("/") else path))

    def says(self, now: str, path: str = "", part: str = "main") -> str:
        """The words of a part of one page, in one line."""
        return words(self.page(now, path).select_one(part))


class Shown(BeautifulSoup):
    """A page of which only what is shown is found: what stands in a template waits for its moment."""

    def select(self, selector: str, *given: Any, **options: Any) -> Any:
        """All that is shown and fits."""
        found = super().select(selector, *given, **options)
        return type(found)(None, [tag for tag in found if tag.find_parent("template") is None])

    def select_one(self, selector: str, *given: Any, **options: Any) -> Any:
        """The first that is shown and fits."""
        return next(iter(self.select(selector, *given, **options)), None)


def soup(source: str) -> BeautifulSoup:
    """A page, read by somebody else's parser."""
    return Shown(source, "html.parser")


def words(tag: Tag | None) -> str:
    """What is read of it, in one line."""
    assert tag is not None
    return re.sub(r" (?=[.,:：，。；])", "", " ".join(tag.get_text(" ").split()).replace("\u2009", " "))


def turn(source: str, until: datetime) -> BeautifulSoup:
    """What the script makes of a page at a moment: every prepared state up to it, one after the other."""
    page = soup(source)
    for state in page.select("template[data-at]"):
        if datetime.fromisoformat(state["data-at"]) <= until:
            regions = [child for child in state.children if isinstance(child, Tag)]
            for kept in [place for region in regions for place in region.select("[data-keep]")]:
                kept.replace_with(page.find(id=kept["data-keep"]).extract())
            for region in regions:
                page.find(id=region["id"]).replace_with(region)
            if state.has_attr("data-title"):
                page.title.string = state["data-title"]
            if state.has_attr("data-icon"):
                page.find("link", rel="icon")["href"] = state["data-icon"]
    # To this parser, the words of a template stay such wherever they go.
    return soup(str(page))


def days_of(bars: Tag, passed: int = 0) -> list[str]:
    """What the bars of a component show, by day: the ninety that are in the picture after so many have *passed*."""
    days: list[str] = []
    for path in bars.select("path"):
        start, _, length = map(int, re.findall(r"\d+", str(path["d"])))
        assert start == len(days) * 5
        days += [f"{path['class'][0]} {path.get('data-time', '')}"] * (length // 5)
    return days[passed : passed + 90]


def crowded(sizes: Mapping[str, int]) -> str:
    """A site.yml with so many components in each group: login and orders in the first, others named by number."""
    begin, end = YML.index("components:"), YML.index("promises:")
    lines, names = (
        "components:\n",
        iter(["login", "orders", *(f"part{number}" for number in range(sum(sizes.values())))]),
    )
    for group, size in sizes.items():
        inside = "".join(f"      - {{id: {one}, name: {one.title()}}}\n" for one in (next(names) for _ in range(size)))
        lines += f"  - group: {{en: {group}, zh-CN: {group}组}}\n    components:\n{inside}"
    return YML[:begin] + lines + YML[end:]


ARABIC = YML.replace("zh-CN", "ar")
"""A site in English and in a language that runs from right to left."""
