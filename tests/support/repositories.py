"""Git repositories for tests: real ones, on the disk or behind a real server on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from support import children

IDENTITY = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
}


@dataclass(frozen=True)
class Repository:
    """A git repository."""

    folder: Path

    def git(self, *arguments: str, given: str = "") -> str:
        """What a git command prints; fails with what it says."""
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **IDENTITY},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str = "c") -> str:
        """A commit of everything."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def state(self) -> dict[str, str]:
        """What nobody but its owner may change: work tree, index, HEAD, branches, configuration."""
        files = {
            path.relative_to(self.folder).as_posix(): path.read_text()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and ".git" not in path.parts
        }
        return {
            **files,
            "status": self.git("status", "--porcelain"),
            "index": self.git("ls-files", "--stage"),
            "HEAD": (self.folder / ".git/HEAD").read_text(),
            "branches": self.git("for-each-ref", "refs/heads", "refs/tags"),
            "config": (self.folder / ".git/config").read_text(),
            "log": self.git("log", "--format=%H"),
        }


def bare(folder: Path) -> Repository:
    """An empty repository to push to."""
    folder.mkdir(parents=True)
    made = Repository(folder)
    made.git("init", "--quiet", "--bare", "--initial-branch=main")
    return made


def cloned(remote: Repository | str, folder: Path, *options: str) -> Repository:
    """A clone, made as git does it by default."""
    address = remote if isinstance(remote, str) else f"file://{remote.folder}"
    subprocess.run(
        ["git", "clone", "--quiet", *options, address, str(folder)],
        check=True,
        capture_output=True,
        env={**os.environ, **IDENTITY},
    )
    return Repository(folder)


def pushed(folder: Path, commits: int = 3) -> tuple[Repository, Repository]:
    """A remote with some commits, and the clone that they are from."""
    remote = bare(folder / "remote.git")
    clone = cloned(remote, folder / "clone")
    clone.git("checkout", "--quiet", "-B", "main")
    for number in range(commits):
        (clone.folder / "file.txt").write_text(f"{number}\n")
        clone.commit()
    clone.git("push", "--quiet", "origin", "main")
    return remote, clone


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The repositories in a folder at an address, by git's own server, which lives on when whoever pushes dies."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    daemon = subprocess.Popen(
        [
            "git",
            "daemon",
            "--reuseaddr",
            "--listen=127.0.0.1",
            f"--port={port}",
            f"--base-path={folder}",
            "--export-all",
            "--enable=receive-pack",
            "--verbose",
            "--log-destination=stderr",
        ],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert children.eventually(lambda: _listens(port)), "git daemon did not start"
        yield f"git://127.0.0.1:{port}"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(daemon.pid, 9)
        daemon.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return not probe.connect_ex(("127.0.0.1", port))


def ledger_files(remote: Repository) -> dict[str, list[str]]:
    """The files of the ledger's branch, with their lines."""
    names = remote.git("ls-tree", "--name-only", "sitegen-ledger").splitlines()
    return {name: remote.git("show", f"sitegen-ledger:{name}").splitlines() for name in names}
