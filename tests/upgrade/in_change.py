"""Lives that stop while a version that a change began goes through design and transition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.upgrade.before_a_change import change_before_the_committee, grown
from tests.workflows.changing import LARGE, decided, proposed
from tests.workflows.company import ACCEPTANCE, CHECKLIST, GATES
from tests.workflows.house import eventually, in_days

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.house import House


# Design.


async def version_in_design(house: House, name: str) -> None:
    life = await grown(house, name)
    await proposed(life, by="account", design={"costs": GATES["costs"][1]})
    await life.decide("security", "complete", by="security", data=GATES["security"][1])


async def version_overdue(house: House, name: str) -> None:
    life = await grown(house, name)
    await proposed(life, by="account")
    await life.passes(days=31)


async def version_designed(house: House, name: str) -> None:
    life = await grown(house, name)
    await proposed(life, by="account")
    await life.gates_answered()


async def version_sent_back(house: House, name: str) -> None:
    await version_designed(house, name)
    again: Data = {"again": ["security", "costs"]}
    await house.life(f"service/{name}").decide(
        "design_acceptance", "rework", by="delivery", data=again
    )


# Transition.


async def version_accepted(house: House, name: str) -> None:
    await version_designed(house, name)
    await house.life(f"service/{name}").decide(
        "design_acceptance", "accept", by="delivery", data=ACCEPTANCE
    )


async def version_ready(house: House, name: str) -> None:
    await version_accepted(house, name)
    await house.life(f"service/{name}").decide(
        "go_live_checklist", "ready", by="tech", data=CHECKLIST
    )


async def version_not_good_enough(house: House, name: str) -> None:
    await version_ready(house, name)
    await house.life(f"service/{name}").decide("go_live_acceptance", "rework", by="delivery")


async def version_back_in_design(house: House, name: str) -> None:
    await version_ready(house, name)
    await house.life(f"service/{name}").decide("go_live_acceptance", "redesign", by="delivery")


async def version_ready_with_others_waiting(house: House, name: str) -> None:
    """Approved by the committee; one waits and one is put off while it goes into operation."""
    await change_before_the_committee(house, name)
    life = house.life(f"service/{name}")
    await decided(life, "defer", until=in_days(90))
    await proposed(life, title="Second", person_days=LARGE)
    await decided(life, "approve", 2)
    await proposed(life, title="Third")
    await life.designed()
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)


# Live.


async def version_live(house: House, name: str) -> None:
    await version_ready(house, name)
    await house.life(f"service/{name}").decide("go_live_acceptance", "accept", by="delivery")


async def version_live_and_the_next_begun(house: House, name: str) -> None:
    await version_ready(house, name)
    life = house.life(f"service/{name}")
    await proposed(life, title="Second")
    await life.decide("go_live_acceptance", "accept", by="delivery")


async def going_live_corrected(house: House, name: str) -> None:
    """The next one has gone back into the queue, and the version before is in operation again."""
    await version_live_and_the_next_begun(house, name)
    life = house.life(f"service/{name}")
    run = life.row.run_id
    await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True)
    await eventually(lambda: life.row.run_id != run)


async def cycle_due_while_a_version_is_made(house: House, name: str) -> None:
    life = await grown(house, name, days_ago=350)
    await proposed(life)
    await life.designed()
    await life.passes(days=25)


async def round_for_the_third_time(house: House, name: str) -> None:
    life = await grown(house, name)
    for number in (1, 2):
        await proposed(life, title=f"Change {number}", person_days=LARGE)
        await decided(life, "approve", number)
        await life.designed(number)
        await life.gone_live(number)
    await proposed(life, title="Change 3")
    await life.decide("brief/3", "complete", by="owner", data=GATES["brief"][1])


# A page that is full after twenty events.


async def change_voted_over_many_runs(house: House, name: str) -> None:
    """The ballot goes on in another run, with the vote that was cast and one that waits."""
    house.record.publish_policy({("processes", "turn_page_after_events"): 20})
    await change_before_the_committee(house, name)
    house.record.publish_policy({})
    life = house.life(f"service/{name}")
    await proposed(life, title="Second")
    await life.decide("change_committee", "reject", by="ayse")
    await life.passes(days=12)


async def version_in_design_over_many_runs(house: House, name: str) -> None:
    await change_voted_over_many_runs(house, name)
    life = house.life(f"service/{name}")
    for member in ("mehmet", "zeynep"):
        await life.decide("change_committee", "approve", by=member)
    for gate in ("brief", "costs", "security"):
        by, data = GATES[gate]
        await life.decide(gate, "complete", by=by, data=data)


async def version_in_transition_over_many_runs(house: House, name: str) -> None:
    await version_in_design_over_many_runs(house, name)
    life = house.life(f"service/{name}")
    for gate in ("service_levels", "customer_needs", "continuity"):
        by, data = GATES[gate]
        await life.decide(gate, "complete", by=by, data=data)
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    await proposed(life, title="Third", person_days=LARGE)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
