"""The record of what a build left in the output: the next one reads what is ours and what is unchanged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.publish.output import is_inside

MANIFEST_FORMAT = 1
"""Of the manifest; from one of another format only the names are used."""


class MadeFile(NamedTuple):
    """A file in the output as a build left it."""

    key: str
    """The fingerprint of its inputs."""
    digest: str
    size: int
    modified: int
    """Nanoseconds."""


_UNKNOWN = MadeFile("", "", -1, -1)


class DamagedRecord(Exception):
    """A part of the record cannot be read; says which."""


def read_manifest(path: Path) -> dict[str, MadeFile]:
    """The files that a finished build left, by path; none if there is no manifest. Raises DamagedRecord."""
    data = _read_json(path)
    if data is None:
        return {}
    try:
        known = data["format"] == MANIFEST_FORMAT
        made = {name: MadeFile(*row) if known else _UNKNOWN for name, row in data["files"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise DamagedRecord(path) from error
    _check_names(made, path)
    return made


def write_manifest(path: Path, made: Mapping[str, MadeFile]) -> None:
    """Write the manifest, atomically."""
    _write_json(path, {"format": MANIFEST_FORMAT, "files": dict(sorted(made.items()))})


def read_journal(path: Path) -> list[str] | None:
    """The paths that an unfinished build may have put there; None if there was none. Raises DamagedRecord."""
    data = _read_json(path)
    if data is None:
        return None
    if not isinstance(data, list) or not all(isinstance(name, str) for name in data):
        raise DamagedRecord(path)
    _check_names(data, path)
    return data


def write_journal(path: Path, names: Iterable[str]) -> None:
    """Write the journal of paths that may be in the output, atomically."""
    _write_json(path, sorted(names))


def _check_names(names: Iterable[str], path: Path) -> None:
    """Check them strictly, since files are removed by them."""
    if not all(map(is_inside, names)):
        raise DamagedRecord(path)


def _read_json(path: Path) -> Any:
    """The content of a file; None if there is no such file."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError) as error:
        raise DamagedRecord(path) from error
    if data is None:
        raise DamagedRecord(path)
    return data


def _write_json(path: Path, value: object) -> None:
    """Write atomically and sync to the disk: after a power cut the record must say what is ours."""
    part = path.with_suffix(".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(json.dumps(value))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
