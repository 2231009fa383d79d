"""Two people act at the same moment: nothing is lost, nothing is done twice, nobody is misled."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.clock import BusinessClock
from domain.words import Stage
from tests.workflows.company import CHECKLIST, GATES
from tests.workflows.house import eventually
from tests.workflows.life import Refused
from tests.workflows.test_improvement import asked_about
from tests.workflows.test_resuming import carried_of, resume_later
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.workflows.house import House
    from tests.workflows.life import Life


async def at_once(house: House, life: Life, *acts: Coroutine[Any, Any, object]) -> list[object]:
    """Let people act while nobody works, so that all of it comes in one piece; what they hear."""
    async with house.away():
        acting = []
        for act in acts:
            acting.append(asyncio.create_task(act))
            # This is answered after what was sent before it has come.
            await life.handle.describe()
            await life.handle.describe()
    return await asyncio.gather(*acting, return_exceptions=True)


def refusals(heard: list[object]) -> list[str]:
    assert [
        one for one in heard if isinstance(one, Exception) and not isinstance(one, Refused)
    ] == []
    return [str(one) for one in heard if isinstance(one, Refused)]


async def test_votes_of_the_same_moment_all_count(house: House) -> None:
    life = await house.propose()
    heard = await at_once(
        house,
        life,
        *(life.decide("committee", "offer", by=one) for one in ("ayse", "mehmet")),
    )
    assert refusals(heard) == []
    assert life.service.stage == "design"
    assert life.story.count("vote_cast") == 2


async def test_of_two_answers_to_one_task_the_first_holds(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    heard = await at_once(
        house,
        life,
        *(
            life.decide("go_live_checklist", "ready", by=one, data=CHECKLIST)
            for one in ("tech", "delivery")
        ),
    )
    [refusal] = refusals(heard)
    assert "is not open" in refusal
    assert len(life.decisions("go_live_checklist")) == 1
    assert life.open == {"go_live_acceptance/1"}


async def test_gates_of_the_same_moment_are_all_answered(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    heard = await at_once(
        house,
        life,
        *(life.decide(gate, "complete", by=by, data=data) for gate, (by, data) in GATES.items()),
    )
    assert refusals(heard) == []
    await eventually(lambda: life.open == {"design_acceptance/1"})


async def test_a_service_that_is_offered_and_withdrawn_is_withdrawn(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    heard = await at_once(
        house,
        life,
        life.decide("committee", "offer", by="mehmet"),
        life.demand(ServiceLifecycle.withdraw),
    )
    assert refusals(heard) == []
    assert (life.service.stage, life.open) == ("withdrawn", set())
    assert life.story.count("stage_entered") == 2
    assert life.story.count("task_opened") == 1


async def test_a_service_that_is_rejected_is_not_withdrawn_as_well(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "reject", by="ayse")
    heard = await at_once(
        house,
        life,
        life.decide("committee", "reject", by="mehmet"),
        life.demand(ServiceLifecycle.withdraw),
    )
    assert refusals(heard) == ["conflict service: a service in rejected cannot be withdrawn"]
    assert (life.service.stage, life.open) == ("rejected", set())


async def test_a_vote_comes_too_late_for_a_service_that_was_withdrawn(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    heard = await at_once(
        house,
        life,
        life.demand(ServiceLifecycle.withdraw),
        life.decide("committee", "offer", by="mehmet"),
    )
    [refusal] = refusals(heard)
    assert "is not open" in refusal
    assert (life.service.stage, life.open) == ("withdrawn", set())


async def test_a_demand_to_retire_and_the_finding_of_the_cycle(house: House) -> None:
    life = await asked_about(house)
    heard = await at_once(
        house,
        life,
        life.decide("improvement_cycle", "retire", by="owner"),
        life.demand(ServiceLifecycle.retire, by="delivery"),
    )
    [refusal] = refusals(heard)
    assert "the committee is asked already" in refusal
    assert life.open == {"retirement/1"}
    assert life.story.count("retirement_requested") == 1
    assert life.story.count("task_opened") == 2


async def test_a_demand_to_retire_overtakes_a_question_that_was_never_asked(house: House) -> None:
    life = await asked_about(house)
    heard = await at_once(
        house,
        life,
        life.demand(ServiceLifecycle.retire, by="delivery"),
        life.decide("improvement_cycle", "keep", by="owner"),
    )
    [refusal] = refusals(heard)
    assert "is not open" in refusal
    assert life.open == {"retirement/1"}


async def test_an_answer_and_a_hand_over_of_the_same_task(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    heard = await at_once(
        house,
        life,
        life.assign("go_live_checklist", "tech"),
        life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST),
    )
    assert refusals(heard) == []
    assert life.task("go_live_checklist").assignee == "tech"
    assert life.task("go_live_checklist").state == "completed"
    await eventually(lambda: life.open == {"go_live_acceptance/1"})


async def test_a_correction_and_an_answer_that_stands_beside_it(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    heard = await at_once(
        house,
        life,
        life.decide("costs", "complete", by="delivery", data=GATES["costs"][1]),
        life.decide("brief", "complete", by="owner", data=GATES["brief"][1], corrects=True),
    )
    assert refusals(heard) == []
    await eventually(lambda: life.story.count("gate_answered") == 3)
    assert life.open == {f"{gate}/1" for gate in GATES} - {"brief/1", "costs/1"}
    assert len(life.decisions("costs")) == 1
    assert life.decisions("brief") == [("owner", "complete"), ("owner", "complete")]


async def test_whatever_comes_while_the_process_goes_back_is_refused(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.gone_live()
    heard = await at_once(
        house,
        life,
        life.decide("go_live_acceptance", "rework", by="delivery", corrects=True),
        life.demand(ServiceLifecycle.retire),
        life.demand(ServiceLifecycle.retire),
    )
    assert all("conflict" in one for one in refusals(heard))
    assert len(refusals(heard)) == 2
    await eventually(lambda: life.open == {"go_live_checklist/2"})
    assert life.service.stage == "transition"


async def test_an_answer_that_comes_with_a_new_run_is_not_lost(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    carried = carried_of(life)
    async with house.away():
        await life.handle.terminate()
        await resume_later(house, life, carried)
        voted = asyncio.create_task(life.decide("committee", "offer", by="mehmet"))
        await life.handle.describe()
    await voted
    assert life.decisions("committee") == [("committee", "offer")]
    assert life.service.stage == "design"
    assert life.open == {f"{gate}/1" for gate in GATES}


async def test_a_demand_that_comes_with_a_new_run_finds_a_question_overdue(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    weeks_later = BusinessClock(epoch=datetime(1970, 2, 1, tzinfo=UTC))
    carried = carried_of(life).model_copy(update={"clock": weeks_later})
    await life.handle.terminate()
    async with house.away():
        await resume_later(house, life, carried)
        demanded = asyncio.create_task(life.demand(ServiceLifecycle.withdraw))
        await life.handle.describe()
        await life.handle.describe()
    await demanded
    assert (life.service.stage, life.open) == ("withdrawn", set())
