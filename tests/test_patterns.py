"""No pattern of the program takes long on long runs of what it repeats."""

from __future__ import annotations

import multiprocessing
import re
import signal
from collections.abc import Iterable, Sequence
from multiprocessing.connection import Connection

from support.patterns import ANYWHERE, Used, all_patterns, runs
from support.places import THEME
from support.tables import rows

from sitegen import times
from sitegen.edge import settings
from sitegen.markdown import dialects
from sitegen.read import fields

LENGTH = 20_000
"""Characters of a run: a pattern that looks at all of it again from each of its characters takes millions of steps."""
SECONDS = 0.2
"""CPU time for a run, which takes a tenth of that at most; what takes longer ends the child process."""

BOUNDED = {
    "sitegen.cli.options:'\\\\s*(Z|UTC)$'": (1000, "an option, which its own user has typed"),
    "sitegen.delivery.senders.apprise:'[\\\\s,]+[a-z][a-z0-9+.-]*://'": (1000, "a variable of the environment"),
    'sitegen.delivery.senders.mail:\'"?([^"<>]*?)"?\\\\s*<([^<>]+)>\'': (1000, "a variable of the environment"),
    "sitegen.markdown.dialect._PIECES": (1000, "our own marks, which stand in pairs"),
    "sitegen.markdown.standalone._LINK_OR_PICTURE": (1000, "our own HTML, in which links and pictures are closed"),
    "sitegen.markdown.standalone._BACK": (1000, "our own HTML, in which links are closed"),
    "sitegen.present.latest._STOCK": (600, "a text of that length at most"),
    "sitegen.present.language._PLACES": (1000, "our own HTML, in which an author's < is escaped"),
    "sitegen.theme.templates._HEAD_TAG": (1000, "a theme, which is code"),
    "sitegen.theme.templates._BODY_TAG": (1000, "a theme, which is code"),
    "sitegen.starter.requirement._PINNED": (1000, "a line that the owner of the site installs from"),
    "sitegen.read.files:'(.+?)(?:\\\\.(?:md|markdown))+\\\\.md'": (255, "the name of a file"),
    "sitegen.wording.rules.leak._HOST_OK": (200, "the name of a host as another pattern has found it"),
    "sitegen.read.routes._SECRET": (500, "what a problem says, which is cut"),
    "sitegen.times:'(\\\\d+)\\\\s*([dhm])'": (60, "a time in a field"),
}
"""Patterns that meet no long text, with the characters that they are tried with, and why: never a line of content."""
FIRST_LINE = (1000, "the line of a fault in YAML, once a file, which is cut")
"""Those of `_explain` in `read/document.py`."""

_FROM_CATALOGS = [
    one
    for catalog in sorted((THEME / "locale").rglob("*.po"))
    for one in re.findall(r'as a pattern"\nmsgid .*\nmsgstr "(.+)"', catalog.read_text("utf-8"))
]
MADE = {
    ("sitegen.authoring.amend", "found"): [r"2026\-01\-23(?:T|[ ]+)14:35[ ]*\+08:00"],
    ("sitegen.authoring.compose", "f'\\\\s*^ {{0,3}}{re.escape(bullet)}(?:\\\\s|$)'"): [r"(?m)\A\s*^ {0,3}\-(?:\s|$)"],
    ("sitegen.build", "f\"[\\\\s-]*{problem.field.replace('_', '[ _-]')}\\\\s*[:：]\""): [
        r"\A[\s-]*not[ _-]working\s*[:：]"
    ],
    ("sitegen.delivery.senders.redaction", "f'{edges[0]}{re.escape(piece)}{edges[1]}'"): [r"(?<![^\W_])x(?![^\W_])"],
    ("sitegen.edge.settings", "pattern"): [
        one for key, one in vars(settings).items() if key.isupper() and isinstance(one, str)
    ],
    (
        "sitegen.internal.discretion",
        "'|'.join((re.escape(line).replace('\\\\{n\\\\}', '[\\\\d,]+') for line in lines))",
    ): [],
    ("sitegen.markdown.dialects", "f'({_ADDRESS})|{pattern}'"): [f"({dialects._ADDRESS})|x"],
    ("sitegen.markdown.statuspage", "f'(\\\\]\\\\(\\\\s*){written}'"): [r"(\]\(\s*)<?a\.png>?(?=[\s)]|$)"],
    ("sitegen.markdown.statuspage", "f'^([ ]{{0,3}}\\\\[[^\\\\]\\\\n]+\\\\]:\\\\s*){written}'"): [
        r"(?m)^([ ]{0,3}\[[^\]\n]+\]:\s*)<?a\.png>?(?=[\s)]|$)"
    ],
    ("sitegen.outputs.hosting", "f'(?:(?:{locales})/)?{urls.HISTORY}\\\\d{{4}}-\\\\d{{2}}/.*'"): [
        r"(?:(?:en)/)?history/\d{4}-\d{2}/.*"
    ],
    ("sitegen.read.document", "f' {{{len(above[1])}}}(?![\\\\s-])(?!.*:(?:\\\\s|$))'"): [
        r" {4}(?![\s-])(?!.*:(?:\s|$))"
    ],
    ("sitegen.read.fields", "pattern"): [one for key, one in vars(fields).items() if key.endswith("_PATTERN")],
    ("sitegen.times", "malformed"): [malformed for _, malformed, _ in times._SPELLINGS],
    ("sitegen.wording.passages", "'|'.join(map(_whole, longest_first))"): [],
    (
        "sitegen.wording.places",
        "f'(?<![A-Za-z]){words}(?![A-Za-z])|{words}' if length > 1 else f'(?<![A-Za-z]){words}(?![A-Za-z])'",
    ): [r"(?<![A-Za-z])a\ b(?![A-Za-z])|a\ b"],
    ("sitegen.messages.facts", "regret"): _FROM_CATALOGS,
    ("sitegen.messages.facts", "thanks"): _FROM_CATALOGS,
    ("sitegen.messages.facts", "partners"): _FROM_CATALOGS,
    ("sitegen.messages.writer", "self._regret"): _FROM_CATALOGS,
}
"""Patterns that a run puts together, each with what becomes of it, or none where a value of a module holds it."""


def _tried() -> Iterable[Used]:
    used, unread = all_patterns()
    yield from (one for one in used if isinstance(one.pattern.pattern, str))
    for one in unread:
        for pattern in MADE[one]:
            yield Used(f"{one.where}:{pattern}", re.compile(pattern), frozenset({"search", "fullmatch"}))


def _length(one: Used) -> int:
    if one.where.startswith("sitegen.read.document:") and one.methods <= {"match", "search"}:
        return FIRST_LINE[0]
    return BOUNDED.get(one.where, (LENGTH, ""))[0]


def test_the_patterns_are_all_of_them() -> None:
    """What is put together while the program runs has its examples, and the exceptions are of patterns that exist."""
    used, unread = all_patterns()

    assert {tuple(one) for one in unread} == MADE.keys()
    assert BOUNDED.keys() <= {one.where for one in used}
    assert len(used) > 400


def test_no_pattern_takes_long_on_what_it_repeats() -> None:
    """Each is looked for in runs of every kind of character that it repeats; a process that takes long is ended."""
    left, slow = list(_tried()), []
    while left:
        done = _ask(left, _length)
        left = left[done:]
        if left:
            slow.append(left.pop(0).where)

    assert slow == []


@rows(
    ("pattern", "is_slow"),
    [
        (r"[ab]+c", True),
        (r"[ \t]+\n", True),
        (r"(?<![ \t])[ \t]+\n", False),
        (r"(?:a|a)+b", True),
        (r"\s*x\s*(?:y\s*)?\s*$", True),
        (r"\w{1,40}x", False),
    ],
)
def test_a_pattern_that_looks_again_and_again_is_found(pattern: str, is_slow: bool) -> None:
    """The runs find what they are for."""
    asked = Used("", re.compile(pattern), frozenset({"search"}))

    assert (_ask([asked], lambda one: LENGTH) == 0) == is_slow


def _ask(patterns: Sequence[Used], length: object) -> int:
    """How many of the *patterns*, from the first, are quick; the one behind them is not."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_ask_each, args=(patterns, length, theirs))
    child.start()
    theirs.close()
    done = 0
    try:
        while True:
            ours.recv()
            done += 1
    except EOFError:
        child.join()
    assert child.exitcode in (0, -signal.SIGVTALRM)
    return done


def _ask_each(patterns: Sequence[Used], length: object, told: Connection) -> None:
    assert callable(length)
    for one in patterns:
        anywhere = bool(one.methods & ANYWHERE)
        for text in runs(one.pattern, length(one), lines=anywhere):
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            if anywhere:
                for _ in one.pattern.finditer(text):
                    pass
            for method in one.methods - ANYWHERE:
                getattr(one.pattern, method)(text)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        told.send(one.where)
