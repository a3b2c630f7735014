"""Words of a brief that stand in a public text: where that is told, and where it would be a false alarm."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.places import BRIEFS, SAMPLE
from support.tables import rows

from sitegen.derive.snapshot import derive
from sitegen.internal.checking import check_briefs
from sitegen.model import Site
from sitegen.problems import Problems, Severity
from sitegen.read.config import read_config
from sitegen.read.content import read_content
from sitegen.times import read_moment

SLUG = "2026-01-23-pool"
INCIDENT = """\
---
title: Checkout needs two attempts today
components: {orders: degraded_performance}
not_working:
  - Paying at the first attempt
---

## 2026-01-23 14:35 investigating

We look into it.

## 2026-01-23 14:50 identified

PUBLIC

## 2026-01-23 15:10 resolved

It works again.
"""
CHINESE = """\
---
title: 今日结账需尝试两次
not_working:
  - 首次付款
---

## 2026-01-23 14:35

正在排查。

## 2026-01-23 14:50

PUBLIC

## 2026-01-23 15:10

已恢复。
"""


def checked(folder: Path, brief: str, files: Mapping[str, str], chinese: str = "") -> list[str]:
    """What is said where *files* are the content beside a brief: each place with what is quoted."""
    for name, text in {"site.yml": (SAMPLE / "site.yml").read_text(), **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "content/maintenance").mkdir(exist_ok=True, parents=True)
    (folder / "briefs").mkdir()
    (folder / f"briefs/{SLUG}.md").write_text(brief)
    if chinese:
        (folder / f"briefs/{SLUG}.zh-CN.md").write_text(chinese)
    config, problems = read_config(folder), Problems()
    site: Site = read_content(folder, config, problems)
    assert problems.found == []
    _, problems = check_briefs(folder / "briefs", folder, site, None)
    assert all(one.severity is Severity.WARNING for one in problems.found)
    return [
        f"{one.path.rpartition('/')[2]}:{one.line} {one.message.partition(', found ')[2]}" for one in problems.found
    ]


def note(words: str, at: str = "14:50", field: str = "done") -> str:
    """A brief with one note."""
    return f'---\n---\n\n## 2026-01-23 {at}\n\n- {field}:\n    - "{words}"\n'


PATH = f"content/incidents/{SLUG}.md"
IN_CHINESE = f"content/incidents/{SLUG}.zh-CN.md"

ENGLISH = {
    # brief, public, what is told of the public line
    "four words in a row": ("pool of stale sockets", "It was the pool of stale sockets.", "'pool of stale sockets'"),
    "more words than four": (
        "a pool of stale sockets in Lyon",
        "We had a pool of stale sockets in Lyon until noon.",
        "'a pool of stale sockets in Lyon'",
    ),
    "three words": ("stale sockets pile up", "It was stale sockets pile.", ""),
    "other capitals": ("Pool of stale sockets", "A POOL OF STALE SOCKETS.", "'POOL OF STALE SOCKETS'"),
    "a comma between them": ("pool of stale sockets", "The pool, of stale sockets,", "'pool, of stale sockets'"),
    "marks of Markdown between them": (
        "pool of stale sockets",
        "A **pool** of *stale* sockets",
        "'pool** of *stale* sockets'",
    ),
    "another order": ("pool of stale sockets", "stale sockets of pool", ""),
    "two sentences": ("pool of stale sockets", "It is the pool. Of stale sockets we know.", ""),
    "a number among them": ("about 200 orders lost", "We know of about 200 orders lost.", "'about 200 orders lost'"),
    "words without a meaning": ("for all of you at the same time", "It is for all of you at the same time.", ""),
    "one word with a meaning": ("in the middle of it", "We are in the middle of it.", ""),
    "names of components": ("Sign-in, Orders and Payments are", "Sign-in, Orders and Payments are back.", ""),
    "a name and more": ("Payments fail at Lyon", "Payments fail at Lyon.", "'Payments fail at Lyon'"),
    "the title": ("Checkout needs two attempts", "Checkout needs two attempts: we look.", ""),
    "times": ("on January 23, 2026, 14:50 by 15:00", "On January 23, 2026, 14:50 by 15:00", ""),
    "an address": ("https://a.example/pool-of-stale-sockets", "https://a.example/pool-of-stale-sockets", ""),
    "a paragraph of two lines": ("pool of stale sockets", "It was the pool\nof stale sockets.", "'pool'"),
    "an item each": ("pool of stale sockets", "- the pool\n- of stale sockets", ""),
    "a comment": ("pool of stale sockets", "Words. <!-- pool of stale sockets -->", "'pool of stale sockets'"),
}
HAN = {
    "six characters in a row": ("回源链路抖动", "原因是回源链路抖动所致。", "'回源链路抖动'"),
    "more than six": ("机房回源链路抖动严重", "因机房回源链路抖动严重，", "'机房回源链路抖动严重'"),
    "five characters": ("回源链路抖", "原因是回源链路抖。", ""),
    "a comma between them": ("回源链路，出现抖动", "回源链路出现抖动。", "'回源链路出现抖动'"),
    "spaces between them": ("回源链路抖动", "回源 链路 抖动", "'回源 链路 抖动'"),
    "digits between them": ("回源链路抖动", "回源 3 链路抖动", ""),
    "two sentences": ("回源链路抖动", "检查回源。链路抖动。", ""),
    "names of components": ("登录、订单与支付", "登录、订单与支付均已恢复。", ""),
    "a name and more": ("张三负责登录", "由张三负责登录。", "'张三负责登录'"),
    "the title": ("今日结账需尝试两次", "今日结账需尝试两次：排查中。", ""),
    "days": ("2026 年 1 月 23 日 14:50", "2026 年 1 月 23 日 14:50", ""),
    "a line in the middle": ("回源链路抖动", "原因是回源链\n路抖动。", "'回源链'"),
}


@rows("case", ENGLISH)
def test_four_words_in_a_row_are_told(case: str, tmp_path: Path) -> None:
    """With the line of the public file, and those of its words."""
    secret, public, told = ENGLISH[case]
    found = checked(tmp_path, note(secret), {PATH: INCIDENT.replace("PUBLIC", public)})

    assert found == ([f"{SLUG}.md:14 {told}"] if told else [])


@rows("case", HAN)
def test_six_chinese_characters_in_a_row_are_told(case: str, tmp_path: Path) -> None:
    """In a translation as in an original."""
    secret, public, told = HAN[case]
    files = {PATH: INCIDENT.replace("PUBLIC", "Words."), IN_CHINESE: CHINESE.replace("PUBLIC", public)}

    assert checked(tmp_path, note(secret), files) == ([f"{SLUG}.zh-CN.md:13 {told}"] if told else [])


SECRET = "pool of stale sockets"
PLACES = {
    "a title": ("title: Checkout needs two attempts today", f"title: The {SECRET}", ""),
    "what does not work": ("  - Paying at the first attempt", f"  - A {SECRET}", f"{SLUG}.md:5 '{SECRET}'"),
    "a workaround": ("not_working:", f"workaround: No {SECRET}\nnot_working:", f"{SLUG}.md:4 '{SECRET}'"),
    "the heading of an update": ("14:50 identified", f"14:50 identified: A {SECRET}", f"{SLUG}.md:12 '{SECRET}'"),
    "a field of an update": (
        "identified\n",
        f"identified\n\n- not working:\n    - {SECRET}\n",
        f"{SLUG}.md:15 '{SECRET}'",
    ),
}


@rows("case", PLACES)
def test_every_public_text_is_looked_at(case: str, tmp_path: Path) -> None:
    """Titles, lists, workarounds, headings and fields; the title of the entry itself is what both are about."""
    old, new, told = PLACES[case]
    incident = INCIDENT.replace("PUBLIC", "Words.").replace(old, new, 1)

    assert checked(tmp_path, note(SECRET, "14:35"), {PATH: incident}) == ([told] if told else [])


def test_a_postmortem_and_its_translation_are_looked_at(tmp_path: Path) -> None:
    """Whatever is published under the entry's name."""
    files = {
        PATH: INCIDENT.replace("PUBLIC", "Words."),
        PATH.replace(".md", ".postmortem.md"): (
            "---\npublished: 2026-01-26 10:00\nevents:\n  - at: 2026-01-23 14:40\n    what: The pool of stale sockets\n"
            "---\n\n" + "".join(f"## {name}\n\nx\n\n" for name in read_config(SAMPLE).sections[0][1])
        ),
        PATH.replace(".md", ".postmortem.zh-CN.md"): (
            "---\nevents:\n  - what: 回源链路抖动\n---\n\n"
            + "".join(f"## {name}\n\nx\n\n" for name in read_config(SAMPLE).sections[1][1])
        ),
    }
    brief = note(SECRET)

    told = checked(tmp_path, brief, files, note("机房回源链路抖动"))

    assert told == [f"{SLUG}.postmortem.md:5 '{SECRET}'", f"{SLUG}.postmortem.zh-CN.md:3 '回源链路抖动'"]


FIELDS = ("done", "doing", "next", "verified", "follow_ups", "needs", "business_impact")


@rows("field", FIELDS)
def test_every_text_of_a_brief_counts(field: str, tmp_path: Path) -> None:
    """Items of lists, texts, titles and bodies of notes, in every language."""
    assert checked(tmp_path, note(SECRET, field=field), {PATH: INCIDENT.replace("PUBLIC", SECRET)}) != []


TEXTS = {
    "front matter": f"---\ncommander: {SECRET}\n---\n",
    "a title": f"---\n---\n\n## 2026-01-23 14:50: {SECRET}\n",
    "a body": f"---\n---\n\n## 2026-01-23 14:50\n\nThe\n{SECRET}\n",
}


@rows("case", TEXTS)
def test_every_part_of_a_brief_counts(case: str, tmp_path: Path) -> None:
    """Front matter, which was known before anything was published, and what notes say."""
    assert checked(tmp_path, TEXTS[case], {PATH: INCIDENT.replace("PUBLIC", SECRET)}) == [f"{SLUG}.md:14 '{SECRET}'"]


@rows(("noted", "told"), [("14:49", True), ("14:50", True), ("14:51", False)])
def test_what_the_public_knew_first_is_no_secret(noted: str, told: bool, tmp_path: Path) -> None:
    """A note may repeat what was published before it; what was published in its minute may be copied from it."""
    found = checked(tmp_path, note(SECRET, noted), {PATH: INCIDENT.replace("PUBLIC", SECRET)})

    assert bool(found) == told


def test_what_was_published_once_may_be_published_again(tmp_path: Path) -> None:
    """The note came in between."""
    incident = INCIDENT.replace("PUBLIC", SECRET).replace("It works again.", SECRET)

    assert checked(tmp_path, note(SECRET, "15:00"), {PATH: incident}) == []
    shutil.rmtree(tmp_path / "briefs")
    assert len(checked(tmp_path, note(SECRET, "14:40"), {PATH: incident})) == 2


def test_a_draft_may_have_a_brief_and_is_not_compared(tmp_path: Path) -> None:
    """Nothing of it is published."""
    incident = INCIDENT.replace("PUBLIC", SECRET).replace("components:", "draft: true\ncomponents:")

    assert checked(tmp_path, note(SECRET), {PATH: incident}) == []


def test_a_line_is_told_once(tmp_path: Path) -> None:
    """However many words of the brief it has."""
    public = "It was a pool of stale sockets, and nobody had measured those queues."
    brief = note("pool of stale sockets").replace("- done:", "- next:\n    - nobody had measured those\n- done:")

    assert len(checked(tmp_path, brief, {PATH: INCIDENT.replace("PUBLIC", public)})) == 1


def test_the_sample_has_no_false_alarm_and_the_seeds_words_would_be_found(tmp_path: Path) -> None:
    """Brief and public text of the sample tell one story, and share no row of words."""
    root = tmp_path / "site"
    shutil.copytree(SAMPLE, root)
    config, problems = read_config(root), Problems()
    site = read_content(root, config, problems)

    count, said = check_briefs(BRIEFS, root, site, None)
    assert (count, said.found) == (2, [])
    assert derive(site, read_moment("2026-12-01 00:00", config.zone)).entries

    path = root / "content/incidents/2026-01-23-login-outage.zh-CN.md"
    path.write_text(path.read_text().replace("问题原因已经找到", "已定位根因：数据库连接池配置错误"))
    _, said = check_briefs(BRIEFS, root, site, None)
    assert [str(one) for one in said.found] == [
        "content/incidents/2026-01-23-login-outage.zh-CN.md:23: warning: internal: "
        "expected words that its brief does not have, found '数据库连接池配置错误'\n"
        "    Say it in other words, or leave it as it is if everybody may know it."
    ]


LONG = ("x" * 200_000, "字" * 80_000, "a " * 100_000, "a.b'" * 50_000, "14:5" * 50_000, "a@" * 99_000)


@pytest.mark.parametrize("words", [*LONG, " ".join(map(str, range(1000, 40_000)))], ids=lambda words: words[:8])
def test_no_text_takes_long(words: str, tmp_path: Path) -> None:
    """The rows of a text are as many as its words, also where all of it is in the brief."""
    incident = INCIDENT.replace("PUBLIC", words)
    spent = time.process_time()

    checked(tmp_path, f"---\n---\n\n## 2026-01-23 14:35\n\n{words}\n", {PATH: incident})

    assert time.process_time() - spent < 20
