from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.errors import ConflictError, InvalidInputError
from domain.worktime import (
    DayKind,
    Roll,
    WorkAmount,
    WorkCalendar,
    add_working_days,
    close_of_business,
    is_working_day,
    next_working_day,
    open_ranges,
    previous_working_day,
    reckoned,
    shift,
)
from tests.domain.calendar_samples import (
    INVENTORY,
    REPUBLIC_DAY,
    REPUBLIC_EVE,
    at,
    calendar,
    calendars,
    office,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (6, 7, 8, 9))
days = st.dates(date(2011, 1, 1), date(2027, 12, 31))


def test_a_half_day_is_a_working_day_and_a_holiday_is_none() -> None:
    assert is_working_day(office(), REPUBLIC_EVE)
    assert not is_working_day(office(), REPUBLIC_DAY)
    assert is_working_day(office(), INVENTORY)
    assert not is_working_day(office(), SATURDAY)


def test_the_working_days_beside_a_day_are_never_the_day_itself() -> None:
    assert next_working_day(office(), FRIDAY) == MONDAY
    assert previous_working_day(office(), MONDAY) == FRIDAY
    assert next_working_day(office(), REPUBLIC_EVE) == date(2026, 10, 30)
    assert previous_working_day(office(), date(2026, 10, 30)) == REPUBLIC_EVE


@pytest.mark.parametrize(
    ("roll", "day", "expected"),
    [
        (Roll.STAY, SUNDAY, SUNDAY),
        (Roll.NEXT, SUNDAY, MONDAY),
        (Roll.PREVIOUS, SUNDAY, FRIDAY),
        (Roll.NEXT, FRIDAY, FRIDAY),
        (Roll.PREVIOUS, FRIDAY, FRIDAY),
    ],
)
def test_a_date_on_a_closed_day_moves_as_it_was_agreed(
    roll: Roll, day: date, expected: date
) -> None:
    assert shift(office(), day, roll) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, SATURDAY), (1, MONDAY), (5, date(2026, 11, 13)), (-1, FRIDAY), (-5, date(2026, 11, 2))],
)
def test_working_days_are_counted_from_the_day_after(count: int, expected: date) -> None:
    assert add_working_days(office(), SATURDAY, count) == expected


@given(some=calendars(), day=days, count=st.integers(1, 30))
def test_counting_forth_and_back_leads_to_the_working_day_it_began_on(
    some: WorkCalendar, day: date, count: int
) -> None:
    day = shift(some, day, Roll.NEXT)
    there = add_working_days(some, day, count)
    assert add_working_days(some, there, -count) == day
    between = (day + timedelta(days=n) for n in range(1, (there - day).days + 1))
    assert sum(is_working_day(some, one) for one in between) == count


@pytest.mark.parametrize(
    "search",
    [
        pytest.param(lambda: next_working_day(calendar(), MONDAY), id="next"),
        pytest.param(lambda: previous_working_day(calendar(), MONDAY), id="previous"),
        pytest.param(lambda: add_working_days(calendar(), MONDAY, 3), id="count"),
        pytest.param(lambda: shift(calendar(), MONDAY, Roll.NEXT), id="shift"),
    ],
)
def test_a_calendar_without_working_days_says_so(search: Callable[[], date]) -> None:
    with pytest.raises(ConflictError, match="no working day within ten years") as error:
        search()
    assert error.value.field == "calendar"


def test_a_day_in_which_nobody_has_business_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="9999 lies outside"):
        next_working_day(office(), date.max)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(1, "2026-10-28T12:30", id="the eve closes early"),
        pytest.param(2, "2026-10-30T18:00", id="the holiday is not counted"),
        pytest.param(3, "2026-10-31T14:00", id="the make-up Saturday is"),
        pytest.param(4, "2026-11-02T18:00", id="the Sunday is not"),
        pytest.param(0, "2026-10-27T18:00", id="the same day"),
    ],
)
def test_within_so_many_working_days_is_until_the_last_of_them_closes(
    count: int, expected: str
) -> None:
    assert close_of_business(office(), at("2026-10-27T00:01"), count) == at(expected)
    assert close_of_business(office(), at("2026-10-27T23:59"), count) == at(expected)


def test_the_same_day_ends_at_midnight_where_it_is_closed() -> None:
    assert close_of_business(office(), at("2026-10-29T10:00"), 0) == at("2026-10-30T00:00")


def test_a_closing_that_the_clock_shows_twice_is_the_second() -> None:
    some = calendar(time_zone="Europe/Berlin", week={"sunday": ["01:00-02:30"]})
    (_, second) = open_ranges(some, date(2026, 10, 25))
    assert close_of_business(some, datetime(2026, 10, 24, tzinfo=UTC), 1) == second.end


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (FRIDAY, DayKind.WORKING),
        (SATURDAY, DayKind.OFF),
        (REPUBLIC_DAY, DayKind.CLOSED),
        (REPUBLIC_EVE, DayKind.HALF_DAY),
        (INVENTORY, DayKind.MAKE_UP),
        (date(2026, 12, 24), DayKind.OTHER_HOURS),
        (date(2026, 12, 26), DayKind.OFF),
        (date(2026, 12, 28), DayKind.WORKING),
    ],
)
def test_a_day_is_of_the_sort_its_hours_make_it(day: date, kind: DayKind) -> None:
    special = {
        REPUBLIC_DAY: {"name": "a holiday"},
        REPUBLIC_EVE: {"name": "its eve", "hours": ["09:00-12:30"]},
        INVENTORY: {"name": "stocktaking", "hours": ["10:00-14:00"]},
        date(2026, 12, 24): {"name": "late opening", "hours": ["10:00-20:00"]},
        date(2026, 12, 26): {"name": "a holiday on a Saturday"},
        date(2026, 12, 28): {"name": "as ever", "hours": ["09:00-12:30", "13:30-18:00"]},
    }
    assert office(exceptions=special).kind(day) is kind


@pytest.mark.parametrize(
    ("week_start", "day", "expected"),
    [
        ("monday", MONDAY, MONDAY),
        ("monday", SUNDAY, date(2026, 11, 2)),
        ("saturday", FRIDAY, date(2026, 10, 31)),
        ("saturday", SATURDAY, SATURDAY),
        ("sunday", SATURDAY, date(2026, 11, 1)),
    ],
)
def test_a_week_begins_on_the_day_its_country_begins_it(
    week_start: str, day: date, expected: date
) -> None:
    assert office(week_start=week_start).week_of(day) == expected


def test_a_calendar_without_holidays_covers_every_day() -> None:
    assert calendar().covers(date.min)
    assert [office().covers(date(year, 6, 1)) for year in (2025, 2026, 2027)] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (["13:00-18:00", "09:00-12:00"], "09:00-12:00, 13:00-18:00"),
        (["09:00-12:00", "12:00-18:00"], "09:00-18:00"),
        (["00:00-24:00"], "00:00-24:00"),
    ],
)
def test_hours_are_kept_in_their_order_and_those_that_touch_are_one(
    hours: list[str], expected: str
) -> None:
    found = calendar(week={"monday": hours})
    assert ", ".join(str(one) for one in found.hours(MONDAY)) == expected
    assert WorkCalendar.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("hours", "why"),
    [
        (["9-18"], "written as 09:00-18:00"),
        ([540], "written as 09:00-18:00"),
        (["09:00-25:00"], "between 00:00 and 24:00"),
        (["22:00-06:00"], "22:00-24:00 and, on the next day, 00:00-06:00"),
        (["09:00-09:00"], "begin before they end"),
        (["09:00-12:00", "11:59-13:00"], "09:00-12:00 and 11:59-13:00 overlap"),
        ([{"opens": -1, "closes": 5}], "between 00:00 and 24:00"),
    ],
)
def test_hours_that_cannot_be_are_refused(hours: list[object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        calendar(week={"monday": hours})


@pytest.mark.parametrize("text", ["8h", "45m", "1h30m", "3bd"])
def test_an_amount_of_working_time_is_kept_with_its_unit(text: str) -> None:
    amount = WorkAmount.model_validate(f" {text} ")
    assert str(amount) == text
    assert WorkAmount.model_validate_json(amount.model_dump_json()) == amount
    assert WorkAmount(minutes=amount.minutes, working_days=amount.working_days) == amount


@pytest.mark.parametrize(
    "text", ["", "8", "8 h", "3d", "0h", "0bd", "-1h", "1.5h", "٣h", None, 80, [], {"minutes": -60}]
)
def test_what_is_no_amount_of_working_time_is_refused(text: object) -> None:
    with pytest.raises(ValidationError, match="working time is"):
        WorkAmount.model_validate(text)


def test_an_amount_is_of_one_unit() -> None:
    with pytest.raises(ValidationError, match="in hours and minutes or in working days"):
        WorkAmount(minutes=60, working_days=1)


def test_an_answer_in_hours_comes_with_every_interval() -> None:
    found = reckoned(office(), at("2026-10-27T16:00"), WorkAmount(minutes=600))
    assert found.end == at("2026-10-30T13:30") + timedelta(hours=1)
    assert sum((one.counted for one in found.intervals), timedelta()) == timedelta(hours=10)
    assert (found.intervals[-1].end, found.days, found.covered) == (found.end, (), True)
    later = reckoned(office(), at("2026-12-31T16:00"), WorkAmount(minutes=600))
    assert not later.covered


def test_an_answer_in_days_comes_with_every_day() -> None:
    found = reckoned(office(), at("2026-10-27T16:00"), WorkAmount(working_days=2))
    assert [(one.on.day, one.number, one.kind, one.name) for one in found.days] == [
        (27, 0, DayKind.WORKING, ""),
        (28, 1, DayKind.HALF_DAY, "eve"),
        (29, 0, DayKind.CLOSED, "Cumhuriyet Bayramı"),
        (30, 2, DayKind.WORKING, ""),
    ]
    assert (found.intervals, found.covered) == ((), True)
    later = reckoned(office(), at("2026-12-31T16:00"), WorkAmount(working_days=1))
    assert not later.covered


def test_a_day_that_closes_at_midnight_is_the_last_that_was_counted() -> None:
    late = calendar(week={"monday": ["12:00-24:00"], "tuesday": ["12:00-24:00"]})
    found = reckoned(late, datetime(2026, 11, 9, tzinfo=UTC), WorkAmount(working_days=1))
    assert [one.on.day for one in found.days] == [9, 10]
