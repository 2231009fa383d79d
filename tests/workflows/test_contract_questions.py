"""A question of a contract has an id of its own each time it is asked (R43, R92)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.contracting import company, day, renewed, service_of, terminated
from tests.workflows.house import eventually
from tests.workflows.life import Refused
from tests.workflows.renewing import express
from tests.workflows.test_contract_ends import retired
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life


async def kept(service: Life) -> None:
    """The committee corrects itself: the service stays."""
    await service.decide("retirement", "keep", by="ayse", corrects=True)
    await eventually(lambda: service.row.state["seats"] != {})
    await service.decide("retirement", "keep", by="mehmet", corrects=True)


async def test_a_correction_takes_no_id_of_a_question_back_that_was_closed_meanwhile(
    house: House,
) -> None:
    await company(house, "backup", "mail")
    both = [service_of(house, "backup"), service_of(house, "mail")]
    life = await express(house, services=both)
    await life.passes(days=45)
    service = await retired(house)
    await eventually(lambda: life.open == {"renewal/1", "service_leaving/1"})
    await life.decide("renewal", "end", by="account")
    await kept(service)
    await eventually(lambda: life.open == set())
    await life.decide("renewal", "renew", by="account", corrects=True)
    await life.has_settled()
    assert life.open == set()
    assert life.row.state["tasks"] == {}
    await service.demand(ServiceLifecycle.retire)
    await service.retirement_decided(ordinal=2)
    await eventually(lambda: life.open == {"service_leaving/2"})
    assert life.task("service_leaving").closed_reason == "the service stays"


async def test_a_question_that_a_correction_closed_is_asked_anew_under_another_id(
    house: House,
) -> None:
    life = await express(house, price_rule={"kind": "negotiated"})
    await life.passes(days=45)
    await life.decide("renewal", "renew", by="account")
    await eventually(lambda: life.open == {"renewal_price/1"})
    await life.decide("renewal", "end", by="account", corrects=True)
    await eventually(lambda: life.open == set())
    await life.decide("renewal", "renew", by="account", corrects=True)
    await eventually(lambda: life.open == {"renewal_price/2"})
    assert life.task("renewal_price").closed_reason.endswith("was corrected")


async def test_whoever_terminates_while_an_early_end_is_asked_is_told_whom_it_waits_for(
    house: House,
) -> None:
    life = await express(house)
    await terminated(life, day(60), early=True)
    waits = "account asked that it ends on .*waits for process_manager.*early_termination/1"
    with pytest.raises(Refused, match=waits):
        await terminated(life, day(30), early=True)
    await renewed(life)
    assert life.open == {"early_termination/1"}
