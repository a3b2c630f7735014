"""The rules about wording, by the updates that each finds and the near ones that it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from support.places import EXAMPLES
from support.wording import findings

from sitegen.model import WordingRule

FILES = sorted((EXAMPLES / "wording").glob("*.yml"))
PROSE = ("vague", "cover", "jargon", "blame", "overpromise", "soon", "empty", "leak")


def examples(path: Path, part: str) -> list[dict[str, Any]]:
    """The updates of one part of a file; every scalar but `support` is the text that stands there."""
    listed: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)[part]
    return [{**one, "support": one.get("support", "true") == "true"} for one in listed]


def rule_and_language(path: Path) -> tuple[str, str]:
    """`vague`, `en`."""
    rule, _, language = path.stem.partition(".")
    return rule, language


def test_every_rule_has_at_least_ten_examples_of_each_kind_in_each_language() -> None:
    parts = ("found", "left alone")
    counted = {rule_and_language(path): [len(examples(path, part)) for part in parts] for path in FILES}
    assert set(counted) == {(rule.value, language) for rule in WordingRule for language in ("en", "zh-CN")}
    assert {key: counts for key, counts in counted.items() if min(counts) < 10} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_rule_finds_each_update_that_breaks_it(path: Path, tmp_path: Path) -> None:
    rule, language = rule_and_language(path)
    samples = examples(path, "found")
    found = findings(tmp_path, samples, language)
    missed = [one["text"] for one, problems in zip(samples, found, strict=True) if not _by(rule, problems)]
    assert missed == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_rule_about_prose_objects_to_a_near_miss(path: Path, tmp_path: Path) -> None:
    rule, language = rule_and_language(path)
    samples = examples(path, "left alone")
    found = findings(tmp_path, samples, language)
    wrong = [
        (one["text"], problem.rule, problem.message)
        for one, problems in zip(samples, found, strict=True)
        for problem in problems
        if problem.field == rule or problem.field in PROSE
    ]
    assert wrong == []


def _by(rule: str, problems: list[Any]) -> bool:
    return any(problem.rule == f"wording.{rule}" for problem in problems)
