"""Groups of commands. To list a command, or to complete its name, nothing of it is loaded but its line here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click
from click.exceptions import NoSuchCommand

from sitegen import how_to_install

INTERRUPTED = 130
"""The exit code that shells report for a program ended by SIGINT."""


@contextmanager
def extra(name: str) -> Iterator[None]:
    """For the import of what needs the extra *name*; where it is not installed, ClickException says what to type."""
    try:
        yield
    except ModuleNotFoundError as error:
        missing = f"{error.name} is not installed, which only this command needs."
        raise click.ClickException(f"{missing} Type: {how_to_install(name)}") from error


class Unloaded(click.Command):
    """A command by its name and its line in a list of commands; `load` has the command itself."""

    def __init__(self, name: str, place: str, short_help: str) -> None:
        super().__init__(name, short_help=short_help)
        self.place = place
        """Where it is defined: `sitegen.cli.build:build_command`."""

    def load(self) -> click.Command:
        """The command itself, whose module is imported now."""
        module, _, name = self.place.partition(":")
        # Babel reads the system's zone, which we never use, when it is loaded, and fails on one that it cannot read.
        zone = os.environ.get("TZ")
        os.environ["TZ"] = "UTC"
        try:
            command: click.Command = getattr(import_module(module), name)
        finally:
            if zone is None:
                del os.environ["TZ"]
            else:
                os.environ["TZ"] = zone
        return command


class Commands(click.Group):
    """A group that suggests the full command for a name that belongs to another group."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that *args* begin with, loaded; a name without one is wrong usage."""
        try:
            name, command, rest = super().resolve_command(ctx, args)
        except NoSuchCommand as error:
            program = ctx.find_root()
            known = {path.rpartition(" ")[2]: path for path in _paths(program.command, program.info_name or "")}
            if args[0] not in known and args[0] not in _MEANT and error.possibilities:
                raise  # Click names the nearest in this group.
            close = known.get(_MEANT.get(args[0], args[0]))
            hint = f"Did you mean '{close}'?" if close else ""
            raise click.UsageError(f"{error.message} {hint}".rstrip(), ctx) from None
        return name, _loaded(command) if command else None, rest

    def loaded(self) -> dict[str, click.Command]:
        """Every command by its name, loaded."""
        return {name: _loaded(command) for name, command in self.commands.items()}


_MEANT = {
    "announcement": "notice",
    "outage": "incident",
    "window": "maintenance",
    **dict.fromkeys(("close", "end", "finish", "complete"), "resolve"),
    **dict.fromkeys(("correct", "edit", "fix", "withdraw", "rename", "delete"), "amend"),
}
"""Other words for commands."""


def _loaded(command: click.Command) -> click.Command:
    return command.load() if isinstance(command, Unloaded) else command


def _paths(command: click.Command, path: str) -> Iterator[str]:
    """The command itself, and all below it."""
    yield path
    for name, one in command.loaded().items() if isinstance(command, Commands) else ():
        yield from _paths(one, f"{path} {name}")
