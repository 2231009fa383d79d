from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from domain.calendar_changes import differences, said_of
from domain.calendars import CalendarFile, CalendarSource, HolidayDays, Years, frozen
from domain.checking import checked
from domain.errors import InvalidInputError
from domain.worktime import DayKind
from tests.domain.calendar_samples import WORKING_WEEK

if TYPE_CHECKING:
    from domain.worktime import WorkCalendar

HOLIDAYS = {
    "country": "TR",
    "language": "tr",
    "categories": ["public", "half_day"],
    "half_days_close": "13:00",
    "years": "2026..2027",
}
FILE = {
    "id": "tr-office",
    "name": "Office",
    "time_zone": "Europe/Istanbul",
    "week": WORKING_WEEK,
    "week_start": "monday",
    "holidays": HOLIDAYS,
}
WEDNESDAY, THURSDAY, SATURDAY = date(2026, 10, 28), date(2026, 10, 29), date(2026, 10, 31)


def file(**more: object) -> CalendarFile:
    return checked(CalendarFile, {**FILE, **more})


def refusal(**more: object) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as error:
        frozen(file(**more), HolidayDays(), 1)
    return error.value


def hours(calendar: WorkCalendar, day: date) -> str:
    return ", ".join(str(one) for one in calendar.hours(day))


def test_a_calendar_is_frozen_with_the_days_of_its_country_and_the_years_it_covers() -> None:
    known = HolidayDays(closed={THURSDAY: "Cumhuriyet Bayramı"}, half={WEDNESDAY: "eve"})
    found = frozen(file(), known, 3)
    assert (found.calendar_id, found.version) == ("tr-office", 3)
    assert (found.first_day, found.last_day) == (date(2026, 1, 1), date(2027, 12, 31))
    assert list(found.exceptions) == [WEDNESDAY, THURSDAY]
    assert said_of(found, THURSDAY) == "closed Cumhuriyet Bayramı"
    assert said_of(found, WEDNESDAY) == "half day 09:00-12:30 eve"


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        ({"wednesday": ["09:00-18:00"]}, "09:00-13:00"),
        ({"wednesday": ["09:00-13:00"]}, "09:00-13:00"),
        ({"wednesday": ["14:00-22:00"], "monday": ["09:00-18:00"]}, ""),
        ({"monday": ["09:00-18:00"]}, ""),
    ],
)
def test_a_half_day_keeps_the_hours_before_it_closes(
    week: dict[str, list[str]], expected: str
) -> None:
    found = frozen(file(week=week), HolidayDays(half={WEDNESDAY: "eve"}), 1)
    assert hours(found, WEDNESDAY) == expected


def test_half_days_that_nobody_asked_for_are_whole_days() -> None:
    plain = {key: one for key, one in HOLIDAYS.items() if key != "half_days_close"}
    china = file(holidays={**plain, "categories": ["public"]})
    found = frozen(china, HolidayDays(half={WEDNESDAY: "a group's holiday"}), 1)
    assert found.exceptions == {}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "09:00-12:30, 13:30-18:00"),
        ({"holidays": {**HOLIDAYS, "makeup_days_like": "friday"}}, "10:00-15:00"),
        ({"week_start": "friday"}, "10:00-15:00"),
        ({"week": {"saturday": ["08:00-12:00"]}}, "08:00-12:00"),
    ],
)
def test_a_make_up_day_has_the_hours_of_the_weekday_it_is_like(
    more: dict[str, object], expected: str
) -> None:
    week = {**WORKING_WEEK, "friday": ["10:00-15:00"]}
    found = frozen(file(**{"week": week, **more}), HolidayDays(make_up={SATURDAY: "make-up"}), 1)
    assert hours(found, SATURDAY) == expected


def test_the_company_goes_before_its_country_and_closed_before_half_and_made_up() -> None:
    every = {WEDNESDAY: "by the country", SATURDAY: "by the country"}
    known = HolidayDays(closed=every, half={WEDNESDAY: "half"}, make_up={SATURDAY: "make-up"})
    own = [{"on": "2026-10-31", "name": "stocktaking", "hours": ["10:00-14:00"]}]
    found = frozen(file(exceptions=own), known, 1)
    assert said_of(found, WEDNESDAY) == "closed by the country"
    assert said_of(found, SATURDAY) == "make up 10:00-14:00 stocktaking"


def test_several_days_of_the_company_are_named_by_their_first_and_last() -> None:
    own = [{"on": "2026-08-10", "until": "2026-08-14", "name": "shutdown"}]
    found = frozen(file(exceptions=own), HolidayDays(), 1)
    assert [day.day for day in found.exceptions] == [10, 11, 12, 13, 14]
    assert {found.kind(day) for day in found.exceptions} == {DayKind.CLOSED}


def test_a_calendar_without_a_country_knows_all_years() -> None:
    always = {"monday": ["00:00-24:00"]}
    own = [{"on": "2099-01-01", "name": "far away"}]
    found = frozen(
        file(holidays=None, week=always, exceptions=own),
        HolidayDays(half={WEDNESDAY: "eve"}, make_up={SATURDAY: "make-up"}),
        1,
    )
    assert (found.first_day, found.last_day) == (None, None)
    assert said_of(found, date(2099, 1, 1)) == "off far away"
    assert hours(found, SATURDAY) == "00:00-24:00"


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"week": {}}, "week", "never open"),
        (
            {"exceptions": [{"on": "2028-01-01", "name": "late"}]},
            "exceptions.0.on",
            "2028-01-01 lies outside the years 2026..2027",
        ),
        (
            {"exceptions": [{"on": "2026-01-01", "name": n} for n in ("one", "two")]},
            "exceptions.1.on",
            "stands there already, as 'one'",
        ),
        (
            {"exceptions": [{"on": "2026-01-02", "until": "2026-01-01", "name": "back"}]},
            "exceptions.0",
            "until lies on or after 2026-01-02",
        ),
        ({"week": {"mondey": []}}, "week.mondey", "is not known; allowed are monday"),
        ({"week": {"monday": ["9-18"]}}, "week.monday.0", "written as 09:00-18:00"),
        ({"holidays": {**HOLIDAYS, "half_days_close": None}}, "holidays", "is required with"),
        ({"holidays": {**HOLIDAYS, "years": "next"}}, "holidays.years", "written as 2026..2028"),
        ({"holidays": {**HOLIDAYS, "years": "2027..2026"}}, "holidays.years", "follow each other"),
        ({"holidays": {**HOLIDAYS, "years": "2000..2030"}}, "holidays.years", "at most 30"),
        (
            {"holidays": {**HOLIDAYS, "country": "Turkey"}},
            "holidays.country",
            "two capital letters",
        ),
        ({"holidays": {**HOLIDAYS, "language": ""}}, "holidays.language", "not be empty"),
        ({"week_start": "someday"}, "week_start", "one of 'monday'"),
    ],
)
def test_a_file_that_describes_no_calendar_is_refused(
    more: dict[str, object], field: str, why: str
) -> None:
    error = refusal(**more)
    assert error.field == field
    assert why in error.message


def test_a_calendar_of_days_only_is_one() -> None:
    own = [{"on": "2026-06-01", "name": "fair", "hours": ["09:00-18:00"]}]
    found = frozen(file(week={}, exceptions=own), HolidayDays(make_up={SATURDAY: "x"}), 1)
    assert list(found.exceptions) == [date(2026, 6, 1)]


@pytest.mark.parametrize(("given", "expected"), [(2026, "2026..2026"), ("2026..2028",) * 2])
def test_years_are_one_or_several(given: object, expected: str) -> None:
    years = Years.model_validate(given)
    assert str(years) == expected
    assert Years.model_validate_json(years.model_dump_json()) == years
    assert Years(first=years.first, last=years.last) == years


def test_what_was_frozen_can_be_frozen_again_from_its_source() -> None:
    source = CalendarSource(file=file(), edition="holidays 1")
    again = CalendarSource.model_validate_json(source.model_dump_json())
    assert again == source


def test_two_versions_that_say_the_same_do_not_differ() -> None:
    known = HolidayDays(closed={THURSDAY: "a"})
    assert differences(frozen(file(), known, 1), frozen(file(), known, 2)) == ()


def test_what_differs_is_named_entry_by_entry_and_day_by_day() -> None:
    before = frozen(file(), HolidayDays(closed={THURSDAY: "a"}, half={WEDNESDAY: "b"}), 1)
    changed = {
        "week": {**WORKING_WEEK, "friday": []},
        "week_start": "saturday",
        "time_zone": "Asia/Tehran",
        "holidays": {**HOLIDAYS, "years": "2026..2028"},
    }
    after = frozen(file(**changed), HolidayDays(closed={THURSDAY: "c"}), 2)
    assert [(one.what, one.before, one.after) for one in differences(before, after)] == [
        ("years", "2026..2027", "2026..2028"),
        ("time_zone", "Europe/Istanbul", "Asia/Tehran"),
        ("week_start", "monday", "saturday"),
        ("friday", "09:00-12:30, 13:30-18:00", "off"),
        ("2026-10-28", "half day 09:00-12:30 b", "working 09:00-12:30, 13:30-18:00"),
        ("2026-10-29", "closed a", "closed c"),
    ]
    timeless = frozen(file(holidays=None), HolidayDays(), 3)
    assert differences(after, timeless)[0].after == "all"
