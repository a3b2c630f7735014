"""Questions on a terminal for what a command was not given, with the choices; without a terminal nothing is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from sitegen.authoring.entries import entries_now
from sitegen.cli.printing import distance
from sitegen.derive.entries import Entry
from sitegen.model import ComponentStatus, Config, Status
from sitegen.present.labels import COMPONENT, STATUS
from sitegen.problems import nearest, quoted

_Answer = TypeVar("_Answer")

MAX_CHOICES = 9
"""Entries to choose from."""


def can_ask() -> bool:
    """Whether somebody sits there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, read: Callable[[str], _Answer], *, empty: bool = False, shown: str = "") -> _Answer:
    """The answer as *read* makes it; where that raises UsageError, its words and the question again.

    Without *empty* an answer is required. *shown* says what an empty answer means.
    """
    while True:
        hint = f" ({shown})" if shown else ""
        text = click.prompt(f"{question}{hint}", default="" if empty else None, show_default=False, err=True).strip()
        if not text and not empty:
            continue
        try:
            return read(text)
        except click.UsageError as error:
            click.echo(error.format_message(), err=True)


def choose(question: str, options: Sequence[tuple[str, str]], *, default: int | None = None) -> str:
    """One of *options*, pairs of a name and what it means, by its number or its name."""
    _list(options)
    names = [name for name, _ in options]
    shown = "" if default is None else f"Enter: {names[default]}"
    text = ask(question, lambda answer: _name(answer, names) if answer else "", empty=default is not None, shown=shown)
    return text or names[default or 0]


def choose_several(question: str, options: Sequence[tuple[str, str]]) -> list[str]:
    """Any of *options* by their numbers or names, or none."""
    _list(options)
    names = [name for name, _ in options]

    def read(answer: str) -> list[str]:
        words = answer.replace(",", " ").replace("，", " ").replace("、", " ").split()
        return list(dict.fromkeys(_name(word, names) for word in words))

    return ask(question, read, empty=True, shown="numbers or names; Enter: none")


def _list(options: Iterable[tuple[str, str]]) -> None:
    rows = [(str(number), name, meaning) for number, (name, meaning) in enumerate(options, 1)]
    width = max(len(name) for _, name, _ in rows)
    for number, name, meaning in rows:
        click.echo(f"  {number:>2}  {name:<{width}}  {meaning}".rstrip(), err=True)


def _name(answer: str, names: Sequence[str]) -> str:
    """The name that was meant; raises UsageError."""
    if answer.isdecimal() and 1 <= int(answer) <= len(names):
        return names[int(answer) - 1]
    if answer in names:
        return answer
    found = [name for name in names if name.startswith(answer)]
    if len(found) == 1:
        return found[0]
    expected = f"a number from 1 to {len(names)}, or a name"
    raise click.UsageError(f"Expected {expected}, found {quoted(answer)}. {nearest(answer, names)}".rstrip())


# --- what is asked for -----------------------------------------------------------------------------------------


def chosen_slug(root: Path, config: Config, slug: str | None, now: datetime, *, also_past: bool = False) -> str:
    """The slug as given, or that of the only active entry, or the one chosen; raises UsageError.

    With *also_past* an entry that is over may be chosen too.
    """
    if slug is not None:
        return slug
    entries = entries_now(root, config, now)
    active = [entry for entry in entries if entry.active]
    if len(active) == 1 and not (also_past and can_ask()):
        [only] = active
        click.echo(f"{only.slug}: {only.title.original}", err=True)
        return only.slug
    offered = (entries if also_past else active)[:MAX_CHOICES]
    if not offered:
        raise click.UsageError("Missing argument 'SLUG': no incident and no maintenance is active.")
    if not can_ask():
        named = "\n".join(f"  {entry.slug}  {entry.title.original}" for entry in offered)
        which = f"{len(active)} are active" if active else "none is active. The newest are"
        raise click.UsageError(f"Missing argument 'SLUG': {which}:\n{named}")
    return choose("Which?", [(entry.slug, _about(entry, config, now)) for entry in offered], default=0)


def _about(entry: Entry, config: Config, now: datetime) -> str:
    changed = distance(entry.changed, now, config.zone)
    return f"{entry.title.original} ({STATUS[entry.status].lower()}, {changed})"


def chosen_components(config: Config, statuses: Sequence[ComponentStatus] | None) -> list[str]:
    """What is concerned, as values of `--component`: with a status for each where *statuses* are to choose from."""
    known = [(one.id, one.name.original) for one in config.components if one.retired is None]
    if not known:
        return []
    chosen = choose_several("What is affected?", known)
    if statuses is None:
        return chosen
    options = [(str(status), COMPONENT[status]) for status in statuses]
    return [f"{one}={choose(f'How is {dict(known)[one]}?', options)}" for one in chosen]


def chosen_status(statuses: Sequence[Status]) -> str:
    """The status of an update."""
    options = [(str(one), "keeps the status" if one is Status.UPDATE else "") for one in statuses]
    return choose("Status?", options, default=len(options) - 1)
