"""How the rules about wording behave on texts that nobody writes."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from support.sites import Folder
from support.wording import NOW

from sitegen.derive.snapshot import derive
from sitegen.wording.moments import moments
from sitegen.wording.passages import LANGUAGES, Moment, Passage, SiteWords
from sitegen.wording.rules import RULES
from sitegen.wording.suspects import Suspects

LENGTH = 100_000
"""Characters of a body."""
MAX_SECONDS = 120
"""CPU time for all bodies of one test: it takes a tenth of that, and a rule that backtracks would take hours."""
CHARACTERS = tuple("aA0 .,:-_/\\#@\"'`([*<\n一老的，。“")
PAIRS = tuple("".join(pair) for pair in permutations("a -_\n老", 2))
ENTRY = """---
title: Parrots
kind: third_party
impact: major
components: []
started: 2026-01-23 14:00
scope: {users: everyone, regions: all}
---

## 2026-01-23 14:00 investigating

- next update: 14:30

One

## 2026-01-23 14:20 identified

- eta: 15:00

Two

## 2026-01-23 15:20 resolved

Three
"""


@pytest.mark.parametrize("units", [CHARACTERS, PAIRS], ids=["any one character", "any pair"])
def test_no_rule_backtracks_on_a_body_of(units: tuple[str, ...], tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    reading = context.Process(target=_read, args=(_moments(tmp_path), units))
    reading.start()
    reading.join()
    assert reading.exitcode == 0


def _moments(root: Path) -> list[Moment]:
    """An update on the way and the end of a bad incident, which every rule reads."""
    site = Folder(root)
    site.write("site.yml", "name: X\nurl: https://x.example\ntimezone: UTC\nlocales: [en]\ncomponents: []\n")
    site.write("content/incidents/parrots.md", ENTRY)
    (root / "content" / "maintenance").mkdir()
    read, problems = site.read()
    assert problems == []
    assert read is not None
    views = {view.path: view for view in derive(read, NOW).entries}
    _, *later = (one for source in read.entries for one in moments(source, views[source.path], read.config))
    return later


def _read(updates: list[Moment], units: tuple[str, ...]) -> None:
    """Look for everything in bodies that repeat a unit; the process is ended where that takes too long."""
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    suspects = Suspects([rule for rule in RULES if rule.parts], "body", SiteWords())
    for passage in _passages(updates, units):
        moment = passage.moment
        rules = suspects.of(passage.source, passage.lang, moment)
        for rule in (*rules, *(rule for rule in RULES if not rule.parts and rule.concerns(moment))):
            list(rule.find(passage))


def _passages(updates: list[Moment], units: tuple[str, ...]) -> Iterator[Passage]:
    for unit in units:
        text = (unit * LENGTH)[:LENGTH]
        for lang in LANGUAGES:
            yield from (Passage(text, lang, "body", moment) for moment in updates)
