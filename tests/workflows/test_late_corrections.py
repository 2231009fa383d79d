"""A correction that comes after the due date holds: silence does not decide anew (R43, R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.words import Stage
from tests.workflows.company import CHANGE
from tests.workflows.house import eventually, in_days
from tests.workflows.test_improvement import asked_about, versions
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_what_silence_decided_is_corrected_by_a_person(house: House) -> None:
    life = await asked_about(house)
    await life.passes(days=46)
    assert life.decisions("improvement_cycle") == [("policy", "keep")]
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE, corrects=True)
    await eventually(lambda: versions(life) == {1: "operation", 2: "design"})
    await life.has_settled()
    assert life.decisions("improvement_cycle") == [("policy", "keep"), ("owner", "change")]


async def test_a_vote_that_is_corrected_after_the_due_date_does_not_ask_the_chair(
    house: House,
) -> None:
    life = await house.propose()
    await life.offered()
    await life.passes(days=20)
    await life.decide("committee", "offer", by="ayse", corrects=True, reason="as said before")
    await eventually(lambda: "brief/1" in life.open)
    await life.has_settled()
    assert "committee_chair/1" not in life.open
    assert life.service.stage == "design"


async def test_nobody_is_reminded_of_a_decision_that_was_corrected_late(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.gone_live()
    await life.passes(days=30)
    await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True)
    await eventually(lambda: life.open == {"go_live_checklist/2"})
    await life.has_settled()
    assert {"task_remind", "task_escalate"}.isdisjoint(life.story)


async def test_a_vote_taken_back_after_the_due_date_leaves_it_to_the_chair(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.passes(days=20)
    await life.decide("committee", "reject", by="mehmet", corrects=True)
    await eventually(lambda: life.open == {"committee_chair/1"})
    assert life.task("committee").state == "expired"


async def test_a_finding_to_retire_asks_the_committee_before_the_day_it_had_put_it_off_to(
    house: House,
) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    await life.demand(ServiceLifecycle.retire)
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(200)})
    await life.passes(days=20)
    assert life.open == {"improvement_cycle/1"}
    await life.decide("improvement_cycle", "retire", by="owner")
    assert (life.open, life.service.deferred_until_on) == ({"retirement/2"}, None)
    await life.decide("improvement_cycle", "keep", by="owner", corrects=True)
    await life.has_settled()
    assert (life.open, str(life.service.deferred_until_on)) == (set(), in_days(200))
