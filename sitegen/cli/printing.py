"""Output for a terminal, a log and a pull request."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import click

from sitegen.problems import Problem, Severity
from sitegen.progress import Progress, silent
from sitegen.times import show_offset

MIN_PROGRESS_TOTAL = 400
"""Steps from which a progress bar is worth its line: fewer take less than two seconds."""


def print_as(problems: Sequence[Problem], form: str, root: Path) -> None:
    """Print problems as `text`, as `json`, or as what `github` shows in a pull request: nothing if there are none."""
    if form == "json":  # The names of a problem's fields are public.
        click.echo(json.dumps(list(map(asdict, problems)), ensure_ascii=False, indent=2))
    elif form == "github":
        for problem in problems:
            words = f"{problem.field}: {problem.message}" if problem.field else problem.message
            message = f"{words}\n{problem.hint}" if problem.hint else words
            title = problem.field or "content"
            click.echo(annotation(problem.severity, root, problem.path, problem.line, title, message))
    else:
        print_problems(problems)


def print_problems(problems: Sequence[Problem], *, outcome: str = "") -> None:
    """Print problems for people on standard error: place, fault and hint of each, then how many there are."""
    for problem in problems:
        click.echo(styled(problem), err=True)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    warnings = len(problems) - len(errors)
    if errors:
        files = len({problem.path for problem in errors})
        summary = f"{count(len(errors), 'problem')} in {count(files, 'file')}"
        beside = f", {count(warnings, 'warning')}" if warnings else ""
        click.echo(f"{summary}{beside}. {outcome}".rstrip(), err=True)
    elif warnings:
        click.echo(f"{count(warnings, 'warning')}. {outcome}".rstrip(), err=True)


def styled(problem: Problem) -> str:
    """A problem as text with colours, which `click.echo` drops where there is no terminal."""
    place, _, rest = str(problem).partition(": ")
    fault, _, hint = rest.partition("\n")
    colour = "red" if problem.severity is Severity.ERROR else "yellow"
    shown = f"{click.style(place, bold=True)}: {click.style(fault, fg=colour)}"
    return f"{shown}\n{click.style(hint, dim=True)}" if hint else shown


def annotation(kind: str, root: Path, path: str, line: int, title: str, message: str) -> str:
    """A GitHub workflow command: an `error`, a `warning` or a `notice` beside a line; *path* is relative to *root*."""
    below = os.path.relpath(root)
    shown = path if below == "." else f"{Path(below).as_posix()}/{path}"
    return f"::{kind} file={_property(shown)},line={max(line, 1)},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def distance(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """`8 minutes ago`, `in 3 hours`: worded and rounded as on pages, see `ago` in themes/default/page.js."""
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
