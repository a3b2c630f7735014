"""What `check` says of updates that have just been written: slips that no rule could refuse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from support.places import EXAMPLES
from support.repositories import Repository
from support.sites import Folder
from support.tables import rows

from sitegen.cli import run
from sitegen.derive.snapshot import derive
from sitegen.guard.written import likely_slips
from sitegen.problems import Problem

NOW = datetime.fromisoformat("2026-01-30T12:00:00+08:00")
EVERY_LINE = range(1, 1000)
PROMISE = "promises: {maintenance_notice: 48h}\n"
INCIDENT = """\
---
title: Sign-in is failing
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

We look into it.

## 2026-01-23 15:10 resolved

It works again.
"""
MAINTENANCE = """\
---
title: The database moves
components: [login]
start: 2026-02-01 02:00
end: 2026-02-01 04:00
---

## 2026-01-26 11:00 scheduled

We move it.
"""


def found(site: Folder, files: Mapping[str, str], new: range = EVERY_LINE) -> list[Problem]:
    """The likely slips in a site that promises 48 hours, with these files, of which the lines *new* are new."""
    site.write("site.yml", f"{(EXAMPLES / 'site/site.yml').read_text()}{PROMISE}")
    for name, text in files.items():
        site.write(f"content/{name}.md", text)
    made, problems = site.read()
    assert made is not None
    assert problems == []
    return likely_slips(made, derive(made, NOW), dict.fromkeys((f"content/{name}.md" for name in files), new))


def told(site: Folder, files: Mapping[str, str], new: range = EVERY_LINE) -> list[str]:
    """The same in short."""
    return [f"{one.line} {one.field}: {one.message}" for one in found(site, files, new)]


# --- old times ----------------------------------------------------------------------------------------------


@rows(
    ("first", "message"),
    [
        ("2026-01-23 14:35", None),
        ("2025-12-31 12:00", None),
        ("2025-12-31 11:59", "found '2025-12-31 11:59', 30 days ago"),
        ("2025-01-23 14:35", "found '2025-01-23 14:35', 371 days ago"),
    ],
)
def test_a_new_entry_of_long_ago_is_told(site: Folder, first: str, message: str | None) -> None:
    """The year or the month may be mistyped; thirty days are no doubt."""
    text = INCIDENT.partition("## 2026-01-23 15:10")[0].replace("2026-01-23 14:35", first)

    expected = f"6 heading: expected a time within the last 30 days in a new entry, {message}"
    assert told(site, {"incidents/a": text}) == ([expected] if message else [])


def test_an_old_entry_that_gets_an_update_is_not_told_of(site: Folder) -> None:
    """Only its new lines are, and its first is not among them."""
    text = INCIDENT.replace("2026-01-23", "2025-01-23")

    assert told(site, {"incidents/a": text}, range(10, 13)) == []


def test_an_incident_that_began_long_before_its_first_notice_is_told(site: Folder) -> None:
    """`started` with last year's number would make an outage of a year."""
    text = INCIDENT.replace("components:", "started: 2025-01-23 14:30\ncomponents:")

    assert told(site, {"incidents/a": text}) == [
        "1 started: expected a time within the 30 days before the first update, found '2025-01-23 14:30'"
    ]


def test_a_history_that_moves_in_is_told_in_one_line(site: Folder) -> None:
    """Nobody reads a thousand warnings about times that are meant."""
    text = INCIDENT.replace("2026-01-23", "2025-01-23")
    files = {f"incidents/{number:02}": text for number in range(6)}

    five = found(site, dict(list(files.items())[:5]))
    (six,) = found(site, files)

    assert len(five) == 5
    assert six.path == five[0].path
    assert six.hint.endswith("There are 5 more like it, which are not listed.")


# --- windows ------------------------------------------------------------------------------------------------


@rows(
    ("began", "found"),
    [
        ("2026-01-30 02:00", "found 'in_progress' 2 days before its start"),
        ("2026-01-31 13:59", "found 'in_progress' 12 hours before its start"),
        ("2026-01-31 14:00", None),
        ("2026-02-01 01:00", None),
        ("2026-02-01 03:00", None),
        ("2026-02-01 16:00", None),
        ("2026-02-01 16:01", "found 'in_progress' 12 hours after its end"),
        ("2026-03-01 02:00", "found 'in_progress' 27 days after its end"),
    ],
)
def test_work_that_begins_far_from_its_window_is_told(site: Folder, began: str, found: str | None) -> None:
    """A few hours early or late happen; half a day is a slip in the day."""
    text = f"{MAINTENANCE}\n## {began} in_progress\n\nWe have begun.\n\n## 2026-03-02 01:00 verifying\n\nWe test it.\n"

    expected = f"12 status: expected work within its window, {found}"
    assert told(site, {"maintenance/a": text}) == ([expected] if found else [])


def test_a_window_is_the_one_that_was_announced_last(site: Folder) -> None:
    """Moved to the day on which the work begins, it fits."""
    moved = "## 2026-01-28 10:00 update\n\n- start: 2026-02-08 02:00\n- end: 2026-02-08 04:00\n\nA week later.\n"
    text = f"{MAINTENANCE}\n{moved}\n## 2026-02-08 02:00 in_progress\n\nWe have begun.\n"

    assert told(site, {"maintenance/a": text}) == []


# --- notice -------------------------------------------------------------------------------------------------


@rows(
    ("announced", "found"),
    [
        ("2026-01-30 01:59", None),
        ("2026-01-30 02:00", None),
        ("2026-01-30 02:01", "found 47 hours"),
        ("2026-01-30 12:00", "found 38 hours"),
    ],
)
def test_a_late_announcement_is_told_when_it_is_written(site: Folder, announced: str, found: str | None) -> None:
    """The promise is 48 hours before the start."""
    text = MAINTENANCE.replace("2026-01-26 11:00", announced)

    expected = f"8 heading: expected an announcement 2 days before the start, as site.yml promises, {found}"
    assert told(site, {"maintenance/a": text}) == ([expected] if found else [])


def test_an_emergency_is_excused(site: Folder) -> None:
    """It says itself that there was no time."""
    text = MAINTENANCE.replace("2026-01-26 11:00", "2026-01-30 12:00").replace("start:", "emergency: true\nstart:", 1)

    assert told(site, {"maintenance/a": text}) == []


def test_a_start_that_is_brought_forward_is_announced_anew(site: Folder) -> None:
    """It is the move that is late, and told only where it is new."""
    text = f"{MAINTENANCE}\n## 2026-01-30 11:00 update\n\n- start: 2026-01-31 02:00\n\nA day earlier.\n"
    late = "12 heading: expected an announcement 2 days before the start, as site.yml promises, found 15 hours"

    assert told(site, {"maintenance/a": text}) == [late]
    assert told(site, {"maintenance/a": text}, range(1, 12)) == []


# --- words --------------------------------------------------------------------------------------------------


@rows(
    ("ending", "is_told"),
    [
        ("## 2026-01-23 15:10 resolved\n", True),
        ("## 2026-01-23 15:10 resolved\n\n- ended: 15:00\n", True),
        ("## 2026-01-23 15:10 resolved: Sign-in works again\n", False),
        ("## 2026-01-23 15:10 resolved\n\nSign-in works again.\n", False),
        ("## 2026-01-23 15:10 monitoring\n", False),
    ],
)
def test_a_resolution_without_words_is_told(site: Folder, ending: str, is_told: bool) -> None:
    """Whoever waited for it wants to read more than a status."""
    text = INCIDENT.partition("## 2026-01-23 15:10")[0] + ending

    assert told(site, {"incidents/a": text}) == (["10 : expected words with 'resolved', found none"] * is_told)


@rows(
    ("second", "is_told"),
    [
        ("update\n\nIt works again.\n", True),
        ("update\n\n- next update: 16:00\n\nIt works again.\n", True),
        ("monitoring\n\nIt works again.\n", False),
        ("update: At last\n\nIt works again.\n", False),
        ("update\n\nIt is stable.\n", False),
    ],
)
def test_an_update_that_was_added_twice_is_told(site: Folder, second: str, is_told: bool) -> None:
    """The same status and the same words at another time, whatever the lines are."""
    first = "## 2026-01-23 15:10 update\n\nIt works\nagain.\n"
    text = f"{INCIDENT.partition('## 2026-01-23 15:10')[0]}{first}\n## 2026-01-23 15:20 {second}"

    expected = ["15 : expected something new, found the words of the update of '2026-01-23 15:10' again"]
    assert told(site, {"incidents/a": text}) == expected * is_told


def test_updates_without_words_are_never_the_same(site: Folder) -> None:
    """What they have is in their fields."""
    text = INCIDENT.partition("## 2026-01-23 15:10")[0]
    text += "## 2026-01-23 15:10 update\n\n- progress: 50%\n\n## 2026-01-23 15:20 update\n\n- progress: 70%\n"

    assert told(site, {"incidents/a": text}) == []


# --- as `check` tells it ------------------------------------------------------------------------------------


def checked(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What `check` warns of, without the rules about wording."""
    assert run(["check", "--site", str(root), "--now", NOW.isoformat(), *options]) == 0
    return capsys.readouterr().err


def test_check_tells_of_what_is_new_since_a_revision_or_the_last_commit(
    site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once it is merged, nobody is told again."""
    site.write("content/README.md", "")
    repository = Repository(site.root)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit()
    silent = INCIDENT.replace("\nIt works again.\n", "")
    site.write("content/incidents/a.md", silent)
    assert "expected words with 'resolved', found none" in checked(site.root, capsys)

    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit()

    assert "expected words with 'resolved'" not in checked(site.root, capsys)
    assert "expected words with 'resolved'" in checked(site.root, capsys, "--base", "main")


def test_without_git_nothing_is_new(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to compare with, so `check` cannot know."""
    site.write("content/incidents/a.md", INCIDENT.replace("\nIt works again.\n", ""))

    assert "expected words with 'resolved'" not in checked(site.root, capsys)
