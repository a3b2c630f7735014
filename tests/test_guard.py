"""What a change makes of what was published: `check --base` names each loss, with real git."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.published import PNG, SITE, Changes, change, published
from support.sites import Folder
from support.tables import rows

from sitegen.build import AsOf, build
from sitegen.cli import run
from sitegen.cli.options import read_now
from sitegen.derive.ids import first_slug

NOW = "2026-01-24T00:00:00Z"
INCIDENT = """\
---
title: Nobody can sign in
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

Nobody can sign in. Browsing works.

## 2026-01-23 14:35 identified

A disk is full.

## 2026-01-23 15:10 resolved

Sign-in works again. We are sorry.
"""
CHINESE = """\
---
title: 无法登录
---

## 2026-01-23 14:35

无法登录，浏览正常。

## 2026-01-23 14:35

磁盘已满。

## 2026-01-23 15:10

登录已恢复。抱歉。
"""
POSTMORTEM = """\
---
published: 2026-01-23 20:00
---

## Summary

A disk was full.
"""
MAINTENANCE = """\
---
title: The database moves
components: [api]
start: 2026-02-01 02:00
end: 2026-02-01 04:00
---

## 2026-01-20 10:00 scheduled

We move the database.
"""
BEGUN = """\
---
title: A disk is replaced
components: [api]
start: 2026-01-23 20:00
end: 2026-01-25 04:00
---

## 2026-01-20 10:00 scheduled

We replace a disk.
"""
DISK = "content/maintenance/disk.md"
PATH = "content/incidents/orders.md"
TRANSLATION = "content/incidents/orders.zh-CN.md"
WINDOW = "content/maintenance/move.md"
EXPLANATION = "content/incidents/orders.postmortem.md"
FILES = {
    "site.yml": SITE,
    PATH: INCIDENT,
    TRANSLATION: CHINESE,
    EXPLANATION: POSTMORTEM,
    WINDOW: MAINTENANCE,
    DISK: BEGUN,
}


def git(root: Path, *arguments: str) -> None:
    """A git command in *root*, as somebody."""
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *identity, "-C", str(root), *arguments], check=True, capture_output=True)


@pytest.fixture
def site(tmp_path: Path) -> Folder:
    """The same, published."""
    return published(tmp_path, FILES)


Found = list[dict[str, object]]


def check(site: Folder, capsys: pytest.CaptureFixture[str], base: str = "main") -> tuple[int, Found]:
    """The exit code of `check --base`, and what it finds beside wording."""
    arguments = ["check", "--site", str(site.root), "--now", NOW, "--base", base, "--format", "json"]
    code = run(arguments)
    found: Found = json.loads(capsys.readouterr().out)
    return code, [one for one in found if not one["rule"]]


def told(found: Found) -> list[str]:
    """Each as `severity field: message`."""
    return [f"{one['severity']} {one['field']}: {one['message']}" for one in found]


HARMLESS: Mapping[str, Changes] = {
    "nothing": {},
    "a new update": {
        PATH: f"{INCIDENT}\n## 2026-01-23 16:00 update\n\nAll is well.\n",
        TRANSLATION: f"{CHINESE}\n## 2026-01-23 16:00\n\n一切正常。\n",
    },
    "a new incident": {"content/incidents/mail.md": INCIDENT.replace("login:", "api:")},
    "lines broken otherwise": {PATH: INCIDENT.replace("sign in. Browsing", "sign in.\nBrowsing")},
    "a comment": {PATH: INCIDENT.replace("A disk", "<!-- which one? -->\n\nA disk")},
    "a new translation": {
        "content/maintenance/move.zh-CN.md": "---\ntitle: 迁移\n---\n\n## 2026-01-20 10:00\n\n数据库迁移。\n"
    },
    "a file moved into a folder": {
        PATH: None,
        "content/incidents/2026/orders.md": INCIDENT,
        TRANSLATION: None,
        "content/incidents/2026/orders.zh-CN.md": CHINESE,
        EXPLANATION: None,
        "content/incidents/2026/orders.postmortem.md": POSTMORTEM,
    },
    "a renamed incident with its old address": {
        PATH: None,
        TRANSLATION: None,
        EXPLANATION: None,
        "content/incidents/login.md": INCIDENT.replace("title", "aliases: [/incidents/orders/]\ntitle", 1),
        "content/incidents/login.zh-CN.md": CHINESE,
        "content/incidents/login.postmortem.md": POSTMORTEM,
    },
    "a retired component": {"site.yml": SITE.replace("name: API", "name: API, retired: 2026-01-24")},
    "a new component": {"site.yml": SITE.replace("{id: api", "{id: mail, name: Mail}, {id: api")},
    "a short address": {PATH: INCIDENT.replace("title", "aliases: [/orders-outage]\ntitle", 1)},
    "an incident taken back": {
        PATH: f"{INCIDENT.replace('title', 'withdrawn: true' + chr(10) + 'title', 1)}"
        "\n## 2026-01-23 16:00 update\n\nIt was a test, and not meant for you.\n",
        TRANSLATION: f"{CHINESE}\n## 2026-01-23 16:00\n\n这是一次测试，请忽略。\n",
    },
    "the newest first": {
        PATH: "\n## ".join(
            [INCIDENT.split("\n## ")[0], *(part.strip("\n") + "\n" for part in INCIDENT.split("\n## ")[:0:-1])]
        )
    },
}


@pytest.mark.parametrize("changes", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_change_passes_in_silence(
    site: Folder, capsys: pytest.CaptureFixture[str], changes: Changes
) -> None:
    change(site, changes)
    assert check(site, capsys) == (0, [])


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (PATH, INCIDENT.replace("major_outage", "partial_outage"), 3),
        (PATH, INCIDENT.replace("components", "id: abcdefghijkl\ncomponents", 1), 3),
        (DISK, BEGUN.replace("04:00", "05:00"), 5),
        (DISK, BEGUN.replace("We replace", "We swap"), 8),
    ],
)
def test_a_finding_stands_in_the_line_of_what_has_changed(
    site: Folder, capsys: pytest.CaptureFixture[str], path: str, text: str, line: int
) -> None:
    site.write(path, text)
    _, [found] = check(site, capsys)
    assert (found["path"], found["line"]) == (path, line)


HARMFUL: Mapping[str, tuple[Changes, list[str]]] = {
    "the time of an update": (
        {PATH: INCIDENT.replace("15:10", "15:12"), TRANSLATION: CHINESE.replace("15:10", "15:12")},
        ["error heading: expected the time of a published update to stay 2026-01-23 15:10, found 2026-01-23 15:12"],
    ),
    "the time of the second of a minute": (
        {
            PATH: INCIDENT.replace("14:35 identified", "14:40 identified"),
            TRANSLATION: CHINESE.replace("14:35\n\n磁盘", "14:40\n\n磁盘"),
        },
        ["error heading: expected the time of a published update to stay 2026-01-23 14:35, found 2026-01-23 14:40"],
    ),
    "the time of the first of a minute": (
        {
            PATH: INCIDENT.replace("14:35 investigating", "14:30 investigating"),
            TRANSLATION: CHINESE.replace("14:35\n\n无法", "14:30\n\n无法"),
        },
        [
            "error heading: expected the time of a published update to stay 2026-01-23 14:35, found 2026-01-23 14:30",
            "error id: expected the published update to stay '20260123T063500Z-2', found '20260123T063500Z'",
        ],
    ),
    "an update gone": (
        {
            PATH: INCIDENT.replace("## 2026-01-23 14:35 identified\n\nA disk is full.\n\n", ""),
            TRANSLATION: CHINESE.replace("## 2026-01-23 14:35\n\n磁盘已满。\n\n", ""),
        },
        ["error heading: expected the published update of 2026-01-23 14:35 to stay, found none"],
    ),
    "a translation gone": (
        {TRANSLATION: None},
        [
            "warning title (zh-CN): was '无法登录', now nothing",
            "warning text (zh-CN): was '无法登录，浏览正常。', now nothing",
            "warning text (zh-CN): was '磁盘已满。', now nothing",
            "warning text (zh-CN): was '登录已恢复。抱歉。', now nothing",
        ],
    ),
    "an incident gone": (
        {PATH: None, TRANSLATION: None, EXPLANATION: None},
        ["error : expected the published incident to stay, found none"],
    ),
    "an incident made a draft": (
        {PATH: INCIDENT.replace("title", "draft: true\ntitle", 1)},
        ["error : expected the published incident to stay, found none"],
    ),
    "a maintenance gone": ({WINDOW: None}, ["error : expected the published maintenance to stay, found none"]),
    "a postmortem gone": ({EXPLANATION: None}, ["error : expected the published postmortem to stay, found none"]),
    "an incident taken back without a word": (
        {PATH: INCIDENT.replace("title", "withdrawn: true\ntitle", 1)},
        ["warning withdrawn: expected a new update that says why, found none"],
    ),
    "another id": (
        {PATH: INCIDENT.replace("title", "id: abcdefghijkl\ntitle", 1)},
        ["error id: expected 'p3tu2g9n8x1i', found 'abcdefghijkl'"],
    ),
    "an address that looks like an older one": (
        {PATH: INCIDENT.replace("title", "aliases: [/incidents/login/]\ntitle", 1)},
        ["error aliases: expected /incidents/orders/ to stay the oldest address, found /incidents/login/"],
    ),
    "words of an update": (
        {PATH: INCIDENT.replace("disk is full", "disk is broken")},
        ["warning text: was 'A disk is full.', now 'A disk is broken.'"],
    ),
    "words of a translation": (
        {TRANSLATION: CHINESE.replace("已满", "损坏")},
        ["warning text (zh-CN): was '磁盘已满。', now '磁盘损坏。'"],
    ),
    "facts": (
        {PATH: INCIDENT.replace("major_outage", "partial_outage").replace("title: Nobody", "title: Some")},
        [
            "warning title: was 'Nobody can sign in', now 'Some can sign in'",
            "warning components: was 'login: major_outage', now 'login: partial_outage'",
        ],
    ),
    "a beginning": (
        {PATH: INCIDENT.replace("title", "started: 2026-01-23 14:30\ntitle", 1)},
        ["warning started: was nothing, now '2026-01-23 14:30 +08:00'"],
    ),
    "a maintenance that no longer moves by itself": (
        {WINDOW: MAINTENANCE.replace("title", "auto: false\ntitle", 1)},
        ["warning auto: was 'true', now 'false'"],
    ),
    "words of a postmortem": (
        {EXPLANATION: POSTMORTEM.replace("full", "broken")},
        ["warning text: was '## Summary A disk was full.', now '## Summary A disk was broken.'"],
    ),
    "an incident made a maintenance": (
        {
            PATH: None,
            TRANSLATION: None,
            EXPLANATION: None,
            "content/maintenance/orders.md": MAINTENANCE.replace("title", "aliases: [/incidents/orders/]\ntitle", 1),
        },
        ["error : expected the published incident to stay one, found a maintenance"],
    ),
    "a window that has begun moved without an update": (
        {
            DISK: BEGUN.replace("start: 2026-01-23 20:00", "start: 2026-01-23 19:00"),
        },
        [
            "error start: expected the published step of 2026-01-23 20:00, which the clock made, to stay, found none",
            "warning start: was '2026-01-23 20:00 +08:00', now '2026-01-23 19:00 +08:00'",
        ],
    ),
    "a late word that the work has begun": (
        {DISK: f"{BEGUN}\n## 2026-01-23 20:00 in_progress\n\nWe have begun.\n"},
        ["warning start: expected the published step of 2026-01-23 20:00, which the clock made, to stay, found none"],
    ),
    "a promise that holds for the past too": (
        {"site.yml": f"{SITE}promises: {{first_notice: 10m}}\n"},
        ["warning promises.first_notice: was nothing, now '0:10:00'"],
    ),
    "a record that begins later": (
        {"site.yml": SITE.replace("{id: api, name: API}", "{id: api, name: API, since: 2026-01-01}")},
        ["warning components.api.since: was nothing, now '2026-01-01'"],
    ),
    "a step of the clock lost beside a new update": (
        {DISK: BEGUN.replace("20:00", "19:00") + "\n## 2026-01-23 21:00 update\n\nAll is well.\n"},
        [
            "error start: expected the published step of 2026-01-23 20:00, which the clock made, to stay, found none",
            "warning start: was '2026-01-23 20:00 +08:00', now '2026-01-23 19:00 +08:00'",
        ],
    ),
    "words of one update said again by a new one": (
        {
            PATH: INCIDENT.replace("A disk is full.", "A disk is full, and is emptied.").replace(
                "## 2026-01-23 15:10", "## 2026-01-23 15:00 update\n\nA disk is full.\n\n## 2026-01-23 15:10"
            ),
            TRANSLATION: CHINESE.replace(
                "## 2026-01-23 15:10", "## 2026-01-23 15:00\n\n磁盘已满。\n\n## 2026-01-23 15:10"
            ),
        },
        [
            "warning text: was 'A disk is full.', now 'A disk is full, and is emptied.'",
            "warning heading: expected a new update after those that are published, found one of 2026-01-23 15:00",
        ],
    ),
    "somebody else told of an update": (
        {PATH: INCIDENT.replace("15:10 resolved\n", "15:10 resolved\n\n- notify: no\n")},
        ["warning notify: was 'all', now 'no'"],
    ),
    "another id of the page": (
        {"site.yml": f"{SITE}api_id: abcdefghijkl\n"},
        ["error api_id: expected 'gd4vyvyauclj' to stay, found 'abcdefghijkl'"],
    ),
    "a window moved without an update": (
        {WINDOW: MAINTENANCE.replace("04:00", "05:00")},
        ["warning end: was '2026-02-01 04:00 +08:00', now '2026-02-01 05:00 +08:00'"],
    ),
    "a time corrected in the original only": (
        {PATH: INCIDENT.replace("15:10 resolved\n", "15:12 resolved\n\n- was: 15:10\n")},
        [
            "warning heading: expected the heading of the translation into zh-CN to move too, found the old one",
            "warning heading: was '2026-01-23 15:10 +08:00', now '2026-01-23 15:12 +08:00'",
            "warning : expected the update of 2026-01-23 15:12 as in the original, found none",
            "warning heading: expected an update of the original, found '2026-01-23 15:10'",
        ],
    ),
    "an update dated before others": (
        {
            PATH: INCIDENT.replace(
                "## 2026-01-23 15:10", "## 2026-01-23 14:50 update\n\nHelp is near.\n\n## 2026-01-23 15:10"
            ),
            TRANSLATION: CHINESE.replace(
                "## 2026-01-23 15:10", "## 2026-01-23 14:50\n\n救援将至。\n\n## 2026-01-23 15:10"
            ),
        },
        ["warning heading: expected a new update after those that are published, found one of 2026-01-23 14:50"],
    ),
    "a component gone": (
        {
            "site.yml": SITE.replace(", {id: api, name: API}", ""),
            WINDOW: MAINTENANCE.replace("[api]", "[]"),
            DISK: BEGUN.replace("[api]", "[]"),
        },
        [
            "warning components: was 'api: under_maintenance', now nothing",
            "warning components: was 'api: under_maintenance', now nothing",
            "error components: expected the published component 'api' to stay, found none",
        ],
    ),
    "a language gone": (
        {"site.yml": SITE.replace(", zh-CN", ""), TRANSLATION: None},
        ["error locales: expected the published language 'zh-CN' to stay, found none"],
    ),
    "another zone": (
        {"site.yml": SITE.replace("Asia/Shanghai", "Asia/Tokyo")},
        ["error timezone: expected the published zone to stay 'Asia/Shanghai', found 'Asia/Tokyo'"],
    ),
    "another address of the site": (
        {"site.yml": SITE.replace("status.example.com", "status.example.org")},
        ["warning url: was 'https://status.example.com', now 'https://status.example.org'"],
    ),
}


@pytest.mark.parametrize(("changes", "expected"), HARMFUL.values(), ids=HARMFUL)
def test_a_change_that_hurts_readers_is_told(
    site: Folder, capsys: pytest.CaptureFixture[str], changes: Changes, expected: list[str]
) -> None:
    change(site, changes)
    code, found = check(site, capsys)
    assert told(found) == expected
    assert code == int(any(one.startswith("error") for one in expected))
    assert all(one["hint"] for one in found)


def test_a_corrected_time_with_was_is_told_and_fails_nothing(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    corrected = INCIDENT.replace("15:10 resolved\n", "15:12 resolved\n\n- was: 15:10\n")
    change(site, {PATH: corrected, TRANSLATION: CHINESE.replace("15:10", "15:12")})
    code, found = check(site, capsys)
    assert (code, told(found)) == (0, ["warning heading: was '2026-01-23 15:10 +08:00', now '2026-01-23 15:12 +08:00'"])


def test_what_is_advised_for_two_updates_of_a_minute_keeps_both(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = INCIDENT.replace("14:35 investigating\n", "14:30 investigating\n\n- was: 14:35\n")
    moved = moved.replace("14:35 identified\n", "14:35 identified\n\n- id: 20260123T063500Z-2\n")
    change(site, {PATH: moved, TRANSLATION: CHINESE.replace("14:35\n\n无法", "14:30\n\n无法")})
    code, found = check(site, capsys)
    assert (code, told(found)) == (0, ["warning heading: was '2026-01-23 14:35 +08:00', now '2026-01-23 14:30 +08:00'"])


def built(site: Folder, output: Path) -> Mapping[str, str]:
    """The text of every file of the built site, by path."""
    build(site.root, output, AsOf(read_now(NOW), given=True))
    files = [path for path in output.rglob("*") if path.is_file() and "assets" not in path.parts]
    return {path.relative_to(output).as_posix(): path.read_text() for path in files}


def test_a_renamed_entry_is_the_same_to_every_reader(site: Folder, tmp_path: Path) -> None:
    before = built(site, tmp_path / "before")
    change(site, HARMLESS["a renamed incident with its old address"])
    change(
        site,
        {
            WINDOW: None,
            "content/maintenance/new.md": MAINTENANCE.replace("title", "aliases: [/maintenance/move]\ntitle", 1),
        },
    )
    after = built(site, tmp_path / "after")

    def ids(files: Mapping[str, str]) -> Mapping[str, list[str]]:
        pattern = r"<guid[^>]*>([^<]*)|<id>([^<]*)|\"id\": *\"([^\"]*)|^UID:(.*)$"
        feeds = {path: text for path, text in files.items() if path.endswith((".rss", ".atom", ".json", ".ics"))}
        return {path: ["".join(one) for one in re.findall(pattern, text, re.M)] for path, text in feeds.items()}

    assert {path: found for path, found in ids(after).items() if path in before} == ids(before)
    assert before.keys() <= after.keys()
    assert any("orders" in one for one in ids(before)["updates.rss"])


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        ([], "new"),
        (["/incidents/old/"], "old"),
        (["/incidents/oldest/", "/incidents/old/"], "oldest"),
        (["/short", "/incidents/old"], "old"),
        (["/maintenance/old/"], "new"),
        (["/incidents/old.html"], "new"),
        (["/zh-CN/incidents/old/"], "new"),
    ],
)
def test_the_oldest_address_is_the_name_of_an_incident(site: Folder, aliases: list[str], expected: str) -> None:
    change(site, {PATH: None, TRANSLATION: None, EXPLANATION: None, WINDOW: None})
    site.write("content/incidents/new.md", INCIDENT.replace("title", f"aliases: {json.dumps(aliases)}\ntitle", 1))
    read, problems = site.read()
    assert read is not None, problems
    assert first_slug(read.incidents[0]) == expected


RENAMED = INCIDENT.replace("title", "aliases: [/incidents/orders/]\ntitle", 1)


def rename(site: Folder) -> None:
    """The incident has another name on main, and its old address."""
    change(site, {PATH: None, TRANSLATION: None, EXPLANATION: None, "content/incidents/login.md": RENAMED})
    git(site.root, "add", ".")
    git(site.root, "commit", "-qm", "renamed")


@pytest.mark.parametrize(
    ("name", "aliases"),
    [("mail", "/incidents/orders/, /incidents/login/"), ("orders", "/incidents/orders/, /incidents/login/")],
    ids=["to a third name", "back to the first"],
)
def test_a_second_renaming_is_harmless_as_advised(
    site: Folder, capsys: pytest.CaptureFixture[str], name: str, aliases: str
) -> None:
    rename(site)
    change(site, {"content/incidents/login.md": None, f"content/incidents/{name}.md": INCIDENT})
    _, [found] = check(site, capsys)
    if name != "orders":
        assert f"write `aliases: [{aliases}]` there" in str(found["hint"])
    site.write(f"content/incidents/{name}.md", INCIDENT.replace("title", f"aliases: [{aliases}]\ntitle", 1))
    assert check(site, capsys) == (0, [])


def test_an_old_address_that_is_used_again_is_a_problem(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    rename(site)
    site.write(PATH, INCIDENT)
    code, found = check(site, capsys)
    assert code == 1
    assert "expected an unused old address" in str(found)


def test_an_entry_that_stood_all_along_is_no_renamed_one(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("content/incidents/mail.md", INCIDENT)
    git(site.root, "add", ".")
    git(site.root, "commit", "-qm", "another")
    change(site, {"content/incidents/mail.md": None})
    _, [found] = check(site, capsys)
    assert "seems to be" not in str(found["hint"])


def test_an_update_removed_beside_a_new_one_is_gone(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    text = INCIDENT.replace("## 2026-01-23 14:35 identified\n\nA disk is full.\n\n", "")
    change(site, {PATH: f"{text}\n## 2026-01-23 16:00 update\n\nAll is well.\n", TRANSLATION: None})
    _, found = check(site, capsys)
    assert "error heading: expected the published update of 2026-01-23 14:35 to stay, found none" in told(found)


@pytest.mark.parametrize(
    ("heading", "advice"),
    [
        ("2026-01-23 15:10:20 resolved", "- was: 2026-01-23 15:10"),
        ("2026-01-23 15:12 resolved\n\n- was: 15:11\n", "- was: 2026-01-23 15:10"),
    ],
)
def test_a_time_is_advised_exactly_as_it_was_first_published(
    site: Folder, capsys: pytest.CaptureFixture[str], heading: str, advice: str
) -> None:
    change(site, {PATH: INCIDENT.replace("2026-01-23 15:10 resolved", heading), TRANSLATION: None})
    _, found = check(site, capsys)
    [moved] = [one for one in found if one["severity"] == "error"]
    assert f"write `{advice}` below" in str(moved["hint"])


def test_a_postmortem_that_was_not_out_yet_is_no_loss(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    site.write(EXPLANATION, POSTMORTEM.replace("2026-01-23", "2026-01-30"))
    git(site.root, "commit", "-qam", "later")
    change(site, {EXPLANATION: None})
    assert check(site, capsys) == (0, [])


def test_a_postmortem_moved_into_the_future_is_lost(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    site.write(EXPLANATION, POSTMORTEM.replace("2026", "2027"))
    code, found = check(site, capsys)
    assert (code, told(found)) == (1, ["error : expected the published postmortem to stay, found none"])


def test_what_was_broken_at_the_base_is_told_not_to_be_compared(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    break_main(site)
    site.write(BROKEN, INCIDENT)
    code, found = check(site, capsys)
    assert (code, told(found)) == (0, ["warning : was not compared: it had problems"])


BROKEN = "content/incidents/old.md"


def break_main(site: Folder) -> None:
    """A fault on main, and a branch from there."""
    site.write(BROKEN, INCIDENT.replace("identified", "identfied"))
    git(site.root, "add", ".")
    git(site.root, "commit", "-qm", "somebody's fault")


def test_a_fault_that_stands_at_the_base_too_is_a_warning(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    break_main(site)
    site.write("content/incidents/new.md", INCIDENT)
    code, found = check(site, capsys)
    assert code == 0
    assert [(one["path"], one["severity"]) for one in found] == [(BROKEN, "warning")]
    assert str(found[0]["message"]).startswith("already so at main: ")


def test_an_own_fault_beside_one_of_the_base_fails(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    break_main(site)
    site.write("content/incidents/new.md", INCIDENT.replace("resolved", "rezolved"))
    code, found = check(site, capsys)
    assert code == 1
    assert {(one["path"], one["severity"]) for one in found} == {
        (BROKEN, "warning"),
        ("content/incidents/new.md", "error"),
    }


def test_a_fault_of_the_base_hides_no_loss(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    break_main(site)
    change(site, {WINDOW: None})
    code, found = check(site, capsys)
    assert code == 1
    assert "error : expected the published maintenance to stay, found none" in told(found)


def test_a_fault_of_site_yml_at_the_base_ends_the_check_without_failing_it(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    site.write("site.yml", SITE.replace("locales", "lokales"))
    git(site.root, "commit", "-qam", "somebody's fault")
    code, found = check(site, capsys)
    assert code == 0
    assert {one["severity"] for one in found} == {"warning"}


def test_without_a_base_every_fault_fails(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    break_main(site)
    assert run(["check", "--site", str(site.root), "--now", NOW]) == 1
    assert "already so" not in capsys.readouterr().err


# --- repositories of all kinds


def lose(site: Folder) -> None:
    """A change that is told whatever the repository is like."""
    change(site, {WINDOW: None})


def test_a_renamed_site_folder_is_found_again(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    git(site.root.parent, "mv", "status", "site")
    moved = Folder(site.root.parent / "site")
    assert check(moved, capsys) == (0, [])
    lose(moved)
    assert check(moved, capsys)[0] == 1


def test_a_shallow_clone_is_compared_with_what_it_has(
    site: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(site.root, "commit", "-q", "--allow-empty", "-m", "second")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{site.root.parent}", "shallow")
    clone = Folder(tmp_path / "shallow" / "status")
    lose(clone)
    assert check(clone, capsys, "HEAD")[0] == 1
    assert run(["check", "--site", str(clone.root), "--base", "HEAD~5"]) == 2


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_is_told_not_to_look_at_is_compared(
    site: Folder, capsys: pytest.CaptureFixture[str], flag: str
) -> None:
    git(site.root, "update-index", flag, WINDOW)
    assert check(site, capsys) == (0, [])
    lose(site)
    assert check(site, capsys)[0] == 1


def test_a_merge_commit_is_compared_with_what_it_is_merged_into(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    git(site.root, "switch", "-qc", "branch")
    lose(site)
    git(site.root, "commit", "-qam", "a loss")
    git(site.root, "switch", "-q", "main")
    site.write("content/incidents/other.md", INCIDENT)
    git(site.root, "add", ".")
    git(site.root, "commit", "-qm", "somebody else's")
    git(site.root, "merge", "-q", "--no-ff", "-m", "merged", "branch")
    code, found = check(site, capsys, "HEAD^")
    assert (code, told(found)) == (1, ["error : expected the published maintenance to stay, found none"])


def test_what_the_base_has_gained_since_is_not_lost(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    git(site.root, "switch", "-qc", "branch")
    git(site.root, "switch", "-q", "main")
    site.write("content/incidents/other.md", INCIDENT)
    git(site.root, "add", ".")
    git(site.root, "commit", "-qm", "somebody else's")
    git(site.root, "switch", "-q", "branch")
    assert check(site, capsys) == (0, [])


def test_a_base_without_common_history_is_compared_as_it_is(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    git(site.root, "switch", "-q", "--orphan", "other")
    for path, text in FILES.items():
        site.write(path, text)
    lose(site)
    git(site.root, "add", ".")
    git(site.root, "commit", "-qm", "from scratch")
    assert check(site, capsys)[0] == 1


def test_a_repository_without_commits_has_no_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Folder(tmp_path)
    for path, text in FILES.items():
        folder.write(path, text)
    git(tmp_path, "init", "-q")
    assert run(["check", "--site", str(tmp_path), "--base", "HEAD"]) == 2
    assert "expected a revision that git knows here" in capsys.readouterr().err


def test_a_site_outside_git_has_no_base(site: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = tmp_path / "outside"
    site.root.rename(outside)
    assert run(["check", "--site", str(outside), "--base", "HEAD"]) == 2
    assert "expected a site in a git repository, found none" in capsys.readouterr().err


def test_a_site_that_is_a_submodule_is_compared_in_its_own_repository(
    site: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "-q", "outer")
    git(tmp_path / "outer", "submodule", "add", "-q", f"file://{site.root.parent}", "inner")
    inner = Folder(tmp_path / "outer" / "inner" / "status")
    assert check(inner, capsys, "HEAD") == (0, [])
    lose(inner)
    assert check(inner, capsys, "HEAD")[0] == 1


def test_a_base_without_a_site_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "nothing yet")
    folder = Folder(tmp_path)
    for path, text in FILES.items():
        folder.write(path, text)
    code, found = check(folder, capsys, "HEAD")
    assert code == 0
    assert told(found) == ["warning : expected a site at HEAD to compare with, found: there was no site.yml"]


GROUPED = SITE.replace("{id: login, name: Login}", "{group: Accounts, components: [{id: login, name: Login}]}")


@rows(
    ("after", "expected"),
    [
        (SITE, ["warning components: expected the published group 'Accounts' to stay, found none with its id"]),
        (GROUPED.replace("group: Accounts", "group: People, api_id: 59z7fr1n6b6o"), None),
        (GROUPED.replace("{id: api, name: API}", "{group: Other, components: [{id: api, name: API}]}"), []),
    ],
)
def test_a_group_is_lost_where_nothing_has_its_id(
    tmp_path: Path, after: str, expected: list[str] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    made = published(tmp_path, FILES)
    made.write("site.yml", GROUPED)
    git(made.root, "commit", "-qam", "grouped")
    made.write("site.yml", after)
    _, found = check(made, capsys)
    if expected is None:
        [one] = found
        assert "api_id: " in str(one["hint"])
        made.write("site.yml", after.replace("59z7fr1n6b6o", re.findall("api_id: (\\w+)", str(one["hint"]))[0]))
        _, found = check(made, capsys)
        expected = []
    assert told(found) == expected


def test_another_picture_under_the_same_name_is_told(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("content/incidents/graph.png", PNG)
    site.write(PATH, INCIDENT.replace("A disk is full.", "A disk is full. ![Errors](graph.png)"))
    git(site.root, "add", ".")
    git(site.root, "commit", "-qm", "a picture")
    site.write("content/incidents/graph.png", PNG + b"\0")
    _, [one] = check(site, capsys)
    assert str(one["field"]) == "picture graph.png"


@rows("harm", ["gone", "another time"])
def test_an_entry_behind_a_link_is_compared_too(tmp_path: Path, harm: str, capsys: pytest.CaptureFixture[str]) -> None:
    made = published(tmp_path, FILES)
    made.write("store/mail.md", INCIDENT.replace("login:", "api:"))
    (made.root / "content/incidents/mail.md").symlink_to("../../store/mail.md")
    git(made.root, "add", ".")
    git(made.root, "commit", "-qm", "a link")
    assert check(made, capsys) == (0, [])
    if harm == "gone":
        (made.root / "content/incidents/mail.md").unlink()
    else:
        made.write("store/mail.md", INCIDENT.replace("login:", "api:").replace("15:10", "15:12"))
    code, found = check(made, capsys)
    assert (code, found[0]["path"]) == (1, "content/incidents/mail.md")


def test_content_that_is_a_submodule_is_said_not_to_be_compared(
    site: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site.root / "content").rename(tmp_path / "content")
    git(tmp_path, "init", "-q", "-b", "main", "content")
    git(tmp_path / "content", "add", ".")
    git(tmp_path / "content", "commit", "-qm", "content")
    git(site.root, "rm", "-rq", "content")
    git(site.root, "submodule", "--quiet", "add", str(tmp_path / "content"), "content")
    git(site.root, "commit", "-qm", "a submodule")
    (site.root / WINDOW).unlink()
    _, found = check(site, capsys)
    assert any("content/ was in a submodule" in str(one["message"]) for one in found)


@rows("base", ["main...HEAD", "main..HEAD", "^main", "main^!", "HEAD:site.yml"])
def test_what_is_no_single_revision_is_wrong_usage(
    tmp_path: Path, base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = published(tmp_path, FILES)
    git(made.root, "commit", "-q", "--allow-empty", "-m", "more")
    assert run(["check", "--site", str(made.root), "--base", base]) == 2
    assert "--base: expected a revision" in capsys.readouterr().err


def test_the_repository_is_that_of_the_site_within_a_hook_too(
    site: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "-q", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_PREFIX", "x/")
    (site.root / WINDOW).unlink()
    code, found = check(site, capsys)
    assert (code, told(found)) == (1, ["error : expected the published maintenance to stay, found none"])
