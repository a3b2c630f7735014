"""Parse moments, days, durations and time zones as authors write them, and format moments for programs.

Zones come from the pinned `tzdata` package alone: the system's files may be older, newer or missing, and one
commit must give the same bytes everywhere.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from sitegen.problems import nearest, quoted

FIRST_YEAR, LAST_YEAR = 1970, 2999

CLOCK = r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?"
ZONE = r"Z|UTC|[+-]\d{2}(?::?\d{2})?"
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d{2})(?::?(\d{2}))?", re.ASCII)
_MOMENT = re.compile(
    rf"(?P<day>\d{{4}}-\d{{2}}-\d{{2}})(?:T|[ ]+)(?P<clock>{CLOCK})(?:[ ]*(?P<zone>[A-Za-z+−-][^\s]*))?", re.ASCII
)
_DURATION = re.compile(r"(\d{1,5})([mhd])", re.ASCII)
_AHEAD = re.compile(r"\+(\d{1,5})([mhd])", re.ASCII)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_NO_TIME = frozenset(("none", "no", "nothing", "n/a", "null", "-", "–", "—", "无", "没有"))
MAX_AHEAD = timedelta(minutes=10)
"""How far an update may be ahead of the clock: people round up, and clocks differ."""
_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)


class TimeProblem(ValueError):
    """A time that cannot be parsed: what was expected and found, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@cache
def read_zone(key: str) -> tzinfo:
    """The IANA zone *key*; raises TimeProblem if tzdata has no such zone."""
    if key == "UTC":
        return UTC
    files = resources.files("tzdata")
    names = files.joinpath("zones").read_text("utf-8").split()
    if key not in names:
        # A zone with another number would be hours away.
        alike = [name for name in names if re.sub(r"\D", "", name) == re.sub(r"\D", "", key)]
        hint = _fixed_zone_hint(key) or nearest(key, alike, cutoff=0.8)
        hint = hint or "For example UTC, Asia/Shanghai, Europe/Berlin."
        raise TimeProblem(f"expected an IANA time zone, found {quoted(key)}", hint)
    with files.joinpath("zoneinfo", *key.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=key)


def _fixed_zone_hint(key: str) -> str:
    """What to write for an offset in place of a zone; empty for anything else."""
    if re.fullmatch(r"(?:UTC|GMT)? ?[+-]\d{1,2}(?::?\d{2})?", key, re.ASCII | re.IGNORECASE):
        return "Name a place, such as Asia/Shanghai or America/New_York: its clock is known for every day."
    return ""


def zone_doubt(key: str) -> tuple[str, str]:
    """What is odd about a zone that exists, and what to do; empty for one that is as it seems.

    The areas of the tz database: names in Etc have the sign of POSIX, and a few short names have no summer time.
    """
    turned = re.fullmatch(r"Etc/GMT([+-])([1-9]\d?)", key)
    if turned:
        other = "-" if turned[1] == "+" else "+"
        found = f"which means {other}{int(turned[2]):02d}:00: in Etc/ the sign is turned round"
        return found, "Name a place, such as Asia/Shanghai or America/New_York."
    place = _WITHOUT_SUMMER.get(key)
    return ("which has no summer time", f"Name a place, such as {place}.") if place else ("", "")


_WITHOUT_SUMMER = {"EST": "America/New_York", "MST": "America/Denver", "HST": "Pacific/Honolulu"}


@lru_cache(maxsize=64)
def read_day(text: str) -> date:
    """`YYYY-MM-DD`; raises TimeProblem."""
    match = _DAY.fullmatch(text)
    if not match:
        raise TimeProblem(f"expected a day as YYYY-MM-DD, found {quoted(text)}", time_hint(text, clock=False))
    year, month, day = map(int, match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise TimeProblem(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {quoted(text)}")
    try:
        return date(year, month, day)
    except ValueError:
        raise TimeProblem(f"expected a day that exists, found {quoted(text)}") from None


def read_duration(text: str) -> timedelta:
    """`15m`, `48h`, `3d`; raises TimeProblem."""
    match = _DURATION.fullmatch(text)
    if not match or int(match[1]) == 0:
        several = re.fullmatch(r"(?:\d{1,5}\s*[dhm][a-z]*\s*){2,3}", text.lower(), re.ASCII)
        near = re.match(r"0*([1-9]\d{0,4})\s*([mhd])", text.lower(), re.ASCII)
        hint = f"Did you mean '{near[1]}{near[2]}'?" if near else ""
        if several and near:
            parts = re.findall(r"(\d+)\s*([dhm])", text.lower(), re.ASCII)
            minutes = sum((int(number) * _UNITS[unit] for number, unit in parts), timedelta()) // _UNITS["m"]
            hint = f"Did you mean '{minutes}m'?" if minutes % 60 else f"Did you mean '{minutes // 60}h'?"
        raise TimeProblem(f"expected a duration such as 15m, 48h or 3d, found {quoted(text)}", hint)
    return int(match[1]) * _UNITS[match[2]]


def read_moment(text: str, zone: tzinfo) -> datetime:
    """A complete time, `YYYY-MM-DD HH:MM[:SS[.mmm]] [ZONE]`, in UTC; raises TimeProblem.

    The form is that of ISO 8601 and RFC 3339, with a space allowed for the `T`; without a zone it is in *zone*.
    """
    match = _MOMENT.fullmatch(text)
    if not match:
        raise TimeProblem(f"expected a time as YYYY-MM-DD HH:MM, found {quoted(text)}", time_hint(text))
    stated = match["zone"]
    return join(read_day(match["day"]), match["clock"], read_offset(stated) if stated else zone)


def read_offset(text: str) -> tzinfo:
    """`Z`, `UTC` or an offset such as `+08:00`; raises TimeProblem for names, which mean several zones."""
    if text in ("Z", "UTC"):
        return UTC
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise TimeProblem(f"expected Z, UTC or an offset as the zone, found {quoted(text)}", _zone_hint(text))
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    offset = -offset if match[1] == "-" else offset
    if not _EARLIEST <= offset <= _LATEST or int(match[3] or 0) > 59:
        raise TimeProblem(f"expected an offset from -12:00 to +14:00, found {quoted(text)}")
    return timezone(offset)


def _zone_hint(text: str) -> str:
    if text.upper() in ("Z", "UTC", "GMT"):
        return "Did you mean 'UTC'?"
    near = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?:?", text.upper(), re.ASCII)
    if near:
        return f"Did you mean '{near[1]}{int(near[2]):02d}:{near[3] or '00'}'?"
    if re.fullmatch(r"[ap]\.?m\.?", text, re.IGNORECASE):
        return "Hours are 00 to 23, without am and pm."
    if re.fullmatch(r"[A-Z]{2,5}", text, re.ASCII):
        return f"Several zones share the name {text}. Write an offset, for example +08:00 or -06:00."
    return "For example Z, +08:00 or -06:00."


def read_related(text: str, zone: tzinfo, heading: datetime, *, before: bool = False) -> datetime:
    """A time that may be relative to its update's heading: `15:00`, `+15m`, or complete; in UTC; raises TimeProblem.

    `15:00` is the first such time in *zone* after *heading*; with *before* it is the last one not after it.
    """
    ahead = _AHEAD.fullmatch(text)
    if ahead and not before:
        return heading + int(ahead[1]) * _UNITS[ahead[2]]
    if _CLOCK.fullmatch(text):
        return _nearest_day(text, zone, heading, before=before)
    if _MOMENT.fullmatch(text):
        return read_moment(text, zone)
    hint = time_hint(text)
    if text.lower() in _NO_TIME:
        hint = "Leave the value out."
    elif re.fullmatch(rf"{CLOCK}\s*(?:[-–—~～]|to|bis|至|到)\s*{CLOCK}", text):
        hint = "One time, not a range."
        if re.fullmatch(r"[\d:]+-(?:0\d|1[0-2]):\d\d", text):
            hint = f"{hint[:-1]}; a time with a zone needs its day, too: 2026-01-23 15:00 -08:00."
    elif re.match(rf"{CLOCK}\s*[A-Z+-]", text, re.ASCII):
        hint = "A time with a zone needs its day, too: 2026-01-23 15:00 UTC."
    elif not before:
        near = re.fullmatch(r"(?:\+|in)?\s*0*([1-9]\d{0,4})\s*([mhd])[a-z]*\.?", text.lower(), re.ASCII)
        hint = f"Did you mean '+{near[1]}{near[2]}'?" if near else hint
    forms = "HH:MM or YYYY-MM-DD HH:MM" if before else "HH:MM, +15m or YYYY-MM-DD HH:MM"
    raise TimeProblem(f"expected a time as {forms}, found {quoted(text)}", hint)


def read_corrected(text: str, zone: tzinfo, heading: datetime) -> datetime:
    """The time of a heading before it was corrected, in UTC; raises TimeProblem.

    `14:50` is such a time on the heading's own day in *zone*, or on the day before or after where that is nearer.
    """
    if not _CLOCK.fullmatch(text):
        return read_related(text, zone, heading, before=True)
    day = heading.astimezone(zone).date()
    local = datetime.combine(day, _read_clock(text), zone)
    away = local - heading.astimezone(zone)
    if abs(away) > timedelta(hours=12):
        day += timedelta(days=1) if away < timedelta() else timedelta(days=-1)
    return join(day, text, zone)


def _nearest_day(clock: str, zone: tzinfo, heading: datetime, *, before: bool) -> datetime:
    # A time that a change of clocks skips or repeats has two readings. Another day is taken only if both
    # are on the wrong side of the heading; otherwise the ambiguous time is refused.
    day = heading.astimezone(zone).date()
    local = datetime.combine(day, _read_clock(clock), zone)
    readings = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if before and min(readings) > heading:
        day -= timedelta(days=1)
    elif not before and max(readings) <= heading:
        day += timedelta(days=1)
    elif readings[0] == readings[1]:
        return readings[0]
    return join(day, clock, zone)


def _read_clock(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    assert match, text
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        hint = "Midnight is 00:00 of the next day." if hour == 24 else ""
        raise TimeProblem(f"expected a time from 00:00 to 23:59, found {quoted(text)}", hint)
    return time(hour, minute, second, int((match[4] or "").ljust(3, "0")) * 1000)


def join(day: date, clock: str, zone: tzinfo) -> datetime:
    """The moment, in UTC, of *clock* on *day* in *zone*; raises TimeProblem.

    A time that a change of clocks skips or repeats is refused, with both offsets as a hint.
    """
    local = datetime.combine(day, _read_clock(clock), zone)
    offsets = local.utcoffset(), local.replace(fold=1).utcoffset()
    moment = local.astimezone(UTC)
    if offsets[0] != offsets[1]:
        twice = moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)
        right = "comes once" if twice else "exists"
        fault = "comes twice, since the clocks go back" if twice else "is skipped, since the clocks go forward"
        meant = " or ".join(f"{day} {clock} {show_offset(offset)}" for offset in offsets)
        raise TimeProblem(
            f"expected a time that {right} in {zone}, found {quoted(f'{day} {clock}')}, which {fault}",
            f"Say which is meant: {meant}.",
        )
    return moment


def rough_length(length: timedelta) -> str:
    """A length for messages, rounded down: in minutes, from two hours on in hours, from two days on in days."""
    minutes = length // timedelta(minutes=1)
    for unit, size in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size:,} {unit}s"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def show_offset(offset: timedelta | None) -> str:
    """An offset from UTC as `+08:00`."""
    minutes = round((offset or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def wall_clock(moment: datetime) -> str:
    """A moment as headings have it, in its own zone and without one: `2026-01-23 14:35`, finer only where it is."""
    finest = "milliseconds" if moment.microsecond else "seconds" if moment.second else "minutes"
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec=finest)


@lru_cache(maxsize=64)  # A page has most of its moments more than once, and the document made next has them all.
def iso(moment: datetime) -> str:
    """A moment for programs: ISO 8601 in UTC with `Z`, with milliseconds if it has any."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    text = moment.isoformat(timespec="milliseconds") if moment.microsecond else moment.isoformat()
    return f"{text[:-6]}Z"  # Instead of +00:00.


@lru_cache(maxsize=64)
def iso_milliseconds(moment: datetime) -> str:
    """A moment as Statuspage's clients compare it: ISO 8601 in UTC, always with three digits for milliseconds."""
    return f"{moment.astimezone(UTC).isoformat(timespec='milliseconds')[:23]}Z"


def compact_stamp(moment: datetime) -> str:
    """A moment in UTC as part of an id or an address: `20260123T063500Z`, with milliseconds if it has any."""
    fraction = f"{moment.microsecond // 1000:03d}" if moment.microsecond else ""
    day = f"{moment.year:04d}{moment.month:02d}{moment.day:02d}"
    return f"{day}T{moment.hour:02d}{moment.minute:02d}{moment.second:02d}{fraction}Z"


SECONDS = "Write seconds as :SS or :SS.mmm."
_SPELLINGS = (
    (None, r"[０-９：／－]", "Type digits and punctuation half-width: 2026-01-23 14:35."),
    (None, r"\A(?:\d{4}\s*[/.年]|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{8}\b)", "Write the day as YYYY-MM-DD."),
    (None, r"\A\d{4}-(?:\d-|\d{1,2}-\d(?!\d))", "Write month and day with two digits."),
    (False, rf"\A{_DAY.pattern}", "Write the day alone."),
    (True, r"(?i)\d\s*[ap]\.?m\b", "Hours are 00 to 23, without am and pm."),
    (True, r"(?<![\d:])\d:\d\d", "Write the hour with two digits, 00 to 23."),
    (True, r"\A\d{4}-\d{2}-\d{2}[T ]+\d{1,2}[.h]\d{2}\b", "Write the time as HH:MM."),
    (True, r"\d:\d\d:(?:\d(?!\d)|\d\d(?:[,:]\d|\.(?:\d{4}|(?!\d))))", SECONDS),
    (None, r"\A\d{2}-\d{2}-\d{2}\b", "Write the year with four digits."),
    (True, rf"\A{CLOCK}\Z", "The day is missing."),
    (True, r"\A\d{4}-\d{2}-\d{2}\b(?!.*\d:\d)", "The time of day is missing."),
)
"""Where a time of day belongs (True), does not (False), or either (None): what is malformed, and the hint."""


def time_hint(text: str, *, clock: bool = True) -> str:
    """A hint on a malformed day, or with *clock* a day with a time of day; empty if none applies."""
    for with_clock, malformed, hint in _SPELLINGS:
        if with_clock in (None, clock) and re.search(malformed, text, re.ASCII):
            return hint
    return ""
