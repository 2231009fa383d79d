"""How a contract ends: in time, early by consent, with a service of it, as a draft (R38, R92)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from activities.store import schema
from domain.contracts.spans import add_months
from tests.workflows.contracting import (
    YEARLY,
    agreed,
    company,
    contract,
    day,
    dependents,
    letters,
    notices,
    periods,
    service_of,
    suspended,
    terminated,
)
from tests.workflows.house import eventually
from tests.workflows.life import Refused
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

FIVE_DAYS = {"amount": 5, "unit": "days"}
TACIT: dict[str, Any] = {"renewal": "tacit", "term": YEARLY, "cut_off": FIVE_DAYS}


async def retired(house: House, name: str = "backup") -> Life:
    """A service that the committee retires; its contracts are nudged."""
    service = house.life(f"service/{service_of(house, name)}")
    await service.demand(ServiceLifecycle.retire)
    await service.retirement_decided()
    await service.has_settled()
    return service


async def test_a_draft_is_taken_back_and_never_was_in_force(house: House) -> None:
    life = await agreed(house, signed_on=None)
    await terminated(life, day(0))
    await life.has_ended()
    assert (contract(life).state, periods(life), dependents(life)) == ("cancelled", [], {})


async def test_after_the_cut_off_it_is_refused_with_the_next_possible_date(house: House) -> None:
    life = await agreed(house, end_on=day(20), **TACIT)
    await life.passes(days=17)
    next_end = add_months(day(21), 12) - timedelta(days=1)
    with pytest.raises(Refused, match=f"the next possible date is {next_end}"):
        await terminated(life, day(20))
    await terminated(life, next_end)
    await life.passes(days=400)
    assert [one.closed_as for one in periods(life)] == ["renewed", "cancelled"]
    assert contract(life).terminated_on == next_end


async def test_an_early_end_is_granted_by_somebody_else(house: House) -> None:
    life = await agreed(house, end_on=day(99), renewal="express", term=YEARLY)
    await life.passes(days=45)
    await terminated(life, day(60), early=True)
    assert life.open == {"renewal/1", "early_termination/1"}
    with pytest.raises(Refused, match="account"):
        await life.decide("early_termination", "agree", by="account")
    await life.decide("early_termination", "agree", by="process")
    await life.has_settled()
    assert (life.open, contract(life).terminated_on) == (set(), day(60))
    assert letters(life, "contract_terminated") == ["account", "customer"]
    await life.passes(days=20)
    assert contract(life).state == "cancelled"


async def test_an_early_end_that_is_refused_changes_nothing(house: House) -> None:
    life = await agreed(house, end_on=day(99))
    await terminated(life, day(60), early=True)
    await life.decide("early_termination", "refuse", by="process")
    await life.passes(days=70)
    assert (contract(life).state, contract(life).terminated_on) == ("active", None)


async def test_what_stood_fast_at_its_end_can_end_even_earlier(house: House) -> None:
    life = await agreed(house, end_on=day(99))
    await terminated(life, day(99))
    await terminated(life, day(30), early=True)
    await life.decide("early_termination", "agree", by="process")
    await life.passes(days=40)
    assert (contract(life).state, contract(life).terminated_on) == ("cancelled", day(30))


async def test_a_contract_that_is_over_is_neither_edited_nor_suspended(house: House) -> None:
    life = await agreed(house, end_on=day(5))
    await life.passes(days=10)
    with pytest.raises(Refused, match=r"cannot be suspended: it expired on .*; `contract renew`"):
        await suspended(life)


async def test_a_service_that_is_retired_asks_the_account_manager_of_the_contract(
    house: House,
) -> None:
    await company(house, "backup", "mail")
    both = [service_of(house, "backup"), service_of(house, "mail")]
    life = await agreed(house, services=both)
    assert dependents(life) == {"backup": True, "mail": True}
    service = await retired(house)
    await eventually(lambda: life.open == {"service_leaving/1"})
    assert life.open == {"service_leaving/1"}
    assert life.task("service_leaving").assignee == "account"
    await life.decide("service_leaving", "go_on", by="account")
    await life.has_settled()
    assert dependents(life) == {"backup": False, "mail": True}
    await service.passes(days=95)
    assert service.open == {"data_return/1"}
    assert contract(life).state == "active"


async def test_a_contract_ends_with_the_only_service_it_has(house: House) -> None:
    life = await agreed(house)
    service = await retired(house)
    await eventually(lambda: life.open == {"service_leaving/1"})
    await life.decide("service_leaving", "terminate", by="account")
    await life.has_settled()
    ends_at = service.service.ends_at
    assert contract(life).terminated_on is not None
    assert abs((contract(life).terminated_on - ends_at.date()).days) <= 1
    await life.passes(days=95)
    assert (contract(life).state, dependents(life)) == ("cancelled", {"backup": False})


async def test_a_service_that_stays_after_all_is_asked_about_no_more_and_again_when_it_leaves(
    house: House,
) -> None:
    await company(house, "backup", "mail")
    both = [service_of(house, "backup"), service_of(house, "mail")]
    life = await agreed(house, services=both)
    service = await retired(house)
    await eventually(lambda: life.open == {"service_leaving/1"})
    await retired(house, "mail")
    await service.decide("retirement", "keep", by="ayse", corrects=True)
    await eventually(lambda: service.row.state["seats"] != {})
    await service.decide("retirement", "keep", by="mehmet", corrects=True)
    await service.has_settled()
    await eventually(lambda: life.open == {"service_leaving/2"})
    assert life.task("service_leaving").closed_reason == "the service stays"
    assert service_of(house, "mail") in life.task("service_leaving/2").question
    await life.decide("service_leaving/2", "go_on", by="account")
    await life.has_settled()
    assert (life.open, dependents(life)) == (set(), {"backup": True, "mail": False})
    await service.demand(ServiceLifecycle.retire)
    await service.retirement_decided(ordinal=2)
    await eventually(lambda: life.open == {"service_leaving/3"})
    await life.decide("service_leaving/3", "terminate", by="account")
    await life.has_settled()
    life.record.check_chain(life.id)


async def test_a_contract_that_was_terminated_tells_nobody_after_its_end(house: House) -> None:
    life = await agreed(house, notices={"before": [2], "after": [3]})
    await terminated(life, day(5), early=True)
    await life.decide("early_termination", "agree", by="process")
    await life.has_settled()
    await life.passes(days=12)
    assert contract(life).state == "cancelled"
    assert notices(life) == {(1, -2): "passed_over", (1, 3): "passed_over"}
    assert letters(life, "contract_over") == []


async def test_another_service_takes_the_place_of_the_one_that_leaves(house: House) -> None:
    await company(house, "backup", "vault")
    life = await agreed(house)
    await retired(house)
    await eventually(lambda: life.open == {"service_leaving/1"})
    data: dict[str, Any] = {"service": service_of(house, "vault")}
    await life.decide("service_leaving", "replace", by="account", data=data)
    await life.has_settled()
    assert dependents(life) == {"backup": False, "vault": True}
    covered = schema.contract_service
    rows = life.record.rows(covered, covered.c.contract_id == life.record_id)
    assert {one.service_id: one.until_at is None for one in rows} == {
        service_of(house, "backup"): False,
        service_of(house, "vault"): True,
    }
