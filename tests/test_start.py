"""What a command loads: each of these packages takes a twentieth of a second, which all wait for who do not need it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.places import PROJECT, SAMPLE
from test_layers import HOMES

import sitegen

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
    "COMPLETE sitegen update l": READS,
    "import --help": READS,
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
        environment |= {
            "_SITEGEN_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(words[1:]),
            "COMP_CWORD": f"{len(words) - 2}",
        }
        words = []
    program = [sys.executable, "-c", SAY_WHAT_WAS_LOADED, " ".join(HEAVY), *words]
    done = subprocess.run(program, cwd=site, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.rpartition("\nloaded")[2].split()


@pytest.mark.parametrize("command", LOADED)
def test_a_command_loads_what_it_needs(command: str, site: Path) -> None:
    """And nothing else: completing a name, or a build of what has not changed, must feel like nothing."""
    assert loaded(site, command) == sorted(LOADED[command].split())


WITHOUT = """if True:
    import sys
    sys.modules[sys.argv[1]] = None
    sys.argv[1:] = sys.argv[2:]
    from sitegen.__main__ import main
    main()
    """


@pytest.mark.parametrize(
    ("package", "command"), [("watchfiles", "serve"), ("bs4", "import statuspage site.yml --into new")]
)
def test_a_command_without_its_extra_says_what_to_type(package: str, command: str, site: Path) -> None:
    """In one line, with exit code 1, and nothing was made."""
    program = [sys.executable, "-c", WITHOUT, package, *command.split()]
    done = subprocess.run(program, cwd=site, capture_output=True, text=True, check=False)

    missing = f"{package} is not installed, which only this command needs."
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"Error: {missing} Type: make extras\n")
    assert not (site / "new").exists()


@pytest.mark.parametrize("extra", ["import", "serve", "apprise"])
def test_what_is_installed_says_what_pip_installs(extra: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Beside the package is no Makefile of ours then, and no checkout."""
    monkeypatch.setattr(sitegen, "__file__", str(tmp_path / "sitegen/__init__.py"))

    assert sitegen.how_to_install(extra) == f"pip install 'sitegen[{extra}]'"
    assert extra in tomllib.loads(PROJECT.read_text("utf-8"))["project"]["optional-dependencies"]


def test_what_is_watched_is_there() -> None:
    """A package that we no longer use is not slow to load."""
    assert {name for name in HEAVY if "." not in name} <= HOMES.keys() | {"lxml", "smtplib"}
