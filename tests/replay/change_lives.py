"""The lives of services that are changed while they are in operation (8.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.words import Stage
from tests.workflows.changing import LARGE, decided, proposed, withdrawn
from tests.workflows.company import ACCEPTANCE, CHANGE, GATES
from tests.workflows.house import in_days
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.house import House


async def changed_and_changed_again(house: House) -> str:
    """One approved, one withdrawn, one that waits, one put off and refused on its day."""
    life = await house.take_over(Stage.OPERATION, days_ago=10, service_id="changed")
    await proposed(life, by="account", person_days=LARGE)
    await proposed(life, title="Second")
    await decided(life, "approve")
    costs = {"costs": GATES["costs"][1]}
    await proposed(life, title="Third", design=costs)
    await life.designed()
    await life.gone_live()
    await withdrawn(life, 2)
    for gate, (by, data) in GATES.items():
        if gate != "costs":
            await life.decide(f"{gate}/3", "complete", by=by, data=data)
    await life.decide("design_acceptance/2", "accept", by="delivery", data=ACCEPTANCE)
    await life.gone_live(2)
    await proposed(life, person_days=LARGE)
    await decided(life, "defer", 2, until=in_days(40))
    await life.passes(days=41)
    await decided(life, "reject", 3)
    await life.has_settled()
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    await life.passes(days=1)
    await life.handle.cancel()
    await life.has_ended()
    return life.id


async def changed_by_mistake(house: House) -> str:
    """An approval is corrected, the cycle answers first, and a retirement cancels the rest."""
    life = await house.take_over(Stage.OPERATION, days_ago=340, service_id="changed-by-mistake")
    await proposed(life, person_days=LARGE)
    await decided(life, "approve")
    await life.decide("change_committee", "reject", by="mehmet", corrects=True)
    await life.has_settled()
    await life.decide("change_committee", "reject", by="zeynep")
    await life.has_settled()
    await life.passes(days=30)
    await proposed(life, title="While the owner is asked")
    data: Data = {**CHANGE, "person_days": LARGE}
    await life.decide("improvement_cycle", "change", by="owner", data=data)
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    await life.passes(days=1)
    await life.handle.cancel()
    await life.has_ended()
    return life.id


async def changed_over_many_runs(house: House) -> str:
    """Changes on a page that is full after twenty events."""
    house.record.publish_policy({("processes", "turn_page_after_events"): 20})
    life = await house.take_over(Stage.OPERATION, days_ago=10, service_id="changed-many-runs")
    await proposed(life, person_days=LARGE)
    await life.decide("change_committee", "approve", by="ayse")
    await life.passes(days=12)
    await proposed(life, title="Second")
    await life.decide("change_committee", "approve", by="mehmet")
    await life.designed()
    await life.gone_live()
    await withdrawn(life, 2)
    await life.has_settled()
    await life.handle.cancel()
    await life.has_ended()
    return life.id


CHANGES = {
    "changed-and-changed-again": changed_and_changed_again,
    "changed-by-mistake": changed_by_mistake,
    "changed-over-many-runs": changed_over_many_runs,
}
"""Every life there is of a service that is changed."""
