"""The ledger: what its lines say, and that two who write at once never both succeed; in a file and in git."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import children
from support.repositories import Repository, bare, cloned, ledger_files, pushed
from support.tables import rows

from sitegen.delivery.file_store import FileStore
from sitegen.delivery.git_store import BRANCH, GitStore, repository_of
from sitegen.delivery.keys import MessageKey, Naming
from sitegen.delivery.ledger import Ledger
from sitegen.delivery.records import LATE_AFTER, Book, Record, RecordProblem, RecordState, read_line, written_line
from sitegen.delivery.store import LedgerProblem, LedgerStore, Lines
from sitegen.messages.draft import Message
from sitegen.model import Audience, Channel, Stage

NOW = datetime(2026, 1, 23, 6, 36, 2, tzinfo=UTC)
KEY = MessageKey("2026-01-23-login-outage", "20260123T063500Z", "first", "users", "email-MAIL_USERS", "en")
SHORTHAND = {
    "c": RecordState.CLAIMED,
    "d": RecordState.DELIVERED,
    "j": RecordState.REJECTED,
    "f": RecordState.RELEASED,
    "u": RecordState.UNKNOWN,
    "s": RecordState.SUPERSEDED,
    "t": RecordState.SETTLED,
    "k": RecordState.KNOWN,
}


def record(state: RecordState = RecordState.DELIVERED, name: str = "a", run: str = "1", at: datetime = NOW) -> Record:
    """A line."""
    until = at + timedelta(minutes=4) if state is RecordState.CLAIMED else None
    return Record(state, at, run, name, "digest" if until else "", until)


def read(text: str) -> list[Record]:
    """`c1 d1 c2`: lines about one message, each a state and the run that wrote it."""
    return [record(SHORTHAND[word[0]], run=word[1:]) for word in text.split()]


# --- lines


@given(
    st.builds(
        Record,
        state=st.sampled_from([state for state in RecordState if state is not RecordState.BASELINE]),
        at=st.datetimes(datetime(1970, 1, 2), datetime(2999, 1, 1)).map(
            lambda one: one.replace(microsecond=one.microsecond // 1000 * 1000, tzinfo=UTC)
        ),
        run=st.text("0123456789abcdef", min_size=1),
        name=st.text(min_size=1),
        digest=st.text("0123456789abcdef"),
        until=st.none() | st.just(NOW),
    )
)
def test_a_line_is_read_as_it_was_written(one: Record) -> None:
    """On one line, whatever a name holds."""
    line = written_line(one)

    assert "\n" not in line
    assert read_line(line) == one


def test_a_line_has_no_words() -> None:
    """A ledger is for programs, and readable: this is all that a line says."""
    assert written_line(replace(record(RecordState.CLAIMED, str(KEY)), digest="d1")) == (
        '{"at":"2026-01-23T06:36:02Z","run":"1","state":"claimed",'
        '"key":"2026-01-23-login-outage/20260123T063500Z/first/users/email-MAIL_USERS/en",'
        '"digest":"d1","until":"2026-01-23T06:40:02Z"}'
    )
    assert written_line(Record(RecordState.BASELINE, NOW, "1")) == (
        '{"at":"2026-01-23T06:36:02Z","run":"1","state":"baseline"}'
    )


@rows(
    "line",
    [
        "",
        "words",
        "[]",
        "null",
        "{}",
        '{"at":"2026-01-23T06:36:02Z","run":"1","state":"delivered"}',
        '{"at":"2026-01-23T06:36:02Z","run":"1","state":"flown","key":"a"}',
        '{"at":"2026-01-23T06:36:02","run":"1","state":"delivered","key":"a"}',
        '{"at":"yesterday","run":"1","state":"delivered","key":"a"}',
        '{"at":1,"run":"1","state":"delivered","key":"a"}',
        "<<<<<<< HEAD",
    ],
)
def test_a_line_of_another_kind_is_refused(line: str) -> None:
    """What a ledger says that is not understood may be that a message has gone out."""
    with pytest.raises(RecordProblem):
        read_line(line)


@rows(
    ("said", "expected"),
    [
        ("c1", "claimed"),
        ("c1 d1", "delivered"),
        ("c1 j1", "rejected"),
        ("c1 f1", "released"),
        ("c1 u1", "unknown"),
        ("s1", "superseded"),
        ("k1", "known"),
        ("c1 t2", "settled"),
        # Only the run that has claimed says how that ended.
        ("c1 d2", "claimed"),
        ("c1 f2", "claimed"),
        ("d1", ""),
        ("f1", ""),
        # Somebody has decided, and then the run comes back: that it was delivered is still news.
        ("c1 t2 d1", "delivered"),
        ("c1 t2 f1", "settled"),
        ("c1 u1 d1", "delivered"),
        # Released, and claimed by another run.
        ("c1 f1 c2", "claimed"),
        ("c1 f1 c2 d2", "delivered"),
        ("c1 f1 c2 f1", "claimed"),
        ("c1 j1 c2 d2", "delivered"),
        # Tried once more and not got through: what was known before holds.
        ("c1 d1 c2 f2", "delivered"),
        ("c1 d1 c2 j2", "delivered"),
        ("c1 d1 c2 u2", "unknown"),
        ("c1 u1 c2 f2", "unknown"),
        ("c1 c2 f2", "claimed"),
        ("c1 t2 c3 f3", "settled"),
        ("c1 u1 c2 d2", "delivered"),
        ("c1 d1 c2 f2 c3 f3", "delivered"),
        ("c1 f1 c2 f2", "released"),
        # An interrupted run frees what it has perhaps not claimed.
        ("f1 c2 f1", "claimed"),
    ],
)
def test_lines_tell_what_became_of_a_message(said: str, expected: str) -> None:
    """In their order, whoever wrote them."""
    book = Book()
    book.add(read(said))

    found = book.messages.get("a")
    assert (found.state if found else "") == expected


def test_what_became_of_a_message_keeps_the_digest_of_its_claim() -> None:
    """So that one can see whether it would now be written otherwise."""
    book = Book()
    book.add(read("c1 d1"))

    assert book.messages["a"].digest == "digest"


@rows(
    ("minutes", "expected"),
    [((), None), ((0,), 0), ((-60,), -60), ((0, -60), -60), ((600,), 0)],
)
def test_the_newest_baseline_holds(minutes: tuple[int, ...], expected: int | None) -> None:
    """Up to two hours before it; one that a fast clock has set in the future hides nothing of then."""
    book = Book()
    book.add(Record(RecordState.BASELINE, NOW + timedelta(minutes=each), "1") for each in minutes)

    known = book.known_until(NOW)
    assert known == (None if expected is None else NOW + timedelta(minutes=expected) - LATE_AFTER)


def test_ten_thousand_incidents_cost_one_line(tmp_path: Path) -> None:
    """A baseline says a moment, and not what was before it."""
    ledger = Ledger(FileStore(tmp_path / "l"), Naming())
    ledger.insist([Record(RecordState.BASELINE, NOW, "1")])

    assert (tmp_path / "l").read_text().count("\n") == 1
    assert ledger.read().known_until(NOW) == NOW - LATE_AFTER


# --- names


def message(text: str = "T") -> Message:
    """A message."""
    return Message("s", "u", Stage.FIRST, Audience.TEAM, "en", Channel.TEXT, "t", text, 1, "characters", None)


def test_a_hashed_name_tells_nothing() -> None:
    """Without the secret nobody learns of whom or what it is, and with another it is another."""
    named = Naming(b"sixteen characters")

    assert named.name(KEY).startswith("keyed:")
    assert not any(part in named.name(KEY) for part in KEY)
    assert named.name(KEY) == Naming(b"sixteen characters").name(KEY)
    assert named.name(KEY) != Naming(b"another secret of it").name(KEY)
    assert named.digest(message()) != Naming().digest(message())


def test_a_digest_changes_with_the_words() -> None:
    """And with nothing else."""
    naming = Naming()

    assert naming.digest(message()) == naming.digest(message())
    assert naming.digest(message()) != naming.digest(message("Other words"))
    assert naming.digest(message()) != naming.digest(replace(message(), payload={"text": "T"}))


# --- both stores


Opener = Callable[[], LedgerStore]


def file_opener(folder: Path) -> Opener:
    """Opens a ledger in a file, each time as another process would."""
    return lambda: FileStore(folder / "ledger.jsonl")


def git_opener(folder: Path) -> Opener:
    """Opens a ledger in git, each time from another clone."""
    remote, _ = pushed(folder)
    numbers = iter(range(1000))
    return lambda: GitStore(cloned(remote, folder / f"clone-{next(numbers)}").folder, pause=lambda _: None)


@pytest.fixture(params=[file_opener, git_opener], ids=["file", "git"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """One and the same ledger, opened anew by each call."""
    made: Opener = request.param(tmp_path)
    return made


def names(lines: Lines) -> list[str]:
    """The messages of a ledger's lines."""
    return [read_line(line).name for line in lines.lines]


def test_a_ledger_begins_empty(opened: Opener) -> None:
    """Where nobody has written, there is nothing to read and no fault."""
    assert opened().read().lines == ()


def test_what_was_written_is_read_by_others(opened: Opener) -> None:
    """In the order in which it was written, by whoever."""
    one, other = opened(), opened()
    version = one.append([record(name="a")], one.read().version)
    assert version is not None
    assert one.append([record(name="b"), record(name="c")], version) is not None
    assert other.append([record(name="d")], other.read().version) is not None

    assert names(opened().read()) == ["a", "b", "c", "d"]


def test_of_two_who_have_read_the_same_one_writes(opened: Opener) -> None:
    """The other learns that there is something new, and has written nothing."""
    one, other = opened(), opened()
    version_of_one, version_of_other = one.read().version, other.read().version

    assert one.append([record(name="a")], version_of_one) is not None
    assert other.append([record(name="b")], version_of_other) is None
    assert names(other.read()) == ["a"]


def test_of_two_who_begin_a_ledger_one_does(opened: Opener) -> None:
    """Also where there was none, and where one of them would write the very same."""
    one, other = opened(), opened()
    empty = one.read().version
    assert other.read().version == empty

    assert one.append([record(name="a", run="1")], empty) is not None
    assert other.append([record(name="a", run="2")], empty) is None


def test_a_new_version_is_one_to_write_to(opened: Opener) -> None:
    """A run need not read again what it has written itself."""
    ledger = Ledger(opened(), Naming())
    ledger.read()

    assert ledger.write([record(name="a")])
    assert ledger.write([record(name="b")])
    assert list(ledger.book.messages) == list(Ledger(opened(), Naming()).read().messages)


def test_what_is_true_is_written_whoever_else_writes(opened: Opener) -> None:
    """A settlement reads again and tries again."""
    one, other = Ledger(opened(), Naming()), Ledger(opened(), Naming())
    one.read()
    other.read()
    other.insist(read("c2"))
    one.insist([record(RecordState.CLAIMED, "b", "1"), record(RecordState.DELIVERED, "b", "1")])

    found = opened().read()
    assert names(found) == ["a", "b", "b"]
    assert one.book.messages.keys() == {"a", "b"}


def test_a_line_that_is_not_understood_stops_everything(opened: Opener) -> None:
    """Nothing is sent by a ledger of which a line is unknown: the problem says which."""
    store = opened()
    strange = Record(RecordState.SETTLED, NOW, "1", "a")
    assert store.append([record(name="x"), strange], store.read().version)
    lines = store.read().lines

    with pytest.raises(LedgerProblem, match="line 2: expected a line of this version of sitegen"):
        Ledger(_Fixed([lines[0], lines[1].replace("settled", "burnt")]), Naming()).read()


class _Fixed:
    """A store with these lines."""

    batch = 1

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)

    def read(self) -> Lines:
        """The lines."""
        return Lines("1", self.lines)

    def append(self, records: Sequence[Record], version: str) -> str | None:
        """Never."""
        return None

    def __str__(self) -> str:
        return "the ledger"


def test_who_is_never_let_in_gives_up() -> None:
    """Others who write all the time are a problem that is told."""
    with pytest.raises(LedgerProblem, match="others write all the time"):
        Ledger(_Fixed([]), Naming()).insist([record()])


def writer(opener: Opener, run: int, count: int) -> Callable[[], int]:
    """In a process: claims the next free number, again and again; how many it got."""

    def work() -> int:
        ledger, got = Ledger(opener(), Naming()), 0
        while True:
            book = ledger.read()
            free = next((n for n in range(count) if str(n) not in book.messages), None)
            if free is None:
                return got
            got += ledger.write([record(RecordState.CLAIMED, str(free), str(run))])

    return work


def one_clone(folder: Path) -> Opener:
    """Opens a ledger in git, each time from the same clone, as a timer and a person on one server do."""
    _, clone = pushed(folder)
    return lambda: GitStore(clone.folder)


@pytest.mark.parametrize(
    ("kind", "count"),
    [(file_opener, 200), (git_opener, 6), (one_clone, 6)],
    ids=["file", "git", "git, in one clone"],
)
def test_processes_that_write_at_once_never_claim_the_same(
    kind: Callable[[Path], Opener], count: int, tmp_path: Path
) -> None:
    """Four processes, one ledger: each message is claimed once, and no line is lost or torn."""
    opener = kind(tmp_path)
    stores = [opener() for _ in range(4)]
    started = [children.start(writer(lambda store=store: store, run, count)) for run, store in enumerate(stores)]
    got = [child.result() for child in started]

    assert sum(got) == count
    assert sorted(map(int, names(opener().read()))) == list(range(count))


# --- a file


def test_a_line_that_was_not_finished_does_not_count(tmp_path: Path) -> None:
    """A process that died while it wrote has sent nothing; the next one writes over what it left."""
    store = FileStore(tmp_path / "l")
    assert store.append([record(name="a")], "0")
    with (tmp_path / "l").open("a") as file:
        file.write(written_line(record(name="b" * 200))[:150])

    found = store.read()
    assert names(found) == ["a"]
    assert store.append([record(name="c")], found.version)
    assert names(store.read()) == ["a", "c"]
    assert (tmp_path / "l").read_text().count("\n") == 2


def test_a_first_line_that_was_not_finished_does_not_count(tmp_path: Path) -> None:
    """The same where it is all that there is."""
    (tmp_path / "l").write_text('{"at":"2026')
    store = FileStore(tmp_path / "l")

    assert store.read() == Lines("0", ())
    assert store.append([record(name="c")], "0")
    assert names(store.read()) == ["c"]


def test_a_disk_that_is_full_leaves_the_ledger_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a claim is none, and is not there."""
    store = FileStore(tmp_path / "l")
    version = store.append([record(name="a")], "0")
    real = os.pwrite
    calls = iter([lambda fd, data, at: real(fd, data[:10], at), _full])
    monkeypatch.setattr("sitegen.delivery.file_store.os.pwrite", lambda *given: next(calls)(*given))

    with pytest.raises(LedgerProblem, match="No space left on device"):
        store.append([record(name="b")], str(version))
    assert (tmp_path / "l").read_text().count("\n") == 1
    assert (tmp_path / "l").read_text().endswith("\n")


def _full(*_given: object) -> int:
    raise OSError(28, "No space left on device")


@rows(
    ("make", "expected"),
    [
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_bytes(b"\xff\n"), "line 1: expected UTF-8"),
    ],
)
def test_a_file_that_is_no_ledger_is_told(make: Callable[[Path], object], expected: str, tmp_path: Path) -> None:
    """With its name and the reason."""
    make(tmp_path / "l")

    with pytest.raises(LedgerProblem, match=expected):
        FileStore(tmp_path / "l").read()


@pytest.mark.parametrize("name", ["/dev/null", "pipe"])
def test_a_ledger_that_is_no_file_is_not_read(name: str, tmp_path: Path) -> None:
    """A device may have no end, and a pipe no writer."""
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(LedgerProblem, match="it is no file"):
        FileStore(tmp_path / name).read()


def test_a_ledger_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """It is not made: a typo would begin an empty ledger, by which everything is sent again."""
    store = FileStore(tmp_path / "typo" / "l")

    with pytest.raises(LedgerProblem, match="No such file or directory"):
        store.append([record()], store.read().version)


def test_who_reads_waits_for_who_writes(tmp_path: Path) -> None:
    """Nobody sees a line that may yet be taken back."""
    file = tmp_path / "l"
    assert FileStore(file).append([record(name="a")], "0")
    with file.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        child = children.start(lambda: names(FileStore(file).read()))
        assert children.eventually(lambda: children.waits_for_a_lock(child.pid))
        held.write(written_line(record(name="b")) + "\n")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_UN)

    assert child.result() == ["a", "b"]


# --- git


def store_in(clone: Repository, remote: str = "origin") -> GitStore:
    """A ledger opened from a clone."""
    return GitStore(clone.folder, remote, pause=lambda _: None)


def add(store: GitStore, *added: str, at: datetime = NOW) -> str | None:
    """Write lines about messages of these names."""
    return store.append([record(name=name, at=at) for name in added], store.read().version)


def test_the_branch_is_an_orphan_that_only_grows(tmp_path: Path) -> None:
    """It has none of the site's commits, and each of its commits has all lines of those before it."""
    remote, clone = pushed(tmp_path)
    add(store_in(clone), "a")
    add(store_in(clone), "b")

    assert remote.git("rev-list", "--count", BRANCH) == "2"
    assert remote.git("log", "--format=%s", BRANCH, "^main").count("\n") == 1
    assert remote.git("rev-list", "--max-parents=0", "--count", BRANCH) == "1"
    assert [read_line(line).name for line in ledger_files(remote)["2026-01.jsonl"]] == ["a", "b"]
    assert "[skip ci]" in remote.git("log", "--format=%s", BRANCH)


def test_work_tree_index_and_head_stay_as_they_are(tmp_path: Path) -> None:
    """Also with changes that somebody is at work on."""
    _, clone = pushed(tmp_path)
    (clone.folder / "file.txt").write_text("changed\n")
    (clone.folder / "new.txt").write_text("staged\n")
    clone.git("add", "new.txt")
    before = clone.state()
    add(store_in(clone), "a")
    add(store_in(clone), "b")

    assert clone.state() == before


@rows("options", [("--depth=1",), ("--depth=1", "--single-branch", "--branch=main"), ("--no-checkout",), ()])
def test_a_clone_of_any_depth_will_do(options: tuple[str, ...], tmp_path: Path) -> None:
    """What CI checks out is one commit deep, and has never heard of the branch."""
    remote, first = pushed(tmp_path)
    add(store_in(first), "a")
    add(store_in(first), "b")
    clone = cloned(remote, tmp_path / "other", *options)
    before = clone.git("rev-list", "--count", "HEAD")

    assert names(store_in(clone).read()) == ["a", "b"]
    assert add(store_in(clone), "c")
    assert names(store_in(first).read()) == ["a", "b", "c"]
    assert clone.git("rev-list", "--count", "HEAD") == before


def test_a_whole_clone_stays_whole(tmp_path: Path) -> None:
    """Reading the ledger makes no shallow repository of it."""
    remote, first = pushed(tmp_path)
    add(store_in(first), "a")
    clone = cloned(remote, tmp_path / "other", "--single-branch", "--branch=main")
    store_in(clone).read()

    assert clone.git("rev-parse", "--is-shallow-repository") == "false"


def test_what_is_here_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run with nothing new asks the remote for one line."""
    remote, first = pushed(tmp_path)
    add(store_in(first), "a")
    clone = cloned(remote, tmp_path / "other", "--single-branch", "--branch=main")
    store_in(clone).read()
    asked: list[str] = []
    real = subprocess.run
    monkeypatch.setattr(
        "sitegen.delivery.git_store.subprocess.run",
        lambda command, **given: asked.append(" ".join(command)) or real(command, **given),
    )

    assert names(store_in(clone).read()) == ["a"]
    assert [one for one in asked if " fetch " in one or " push " in one] == []


def test_the_sites_of_one_repository_have_a_ledger_each(tmp_path: Path) -> None:
    """Two sites may have an incident of the same name, and a route."""
    remote, clone = pushed(tmp_path)
    for name in ("eu", "sites/us"):
        (clone.folder / name).mkdir(parents=True)
    one, other = GitStore(clone.folder / "eu"), GitStore(clone.folder / "sites/us")
    add(one, "a")
    add(other, "b")
    add(store_in(clone), "c")

    assert [names(one.read()), names(other.read()), names(store_in(clone).read())] == [["a"], ["b"], ["c"]]
    assert sorted(ledger_files(remote)) == ["2026-01.jsonl", "eu%2F2026-01.jsonl", "sites%2Fus%2F2026-01.jsonl"]


def test_a_month_has_a_file_and_lines_keep_their_order(tmp_path: Path) -> None:
    """Also where a clock has gone back: a line goes behind all that were there when it was written."""
    remote, clone = pushed(tmp_path)
    store = store_in(clone)
    add(store, "a")
    add(store, "b", at=NOW + timedelta(days=30))
    add(store, "c", at=NOW)
    add(store, "d", at=NOW + timedelta(days=800))
    add(store, "e", at=NOW)

    assert names(store.read()) == ["a", "b", "c", "d", "e"]
    assert sorted(ledger_files(remote)) == ["2026-01.jsonl", "2026-02.jsonl", "2028-04.jsonl"]


def test_other_files_of_the_branch_stay(tmp_path: Path) -> None:
    """Somebody may have put a word for people there."""
    remote, clone = pushed(tmp_path)
    blob = clone.git("hash-object", "-w", "--stdin", given="For people.\n")
    tree = clone.git("mktree", given=f"100644 blob {blob}\tREADME.md\n")
    commit = clone.git("commit-tree", tree, "-m", "r")
    clone.git("push", "--quiet", "origin", f"{commit}:refs/heads/{BRANCH}")
    add(store_in(clone), "a")

    assert ledger_files(remote)["README.md"] == ["For people."]
    assert names(store_in(clone).read()) == ["a"]


def refusing(remote: Repository, hook: str, script: str) -> None:
    """Let a hook of the remote run."""
    file = remote.folder / "hooks" / hook
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_a_push_that_is_forbidden_is_told(tmp_path: Path) -> None:
    """With the remote's words; nothing was written."""
    remote, clone = pushed(tmp_path)
    refusing(remote, "pre-receive", "echo 'this branch is protected' >&2; exit 1")

    with pytest.raises(LedgerProblem, match="pre-receive hook declined"):
        add(store_in(clone), "a")
    assert store_in(clone).read().lines == ()


def test_a_write_whose_answer_is_lost_is_found_to_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The remote has taken it, and the connection ended before it could say so."""
    _, clone = pushed(tmp_path)
    store = store_in(clone)
    real = GitStore._push

    def lose(self: GitStore, commit: str) -> None:
        real(self, commit)
        raise next(iter([_lost()]))

    monkeypatch.setattr(GitStore, "_push", lose)
    assert add(store, "a")
    assert names(store.read()) == ["a"]


def test_a_lost_answer_and_another_write_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has written since; ours is there all the same, and the next write of ours reads theirs first."""
    _, clone = pushed(tmp_path)
    other = cloned(Repository(tmp_path / "remote.git"), tmp_path / "other", "--depth=1")
    real = GitStore._push
    lost = iter([True])

    def lose(self: GitStore, commit: str) -> None:
        real(self, commit)
        if next(lost, False):
            add(store_in(other), "theirs")
            raise _lost()

    monkeypatch.setattr(GitStore, "_push", lose)
    store = store_in(clone)
    version = add(store, "ours")

    assert version is not None
    assert store.append([record(name="next")], version) is None
    assert names(store.read()) == ["ours", "theirs"]


def _lost() -> Exception:
    from sitegen.delivery import git_store

    return git_store._GitFailed("the remote end hung up unexpectedly")


@rows(
    ("break_", "expected"),
    [
        (lambda remote, clone: clone.git("remote", "remove", "origin"), "'origin' does not appear to be a git"),
        (lambda remote, clone: clone.git("remote", "set-url", "origin", f"{remote.folder}-gone"), "does not appear"),
        (lambda remote, clone: clone.git("remote", "set-url", "origin", "git://127.0.0.1:1/x"), "unable to connect"),
    ],
)
def test_a_remote_that_cannot_be_reached_is_told(
    break_: Callable[[Repository, Repository], object], expected: str, tmp_path: Path
) -> None:
    """A ledger that cannot be read is not an empty one."""
    remote, clone = pushed(tmp_path)
    break_(remote, clone)

    with pytest.raises(LedgerProblem, match=expected):
        store_in(clone).read()


def test_a_ledger_is_where_it_is_pushed(tmp_path: Path) -> None:
    """A clone may fetch from one place and push to another: a ledger that is written is the one that is read."""
    remote, clone = pushed(tmp_path)
    fork = bare(tmp_path / "fork.git")
    clone.git("remote", "set-url", "--push", "origin", f"file://{fork.folder}")
    add(store_in(clone), "a")
    add(store_in(clone), "b")

    assert names(store_in(clone).read()) == ["a", "b"]
    assert list(ledger_files(fork)) == ["2026-01.jsonl"]
    assert remote.git("branch", "--list", BRANCH) == ""


def test_a_ledger_may_be_named_by_its_address(tmp_path: Path) -> None:
    """Without a remote of that name."""
    remote, clone = pushed(tmp_path)
    clone.git("remote", "remove", "origin")
    store = store_in(clone, f"file://{remote.folder}")

    assert add(store, "a")
    assert names(store.read()) == ["a"]


def test_a_site_without_git_is_told(tmp_path: Path) -> None:
    """With git's own words."""
    with pytest.raises(LedgerProblem, match="not a git repository"):
        GitStore(tmp_path, pause=lambda _: None).read()


def test_a_password_in_an_address_is_not_told(tmp_path: Path) -> None:
    """Git names the address that it could not reach."""
    _, clone = pushed(tmp_path)
    address = "http://somebody:PASSWORD@127.0.0.1:1/x.git"
    clone.git("remote", "set-url", "origin", address)

    for store in (store_in(clone), store_in(clone, address)):
        with pytest.raises(LedgerProblem) as caught:
            store.read()
        assert "PASSWORD" not in str(caught.value)
        assert "127.0.0.1" in str(caught.value)


def test_no_hook_of_the_clone_runs(tmp_path: Path) -> None:
    """A team's own checks before a push are for its commits."""
    _, clone = pushed(tmp_path)
    ran = tmp_path / "ran"
    for hook in ("pre-push", "reference-transaction", "post-checkout", "pre-commit"):
        refusing(Repository(clone.folder / ".git"), hook, f"touch {ran}; exit 1")

    assert add(store_in(clone), "a")
    assert not ran.exists()


def test_the_settings_of_people_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither signing nor mirroring of tags, and no name of a committer is needed."""
    remote, clone = pushed(tmp_path)
    clone.git("tag", "v1", "-m", "t")
    for setting in ("commit.gpgSign=true", "push.followTags=true", "push.gpgSign=if-asked", "core.quotePath=true"):
        clone.git("config", *setting.split("="))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")

    assert add(store_in(clone), "a")
    assert remote.git("tag") == ""
    assert remote.git("log", "--format=%an %ae", BRANCH) == "sitegen sitegen@localhost"


def test_a_repository_is_the_same_for_its_work_trees(tmp_path: Path) -> None:
    """Whether briefs lie in a repository of their own is not a question of folders."""
    _, clone = pushed(tmp_path)
    clone.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "tree"))
    (clone.folder / "internal").mkdir()
    other = bare(tmp_path / "private.git")

    assert repository_of(clone.folder) == repository_of(clone.folder / "internal") == repository_of(tmp_path / "tree")
    assert repository_of(other.folder) not in (None, repository_of(clone.folder))
    assert repository_of(tmp_path) is None
