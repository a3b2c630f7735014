"""Where the ledgers of a site are: the options that say so, and one opened for each kind of audience."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from sitegen.cli.options import all_of
from sitegen.delivery.file_store import FileStore
from sitegen.delivery.git_store import BRANCH, GitStore, repository_of
from sitegen.delivery.keys import KEYED, MessageKey, Naming
from sitegen.delivery.ledger import Ledger
from sitegen.delivery.store import LedgerStore
from sitegen.model import Audience, Route, Routing
from sitegen.problems import Problem
from sitegen.read.routes import MESSAGES_FILE

KEY_VARIABLE = "SITEGEN_LEDGER_KEY"
MIN_KEY_LENGTH = 16
"""Characters of a secret that nobody finds by trying."""

ledger_options = all_of(
    click.option(
        "--remote",
        metavar="NAME",
        help=f"The git remote whose branch {BRANCH} is the ledger. Default: origin.",
    ),
    click.option(
        "--ledger",
        "ledger_file",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="A ledger in a local file instead, for your own server.",
    ),
    click.option(
        "--internal",
        "internal_folder",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The folder of briefs; the ledger of messages to team and management is in its git repository.",
    ),
    click.option(
        "--internal-ledger",
        "internal_file",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="A local file for the ledger of messages to team and management.",
    ),
)


@dataclass(frozen=True, slots=True)
class RoutedLedger:
    """A ledger, and the routes whose messages it records."""

    ledger: Ledger
    routes: tuple[Route, ...]
    internal: bool

    def owns(self, name: str) -> bool:
        """Whether a message, by its name in a ledger, is one of these audiences'."""
        return is_internal(name) == self.internal


@dataclass(frozen=True, slots=True)
class Invocation:
    """`sitegen notify` with the options that say which site and which ledgers, for commands that people paste."""

    root: Path
    remote: str | None = None
    ledger_file: Path | None = None
    internal_folder: Path | None = None
    internal_file: Path | None = None

    def command(self, *arguments: str) -> str:
        """The command with more arguments behind, quoted for a shell."""
        given = {
            "--site": None if str(self.root) == "." else self.root,
            "--remote": self.remote,
            "--ledger": self.ledger_file,
            "--internal": self.internal_folder,
            "--internal-ledger": self.internal_file,
        }
        options = [word for name, value in given.items() if value is not None for word in (name, str(value))]
        return shlex.join(["sitegen", "notify", *options, *arguments])


def is_internal(name: str) -> bool:
    """Whether a message, by its name in a ledger, is for people of the company."""
    parts = name.split("/")
    if len(parts) != len(MessageKey._fields):
        return name.startswith(KEYED)
    return parts[3] in (Audience.TEAM, Audience.MANAGEMENT)


def named_in(routed: RoutedLedger, keys: Sequence[str]) -> frozenset[str]:
    """The names, in a ledger, of those keys that are for its audiences."""
    found = set()
    for key in keys:
        parts = key.split("/")
        if is_internal(key) == routed.internal:
            is_key = len(parts) == len(MessageKey._fields)
            found.add(routed.ledger.naming.name(MessageKey(*parts)) if is_key else key)
    return frozenset(found)


def public_store(root: Path, remote: str | None, file: Path | None) -> LedgerStore:
    """The ledger that the options name; both is wrong usage."""
    if remote is not None and file is not None:
        raise click.UsageError("--remote and --ledger: expected one of them, found both")
    return FileStore(file) if file is not None else GitStore(root, remote or "origin")


def open_ledgers(
    root: Path,
    routing: Routing,
    *,
    remote: str | None,
    ledger_file: Path | None,
    internal_folder: Path | None,
    internal_file: Path | None,
) -> tuple[list[RoutedLedger], list[Problem]]:
    """A ledger for the public audiences and one for the internal ones, as far as routes are for them.

    A problem for each internal route that has no ledger: what insiders were told must not be read from a public one.
    """
    store = public_store(root, remote, ledger_file)
    public = tuple(route for route in routing.routes if not route.audience.internal)
    internal = tuple(route for route in routing.routes if route.audience.internal)
    ledgers = [RoutedLedger(Ledger(store, Naming()), public, internal=False)] if public else []
    if not internal:
        return ledgers, []
    secret = os.environ.get(KEY_VARIABLE, "")
    if internal_file is not None:
        ledgers.append(RoutedLedger(Ledger(FileStore(internal_file), Naming()), internal, internal=True))
    elif internal_folder is not None and _has_own_repository(internal_folder, root):
        ledgers.append(
            RoutedLedger(Ledger(GitStore(internal_folder, remote or "origin"), Naming()), internal, internal=True)
        )
    elif len(secret) >= MIN_KEY_LENGTH:
        ledgers.append(RoutedLedger(Ledger(store, Naming(secret.encode())), internal, internal=True))
    else:
        return ledgers, list(_without_ledger(internal, secret))
    return ledgers, []


def _without_ledger(routes: Sequence[Route], secret: str) -> Iterator[Problem]:
    found = f"{KEY_VARIABLE} with fewer than {MIN_KEY_LENGTH} characters" if secret else "none"
    hint = (
        f"Set {KEY_VARIABLE} to a long random secret, with which its keys are hashed, or name a private ledger: "
        "--internal DIR in a git repository of its own, or --internal-ledger FILE."
    )
    for route in routes:
        message = f"expected a ledger that the public cannot read, for messages to {route.audience}, found {found}"
        yield Problem(MESSAGES_FILE, route.audience_line, "audience", message, hint)


def _has_own_repository(folder: Path, root: Path) -> bool:
    """Whether a folder is in a git repository, and in another one than the site."""
    own = repository_of(folder)
    return own is not None and own != repository_of(root)
