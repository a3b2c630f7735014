"""Every regular expression of the program, and the texts on which each would take long if it took its time on any."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from support.places import PACKAGE

METHODS = {"match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split", "scanner"}
ANYWHERE = METHODS - {"match", "fullmatch"}


class Used(NamedTuple):
    """A pattern, where it is written, and the methods that the program asks of it."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


class Unread(NamedTuple):
    """A pattern that is put together from what only a run of the program knows."""

    where: str
    written: str


@cache
def all_patterns() -> tuple[list[Used], list[Unread]]:
    """The patterns in values of modules and classes, and those written within functions."""
    used: dict[tuple[str, str, int], Used] = {}
    unread = []
    public = _called(PACKAGE.rglob("*.py"))
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        if name == "sitegen.__main__":
            continue
        module = importlib.import_module(name)
        own = _called([path])
        for key, value in vars(module).items():
            for pattern in _patterns_in(value, name):
                # A private name is used in its module alone.
                methods = frozenset((own if key.startswith("_") else public).get(key, METHODS))
                known = used.get((key, str(pattern.pattern), pattern.flags))
                if known is None or known.methods == METHODS:
                    used[key, str(pattern.pattern), pattern.flags] = Used(f"{name}.{key}", pattern, methods)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args):
                continue
            what = ast.unparse(node.func).removeprefix("re.")
            if what not in METHODS | {"compile"}:
                continue
            where = f"{name}:{ast.unparse(node.args[0])}"
            flags = [
                one
                for one in (*node.args[1:], *(one.value for one in node.keywords))
                if re.match(r"re\.[A-Z]", ast.unparse(one))
            ]
            try:
                source = eval(ast.unparse(node.args[0]), dict(vars(module)))
                given = [eval(ast.unparse(one), dict(vars(module))) for one in flags]
            except NameError:
                unread.append(Unread(name, ast.unparse(node.args[0])))
                continue
            pattern = source if isinstance(source, re.Pattern) else re.compile(source, *given)
            methods = METHODS if what == "compile" else {what}
            if what != "compile" or not any(one.pattern == pattern for one in used.values()):
                used.setdefault((where, str(pattern.pattern), pattern.flags), Used(where, pattern, frozenset(methods)))
    return list(used.values()), unread


def _patterns_in(value: object, module: str) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _patterns_in(one, module)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _patterns_in(one, module)
    elif isinstance(value, type) and value.__module__ == module:
        yield from _patterns_in({key: one for key, one in vars(value).items() if not key.startswith("__")}, module)


def _called(paths: Iterable[Path]) -> dict[str, set[str]]:
    """Which methods are asked of each name in the files."""
    found: dict[str, set[str]] = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                owner: ast.expr = node.value
                while isinstance(owner, ast.Subscript):
                    owner = owner.value
                name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                found.setdefault(name, set()).add(node.attr)
    return found


# ---- what a pattern repeats

_POOL = " \t\na0A-_.:/*>#\u4e2d\uff1a\u3000\"'\\<([{`|,;~+@"
_FAILS = ("", "\x01", "!\x01\n")
"""What may follow a run: nothing, or what nothing matches; a line end, too, where a pattern meets several lines."""
MOST_RUNS = 100
"""Of one pattern: a long one with many alternatives is tried with every second of them, or fewer."""
FEW = 16
"""A part that is repeated no more than this often cannot make a run."""


class _Run(NamedTuple):
    before: str
    unit: str


def runs(pattern: re.Pattern[str], length: int, *, lines: bool) -> Iterator[str]:
    """Texts of about *length* characters: long runs of what *pattern* repeats, behind what may stand before it.

    With *lines* some have a line end in them, too.
    """
    tree = parser.parse(pattern.pattern, pattern.flags)
    found = sorted(set(_runs(tree, "", pattern.flags)))
    for run in found[:: 1 + len(found) // MOST_RUNS]:
        if run.unit:
            for fail in _FAILS if lines else _FAILS[:2]:
                yield f"{run.before}{run.unit * (length // len(run.unit))}{fail}"
            # Also where each run is short and there are many of them.
            yield f"{run.before}{run.unit}" * (length // len(run.before + run.unit))


def _runs(items: Iterable[Any], before: str, flags: int) -> Iterator[_Run]:
    for kind, value in items:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, inner = value
            if most > FEW:
                yield from (_Run(before, unit) for unit in _units(inner, flags))
            yield from _runs(inner, before, flags)
        else:
            for part in _parts(kind, value):
                yield from _runs(part, before, flags)
        before += _example([(kind, value)], flags)


def _parts(kind: Any, value: Any) -> Iterator[Any]:
    """The patterns within a part of one."""
    if kind is sre.SUBPATTERN:
        yield value[3]
    elif kind is sre.BRANCH:
        yield from value[1]
    elif kind in (sre.ASSERT, sre.ASSERT_NOT):
        yield value[1]
    elif kind is sre.ATOMIC_GROUP:
        yield value
    elif kind is sre.GROUPREF_EXISTS:
        yield from (one for one in value[1:] if one is not None)


def _units(inner: Any, flags: int) -> set[str]:
    """What a repeated part may be: each kind of character of a set, or an example of anything longer."""
    items = list(inner)
    while len(items) == 1 and items[0][0] is sre.SUBPATTERN:
        items = list(items[0][1][3])
    if len(items) == 1:
        kind, value = items[0]
        if kind is sre.BRANCH:
            return {unit for branch in value[1] for unit in _units(branch, flags)}
        if kind in (sre.IN, sre.ANY, sre.LITERAL, sre.NOT_LITERAL):
            return {one for one in _POOL + _first(items[0]) if _is_one(items[0], one, flags)}
    firsts = _units(items[:1], flags) if len(items) > 1 and items[0][0] is not sre.BRANCH else set()
    rest = _example(items[1:], flags)
    return {_example(items, flags), *(f"{first}{rest}" for first in firsts)} - {""}


def _first(item: Any) -> str:
    """A character that the pattern names."""
    kind, value = item
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.IN:
        return "".join(
            chr(one[1]) if one[0] is sre.LITERAL else chr(one[1][0]) if one[0] is sre.RANGE else "" for one in value
        )
    return ""


def _is_one(item: Any, character: str, flags: int) -> bool:
    kind, value = item
    if kind is sre.ANY:
        return character != "\n" or bool(flags & re.DOTALL)
    if kind is sre.LITERAL:
        return ord(character) == value
    if kind is sre.NOT_LITERAL:
        return ord(character) != value
    return any(_in(one, character) for one in value if one[0] is not sre.NEGATE) != (value[0][0] is sre.NEGATE)


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _in(one: Any, character: str) -> bool:
    kind, value = one
    if kind is sre.LITERAL:
        return ord(character) == value
    if kind is sre.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    return re.match(_CATEGORIES[value], character) is not None


def _example(items: Iterable[Any], flags: int) -> str:
    """A short text that the items match, look-around aside."""
    text = ""
    for kind, value in items:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += _example(value[2], flags) * min(value[0], 4)
        elif kind is sre.SUBPATTERN:
            text += _example(value[3], flags)
        elif kind is sre.ATOMIC_GROUP:
            text += _example(value, flags)
        elif kind is sre.BRANCH:
            text += _example(value[1][0], flags)
        elif kind in (sre.IN, sre.ANY, sre.LITERAL, sre.NOT_LITERAL):
            pool = _first((kind, value)) + "a0 " + _POOL
            text += next((one for one in pool if _is_one((kind, value), one, flags)), "")
    return text
