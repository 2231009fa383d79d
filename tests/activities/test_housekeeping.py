"""What a round of housekeeping writes down, on a real PostgreSQL (8.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from temporalio.testing import ActivityEnvironment

from activities.housekeeping import Housekeeping
from activities.store import reading, schema, strays
from activities.store.unit import UnitOfWork
from domain.clock import BusinessClock
from domain.errors import NotFoundError, UnreachableError
from domain.housekeeping import Round, Stray, StrayKind
from domain.words import Role, TaskState
from tests.activities.rows import A_DAY, NOON, put_process, put_service, put_task
from workers.registers.clock import set_clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import Engine

    from tests.activities.house import House

CRM = "service/crm"
TERMINATED = Stray(
    workflow_id=CRM, run_id="run-1", kind=StrayKind.TERMINATED, why="terminated by an operator"
)
LOST = Stray(workflow_id=CRM, run_id="run-1", kind=StrayKind.LOST, why="Temporal does not know it")
Became = tuple[StrayKind, str] | None


@dataclass
class TemporalAfterwards:
    """Temporal as it answers after an accident.

    Args:
        became: What became of each process that does not stand in its index.
        meanwhile: What happens in the house while it is asked.
    """

    became: dict[str, Became]
    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    async def running(self) -> AsyncIterator[list[str]]:
        for one in self.meanwhile:
            one()
        yield []

    async def what_became_of(self, workflow_id: str) -> Became:
        return self.became[workflow_id]


class TemporalIsAway:
    """Temporal during an outage."""

    def running(self) -> AsyncIterator[list[str]]:
        message = "Temporal does not answer"
        raise UnreachableError(message)

    async def what_became_of(self, workflow_id: str) -> Became:
        raise UnreachableError(workflow_id)


async def go_round(house: House, engine: TemporalAfterwards | TemporalIsAway) -> Round:
    """One round at noon."""
    rounds = Housekeeping(
        partial(UnitOfWork, house.worker),
        strays,
        engine,
        minutes=lambda _now: 5,
        real_now=lambda: NOON,
    )
    found = await ActivityEnvironment().run(rounds.go_round)
    assert isinstance(found, Round)
    return found


@pytest.fixture
def crm(house: House) -> str:
    """The id of an open task of a service that stands before the committee."""
    with house.worker.begin() as connection:
        put_service(connection, "crm")
        return put_task(connection, "crm", Role.COMMITTEE_MEMBER)


def note(engine: Engine, stray: Stray) -> bool:
    with UnitOfWork(engine) as unit:
        news = strays.note_stray(unit.connection, stray, NOON)
        unit.commit()
    return news


def kinds(house: House) -> list[str]:
    """What the record says about the service."""
    try:
        return [one.kind for one in reading.history(house.reader, CRM)]
    except NotFoundError:
        return []


async def test_a_round_names_what_it_found_and_how_much_there_is(house: House, crm: str) -> None:
    with house.worker.begin() as connection:
        put_process(connection, "service/mail")
        put_process(connection, "service/old", closed_at=NOON, closed_reason="retired")
    temporal = TemporalAfterwards(
        {CRM: (StrayKind.TERMINATED, "terminated by an operator"), "service/mail": None}
    )
    first = await go_round(house, temporal)
    assert first == Round(strays=(CRM,), astray=1, open=2, next_minutes=5)
    assert await go_round(house, temporal) == first.model_copy(update={"strays": ()})
    assert reading.task(house.reader, crm, NOON).state == TaskState.CANCELLED
    assert kinds(house) == ["process_terminated", "task_cancelled"]


async def test_an_outage_of_temporal_says_nothing_about_processes(house: House, crm: str) -> None:
    with pytest.raises(UnreachableError, match="does not answer"):
        await go_round(house, TemporalIsAway())
    assert reading.process(house.reader, CRM).stray is None
    assert reading.task(house.reader, crm, NOON).state == TaskState.CREATED
    assert kinds(house) == []


@pytest.mark.parametrize(
    "change",
    [{"closed_at": NOON, "closed_reason": "retired"}, {"run_id": "run-2"}],
    ids=["it came to its end", "it runs again"],
)
async def test_what_changes_during_a_round_is_left_for_the_next_one(
    house: House, crm: str, change: dict[str, object]
) -> None:
    def changes() -> None:
        with house.worker.begin() as connection:
            wanted = schema.process.c.workflow_id == CRM
            connection.execute(schema.process.update().where(wanted).values(change))

    temporal = TemporalAfterwards({CRM: (StrayKind.STOPPED, "Temporal says completed")}, [changes])
    assert (await go_round(house, temporal)).strays == ()
    assert reading.process(house.reader, CRM).stray is None
    assert reading.task(house.reader, crm, NOON).state == TaskState.CREATED
    assert kinds(house) == []


async def test_a_stray_that_is_found_running_is_none_any_more(house: House, crm: str) -> None:
    assert note(house.worker, LOST)
    found = await go_round(house, TemporalAfterwards({CRM: None}))
    assert (found.strays, found.astray, found.open) == ((), 0, 1)
    assert reading.process(house.reader, CRM).stray is None
    assert reading.task(house.reader, crm, NOON).state == TaskState.CREATED


def test_a_process_nobody_has_on_record_is_no_stray(house: House) -> None:
    assert not note(house.worker, TERMINATED)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (StrayKind.TERMINATED, TaskState.CANCELLED),
        (StrayKind.STOPPED, TaskState.CANCELLED),
        (StrayKind.LOST, TaskState.CREATED),
    ],
)
def test_tasks_are_closed_unless_the_process_may_go_on_where_it_stood(
    house: House, crm: str, kind: StrayKind, state: TaskState
) -> None:
    assert note(house.worker, TERMINATED.model_copy(update={"kind": kind, "why": "as it is"}))
    task = reading.task(house.reader, crm, NOON)
    reason = f"process {kind}: as it is" if state == TaskState.CANCELLED else None
    assert (task.state, task.closed_reason) == (state, reason)


def test_the_same_is_news_once_and_something_else_is_news_again(house: House, crm: str) -> None:
    assert [note(house.worker, one) for one in (LOST, LOST, TERMINATED, TERMINATED)] == [
        True,
        False,
        True,
        False,
    ]
    assert kinds(house) == ["process_lost", "process_terminated", "task_cancelled"]
    (*_, cancelled) = reading.history(house.reader, CRM)
    assert cancelled.data == {"task_id": crm, "why": "terminated by an operator"}


def test_it_is_written_down_in_business_time_with_the_run_and_the_policy(house: House) -> None:
    set_clock(house.worker, BusinessClock(epoch=NOON, rate=2, started_at=NOON - A_DAY))
    with house.worker.begin() as connection:
        put_service(connection, "crm")
    note(house.worker, TERMINATED)
    (event,) = reading.history(house.reader, CRM)
    assert (event.at, event.actor) == (NOON + timedelta(days=2), "system")
    assert (event.workflow_id, event.run_id, event.policy_version) == (CRM, "run-1", 1)
    assert event.clauses == ("8.1",)


async def test_what_a_round_found_before_it_broke_off_is_kept(house: House) -> None:
    names = [f"service/s{number:03}" for number in range(101)]
    with house.worker.begin() as connection:
        for name in names:
            put_process(connection, name)
    gone: dict[str, Became] = dict.fromkeys(names[:100], (StrayKind.LOST, "Temporal lost it"))
    with pytest.raises(KeyError, match="s100"):
        await go_round(house, TemporalAfterwards(gone))
    again = await go_round(house, TemporalAfterwards({**gone, names[100]: None}))
    assert (again.strays, again.astray, again.open) == ((), 100, 101)
