"""What several commands share: --site, --now, and the only place that reads the clock."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from sitegen.build import Moment
from sitegen.times import FIRST_YEAR, LAST_YEAR

C = TypeVar("C", bound=Callable[..., Any])


class MomentType(click.ParamType[datetime]):
    """An ISO 8601 moment with a zone."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment in UTC; fails on anything that is not exactly one moment."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(re.sub(r"\s*(Z|UTC)$", "+00:00", value.strip()))
        except ValueError:
            self.fail(f"expected a moment such as 2026-01-23T14:35:00+08:00, found {value!r}", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"expected a zone behind the moment, such as Z or +08:00, found {value!r}", param, ctx)
        # Near both ends of what Python counts, a moment may have no name in UTC.
        if not (FIRST_YEAR <= moment.year <= LAST_YEAR and _is_within(moment.astimezone(UTC))):
            self.fail(f"expected a moment within the years {FIRST_YEAR} to {LAST_YEAR}, found {value!r}", param, ctx)
        moment = moment.astimezone(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _is_within(moment: datetime) -> bool:
    """Whether it lies in years that content may name, too."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def site_option(command: C) -> C:
    """`--site DIR`."""
    return click.option(
        "--site",
        "root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        help="The folder with site.yml. Default: the current one.",
    )(command)


def now_option(command: C) -> C:
    """`--now MOMENT`."""
    return click.option(
        "--now",
        type=MomentType(),
        help="Work as of this moment (ISO 8601 with a zone). Default: SOURCE_DATE_EPOCH, else the clock.",
    )(command)


def moment(now: datetime | None) -> Moment:
    """The moment to work as of: as chosen, or the clock's, in UTC to the millisecond."""
    if now is not None:
        return Moment(now, given=True)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        # https://reproducible-builds.org/specs/source-date-epoch/: an ASCII decimal number of seconds.
        if not re.fullmatch(r"\d{1,11}", epoch, re.ASCII):
            raise click.UsageError(f"SOURCE_DATE_EPOCH: expected seconds since 1970, found {epoch!r}")
        moment = datetime.fromtimestamp(int(epoch), UTC)
        if not _is_within(moment):
            expected = f"expected seconds up to the end of {LAST_YEAR}"
            raise click.UsageError(f"SOURCE_DATE_EPOCH: {expected}, found {epoch!r}")
        return Moment(moment, given=True)
    return Moment(clock())


def clock() -> datetime:
    """The present moment in UTC, to the second: nobody needs to know it better."""
    return datetime.now(UTC).replace(microsecond=0)
