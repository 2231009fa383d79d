"""The record is slow to answer: meanwhile people act, time passes, an operator loses patience."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowFailureError
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from activities.store import schema
from domain.clock import BusinessClock
from domain.words import Stage
from tests.workflows.company import CHECKLIST, GATES
from tests.workflows.house import eventually
from tests.workflows.life import Refused
from tests.workflows.test_cancelling import REASON
from tests.workflows.test_resuming import carried_of, resume_later
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.workflows.house import House
    from tests.workflows.life import Life

_ACCEPTED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED


@contextmanager
def held(life: Life) -> Iterator[None]:
    """Nothing of the process is written meanwhile."""
    process = schema.process
    with life.record.engine.begin() as connection:
        connection.execute(
            select(process).where(process.c.workflow_id == life.id).with_for_update()
        )
        yield


async def is_on_its_way(life: Life, *, tries: int = 1) -> None:
    """Wait until a step of the process waits for the record, and was tried so often."""
    async for attempt in AsyncRetrying(stop=stop_after_delay(30), wait=wait_fixed(0.01)):
        with attempt:
            described = await life.handle.describe()
            pending = described.raw_description.pending_activities
            assert max((one.attempt for one in pending), default=0) >= tries


async def accepted(life: Life) -> int:
    """How many updates its present run has taken in."""
    history = await life.handle.fetch_history()
    return sum(one.event_type == _ACCEPTED for one in history.events)


async def eventually_accepted(life: Life, updates: int) -> None:
    """Wait until the process has taken in so many updates."""
    async for attempt in AsyncRetrying(stop=stop_after_delay(30), wait=wait_fixed(0.05)):
        with attempt:
            assert await accepted(life) >= updates


async def test_done_is_said_only_when_it_is_stored(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    with held(life):
        answer = asyncio.create_task(
            life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
        )
        await is_on_its_way(life)
        assert not answer.done()
        assert life.decisions("go_live_checklist") == []
    assert (await answer).state == "completed"


async def test_other_gates_are_answered_meanwhile_and_written_together(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    with held(life):
        answers = []
        for gate, (by, data) in GATES.items():
            answers.append(asyncio.create_task(life.decide(gate, "complete", by=by, data=data)))
            await is_on_its_way(life)
    await asyncio.gather(*answers)
    assert life.open == {"design_acceptance/1"}
    assert len(await life.steps()) < len(GATES)


async def test_a_question_that_is_closed_while_it_is_being_written_is_closed_on_record(
    house: House,
) -> None:
    life = await house.take_over(Stage.TRANSITION)
    with held(life):
        answer = asyncio.create_task(
            life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
        )
        await is_on_its_way(life)
        withdrawal = asyncio.create_task(life.demand(ServiceLifecycle.withdraw))
        await eventually_accepted(life, 2)
    await asyncio.gather(answer, withdrawal)
    assert life.service.stage == "withdrawn"
    assert life.open == set()
    assert life.task("go_live_acceptance").state == "cancelled"


async def test_an_answer_while_a_decision_is_being_corrected_is_put_off(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    with held(life):
        correction = asyncio.create_task(
            life.decide("brief", "complete", by="owner", data=GATES["brief"][1], corrects=True)
        )
        await is_on_its_way(life)
        with pytest.raises(Refused, match=r"conflict task: a decision is being corrected; answer"):
            await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await correction
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    assert life.decisions("costs") == [("delivery", "complete")]


async def test_a_process_that_is_cancelled_while_it_goes_back_closes_its_tasks(
    house: House,
) -> None:
    life = await house.take_over(Stage.DESIGN)
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    with held(life):
        correction = asyncio.create_task(
            life.decide("brief", "complete", by="owner", data=GATES["brief"][1], corrects=True)
        )
        await is_on_its_way(life)
        await life.handle.cancel()
    await correction
    with pytest.raises(WorkflowFailureError):
        await life.handle.result()
    assert (life.open, life.row.closed_reason) == (set(), REASON)


async def test_a_reminder_that_falls_due_while_a_decision_is_corrected_waits(house: House) -> None:
    now = datetime.now(UTC)
    clock = BusinessClock(epoch=now, rate=2_000_000, started_at=now)
    with house.engine.begin() as connection:
        connection.execute(insert(schema.clock).values(clock.model_dump()))
    life = await house.take_over(Stage.TRANSITION)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    with held(life):
        correction = asyncio.create_task(
            life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST, corrects=True)
        )
        await is_on_its_way(life)
        due_at = life.task("go_live_acceptance").due_at
        await eventually(lambda: clock.business(datetime.now(UTC)) > due_at + timedelta(days=1))
    await correction
    await eventually(lambda: life.open == {"go_live_acceptance/1"})
    assert life.decisions("go_live_checklist")[-1] == ("tech", "ready")
    await eventually(lambda: "task_remind" in life.story)
    await life.decide("go_live_acceptance", "accept", by="delivery")


async def test_what_cannot_be_is_refused_at_once_by_a_run_that_had_nothing_to_ask_again(
    house: House,
) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    carried = carried_of(life)
    await life.handle.terminate()
    await resume_later(house, life, carried)
    with held(life):
        passing = asyncio.create_task(life.passes(days=20))
        await is_on_its_way(life)
        with pytest.raises(Refused, match="in operation cannot be withdrawn"):
            await life.demand(ServiceLifecycle.withdraw)
        assert await accepted(life) == 0
    await passing
    await eventually(lambda: life.open != set())
