"""What is asked of a run that goes back to a decision, before it has heard the store (R43)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from domain.process_state import ProcessState
from domain.words import Stage
from tests.workflows.changing import withdrawn
from tests.workflows.company import CHECKLIST
from tests.workflows.house import eventually
from tests.workflows.life import Refused
from tests.workflows.test_resuming import carried_of, resume_later
from tests.workflows.test_same_moment import refusals
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from domain.protocol import Carried, Done
    from tests.workflows.house import House
    from tests.workflows.life import Life


def goes_back_before(carried: Carried, task_id: str) -> Carried:
    """What a correction of a decision hands to the run that goes on."""
    state = ProcessState.model_validate(carried.state)
    before = state.taken[task_id].before
    return carried.model_copy(update={"state": {**before, "step": state.step}})


async def while_it_goes_back(
    house: House, life: Life, decided: str, act: Coroutine[Any, Any, object]
) -> list[str]:
    """Let a person act before a run that goes back to a decision has heard the store; refusals."""
    going_back = goes_back_before(carried_of(life), life.task_id(decided))
    async with house.away():
        await life.handle.terminate()
        await resume_later(house, life, going_back)
        acting = asyncio.create_task(act)
        await life.handle.describe()
        await life.handle.describe()
    return refusals([*await asyncio.gather(acting, return_exceptions=True)])


@pytest.mark.parametrize(
    ("outcome", "asked_next"),
    [("rework", "go_live_checklist/2"), ("redesign", "design_acceptance/1")],
)
async def test_a_correction_that_comes_with_a_new_run_corrects_what_the_store_tells(
    house: House, outcome: str, asked_next: str
) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.gone_live()
    correcting = life.decide("go_live_acceptance", outcome, by="delivery", corrects=True)
    assert await while_it_goes_back(house, life, "go_live_acceptance", correcting) == []
    decided = [("delivery", "accept"), ("delivery", outcome)]
    assert life.decisions("go_live_acceptance") == decided
    await eventually(lambda: life.open == {asked_next})


async def test_a_demand_that_comes_with_a_new_run_is_judged_by_what_the_store_tells(
    house: House,
) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.gone_live()
    retiring = life.demand(ServiceLifecycle.retire)
    assert await while_it_goes_back(house, life, "go_live_acceptance", retiring) == []
    await eventually(lambda: life.open == {"retirement/1"})


@pytest.mark.parametrize(
    ("demanded", "why_not"),
    [
        (lambda life: life.demand(ServiceLifecycle.withdraw), "in operation cannot be withdrawn"),
        (lambda life: withdrawn(life, 1), "change 1 is not open; open are: none"),
    ],
)
async def test_a_demand_that_comes_with_a_new_run_is_refused_by_what_the_store_tells(
    house: House, demanded: Callable[[Life], Coroutine[Any, Any, Done]], why_not: str
) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.gone_live()
    [refusal] = await while_it_goes_back(house, life, "go_live_acceptance", demanded(life))
    assert why_not in refusal
    await eventually(lambda: life.service.stage == "operation")
    assert life.open == set()


async def test_what_was_never_decided_is_not_corrected_as_a_new_run_begins(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    carried = carried_of(life)
    async with house.away():
        await life.handle.terminate()
        await resume_later(house, life, carried)
        ready = life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST, corrects=True)
        corrected = asyncio.create_task(ready)
        await life.handle.describe()
        await life.handle.describe()
    with pytest.raises(Refused, match="no decision that can still be corrected"):
        await corrected
    assert life.open == {"go_live_checklist/1"}
