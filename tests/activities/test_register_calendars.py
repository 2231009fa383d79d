from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest

from activities.store import calendars as store
from activities.store import reading
from activities.store.readers.paging import Page
from domain.calendars import CalendarFile, Years
from domain.checking import checked
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.identity import Actor
from domain.words import Role
from domain.worktime import DayKind
from tests.activities.rows import A_DAY, NOON
from workers.registers.calendars import (
    Freezing,
    Outcome,
    add_calendar,
    freeze_calendar,
    plan_freezing,
)

if TYPE_CHECKING:
    from tests.activities.house import House

PERI = Actor(person="peri", roles=(Role.PROCESS_MANAGER,))
OKAN = Actor(person="okan", roles=(Role.ADMINISTRATOR,), stands_for="peri")
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), ("09:00-18:00",))
TURKEY = {
    "country": "TR",
    "language": "tr",
    "categories": ["public", "half_day"],
    "half_days_close": "13:00",
    "years": 2026,
}
CHINA = {"country": "CN", "language": "zh_CN", "categories": ["public"], "years": 2026}
IRAN = {"country": "IR", "language": "fa_IR", "categories": ["public"], "years": 2026}
FILE = {
    "id": "tr-office",
    "name": "Office",
    "time_zone": "Europe/Istanbul",
    "week": WEEK,
    "week_start": "monday",
    "holidays": TURKEY,
}


def file(**more: object) -> CalendarFile:
    return checked(CalendarFile, {**FILE, **more})


def add(house: House, *, apply: bool = False, **more: object) -> Freezing:
    return add_calendar(house.worker, PERI, file(**more), NOON, apply=apply)


def versions(house: House, calendar_id: str = "tr-office") -> list[tuple[str, object, str]]:
    told = reading.history(house.reader, f"calendar/{calendar_id}")
    return [(one.kind, one.data["version"], one.actor) for one in told]


def test_a_calendar_is_frozen_from_what_the_library_knows_and_noted(house: House) -> None:
    assert add(house).outcome is Outcome.ADDED
    found = reading.calendar(house.reader, "tr-office")
    assert (found.name, found.owner, found.frozen_by, found.frozen_at) == (
        *("Office", "peri", "peri"),
        NOON,
    )
    assert found.source.edition.startswith("holidays ")
    assert found.source.file == file()
    (event,) = reading.history(house.reader, "calendar/tr-office")
    assert (event.kind, event.clauses) == ("calendar_added", ("8.3.3",))
    assert event.data == {"version": 1, "since": "2026-01-01", "until": "2026-12-31"}


def test_eves_of_turkish_holidays_close_at_one_and_are_named_in_turkish(house: House) -> None:
    add(house)
    found = reading.calendar(house.reader, "tr-office").calendar
    eves = [day for day in found.exceptions if found.kind(day) is DayKind.HALF_DAY]
    assert eves == [date(2026, 3, 19), date(2026, 5, 26), date(2026, 10, 28)]
    assert [str(one) for one in found.hours(eves[0])] == ["09:00-13:00"]
    assert found.exceptions[date(2026, 10, 29)].name == "Cumhuriyet Bayramı"


def test_chinese_make_up_days_are_worked_and_its_half_days_of_groups_are_whole(
    house: House,
) -> None:
    add(house, id="cn", time_zone="Asia/Shanghai", holidays=CHINA)
    found = reading.calendar(house.reader, "cn").calendar
    made_up = [day for day in found.exceptions if found.kind(day) is DayKind.MAKE_UP]
    assert date(2026, 10, 10) in made_up
    assert {day.year for day in made_up} == {2026}
    assert found.exceptions[date(2026, 10, 10)].name == "调休上班"
    assert found.exceptions[date(2026, 1, 1)].name == "元旦"
    for group_holiday in (date(2026, 6, 1), date(2026, 8, 3)):
        assert found.kind(group_holiday) is DayKind.WORKING


def test_an_iranian_week_begins_on_saturday_and_the_company_says_which_days_are_off(
    house: House,
) -> None:
    weekdays = ("saturday", "sunday", "monday", "tuesday", "wednesday")
    week = dict.fromkeys(weekdays, ("08:00-16:00",))
    add(house, id="ir", time_zone="Asia/Tehran", week=week, week_start="saturday", holidays=IRAN)
    found = reading.calendar(house.reader, "ir").calendar
    assert found.kind(date(2026, 6, 4)) is DayKind.OFF
    assert found.kind(date(2026, 6, 6)) is DayKind.WORKING
    assert found.week_of(date(2026, 6, 5)) == date(2026, 5, 30)
    assert "نوروز" in found.exceptions[date(2026, 3, 21)].name


def test_a_house_without_holidays_is_open_on_all_days_of_its_week(house: House) -> None:
    always = {"monday": ["00:00-24:00"]}
    done = add(house, id="always", week=always, holidays=None)
    assert (done.outcome, done.edition) == (Outcome.ADDED, "")
    (event,) = reading.history(house.reader, "calendar/always")
    assert event.data == {"version": 1}
    with pytest.raises(ConflictError, match="keeps the holidays of no country"):
        plan_freezing(house.worker, "always", None, NOON)


def test_the_same_calendar_again_makes_no_version(house: House) -> None:
    add(house)
    again = add(house, apply=True)
    assert (again.outcome, again.version) == (Outcome.UNCHANGED, 1)
    frozen = freeze_calendar(house.worker, PERI, "tr-office", None, NOON)
    assert (frozen.outcome, frozen.version) == (Outcome.UNCHANGED, 1)
    assert versions(house) == [("calendar_added", 1, "peri")]


def test_what_would_differ_is_shown_first_and_changes_nothing(house: House) -> None:
    add(house)
    shown = add(house, name="Head office", week={**WEEK, "friday": ["09:00-17:00"]})
    assert (shown.outcome, shown.version) == (Outcome.SHOWN, 2)
    assert [one.what for one in shown.differences] == ["name", "friday"]
    planned = plan_freezing(house.worker, "tr-office", Years(first=2026, last=2027), NOON)
    assert planned.outcome is Outcome.SHOWN
    assert "2027-10-29" in {one.what for one in planned.differences}
    assert versions(house) == [("calendar_added", 1, "peri")]
    assert reading.calendar(house.reader, "tr-office").name == "Office"


def test_a_new_version_leaves_the_one_before_as_it_was(house: House) -> None:
    add(house)
    add(house, apply=True, name="Head office", exceptions=[{"on": "2026-08-10", "name": "off"}])
    done = freeze_calendar(
        house.worker, OKAN, "tr-office", Years(first=2026, last=2027), NOON + A_DAY
    )
    assert (done.outcome, done.version) == (Outcome.NEW_VERSION, 3)
    assert versions(house) == [
        ("calendar_added", 1, "peri"),
        ("calendar_frozen", 2, "peri"),
        ("calendar_frozen", 3, "okan"),
    ]
    third = reading.calendar(house.reader, "tr-office")
    assert (third.name, third.owner, third.frozen_by) == ("Head office", "peri", "okan")
    assert reading.calendar(house.reader, "tr-office", 1).calendar.last_day == date(2026, 12, 31)
    with house.reader.connect() as connection:
        first = store.at_version(connection, "tr-office", 1)
        assert first is not None
        assert date(2026, 8, 10) not in first.exceptions
        assert store.newest(connection, "tr-office") == third.calendar
        assert date(2026, 8, 10) in third.calendar.exceptions
        assert store.at_version(connection, "tr-office", 4) is None
        assert store.newest(connection, "nowhere") is None


def test_two_who_freeze_at_once_make_one_version(house: House) -> None:
    add(house)
    years = Years(first=2026, last=2028)

    def freeze(_number: int) -> Freezing:
        return freeze_calendar(house.worker, PERI, "tr-office", years, NOON)

    with ThreadPoolExecutor(4) as at_once:
        done = list(at_once.map(freeze, range(4)))
    assert sorted(one.outcome for one in done) == ["new_version", *["unchanged"] * 3]
    assert {one.version for one in done} == {2}


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"time_zone": "Europe/Nowhere"}, "time_zone", "there is no 'Europe/Nowhere'"),
        ({"holidays": {**TURKEY, "country": "XX"}}, "holidays.country", "holidays of XX"),
        ({"holidays": {**TURKEY, "subdivision": "06"}}, "holidays.subdivision", "no part '06'"),
        ({"holidays": {**TURKEY, "language": "de"}}, "holidays.language", "en_US, tr, uk, ur_PK"),
        (
            {"holidays": {**TURKEY, "categories": ["bank"]}},
            "holidays.categories",
            "there is half_day, public",
        ),
        (
            {"holidays": {**TURKEY, "country": "UA", "language": "uk", "categories": ["workday"]}},
            "holidays.categories",
            "there is public",
        ),
    ],
)
def test_what_nobody_knows_the_holidays_of_is_refused(
    house: House, more: dict[str, object], field: str, why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why) as error:
        add_calendar(house.worker, PERI, file(**more), NOON, apply=False)
    assert error.value.field == field
    assert reading.calendars(house.reader) == []


def test_a_part_of_a_country_and_a_country_of_one_language_are_known(house: House) -> None:
    bavaria = {**CHINA, "country": "DE", "subdivision": "BY", "language": "de"}
    add(house, id="by", time_zone="Europe/Berlin", holidays=bavaria)
    found = reading.calendar(house.reader, "by").calendar
    assert found.exceptions[date(2026, 1, 6)].name == "Heilige Drei Könige"
    fiji = {**CHINA, "country": "FJ", "language": "en_US"}
    add(house, id="fj", time_zone="Pacific/Fiji", holidays=fiji)
    assert date(2026, 12, 25) in reading.calendar(house.reader, "fj").calendar.exceptions


def test_only_half_days_may_be_taken(house: House) -> None:
    add(house, holidays={**TURKEY, "categories": ["half_day"]})
    found = reading.calendar(house.reader, "tr-office").calendar
    assert {found.kind(day) for day in found.exceptions} == {DayKind.HALF_DAY}


def test_calendars_are_listed_page_by_page_as_their_newest_version_is(house: House) -> None:
    for name in ("b", "a", "c"):
        add(house, id=name)
    add(house, id="b", apply=True, holidays={**TURKEY, "years": "2026..2027"})
    first = reading.calendars(house.reader, page=Page(2))
    assert [(one.calendar_id, one.version, one.last_day) for one in first] == [
        ("a", 1, date(2026, 12, 31)),
        ("b", 2, date(2027, 12, 31)),
    ]
    assert [one.calendar_id for one in reading.calendars(house.reader, page=Page(2, "b"))] == ["c"]


def test_what_is_not_there_is_not_found(house: House) -> None:
    add(house)
    with pytest.raises(NotFoundError, match="has no version 2") as error:
        reading.calendar(house.reader, "tr-office", 2)
    assert error.value.field == "version"
    with pytest.raises(NotFoundError, match="there is no calendar 'nowhere'") as error:
        reading.calendar(house.reader, "nowhere")
    assert error.value.field == "calendar"
    with pytest.raises(NotFoundError, match="there is no calendar 'nowhere'"):
        freeze_calendar(house.worker, PERI, "nowhere", None, NOON)


def test_own_days_that_fall_out_of_the_years_are_named(house: House) -> None:
    add(house, exceptions=[{"on": "2026-08-10", "name": "off"}])
    with pytest.raises(InvalidInputError, match=r"outside the years 2027\.\.2027"):
        plan_freezing(house.worker, "tr-office", Years(first=2027, last=2027), NOON)
