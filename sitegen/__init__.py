"""A static status site from Markdown in git."""

import errno
import sys
from functools import cache

__version__ = "0.1.0"

LIBRARIES = (
    "Babel",
    "feedgen",
    "icalendar",
    "imagesize",
    "Jinja2",
    "linkify-it-py",
    "lxml",
    "markdown-it-py",
    "MarkupSafe",
    "mdit-py-plugins",
    "mdurl",
    "pydantic",
    "python-dateutil",
    "PyYAML",
    "tzdata",
)
"""The distributions whose code or data affects how content is read, or what files are made of it."""


@cache
def code_version() -> str:
    """What stands for our code, in all subpackages, for Python, and for the versions of the libraries that matter."""
    from hashlib import sha256  # Here, since until all is loaded Ctrl-C would end in a traceback.
    from pathlib import Path

    package = Path(__file__).resolve().parent
    found = sha256()
    for path in sorted(package.rglob("*.py")):
        found.update(f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes())
    found.update(repr([sys.version, *_versions()]).encode())
    return found.hexdigest()


def _versions() -> list[str]:
    """The versions of the libraries that matter, by the names of the folders in which installers describe them."""
    import os
    import re
    from contextlib import suppress

    found: dict[str, str] = {}
    # To load what Python has for this, and to parse what is in them, would take a thirtieth of a small build.
    for place in sys.path:
        with suppress(OSError), os.scandir(place or ".") as inside:
            for one in inside:
                if one.name.endswith(".dist-info"):
                    library, _, version = one.name.removesuffix(".dist-info").partition("-")
                    found.setdefault(re.sub("[-_.]+", "-", library).lower(), version)
    return [found.get(name.lower()) or _version_of(name) for name in LIBRARIES]


def _version_of(library: str) -> str:
    """The version of a library that lies somewhere else."""
    from importlib.metadata import version

    return version(library)


def how_to_install(extra: str) -> str:
    """What to type where the packages of an extra are missing: in a checkout, or where sitegen was installed."""
    from pathlib import Path  # Here, as above.

    checkout = Path(__file__).resolve().parent.parent
    return "make extras" if (checkout / "Makefile").is_file() else f"pip install 'sitegen[{extra}]'"


def is_short_of_memory(error: BaseException | None) -> bool:
    """Whether an exception, or one that it came from, says that there is no memory: near its end all else fails too."""
    while error is not None:
        # A SystemError is the interpreter's own, for which it had none either.
        if isinstance(error, MemoryError | SystemError) or getattr(error, "errno", None) == errno.ENOMEM:
            return True
        # A library that cannot be loaded is one that cannot be imported.
        if isinstance(error, ImportError) and ("allocate memory" in str(error) or "failed to map" in str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False
