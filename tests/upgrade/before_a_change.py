"""Lives that stop before a change is made: before the committee, put off, or in the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.words import Stage
from tests.workflows.changing import LARGE, decided, proposed, withdrawn
from tests.workflows.company import GATES
from tests.workflows.house import eventually, in_days

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.house import House
    from tests.workflows.life import Life


async def grown(house: House, name: str, days_ago: int = 10) -> Life:
    """A service that has been in operation for some days."""
    return await house.take_over(Stage.OPERATION, days_ago=days_ago, service_id=name)


# The committee decides.


async def change_before_the_committee(house: House, name: str) -> None:
    life = await grown(house, name)
    await proposed(life, person_days=LARGE)


async def change_voted_once(house: House, name: str) -> None:
    await change_before_the_committee(house, name)
    await house.life(f"service/{name}").decide("change_committee", "approve", by="ayse")


async def change_committee_reminded(house: House, name: str) -> None:
    await change_before_the_committee(house, name)
    life = house.life(f"service/{name}")
    await life.decide("change_committee", "reject", by="boss", stands_for="ayse")
    await life.passes(days=12)


async def change_chair_asked_after_a_tie(house: House, name: str) -> None:
    await change_before_the_committee(house, name)
    life = house.life(f"service/{name}")
    await life.decide("change_committee", "approve", by="ayse")
    await life.decide("change_committee", "reject", by="mehmet")
    await life.decide("change_committee", "defer", by="zeynep", data={"until": in_days(60)})


async def change_chair_asked_after_the_due_date(house: House, name: str) -> None:
    await change_before_the_committee(house, name)
    await house.life(f"service/{name}").passes(days=15)


async def change_chair_escalated(house: House, name: str) -> None:
    await change_before_the_committee(house, name)
    await house.life(f"service/{name}").passes(days=23)


async def change_refused(house: House, name: str) -> None:
    await change_before_the_committee(house, name)
    await decided(house.life(f"service/{name}"), "reject")


async def change_approved(house: House, name: str) -> None:
    """Approved, and its version begun; the approval can still be corrected."""
    await change_before_the_committee(house, name)
    await decided(house.life(f"service/{name}"), "approve")


async def change_vote_corrected(house: House, name: str) -> None:
    await change_approved(house, name)
    life = house.life(f"service/{name}")
    run = life.row.run_id
    await life.decide("change_committee", "reject", by="mehmet", corrects=True)
    await eventually(lambda: life.row.run_id != run)


# Put off.


async def change_put_off(house: House, name: str) -> None:
    await change_before_the_committee(house, name)
    await decided(house.life(f"service/{name}"), "defer", until=in_days(40))


async def change_asked_again(house: House, name: str) -> None:
    await change_put_off(house, name)
    life = house.life(f"service/{name}")
    await life.passes(days=41)
    await life.decide("change_committee/2", "approve", by="zeynep")


async def change_put_off_while_another_is_made(house: House, name: str) -> None:
    await change_put_off(house, name)
    life = house.life(f"service/{name}")
    await proposed(life, title="Second")
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])


# The queue.


async def changes_queued(house: House, name: str) -> None:
    """One is made, a large one waits, and one that comes with an answered gate behind it."""
    life = await grown(house, name)
    await proposed(life)
    await proposed(life, by="account", title="Second", person_days=LARGE)
    await proposed(life, title="Third", design={"costs": GATES["costs"][1]})


async def changes_queued_behind_the_committee(house: House, name: str) -> None:
    await change_voted_once(house, name)
    life = house.life(f"service/{name}")
    await proposed(life, title="Second")
    await proposed(life, by="account", title="Third")


async def change_withdrawn(house: House, name: str) -> None:
    """The one that was made is taken back with its version; the next one has begun."""
    life = await grown(house, name)
    await proposed(life)
    await proposed(life, title="Second")
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await withdrawn(life, 1)


async def change_given_up(house: House, name: str) -> None:
    """Nothing is open any more; the number of the version that was begun does not come again."""
    life = await grown(house, name)
    await proposed(life, design={"costs": GATES["costs"][1]})
    await withdrawn(life, 1)


async def change_behind_the_owners_answer(house: House, name: str) -> None:
    life = await grown(house, name, days_ago=370)
    await proposed(life, title="While the owner is asked")


async def large_change_of_the_cycle(house: House, name: str) -> None:
    """The owner's answer to his cycle proposes a change that the committee decides."""
    life = await grown(house, name, days_ago=370)
    found: Data = {"change": "restores run by the customers themselves", "person_days": LARGE}
    await life.decide("improvement_cycle", "change", by="owner", data=found)
