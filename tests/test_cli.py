"""The command line, as people and CI call it."""

from __future__ import annotations

import errno
import http.client
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import click
import pytest
from support.places import THEME
from support.serving import serving
from support.tables import rows

from sitegen.cli import run
from sitegen.cli import sitegen as program
from sitegen.cli.commands import Commands, Unloaded
from sitegen.cli.options import check_output
from sitegen.cli.printing import distance
from sitegen.cli.server import Preview
from sitegen.publish.problem import WorkerKilled
from sitegen.times import iso, read_zone

SITE = """\
name: Example
url: https://status.example.com/status
timezone: Asia/Shanghai
locales: [en, zh-CN]
components:
  - {id: login, name: Login}
  - {id: orders, name: Orders}
postmortem: {sections: [Summary, Cause]}
wording: {levels: {no-when: off, no-working: off, no-apology: off, no-contact: off, empty: off}}
"""
INCIDENT = """\
---
title: Sign-in is failing
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

We are looking into it.
"""
NOW = "2026-01-23T14:40:00+08:00"
PATH = "content/incidents/2026-01-23-login.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small site with one active incident."""
    folder = tmp_path / "site"
    (folder / "content/incidents").mkdir(parents=True)
    (folder / "content/maintenance").mkdir()
    (folder / "site.yml").write_text(SITE)
    (folder / PATH).write_text(INCIDENT)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_build_publishes_to_dist_and_says_where(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without options the site goes to dist/ in the site's folder."""
    assert run(["build", "--site", str(root), "--now", NOW]) == 0

    assert (root / "dist/index.html").is_file()
    assert f"The site is in {root / 'dist'}/" in capsys.readouterr().out


@rows(
    ("options", "command"),
    [((), "sitegen serve --site {}"), (("--look-with", "make serve"), "make serve")],
)
def test_a_build_ends_with_the_command_that_works_for_whoever_typed_it(
    root: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], command: str
) -> None:
    """After `make site`, sitegen is not on the PATH, so make says what is."""
    assert run(["build", "--site", str(root), "--now", NOW, *options]) == 0

    assert capsys.readouterr().out.splitlines()[-1] == f"To look at it: {command.format(shlex.quote(str(root)))}"


@pytest.mark.parametrize(
    ("saved", "message"),
    [
        ("[]", "saved.json: expected an object, found a list"),
        ('{"page": {"id": "x"', "saved.json:1: expected JSON: Expecting ',' delimiter, column 20"),
        ('{"incidents": 7}', "saved.json: incidents: expected a list, found '7'"),
    ],
)
def test_an_import_of_something_else_is_told_with_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], saved: str, message: str
) -> None:
    """A truncated download, or the answer of another interface, is a message and never a traceback."""
    (tmp_path / "saved.json").write_text(saved)

    assert run(["import", "statuspage", str(tmp_path / "saved.json"), "--into", str(tmp_path / "site")]) == 1

    told = capsys.readouterr().err
    assert message in told
    assert "1 problem in 1 file. Nothing was imported." in told
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("command", [["build"], ["preview"], ["message", "2026-01-23-login"]])
def test_no_output_goes_where_the_site_is_made_from(
    command: list[str], root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By whatever way it leads there: it would be read as content, or the site be taken for output."""
    before = tree(root)
    ways = tmp_path / "ways"
    ways.mkdir()
    (ways / "content").symlink_to(root / "content")
    (ways / "site").symlink_to(root)
    (ways / "above").symlink_to(root.parent)
    inside = ["content", "content/new", "content/incidents", "content/incidents/a/b", "themes", "themes/x", ".git/x"]
    places = [root, root.parent, root / "content/..", *(root / one for one in inside)]
    places += [ways / "content", ways / "content/new", ways / "site", ways / "site/content/new", ways / "above"]

    for place in places:
        assert run([*command, "--site", str(root), "--now", NOW, "--output", str(place)]) == 2, place
        assert "--output: expected a folder " in capsys.readouterr().err, place

    assert tree(root) == before


def test_a_folder_of_content_that_lies_elsewhere_is_no_output(root: Path, tmp_path: Path) -> None:
    """A site may keep it behind a link."""
    elsewhere = tmp_path / "elsewhere"
    (root / "content").rename(elsewhere)
    (root / "content").symlink_to(elsewhere)

    assert run(["build", "--site", str(root), "--output", str(elsewhere / "out"), "--now", NOW]) == 2


@rows("place", ["out", "contents", "a/content", "content-2", "public/themes"])
def test_other_folders_of_the_site_are_taken(place: str, tmp_path: Path) -> None:
    """Names alone say nothing."""
    check_output(tmp_path, tmp_path / place)


def test_a_problem_stops_the_build_with_exit_code_1_and_the_old_site_untouched(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A typo leaves the published site as it was, and is told with file, line and the right word."""
    assert run(["build", "--site", str(root), "--now", NOW]) == 0
    before = tree(root / "dist")
    (root / PATH).write_text(INCIDENT.replace("investigating", "investigatin"))

    assert run(["build", "--site", str(root), "--now", NOW]) == 1

    told = capsys.readouterr().err
    assert f"{PATH}:6: status: expected investigating," in told
    assert "Did you mean 'investigating'?" in told
    assert "1 problem in 1 file. Nothing was written." in told
    assert tree(root / "dist") == before


@rows(
    "arguments",
    [
        ["build", "--now", "yesterday"],
        ["build", "--now", "2026-01-23T14:40:00"],
        ["build", "--now", "0001-01-01T00:00:00+14:00"],
        ["build", "--nwo", NOW],
        ["build", "--site", "nowhere"],
        ["update", "no-such-incident", "--message", "x"],
        ["nonsense"],
    ],
)
def test_wrong_usage_is_exit_code_2(root: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with the call is told apart from what is wrong with the content."""
    monkeypatch.chdir(root)

    assert run(arguments) == 2


def test_our_own_bug_is_exit_code_3_and_says_what_to_report(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A crash does not look like a mistake of the author."""
    monkeypatch.setattr("sitegen.build.derive", lambda *given: 1 / 0)

    assert run(["build", "--site", str(root), "--now", NOW]) == 3

    told = capsys.readouterr().err
    assert "This is a bug in sitegen" in told
    assert "ZeroDivisionError" in told


def test_a_reader_that_the_system_kills_is_no_bug_of_ours(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Most often memory ran out."""

    def killed(*given: object, **more: object) -> None:
        raise WorkerKilled("A worker process was killed (SIGKILL).")

    monkeypatch.setattr("sitegen.build.read_content", killed)

    assert run(["build", "--site", str(root), "--now", NOW]) == 1
    assert capsys.readouterr().err == "sitegen: A worker process was killed (SIGKILL). Nothing was written.\n"


class Loading:
    """What happens while the command line is loaded, as Python code."""

    def __init__(self, happens: str) -> None:
        self.program = f"""if True:
            import sys

            class Loading:
                def find_spec(self, name, *more):
                    if name == "sitegen.cli":
                        {happens}

            sys.meta_path.insert(0, Loading())
            from sitegen.__main__ import main
            sys.argv[1:] = ["--version"]
            main()
            """

    def run(self) -> tuple[int, str]:
        """How the program ends, and what it says."""
        done = subprocess.run([sys.executable, "-c", self.program], capture_output=True, text=True, check=False)
        return done.returncode, done.stderr


def test_an_interrupt_while_the_program_starts_ends_it_without_a_word() -> None:
    """As it ends other programs."""
    assert Loading("import signal; signal.raise_signal(signal.SIGINT)").run() == (-signal.SIGINT, "")


@pytest.mark.parametrize("lack", ["MemoryError", "OSError(12, 'Cannot allocate memory')", "SystemError"])
def test_too_little_memory_to_start_is_told(lack: str) -> None:
    """In one line."""
    assert Loading(f"raise {lack}").run() == (1, "sitegen: there is too little memory to start.\n")


def test_what_else_fails_while_the_program_starts_is_shown_as_it_is() -> None:
    """A package that was not installed, or an error of ours."""
    code, said = Loading("raise ImportError('No module named click')").run()

    assert code == 1
    assert said.endswith("ImportError: No module named click\n")


def lack_of_memory() -> None:
    """What fails for want of memory often fails with something else in the end."""
    try:
        raise MemoryError
    except MemoryError:
        raise IndexError("index out of range") from None


@pytest.mark.parametrize("where", ["sitegen.build.parse_config", "sitegen.read.content.read_group"])
def test_too_little_memory_is_no_bug_of_ours(
    root: Path, where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what would help."""
    monkeypatch.setattr(where, lambda *given: lack_of_memory())

    assert run(["check", "--site", str(root), "--now", NOW]) == 1
    assert capsys.readouterr().err == (
        "sitegen: there is too little memory. Give it more: see `ulimit -v` and the limits of the job.\n"
    )


@pytest.mark.parametrize("zone", [":/etc/passwd", "Nowhere/At-All", "../../etc/passwd", ""])
def test_the_zone_of_the_machine_is_nobodys_concern(root: Path, zone: str) -> None:
    """Not even one that cannot be read."""
    command = [sys.executable, "-m", "sitegen", "check", "--site", root, "--now", NOW]
    done = subprocess.run(command, env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_folder_that_was_removed_under_us_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As when somebody has switched branches in another window."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert run(["check"]) == 2
    assert "The current folder was removed. Go to another, or say --site DIR." in capsys.readouterr().err


def test_a_site_that_is_named_needs_no_current_folder(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is published and then called refused because its place could not be told."""
    (root / "content/incidents/a.md").write_text("nothing", "utf-8")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert run(["check", "--site", str(root), "--format", "github"]) == 1
    assert f"::error file={root}/content/incidents/a.md,line=1," in capsys.readouterr().out
    (root / "content/incidents/a.md").unlink()
    assert run(["build", "--site", str(root)]) == 0
    assert f"The site is in {root}/dist/" in capsys.readouterr().out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_output_that_has_no_room_is_no_bug_of_ours(root: Path) -> None:
    """A log on a full disk: said in one line, and the site is published."""
    command = [sys.executable, "-m", "sitegen", "build", "--site", root, "--now", NOW]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (
        1,
        "sitegen: what was written or printed last: No space left on device.\n",
    )
    assert (root / "dist/index.html").is_file()


def test_a_file_that_the_system_keeps_from_us_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not our bug either."""

    def refuse(*given: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "themes/mine/404.html")

    monkeypatch.setattr("sitegen.theme.edition.load_editions", refuse)

    assert run(["build", "--site", str(root), "--now", NOW]) == 1
    assert capsys.readouterr().err == "sitegen: themes/mine/404.html: Permission denied.\n"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_nobody_reads_ends_as_other_programs_do(root: Path, stream: str) -> None:
    """In a shell that is SIGPIPE, 141: neither done, nor refused by the content, nor a bug of ours."""
    if stream == "stderr":
        (root / PATH).write_text("No front matter.\n")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "sitegen", "check", "--site", root, "--now", NOW]
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: writer}
    done = subprocess.run(command, **streams, check=False)
    os.close(writer)

    assert done.returncode == 141


@pytest.mark.parametrize("stream", [1, 2])
def test_a_stream_that_the_caller_has_closed_is_written_to_by_nobody(root: Path, stream: int) -> None:
    """As in a job that throws its output away: the command does what it is to do."""
    command = [sys.executable, "-m", "sitegen", "check", "--site", root, "--now", NOW]
    done = subprocess.run(["sh", "-c", f'exec "$@" {stream}>&-', "sh", *command], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "words",
    [
        ["build", "--site", "SITE", "--output"],
        ["preview", "--site", "SITE", "--output"],
        ["message", "2026-01-23-login", "--site", "SITE", "--output"],
        ["check", "--site", "SITE", "--internal"],
        ["due", "--site", "SITE", "--ledger"],
        ["import", "statuspage"],
        ["import", "statuspage", "saved.json", "--into"],
        ["init", "--url", "https://status.example.com"],
    ],
)
def test_a_link_in_a_circle_is_told_and_is_no_bug(
    root: Path, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is to be read or written there."""
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "saved.json").write_text("{}")
    given = [{"SITE": str(root), "saved.json": str(tmp_path / "saved.json")}.get(word, word) for word in words]

    assert run([*given, str(tmp_path / "loop")]) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err


def test_a_folder_whose_name_is_no_text_gives_a_site_no_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody has to say it."""
    folder = tmp_path / os.fsdecode(b"\xff")

    assert run(["init", "--url", "https://status.example.com", str(folder)]) == 2
    assert "--name: expected it" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["update", "2026-01-23-login"], ["new", "incident"], ["amend", "2026-01-23-login"]])
def test_a_command_that_nobody_can_answer_says_what_it_needs(root: Path, words: list[str]) -> None:
    """As in a job without standard input: it is wrong usage, and no bug of ours."""
    command = [sys.executable, "-m", "sitegen", *words, "--site", root, "--now", NOW]
    done = subprocess.run(["sh", "-c", 'exec "$@" <&-', "sh", *command], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "Error: " in done.stderr


@pytest.mark.parametrize(
    ("now", "epoch", "code"),
    [
        ("1970-01-01T00:00:00Z", "", 0),
        ("2999-12-31T23:59:59Z", "", 0),
        ("1969-12-31T23:59:59Z", "", 2),
        ("3000-01-01T00:00:00Z", "", 2),
        ("0001-01-01T00:00:00+14:00", "", 2),
        ("9999-12-31T23:59:59-14:00", "", 2),
        ("", "0", 0),
        ("", "32503679999", 0),
        ("", "32503680000", 2),
        ("", "99999999999", 2),
    ],
)
def test_a_moment_lies_in_the_years_that_content_can_name(
    root: Path, now: str, epoch: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it is given, and to the second."""
    (root / PATH).unlink()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    assert run(["check", "--site", str(root), *(["--now", now] if now else [])]) == code


def test_source_date_epoch_is_the_moment_where_now_is_not_given(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reproducible-builds convention sets the moment, and --now comes before it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769150400")
    run(["build", "--site", str(root)])
    run(["build", "--site", str(root), "--now", NOW])

    first, second = re.findall(r"as of (\S+ \S+ \S+)\.", capsys.readouterr().out)
    assert (first, second) == ("2026-01-23 14:40 +08:00", "2026-01-23 14:40 +08:00")


def commands(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command with the words that call it, and all below it."""
    yield path, command
    for name, one in command.loaded().items() if isinstance(command, Commands) else ():
        yield from commands(one, *path, name)


@rows("words", [path for path, _ in commands(program)])
def test_every_command_has_help_with_an_example(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """--help says what a command does and shows how, and cuts no sentence that leads to another command."""
    assert run([*words, "--help"]) == 0

    shown = capsys.readouterr().out
    assert "Usage: sitegen" in shown
    assert "Example: sitegen" in shown
    assert "..." not in shown.partition("Commands:")[2]


@rows("name", program.commands)
def test_a_command_is_listed_as_it_lists_itself(name: str) -> None:
    """Its line stands where it can be shown without the command, and says the same."""
    listed, command = program.commands[name], program.loaded()[name]

    assert isinstance(listed, Unloaded)
    assert (listed.name, listed.short_help, listed.hidden) == (
        command.name,
        command.get_short_help_str(limit=100),
        command.hidden,
    )


@rows(
    ("words", "option"),
    [(path, one) for path, command in commands(program) for one in command.params if isinstance(one, click.Option)],
)
def test_every_option_has_help(words: tuple[str, ...], option: click.Option) -> None:
    """In a sentence, for whoever has read nothing else."""
    assert re.fullmatch(r"\S.*[^.]\.", option.help or ""), words


def test_the_first_help_leads_through_the_night(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever is woken and has never seen it finds what to type."""
    run(["--help"])

    shown = capsys.readouterr().out
    for command in ("new incident", "update", "amend", "resolve"):
        assert f": sitegen {command}\n" in re.sub(" +", " ", shown)


def test_check_tells_problems_as_annotations_on_the_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """GitHub shows the message beside the line in a pull request."""
    (root / PATH).write_text(INCIDENT.replace("login: major", "logn: major"))

    assert run(["check", "--site", str(root), "--format", "github", "--now", NOW]) == 1

    told = capsys.readouterr().out
    assert re.search(r"^::error file=\S*content/incidents/2026-01-23-login\.md,line=3,title=components\.logn::", told)
    assert "%0ADid you mean 'login'?" in told


def test_what_only_the_whole_shows_is_told_with_what_single_files_show(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One run, every problem: a fault in one file does not hide what two others do together."""
    (root / PATH).write_text(INCIDENT.replace("login: major", "logn: major"))
    other = INCIDENT.replace("title: Sign-in is failing", "title: Other\naliases: [/history]")
    (root / "content/incidents/other.md").write_text(other)
    listed = "".join(f"  - {'x' * 110}\n" for _ in range(80))
    long = INCIDENT.replace("title: Sign-in is failing", f"title: Long\nnot_working:\n{listed}".rstrip())
    (root / "content/incidents/long.md").write_text(long)

    assert run(["check", "--site", str(root), "--now", NOW]) == 1

    told = capsys.readouterr().err
    for part in ("components.logn: expected", "found '/history', which is the address", "fit into a 503 page"):
        assert part in told
    assert "2 problems in 2 files, 1 warning." in told


def test_check_tells_problems_as_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get the same problems as people."""
    (root / PATH).write_text(INCIDENT.replace("login: major", "logn: major"))

    assert run(["check", "--site", str(root), "--format", "json", "--now", NOW]) == 1

    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["path"], problem["line"], problem["field"]) == (PATH, 3, "components.logn")


def committed(root: Path) -> None:
    """The site in a repository of its own, with one commit."""
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "-A"], check=True)
    subprocess.run(["git", "-C", str(root), *identity, "commit", "-qm", "first"], check=True)


@pytest.mark.parametrize("setting", ["", "diff.mnemonicPrefix", "diff.noprefix"])
def test_check_tells_the_time_of_changed_updates_in_site_time_utc_and_distance(
    root: Path, setting: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip of an hour or a zone is seen before it is published, however git is set to show what has changed."""
    committed(root)
    if setting:
        subprocess.run(["git", "-C", str(root), "config", setting, "true"], check=True)
    (root / PATH).write_text(INCIDENT + "\n## 2026-01-23 14:38 identified\n\nFound.\n")

    assert run(["check", "--site", str(root), "--now", NOW]) == 0

    told = capsys.readouterr().out
    assert f"{PATH}:10: identified at 2026-01-23 14:38 +08:00 = 2026-01-23 06:38 UTC, 2 minutes ago" in told
    assert "investigating at" not in told


def test_check_tells_every_time_in_what_has_changed_or_lies_ahead(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A promise for tomorrow instead of today is seen, in front matter, in fields and in a postmortem."""
    window = "---\ntitle: W\nstart: 2026-02-01 02:00\nend: 2026-02-01 04:00\ncomponents: [login]\n---\n\n"
    (root / "content/maintenance").mkdir(exist_ok=True)
    (root / "content/maintenance/w.md").write_text(f"{window}## 2026-01-20 10:00 scheduled\n\nW.\n")
    committed(root)
    (root / PATH).write_text(
        INCIDENT.replace("components:", "started: 2026-01-23 14:30\ncomponents:")
        + "\n## 2026-01-23 14:38 identified\n\n- next update: 13:00\n- compensation:\n    - for: all\n"
        "      what: VIP\n      by: 2026-01-22 10:00\n\nFound.\n"
    )

    assert run(["check", "--site", str(root), "--now", NOW]) == 0

    told = [line.rpartition(" = ")[0] for line in capsys.readouterr().out.splitlines()[:-1]]
    assert told == [
        f"{PATH}:1: started at 2026-01-23 14:30 +08:00",
        f"{PATH}:11: identified at 2026-01-23 14:38 +08:00",
        f"{PATH}:11: identified, next update at 2026-01-24 13:00 +08:00",
        f"{PATH}:11: identified, compensation at 2026-01-22 10:00 +08:00",
        "content/maintenance/w.md:1: start at 2026-02-01 02:00 +08:00",
        "content/maintenance/w.md:1: end at 2026-02-01 04:00 +08:00",
    ]


def test_check_tells_new_times_beside_a_pull_request(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One notice for each update that is new, with all its times; none for what was there before."""
    committed(root)
    monkeypatch.chdir(root)
    (root / PATH).write_text(INCIDENT + "\n## 2026-01-23 14:38 identified\n\n- eta: 15:00\n\nFound.\n")

    assert run(["check", "--format", "github", "--base", "main", "--now", NOW]) == 0

    assert capsys.readouterr().out == (
        f"::notice file={PATH},line=10,title=times::"
        "identified at 2026-01-23 14:38 +08:00 = 2026-01-23 06:38 UTC, 2 minutes ago%0A"
        "identified, eta at 2026-01-23 15:00 +08:00 = 2026-01-23 07:00 UTC, in 20 minutes\n"
    )


@pytest.mark.parametrize(
    ("base", "hint"),
    [("mian", "bad revision 'mian'. Did you mean 'main'?"), ("HEAD^", "bad revision 'HEAD^'. A shallow")],
)
def test_check_refuses_a_base_that_git_does_not_know(
    root: Path, base: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In silence it would look as if nothing had changed."""
    committed(root)

    assert run(["check", "--site", str(root), "--now", NOW, "--base", base]) == 2

    assert hint in capsys.readouterr().err


@pytest.mark.parametrize("form", ["text", "github"])
def test_check_needs_no_git(root: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Only who asks for changes by --base is told that there is none."""
    options = ["check", "--site", str(root), "--format", form, "--now", NOW]

    assert run(options) == 0
    assert run([*options, "--base", "HEAD"]) == 2

    assert "expected a site in a git repository, found none" in capsys.readouterr().err


def test_check_writes_nothing(root: Path) -> None:
    """It only says."""
    before = tree(root)

    run(["check", "--site", str(root), "--now", NOW])

    assert tree(root) == before


def test_status_says_what_the_page_says(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The state in the terminal, for people and for programs."""
    assert run(["status", "--site", str(root), "--now", NOW]) == 0
    shown = capsys.readouterr().out
    assert "MAJOR" in shown
    assert "Sign-in is failing  (2026-01-23-login)" in shown

    assert run(["status", "--site", str(root), "--now", NOW, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["level"] == "major"
    assert document["components"] == {"login": "major_outage", "orders": "operational"}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the moment of all commands."""
    return lambda text: monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{datetime.fromisoformat(text).timestamp():.0f}")


@pytest.mark.parametrize(
    ("now", "epoch"),
    [("2026-01-23T14:50:20.300+08:00", ""), ("2026-01-23T14:50:20+08:00", "0"), ("", "1769151020")],
)
def test_what_is_written_is_dated_by_now_or_source_date_epoch(
    root: Path, now: str, epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the minute, and --now comes first: a script writes the same files whenever it runs."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    options = ["--site", str(root), *(["--now", now] if now else [])]

    assert run(["update", "2026-01-23-login", "--message", "x", *options]) == 0
    assert run(["new", "incident", "Slow", *options]) == 0
    assert run([*WINDOW, *options]) == 0
    assert run(["new", "postmortem", "2026-01-23-login", *options]) == 0

    assert "\n## 2026-01-23 14:50 update\n" in (root / PATH).read_text()
    folder = root / "content"
    assert "\n## 2026-01-23 14:50 investigating\n" in (folder / "incidents/2026-01-23-slow.md").read_text()
    assert "\n## 2026-01-23 14:50 scheduled\n" in (folder / "maintenance/2026-02-01-upgrade.md").read_text()
    assert "\npublished: 2026-01-26 14:50\n" in (folder / "incidents/2026-01-23-login.postmortem.md").read_text()


def test_what_is_written_is_else_dated_by_the_clock(root: Path) -> None:
    """As whoever writes it says it."""
    began = datetime.now(UTC).replace(second=0, microsecond=0)

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "x"]) == 0

    (written,) = re.findall("## (.*) update", (root / PATH).read_text())
    assert began <= datetime.fromisoformat(f"{written}+08:00") <= datetime.now(UTC)


def test_update_appends_a_block_and_changes_no_other_byte(root: Path, at: Callable[[str], None]) -> None:
    """What stood in the file stands there still, to the byte."""
    at("2026-01-23T06:50:20+00:00")
    strange = INCIDENT.replace("components: {login: major_outage}", "components:   {login:   major_outage}")
    (root / PATH).write_text(strange)

    code = run(["update", "2026-01-23-login", "--site", str(root), "--status", "identified", "--message", "Found it.",
                "--progress", "70", "--next-update", "+15m", "--component", "login=partial_outage"])  # fmt: skip

    assert code == 0
    assert (root / PATH).read_text() == strange + (
        "\n## 2026-01-23 14:50 identified\n\n"
        "- components: {login: partial_outage}\n- next update: +15m\n- progress: 70\n\nFound it.\n"
    )


@pytest.mark.parametrize("text", ["14:45", "2026-01-23 14:45", "2026-01-23T06:45:00Z", "2026-01-23 07:45 +01:00"])
def test_update_takes_the_time_as_a_file_does(root: Path, at: Callable[[str], None], text: str) -> None:
    """In the site's zone where it names none; a clock alone is the nearest such time."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "x", "--at", text]) == 0

    assert "\n## 2026-01-23 14:45 update\n" in (root / PATH).read_text()


def test_update_refuses_what_is_no_time(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage, in the words of `check`."""
    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "x", "--at", "2pm"]) == 2

    assert "--at: expected a time as HH:MM or YYYY-MM-DD HH:MM, found '2pm'." in capsys.readouterr().err
    assert (root / PATH).read_text() == INCIDENT


@rows(
    ("options", "told"),
    [
        (["--component", "logn=operational"], "expected a component of site.yml, found 'logn'"),
        (["--progress", "170"], "expected a percentage"),
        (["--eta", "13:99"], "expected a time from 00:00 to 23:59"),
        (["--at", "2026-01-23T06:00:00Z"], "So 'update' would come first"),
        (["--impact", "huge"], "expected none, minor, major or critical"),
        (["--status", "scheduled"], "expected investigating, identified"),
        (["--start", "16:00"], "an incident has no `start`"),
    ],
)
def test_update_refuses_what_check_would(
    root: Path, at: Callable[[str], None], options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refused update leaves the file as it was."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "x", *options]) == 1

    assert told in capsys.readouterr().err
    assert (root / PATH).read_text() == INCIDENT


def test_update_reads_the_message_from_standard_input(
    root: Path, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--message -` takes what another program says."""
    at("2026-01-23T06:50:00+00:00")
    monkeypatch.setattr("sys.stdin", __import__("io").StringIO("From a pipe.\n\nTwo paragraphs.\n"))

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "-"]) == 0

    assert (root / PATH).read_text().endswith("## 2026-01-23 14:50 update\n\nFrom a pipe.\n\nTwo paragraphs.\n")


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets $EDITOR to a script that gets the file to write in as its first argument."""

    def set_editor(script: str) -> None:
        program = tmp_path / "editor"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(program))
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    return set_editor


@pytest.mark.parametrize("command", [["update", "2026-01-23-login"], ["new", "incident", "Other"]])
def test_a_message_is_the_words_of_one_update(
    root: Path, at: Callable[[str], None], command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A heading that was copied with them would resolve the incident, for example."""
    at("2026-01-23T06:50:00+00:00")
    before = tree(root)

    message = "Still looking.\n\n## 2026-01-23 14:48 resolved\n\nBye."
    assert run([*command, "--site", str(root), "--message", message]) == 2

    assert "found the heading of another: '## 2026-01-23 14:48 resolved'" in capsys.readouterr().err
    assert tree(root) == before


def test_a_message_may_end_its_lines_as_other_systems_do(root: Path, at: Callable[[str], None]) -> None:
    """What was copied from a chat is written with the line ends of content files."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "One.\r\nTwo.\rThree."]) == 0

    assert (root / PATH).read_bytes().endswith(b"update\n\nOne.\nTwo.\nThree.\n")


def test_update_opens_the_editor_when_there_is_no_message(
    root: Path, at: Callable[[str], None], editor: Callable[[str], None]
) -> None:
    """Whoever prefers an editor gets theirs, and the note in it is not published."""
    at("2026-01-23T06:50:00+00:00")
    editor('{ echo "Written by hand."; cat "$1"; } > "$1.new" && mv "$1.new" "$1"')

    assert run(["update", "2026-01-23-login", "--site", str(root)]) == 0

    assert (root / PATH).read_text().endswith("## 2026-01-23 14:50 update\n\nWritten by hand.\n")


def test_what_is_written_is_published_by_the_commands_that_are_printed(
    root: Path, at: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Also a file that git does not know yet, in a folder whose name a shell would take apart."""
    at("2026-01-23T06:50:00+00:00")
    (root / "content/incidents/it's 2026").mkdir()
    committed(root)
    strange = (root / PATH).rename(root / "content/incidents/it's 2026/2026-01-24-new.md")
    assert run(["new", "incident", "Orders", "--site", str(root), "--component", "orders=major_outage"]) == 0
    assert run(["update", "2026-01-24-new", "--site", str(root), "--message", "Found."]) == 0

    printed = re.findall("(?:To publish it|Look it over, then): (.*) && git .* push\n", capsys.readouterr().out)
    identity = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for command in printed:
        subprocess.run(command, shell=True, check=True, env={**os.environ, **identity}, capture_output=True)

    log = ["git", "-C", str(root), "log", "--reverse", "--format=%s", "--", "content/incidents"]
    assert subprocess.run(log, capture_output=True, text=True, check=True).stdout.splitlines() == [
        "first",
        "New: 2026-01-23-orders",
        "update: 2026-01-24-new",
    ]
    show = ["git", "-C", str(root), "show", f"HEAD:{strange.relative_to(root)}"]
    assert subprocess.run(show, capture_output=True, text=True, check=True).stdout == strange.read_text()


def test_update_keeps_what_came_while_the_editor_was_open(
    root: Path, at: Callable[[str], None], editor: Callable[[str], None]
) -> None:
    """A colleague's update, pulled in meanwhile, is not written over."""
    at("2026-01-23T06:50:00+00:00")
    colleague = "\n## 2026-01-23 14:48 identified\n\nTheirs.\n"
    editor(f"printf '{colleague}' >> '{root / PATH}'; echo Ours. > \"$1\"")

    assert run(["update", "2026-01-23-login", "--site", str(root)]) == 0

    assert (root / PATH).read_text() == f"{INCIDENT}{colleague}\n## 2026-01-23 14:50 update\n\nOurs.\n"


@pytest.mark.parametrize(
    ("more", "options", "code"),
    [("", ["--impact", "huge"], 1), ("\\n\\n## 2026-01-23 14:48 resolved", [], 2), ("", ["--full-disk"], 1)],
)
def test_update_gives_back_the_words_of_an_editor_that_it_cannot_use(
    more: str,
    options: list[str],
    code: int,
    root: Path,
    at: Callable[[str], None],
    editor: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nobody writes them twice because of a slip in an option, a heading among them, or a disk; no draft is left."""
    at("2026-01-23T06:50:00+00:00")
    editor(f"printf 'Long thought about.{more}' > \"$1\"")
    before = tree(root)
    if options == ["--full-disk"]:
        options = []
        monkeypatch.setattr(os, "fsync", mock.Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))

    assert run(["update", "2026-01-23-login", "--site", str(root), *options]) == code

    assert "\n\nLong thought about.\n" in capsys.readouterr().err
    assert tree(root) == before


def test_update_tells_what_readers_will_not_see_and_writes_all_the_same(
    root: Path, at: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """More than a 503 page can hold, for example: whoever is locked out needs the rest of it now."""
    at("2026-01-23T06:50:00+00:00")
    many = [option for n in range(60) for option in ("--not-working", f"Thing {n} of a great many things " * 3)]

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "x", *many]) == 0

    told = capsys.readouterr().err
    assert f"{PATH}:12: warning: not_working: expected texts that fit into a 503 page" in told
    assert (root / PATH).read_text().startswith(INCIDENT)


def test_new_refuses_what_only_the_whole_site_shows(
    root: Path, at: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """An address that another entry still has from before, for example."""
    at("2026-01-23T06:50:00+00:00")
    alias = "aliases: [/incidents/2026-01-23-orders-are-late/]"
    (root / PATH).write_text(INCIDENT.replace("title:", f"{alias}\ntitle:"))

    assert run(["new", "incident", "Orders are late", "--site", str(root)]) == 1

    assert "expected an unused old address" in capsys.readouterr().err
    assert [path.name for path in (root / "content/incidents").iterdir()] == ["2026-01-23-login.md"]


def test_a_second_incident_of_a_day_without_latin_letters_has_a_name_of_its_own(
    root: Path, at: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not sent into the file of the first; the same title again is taken for the same incident."""
    at("2026-01-23T06:50:00+00:00")
    for title in ("登录故障", "支付故障", "Orders are late"):
        assert run(["new", "incident", title, "--site", str(root)]) == 0
    assert run(["new", "incident", "Orders are late", "--site", str(root)]) == 2

    found = sorted(path.stem for path in (root / "content/incidents").glob("2026-01-23-[io]*"))
    assert found == ["2026-01-23-incident", "2026-01-23-incident-2", "2026-01-23-orders-are-late"]


def test_new_refuses_a_slug_that_another_folder_has(
    root: Path, at: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Folders only keep order; two files of one name are none."""
    at("2026-01-23T06:50:00+00:00")
    (root / "content/incidents/2026").mkdir()
    (root / PATH).rename(root / "content/incidents/2026/2026-01-23-login.md")
    before = tree(root)

    assert run(["new", "incident", "x", "--site", str(root), "--slug", "2026-01-23-login"]) == 1

    assert "expected one file of this name" in capsys.readouterr().err
    assert tree(root) == before


def test_update_writes_although_another_file_is_wrong_and_says_so(
    root: Path, at: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A colleague's slip keeps nobody from writing; that nothing can be published is told."""
    at("2026-01-23T06:50:00+00:00")
    (root / "content/incidents/other.md").write_text("No front matter.\n")

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "Found."]) == 0

    told = capsys.readouterr().err
    assert "content/incidents/other.md:1: expected '---'" in told
    assert "Written. Publishing stays blocked until these are fixed." in told
    assert "Found." in (root / PATH).read_text()


def test_update_says_what_is_wrong_with_a_name_that_means_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is there, and it is not taken for one that is not."""
    (root / "content/incidents/2026-01-23_a.md").write_text(INCIDENT)

    assert run(["update", "2026-01-23_a", "--site", str(root), "--message", "x"]) == 1

    assert "Did you mean '2026-01-23-a.md'?" in capsys.readouterr().err


def test_new_incident_is_right_as_it_stands(root: Path, at: Callable[[str], None]) -> None:
    """A new file passes check and is on the page at once."""
    at("2026-01-23T06:50:00+00:00")

    code = run(["new", "incident", "Orders: late & slow", "--site", str(root), "--component", "orders=partial_outage"])

    assert code == 0
    assert (root / "content/incidents/2026-01-23-orders-late-slow.md").is_file()
    assert run(["check", "--site", str(root), "--now", "2026-01-23T06:51:00Z"]) == 0


def test_new_maintenance_and_postmortem_are_right_as_they_stand(root: Path, at: Callable[[str], None]) -> None:
    """Every template passes check."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["new", "maintenance", "Upgrade", "--site", str(root), "--component", "orders",
                "--start", "2026-02-01 02:00", "--end", "2026-02-01 04:00"]) == 0  # fmt: skip
    assert run(["new", "postmortem", "2026-01-23-login", "--site", str(root)]) == 0

    assert (root / "content/maintenance/2026-02-01-upgrade.md").is_file()
    postmortem = (root / "content/incidents/2026-01-23-login.postmortem.md").read_text()
    assert "\npublished: 2026-01-26 14:50\n" in postmortem
    assert run(["check", "--site", str(root), "--now", "2026-01-23T06:51:00Z"]) == 0


def test_new_takes_what_update_takes(root: Path, at: Callable[[str], None]) -> None:
    """The first notice says as much as the next one could."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["new", "incident", "Slow", "--site", str(root), "--component", "orders=partial_outage", "--slug", "x",
                "--started", "14:32", "--impact", "minor", "--not-working", "New, big orders", "--not-working", "Carts",
                "--still-working", "Browsing", "--workaround", "Wait: a bit.", "--scope", "users=1%"]) == 0  # fmt: skip
    assert run(["new", "maintenance", "Upgrade", "--site", str(root), "--component", "orders", "--emergency",
                "--start", "2026-01-23 14:00", "--end", "2026-01-23 16:00", "--slug", "y",
                "--reason", "A disk fails.", "--not-working", "Orders"]) == 0  # fmt: skip

    written = (root / "content/incidents/x.md").read_text().partition("\n---\n")[0].splitlines()
    assert [line for line in written if not line.startswith("#")] == [
        *("---", "title: Slow", "started: 2026-01-23 14:32", "components:", "  orders: partial_outage"),
        *("impact: minor", "not_working:", "  - New, big orders", "  - Carts", "still_working:", "  - Browsing"),
        *('workaround: "Wait: a bit."', "scope:", "  users: 1%"),
    ]
    written = (root / "content/maintenance/y.md").read_text().partition("\n---\n")[0].splitlines()
    assert [line for line in written if not line.startswith("#")][3:] == [
        *("end: 2026-01-23 16:00", "emergency: true", "components:", "  - orders"),
        *("reason: A disk fails.", "not_working:", "  - Orders"),
    ]


@rows(
    ("options", "code", "told"),
    [
        (["--impact", "huge"], 1, "expected none, minor, major or critical"),
        (["--workaround", ""], 1, "workaround: expected a text, found nothing"),
        (["--scope", "planets=all"], 1, "expected a key that is known here, found 'planets'"),
        (["--started", "2026-01-23 14:51"], 1, "started: expected a time"),
        (["--started", "2pm"], 2, "--started: expected a time as HH:MM"),
        (
            ["--lang", "zh"],
            2,
            "--lang: expected a language of this site (en or zh-CN), found 'zh'. Did you mean",
        ),
    ],
)
def test_new_refuses_what_check_would(
    root: Path, at: Callable[[str], None], options: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And writes nothing."""
    at("2026-01-23T06:50:00+00:00")
    before = tree(root)

    assert run(["new", "incident", "x", "--site", str(root), *options]) == code

    assert told in capsys.readouterr().err
    assert tree(root) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["incident", "Slow"],
            "It states no component, so none is shown as affected, and no impact. To state one, make that line for "
            "example 'components: {login: major_outage}'. The site has login, orders.\n",
        ),
        (["incident", "Slow", "--impact", "minor"], "so none is shown as affected. To state one,"),
        (
            ["maintenance", "Slow", "--start", "2026-02-01 02:00", "--end", "2026-02-01 04:00"],
            "so none is shown as under maintenance. To state one, make that line for example 'components: [login]'.",
        ),
    ],
)
def test_new_without_a_component_says_how_to_state_one(
    root: Path, at: Callable[[str], None], arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever is in a hurry does not know the ids."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["new", *arguments, "--site", str(root)]) == 0
    assert told in capsys.readouterr().out

    assert run(["new", *arguments, "--site", str(root), "--slug", "x", "--component",
                "login" if arguments[0] == "maintenance" else "login=major_outage"]) == 0  # fmt: skip
    assert "no component" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["incident", "结账很慢"], "我们发现服务异常"),
        (["maintenance", "升级", "--start", "2026-02-01 02:00", "--end", "2026-02-01 04:00"], "计划内维护"),
    ],
)
def test_new_writes_in_the_language_that_it_is_told(
    root: Path, at: Callable[[str], None], arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Marked as such, with our own words in it, too; the first language of the site needs no mark."""
    at("2026-01-23T06:50:00+00:00")
    folder = root / f"content/{arguments[0]}{'s' if arguments[0] == 'incident' else ''}"

    assert run(["new", *arguments, "--site", str(root), "--slug", "x", "--lang", "zh-CN"]) == 0
    assert "--lang" not in capsys.readouterr().out
    assert run(["new", *arguments, "--site", str(root), "--slug", "y", "--lang", "en"]) == 0
    assert "--lang" not in capsys.readouterr().out
    assert run(["new", *arguments, "--site", str(root), "--slug", "z"]) == 0
    assert "It is marked as en, the site's first language." in capsys.readouterr().out

    chinese, english, untold = ((folder / f"{name}.md").read_text() for name in "xyz")
    assert "\nlang: zh-CN\n" in chinese
    assert words in chinese
    assert "lang:" not in english
    assert english == untold


def test_a_postmortem_that_is_there_is_edited(
    root: Path, at: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """An update would go into the incident."""
    at("2026-01-23T06:50:00+00:00")
    assert run(["new", "postmortem", "2026-01-23-login", "--site", str(root)]) == 0
    before = tree(root)

    assert run(["new", "postmortem", "2026-01-23-login", "--site", str(root)]) == 2

    told = capsys.readouterr().err
    assert "content/incidents/2026-01-23-login.postmortem.md exists. To change it, edit it.\n" in told
    assert tree(root) == before


@rows("slug", ["../outside", "A B", "/etc/x", "x-", "-x", "a--b", "a" * 300])
def test_new_refuses_a_name_that_is_no_slug(root: Path, at: Callable[[str], None], slug: str) -> None:
    """A name cannot climb out of the content folder."""
    at("2026-01-23T06:50:00+00:00")
    before = tree(root.parent)

    assert run(["new", "incident", "x", "--site", str(root), "--slug", slug]) == 2

    assert tree(root.parent) == before


NO_TEXT = os.fsdecode(b"\xb5\xc7")
"""What Python makes of bytes on the command line that are no UTF-8."""


@rows(
    "arguments",
    [
        ["new", "incident", NO_TEXT],
        ["new", "incident", "x", "--slug", NO_TEXT],
        ["new", "incident", "x", "--message", NO_TEXT],
        ["new", "incident", "x", "--component", f"login={NO_TEXT}"],
        ["new", "maintenance", NO_TEXT, "--start", "2026-02-01 02:00", "--end", "2026-02-01 04:00"],
        ["new", "maintenance", "x", "--start", NO_TEXT, "--end", "2026-02-01 04:00"],
        ["new", "postmortem", NO_TEXT],
        ["update", NO_TEXT, "--message", "x"],
        ["update", "2026-01-23-login", "--message", NO_TEXT],
        *(
            ["update", "2026-01-23-login", "--message", "x", option, NO_TEXT]
            for option in ("--title", "--at", "--impact", "--workaround", "--not-working", "--still-working", "--eta")
        ),
        *(
            ["update", "2026-01-23-login", "--message", "x", option, NO_TEXT]
            for option in ("--next-update", "--progress", "--ended", "--start", "--was", "--id", "--clear", "--status")
        ),
        ["update", "2026-01-23-login", "--message", "x", "--scope", f"users={NO_TEXT}"],
        ["update", "2026-01-23-login", "--message", "x", "--compensation", "all", NO_TEXT],
    ],
)
def test_bytes_that_are_no_text_are_wrong_usage(
    root: Path, at: Callable[[str], None], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """In whatever option or argument they stand."""
    at("2026-01-23T06:50:00+00:00")
    before = tree(root)

    assert run([*arguments, "--site", str(root)]) == 2

    assert "udcb5" in capsys.readouterr().err
    assert tree(root) == before


def test_bytes_that_are_no_text_from_standard_input_are_wrong_usage(
    root: Path, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the machine reads them."""
    at("2026-01-23T06:50:00+00:00")
    for errors in ("strict", "surrogateescape"):
        stream = io.TextIOWrapper(io.BytesIO(b"\xb5\xc7"), encoding="utf-8", errors=errors)
        monkeypatch.setattr("sys.stdin", stream)

        assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "-"]) == 2


@rows(
    "options",
    [
        ["--clear", "eta", "--eta", "+5m"],
        ["--clear", "Next Update", "--next-update", "+5m"],
        ["--clear", "components", "--component", "login=operational"],
        ["--clear", "not-working", "--not-working", "Signing in"],
        ["--component", "login=partial_outage", "--component", "login=operational"],
        ["--scope", "users=some", "--scope", "users =all"],
    ],
)
def test_options_that_cancel_each_other_are_wrong_usage(
    root: Path, at: Callable[[str], None], options: list[str]
) -> None:
    """Which of them is meant, only their author knows."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "x", *options]) == 2

    assert (root / PATH).read_text() == INCIDENT


def test_new_refuses_a_component_that_is_given_twice(root: Path) -> None:
    """Also where a file begins."""
    twice = ["--component", "login=partial_outage", "--component", "login=operational"]

    assert run(["new", "incident", "x", "--site", str(root), *twice]) == 2


@pytest.mark.parametrize("options", [[], ["--status", "resolved"], ["--title", "It works"]])
def test_update_without_words_and_fields_is_wrong_usage(
    root: Path, at: Callable[[str], None], options: list[str]
) -> None:
    """A variable that is empty by mistake publishes nothing."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", " ", *options]) == 2

    assert (root / PATH).read_text() == INCIDENT


@pytest.mark.parametrize("options", [["--next-update", "+15m"], ["--clear", "workaround"]])
def test_update_that_states_a_field_needs_no_words(root: Path, at: Callable[[str], None], options: list[str]) -> None:
    """A new promise, or one taken back, says enough."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["update", "2026-01-23-login", "--site", str(root), "--message", "", *options]) == 0


WINDOW = ["new", "maintenance", "Upgrade", "--start", "2026-02-01 02:00", "--end", "2026-02-01 04:00"]
UPDATE = ["update", "2026-01-23-login", "--message", "x"]


@rows(
    ("arguments", "told"),
    [
        (
            ["new", "incident", "Checkout", "is", "slow"],
            "a title in quotes, 'Checkout is slow', found 3 words without.",
        ),
        (
            ["new", "incident", "It is slow", "--message", "We", "know"],
            "expected one TITLE, found also 'know'. Put text",
        ),
        ([*UPDATE, "y"], "expected one SLUG, found also 'y'. Put text with spaces in quotes,"),
        (
            ["new", "maintenance", "--start", "2026-02-01", "02:00", "--end", "2026-02-01", "04:00", "Upgrade"],
            "--start: expected a time in quotes, --start '2026-02-01 02:00', found none around it",
        ),
        ([*UPDATE, "--at", "2026-01-23", "14:45"], "--at: expected a time in quotes, --at '2026-01-23 14:45'"),
        (
            ["new", "incident", "Slow", "--component", "oders"],
            "--component: expected ID=STATUS, found 'oders'. The statuses are operational, degraded_performance, "
            "partial_outage or major_outage. Did you mean 'orders'?\n",
        ),
        ([*UPDATE, "--component", "login:operational"], "expected ID=STATUS, found 'login:operational'. The statuses"),
        (
            [*WINDOW, "--component", "login,orders"],
            "expected one component, found 'login,orders'. Repeat it: --component login --component orders\n",
        ),
        (
            [*UPDATE, "--component", "login=operational, orders=operational"],
            "Repeat it: --component login=operational --component orders=operational\n",
        ),
        ([*UPDATE, "--status", "canceled"], "'completed', 'cancelled'. Did you mean 'cancelled'?"),
        ([*UPDATE, "--status", "fixed"], "It is 'monitoring' while the fix is being watched, and 'resolved' once"),
        ([*UPDATE, "--status", "reopened"], "What has come back, or was not over, is 'investigating' again."),
        ([*UPDATE, "--status", "solved"], "Did you mean 'resolved'?"),
        ([*UPDATE, "--status", "identifed"], "Did you mean 'identified'?"),
        (["edge", "nginx", "--retry-after", "10m"], "expected seconds from 1 to 86400, for example 600, found '10m'"),
        (["incident", "Slow"], "No such command 'incident'. Did you mean 'sitegen new incident'?"),
        (["edge", "update"], "No such command 'update'. Did you mean 'sitegen update'?"),
        (["buidl"], "No such command 'buidl'. Did you mean 'build'?"),
        (["new", "incidnet"], "No such command 'incidnet'. Did you mean 'incident'?"),
    ],
)
def test_wrong_usage_says_what_is_right(
    root: Path,
    at: Callable[[str], None],
    arguments: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nobody reads help at three in the morning."""
    at("2026-01-23T06:50:00+00:00")
    monkeypatch.chdir(root)
    before = tree(root)

    assert run(arguments) == 2

    assert told in capsys.readouterr().err
    assert tree(root) == before


@pytest.mark.parametrize("words", ["null", "~", "NULL"])
def test_words_that_yaml_takes_for_nothing_come_back(root: Path, at: Callable[[str], None], words: str) -> None:
    """They are written in quotes."""
    at("2026-01-23T06:50:00+00:00")

    assert run(["new", "incident", words, "--site", str(root), "--slug", "x"]) == 0
    assert run(["update", "x", "--site", str(root), "--message", "x", "--workaround", words]) == 0

    written = (root / "content/incidents/x.md").read_text()
    assert f'title: "{words}"\n' in written
    assert f'- workaround: "{words}"\n' in written


# --- distances


DISTANCES = {
    timedelta(seconds=29): "just now",
    timedelta(seconds=30): "1 minute ago",
    timedelta(minutes=1, seconds=30): "2 minutes ago",
    timedelta(minutes=119, seconds=29): "119 minutes ago",
    timedelta(hours=2): "2 hours ago",
    timedelta(hours=2, minutes=29): "2 hours ago",
    timedelta(hours=2, minutes=55): "3 hours ago",
    timedelta(hours=47, minutes=59): "48 hours ago",
    timedelta(hours=48): "2 days ago",
    timedelta(hours=62, minutes=40): "2 days ago",
    timedelta(hours=62, minutes=41): "3 days ago",
    -timedelta(seconds=20): "in 1 minute",
    -timedelta(minutes=14, seconds=31): "in 15 minutes",
    -timedelta(hours=8, minutes=54): "in 9 hours",
    -timedelta(hours=57, minutes=20): "in 3 days",
    -timedelta(days=1234): "in 1,234 days",
}
"""How far a moment lies behind, and what is said of it at 14:40."""


def test_a_distance_is_rounded_and_days_are_those_of_the_calendar() -> None:
    """Minutes up to two hours, hours up to two days, then the days that people count."""
    now = datetime.fromisoformat(NOW)

    told = {far: distance(now - far, now, read_zone("Asia/Shanghai")) for far in DISTANCES}

    assert told == DISTANCES


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_a_distance_is_what_the_page_says() -> None:
    """In its words: whoever is on call reads both."""
    page = "".join((THEME / name).read_text() for name in ("states.js", "times.js"))
    wanted = ("const now.*?(?=//)", "const day.*?(?=function)", "function ago.*?(?=function)")
    parts = [re.search(part, page, re.DOTALL) for part in wanted]
    now = datetime.fromisoformat(NOW).timestamp() * 1000
    moments = [now - far / timedelta(milliseconds=1) for far in DISTANCES]
    script = (
        "const page = {dataset: {}}, lang = 'en', built = '', skew = 0, just = 'just now', zone = 'Asia/Shanghai';"
        f"Date.now = () => {now};"
        "Date.parse = ((parse) => (moment) => typeof moment == 'number' ? moment : parse(moment))(Date.parse);"
        f"{''.join(part[0] for part in parts if part)}console.log(JSON.stringify({json.dumps(moments)}.map(ago)))"
    )

    said = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True).stdout

    assert json.loads(said) == list(DISTANCES.values())


# --- the program itself


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--help"], 0, "A static status site from Markdown in git."),
        (["check"], 1, "site.yml"),
        (["build", "--nonsense"], 2, "--nonsense"),
    ],
)
def test_the_program_says_all_and_ends_with_its_code(
    arguments: list[str], code: int, said: str, tmp_path: Path
) -> None:
    """Nothing that was to be printed is lost, and nothing is printed beside it."""
    program = [sys.executable, "-m", "sitegen", *arguments]
    ended = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.returncode == code
    assert said in ended.stdout + ended.stderr
    assert (ended.stdout + ended.stderr).endswith("\n")


# --- serve


def test_serve_says_a_problem_once_for_each_change(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not again whenever the clock builds the site; and that the last good site is shown, only where there is one."""
    preview = Preview(root, tmp_path / "out", datetime.fromisoformat(NOW))
    (root / PATH).write_text("No front matter.\n")
    fault = f"{PATH}:1: expected '---' as the first line"

    preview.rebuild()
    told = capsys.readouterr().err
    assert fault in told
    assert "There is no good site to show yet." in told
    preview.rebuild(is_timed=True)
    assert capsys.readouterr().err == ""
    preview.rebuild()
    assert fault in capsys.readouterr().err

    (root / PATH).write_text(INCIDENT)
    preview.rebuild()
    assert capsys.readouterr().err == "That is mended: the site is shown as of 2026-01-23 14:40 +08:00.\n"
    preview.rebuild()
    assert capsys.readouterr().err == ""
    (root / PATH).write_text("No front matter.\n")
    preview.rebuild(is_timed=True)
    assert "The last good site is shown." in capsys.readouterr().err


@pytest.fixture
def served(root: Path) -> Iterator[tuple[int, Path]]:
    """The port on which it is served, and its folder."""
    with serving(root, NOW) as port:
        yield port, root


def fetch(port: int, path: str) -> tuple[int, str, str]:
    """Status, body and Location."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        with connection.getresponse() as response:
            return response.status, response.read().decode(), response.getheader("Location", "")


def wait_for(port: int, path: str, words: str, file: Path) -> str:
    """The page, once it holds *words*; *file* is touched until then, for the watcher may not have begun."""
    deadline = time.monotonic() + 20
    while words not in (page := fetch(port, path)[1]):
        assert time.monotonic() < deadline, f"no {words!r} in the page"
        file.touch()
    return page


def test_serve_mounts_the_site_below_its_path(served: tuple[int, Path]) -> None:
    """Links work as they will on the real host, and nothing outside is served."""
    port, _ = served

    assert fetch(port, "/")[::2] == (302, "/status/")
    assert fetch(port, "/status/history")[::2] == (302, "/status/history/")
    status, page, _ = fetch(port, "/status/")
    assert status == 200
    assert "Sign-in is failing" in page
    assert fetch(port, "/status/nothing/")[0] == 404
    assert fetch(port, "/status/..%2f..%2fsite.yml")[0] == 404


def test_serve_as_of_a_moment_stops_the_clock_of_its_pages(served: tuple[int, Path]) -> None:
    """Of the pages of the site and the 503 page, and of nothing that is no page."""
    port, _ = served
    stands = f'<html data-now="{iso(datetime.fromisoformat(NOW))}" '

    assert stands in fetch(port, "/status/")[1]
    assert stands in fetch(port, "/status/503.html")[1]
    assert stands in fetch(port, "/status/nothing/")[1]
    assert "data-now" not in fetch(port, "/status/status.json")[1]


def test_a_build_as_of_a_moment_lets_the_clock_of_its_pages_go(root: Path, tmp_path: Path) -> None:
    """What is published shows its age, whatever moment it was made for."""
    assert run(["build", "--site", str(root), "--output", str(tmp_path / "out"), "--now", NOW]) == 0

    pages = list((tmp_path / "out").rglob("*.html"))
    assert pages
    assert [path for path in pages if "data-now" in re.sub("<script>.*?</script>", "", path.read_text())] == []


def test_serve_rebuilds_on_change_and_shows_problems_in_the_page(served: tuple[int, Path]) -> None:
    """A change is there without a command; a mistake is shown above the last good page."""
    port, root = served
    (root / PATH).write_text(INCIDENT.replace("looking into it", "looking into it <hard>"))
    page = wait_for(port, "/status/", "looking into it &lt;hard&gt;", root / PATH)
    assert "EventSource" in page
    (root / PATH).write_text(INCIDENT.replace("investigating", "investigatin"))

    page = wait_for(port, "/status/", 'role="alert"', root / PATH)

    assert f"{PATH}:6: status: expected investigating," in page
    assert "looking into it &lt;hard&gt;" in page
