from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.errors import ConflictError, InvalidInputError
from domain.worktime import WEEKDAYS, add, between, is_open, next_open, open_ranges
from domain.worktime.timetable import timetable_of
from tests.domain.calendar_samples import (
    ALL_DAY,
    INVENTORY,
    REPUBLIC_DAY,
    amounts,
    at,
    calendar,
    calendars,
    instants,
    office,
)

if TYPE_CHECKING:
    from domain.worktime import WorkCalendar

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NIGHTS = calendar(
    time_zone="Europe/Berlin",
    week=dict.fromkeys(("saturday", "sunday", "monday"), ("01:00-04:00", "22:00-24:00")),
)
NEVER = calendar(week={})
ONCE = calendar(exceptions={date(2026, 6, 1): {"name": "fair", "hours": ["09:00-10:00"]}})
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        pytest.param("2026-10-26T09:00", 8, "2026-10-26T18:00", id="up to the close and not on"),
        pytest.param("2026-10-26T12:00", 1, "2026-10-26T14:00", id="over the midday break"),
        pytest.param("2026-10-26T03:00", 1, "2026-10-26T10:00", id="from before it opens"),
        pytest.param("2026-10-27T17:00", 5, "2026-10-30T09:30", id="over half day and holiday"),
        pytest.param("2026-10-30T17:00", 2, "2026-10-31T11:00", id="into a make-up Saturday"),
        pytest.param("2026-11-06T17:00", 2, "2026-11-09T10:00", id="over a weekend"),
        pytest.param("2026-10-29T11:00", 0, "2026-10-29T11:00", id="nothing stays where it is"),
        pytest.param("2026-10-30T09:30", -5, "2026-10-27T17:00", id="back over the holiday"),
        pytest.param("2026-10-26T18:00", -8, "2026-10-26T09:00", id="back to the opening"),
        pytest.param("2030-12-31T17:00", 2, "2031-01-01T10:00", id="beyond what was frozen"),
    ],
)
def test_working_time_is_added_along_the_open_hours(start: str, hours: int, expected: str) -> None:
    assert add(office(), at(start), hours * HOUR) == at(expected)


def test_what_comes_out_is_in_utc() -> None:
    for found in (
        add(office(), at("2026-10-26T09:00"), HOUR),
        add(office(), at("2026-10-26T09:00"), 0 * HOUR),
        next_open(office(), at("2026-10-26T08:00")),
    ):
        assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-10-26T08:59", "2026-10-26T09:00"),
        ("2026-10-26T09:00", "2026-10-26T09:00"),
        ("2026-10-26T12:29", "2026-10-26T12:29"),
        ("2026-10-26T12:30", "2026-10-26T13:30"),
        ("2026-10-26T18:00", "2026-10-27T09:00"),
        ("2026-10-28T12:30", "2026-10-30T09:00"),
        ("2026-10-29T11:00", "2026-10-30T09:00"),
        ("2026-10-31T13:59", "2026-10-31T13:59"),
        ("2026-11-01T10:00", "2026-11-02T09:00"),
        ("2026-12-31T19:00", "2027-01-01T09:00"),
    ],
)
def test_open_is_from_the_first_minute_up_to_and_without_the_last(moment: str, opens: str) -> None:
    assert is_open(office(), at(moment)) is (opens == moment)
    assert next_open(office(), at(moment)) == at(opens)


def test_a_closed_day_has_no_open_range_and_counts_nothing() -> None:
    assert open_ranges(office(), REPUBLIC_DAY) == ()
    assert between(office(), at("2026-10-29T00:00"), at("2026-10-30T00:00")) == timedelta()
    (ranged,) = open_ranges(office(), INVENTORY)
    assert (ranged.start, ranged.end) == (at("2026-10-31T10:00"), at("2026-10-31T14:00"))


def test_time_that_runs_backwards_holds_no_working_time() -> None:
    assert between(office(), at("2026-10-27T10:00"), at("2026-10-26T10:00")) == timedelta()


def test_the_night_in_which_clocks_go_forward_is_an_hour_shorter() -> None:
    spring = datetime(2026, 3, 29, tzinfo=BERLIN)
    assert between(NIGHTS, spring, spring + timedelta(days=1)) == 4 * HOUR
    assert add(NIGHTS, spring, 2 * HOUR) == spring.replace(hour=4)


def test_the_night_in_which_clocks_go_back_is_an_hour_longer() -> None:
    autumn = datetime(2026, 10, 25, tzinfo=BERLIN)
    assert between(NIGHTS, autumn, autumn + timedelta(days=1)) == 6 * HOUR
    assert add(NIGHTS, autumn, 4 * HOUR) == autumn.replace(hour=4)


def test_hours_that_the_clock_leaves_out_are_not_open_and_those_it_shows_twice_are_twice() -> None:
    short = calendar(time_zone="Europe/Berlin", week={"sunday": ["02:15-02:45"]})
    assert open_ranges(short, date(2026, 3, 29)) == ()
    assert len(open_ranges(short, date(2026, 10, 25))) == 2
    autumn = datetime(2026, 10, 25, tzinfo=BERLIN)
    assert between(short, autumn, autumn + timedelta(days=1)) == HOUR


def test_a_day_that_a_country_left_out_is_not_open() -> None:
    samoa = calendar(time_zone="Pacific/Apia", week={"friday": ALL_DAY, "saturday": ALL_DAY})
    assert open_ranges(samoa, date(2011, 12, 30)) == ()
    assert len(open_ranges(samoa, date(2011, 12, 31))) == 1


def test_a_house_that_never_closes_counts_every_hour() -> None:
    always = calendar(
        time_zone="Asia/Tehran",
        week=dict.fromkeys(WEEKDAYS, ALL_DAY),
    )
    start = datetime(2026, 10, 1, 23, 59, tzinfo=UTC)
    assert add(always, start, 1000 * HOUR) == start + 1000 * HOUR
    assert between(always, start, start + timedelta(days=1000)) == timedelta(days=1000)


@pytest.mark.parametrize("amount", [HOUR, -HOUR])
def test_a_calendar_that_never_opens_says_so_at_once(amount: timedelta) -> None:
    with pytest.raises(ConflictError, match="not enough open time") as error:
        add(NEVER, at("2026-10-26T09:00"), amount)
    assert error.value.field == "calendar"
    with pytest.raises(ConflictError, match="not enough open time"):
        next_open(NEVER, at("2026-10-26T09:00"))


def test_a_calendar_of_single_days_ends_with_the_last_and_begins_with_the_first() -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    assert add(ONCE, start, HOUR) == datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert add(ONCE, start + timedelta(days=900), -HOUR) == datetime(2026, 6, 1, 9, tzinfo=UTC)
    with pytest.raises(ConflictError, match="after 2026-05-01"):
        add(ONCE, start, HOUR + MINUTE)
    with pytest.raises(ConflictError, match="before 2026-05-01"):
        add(ONCE, start, -MINUTE)
    with pytest.raises(ConflictError, match="after 2040"):
        next_open(ONCE, datetime(2040, 1, 1, tzinfo=UTC))


def test_more_than_a_hundred_years_are_not_reckoned_with() -> None:
    with pytest.raises(ConflictError, match="more than 100 years"):
        between(office(), at("2026-10-26T09:00"), at("2127-10-26T09:00"))
    with pytest.raises(InvalidInputError, match="outside the years 1900 to 2999"):
        is_open(office(), datetime(1899, 12, 31, tzinfo=UTC))
    with pytest.raises(InvalidInputError, match="outside the years 1900 to 2999"):
        open_ranges(office(), date.max)


def test_two_calendars_of_one_name_are_not_taken_for_each_other() -> None:
    for hour in (9, 8, 9):
        week = {"monday": [f"{hour:02}:00-18:00"]}
        assert next_open(calendar(week=week), datetime(2026, 10, 26, tzinfo=UTC)).hour == hour


def test_a_calendar_that_was_read_again_is_worked_out_only_once() -> None:
    assert timetable_of(office()) is timetable_of(office())


def test_so_many_calendars_as_a_company_may_have_are_forgotten_and_worked_out_anew() -> None:
    monday = datetime(2026, 10, 26, tzinfo=UTC)
    first = office()
    for number in range(70):
        other = calendar(calendar_id=f"c{number}", week={"monday": ["09:00-18:00"]})
        assert next_open(other, monday).hour == 9
    assert next_open(first, monday).hour == 6


def test_years_that_were_not_asked_for_long_are_worked_out_anew() -> None:
    short = office()
    expected = between(short, at("2026-01-01T00:00"), at("2027-01-01T00:00"))
    for first in (1950, 2050, 2150):
        between(short, at(f"{first}-01-01T00:00"), at(f"{first + 90}-01-01T00:00"))
    assert between(short, at("2026-01-01T00:00"), at("2027-01-01T00:00")) == expected


@given(some=calendars(), start=instants(), minutes=st.integers(0, 4000))
def test_an_interval_holds_each_minute_at_which_the_wall_shows_open_hours(
    some: WorkCalendar, start: datetime, minutes: int
) -> None:
    start = start.replace(second=0)
    zone = ZoneInfo(some.time_zone)
    counted = 0
    for passed in range(minutes):
        shown = (start + passed * MINUTE).astimezone(zone)
        since_midnight = shown.hour * 60 + shown.minute
        hours = some.hours(shown.date())
        counted += any(one.opens <= since_midnight < one.closes for one in hours)
    assert between(some, start, start + minutes * MINUTE) == counted * MINUTE


@given(some=calendars(), start=instants(), amount=amounts)
def test_adding_and_then_measuring_gives_back_the_amount(
    some: WorkCalendar, start: datetime, amount: timedelta
) -> None:
    end = add(some, start, amount)
    assert between(some, start, end) == amount
    assert between(some, start, end - timedelta(microseconds=1)) < amount


@given(some=calendars(), end=instants(), amount=amounts)
def test_going_back_and_then_measuring_gives_back_the_amount(
    some: WorkCalendar, end: datetime, amount: timedelta
) -> None:
    start = add(some, end, -amount)
    assert between(some, start, end) == amount
    assert between(some, start + timedelta(microseconds=1), end) < amount


@given(some=calendars(), start=instants(), amounts=st.tuples(amounts, amounts))
def test_more_working_time_ends_later_and_two_parts_end_with_their_sum(
    some: WorkCalendar, start: datetime, amounts: tuple[timedelta, timedelta]
) -> None:
    first, second = amounts
    assert add(some, start, first) < add(some, start, first + second)
    assert add(some, add(some, start, first), second) == add(some, start, first + second)


@given(some=calendars(), marks=st.lists(instants(), min_size=2, max_size=6))
def test_the_parts_of_an_interval_add_up_to_it_and_none_is_negative(
    some: WorkCalendar, marks: list[datetime]
) -> None:
    marks.sort()
    parts = [between(some, left, right) for left, right in pairwise(marks)]
    assert min(parts) >= timedelta()
    assert sum(parts, timedelta()) == between(some, marks[0], marks[-1])


@given(some=calendars(), moment=instants())
def test_the_next_open_moment_is_open_and_nothing_before_it_is(
    some: WorkCalendar, moment: datetime
) -> None:
    opens = next_open(some, moment)
    assert opens >= moment
    assert is_open(some, opens)
    assert between(some, moment, opens) == timedelta()
    assert is_open(some, moment) is (opens == moment)


@given(some=calendars(), moment=instants())
def test_the_ranges_of_a_day_are_what_is_open_on_it(some: WorkCalendar, moment: datetime) -> None:
    day = moment.astimezone(ZoneInfo(some.time_zone)).date()
    ranges = open_ranges(some, day)
    assume(ranges)
    for one in ranges:
        assert between(some, one.start, one.end) == one.end - one.start
    assert is_open(some, moment) is any(one.start <= moment < one.end for one in ranges)
