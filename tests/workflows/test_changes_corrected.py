"""A corrected decision undoes what it did to the changes of a service, and no more (R27, R43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from activities.store import schema
from tests.workflows.changing import (
    LARGE,
    change,
    decided,
    grown,
    proposed,
    standing,
    withdrawn,
)
from tests.workflows.company import ACCEPTANCE, CHANGE, CHECKLIST, GATES
from tests.workflows.house import eventually, in_days
from tests.workflows.life import Refused
from tests.workflows.test_improvement import asked_about, versions
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.house import House
    from tests.workflows.life import Life


async def correct_vote(life: Life, outcome: str, *, until: str | None = None) -> None:
    """A member of the committee corrects his vote on a change."""
    data: Data | None = {"until": until} if until else None
    await life.decide("change_committee", outcome, by="mehmet", data=data, corrects=True)
    await life.has_settled()


async def test_an_approval_by_mistake_is_taken_back_with_its_version(house: House) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    await decided(life, "approve")
    await correct_vote(life, "reject")
    assert (life.open, standing(life)) == ({"change_committee/1"}, {1: "deciding"})
    assert versions(life) == {1: "operation", 2: "withdrawn"}
    assert change(life, 1).version is None
    assert life.told("change_corrected") == {"owner"}
    await life.decide("change_committee", "approve", by="zeynep")
    await eventually(lambda: standing(life) == {1: "making"})
    assert versions(life) == {1: "operation", 2: "design"}


async def test_a_refusal_by_mistake_puts_the_next_change_back_into_the_queue(house: House) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    await proposed(life, title="Second")
    await decided(life, "reject")
    assert standing(life) == {1: "rejected", 2: "making"}
    await correct_vote(life, "approve")
    assert standing(life) == {1: "deciding", 2: "queued"}
    await life.decide("change_committee", "approve", by="zeynep")
    await eventually(lambda: standing(life) == {1: "making", 2: "queued"})
    assert change(life, 1).version == 2


async def test_a_deferral_by_mistake_is_decided_otherwise(house: House) -> None:
    life = await grown(house)
    await proposed(life, person_days=LARGE)
    await decided(life, "defer", until=in_days(40))
    await correct_vote(life, "reject")
    await life.decide("change_committee", "reject", by="zeynep")
    await eventually(lambda: standing(life) == {1: "rejected"})
    assert change(life, 1).deferred_until_on is None


async def test_a_cycle_that_changed_by_mistake_leaves_no_change_behind(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await life.decide("improvement_cycle", "keep", by="owner", corrects=True)
    await eventually(lambda: standing(life) == {1: "cancelled"})
    await life.has_settled()
    assert (life.open, versions(life)) == (set(), {1: "operation", 2: "withdrawn"})
    await proposed(life)
    assert standing(life) == {1: "making"}
    assert change(life, 1).title == "Self-service restores"


async def test_what_was_proposed_since_is_not_lost_by_a_correction(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await proposed(life, title="Another")
    await life.decide("improvement_cycle", "keep", by="owner", corrects=True)
    await eventually(lambda: standing(life) == {1: "cancelled", 2: "making"})
    await life.has_settled()
    assert change(life, 2).title == "Another"
    await proposed(life, title="A third one")
    assert standing(life) == {1: "cancelled", 2: "making", 3: "queued"}


async def test_a_gate_is_corrected_and_the_queue_stays(house: House) -> None:
    life = await grown(house)
    await proposed(life)
    costs = GATES["costs"][1]
    await life.decide("costs", "complete", by="delivery", data=costs)
    await proposed(life, title="Second")
    await life.decide("costs", "complete", by="delivery", data=costs, corrects=True, reason="as is")
    await life.has_settled()
    assert standing(life) == {1: "making", 2: "queued"}
    assert "change_corrected" not in life.story


async def test_going_live_by_mistake_makes_the_change_again_and_the_next_one_waits(
    house: House,
) -> None:
    life = await grown(house)
    await proposed(life)
    await proposed(life, title="Second")
    await life.designed()
    await life.gone_live()
    assert standing(life) == {1: "live", 2: "making"}
    await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True)
    await life.has_settled()
    assert standing(life) == {1: "making", 2: "queued"}
    assert versions(life) == {1: "operation", 2: "transition", 3: "withdrawn"}
    assert (change(life, 1).version, change(life, 1).ended_at) == (2, None)
    assert change(life, 2).version is None
    await life.gone_live(2)
    assert standing(life) == {1: "live", 2: "making"}


async def test_a_retirement_by_mistake_brings_the_changes_back(house: House) -> None:
    life = await grown(house)
    for title in ("First", "Second"):
        await proposed(life, title=title)
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    await life.decide("retirement", "keep", by="mehmet", corrects=True)
    await life.has_settled()
    assert standing(life) == {1: "making", 2: "queued"}
    await life.decide("retirement", "keep", by="zeynep")
    await eventually(lambda: "brief/1" in life.open)
    assert versions(life) == {1: "operation", 2: "design"}


async def test_a_change_that_was_taken_up_is_built_on(house: House) -> None:
    life = await asked_about(house)
    await life.decide("improvement_cycle", "keep", by="owner")
    await proposed(life)
    with pytest.raises(Refused, match="no decision that can still be corrected"):
        await life.decide("improvement_cycle", "retire", by="owner", corrects=True)


async def test_nothing_brings_a_change_back_that_was_withdrawn(house: House) -> None:
    life = await grown(house)
    await proposed(life)
    await proposed(life, title="Second")
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await withdrawn(life, 2)
    with pytest.raises(Refused, match="no decision that can still be corrected"):
        await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1], corrects=True)


async def test_the_number_of_a_version_that_was_withdrawn_does_not_come_again(
    house: House,
) -> None:
    life = await grown(house)
    await proposed(life)
    await withdrawn(life, 1)
    await proposed(life)
    await life.gates_answered(2)
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    await life.decide("go_live_acceptance", "accept", by="delivery")
    await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True)
    await life.has_settled()
    assert versions(life) == {1: "operation", 2: "withdrawn", 3: "transition"}
    stage = schema.service_stage
    entries = life.record.rows(stage, stage.c.service_id == life.record_id, stage.c.version == 2)
    assert [one.stage for one in entries] == ["withdrawn"]
