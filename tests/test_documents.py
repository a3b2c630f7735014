"""What `check` and `status` print for programs: one shape of an entry in both, as its schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.documents import GROUPED, MOMENTS, OUTAGE, SCHEMAS, STORY, faults
from support.places import DOCS
from support.sites import Folder
from support.tables import rows

from sitegen.cli import run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site with something of everything."""
    folder = Folder(tmp_path / "site")
    folder.write("site.yml", GROUPED)
    for name, text in STORY.items():
        folder.write(f"content/{name}", text.lstrip("\n"))
    notice = "---\ntitle: Opening hours\nkind: notice\ncomponents: []\nuntil: 2026-02-01 00:00\n---\n\n"
    folder.write("content/incidents/hours.md", f"{notice}## 2026-01-20 10:00 update\n\nWe are closed on Monday.\n")
    return folder.root


def printed(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    """What a command prints for programs."""
    assert run([*arguments, "--site", str(root), "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


@rows("now", MOMENTS)
def test_the_situation_is_as_its_schema_says(root: Path, capsys: pytest.CaptureFixture[str], now: str) -> None:
    """At every step of a story."""
    at = f"{now.replace(' ', 'T')}Z"

    assert faults(printed(root, capsys, "status", "--now", at), "situation.json") == []


def test_the_situation_names_what_readers_see(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its title, its times and its address."""
    document = printed(root, capsys, "status", "--now", "2026-01-23T14:40Z")

    (incident,) = document["incidents"]
    assert (incident["kind"], incident["title"]) == ("outage", "Sign-in is failing")
    assert incident["started_at"] < incident["updated_at"] < document["as_of"]
    assert incident["url"].endswith(f"/incidents/{incident['slug']}/")
    (window,) = printed(root, capsys, "status", "--now", "2026-02-01T02:30Z")["maintenances"]
    assert (window["kind"], window["status"], window["end"]) == ("maintenance", "in_progress", "2026-02-01T04:00:00Z")
    assert [(one["slug"], one["until"]) for one in document["announcements"]] == [("hours", "2026-02-01T00:00:00Z")]


def test_problems_are_as_their_schema_says_and_name_their_entry(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the situation names it, with the moment of the update that they stand in."""
    now = "2026-01-23T14:40Z"
    name = next(name for name, text in STORY.items() if text == OUTAGE)
    file = root / "content" / name
    file.write_text(f"{file.read_text()}\n<span>And more.</span>\n")
    other = file.with_suffix(".zh-CN.md")
    other.write_text("---\ntitle: 无法登录\nimpact: major\n---\n")

    found = printed(root, capsys, "check", "--now", now)
    (incident,) = printed(root, capsys, "status", "--now", now)["incidents"]

    assert faults(found, "problems.json") == []
    (html,) = [one for one in found if "HTML" in one["message"]]
    assert html["entry"] == incident
    assert html["at"] >= "2026-01-23T14:35:00Z"
    (translated,) = [one for one in found if one["field"] == "impact"]
    assert (translated["entry"], translated["at"]) == (incident, None)


@pytest.mark.parametrize("command", ["check", "status", "due"])
def test_a_site_with_errors_gives_a_list_of_them(root: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """From every command that programs read the state with; what they are about could not be read."""
    (root / "content/incidents/hours.md").write_text("No front matter.\n")

    found = printed(root, capsys, command, "--now", "2026-01-23T14:40Z", code=1)

    assert faults(found, "problems.json") == []
    assert [(one["path"], one["entry"]) for one in found if one["severity"] == "error"] == [
        ("content/incidents/hours.md", None)
    ]


@rows(
    ("old", "new"),
    [
        ('"outage"', '"incident"'),
        ('"outage"', '"notice"'),
        ('"started_at"', '"started"'),
        ("Z", "+08:00"),
        ('"identified"', '"update"'),
        ('"impact": "major"', '"impact": "bad"'),
    ],
)
def test_the_schema_finds_what_is_wrong(root: Path, capsys: pytest.CaptureFixture[str], old: str, new: str) -> None:
    """Or it would say nothing."""
    text = json.dumps(printed(root, capsys, "status", "--now", "2026-01-23T14:52Z"))
    assert old in text

    assert faults(json.loads(text.replace(old, new)), "situation.json") != []


def test_the_documentation_names_every_key() -> None:
    """Of an entry, a problem and the situation."""
    told = (DOCS / "api.md").read_text()
    entry, problems, situation = (
        json.loads((SCHEMAS / f"{name}.json").read_text()) for name in ("entry", "problems", "situation")
    )

    keys = {*entry["properties"], *problems["items"]["properties"], *situation["properties"]}
    assert [key for key in sorted(keys) if f"`{key}`" not in told] == []
