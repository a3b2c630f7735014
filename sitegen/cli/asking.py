"""Questions on a terminal for what a command was not given; without a terminal nothing is asked."""

from __future__ import annotations

import select
import sys
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

import click

from sitegen.cli.printing import harmless, say
from sitegen.problems import nearest, quoted

_Answer = TypeVar("_Answer")

Option = tuple[str, str]
"""What can be chosen: its name, and what it means."""
_PASTE = 0.1
"""Seconds within which the next line of what was pasted is there; nobody types a line as fast."""


def can_ask() -> bool:
    """Whether somebody sits there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, read: Callable[[str], _Answer], *, empty: bool = False, shown: str = "") -> _Answer:
    """The answer as *read* makes it; where that raises UsageError, its words and the question again.

    Without *empty* an answer is required. *shown* says what an empty answer means.
    """
    _edit_lines()
    while True:
        hint = f" ({shown})" if shown else ""
        text = _line(f"{question}{hint}: ").strip()
        try:
            if not text and not empty:
                raise click.UsageError("An answer is needed; Ctrl-C stops the command.")
            _check_characters(text)
            return read(text)
        except click.UsageError as error:
            say(error.format_message(), err=True)


def ask_words(question: str, shown: str) -> str:
    """Words for readers, in Markdown: also several lines that are pasted at once; empty for an empty answer."""

    def read(text: str) -> str:
        lines = [text, *_pasted()]
        _check_characters("\n".join(lines))
        return "\n".join(lines).strip()

    return ask(question, read, empty=True, shown=shown)


def agree(question: str) -> bool:
    """Whether the answer is yes."""
    return click.confirm(harmless(question), default=False, err=True)


def choose(question: str, options: Sequence[Option], *, default: int | None = None) -> str:
    """One of *options*, by its number, its name or what it means."""
    _list(options)
    shown = "" if default is None else f"Enter: {options[default][0]}"
    text = ask(
        question, lambda answer: _name(answer, options) if answer else "", empty=default is not None, shown=shown
    )
    return text or options[default or 0][0]


def choose_several(question: str, options: Sequence[Option]) -> list[str]:
    """Any of *options* by their numbers or names, or none."""
    _list(options)

    def read(answer: str) -> list[str]:
        words = answer.replace(",", " ").replace("，", " ").replace("、", " ").split()
        return list(dict.fromkeys(_name(word, options) for word in words))

    return ask(question, read, empty=True, shown="numbers or names; Enter: none")


def _line(prompt: str) -> str:
    """One line, or all of what is pasted at once where the terminal marks that; raises Abort at its end.

    Click's own prompt on standard error is one in which arrow keys do not move.
    """
    try:
        if sys.stdout.isatty():
            return input(harmless(prompt))
        say(prompt, nl=False, err=True)
        return input()
    except EOFError:
        raise click.Abort from None


def _edit_lines() -> None:
    """Let arrow keys move within a line, where Python was built so."""
    with suppress(ImportError):
        import readline  # noqa: F401 - importing it is what does it


def _check_characters(text: str) -> None:
    odd = next((one for one in text if unicodedata.category(one) == "Cc" and one not in "\n\t"), None)
    if odd is not None:
        raise click.UsageError(f"Expected text, found the invisible character U+{ord(odd):04X}. Type it again.")


def _pasted() -> list[str]:
    """The lines that came with an answer at once: it was pasted."""
    lines: list[str] = []
    with suppress(EOFError):
        while select.select([sys.stdin], [], [], _PASTE)[0]:
            lines.append(input())
    return lines


def _list(options: Sequence[Option]) -> None:
    width = max(len(name) for name, _ in options)
    for number, (name, meaning) in enumerate(options, 1):
        say(f"  {number:>2}  {name:<{width}}  {meaning}".rstrip(), err=True)


def _name(answer: str, options: Sequence[Option]) -> str:
    """The name that was meant; raises UsageError."""
    names = [name for name, _ in options]
    if answer.isdecimal() and 1 <= int(answer) <= len(names):
        return names[int(answer) - 1]
    if answer in names:
        return answer
    meant = [name for name, meaning in options if meaning.casefold() == answer.casefold()]
    found = meant or [name for name in names if name.startswith(answer.casefold())]
    if len(found) == 1:
        return found[0]
    expected = f"a number from 1 to {len(names)}, or a name"
    raise click.UsageError(f"Expected {expected}, found {quoted(answer)}. {nearest(answer, names)}".rstrip())
