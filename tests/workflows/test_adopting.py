"""Whatever runs takes up the policy in force, and the clock of the house with it (R42; 8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.contracting import agreed, day, demanded, periods, terminated
from tests.workflows.life import Gone, Refused
from workflows.contract import Contract
from workflows.policy_publication import PolicyPublication

if TYPE_CHECKING:
    from tests.workflows.company import Changes
    from tests.workflows.house import House

LATER: Changes = {("contracts", "renewable_days"): 200}
STRICTER: Changes = {("committee", "quorum_percent"): 100}


async def test_a_running_contract_takes_up_the_policy_in_force_when_told_to(house: House) -> None:
    life = await agreed(house, end_on=day(5))
    house.record.publish_policy(LATER)
    done = await demanded(life, Contract.adopt)
    assert (done.stage, life.row.policy_version) == ("active", 2)
    adopted = next(one for one in life.events if one.kind == "policy_adopted")
    assert (adopted.actor, adopted.policy_version) == ("account", 2)
    assert [one.policy_version for one in periods(life)] == [1]
    await life.passes(days=150)
    assert life.row.closed_at is None


async def test_a_contract_that_is_over_adopts_nothing(house: House) -> None:
    life = await agreed(house, start_on=day(30), end_on=day(60), signed_on=None)
    await terminated(life, day(0))
    with pytest.raises(Gone):
        await demanded(life, Contract.adopt)


async def test_a_publication_takes_up_the_policy_in_force_and_once_over_none(house: House) -> None:
    life = await house.publish_policy(house.record.draft_policy(STRICTER), by="process")
    house.record.publish_policy(LATER)
    await demanded(life, PolicyPublication.adopt, by="process")
    assert life.row.policy_version == 2
    await life.decide("policy_approval", "reject", by="boss")
    with pytest.raises(Refused, match="conflict record: a process in rejected cannot adopt"):
        await demanded(life, PolicyPublication.adopt, by="process")
