from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from activities.store import house_clock, reading
from domain.clock import BusinessClock
from domain.errors import InvalidInputError, NotAllowedError
from domain.policy import Command
from domain.words import SYSTEM, Role
from tests.activities.registering import add, archive, contact, edit, settle, shown
from tests.activities.rows import A_DAY, NOON
from workers.registers.admission import admit

if TYPE_CHECKING:
    from tests.activities.house import House


@pytest.fixture
def settled(house: House) -> House:
    return settle(house)


def away(house: House, **more: object) -> None:
    usual: dict[str, object] = {
        "id": "summer",
        "absent": "ayse",
        "substitute": "mehmet",
        "from_on": "2026-03-02",
        "back_on": "2026-03-04",
    }
    add(house, "absences", **{**usual, **more})


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (1, True), (2, False)])
def test_a_substitute_acts_while_somebody_is_away_and_not_a_day_longer(
    settled: House, days: int, *, may: bool
) -> None:
    away(settled)
    house, at = reading.read_as(settled.reader, SYSTEM), NOON + days * A_DAY
    assert ("ayse" in reading.stands_in_for(house, "mehmet", at)) is may
    if may:
        actor = admit(house, "mehmet", Command.CUSTOMER_EDIT, now=at, stands_for="ayse")
        assert (actor.seat, Role.ACCOUNT_MANAGER in actor.roles) == ("ayse", True)
    else:
        with pytest.raises(NotAllowedError, match="does not name mehmet as a substitute"):
            admit(house, "mehmet", Command.CUSTOMER_EDIT, now=at, stands_for="ayse")


def test_the_day_begins_where_whoever_is_away_lives(settled: House) -> None:
    away(settled)
    house = reading.read_as(settled.reader, SYSTEM)
    midnight_in_istanbul = NOON - timedelta(hours=15)
    assert list(reading.stands_in_for(house, "mehmet", midnight_in_istanbul)) == ["ayse"]
    assert reading.stands_in_for(house, "mehmet", midnight_in_istanbul - timedelta(seconds=1)) == {}


def test_an_absence_that_was_archived_lets_nobody_act(settled: House) -> None:
    away(settled)
    archive(settled, "absences", "summer")
    assert reading.stands_in_for(reading.read_as(settled.reader, SYSTEM), "mehmet", NOON) == {}


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"id": "again", "back_on": "2026-03-03"}, "from_on", "away on some of these days"),
        ({"substitute": "ayse"}, "substitute", "cannot be his own substitute"),
        ({"back_on": "2026-03-02"}, "back_on", "must be after from_on"),
        ({"from_on": "soon"}, "from_on", "written as YYYY-MM-DD"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_by_its_field(
    settled: House, more: dict[str, object], field: str, why: str
) -> None:
    if "id" in more:
        away(settled)
    with pytest.raises(InvalidInputError, match=why) as error:
        away(settled, **more)
    assert error.value.field == field


def test_two_absences_in_a_row_share_the_day_on_which_the_first_ends(settled: House) -> None:
    away(settled)
    away(settled, id="spring", from_on="2026-03-04", back_on="2026-03-06")
    assert shown(settled, "absence", "spring").fields["from_on"] == "2026-03-04"


def test_who_moved_to_another_customer_stands_in_for_nobody_of_the_old_one(settled: House) -> None:
    add(settled, "customers", id="nova", name="Nova", account_manager="ayse")
    for one in ("elif", "can"):
        contact(settled, one)
    away(settled, absent="elif", substitute="can")
    house = reading.read_as(settled.reader, SYSTEM)
    assert list(reading.stands_in_for(house, "can", NOON)) == ["elif"]
    assert admit(house, "can", None, now=NOON, stands_for="elif").seat == "elif"
    edit(settled, "contacts", "can", customer="nova")
    assert reading.stands_in_for(house, "can", NOON) == {}
    with pytest.raises(NotAllowedError, match="does not name can as a substitute"):
        admit(house, "can", None, now=NOON, stands_for="elif")
    archive(settled, "contacts", "elif")
    assert reading.stands_in_for(house, "can", NOON) == {}
    with reading.read_as(settled.reader, "can").connect() as connection:
        assert connection.scalar(text("SELECT reader_faces()")) == ["can"]


def test_days_of_demos_that_ran_too_long_are_reckoned_all_the_same(settled: House) -> None:
    with settled.owner.begin() as connection:
        very_fast = BusinessClock(epoch=NOON, rate=1e12, started_at=NOON - 300 * A_DAY)
        house_clock.put(connection, very_fast)
        latest = connection.exec_driver_sql("SELECT extract(year FROM business_now())").scalar_one()
    assert latest == 9000
