"""Lives that stop in strategy, in design or in transition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.workflows.company import CHECKLIST, GATES
from tests.workflows.house import eventually, in_days

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.house import House


# Strategy.


async def asked(house: House, name: str) -> None:
    await house.propose(service_id=name)


async def voted_once(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.decide("committee", "offer", by="ayse")


async def voted_by_a_substitute(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.decide("committee", "reject", by="boss", stands_for="ayse")


async def committee_reminded(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.decide("committee", "offer", by="mehmet")
    await life.passes(days=12)


async def chair_asked_after_the_due_date(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.passes(days=15)


async def chair_asked_after_a_tie(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.decide("committee", "offer", by="ayse")
    await life.decide("committee", "reject", by="mehmet")
    await life.decide("committee", "defer", by="zeynep", data={"until": in_days(60)})


async def chair_escalated(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.passes(days=23)


async def put_off(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "defer", by=member, data={"until": in_days(30)})


async def asked_again(house: House, name: str) -> None:
    await put_off(house, name)
    life = house.life(f"service/{name}")
    await life.passes(days=31)
    await life.decide("committee/2", "offer", by="zeynep")


async def vote_corrected(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.offered()
    run = life.row.run_id
    await life.decide("committee", "reject", by="mehmet", corrects=True)
    await eventually(lambda: life.row.run_id != run)


# Design.


async def offered(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.offered()


async def some_gates_answered(house: House, name: str) -> None:
    life = await house.propose(service_id=name, design={"costs": GATES["costs"][1]})
    await life.offered()
    for gate in ("brief", "security"):
        by, data = GATES[gate]
        await life.decide(gate, "complete", by=by, data=data)
    await life.assign("continuity", "tech")


async def gates_overdue(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.offered()
    await life.decide("brief", "complete", by="owner", data=GATES["brief"][1])
    await life.passes(days=31)


async def designed(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.offered()
    await life.gates_answered()


async def sent_back(house: House, name: str) -> None:
    await designed(house, name)
    life = house.life(f"service/{name}")
    again: Data = {"again": ["security", "costs"]}
    await life.decide("design_acceptance", "rework", by="delivery", data=again)


# Transition.


async def accepted(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.offered()
    await life.designed()


async def ready(house: House, name: str) -> None:
    await accepted(house, name)
    life = house.life(f"service/{name}")
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)


async def not_good_enough(house: House, name: str) -> None:
    await ready(house, name)
    await house.life(f"service/{name}").decide("go_live_acceptance", "rework", by="delivery")


async def back_in_design(house: House, name: str) -> None:
    await ready(house, name)
    await house.life(f"service/{name}").decide("go_live_acceptance", "redesign", by="delivery")
