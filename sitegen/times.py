"""Moments, days and durations as authors write them, and time zones that do not depend on the machine.

Zones come from the pinned `tzdata` package alone: the system's own files may be older, newer or missing,
and one commit must give the same bytes everywhere.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from sitegen.problems import quoted

FIRST_YEAR, LAST_YEAR = 1970, 2999

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?", re.ASCII)
_ZONE = re.compile(r"Z|UTC|GMT|(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?", re.ASCII)
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:T|[ ]+)(?P<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(?:[ ]*(?P<zone>\S+))?",
    re.ASCII,
)
_DURATION = re.compile(r"(\d{1,5})([mhd])", re.ASCII)
_AHEAD = re.compile(r"\+(\d{1,5})([mhd])", re.ASCII)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


class TimeProblem(ValueError):
    """A time that cannot be read: what was expected, what was found, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@cache
def read_zone(key: str) -> tzinfo:
    """The IANA zone *key*; raises TimeProblem when tzdata has none of that name."""
    if key == "UTC":
        return UTC
    if re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}", key, re.ASCII):
        file = resources.files("tzdata").joinpath("zoneinfo", *key.split("/"))
        try:
            with file.open("rb") as stream:
                return ZoneInfo.from_file(stream, key=key)
        except (OSError, ValueError):
            pass
    raise TimeProblem(
        f"expected an IANA time zone, found {quoted(key)}", "For example UTC, Asia/Shanghai, Europe/Berlin."
    )


def read_day(text: str) -> date:
    """`YYYY-MM-DD`; raises TimeProblem."""
    match = _DAY.fullmatch(text)
    if not match:
        hint = "Write the day with dashes." if re.fullmatch(r"\d{4}[/.]\d{1,2}[/.]\d{1,2}", text) else ""
        raise TimeProblem(f"expected a day as YYYY-MM-DD, found {quoted(text)}", hint)
    year, month, day = map(int, match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise TimeProblem(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {year}")
    try:
        return date(year, month, day)
    except ValueError:
        raise TimeProblem(f"expected a day that exists, found {quoted(text)}") from None


def read_duration(text: str) -> timedelta:
    """`15m`, `48h`, `3d`; raises TimeProblem."""
    match = _DURATION.fullmatch(text)
    if not match or int(match[1]) == 0:
        raise TimeProblem(f"expected a duration such as 15m, 48h or 3d, found {quoted(text)}")
    return int(match[1]) * _UNITS[match[2]]


def read_moment(text: str, zone: tzinfo) -> datetime:
    """A complete time, `YYYY-MM-DD HH:MM[:SS[.mmm]] [ZONE]`, in UTC; raises TimeProblem.

    The form is that of ISO 8601 and RFC 3339, with a space allowed for the `T`; without a zone it is in *zone*.
    """
    match = _MOMENT.fullmatch(text)
    if not match:
        raise TimeProblem(f"expected a time as YYYY-MM-DD HH:MM, found {quoted(text)}", _time_hint(text))
    stated = match["zone"]
    return join(read_day(match["day"]), match["clock"], read_offset(stated) if stated else zone)


def read_offset(text: str) -> tzinfo:
    """`Z`, `UTC` or an offset such as `+08:00`; raises TimeProblem for names, which mean several zones."""
    match = _ZONE.fullmatch(text)
    if match is None:
        raise TimeProblem(
            f"expected Z, UTC or an offset as the zone, found {quoted(text)}",
            "Abbreviations such as CST mean several zones. Write an offset, for example +08:00 or -06:00."
            if text.isalpha()
            else "For example Z, +08:00 or -06:00.",
        )
    if match[2] is None:
        return UTC
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        raise TimeProblem(f"expected an offset between -12:00 and +14:00, found {quoted(text)}")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if match[1] == "-" else offset)


def read_related(text: str, zone: tzinfo, heading: datetime, *, before: bool = False) -> datetime:
    """A time that may lean on its update's heading: `15:00`, `+15m`, or complete; in UTC; raises TimeProblem.

    `15:00` is the first such time in *zone* after *heading*, or with *before* the last one not after it.
    """
    ahead = _AHEAD.fullmatch(text)
    if ahead and not before:
        return heading + int(ahead[1]) * _UNITS[ahead[2]]
    if not _CLOCK.fullmatch(text):
        try:
            return read_moment(text, zone)
        except TimeProblem as problem:
            if _MOMENT.fullmatch(text):
                raise
            forms = "HH:MM or YYYY-MM-DD HH:MM" if before else "HH:MM, +15m or YYYY-MM-DD HH:MM"
            raise TimeProblem(f"expected a time as {forms}, found {quoted(text)}", problem.hint) from None
    day = heading.astimezone(zone).date()
    moment = join(day, text, zone)
    if before and moment > heading:
        return join(day - timedelta(days=1), text, zone)
    if not before and moment <= heading:
        return join(day + timedelta(days=1), text, zone)
    return moment


def join(day: date, clock: str, zone: tzinfo) -> datetime:
    """The moment, in UTC, at which clocks in *zone* show *clock* on *day*; raises TimeProblem.

    A time that a change of clocks skips or repeats is refused, with both offsets as a hint.
    """
    match = _CLOCK.fullmatch(clock)
    assert match, clock
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise TimeProblem(f"expected a time from 00:00 to 23:59, found {quoted(clock)}")
    micro = int((match[4] or "0").ljust(3, "0")) * 1000
    local = datetime(day.year, day.month, day.day, hour, minute, second, micro, tzinfo=zone)
    first, second_try = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    if first != second_try:
        exists = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)
        offsets = " or ".join(f"{day} {clock} {show_offset(local.replace(fold=fold).utcoffset())}" for fold in (0, 1))
        what = "stands on the clock once" if exists else "exists"
        fault = "comes twice when the clocks go back" if exists else "is skipped when the clocks go forward"
        raise TimeProblem(
            f"expected a time that {what} in {zone}, found {quoted(f'{day} {clock}')}, which {fault}",
            f"Say which one: {offsets}.",
        )
    return local.astimezone(UTC)


def show_offset(offset: timedelta | None) -> str:
    """`+08:00`."""
    minutes = round((offset or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _time_hint(text: str) -> str:
    if re.search(r"[０-９：／－]", text):
        return "Full-width digits and punctuation are not read; type 2026-01-23 14:35."
    if re.match(r"\d{4}[/.]\d", text):
        return "Write the day with dashes."
    if re.match(r"\d{4}-\d{1,2}-\d{1,2}$", text):
        return "The time of day is missing."
    if re.search(r"\b\d:\d\d|\b[ap]\.?m\b", text, re.IGNORECASE):
        return "Write the hour with two digits, 00 to 23."
    return ""
