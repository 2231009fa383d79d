"""A notice is one row and one letter, however often its step is written (R93)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import TYPE_CHECKING

from activities.store import calendars, schema
from activities.store.recorder import record
from domain.calendars import CalendarFile, CalendarSource, HolidayDays, frozen
from domain.contracts.notice_facts import NoticeGiven
from domain.worktime import WEEKDAYS
from tests.workflows.contracting import (
    YEARLY,
    agreed,
    contract,
    day,
    letters,
    notices,
    periods,
    until_noon,
)

if TYPE_CHECKING:
    from datetime import date

    from domain.steps import Step
    from tests.workflows.house import House
    from tests.workflows.life import Life


async def step_of_notice(life: Life) -> Step:
    [found] = [
        step
        for step in await life.steps()
        if any(isinstance(one.fact, NoticeGiven) for one in step.facts)
    ]
    return found


def told(life: Life) -> Counter[tuple[str, str]]:
    """How many letters each person got of each kind."""
    found = life.record.rows(schema.notice, schema.notice.c.workflow_id == life.id)
    return Counter((one.person_id, one.template) for one in found)


def closes(house: House, on: date) -> None:
    """A calendar that is open every day but one."""
    file = CalendarFile.model_validate(
        {
            "id": "office",
            "name": "Office",
            "time_zone": "Europe/Istanbul",
            "week": dict.fromkeys(WEEKDAYS, ("09:00-18:00",)),
            "week_start": "monday",
            "exceptions": [{"on": on, "name": "Holiday", "hours": []}],
        }
    )
    one = calendars.FrozenCalendar(
        calendar=frozen(file, HolidayDays(), 1),
        name=file.name,
        owner="process",
        source=CalendarSource(file=file),
        frozen_by="process",
        frozen_at=datetime.now(UTC),
    )
    with house.engine.begin() as connection:
        calendars.put(connection, one)


async def test_a_step_that_is_written_again_gives_its_notice_once(house: House) -> None:
    life = await agreed(house, end_on=day(40), notices={"before": [30]})
    await life.passes(days=15)
    await life.has_settled()
    step, before = await step_of_notice(life), told(life)
    assert before[("account", "contract_ending")] == before[("customer", "contract_ending")] == 1
    with house.engine.begin() as connection:
        record(connection, step)
    with house.engine.begin() as connection:
        # A run that goes on from a restored record may write it under another number.
        record(connection, step.model_copy(update={"number": life.row.step + 1, "run_id": "late"}))
    assert (told(life), notices(life)) == (before, {(1, -30): "sent"})
    life.record.check_chain(life.id)


async def test_of_two_runs_at_the_same_moment_one_gives_the_notice(house: House) -> None:
    life = await agreed(house, end_on=day(40), notices={"before": [30, 29]})
    await life.passes(seconds=until_noon(10).total_seconds())
    await life.has_settled()
    written = await step_of_notice(life)
    [given] = [one for one in written.facts if isinstance(one.fact, NoticeGiven)]
    assert isinstance(given.fact, NoticeGiven)
    later = next(one for one in periods(life)[0].notices if one["offset"] == -29)
    planned = type(given.fact.notice).model_validate(later)
    fact = given.fact.model_copy(update={"notice": planned})
    noted = given.model_copy(update={"fact": fact, "key": fact.own_key()})
    number, start = life.row.step + 1, Barrier(2)

    def run(run_id: str) -> None:
        step = written.model_copy(update={"facts": (noted,), "number": number, "run_id": run_id})
        start.wait()
        with house.engine.begin() as connection:
            record(connection, step)

    with ThreadPoolExecutor(2) as both:
        list(both.map(run, ["one", "other"]))
    assert notices(life) == {(1, -30): "sent", (1, -29): "sent"}
    assert letters(life, "contract_ending") == ["account", "account", "customer", "customer"]


async def test_an_end_on_a_closed_day_holds_until_the_next_working_day(house: House) -> None:
    closes(house, day(20))
    life = await agreed(
        house, end_on=day(20), calendar="office", closed_day="next", notices={"before": [0]}
    )
    first = periods(life)[0]
    assert (first.end_on, first.holds_until_on) == (day(20), day(21))
    await life.passes(days=20)
    assert notices(life) == {(1, 0): "sent"}
    assert first.notices[0]["due_on"] == day(19).isoformat()
    await life.passes(seconds=until_noon(21, passed=20).total_seconds())
    assert contract(life).state == "active"
    await life.passes(days=1)
    assert contract(life).state == "expired"


async def test_people_are_told_the_day_until_which_it_holds(house: House) -> None:
    closes(house, day(20))
    life = await agreed(
        house,
        end_on=day(20),
        renewal="express",
        term=YEARLY,
        calendar="office",
        closed_day="next",
        notices={"before": [2], "after": [1]},
    )
    assert life.task("renewal").question.endswith(f"Without an answer it ends on {day(21)}.")
    await life.passes(days=19)
    await life.decide("renewal", "end", by="account")
    await life.passes(days=8)
    table = schema.notice
    told = {
        one.template: one.params["ends_on"]
        for one in life.record.rows(table, table.c.workflow_id == life.id)
        if "ends_on" in one.params
    }
    assert set(told.values()) == {day(21).isoformat()}
    assert {"contract_to_be_renewed", "contract_not_renewed", "contract_over"} <= told.keys()
    after = periods(life)[0].notices[1]
    assert after["planned_on"] == day(22).isoformat()


async def test_an_end_on_a_closed_day_stays_where_it_is_agreed_so(house: House) -> None:
    closes(house, day(20))
    life = await agreed(house, end_on=day(20), calendar="office", closed_day="stay")
    assert periods(life)[0].holds_until_on == day(20)
