"""Three in the morning, at a terminal: what is not given is asked for, with the choices."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.sites import Folder
from support.stories import SITE
from support.tables import rows
from support.terminals import at_a_terminal

from sitegen.cli import run
from sitegen.model import ComponentStatus, Incident, Kind, Maintenance, Status

NOW = ("--now", "2026-01-23T14:35:00Z")
LATER = ("--now", "2026-01-23T14:55:00Z")


@pytest.fixture
def story(tmp_path: Path) -> Folder:
    """A site without any entry, on GitHub."""
    folder = Folder(tmp_path / "site")
    folder.write("site.yml", f"{SITE}repository: https://github.com/example/status\n")
    folder.write("content/incidents/README.md", "")
    return folder


def entry(story: Folder) -> Incident | Maintenance:
    """The only one."""
    site, problems = story.read()
    assert [str(one) for one in problems if "warning" not in str(one)] == []
    assert site is not None
    [only] = site.entries
    return only


def test_an_incident_is_opened_by_answers(story: Folder) -> None:
    code, screen = at_a_terminal(
        story.root,
        ["new", "incident", *NOW],
        [
            ("Title", "Sign-in is failing"),
            ("What is affected?", "1 3"),
            ("How is Login?", "3"),
            ("How is Mail?", "degraded"),
            ("Words for readers", "Nobody can sign in."),
            ("Next update", "soon"),
            ("--next-update: expected a time", "+15m"),
        ],
    )
    assert code == 0, screen
    assert "That is 2026-01-23 14:50 +00:00, in 15 minutes." in screen
    opened = entry(story)
    assert opened.title.original == "Sign-in is failing"
    assert dict(opened.facts.components or ()) == {
        "login": ComponentStatus.PARTIAL_OUTAGE,
        "mail": ComponentStatus.DEGRADED_PERFORMANCE,
    }
    [first] = opened.updates
    assert first.body.original == "Nobody can sign in."
    assert first.facts.next_update is not None
    assert f"{first.facts.next_update:%H:%M}" == "14:50"


def test_what_cannot_be_read_is_asked_again_with_the_reason(story: Folder) -> None:
    code, screen = at_a_terminal(
        story.root,
        ["new", "maintenance", "Database upgrade", *NOW],
        [
            ("What is affected?", "9"),
            ("Expected a number from 1 to 3, or a name, found '9'.", "orders"),
            ("Start", "tomorrow"),
            ("--start: expected a time", "2026-01-26 02:00"),
            ("End", "+2h"),
        ],
    )
    assert code == 0, screen
    window = entry(story)
    assert isinstance(window, Maintenance)
    assert (f"{window.start:%d %H:%M}", f"{window.end:%d %H:%M}") == ("26 02:00", "26 04:00")


def test_the_only_active_entry_needs_no_name(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    site = ["--site", str(story.root)]
    assert run(["new", "incident", "Sign-in is failing", "--component", "login=major_outage", *site, *NOW]) == 0
    assert run(["update", "--status", "identified", "--message", "We know why.", *site, *LATER]) == 0
    assert run(["resolve", "--message", "It works.", "--ended", "14:50", *site, *LATER, "--at", "15:01"]) == 0
    assert [one.status for one in entry(story).updates] == [Status.INVESTIGATING, Status.IDENTIFIED, Status.RESOLVED]
    capsys.readouterr()
    assert run(["update", "--message", "x", *site, *LATER[:1], "2026-01-23T16:00:00Z"]) == 2
    assert "no incident and no maintenance is active" in capsys.readouterr().err


def test_of_several_active_entries_one_is_chosen_or_all_are_named(
    story: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    site = ["--site", str(story.root)]
    for title in ("Sign-in is failing", "Orders are slow"):
        assert run(["new", "incident", title, "--component", "login=major_outage", *site, *NOW]) == 0
    capsys.readouterr()
    assert run(["resolve", "--message", "x", *site, *LATER]) == 2
    told = capsys.readouterr().err
    assert "2 are active" in told
    assert "2026-01-23-orders-are-slow  Orders are slow" in told
    code, screen = at_a_terminal(
        story.root,
        ["update", *LATER],
        [
            ("Which?", "2026-01-23-orders"),
            ("Status?", "2"),
            ("Has a component changed?", "Orders"),
            ("How is Orders?", "3"),
            ("Next update", "15"),
            ("Words for readers", "A disk is full.\n\nWe replace it."),
        ],
    )
    assert code == 0, screen
    text = (story.root / "content/incidents/2026-01-23-orders-are-slow.md").read_text()
    assert (
        "## 2026-01-23 14:55 identified\n\n- components: {orders: partial_outage}\n- next update: +15m\n\n"
        "A disk is full.\n\nWe replace it.\n"
    ) in text


def test_a_file_with_a_mistake_is_not_passed_over(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    site = ["--site", str(story.root)]
    assert run(["new", "incident", "Sign-in is failing", "--component", "login=major_outage", *site, *NOW]) == 0
    path = story.root / "content/incidents/2026-01-23-sign-in-is-failing.md"
    path.write_text(path.read_text().replace("login:", "logn:"))
    capsys.readouterr()
    assert run(["resolve", "--message", "It works.", *site, *LATER]) == 2
    assert "but content/incidents/2026-01-23-sign-in-is-failing.md has a mistake in line" in capsys.readouterr().err


def test_resolve_offers_no_window_that_has_not_begun(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    site = ["--site", str(story.root), *NOW]
    assert run(["new", "maintenance", "Upgrade", "--component", "orders", "--start", "+2d", "--end", "+2h", *site]) == 0
    capsys.readouterr()
    assert run(["resolve", "--message", "It works.", *site]) == 2
    assert "no incident and no maintenance is active" in capsys.readouterr().err


def test_what_was_typed_is_given_back_where_it_is_refused(story: Folder) -> None:
    story.write("content/incidents/2026-01-23-a.md", "")
    code, screen = at_a_terminal(
        story.root,
        ["new", "incident", *NOW],
        [
            ("Title", "x" * 201),
            ("at most 200 characters", "B"),
            ("affected?", ""),
            ("Words", "# <b>\n<!--"),
            ("Next", ""),
        ],
    )
    assert code == 1, screen
    assert "Your text, to use again:\n\n# <b>\n<!--" in screen


def test_an_interrupted_command_has_written_nothing(story: Folder) -> None:
    code, screen = at_a_terminal(story.root, ["new", "incident", *NOW], [("Title", "A"), ("affected?", "\x03")])
    assert code == 130
    assert "Interrupted. Nothing was written." in screen


def test_an_announcement_is_a_notice(story: Folder) -> None:
    code = run(
        ["new", "notice", "Prices rise", "--message", "In March.", "--until", "+7d", "--site", str(story.root), *NOW]
    )
    assert code == 0
    told = entry(story)
    assert isinstance(told, Incident)
    assert (told.kind, f"{told.until:%Y-%m-%d}") == (Kind.NOTICE, "2026-01-30")


@rows(
    ("given", "start", "end", "status"),
    [
        (["--emergency", "--end", "+1h"], "23 14:35", "23 15:35", Status.IN_PROGRESS),
        (["--emergency", "--start", "15:00", "--end", "15:30"], "23 15:00", "23 15:30", Status.SCHEDULED),
        (["--start", "+2d", "--end", "+2h"], "25 14:35", "25 16:35", Status.SCHEDULED),
        (["--start", "2026-01-26 23:00", "--end", "01:00"], "26 23:00", "27 01:00", Status.SCHEDULED),
    ],
)
def test_a_window_is_said_as_people_say_it(
    tmp_path: Path, given: list[str], start: str, end: str, status: Status
) -> None:
    made = Folder(tmp_path / "made")
    made.write("site.yml", SITE)
    made.write("content/maintenance/README.md", "")
    assert run(["new", "maintenance", "Upgrade", "--component", "orders", *given, "--site", str(made.root), *NOW]) == 0
    window = entry(made)
    assert isinstance(window, Maintenance)
    assert (f"{window.start:%d %H:%M}", f"{window.end:%d %H:%M}") == (start, end)
    assert window.updates[0].status is status
    assert window.emergency == ("--emergency" in given)


def test_what_may_be_a_slip_is_told_when_it_is_written(story: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    site = ["--site", str(story.root)]
    assert (
        run(["new", "maintenance", "Upgrade", "--component", "orders", "--start", "+2h", "--end", "+1h", *site, *NOW])
        == 0
    )
    told = capsys.readouterr().err
    assert "expected an announcement 2 days before the start, as site.yml promises, found 2 hours" in told
    assert run(["new", "incident", "Sign-in is failing", "--component", "login=major_outage", *site, *NOW]) == 0
    assert "warning" not in capsys.readouterr().err
    same = ["update", "2026-01-23-sign-in-is-failing", "--message", "We look for the cause.", *site, *LATER]
    assert run(same) == 0
    assert "warning" not in capsys.readouterr().err
    assert run([*same, "--at", "15:01"]) == 0
    assert "found the words of the update of '2026-01-23 14:55' again" in capsys.readouterr().err


def test_every_fact_can_be_given_with_a_new_entry(story: Folder) -> None:
    facts = [
        *("--not-working", "Signing in", "--still-working", "Browsing", "--workaround", "Wait."),
        *("--endpoints", "POST /login", "--scope", "users=1%", "--compensation", "All", "A day"),
        *("--compensation-by", "2026-02-01 00:00", "--notify", "users", "--next-update", "15:00"),
    ]
    site = ["--site", str(story.root), *NOW]
    incident = ["--component", "login=major_outage", "--kind", "third_party", "--impact", "minor", "--eta", "+30m"]
    window = ["--component", "orders", "--start", "+2d", "--end", "+2h", "--reason", "Age.", "--by-hand"]
    assert run(["new", "incident", "A", *incident, *facts, "--at", "14:30", "--started", "14:20", *site]) == 0
    assert run(["new", "maintenance", "B", *window, *facts, *site]) == 0
    found, _ = story.read()
    assert found is not None
    for one in found.entries:
        assert one.facts.not_working
        assert one.facts.still_working
        assert one.facts.workaround
        assert one.facts.endpoints
        assert one.facts.scope
        assert one.facts.compensation
        assert one.updates[0].facts.next_update
        assert one.updates[0].notify
    assert found.incidents[0].kind is Kind.THIRD_PARTY
    assert f"{found.incidents[0].updates[0].at:%H:%M}" == "14:30"
    assert not found.maintenances[0].auto


def test_the_way_to_publish_is_told_by_git_and_in_the_browser(
    story: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    site = ["--site", str(story.root), *NOW]
    assert run(["new", "incident", "Sign-in & more", "--component", "login=major_outage", *site]) == 0
    told = capsys.readouterr().out
    assert "git -C" in told
    assert (
        "https://github.com/example/status/new/HEAD/content/incidents?filename=2026-01-23-sign-in-more.md&value=---%0A"
        in told
    )
    link = re.search(r"https://github\S+", told)
    assert link
    assert link[0].isascii()
    assert run(["update", "--message", "x", *site]) == 0
    assert (
        "https://github.com/example/status/edit/HEAD/content/incidents/2026-01-23-sign-in-more.md"
        in capsys.readouterr().out
    )


def test_a_command_works_below_the_site_in_its_repository_and_nowhere_else(story: Folder) -> None:
    below = story.root / "content/incidents"
    program = [sys.executable, "-m", "sitegen", "status"]
    alone = subprocess.run(program, cwd=below, capture_output=True, text=True, check=False)
    assert (alone.returncode, "site.yml: expected this file" in alone.stderr) == (1, True)
    (story.root / ".git").mkdir()
    within = subprocess.run(program, cwd=below, capture_output=True, text=True, check=False)
    assert within.returncode == 0, within.stderr


@rows(
    ("words", "offered"),
    [
        ("sitegen am", ["amend"]),
        ("sitegen amend --site {root} 2026", ["2026-01-23-sign-in-is-failing"]),
        ("sitegen update --site {root} --component l", ["login"]),
        ("sitegen new maintenance --site {root}/content --component l", []),
    ],
)
def test_the_shell_completes_commands_entries_and_components(story: Folder, words: str, offered: list[str]) -> None:
    story.write("content/incidents/2026-01-23-sign-in-is-failing.md", "")
    typed = words.format(root=story.root)
    asked = {"_SITEGEN_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    done = subprocess.run(
        [sys.executable, "-m", "sitegen"], env={**os.environ, **asked}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [f"plain,{one}" for one in offered]


@rows("place", ["x", "-1", "99", ""])
def test_completion_with_odd_variables_offers_nothing_and_prints_no_report(place: str) -> None:
    """Somebody is typing."""
    asked = {"_SITEGEN_COMPLETE": "bash_complete", "COMP_WORDS": "sitegen 'am", "COMP_CWORD": place}
    done = subprocess.run(
        [sys.executable, "-m", "sitegen"], env={**os.environ, **asked}, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1)
    assert done.stderr == ""


@rows("arguments", [["new", "incident"], ["new", "maintenance"], ["new", "notice"], ["update"], ["amend"], ["resolve"]])
def test_without_a_terminal_what_is_missing_is_wrong_usage(
    story: Folder, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--site", str(story.root), *NOW]) == 2
    assert "Missing argument" in capsys.readouterr().err
