"""Days, times and durations as authors write them, in every zone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.tables import rows

from sitegen.authoring.compose import moment_text
from sitegen.times import (
    TimeProblem,
    join,
    read_corrected,
    read_day,
    read_duration,
    read_moment,
    read_offset,
    read_related,
    read_zone,
    show_offset,
    time_hint,
)

SHANGHAI, BERLIN, NEW_YORK, LORD_HOWE = map(
    read_zone, ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
)
ZONES = resources.files("tzdata").joinpath("zones").read_text("utf-8").split()
# Before 1973 a zone (Africa/Monrovia) had an offset that is no whole number of minutes.
MOMENTS = st.datetimes(datetime(1973, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
)


def utc(text: str) -> datetime:
    """A moment told in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def changes(name: str) -> tuple[datetime, ...]:
    """The moments, in UTC, at which clocks in a zone change, from 1973 to 2040, fortnight by fortnight."""
    zone = read_zone(name)
    fortnights = [datetime(1973, 1, 1, tzinfo=UTC) + timedelta(days=14) * number for number in range(1750)]
    return tuple(
        change_between(before, after, zone)
        for before, after in pairwise(fortnights)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    )


def change_between(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The first second with another offset than *before*."""
    seconds = range(int((after - before).total_seconds()))
    old = before.astimezone(zone).utcoffset()
    number = bisect_left(
        seconds, True, key=lambda second: (before + timedelta(seconds=second)).astimezone(zone).utcoffset() != old
    )
    return before + timedelta(seconds=number)


# --- complete times ------------------------------------------------------------------------------------------


@rows(
    ("text", "expected"),
    [
        ("2026-01-23 14:35", "2026-01-23 06:35"),
        ("2026-01-23T14:35", "2026-01-23 06:35"),
        ("2026-01-23   14:35", "2026-01-23 06:35"),
        ("2026-01-23 14:35:07", "2026-01-23 06:35:07"),
        ("2026-01-23 14:35:07.5", "2026-01-23 06:35:07.500"),
        ("2026-01-23 14:35:07.123", "2026-01-23 06:35:07.123"),
        ("2026-01-23 14:35Z", "2026-01-23 14:35"),
        ("2026-01-23T14:35:07.123Z", "2026-01-23 14:35:07.123"),
        ("2026-01-23 14:35 UTC", "2026-01-23 14:35"),
        ("2026-01-23 14:35 +08:00", "2026-01-23 06:35"),
        ("2026-01-23 14:35+0530", "2026-01-23 09:05"),
        ("2026-01-23 14:35 -08", "2026-01-23 22:35"),
        ("2026-01-23 14:35 -12:00", "2026-01-24 02:35"),
        ("2026-01-23 14:35 +14:00", "2026-01-23 00:35"),
        ("2024-02-29 00:00", "2024-02-28 16:00"),
        ("2999-12-31 23:59", "2999-12-31 15:59"),
    ],
)
def test_a_time_is_read_in_each_of_its_forms(text: str, expected: str) -> None:
    """ISO 8601 with `T` or spaces, to the minute, second or millisecond, in the site's zone or a stated one."""
    assert read_moment(text, SHANGHAI) == utc(expected)


@rows(
    ("text", "message", "hint"),
    [
        ("2026/01/23 14:35", "expected a time as YYYY-MM-DD HH:MM", "Write the day as YYYY-MM-DD."),
        ("23.01.2026 14:35", "expected a time as YYYY-MM-DD HH:MM", "Write the day as YYYY-MM-DD."),
        ("20260123 14:35", "expected a time as YYYY-MM-DD HH:MM", "Write the day as YYYY-MM-DD."),
        ("2026-1-23 14:35", "expected a time as YYYY-MM-DD HH:MM", "Write month and day with two digits."),
        ("2026-01-3 14:35", "expected a time as YYYY-MM-DD HH:MM", "Write month and day with two digits."),
        ("2026-01-23 9:35", "expected a time as YYYY-MM-DD HH:MM", "Write the hour with two digits, 00 to 23."),
        ("2026-01-23 2pm", "expected a time as YYYY-MM-DD HH:MM", "Hours are 00 to 23, without am and pm."),
        ("2026-01-23 02:35 pm", "expected Z, UTC or an offset", "Hours are 00 to 23, without am and pm."),
        ("2026-01-23", "expected a time as YYYY-MM-DD HH:MM", "The time of day is missing."),
        ("14:35", "expected a time as YYYY-MM-DD HH:MM", "The day is missing."),
        ("2026-01-23 14：35", "expected a time as YYYY-MM-DD HH:MM", "Type digits and punctuation half-width"),
        ("２０２６-01-23 14:35", "expected a time as YYYY-MM-DD HH:MM", "Type digits and punctuation half-width"),
        ("2026-01-23 14:35:7", "expected a time as YYYY-MM-DD HH:MM", "Write seconds as :SS or :SS.mmm."),
        ("2026-01-23 14:35:07.1234", "expected a time as YYYY-MM-DD HH:MM", "Write seconds as :SS or :SS.mmm."),
        ("soon", "expected a time as YYYY-MM-DD HH:MM", ""),
        ("2026-01-23 24:00", "expected a time from 00:00 to 23:59", "Midnight is 00:00 of the next day."),
        ("2026-01-23 14:60", "expected a time from 00:00 to 23:59", ""),
        ("2026-01-23 23:59:60", "expected a time from 00:00 to 23:59", ""),
        ("2026-02-30 14:35", "expected a day that exists", ""),
        ("2025-02-29 14:35", "expected a day that exists", ""),
        ("2026-00-10 14:35", "expected a day that exists", ""),
        ("1969-12-31 14:35", "expected a year from 1970 to 2999", ""),
        ("3000-01-01 14:35", "expected a year from 1970 to 2999", ""),
        ("2026-01-23 14:35 CST", "expected Z, UTC or an offset", "Several zones share the name CST."),
        ("2026-01-23 14:35 PST", "expected Z, UTC or an offset", "Several zones share the name PST."),
        ("2026-01-23 14:35 IST", "expected Z, UTC or an offset", "Several zones share the name IST."),
        ("2026-01-23 14:35 GMT", "expected Z, UTC or an offset", "Did you mean 'UTC'?"),
        ("2026-01-23 14:35 utc", "expected Z, UTC or an offset", "Did you mean 'UTC'?"),
        ("2026-01-23 14:35 UTC+8", "expected Z, UTC or an offset", "Did you mean '+08:00'?"),
        ("2026-01-23 14:35 +8", "expected Z, UTC or an offset", "Did you mean '+08:00'?"),
        ("2026-01-23 14:35 +08:", "expected Z, UTC or an offset", "Did you mean '+08:00'?"),
        ("2026-01-23 14:35 −08:00", "expected Z, UTC or an offset", "For example Z, +08:00 or -06:00."),
        ("2026-01-23 14:35 +25:00", "expected an offset from -12:00 to +14:00", ""),
        ("2026-01-23 14:35 +14:30", "expected an offset from -12:00 to +14:00", ""),
        ("2026-01-23 14:35 -12:01", "expected an offset from -12:00 to +14:00", ""),
        ("2026-01-23 14:35 +08:60", "expected an offset from -12:00 to +14:00", ""),
        ("2026-01-23 14:35 Asia/Shanghai", "expected Z, UTC or an offset", "For example Z"),
    ],
)
def test_any_other_time_is_refused_with_what_to_do(text: str, message: str, hint: str) -> None:
    """What is nearly a time is never guessed at."""
    with pytest.raises(TimeProblem) as problem:
        read_moment(text, SHANGHAI)

    assert problem.value.message.startswith(f"{message}")
    assert ", found '" in problem.value.message
    assert problem.value.hint.startswith(hint)
    assert bool(problem.value.hint) == bool(hint)


@given(text=st.text(max_size=40))
def test_no_text_breaks_the_readers_of_times(text: str) -> None:
    """Whatever stands where a time is expected gives a time or a TimeProblem."""
    heading = utc("2026-01-23 06:35")
    for read in (
        lambda: read_moment(text, BERLIN),
        lambda: read_related(text, BERLIN, heading),
        lambda: read_related(text, BERLIN, heading, before=True),
        lambda: read_day(text),
        lambda: read_duration(text),
        lambda: read_offset(text),
        lambda: read_zone(text),
    ):
        problem = refusal(read)
        assert problem is None or problem.message.startswith("expected ")
    time_hint(text)


def refusal(read: Callable[[], object]) -> TimeProblem | None:
    """Why *read* refuses its text, if it does."""
    try:
        read()
    except TimeProblem as problem:
        return problem
    return None


@given(moment=MOMENTS, name=st.sampled_from(ZONES))
def test_what_we_write_we_read(moment: datetime, name: str) -> None:
    """The text that authoring writes for a moment, in the site's zone or in UTC, is read as that moment."""
    zone = read_zone(name)

    assert read_moment(moment_text(moment), zone) == moment
    assert read_moment(moment_text(moment, zone), zone) == moment


# --- zones ---------------------------------------------------------------------------------------------------


def test_zones_are_those_of_the_pinned_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own time zone files are not looked at: where they are gone or broken, nothing changes."""
    monkeypatch.setattr("zoneinfo._tzpath.TZPATH", ())
    monkeypatch.setenv("PYTHONTZPATH", "/nowhere")
    read_zone.cache_clear()

    zone = read_zone("Europe/Berlin")

    assert utc("2026-07-01 10:00").astimezone(zone).utcoffset() == timedelta(hours=2)
    assert str(zone) == "Europe/Berlin"


@rows("name", ZONES)
def test_every_zone_of_the_database_is_read(name: str) -> None:
    """Each of its names is a zone, under that name."""
    assert str(read_zone(name)) == name


@rows(
    ("name", "hint"),
    [
        ("Asia/Shangai", "Did you mean 'Asia/Shanghai'?"),
        ("europe/berlin", "Did you mean 'Europe/Berlin'?"),
        ("CST", "For example UTC, Asia/Shanghai, Europe/Berlin."),
        ("Europe", "For example UTC, Asia/Shanghai, Europe/Berlin."),
        ("../../../etc/passwd", "For example UTC, Asia/Shanghai, Europe/Berlin."),
        ("/etc/localtime", "For example UTC, Asia/Shanghai, Europe/Berlin."),
        ("zones", "For example UTC, Asia/Shanghai, Europe/Berlin."),
    ],
)
def test_a_name_that_is_no_zone_is_refused(name: str, hint: str) -> None:
    """No name leads to another file, and a near one is suggested."""
    with pytest.raises(TimeProblem, match="expected an IANA time zone, found") as problem:
        read_zone(name)

    assert problem.value.hint == hint


@given(moment=MOMENTS, name=st.sampled_from(ZONES))
def test_join_is_the_inverse_of_a_clock(moment: datetime, name: str) -> None:
    """The day and time that clocks in a zone show at a moment give that moment, unless they show them twice."""
    check_inverse(moment, name)


@given(data=st.data(), name=st.sampled_from(ZONES))
def test_join_is_the_inverse_of_a_clock_around_each_change(data: st.DataObject, name: str) -> None:
    """So too in the hours around a change of the clocks."""
    moments = changes(name)
    assume(moments)
    distance = timedelta(seconds=data.draw(st.integers(-7200, 7200)))

    check_inverse(data.draw(st.sampled_from(moments)) + distance, name)


def check_inverse(moment: datetime, name: str) -> None:
    """What `join` says to the time that clocks show at *moment*, against zoneinfo's own reading."""
    zone = read_zone(name)
    local = moment.astimezone(zone)
    shown = local.replace(tzinfo=None).isoformat(sep=" ", timespec="milliseconds")
    day, clock = shown.split(" ")
    other = local.replace(fold=1 - local.fold).astimezone(UTC)
    if other == moment:
        assert join(local.date(), clock, zone) == moment
    else:
        with pytest.raises(TimeProblem, match="expected a time that comes once") as problem:
            join(local.date(), clock, zone)
        meant = {
            read_moment(f"{day} {clock} {show_offset(one.astimezone(zone).utcoffset())}", UTC)
            for one in (moment, other)
        }
        assert meant == {moment, other}
        for one in (moment, other):
            assert f"{day} {clock} {show_offset(one.astimezone(zone).utcoffset())}" in problem.value.hint


@given(data=st.data(), name=st.sampled_from(ZONES))
def test_a_time_that_clocks_never_show_is_refused(data: st.DataObject, name: str) -> None:
    """Every second that a change of clocks skips is a problem, and none beside it."""
    zone = read_zone(name)
    moments = [one for one in changes(name) if gap(one, zone) > timedelta()]
    assume(moments)
    change = data.draw(st.sampled_from(moments))
    last = (change - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    seconds = int(gap(change, zone).total_seconds())
    skipped = last + timedelta(seconds=data.draw(st.integers(1, seconds)))
    back = last + timedelta(seconds=seconds + 1)

    with pytest.raises(TimeProblem, match="expected a time that exists"):
        join(skipped.date(), skipped.time().isoformat(), zone)
    assert join(back.date(), back.time().isoformat(), zone) == change


def gap(change: datetime, zone: tzinfo) -> timedelta:
    """By how much clocks go forward at *change*; below nothing where they go back."""
    before = (change - timedelta(seconds=1)).astimezone(zone).utcoffset()
    after = change.astimezone(zone).utcoffset()
    assert before is not None
    assert after is not None
    return after - before


@rows(
    ("zone", "text", "hint"),
    [
        (BERLIN, "2026-03-29 02:00", "2026-03-29 02:00 +01:00 or 2026-03-29 02:00 +02:00"),
        (BERLIN, "2026-10-25 02:59:59.999", "2026-10-25 02:59:59.999 +02:00 or 2026-10-25 02:59:59.999 +01:00"),
        (NEW_YORK, "2026-03-08 02:30", "2026-03-08 02:30 -05:00 or 2026-03-08 02:30 -04:00"),
        (NEW_YORK, "2026-11-01 01:30", "2026-11-01 01:30 -04:00 or 2026-11-01 01:30 -05:00"),
        (LORD_HOWE, "2026-10-04 02:15", "2026-10-04 02:15 +10:30 or 2026-10-04 02:15 +11:00"),
        (LORD_HOWE, "2026-04-05 01:45", "2026-04-05 01:45 +11:00 or 2026-04-05 01:45 +10:30"),
    ],
)
def test_the_hint_names_both_offsets(zone: tzinfo, text: str, hint: str) -> None:
    """A time that is skipped or repeated says what to write instead."""
    with pytest.raises(TimeProblem) as problem:
        read_moment(text, zone)

    assert problem.value.hint == f"Say which is meant: {hint}."


@rows(
    ("zone", "text", "expected"),
    [
        (BERLIN, "2026-03-29 01:59:59", "2026-03-29 00:59:59"),
        (BERLIN, "2026-03-29 03:00", "2026-03-29 01:00"),
        (BERLIN, "2026-10-25 01:59", "2026-10-24 23:59"),
        (BERLIN, "2026-10-25 03:00", "2026-10-25 02:00"),
        (LORD_HOWE, "2026-10-04 01:59", "2026-10-03 15:29"),
        (LORD_HOWE, "2026-10-04 02:30", "2026-10-03 15:30"),
        (LORD_HOWE, "2026-04-05 01:29", "2026-04-04 14:29"),
        (LORD_HOWE, "2026-04-05 02:00", "2026-04-04 15:30"),
    ],
)
def test_times_beside_a_change_are_read(zone: tzinfo, text: str, expected: str) -> None:
    """Only the hour, or half-hour, itself is refused."""
    assert read_moment(text, zone) == utc(expected)


# --- times that lean on a heading ----------------------------------------------------------------------------


@rows(
    ("text", "before", "expected"),
    [
        ("15:00", False, "2026-01-23 07:00"),
        ("14:35", False, "2026-01-24 06:35"),
        ("14:35:01", False, "2026-01-23 06:35:01"),
        ("00:10", False, "2026-01-23 16:10"),
        ("+15m", False, "2026-01-23 06:50"),
        ("+2h", False, "2026-01-23 08:35"),
        ("+3d", False, "2026-01-26 06:35"),
        ("2026-01-25 10:00", False, "2026-01-25 02:00"),
        ("2026-01-25 10:00 Z", False, "2026-01-25 10:00"),
        ("14:00", True, "2026-01-23 06:00"),
        ("14:35", True, "2026-01-23 06:35"),
        ("14:36", True, "2026-01-22 06:36"),
        ("23:50", True, "2026-01-22 15:50"),
    ],
)
def test_a_field_may_lean_on_its_heading(text: str, before: bool, expected: str) -> None:
    """`15:00` is the first after the heading, or for `ended` the last not after it; `+15m` counts from it."""
    assert read_related(text, SHANGHAI, utc("2026-01-23 06:35"), before=before) == utc(expected)


@rows(
    ("text", "before", "hint"),
    [
        ("15m", False, "Did you mean '+15m'?"),
        ("15m", True, ""),
        ("+15m", True, ""),
        ("+15 m", False, "Did you mean '+15m'?"),
        ("in 15 minutes", False, "Did you mean '+15m'?"),
        ("15 apples", False, ""),
        ("15:00 UTC", False, "A time with a zone needs its day, too: 2026-01-23 15:00 UTC."),
        ("9:00", False, "Write the hour with two digits, 00 to 23."),
        ("2026-01-24", False, "The time of day is missing."),
        ("15：00", False, "Type digits and punctuation half-width: 2026-01-23 14:35."),
    ],
)
def test_a_field_refuses_any_other_time(text: str, before: bool, hint: str) -> None:
    """The message names the forms that the field takes."""
    forms = "HH:MM or YYYY-MM-DD HH:MM" if before else "HH:MM, \\+15m or YYYY-MM-DD HH:MM"
    with pytest.raises(TimeProblem, match=f"^expected a time as {forms}, found") as problem:
        read_related(text, SHANGHAI, utc("2026-01-23 06:35"), before=before)

    assert problem.value.hint == hint


@given(heading=MOMENTS, name=st.sampled_from(ZONES), minutes=st.integers(0, 1439))
def test_a_clock_in_a_field_is_the_nearest_such_time(heading: datetime, name: str, minutes: int) -> None:
    """It is shown by clocks in the zone, less than a day and a change of clocks away, on the right side."""
    zone = read_zone(name)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    for before in (False, True):
        problem = refusal(lambda: read_related(clock, zone, heading, before=before))  # noqa: B023 - called at once
        if problem is not None:
            assert "which comes twice" in problem.message or "which is skipped" in problem.message
            continue
        moment = read_related(clock, zone, heading, before=before)
        distance = heading - moment if before else moment - heading
        assert f"{moment.astimezone(zone):%H:%M}" == clock
        assert timedelta() <= distance <= timedelta(hours=49), "a zone may skip a whole day"
        assert before or distance


@pytest.mark.parametrize(
    ("heading", "before", "expected"),
    [
        ("2026-03-28 23:00", True, "2026-03-28 01:30"),
        ("2026-03-29 10:00", False, "2026-03-30 00:30"),
        ("2026-10-25 10:00", False, "2026-10-26 01:30"),
        ("2026-10-24 22:00", True, "2026-10-24 00:30"),
    ],
)
def test_a_change_of_clocks_on_the_other_side_does_no_harm(heading: str, before: bool, expected: str) -> None:
    """02:30 in Berlin is read on the day of a change if it means that of another day."""
    assert read_related("02:30", BERLIN, utc(heading), before=before) == utc(expected)


@rows(
    ("heading", "before"),
    [
        ("2026-03-29 00:50", False),
        ("2026-03-29 02:00", True),
        ("2026-10-24 23:00", False),
        ("2026-10-25 00:40", False),
        ("2026-10-25 00:40", True),
        ("2026-10-25 10:00", True),
    ],
)
def test_a_time_that_a_field_could_mean_is_refused_in_a_change_of_clocks(heading: str, before: bool) -> None:
    """02:30 in Berlin is refused where it might mean the hour that is skipped or repeated."""
    with pytest.raises(TimeProblem, match=r"is skipped|comes twice"):
        read_related("02:30", BERLIN, utc(heading), before=before)


# --- days, durations, offsets --------------------------------------------------------------------------------


@given(day=st.dates(date(1970, 1, 1), date(2999, 12, 31)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    """`YYYY-MM-DD` is the day."""
    assert read_day(day.isoformat()) == day


@rows("text", ["2026-1-2", "2026/01/02", "2026-01-02 10:00", "tomorrow", "2026-01-02Z", ""])
def test_any_other_day_is_refused(text: str) -> None:
    """A day has no time, and one form."""
    with pytest.raises(TimeProblem, match="expected a day as YYYY-MM-DD, found"):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("15m", timedelta(minutes=15)), ("48h", timedelta(hours=48)), ("3d", timedelta(days=3))],
)
def test_a_duration_is_a_number_with_its_unit(text: str, expected: timedelta) -> None:
    """Minutes, hours and days."""
    assert read_duration(text) == expected


@rows(
    ("text", "hint"),
    [
        ("15min", "Did you mean '15m'?"),
        ("2 hours", "Did you mean '2h'?"),
        ("3D", "Did you mean '3d'?"),
        ("0m", ""),
        ("15", ""),
        ("-5m", ""),
        ("1.5h", ""),
        ("1w", ""),
        ("100000m", ""),
    ],
)
def test_any_other_duration_is_refused(text: str, hint: str) -> None:
    """A near one is suggested."""
    with pytest.raises(TimeProblem, match="expected a duration such as 15m, 48h or 3d, found") as problem:
        read_duration(text)

    assert problem.value.hint == hint


@rows("text", ["+00:00", "-03:30", "+05:45", "+14:00", "-12:00"])
def test_an_offset_is_shown_as_it_is_written(text: str) -> None:
    """`show_offset` is the inverse of `read_offset`."""
    assert show_offset(read_offset(text).utcoffset(None)) == text


@rows(
    ("heading", "text", "expected"),
    [
        ("2026-01-23T06:45:00+00:00", "14:50", "2026-01-23T06:50:00+00:00"),
        ("2026-01-23T06:50:00+00:00", "14:45", "2026-01-23T06:45:00+00:00"),
        ("2026-01-22T16:02:00+00:00", "23:58", "2026-01-22T15:58:00+00:00"),
        ("2026-01-22T15:58:00+00:00", "00:02", "2026-01-22T16:02:00+00:00"),
        ("2026-01-23T06:45:00+00:00", "2026-01-22 14:50", "2026-01-22T06:50:00+00:00"),
    ],
)
def test_a_corrected_time_is_the_nearest_of_its_name(heading: str, text: str, expected: str) -> None:
    """An update that moves from 14:50 to 14:45 was not published the day before."""
    zone = read_zone("Asia/Shanghai")

    assert read_corrected(text, zone, datetime.fromisoformat(heading)) == datetime.fromisoformat(expected)
