"""A process that was terminated or lost goes on where it stood, from its row (8.1)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from activities.store import strays
from activities.store.pinning import policy_in_force
from activities.store.processes import business_clock
from activities.store.recorder import record
from domain.housekeeping import Stray, StrayKind
from domain.protocol import Carried, PolicyPublicationInput, ServiceLifecycleInput
from domain.words import Stage
from tests.workflows.company import GATES
from tests.workflows.house import eventually, proposal, request, today
from tests.workflows.life import Refused
from workflows.policy_publication import PolicyPublication
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life


def carried_of(life: Life) -> Carried:
    """What `service resume` hands to the run that goes on: the row, the policy and the clock."""
    row = life.row
    with life.record.engine.connect() as connection:
        policy = policy_in_force(connection, row.opened_at, version=row.policy_version)
        return Carried(state=row.state, policy=policy, clock=business_clock(connection))


async def lost(house: House, life: Life) -> None:
    """The process is terminated; housekeeping notices it."""
    await life.handle.terminate()
    stray = Stray(
        workflow_id=life.id, run_id=life.row.run_id, kind=StrayKind.TERMINATED, why="by hand"
    )
    with house.engine.begin() as connection:
        assert strays.note_stray(connection, stray, life.row.opened_at)


async def resume(house: House, life: Life, carried: Carried | None = None) -> None:
    given = ServiceLifecycleInput(service_id=life.record_id, carried=carried or carried_of(life))
    await house.open_service(given, by="admin")


async def resume_later(house: House, life: Life, carried: Carried) -> None:
    """Start it while nobody works, so that its first moment is yet to come."""
    given = ServiceLifecycleInput(service_id=life.record_id, carried=carried)
    with house.env.with_time_skipping_disabled():
        await house.env.client.start_workflow(
            ServiceLifecycle.run, given, id=life.id, task_queue=house.queue
        )


async def test_a_terminated_service_goes_on_with_its_half_voted_ballot(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    await lost(house, life)
    assert (life.open, life.task("committee").state) == (set(), "cancelled")
    await resume(house, life)
    await eventually(lambda: life.open == {"committee/1"})
    await life.decide("committee", "offer", by="mehmet")
    assert life.decisions("committee") == [("committee", "offer")]
    assert life.service.stage == "design"
    life.record.check_chain(life.id)


async def test_gates_that_were_answered_before_stay_answered(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    await lost(house, life)
    await resume(house, life)
    await eventually(lambda: life.open == {f"{gate}/1" for gate in GATES} - {"brief/1"})
    assert life.story.count("gate_answered") == 1


async def test_a_deferral_still_holds(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    await lost(house, life)
    await resume(house, life)
    await life.passes(days=10)
    assert life.open == set()
    await life.passes(days=10)
    assert life.open == {"improvement_cycle/1"}


async def test_when_temporals_own_data_are_gone_the_row_is_enough(house: House) -> None:
    life = await house.propose(service_id=f"lost-{today():%j}-{id(house)}")
    await life.decide("committee", "offer", by="ayse")
    await life.handle.terminate()
    standing = await house.open(ServiceLifecycle.run, life.id, proposal(life.record_id), by="owner")
    assert (standing.new, standing.stage, standing.fingerprint) == (False, "strategy", "f1")
    await life.decide("committee", "offer", by="mehmet")
    assert life.service.stage == "design"
    assert life.story.count("service_proposed") == 1


async def test_a_service_that_is_on_record_with_other_content_is_a_conflict(house: House) -> None:
    life = await house.propose()
    other = proposal(life.record_id).model_copy(
        update={"request": request("service propose", "f2")}
    )
    standing = await house.open(ServiceLifecycle.run, life.id, other, by="owner")
    assert standing.fingerprint == "f1"
    await life.handle.terminate()
    standing = await house.open(ServiceLifecycle.run, life.id, other, by="owner")
    assert (standing.new, standing.fingerprint) == (False, "f1")
    with pytest.raises(WorkflowFailureError) as failed:
        await life.handle.result()
    assert isinstance(failed.value.cause, ApplicationError)
    assert failed.value.cause.type == "conflict"


async def test_a_service_that_has_come_to_its_end_is_not_begun_again(house: House) -> None:
    life = await house.propose()
    await life.demand(ServiceLifecycle.withdraw)
    await life.handle.result()
    before = life.record.count()
    standing = await house.open(ServiceLifecycle.run, life.id, proposal(life.record_id), by="owner")
    assert (standing.new, standing.stage) == (False, "withdrawn")
    with pytest.raises(WorkflowFailureError):
        await life.handle.result()
    assert life.record.count() == before


async def test_whoever_finds_a_running_service_is_told_so(house: House) -> None:
    life = await house.propose()
    standing = await house.open(ServiceLifecycle.run, life.id, proposal(life.record_id), by="owner")
    assert (standing.new, standing.stage) == (True, "strategy")
    await life.offered()
    again = await house.open(ServiceLifecycle.run, life.id, proposal(life.record_id), by="owner")
    assert again.stage == "design"


async def test_a_start_that_says_nothing_fails_and_leaves_nothing(house: House) -> None:
    before = house.record.count()
    with house.env.with_time_skipping_disabled():
        handle = await house.env.client.start_workflow(
            PolicyPublication.run,
            PolicyPublicationInput(policy_id="nothing"),
            id=f"policy/{house.queue}",
            task_queue=house.queue,
        )
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()
    assert "no policy before it is opened" in str(failed.value.cause)
    assert house.record.count() == before


async def test_a_step_that_is_written_again_changes_nothing(house: House) -> None:
    life = await house.propose()
    await life.decide("committee", "offer", by="ayse")
    (first, last) = await life.steps()
    before = life.record.count(), life.row, life.service
    with house.engine.begin() as connection:
        assert record(connection, last).rejoin is None
        # Nobody waits any more for an answer to a step before the last one.
        assert record(connection, first).rejoin == life.row.state
    assert (life.record.count(), life.row, life.service) == before


async def test_an_adoption_that_is_written_again_returns_the_same_policy(house: House) -> None:
    life = await house.propose()
    house.record.publish_policy({})
    await life.demand(ServiceLifecycle.adopt, by="process")
    step = (await life.steps())[-1]
    with house.engine.begin() as connection:
        done = record(connection, step)
    assert done.adopted is not None
    assert done.adopted.version == 2


async def test_a_run_that_comes_late_goes_on_from_where_the_other_one_stands(house: House) -> None:
    life = await house.propose()
    before = carried_of(life)
    await life.decide("committee", "offer", by="ayse")
    await life.handle.terminate()
    await resume(house, life, before)
    await eventually(lambda: life.row.step > 2)
    await life.decide("committee", "offer", by="mehmet")
    assert life.service.stage == "design"
    assert life.story.count("vote_cast") == 2


async def test_what_is_asked_of_a_run_that_comes_late_is_not_said_to_be_done(house: House) -> None:
    life = await house.propose()
    before = carried_of(life)
    await life.decide("committee", "offer", by="ayse")
    await life.decide("committee", "offer", by="mehmet")
    await life.handle.terminate()
    async with house.away():
        await resume_later(house, life, before)
        late = asyncio.create_task(life.decide("committee", "reject", by="zeynep"))
        await life.handle.describe()
    with pytest.raises(
        Refused, match="outcome_unknown None: the process has gone on in another run"
    ):
        await late
    await eventually(lambda: life.open == {f"{gate}/1" for gate in GATES})
    assert life.decisions("committee") == [("committee", "offer")]
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    life.record.check_chain(life.id)


async def test_a_run_that_comes_after_the_end_ends_as_well(house: House) -> None:
    life = await house.propose()
    before = carried_of(life)
    await life.demand(ServiceLifecycle.withdraw)
    await life.handle.result()
    written = life.record.count()
    await resume_later(house, life, before)
    with pytest.raises(WorkflowFailureError) as failed:
        await life.handle.result()
    assert "gone on in another run" in str(failed.value.cause)
    assert (life.record.count(), life.row.closed_reason) == (written, "withdrawn")


async def test_a_rejected_policy_that_was_lost_stays_open_to_a_correction_and_closes(
    house: House,
) -> None:
    life = await house.publish_policy(house.record.draft_policy({}))
    await life.decide("policy_approval", "reject", by="boss")
    await life.handle.terminate()
    given = PolicyPublicationInput(policy_id=life.record_id, carried=carried_of(life))
    await house.open(PolicyPublication.run, life.id, given, by="admin")
    assert (life.row.closed_at, life.open) == (None, set())
    await life.passes(days=3)
    assert life.row.closed_reason == "rejected"
