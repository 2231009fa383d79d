"""The one clock of the house: set before there is work, slowed down after a demo (8.1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from activities.store import reading
from domain.clock import BusinessClock
from domain.errors import ConflictError
from tests.activities.rows import NOON, put_process
from workers.registers.clock import set_clock, slow_down
from workers.registers.engines import business_now

if TYPE_CHECKING:
    from tests.activities.house import House

STARTED = datetime(2026, 11, 21, 9, tzinfo=UTC)
FAST = BusinessClock(epoch=NOON, rate=500_000, started_at=STARTED)
LATER = STARTED + timedelta(seconds=90)


def clocks_on_record(house: House) -> list[BusinessClock]:
    events = reading.history(house.reader, "house/clock")
    return [BusinessClock.model_validate(one.data) for one in events]


def test_time_goes_on_from_the_same_instant_at_its_usual_pace(house: House) -> None:
    set_clock(house.worker, FAST)
    slow = slow_down(house.worker, LATER)
    assert reading.clock(house.reader) == slow
    assert slow.rate == 1
    assert slow.business(LATER) == FAST.business(LATER)
    a_minute = timedelta(minutes=1)
    assert slow.business(LATER + a_minute) == FAST.business(LATER) + a_minute


def test_a_clock_is_slowed_down_also_while_processes_live_by_it(house: House) -> None:
    set_clock(house.worker, FAST)
    with house.worker.begin() as connection:
        put_process(connection, "service/crm")
    assert slow_down(house.worker, LATER).rate == 1


def test_a_clock_that_was_slowed_down_twice_was_slowed_down_once(house: House) -> None:
    set_clock(house.worker, FAST)
    slow = slow_down(house.worker, LATER)
    assert slow_down(house.worker, LATER + timedelta(hours=1)) == slow
    assert reading.clock(house.reader) == slow
    assert clocks_on_record(house) == [FAST, slow]


def test_a_house_that_was_never_fast_keeps_the_time_of_day(house: House) -> None:
    assert slow_down(house.worker, datetime.now(UTC)) == BusinessClock()
    assert abs(business_now(house.reader) - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_record_says_when_and_how_the_clock_was_set(house: House) -> None:
    set_clock(house.worker, FAST)
    slow = slow_down(house.worker, LATER)
    events = reading.history(house.reader, "house/clock")
    assert [(one.kind, one.actor, one.at) for one in events] == [
        ("clock_set", "system", FAST.epoch),
        ("clock_set", "system", slow.epoch),
    ]
    assert clocks_on_record(house) == [FAST, slow]


def test_a_clock_by_which_a_process_lives_is_not_set_again(house: House) -> None:
    set_clock(house.worker, FAST)
    with house.worker.begin() as connection:
        put_process(connection, "service/crm", closed_at=NOON, closed_reason="retired")
    set_clock(house.worker, FAST)
    with pytest.raises(ConflictError, match="cannot be set again"):
        set_clock(house.worker, BusinessClock())
    assert reading.clock(house.reader) == FAST
    assert clocks_on_record(house) == [FAST]
