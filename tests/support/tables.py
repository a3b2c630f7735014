"""A table of one claim as one case: every row is tried, and all that fail are named together."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from support.sites import example_site

Test = Callable[..., None]

_Param = type(pytest.param())
"""What `pytest.param` makes, for a row with a name."""

MAX_LABEL = 100
"""Characters that a failure shows of a row without a name."""


def rows(names: str | tuple[str, ...], table: Iterable[Any], ids: Iterable[object] = ()) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, but one case for the whole table; a failure names each row that has failed.

    For tables of which no row needs a run of its own. A row has a `tmp_path` and a `site` to itself; any other
    fixture is made once, so a test whose rows would disturb each other there stays parametrized.
    """
    keys = (names,) if isinstance(names, str) else names
    read = [_read(row, len(keys)) for row in table]
    cases = [dict(zip(keys, values, strict=True)) for _, values in read]
    labels = [str(label) for label in ids] or [label for label, _ in read]
    assert len(labels) == len(cases) > 0, "a table has rows, each with its name"

    def fold(test: Test) -> Test:
        fixtures = [name for name in inspect.signature(test).parameters if name not in keys]

        @functools.wraps(test)
        def every(**given: Any) -> None:
            failed: list[BaseException] = []
            named: list[str] = []
            for number, (label, case) in enumerate(zip(labels, cases, strict=True)):
                try:
                    test(**case, **_own(given, fixtures, number))
                except (Exception, pytest.fail.Exception) as error:
                    error.add_note(f"in the row: {label}")
                    failed.append(error)
                    named.append(label)
                    if "capsys" in given:
                        given["capsys"].readouterr()  # What this row has printed is not the next one's.
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(cases)} rows: {' | '.join(named)}", failed)

        wanted = dict.fromkeys("tmp_path" if name == "site" else name for name in fixtures)
        every.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in wanted]
        )
        return every

    return fold


def _read(row: Any, length: int) -> tuple[str, tuple[Any, ...]]:
    """The name of a row, and its values."""
    if isinstance(row, _Param):
        return str(row.id), tuple(row.values)
    values = (row,) if length == 1 else tuple(row)
    return ", ".join(map(repr, values))[:MAX_LABEL], values


def _own(given: dict[str, Any], fixtures: list[str], number: int) -> dict[str, Any]:
    """What a row is given: of a folder, one of its own."""
    if "tmp_path" in given:
        folder: Path = given["tmp_path"] / str(number)
        folder.mkdir()
        given = {**given, "tmp_path": folder, **({"site": example_site(folder)} if "site" in fixtures else {})}
    return {name: given[name] for name in fixtures}
