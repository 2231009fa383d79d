"""A process that an operator cancelled by mistake goes on where it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.words import CANCELLED_BY_OPERATOR
from tests.workflows.house import eventually
from tests.workflows.test_cancelling import cancelled
from tests.workflows.test_resuming import carried_of, resume

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_a_cancelled_service_goes_on_with_its_votes(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    await cancelled(life)
    assert (life.row.closed_reason, life.story[-1]) == (CANCELLED_BY_OPERATOR, "process_cancelled")
    carried = carried_of(life)
    reopened = carried.model_copy(update={"state": {**carried.state, "ended": None}})
    await resume(house, life, reopened)
    await eventually(lambda: life.open == {"committee/1"})
    assert (life.row.closed_at, life.row.closed_reason) == (None, None)
    await life.decide("committee", "offer", by="mehmet")
    assert life.service.stage == "design"
    assert life.story.count("process_resumed") == 1
    life.record.check_chain(life.id)
