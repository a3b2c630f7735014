"""Writing into content files: tried first, then written whole."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sitegen.authoring.compose import Value
from sitegen.authoring.write import write_source
from sitegen.build import AsOf, check
from sitegen.cli.printing import print_problems, progress_bar
from sitegen.model import ComponentStatus, Config, Status
from sitegen.problems import ContentError, Problem, Problems, Severity, nearest, one_of, quoted
from sitegen.progress import Progress
from sitegen.read.body import split_updates
from sitegen.read.files import FileGroup, find_groups
from sitegen.read.lines import body_lines
from sitegen.read.reader import NO_DRAFTS

_SURROGATE = re.compile("[\ud800-\udfff]")
"""What Python makes of bytes on the command line that are no UTF-8."""


class WritingCommand(click.Command):
    """A command whose options and arguments go into content files.

    What no such file can hold is wrong usage, and so are words that a shell has taken apart.
    """

    allow_extra_args = True

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, unless one of its values is no text, or only the first word of one."""
        if ctx.args:
            raise click.UsageError(self._apart(ctx), ctx)
        for parameter in self.params:
            for text in _texts(ctx.params.get(parameter.name or "")):
                if _SURROGATE.search(text):
                    raise click.BadParameter(f"expected UTF-8, found {quoted(text)}", ctx, parameter)
        return super().invoke(ctx)

    def _apart(self, ctx: click.Context) -> str:
        """What to say about words that belong to no option: what had a space in it must stand in quotes."""
        argument = next(one for one in self.params if isinstance(one, click.Argument))
        found = [str(ctx.params[argument.name or ""]), *ctx.args]
        clock = next((word for word in found if _CLOCK.match(word)), "")
        for parameter in self.params:
            day = ctx.params.get(parameter.name or "")
            if clock and isinstance(day, str) and _DAY.fullmatch(day):
                option = parameter.opts[0]
                return f"{option}: expected a time in quotes, {option} '{day} {clock}', found none around it"
        if argument.name == "title" and " " not in found[0]:
            whole = shlex.quote(" ".join(found))
            return f"expected a title in quotes, {whole}, found {len(found)} words without. {_QUOTES}"
        return f"expected one {argument.make_metavar(ctx)}, found also {quoted(' '.join(ctx.args))}. {_QUOTES}"


_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_QUOTES = "Any text with spaces stands in quotes, as in --message 'We know why.'"


def _texts(value: object) -> Iterator[str]:
    """Every text in the value of an option, which may be given several times, and hold several each time."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)


# What both a new file and an update may state.
impact_option = click.option("--impact", help="none, minor, major or critical.")
not_working_option = click.option(
    "--not-working", multiple=True, metavar="TEXT", help="One thing that does not work; may be repeated."
)
still_working_option = click.option(
    "--still-working", multiple=True, metavar="TEXT", help="One thing that works; may be repeated."
)
workaround_option = click.option("--workaround", help="What people can do meanwhile.")
scope_option = click.option("--scope", multiple=True, metavar="WHAT=TEXT", help="users=…, regions=…; may be repeated.")


def given_fields(given: Mapping[str, Any]) -> dict[str, Value]:
    """What the options in *given* state, by key, a list where one may be repeated; nothing of what is not given."""
    values: dict[str, Value] = {}
    for name, value in given.items():
        if name == "scope" and value:
            values[name] = pairs(value, "--scope")
        elif isinstance(value, tuple) and value:
            values[name] = list(value)
        elif value is not None and value != ():
            values[name] = value
    return values


EDITOR_NOTE = "<!-- Write the words for readers above this line (Markdown). An empty message stops the command. -->"


def find_group(root: Path, config: Config, slug: str) -> FileGroup:
    """The incident or maintenance of that name; a path to one of its files will do as well."""
    name = Path(slug).name.removesuffix(".md")
    problems = Problems()
    groups = find_groups(root, config, problems)
    matching = [group for group in groups if group.slug == name and group.find("") is not None]
    if len(matching) > 1:
        folder = Path(slug).parent.name
        matching = [group for group in matching if group.folder == folder] or matching
    if len(matching) > 1:
        raise click.UsageError(
            f"There are several: {', '.join(f'content/{one.folder}/{one.slug}.md' for one in matching)}"
        )
    # A file whose name means nothing is none of them, and `check` says what it should be.
    misnamed = [one for one in problems.found if Path(one.path).name.removesuffix(".md") == name]
    if not matching and misnamed:
        raise ContentError(misnamed)
    if not matching:
        slugs = [group.slug for group in groups]
        close = nearest(name, slugs) or next((f"Did you mean '{one}'?" for one in reversed(slugs) if name in one), "")
        raise click.UsageError(f"There is no incident or maintenance '{slug}'. {close}".rstrip())
    return matching[0]


def write_checked(root: Path, path: str, text: str, clock: datetime) -> None:
    """Write *text* to the content file *path*, unless `check` would refuse it: then raise ContentError.

    What is wrong elsewhere, and was before, keeps nobody from writing, and is told.
    """
    with progress_bar() as progress:
        found = _problems(root, clock, progress, {path: text})
        errors = [problem for problem in found if problem.severity is Severity.ERROR]
        new = [problem for problem in errors if problem.path == path]
        if errors and not new:
            before = set(_problems(root, clock, progress, NO_DRAFTS))
            new = [problem for problem in errors if problem not in before]
    # A translation lags behind for a moment whenever something is said; the author knows.
    told = [problem for problem in found if problem.path == path and problem.severity is not Severity.ERROR]
    if new:
        raise ContentError([*new, *told])
    write_source(root / path, text)
    print_problems(told)
    print_problems(errors, outcome="Before it is mended nothing can be published, this neither.")


def publish_command(root: Path, path: str, message: str) -> str:
    """The commands, for a shell, that publish the content file *path*; git may not know it yet."""
    git = "git" if str(root) == "." else f"git -C {shlex.quote(str(root))}"
    return f"{git} add {shlex.quote(path)} && {git} commit -m {shlex.quote(message)} && {git} push"


def _problems(root: Path, clock: datetime, progress: Progress, drafts: Mapping[str, str]) -> Sequence[Problem]:
    try:
        return check(root, AsOf(clock), progress, drafts).warnings
    except ContentError as error:
        return error.problems


def message_words(message: str | None) -> str:
    """The message as given, read from standard input (`-`), or written in the editor: words of one update."""
    said = _words(message).replace("\r\n", "\n").replace("\r", "\n")
    untold = Problems()
    with returning_words(message, said):
        for block in split_updates(body_lines(said, 1, "", untold), "", tuple(Status), untold, translation=True):
            heading = said.split("\n")[block.line - 1]
            raise click.UsageError(
                f"--message: expected the words of one update, found the heading of another: {quoted(heading)}. "
                "Inside an update headings begin with ###."
            )
    return said


@contextmanager
def returning_words(message: str | None, said: str) -> Iterator[None]:
    """Print the words of an editor, which has thrown them away, when they are refused or cannot be written."""
    try:
        yield
    except (ContentError, click.UsageError, OSError):
        if message is None:
            click.echo(f"Your words, to be used again:\n\n{said}\n", err=True)
        raise


def _words(message: str | None) -> str:
    if message == "-":
        return _read(sys.stdin.read)
    if message is not None:
        return message.strip()
    if not sys.stdin.isatty():
        raise click.UsageError("Say --message TEXT, or --message - to read it from standard input.")
    text = _read(lambda: click.edit(f"\n\n{EDITOR_NOTE}\n", extension=".md")).replace(EDITOR_NOTE, "").strip()
    if not text:
        raise click.ClickException("The message is empty. Nothing was written.")
    return text


def _read(source: Callable[[], str | None]) -> str:
    """The words from *source*; bytes that are no UTF-8 are wrong usage."""
    try:
        text = (source() or "").strip()
        text.encode()
    except UnicodeError:
        raise click.UsageError("--message: expected UTF-8, found other bytes.") from None
    return text


def stated_components(values: Sequence[str], config: Config, statuses: Sequence[ComponentStatus]) -> dict[str, str]:
    """`--component ID=STATUS` as a mapping."""
    for value in component_ids(values):
        if "=" not in value:
            hint = "" if value in config.by_id else nearest(value, config.by_id)
            message = f"--component: expected ID=STATUS, found {quoted(value)}. The statuses are {one_of(statuses)}."
            raise click.UsageError(f"{message} {hint}".rstrip())
    return pairs(values, "--component")


def component_ids(values: Sequence[str]) -> list[str]:
    """`--component` as it is given, once for each component."""
    for value in values:
        several = [one.strip() for one in re.split("[,，、;；]", value) if one.strip()]
        if len(several) > 1:
            right = " ".join(f"--component {one}" for one in several)
            raise click.UsageError(f"--component: expected one component, found {quoted(value)}. Repeat it: {right}")
    return list(values)


def pairs(values: Sequence[str], option: str) -> dict[str, str]:
    """`KEY=VALUE` options as a mapping."""
    result: dict[str, str] = {}
    for value in values:
        key, sign, text = value.partition("=")
        if not sign or not key.strip():
            raise click.UsageError(f"{option}: expected NAME=VALUE, found '{value}'")
        if key.strip() in result:
            raise click.UsageError(f"{option}: expected each name once, found '{key.strip()}' again")
        result[key.strip()] = text.strip()
    return result
