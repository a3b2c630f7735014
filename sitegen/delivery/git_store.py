"""A ledger on a branch of its own in a git repository, shared by every machine that can push there.

A write is a commit on top of the one that was read, pushed without force: the server takes it only if nobody else has
pushed since. Everything goes through git's plumbing; work tree, index, HEAD and branches stay as they are, and a
shallow clone is enough. The lines are in a file a month, so that a write need not carry the lines of years.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from sitegen.delivery.records import Record, written_line
from sitegen.delivery.store import LedgerProblem, Lines

BRANCH = "sitegen-ledger"
_REMOTE_REF = f"refs/heads/{BRANCH}"
_LOCAL_REF = "refs/sitegen/ledger"
"""What was fetched last, so that git need not fetch it again, and keeps it."""
_EMPTY = ""
"""The version of a ledger that does not exist."""
_TIMEOUT = 60.0
"""Seconds for one git command."""
_ATTEMPTS = 4
_FIRST_PAUSE = 0.2
"""Seconds after the first attempt; each further one doubles it."""
_SETTINGS = tuple(
    word
    for setting in ("core.hooksPath=/dev/null", "core.quotePath=false", "gc.auto=0", "maintenance.auto=false")
    for word in ("-c", setting)
)
"""No hook of the site's repository has a part in this, and nothing else is done on the way."""
_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "sitegen"), ("EMAIL", "sitegen@localhost"))
}
_MONTH_FILE = re.compile(r"(\d{4}-\d{2})\.jsonl")


class _GitFailed(Exception):
    """A git command failed; the message is the first line of git's own, without a password."""


def repository_of(folder: Path) -> Path | None:
    """The git repository that a folder is in, the same for all its work trees; None: it is in none."""
    command = ["git", "-C", str(folder), "rev-parse", "--git-common-dir"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_TIMEOUT)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Path(os.path.realpath(folder / os.fsdecode(done.stdout.rstrip(b"\n")))) if not done.returncode else None


class GitStore:
    """A ledger on the branch `sitegen-ledger`. Its version is the commit at the tip of the branch."""

    batch = 10
    """A push takes a second or two. A crash leaves at most this many messages unknown."""

    def __init__(self, folder: Path, remote: str = "origin", pause: Callable[[float], None] = time.sleep) -> None:
        """*folder* is that of the site, in a repository that has the *remote*, a name or an address."""
        self._folder = folder
        self._remote = remote
        self._pause = pause
        self._prefix: str | None = None
        self._address: str | None = None

    def __str__(self) -> str:
        return f"the branch {BRANCH} of {_without_password(self._remote)}"

    # --- reading

    def read(self) -> Lines:
        """All lines; raises LedgerProblem where the remote cannot be reached."""
        try:
            self._file_prefix()  # Asked first, so that a folder outside git is told as such.
            tip = self._fetched_tip()
            return Lines(tip, tuple(self._lines(tip)) if tip else ())
        except _GitFailed as failed:
            raise self._problem(failed) from None

    def _fetched_tip(self) -> str:
        """The tip of the branch at the remote, whose objects are here now; empty where there is no such branch."""
        failure = _GitFailed("the branch changes all the time")
        for attempt in range(_ATTEMPTS):
            tip = self._remote_tip()
            if not tip or self._has(tip):
                return tip
            try:
                self._fetch()
            except _GitFailed as failed:
                failure = failed
            # What another process in this clone has in its hands may keep git from noting what it has fetched.
            if self._has(tip):
                return tip
            self._pause(_FIRST_PAUSE * 2**attempt)
        raise failure

    def _remote_tip(self) -> str:
        listed = self._git("ls-remote", "--refs", "--", self._where(), _REMOTE_REF)
        tips = [line.split("\t") for line in listed.splitlines()]
        return next((commit for commit, ref in tips if ref == _REMOTE_REF), _EMPTY)

    def _has(self, commit: str) -> bool:
        try:
            self._git("cat-file", "-e", f"{commit}^{{tree}}")
        except _GitFailed:
            return False
        return True

    def _fetch(self) -> None:
        # A shallow clone, as CI has it, gets the tip alone; a whole clone stays whole, and gets what is new.
        shallow = self._git("rev-parse", "--is-shallow-repository").strip() == "true"
        depth = ("--depth=1",) if shallow else ()
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", *depth)
        self._git("fetch", *options, "--", self._where(), f"+{_REMOTE_REF}:{_LOCAL_REF}")

    def _lines(self, commit: str) -> list[str]:
        lines: list[str] = []
        for name in self._files(commit):
            lines += self._text(commit, name).split("\n")[:-1]
        return lines

    def _files(self, commit: str) -> list[str]:
        """The files of this site, oldest first. Sites of one repository have a file each."""
        prefix = self._file_prefix()
        listed = self._git("ls-tree", "--full-tree", "--name-only", "-z", commit).split("\0")
        own = [name for name in listed if name.startswith(prefix) and _MONTH_FILE.fullmatch(name.removeprefix(prefix))]
        return sorted(own)

    def _text(self, commit: str, name: str) -> str:
        return self._git("cat-file", "blob", f"{commit}:{name}")

    def _file_prefix(self) -> str:
        if self._prefix is None:
            self._prefix = quote(self._git("rev-parse", "--show-prefix").strip(), safe="")
        return self._prefix

    def _where(self) -> str:
        """The remote, or the address that it is pushed to where that is another: a ledger is in one place."""
        if self._address is None:
            try:
                fetched = self._git("remote", "get-url", "--", self._remote)
                pushed = self._git("remote", "get-url", "--push", "--", self._remote)
            except _GitFailed:
                fetched = pushed = ""  # It is an address itself, or does not exist: git says so when it is used.
            self._address = self._remote if pushed == fetched else pushed.strip()
        return self._address

    # --- writing

    def append(self, records: Sequence[Record], version: str) -> str | None:
        """Add records: see LedgerStore."""
        try:
            commit = self._commit(records, version)
            return self._pushed(commit, records, version)
        except _GitFailed as failed:
            raise self._problem(failed) from None

    def _pushed(self, commit: str, records: Sequence[Record], version: str) -> str | None:
        refused = _GitFailed("")
        for attempt in range(_ATTEMPTS):
            try:
                self._push(commit)
            except _GitFailed as failed:
                refused = failed
            else:
                return commit
            # Refused, or taken and the answer lost: only the branch itself says which.
            tip = self._remote_tip()
            if tip != version:
                return commit if tip == commit or self._holds(records) else None
            self._pause(_FIRST_PAUSE * 2**attempt)
        raise refused

    def _commit(self, records: Sequence[Record], version: str) -> str:
        """A commit on top of *version* with the records at the end of their months' files."""
        added: dict[str, list[str]] = defaultdict(list)
        # A line goes behind all that were there when it was written, also where a clock has gone back.
        newest = max(self._files(version), default="") if version else ""
        for record in records:
            name = max(newest, f"{self._file_prefix()}{record.at:%Y-%m}.jsonl")
            added[name].append(written_line(record))
        entries = self._git("ls-tree", "--full-tree", "-z", version).split("\0")[:-1] if version else []
        tree = {entry.partition("\t")[2]: entry for entry in entries}
        for name, lines in added.items():
            before = self._text(version, name) if name in tree else ""
            blob = self._git("hash-object", "-w", "--stdin", given=before + "".join(f"{line}\n" for line in lines))
            tree[name] = f"100644 blob {blob.strip()}\t{name}"
        made = self._git("mktree", "-z", given="".join(f"{entry}\0" for entry in tree.values())).strip()
        parent = ("-p", version) if version else ()
        # Hosts that build every branch leave this one alone.
        subject = f"{len(records)} {'line' if len(records) == 1 else 'lines'} of sitegen notify [skip ci]"
        return self._git("commit-tree", made, *parent, "-m", subject, environment=_IDENTITY).strip()

    def _push(self, commit: str) -> None:
        only_this = ("--no-verify", "--no-follow-tags", "--recurse-submodules=no", "--no-signed")
        self._git("push", "--quiet", "--porcelain", *only_this, "--", self._where(), f"{commit}:{_REMOTE_REF}")

    def _holds(self, records: Sequence[Record]) -> bool:
        return set(map(written_line, records)) <= set(self.read().lines)

    # --- git

    def _git(self, *arguments: str, given: str = "", environment: Mapping[str, str] | None = None) -> str:
        """What a git command prints; raises _GitFailed."""
        command = ["git", *_SETTINGS, "-C", str(self._folder), *arguments]
        around = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(environment or {})}
        try:
            done = subprocess.run(
                command, input=given.encode(), capture_output=True, check=False, timeout=_TIMEOUT, env=around
            )
        except FileNotFoundError:
            raise _GitFailed("git is not installed") from None
        except subprocess.TimeoutExpired:
            raise _GitFailed(f"git {arguments[0]} did not end within {_TIMEOUT:.0f} seconds") from None
        if done.returncode:
            raise _GitFailed(_reason(done.stdout + done.stderr) or f"git {arguments[0]} failed")
        return done.stdout.decode("utf-8", "replace")

    def _problem(self, failed: _GitFailed) -> LedgerProblem:
        return LedgerProblem(f"{self}: {failed}.")


def _reason(output: bytes) -> str:
    """The line of git's messages that says why, without a password in an address."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    rejected = [line.split("\t")[-1] for line in lines if line.startswith("!")]
    said = [
        re.sub("^(fatal|error|remote: error|remote: fatal): ", "", one)
        for one in lines
        if re.match("fatal|error|remote: ", one)
    ]
    return _without_password(next(iter((*rejected, *said, *lines)), "").rstrip("."))


def _without_password(text: str) -> str:
    return re.sub(r"://[^/\s@]*@", "://…@", text)
