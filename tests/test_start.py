"""What a command loads: each of these packages takes a twentieth of a second, which all wait for who do not need it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.places import SAMPLE
from test_layers import HOMES

HEAVY = {
    *("apprise", "babel", "bs4", "feedgen", "icalendar", "jinja2", "lxml", "markdown_it", "markdownify", "pydantic"),
    *(
        "watchfiles",
        "yaml",
        "http.server",
        "urllib.request",
        "smtplib",
        "sitegen.wording.review",
        "sitegen.messages.desk",
    ),
}
"""What is slow to load: packages, modules of Python's, and ours with many patterns."""
READS = "pydantic yaml markdown_it"
CHECKS = f"{READS} babel jinja2"
PUBLISHES = f"{CHECKS} feedgen lxml icalendar"

LOADED = {
    "--help": "",
    "--version": "",
    "COMPLETE sitegen b": "",
    "schema site": READS,
    "status": CHECKS,
    "due": CHECKS,
    "build --output NEW": PUBLISHES,
    "build --output BUILT": CHECKS,
    "check": f"{CHECKS} sitegen.wording.review",
    "update --help": CHECKS,
    "import --help": CHECKS,
    "serve --help": CHECKS,
}
"""Commands, and what of HEAVY they load."""
SAY_WHAT_WAS_LOADED = """if True:
    import atexit, sys
    heavy, sys.argv[1:] = set(sys.argv[1].split()), sys.argv[2:]
    atexit.register(lambda: print("\\nloaded", *sorted(heavy.intersection(sys.modules))))
    from sitegen.__main__ import main
    main()
    """


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, built."""
    folder = tmp_path_factory.mktemp("start") / "site"
    shutil.copytree(SAMPLE, folder)
    loaded(folder, "build --output BUILT")
    return folder


def loaded(site: Path, command: str) -> list[str]:
    """What of HEAVY a command loads in a process of its own."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    words = command.split()
    if words[0] == "COMPLETE":
        environment |= {"_SITEGEN_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words[1:]), "COMP_CWORD": "1"}
        words = []
    program = [sys.executable, "-c", SAY_WHAT_WAS_LOADED, " ".join(HEAVY), *words]
    done = subprocess.run(program, cwd=site, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.rpartition("\nloaded")[2].split()


@pytest.mark.parametrize("command", LOADED)
def test_a_command_loads_what_it_needs(command: str, site: Path) -> None:
    """And nothing else: completing a name, or a build of what has not changed, must feel like nothing."""
    assert loaded(site, command) == sorted(LOADED[command].split())


def test_what_is_watched_is_there() -> None:
    """A package that we no longer use is not slow to load."""
    assert {name for name in HEAVY if "." not in name} <= HOMES.keys() | {"lxml", "smtplib"}
