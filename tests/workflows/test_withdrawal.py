"""A service is taken back before it ever is in operation (R37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.words import Stage
from tests.workflows.company import REASON
from tests.workflows.house import in_days
from tests.workflows.life import Gone, Refused
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House


@pytest.mark.parametrize("stage", [Stage.STRATEGY, Stage.DESIGN, Stage.TRANSITION])
async def test_a_service_is_withdrawn_before_operation(house: House, stage: Stage) -> None:
    life = await house.take_over(stage)
    done = await life.demand(ServiceLifecycle.withdraw)
    assert (done.stage, life.service.stage, life.open) == ("withdrawn", "withdrawn", set())
    entered = life.events[-1]
    assert (entered.kind, entered.actor) == ("stage_entered", "owner")
    assert life.record.reason_of(entered) == REASON
    assert life.told("service_withdrawn") == {"owner", "admin"}


async def test_its_tasks_are_closed_with_the_reason(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    await life.demand(ServiceLifecycle.withdraw)
    task = life.task("committee")
    assert (task.state, task.closed_reason) == ("cancelled", "the service was withdrawn")
    assert life.story[-2:] == ["task_cancelled", "stage_entered"]
    with pytest.raises(Gone):
        await life.decide("committee", "offer", by="mehmet")


async def test_a_deferred_service_is_withdrawn_as_well(house: House) -> None:
    life = await house.propose()
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "defer", by=member, data={"until": in_days(90)})
    await life.demand(ServiceLifecycle.withdraw)
    assert life.service.stage == "withdrawn"


async def test_a_withdrawn_service_is_over_at_once(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.demand(ServiceLifecycle.withdraw)
    ended = await life.handle.result()
    assert ended["outcome"] == "withdrawn"
    assert life.row.closed_reason == "withdrawn"


@pytest.mark.parametrize("stage", [Stage.OPERATION, Stage.RETIREMENT])
async def test_a_service_that_customers_use_is_not_withdrawn(house: House, stage: Stage) -> None:
    life = await house.take_over(stage)
    with pytest.raises(Refused, match=f"conflict service: a service in {stage} cannot be withdraw"):
        await life.demand(ServiceLifecycle.withdraw)


async def test_nobody_withdraws_a_service_without_a_name(house: House) -> None:
    life = await house.propose()
    with pytest.raises(Refused, match="not_allowed as: nobody is named"):
        await life.demand(ServiceLifecycle.withdraw, by="")
    assert life.open == {"committee/1"}
