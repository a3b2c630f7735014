"""Files → disk, with real files and real processes: killed, out of space, two at a time, edited by hand."""

from __future__ import annotations

import errno
import json
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.children import Gate, eventually, gate, has_ended, start, waits_for_a_lock
from support.mounts import MS_BIND, MS_REMOUNT, bind, mount, with_mounts
from support.tables import rows

from sitegen.model import File
from sitegen.publish import workers
from sitegen.publish.fingerprint import Keys
from sitegen.publish.problem import SITE_MIXED, SITE_UNTOUCHED, PublishProblem
from sitegen.publish.publication import PublishReport, publish
from sitegen.publish.workers import MIN_ITEMS, WorkerFailed

Contents = Mapping[str, bytes]
MADE: list[str] = []
"""The paths that were rendered in this process."""


@pytest.fixture(autouse=True)
def processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two, also on a machine that has one; and nothing made yet."""
    monkeypatch.setattr(workers, "_processors", lambda: 2)
    MADE.clear()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Where the site goes; not there yet."""
    return tmp_path / "site" / "dist"


@pytest.fixture
def quick(output: Path) -> Iterator[Path]:
    """The same in memory, for what needs a great many steps."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield output
        return
    with tempfile.TemporaryDirectory(dir=memory, prefix="sitegen-") as folder:
        yield Path(folder) / "site/dist"


def make(path: str, data: bytes) -> bytes:
    """A file's bytes."""
    MADE.append(path)
    return data


def files(contents: Contents) -> list[File]:
    """Files with these contents."""
    return [File(path, make, (path, data)) for path, data in contents.items()]


def put(contents: Contents, output: Path) -> PublishReport:
    """Publish these contents."""
    return publish(files(contents), output)


def page(name: str, size: int = 3000) -> bytes:
    """So many bytes, on every line of which stands what they are of."""
    line = f"{name}\n".encode()
    return (line * (size // len(line) + 1))[:size]


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file below a folder with its bytes, and every folder with None."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in folder.rglob("*")
        if path.relative_to(folder).parts[0] != ".sitegen"
    }


def clean(contents: Contents) -> dict[str, bytes | None]:
    """What a build into an empty folder gives: the files, and the folders around them."""
    folders = {str(folder): None for path in contents for folder in Path(path).parents if str(folder) != "."}
    return {**folders, **contents}


def states(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every file below a folder: at least one of them changes when it is written."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def workshop(output: Path) -> Path:
    """Where its builds work."""
    return output.parent / f".{output.name}.sitegen"


OLD = {
    "index.html": page("old index", 40_000),
    "style.css": page("style"),
    "incidents/one/index.html": page("one"),
    "incidents/two/index.html": page("two"),
    "incidents/two/postmortem/index.html": page("postmortem"),
    "history/index.html": page("old history"),
    "becomes-a-folder": page("a file"),
    "becomes-a-file/deep/page.html": page("deep"),
}
NEW = {
    "index.html": page("new index", 50_000),
    "style.css": page("style"),
    "incidents/one/index.html": page("one, changed"),
    "incidents/three/index.html": page("three"),
    "history/index.html": page("new history"),
    "history/2026-01/index.html": page("January"),
    "becomes-a-folder/page.html": page("in a folder"),
    "becomes-a-file": page("now a file"),
}


# --- what is written, and what is left alone


def test_the_output_holds_exactly_the_files(output: Path) -> None:
    """In a folder that was not there, with every folder around it."""
    report = put(OLD, output)

    assert tree(output) == clean(OLD)
    assert set(report.written) == set(OLD)
    assert (report.removed, report.unchanged, report.output) == ((), 0, output.resolve())


def test_many_files_are_made_in_several_processes(output: Path) -> None:
    """And are the same as made in one."""
    many = {f"{number % 7}/{number}.html": page(str(number)) for number in range(MIN_ITEMS * 2)}

    put(many, output)

    assert tree(output) == clean(many)
    assert MADE == []  # Not here.


def test_nothing_is_made_or_touched_when_nothing_changed(output: Path) -> None:
    """Equal inputs mean equal bytes: a file whose inputs are as they were is not even rendered."""
    put(OLD, output)
    before = states(output.parent)
    MADE.clear()

    report = put(OLD, output)

    assert MADE == []
    assert states(output.parent) == before  # The record is not written again either.
    assert (report.written, report.removed, report.unchanged) == ((), (), len(OLD))


@pytest.mark.parametrize("count", [8, MIN_ITEMS * 2])
def test_one_changed_input_rewrites_one_file(count: int, output: Path) -> None:
    """The others keep bytes, inode and time."""
    before = {f"{number}.html": page(str(number)) for number in range(count)}
    put(before, output)
    written = states(output)
    MADE.clear()

    report = put({**before, "7.html": page("changed")}, output)

    after = states(output)
    assert {name for name in after if after[name] != written[name]} == {"7.html"}
    assert report.written == ("7.html",)
    assert len(MADE) == 1


def same(inputs: str) -> bytes:
    """Bytes that do not tell from which inputs they were made."""
    MADE.append(inputs)
    return b"the same"


def other(inputs: str) -> bytes:
    """Other bytes from the same inputs."""
    return b"something else"


def test_other_inputs_that_give_the_same_bytes_leave_the_file_alone(output: Path) -> None:
    """It is made once to see that, and not again next time."""
    publish([File("a.html", same, ("first",))], output)
    before = states(output)

    for _ in range(2):
        report = publish([File("a.html", same, ("second",))], output)

        assert states(output) == before
        assert report.written == ()
    assert MADE == ["first", "second"]


def test_another_function_with_equal_inputs_makes_the_file_anew(output: Path) -> None:
    """A page that is now made by something else is another page."""
    publish([File("a.html", same, ("x",))], output)

    publish([File("a.html", other, ("x",))], output)

    assert (output / "a.html").read_bytes() == b"something else"


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(page("two")[:-1]),
        lambda file: file.write_bytes(page("TWO")),
        lambda file: file.unlink(),
        lambda file: (file.unlink(), file.symlink_to("/etc/hostname")),
        lambda file: (file.unlink(), os.mkfifo(file)),
        lambda file: shutil.rmtree(file.parent),
    ],
    ids=["emptied", "truncated", "edited", "deleted", "a link", "a pipe", "folder deleted"],
)
def test_what_was_changed_by_hand_is_healed(harm: Callable[[Path], object], output: Path) -> None:
    """Our pages are ours: the next build makes them right, and touches nothing else."""
    put(OLD, output)
    before = states(output)
    harm(output / "incidents/two/index.html")

    put(OLD, output)

    assert tree(output) == clean(OLD)
    after = states(output)
    harmed = {"incidents/two/index.html", "incidents/two/postmortem/index.html"}
    assert all(after[name] == before[name] for name in OLD.keys() - harmed)


def test_a_page_that_nobody_may_read_is_healed(output: Path) -> None:
    """`chmod 0` and a touch: what cannot be compared is written again."""
    put(OLD, output)
    file = output / "style.css"
    os.utime(file, ns=(1, 1))
    file.chmod(0)

    put(OLD, output)

    assert file.read_bytes() == OLD["style.css"]


def test_pages_that_are_no_longer_wanted_go_with_their_folders(output: Path) -> None:
    """Of a withdrawn incident nothing is left, not even an empty folder."""
    put(OLD, output)

    report = put({"index.html": OLD["index.html"], "incidents/one/index.html": page("one")}, output)

    assert tree(output).keys() == {"index.html", "incidents", "incidents/one", "incidents/one/index.html"}
    assert set(report.removed) == OLD.keys() - {"index.html", "incidents/one/index.html"}


def test_a_file_becomes_a_folder_and_a_folder_a_file(output: Path) -> None:
    """Both ways at once, and back again."""
    for contents in (OLD, NEW, OLD):
        put(contents, output)

        assert tree(output) == clean(contents)


def test_folders_that_a_hand_has_emptied_go_too(output: Path) -> None:
    """A page deleted by hand and not wanted any more leaves no folder behind."""
    put(OLD, output)
    (output / "incidents/two/postmortem/index.html").unlink()

    put({"index.html": OLD["index.html"]}, output)

    assert tree(output).keys() == {"index.html"}


def test_files_of_others_are_kept(output: Path) -> None:
    """What a host wants beside the pages stays, in folders of ours and of others."""
    put(OLD, output)
    (output / ".well-known").mkdir()
    strangers = [output / "CNAME", output / ".well-known/acme", output / "incidents/two/note.txt"]
    for stranger in strangers:
        stranger.write_text("mine")
    (output / "an-empty-folder").mkdir()

    put(NEW, output)

    assert all(stranger.read_text() == "mine" for stranger in strangers)
    assert (output / "an-empty-folder").is_dir()
    assert {name: data for name, data in tree(output).items() if name in clean(NEW)} == clean(NEW)


def test_modes_are_those_of_the_umask(output: Path) -> None:
    """A web server that is somebody else can read everything; nothing is as private as a temporary file."""
    before = os.umask(0o022)
    try:
        put({**OLD, **{f"{number}.html": b"" for number in range(MIN_ITEMS)}}, output)
    finally:
        os.umask(before)

    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [output, *output.rglob("*")]}
    assert modes == {(True, 0o755), (False, 0o644)}


def test_git_sees_nothing_of_the_workshop(output: Path) -> None:
    """It ignores itself, wherever the output lies."""
    output.parent.mkdir(parents=True)
    put(OLD, output)
    subprocess.run(["git", "init", "-q"], cwd=output.parent, check=True)
    told = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=output.parent, check=True, capture_output=True, text=True
    ).stdout

    assert {line[3:].split("/")[0] for line in told.splitlines()} == {"dist"}


def test_assets_come_before_pages_and_deletions_last(output: Path) -> None:
    """A page never points at what is not there yet; the index, which points at everything, comes last."""
    before = {"index.html": b"1", "gone.html": b"1", "b/c/page.html": b"1", "zh-CN/index.html": b"1", "feed.rss": b"1"}
    put(before, output)
    after = {**dict.fromkeys(before, b"2"), "assets/new.css": b"2", "a.html": b"2"}
    del after["gone.html"]

    def told() -> list[str]:
        """What is renamed into the output or removed from it, after the question whether it is mounted."""
        steps: list[str] = []
        before_steps(lambda event, path: steps.append(path) if event in ("os.rename", "os.remove") else None)
        put(after, output)
        return [path.removeprefix(f"{output}/") for path in steps if path.startswith(f"{output}/")][1:]

    assert start(told).result() == [
        *("assets", "a.html"),  # New, and so in nobody's way; a folder with all that is in it.
        *("feed.rss", "b/c/page.html", "index.html", "zh-CN/index.html"),
        "gone.html",
    ]


def test_progress_is_told_of_all_files(output: Path) -> None:
    """Of those that need no work at once, then of each other one."""
    put(OLD, output)
    told: list[tuple[int, int]] = []

    changed = {**OLD, **dict.fromkeys([*OLD][:2], page("changed"))}
    publish(files(changed), output, progress=lambda what, done, total: told.append((done, total)))

    assert told == [(number, len(OLD)) for number in range(len(OLD) - 2, len(OLD) + 1)]


# --- what is refused


def refused(contents: Contents, output: Path) -> str:
    """The message of a publication that must not be."""
    with pytest.raises(PublishProblem) as caught:
        put(contents, output)
    return str(caught.value)


def test_a_folder_with_files_of_others_is_refused(output: Path) -> None:
    """`--output ~` must not be the end of a home folder."""
    output.mkdir(parents=True)
    (output / "thesis.tex").write_text("mine")

    message = refused(OLD, output)

    assert message.startswith(f"{output} is not empty, and ")
    assert message.endswith("Nothing was written. Empty it, or choose another folder with --output.")
    assert [child.name for child in output.parent.iterdir()] == ["dist"]
    assert tree(output) == {"thesis.tex": b"mine"}


def test_a_folder_with_files_of_others_is_refused_although_a_build_failed_there(output: Path) -> None:
    """A workshop without a record says nothing about whose files these are."""
    with pytest.raises(ZeroDivisionError):
        publish([File("a", divmod, (1, 0))], output)  # type: ignore[arg-type]
    output.mkdir()
    (output / "thesis.tex").write_text("mine")

    assert "is not empty" in refused(OLD, output)


def test_an_empty_folder_is_taken(output: Path) -> None:
    """It is kept as it is: a server may have it open, and it may have a mode of its own."""
    output.mkdir(parents=True)
    output.chmod(0o700)
    before = output.stat().st_ino

    put(OLD, output)

    assert tree(output) == clean(OLD)
    assert (output.stat().st_ino, stat.S_IMODE(output.stat().st_mode)) == (before, 0o700)


def test_a_file_in_the_place_of_the_output_is_refused(output: Path) -> None:
    """It is told what was expected, and the file stays."""
    output.parent.mkdir(parents=True)
    output.write_text("mine")

    assert refused(OLD, output).startswith(f"expected a folder, found a file: {output}")
    assert output.read_text() == "mine"


@pytest.mark.parametrize("target", ["nowhere", "dist"], ids=["broken", "to itself"])
def test_a_symbolic_link_to_nothing_is_refused(target: str, output: Path) -> None:
    """Making what it points to would be a guess."""
    output.parent.mkdir(parents=True)
    output.symlink_to(target)

    assert refused(OLD, output).startswith(f"expected a folder, found a broken symbolic link: {output}")
    assert list(output.parent.iterdir()) == [output]


def test_a_symbolic_link_to_a_folder_is_followed(output: Path) -> None:
    """`current -> releases/7`: the link stays, and the workshop is beside what it points to."""
    real = output.parent / "releases/7"
    real.mkdir(parents=True)
    output.symlink_to(real)

    put(OLD, output)
    put(NEW, output)

    assert output.is_symlink()
    assert tree(real) == clean(NEW)
    assert workshop(real).is_dir()


def test_an_output_below_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    """Not with a traceback."""
    (tmp_path / "loop").symlink_to("loop")

    assert SITE_UNTOUCHED in refused(OLD, tmp_path / "loop/dist")


def test_an_output_below_a_file_is_refused(tmp_path: Path) -> None:
    """The system's own words, with where."""
    (tmp_path / "file").write_text("")

    assert refused(OLD, tmp_path / "file/dist") == f"{tmp_path}/file: File exists. {SITE_UNTOUCHED}"


@rows(
    "path",
    [
        "../x",
        "a/../../x",
        "/etc/x",
        "",
        ".",
        "a//b",
        "a/",
        "./a",
        "a\\..\\b",
        "a\0b",
        "\udc80",
        ".sitegen/manifest.json",
    ],
)
def test_a_path_that_leads_outside_is_refused(path: str, output: Path) -> None:
    """Whatever made it, no file is written elsewhere than asked for."""
    assert refused({path: b""}, output).startswith("expected a path inside the output folder, found '")
    assert not output.parent.exists()


@pytest.mark.parametrize("other", ["a", "a/b", "a/b/c"])
def test_two_files_at_one_place_are_refused(other: str, output: Path) -> None:
    """Which of them would win would be chance."""
    with pytest.raises(PublishProblem, match=r"expected one file at 'a(/b)?', found several there or below it"):
        publish([*files({other: b"1"}), *files({"a/b": b"2"})], output)


@pytest.mark.parametrize("path", ["incidents/three/index.html", "incidents/three"])
def test_a_linked_folder_inside_the_output_is_not_written_through(path: str, output: Path) -> None:
    """Somebody has moved our folder elsewhere, or lures us there."""
    elsewhere = output.parent / "elsewhere"
    (elsewhere / "one").mkdir(parents=True)
    (elsewhere / "one/index.html").write_bytes(page("one"))
    put({"index.html": b"", "incidents/one/index.html": page("one")}, output)
    shutil.rmtree(output / "incidents")
    (output / "incidents").symlink_to(elsewhere)
    before = states(output), tree(elsewhere)

    message = refused({"index.html": b"new", path: page("three")}, output)

    assert f"{output}/incidents is in the way of a page, and sitegen did not make it. {SITE_UNTOUCHED}" in message
    assert (states(output), tree(elsewhere)) == before


def test_nothing_is_deleted_behind_a_link(output: Path) -> None:
    """What lies elsewhere is not ours, whatever its name."""
    elsewhere = output.parent / "elsewhere"
    put({"index.html": b"", "incidents/one/index.html": page("one")}, output)
    shutil.move(output / "incidents", elsewhere)
    (output / "incidents").symlink_to(elsewhere)

    put({"index.html": b""}, output)

    assert tree(elsewhere) == {"one": None, "one/index.html": page("one")}
    assert (output / "incidents").is_symlink()


def test_a_link_in_place_of_the_staging_folder_is_removed_and_not_followed(output: Path, tmp_path: Path) -> None:
    """What it leads to is somebody else's."""
    put({"index.html": b"one"}, output)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine")
    (output.parent / f".{output.name}.sitegen/staging").symlink_to(elsewhere)

    put({"index.html": b"two"}, output)

    assert (output / "index.html").read_bytes() == b"two"
    assert [path.name for path in elsewhere.iterdir()] == ["mine.txt"]


def test_a_link_in_the_place_of_a_page_is_replaced_and_not_written_through(output: Path) -> None:
    """The page becomes a file again; what the link pointed to stays as it is."""
    elsewhere = output.parent / "precious"
    put(OLD, output)
    elsewhere.write_text("mine")
    (output / "index.html").unlink()
    (output / "index.html").symlink_to(elsewhere)

    put(NEW, output)

    assert elsewhere.read_text() == "mine"
    assert tree(output) == clean(NEW)
    assert not (output / "index.html").is_symlink()


@pytest.mark.parametrize(
    "stranger",
    ["incidents/three/index.html", "incidents/three", "becomes-a-file/note.txt", "becomes-a-file/empty/"],
)
def test_a_file_of_somebody_else_in_the_way_is_never_overwritten(stranger: str, output: Path) -> None:
    """It is told before anything is changed, and once it is moved away the build goes through."""
    put(OLD, output)
    mine = output / stranger
    mine.parent.mkdir(parents=True, exist_ok=True)
    if stranger.endswith("/"):
        mine.mkdir()
    else:
        mine.write_text("mine")
    before = tree(output)

    message = refused(NEW, output)

    assert message == f"{mine} is in the way of a page, and sitegen did not make it. {SITE_UNTOUCHED} Move it away."
    assert tree(output) == before
    if mine.is_dir():
        mine.rmdir()
    else:
        mine.unlink()
    put(NEW, output)
    assert tree(output) == clean(NEW)


def test_a_file_of_somebody_else_that_is_just_what_we_want_is_taken_over(output: Path) -> None:
    """There is nothing to lose."""
    put(OLD, output)
    (output / "robots.txt").write_text("same")
    before = states(output)

    put({**OLD, "robots.txt": b"same"}, output)
    assert states(output) == before

    put(OLD, output)
    assert not (output / "robots.txt").exists()


def test_a_folder_that_this_user_cannot_write_is_told_before_anything_is_changed() -> None:
    """One `sudo sitegen build` leaves folders that the next build cannot change."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        place = Path(folder) / "place"
        place.mkdir()
        nobody = os.geteuid() == 0

        def as_nobody() -> tuple[str, bool]:
            if nobody:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            put(OLD, place / "dist")
            before = states(place / "dist")
            (place / "dist/incidents/two").chmod(0o555)
            message = refused(NEW, place / "dist")
            same = states(place / "dist") == before
            (place / "dist/incidents/two").chmod(0o755)
            return message, same

        if nobody:
            Path(folder).chmod(0o755)
            os.chown(place, 65534, 65534)
        message, unchanged = start(as_nobody).result()

        assert message == f"{place.resolve()}/dist/incidents/two cannot be written by this user. {SITE_UNTOUCHED}"
        assert unchanged


# --- the record


DAMAGE = {
    "empty": b"",
    "cut off": b'{"format": 1, "files": {"index.ht',
    "zeroes": b"\0" * 500,
    "not UTF-8": b'"\xff"',
    "a list": b"[]",
    "a number": b"7",
    "nothing": b"null",
    "without files": b'{"format": 1}',
    "files are a list": b'{"format": 1, "files": ["index.html"]}',
    "short rows": b'{"format": 1, "files": {"index.html": ["k", "d"]}}',
    "rows are numbers": b'{"format": 1, "files": {"index.html": 5}}',
    "climbing": b'{"format": 1, "files": {"../../precious": ["k", "d", 1, 2]}}',
    "climbing, of another format": b'{"format": 0, "files": {"../../precious": 1}}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_manifest_heals_where_every_file_is_a_page(damage: bytes, output: Path) -> None:
    """Nothing is made again that is right, and nothing is lost that could be somebody's."""
    put(OLD, output)
    (output.parent / "precious").write_text("mine")
    before = states(output)
    (workshop(output) / "manifest.json").write_bytes(damage)

    put(OLD, output)
    assert states(output) == before

    put(NEW, output)
    assert tree(output) == clean(NEW)
    assert (output.parent / "precious").read_text() == "mine"


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_manifest_is_told_where_a_file_could_be_somebodys(damage: bytes, output: Path) -> None:
    """What cannot be known to be ours is not deleted, and an old page is not left standing unsaid."""
    put(OLD, output)
    before = states(output)
    (workshop(output) / "manifest.json").write_bytes(damage)

    message = refused({name: OLD[name] for name in OLD if "two" not in name}, output)

    assert f"{workshop(output)}/manifest.json is damaged" in message
    assert "'incidents/two' is there, which is no page of this site." in message
    assert states(output) == before


JOURNAL_DAMAGE = {**{name: DAMAGE[name] for name in ("empty", "cut off", "zeroes", "a number", "deep")}}


@pytest.mark.parametrize(
    "damage", [*JOURNAL_DAMAGE.values(), b"{}", b"[1]", b'["../precious"]', b'["/etc/passwd"]', b'"index.html"']
)
def test_a_damaged_journal_heals_where_every_file_is_a_page_or_was(damage: bytes, output: Path) -> None:
    """The manifest tells what the last finished build left."""
    put(OLD, output)
    (workshop(output) / "journal.json").write_bytes(damage)

    put(NEW, output)

    assert tree(output) == clean(NEW)
    assert not (workshop(output) / "journal.json").exists()


def test_a_damaged_journal_is_told_where_a_file_could_be_somebodys(output: Path) -> None:
    """It may be a page of the build that was not finished, or a file of somebody."""
    put(OLD, output)
    (workshop(output) / "journal.json").write_bytes(b"")
    (output / "CNAME").write_text("mine")

    message = refused(NEW, output)

    assert "journal.json is damaged" in message
    assert "'CNAME' is there" in message


def test_a_journal_makes_good_for_a_damaged_manifest(output: Path) -> None:
    """It names everything, so that both ours and others' files are known."""
    put(OLD, output)
    (output / "CNAME").write_text("mine")
    (workshop(output) / "manifest.json").write_bytes(b"")
    (workshop(output) / "journal.json").write_text(json.dumps(list(OLD)))

    put(NEW, output)

    assert tree(output) == {**clean(NEW), "CNAME": b"mine"}


def test_a_manifest_of_another_format_still_tells_the_names(output: Path) -> None:
    """After an upgrade every file is made again, those that are equal are left alone, the others' are kept."""
    put(OLD, output)
    (output / "CNAME").write_text("mine")
    manifest = workshop(output) / "manifest.json"
    manifest.write_text(json.dumps({"format": 0, "files": dict.fromkeys(OLD, "whatever")}))
    before = states(output)
    MADE.clear()

    put(OLD, output)

    assert sorted(MADE) == sorted(OLD)
    assert states(output) == before
    put(NEW, output)
    assert tree(output) == {**clean(NEW), "CNAME": b"mine"}


def test_an_output_that_was_deleted_is_made_again(output: Path) -> None:
    """`rm -rf dist` without its workshop."""
    put(OLD, output)
    shutil.rmtree(output)

    put(OLD, output)

    assert tree(output) == clean(OLD)


# --- killed


WRITING = {"open", "write", "flush", "fsync", "close", "__exit__", "mkdir", "rename", "unlink", "remove", "rmdir"}


def between_steps(act: Callable[[], object]) -> None:
    """Have *act* called after each thing that this process does to the disk; for children."""
    here = os.getpid()

    def hook(_: object, event: str, called: object) -> None:
        if os.getpid() != here:
            sys.setprofile(None)  # A worker.
        elif event == "c_return" and getattr(called, "__name__", "") in WRITING:
            act()

    sys.setprofile(hook)


def count_steps(act: Callable[[int], None]) -> Callable[..., None]:
    """A function that calls *act* with 1, 2, 3 and so on."""
    count = 0

    def step(*_: object) -> None:
        nonlocal count
        count += 1
        act(count)

    return step


def stepwise(contents: Contents, output: Path, act: Callable[[int], None]) -> None:
    """Publish, and call *act* with its number at each step: a file is made, the disk was changed."""
    step = count_steps(act)
    between_steps(step)
    publish(files(contents), output, progress=step)


def count_all(contents: Contents, output: Path) -> int:
    """How many steps a publication takes."""
    seen: list[int] = []
    stepwise(contents, output, seen.append)
    return len(seen)


def kill_self(at: int, *, group: bool) -> Callable[[int], None]:
    """Die at a step, alone or with all workers."""
    here = os.getpid()

    def act(step: int) -> None:
        if step == at:
            os.killpg(here, signal.SIGKILL) if group else os.kill(here, signal.SIGKILL)

    return act


def killed_at(step: int, contents: Contents, output: Path, *, group: bool) -> bool:
    """Publish in a child that is killed at a step; returns whether it came that far."""
    child = start(lambda: stepwise(contents, output, kill_self(step, group=group)))
    return child.wait() == -signal.SIGKILL


def whole(output: Path, *contents: Contents) -> bool:
    """Whether every file is wholly one of those that it may be."""
    return all(
        any(name in some and some[name] == data for some in contents)
        for name, data in tree(output).items()
        if data is not None
    )


@pytest.fixture(scope="module")
def sites() -> tuple[Contents, Contents, Contents]:
    """Three sites of hundreds of pages, which share some, change some, and have some of their own."""

    def site(version: int) -> dict[str, bytes]:
        chosen = random.Random(version)
        pages = {
            f"incidents/{number}/index.html": page(f"{number} of {chosen.choice((0, 0, version))}", number * 8)
            for number in range(MIN_ITEMS + 90)
            if chosen.random() < 0.85
        }
        own = {f"of-{version}/{number}.css": page(f"{number}", 9000) for number in range(10)}
        turned = {"turns": page("file")} if version % 2 else {"turns/page.html": page("page")}
        return {**pages, **own, **turned, "index.html": page(f"index {version}", 70_000), "x.css": page("same")}

    return site(1), site(2), site(3)


def test_a_build_killed_at_fifty_moments_leaves_whole_files_and_the_next_one_heals(
    sites: tuple[Contents, Contents, Contents], quick: Path
) -> None:
    """Killed alone or with its workers, while making, recording, renaming or removing."""
    old, new, other = sites
    assert min(map(len, sites)) > MIN_ITEMS  # Several processes make it.
    put(old, quick)
    steps = start(lambda: count_all(new, quick)).result()
    chosen = random.Random(50)
    kills = 0
    making = len(new)
    moments = [*chosen.sample(range(1, making), 20), *chosen.sample(range(making, steps + 1), 30)]

    for number, moment in enumerate(moments):
        put(old, quick)
        assert tree(quick) == clean(old)

        kills += killed_at(moment, new, quick, group=bool(number % 2))

        assert whole(quick, old, new), moment
        last = other if number % 3 == 0 else new
        put(last, quick)
        assert tree(quick) == clean(last), moment
    # Several processes take a few steps more or fewer each time, so the last of all may never be reached.
    assert kills >= 45


def test_a_build_killed_by_the_clock_leaves_whole_files_and_the_next_one_heals(
    sites: tuple[Contents, Contents, Contents], quick: Path
) -> None:
    """The same from outside, at moments that know nothing of steps."""
    old, new, _ = sites
    chosen = random.Random(12)
    kills = 0
    for _ in range(12):
        put(old, quick)
        with gate() as ready:

            def build(ready: Gate = ready) -> None:
                ready.arrive()
                put(new, quick)

            child = start(build)
            ready.arrived()
            if not child.ends_within(chosen.uniform(0, 0.1)):
                os.kill(child.pid, signal.SIGKILL)
            kills += child.wait() == -signal.SIGKILL

        assert whole(quick, old, new)
        put(new, quick)
        assert tree(quick) == clean(new)
    assert kills


def test_a_first_build_killed_at_every_step_is_healed(quick: Path) -> None:
    """There is no old site; what is there is whole."""
    steps = start(lambda: count_all(NEW, quick)).result()
    for step in range(1, steps + 1):
        shutil.rmtree(quick.parent)
        assert killed_at(step, NEW, quick, group=False)

        assert whole(quick, NEW)
        put(OLD, quick)
        assert tree(quick) == clean(OLD)


def test_a_build_killed_at_every_step_is_healed_by_one_that_wants_neither(quick: Path) -> None:
    """What the killed one had just made, and folders that it had made for that, are known to be ours."""
    put(OLD, quick)
    steps = start(lambda: count_all(NEW, quick)).result()
    third = {"index.html": page("third")}
    for step in range(1, steps + 1):
        put(OLD, quick)
        assert killed_at(step, NEW, quick, group=False)
        (quick / "CNAME").write_text("mine")

        put(third, quick)

        assert tree(quick) == {**third, "CNAME": b"mine"}
        (quick / "CNAME").unlink()


def hesitant(closed: Gate, data: bytes) -> bytes:
    """Bytes that are made only when a gate is open."""
    closed.pass_through()
    return data


def test_workers_of_a_killed_build_never_write_into_the_next(output: Path) -> None:
    """The next one waits until the last of them has ended: they hold the lock too."""
    with gate() as first, gate() as second:
        slow = [File(f"{number}.html", hesitant, (first, b"stale")) for number in range(MIN_ITEMS)]
        child = start(lambda: publish(slow, output))
        orphans = {first.arrived() for _ in range(2)}
        os.kill(child.pid, signal.SIGKILL)
        child.wait()

        right = [File(f"{number}.html", hesitant, (second, b"right")) for number in range(MIN_ITEMS)]
        following = start(lambda: len(publish(right, output).written))
        assert eventually(lambda: waits_for_a_lock(following.pid))
        assert not any(map(has_ended, orphans))
        first.open()
        second.arrived()
        assert all(map(has_ended, orphans))
        second.open()

        assert following.result() == MIN_ITEMS
        assert set(tree(output).values()) == {b"right"}


def test_of_two_builds_at_once_the_second_waits(output: Path) -> None:
    """Both end right, and the output is the second's."""
    with gate() as closed:
        slow = [File("a.html", hesitant, (closed, b"first")), *files({"first.html": b""})]
        first = start(lambda: publish(slow, output).written)
        closed.arrived()
        second = start(lambda: put({"a.html": b"second", "second.html": b""}, output).removed)
        assert eventually(lambda: waits_for_a_lock(second.pid))
        assert not output.exists()
        closed.open()

        assert first.result() == ("a.html", "first.html")
        assert second.result() == ("first.html",)
        assert tree(output) == {"a.html": b"second", "second.html": b""}


def test_many_builds_at_once_end_right(quick: Path) -> None:
    """The first of them make the quick and its workshop at the same moment."""
    for _ in range(5):
        children = [start(partial(put, {f"{number}.html": b"x", "index.html": b"x"}, quick)) for number in range(4)]
        for child in children:
            child.result()
        assert tree(quick).keys() in [{f"{number}.html", "index.html"} for number in range(4)]
        shutil.rmtree(quick.parent)


def test_an_interrupt_while_making_leaves_the_old_site_and_nothing_else(output: Path) -> None:
    """Ctrl-C: the site and its record are as they were."""
    put(OLD, output)
    before = states(output.parent)

    def interrupt(what: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(files(NEW), output, progress=interrupt)

    assert states(output.parent) == before


def test_an_interrupt_of_many_processes_leaves_nobody_and_nothing_behind(output: Path) -> None:
    """No worker goes on making files in a staging folder that is gone."""
    with gate() as closed:
        quickly = files({f"{number}.html": b"" for number in range(MIN_ITEMS // 2)})
        slowly = [File(f"slow-{number}.html", hesitant, (closed, b"")) for number in range(MIN_ITEMS // 2)]

        workers: list[int] = []

        def interrupt(what: str, done: int, total: int) -> None:
            if done == 10:
                workers.extend(closed.arrived() for _ in range(2))
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt) as caught:
            publish([*quickly, *slowly], output, progress=interrupt)

        assert caught  # And with it all that the interrupted functions hold.
        assert all(map(has_ended, workers))
    assert not output.exists()
    assert {child.name for child in workshop(output).iterdir()} == {".gitignore", "lock"}


def interrupt_at(step: int) -> Callable[[int], None]:
    """Ctrl-C at a step."""

    def act(now: int) -> None:
        if now == step:
            raise KeyboardInterrupt

    return act


def test_an_interrupt_at_any_step_tells_how_the_site_stands(quick: Path) -> None:
    """Before something is replaced the old site stands; then it is told that the site is mixed, until all is done."""
    put(OLD, quick)
    steps = start(lambda: count_all(NEW, quick)).result()
    seen = set()
    for step in range(1, steps + 1):
        put(OLD, quick)
        before = states(quick), tree(quick)

        def attempt(step: int = step) -> str:
            try:
                stepwise(NEW, quick, interrupt_at(step))
            except KeyboardInterrupt:
                return "interrupted"
            except PublishProblem as problem:
                return str(problem)
            return "done"

        told = start(attempt).result()
        seen.add(told)
        if told == "interrupted":
            assert (states(quick), tree(quick)) == before or (step > steps - 3 and tree(quick) == clean(NEW)), step
        assert whole(quick, OLD, NEW)
        put(NEW, quick)
        assert tree(quick) == clean(NEW)
    assert seen >= {"interrupted", f"Interrupted while {quick.resolve()} was changed. {SITE_MIXED}"}


# --- no space, and other faults of the system


def failing(code: int, fails: Callable[[int, str, str], bool]) -> Callable[[str, str], None]:
    """What the system says at each step that *fails* names by number, event and path."""
    count = 0

    def step(event: str, path: str) -> None:
        nonlocal count
        count += 1
        if fails(count, event, path):
            raise OSError(code, os.strerror(code), path)

    return step


def before_steps(told: Callable[[str, str], object]) -> None:
    """Have each thing told that this process does to the disk, before it is done; for children."""
    here = os.getpid()

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir") and os.getpid() == here:
            path = arguments[1] if event == "os.rename" else arguments[0]
            if isinstance(path, (str, os.PathLike)):
                told(event, os.fspath(path))

    sys.addaudithook(hook)


def attempt_with(fault: Callable[[str, str], None], contents: Contents, output: Path) -> str:
    """The message of a publication in which the system fails; for children."""
    before_steps(fault)
    try:
        put(contents, output)
    except PublishProblem as problem:
        return str(problem)
    return ""


def full_from(step: int) -> Callable[[str, str], None]:
    """A disk that is full from a step on: what is new takes space, what is read or replaced by a rename does not.

    Names alone, without the folders around, are what rmtree opens to empty it.
    """

    def fails(count: int, event: str, path: str) -> bool:
        makes = event in ("open", "os.mkdir", "os.rename") and Path(path).is_absolute() and not Path(path).exists()
        return count >= step and makes

    return failing(errno.ENOSPC, fails)


@pytest.mark.parametrize("old", [{}, OLD], ids=["first build", "later build"])
def test_a_disk_that_is_full_from_any_step_on_leaves_the_old_site(old: Contents, quick: Path) -> None:
    """Making, recording, making folders, placing what is new: it ends with a message, and space heals it."""
    new = {**OLD, **{name: data for name, data in NEW.items() if not name.startswith("becomes")}}
    messages = []
    for step in range(1, 1000):
        shutil.rmtree(quick.parent, ignore_errors=True)
        if old:
            put(old, quick)
        before = states(quick.parent), tree(quick.parent)

        message = start(partial(attempt_with, full_from(step), new, quick)).result()

        if not message:
            break
        messages.append(message)
        left = states(quick.parent), tree(quick.parent)
        assert left == before if old else not quick.exists(), step
        put(new, quick)
        assert tree(quick) == clean(new), step
    assert len(messages) > 10
    told = f"The disk of {quick} is full: No space left on device. {SITE_UNTOUCHED} "
    told += "Free some space (see `df` and `df -i`)."
    assert set(messages) - {told} <= {f"{quick.parent}: No space left on device"}


def test_a_disk_that_is_full_while_a_file_makes_way_for_a_folder_is_told(quick: Path) -> None:
    """Here a step that needs space follows one that cannot be taken back, and the message says so."""
    seen = set()
    for step in range(1, 1000):
        put(OLD, quick)
        before = states(quick), tree(quick)

        message = start(partial(attempt_with, full_from(step), NEW, quick)).result()

        if not message:
            break
        seen |= {SITE_UNTOUCHED in message, SITE_MIXED in message}
        assert (SITE_MIXED in message) != (SITE_UNTOUCHED in message)
        assert SITE_MIXED in message or (states(quick), tree(quick)) == before, step
        assert whole(quick, OLD, NEW)
        put(NEW, quick)
        assert tree(quick) == clean(NEW), step
    assert seen == {True, False}


def test_a_fault_among_the_replacing_is_told_as_such(output: Path) -> None:
    """The old site does not stand any more, and nobody says that it does."""
    put(OLD, output)
    index = str(output.resolve() / "index.html")

    fault = failing(errno.EIO, lambda count, event, path: event == "os.rename" and path == index)
    message = start(partial(attempt_with, fault, NEW, output)).result()

    assert message == f"{index}: Input/output error. {SITE_MIXED}"
    assert whole(output, OLD, NEW)
    assert (output / "index.html").read_bytes() == OLD["index.html"]
    put(NEW, output)
    assert tree(output) == clean(NEW)


@pytest.mark.parametrize(
    ("count", "size", "limit"), [(8, 50_000, 20_000), (MIN_ITEMS, 50_000, 20_000), (MIN_ITEMS, 10, 8_000)]
)
def test_a_write_that_stops_halfway_leaves_the_old_site(count: int, size: int, limit: int, output: Path) -> None:
    """A page, or in the last case the record, is longer than the system lets a file be."""
    put(OLD, output)
    before = states(output), tree(output)
    large = {f"new/{number}.html": page(str(number), size) for number in range(count)}

    def limited() -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        return refused(large, output)

    message = start(limited).result()

    assert message == f"{output.resolve()}: File too large. {SITE_UNTOUCHED}"
    assert (states(output), tree(output)) == before
    put(large, output)
    assert tree(output) == clean(large)


def fill(disk: Path, *, free: int) -> None:
    """Leave so many bytes on a disk."""
    (disk / "ballast").unlink(missing_ok=True)
    found = os.statvfs(disk)
    ballast = found.f_bavail * found.f_frsize - free
    with (disk / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, ballast)


def failures_until(roomy: Iterable[object], contents: Contents, old: Contents, output: Path) -> list[str]:
    """The messages while a disk gets roomier step by step, until it is roomy enough."""
    messages = []
    put(old, output)
    before = states(output), tree(output)
    for _ in roomy:
        try:
            put(contents, output)
        except PublishProblem as problem:
            messages.append(str(problem))
            assert (states(output), tree(output)) == before
            continue
        assert tree(output) == clean(contents)
        return messages
    raise AssertionError("there was never enough space")


def test_a_full_disk_leaves_the_old_site_and_space_heals_it(
    sites: tuple[Contents, Contents, Contents], tmp_path: Path
) -> None:
    """On a real one of four megabytes, from no byte free to enough, with several processes."""
    old = {name: data[:2000] for name, data in sites[0].items()}
    new = {name: data[:2500] for name, data in sites[1].items()}

    def story() -> list[str]:
        mount("tmpfs", tmp_path, "size=4m")
        return failures_until(
            (fill(tmp_path, free=free) for free in range(0, 4_000_000, 150_000)), new, old, tmp_path / "dist"
        )

    messages = with_mounts(story)

    assert len(messages) > 3
    assert all(message.startswith(f"The disk of {tmp_path}/dist is full: ") for message in messages)
    assert all(SITE_UNTOUCHED in message for message in messages)


def test_a_disk_that_can_hold_no_more_files_leaves_the_old_site(tmp_path: Path) -> None:
    """It has space, but no inodes: `df -i`. So it is folders too that cannot be made."""
    old = {f"{number}/index.html": b"old" for number in range(10)}
    new = {f"{number}/index.html": b"new" for number in range(25)}

    def story() -> list[str]:
        mount("tmpfs", tmp_path, "size=4m,nr_inodes=100")

        def roomier() -> Iterator[None]:
            found = os.statvfs(tmp_path)
            used = found.f_files - found.f_ffree
            for free in range(80):
                mount("tmpfs", tmp_path, f"size=4m,nr_inodes={used + free}", flags=MS_REMOUNT)
                yield

        return failures_until(roomier(), new, old, tmp_path / "dist")

    messages = with_mounts(story)

    assert len(messages) > 30
    assert all("df -i" in message and SITE_UNTOUCHED in message for message in messages)


def test_a_full_disk_does_not_hinder_a_build_that_changes_nothing(tmp_path: Path) -> None:
    """It needs no space at all."""

    def story() -> int:
        mount("tmpfs", tmp_path, "size=1m")
        put(OLD, tmp_path / "dist")
        fill(tmp_path, free=0)
        return put(OLD, tmp_path / "dist").unchanged

    assert with_mounts(story) == len(OLD)


@contextmanager
def mounted(output: Path, how: str) -> Iterator[None]:
    """The output is a disk of its own, or shows a folder of the same one."""
    output.mkdir(parents=True)
    if how == "disk":
        mount("tmpfs", output, "size=4m")
    else:
        (output.parent / "real").mkdir()
        bind(output.parent / "real", output)
    yield


@pytest.mark.parametrize("how", ["disk", "shown folder"])
def test_an_output_that_is_a_mount_point_works(how: str, output: Path) -> None:
    """A volume of a container: no rename leads into it from outside, so the workshop lies in it."""

    def story() -> tuple[bool, bool, list[str]]:
        with mounted(output, how):
            put(OLD, output)
            first = tree(output) == clean(OLD)
            put(NEW, output)
            second = tree(output) == clean(NEW) and put(NEW, output).written == ()
            return first, second, sorted(child.name for child in output.parent.iterdir())

    beside = ["dist"] if how == "disk" else ["dist", "real"]
    assert with_mounts(story) == (True, True, beside)


def test_a_mount_point_with_files_of_others_is_refused(output: Path) -> None:
    """As any other folder."""

    def story() -> tuple[str, list[str]]:
        with mounted(output, "disk"):
            (output / "thesis.tex").write_text("mine")
            return refused(OLD, output), [child.name for child in output.iterdir()]

    message, left = with_mounts(story)
    assert "is not empty" in message
    assert left == ["thesis.tex"]


def test_an_output_that_is_read_only_is_told(output: Path) -> None:
    """With the system's own words."""

    def story() -> str:
        with mounted(output, "shown folder"):
            mount("", output, flags=MS_REMOUNT | MS_BIND | 1)
            return refused(OLD, output)

    assert with_mounts(story) == f"{output}/.sitegen: Read-only file system. {SITE_UNTOUCHED}"


def test_a_disk_without_locks_is_told(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network disks have none, and two builds at once would be the end of the site."""

    def unlockable(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", unlockable)

    assert "cannot be locked against other builds: No locks available." in refused(OLD, output)


# --- keys


@pytest.mark.parametrize("length", [1, 1000], ids=["short", "long"])
def test_a_key_is_that_of_the_inputs_whatever_was_asked_before(length: int) -> None:
    """Files share inputs, which are told once; an input that takes the place of another in memory is another."""
    keys, seen = Keys(), set()
    for number in range(10 * Keys.MAX_INPUTS):
        shared = [f"input {number}" * length]
        for path in ("page", "document"):
            file = File(path, make, (shared, number, path))
            assert keys.of(file) == Keys().of(file)
            seen.add(keys.of(file))
        del shared, file

    assert len(seen) == 20 * Keys.MAX_INPUTS


# --- faults of what makes the files


def fail(error: BaseException) -> bytes:
    """A page that cannot be made."""
    raise error


@pytest.mark.parametrize("others", [8, MIN_ITEMS])
def test_a_bug_in_making_leaves_the_old_site(others: int, output: Path) -> None:
    """In this process or in another."""
    put(OLD, output)
    before = states(output.parent)
    good = files({f"{number}.html": b"" for number in range(others)})

    with pytest.raises((ZeroDivisionError, WorkerFailed), match="a bug"):
        publish([*good, File("bad.html", fail, (ZeroDivisionError("a bug"),))], output)

    assert states(output.parent) == before


@pytest.mark.parametrize("others", [8, MIN_ITEMS])
def test_an_input_that_is_gone_is_told_as_that(others: int, output: Path) -> None:
    """A picture deleted while the site was built is no fault of the output."""
    good = files({f"{number}.html": b"" for number in range(others)})
    gone = FileNotFoundError(errno.ENOENT, "No such file or directory", "content/a.png")

    with pytest.raises(PublishProblem) as caught:
        publish([*good, File("bad.html", fail, (gone,))], output)

    assert str(caught.value) == f"content/a.png: No such file or directory. {SITE_UNTOUCHED}"


@pytest.mark.parametrize("others", [8, MIN_ITEMS])
def test_an_oserror_that_is_not_the_systems_is_a_bug(others: int, output: Path) -> None:
    """Jinja2's TemplateNotFound must not end as a problem with the disk."""
    good = files({f"{number}.html": b"" for number in range(others)})

    with pytest.raises((OSError, WorkerFailed), match="no such template"):
        publish([*good, File("bad.html", fail, (OSError("no such template"),))], output)


def suicide(pid: int) -> bytes:
    """What a worker does for whom there is no memory."""
    if os.getpid() != pid:
        os.kill(os.getpid(), signal.SIGKILL)
    return b""


def test_a_killed_worker_is_told_as_that(output: Path) -> None:
    """Memory has run out; that is no bug, and the old site stands."""
    put(OLD, output)
    before = states(output.parent)

    with pytest.raises(PublishProblem) as caught:
        publish([File(f"{number}.html", suicide, (os.getpid(),)) for number in range(MIN_ITEMS)], output)

    assert "killed (SIGKILL)" in str(caught.value)
    assert SITE_UNTOUCHED in str(caught.value)
    assert states(output.parent) == before


# --- whatever happens


PLACES = ("index.html", "a", "a/b", "a/b/c", "a/index.html", "d/e/f.css", "d/e", "x.css", "z/index.html")
BODIES = (b"", b"1", b"2", b"one\n", b"two\n", page("large", 20_000))


def without_clashes(contents: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out what lies below another file."""
    return {path: data for path, data in contents.items() if not any(str(up) in contents for up in Path(path).parents)}


SITES = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(BODIES)).map(without_clashes)
EVENTS = st.one_of(
    st.tuples(st.just("publish"), SITES),
    st.tuples(st.just("kill"), SITES, st.integers(1, 60)),
    st.tuples(st.just("edit"), st.integers(0, 20), st.sampled_from(BODIES)),
    st.tuples(st.just("delete"), st.integers(0, 20)),
)


def pick(output: Path, number: int) -> Path | None:
    """One of the files that are there."""
    found = sorted(path for path in output.rglob("*") if path.is_file() and path.name != "CNAME")
    return found[number % len(found)] if found else None


@settings(max_examples=80)
@given(st.lists(EVENTS, max_size=6), SITES)
def test_whatever_happened_before_the_end_is_as_clean(events: list[tuple[object, ...]], last: dict[str, bytes]) -> None:
    """Published, killed anywhere, edited and deleted by hand, in any order: the last build decides."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        output = Path(folder) / "dist"
        put({"index.html": b"first"}, output)
        (output / "CNAME").write_text("mine")
        allowed: list[Contents] = [{"index.html": b"first", "CNAME": b"mine"}]
        for event in events:
            match event:
                case "publish", dict(contents):
                    put(contents, output)
                    allowed = [{**contents, "CNAME": b"mine"}]
                case "kill", dict(contents), int(step):
                    start(partial(stepwise, contents, output, kill_self_later(step))).wait()
                    allowed.append(contents)
                case "edit", int(number), bytes(data):
                    file = pick(output, number)
                    if file is not None:
                        file.write_bytes(data)
                        allowed.append({file.relative_to(output).as_posix(): data})
                case "delete", int(number):
                    file = pick(output, number)
                    if file is not None:
                        file.unlink()
            assert whole(output, *allowed)

        put(last, output)

        assert tree(output) == {**clean(last), "CNAME": b"mine"}


def kill_self_later(step: int) -> Callable[[int], None]:
    """Die at a step, whichever process that is then."""
    return lambda now: os.kill(os.getpid(), signal.SIGKILL) if now == step else None
