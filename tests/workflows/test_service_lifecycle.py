"""The life of a service on the real server, from proposal to retirement (R3-R8, R25-R28, R37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.workflows.company import DATA_RETURN
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_a_service_goes_from_proposal_to_retirement(house: House) -> None:
    life = await house.propose()
    assert life.open == {"committee/1"}
    await life.offered()
    assert life.service.stage == "design"
    await life.designed()
    assert life.service.stage == "transition"
    await life.gone_live()
    assert life.service.stage == "operation"
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    assert life.service.stage == "retirement"
    await life.passes(days=91)
    await life.decide("data_return", "returned_and_erased", by="security", data=DATA_RETURN)
    assert life.service.stage == "retired"
    await life.passes(days=3)
    assert (life.row.closed_reason, life.open) == ("retired", set())
    life.record.check_chain(life.id)
