"""An operator cancels a process: its tasks close with a reason and its row says why (8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import CancelledError

from domain.words import Stage
from tests.workflows.company import GATES
from tests.workflows.life import Gone

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

REASON = "cancelled by an operator"


async def cancelled(life: Life) -> None:
    await life.handle.cancel()
    with pytest.raises(WorkflowFailureError) as ended:
        await life.handle.result()
    assert isinstance(ended.value.cause, CancelledError)


async def test_the_tasks_of_a_cancelled_process_close_with_the_reason(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    await cancelled(life)
    assert life.open == set()
    assert {life.task(gate).closed_reason for gate in GATES if gate != "brief"} == {REASON}
    assert life.task("brief").closed_reason == "complete"
    assert life.row.closed_reason == REASON
    assert life.story.count("task_cancelled") == 5
    life.record.check_chain(life.id)


async def test_a_process_that_waits_for_a_day_is_cancelled_as_well(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=1)
    await cancelled(life)
    assert life.row.closed_reason == REASON
    assert life.service.stage == "operation"


async def test_nobody_answers_a_cancelled_process(house: House) -> None:
    life = await house.propose()
    await cancelled(life)
    with pytest.raises(Gone):
        await life.decide("committee", "offer", by="ayse")
    assert life.story.count("vote_cast") == 0
