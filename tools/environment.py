"""Sets up `.venv` so that sitegen runs from this checkout: `environment.py make`, then `environment.py install`.

sitegen itself is not installed: there is nothing to build, and what is changed here holds at once.
With uv, whose path is the variable UV, it takes a second or two; with pip ten. Both keep to the constraints.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
from importlib import metadata
from pathlib import Path
from shlex import quote

HERE = Path(__file__).resolve().parent.parent
ENVIRONMENT = HERE / ".venv"
PIP = ENVIRONMENT / "bin/pip"
FROM_SOURCE = ("feedgen",)
BUILDER = "setuptools"
"""What builds those. uv looks after that by itself."""
FOR_THEM_ALONE = ("lxml",)
"""What they need and nothing else does."""


def make() -> None:
    """An environment that has no pip of its own where it can use another: to unpack one takes seconds."""
    uv = os.environ.get("UV")
    pip = ""
    if uv:
        pip = f'VIRTUAL_ENV={quote(str(ENVIRONMENT))} exec {quote(uv)} pip "$@"'
    elif _installs_for_others():
        pip = f'exec {quote(sys.executable)} -m pip --python {quote(str(ENVIRONMENT / "bin/python"))} "$@"'
    subprocess.run([sys.executable, "-m", "venv", *(["--without-pip"] if pip else []), ENVIRONMENT], check=True)
    if pip:
        _write_program(PIP, pip)


def _installs_for_others() -> bool:
    """Whether the pip of this Python has --python."""
    try:
        return [int(part) for part in metadata.version("pip").split(".")[:2]] >= [22, 3]
    except (metadata.PackageNotFoundError, ValueError):
        return False


def wanted(*extras: str) -> list[str]:
    """What sitegen asks for, and those of its extras."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
    return [*project["dependencies"], *(one for extra in extras for one in project["optional-dependencies"][extra])]


def install(*extras: str) -> None:
    """What sitegen and those of its extras need, for the Python that runs this, and the program `sitegen`."""
    needed = wanted(*extras)
    if os.environ.get("UV"):
        _run(_install(*needed))
    else:
        # Two at a time: most of what pip does is to look through what an index has, on one processor.
        sources = [one for one in needed if one.startswith(FROM_SOURCE)]
        # Whichever ends first misses what the other one has not installed yet, and would say so.
        calm = "--no-warn-conflicts"
        rest = subprocess.Popen(_install(calm, *(one for one in needed if one not in sources)))
        try:
            _run(_install(calm, BUILDER))
            _run(_install(calm, "--no-build-isolation", "--no-deps", *FOR_THEM_ALONE, *sources))
        finally:
            code = rest.wait()
        if code:
            sys.exit(code)
    (Path(sysconfig.get_path("purelib")) / "sitegen.pth").write_text(f"{HERE}\n", "utf-8")
    # -P: the folder in which somebody stands may hold modules of any name.
    _write_program(ENVIRONMENT / "bin/sitegen", f'exec {quote(sys.executable)} -P -m sitegen "$@"')


def _install(*words: str) -> list[str]:
    return [str(PIP), "install", "--quiet", *words]


def _run(command: list[str]) -> None:
    """Run it; where it fails, it has said why."""
    code = subprocess.run(command, check=False).returncode
    if code:
        sys.exit(code)


def _write_program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
    path.chmod(0o755)


if __name__ == "__main__":
    {"make": make, "install": install}[sys.argv[1]](*sys.argv[2:])
