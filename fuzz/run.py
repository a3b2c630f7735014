"""Makes a case of a seed and a number, tries it, and tells of each that breaks a promise.

The corpus is what the tests read: every example, good and bad, and the sample. What is found is to become one of them.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import signal
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from fuzz.changes import changed
from sitegen.cli import run

_REPOSITORY = Path(__file__).resolve().parent.parent
_TESTS = _REPOSITORY / "tests"
_SITE = _TESTS / "examples/site"
NOW = "2026-01-23T16:00:00+08:00"
MAX_SECONDS = 2.0
"""The processor's time in which a check of the example site is over, with any one file in it."""
STUCK = 60
"""Seconds after which a case is given up."""
BUILD_EVERY = 8
"""Of the cases without an error, every so many is built: `check` has promised that it can be."""
PLACES: Mapping[str, str] = {
    "incidents": "content/incidents/a.md",
    "maintenance": "content/maintenance/a.md",
    "postmortems": "content/incidents/outage.postmortem.md",
    "translations": "content/incidents/outage.zh-CN.md",
    "site": "site.yml",
    "messages": "messages.yml",
    "catalogs": "themes/mine/locale/zh-CN/messages.po",
    "styles": "themes/mine/brand.css",
    "colors": "themes/mine/icons/colors.txt",
}
"""Where a changed file of each kind goes."""
_OBEYED = re.compile("[^ -~\xa0-\U0010ffff\n\t]|[\u2028-\u202e]")
_COMMAND = re.compile(r"^\s*::.*?::|##\[.*\]", re.MULTILINE)


class Case(NamedTuple):
    """A file of the example site, changed."""

    path: str
    data: bytes
    form: str
    """In which form the problems are printed."""


@cache
def corpus() -> Mapping[str, Sequence[bytes]]:
    """The files that are changed, by kind."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for kind in PLACES:
        for quality in ("good", "bad"):
            files = sorted((_TESTS / "examples" / quality / kind).glob("*"))
            found[kind] += [path.read_bytes() for path in files if path.suffix in (".md", ".yml")]
    for path in sorted((_TESTS / "sample/content").rglob("*.md")):
        kind = "postmortems" if ".postmortem." in path.name else path.parent.name
        found["translations" if ".zh-CN." in path.name else kind].append(path.read_bytes())
    found["site"].append((_TESTS / "sample/site.yml").read_bytes())
    theme = _REPOSITORY / "themes/default"
    found["catalogs"] += [path.read_bytes() for path in sorted(theme.glob("locale/*/messages.po"))]
    found["styles"] += [path.read_bytes() for path in sorted(theme.glob("*.css"))]
    found["colors"].append((theme / "icons/colors.txt").read_bytes())
    return found


def case(seed: int, number: int) -> Case:
    """The same for the same seed and number, on every machine."""
    random = Random(f"{seed}:{number}")
    # Content is most of what anybody writes.
    kind = random.choice((*["incidents"] * 5, *["maintenance"] * 3, "postmortems", "translations", *PLACES))
    files = corpus()[kind]
    data = changed(random, random.choice(files), random.choice(files))
    return Case(PLACES[kind], data, random.choice(("text", "json", "github", "markdown")))


def faults(one: Case, folder: Path, *, build: bool = False) -> Iterator[str]:
    """What is wrong with how `check` takes a case, in an empty *folder*; with how `build` takes what `check` let by."""
    shutil.copytree(_SITE, folder, dirs_exist_ok=True)
    file = folder / one.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(one.data)
    if one.path.startswith("themes/"):
        with (folder / "site.yml").open("a", encoding="utf-8") as config:
            config.write("\ntheme: mine\n")
    command = ["check", "--site", str(folder), "--now", NOW, "--format", one.form]
    began = time.process_time()
    code, printed = _told(command)
    seconds = time.process_time() - began
    if code not in (0, 1):
        yield f"check ended with {code}:\n{printed}"
    if seconds > MAX_SECONDS:
        yield f"check took {seconds:.1f} s of the processor"
    if _OBEYED.search(printed) or (one.form != "github" and _COMMAND.search(printed)):
        yield f"check printed what a terminal or a runner acts on:\n{printed!r}"
    if code == 0 and build:
        code, printed = _told(["build", "--site", str(folder), "--now", NOW])
        if code != 0:
            yield f"check found no problem, and build ended with {code}:\n{printed}"


def _told(command: list[str]) -> tuple[int, str]:
    """The exit code of a command in this process, and what it printed."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out), _limit():
        code = run(command)
    return code, out.getvalue()


@contextmanager
def _limit() -> Iterator[None]:
    """Raise in whatever is stuck, which is then our bug with its traceback."""

    def give_up(*_: object) -> None:
        raise TimeoutError(f"no answer within {STUCK} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(STUCK)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try cases until the time is over; 1 where one was found, whose files are kept."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Throw changed examples at sitegen.")
    seed = int(time.time())
    parser.add_argument("--minutes", type=float, default=5, help="how long; default: 5")
    parser.add_argument("--seed", type=int, default=seed, help="what the cases follow from; default: the clock")
    parser.add_argument("--case", type=int, help="only this case, whose file is kept in any case")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"), help="where files go; default: %(default)s")
    chosen = parser.parse_args(arguments)
    end = time.monotonic() + chosen.minutes * 60
    number, found = chosen.case or 0, 0
    print(f"seed {chosen.seed}", flush=True)
    while chosen.case is not None or time.monotonic() < end:
        one = case(chosen.seed, number)
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            told = list(faults(one, Path(folder), build=chosen.case is not None or number % BUILD_EVERY == 0))
        if told or chosen.case is not None:
            kept = chosen.keep / f"{chosen.seed}-{number}-{Path(one.path).name}"
            chosen.keep.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(one.data)
            found += bool(told)
            print(f"case {number}, {one.path}, kept as {kept}:", *told or ["no fault"], sep="\n", flush=True)
            print(f"to see it again: python -m fuzz --seed {chosen.seed} --case {number}\n", flush=True)
        number += 1
        if chosen.case is not None:
            break
    print(f"{number - (chosen.case or 0):,} cases, {found:,} with a fault")
    return 1 if found else 0
