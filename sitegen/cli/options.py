"""What several commands share: --site, --now, checking the site, and the only place that reads the clock."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from sitegen.build import AsOf, Checked, check
from sitegen.cli.printing import print_as, progress_bar
from sitegen.problems import ContentError, nearest
from sitegen.read.config import SITE_FILE
from sitegen.read.headings import explained_status, meant_status
from sitegen.times import FIRST_YEAR, LAST_YEAR

Decorator = Callable[[Callable[..., Any]], Any]
"""What adds an option, or several, to a command."""


class ReadValue(click.ParamType[Any]):
    """A value checked by *read*, which raises ValueError with what it expected."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name = name
        self.read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value that *read* returns; fails with its message."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def read_now(text: str) -> datetime:
    """An ISO 8601 moment with a zone, in UTC; raises ValueError for anything that is not exactly one moment."""
    try:
        moment = datetime.fromisoformat(re.sub(r"\s*(Z|UTC)$", "+00:00", text.strip()))
    except ValueError:
        raise ValueError(f"expected a moment such as 2026-01-23T14:35:00+08:00, found {text!r}") from None
    if moment.tzinfo is None:
        raise ValueError(f"expected a zone after the time, such as Z or +08:00, found {text!r}")
    # Near both ends of what Python can represent, a moment may not exist in UTC.
    if not (_is_within(moment) and _is_within(moment.astimezone(UTC))):
        raise ValueError(f"expected a moment within the years {FIRST_YEAR} to {LAST_YEAR}, found {text!r}")
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _is_within(moment: datetime) -> bool:
    """Whether it is in the years that content may use."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


class StatusType(click.Choice[str]):
    """One of some statuses."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What was expected and found, and the status that was probably meant."""
        right = meant_status(str(value))
        if told := explained_status(str(value), self.choices):
            return f"{super().get_invalid_choice_message(value, ctx)} {told}"
        hint = f"Did you mean '{right}'?" if right in self.choices else nearest(str(value), self.choices)
        return f"{super().get_invalid_choice_message(value, ctx)} {hint}".rstrip()


class EnumChoice(click.Choice[Any]):
    """One of the values of an enumeration, as its member."""

    def __init__(self, members: Iterable[StrEnum]) -> None:
        super().__init__(tuple(members))

    def normalize_choice(self, choice: Any, ctx: click.Context | None) -> str:
        """The value itself; click would take its name."""
        return str(choice)

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What was expected and found, and what was probably meant."""
        hint = nearest(str(value), map(str, self.choices))
        return f"{super().get_invalid_choice_message(value, ctx)} {hint}".rstrip()


def _site_above() -> str:
    """The nearest folder with site.yml, from the current one up to the top of its git repository; else the current."""
    try:
        here = Path.cwd()
    except FileNotFoundError:
        raise click.UsageError("The current folder was removed. Go to another, or say --site DIR.") from None
    folders = (here, *here.parents)
    top = next((number for number, folder in enumerate(folders) if (folder / ".git").exists()), 0)
    found = next((folder for folder in folders[: top + 1] if (folder / SITE_FILE).is_file()), here)
    return os.path.relpath(found)


site_option = click.option(
    "--site",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=lambda: _site_above(),
    show_default=False,
    help="The folder with site.yml. Default: the current one, or the nearest above it in its repository.",
)
now_option = click.option(
    "--now",
    type=ReadValue("moment", read_now),
    help="Work as of this moment (ISO 8601 with a zone). Default: SOURCE_DATE_EPOCH, else the clock.",
)


def check_output(root: Path, output: Path, *others: str) -> None:
    """Refuse an output that holds the site in *root*, or is in a folder of it that is for something else.

    Folders are compared as the disk knows them, whatever links and letters lead there. *others* are further names.
    """
    there = Path(os.path.realpath(output))
    if _is_in(Path(os.path.realpath(root)), there):
        raise click.UsageError(f"--output: expected a folder without the site in it, found {output}.")
    for name in ("content", "themes", ".git", ".github", *others):
        if _is_in(there, root / name):
            raise click.UsageError(
                f"--output: expected a folder outside {root / name}, which is for something else, found {output}."
            )


def _is_in(inner: Path, outer: Path) -> bool:
    """Whether a folder is another one or below it; neither needs to be there."""
    wanted = Path(os.path.realpath(outer))
    if inner.is_relative_to(wanted):
        return True
    return wanted.exists() and any(place.exists() and place.samefile(wanted) for place in (inner, *inner.parents))


def format_option(workflow: str, *more: str) -> Decorator:
    """`--format`: for people, for programs, or for *workflow*; *more* are further forms."""
    text = f"For people, programs, or {workflow}."
    forms = click.Choice(("text", "json", "github", *more))
    return click.option("--format", "form", type=forms, default="text", help=text)


def all_of(*options: Decorator) -> Decorator:
    """Several options as one, in this order."""

    def add(command: Callable[..., Any]) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def build_moment(now: datetime | None) -> AsOf:
    """The moment to work as of: as chosen, or the clock's, in UTC to the millisecond."""
    if now is not None:
        return AsOf(now, given=True)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        # https://reproducible-builds.org/specs/source-date-epoch/: an ASCII decimal number of seconds.
        if not re.fullmatch(r"\d{1,11}", epoch, re.ASCII):
            raise click.UsageError(f"SOURCE_DATE_EPOCH: expected seconds since 1970, found {epoch!r}")
        moment = datetime.fromtimestamp(int(epoch), UTC)
        if not _is_within(moment):
            expected = f"expected seconds up to the end of {LAST_YEAR}"
            raise click.UsageError(f"SOURCE_DATE_EPOCH: {expected}, found {epoch!r}")
        return AsOf(moment, given=True)
    # To the second, which is precise enough.
    return AsOf(datetime.now(UTC).replace(microsecond=0))


def present() -> datetime:
    """The clock's moment, in UTC, whatever moment the command works as of: vendors compare it with their own."""
    return datetime.now(UTC)


def checked_site(root: Path, as_of: AsOf, form: str, *, pages: bool = False) -> Checked:
    """The site as it is checked; its problems are printed in that form and end the command with exit code 1."""
    with progress_bar() as progress:
        try:
            return check(root, as_of, progress, pages=pages)
        except ContentError as error:
            print_as(error.problems, form, root)
            raise click.exceptions.Exit(1) from None


def to_the_minute(as_of: AsOf) -> datetime:
    """The moment without seconds, as authors write it."""
    return as_of.now.replace(second=0, microsecond=0)
