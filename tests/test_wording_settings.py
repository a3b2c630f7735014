"""What a site, an update and a pull request make of the rules about wording."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from support.sites import Folder

from sitegen.cli import run

SITE = """\
name: Example
url: https://status.example.com
timezone: UTC
locales: [en, zh-CN]
support: {email: help@example.com}
components: []
"""
INCIDENT = """\
---
title: Orders cannot be placed
components: []
impact: minor
---

## 2026-01-23 14:35 investigating

- next update: 14:50

Some users may be affected.
"""
PATH = "content/incidents/orders.md"
NOW = "2026-01-23T15:00:00Z"


@pytest.fixture
def site(tmp_path: Path) -> Folder:
    """A site with one incident whose only update hedges."""
    folder = Folder(tmp_path / "site")
    folder.write("site.yml", SITE)
    folder.write(PATH, INCIDENT)
    return folder


def check(site: Folder, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[dict[str, object]]]:
    """The exit code of `check --only wording`, and what it finds."""
    arguments = ["check", "--site", str(site.root), "--now", NOW, "--only", "wording", "--format", "json", *options]
    code = run(arguments)
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return code, found


def rules(found: list[dict[str, object]]) -> list[object]:
    """The rules that were broken."""
    return [one["rule"] for one in found]


def test_a_finding_names_its_rule_its_line_and_what_to_do(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    code, [finding] = check(site, capsys)
    assert code == 0
    assert finding["rule"] == "wording.vague"
    assert (finding["path"], finding["line"], finding["severity"]) == (PATH, 11, "warning")
    assert "found 'Some users" in str(finding["message"]) or "found 'may be affected'" in str(finding["message"])
    assert "Name the function" in str(finding["hint"])


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("levels: {vague: off}", (0, [])),
        ("levels: {vague: warning}", (0, ["wording.vague"])),
        ("levels: {vague: error}", (1, ["wording.vague"])),
        ("allow: [Some users may be affected]", (0, [])),
        ("allow: [some USERS may be affected]", (0, [])),
    ],
)
def test_site_yml_bends_the_rules(
    site: Folder, capsys: pytest.CaptureFixture[str], wording: str, expected: tuple[int, list[str]]
) -> None:
    site.write("site.yml", f"{SITE}wording:\n  {wording}\n")
    code, found = check(site, capsys)
    assert (code, rules(found)) == expected


@pytest.mark.parametrize(("key", "rule"), [("jargon", "wording.jargon"), ("names", "wording.leak")])
def test_site_yml_adds_words(site: Folder, capsys: pytest.CaptureFixture[str], key: str, rule: str) -> None:
    site.write("site.yml", f"{SITE}wording:\n  {key}: [Hermes]\n")
    site.write(PATH, INCIDENT.replace("Some users may be affected.", "Orders fail because Hermes is full."))
    _, found = check(site, capsys)
    assert rules(found) == [rule]


def test_an_error_about_wording_stops_no_publication(site: Folder, tmp_path: Path) -> None:
    site.write("site.yml", f"{SITE}wording: {{levels: {{vague: error}}}}\n")
    arguments = ["build", "--site", str(site.root), "--now", NOW, "--output", str(tmp_path / "dist")]
    assert run(arguments) == 0


@pytest.mark.parametrize(
    ("wording", "message"),
    [
        ("levels: {vauge: off}", "vauge"),
        ("levels: {vague: of}", "expected off, warning or error, found 'of'"),
        ("vague: off", "levels: {vague: off}"),
    ],
)
def test_a_slip_in_site_yml_is_told(site: Folder, wording: str, message: str) -> None:
    site.write("site.yml", f"{SITE}wording:\n  {wording}\n")
    assert message in site.problems()


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("<!-- wording: ok vague everybody knows whom we mean -->", []),
        ("<!-- wording: ok vague -->", ["wording.waiver", "wording.vague"]),
        ("<!-- wording: ok vauge a slip -->", ["wording.waiver", "wording.vague"]),
        ("<!-- wording: okay vague why not -->", ["wording.waiver", "wording.vague"]),
        ("<!-- wording: ok soon nothing here says soon -->", ["wording.waiver", "wording.vague"]),
        ("<!-- a comment about something else -->", ["wording.vague"]),
    ],
)
def test_a_comment_silences_one_rule_in_its_update(
    site: Folder, capsys: pytest.CaptureFixture[str], comment: str, expected: list[str]
) -> None:
    site.write(PATH, INCIDENT.replace("Some users", f"{comment}\n\nSome users"))
    _, found = check(site, capsys)
    assert rules(found) == expected


def test_a_comment_in_another_update_silences_nothing(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    later = (
        "\n## 2026-01-23 14:50 identified\n\n- next update: 15:10\n\n<!-- wording: ok vague here -->\nA disk is full.\n"
    )
    site.write(PATH, INCIDENT + later)
    _, found = check(site, capsys)
    assert sorted(map(str, rules(found))) == ["wording.vague", "wording.waiver"]


def test_a_translation_is_read_in_its_own_language_and_file(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    site.write(PATH, INCIDENT.replace("Some users may be affected.", "Nobody can pay by card."))
    translated = "---\ntitle: 无法下单\n---\n\n## 2026-01-23 14:35\n\n部分用户的体验受到影响。\n"
    site.write("content/incidents/orders.zh-CN.md", translated)
    _, [finding] = check(site, capsys)
    assert (finding["path"], finding["line"], finding["rule"]) == (
        "content/incidents/orders.zh-CN.md",
        7,
        "wording.vague",
    )
    assert "部分用户" in str(finding["message"])


def test_with_a_base_only_new_lines_are_read(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-C", str(site.root), *arguments]
        subprocess.run(command, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    assert check(site, capsys, "--base", "HEAD") == (0, [])
    later = "\n## 2026-01-23 14:50 identified\n\nA few customers might be impacted.\n"
    site.write(PATH, INCIDENT + later)
    _, found = check(site, capsys, "--base", "HEAD")
    assert {(one["rule"], one["line"]) for one in found} == {
        ("wording.empty", 15),
        ("wording.no-when", 13),
        ("wording.vague", 15),
    }


def test_a_summary_counts_findings_by_rule(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--site", str(site.root), "--now", NOW, "--only", "wording"])
    assert "Wording: vague 1." in capsys.readouterr().err


def update(site: Folder, body: str) -> None:
    """The incident of the fixture, with another body in its only update."""
    site.write(PATH, INCIDENT.replace("Some users may be affected.", body))


def test_each_sentence_that_breaks_a_rule_is_told_on_its_own_line(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    update(site, "Some users may be affected.\n\nWe are sorry.\n\n- A few customers might be impacted.")
    _, found = check(site, capsys)
    assert [(one["rule"], one["line"]) for one in found] == [("wording.vague", 11), ("wording.vague", 15)]


def test_an_allowed_product_excuses_no_host_that_holds_its_name(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    site.write("site.yml", f"{SITE}wording: {{allow: [Kafka]}}\n")
    update(site, "Orders fail because kafka-prod-01.internal is full.")
    _, found = check(site, capsys)
    assert rules(found) == ["wording.leak"]


def test_an_allowed_word_is_a_thing_that_readers_know(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    body = "We are looking into slow responses of Zephyr."
    update(site, body)
    _, before = check(site, capsys)
    site.write("site.yml", f"{SITE}wording: {{allow: [Zephyr]}}\n")
    _, after = check(site, capsys)
    assert (rules(before), rules(after)) == (rules(before), [])


@pytest.mark.parametrize("told", ["Blue\nHeron", "Blue *Heron*", "blue heron"])
def test_a_name_is_found_over_line_breaks_and_markup(
    site: Folder, capsys: pytest.CaptureFixture[str], told: str
) -> None:
    site.write("site.yml", f"{SITE}wording: {{names: [Blue Heron]}}\n")
    update(site, f"Orders fail because {told} is full.")
    _, found = check(site, capsys)
    assert rules(found) == ["wording.leak"]


@pytest.mark.parametrize(
    ("fence", "expected"),
    [
        ("```code``` that starts a line.\nSome users may be affected.", ["wording.vague"]),
        ("```\nSome users may be affected.\n```", []),
        ("~~~\nSome users may be affected.\n```\n~~~", []),
        ("````\n```\nSome users may be affected.\n````", []),
    ],
)
def test_only_a_fence_hides_what_follows(
    site: Folder, capsys: pytest.CaptureFixture[str], fence: str, expected: list[str]
) -> None:
    update(site, f"Orders fail.\n\n{fence}")
    _, found = check(site, capsys)
    assert rules(found) == expected


def test_one_comment_names_one_rule(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    update(site, "<!-- wording: ok jargon, vague we have both -->\n\nSome users may be affected.")
    _, found = check(site, capsys)
    assert rules(found) == ["wording.waiver", "wording.vague"]


def test_a_rule_is_named_as_the_report_names_it_too(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    update(site, "<!-- wording: ok wording.vague we count them -->\n\nSome users may be affected.")
    assert check(site, capsys) == (0, [])


def test_a_comment_in_a_newer_update_above_silences_no_older_one(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = (
        "## 2026-01-23 14:50 identified\n\n- next update: 15:10\n\n<!-- wording: ok vague here -->\nA disk is full.\n\n"
    )
    site.write(PATH, INCIDENT.replace("## 2026", f"{newer}## 2026"))
    _, found = check(site, capsys)
    assert sorted(map(str, rules(found))) == ["wording.vague", "wording.waiver"]


def test_the_better_wording_gives_times_after_the_update(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    told = "Orders fail. We will have a fix out soon."
    site.write(PATH, INCIDENT.replace("- next update: 14:50\n\nSome users may be affected.", told))
    _, found = check(site, capsys)
    [soon] = [one for one in found if one["rule"] == "wording.soon"]
    times = re.findall(r"\b\d\d:\d\d\b", str(soon["hint"]))
    assert times
    assert all("14:35" < time <= "15:35" for time in times)


def test_what_the_base_has_gained_since_is_no_change_of_the_branch(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-C", str(site.root), *arguments]
        subprocess.run(command, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "first")
    git("switch", "-qc", "branch")
    git("switch", "-q", "main")
    (site.root / PATH).write_text(INCIDENT.replace("Some users may be affected.", "Orders fail."))
    git("commit", "-qam", "main mends the words that the branch still has")
    git("switch", "-q", "branch")
    assert check(site, capsys, "--base", "main") == (0, [])
