"""What `check` says on a pull request: who will be told what, once it is merged."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

from sitegen.cli import run

YML = """\
name: Example
url: https://status.example.com
timezone: UTC
locales: [en, zh-CN]
components: [{id: login, name: Login}, {id: mail, name: Mail}]
"""
OLD = (
    "---\ntitle: Login fails\ncomponents: {login: major_outage}\n---\n\n## 2026-01-23 14:35 investigating\n\nWe look.\n"
)
NEW = "\n## 2026-01-23 15:10 resolved\n\n%sIt works again.\n"
ROUTES = """\
routes:
  - {audience: users, channel: slack, to: $SLACK_USERS}
  - {audience: users, channel: email, to: $MAIL_USERS}
  - {audience: partners, channel: slack, to: $SLACK_PARTNERS, stages: [first]}
  - {audience: support, channel: wecom, to: $WECOM_SUPPORT, components: [mail]}
  - {audience: team, channel: slack, to: $SLACK_TEAM}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with one incident, committed; its routes are in messages.yml."""
    (tmp_path / "content/incidents").mkdir(parents=True)
    (tmp_path / "site.yml").write_text(YML)
    (tmp_path / "messages.yml").write_text(ROUTES)
    (tmp_path / "content/incidents/a.md").write_text(OLD)
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    for arguments in (["init", "--quiet"], ["add", "."], [*identity, "commit", "--quiet", "--message", "One"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def annotations(root: Path, added: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What stands beside the updates that a change adds."""
    (root / "content/incidents/a.md").write_text(OLD + added)
    assert run(["check", "--format", "github"]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [unquote(line.partition("::")[2].partition("::")[2]) for line in lines if "title=messages" in line]


def test_a_new_update_names_who_will_be_told(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By which channel and in which language, and with which words; insiders are not named."""
    (told,) = annotations(repository, NEW % "", capsys)

    head, _, words = told.partition("\n\n")
    assert head.splitlines() == [
        "If this is merged, these will be told:",
        "- users by slack, in en",
        "- users by email, in en",
    ]
    assert words.count("Resolved: Login") == 1
    assert "It works again." in words


def test_an_update_that_is_for_nobody_says_so(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So that nobody waits for it."""
    (told,) = annotations(repository, NEW % "- notify: no\n\n", capsys)

    assert told == "If this is merged, nobody is told of it beside the pages."


def test_old_updates_are_not_foretold(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They have been told, or need not be."""
    assert annotations(repository, "", capsys) == []


def test_without_routes_nothing_is_foretold(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A site that sends nothing is told nothing of it."""
    (repository / "messages.yml").unlink()

    assert annotations(repository, NEW % "", capsys) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_only_a_pull_request_is_told(form: str, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """People ask `sitegen message`, and programs too."""
    (repository / "content/incidents/a.md").write_text(OLD + NEW % "")

    assert run(["check", "--format", form]) == 0
    assert "will be told" not in capsys.readouterr().out
