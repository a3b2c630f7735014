"""`sitegen amend`: what was published is corrected, and nobody loses what they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.repositories import Repository
from support.sites import Folder
from support.tables import rows
from support.terminals import at_a_terminal

from sitegen.authoring import amend
from sitegen.authoring.compose import append_update, update_block, update_blocks
from sitegen.build import AsOf, build
from sitegen.cli import run
from sitegen.cli.options import read_now
from sitegen.problems import Problems
from sitegen.read.document import read_document
from sitegen.times import read_moment, read_zone

ZONE = read_zone("Asia/Shanghai")
NOW = "2026-01-23T16:00:00+08:00"
SITE = """\
name: Example
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en, zh-CN]
components: [{id: login, name: Login}, {id: api, name: API}]
"""
INCIDENT = """\
---
title: Nobody can sign in
# What is concerned:
components: {login: major_outage}
# How bad it is:
# impact: major
---

## 2026-01-23 14:35 investigating

Nobody can sign in.

## 2026-01-23 14:35 identified

- next update: +15m

A disk is full.

## 2026-01-23 15:10 resolved

- ended: 15:05
- components: {login: operational}

Sign-in works again.
"""
CHINESE = """\
---
title: 无法登录
---

## 2026-01-23 14:35

无法登录。

## 2026-01-23 14:35

磁盘已满。

## 2026-01-23 15:10

登录已恢复。
"""
PATH, TRANSLATION = "content/incidents/outage.md", "content/incidents/outage.zh-CN.md"


@pytest.fixture
def story(tmp_path: Path) -> Folder:
    """A published incident with a translation."""
    return published(tmp_path)


def published(tmp_path: Path) -> Folder:
    """The same in a folder of one's own, for a row of a table."""
    folder = Folder(tmp_path / "site")
    for path, text in {"site.yml": SITE, PATH: INCIDENT, TRANSLATION: CHINESE}.items():
        folder.write(path, text)
    repository = Repository(folder.root)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit("published")
    return folder


def corrected(story: Folder, *arguments: str) -> int:
    """The exit code of `amend`."""
    return run(["amend", "outage", "--site", str(story.root), "--now", NOW, *arguments])


def told(story: Folder, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What `check --base` finds in it, beside wording."""
    capsys.readouterr()
    run(["check", "--site", str(story.root), "--now", NOW, "--base", "main", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    return [f"{one['severity']} {one['field']}: {one['message']}" for one in found if not one["rule"]]


def items(story: Folder) -> list[str]:
    """The ids of the feed's items."""
    build(story.root, story.root / "dist", AsOf(read_now(NOW), given=True))
    return [one["id"] for one in json.loads((story.root / "dist/updates.json").read_text())["items"]]


@rows(
    ("which", "to", "changes"),
    [
        (
            "15:10",
            "15:08",
            ["warning heading: was '2026-01-23 15:10 +08:00', now '2026-01-23 15:08 +08:00'"],
        ),
        (
            "20260123T063500Z",
            "14:31",
            ["warning heading: was '2026-01-23 14:35 +08:00', now '2026-01-23 14:31 +08:00'"],
        ),
        (
            "20260123T063500Z-2",
            "14:40",
            ["warning heading: was '2026-01-23 14:35 +08:00', now '2026-01-23 14:40 +08:00'"],
        ),
    ],
)
def test_another_time_loses_no_item_no_translation_and_no_promise(
    tmp_path: Path, which: str, to: str, changes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    made = published(tmp_path)
    before = items(made)
    assert corrected(made, "--update", which, "--at", to) == 0
    assert told(made, capsys) == changes
    assert items(made) == before
    assert f"2026-01-23 {to}" in (made.root / TRANSLATION).read_text()


def test_a_time_that_is_corrected_back_leaves_no_trace(story: Folder) -> None:
    assert corrected(story, "--update", "15:10", "--at", "15:08") == 0
    assert "- was: 2026-01-23 15:10\n" in (story.root / PATH).read_text()
    assert corrected(story, "--update", "15:08", "--at", "15:10") == 0
    assert (story.root / PATH).read_text() == INCIDENT
    assert (story.root / TRANSLATION).read_text() == CHINESE


def test_a_time_keeps_the_zone_that_its_heading_names(story: Folder) -> None:
    story.write(PATH, INCIDENT.replace("15:10 resolved", "08:10 +01:00 resolved").replace("- ended: 15:05\n", ""))
    assert corrected(story, "--at", "15:09") == 0
    assert "## 2026-01-23 08:09 +01:00 resolved" in (story.root / PATH).read_text()


def test_other_words_change_nothing_else(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert corrected(story, "--update", "20260123T063500Z-2", "--message", "- A disk was full.\n- It is empty.") == 0
    assert told(story, capsys) == ["warning text: was 'A disk is full.', now '- A disk was full. - It is empty.'"]
    site, _ = story.read()
    assert site is not None
    assert site.incidents[0].updates[1].facts.next_update is not None


@rows(
    ("arguments", "front", "update"),
    [
        (["--update", "20260123T063500Z", "--component", "login=partial_outage"], "partial_outage", "operational"),
        (["--component", "login=degraded_performance"], "major_outage", "degraded_performance"),
    ],
)
def test_a_component_is_corrected_where_it_was_stated(
    tmp_path: Path, arguments: list[str], front: str, update: str
) -> None:
    made = published(tmp_path)
    made.write(PATH, INCIDENT.replace("15:10 resolved", "15:10 monitoring").replace("- ended: 15:05\n", ""))
    assert corrected(made, *arguments) == 0
    site, _ = made.read()
    assert site is not None
    assert dict(site.incidents[0].facts.components or ())["login"] == front
    assert dict(site.incidents[0].updates[2].facts.components or ())["login"] == update


def test_a_component_that_was_named_by_mistake_is_left_out(story: Folder) -> None:
    assert corrected(story, "--update", "20260123T063500Z", "--component", "api=partial_outage") == 0
    assert corrected(story, "--update", "20260123T063500Z", "--without", "login") == 0
    site, _ = story.read()
    assert site is not None
    assert site.incidents[0].facts.components == (("api", "partial_outage"),)
    text = (story.root / PATH).read_text()
    assert "# What is concerned:\ncomponents:\n  api: partial_outage\n# How bad it is:\n" in text


def test_what_is_withdrawn_says_why_and_stays(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    before = items(story)
    assert corrected(story, "--withdraw", "It was a false alarm of our own monitoring.") == 0
    assert [one for one in told(story, capsys) if not one.startswith("warning : expected the update")] == []
    site, _ = story.read()
    assert site is not None
    assert site.incidents[0].withdrawn == read_moment("2026-01-23 16:00", ZONE)
    assert items(story)[1:] == before


def test_another_name_keeps_addresses_items_and_translations(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    before = items(story)
    assert corrected(story, "--rename", "sign-in") == 0
    assert told(story, capsys) == []
    assert not (story.root / PATH).exists()
    assert (story.root / "content/incidents/sign-in.zh-CN.md").read_text() == CHINESE
    assert items(story) == before
    assert (story.root / "dist/incidents/outage/index.html").exists()
    assert run(["amend", "sign-in", "--site", str(story.root), "--now", NOW, "--rename", "outage"]) == 0
    assert told(story, capsys) == []
    assert items(story) == before


def test_a_name_that_another_file_has_is_refused(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    story.write("content/incidents/next.zh-CN.md", "mine")
    assert corrected(story, "--rename", "next") == 2
    assert "next is the name of content/incidents/next.zh-CN.md already" in capsys.readouterr().err
    assert (story.root / "content/incidents/next.zh-CN.md").read_text() == "mine"


def test_a_compensation_keeps_its_day(story: Folder) -> None:
    given = "- compensation:\n    - for: All\n      what: A day for free\n      by: +24h\n"
    story.write(PATH, INCIDENT.replace("- next update: +15m\n", given))
    assert corrected(story, "--update", "20260123T063500Z-2", "--at", "14:40") == 0
    site, _ = story.read()
    assert site is not None
    [one] = site.incidents[0].updates[1].facts.compensation or ()
    assert one.by == read_moment("2026-01-24 14:35", ZONE)


def test_no_step_of_the_clock_is_taken_from_feeds(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    window = (
        "---\ntitle: A disk is replaced\ncomponents: [api]\nstart: 2026-01-23 15:00\nend: 2026-01-23 20:00\n---\n\n"
        "## 2026-01-20 10:00 scheduled\n\nSoon.\n\n## 2026-01-23 15:20 in_progress\n\nWe have begun.\n"
    )
    path = story.write("content/maintenance/disk.md", window)
    site = ["--site", str(story.root), "--now", NOW]
    assert run(["amend", "disk", *site, "--at", "14:58"]) == 2
    assert "the window's own step" in capsys.readouterr().err
    assert path.read_text() == window
    assert run(["amend", "disk", *site, "--at", "15:10"]) == 0


def test_when_it_began_and_when_it_ended_are_corrected(story: Folder) -> None:
    assert corrected(story, "--started", "14:20", "--ended", "15:06") == 0
    site, _ = story.read()
    assert site is not None
    assert site.incidents[0].started == read_moment("2026-01-23 14:20", ZONE)
    assert site.incidents[0].updates[2].facts.ended == read_moment("2026-01-23 15:06", ZONE)


@rows(
    ("arguments", "expected"),
    [
        (["--at", "15:10"], "that is its time already"),
        (["--update", "14:35", "--at", "14:36"], "expected one update, found 2"),
        (["--update", "14:36", "--at", "14:37"], "expected an update of"),
        (["--update", "yesterday", "--at", "14:37"], "--update: expected a time"),
        (["--rename", "Sign in"], "--rename: expected small letters"),
        (["--rename", "sign-in", "--at", "15:00"], "--rename comes alone"),
        (["--rename", "outage"], "outage is the name of content/incidents/outage.md already"),
        (["--message", "  "], "--message: expected words, found none"),
        (["--started", "15:40"], "If it was the day before, write the day too."),
        (["--without", "api"], "it names login, found 'api'"),
        (["--withdraw", "x", "--at", "15:00"], "takes back all of it"),
        (["--withdraw", " "], "expected why"),
        ([], "Say what is wrong"),
    ],
)
def test_what_cannot_be_corrected_is_wrong_usage_and_changes_nothing(
    tmp_path: Path, arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = published(tmp_path)
    assert corrected(made, *arguments) == 2
    assert expected in capsys.readouterr().err
    assert (made.root / PATH).read_text() == INCIDENT


def test_a_component_is_not_taken_from_where_none_is_stated(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """There is no list of those that it could have been."""
    text = INCIDENT.replace("components: {login: major_outage}", "components: []")
    story.write(PATH, text.replace("- components: {login: operational}\n", ""))

    assert corrected(story, "--without", "login") == 2
    assert "it names none, found 'login'" in capsys.readouterr().err


def test_a_correction_that_the_check_refuses_changes_no_file(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert corrected(story, "--update", "15:10", "--at", "15:01") == 1
    assert "ended" in capsys.readouterr().err
    assert (story.root / PATH).read_text() == INCIDENT
    assert (story.root / TRANSLATION).read_text() == CHINESE


def test_at_a_terminal_the_update_is_chosen(story: Folder) -> None:
    code, screen = at_a_terminal(
        story.root,
        ["amend", "outage", "--now", NOW],
        [("What is wrong?", "1"), ("Which update?", "1"), ("The right time", "yesterday"), ("--at: expected", "15:08")],
    )
    assert code == 0, screen
    assert "15:08 resolved" in (story.root / PATH).read_text()


@rows(
    ("answers", "arguments"),
    [
        (
            [("Which is wrong?", "2"), ("What is right?", "3")],
            ["--update", "20260123T063500Z", "--component", "login=partial_outage"],
        ),
        ([("Which is wrong?", "login"), ("What is right?", "2")], ["--component", "login=degraded_performance"]),
    ],
)
def test_at_a_terminal_a_statement_on_a_component_is_chosen(
    tmp_path: Path, answers: list[tuple[str, str]], arguments: list[str]
) -> None:
    asked, told_by_options = (published(tmp_path / name) for name in ("a", "b"))
    for made in (asked, told_by_options):
        made.write(PATH, INCIDENT.replace("15:10 resolved", "15:10 monitoring").replace("- ended: 15:05\n", ""))
    code, screen = at_a_terminal(
        asked.root, ["amend", "outage", "--now", NOW], [("What is wrong?", "component"), *answers]
    )
    assert code == 0, screen
    assert corrected(told_by_options, *arguments) == 0
    assert (asked.root / PATH).read_text() == (told_by_options.root / PATH).read_text()


def test_at_a_terminal_all_is_taken_back_only_by_a_yes(story: Folder) -> None:
    code, screen = at_a_terminal(
        story.root, ["amend", "outage", "--now", NOW], [("What is wrong?", "withdraw"), ("Take back 'Nobody can", "n")]
    )
    assert (code, (story.root / PATH).read_text()) == (130, INCIDENT), screen
    code, screen = at_a_terminal(
        story.root,
        ["amend", "outage", "--now", NOW],
        [("What is wrong?", "withdraw"), ("Take back 'Nobody can", "y"), ("Why", "It was a test.")],
    )
    assert code == 0, screen
    assert "withdrawn: true" in (story.root / PATH).read_text()


def test_a_title_and_a_promise_are_corrected(story: Folder) -> None:
    assert (
        corrected(story, "--title", "Some cannot sign in", "--update", "20260123T063500Z-2", "--next-update", "15:30")
        == 0
    )
    site, _ = story.read()
    assert site is not None
    assert site.incidents[0].title.original == "Some cannot sign in"
    assert site.incidents[0].updates[1].facts.next_update == read_moment("2026-01-23 15:30", ZONE)


# --- the text alone


def words_in(text: str, index: int) -> str:
    """The words of an update, as they are read."""
    document = read_document(text, "", Problems())
    assert document is not None
    return update_blocks(document.body, document.body_line)[index].body


words = st.lists(
    st.sampled_from(["A word.", "- a list", "  more", "", "* stars", "> quoted", "```\n- code\n```"]),
    min_size=1,
    max_size=6,
).map(lambda lines: "\n".join(lines).strip() or "x")


@given(words, words, st.booleans())
def test_words_come_back_and_come_again(said: str, other: str, fields: bool) -> None:
    """Whatever an update says: other words are read as given, and the old ones restore the file's meaning."""
    block = update_block(
        read_moment("2026-01-23 14:35", ZONE), "investigating", body=said, fields={"eta": "15:00"} if fields else {}
    )
    text = append_update("---\ntitle: A\n---\n\n## 2026-01-23 14:00 Z investigating\n\nFirst.\n", block)
    changed = amend.with_words(text, 1, other)
    assert words_in(changed, 1) == other
    assert words_in(changed, 0) == "First."
    assert words_in(amend.with_words(changed, 1, said), 1) == words_in(text, 1)


@given(st.sampled_from(["", "\n- eta: 15:00\n", "\n* progress: 10\n* eta:\n   15:00\n"]), words)
def test_a_field_is_added_changed_and_taken_away_without_a_trace(fields: str, said: str) -> None:
    text = f"---\ntitle: A\n---\n\n## 2026-01-23 14:35 investigating\n{fields}\n{said}\n"
    if fields == "" and amend.begins_as_list(said):
        return  # Its first item would be read as a field.
    added = amend.with_field(text, 0, "next update", "14:50")
    assert words_in(added, 0) == words_in(text, 0)
    changed = amend.with_field(added, 0, "next update", "14:55")
    assert "14:50" not in changed
    assert amend.without_field(changed, 0, "next update") == text
