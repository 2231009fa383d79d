"""Design: six gates, each with its own typed answer and evidence, then acceptance (R6, R28-R35)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from temporalio.api.enums.v1 import EventType

from activities.store import schema
from tests.workflows.company import ACCEPTANCE, GATES
from tests.workflows.life import Refused

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.house import House
    from tests.workflows.life import Life

OPEN_GATES = {f"{gate}/1" for gate in GATES}


def gates(life: Life) -> dict[str, str]:
    """Who answered each gate."""
    rows = life.record.rows(schema.gate, schema.gate.c.service_id == life.record_id)
    return {one.gate: one.answered_by for one in rows}


async def updates_in_history(life: Life) -> int:
    """How many updates Temporal remembers, accepted ones and others."""
    history = await life.handle.fetch_history()
    names = (EventType.Name(one.event_type) for one in history.events)
    return sum("WORKFLOW_EXECUTION_UPDATE" in name for name in names)


async def test_the_gates_of_design_stand_open_side_by_side(house: House) -> None:
    life = await house.propose()
    await life.offered()
    assert life.open == OPEN_GATES
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    assert life.open == OPEN_GATES - {"costs/1", "brief/1"}
    assert gates(life) == {"costs": "delivery", "brief": "owner"}


async def test_only_after_the_last_gate_is_the_design_put_up_for_acceptance(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.gates_answered()
    assert life.open == {"design_acceptance/1"}
    assert life.service.stage == "design"
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    assert life.service.stage == "transition"


async def test_each_gate_is_evidence_for_a_clause_of_its_own(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.gates_answered()
    answered = [one for one in life.events if one.kind == "gate_answered"]
    assert {one.data["gate"]: one.clauses for one in answered} == {
        "brief": ["8.5.2"],
        "service_levels": ["8.3.3"],
        "customer_needs": ["8.3.2"],
        "costs": ["8.4.1"],
        "security": ["8.7.3"],
        "continuity": ["8.7.2"],
    }


@pytest.mark.parametrize("gate", GATES)
async def test_an_answer_that_says_nothing_leaves_the_gate_open_and_no_trace(
    house: House, gate: str
) -> None:
    life = await house.propose()
    await life.offered()
    before = life.record.count(), await updates_in_history(life)
    by, good = GATES[gate]
    texts = {name for name, value in good.items() if isinstance(value, str | list)}
    for field in sorted(texts - {"service_hours"}):
        with pytest.raises(Refused, match=rf"invalid_input data\.{field}"):
            await life.decide(gate, "complete", by=by, data={**good, field: "x"})
    nothing_said: tuple[Data | None, ...] = (None, {}, {"answer": "x"})
    for nothing in nothing_said:
        with pytest.raises(Refused, match="invalid_input data"):
            await life.decide(gate, "complete", by=by, data=nothing)
    assert (life.record.count(), await updates_in_history(life)) == before
    assert life.open == OPEN_GATES


async def test_whatever_is_not_offered_leaves_no_trace_either(house: House) -> None:
    life = await house.propose()
    await life.offered()
    before = life.record.count(), await updates_in_history(life)
    good = GATES["brief"][1]
    with pytest.raises(Refused, match=r"invalid_input outcome: .* allowed are complete"):
        await life.decide("brief", "perhaps", by="owner", data=good)
    with pytest.raises(Refused, match="invalid_input reason"):
        await life.decide("brief", "complete", by="owner", data=good, reason=" .")
    with pytest.raises(Refused, match="not_allowed as: tech has none of the roles"):
        await life.decide("brief", "complete", by="tech", data=good)
    with pytest.raises(Refused, match=r"conflict task: .*brief/2 is not open"):
        await life.decide("brief/2", "complete", by="owner", data=good)
    assert (life.record.count(), await updates_in_history(life)) == before


async def test_nobody_answers_without_a_name(house: House) -> None:
    life = await house.propose()
    with pytest.raises(Refused, match="not_allowed as: nobody is named"):
        await life.decide("committee", "offer", by="")


async def test_the_owner_does_not_accept_the_design_of_his_own_service(house: House) -> None:
    life = await house.propose(owner="delivery")
    await life.offered()
    await life.gates_answered()
    with pytest.raises(Refused, match=r"not_allowed as: delivery asked .* \(four eyes\)"):
        await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    await life.passes(days=15)
    await life.decide("design_acceptance", "accept", by="director", data=ACCEPTANCE)
    assert life.service.stage == "transition"


async def test_rework_asks_the_named_gates_again_and_no_other(house: House) -> None:
    life = await house.propose()
    await life.offered()
    await life.gates_answered()
    await life.decide(
        "design_acceptance", "rework", by="delivery", data={"again": ["costs", "security"]}
    )
    assert life.open == {"costs/2", "security/2"}
    cheaper: Data = {**GATES["costs"][1], "yearly": {"minor_units": 1, "currency": "TRY"}}
    await life.decide("costs/2", "complete", by="delivery", data=cheaper)
    await life.decide("security/2", "complete", by="security", data=GATES["security"][1])
    costs = life.record.one(
        schema.gate, schema.gate.c.service_id == life.record_id, schema.gate.c.gate == "costs"
    )
    assert costs.data["yearly"]["minor_units"] == 1
    await life.decide("design_acceptance/2", "accept", by="delivery", data=ACCEPTANCE)
    assert life.service.stage == "transition"


async def test_a_gate_that_came_with_the_proposal_is_not_asked(house: House) -> None:
    given = {gate: data for gate, (_, data) in GATES.items() if gate in {"brief", "costs"}}
    life = await house.propose(design=given)
    await life.offered()
    assert life.open == OPEN_GATES - {"brief/1", "costs/1"}
    assert gates(life) == {"brief": "owner", "costs": "owner"}
    answered = [one for one in life.events if one.kind == "gate_answered"]
    assert [one.data["with_proposal"] for one in answered] == [True, True]


async def test_a_proposal_that_answers_every_gate_goes_straight_to_acceptance(house: House) -> None:
    life = await house.propose(design={gate: data for gate, (_, data) in GATES.items()})
    await life.offered()
    assert life.open == {"design_acceptance/1"}


async def test_a_task_says_by_when_and_what_an_answer_looks_like(house: House) -> None:
    life = await house.propose()
    await life.offered()
    task = life.task("continuity")
    assert task.due_at - task.opened_at == timedelta(days=30)
    assert "recovery_time_hours" in task.data_schema["required"]
    assert task.roles == ["service_delivery_manager", "technician"]
    assert life.told("task_opened") >= {"delivery", "tech", "security", "account", "levels"}
