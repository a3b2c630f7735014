"""Several writers of one file at once, and disks that refuse: what is said to be written is in the file."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from support.children import eventually, gate, start
from support.mounts import MS_BIND, MS_REMOUNT, mount, with_mounts
from support.sites import Folder

from sitegen import build
from sitegen.authoring import files, write
from sitegen.authoring.files import create_file
from sitegen.build import Checked
from sitegen.cli import run
from sitegen.starter.plan import write_new

MS_RDONLY = 1
SLUG = "2026-01-23-login-outage"
PATH = f"content/incidents/{SLUG}.md"
INCIDENT = """\
---
title: Sign-in is failing
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

We are looking into it.
"""
NOW = ("--now", "2026-01-23T15:00:00+08:00")
UPDATE = ("update", SLUG, "--message", "We know why.", *NOW)
WRITERS = 10
needs_swapping = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere two files cannot change places")


@pytest.fixture
def story(site: Folder) -> Folder:
    """A site with one incident, which is active."""
    site.write(PATH, INCIDENT)
    return site


def at_once(site: Folder, commands: Sequence[Sequence[str]]) -> list[int]:
    """Run all commands at the same time, each in a process of its own; the exit codes."""
    with gate() as barrier:

        def command(words: Sequence[str]) -> int:
            barrier.pass_through()
            return run([*words, "--site", str(site.root)])

        children = [start(lambda words=words: command(words)) for words in commands]
        for _ in children:
            barrier.arrived()
        barrier.open()
        return [child.result() for child in children]


def text_of(site: Folder, path: str = PATH) -> str:
    """A file as it is now."""
    return (site.root / path).read_text()


def content_of(site: Folder) -> dict[str, str]:
    """Every file of the content, hidden ones too."""
    files = [path for path in (site.root / "content").rglob("*") if path.is_file()]
    return {path.relative_to(site.root).as_posix(): path.read_text() for path in files}


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Let *act* happen each time that a change has been checked and is not yet written."""

    def checked(*given: Any) -> Checked:
        found = build.check(*given)
        act()
        return found

    monkeypatch.setattr(write, "check", checked)


# --- several at once


def test_every_update_that_is_said_to_be_added_is_in_the_file(story: Folder) -> None:
    """Ten colleagues in one minute: ten updates."""
    words = [f"Words of writer {number}." for number in range(WRITERS)]

    codes = at_once(story, [["update", SLUG, "--message", one, *NOW] for one in words])

    assert codes == [0] * WRITERS
    assert [text_of(story).count(one) for one in words] == [1] * WRITERS
    assert list(content_of(story)) == [PATH]


def test_of_several_that_resolve_it_one_does(story: Folder) -> None:
    """For the others it is over already, which they are told."""
    codes = at_once(story, [["resolve", SLUG, "--message", "It is over.", *NOW]] * 4)

    assert sorted(codes) == [0, 1, 1, 1]
    assert text_of(story).count("resolved") == 1


def test_of_several_new_files_with_one_name_one_is_written(site: Folder) -> None:
    """The others are told that there is one, and how to say more about it."""
    words = [f"Words of writer {number}." for number in range(WRITERS)]
    command = ["new", "incident", "Sign-in is failing", "--component", "login=major_outage", *NOW]

    codes = at_once(site, [[*command, "--message", one] for one in words])

    assert sorted(codes) == [0, *[2] * (WRITERS - 1)]
    [text] = content_of(site).values()
    assert words[codes.index(0)] in text


def test_several_new_files_without_latin_letters_get_a_name_each(site: Folder) -> None:
    """The names are counted, and no number is given twice."""
    command = ["new", "incident", "登录失败", "--component", "login=major_outage", *NOW]
    words = [f"Words of writer {number}." for number in range(4)]

    assert at_once(site, [[*command, "--message", one] for one in words]) == [0] * 4
    assert all(any(one in text for text in content_of(site).values()) for one in words)


def test_corrections_at_once_are_made_one_upon_the_other(story: Folder) -> None:
    """None of them takes back another."""
    corrections = [("--title", "Signing in fails"), ("--message", "We look into it."), ("--started", "14:30")]

    codes = at_once(
        story, [["amend", SLUG, *one, *NOW] for one in (*corrections, ("--component", "orders=partial_outage"))]
    )

    assert codes == [0] * 4
    text = text_of(story)
    assert all(one in text for one in ("Signing in fails", "We look into it.", "14:30", "orders"))


RECORD = {"page": {"id": "kctbh9vrtdwd", "name": "Example", "url": "https://status.example.com"}, "incidents": []}


@pytest.mark.parametrize("command", [[*UPDATE, "--site"], ["import", "statuspage", "record.json", "--into"]])
def test_whoever_waits_says_so(
    story: Folder, command: Sequence[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Else it would look as if it hung."""
    monkeypatch.chdir(story.root)
    story.write("record.json", json.dumps(RECORD))
    holder = os.open(story.root, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    waiting = start(lambda: run([*command, str(story.root)]))

    said = ""

    def has_said() -> bool:
        nonlocal said
        said += capfd.readouterr().err
        return "Waiting for another sitegen" in said

    assert eventually(has_said)
    assert text_of(story) == INCIDENT
    fcntl.flock(holder, fcntl.LOCK_UN)
    os.close(holder)
    assert waiting.result() == 0
    assert (text_of(story) == INCIDENT) == (command[0] == "import")


def test_the_lock_of_a_process_that_was_killed_is_free(story: Folder) -> None:
    """It leaves nothing that somebody would have to remove."""
    with gate() as barrier:

        def hold() -> None:
            with write_lock(story):
                barrier.pass_through()

        child = start(hold)
        barrier.arrived()
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL

    assert run([*UPDATE, "--site", str(story.root)]) == 0


def write_lock(site: Folder) -> Any:
    """The lock, as the commands take it."""
    from sitegen.cli.writing import locked

    return locked(site.root)


def test_the_draft_of_a_process_that_was_killed_is_in_nobodys_way(story: Folder) -> None:
    """Not even one that leads elsewhere."""
    other = story.write("other.md", "Mine.")
    (story.root / f"content/incidents/.{SLUG}.md.new").symlink_to(other)

    assert run([*UPDATE, "--site", str(story.root)]) == 0
    assert other.read_text() == "Mine."
    assert list(content_of(story)) == [PATH]


# --- beside an editor


def saved_in_place(file: Path, text: str) -> None:
    """As vim and GitHub's codespaces do by default."""
    file.write_text(text)


def saved_by_renaming(file: Path, text: str) -> None:
    """As most editors do."""
    other = file.with_suffix(".tmp")
    other.write_text(text)
    other.replace(file)


saving = pytest.mark.parametrize("save", [saved_in_place, saved_by_renaming])


@saving
def test_an_update_is_added_to_what_an_editor_saves_while_it_is_checked(
    story: Folder, save: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are in the file."""
    edited = INCIDENT.replace("We are looking", "All of us are looking")
    meanwhile(monkeypatch, lambda: save(story.root / PATH, edited) if "All of us" not in text_of(story) else None)

    assert run([*UPDATE, "--site", str(story.root)]) == 0
    assert text_of(story).startswith(edited)
    assert "We know why." in text_of(story)


@saving
def test_what_an_editor_saves_again_and_again_stays(
    story: Folder,
    save: Callable[[Path, str], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """After a few attempts the update is refused, and says that nothing was written."""
    meanwhile(monkeypatch, lambda: save(story.root / PATH, text_of(story).replace("looking", "looking hard")))

    assert run([*UPDATE, "--site", str(story.root)]) == 1
    assert "We know why." not in text_of(story)
    assert "looking hard hard hard into" in text_of(story)
    assert capsys.readouterr() == (
        "",
        f"sitegen: {PATH} was changed, by somebody else or an editor, while this was at work. Nothing was written. "
        "Run the command again.\n",
    )


@pytest.mark.parametrize(
    "command", [("--message", "Other words."), ("--rename", "2026-01-23-sign-in"), ("--withdraw", "False alarm.")]
)
def test_a_correction_does_not_replace_what_an_editor_saves_while_it_is_checked(
    story: Folder, command: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is refused: what it corrects may be gone."""
    edited = INCIDENT.replace("We are looking", "All of us are looking")
    meanwhile(monkeypatch, lambda: saved_by_renaming(story.root / PATH, edited))

    assert run(["amend", SLUG, *command, *NOW, "--site", str(story.root)]) == 1
    assert content_of(story) == {PATH: edited}
    assert "Nothing was written. Run the command again." in capsys.readouterr().err


def test_a_file_that_comes_while_a_new_one_is_checked_stays(
    site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A checkout or a colleague was faster."""
    path = "content/incidents/2026-01-23-x.md"
    meanwhile(monkeypatch, lambda: site.write(path, INCIDENT) and None)
    command = ["new", "incident", "X", "--slug", "2026-01-23-x", "--component", "login=major_outage", *NOW]

    assert run([*command, "--site", str(site.root)]) == 1
    assert content_of(site) == {path: INCIDENT}
    assert f"{path} is there now" in capsys.readouterr().err


def test_words_of_the_editor_come_back_where_they_were_not_written(
    story: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody types them twice."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.edit", lambda *given, **more: "Long thought over.")
    meanwhile(monkeypatch, lambda: saved_in_place(story.root / PATH, f"{text_of(story)}\nMore.\n"))

    assert run(["update", SLUG, *NOW, "--site", str(story.root)]) == 1
    assert "Your text, to use again:\n\nLong thought over." in capsys.readouterr().err


# --- an editor that saves in the very instant


EDITED = INCIDENT.replace("We are looking", "All of us are looking")


def saved_as_vim_does(file: Path, text: str) -> None:
    """The old file becomes a backup first, so that for an instant there is none."""
    backup = file.with_name(f"{file.name}~")
    file.rename(backup)
    file.write_text(text)
    backup.unlink()


def saved_with_its_old_time(file: Path, text: str) -> None:
    """As programs do that copy files between machines: nothing but the bytes tells."""
    before = file.stat()
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def at_the_swap(monkeypatch: pytest.MonkeyPatch, acts: Sequence[Callable[[], None]]) -> None:
    """Let each of *acts* happen just before two files change places, one each time: nobody looks after that."""
    waiting = list(acts)
    swap = files._swap

    def late(one: Path, other: Path) -> bool:
        if waiting:
            waiting.pop(0)()
        return swap(one, other)

    monkeypatch.setattr(files, "_swap", late)


@needs_swapping
@pytest.mark.parametrize("save", [saved_in_place, saved_by_renaming, saved_as_vim_does, saved_with_its_old_time])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_an_editor_saves_in_the_very_instant_is_not_lost(
    story: Folder, save: Callable[[Path, str], None], times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the last look and before the rename; and again while it is put back: the newest stays."""
    texts = [EDITED.replace("looking", f"looking {number}") for number in range(times)]
    at_the_swap(monkeypatch, [lambda text=text: save(story.root / PATH, text) for text in texts])

    assert run([*UPDATE, "--site", str(story.root)]) == 0
    assert text_of(story).startswith(texts[-1])
    assert text_of(story).count("We know why.") == 1
    assert list(content_of(story)) == [PATH]


@needs_swapping
def test_what_an_editor_still_writes_is_not_lost(
    story: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has the file open, and writes when all has been looked at."""
    with (story.root / PATH).open("a") as opened:
        assert run([*UPDATE, "--site", str(story.root)]) == 1
        opened.write("\nMore.\n")

    assert content_of(story) == {PATH: f"{INCIDENT}\nMore.\n"}
    assert "Nothing was written. Run the command again." in capsys.readouterr().err
    assert run([*UPDATE, "--site", str(story.root)]) == 0
    assert "More." in text_of(story)


def test_a_file_that_goes_in_the_very_instant_is_not_made_anew(story: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor is about to write it: whoever made one would replace that."""
    at_the_swap(monkeypatch, [lambda: (story.root / PATH).rename(story.root / "moved.md") and None])

    assert run([*UPDATE, "--site", str(story.root)]) == 1
    assert content_of(story) == {}


def test_a_file_is_replaced_where_two_cannot_change_places(story: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on most file systems of a network."""
    monkeypatch.setattr(files, "_swap", lambda one, other: False)

    assert run([*UPDATE, "--site", str(story.root)]) == 0
    assert list(content_of(story)) == [PATH]
    assert "We know why." in text_of(story)


# --- interrupted


def test_an_interrupt_before_it_is_written_writes_nothing(
    story: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says so."""
    meanwhile(monkeypatch, lambda: signal.raise_signal(signal.SIGINT))

    assert run([*UPDATE, "--site", str(story.root)]) == 130
    assert content_of(story) == {PATH: INCIDENT}
    assert capsys.readouterr().err == "\nInterrupted. Nothing was written.\n"


def test_an_interrupt_after_it_is_written_does_not_deny_it(
    story: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C comes too late, and does nothing; for what runs next it is as it was."""
    handler = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("sitegen.cli.writing.likely_slips", lambda *given: signal.raise_signal(signal.SIGINT) or [])

    assert run([*UPDATE, "--site", str(story.root)]) == 0
    assert "added." in capsys.readouterr().out
    assert "We know why." in text_of(story)
    assert signal.getsignal(signal.SIGINT) is handler


def test_an_interrupt_while_a_draft_is_written_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an import, which Ctrl-C stops between two files."""

    def interrupted(*given: object) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "a.md"
    file.write_text("One.")
    monkeypatch.setattr("os.fchmod", interrupted)

    with pytest.raises(KeyboardInterrupt):
        create_file(file, "Two.")
    assert list(tmp_path.iterdir()) == [file]


# --- disks that refuse


def refused(story: Folder, capfd: pytest.CaptureFixture[str]) -> str:
    """What an update is told that cannot be written; nothing was."""
    assert run([*UPDATE, "--site", str(story.root)]) == 1
    assert content_of(story) == {PATH: INCIDENT}
    out, said = capfd.readouterr()
    assert out == ""
    return said


def test_a_full_disk_is_told(story: Folder, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The file is as it was, and nothing is left beside it."""

    def on_a_full_disk() -> str:
        mount("tmpfs", story.root, "size=64k")
        Folder(story.root).write("site.yml", (tmp_path / "site.yml").read_text())
        story.write(PATH, INCIDENT)
        with (story.root / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(b"x" * 4096)
        return refused(story, capfd)

    (tmp_path / "site.yml").write_text(text_of(story, "site.yml"))

    assert with_mounts(on_a_full_disk) == (
        f"sitegen: {PATH} cannot be written, since the disk is full: No space left on device. Nothing was written. "
        "Run the command again.\n"
    )


def test_a_read_only_folder_is_told(story: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    """As it is in a container that mounts the repository to read."""

    def read_only() -> str:
        mount("", story.root, flags=MS_BIND, source=str(story.root))
        mount("", story.root, flags=MS_BIND | MS_REMOUNT | MS_RDONLY)
        return refused(story, capfd)

    assert with_mounts(read_only) == (
        f"sitegen: {PATH} cannot be written, since its folder cannot: Read-only file system. Nothing was written. "
        "Run the command again.\n"
    )


@pytest.mark.parametrize(
    ("link", "command"),
    [
        (PATH, UPDATE),
        ("content/incidents", ("new", "notice", "Closed", "--message", "We are closed.", *NOW)),
        ("content", ("new", "notice", "Closed", "--message", "We are closed.", *NOW)),
    ],
)
def test_a_symbolic_link_is_told(
    story: Folder, link: str, command: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Else it would become a file, or the change would not be in what git publishes."""
    place, elsewhere = story.root / link, story.root / "elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    before = sorted(path for path in story.root.rglob("*"))

    assert run([*command, "--site", str(story.root)]) == 1
    assert sorted(path for path in story.root.rglob("*")) == before
    assert text_of(story) == INCIDENT
    assert f"sitegen: {link} is a symbolic link to {elsewhere}. Nothing was written." in capsys.readouterr().err


def test_a_file_system_without_locks_is_told(
    story: Folder, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without one nobody could say that what is written stays."""

    def lockless(descriptor: int, kind: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", lockless)

    assert refused(story, capfd) == (
        f"sitegen: {story.root} cannot be locked against another writer: No locks available. Nothing was written. "
        "Use a copy of the repository on a local disk, or edit the file by hand.\n"
    )


def test_where_there_are_no_hard_links_a_new_file_still_replaces_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a stick in FAT."""

    def linkless(*given: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr("os.link", linkless)
    create_file(tmp_path / "a.md", "One.")

    with pytest.raises(FileExistsError):
        create_file(tmp_path / "a.md", "Two.")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.md", "One.")]


def test_a_correction_of_several_files_is_all_or_nothing(
    story: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A translation that cannot be written keeps its original from moving."""
    translation = story.write(
        PATH.replace(".md", ".zh-CN.md"), INCIDENT.replace("components: {login: major_outage}\n", "")
    )
    draft = translation.with_name(f".{translation.name}.new")
    draft.mkdir()  # No draft can be written there.

    assert run(["amend", SLUG, "--at", "14:33", *NOW, "--site", str(story.root)]) == 1
    assert text_of(story) == INCIDENT
    assert "Nothing was written." in capsys.readouterr().err


@needs_swapping
@pytest.mark.parametrize("command", [("--at", "14:33"), ("--rename", "2026-01-23-sign-in")])
@pytest.mark.parametrize("place", range(4))
def test_a_correction_of_which_a_part_fails_is_taken_back(
    story: Folder,
    command: tuple[str, str],
    place: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whichever of its files it is that cannot be put in its place."""
    story.write(PATH.replace(".md", ".zh-CN.md"), INCIDENT.replace("components: {login: major_outage}\n", ""))
    before = content_of(story)
    made = 0
    make = files._Change.make

    def broken(change: files._Change) -> None:
        nonlocal made
        made += 1
        if made == place + 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        make(change)

    monkeypatch.setattr(files._Change, "make", broken)
    code = run(["amend", SLUG, *command, *NOW, "--site", str(story.root)])

    assert code == (1 if made == place + 1 else 0)
    assert code == 0 or content_of(story) == before
    assert code == 0 or "Input/output error. Nothing was written." in capsys.readouterr().err


def test_a_new_site_is_written_whole_whoever_interrupts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between two files would leave a folder that is no site, and in which none can be made."""

    def interrupted(folder: Path, files: Mapping[str, str]) -> None:
        signal.raise_signal(signal.SIGINT)
        write_new(folder, files)

    monkeypatch.setattr("sitegen.cli.init.write_new", interrupted)
    words = ["--name", "Example", "--url", "https://status.example.com", "--component", "Website", "--lang", "en"]

    assert run(["init", str(tmp_path / "status"), *words, *NOW]) == 0
    assert (tmp_path / "status/site.yml").exists()
