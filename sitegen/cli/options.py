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
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            self.fail(f"expected a moment within the years 1970 to 2999, found {value!r}", param, ctx)
        if not 1970 < moment.year < 3000:
            self.fail(f"expected a moment within the years 1970 to 2999, found {value!r}", param, ctx)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


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
        return Moment(datetime.fromtimestamp(int(epoch), UTC), given=True)
    return Moment(clock())


def clock() -> datetime:
    """The present moment in UTC, to the second: nobody needs to know it better."""
    return datetime.now(UTC).replace(microsecond=0)
