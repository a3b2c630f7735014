"""`make fuzz`, for a moment: what it makes, and that it finds what it looks for. A workflow runs it for minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.tables import rows

from fuzz import run
from fuzz.changes import MAX_BYTES

SEED = 16


def test_a_case_follows_from_its_seed_and_number() -> None:
    """Whoever is told of one can make it again."""
    cases = [run.case(SEED, number) for number in range(200)]

    assert cases == [run.case(SEED, number) for number in range(200)]
    assert len(set(cases)) == 200
    assert {one.path for one in cases} == set(run.PLACES.values())
    assert max(len(one.data) for one in cases) <= MAX_BYTES


def test_the_corpus_is_what_the_tests_read() -> None:
    """Every kind has files to be changed, and a new example is one of them."""
    assert all(run.corpus()[kind] for kind in run.PLACES)
    assert sum(map(len, run.corpus().values())) > 500


@rows("number", range(12))
def test_a_few_cases_keep_the_promises(number: int, tmp_path: Path) -> None:
    """The same few each time; other seeds are for the workflow."""
    assert list(run.faults(run.case(SEED, number), tmp_path, build=True)) == []


@rows(
    ("broken", "told"),
    [
        (lambda *_: (3, "Traceback"), "check ended with 3:"),
        (lambda *_: (1, "a\x1b[2Jb"), "check printed what a terminal or a runner acts on"),
        (lambda *_: (1, "x\n ::error::b"), "check printed what a terminal or a runner acts on"),
        (lambda command: (int(command[0] == "build"), ""), "check found no problem, and build ended with 1:"),
    ],
)
def test_it_tells_a_broken_promise(broken: Any, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A traceback, a command, a build that fails after a check."""
    monkeypatch.setattr(run, "_told", broken)

    found = list(run.faults(run.Case("site.yml", b"", "text"), tmp_path, build=True))

    assert [one.startswith(told) for one in found] == [True]


def test_a_finding_is_kept_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With how to see it again."""
    monkeypatch.setattr(run, "_told", lambda _: (3, "Traceback"))

    assert run.main(["--seed", "1", "--case", "7", "--keep", str(tmp_path)]) == 1

    [kept] = tmp_path.iterdir()
    assert kept.read_bytes() == run.case(1, 7).data
    assert "python -m fuzz --seed 1 --case 7" in capsys.readouterr().out
