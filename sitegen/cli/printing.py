"""Output for a terminal, a log and a pull request: the only module that prints.

Names of files, titles and quoted lines are somebody's, and so is what a text that has them in it makes a terminal or
GitHub do: what `say` prints is words there, and nothing else.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitegen.problems import Problem, Severity, markdown_code
from sitegen.progress import Progress, silent
from sitegen.times import show_offset

if TYPE_CHECKING:
    from sitegen.build import Checked

MIN_PROGRESS_TOTAL = 400
"""Steps from which a progress bar is worth its line: fewer take less than two seconds."""

MAX_MARKDOWN_PROBLEMS = 100
"""How many problems Markdown lists: a comment on GitHub has 65,536 characters."""


_MARK = f"\ue000{os.urandom(8).hex()}"
"""Begins each style of ours, for this run alone: no text that somebody wrote can have it."""
_STYLE = f"{_MARK}[0-9;]*m"
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e]")
"""What a terminal acts on, but for tabs and line ends, and what makes a line read otherwise than it is written."""
_COMMAND = re.compile(
    rf"^((?:[^\S\n]|{_STYLE})*):(?=(?:{_STYLE})*:)|#(?=(?:{_STYLE})*#(?:\w|{_STYLE})*\[)", re.MULTILINE
)
"""Where a line for the runner of GitHub begins, `::error::`, or, anywhere in a line, one for others: `##[error]`."""


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print *text* so that nobody but its reader acts on it; its styles are those of `styled`."""
    click.echo(re.sub(f"{_MARK}([0-9;]*m)", "\x1b[\\1", harmless(text)), err=err, nl=nl)


def hand_over(text: str) -> None:
    """Print what another program or a file is to have, to the letter; on a terminal as `say` does."""
    if sys.stdout.isatty():
        say(text, nl=False)
    else:
        click.echo(text, nl=False)


def harmless(text: str) -> str:
    r"""*text* with what a terminal or a runner would act on escaped, such as `\u001b`."""
    return _COMMAND.sub(lambda found: f"{found[1] or ''}{_escaped(found[0][-1])}", _without_controls(text))


def _without_controls(text: str) -> str:
    return _OBEYED.sub(lambda found: _escaped(found[0]), text)


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}"


def styled(text: str, **style: Any) -> str:
    """*text* in a style as click names them, for `say`, which drops it where there is no terminal."""
    return click.style(_without_controls(text), **style).replace("\x1b[", _MARK)


def print_refusal(error: click.ClickException) -> None:
    """Print why a command was refused, and how it is used."""
    shown = io.StringIO()
    error.show(shown)
    say(shown.getvalue(), err=True, nl=False)


def print_json(document: object) -> None:
    """Print a document for programs, to whom an escaped character of a text is the same."""
    text = _without_controls(json.dumps(document, ensure_ascii=False, indent=2))
    click.echo(re.sub(r"##(?=\w*\[)", r"#\\u0023", text))


def print_as(problems: Sequence[Problem], form: str, root: Path, checked: Checked | None = None) -> None:
    """Print problems as `text`, as `json`, as `markdown`, or as what `github` shows beside lines of a pull request.

    Nothing if there are none, but for an empty list in JSON. *checked* is the site, which tells programs what the
    problems are about; None where it has errors.
    """
    if form == "json":
        from sitegen.cli.documents import problem_documents  # Here, since few ask for it, and it loads half of sitegen.

        print_json(list(problem_documents(problems, checked)))
    elif form == "github":
        for problem in problems:
            words = f"{problem.field}: {problem.message}" if problem.field else problem.message
            message = f"{words}\n{problem.hint}" if problem.hint else words
            title = problem.field or "content"
            print_annotation(problem.severity, title, message, (root, problem.path, problem.line))
    elif form == "markdown":
        say("\n".join(_markdown(problems)), nl=bool(problems))
    else:
        print_problems(problems)


def _markdown(problems: Sequence[Problem]) -> Iterator[str]:
    """Problems as a list, the errors first, so that those are seen where there are many."""
    if problems:
        yield f"**{_counts(problems)}**\n"
    for problem in sorted(problems, key=lambda one: one.severity is not Severity.ERROR)[:MAX_MARKDOWN_PROBLEMS]:
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        words = f"{problem.field}: {problem.message}" if problem.field else problem.message
        yield f"- {problem.severity} in {markdown_code(place)}: {markdown_code(words)}"
        if problem.hint:
            yield f"  - {markdown_code(problem.hint)}"
    if len(problems) > MAX_MARKDOWN_PROBLEMS:
        yield f"- and {len(problems) - MAX_MARKDOWN_PROBLEMS:,} more"


def print_problems(problems: Sequence[Problem], *, outcome: str = "") -> None:
    """Print problems for people on standard error: place, fault and hint of each, then how many there are."""
    for problem in problems:
        say(_told(problem), err=True)
    if problems:
        say(f"{_counts(problems)}. {outcome}".rstrip(), err=True)


def _counts(problems: Sequence[Problem]) -> str:
    """`2 problems in 1 file, 1 warning`; of warnings alone, `1 warning`."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    warnings = len(problems) - len(errors)
    counts = (
        [f"{count(len(errors), 'problem')} in {count(len({one.path for one in errors}), 'file')}"] if errors else []
    )
    return ", ".join([*counts, count(warnings, "warning")] if warnings else counts)


def _told(problem: Problem) -> str:
    place, _, rest = str(problem).partition(": ")
    fault, _, hint = rest.partition("\n")
    colour = "red" if problem.severity is Severity.ERROR else "yellow"
    shown = f"{styled(place, bold=True)}: {styled(fault, fg=colour)}"
    return f"{shown}\n{styled(hint, dim=True)}" if hint else shown


def print_annotation(kind: str, title: str, message: str, place: tuple[Path, str, int] | None = None) -> None:
    """Print a workflow command for GitHub's runner: an `error`, a `warning` or a `notice`.

    *place* is a site's folder, a path relative to it, and the line beside which it is shown.
    """
    where = ""
    if place is not None:
        root, path, line = place
        try:
            below = Path(os.path.relpath(root))
        except FileNotFoundError:  # The current folder was removed.
            below = root
        shown = (below / path).as_posix()
        where = f"file={_property(shown)},line={max(line, 1)},"
    click.echo(_without_controls(f"::{kind} {where}title={_property(title)}::{_data(message)}"))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def distance(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """`8 minutes ago`, `in 3 hours`: worded and rounded as on pages, see `ago` in themes/default/times.js."""
    minutes = abs((now - moment) / timedelta(minutes=1))
    if minutes < 120:
        far, unit = minutes, "minute"
    elif minutes < 2880:
        far, unit = minutes / 60, "hour"
    else:
        far, unit = abs((now.astimezone(zone).date() - moment.astimezone(zone).date()).days), "day"
    whole = int(far + 0.5) or int(moment > now)
    if not whole:
        return "just now"
    return f"{count(whole, unit)} ago" if moment <= now else f"in {count(whole, unit)}"


def span(length: timedelta) -> str:
    """`15 minutes`, `2 hours`, `3 days`: a duration in the largest unit that divides it."""
    minutes = length // timedelta(minutes=1)
    for unit, size in (("day", 24 * 60), ("hour", 60)):
        if minutes % size == 0:
            return count(minutes // size, unit)
    return count(minutes, "minute")


def in_zone(moment: datetime, zone: tzinfo) -> str:
    """`2026-01-23 14:35 +08:00`."""
    local = moment.astimezone(zone)
    seconds = f":{local:%S}" if local.second or local.microsecond else ""
    return f"{local:%Y-%m-%d %H:%M}{seconds} {show_offset(local.utcoffset())}"


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error for long work, only on a terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    shown = {"what": "", "percent": -1}

    def show(what: str, done: int, total: int) -> None:
        percent = done * 100 // max(total, 1)
        if total < MIN_PROGRESS_TOTAL or (shown["what"], shown["percent"]) == (what, percent):
            return
        shown.update(what=what, percent=percent)
        filled = percent * 24 // 100
        click.echo(f"\r{what:<10} [{'#' * filled}{'.' * (24 - filled)}] {done:,}/{total:,} \033[K", err=True, nl=False)

    try:
        yield show
    finally:
        if shown["what"]:
            click.echo("\r\033[K", err=True, nl=False)
