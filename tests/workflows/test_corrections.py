"""A decision is corrected before a person has taken the next step; both stay on record (R43)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from activities.store import schema
from domain.words import Stage
from tests.workflows.company import ACCEPTANCE, CHANGE, CHECKLIST, DATA_RETURN, GATES, REASON
from tests.workflows.house import eventually, in_days
from tests.workflows.life import Gone, Refused
from tests.workflows.test_improvement import asked_about, versions
from tests.workflows.test_transition import catalogue
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from sqlalchemy import Row

    from tests.workflows.company import Data
    from tests.workflows.house import House
    from tests.workflows.life import Life

WRONG = "the figures were those of another service"


def corrected(life: Life) -> list[tuple[str, str]]:
    """Every decision event with its outcome, first and corrected ones."""
    found: list[Row[Any]] = [
        one for one in life.events if one.kind in {"task_decided", "decision_corrected"}
    ]
    return [(one.kind, one.data["outcome"]) for one in found]


async def test_a_gate_is_corrected_and_the_others_are_left_in_peace(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    cheaper: dict[str, Any] = {**GATES["costs"][1], "funded_by": "the budget of another year"}
    before = life.open
    receipt = await life.decide(
        "costs", "complete", by="delivery", data=cheaper, corrects=True, reason=WRONG
    )
    assert receipt.decision_id == f"{life.id}/costs/1#2"
    await eventually(lambda: life.story[-1] == "gate_answered")
    gate = life.record.one(schema.gate, schema.gate.c.gate == "costs")
    assert gate.data["funded_by"] == "the budget of another year"
    assert life.open == before
    assert "task_cancelled" not in life.story
    assert life.story.count("task_opened") == 6
    assert life.decisions("costs") == [("delivery", "complete"), ("delivery", "complete")]


async def test_gates_that_were_answered_since_keep_their_answers(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await life.decide(
        "brief", "complete", by="owner", data=GATES["brief"][1], corrects=True, reason=WRONG
    )
    await eventually(lambda: life.story.count("gate_answered") == 3)
    assert life.decisions("costs") == [("delivery", "complete")]
    for gate in ("service_levels", "customer_needs", "security", "continuity"):
        by, data = GATES[gate]
        await life.decide(gate, "complete", by=by, data=data)
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    assert life.service.stage == "transition"


async def test_both_decisions_stay_in_the_record(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.gates_answered()
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    await life.decide(
        "design_acceptance",
        "rework",
        by="delivery",
        data={"again": ["costs"]},
        corrects=True,
        reason=WRONG,
    )
    await eventually(lambda: life.open == {"costs/2"})
    assert life.decisions("design_acceptance") == [("delivery", "accept"), ("delivery", "rework")]
    assert corrected(life)[-2:] == [("task_decided", "accept"), ("decision_corrected", "rework")]
    said = [one for one in life.events if one.kind == "decision_corrected"]
    assert [life.record.reason_of(one) for one in said] == [WRONG]
    assert life.task("design_acceptance").closed_reason == "rework"
    life.record.check_chain(life.id)


async def test_the_service_stands_where_it_stood_before_the_decision(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.designed()
    offers = life.told("service_offered")
    await life.decide(
        "design_acceptance", "rework", by="delivery", data={"again": ["costs"]}, corrects=True
    )
    assert life.service.stage == "design"
    assert versions(life) == {1: "design"}
    assert life.task("go_live_checklist").state == "cancelled"
    assert life.told("service_offered") == offers


async def test_going_live_by_mistake_takes_the_service_out_of_the_catalogue(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.gone_live()
    assert len(catalogue(life)) == 1
    await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True)
    assert life.service.stage == "transition"
    assert catalogue(life)[0].withdrawn_at is not None
    await eventually(lambda: life.open == {"go_live_checklist/2"})
    await life.gone_live(2)
    assert life.service.stage == "operation"
    assert [one.withdrawn_at is None for one in catalogue(life)] == [False, True]


async def test_a_version_that_went_live_by_mistake_gives_way_to_the_old_one(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await life.designed()
    await life.gone_live()
    await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True)
    assert (life.service.stage, life.service.version) == ("operation", 1)
    assert versions(life) == {1: "operation", 2: "transition"}
    assert [one.version for one in catalogue(life) if one.withdrawn_at is None] == [1]
    await eventually(lambda: life.open == {"go_live_checklist/2"})
    await life.gone_live(2)
    assert versions(life) == {1: "retired", 2: "operation"}


async def test_a_version_that_was_begun_by_mistake_is_withdrawn_and_begun_anew(
    house: House,
) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await life.decide("improvement_cycle", "keep", by="owner", corrects=True)
    assert versions(life) == {1: "operation", 2: "withdrawn"}
    assert life.open == set()
    await life.passes(days=366)
    again: Data = {"change": "a portal for partners as well"}
    await life.decide("improvement_cycle/2", "change", by="owner", data=again)
    assert versions(life) == {1: "operation", 2: "design"}
    second = life.record.one(schema.service_version, schema.service_version.c.version == 2)
    assert second.change == again["change"]


async def test_a_retirement_by_mistake_is_taken_back(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=10)
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    assert life.service.ends_at is not None
    await life.decide("retirement", "keep", by="ayse", corrects=True)
    await eventually(lambda: life.row.state["seats"] != {})
    await life.decide("retirement", "keep", by="mehmet", corrects=True)
    assert (life.service.stage, life.service.ends_at) == ("operation", None)
    assert catalogue(life)[0].withdrawn_at is None
    await life.passes(days=100)
    assert (life.service.stage, life.open) == ("operation", set())


async def test_a_decision_is_corrected_more_than_once(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.gone_live()
    await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True)
    await eventually(lambda: life.open == {"go_live_checklist/2"})
    await life.decide("go_live_acceptance", "accept", by="delivery", corrects=True)
    await eventually(lambda: life.service.stage == "operation")
    await life.decide("go_live_acceptance", "redesign", by="delivery", corrects=True)
    await eventually(lambda: life.open == {"design_acceptance/1"})
    assert [outcome for _, outcome in life.decisions("go_live_acceptance")] == [
        "accept",
        "rework",
        "accept",
        "redesign",
    ]
    assert life.service.stage == "design"


async def test_it_is_refused_once_a_person_has_taken_the_next_step(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    await life.decide("go_live_acceptance", "rework", by="delivery")
    with pytest.raises(Refused, match=r"conflict correct: .* make a new decision instead"):
        await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST, corrects=True)


async def test_a_vote_is_a_next_step_as_well(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "retire", by="owner")
    await life.decide("retirement", "retire", by="ayse")
    with pytest.raises(Refused, match="conflict correct"):
        await life.decide("improvement_cycle", "keep", by="owner", corrects=True)


async def test_a_demand_is_a_next_step_as_well(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.gone_live()
    await life.demand(ServiceLifecycle.retire)
    with pytest.raises(Refused, match="conflict correct"):
        await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True)


async def test_what_was_never_decided_is_not_corrected(house: House) -> None:
    life = await house.propose()
    with pytest.raises(Refused, match=r"conflict correct: .* it is not decided"):
        await life.decide("committee", "offer", by="ayse", corrects=True)


async def test_whoever_may_not_answer_may_not_correct(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.gone_live()
    with pytest.raises(Refused, match="not_allowed as"):
        await life.decide("go_live_acceptance", "rework", by="owner", corrects=True)
    with pytest.raises(Refused, match="invalid_input reason"):
        await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True, reason="")


async def test_the_last_decision_stays_open_to_a_correction_for_some_days(house: House) -> None:
    life = await house.take_over(Stage.RETIREMENT, days_ago=100)
    await eventually(lambda: life.open == {"data_return/1"})
    await life.decide("data_return", "nothing_held", by="security")
    await life.passes(hours=40)
    assert life.service.stage == "retired"
    await life.decide(
        "data_return", "returned_and_erased", by="security", data=DATA_RETURN, corrects=True
    )
    await eventually(lambda: life.story[-1] == "stage_entered" and life.service.stage == "retired")
    assert life.decisions("data_return")[-1] == ("security", "returned_and_erased")
    assert [one.withdrawn_at is None for one in catalogue(life)] == [False, False]


async def test_after_these_days_it_is_too_late(house: House) -> None:
    life = await house.take_over(Stage.RETIREMENT, days_ago=100)
    await eventually(lambda: life.open == {"data_return/1"})
    await life.decide("data_return", "nothing_held", by="security")
    await life.passes(days=3)
    with pytest.raises(Gone):
        await life.decide("data_return", "nothing_held", by="security", corrects=True)
    assert life.row.closed_reason == "retired"


async def test_a_deferral_is_corrected_while_it_lasts(house: House) -> None:
    life = await house.propose()
    await life.passes(days=15)
    await life.decide("committee_chair", "defer", by="director", data={"until": in_days(90)})
    await life.decide(
        "committee_chair", "offer", by="director", corrects=True, reason=REASON + " after all"
    )
    assert life.decisions("committee_chair") == [("director", "defer"), ("director", "offer")]
    await eventually(lambda: life.service.stage == "design")
    assert "committee/1" not in life.open


async def test_gates_are_corrected_one_after_the_other_and_none_is_asked_again(
    house: House,
) -> None:
    life = await house.take_over(Stage.DESIGN)
    for gate in ("brief", "costs", "security"):
        by, data = GATES[gate]
        await life.decide(gate, "complete", by=by, data=data)
    for times, gate in enumerate(("brief", "costs", "security"), start=1):
        by, data = GATES[gate]
        await life.decide(gate, "complete", by=by, data=data, corrects=True, reason=WRONG)
        await eventually(lambda: life.story.count("gate_answered") == 3 + times)  # noqa: B023 - asked at once
        await life.has_settled()
        assert life.open == {"service_levels/1", "customer_needs/1", "continuity/1"}
