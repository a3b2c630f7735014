"""What `--last-good` says of the files that are not published as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sitegen.build import Checked
from sitegen.cli.printing import distance, in_zone, say
from sitegen.problems import Problem, Severity, quoted

if TYPE_CHECKING:
    from sitegen.guard.last_good import Instead

OLDER = 4
"""The exit code where older versions stand in the place of what is wrong."""


def print_instead(instead: Sequence[Instead], checked: Checked) -> None:
    """Print what stands in the place of each file."""
    for one in replacements(instead, checked):
        say(f"{one.path}: {one.message}", err=True)


def replacements(instead: Sequence[Instead], checked: Checked) -> list[Problem]:
    """What stands in the place of each file, as a warning beside it."""
    return [Problem(one.path, 0, "", _replacement(one, checked), severity=Severity.WARNING) for one in instead]


def _replacement(one: Instead, checked: Checked) -> str:
    if one.version is None:
        return f"left out, since {one.why}"
    zone = checked.site.config.zone
    then = f"{in_zone(one.version.at.replace(second=0), zone)}, {distance(one.version.at, checked.snapshot.now, zone)}"
    return f"published as it was in {one.version.commit[:7]} of {then}: {quoted(one.version.subject)}"
