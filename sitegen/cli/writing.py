"""What the commands that write into content files share."""

from __future__ import annotations

import re
import shlex
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sitegen import urls
from sitegen.authoring.compose import MAX_SLUG_LENGTH, Value, heading_in
from sitegen.authoring.entries import NoSuchEntry
from sitegen.authoring.files import writing_lock
from sitegen.authoring.problem import NotWritten
from sitegen.authoring.write import Written
from sitegen.build import AsOf
from sitegen.cli.asking import ask_words, can_ask
from sitegen.cli.commands import INTERRUPTED
from sitegen.cli.options import all_of, to_the_minute
from sitegen.cli.printing import distance, in_zone, print_problems, say
from sitegen.guard.written import likely_slips
from sitegen.model import ComponentStatus, Config
from sitegen.problems import ContentError, Problem, nearest, one_of, quoted
from sitegen.read.fields import MAX_TITLE_LENGTH, SLUG_PATTERN
from sitegen.times import TimeProblem, read_corrected

_SURROGATE = re.compile("[\ud800-\udfff]")
"""What Python decodes bytes on the command line to that are not UTF-8."""


class WritingCommand(click.Command):
    """A command whose options and arguments go into content files.

    Values that such a file cannot hold, and text that the shell has split, are wrong usage.
    """

    allow_extra_args = True

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; raises UsageError where a value is not UTF-8 or was split by the shell."""
        if ctx.args:
            raise click.UsageError(self._split_message(ctx), ctx)
        for parameter in self.params:
            for text in _texts(ctx.params.get(parameter.name or "")):
                if _SURROGATE.search(text):
                    raise click.BadParameter(f"expected UTF-8, found {quoted(text)}", ctx, parameter)
        interrupts = signal.getsignal(signal.SIGINT)
        try:
            return super().invoke(ctx)
        except NoSuchEntry as problem:
            raise click.UsageError(str(problem), ctx) from None
        except (click.Abort, KeyboardInterrupt):
            say("\nInterrupted. Nothing was written.", err=True)
            ctx.exit(INTERRUPTED)
        finally:
            if signal.getsignal(signal.SIGINT) is not interrupts:
                signal.signal(signal.SIGINT, interrupts)

    def _split_message(self, ctx: click.Context) -> str:
        """The message for arguments that belong to no option: text with spaces needs quotes."""
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
        return (
            f"expected one {argument.make_metavar(ctx).strip('[]')}, found also {quoted(' '.join(ctx.args))}. {_QUOTES}"
        )


EDITOR_NOTE = "<!-- Write the words for readers above this line (Markdown). An empty message stops the command. -->"

_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_QUOTES = "Put text with spaces in quotes, as in --message 'We know why.'"


def _texts(value: object) -> Iterator[str]:
    """Every text in the value of an option, which may be repeated and may take several values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """The right to write into the content, for which others wait; says so where this has to wait."""
    with writing_lock(root, lambda: say("Waiting for another sitegen that writes into this site …", err=True)):
        yield


def ignore_interrupts() -> None:
    """Let Ctrl-C do nothing until the command ends: it is about to write, which takes no time, and to say so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


facts_options = all_of(
    click.option("--not-working", multiple=True, metavar="TEXT", help="One thing that does not work; may be repeated."),
    click.option("--still-working", multiple=True, metavar="TEXT", help="One thing that works; may be repeated."),
    click.option("--workaround", help="What people can do meanwhile."),
    click.option("--endpoints", multiple=True, metavar="CALL", help="What programs call and fails; may be repeated."),
    click.option("--scope", multiple=True, metavar="WHAT=TEXT", help="users=…, regions=…; may be repeated."),
    click.option(
        "--compensation",
        nargs=2,
        multiple=True,
        metavar="WHO WHAT",
        help="Who gets what in compensation, as in --compensation 'All customers' 'A day for free'; may be repeated.",
    ),
    click.option("--compensation-by", metavar="TIME", help="By when they get it."),
)
"""The options that new entries and updates take."""
FACTS = ("not_working", "still_working", "workaround", "endpoints", "scope")
"""The keys of their values, without the compensation."""
impact_option = click.option(
    "--impact", help="none, minor, major or critical. Default: it follows from the components."
)
next_update_option = click.option(
    "--next-update", metavar="TIME", help="When you will say more: 15:00, +15m, or a complete time."
)
eta_option = click.option(
    "--eta", metavar="TIME", help="When you expect it to work again: 15:00, +30m, or a complete time."
)
at_option = click.option(
    "--at", metavar="TIME", help="When this was said: 14:50, or a complete time. Default: now, to the minute."
)
notify_option = click.option(
    "--notify", multiple=True, metavar="AUDIENCE", help="Who is told beside the pages, or no; may be repeated."
)


def read_time(option: str, read: Callable[..., datetime], *arguments: Any, **more: Any) -> datetime:
    """What *read* makes of its arguments; a time that it cannot read is wrong usage of *option*."""
    try:
        return read(*arguments, **more)
    except TimeProblem as problem:
        raise click.UsageError(f"{option}: {problem.message}. {problem.hint}".rstrip()) from None


def given_fields(given: Mapping[str, Any], names: Iterable[str]) -> dict[str, Value]:
    """The values of the options *names*, by key: a list where one may be repeated; those not given are left out."""
    values = {name: given[name] for name in names if given[name] not in (None, ())}
    if "scope" in values:
        values["scope"] = pairs(values["scope"], "--scope")
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def given_compensation(given: Mapping[str, Any]) -> dict[str, Value]:
    """`--compensation` and its time, as a field; empty where there is none."""
    if not given["compensation"]:
        if given["compensation_by"]:
            raise click.UsageError("--compensation-by goes with --compensation.")
        return {}
    by = {"by": given["compensation_by"]} if given["compensation_by"] else {}
    return {"compensation": [{"for": whom, "what": what, **by} for whom, what in given["compensation"]]}


def given_audiences(given: Mapping[str, Any]) -> dict[str, Value]:
    """`--notify`, as a field; empty where it is not given."""
    told = list(given["notify"])
    return {"notify": "no" if told == ["no"] else told} if told else {}


def moment_given(given: Mapping[str, Any], config: Config, as_of: AsOf) -> datetime:
    """`--at`, else the present to the minute, in UTC."""
    if given["at"] is None:
        return to_the_minute(as_of)
    return read_time("--at", read_corrected, given["at"], config.zone, as_of.now)


def shown(at: datetime, config: Config, now: datetime) -> str:
    """A time with what it means: `2026-01-23 14:50 +08:00, in 15 minutes`."""
    return f"{in_zone(at, config.zone)}, {distance(at, now, config.zone)}"


def check_title(title: str) -> str:
    """A title; raises UsageError for one that no file may have."""
    title = " ".join(title.split())
    if len(title) > MAX_TITLE_LENGTH:
        raise click.UsageError(f"title: expected at most {MAX_TITLE_LENGTH} characters, found {len(title)}.")
    return title


def check_slug(option: str, slug: str) -> None:
    """Refuse what is no name of a new file; raises UsageError."""
    if not re.fullmatch(SLUG_PATTERN, slug, re.ASCII):
        raise click.UsageError(f"{option}: expected small letters, digits and single dashes, found {quoted(slug)}")
    if len(slug) > MAX_SLUG_LENGTH:
        raise click.UsageError(f"{option}: expected at most {MAX_SLUG_LENGTH} characters, found {len(slug)}")


def print_written(written: Written, path: str = "", at: datetime | None = None) -> None:
    """Print the problems that remain although a file was written, and what may be a slip in what is new.

    That is the update of the file *path* at the moment *at*; without one the whole file.
    """
    slips: list[Problem] = []
    if written.checked is not None and path:
        entries = [entry for entry in written.checked.site.entries if entry.path == path]
        lines = {one.line for entry in entries for one in entry.updates if at is None or one.at == at}
        if at is None:
            lines.add(1)
        slips = likely_slips(written.checked.site, written.checked.snapshot, {path: lines})
    print_problems([*written.warnings, *slips])
    print_problems(written.elsewhere, outcome="Written. Publishing stays blocked until these are fixed.")


def print_publishing(
    root: Path,
    config: Config,
    paths: Sequence[str],
    message: str,
    new: str | None = None,
    opening: str = "To publish it",
) -> None:
    """Print how changed content files are published: by git, or in the browser; *new* is the text of a new one."""
    git = "git" if str(root) == "." else f"git -C {shlex.quote(str(root))}"
    added = " ".join(map(shlex.quote, paths))
    say(f"{opening}: {git} add {added} && {git} commit -m {shlex.quote(message)} && {git} push")
    if not config.repository:
        return
    if new is None:
        say(f"Or make the same change in the browser: {urls.edit(config.repository, paths[0])}")
    elif link := urls.create(config.repository, paths[0], re.sub(r"^# .*\n", "", new, flags=re.MULTILINE)):
        say(f"Or in the browser, filled in: {link}")


def message_words(message: str | None, old: str = "") -> str:
    """The message as given, read from standard input (`-`), typed, or written in the editor; raises UsageError.

    *old* is what stands in the editor at first.
    """
    text = _words(message, old).replace("\r\n", "\n").replace("\r", "\n")
    with returning_words(message, text):
        if heading := heading_in(text):
            raise click.UsageError(
                f"--message: expected the words of one update, found the heading of another: {quoted(heading)}. "
                "Inside an update headings begin with ###."
            )
    return text


@contextmanager
def returning_words(message: str | None, text: str) -> Iterator[None]:
    """Print *text* again if it came from the editor, which has deleted it, and is refused or cannot be written."""
    try:
        yield
    except (ContentError, click.UsageError, OSError, NotWritten, KeyboardInterrupt):
        if message is None:
            say(f"Your text, to use again:\n\n{text}\n", err=True)
        raise


def _words(message: str | None, old: str) -> str:
    if message == "-":
        return _read(sys.stdin.read)
    if message is not None:
        return message.strip()
    if not sys.stdin.isatty():
        hint = "Without a terminal say --message TEXT, --message - to read it from standard input"
        raise click.UsageError(f"{hint}, or --message '' where the fields say it all.")
    if can_ask() and (typed := ask_words("Words for readers", "Enter opens your editor")):
        return typed
    text = _read(lambda: click.edit(f"{old}\n\n{EDITOR_NOTE}\n", extension=".md")).replace(EDITOR_NOTE, "").strip()
    if not text:
        raise click.ClickException("The message is empty. Nothing was written.")
    return text


def _read(source: Callable[[], str | None]) -> str:
    """The text from *source*; bytes that are not UTF-8 are wrong usage."""
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
