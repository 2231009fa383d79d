"""A run that is full hands over to the next one; nothing is lost, nothing is doubled (8.1)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.store import schema
from domain.words import Stage
from tests.workflows.company import CHANGE, CHECKLIST, DATA_RETURN, GATES
from tests.workflows.house import eventually, in_days
from tests.workflows.test_improvement import versions
from tests.workflows.test_transition import catalogue
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.company import Changes
    from tests.workflows.house import House

SHORT: Changes = {("processes", "turn_page_after_events"): 20}


@pytest.fixture
def short_pages(house: House) -> House:
    """A house in which a run is full after twenty events."""
    house.record.publish_policy(SHORT)
    return house


async def test_a_whole_life_over_many_runs_is_recorded_once(short_pages: House) -> None:
    life = await short_pages.in_operation()
    await life.passes(days=366)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await life.designed(2)
    await life.gone_live(2)
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    await life.passes(days=91)
    await eventually(lambda: life.open == {"data_return/1"})
    await life.decide("data_return", "returned_and_erased", by="security", data=DATA_RETURN)
    await life.passes(days=3)
    await eventually(lambda: life.row.closed_reason == "retired")
    assert versions(life) == {1: "retired", 2: "retired"}
    told = Counter(life.story)
    assert told["task_opened"] == told["task_decided"] == 22
    assert told["gate_answered"] == 12
    assert told["policy_adopted"] == told["improvement_cycle_closed"] == 1
    assert told["vote_cast"] == 4
    assert [one.withdrawn_at is None for one in catalogue(life)] == [False, False]
    assert len({one.run_id for one in life.events}) >= 8
    life.record.check_chain(life.id)


async def test_a_half_voted_ballot_goes_on_in_the_next_run(short_pages: House) -> None:
    life = await short_pages.propose()
    first = (await life.handle.describe()).run_id
    await life.decide("committee", "reject", by="ayse")
    await life.decide("committee", "offer", by="mehmet")
    await life.decide("committee", "reject", by="zeynep")
    assert life.service.stage == "rejected"
    assert (await life.handle.describe()).run_id != first
    assert life.story.count("vote_cast") == 3
    assert len(life.record.rows(schema.vote)) == 3


async def test_half_answered_gates_go_on_in_the_next_run(short_pages: House) -> None:
    life = await short_pages.take_over(Stage.DESIGN)
    for gate, (by, data) in GATES.items():
        await life.decide(gate, "complete", by=by, data=data)
    assert life.open == {"design_acceptance/1"}
    assert life.story.count("task_opened") == 7
    assert len(life.record.rows(schema.notice, schema.notice.c.template == "task_opened")) == 1


async def test_the_question_to_the_chair_goes_on_and_the_ballot_stays_closed(
    short_pages: House,
) -> None:
    life = await short_pages.propose()
    await life.passes(days=15)
    await life.passes(days=6)
    assert life.open == {"committee_chair/1"}
    assert life.task("committee").state == "expired"
    await life.passes(days=6)
    assert life.open == {"committee_chair/1"}
    await life.decide("committee_chair", "offer", by="director")
    assert life.service.stage == "design"


async def test_a_deferral_and_its_day_outlive_the_run(short_pages: House) -> None:
    life = await short_pages.propose()
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "defer", by=member, data={"until": in_days(30)})
    await life.passes(days=29)
    assert life.open == set()
    await life.passes(days=2)
    assert life.open == {"committee/2"}


async def test_reminders_and_rungs_are_not_repeated_in_the_next_run(short_pages: House) -> None:
    life = await short_pages.take_over(Stage.TRANSITION)
    await life.passes(days=46)
    await eventually(lambda: life.story.count("task_remind") == 3)
    assert life.story.count("task_escalate") == 1
    assert life.task("go_live_checklist").escalations == 1
    await life.decide("go_live_checklist", "ready", by="director", data=CHECKLIST)


async def test_a_hand_over_outlives_the_run(short_pages: House) -> None:
    life = await short_pages.take_over(Stage.TRANSITION)
    await life.assign("go_live_checklist", "tech")
    await life.passes(days=24)
    task = life.task("go_live_checklist")
    assert (task.state, task.assignee) == ("claimed", "tech")
    assert life.told("task_reminder") == {"tech"}


async def test_an_open_cycle_is_not_adopted_twice(short_pages: House) -> None:
    life = await short_pages.take_over(Stage.OPERATION, days_ago=350)
    await life.passes(days=50)
    assert life.open == {"improvement_cycle/1"}
    assert life.story.count("policy_adopted") == 1
    assert life.story.count("task_opened") == 1


async def test_dependents_are_not_shown_twice(short_pages: House) -> None:
    life = await short_pages.take_over(Stage.OPERATION, days_ago=10)
    life.record.depends(life.record_id, "quantum_lease")
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    await life.passes(days=30)
    assert life.story.count("dependents_shown") == 3
    assert life.story.count("customers_told") == 1
    life.record.depends_no_longer(life.record_id, "quantum_lease")
    await life.passes(days=61)
    await eventually(lambda: life.open == {"data_return/1"})


async def test_a_last_decision_stays_open_to_a_correction_in_the_next_run(
    short_pages: House,
) -> None:
    life = await short_pages.take_over(Stage.RETIREMENT, days_ago=100)
    await eventually(lambda: life.open == {"data_return/1"})
    await life.decide("data_return", "nothing_held", by="security")
    await life.decide("data_return", "nothing_held", by="security", corrects=True, reason="as said")
    await eventually(lambda: len(life.decisions("data_return")) == 2)
    await life.passes(hours=60)
    await eventually(lambda: life.row.closed_reason == "retired")


async def test_a_run_that_has_just_begun_is_not_full(short_pages: House) -> None:
    life = await short_pages.take_over(Stage.DESIGN)
    assert (await life.handle.describe()).status is WorkflowExecutionStatus.RUNNING
    first = (await life.handle.describe()).run_id
    await life.passes(days=1)
    assert (await life.handle.describe()).run_id == first
