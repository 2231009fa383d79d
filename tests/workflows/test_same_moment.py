"""Two people act at the same moment: nothing is lost, nothing is done twice, nobody is misled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from domain.words import Stage
from tests.workflows.company import CHECKLIST, GATES
from tests.workflows.house import eventually
from tests.workflows.life import Refused
from tests.workflows.test_corrections import corrected
from tests.workflows.test_improvement import asked_about
from tests.workflows.test_resuming import carried_of, resume_later
from workflows.service_lifecycle import ServiceLifecycle

CORRECTED = "decision_corrected"

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.workflows.house import House
    from tests.workflows.life import Life


async def at_once(house: House, life: Life, *acts: Coroutine[Any, Any, object]) -> list[object]:
    """Let people act while nobody works, so that all of it comes in one piece; what they hear."""
    async with house.away():
        acting = [asyncio.create_task(act) for act in acts]
        for _ in acts:
            # Each of these is behind what was sent before it.
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


@pytest.mark.parametrize("outcome", ["offer", "reject"])
async def test_a_withdrawal_and_the_deciding_vote(house: House, outcome: str) -> None:
    life = await house.propose()
    await life.decide("committee", outcome, by="ayse")
    heard = await at_once(
        house,
        life,
        life.decide("committee", outcome, by="mehmet"),
        life.demand(ServiceLifecycle.withdraw),
    )
    voted = life.decisions("committee") != []
    if outcome == "reject" and voted:
        assert (life.service.stage, len(refusals(heard))) == ("rejected", 1)
    else:
        assert (life.service.stage, len(refusals(heard))) == ("withdrawn", int(not voted))
    assert life.open == set()


async def test_a_demand_to_retire_and_the_finding_of_the_cycle(house: House) -> None:
    life = await asked_about(house)
    heard = await at_once(
        house,
        life,
        life.decide("improvement_cycle", "retire", by="owner"),
        life.demand(ServiceLifecycle.retire, by="delivery"),
    )
    assert len(refusals(heard)) == 1
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
    assert len(refusals(heard)) <= 1
    assert life.open == {"retirement/1"}


async def test_an_answer_and_a_hand_over_of_the_same_task(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    heard = await at_once(
        house,
        life,
        life.assign("go_live_checklist", "tech"),
        life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST),
    )
    assert len(refusals(heard)) <= 1
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
    answered = len(life.decisions("costs"))
    assert len(refusals(heard)) == 1 - answered
    await eventually(lambda: [kind for kind, _ in corrected(life)].count(CORRECTED) == 1)
    await eventually(lambda: life.story.count("gate_answered") == 2 + answered)
    assert ("costs/1" in life.open) is not bool(answered)
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
