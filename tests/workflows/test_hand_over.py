"""A task is handed to another person who may answer it (R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from activities.store import schema
from domain.protocol import HandOver, Receipt
from domain.words import Stage
from tests.workflows.company import ACCEPTANCE, CHECKLIST, REASON, ROLES
from tests.workflows.house import request
from tests.workflows.life import Refused
from workflows.process import Process

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_a_task_that_was_handed_over_is_answered_by_that_person(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    receipt = await life.assign("go_live_checklist", "tech")
    assert (receipt.state, receipt.outcome, receipt.by) == ("assigned", "tech", "delivery")
    task = life.task("go_live_checklist")
    assert (task.state, task.assignee) == ("claimed", "tech")
    assert life.told("task_assigned") == {"tech"}
    with pytest.raises(Refused, match="not_allowed as: the task was handed to tech"):
        await life.decide("go_live_checklist", "ready", by="delivery", data=CHECKLIST)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    assert life.decisions("go_live_checklist") == [("tech", "ready")]


async def test_the_hand_over_is_on_record_with_its_reason(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.assign("go_live_checklist", "tech")
    [event] = [one for one in life.events if one.kind == "task_assigned"]
    assert (event.actor, event.data["assignee"]) == ("delivery", "tech")
    assert life.record.reason_of(event) == REASON
    noted = life.record.rows(schema.request, schema.request.c.command == "task assign")
    assert [one.workflow_id for one in noted] == [life.id]


async def test_a_task_may_be_handed_on(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.assign("go_live_checklist", "tech")
    await life.assign("go_live_checklist", "delivery", by="tech")
    await life.decide("go_live_checklist", "ready", by="delivery", data=CHECKLIST)
    assert life.open == {"go_live_acceptance/1"}


async def test_nobody_is_handed_what_he_may_not_answer(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    before = life.record.count()
    with pytest.raises(Refused, match="not_allowed to: account has none of the roles"):
        await life.assign("go_live_checklist", "account")
    with pytest.raises(Refused, match=r"conflict task: .* is not open"):
        await life.assign("go_live_acceptance", "delivery")
    assert life.record.count() == before


async def test_nobody_is_handed_his_own_request(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION, owner="delivery")
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    with pytest.raises(Refused, match=r"not_allowed to: delivery asked .* \(four eyes\)"):
        await life.assign("go_live_acceptance", "delivery")


async def test_a_vote_is_not_handed_over(house: House) -> None:
    life = await house.propose()
    with pytest.raises(Refused, match="conflict to: a body votes on this task"):
        await life.assign("committee", "mehmet")


async def test_nobody_hands_over_without_a_name(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    order = HandOver(
        task_id=life.task_id("go_live_checklist"),
        to="tech",
        roles=ROLES["tech"],
        request=request("task assign"),
    )
    with pytest.raises(Refused, match="not_allowed as: nobody is named"):
        await life.tell(Process.assign, order, Receipt, by=None)


async def test_only_he_is_reminded_and_the_ladder_goes_on_without_him(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.assign("go_live_checklist", "tech")
    await life.passes(days=24)
    assert life.told("task_reminder") == {"tech"}
    await life.passes(days=7)
    assert life.told("task_escalated") == {"director"}
    await life.decide("go_live_checklist", "ready", by="director", data=CHECKLIST)
    assert life.open == {"go_live_acceptance/1"}


async def test_a_hand_over_outlives_the_next_step(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.gates_answered()
    await life.assign("design_acceptance", "delivery", by="owner")
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    assert life.service.stage == "transition"
