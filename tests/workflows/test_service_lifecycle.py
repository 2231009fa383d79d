"""The life of a service on the real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.workflows.house import House


async def test_a_service_goes_from_proposal_to_operation(house: House) -> None:
    handle = await house.propose()
    assert set(house.open_tasks(handle)) == {"committee/1"}
    await house.offer(handle)
    assert house.service().stage == "design"
    await house.design(handle)
    assert house.service().stage == "transition"
    await house.go_live(handle)
    assert house.service().stage == "operation"
