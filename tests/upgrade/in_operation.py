"""Lives that stop in operation, in retirement, or when they have ended already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.words import Stage
from tests.upgrade.before_operation import ready, some_gates_answered
from tests.workflows.company import ACCEPTANCE, CHANGE, CHECKLIST, DATA_RETURN, GATES
from tests.workflows.house import in_days
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.workflows.house import House
    from tests.workflows.life import Life


# Operation.


async def live(house: House, name: str) -> None:
    await ready(house, name)
    await house.life(f"service/{name}").decide("go_live_acceptance", "accept", by="delivery")


async def _a_cycle_old(house: House, name: str) -> Life:
    return await house.take_over(Stage.OPERATION, days_ago=370, service_id=name)


async def cycle_asked(house: House, name: str) -> None:
    await _a_cycle_old(house, name)


async def cycle_escalated(house: House, name: str) -> None:
    life = await _a_cycle_old(house, name)
    await life.passes(days=31)


async def kept(house: House, name: str) -> None:
    life = await _a_cycle_old(house, name)
    await life.decide("improvement_cycle", "keep", by="owner")


async def changing(house: House, name: str) -> None:
    life = await _a_cycle_old(house, name)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])


async def changed_and_designed(house: House, name: str) -> None:
    life = await _a_cycle_old(house, name)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE)
    await life.gates_answered()


async def change_accepted(house: House, name: str) -> None:
    await changed_and_designed(house, name)
    life = house.life(f"service/{name}")
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)


async def change_ready(house: House, name: str) -> None:
    await change_accepted(house, name)
    life = house.life(f"service/{name}")
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)


async def _in_operation(house: House, name: str) -> Life:
    return await house.take_over(Stage.OPERATION, days_ago=30, service_id=name)


async def retirement_asked(house: House, name: str) -> None:
    life = await _in_operation(house, name)
    await life.demand(ServiceLifecycle.retire)


async def retirement_voted_once(house: House, name: str) -> None:
    await retirement_asked(house, name)
    await house.life(f"service/{name}").decide("retirement", "retire", by="ayse")


async def retirement_before_the_chair(house: House, name: str) -> None:
    await retirement_asked(house, name)
    await house.life(f"service/{name}").passes(days=15)


async def retirement_put_off(house: House, name: str) -> None:
    await retirement_asked(house, name)
    life = house.life(f"service/{name}")
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(25)})


async def retirement_asked_again(house: House, name: str) -> None:
    await retirement_put_off(house, name)
    await house.life(f"service/{name}").passes(days=26)


async def retirement_asked_beside_a_change(house: House, name: str) -> None:
    await changing(house, name)
    life = house.life(f"service/{name}")
    await life.demand(ServiceLifecycle.retire)


async def retirement_put_off_beside_a_change(house: House, name: str) -> None:
    await change_accepted(house, name)
    life = house.life(f"service/{name}")
    await life.demand(ServiceLifecycle.retire)
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(25)})


# Retirement.


async def customers_told(house: House, name: str) -> None:
    await retirement_asked(house, name)
    await house.life(f"service/{name}").retirement_decided()


async def dependents_open(house: House, name: str) -> None:
    life = await _in_operation(house, name)
    life.record.depends(name, "contract")
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    await life.passes(days=20)


async def data_to_return(house: House, name: str) -> None:
    await customers_told(house, name)
    await house.life(f"service/{name}").passes(days=91)


# After the end, and beside the stages.


async def rejected(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "reject", by=member)


async def retired(house: House, name: str) -> None:
    await data_to_return(house, name)
    life = house.life(f"service/{name}")
    await life.decide("data_return", "returned_and_erased", by="security", data=DATA_RETURN)


async def withdrawn(house: House, name: str) -> None:
    life = await house.propose(service_id=name)
    await life.demand(ServiceLifecycle.withdraw)
    await life.has_ended()


async def cancelled(house: House, name: str) -> None:
    await some_gates_answered(house, name)
    life = house.life(f"service/{name}")
    await life.handle.cancel()
    await life.has_ended()


async def over_many_runs(house: House, name: str) -> None:
    """A page that is full after twenty events, and gates half answered when it is turned."""
    house.record.publish_policy({("processes", "turn_page_after_events"): 20})
    await some_gates_answered(house, name)
    house.record.publish_policy({})


def taken_over(stage: Stage) -> Callable[[House, str], Awaitable[None]]:
    """A service that came over in a stage."""

    async def play(house: House, name: str) -> None:
        await house.take_over(stage, days_ago=5, service_id=name)

    return play
