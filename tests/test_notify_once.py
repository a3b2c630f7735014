"""Each message at most once, and none lost without a word: with real processes, a real server and real git.

A vendor in a process of its own counts what it is sent. Runs of `sitegen notify` are killed with SIGKILL, at every step
and at random moments, run beside each other, and run again; then the counts are held against the ledger.
"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from support import children
from support.notifying import (
    OUTAGE,
    RESOLVED,
    Counter,
    at,
    counting_vendor,
    lines,
    states,
)
from support.repositories import IDENTITY, Repository, cloned, ledger_files, pushed, served
from support.sites import Folder

from sitegen import build as building
from sitegen.build import AsOf, Checked
from sitegen.cli import notify, run
from sitegen.delivery import dispatch, file_store, git_store
from sitegen.delivery.senders import SENDERS

KILLS = 200
GIT_KILLS = 12
ROUTES = "abcd"
ROUTE = "  - {{audience: users, channel: webhook, to: $HOOK_{name}, name: {name}}}\n"
LAST = ("resolved", "20260123T064000Z")
SEED = 20260123
LATER = "14:20"
"""When every claim of a run at 14:05 is over."""


@pytest.fixture(scope="module")
def vendor() -> Iterator[Counter]:
    """A server that counts."""
    with counting_vendor() as counter:
        yield counter


@dataclass(frozen=True)
class Place:
    """A site that is told of by some routes, and where its messages go."""

    root: Path
    counter: Counter
    name: str
    """Part of the address: what other tests send is counted apart."""
    options: tuple[str, ...]

    def keys(self, stage: str = "first", update: str = "20260123T060000Z") -> set[str]:
        """The keys of a stage's messages."""
        return {f"outage/{update}/{stage}/users/{route}/en" for route in ROUTES}

    def counts(self) -> dict[str, int]:
        """How often each message of this place has arrived, by its key."""
        found = {}
        for arrived, count in self.counter.counts().items():
            name, route, update, stage = arrived.split("/")
            if name == self.name:
                found[f"outage/{update}/{stage}/users/{route}/en"] = count
        return found

    def run(self, now: str = "14:05") -> tuple[int, str]:
        """Run `notify` in this process: its exit code and what it prints."""
        os.environ.update({f"HOOK_{route}": f"{self.counter.url}{self.name}/{route}" for route in ROUTES})
        sys.stdout = printed = io.StringIO()
        code = run(["notify", "--site", str(self.root), "--now", at(now), "--patience", "0", *self.options])
        return code, printed.getvalue()

    def start(self, now: str = "14:05") -> children.Child:
        """Run it in a process of its own."""
        return children.start(lambda: self.run(now))


def write_site(root: Path, *more: str) -> None:
    """An outage, and a route for each letter."""
    site = Folder(root)
    site.write("content/incidents/outage.md", OUTAGE + "".join(more))
    site.write("messages.yml", "routes:\n" + "".join(ROUTE.format(name=name) for name in ROUTES))


@pytest.fixture
def place(site: Folder, vendor: Counter, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Place:
    """A site with a ledger in a file."""
    write_site(site.root)
    options = ("--ledger", str(site.root.parent / "ledger.jsonl"))
    return Place(site.root, vendor, request.node.name, options)


def afresh(place: Place, number: int) -> Place:
    """The same site with a ledger and an address that nobody has used."""
    file = place.root.parent / f"ledger-{number}.jsonl"
    return replace(place, name=f"{place.name}-{number}", options=("--ledger", str(file)))


def ledger_of(place: Place) -> Path:
    """The file."""
    return Path(place.options[1])


def told_unknown(printed: str) -> set[str]:
    """The messages that a run calls unknown."""
    return {line.split()[1].rstrip(":") for line in printed.splitlines() if line.startswith("unknown ")}


def hold(place: Place, said: dict[str, list[str]], printed: str, code: int) -> set[str]:
    """What must be so after a run that was not killed; the messages that are unknown."""
    counts = place.counts()
    assert set(counts.values()) <= {1}, f"twice: {counts}"
    unknown = {key for key, states_ in said.items() if states_[-1] == "claimed"}
    for key in place.keys() - unknown:
        assert said[key][-1] == "delivered", said
        assert counts.get(key) == 1, f"{key} is lost"
    assert told_unknown(printed) == unknown
    assert code == (1 if unknown else 0)
    return unknown


@pytest.fixture
def prepared(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content is read and the templates are compiled once for all runs: what may fail here is what comes after."""
    known: dict[str, Checked] = {}
    opened: dict[int, Any] = {}
    read, make = building.check, notify.open_outbox

    def check(root: Path, as_of: AsOf, *rest: Any) -> Checked:
        when = as_of.now.isoformat()
        if when not in known:
            known[when] = read(root, as_of, *rest)
        return known[when]

    def open_outbox(folder: Any, until: Any, root: Path, checked: Checked, *rest: Any) -> Any:
        if id(checked) not in opened:
            opened[id(checked)] = make(folder, until, root, checked, *rest)
        return opened[id(checked)]

    monkeypatch.setattr(building, "check", check)
    monkeypatch.setattr(notify, "open_outbox", open_outbox)
    for now in ("14:05", LATER):
        with redirect_stdout(io.StringIO()):
            run(["notify", "--site", str(place.root), "--now", at(now), "--dry-run", *place.options])


# --- killed


class Steps:
    """Kills its process when it comes to a certain step of its work."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.count = 0

    def step(self) -> None:
        """One step further."""
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with a step before and one after it."""

        def stepped(*given: Any, **named: Any) -> Any:
            self.step()
            result = function(*given, **named)
            self.step()
            return result

        return stepped


def killed_at(place: Place, last: int) -> children.Child:
    """A run that kills itself before or after its n-th effect on the world."""

    def work() -> tuple[int, str]:
        steps = Steps(last)
        for name in ("pwrite", "fsync", "ftruncate"):
            setattr(file_store.os, name, steps.around(getattr(os, name)))
        for channel, sender in SENDERS.items():
            SENDERS[channel] = steps.around(sender)  # type: ignore[assignment]
        for name in ("_claim", "_try", "_close", "_flush"):
            setattr(dispatch.Dispatch, name, steps.around(getattr(dispatch.Dispatch, name)))
        return place.run()

    return children.start(work)


@pytest.mark.usefixtures("prepared")
def test_killed_at_every_step_no_message_goes_out_twice(place: Place) -> None:
    """Before and after every write, every sync, every POST and every line that is printed, until a run gets through."""
    unknown_at: list[int] = []
    last = 0
    while True:
        last += 1
        here = afresh(place, last)
        child = killed_at(here, last)
        if child.wait() == 0:
            break
        code, printed = here.start(LATER).result()
        unknown_at.append(len(hold(here, states(lines(ledger_of(here))), printed, code)))

    assert last > 60  # Four messages, each with all those steps.
    assert set(unknown_at) == {0, 1}  # A ledger in a file leaves at most one.
    assert sum(unknown_at) >= 4


@pytest.mark.usefixtures("prepared")
def test_killed_at_random_moments_no_message_goes_out_twice(place: Place) -> None:
    """Two hundred times, at moments drawn from the time that a run takes; whoever comes later sends the rest."""
    chance = random.Random(SEED)
    begun = time.monotonic()
    assert afresh(place, 0).start().result()[0] == 0
    length = time.monotonic() - begun
    killed = 0
    for number in range(1, KILLS + 1):
        here = afresh(place, number)
        child = here.start()
        child.ends_within(chance.uniform(0, length * 1.2))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        killed += child.wait() < 0
        code, printed = here.start(LATER).result()
        hold(here, states(lines(ledger_of(here))), printed, code)

    assert killed > 0


@pytest.mark.usefixtures("prepared")
def test_killed_again_and_again_no_message_goes_out_twice(place: Place) -> None:
    """On one ledger, with others at work on it: the last run finds each message delivered or unknown."""
    chance = random.Random(SEED)
    for number in range(20):
        here = afresh(place, 1000 + number)
        for _ in range(3):
            beside = [here.start() for _ in range(2)]
            beside[0].ends_within(chance.uniform(0, 0.03))
            for child in beside:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        code, printed = here.start(LATER).result()
        hold(here, states(lines(ledger_of(here))), printed, code)


# --- beside each other, and again


@pytest.mark.usefixtures("prepared")
def test_runs_at_once_send_each_message_once(place: Place) -> None:
    """Eight of them: together they send everything, and none of them finds anything amiss."""
    for number in range(10):
        here = afresh(place, 2000 + number)
        results = [child.result() for child in [here.start() for _ in range(8)]]

        assert here.counts() == dict.fromkeys(here.keys(), 1)
        assert [code for code, _ in results] == [0] * 8


def test_a_timer_beside_a_push_sends_each_message_once(place: Place, tmp_path: Path) -> None:
    """One has the old content and one the new: the resolution goes out once, and the first notice at most once."""
    newer = tmp_path / "newer"
    shutil.copytree(place.root, newer)
    write_site(newer, RESOLVED)
    for number in range(5):
        old = afresh(place, 3000 + number)
        new = replace(old, root=newer)
        started = [old.start("14:41"), new.start("14:41"), old.start("14:41")]
        assert [child.result()[0] for child in started] == [0, 0, 0]

        counts = old.counts()
        assert set(counts.values()) == {1}
        assert new.keys(*LAST) <= counts.keys()


def test_an_old_run_again_sends_nothing(place: Place, tmp_path: Path) -> None:
    """A workflow of this morning is run again, with the content of this morning."""
    newer = tmp_path / "newer"
    shutil.copytree(place.root, newer)
    write_site(newer, RESOLVED)
    place.start("14:05").result()
    replace(place, root=newer).start("14:41").result()
    before = place.counts()
    code, printed = place.start("14:45").result()

    assert (code, printed) == (0, "Nothing to send.\n")
    assert place.counts() == before
    assert set(before.values()) == {1}


# --- with git


@pytest.fixture
def checkout(
    site: Folder, vendor: Counter, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[], Place]]:
    """A site in git, whose remote is a server: each call is another checkout, one commit deep, as CI has it."""
    monkeypatch.setattr(git_store, "_FIRST_PAUSE", 0.01)
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    remote, clone = pushed(tmp_path / "git")
    write_site(site.root)
    shutil.copytree(site.root, clone.folder, dirs_exist_ok=True)
    clone.commit("site")
    clone.git("push", "--quiet", "origin", "main")
    numbers = iter(range(10_000))
    with served(tmp_path / "git") as address:

        def check_out() -> Place:
            folder = tmp_path / f"checkout-{next(numbers)}"
            cloned(f"{address}/{remote.folder.name}", folder, "--depth=1")
            return Place(folder, vendor, request.node.name, ())

        yield check_out


def branch_said(tmp_path: Path) -> dict[str, list[str]]:
    """What the ledger on the remote says of each message."""
    remote = Repository(tmp_path / "git/remote.git")
    listed = subprocess.run(
        ["git", "-C", str(remote.folder), "rev-parse", "--verify", "--quiet", "sitegen-ledger"],
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        return {}
    return states([json.loads(line) for file in ledger_files(remote).values() for line in file])


def forget(tmp_path: Path) -> None:
    """Begin again without a ledger."""
    Repository(tmp_path / "git/remote.git").git("update-ref", "-d", "refs/heads/sitegen-ledger")


def test_in_git_a_message_goes_out_once(checkout: Callable[[], Place], tmp_path: Path) -> None:
    """From one checkout and the next, which have nothing in common but the remote."""
    first, second = checkout(), checkout()

    assert first.start().result()[0] == 0
    assert second.start("14:06").result() == (0, "Nothing to send.\n")
    assert first.counts() == dict.fromkeys(first.keys(), 1)
    assert set(map(tuple, branch_said(tmp_path).values())) == {("claimed", "delivered")}


def test_in_git_runs_at_once_send_each_message_once(checkout: Callable[[], Place], tmp_path: Path) -> None:
    """Whose push is rejected reads again and plans again."""
    for number in range(3):
        places = [replace(checkout(), name=f"at-once-{number}") for _ in range(3)]
        results = [child.result() for child in [place.start() for place in places]]

        assert [code for code, _ in results] == [0, 0, 0]
        assert places[0].counts() == dict.fromkeys(places[0].keys(), 1)
        forget(tmp_path)


def test_in_git_killed_at_random_moments_no_message_goes_out_twice(
    checkout: Callable[[], Place], tmp_path: Path
) -> None:
    """The whole process group dies, with every git in it; the next checkout finds out what became of each message."""
    chance = random.Random(SEED)
    begun = time.monotonic()
    assert replace(checkout(), name="length").start().result()[0] == 0
    length = time.monotonic() - begun
    forget(tmp_path)
    for number in range(GIT_KILLS):
        here = replace(checkout(), name=f"git-{number}")
        child = here.start()
        child.ends_within(chance.uniform(0, length))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        code, printed = replace(checkout(), name=here.name).start(LATER).result()
        hold(here, branch_said(tmp_path), printed, code)
        forget(tmp_path)


def test_in_git_a_rejected_push_sends_nothing(checkout: Callable[[], Place], tmp_path: Path) -> None:
    """The branch is protected: that is told, and as long as it is, nobody is told anything."""
    hook = tmp_path / "git/remote.git/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    place = checkout()

    assert place.start().result()[0] == 1
    assert place.counts() == {}
    hook.unlink()
    assert place.start().result()[0] == 0
    assert place.counts() == dict.fromkeys(place.keys(), 1)


def test_in_git_an_unreachable_remote_sends_nothing(checkout: Callable[[], Place], tmp_path: Path) -> None:
    """A ledger that cannot be read is not an empty one."""
    place = checkout()
    (tmp_path / "git/remote.git").rename(tmp_path / "git/away")

    assert place.start().result()[0] == 1
    assert place.counts() == {}
