"""A policy comes into force by four eyes, and each process obeys the version it took up (R42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from temporalio.client import WorkflowFailureError

from activities.store import schema
from domain.words import Stage
from tests.workflows.life import Gone, Refused
from workflows.policy_publication import policy_id, workflow_id
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.company import Changes
    from tests.workflows.house import House
    from tests.workflows.life import Life

STRICTER: Changes = {("committee", "quorum_percent"): 100}


async def drafted(house: House, *, by: str = "process") -> Life:
    """A policy that was drafted and is put up for approval."""
    return await house.publish_policy(house.record.draft_policy(STRICTER), by=by)


def version_of(life: Life) -> int | None:
    """The version that a published document was given."""
    rows = life.record.rows(schema.policy, schema.policy.c.policy_id == life.record_id)
    return rows[0].version if rows else None


def state_of(life: Life) -> str:
    draft = schema.policy_draft
    return str(life.record.one(draft, draft.c.policy_id == life.record_id).state)


def test_the_id_of_a_publication_leads_back_to_its_policy() -> None:
    assert policy_id(workflow_id("policy-7")) == "policy-7"


async def test_an_approved_policy_gets_the_next_version(house: House) -> None:
    life = await drafted(house)
    assert life.open == {"policy_approval/1"}
    assert (version_of(life), state_of(life)) == (None, "draft")
    await life.decide("policy_approval", "approve", by="boss")
    assert (version_of(life), state_of(life)) == (2, "published")
    published = life.record.one(schema.policy, schema.policy.c.version == 2)
    assert published.approved_by == "boss"
    assert life.told("policy_published") == {"process"}
    assert life.story == ["policy_drafted", "task_opened", "task_decided", "policy_published"]
    life.record.check_chain(life.id)


async def test_the_author_does_not_approve_his_own_policy(house: House) -> None:
    life = await drafted(house, by="boss")
    with pytest.raises(Refused, match=r"not_allowed as: boss asked .* \(four eyes\)"):
        await life.decide("policy_approval", "approve", by="boss")
    await life.decide("policy_approval", "approve", by="director")
    assert version_of(life) == 2


async def test_a_rejected_policy_gets_no_version(house: House) -> None:
    life = await drafted(house)
    await life.decide("policy_approval", "reject", by="director")
    assert (version_of(life), state_of(life)) == (None, "rejected")
    assert life.told("policy_rejected") == {"process"}
    await life.passes(days=3)
    assert life.row.closed_reason == "rejected"


async def test_a_rejection_is_corrected_while_it_is_fresh(house: House) -> None:
    life = await drafted(house)
    await life.decide("policy_approval", "reject", by="director")
    await life.decide("policy_approval", "approve", by="director", corrects=True)
    ended = await life.handle.result()
    assert ended["outcome"] == "published"
    assert (version_of(life), state_of(life)) == (2, "published")


async def test_a_policy_in_force_is_replaced_by_another_one_and_not_corrected(
    house: House,
) -> None:
    life = await drafted(house)
    await life.decide("policy_approval", "approve", by="director")
    await life.handle.result()
    with pytest.raises(Gone):
        await life.decide("policy_approval", "reject", by="director", corrects=True)
    assert version_of(life) == 2


async def test_two_policies_get_two_versions(house: House) -> None:
    first, second = await drafted(house), await drafted(house)
    await second.decide("policy_approval", "approve", by="boss")
    await first.decide("policy_approval", "approve", by="boss")
    assert (version_of(second), version_of(first)) == (2, 3)


async def test_a_policy_that_nobody_approves_climbs_to_senior_management(house: House) -> None:
    life = await drafted(house)
    await life.passes(days=30)
    assert life.open == {"policy_approval/1"}
    assert life.told("task_escalated") == {"boss"}
    assert version_of(life) is None


async def test_a_cancelled_publication_publishes_nothing(house: House) -> None:
    life = await drafted(house)
    await life.handle.cancel()
    with pytest.raises(WorkflowFailureError):
        await life.handle.result()
    assert (life.open, version_of(life)) == (set(), None)


async def test_a_running_service_takes_up_the_policy_in_force_when_told_to(house: House) -> None:
    life = await house.take_over(Stage.STRATEGY)
    await life.decide("committee", "offer", by="ayse")
    house.record.publish_policy({("questions", "brief", "due_days"): 44})
    done = await life.demand(ServiceLifecycle.adopt, by="process")
    assert done.stage == "strategy"
    assert life.row.policy_version == 2
    adopted = next(one for one in life.events if one.kind == "policy_adopted")
    assert (adopted.actor, adopted.policy_version) == ("process", 2)
    await life.decide("committee", "offer", by="mehmet")
    task = life.task("brief")
    assert (task.due_at - task.opened_at).days == 44


async def test_until_then_it_obeys_the_policy_it_was_opened_under(house: House) -> None:
    life = await house.propose()
    house.record.publish_policy({("questions", "brief", "due_days"): 44})
    await life.offered()
    task = life.task("brief")
    assert (task.due_at - task.opened_at).days == 30
    assert {one.policy_version for one in life.events} == {1}


async def test_a_new_cycle_takes_up_the_policy_in_force(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=350)
    house.record.publish_policy({("questions", "improvement_cycle", "due_days"): 10})
    await life.passes(days=20)
    task = life.task("improvement_cycle")
    assert (task.due_at - task.opened_at).days == 10
    assert life.row.policy_version == 2


async def test_a_policy_that_is_adopted_moves_the_running_cycle(house: House) -> None:
    life = await house.take_over(Stage.OPERATION, days_ago=200)
    house.record.publish_policy({("improvement", "cycle_months"): 7})
    await life.demand(ServiceLifecycle.adopt, by="process")
    await life.passes(days=30)
    assert life.open == {"improvement_cycle/1"}


async def test_a_service_that_has_ended_adopts_nothing(house: House) -> None:
    life = await house.propose()
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "reject", by=member)
    with pytest.raises(Refused, match="conflict service: a service in rejected cannot adopt"):
        await life.demand(ServiceLifecycle.adopt, by="process")
